"""Structures as JSON in Ryu's shapes, and back.

A structure is a dictionary with one key, the name of its class; below it stand its fields::

    {'OFPActionOutput': {'type': 0, 'len': 16, 'port': 1, 'max_len': 65509}}

Numbers are numbers, addresses and names are text, other bytes are base64. What the codec fills in, lengths and types,
is shown too; when it is read back, the codec fills it in again.
"""

from __future__ import annotations

import builtins
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from inspect import Parameter, signature
from operator import attrgetter
from typing import Any

from .compiler import compile_structure, parameter_name
from .errors import EncodeError
from .kinds import RUNTIME, Bare, Bits, Fixed, Framed, Kind, List, NumberOf, Ref, SizeOf, Tail, Value, body_bytes
from .misfits import FAULTS, explained
from .structure import NO_DEFAULT, Message, Structure, families_of, fields_of, filled_names, lookup

__all__ = ['attributes', 'from_jsondict', 'json_name', 'ofp_instruction_from_jsondict', 'ofp_msg_from_jsondict',
           'read_bytes', 'show_any', 'to_jsondict']

Encode = Callable[[bytes], bytes]
Decode = Callable[[str], bytes]
Show = Callable[[Any, Encode], Any]
Read = Callable[[Any, Decode], Any]

#: What text has in place of a byte that is not UTF-8: the end of a name, say, that a switch has cut in two.
_SHOWN_BYTE = re.compile(rb'\\x([89a-f][0-9a-f])')


# To JSON --------------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Writer:
    """How the structures of a class are shown."""

    names: tuple[str, ...]
    attributes: tuple[str, ...]  # the same, as the structure calls them
    values: Callable[[Structure], Iterable[Any]]
    shown: tuple[tuple[str, Show], ...]  # those of `names` whose values are not JSON as they are
    computed: tuple[tuple[str, Callable[[Structure], int]], ...]


def to_jsondict(structure: Structure, encode_string: Encode = b64encode) -> dict[str, dict[str, Any]]:
    """`{class name: {field: value}}`.

    `encode_string` turns bytes into ASCII; as in Ryu, in nested structures they are base64 whatever it is. Text that
    is not UTF-8 shows the bytes as `\\xff`. A length that is not known yet is computed, which raises EncodeError for
    a value that does not fit. A field `type_` is `type` there.
    """
    cls = type(structure)
    writer = _writer(cls)
    body = dict(zip(writer.names, writer.values(structure), strict=True))
    for name, show in writer.shown:
        if body[name] is not None:
            body[name] = show(body[name], encode_string)
    for name, compute in writer.computed:
        body[json_name(name)] = _computed(structure, compute)
    for name in cls.json_omits_empty:
        if not body[name]:
            del body[name]
    return {cls.__name__: body}


@cache
def _writer(cls: type[Structure]) -> Writer:
    if not cls.table.compiled:
        compile_structure(cls)
    shown, computed = {}, {}
    undecided = {family.discriminator for _, family in families_of(cls)} - filled_names(cls)
    length = _length_name(cls)
    for each in fields_of(cls):
        if each.is_pad or each.name in {*cls.json_omits} - undecided:
            continue
        if each.default == 0 and (isinstance(each.kind, SizeOf) or each.name == length):
            computed[each.name] = _filled(cls, each.name)
        elif isinstance(each.kind, SizeOf):
            computed[each.name] = _size_of(cls, each.kind)
        else:
            shown[each.name] = _show(cls.json_kinds.get(each.name, each.kind))
    if length in shown and getattr(cls, length, 0) is None:
        del shown[length]
        computed[length] = _length_of(cls, length)
    shown |= dict.fromkeys(cls.json_adds, show_any)
    names = tuple(map(json_name, shown))
    converted = tuple((json_name(name), show) for name, show in shown.items() if show is not None)
    return Writer(names, tuple(shown), _values(*shown), converted, tuple(computed.items()))


def json_name(name: str) -> str:
    """How an attribute is called in JSON: without the underscore that keeps it apart from a builtin."""
    return name[:-1] if name[-1] == '_' and hasattr(builtins, name[:-1]) else name


def attributes(structure: Structure) -> dict[str, Any]:
    """What JSON shows of a structure by the names of the attributes, the values as they are."""
    writer = _writer(type(structure))
    found = dict(zip(writer.attributes, writer.values(structure), strict=True))
    found |= {name: _computed(structure, compute) for name, compute in writer.computed}
    return {name: value for name, value in found.items() if value or name not in structure.json_omits_empty}


def _computed(structure: Structure, compute: Callable[[Structure], int]) -> int:
    """What a length or a number is; raises EncodeError where what it counts does not fit."""
    try:
        return compute(structure)
    except EncodeError:
        raise
    except FAULTS as fault:
        raise explained(structure, fault) from fault


def _values(*names: str) -> Callable[[Structure], Iterable[Any]]:
    """What reads these attributes; `attrgetter` gives a tuple only for several."""
    return attrgetter(*names) if len(names) > 1 else lambda structure: [getattr(structure, name) for name in names]


def _length_name(cls: type[Structure]) -> str | None:
    """The field that holds the structure's own length."""
    return next((family.length for _, family in families_of(cls) if family.length), cls.table.length)


def _length_of(cls: type[Structure], name: str) -> Callable[[Structure], int]:
    """What reads a structure's length, or computes it where it was never on the wire."""
    end = 0
    for each in fields_of(cls):
        width = each.kind.width if isinstance(each.kind, Bits) else 8 * each.kind.size
        end += width
        if each.name == name:
            break

    def length(structure: Structure) -> int:
        if getattr(structure, name) is None:
            head = int.from_bytes(structure.encode()[: (end + 7) // 8])
            if getattr(structure, name) is None:  # `packed` may have set it, for which the wire has another form
                return head >> -end % 8 & (1 << width) - 1
        return getattr(structure, name)

    return length


def _filled(cls: type[Structure], name: str) -> Callable[[Structure], int]:
    """What reads a length or a number that is 0 where the codec fills it in."""

    def filled(structure: Structure) -> int:
        known = getattr(structure, name)
        if known:
            return known
        raw = structure.encode()
        return getattr(cls.decode_prefix(raw, 0, len(raw))[0], name)

    return filled


def _size_of(cls: type[Structure], size: SizeOf) -> Callable[[Structure], int]:
    """What counts the bytes of a field, or its items."""
    name = size.field
    (kind,) = [each.kind for each in fields_of(cls) if each.name == name]
    if isinstance(kind, Tail):
        return eval(f'lambda structure: len({kind.write.format(f"structure.{name}")})', dict(RUNTIME))
    if isinstance(kind, Bare):
        return lambda structure: len(getattr(structure, name).encode_fields(kind.header))
    if isinstance(size, NumberOf):
        return lambda structure: len(getattr(structure, name))
    if isinstance(kind, Value):
        codec = lookup(cls, kind.codec)
        return lambda structure: len(codec.write(structure, getattr(structure, name)))
    if isinstance(kind.item, Fixed):
        return lambda structure: kind.item.size * len(getattr(structure, name)) // size.unit
    return lambda structure: len(body_bytes(getattr(structure, name)))


def _show(kind: Kind) -> Show | None:
    """How a value of that kind is shown, None where it is JSON as it is."""
    if isinstance(kind, Fixed):
        if isinstance(kind.zero, str):
            return _address(kind)
        return None if isinstance(kind.zero, int) else _show_bytes if kind.zero else _show_text
    return None if isinstance(kind, Bits) else show_any


def show_any(value: Any, encode_string: Encode) -> Any:
    """A structure, bytes, a number, or several of them; a set of numbers is `{'set': [...]}`."""
    if isinstance(value, (list, tuple)):
        return [show_any(item, encode_string) for item in value]
    if isinstance(value, (set, frozenset)):
        return {'set': sorted(value)}
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _show_bytes(value, encode_string)
    if isinstance(value, dict):
        return {str(key): show_any(item, encode_string) for key, item in value.items()}
    return value.to_jsondict() if hasattr(value, 'to_jsondict') else value


def _show_bytes(value: Any, encode_string: Encode) -> str:
    return encode_string(value).decode('ascii')


def _show_text(value: Any, encode_string: Encode) -> str:
    return value if isinstance(value, str) else bytes(value).decode('utf-8', 'backslashreplace')


@cache
def _address(kind: Fixed) -> Callable[[Any, Any], str]:
    """What brings an address, in any form that a constructor takes, into the form that decoding gives."""
    there = f'({kind.write.format("value")})'
    return eval(f'lambda value, _: {kind.read.format(there)}', dict(RUNTIME))


# From JSON ------------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Reader:
    """How a class is built from JSON."""

    reads: Mapping[str, Read | None]   # every field that counts, None where its value is taken as it is
    ignored: Collection[str]           # what the codec fills in
    parameters: Mapping[str, str]      # field -> parameter of the constructor
    attributes: Mapping[str, str]      # field -> attribute
    required: Set[str]


def from_jsondict(
    cls: type[Structure], dict_: Mapping[str, Any], decode_string: Decode = b64decode, **additional_args: Any
) -> Any:
    """The structure with these fields; what is left out, or null, has its default.

    `decode_string` turns text into bytes, `additional_args` go to the constructor (`datapath=` for a message). Raises
    ValueError for an unknown field or class, for a missing field, and for a value that is none; it says where.
    """
    reader, values = _reader(cls), {}
    if not isinstance(dict_, Mapping):
        raise ValueError(f'{cls.__name__}: {_short(dict_)} is no dictionary')
    for name, value in dict_.items():
        if name in reader.ignored or (value is None and name in reader.reads.keys() - reader.required):
            continue
        if name not in reader.reads:
            raise ValueError(f'{cls.__name__} has no field {name!r}')
        read = reader.reads[name]
        try:
            values[name] = value if read is None or value is None else read(value, decode_string)
        except FAULTS as error:
            raise ValueError(f'{cls.__name__}.{name}: {error}') from error
        except RecursionError:
            raise ValueError(f'{cls.__name__}.{name}: nested too deeply') from None
    if missing := reader.required - dict_.keys():
        raise ValueError(f'{cls.__name__}: {", ".join(sorted(missing))} missing')
    if issubclass(cls, Message):
        additional_args.setdefault('datapath', None)
    arguments = {parameter: values.pop(name) for name, parameter in reader.parameters.items() if name in values}
    try:
        structure = cls(**arguments, **additional_args)
    except FAULTS as error:
        raise ValueError(f'{cls.__name__}: {error}') from error
    for name, value in values.items():  # of which a constructor that the class has written itself knows nothing
        setattr(structure, reader.attributes[name], value)
    return structure


def ofp_msg_from_jsondict(datapath: Any, jsondict: Mapping[str, Any]) -> Message:
    """The message that `{class name: {field: value}}` describes, of the datapath's version.

    `datapath` may be a version itself, for a message that belongs to no switch. Raises ValueError.
    """
    version = getattr(datapath, 'ofproto_parser', datapath)
    cls, body = _named(lambda name: getattr(version, name), jsondict, Message)
    try:
        return cls.from_jsondict(body, datapath=None if version is datapath else datapath)
    except RecursionError:
        raise ValueError(f'{cls.__name__}: nested too deeply') from None


def ofp_instruction_from_jsondict(
    datapath: Any, jsonlist: Iterable[Mapping[str, Any]], encap: bool = True
) -> list[Structure]:
    """The instructions that a list describes; with `encap`, its actions are applied by one instruction in front.

    Without it they stay among the instructions; OpenFlow 1.0, which has none, wants that. Raises ValueError.
    """
    version = getattr(datapath, 'ofproto_parser', datapath)
    allowed = (version.OFPAction, getattr(version, 'OFPInstruction', version.OFPAction))
    found = [_named(lambda name: getattr(version, name), each, allowed) for each in jsonlist]
    built = [cls.from_jsondict(body) for cls, body in found]
    if not encap:
        return built
    actions = [each for each in built if isinstance(each, version.OFPAction)]
    others = [each for each in built if not isinstance(each, version.OFPAction)]
    applied = [version.OFPInstructionActions(version.OFPIT_APPLY_ACTIONS, actions)] if actions else []
    return applied + others


@cache
def _reader(cls: type[Structure]) -> Reader:
    if not cls.table.compiled:
        compile_structure(cls)
    fields = {json_name(each.name): each for each in fields_of(cls) if not each.is_pad}
    counts = {name for name, each in fields.items() if isinstance(each.kind, SizeOf) and each.default is NO_DEFAULT}
    names = {parameter_name(each.name): name for name, each in fields.items()}
    parameters, required = {}, set()
    for name, parameter in list(signature(cls.__init__).parameters.items())[1:]:
        field = names.get(name, name.removesuffix('_'))
        if field not in counts and name != 'datapath':
            parameters[field] = name
            if parameter.default is Parameter.empty:
                required.add(field)
    ignored = counts | ({*map(json_name, filled_names(cls)), *cls.json_adds} - parameters.keys())
    reads = {
        name: _read(cls, cls.json_kinds.get(name, fields[name].kind)) if name in fields else None
        for name in {**fields, **parameters} if name not in ignored
    }
    return Reader(reads, ignored, parameters, {name: each.name for name, each in fields.items()}, required)


def _read(cls: type[Structure], kind: Kind) -> Read | None:
    """How a value of that kind is read, None where it is taken as it is."""
    if isinstance(kind, Fixed):
        if isinstance(kind.zero, str):
            return _address(kind)
        if isinstance(kind.zero, int):
            return _read_number if kind.read == '{}' and kind.code not in 'fd' else _read_real
        return read_bytes if kind.zero else _read_text
    if isinstance(kind, Framed):
        return partial(_read_packet, kind)
    if isinstance(kind, Tail):
        return lambda value, decode_string: _read_tail(cls, value, decode_string)
    if isinstance(kind, Value):
        return lambda value, _: _read_coded(cls, value)
    if isinstance(kind, (Bits, SizeOf)):
        return _read_number
    if isinstance(kind, List) and isinstance(kind.item, Fixed):
        read = _read(cls, kind.item)
        return lambda value, decode_string: [read(item, decode_string) for item in _items(value)]
    if not isinstance(kind, List):
        wanted = lookup(cls, kind.name) if isinstance(kind, Ref) else Message
        return lambda value, _: _structure(cls, wanted, value)
    wanted = lookup(cls, kind.item.name)
    if kind.key:
        return lambda value, _: {int(key): _structure(cls, wanted, item) for key, item in value.items()}
    if (wanted.table.family and wanted.table.family.loose) or 'decode_list' in wanted.table.written:
        return lambda value, decode_string: _loose(cls, wanted, value, decode_string)
    return lambda value, _: [_structure(cls, wanted, item) for item in _items(value)]


def _read_number(value: Any, decode_string: Decode) -> int:
    if not isinstance(value, int):
        raise ValueError(f'{_short(value)} is no integer')
    return value


def _read_real(value: Any, decode_string: Decode) -> float:
    if not isinstance(value, (int, float)):
        raise ValueError(f'{_short(value)} is no number')
    return value


def read_bytes(value: Any, decode_string: Decode) -> bytes:
    """The bytes that text describes; raises ValueError, or TypeError for what is no text."""
    if decode_string is b64decode:
        return b64decode(value, validate=True)  # or else it would leave out what is no base64
    return decode_string(value)


def _read_text(value: Any, decode_string: Decode) -> bytes:
    return _SHOWN_BYTE.sub(lambda shown: bytes.fromhex(shown[1].decode()), value.encode('utf-8'))


def _read_tail(cls: type[Structure], value: Any, decode_string: Decode) -> Any:
    """Bytes, or the numbers or structures that stand in their place."""
    if isinstance(value, (list, tuple)):
        return [item if isinstance(item, int) else _read_tail(cls, item, decode_string) for item in value]
    return _structure(cls, Structure, value) if isinstance(value, Mapping) else read_bytes(value, decode_string)


def _read_coded(cls: type[Structure], value: Any) -> Any:
    """A structure, several, a set, or what is JSON as it is."""
    if isinstance(value, (list, tuple)):
        return [_read_coded(cls, item) for item in value]
    if isinstance(value, Mapping) and value.keys() == {'set'}:
        return {_read_number(item, b64decode) for item in _items(value['set'])}
    return _structure(cls, Structure, value) if isinstance(value, Mapping) else value


def _read_packet(kind: Framed, value: Any, decode_string: Decode) -> Any:
    """Bytes, or the packet that `{'Packet': ...}` describes."""
    if not isinstance(value, Mapping):
        return read_bytes(value, decode_string)
    if value.keys() != {'Packet'}:
        raise ValueError(f'{_short(value)} is no packet')
    return import_module(kind.library).Packet.from_jsondict(value['Packet'])


def _loose(cls: type[Structure], wanted: type[Structure], value: Any, decode_string: Decode) -> Any:
    """Structures, any of which may be bytes that are none; or bytes alone."""
    if isinstance(value, str):
        return read_bytes(value, decode_string)
    return [
        read_bytes(item, decode_string) if isinstance(item, str) else _structure(cls, wanted, item)
        for item in _items(value)
    ]


def _structure(cls: type[Structure], wanted: type[Structure], value: Any) -> Structure:
    """The structure in a field of `cls`."""
    found, body = _named(lambda name: lookup(cls, name), value, wanted)
    return found.from_jsondict(body)


def _named(
    find: Callable[[str], Any], value: Any, wanted: type[Structure] | tuple[type[Structure], ...]
) -> tuple[type[Structure], Any]:
    """The class that `{class name: fields}` names, and the fields."""
    if not isinstance(value, Mapping) or len(value) != 1:
        raise ValueError(f'{_short(value)} is not one class name with its fields')
    ((name, body),) = value.items()
    try:
        cls = find(str(name))
    except AttributeError:
        raise ValueError(f'there is no {name}') from None
    if not isinstance(cls, type) or not issubclass(cls, wanted):
        raise ValueError(f'{name} cannot stand here')
    return cls, body


def _items(value: Any) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f'{_short(value)} is no list')
    return value


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f'{text[:57]}...'
