"""The Dynamic Host Configuration Protocol for IPv6 (RFC 8415)."""

from __future__ import annotations

from collections.abc import Sequence
from random import getrandbits
from typing import Self

from ..wire import DecodeError
from .packet_base import LateHeader, Part

__all__ = [
    'DHCPV6_ADVERTISE', 'DHCPV6_CONFIRM', 'DHCPV6_DECLINE', 'DHCPV6_INFORMATION_REQUEST', 'DHCPV6_OPTION_AUTH',
    'DHCPV6_OPTION_CLIENTID', 'DHCPV6_OPTION_ELAPSED_TIME', 'DHCPV6_OPTION_IAADDR', 'DHCPV6_OPTION_IA_NA',
    'DHCPV6_OPTION_IA_TA', 'DHCPV6_OPTION_INTERFACE_ID', 'DHCPV6_OPTION_ORO', 'DHCPV6_OPTION_PREFERENCE',
    'DHCPV6_OPTION_RAPID_COMMIT', 'DHCPV6_OPTION_RECONF_ACCEPT', 'DHCPV6_OPTION_RECONF_MSG', 'DHCPV6_OPTION_RELAY_MSG',
    'DHCPV6_OPTION_SERVERID', 'DHCPV6_OPTION_STATUS_CODE', 'DHCPV6_OPTION_UNICAST', 'DHCPV6_OPTION_USER_CLASS',
    'DHCPV6_OPTION_VENDOR_CLASS', 'DHCPV6_OPTION_VENDOR_OPTS', 'DHCPV6_REBIND', 'DHCPV6_RECONFIGURE',
    'DHCPV6_RELAY_FORW', 'DHCPV6_RELAY_REPL', 'DHCPV6_RELEASE', 'DHCPV6_RENEW', 'DHCPV6_REPLY', 'DHCPV6_REQUEST',
    'DHCPV6_SOLICIT', 'dhcp6', 'option', 'options',
]  # fmt: skip

(
    DHCPV6_SOLICIT, DHCPV6_ADVERTISE, DHCPV6_REQUEST, DHCPV6_CONFIRM, DHCPV6_RENEW, DHCPV6_REBIND, DHCPV6_REPLY,
    DHCPV6_RELEASE, DHCPV6_DECLINE, DHCPV6_RECONFIGURE, DHCPV6_INFORMATION_REQUEST, DHCPV6_RELAY_FORW,
    DHCPV6_RELAY_REPL,
) = range(1, 14)  # RFC 8415, 7.3  # fmt: skip

(
    DHCPV6_OPTION_CLIENTID, DHCPV6_OPTION_SERVERID, DHCPV6_OPTION_IA_NA, DHCPV6_OPTION_IA_TA, DHCPV6_OPTION_IAADDR,
    DHCPV6_OPTION_ORO, DHCPV6_OPTION_PREFERENCE, DHCPV6_OPTION_ELAPSED_TIME, DHCPV6_OPTION_RELAY_MSG,
) = range(1, 10)  # RFC 8415, 21  # fmt: skip
(
    DHCPV6_OPTION_AUTH, DHCPV6_OPTION_UNICAST, DHCPV6_OPTION_STATUS_CODE, DHCPV6_OPTION_RAPID_COMMIT,
    DHCPV6_OPTION_USER_CLASS, DHCPV6_OPTION_VENDOR_CLASS, DHCPV6_OPTION_VENDOR_OPTS, DHCPV6_OPTION_INTERFACE_ID,
    DHCPV6_OPTION_RECONF_MSG, DHCPV6_OPTION_RECONF_ACCEPT,
) = range(11, 21)  # fmt: skip

MAX_TYPE = 37  # ADDR-REG-REPLY (RFC 9686), the last that is assigned
RELAYED = DHCPV6_RELAY_FORW, DHCPV6_RELAY_REPL
SIZE = 37  # of all fields but the options


class option(Part, family='code length', uncounted=4, loose=True, order='code data'):
    """An option (RFC 8415, 21.1); `data` is bytes, which `length` counts; in DHCPV6_OPTION_RELAY_MSG a message."""
    code: u16
    length: u16 = 0
    data: tail = b''


class options(Part):
    """The options of a message, of which what cannot be read is bytes, the last; `options_len` is their byte count."""

    option_list: list[option]

    json_adds = ('options_len',)

    def __init__(self, option_list: Sequence[option | bytes] | None = None, options_len: int = 0) -> None:
        self.option_list = [] if option_list is None else option_list

    @property
    def options_len(self) -> int:
        return len(self)


class dhcp6(LateHeader):
    """A message: one of a relay agent has a hop count and two addresses where others have a transaction id (8, 9).

    Without a `transaction_id` it gets a random one.
    """

    msg_type: u8
    transaction_id: u24
    hop_count: u8
    link_address: ipv6
    peer_address: ipv6
    options: options

    def __init__(self, msg_type: int, options: options, transaction_id: int | None = None, hop_count: int = 0,
                 link_address: str = '::', peer_address: str = '::') -> None:  # fmt: skip
        self.msg_type, self.options = msg_type, options
        self.transaction_id = getrandbits(24) if transaction_id is None else transaction_id
        self.hop_count, self.link_address, self.peer_address = hop_count, link_address, peer_address

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        start = offset + (34 if buf[offset] in RELAYED else 4)
        first = buf[start:limit]
        is_option = len(first) >= 4 and (first[2] << 8 | first[3]) <= len(first) - 4
        if not 0 < buf[offset] <= MAX_TYPE or start > limit or (first and not is_option):
            raise DecodeError('dhcp6', 'no message, or none with options', buf, offset)
        return cls.deferred(buf, offset, limit), limit

    def packed(self, raw: bytes) -> bytes:
        return raw[:1] + raw[4:] if self.msg_type in RELAYED else raw[:4] + raw[SIZE:]

    @classmethod
    def unpacked(cls, buf: bytes, offset: int, limit: int) -> tuple[bytes, int, int]:
        raw = buf[offset:limit]
        raw = raw[:1] + bytes(3) + raw[1:] if raw[:1] and raw[0] in RELAYED else raw[:4] + bytes(SIZE - 4) + raw[4:]
        return raw, 0, len(raw)
