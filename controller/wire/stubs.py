"""What tables are to type checkers: what the stubs of OpenFlow's versions and those of packets' protocols share."""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .compiler import parameter_name
from .kinds import RUNTIME, Enclosed, Fixed, Framed, Kind, List, Ref, SizeOf, Tail, Value, Words
from .layout import signature
from .structure import Field, Structure, fields_of

__all__ = ['StubWriter', 'definition', 'packed', 'update']

WIDTH = 120
STARS = {inspect.Parameter.VAR_POSITIONAL: '*', inspect.Parameter.VAR_KEYWORD: '**'}


class StubWriter:
    """The types of fields, and constructors."""

    def reference(self, cls: type[Structure], name: str) -> str:
        """How a class that the table of `cls` names is called in the stub."""
        return name

    def annotation(self, cls: type, text: str) -> str:
        """An annotation that was written by hand, as it stands in the stub."""
        return text

    def attributes(self, cls: type[Structure]) -> dict[str, str]:
        """What each field holds once it was decoded."""
        fields = [each for each in fields_of(cls) if not each.is_pad]
        shown = [each for each in fields if not isinstance(each.kind, SizeOf) or isinstance(each.default, int)]
        return {each.name: self.field_type(cls, each) for each in shown}

    def field_type(self, cls: type[Structure], each: Field, given: bool = False) -> str:
        """What a field holds, or with `given` what a constructor takes for it."""
        return self.kind_type(cls, each.kind, given)

    def kind_type(self, cls: type[Structure], kind: Kind, given: bool) -> str:
        """What a value of that kind is, 'Any' where the kind does not say."""
        if isinstance(kind, Fixed):
            return _fixed_type(kind, given)
        if isinstance(kind, Ref):
            return self.reference(cls, kind.name)
        if isinstance(kind, List):
            item = self.item_type(cls, kind.item, given)
            return f'dict[int, {item}]' if kind.key else f'{"Sequence" if given else "list"}[{item}]'
        if isinstance(kind, Words):
            return f'{"Sequence" if given else "list"}[int] | bytes'
        if isinstance(kind, Enclosed):
            return 'Message'
        if isinstance(kind, Framed):
            return 'Frame' if given else 'bytes'
        if isinstance(kind, Tail):
            return 'Any' if 'body_bytes' in kind.write else 'bytes'
        if isinstance(kind, Value):
            return 'str | int' if kind.size else 'Any'  # a field by its name, or by a number that has none
        return 'int'

    def item_type(self, cls: type[Structure], item: Ref | Fixed, given: bool) -> str:
        """What a list holds."""
        return self.kind_type(cls, item, given)

    def constructor(self, cls: type[Structure]) -> list[str]:
        """The parameters of `__init__`."""
        fields = {parameter_name(each.name): each for each in fields_of(cls) if not each.is_pad}
        parameters = signature(cls).parameters.values()
        return ['self', *[self.parameter(cls, each, fields.get(each.name)) for each in parameters]]

    def parameter(self, cls: type, each: inspect.Parameter, field: Field | None = None) -> str:
        """A parameter with its type, which is that of a field where none is written, and its default."""
        if each.annotation is not each.empty:
            text = self.annotation(cls, str(each.annotation))
        else:
            text = self.annotation(cls, 'Any') if field is None else self.field_type(cls, field, given=True)
        if each.default is None and 'None' not in text and not text.endswith('Any'):
            text += ' | None'
        named = f'{STARS.get(each.kind, "")}{each.name}: {text}'
        return named if each.default is each.empty else f'{named} = {_default(each.default)}'


def definition(name: str, parameters: Iterable[str], returned: str, indent: int) -> Iterator[str]:
    """The lines of a function, one if it fits."""
    pad, parts = ' ' * indent, list(parameters)
    line = f'{pad}def {name}({", ".join(parts)}) -> {returned}: ...'
    if len(line) <= WIDTH:
        yield line
    else:
        yield f'{pad}def {name}('
        yield from packed([f'{each}, ' for each in parts], indent + 4)
        yield f'{pad}) -> {returned}: ...'


def _default(value: Any) -> str:
    return repr(value) if isinstance(value, (int, float, str, bytes, list, tuple, type(None))) else '...'


def _fixed_type(kind: Fixed, given: bool) -> str:
    if given and '.encode(' not in kind.write:  # else it takes text alone
        for name, function in RUNTIME.items():
            if name.endswith('_bytes') and name in kind.write:
                return function.__annotations__['value']
    return 'float' if kind.code in 'fd' or ' * ' in kind.read else type(kind.zero).__name__


def packed(parts: Iterable[str], indent: int) -> Iterator[str]:
    """Short parts of a line, as many on a line as fit."""
    line = ''
    for each in parts:
        if line and indent + len(line) + len(each.rstrip()) > WIDTH:
            yield ' ' * indent + line.rstrip(' ;')
            line = ''
        line += each
    if line:
        yield ' ' * indent + line.rstrip(' ;')


def update(stubs: Iterable[tuple[Path, str]], program: str, arguments: list[str]) -> int:
    """Write the stubs that are stale, or with `--check` in the arguments only tell which are; 1 if it told of any."""
    parser = argparse.ArgumentParser(prog=f'python -m {program}', description='Write the type stubs.')
    parser.add_argument('--check', action='store_true', help='write nothing, fail where one is stale')
    options = parser.parse_args(arguments)
    stale = 0
    for path, text in stubs:
        if path.exists() and path.read_text() == text:
            continue
        stale += 1
        print(f'{path.name}: {"stale" if options.check else "written"}')
        if not options.check:
            path.write_text(text)
    return 1 if stale and options.check else 0
