"""Scapy as an oracle for what stands around IP: random messages of its making, field by field, and back."""

import random

import pytest

from controller.packet import ethernet, icmp, icmpv6, ipv4, ipv6, packet, vrrp

scapy = pytest.importorskip('scapy.all', reason='scapy is not installed')
igmps = pytest.importorskip('scapy.layers.igmp')
bfds = pytest.importorskip('scapy.contrib.bfd')


def mac(chance):
    return scapy.str2mac(chance.randbytes(6))


def address(chance):
    return scapy.inet_ntoa(chance.randbytes(4))


def address6(chance):
    return scapy.inet_ntop(10, chance.randbytes(16))


def some(make, chance):
    return [make(chance) for _ in range(chance.randrange(4))]


def over4(chance, proto, payload):
    return scapy.IP(src=address(chance), dst=address(chance), proto=proto, ttl=255) / payload


def over6(chance, payload, *extensions):
    header = scapy.IPv6(src=address6(chance), dst=address6(chance))
    for extension in extensions:
        header /= extension
    return header / payload


# What scapy makes, and what the last layer of ours has to hold then.


def an_igmp(chance):
    kind, code, group = chance.choice([0x11, 0x12, 0x16, 0x17]), chance.randrange(256), address(chance)
    message = igmps.IGMP(type=kind, mrcode=code, gaddr=group)
    return over4(chance, 2, message), {'msgtype': kind, 'maxresp': code, 'address': group}


def an_igmpv3_query(chance):
    values = {'maxresp': chance.randrange(128), 'address': address(chance), 's_flg': chance.randrange(2)}
    values |= {'qrv': chance.randrange(8), 'qqic': chance.randrange(128), 'srcs': some(address, chance)}
    message = igmps.IGMPv3_MQ(
        mrcode=values['maxresp'], gaddr=values['address'], s=values['s_flg'], qrv=values['qrv'], qqic=values['qqic'],
        srcaddrs=values['srcs'],
    )  # fmt: skip
    return over4(chance, 2, message), values | {'msgtype': 0x11, 'num': len(values['srcs'])}


def an_igmpv3_report(chance):
    groups = [(chance.randrange(1, 7), address(chance), some(address, chance)) for _ in range(chance.randrange(4))]
    records = [igmps.IGMPv3_MR_Group(rtype=kind, maddr=group, srcaddrs=srcs) for kind, group, srcs in groups]
    found = [{'type_': kind, 'address': group, 'srcs': srcs, 'num': len(srcs)} for kind, group, srcs in groups]
    message = igmps.IGMPv3_MR(records=records)
    return over4(chance, 2, message), {'msgtype': 0x22, 'record_num': len(groups), 'records': found}


def an_unreachable(chance):
    words, mtu, data = chance.choice([0, 32]), chance.getrandbits(16), chance.randbytes(140)
    message = scapy.ICMP(type=3, code=4, length=words, nexthopmtu=mtu) / scapy.Raw(data)
    return over4(chance, 1, message), {'code': 4, 'data': {'data_len': words, 'mtu': mtu, 'data': data}}


def an_mld(chance):
    make = chance.choice([scapy.ICMPv6MLQuery, scapy.ICMPv6MLReport, scapy.ICMPv6MLDone])
    group, delay = address6(chance), chance.getrandbits(16)
    router_alert = scapy.IPv6ExtHdrHopByHop(options=[scapy.RouterAlert(), scapy.PadN(optdata=b'')])
    return over6(chance, make(mladdr=group, mrd=delay), router_alert), {'data': {'address': group, 'maxresp': delay}}


def an_mldv2_query(chance):
    values = {'maxresp': chance.getrandbits(16), 'address': address6(chance), 's_flg': chance.randrange(2)}
    values |= {'qrv': chance.randrange(8), 'qqic': chance.randrange(256), 'srcs': some(address6, chance)}
    message = scapy.ICMPv6MLQuery2(
        mrd=values['maxresp'], mladdr=values['address'], S=values['s_flg'], QRV=values['qrv'], QQIC=values['qqic'],
        sources=values['srcs'],
    )  # fmt: skip
    return over6(chance, message), {'type_': 130, 'data': values | {'num': len(values['srcs'])}}


def an_mldv2_report(chance):
    groups = [
        (chance.randrange(1, 7), address6(chance), some(address6, chance), chance.randbytes(4 * chance.randrange(2)))
        for _ in range(chance.randrange(4))
    ]
    records = [
        scapy.ICMPv6MLDMultAddrRec(rtype=kind, dst=group, sources=srcs, auxdata=aux, auxdata_len=len(aux) // 4)
        for kind, group, srcs, aux in groups
    ]
    found = [
        {'type_': kind, 'address': group, 'srcs': srcs, 'aux': aux or None, 'aux_len': len(aux) // 4}
        for kind, group, srcs, aux in groups
    ]
    report = scapy.ICMPv6MLReport2(records=records)
    return over6(chance, report), {'type_': 143, 'data': {'record_num': len(groups), 'records': found}}


def an_advertisement(chance):
    number = chance.getrandbits
    values = {'ch_l': number(8), 'rou_l': number(16), 'rea_t': number(32), 'ret_t': number(32), 'res': number(2)}
    prefix = {'pl': number(7), 'val_l': number(32), 'pre_l': number(32), 'res1': number(3), 'prefix': address6(chance)}
    source, mtu = mac(chance), number(32)
    message = scapy.ICMPv6ND_RA(
        chlim=values['ch_l'], M=values['res'] >> 1, O=values['res'] & 1, routerlifetime=values['rou_l'],
        reachabletime=values['rea_t'], retranstimer=values['ret_t'],
    )  # fmt: skip
    message /= scapy.ICMPv6NDOptSrcLLAddr(lladdr=source) / scapy.ICMPv6NDOptMTU(mtu=mtu)
    message /= scapy.ICMPv6NDOptPrefixInfo(
        prefixlen=prefix['pl'], validlifetime=prefix['val_l'], preferredlifetime=prefix['pre_l'],
        prefix=prefix['prefix'], L=prefix['res1'] >> 2, A=prefix['res1'] >> 1 & 1, R=prefix['res1'] & 1,
    )  # fmt: skip
    options = [{'hw_src': source, 'length': 1, 'data': None}, {'mtu': mtu, 'length': 1}, prefix | {'length': 4}]
    return over6(chance, message), {'type_': 134, 'data': values | {'options': options}}


def a_neighbour(chance):
    flags, target, source = chance.randrange(8), address6(chance), mac(chance)
    message = scapy.ICMPv6ND_NA(tgt=target, R=flags >> 2, S=flags >> 1 & 1, O=flags & 1)
    message /= scapy.ICMPv6NDOptDstLLAddr(lladdr=source)
    option = {'hw_src': source, 'type': 2, 'length': 1}
    return over6(chance, message), {'type_': 136, 'data': {'res': flags, 'dst': target, 'option': option}}


def a_vrrpv2(chance):
    values = {'vrid': chance.randrange(256), 'priority': chance.randrange(256), 'max_adver_int': chance.randrange(256)}
    values |= {'ip_addresses': some(address, chance), 'auth_type': chance.randrange(3)}
    message = scapy.VRRP(
        version=2, vrid=values['vrid'], priority=values['priority'], adv=values['max_adver_int'],
        authtype=values['auth_type'], addrlist=values['ip_addresses'], ipcount=len(values['ip_addresses']),
    )  # fmt: skip
    return over4(chance, 112, message), values | {'count_ip': len(values['ip_addresses'])}


def a_vrrpv3(chance):
    values = {'vrid': chance.randrange(256), 'priority': chance.randrange(256), 'max_adver_int': chance.getrandbits(12)}
    over, make = chance.choice([(4, address), (6, address6)])
    values['ip_addresses'] = [make(chance), *some(make, chance)]
    message = scapy.VRRPv3(
        vrid=values['vrid'], priority=values['priority'], adv=values['max_adver_int'],
        addrlist=values['ip_addresses'], ipcount=len(values['ip_addresses']),
    )  # fmt: skip
    values['count_ip'] = len(values['ip_addresses'])
    if over == 4:
        return over4(chance, 112, message), values
    return scapy.IPv6(src=address6(chance), dst=address6(chance), nh=112) / message, values


def a_bfd(chance):
    number = chance.getrandbits
    values = {'diag': number(5), 'state': number(2), 'flags': number(6) & 0x3B, 'detect_mult': number(8)}
    values |= {'my_discr': number(32), 'your_discr': number(32), 'desired_min_tx_interval': number(32)}
    values |= {'required_min_rx_interval': number(32), 'required_min_echo_rx_interval': number(32)}
    message = bfds.BFD(
        diag=values['diag'], sta=values['state'], flags=values['flags'], detect_mult=values['detect_mult'],
        my_discriminator=values['my_discr'], your_discriminator=values['your_discr'],
        min_tx_interval=values['desired_min_tx_interval'], min_rx_interval=values['required_min_rx_interval'],
        echo_rx_interval=values['required_min_echo_rx_interval'],
    )  # fmt: skip
    return over4(chance, 17, scapy.UDP(sport=49152, dport=3784) / message), values | {'length': 24}


MAKERS = [
    an_igmp, an_igmpv3_query, an_igmpv3_report, an_unreachable, an_mld, an_mldv2_query, an_mldv2_report,
    an_advertisement, a_neighbour, a_vrrpv2, a_vrrpv3, a_bfd,
]  # fmt: skip


def assert_holds(ours, expected):
    """Every field has its value, in what is nested, too."""
    if isinstance(expected, dict):
        for name, value in expected.items():
            assert_holds(getattr(ours, name), value)
    elif isinstance(expected, list) and expected and isinstance(expected[0], dict):
        assert len(ours) == len(expected)
        for item, value in zip(ours, expected, strict=True):
            assert_holds(item, value)
    else:
        assert ours == expected


@pytest.mark.parametrize('make', MAKERS, ids=lambda make: make.__name__)
def test_what_scapy_makes_we_read_and_write_again(make):
    chance = random.Random(make.__name__)
    for _ in range(40):
        datagram, expected = make(chance)
        raw = bytes(scapy.Ether(src=mac(chance), dst=mac(chance)) / datagram)
        pkt = packet.Packet(raw)
        assert_holds(pkt[-1], expected)
        for layer in pkt:  # lengths, counts and checksums are made anew
            for name in getattr(layer, 'filled', ()):
                setattr(layer, name, 0)
        pkt.serialize()
        assert pkt.data.rstrip(b'\0') == raw.rstrip(b'\0')


def routes(chance):
    """Routing headers on the way, for which the checksum has the last address in place of the next one."""
    left = chance.randrange(1, 3)
    addresses = [address6(chance) for _ in range(left)]
    yield scapy.IPv6ExtHdrRouting(addresses=addresses, segleft=left)
    yield scapy.IPv6ExtHdrSegmentRouting(addresses=addresses, segleft=left - 1)


def test_checksums_know_where_a_packet_is_to_end():
    chance = random.Random(1)
    for _ in range(20):
        for route in routes(chance):
            raw = bytes(
                scapy.Ether(src=mac(chance), dst=mac(chance))
                / over6(chance, scapy.UDP(sport=1000, dport=2000) / b'data', route)
            )
            pkt = packet.Packet(raw)
            pkt[2].csum = 0
            pkt.serialize()
            assert pkt.data.rstrip(b'\0') == raw.rstrip(b'\0')


@pytest.mark.parametrize(
    ('built', 'layer', 'field'),
    [
        (lambda: ipv6.ipv6(nxt=58) / icmpv6.icmpv6(143, 0, 0, icmpv6.mldv2_report()), 'ICMPv6MLReport2', 'cksum'),
        (lambda: ipv4.ipv4(proto=1) / icmp.icmp(11, 0, 0, icmp.TimeExceeded(0, bytes(28))), 'ICMP', 'chksum'),
        (lambda: ipv4.ipv4(proto=112) / vrrp.vrrpv3.create(1, 5, 10, 30, ['10.0.0.9']), 'VRRPv3', 'chksum'),
    ],
)
def test_what_we_make_scapy_reads(built, layer, field):
    pkt = built()
    pkt = packet.Packet(protocols=[ethernet.ethernet(ethertype=0x86DD if pkt[0].version == 6 else 0x800), *pkt])
    pkt.serialize()
    theirs = scapy.Ether(pkt.data)
    made = getattr(theirs[layer], field)
    delattr(theirs[layer], field)
    assert getattr(scapy.Ether(bytes(theirs))[layer], field) == made
