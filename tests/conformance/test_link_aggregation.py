"""Link aggregation on Open vSwitch: Ryu's own app, and a host with two links that speaks LACP.

The host is one of a few lines, as not every kernel has bonding; `tests/controller/lib/lacp_partner.py` puts its frames
together byte by byte.
"""

from __future__ import annotations

import select
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conformance.lab import Host, Laboratory, run, wait_until
from tests.controller.lib.lacp_partner import Partner

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(120)]

TCP = 'tcp:127.0.0.1:6653'
HOST = bytes.fromhex('020000000009')
SLOW = 0x8809


class Bonded:
    """A host's links, each in the namespace of one of the lab's hosts."""

    def __init__(self, hosts: list[Host], stack: ExitStack) -> None:
        self.links = []
        for number, host in enumerate(hosts, 1):
            with host.entered():
                run('ip', 'link', 'set', 'eth0', 'allmulticast', 'on')
                wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(SLOW))
                wire.bind(('eth0', SLOW))
            wire.setblocking(False)
            stack.callback(wire.close)
            self.links.append((wire, Partner(HOST, number)))

    def speak(self, seconds: float, *silent: int) -> list[bool]:
        """Speak every second, but for some links; which links are bonded then."""
        for _ in range(int(seconds)):
            for number, (wire, partner) in enumerate(self.links, 1):
                if number not in silent:
                    wire.send(partner.frame())
            end = time.monotonic() + 1
            while (left := end - time.monotonic()) > 0:
                for wire in select.select([wire for wire, _ in self.links], [], [], left)[0]:
                    frame, address = wire.recvfrom(2000)
                    if address[2] != socket.PACKET_OUTGOING:
                        next(partner for each, partner in self.links if each is wire).take(frame)
        return [partner.bonded for _, partner in self.links]


@pytest.mark.parametrize(('app', 'protocols'), [
    ('simple_switch_lacp', 'OpenFlow10'), ('simple_switch_lacp_13', 'OpenFlow13'),
])  # fmt: skip
def test_ryus_own_app(lab: Laboratory, ryu_apps: Path, app: str, protocols: str) -> None:
    path = ryu_apps / f'{app}.py'
    with ExitStack() as stack:
        controller = lab.controller(str(path))
        hosts = lab.hosts(4)
        lab.switch(1, protocols, TCP, hosts)
        controller.wait_for(1)
        bonded = Bonded(hosts[:2], stack)
        assert bonded.speak(6) == [True, True]
        for number in (1, 2):
            wait_until('the app to hear of it', lambda n=number: f'port: {n} enabled: True' in controller.output())
        # Of 1.0 Ryu's app leaves frames in the switch's buffers, which Open vSwitch has no more.
        assert protocols == 'OpenFlow10' or hosts[2].pings(hosts[3])
        run('ip', 'link', 'set', hosts[1].port, 'down')
        wait_until('the app to hear of the cut', lambda: 'port: 2 enabled: False' in controller.output())
        run('ip', 'link', 'set', hosts[1].port, 'up')
        bonded.speak(6)
        assert controller.output().count('port: 2 enabled: True') == 2
        controller.stop()
