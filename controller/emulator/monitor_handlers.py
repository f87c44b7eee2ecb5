"""How a switch tells a controller of changes that it monitors (1.4.1, 7.3.5.17)."""

from __future__ import annotations

from typing import Any, ClassVar

from .dialect import Dialect
from .flowtable import FlowEntry
from .match import match_of_oxm
from .monitors import INITIAL, Monitor, MonitorTable
from .refused import Refused
from .tables import DELETE, Selection

__all__ = ['MonitorHandlers']

NOT_ASKED_FOR = 0  # the transaction id of what a monitor tells later on


class MonitorHandlers(Dialect):
    """Flow monitors as 1.4 has them."""

    HANDLERS: ClassVar[dict[str, str]] = {'OFPFlowMonitorRequest': '_flow_monitor'}

    def reset(self) -> None:
        """Monitors end with the channel that they were asked for on."""
        super().reset()
        self.monitors = MonitorTable()
        self._updates: list[Any] = []
        self._abbreviated: set[int] = set()  # the transaction ids among these
        self._cause: int | None = None  # the transaction id of what is being done

    def handle(self, message: Any) -> None:
        """Do what a message says; then tell what it has changed."""
        outermost, self._cause = self._cause is None, message.xid
        try:
            super().handle(message)
        finally:
            if outermost:
                self._cause = None
                self.tell_changes()

    def _flow_monitor(self, request: Any) -> None:
        initial = [update for asked in (request, *request.more) for update in self._monitor(asked)]
        self._reply_in_parts(request, self.ofproto.OFPFlowMonitorReply, initial)

    def _monitor(self, asked: Any) -> list[Any]:
        """Add, modify or delete one monitor; what it tells at once."""
        ofproto = self.ofproto
        if asked.command == ofproto.OFPFMC_DELETE:
            self.monitors.delete(asked.monitor_id)
            return []
        if asked.command not in (ofproto.OFPFMC_ADD, ofproto.OFPFMC_MODIFY):
            raise Refused('OFPET_FLOW_MONITOR_FAILED', 'OFPMOFC_BAD_COMMAND')
        monitor = Monitor(asked.monitor_id, asked.monitor_flags, self._watched(asked))
        adds = asked.command == ofproto.OFPFMC_ADD
        (self.monitors.add if adds else self.monitors.modify)(monitor)
        entries = self.switch.tables.select(monitor.selection) if monitor.flags >> INITIAL & 1 else []
        return [self._update(monitor, INITIAL, entry, DELETE) for entry in entries]

    def _watched(self, request: Any) -> Selection:
        ofproto, table_id = self.ofproto, request.table_id
        if table_id != ofproto.OFPTT_ALL and table_id >= len(self.switch.tables):
            raise Refused('OFPET_FLOW_MONITOR_FAILED', 'OFPMOFC_BAD_TABLE_ID')
        return Selection(
            match_of_oxm(request.match),
            table_id=None if table_id == ofproto.OFPTT_ALL else table_id,
            out_port=None if request.out_port == ofproto.OFPP_ANY else request.out_port,
            out_group=None if request.out_group == ofproto.OFPG_ANY else request.out_group,
        )

    def changed(self, event: int, entry: FlowEntry, reason: int = DELETE) -> None:
        """Note a change for the monitors that want it: one update each, of the controller's own only its id, once."""
        for monitor in self.monitors:
            if monitor.wants(event, entry, own=self._cause is not None):
                if self._cause is not None and monitor.abbreviates:
                    if self._cause not in self._abbreviated:
                        self._abbreviated.add(self._cause)
                        self._updates.append(self.ofproto.OFPFlowUpdateAbbrev(xid=self._cause))
                else:
                    self._updates.append(self._update(monitor, event, entry, reason))

    def tell_changes(self) -> None:
        """Send what has been noted."""
        updates = self._updates.copy()
        self.forget_changes()
        if updates:
            notification = self.ofproto.OFPFlowMonitorRequest(None)
            notification.xid = NOT_ASKED_FOR
            self._reply_in_parts(notification, self.ofproto.OFPFlowMonitorReply, updates)

    def forget_changes(self) -> None:
        """Tell of nothing that has been noted."""
        self._updates.clear()
        self._abbreviated.clear()

    def _update(self, monitor: Monitor, event: int, entry: FlowEntry, reason: int) -> Any:
        return self.ofproto.OFPFlowUpdateFull(
            event=event,
            table_id=entry.table_id,
            reason=reason,
            idle_timeout=entry.idle_timeout,
            hard_timeout=entry.hard_timeout,
            priority=entry.priority,
            cookie=entry.cookie,
            match=entry.stated,
            instructions=list(entry.said) if monitor.shows_instructions else [],
        )
