"""Writes to the log what topology tells: `controller-manager --observe-links controller.topology.dumper`."""

from __future__ import annotations

from typing import Any, ClassVar

from ..app import App, set_ev_cls
from ..events import EventBase
from . import events
from .switches import Switches

__all__ = ['DiscoveryEventDumper']


class DiscoveryEventDumper(App):
    """Logs every event of topology, alarms apart, which topology logs by itself."""

    _CONTEXTS: ClassVar[dict[str, Any]] = {'switches': Switches}

    @set_ev_cls([events.EventSwitchEnter, events.EventSwitchReconnected])
    def switch_enter_handler(self, ev: EventBase) -> None:
        """A switch has come, or come back."""
        self.logger.info('%s', ev)

    @set_ev_cls(events.EventSwitchLeave)
    def switch_leave_handler(self, ev: EventBase) -> None:
        """A switch has left."""
        self.logger.info('%s', ev)

    @set_ev_cls(events.EventPortAdd)
    def port_add_handler(self, ev: EventBase) -> None:
        """A port has come."""
        self.logger.info('%s', ev)

    @set_ev_cls(events.EventPortDelete)
    def port_delete_handler(self, ev: EventBase) -> None:
        """A port is gone."""
        self.logger.info('%s', ev)

    @set_ev_cls(events.EventPortModify)
    def port_modify_handler(self, ev: EventBase) -> None:
        """A port has changed."""
        self.logger.info('%s', ev)

    @set_ev_cls(events.EventLinkAdd)
    def link_add_handler(self, ev: EventBase) -> None:
        """A link was found."""
        self.logger.info('%s', ev)

    @set_ev_cls(events.EventLinkDelete)
    def link_del_handler(self, ev: EventBase) -> None:
        """A link is gone."""
        self.logger.info('%s', ev)

    @set_ev_cls([events.EventHostAdd, events.EventHostMove, events.EventHostDelete])
    def host_handler(self, ev: EventBase) -> None:
        """A host has come, moved, or gone."""
        self.logger.info('%s', ev)
