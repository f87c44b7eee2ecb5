"""The kinds of field that only some bodies have."""

from __future__ import annotations

from functools import partial

from ...wire.kinds import mac_bytes
from .nexthops import InterfaceLinkParams, RegisteredNexthop, nexthops
from .numbers import INTERFACE_HWADDR_MAX, INTERFACE_NAMSIZE, VRF_NAMSIZ
from .records import Cursor, Form, Kind, address, none, nothing, number, prefix, prefix_of, sized, text, u8, u32

__all__ = ['OPTIONS']

#: The bits of a route's `message` in Quagga and in FRRouting, in the order of the fields on the wire.
OPTIONS = (
    {'nexthops': 1, 'ifindexes': 2, 'distance': 4, 'metric': 8, 'mtu': 16, 'tag': 32},
    {'src_prefix': 64, 'nexthops': 1, 'ifindexes': 2, 'distance': 4, 'metric': 8, 'tag': 16, 'mtu': 32},
)


def option(name: str, kind: Kind, other: Kind = nothing) -> Kind:
    """What is there if `message` says so."""
    return kind.where(lambda form: form.record.message & OPTIONS[form.frr].get(name, 0), other)


def answered(kind: Kind, other: Kind = nothing) -> Kind:
    """What an answer has, a question has not: it ends in front of this."""
    return Kind(
        lambda cursor: (kind if cursor.left else other).read(cursor),
        lambda form, value: b'' if form.record.metric is None else kind.write(form, value),
    )


def since_3(form: Form) -> bool:
    """Whether the version is 3 or later."""
    return form.version >= 3


def by_zebra(form: Form) -> bool:
    """Whether Zebra sends it."""
    return form.from_zebra


def multi_hop(form: Form) -> int:
    """Whether a session goes over several hops."""
    return form.record.multi_hop


def _hardware_bytes(value: str | bytes | None) -> bytes:
    return mac_bytes(value) if value and isinstance(value, str) else bytes(value or b'')


def _read_hardware(cursor: Cursor) -> str | bytes:
    size = cursor.record.hw_addr_len
    raw = cursor.take(size) if size <= INTERFACE_HWADDR_MAX else cursor.refuse(f'a hardware address of {size} bytes')
    return raw.hex(':') if size == 6 else raw


def _read_link(cursor: Cursor) -> InterfaceLinkParams:
    raw = cursor.take(cursor.left)
    return InterfaceLinkParams.decode(raw, 0, len(raw))


def _read_optional_link(cursor: Cursor) -> InterfaceLinkParams | None:
    state = cursor.number()
    if state > 1:
        cursor.refuse(f'a link is there or not, but {state}')
    return _read_link(cursor) if state else None


def _read_registered(cursor: Cursor) -> list[RegisteredNexthop]:
    found = []
    while cursor.left:
        found.append(RegisteredNexthop.read(cursor))
    return found


rest = Kind(lambda cursor: cursor.take(cursor.left), lambda form, value: bytes(value), 'tail')
v3_u32 = u32.where(since_3)

ifname, vrf_name = text(INTERFACE_NAMSIZE), text(VRF_NAMSIZ)
hw_addr_len = Kind(u32.read, lambda form, value: u32.write(form, len(_hardware_bytes(form.record.hw_addr))))
#: A MAC address as text, another as bytes.
hw_addr = Kind(_read_hardware, lambda form, value: _hardware_bytes(value))
link = Kind(_read_link, lambda form, value: value.encode())
optional_link = Kind(_read_optional_link, lambda form, value: b'\1' + value.encode() if value else b'\0')
v3_link = optional_link.where(since_3)

#: Whether Zebra sends it, which is not on the wire.
side = Kind(by_zebra, lambda form, value: b'')
flags = u32.where(lambda form: form.frr, u8)
safi = nothing.where(by_zebra, number(2, default=1))  # unicast
src_prefix = option('src_prefix', prefix)
route_nexthops = option('nexthops', address.counted().where(by_zebra, nexthops), none)
ifindexes = option('ifindexes', u32.counted().where(by_zebra, none), none)
distance = option('distance', u8)
metric, mtu, tag = (option(name, u32) for name in ('metric', 'mtu', 'tag'))

whole = partial(sized, whole=True)
import_prefix = address.where(by_zebra, prefix_of(whole, lambda address, bits: bytes((bits,)) + address))
answered_u8, answered_u32, answered_nexthops = answered(u8), answered(u32), answered(nexthops, none)
registered = Kind(_read_registered, lambda form, value: b''.join([each.write(form) for each in value or ()]))

hops, interface = u8.where(multi_hop), nothing.where(multi_hop, text())
