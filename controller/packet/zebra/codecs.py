"""The fields of Zebra's messages that no kind of the table language can say."""

from __future__ import annotations

from functools import partial
from typing import Any

from ...wire import DecodeError
from ...wire.kinds import mac_bytes
from ..packet_base import Codec
from .forms import address, address_of, counted, form, none, nothing, prefix, prefix_of, text, u8, u16, u32, where
from .nexthops import InterfaceLinkParams, nexthops
from .numbers import INTERFACE_HWADDR_MAX, INTERFACE_NAMSIZE, VRF_NAMSIZ

frr, frr3 = partial(where, lambda record: form().frr), partial(where, lambda record: form().frr3)
v3 = partial(where, lambda record: form().version >= 3)
by_zebra, multi_hop = partial(where, lambda record: record.from_zebra), partial(where, lambda record: record.multi_hop)
frr_u8, frr_u16, frr3_u8, frr3_u32, v3_u32 = frr(u8), frr(u16), frr3(u8), frr3(u32), v3(u32)
whole_prefix = prefix_of(bits_first=False, whole=True)


def _hardware_bytes(value: str | bytes | None) -> bytes:
    return mac_bytes(value) if value and isinstance(value, str) else bytes(value or b'')


def _read_hardware(record: Any, buf: bytes, offset: int, limit: int) -> tuple[str | bytes, int]:
    end = offset + record.hw_addr_len
    if record.hw_addr_len > INTERFACE_HWADDR_MAX or end > limit:
        raise DecodeError('ZebraInterface', f'no hardware address of {record.hw_addr_len} bytes', buf, offset)
    return buf[offset:end].hex(':') if end == offset + 6 else buf[offset:end], end


def _read_link(record: Any, buf: bytes, offset: int, limit: int) -> tuple[InterfaceLinkParams | None, int]:
    state, offset = u8.read(record, buf, offset, limit)
    if state > 1:
        raise DecodeError('ZebraInterface', f'a link is there or not, but {state}', buf, offset)
    return (InterfaceLinkParams.decode(buf, offset, limit), limit) if state else (None, offset)


ifname, vrf_name = text(INTERFACE_NAMSIZE), text(VRF_NAMSIZ)
hw_addr_len = Codec(u32.read, lambda record, value: u32.write(record, len(_hardware_bytes(record.hw_addr))))
#: A MAC address as text, another as bytes.
hw_addr = Codec(_read_hardware, lambda record, value: _hardware_bytes(value))
v3_link = v3(Codec(_read_link, lambda record, value: b'\0' if value is None else b'\1' + value.encode()))

#: The bits of a route's `message`, in Quagga and in FRRouting.
OPTIONS = (
    {'nexthops': 1, 'ifindexes': 2, 'distance': 4, 'metric': 8, 'mtu': 16, 'tag': 32},
    {'nexthops': 1, 'ifindexes': 2, 'distance': 4, 'metric': 8, 'tag': 16, 'mtu': 32, 'src_prefix': 64},
)


def option(name: str, codec: Codec, other: Codec = nothing) -> Codec:
    """What is there if `message` says so."""
    return where(lambda route: route.message & OPTIONS[form().frr].get(name, 0), codec, other)


def answered(codec: Codec, other: Codec = nothing) -> Codec:
    """What an answer has, a question has not: it ends in front of this."""
    return Codec(
        lambda record, buf, offset, limit: (codec if offset < limit else other).read(record, buf, offset, limit),
        lambda record, value: b'' if record.metric is None else codec.write(record, value),
        codec.is_a if codec.is_a == other.is_a else f'{codec.is_a} | {other.is_a}',
    )


def _read_mtu(route: Any, buf: bytes, offset: int, limit: int) -> tuple[int | None, int]:
    if form().frr:
        route.tag, offset = option_tag.read(route, buf, offset, limit)
    return option_mtu.read(route, buf, offset, limit)


def _write_mtu(route: Any, value: int | None) -> bytes:
    return (option_tag.write(route, route.tag) if form().frr else b'') + option_mtu.write(route, value)


side = Codec.fixed(0, lambda record, raw: form().from_zebra, lambda record, value: b'', 'bool')
flags = frr(u32, u8)
safi = by_zebra(nothing, u16._replace(write=lambda route, value: u16.write(route, value or 1)))  # unicast
src_prefix = option('src_prefix', prefix)
route_nexthops = option('nexthops', by_zebra(counted(address), nexthops), none)
ifindexes = option('ifindexes', by_zebra(counted(u32), none), none)
distance, metric = option('distance', u8), option('metric', u32)
option_mtu, option_tag = option('mtu', u32), option('tag', u32)
mtu = Codec(_read_mtu, _write_mtu)
#: In FRRouting it comes in front of the MTU, which has seen to it.
tag = frr(Codec.fixed(0, lambda route, raw: route.tag, lambda *_: b'', 'int'), option_tag)
answered_u8, answered_u32, answered_nexthops = answered(u8), answered(u32), answered(nexthops, none)
import_prefix = by_zebra(address, prefix_of(whole=True))


def _read_name(record: Any, buf: bytes, offset: int, limit: int) -> tuple[str, int]:
    size, offset = u8.read(record, buf, offset, limit)
    return text(size).read(record, buf, offset, limit)


def _write_name(record: Any, value: str) -> bytes:
    raw = value.encode('utf-8', 'surrogateescape')
    return bytes((len(raw),)) + raw


hops, interface = multi_hop(u8), multi_hop(nothing, Codec(_read_name, _write_name, 'str'))
dst_whole_prefix, src_whole_prefix = prefix_of('dst_family', False, True), prefix_of('src_family', False, True)
dst_address, src_address = address_of('dst_family'), address_of('src_family')

__all__ = [name for name, value in globals().items() if isinstance(value, Codec)]
