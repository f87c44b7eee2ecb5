"""What topology tells other apps, and what they may ask it."""

from __future__ import annotations

from typing import Any

from ..events import EventBase, EventReplyBase, EventRequestBase
from ..lib.dpid import dpid_to_str
from .model import Host, Link, Port, Switch

__all__ = [
    'EventGraphReply', 'EventGraphRequest',
    'EventHostAdd', 'EventHostBase', 'EventHostDelete', 'EventHostMove', 'EventHostReply', 'EventHostRequest',
    'EventLinkAdd', 'EventLinkBase', 'EventLinkDelete', 'EventLinkReply', 'EventLinkRequest',
    'EventPortAdd', 'EventPortBase', 'EventPortDelete', 'EventPortModify',
    'EventSwitchBase', 'EventSwitchEnter', 'EventSwitchLeave', 'EventSwitchReconnected', 'EventSwitchReply',
    'EventSwitchRequest', 'EventTopologyAlarm',
]  # fmt: skip

#: Whoever handles one of these events, or asks for something here, has this app loaded.
_SERVICE_NAME = 'controller.topology.switches'

#: The name of that app.
_APP = 'switches'


class EventSwitchBase(EventBase):
    """Something about a switch."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch

    def __str__(self) -> str:
        return f'{type(self).__name__}<dpid={self.switch.dp.id}, {len(self.switch.ports)} ports>'

    __repr__ = __str__


class EventSwitchEnter(EventSwitchBase):
    """A switch has joined."""


class EventSwitchLeave(EventSwitchBase):
    """A switch has left; `switch` is as it last was."""


class EventSwitchReconnected(EventSwitchBase):
    """A switch has connected anew before its former connection ended."""


class EventPortBase(EventBase):
    """Something about a port of a switch, the LOCAL port and its like included."""

    def __init__(self, port: Port) -> None:
        self.port = port

    def __str__(self) -> str:
        return f'{type(self).__name__}<{self.port}>'

    __repr__ = __str__


class EventPortAdd(EventPortBase):
    """A switch has one more port."""


class EventPortDelete(EventPortBase):
    """A switch has a port no more."""


class EventPortModify(EventPortBase):
    """A port has changed: it went up or down, most often."""


class EventLinkBase(EventBase):
    """Something about one direction of a link."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def __str__(self) -> str:
        return f'{type(self).__name__}<{self.link}>'

    __repr__ = __str__


class EventLinkAdd(EventLinkBase):
    """A probe has come over a link that was not known."""


class EventLinkDelete(EventLinkBase):
    """A link is gone: a port of it is down or gone, its switch has left, or its probes no longer arrive."""


class EventHostBase(EventBase):
    """Something about a host."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def __str__(self) -> str:
        return f'{type(self).__name__}<{self.host}>'

    __repr__ = __str__


class EventHostAdd(EventHostBase):
    """A frame has come from an address that was not known."""


class EventHostDelete(EventHostBase):
    """A host is gone: its port is down, or nothing was heard of it for long."""


class EventHostMove(EventBase):
    """A host is at another port now: `src` is the host as it was, `dst` as it is."""

    def __init__(self, src: Host, dst: Host) -> None:
        self.src = src
        self.dst = dst

    def __str__(self) -> str:
        return f'{type(self).__name__}<src={self.src}, dst={self.dst}>'

    __repr__ = __str__


class EventTopologyAlarm(EventBase):
    """Somebody may be deceiving topology, or a cable is not where it should be.

    `kind` is one of the words of `alarms.ALARMS` and `hosts.ALARMS`, `dpid` and `port_no` say where (port 0: the
    switch as a whole), and `text` what is wrong, in a sentence that a person can act on.
    """

    def __init__(self, kind: str, dpid: int, port_no: int, text: str) -> None:
        self.kind = kind
        self.dpid = dpid
        self.port_no = port_no
        self.text = text

    def __str__(self) -> str:
        return f'{type(self).__name__}<{self.kind}: switch {dpid_to_str(self.dpid)} port {self.port_no}: {self.text}>'

    __repr__ = __str__


class _Request(EventRequestBase):
    """A question about one switch, or about all of them."""

    def __init__(self, dpid: int | None = None) -> None:
        self.dst = _APP
        self.dpid = dpid

    def __str__(self) -> str:
        return f'{type(self).__name__}<src={self.src}, dpid={self.dpid}>'

    __repr__ = __str__


class EventSwitchRequest(_Request):
    """Which switches are there?"""


class EventSwitchReply(EventReplyBase):
    """`switches` are in use: all of them, or the one that was asked for, or none."""

    def __init__(self, dst: str | None, switches: list[Switch]) -> None:
        super().__init__(dst)
        self.switches = switches

    def __str__(self) -> str:
        return f'{type(self).__name__}<dst={self.dst}, {self.switches}>'

    __repr__ = __str__


class EventLinkRequest(_Request):
    """Which links are there, or which begin at one switch?"""


class EventLinkReply(EventReplyBase):
    """`links` are known, each direction one of its own."""

    def __init__(self, dst: str | None, dpid: int | None, links: list[Link]) -> None:
        super().__init__(dst)
        self.dpid = dpid
        self.links = links

    def __str__(self) -> str:
        return f'{type(self).__name__}<dst={self.dst}, dpid={self.dpid}, links={len(self.links)}>'

    __repr__ = __str__


class EventHostRequest(_Request):
    """Which hosts are there, or which are at one switch, or which has this MAC or IP address?"""

    def __init__(self, dpid: int | None = None, address: str | None = None) -> None:
        super().__init__(dpid)
        self.address = address


class EventHostReply(EventReplyBase):
    """`hosts` are known."""

    def __init__(self, dst: str | None, dpid: int | None, hosts: list[Host]) -> None:
        super().__init__(dst)
        self.dpid = dpid
        self.hosts = hosts

    def __str__(self) -> str:
        return f'{type(self).__name__}<dst={self.dst}, dpid={self.dpid}, hosts={len(self.hosts)}>'

    __repr__ = __str__


class EventGraphRequest(EventRequestBase):
    """What do switches and links look like as a graph?"""

    def __init__(self) -> None:
        self.dst = _APP


class EventGraphReply(EventReplyBase):
    """`graph` (a `graph.Graph`) is what is known; it never changes, the next answer has another."""

    def __init__(self, dst: str | None, graph: Any) -> None:
        super().__init__(dst)
        self.graph = graph
