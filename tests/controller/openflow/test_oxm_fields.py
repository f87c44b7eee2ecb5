"""The tables of match fields, against the specification's, ovs-fields(7)'s and Ryu's names."""

from __future__ import annotations

import random
from typing import Any

import pytest

from controller.openflow import OF10, OF12, OF13, OF14, OF15, version
from controller.openflow.oxm import Field, Fields
from controller.openflow.oxm_fields import NICIRA, OPENFLOW_1_5, OPENFLOW_BASIC, PACKET_REGISTERS, described
from controller.wire import EncodeError, Version

ALL = (OF10, OF12, OF13, OF14, OF15)
BY_FIELDS = ALL[1:]

# Name, width in bits, whether it may have a mask; the numbers count from 0 (1.5.1, 7.2.3.8), with 40 left out.
SPECIFICATION = """
    in_port 32 no, in_phy_port 32 no, metadata 64 yes, eth_dst 48 yes, eth_src 48 yes, eth_type 16 no, vlan_vid 13 yes,
    vlan_pcp 3 no, ip_dscp 6 no, ip_ecn 2 no, ip_proto 8 no, ipv4_src 32 yes, ipv4_dst 32 yes, tcp_src 16 no,
    tcp_dst 16 no, udp_src 16 no, udp_dst 16 no, sctp_src 16 no, sctp_dst 16 no, icmpv4_type 8 no, icmpv4_code 8 no,
    arp_op 16 no, arp_spa 32 yes, arp_tpa 32 yes, arp_sha 48 yes, arp_tha 48 yes, ipv6_src 128 yes, ipv6_dst 128 yes,
    ipv6_flabel 20 yes, icmpv6_type 8 no, icmpv6_code 8 no, ipv6_nd_target 128 no, ipv6_nd_sll 48 no, ipv6_nd_tll 48 no,
    mpls_label 20 no, mpls_tc 3 no, mpls_bos 1 no, pbb_isid 24 yes, tunnel_id 64 yes, ipv6_exthdr 9 yes, , pbb_uca 1 no,
    tcp_flags 12 yes, actset_output 32 no, packet_type 32 no
"""
#: How many of them a version has.
COUNTS = {OF12: 36, OF13: 40, OF14: 41, OF15: 44}

# Nicira's fields as Ryu names them: class, number, bytes.
RYU = """
    in_port_nxm 0 0 2, eth_dst_nxm 0 1 6, eth_src_nxm 0 2 6, eth_type_nxm 0 3 2, vlan_tci 0 4 2, nw_tos 0 5 1,
    ip_proto_nxm 0 6 1, ipv4_src_nxm 0 7 4, ipv4_dst_nxm 0 8 4, tcp_src_nxm 0 9 2, tcp_dst_nxm 0 10 2,
    udp_src_nxm 0 11 2, udp_dst_nxm 0 12 2, icmpv4_type_nxm 0 13 1, icmpv4_code_nxm 0 14 1, arp_op_nxm 0 15 2,
    arp_spa_nxm 0 16 4, arp_tpa_nxm 0 17 4, tunnel_id_nxm 1 16 8, arp_sha_nxm 1 17 6, arp_tha_nxm 1 18 6,
    ipv6_src_nxm 1 19 16, ipv6_dst_nxm 1 20 16, icmpv6_type_nxm 1 21 1, icmpv6_code_nxm 1 22 1, nd_target 1 23 16,
    nd_sll 1 24 6, nd_tll 1 25 6, ip_frag 1 26 1, ipv6_label 1 27 4, ip_ecn_nxm 1 28 1, nw_ttl 1 29 1, mpls_ttl 1 30 1,
    tun_ipv4_src 1 31 4, tun_ipv4_dst 1 32 4, pkt_mark 1 33 4, tcp_flags_nxm 1 34 2, _recirc_id 1 36 4, conj_id 1 37 4,
    tun_gbp_id 1 38 2, tun_gbp_flags 1 39 1, tun_flags 1 104 2, ct_state 1 105 4, ct_zone 1 106 2, ct_mark 1 107 4,
    ct_label 1 108 16, tun_ipv6_src 1 109 16, tun_ipv6_dst 1 110 16, xxreg0 1 111 16, xxreg1 1 112 16, xxreg2 1 113 16,
    xxreg3 1 114 16, reg0 1 0 4, reg1 1 1 4, reg2 1 2 4, reg3 1 3 4, reg4 1 4 4, reg5 1 5 4, reg6 1 6 4, reg7 1 7 4,
    reg8 1 8 4, reg9 1 9 4, reg10 1 10 4, reg11 1 11 4, reg12 1 12 4, reg13 1 13 4, reg14 1 14 4, reg15 1 15 4
"""
RYU_EXPERIMENTERS = """
    _dp_hash 2320 0 4, nsh_flags 5ad650 1 1, nsh_mdtype 5ad650 2 1, nsh_np 5ad650 3 1, nsh_spi 5ad650 4 4,
    nsh_si 5ad650 5 1, nsh_c1 5ad650 6 4, nsh_c2 5ad650 7 4, nsh_c3 5ad650 8 4, nsh_c4 5ad650 9 4, nsh_ttl 5ad650 10 1
"""


def rows(text: str) -> list[list[str]]:
    return [each.split() for each in text.split(',')]


def bits(field: Field) -> int:
    return field.kind.bits or 8 * field.kind.width


def test_basic_fields_are_the_specifications() -> None:
    expected = {
        name: (number, int(width), masks == 'yes')
        for number, (name, width, masks) in enumerate([each or ['', '0', ''] for each in rows(SPECIFICATION)]) if name
    }  # fmt: skip
    assert {each.name: (each.number, bits(each), each.maskable) for each in OPENFLOW_BASIC} == expected


@pytest.mark.parametrize(('number', 'count'), COUNTS.items())
def test_each_version_has_the_first_so_many(number: int, count: int) -> None:
    basic = [each for each in version(number).fields.by_name.values() if each.oxm_class == 0x8000]
    assert basic == list(OPENFLOW_BASIC[:count])


@pytest.mark.parametrize('number', ALL)
def test_every_version_has_niciras_fields_under_ryus_names(number: int) -> None:
    known = version(number).fields.by_name
    for name, oxm_class, place, width in rows(RYU):
        field = known[name]
        assert (field.oxm_class, field.number, field.kind.width) == (int(oxm_class), int(place), int(width)), name
    for name, experimenter, place, width in rows(RYU_EXPERIMENTERS):
        field = known[name]
        expected = (0xFFFF, int(experimenter, 16), int(place), int(width))
        assert (field.oxm_class, field.experimenter, field.number, field.kind.width) == expected, name
    assert len(NICIRA) == len(rows(RYU)) + len(rows(RYU_EXPERIMENTERS)) == 79
    assert {each.name for each in PACKET_REGISTERS} <= known.keys()


def test_what_became_standard_is_an_extension_before() -> None:
    names = ('pbb_uca', 'tcp_flags', 'actset_output')
    headers = {
        number: {name: version(number).fields.by_name[name].header().hex() for name in names} for number in BY_FIELDS
    }
    extended = {'tcp_flags': 'ffff54064f4e4600', 'actset_output': 'ffff56084f4e4600'}
    assert headers == {
        OF12: {'pbb_uca': 'ffff00074f4e46000a00', **extended},
        OF13: {'pbb_uca': 'ffff00074f4e46000a00', **extended},
        OF14: {'pbb_uca': '80005201', **extended},
        OF15: {'pbb_uca': '80005201', 'tcp_flags': '80005402', 'actset_output': '80005604'},
    }


@pytest.mark.parametrize('number', ALL)
def test_names_and_headers_are_unambiguous(number: int) -> None:
    known: Fields = version(number).fields
    fields = list(known.by_name.values())
    assert len({each.header() for each in fields}) == len(fields)
    assert len({each.symbol or each.name for each in fields}) == len(fields)
    for each in fields:
        assert known.by_type[each.type, each.experimenter] is each
        assert known.name_of_header(int.from_bytes(each.header())) == each.name
        assert known.header_at('x', each.header()[:8], 0, 8)[0] in (each.name, int.from_bytes(each.header()[:8]))
        for name, _ in each.prerequisites()[:1]:
            assert name in known.by_name


def test_constants_are_ryus() -> None:
    of13, of10 = version(OF13), version(OF10)
    assert (of13.OFPXMT_OFB_IN_PORT, of13.OFPXMT_OFB_IPV6_EXTHDR) == (0, 39)
    assert (of13.OXM_OF_ETH_DST, of13.OXM_OF_ETH_DST_W, of13.OXM_OF_IN_PORT_W) == (0x80000606, 0x8000070C, 0x80000108)
    assert not hasattr(of13, 'OXM_OF_TCP_FLAGS')
    assert version(OF15).OXM_OF_TCP_FLAGS == 0x80005402
    assert (of10.NXM_OF_ETH_DST_W, of10.NXM_NX_TUN_ID, of10.NXM_NX_IP_TTL) == (0x30C, 0x12008, 0x13A01)
    assert not hasattr(of10, 'NXM_OF_IP_TOS_W')


# Every field on the wire ----------------------------------------------------------------------------------------------

def values(field: Field, chance: random.Random) -> list[Any]:
    """Values of a field as a match shows them: the least, the greatest, and some at random."""
    if bits := field.kind.bits:
        return [0, (1 << bits) - 1, chance.getrandbits(bits), chance.getrandbits(bits)]
    width = field.kind.width
    return [field.kind.read(each) for each in (bytes(width), b'\xff' * width, *map(chance.randbytes, (width, width)))]


def needed(of: Version, field: Field) -> dict[str, Any]:
    """What a match with the field must hold too."""
    fields: dict[str, Any] = {}
    while field.requires:
        name, *allowed = field.requires
        field = of.fields.by_name[str(name)]
        fields[field.name] = allowed[0] if allowed else 1
    return fields


EVERY_FIELD = [(number, name) for number in BY_FIELDS for name in sorted(version(number).fields.by_name)]


@pytest.mark.parametrize('number', BY_FIELDS)
def test_every_field_survives_the_wire_with_and_without_mask(number: int) -> None:
    of, chance = version(number), random.Random(number)
    for field in of.fields.by_name.values():
        masks = values(field, chance) if field.maskable else []
        for value in values(field, chance):
            survives(of, field, value, None)
            for mask in masks:
                survives(of, field, value, mask)


def survives(of: Version, field: Field, value: Any, mask: Any) -> None:
    match = of.OFPMatch(**needed(of, field), **{field.name: value if mask is None else (value, mask)})
    data = match.encode()
    again = of.OFPMatch.decode(data, 0, len(data))
    assert (again, again.items()) == (match, match.items())
    assert of.OFPMatch(**dict(again)) == match
    assert of.OFPMatch.from_jsondict(match.to_jsondict()['OFPMatch']) == match
    assert of.OFPMatch.decode_fields(match.encode_fields(), 0, len(match.encode_fields())) == match
    shown = again[field.name]
    assert shown == value if mask is None else field.kind.write(shown[1]) == field.kind.write(mask)
    action = of.OFPActionSetField(**{field.name: value})
    encoded = action.encode()
    assert of.OFPAction.decode_list(encoded, 0, len(encoded)) == [action]
    assert of.OFPActionSetField.from_jsondict(action.to_jsondict()['OFPActionSetField']) == action
    assert (action.key, action.value, action.field) == (field.name, value, field)


@pytest.mark.parametrize(('number', 'name'), EVERY_FIELD)
def test_a_field_follows_what_it_needs(number: int, name: str) -> None:
    of = version(number)
    field = of.fields.by_name[name]
    fields = needed(of, field)
    value = field.kind.read(bytes(field.kind.width))
    order = of.OFPMatch(**{name: value}, **fields).keys()
    assert order == of.OFPMatch(**fields, **{name: value}).keys()
    chain = [name, *fields]
    assert [each for each in reversed(order) if each in chain] == chain


@pytest.mark.parametrize(('number', 'name'), [
    (number, name) for number, name in EVERY_FIELD if version(number).fields.by_name[name].requires
])  # fmt: skip
def test_every_prerequisite_is_asked_for(number: int, name: str) -> None:
    of = version(number)
    field = of.fields.by_name[name]
    value, fields = field.kind.read(bytes(field.kind.width)), needed(of, field)
    of.OFPMatch(**{name: value}, **fields)
    wanted = f'OFPMatch.{name}: needs {described(field.requires)} in the match'
    direct = str(field.requires[0])
    with pytest.raises(EncodeError) as raised:
        of.OFPMatch(**{name: value})
    assert str(raised.value) == wanted
    with pytest.raises(EncodeError) as raised:
        of.OFPMatch(**{name: value}, **fields | {direct: 0})
    assert str(raised.value) == wanted
    transitive = {each: fields[each] for each in fields if each != direct}
    if transitive:
        with pytest.raises(EncodeError, match=f'OFPMatch.{direct}: needs'):
            of.OFPMatch(**{name: value, direct: fields[direct]})
    decoded = of.OFPMatch(_ordered_fields=[(name, value)])
    data = decoded.encode()
    assert of.OFPMatch.decode(data, 0, len(data)) == decoded, 'what is read is taken as it is'
    assert of.OFPMatch.from_jsondict(decoded.to_jsondict()['OFPMatch']) == decoded


@pytest.mark.parametrize(('fields', 'problem'), [
    ({'eth_type': 0x0800, 'ipv6_src': '::1'}, 'ipv6_src: needs eth_type=0x86dd'),
    ({'eth_type': 0x86DD, 'ipv4_src': '10.0.0.1', 'ipv6_src': '::1'}, 'ipv4_src: needs eth_type=0x0800'),
    ({'eth_type': (0x0800, 0xFF00), 'ipv4_src': '10.0.0.1'}, 'ipv4_src: needs eth_type=0x0800'),
    ({'eth_type': 0x0800, 'ip_proto': 17, 'tcp_dst': 80}, 'tcp_dst: needs ip_proto=6'),
    ({'vlan_vid': 0, 'vlan_pcp': 1}, 'vlan_pcp: needs vlan_vid other than 0'),
    ({'in_phy_port': 1}, 'in_phy_port: needs in_port'),
    ({'eth_type': 0x0800, 'ip_proto': 58, 'icmpv6_type': 128, 'ipv6_nd_sll': '00:00:00:00:00:01'},
     'ipv6_nd_sll: needs icmpv6_type=135'),
])  # fmt: skip
def test_a_prerequisite_has_the_right_value(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(EncodeError, match=problem):
        version(OF13).OFPMatch(**fields)


@pytest.mark.parametrize('fields', [
    {'eth_type': (0x0800, 0xFFFF), 'ipv4_src': '10.0.0.1'},
    {'eth_type_nxm': 0x0800, 'ip_proto_nxm': 6, 'tcp_dst': 80},
    {'eth_type': 0x0800, 'eth_type_nxm': 0x0800, 'ipv4_src': '10.0.0.0/8'},
    {'vlan_vid': (0x1000, 0x1000), 'vlan_pcp': 1},
    {'vlan_tci': (0x1000, 0x1000), 'vlan_pcp': 1},
    {'packet_type': 0x10800, 'ipv4_src': '10.0.0.1', 'ip_proto': 6, 'tcp_src': 5},
])  # fmt: skip
def test_prerequisites_may_be_met_in_other_ways(fields: dict[str, Any]) -> None:
    of15 = version(OF15)
    match = of15.OFPMatch(**fields)
    assert len(match) == len(fields)
    assert of15.fields.lacking(dict(match)) is None


def test_ranks_are_ryus() -> None:
    of13 = version(OF13)
    match = of13.OFPMatch(xreg0=1, in_port=1, _dp_hash=1, reg0=1, eth_type=0x894F, nsh_spi=1, actset_output=1)
    assert match.keys() == ['reg0', '_dp_hash', 'in_port', 'eth_type', 'xreg0', 'nsh_spi', 'actset_output']


def test_fields_that_are_not_strict_are_ryus() -> None:
    known = Fields(OPENFLOW_1_5)

    class Match(version(OF15).OFPMatch):  # type: ignore[misc, name-defined, no-redef]
        pass

    Match.known = known
    with pytest.raises(EncodeError):
        Match(tcp_dst=80)
    known.strict = False
    assert Match(tcp_dst=80, ip_dscp=0xFF).items() == [('ip_dscp', 0xFF), ('tcp_dst', 80)]
    with pytest.raises(EncodeError, match='0 to 0xff'):
        Match(ip_dscp=0x100)
    known.strict = True
    with pytest.raises(EncodeError, match='0 to 0x3f'):
        Match(eth_type=0x0800, ip_dscp=0xFF)
