"""Ryu's rules of OpenFlow 1.0, `ClsRule`: what 1.0's own match can say, and what only Nicira's can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..openflow import OF10
from ..openflow import version as tables
from ..wire import EncodeError

__all__ = ['ClsRule']

of10 = tables(OF10)

#: What follows `set_` -> the field of Nicira's match. The others are made of several, or depend on the protocol.
FIELDS = {
    'in_port': 'in_port_nxm', 'dl_dst': 'eth_dst_nxm', 'dl_src': 'eth_src_nxm', 'dl_type': 'eth_type_nxm',
    'dl_tci': 'vlan_tci', 'nw_proto': 'ip_proto_nxm', 'nw_src': 'ipv4_src_nxm', 'nw_dst': 'ipv4_dst_nxm',
    'nw_dscp': 'nw_tos', 'nw_ecn': 'ip_ecn_nxm', 'nw_ttl': 'nw_ttl', 'nw_frag': 'ip_frag', 'tun_id': 'tunnel_id_nxm',
    'arp_spa': 'arp_spa_nxm', 'arp_tpa': 'arp_tpa_nxm', 'arp_sha': 'arp_sha_nxm', 'arp_tha': 'arp_tha_nxm',
    'ipv6_src': 'ipv6_src_nxm', 'ipv6_dst': 'ipv6_dst_nxm', 'ipv6_label': 'ipv6_label', 'nd_target': 'nd_target',
    'pkt_mark': 'pkt_mark', 'tcp_flags': 'tcp_flags_nxm', **{f'reg{number}': f'reg{number}' for number in range(8)},
}
#: The same field under other names.
SYNONYMS = {'icmp_type': 'tp_src', 'icmpv6_type': 'tp_src', 'icmp_code': 'tp_dst', 'icmpv6_code': 'tp_dst'}
#: Protocol -> the fields that tp_src and tp_dst are.
PORTS = {
    1: ('icmpv4_type_nxm', 'icmpv4_code_nxm'), 6: ('tcp_src_nxm', 'tcp_dst_nxm'), 17: ('udp_src_nxm', 'udp_dst_nxm'),
    58: ('icmpv6_type_nxm', 'icmpv6_code_nxm'),
}
#: What 1.0's own match has, in the order of its constructor behind `wildcards`; addresses of IPv4 there have prefixes.
OWN = ('in_port', 'dl_src', 'dl_dst', 'dl_vlan', 'dl_vlan_pcp', 'dl_type', 'nw_dscp', 'nw_proto', 'nw_src', 'nw_dst',
       'tp_src', 'tp_dst')
VLAN_PRESENT = 0x1000  # in a tag as Nicira's match has it


class ClsRule:
    """Which packets, for `send_flow_mod` and NXTFlowMod.

    Every `set_x(value)` has its `set_x_masked(value, mask)`; keyword arguments name setters: `ClsRule(dl_type=0x0800,
    nw_src_masked=(0x0a000000, 0xff000000), reg1=5)`.
    """

    def __init__(self, **fields: Any) -> None:
        self.chosen: dict[str, tuple[Any, Any]] = {}
        for name, value in fields.items():
            setter = getattr(self, f'set_{name}', None)
            if setter is None:
                raise TypeError(f'ClsRule has no field {name!r}')
            setter(*value if isinstance(value, (tuple, list)) else (value,))

    def set_reg(self, reg_idx: int, value: int) -> None:
        """Match a register."""
        self.chosen[f'reg{reg_idx}'] = value, None

    def set_reg_masked(self, reg_idx: int, value: int, mask: int) -> None:
        """Match some bits of a register."""
        self.chosen[f'reg{reg_idx}'] = value, mask

    def flow_format(self) -> int:
        """NXFF_OPENFLOW10 where 1.0's own match can say this, else NXFF_NXM."""
        plain = all(name in OWN and (mask is None or (name in ('nw_src', 'nw_dst') and _prefix(mask) is not None))
                    for name, (_, mask) in self.chosen.items())
        return of10.NXFF_OPENFLOW10 if plain else of10.NXFF_NXM

    def match_tuple(self) -> tuple[Any, ...]:
        """The positional arguments of 1.0's OFPMatch; raises ValueError where it cannot say this."""
        if self.flow_format() != of10.NXFF_OPENFLOW10:
            raise ValueError(f"{', '.join(self.chosen)}: not all in OpenFlow 1.0's own match")
        values = [self.chosen.get(name, (None, None)) for name in OWN]
        masks = {name: self.chosen[name][1] for name in ('nw_src', 'nw_dst') if name in self.chosen}
        prefixes: dict[str, Any] = {f'{name}_mask': _prefix(mask) for name, mask in masks.items() if mask is not None}
        match = of10.OFPMatch(None, *(value for value, _ in values), **prefixes)
        return (match.wildcards, match.in_port, match.dl_src, match.dl_dst, match.dl_vlan, match.dl_vlan_pcp,
                match.dl_type, match.nw_tos, match.nw_proto, match.nw_src, match.nw_dst, match.tp_src, match.tp_dst)

    def encode_fields(self) -> bytes:
        """The fields as Nicira's messages hold them; raises EncodeError."""
        return of10.NXMatch(**dict(self._fields())).encode_fields()

    encode = encode_fields

    def _fields(self) -> Iterator[tuple[str, Any]]:
        """Names and values of Nicira's match."""
        chosen = dict(self.chosen)
        vlan, priority = chosen.pop('dl_vlan', None), chosen.pop('dl_vlan_pcp', None)
        if vlan or priority:
            tag = (vlan[0] if vlan else 0) | (priority[0] << 13 if priority else 0) | VLAN_PRESENT
            yield 'vlan_tci', (tag, (0xFFF if vlan else 0) | (0xE000 if priority else 0) | VLAN_PRESENT)
        for name, (value, mask) in chosen.items():
            value, mask = (_groups(each) for each in (value, mask))
            yield self._name(name), value if mask is None else (value, mask)

    def _name(self, name: str) -> str:
        if name in FIELDS:
            return FIELDS[name]
        protocol = self.chosen.get('nw_proto', (None, None))[0]
        if protocol not in PORTS:
            raise EncodeError(f'ClsRule.{name}: needs nw_proto to be one of {", ".join(map(str, PORTS))}')
        return PORTS[protocol][name == 'tp_dst']


def _groups(value: Any) -> Any:
    """An IPv6 address that is a list of eight numbers, as bytes."""
    return b''.join([each.to_bytes(2, 'big') for each in value]) if isinstance(value, list) else value


def _prefix(mask: int) -> int | None:
    """How many leading bits an IPv4 mask has, None where it has others."""
    length = mask.bit_count()
    return length if mask == (1 << 32) - (1 << 32 - length) else None


def _setters() -> Iterator[tuple[str, Callable[..., None]]]:
    for name in {*FIELDS, *SYNONYMS, *OWN}:
        def plain(self: ClsRule, value: Any, mask: Any = None, field: str = SYNONYMS.get(name, name)) -> None:
            self.chosen[field] = value, mask

        yield f'set_{name}', plain
        yield f'set_{name}_masked', plain


for _name, _setter in _setters():
    setattr(ClsRule, _name, _setter)
