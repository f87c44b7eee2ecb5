"""What topology speaks of: ports, switches, links and hosts, and the tables that hold them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from time import time
from typing import Any, TypedDict

from ..lib.dpid import dpid_to_str
from ..lib.port_no import port_no_to_str

__all__ = [
    'Host', 'HostObject', 'HostState', 'Link', 'LinkObject', 'LinkState', 'Port', 'PortData', 'PortDataState',
    'PortObject', 'PortState', 'Switch', 'SwitchObject',
]  # fmt: skip


class PortObject(TypedDict):
    """A port of a switch; its number and the datapath id are hexadecimal, in 8 and 16 digits."""

    dpid: str
    port_no: str
    hw_addr: str
    name: str


class SwitchObject(TypedDict):
    """A switch and its ports."""

    dpid: str
    ports: list[PortObject]


class LinkObject(TypedDict):
    """One direction of a link."""

    src: PortObject
    dst: PortObject


class HostObject(TypedDict):
    """A host, and the port it was seen at."""

    mac: str
    ipv4: list[str]
    ipv6: list[str]
    port: PortObject


class Port:
    """A port of a switch, as it was described when this object was made: equal to any other of that switch and number.

    `dpid`, `port_no`, `hw_addr` (text) and `name` (bytes).
    """

    def __init__(self, dpid: int, ofproto: Any, ofpport: Any) -> None:
        self.dpid = dpid
        self.port_no: int = ofpport.port_no
        self.hw_addr: str = ofpport.hw_addr
        self.name: bytes = ofpport.name
        self._ofproto = ofproto
        self._config = ofpport.config
        self._state = ofpport.state

    def is_reserved(self) -> bool:
        """Whether its number is one of those that have a meaning of their own, such as LOCAL."""
        return self.port_no > self._ofproto.OFPP_MAX

    def is_down(self) -> bool:
        """Whether it has no carrier, or was taken down by configuration."""
        return bool(self._state & self._ofproto.OFPPS_LINK_DOWN or self._config & self._ofproto.OFPPC_PORT_DOWN)

    def is_live(self) -> bool:
        """Whether it is up."""
        return not self.is_down()

    def to_dict(self) -> PortObject:
        """The port in the shape of the REST API."""
        name = self.name.decode('utf-8', 'replace') if isinstance(self.name, bytes) else self.name
        return {
            'dpid': dpid_to_str(self.dpid), 'port_no': port_no_to_str(self.port_no),
            'hw_addr': self.hw_addr, 'name': name,
        }  # fmt: skip

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Port):
            return NotImplemented
        return self.port_no == other.port_no and self.dpid == other.dpid

    def __hash__(self) -> int:
        return hash((self.dpid, self.port_no))

    def __str__(self) -> str:
        return f'Port<dpid={self.dpid}, port_no={self.port_no}, {"DOWN" if self.is_down() else "LIVE"}>'

    __repr__ = __str__


class Switch:
    """A switch with its ports, reserved ones apart; `dp` is its Datapath."""

    def __init__(self, dp: Any) -> None:
        self.dp = dp
        self.ports: list[Port] = []

    def add_port(self, ofpport: Any) -> None:
        """Add a port, given as the switch describes it (OFPPort), unless its number is a reserved one."""
        port = Port(self.dp.id, self.dp.ofproto, ofpport)
        if not port.is_reserved():
            self.ports.append(port)

    def del_port(self, ofpport: Any) -> None:
        """Take a port out, given as the switch describes it; raises ValueError where it has none of that number."""
        self.ports.remove(Port(self.dp.id, self.dp.ofproto, ofpport))

    def to_dict(self) -> SwitchObject:
        """The switch in the shape of the REST API."""
        return {'dpid': dpid_to_str(self.dp.id), 'ports': [port.to_dict() for port in self.ports]}

    def __str__(self) -> str:
        return f'Switch<dpid={self.dp.id}, {"".join(f"{port} " for port in self.ports)}>'

    __repr__ = __str__


class Link:
    """One direction of a link, from the port `src` to the port `dst`: equal to any other between these two.

    `delay` is how long a frame takes from the one to the other, in seconds (None: not known yet), `jitter` the mean
    difference between one measurement and the next, and `loss` the share of probes that did not arrive, from 0 to 1.
    """

    def __init__(self, src: Port, dst: Port) -> None:
        self.src = src
        self.dst = dst
        self.delay: float | None = None
        self.jitter = 0.0
        self.loss = 0.0

    def to_dict(self) -> LinkObject:
        """The link in the shape of the REST API."""
        return {'src': self.src.to_dict(), 'dst': self.dst.to_dict()}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Link):
            return NotImplemented
        return self.src == other.src and self.dst == other.dst

    def __hash__(self) -> int:
        return hash((self.src, self.dst))

    def __str__(self) -> str:
        return f'Link: {self.src} to {self.dst}'

    __repr__ = __str__


class Host:
    """A host: its address, the port it was seen at, and its IP addresses, the one it used last at the end."""

    def __init__(self, mac: str, port: Port) -> None:
        self.port = port
        self.mac = mac
        self.ipv4: list[str] = []
        self.ipv6: list[str] = []

    def to_dict(self) -> HostObject:
        """The host in the shape of the REST API."""
        return {'mac': self.mac, 'ipv4': self.ipv4, 'ipv6': self.ipv6, 'port': self.port.to_dict()}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Host):
            return NotImplemented
        return self.mac == other.mac and self.port == other.port

    def __hash__(self) -> int:
        return hash(self.mac)

    def __str__(self) -> str:
        return f'Host<mac={self.mac}, port={self.port},{",".join(self.ipv4)}{",".join(self.ipv6)}>'

    __repr__ = __str__


class HostState(dict[str, Host]):
    """The hosts by address."""

    def add(self, host: Host) -> None:
        """Add a host, unless one of that address is known."""
        self.setdefault(host.mac, host)

    def update_ip(self, host: Host, ip_v4: str | None = None, ip_v6: str | None = None) -> None:
        """Note that the known host of that address has used these IP addresses."""
        known = self.get(host.mac)
        if known is None:
            return
        for address, addresses in ((ip_v4, known.ipv4), (ip_v6, known.ipv6)):
            if address is not None:
                if address in addresses:
                    addresses.remove(address)
                addresses.append(address)

    def get_by_dpid(self, dpid: int) -> list[Host]:
        """The hosts at the ports of a switch."""
        return [host for host in self.values() if host.port.dpid == dpid]


class PortState(dict[int, Any]):
    """The ports of a switch as it describes them (OFPPort), by number."""

    def add(self, port_no: int, port: Any) -> None:
        """Add a port."""
        self[port_no] = port

    def remove(self, port_no: int) -> None:
        """Take a port out; raises KeyError where there is none of that number."""
        del self[port_no]

    def modify(self, port_no: int, port: Any) -> None:
        """Note that a port has changed."""
        self[port_no] = port


class PortData:
    """What discovery knows of a port that it sends probes from.

    `timestamp` is when the last probe was sent (seconds since the epoch; None: send one at once), `sent` how many were
    sent since one arrived, and `delay` how many seconds the last one took from the controller over the two switches
    back to the controller.
    """

    def __init__(self, is_down: bool, lldp_data: bytes) -> None:
        self.is_down = is_down
        self.lldp_data = lldp_data
        self.timestamp: float | None = None
        self.sent = 0
        self.delay = 0.0

    def lldp_sent(self, now: float | None = None) -> None:
        """Note that a probe was sent, now or at that time."""
        self.timestamp = time() if now is None else now
        self.sent += 1

    def lldp_received(self) -> None:
        """Note that a probe has arrived."""
        self.sent = 0

    def lldp_dropped(self) -> int:
        """How many probes were sent since one arrived."""
        return self.sent

    def clear_timestamp(self) -> None:
        """Have a probe sent at once."""
        self.timestamp = None

    def set_down(self, is_down: bool) -> None:
        """Note whether the port is down."""
        self.is_down = is_down

    def __str__(self) -> str:
        return f'PortData<live={not self.is_down}, timestamp={self.timestamp}, sent={self.sent}>'

    __repr__ = __str__


class PortDataState(OrderedDict[Port, PortData]):
    """What discovery knows of each port; the one whose last probe was sent longest ago comes first."""

    def add_port(self, port: Port, lldp_data: bytes) -> None:
        """Add a port, to be probed before all others; of one that is known only note whether it is down."""
        if port in self:
            self[port].set_down(port.is_down())
        else:
            self[port] = PortData(port.is_down(), lldp_data)
            self.move_to_end(port, last=False)

    def lldp_sent(self, port: Port, now: float | None = None) -> PortData:
        """Note that a probe was sent; raises KeyError for a port that is not known."""
        data = self[port]
        data.lldp_sent(now)
        self.move_to_end(port)
        return data

    def lldp_received(self, port: Port) -> None:
        """Note that a probe of that port has arrived; raises KeyError for a port that is not known."""
        self[port].lldp_received()

    def move_front(self, port: Port) -> None:
        """Have a port probed before all others, if it is known."""
        data = self.get(port)
        if data is not None:
            data.clear_timestamp()
            self.move_to_end(port, last=False)

    def set_down(self, port: Port) -> bool:
        """Note whether a port is down, and return it; one that is up is probed before all others."""
        is_down = port.is_down()
        data = self[port]
        data.set_down(is_down)
        data.clear_timestamp()
        if not is_down:
            self.move_to_end(port, last=False)
        return is_down

    def get_port(self, port: Port) -> PortData:
        """What is known of a port; raises KeyError for one that is not known."""
        return self[port]

    def del_port(self, port: Port) -> None:
        """Forget a port; raises KeyError for one that is not known."""
        del self[port]

    def iteritems(self) -> Iterator[tuple[Port, PortData]]:
        """Each port with what is known of it."""
        return iter(self.items())


class LinkState(dict[Link, float]):
    """The directions of links, each with when a probe last came over it (seconds since the epoch)."""

    def __init__(self) -> None:
        super().__init__()
        self._from: dict[Port, dict[Port, Link]] = {}

    def get_peers(self, src: Port) -> Iterable[Port]:
        """The ports that links lead to from that one."""
        return self._from.get(src, {}).keys()

    def get_link(self, src: Port, dst: Port) -> Link | None:
        """The link from one port to another, if it is known."""
        return self._from.get(src, {}).get(dst)

    def update_link(self, src: Port, dst: Port, now: float | None = None) -> bool:
        """Note that a probe came from `src` to `dst`, now or at that time; whether the other direction is known too."""
        link = self.get_link(src, dst)
        if link is None:
            link = self._from.setdefault(src, {})[dst] = Link(src, dst)
        self[link] = time() if now is None else now
        return self.get_link(dst, src) is not None

    def link_down(self, link: Link) -> None:
        """Forget one direction of a link; raises KeyError where it is not known."""
        del self[link]
        peers = self._from[link.src]
        del peers[link.dst]
        if not peers:
            del self._from[link.src]

    def rev_link_set_timestamp(self, rev_link: Link, timestamp: float) -> None:
        """Set when a probe last came over a link, if it is known."""
        if rev_link in self:
            self[rev_link] = timestamp

    def port_deleted(self, src: Port) -> tuple[list[Port], list[Port]]:
        """Forget the links from a port and their other directions.

        Returns the ports that links led to, and those of them that led back; raises KeyError where there were none.
        """
        if src not in self._from:
            raise KeyError(src)
        peers = list(self.get_peers(src))
        back = [peer for peer in peers if self.get_link(peer, src) is not None]
        for peer in peers:
            self.link_down(Link(src, peer))
        for peer in back:
            self.link_down(Link(peer, src))
        return peers, back
