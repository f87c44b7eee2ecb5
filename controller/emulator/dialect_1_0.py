"""How a switch speaks OpenFlow 1.0; section numbers are those of specification 1.0.1."""

from __future__ import annotations

from typing import Any, ClassVar

from ..openflow import OF10
from ..wire import Message
from .dialect import Dialect
from .flowtable import FlowEntry, Instructions
from .match import match_of_10
from .ports import Port
from .refused import Refused
from .tables import Removed, Selection
from .traversal import Traversal

__all__ = ['Dialect10']

ABOVE_ALL = 0x10000  # the rank of an entry without wildcards: above every priority (3.4)
ALL_TABLES = 0xFF


class Dialect10(Dialect):
    """OpenFlow 1.0: one table, and what no entry takes goes to the controller."""

    VERSION = OF10
    MISS_TO_CONTROLLER = True
    SPARES_BPDUS = True  # (5.2.1)
    PORT_CONFIG: ClassVar[dict[str, str]] = {
        **Dialect.PORT_CONFIG, 'OFPPC_NO_FLOOD': 'no_flood', 'OFPPC_NO_RECV_STP': 'no_recv_stp',
    }  # fmt: skip

    def _any_port(self) -> int:
        return self.ofproto.OFPP_NONE

    def _features(self, request: Any) -> None:
        switch, ofproto = self.switch, self.ofproto
        capabilities = (
            ofproto.OFPC_FLOW_STATS | ofproto.OFPC_TABLE_STATS | ofproto.OFPC_PORT_STATS | ofproto.OFPC_STP
            | ofproto.OFPC_ARP_MATCH_IP
        )
        answer = ofproto.OFPSwitchFeatures(
            None,
            datapath_id=switch.dpid,
            n_buffers=switch.buffers.size,
            n_tables=1,
            capabilities=capabilities,
            actions=(1 << ofproto.OFPAT_ENQUEUE + 1) - 1,
            ports={number: self._port(port) for number, port in switch.ports.items()},
        )
        self.reply(request, answer)

    def _port(self, port: Port) -> Any:
        ofproto = self.ofproto
        state = ofproto.OFPPS_STP_BLOCK if port.blocked else ofproto.OFPPS_STP_FORWARD
        speed = self._features_of_link()
        return ofproto.OFPPhyPort(
            port.number, port.hw_addr, port.name.encode(), self._config(port),
            state if port.link_up else state | ofproto.OFPPS_LINK_DOWN, speed, port.advertised, speed, 0,
        )

    # -- flow entries (4.6) -------------------------------------------------------------------------------------

    def _entry(self, request: Any) -> FlowEntry:
        if request.flags & self.ofproto.OFPFF_EMERG:
            raise Refused('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_UNSUPPORTED')
        self._check_actions(request.actions)
        return FlowEntry(
            match_of_10(request.match, self.ofproto),
            request.priority,
            self.switch.clock(),
            Instructions(apply=tuple(request.actions)),
            stated=request.match,
            said=tuple(request.actions),
            rank=request.priority if request.match.wildcards & self.ofproto.OFPFW_ALL else ABOVE_ALL,
            cookie=request.cookie,
            flags=request.flags,
            idle_timeout=request.idle_timeout,
            hard_timeout=request.hard_timeout,
        )

    def _modify(self, request: Any) -> list[Removed]:
        """Where there is nothing to modify, a modification adds (4.6)."""
        strict = request.command == self.ofproto.OFPFC_MODIFY_STRICT
        selection = Selection(
            match_of_10(request.match, self.ofproto), request.priority if strict else None
        )
        if not self.switch.tables.modify(selection, self._entry(request), reset_counts=False, cookie=True):
            self._add(request)
        return []

    def _selection(self, request: Any, priority: int | None = None) -> Selection:
        table_id = getattr(request, 'table_id', ALL_TABLES)
        return Selection(
            match_of_10(request.match, self.ofproto),
            priority,
            None if table_id == ALL_TABLES else table_id,
            None if request.out_port == self.ofproto.OFPP_NONE else request.out_port,
        )

    def _flow_statistics(self, entry: FlowEntry) -> Any:
        return self.ofproto.OFPFlowStats(
            table_id=entry.table_id,
            match=entry.stated,
            hard_timeout=entry.hard_timeout,
            actions=list(entry.said),
            **self._counts(entry),
        )

    def flow_removed(self, entry: FlowEntry, reason: int) -> Message:
        """The message that tells that a flow entry is gone (5.4.2)."""
        return self.ofproto.OFPFlowRemoved(None, match=entry.stated, reason=reason, **self._counts(entry))

    # -- statistics (5.3.5) and packets (5.4.1) -----------------------------------------------------------------

    def _aggregate_stats(self, request: Any) -> None:
        self.reply(request, self.ofproto.OFPAggregateStatsReply(None, body=[self._aggregate(request)]))

    def _table_stats(self, request: Any) -> None:
        table = self.switch.tables[0]
        body = self.ofproto.OFPTableStats(
            0, b'table 0', self.ofproto.OFPFW_ALL, table.max_entries, len(table), table.lookup_count,
            table.matched_count,
        )
        self.reply(request, self.ofproto.OFPTableStatsReply(None, body=[body]))

    def packet_in(self, packet: Traversal, reason: int, buffer_id: int, data: bytes) -> Message:
        """The message that hands a packet to the controller (5.4.1)."""
        return self.ofproto.OFPPacketIn(
            None, buffer_id=buffer_id, total_len=len(packet.frame), in_port=packet.in_port, reason=reason, data=data
        )
