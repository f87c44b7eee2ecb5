"""OpenFlow 1.5 as a table: what the switch specification 1.5.1 changed, everything else being that of 1.4.

1.5 counts flows in extensible statistics, numbers the buckets of groups and gives them properties, has egress tables,
packets of other types than Ethernet, scheduled bundles, and meters as actions; a flow entry's description and its
statistics are asked for apart, and the switch tells of its other controllers.
Section numbers are those of the specification. Names, constructor order and defaults are Ryu's; `of15` is both
`datapath.ofproto` and `datapath.ofproto_parser`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from typing import Any

from ..wire import Enumeration, Message, Structure, Version, text
from . import oxm, oxs
from .v1_4 import of14

__all__ = ['of15']

of15 = Version('1.5', 0x06, base=of14, without=(
    'OFPInstructionMeter', 'OFPMeterConfigStats', 'OFPMeterConfigStatsRequest', 'OFPMeterConfigStatsReply',
    'ofp_async_config_experimenters'))


# Constants ------------------------------------------------------------------------------------------------------------

@of15
class ofp_type(of14.ofp_type):
    """Message types (7.1.1)."""
    CONTROLLER_STATUS = 35


# Ports (7.2.1) --------------------------------------------------------------------------------------------------------

@of15
class ofp_port_no(of14.ofp_port_no):
    """Reserved port numbers; the last is only ever found in the field actset_output (7.2.1)."""
    UNSET = 0xfffffff7

@of15
class ofp_port_desc_prop_type(of14.ofp_port_desc_prop_type):
    """Port description property types (7.2.1)."""
    PIPELINE_INPUT = 2
    PIPELINE_OUTPUT = 3
    RECIRCULATE = 4

@of15
class OFPPortDescPropOxm(of15.OFPPortDescProp, size=4, type=(
        ofp_port_desc_prop_type.PIPELINE_INPUT, ofp_port_desc_prop_type.PIPELINE_OUTPUT)):
    """The pipeline fields that a port gives to packets coming in, or takes from those going out (7.2.1)."""
    oxm_ids: list[OFPOxmId]

@of15
class OFPPortDescPropRecirculate(of15.OFPPortDescProp, type=ofp_port_desc_prop_type.RECIRCULATE, size=4):
    """The ports through which packets come back that leave by this one (7.2.1)."""
    port_nos: list[u32]


# Header types (7.2.2) -------------------------------------------------------------------------------------------------

@of15
class ofp_header_type_namespaces(Enumeration, prefix='OFPHTN_'):
    """The upper half of packet_type: whose number the lower half is (7.2.2)."""
    ONF = 0
    ETHERTYPE = 1
    IP_PROTO = 2
    UDP_TCP_PORT = 3
    IPV4_OPTION = 4

@of15
class ofp_header_type_onf(Enumeration, prefix='OFPHTO_'):
    """Types of packets in the name space of the ONF (7.2.2)."""
    ETHERNET = 0
    NO_HEADER = 1
    OXM_EXPERIMENTER = 0xffff


# Match (7.2.3) --------------------------------------------------------------------------------------------------------

@of15
class ofp_oxm_class(of14.ofp_oxm_class):
    """Who defines a match field (7.2.3.3)."""
    PACKET_REGS = 0x8001


of15.fields = oxm.Fields(oxm.OPENFLOW_1_5)

for enumeration in of15.fields.enumerations():
    of15(enumeration)


# Statistics (7.2.4) ---------------------------------------------------------------------------------------------------

@of15
class ofp_oxs_class(Enumeration, prefix='OFPXSC_'):
    """Who defines a statistics field (7.2.4.3)."""
    OPENFLOW_BASIC = 0x8002
    EXPERIMENTER = 0xffff


for enumeration in oxs.FIELDS.enumerations():
    of15(enumeration)

@of15
class OFPStats(oxs.Stats, size=8):
    """What a flow has seen: `OFPStats(packet_count=100, duration=(10, 0))`; reads like a dictionary (7.2.4)."""


# Actions (7.2.6) ------------------------------------------------------------------------------------------------------

@of15
class ofp_action_type(of14.ofp_action_type):
    """Action types (7.2.6)."""
    COPY_FIELD = 28
    METER = 29

@of15
class OFPActionMeter(of15.OFPAction, type=ofp_action_type.METER, size=8):
    """Send the packet through a meter (7.2.6)."""
    meter_id: u32(ofp_meter)

@of15
class OFPActionCopyField(of15.OFPAction, type=ofp_action_type.COPY_FIELD, size=20):
    """Copy `n_bits` bits from one field to another: `oxm_ids` are the two, as OFPOxmId or by name (7.2.6)."""
    n_bits: u16
    src_offset: u16
    dst_offset: u16
    _1: pad(2)
    oxm_ids: list[OFPOxmId, 2]

    def __init__(self, n_bits: int = 0, src_offset: int = 0, dst_offset: int = 0, oxm_ids: Iterable[Any] | None = None,
                 type_: int | None = None, len_: int | None = None) -> None:
        version: Any = self.table.version
        self.n_bits = n_bits
        self.src_offset = src_offset
        self.dst_offset = dst_offset
        self.oxm_ids = [version.OFPOxmId(each) if isinstance(each, str) else each for each in oxm_ids or ()]
        self.len = len_


# Instructions (7.2.5) -------------------------------------------------------------------------------------------------

@of15
class ofp_instruction_type(Enumeration, prefix='OFPIT_'):
    """Instruction types; the deprecated one was that for meters (7.2.5)."""
    GOTO_TABLE = 1
    WRITE_METADATA = 2
    WRITE_ACTIONS = 3
    APPLY_ACTIONS = 4
    CLEAR_ACTIONS = 5
    DEPRECATED = 6
    STAT_TRIGGER = 7
    EXPERIMENTER = 0xffff

@of15
class ofp_stat_trigger_flags(Enumeration, prefix='OFPSTF_', bitmap=True):
    """How often thresholds make the switch send statistics (7.2.5)."""
    PERIODIC = 1 << 0
    ONLY_FIRST = 1 << 1

@of15
class OFPInstructionStatTrigger(of15.OFPInstruction, type=ofp_instruction_type.STAT_TRIGGER, size=16):
    """Have the switch send the flow's statistics when they pass a threshold (7.2.5)."""
    flags: u32(ofp_stat_trigger_flags)
    thresholds: OFPStats


# Controller status (7.2.7) --------------------------------------------------------------------------------------------

@of15
class ofp_controller_status_reason(Enumeration, prefix='OFPCSR_'):
    """Why the switch tells of a controller (7.2.7)."""
    REQUEST = 0
    CHANNEL_STATUS = 1
    ROLE = 2
    CONTROLLER_ADDED = 3
    CONTROLLER_REMOVED = 4
    SHORT_ID = 5
    EXPERIMENTER = 6

@of15
class ofp_control_channel_status(Enumeration, prefix='OFPCT_STATUS_'):
    """Whether a controller's channel works (7.2.7)."""
    UP = 0
    DOWN = 1

@of15
class ofp_controller_status_prop_type(Enumeration, prefix='OFPCSPT_'):
    """Controller status property types (7.2.7)."""
    URI = 0
    EXPERIMENTER = 0xffff

@of15
class OFPControllerStatusProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a controller's status (7.2.7)."""
    type: u16(ofp_controller_status_prop_type)
    length: u16

@of15
class OFPControllerStatusPropUri(OFPControllerStatusProp, type=ofp_controller_status_prop_type.URI, size=4):
    """Where the controller is, `tls:192.0.2.1:6653` (7.2.7)."""
    json_kinds = {'uri': text(0)}
    uri: tail

@of15
class OFPControllerStatusPropExperimenter(
        of15.ofp_prop_experimenter, OFPControllerStatusProp, type=ofp_controller_status_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of a controller's status defined by an experimenter (7.2.7)."""

@of15
class OFPControllerStatusStats(Structure, length='length', optional=True, size=16):
    """The status of a controller (7.2.7)."""
    length: u16
    short_id: u16(ofp_controller_id)
    role: u32(ofp_controller_role)
    reason: u8(ofp_controller_status_reason)
    channel_status: u8(ofp_control_channel_status)
    _1: pad(6)
    properties: list[OFPControllerStatusProp]


# Handshake (7.3.1) ----------------------------------------------------------------------------------------------------

@of15
class ofp_capabilities(of14.ofp_capabilities):
    """What a datapath can do (7.3.1)."""
    BUNDLES = 1 << 9
    FLOW_MONITORING = 1 << 10


# Modify state (7.3.4) -------------------------------------------------------------------------------------------------

@of15
class ofp_group_mod_command(of14.ofp_group_mod_command):
    """What a group modification does (7.3.4)."""
    INSERT_BUCKET = 3
    REMOVE_BUCKET = 5

@of15
class ofp_group_bucket(Enumeration, prefix='OFPG_BUCKET_'):
    """Reserved numbers of buckets, to insert behind or to remove (7.3.4)."""
    MAX = 0xffffff00
    FIRST = 0xfffffffd
    LAST = 0xfffffffe
    ALL = 0xffffffff

@of15
class ofp_group_bucket_prop_type(Enumeration, prefix='OFPGBPT_'):
    """Group bucket property types (7.3.4)."""
    WEIGHT = 0
    WATCH_PORT = 1
    WATCH_GROUP = 2
    EXPERIMENTER = 0xffff

@of15
class OFPGroupBucketProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a bucket (7.3.4)."""
    type: u16(ofp_group_bucket_prop_type)
    length: u16

@of15
class OFPGroupBucketPropWeight(OFPGroupBucketProp, type=ofp_group_bucket_prop_type.WEIGHT, size=8):
    """The share of a bucket in a select group (7.3.4)."""
    weight: u16
    _1: pad(2)

@of15
class OFPGroupBucketPropWatch(OFPGroupBucketProp, size=8, type=(
        ofp_group_bucket_prop_type.WATCH_PORT, ofp_group_bucket_prop_type.WATCH_GROUP)):
    """The port or the group, as the type says, whose state decides whether a bucket is live (7.3.4)."""
    watch: u32

@of15
class OFPGroupBucketPropExperimenter(
        of15.ofp_prop_experimenter, OFPGroupBucketProp, type=ofp_group_bucket_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of a bucket defined by an experimenter (7.3.4)."""

@of15
class OFPBucket(Structure, length='len', size=8):
    """An action bucket of a group (7.3.4)."""
    len: u16
    action_array_len: size_of('actions')
    bucket_id: u32(ofp_group_bucket) = 0
    actions: list[OFPAction]
    properties: list[OFPGroupBucketProp]

@of15
class ofp_group_prop_type(Enumeration, prefix='OFPGPT_'):
    """Group property types (7.3.4)."""
    EXPERIMENTER = 0xffff

@of15
class OFPGroupProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a group (7.3.4)."""
    type: u16(ofp_group_prop_type)
    length: u16

@of15
class OFPGroupPropExperimenter(
        of15.ofp_prop_experimenter, OFPGroupProp, type=ofp_group_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of a group defined by an experimenter (7.3.4)."""

@of15
class OFPGroupMod(Message, type=ofp_type.GROUP_MOD, size=24):
    """Add, modify or delete a group; insert buckets behind one, or remove it: `command_bucket_id` (7.3.4)."""
    command: u16(ofp_group_mod_command) = ofp_group_mod_command.ADD
    type: u8(ofp_group_type) = of15.OFPGT_ALL
    _1: pad(1)
    group_id: u32(ofp_group) = 0
    bucket_array_len: size_of('buckets')
    _2: pad(2)
    command_bucket_id: u32(ofp_group_bucket) = ofp_group_bucket.ALL
    buckets: list[OFPBucket]
    properties: list[OFPGroupProp]


# Multipart (7.3.5) ----------------------------------------------------------------------------------------------------

@of15
class ofp_multipart_type(Enumeration, prefix='OFPMP_'):
    """What a multipart message carries (7.3.5)."""
    DESC = 0
    FLOW_DESC = 1
    AGGREGATE_STATS = 2
    TABLE_STATS = 3
    PORT_STATS = 4
    QUEUE_STATS = 5
    GROUP_STATS = 6
    GROUP_DESC = 7
    GROUP_FEATURES = 8
    METER_STATS = 9
    METER_DESC = 10
    METER_FEATURES = 11
    TABLE_FEATURES = 12
    PORT_DESC = 13
    TABLE_DESC = 14
    QUEUE_DESC = 15
    FLOW_MONITOR = 16
    FLOW_STATS = 17
    CONTROLLER_STATUS = 18
    BUNDLE_FEATURES = 19
    EXPERIMENTER = 0xffff

@of15
class OFPFlowDescStatsRequest(of15.OFPMultipartRequest, type=ofp_multipart_type.FLOW_DESC, size=56):
    """Ask for flow entries (7.3.5)."""
    table_id: u8(ofp_table) = of15.OFPTT_ALL
    _2: pad(3)
    out_port: u32(ofp_port_no) = ofp_port_no.ANY
    out_group: u32(ofp_group) = of15.OFPG_ANY
    _3: pad(4)
    cookie: u64 = 0
    cookie_mask: u64 = 0
    match: OFPMatch

@of15
class OFPFlowDesc(Structure, length='length', size=40, optional=True):
    """A flow entry and its counters (7.3.5)."""
    length: u16
    _1: pad(2)
    table_id: u8(ofp_table)
    _2: pad(1)
    priority: u16
    idle_timeout: u16
    hard_timeout: u16
    flags: u16(ofp_flow_mod_flags)
    importance: u16
    cookie: u64
    match: OFPMatch
    stats: OFPStats
    instructions: late(list[OFPInstruction])

@of15
class OFPFlowDescStatsReply(of15.OFPMultipartReply, type=ofp_multipart_type.FLOW_DESC, size=16):
    """Flow entries and their counters (7.3.5)."""
    body: list[OFPFlowDesc]

@of15
class ofp_flow_stats_reason(Enumeration, prefix='OFPFSR_'):
    """Why the switch sends a flow's counters: a request, or OFPInstructionStatTrigger (7.3.5)."""
    STATS_REQUEST = 0
    STAT_TRIGGER = 1

@of15
class OFPFlowStatsRequest(of15.OFPMultipartRequest, type=ofp_multipart_type.FLOW_STATS, size=56):
    """Ask for the counters of flow entries (7.3.5)."""
    table_id: u8(ofp_table) = of15.OFPTT_ALL
    _2: pad(3)
    out_port: u32(ofp_port_no) = ofp_port_no.ANY
    out_group: u32(ofp_group) = of15.OFPG_ANY
    _3: pad(4)
    cookie: u64 = 0
    cookie_mask: u64 = 0
    match: OFPMatch

@of15
class OFPFlowStats(Structure, length='length', size=24, optional=True):
    """The counters of a flow entry (7.3.5)."""
    length: u16
    _1: pad(2)
    table_id: u8(ofp_table)
    reason: u8(ofp_flow_stats_reason)
    priority: u16
    match: OFPMatch
    stats: OFPStats

@of15
class OFPFlowStatsReply(of15.OFPMultipartReply, type=ofp_multipart_type.FLOW_STATS, size=16):
    """The counters of flow entries (7.3.5)."""
    body: list[OFPFlowStats]

@of15
class OFPAggregateStats(Structure, size=8):
    """Sums over flow entries (7.3.5)."""
    stats: OFPStats

    def __init__(self, stats: OFPStats | None = None, length: int | None = None) -> None:
        version: Any = self.table.version
        self.stats = version.OFPStats() if stats is None else stats

    @property
    def length(self) -> int:
        """The byte count with the padding; Ryu's, the specification has no such field."""
        return self.stats.length + 7 & -8

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """The statistics in Ryu's shape."""
        whole = Structure.to_jsondict(self, encode_string)
        whole['OFPAggregateStats']['length'] = self.length
        return whole

@of15
class OFPPortDescStatsRequest(of15.OFPMultipartRequest, type=ofp_multipart_type.PORT_DESC, size=24):
    """Ask for one port or for all (7.3.5)."""
    port_no: u32(ofp_port_no) = ofp_port_no.ANY
    _2: pad(4)

@of15
class OFPGroupDescStatsRequest(of15.OFPMultipartRequest, type=ofp_multipart_type.GROUP_DESC, size=24):
    """Ask for one group or for all (7.3.5)."""
    group_id: u32(ofp_group) = of15.OFPG_ALL
    _2: pad(4)

@of15
class OFPGroupDescStats(Structure, length='length', size=16, optional=True):
    """A group (7.3.5)."""
    length: u16
    type: u8(ofp_group_type)
    _1: pad(1)
    group_id: u32(ofp_group)
    bucket_array_len: size_of('buckets')
    _2: pad(6)
    buckets: list[OFPBucket]
    properties: list[OFPGroupProp]

@of15
class OFPMeterStats(Structure, length='len', size=40, optional=True):
    """The counters of a meter; `ref_count` flow entries use it (7.3.5)."""
    meter_id: u32(ofp_meter)
    len: u16
    _1: pad(6)
    ref_count: u32
    packet_in_count: u64
    byte_in_count: u64
    duration_sec: u32
    duration_nsec: u32
    band_stats: list[OFPMeterBandStats]

@of15
class OFPMeterDescStatsRequest(of15.OFPMultipartRequest, type=ofp_multipart_type.METER_DESC, size=24):
    """Ask for one meter or for all (7.3.5)."""
    meter_id: u32(ofp_meter) = of15.OFPM_ALL
    _2: pad(4)

@of15
class OFPMeterDescStats(Structure, length='length', size=8, optional=True):
    """A meter (7.3.5)."""
    length: u16
    flags: u16(ofp_meter_flags)
    meter_id: u32(ofp_meter)
    bands: list[OFPMeterBandHeader]

@of15
class OFPMeterDescStatsReply(of15.OFPMultipartReply, type=ofp_multipart_type.METER_DESC, size=16):
    """The meters of the switch (7.3.5)."""
    body: list[OFPMeterDescStats]

@of15
class ofp_meter_feature_flags(Enumeration, prefix='OFPMFF_', bitmap=True):
    """Where the action for meters may stand (7.3.5)."""
    ACTION_SET = 1 << 0
    ANY_POSITION = 1 << 1
    MULTI_LIST = 1 << 2

@of15
class OFPMeterFeaturesStats(Structure, size=24):
    """What meters can do; `band_types` and `capabilities` are bitmaps (7.3.5)."""
    max_meter: u32
    band_types: u32
    capabilities: u32(ofp_meter_flags)
    max_bands: u8
    max_color: u8
    _1: pad(2)
    features: u32(ofp_meter_feature_flags)
    _2: pad(4)

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[Any]:
        """The structures that fill `buf[offset:limit]`; Open vSwitch sends that of 1.4, its `features` are 0."""
        if limit - offset == 16:
            return [cls.decode(buf[offset:limit] + bytes(8), 0, 24)]
        return [cls.decode(buf, at, min(at + 24, limit)) for at in range(offset, limit, 24)]

@of15
class ofp_table_features_command(Enumeration, prefix='OFPTFC_'):
    """What a request with table features does to the pipeline (7.3.5)."""
    REPLACE = 0
    MODIFY = 1
    ENABLE = 2
    DISABLE = 3

@of15
class ofp_table_feature_flag(Enumeration, prefix='OFPTFF_', bitmap=True):
    """Whether packets coming in or going out pass a table (7.3.5)."""
    INGRESS_TABLE = 1 << 0
    EGRESS_TABLE = 1 << 1
    FIRST_EGRESS = 1 << 4

@of15
class ofp_table_feature_prop_type(of14.ofp_table_feature_prop_type):
    """Table feature property types; an odd number concerns the table-miss entry (7.3.5)."""
    WRITE_COPYFIELD = 18
    WRITE_COPYFIELD_MISS = 19
    APPLY_COPYFIELD = 20
    APPLY_COPYFIELD_MISS = 21
    PACKET_TYPES = 22

@of15
class OFPTableFeaturePropOxm(of15.OFPTableFeatureProp, size=4, type=(
        ofp_table_feature_prop_type.MATCH, ofp_table_feature_prop_type.WILDCARDS,
        ofp_table_feature_prop_type.WRITE_SETFIELD, ofp_table_feature_prop_type.WRITE_SETFIELD_MISS,
        ofp_table_feature_prop_type.APPLY_SETFIELD, ofp_table_feature_prop_type.APPLY_SETFIELD_MISS,
        ofp_table_feature_prop_type.WRITE_COPYFIELD, ofp_table_feature_prop_type.WRITE_COPYFIELD_MISS,
        ofp_table_feature_prop_type.APPLY_COPYFIELD, ofp_table_feature_prop_type.APPLY_COPYFIELD_MISS)):
    """The fields that a table can match, wildcard, set or copy (7.3.5)."""
    oxm_ids: list[OFPOxmId]

@of15
class OFPTableFeaturePropOxmValues(
        oxm.Values, of15.OFPTableFeatureProp, type=ofp_table_feature_prop_type.PACKET_TYPES, size=4):
    """The packet types that a table takes: `OFPTableFeaturePropOxmValues(packet_type=0)` (7.3.5)."""

@of15
class OFPTableFeaturesStats(Structure, length='length', size=64, optional=True):
    """What a table can do (7.3.5)."""
    length: u16
    table_id: u8(ofp_table)
    command: u8(ofp_table_features_command)
    features: u32(ofp_table_feature_flag)
    name: text(32)
    metadata_match: u64
    metadata_write: u64
    capabilities: u32(ofp_table_config)
    max_entries: u32
    properties: list[OFPTableFeatureProp]

@of15
class OFPControllerStatusStatsRequest(of15.OFPMultipartRequest, type=ofp_multipart_type.CONTROLLER_STATUS, size=16):
    """Ask what controllers the switch has (7.3.5)."""

@of15
class OFPControllerStatusStatsReply(of15.OFPMultipartReply, type=ofp_multipart_type.CONTROLLER_STATUS, size=16):
    """The controllers of the switch (7.3.5)."""
    body: list[OFPControllerStatusStats]

@of15
class ofp_bundle_feature_flags(Enumeration, prefix='OFPBF_', bitmap=True):
    """What a request for bundle features is about (7.3.5)."""
    TIMESTAMP = 1 << 0
    TIME_SET_SCHED = 1 << 1

@of15
class ofp_bundle_features_prop_type(Enumeration, prefix='OFPTMPBF_'):
    """Bundle features property types (7.3.5)."""
    TIME_CAPABILITY = 1
    EXPERIMENTER = 0xffff

@of15
class OFPTime(Structure, optional=True, size=16):
    """A time since 1970 (TAI), or a span of time (7.3.5)."""
    seconds: u64
    nanoseconds: u32
    _1: pad(4)

@of15
class OFPBundleFeaturesProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of what bundles can do (7.3.5)."""
    type: u16(ofp_bundle_features_prop_type)
    length: u16

@of15
class OFPBundleFeaturesPropTime(OFPBundleFeaturesProp, type=ofp_bundle_features_prop_type.TIME_CAPABILITY, size=72):
    """How exactly, how far ahead and how late the switch executes scheduled bundles, and its clock (7.3.5)."""
    _1: pad(4)
    sched_accuracy: OFPTime
    sched_max_future: OFPTime
    sched_max_past: OFPTime
    timestamp: OFPTime

@of15
class OFPBundleFeaturesPropExperimenter(
        of15.ofp_prop_experimenter, OFPBundleFeaturesProp, type=ofp_bundle_features_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of what bundles can do, defined by an experimenter (7.3.5)."""

@of15
class OFPBundleFeaturesStatsRequest(of15.OFPMultipartRequest, type=ofp_multipart_type.BUNDLE_FEATURES, size=24):
    """Ask what bundles can do (7.3.5)."""
    feature_request_flags: u32(ofp_bundle_feature_flags) = 0
    _2: pad(4)
    properties: list[OFPBundleFeaturesProp]

@of15
class OFPBundleFeaturesStats(Structure, size=8):
    """What bundles can do (7.3.5)."""
    capabilities: u16(ofp_bundle_flags)
    _1: pad(6)
    properties: list[OFPBundleFeaturesProp]

@of15
class OFPBundleFeaturesStatsReply(of15.OFPMultipartReply, type=ofp_multipart_type.BUNDLE_FEATURES, size=24):
    """What bundles can do (7.3.5)."""
    body: OFPBundleFeaturesStats


# Packet out, role, bundles, asynchronous configuration (7.3.6 to 7.3.10) ----------------------------------------------

@of15
class OFPPacketOut(Message, type=ofp_type.PACKET_OUT, size=24):
    """Send a packet, given here or buffered by the switch, through `actions`.

    `match` holds its pipeline fields; in_port must be among them (7.3.6).
    """
    buffer_id: u32
    actions_len: size_of('actions')
    _1: pad(2)
    match: OFPMatch
    actions: list[OFPAction]
    data: packet

@of15
class ofp_controller_id(Enumeration, prefix='OFPCID_'):
    """The short id of a controller that has none (7.3.8)."""
    UNDEFINED = 0

@of15
class OFPRoleRequest(Message, type=ofp_type.ROLE_REQUEST, size=24):
    """Ask for a role (7.3.8)."""
    role: u32(ofp_controller_role)
    short_id: u16(ofp_controller_id) = ofp_controller_id.UNDEFINED
    _1: pad(2)
    generation_id: u64

@of15
class OFPRoleReply(Message, type=ofp_type.ROLE_REPLY, size=24):
    """The role of this controller (7.3.8)."""
    role: u32(ofp_controller_role)
    short_id: u16(ofp_controller_id)
    _1: pad(2)
    generation_id: u64

@of15
class ofp_bundle_flags(of14.ofp_bundle_flags):
    """How a bundle is executed (7.3.9)."""
    TIME = 1 << 2

@of15
class ofp_bundle_prop_type(of14.ofp_bundle_prop_type):
    """Bundle property types (7.3.9)."""
    TIME = 1

@of15
class OFPBundlePropTime(of15.OFPBundleProp, type=ofp_bundle_prop_type.TIME, size=24):
    """When a bundle is to be executed (7.3.9)."""
    _1: pad(4)
    scheduled_time: OFPTime

@of15
class ofp_async_config_prop_type(of14.ofp_async_config_prop_type):
    """Asynchronous configuration property types; an odd one is for master and equal, an even one for slave (7.3.10)."""
    FLOW_STATS_SLAVE = 12
    FLOW_STATS_MASTER = 13
    CONT_STATUS_SLAVE = 14
    CONT_STATUS_MASTER = 15

@of15
class OFPAsyncConfigPropReasons(of15.OFPAsyncConfigProp, size=8, type=tuple(range(16))):
    """The reasons for which messages are sent, as a bitmap (7.3.10)."""
    mask: u32


# Asynchronous messages (7.4) ------------------------------------------------------------------------------------------

@of15
class OFPFlowRemoved(Message, type=ofp_type.FLOW_REMOVED, size=40):
    """A flow entry is gone (7.4.2)."""
    table_id: u8(ofp_table)
    reason: u8(ofp_flow_removed_reason)
    priority: u16
    idle_timeout: u16
    hard_timeout: u16
    cookie: u64
    match: OFPMatch
    stats: OFPStats

@of15
class OFPControllerStatus(Message, type=ofp_type.CONTROLLER_STATUS, size=24):
    """The status of a controller has changed (7.4.7)."""
    status: OFPControllerStatusStats


# Errors (7.5.4) -------------------------------------------------------------------------------------------------------

@of15
class ofp_bad_request_code(of14.ofp_bad_request_code):
    """Codes of OFPET_BAD_REQUEST (7.5.4)."""
    MULTIPART_BAD_SCHED = 16
    PIPELINE_FIELDS_ONLY = 17
    UNKNOWN = 18

@of15
class ofp_bad_action_code(of14.ofp_bad_action_code):
    """Codes of OFPET_BAD_ACTION (7.5.4)."""
    BAD_SET_MASK = 16
    BAD_METER = 17

@of15
class ofp_flow_mod_failed_code(of14.ofp_flow_mod_failed_code):
    """Codes of OFPET_FLOW_MOD_FAILED (7.5.4)."""
    IS_SYNC = 10

@of15
class ofp_group_mod_failed_code(of14.ofp_group_mod_failed_code):
    """Codes of OFPET_GROUP_MOD_FAILED (7.5.4)."""
    UNKNOWN_BUCKET = 15
    BUCKET_EXISTS = 16

@of15
class ofp_role_request_failed_code(of14.ofp_role_request_failed_code):
    """Codes of OFPET_ROLE_REQUEST_FAILED (7.5.4)."""
    ID_UNSUP = 3
    ID_IN_USE = 4

@of15
class ofp_table_features_failed_code(of14.ofp_table_features_failed_code):
    """Codes of OFPET_TABLE_FEATURES_FAILED (7.5.4)."""
    BAD_CAP = 6
    BAD_MAX_ENT = 7
    BAD_FEATURES = 8
    BAD_COMMAND = 9
    TOO_MANY = 10

@of15
class ofp_bundle_failed_code(of14.ofp_bundle_failed_code):
    """Codes of OFPET_BUNDLE_FAILED (7.5.4)."""
    SCHED_NOT_SUPPORTED = 16
    SCHED_FUTURE = 17
    SCHED_PAST = 18
