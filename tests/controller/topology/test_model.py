"""What topology speaks of: shapes and texts as Ryu has them, written down from os-ken's."""

import copy
from types import SimpleNamespace

import pytest

from controller.openflow import OF10, OF12, OF13, OF14, OF15, version
from controller.topology import events, model
from controller.topology.model import Host, HostState, Link, LinkState, Port, PortData, PortDataState, PortState, Switch

from .lab import port


def described(number=1, name=b's1-eth1', config=0, state=0):
    return SimpleNamespace(port_no=number, hw_addr='00:00:00:00:00:01', name=name, config=config, state=state)


@pytest.fixture
def parts():
    of = version(OF13)
    switch = Switch(SimpleNamespace(id=1, ofproto=of))
    switch.add_port(described())
    one, two = Port(1, of, described()), Port(2, of, described())
    host = Host('aa:bb:cc:dd:ee:ff', one)
    host.ipv4.append('10.0.0.1')
    host.ipv6.append('fe80::1')
    return SimpleNamespace(switch=switch, port=one, link=Link(one, two), host=host)


PORT_TEXT = 'Port<dpid=1, port_no=1, LIVE>'
PORT = {'dpid': '0000000000000001', 'port_no': '00000001', 'hw_addr': '00:00:00:00:00:01', 'name': 's1-eth1'}
HOST_TEXT = f'Host<mac=aa:bb:cc:dd:ee:ff, port={PORT_TEXT},10.0.0.1fe80::1>'
LINK_TEXT = f'Link: {PORT_TEXT} to Port<dpid=2, port_no=1, LIVE>'


def test_texts(parts):
    assert str(parts.port) == PORT_TEXT
    assert str(parts.switch) == f'Switch<dpid=1, {PORT_TEXT} >'
    assert str(parts.link) == LINK_TEXT
    assert str(parts.host) == HOST_TEXT


def test_dictionaries(parts):
    assert parts.port.to_dict() == PORT
    assert parts.switch.to_dict() == {'dpid': '0000000000000001', 'ports': [PORT]}
    assert parts.link.to_dict() == {'src': PORT, 'dst': PORT | {'dpid': '0000000000000002'}}
    assert parts.host.to_dict() == {
        'mac': 'aa:bb:cc:dd:ee:ff', 'ipv4': ['10.0.0.1'], 'ipv6': ['fe80::1'], 'port': PORT,
    }  # fmt: skip


def test_what_is_no_text_in_a_name_becomes_some():
    assert Port(1, version(OF13), described(name=b'\xff')).to_dict()['name'] == '\ufffd'


def test_events(parts):
    texts = {
        events.EventSwitchEnter(parts.switch): 'EventSwitchEnter<dpid=1, 1 ports>',
        events.EventPortModify(parts.port): f'EventPortModify<{PORT_TEXT}>',
        events.EventLinkAdd(parts.link): f'EventLinkAdd<{LINK_TEXT}>',
        events.EventHostDelete(parts.host): f'EventHostDelete<{HOST_TEXT}>',
        events.EventHostMove(parts.host, parts.host): f'EventHostMove<src={HOST_TEXT}, dst={HOST_TEXT}>',
        events.EventSwitchRequest(): 'EventSwitchRequest<src=None, dpid=None>',
        events.EventLinkRequest(5): 'EventLinkRequest<src=None, dpid=5>',
        events.EventHostRequest(5): 'EventHostRequest<src=None, dpid=5>',
        events.EventSwitchReply('app', [parts.switch]): f'EventSwitchReply<dst=app, [{parts.switch}]>',
        events.EventLinkReply('app', 1, [parts.link]): 'EventLinkReply<dst=app, dpid=1, links=1>',
        events.EventHostReply('app', 1, [parts.host]): 'EventHostReply<dst=app, dpid=1, hosts=1>',
        events.EventTopologyAlarm('forged', 1, 2, 'why'):
            'EventTopologyAlarm<forged: switch 0000000000000001 port 2: why>',
    }  # fmt: skip
    assert [str(event) for event in texts] == list(texts.values()) == [repr(event) for event in texts]
    assert [events.EventLinkRequest(5).dst, events.EventHostRequest().dst] == ['switches', 'switches']


def test_every_event_of_ryu_is_there():
    assert {
        'EventSwitchBase', 'EventSwitchEnter', 'EventSwitchLeave', 'EventSwitchReconnected', 'EventSwitchRequest',
        'EventSwitchReply', 'EventPortBase', 'EventPortAdd', 'EventPortDelete', 'EventPortModify', 'EventLinkBase',
        'EventLinkAdd', 'EventLinkDelete', 'EventLinkRequest', 'EventLinkReply', 'EventHostBase', 'EventHostAdd',
        'EventHostDelete', 'EventHostMove', 'EventHostRequest', 'EventHostReply',
    } <= set(events.__all__)  # fmt: skip


def test_equality_is_by_place():
    assert port(1, 1) == port(1, 1, down=True) != port(1, 2)
    assert port(1, 1) != 'port'
    assert Link(port(1, 1), port(2, 1)) == Link(port(1, 1), port(2, 1)) != Link(port(2, 1), port(1, 1))
    assert Link(port(1, 1), port(2, 1)) != 'link'
    assert {port(1, 1), port(1, 1)} == {port(1, 1)}
    assert Host('a', port(1, 1)) == Host('a', port(1, 1)) != Host('a', port(1, 2))
    assert Host('a', port(1, 1)) != 'host'
    assert len({Link(port(1, 1), port(2, 1)), Link(port(1, 1), port(2, 1)), Host('a', port(1, 1))}) == 2


@pytest.mark.parametrize('number', [OF10, OF12, OF13, OF14, OF15])
def test_up_and_down_in_every_version(number):
    of = version(number)
    up = Port(1, of, described())
    assert (up.is_live(), up.is_down(), up.is_reserved()) == (True, False, False)
    assert Port(1, of, described(state=of.OFPPS_LINK_DOWN)).is_down()
    assert Port(1, of, described(config=of.OFPPC_PORT_DOWN)).is_down()
    assert Port(1, of, described(number=of.OFPP_LOCAL)).is_reserved()


def test_a_switch_has_no_reserved_ports():
    switch = Switch(SimpleNamespace(id=1, ofproto=version(OF13)))
    for number in (1, 0xFFFFFFFE, 2):
        switch.add_port(described(number))
    assert [each.port_no for each in switch.ports] == [1, 2]
    switch.del_port(described(1))
    assert [each.port_no for each in switch.ports] == [2]
    with pytest.raises(ValueError):
        switch.del_port(described(1))


def test_host_state():
    hosts = HostState()
    first = Host('a', port(1, 1))
    hosts.add(first)
    hosts.add(Host('a', port(2, 2)))
    assert hosts['a'] is first
    hosts.update_ip(Host('a', port(9, 9)), '10.0.0.1', 'fe80::1')
    hosts.update_ip(first, ip_v4='10.0.0.2')
    hosts.update_ip(first, ip_v4='10.0.0.1')
    hosts.update_ip(Host('b', port(1, 1)), '10.0.0.9')
    assert (first.ipv4, first.ipv6, len(hosts)) == (['10.0.0.2', '10.0.0.1'], ['fe80::1'], 1)
    assert hosts.get_by_dpid(1) == [first]
    assert hosts.get_by_dpid(2) == []


def test_port_state():
    ports = PortState()
    ports.add(1, 'one')
    ports.modify(1, 'changed')
    ports.add(2, 'two')
    ports.remove(2)
    assert ports == {1: 'changed'}
    with pytest.raises(KeyError):
        ports.remove(2)


def test_port_data():
    data = PortData(False, b'')
    assert str(data) == repr(data) == 'PortData<live=True, timestamp=None, sent=0>'
    assert (data.delay, data.timestamp) == (0.0, None)
    data.lldp_sent(7.0)
    data.lldp_sent(8.0)
    assert (data.timestamp, data.sent, data.lldp_dropped()) == (8.0, 2, 2)
    data.lldp_received()
    assert data.lldp_dropped() == 0
    data.clear_timestamp()
    data.set_down(True)
    assert str(data) == 'PortData<live=False, timestamp=None, sent=0>'
    data.lldp_sent()
    assert data.timestamp > 1e9


def test_port_data_state_keeps_the_longest_waiting_in_front():
    ports = PortDataState()
    for number in (1, 2, 3):
        ports.add_port(port(1, number), b'')
    assert [each.port_no for each in ports] == [3, 2, 1]
    ports.lldp_sent(port(1, 3), 5.0)
    assert [each.port_no for each, _ in ports.iteritems()] == [2, 1, 3]
    assert ports.get_port(port(1, 3)).timestamp == 5.0
    ports.move_front(port(1, 3))
    ports.move_front(port(9, 9))
    assert [each.port_no for each in ports] == [3, 2, 1]
    assert ports[port(1, 3)].timestamp is None
    ports.lldp_received(port(1, 3))
    assert ports[port(1, 3)].sent == 0
    ports.lldp_sent(port(1, 1), 6.0)
    assert ports.set_down(port(1, 1)) is False
    assert ports.set_down(port(1, 2, down=True)) is True
    ports.add_port(port(1, 2), b'')
    assert not ports[port(1, 2)].is_down
    assert [each.port_no for each in ports] == [1, 3, 2]
    ports.del_port(port(1, 3))
    assert len(ports) == 2
    for method in (ports.lldp_sent, ports.lldp_received, ports.set_down, ports.get_port, ports.del_port):
        with pytest.raises(KeyError):
            method(port(9, 9))


def test_link_state():
    links, one, two, three = LinkState(), port(1, 1), port(2, 1), port(3, 1)
    assert links.update_link(one, two, 5.0) is False
    assert links.update_link(two, one, 6.0) is True
    assert links == {Link(one, two): 5.0, Link(two, one): 6.0}
    assert list(links.get_peers(one)) == [two]
    assert list(links.get_peers(three)) == []
    assert links.get_link(one, two) == Link(one, two)
    assert links.get_link(one, three) is None
    links.rev_link_set_timestamp(Link(two, one), 7.0)
    links.rev_link_set_timestamp(Link(two, three), 7.0)
    assert links[Link(two, one)] == 7.0
    assert len(links) == 2
    links.link_down(Link(two, one))
    links.update_link(one, three)
    links.update_link(three, one)
    assert links[Link(three, one)] > 1e9
    assert links.port_deleted(one) == ([two, three], [three])
    assert links == {}
    with pytest.raises(KeyError):
        links.port_deleted(one)


def test_links_may_be_copied():
    links = LinkState()
    links.update_link(port(1, 1), port(2, 1), 5.0)
    assert copy.copy(dict(links)) == links


def test_public_names():
    assert all(hasattr(model, name) for name in model.__all__)
