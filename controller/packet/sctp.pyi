# Made by `python -m controller.commands.packet_stubs` from sctp.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import Final
from .packet_base import LateHeader, Part

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
]

TYPE_DATA: Final = 0
TYPE_INIT: Final = 1
TYPE_INIT_ACK: Final = 2
TYPE_SACK: Final = 3
TYPE_HEARTBEAT: Final = 4
TYPE_HEARTBEAT_ACK: Final = 5
TYPE_ABORT: Final = 6
TYPE_SHUTDOWN: Final = 7
TYPE_SHUTDOWN_ACK: Final = 8
TYPE_ERROR: Final = 9
TYPE_COOKIE_ECHO: Final = 10
TYPE_COOKIE_ACK: Final = 11
TYPE_ECN_ECHO: Final = 12
TYPE_CWR: Final = 13
TYPE_SHUTDOWN_COMPLETE: Final = 14
PTYPE_HEARTBEAT: Final = 1
PTYPE_IPV4: Final = 5
PTYPE_IPV6: Final = 6
PTYPE_STATE_COOKIE: Final = 7
PTYPE_UNRECOGNIZED_PARAM: Final = 8
PTYPE_COOKIE_PRESERVE: Final = 9
PTYPE_HOST_ADDR: Final = 11
PTYPE_SUPPORTED_ADDR: Final = 12
PTYPE_ECN: Final = 32768
CCODE_INVALID_STREAM_ID: Final = 1
CCODE_MISSING_PARAM: Final = 2
CCODE_STALE_COOKIE: Final = 3
CCODE_OUT_OF_RESOURCE: Final = 4
CCODE_UNRESOLVABLE_ADDR: Final = 5
CCODE_UNRECOGNIZED_CHUNK: Final = 6
CCODE_INVALID_PARAM: Final = 7
CCODE_UNRECOGNIZED_PARAM: Final = 8
CCODE_NO_USERDATA: Final = 9
CCODE_COOKIE_WHILE_SHUTDOWN: Final = 10
CCODE_RESTART_WITH_NEW_ADDR: Final = 11
CCODE_USER_INITIATED_ABORT: Final = 12
CCODE_PROTOCOL_VIOLATION: Final = 13

class sctp(LateHeader):
    src_port: int
    dst_port: int
    vtag: int
    csum: int
    chunks: list[chunk | bytes]
    def __init__(
        self, src_port: int = 1, dst_port: int = 1, vtag: int = 0, csum: int = 0,
        chunks: Sequence[chunk | bytes] | None = None,
    ) -> None: ...

def crc32c(data: bytes) -> int: ...

class ending:
    length: int
    ends_in: str
    def packed(self, raw: bytes) -> bytes: ...

class param(Part):
    type: int
    length: int
    value: bytes | None
    def __init__(self, type_: int, length: int = 0, value: bytes | None = None) -> None: ...
    @classmethod
    def param_type(cls) -> int: ...

class param_heartbeat(param):
    def __init__(self, value: bytes | None = None, length: int = 0, type_: int | None = None) -> None: ...

class param_state_cookie(param):
    def __init__(self, value: bytes | None = None, length: int = 0, type_: int | None = None) -> None: ...

class param_unrecognized_param(param):
    def __init__(self, value: bytes | None = None, length: int = 0, type_: int | None = None) -> None: ...

class param_cookie_preserve(param):
    value: int
    def __init__(self, value: int = 0, length: int = 0, type_: int | None = None) -> None: ...

class param_ecn(param):
    def __init__(self, value: bytes | None = None, length: int = 0, type_: int | None = None) -> None: ...

class param_host_addr(param):
    def __init__(self, value: bytes | None = None, length: int = 0, type_: int | None = None) -> None: ...

class param_supported_addr(param):
    value: list[int]
    def __init__(self, value: Sequence[int] | None = None, length: int = 0, type_: int | None = None) -> None: ...

class param_ipv4(param):
    value: str
    def __init__(self, value: str | int | bytes = '127.0.0.1', length: int = 0, type_: int | None = None) -> None: ...

class param_ipv6(param):
    value: str
    def __init__(self, value: str | bytes = '::1', length: int = 0, type_: int | None = None) -> None: ...

class cause(Part):
    code: int
    length: int
    value: bytes | None
    def __init__(self, code: int, length: int = 0, value: bytes | None = None) -> None: ...
    @classmethod
    def cause_code(cls) -> int: ...

class cause_with_value(cause):
    def __init__(self, code: int, value: bytes | None = None, length: int = 0) -> None: ...

class cause_invalid_stream_id(cause_with_value):
    value: int
    def __init__(self, value: int = 0, length: int = 0, code: int | None = None) -> None: ...

class cause_missing_param(cause):
    num: int
    types: list[int]
    def __init__(
        self, types: Sequence[int] | None = None, num: int = 0, length: int = 0, code: int | None = None,
    ) -> None: ...

class cause_stale_cookie(cause_with_value):
    def __init__(self, value: bytes | None = None, length: int = 0, code: int | None = None) -> None: ...

class cause_out_of_resource(cause):
    def __init__(self, length: int = 0, code: int | None = None) -> None: ...

class cause_unresolvable_addr(ending, cause_with_value):
    value: param
    ends_in: str
    def __init__(self, value: param | None = None, length: int = 0, code: int | None = None) -> None: ...

class cause_unrecognized_chunk(cause_with_value):
    def __init__(self, value: bytes | None = None, length: int = 0, code: int | None = None) -> None: ...

class cause_invalid_param(cause):
    def __init__(self, length: int = 0, code: int | None = None) -> None: ...

class cause_unrecognized_param(cause_with_value):
    def __init__(self, value: bytes | None = None, length: int = 0, code: int | None = None) -> None: ...

class cause_no_userdata(cause_with_value):
    def __init__(self, value: bytes | None = None, length: int = 0, code: int | None = None) -> None: ...

class cause_cookie_while_shutdown(cause):
    def __init__(self, length: int = 0, code: int | None = None) -> None: ...

class cause_restart_with_new_addr(ending, cause_with_value):
    value: list[param | bytes]
    ends_in: str
    def __init__(self, value: param | list[param | bytes] | None = None, length: int = 0) -> None: ...

class cause_user_initiated_abort(cause_with_value):
    def __init__(self, value: bytes | None = None, length: int = 0, code: int | None = None) -> None: ...

class cause_protocol_violation(cause_with_value):
    def __init__(self, value: bytes | None = None, length: int = 0, code: int | None = None) -> None: ...

class chunk(Part):
    type: int
    flags: int
    length: int
    data: bytes | None
    def __init__(self, type_: int, flags: int = 0, length: int = 0, data: bytes | None = None) -> None: ...
    @classmethod
    def chunk_type(cls) -> int: ...

class chunk_data(chunk):
    immediate: int
    unordered: int
    begin: int
    end: int
    tsn: int
    sid: int
    seq: int
    payload_id: int
    payload_data: bytes | None
    def __init__(
        self, unordered: int = 0, begin: int = 0, end: int = 0, length: int = 0, tsn: int = 0, sid: int = 0,
        seq: int = 0, payload_id: int = 0, payload_data: bytes | None = None, immediate: int = 0,
        type_: int | None = None,
    ) -> None: ...

class chunk_init_base(ending, chunk):
    init_tag: int
    a_rwnd: int
    os: int
    mis: int
    i_tsn: int
    params: list[param | bytes]
    ends_in: str
    def __init__(
        self, type_: int, flags: int = 0, length: int = 0, init_tag: int = 0, a_rwnd: int = 0, os: int = 0,
        mis: int = 0, i_tsn: int = 0, params: Sequence[param | bytes] | None = None,
    ) -> None: ...

class chunk_init(chunk_init_base):
    def __init__(
        self, flags: int = 0, length: int = 0, init_tag: int = 0, a_rwnd: int = 0, os: int = 0, mis: int = 0,
        i_tsn: int = 0, params: Sequence[param | bytes] | None = None, type_: int | None = None,
    ) -> None: ...

class chunk_init_ack(chunk_init_base):
    def __init__(
        self, flags: int = 0, length: int = 0, init_tag: int = 0, a_rwnd: int = 0, os: int = 0, mis: int = 0,
        i_tsn: int = 0, params: Sequence[param | bytes] | None = None, type_: int | None = None,
    ) -> None: ...

class chunk_sack(chunk):
    tsn_ack: int
    a_rwnd: int
    gapack_num: int
    duptsn_num: int
    gapacks: list[list[int]]
    duptsns: list[int]
    def __init__(
        self, flags: int = 0, length: int = 0, tsn_ack: int = 0, a_rwnd: int = 0, gapack_num: int = 0,
        duptsn_num: int = 0, gapacks: list[list[int]] | None = None, duptsns: Sequence[int] | None = None,
        type_: int | None = None,
    ) -> None: ...

class chunk_heartbeat_base(ending, chunk):
    info: param
    ends_in: str
    def __init__(self, type_: int, flags: int = 0, length: int = 0, info: param | None = None) -> None: ...

class chunk_heartbeat(chunk_heartbeat_base):
    def __init__(
        self, flags: int = 0, length: int = 0, info: param | None = None, type_: int | None = None,
    ) -> None: ...

class chunk_heartbeat_ack(chunk_heartbeat_base):
    def __init__(
        self, flags: int = 0, length: int = 0, info: param | None = None, type_: int | None = None,
    ) -> None: ...

class chunk_abort(ending, chunk):
    tflag: int
    causes: list[cause | bytes]
    ends_in: str
    def __init__(
        self, tflag: int = 0, length: int = 0, causes: Sequence[cause | bytes] | None = None, type_: int | None = None,
    ) -> None: ...

class chunk_shutdown(chunk):
    tsn_ack: int
    def __init__(self, flags: int = 0, length: int = 0, tsn_ack: int = 0, type_: int | None = None) -> None: ...

class chunk_ack_base(chunk): ...

class chunk_shutdown_ack(chunk_ack_base):
    def __init__(self, flags: int = 0, length: int = 0, type_: int | None = None) -> None: ...

class chunk_error(ending, chunk):
    causes: list[cause | bytes]
    ends_in: str
    def __init__(
        self, flags: int = 0, length: int = 0, causes: Sequence[cause | bytes] | None = None, type_: int | None = None,
    ) -> None: ...

class chunk_cookie_echo(chunk):
    cookie: bytes | None
    def __init__(
        self, flags: int = 0, length: int = 0, cookie: bytes | None = None, type_: int | None = None,
    ) -> None: ...

class chunk_cookie_ack(chunk_ack_base):
    def __init__(self, flags: int = 0, length: int = 0, type_: int | None = None) -> None: ...

class chunk_ecn_base(chunk):
    low_tsn: int
    def __init__(self, type_: int, flags: int = 0, length: int = 0, low_tsn: int = 0) -> None: ...

class chunk_ecn_echo(chunk_ecn_base):
    def __init__(self, flags: int = 0, length: int = 0, low_tsn: int = 0, type_: int | None = None) -> None: ...

class chunk_cwr(chunk_ecn_base):
    def __init__(self, flags: int = 0, length: int = 0, low_tsn: int = 0, type_: int | None = None) -> None: ...

class chunk_shutdown_complete(chunk):
    tflag: int
    def __init__(self, tflag: int = 0, length: int = 0, type_: int | None = None) -> None: ...
