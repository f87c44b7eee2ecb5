"""The methods of Ryu's structures that ours lack: `parser`, `parse`, and `serialize` into a buffer.

They are put on the classes themselves while the alias is installed, since a program gets the same classes under
either name.
"""

from __future__ import annotations

import struct
from typing import Any

from ..openflow import oxm
from ..wire import DecodeError, EncodeError, Message, Structure
from ..wire.compiler import compile_structure
from ..wire.sizes import static_size
from ..wire.structure import families_of, fields_of
from .adoption import Adoption
from .old_match import SET_FIELD

__all__ = ['MalformedError', 'MisfitError', 'adopt', 'disown']


#: The header of a queue's property, behind which Ryu's parsers of properties begin.
QUEUE_PROPERTY = struct.Struct('!HH4x')


class MalformedError(DecodeError, AssertionError, struct.error):
    """A DecodeError that also catches what programs expect of Ryu's parsers, which assert and unpack."""

    @classmethod
    def of(cls, error: DecodeError) -> MalformedError:
        """The same error as this class."""
        again = cls(error.structure, error.problem, error.buf, error.offset)
        again.path = error.path
        return again


class MisfitError(EncodeError, AssertionError, struct.error):
    """An EncodeError that also catches what programs expect of Ryu's `serialize`."""


def parser(cls: type[Structure], buf: bytes, offset: int = 0) -> Structure:
    """The structure at `offset`, of a queue's property what stands behind its header.

    Raises MalformedError where its type is another's, or its length is wrong.
    """
    buf = bytes(buf)
    if hasattr(cls, 'property') and (size := static_size(cls)):  # type: ignore[arg-type]
        buf, offset = QUEUE_PROPERTY.pack(cls.property, size) + buf[offset:], 0
    try:
        meant = _meant(cls, buf, offset)
        _check_length(meant, buf, offset)
        reader = next((opener for opener, family in families_of(meant) if family.length), meant)
        if _says_its_end(reader):
            return reader.decode_prefix(buf, offset, len(buf))[0]
        return meant.decode(buf, offset, len(buf))
    except DecodeError as error:
        raise MalformedError.of(error) from None


def _says_its_end(cls: type[Structure]) -> bool:
    """Whether a structure itself says where it ends."""
    if not cls.table.compiled:
        compile_structure(cls)
    return cls.decode_prefix.__func__ is not vars(Structure)['decode_prefix'].__func__  # type: ignore[attr-defined]


def _meant(cls: type[Structure], buf: bytes, offset: int) -> type[Structure]:
    """The class that the type on the wire names: `cls`, or one that differs from it in nothing but its type."""
    for opener, family in families_of(cls):
        if opener is cls or not hasattr(cls, family.discriminator):
            continue
        kind = _read(cls, family.discriminator, buf, offset)
        if kind != getattr(cls, family.discriminator):
            other = family.members.get(kind)
            if other is None or other.__bases__ != cls.__bases__ or opener in cls.__bases__:
                raise DecodeError(cls.__name__, f'{family.discriminator} {kind} is not its own', buf, offset)
            cls = other
    return cls


def _check_length(cls: type[Structure], buf: bytes, offset: int) -> None:
    """A structure that is always as long has to say so."""
    families = [family for _, family in families_of(cls) if family.length]
    name, size = families[0].length if families else cls.table.length, static_size(cls)  # type: ignore[arg-type]
    if name is not None and size is not None:
        said = _read(cls, name, buf, offset)
        if said not in (size, size + -size % 8 if families and families[0].align else size):
            raise DecodeError(cls.__name__, f'{name} {said} is not {size}', buf, offset)


def _read(cls: type[Structure], name: str, buf: bytes, offset: int) -> int:
    """The value of a field of the fixed head."""
    for each in fields_of(cls):
        code = f'!{each.kind.code}' if each.name == name else f'{each.kind.size}x'  # type: ignore[attr-defined]
        if len(buf) - offset < struct.calcsize(code):
            break
        if each.name == name:
            return struct.unpack_from(code, buf, offset)[0]
        offset += struct.calcsize(code)
    raise DecodeError(cls.__name__, f'has no {name}', buf, offset)


def parse(cls: type[Structure], buf: bytes, offset: int | None = None) -> Any:
    """With an offset, as `parser`; without, what `buf` begins with, and the bytes behind it."""
    if offset is not None:
        return parser(cls, buf, offset)
    structure = parser(cls, buf)
    return structure, bytes(buf)[len(structure.encode()):]


def serialize(self: Structure, buf: bytearray | None = None, offset: int = 0) -> Any:
    """Encode into `buf` at `offset`, which grows as needed, and return the byte count; without `buf`: the bytes.

    Raises MisfitError.
    """
    try:
        raw = self.encode()
    except EncodeError as error:
        raise MisfitError(*error.args) from None
    if buf is None:
        return bytearray(raw)
    buf.extend(bytes(max(0, offset - len(buf))))
    buf[offset : offset + len(raw)] = raw
    return len(raw)


def message_parser(
    cls: type[Message], datapath: Any, version: int, msg_type: int, msg_len: int, xid: int, buf: bytes
) -> Message:
    """The message in `buf`, of which the caller has read the header; raises MalformedError."""
    buf = bytes(buf)
    if msg_type != cls.msg_type:
        raise MalformedError(cls.__name__, f'msg_type {msg_type} is not its own', buf, 1)
    try:
        message = cls.decode(buf, 0, len(buf))
    except DecodeError as error:
        raise MalformedError.of(error) from None
    message.datapath, message.xid, message.__dict__['told_length'] = datapath, xid, msg_len
    return message


def message_length(self: Message) -> int | None:
    """The byte count of the message, for one that `parser` has read what its caller said; None before it has bytes."""
    return self.__dict__.get('told_length', None if self.buf is None else len(self.buf))


def message_serialize(self: Message) -> None:
    """Encode into `buf`; a message that nobody has given a transaction id has 0 from now on. Raises MisfitError."""
    try:
        self.buf = self.encode()
    except EncodeError as error:
        raise MisfitError(*error.args) from None
    self.__dict__.pop('told_length', None)
    if self.xid is None:
        self.xid = 0


def message_text(self: Message) -> str:
    """The header and the message, as programs log them."""
    header = (self.version, self.msg_type, self.msg_len, self.xid)
    version, msg_type, msg_len, xid = (each if each is None else hex(each) for each in header)
    return f'version={version},msg_type={msg_type},msg_len={msg_len},xid={xid},{self!r}'


def set_xid(self: Message, xid: int) -> None:
    """Give the message its transaction id; AssertionError where it has one."""
    if self.xid is not None:
        raise AssertionError(f'{type(self).__name__} has the transaction id {self.xid:#x} already')
    self.xid = xid


#: Ryu's programs have structures in sets, as keys, and as arguments of what `lru_cache` remembers, each as itself.
BY_IDENTITY = {'__hash__': object.__hash__}

ADOPTION = Adoption({
    Structure: {'parser': classmethod(parser), 'parse': classmethod(parse), 'serialize': serialize, **BY_IDENTITY},
    oxm.FieldMap: BY_IDENTITY,
    oxm.OxmId: BY_IDENTITY,
    oxm.SetField: {**SET_FIELD, **BY_IDENTITY},
    Message: {'parser': classmethod(message_parser), 'serialize': message_serialize, 'set_xid': set_xid,
              'msg_len': property(message_length), '__str__': message_text},
})

adopt, disown = ADOPTION.adopt, ADOPTION.disown
