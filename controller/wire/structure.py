"""What tables are made of: structures, messages, enumerations."""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from types import EllipsisType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from .kinds import Bits, Fixed, Kind, List, Ref, SizeOf, Tail, read_kind, tail

if TYPE_CHECKING:
    from .versions import Extension, Version

__all__ = ['NO_DEFAULT', 'Enumeration', 'Family', 'Field', 'Message', 'Structure', 'Table']


#: What `type=` takes: a number, several, or `...` for all that no other class has.
Kinds = int | tuple[int, ...] | EllipsisType

#: What Python puts into every class: no part of its body.
_SLOTS = frozenset({'__dict__', '__weakref__'})

#: The methods that the compiler writes unless a class does.
GENERATED = frozenset({'__init__', 'encode', 'decode', 'decode_prefix', 'decode_list'})


class _NoDefault:
    def __repr__(self) -> str:
        return 'NO_DEFAULT'


#: Stands where a field has no default.
NO_DEFAULT: Any = _NoDefault()


@dataclass(frozen=True)
class Field:
    """One line of a table."""

    name: str
    kind: Kind
    default: Any = NO_DEFAULT

    @property
    def is_pad(self) -> bool:
        """Whether it is no attribute: zero when sent and ignored when received, or with a default, a constant."""
        return self.name[0] == '_'


@dataclass(frozen=True)
class Extent:
    """What a length counts: units of `unit` bytes, of all but the first `uncounted`.

    The structure is padded with zeros to a multiple of `boundary` bytes, `align`: 'inside' its length or 'outside' it.
    """

    unit: int = 1
    uncounted: int = 0
    align: str | None = None
    boundary: int = 8


@dataclass
class Family:
    """Structures that share a header and are told apart by one field of it."""

    discriminator: str
    length: str | None
    extent: Extent
    alone: frozenset[int] = frozenset()  # told by values that stand for themselves, without a length
    end: int | None = None  # nothing is read behind this one
    loose: bool = False  # bytes that are no member do no harm to the others
    closed: bool = False  # `end` is written behind every list, and is no item of it
    members: dict[int, type[Structure]] = field(default_factory=dict)
    other: type[Structure] | None = None  # what every other value stands for, the opener itself where this is None

    @property
    def align(self) -> str | None:
        """Where a member's padding counts."""
        return self.extent.align


@dataclass
class Table:
    """What the body and the keywords of a structure's class declare."""

    lines: tuple[tuple[str, str, Any], ...] = ()  # name, annotation, default
    #: With the body, what declares the class again in another version.
    keywords: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    version: Version | Extension | None = None
    family: Family | None = None  # the one this class opens
    parent: type[Structure] | None = None  # the class whose family it has joined
    length: str | None = None
    extent: Extent = Extent()
    size: int | None = None
    optional: bool = False
    wire_order: bool = False
    afresh: bool = False
    order: tuple[str, ...] = ()
    last: str | None = None
    written: frozenset[str] = frozenset()  # the methods that are not to be generated
    compiled: bool = False


class Enumeration:
    """Named numbers: class attributes without their prefix, `of13.PREFIXNAME` with it.

    With `bitmap=True` the values are bits that may be combined. A subclass of an enumeration has that one's numbers
    too: `class ofp_type(of13.ofp_type)` declares only what a version adds, and names `without` what it drops.
    """

    prefix: ClassVar[str] = ''
    bitmap: ClassVar[bool] = False
    members: ClassVar[dict[str, int]] = {}

    def __init_subclass__(cls, prefix: str | None = None, bitmap: bool | None = None, without: str = '') -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, int) and name[0] != '_'}
        cls.prefix = cls.prefix if prefix is None else prefix
        cls.bitmap = cls.bitmap if bitmap is None else bitmap
        dropped = {cls.prefix + name for name in without.split()}
        if not dropped <= cls.members.keys():
            raise TypeError(f'{cls.__name__}: no {", ".join(sorted(dropped - cls.members.keys()))} to leave out')
        kept = {name: value for name, value in cls.members.items() if name not in dropped}
        cls.members = kept | {cls.prefix + name: value for name, value in own.items()}

    @classmethod
    def describe(cls, value: Any) -> str:
        """The name of a value, the names of its bits joined by `|`, or the number where it has none."""
        for name, member in cls.members.items():
            if member == value:
                return name
        if not cls.bitmap or not isinstance(value, int):
            return repr(value)
        names = [name for name, bit in cls.members.items() if bit and bit & (bit - 1) == 0 and value & bit]
        known = sum(cls.members[name] for name in names)
        return '|'.join(names + ([hex(value - known)] if value != known or not names else []))


class _Signature:
    """What `inspect.signature` and `help` show of a constructor, which is written when it is first used."""

    def __get__(self, structure: Structure | None, cls: type[Structure]) -> Any:
        from .layout import signature

        return signature(cls)


class Structure:
    """A run of fields; constructor, `encode` and `decode` are generated from the table when first used.

    The methods below are what runs before that: each compiles the class, which puts the generated method in its
    own place, and calls it.

    Class keywords:

    * `type`: the discriminator's value in the parent's family, a tuple of values, or `...` for all others;
    * `family='type len'`: opens a family told apart by the field the first word names, its length in the second's;
    * `align='inside'|'outside'`: a member is padded to 8 bytes, or `boundary`, which its length counts or not;
    * `unit`, `uncounted`: the length counts units of so many bytes, of all but so many at the front;
    * `alone=(0, 1)`: members that are their type and nothing else; `end=0`: the one that no other may follow;
    * `loose`: of a list of members all is read that can be, and the rest are bytes among them;
    * `closed`: the one of `end` is written behind every such list, and is not among its items;
    * `length`: the field that holds this structure's own length, and that of what derives from it;
    * `size`: the least number of bytes on the wire, which the compiler checks;
    * `optional`: fields without a default may be left out of the constructor;
    * `wire_order`: so may they all, and what the codec fills in has its place of the wire there too, not the last;
    * `afresh`: fields, and methods below, of the classes that it derives from are none of its own;
    * `order='data type'`: which of them come first in the constructor, where that is not the order of the wire;
    * `last`: the one that comes last there, in the members of the family that the class opens.

    Where the wire has not quite the form of the table, a class defines `packed(raw)`, the bytes to send in place of the
    table's, and the class method `unpacked(buf, offset, limit)`, where the table's bytes stand of what was received.
    """

    table: ClassVar[Table] = Table()
    __signature__: ClassVar[Any] = _Signature()

    #: What is special in Ryu's JSON: fields that it leaves out, attributes that it shows beside the fields, fields that
    #: it leaves out where they are empty, and fields that it shows as those of another kind.
    json_omits: ClassVar[tuple[str, ...]] = ()
    json_adds: ClassVar[tuple[str, ...]] = ()
    json_omits_empty: ClassVar[tuple[str, ...]] = ()
    json_kinds: ClassVar[dict[str, Fixed]] = {}

    def __init_subclass__(
        cls,
        type: Kinds | None = None,
        family: str | None = None,
        align: str | None = None,
        boundary: int | None = None,
        unit: int | None = None,
        uncounted: int | None = None,
        alone: tuple[int, ...] | None = None,
        end: int | None = None,
        loose: bool | None = None,
        closed: bool | None = None,
        length: str | None = None,
        size: int | None = None,
        optional: bool | None = None,
        wire_order: bool | None = None,
        afresh: bool | None = None,
        order: str | None = None,
        last: str | None = None,
    ) -> None:
        inherited, own = cls.table, {name: value for name, value in vars(cls).items() if name not in _SLOTS}
        keywords = {
            'type': type, 'family': family, 'align': align, 'boundary': boundary, 'unit': unit, 'uncounted': uncounted,
            'alone': alone, 'end': end, 'loose': loose, 'closed': closed, 'length': length, 'size': size,
            'optional': optional, 'wire_order': wire_order, 'afresh': afresh, 'order': order, 'last': last,
        }  # fmt: skip
        if unit:
            align, boundary = align or 'inside', boundary or unit
        extent = Extent(unit or 1, uncounted or 0, align, boundary or 8)
        cls.table = Table(
            lines=tuple((name, text, own.get(name, NO_DEFAULT)) for name, text in cls.__annotations__.items()),
            keywords={name: value for name, value in keywords.items() if value is not None},
            body=own,
            version=inherited.version,
            family=Family(*[*family.split(), None][:2], extent, frozenset(alone or ()), end, bool(loose), bool(closed))
            if family
            else None,
            length=length or inherited.length,
            extent=extent if length or family else inherited.extent,
            size=size,
            optional=bool(wire_order) or (inherited.optional if optional is None else optional),
            wire_order=inherited.wire_order if wire_order is None else wire_order,
            afresh=bool(afresh),
            order=tuple(order.split()) if order else (),
            last=last or inherited.last,
            written=(frozenset() if afresh else inherited.written) | (own.keys() & GENERATED),
        )
        for name, text, default in cls.table.lines:
            if not isinstance(text, str):
                raise TypeError(f'{cls.__name__}.{name}: its module lacks `from __future__ import annotations`')
            if default is not NO_DEFAULT and name[0] != '_':  # a constant stays
                delattr(cls, name)
            if text.startswith('late('):
                setattr(cls, name, _Late(name))
                setattr(cls, f'_{name}', None)
        for name in GENERATED - cls.table.written:
            setattr(cls, name, UNCOMPILED[name])
        if type is not None:
            cls._join(type)

    @classmethod
    def _join(cls, kind: Kinds) -> None:
        """Become a member of the base's family: a single value makes the discriminator a constant of the class."""
        parent, family = [each for each in families_of(cls) if each[0] is not cls][-1]
        cls.table.parent = parent
        if kind is ...:
            family.other = cls
            return
        if not isinstance(kind, tuple):
            setattr(cls, family.discriminator, kind)
        for value in kind if isinstance(kind, tuple) else (kind,):
            other = family.members.get(value, cls)
            if other.__name__ != cls.__name__:
                raise TypeError(f'{cls.__name__}: {other.__name__} has {family.discriminator} {value} already')
            family.members[value] = cls

    @classmethod
    def _declared(cls) -> None:
        """What is left to do once the class belongs to a version."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _compiled(type(self), '__init__').__get__(self)(*args, **kwargs)

    def encode(self) -> bytes:
        """The structure as it goes on the wire; raises EncodeError for a value that does not fit."""
        encoded: bytes = _compiled(type(self), 'encode').__get__(self)()
        return encoded

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        """The structure that fills `buf[offset:limit]` exactly; raises DecodeError."""
        decoded: Self = _compiled(cls, 'decode').__get__(None, cls)(buf, offset, limit)
        return decoded

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        """The structure that begins at `offset` and says itself where it ends, and that end; raises DecodeError."""
        _compile(cls)
        return cls.decode_prefix(buf, offset, limit)

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[Self]:
        """The structures, one behind the other, that fill `buf[offset:limit]`; raises DecodeError."""
        _compile(cls)
        return cls.decode_list(buf, offset, limit)

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """`{class name: {field: value}}`, as in Ryu; bytes are base64, or what `encode_string` makes of them."""
        from .json import to_jsondict

        Structure.to_jsondict = to_jsondict  # type: ignore[method-assign]  # takes the place of this method
        return to_jsondict(self, encode_string)

    @classmethod
    def from_jsondict(
        cls, dict_: Mapping[str, Any], decode_string: Callable[[str], bytes] = b64decode, **additional_args: Any
    ) -> Self:
        """The structure with these fields, `additional_args` for the constructor; raises ValueError."""
        from .json import from_jsondict

        Structure.from_jsondict = classmethod(from_jsondict)  # type: ignore[assignment,method-assign]
        return from_jsondict(cls, dict_, decode_string, **additional_args)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name, None) == getattr(other, name, None) for name in compared_names(type(self)))

    __hash__ = None  # type: ignore[assignment]  # equal by value, and values change

    def __repr__(self) -> str:
        shown = [f'{each.name}={show(self, each)}' for each in shown_fields(type(self)) if hasattr(self, each.name)]
        return f'{type(self).__name__}({", ".join(shown)})'


#: The methods that compile a class: kept here, since somebody may ask for `help(Structure)`, which compiles that one.
UNCOMPILED = {name: vars(Structure)[name] for name in GENERATED}


class _Late:
    """The items of a late list whose bytes alone were kept; where there are items already, these come first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.read: Callable[[bytes, int, int], list[Structure]] | None = None

    def __get__(self, structure: Structure | None, cls: type[Structure]) -> Any:
        raw = getattr(structure, f'_{self.name}', None)
        if raw is None:
            raise AttributeError(f'{cls.__name__} has no {self.name}', name=self.name, obj=structure)
        if self.read is None:
            kind = next(each.kind for each in fields_of(cls) if each.name == self.name)
            self.read = lookup(cls, kind.item.name).decode_list  # type: ignore[attr-defined]
        items = self.read(raw, 0, len(raw))
        setattr(structure, self.name, items)
        return items


class Message(Structure, optional=True):
    """A whole OpenFlow message, header included.

    `datapath` is the switch it belongs to, `xid` its transaction id (None until it is sent), `buf` its bytes once
    it was decoded or serialized, `further` the byte count of the parts that a multipart message was joined from, the
    first, which `buf` has, left out.
    """

    if TYPE_CHECKING:
        version: int
        msg_type: int
        datapath: Any
        xid: int | None
        buf: bytes | None
        further: int
    else:
        version = msg_type = further = 0
        datapath = xid = buf = None

    @classmethod
    def _join(cls, kind: Kinds) -> None:
        if any(opener is not cls for opener, _ in families_of(cls)):
            super()._join(kind)
        else:
            cls.msg_type = kind  # type: ignore[assignment]

    @property
    def msg_len(self) -> int | None:
        """The byte count of the message, None before it has bytes."""
        return None if self.buf is None else len(self.buf)

    def set_xid(self, xid: int) -> None:
        """Give the message its transaction id."""
        self.xid = xid

    def serialize(self) -> None:
        """Encode into `buf`; raises EncodeError."""
        self.buf = self.encode()

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: a datapath is a connection of this process, and stays behind."""
        return {name: value for name, value in vars(self).items() if name != 'datapath'}

    def __copy__(self) -> Self:
        message = object.__new__(type(self))
        vars(message).update(vars(self))
        return message

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        message = object.__new__(type(self))
        memo[id(self)] = message
        vars(message).update({name: deepcopy(value, memo) for name, value in self.__getstate__().items()})
        message.datapath = self.datapath
        return message


def lookup(cls: type[Structure], name: str) -> Any:
    """What a name in the table of `cls` means: of its version, or of its module, of the package around that, or of the
    module of a class that it derives from."""
    if cls.table.version is not None:
        return getattr(cls.table.version, name)
    own = sys.modules[cls.__module__]
    bases = [base for base in cls.__mro__ if issubclass(base, Structure) and base.table.lines]
    modules = own, sys.modules.get(own.__package__ or ''), *[sys.modules[base.__module__] for base in bases]
    return getattr(next((module for module in modules if hasattr(module, name)), own), name)


def fields_of(cls: type[Structure]) -> list[Field]:
    """Every field of a structure in wire order, those of its family's header first.

    What an opener of a family has behind that header, of no fixed size, is of the members that nobody declared.
    """
    named = _declaring(cls)
    shared = {each for opener, _ in families_of(cls) if opener is not named for each in opener.__mro__}
    declared: dict[str, Field] = {}
    for base in reversed(cls.__mro__):
        if issubclass(base, Structure) and base.table.afresh:
            declared.clear()
        for name, text, default in base.table.lines if issubclass(base, Structure) else ():
            each = Field(name, read_kind(text), default)
            if base not in shared or not isinstance(each.kind, (Ref, List, Tail)):
                is_padding = each.is_pad and default is NO_DEFAULT
                declared[f'{base.__name__}.{name}' if is_padding else name] = each
    if named.table.family and not any(isinstance(each.kind, (Ref, List, Tail)) for each in declared.values()):
        declared['data'] = Field('data', tail)  # what a member that nobody declared carries
    return list(declared.values())


def _declaring(cls: type[Structure]) -> type[Structure]:
    """The class itself, or the base whose fields it has, where it is a program's own and has but methods."""
    bases = (base for base in cls.__mro__ if issubclass(base, Structure))
    return next((base for base in bases if base.table.lines or base.table.parent or base.table.family), cls)


def families_of(cls: type[Structure]) -> list[tuple[type[Structure], Family]]:
    """The families that a structure belongs to, its own included, the outermost first."""
    bases = (base for base in reversed(cls.__mro__) if issubclass(base, Structure))
    return [(base, base.table.family) for base in bases if base.table.family is not None]


def filled_names(cls: type[Structure]) -> set[str]:
    """The fields that the codec fills in: lengths, and discriminators that the class decides."""
    names = {cls.table.length} if cls.table.length else set()
    for base, family in families_of(cls):
        if family.length:
            names.add(family.length)
        if base is not cls and hasattr(cls, family.discriminator):
            names.add(family.discriminator)
    return names


def shown_fields(cls: type[Structure]) -> Iterator[Field]:
    """The fields that say something: no padding, nothing that the codec fills in."""
    filled = filled_names(cls)
    for each in fields_of(cls):
        if not (each.is_pad or isinstance(each.kind, SizeOf) or each.name in filled):
            yield each


@cache
def compared_names(cls: type[Structure]) -> tuple[str, ...]:
    """The names of the fields that make two structures equal."""
    return tuple(each.name for each in shown_fields(cls))


@cache
def given_names(cls: type[Structure]) -> tuple[str, ...]:
    """The names of the lengths and counts that the codec fills in where they are 0 or None, and else leaves."""
    counted = filled_names(cls) - {family.discriminator for _, family in families_of(cls)}
    return tuple(
        each.name for each in fields_of(cls)
        if each.default is not NO_DEFAULT and (isinstance(each.kind, SizeOf) or each.name in counted)
    )  # fmt: skip


def show(structure: Structure, line: Field) -> str:
    """A field's value as `repr` shows it: enumerations by name."""
    value = getattr(structure, line.name)
    enumeration = line.kind.enumeration if isinstance(line.kind, (Fixed, Bits)) else None
    if enumeration is not None and value is not None:
        return lookup(type(structure), enumeration.name).describe(value)
    return repr(value)


def _compiled(cls: type[Structure], name: str) -> Any:
    """What takes the place of an uncompiled method: of the class itself, or of the base that its own method calls."""
    home = next(each for each in cls.__mro__ if vars(each).get(name) is UNCOMPILED[name])
    if home is Structure:  # all are compiled: somebody has kept the method from before
        home = cls
    _compile(home)
    return next(vars(each)[name] for each in home.__mro__ if name in vars(each))


def _compile(cls: type[Structure]) -> None:
    from .compiler import compile_structure

    if not cls.table.compiled:  # it is, where somebody has kept a method from before
        complete = getattr(cls.table.version, 'complete', None)
        if complete is not None:
            complete()  # the members of families
        compile_structure(cls)
