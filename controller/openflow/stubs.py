"""The types of all structures for mypy and pyright, from the tables: `python -m controller.openflow.stubs`.

Writes a stub beside each version's table, `v1_3.pyi` beside `v1_3.py`; with `--check` it only tells whether one is
stale. To a type checker a version is a class that holds its structures: `of13.OFPFlowMod(...)` is checked against the
table, and `msg: of13.OFPPacketIn` is an annotation.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..wire import Enumeration, Message, Structure, Version
from ..wire.layout import summary
from ..wire.structure import Field
from ..wire.stubs import StubWriter, definition, packed, update
from . import oxm, version, versions

__all__ = ['stub']

HEAD = '''\
# Made by `python -m controller.openflow.stubs` from the tables: change those.
# mypy: disable-error-code="assignment, misc, override"
"""OpenFlow {name} for type checkers."""

import builtins
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, TypedDict, Unpack, overload

from ..datapath import Datapath
from ..wire import Enumeration, Message, Structure
from . import {modules}
from ._typing import AnyDatapath, Bytes, Frame, IPv4, IPv6, Mac, Number, Tables

__all__ = [{variable!r}]

class _Datapath(Datapath):
    ofproto: type[{variable}]
    ofproto_parser: type[{variable}]

class _Message(Message):
    datapath: _Datapath
'''

#: What Ryu's names of 1.0 are in a match: the names of today that give the types.
OLD_NAMES = {
    'dl_src': 'eth_src', 'dl_dst': 'eth_dst', 'dl_type': 'eth_type', 'dl_vlan': 'vlan_vid', 'dl_vlan_pcp': 'vlan_pcp',
    'nw_proto': 'ip_proto', 'nw_src': 'ipv4_src', 'nw_dst': 'ipv4_dst', 'tp_src': 'tcp_src', 'tp_dst': 'tcp_dst',
}  # fmt: skip


def stub(of: Version) -> str:
    """The text of a version's stub."""
    return '\n'.join(_Writer(of).lines()) + '\n'


class _Writer(StubWriter):
    """The lines of one version's stub."""

    def __init__(self, of: Version) -> None:
        self.of = of
        self.variable = 'of' + of.name.replace('.', '')
        self.structures = of.structures()
        self.enumerations = of.enumerations()
        self.owned = re.compile(rf'\b({"|".join(map(re.escape, [*self.structures, *self.enumerations]))})\b')

    def lines(self) -> Iterator[str]:
        """The whole stub."""
        bases = {base.__module__.rpartition('.')[2] for cls in self.structures.values() for base in self._foreign(cls)}
        yield HEAD.format(name=self.of.name, variable=self.variable, modules=', '.join(sorted({'oxm', *bases})))
        if self.of.fields is not None:
            yield from self._match_fields()
        yield f'class {self.variable}(metaclass=Tables):'
        yield f'    """OpenFlow {self.of.name}: its structures, enumerations and numbers."""'
        yield ''
        yield '    def __init__(self, declared: type) -> None: ...  # as a decorator of a table'
        for enumeration in self.enumerations.values():
            yield from self._enumeration(enumeration)
        for cls in self.structures.values():
            yield from self._structure(cls)

    def _match_fields(self) -> Iterator[str]:
        """What the constructor of a match takes."""
        types = {name: _match_type(field) for name, field in self.of.fields.by_name.items()}
        types |= {old: types[new] for old, new in OLD_NAMES.items() if new in types}
        yield 'class _MatchFields(TypedDict, total=False):'
        for name, text in types.items():
            yield f'    {name}: {text}'
        yield ''

    def _enumeration(self, cls: type[Enumeration]) -> Iterator[str]:
        """Its numbers under their full names, then the class."""
        yield ''
        for name, value in cls.members.items():
            yield f'    {name}: Final = {hex(value) if cls.bitmap or value > 0xFF else value}'
        yield f'    class {cls.__name__}(Enumeration):'
        yield from _docstring(cls, 8)
        yield from packed([f'{name.removeprefix(cls.prefix)}: int; ' for name in cls.members], 8)

    # -- structures -------------------------------------------------------------------------------------------------

    def _structure(self, cls: type[Structure]) -> Iterator[str]:
        base = self._base(cls)
        bases = [base.__name__] if base else []
        foreign = [f'{each.__module__.rpartition(".")[2]}.{each.__name__}' for each in self._foreign(cls)]
        bases = [*foreign, *bases] or ['_Message' if issubclass(cls, Message) else 'Structure']
        yield ''
        yield f'    class {cls.__name__}({", ".join(bases)}):'
        yield from _docstring(cls, 8)
        inherited = self.attributes(base) if base else {}
        for name, text in self.attributes(cls).items():
            if inherited.get(name) != text:
                yield f'        {name}: {text}'
        yield from self._constructor(cls)
        if issubclass(cls, oxm.Match):
            yield from _getters(self.of.fields.by_name.values())
        yield from self._methods(cls, base)

    def _base(self, cls: type[Structure]) -> type[Structure] | None:
        """The nearest class that it inherits from and that is the version's own."""
        return next((each for each in cls.__mro__[1:] if self.structures.get(each.__name__) is each), None)

    def _foreign(self, cls: type[Structure]) -> list[type]:
        """The classes that it inherits from and that are written by hand, outside any version."""
        return [
            each for each in cls.__bases__
            if each.__module__.startswith('controller.openflow.ox') and each is not Structure
        ]

    def reference(self, cls: type[Structure], name: str) -> str:
        return f'{self.variable}.{name}'

    def annotation(self, cls: type, text: str) -> str:
        return self.owned.sub(rf'{self.variable}.\1', text)

    def parameter(self, cls: type, each: inspect.Parameter, field: Field | None = None) -> str:
        if each.name == 'datapath' and each.annotation is each.empty:
            each = each.replace(annotation='AnyDatapath | None')
        return super().parameter(cls, each, field)

    def _constructor(self, cls: type[Structure]) -> Iterator[str]:
        if issubclass(cls, (oxm.Match, oxm.SetField)):
            yield '        def __init__(self, /, **fields: Unpack[_MatchFields]) -> None: ...'
        else:
            yield from definition('__init__', self.constructor(cls), 'None', 8)

    def _methods(self, cls: type[Structure], base: type[Structure] | None) -> Iterator[str]:
        """Properties and methods that the table declares."""
        for owner in cls.__mro__:
            if owner is base or not owner.__module__.startswith('controller.openflow.') or owner in self._foreign(cls):
                break
            for name, value in vars(owner).items():
                if isinstance(value, property):
                    returned = self.annotation(cls, value.fget.__annotations__.get('return', 'Any'))
                    yield f'        @builtins.property\n        def {name}(self) -> {returned}: ...'
                    if value.fset:
                        yield f'        @{name}.setter\n        def {name}(self, value: Any) -> None: ...'


def _docstring(cls: type, indent: int) -> Iterator[str]:
    yield f'{" " * indent}"""{summary(cls)}"""'


def _match_type(field: oxm.Field) -> str:
    known = {oxm.MAC: 'Mac', oxm.IPV4: 'IPv4', oxm.IPV6: 'IPv6'}
    return known.get(field.kind) or ('Number' if field.kind.bits else 'Bytes')


def _getters(fields: Iterable[oxm.Field]) -> Iterator[str]:
    """What a match holds: a value where the field cannot have a mask, else perhaps a pair."""
    plain = [field for field in fields if not field.maskable]
    for text, names in (
        ('int', [field.name for field in plain if field.kind.bits]),
        ('str', [field.name for field in plain if not field.kind.bits]),
    ):
        if names:
            yield '        @overload'
            yield f'        def __getitem__(self, name: Literal[{", ".join(map(repr, names))}]) -> {text}: ...'
    yield '        @overload'
    yield '        def __getitem__(self, name: str) -> Any: ...'


def main(arguments: list[str]) -> int:
    """Write the stubs, or tell which are stale."""
    of_all = [version(number) for number in sorted(versions())]
    paths = [Path(__file__).with_name(f'v{of.name.replace(".", "_")}.pyi') for of in of_all]
    return update(zip(paths, map(stub, of_all), strict=True), 'controller.openflow.stubs', arguments)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
