"""Scapy as an oracle: what it builds we read, and what we build it reads, with the same values and checksums."""

import random
from itertools import takewhile

import pytest

from controller.packet import (
    arp,
    bgp,
    dhcp,
    dhcp6,
    ethernet,
    geneve,
    gre,
    icmp,
    icmpv6,
    ipv4,
    ipv6,
    packet,
    sctp,
    tcp,
    udp,
    vlan,
    vxlan,
)  # fmt: skip

from .frames import frames
from .frames_bgp import FRAMES as BGP

scapy = pytest.importorskip('scapy.all', reason='scapy is not installed')
scapy_bgp = pytest.importorskip('scapy.contrib.bgp', reason='scapy is not installed')
tunnel = pytest.importorskip('scapy.contrib.geneve', reason='scapy is not installed')
scapy.conf.verb = 0

#: Our class and attribute for scapy's layer and field.
SAME = {
    scapy.Ether: (ethernet.ethernet, {'dst': 'dst', 'src': 'src', 'ethertype': 'type'}),
    scapy.Dot1Q: (vlan.vlan, {'pcp': 'prio', 'cfi': 'dei', 'vid': 'vlan', 'ethertype': 'type'}),
    scapy.ARP: (
        arp.arp,
        {
            'hwtype': 'hwtype', 'proto': 'ptype', 'hlen': 'hwlen', 'plen': 'plen', 'opcode': 'op',
            'src_mac': 'hwsrc', 'src_ip': 'psrc', 'dst_mac': 'hwdst', 'dst_ip': 'pdst',
        },
    ),
    scapy.IP: (
        ipv4.ipv4,
        {
            'version': 'version', 'header_length': 'ihl', 'tos': 'tos', 'total_length': 'len', 'flags': 'flags',
            'identification': 'id', 'offset': 'frag', 'ttl': 'ttl', 'proto': 'proto', 'csum': 'chksum', 'src': 'src',
            'dst': 'dst',
        },
    ),
    scapy.IPv6: (
        ipv6.ipv6,
        {
            'version': 'version', 'traffic_class': 'tc', 'flow_label': 'fl', 'payload_length': 'plen', 'nxt': 'nh',
            'hop_limit': 'hlim', 'src': 'src', 'dst': 'dst',
        },
    ),
    scapy.TCP: (
        tcp.tcp,
        {
            'src_port': 'sport', 'dst_port': 'dport', 'seq': 'seq', 'ack': 'ack', 'offset': 'dataofs', 'bits': 'flags',
            'window_size': 'window', 'csum': 'chksum', 'urgent': 'urgptr',
        },
    ),
    scapy.SCTP: (sctp.sctp, {'src_port': 'sport', 'dst_port': 'dport', 'vtag': 'tag', 'csum': 'chksum'}),
    scapy.GRE: (
        gre.gre,
        {
            'version': 'version', 'protocol': 'proto', 'checksum': 'chksum', 'key': 'key',
            'seq_number': 'sequence_number',
        },
    ),
    scapy.VXLAN: (vxlan.vxlan, {'vni': 'vni'}),
    tunnel.GENEVE: (geneve.geneve, {'version': 'version', 'protocol': 'proto', 'vni': 'vni'}),
    scapy.BOOTP: (
        dhcp.dhcp,
        {
            'op': 'op', 'htype': 'htype', 'hlen': 'hlen', 'hops': 'hops', 'xid': 'xid', 'secs': 'secs',
            'flags': 'flags', 'ciaddr': 'ciaddr', 'yiaddr': 'yiaddr', 'siaddr': 'siaddr', 'giaddr': 'giaddr',
        },
    ),
    scapy.DHCP6_Solicit: (dhcp6.dhcp6, {'msg_type': 'msgtype', 'transaction_id': 'trid'}),
    scapy.DHCP6_RelayForward: (
        dhcp6.dhcp6,
        {'msg_type': 'msgtype', 'hop_count': 'hopcount', 'link_address': 'linkaddr', 'peer_address': 'peeraddr'},
    ),
    scapy.UDP: (udp.udp, {'src_port': 'sport', 'dst_port': 'dport', 'total_length': 'len', 'csum': 'chksum'}),
    scapy.ICMP: (icmp.icmp, {'type': 'type', 'code': 'code', 'csum': 'chksum'}),
    scapy.ICMPv6EchoRequest: (icmpv6.icmpv6, {'type_': 'type', 'code': 'code', 'csum': 'cksum'}),
    scapy.ICMPv6ND_NS: (icmpv6.icmpv6, {'type_': 'type', 'code': 'code', 'csum': 'cksum'}),
    scapy.ICMPv6ND_RA: (icmpv6.icmpv6, {'type_': 'type', 'code': 'code', 'csum': 'cksum'}),
}  # fmt: skip


#: Our chunk or parameter and its attribute for scapy's and its field.
INIT = {
    'flags': 'flags', 'init_tag': 'init_tag', 'a_rwnd': 'a_rwnd', 'os': 'n_out_streams', 'mis': 'n_in_streams',
    'i_tsn': 'init_tsn',
}  # fmt: skip
PARTS = {
    scapy.SCTPChunkData: (
        sctp.chunk_data,
        {
            'immediate': 'delay_sack', 'unordered': 'unordered', 'begin': 'beginning', 'end': 'ending', 'tsn': 'tsn',
            'sid': 'stream_id', 'seq': 'stream_seq', 'payload_id': 'proto_id',
        },
    ),
    scapy.SCTPChunkInit: (sctp.chunk_init, INIT),
    scapy.SCTPChunkInitAck: (sctp.chunk_init_ack, INIT),
    scapy.SCTPChunkSACK: (
        sctp.chunk_sack,
        {
            'tsn_ack': 'cumul_tsn_ack', 'a_rwnd': 'a_rwnd', 'gapack_num': 'n_gap_ack', 'duptsn_num': 'n_dup_tsn',
            'duptsns': 'dup_tsn_list',
        },
    ),
    scapy.SCTPChunkHeartbeatReq: (sctp.chunk_heartbeat, {}),
    scapy.SCTPChunkAbort: (sctp.chunk_abort, {'tflag': 'TCB'}),
    scapy.SCTPChunkShutdown: (sctp.chunk_shutdown, {'tsn_ack': 'cumul_tsn_ack'}),
    scapy.SCTPChunkShutdownAck: (sctp.chunk_shutdown_ack, {}),
    scapy.SCTPChunkShutdownComplete: (sctp.chunk_shutdown_complete, {'tflag': 'TCB'}),
    scapy.SCTPChunkCookieEcho: (sctp.chunk_cookie_echo, {'cookie': 'cookie'}),
    scapy.SCTPChunkCookieAck: (sctp.chunk_cookie_ack, {}),
    scapy.SCTPChunkParamIPv4Addr: (sctp.param_ipv4, {'value': 'addr'}),
    scapy.SCTPChunkParamIPv6Addr: (sctp.param_ipv6, {'value': 'addr'}),
    scapy.SCTPChunkParamCookiePreservative: (sctp.param_cookie_preserve, {'value': 'sug_cookie_inc'}),
    scapy.SCTPChunkParamHostname: (sctp.param_host_addr, {'value': 'hostname'}),
    scapy.SCTPChunkParamSupportedAddrTypes: (sctp.param_supported_addr, {'value': 'addr_type_list'}),
    scapy.SCTPChunkParamStateCookie: (sctp.param_state_cookie, {'value': 'cookie'}),
    scapy.SCTPChunkParamECNCapable: (sctp.param_ecn, {}),
    scapy.SCTPChunkParamHeartbeatInfo: (sctp.param_heartbeat, {'value': 'data'}),
}  # fmt: skip


def chance_chunk(chance: random.Random):
    """A chunk of scapy's with random values, and random parameters where it has any."""
    number, name = chance.getrandbits, chance.randbytes(chance.randrange(1, 9))
    init = {'init_tag': number(32), 'a_rwnd': number(32), 'n_out_streams': number(16), 'init_tsn': number(32)}
    params = [
        scapy.SCTPChunkParamIPv4Addr(addr=scapy.inet_ntoa(chance.randbytes(4))),
        scapy.SCTPChunkParamIPv6Addr(addr=scapy.inet_ntop(10, chance.randbytes(16))),
        scapy.SCTPChunkParamCookiePreservative(sug_cookie_inc=number(32)),
        scapy.SCTPChunkParamHostname(hostname=name),
        scapy.SCTPChunkParamSupportedAddrTypes(addr_type_list=[number(16) for _ in range(number(2))]),
        scapy.SCTPChunkParamStateCookie(cookie=name),
        scapy.SCTPChunkParamECNCapable(),
    ]
    gaps, twice = [f'{number(16)}:{number(16)}' for _ in range(number(2))], [number(32) for _ in range(number(2))]
    return chance.choice([
        scapy.SCTPChunkData(delay_sack=number(1), unordered=number(1), beginning=number(1), tsn=number(32),
                            stream_id=number(16), stream_seq=number(16), proto_id=number(32), data=name),
        scapy.SCTPChunkInit(params=chance.sample(params, number(2)), **init),
        scapy.SCTPChunkInitAck(params=chance.sample(params, number(2)), **init),
        scapy.SCTPChunkSACK(cumul_tsn_ack=number(32), a_rwnd=number(32), gap_ack_list=gaps, dup_tsn_list=twice),
        scapy.SCTPChunkHeartbeatReq(params=[scapy.SCTPChunkParamHeartbeatInfo(data=name)]),
        scapy.SCTPChunkAbort(TCB=number(1)), scapy.SCTPChunkShutdown(cumul_tsn_ack=number(32)),
        scapy.SCTPChunkShutdownAck(), scapy.SCTPChunkShutdownComplete(TCB=number(1)),
        scapy.SCTPChunkCookieEcho(cookie=name), scapy.SCTPChunkCookieAck(),
    ])  # fmt: skip


def chance_carrier(chance: random.Random):
    """What IP carries beside TCP and UDP, and what UDP carries on its known ports: scapy's, with random values."""
    number = chance.getrandbits
    mac, other = (scapy.str2mac(chance.randbytes(6)) for _ in range(2))
    address, target = (scapy.inet_ntoa(chance.randbytes(4)) for _ in range(2))
    address6, target6 = (scapy.inet_ntop(10, chance.randbytes(16)) for _ in range(2))
    frame = scapy.Ether(src=mac, dst=other) / scapy.IP(src=address, dst=target) / scapy.UDP(sport=1, dport=2) / mac
    packet = scapy.SCTP(sport=number(16), dport=number(16), tag=number(32))
    for _ in range(chance.randrange(1, 4)):
        packet /= chance_chunk(chance)
    key, sequence = chance.choice([None, number(32)]), chance.choice([None, number(32)])
    words = {'key_present': key is not None, 'key': key, 'seqnum_present': sequence is not None}
    options = [tunnel.GeneveOptions(classid=number(16), type=number(8), data=bytes(4 * number(2)))] * number(1)
    boot = scapy.BOOTP(op=number(1) + 1, hops=number(8), xid=number(32), secs=number(16), flags=number(16),
                       ciaddr=address, yiaddr=target, chaddr=chance.randbytes(6), sname=b'server')  # fmt: skip
    options4 = [('message-type', number(3)), 'pad', ('server_id', address), ('hostname', mac), 'end']
    client = scapy.DHCP6_Solicit(trid=number(24)) / scapy.DHCP6OptClientId(duid=chance.randbytes(8))
    relay = scapy.DHCP6_RelayForward(hopcount=number(8), linkaddr=address6, peeraddr=target6)
    network = tunnel.GENEVE(proto=0x6558, vni=number(24), oam=number(1), options=options)
    return chance.choice([
        packet,
        scapy.GRE(proto=0x6558, chksum_present=number(1), sequence_number=sequence, **words) / frame,
        scapy.UDP(sport=1, dport=4789) / scapy.VXLAN(flags=8, NextProtocol=0, vni=number(24)) / frame,
        scapy.UDP(sport=1, dport=6081) / network / frame,
        scapy.UDP(sport=68, dport=67) / boot / scapy.DHCP(options=options4),
        scapy.UDP(sport=546, dport=547) / client,
        scapy.UDP(sport=547, dport=547) / relay / scapy.DHCP6OptRelayMsg(message=client),
    ])  # fmt: skip


def chance_frame(chance: random.Random):
    """A frame of scapy's with random values in random layers; lengths and checksums are scapy's work."""
    number = chance.getrandbits
    mac, other = (scapy.str2mac(chance.randbytes(6)) for _ in range(2))
    address, target = (scapy.inet_ntoa(chance.randbytes(4)) for _ in range(2))
    address6, target6 = (scapy.inet_ntop(10, chance.randbytes(16)) for _ in range(2))
    frame = scapy.Ether(src=mac, dst=other)
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        frame /= scapy.Dot1Q(prio=number(3), vlan=number(12))
    payload = scapy.Raw(chance.randbytes(chance.randrange(1, 60)))
    options = [('MSS', number(16)), ('SAckOK', b''), ('Timestamp', (number(32), number(32))), ('WScale', number(4))]
    upper = chance.choice([
        scapy.TCP(sport=number(16), dport=number(16), seq=number(32), ack=number(32), flags=number(8),
                  window=number(16), urgptr=number(16), options=chance.sample(options, chance.randrange(5))) / payload,
        scapy.UDP(sport=chance.randrange(1024, 4000), dport=chance.randrange(1024, 4000)) / payload,
        chance_carrier(chance),
    ])  # fmt: skip
    kind = chance.randrange(5)
    if kind == 0:
        return frame / scapy.ARP(op=number(1) + 1, hwsrc=mac, psrc=address, hwdst=other, pdst=target)
    if kind == 1:
        echo = scapy.ICMP(type=chance.choice([0, 8]), id=number(16), seq=number(16)) / payload
        return frame / scapy.IP(src=address, dst=target, ttl=number(8), id=number(16)) / echo
    if kind == 2:
        return frame / scapy.IP(src=address, dst=target, tos=number(8), ttl=number(8), flags=number(1) * 2) / upper
    extensions = scapy.IPv6(src=address6, dst=target6, tc=number(8), fl=number(20), hlim=number(8))
    if number(1):
        extensions /= scapy.IPv6ExtHdrHopByHop(options=[scapy.RouterAlert()])
    if number(1):
        extensions /= scapy.IPv6ExtHdrDestOpt(options=[scapy.PadN(optdata=bytes(number(4)))])
    if kind == 3:
        return frame / extensions / upper
    return frame / extensions / chance.choice([
        scapy.ICMPv6EchoRequest(id=number(16), seq=number(16), data=chance.randbytes(20)),
        scapy.ICMPv6ND_NS(tgt=target6) / scapy.ICMPv6NDOptSrcLLAddr(lladdr=mac),
        scapy.ICMPv6ND_RA(chlim=number(8)) / scapy.ICMPv6NDOptMTU(mtu=number(32)) / scapy.ICMPv6NDOptPrefixInfo(),
    ])  # fmt: skip


def iterate(layer):
    """A layer of scapy's and those behind it."""
    while not isinstance(layer, scapy.NoPayload):
        yield layer
        layer = layer.payload


def assert_same(ours: packet.Packet, theirs) -> None:
    """Every layer that both know has the same values."""
    met = []
    layer = theirs
    while layer is not None and not isinstance(layer, scapy.NoPayload):
        if type(layer) in SAME:
            cls, fields = SAME[type(layer)]
            mine = ours.get_protocols(cls)[sum(each is cls for each in met)]
            met.append(cls)
            for attribute, field in fields.items():
                value = getattr(layer, field)
                value = value if value is None or isinstance(value, str) else int(value)
                assert getattr(mine, attribute) == value, attribute
        layer = layer.payload
    assert met == [type(each) for each in ours if type(each) in met]


def assert_same_parts(ours: list, theirs: list) -> None:
    """Every chunk, or every parameter of one, is of the same kind and has the same values."""
    assert len(ours) == len(theirs)
    for mine, part in zip(ours, theirs, strict=True):
        cls, fields = PARTS[type(part)]
        assert type(mine) is cls and mine.length == part.len
        for attribute, field in fields.items():
            assert getattr(mine, attribute) == getattr(part, field), field
        if hasattr(mine, 'params'):
            assert_same_parts(mine.params, part.params)
        if hasattr(mine, 'info'):
            assert_same_parts([mine.info], part.params)


@pytest.mark.parametrize('seed', range(20))
def test_what_scapy_builds_we_read_and_write_again(seed):
    chance = random.Random(seed)
    for _ in range(20):
        raw = bytes(chance_frame(chance))
        ours = packet.Packet(raw)
        assert_same(ours, scapy.Ether(raw))
        ours.serialize()
        assert ours.data.rstrip(b'\0') == raw.rstrip(b'\0')


@pytest.mark.parametrize('seed', range(10))
def test_chunks_of_scapys(seed):
    chance = random.Random(seed)
    for _ in range(20):
        whole = scapy.SCTP() / chance_chunk(chance) / chance_chunk(chance)
        theirs = scapy.SCTP(bytes(whole))
        chunks = list(takewhile(lambda layer: type(layer) in PARTS, iterate(theirs.payload)))
        ours = sctp.sctp.parser(bytes(whole))[0]
        assert_same_parts(ours.chunks, chunks)


@pytest.mark.parametrize('seed', range(10))
def test_checksums_and_lengths_made_anew_are_scapys(seed):
    chance = random.Random(seed)
    for _ in range(20):
        raw = bytes(chance_frame(chance))
        ours = packet.Packet(raw)
        for layer in ours:
            for name in getattr(layer, 'filled', ()):
                if getattr(layer, name) is not None:
                    setattr(layer, name, 0)
        ours.serialize()
        assert ours.data.rstrip(b'\0') == raw.rstrip(b'\0')


@pytest.mark.parametrize(('name', 'frame'), frames().items())
def test_what_we_build_scapy_reads(name, frame):
    theirs = scapy.Ether(frame)
    assert_same(packet.Packet(frame), theirs)
    for layer in (scapy.IP, scapy.TCP, scapy.UDP, scapy.ICMP, scapy.ICMPv6EchoRequest, scapy.ICMPv6ND_NS):
        if 'fragment' in name:
            continue  # a checksum covers the whole datagram
        if layer in theirs:  # let scapy make the checksum anew
            checksum = 'cksum' if 'v6' in layer.__name__ else 'chksum'
            made = getattr(theirs[layer], checksum)
            again = theirs.copy()
            delattr(again[layer], checksum)
            assert getattr(scapy.Ether(bytes(again))[layer], checksum) == made, layer


def value_of(attribute):
    """What an attribute of BGP says, in the words that scapy has for it; None where it has none."""
    value = getattr(attribute, 'value', None)
    if attribute.type == bgp.BGP_ATTR_TYPE_AS_PATH:
        return {'segments': [sorted(each) if isinstance(each, set) else each for each in value]}
    if attribute.type == bgp.BGP_ATTR_TYPE_AGGREGATOR:
        return {'aggregator_asn': attribute.as_number, 'speaker_address': attribute.addr}
    if attribute.type in (bgp.BGP_ATTR_TYPE_MP_REACH_NLRI, bgp.BGP_ATTR_TYPE_MP_UNREACH_NLRI):
        return {'afi': attribute.afi, 'safi': attribute.safi}
    names = {1: 'origin', 3: 'next_hop', 4: 'med', 5: 'local_pref', 9: 'originator_id'}
    return {names[attribute.type]: value} if attribute.type in names else {}


@pytest.mark.parametrize('name', [name for name in BGP if name not in ('bgp communities', 'bgp pmsi tunnels')])
def test_messages_of_bgp(name):
    for message in packet.Packet(BGP[name]).get_protocols(bgp.BGPMessage):
        if isinstance(message, bgp.BGPUpdate):  # scapy cannot read an AS4_PATH
            message.path_attributes = [each for each in message.path_attributes if each.type != 17]
        theirs = scapy_bgp.BGPHeader(message.serialize())
        theirs = theirs[1] if theirs.payload else theirs
        if isinstance(message, bgp.BGPOpen):
            ours = (message.my_as, message.hold_time, message.bgp_identifier)
            assert (theirs.my_as, theirs.hold_time, theirs.bgp_id) == ours
            codes = [each.cap_code for each in message.opt_param]
            assert [each.param_value.code for each in theirs.opt_params] == codes
        if isinstance(message, bgp.BGPNotification):
            assert (theirs.error_code, theirs.error_subcode) == (message.error_code, message.error_subcode)
        if isinstance(message, bgp.BGPRouteRefresh):
            assert (theirs.afi, theirs.subtype, theirs.safi) == (message.afi, message.demarcation, message.safi)
        if isinstance(message, bgp.BGPUpdate):
            assert [each.prefix for each in theirs.nlri] == [each.prefix for each in message.nlri]
            withdrawn = [each.prefix for each in message.withdrawn_routes]
            assert [each.prefix for each in theirs.withdrawn_routes] == withdrawn
            for one, other in zip(theirs.path_attr, message.path_attributes, strict=True):
                assert (one.type_code, int(one.type_flags)) == (other.type, other.flags)
                assert (one.attr_len if one.attr_len is not None else one.attr_ext_len) == other.length
                for field, value in value_of(other).items():
                    found = getattr(one.attribute, field)
                    assert ([[*each.segment_value] for each in found] if field == 'segments' else found) == value
