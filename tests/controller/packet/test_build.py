"""Packets that controllers send. tshark found nothing malformed in them and no wrong checksum."""

import pytest

from controller.packet import arp, build, dhcp, ethernet, icmp, icmpv6, ipv4, ipv6, lldp, packet, tcp, udp, vlan

ASKER, MAC, GROUP = '02:00:00:00:00:01', '02:00:00:00:00:02', '01:00:5e:00:00:01'


def read(made):
    """The packet as another host reads it; every checksum in it is right."""
    again = packet.Packet(made.data)
    again.serialize()
    assert again.data == made.data
    for layer in again:
        for name in getattr(layer, 'filled', ()):
            setattr(layer, name, 0)
    again.serialize()
    assert again.data == made.data
    return packet.Packet(made.data)


def sent(*layers):
    made = packet.Packet(protocols=layers)
    made.serialize()
    return packet.Packet(made.data)


def ends(pkt):
    eth = pkt[0]
    return eth.src, eth.dst


# -- who has an address -----------------------------------------------------------------------------------------------


def test_arp_request():
    asked = read(build.arp_request(ASKER, '10.0.0.1', '10.0.0.2'))
    asks = 'ffffffffffff 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'
    assert asked.data == bytes.fromhex(asks).ljust(60, b'\0')


def test_arp_reply():
    reply = read(build.arp_reply(build.arp_request(ASKER, '10.0.0.1', '10.0.0.2'), MAC))
    assert ends(reply) == (MAC, ASKER)
    assert reply[1] == arp.arp_ip(arp.ARP_REPLY, MAC, '10.0.0.2', ASKER, '10.0.0.1')


def test_an_answer_keeps_the_tags_of_the_question():
    tags = vlan.svlan(pcp=5, vid=7), vlan.vlan(pcp=3, vid=8, ethertype=0x0806)
    asked = sent(ethernet.ethernet(GROUP, ASKER, 0x88A8), *tags, arp.arp_ip(1, ASKER, '10.0.0.1', MAC, '10.0.0.2'))
    reply = read(build.arp_reply(asked, MAC))
    assert reply[:3] == [ethernet.ethernet(ASKER, MAC, 0x88A8), *tags] and reply[3].opcode == 2
    assert reply[1] is not asked[1]


def test_neighbour_solicitation_and_advertisement():
    asked = read(build.neighbor_solicitation(ASKER, 'fe80::1', '2001:db8::12:3456'))
    assert (ends(asked), asked[1].dst, asked[1].hop_limit) == ((ASKER, '33:33:ff:12:34:56'), 'ff02::1:ff12:3456', 255)
    assert (asked[2].data.dst, asked[2].data.option.hw_src) == ('2001:db8::12:3456', ASKER)
    answer = read(build.neighbor_advertisement(asked, MAC))
    assert (ends(answer), answer[1].src, answer[1].dst) == ((MAC, ASKER), '2001:db8::12:3456', 'fe80::1')
    assert (answer[1].hop_limit, answer[2].type_, answer[2].data.res) == (255, 136, 0b011)
    assert (answer[2].data.dst, answer[2].data.option.hw_src) == ('2001:db8::12:3456', MAC)


def test_whether_an_address_is_taken_is_answered_to_everybody():
    asked = read(build.neighbor_solicitation(ASKER, '::', 'fe80::5', vid=9))
    assert not asked.get_protocol(icmpv6.icmpv6).data.option
    answer = read(build.neighbor_advertisement(asked, MAC))
    assert ends(answer) == (MAC, '33:33:00:00:00:01') and answer[1].vid == 9
    assert (answer[2].dst, answer[3].data.res) == ('ff02::1', 0b001)


def test_lldp():
    frame = read(build.lldp_frame(MAC, 0x1A, 7, ttl=9))
    assert ends(frame) == (MAC, lldp.LLDP_MAC_NEAREST_BRIDGE)
    chassis, port, ttl, _ = frame[1].tlvs
    assert (chassis.chassis_id, port.port_id, ttl.ttl) == (b'dpid:000000000000001a', b'\0\0\0\7', 9)


# -- ping, TCP, UDP ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(('one', 'other'), [('10.0.0.1', '10.0.0.2'), ('fe80::1', 'fe80::2')])
def test_ping_and_pong(one, other):
    ping = read(build.echo_request(ASKER, MAC, one, other, 5, 6, b'data', vid=3))
    pong = read(build.echo_reply(ping))
    assert ends(pong) == (MAC, ASKER) and pong[1].vid == 3
    assert (pong[2].src, pong[2].dst) == (other, one)
    assert pong[3].data == ping[3].data == icmp.echo(5, 6, b'data')
    assert getattr(pong[3], 'type', None) == 0 or pong[3].type_ == 129


def test_a_ping_to_a_group_is_answered_by_whoever_says_its_address():
    ping = build.echo_request(ASKER, GROUP, '10.0.0.1', '10.0.0.2')
    with pytest.raises(ValueError, match=r'to a group, so say from which MAC address to answer: IP 10\.0\.0\.1 > '):
        build.echo_reply(ping)
    assert ends(read(build.echo_reply(ping, MAC))) == (MAC, ASKER)


@pytest.mark.parametrize(
    ('bits', 'payload', 'answer'),
    [
        (tcp.TCP_SYN, b'', (0, 101, tcp.TCP_RST | tcp.TCP_ACK)),
        (tcp.TCP_SYN | tcp.TCP_FIN, b'four', (0, 106, tcp.TCP_RST | tcp.TCP_ACK)),
        (tcp.TCP_ACK, b'four', (200, 0, tcp.TCP_RST)),
        (tcp.TCP_SYN | tcp.TCP_ACK, b'', (200, 0, tcp.TCP_RST)),
    ],
)
@pytest.mark.parametrize('ethertype', [0x0800, 0x86DD])
def test_a_reset_is_one_that_the_sender_believes(ethertype, bits, payload, answer):
    header = ipv4.ipv4(proto=6) if ethertype == 0x0800 else ipv6.ipv6(nxt=6)
    asked = sent(ethernet.ethernet(MAC, ASKER, ethertype), header, tcp.tcp(5, 80, 100, 200, bits=bits), payload)
    reset = read(build.tcp_reset(asked))
    assert (reset[2].seq, reset[2].ack, reset[2].bits) == answer
    assert (reset[2].src_port, reset[2].dst_port, reset[1].src, reset[1].dst) == (80, 5, header.dst, header.src)


@pytest.mark.parametrize('address', ['10.0.0.', 'fe80::'])
def test_a_datagram(address):
    made = read(build.udp_datagram(ASKER, MAC, address + '1', address + '2', 5000, 5001, b'hello', vid=4))
    assert [type(each).__name__ for each in made[:2]] == ['ethernet', 'vlan']
    assert (made[2].src, made[2].dst, made[3].src_port, made[3].dst_port) == (address + '1', address + '2', 5000, 5001)
    assert made[4].rstrip(b'\0') == b'hello'


# -- DHCP -------------------------------------------------------------------------------------------------------------

SERVER = build.DHCPServer(
    MAC, '10.0.0.254', router='10.0.0.253', dns=['192.0.2.1', '192.0.2.2'], options=[dhcp.option(15, b'lab')]
)


def asked_by_dhcp(kind, *options, **fields):
    items = [dhcp.option(dhcp.DHCP_MESSAGE_TYPE_OPT, bytes((kind,))), *options]
    message = dhcp.dhcp(1, ASKER, dhcp.options(items), xid=0x12345678, **fields)
    return read(build.udp_datagram(ASKER, build.BROADCAST, '0.0.0.0', '255.255.255.255', 68, 67, message, vid=6))


def told(pkt):
    """The options of an answer by tag."""
    return {each.tag: each.value for each in pkt.get_protocol(dhcp.dhcp).options.option_list}


def test_dhcp_offer_and_ack():
    for question, answer, kind in ((1, SERVER.offer, 2), (3, SERVER.ack, 5)):
        reply = read(answer(asked_by_dhcp(question), '10.0.0.7'))
        message = reply.get_protocol(dhcp.dhcp)
        assert (message.op, message.xid, message.yiaddr, message.chaddr) == (2, 0x12345678, '10.0.0.7', ASKER)
        assert (ends(reply), reply[1].vid, reply[2].src, reply[2].dst) == ((MAC, ASKER), 6, '10.0.0.254', '10.0.0.7')
        assert (reply[3].src_port, reply[3].dst_port) == (67, 68)
        assert told(reply) == {
            53: bytes((kind,)), 54: b'\x0a\0\0\xfe', 51: (3600).to_bytes(4), 1: b'\xff\xff\xff\0', 3: b'\x0a\0\0\xfd',
            6: b'\xc0\0\2\1\xc0\0\2\2', 15: b'lab',
        }  # fmt: skip


def test_dhcp_nak_says_no_more_than_no():
    reply = read(SERVER.nak(asked_by_dhcp(3)))
    assert told(reply) == {53: b'\6', 54: b'\x0a\0\0\xfe'}
    assert (reply[0].dst, reply[2].dst, reply.get_protocol(dhcp.dhcp).yiaddr) == (
        'ff:ff:ff:ff:ff:ff', '255.255.255.255', '0.0.0.0',
    )  # fmt: skip


@pytest.mark.parametrize(
    ('fields', 'where'),
    [
        ({'flags': 0x8000}, ('ff:ff:ff:ff:ff:ff', '255.255.255.255', 68)),
        ({'ciaddr': '10.0.0.9', 'flags': 0x8000}, (ASKER, '10.0.0.9', 68)),
        ({'giaddr': '10.9.0.1', 'flags': 0x8000}, (ASKER, '10.9.0.1', 67)),
    ],
)
def test_a_dhcp_answer_goes_where_the_client_hears_it(fields, where):
    reply = read(SERVER.ack(asked_by_dhcp(3, **fields), '10.0.0.7'))
    assert (reply[0].dst, reply[2].dst, reply[3].dst_port) == where
    message = reply.get_protocol(dhcp.dhcp)
    assert (message.flags, message.giaddr) == (fields.get('flags', 0), fields.get('giaddr', '0.0.0.0'))


def test_what_names_a_client_or_its_relay_comes_back():
    reply = SERVER.nak(asked_by_dhcp(3, dhcp.option(61, b'\1abcdef'), dhcp.option(82, b'\1\2ab')))
    assert told(read(reply)).items() >= {61: b'\1abcdef', 82: b'\1\2ab'}.items()


def test_dhcp_option():
    message = asked_by_dhcp(3, dhcp.option(50, b'\x0a\0\0\7')).get_protocol(dhcp.dhcp)
    assert build.dhcp_option(message, 50) == b'\x0a\0\0\7' and build.dhcp_option(message, 12) is None
    assert build.dhcp_option(dhcp.dhcp(1, ASKER), 50) is None


# -- what is no question ----------------------------------------------------------------------------------------------

PING, ARP = build.echo_request(ASKER, MAC, '10.0.0.1', '10.0.0.2'), build.arp_request(ASKER, '10.0.0.1', '10.0.0.2')
NOT_ANSWERED = {
    'ARP request': (lambda pkt: build.arp_reply(pkt, MAC), [PING, build.arp_reply(ARP, MAC)]),
    'neighbour solicitation': (
        lambda pkt: build.neighbor_advertisement(pkt, MAC),
        [PING, ARP, build.echo_request(ASKER, MAC, 'fe80::1', 'fe80::2'),
         sent(ethernet.ethernet(MAC, ASKER, 0x86DD), ipv6.ipv6(nxt=58), icmpv6.icmpv6(135, data=b'short'))],
    ),
    'echo request': (
        build.echo_reply,
        [ARP, build.echo_reply(PING), sent(ethernet.ethernet(MAC, ASKER), ipv4.ipv4(proto=1), icmp.icmp(8, data=b'?'))],
    ),
    'TCP segment to reset': (
        build.tcp_reset,
        [PING, sent(ethernet.ethernet(MAC, ASKER), ipv4.ipv4(proto=6), tcp.tcp(bits=tcp.TCP_RST))],
    ),
    'DHCP DISCOVER': (lambda pkt: SERVER.offer(pkt, '10.0.0.7'), [ARP, asked_by_dhcp(3)]),
    'DHCP REQUEST': (SERVER.nak, [asked_by_dhcp(1), SERVER.offer(asked_by_dhcp(1), '10.0.0.7')]),
}  # fmt: skip


@pytest.mark.parametrize('what', NOT_ANSWERED)
def test_what_is_no_such_question_is_refused_and_shown(what):
    answer, others = NOT_ANSWERED[what]
    tunnel = packet.Packet(protocols=[ethernet.ethernet(MAC, ASKER), ipv4.ipv4(proto=4), *PING[1:]])
    for other in [*others, packet.Packet(), packet.Packet(b'short'), sent(udp.udp()), tunnel]:
        with pytest.raises(ValueError, match=f'^no {what}: ') as raised:
            answer(other)
        assert str(raised.value).endswith(str(other))
