"""Prefixes of addresses, plain, with labels, and of VPNs; and the membership of route targets."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Self

from ...wire import DecodeError, EncodeError
from ...wire.kinds import MOST_ADDRESSES
from ..packet_utils import address_bytes
from . import nlri
from .communities import _ExtendedCommunity
from .nlri import NLRI, _RouteDistinguisher, distinguisher

WITHDRAWN = 0x80000  # in place of the labels of a route that is withdrawn (RFC 8277, 2.4),
NO_LABEL = WITHDRAWN, 0  # where some have zeros


class _AddrPrefix(NLRI):
    """The `length` in bits, and so many bits of an address, which may stand behind other things (RFC 4271, 4.3).

    Bits behind the prefix mean nothing, and are zero. Raises EncodeError for what is no prefix.
    """
    length: u8
    addr: own
    _size = 4  # of the whole address, in bytes

    def __init__(self, length: int, addr: str) -> None:
        self.length, self.addr = length, self.address(self.first(addr, length), length)

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        if offset >= limit:
            raise DecodeError(cls.__name__, 'no bytes', buf, offset)
        self = object.__new__(cls)
        self.length, self.addr = buf[offset], cls.address(buf[offset + 1 : limit], buf[offset])
        return self

    def encode(self) -> bytes:
        return bytes((self.length,)) + self.first(self.addr, self.length)

    @classmethod
    @lru_cache(MOST_ADDRESSES)
    def address(cls, raw: bytes, bits: int) -> str:
        """The address that begins with so many bits."""
        if not 0 <= bits <= 8 * cls._size or len(raw) != bits + 7 >> 3:
            raise DecodeError(cls.__name__, f'{bits} bits are no address', raw, 0)
        if bits & 7:
            raw = raw[:-1] + bytes((raw[-1] & 0xFF00 >> (bits & 7),))
        return nlri.address_of(raw.ljust(cls._size, b'\0'))

    @classmethod
    def first(cls, addr: str, bits: int) -> bytes:
        """The bytes with the first so many bits of an address."""
        try:
            raw = address_bytes(addr)
            if 0 <= bits <= 8 * len(raw) == 8 * cls._size:
                return (int.from_bytes(raw) >> 8 * len(raw) - bits << (-bits & 7)).to_bytes(bits + 7 >> 3)
        except (OSError, TypeError, ValueError):
            pass
        raise EncodeError(f'{cls.__name__}: {addr!r} has no prefix of {bits!r} bits')

    @property
    def prefix(self) -> str:
        """The address, a slash, and its length."""
        return f'{self.addr}/{self.length}'

class IPAddrPrefix(_AddrPrefix, routes=nlri.RF_IPv4_UC):
    """Addresses of IPv4 that have the first `length` bits of `addr`."""

class BGPNLRI(IPAddrPrefix):
    """A prefix at the end of an UPDATE."""

class BGPWithdrawnRoute(IPAddrPrefix):
    """A prefix at the start of an UPDATE."""

class IP6AddrPrefix(_AddrPrefix, routes=nlri.RF_IPv6_UC):
    """Addresses of IPv6 that have the first `length` bits of `addr`."""
    _size = 16

class _LabelledAddrPrefix(_AddrPrefix):
    """A prefix behind a stack of labels (RFC 8277, 2.2), and behind a route distinguisher in a VPN (RFC 4364, 4.3.4).

    It is built of the address and its length, but, as in Ryu, `addr` is the tuple of labels, distinguisher and address
    then, and `length` counts the bits of all of them.
    """
    _in_vpn = False

    def __init__(self, length: int, addr: str | tuple[Any, ...], labels: list[int] | None = None,
                 route_dist: str | _RouteDistinguisher = '0:0') -> None:  # fmt: skip
        if isinstance(addr, str):
            addr = self.address(self.first(addr, length), length)
            length += 24 * len(labels or ()) + 64 * self._in_vpn
            addr = (labels or [], getattr(route_dist, 'formatted_str', route_dist), addr)[:: 1 if self._in_vpn else 2]
        self.length, self.addr = length, tuple(addr)

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        if offset >= limit:
            raise DecodeError(cls.__name__, 'no bytes', buf, offset)
        at, is_last, labels = offset + 1, False, []
        while not is_last:
            label, at = int.from_bytes(buf[at : at + 3]), at + 3
            labels.append(label >> 4)
            is_last = label & 1 or labels[-1] in NO_LABEL or at > limit
        front: list[Any] = [labels]
        if cls._in_vpn:
            route_dist, at = distinguisher.read(cls, buf, at, limit)
            front.append(route_dist)
        address = cls.address(buf[at:limit], buf[offset] - 8 * (at - offset - 1))
        return cls(buf[offset], (*front, address))

    def encode(self) -> bytes:
        labels, *route_dist, addr = self.addr
        try:
            front = [(label << 4).to_bytes(3) for label in labels[:-1]]
            front += [(label << 4 | (label != WITHDRAWN)).to_bytes(3) for label in labels[-1:]]
            front = b''.join([bytes((self.length,)), *front, *(distinguisher.write(self, each) for each in route_dist)])
        except (OverflowError, ValueError) as fault:
            raise EncodeError(f'{self!r} cannot be written ({fault})') from None
        return front + self.first(addr, self.length - 8 * (len(front) - 1))

    @property
    def prefix(self) -> str:
        return f'{self.addr[-1]}/{self.length - 24 * len(self.addr[0]) - 64 * self._in_vpn}'

    @property
    def label_list(self) -> list[int]:
        """The labels, outermost first."""
        return self.addr[0]


class _VPNAddrPrefix(_LabelledAddrPrefix):
    _in_vpn = True

    @property
    def route_dist(self) -> str:
        """The route distinguisher as text."""
        return self.addr[1]

class LabelledIPAddrPrefix(_LabelledAddrPrefix, IPAddrPrefix, routes=nlri.RF_IPv4_MPLS):
    """Addresses of IPv4 that are reached by labels."""

class LabelledIP6AddrPrefix(_LabelledAddrPrefix, IP6AddrPrefix, routes=nlri.RF_IPv6_MPLS):
    """Addresses of IPv6 that are reached by labels."""

class LabelledVPNIPAddrPrefix(_VPNAddrPrefix, IPAddrPrefix, routes=nlri.RF_IPv4_VPN):
    """Addresses of IPv4 in a VPN."""

class LabelledVPNIP6AddrPrefix(_VPNAddrPrefix, IP6AddrPrefix, routes=nlri.RF_IPv6_VPN):
    """Addresses of IPv6 in a VPN."""

class RouteTargetMembershipNLRI(NLRI, routes=nlri.RF_RTC_UC):
    """Whose routes of a VPN are wanted (RFC 4684, 4): the AS that says so, and a route target.

    The target is an extended community, or text such as `65000:1`; None stands for all of the AS, and `0:0` for both
    is the default: all routes.
    """
    origin_as: own
    route_target: own
    DEFAULT_AS = DEFAULT_RT = '0:0'

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        size = limit - offset - 1
        if size not in (0, 4, 12) or buf[offset] != 8 * size:
            raise DecodeError('RouteTargetMembershipNLRI', 'no membership', buf, offset)
        if size == 0:
            return cls(cls.DEFAULT_AS, cls.DEFAULT_RT)
        target = _ExtendedCommunity.read(buf, offset + 5) if size == 12 else None
        return cls(int.from_bytes(buf[offset + 1 : offset + 5]), target)

    def encode(self) -> bytes:
        if self.is_default_rtnlri():
            return b'\0'
        target = self.route_target
        if isinstance(target, str):
            target = _ExtendedCommunity.route_target(target)
        try:
            raw = int(self.origin_as).to_bytes(4) + (target.encode() if target is not None else b'')
        except (OverflowError, TypeError, ValueError):
            raise EncodeError(f'{self!r} is no membership') from None
        return bytes((8 * len(raw),)) + raw

    def is_default_rtnlri(self) -> bool:
        """Whether all routes are wanted."""
        return (self.origin_as, self.route_target) == (self.DEFAULT_AS, self.DEFAULT_RT)

    @property
    def formatted_nlri_str(self) -> str:
        """The AS, a colon, and the target."""
        return f'{self.origin_as}:{getattr(self.route_target, "formatted_str", self.route_target)}'

__all__ = [name for name, each in globals().items() if getattr(each, '__module__', '') == __name__ and name[0] != '_']
