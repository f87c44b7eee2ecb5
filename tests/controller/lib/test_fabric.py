"""Many switches as one: on networks of any shape, without switches or a clock."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.lib.fabric import IDLE, PAUSE, UNDERWAY, Entry, Fabric, Install, Limits, Order, Remove, Send
from controller.packet import build
from controller.packet.arp import arp
from controller.packet.icmpv6 import icmpv6
from controller.packet.packet import Packet
from controller.topology.graph import Graph, NoPath
from controller.topology.links import End
from controller.topology.paths import Edge

EVERYBODY = 'ff:ff:ff:ff:ff:ff'


def mac(number: int) -> str:
    return number.to_bytes(6, 'big').hex(':')


def ip(number: int) -> str:
    return f'10.0.0.{number}'


def frame(src: str, dst: str, rest: bytes = b'\x08\x00 and so on') -> bytes:
    return bytes.fromhex((dst + src).replace(':', '')) + rest


class World:
    """Switches whose links are given as pairs, each with a host at port 1; they do what a fabric says.

    `heard` are the frames that each host has got, `crossed` how often each direction of a link was, `asked` how often
    the controller was.
    """

    def __init__(self, links: list[tuple[int, int]], limits: Limits | None = None, known: bool = True) -> None:
        self.now = 100.0
        self.switches = sorted({dpid for link in links for dpid in link})
        self.ports = dict.fromkeys(self.switches, 1)
        self.peers: dict[End, End] = {}
        for one, other in links:
            ends = [(dpid, self.new_port(dpid)) for dpid in (one, other)]
            self.peers.update(zip(ends, reversed(ends), strict=True))
        self.hosts: dict[str, End] = {mac(dpid): (dpid, 1) for dpid in self.switches}
        self.known = dict(self.hosts) if known else {}
        self.entries: dict[Entry, int | None] = {}
        self.heard: dict[str, list[bytes]] = {each: [] for each in self.hosts}
        self.crossed: Counter[End] = Counter()
        self.asked = 0
        self.fabric = Fabric(self.known.get, self.who_has, self.edge_ports, 'aa:bb:cc:dd:ee:ff'.__eq__, limits)
        self.follow()

    def new_port(self, dpid: int) -> int:
        self.ports[dpid] += 1
        return self.ports[dpid]

    def who_has(self, address: str) -> str | None:
        numbers = {each: int(each[-2:], 16) for each in self.known}
        return next((each for each, number in numbers.items() if address in (ip(number), f'fe80::{number:x}')), None)

    def edge_ports(self) -> dict[int, list[int]]:
        return {dpid: [number for number in range(1, most + 1) if (dpid, number) not in self.peers]
                for dpid, most in self.ports.items()}  # fmt: skip

    @property
    def graph(self) -> Graph:
        return Graph.of(self.switches, [Edge(*one, *other) for one, other in self.peers.items()])

    def cut(self, one: int, other: int) -> list[Order]:
        """Cut the first link between two switches, and return what the fabric says to that."""
        end = next(end for end, peer in self.peers.items() if (end[0], peer[0]) == (one, other))
        del self.peers[self.peers.pop(end)]
        return self.fabric.update(self.graph, self.now)

    def follow(self) -> None:
        self.do(self.fabric.update(self.graph, self.now))

    def do(self, orders: list[Order]) -> None:
        for order in orders:
            if isinstance(order, Send):
                for port in order.ports:
                    self.leave((order.dpid, port), order.frame)
            elif isinstance(order, Remove):
                self.entries.pop(order.entry, None)
            else:
                self.entries[order.entry] = order.out_port

    def send(self, data: bytes, place: End | None = None) -> None:
        """A host sends a frame, or somebody does at a place."""
        self.arrive(place or self.hosts[Packet(data).ethernet.src], data)

    def arrive(self, end: End, data: bytes) -> None:
        dst, src = data[:6].hex(':'), data[6:12].hex(':')
        for key in (Entry(*end, src, dst), Entry(*end, None, None)):
            if key in self.entries:
                out_port = self.entries[key]
                if out_port is not None:
                    self.leave((end[0], out_port), data)
                return
        self.asked += 1
        self.do(self.fabric.frame(*end, data, self.now))

    def leave(self, end: End, data: bytes) -> None:
        if end in self.peers:
            self.crossed[end] += 1
            assert self.crossed[end] < 100, 'a loop'
            self.arrive(self.peers[end], data)
        for host, place in self.hosts.items():
            if place == end:
                self.heard[host].append(data)

    def takes(self) -> list[bytes]:
        """What was heard since the last time, by everybody."""
        heard = [each for frames in self.heard.values() for each in frames]
        self.heard = {each: [] for each in self.hosts}
        self.crossed.clear()
        return heard

    def pings(self, one: str, other: str) -> bool:
        """Whether a frame reaches its receiver, once and nobody else, and crosses no link twice."""
        self.takes()
        self.send(frame(one, other))
        fine = self.heard[other] == [frame(one, other)] and max(self.crossed.values(), default=0) <= 1
        return fine and len(self.takes()) == 1


SQUARE = [(1, 2), (2, 3), (3, 4), (4, 1)]
ONE, TWO, THREE, FOUR = map(mac, (1, 2, 3, 4))


# -- paths -----------------------------------------------------------------------------------------------------------


def test_a_path_is_laid_from_its_far_ends_and_carries_the_next_frame() -> None:
    world = World([(1, 2), (2, 3)])
    orders = world.fabric.frame(1, 1, frame(ONE, THREE), world.now)
    assert orders == [
        Install(Entry(3, 2, ONE, THREE), 1), Install(Entry(2, 2, ONE, THREE), 3),
        Install(Entry(1, 1, ONE, THREE), 2, True),
        Install(Entry(1, 2, THREE, ONE), 1), Install(Entry(2, 3, THREE, ONE), 2),
        Install(Entry(3, 1, THREE, ONE), 2, True), Send(3, (1,), frame(ONE, THREE)),
    ]  # fmt: skip
    world.do(orders)
    assert world.pings(ONE, THREE) and world.pings(THREE, ONE)
    assert world.asked == 0
    assert world.fabric.is_carrying(THREE, ONE) and world.fabric.conversations_of(ONE) == 1


def test_hosts_of_one_switch() -> None:
    world = World([(1, 2)])
    world.hosts[mac(9)] = world.known[mac(9)] = (1, 9)
    world.heard[mac(9)] = []
    assert world.pings(ONE, mac(9)) and world.pings(mac(9), ONE)
    assert world.asked == 1


def test_frames_that_were_underway_are_delivered_and_nothing_is_installed_twice() -> None:
    world = World([(1, 2), (2, 3)])
    world.send(frame(ONE, THREE))
    for place in ((1, 1), (2, 2)):
        late = world.fabric.frame(*place, frame(ONE, THREE), world.now)
        assert late == [Send(3, (1,), frame(ONE, THREE))]
    later = world.fabric.frame(2, 2, frame(ONE, THREE), world.now + UNDERWAY)
    assert len(later) == 7, 'an entry was lost: all are installed again'


def test_both_ways_take_one_path_and_equal_paths_share_the_conversations() -> None:
    # From 1 to 10 lead eight ways over one switch each.
    world = World([(end, middle) for middle in range(2, 10) for end in (1, 10)])
    for number in range(100, 180):
        for dpid, host in ((1, number), (10, number + 100)):
            world.known[mac(host)] = dpid, host
    ends = [(mac(one), mac(other + 100)) for one in range(100, 180) for other in range(100, 180)]
    middles = Counter(world.fabric.route(*each).switches[1] for each in ends)
    assert all(700 < count < 900 for count in middles.values()) and len(middles) == 8
    for one, other in ends[:50]:
        assert world.fabric.route(other, one) == world.fabric.route(one, other).reversed()
    before = {each: world.fabric.route(*each) for each in ends}
    world.cut(1, 2)
    moved = [each for each in ends if world.fabric.route(*each) != before[each]]
    assert len(moved) == middles[2], 'those alone move whose path was cut'


def test_no_path() -> None:
    world = World([(1, 2), (3, 4)])
    for pair, why in (((ONE, THREE), 'no links lead'), ((ONE, mac(9)), 'no host'), ((ONE, ONE), 'the same port')):
        with pytest.raises(NoPath, match=why):
            world.fabric.route(*pair)
    assert world.fabric.frame(1, 1, frame(ONE, THREE), world.now) == [Install(Entry(1, 1, ONE, THREE), None)]


def test_a_link_known_in_one_direction_is_no_way() -> None:
    world = World([(1, 2)])
    world.fabric.update(Graph.of([1, 2], [Edge(1, 2, 2, 2)]), world.now)
    with pytest.raises(NoPath):
        world.fabric.route(ONE, TWO)


# -- what changes ----------------------------------------------------------------------------------------------------


def test_a_cut_moves_what_it_hits_and_nothing_else() -> None:
    world = World(SQUARE)
    for one, other in combinations(world.hosts, 2):
        world.send(frame(one, other))
    untouched = dict(world.entries)
    orders = world.cut(1, 2)
    hit = {each.entry[2:] for each in orders if not isinstance(each, Send)}
    assert (ONE, TWO) in hit and (THREE, FOUR) not in hit
    world.do(orders)
    assert {key: port for key, port in untouched.items() if key[2:] not in hit}.items() <= world.entries.items()
    world.asked = 0
    assert all(world.pings(*pair) for pair in permutations(world.hosts, 2))
    assert world.asked == 0


def test_where_no_path_is_left_the_entries_go_and_come_back() -> None:
    world = World([(1, 2)])
    world.send(frame(ONE, TWO))
    world.do(world.cut(1, 2))
    assert world.entries == {}
    world.send(frame(ONE, TWO))
    assert world.entries == {Entry(1, 1, ONE, TWO): None}
    world.peers.update({(1, 2): (2, 2), (2, 2): (1, 2)})
    world.follow()
    world.entries.clear()  # it was for a second
    assert world.pings(ONE, TWO)


def test_a_link_that_comes_gets_its_conversations_in_pieces() -> None:
    world = World(SQUARE)
    world.do(world.cut(1, 2))
    for one, other in combinations(world.hosts, 2):
        world.send(frame(one, other))
    assert len(world.fabric.route(ONE, TWO)) == 4
    world.peers.update({(1, 2): (2, 2), (2, 2): (1, 2)})
    assert world.fabric.update(world.graph, world.now) == []
    assert not world.fabric.is_reviewed
    while not world.fabric.is_reviewed:
        world.do(world.fabric.review(world.now, most=2))
    world.asked = 0
    assert all(world.pings(*pair) for pair in permutations(world.hosts, 2))
    assert world.asked == 0
    assert Entry(1, 1, ONE, TWO) in world.entries and world.entries[Entry(1, 1, ONE, TWO)] == 2
    assert not [key for key in world.entries if key.dpid in (3, 4) and set(key[2:]) == {ONE, TWO}]


def test_a_host_that_goes_takes_its_entries_along() -> None:
    world = World(SQUARE)
    for one, other in combinations(world.hosts, 2):
        world.send(frame(one, other))
    del world.known[ONE]
    world.do(world.fabric.host_gone(ONE))
    assert not [key for key in world.entries if ONE in key]
    assert world.pings(TWO, THREE)
    assert world.fabric.host_gone(ONE) == []


def test_a_host_that_moves() -> None:
    world = World(SQUARE)
    world.send(frame(ONE, TWO))
    world.hosts[ONE] = (3, 9)
    world.send(frame(ONE, TWO))
    assert world.takes() == [frame(ONE, TWO)], 'the second one waits until it is believed'
    world.known[ONE] = (3, 9)
    world.do(world.fabric.host_gone(ONE) + world.fabric.host_seen(ONE, world.now + 3))
    assert world.takes() == [frame(ONE, TWO)]
    assert world.pings(TWO, ONE) and world.pings(ONE, TWO)
    assert not [key for key in world.entries if key[:2] == (1, 1)]


def test_conversations_that_both_have_ended_are_forgotten() -> None:
    world = World([(1, 2), (2, 3)])
    world.send(frame(ONE, THREE))
    expired = world.fabric.expired
    for entry in (Entry(2, 2, ONE, THREE), Entry(1, 1, ONE, THREE), Entry(1, 1, ONE, THREE), Entry(1, 1, None, None),
                  Entry(3, 1, FOUR, ONE)):  # fmt: skip
        expired(entry)
        assert world.fabric.is_carrying(ONE, THREE)
    expired(Entry(3, 1, THREE, ONE))
    assert not world.fabric.is_carrying(ONE, THREE)
    assert world.cut(1, 2) == []


def test_conversations_are_bounded() -> None:
    world = World([(1, 2), (2, 3)], Limits(conversations=2))
    for pair in ((ONE, TWO), (ONE, THREE), (TWO, THREE)):
        world.send(frame(*pair))
    assert not world.fabric.is_carrying(ONE, TWO)
    assert not [key for key in world.entries if set(key[2:]) == {ONE, TWO}]
    assert world.fabric.conversations_of(ONE) == 1


# -- what is for everybody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize('dst', [EVERYBODY, '01:00:5e:00:00:01', '33:33:00:00:00:01', mac(99)])
def test_everybody_hears_it_once_and_no_link_carries_it(dst: str) -> None:
    world = World([*SQUARE, (1, 3), (2, 4)])
    world.send(frame(ONE, dst))
    assert {host: len(frames) for host, frames in world.heard.items()} == {ONE: 0, TWO: 1, THREE: 1, FOUR: 1}
    assert not world.crossed and world.asked == 1
    world.send(frame(ONE, dst))
    assert world.asked == 1 + (dst != mac(99)), 'who is unknown is looked for once in a while'


def test_who_was_looked_for_and_answers_is_reached() -> None:
    world = World(SQUARE)
    del world.known[THREE]
    world.send(frame(ONE, THREE))
    world.known[THREE] = world.hosts[THREE]
    assert world.pings(THREE, ONE) and world.pings(ONE, THREE)


def test_known_addresses_are_told_by_the_controller() -> None:
    world = World(SQUARE)
    world.send(build.arp_request(ONE, ip(1), ip(3)).data or b'')
    (told,) = world.heard[ONE]
    answer = Packet(told).get_protocol(arp)
    assert (answer.opcode, answer.src_mac, answer.src_ip, answer.dst_ip) == (2, THREE, ip(3), ip(1))
    assert world.takes() == [told]
    world.send(build.neighbor_solicitation(ONE, 'fe80::1', 'fe80::4').data or b'')
    (told,) = world.heard[ONE]
    answer = Packet(told).get_protocol(icmpv6)
    assert (answer.type_, answer.data.option.hw_src) == (136, FOUR)
    assert world.takes() == [told] and not world.entries


@pytest.mark.parametrize('question', [
    build.arp_request(ONE, ip(1), ip(9)), build.arp_request(ONE, '0.0.0.0', ip(3)),
    build.arp_request(ONE, ip(1), ip(1)), build.neighbor_solicitation(ONE, '::', 'fe80::3'),
    build.neighbor_solicitation(ONE, 'fe80::1', 'fe80::99'),
], ids=['unknown', 'a probe', 'an announcement', 'a probe of IPv6', 'unknown of IPv6'])  # fmt: skip
def test_everybody_is_asked_what_the_controller_does_not_know_for_sure(question: Packet) -> None:
    world = World(SQUARE)
    world.send(question.data or b'')
    assert world.takes() == [question.data] * 3


def test_what_is_for_the_controller_goes_no_further() -> None:
    world = World(SQUARE)
    world.send(frame(ONE, 'aa:bb:cc:dd:ee:ff'))
    assert world.takes() == [] and not world.entries


def test_a_host_at_the_same_port_answers_itself() -> None:
    world = World(SQUARE)
    world.known[mac(9)] = (1, 1)
    world.send(build.arp_request(ONE, ip(1), ip(9)).data or b'')
    assert len(world.takes()) == 3


# -- what is not to be trusted ---------------------------------------------------------------------------------------


@pytest.mark.parametrize('data', [
    frame(ONE, '01:80:c2:00:00:0e', b'\x88\xcc' + bytes(50)), frame(ONE, '01:80:c2:00:00:00', b'\x00\x26' + bytes(50)),
    frame(ONE, '01:80:c2:00:00:03', b'\x88\x8e' + bytes(50)), frame('01:00:00:00:00:01', TWO),
    frame('00:00:00:00:00:00', TWO), b'', b'\xff' * 13,
], ids=['LLDP', 'spanning tree', '802.1X', 'from a group', 'from nobody', 'empty', 'short'])  # fmt: skip
def test_what_does_not_concern_others_is_left_alone(data: bytes) -> None:
    assert World(SQUARE).fabric.frame(1, 1, data, 100.0) == []


def test_a_frame_from_where_its_sender_is_not_waits() -> None:
    world = World(SQUARE)
    for dst in (TWO, EVERYBODY):
        assert world.fabric.frame(3, 1, frame(ONE, dst), world.now) == []
    assert world.fabric.host_seen(ONE, world.now) == [], 'it is where it was'
    world.known[ONE] = (3, 1)
    assert world.fabric.host_seen(ONE, world.now + 10) == [], 'too late'


def test_a_new_host_is_served_as_soon_as_it_is_known() -> None:
    world = World(SQUARE, known=False)
    world.send(frame(ONE, EVERYBODY, b'\x08\x00 older'))
    world.send(frame(ONE, EVERYBODY))
    assert world.takes() == []
    world.known[ONE] = world.hosts[ONE]
    world.do(world.fabric.host_seen(ONE, world.now))
    assert world.takes() == [frame(ONE, EVERYBODY)] * 3
    assert world.fabric.host_seen(ONE, world.now) == []


def test_frames_that_wait_are_bounded() -> None:
    world = World(SQUARE, Limits(waiting=2), known=False)
    for each in (ONE, TWO, THREE):
        world.send(frame(each, EVERYBODY))
    world.known.update(world.hosts)
    assert [bool(world.fabric.host_seen(each, world.now)) for each in (ONE, TWO, THREE)] == [False, True, True]


def test_what_comes_over_links_is_not_flooded() -> None:
    world = World(SQUARE)
    assert world.fabric.frame(1, 2, frame(TWO, EVERYBODY), world.now) == []
    assert world.fabric.frame(1, 2, frame(TWO, mac(99)), world.now) == [Install(Entry(1, 2, TWO, mac(99)), None)]
    assert world.fabric.frame(1, 2, frame(mac(99), TWO), world.now) == [Install(Entry(1, 2, mac(99), TWO), None)]


def test_a_storm_is_muted_in_the_switch_and_conversations_go_on() -> None:
    world = World(SQUARE, Limits(rate=50, burst=200))
    world.send(frame(ONE, TWO))
    for _ in range(1000):
        world.send(frame(ONE, EVERYBODY))
    assert world.entries[Entry(1, 1, None, None)] is None
    assert 10 < world.asked < 30 and len(world.heard[TWO]) < 25
    assert world.fabric.frame(1, 1, frame(ONE, EVERYBODY), world.now) == [], 'it is told once'
    assert world.pings(ONE, TWO) and world.pings(THREE, FOUR)
    world.now += PAUSE
    del world.entries[Entry(1, 1, None, None)]
    assert world.pings(ONE, THREE)


def test_ports_that_are_remembered_are_bounded() -> None:
    world = World(SQUARE, Limits(ports=2))
    for number in range(1, 5):
        world.send(frame(mac(number), EVERYBODY))
    assert len(world.fabric._budgets) == 2


# -- any network -----------------------------------------------------------------------------------------------------


@st.composite
def connected(draw: st.DrawFn) -> list[tuple[int, int]]:
    """The links of a network of 2 to 9 switches, any of which reaches any other; some links are double."""
    switches = draw(st.integers(2, 9))
    tree = [(draw(st.integers(1, each - 1)), each) for each in range(2, switches + 1)]
    pairs = st.tuples(st.integers(1, switches), st.integers(1, switches)).filter(lambda pair: pair[0] != pair[1])
    return tree + draw(st.lists(pairs, max_size=12))


def redundant(world: World) -> list[tuple[int, int]]:
    """The links without which everybody still reaches everybody."""
    found = []
    for end, peer in world.peers.items():
        if end < peer:
            graph = world.graph.without_link(Edge(*end, *peer)).without_link(Edge(*peer, *end))
            if len(graph.costs(world.switches[0])) == len(world.switches):
                found.append((end[0], peer[0]))
    return found


def all_end(world: World) -> None:
    """No frame goes round for ever, whatever has been installed so far."""
    for entry in world.entries:
        seen, end = set(), (entry.dpid, entry.in_port)
        while (out_port := world.entries.get(Entry(*end, entry.src, entry.dst))) is not None:
            assert end not in seen, 'a loop'
            seen.add(end)
            end = world.peers.get((end[0], out_port), (0, 0))


@settings(max_examples=150, deadline=None)
@given(connected(), st.data())
def test_everybody_reaches_everybody_after_any_cut(links: list[tuple[int, int]], data: st.DataObject) -> None:
    world = World(links)
    pairs = list(permutations(world.hosts, 2))
    assert all(world.pings(*pair) for pair in pairs)
    while cuts := redundant(world):
        world.asked = 0
        for order in world.cut(*data.draw(st.sampled_from(cuts))):
            world.do([order])
            all_end(world)
        assert all(world.pings(*pair) for pair in pairs) and world.asked == 0
        assert all(entry.dpid in world.switches and (entry.dpid, port or 0) not in {(0, 0)}
                   for entry, port in world.entries.items())  # fmt: skip
        world.takes()
        world.send(frame(ONE, EVERYBODY))
        assert not world.crossed
        assert [len(frames) for frames in world.heard.values()] == [0] + [1] * (len(world.hosts) - 1)
        world.asked = 0
        if data.draw(st.booleans()):
            break
    paths = [world.fabric.route(*pair) for pair in combinations(world.hosts, 2)]
    assert len(world.entries) == sum(2 * len(path) for path in paths), 'and nothing is left over'


@settings(max_examples=60, deadline=None)
@given(connected(), st.data())
def test_shortest_paths(links: list[tuple[int, int]], data: st.DataObject) -> None:
    world = World(links)
    one, other = data.draw(st.permutations(list(world.hosts)))[:2]
    path = world.fabric.route(one, other)
    assert path.cost == world.graph.costs(world.hosts[one])[world.hosts[other][0]]
    assert (path.hops[0].in_port, path.hops[-1].out_port) == (1, 1)


def test_times_are_those_that_the_page_tells() -> None:
    assert (IDLE, PAUSE) == (60, 1)
