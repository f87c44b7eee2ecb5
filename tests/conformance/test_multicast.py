"""Multicast on Open vSwitch: Ryu's own app, and Linux hosts that join groups in every version of IGMP."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conformance.lab import Host, Laboratory, wait_until

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(120)]

TCP = 'tcp:127.0.0.1:6653'
GROUP, PORT = '225.0.0.1', 5000


class Listener:
    """A socket of a host that may join the group. It hears what the switch lets through: as root it takes every packet
    that arrives at the host, joined or not."""

    def __init__(self, host: Host, stack: ExitStack, version: int) -> None:
        self.host = host
        with host.entered():
            Path('/proc/sys/net/ipv4/conf/eth0/force_igmp_version').write_text(str(version))
            self.member = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
            self.wire.bind(('eth0', 0x0800))
        for each in (self.member, self.wire):
            stack.callback(each.close)
        self.wire.setblocking(False)

    def _request(self) -> bytes:
        return socket.inet_aton(GROUP) + socket.inet_aton(self.host.address)

    def join(self) -> None:
        with self.host.entered():
            self.member.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, self._request())

    def leave(self) -> None:
        with self.host.entered():
            self.member.setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, self._request())

    def heard(self, what: bytes) -> bool:
        """Whether such a packet has arrived."""
        found = False
        while True:
            try:
                found = self.wire.recv(2000).endswith(what) or found
            except BlockingIOError:
                return found


class Stream:
    """A server that sends numbered packets to the group."""

    def __init__(self, host: Host, stack: ExitStack) -> None:
        self.number = 0
        with host.entered():
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(host.address))
        stack.callback(self.socket.close)

    def reaches(self, *listeners: Listener) -> list[bool]:
        """Which listeners get a packet: it has a second to arrive anywhere, and a moment more to arrive everywhere."""
        self.number += 1
        what = b'packet %06d' % self.number
        self.socket.sendto(what, (GROUP, PORT))
        found = [False] * len(listeners)

        def some() -> bool:
            found[:] = [before or each.heard(what) for before, each in zip(found, listeners, strict=True)]
            return any(found)

        try:
            wait_until('a packet', some, timeout=1)
            wait_until('one more', lambda: some() and all(found), timeout=0.3)
        except AssertionError:
            pass
        return found


@pytest.mark.parametrize('version', [1, 2, 3])
@pytest.mark.parametrize(('app', 'protocols'), [
    ('simple_switch_igmp', 'OpenFlow10'), ('simple_switch_igmp_13', 'OpenFlow13'),
])  # fmt: skip
def test_ryus_own_app(lab: Laboratory, ryu_apps: Path, app: str, protocols: str, version: int) -> None:
    path = ryu_apps / f'{app}.py'
    with ExitStack() as stack:
        controller = lab.controller(str(path))
        hosts = lab.hosts(4)
        lab.switch(1, protocols, TCP, hosts)
        controller.wait_for(1)
        one, two, three = (Listener(hosts[number], stack, version) for number in (0, 2, 3))
        stream = Stream(hosts[1], stack)  # the app says that a server is at port 2
        one.join()
        wait_until('the group', lambda: 'Multicast Group Added: [225.0.0.1] querier:[2]' in controller.output())
        wait_until('the first member alone', lambda: stream.reaches(one, two, three) == [True, False, False])
        two.join()
        wait_until('both members', lambda: stream.reaches(one, two, three) == [True, True, False])
        if version > 1:  # which knows no leaving
            one.leave()
            wait_until('the second member alone', lambda: stream.reaches(one, two, three) == [False, True, False])
            two.leave()
            wait_until('nobody', lambda: not any(stream.reaches(one, two, three)))
            assert 'Multicast Group Removed: [225.0.0.1] querier:[2] hosts:[]' in controller.output()
        controller.stop()
