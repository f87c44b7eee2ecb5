"""What every protocol of a packet is: the interface that `packet.Packet` reads and writes by."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypeVar

from ..wire import DecodeError, Structure
from ..wire.sizes import least_size

if TYPE_CHECKING:
    from .packet import Packet

__all__ = [
    'Carried', 'Codec', 'Header', 'LateHeader', 'PacketBase', 'Part', 'Reading', 'Rest', 'Transport', 'load', 'new',
    'registering',
]  # fmt: skip


logger = logging.getLogger(__name__)

#: Who reads what a header carries, None where no one is known, and where that ends.
Carried = tuple['type[PacketBase] | None', int]
#: What follows a header: bytes, from where to where, and who reads them.
Rest = tuple[bytes, int, int, 'type[PacketBase] | None']
#: A header with what follows it.
Reading = tuple['PacketBase', bytes, int, int, 'type[PacketBase] | None']
#: An instance whose fields are still to be set.
new = object.__new__

C = TypeVar('C', bound=type)

#: Who reads, by number; a class of this package may stand as `'module.class'` until it is needed.
Readers = dict[int, 'type[PacketBase] | str']


def load(readers: Readers, number: int) -> type[PacketBase]:
    """The class that stands in a table by its name, and from now on itself."""
    module, name = readers[number].split('.')  # type: ignore[union-attr]
    readers[number] = reader = getattr(import_module(f'{__package__}.{module}'), name)
    return reader


class PacketBase:
    """A protocol in a packet; an app's own protocol derives from it, defines `parser` and `serialize`, and is
    registered with what carries it: `ethernet.ethernet.register_packet_type(mine, 0x9999)`.
    """

    #: Who reads what this protocol carries, by its number.
    payload_classes: ClassVar[Readers] = {}
    #: The lengths and checksums that `serialize` fills in where they are 0.
    filled: ClassVar[tuple[str, ...]] = ()
    #: Who reads what comes from the port that this protocol is registered for, where that is not this itself.
    answers: ClassVar[type[PacketBase] | None] = None
    #: What its checksum is the Internet checksum of (RFC 1071), to which a change can be added: 'message', header and
    #: payload, or these and the 'pseudo header' in front. None for other checksums.
    sum_covers: ClassVar[str | None] = None
    #: Fields that `serialize` always computes.
    computed: ClassVar[tuple[str, ...]] = ()
    #: Whether nothing follows the protocol; zeros behind it are the padding of a short frame.
    is_last: ClassVar[bool] = False

    #: The name of the class.
    protocol_name: str = 'PacketBase'

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if 'protocol_name' not in vars(cls):
            cls.protocol_name = cls.__name__

    @classmethod
    def register_packet_type(cls, protocol: type[PacketBase], type_: int) -> None:
        """Have `protocol` read what this one carries under the number `type_`; the last registration holds.

        Numbers are assigned worldwide, so this is a definition, made where an app's module defines the protocol.
        """
        if not issubclass(protocol, PacketBase):
            raise TypeError(f'{protocol!r} is no PacketBase, and cannot be read as a protocol')
        cls.payload_classes = {**cls.payload_classes, type_: protocol}

    @classmethod
    def get_packet_type(cls, *types: int) -> type[PacketBase] | None:
        """The class registered for the first of these numbers that has one, None if none has."""
        readers = cls.payload_classes
        for type_ in types:
            if type_ in readers:
                reader = readers[type_]
                return load(readers, type_) if isinstance(reader, str) else reader
        return None

    @classmethod
    def parser(cls, buf: bytes) -> tuple[PacketBase, type[PacketBase] | None, bytes]:
        """The protocol at the start of `buf`, the class of what it carries (None: unknown), and those bytes.

        Raises DecodeError (an app's own protocol: anything) for bytes that are not this protocol.
        """
        raise NotImplementedError(f'{cls.__name__} defines no parser')

    @classmethod
    def read(cls, buf: bytes, start: int, limit: int) -> Reading:
        """The protocol that begins at `start` of `buf[:limit]`, by its `parser`, and what follows it.

        Raises DecodeError, whatever an app's parser raises: these bytes are not its protocol, and its author may look.
        """
        data = buf[start:limit]
        try:
            header, carried, rest = cls.parser(data)
            rest = bytes(rest or b'')
            if not isinstance(header, PacketBase) or not (carried is None or issubclass(carried, PacketBase)):
                raise TypeError(f'{cls.__qualname__}.parser returns ({header!r}, {carried!r}, ...)')
        except Exception as error:
            logger.debug('%s.parser cannot read %d bytes', cls.__qualname__, len(data), exc_info=True)
            raise DecodeError(cls.__qualname__, f'not for its parser ({error!r})', buf, start) from error
        return header, rest, 0, len(rest), carried

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        """The header's bytes in front of `payload` and behind the protocol `prev`; lengths and checksums that are
        0 are filled in."""
        raise NotImplementedError(f'{self.protocol_name} defines no serialize')

    def __truediv__(self, payload: PacketBase | bytes) -> Packet:
        from .packet import Packet  # a packet is made of protocols, hence the late import

        return Packet(protocols=[self, payload])


class Codec(NamedTuple):
    """How a field is read and written that no kind can say: `coded(...)` in a table names one.

    `read(structure, buf, offset, limit)` gives the value and where it ends, `write(structure, value)` its bytes; what
    the value `is_a` is told to type checkers, where the annotations of these do not say it.
    """

    read: Callable[[Any, bytes, int, int], tuple[Any, int]]
    write: Callable[[Any, Any], bytes]
    is_a: str = 'Any'

    @classmethod
    def fixed(
        cls, size: int, read: Callable[[Any, bytes], Any], write: Callable[[Any, Any], bytes], is_a: str = 'Any'
    ) -> Codec:
        """One of so many bytes: `read(structure, raw)` makes the value of them."""

        def whole(structure: Structure, buf: bytes, offset: int, limit: int) -> tuple[Any, int]:
            if limit - offset < size:
                problem = f'{size} bytes wanted, there are {limit - offset}'
                raise DecodeError(type(structure).__name__, problem, buf, offset)
            return read(structure, buf[offset : offset + size]), offset + size

        return cls(whole, write, is_a)

    @classmethod
    def rest(
        cls, read: Callable[[Any, bytes], Any], write: Callable[[Any, Any], bytes], is_a: str = 'Any'
    ) -> Codec:
        """One of all bytes up to the end of what it stands in: `read(structure, raw)` makes the value of them."""
        return cls(lambda structure, buf, offset, limit: (read(structure, buf[offset:limit]), limit), write, is_a)


def registering(table: str) -> Any:
    """A class method that makes a decorator, which puts a class into `table` under the numbers that are given.

    With `register_x = registering('bodies')` that is `@cls.register_x(1, 2)`; the last registration holds.
    """

    def register(cls: type, *numbers: int) -> Callable[[C], C]:
        def decorate(registered: C) -> C:
            setattr(cls, table, {**getattr(cls, table), **dict.fromkeys(numbers, registered)})
            return registered

        return decorate

    return classmethod(register)


class Part(Structure):
    """What stands inside a header: an option, a chunk, a record, the body of a message."""

    @classmethod
    def parser(cls, buf: bytes, offset: int = 0) -> Self:
        """The part that begins at `offset`; raises DecodeError."""
        return cls.decode_prefix(buf, offset, len(buf))[0]

    def serialize(self) -> bytes:
        """The part's bytes, lengths that are 0 filled in; raises EncodeError."""
        return self.encode()

    def __len__(self) -> int:
        """The byte count of the part."""
        return len(self.encode())

    def __bool__(self) -> bool:
        return True


class Header(PacketBase, Structure):
    """A protocol whose header is a table of fields.

    A header whose length varies defines `decode_prefix` (called with at least one byte to read), one that carries
    others `carried`, one with lengths or checksums `serialize`. One with a `parser` of its own is read by that alone.
    """

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if 'read' in vars(cls):
            cls.read_table = vars(cls)['read']  # type: ignore[method-assign]
        if 'parser' in vars(cls):
            cls.read = vars(PacketBase)['read']  # type: ignore[method-assign]

    @classmethod
    def read(cls, buf: bytes, start: int, limit: int) -> Reading:
        header, offset = cls.decode_prefix(buf, start, limit)
        reader, limit = cls.carried(buf, start, offset, limit)
        return header, buf, offset, limit, reader

    #: `read` without the `parser` that a class may have, which itself may want to begin with that.
    read_table = read

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        """Who reads what follows the header in `buf[start:offset]`, and where that ends, at `limit` at the latest."""
        return None, limit

    @classmethod
    def parser(cls, buf: bytes) -> tuple[PacketBase, type[PacketBase] | None, bytes]:
        if not buf:
            raise DecodeError(cls.__name__, 'no bytes', buf, 0)
        header, rest, offset, limit, carried = cls.read_table(buf, 0, len(buf))
        return header, carried, rest[offset:limit]

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        return self.encode()

    def __len__(self) -> int:
        """The byte count of the header."""
        return len(self.encode())

    def __bool__(self) -> bool:
        return True


class LateHeader(Header):
    """A header that was read decodes its fields when the first of them is asked for.

    It has all the bytes there are, at least as many as its table, where no `decode_prefix` says that it ends before.
    """

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        if limit - offset < least_size(cls):
            problem = f'takes at least {least_size(cls)} bytes, there are {limit - offset}'
            raise DecodeError(cls.__name__, problem, buf, offset)
        return cls.deferred(buf, offset, limit), limit

    @classmethod
    def deferred(cls, buf: bytes, start: int, end: int) -> Self:
        """The header in `buf[start:end]`, whose length has been checked."""
        header = new(cls)
        header._wire = buf, start, end
        return header

    def complete(self) -> None:
        """Turn decoded bytes into what the fields hold, where the table cannot say it."""

    if not TYPE_CHECKING:  # to a type checker a name that no table has is an error

        def __getattr__(self, name: str) -> Any:
            mine = self.__dict__
            wire = mine.pop('_wire', None)
            if wire is None:
                raise AttributeError(f'{self.protocol_name} has no {name}', name=name, obj=self)
            header = type(self).decode(*wire)
            header.complete()
            mine |= vars(header) | mine  # what has been set meanwhile stays
            return getattr(self, name)


class Transport(Header):
    """A header that begins with the ports that tell what it carries."""

    @classmethod
    def carried_between(cls, source: int, destination: int) -> type[PacketBase] | None:
        """The class registered for the destination port, or for the source port."""
        readers = cls.payload_classes
        if destination in readers:
            reader = readers[destination]
            return load(readers, destination) if reader.__class__ is str else reader
        reader = readers.get(source)
        if reader is None:
            return None
        if reader.__class__ is str:
            reader = load(readers, source)
        return reader.answers or reader
