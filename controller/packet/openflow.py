"""OpenFlow messages in TCP segments: those of a control channel that runs through the network which it controls."""

from __future__ import annotations

from typing import Any, Self

from ..openflow import version, versions
from ..wire import DecodeError, Message, Structure
from .packet_base import Carried, LateHeader

__all__ = ['OFPUnparseableMsg', 'openflow']

SIZE = 8
MAX_TYPE = 35  # OFPT_CONTROLLER_STATUS of 1.5, the last of all versions


class openflow(LateHeader, size=SIZE):
    """A message: a `Message` of its version, or an `OFPUnparseableMsg` where its body is none.

    A segment may carry several. One that is cut at its end is bytes; an unknown version is a message only where its
    length says that it ends there.
    """

    msg: own

    def __init__(self, msg: Message | OFPUnparseableMsg) -> None:
        self.msg = msg

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        if limit - offset < SIZE:
            raise DecodeError('openflow', f'{limit - offset} bytes are no header', buf, offset)
        end = offset + (buf[offset + 2] << 8 | buf[offset + 3])
        known = buf[offset] in versions() or end == limit
        if not known or buf[offset + 1] > MAX_TYPE or not offset + SIZE <= end <= limit:
            raise DecodeError('openflow', 'no header of a message', buf, offset)
        return cls.deferred(buf, offset, end), end

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        raw = buf[offset:limit]
        try:
            return cls(version(raw[0]).decode(raw))
        except (ValueError, DecodeError):  # no such version, no such message
            return cls(OFPUnparseableMsg.decode(raw, 0, len(raw)))

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return cls, limit

    def encode(self) -> bytes:
        return self.msg.encode()


class OFPUnparseableMsg(Structure, size=SIZE):
    """A message that no version knows, or whose `body`, as bytes, is not what its header says."""

    version: u8
    msg_type: u8
    msg_len: u16
    xid: u32
    body: tail

    datapath = None

    def __init__(self, datapath: Any, version: int, msg_type: int, msg_len: int, xid: int, body: bytes) -> None:
        self.datapath = datapath
        self.version, self.msg_type, self.msg_len, self.xid, self.body = version, msg_type, msg_len, xid, body
