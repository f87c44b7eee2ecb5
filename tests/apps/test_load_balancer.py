"""Virtual addresses in front of servers: what is decided, and the app on emulated switches."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

import greenhub
from apps.load_balancer import Address, Port
from controller.config import Config
from controller.emulator import testing_network
from controller.emulator.host import Host
from controller.lib.balancing import Backend, Balancer, Method, Refused, Service
from controller.lib.balancing.balancer import CONNECTION, MOST_SERVICES, PAUSE
from controller.lib.balancing.frames import Asked, answer_to, read, segment, virtual_mac
from controller.lib.balancing.health import CHECK_PORT, MISSES
from controller.lib.balancing.orders import Cleaning, Entry, Removal, Send
from controller.loader import LoadError
from controller.openflow import OF10, OF13, OF14, OF15
from controller.packet import arp, ethernet, packet
from controller.packet.ether_types import ETH_TYPE_ARP
from controller.packet.tcp import TCP_ACK, TCP_RST, TCP_SYN
from greenhub.event import Event
from tests.apps.served import ask, served, wsgi_of

VIP = '10.0.0.100'
PATH = '/v1.0/balancer/services/web'
SWITCH_OF = {OF10: 'simple_switch', OF13: 'simple_switch_13', OF14: 'simple_switch_14', OF15: 'simple_switch_15'}
SERVERS = [Backend('10.0.0.1'), Backend('10.0.0.2', 8080), Backend('10.0.0.3')]


class Pure:
    """A balancer with switch 1, at whose port N is 10.0.0.N, and a clock that is moved by hand."""

    def __init__(self, method: Method = 'round_robin', connects: bool = False) -> None:
        self.balancer = Balancer()
        self.now = 100.0
        self.service = Service('web', VIP, 'tcp', 80, dict.fromkeys(SERVERS, False), method, connects)
        list(self.balancer.joined(1, self.now))
        list(self.balancer.put(self.service))
        for number in (1, 2, 3):
            self.answers_arp(number)

    def put(self, servers: dict[Backend, bool], **others: Any) -> list[Any]:
        service = Service('web', VIP, 'tcp', 80, servers, **others)
        return [order for _, order in self.balancer.put(service)]

    def hears(self, data: bytes, in_port: int, dpid: int = 1) -> list[Any]:
        return [order for _, order in self.balancer.frame(dpid, in_port, data, self.now)]

    def answers_arp(self, number: int, in_port: int | None = None, dpid: int = 1) -> list[Any]:
        question = Asked(virtual_mac(dpid), '0.0.0.0', f'10.0.0.{number}', False)
        return self.hears(answer_to(question, mac_of(number)), in_port or number, dpid)

    def connects(self, number: int, port: int, in_port: int | None = None, dpid: int = 1) -> list[Any]:
        """10.0.0.<number> opens a connection to the service."""
        target = virtual_mac(dpid), VIP, 80
        syn = segment((mac_of(number), f'10.0.0.{number}', port), target, 1, TCP_SYN)
        return self.hears(syn, in_port or number, dpid)

    def server_of(self, number: int, port: int, **place: int) -> str | None:
        """The address of the server that a connection gets."""
        (sent,) = sends(self.connects(number, port, **place)) or [None]
        return sent and sent.changes['ipv4_dst']

    def ticks(self, times: int, answering: Iterable[int] = ()) -> list[Any]:
        found = []
        for _ in range(times):
            self.now += 2
            found += [order for _, order in self.balancer.tick(self.now)]
            for number in answering:
                found += self.answers_arp(number)
        return found


def mac_of(number: int) -> str:
    return f'00:00:00:00:00:{number:02x}'


def sends(orders: list[Any]) -> list[Send]:
    return [each for each in orders if isinstance(each, Send)]


def connection_entries(orders: list[Any]) -> list[Entry]:
    return [each for each in orders if isinstance(each, Entry) and each.priority == CONNECTION]


# -- what is decided ---------------------------------------------------------------------------------------------------


def test_a_connection_is_rewritten_both_ways() -> None:
    pure = Pure()
    pure.connects(9, 1)  # which gets the first server
    back, there, sent = pure.connects(9, 5000)
    assert there.fields == {
        'in_port': 9, 'eth_type': 0x800, 'ipv4_src': '10.0.0.9', 'ipv4_dst': VIP, 'ip_proto': 6,
        'tcp_src': 5000, 'tcp_dst': 80,
    }  # fmt: skip
    assert there.changes == {'eth_dst': mac_of(2), 'ipv4_dst': '10.0.0.2', 'tcp_dst': 8080}
    assert (there.output, there.idle_timeout, there.told) == (2, 120, True)
    assert back.fields == {
        'eth_type': 0x800, 'ipv4_src': '10.0.0.2', 'ipv4_dst': '10.0.0.9', 'ip_proto': 6,
        'tcp_src': 8080, 'tcp_dst': 5000,
    }  # fmt: skip
    assert back.changes == {'eth_src': virtual_mac(1), 'eth_dst': mac_of(9), 'ipv4_src': VIP, 'tcp_src': 80}
    assert (back.output, back.idle_timeout, back.told) == (9, 240, False)
    assert (sent.output, sent.in_port, sent.changes) == (2, 9, there.changes)


def test_a_client_behind_the_port_of_its_server() -> None:
    back, there, sent = Pure().connects(9, 5000, in_port=1)
    assert (back.output, there.output, sent.output) == ('IN_PORT', 'IN_PORT', 'IN_PORT')


@pytest.mark.parametrize(('method', 'loads'), [
    ('round_robin', {80}),
    ('least_connections', {80}),
    ('source_hash', set(range(50, 111))),
])  # fmt: skip
def test_methods_spread_connections(method: Method, loads: set[int]) -> None:
    pure = Pure(method)
    found = Counter(pure.server_of(10 + number // 2, number) for number in range(240))
    assert sum(found.values()) == 240
    assert found.keys() == {each.address for each in SERVERS}
    assert set(found.values()) <= loads
    if method == 'source_hash':
        assert len({pure.server_of(77, port) for port in range(5000, 5050)}) == 1


def test_least_connections_counts_those_that_are_open() -> None:
    pure = Pure('least_connections')
    for port in range(3):
        pure.connects(9, port)
    assert pure.server_of(9, 10) == '10.0.0.1'
    for connection in list(pure.balancer.connections):
        if connection.backend == SERVERS[2]:
            list(pure.balancer.ended(connection.number, True, pure.now))
    assert pure.server_of(9, 11) == '10.0.0.3'


def test_source_hash_moves_only_the_clients_of_a_server_that_goes() -> None:
    pure = Pure('source_hash')
    before = {number: pure.server_of(number, 1) for number in range(10, 60)}
    pure.put({SERVERS[0]: False, SERVERS[1]: False}, method='source_hash')
    after = {number: pure.server_of(number, 2) for number in before}
    assert {before[number] for number in before if before[number] != after[number]} == {'10.0.0.3'}


def test_a_connection_keeps_its_server() -> None:
    pure = Pure()
    first = pure.server_of(9, 5000)
    assert {pure.server_of(9, 5000) for _ in range(5)} == {first}
    assert len(pure.balancer.connections) == 1
    pure.put({**dict.fromkeys(SERVERS, False), Backend('10.0.0.1'): True})  # it drains
    assert pure.server_of(9, 5000) == first == '10.0.0.1'
    assert {pure.server_of(9, port) for port in range(6000, 6010)} == {'10.0.0.2', '10.0.0.3'}
    removed = pure.put(dict.fromkeys(SERVERS[1:], False))
    assert sum(isinstance(each, Removal) and each.priority == CONNECTION for each in removed) == 2
    assert pure.server_of(9, 5000) in ('10.0.0.2', '10.0.0.3')


def test_a_client_that_moves_keeps_its_connection() -> None:
    """Its switch tells the end of the former flow entry when the new one is there."""
    pure = Pure()
    _, there, _ = pure.connects(9, 5000)
    pure.now += 2
    moved = pure.connects(9, 5000, in_port=8)
    assert sum(isinstance(each, Removal) for each in moved) == 2
    assert not list(pure.balancer.ended(there.number, False, pure.now))
    pure.ticks(100, answering=(1, 2, 3))
    (connection,) = pure.balancer.connections
    assert (connection.in_port, connection.until) == (8, None)
    (again,) = {each.number for each in connection_entries(moved)}
    assert not list(pure.balancer.ended(there.number, True, pure.now))
    assert list(pure.balancer.ended(again, True, pure.now)) and not pure.balancer.connections


def test_a_server_that_does_not_answer_is_out_until_it_does() -> None:
    pure = Pure()
    assert [pure.server_of(9, port) for port in (1, 2, 3)] == ['10.0.0.1', '10.0.0.2', '10.0.0.3']
    pure.ticks(MISSES, answering=(1, 3))
    assert pure.server_of(9, 2) == '10.0.0.2'
    orders = pure.ticks(1, answering=(1, 3))
    gone = [each.fields for each in orders if isinstance(each, Removal)]
    assert [each.get('tcp_src') for each in gone] == [2, 8080]  # its connection, both ways
    assert pure.balancer.news[-1] == 'web: server 10.0.0.2 is gone'
    assert '10.0.0.2' not in {pure.server_of(9, port) for port in range(10, 20)}
    questions = [each for each in pure.ticks(1, answering=(1, 3)) if isinstance(each, Send) and each.output == 'FLOOD']
    assert len(questions) == 1  # the others are asked where they are
    pure.answers_arp(2)
    assert pure.balancer.news[-1] == 'web: server 10.0.0.2 is there'
    assert '10.0.0.2' in {pure.server_of(9, port) for port in range(20, 30)}


def test_without_servers_clients_are_refused_for_a_moment() -> None:
    pure = Pure()
    pure.ticks(MISSES + 1)
    (refusal,) = pure.connects(9, 5000)
    assert (refusal.output, refusal.hard_timeout, refusal.fields['tcp_src']) == (None, PAUSE, 5000)
    assert (pure.balancer.refused['web'], len(pure.balancer.connections)) == (1, 0)


def test_the_table_of_connections_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('controller.lib.balancing.balancer.MOST_CONNECTIONS', 10)
    pure = Pure()
    found = [pure.server_of(9, port) for port in range(1, 21)]
    assert (len(pure.balancer.connections), found[10:]) == (10, [None] * 10)
    assert pure.server_of(9, 1) == found[0]  # who is in stays in


def test_a_server_is_not_its_own_client() -> None:
    pure = Pure()
    assert '10.0.0.1' not in {pure.server_of(1, port) for port in range(1, 10)}


def test_answers_are_never_ambiguous() -> None:
    """One port of a client, connected to two services of the same server: its answers would look the same."""
    pure = Pure()
    list(pure.balancer.put(Service('other', '10.0.0.101', 'tcp', 80, {Backend('10.0.0.1'): False})))
    assert pure.server_of(9, 5000) == '10.0.0.1'
    syn = segment((mac_of(9), '10.0.0.9', 5000), (virtual_mac(1), '10.0.0.101', 80), 1, TCP_SYN)
    assert sends(pure.hears(syn, 9)) == []
    syn = segment((mac_of(9), '10.0.0.9', 5001), (virtual_mac(1), '10.0.0.101', 80), 1, TCP_SYN)
    assert len(sends(pure.hears(syn, 9))) == 1


def test_copies_that_switches_flood_are_not_heard() -> None:
    pure = Pure()
    list(pure.balancer.joined(2, pure.now))
    for number in (1, 2, 3):
        pure.answers_arp(number, in_port=7, dpid=2)
    assert pure.server_of(9, 5000) == '10.0.0.1'
    assert pure.connects(9, 5000, in_port=7, dpid=2) == []
    pure.now += 2  # by then it is no copy: the client has moved
    removed = [each for each in pure.connects(9, 5000, in_port=8, dpid=2) if isinstance(each, Removal)]
    assert len(removed) == 2
    (connection,) = pure.balancer.connections
    assert (connection.dpid, connection.in_port, connection.backend) == (2, 8, SERVERS[0])


def test_arp_for_the_virtual_address_is_answered_once() -> None:
    pure = Pure()
    list(pure.balancer.joined(2, pure.now))
    question = packet.Packet(protocols=[
        ethernet.ethernet('ff:ff:ff:ff:ff:ff', mac_of(9), ETH_TYPE_ARP),
        arp.arp_ip(arp.ARP_REQUEST, mac_of(9), '10.0.0.9', '00:00:00:00:00:00', VIP),
    ])  # fmt: skip
    question.serialize()
    (answer,) = sends(pure.hears(bytes(question.data), 9))
    said = read(answer.data)
    assert (answer.output, said) == (9, Asked(virtual_mac(1), VIP, '10.0.0.9', True))
    assert pure.hears(bytes(question.data), 7, dpid=2) == []


def test_a_switch_that_comes_back_is_cleaned_and_clients_keep_their_servers() -> None:
    pure = Pure()
    server = [pure.server_of(9, port) for port in (1, 2)][1]
    pure.balancer.left(1, pure.now)
    assert pure.connects(9, 2) == []
    orders = [order for _, order in pure.balancer.joined(1, pure.now)]
    assert isinstance(orders[0], Cleaning)
    assert len([each for each in sends(orders) if each.output == 'FLOOD']) == 3
    pure.answers_arp(1)
    assert pure.connects(9, 2) == []  # its server has yet to be found
    for number in (1, 2, 3):
        pure.answers_arp(number)
    assert pure.server_of(9, 2) == server
    pure.now += 130  # the other one is silent for longer than it may be
    pure.ticks(1, answering=(1, 2, 3))
    assert [each.client.port for each in pure.balancer.connections] == [2]


def test_a_port_that_is_closed_puts_a_server_out() -> None:
    pure = Pure(connects=True)
    assert pure.server_of(9, 1) is None  # ARP alone does not do
    syns = [each for each in sends(pure.ticks(1, answering=(1, 2, 3))) if each.data[12:14] == b'\x08\0']
    assert len(syns) == 3

    def reply(number: int, bits: int) -> list[Any]:
        asked = next(each for each in (read(syn.data) for syn in syns) if each.dst == f'10.0.0.{number}')
        end = mac_of(number), asked.dst, asked.ports[1]
        frame = packet.Packet(segment(end, (virtual_mac(1), VIP, CHECK_PORT), 77, bits))
        header = next(each for each in frame if getattr(each, 'protocol_name', '') == 'tcp')
        header.ack = asked.segment.seq + 1
        frame.serialize()
        return pure.hears(bytes(frame.data), number)

    (reset,) = reply(2, TCP_SYN | TCP_ACK)
    assert read(reset.data).segment.bits == TCP_RST
    assert {pure.server_of(9, port) for port in range(1, 5)} == {'10.0.0.2'}
    assert [each for each in reply(2, TCP_RST | TCP_ACK) if isinstance(each, Send)] == []
    assert pure.server_of(9, 9) is None


@pytest.mark.parametrize(('service', 'problem'), [
    (Service('other', VIP, 'tcp', 80, {}), 'service web has that address and port'),
    (Service('other', '10.0.0.1', 'tcp', 80, {}), '10.0.0.1 cannot be both'),
    (Service('other', '10.0.0.7', None, None, {Backend(VIP): False}), f'{VIP} cannot be both'),
    (Service('other', '10.0.0.7', None, None, {Backend(f'10.1.0.{n}'): False for n in range(255)}), 'there is room'),
])  # fmt: skip
def test_services_that_cannot_be_had_together(service: Service, problem: str) -> None:
    pure = Pure()
    with pytest.raises(Refused, match=problem):
        pure.balancer.put(service)
    assert pure.balancer.services.keys() == {'web'}


def test_services_are_bounded() -> None:
    balancer = Balancer()
    for number in range(MOST_SERVICES):
        list(balancer.put(Service(str(number), VIP, 'tcp', 1 + number, {})))
    list(balancer.put(Service('0', VIP, 'tcp', 1000, {})))
    with pytest.raises(Refused, match='there is room'):
        balancer.put(Service('more', VIP, 'tcp', 1001, {}))


def test_broken_frames_and_those_of_others_are_left_alone() -> None:
    pure = Pure()
    good = segment((mac_of(9), '10.0.0.9', 1), (virtual_mac(1), VIP, 80), 1, TCP_SYN)
    for length in range(len(good)):
        pure.hears(good[:length], 9)
    assert len(pure.balancer.connections) <= 1
    assert pure.hears(segment((mac_of(9), '10.0.0.9', 1), (mac_of(1), '10.0.0.1', 80), 1, TCP_SYN), 9) == []
    assert pure.hears(segment((mac_of(9), '10.0.0.9', 1), (virtual_mac(1), VIP, 81), 1, TCP_SYN), 9) == []


# -- the app -----------------------------------------------------------------------------------------------------------


def put(net: Any, path: str = PATH, **service: Any) -> tuple[int, Any]:
    return ask(net, path, 'PUT', json.dumps({'address': VIP, 'servers': [], **service}))


def servers(*numbers: int, **others: Any) -> list[dict[str, Any]]:
    return [{'address': f'10.0.0.{number}', **others} for number in numbers]


@pytest.fixture(params=SWITCH_OF)
def net(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Four hosts on two switches; the first three are servers."""
    with served('single,4', [SWITCH_OF[request.param], 'load_balancer'], versions=[request.param]) as net:
        yield net


VIRTUAL = Host('virtual', '00:00:00:00:00:00', VIP, lambda frame: None)


def test_hosts_ping_the_virtual_address(net: Any) -> None:
    assert put(net, servers=servers(1, 2, 3))[0] == 200
    greenhub.sleep(0.1)
    assert [each['state'] for each in ask(net, PATH)[1]['servers']] == ['up'] * 3
    assert net.ping('h4', VIRTUAL, 5).loss == 0
    assert [net.host(f'h{number}').received.echo_requests for number in (1, 2, 3)] == [5, 0, 0]
    asked = net.packet_ins
    assert net.ping('h4', VIRTUAL, 5).loss == 0
    assert net.packet_ins == asked  # its flow entries do it
    assert net.ping('h1', VIRTUAL).loss == 0  # a server is a client of the others
    assert net.ping_all().loss == 0
    assert ask(net, PATH)[1]['connections'] == 2

    greenhub.sleep(60)
    assert net.ping('h4', VIRTUAL, 5).loss == 0
    greenhub.sleep(100)
    assert ask(net, PATH)[1]['connections'] == 1
    greenhub.sleep(60)
    assert ask(net, PATH)[1]['connections'] == 0


def test_a_dead_server_is_replaced(net: Any, caplog: pytest.LogCaptureFixture) -> None:
    put(net, servers=servers(1, 2))
    greenhub.sleep(0.1)
    assert net.ping('h4', VIRTUAL).loss == 0
    with caplog.at_level(logging.INFO, 'LoadBalancer'):
        net.set_link('s1', 'h1', up=False)
        greenhub.sleep(10)
        assert [each['state'] for each in ask(net, PATH)[1]['servers']] == ['down', 'up']
        assert net.ping('h4', VIRTUAL).loss == 0
        assert net.host('h2').received.echo_requests == 1
        net.set_link('s1', 'h2', up=False)
        greenhub.sleep(10)
        assert net.ping('h4', VIRTUAL).loss == 100
        assert ask(net, PATH)[1]['refused'] == 1
        net.set_link('s1', 'h1', up=True)
        greenhub.sleep(10)
        assert net.ping('h4', VIRTUAL).loss == 0
    assert [each.getMessage() for each in caplog.records if each.name == 'LoadBalancer'] == [
        f'web: server 10.0.0.{number} is {what}' for number, what in ((1, 'gone'), (2, 'gone'), (1, 'there'))
    ]


def test_what_is_served_no_more_leaves_nothing(net: Any) -> None:
    put(net, servers=servers(1, 2), port='tcp/80')
    put(net, f'{PATH}2', address='10.0.0.101', servers=servers(3), idle_timeout=5)
    greenhub.sleep(0.1)
    assert len(ask(net, '/v1.0/balancer/services')[1]) == 2
    for path in (PATH, f'{PATH}2'):
        assert ask(net, path, 'DELETE') == (200, None)
        assert ask(net, path)[0] == ask(net, path, 'DELETE')[0] == 404
    greenhub.sleep(0.1)
    assert ours(net) == []


def test_an_app_that_is_reloaded_goes_on(net: Any) -> None:
    put(net, servers=servers(1, 2))
    greenhub.sleep(0.1)
    assert net.ping('h4', VIRTUAL).loss == 0
    net.controller.replacing.reload('LoadBalancer')
    greenhub.sleep(3)
    assert [each['connections'] for each in ask(net, PATH)[1]['servers']] == [1, 0]
    assert net.ping('h4', VIRTUAL).loss == 0
    assert net.host('h1').received.echo_requests == 2
    net.controller.replacing.remove('LoadBalancer')
    greenhub.sleep(0.1)
    assert ours(net) == []


def test_a_slow_switch_does_not_change_the_order_for_others() -> None:
    with served('linear,2', ['simple_switch_13', 'load_balancer'], versions=[OF13]) as net:
        datapath, room = net.controller.switches[1], Event()
        send, waits = datapath.send_msg, [room]

        def slow(message: Any) -> bool:
            if waits:
                waits.pop().wait()
            return bool(send(message))

        datapath.send_msg = slow
        requests = [greenhub.spawn(put, net, servers=servers(1)), greenhub.spawn(ask, net, PATH, 'DELETE')]
        greenhub.sleep(0.1)
        room.send()
        assert [each.wait()[0] for each in requests] == [200, 200]
        greenhub.sleep(0.1)
        assert ours(net) == ours(net, 's2') == []


def ours(net: Any, switch: str = 's1') -> list[Any]:
    """Our flow entries."""
    return [entry for table in net.switches[switch].tables for entry in table if entry.cookie >> 32 == 0xBA1A5CE5]


@pytest.mark.parametrize('of', SWITCH_OF)
def test_clients_and_servers_behind_different_switches(of: int) -> None:
    with served('linear,4', [SWITCH_OF[of], 'load_balancer'], versions=[of]) as net:
        put(net, servers=servers(1, 2))
        greenhub.sleep(0.5)
        state = ask(net, PATH)[1]
        assert [len(each['switches']) for each in state['servers']] == [4, 4]
        for client in ('h3', 'h4', 'h1', 'h2'):
            assert net.ping(client, VIRTUAL, 3).loss == 0
        assert sum(net.host(f'h{number}').received.echo_requests for number in (1, 2)) == 12
        assert net.ping_all().loss == 0
        assert ask(net, PATH)[1]['connections'] == 4


def test_mistakes() -> None:
    with served('single,2', ['simple_switch_13', 'load_balancer'], versions=[OF13]) as net:
        assert put(net)[0] == 200
        assert put(net, PATH + '2') == (409, {'status': 409, 'error': 'service web has that address and port'})
        assert put(net, address='10.0.0.300')[1]['error'] == "address: '10.0.0.300' is not an address"
        assert put(net, address='224.0.0.1')[1]['where'] == 'address'
        assert put(net, port='tcp/0')[1]['error'] == "port: 'tcp/0' is not tcp/PORT or udp/PORT"
        assert put(net, colour='red')[1]['error'] == 'colour: there is no such field'
        assert put(net, servers=[{'address': '10.0.0.1', 'port': 70000}])[1]['where'] == 'servers[0].port'
        answer = put(net, port='tcp/80', servers=[{'address': '10.0.0.1', 'port': '0'}], idle_timeout=0)[1]
        assert (answer['servers'][0]['port'], answer['idle_timeout']) == (80, 1)
        assert put(net, method='best')[0] == 400
        assert [each['name'] for each in ask(net, '/v1.0/balancer/services')[1]] == ['web']


def test_values_and_their_schemas_agree() -> None:
    assert Address.read('10.0.0.1') == '10.0.0.1'
    assert Port.read('udp/65535') == 'udp/65535'
    for wrong in ('0.0.0.1', '1.2.3', '1.2.3.256', '01.2.3.4', 7, None, '255.255.255.255'):
        with pytest.raises(ValueError, match='address'):
            Address.read(wrong)
    for wrong in ('tcp/65536', 'tcp', 'sctp/80', 80, 'tcp/08'):
        with pytest.raises(ValueError, match='tcp/PORT'):
            Port.read(wrong)


def test_the_interval_is_an_option() -> None:
    config = Config(wsapi_port=0)
    config.own.add_argument('--balancer-interval=0.5')
    with testing_network('single,3', ['simple_switch_13', 'load_balancer'], config=config, versions=[OF13]) as net:
        wsgi_of(net).stop()
        put(net, servers=servers(1))
        greenhub.sleep(0.1)
        net.set_link('s1', 'h1', up=False)
        greenhub.sleep(2.5)
        assert ask(net, PATH)[1]['servers'][0]['state'] == 'down'
    config.own.add_argument('--balancer-interval=never')
    with pytest.raises(LoadError, match="--balancer-interval: 'never' is not a number"), \
            testing_network('single,1', ['load_balancer'], config=config):  # fmt: skip
        pass


def test_services_that_change_often_cost_no_server() -> None:
    pure = Pure()
    for _ in range(10):
        pure.put(dict.fromkeys(SERVERS, False))
    assert {pure.server_of(9, port) for port in range(1, 4)} == {each.address for each in SERVERS}
