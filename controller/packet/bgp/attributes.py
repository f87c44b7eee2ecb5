"""Path attributes: what an UPDATE says of its routes (RFC 4271, 4.3 and 5)."""

from __future__ import annotations

from struct import Struct
from typing import Any

from ...wire import DecodeError
from ...wire.kinds import body_bytes
from .. import afi, safi
from ..packet_base import Codec, Part
from ..packet_utils import address_bytes
from . import errors, evpn, flowspec, numbers, prefixes  # noqa: F401 (all that have routes)
from .communities import _ExtendedCommunity
from .nlri import NLRI, Item, Labelled, RouteFamily, address, address_of, declared, label_of

TRANSITIVE, OPTIONAL = numbers.BGP_ATTR_FLAG_TRANSITIVE, numbers.BGP_ATTR_FLAG_OPTIONAL
EXTENDED = numbers.BGP_ATTR_FLAG_EXTENDED_LENGTH
KIND = OPTIONAL | TRANSITIVE  # the flags that go with a type
SET, SEQUENCE = 1, 2


class _PathAttribute(Item, family='type length', uncounted=4, last='flags'):
    """Something said of routes; the flags OPTIONAL and TRANSITIVE are those of its type where none of them is given.

    On the wire `length` takes a byte, or two with the flag EXTENDED_LENGTH, which is set where one does not do.
    """
    flags: u8 = 0
    type: u8
    length: u16

    def packed(self, raw: bytes) -> bytes:
        self.length, usual = len(raw) - 4, 0 if raw[0] & KIND else self.usual_flags
        self.flags = flags = raw[0] | usual | EXTENDED * (self.length > 0xFF)
        return bytes((flags, raw[1])) + (raw[2:] if flags & EXTENDED else raw[3:])

    @classmethod
    def unpacked(cls, buf: bytes, offset: int, limit: int) -> tuple[bytes, int, int]:
        if limit - offset >= 3 and not buf[offset] & EXTENDED:
            return buf[offset : offset + 2] + b'\0' + buf[offset + 2 : limit], 0, limit - offset + 1
        return buf, offset, limit

    few, least = 255, 1 << 16  # each type may come once (RFC 7606, 3 g)
    #: OPTIONAL and TRANSITIVE as they are with this type.
    usual_flags = 0

    def __init_subclass__(cls, flags: int | None = None, **keywords: Any) -> None:
        if flags is not None:
            cls.__annotations__ = {'flags': 'u8', **cls.__annotations__}
            cls.flags = cls.usual_flags = flags
        super().__init_subclass__(**keywords)

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[_PathAttribute, int]:
        """The attribute at `offset`, and its end; one with a value that is none of its type is of no type."""
        wide = limit - offset > 3 and buf[offset] & EXTENDED
        start = offset + (4 if wide else 3)
        end = start + (buf[offset + 2] << 8 | buf[offset + 3] if wide else buf[start - 1]) if start <= limit else 0
        if not start <= end <= limit:
            raise DecodeError('_PathAttribute', 'cut short', buf, offset)
        try:
            return cls.known(buf[offset + 1]).decode(buf, offset, end), end
        except DecodeError:
            return BGPPathAttributeUnknown.decode(buf, offset, end), end

    @staticmethod
    def known(kind: int) -> type[_PathAttribute]:
        """The class of that type."""
        return _PathAttribute.table.family.members.get(kind, BGPPathAttributeUnknown)

    @property
    def error(self) -> errors.BgpExc | None:
        """What is wrong with an attribute that was read (RFC 4271, 6.3; RFC 7606, 7), with its bytes as `data`; the
        `__cause__` of the exception says more. None where nothing is, or no one knows."""
        cls, flags, raw = self.known(self.type), self.flags, self.encode()
        self.flags, raw = flags, bytes((raw[0] & ~KIND | flags & KIND,)) + raw[1:]  # none where there were none
        if cls is BGPPathAttributeUnknown:
            return None if self.flags & OPTIONAL else errors.UnRegWellKnowAttr(raw)
        if self.flags & KIND != cls.usual_flags:
            return errors.AttrFlagError(raw)
        try:
            cls.decode(raw, 0, len(raw)).check()
        except errors.BgpExc as error:
            error.data = raw
            return error
        except DecodeError as problem:
            error = cls.malformed(raw)
            error.__cause__ = problem
            return error
        return None

    #: What a value that cannot be read is called.
    malformed = errors.AttrLenError

    def check(self) -> None:
        """Raise DecodeError where the value is none that the attribute may have."""

class BGPPathAttributeUnknown(_PathAttribute, type=..., order='value flags type'):
    """One of a type that no one has declared, or with a value that is none of its type: see `error`."""
    value: tail

class BGPPathAttributeOrigin(_PathAttribute, type=numbers.BGP_ATTR_TYPE_ORIGIN, flags=TRANSITIVE):
    """Where the route comes from: a BGP_ATTR_ORIGIN_* (5.1.1)."""
    value: u8

    def check(self) -> None:
        if self.value > numbers.BGP_ATTR_ORIGIN_INCOMPLETE:
            raise errors.InvalidOriginError


def _read_path(path: Any, raw: bytes) -> list[Any]:
    for code in path.codes:
        found, at = [], 0
        while at + 2 < len(raw) and raw[at] in (SET, SEQUENCE) and raw[at + 1]:  # none is empty (RFC 7606, 7.2)
            numbers = Struct(f'!{raw[at + 1]}{code}')
            if at + 2 + numbers.size > len(raw):
                break
            segment = numbers.unpack_from(raw, at + 2)
            found.append(set(segment) if raw[at] == SET else list(segment))
            at += 2 + numbers.size
        if at == len(raw):
            path.as_pack_str = None if code == path.codes[0] else f'!{code}'
            return found
    raise DecodeError(type(path).__name__, 'no segments of a path', raw, 0)


def _write_path(path: Any, value: list[Any]) -> bytes:
    code, raw = (path.as_pack_str or path.codes[0])[-1], b''
    for each in value:
        kind, numbers = (SET, sorted(each)) if isinstance(each, (set, frozenset)) else (SEQUENCE, each)
        raw += Struct(f'!BB{len(numbers)}{code}').pack(kind, len(numbers), *numbers)
    return raw


#: Lists (AS_SEQUENCE) and sets (AS_SET) of AS numbers, of two bytes where that makes sense.
segments = Codec.rest(_read_path, _write_path, 'list[Any]')
#: What is not on the wire: the `struct` code of AS numbers that have four bytes.
width = Codec.fixed(0, lambda path, raw: path.as_pack_str, lambda path, value: b'', 'str | None')


class _AsPath(_PathAttribute):
    value: coded(segments)
    as_pack_str: coded(width) = None
    json_omits_empty = ('as_pack_str',)
    malformed = errors.MalformedAsPath
    codes = 'H', 'I'

    @property
    def path_seg_list(self) -> list[Any]:
        """The segments: lists and sets of AS numbers."""
        return self.value

    def get_as_path_len(self) -> int:
        """How many steps the path has; a set is one (RFC 4271, 9.1.2.2)."""
        return sum(1 if isinstance(each, set) else len(each) for each in self.value)

    def has_local_as(self, local_as: int, max_count: int = 0) -> bool:
        """Whether an AS is on the path more than `max_count` times."""
        return sum(list(each).count(local_as) for each in self.value) > max_count

    def has_matching_leftmost(self, remote_as: int) -> bool:
        """Whether the path begins with that AS."""
        return bool(self.value) and isinstance(self.value[0], list) and self.value[0][:1] == [remote_as]

class BGPPathAttributeAsPath(_AsPath, type=numbers.BGP_ATTR_TYPE_AS_PATH, flags=TRANSITIVE):
    """The way that the route has come: lists and sets of AS numbers (5.1.2).

    Their numbers take two bytes, or four where `as_pack_str` is `'!I'`; which, only the session knows (RFC 6793): what
    was read is taken for numbers of two bytes where it may be some.
    """

class BGPPathAttributeAs4Path(_AsPath, type=numbers.BGP_ATTR_TYPE_AS4_PATH, flags=KIND):
    """The way as those see it who know AS numbers of four bytes (RFC 6793, 3)."""
    codes = ('I',)


BGPPathAttributeNextHop = declared(
    'BGPPathAttributeNextHop', _PathAttribute, 'Where to send what goes to the routes of the UPDATE (5.1.3).',
    type=numbers.BGP_ATTR_TYPE_NEXT_HOP, flags=TRANSITIVE, lines={'value': 'ipv4'})
BGPPathAttributeMultiExitDisc = declared(
    'BGPPathAttributeMultiExitDisc', _PathAttribute, 'Which of the entries to an AS is the best: the least (5.1.4).',
    type=numbers.BGP_ATTR_TYPE_MULTI_EXIT_DISC, flags=OPTIONAL, lines={'value': 'u32'})
BGPPathAttributeLocalPref = declared(
    'BGPPathAttributeLocalPref', _PathAttribute, 'How much the own AS likes the route (5.1.5).',
    type=numbers.BGP_ATTR_TYPE_LOCAL_PREF, flags=TRANSITIVE, lines={'value': 'u32'})
BGPPathAttributeAtomicAggregate = declared(
    'BGPPathAttributeAtomicAggregate', _PathAttribute, 'That the path may lack some AS (5.1.6).',
    type=numbers.BGP_ATTR_TYPE_ATOMIC_AGGREGATE, flags=TRANSITIVE)
BGPPathAttributeOriginatorId = declared(
    'BGPPathAttributeOriginatorId', _PathAttribute, 'Who has brought the route into the own AS (RFC 4456).',
    type=numbers.BGP_ATTR_TYPE_ORIGINATOR_ID, flags=OPTIONAL, lines={'value': 'ipv4'})
BGPPathAttributeClusterList = declared(
    'BGPPathAttributeClusterList', _PathAttribute, 'The route reflectors that the route has passed (RFC 4456).',
    type=numbers.BGP_ATTR_TYPE_CLUSTER_LIST, flags=OPTIONAL, lines={'value': 'list[ipv4]'})
BGPPathAttributeAs4Aggregator = declared(
    'BGPPathAttributeAs4Aggregator', _PathAttribute, 'AGGREGATOR for those who know large AS numbers (RFC 6793, 3).',
    type=numbers.BGP_ATTR_TYPE_AS4_AGGREGATOR, flags=KIND, lines={'as_number': 'u32', 'addr': 'ipv4'})


def _read_as(aggregator: Any, buf: bytes, offset: int, limit: int) -> tuple[int, int]:
    aggregator.as_size = limit - offset - 4
    if aggregator.as_size not in (2, 4):
        raise DecodeError(type(aggregator).__name__, 'no AS number', buf, offset)
    return int.from_bytes(buf[offset : limit - 4]), limit - 4


#: An AS number in front of an address, of four bytes where it needs them or had them.
as_number = Codec(_read_as, lambda aggregator, value: value.to_bytes(4 if value > 0xFFFF else aggregator.as_size))


class BGPPathAttributeAggregator(_PathAttribute, type=numbers.BGP_ATTR_TYPE_AGGREGATOR, flags=KIND):
    """Who has made one route of several (5.1.7)."""
    as_number: coded(as_number)
    addr: ipv4
    as_size = 2

class BGPPathAttributeCommunities(_PathAttribute, type=numbers.BGP_ATTR_TYPE_COMMUNITIES, flags=KIND):
    """Numbers that an AS or all know the meaning of (RFC 1997)."""
    communities: list[u32]
    NO_EXPORT, NO_ADVERTISE, NO_EXPORT_SUBCONFED = WELL_KNOW_COMMUNITIES = (
        numbers.BGP_COMMUNITY_NO_EXPORT, numbers.BGP_COMMUNITY_NO_ADVERTISE, numbers.BGP_COMMUNITY_NO_EXPORT_SUBCONFED,
    )  # fmt: skip

    @staticmethod
    def is_no_export(comm_attr: int) -> bool:
        """Whether a community is NO_EXPORT."""
        return comm_attr == numbers.BGP_COMMUNITY_NO_EXPORT

    @staticmethod
    def is_no_advertise(comm_attr: int) -> bool:
        """Whether a community is NO_ADVERTISE."""
        return comm_attr == numbers.BGP_COMMUNITY_NO_ADVERTISE

    @staticmethod
    def is_no_export_subconfed(comm_attr: int) -> bool:
        """Whether a community is NO_EXPORT_SUBCONFED."""
        return comm_attr == numbers.BGP_COMMUNITY_NO_EXPORT_SUBCONFED

    def has_comm_attr(self, attr: int) -> bool:
        """Whether that community is among these."""
        return attr in self.communities


class BGPPathAttributeExtendedCommunities(_PathAttribute, type=numbers.BGP_ATTR_TYPE_EXTENDED_COMMUNITIES, flags=KIND):
    """Communities of eight bytes (RFC 4360)."""
    communities: list[_ExtendedCommunity]

    @property
    def rt_list(self) -> list[str]:
        """The route targets as text."""
        return self._of(numbers.BGP_EXTENDED_COMMUNITY_ROUTE_TARGET)

    @property
    def soo_list(self) -> list[str]:
        """The sites of origin as text."""
        return self._of(numbers.BGP_EXTENDED_COMMUNITY_ROUTE_ORIGIN)

    def _of(self, subtype: int) -> list[str]:
        specific = [each for each in self.communities if hasattr(each, 'formatted_str')]
        return [each.formatted_str for each in specific if each.subtype == subtype]


def _read_next_hop(reach: Any, buf: bytes, offset: int, limit: int) -> tuple[list[str | bytes], int]:
    end = offset + 1 + (buf[offset] if offset < limit else limit)
    if end > limit:
        raise DecodeError(type(reach).__name__, 'next hop cut short', buf, offset)
    raw, front = buf[offset + 1 : end], 8 if reach.safi == safi.MPLS_VPN else 0
    size = 4 if len(raw) == front + 4 else 16
    try:
        found = [address_of(raw[at : at + size]) for at in range(front, len(raw), front + size)]
    except DecodeError:
        return [raw], end
    return found if _write_next_hop(reach, found) == buf[offset:end] else [raw], end


def _write_next_hop(reach: Any, value: list[str | bytes]) -> bytes:
    front, mapped, raw = bytes(8) if reach.safi == safi.MPLS_VPN else b'', reach.afi == afi.IP6, b''
    for each in value:
        if not isinstance(each, bytes):
            each = front + address_bytes(f'::ffff:{each}' if mapped and ':' not in each else each)
        raw += each
    return bytes((len(raw),)) + raw


def _read_routes(attribute: Any, raw: bytes) -> list[Any]:
    reader = NLRI.families.get(attribute.route_family)
    return reader.decode_list(raw, 0, len(raw)) if reader else [raw] if raw else []


#: Addresses behind their length, each behind zeros in a VPN; bytes that are none. An address of IPv4 is mapped into
#: IPv6 where routes of that are reached (RFC 4798, 2).
next_hop = Codec(_read_next_hop, _write_next_hop)
#: What the route family says that it is; bytes in a list where no one knows the family.
routes = Codec.rest(_read_routes, lambda attribute, value: body_bytes(value), 'list[Any]')


class _MultiProtocol(_PathAttribute):
    malformed = errors.OptAttrError

    @property
    def route_family(self) -> RouteFamily:
        """The family of the routes."""
        return RouteFamily(self.afi, self.safi)

    def check(self) -> None:
        routes = self.nlri if isinstance(self, BGPPathAttributeMpReachNLRI) else self.withdrawn_routes
        if self.route_family in NLRI.families and any(isinstance(each, bytes) for each in routes):
            raise DecodeError(type(self).__name__, 'holds what cannot be read', b'', 0)


class BGPPathAttributeMpReachNLRI(_MultiProtocol, type=numbers.BGP_ATTR_TYPE_MP_REACH_NLRI, flags=OPTIONAL):
    """Routes of any family, and their next hop (RFC 4760, 3), given as an address, several, or None."""
    afi: u16
    safi: u8
    next_hop_list: coded(next_hop)
    _1: pad(1)
    nlri: coded(routes)

    def __init__(self, afi: int, safi: int, next_hop: str | list[str] | None = None,
                 nlri: list[Any] | None = None, flags: int = OPTIONAL, type_: int | None = None,
                 length: int | None = None) -> None:  # fmt: skip
        self.afi, self.safi, self.nlri, self.flags = afi, safi, [] if nlri is None else nlri, flags
        self.next_hop_list = [next_hop] if isinstance(next_hop, str) else next_hop or []

    json_adds = ('next_hop',)

    @property
    def next_hop(self) -> str | None:
        """The first address of the next hop."""
        return self.next_hop_list[0] if self.next_hop_list else None

class BGPPathAttributeMpUnreachNLRI(_MultiProtocol, type=numbers.BGP_ATTR_TYPE_MP_UNREACH_NLRI, flags=OPTIONAL):
    """Routes of any family that are no more (RFC 4760, 4)."""
    afi: u16
    safi: u8
    withdrawn_routes: coded(routes)

class PmsiTunnelIdUnknown(Part):
    """The end of a tunnel of a type that no one has declared."""
    value: tail

class PmsiTunnelIdIngressReplication(Part):
    """The address that copies are sent to."""
    tunnel_endpoint_ip: coded(address)


def _read_tunnel(pmsi: Any, raw: bytes) -> Part | None:
    known = pmsi.tunnel_type == pmsi.TYPE_INGRESS_REPLICATION
    reader = PmsiTunnelIdIngressReplication if known else PmsiTunnelIdUnknown
    return reader.decode(raw, 0, len(raw)) if raw else None


#: The end of a tunnel of any type; None for none.
tunnel = Codec.rest(_read_tunnel, lambda pmsi, value: body_bytes(value), 'Part | None')


class BGPPathAttributePmsiTunnel(
    Labelled, _PathAttribute, type=numbers.BGP_ATTR_TYEP_PMSI_TUNNEL_ATTRIBUTE, flags=KIND
):
    """The tunnel of what goes to many (RFC 6514, 5); its label is given as bytes, as an MPLS label or as a VNI."""
    pmsi_flags: u8
    tunnel_type: u8
    label: bytes_(3)
    tunnel_id: coded(tunnel)
    TYPE_NO_TUNNEL_INFORMATION_PRESENT = 0
    TYPE_INGRESS_REPLICATION = 6

    def __init__(self, pmsi_flags: int, tunnel_type: int, mpls_label: int | None = None, label: bytes | None = None,
                 vni: int | None = None, tunnel_id: Any = None, flags: int | None = None, type_: int | None = None,
                 length: int | None = None) -> None:  # fmt: skip
        self.pmsi_flags, self.tunnel_type, self.tunnel_id = pmsi_flags, tunnel_type, tunnel_id
        self.label, self.flags = label or label_of(mpls_label, vni), flags or self.usual_flags

__all__ = [name for name, each in globals().items() if getattr(each, '__module__', '') == __name__ and name[0] != '_']
