"""How a switch speaks OpenFlow 1.5; section numbers are those of specification 1.5.1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from ..openflow import OF15
from ..wire import Message
from .dialect_1_4 import USUAL_REASONS, Dialect14
from .flowtable import FlowEntry, Instructions, Trigger
from .frame import FIELDS, SETTABLE
from .groups import FAST_FAILOVER, Bucket, Group
from .refused import Refused

__all__ = ['Dialect15']

TRIGGERS: Final = frozenset({'packet_count', 'byte_count'})  # thresholds that the switch watches


class Dialect15(Dialect14):
    """OpenFlow 1.5: extensible statistics, buckets with numbers, meters as actions, copied fields, triggers."""

    VERSION = OF15
    USUAL_REASONS = USUAL_REASONS | {'flow_stats': (0b11, 0), 'cont_status': (0b1111111, 0b1111111)}
    HANDLERS = {
        'OFPFlowDescStatsRequest': '_flow_descriptions',
        'OFPMeterDescStatsRequest': '_meter_descriptions',
        'OFPControllerStatusStatsRequest': '_controllers',
        'OFPBundleFeaturesStatsRequest': '_bundle_features',
    }

    def _capabilities(self) -> int:
        return super()._capabilities() | self.ofproto.OFPC_BUNDLES | self.ofproto.OFPC_FLOW_MONITORING

    # -- flow entries (6.4) -------------------------------------------------------------------------------------

    def _statistics(self, entry: FlowEntry) -> Any:
        """What an entry has seen (7.2.4.4); what it asked not to be counted is left out."""
        ofproto, now = self.ofproto, self.switch.clock()
        fields: dict[str, Any] = {'duration': _time(now - entry.created), 'idle_time': _time(now - entry.used)}
        if not entry.flags & ofproto.OFPFF_NO_PKT_COUNTS:
            fields['packet_count'] = entry.packet_count
        if not entry.flags & ofproto.OFPFF_NO_BYT_COUNTS:
            fields['byte_count'] = entry.byte_count
        return ofproto.OFPStats(**fields)

    def _flow_descriptions(self, request: Any) -> None:
        entries = self.switch.tables.select(self._selection(request))
        self._reply_in_parts(request, self.ofproto.OFPFlowDescStatsReply, map(self._flow_description, entries))

    def _flow_description(self, entry: FlowEntry) -> Any:
        return self.ofproto.OFPFlowDesc(
            table_id=entry.table_id, priority=entry.priority, idle_timeout=entry.idle_timeout,
            hard_timeout=entry.hard_timeout, flags=entry.flags, importance=entry.importance, cookie=entry.cookie,
            match=entry.stated, stats=self._statistics(entry), instructions=list(entry.said),
        )

    def _flow_statistics(self, entry: FlowEntry, reason: int = 0) -> Any:
        return self.ofproto.OFPFlowStats(
            table_id=entry.table_id, reason=reason, priority=entry.priority, match=entry.stated,
            stats=self._statistics(entry),
        )

    def _aggregate(self, request: Any) -> Any:
        entries = self.switch.tables.select(self._selection(request))
        return self.ofproto.OFPAggregateStats(self.ofproto.OFPStats(
            flow_count=len(entries),
            packet_count=sum(entry.packet_count for entry in entries),
            byte_count=sum(entry.byte_count for entry in entries),
        ))

    def flow_removed(self, entry: FlowEntry, reason: int) -> Message:
        """The message that tells that a flow entry is gone (7.4.2)."""
        return self.ofproto.OFPFlowRemoved(
            None, table_id=entry.table_id, reason=reason, priority=entry.priority, idle_timeout=entry.idle_timeout,
            hard_timeout=entry.hard_timeout, cookie=entry.cookie, match=entry.stated, stats=self._statistics(entry),
        )

    # -- triggers (7.2.5) ---------------------------------------------------------------------------------------

    def _instructions(self, instructions: list[Any], table_id: int) -> Instructions:
        triggers = [each for each in instructions if type(each).__name__ == 'OFPInstructionStatTrigger']
        others = [each for each in instructions if type(each).__name__ != 'OFPInstructionStatTrigger']
        said = super()._instructions(others, table_id)
        return replace(said, trigger=self._trigger(triggers[-1])) if triggers else said

    def _trigger(self, instruction: Any) -> Trigger:
        thresholds = dict(instruction.thresholds.items())
        if not thresholds.keys() <= TRIGGERS or not all(thresholds.values()):
            raise Refused('OFPET_BAD_INSTRUCTION', 'OFPBIC_UNSUP_INST')
        periodic, only_first = self.ofproto.OFPSTF_PERIODIC, self.ofproto.OFPSTF_ONLY_FIRST
        return Trigger(thresholds, bool(instruction.flags & periodic), bool(instruction.flags & only_first))

    def triggered(self, entry: FlowEntry) -> None:
        """Statistics have passed a threshold: the controller gets them, unasked."""
        ofproto = self.ofproto
        if self.wants('flow_stats', ofproto.OFPFSR_STAT_TRIGGER):
            self.switch.say(ofproto.OFPFlowStatsReply(
                None, flags=0, body=[self._flow_statistics(entry, ofproto.OFPFSR_STAT_TRIGGER)]
            ))

    # -- actions ------------------------------------------------------------------------------------------------

    def _packet_out_port(self, request: Any) -> int:
        """A packet's pipeline fields, in_port among them, stand in a match (7.3.6)."""
        if 'in_port' not in request.match:
            raise Refused('OFPET_BAD_MATCH', 'OFPBMC_BAD_FIELD')
        return request.match['in_port']

    def _check_actions(self, actions: Iterable[Any], packet_out: bool = False) -> None:
        actions = list(actions)
        super()._check_actions(actions, packet_out)
        for action in actions:
            name = type(action).__name__
            if name == 'OFPActionMeter' and action.meter_id not in self.switch.meters:
                raise Refused('OFPET_BAD_ACTION', 'OFPBAC_BAD_METER')
            if name == 'OFPActionCopyField':
                _check_copy(action)

    # -- groups (6.7) -------------------------------------------------------------------------------------------

    def _group_mod(self, request: Any) -> None:
        ofproto = self.ofproto
        if request.command not in (ofproto.OFPGC_INSERT_BUCKET, ofproto.OFPGC_REMOVE_BUCKET):
            super()._group_mod(request)
            return
        if request.group_id not in self.switch.groups:
            raise Refused('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_UNKNOWN_GROUP')
        group = self.switch.groups[request.group_id]
        inserts = request.command == ofproto.OFPGC_INSERT_BUCKET
        said = (self._inserted if inserts else self._left)(request, group.said)
        self.switch.groups.modify(self._with_buckets(group, said))

    def _group(self, request: Any) -> Group:
        self._check_numbers(request.buckets)
        return super()._group(request)

    def _check_numbers(self, buckets: list[Any]) -> None:
        numbers = [bucket.bucket_id for bucket in buckets]
        if any(number > self.ofproto.OFPG_BUCKET_MAX for number in numbers):
            raise Refused('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_BAD_BUCKET')
        if len(set(numbers)) < len(numbers):
            raise Refused('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_BUCKET_EXISTS')

    def _place(self, bucket_id: int, said: list[Any]) -> int:
        """Where the bucket of that number stands."""
        for place, bucket in enumerate(said):
            if bucket.bucket_id == bucket_id:
                return place
        raise Refused('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_UNKNOWN_BUCKET')

    def _inserted(self, request: Any, said: list[Any]) -> list[Any]:
        """The buckets with new ones: before all, behind all, or behind one (6.7)."""
        ofproto, behind = self.ofproto, request.command_bucket_id
        if behind == ofproto.OFPG_BUCKET_FIRST:
            place = 0
        elif behind == ofproto.OFPG_BUCKET_LAST:
            place = len(said)
        else:
            place = self._place(behind, said) + 1
        buckets = said[:place] + list(request.buckets) + said[place:]
        self._check_numbers(buckets)
        return buckets

    def _left(self, request: Any, said: list[Any]) -> list[Any]:
        """The buckets without one, or without any (6.7)."""
        ofproto, gone = self.ofproto, request.command_bucket_id
        if gone == ofproto.OFPG_BUCKET_ALL:
            return []
        if not said or gone == ofproto.OFPG_BUCKET_FIRST:
            return said[1:]
        if gone == ofproto.OFPG_BUCKET_LAST:
            return said[:-1]
        place = self._place(gone, said)
        return said[:place] + said[place + 1 :]

    def _with_buckets(self, group: Group, said: list[Any]) -> Group:
        """A group with other buckets; those that stay keep their counters."""
        kept = {bucket.bucket_id: known for bucket, known in zip(group.said, group.buckets, strict=True)}
        buckets = [kept.get(bucket.bucket_id) or self._bucket(bucket, group.type) for bucket in said]
        return replace(group, buckets=buckets, said=said)

    def _bucket(self, bucket: Any, kind: int) -> Bucket:
        """Weight and what is watched are properties; these count in their own types of group alone (7.3.4.3)."""
        ofproto, found = self.ofproto, {}
        self._check_actions(action for action in bucket.actions if type(action).__name__ != 'OFPActionGroup')
        for each in bucket.properties:
            if type(each).__name__ == 'OFPGroupBucketPropWeight':
                found['weight'] = each.weight
            elif type(each).__name__ == 'OFPGroupBucketPropWatch':
                found['watch_port' if each.type == ofproto.OFPGBPT_WATCH_PORT else 'watch_group'] = each.watch
            else:
                raise Refused('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_TYPE')
        watches = kind == FAST_FAILOVER
        port, group = found.get('watch_port', ofproto.OFPP_ANY), found.get('watch_group', ofproto.OFPG_ANY)
        return Bucket(
            self._action_set(bucket.actions),
            found.get('weight', 0),
            port if watches and port != ofproto.OFPP_ANY else None,
            group if watches and group != ofproto.OFPG_ANY else None,
        )

    def _group_description(self, request: Any) -> None:
        rows = (
            self.ofproto.OFPGroupDescStats(type_=group.type, group_id=group.group_id, buckets=group.said)
            for group in self._some_groups(request.group_id)
        )
        self._reply_in_parts(request, self.ofproto.OFPGroupDescStatsReply, rows)

    # -- what else is asked for apart (7.3.5) -------------------------------------------------------------------

    def _meter_descriptions(self, request: Any) -> None:
        rows = (
            self.ofproto.OFPMeterDescStats(flags=meter.said[0], meter_id=meter.meter_id, bands=meter.said[1])
            for meter in self._some_meters(request.meter_id)
        )
        self._reply_in_parts(request, self.ofproto.OFPMeterDescStatsReply, rows)

    def _port_description(self, request: Any) -> None:
        ports = map(self._port, self._some_ports(request.port_no))
        self._reply_in_parts(request, self.ofproto.OFPPortDescStatsReply, ports)

    def _controllers(self, request: Any) -> None:
        ofproto = self.ofproto
        status = ofproto.OFPControllerStatusStats(
            short_id=ofproto.OFPCID_UNDEFINED, role=self.role, reason=ofproto.OFPCSR_REQUEST,
            channel_status=ofproto.OFPCT_STATUS_UP, properties=[],
        )
        self.reply(request, ofproto.OFPControllerStatusStatsReply(None, flags=0, body=[status]))

    def _bundle_features(self, request: Any) -> None:
        ofproto = self.ofproto
        body = ofproto.OFPBundleFeaturesStats(ofproto.OFPBF_ATOMIC | ofproto.OFPBF_ORDERED, [])
        self.reply(request, ofproto.OFPBundleFeaturesStatsReply(None, flags=0, body=body))

    def _check_bundle_flags(self, flags: int) -> None:
        """This switch executes bundles at once, never at a time."""
        if flags & self.ofproto.OFPBF_TIME:
            raise Refused('OFPET_BUNDLE_FAILED', 'OFPBFC_SCHED_NOT_SUPPORTED')

    def _role_reply(self, role: int, generation_id: int) -> Message:
        return self.ofproto.OFPRoleReply(
            None, role=role, short_id=self.ofproto.OFPCID_UNDEFINED, generation_id=generation_id
        )


def _time(seconds: float) -> tuple[int, int]:
    """Seconds and nanoseconds."""
    return int(seconds), int(seconds % 1 * 1e9)


def _check_copy(action: Any) -> None:
    """Both fields are ones that the frame has as bits, and have so many from there on (7.2.6.11)."""
    for field, offset in zip(action.oxm_ids, (action.src_offset, action.dst_offset), strict=True):
        if field.type not in SETTABLE:
            raise Refused('OFPET_BAD_ACTION', 'OFPBAC_BAD_SET_TYPE')
        kind = FIELDS[field.type].kind
        if not action.n_bits or offset + action.n_bits > (kind.bits or 8 * kind.width):
            raise Refused('OFPET_BAD_ACTION', 'OFPBAC_BAD_SET_LEN')
