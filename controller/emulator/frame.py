"""Frames as switches see them: their header fields under the names of OpenFlow matches, read and rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import Any, Final, NamedTuple

from ..openflow.oxm import OPENFLOW_BASIC
from ..packet import ether_types as ether
from ..packet.fields import every_field
from ..packet.packet import Packet
from ..packet.vlan import svlan, vlan

__all__ = ['FIELDS', 'LARGEST', 'MATCHABLE', 'SETTABLE', 'VLAN_PRESENT', 'Frame', 'number_of']

#: Every match field of the basic class by name.
FIELDS: Final = {field.name: field for field in OPENFLOW_BASIC}

VLAN_PRESENT: Final = 0x1000  # OFPVID_PRESENT: in vlan_vid, beside the id
#: Bytes of a frame; a PACKET_IN that holds it, with a tag more, has at most 65535.
LARGEST: Final = 0xFF00


class Place(NamedTuple):
    """Where a field stands in a header: `bits` of the attribute above `shift`, all of it where `bits` is 0."""

    attribute: str
    shift: int = 0
    bits: int = 0


_PORTS = ('src_port', 'dst_port')

#: Protocol -> field -> its place.
PLACES: Final[Mapping[str, Mapping[str, Place]]] = {
    'ethernet': {'eth_dst': Place('dst'), 'eth_src': Place('src'), 'eth_type': Place('ethertype')},
    'vlan': {'vlan_vid': Place('vid'), 'vlan_pcp': Place('pcp'), 'eth_type': Place('ethertype')},
    'svlan': {'vlan_vid': Place('vid'), 'vlan_pcp': Place('pcp'), 'eth_type': Place('ethertype')},
    'arp': {
        'arp_op': Place('opcode'),
        'arp_spa': Place('src_ip'),
        'arp_tpa': Place('dst_ip'),
        'arp_sha': Place('src_mac'),
        'arp_tha': Place('dst_mac'),
    },
    'ipv4': {
        'ip_dscp': Place('tos', 2, 6),
        'ip_ecn': Place('tos', 0, 2),
        'ip_proto': Place('proto'),
        'ipv4_src': Place('src'),
        'ipv4_dst': Place('dst'),
    },
    'ipv6': {
        'ip_dscp': Place('traffic_class', 2, 6),
        'ip_ecn': Place('traffic_class', 0, 2),
        'ip_proto': Place('payload_protocol'),
        'ipv6_src': Place('src'),
        'ipv6_dst': Place('dst'),
        'ipv6_flabel': Place('flow_label'),
    },
    'tcp': {**dict(zip(('tcp_src', 'tcp_dst'), map(Place, _PORTS), strict=True)), 'tcp_flags': Place('bits')},
    'udp': dict(zip(('udp_src', 'udp_dst'), map(Place, _PORTS), strict=True)),
    'sctp': dict(zip(('sctp_src', 'sctp_dst'), map(Place, _PORTS), strict=True)),
    'icmp': {'icmpv4_type': Place('type'), 'icmpv4_code': Place('code')},
    'icmpv6': {'icmpv6_type': Place('type_'), 'icmpv6_code': Place('code')},
}

#: Fields that a frame may have and a set-field action does not change.
_FOUND_ONLY = {
    'ipv6_nd_target', 'ipv6_nd_sll', 'ipv6_nd_tll', 'mpls_label', 'mpls_tc', 'mpls_bos', 'pbb_isid', 'pbb_uca',
}  # fmt: skip

#: Fields that a set-field action may change: changing the others would change what the frame is.
_FIXED = {'eth_type', 'ip_proto', 'tcp_flags'}
SETTABLE: Final = frozenset(name for places in PLACES.values() for name in places) - _FIXED

#: Fields that a flow entry may match: of the frame, and what the pipeline knows beside it.
MATCHABLE: Final = SETTABLE | _FIXED | _FOUND_ONLY | {'in_port', 'in_phy_port', 'metadata', 'packet_type'}

_TIMES_TO_LIVE = {'ipv4': 'ttl', 'ipv6': 'hop_limit'}
_TAGS = {ether.ETH_TYPE_8021Q: vlan, ether.ETH_TYPE_8021AD: svlan}


def number_of(field: str, value: Any) -> int:
    """The value of a field, a number or an address as text, as a number."""
    return value if value.__class__ is int else int.from_bytes(FIELDS[field].kind.write(value), 'big')


class Frame:
    """The bytes of an Ethernet frame, and how many links it has crossed; a change makes a new frame.

    Reading never fails: what a header does not hold, or the frame is too short for, is not among its fields.
    """

    def __init__(self, data: bytes, hops: int = 0) -> None:
        self.data = data
        self.hops = hops

    def __len__(self) -> int:
        return len(self.data)

    def __eq__(self, other: object) -> bool:
        return self.data == other.data if isinstance(other, Frame) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.data)

    def __repr__(self) -> str:
        return f'<Frame of {len(self.data)} bytes: {", ".join(type(each).__name__ for each in Packet(self.data))}>'

    def after_hop(self) -> Frame:
        """The frame after one more link."""
        frame = copy(self)
        frame.hops += 1
        return frame

    @cached_property
    def fields(self) -> Mapping[str, int]:
        """The match fields that the frame has, as numbers."""
        return {name: number_of(name, value) for name, value in every_field(self.data).items()}

    def with_field(self, name: str, value: int) -> Frame:
        """The frame with a field set, checksums made anew; itself where it has no such field."""
        packet = Packet(self.data)
        for header in packet.protocols:
            place = PLACES.get(type(header).__name__, {}).get(name)
            if place is not None:
                _write(header, name, place, value)
                return self._changed(packet)
        return self

    def with_tag(self, ethertype: int = ether.ETH_TYPE_8021Q) -> Frame:
        """The frame with one more VLAN tag, whose values are those of the outermost tag so far (1.3.5, 5.11)."""
        packet = Packet(self.data)
        headers: list[Any] = packet.protocols
        if not headers or isinstance(headers[0], bytes):
            return self
        tag = _TAGS[ethertype](ethertype=headers[0].ethertype)
        if len(headers) > 1 and isinstance(headers[1], (vlan, svlan)):
            tag.pcp, tag.vid = headers[1].pcp, headers[1].vid
        headers[0].ethertype = ethertype
        headers.insert(1, tag)
        return self._changed(packet)

    def without_tag(self) -> Frame:
        """The frame without its outermost VLAN tag; itself where it has none."""
        packet = Packet(self.data)
        if len(packet.protocols) < 2 or not isinstance(packet[1], (vlan, svlan)):
            return self
        packet[0].ethertype = packet[1].ethertype
        del packet[1]
        return self._changed(packet)

    @property
    def time_to_live(self) -> int | None:
        """The IPv4 time to live or IPv6 hop limit, None for other frames."""
        for header in Packet(self.data):
            attribute = _TIMES_TO_LIVE.get(type(header).__name__)
            if attribute is not None:
                return getattr(header, attribute)
        return None

    def with_time_to_live(self, value: int) -> Frame:
        """The frame with another IPv4 time to live or IPv6 hop limit; itself where it has neither."""
        packet = Packet(self.data)
        for header in packet.protocols:
            attribute = _TIMES_TO_LIVE.get(type(header).__name__)
            if attribute is not None:
                setattr(header, attribute, value)
                return self._changed(packet)
        return self

    def _changed(self, packet: Packet) -> Frame:
        packet.serialize()
        return Frame(packet.data or b'', self.hops)


def _write(header: Any, name: str, place: Place, value: int) -> None:
    kind = FIELDS[name].kind
    if place.bits:
        mask = (1 << place.bits) - 1 << place.shift
        new: Any = getattr(header, place.attribute) & ~mask | value << place.shift & mask
    elif name == 'vlan_vid':
        new = value & ~VLAN_PRESENT
    else:
        new = kind.read(value.to_bytes(kind.width, 'big'))
    setattr(header, place.attribute, new)
