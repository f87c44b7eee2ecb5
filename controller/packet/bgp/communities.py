"""Extended communities: eight bytes that say something about a route (RFC 4360)."""

from __future__ import annotations

from typing import Any, Self

from ...wire import DecodeError
from ..packet_base import Part
from . import numbers
from .nlri import Labelled, _RouteDistinguisher, declared, label_of

SIZE = 8


class _ExtendedCommunity(Part):
    """What a type and mostly a subtype tell; one with TRANSITIVE in its type is for the neighbouring AS alone."""
    IANA_AUTHORITY = 0x80
    TRANSITIVE = 0x40
    #: Classes by type and subtype; None stands for any.
    classes = {}

    def __init_subclass__(cls, told_by: tuple[int, int | None] | None = None, **keywords: Any) -> None:
        if told_by is not None:  # type and subtype are the first lines of the table
            cls.__annotations__ = {'type': 'u8', 'subtype': 'u8', **cls.__annotations__}
            cls.type, subtype = told_by
            if subtype is not None:
                cls.subtype = subtype
            cls.classes[told_by] = cls
        super().__init_subclass__(**keywords)

    @classmethod
    def read(cls, buf: bytes, offset: int) -> Self:
        """The community in the eight bytes at `offset`."""
        kind = buf[offset] & ~cls.TRANSITIVE
        found = cls.classes.get((kind, buf[offset + 1])) or cls.classes.get((kind, None), BGPUnknownExtendedCommunity)
        return found.decode(buf, offset, offset + SIZE)

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[Self]:
        if (limit - offset) % SIZE:
            raise DecodeError(cls.__name__, f'{limit - offset} bytes are no whole number of communities', buf, offset)
        return [cls.read(buf, start) for start in range(offset, limit, SIZE)]

    @classmethod
    def parse(cls, buf: bytes) -> tuple[Self, bytes]:
        """The community at the start of `buf`, and the bytes behind it; raises DecodeError."""
        if len(buf) < SIZE:
            raise DecodeError(cls.__name__, 'cut short', buf, 0)
        return cls.read(buf, 0), buf[SIZE:]

    @classmethod
    def route_target(cls, text: str) -> _ExtendedCommunity:
        """The route target of a text such as `65000:1`, which looks like a route distinguisher; raises EncodeError."""
        raw = _RouteDistinguisher.from_str(text).encode()
        return cls.read(bytes((raw[1], numbers.BGP_EXTENDED_COMMUNITY_ROUTE_TARGET)) + raw[2:], 0)


class _Specific(_ExtendedCommunity):
    """What someone means by a number: with subtype 2 a route target, with 3 a route's origin."""

    @property
    def formatted_str(self) -> str:
        """Who, a colon, and the number."""
        return f'{getattr(self, "ipv4_address", None) or self.as_number}:{self.local_administrator}'

class BGPTwoOctetAsSpecificExtendedCommunity(_Specific, told_by=(0, None)):
    """What an AS means."""
    as_number: u16
    local_administrator: u32

class BGPIPv4AddressSpecificExtendedCommunity(_Specific, told_by=(1, None)):
    """What a router means, told by its address."""
    ipv4_address: ipv4
    local_administrator: u16

class BGPFourOctetAsSpecificExtendedCommunity(_Specific, told_by=(2, None)):
    """What an AS means whose number takes four bytes (RFC 5668)."""
    as_number: u32
    local_administrator: u16


BGPOpaqueExtendedCommunity = declared(
    'BGPOpaqueExtendedCommunity', _ExtendedCommunity, 'Six bytes that the subtype explains.',
    told_by=(3, None), lines={'opaque': 'bytes_(6)'})


class BGPEncapsulationExtendedCommunity(_ExtendedCommunity, told_by=(3, 12)):
    """The tunnel that traffic is to take (RFC 9012, 4.1)."""
    _1: pad(4)
    tunnel_type: u16
    TUNNEL_TYPE_L2TPV3, TUNNEL_TYPE_GRE, TUNNEL_TYPE_IP_IN_IP, TUNNEL_TYPE_VXLAN = 1, 2, 7, 8
    TUNNEL_TYPE_NVGRE, TUNNEL_TYPE_MPLS, TUNNEL_TYPE_MPLS_IN_GRE, TUNNEL_TYPE_VXLAN_GRE = 9, 10, 11, 12
    TUNNEL_TYPE_MPLS_IN_UDP = 13

    @classmethod
    def from_str(cls, tunnel_type: str) -> Self:
        """The one of a tunnel by its name, such as `vxlan`; raises ValueError."""
        number = getattr(cls, f'TUNNEL_TYPE_{tunnel_type.upper()}', None)
        if number is None:
            raise ValueError(f'{tunnel_type!r} is no kind of tunnel')
        return cls(tunnel_type=number)


BGPEvpnMacMobilityExtendedCommunity = declared(
    'BGPEvpnMacMobilityExtendedCommunity', _ExtendedCommunity, 'How often a MAC address has moved (RFC 7432, 7.7).',
    told_by=(6, 0), lines={'flags': 'u8', '_1': 'pad(1)', 'sequence_number': 'u32'})


class BGPEvpnEsiLabelExtendedCommunity(Labelled, _ExtendedCommunity, told_by=(6, 1)):
    """The label of an Ethernet segment (RFC 7432, 7.5), given as bytes, as an MPLS label or as a VNI."""
    flags: u8
    _1: pad(2)
    label: bytes_(3)
    SINGLE_ACTIVE_BIT = 1

    def __init__(self, label: bytes | None = None, mpls_label: int | None = None, vni: int | None = None,
                 flags: int = 0, subtype: int = 1, type_: int = 6) -> None:  # fmt: skip
        self.type, self.subtype, self.flags = type_, subtype, flags
        self.label = label or label_of(mpls_label, vni)


BGPEvpnEsImportRTExtendedCommunity = declared(
    'BGPEvpnEsImportRTExtendedCommunity', _ExtendedCommunity, 'The target of an Ethernet segment (RFC 7432, 7.6).',
    told_by=(6, 2), lines={'es_import': 'mac'})
BGPFlowSpecTrafficRateCommunity = declared(
    'BGPFlowSpecTrafficRateCommunity', _ExtendedCommunity, 'Bytes a second of a flow that may pass (RFC 8955, 7.1).',
    told_by=(0x80, 6), lines={'as_number': 'u16', 'rate_info': 'f32'}, ACTION_NAME='traffic_rate')
BGPFlowSpecTrafficActionCommunity = declared(
    'BGPFlowSpecTrafficActionCommunity', _ExtendedCommunity,
    'That a flow is sampled, and that it is not the last rule for it (RFC 8955, 7.3).',
    told_by=(0x80, 7), lines={'_1': 'pad(5)', 'action': 'u8'}, ACTION_NAME='traffic_action', SAMPLE=2, TERMINAL=1)
BGPFlowSpecRedirectCommunity = declared(
    'BGPFlowSpecRedirectCommunity', BGPTwoOctetAsSpecificExtendedCommunity,
    'The VPN, by its route target, that a flow goes to (RFC 8955, 7.4).',
    told_by=(0x80, 8), ACTION_NAME='redirect')
BGPFlowSpecTrafficMarkingCommunity = declared(
    'BGPFlowSpecTrafficMarkingCommunity', _ExtendedCommunity, 'The code point that a flow gets (RFC 8955, 7.5).',
    told_by=(0x80, 9), lines={'_1': 'pad(5)', 'dscp': 'u8'}, ACTION_NAME='traffic_marking')
BGPFlowSpecTPIDActionCommunity = declared(
    'BGPFlowSpecTPIDActionCommunity', _ExtendedCommunity, 'What the ethertypes of the VLAN tags of a flow become.',
    told_by=(8, 11), lines={'actions': 'u16', 'tpid_1': 'u16', 'tpid_2': 'u16'}, ACTION_NAME='tpid_action',
    TI=1 << 15, TO=1 << 14)
BGPUnknownExtendedCommunity = declared(
    'BGPUnknownExtendedCommunity', _ExtendedCommunity, 'One that no one has declared.',
    lines={'type': 'u8', 'value': 'bytes_(7)'})


class BGPFlowSpecVlanActionCommunity(_ExtendedCommunity, told_by=(8, 10)):
    """What is done with the two VLAN tags of a flow (draft-ietf-idr-flowspec-l2vpn)."""
    actions_1: u8 = 0
    actions_2: u8 = 0
    vlan_1: bits(12) = 0
    cos_1: bits(3) = 0
    _1: bits(1)
    vlan_2: bits(12) = 0
    cos_2: bits(3) = 0
    _2: bits(1)
    ACTION_NAME = 'vlan_action'
    POP, PUSH, SWAP, REWRITE_INNER, REWRITE_OUTER = 1 << 7, 1 << 6, 1 << 5, 1 << 4, 1 << 3

__all__ = [name for name, each in globals().items() if getattr(each, '__module__', '') == __name__ and name[0] != '_']
