"""How a switch answers its controller, as far as every version of OpenFlow has it in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar

from ..openflow import version
from ..packet.ether_types import ETH_TYPE_8021AD, ETH_TYPE_8021Q
from ..wire import Message
from .buffers import NO_BUFFER
from .flowtable import FlowEntry
from .frame import SETTABLE
from .monitors import ADDED, MODIFIED
from .ports import Port
from .refused import Refused
from .tables import DELETE, Removed, Selection
from .traversal import ACTION, ACTIONS, INVALID_TTL, ORDER, PACKET_OUT, Traversal

if TYPE_CHECKING:
    from .switch import Switch

__all__ = ['Dialect', 'duration']

EXPERIMENTERS = 0xFFFF  # OFPAT_EXPERIMENTER, in 1.0 OFPAT_VENDOR
MOST_IN_A_PART = 0xFF00  # bytes of a multipart reply's body: a message has at most 65535

#: Whether the argument of an action is one that it can have.
IN_RANGE: Mapping[str, Callable[[Any], bool]] = {
    'OFPActionPushVlan': lambda action: action.ethertype in (ETH_TYPE_8021Q, ETH_TYPE_8021AD),
    'OFPActionVlanVid': lambda action: action.vlan_vid <= 0xFFF,
    'OFPActionVlanPcp': lambda action: action.vlan_pcp <= 7,
}


def duration(seconds: float) -> dict[str, int]:
    """The fields of a structure that say for how long something has existed."""
    whole = int(max(seconds, 0.0))
    return {'duration_sec': whole, 'duration_nsec': int((max(seconds, 0.0) - whole) * 1e9)}


class Dialect:
    """Reads and writes one version's messages for a switch; raises Refused for what the switch will not do.

    A version's subclass says how its structures differ; which method takes which message is a table, `HANDLERS`.
    """

    VERSION: ClassVar[int]
    MISS_TO_CONTROLLER: ClassVar[bool] = False
    SPARES_BPDUS: ClassVar[bool] = False  # NO_RECV does
    #: Name of OFPPC_* -> attribute of a port.
    PORT_CONFIG: ClassVar[Mapping[str, str]] = {
        'OFPPC_PORT_DOWN': 'down',
        'OFPPC_NO_RECV': 'no_recv',
        'OFPPC_NO_FWD': 'no_fwd',
        'OFPPC_NO_PACKET_IN': 'no_packet_in',
    }
    HANDLERS: ClassVar[Mapping[str, str]] = {
        'OFPFeaturesRequest': '_features',
        'OFPGetConfigRequest': '_get_config',
        'OFPSetConfig': '_set_config',
        'OFPPacketOut': '_packet_out',
        'OFPFlowMod': '_flow_mod',
        'OFPPortMod': '_port_mod',
        'OFPBarrierRequest': '_barrier',
        'OFPQueueGetConfigRequest': '_queue_config',
        'OFPDescStatsRequest': '_description',
        'OFPFlowStatsRequest': '_flow_stats',
        'OFPAggregateStatsRequest': '_aggregate_stats',
        'OFPTableStatsRequest': '_table_stats',
        'OFPPortStatsRequest': '_port_stats',
        'OFPQueueStatsRequest': '_queue_stats',
        'OFPErrorMsg': '_ignore',
        'OFPHello': '_ignore',
        'OFPEchoRequest': '_ignore',
        'OFPEchoReply': '_ignore',
    }

    def __init_subclass__(cls) -> None:
        """What the bases handle, a version handles too."""
        tables = [vars(base).get('HANDLERS', {}) for base in reversed(cls.__mro__)]
        cls.HANDLERS = {request: method for table in tables for request, method in table.items()}

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self.ofproto: Any = version(self.VERSION)
        self._commands: dict[int, Callable[[Any], list[Removed]]] = {
            self.ofproto.OFPFC_ADD: self._add,
            self.ofproto.OFPFC_MODIFY: self._modify,
            self.ofproto.OFPFC_MODIFY_STRICT: self._modify,
            self.ofproto.OFPFC_DELETE: self._delete,
            self.ofproto.OFPFC_DELETE_STRICT: self._delete,
        }

    @property
    def version(self) -> int:
        """The number of the OpenFlow version."""
        return self.VERSION

    def reset(self) -> None:
        """A controller has connected: what belongs to the connection begins anew."""

    def packet_in_reason(self, reason: int) -> int:
        """The version's number for a reason of 1.4 (7.4.1): before, all that actions do was one."""
        return min(reason, ACTION) if reason != INVALID_TTL else reason

    def wants(self, kind: str, reason: int) -> bool:
        """Whether the controller gets asynchronous messages of a kind for a reason (1.3.5, 6.3.4)."""
        return True

    def changed(self, event: int, entry: FlowEntry, reason: int = DELETE) -> None:
        """A flow entry was added, removed or modified (OFPFME_*)."""

    def tell_changes(self) -> None:
        """All changes of this moment are done: who watches flow entries is told."""

    def forget_changes(self) -> None:
        """The changes of this moment have not happened after all."""

    def triggered(self, entry: FlowEntry) -> None:
        """The counts of a flow entry have passed a threshold."""

    # -- answers ------------------------------------------------------------------------------------------------

    def handle(self, message: Any) -> None:
        """Do what a message says."""
        name = next((each.__name__ for each in type(message).__mro__ if each.__name__ in self.HANDLERS), None)
        if name is None:
            raise self._unknown(message)
        getattr(self, self.HANDLERS[name])(message)

    def _unknown(self, message: Any) -> Refused:
        names = {each.__name__ for each in type(message).__mro__}
        if {'OFPExperimenterStatsRequest', 'OFPVendorStatsRequest', 'OFPExperimenter', 'OFPVendor'} & names:
            return Refused('OFPET_BAD_REQUEST', 'OFPBRC_BAD_EXPERIMENTER', 'OFPBRC_BAD_VENDOR')
        if {'OFPMultipartRequest', 'OFPStatsRequest'} & names:
            return Refused('OFPET_BAD_REQUEST', 'OFPBRC_BAD_MULTIPART', 'OFPBRC_BAD_STAT')
        return Refused('OFPET_BAD_REQUEST', 'OFPBRC_BAD_TYPE')

    def reply(self, request: Message, answer: Any) -> None:
        """Answer a request: the answer has its transaction id."""
        answer.xid = request.xid
        self.switch.say(answer)

    def refuse(self, request: Any, refused: Refused) -> None:
        """Answer with an error that quotes the request (1.3.5, 7.4.4)."""
        code = next(getattr(self.ofproto, code) for code in refused.codes if hasattr(self.ofproto, code))
        kind = getattr(self.ofproto, refused.kind)
        quoted = (request.buf if request.buf is not None else request.encode())[:64]
        self.reply(request, self.ofproto.OFPErrorMsg(None, kind, code, quoted))

    def _reply_in_parts(self, request: Any, answer: Callable[..., Any], items: Iterable[Any]) -> None:
        """Answer with as many messages as the items need; all but the last say that more follow (1.3.5, 7.3.5)."""
        parts: list[list[Any]] = [[]]
        size = 0
        for item in items:
            size += len(item.encode())
            if size > MOST_IN_A_PART and parts[-1]:
                parts.append([])
                size = len(item.encode())
            parts[-1].append(item)
        for number, part in enumerate(parts, 1):
            self.reply(request, answer(None, flags=int(number < len(parts)), body=part))

    def _ignore(self, message: Any) -> None:
        """A message that asks nothing of a switch, or that its connection has answered."""

    def _get_config(self, request: Any) -> None:
        switch = self.switch
        self.reply(
            request,
            self.ofproto.OFPGetConfigReply(None, flags=switch.fragments, miss_send_len=switch.miss_send_len),
        )

    def _set_config(self, request: Any) -> None:
        self.switch.fragments, self.switch.miss_send_len = request.flags, request.miss_send_len

    def _barrier(self, request: Any) -> None:
        self.reply(request, self.ofproto.OFPBarrierReply(None))

    def _description(self, request: Any) -> None:
        body = self.ofproto.OFPDescStats(
            mfr_desc=b'Embedded network', hw_desc=b'Emulated switch', sw_desc=b'controller.emulator',
            serial_num=str(self.switch.dpid).encode(), dp_desc=self.switch.name.encode()[:255],
        )
        self.reply(request, self.ofproto.OFPDescStatsReply(None, body=body))

    # -- flow entries -------------------------------------------------------------------------------------------

    def _flow_mod(self, request: Any) -> None:
        """Change flow entries; then a buffered packet goes through the tables (1.3.5, 7.3.4.1)."""
        command = self._commands.get(request.command)
        if command is None:
            raise Refused('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_BAD_COMMAND')
        self.switch.removed(command(request))
        if request.buffer_id != NO_BUFFER and command != self._delete:
            frame, in_port = self.switch.buffers.take(request.buffer_id)
            Traversal(self.switch, frame, in_port).run()

    def _add(self, request: Any) -> list[Removed]:
        entry = self._entry(request)
        replaced = self.switch.tables.add(
            entry,
            check_overlap=bool(request.flags & self.ofproto.OFPFF_CHECK_OVERLAP),
            keep_counts=self._keeps_counts(request),
        )
        self.changed(ADDED if replaced is None else MODIFIED, entry)
        return []

    def _modify(self, request: Any) -> list[Removed]:
        raise NotImplementedError

    def _delete(self, request: Any) -> list[Removed]:
        strict = request.command == self.ofproto.OFPFC_DELETE_STRICT
        return self.switch.tables.delete(self._selection(request, request.priority if strict else None))

    def _keeps_counts(self, request: Any) -> bool:
        """Whether an entry that replaces another goes on with its counters."""
        return False

    def _entry(self, request: Any) -> FlowEntry:
        """The flow entry that a FLOW_MOD describes."""
        raise NotImplementedError

    def _selection(self, request: Any, priority: int | None = None) -> Selection:
        """The flow entries that a FLOW_MOD or a request for statistics concerns."""
        raise NotImplementedError

    def _counts(self, entry: FlowEntry) -> dict[str, int]:
        """What statistics and FLOW_REMOVED say alike of an entry."""
        return {
            'cookie': entry.cookie,
            'priority': entry.priority,
            'idle_timeout': entry.idle_timeout,
            'packet_count': entry.packet_count,
            'byte_count': entry.byte_count,
            **duration(self.switch.clock() - entry.created),
        }

    def reports_removal(self, entry: FlowEntry, reason: int) -> bool:
        """Whether the controller hears of an entry that is gone."""
        return bool(entry.flags & self.ofproto.OFPFF_SEND_FLOW_REM) and self.wants('flow_removed', reason)

    def _flow_stats(self, request: Any) -> None:
        entries = self.switch.tables.select(self._selection(request))
        self._reply_in_parts(request, self.ofproto.OFPFlowStatsReply, map(self._flow_statistics, entries))

    def _flow_statistics(self, entry: FlowEntry) -> Any:
        raise NotImplementedError

    def _aggregate(self, request: Any) -> Any:
        entries = self.switch.tables.select(self._selection(request))
        return self.ofproto.OFPAggregateStats(
            packet_count=sum(entry.packet_count for entry in entries),
            byte_count=sum(entry.byte_count for entry in entries),
            flow_count=len(entries),
        )

    # -- packets and actions ------------------------------------------------------------------------------------

    def _packet_out(self, request: Any) -> None:
        """Send a packet, from a buffer or from the message, through actions (1.3.5, 7.3.7)."""
        self._check_actions(request.actions, packet_out=True)
        in_port = self._packet_out_port(request)
        if request.buffer_id == NO_BUFFER:
            frame = self.switch.packet_out(request.data)
        else:
            frame, _ = self.switch.buffers.take(request.buffer_id)
        packet = Traversal(self.switch, frame, in_port)
        packet.reason = PACKET_OUT
        packet.apply(request.actions)

    def _packet_out_port(self, request: Any) -> int:
        """The port by which the packet is said to have come in."""
        return request.in_port

    def _check_actions(self, actions: Iterable[Any], packet_out: bool = False) -> None:
        """Refuse actions that this switch cannot do, or never."""
        for action in actions:
            name = type(action).__name__
            if name not in ACTIONS:
                raise self._unknown_action(action)
            if name in ('OFPActionOutput', 'OFPActionEnqueue'):
                self._check_port(action.port, packet_out)
            elif name == 'OFPActionGroup' and action.group_id not in self.switch.groups:
                raise Refused('OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_GROUP')
            elif name == 'OFPActionSetField' and action.key not in SETTABLE:
                raise Refused('OFPET_BAD_ACTION', 'OFPBAC_BAD_SET_TYPE')
            elif name in IN_RANGE and not IN_RANGE[name](action):
                raise Refused('OFPET_BAD_ACTION', 'OFPBAC_BAD_ARGUMENT')

    def _action_set(self, actions: list[Any]) -> tuple[Any, ...]:
        """Actions that can stand in an action set (1.3.5, 5.10); raises Refused."""
        if any(type(action).__name__ not in ORDER for action in actions):
            raise Refused('OFPET_BAD_ACTION', 'OFPBAC_UNSUPPORTED_ORDER')
        return tuple(actions)

    @staticmethod
    def _unknown_action(action: Any) -> Refused:
        if action.type == EXPERIMENTERS:
            return Refused('OFPET_BAD_ACTION', 'OFPBAC_BAD_EXPERIMENTER', 'OFPBAC_BAD_VENDOR')
        return Refused('OFPET_BAD_ACTION', 'OFPBAC_BAD_TYPE')

    def _check_port(self, port_no: int, packet_out: bool) -> None:
        """A port that does not exist is no output, nor is the table outside PACKET_OUT (1.3.5, 4.5)."""
        ofproto = self.ofproto
        reserved = ('IN_PORT', 'NORMAL', 'FLOOD', 'ALL', 'CONTROLLER', 'LOCAL', *(('TABLE',) if packet_out else ()))
        if port_no not in self.switch.ports and port_no not in {getattr(ofproto, f'OFPP_{name}') for name in reserved}:
            raise Refused('OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_PORT')

    # -- ports --------------------------------------------------------------------------------------------------

    def _port_mod(self, request: Any) -> None:
        port = self.switch.ports.get(request.port_no)
        if port is None:
            raise Refused('OFPET_PORT_MOD_FAILED', 'OFPPMFC_BAD_PORT')
        if request.hw_addr != port.hw_addr:
            raise Refused('OFPET_PORT_MOD_FAILED', 'OFPPMFC_BAD_HW_ADDR')
        before = self._config(port)
        for name, attribute in self.PORT_CONFIG.items():
            if request.mask & getattr(self.ofproto, name):
                setattr(port, attribute, bool(request.config & getattr(self.ofproto, name)))
        port.advertised = self._advertised(request) or port.advertised
        if self._config(port) != before:
            self.switch.port_changed(port)

    def _advertised(self, request: Any) -> int:
        """What a port is to advertise from now on, 0 for no change."""
        return request.advertise

    def _config(self, port: Port) -> int:
        """The bits of OFPPC_* that are set for a port."""
        names = (name for name, attribute in self.PORT_CONFIG.items() if getattr(port, attribute))
        return sum(getattr(self.ofproto, name) for name in names)

    def _features_of_link(self) -> int:
        return self.ofproto.OFPPF_10GB_FD | self.ofproto.OFPPF_COPPER

    def _some_ports(self, port_no: int) -> list[Port]:
        """The port that a request names, or all."""
        if port_no == self._any_port():
            return list(self.switch.ports.values())
        return [port for port in self.switch.ports.values() if port.number == port_no]

    def _any_port(self) -> int:
        """The number that stands for every port."""
        raise NotImplementedError

    def _port_stats(self, request: Any) -> None:
        self._reply_in_parts(
            request, self.ofproto.OFPPortStatsReply, map(self._port_statistics, self._some_ports(request.port_no))
        )

    def _port_statistics(self, port: Port) -> Any:
        nothing = dict.fromkeys(
            ('rx_errors', 'tx_errors', 'rx_frame_err', 'rx_over_err', 'rx_crc_err', 'collisions'), 0
        )
        return self.ofproto.OFPPortStats(port_no=port.number, **vars(port.counters), **nothing, **self._age(port))

    def _age(self, port: Port) -> dict[str, int]:
        """What a version says of how long a port has existed."""
        return {}

    def port_status(self, reason: int, port: Port) -> Message:
        """The message that tells how a port is."""
        return self.ofproto.OFPPortStatus(None, reason=reason, desc=self._port(port))

    def _port(self, port: Port) -> Any:
        raise NotImplementedError

    # -- queues: ports have none, and send at once --------------------------------------------------------------

    def _queue_stats(self, request: Any) -> None:
        self._check_queue(request)
        self.reply(request, self.ofproto.OFPQueueStatsReply(None, body=[]))

    def _check_queue(self, request: Any) -> None:
        self._check_queue_port(request.port_no, self.ofproto.OFPP_ALL, self._any_port())
        if request.queue_id != self.ofproto.OFPQ_ALL:
            raise Refused('OFPET_QUEUE_OP_FAILED', 'OFPQOFC_BAD_QUEUE')

    def _queue_config(self, request: Any) -> None:
        self._check_queue_port(request.port, self._any_port())
        self.reply(request, self.ofproto.OFPQueueGetConfigReply(None, port=request.port, queues=[]))

    def _check_queue_port(self, port_no: int, *all_ports: int) -> None:
        if port_no not in chain(self.switch.ports, all_ports):
            raise Refused('OFPET_QUEUE_OP_FAILED', 'OFPQOFC_BAD_PORT')

    # -- what a version writes in its own way -------------------------------------------------------------------

    def packet_in(self, packet: Traversal, reason: int, buffer_id: int, data: bytes) -> Message:
        """The message that hands a packet to the controller."""
        raise NotImplementedError

    def flow_removed(self, entry: FlowEntry, reason: int) -> Message:
        """The message that tells that a flow entry is gone."""
        raise NotImplementedError
