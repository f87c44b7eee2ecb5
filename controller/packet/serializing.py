"""The bytes of a packet, and what in them has to be made anew once something was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..wire import EncodeError
from ..wire.structure import compared_names, given_names
from . import ethernet as eth
from .packet_base import Header, PacketBase, Part

__all__ = ['Layer', 'forget_filled', 'frame_of']

Layer = PacketBase | bytes


def forget_filled(layers: list[Layer], before: list[Layer]) -> None:
    """Set to 0 what the codec had filled in, in the layers as they were `before`, and no one has set since."""
    known: dict[type, list[Layer]] = {}
    for layer in reversed(before):
        known.setdefault(type(layer), []).append(layer)
    for layer in layers:
        same = known.get(type(layer))
        if same and isinstance(layer, PacketBase):
            was = same.pop()
            for name in layer.filled:
                if getattr(layer, name) == getattr(was, name) is not None:  # None: there is no such field
                    setattr(layer, name, 0)
    read = {(type(part), name, number) for part in _parts(before) for name, number in _filled_in(part)}
    for part in _parts(layers):
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
    if len(data) < eth.MIN_FRAME_SIZE and layers and isinstance(layers[0], eth.ethernet):
        data = data.ljust(eth.MIN_FRAME_SIZE, b'\0')
    return bytes(data)
