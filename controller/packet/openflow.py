"""OpenFlow messages in TCP segments: those of a control channel that runs through the network which it controls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ..openflow import version, versions
from ..wire import DecodeError, Message, Structure
from ..wire.json import ofp_msg_from_jsondict
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

    json_adds = ('version', 'xid')  # beside the message as Ryu has it, which does not tell them

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

    @property
    def version(self) -> int:
        """The number of the version that the message is of."""
        return self.msg.version

    @property
    def xid(self) -> int | None:
        """The message's transaction id."""
        return self.msg.xid

    @classmethod
    def from_jsondict(cls, dict_: Mapping[str, Any], *_: Any) -> Self:
        """The message of `{'msg': {class name: fields}, 'version': 4, 'xid': 7}`; raises ValueError."""
        try:
            shown, xid = dict_['msg'], dict_.get('xid')
            if [*shown] == [OFPUnparseableMsg.__name__]:
                return cls(OFPUnparseableMsg.from_jsondict(*shown.values(), datapath=None))
            message = ofp_msg_from_jsondict(version(dict_['version']), shown)
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError(f'openflow: {error!r}') from error
        message.xid = xid
        return cls(message)


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
