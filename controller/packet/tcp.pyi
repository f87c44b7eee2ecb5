# Made by `python -m controller.commands.packet_stubs` from tcp.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Iterable, Sequence
from typing import Final
from .packet_base import Part, Transport

__all__ = [
    'TCP_ACK', 'TCP_CWR', 'TCP_ECE', 'TCP_FIN', 'TCP_NS', 'TCP_OPTION_KIND_AUTHENTICATION',
    'TCP_OPTION_KIND_END_OF_OPTION_LIST', 'TCP_OPTION_KIND_MAXIMUM_SEGMENT_SIZE', 'TCP_OPTION_KIND_NO_OPERATION',
    'TCP_OPTION_KIND_SACK', 'TCP_OPTION_KIND_SACK_PERMITTED', 'TCP_OPTION_KIND_TIMESTAMPS',
    'TCP_OPTION_KIND_USER_TIMEOUT', 'TCP_OPTION_KIND_WINDOW_SCALE', 'TCP_PSH', 'TCP_RST', 'TCP_SYN', 'TCP_URG',
    'TCPOption', 'TCPOptionAuthentication', 'TCPOptionEndOfOptionList', 'TCPOptionMaximumSegmentSize',
    'TCPOptionNoOperation', 'TCPOptionSACK', 'TCPOptionSACKPermitted', 'TCPOptionTimestamps', 'TCPOptionUnknown',
    'TCPOptionUserTimeout', 'TCPOptionWindowScale', 'tcp',
]

TCP_OPTION_KIND_END_OF_OPTION_LIST: Final = 0
TCP_OPTION_KIND_NO_OPERATION: Final = 1
TCP_OPTION_KIND_MAXIMUM_SEGMENT_SIZE: Final = 2
TCP_OPTION_KIND_WINDOW_SCALE: Final = 3
TCP_OPTION_KIND_SACK_PERMITTED: Final = 4
TCP_OPTION_KIND_SACK: Final = 5
TCP_OPTION_KIND_TIMESTAMPS: Final = 8
TCP_OPTION_KIND_USER_TIMEOUT: Final = 28
TCP_OPTION_KIND_AUTHENTICATION: Final = 29
TCP_FIN: Final = 1
TCP_SYN: Final = 2
TCP_RST: Final = 4
TCP_PSH: Final = 8
TCP_ACK: Final = 16
TCP_URG: Final = 32
TCP_ECE: Final = 64
TCP_CWR: Final = 128
TCP_NS: Final = 256

class tcp(Transport):
    src_port: int
    dst_port: int
    seq: int
    ack: int
    offset: int
    bits: int
    window_size: int
    csum: int
    urgent: int
    option: list[TCPOption | bytes] | None
    sum_covers: str
    def __init__(
        self, src_port: int = 1, dst_port: int = 1, seq: int = 0, ack: int = 0, offset: int = 0, bits: int = 0,
        window_size: int = 0, csum: int = 0, urgent: int = 0, option: Sequence[TCPOption | bytes] | None = None,
    ) -> None: ...
    def has_flags(self, *flags: int) -> bool: ...

class TCPOption(Part):
    kind: int
    length: int
    data: bytes
    def __init__(self, kind: int, data: bytes = b'', length: int | None = None) -> None: ...

class TCPOptionEndOfOptionList(TCPOption):
    def __init__(self, kind: int | None = None, length: int | None = None) -> None: ...

class TCPOptionNoOperation(TCPOption):
    def __init__(self, kind: int | None = None, length: int | None = None) -> None: ...

class TCPOptionMaximumSegmentSize(TCPOption):
    max_seg_size: int
    def __init__(self, max_seg_size: int, kind: int | None = None, length: int | None = None) -> None: ...

class TCPOptionWindowScale(TCPOption):
    shift_cnt: int
    def __init__(self, shift_cnt: int, kind: int | None = None, length: int | None = None) -> None: ...

class TCPOptionSACKPermitted(TCPOption):
    def __init__(self, kind: int | None = None, length: int | None = None) -> None: ...

class TCPOptionSACK(TCPOption):
    blocks: list[tuple[int, int]]
    def __init__(self, blocks: Iterable[Sequence[int]], kind: int | None = None, length: int | None = None) -> None: ...

class TCPOptionTimestamps(TCPOption):
    ts_val: int
    ts_ecr: int
    def __init__(self, ts_val: int, ts_ecr: int, kind: int | None = None, length: int | None = None) -> None: ...

class TCPOptionUserTimeout(TCPOption):
    granularity: int
    user_timeout: int
    def __init__(
        self, granularity: int, user_timeout: int, kind: int | None = None, length: int | None = None,
    ) -> None: ...

class TCPOptionAuthentication(TCPOption):
    key_id: int
    r_next_key_id: int
    mac: bytes
    def __init__(
        self, key_id: int, r_next_key_id: int, mac: bytes = b'', kind: int | None = None, length: int | None = None,
    ) -> None: ...

class TCPOptionUnknown(TCPOption):
    value: bytes
    def __init__(self, value: bytes, kind: int, length: int | None = None) -> None: ...
