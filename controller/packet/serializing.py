"""The bytes of a packet, and what in them has to be made anew once something was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..wire import DecodeError, EncodeError
from ..wire.structure import compared_names, given_names
from . import ethernet as eth
from .packet_base import Header, PacketBase, Part

__all__ = ['MAX_DEPTH', 'Layer', 'frame_of', 'frame_of_changed']

#: Layers that are read; what lies deeper stays bytes, so nested tags and tunnels cost no more than this.
MAX_DEPTH = 32
CHECKSUMS = ('csum', 'checksum')

Layer = PacketBase | bytes


def frame_of(layers: list[Layer]) -> bytes:
    """The bytes of the layers, from the innermost outwards; an Ethernet frame is padded to its least length."""
    data = b''
    index = len(layers)
    while index:
        index -= 1
        layer = layers[index]
        if layer.__class__ is not bytes:
            if isinstance(layer, PacketBase):
                layer = layer.serialize(data, layers[index - 1] if index else None)
            elif not isinstance(layer, (bytearray, memoryview)):
                raise EncodeError(f'a packet consists of protocols and bytes, not {layer!r}')
        data = layer + data
    return padded(data, layers)


def padded(data: bytes, layers: list[Layer]) -> bytes:
    """The bytes of a packet with the padding of a short frame."""
    if len(data) < eth.MIN_FRAME_SIZE and layers and isinstance(layers[0], eth.ethernet):
        data = data.ljust(eth.MIN_FRAME_SIZE, b'\0')
    return bytes(data)


class Read(NamedTuple):
    """A layer as it was read, with what was in front of it and behind it."""

    layer: PacketBase
    prev: PacketBase | None
    payload: bytes


def frame_of_changed(layers: list[Layer], known: bytes, first: type[PacketBase]) -> bytes:
    """The bytes of layers that have been changed since they were `known`.

    What was filled in, and is as it was, changes by as much as filling in gives more for the layers than for `known`
    (for checksums RFC 1624). So what was right is right; and the length of a packet that was cut off, the checksum of a
    fragment, one that was wrong on arrival and one that a sender of UDP has left out do not become what they are not.
    """
    before: dict[type, list[Read]] = {}
    for read in reversed([*_read_again(known, first)]):
        before.setdefault(type(read.layer), []).append(read)
    pairs = [(layer, before[type(layer)].pop() if before.get(type(layer)) else None) for layer in layers]
    data = b''
    for index in range(len(layers) - 1, -1, -1):
        layer, was = pairs[index]
        if isinstance(layer, PacketBase):
            prev = layers[index - 1] if index else None
            layer = _adjusted(layer, prev, data, was) if was else layer.serialize(data, prev)  # type: ignore[arg-type]
        data = layer + data
    return padded(data, layers)


def _read_again(data: bytes, reader: type[PacketBase] | None) -> Iterator[Read]:
    offset, limit, prev = 0, len(data), None
    for _ in range(MAX_DEPTH):
        if reader is None or offset >= limit:
            return
        try:
            header, data, offset, limit, reader = reader.read(data, offset, limit)
        except DecodeError:
            return
        yield Read(header, prev, data[offset:limit])
        prev = header


def _adjusted(layer: PacketBase, prev: PacketBase | None, payload: bytes, was: Read) -> bytes:
    """The bytes of a layer whose fields that can be filled in are adjusted, unless somebody has set them since."""
    if not isinstance(layer, Header) or layer != was.layer:
        _forget_parts(layer, was.layer)
    old = {name: getattr(was.layer, name) for name in layer.filled}
    now = {name: getattr(layer, name) for name in layer.filled}
    for name in old:
        if old[name] is not None:  # None: there is no such field
            setattr(was.layer, name, 0)
            setattr(layer, name, 0 if now[name] in (old[name], None) or not old[name] else now[name])
    was.layer.serialize(was.payload, was.prev)
    header = layer.serialize(payload, prev)
    left_out = False
    for name, value in old.items():
        computed = getattr(layer, name)
        if value is None or now[name] not in (value, computed):
            setattr(layer, name, now[name])
        else:
            value = _changed(layer, name, value, computed, getattr(was.layer, name))
            setattr(layer, name, value)
            left_out |= value == 0 and name in CHECKSUMS
    return layer.encode().ljust(len(header), b'\0') if left_out else layer.serialize(payload, prev)


def _changed(layer: PacketBase, name: str, old: int, now: int, then: int) -> int:
    """What was `old`, where filling in gives `now`, and gave `then`."""
    if old == then:
        return now
    if name not in CHECKSUMS:  # 0: a count that the table fills in, and no attribute says
        return old + now - then if then and old and old + now > then else now
    if not (old and layer.has_internet_checksum):
        return old
    return (old + now - then) % 0xFFFF or 0xFFFF


def _forget_parts(layer: PacketBase, before: PacketBase) -> None:
    """Set to 0 the lengths and counts in a header's parts that are as they were."""
    read = {(type(part), name, number) for part in _parts([before]) for name, number in _filled_in(part)}
    for part in _parts([layer]):
        for name, number in _filled_in(part):
            if (type(part), name, number) in read:
                setattr(part, name, 0)


def _parts(holders: Iterable[Any]) -> Iterator[Part]:
    """The parts that headers have, and those that parts have."""
    for holder in holders:
        if isinstance(holder, (Header, Part)):
            if isinstance(holder, Part):
                yield holder
            for name in compared_names(type(holder)):
                value = getattr(holder, name, None)
                yield from _parts(value if isinstance(value, (list, tuple)) else (value,))


def _filled_in(part: Part) -> Iterator[tuple[str, int]]:
    """The lengths and counts of a part that are computed where they are 0, with what they are else."""
    for name in given_names(type(part)):
        number = getattr(part, name, 0) or 0
        if number > 0:
            yield name, number
