"""The Internet Group Management Protocol, versions 1 to 3 (RFC 1112, RFC 2236, RFC 3376)."""

from __future__ import annotations

from typing import Final

from ..wire import DecodeError
from .packet_base import Header, PacketBase, Part
from .packet_utils import checksum

__all__ = [
    'ALLOW_NEW_SOURCES', 'BLOCK_OLD_SOURCES', 'CHANGE_TO_EXCLUDE_MODE', 'CHANGE_TO_INCLUDE_MODE', 'IGMP_TYPE_LEAVE',
    'IGMP_TYPE_QUERY', 'IGMP_TYPE_REPORT_V1', 'IGMP_TYPE_REPORT_V2', 'IGMP_TYPE_REPORT_V3',
    'LAST_MEMBER_QUERY_INTERVAL', 'MODE_IS_EXCLUDE', 'MODE_IS_INCLUDE', 'MULTICAST_IP_ALL_HOST',
    'MULTICAST_MAC_ALL_HOST', 'QUERY_RESPONSE_INTERVAL', 'code_value', 'igmp', 'igmpv3_query', 'igmpv3_report',
    'igmpv3_report_group',
]  # fmt: skip

IGMP_TYPE_QUERY: Final = 0x11
IGMP_TYPE_REPORT_V1: Final = 0x12
IGMP_TYPE_REPORT_V2: Final = 0x16
IGMP_TYPE_LEAVE: Final = 0x17
IGMP_TYPE_REPORT_V3: Final = 0x22

QUERY_RESPONSE_INTERVAL: Final = 10  # seconds (RFC 3376, 8.3)
LAST_MEMBER_QUERY_INTERVAL: Final = 1  # seconds (8.8)

MULTICAST_IP_ALL_HOST: Final = '224.0.0.1'
MULTICAST_MAC_ALL_HOST: Final = '01:00:5e:00:00:01'

(
    MODE_IS_INCLUDE, MODE_IS_EXCLUDE, CHANGE_TO_INCLUDE_MODE, CHANGE_TO_EXCLUDE_MODE, ALLOW_NEW_SOURCES,
    BLOCK_OLD_SOURCES,
) = range(1, 7)  # of a record (RFC 3376, 4.2.12)  # fmt: skip

SIZE = 8
QUERY_SIZE = 12


class igmp(Header, size=SIZE):
    """A message of version 1 or 2 (RFC 2236, 2): `address` is a group, `maxresp` counts tenths of a second.

    A `csum` of 0 is filled in, and so are the counts of what version 3 adds.
    """
    msgtype: u8 = IGMP_TYPE_QUERY
    maxresp: u8 = 0
    csum: u16 = 0
    address: ipv4 = '0.0.0.0'

    filled = ('csum',)
    sum_covers = 'message'
    is_last = True

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[igmp, int]:
        if limit - offset < SIZE:
            raise DecodeError('igmp', f'takes {SIZE} bytes, there are {limit - offset}', buf, offset)
        if buf[offset] == IGMP_TYPE_REPORT_V3:
            return igmpv3_report.decode_prefix(buf, offset, limit)
        if buf[offset] == IGMP_TYPE_QUERY and limit - offset >= QUERY_SIZE:  # the length tells them apart (7.1)
            return igmpv3_query.decode_prefix(buf, offset, limit)
        return igmp.decode(buf, offset, offset + SIZE), offset + SIZE

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        if self.csum == 0:
            self.csum = checksum(self.encode() + payload)
        return self.encode()


class igmpv3_query(igmp, afresh=True, size=QUERY_SIZE):
    """A membership query of version 3 (RFC 3376, 4.1): `maxresp` and `qqic` are codes (`code_value`) for tenths of
    a second and for seconds, `s_flg` keeps routers from updating their timers, `qrv` is the querier's robustness, and
    `srcs` is a list of addresses, `num` of them.
    """
    msgtype: u8 = IGMP_TYPE_QUERY
    maxresp: u8 = QUERY_RESPONSE_INTERVAL * 10
    csum: u16 = 0
    address: ipv4 = '0.0.0.0'
    _1: bits(4)
    s_flg: bits(1) = 0
    qrv: bits(3) = 2
    qqic: u8 = 0
    num: count_of('srcs', 4) = 0
    srcs: list[ipv4]

    filled = ('csum', 'num')

    @property
    def max_response_time(self) -> float:
        """What `maxresp` stands for, in seconds (RFC 3376, 4.1.1)."""
        return code_value(self.maxresp) / 10


class igmpv3_report(igmp, afresh=True, size=SIZE):
    """A membership report of version 3 (RFC 3376, 4.2): `records` is a list of group records, `record_num` of them."""
    msgtype: u8 = IGMP_TYPE_REPORT_V3
    _1: pad(1)
    csum: u16 = 0
    _2: pad(2)
    record_num: number_of('records') = 0
    records: list[igmpv3_report_group]

    filled = ('csum', 'record_num')

class igmpv3_report_group(Part, size=8):
    """A group record (RFC 3376, 4.2.4): what the filter for a group is, or how it changes.

    `srcs` is a list of addresses, `num` of them, and `aux` is bytes or None, `aux_len` words of four bytes.
    """
    type_: u8 = 0
    aux_len: count_of('aux', 4, u8) = 0
    num: count_of('srcs', 4) = 0
    address: ipv4 = '0.0.0.0'
    srcs: list[ipv4]
    aux: tail = None


def code_value(code: int) -> int:
    """The number that a code of eight bits stands for: from 128 on it is a floating-point one (RFC 3376, 4.1.1)."""
    return code if code < 0x80 else (code & 0xF | 0x10) << ((code >> 4 & 7) + 3)
