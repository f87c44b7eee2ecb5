"""CPython's own tests under `greenhub.monkey_patch()`, against the same tests unpatched and under gevent.

    python -m tests.conformance.cpython [--python PYTHON] [--gevent [PYTHON]] [--limit S] [--keep DIR] [FILE ...]

The tests are those of the interpreter's installation, run by its own `python -m test` without any resource (so without
the network).  A test that takes longer than the limit is killed and counted as failed, and so is one that ends the
process; its file goes on behind it.

`cpython_exceptions.toml` lists, with the reason, what passes unpatched and not patched.  A failure that is not in the
list, and an entry of the list without a failure, fail the run: so the list can only shrink.
"""

from __future__ import annotations

import argparse
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
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

__all__ = ['FILES', 'Outcome', 'Comparison', 'run_file', 'compare', 'has_tests', 'main']

FILES = ('test_socket', 'test_ssl', 'test_select', 'test_selectors', 'test_threading', 'test_queue', 'test_subprocess',
         'test_httplib')
CHILD = Path(__file__).with_name('cpython_child.py')
EXCEPTIONS = Path(__file__).with_name('cpython_exceptions.toml')
LIMIT = 60.0
LOOK = 0.1


@dataclass(frozen=True)
class Outcome:
    """What became of a test: `passed`, `skipped`, `failed`, `hang` or `crash`; `text` is a traceback or a reason."""

    kind: str
    text: str = ''


Outcomes = dict[str, Outcome]


# ---- running a file

def run_file(way: str, file: str, python: str, limit: float = LIMIT, keep: Path | None = None) -> Outcomes:
    """The outcome of every test of one file, by its id; `way` is `unpatched`, `greenhub` or `gevent`."""
    outcomes: Outcomes = {}
    with tempfile.TemporaryDirectory(prefix='cpython-') as scratch:
        folder = keep or Path(scratch)
        with open(folder / f'{file}-{way}.log', 'ab') as log:
            while not _run(way, file, python, limit, Path(scratch), log, outcomes):
                pass  # go on behind the test that ended the process
        if keep is not None:
            plain = {test: vars(outcome) for test, outcome in sorted(outcomes.items())}
            (keep / f'{file}-{way}.json').write_text(json.dumps(plain, indent=1))
    return outcomes


def _run(way: str, file: str, python: str, limit: float, scratch: Path, log: Any, outcomes: Outcomes) -> bool:
    """Run what has no outcome yet; False when it has to be called again for the rest of the file."""
    report, done = scratch / 'report', scratch / 'done'
    report.write_bytes(b'')
    done.write_text(''.join(f'{test}\n' for test in outcomes))
    command = [python, str(CHILD), way, str(report), file, *(('--ignorefile', str(done)) if outcomes else ())]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(('PYTHON', 'PYTEST'))}
    child = subprocess.Popen(command, cwd=scratch, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                             start_new_session=True)
    running, before = None, len(outcomes)
    try:
        with open(report) as lines:
            reader = _Reader(lines, outcomes)
            kind = reader.until_end(child, limit)
            running = reader.running
    finally:
        _kill_session(child)
    if kind == 'end' and running is None:
        return True
    if running is None:  # before the first test, between two or after the last
        running = f'{file} after {len(outcomes)} tests'
        outcomes[running] = Outcome('hang' if kind == 'hang' else 'crash')
        return before == len(outcomes) - 1 or kind == 'hang'
    outcomes[running] = Outcome('hang' if kind == 'hang' else 'crash')
    return False


class _Reader:
    """Follows the report of a child."""

    def __init__(self, lines: Any, outcomes: Outcomes) -> None:
        self.lines, self.outcomes = lines, outcomes
        self.running: str | None = None
        self.changed = time.monotonic()
        self._rest = ''

    def until_end(self, child: subprocess.Popen[bytes], limit: float) -> str:
        """`end` when the child has ended, `hang` when it wrote nothing for longer than the limit."""
        while True:
            ended = child.poll() is not None
            self.take()
            if ended:
                return 'end'
            if time.monotonic() - self.changed > limit:
                return 'hang'
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

@dataclass
class Comparison:
    """What passes patched, of what passes unpatched, by file."""

    unpatched: dict[str, Outcomes]
    patched: dict[str, Outcomes]
    lost: dict[str, Outcome] = field(init=False)

    def __post_init__(self) -> None:
        self.lost = {test: self.patched[file].get(test, Outcome('missing'))
                     for file, outcomes in self.unpatched.items() for test in _passed(outcomes)
                     if self.patched[file].get(test, Outcome('missing')).kind != 'passed'}

    def figure(self, files: Iterable[str]) -> tuple[int, int]:
        """How many tests pass patched, and how many unpatched."""
        both = [(set(_passed(self.unpatched[file])), set(_passed(self.patched[file]))) for file in files]
        return sum(len(real & green) for real, green in both), sum(len(real) for real, _ in both)


def _passed(outcomes: Outcomes) -> list[str]:
    return [test for test, outcome in outcomes.items() if outcome.kind == 'passed']


def compare(ways: dict[str, str], files: Sequence[str] = FILES, limit: float = LIMIT, keep: Path | None = None,
            jobs: int = 2) -> dict[str, Comparison]:
    """Run the files unpatched and in each of the `ways` (name -> interpreter); the comparisons, by way.

    A way is compared with the unpatched run of its own interpreter.
    """
    pythons = {('unpatched', python) for python in ways.values()} | set(ways.items())
    with ThreadPoolExecutor(jobs) as pool:
        runs = {(way, python, file): pool.submit(run_file, way, file, python, limit, keep)
                for file in files for way, python in sorted(pythons)}
        results = {key: run.result() for key, run in runs.items()}
    return {way: Comparison({file: results['unpatched', python, file] for file in files},
                            {file: results[way, python, file] for file in files}) for way, python in ways.items()}


def has_tests(python: str) -> bool:
    """True where the interpreter's installation has its own tests."""
    return not subprocess.run([python, '-c', 'import test.test_socket'], capture_output=True, timeout=60).returncode


# ---- the list of exceptions

@dataclass(frozen=True)
class Exceptions:
    """Patterns of tests that may fail, each with its reason; `sometimes`: those that need not fail every time."""

    reasons: dict[str, str]
    sometimes: frozenset[str]

    @classmethod
    def load(cls, version: str, path: Path = EXCEPTIONS) -> Exceptions:
        """Those of one Python version, such as '3.11'."""
        entries = [entry for entry in tomllib.loads(path.read_text())['exception']
                   if version in entry.get('python', [version])]
        return cls({pattern: entry['reason'] for entry in entries for pattern in entry['tests']},
                   frozenset(pattern for entry in entries for pattern in entry['tests'] if entry.get('sometimes')))

    def complaints(self, comparison: Comparison) -> list[str]:
        """What keeps the run from success: failures that are not listed, and entries that nothing needs."""
        found = [f'{outcome.kind}: {test}, which passes unpatched and is not in {EXCEPTIONS.name}'
                 for test, outcome in sorted(comparison.lost.items())
                 if not any(fnmatchcase(test, pattern) for pattern in self.reasons)]
        names = [test for outcomes in comparison.unpatched.values() for test in outcomes]
        for pattern in self.reasons.keys() - self.sometimes:
            concerned = any(fnmatchcase(test, pattern) for test in names)
            if concerned and not any(fnmatchcase(test, pattern) for test in comparison.lost):
                found.append(f'{pattern} passes: take it out of {EXCEPTIONS.name}')
        return found


# ---- the command

def table(comparisons: dict[str, Comparison], files: Sequence[str]) -> str:
    """The figures of each file, and of all together."""
    lines = [f'{"":16}' + ''.join(f'{way:>24}' for way in comparisons)]
    for name, part in [*((file, [file]) for file in files), ('together', list(files))]:
        figures = [comparison.figure(part) for comparison in comparisons.values()]
        cells = (f'{green:>9} of {real:<5}{green / max(real, 1):6.1%}' for green, real in figures)
        lines.append(f'{name:16}' + ''.join(cells))
    return '\n'.join(lines)


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
    parser.add_argument('--keep', type=Path, help='a folder for logs and outcomes')
    options = parser.parse_args(arguments)
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    ways = {'greenhub': options.python}
    if options.gevent is not None:
        ways['gevent'] = options.gevent or _gevent()
    comparisons = compare(ways, options.files, options.limit, options.keep, options.jobs)
    print(table(comparisons, options.files))
    exceptions = Exceptions.load(_version(options.python))
    complaints = exceptions.complaints(comparisons['greenhub'])
    print(*complaints, sep='\n')
    return 1 if complaints else 0


def _gevent() -> str:
    from tests.benchmarks.peers import interpreter
    return str(interpreter('gevent'))


def _version(python: str) -> str:
    code = 'import sys; print(*sys.version_info[:2], sep=".")'
    return subprocess.run([python, '-c', code], capture_output=True, text=True, check=True, timeout=60).stdout.strip()


if __name__ == '__main__':
    sys.exit(main())
