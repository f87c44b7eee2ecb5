"""Random structures of a version, made from its tables: every message class can be asked for."""

from __future__ import annotations

import random
from collections.abc import Container
from typing import Any

from controller.openflow import oxm
from controller.wire import Message, Structure, Version
from controller.wire.kinds import Bits, Chosen, Enclosed, Fixed, Kind, List, Pad, Ref, SizeOf, Tail, Words, u32
from controller.wire.structure import Family, families_of, fields_of, filled_names

#: What `plan` gives: a class name and its keyword arguments, whose values may again be plans.
Plan = tuple[str, dict[str, Any]]


def message_classes(of: Version) -> list[type[Message]]:
    """Every message class of a version's own, the members of families instead of what they have in common."""
    messages = [each for name, each in of.structures().items() if issubclass(each, Message) and _is_own(name)]
    return [each for each in messages if each.table.family is None or not _own_members(each.table.family)]


def _is_own(name: str) -> bool:
    """Whether a structure is of OpenFlow itself, not of an extension."""
    return name.startswith('OFP')


def _own_members(family: Family) -> set[type[Structure]]:
    """The members of a family that are of OpenFlow itself."""
    members = {*family.members.values(), family.other} - {None}
    return {each for each in members if each is not None and _is_own(each.__name__)}


def plan(of: Version, cls: type[Structure], rng: random.Random, depth: int = 3) -> Plan:
    """A structure of this class with random values in every field."""
    if issubclass(cls, oxm.Match):
        return cls.__name__, dict(_matched(cls.known, rng, rng.choice([0, 1, 2, 4, 12])))
    if issubclass(cls, oxm.FieldMap):
        fields = list(cls.known.by_name.values())
        return cls.__name__, dict(_set(field, rng) for field in rng.sample(fields, rng.choice([0, 1, 3])))
    if issubclass(cls, oxm.SetField):
        return cls.__name__, dict([_set(rng.choice(list(cls.known.by_name.values())), rng)])
    if issubclass(cls, oxm.OxmId):
        field = rng.choice([each for each in cls.known.by_name.values() if each.experimenter is None])
        masked = rng.random() < 0.5
        return cls.__name__, {'type_': field.name, 'hasmask': masked, 'length': field.header(masked)[3]}
    if cls.__name__ == 'OFPHelloElemVersionBitmap':
        return cls.__name__, {'versions': sorted({0, rng.randrange(32), rng.randrange(64)})}
    families = families_of(cls)
    if families and families[-1][0] is cls and not issubclass(cls, Message):
        members = _own_members(families[-1][1])
        if members:
            return plan(of, rng.choice(sorted(members, key=lambda each: each.__name__)), rng, depth)
    arguments: dict[str, Any] = {}
    for each in fields_of(cls):
        if not isinstance(each.kind, (Pad, SizeOf)) and each.name not in filled_names(cls):
            name = {'type': 'type_', 'property': 'property_'}.get(each.name, each.name)
            kind: Kind = each.kind
            if isinstance(kind, Chosen):
                number, kind = rng.choice(list(kind.bodies.items()))
                arguments['type_'] = number
            arguments[name] = _value(of, cls, each.name, kind, rng, depth)
    return cls.__name__, arguments


def build(of: Any, planned: Plan, *before: Any) -> Any:
    """Make what was planned, with the classes of `of`."""
    name, arguments = planned
    return getattr(of, name)(*before, **{key: _built(of, value) for key, value in arguments.items()})


def _built(of: Any, value: Any) -> Any:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], dict):
        return build(of, value, *[None] * issubclass(getattr(of, value[0]), Message))  # an enclosed one has no datapath
    if isinstance(value, list):
        return [_built(of, item) for item in value]
    if isinstance(value, dict):
        return {key: _built(of, item) for key, item in value.items()}
    return value


def _value(of: Version, cls: type[Structure], name: str, kind: Kind, rng: random.Random, depth: int) -> Any:
    discriminators = {family.discriminator: family for _, family in families_of(cls)}
    if name in discriminators and isinstance(kind, Fixed):
        own = [number for number, member in discriminators[name].members.items() if member is cls]
        return rng.choice(own) if own else _other_number(kind.size, discriminators[name].members, rng)
    if isinstance(kind, Bits):
        return rng.getrandbits(kind.width)
    if isinstance(kind, Fixed):
        return _fixed(kind, rng)
    if isinstance(kind, Words):
        return [_fixed(u32, rng) for _ in range(rng.choice([0, 1, 2]))]
    if isinstance(kind, Enclosed):
        return plan(of, of.OFPGroupMod, rng, depth - 1)  # type: ignore[attr-defined]
    if isinstance(kind, Tail):
        return rng.randbytes(rng.choice([0, 8, 64]))
    if isinstance(kind, Ref):
        return plan(of, getattr(of, kind.name), rng, depth - 1)
    if not isinstance(kind, List):
        raise TypeError(kind)
    if isinstance(kind.item, Fixed):
        count = kind.count if kind.count is not None else rng.choice([0, 1, 5])
        return [_fixed(kind.item, rng) for _ in range(count)]
    count = kind.count if kind.count is not None else rng.choice([0, 1, 3]) if depth else 0
    items = [plan(of, getattr(of, kind.item.name), rng, depth - 1) for _ in range(count)]
    return {item[1][kind.key]: item for item in items} if kind.key else items


def _number(size: int, rng: random.Random) -> int:
    return rng.choice([0, 1, (1 << 8 * size) - 1, rng.getrandbits(8 * size)])


def _other_number(size: int, taken: Container[int], rng: random.Random) -> int:
    """A number that no member of a family has."""
    while (number := _number(size, rng)) in taken:
        pass
    return number


def _fixed(kind: Fixed, rng: random.Random) -> Any:
    if kind.write == '{}':
        return _number(kind.size, rng)
    if kind.zero == b'':
        return bytes(rng.choices(b'abcdefgh', k=rng.randrange(kind.size)))
    if isinstance(kind.zero, bytes):
        return rng.randbytes(kind.size)
    return rng.randbytes(6).hex(':')


def _set(field: oxm.Field, rng: random.Random) -> tuple[str, Any]:
    """A field and a random value of it."""
    if field.kind.bits:
        return field.name, rng.getrandbits(field.kind.bits)
    return field.name, field.kind.read(rng.randbytes(field.kind.width))


def _matched(known: oxm.Fields, rng: random.Random, count: int) -> list[tuple[str, Any]]:
    """Random fields with random values, some of them masked, each with what it needs."""
    matched: dict[str, Any] = {}
    for field in rng.sample(sorted(known.by_name.values(), key=lambda each: each.name), count):
        needed = _needed(known, field, rng)
        if any(matched.get(name, value) != value for name, value in needed.items()):
            continue
        matched |= needed
        if field.name not in matched:
            name, value = _set(field, rng)
            mask = _set(field, rng)[1]
            matched[name] = (value, mask) if field.maskable and rng.random() < 0.3 else value
    return list(matched.items())


def _needed(known: oxm.Fields, field: oxm.Field, rng: random.Random) -> dict[str, Any]:
    """The prerequisites of a field, theirs included."""
    needed: dict[str, Any] = {}
    while field.requires:
        name, *values = field.requires
        field = known.by_name[str(name)]
        needed[field.name] = rng.choice(values) if values else 1
    return needed
