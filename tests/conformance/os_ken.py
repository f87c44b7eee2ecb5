"""os-ken's own unit tests, and Ryu's, through the import alias.

    python -m tests.conformance.os_ken [SUITE ...] [--python PYTHON] [--keep FOLDER]

The tests come from the source distributions and run as they are; everything else that they import of `os_ken` or `ryu`
is `controller.compat`.  `os_ken_exceptions.toml` lists what is exempt, each test with one of four reasons, at most a
tenth of a suite; of the others 95 % have to pass, and no fewer than the list says.  An exempt test that passes, and a
suite of which more pass than the list says, are complaints too: the list can only get better.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.conformance.sources import OS_KEN, RYU, CannotFetch, source

__all__ = ['AT_LEAST', 'AT_MOST', 'EXCEPTIONS', 'REASONS', 'SUITES', 'Exemption', 'Rules', 'Suite', 'main', 'run',
           'table']

CHECKOUT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name('os_ken_child.py')
EXCEPTIONS = Path(__file__).with_name('os_ken_exceptions.toml')
RYUS = 'ryu '  # before the names of Ryu's files and tests


def _ryus(*files: str) -> tuple[str, ...]:
    return tuple(f'{RYUS}{file}' for file in files)


SUITES = {
    'parsers': ('ofproto.test_parser_v10', 'ofproto.test_parser_v12', 'ofproto.test_parser_v13'),
    'samples': ('ofproto.test_parser',),
    'matches': ('ofproto.test_parser_ofpmatch', 'ofproto.test_parser_compat'),
    'fields': ('ofproto.test_oxm', 'ofproto.test_oxs', 'ofproto.test_parser_ofpstats', 'ofproto.test_nx_flow_spec'),
    'numbers': ('ofproto.test_ofproto_v12', 'ofproto.test_ofproto', 'ofproto.test_ofproto_common',
                'ofproto.test_ofproto_parser', 'ofproto.test_ether', 'ofproto.test_inet', 'lib.test_sockaddr'),
    'link': ('packet.test_ethernet', 'packet.test_vlan', 'packet.test_arp', 'packet.test_llc', 'packet.test_bpdu',
             'packet.test_slow', 'packet.test_cfm', 'packet.test_pbb', 'packet.test_mpls', 'packet.test_lldp'),
    'internet': ('packet.test_ipv4', 'packet.test_ipv6', 'packet.test_icmp', 'packet.test_icmpv6', 'packet.test_igmp',
                 'packet.test_vrrp', 'packet.test_bfd'),
    'transport': ('packet.test_tcp', 'packet.test_udp', 'packet.test_sctp', 'packet.test_dhcp', 'packet.test_gre',
                  'packet.test_vxlan', 'packet.test_geneve', 'packet.test_openflow'),
    'routing': ('packet.test_ospf', 'packet.test_bgp', 'packet.test_bmp', 'packet.test_zebra'),
    'packet': ('packet.test_packet',),
    'framework': ('controller.test_controller', 'lib.test_hub', 'app.ofctl.test_service', *_ryus(
        'cmd.test_manager', 'controller.test_controller', 'lib.test_hub', 'test_utils', 'app.test_wsgi',
        'app.test_ws_topology', 'lib.test_rpc', 'lib.test_import_module', 'lib.test_stringify')),
    'libraries': _ryus(
        'lib.test_addrconv', 'lib.test_ip', 'lib.test_mac', 'lib.test_pack_utils', 'lib.test_pcaplib',
        'lib.test_ofctl_string', 'lib.test_ofp_pktinfilter', 'lib.test_ofctl_action_match', 'lib.test_ofctl_utils',
        'lib.test_ofctl_v1_3'),  # what test_ofctl and test_ofctl_rest read is not in the distribution
    'openflow of ryu': _ryus(
        'ofproto.test_parser_v10', 'ofproto.test_parser_v12', 'ofproto.test_parser_v13', 'ofproto.test_parser_compat',
        'ofproto.test_oxm', 'ofproto.test_oxs', 'ofproto.test_parser_ofpstats', 'ofproto.test_nx_flow_spec',
        'ofproto.test_ofproto_v12', 'ofproto.test_ofproto', 'ofproto.test_ofproto_common',
        'ofproto.test_ofproto_parser', 'ofproto.test_ether', 'ofproto.test_inet'),
    'packets of ryu': _ryus(*(f'packet.test_{name}' for name in (
        'arp', 'bfd', 'bgp', 'bmp', 'bpdu', 'cfm', 'dhcp', 'ethernet', 'geneve', 'gre', 'icmp', 'icmpv6', 'igmp',
        'ipv4', 'ipv6', 'llc', 'lldp', 'mpls', 'openflow', 'ospf', 'packet', 'pbb', 'sctp', 'slow', 'tcp', 'udp',
        'vlan', 'vrrp', 'vxlan', 'zebra'))),
}  #: Suite -> its files: those of one kind together, since some have only two tests.
REASONS = ('private names', 'left-out service', 'asserts a fault', 'environment')
AT_LEAST = 0.95  # of a suite's tests that count have to pass,
AT_MOST = 0.1  # and no more of its tests may be exempt
LIMIT = 400  # seconds for a process
ALONE = ('framework',)  # it patches the standard library


@dataclass(frozen=True)
class Exemption:
    """Tests that do not count, as a pattern; `reason` is one of REASONS, `why` says more."""

    tests: str
    reason: str
    why: str

    def among(self, tests: Iterable[str]) -> list[str]:
        """Those of them that it is about."""
        if '*' in self.tests:
            return fnmatch.filter(tests, self.tests)
        return [each for each in tests if each == self.tests]


@dataclass(frozen=True)
class Rules:
    """What the list of exceptions says: exemptions, and how many tests of each suite pass."""

    exemptions: tuple[Exemption, ...]
    passing: dict[str, int]

    @classmethod
    def load(cls, path: Path = EXCEPTIONS) -> Rules:
        """The list."""
        read = tomllib.loads(path.read_text(encoding='utf-8'))
        exemptions = [Exemption(tests, entry['reason'], entry['why'])
                      for entry in read.get('exempt', []) for tests in entry['tests']]
        return cls(tuple(exemptions), read.get('passing', {}))


@dataclass(frozen=True)
class Suite:
    """What became of a suite's tests, by their names: `passed`, `skipped`, or why not."""

    name: str
    files: tuple[str, ...]
    outcomes: dict[str, str]
    rules: Rules

    @cached_property
    def exempt(self) -> set[str]:
        """The tests that do not count."""
        return {test for each in self.rules.exemptions for test in each.among(self.outcomes)}

    def figures(self, file: str = '') -> tuple[int, int, int, int]:
        """How many tests there are, are exempt, count, and pass of those; of one file or of all."""
        here = {test: outcome for test, outcome in self.outcomes.items() if test.startswith(f'{file}.' if file else '')}
        exempt = self.exempt & here.keys()
        counted = [outcome for test, outcome in here.items() if test not in exempt and outcome != 'skipped']
        return len(here), len(exempt), len(counted), counted.count('passed')

    def complaints(self) -> list[str]:
        """What keeps the suite from success."""
        tests, exempt, counted, passed = self.figures()
        expected, found = self.rules.passing.get(self.name, counted), []
        if passed < AT_LEAST * counted or not counted:
            found.append(f'{self.name}: {passed} of {counted} pass, less than {AT_LEAST:.0%}')
        if exempt > AT_MOST * tests:
            found.append(f'{self.name}: {exempt} of {tests} are exempt, more than {AT_MOST:.0%}')
        if passed < expected:
            found.append(f'{self.name}: {passed} pass, not {expected}; these do not:')
            found += [f'  {test}: {outcome}' for test, outcome in self.outcomes.items()
                      if outcome not in ('passed', 'skipped') and test not in self.exempt]
        if passed > expected:
            found.append(f'{self.name}: {passed} pass, so {EXCEPTIONS.name} must not say {expected}')
        return found + [f'{test}: passes, so {EXCEPTIONS.name} must not list it'
                        for test in sorted(self.exempt) if self.outcomes[test] == 'passed']


def run(names: Iterable[str] = SUITES, python: str = sys.executable, keep: Path | None = None,
        rules: Rules | None = None) -> list[Suite]:
    """Run suites, or single files of one, in processes of their own; raises CannotFetch where there are none to run.

    `keep`: a folder for the outcomes with their tracebacks.
    """
    suites = {name: SUITES.get(name, (name,)) for name in names}
    processes: dict[tuple[str, bool], list[str]] = {}  # the files that run together
    for name, files in suites.items():
        for file in files:
            root = RYU if file.startswith(RYUS) else OS_KEN
            processes.setdefault((root, name in ALONE or files == (name,)), []).append(file)
    results = {file: outcomes for (root, _), several in processes.items()
               for file, outcomes in _results(root, several, python, keep).items()}
    rules = rules or Rules.load()
    return [Suite(name, files, {test: outcome for file in files for test, outcome in results[file].items()}, rules)
            for name, files in suites.items()]


def _results(requirement: str, files: Sequence[str], python: str, keep: Path | None) -> dict[str, dict[str, str]]:
    """File -> test -> outcome, of files that run in one process."""
    root, ryus = requirement.partition('==')[0].replace('-', '_'), RYUS if requirement == RYU else ''
    names = [file.removeprefix(ryus) for file in files]
    with tempfile.TemporaryDirectory(prefix='os-ken-') as scratch:
        report = (keep or Path(scratch)).resolve() / f'{root}-{names[0]}.jsonl'
        command = [python, '-m', 'controller.compat', str(CHILD), str(source(requirement)), root, str(report), *names]
        environment = {**os.environ, 'PYTHONPATH': str(CHECKOUT)}
        done = subprocess.run(command, cwd=scratch, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=LIMIT)
        if done.returncode:
            raise RuntimeError(f'the process that ran {", ".join(files)} failed: {done.stderr[-2000:]}')
        found: dict[str, dict[str, str]] = {file: {} for file in files}
        for file, test, outcome, text in map(json.loads, report.read_text(encoding='utf-8').splitlines()):
            last = text.strip().rpartition('\n')[2] if outcome == 'failed' else outcome
            found[ryus + file][ryus + test.removeprefix('unittest.loader._FailedTest.')] = last
    return found


def table(suites: Iterable[Suite]) -> str:
    """The figures of each suite and of each of its files."""
    lines = [f'{"":32}{"tests":>8}{"exempt":>8}{"count":>8}{"pass":>8}']
    for suite in suites:
        for label, file in [(suite.name, ''), *((f'  {file}', file) for file in suite.files if len(suite.files) > 1)]:
            *_, counted, passed = figures = suite.figures(file)
            cells = ''.join(f'{each:8}' for each in figures)
            lines.append(f'{label:32}{cells}{passed / max(counted, 1):8.1%}')
    return '\n'.join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 where there are complaints, 2 where the tests are not to be had."""
    parser = argparse.ArgumentParser(prog='python -m tests.conformance.os_ken',
                                     description="os-ken's and Ryu's unit tests through the import alias")
    parser.add_argument('suites', nargs='*', metavar='SUITE',
                        help=f'of {", ".join(SUITES)}, or a file of one such as packet.test_arp; by default all')
    parser.add_argument('--python', default=sys.executable, help='an interpreter that has what the controller needs')
    parser.add_argument('--keep', type=Path, metavar='FOLDER', help='a folder for the outcomes with their tracebacks')
    options = parser.parse_args(arguments)
    unknown = set(options.suites) - SUITES.keys() - {file for files in SUITES.values() for file in files}
    if unknown:
        parser.error(f'no suite {", ".join(sorted(unknown))}')
    try:
        suites = run(options.suites or SUITES, options.python, options.keep)
    except CannotFetch as error:
        parser.exit(2, f'os-ken: {error}\n')
    print(table(suites))
    complaints = [line for suite in suites for line in suite.complaints()]
    print(*complaints, sep='\n')
    return int(bool(complaints))


if __name__ == '__main__':
    sys.exit(main())
