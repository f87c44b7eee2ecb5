"""The bytes of a packet, and what in them has to be made anew once something was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..wire import DecodeError, EncodeError
from ..wire.misfits import FAULTS, explained
from ..wire.structure import compared_names, given_names
from . import ethernet as eth
from .packet_base import Header, PacketBase, Part

__all__ = ['MAX_DEPTH', 'Layer', 'frame_again', 'frame_of']

#: Layers that are read; what lies deeper stays bytes, so nested tags and tunnels cost no more than this.
MAX_DEPTH = 32
CHECKSUMS = ('csum', 'checksum')
#: What is filled in from nothing but sizes.
LENGTHS = {'header_length', 'total_length', 'payload_length', 'ethertype', 'opt_len'}

Layer = PacketBase | bytes


class Read(NamedTuple):
    """A layer as it was read, its bytes, and what was in front of it and behind it."""

    layer: PacketBase
    header: bytes
    prev: PacketBase | None
    payload: bytes


def frame_of(layers: list[Layer], headers: list[bytes] | None = None) -> bytes:
    """The bytes of the layers, from the innermost outwards; an Ethernet frame is padded to its least length.

    `headers` takes the bytes of each layer, in that order.
    """
    data = b''
    index = len(layers)
    try:
        while index:
            index -= 1
            layer = layers[index]
            if layer.__class__ is not bytes:
                if isinstance(layer, PacketBase):
                    layer = layer.serialize(data, layers[index - 1] if index else None)
                elif not isinstance(layer, (bytearray, memoryview)):
                    raise EncodeError(f'a packet consists of protocols and bytes, not {layer!r}')
            if headers is not None:
                headers.append(layer)
            data = layer + data
    except EncodeError:
        raise
    except FAULTS as fault:
        raise explained(layers[index], fault) from fault
    return _padded(data, layers)


def _padded(data: bytes, layers: list[Layer]) -> bytes:
    if len(data) < eth.MIN_FRAME_SIZE and layers and isinstance(layers[0], eth.ethernet):
        data = data.ljust(eth.MIN_FRAME_SIZE, b'\0')
    return bytes(data)


def frame_again(layers: list[Layer], known: bytes, first: type[PacketBase]) -> bytes:
    """The bytes of layers that were `known` when they were read or serialized, and may have been changed since.

    What the codec has filled in and nobody has set changes by what the change makes of it (for checksums RFC 1624). So
    what was right is right; and the length of a packet that was cut off, the checksum of a fragment, one that was wrong
    on arrival and one that a sender of UDP has left out do not become what they are not. Where nothing was changed,
    `known` is what they are, with what no layer holds, such as a trailer.
    """
    headers: list[bytes] = []
    failure = None
    try:
        data = frame_of(layers, headers)
    except EncodeError as error:  # of a packet of more than 64 KiB, whose lengths are 0 (RFC 2675), too
        failure, data = error, b''
    if data == known:
        return data
    before, rest = _read_again(known, first)
    known_of: dict[type, list[Read]] = {}
    for read in reversed(before):
        known_of.setdefault(type(read.layer), []).append(read)
    pairs = [known_of[type(layer)].pop() if known_of.get(type(layer)) else None for layer in layers]
    _take_back(layers, pairs, headers)
    if len(layers) == len(before) + len(rest) and layers[len(before) :] == rest and all(map(_is_same, layers, before)):
        return known
    if failure is not None:
        raise failure
    data = b''
    for index in range(len(layers) - 1, -1, -1):
        layer, was = layers[index], pairs[index]
        if isinstance(layer, PacketBase):
            prev = layers[index - 1] if index else None
            if was is None:
                layer = layer.serialize(data, prev)  # type: ignore[arg-type]
            else:
                layer = _written(layer, headers[len(layers) - 1 - index], prev, data, was)  # type: ignore[arg-type]
        data = layer + data
    return _padded(data, layers)


def _take_back(layers: list[Layer], pairs: list[Read | None], headers: list[bytes]) -> None:
    """Set to 0 again what `frame_of` has just filled in: what is not as it was, but as it fills it in."""
    payload = b''
    for index in range(len(layers) - 1, -1, -1):
        layer, was = layers[index], pairs[index]
        if len(headers) < len(layers) - index:  # where it failed
            for name in layer.filled if was else ():
                setattr(layer, name, getattr(layer, name) and getattr(was.layer, name))
            return
        if isinstance(layer, PacketBase):
            now = {name: getattr(layer, name) for name in layer.filled}
            new = [name for name, value in now.items() if value and not (was and getattr(was.layer, name) == value)]
            for name in new:
                setattr(layer, name, 0)
            if new:
                layer.serialize(payload, layers[index - 1] if index else None)  # type: ignore[arg-type]
            for name in new:
                setattr(layer, name, now[name] if getattr(layer, name) != now[name] else 0)
        payload = headers[len(layers) - 1 - index] + payload


def _read_again(data: bytes, reader: type[PacketBase] | None) -> tuple[list[Read], list[bytes]]:
    """The layers of a packet, and the bytes behind the last one that are a layer, too."""
    offset, limit, prev, found = 0, len(data), None, []
    for _ in range(MAX_DEPTH):
        if reader is None or offset >= limit:
            break
        try:
            header, buf, end, limit, reader = reader.read(data, offset, limit)
        except DecodeError:
            break
        raw = data[offset:end] if buf is data else b''
        data, offset = buf, end
        found.append(Read(header, raw, prev, data[offset:limit]))
        prev = header
    rest = data[offset:limit]
    return found, [] if not rest or (prev is not None and prev.is_last and not any(rest)) else [rest]


def _is_same(layer: Layer, was: Read) -> bool:
    """Whether a layer holds what was read; a field that is computed always is not looked at."""
    if type(layer) is not type(was.layer) or not isinstance(layer, Header):
        return False
    for name in layer.computed:
        setattr(was.layer, name, getattr(layer, name))
    if layer.encode() == was.layer.encode():
        return True
    if not any(_parts([layer])):
        return False
    filled = was.layer.serialize(was.payload, was.prev)  # as the layer's parts have been meanwhile
    return layer.serialize(was.payload, was.prev) == filled


def _written(layer: PacketBase, header: bytes, prev: PacketBase | None, payload: bytes, was: Read) -> bytes:
    """The bytes of a layer, which are `header` unless something that it says of itself or its payload has changed."""
    sizes = len(header), len(payload)
    if sizes != (len(was.header), len(was.payload)) or (header != was.header and _counts(layer)):
        return _adjusted(layer, prev, payload, was)
    if header != was.header and isinstance(layer, Header) and len(layer.encode()) < len(header):  # what was in it went
        return _adjusted(layer, prev, payload, was)
    if not layer.sum_covers:
        if LENGTHS.issuperset(layer.filled) or (header, payload, prev) == (was.header, was.payload, was.prev):
            return header
        return _adjusted(layer, prev, payload, was)
    (name,) = (name for name in layer.filled if name in CHECKSUMS)
    value = getattr(layer, name)
    if layer.sum_covers == 'pseudo header' and hasattr(prev, 'pseudo_header') != hasattr(was.prev, 'pseudo_header'):
        setattr(layer, name, 0)  # it is in an IP packet only now, or no longer
    if getattr(layer, name) != getattr(was.layer, name):
        return layer.serialize(payload, prev)
    if not value:
        return _adjusted(layer, prev, payload, was)
    change = _sum(header) - _sum(was.header)
    if payload != was.payload:
        change += _sum(payload) - _sum(was.payload)
    if layer.sum_covers == 'pseudo header' and hasattr(prev, 'pseudo_header'):
        change += _sum(prev.pseudo_header(0, 0)) - _sum(was.prev.pseudo_header(0, 0))  # type: ignore[union-attr]
    if change % 0xFFFF == 0:
        return header
    setattr(layer, name, (value - change) % 0xFFFF or 0xFFFF)
    return layer.serialize(payload, prev)


def _sum(data: bytes) -> int:
    """The ones' complement sum of 16-bit words, but for its carry (RFC 1071)."""
    return int.from_bytes(data) << 8 * (len(data) % 2)


def _adjusted(layer: PacketBase, prev: PacketBase | None, payload: bytes, was: Read) -> bytes:
    """The bytes of a layer whose lengths and checksums change by the difference of what filling them in would give."""
    if not isinstance(layer, Header) or layer != was.layer:
        _forget_parts(layer, was.layer)
    old = {name: getattr(was.layer, name) for name in layer.filled}
    given = {name for name, value in old.items() if value is None or getattr(layer, name) != value}
    for name in old.keys() - given:
        setattr(was.layer, name, 0)
        setattr(layer, name, 0)
    was.layer.serialize(was.payload, was.prev)
    header = layer.serialize(payload, prev)
    left_out = False
    for name in old.keys() - given:
        value = _changed(layer, name, old[name], getattr(layer, name), getattr(was.layer, name))
        setattr(layer, name, value)
        left_out |= value == 0 and name in CHECKSUMS
    return layer.encode().ljust(len(header), b'\0') if left_out else layer.serialize(payload, prev)


def _changed(layer: PacketBase, name: str, old: int, now: int, then: int) -> int:
    """What was `old`, where filling in gives `now`, and gave `then`."""
    if old == then:
        return now
    if name not in CHECKSUMS:  # 0: a count that the table fills in, and no attribute says
        return old + now - then if then and old and old + now > then else now
    if not (old and layer.sum_covers):
        return old
    return (old + now - then) % 0xFFFF or 0xFFFF


def _forget_parts(layer: PacketBase, before: PacketBase) -> None:
    """Set to 0 the lengths and counts in a header's parts that are as they were."""
    read = {(type(part), name, number) for part in _parts([before]) for name, number in _filled_in(part)}
    for part in _parts([layer]):
        for name, number in _filled_in(part):
            if (type(part), name, number) in read:
                setattr(part, name, 0)


def _counts(layer: PacketBase) -> bool:
    """Whether a header has parts that say how long they are, or how many they hold."""
    return any(given_names(type(part)) for part in _parts([layer]))


def _parts(holders: Iterable[Any]) -> Iterator[Part]:
    """The parts that headers have, and those that parts have; what nobody has looked at yet has not been changed."""
    for holder in holders:
        if isinstance(holder, (Header, Part)):
            if isinstance(holder, Part):
                yield holder
            for name in compared_names(type(holder)):
                value = vars(holder).get(name)
                if isinstance(value, (list, tuple)):
                    yield from _parts(value)
                elif isinstance(value, Part):
                    yield from _parts([value])


def _filled_in(part: Part) -> Iterator[tuple[str, int]]:
    """The lengths and counts of a part that are computed where they are 0, with what they are else."""
    for name in given_names(type(part)):
        number = getattr(part, name, 0) or 0
        if number > 0:
            yield name, number
