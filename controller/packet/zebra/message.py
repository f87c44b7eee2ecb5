"""The messages themselves: a header, which each version has otherwise, and a body."""

from __future__ import annotations

from typing import Self

from ...wire import DecodeError, EncodeError, Structure
from ..packet_base import Carried, Header
from .bodies import Body, ZebraUnknownMessage

__all__ = ['ZebraMessage', 'ZebraMessageFromZebra', 'zebra']

FRR = 4  # the version of FRRouting
MARKER, FRR_MARKER = 0xFF, 0xFE  # where version 0 has its command


class _Header0(Structure, size=3):
    length: u16
    command: u8

    vrf_id = 0


class _Header1(Structure, size=6):
    length: u16
    marker: u8
    version: u8
    command: u16

    vrf_id = 0


class _Header3(Structure, size=8):
    length: u16
    marker: u8
    version: u8
    vrf_id: u16
    command: u16


HEADERS = {0: _Header0, 1: _Header1, 2: _Header1, 3: _Header3, 4: _Header3}


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

    @classmethod
    def get_header_size(cls, version: int) -> int:
        """The bytes in front of the body; raises ValueError for a version that is not known."""
        if version not in HEADERS:
            raise ValueError(f'the Zebra protocol has no version {version}')
        return HEADERS[version].table.size

    @classmethod
    def get_body_class(cls, version: int, command: int) -> type[Body]:
        """What a command says."""
        return Body.members[version >= FRR].get(command, ZebraUnknownMessage)

    @classmethod
    def parse_body(cls, body: type[Body], buf: bytes, version: int) -> Body:
        """What Zebra is told."""
        return body.parse(buf, version)

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        version = _version(buf, offset, limit)
        read, start = HEADERS[version].decode_prefix(buf, offset, limit)
        end = offset + read.length
        if not start <= end <= limit:
            raise DecodeError('ZebraMessage', f'length says {read.length} bytes', buf, offset)
        body_class = cls.get_body_class(version, read.command)
        if version == 0 and body_class is ZebraUnknownMessage:
            raise DecodeError('ZebraMessage', f'version 0 has no command {read.command}', buf, offset)
        body = None
        if start < end:
            try:
                body = cls.parse_body(body_class, buf[start:end], version)
            except DecodeError:
                body = ZebraUnknownMessage(buf[start:end])
        return cls(read.length, version, read.vrf_id, read.command, body), end

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        return cls.decode_prefix(buf, offset, limit)[0]

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return cls if offset < limit else None, limit  # one message follows the other

    def encode(self) -> bytes:
        body = b'' if self.body is None else self.body.serialize(self.version)
        size = self.get_header_size(self.version)
        command = self.command
        if self.body is not None and not isinstance(self.body, ZebraUnknownMessage):
            command = self.body.numbers[self.version >= FRR]
        if command is None:
            raise EncodeError(f'ZebraMessage.body: version {self.version} has no command that says {self.body!r}')
        self.command, self.length = command, self.length or size + len(body)
        known = {'length': self.length, 'command': command, 'version': self.version, 'vrf_id': self.vrf_id}
        header = HEADERS[self.version]
        known['marker'] = FRR_MARKER if self.version == FRR else MARKER
        return header(*[known[name] for name, _, _ in header.table.lines]).encode() + body


def _version(buf: bytes, offset: int, limit: int) -> int:
    """The version of the message at `offset`."""
    if limit - offset < 4 or buf[offset + 2] not in (MARKER, FRR_MARKER):
        return 0
    version = buf[offset + 3]
    if buf[offset + 2] != (FRR_MARKER if version == FRR else MARKER) or not 1 <= version <= FRR:
        raise DecodeError('ZebraMessage', f'no version {version} with such a marker', buf, offset)
    return version


class ZebraMessageFromZebra(ZebraMessage):
    """A message from Zebra, some of which are laid out otherwise than those to it."""

    @classmethod
    def parse_body(cls, body: type[Body], buf: bytes, version: int) -> Body:
        return body.parse_from_zebra(buf, version)


#: Ryu's other name of it.
zebra = ZebraMessage
ZebraMessage.answers = ZebraMessageFromZebra
