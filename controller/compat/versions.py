"""A version of OpenFlow as Ryu has it: one module of numbers and one of classes. Here it is one object of both."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from importlib import import_module
from types import ModuleType
from typing import Any

from ..openflow import OF10, OF12, OF13, OF14, OF15
from ..openflow import version as tables
from ..openflow import versions as numbers
from ..wire import Message, Structure, Version
from . import field_functions, layouts, number_names, old_match, structures

__all__ = ['NAMES', 'NiciraNumbers', 'Numbers', 'Parser', 'modules', 'numbers']

#: Version number -> how the names of its modules end.
NAMES = {OF10: 'v1_0', OF12: 'v1_2', OF13: 'v1_3', OF14: 'v1_4', OF15: 'v1_5'}

#: What no table and no rule gives.
ODDS: dict[str, Any] = {'OFP_PORT_STATUS_DESC_OFFSET': 16, 'OFP_FLOW_STATS_REQUEST_ID_PORT_STR': 'BxH'}


def modules(number: int) -> tuple[ModuleType, ModuleType]:
    """A version's module of numbers and its parser module, as Ryu calls them; raises ValueError."""
    if number not in numbers():
        raise ValueError(f'OpenFlow version {number:#04x} is not supported')
    name = f'ryu.ofproto.ofproto_{NAMES[number]}'
    return import_module(name), import_module(f'{name}_parser')


def named(number: int) -> Version:
    """The version that a program names by Ryu's name, whose matches are checked no more than Ryu checks them."""
    version = tables(number)
    if version.fields is not None and version.fields.strict:
        version.fields.strict = False
    return version


def forget() -> None:
    """Check matches again as without the alias."""
    for number, name in NAMES.items():
        if f'controller.openflow.{name}' in sys.modules and (fields := tables(number).fields) is not None:
            fields.strict = True


class Numbers:
    """What Ryu's `ofproto_v1_3` has: constants, pack strings and sizes, functions of match fields."""

    def __init__(self, number: int) -> None:
        self.number = number

    @property
    def version(self) -> Version:
        return named(self.number)

    @cached_property
    def functions(self) -> dict[str, Callable[..., Any]]:
        return field_functions.functions(self.version) | number_names.functions(self.version)

    def find(self, name: str) -> Any:
        """A number, a pack string or a function; raises AttributeError."""
        if name in self.functions:
            return self.functions[name]
        if name in ODDS:
            return ODDS[name]
        if name.endswith('_LEN_STR'):
            return str(getattr(self.version, name.removesuffix('_STR')))
        try:
            value = getattr(self.version, name)
        except AttributeError:
            return layouts.find(self.version, name)
        if isinstance(value, type) or not isinstance(value, (int, str)):
            raise AttributeError(name)
        return value

    def names(self) -> Iterator[str]:
        """The names of all constants, pack strings, sizes and functions."""
        yield from ('OFP_VERSION', *ODDS, *self.functions)
        for enumeration in self.version.enumerations().values():
            yield from enumeration.members
        yield from layouts.names(self.version)


class NiciraNumbers(Numbers):
    """What Ryu's `nicira_ext` has: of a version's constants, pack strings and sizes those that are Nicira's."""

    def find(self, name: str) -> Any:
        """A number, a pack string or a size; raises AttributeError."""
        if not name.startswith(('NX', 'NICIRA_')):
            raise AttributeError(name)
        return super().find(name)

    def names(self) -> Iterator[str]:
        """The names of all constants, pack strings and sizes."""
        return (name for name in super().names() if name.startswith(('NX', 'NICIRA_')))


class Parser:
    """What Ryu's `ofproto_v1_3_parser` has: the classes, and functions that read with them."""

    def __init__(self, number: int) -> None:
        self.number = number

    @property
    def version(self) -> Version:
        return named(self.number)

    @cached_property
    def extras(self) -> dict[str, Any]:
        extras = {'msg_parser': partial(msg_parser, self.version), 'UINT16_MAX': 0xFFFF, 'UINT32_MAX': 0xFFFF_FFFF,
                  'UINT64_MAX': 0xFFFF_FFFF_FFFF_FFFF}
        return extras | old_match.classes(self.version) | structures.classes(self.version)

    def find(self, name: str) -> Any:
        """A class or a function; raises AttributeError."""
        if name in self.extras:
            return self.extras[name]
        value = getattr(self.version, name)
        if not (isinstance(value, type) and issubclass(value, Structure)):
            raise AttributeError(name)
        return value

    def names(self) -> Iterator[str]:
        """The names of all classes and functions."""
        yield from self.extras
        yield from self.version.structures()


def msg_parser(
    version: Version, datapath: Any, version_: int, msg_type: int, msg_len: int, xid: int, buf: bytes
) -> Message:
    """The message in `buf`, whose header was read; raises DecodeError."""
    message = version.decode(bytes(buf), datapath)
    message.xid = xid
    return message
