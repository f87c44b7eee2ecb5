"""Network layer reachability information: what all kinds of it share, and route distinguishers."""

from __future__ import annotations

from functools import lru_cache
from types import new_class
from typing import Any, NamedTuple, Self

from ...wire import DecodeError, EncodeError
from ...wire.kinds import MOST_ADDRESSES
from .. import afi, safi
from ..packet_base import Codec, Part
from ..packet_utils import address_bytes, address_text


class RouteFamily(NamedTuple):
    """What a route is about: an address family and a subsequent one (RFC 4760)."""
    afi: int
    safi: int


get_rf = RouteFamily

RF_IPv4_UC, RF_IPv6_UC = RouteFamily(afi.IP, safi.UNICAST), RouteFamily(afi.IP6, safi.UNICAST)
RF_IPv4_MPLS, RF_IPv6_MPLS = RouteFamily(afi.IP, safi.MPLS_LABEL), RouteFamily(afi.IP6, safi.MPLS_LABEL)
RF_IPv4_VPN, RF_IPv6_VPN = RouteFamily(afi.IP, safi.MPLS_VPN), RouteFamily(afi.IP6, safi.MPLS_VPN)
RF_IPv4_FLOWSPEC, RF_IPv6_FLOWSPEC = RouteFamily(afi.IP, safi.IP_FLOWSPEC), RouteFamily(afi.IP6, safi.IP_FLOWSPEC)
RF_VPNv4_FLOWSPEC, RF_VPNv6_FLOWSPEC = RouteFamily(afi.IP, safi.VPN_FLOWSPEC), RouteFamily(afi.IP6, safi.VPN_FLOWSPEC)
RF_L2VPN_FLOWSPEC, RF_L2_EVPN = RouteFamily(afi.L2VPN, safi.VPN_FLOWSPEC), RouteFamily(afi.L2VPN, safi.EVPN)
RF_RTC_UC = RouteFamily(afi.IP, safi.ROUTE_TARGET_CONSTRAINTS)


class Item(Part):
    """One of several that stand one behind the other."""
    #: Whoever sends a list decides how many there are: most take that many bytes at least, but for a few, of which one
    #: takes less than two bytes. (One prefix has no bits, 510 others have up to eight.)
    few, least = 510, 3

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[Self | bytes]:
        """All that stands in `buf[offset:limit]`, as far as it can be read; the rest as bytes."""
        items: list[Self | bytes] = []
        size = limit - offset
        most = 1 + min(size // 2, cls.few + size // cls.least)
        try:
            while offset < limit and len(items) < most:
                item, offset = cls.decode_prefix(buf, offset, limit)
                items.append(item)
        except DecodeError:
            pass
        return [*items, buf[offset:limit]] if offset < limit else items

    @classmethod
    def parser(cls, buf: bytes) -> tuple[Self, bytes]:  # type: ignore[override]
        """What stands at the start of `buf`, and the bytes behind it; raises DecodeError."""
        item, end = cls.decode_prefix(buf, 0, len(buf))
        return item, buf[end:]


class NLRI(Item):
    """Something that can be reached; how it looks is said by the family of its routes."""
    ROUTE_FAMILY = None
    #: What stands in MP_REACH_NLRI and MP_UNREACH_NLRI.
    families = {}

    def __init_subclass__(cls, routes: RouteFamily | None = None, **keywords: Any) -> None:
        if routes is not None:
            cls.ROUTE_FAMILY, cls.families[routes] = routes, cls
        super().__init_subclass__(**keywords)

    @classmethod
    def end_of(cls, buf: bytes, offset: int, limit: int) -> int:
        """Where what begins at `offset` ends, by its length in bits; that may be past `limit`."""
        return offset + 1 + (buf[offset] + 7 >> 3)

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        if offset >= limit or (end := cls.end_of(buf, offset, limit)) > limit:
            raise DecodeError(cls.__name__, 'cut short', buf, offset)
        return cls.decode(buf, offset, end), end

    @property
    def formatted_nlri_str(self) -> str:
        """Its `prefix`, behind the route distinguisher where it has one."""
        return f'{self.route_dist}:{self.prefix}' if hasattr(self, 'route_dist') else self.prefix


class _RouteDistinguisher(Part, family='type'):
    """What makes addresses of several VPNs different (RFC 4364, 4.2)."""
    type: u16
    TWO_OCTET_AS, IPV4_ADDRESS, FOUR_OCTET_AS = range(3)

    @classmethod
    def from_str(cls, str_: str) -> _RouteDistinguisher:
        """The one of this text: `65000:1`, `70000:1` (or `0.1:1`, RFC 5396, for a small AS in four bytes) or
        `10.0.0.1:1`; raises EncodeError."""
        admin, _, assigned = str_.partition(':')
        try:
            if admin.count('.') == 3:
                return BGPIPv4AddressRD(admin, int(assigned))
            if '.' in admin:
                high, low = admin.split('.')
                return BGPFourOctetAsRD(int(high) << 16 | int(low), int(assigned))
            return (BGPFourOctetAsRD if int(admin) > 0xFFFF else BGPTwoOctetAsRD)(int(admin), int(assigned))
        except ValueError:
            raise EncodeError(f'{str_!r} is no route distinguisher') from None

    @property
    def formatted_str(self) -> str:
        """The text that `from_str` takes."""
        return f'{self.admin}:{self.assigned}'

class BGPTwoOctetAsRD(_RouteDistinguisher, type=0, size=8):
    """A number that an AS has assigned."""
    admin: u16 = 0
    assigned: u32 = 0

class BGPIPv4AddressRD(_RouteDistinguisher, type=1, size=8):
    """A number that whoever has an address has assigned."""
    admin: ipv4 = '0.0.0.0'
    assigned: u16 = 0

class BGPFourOctetAsRD(_RouteDistinguisher, type=2, size=8):
    """A number that an AS has assigned whose own takes four bytes."""
    admin: u32 = 0
    assigned: u16 = 0

    @property
    def formatted_str(self) -> str:
        return super().formatted_str if self.admin > 0xFFFF else f'0.{super().formatted_str}'


def _read_rd(structure: Any, buf: bytes, offset: int, limit: int) -> tuple[str, int]:
    if limit - offset < 8 or not hasattr(found := _RouteDistinguisher.decode(buf, offset, offset + 8), 'admin'):
        raise DecodeError(type(structure).__name__, 'no route distinguisher', buf, offset)
    return found.formatted_str, offset + 8


def _write_rd(structure: Any, value: str | _RouteDistinguisher) -> bytes:
    return (_RouteDistinguisher.from_str(value) if isinstance(value, str) else value).encode()


def _read_address(structure: Any, buf: bytes, offset: int, limit: int) -> tuple[str, int]:
    end = limit - 3 * isinstance(structure, Labelled)
    return address_of(buf[offset:end]), end


#: A route distinguisher as the text that Ryu has in its place.
distinguisher = Codec(_read_rd, _write_rd)
#: An address of as many bytes as there are in front of the label at the end, if there is one.
address = Codec(_read_address, lambda structure, value: address_bytes(value), 'str')


class Labelled:
    """What has three bytes as `label`, which may hold an MPLS label or the number of a virtual network."""

    @property
    def mpls_label(self) -> int:
        """The bytes as an MPLS label."""
        return self.vni >> 4

    @property
    def vni(self) -> int:
        """The bytes as the number of a virtual network."""
        return int.from_bytes(self.label)

    @property
    def label_list(self) -> list[int]:
        """The MPLS label, in a list."""
        return [self.mpls_label]


def declared(name: str, base: type[Part], doc: str, lines: Any = (), **keywords: Any) -> type[Any]:
    """The class of which a table of one line says all: `lines` are its fields, `keywords` those of the class,
    and attributes in upper case."""
    body = {'__doc__': doc, '__module__': base.__module__, '__annotations__': dict(lines)}
    body |= {key: keywords.pop(key) for key in [*keywords] if key.isupper()}
    return new_class(name, (base,), keywords, lambda own: own.update(body))


def label_of(mpls_label: int | None, vni: int | None) -> bytes:
    """The three bytes of the one that is given; zeros where none is."""
    return ((vni or 0) if mpls_label is None else mpls_label << 4 | 1).to_bytes(3)


@lru_cache(MOST_ADDRESSES)
def address_of(raw: bytes) -> str:
    """Four or sixteen bytes as an address; raises DecodeError."""
    if len(raw) not in (4, 16):
        raise DecodeError('address', f'{len(raw)} bytes are none', raw, 0)
    return address_text(raw)

__all__ = [name for name, each in globals().items() if getattr(each, '__module__', '') == __name__ and name[0] != '_']
