"""BGP's messages (RFC 4271, 4)."""

from __future__ import annotations

from typing import Any, Self

from ...wire import DecodeError
from .. import stream_parser
from ..packet_base import Carried, LateHeader, PacketBase
from . import errors, numbers
from .attributes import _PathAttribute
from .capabilities import _OptParamCapability, opt_params
from .prefixes import BGPNLRI, BGPWithdrawnRoute

MARKER = b'\xff' * 16
HEADER_SIZE = 19
VERSION = 4


class BGPMessage(LateHeader, family='type len'):
    """A message; several may stand in one segment.

    One is read where the marker is all ones, and type and lengths are right; `parser` raises the BgpExc that the peer
    is to be told of, and DecodeError itself where the end is missing.
    """
    _marker: bytes_(16) = MARKER
    len: u16
    type: u8
    #: How many bytes a message of this type has: 4096, but for peers that have agreed on more (RFC 8654).
    sizes = HEADER_SIZE, 0xFFFF

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        if limit - offset < HEADER_SIZE:
            raise DecodeError('BGPMessage', f'{limit - offset} bytes are no header', buf, offset)
        if buf[offset : offset + 16] != MARKER:
            raise errors.NotSync
        size, kind = buf[offset + 16] << 8 | buf[offset + 17], buf[offset + 18]
        message_class = BGPMessage.table.family.members.get(kind)
        if message_class is None:
            raise errors.BadMsg(kind)
        if not message_class.sizes[0] <= size <= message_class.sizes[1]:
            raise errors.BadLen(kind, size)
        if size > limit - offset:
            raise DecodeError('BGPMessage', f'{size} bytes, of which {limit - offset} are there', buf, offset)
        message_class.check(buf, offset + HEADER_SIZE, offset + size)
        message = message_class.deferred(buf, offset, offset + size)
        message.len = size
        return message, offset + size

    @classmethod
    def check(cls, buf: bytes, offset: int, limit: int) -> None:
        """Raise BgpExc for what is behind the header, where it would not be read later on."""

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return BGPMessage, limit  # another message

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        """The message's bytes; raises EncodeError."""
        return self.encode()


class BGPOpen(
    BGPMessage, type=numbers.BGP_MSG_OPEN,
    order='my_as bgp_identifier type opt_param_len opt_param version hold_time len',
):  # fmt: skip
    """Who speaks, and what it can do (4.2); `opt_param` are parameters, and capabilities as if they were some."""
    version: u8 = VERSION
    my_as: u16
    hold_time: u16 = 0
    bgp_identifier: ipv4
    opt_param_len: size_of('opt_param', u8)
    opt_param: coded(opt_params) = []
    sizes = 29, 4096

    @classmethod
    def check(cls, buf: bytes, offset: int, limit: int) -> None:
        if buf[offset] != VERSION:
            raise errors.UnsupportedVersion(VERSION)
        if offset + 10 + buf[offset + 9] != limit:
            raise errors.MalformedOptionalParam

    @property
    def opt_param_cap_map(self) -> dict[int, _OptParamCapability]:
        """The capabilities by code, the last of each."""
        return {each.cap_code: each for each in self.opt_param if isinstance(each, _OptParamCapability)}

    def get_opt_param_cap(self, cap_code: int) -> _OptParamCapability | None:
        """The last capability of that code."""
        return self.opt_param_cap_map.get(cap_code)


class BGPUpdate(
    BGPMessage, type=numbers.BGP_MSG_UPDATE,
    order='type withdrawn_routes_len withdrawn_routes total_path_attribute_len path_attributes nlri len',
):  # fmt: skip
    """Routes that are no more, and others with what is said of them (4.3).

    What cannot be read is bytes at the end of its list; what is wrong with an attribute, its `error` says.
    """
    withdrawn_routes_len: size_of('withdrawn_routes')
    withdrawn_routes: list[BGPWithdrawnRoute]
    total_path_attribute_len: size_of('path_attributes')
    path_attributes: list[_PathAttribute]
    nlri: list[BGPNLRI]
    sizes = 23, 0xFFFF

    @classmethod
    def check(cls, buf: bytes, offset: int, limit: int) -> None:
        for _ in ('withdrawn routes', 'path attributes'):
            if limit - offset < 2:
                raise errors.MalformedAttrList
            offset += 2 + (buf[offset] << 8 | buf[offset + 1])
        if offset > limit:
            raise errors.MalformedAttrList

    @property
    def pathattr_map(self) -> dict[int, _PathAttribute]:
        """The attributes by type, the last of each."""
        return {each.type: each for each in self.path_attributes if not isinstance(each, bytes)}

    def get_path_attr(self, attr_name: int) -> _PathAttribute | None:
        """The last attribute of that type."""
        return self.pathattr_map.get(attr_name)

class BGPKeepAlive(BGPMessage, type=numbers.BGP_MSG_KEEPALIVE, order='type len'):
    """That the session lives (4.4)."""
    sizes = HEADER_SIZE, HEADER_SIZE

class BGPNotification(BGPMessage, type=numbers.BGP_MSG_NOTIFICATION, order='error_code error_subcode data type len'):
    """Why the session ends (4.5)."""
    error_code: u8
    error_subcode: u8
    data: tail
    sizes = 21, 0xFFFF

    @property
    def reason(self) -> str | None:
        """The error in words."""
        name, *reasons = REASONS.get(self.error_code, '').replace('; ', ': ').split(': ')
        if name and len(reasons) < 2:
            return name if self.error_subcode == 1 else None
        return f'{name}: {reasons[self.error_subcode - 1]}' if 0 < self.error_subcode <= len(reasons) else None


#: What each error code says, and behind that what its subcodes do, from 1 on.
REASONS = {
    1: 'Message Header Error: not synchronised; bad message len; bad message type',
    2: 'Open Message Error: unsupported version; bad peer AS; bad BGP identifier; unsupported optional param; '
       'authentication failure; unacceptable hold time; Unsupported Capability; Unassigned',
    3: 'Update Message Error: malformed attribute list; unrecognized well-known attr; missing well-known attr; '
       'attribute flags error; attribute length error; invalid origin attr; as routing loop; invalid next hop attr; '
       'optional attribute error; invalid network field; malformed AS_PATH',
    4: 'Hold Timer Expired',
    5: 'Finite State Machine Error',
    6: 'Cease: Maximum Number of Prefixes Reached; Administrative Shutdown; Peer De-configured; Administrative Reset; '
       'Connection Rejected; Other Configuration Change; Connection Collision Resolution; Out of Resources',
}  # fmt: skip


class BGPRouteRefresh(BGPMessage, type=numbers.BGP_MSG_ROUTE_REFRESH, order='afi safi demarcation type len'):
    """That all routes of a family be sent again, or are about to be, or have been (RFC 2918; RFC 7313)."""
    afi: u16
    demarcation: u8 = 0
    safi: u8
    sizes = 23, 23
    eor_sent = False

class StreamParser(stream_parser.StreamParser):
    """Cuts a stream into messages; raises BgpExc where it is none."""

    def try_parse(self, q: bytes) -> tuple[Any, bytes]:
        try:
            message, _, rest = BGPMessage.parser(bytes(q))
        except errors.BgpExc:
            raise
        except DecodeError:
            raise self.TooSmallException from None
        return message, rest

__all__ = [name for name, each in globals().items() if getattr(each, '__module__', '') == __name__ and name[0] != '_']
