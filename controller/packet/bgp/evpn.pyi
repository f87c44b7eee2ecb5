# Made by `python -m controller.commands.packet_stubs` from evpn.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import Any, ClassVar
from .nlri import Labelled, NLRI, RouteFamily, _RouteDistinguisher
from ..packet_base import Part

__all__ = [
    'EvpnEsi', 'EvpnUnknownEsi', 'EvpnArbitraryEsi', 'EvpnLACPEsi', 'EvpnL2BridgeEsi', 'EvpnMacBasedEsi',
    'EvpnRouterIDEsi', 'EvpnASBasedEsi', 'text_of', 'EvpnNLRI', 'EvpnUnknownNLRI', 'EvpnEthernetAutoDiscoveryNLRI',
    'EvpnMacIPAdvertisementNLRI', 'EvpnInclusiveMulticastEthernetTagNLRI', 'EvpnEthernetSegmentNLRI',
    'EvpnIpPrefixNLRI',
]

class EvpnEsi(Part):
    type: int
    data: bytes
    ARBITRARY: ClassVar[int]; LACP: ClassVar[int]; L2_BRIDGE: ClassVar[int]; MAC_BASED: ClassVar[int]
    ROUTER_ID: ClassVar[int]; AS_BASED: ClassVar[int]; MAX: ClassVar[int]; NAME: ClassVar[str]
    def __init__(self, type_: int, data: bytes = b'') -> None: ...
    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[EvpnEsi, int]: ...
    @property
    def formatted_str(self) -> str: ...

class EvpnUnknownEsi(EvpnEsi):
    value: bytes
    def __init__(self, value: str | bytes, type_: int) -> None: ...

class EvpnArbitraryEsi(EvpnEsi):
    value: bytes
    def __init__(self, value: str | bytes, type_: int | None = None) -> None: ...

class EvpnLACPEsi(EvpnEsi):
    mac_addr: str
    port_key: int
    def __init__(self, mac_addr: str | bytes, port_key: int, type_: int | None = None) -> None: ...

class EvpnL2BridgeEsi(EvpnEsi):
    mac_addr: str
    priority: int
    def __init__(self, mac_addr: str | bytes, priority: int, type_: int | None = None) -> None: ...

class EvpnMacBasedEsi(EvpnEsi):
    mac_addr: str
    local_disc: int
    def __init__(self, mac_addr: str | bytes, local_disc: int, type_: int | None = None) -> None: ...

class EvpnRouterIDEsi(EvpnEsi):
    router_id: str
    local_disc: int
    def __init__(self, router_id: str | int | bytes, local_disc: int, type_: int | None = None) -> None: ...

class EvpnASBasedEsi(EvpnEsi):
    as_number: int
    local_disc: int
    def __init__(self, as_number: int, local_disc: int, type_: int | None = None) -> None: ...

def text_of(value: Any) -> str: ...

class _Addressed:
    json_adds: tuple[str, ...]
    @property
    def ip_addr_len(self) -> int: ...

class EvpnNLRI(NLRI):
    type: int
    length: int
    data: bytes
    ETHERNET_AUTO_DISCOVERY: ClassVar[int]; MAC_IP_ADVERTISEMENT: ClassVar[int]
    INCLUSIVE_MULTICAST_ETHERNET_TAG: ClassVar[int]; ETHERNET_SEGMENT: ClassVar[int]; IP_PREFIX_ROUTE: ClassVar[int]
    MAX_ET: ClassVar[int]; ROUTE_TYPE_NAME: ClassVar[str]; NLRI_PREFIX_FIELDS: ClassVar[tuple[Any, ...]]
    ROUTE_FAMILY: ClassVar[RouteFamily]
    def __init__(self, type_: int, data: bytes = b'', length: int | None = None) -> None: ...
    @property
    def prefix(self) -> str: ...

class EvpnUnknownNLRI(EvpnNLRI):
    value: bytes
    def __init__(self, value: bytes = b'', type_: int | None = None, length: int | None = None) -> None: ...

class EvpnEthernetAutoDiscoveryNLRI(Labelled, EvpnNLRI):
    route_dist: str
    esi: EvpnEsi
    ethernet_tag_id: int
    label: bytes
    def __init__(
        self, route_dist: str, esi: EvpnEsi, ethernet_tag_id: int, mpls_label: int | None = None,
        vni: int | None = None, label: bytes | None = None,
    ) -> None: ...

class EvpnMacIPAdvertisementNLRI(_Addressed, EvpnNLRI):
    route_dist: str
    esi: EvpnEsi
    ethernet_tag_id: int
    mac_addr_len: int
    mac_addr: str
    ip_addr: str | None
    labels: bytes
    def __init__(
        self, route_dist: str, ethernet_tag_id: int, mac_addr: str, ip_addr: str | None, esi: EvpnEsi | None = None,
        mpls_labels: list[int] | None = None, vni: int | None = None, labels: bytes | None = None,
        mac_addr_len: int | None = None,
    ) -> None: ...
    @property
    def mpls_labels(self) -> list[int]: ...
    @property
    def label_list(self) -> list[int]: ...
    @property
    def vni(self) -> int: ...

class EvpnInclusiveMulticastEthernetTagNLRI(_Addressed, EvpnNLRI):
    route_dist: str
    ethernet_tag_id: int
    ip_addr: str | None
    def __init__(
        self, route_dist: str | _RouteDistinguisher, ethernet_tag_id: int, ip_addr: str | None,
        type_: int | None = None, length: int | None = None,
    ) -> None: ...

class EvpnEthernetSegmentNLRI(_Addressed, EvpnNLRI):
    route_dist: str
    esi: EvpnEsi
    ip_addr: str | None
    def __init__(
        self, route_dist: str | _RouteDistinguisher, esi: EvpnEsi, ip_addr: str | None, type_: int | None = None,
        length: int | None = None,
    ) -> None: ...

class EvpnIpPrefixNLRI(Labelled, EvpnNLRI):
    route_dist: str
    esi: EvpnEsi
    ethernet_tag_id: int
    ip_prefix: str
    gw_ip_addr: str
    label: bytes
    def __init__(
        self, route_dist: str, ethernet_tag_id: int, ip_prefix: str, esi: EvpnEsi | None = None,
        gw_ip_addr: str | None = None, mpls_label: int | None = None, vni: int | None = None,
        label: bytes | None = None,
    ) -> None: ...
