"""OpenFlow 1.2 as a table: 1.3 less what 1.3 brought, and what 1.3 changed as it was before.

What is taken over cites the sections of 1.3; the sections of what is declared here are those of the switch
specification 1.2, appendix A. Names, constructor order and defaults are Ryu's; `of12` is both `datapath.ofproto` and
`datapath.ofproto_parser`.
"""

from __future__ import annotations

from ..wire import Enumeration, Message, Structure, Version
from . import oxm
from .v1_3 import of13

__all__ = ['of12']

of12 = Version('1.2', 0x03, base=of13, renamed={'OFPMultipartRequest': 'OFPStatsRequest'}, without=(
    'ONF*', 'onf_*', 'OFPBundleProp',
    'ofp_meter*', 'OFPMeter*', 'OFPInstructionMeter', 'ofp_table_feature*', 'OFPTableFeature*', 'OFP*Id',
    'ofp_multipart_*', 'OFPMultipart*', 'OFP*StatsReply', 'OFPAggregateStats', 'OFPPortDesc*', '*Async*',
    'ofp_hello_elem_type', 'OFPHelloElem*', 'OFPActionPushPbb', 'OFPActionPopPbb', 'ofp_ipv6exthdr_flags'))

of12.fields = oxm.Fields(oxm.OPENFLOW_1_2)

for enumeration in of12.fields.enumerations():
    of12(enumeration)


# Numbers --------------------------------------------------------------------------------------------------------------

@of12
class ofp_type(of13.ofp_type, without=(
        'MULTIPART_REQUEST MULTIPART_REPLY GET_ASYNC_REQUEST GET_ASYNC_REPLY SET_ASYNC METER_MOD')):
    """Message types (A.1)."""
    STATS_REQUEST = 18
    STATS_REPLY = 19

@of12
class ofp_action_type(of13.ofp_action_type, without='PUSH_PBB POP_PBB'):
    """Action types (A.2.5)."""

@of12
class ofp_instruction_type(of13.ofp_instruction_type, without='METER'):
    """Instruction types (A.2.4)."""

@of12
class ofp_config_flags(of13.ofp_config_flags):
    """Handling of IP fragments and of packets whose time to live is over (A.3.2)."""
    INVALID_TTL_TO_CONTROLLER = 1 << 2

@of12
class ofp_table_config(Enumeration, prefix='OFPTC_', bitmap=True):
    """What happens to packets that no entry of a table matches (A.3.3)."""
    TABLE_MISS_CONTROLLER = 0
    TABLE_MISS_CONTINUE = 1 << 0
    TABLE_MISS_DROP = 1 << 1
    TABLE_MISS_MASK = 3

@of12
class ofp_flow_mod_flags(of13.ofp_flow_mod_flags, without='NO_PKT_COUNTS NO_BYT_COUNTS'):
    """Options of a flow entry (A.3.4.1)."""

@of12
class ofp_error_type(of13.ofp_error_type, without='METER_MOD_FAILED TABLE_FEATURES_FAILED'):
    """Error types; what the code means depends on the type (A.4.4)."""

@of12
class ofp_bad_request_code(of13.ofp_bad_request_code, without='BAD_MULTIPART MULTIPART_BUFFER_OVERFLOW'):
    """Codes of OFPET_BAD_REQUEST (A.4.4)."""
    BAD_STAT = 2


# Messages -------------------------------------------------------------------------------------------------------------

@of12
class OFPHello(Message, type=ofp_type.HELLO, size=8):
    """The first message of either side; what `data` it may carry means nothing in this version (A.5.1)."""
    data: tail
    json_omits_empty = ('data',)

@of12
class OFPSwitchFeatures(Message, type=ofp_type.FEATURES_REPLY, size=32):
    """The identity, the capabilities and the ports of the datapath; `ports` maps a port's number to it (A.3.1)."""
    datapath_id: u64
    n_buffers: u32
    n_tables: u8
    _1: pad(3)
    capabilities: u32(ofp_capabilities)
    _2: pad(4)
    ports: keyed(OFPPort, 'port_no')

@of12
class OFPFlowMod(Message, type=ofp_type.FLOW_MOD, size=56):
    """Add, modify or delete flow entries; as in Ryu, `priority` is 0 unless given (A.3.4.1)."""
    cookie: u64 = 0
    cookie_mask: u64 = 0
    table_id: u8(ofp_table) = 0
    command: u8(ofp_flow_mod_command) = of12.OFPFC_ADD
    idle_timeout: u16 = 0
    hard_timeout: u16 = 0
    priority: u16 = 0
    buffer_id: u32 = of12.OFP_NO_BUFFER
    out_port: u32(ofp_port_no) = 0
    out_group: u32(ofp_group) = 0
    flags: u16(ofp_flow_mod_flags) = 0
    _1: pad(2)
    match: OFPMatch
    instructions: list[OFPInstruction]

@of12
class OFPPacketIn(Message, type=ofp_type.PACKET_IN, size=26):
    """A packet the switch hands to the controller (A.4.1)."""
    buffer_id: u32
    total_len: u16
    reason: u8(ofp_packet_in_reason)
    table_id: u8(ofp_table)
    match: OFPMatch
    _1: pad(2)
    data: tail

@of12
class OFPQueueGetConfigReply(Message, type=ofp_type.QUEUE_GET_CONFIG_REPLY, size=16):
    """The queues of a port (A.3.6)."""
    port: u32(ofp_port_no)
    _1: pad(4)
    queues: list[OFPPacketQueue]


# Statistics (A.3.5) ---------------------------------------------------------------------------------------------------

@of12
class ofp_stats_types(Enumeration, prefix='OFPST_'):
    """What a statistics message carries (A.3.5)."""
    DESC = 0
    FLOW = 1
    AGGREGATE = 2
    TABLE = 3
    PORT = 4
    QUEUE = 5
    GROUP = 6
    GROUP_DESC = 7
    GROUP_FEATURES = 8
    EXPERIMENTER = 0xffff

@of12
class ofp_stats_reply_flags(Enumeration, prefix='OFPSF_REPLY_', bitmap=True):
    """More parts of this reply follow (A.3.5)."""
    MORE = 1 << 0

@of12
class OFPStatsRequest(Message, type=ofp_type.STATS_REQUEST, family='type', last='flags', size=16):
    """Ask for something that may take several messages to answer; no flags are defined (A.3.5)."""
    type: u16(ofp_stats_types)
    flags: u16 = 0
    _1: pad(4)
    json_omits = ('type',)

@of12
class OFPStatsReply(Message, type=ofp_type.STATS_REPLY, size=16):
    """A part of the answer to a statistics request: `body` is what `type` says (A.3.5)."""
    type: u16(ofp_stats_types)
    flags: u16(ofp_stats_reply_flags) = 0
    _1: pad(4)
    body: chosen(type, {
        0: OFPDescStats, 1: list[OFPFlowStats], 2: OFPAggregateStatsReply, 3: list[OFPTableStats],
        4: list[OFPPortStats], 5: list[OFPQueueStats], 6: list[OFPGroupStats], 7: list[OFPGroupDescStats],
        8: OFPGroupFeaturesStats, 0xffff: OFPExperimenterMultipart})

@of12
class OFPFlowStats(Structure, length='length', size=56):
    """A flow entry and its counters (A.3.5.2)."""
    length: u16
    table_id: u8(ofp_table)
    _1: pad(1)
    duration_sec: u32
    duration_nsec: u32
    priority: u16
    idle_timeout: u16
    hard_timeout: u16
    _2: pad(6)
    cookie: u64
    packet_count: u64
    byte_count: u64
    match: OFPMatch
    instructions: late(list[OFPInstruction])

@of12
class OFPAggregateStatsReply(Structure, size=24):
    """Sums over flow entries: in Ryu's 1.2 the name of the body, not of a message (A.3.5.3)."""
    packet_count: u64
    byte_count: u64
    flow_count: u32
    _1: pad(4)

@of12
class OFPTableStats(Structure, size=128):
    """A table, what it can match, do and set (bitmaps of fields and actions), and its counters (A.3.5.4)."""
    table_id: u8(ofp_table)
    _1: pad(7)
    name: text(32)
    match: u64
    wildcards: u64
    write_actions: u32
    apply_actions: u32
    write_setfields: u64
    apply_setfields: u64
    metadata_match: u64
    metadata_write: u64
    instructions: u32
    config: u32(ofp_table_config)
    max_entries: u32
    active_count: u32
    lookup_count: u64
    matched_count: u64

@of12
class OFPPortStats(Structure, size=104):
    """The counters of a port; all ones where the switch has none (A.3.5.5)."""
    port_no: u32(ofp_port_no)
    _1: pad(4)
    rx_packets: u64
    tx_packets: u64
    rx_bytes: u64
    tx_bytes: u64
    rx_dropped: u64
    tx_dropped: u64
    rx_errors: u64
    tx_errors: u64
    rx_frame_err: u64
    rx_over_err: u64
    rx_crc_err: u64
    collisions: u64

@of12
class OFPQueueStats(Structure, size=32):
    """The counters of a queue (A.3.5.6)."""
    port_no: u32(ofp_port_no)
    queue_id: u32
    tx_bytes: u64
    tx_packets: u64
    tx_errors: u64

@of12
class OFPGroupStats(Structure, length='length', size=32):
    """The counters of a group (A.3.5.7)."""
    length: u16
    _1: pad(2)
    group_id: u32(ofp_group)
    ref_count: u32
    _2: pad(4)
    packet_count: u64
    byte_count: u64
    bucket_counters: list[OFPBucketCounter]
