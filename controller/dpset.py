"""The switches of a controller and their ports, as an app that tells others of them.

`self.controller.switches` has every switch, too, and is all that most apps need; the events here say besides which
ports a switch came and went with, and whether it went at all or only changed its connection.
"""

from __future__ import annotations

from typing import Any

from .app import DEAD_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from .datapath import Datapath
from .events import EventBase, EventOFPPortStatus, EventOFPStateChange
from .topology.model import PortState

__all__ = [
    'DPSET_EV_DISPATCHER', 'DPSet', 'EventDP', 'EventDPBase', 'EventDPReconnected', 'EventPortAdd', 'EventPortBase',
    'EventPortDelete', 'EventPortModify', 'PortState',
]  # fmt: skip

#: The app of this module is loaded with whatever app handles its events.
_SERVICE_NAME = 'controller.dpset'

#: What handlers of these events may name as their phase; they are called in any.
DPSET_EV_DISPATCHER = 'dpset'


class EventDPBase(EventBase):
    """Something about the switch `dp`."""

    def __init__(self, dp: Datapath) -> None:
        self.dp = dp


class EventDP(EventDPBase):
    """A switch came (`enter`) or went; `ports` are those (OFPPort) that it came or went with."""

    def __init__(self, dp: Datapath, enter_leave: bool) -> None:
        super().__init__(dp)
        self.enter = enter_leave
        self.ports: list[Any] = []


class EventDPReconnected(EventDPBase):
    """A switch that had not gone has a new connection, `dp`; `ports` are those that it has now."""

    def __init__(self, dp: Datapath) -> None:
        super().__init__(dp)
        self.ports: list[Any] = []


class EventPortBase(EventDPBase):
    """Something about `port` (OFPPort) of the switch `dp`."""

    def __init__(self, dp: Datapath, port: Any) -> None:
        super().__init__(dp)
        self.port = port


class EventPortAdd(EventPortBase):
    """A switch has one more port."""


class EventPortDelete(EventPortBase):
    """A switch has a port no more."""


class EventPortModify(EventPortBase):
    """A port of a switch has changed; `port` is as it is now."""

    def __init__(self, dp: Datapath, new_port: Any) -> None:
        super().__init__(dp, new_port)


class DPSet(App):
    """Keeps the switches in use, `dps`, and their ports, `port_state`, both by datapath id.

    They are as of the last event that this app has sent: ahead of what its listeners have heard, and behind
    `datapath.ports`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = 'dpset'
        self.dps: dict[int, Datapath] = {}
        self.port_state: dict[int, PortState] = {}

    # -- questions ----------------------------------------------------------------------------------------------

    def get(self, dp_id: int) -> Datapath | None:
        """A switch by its datapath id."""
        return self.dps.get(dp_id)

    def get_all(self) -> list[tuple[int, Datapath]]:
        """Every switch, with its datapath id."""
        return list(self.dps.items())

    def get_port(self, dpid: int, port_no: int) -> Any:
        """A port (OFPPort) of a switch; raises KeyError."""
        return self.port_state[dpid][port_no]

    def get_ports(self, dpid: int) -> list[Any]:
        """The ports (OFPPort) of a switch; raises KeyError."""
        return list(self.port_state[dpid].values())

    # -- what happens -------------------------------------------------------------------------------------------

    @set_ev_cls(EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def dispatcher_change(self, ev: EventOFPStateChange) -> None:
        """A connection is in use, or has ended."""
        if ev.state == DEAD_DISPATCHER:
            self._ended(ev.datapath)
        elif ev.datapath.id in self.dps:
            self._continues(ev.datapath)
        else:
            self._entered(ev.datapath)

    @set_ev_cls(EventOFPPortStatus, MAIN_DISPATCHER)
    def port_status_handler(self, ev: Any) -> None:
        """A switch tells that one of its ports came, changed or went."""
        msg = ev.msg
        dp = self.dps.get(msg.datapath.id)
        if dp is not None and dp is msg.datapath:
            self._port_changed(dp, msg.desc, gone=msg.reason == dp.ofproto.OFPPR_DELETE)

    def _entered(self, dp: Datapath) -> None:
        dpid: Any = dp.id
        self.dps[dpid] = dp
        self.port_state[dpid] = PortState(dp.ports)
        event = EventDP(dp, True)
        event.ports = self.get_ports(dpid)
        self.send_event_to_observers(event)

    def _continues(self, dp: Datapath) -> None:
        """A new connection of a switch that never went; its ports may be others."""
        dpid: Any = dp.id
        self.dps[dpid] = dp
        event = EventDPReconnected(dp)
        event.ports = list(dp.ports.values())
        self.send_event_to_observers(event)
        before = dict(self.port_state[dpid])
        for port in [port for number, port in before.items() if number not in dp.ports]:
            self._port_changed(dp, port, gone=True)
        for port in [port for number, port in dp.ports.items() if port != before.get(number)]:
            self._port_changed(dp, port)

    def _ended(self, dp: Datapath) -> None:
        """The switch is gone with its last connection; where it has another, it will be in use or end, too."""
        dpid: Any = dp.id
        others = (each for each in self.controller.switches.connections if each.id == dpid)
        if dpid not in self.dps or any(each.is_active for each in others):
            return
        dp = self.dps.pop(dpid)
        event = EventDP(dp, False)
        event.ports = list(self.port_state.pop(dpid).values())
        self.send_event_to_observers(event)

    def _port_changed(self, dp: Datapath, port: Any, gone: bool = False) -> None:
        """Tell of a port what was not told: what a switch came with may have been ahead of its messages."""
        ports = self.port_state[dp.id]  # type: ignore[index]
        known = ports.get(port.port_no)
        if gone:
            if known is not None:
                ports.remove(port.port_no)
                self.send_event_to_observers(EventPortDelete(dp, port))
        elif known is None:
            ports.add(port.port_no, port)
            self.send_event_to_observers(EventPortAdd(dp, port))
        elif known != port:
            ports.modify(port.port_no, port)
            self.send_event_to_observers(EventPortModify(dp, port))
