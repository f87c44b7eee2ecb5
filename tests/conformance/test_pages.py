"""The pages of docs/apps in Mininet, on Open vSwitch, with the controller as a process of its own."""

from __future__ import annotations

import re
import subprocess
import time
from http.client import HTTPConnection

import pytest

from tests.conformance.lab import Laboratory, Mininet
from tests.page import LOSS, Request, Scenario, play, scenarios

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(180)]

CONTROLLER = 'tcp:127.0.0.1:6653'


class InMininet:
    """A network of Mininet's, and the REST API of the controller."""

    def __init__(self, network: Mininet) -> None:
        self._network = network

    def request(self, request: Request) -> tuple[int, str]:
        """Status and body of an answer."""
        connection = HTTPConnection('127.0.0.1', 8080, timeout=30)
        connection.request(request.method, request.path, request.body.encode() or None, request.headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def ping(self, one: str, other: str, times: int) -> float:
        """Per cent of the pings that were lost."""
        host = re.sub('^h([0-9]+)$', r'10.0.0.\1', other)
        found = LOSS.search(self.run(one, f'ping -c {times} -i 0.2 -W 1 {host}'))
        return float(found[1]) if found else 100.0  # no route to it

    def ping_all(self) -> float:
        """Per cent of the pings that were lost, every host to every other."""
        return float(self._network.ask('pingall'))

    def link(self, one: str, other: str, up: bool) -> None:
        """Pull a cable out, or plug it in."""
        self._network.ask(f'link {one} {other} {"up" if up else "down"}')

    def run(self, host: str, command: str) -> str:
        """What a command prints on a host, or in a shell beside the network."""
        if host:
            return str(self._network.ask(f'sh {host} {command}'))
        command = command.removeprefix('sudo ')
        done = subprocess.run(['sh', '-c', command], capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, f'{command}: {done.stderr or done.stdout}'
        return done.stdout

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)

    def now(self) -> float:
        """Seconds of the clock."""
        return time.monotonic()


@pytest.mark.parametrize('scenario', scenarios(), ids=str)
def test_page(lab: Laboratory, scenario: Scenario) -> None:
    controller = lab.controller(*(each for each in scenario.arguments if each != 'ofctl_rest'))
    network = lab.mininet(scenario.topology, scenario.protocols, CONTROLLER)
    controller.wait_for(*network.switches.values())
    play(scenario, InMininet(network))
    controller.stop()
