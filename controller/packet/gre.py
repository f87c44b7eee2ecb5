"""Generic Routing Encapsulation (RFC 2784, RFC 2890), and network virtualisation with it, NVGRE (RFC 7637)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ..wire import DecodeError, Structure
from . import ether_types as ether
from . import packet_utils
from .ethernet import Ethertyped
from .packet_base import Carried, Header, PacketBase

__all__ = ['GRE_CHECKSUM_FLG', 'GRE_KEY_FLG', 'GRE_SEQUENCE_NUM_FLG', 'gre', 'nvgre']

GRE_CHECKSUM_FLG = 0x80
GRE_KEY_FLG = 0x20
GRE_SEQUENCE_NUM_FLG = 0x10

SIZE = 4
CSUM_AT = 4
#: What may follow the first word, each a word of its own, in this order (RFC 2890, 2).
FLAGS = GRE_CHECKSUM_FLG, GRE_KEY_FLG, GRE_SEQUENCE_NUM_FLG
#: With these there may be more words (RFC 1701), and whoever does not know them discards the packet (RFC 2784, 2.3).
UNKNOWN = 0x4C


class gre(Ethertyped, Header, size=SIZE):
    """The header of a packet of the ethertype `protocol`; `checksum`, `key` and `seq_number` are None where absent.

    A `checksum` of 0 is filled in. NVGRE's network `vsid` and the `flow_id` in it are 24 and 8 bits of the key. Only
    version 0 is read: another one (RFC 2637) goes on otherwise.
    """
    version: u8
    protocol: u16
    checksum: u16
    key: u32
    seq_number: u32

    if TYPE_CHECKING:  # which are None where they are left out
        checksum: int | None
        key: int | None
        seq_number: int | None

    filled = ('checksum',)

    def __init__(self, version: int = 0, protocol: int = ether.ETH_TYPE_IP, checksum: int | None = None,
                 key: int | None = None, vsid: int | None = None, flow_id: int | None = None,
                 seq_number: int | None = None) -> None:  # fmt: skip
        self.version, self.protocol, self.checksum, self.seq_number = version, protocol, checksum, seq_number
        self.key = vsid << 8 | (flow_id or 0) if key is None and vsid is not None else key

    @property
    def vsid(self) -> int | None:
        """The virtual subnet (RFC 7637, 3.2), None without a key."""
        return None if self.key is None else self.key >> 8

    @vsid.setter
    def vsid(self, vsid: int) -> None:
        self.key = vsid << 8 | (self.flow_id or 0)

    @property
    def flow_id(self) -> int | None:
        """The flow in the virtual subnet, None without a key."""
        return None if self.key is None else self.key & 0xFF

    @flow_id.setter
    def flow_id(self, flow_id: int) -> None:
        self.key = (self.vsid or 0) << 8 | flow_id

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        flags = buf[offset]
        end = offset + SIZE + 4 * sum(1 for flag in FLAGS if flags & flag)
        if end > limit or flags & UNKNOWN or buf[offset + 1] & 7:
            raise DecodeError('gre', f'no header of version 0 with flags {flags:#04x}', buf, offset)
        raw = _Words.decode(buf, offset, end)
        words = iter(raw.words)
        checksum, key, seq_number = (next(words) if flags & flag else None for flag in FLAGS)
        checksum = None if checksum is None else checksum >> 16
        return cls(raw.version, raw.protocol, checksum, key, seq_number=seq_number), end

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        header, end = cls.decode_prefix(buf, offset, limit)
        if end != limit:
            raise DecodeError('gre', f'bytes too many: {limit - end}', buf, end)
        return header

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return cls.get_packet_type(buf[start + 2] << 8 | buf[start + 3]), limit

    def encode(self) -> bytes:
        words = None if self.checksum is None else self.checksum << 16, self.key, self.seq_number
        flags = sum(flag for flag, word in zip(FLAGS, words, strict=True) if word is not None)
        return _Words(flags, self.version, self.protocol, [word for word in words if word is not None]).encode()

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        header = self.encode()
        if self.checksum == 0:
            self.checksum = packet_utils.checksum(header + payload)
            header = packet_utils.replaced(header, CSUM_AT, self.checksum.to_bytes(2))
        return header


class _Words(Structure, size=SIZE):
    """The header as it is on the wire."""
    flags: u8
    _1: bits(5)
    version: bits(3)
    protocol: u16
    words: list[u32]


def nvgre(version: int = 0, vsid: int = 0, flow_id: int = 0) -> gre:
    """The header of an Ethernet frame in the virtual subnet `vsid`."""
    return gre(version, ether.ETH_TYPE_TEB, vsid=vsid, flow_id=flow_id)
