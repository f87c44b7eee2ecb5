"""How a switch answers what a controller says of groups (1.3.5, 5.6 and 7.3.4.2)."""

from __future__ import annotations

from typing import Any, ClassVar

from .dialect import Dialect, duration
from .features import group_features
from .groups import FAST_FAILOVER, Bucket, Group
from .refused import Refused
from .tables import Selection

__all__ = ['GroupHandlers']


class GroupHandlers(Dialect):
    """Groups as 1.3 and 1.4 have them."""

    HANDLERS: ClassVar[dict[str, str]] = {
        'OFPGroupMod': '_group_mod',
        'OFPGroupStatsRequest': '_group_stats',
        'OFPGroupDescStatsRequest': '_group_description',
        'OFPGroupFeaturesStatsRequest': '_group_features',
    }

    def _group_mod(self, request: Any) -> None:
        ofproto, groups = self.ofproto, self.switch.groups
        if request.command == ofproto.OFPGC_DELETE:
            self._group_delete(request.group_id)
        elif request.command == ofproto.OFPGC_ADD:
            groups.add(self._group(request))
        elif request.command == ofproto.OFPGC_MODIFY:
            groups.modify(self._group(request))
        else:
            raise Refused('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_BAD_COMMAND')

    def _group_delete(self, group_id: int) -> None:
        for gone in self.switch.groups.delete(None if group_id == self.ofproto.OFPG_ALL else group_id):
            self.switch.removed(self.switch.tables.delete_users_of_group(gone))

    def _group(self, request: Any) -> Group:
        if request.group_id > self.ofproto.OFPG_MAX:
            raise Refused('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_INVALID_GROUP')
        buckets = [self._bucket(bucket, request.type) for bucket in request.buckets]
        return Group(request.group_id, request.type, buckets, self.switch.clock(), said=list(request.buckets))

    def _bucket(self, bucket: Any, kind: int) -> Bucket:
        """What a bucket watches counts in fast failover groups alone (1.3.5, 7.3.4.2)."""
        ofproto = self.ofproto
        self._check_actions(action for action in bucket.actions if type(action).__name__ != 'OFPActionGroup')
        watches = kind == FAST_FAILOVER
        return Bucket(
            self._action_set(bucket.actions),
            bucket.weight,
            bucket.watch_port if watches and bucket.watch_port != ofproto.OFPP_ANY else None,
            bucket.watch_group if watches and bucket.watch_group != ofproto.OFPG_ANY else None,
        )

    def _some_groups(self, group_id: int) -> list[Group]:
        if group_id == self.ofproto.OFPG_ALL:
            return list(self.switch.groups)
        return [group for group in self.switch.groups if group.group_id == group_id]

    def _group_stats(self, request: Any) -> None:
        ofproto, groups = self.ofproto, self.switch.groups
        rows = (
            ofproto.OFPGroupStats(
                group_id=group.group_id,
                ref_count=groups.reference_count(group.group_id) + self._flows_to(group.group_id),
                packet_count=group.packet_count,
                byte_count=group.byte_count,
                **duration(self.switch.clock() - group.created),
                bucket_stats=[ofproto.OFPBucketCounter(each.packet_count, each.byte_count) for each in group.buckets],
            )
            for group in self._some_groups(request.group_id)
        )
        self._reply_in_parts(request, ofproto.OFPGroupStatsReply, rows)

    def _flows_to(self, group_id: int) -> int:
        return len(self.switch.tables.select(Selection(out_group=group_id)))

    def _group_description(self, request: Any) -> None:
        rows = (
            self.ofproto.OFPGroupDescStats(type_=group.type, group_id=group.group_id, buckets=group.said)
            for group in self.switch.groups
        )
        self._reply_in_parts(request, self.ofproto.OFPGroupDescStatsReply, rows)

    def _group_features(self, request: Any) -> None:
        self.reply(request, self.ofproto.OFPGroupFeaturesStatsReply(None, body=group_features(self.ofproto)))
