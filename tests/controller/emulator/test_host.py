"""Hosts: what they answer, whom they find, and how long they wait."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from controller.emulator.frame import Frame
from controller.emulator.host import Host, Ping
from controller.emulator.link import Link
from controller.packet import arp, icmp, ipv4
from controller.packet.packet import Packet
from greenhub.testing import JumpingClock, jumping_clock

from .lab import MAC1, MAC2, arp_request, echo_request, udp_datagram


@pytest.fixture
def clock() -> Iterator[JumpingClock]:
    with jumping_clock() as clock:
        yield clock


class Alone:
    """A host, and what it has sent."""

    def __init__(self) -> None:
        self.sent: list[Frame] = []
        self.host = Host('h2', MAC2, '10.0.0.2', self.sent.append)

    def answer(self, frame: Frame) -> Packet | None:
        self.sent.clear()
        self.host.receive(frame)
        return Packet(self.sent[0].data) if self.sent else None


def pair(**options: float) -> tuple[Host, Host, Link]:
    """Two hosts on one cable."""
    link = Link('h1', 'h2', **options)
    hosts = [Host(name, mac, ip, link.sender(name))
             for name, mac, ip in (('h1', MAC1, '10.0.0.1'), ('h2', MAC2, '10.0.0.2'))]  # fmt: skip
    for host in hosts:
        link.plug(host.name, host.receive)
    return hosts[0], hosts[1], link


def test_answers_who_has_its_address_and_remembers_who_asked() -> None:
    alone = Alone()
    answer = alone.answer(arp_request())
    assert answer is not None
    assert answer.get_protocol(arp.arp) == arp.arp_ip(arp.ARP_REPLY, MAC2, '10.0.0.2', MAC1, '10.0.0.1')
    assert alone.host.neighbours == {'10.0.0.1': MAC1}
    assert alone.host.received.arp_requests == 1


def test_answers_a_ping_with_its_data() -> None:
    answer = Alone().answer(echo_request())
    assert answer is not None
    message, datagram = answer.get_protocol(icmp.icmp), answer.get_protocol(ipv4.ipv4)
    assert (message.type, message.data) == (icmp.ICMP_ECHO_REPLY, icmp.echo(1, 2, b'data'))
    assert (datagram.src, datagram.dst) == ('10.0.0.2', '10.0.0.1')


def test_what_is_for_others_is_counted_and_not_answered() -> None:
    alone = Alone()
    for frame in (
        echo_request().with_field('eth_dst', 7),
        echo_request().with_field('ipv4_dst', 7),
        arp_request().with_field('arp_tpa', 7),
        udp_datagram(),
    ):
        assert alone.answer(frame) is None
    assert (alone.host.received.strangers, alone.host.received.frames) == (1, 4)


def test_no_frame_makes_it_fail() -> None:
    chance = random.Random(1)
    alone = Alone()
    for _ in range(2000):
        data = bytearray(chance.choice((arp_request(), echo_request())).data)
        for _ in range(chance.randrange(4)):
            data[chance.randrange(12, len(data))] = chance.choice((0, 1, 0x4F, 0xFF))
        alone.answer(Frame(bytes(data[: chance.randrange(len(data) + 1)])))
    assert alone.host.received.frames == 2000


def test_neighbours_are_bounded() -> None:
    alone = Alone()
    for number in range(3000):
        alone.host.receive(arp_request().with_field('arp_spa', number))
    assert len(alone.host.neighbours) == 1024


def test_a_frame_has_a_largest_size() -> None:
    with pytest.raises(ValueError, match='70000 bytes'):
        Alone().host.send_frame(bytes(70000))


def test_ping_measures_the_way_there_and_back(clock: JumpingClock) -> None:
    one, two, _ = pair(delay=0.25)
    ping = one.ping(two, 3)
    assert [round(time, 6) for time in ping.times if time is not None] == [1.0, 0.5, 0.5]  # the first one asks by ARP
    assert (ping.sent, ping.received, ping.loss) == (3, 3, 0.0)
    assert one.received.echo_replies == two.received.echo_requests == 3
    assert str(ping) == 'h1 -> h2: 3 of 3 answered, 666.7 ms on average'


def test_without_an_answer_to_arp_a_ping_gives_up_after_three_tries(clock: JumpingClock) -> None:
    one, two, link = pair()
    link.up = False
    before = clock()
    ping = one.ping(two)
    assert (ping.received, ping.loss, ping.average) == (0, 100.0, None)
    assert clock() - before == pytest.approx(3.0)
    assert link.counters.unplugged == 3


def test_without_an_echo_a_ping_gives_up_in_time(clock: JumpingClock) -> None:
    one, two, link = pair()
    assert one.ping(two).loss == 0
    link.up = False
    before = clock()
    assert one.ping(two, 2, timeout=0.5, interval=10).loss == 100
    assert clock() - before == pytest.approx(11.0)


def test_an_answer_that_comes_late_counts_for_nothing(clock: JumpingClock) -> None:
    one, two, _ = pair(delay=0.3)
    one.neighbours[two.ip] = two.mac
    assert one.ping(two, timeout=0.5).loss == 100
    assert one.ping(two, timeout=0.7).loss == 0


def test_an_address_that_somebody_else_answers_for(clock: JumpingClock) -> None:
    one, two, _ = pair()
    two.ip = '10.0.0.9'
    assert one.resolve('10.0.0.9') == MAC2
    assert one.resolve('10.0.0.8') is None


def test_nothing_sent_nothing_lost() -> None:
    assert Ping('h1', 'h2').loss == 0
