"""Where routes lead, and the parameters of a link."""

from __future__ import annotations

from ...wire import EncodeError
from ..packet_base import Part
from .records import AF_INET, AF_INET6, Cursor, Form, Kind, Record, member


class _NextHop(Record):
    """A nexthop: its type, and those of the others that its type has; `ifname` never is, an index stands for it."""

    members = {}, {}

    ifindex: nothing = None
    ifname: nothing = None
    addr: nothing = None
    type: nothing = None


class _Out(_NextHop):
    """Out of an interface."""

    ifindex: u32 = None


class _To(_NextHop):
    """To an address; FRRouting 3.0 tells the interface, too."""

    addr: address = None
    ifindex: frr3_u32 = None


class _OutTo(_NextHop):
    """Out of an interface, to an address."""

    addr: address = None
    ifindex: u32 = None


NextHopIFIndex = member('NextHopIFIndex', _Out, 1, 1)
NextHopIFName = member('NextHopIFName', _Out, 2)
NextHopIPv4 = member('NextHopIPv4', _To, 3, 2, of=AF_INET)
NextHopIPv4IFIndex = member('NextHopIPv4IFIndex', _OutTo, 4, 3, of=AF_INET)
NextHopIPv4IFName = member('NextHopIPv4IFName', _OutTo, 5, of=AF_INET)
NextHopIPv6 = member('NextHopIPv6', _To, 6, 4, of=AF_INET6)
NextHopIPv6IFIndex = member('NextHopIPv6IFIndex', _OutTo, 7, 5, of=AF_INET6)
NextHopIPv6IFName = member('NextHopIPv6IFName', _OutTo, 8, of=AF_INET6)
NextHopBlackhole = member('NextHopBlackhole', _NextHop, 9, 6)


def _read(cursor: Cursor) -> _NextHop:
    number = cursor.number()
    known = _NextHop.members[cursor.frr]
    nexthop = known[number].read(cursor) if number in known else cursor.refuse(f'no nexthop has type {number}')
    nexthop.type = number
    return nexthop


def _write(form: Form, nexthop: _NextHop) -> bytes:
    number = nexthop.numbers[form.frr]
    if number is None:
        raise EncodeError(f'{type(nexthop).__name__}: no nexthop of FRRouting')
    return bytes((number,)) + nexthop.write(form)


#: Each behind its type.
nexthops = Kind(_read, _write).counted()


class RegisteredNexthop(Record):
    """A nexthop that a daemon asks Zebra to watch; `connected`, in FRRouting `flags`: only where it is connected."""

    connected: u8
    family: family16
    prefix: prefix

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
