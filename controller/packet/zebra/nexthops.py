"""Where routes lead, and the parameters of a link."""

from __future__ import annotations

from ...wire import DecodeError, EncodeError
from ..packet_base import Codec, Part
from .forms import Numbered, address, counted, form, nothing, prefix, u8, u32, where

frr3_u32 = where(lambda nexthop: form().frr3, u32)


class _NextHop(Numbered, order='ifindex ifname addr type'):
    """A nexthop: its type, and those of the others that its type has; `ifname` never is, an index stands for it."""
    members, _alike = ({}, {}), {}
    type: coded(nothing) = None
    ifname: coded(nothing) = None
    addr: coded(nothing) = None
    ifindex: coded(nothing) = None

class NextHopBlackhole(_NextHop, quagga=9, frr=6):
    """Nowhere."""

class _Out(_NextHop, alike={'NextHopIFIndex': (1, 1), 'NextHopIFName': (2, None)}):
    """Out of an interface."""
    ifindex: u32 = None

class _To(_NextHop, alike={'NextHopIPv4': (3, 2), 'NextHopIPv6': (6, 4)}):
    """To an address; FRRouting 3.0 tells the interface, too."""
    addr: coded(address) = None
    ifindex: coded(frr3_u32) = None
    newer = ('ifindex',)

class _OutTo(_NextHop, alike={
    'NextHopIPv4IFIndex': (4, 3), 'NextHopIPv4IFName': (5, None), 'NextHopIPv6IFIndex': (7, 5),
    'NextHopIPv6IFName': (8, None),
}):  # fmt: skip
    """Out of an interface, to an address."""
    addr: coded(address) = None
    ifindex: u32 = None


globals().update(_NextHop._alike)


def _read(record: Part, buf: bytes, offset: int, limit: int) -> tuple[_NextHop, int]:
    number, offset = u8.read(record, buf, offset, limit)
    if number not in (known := _NextHop.members[form().frr]):
        raise DecodeError(type(record).__name__, f'no nexthop has type {number}', buf, offset)
    nexthop, end = known[number].decode_prefix(buf, offset, limit)
    nexthop.type = number
    return nexthop, end


def _write(record: Part, nexthop: _NextHop) -> bytes:
    number = nexthop.numbers[form().frr]
    if number is None:
        raise EncodeError(f'{type(nexthop).__name__}: no nexthop of FRRouting')
    return bytes((number,)) + nexthop.encode()


#: Each behind its type.
nexthops = counted(Codec(_read, _write))


class RegisteredNexthop(Part):
    """A nexthop that a daemon asks Zebra to watch; `connected`, in FRRouting `flags`: only where it is connected."""
    connected: u8
    family: u16
    prefix: coded(prefix)

    @property
    def flags(self) -> int:
        """FRRouting's name of `connected`."""
        return self.connected

    @flags.setter
    def flags(self, value: int) -> None:
        self.connected = value

class InterfaceLinkParams(Part):
    """The parameters of a link for traffic engineering (RFC 7471): bandwidth in bytes and delay in microseconds."""
    lp_status: u32
    te_metric: u32
    max_bw: f32
    max_reserved_bw: f32
    class_types: count_of('unreserved_bw', 4, u32)
    unreserved_bw: list[f32]
    admin_group: u32
    remote_as: u32
    remote_ip: ipv4
    average_delay: u32
    min_delay: u32
    max_delay: u32
    delay_var: u32
    pkt_loss: f32
    residual_bw: f32
    average_bw: f32
    utilized_bw: f32


__all__ = ['InterfaceLinkParams', 'RegisteredNexthop', *(name for name in dir() if name.startswith('NextHop'))]
