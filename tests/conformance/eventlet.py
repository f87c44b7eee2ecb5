"""eventlet's own tests against greenhub, and the list of those that may fail, which can only shrink.

    python -m tests.conformance.eventlet [--tier core|useful] [--python PYTHON] [--keep]

The runner lies beside the checkout, in `../shared`; it fetches the tests from eventlet's source distribution and runs
them as they are.  `eventlet_exceptions.toml` lists the tests that fail, with the reason.  A failure that is not in the
list, and a test of the list that passes, are complaints.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ['EXCEPTIONS', 'TIERS', 'CannotRun', 'Exemption', 'Results', 'exemptions', 'run', 'main']

CHECKOUT = Path(__file__).resolve().parents[2]
RUNNER = CHECKOUT.parent / 'shared' / 'conformance' / 'eventlet' / 'run.py'
EXCEPTIONS = Path(__file__).with_name('eventlet_exceptions.toml')
TIERS = ('core', 'useful')
LIMIT = 400  # seconds for a tier; a minute is usual
IDLE_LIMIT = 30  # seconds without a result, after which a test counts as hanging


class CannotRun(Exception):
    """The tests themselves are not there; the message says why."""


@dataclass(frozen=True)
class Exemption:
    """A test that may fail: `FILE::CLASS::NAME`, why, and under which versions of Python; none: under all."""

    test: str
    reason: str
    python: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """What became of the tests that count, by name; of the others nothing is kept."""

    tier: str
    outcomes: dict[str, str]

    @property
    def failed(self) -> set[str]:
        """Those that neither passed nor were skipped."""
        return {test for test, outcome in self.outcomes.items() if outcome not in ('passed', 'skipped')}

    def score(self) -> str:
        """The figures, as a sentence."""
        outcomes = list(self.outcomes.values())
        passed, skipped = outcomes.count('passed'), outcomes.count('skipped')
        return (f"eventlet's tests, {self.tier}: of {len(outcomes)} that count {passed} pass, {skipped} are skipped, "
                f'{len(self.failed)} fail')

    def complaints(self, exempt: Iterable[Exemption]) -> list[str]:
        """What the list of exemptions does not say."""
        listed = {exemption.test for exemption in exempt}
        unlisted = [f'{test}: {self.outcomes[test]}' for test in sorted(self.failed - listed)]
        passing = sorted(test for test in listed & self.outcomes.keys() if self.outcomes[test] == 'passed')
        return unlisted + [f'{test}: passes, so {EXCEPTIONS.name} must not list it' for test in passing]


def exemptions(version: str) -> list[Exemption]:
    """The exemptions for a version of Python such as '3.12'; for `''` those for all of them."""
    entries = tomllib.loads(EXCEPTIONS.read_text(encoding='utf-8')).get('exception', [])
    found = [Exemption(entry['test'], entry['reason'], tuple(entry.get('python', ()))) for entry in entries]
    return [each for each in found if not version or not each.python or version in each.python]


def run(tier: str, python: str = sys.executable, keep: bool = False) -> Results:
    """Run a tier of eventlet's tests with `python`, which has pytest and what greenhub needs.

    `keep`: the log of each file is kept, and the runner says where.  Raises CannotRun.
    """
    if not RUNNER.exists():
        raise CannotRun(f'{RUNNER} is not there')
    with tempfile.NamedTemporaryFile('r', suffix='.json') as out:
        command = [sys.executable, str(RUNNER), '--package', 'greenhub', '--path', str(CHECKOUT), '--python', python,
                   '--tier', tier, '--idle-timeout', str(IDLE_LIMIT), '--out', out.name, *(['--keep'] * keep)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
        report = out.read()
    if not report:
        raise CannotRun(f'{RUNNER}: {done.stderr or done.stdout}')
    if keep:
        print(done.stdout.splitlines()[-1])
    return Results(tier, dict(_outcomes(json.loads(report))))


def _outcomes(report: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for file in report['files']:
        name = Path(file['file']).name
        if not file['collected'] and file['collect_errors']:
            yield name, 'cannot be imported: ' + file['collect_errors'][0]['text'].strip().splitlines()[-1]
        for test, result in file['tests'].items():
            if not result['class']:
                yield test.removeprefix('tests/'), result['outcome']


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tiers that are asked for, print score and complaints; 1 if there are any, 2 if they cannot be run."""
    parser = argparse.ArgumentParser(prog='python -m tests.conformance.eventlet', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tier', choices=TIERS, help='by default both')
    parser.add_argument('--python', default=sys.executable)
    parser.add_argument('--keep', action='store_true', help='keep the logs')
    options = parser.parse_args(arguments)
    asking = [options.python, '-c', 'import sys; print("%d.%d" % sys.version_info[:2])']
    version = subprocess.run(asking, check=True, capture_output=True, text=True, timeout=20).stdout.strip()
    failed = False
    for tier in [options.tier] if options.tier else TIERS:
        try:
            results = run(tier, options.python, options.keep)
        except CannotRun as error:
            parser.exit(2, f'eventlet: {error}\n')
        complaints = results.complaints(exemptions(version))
        print(f'Python {version}: {results.score()}', *complaints, sep='\n  ')
        failed = failed or bool(complaints)
    return int(failed)


if __name__ == '__main__':
    sys.exit(main())
