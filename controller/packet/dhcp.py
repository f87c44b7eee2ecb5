"""The Dynamic Host Configuration Protocol (RFC 2131), and BOOTP (RFC 951), which it extends."""

from __future__ import annotations

from collections.abc import Sequence
from random import getrandbits
from typing import Self

from ..wire import DecodeError, EncodeError
from .packet_base import Codec, LateHeader, PacketBase, Part

__all__ = [
    'DHCP_ACK', 'DHCP_BOOT_REPLY', 'DHCP_BOOT_REQUEST', 'DHCP_CLASSLESS_ROUTE_OPT', 'DHCP_DISCOVER',
    'DHCP_DNS_SERVER_ADDR_OPT', 'DHCP_DOMAIN_NAME_OPT', 'DHCP_END_OPT', 'DHCP_GATEWAY_ADDR_OPT', 'DHCP_HOST_NAME_OPT',
    'DHCP_INTERFACE_MTU_OPT', 'DHCP_IP_ADDR_LEASE_TIME_OPT', 'DHCP_MESSAGE_TYPE_OPT', 'DHCP_OFFER', 'DHCP_PAD_OPT',
    'DHCP_PARAMETER_REQUEST_LIST_OPT', 'DHCP_REBINDING_TIME_OPT', 'DHCP_RENEWAL_TIME_OPT', 'DHCP_REQUEST',
    'DHCP_REQUESTED_IP_ADDR_OPT', 'DHCP_SERVER_IDENTIFIER_OPT', 'DHCP_SUBNET_MASK_OPT', 'dhcp', 'option', 'options',
]  # fmt: skip

DHCP_BOOT_REQUEST = 1  # op
DHCP_BOOT_REPLY = 2

DHCP_DISCOVER = 1  # the value of DHCP_MESSAGE_TYPE_OPT (RFC 2132, 9.6)
DHCP_OFFER = 2
DHCP_REQUEST = 3
DHCP_ACK = 5

DHCP_PAD_OPT = 0  # RFC 2132
DHCP_SUBNET_MASK_OPT = 1
DHCP_GATEWAY_ADDR_OPT = 3
DHCP_DNS_SERVER_ADDR_OPT = 6
DHCP_HOST_NAME_OPT = 12
DHCP_DOMAIN_NAME_OPT = 15
DHCP_INTERFACE_MTU_OPT = 26
DHCP_REQUESTED_IP_ADDR_OPT = 50
DHCP_IP_ADDR_LEASE_TIME_OPT = 51
DHCP_MESSAGE_TYPE_OPT = 53
DHCP_SERVER_IDENTIFIER_OPT = 54
DHCP_PARAMETER_REQUEST_LIST_OPT = 55
DHCP_RENEWAL_TIME_OPT = 58
DHCP_REBINDING_TIME_OPT = 59
DHCP_CLASSLESS_ROUTE_OPT = 121  # RFC 3442
DHCP_END_OPT = 255

SIZE = 236
HLEN_AT = 2
MAC_SIZE = 6
CHADDR_SIZE = 16
MAGIC_COOKIE = '99.130.83.99'
MAGIC = bytes.fromhex('63825363')


class option(
    Part, family='tag length', uncounted=2, alone=(DHCP_PAD_OPT, DHCP_END_OPT), end=DHCP_END_OPT, closed=True,
    loose=True, order='tag value',
):  # fmt: skip
    """An option (RFC 2132, 2); `value` is bytes, which `length` counts."""
    tag: u8
    length: u8 = 0
    value: tail = b''


class options(Part, size=4):
    """The options area (RFC 2131, 3): the magic cookie, the options, and the End option, which is not in the list.

    What cannot be read is bytes, the last of the list, and so is what stands behind the End option, with that.
    `options_len` is the byte count of it all.
    """
    magic_cookie: ipv4
    option_list: list[option]

    json_adds = ('options_len',)

    def __init__(self, option_list: Sequence[option | bytes] | None = None, options_len: int = 0,
                 magic_cookie: str = MAGIC_COOKIE) -> None:  # fmt: skip
        self.option_list = [] if option_list is None else option_list
        self.magic_cookie = magic_cookie

    @property
    def options_len(self) -> int:
        return len(self)


def _read_address(header: dhcp, raw: bytes) -> str | bytes:
    return raw[:MAC_SIZE].hex(':') if header.hlen == MAC_SIZE else raw


def _write_address(header: dhcp, address: str | bytes) -> bytes:
    raw = bytes.fromhex(address.replace(':', '')) if isinstance(address, str) else bytes(memoryview(address))
    if len(raw) > CHADDR_SIZE:
        raise ValueError(f'{len(raw)} bytes, at most {CHADDR_SIZE} fit')
    header.hlen = header.hlen or len(raw)
    return raw.ljust(CHADDR_SIZE, b'\0')


#: Sixteen bytes, of which `hlen` count; text where that is a MAC address, else all of them as bytes.
hardware_address = Codec.fixed(CHADDR_SIZE, _read_address, _write_address)


class dhcp(LateHeader):
    """A message (RFC 2131, 2); `options` is None in one of BOOTP that has none.

    An `hlen` of 0 is filled in; without an `xid` it gets a random one.
    """

    op: u8
    htype: u8
    hlen: u8
    hops: u8
    xid: u32
    secs: u16
    flags: u16
    ciaddr: ipv4
    yiaddr: ipv4
    siaddr: ipv4
    giaddr: ipv4
    chaddr: coded(hardware_address)
    sname: string(64)
    boot_file: string(128)
    options: body = None

    def __init__(self, op: int, chaddr: str | bytes, options: options | None = None, htype: int = 1, hlen: int = 0,
                 hops: int = 0, xid: int | None = None, secs: int = 0, flags: int = 0, ciaddr: str = '0.0.0.0',
                 yiaddr: str = '0.0.0.0', siaddr: str = '0.0.0.0', giaddr: str = '0.0.0.0', sname: str = '',
                 boot_file: str = '') -> None:  # fmt: skip
        self.op, self.chaddr, self.options = op, chaddr, options
        self.htype, self.hlen, self.hops = htype, hlen, hops
        self.xid = getrandbits(32) if xid is None else xid
        self.secs, self.flags = secs, flags
        self.ciaddr, self.yiaddr, self.siaddr, self.giaddr = ciaddr, yiaddr, siaddr, giaddr
        self.sname, self.boot_file = sname, boot_file

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        area = buf[offset + SIZE : limit]
        is_message = limit - offset >= SIZE and buf[offset] in (DHCP_BOOT_REQUEST, DHCP_BOOT_REPLY)
        if not is_message or buf[offset + HLEN_AT] > CHADDR_SIZE or (area and area[:4] != MAGIC):
            raise DecodeError('dhcp', 'no message with a magic cookie', buf, offset)
        return cls.deferred(buf, offset, limit), limit

    def complete(self) -> None:
        if self.options is not None:
            self.options = options.decode(self.options, 0, len(self.options))

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        if isinstance(self.options, list):  # which would go out, and be of no use without the magic cookie
            raise EncodeError('dhcp.options: a list, which belongs into options(...)')
        return self.encode()
