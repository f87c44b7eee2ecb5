"""The types of packets' protocols for mypy and pyright, from the tables: `python -m controller.commands.packet_stubs`.

Writes a stub beside each module of `controller/packet` that has tables, or names that only running it makes: `arp.pyi`
beside `arp.py`; with `--check` it only tells whether one is stale. An attribute has the type of what is decoded, or the
one that its class states under `if TYPE_CHECKING:`. Functions, methods and numbers are those of the module, with the
annotations that they have there.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.util import resolve_name
from itertools import takewhile
from pathlib import Path
from types import FunctionType, GenericAlias, ModuleType, UnionType
from typing import Any, NamedTuple, TypeGuard, TypeVar

from .. import packet
from ..wire import Structure
from ..wire.kinds import Fixed, List, Ref, Tail, Value
from ..wire.structure import Field, Table, families_of, fields_of, lookup
from ..wire.stubs import StubWriter, definition, packed, update

__all__ = ['stub', 'stubs']

FOLDER = Path(packet.__file__).parent
HEAD = """\
# Made by `python -m controller.commands.packet_stubs` from {source}: change that.
# mypy: disable-error-code="assignment, misc, override"
"""
#: The special methods that say something to a type checker.
SPECIAL = frozenset({'__init__', '__len__', '__iter__', '__getitem__', '__contains__', '__truediv__'})
#: What a protocol carries: the same type everywhere, and other classes as soon as they are needed.
REGISTRY = 'payload_classes'
SIMPLE = (int, float, str, bytes)
#: Until it is known what a name is called in a stub, it stands there with the module that it is of.
NAME = re.compile(r'`([\w.]+):(\w+)')
#: The names that the types of fields consist of, where they stand alone.
WORD = re.compile(r'(?<![\w:`.])(Any|Sequence|bytes|dict|float|int|list|str)\b')
HOMES = {'Any': 'typing', 'Sequence': 'collections.abc'}


def stubs() -> Iterator[tuple[Path, str]]:
    """Every stub: where it is, and its text."""
    for path in sorted(FOLDER.rglob('*.py')):
        name = '.'.join([packet.__name__, *path.relative_to(FOLDER).with_suffix('').parts]).removesuffix('.__init__')
        text = stub(import_module(name))
        if text is not None:
            yield path.with_suffix('.pyi'), text


def stub(module: ModuleType) -> str | None:
    """The text of a module's stub, None for a module that needs none."""
    if hasattr(module, '__path__'):
        modules = getattr(module, 'MODULES', ())  # whose names a package has without importing them
        lines = [HEAD.format(source='__init__.py'), *[f'from .{each} import *' for each in modules], '']
        return '\n'.join(lines) if modules else None
    writer = _Writer(module)
    return '\n'.join([*writer.lines(), '']).replace('\n\n\n', '\n\n') if writer.is_needed() else None


class _Source:
    """What only the text of a module says."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.imports: dict[str, tuple[str, str]] = {}  # where each name comes from, and what it is called there
        self.annotations: dict[str, str] = {}
        self.values: dict[str, ast.expr] = {}
        self.classes: dict[str, ast.ClassDef] = {}
        for node in _statements(ast.parse(inspect.getsource(module)).body):
            if isinstance(node, ast.ImportFrom):
                origin = resolve_name('.' * node.level + (node.module or ''), module.__package__ or '')
                self.imports |= {each.asname or each.name: (origin, each.name) for each in node.names}
            elif isinstance(node, ast.AnnAssign):
                self.annotations[ast.unparse(node.target)] = ast.unparse(node.annotation)
            elif isinstance(node, ast.ClassDef):
                self.classes[node.name] = node
            elif isinstance(node, ast.Assign):
                self.values |= {ast.unparse(target): node.value for target in node.targets}

    @property
    def lists_names(self) -> bool:
        """Whether a type checker can tell what `__all__` is."""
        names = self.values.get('__all__')
        return isinstance(names, ast.List) and all(isinstance(each, ast.Constant) for each in names.elts)

    def stated(self, cls: type) -> dict[str, str]:
        """The attributes that a class annotates for type checkers: for a table those under `if TYPE_CHECKING:`."""
        body = self.classes[cls.__name__].body if cls.__name__ in self.classes else []
        if issubclass(cls, Structure):
            body = [node for node in body if isinstance(node, ast.If)]
        lines = [node for node in _statements(body) if isinstance(node, ast.AnnAssign)]
        stated = {ast.unparse(line.target): ast.unparse(line.annotation) for line in lines}
        if not issubclass(cls, Structure) and cls.__name__ not in self.classes:
            stated = vars(cls).get('__annotations__', {})
        return {name: self.annotation(text) for name, text in stated.items()}

    def bases(self, cls: type) -> list[str] | None:
        """What a class is derived from, None for one that no statement declares."""
        node = self.classes.get(cls.__name__)
        return None if node is None else [self.annotation(ast.unparse(base)) for base in node.bases]

    def annotation(self, text: str) -> str:
        """An annotation of the module, its names with their modules."""
        tree = ast.parse(text, mode='eval')
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                node.id = self._name(node.id)
        return ast.unparse(tree)

    def _name(self, name: str) -> str:
        if name in self.imports:
            module, original = self.imports[name]
            if module.startswith(packet.__name__) and original in _source(module).imports:
                return _source(module)._name(original)
            return f'`{module}:{original}'
        if name in vars(self.module):
            return f'`{self.module.__name__}:{name}'
        return f'`{HOMES.get(name, "builtins")}:{name}'


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, and those under `if TYPE_CHECKING:`."""
    for node in body:
        yield from node.body if isinstance(node, ast.If) else [node]


@cache
def _source(module: str) -> _Source:
    return _Source(import_module(module))


class _Member(NamedTuple):
    """A function, or what a class makes of one."""

    decorator: str | None
    parameters: list[str]
    returned: str
    is_settable: bool = False


class _Writer(StubWriter):
    """The lines of one module's stub: its public names, the classes and functions for other modules, what they need."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.source = _source(module.__name__)
        imported = self.source.imports
        self.own = {name: each for name, each in vars(module).items() if name not in imported and name[:2] != '__'}
        self.public: list[str] = list(getattr(module, '__all__', ()))
        shared = [name for name, each in self.own.items() if isinstance(each, (type, FunctionType)) and name[0] != '_']
        self.wanted = [*self.public, *shared]
        self.imports: dict[str, set[str]] = {}
        self.aliases: set[str] = set()

    def is_needed(self) -> bool:
        """Whether there are tables, or public classes or numbers that only running the module makes or lists."""
        public = [self.own[name] for name in self.public if name in self.own]
        classes = [each for each in public if isinstance(each, type)]
        if any(each.__name__ not in self.source.classes or (_is_table(each) and fields_of(each)) for each in classes):
            return True
        return not self.source.lists_names and any(isinstance(each, int) for each in public)

    def lines(self) -> Iterator[str]:
        """The whole stub."""
        texts: dict[str, list[str]] = {}
        while self.wanted:
            name = self.wanted.pop()
            if name in self.own and name not in texts:
                texts[name] = list(self._defined(name, self.own[name]))
            elif name not in self.own:
                module, original = self.source.imports[name]
                self.imports.setdefault(module, set()).add(f'{original} as {name}')
        yield HEAD.format(source=Path(self.source.module.__file__ or '').name)
        for module in sorted(self.imports, key=lambda module: (module.startswith('controller'), module)):
            yield f'from {self._relative(module)} import {", ".join(sorted(self.imports[module]))}'
        yield from ['', '__all__ = [', *packed([f'{name!r}, ' for name in self.public], 4), ']', '']
        for name in self.own:
            yield from texts.get(name, ())
        yield from [f'\n_{name} = {name}' for name in sorted(self.aliases)]

    def _relative(self, module: str) -> str:
        mine, theirs = (self.module.__package__ or '').split('.'), module.split('.')
        shared = len([*takewhile(lambda pair: pair[0] == pair[1], zip(mine, theirs, strict=False))])
        return '.' * (len(mine) - shared + 1) + '.'.join(theirs[shared:]) if shared else module

    # -- names ------------------------------------------------------------------------------------------------------

    def annotation(self, cls: Any, text: str) -> str:
        return _source(cls.__module__).annotation(text)

    def reference(self, cls: type[Structure], name: str) -> str:
        return self._class(lookup(cls, name))

    def _class(self, cls: type) -> str:
        name = cls.__name__
        return f'`{self.module.__name__ if self.own.get(name) is cls else cls.__module__}:{name}'

    def _text(self, text: str, taken: Collection[str] = ()) -> str:
        """A text with its names as the stub has them, in a class that has `taken` some for attributes of its own."""

        def called(found: re.Match[str]) -> str:
            module, name = found.groups()
            if module == self.module.__name__:
                self.wanted.append(name)
                self.aliases |= {name} & {*taken}
            elif module != 'builtins' or name in taken:
                self.imports.setdefault(module, set()).add(f'{name} as _{name}' if name in taken else name)
            return f'_{name}' if name in taken else name

        return NAME.sub(called, text)

    # -- what a module has --------------------------------------------------------------------------------------------

    def _defined(self, name: str, value: Any) -> Iterator[str]:
        """The lines of one name."""
        if isinstance(value, TypeVar):
            bound: Any = value.__bound__
            text = self.source.annotation(getattr(bound, '__forward_arg__', None) or bound.__name__)
            yield self._text(f'{name} = `typing:TypeVar({name!r}, bound={text})')
        elif isinstance(value, type) and value.__name__ == name:
            yield from self._class_lines(value)
        elif isinstance(value, type):
            yield self._text(f'{name} = {self._class(value)}')
        elif isinstance(value, (GenericAlias, UnionType)):
            yield self._text(f'{name} = {self.source.annotation(ast.unparse(self.source.values[name]))}')
        elif isinstance(value, FunctionType):
            yield from ['', *self._member_lines(name, self._member(value), 0)]
        elif self.source.annotations.get(name, 'Final') != 'Final':
            yield self._text(f'{name}: {self.source.annotation(self.source.annotations[name])}')
        elif isinstance(value, SIMPLE):
            yield self._text(f'{name}: `typing:Final = {value!r}')
        else:
            yield self._text(f'{name}: {self._value_type(value)}')

    def _class_lines(self, cls: type) -> Iterator[str]:
        fields, constants, members = self._fields(cls), {}, {}
        for name, value in _body(cls).items():
            if name not in fields and not self._is_inherited(cls, name, value):
                if _is_member(value):
                    members[name] = self._member(value)
                else:
                    constants[name] = value
        constructor = self._constructor(cls)
        if constructor is not None:
            members = {'__init__': _Member(None, constructor, 'None'), **members}
        taken = {*fields, *constants, *members}
        lines = [self._text(f'    {name}: {text}', taken) for name, text in fields.items()]
        types = {name: self._value_type(value) for name, value in constants.items()}
        types |= {name: f'`typing:ClassVar[{text}]' for name, text in types.items() if name.isupper()}
        lines += packed([self._text(f'{name}: {text}; ', taken) for name, text in types.items()], 4)
        for name, member in members.items():
            lines += self._member_lines(name, member, 4, taken)
        bases = _source(cls.__module__).bases(cls)
        if bases is None:
            bases = [self._class(base) for base in cls.__bases__]
        head = self._text(f'class {cls.__name__}({", ".join(bases)}):' if bases else f'class {cls.__name__}:')
        yield from ['', head, *lines] if lines else ['', f'{head} ...']

    # -- what a class has ---------------------------------------------------------------------------------------------

    def _fields(self, cls: type) -> dict[str, str]:
        """The attributes that no class which it derives from has, or not of this type."""
        inherited: dict[str, str] = {}
        for base in reversed(cls.__mro__[1:]):
            inherited |= self._held(base)
        return {name: text for name, text in self._held(cls).items() if inherited.get(name) != text}

    def _held(self, cls: type) -> dict[str, str]:
        return (self.attributes(cls) if issubclass(cls, Structure) else {}) | self._stated(cls)

    def _stated(self, cls: type) -> dict[str, str]:
        """What is stated of attributes, by the class and by those that it derives from."""
        stated: dict[str, str] = {}
        for base in reversed(cls.__mro__):
            if base.__module__.startswith(packet.__name__):
                stated |= _source(base.__module__).stated(base)
        return stated

    def field_type(self, cls: type[Structure], each: Field, given: bool = False) -> str:
        stated = self._stated(cls).get(each.name)
        if stated is not None:
            return stated
        text = super().field_type(cls, each, given)
        if text == 'Any':
            text = self._opaque_type(cls, each, given)
        if each.default is None and isinstance(each.kind, (Tail, List)) and 'None' not in text:
            text += ' | None'
        return WORD.sub(lambda word: f'`{HOMES.get(word[0], "builtins")}:{word[0]}', text)

    def item_type(self, cls: type[Structure], item: Ref | Fixed, given: bool) -> str:
        text = super().item_type(cls, item, given)
        if isinstance(item, Ref):
            cls = lookup(cls, item.name)
            is_loose = any(family.loose for _, family in families_of(cls))
            if 'decode_list' in cls.table.written:
                is_loose = 'bytes' in cls.decode_list.__annotations__['return']
            text += ' | bytes' if is_loose else ''
        return text

    def _opaque_type(self, cls: type[Structure], each: Field, given: bool) -> str:
        """What the kind does not say: a body that another field tells, what has a codec of its own."""
        bodies = getattr(cls, 'bodies', None)
        if isinstance(each.kind, Tail) and bodies:
            return f'{self._class(_common([*bodies.values()]))} | bytes'
        if isinstance(each.kind, Value) and each.kind.codec:
            text = self._codec_type(cls, lookup(cls, each.kind.codec), given)
            if not text.endswith('Any'):
                return text
        written = inspect.signature(cls).parameters.get(each.name)
        if written is not None and written.annotation is not written.empty:
            return self.annotation(cls, written.annotation)
        return self._value_type(each.default) if isinstance(each.default, SIMPLE) else 'Any'

    def _codec_type(self, cls: type[Structure], codec: Any, given: bool) -> str:
        """What its annotations say that a codec reads, or with `given` writes; 'Any' where they do not."""
        is_a = getattr(codec, 'is_a', 'Any')
        if is_a != 'Any':
            return self.annotation(cls, is_a)
        taken = codec.write.__annotations__.get('value')
        if given and taken:
            return self.annotation(codec.write, taken)
        read: Any = ast.parse(codec.read.__annotations__.get('return', 'tuple[Any, int]'), mode='eval').body
        return self.annotation(codec.read, ast.unparse(read.slice.elts[0]))

    def _constructor(self, cls: type) -> list[str] | None:
        """The parameters of the constructor that is generated, None where there is none, or the base has the same."""
        if not _is_generated(cls):
            return None
        base = next((base for base in cls.__mro__[1:] if _is_generated(base)), None)
        parameters = self.constructor(cls)
        return None if base and parameters == self.constructor(base) else parameters

    def _is_inherited(self, cls: type, name: str, value: Any) -> bool:
        """Whether a class that it derives from has the same, as far as types go."""
        for base in cls.__mro__[1:]:
            if name in _body(base):
                other = _body(base)[name]
                if _is_member(value) and _is_member(other):
                    return self._member(value) == self._member(other)
                return type(value) is type(other)
        return False

    def _member(self, value: Any) -> _Member:
        """A function, whatever a class makes of it, without the value."""
        function: Any = value.fget if isinstance(value, property) else getattr(value, '__func__', value)
        signature, parameters = inspect.signature(function), list[str]()
        for each in signature.parameters.values():
            if each.kind is each.KEYWORD_ONLY and not any(text[0] == '*' for text in parameters):
                parameters.append('*')
            is_plain = each.annotation is each.empty and each.name in ('self', 'cls')
            parameters.append(each.name if is_plain else self.parameter(function, each))
        returned = self.annotation(function, function.__annotations__.get('return', 'Any'))
        decorator = None if value is function else type(value).__name__
        return _Member(decorator, parameters, returned, getattr(value, 'fset', None) is not None)

    def _member_lines(self, name: str, member: _Member, indent: int, taken: Collection[str] = ()) -> Iterator[str]:
        pad, returned = ' ' * indent, self._text(member.returned, taken)
        if member.decorator:
            yield f'{pad}@{member.decorator}'
        yield from definition(name, [self._text(each, taken) for each in member.parameters], returned, indent)
        if member.is_settable:
            yield f'{pad}@{name}.setter'
            yield from definition(name, ['self', f'value: {returned}'], 'None', indent)

    def _value_type(self, value: Any) -> str:
        """The type of a number, or of what else stands in a module or in a class."""
        kind = type(value)
        if isinstance(value, type):
            return f'`builtins:type[{self._class(value)}]'
        if kind in (list, tuple, set, frozenset):
            return f'`builtins:{kind.__name__}[{self._joint_type([*value])}{", ..." if kind is tuple else ""}]'
        if kind is dict:
            return f'`builtins:dict[{self._joint_type([*value])}, {self._joint_type([*value.values()])}]'
        is_named = getattr(sys.modules[kind.__module__], kind.__name__, None) is kind
        return self._class(kind) if is_named and kind.__module__[0] != '_' else '`typing:Any'

    def _joint_type(self, values: Sequence[Any]) -> str:
        """The type of several things."""
        if values and all(isinstance(each, type) for each in values):
            return f'`builtins:type[{self._class(_common(values))}]'
        texts = {self._value_type(each) for each in values}
        return texts.pop() if len(texts) == 1 else '`typing:Any'


def _body(cls: type) -> dict[str, Any]:
    """What a class declares and people may use, without the fields of a table and what is generated from it."""
    table = cls.table if _is_table(cls) and cls is not Structure else Table(body=dict(vars(cls)))
    fields = {name for name, _, _ in table.lines} | {REGISTRY}
    shown = {name: value for name, value in table.body.items() if name[0] != '_' or name in SPECIAL}
    return {name: value for name, value in shown.items() if name not in fields}


def _is_table(cls: Any) -> TypeGuard[type[Structure]]:
    return isinstance(cls, type) and issubclass(cls, Structure)


def _is_member(value: Any) -> bool:
    return isinstance(value, (FunctionType, staticmethod, classmethod, property))


def _is_generated(cls: type) -> bool:
    """Whether a class has a constructor of the table's making."""
    return _is_table(cls) and '__init__' not in cls.table.written and bool(fields_of(cls))


def _common(classes: Sequence[type]) -> type:
    """The nearest class that all are derived from."""
    return next(base for base in classes[0].__mro__ if all(issubclass(each, base) for each in classes))


def main(arguments: list[str]) -> int:
    """Write the stubs, or tell which are stale."""
    return update(stubs(), 'controller.commands.packet_stubs', arguments)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
