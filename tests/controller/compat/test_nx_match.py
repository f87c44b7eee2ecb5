"""Ryu's rules of OpenFlow 1.0."""

from __future__ import annotations

import pytest

from controller.compat.nx_match import ClsRule
from controller.openflow.v1_0 import of10
from controller.wire import EncodeError

MAC = bytes.fromhex('000000000001')


def test_what_1_0_itself_can_say():
    rule = ClsRule(in_port=1, dl_dst=MAC, dl_type=0x0800, nw_src_masked=(0x0A000000, 0xFF000000), dl_vlan=5)
    assert rule.flow_format() == of10.NXFF_OPENFLOW10
    match = of10.OFPMatch(*rule.match_tuple())
    assert match == of10.OFPMatch(in_port=1, dl_dst=MAC, dl_type=0x0800, nw_src='10.0.0.0/8', dl_vlan=5)
    assert of10.OFPMatch(*ClsRule().match_tuple()) == of10.OFPMatch()


@pytest.mark.parametrize('fields', [
    {'tun_id': 5}, {'dl_dst_masked': (MAC, MAC)}, {'nw_ecn': 1}, {'reg1': 5}, {'tcp_flags': (1, 1)},
    {'nw_dst_masked': (1, 0x000000FF)},
])
def test_what_only_nicira_can_say(fields):
    rule = ClsRule(**fields)
    assert rule.flow_format() == of10.NXFF_NXM
    with pytest.raises(ValueError, match=r"not all in OpenFlow 1\.0's own match"):
        rule.match_tuple()


@pytest.mark.parametrize(('fields', 'match'), [
    ({'in_port': 1, 'dl_src': MAC}, {'in_port_nxm': 1, 'eth_src_nxm': MAC}),
    ({'reg3': 5}, {'reg3': 5}),
    ({'dl_vlan': 5}, {'vlan_tci': (0x1005, 0x1FFF)}),
    ({'dl_vlan': 5, 'dl_vlan_pcp': 3}, {'vlan_tci': (0x7005, 0xFFFF)}),
    ({'dl_type': 0x0800, 'nw_proto': 6, 'tp_dst': 80}, {'eth_type_nxm': 0x0800, 'ip_proto_nxm': 6, 'tcp_dst_nxm': 80}),
    ({'dl_type': 0x0800, 'nw_proto': 1, 'icmp_type': 8}, {'eth_type_nxm': 0x0800, 'ip_proto_nxm': 1,
                                                          'icmpv4_type_nxm': 8}),
    ({'dl_type': 0x86DD, 'ipv6_src': [[0xFE80, 0, 0, 0, 0, 0, 0, 1]]}, {'eth_type_nxm': 0x86DD,
                                                                        'ipv6_src_nxm': 'fe80::1'}),
])
def test_as_nicira_says_it(fields, match):
    assert ClsRule(**fields).encode_fields() == of10.NXMatch(**match).encode_fields()


def test_registers_by_number():
    rule = ClsRule()
    rule.set_reg(2, 7)
    rule.set_reg_masked(3, 7, 0xFF)
    assert rule.encode_fields() == of10.NXMatch(reg2=7, reg3=(7, 0xFF)).encode_fields()


def test_ports_of_no_protocol():
    with pytest.raises(EncodeError, match=r'ClsRule\.tp_dst: needs nw_proto'):
        ClsRule(tp_dst=80).encode_fields()


def test_an_unknown_field():
    with pytest.raises(TypeError, match="no field 'nothing'"):
        ClsRule(nothing=1)


def test_in_a_flow_modification():
    flow_mod = of10.NXTFlowMod(None, 0, of10.OFPFC_ADD, rule=ClsRule(in_port=1), actions=[of10.OFPActionOutput(2)])
    decoded = of10.decode(flow_mod.encode())
    assert decoded.rule == of10.NXMatch(in_port_nxm=1)
