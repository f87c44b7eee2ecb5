"""The BGP Monitoring Protocol, version 3 (RFC 7854), with Adj-RIB-Out (RFC 8671)."""

from __future__ import annotations

from struct import Struct
from typing import Any, Self

from ..wire import DecodeError
from .bgp import BGPMessage
from .packet_base import Carried, Codec, Header, PacketBase
from .packet_utils import address_bytes, address_text

VERSION, SIZE = 3, 6

(
    BMP_MSG_ROUTE_MONITORING, BMP_MSG_STATISTICS_REPORT, BMP_MSG_PEER_DOWN_NOTIFICATION, BMP_MSG_PEER_UP_NOTIFICATION,
    BMP_MSG_INITIATION, BMP_MSG_TERMINATION,
) = range(6)  # fmt: skip
BMP_PEER_TYPE_GLOBAL, BMP_PEER_TYPE_L3VPN = range(2)
BMP_INIT_TYPE_STRING, BMP_INIT_TYPE_SYSDESCR, BMP_INIT_TYPE_SYSNAME = range(3)
BMP_TERM_TYPE_STRING, BMP_TERM_TYPE_REASON = range(2)
BMP_TERM_REASON_ADMIN, BMP_TERM_REASON_UNSPEC, BMP_TERM_REASON_OUT_OF_RESOURCE = range(3)
BMP_TERM_REASON_REDUNDANT_CONNECTION = 3
(
    BMP_STAT_TYPE_REJECTED, BMP_STAT_TYPE_DUPLICATE_PREFIX, BMP_STAT_TYPE_DUPLICATE_WITHDRAW,
    BMP_STAT_TYPE_INV_UPDATE_DUE_TO_CLUSTER_LIST_LOOP, BMP_STAT_TYPE_INV_UPDATE_DUE_TO_AS_PATH_LOOP,
    BMP_STAT_TYPE_INV_UPDATE_DUE_TO_ORIGINATOR_ID, BMP_STAT_TYPE_INV_UPDATE_DUE_TO_AS_CONFED_LOOP,
    BMP_STAT_TYPE_ADJ_RIB_IN, BMP_STAT_TYPE_LOC_RIB,
) = range(9)  # fmt: skip
BMP_STAT_TYPE_ADJ_RIB_OUT, BMP_STAT_TYPE_EXPORT_RIB = 14, 15
(
    BMP_PEER_DOWN_REASON_UNKNOWN, BMP_PEER_DOWN_REASON_LOCAL_BGP_NOTIFICATION,
    BMP_PEER_DOWN_REASON_LOCAL_NO_NOTIFICATION, BMP_PEER_DOWN_REASON_REMOTE_BGP_NOTIFICATION,
    BMP_PEER_DOWN_REASON_REMOTE_NO_NOTIFICATION,
) = range(5)  # fmt: skip

IPV6, POST_POLICY, ADJ_RIB_OUT = 0x80, 0x40, 0x10  # the bits of the flags (4.2; RFC 8671, 4)
TIME, TLV = Struct('!II'), Struct('!HH')
TEXT = 0
#: How many bytes the number in a TLV has, by type, or that it is TEXT; all others are bytes.
INIT = {BMP_INIT_TYPE_STRING: TEXT}
TERM = {BMP_TERM_TYPE_STRING: TEXT, BMP_TERM_TYPE_REASON: 2}
STATISTICS = dict.fromkeys(range(7), 4) | dict.fromkeys((7, 8, 14, 15), 8)


def _write_flags(message: Any, value: int) -> bytes:
    said = {IPV6: ':' in message.peer_address, POST_POLICY: message.is_post_policy, ADJ_RIB_OUT: message.is_adj_rib_out}
    message.peer_flags = value & ~sum(said) | sum(bit for bit, is_set in said.items() if is_set)
    return bytes((message.peer_flags,))


def _write_count(message: Any, value: int) -> bytes:
    message.stats_count = len([each for each in message.stats if isinstance(each, dict)])
    return message.stats_count.to_bytes(4)


def _read_time(message: Any, raw: bytes) -> float:
    seconds, microseconds = TIME.unpack(raw)
    if microseconds >= 1_000_000:
        raise DecodeError(type(message).__name__, f'a second of {microseconds} microseconds', raw, 4)
    return seconds + microseconds * 1e-6


def _read_bgp(message: Any, buf: bytes, offset: int, limit: int) -> tuple[BGPMessage | bytes, int]:
    try:
        return BGPMessage.decode_prefix(buf, offset, limit)
    except DecodeError:
        return buf[offset:limit], limit


def _write_bgp(message: Any, value: BGPMessage | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.serialize()


def _read_why(message: Any, raw: bytes) -> BGPMessage | bytes | int | None:
    if message.reason in (BMP_PEER_DOWN_REASON_LOCAL_BGP_NOTIFICATION, BMP_PEER_DOWN_REASON_REMOTE_BGP_NOTIFICATION):
        data, end = _read_bgp(message, raw, 0, len(raw))
        return data if end == len(raw) else raw
    if message.reason == BMP_PEER_DOWN_REASON_LOCAL_NO_NOTIFICATION and len(raw) == 2:
        return int.from_bytes(raw)
    return raw or None


def _write_why(message: Any, value: BGPMessage | bytes | int | None) -> bytes:
    return value.to_bytes(2) if isinstance(value, int) else _write_bgp(message, value or b'')


def _tlvs(sizes: dict[int, int]) -> Codec:
    """Dictionaries of `type`, `len` and `value`, as far as they can be read; the rest comes last, as bytes."""

    def read(message: Any, raw: bytes) -> list[dict[str, Any] | bytes]:
        found: list[dict[str, Any] | bytes] = []
        at = 0
        while len(raw) - at >= TLV.size:
            kind, size = TLV.unpack_from(raw, at)
            value: Any = raw[at + TLV.size : at + TLV.size + size]
            if len(value) < size:
                break
            if sizes.get(kind) == TEXT:
                value = value.decode('utf-8', 'surrogateescape')
            elif sizes.get(kind) == size:
                value = int.from_bytes(value)
            found.append({'type': kind, 'len': size, 'value': value})
            at += TLV.size + size
        return [*found, raw[at:]] if at < len(raw) else found

    def write(message: Any, items: list[dict[str, Any] | bytes]) -> bytes:
        return b''.join([each if isinstance(each, bytes) else written(each) for each in items])

    def written(each: dict[str, Any]) -> bytes:
        value = each['value']
        if isinstance(value, str):
            value = value.encode('utf-8', 'surrogateescape')
        elif isinstance(value, int):
            value = value.to_bytes(sizes.get(each['type']) or 4)
        each['len'] = len(value)
        return TLV.pack(each['type'], len(value)) + value

    return Codec.rest(read, write, 'list[dict[str, Any] | bytes]')


address = Codec.fixed(
    16,
    lambda message, raw: address_text(raw if message.peer_flags & IPV6 else raw[12:]),
    lambda message, value: address_bytes(value).rjust(16, b'\0'),
    'str',
)
flags = Codec.fixed(1, lambda message, raw: raw[0], _write_flags)
post_policy = Codec.fixed(0, lambda message, raw: bool(message.peer_flags & POST_POLICY), lambda *_: b'', 'bool')
adj_rib_out = Codec.fixed(0, lambda message, raw: bool(message.peer_flags & ADJ_RIB_OUT), lambda *_: b'', 'bool')
time = Codec.fixed(8, _read_time, lambda message, value: TIME.pack(*map(int, f'{value:.6f}'.split('.'))), 'float')
bgp_message, why = Codec(_read_bgp, _write_bgp), Codec.rest(_read_why, _write_why, 'BGPMessage | bytes | int | None')
count = Codec.fixed(4, lambda message, raw: int.from_bytes(raw), _write_count)
init, term, statistics = _tlvs(INIT), _tlvs(TERM), _tlvs(STATISTICS)

ADDRESS = 'peer_distinguisher peer_address peer_as peer_bgp_id'
HEAD, PEER = 'type len version', f'peer_type is_post_policy {ADDRESS} timestamp version type len is_adj_rib_out'


class BMPMessage(Header, family='type len', order=HEAD):
    """A message (4.1); a `len` of 0 is filled in."""
    version: u8 = VERSION
    len: u32 = 0
    type: u8
    filled = ('len',)

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        version, *length, kind = buf[offset : min(offset + SIZE, limit)].ljust(SIZE, b'\0')
        end = offset + int.from_bytes(length)
        if version != VERSION or kind > BMP_MSG_TERMINATION or not offset + SIZE <= end <= limit:
            raise DecodeError('BMPMessage', f'version {version}, type {kind}, {end - offset} bytes', buf, offset)
        return BMPMessage.decode(buf, offset, end), end

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return BMPMessage, limit  # another message

    @classmethod
    def parser(cls, buf: bytes) -> tuple[Self, bytes]:  # type: ignore[override]
        """The message at the start of `buf`, and the bytes behind it; raises DecodeError."""
        message, end = cls.decode_prefix(buf, 0, len(buf))
        return message, buf[end:]

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        raw = self.encode()
        self.len = self.len or len(raw)
        return raw


BMPMessage.read = BMPMessage.read_table  # a packet reads it so: Ryu's `parser` returns no class


class BMPPeerMessage(BMPMessage, order=PEER):
    """A message about a peer (4.2), since `timestamp` in seconds; `peer_address` is of IPv4 or of IPv6."""
    peer_type: u8
    peer_flags: coded(flags) = 0
    is_post_policy: coded(post_policy)
    is_adj_rib_out: coded(adj_rib_out) = False
    peer_distinguisher: u64
    peer_address: coded(address)
    peer_as: u32
    peer_bgp_id: ipv4
    timestamp: coded(time)
    json_omits = ('peer_flags',)

class BMPRouteMonitoring(BMPPeerMessage, type=BMP_MSG_ROUTE_MONITORING, order=f'bgp_update {PEER}'):
    """An UPDATE of the peer's, or to it (4.6)."""
    bgp_update: coded(bgp_message)

class BMPStatisticsReport(BMPPeerMessage, type=BMP_MSG_STATISTICS_REPORT, order=f'stats {PEER}'):
    """What has been counted (4.8): `stats` are dictionaries of `type`, `len` and `value`."""
    stats_count: coded(count) = 0
    stats: coded(statistics)
    json_omits = ('peer_flags', 'stats_count')

class BMPPeerDownNotification(BMPPeerMessage, type=BMP_MSG_PEER_DOWN_NOTIFICATION, order=f'reason data {PEER}'):
    """A session has ended (4.9): `data` is a NOTIFICATION, the number of an event (RFC 4271, 8.1), None, or bytes."""
    reason: u8
    data: coded(why)

class BMPPeerUpNotification(
    BMPPeerMessage, type=BMP_MSG_PEER_UP_NOTIFICATION,
    order=f'local_address local_port remote_port sent_open_message received_open_message {PEER}',
):  # fmt: skip
    """A session has come up (4.10); `information` are TLVs, as bytes."""
    local_address: coded(address)
    local_port: u16
    remote_port: u16
    sent_open_message: coded(bgp_message)
    received_open_message: coded(bgp_message)
    information: tail = b''

class BMPInitiation(BMPMessage, type=BMP_MSG_INITIATION, order=f'info {HEAD}'):
    """Who monitors (4.3): `info` are dictionaries of `type`, `len` and `value`."""
    info: coded(init)

class BMPTermination(BMPMessage, type=BMP_MSG_TERMINATION, order=f'info {HEAD}'):
    """Why it ends (4.5): `info` are dictionaries of `type`, `len` and `value`."""
    info: coded(term)


__all__ = ['VERSION', *(name for name in dir() if name.startswith('BMP'))]
