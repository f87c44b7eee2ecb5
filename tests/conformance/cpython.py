"""CPython's own tests under `greenhub.monkey_patch()`, against the same tests unpatched and under gevent.

    python -m tests.conformance.cpython [--python PYTHON] [--gevent [PYTHON]] [--limit S] [--keep DIR] [FILE ...]

The tests are those of the interpreter's installation, run by its own `python -m test` without any resource (so without
the network).  A test that takes longer than the limit is killed and counted as failed, and so is one that ends the
process; its file goes on behind it.

`cpython_exceptions.toml` lists, with the reason, what passes unpatched and not patched.  A failure that is not in the
list, and an entry of the list without a failure, fail the run: so the list can only shrink.
With --gevent, so does a smaller part that passes than under gevent.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = ['FILES', 'Outcome', 'Comparison', 'Exceptions', 'run_file', 'compare', 'figure', 'table', 'behind',
           'has_tests', 'version', 'main']

FILES = ('test_socket', 'test_ssl', 'test_select', 'test_selectors', 'test_threading', 'test_queue', 'test_subprocess',
         'test_httplib')
DIALS_OUT = ('test.test_socket.ThreadedVSOCKSocketStreamTest.*',)  # it connects to the hypervisor
CHILD = Path(__file__).with_name('cpython_child.py')
EXCEPTIONS = Path(__file__).with_name('cpython_exceptions.toml')
LIMIT = 60.0
FILE_LIMIT = 600.0
LOOK = 0.1


@dataclass(frozen=True)
class Outcome:
    """What became of a test: `passed`, `skipped`, `failed`, `hang` or `crash`; `text` is a traceback or a reason."""

    kind: str
    text: str = ''


Outcomes = dict[str, Outcome]


# ---- running a file

def run_file(way: str, file: str, python: str, limit: float = LIMIT, keep: Path | None = None,
             ignored: Iterable[str] = ()) -> Outcomes:
    """The outcome of every test of one file, by its id; `way` is `unpatched`, `greenhub` or `gevent`.

    Tests that match one of the patterns `ignored` are not run.  What fails is run once more: other processes may have
    taken the port that a test had found free.  A file that takes longer than FILE_LIMIT is an error.
    """
    outcomes: Outcomes = {}
    ignored = [*DIALS_OUT, *ignored]
    until = time.monotonic() + FILE_LIMIT
    with tempfile.TemporaryDirectory(prefix='cpython-') as name:
        scratch = Path(name)
        log = (keep or scratch) / f'{file}-{way}.log'
        log.unlink(missing_ok=True)
        while not _run(way, file, python, limit, scratch, log, outcomes, '--ignorefile', [*ignored, *outcomes]):
            _check_time(until, way, file)  # then go on behind the test that ended the process
        failed = [test for test, outcome in outcomes.items() if outcome.kind not in ('passed', 'skipped')]
        while failed:
            again: Outcomes = {}
            _run(way, file, python, limit, scratch, log, again, '--matchfile', failed)
            outcomes.update(again)
            failed = [test for test in failed if test not in again] if again else []
            _check_time(until, way, file)
    if keep is not None:
        plain = {test: vars(outcome) for test, outcome in sorted(outcomes.items())}
        (keep / f'{file}-{way}.json').write_text(json.dumps(plain, indent=1))
    return outcomes


def _check_time(until: float, way: str, file: str) -> None:
    if time.monotonic() > until:
        raise TimeoutError(f'{file}, {way}, takes longer than {FILE_LIMIT:.0f} s')


def _run(way: str, file: str, python: str, limit: float, scratch: Path, log: Path, outcomes: Outcomes,
         option: str, patterns: Sequence[str]) -> bool:
    """Run the tests that the option and its patterns leave; False when it has to be called again for the rest of them.

    Regrtest takes either option; of both together the last pattern that matches decides, which is of no use here.
    """
    report, chosen = scratch / 'report', scratch / 'patterns'
    report.write_bytes(b'')
    chosen.write_text(''.join(f'{pattern}\n' for pattern in patterns))
    command = [python, str(CHILD), way, str(report), file, option, str(chosen)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(('PYTHON', 'PYTEST'))}
    with open(log, 'ab') as output:
        child = subprocess.Popen(command, cwd=scratch, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                                 stderr=output, start_new_session=True)
    try:
        with open(report) as lines:
            reader = _Reader(lines, outcomes)
            hangs = reader.follow(child, limit)
    finally:
        _kill_session(child)
    if reader.running is None:  # all has run, or the trouble is not a test's: what has not run will be missed
        return True
    outcomes[reader.running] = Outcome('hang' if hangs else 'crash')
    return False


class _Reader:
    """Follows the report of a child."""

    def __init__(self, lines: Any, outcomes: Outcomes) -> None:
        self.lines, self.outcomes = lines, outcomes
        self.running: str | None = None
        self.changed = time.monotonic()
        self._rest = ''

    def follow(self, child: subprocess.Popen[bytes], limit: float) -> bool:
        """Read until the child ends; True when it still runs and has written nothing for longer than the limit."""
        while True:
            ended = child.poll() is not None
            self.take()
            if ended:
                return False
            if time.monotonic() - self.changed > limit:
                return True
            time.sleep(LOOK)

    def take(self) -> None:
        *lines, self._rest = (self._rest + self.lines.read()).split('\n')
        for line in lines:
            event, test, *outcome = json.loads(line)
            self.changed = time.monotonic()
            if event == 'start':
                self.running = test
            else:
                self.running = None
                if self.outcomes.get(test, Outcome('passed')).kind in ('passed', 'skipped'):  # an id may come twice
                    self.outcomes[test] = Outcome(*outcome)


def _kill_session(child: subprocess.Popen[bytes]) -> None:
    """End the child and what it has started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    child.wait(timeout=30)


# ---- comparing

@dataclass(frozen=True)
class Comparison:
    """A file's outcomes unpatched and patched."""

    unpatched: Outcomes
    patched: Outcomes

    @cached_property
    def expected(self) -> list[str]:
        """The tests that pass unpatched."""
        return [test for test, outcome in self.unpatched.items() if outcome.kind == 'passed']

    @cached_property
    def lost(self) -> Outcomes:
        """Of these, what does not pass patched."""
        outcomes = {test: self.patched.get(test, Outcome('not run')) for test in self.expected}
        return {test: outcome for test, outcome in outcomes.items() if outcome.kind != 'passed'}


def compare(ways: dict[str, str], files: Sequence[str] = FILES, limit: float = LIMIT, keep: Path | None = None,
            jobs: int = 2, ignored: Iterable[str] = ()) -> dict[str, dict[str, Comparison]]:
    """Run the files unpatched and in each of the `ways` (name -> interpreter); the comparisons, by way and file.

    A way is compared with the unpatched run of its own interpreter.  `ignored` is for greenhub.
    """
    pythons = {('unpatched', python) for python in ways.values()} | set(ways.items())
    with ThreadPoolExecutor(jobs) as pool:
        runs = {(way, python, file): pool.submit(run_file, way, file, python, limit, keep,
                                                 ignored if way == 'greenhub' else ())
                for file in files for way, python in sorted(pythons)}
        try:
            results = {key: run.result() for key, run in runs.items()}
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # one has failed: the others need not start
            raise
    return {way: {file: Comparison(results['unpatched', python, file], results[way, python, file]) for file in files}
            for way, python in ways.items()}


def has_tests(python: str) -> bool:
    """True where the interpreter's installation has its own tests."""
    return not subprocess.run([python, '-c', 'import test.test_socket'], capture_output=True, timeout=60).returncode


# ---- the list of exceptions

@dataclass(frozen=True)
class Exceptions:
    """Patterns of tests that may fail under greenhub, with the reason; see the list itself."""

    reasons: dict[str, str]
    sometimes: frozenset[str]
    hangs: frozenset[str]

    @classmethod
    def load(cls, version: str, path: Path = EXCEPTIONS) -> Exceptions:
        """Those of one Python version, such as '3.11'."""
        entries = [(pattern, entry) for entry in tomllib.loads(path.read_text())['exception']
                   if version in entry.get('python', [version]) for pattern in entry['tests']]
        return cls({pattern: entry['reason'] for pattern, entry in entries},
                   frozenset(pattern for pattern, entry in entries if entry.get('sometimes')),
                   frozenset(pattern for pattern, entry in entries if entry.get('hangs')))

    def complaints(self, comparison: Comparison) -> list[str]:
        """What keeps a file from success: failures that are not listed, and entries that nothing needs."""
        found = [f'{outcome.kind}: {test} passes unpatched and is not in {EXCEPTIONS.name}: {_last_line(outcome.text)}'
                 for test, outcome in sorted(comparison.lost.items()) if not _matching(test, self.reasons)]
        for pattern in sorted(self.reasons.keys() - self.sometimes - self.hangs):
            if fnmatch.filter(comparison.expected, pattern) and not fnmatch.filter(comparison.lost, pattern):
                found.append(f'{pattern} passes: take it out of {EXCEPTIONS.name}')
        return found


def _matching(test: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(test, pattern) for pattern in patterns)


def _last_line(text: str) -> str:
    return text.strip().rpartition('\n')[2]


# ---- the command

def table(comparisons: dict[str, dict[str, Comparison]], files: Sequence[str]) -> str:
    """The figures of each file, and of all together."""
    lines = [' ' * 16 + ''.join(f'{way:>24}' for way in comparisons)]
    for name, part in [*((file, [file]) for file in files), ('together', files)]:
        figures = [figure(by_file[file] for file in part) for by_file in comparisons.values()]
        cells = (f'{green:>9} of {real:<5}{green / max(real, 1):6.1%}' for green, real in figures)
        lines.append(f'{name:16}' + ''.join(cells))
    return '\n'.join(lines)


def figure(comparisons: Iterable[Comparison]) -> tuple[int, int]:
    """How many of the tests that pass unpatched pass patched, and how many there are."""
    counts = [(len(comparison.expected), len(comparison.lost)) for comparison in comparisons]
    return sum(real - lost for real, lost in counts), sum(real for real, _ in counts)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(prog='python -m tests.conformance.cpython',
                                     description="CPython's tests under monkey_patch(), against the unpatched run")
    parser.add_argument('files', nargs='*', default=list(FILES), metavar='FILE', help=f'of {", ".join(FILES)}')
    parser.add_argument('--python', default=sys.executable, help='an interpreter that has what greenhub needs')
    parser.add_argument('--gevent', nargs='?', const='', metavar='PYTHON',
                        help='run under gevent too, in this interpreter, by default in one that is set up for it')
    parser.add_argument('--limit', type=float, default=LIMIT, help='seconds that a test may take')
    parser.add_argument('--jobs', type=int, default=2, help='files at once')
    parser.add_argument('--hangs', action='store_true', help='run what is known to hang, too')
    parser.add_argument('--keep', type=Path, help='a folder for logs and outcomes')
    options = parser.parse_args(arguments)
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    ways = {'greenhub': options.python}
    if options.gevent is not None:
        ways['gevent'] = options.gevent or _gevent()
    exceptions = Exceptions.load(version(options.python))
    comparisons = compare(ways, options.files, options.limit, options.keep, options.jobs,
                          () if options.hangs else exceptions.hangs)
    print(table(comparisons, options.files))
    complaints = [line for file in options.files for line in exceptions.complaints(comparisons['greenhub'][file])]
    complaints += behind(comparisons)
    print(*complaints, sep='\n')
    return 1 if complaints else 0


def behind(comparisons: dict[str, dict[str, Comparison]]) -> list[str]:
    """What to complain of when gevent was run too and a larger part passes there."""
    parts = {way: green / max(real, 1) for way, by_file in comparisons.items()
             for green, real in [figure(by_file.values())]}
    if parts['greenhub'] >= parts.get('gevent', 0):
        return []
    return [f'{parts["greenhub"]:.1%} pass under greenhub, {parts["gevent"]:.1%} under gevent: it must not be less']


def _gevent() -> str:
    from tests.benchmarks.peers import interpreter
    return str(interpreter('green threads'))


def version(python: str) -> str:
    """Of an interpreter, such as '3.11'."""
    code = 'import sys; print(*sys.version_info[:2], sep=".")'
    return subprocess.run([python, '-c', code], capture_output=True, text=True, check=True, timeout=60).stdout.strip()


if __name__ == '__main__':
    sys.exit(main())
