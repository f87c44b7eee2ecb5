# Made by `python -m controller.commands.packet_stubs` from nlri.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from functools import _lru_cache_wrapper
from typing import Any, ClassVar, NamedTuple, Self
from ..packet_base import Part

__all__ = [
    'RouteFamily', 'get_rf', 'RF_IPv4_UC', 'RF_IPv6_UC', 'RF_IPv4_MPLS', 'RF_IPv6_MPLS', 'RF_IPv4_VPN', 'RF_IPv6_VPN',
    'RF_IPv4_FLOWSPEC', 'RF_IPv6_FLOWSPEC', 'RF_VPNv4_FLOWSPEC', 'RF_VPNv6_FLOWSPEC', 'RF_L2VPN_FLOWSPEC', 'RF_L2_EVPN',
    'RF_RTC_UC', 'Item', 'NLRI', 'BGPTwoOctetAsRD', 'BGPIPv4AddressRD', 'BGPFourOctetAsRD', 'Labelled', 'declared',
    'label_of', 'address_of',
]

class RouteFamily(NamedTuple):
    afi: int
    safi: int
get_rf = RouteFamily
RF_IPv4_UC: RouteFamily
RF_IPv6_UC: RouteFamily
RF_IPv4_MPLS: RouteFamily
RF_IPv6_MPLS: RouteFamily
RF_IPv4_VPN: RouteFamily
RF_IPv6_VPN: RouteFamily
RF_IPv4_FLOWSPEC: RouteFamily
RF_IPv6_FLOWSPEC: RouteFamily
RF_VPNv4_FLOWSPEC: RouteFamily
RF_VPNv6_FLOWSPEC: RouteFamily
RF_L2VPN_FLOWSPEC: RouteFamily
RF_L2_EVPN: RouteFamily
RF_RTC_UC: RouteFamily

class Item(Part):
    few: int; least: int
    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[Self | bytes]: ...
    @classmethod
    def parser(cls, buf: bytes) -> tuple[Self, bytes]: ...

class NLRI(Item):
    ROUTE_FAMILY: ClassVar[Any]; families: dict[RouteFamily, type[NLRI]]
    @classmethod
    def end_of(cls, buf: bytes, offset: int, limit: int) -> int: ...
    @property
    def formatted_nlri_str(self) -> str: ...

class _RouteDistinguisher(Part):
    type: int
    data: bytes
    TWO_OCTET_AS: ClassVar[int]; IPV4_ADDRESS: ClassVar[int]; FOUR_OCTET_AS: ClassVar[int]
    def __init__(self, type_: int, data: bytes = b'') -> None: ...
    @classmethod
    def from_str(cls, str_: str) -> _RouteDistinguisher: ...
    @property
    def formatted_str(self) -> str: ...

class BGPTwoOctetAsRD(_RouteDistinguisher):
    admin: int
    assigned: int
    def __init__(self, admin: int = 0, assigned: int = 0, type_: int | None = None) -> None: ...

class BGPIPv4AddressRD(_RouteDistinguisher):
    admin: str
    assigned: int
    def __init__(self, admin: str | int | bytes = '0.0.0.0', assigned: int = 0, type_: int | None = None) -> None: ...

class BGPFourOctetAsRD(_RouteDistinguisher):
    admin: int
    assigned: int
    def __init__(self, admin: int = 0, assigned: int = 0, type_: int | None = None) -> None: ...

class Labelled:
    @property
    def mpls_label(self) -> int: ...
    @property
    def vni(self) -> int: ...
    @property
    def label_list(self) -> list[int]: ...

def declared(name: str, base: type[Part], doc: str, lines: Any = (), **keywords: Any) -> type[Any]: ...

def label_of(mpls_label: int | None, vni: int | None) -> bytes: ...
address_of: _lru_cache_wrapper
