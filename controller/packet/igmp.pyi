# Made by `python -m controller.commands.packet_stubs` from igmp.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import Final
from .packet_base import Header, Part

__all__ = [
    'ALLOW_NEW_SOURCES', 'BLOCK_OLD_SOURCES', 'CHANGE_TO_EXCLUDE_MODE', 'CHANGE_TO_INCLUDE_MODE', 'IGMP_TYPE_LEAVE',
    'IGMP_TYPE_QUERY', 'IGMP_TYPE_REPORT_V1', 'IGMP_TYPE_REPORT_V2', 'IGMP_TYPE_REPORT_V3',
    'LAST_MEMBER_QUERY_INTERVAL', 'MODE_IS_EXCLUDE', 'MODE_IS_INCLUDE', 'MULTICAST_IP_ALL_HOST',
    'MULTICAST_MAC_ALL_HOST', 'QUERY_RESPONSE_INTERVAL', 'code_value', 'igmp', 'igmpv3_query', 'igmpv3_report',
    'igmpv3_report_group',
]

IGMP_TYPE_QUERY: Final = 17
IGMP_TYPE_REPORT_V1: Final = 18
IGMP_TYPE_REPORT_V2: Final = 22
IGMP_TYPE_LEAVE: Final = 23
IGMP_TYPE_REPORT_V3: Final = 34
QUERY_RESPONSE_INTERVAL: Final = 10
LAST_MEMBER_QUERY_INTERVAL: Final = 1
MULTICAST_IP_ALL_HOST: Final = '224.0.0.1'
MULTICAST_MAC_ALL_HOST: Final = '01:00:5e:00:00:01'
MODE_IS_INCLUDE: Final = 1
MODE_IS_EXCLUDE: Final = 2
CHANGE_TO_INCLUDE_MODE: Final = 3
CHANGE_TO_EXCLUDE_MODE: Final = 4
ALLOW_NEW_SOURCES: Final = 5
BLOCK_OLD_SOURCES: Final = 6

class igmp(Header):
    msgtype: int
    maxresp: int
    csum: int
    address: str
    sum_covers: str
    def __init__(
        self, msgtype: int = 17, maxresp: int = 0, csum: int = 0, address: str | int | bytes = '0.0.0.0',
    ) -> None: ...
    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[igmp, int]: ...

class igmpv3_query(igmp):
    s_flg: int
    qrv: int
    qqic: int
    num: int
    srcs: list[str]
    def __init__(
        self, msgtype: int = 17, maxresp: int = 100, csum: int = 0, address: str | int | bytes = '0.0.0.0',
        s_flg: int = 0, qrv: int = 2, qqic: int = 0, num: int = 0, srcs: Sequence[str | int | bytes] | None = None,
    ) -> None: ...
    @property
    def max_response_time(self) -> float: ...

class igmpv3_report(igmp):
    record_num: int
    records: list[igmpv3_report_group]
    def __init__(
        self, msgtype: int = 34, csum: int = 0, record_num: int = 0,
        records: Sequence[igmpv3_report_group] | None = None,
    ) -> None: ...

class igmpv3_report_group(Part):
    type_: int
    aux_len: int
    num: int
    address: str
    srcs: list[str]
    aux: bytes | None
    def __init__(
        self, type_: int = 0, aux_len: int = 0, num: int = 0, address: str | int | bytes = '0.0.0.0',
        srcs: Sequence[str | int | bytes] | None = None, aux: bytes | None = None,
    ) -> None: ...

def code_value(code: int) -> int: ...
