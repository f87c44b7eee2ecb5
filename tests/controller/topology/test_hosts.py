"""The tracker of hosts: who is where, from frames alone; time is a number."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.openflow.v1_3 import of13
from controller.packet import arp, ethernet, icmpv6, ipv4, ipv6, vlan
from controller.packet.build import arp_request, neighbor_advertisement, neighbor_solicitation, udp_datagram
from controller.packet.packet import Packet
from controller.topology.absent import ASK_AFTER, PER_PORT, PORTS, TIMES, AbsentHosts, Remembered
from controller.topology.events import EventHostAdd, EventHostDelete, EventHostMove, EventTopologyAlarm
from controller.topology.hosts import ALARMS, DISBELIEF, PATIENCE, HostTracker, Limits
from controller.topology.model import Port
from controller.topology.sources import address_of, is_from_a_host, question

MAC, OTHER, ANY = '02:00:00:00:00:01', '02:00:00:00:00:02', 'ff:ff:ff:ff:ff:ff'
IP6 = 'fe80::ff:fe00:1'


class Lab:
    """A tracker with the ports of a network; `told` is what it returned, as text, since it was last asked."""

    def __init__(self, **limits: Any) -> None:
        self.now = 100.0
        self.down: set[tuple[int, int]] = set()
        self.asked: list[tuple[int, int, Packet]] = []
        self.tracker = HostTracker(
            self.port, is_switch_mac=lambda mac: mac == '0e:00:00:00:00:01', limits=Limits(**limits),
            probe=lambda dpid, port_no, frame: self.asked.append((dpid, port_no, Packet(frame))),
        )  # fmt: skip
        self.told: list[str] = []

    def port(self, dpid: int, port_no: int) -> Port | None:
        if (dpid, port_no) in self.down or port_no > 100:
            return None
        described = SimpleNamespace(port_no=port_no, hw_addr='0e:00:00:00:00:99', name=b'x', config=0, state=0)
        return Port(dpid, of13, described)

    def take(self, events: Sequence[Any]) -> None:
        for event in events:
            if isinstance(event, EventTopologyAlarm):
                assert event.kind in ALARMS
                self.told.append(f'{event.kind} at {event.dpid}:{event.port_no}')
            elif isinstance(event, EventHostMove):
                assert event.src.mac == event.dst.mac
                self.told.append(f'move {name(event.src)} -> {name(event.dst)}')
            else:
                what = {EventHostAdd: 'add', EventHostDelete: 'delete'}[type(event)]
                self.told.append(f'{what} {name(event.host)}')

    def seen(self, dpid: int, port_no: int, frame: bytes) -> None:
        self.take(self.tracker.seen(dpid, port_no, frame, self.now))

    def wait(self, seconds: float) -> None:
        """Time passes, in ticks of half a second."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + 0.5, end)
            self.take(self.tracker.tick(self.now))

    def tells(self) -> list[str]:
        told, self.told = self.told, []
        return told

    def places(self) -> list[str]:
        return sorted(map(name, self.tracker.hosts.values()))


def name(host: Any) -> str:
    return f'{host.mac[-2:]}@{host.port.dpid}:{host.port.port_no}'


@pytest.fixture
def lab() -> Lab:
    return Lab()


def gratuitous(mac: str = MAC, ip: str = '10.0.0.1', vid: int | None = None) -> bytes:
    return arp_request(mac, ip, ip, vid).data


def datagram(mac: str = MAC, ip: str = '10.0.0.1') -> bytes:
    return udp_datagram(mac, OTHER, ip, '2001::2' if ':' in ip else '10.0.0.2', 1, 2).data


def plain(mac: str = MAC, dst: str = ANY, ethertype: int = 0x1234) -> bytes:
    return bytes.fromhex(f'{dst}{mac}'.replace(':', '')) + ethertype.to_bytes(2) + bytes(46)


# -- what a frame tells -----------------------------------------------------------------------------------------


def frame(*layers: Any) -> bytes:
    pkt = Packet(protocols=layers)
    pkt.serialize()
    return pkt.data


def advertised(sender: str, owner: str, asked: str = IP6) -> bytes:
    """That `owner` has the address, from `sender`."""
    answer = neighbor_advertisement(neighbor_solicitation(OTHER, 'fe80::2', asked), owner).data
    return answer[:6] + bytes.fromhex(sender.replace(':', '')) + answer[12:]


SIX = bytes.fromhex('fe8000000000000000 0000fffe000001')
TOLD = {
    'ARP': (gratuitous(), (bytes((10, 0, 0, 1)), True)),
    'ARP in a VLAN': (gratuitous(vid=5), (bytes((10, 0, 0, 1)), True)),
    'ARP of somebody else': (
        frame(ethernet.ethernet(ANY, OTHER, 0x806), arp.arp(1, src_mac=MAC, src_ip='10.0.0.1')), None,
    ),
    'ARP probe': (arp_request(MAC, '0.0.0.0', '10.0.0.1').data, None),
    'IPv4': (datagram(), (bytes((10, 0, 0, 1)), False)),
    'DHCP': (datagram(ip='0.0.0.0'), None),
    'loopback': (datagram(ip='127.0.0.1'), None),
    'from a group': (datagram(ip='224.0.0.1'), None),
    'from all': (datagram(ip='255.255.255.255'), None),
    'IPv6': (datagram(ip=IP6), (SIX, False)),
    'from no IPv6 address': (datagram(ip='::'), None),
    'from an IPv6 group': (datagram(ip='ff02::1'), None),
    'solicitation': (neighbor_solicitation(MAC, IP6, 'fe80::2').data, (SIX, True)),
    'solicitation for oneself': (neighbor_solicitation(MAC, '::', IP6).data, None),
    'advertisement': (advertised(MAC, MAC), (SIX, True)),
    'advertisement of somebody else': (advertised(OTHER, MAC), None),
    'no IP': (plain(), None),
    'two tags': (
        frame(ethernet.ethernet(ANY, MAC, 0x88A8), vlan.svlan(vid=1, ethertype=0x8100),
              vlan.vlan(vid=2, ethertype=0x800), ipv4.ipv4(src='10.0.0.7', dst='10.0.0.2')),
        (bytes((10, 0, 0, 7)), False),
    ),
}  # fmt: skip


@pytest.mark.parametrize(('data', 'told'), TOLD.values(), ids=TOLD.keys())
def test_address_of(data: bytes, told: tuple[bytes, bool] | None) -> None:
    assert address_of(data) == told
    for length in range(len(data)):  # of a frame that was cut off, the same or nothing
        short = address_of(data[:length])
        assert short is None or short[0] == (told or short)[0]


@given(st.binary(max_size=90))
def test_any_bytes_are_a_frame(data: bytes) -> None:
    address_of(data)
    is_from_a_host(data)
    lab = Lab()
    lab.seen(1, 1, data)
    lab.seen(1, 1, data)
    assert len(lab.tells()) <= 1


@pytest.mark.parametrize(('data', 'told'), [
    (plain(), True),
    (plain('01:00:00:00:00:01'), False),
    (plain('00:00:00:00:00:00'), False),
    (plain(ethertype=0x88CC), False),
    (plain(ethertype=0x8902), False),
    (plain(dst='01:80:c2:00:00:00', ethertype=0x26), False),  # spanning tree
    (plain(dst='01:80:c2:00:00:02', ethertype=0x8809), False),
    (plain(dst='01:80:c2:00:00:03', ethertype=0x888E), True),
    (plain()[:13], False),
])  # fmt: skip
def test_is_from_a_host(data: bytes, told: bool) -> None:
    assert is_from_a_host(data) is told


def test_question() -> None:
    asked = Packet(question(bytes.fromhex('020000000001'), bytes((10, 0, 0, 1)), OTHER, 7))
    assert (asked[0].dst, asked[0].src) == (MAC, OTHER)
    assert asked.get_protocol(vlan.vlan).vid == 7
    assert (asked.get_protocol(arp.arp).src_ip, asked.get_protocol(arp.arp).dst_ip) == ('0.0.0.0', '10.0.0.1')
    asked = Packet(question(bytes.fromhex('020000000001'), SIX, OTHER))
    assert asked[0].dst == MAC
    assert asked.get_protocol(ipv6.ipv6).src == '::'
    assert asked.get_protocol(icmpv6.icmpv6).data.dst == IP6


# -- hosts come -------------------------------------------------------------------------------------------------


def test_host_is_learned_once(lab: Lab) -> None:
    for _ in range(3):
        lab.seen(1, 2, gratuitous())
    assert lab.tells() == ['add 01@1:2']
    host = lab.tracker.hosts[MAC]
    assert (host.mac, host.ipv4, host.ipv6, host.port) == (MAC, ['10.0.0.1'], [], lab.port(1, 2))
    lab.seen(1, 2, datagram(ip=IP6))
    lab.seen(1, 2, plain())
    assert lab.tells() == []
    assert host.ipv6 == [IP6]
    assert host.to_dict() == {
        'mac': MAC, 'ipv4': ['10.0.0.1'], 'ipv6': [IP6],
        'port': {'dpid': '0000000000000001', 'port_no': '00000002', 'hw_addr': '0e:00:00:00:00:99', 'name': 'x'},
    }  # fmt: skip


def test_address_used_last_is_the_last(lab: Lab) -> None:
    for ip in ('10.0.0.1', '10.0.0.2', '10.0.0.1'):
        lab.seen(1, 1, datagram(ip=ip))
    assert lab.tracker.hosts[MAC].ipv4 == ['10.0.0.2', '10.0.0.1']


@pytest.mark.parametrize('data', [plain('01:00:00:00:00:01'), plain('0e:00:00:00:00:01'), plain(ethertype=0x88CC)])
def test_no_host(lab: Lab, data: bytes) -> None:
    lab.seen(1, 1, data)
    assert lab.tells() == []


def test_no_host_at_a_port_that_is_not_in_use(lab: Lab) -> None:
    lab.seen(1, 101, gratuitous())
    assert lab.tells() == []


def test_no_host_at_the_end_of_a_link(lab: Lab) -> None:
    lab.seen(1, 1, gratuitous())
    lab.seen(1, 2, gratuitous(OTHER, '10.0.0.2'))
    lab.take(lab.tracker.link_found(1, 1, lab.now))
    assert lab.tells() == ['add 01@1:1', 'add 02@1:2', 'delete 01@1:1']
    lab.seen(1, 1, gratuitous())
    assert lab.tells() == []
    lab.tracker.link_lost(1, 1)
    lab.seen(1, 1, gratuitous())
    assert lab.tells() == ['add 01@1:1']


def test_link_ends_go_with_their_switch(lab: Lab) -> None:
    lab.tracker.link_found(1, 1, lab.now)
    lab.tracker.link_found(2, 1, lab.now)
    lab.tracker.switch_left(1, lab.now)
    lab.seen(2, 1, gratuitous())
    lab.seen(1, 1, gratuitous())
    assert lab.tells() == ['add 01@1:1']


def test_find(lab: Lab) -> None:
    lab.seen(1, 1, datagram(ip='10.0.0.9'))
    lab.seen(1, 2, gratuitous(OTHER, '10.0.0.9'))
    lab.seen(1, 1, datagram(ip=IP6))
    expected = {MAC: MAC, MAC.upper(): MAC, '10.0.0.9': OTHER, 'FE80:0::ff:fe00:1': MAC, '10.0.0.8': None, 'h1': None}
    for address, mac in expected.items():
        host = lab.tracker.find(address)
        assert (host and host.mac) == mac


# -- and go -----------------------------------------------------------------------------------------------------


def test_hosts_go_with_their_port_and_their_switch(lab: Lab) -> None:
    for number, place in enumerate([(1, 1), (1, 1), (1, 2), (2, 1)], 1):
        lab.seen(*place, plain(f'02:00:00:00:00:{number:02x}'))
    lab.tells()
    lab.take(lab.tracker.port_down(1, 1, lab.now))
    assert lab.tells() == ['delete 01@1:1', 'delete 02@1:1']
    lab.take(lab.tracker.port_down(1, 1, lab.now))
    assert lab.tells() == []
    lab.take(lab.tracker.switch_left(1, lab.now))
    assert lab.tells() == ['delete 03@1:2']
    assert lab.places() == ['04@2:1']
    lab.seen(1, 3, plain())
    assert lab.tells() == ['add 01@1:3']


def test_hosts_are_asked_when_their_port_is_up_again(lab: Lab) -> None:
    lab.seen(1, 1, gratuitous(vid=3))
    lab.seen(1, 1, gratuitous(OTHER, '10.0.0.2'))
    lab.seen(1, 1, plain('02:00:00:00:00:03'))  # of which no address is known
    lab.take(lab.tracker.port_down(1, 1, lab.now))
    lab.wait(60)
    assert lab.asked == []
    for _ in range(3):
        lab.tracker.port_up(1, 1, lab.now)
        lab.tracker.port_up(1, 2, lab.now)
    lab.wait(ASK_AFTER)
    assert [(dpid, port_no, pkt[0].dst) for dpid, port_no, pkt in lab.asked] == [(1, 1, MAC), (1, 1, OTHER)]
    lab.tells()
    lab.seen(1, 1, gratuitous(vid=3))
    assert lab.tells() == ['add 01@1:1']
    lab.wait(28)
    assert [pkt[0].dst for _, _, pkt in lab.asked[2:]] == [OTHER] * (TIMES - 2)
    lab.wait(60)
    assert len(lab.asked) == 2 + TIMES - 1, 'a spanning tree may have closed the port until then'
    lab.wait(600)
    assert len(lab.asked) == 2 + TIMES - 1


@pytest.mark.parametrize('goes', ['port', 'switch'])
def test_hosts_of_a_port_that_flaps_are_asked_when_it_stays_up(lab: Lab, goes: str) -> None:
    lab.seen(1, 1, gratuitous())
    for _ in range(5):
        lab.take(lab.tracker.port_down(1, 1, lab.now) if goes == 'port' else lab.tracker.switch_left(1, lab.now))
        lab.wait(9)
        assert lab.asked == []
        lab.tracker.port_up(1, 1, lab.now)
        lab.wait(ASK_AFTER / 2)
    lab.wait(90)
    assert len(lab.asked) == TIMES


def test_who_never_said_an_address_is_asked_for_one_that_it_has_used(lab: Lab) -> None:
    lab.seen(1, 1, datagram())
    lab.seen(2, 1, plain())
    assert [pkt.arp.dst_ip for _, _, pkt in lab.asked] == ['10.0.0.1']


def test_nobody_is_asked_where_a_link_ends(lab: Lab) -> None:
    lab.seen(1, 1, gratuitous())
    lab.take(lab.tracker.port_down(1, 1, lab.now))
    lab.tracker.port_up(1, 1, lab.now)
    lab.take(lab.tracker.link_found(1, 1, lab.now))
    lab.wait(60)
    assert lab.asked == []


def test_absent_hosts_are_bounded() -> None:
    absent = AbsentHosts()
    for number in range(PORTS + 10):
        for mac in range(PER_PORT + 5):
            absent.left((1, number), Remembered(bytes((mac,)), b'', None))
        absent.left((1, number), Remembered(bytes((PER_PORT,)), b'', None))
        absent.is_up((1, number), 0.0)
    asked = list(absent.due(ASK_AFTER))
    assert len(asked) == PORTS * PER_PORT
    kept = [host.mac[0] for place, host in asked if place == (1, 100)]
    assert kept == [*range(5, PER_PORT), *range(PER_PORT + 1, PER_PORT + 5), PER_PORT]


def test_silent_host_is_asked_and_then_is_gone() -> None:
    lab = Lab(timeout=100)
    lab.seen(1, 1, gratuitous(vid=9))
    lab.seen(1, 2, plain(OTHER))  # of which no address is known: it cannot be asked
    lab.wait(99.5)
    assert lab.asked == []
    lab.wait(0.5)
    asked = [(dpid, port_no, pkt[0].dst, pkt.get_protocol(vlan.vlan).vid) for dpid, port_no, pkt in lab.asked]
    assert asked[0] == (1, 1, MAC, 9)
    lab.wait(PATIENCE)
    assert lab.tells() == ['add 01@1:1', 'add 02@1:2', 'delete 01@1:1', 'delete 02@1:2']
    assert len(lab.asked) == 3
    assert not lab.tracker.hosts


def test_host_that_is_heard_or_answers_stays() -> None:
    lab = Lab(timeout=100)
    lab.seen(1, 1, gratuitous())
    lab.wait(90)
    lab.seen(1, 1, plain())
    lab.wait(80)
    assert lab.asked == []
    lab.wait(31)
    assert lab.asked
    lab.seen(1, 1, plain())
    lab.wait(60)
    assert lab.tells() == ['add 01@1:1']
    assert lab.places() == ['01@1:1']


def test_hosts_may_stay_for_ever() -> None:
    lab = Lab(timeout=0)
    lab.seen(1, 1, gratuitous())
    lab.now += 1e9
    lab.take(lab.tracker.tick(lab.now))
    assert lab.tells() == ['add 01@1:1']


# -- and move ---------------------------------------------------------------------------------------------------


def test_host_moves_when_its_former_port_stays_silent(lab: Lab) -> None:
    lab.seen(1, 1, gratuitous())
    lab.now += 50
    lab.seen(2, 5, gratuitous())
    assert lab.tells() == ['add 01@1:1', 'host-conflict at 2:5']
    lab.seen(2, 5, gratuitous())
    lab.wait(PATIENCE - 0.5)
    assert lab.tells() == []
    assert [(dpid, port_no) for dpid, port_no, _ in lab.asked] == [(1, 1)] * 3
    assert lab.places() == ['01@1:1']
    lab.wait(0.5)
    assert lab.tells() == ['move 01@1:1 -> 01@2:5']
    assert lab.tracker.hosts[MAC].ipv4 == ['10.0.0.1']
    lab.seen(2, 5, plain())
    assert lab.tells() == []
    lab.take(lab.tracker.port_down(1, 1, lab.now))
    assert lab.tells() == []
    lab.take(lab.tracker.port_down(2, 5, lab.now))
    assert lab.tells() == ['delete 01@2:5']


def test_host_that_is_where_it_was_does_not_move(lab: Lab) -> None:
    lab.seen(1, 1, gratuitous())
    for attempt in range(3):
        lab.seen(2, 5, gratuitous())
        assert lab.tells()[attempt == 0 :] == ['host-conflict at 2:5']
        lab.seen(1, 1, plain())  # at the same moment, even
        for _ in range(20):
            lab.wait(DISBELIEF / 20)
            lab.seen(2, 5, gratuitous())  # however often it is said
        assert lab.tells() == []
        lab.wait(2)
    assert lab.places() == ['01@1:1']


def test_host_moves_at_once_when_its_port_goes_down(lab: Lab) -> None:
    lab.seen(1, 1, gratuitous())
    lab.seen(2, 5, gratuitous())
    lab.take(lab.tracker.port_down(1, 1, lab.now))
    assert lab.tells() == ['add 01@1:1', 'host-conflict at 2:5', 'move 01@1:1 -> 01@2:5']
    lab.down.add((2, 5))  # before anybody has told the tracker
    lab.seen(1, 1, gratuitous())
    assert lab.tells() == ['move 01@2:5 -> 01@1:1']


def test_claim_ends_with_its_port(lab: Lab) -> None:
    lab.seen(1, 1, gratuitous())
    lab.seen(2, 5, gratuitous())
    lab.take(lab.tracker.switch_left(2, lab.now))
    lab.wait(60)
    assert lab.tells() == ['add 01@1:1', 'host-conflict at 2:5']
    lab.seen(1, 2, gratuitous())
    lab.take(lab.tracker.switch_left(1, lab.now))
    assert lab.tells() == ['host-conflict at 1:2', 'delete 01@1:1']
    lab.seen(2, 5, gratuitous())
    lab.seen(2, 6, gratuitous())
    lab.down.add((2, 6))
    lab.wait(PATIENCE)
    assert lab.tells() == ['add 01@2:5', 'host-conflict at 2:6', 'delete 01@2:5']


def test_silent_host_that_is_heard_elsewhere_moves() -> None:
    lab = Lab(timeout=100)
    lab.seen(1, 1, gratuitous())
    lab.wait(101)
    lab.seen(2, 5, plain())
    lab.wait(PATIENCE)
    assert lab.tells() == ['add 01@1:1', 'host-conflict at 2:5', 'move 01@1:1 -> 01@2:5']


def test_nobody_is_asked_while_links_are_not_known() -> None:
    lab = Lab(timeout=100)
    lab.tracker.active = False
    lab.seen(1, 1, gratuitous())
    lab.seen(2, 5, gratuitous())  # on its way
    assert lab.tells() == ['add 01@1:1']
    lab.take(lab.tracker.port_down(1, 1, lab.now))
    lab.tracker.port_up(1, 1, lab.now)
    lab.wait(20)
    lab.seen(1, 1, gratuitous())
    lab.wait(130)
    assert lab.tells() == ['delete 01@1:1', 'add 01@1:1', 'delete 01@1:1']
    lab.seen(1, 1, gratuitous())
    lab.down.add((1, 1))
    lab.seen(2, 5, gratuitous())
    assert lab.tells() == ['add 01@1:1', 'move 01@1:1 -> 01@2:5']
    assert lab.asked == []


def test_one_address_of_two_hosts_is_told(lab: Lab) -> None:
    lab.seen(1, 1, gratuitous())
    lab.seen(1, 2, datagram(OTHER))  # which may forward for it
    assert lab.tells() == ['add 01@1:1', 'add 02@1:2']
    for _ in range(3):
        lab.seen(1, 2, gratuitous(OTHER))
        lab.seen(1, 2, plain(OTHER))
    assert lab.tells() == ['address-conflict at 1:2']
    assert lab.tracker.find('10.0.0.1').mac == MAC
    lab.take(lab.tracker.port_down(1, 1, lab.now))
    lab.seen(1, 2, datagram(OTHER))
    lab.seen(1, 2, gratuitous(OTHER))
    assert lab.tells() == ['delete 01@1:1']
    assert lab.tracker.find('10.0.0.1').mac == OTHER


# -- bounds -----------------------------------------------------------------------------------------------------


def test_router_does_not_fill_the_addresses() -> None:
    lab = Lab(addresses=3)
    host: Callable[[], list[str]] = lambda: lab.tracker.hosts[MAC].ipv4  # noqa: E731
    for number in range(10):
        lab.seen(1, 1, datagram(ip=f'8.8.8.{number}'))
    assert host() == ['8.8.8.0', '8.8.8.1', '8.8.8.2']
    lab.seen(1, 1, gratuitous(ip='10.0.0.1'))
    assert host() == ['8.8.8.1', '8.8.8.2', '10.0.0.1']
    for number in range(2, 5):
        lab.seen(1, 1, gratuitous(ip=f'10.0.0.{number}'))
    assert host() == ['10.0.0.2', '10.0.0.3', '10.0.0.4']
    assert lab.tracker.find('10.0.0.1') is None
    lab.seen(1, 1, datagram(ip='8.8.8.8'))
    lab.seen(1, 1, datagram(ip=IP6))
    assert host() == ['10.0.0.2', '10.0.0.3', '10.0.0.4']
    assert lab.tracker.hosts[MAC].ipv6 == [IP6]
    assert lab.tells() == ['add 01@1:1']


def macs(port_no: int, count: int) -> list[bytes]:
    return [plain(f'02:00:00:{port_no:02x}:{number >> 8:02x}:{number & 255:02x}') for number in range(count)]


def test_port_has_no_more_hosts_than_that() -> None:
    lab = Lab(per_port=10)
    for data in macs(1, 30):
        lab.seen(1, 1, data)
    told = lab.tells()
    assert (len(told), told[10:]) == (11, ['host-flood at 1:1'])
    lab.seen(1, 2, plain())
    assert lab.tells() == ['add 01@1:2']
    lab.seen(1, 1, plain())  # nor does one move there
    assert lab.tells() == []
    lab.take(lab.tracker.port_down(1, 1, lab.now))
    for data in macs(1, 30):
        lab.seen(1, 1, data)
    assert lab.tells()[20:] == ['host-flood at 1:1']


def test_who_floods_makes_room_for_others() -> None:
    lab = Lab(hosts=12)
    for data in macs(1, 30):
        lab.seen(1, 1, data)
        lab.now += 1
    assert lab.tells()[12:] == ['host-flood at 1:1']
    lab.seen(1, 1, macs(1, 1)[0])
    for data in macs(2, 3):
        lab.seen(1, 2, data)
    assert lab.tells() == ['delete 01@1:1', 'add 00@1:2', 'delete 02@1:1', 'add 01@1:2', 'delete 03@1:1', 'add 02@1:2']
    for data in macs(2, 30):
        lab.seen(1, 2, data)
    assert sum(place.endswith('1:1') for place in lab.places()) == 6
    assert len(lab.tracker.hosts) == 12


def test_claims_are_bounded() -> None:
    lab = Lab(doubts=5)
    for data in macs(1, 30):
        lab.seen(1, 1, data)
    lab.tells()
    for data in macs(1, 30):
        lab.seen(1, 2, data)
    assert lab.tells() == ['host-conflict at 1:2'] * 5


@given(st.lists(st.tuples(st.sampled_from(['seen', 'down', 'left', 'link', 'lost', 'wait']), st.integers(1, 3),
                          st.integers(1, 3), st.integers(1, 6)), max_size=60))
def test_events_add_up(steps: list[tuple[str, int, int, int]]) -> None:
    """Whatever happens: events tell what the hosts are, bounds hold, and nothing is left of what is gone."""
    lab = Lab(timeout=20, hosts=5, per_port=3, doubts=2, addresses=2)
    tracker, known = lab.tracker, {}
    for what, dpid, port_no, number in steps:
        if what == 'seen':
            lab.seen(dpid, port_no, gratuitous(f'02:00:00:00:00:{number:02x}', f'10.0.0.{number % 3 + 1}'))
        elif what == 'wait':
            lab.wait(number)
        elif what == 'left':
            lab.take(tracker.switch_left(dpid, lab.now))
        elif what == 'lost':
            tracker.link_lost(dpid, port_no)
        else:
            lab.take((tracker.port_down if what == 'down' else tracker.link_found)(dpid, port_no, lab.now))
        for told in lab.tells():
            kind, _, rest = told.partition(' ')
            mac = rest[:2]
            if kind == 'add':
                assert mac not in known
                known[mac] = rest
            elif kind == 'delete':
                assert known.pop(mac) == rest
            elif kind == 'move':
                assert f'{known[mac]} -> ' == rest[: len(known[mac]) + 4]
                known[mac] = rest.rpartition(' ')[2]
        assert sorted(known.values()) == lab.places()
        assert len(known) <= 5
        assert all(0 < len(each) <= 3 for each in tracker._places.values())
        assert len(tracker._doubts) <= 2
        assert tracker._looks.keys() == tracker._known.keys()
        assert tracker._looks.keys() == {mac for each in tracker._places.values() for mac in each}
        assert tracker._doubts.keys() <= tracker._known.keys()
        assert all(owner.mac in tracker._known for owner in tracker._owners.values())


def test_known_host_costs_next_to_nothing() -> None:
    """2 us of CPU time a frame are a few per cent of a packet-in; the best of three."""
    lab = Lab()
    frames = [datagram(f'02:00:00:00:00:{n:02x}', f'10.0.0.{n + 1}') for n in range(100)]

    def seconds() -> float:
        start = time.thread_time()
        for _ in range(100):
            for data in frames:
                lab.tracker.seen(1, 1, data, 1.0)
        return time.thread_time() - start

    assert min(seconds() for _ in range(3)) < 10_000 * 2e-6
