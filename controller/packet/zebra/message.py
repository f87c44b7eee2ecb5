"""The messages themselves: a header, which versions have otherwise, and a body."""

from __future__ import annotations

from struct import Struct
from struct import error as StructError
from typing import Self

from ...wire import DecodeError, EncodeError
from ..packet_base import Carried, Header, PacketBase
from .bodies import Body, ZebraUnknownMessage

__all__ = ['ZebraMessage', 'ZebraMessageFromZebra', 'zebra']

FRR = 4  # the version of FRRouting
#: Length and command, between them from version 1 on a marker and the version, from 3 on the number of the VRF, too.
HEADERS = dict(enumerate(map(Struct, ('!HB', '!HBBH', '!HBBH', '!HBBHH', '!HBBHH'))))
MARKER, FRR_MARKER = 0xFF, 0xFE  # where version 0 has its command


class ZebraMessage(Header):
    """A message to Zebra, of version 0 to 4; the last is that of FRRouting 2.0 and 3.0.

    `length` is filled in where it is None, `command` by the body, which is None where the command says it all.
    """
    length: own = None
    version: own = 3
    vrf_id: own = 0
    command: own = None
    body: body = None
    filled = ('length',)
    V0_HEADER_SIZE, V1_HEADER_SIZE, V3_HEADER_SIZE = 3, 6, 8
    from_zebra = False

    @classmethod
    def get_header_size(cls, version: int) -> int:
        """The bytes in front of the body; raises EncodeError for a version that is not known."""
        if version not in HEADERS:
            raise EncodeError(f'the Zebra protocol has no version {version}')
        return HEADERS[version].size

    @classmethod
    def get_body_class(cls, version: int, command: int) -> type[Body]:
        """What a command says."""
        return Body.members[version >= FRR].get(command, ZebraUnknownMessage)

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        marker, version = buf[offset + 2 : min(offset + 4, limit)].ljust(2, b'\0')
        if marker not in (MARKER, FRR_MARKER):
            version = 0
        elif marker != (FRR_MARKER if version == FRR else MARKER) or not 0 < version <= FRR:
            raise DecodeError('ZebraMessage', f'no version {version} with marker {marker:#x}', buf, offset)
        header = HEADERS[version]
        start = offset + header.size
        length, *others, command = header.unpack_from(buf[offset:limit].ljust(header.size, b'\0'))
        body_class, end = cls.get_body_class(version, command), offset + length
        if not start <= end <= limit or (version == 0 and body_class is ZebraUnknownMessage):
            raise DecodeError('ZebraMessage', f'command {command}, {length} bytes', buf, offset)
        body = None
        if start < end:
            try:
                body = body_class.parse(buf[start:end], version, cls.from_zebra)
            except DecodeError:
                body = ZebraUnknownMessage(buf[start:end])
        return cls(length, version, others[2] if others[2:] else 0, command, body), end

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        return cls.decode_prefix(buf, offset, limit)[0]

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return cls, limit  # one message follows the other

    def encode(self) -> bytes:
        try:
            version, size = self.version, self.get_header_size(self.version)
            body = b'' if self.body is None else self.body.serialize(version)
            others = (FRR_MARKER if version == FRR else MARKER, version, self.vrf_id)[: (0, 2, 2, 3, 3)[version]]
            return HEADERS[version].pack(self.length or size + len(body), *others, self._command()) + body
        except (StructError, TypeError, AttributeError) as fault:
            raise EncodeError(f'ZebraMessage: {self!r} ({fault})') from fault

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        raw = self.encode()
        self.command, self.length = self._command(), self.length or len(raw)
        return raw

    def _command(self) -> int:
        """What the body is said by."""
        known = self.body is not None and not isinstance(self.body, ZebraUnknownMessage)
        command = self.body.numbers[self.version >= FRR] if known else self.command
        if command is None:
            raise EncodeError(f'ZebraMessage.body: version {self.version} has no command that says {self.body!r}')
        return command

class ZebraMessageFromZebra(ZebraMessage):
    """A message from Zebra, some of which are laid out otherwise than those to it."""
    from_zebra = True


#: Ryu's other name of it.
zebra = ZebraMessage
ZebraMessage.answers = ZebraMessageFromZebra
