"""The Stream Control Transmission Protocol (RFC 9260)."""

from __future__ import annotations

from functools import cache
from struct import Struct

from ..wire import DecodeError
from .packet_base import Codec, LateHeader, PacketBase, Part
from .packet_utils import replaced

__all__ = [
    'CCODE_COOKIE_WHILE_SHUTDOWN', 'CCODE_INVALID_PARAM', 'CCODE_INVALID_STREAM_ID', 'CCODE_MISSING_PARAM',
    'CCODE_NO_USERDATA', 'CCODE_OUT_OF_RESOURCE', 'CCODE_PROTOCOL_VIOLATION', 'CCODE_RESTART_WITH_NEW_ADDR',
    'CCODE_STALE_COOKIE', 'CCODE_UNRECOGNIZED_CHUNK', 'CCODE_UNRECOGNIZED_PARAM', 'CCODE_UNRESOLVABLE_ADDR',
    'CCODE_USER_INITIATED_ABORT', 'PTYPE_COOKIE_PRESERVE', 'PTYPE_ECN', 'PTYPE_HEARTBEAT', 'PTYPE_HOST_ADDR',
    'PTYPE_IPV4', 'PTYPE_IPV6', 'PTYPE_STATE_COOKIE', 'PTYPE_SUPPORTED_ADDR', 'PTYPE_UNRECOGNIZED_PARAM', 'TYPE_ABORT',
    'TYPE_COOKIE_ACK', 'TYPE_COOKIE_ECHO', 'TYPE_CWR', 'TYPE_DATA', 'TYPE_ECN_ECHO', 'TYPE_ERROR', 'TYPE_HEARTBEAT',
    'TYPE_HEARTBEAT_ACK', 'TYPE_INIT', 'TYPE_INIT_ACK', 'TYPE_SACK', 'TYPE_SHUTDOWN', 'TYPE_SHUTDOWN_ACK',
    'TYPE_SHUTDOWN_COMPLETE', 'cause', 'cause_cookie_while_shutdown', 'cause_invalid_param', 'cause_invalid_stream_id',
    'cause_missing_param', 'cause_no_userdata', 'cause_out_of_resource', 'cause_protocol_violation',
    'cause_restart_with_new_addr', 'cause_stale_cookie', 'cause_unrecognized_chunk', 'cause_unrecognized_param',
    'cause_unresolvable_addr', 'cause_user_initiated_abort', 'cause_with_value', 'chunk', 'chunk_abort',
    'chunk_ack_base', 'chunk_cookie_ack', 'chunk_cookie_echo', 'chunk_cwr', 'chunk_data', 'chunk_ecn_base',
    'chunk_ecn_echo', 'chunk_error', 'chunk_heartbeat', 'chunk_heartbeat_ack', 'chunk_heartbeat_base', 'chunk_init',
    'chunk_init_ack', 'chunk_init_base', 'chunk_sack', 'chunk_shutdown', 'chunk_shutdown_ack',
    'chunk_shutdown_complete', 'crc32c', 'param', 'param_cookie_preserve', 'param_ecn', 'param_heartbeat',
    'param_host_addr', 'param_ipv4', 'param_ipv6', 'param_state_cookie', 'param_supported_addr',
    'param_unrecognized_param', 'sctp',
]  # fmt: skip

(
    TYPE_DATA, TYPE_INIT, TYPE_INIT_ACK, TYPE_SACK, TYPE_HEARTBEAT, TYPE_HEARTBEAT_ACK, TYPE_ABORT, TYPE_SHUTDOWN,
    TYPE_SHUTDOWN_ACK, TYPE_ERROR, TYPE_COOKIE_ECHO, TYPE_COOKIE_ACK, TYPE_ECN_ECHO, TYPE_CWR, TYPE_SHUTDOWN_COMPLETE,
) = range(15)  # RFC 9260, 3.2  # fmt: skip

PTYPE_HEARTBEAT = 1  # RFC 9260, 3.3.2, 3.3.3, 3.3.5
PTYPE_IPV4 = 5
PTYPE_IPV6 = 6
PTYPE_STATE_COOKIE = 7
PTYPE_UNRECOGNIZED_PARAM = 8
PTYPE_COOKIE_PRESERVE = 9
PTYPE_HOST_ADDR = 11
PTYPE_SUPPORTED_ADDR = 12
PTYPE_ECN = 32768

(
    CCODE_INVALID_STREAM_ID, CCODE_MISSING_PARAM, CCODE_STALE_COOKIE, CCODE_OUT_OF_RESOURCE, CCODE_UNRESOLVABLE_ADDR,
    CCODE_UNRECOGNIZED_CHUNK, CCODE_INVALID_PARAM, CCODE_UNRECOGNIZED_PARAM, CCODE_NO_USERDATA,
    CCODE_COOKIE_WHILE_SHUTDOWN, CCODE_RESTART_WITH_NEW_ADDR, CCODE_USER_INITIATED_ABORT, CCODE_PROTOCOL_VIOLATION,
) = range(1, 14)  # RFC 9260, 3.3.10  # fmt: skip

CSUM_AT = 8

PAIR = Struct('!HH')


class sctp(LateHeader, size=12):
    """A packet (RFC 9260, 3), all of its chunks included; bytes that are none are the last of them.

    A `csum` of 0 is filled in.
    """
    src_port: u16 = 1
    dst_port: u16 = 1
    vtag: u32 = 0
    csum: u32 = 0
    chunks: list[chunk]

    filled = ('csum',)

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        packet = self.encode()
        if self.csum == 0:
            little_endian = crc32c(packet + (payload or b'')).to_bytes(4, 'little')  # RFC 9260, appendix A
            self.csum = int.from_bytes(little_endian)
            packet = replaced(packet, CSUM_AT, little_endian)
        return packet


@cache
def _crc32c_table() -> tuple[int, ...]:
    """What each byte adds to the remainder, by the polynomial 0x1EDC6F41 with its bits reversed."""
    table = []
    for remainder in range(256):
        for _ in range(8):
            remainder = remainder >> 1 ^ (0x82F63B78 if remainder & 1 else 0)
        table.append(remainder)
    return tuple(table)


def crc32c(data: bytes) -> int:
    """The checksum of SCTP and iSCSI (RFC 9260, appendix A)."""
    table, crc = _crc32c_table(), 0xFFFFFFFF
    for octet in data:
        crc = table[(crc ^ octet) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


class ending:
    """What ends in a parameter or a cause, or several: the padding of the last is its own, and its length does not
    count it (RFC 9260, 3.2)."""

    length: int
    ends_in: str

    def packed(self, raw: bytes) -> bytes:
        items = getattr(self, self.ends_in)
        last = (items[-1] if items else b'') if isinstance(items, (list, tuple)) else items
        if self.length or isinstance(last, bytes):
            return raw
        encoded = last.encode()
        padding = len(encoded) - int.from_bytes(encoded[2:4])
        return raw[:2] + (len(raw) - padding).to_bytes(2) + raw[4:] if 0 < padding < 4 else raw


# -- parameters -------------------------------------------------------------------------------------------------------


class param(Part, family='type length', align='outside', boundary=4, loose=True, last='length'):
    """A parameter (RFC 9260, 3.2.1); `length` counts its header too, but not its padding.

    One of a type without a class, and one that its class cannot read, has bytes as its `value`.
    """
    type: u16
    length: u16 = 0
    value: tail = None

    json_omits = ('type',)

    @classmethod
    def param_type(cls) -> int:
        """The type that the class stands for."""
        return cls.type


class param_heartbeat(param, type=PTYPE_HEARTBEAT):
    """What the sender of a heartbeat wants back."""
    value: tail = None

class param_state_cookie(param, type=PTYPE_STATE_COOKIE):
    """What a server wants back before it remembers anything."""
    value: tail = None

class param_unrecognized_param(param, type=PTYPE_UNRECOGNIZED_PARAM):
    """A whole parameter that was not understood."""
    value: tail = None

class param_cookie_preserve(param, type=PTYPE_COOKIE_PRESERVE, size=8):
    """How much longer a cookie shall live, in milliseconds."""
    value: u32 = 0

class param_ecn(param, type=PTYPE_ECN):
    """Explicit congestion notification is understood."""
    value: tail = None

class param_host_addr(param, type=PTYPE_HOST_ADDR):
    """A host's name, ending in a NUL."""
    value: tail = None

class param_supported_addr(param, type=PTYPE_SUPPORTED_ADDR):
    """The types of the addresses that are understood."""
    value: list[u16]

class param_ipv4(param, type=PTYPE_IPV4, size=8):
    """An address of the sender."""
    value: ipv4 = '127.0.0.1'

class param_ipv6(param, type=PTYPE_IPV6, size=20):
    """An address of the sender."""
    value: ipv6 = '::1'


#: A field that is a single parameter.
one_param = Codec(lambda _, buf, at, end: param.decode_prefix(buf, at, end), lambda _, value: value.encode(), 'param')


# -- error causes -----------------------------------------------------------------------------------------------------


class cause(Part, family='code length', align='outside', boundary=4, loose=True, last='length'):
    """An error cause (RFC 9260, 3.3.10); `length` counts its header too, but not its padding.

    One of a code without a class, and one that its class cannot read, has bytes as its `value`.
    """
    code: u16
    length: u16 = 0
    value: tail = None

    json_omits = ('code',)

    @classmethod
    def cause_code(cls) -> int:
        """The code that the class stands for."""
        return cls.code


class cause_with_value(cause):
    """A cause with bytes that say more."""
    value: tail = None

class cause_invalid_stream_id(cause_with_value, type=CCODE_INVALID_STREAM_ID, size=8):
    """There was data for a stream that does not exist."""
    value: u16 = 0
    _1: pad(2)

class cause_missing_param(cause, type=CCODE_MISSING_PARAM, size=8, order='types num'):
    """Parameters of these `types` were missing."""
    num: count_of('types', 2, u32) = 0
    types: list[u16]

class cause_stale_cookie(cause_with_value, type=CCODE_STALE_COOKIE):
    """The cookie came too late, by as many microseconds as four bytes say."""

class cause_out_of_resource(cause, type=CCODE_OUT_OF_RESOURCE, size=4):
    """There is no room for the association."""

class cause_unresolvable_addr(ending, cause_with_value, type=CCODE_UNRESOLVABLE_ADDR):
    """An address of no use, the parameter `value`."""
    value: coded(one_param) = None
    ends_in = 'value'

class cause_unrecognized_chunk(cause_with_value, type=CCODE_UNRECOGNIZED_CHUNK):
    """A whole chunk that was not understood."""

class cause_invalid_param(cause, type=CCODE_INVALID_PARAM, size=4):
    """A mandatory parameter has a value that cannot be."""

class cause_unrecognized_param(cause_with_value, type=CCODE_UNRECOGNIZED_PARAM):
    """Whole parameters that were not understood."""

class cause_no_userdata(cause_with_value, type=CCODE_NO_USERDATA):
    """A DATA chunk was empty: that with the TSN of four bytes."""

class cause_cookie_while_shutdown(cause, type=CCODE_COOKIE_WHILE_SHUTDOWN, size=4):
    """A cookie came while the association was shut down."""


class cause_restart_with_new_addr(ending, cause_with_value, type=CCODE_RESTART_WITH_NEW_ADDR):
    """An association was to be set up anew, with more addresses: a list of parameters."""
    value: list[param]
    ends_in = 'value'

    def __init__(self, value: param | list[param | bytes] | None = None, length: int = 0) -> None:
        self.value = value if isinstance(value, list) else [] if value is None else [value]
        self.length = length


class cause_user_initiated_abort(cause_with_value, type=CCODE_USER_INITIATED_ABORT):
    """The user of the protocol ended the association, with that reason."""

class cause_protocol_violation(cause_with_value, type=CCODE_PROTOCOL_VIOLATION):
    """The other side did what no other cause describes, more of which the value tells."""


# -- chunks -----------------------------------------------------------------------------------------------------------


class chunk(Part, family='type length', align='outside', boundary=4, loose=True):
    """A chunk (RFC 9260, 3.2); `length` counts its header too, but not its padding.

    One of a type without a class, and one that its class cannot read, has its value as bytes, in `data`.
    """
    type: u8
    flags: u8 = 0
    length: u16 = 0
    data: tail = None

    json_omits = ('type',)

    @classmethod
    def chunk_type(cls) -> int:
        """The type that the class stands for."""
        return cls.type


class chunk_data(chunk, type=TYPE_DATA, size=16, afresh=True, last='immediate'):
    """Payload (RFC 9260, 3.3.1): the beginning or the end of a message, both or neither."""
    type: u8
    _1: bits(4)
    immediate: bits(1) = 0
    unordered: bits(1) = 0
    begin: bits(1) = 0
    end: bits(1) = 0
    length: u16 = 0
    tsn: u32 = 0
    sid: u16 = 0
    seq: u16 = 0
    payload_id: u32 = 0
    payload_data: tail = None

    json_omits_empty = ('immediate',)  # which Ryu does not know

class chunk_init_base(ending, chunk):
    """What INIT and its answer have in common: tag, window in bytes, numbers of streams, first TSN, parameters."""
    init_tag: u32 = 0
    a_rwnd: u32 = 0
    os: u16 = 0
    mis: u16 = 0
    i_tsn: u32 = 0
    params: list[param]
    ends_in = 'params'

class chunk_init(chunk_init_base, type=TYPE_INIT, size=20):
    """Asks for an association (RFC 9260, 3.3.2)."""

class chunk_init_ack(chunk_init_base, type=TYPE_INIT_ACK, size=20):
    """Grants it (RFC 9260, 3.3.3)."""


def _read_gaps(sack: chunk_sack, buf: bytes, offset: int, limit: int) -> tuple[list[list[int]], int]:
    end = offset + PAIR.size * sack.gapack_num
    if end > limit:
        raise DecodeError('chunk_sack', f'no {sack.gapack_num} gap blocks', buf, offset)
    return [list(pair) for pair in PAIR.iter_unpack(buf[offset:end])], end


#: Lists of the first and the last of several TSNs, counted from the cumulative one.
gap_acks = Codec(_read_gaps, lambda _, gaps: b''.join([PAIR.pack(*gap) for gap in gaps]))


class chunk_sack(chunk, type=TYPE_SACK, size=16):
    """What has come (RFC 9260, 3.3.4): `gapacks` is a list of [start, end], `duptsns` of TSNs that came twice."""
    tsn_ack: u32 = 0
    a_rwnd: u32 = 0
    gapack_num: count_of('gapacks', 4) = 0
    duptsn_num: count_of('duptsns', 4) = 0
    gapacks: coded(gap_acks) = []
    duptsns: list[u32]

class chunk_heartbeat_base(ending, chunk):
    """What HEARTBEAT and its answer have in common: the parameter `info`."""
    info: coded(one_param) = None
    ends_in = 'info'

class chunk_heartbeat(chunk_heartbeat_base, type=TYPE_HEARTBEAT):
    """Asks whether an address can be reached (RFC 9260, 3.3.5)."""

class chunk_heartbeat_ack(chunk_heartbeat_base, type=TYPE_HEARTBEAT_ACK):
    """It can be (RFC 9260, 3.3.6)."""

class chunk_abort(ending, chunk, type=TYPE_ABORT, afresh=True):
    """Ends the association at once (RFC 9260, 3.3.7); with `tflag` the tag is the receiver's own."""
    type: u8
    _1: bits(7)
    tflag: bits(1) = 0
    length: u16 = 0
    causes: list[cause]
    ends_in = 'causes'

class chunk_shutdown(chunk, type=TYPE_SHUTDOWN, size=8):
    """Begins to end the association (RFC 9260, 3.3.8)."""
    tsn_ack: u32 = 0

class chunk_ack_base(chunk):
    """What the chunks that are their header alone have in common."""

class chunk_shutdown_ack(chunk_ack_base, type=TYPE_SHUTDOWN_ACK, size=4):
    """All has been received (RFC 9260, 3.3.9)."""

class chunk_error(ending, chunk, type=TYPE_ERROR):
    """Something went wrong (RFC 9260, 3.3.10)."""
    causes: list[cause]
    ends_in = 'causes'

class chunk_cookie_echo(chunk, type=TYPE_COOKIE_ECHO):
    """The server's state cookie back (RFC 9260, 3.3.11)."""
    cookie: tail = None

class chunk_cookie_ack(chunk_ack_base, type=TYPE_COOKIE_ACK, size=4):
    """The cookie is good (RFC 9260, 3.3.12)."""

class chunk_ecn_base(chunk):
    """What the chunks of congestion notification have in common."""
    low_tsn: u32 = 0

class chunk_ecn_echo(chunk_ecn_base, type=TYPE_ECN_ECHO, size=8):
    """A packet had met congestion (RFC 4960, appendix A)."""

class chunk_cwr(chunk_ecn_base, type=TYPE_CWR, size=8):
    """The sender has reduced its window (RFC 4960, appendix A)."""

class chunk_shutdown_complete(chunk, type=TYPE_SHUTDOWN_COMPLETE, size=4, afresh=True):
    """The association has ended (RFC 9260, 3.3.13); `tflag` as in `chunk_abort`."""
    type: u8
    _1: bits(7)
    tflag: bits(1) = 0
    length: u16 = 0
