"""The Transmission Control Protocol (RFC 9293)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..wire import DecodeError, EncodeError, Structure
from .in_proto import IPPROTO_TCP
from .packet_base import PacketBase, Part, Reading, Transport
from .packet_utils import replaced, transport_checksum

__all__ = [
    'TCP_ACK', 'TCP_CWR', 'TCP_ECE', 'TCP_FIN', 'TCP_NS', 'TCP_OPTION_KIND_AUTHENTICATION',
    'TCP_OPTION_KIND_END_OF_OPTION_LIST', 'TCP_OPTION_KIND_MAXIMUM_SEGMENT_SIZE', 'TCP_OPTION_KIND_NO_OPERATION',
    'TCP_OPTION_KIND_SACK', 'TCP_OPTION_KIND_SACK_PERMITTED', 'TCP_OPTION_KIND_TIMESTAMPS',
    'TCP_OPTION_KIND_USER_TIMEOUT', 'TCP_OPTION_KIND_WINDOW_SCALE', 'TCP_PSH', 'TCP_RST', 'TCP_SYN', 'TCP_URG',
    'TCPOption', 'TCPOptionAuthentication', 'TCPOptionEndOfOptionList', 'TCPOptionMaximumSegmentSize',
    'TCPOptionNoOperation', 'TCPOptionSACK', 'TCPOptionSACKPermitted', 'TCPOptionTimestamps', 'TCPOptionUnknown',
    'TCPOptionUserTimeout', 'TCPOptionWindowScale', 'tcp',
]

TCP_OPTION_KIND_END_OF_OPTION_LIST = 0  # RFC 9293
TCP_OPTION_KIND_NO_OPERATION = 1
TCP_OPTION_KIND_MAXIMUM_SEGMENT_SIZE = 2
TCP_OPTION_KIND_WINDOW_SCALE = 3  # RFC 7323
TCP_OPTION_KIND_SACK_PERMITTED = 4  # RFC 2018
TCP_OPTION_KIND_SACK = 5
TCP_OPTION_KIND_TIMESTAMPS = 8  # RFC 7323
TCP_OPTION_KIND_USER_TIMEOUT = 28  # RFC 5482
TCP_OPTION_KIND_AUTHENTICATION = 29  # RFC 5925

TCP_FIN = 0x001
TCP_SYN = 0x002
TCP_RST = 0x004
TCP_PSH = 0x008
TCP_ACK = 0x010
TCP_URG = 0x020
TCP_ECE = 0x040
TCP_CWR = 0x080
TCP_NS = 0x100

SIZE = 20
MAX_SIZE = 60
OFFSET_AT = 12
CSUM_AT = 16


class tcp(Transport, size=SIZE):
    """The header of a segment (RFC 9293, 3.1); `bits` are the flags, `option` a list of options, or None.

    `offset`, the header's length in words of four bytes, is filled in where it is 0 or the options do not fit it,
    a `csum` of 0 too. What segments carry is registered by port: `tcp.register_packet_type(mine, 5000)`.
    """
    src_port: u16 = 1
    dst_port: u16 = 1
    seq: u32 = 0
    ack: u32 = 0
    offset: bits(4) = 0
    bits: bits(12) = 0
    window_size: u16 = 0
    csum: u16 = 0
    urgent: u16 = 0
    option: late(list[TCPOption]) = None

    filled = ('offset', 'csum')
    sum_covers = 'pseudo header'
    payload_classes = {179: 'bgp.BGPMessage', 2600: 'zebra.zebra', 6633: 'openflow.openflow', 6653: 'openflow.openflow'}

    def has_flags(self, *flags: int) -> bool:
        """Whether all of the flags are set: `has_flags(TCP_SYN, TCP_ACK)`."""
        return all(self.bits & flag == flag for flag in flags)

    @classmethod
    def read(cls, buf: bytes, start: int, limit: int) -> Reading:
        if limit - start < SIZE:
            raise DecodeError('tcp', f'takes {SIZE} bytes, there are {limit - start}', buf, start)
        offset = start + (buf[start + OFFSET_AT] >> 4) * 4
        if offset > limit:
            raise DecodeError('tcp', f'a header of {offset - start} bytes, there are {limit - start}', buf, start)
        header = cls.decode(buf, start, offset)
        readers = cls.payload_classes
        if header.dst_port in readers or header.src_port in readers:
            return header, buf, offset, limit, cls.carried_between(header.src_port, header.dst_port)
        return header, buf, offset, limit, None

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        if self.offset * 4 < SIZE:
            self.offset = SIZE // 4
        header = self.encode()
        if self.offset * 4 < len(header):
            if len(header) > MAX_SIZE:
                raise EncodeError(f'tcp.option: {len(header) - SIZE} bytes, at most {MAX_SIZE - SIZE} fit')
            self.offset = (len(header) + 3) // 4
            header = replaced(header, OFFSET_AT, bytes((self.offset << 4 | header[OFFSET_AT] & 0xF,)))
        if len(header) < self.offset * 4:
            header = header.ljust(self.offset * 4, b'\0')  # with the End of Option List option
        if self.csum == 0:
            self.csum = csum = transport_checksum(prev, IPPROTO_TCP, header + payload)
            header = header[:CSUM_AT] + csum.to_bytes(2) + header[CSUM_AT + 2 :]
        return header


class TCPOption(Part, family='kind length', alone=(0, 1), end=TCP_OPTION_KIND_END_OF_OPTION_LIST, loose=True):
    """An option (RFC 9293, 3.2); `length` counts kind and length too."""
    kind: u8
    length: u8

class TCPOptionEndOfOptionList(TCPOption, type=TCP_OPTION_KIND_END_OF_OPTION_LIST):
    """Nothing but padding follows."""

class TCPOptionNoOperation(TCPOption, type=TCP_OPTION_KIND_NO_OPERATION):
    """Aligns the next option."""

class TCPOptionMaximumSegmentSize(TCPOption, type=TCP_OPTION_KIND_MAXIMUM_SEGMENT_SIZE, size=4):
    """The largest segment the sender takes, in bytes."""
    max_seg_size: u16

class TCPOptionWindowScale(TCPOption, type=TCP_OPTION_KIND_WINDOW_SCALE, size=3):
    """How many bits windows are shifted left."""
    shift_cnt: u8

class TCPOptionSACKPermitted(TCPOption, type=TCP_OPTION_KIND_SACK_PERMITTED, size=2):
    """Selective acknowledgements are understood."""


class TCPOptionSACK(TCPOption, type=TCP_OPTION_KIND_SACK):
    """Selective acknowledgement: `blocks` is a list of (left edge, right edge)."""
    blocks: coded(_Blocks)

    def __init__(self, blocks: Iterable[Sequence[int]], kind: int | None = None, length: int | None = None) -> None:
        self.blocks = [(left, right) for left, right in blocks]  # which in JSON are lists


class _Blocks:
    """Pairs of edges, one number behind the other."""

    @staticmethod
    def read(option: TCPOptionSACK, buf: bytes, offset: int, limit: int) -> tuple[list[tuple[int, int]], int]:
        edges = _Edges.decode(buf, offset, limit).edges
        if len(edges) % 2:
            raise DecodeError('TCPOptionSACK', 'a block without a right edge', buf, offset)
        return list(zip(edges[::2], edges[1::2], strict=True)), limit

    @staticmethod
    def write(option: TCPOptionSACK, blocks: list[tuple[int, int]]) -> bytes:
        return _Edges([edge for block in blocks for edge in block]).encode()


class _Edges(Structure):
    edges: list[u32]

class TCPOptionTimestamps(TCPOption, type=TCP_OPTION_KIND_TIMESTAMPS, size=10):
    """The sender's clock, and the receiver's echoed."""
    ts_val: u32
    ts_ecr: u32

class TCPOptionUserTimeout(TCPOption, type=TCP_OPTION_KIND_USER_TIMEOUT, size=4):
    """How long data may stay unacknowledged: minutes where `granularity` is 1, else seconds."""
    granularity: bits(1)
    user_timeout: bits(15)

class TCPOptionAuthentication(TCPOption, type=TCP_OPTION_KIND_AUTHENTICATION, size=4):
    """TCP-AO: the keys by number, and the message authentication code as bytes."""
    key_id: u8
    r_next_key_id: u8
    mac: tail


class TCPOptionUnknown(TCPOption, type=..., size=2):
    """An option that no one declared, or whose length is not that of its kind; `value` is bytes."""
    value: tail

    def __init__(self, value: bytes, kind: int, length: int | None = None) -> None:
        self.value = value
        self.kind = kind
