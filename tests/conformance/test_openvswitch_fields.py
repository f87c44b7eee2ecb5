"""Match fields and ovs-ofctl's syntax against Open vSwitch: it reads what we write, and writes what we read alike."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest

from controller.openflow import OF10, OF12, OF13, OF14, OF15, version
from controller.openflow.ovs_fields import NAMES, number_as_value
from controller.openflow.ovs_syntax import flow_from_str, match_from_str
from controller.openflow.oxm import Field
from controller.wire import Version
from tests.conformance.lab import run

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(90)]

PROTOCOLS = {OF10: 'OpenFlow10', OF12: 'OpenFlow12', OF13: 'OpenFlow13', OF14: 'OpenFlow14', OF15: 'OpenFlow15'}
BY_FIELDS = (OF12, OF13, OF14, OF15)

#: Fields that Open vSwitch 3.1 refuses: it has no physical ports, provider backbone bridges and extension headers.
REFUSED = {'in_phy_port', 'pbb_isid', 'pbb_uca', 'ipv6_exthdr'}

#: Values where not every number will do.
VALUES = {
    'in_port': 7, 'in_port_nxm': 7, 'actset_output': 9, 'arp_op': 2, 'arp_op_nxm': 2, 'nw_tos': 0x20, 'tun_flags': 1,
    'ct_state': 0x21, 'nsh_mdtype': 1, 'nsh_ttl': 63, 'icmpv6_type': 135, 'icmpv6_type_nxm': 135,
    'eth_type_nxm': 0x88CC, 'vlan_vid': 0x1123, 'packet_type': 0x10800, 'tcp_flags': 0x12, 'tcp_flags_nxm': 0x12,
    'vlan_tci': 0x3123, 'nd_options_type': 1, 'ip_frag': 3, 'tun_gtpu_flags': 0x33, 'tun_erspan_dir': 1,
}  # fmt: skip
#: ... and what the mask of one must be.
MASKS = {'tun_flags': 1, 'ct_state': 0x21, 'ip_frag': 3, 'tun_gtpu_flags': 0xFF, 'tun_gtpu_msgtype': 0xFF,
         'tun_gbp_flags': 0xFF, 'tun_erspan_ver': 0xF, 'tun_erspan_idx': 0xFFFFF, 'tun_erspan_dir': 1,
         'tun_erspan_hwid': 0x3F}  # fmt: skip

#: What Open vSwitch wants in a match beside what the specification does (ovs-fields(7)), or else does not show.
COMPANIONS: dict[str, dict[str, Any]] = {
    **{name: {'ct_state': (0x21, 0x21)} for name in (
        'ct_nw_proto', 'ct_nw_src', 'ct_nw_dst', 'ct_ipv6_src', 'ct_ipv6_dst')},
    **{name: {'ct_state': (0x21, 0x21), 'ct_nw_proto': 6} for name in ('ct_tp_src', 'ct_tp_dst')},
    **{name: {'icmpv6_code': 0} for name in (
        'ipv6_nd_target', 'ipv6_nd_sll', 'ipv6_nd_tll', 'nd_target', 'nd_sll', 'nd_tll', 'nd_reserved',
        'nd_options_type')},
    **{f'nsh_c{number}': {'nsh_mdtype': 1} for number in range(1, 5)},
    'tun_erspan_idx': {'tun_erspan_ver': 1}, 'tun_erspan_dir': {'tun_erspan_ver': 2},
    'tun_erspan_hwid': {'tun_erspan_ver': 2},
}  # fmt: skip

#: Nicira's field -> the standard one that it is, too.
STANDARD = {nicira: standard for standard, nicira in (each for each in NAMES.values() if len(each) == 2)}


def read_by_openvswitch(messages: list[bytes], directory: Path) -> list[str]:
    """What `ovs-ofctl` says of each message; their transaction ids are their places in the list."""
    file = directory / 'messages'
    file.write_bytes(b''.join(data[:4] + index.to_bytes(4, 'big') + data[8:] for index, data in enumerate(messages)))
    printed = dict(re.findall(r'\(xid=0x([\da-f]+)\): (.*)', run('ovs-ofctl', 'ofp-parse', file)))
    return [printed[f'{index:x}'] for index in range(len(messages))]


def written_by_openvswitch(flows: list[str], protocol: str, directory: Path) -> list[bytes]:
    """The flow-mods that `ovs-ofctl` makes of flows; it takes all of them or none."""
    file = directory / 'flows'
    file.write_text('\n'.join(flows))
    dumped = run('ovs-ofctl', '-mmmmm', '-O', protocol, 'parse-flows', file)
    messages = re.split(r'^(?:OFPT|NXT)_.*$', dumped, flags=re.MULTILINE)[1:]
    lines = [re.findall(r'^[\da-f]{8} ((?:[ -][\da-f]{2})+)', each, re.MULTILINE) for each in messages]
    return [bytes.fromhex(''.join(each).replace('-', ' ')) for each in lines]


def some_match(of: Version, field: Field, masked: bool, rng: random.Random) -> dict[str, Any]:
    """A match that has the field, and what it needs."""
    known = of.fields.by_name
    fields = {**COMPANIONS.get(field.name, {}), field.name: some_value(field, masked, rng)}
    while field.requires:
        name, *values = field.requires
        field = known[str(name)]
        wanted = values[0] if values else 0x1001
        fields[field.name] = 0x86DD if {'icmpv6_type', 'icmpv6_code'} & fields.keys() and name == 'eth_type' else wanted
        if field.name == 'ip_proto' and wanted == 58:
            fields['eth_type'] = 0x86DD
            break
    return fields


def some_value(field: Field, masked: bool, rng: random.Random) -> Any:
    if field.kind.variable:
        return (b'\x12\x34', b'\xff\xf0') if masked else b'\x12\x34'
    number = VALUES.get(field.name, rng.getrandbits(field.kind.bits or 8 * field.kind.width) | 1)
    value = number_as_value(field, number)
    if not masked:
        return value
    mask = MASKS.get(field.name, rng.getrandbits(field.kind.bits or 8 * field.kind.width) | 1)
    return value, number_as_value(field, mask)


def as_openvswitch_shows_it(of: Version, fields: dict[str, Any]) -> dict[str, Any]:
    """A match in the standard's fields where there are two, and in the smallest registers."""
    shown: dict[str, Any] = {}
    for name, value in fields.items():
        if wide := re.fullmatch('(x+)reg([0-9]+)', name):
            count = 2 ** len(wide[1])
            for index in range(count):
                shift = 32 * (count - 1 - index)
                parts = [each >> shift & 0xFFFFFFFF for each in (value if isinstance(value, tuple) else (value,))]
                if parts[-1] or len(parts) == 1:
                    exact = len(parts) == 1 or parts[1] == 0xFFFFFFFF
                    shown[f'reg{int(wide[2]) * count + index}'] = parts[0] if exact else tuple(parts)
        elif name == 'nw_tos':
            shown['ip_dscp'] = value >> 2
        elif name == 'vlan_vid' and isinstance(value, tuple):
            shown['vlan_tci'] = value
        elif name == 'vlan_tci' and isinstance(value, int):
            shown |= {'vlan_vid': value & 0x1FFF, 'vlan_pcp': value >> 13}
        elif name in ('ct_state', 'tun_flags') and isinstance(value, int):
            shown[name] = value, 0xFF if name == 'ct_state' else 1  # all the flags that there are
        else:
            standard = STANDARD.get(name, name)
            shown[standard if standard in of.fields.by_name else name] = without_full_mask(of, name, value)
    return shown


def without_full_mask(of: Version, name: str, value: Any) -> Any:
    field = of.fields.by_name[name]
    if field.kind.bits and isinstance(value, tuple) and value[1] == (1 << field.kind.bits) - 1:
        return value[0]
    return value


@pytest.mark.parametrize('number', BY_FIELDS)
def test_every_field_is_read_as_it_was_written(number: int, tmp_path: Path) -> None:
    of, rng = version(number), random.Random(number)
    matches = [
        some_match(of, field, masked, rng)
        for field in of.fields.by_name.values() if field.name not in REFUSED
        for masked in ((False, True) if field.maskable else (False,))
    ]  # fmt: skip
    mods = [of.OFPFlowMod(None, match=of.OFPMatch(**each), instructions=[], out_port=of.OFPP_ANY) for each in matches]
    differences = {}
    for fields, said in zip(matches, read_by_openvswitch([each.encode() for each in mods], tmp_path), strict=True):
        again = of.OFPMatch(**dict(of.OFPMatch(**fields).items()))  # with the bits outside of masks cleared
        expected = of.OFPMatch(**as_openvswitch_shows_it(of, dict(again)))
        if not said.startswith('ADD ') or flow_from_str(of, said.removeprefix('ADD '))['match'] != expected:
            differences[str(again)] = said
    assert differences == {}


@pytest.mark.parametrize('number', BY_FIELDS)
def test_what_it_refuses_is_still_so(number: int, tmp_path: Path) -> None:
    of, rng = version(number), random.Random(number)
    refused = sorted(REFUSED & of.fields.by_name.keys())
    mods = [
        of.OFPFlowMod(None, match=of.OFPMatch(**some_match(of, of.fields.by_name[name], False, rng)), instructions=[])
        for name in refused
    ]  # fmt: skip
    said = read_by_openvswitch([each.encode() for each in mods], tmp_path)
    assert dict(zip(refused, said, strict=True)) == dict.fromkeys(refused, '***decode error: OFPBMC_BAD_FIELD***')


# The syntax -----------------------------------------------------------------------------------------------------------

FLOWS = [
    'dl_vlan=5', 'dl_vlan=0xffff', 'vlan_vid=0x1005', 'dl_vlan_pcp=3', 'dl_vlan=5,dl_vlan_pcp=3', 'ip,nw_tos=8',
    'in_port=LOCAL', 'in_port=3', 'in_port=*', 'in_port=1 tcp tp_dst=80', 'ip,nw_src=10.0.0.0/8', 'ip,nw_dst=10.1.2.3',
    'ip,ip_src=10.0.0.0/255.0.0.0', 'ip,nw_src=1.1.1.1/32', 'dl_src=00:00:00:00:00:01,dl_dst=00:00:00:00:00:02',
    'arp,arp_op=2,arp_spa=1.1.1.1', 'arp,nw_src=2.2.2.2,nw_proto=2,nw_dst=10.0.0.0/8', 'icmp,icmp_type=3,icmp_code=1',
    'udp,udp_dst=5', 'tcp,tcp_src=1', 'rarp', 'mplsm', 'ip,nw_proto=47', 'dl_type=0x1234', 'ip,ip_dscp=5',
    'dl_type=0x800,nw_proto=6,tp_src=5', 'priority=5,ip,idle_timeout=3,hard_timeout=4,send_flow_rem,check_overlap',
]  # fmt: skip
FLOWS_BY_FIELDS = [
    'vlan_tci=0x1005/0x1fff', 'vlan_tci=0x1000/0x1000', 'tcp,tcp_flags=+syn-ack', 'tcp,tcp_flags=2/2',
    'tcp,tcp_flags=syn|ack', 'ct_state=+trk-new', 'ct_state=trk|est', 'ip,nw_frag=later', 'ip,nw_frag=no',
    'ip,nw_frag=yes', 'ip,nw_frag=not_later', 'icmp6,icmp_type=135', 'icmp6,icmpv6_type=135,icmpv6_code=0',
    'tun_flags=+oam', 'tun_flags=oam', 'reg0=5/7', 'xreg3=0x1234567890/0xffffffffff', 'xxreg1=0x1234',
    'tun_metadata0=0x1234', 'tun_metadata63=0x12/0xf0', 'tcp,tp_dst=80/0xfff0', 'actset_output=5', 'conj_id=5',
    'ip,nw_src=10.0.0.1/255.0.255.0', 'dl_src=00:00:00:00:00:01/01:00:00:00:00:00', 'ipv6,ipv6_label=5/0xff',
    'arp,arp_sha=00:00:00:00:00:01,arp_tha=00:00:00:00:00:02', 'metadata=1/0xffffffffffffffff', 'metadata=0x10/0xff',
    'pkt_mark=0x3/0x7', 'dp_hash=0x3/0xf', 'ct_zone=5,ct_mark=3,ct_label=1/3', 'tun_id=0x5/0xff', 'tun_src=1.1.1.1',
    'tun_ipv6_src=fe80::/16', 'tun_gbp_id=0x10/0xf0', 'tun_erspan_ver=1,tun_erspan_idx=3', 'tun_gtpu_flags=1',
    'dl_type=0x894f,nsp=5,nsi=1,nsh_flags=1', 'dl_type=0x894f,nsh_mdtype=1,nsh_c4=0x5/0xff',
    'mpls,mpls_label=5,mpls_tc=1,mpls_ttl=5', 'sctp,tp_src=1', 'udp6,tp_dst=1', 'ip,nw_ecn=1,nw_ttl=3',
    'icmp6,icmpv6_type=136,icmpv6_code=0,nd_target=fe80::/64,nd_tll=00:00:00:00:00:01',
    'ip,ct_state=+trk+new,ct_nw_src=1.1.1.1', 'ipv6,ct_state=+trk+new,ct_ipv6_src=::1,ct_ipv6_dst=fe80::/10', 'eth',
    'ipv6,ipv6_src=fe80::1,ipv6_dst=2001:db8::/32', 'cookie=0x5,table=3,ip',
]  # fmt: skip
ACTIONS = [
    'drop', '1', 'output:2', 'in_port', 'all', 'flood', 'local,normal', 'controller', 'controller:100', 'output:reg0',
    'controller(reason=no_match,id=3)', 'controller(userdata=01.02,pause)', 'output:NXM_NX_REG0[0..15]',
    'output(port=1,max_len=100)', 'enqueue:1:2', 'bundle(eth_src,0,hrw,ofport,members:4,8)', 'set_queue:5', 'pop_queue',
    'bundle_load(eth_src,0,hrw,ofport,reg0[0..15],slaves:4,8)', 'push_mpls:0x8847', 'load:1->reg0[3]', 'exit',
    'move:eth_src->eth_dst', 'move:ip_src->reg0', 'load:0x112233445566->eth_src', 'load:5->in_port', 'set_tunnel:5',
    'set_tunnel64:0x100000000', 'mod_dl_src:00:00:00:00:00:01', 'mod_nw_src:10.0.0.1', 'mod_nw_tos:8', 'mod_tp_dst:80',
    'dec_ttl', 'dec_ttl(1,2)', 'resubmit:1', 'resubmit(1,2)', 'resubmit(,3)', 'push:reg0', 'pop:reg1[0..7]', 'ct_clear',
    'note:01.02', 'conjunction(1,1/2)', 'clone(1,2)', 'check_pkt_larger(100)->reg0[0]', 'fin_timeout(idle_timeout=3)',
    'sample(probability=3,sampling_port=1)', 'sample(probability=3,collector_set_id=1,obs_domain_id=2,obs_point_id=3)',
    'multipath(eth_src,50,modulo_n,1,0,NXM_NX_REG0[])', 'delete_field:tun_metadata0', 'goto_table:3',
    'learn(table=2,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])',
    'learn(eth_type=0x800,ip_src=10.0.0.1,load:5->reg0[3..9],send_flow_rem,delete_learned,cookie=0x5)',
]  # fmt: skip
ACTIONS_BY_FIELDS = [
    'set_field:10.0.0.1->nw_src', 'set_field:5->tcp_src', 'set_field:8->nw_tos', 'set_field:0x1234->xreg0',
    'set_field:3->pkt_mark', 'set_field:00:00:00:00:00:01->eth_dst', 'mod_nw_ttl:5', 'mod_nw_ecn:1', 'group:5',
    'write_actions(output:1,group:3)', 'write_metadata:5/7', 'clear_actions',
    'push_vlan:0x8100,set_field:0x1005->vlan_vid',
    'ct(commit,zone=5,table=3,nat(src=10.0.0.1-10.0.0.5:1-100,random),alg=ftp,exec(set_field:1->ct_mark))',
    'ct(nat)', 'ct(table=1,zone=NXM_NX_REG0[0..15])', 'ct(commit,nat(src=10.0.0.1))',
]  # fmt: skip
WHOLE_FLOWS = [
    'actions=mod_vlan_vid:5', 'dl_vlan=1,actions=mod_vlan_vid:5', 'dl_vlan=1,actions=strip_vlan',
    'mpls,actions=dec_mpls_ttl', 'mpls,actions=pop_mpls:0x800', 'mpls,actions=set_mpls_label:5,set_mpls_tc:1',
]  # fmt: skip
WHOLE_FLOWS_BY_FIELDS = [
    'actions=decap', 'dl_type=0x894f,actions=set_field:5->nsh_spi', 'dl_type=0x894f,actions=dec_nsh_ttl',
    'tcp6,ct_state=+trk,actions=ct(commit,force,nat(dst=[fe80::1]-[fe80::2]:80))',
]  # fmt: skip


@pytest.mark.parametrize('number', PROTOCOLS)
def test_the_same_text_is_the_same_flow(number: int, tmp_path: Path) -> None:
    of, by_fields = version(number), number != OF10
    flows = [f'{each},actions=drop' for each in FLOWS + FLOWS_BY_FIELDS * by_fields]
    tracked = 'ct_state=+trk,' * by_fields
    flows += [f'tcp,{tracked}actions={each}' for each in ACTIONS + ACTIONS_BY_FIELDS * by_fields]
    flows += WHOLE_FLOWS + WHOLE_FLOWS_BY_FIELDS * by_fields
    defaults = {'command': 0, 'cookie': 0}
    ours = [of.OFPFlowMod(None, **defaults | flow_from_str(of, each)).encode() for each in flows]
    theirs = written_by_openvswitch(flows, PROTOCOLS[number], tmp_path)
    both = zip(flows, read_by_openvswitch(ours, tmp_path), read_by_openvswitch(theirs, tmp_path), strict=True)
    assert {flow: (our, their) for flow, our, their in both if our != their} == {}


def test_what_openvswitch_prints_is_read_back(tmp_path: Path) -> None:
    """Its own spelling, which is not always that of its input, means the same to us."""
    of13 = version(OF13)
    texts = [each for each in FLOWS + FLOWS_BY_FIELDS if 'timeout' not in each and 'table' not in each]
    written = written_by_openvswitch([f'{each},actions=drop' for each in texts], 'OpenFlow13', tmp_path)
    said = read_by_openvswitch(written, tmp_path)
    for text, spelled in zip(texts, said, strict=True):
        again = flow_from_str(of13, spelled.removeprefix('ADD '))['match']
        given = of13.OFPMatch(**as_openvswitch_shows_it(of13, dict(match_from_str(of13, text))))
        assert again == given or 'vlan' in text, (text, spelled)
