# Made by `python -m controller.commands.packet_stubs` from bodies.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import Any
from .forms import Body
from .nexthops import InterfaceLinkParams, RegisteredNexthop

__all__ = [
    'ZebraBfdClientRegister', 'ZebraBfdDestinationDeregister', 'ZebraBfdDestinationRegister',
    'ZebraBfdDestinationReply', 'ZebraBfdDestinationUpdate', 'ZebraHello', 'ZebraIPv4ImportLookup',
    'ZebraIPv4NexthopAdd', 'ZebraIPv4NexthopDelete', 'ZebraIPv4NexthopLookup', 'ZebraIPv4NexthopLookupMRib',
    'ZebraIPv4RouteAdd', 'ZebraIPv4RouteDelete', 'ZebraIPv4RouteIPv6NexthopAdd', 'ZebraIPv6ImportLookup',
    'ZebraIPv6NexthopAdd', 'ZebraIPv6NexthopDelete', 'ZebraIPv6NexthopLookup', 'ZebraIPv6RouteAdd',
    'ZebraIPv6RouteDelete', 'ZebraImportCheckUpdate', 'ZebraImportRouteRegister', 'ZebraImportRouteUnregister',
    'ZebraInterfaceAdd', 'ZebraInterfaceAddressAdd', 'ZebraInterfaceAddressDelete',
    'ZebraInterfaceBfdDestinationUpdate', 'ZebraInterfaceDelete', 'ZebraInterfaceDisableRadv', 'ZebraInterfaceDown',
    'ZebraInterfaceEnableRadv', 'ZebraInterfaceLinkParams', 'ZebraInterfaceNbrAddressAdd',
    'ZebraInterfaceNbrAddressDelete', 'ZebraInterfaceUp', 'ZebraInterfaceVrfUpdate', 'ZebraMplsLabelsAdd',
    'ZebraMplsLabelsDelete', 'ZebraNexthopRegister', 'ZebraNexthopUnregister', 'ZebraNexthopUpdate',
    'ZebraRedistributeAdd', 'ZebraRedistributeDefaultAdd', 'ZebraRedistributeDefaultDelete', 'ZebraRedistributeDelete',
    'ZebraRedistributeIPv4Add', 'ZebraRedistributeIPv4Delete', 'ZebraRedistributeIPv6Add',
    'ZebraRedistributeIPv6Delete', 'ZebraRouterIDAdd', 'ZebraRouterIDDelete', 'ZebraRouterIDUpdate',
    'ZebraUnknownMessage', 'ZebraVrfAdd', 'ZebraVrfDelete', 'ZebraVrfUnregister',
]

class ZebraUnknownMessage(Body):
    buf: bytes
    def __init__(self, buf: bytes = b'') -> None: ...

class _ZebraInterface(Body):
    ifname: str
    ifindex: int
    status: int
    if_flags: int
    ptm_enable: int | None
    ptm_status: int | None
    metric: int
    speed: int | None
    ifmtu: int
    ifmtu6: int
    bandwidth: int
    ll_type: int | None
    hw_addr_len: int
    hw_addr: str | bytes
    link_params: Any
    def __init__(
        self, ifname: str | None = None, ifindex: int | None = None, status: int | None = None,
        if_flags: int | None = None, ptm_enable: int | None = None, ptm_status: int | None = None,
        metric: int | None = None, speed: int | None = None, ifmtu: int | None = None, ifmtu6: int | None = None,
        bandwidth: int | None = None, ll_type: int | None = None, hw_addr_len: int = 0, hw_addr: str | bytes = b'',
        link_params: Any = None,
    ) -> None: ...

class _ZebraInterfaceAddress(Body):
    ifindex: int
    ifc_flags: int
    family: int
    prefix: str
    dest: str
    def __init__(self, ifindex: int, ifc_flags: int, family: int, prefix: Any, dest: str) -> None: ...

class ZebraInterfaceLinkParams(Body):
    ifindex: int
    link_params: InterfaceLinkParams
    def __init__(self, ifindex: int, link_params: InterfaceLinkParams) -> None: ...

class _ZebraInterfaceNbrAddress(Body):
    ifindex: int
    family: int
    prefix: str
    def __init__(self, ifindex: int, family: int, prefix: Any) -> None: ...

class _ZebraInterfaceRadv(Body):
    ifindex: int
    interval: int
    def __init__(self, ifindex: int, interval: int) -> None: ...

class ZebraInterfaceVrfUpdate(Body):
    ifindex: int
    vrf_id: int
    def __init__(self, ifindex: int, vrf_id: int) -> None: ...

class _ZebraVrf(Body):
    vrf_name: str
    def __init__(self, vrf_name: str) -> None: ...

class ZebraHello(Body):
    route_type: int
    instance: int | None
    def __init__(self, route_type: int, instance: int | None = None) -> None: ...

class _ZebraNothing(Body): ...

class ZebraRouterIDUpdate(Body):
    family: int
    prefix: str
    def __init__(self, family: int, prefix: Any) -> None: ...

class _ZebraRedistribute(Body):
    afi: int | None
    route_type: int
    instance: int | None
    def __init__(self, route_type: int, afi: int | None = None, instance: int | None = None) -> None: ...

class _ZebraIPRoute(Body):
    from_zebra: bool
    route_type: int
    instance: int | None
    flags: int
    message: int
    safi: None | int
    prefix: str
    src_prefix: Any
    nexthops: Sequence[Any]
    ifindexes: Sequence[Any]
    distance: int | None
    metric: int | None
    mtu: int | None
    tag: int | int | None
    def __init__(
        self, route_type: int, flags: int, message: int, safi: None | int = None, prefix: Any = None,
        src_prefix: Any = None, nexthops: Sequence[Any] = (), ifindexes: Sequence[Any] = (),
        distance: int | None = None, metric: int | None = None, mtu: int | None = None, tag: int | int | None = None,
        instance: int | None = None, from_zebra: bool = False,
    ) -> None: ...

class _ZebraMplsLabels(Body):
    route_type: int
    family: int
    prefix: str
    gate_addr: str
    ifindex: int | None
    distance: int
    in_label: int
    out_label: int
    def __init__(
        self, route_type: int, family: int, prefix: Any, gate_addr: str, ifindex: int | None = None,
        distance: int | None = None, in_label: int | None = None, out_label: int | None = None,
    ) -> None: ...

class _ZebraIPNexthopLookup(Body):
    addr: str
    metric: int | None
    nexthops: Sequence[Any]
    def __init__(self, addr: str, metric: int | None = None, nexthops: Sequence[Any] = ()) -> None: ...

class _ZebraIPImportLookup(Body):
    from_zebra: bool
    prefix: Any
    metric: int | None
    nexthops: Sequence[Any]
    def __init__(
        self, prefix: Any, metric: int | None = None, nexthops: Sequence[Any] = (), from_zebra: bool = False,
    ) -> None: ...

class ZebraIPv4NexthopLookupMRib(Body):
    addr: str
    distance: int | None
    metric: int | None
    nexthops: Sequence[Any]
    def __init__(
        self, addr: str, distance: int | None = None, metric: int | None = None, nexthops: Sequence[Any] = (),
    ) -> None: ...

class _ZebraNexthopRegister(Body):
    nexthops: list[RegisteredNexthop]
    def __init__(self, nexthops: Sequence[RegisteredNexthop] | None = None) -> None: ...

class ZebraNexthopUpdate(Body):
    family: int
    prefix: str
    distance: int | None
    metric: int
    nexthops: Sequence[Any]
    def __init__(
        self, family: int, prefix: Any, distance: int | None = None, metric: int | None = None,
        nexthops: Sequence[Any] = (),
    ) -> None: ...

class ZebraBfdClientRegister(Body):
    pid: int
    def __init__(self, pid: int) -> None: ...

class ZebraInterfaceBfdDestinationUpdate(Body):
    ifindex: int
    dst_family: int
    dst_prefix: str
    status: int
    src_family: int
    src_prefix: str
    def __init__(
        self, ifindex: int, dst_family: int, dst_prefix: Any, status: int, src_family: int, src_prefix: Any,
    ) -> None: ...

class _ZebraBfdDestination(Body):
    pid: int
    dst_family: int
    dst_prefix: str
    min_rx_timer: int
    min_tx_timer: int
    detect_mult: int
    multi_hop: int
    src_family: int
    src_prefix: str
    multi_hop_count: int | None
    ifname: None | str
    def __init__(
        self, pid: int, dst_family: int, dst_prefix: str, min_rx_timer: int, min_tx_timer: int, detect_mult: int,
        multi_hop: int, src_family: int, src_prefix: str, multi_hop_count: int | None = None, ifname: None | str = None,
    ) -> None: ...

class ZebraBfdDestinationDeregister(Body):
    pid: int
    dst_family: int
    dst_prefix: str
    multi_hop: int
    src_family: int
    src_prefix: str
    multi_hop_count: int | None
    ifname: None | str
    def __init__(
        self, pid: int, dst_family: int, dst_prefix: str, multi_hop: int, src_family: int, src_prefix: str,
        multi_hop_count: int | None = None, ifname: None | str = None,
    ) -> None: ...

class ZebraInterfaceAdd(_ZebraInterface): ...

class ZebraInterfaceDelete(_ZebraInterface): ...

class ZebraInterfaceUp(_ZebraInterface): ...

class ZebraInterfaceDown(_ZebraInterface): ...

class ZebraInterfaceAddressAdd(_ZebraInterfaceAddress): ...

class ZebraInterfaceAddressDelete(_ZebraInterfaceAddress): ...

class ZebraInterfaceNbrAddressAdd(_ZebraInterfaceNbrAddress): ...

class ZebraInterfaceNbrAddressDelete(_ZebraInterfaceNbrAddress): ...

class ZebraInterfaceEnableRadv(_ZebraInterfaceRadv): ...

class ZebraInterfaceDisableRadv(_ZebraInterfaceRadv): ...

class ZebraVrfAdd(_ZebraVrf): ...

class ZebraVrfDelete(_ZebraVrf): ...

class ZebraRouterIDAdd(_ZebraNothing): ...

class ZebraRouterIDDelete(_ZebraNothing): ...

class ZebraVrfUnregister(_ZebraNothing): ...

class ZebraBfdDestinationReply(_ZebraNothing): ...

class ZebraRedistributeAdd(_ZebraRedistribute): ...

class ZebraRedistributeDelete(_ZebraRedistribute): ...

class ZebraRedistributeDefaultAdd(_ZebraRedistribute): ...

class ZebraRedistributeDefaultDelete(_ZebraRedistribute): ...

class ZebraIPv4RouteAdd(_ZebraIPRoute): ...

class ZebraIPv4RouteDelete(_ZebraIPRoute): ...

class ZebraIPv6RouteAdd(_ZebraIPRoute): ...

class ZebraIPv6RouteDelete(_ZebraIPRoute): ...

class ZebraIPv4RouteIPv6NexthopAdd(_ZebraIPRoute): ...

class ZebraRedistributeIPv4Add(_ZebraIPRoute): ...

class ZebraRedistributeIPv4Delete(_ZebraIPRoute): ...

class ZebraRedistributeIPv6Add(_ZebraIPRoute): ...

class ZebraRedistributeIPv6Delete(_ZebraIPRoute): ...

class ZebraIPv4NexthopAdd(_ZebraIPRoute): ...

class ZebraIPv4NexthopDelete(_ZebraIPRoute): ...

class ZebraIPv6NexthopAdd(_ZebraIPRoute): ...

class ZebraIPv6NexthopDelete(_ZebraIPRoute): ...

class ZebraMplsLabelsAdd(_ZebraMplsLabels): ...

class ZebraMplsLabelsDelete(_ZebraMplsLabels): ...

class ZebraIPv4NexthopLookup(_ZebraIPNexthopLookup): ...

class ZebraIPv6NexthopLookup(_ZebraIPNexthopLookup): ...

class ZebraIPv4ImportLookup(_ZebraIPImportLookup): ...

class ZebraIPv6ImportLookup(_ZebraIPImportLookup): ...

class ZebraNexthopRegister(_ZebraNexthopRegister): ...

class ZebraNexthopUnregister(_ZebraNexthopRegister): ...

class ZebraImportRouteRegister(_ZebraNexthopRegister): ...

class ZebraImportRouteUnregister(_ZebraNexthopRegister): ...

class ZebraImportCheckUpdate(ZebraNexthopUpdate): ...

class ZebraBfdDestinationRegister(_ZebraBfdDestination): ...

class ZebraBfdDestinationUpdate(_ZebraBfdDestination): ...
