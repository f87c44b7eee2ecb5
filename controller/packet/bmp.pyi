# Made by `python -m controller.commands.packet_stubs` from bmp.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import Any, Final, Self
from .bgp import BGPMessage
from .packet_base import Header

__all__ = [
    'VERSION', 'BMPInitiation', 'BMPMessage', 'BMPPeerDownNotification', 'BMPPeerMessage', 'BMPPeerUpNotification',
    'BMPRouteMonitoring', 'BMPStatisticsReport', 'BMPTermination', 'BMP_INIT_TYPE_STRING', 'BMP_INIT_TYPE_SYSDESCR',
    'BMP_INIT_TYPE_SYSNAME', 'BMP_MSG_INITIATION', 'BMP_MSG_PEER_DOWN_NOTIFICATION', 'BMP_MSG_PEER_UP_NOTIFICATION',
    'BMP_MSG_ROUTE_MONITORING', 'BMP_MSG_STATISTICS_REPORT', 'BMP_MSG_TERMINATION',
    'BMP_PEER_DOWN_REASON_LOCAL_BGP_NOTIFICATION', 'BMP_PEER_DOWN_REASON_LOCAL_NO_NOTIFICATION',
    'BMP_PEER_DOWN_REASON_REMOTE_BGP_NOTIFICATION', 'BMP_PEER_DOWN_REASON_REMOTE_NO_NOTIFICATION',
    'BMP_PEER_DOWN_REASON_UNKNOWN', 'BMP_PEER_TYPE_GLOBAL', 'BMP_PEER_TYPE_L3VPN', 'BMP_STAT_TYPE_ADJ_RIB_IN',
    'BMP_STAT_TYPE_ADJ_RIB_OUT', 'BMP_STAT_TYPE_DUPLICATE_PREFIX', 'BMP_STAT_TYPE_DUPLICATE_WITHDRAW',
    'BMP_STAT_TYPE_EXPORT_RIB', 'BMP_STAT_TYPE_INV_UPDATE_DUE_TO_AS_CONFED_LOOP',
    'BMP_STAT_TYPE_INV_UPDATE_DUE_TO_AS_PATH_LOOP', 'BMP_STAT_TYPE_INV_UPDATE_DUE_TO_CLUSTER_LIST_LOOP',
    'BMP_STAT_TYPE_INV_UPDATE_DUE_TO_ORIGINATOR_ID', 'BMP_STAT_TYPE_LOC_RIB', 'BMP_STAT_TYPE_REJECTED',
    'BMP_TERM_REASON_ADMIN', 'BMP_TERM_REASON_OUT_OF_RESOURCE', 'BMP_TERM_REASON_REDUNDANT_CONNECTION',
    'BMP_TERM_REASON_UNSPEC', 'BMP_TERM_TYPE_REASON', 'BMP_TERM_TYPE_STRING',
]

VERSION: Final = 3
BMP_MSG_ROUTE_MONITORING: Final = 0
BMP_MSG_STATISTICS_REPORT: Final = 1
BMP_MSG_PEER_DOWN_NOTIFICATION: Final = 2
BMP_MSG_PEER_UP_NOTIFICATION: Final = 3
BMP_MSG_INITIATION: Final = 4
BMP_MSG_TERMINATION: Final = 5
BMP_PEER_TYPE_GLOBAL: Final = 0
BMP_PEER_TYPE_L3VPN: Final = 1
BMP_INIT_TYPE_STRING: Final = 0
BMP_INIT_TYPE_SYSDESCR: Final = 1
BMP_INIT_TYPE_SYSNAME: Final = 2
BMP_TERM_TYPE_STRING: Final = 0
BMP_TERM_TYPE_REASON: Final = 1
BMP_TERM_REASON_ADMIN: Final = 0
BMP_TERM_REASON_UNSPEC: Final = 1
BMP_TERM_REASON_OUT_OF_RESOURCE: Final = 2
BMP_TERM_REASON_REDUNDANT_CONNECTION: Final = 3
BMP_STAT_TYPE_REJECTED: Final = 0
BMP_STAT_TYPE_DUPLICATE_PREFIX: Final = 1
BMP_STAT_TYPE_DUPLICATE_WITHDRAW: Final = 2
BMP_STAT_TYPE_INV_UPDATE_DUE_TO_CLUSTER_LIST_LOOP: Final = 3
BMP_STAT_TYPE_INV_UPDATE_DUE_TO_AS_PATH_LOOP: Final = 4
BMP_STAT_TYPE_INV_UPDATE_DUE_TO_ORIGINATOR_ID: Final = 5
BMP_STAT_TYPE_INV_UPDATE_DUE_TO_AS_CONFED_LOOP: Final = 6
BMP_STAT_TYPE_ADJ_RIB_IN: Final = 7
BMP_STAT_TYPE_LOC_RIB: Final = 8
BMP_STAT_TYPE_ADJ_RIB_OUT: Final = 14
BMP_STAT_TYPE_EXPORT_RIB: Final = 15
BMP_PEER_DOWN_REASON_UNKNOWN: Final = 0
BMP_PEER_DOWN_REASON_LOCAL_BGP_NOTIFICATION: Final = 1
BMP_PEER_DOWN_REASON_LOCAL_NO_NOTIFICATION: Final = 2
BMP_PEER_DOWN_REASON_REMOTE_BGP_NOTIFICATION: Final = 3
BMP_PEER_DOWN_REASON_REMOTE_NO_NOTIFICATION: Final = 4

class BMPMessage(Header):
    version: int
    len: int
    type: int
    data: bytes
    def __init__(self, type_: int, len_: int = 0, version: int = 3, data: bytes = b'') -> None: ...
    @classmethod
    def parser(cls, buf: bytes) -> tuple[Self, bytes]: ...

class BMPPeerMessage(BMPMessage):
    peer_type: int
    peer_flags: int
    is_post_policy: bool
    is_adj_rib_out: bool
    peer_distinguisher: int
    peer_address: str
    peer_as: int
    peer_bgp_id: str
    timestamp: float
    def __init__(
        self, peer_type: int, is_post_policy: bool, peer_distinguisher: int, peer_address: str, peer_as: int,
        peer_bgp_id: str | int | bytes, timestamp: float, version: int = 3, type_: int | None = None, len_: int = 0,
        is_adj_rib_out: bool = False, peer_flags: int = 0,
    ) -> None: ...

class BMPRouteMonitoring(BMPPeerMessage):
    bgp_update: BGPMessage | bytes
    def __init__(
        self, bgp_update: BGPMessage | bytes, peer_type: int, is_post_policy: bool, peer_distinguisher: int,
        peer_address: str, peer_as: int, peer_bgp_id: str | int | bytes, timestamp: float, version: int = 3,
        type_: int | None = None, len_: int = 0, is_adj_rib_out: bool = False, peer_flags: int = 0,
    ) -> None: ...

class BMPStatisticsReport(BMPPeerMessage):
    stats_count: int
    stats: list[dict[str, Any] | bytes]
    def __init__(
        self, stats: list[dict[str, Any] | bytes], peer_type: int, is_post_policy: bool, peer_distinguisher: int,
        peer_address: str, peer_as: int, peer_bgp_id: str | int | bytes, timestamp: float, version: int = 3,
        type_: int | None = None, len_: int = 0, is_adj_rib_out: bool = False, peer_flags: int = 0,
        stats_count: int = 0,
    ) -> None: ...

class BMPPeerDownNotification(BMPPeerMessage):
    reason: int
    data: BGPMessage | bytes | int | None
    def __init__(
        self, reason: int, data: BGPMessage | bytes | int | None, peer_type: int, is_post_policy: bool,
        peer_distinguisher: int, peer_address: str, peer_as: int, peer_bgp_id: str | int | bytes, timestamp: float,
        version: int = 3, type_: int | None = None, len_: int = 0, is_adj_rib_out: bool = False, peer_flags: int = 0,
    ) -> None: ...

class BMPPeerUpNotification(BMPPeerMessage):
    local_address: str
    local_port: int
    remote_port: int
    sent_open_message: BGPMessage | bytes
    received_open_message: BGPMessage | bytes
    information: bytes
    def __init__(
        self, local_address: str, local_port: int, remote_port: int, sent_open_message: BGPMessage | bytes,
        received_open_message: BGPMessage | bytes, peer_type: int, is_post_policy: bool, peer_distinguisher: int,
        peer_address: str, peer_as: int, peer_bgp_id: str | int | bytes, timestamp: float, version: int = 3,
        type_: int | None = None, len_: int = 0, is_adj_rib_out: bool = False, peer_flags: int = 0,
        information: bytes = b'',
    ) -> None: ...

class BMPInitiation(BMPMessage):
    info: list[dict[str, Any] | bytes]
    def __init__(
        self, info: list[dict[str, Any] | bytes], type_: int | None = None, len_: int = 0, version: int = 3,
    ) -> None: ...

class BMPTermination(BMPMessage):
    info: list[dict[str, Any] | bytes]
    def __init__(
        self, info: list[dict[str, Any] | bytes], type_: int | None = None, len_: int = 0, version: int = 3,
    ) -> None: ...
