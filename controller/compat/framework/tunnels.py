"""Tunnels between switches: the key of each network, and which port leads to which switch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, KeysView
from typing import Any

from ...app import App
from ...events import EventBase
from ..exception import NetworkAlreadyExist, NetworkNotFound, PortAlreadyExist, PortNotFound, RyuException

__all__ = [
    'DPIDs', 'EventTunnelKeyAdd', 'EventTunnelKeyBase', 'EventTunnelKeyDel', 'EventTunnelPort',
    'RemoteDPIDAlreadyExist', 'TunnelKeyAlreadyExist', 'TunnelKeyNotFound', 'TunnelKeys', 'Tunnels',
]  # fmt: skip

#: What sends an event.
Send = Callable[[EventBase], None]


class RemoteDPIDAlreadyExist(RyuException):
    """The port leads to another switch."""

    message = 'port (%(dpid)s, %(port)s) has already remote dpid %(remote_dpid)s'


class TunnelKeyAlreadyExist(RyuException):
    """Another network has that key."""

    message = 'tunnel key %(tunnel_key)s already exists'


class TunnelKeyNotFound(RyuException):
    """The network has no key."""

    message = 'no tunnel key for network %(network_id)s'


class EventTunnelKeyBase(EventBase):
    """Something about the key of a network."""

    def __init__(self, network_id: Any, tunnel_key: int) -> None:
        self.network_id = network_id
        self.tunnel_key = tunnel_key


class EventTunnelKeyAdd(EventTunnelKeyBase):
    """A network has a key."""


class EventTunnelKeyDel(EventTunnelKeyBase):
    """A network has its key no more."""


class EventTunnelPort(EventBase):
    """A port leads to the switch `remote_dpid` (`add_del`), or no more."""

    def __init__(self, dpid: int, port_no: int, remote_dpid: int, add_del: bool) -> None:
        self.dpid = dpid
        self.port_no = port_no
        self.remote_dpid = remote_dpid
        self.add_del = add_del


class TunnelKeys(dict[Any, int]):
    """Network -> key of 32 bits."""

    def __init__(self, f: Send) -> None:
        super().__init__()
        self.send_event = f

    def get_key(self, network_id: Any) -> int:
        """The key of a network; raises TunnelKeyNotFound."""
        try:
            return self[network_id]
        except KeyError:
            raise TunnelKeyNotFound(network_id=network_id) from None

    def register_key(self, network_id: Any, tunnel_key: int) -> None:
        """Give a network a key; raises NetworkAlreadyExist where it has one, TunnelKeyAlreadyExist for another's."""
        if network_id in self:
            raise NetworkAlreadyExist(network_id=network_id)
        self.update_key(network_id, tunnel_key)

    def update_key(self, network_id: Any, tunnel_key: int) -> None:
        """Have a network's key; raises NetworkAlreadyExist where it has another, TunnelKeyAlreadyExist."""
        if network_id in self:
            if self[network_id] != tunnel_key:
                raise NetworkAlreadyExist(network_id=network_id)
            return
        if tunnel_key in self.values():
            raise TunnelKeyAlreadyExist(tunnel_key=tunnel_key)
        self[network_id] = tunnel_key
        self.send_event(EventTunnelKeyAdd(network_id, tunnel_key))

    def delete_key(self, network_id: Any) -> None:
        """Take a network its key; raises NetworkNotFound."""
        if network_id not in self:
            raise NetworkNotFound(network_id=network_id)
        self.send_event(EventTunnelKeyDel(network_id, self[network_id]))
        del self[network_id]


class DPIDs:
    """`dpids[dpid][port_no]` is the switch that a port leads to."""

    def __init__(self, f: Send) -> None:
        self.dpids: defaultdict[int, dict[int, int]] = defaultdict(dict)
        self.send_event = f

    def list_ports(self, dpid: int) -> dict[int, int]:
        """Where the ports of a switch lead to."""
        return self.dpids[dpid]

    def add_remote_dpid(self, dpid: int, port_no: int, remote_dpid: int) -> None:
        """A port leads to a switch; raises PortAlreadyExist where it leads to one already."""
        if port_no in self.dpids[dpid]:
            raise PortAlreadyExist(dpid=dpid, port=port_no, network_id=None)
        self.update_remote_dpid(dpid, port_no, remote_dpid)

    def update_remote_dpid(self, dpid: int, port_no: int, remote_dpid: int) -> None:
        """A port leads to a switch; raises RemoteDPIDAlreadyExist where it leads to another."""
        known = self.dpids[dpid].get(port_no)
        if known is None:
            self.dpids[dpid][port_no] = remote_dpid
            self.send_event(EventTunnelPort(dpid, port_no, remote_dpid, True))
        elif known != remote_dpid:
            raise RemoteDPIDAlreadyExist(dpid=dpid, port=port_no, remote_dpid=known)

    def get_remote_dpid(self, dpid: int, port_no: int) -> int:
        """The switch that a port leads to; raises PortNotFound."""
        try:
            return self.dpids[dpid][port_no]
        except KeyError:
            raise PortNotFound(dpid=dpid, port=port_no, network_id=None) from None

    def delete_port(self, dpid: int, port_no: int) -> None:
        """A port leads nowhere; raises PortNotFound."""
        self.send_event(EventTunnelPort(dpid, port_no, self.get_remote_dpid(dpid, port_no), False))
        del self.dpids[dpid][port_no]

    def get_port(self, dpid: int, remote_dpid: int) -> int:
        """The port that leads to a switch, of several the first; raises PortNotFound."""
        for port_no, remote in self.dpids[dpid].items():
            if remote == remote_dpid:
                return port_no
        raise PortNotFound(dpid=dpid, port=None, network_id=None)


class Tunnels(App):
    """The app: others tell it of keys and ports, and hear events of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = 'tunnels'
        self.tunnel_keys = TunnelKeys(self.send_event_to_observers)
        self.dpids = DPIDs(self.send_event_to_observers)

    def get_key(self, network_id: Any) -> int:
        """The key of a network; raises TunnelKeyNotFound."""
        return self.tunnel_keys.get_key(network_id)

    def register_key(self, network_id: Any, tunnel_key: int) -> None:
        """Give a network a key; raises NetworkAlreadyExist where it has one, TunnelKeyAlreadyExist for another's."""
        self.tunnel_keys.register_key(network_id, tunnel_key)

    def update_key(self, network_id: Any, tunnel_key: int) -> None:
        """Have a network's key; raises NetworkAlreadyExist where it has another, TunnelKeyAlreadyExist."""
        self.tunnel_keys.update_key(network_id, tunnel_key)

    def delete_key(self, network_id: Any) -> None:
        """Take a network its key; raises NetworkNotFound."""
        self.tunnel_keys.delete_key(network_id)

    def list_ports(self, dpid: int) -> KeysView[int]:
        """The ports of a switch that lead to others."""
        return self.dpids.list_ports(dpid).keys()

    def register_port(self, dpid: int, port_no: int, remote_dpid: int) -> None:
        """A port leads to a switch; raises PortAlreadyExist where it leads to one already."""
        self.dpids.add_remote_dpid(dpid, port_no, remote_dpid)

    def update_port(self, dpid: int, port_no: int, remote_dpid: int) -> None:
        """A port leads to a switch; raises RemoteDPIDAlreadyExist where it leads to another."""
        self.dpids.update_remote_dpid(dpid, port_no, remote_dpid)

    def get_remote_dpid(self, dpid: int, port_no: int) -> int:
        """The switch that a port leads to; raises PortNotFound."""
        return self.dpids.get_remote_dpid(dpid, port_no)

    def delete_port(self, dpid: int, port_no: int) -> None:
        """A port leads nowhere; raises PortNotFound."""
        self.dpids.delete_port(dpid, port_no)

    def get_port(self, dpid: int, remote_dpid: int) -> int:
        """The port that leads to a switch; raises PortNotFound."""
        return self.dpids.get_port(dpid, remote_dpid)
