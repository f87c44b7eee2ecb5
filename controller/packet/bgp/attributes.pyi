# Made by `python -m controller.commands.packet_stubs` from attributes.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from builtins import type as _type
from collections.abc import Sequence
from typing import Any, ClassVar
from . import errors
from .communities import _ExtendedCommunity
from .errors import AttrLenError
from .nlri import Item, Labelled, RouteFamily
from ..packet_base import Part

__all__ = [
    'BGPPathAttributeUnknown', 'BGPPathAttributeOrigin', 'BGPPathAttributeAsPath', 'BGPPathAttributeAs4Path',
    'BGPPathAttributeNextHop', 'BGPPathAttributeMultiExitDisc', 'BGPPathAttributeLocalPref',
    'BGPPathAttributeAtomicAggregate', 'BGPPathAttributeOriginatorId', 'BGPPathAttributeClusterList',
    'BGPPathAttributeAs4Aggregator', 'BGPPathAttributeAggregator', 'BGPPathAttributeCommunities',
    'BGPPathAttributeExtendedCommunities', 'BGPPathAttributeMpReachNLRI', 'BGPPathAttributeMpUnreachNLRI',
    'PmsiTunnelIdUnknown', 'PmsiTunnelIdIngressReplication', 'BGPPathAttributePmsiTunnel',
]

class _PathAttribute(Item):
    flags: int
    type: int
    length: int
    data: bytes
    usual_flags: int; malformed: _type[AttrLenError]
    def __init__(
        self, flags: int = 0, type_: int | None = None, data: bytes = b'', length: int | None = None,
    ) -> None: ...
    def packed(self, raw: bytes) -> bytes: ...
    @classmethod
    def unpacked(cls, buf: bytes, offset: int, limit: int) -> tuple[bytes, int, int]: ...
    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[_PathAttribute, int]: ...
    @staticmethod
    def known(kind: int) -> _type[_PathAttribute]: ...
    @property
    def error(self) -> errors.BgpExc | None: ...
    def check(self) -> None: ...

class BGPPathAttributeUnknown(_PathAttribute):
    value: bytes
    def __init__(
        self, value: bytes = b'', flags: int = 0, type_: int | None = None, length: int | None = None,
    ) -> None: ...

class BGPPathAttributeOrigin(_PathAttribute):
    value: int
    def __init__(self, value: int, flags: int = 64, type_: int | None = None, length: int | None = None) -> None: ...

class _AsPath(_PathAttribute):
    value: list[Any]
    as_pack_str: str | None
    codes: tuple[str, ...]
    def __init__(
        self, type_: int, value: list[Any], as_pack_str: str | None = None, flags: int = 0, length: int | None = None,
    ) -> None: ...
    @property
    def path_seg_list(self) -> list[Any]: ...
    def get_as_path_len(self) -> int: ...
    def has_local_as(self, local_as: int, max_count: int = 0) -> bool: ...
    def has_matching_leftmost(self, remote_as: int) -> bool: ...

class BGPPathAttributeAsPath(_AsPath):
    def __init__(
        self, value: list[Any], as_pack_str: str | None = None, flags: int = 64, type_: int | None = None,
        length: int | None = None,
    ) -> None: ...

class BGPPathAttributeAs4Path(_AsPath):
    def __init__(
        self, value: list[Any], as_pack_str: str | None = None, flags: int = 192, type_: int | None = None,
        length: int | None = None,
    ) -> None: ...

class BGPPathAttributeNextHop(_PathAttribute):
    value: str
    def __init__(
        self, value: str | int | bytes, flags: int = 64, type_: int | None = None, length: int | None = None,
    ) -> None: ...

class BGPPathAttributeMultiExitDisc(_PathAttribute):
    value: int
    def __init__(self, value: int, flags: int = 128, type_: int | None = None, length: int | None = None) -> None: ...

class BGPPathAttributeLocalPref(_PathAttribute):
    value: int
    def __init__(self, value: int, flags: int = 64, type_: int | None = None, length: int | None = None) -> None: ...

class BGPPathAttributeAtomicAggregate(_PathAttribute):
    def __init__(self, flags: int = 64, type_: int | None = None, length: int | None = None) -> None: ...

class BGPPathAttributeOriginatorId(_PathAttribute):
    value: str
    def __init__(
        self, value: str | int | bytes, flags: int = 128, type_: int | None = None, length: int | None = None,
    ) -> None: ...

class BGPPathAttributeClusterList(_PathAttribute):
    value: list[str]
    def __init__(
        self, value: Sequence[str | int | bytes] | None = None, flags: int = 128, type_: int | None = None,
        length: int | None = None,
    ) -> None: ...

class BGPPathAttributeAs4Aggregator(_PathAttribute):
    as_number: int
    addr: str
    def __init__(
        self, as_number: int, addr: str | int | bytes, flags: int = 192, type_: int | None = None,
        length: int | None = None,
    ) -> None: ...

class BGPPathAttributeAggregator(_PathAttribute):
    as_number: int
    addr: str
    as_size: int
    def __init__(
        self, as_number: int, addr: str | int | bytes, flags: int = 192, type_: int | None = None,
        length: int | None = None,
    ) -> None: ...

class BGPPathAttributeCommunities(_PathAttribute):
    communities: list[int]
    NO_EXPORT: ClassVar[int]; NO_ADVERTISE: ClassVar[int]; NO_EXPORT_SUBCONFED: ClassVar[int]
    WELL_KNOW_COMMUNITIES: ClassVar[tuple[int, ...]]
    def __init__(
        self, communities: Sequence[int] | None = None, flags: int = 192, type_: int | None = None,
        length: int | None = None,
    ) -> None: ...
    @staticmethod
    def is_no_export(comm_attr: int) -> bool: ...
    @staticmethod
    def is_no_advertise(comm_attr: int) -> bool: ...
    @staticmethod
    def is_no_export_subconfed(comm_attr: int) -> bool: ...
    def has_comm_attr(self, attr: int) -> bool: ...

class BGPPathAttributeExtendedCommunities(_PathAttribute):
    communities: list[_ExtendedCommunity]
    def __init__(
        self, communities: Sequence[_ExtendedCommunity] | None = None, flags: int = 192, type_: int | None = None,
        length: int | None = None,
    ) -> None: ...
    @property
    def rt_list(self) -> list[str]: ...
    @property
    def soo_list(self) -> list[str]: ...

class _MultiProtocol(_PathAttribute):
    def __init__(self, type_: int, data: bytes = b'', flags: int = 0, length: int | None = None) -> None: ...
    @property
    def route_family(self) -> RouteFamily: ...

class BGPPathAttributeMpReachNLRI(_MultiProtocol):
    afi: int
    safi: int
    next_hop_list: list[str | bytes]
    nlri: list[Any]
    def __init__(
        self, afi: int, safi: int, next_hop: str | list[str] | None = None, nlri: list[Any] | None = None,
        flags: int = 128, type_: int | None = None, length: int | None = None,
    ) -> None: ...
    @property
    def next_hop(self) -> str | None: ...

class BGPPathAttributeMpUnreachNLRI(_MultiProtocol):
    afi: int
    safi: int
    withdrawn_routes: list[Any]
    def __init__(
        self, afi: int, safi: int, withdrawn_routes: list[Any], flags: int = 128, type_: int | None = None,
        length: int | None = None,
    ) -> None: ...

class PmsiTunnelIdUnknown(Part):
    value: bytes
    def __init__(self, value: bytes = b'') -> None: ...

class PmsiTunnelIdIngressReplication(Part):
    tunnel_endpoint_ip: str
    def __init__(self, tunnel_endpoint_ip: str) -> None: ...

class BGPPathAttributePmsiTunnel(Labelled, _PathAttribute):
    pmsi_flags: int
    tunnel_type: int
    label: bytes
    tunnel_id: Part | None
    TYPE_NO_TUNNEL_INFORMATION_PRESENT: ClassVar[int]; TYPE_INGRESS_REPLICATION: ClassVar[int]
    def __init__(
        self, pmsi_flags: int, tunnel_type: int, mpls_label: int | None = None, label: bytes | None = None,
        vni: int | None = None, tunnel_id: Any = None, flags: int | None = None, type_: int | None = None,
        length: int | None = None,
    ) -> None: ...
