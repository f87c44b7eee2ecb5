"""How a switch speaks OpenFlow 1.3; section numbers are those of specification 1.3.5."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..openflow import OF13
from ..wire import Message
from .bundle_handlers import BundleHandlers
from .dialect import duration
from .features import table_features
from .flowtable import FlowEntry, Instructions
from .group_handlers import GroupHandlers
from .match import match_of_oxm
from .meter_handlers import MeterHandlers
from .monitors import MODIFIED
from .ports import Port
from .refused import Refused
from .tables import Removed, Selection
from .traversal import Traversal

__all__ = ['Dialect13']

LINK_SPEED = 10_000_000  # kbit/s

#: Reasons of asynchronous messages that a channel gets unless it chooses (6.3.4): as master or equal, as slave.
USUAL_REASONS: Final = {'packet_in': (0b011, 0), 'port_status': (0b111, 0b111), 'flow_removed': (0b1111, 0)}

#: What a slave may not ask for (6.3.4).
NOT_FOR_SLAVES = frozenset({
    'OFPPacketOut', 'OFPFlowMod', 'OFPGroupMod', 'OFPPortMod', 'OFPTableMod', 'OFPMeterMod',
    'ONFBundleCtrlMsg', 'ONFBundleAddMsg', 'OFPBundleCtrlMsg', 'OFPBundleAddMsg',
})


class Dialect13(BundleHandlers, GroupHandlers, MeterHandlers):
    """OpenFlow 1.3: several tables, groups, meters, roles; a packet that no entry takes is dropped."""

    VERSION = OF13
    USUAL_REASONS: Mapping[str, tuple[int, int]] = USUAL_REASONS
    HANDLERS = {
        'OFPTableMod': '_table_mod',
        'OFPRoleRequest': '_role',
        'OFPGetAsyncRequest': '_get_async',
        'OFPSetAsync': '_set_async',
        'OFPPortDescStatsRequest': '_port_description',
        'OFPTableFeaturesStatsRequest': '_table_features',
    }

    def __init__(self, switch: Any) -> None:
        super().__init__(switch)
        self.generation_id: int | None = None
        self.reset()

    def reset(self) -> None:
        """A controller is an equal at first, and gets what is usual."""
        super().reset()
        self.role = self.ofproto.OFPCR_ROLE_EQUAL
        self.reasons: dict[str, tuple[int, ...]] = dict(self.USUAL_REASONS)

    def _any_port(self) -> int:
        return self.ofproto.OFPP_ANY

    def handle(self, message: Any) -> None:
        """Do what a message says."""
        if self._is_slave and type(message).__name__ in NOT_FOR_SLAVES:
            raise Refused('OFPET_BAD_REQUEST', 'OFPBRC_IS_SLAVE')
        super().handle(message)

    def refuse(self, request: Any, refused: Refused) -> None:
        """Answer with an error; what 1.4 calls a bundle's is one of the ONF before (EXT-230)."""
        ofproto = self.ofproto
        if hasattr(ofproto, refused.kind):
            super().refuse(request, refused)
            return
        name = refused.codes[0].removeprefix('OFPBFC_')
        code = getattr(ofproto, f'ONFERR_ET_{"FAILED" if name == "MSG_FAILED" else name}')
        quoted = (request.buf if request.buf is not None else request.encode())[:64]
        self.reply(request, ofproto.OFPErrorMsg(
            None, ofproto.OFPET_EXPERIMENTER, exp_type=code, experimenter=ofproto.ONF_EXPERIMENTER_ID, data=quoted
        ))

    def _features(self, request: Any) -> None:
        switch = self.switch
        answer = self.ofproto.OFPSwitchFeatures(
            None,
            datapath_id=switch.dpid,
            n_buffers=switch.buffers.size,
            n_tables=len(switch.tables),
            auxiliary_id=0,
            capabilities=self._capabilities(),
        )
        self.reply(request, answer)

    def _capabilities(self) -> int:
        ofproto = self.ofproto
        return (
            ofproto.OFPC_FLOW_STATS | ofproto.OFPC_TABLE_STATS | ofproto.OFPC_PORT_STATS | ofproto.OFPC_GROUP_STATS
            | ofproto.OFPC_PORT_BLOCKED
        )

    def _set_config(self, request: Any) -> None:
        if request.flags & ~self.ofproto.OFPC_FRAG_MASK:
            raise Refused('OFPET_SWITCH_CONFIG_FAILED', 'OFPSCFC_BAD_FLAGS')
        super()._set_config(request)

    # -- roles and asynchronous messages (6.3.4) ----------------------------------------------------------------

    @property
    def _is_slave(self) -> bool:
        return bool(self.role == self.ofproto.OFPCR_ROLE_SLAVE)

    def wants(self, kind: str, reason: int) -> bool:
        """Whether the controller, in its role, gets asynchronous messages of a kind for a reason."""
        return bool(self.reasons[kind][self._is_slave] >> reason & 1)

    def _role(self, request: Any) -> None:
        ofproto = self.ofproto
        if request.role in (ofproto.OFPCR_ROLE_MASTER, ofproto.OFPCR_ROLE_SLAVE):
            if self.generation_id is not None and (request.generation_id - self.generation_id) % 2**64 >= 2**63:
                raise Refused('OFPET_ROLE_REQUEST_FAILED', 'OFPRRFC_STALE')
            self.generation_id = request.generation_id
        elif request.role not in (ofproto.OFPCR_ROLE_NOCHANGE, ofproto.OFPCR_ROLE_EQUAL):
            raise Refused('OFPET_ROLE_REQUEST_FAILED', 'OFPRRFC_BAD_ROLE')
        if request.role != ofproto.OFPCR_ROLE_NOCHANGE:
            self.role = request.role
        known = 2**64 - 1 if self.generation_id is None else self.generation_id
        self.reply(request, self._role_reply(self.role, known))

    def _role_reply(self, role: int, generation_id: int) -> Message:
        return self.ofproto.OFPRoleReply(None, role=role, generation_id=generation_id)

    def _get_async(self, request: Any) -> None:
        masks = {f'{kind}_mask': list(reasons) for kind, reasons in self.reasons.items()}
        self.reply(request, self.ofproto.OFPGetAsyncReply(None, **masks))

    def _set_async(self, request: Any) -> None:
        self.reasons = {kind: tuple(getattr(request, f'{kind}_mask')) for kind in self.reasons}

    # -- flow entries (6.4) -------------------------------------------------------------------------------------

    def _keeps_counts(self, request: Any) -> bool:
        return not request.flags & self.ofproto.OFPFF_RESET_COUNTS

    def _entry(self, request: Any) -> FlowEntry:
        if request.table_id >= len(self.switch.tables):
            raise Refused('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_BAD_TABLE_ID')
        if request.flags & ~0b11111:
            raise Refused('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_BAD_FLAGS')
        return FlowEntry(
            match_of_oxm(request.match),
            request.priority,
            self.switch.clock(),
            self._instructions(request.instructions, request.table_id),
            stated=request.match,
            said=tuple(request.instructions),
            cookie=request.cookie,
            flags=request.flags,
            idle_timeout=request.idle_timeout,
            hard_timeout=request.hard_timeout,
            table_id=request.table_id,
        )

    def _instructions(self, instructions: list[Any], table_id: int) -> Instructions:
        """What the instructions of a flow entry in this table say (5.9); raises Refused."""
        ofproto = self.ofproto
        said: dict[str, Any] = {}
        for each in instructions:
            name = type(each).__name__
            if name == 'OFPInstructionActions':
                self._check_actions(each.actions)
                if each.type == ofproto.OFPIT_APPLY_ACTIONS:
                    said['apply'] = tuple(each.actions)
                elif each.type == ofproto.OFPIT_WRITE_ACTIONS:
                    said['write'] = self._action_set(each.actions)
                else:
                    said['clear'] = True
            elif name == 'OFPInstructionGotoTable':
                if not table_id < each.table_id < len(self.switch.tables):
                    raise Refused('OFPET_BAD_INSTRUCTION', 'OFPBIC_BAD_TABLE_ID')
                said['goto'] = each.table_id
            elif name == 'OFPInstructionWriteMetadata':
                said['metadata'] = each.metadata, each.metadata_mask
            elif name == 'OFPInstructionMeter':
                if each.meter_id not in self.switch.meters:
                    raise Refused('OFPET_METER_MOD_FAILED', 'OFPMMFC_INVALID_METER')
                said['meter'] = each.meter_id
            else:
                raise Refused('OFPET_BAD_INSTRUCTION', 'OFPBIC_UNKNOWN_INST')
        return Instructions(**said)

    def _modify(self, request: Any) -> list[Removed]:
        """Where there is nothing to modify, nothing happens."""
        strict = request.command == self.ofproto.OFPFC_MODIFY_STRICT
        modified = self.switch.tables.modify(
            self._selection(request, request.priority if strict else None, filtered=False),
            self._entry(request),
            reset_counts=not self._keeps_counts(request),
            cookie=False,
        )
        for entry in modified:
            self.changed(MODIFIED, entry)
        return []

    def _selection(self, request: Any, priority: int | None = None, filtered: bool = True) -> Selection:
        """Only deletions and statistics are filtered by output (6.4)."""
        ofproto, table_id = self.ofproto, request.table_id
        if table_id != ofproto.OFPTT_ALL and table_id >= len(self.switch.tables):
            kind = 'OFPET_FLOW_MOD_FAILED' if hasattr(request, 'command') else 'OFPET_BAD_REQUEST'
            raise Refused(kind, 'OFPFMFC_BAD_TABLE_ID' if hasattr(request, 'command') else 'OFPBRC_BAD_TABLE_ID')
        return Selection(
            match_of_oxm(request.match),
            priority,
            None if table_id == ofproto.OFPTT_ALL else table_id,
            request.out_port if filtered and request.out_port != ofproto.OFPP_ANY else None,
            request.out_group if filtered and request.out_group != ofproto.OFPG_ANY else None,
            request.cookie,
            request.cookie_mask,
        )

    def _flow_statistics(self, entry: FlowEntry) -> Any:
        return self.ofproto.OFPFlowStats(
            table_id=entry.table_id,
            hard_timeout=entry.hard_timeout,
            flags=entry.flags,
            match=entry.stated,
            instructions=list(entry.said),
            **self._counts(entry),
        )

    def _counts(self, entry: FlowEntry) -> dict[str, int]:
        """An entry may have asked not to be counted (7.3.4.1); all ones stand for what is not counted."""
        counts = super()._counts(entry)
        if entry.flags & self.ofproto.OFPFF_NO_PKT_COUNTS:
            counts['packet_count'] = 2**64 - 1
        if entry.flags & self.ofproto.OFPFF_NO_BYT_COUNTS:
            counts['byte_count'] = 2**64 - 1
        return counts

    def flow_removed(self, entry: FlowEntry, reason: int) -> Message:
        """The message that tells that a flow entry is gone (7.4.2)."""
        return self.ofproto.OFPFlowRemoved(
            None,
            reason=reason,
            table_id=entry.table_id,
            hard_timeout=entry.hard_timeout,
            match=entry.stated,
            **self._counts(entry),
        )

    def _aggregate_stats(self, request: Any) -> None:
        self.reply(request, self.ofproto.OFPAggregateStatsReply(None, body=self._aggregate(request)))

    # -- tables -------------------------------------------------------------------------------------------------

    def _table_mod(self, request: Any) -> None:
        if request.table_id != self.ofproto.OFPTT_ALL and request.table_id >= len(self.switch.tables):
            raise Refused('OFPET_TABLE_MOD_FAILED', 'OFPTMFC_BAD_TABLE')
        if request.config & ~self.ofproto.OFPTC_DEPRECATED_MASK:
            raise Refused('OFPET_TABLE_MOD_FAILED', 'OFPTMFC_BAD_CONFIG')

    def _table_stats(self, request: Any) -> None:
        rows = (
            self.ofproto.OFPTableStats(table.table_id, len(table), table.lookup_count, table.matched_count)
            for table in self.switch.tables.tables
        )
        self._reply_in_parts(request, self.ofproto.OFPTableStatsReply, rows)

    def _table_features(self, request: Any) -> None:
        if request.body:
            raise Refused('OFPET_TABLE_FEATURES_FAILED', 'OFPTFFC_EPERM')
        tables = self.switch.tables
        rows = (table_features(self.ofproto, table, len(tables)) for table in tables.tables)
        self._reply_in_parts(request, self.ofproto.OFPTableFeaturesStatsReply, rows)

    # -- ports and packets --------------------------------------------------------------------------------------

    def _port_description(self, request: Any) -> None:
        self._reply_in_parts(
            request, self.ofproto.OFPPortDescStatsReply, map(self._port, self.switch.ports.values())
        )

    def _port(self, port: Port) -> Any:
        ofproto, speed = self.ofproto, self._features_of_link()
        return ofproto.OFPPort(
            port_no=port.number, hw_addr=port.hw_addr, name=port.name.encode(), config=self._config(port),
            state=self._state(port), curr=speed, advertised=port.advertised, supported=speed, peer=0,
            curr_speed=LINK_SPEED, max_speed=LINK_SPEED,
        )

    def _state(self, port: Port) -> int:
        """The bits of OFPPS_* that are set for a port."""
        ofproto = self.ofproto
        return (
            (not port.link_up) * ofproto.OFPPS_LINK_DOWN | port.blocked * ofproto.OFPPS_BLOCKED
            | port.live * ofproto.OFPPS_LIVE
        )

    def _age(self, port: Port) -> dict[str, int]:
        return duration(self.switch.clock() - port.since)

    def packet_in(self, packet: Traversal, reason: int, buffer_id: int, data: bytes) -> Message:
        """The message that hands a packet to the controller (7.4.1)."""
        fields = {'in_port': packet.in_port, **({'metadata': packet.metadata} if packet.metadata else {})}
        return self.ofproto.OFPPacketIn(
            None,
            buffer_id=buffer_id,
            total_len=len(packet.frame),
            reason=reason,
            table_id=packet.table_id,
            cookie=packet.cookie,
            match=self.ofproto.OFPMatch(**fields),
            data=data,
        )
