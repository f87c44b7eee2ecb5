"""Virtual networks: which ports of which switches belong to one, and the hosts behind them.

An app, `Network`, that others ask and tell; its tables are `Networks`, `DPIDs` and `MacAddresses`. It is for programs
that have it; nothing of ours uses it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ...app import App
from ...events import EventBase
from ..exception import (
    NetworkAlreadyExist,
    NetworkNotFound,
    PortAlreadyExist,
    PortNotFound,
    PortUnknown,
    RyuException,
)

__all__ = [
    'NW_ID_UNKNOWN', 'DPIDs', 'EventMacAddress', 'EventNetworkDel', 'EventNetworkPort', 'MacAddressAlreadyExist',
    'MacAddresses', 'MacPort', 'MacToPort', 'Network', 'NetworkAlreadyExist', 'NetworkNotFound', 'Networks', 'Port',
    'PortAlreadyExist', 'PortNotFound', 'PortUnknown',
]  # fmt: skip

#: The network of a port that nobody has put into one.
NW_ID_UNKNOWN = '__NW_ID_UNKNOWN__'

#: What sends an event.
Send = Callable[[EventBase], None]


class MacAddressAlreadyExist(RyuException):
    """The port has another address."""

    message = 'port (%(dpid)s, %(port)s) has already mac %(mac_address)s'


class EventNetworkDel(EventBase):
    """A network is gone."""

    def __init__(self, network_id: Any) -> None:
        self.network_id = network_id


class EventNetworkPort(EventBase):
    """A port was put into a network (`add_del`), or taken out of it."""

    def __init__(self, network_id: Any, dpid: int, port_no: int, add_del: bool) -> None:
        self.network_id = network_id
        self.dpid = dpid
        self.port_no = port_no
        self.add_del = add_del


class EventMacAddress(EventBase):
    """A host is behind a port of a network (`add_del`), or no more."""

    def __init__(self, dpid: int, port_no: int, network_id: Any, mac_address: Any, add_del: bool) -> None:
        self.dpid = dpid
        self.port_no = port_no
        self.network_id = network_id
        self.mac_address = mac_address
        self.add_del = add_del


class Networks(dict[Any, set[tuple[int, int]]]):
    """Network -> its ports, each a datapath id and a number."""

    def __init__(self, f: Send) -> None:
        super().__init__()
        self.send_event = f

    def list_networks(self) -> list[Any]:
        """Every network."""
        return list(self)

    def has_network(self, network_id: Any) -> bool:
        """Whether there is such a network."""
        return network_id in self

    def update_network(self, network_id: Any) -> None:
        """Have such a network."""
        self.setdefault(network_id, set())

    def create_network(self, network_id: Any) -> None:
        """Have one more network; raises NetworkAlreadyExist."""
        if network_id in self:
            raise NetworkAlreadyExist(network_id=network_id)
        self[network_id] = set()

    def remove_network(self, network_id: Any) -> None:
        """Drop a network; raises NetworkNotFound. Events: the end of each of its ports, then its own."""
        ports = self._ports(network_id)
        while ports:
            self.send_event(EventNetworkPort(network_id, *ports.pop(), False))
        if self.pop(network_id, None) is not None:
            self.send_event(EventNetworkDel(network_id))

    def list_ports(self, network_id: Any) -> list[tuple[int, int]]:
        """The ports of a network; raises NetworkNotFound."""
        return list(self._ports(network_id))

    def add_raw(self, network_id: Any, dpid: int, port_no: int) -> None:
        """Put a port into a network, without an event; raises KeyError."""
        self[network_id].add((dpid, port_no))

    def add_event(self, network_id: Any, dpid: int, port_no: int) -> None:
        """Tell that a port was put into a network."""
        self.send_event(EventNetworkPort(network_id, dpid, port_no, True))

    def remove_raw(self, network_id: Any, dpid: int, port_no: int) -> None:
        """Take a port out of a network where it is in it; raises KeyError."""
        ports = self[network_id]
        if (dpid, port_no) in ports:
            ports.remove((dpid, port_no))
            self.send_event(EventNetworkPort(network_id, dpid, port_no, False))

    def remove(self, network_id: Any, dpid: int, port_no: int) -> None:
        """Take a port out of a network where it is in it; raises NetworkNotFound."""
        self._ports(network_id)
        self.remove_raw(network_id, dpid, port_no)

    def has_port(self, network_id: Any, dpid: int, port: int) -> bool:
        """Whether a network has that port; raises KeyError."""
        return (dpid, port) in self[network_id]

    def get_dpids(self, network_id: Any) -> set[int]:
        """The switches that have ports in a network."""
        return {dpid for dpid, _ in self.get(network_id, ())}

    def _ports(self, network_id: Any) -> set[tuple[int, int]]:
        try:
            return self[network_id]
        except KeyError:
            raise NetworkNotFound(network_id=network_id) from None


class Port:
    """A port's network, and the host behind it."""

    def __init__(self, port_no: int, network_id: Any, mac_address: Any = None) -> None:
        self.port_no = port_no
        self.network_id = network_id
        self.mac_address = mac_address


class DPIDs(dict[int, dict[int, Port]]):
    """Datapath id -> number -> Port."""

    def __init__(self, f: Send, nw_id_unknown: Any) -> None:
        super().__init__()
        self.send_event = f
        self.nw_id_unknown = nw_id_unknown

    def setdefault_dpid(self, dpid: int) -> dict[int, Port]:
        """The ports of a switch, which is known from now on."""
        return self.setdefault(dpid, {})

    def setdefault_network(self, dpid: int, port_no: int) -> None:
        """Have a port; a new one is in no network."""
        self._port(dpid, port_no, self.nw_id_unknown)

    def update_port(self, dpid: int, port_no: int, network_id: Any) -> None:
        """Have a port, and put it into a network."""
        self._port(dpid, port_no, network_id).network_id = network_id

    def remove_port(self, dpid: int, port_no: int) -> None:
        """Forget a port where it is known; raises PortNotFound for a switch that is not."""
        if dpid not in self:
            raise PortNotFound(dpid=dpid, port=port_no, network_id=None)
        port = self[dpid].pop(port_no, None)
        if port is not None and port.network_id and port.mac_address:
            self.send_event(EventMacAddress(dpid, port_no, port.network_id, port.mac_address, False))

    def get_ports(self, dpid: int, network_id: Any = None, mac_address: Any = None) -> list[Port]:
        """The ports of a switch, or those in a network, or those of them that have that host behind them."""
        ports: Iterable[Port] = self.get(dpid, {}).values()
        if network_id is not None:
            ports = [port for port in ports if port.network_id == network_id]
            if mac_address is not None:
                ports = [port for port in ports if port.mac_address == mac_address]
        return list(ports)

    def get_port(self, dpid: int, port_no: int) -> Port:
        """A port; raises PortNotFound."""
        try:
            return self[dpid][port_no]
        except KeyError:
            raise PortNotFound(dpid=dpid, port=port_no, network_id=None) from None

    def get_network(self, dpid: int, port_no: int) -> Any:
        """The network of a port; raises PortUnknown."""
        try:
            return self[dpid][port_no].network_id
        except KeyError:
            raise PortUnknown(dpid=dpid, port=port_no) from None

    def get_networks(self, dpid: int) -> set[Port]:
        """The ports of a switch; raises KeyError."""
        return set(self[dpid].values())

    def get_network_safe(self, dpid: int, port_no: int) -> Any:
        """The network of a port, the unknown one where there is no such port."""
        port = self.get(dpid, {}).get(port_no)
        return self.nw_id_unknown if port is None else port.network_id

    def get_mac(self, dpid: int, port_no: int) -> Any:
        """The host behind a port, None where none is known; raises PortNotFound."""
        return self.get_port(dpid, port_no).mac_address

    def set_mac(self, network_id: Any, dpid: int, port_no: int, mac_address: Any) -> None:
        """Have a host behind a port; raises MacAddressAlreadyExist where there is one, and PortNotFound."""
        port = self.get_port(dpid, port_no)
        if port.mac_address is not None:
            raise MacAddressAlreadyExist(dpid=dpid, port=port_no, mac_address=mac_address)
        self._set_mac(network_id, dpid, port, mac_address)

    def update_mac(self, network_id: Any, dpid: int, port_no: int, mac_address: Any) -> None:
        """Have a host behind a port; raises MacAddressAlreadyExist where there is another, and PortNotFound."""
        port = self.get_port(dpid, port_no)
        if port.mac_address is None:
            self._set_mac(network_id, dpid, port, mac_address)
        elif port.mac_address != mac_address:
            raise MacAddressAlreadyExist(dpid=dpid, port=port_no, mac_address=port.mac_address)

    def _port(self, dpid: int, port_no: int, network_id: Any) -> Port:
        return self.setdefault_dpid(dpid).setdefault(port_no, Port(port_no, network_id))

    def _set_mac(self, network_id: Any, dpid: int, port: Port, mac_address: Any) -> None:
        if port.network_id not in (None, network_id, self.nw_id_unknown):
            raise PortNotFound(network_id=network_id, dpid=dpid, port=port.port_no)
        port.network_id, port.mac_address = network_id, mac_address
        if network_id and mac_address:
            self.send_event(EventMacAddress(dpid, port.port_no, network_id, mac_address, True))


class MacPort(NamedTuple):
    """A port of a switch."""

    dpid: int
    port_no: int


class MacToPort(defaultdict[Any, set[MacPort]]):
    """Host -> the ports behind which it is: two, while a virtual machine moves."""

    def __init__(self) -> None:
        super().__init__(set)

    def add_port(self, dpid: int, port_no: int, mac_address: Any) -> None:
        """A host is behind this port too."""
        self[mac_address].add(MacPort(dpid, port_no))

    def remove_port(self, dpid: int, port_no: int, mac_address: Any) -> None:
        """A host is behind this port no more."""
        self[mac_address].discard(MacPort(dpid, port_no))
        if not self[mac_address]:
            del self[mac_address]

    def get_ports(self, mac_address: Any) -> set[MacPort]:
        """The ports behind which a host is."""
        return self[mac_address]


class MacAddresses(dict[Any, MacToPort]):
    """Network -> host -> ports."""

    def add_port(self, network_id: Any, dpid: int, port_no: int, mac_address: Any) -> None:
        """A host of a network is behind this port too."""
        self.setdefault(network_id, MacToPort()).add_port(dpid, port_no, mac_address)

    def remove_port(self, network_id: Any, dpid: int, port_no: int, mac_address: Any) -> None:
        """A host of a network is behind this port no more."""
        if network_id in self:
            self[network_id].remove_port(dpid, port_no, mac_address)
            if not self[network_id]:
                del self[network_id]

    def get_ports(self, network_id: Any, mac_address: Any) -> set[MacPort]:
        """The ports of a network behind which a host is."""
        return self[network_id].get_ports(mac_address) if self.get(network_id) else set()


class Network(App):
    """The app: networks are told by `create_network`, `create_port` and `create_mac`, or `update_...` of each."""

    def __init__(self, nw_id_unknown: Any = NW_ID_UNKNOWN, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name = 'network'
        self.nw_id_unknown = nw_id_unknown
        self.networks = Networks(self.send_event_to_observers)
        self.dpids = DPIDs(self.send_event_to_observers, nw_id_unknown)
        self.mac_addresses = MacAddresses()

    # -- networks and their ports -------------------------------------------------------------------------------

    def list_networks(self) -> list[Any]:
        """Every network."""
        return self.networks.list_networks()

    def has_network(self, network_id: Any) -> bool:
        """Whether there is such a network."""
        return self.networks.has_network(network_id)

    def update_network(self, network_id: Any) -> None:
        """Have such a network."""
        self._check(network_id)
        self.networks.update_network(network_id)

    def create_network(self, network_id: Any) -> None:
        """Have one more network; raises NetworkAlreadyExist."""
        self._check(network_id)
        self.networks.create_network(network_id)

    def remove_network(self, network_id: Any) -> None:
        """Drop a network; raises NetworkNotFound."""
        self.networks.remove_network(network_id)

    def list_ports(self, network_id: Any) -> list[tuple[int, int]]:
        """The ports of a network, each a datapath id and a number; raises NetworkNotFound."""
        return self.networks.list_ports(network_id)

    def list_ports_noraise(self, network_id: Any) -> list[tuple[int, int]]:
        """The ports of a network; none where there is no such network."""
        return list(self.networks.get(network_id, ()))

    def create_port(self, network_id: Any, dpid: int, port: int) -> None:
        """Put a port into a network; raises PortAlreadyExist where it is in one, and NetworkNotFound."""
        self._put(network_id, dpid, port, may_exist=False)

    def update_port(self, network_id: Any, dpid: int, port: int) -> None:
        """Put a port into a network, out of the one it may be in; raises NetworkNotFound."""
        self._put(network_id, dpid, port, may_exist=True)

    def remove_port(self, network_id: Any, dpid: int, port_no: int) -> None:
        """Take a port out of a network, which may be gone already; raises PortNotFound for an unknown switch."""
        mac_address = self._mac_in(network_id, dpid, port_no)
        self.dpids.remove_port(dpid, port_no)
        if network_id in self.networks:
            self.networks.remove_raw(network_id, dpid, port_no)
        if mac_address is not None:
            self.mac_addresses.remove_port(network_id, dpid, port_no, mac_address)

    def _check(self, network_id: Any) -> None:
        if network_id == self.nw_id_unknown:
            raise NetworkAlreadyExist(network_id=network_id)

    def _put(self, network_id: Any, dpid: int, port: int, may_exist: bool) -> None:
        self._check(network_id)
        if network_id not in self.networks:
            raise NetworkNotFound(network_id=network_id)
        old = self.dpids.get_network_safe(dpid, port)
        in_one = old is not None and old != self.nw_id_unknown
        if not may_exist and (in_one or self.networks.has_port(network_id, dpid, port)):
            raise PortAlreadyExist(network_id=network_id, dpid=dpid, port=port)
        if old != network_id:
            self.networks.add_raw(network_id, dpid, port)
            if in_one and old in self.networks:
                self.networks.remove_raw(old, dpid, port)
        self.dpids.update_port(dpid, port, network_id)
        if old != network_id:
            self.networks.add_event(network_id, dpid, port)

    # -- hosts --------------------------------------------------------------------------------------------------

    def create_mac(self, network_id: Any, dpid: int, port_no: int, mac_address: Any) -> None:
        """Have a host behind a port; raises MacAddressAlreadyExist where there is one, and PortNotFound."""
        self.dpids.set_mac(network_id, dpid, port_no, mac_address)
        self.mac_addresses.add_port(network_id, dpid, port_no, mac_address)

    def update_mac(self, network_id: Any, dpid: int, port_no: int, mac_address: Any) -> None:
        """Have a host behind a port; raises MacAddressAlreadyExist where there is another, and PortNotFound."""
        old = self._mac_in(network_id, dpid, port_no)
        self.dpids.update_mac(network_id, dpid, port_no, mac_address)
        if old is not None:
            self.mac_addresses.remove_port(network_id, dpid, port_no, old)
        self.mac_addresses.add_port(network_id, dpid, port_no, mac_address)

    def get_mac(self, dpid: int, port_no: int) -> Any:
        """The host behind a port, None where none is known; raises PortNotFound."""
        return self.dpids.get_mac(dpid, port_no)

    def list_mac(self, dpid: int, port_no: int) -> list[Any]:
        """The hosts behind a port, one at most; raises PortNotFound."""
        mac_address = self.dpids.get_mac(dpid, port_no)
        return [] if mac_address is None else [mac_address]

    def get_ports_with_mac(self, network_id: Any, mac_address: Any) -> set[MacPort]:
        """The ports of a network behind which a host is."""
        return self.mac_addresses.get_ports(network_id, mac_address)

    def _mac_in(self, network_id: Any, dpid: int, port_no: int) -> Any:
        """The host behind a port that is in that network."""
        port = self.dpids.get(dpid, {}).get(port_no)
        return port.mac_address if port is not None and port.network_id == network_id else None

    # -- switches and their ports -------------------------------------------------------------------------------

    def get_dpids(self, network_id: Any) -> set[int]:
        """The switches that have ports in a network."""
        return self.networks.get_dpids(network_id)

    def get_networks(self, dpid: int) -> set[Port]:
        """The ports of a switch; raises KeyError."""
        return self.dpids.get_networks(dpid)

    def get_network(self, dpid: int, port: int) -> Any:
        """The network of a port; raises PortUnknown."""
        return self.dpids.get_network(dpid, port)

    def get_ports(self, dpid: int, network_id: Any = None, mac_address: Any = None) -> list[Port]:
        """The ports of a switch, or those in a network, or those of them that have that host behind them."""
        return self.dpids.get_ports(dpid, network_id, mac_address)

    def get_port(self, dpid: int, port_no: int) -> Port:
        """A port; raises PortNotFound."""
        return self.dpids.get_port(dpid, port_no)

    def add_datapath(self, ofp_switch_features: Any) -> None:
        """Have the ports of a switch, as its OFPSwitchFeatures (of OpenFlow 1.0, 1.2) says them."""
        self.dpids.setdefault_dpid(ofp_switch_features.datapath_id)
        for port_no in ofp_switch_features.ports:
            self.port_added(ofp_switch_features.datapath, port_no)

    def port_added(self, datapath: Any, port_no: int) -> None:
        """Have a port, unless its number is a reserved one."""
        if 0 < port_no < datapath.ofproto.OFPP_MAX:
            self.dpids.setdefault_network(datapath.id, port_no)

    def port_deleted(self, dpid: int, port_no: int) -> None:
        """Forget a port; raises PortNotFound for an unknown switch."""
        self.dpids.remove_port(dpid, port_no)

    def same_network(self, dpid: int, nw_id: Any, out_port: int, allow_nw_id_external: Any = None) -> bool:
        """Whether a frame of a network may leave by a port: one in that network, or one of the two is the external."""
        networks = (nw_id, self.dpids.get_network_safe(dpid, out_port))
        external = allow_nw_id_external is not None and allow_nw_id_external in networks
        return networks[0] == networks[1] or external

    def filter_ports(self, dpid: int, in_port: int, nw_id: Any, allow_nw_id_external: Any = None) -> list[int]:
        """The ports of a switch by which a frame of a network may leave, but the one where it came in."""
        allowed = (nw_id,) if allow_nw_id_external is None else (nw_id, allow_nw_id_external)
        return [port.port_no for port in self.get_ports(dpid)
                if port.port_no != in_port and port.network_id in allowed]
