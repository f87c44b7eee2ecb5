"""One packet's way through a switch: tables, actions, groups, ports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from .flowtable import FlowEntry, Instructions
from .frame import VLAN_PRESENT, Frame, number_of
from .groups import FAST_FAILOVER, SELECT, Bucket, Group
from .meters import DROP, remarked

if TYPE_CHECKING:
    from .switch import Switch

__all__ = ['ACTIONS', 'ORDER', 'Traversal']

#: Why a packet goes to the controller (OFPR_*), with the numbers of 1.4, which told apart what actions do.
NO_MATCH, ACTION, INVALID_TTL, ACTION_SET, GROUP, PACKET_OUT = range(6)

NO_COOKIE = 0xFFFFFFFFFFFFFFFF  # of a packet that no flow entry has sent (1.3.5, 7.4.1)

MOST_COPIES = 4096  # of one packet in the groups of one switch: groups of groups multiply
DEEPEST = 32  # groups within one another; in deeper ones a packet is dropped

#: The order in which an action set is executed (1.3.5, 5.10); outputs are last.
ORDER: Final = (
    'OFPActionCopyTtlIn',
    'OFPActionPopVlan',
    'OFPActionPushVlan',
    'OFPActionCopyTtlOut',
    'OFPActionDecNwTtl',
    'OFPActionSetNwTtl',
    'OFPActionSetField',
    'OFPActionCopyField',
    'OFPActionMeter',
    'OFPActionSetQueue',
    'OFPActionGroup',
    'OFPActionOutput',
)
_RANK = {name: rank for rank, name in enumerate(ORDER)}


def in_order(actions: Iterable[Any]) -> list[Any]:
    """The actions of a set in the order of the specification; with a group, an output is not executed (5.10)."""
    ordered = sorted(actions, key=lambda action: _RANK[type(action).__name__])
    if any(type(action).__name__ == 'OFPActionGroup' for action in ordered):
        return [action for action in ordered if type(action).__name__ != 'OFPActionOutput']
    return ordered


class Traversal:
    """A packet on its way: `frame` is what the actions so far have made of it.

    `alive` turns False when an action drops it. What leaves the switch is handed to `switch`.
    """

    def __init__(self, switch: Switch, frame: Frame, in_port: int) -> None:
        self.switch = switch
        self.frame = frame
        self.in_port = in_port
        self.metadata = 0
        self.action_set: dict[Any, Any] = {}
        self.entry: FlowEntry | None = None
        self.table_id = 0
        self.alive = True
        self.reason = ACTION  # why an output would hand it to the controller now
        self._copies = count()  # shared by all copies of a packet
        self._depth = 0  # groups that the packet is in

    def fields(self) -> Mapping[str, int]:
        """What flow entries match: the frame's fields and the pipeline's."""
        return {
            **self.frame.fields, 'in_port': self.in_port, 'in_phy_port': self.in_port, 'metadata': self.metadata,
            'packet_type': 0,  # Ethernet (1.5.1, 7.2.3.11)
        }

    def run(self) -> None:
        """Through the tables, from the first on, then the action set."""
        table_id: int | None = 0
        while table_id is not None and self.alive:
            self.table_id = table_id
            self.entry = self.switch.tables[table_id].lookup(self.fields())
            if self.entry is None:
                self.switch.missed(self)
                return
            self.entry.count(len(self.frame), self.switch.clock())
            self._trigger(self.entry)
            self._execute(self.entry.instructions)
            table_id = self.entry.instructions.goto
        if self.alive:
            self.reason = ACTION_SET
            self.apply(in_order(self.action_set.values()))

    def _trigger(self, entry: FlowEntry) -> None:
        trigger = entry.instructions.trigger
        if trigger is not None and self.switch.dialect is not None and trigger.passed(entry, len(self.frame)):
            self.switch.dialect.triggered(entry)

    def _execute(self, instructions: Instructions) -> None:
        """The instructions of an entry in the order of the specification (1.3.5, 5.9)."""
        if instructions.meter is not None:
            self.through_meter(instructions.meter)
        self.apply(instructions.apply)
        if instructions.clear:
            self.action_set.clear()
        for action in instructions.write:
            self.action_set[type(action).__name__, getattr(action, 'key', None)] = action
        if instructions.metadata is not None:
            value, mask = instructions.metadata
            self.metadata = self.metadata & ~mask | value & mask

    def apply(self, actions: Iterable[Any]) -> None:
        """Execute a list of actions, in its order."""
        for action in actions:
            if not self.alive:
                return
            ACTIONS[type(action).__name__](self, action)

    # -- ports --------------------------------------------------------------------------------------------------

    def output(self, port_no: int, max_len: int) -> None:
        """Send the packet, as it is now, out of a port or a reserved one (1.3.5, 4.5)."""
        if port_no in self.switch.ports:
            if port_no != self.in_port:  # the port it came in by has to be said as IN_PORT
                self.switch.transmit(port_no, self.frame)
            return
        ofproto = self.switch.ofproto
        if port_no == ofproto.OFPP_CONTROLLER:
            miss = self.entry is not None and self.entry.is_table_miss
            self.switch.packet_in(self, NO_MATCH if miss else self.reason, max_len)
        elif port_no == ofproto.OFPP_FLOOD:
            self._flood()
        elif port_no == ofproto.OFPP_ALL:
            self._to_all()
        elif port_no == ofproto.OFPP_IN_PORT:
            self.switch.transmit(self.in_port, self.frame)
        elif port_no == ofproto.OFPP_NORMAL:
            self._to_where_learned()
        elif port_no == ofproto.OFPP_TABLE:
            Traversal(self.switch, self.frame, self.in_port).run()

    def _flood(self) -> None:
        for port in self.switch.ports.values():
            if port.floods and port.number != self.in_port:
                self.switch.transmit(port.number, self.frame)

    def _to_all(self) -> None:
        for number in self.switch.ports:
            if number != self.in_port:
                self.switch.transmit(number, self.frame)

    def _to_where_learned(self) -> None:
        """OFPP_NORMAL: an Ethernet switch that learns addresses."""
        fields = self.frame.fields
        port_no = self.switch.learn(fields.get('eth_src'), fields.get('eth_dst'), self.in_port)
        if port_no is None:
            self._flood()
        elif port_no != self.in_port:
            self.switch.transmit(port_no, self.frame)

    @property
    def cookie(self) -> int:
        """The cookie of the flow entry that the packet has hit."""
        return self.entry.cookie if self.entry is not None else NO_COOKIE

    # -- groups (1.3.5, 5.6.1) ----------------------------------------------------------------------------------

    def to_group(self, group_id: int) -> None:
        """Hand the packet to a group: each chosen bucket gets a copy."""
        if group_id not in self.switch.groups:
            return
        group = self.switch.groups[group_id]
        size = len(self.frame)
        group.packet_count += 1
        group.byte_count += size
        for bucket in self._chosen(group):
            if self._depth >= DEEPEST or next(self._copies) >= MOST_COPIES:
                return
            bucket.packet_count += 1
            bucket.byte_count += size
            copied = copy(self)
            copied._depth += 1
            copied.reason = GROUP
            copied.apply(in_order(bucket.actions))

    def _chosen(self, group: Group) -> list[Bucket]:
        if group.type == SELECT:
            bucket = group.weighted(self._flow_number())
        elif group.type == FAST_FAILOVER:
            live = {number: port.live for number, port in self.switch.ports.items()}
            bucket = self.switch.groups.live_bucket(group, live)
        else:
            return group.buckets
        return [bucket] if bucket else []

    def _flow_number(self) -> int:
        """A number that is the same for all packets of a conversation in one direction."""
        return crc32(repr(sorted(self.frame.fields.items())).encode())

    # -- meters (1.3.5, 5.7) -------------------------------------------------------------------------------------

    def through_meter(self, meter_id: int) -> None:
        """Send the packet through a meter, if there is one: what is too fast is dropped, or loses precedence."""
        meter = self.switch.meters.get(meter_id)
        band = meter.measure(len(self.frame), self.switch.clock()) if meter else None
        if band is None:
            return
        if band.type == DROP:
            self.alive = False
        elif 'ip_dscp' in self.frame.fields:
            self.set_field('ip_dscp', remarked(self.frame.fields['ip_dscp'], band.prec_level))

    # -- changes ------------------------------------------------------------------------------------------------

    def set_time_to_live(self, value: int) -> None:
        """Set the time to live, if there is one."""
        if self.frame.time_to_live is not None:
            self.frame = self.frame.with_time_to_live(value)

    def decrement_time_to_live(self) -> None:
        """Lower the time to live; a packet whose time is over goes to the controller instead (1.3.5, 5.12)."""
        value = self.frame.time_to_live
        if value is None:
            return
        if value <= 1:
            self.alive = False
            self.switch.packet_in(self, INVALID_TTL, self.switch.miss_send_len)
        else:
            self.frame = self.frame.with_time_to_live(value - 1)

    def set_field(self, name: str, value: int) -> None:
        """Set a header field, if the frame has it."""
        if name in self.frame.fields:
            self.frame = self.frame.with_field(name, value)

    def copy_field(self, source: str, target: str, bits: int, source_offset: int, target_offset: int) -> None:
        """Copy bits from one header field to another, if the frame has both (1.5.1, 7.2.6.11)."""
        fields = self.frame.fields
        if source in fields and target in fields:
            mask = (1 << bits) - 1
            copied = fields[source] >> source_offset & mask
            self.set_field(target, fields[target] & ~(mask << target_offset) | copied << target_offset)

    def tag(self, name: str, value: int) -> None:
        """Set a field of the VLAN tag, of a new one if need be (1.0.1, 5.2.4)."""
        if not self.frame.fields['vlan_vid'] & VLAN_PRESENT:
            self.frame = self.frame.with_tag()
        self.set_field(name, value)

    def set_transport_port(self, end: str, value: int) -> None:
        """Set the port of TCP or UDP, whichever it is (1.0.1, 5.2.4)."""
        for protocol in ('tcp', 'udp'):
            self.set_field(f'{protocol}_{end}', value)


def _mac(octets: bytes) -> int:
    return int.from_bytes(octets, 'big')


def _push_vlan(packet: Traversal, action: Any) -> None:
    packet.frame = packet.frame.with_tag(action.ethertype)


def _pop_vlan(packet: Traversal, action: Any) -> None:
    packet.frame = packet.frame.without_tag()


def _nothing(packet: Traversal, action: Any) -> None:
    """An action without effect here: no queue is slower than another, and there is one header with a TTL."""


#: What each action does, by the name of its structure in the tables of 1.0 and of later versions.
ACTIONS: Final[Mapping[str, Callable[[Traversal, Any], None]]] = {
    'OFPActionOutput': lambda packet, action: packet.output(action.port, action.max_len),
    'OFPActionEnqueue': lambda packet, action: packet.output(action.port, 0),
    'OFPActionSetDlSrc': lambda packet, action: packet.set_field('eth_src', _mac(action.dl_addr)),
    'OFPActionSetDlDst': lambda packet, action: packet.set_field('eth_dst', _mac(action.dl_addr)),
    'OFPActionSetNwSrc': lambda packet, action: packet.set_field('ipv4_src', action.nw_addr),
    'OFPActionSetNwDst': lambda packet, action: packet.set_field('ipv4_dst', action.nw_addr),
    'OFPActionSetNwTos': lambda packet, action: packet.set_field('ip_dscp', action.tos >> 2),
    'OFPActionSetTpSrc': lambda packet, action: packet.set_transport_port('src', action.tp),
    'OFPActionSetTpDst': lambda packet, action: packet.set_transport_port('dst', action.tp),
    'OFPActionVlanVid': lambda packet, action: packet.tag('vlan_vid', action.vlan_vid),
    'OFPActionVlanPcp': lambda packet, action: packet.tag('vlan_pcp', action.vlan_pcp),
    'OFPActionStripVlan': _pop_vlan,
    'OFPActionGroup': lambda packet, action: packet.to_group(action.group_id),
    'OFPActionSetField': lambda packet, action: packet.set_field(action.key, number_of(action.key, action.value)),
    'OFPActionCopyField': lambda packet, action: packet.copy_field(
        action.oxm_ids[0].type, action.oxm_ids[1].type, action.n_bits, action.src_offset, action.dst_offset
    ),
    'OFPActionMeter': lambda packet, action: packet.through_meter(action.meter_id),
    'OFPActionPushVlan': _push_vlan,
    'OFPActionPopVlan': _pop_vlan,
    'OFPActionSetNwTtl': lambda packet, action: packet.set_time_to_live(action.nw_ttl),
    'OFPActionDecNwTtl': lambda packet, action: packet.decrement_time_to_live(),
    'OFPActionCopyTtlIn': _nothing,
    'OFPActionCopyTtlOut': _nothing,
    'OFPActionSetQueue': _nothing,
}
