"""The Internet Control Message Protocol (RFC 792)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self, TypeVar

from ..wire import DecodeError, Structure
from .packet_base import Header, PacketBase
from .packet_utils import checksum

__all__ = [
    'ICMP_DEST_UNREACH',
    'ICMP_ECHO_REPLY',
    'ICMP_ECHO_REPLY_CODE',
    'ICMP_ECHO_REQUEST',
    'ICMP_HOST_UNREACH_CODE',
    'ICMP_PORT_UNREACH_CODE',
    'ICMP_REDIRECT',
    'ICMP_SRC_QUENCH',
    'ICMP_TIME_EXCEEDED',
    'ICMP_TTL_EXPIRED_CODE',
    'Body',
    'TimeExceeded',
    'dest_unreach',
    'echo',
    'icmp',
]

ICMP_ECHO_REPLY = 0
ICMP_DEST_UNREACH = 3
ICMP_SRC_QUENCH = 4
ICMP_REDIRECT = 5
ICMP_ECHO_REQUEST = 8
ICMP_TIME_EXCEEDED = 11

ICMP_ECHO_REPLY_CODE = 0
ICMP_HOST_UNREACH_CODE = 1
ICMP_PORT_UNREACH_CODE = 3
ICMP_TTL_EXPIRED_CODE = 0

SIZE = 4

S = TypeVar('S', bound='type[Body]')


class Body(Structure):
    """What a message carries, when its type is known."""

    def complete(self) -> None:
        """Turn decoded bytes into what the fields hold, where the table cannot say it."""

    def fill(self) -> None:
        """Fill in lengths that are 0."""


class echo(Body):
    """An echo request or reply; `data` comes back as it was sent."""

    id: u16 = 0
    seq: u16 = 0
    data: tail = b''


class dest_unreach(Body):
    """Destination unreachable; `data` is the start of the datagram, `data_len` its count of words of four bytes where
    extensions follow (RFC 4884), `mtu` that of the next hop (RFC 1191).
    """

    _1: pad(1)
    data_len: u8 = 0
    mtu: u16 = 0
    data: tail = b''


class TimeExceeded(Body):
    """Time to live exceeded; `data` and `data_len` as in `dest_unreach`."""

    _1: pad(1)
    data_len: u8 = 0
    _2: pad(2)
    data: tail = b''


class icmp(Header, size=SIZE):
    """A message; `data` is the structure that its type asks for, or bytes."""

    type: u8 = ICMP_ECHO_REQUEST
    code: u8 = 0
    csum: u16 = 0
    data: body = b''

    filled = ('csum',)
    is_last = True
    #: What `data` is, by type.
    bodies = {
        ICMP_ECHO_REPLY: echo,
        ICMP_ECHO_REQUEST: echo,
        ICMP_DEST_UNREACH: dest_unreach,
        ICMP_TIME_EXCEEDED: TimeExceeded,
    }

    @classmethod
    def register_icmp_type(cls, *types: int) -> Callable[[S], S]:
        """A decorator that makes a structure the `data` of messages of these types."""

        def register(body: S) -> S:
            cls.bodies = {**cls.bodies, **dict.fromkeys(types, body)}
            return body

        return register

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        header = cls.decode(buf, offset, limit)
        header.data = read_body(cls.bodies.get(header.type), header.data)
        return header, limit

    def serialize(self, payload: bytes, prev: PacketBase | None) -> bytes:
        if self.csum == 0:
            self.csum = checksum(self.encode() + payload)
        return self.encode()


def read_body(reader: type[Body] | None, data: bytes) -> Body | bytes:
    """The structure that a message's data is, or the data where it is none."""
    if reader is None:
        return data
    try:
        body = reader.decode(data, 0, len(data))
    except DecodeError:
        return data
    body.complete()
    return body
