"""The classes of match fields, `MTEthDst` and the like, by which programs of Ryu's first years read `match.fields`."""

from __future__ import annotations

from typing import Any, ClassVar

from ..openflow.oxm import SetField
from ..openflow.oxm_fields import BASIC_CLASS, IPV6, MAC, Field
from ..openflow.oxm_old import OldField
from ..wire import Version

__all__ = ['SET_FIELD', 'OFPMatchField', 'classes']

#: A field's name -> that of its class behind `MT`.
NAMES = {
    'in_port': 'InPort', 'in_phy_port': 'InPhyPort', 'metadata': 'Metadata',
    'eth_dst': 'EthDst', 'eth_src': 'EthSrc', 'eth_type': 'EthType', 'vlan_vid': 'VlanVid', 'vlan_pcp': 'VlanPcp',
    'ip_dscp': 'IPDscp', 'ip_ecn': 'IPECN', 'ip_proto': 'IPProto', 'ipv4_src': 'IPV4Src', 'ipv4_dst': 'IPV4Dst',
    'tcp_src': 'TCPSrc', 'tcp_dst': 'TCPDst', 'udp_src': 'UDPSrc', 'udp_dst': 'UDPDst',
    'sctp_src': 'SCTPSrc', 'sctp_dst': 'SCTPDst', 'icmpv4_type': 'ICMPV4Type', 'icmpv4_code': 'ICMPV4Code',
    'arp_op': 'ArpOp', 'arp_spa': 'ArpSpa', 'arp_tpa': 'ArpTpa', 'arp_sha': 'ArpSha', 'arp_tha': 'ArpTha',
    'ipv6_src': 'IPv6Src', 'ipv6_dst': 'IPv6Dst', 'ipv6_flabel': 'IPv6Flabel',
    'icmpv6_type': 'ICMPV6Type', 'icmpv6_code': 'ICMPV6Code', 'ipv6_nd_target': 'IPv6NdTarget',
    'ipv6_nd_sll': 'IPv6NdSll', 'ipv6_nd_tll': 'IPv6NdTll', 'mpls_label': 'MplsLabel', 'mpls_tc': 'MplsTc',
    'mpls_bos': 'MplsBos', 'pbb_isid': 'PbbIsid', 'tunnel_id': 'TunnelId', 'ipv6_exthdr': 'IPv6ExtHdr',
}  # fmt: skip


class _OfField(type):
    """The class of such a class: what `match.fields` holds is an instance of the class of its field."""

    field: str = ''

    def __instancecheck__(cls, instance: Any) -> bool:
        return super().__instancecheck__(instance) or (
            isinstance(instance, OldField) and (not cls.field or instance.name == cls.field))


class OFPMatchField(metaclass=_OfField):
    """A field of a match by its OXM header: `n_bytes` is what a value takes, `pack_str` how `struct` packs it."""

    field: ClassVar[str] = ''
    pack_str: ClassVar[str] = ''
    #: Header, with mask and without -> class, of a version's fields.
    _FIELDS_HEADERS: ClassVar[dict[int, type[OFPMatchField]]] = {}

    def __init__(self, header: int, value: Any = None, mask: Any = None) -> None:
        self.header = header
        self.n_bytes = (header & 0xFF) >> (header >> 8 & 1)
        self.length = 0
        self.value = value
        self.mask = mask

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OFPMatchField):
            return NotImplemented
        return (self.header, self.value, self.mask) == (other.header, other.value, other.mask)

    __hash__ = object.__hash__

    @classmethod
    def make(cls, header: int, value: Any, mask: Any = None) -> OFPMatchField:
        """A field of the class that the header is of, of this class where it is of none."""
        return cls._FIELDS_HEADERS.get(header, cls)(header, value, mask)

    def oxm_len(self) -> int:
        """The bytes behind the header."""
        return self.header & 0xFF


def set_field(self: SetField, field: Any = None, /, **fields: Any) -> None:
    """`OFPActionSetField(MTEthDst(header, value))` as well as `OFPActionSetField(eth_dst=value)`."""
    if field is not None:
        match = self.table.version.OFPMatch()  # type: ignore[union-attr]
        match.append_field(field.header, field.value)
        fields = dict(match.items())
    _SET_FIELD(self, **fields)


def field_of(self: SetField) -> OldField:
    """The field that the action sets, as one of `match.fields`."""
    match = self.table.version.OFPMatch(**{self.key: self.value})  # type: ignore[union-attr]
    return match.fields[0]


_SET_FIELD = SetField.__init__

#: What the action has while the alias is installed.
SET_FIELD = {'__init__': set_field, 'field': property(field_of)}


def classes(version: Version) -> dict[str, type[OFPMatchField]]:
    """`OFPMatchField`, and `MT...` for each field of a version that had one, by name."""
    headers: dict[int, type[OFPMatchField]] = {}
    base: Any = _OfField('OFPMatchField', (OFPMatchField,), {'_FIELDS_HEADERS': headers})
    found: dict[str, Any] = {'OFPMatchField': base}
    for field in version.fields.by_name.values() if version.fields else ():
        if field.oxm_class == BASIC_CLASS and field.name in NAMES:
            name = f'MT{NAMES[field.name]}'
            found[name] = _OfField(name, (base,), {'field': field.name, 'pack_str': _pack_string(field)})
            headers.update({int.from_bytes(field.header(masked)): found[name] for masked in (False, True)})
    return found


def _pack_string(field: Field) -> str:
    """How `struct` packs a value."""
    if field.kind is MAC or field.kind is IPV6:
        return '!6s' if field.kind is MAC else '!8H'
    return {1: '!B', 2: '!H', 4: '!I', 8: '!Q'}.get(field.kind.width, f'!{field.kind.width}B')
