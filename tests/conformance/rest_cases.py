"""Requests that schemathesis makes of /openapi.json, to controllers with emulated switches: `--cases N` of them in all.

    python -m tests.conformance.rest_cases --cases 10000

All of its checks are on, but for what `CONFIGURATION` and `EMPTYING` say. A request that the description allows has to
be accepted, any other refused, and every answer has to be one that the description has. What counts as a failure beside
those: 500, a traceback in the controller's log, and an answer that takes longer than 10 s.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ['SETS', 'Report', 'run_set']

CHECKOUT = Path(__file__).resolve().parents[2]

#: Apps that run together, under each version of OpenFlow that they say.
SETS = {
    'ofctl_rest 1.3': ('simple_switch_13', 'ofctl_rest'),
    'ofctl_rest 1.0': ('simple_switch', 'ofctl_rest'),
    'ofctl_rest 1.4': ('simple_switch_14', 'ofctl_rest'),
    'ofctl_rest 1.5': ('simple_switch_15', 'ofctl_rest'),
    'looking on': (
        'simple_switch_rest_13', 'simple_switch_websocket_13', 'rest_topology', 'ws_topology', 'gui_topology',
        'rest_conf_switch', 'rest_events', 'rest_ctl', 'flow_monitor', 'rest_apps',
    ),
    'load_balancer': ('simple_switch_13', 'load_balancer'),
    'l2_multi': ('l2_multi',),
    'rest_firewall': ('rest_firewall',),
    'rest_qos': ('rest_qos', 'rest_conf_switch'),
    'rest_router': ('rest_router',),
}  # fmt: skip

#: What schemathesis cannot know. 501 is the answer to what a switch's version of OpenFlow has not, 503 that of a stream
#: or a WebSocket too many. What is written rightly may name a switch that is not there (404), or be what this one
#: cannot do (409), and no WebSocket is asked for (426). Flow entries as text have a grammar that no schema says, and a
#: stream of events does not end by itself.
CONFIGURATION = """
[generation]
codec = "utf-8"

[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", 501, 503]

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 404, 409, 426, 501, 503]

[[operations]]
include-path = "/v1.0/flows/{dpid}/{command}"
checks.positive_data_acceptance.expected-statuses = ["2xx", "3xx", 400, 404, 409, 426, 501, 503]

[[operations]]
include-path = "/v1.0/events"
parameters = { "query.count" = 0 }
"""

#: Sets with the description of another one, all of whose kinds of values, some 57,000 cases, are tried there.
AGAIN = {'ofctl_rest 1.0', 'ofctl_rest 1.4', 'ofctl_rest 1.5'}

#: Apps whose DELETE takes from a switch what its body says, and not the switch, which is still there afterwards.
EMPTYING = {'rest_firewall', 'rest_qos', 'rest_router'}

SUMMARY = re.compile(r'(\d+) generated')
SHOWN = 'The network stays up until Ctrl-C.'  # the last line of the demo
LIMIT = 10  # seconds, of one request
PHASES = 'examples,coverage,fuzzing,stateful'
HOURGLASS = 1800  # seconds, of all requests to one controller


@dataclass
class Report:
    """What became of the cases of a set."""

    cases: int
    failed: bool
    output: str
    log: str

    @property
    def complaints(self) -> list[str]:
        """What is wrong; nothing where all is well."""
        found = ['schemathesis has found failures'] if self.failed else []
        return found + (['the log has a traceback'] if 'Traceback' in self.log else [])


def run_set(apps: tuple[str, ...], examples: int, directory: Path, phases: str = PHASES) -> Report:
    """Make so many requests to every endpoint of some apps, at most."""
    with controller(apps, directory) as (url, log):
        description = directory / 'openapi.json'
        found = generatable(get(f'{url}/openapi.json'))
        if 'ofctl_rest' not in apps:  # which the demo brings along; it has sets of its own
            found['paths'] = {path: each for path, each in found['paths'].items() if not path.startswith('/stats/')}
        description.write_text(json.dumps(found))
        configuration = directory / 'schemathesis.toml'
        configuration.write_text(CONFIGURATION)
        command = [
            program(), '--config-file', configuration, 'run', description, '--url', url, '--checks', 'all',
            *(['--exclude-checks', 'use_after_free'] if EMPTYING & set(apps) else []),
            '--max-examples', str(examples), '--request-timeout', str(LIMIT), '--generation-deterministic',
            '--phases', phases, '--warnings', 'off', '--no-color', '--output-truncate', 'false',
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd=directory, capture_output=True, text=True, timeout=HOURGLASS, stdin=subprocess.DEVNULL
        )
    found = SUMMARY.search(done.stdout)
    return Report(int(found[1]) if found else 0, done.returncode != 0, done.stdout + done.stderr, log.read_text())


def generatable(document: Any) -> Any:
    """The description without `dependentSchemas`, which overtax the generator: it then makes matches that lack a
    prerequisite, which are answered by 409."""
    if isinstance(document, dict):
        return {name: generatable(each) for name, each in document.items() if name != 'dependentSchemas'}
    return [generatable(each) for each in document] if isinstance(document, list) else document


@contextmanager
def controller(apps: tuple[str, ...], directory: Path) -> Iterator[tuple[str, Path]]:
    """The address of a controller with these apps and two emulated switches, and the file of its log."""
    rest, switches = free_port(), free_port()
    options = ['--demo', 'linear,2', '--wsapi-port', str(rest), '--ofp-tcp-listen-port', str(switches)]
    log = directory / 'controller.log'
    command = [sys.executable, '-m', 'controller', *apps, *options, '--rest-timeout', '2']
    with log.open('w') as output:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, stdout=output, stderr=output, stdin=subprocess.DEVNULL
        )
        try:
            url = f'http://127.0.0.1:{rest}'
            wait_for_switches(process, log)
            yield url, log
        finally:
            process.terminate()
            process.wait(20)


def wait_for_switches(process: subprocess.Popen, log: Path) -> None:
    """Until both switches are there and the demo has shown itself, so that it does not share the time of a request."""
    deadline = time.monotonic() + 60
    while SHOWN not in (text := log.read_text()):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f'the controller did not start: {text}')
        time.sleep(0.1)


def get(url: str) -> Any:
    """What JSON is there."""
    with urllib.request.urlopen(url, timeout=LIMIT) as answer:
        return json.load(answer)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(('127.0.0.1', 0)) as listener:
        return int(listener.getsockname()[1])


def program() -> str:
    """schemathesis, beside this Python or on the path."""
    beside = Path(sys.executable).with_name('schemathesis')
    found = str(beside) if beside.exists() else shutil.which('schemathesis')
    if found is None:
        raise FileNotFoundError('schemathesis is not installed; it is in the test dependencies')
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m tests.conformance.rest_cases', description=__doc__.split('\n')[0])
    parser.add_argument('--cases', type=int, default=10_000, help='least number of requests, over all sets (10000)')
    parser.add_argument('--set', choices=SETS, action='append', help='only this set of apps; may be repeated')
    parser.add_argument('--phases', default=PHASES, help=f'what schemathesis does ({PHASES})')
    options = parser.parse_args()
    names, total, failed, examples = options.set or list(SETS), 0, False, 20
    while total < options.cases and not failed:  # with more examples of each endpoint, until there are enough
        for name in names:
            with tempfile.TemporaryDirectory() as directory:
                phases = options.phases if name not in AGAIN else options.phases.replace('coverage,', '')
                report = run_set(SETS[name], examples, Path(directory), phases)
            total += report.cases
            print(f'{name:20} {report.cases:6} requests, {", ".join(report.complaints) or "all well"}', flush=True)
            if report.complaints:
                failed = True
                print(report.output, report.log if 'Traceback' in report.log else '', sep='\n')
        examples *= 4
    print(f'{total} requests, {"with failures" if failed else "no failure"}')
    return failed


if __name__ == '__main__':
    sys.exit(main())
