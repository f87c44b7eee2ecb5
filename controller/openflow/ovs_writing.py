"""Flows as text, in the words of ovs-ofctl(8): `priority=1,tcp,nw_dst=10.0.0.0/8,tp_dst=80 actions=output:2`.

`ovs_syntax` reads what is written here. Actions and instructions that have no words here are shown by name and fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from ..wire import Structure, Version
from .ovs_fields import SHORTHANDS, VLAN_PRESENT
from .oxm_fields import IPV4, IPV6, Field

__all__ = ['actions_to_str', 'flow_to_str', 'instructions_to_str', 'match_to_str', 'port_to_str']

LEGACY = 0x01  # OpenFlow 1.0
NO_BUFFER = 0xFFFFFFFF
EVERY_BIT = (1 << 64) - 1

#: The names of fields that Open vSwitch calls otherwise; those of Nicira's twins (`eth_src_nxm`) are the same.
_NAMES = {
    'eth_src': 'dl_src', 'eth_dst': 'dl_dst', 'eth_type': 'dl_type', 'ipv4_src': 'nw_src', 'ipv4_dst': 'nw_dst',
    'ip_proto': 'nw_proto', 'ip_ecn': 'nw_ecn', 'ip_frag': 'nw_frag', 'ipv6_flabel': 'ipv6_label',
    'icmpv4_type': 'icmp_type', 'icmpv4_code': 'icmp_code', 'icmpv6_type': 'icmp_type', 'icmpv6_code': 'icmp_code',
    'ipv6_nd_target': 'nd_target', 'ipv6_nd_sll': 'nd_sll', 'ipv6_nd_tll': 'nd_tll', 'tunnel_id': 'tun_id',
    'tun_ipv4_src': 'tun_src', 'tun_ipv4_dst': 'tun_dst', '_recirc_id': 'recirc_id', '_dp_hash': 'dp_hash',
    'vlan_pcp': 'dl_vlan_pcp', **{f'{protocol}_{end}': f'tp_{end}' for protocol in ('tcp', 'udp', 'sctp')
                                  for end in ('src', 'dst')},
}  # fmt: skip
#: Of the fields that an action sets, the names that Open vSwitch has no second one for.
_NAMES_TO_SET = {
    'ipv4_src': 'ip_src', 'ipv4_dst': 'ip_dst', **{name: _NAMES[name] for name in (
        'ip_proto', 'ipv6_flabel', 'icmpv4_type', 'icmpv4_code', 'ipv6_nd_target', 'ipv6_nd_sll', 'ipv6_nd_tll',
        'tunnel_id', 'tun_ipv4_src', 'tun_ipv4_dst',
    )},
}  # fmt: skip
#: The fields that ovs-ofctl shows first, in its order; the others follow as they are on the wire.
_ORDER = {name: place for place, name in enumerate((
    'metadata', 'in_port', 'vlan_vid', 'vlan_pcp', 'eth_src', 'eth_dst', 'ipv4_src', 'ipv4_dst', 'ipv6_src', 'ipv6_dst',
))}  # fmt: skip
_PROTOCOLS = {protocol: word for word, protocol in SHORTHANDS.items()}

#: The fields of a 1.0 match (5.2.3) whose wildcards have a bit of their own, in the order of ovs-ofctl.
_BITS_OF_1_0 = ('in_port', 'dl_vlan', 'dl_vlan_pcp', 'dl_src', 'dl_dst', 'nw_tos', 'tp_src', 'tp_dst')

#: What an action is called, with what it has.
_ACTIONS: dict[str, str | Callable[[Any], str]] = {
    'OFPActionCopyTtlIn': 'copy_ttl_in', 'OFPActionCopyTtlOut': 'copy_ttl_out',
    'OFPActionDecMplsTtl': 'dec_mpls_ttl', 'OFPActionDecNwTtl': 'dec_ttl',
    'OFPActionGroup': 'group:{0.group_id}', 'OFPActionMeter': 'meter:{0.meter_id}',
    'OFPActionPopMpls': 'pop_mpls:{0.ethertype:#06x}', 'OFPActionPopPbb': 'pop_pbb', 'OFPActionPopVlan': 'pop_vlan',
    'OFPActionPushMpls': 'push_mpls:{0.ethertype:#06x}', 'OFPActionPushPbb': 'push_pbb:{0.ethertype:#06x}',
    'OFPActionPushVlan': 'push_vlan:{0.ethertype:#06x}', 'OFPActionSetMplsTtl': 'set_mpls_ttl:{0.mpls_ttl}',
    'OFPActionSetNwTtl': 'mod_nw_ttl:{0.nw_ttl}', 'OFPActionSetQueue': 'set_queue:{0.queue_id}',
    'OFPActionSetNwTos': 'mod_nw_tos:{0.tos}', 'OFPActionSetTpSrc': 'mod_tp_src:{0.tp}',
    'OFPActionSetTpDst': 'mod_tp_dst:{0.tp}', 'OFPActionStripVlan': 'strip_vlan',
    'OFPActionVlanPcp': 'mod_vlan_pcp:{0.vlan_pcp}', 'OFPActionVlanVid': 'mod_vlan_vid:{0.vlan_vid}',
    'NXActionDecTtl': 'dec_ttl', 'NXActionExit': 'exit', 'NXActionPopQueue': 'pop_queue',
    'NXActionSetQueue': 'set_queue:{0.queue_id}',
    'NXActionSetTunnel': 'set_tunnel:{0.tun_id:#x}', 'NXActionSetTunnel64': 'set_tunnel64:{0.tun_id:#x}',
    'OFPActionOutput': lambda action: _output(action),
    'OFPActionEnqueue': lambda action: f'enqueue:{port_to_str(_version(action), action.port)}:{action.queue_id}',
    'OFPActionSetField': lambda action: _set_field(action),
    'OFPActionSetDlSrc': lambda action: f'mod_dl_src:{action.dl_addr.hex(":")}',
    'OFPActionSetDlDst': lambda action: f'mod_dl_dst:{action.dl_addr.hex(":")}',
    'OFPActionSetNwSrc': lambda action: f'mod_nw_src:{IPv4Address(action.nw_addr)}',
    'OFPActionSetNwDst': lambda action: f'mod_nw_dst:{IPv4Address(action.nw_addr)}',
}  # fmt: skip

#: What a flow has beside its match and its actions, how it is shown, and what is not.
_PROPERTIES = (
    ('cookie', '#x', 0), ('table_id', '', 0), ('priority', '', 0x8000), ('idle_timeout', '', 0),
    ('hard_timeout', '', 0), ('importance', '', 0), ('buffer_id', '#x', NO_BUFFER),
)  # fmt: skip
_FLAGS = {
    'OFPFF_SEND_FLOW_REM': 'send_flow_rem', 'OFPFF_CHECK_OVERLAP': 'check_overlap',
    'OFPFF_RESET_COUNTS': 'reset_counts', 'OFPFF_NO_PKT_COUNTS': 'no_packet_counts',
    'OFPFF_NO_BYT_COUNTS': 'no_byte_counts',
}  # fmt: skip


def flow_to_str(flow_mod: Any) -> str:
    """An OFPFlowMod of any version; what has its default is left out, and so are the actions of a deletion."""
    of = _version(flow_mod)
    words = [
        f'{name.removesuffix("_id") if name == "table_id" else name}={value:{form}}'
        for name, form, default in _PROPERTIES if (value := getattr(flow_mod, name, default)) != default
    ]  # fmt: skip
    words += [word for flag, word in _FLAGS.items() if getattr(flow_mod, 'flags', 0) & getattr(of, flag, 0)]
    match = match_to_str(flow_mod.match)
    words += [match] if match else []
    if flow_mod.command in (of.OFPFC_DELETE, of.OFPFC_DELETE_STRICT):
        words += [f'out_port={port_to_str(of, flow_mod.out_port)}'] if _is_port(of, flow_mod.out_port) else []
        return ','.join(words)
    done = actions_to_str(flow_mod.actions) if of.OFP_VERSION == LEGACY else instructions_to_str(flow_mod.instructions)
    return f'{",".join(words)} actions={done}'.lstrip()


def port_to_str(version: Any, number: int) -> str:
    """A port by its number, or by the name of a reserved one."""
    names = version.ofp_port if version.OFP_VERSION == LEGACY else version.ofp_port_no
    name = names.describe(number)
    return name.removeprefix('OFPP_') if name.startswith('OFPP_') else str(number)


def _version(structure: Structure) -> Any:
    return structure.table.version


def _is_port(of: Any, number: int) -> bool:
    return number not in (getattr(of, 'OFPP_ANY', None), getattr(of, 'OFPP_NONE', None)) and number != 0


# Matches --------------------------------------------------------------------------------------------------------------


def match_to_str(match: Any) -> str:
    """The fields of an OFPMatch of any version, with what one word says of its protocol in front."""
    of = _version(match)
    if of.OFP_VERSION == LEGACY:
        return ','.join(_match_of_1_0(of, match))
    return ','.join(_match(of, dict(match.items())))


def _match(of: Version, values: dict[str, Any]) -> Iterator[str]:
    plain = {name.removesuffix('_nxm'): value for name, value in values.items()}
    said: set[str] = set()
    for protocol in ((plain.get('eth_type'), plain.get('ip_proto')), (plain.get('eth_type'), None)):
        if protocol in _PROTOCOLS and not said:
            yield _PROTOCOLS[protocol]
            said = {'eth_type', 'ip_proto'} if protocol[1] is not None else {'eth_type'}
    for name in sorted(values, key=lambda each: _ORDER.get(each.removesuffix('_nxm'), len(_ORDER))):
        if name.removesuffix('_nxm') not in said:
            yield _condition(of, name, values[name])


def _condition(of: Version, name: str, value: Any) -> str:
    """A field of a match."""
    plain = name.removesuffix('_nxm')
    if plain == 'in_port':
        return f'in_port={port_to_str(of, value)}'
    if name == 'vlan_vid' and isinstance(value, int) and (value & VLAN_PRESENT or not value):
        return f'dl_vlan={value & 0xFFF}' if value else 'dl_vlan=0xffff'
    if name == 'ip_dscp' and isinstance(value, int):
        return f'nw_tos={value << 2}'
    field = of.fields.by_name.get(name)
    return f'{_NAMES.get(plain, plain)}={value if field is None else _value(field, value)}'


def _value(field: Field, value: Any) -> str:
    if not isinstance(value, tuple):
        return _single(field, value)
    if field.kind in (IPV4, IPV6):
        bits = int((IPv4Address if field.kind is IPV4 else IPv6Address)(value[1]))
        width = 8 * field.kind.width
        length = bits.bit_count()
        if bits == (1 << width) - (1 << width - length):
            return f'{value[0]}/{length}'
    return '/'.join(hex(each) if field.kind.bits else _single(field, each) for each in value)


def _single(field: Field, value: Any) -> str:
    if field.kind.variable:
        return f'0x{field.kind.write(value).hex()}'
    if isinstance(value, int) and (field.kind.bits > 20 or field.name.startswith('eth_type')):
        return hex(value)
    return str(value)


def _match_of_1_0(of: Any, match: Any) -> Iterator[str]:
    values = dict(_values_of_1_0(of, match))
    kind, protocol = values.pop('dl_type', None), values.pop('nw_proto', None)
    if (kind, protocol) in _PROTOCOLS:
        yield _PROTOCOLS[kind, protocol]
    elif (kind, None) in _PROTOCOLS:
        yield _PROTOCOLS[kind, None]
        yield f'nw_proto={protocol}'
    else:
        yield from [f'dl_type={kind:#06x}'] if kind is not None else []
        yield from [f'nw_proto={protocol}'] if protocol is not None else []
    names = {'tp_src': 'icmp_type', 'tp_dst': 'icmp_code'} if _PROTOCOLS.get((kind, protocol)) == 'icmp' else {}
    yield from (f'{names.get(name, name)}={value}' for name, value in values.items())


def _values_of_1_0(of: Any, match: Any) -> Iterator[tuple[str, Any]]:
    """The fields that are not wildcards."""
    wildcards, bits = match.wildcards, of.ofp_flow_wildcards.members
    for name in ('dl_type', 'nw_proto', *_BITS_OF_1_0):
        if not wildcards & bits[f'OFPFW_{name.upper()}']:
            value = getattr(match, name)
            if name == 'in_port':
                value = port_to_str(of, value)
            yield name, value.hex(':') if isinstance(value, bytes) else value
    for name in ('nw_src', 'nw_dst'):
        length = 32 - min(wildcards >> bits[f'OFPFW_{name.upper()}_SHIFT'] & 0x3F, 32)
        if length:
            address = str(IPv4Address(getattr(match, name)))
            yield name, address if length == 32 else f'{address}/{length}'


# Actions and instructions ---------------------------------------------------------------------------------------------


def instructions_to_str(instructions: Iterable[Any]) -> str:
    """What a flow entry does: the actions that it applies, among its other instructions."""
    return ','.join(each for each in map(_instruction, instructions) if each) or 'drop'


def actions_to_str(actions: Iterable[Any]) -> str:
    """A list of actions."""
    return ','.join(map(_action, actions)) or 'drop'


def _instruction(instruction: Any) -> str:
    of, name = _version(instruction), type(instruction).__name__
    if name == 'OFPInstructionActions':
        if instruction.type == of.OFPIT_CLEAR_ACTIONS:
            return 'clear_actions'
        actions = ','.join(map(_action, instruction.actions))
        return actions if instruction.type == of.OFPIT_APPLY_ACTIONS else f'write_actions({actions})'
    if name == 'OFPInstructionGotoTable':
        return f'goto_table:{instruction.table_id}'
    if name == 'OFPInstructionMeter':
        return f'meter:{instruction.meter_id}'
    if name == 'OFPInstructionWriteMetadata':
        mask = '' if instruction.metadata_mask == EVERY_BIT else f'/{instruction.metadata_mask:#x}'
        return f'write_metadata:{instruction.metadata:#x}{mask}'
    return repr(instruction)


def _action(action: Any) -> str:
    words = _ACTIONS.get(type(action).__name__)
    if words is None:
        return repr(action)
    return words.format(action) if isinstance(words, str) else words(action)


def _output(action: Any) -> str:
    of = _version(action)
    if action.port == of.OFPP_CONTROLLER:
        return f'CONTROLLER:{action.max_len}'
    name = port_to_str(of, action.port)
    return f'output:{name}' if name.isdecimal() else name


def _set_field(action: Any) -> str:
    field = _version(action).fields.by_name.get(action.key)
    value = action.value if field is None else _value(field, action.value)
    plain = action.key.removesuffix('_nxm')
    return f'set_field:{value}->{_NAMES_TO_SET.get(plain, plain)}'
