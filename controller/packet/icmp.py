"""The Internet Control Message Protocol (RFC 792)."""

from __future__ import annotations

from typing import Self

from ..wire import DecodeError
from .packet_base import LateHeader, PacketBase, Part, registering
from .packet_utils import checksum

__all__ = [
    'ICMP_DEST_UNREACH', 'ICMP_ECHO_REPLY', 'ICMP_ECHO_REPLY_CODE', 'ICMP_ECHO_REQUEST', 'ICMP_HOST_UNREACH_CODE',
    'ICMP_PORT_UNREACH_CODE', 'ICMP_REDIRECT', 'ICMP_SRC_QUENCH', 'ICMP_TIME_EXCEEDED', 'ICMP_TTL_EXPIRED_CODE', 'Body',
    'TimeExceeded', 'dest_unreach', 'echo', 'icmp',
]  # fmt: skip

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


class Body(Part):
    """What a message carries, when its type is known."""

    @classmethod
    def read(cls, data: bytes) -> Self:
        """The body that is all these bytes; raises DecodeError."""
        return cls.decode(data, 0, len(data))


class echo(Body):
    """An echo request or reply; `data` comes back as it was sent, None where there is none."""
    id: u16 = 0
    seq: u16 = 0
    data: tail = None

class dest_unreach(Body):
    """Destination unreachable; `data` is the start of the datagram, and `data_len` its count of words of four bytes
    where extensions follow it there (RFC 4884, 4.1), else 0; `mtu` is that of the next hop (RFC 1191).
    """
    _1: pad(1)
    data_len: u8 = 0
    mtu: u16 = 0
    data: tail = None

class TimeExceeded(Body):
    """Time to live exceeded; `data` and `data_len` as in `dest_unreach` (RFC 4884, 4.2)."""
    _1: pad(1)
    data_len: u8 = 0
    _2: pad(2)
    data: tail = None


class icmp(LateHeader, size=4):
    """A message; `data` is the structure that its type asks for, or bytes.

    A `csum` of 0 is filled in, and so is the structure, with its defaults, where there is no `data`.
    """
    type: u8 = ICMP_ECHO_REQUEST
    code: u8 = 0
    csum: u16 = 0
    data: body = b''

    filled = ('csum',)
    sum_covers = 'message'
    is_last = True
    #: What `data` is, by type; an app's own bodies are registered: `@icmp.register_icmp_type(13, 14)`.
    bodies = {
        ICMP_ECHO_REPLY: echo,
        ICMP_ECHO_REQUEST: echo,
        ICMP_DEST_UNREACH: dest_unreach,
        ICMP_TIME_EXCEEDED: TimeExceeded,
    }

    _had_no_body = False  # when it was read

    register_icmp_type = registering('bodies')

    def complete(self) -> None:
        self._had_no_body = not self.data
        self.data = read_body(self.bodies.get(self.type), self.data)

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        if not self.data and self.type in self.bodies and not self._had_no_body:
            self.data = self.bodies[self.type]()
        if self.csum == 0:
            self.csum = checksum(self.encode() + payload)
        return self.encode()


def read_body(reader: type[Body] | None, data: bytes) -> Body | bytes:
    """The structure that a message's data is, or the data where it is none."""
    try:
        return reader.read(data) if reader else data
    except DecodeError:
        return data
