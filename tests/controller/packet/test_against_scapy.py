"""Scapy as an oracle: what it builds we read, and what we build it reads, with the same values and checksums."""

import random

import pytest

from controller.packet import arp, ethernet, icmp, icmpv6, ipv4, ipv6, packet, tcp, udp, vlan

from .frames import frames

scapy = pytest.importorskip('scapy.all', reason='scapy is not installed')
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
    scapy.UDP: (udp.udp, {'src_port': 'sport', 'dst_port': 'dport', 'total_length': 'len', 'csum': 'chksum'}),
    scapy.ICMP: (icmp.icmp, {'type': 'type', 'code': 'code', 'csum': 'chksum'}),
    scapy.ICMPv6EchoRequest: (icmpv6.icmpv6, {'type_': 'type', 'code': 'code', 'csum': 'cksum'}),
    scapy.ICMPv6ND_NS: (icmpv6.icmpv6, {'type_': 'type', 'code': 'code', 'csum': 'cksum'}),
    scapy.ICMPv6ND_RA: (icmpv6.icmpv6, {'type_': 'type', 'code': 'code', 'csum': 'cksum'}),
}  # fmt: skip


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
                assert getattr(mine, attribute) == (int(value) if not isinstance(value, str) else value), attribute
        layer = layer.payload
    assert met == [type(each) for each in ours if type(each) in met]


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
def test_checksums_and_lengths_made_anew_are_scapys(seed):
    chance = random.Random(seed)
    for _ in range(20):
        raw = bytes(chance_frame(chance))
        ours = packet.Packet(raw)
        for layer in ours:
            for name in getattr(layer, 'filled', ()):
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
