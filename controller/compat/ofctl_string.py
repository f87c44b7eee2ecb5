"""Actions from the text that ovs-ofctl takes, and its names of match fields."""

from __future__ import annotations

from typing import Any

from ..openflow import OF13, ovs_syntax
from ..openflow import version as tables
from .exception import OFPInvalidActionString

__all__ = [
    'OfctlActionConverter', 'nxm_field_name_to_os_ken', 'nxm_field_name_to_ryu', 'ofp_instruction_from_str',
    'ofp_ofctl_field_name_to_os_ken', 'ofp_ofctl_field_name_to_ryu', 'tokenize_ofp_instruction_arg',
]  # fmt: skip

#: ovs-ofctl's names of fields that ours call otherwise; `in_port` is there the port of 16 bits.
_OFCTL_NAMES = {
    'dl_dst': 'eth_dst', 'dl_src': 'eth_src', 'dl_type': 'eth_type', 'icmp_code': 'icmpv4_code',
    'icmp_type': 'icmpv4_type', 'in_port': 'in_port_nxm', 'in_port_oxm': 'in_port', 'ip_dst': 'ipv4_dst',
    'ip_src': 'ipv4_src', 'nd_sll': 'ipv6_nd_sll', 'nd_target': 'ipv6_nd_target', 'nd_tll': 'ipv6_nd_tll',
    'nw_dst': 'ipv4_dst', 'nw_ecn': 'ip_ecn', 'nw_proto': 'ip_proto', 'nw_src': 'ipv4_src', 'tp_dst': 'tcp_dst',
    'tp_src': 'tcp_src', 'tun_dst': 'tun_ipv4_dst', 'tun_id': 'tunnel_id', 'tun_src': 'tun_ipv4_src',
}  # fmt: skip

#: Of the names that Nicira's headers give to fields those that ours call otherwise.
_NXM_NAMES = {
    'icmp_code': 'icmpv4_code', 'icmp_type': 'icmpv4_type', 'ip_dst': 'ipv4_dst', 'ip_src': 'ipv4_src',
    'ip_ttl': 'nw_ttl', 'tun_id': 'tunnel_id',
}  # fmt: skip


def ofp_instruction_from_str(ofproto: Any, action_str: str) -> list[dict[str, Any]]:
    """Actions and instructions, as JSON, of the version of `ofproto`; raises OFPInvalidActionString."""
    try:
        return ovs_syntax.ofp_instruction_from_str(tables(ofproto.OFP_VERSION), action_str)
    except ValueError as error:
        raise OFPInvalidActionString(f'unable to parse: {action_str} ({error})') from error


def tokenize_ofp_instruction_arg(arg: str) -> list[str]:
    """The pieces of a list between its commas, of which those in brackets do not count."""
    pieces, depth = [''], 0
    for character in arg:
        depth += (character in '([') - (character in ')]')
        if character == ',' and depth <= 0:
            pieces.append('')
        else:
            pieces[-1] += character
    return pieces if arg else []


def ofp_ofctl_field_name_to_ryu(field: str) -> str:
    """The name that a field has here, of the one that it has for ovs-ofctl: `tunnel_id` for `tun_id`."""
    return _OFCTL_NAMES.get(field, field)


def nxm_field_name_to_ryu(field: str) -> str:
    """The name that a field has here, of its header's: `eth_src_nxm` for `NXM_OF_ETH_SRC`; raises ValueError."""
    kind, name = field[:7], field[7:].lower()
    if kind not in ('NXM_NX_', 'NXM_OF_', 'OXM_OF_'):
        raise ValueError(f'{field!r} is no header of a match field: NXM_NX_..., NXM_OF_..., or OXM_OF_...')
    if kind == 'OXM_OF_':
        return name
    name = _NXM_NAMES.get(name, name)
    return f'{name}_nxm' if f'{name}_nxm' in tables(OF13).OFPMatch.known.by_name else name


ofp_ofctl_field_name_to_os_ken = ofp_ofctl_field_name_to_ryu
nxm_field_name_to_os_ken = nxm_field_name_to_ryu


class OfctlActionConverter:
    """Single actions by their names: `OfctlActionConverter.output(ofproto, 'output:1')`."""

    @classmethod
    def output(cls, ofproto: Any, action_str: str) -> dict[str, Any]:
        """The one action, as JSON, that the text says; raises OFPInvalidActionString."""
        found = ofp_instruction_from_str(ofproto, action_str)
        if len(found) != 1:
            raise OFPInvalidActionString(f'unable to parse: {action_str} (says {len(found)} actions)')
        return found[0]

    goto_table = normal = pop_vlan = set_field = resubmit = conjunction = ct = ct_clear = output
