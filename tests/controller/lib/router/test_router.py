"""The router without a switch: requests, frames and the time in; flow entries and frames out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.lib.router import Forward, Hop, Install, Normal, Notice, Output, Refused, Remove, Routing, Send, To
from controller.lib.router import neighbours as neighbours_module
from controller.lib.router import router as router_module
from controller.lib.router.values import Prefix, PrefixTable, ip_number, ip_text
from controller.packet import arp, build, icmp, ipv4, tcp
from controller.packet.packet import Packet

BROADCAST = 'ff:ff:ff:ff:ff:ff'
PORTS = {1: '02:00:00:00:00:01', 2: '02:00:00:00:00:02', 3: '02:00:00:00:00:03'}
HOST, OTHER, GATEWAY = '00:00:00:00:00:0a', '00:00:00:00:00:0b', '00:00:00:00:00:0c'


def prefix(text: str) -> Prefix:
    address, _, length = text.partition('/')
    return Prefix(ip_number(address), int(length or 32))


class Net:
    """A switch with three ports; 10.0.1.0/24 is behind the first, 10.0.2.0/24 behind the second."""

    def __init__(self, *, vlan: int = 0, counts_hops: bool = True) -> None:
        self.now, self.vlan = 1000.0, vlan
        self.routing = Routing(counts_hops=counts_hops)
        self.routing.ports = dict(PORTS)
        self.router = self.routing.router(vlan)
        for each in ('10.0.1.1/24', '10.0.2.1/24'):
            self.router.add_address(prefix(each))
        self.routing.drain()

    def add_route(self, gateway: str, destination: str = '0.0.0.0/0') -> int:
        return self.router.add_route(prefix(destination), ip_number(gateway), self.now).id

    def frame(self, port: int, packet: Packet) -> list[Output]:
        self.routing.receive(port, bytes(packet.data or b''), self.now)
        return self.routing.drain()

    def arp(self, port: int, mac: str, ip: str, target: str) -> list[Output]:
        return self.frame(port, build.arp_request(mac, ip, target, self.vlan or None))

    def ping(
        self, source: str, target: str, port: int = 1, mac: str = HOST, ttl: int = 64, to: str = ''
    ) -> list[Output]:
        packet = build.echo_request(mac, to or PORTS[port], source, target, vid=self.vlan or None, data=b'hello')
        packet.get_protocol(ipv4.ipv4).ttl = ttl  # type: ignore[union-attr]
        packet.serialize()
        return self.frame(port, packet)

    def after(self, seconds: float) -> list[Output]:
        self.now += seconds
        self.routing.tick(self.now)
        return self.routing.drain()


@pytest.fixture(params=[0, 2])
def net(request: pytest.FixtureRequest) -> Net:
    return Net(vlan=request.param)


def sent(outputs: list[Output]) -> Iterator[tuple[int, Packet]]:
    return ((each.port, Packet(each.frame)) for each in outputs if isinstance(each, Send))


def asked(outputs: list[Output], ip: str) -> set[int]:
    """The ports at which an address is asked for, each from its own Ethernet address, and nothing else."""
    ports = set()
    for port, packet in sent(outputs):
        question = packet.get_protocol(arp.arp)
        assert question is not None
        assert (question.opcode, question.src_mac, question.dst_ip) == (arp.ARP_REQUEST, PORTS[port], ip)
        ports.add(port)
    return ports


def installed(outputs: list[Output]) -> dict[str, To | Hop]:
    """Where packets go by flow entries for a destination."""
    return {str(each.entry.destination): each.entry.to for each in outputs if isinstance(each, Install)}


def complaint(outputs: list[Output]) -> tuple[int, int, str, str, int]:
    """Type, code, source and target of the only ICMP error, and its port."""
    ((port, packet),) = sent(outputs)
    message, header = packet.get_protocol(icmp.icmp), packet.get_protocol(ipv4.ipv4)
    assert message is not None
    assert header is not None
    return message.type, message.code, header.src, header.dst, port


# -- prefixes -------------------------------------------------------------------------------------------------------


def test_prefixes() -> None:
    one = prefix('10.0.1.1/24')
    assert str(one) == '10.0.1.1/24'
    assert str(one.network) == '10.0.1.0/24'
    assert one.covers(ip_number('10.0.1.255'))
    assert not one.covers(ip_number('10.0.2.1'))
    assert [one.has_host(ip_number(f'10.0.1.{last}')) for last in (0, 1, 254, 255)] == [False, True, True, False]
    assert prefix('10.0.0.0/31').has_host(ip_number('10.0.0.0'))
    assert [one.overlaps(prefix(each)) for each in ('10.0.0.0/8', '10.0.1.9/32', '10.0.2.0/24')] == [True, True, False]
    assert [prefix(each).is_host for each in ('127.0.0.1/8', '224.0.0.1/8', '0.0.0.1/8', '1.0.0.1/8')] == [
        False, False, False, True]  # fmt: skip


@given(st.dictionaries(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)), st.integers(), max_size=20),
       st.integers(0, 2**32 - 1))  # fmt: skip
def test_the_longest_prefix_counts(known: dict[tuple[int, int], int], ip: int) -> None:
    table: PrefixTable[int] = PrefixTable()
    networks = {}
    for (address, length), value in known.items():
        table.put(Prefix(address, length), value)
        networks[Prefix(address, length).network] = value
    covering = [each for each in networks if each.covers(ip)]
    assert table.find(ip) == (networks[max(covering, key=lambda each: each.length)] if covering else None)
    for each in networks:
        table.drop(each)
    assert table.find(ip) is None


# -- addresses and routes -------------------------------------------------------------------------------------------


def test_flow_entries_of_an_address() -> None:
    """Priorities and cookies as Ryu has them, but for the network's, which is as long as it is."""
    for vlan, more in ((0, 0), (2, 1000)):
        routing = Routing()
        routing.ports = dict(PORTS)
        routing.router(vlan).add_address(prefix('10.0.1.1/24'))
        outputs = routing.drain()
        entries = [each.entry for each in outputs if isinstance(each, Install)]
        found = {(each.priority, each.cookie, each.to, str(each.destination)) for each in entries}
        assert found == {
            (26 + more, vlan << 32 | 1, To.CONTROLLER, '10.0.1.0/24'),
            (36 + more, vlan << 32 | 1, To.NORMAL, '10.0.1.0/24'),
            (1037, vlan << 32 | 1, To.CONTROLLER, '10.0.1.1/32'),
        } | ({(1001, vlan << 32, To.NOWHERE, 'None')} if vlan else set())
        assert {each.vlan for each in entries} == {vlan}
        assert asked(outputs, '10.0.1.1') == {1, 2, 3}  # to tell who has it


@pytest.mark.parametrize(('text', 'reason'), [
    ('10.0.1.9/24', 'Address overlaps [address_id=1]'),
    ('10.0.2.9/8', 'Address overlaps [address_id=1]'),
    ('10.0.3.0/24', 'Address 10.0.3.0/24 is not one that a host can have.'),
    ('10.0.3.255/24', 'Address 10.0.3.255/24 is not one that a host can have.'),
    ('127.0.0.1/32', 'Address 127.0.0.1/32 is not one that a host can have.'),
    ('20.0.0.1/8', 'Address overlaps [route_id=1]'),
])  # fmt: skip
def test_addresses_that_are_refused(net: Net, text: str, reason: str) -> None:
    net.add_route('10.0.1.9', '20.0.0.0/8')
    net.routing.drain()
    with pytest.raises(Refused) as error:
        net.router.add_address(prefix(text))
    assert str(error.value) == reason
    assert not net.routing.drain()
    assert len(net.router.addresses) == 2


@pytest.mark.parametrize(('gateway', 'destination', 'reason'), [
    ('10.0.3.9', '0.0.0.0/0', "Gateway=10.0.3.9's address is not registered."),
    ('10.0.1.1', '0.0.0.0/0', 'Gateway=10.0.1.1 is used as default gateway of address_id=1'),
    ('10.0.1.255', '0.0.0.0/0', 'Gateway=10.0.1.255 is not an address that a host can have.'),
    ('10.0.1.9', '20.0.0.7/8', 'Destination overlaps [route_id=1]'),
    ('10.0.1.9', '10.0.2.0/24', 'Destination overlaps [address_id=2]'),
])  # fmt: skip
def test_routes_that_are_refused(net: Net, gateway: str, destination: str, reason: str) -> None:
    net.add_route('10.0.1.9', '20.0.0.0/8')
    with pytest.raises(Refused) as error:
        net.add_route(gateway, destination)
    assert str(error.value) == reason
    assert len(net.router.routes) == 1


def test_tables_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net()
    monkeypatch.setattr(router_module, 'MOST_ADDRESSES', 2)
    monkeypatch.setattr(router_module, 'MOST_ROUTES', 0)
    with pytest.raises(Refused, match='2 addresses are as many'):
        net.router.add_address(prefix('10.0.3.1/24'))
    with pytest.raises(Refused, match='0 routes are as many'):
        net.add_route('10.0.1.9')


def test_an_id_is_not_used_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net()
    net.router.remove_address(2)
    assert net.router.add_address(prefix('10.0.2.1/24')).id == 3
    monkeypatch.setattr(router_module, 'LARGEST_ID', 3)
    assert net.router.add_address(prefix('10.0.3.1/24')).id == 2


def test_a_gateway_is_asked_for_until_it_answers_and_then_checked(net: Net) -> None:
    net.add_route('10.0.2.9', '20.0.0.0/8')
    net.add_route('10.0.2.9')
    outputs = net.routing.drain()
    assert installed(outputs) == {'20.0.0.0/8': To.CONTROLLER, 'None': To.CONTROLLER}
    assert asked(outputs, '10.0.2.9') == {1, 2, 3}
    assert asked(net.after(10), '10.0.2.9') == {1, 2, 3}
    hop = Hop(2, PORTS[2], GATEWAY)
    outputs = net.arp(2, GATEWAY, '10.0.2.9', '10.0.2.1')
    assert installed(outputs) == {'20.0.0.0/8': hop, 'None': hop, '10.0.2.9/32': hop}
    assert not net.after(1799)
    assert asked(net.after(1), '10.0.2.9') == {1, 2, 3}
    moved = net.arp(3, GATEWAY, '10.0.2.9', '10.0.2.1')
    assert set(installed(moved).values()) == {Hop(3, PORTS[3], GATEWAY)}


def test_a_route_by_a_gateway_that_is_known(net: Net) -> None:
    net.arp(2, GATEWAY, '10.0.2.9', '10.0.2.1')
    net.add_route('10.0.2.9')
    assert installed(net.routing.drain()) == {'None': Hop(2, PORTS[2], GATEWAY)}


def test_what_is_removed_leaves_nothing(net: Net) -> None:
    net.arp(2, GATEWAY, '10.0.2.9', '10.0.2.1')
    net.ping('10.0.1.5', '10.0.2.7')
    number = net.add_route('10.0.2.9')
    with pytest.raises(Refused, match=r'Skip delete \(related route exist\) \[address_id=2\]'):
        net.router.remove_address(2)
    net.routing.drain()
    net.router.remove_route(number)
    assert installed(net.routing.drain()) == {'None': To.NOWHERE}
    net.router.remove_address(2)
    removed = {str(each.entry.destination) for each in net.routing.drain() if isinstance(each, Remove)}
    assert removed == {'10.0.2.0/24', '10.0.2.1/32', '10.0.2.9/32'}
    net.router.remove_address(1)
    net.routing.drain()
    assert list(net.routing.routers) == [0]
    assert not len(net.routing.neighbours)
    assert net.after(5000) == []
    assert net.routing.deadline is None
    assert [each.priority for each in net.routing.entries()] == [1, 0, 1]


# -- ARP ------------------------------------------------------------------------------------------------------------


def test_the_router_answers_for_its_addresses(net: Net) -> None:
    outputs = net.arp(1, HOST, '10.0.1.5', '10.0.1.1')
    ((port, reply),) = sent(outputs)
    answer = reply.get_protocol(arp.arp)
    assert answer is not None
    assert (port, answer.opcode, answer.src_mac, answer.src_ip) == (1, arp.ARP_REPLY, PORTS[1], '10.0.1.1')
    assert (answer.dst_mac, answer.dst_ip) == (HOST, '10.0.1.5')
    assert installed(outputs) == {'10.0.1.5/32': Hop(1, PORTS[1], HOST)}
    assert [type(each) for each in net.arp(1, HOST, '10.0.1.5', '10.0.1.1')] == [Send]  # its entry is there
    net.now += 60
    assert [type(each) for each in net.arp(1, HOST, '10.0.1.5', '10.0.1.1')] == [Install, Send]


def test_arp_between_hosts_is_switched(net: Net) -> None:
    outputs = net.arp(1, HOST, '10.0.1.5', '10.0.1.6')
    assert [type(each) for each in outputs] == [Install, Normal]
    assert [type(each) for each in net.arp(1, HOST, '10.0.1.5', '10.0.1.5')] == [Normal]


@pytest.mark.parametrize('source', ['10.0.9.5', '0.0.0.0', '10.0.1.0', '10.0.1.255'])
def test_arp_of_nobody_here_is_nothing(net: Net, source: str) -> None:
    assert net.arp(1, HOST, source, '10.0.1.1') == []


def test_nobody_else_has_an_address_of_the_router(net: Net) -> None:
    (notice,) = net.arp(1, HOST, '10.0.1.1', '10.0.1.5')
    assert isinstance(notice, Notice)
    assert notice.text == f'{HOST} at port 1 says that it is 10.0.1.1, which is an address of the router'
    assert net.arp(1, PORTS[2], '10.0.1.1', '10.0.1.5') == []  # its own question, that has come back


def test_a_group_is_no_neighbour(net: Net) -> None:
    assert net.arp(1, '01:00:5e:00:00:01', '10.0.1.5', '10.0.1.1') == []


def test_other_vlans_are_not_heard() -> None:
    net = Net(vlan=2)
    for vid in (None, 3):
        assert net.frame(1, build.arp_request(HOST, '10.0.1.5', '10.0.1.1', vid)) == []


def test_as_many_neighbours_as_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours_module, 'MOST_NEIGHBOURS', 2)
    net = Net()
    for last in (5, 6, 5):
        net.arp(1, HOST, f'10.0.1.{last}', '10.0.1.1')
    removed = [each.entry for each in net.arp(1, HOST, '10.0.1.7', '10.0.1.1') if isinstance(each, Remove)]
    assert [str(each.destination) for each in removed] == ['10.0.1.6/32']
    assert len(net.routing.neighbours) == 2


# -- packets for others ---------------------------------------------------------------------------------------------


def test_packets_wait_until_the_neighbour_has_answered(net: Net) -> None:
    assert asked(net.ping('10.0.1.5', '10.0.2.7'), '10.0.2.7') == {2, 3}
    for _ in range(9):
        assert net.ping('10.0.1.5', '10.0.2.7') == []
    outputs = net.arp(2, OTHER, '10.0.2.7', '10.0.2.1')
    hop = Hop(2, PORTS[2], OTHER)
    assert [each.hop for each in outputs if isinstance(each, Forward)] == [hop] * neighbours_module.MOST_HELD
    assert isinstance(outputs[0], Install)  # first of all
    assert net.after(60) == []


def test_what_is_in_flight_is_sent_on(net: Net) -> None:
    """Packets that were on their way to the controller when the neighbour's flow entry was."""
    net.arp(2, OTHER, '10.0.2.7', '10.0.2.1')
    assert [type(each) for each in net.ping('10.0.1.5', '10.0.2.7')] == [Forward]
    net.now += 2
    assert [type(each) for each in net.ping('10.0.1.5', '10.0.2.7')] == [Install, Forward]  # it had not come to stay
    net.now += 60
    assert asked(net.ping('10.0.1.5', '10.0.2.7'), '10.0.2.7') == {2, 3}


def test_a_neighbour_that_does_not_answer_is_unreachable(net: Net) -> None:
    net.ping('10.0.1.5', '10.0.2.7')
    assert asked(net.after(1), '10.0.2.7') == {1, 2, 3}
    outputs = net.after(1)
    assert complaint(outputs) == (icmp.ICMP_DEST_UNREACH, icmp.ICMP_HOST_UNREACH_CODE, '10.0.1.1', '10.0.1.5', 1)
    assert net.routing.deadline is None
    assert asked(net.ping('10.0.1.5', '10.0.2.7'), '10.0.2.7') == {2, 3}  # and so on


def test_an_error_quotes_what_it_is_about(net: Net) -> None:
    outputs = net.ping('10.0.1.5', '10.0.2.7', ttl=1)
    ((_, packet),) = sent(outputs)
    message = packet.get_protocol(icmp.icmp)
    assert message is not None
    assert isinstance(message.data, icmp.TimeExceeded)
    quoted = ipv4.ipv4.parser(bytes(message.data.data or b''))[0]
    assert isinstance(quoted, ipv4.ipv4)
    assert (quoted.src, quoted.dst, quoted.ttl) == ('10.0.1.5', '10.0.2.7', 1)
    assert len(message.data.data or b'') == 20 + 8 + len('hello')  # and not what Ethernet has filled it up with


def test_packets_that_have_come_too_far(net: Net) -> None:
    outputs = net.ping('10.0.1.5', '10.0.2.7', ttl=1)
    assert complaint(outputs) == (icmp.ICMP_TIME_EXCEEDED, 0, '10.0.1.1', '10.0.1.5', 1)
    old = Net(vlan=net.vlan, counts_hops=False)  # as 1.0 cannot decrement, it may as well go on
    assert asked(old.ping('10.0.1.5', '10.0.2.7', ttl=1), '10.0.2.7') == {2, 3}


def test_packets_for_a_gateway_wait_too(net: Net) -> None:
    net.add_route('10.0.2.9')
    net.routing.drain()
    assert asked(net.ping('10.0.1.5', '8.8.8.8'), '10.0.2.9') == {2, 3}
    outputs = net.arp(2, GATEWAY, '10.0.2.9', '10.0.2.1')
    assert [each.hop.mac for each in outputs if isinstance(each, Forward)] == [GATEWAY]
    assert [type(each) for each in net.ping('10.0.1.5', '8.8.8.8')] == [Forward]


def test_a_network_of_its_own_is_nearer_than_a_route_that_covers_it(net: Net) -> None:
    net.add_route('10.0.1.9', '10.0.0.0/16')
    net.routing.drain()
    assert asked(net.ping('10.0.1.5', '10.0.2.7'), '10.0.2.7') == {2, 3}
    assert asked(net.ping('10.0.1.5', '10.0.7.7'), '10.0.1.9') == {2, 3}


def test_an_error_to_someone_behind_a_gateway_comes_from_the_address_there(net: Net) -> None:
    net.add_route('10.0.2.9')
    net.arp(2, GATEWAY, '10.0.2.9', '10.0.2.1')
    outputs = net.ping('8.8.8.8', '10.0.1.5', port=2, mac=GATEWAY, ttl=1)
    assert complaint(outputs) == (icmp.ICMP_TIME_EXCEEDED, 0, '10.0.2.1', '8.8.8.8', 2)


@pytest.mark.parametrize(('source', 'target', 'to'), [
    ('10.0.1.5', '8.8.8.8', ''),  # no route
    ('10.0.1.5', '10.0.2.255', ''),  # everybody there
    ('10.0.1.5', '10.0.2.7', BROADCAST),
    ('10.0.1.5', '10.0.2.7', '01:00:5e:00:00:01'),
])  # fmt: skip
def test_packets_that_go_nowhere(net: Net, source: str, target: str, to: str) -> None:
    assert net.ping(source, target, to=to) == []
    assert net.routing.deadline is None


def test_as_many_questions_as_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours_module, 'MOST_ASKED', 1)
    net = Net()
    net.ping('10.0.1.5', '10.0.2.7')
    (notice,) = net.ping('10.0.1.5', '10.0.2.8')
    assert isinstance(notice, Notice)
    assert notice.text == 'more than 256 neighbours are to be asked for; packets are dropped'


# -- packets for the router -----------------------------------------------------------------------------------------


def test_the_router_answers_pings(net: Net) -> None:
    for target in ('10.0.1.1', '10.0.2.1'):
        ((port, packet),) = sent(net.ping('10.0.1.5', target, ttl=1))
        header, reply = packet.get_protocol(ipv4.ipv4), packet.get_protocol(icmp.icmp)
        assert header is not None
        assert reply is not None
        assert (port, reply.type, header.src, header.dst) == (1, icmp.ICMP_ECHO_REPLY, target, '10.0.1.5')


def test_no_port_of_the_router_is_open(net: Net) -> None:
    vid = net.vlan or None
    datagram = build.udp_datagram(HOST, PORTS[1], '10.0.1.5', '10.0.2.1', 7, 53, b'who are you?', vid)
    assert complaint(net.frame(1, datagram)) == (icmp.ICMP_DEST_UNREACH, icmp.ICMP_PORT_UNREACH_CODE,
                                                 '10.0.2.1', '10.0.1.5', 1)  # fmt: skip
    segment = build.udp_datagram(HOST, PORTS[1], '10.0.1.5', '10.0.1.1', 7, 53, b'', vid)
    segment.get_protocol(ipv4.ipv4).proto = 6  # type: ignore[union-attr]
    segment.protocols[-1] = tcp.tcp(7, 53)
    segment.serialize()
    assert complaint(net.frame(1, segment))[:2] == (icmp.ICMP_DEST_UNREACH, icmp.ICMP_PORT_UNREACH_CODE)


@pytest.mark.parametrize('change', ['fragment', 'error', 'nobody'])
def test_what_no_error_answers(change: str) -> None:
    net = Net()
    packet = build.echo_request(HOST, PORTS[1], '10.0.1.5', '10.0.2.7', data=bytes(8))
    header, message = packet.get_protocol(ipv4.ipv4), packet.get_protocol(icmp.icmp)
    assert header is not None
    assert message is not None
    header.ttl = 1
    if change == 'fragment':
        header.offset = 5
    elif change == 'error':
        message.type, message.data = icmp.ICMP_TIME_EXCEEDED, icmp.TimeExceeded(data=bytes(28))
    else:
        header.src = '0.0.0.0'
    packet.serialize()
    assert net.frame(1, packet) == []


def test_errors_are_few(net: Net) -> None:
    errors = [each for _ in range(150) for each in net.ping('10.0.1.5', '10.0.2.7', ttl=1)]
    assert len(errors) == router_module.MOST_ERRORS
    net.now += 1
    assert net.ping('10.0.1.5', '10.0.2.7', ttl=1)


# -- ports and switches ---------------------------------------------------------------------------------------------


def test_a_port_that_is_down(net: Net) -> None:
    net.add_route('10.0.2.9')
    net.arp(2, GATEWAY, '10.0.2.9', '10.0.2.1')
    net.arp(1, HOST, '10.0.1.5', '10.0.1.1')
    del net.routing.ports[2]
    net.routing.port_down(2, net.now)
    outputs = net.routing.drain()
    assert [str(each.entry.destination) for each in outputs if isinstance(each, Remove)] == ['10.0.2.9/32']
    assert installed(outputs) == {'None': To.CONTROLLER}
    assert asked(outputs, '10.0.2.9') == {1, 3}
    assert asked(net.after(10), '10.0.2.9') == {1, 3}
    assert net.arp(2, GATEWAY, '10.0.2.9', '10.0.2.1') == []


def test_a_switch_that_comes_back_gets_everything_again(net: Net) -> None:
    net.add_route('10.0.2.9')
    net.arp(2, GATEWAY, '10.0.2.9', '10.0.2.1')
    net.routing.drain()
    net.routing.joined(net.now)
    outputs = net.routing.drain()
    hop = Hop(2, PORTS[2], GATEWAY)
    wanted = {'None', '10.0.1.0/24', '10.0.1.1/32', '10.0.2.0/24', '10.0.2.1/32', '10.0.2.9/32'}
    assert set(installed(outputs)) == wanted
    assert installed(outputs)['10.0.2.9/32'] == hop
    assert asked(outputs, '10.0.2.9') == {1, 2, 3}


@given(st.binary(max_size=100), st.sampled_from([b'', b'\x08\x06', b'\x08\x00', b'\x81\x00\x00\x02\x08\x00']))
def test_whatever_a_frame_holds(data: bytes, kind: bytes) -> None:
    net = Net()
    frame = data[:12] + kind + data[12:]
    net.routing.receive(1, frame, net.now)
    ip = bytes.fromhex('4500002800000000400100000a0001050a000207')
    net.routing.receive(1, data[:12] + kind + ip + data[12:], net.now)
    net.after(5)


GOOD = [
    bytes(build.arp_request(HOST, '10.0.1.5', '10.0.1.1').data or b''),
    bytes(build.echo_request(HOST, PORTS[1], '10.0.1.5', '10.0.2.7', data=bytes(8)).data or b''),
    bytes(build.echo_request(HOST, PORTS[1], '10.0.1.5', '10.0.1.1', vid=2).data or b''),
    bytes(build.udp_datagram(HOST, PORTS[1], '10.0.1.5', '10.0.2.1', 7, 53, b'?').data or b''),
]


@given(st.sampled_from(GOOD), st.lists(st.tuples(st.integers(0, 59), st.integers(0, 255)), max_size=4),
       st.integers(0, 60))  # fmt: skip
def test_whatever_was_done_to_a_frame(frame: bytes, changes: list[tuple[int, int]], length: int) -> None:
    net = Net()
    net.router.add_route(prefix('0.0.0.0/0'), ip_number('10.0.2.9'), net.now)
    changed = bytearray(frame)
    for at, value in changes:
        changed[at] = value
    for data in (changed, changed[:length]):
        net.routing.receive(1, bytes(data), net.now)
        net.after(1)
    net.after(5)
    assert not net.routing.drain()


def test_addresses_as_text() -> None:
    assert ip_text(ip_number('192.168.0.1')) == '192.168.0.1'
