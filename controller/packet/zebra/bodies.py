"""What messages of the Zebra protocol say; the classes have the names of the commands."""

# ruff: noqa: F403, F405 (the tables name the codecs)
from __future__ import annotations

from .codecs import *
from .codecs import OPTIONS
from .forms import Body
from .nexthops import InterfaceLinkParams, RegisteredNexthop


class ZebraUnknownMessage(Body):
    """A body that is not what its command says, or whose command nobody knows; `buf` is bytes."""
    buf: tail


# -- interfaces ------------------------------------------------------------------------------------------------------

class _ZebraInterface(Body, alike={
    'ZebraInterfaceAdd': (1, 0), 'ZebraInterfaceDelete': (2, 1), 'ZebraInterfaceUp': (5, 4),
    'ZebraInterfaceDown': (6, 5),
}):  # fmt: skip
    """An interface, or nothing where a daemon asks for all of them: then `ifname` is None."""
    ifname: coded(ifname) = None
    ifindex: u32 = None
    status: u8 = None
    if_flags: u64 = None
    ptm_enable: coded(frr_u8) = None
    ptm_status: coded(frr_u8) = None
    metric: u32 = None
    speed: coded(frr3_u32) = None
    ifmtu: u32 = None
    ifmtu6: u32 = None
    bandwidth: u32 = None
    ll_type: coded(v3_u32) = None
    hw_addr_len: coded(hw_addr_len) = 0
    hw_addr: coded(hw_addr) = b''
    link_params: coded(v3_link) = None
    newer = ('speed',)

    def serialize(self, version: int = 3) -> bytes:
        return b'' if self.ifname is None else super().serialize(version)

class _ZebraInterfaceAddress(Body, alike={'ZebraInterfaceAddressAdd': (3, 2), 'ZebraInterfaceAddressDelete': (4, 3)}):
    """An address of an interface; `dest` is the other end, or the broadcast address."""
    ifindex: u32
    ifc_flags: u8
    family: u8
    prefix: coded(whole_prefix)
    dest: coded(address)

class ZebraInterfaceLinkParams(Body, quagga=26, frr=44):
    """The parameters of an interface's link."""
    ifindex: u32
    link_params: InterfaceLinkParams

class _ZebraInterfaceNbrAddress(Body, alike={
    'ZebraInterfaceNbrAddressAdd': (None, 21), 'ZebraInterfaceNbrAddressDelete': (None, 22),
}):  # fmt: skip
    """A neighbour of an interface."""
    ifindex: u32
    family: u8
    prefix: coded(whole_prefix)

class _ZebraInterfaceRadv(Body, alike={
    'ZebraInterfaceEnableRadv': (None, 41), 'ZebraInterfaceDisableRadv': (None, 42),
}):  # fmt: skip
    """Whether an interface sends router advertisements, and how many seconds apart."""
    ifindex: u32
    interval: u32

class ZebraInterfaceVrfUpdate(Body, frr=39):
    """An interface is in another VRF."""
    ifindex: u32
    vrf_id: u16

class _ZebraVrf(Body, alike={'ZebraVrfAdd': (None, 37), 'ZebraVrfDelete': (None, 38)}):
    """A VRF by its name; its number is in the message's header."""
    vrf_name: coded(vrf_name)


# -- daemons ---------------------------------------------------------------------------------------------------------

class ZebraHello(Body, quagga=23, frr=17):
    """A daemon says which routes are its own."""
    route_type: u8
    instance: coded(frr_u16) = None

class _ZebraNothing(Body, alike={
    'ZebraRouterIDAdd': (20, 14), 'ZebraRouterIDDelete': (21, 15), 'ZebraVrfUnregister': (25, 36),
    'ZebraBfdDestinationReply': (None, 31),
}):  # fmt: skip
    """A command without more words."""

class ZebraRouterIDUpdate(Body, quagga=22, frr=16):
    """The router's id, as a prefix."""
    family: u8
    prefix: coded(whole_prefix)

class _ZebraRedistribute(Body, order='route_type afi instance', alike={
    'ZebraRedistributeAdd': (11, 10), 'ZebraRedistributeDelete': (12, 11), 'ZebraRedistributeDefaultAdd': (13, 12),
    'ZebraRedistributeDefaultDelete': (14, 13),
}):  # fmt: skip
    """Whether a daemon wants to hear of the routes of another."""
    afi: coded(frr_u8) = None
    route_type: u8
    instance: coded(frr_u16) = None


# -- routes ----------------------------------------------------------------------------------------------------------

ROUTE = 'route_type flags message safi prefix src_prefix nexthops ifindexes distance metric mtu tag instance from_zebra'


class _ZebraIPRoute(Body, order=ROUTE, alike={
    'ZebraIPv4RouteAdd': (7, 6), 'ZebraIPv4RouteDelete': (8, 7), 'ZebraIPv6RouteAdd': (9, 8),
    'ZebraIPv6RouteDelete': (10, 9), 'ZebraIPv4RouteIPv6NexthopAdd': (None, 27),
    'ZebraRedistributeIPv4Add': (None, 32), 'ZebraRedistributeIPv4Delete': (None, 33),
    'ZebraRedistributeIPv6Add': (None, 34), 'ZebraRedistributeIPv6Delete': (None, 35),
    'ZebraIPv4NexthopAdd': (None, 47), 'ZebraIPv4NexthopDelete': (None, 48), 'ZebraIPv6NexthopAdd': (None, 49),
    'ZebraIPv6NexthopDelete': (None, 50),
}):  # fmt: skip
    """A route: `message` says which of the fields behind it are there, and those that have a value are added to it.

    Sent to Zebra, it has `safi`, and `nexthops` are nexthops; sent by Zebra, these are addresses, `ifindexes` numbers.
    """
    from_zebra: coded(side) = False
    route_type: u8
    instance: coded(frr_u16) = None
    flags: coded(flags)
    message: u8
    safi: coded(safi) = None
    prefix: coded(prefix) = None
    src_prefix: coded(src_prefix) = None
    nexthops: coded(route_nexthops) = ()
    ifindexes: coded(ifindexes) = ()
    distance: coded(distance) = None
    metric: coded(metric) = None
    mtu: coded(mtu) = None
    tag: coded(tag) = None
    newer = ('nexthops',)

    def serialize(self, version: int = 3) -> bytes:
        for name, bit in OPTIONS[version >= 4].items():
            if getattr(self, name) not in (None, (), []):
                self.message |= bit
        return super().serialize(version)

class _ZebraMplsLabels(Body, alike={'ZebraMplsLabelsAdd': (None, 45), 'ZebraMplsLabelsDelete': (None, 46)}):
    """The labels of a route: what comes to the router with `in_label` leaves it with `out_label`."""
    newer = ('ifindex',)
    route_type: u8
    family: u32
    prefix: coded(whole_prefix)
    gate_addr: coded(address)
    ifindex: coded(frr3_u32) = None
    distance: u8 = None
    in_label: u32 = None
    out_label: u32 = None


# -- nexthops --------------------------------------------------------------------------------------------------------

class _ZebraIPNexthopLookup(Body, alike={'ZebraIPv4NexthopLookup': (15, None), 'ZebraIPv6NexthopLookup': (16, None)}):
    """Where does an address lead? Or the answer, which has a metric."""
    addr: coded(address)
    metric: coded(answered_u32) = None
    nexthops: coded(answered_nexthops) = ()

class _ZebraIPImportLookup(Body, order='prefix metric nexthops from_zebra', alike={
    'ZebraIPv4ImportLookup': (17, None), 'ZebraIPv6ImportLookup': (18, None),
}):  # fmt: skip
    """Is there a route to exactly this prefix? Or Zebra's answer, which has the prefix's address alone."""
    from_zebra: coded(side) = False
    prefix: coded(import_prefix)
    metric: coded(answered_u32) = None
    nexthops: coded(answered_nexthops) = ()

class ZebraIPv4NexthopLookupMRib(Body, quagga=24, frr=43):
    """Where does an address lead, by the routes for multicast? Or the answer, which has a metric."""
    newer = ('nexthops',)
    addr: coded(address)
    distance: coded(answered_u8) = None
    metric: coded(answered_u32) = None
    nexthops: coded(answered_nexthops) = ()

class _ZebraNexthopRegister(Body, alike={
    'ZebraNexthopRegister': (27, 18), 'ZebraNexthopUnregister': (28, 19), 'ZebraImportRouteRegister': (None, 24),
    'ZebraImportRouteUnregister': (None, 25),
}):  # fmt: skip
    """Whether a daemon wants Zebra to watch nexthops, or prefixes."""
    nexthops: list[RegisteredNexthop]

class ZebraNexthopUpdate(Body, quagga=29, frr=20, alike={'ZebraImportCheckUpdate': (None, 26)}):
    """How what is watched can be reached now."""
    newer = ('distance', 'nexthops')
    family: u16
    prefix: coded(prefix)
    distance: coded(frr3_u8) = None
    metric: u32 = None
    nexthops: coded(nexthops) = ()


# -- BFD -------------------------------------------------------------------------------------------------------------

class ZebraBfdClientRegister(Body, frr=40):
    """A daemon will want sessions."""
    pid: u32

class ZebraInterfaceBfdDestinationUpdate(Body, frr=23):
    """How a session over an interface is: `status` is BFD_STATUS_*."""
    ifindex: u32
    dst_family: u8
    dst_prefix: coded(dst_whole_prefix)
    status: u8
    src_family: u8
    src_prefix: coded(src_whole_prefix)

class _ZebraBfdDestination(Body, alike={
    'ZebraBfdDestinationRegister': (None, 28), 'ZebraBfdDestinationUpdate': (None, 30),
}):  # fmt: skip
    """A session that the daemon `pid` wants watched, over several hops or over an interface by its name.

    Timers count microseconds; what is called prefix is an address.
    """
    pid: u32
    dst_family: u16
    dst_prefix: coded(dst_address)
    min_rx_timer: u32
    min_tx_timer: u32
    detect_mult: u8
    multi_hop: u8
    src_family: u16
    src_prefix: coded(src_address)
    multi_hop_count: coded(hops) = None
    ifname: coded(interface) = None

class ZebraBfdDestinationDeregister(Body, frr=29):
    """A session that it wants watched no more."""
    pid: u32
    dst_family: u16
    dst_prefix: coded(dst_address)
    multi_hop: u8
    src_family: u16
    src_prefix: coded(src_address)
    multi_hop_count: coded(hops) = None
    ifname: coded(interface) = None


globals().update(Body._alike)

__all__ = [name for name in dir() if name.startswith('Zebra')]
