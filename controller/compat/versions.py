"""A version of OpenFlow as Ryu has it: one module of numbers and one of classes. Here it is one object of both."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import import_module
from types import ModuleType
from typing import Any

from ..openflow import OF10, OF12, OF13, OF14, OF15
from ..openflow import version as tables
from ..openflow import versions as numbers
from ..wire import Message, Structure, Version
from . import field_functions, layouts, number_names, old_match, structures
from .adoption import Adoption

__all__ = ['ADOPTION', 'NAMES', 'MessageEvents', 'NiciraNumbers', 'Numbers', 'Parser', 'modules', 'numbers']

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


@cache
def functions_of(number: int) -> dict[str, Callable[..., Any]]:
    """The functions in a version's module of numbers."""
    return field_functions.functions(named(number)) | number_names.functions(named(number))


@cache
def extras_of(number: int) -> dict[str, Any]:
    """What a version's parser module has beside the structures."""
    version = named(number)
    extras = {'msg_parser': partial(msg_parser, version), 'UINT16_MAX': 0xFFFF, 'UINT32_MAX': 0xFFFF_FFFF,
              'UINT64_MAX': 0xFFFF_FFFF_FFFF_FFFF}
    return extras | old_match.classes(version) | structures.classes(version)


class Numbers:
    """What Ryu's `ofproto_v1_3` has: constants, pack strings and sizes, functions of match fields."""

    def __init__(self, number: int) -> None:
        self.number = number

    @property
    def version(self) -> Version:
        return named(self.number)

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        return functions_of(self.number)

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

    @property
    def extras(self) -> dict[str, Any]:
        return extras_of(self.number)

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


class MessageEvents:
    """The names of the events of all messages, for `import *`; `controller.events` makes each when it is asked for."""

    def find(self, name: str) -> Any:
        """Nothing: raises AttributeError."""
        raise AttributeError(name)

    def names(self) -> Iterator[str]:
        """EventOFPPacketIn and its like, of every version."""
        for version in map(tables, numbers()):
            for name in version.structures():
                if issubclass(getattr(version, name), Message):
                    yield f'Event{name}'


class _OfModules:
    """What the two modules of a version have, and its tables have not."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._names: dict[str, Any] | None = None

    def find(self, name: str) -> Any:
        """A class, a function, a pack string or a size; raises AttributeError."""
        if self._names is None:
            self._names = {}  # what is asked for while they are made is none of them
            self._names = {**ODDS, **functions_of(self.number), **extras_of(self.number)}
        return self._names[name] if name in self._names else layouts.find(tables(self.number), name)


of_modules = cache(_OfModules)


def name_of_module(version: Version, name: str) -> Any:
    """`datapath.ofproto` and `datapath.ofproto_parser` are modules to Ryu's programs, and have the modules' names."""
    try:
        return _OURS(version, name)
    except AttributeError as error:
        if name[:1] == '_':
            raise
        try:
            return of_modules(version.OFP_VERSION).find(name)
        except AttributeError:
            raise error from None


_OURS = Version.__getattr__

#: What the tables have while the alias is installed.
ADOPTION = Adoption({Version: {'__getattr__': name_of_module}})


def msg_parser(
    version: Version, datapath: Any, version_: int, msg_type: int, msg_len: int, xid: int, buf: bytes
) -> Message:
    """The message in `buf`, whose header was read; raises DecodeError."""
    message = version.decode(bytes(buf), datapath)
    message.xid = xid
    return message
