"""Random messages and structures for property-based tests, as strategies of hypothesis.

::

    from hypothesis import given
    from controller.openflow import OF13
    from controller.openflow.strategies import messages

    @given(messages(OF13, 'OFPPacketIn'))
    def test_my_app_never_raises(packet_in):
        ...

They come from the tables that the codec comes from. A value that an enumeration knows is drawn as often as any other
that fits its field; a match holds the prerequisites of its fields. What is drawn is as if it had been decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from ..wire import Message, Structure
from ..wire.kinds import (
    RUNTIME,
    Bits,
    Chosen,
    Enclosed,
    Fixed,
    Kind,
    List,
    Pad,
    Ref,
    SizeOf,
    Tail,
    Value,
    Words,
    oxm_header,
)
from ..wire.sizes import least_size
from ..wire.structure import Enumeration, Family, Field, families_of, fields_of, filled_names, lookup
from . import oxm, version

try:
    from hypothesis import strategies as st
except ModuleNotFoundError:
    raise ImportError('controller.openflow.strategies needs hypothesis: pip install hypothesis') from None

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = ['matches', 'messages', 'structures']

MOST_ITEMS = 3
MOST_WORDS = 8  # of eight bytes, in a field of any size
MOST_FIELDS = 6
ALIGNMENT = 8


def messages(number: int, *names: str) -> SearchStrategy[Any]:
    """Messages of a version (`OF13`), of the classes of these names, or of every class.

    Raises ValueError for a version without tables, and for a name that is no message of the version.
    """
    of = version(number)
    unknown = [name for name in names if not _is_message(getattr(of, name, None))]
    if unknown:
        raise ValueError(f'{of} has no message {", ".join(unknown)}')
    classes = [getattr(of, name) for name in names] or of.messages.values()
    return st.one_of([_drawn(leaf) for each in classes for leaf in _leaves(each)])


def structures(cls: type[Structure]) -> SearchStrategy[Any]:
    """Structures of a class of a table; of one that opens a family, its members, and one that nobody declared."""
    return _structures(cls)


def matches(number: int) -> SearchStrategy[Any]:
    """Matches of a version, from the one for every packet to those of a few fields, some of them with a mask."""
    return structures(version(number).OFPMatch)


def _is_message(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, Message)


@cache  # a family may hold itself: its strategy has to be one object
def _structures(cls: type[Structure]) -> SearchStrategy[Any]:
    return st.one_of([_drawn(each) for each in _leaves(cls)])


def _leaves(cls: type[Structure]) -> Iterator[type[Structure]]:
    """The classes that a structure of this class can be."""
    family = cls.table.family
    if family is None:
        yield cls
        return
    for member in dict.fromkeys(family.members.values()):
        yield from _leaves(member)
    yield family.other or cls


@cache
def _drawn(cls: type[Structure]) -> SearchStrategy[Any]:
    """Structures of exactly this class."""
    if issubclass(cls, oxm.Match):
        return _matches(cls)
    if issubclass(cls, oxm.FieldMap):
        return st.lists(st.sampled_from(_fields(cls)), unique=True, max_size=MOST_FIELDS).flatmap(
            lambda fields: st.fixed_dictionaries({each.name: _value(each) for each in fields}).map(lambda it: cls(**it))
        )
    if issubclass(cls, oxm.SetField):
        return st.sampled_from(_fields(cls)).flatmap(
            lambda field: _value(field).map(lambda value: cls(**{field.name: value}))
        )
    if issubclass(cls, oxm.OxmId):
        return st.builds(_oxm_id, st.just(cls), st.sampled_from(_fields(cls)), st.booleans())
    if cls.__name__ in _OWN:
        return _OWN[cls.__name__](cls)
    values = {
        each.name: _field(cls, each)
        for each in fields_of(cls)
        if not isinstance(each.kind, (Chosen, Pad, SizeOf)) and not each.is_pad and each.name not in filled_names(cls)
    } | ({'xid': _numbers(4)} if issubclass(cls, Message) else {})
    chosen = [(each.name, each.kind) for each in fields_of(cls) if isinstance(each.kind, Chosen)]
    return st.one_of([
        st.fixed_dictionaries(values | {kind.by: st.just(number), name: _values(cls, body)})
        for name, kind in chosen for number, body in kind.bodies.items()
    ] or [st.fixed_dictionaries(values)]).map(partial(_made, cls))


def _made(cls: type[Structure], values: dict[str, Any]) -> Structure:
    """What decode would give: some constructors take other things than the fields of the wire."""
    made = object.__new__(cls)
    for name, value in values.items():
        setattr(made, name, value)
    return made


# Fields of structures -------------------------------------------------------------------------------------------------

def _field(cls: type[Structure], each: Field) -> SearchStrategy[Any]:
    """Values of a field; one that tells the members of a family apart has one that is the class's own."""
    families = {family.discriminator: family for _, family in families_of(cls)}
    if each.name in families:
        return _discriminators(cls, families[each.name], each.kind)
    ends = any(isinstance(other.kind, SizeOf) and other.kind.field == each.name for other in fields_of(cls))
    return _values(cls, each.kind, ends)


def _discriminators(cls: type[Structure], family: Family, kind: Kind) -> SearchStrategy[int]:
    own = [number for number, member in family.members.items() if member is cls]
    if own:
        return st.sampled_from(own)
    return _numbers(kind.size).filter(lambda number: number not in family.members)  # type: ignore[attr-defined]


def _values(cls: type[Structure], kind: Kind, ends: bool = False) -> SearchStrategy[Any]:
    """Values of a kind of field; `ends` says that another field tells where it ends."""
    if isinstance(kind, Bits):
        return st.integers(0, (1 << kind.width) - 1)
    if isinstance(kind, Fixed):
        known = lookup(cls, kind.enumeration.name) if kind.enumeration else None
        return _fixed(kind) if known is None else _fixed(kind) | _known(known, kind)
    if isinstance(kind, Ref):
        return _nested(cls, kind.name)
    if isinstance(kind, Enclosed):
        return st.deferred(lambda: _enclosed(cls))
    if isinstance(kind, Value):
        return _headers(cls, kind)
    if isinstance(kind, Words):
        return _sizes(cls, ends).flatmap(lambda size: st.lists(_numbers(4), min_size=size // 4, max_size=size // 4))
    if isinstance(kind, Tail):
        return _sizes(cls, ends).flatmap(lambda size: st.binary(min_size=size, max_size=size))
    if isinstance(kind, List):
        return _lists(cls, kind, ends)
    raise TypeError(f'{cls.__name__}: {kind!r} is no kind of field')


def _nested(cls: type[Structure], name: str) -> SearchStrategy[Any]:
    return st.deferred(lambda: _structures(lookup(cls, name)))


def _lists(cls: type[Structure], kind: List, ends: bool) -> SearchStrategy[Any]:
    count = kind.count
    if count is None and isinstance(kind.item, Fixed):
        items, width = _fixed(kind.item), kind.item.size
        return _sizes(cls, ends).flatmap(lambda size: st.lists(items, min_size=size // width, max_size=size // width))
    items = _fixed(kind.item) if isinstance(kind.item, Fixed) else _nested(cls, kind.item.name)
    drawn = st.lists(items, min_size=count or 0, max_size=MOST_ITEMS if count is None else count)
    if kind.key is None:
        return drawn
    return drawn.map(lambda found: {getattr(item, str(kind.key)): item for item in found})


@cache
def _enclosed(cls: type[Structure]) -> SearchStrategy[Any]:
    """Messages that hold no further ones."""
    of: Any = cls.table.version
    leaves = [leaf for each in of.messages.values() for leaf in _leaves(each)]
    return st.one_of([
        _drawn(leaf) for leaf in leaves if not any(isinstance(each.kind, Enclosed) for each in fields_of(leaf))
    ])  # fmt: skip


def _sizes(cls: type[Structure], ends: bool) -> SearchStrategy[int]:
    """How many bytes a tail may have: where padding would be taken for a part of it, so many that there is none."""
    if not ends and any(family.align == 'inside' for _, family in families_of(cls)):
        return st.integers(0, MOST_WORDS).map(lambda words: words * ALIGNMENT + -least_size(cls) % ALIGNMENT)
    return st.integers(0, MOST_WORDS * ALIGNMENT)


@cache
def _numbers(size: int) -> SearchStrategy[int]:
    return st.integers(0, (1 << 8 * size) - 1)


def _known(enumeration: type[Enumeration], kind: Fixed) -> SearchStrategy[int]:
    return st.sampled_from([each for each in enumeration.members.values() if not each >> 8 * kind.size] or [0])


@cache
def _fixed(kind: Fixed) -> SearchStrategy[Any]:
    """What decode makes of any bytes of that width."""
    if kind.write == '{}':
        return _numbers(kind.size)
    read: Callable[[bytes], Any] = eval(f'lambda raw: {kind.read.format("raw")}', dict(RUNTIME))
    return st.binary(min_size=kind.size, max_size=kind.size).map(read)


# Match fields ---------------------------------------------------------------------------------------------------------

def _fields(cls: Any) -> list[oxm.Field]:
    """The fields that a structure made of them knows."""
    return list(cls.known.by_name.values())


def _fields_of_version(cls: type[Structure]) -> list[oxm.Field]:
    of: Any = cls.table.version
    return list(of.fields.by_name.values())


def _headers(cls: type[Structure], kind: Value) -> SearchStrategy[str]:
    """Names of fields, where the header may only have four bytes those of no experimenter."""
    width = 4 if kind == oxm_header else 8
    return st.sampled_from([each.name for each in _fields_of_version(cls) if len(each.header()) <= width])


def _oxm_id(cls: Any, field: oxm.Field, is_masked: bool) -> Any:
    owner = cls if field.experimenter is None else cls.table.version.OFPExperimenterOxmId
    return _made(owner, {
        'type': field.name, 'hasmask': is_masked, 'length': field.header(is_masked)[3], 'exp_id': field.experimenter,
    })  # fmt: skip


@cache
def _value(field: oxm.Field) -> SearchStrategy[Any]:
    """Values of a match field, without a mask."""
    kind = field.kind
    if kind.bits:
        return st.integers(0, (1 << kind.bits) - 1)
    read: Callable[[bytes], Any] = kind.read
    return st.binary(min_size=1 if kind.variable else kind.width, max_size=kind.width).map(read)


@cache
def _matches(cls: Any) -> SearchStrategy[Any]:
    return _match(cls, _fields(cls))


@st.composite
def _match(draw: DrawFn, cls: Any, fields: list[oxm.Field]) -> Any:
    """Some fields, each with what it needs; one that does not go with those before it is left out."""
    chosen: dict[str, Any] = {}
    for field in draw(st.lists(st.sampled_from(fields), unique=True, max_size=MOST_FIELDS)):
        added = _with_prerequisites(draw, cls.known, field, chosen)
        if added is None:
            continue
        if field.maskable and not field.kind.variable and field.name not in chosen and draw(st.booleans()):
            added[field.name] = (added[field.name], draw(_value(field)))
        chosen = added | chosen
    return cls(**chosen)


def _with_prerequisites(draw: DrawFn, known: Any, field: oxm.Field, chosen: dict[str, Any]) -> dict[str, Any] | None:
    """The field and those that it needs, with values; None where one that is there has another value."""
    added = {field.name: chosen[field.name] if field.name in chosen else draw(_value(field))}
    while field.requires:
        name, *wanted = field.requires
        field = known.by_name[str(name)]
        there = chosen.get(field.name)
        if there is None:
            added[field.name] = draw(st.sampled_from(wanted) if wanted else _value(field).filter(bool))
        elif isinstance(there, tuple) or (there not in wanted if wanted else there == 0):
            return None
    return added


# Structures of Nicira's that write their codec themselves -------------------------------------------------------------

def _load(cls: Any) -> SearchStrategy[Any]:
    """NXActionRegLoad2."""
    return st.sampled_from([each for each in _fields_of_version(cls) if not each.kind.variable]).flatmap(
        lambda field: st.builds(_loaded, st.just(cls), st.just(field), _value(field), st.none() | _value(field))
    )


def _loaded(cls: Any, field: oxm.Field, value: Any, mask: Any) -> Any:
    data = cls(field.name, value, mask if field.maskable else None).encode()
    return cls.decode(data, 0, len(data))  # with the bits of the value under the mask alone


def _controller(cls: Any) -> SearchStrategy[Any]:
    """NXActionController2."""
    shorts = st.none() | _numbers(2)
    return st.builds(
        cls, max_len=shorts, controller_id=shorts, reason=st.none() | _numbers(1), meter_id=st.none() | _numbers(4),
        userdata=st.none() | st.lists(_numbers(1), max_size=MOST_ITEMS), pause=st.sampled_from((None, True)),
    )  # fmt: skip


def _translation(cls: Any) -> SearchStrategy[Any]:
    """NXActionNAT."""
    ipv4 = st.just('') | st.binary(min_size=4, max_size=4).map(oxm.IPV4.read)
    ipv6 = st.just('') | st.binary(min_size=16, max_size=16).map(oxm.IPV6.read)
    port = st.none() | _numbers(2)
    return st.builds(cls, _numbers(2), ipv4, ipv4, ipv6, ipv6, port, port)


def _spec(cls: Any) -> SearchStrategy[Any]:
    """NXFlowSpec and its kinds."""
    of = cls.table.version
    if cls is of.NXFlowSpec:
        return st.one_of([_spec(each) for each in (of.NXFlowSpecMatch, of.NXFlowSpecLoad, of.NXFlowSpecOutput)])
    part, bits = st.tuples(_headers(cls, oxm_header), _numbers(2)), st.integers(1, 64)
    if cls is of.NXFlowSpecOutput:
        return st.builds(cls, part, bits)
    numbers = bits.flatmap(lambda count: st.tuples(st.integers(0, (1 << count) - 1), part, st.just(count)))
    return (numbers | st.tuples(part, part, bits)).map(lambda given: cls(*given))


_OWN: dict[str, Callable[[Any], SearchStrategy[Any]]] = {
    'NXActionRegLoad2': _load,
    'NXActionController2': _controller,
    'NXActionNAT': _translation,
    'NXFlowSpec': _spec,
    'NXFlowSpecMatch': _spec,
    'NXFlowSpecLoad': _spec,
    'NXFlowSpecOutput': _spec,
}
