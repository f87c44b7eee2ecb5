"""Packets as JSON in Ryu's shapes: `{'Packet': {'protocols': [{'ethernet': {...}}, ...]}}`, payloads as base64."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from ..wire.json import FAULTS, read_bytes, show_any
from .packet_base import PacketBase

__all__ = ['read_layers', 'show_layers']

Layer = PacketBase | bytes


def show_layers(layers: Iterable[Layer], encode_string: Callable[[bytes], bytes] = b64encode) -> list[Any]:
    """Each layer as JSON: `{class name: {field: value}}`, of a protocol without a table its public attributes."""
    return [_show(layer, encode_string) for layer in layers]


def _show(layer: Layer, encode_string: Callable[[bytes], bytes]) -> Any:
    if isinstance(layer, PacketBase) and not hasattr(layer, 'to_jsondict'):
        public = {name: value for name, value in vars(layer).items() if name[0] != '_'}
        return {layer.protocol_name: {name: show_any(value, encode_string) for name, value in public.items()}}
    return show_any(layer, encode_string)


def read_layers(packet: Any, decode_string: Callable[[str], bytes]) -> list[Layer]:
    """The layers of `{'protocols': [...]}`; raises ValueError for what describes none."""
    shown = packet.get('protocols') if isinstance(packet, Mapping) else None
    if not isinstance(shown, (list, tuple)):
        raise ValueError('a packet is a dictionary with a list of protocols')
    return [_read(each, decode_string) for each in shown]


def _read(shown: Any, decode_string: Callable[[str], bytes]) -> Layer:
    if isinstance(shown, str):
        return read_bytes(shown, decode_string)
    if not isinstance(shown, Mapping) or len(shown) != 1:
        raise ValueError('protocols: each is text, or one class name with its fields')
    ((name, fields),) = shown.items()
    cls = _class(name)
    if hasattr(cls, 'from_jsondict'):
        return cls.from_jsondict(fields, decode_string)  # type: ignore[no-any-return]
    try:
        return cls(**fields)
    except FAULTS as error:
        raise ValueError(f'{name}: {error}') from error


def _class(name: str) -> type[PacketBase]:
    """The protocol of that name, an app's own one too; raises ValueError."""
    modules = {each.name for each in iter_modules(import_module(__package__).__path__)}
    for wanted in (set(), {name} & modules, modules):  # most are in the module that is called as they are
        for module in wanted:
            import_module(f'{__package__}.{module}')
        if name in (known := _loaded()):
            return known[name]
    raise ValueError(f'protocols: there is no {name}')


def _loaded() -> dict[str, type[PacketBase]]:
    """Every protocol of a module that has been imported by its name, which those of this package have before others."""
    found = sorted(_below(PacketBase), key=lambda cls: cls.__module__.startswith(f'{__package__}.'))
    return {cls.__name__: cls for cls in found if cls.__module__ != PacketBase.__module__}


def _below(cls: type[PacketBase]) -> Iterator[type[PacketBase]]:
    for each in cls.__subclasses__():
        yield each
        yield from _below(each)
