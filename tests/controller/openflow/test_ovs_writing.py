"""Flows in ovs-ofctl's words: what is written is what is read again, and what dump-flows prints."""

from __future__ import annotations

import pytest

from controller.openflow import OF10, OF12, OF13, OF14, OF15, version
from controller.openflow.ovs_syntax import actions_from_str, flow_from_str, match_from_str
from controller.openflow.ovs_writing import actions_to_str, flow_to_str, instructions_to_str, match_to_str

from .test_ovs_syntax import ALL, MATCHES


@pytest.mark.parametrize('fields', [fields for _, fields in MATCHES])
def test_a_match_is_read_again(fields):
    of13 = version(OF13)
    text = match_to_str(of13.OFPMatch(**fields))
    assert match_to_str(match_from_str(of13, text)) == text
    if not any(name.endswith('_nxm') for name in fields):
        assert match_from_str(of13, text) == of13.OFPMatch(**fields)


#: As Open vSwitch 3.1 prints them.
FLOWS = [
    (OF13, 'priority=1,in_port=1,dl_src=00:00:00:00:00:01,dl_dst=00:00:00:00:00:02 actions=output:2'),
    (OF13, 'priority=0 actions=CONTROLLER:65535'),
    (OF13, 'table=3,priority=5,idle_timeout=10,hard_timeout=20,send_flow_rem,tcp,nw_dst=10.0.0.0/8,tp_dst=80 '
           'actions=set_field:8080->tcp_dst,output:2,goto_table:4'),
    (OF13, 'dl_vlan=5,dl_vlan_pcp=3 actions=pop_vlan,NORMAL'),
    (OF13, 'dl_vlan=0xffff actions=push_vlan:0x8100,set_field:4101->vlan_vid,FLOOD'),
    (OF13, 'icmp6,icmp_type=135,nd_target=fe80::1 actions=LOCAL'),
    (OF13, 'ip,nw_src=10.0.0.0/255.0.255.0,nw_tos=8 actions=drop'),
    (OF13, 'metadata=0x5/0xff actions=clear_actions,write_metadata:0x1/0x3,write_actions(group:3),meter:7'),
    (OF13, 'cookie=0x7,ipv6,ipv6_src=fe80::/10 actions=dec_ttl,mod_nw_ttl:5,set_queue:3,IN_PORT'),
    (OF13, 'mpls,mpls_label=5 actions=pop_mpls:0x0800,ALL'),
    (OF14, 'importance=5,arp,arp_tpa=10.0.0.1 actions=group:1'),
    (OF15, 'in_port=LOCAL actions=meter:3,output:1'),
    (OF13, 'udp,tp_src=53 actions=copy_ttl_in,pop_pbb,push_pbb:0x88e7,set_mpls_ttl:3,dec_mpls_ttl'),
    (OF12, 'sctp6,tp_src=53 actions=copy_ttl_out,set_field:10->ip_dscp'),
    (OF10, 'buffer_id=0x5,in_port=1,dl_src=00:00:00:00:00:01 actions=output:2'),
    (OF10, 'tcp,tp_dst=80,nw_src=10.0.0.0/8 actions=mod_tp_dst:8080,mod_nw_src:10.0.0.1,mod_dl_dst:00:00:00:00:00:02'),
    (OF10, 'dl_type=0x88cc,dl_vlan=5,dl_vlan_pcp=3 actions=strip_vlan,mod_vlan_vid:5,mod_vlan_pcp:2,enqueue:1:2'),
    (OF10, 'ip,nw_proto=99,nw_tos=8,nw_dst=10.0.0.1 actions=mod_nw_tos:8,mod_tp_src:5,FLOOD'),
    (OF10, 'in_port=LOCAL actions=exit,pop_queue,dec_ttl,set_tunnel:0x5'),
    (OF10, 'icmp,icmp_type=8,icmp_code=0 actions=set_queue:1,output:1'),
    (OF10, 'actions=drop'),
    (OF13, 'icmp actions=set_field:10.0.0.9->ip_src,set_field:0x5->tun_id'),
]


@pytest.mark.parametrize(('number', 'text'), FLOWS)
def test_a_flow_is_written_as_it_was_read(number, text):
    of = version(number)
    assert flow_to_str(of.OFPFlowMod(None, **flow_from_str(of, text))) == text


@pytest.mark.parametrize('number', ALL)
def test_a_deletion_has_no_actions(number):
    of = version(number)
    none = of.OFPP_NONE if number == OF10 else of.OFPP_ANY
    match = of.OFPMatch(in_port=1)
    deletion = of.OFPFlowMod(None, command=of.OFPFC_DELETE, priority=0x8000, out_port=none, match=match)
    assert flow_to_str(deletion) == 'in_port=1'
    deletion.out_port = 3
    assert flow_to_str(deletion) == 'in_port=1,out_port=3'


def test_what_has_no_words_is_shown_by_its_name():
    of13 = version(OF13)
    (note,) = actions_from_str(of13, 'note:01.02')
    assert actions_to_str([note, of13.OFPActionOutput(1)]) == f'{note!r},output:1'
    unknown = of13.OFPInstruction.decode(bytes.fromhex('ffff0008 00000001'), 0, 8)
    assert instructions_to_str([unknown]) == repr(unknown)


def test_a_field_that_nobody_knows():
    of13 = version(OF13)
    match = of13.OFPMatch.decode(bytes.fromhex('0001000d ffffee05 0000000000') + bytes(3), 0, 16)
    ((name, value),) = match.items()
    assert match_to_str(match) == f'{name}={value}'
