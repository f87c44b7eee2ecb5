"""OpenFlow 1.3 as a table: every message, structure, enumeration and constant of the switch specification 1.3.5.

Section numbers are those of the specification. Names, constructor order and defaults are Ryu's; `of13` is both
`datapath.ofproto` and `datapath.ofproto_parser`. How a class body becomes a codec is explained in `controller.wire`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from ..wire import Enumeration, Message, Structure, Version
from . import oxm

__all__ = ['of13']

of13 = Version('1.3', 0x04)


# Constants ------------------------------------------------------------------------------------------------------------

@of13
class constants(Enumeration, prefix='OFP_'):
    """Numbers of openflow.h that belong to no enumeration."""
    TCP_PORT = 6633              # 6653 since 1.3.3; Ryu's constant is the older one
    MAX_TABLE_NAME_LEN = 32
    MAX_PORT_NAME_LEN = 16
    ETH_ALEN = 6
    DEFAULT_PRIORITY = 0x8000
    NO_BUFFER = 0xffffffff

@of13
class string_lengths(Enumeration, prefix=''):
    """Sizes of the description strings (7.3.5.1), and the largest transaction id."""
    DESC_STR_LEN = 256
    SERIAL_NUM_LEN = 32
    MAX_XID = 0xffffffff

@of13
class ofp_type(Enumeration, prefix='OFPT_'):
    """Message types (7.1)."""
    (HELLO, ERROR, ECHO_REQUEST, ECHO_REPLY, EXPERIMENTER, FEATURES_REQUEST, FEATURES_REPLY,
     GET_CONFIG_REQUEST, GET_CONFIG_REPLY, SET_CONFIG, PACKET_IN, FLOW_REMOVED, PORT_STATUS, PACKET_OUT,
     FLOW_MOD, GROUP_MOD, PORT_MOD, TABLE_MOD, MULTIPART_REQUEST, MULTIPART_REPLY, BARRIER_REQUEST,
     BARRIER_REPLY, QUEUE_GET_CONFIG_REQUEST, QUEUE_GET_CONFIG_REPLY, ROLE_REQUEST, ROLE_REPLY,
     GET_ASYNC_REQUEST, GET_ASYNC_REPLY, SET_ASYNC, METER_MOD) = range(30)


# Ports (7.2.1) --------------------------------------------------------------------------------------------------------

@of13
class ofp_port_no(Enumeration, prefix='OFPP_'):
    """Reserved port numbers (7.2.1)."""
    MAX = 0xffffff00
    IN_PORT = 0xfffffff8
    TABLE = 0xfffffff9
    NORMAL = 0xfffffffa
    FLOOD = 0xfffffffb
    ALL = 0xfffffffc
    CONTROLLER = 0xfffffffd
    LOCAL = 0xfffffffe
    ANY = 0xffffffff

@of13
class ofp_port_config(Enumeration, prefix='OFPPC_', bitmap=True):
    """What the administrator wants of a port (7.2.1)."""
    PORT_DOWN = 1 << 0
    NO_RECV = 1 << 2
    NO_FWD = 1 << 5
    NO_PACKET_IN = 1 << 6

@of13
class ofp_port_state(Enumeration, prefix='OFPPS_', bitmap=True):
    """What the switch reports of a port (7.2.1)."""
    LINK_DOWN = 1 << 0
    BLOCKED = 1 << 1
    LIVE = 1 << 2

@of13
class ofp_port_features(Enumeration, prefix='OFPP', bitmap=True):
    """Link modes, types and features of a port (7.2.1). A Python name cannot begin with a digit, hence the F here."""
    F_10MB_HD = 1 << 0
    F_10MB_FD = 1 << 1
    F_100MB_HD = 1 << 2
    F_100MB_FD = 1 << 3
    F_1GB_HD = 1 << 4
    F_1GB_FD = 1 << 5
    F_10GB_FD = 1 << 6
    F_40GB_FD = 1 << 7
    F_100GB_FD = 1 << 8
    F_1TB_FD = 1 << 9
    F_OTHER = 1 << 10
    F_COPPER = 1 << 11
    F_FIBER = 1 << 12
    F_AUTONEG = 1 << 13
    F_PAUSE = 1 << 14
    F_PAUSE_ASYM = 1 << 15

@of13
class OFPPort(Structure, size=64, optional=True):
    """A port (7.2.1); speeds in kbit/s."""
    port_no: u32(ofp_port_no)
    _1: pad(4)
    hw_addr: mac
    _2: pad(2)
    name: text(16)
    config: u32(ofp_port_config)
    state: u32(ofp_port_state)
    curr: u32(ofp_port_features)
    advertised: u32(ofp_port_features)
    supported: u32(ofp_port_features)
    peer: u32(ofp_port_features)
    curr_speed: u32
    max_speed: u32


# Queues (7.2.2) -------------------------------------------------------------------------------------------------------

@of13
class ofp_queue_number(Enumeration, prefix='OFPQ_'):
    """Reserved queue numbers (7.3.5.8)."""
    ALL = 0xffffffff

@of13
class ofp_queue_properties(Enumeration, prefix='OFPQT_'):
    """Queue property types (7.2.2)."""
    MIN_RATE = 1
    MAX_RATE = 2
    EXPERIMENTER = 0xffff

@of13
class OFPQueueProp(Structure, family='property len', size=8):
    """A property of a queue (7.2.2)."""
    property: u16(ofp_queue_properties)
    len: u16
    _1: pad(4)

@of13
class OFPQueuePropMinRate(OFPQueueProp, type=ofp_queue_properties.MIN_RATE, size=16):
    """Guaranteed rate, in tenths of a per cent of the link; above 1000 it is off (7.2.2)."""
    rate: u16
    _2: pad(6)

@of13
class OFPQueuePropMaxRate(OFPQueueProp, type=ofp_queue_properties.MAX_RATE, size=16):
    """Largest rate, in tenths of a per cent of the link; above 1000 it is off (7.2.2)."""
    rate: u16
    _2: pad(6)

@of13
class OFPQueuePropExperimenter(
        OFPQueueProp, type=ofp_queue_properties.EXPERIMENTER, family='experimenter', size=16):
    """A property defined by an experimenter (7.2.2); Ryu's `data` is a list of bytes' numbers."""
    experimenter: u32
    _2: pad(4)
    data: list[u8]

@of13
class OFPPacketQueue(Structure, length='len', size=16):
    """A queue of a port (7.2.2)."""
    queue_id: u32
    port: u32(ofp_port_no)
    len: u16
    _1: pad(6)
    properties: list[OFPQueueProp]


# Match (7.2.3) --------------------------------------------------------------------------------------------------------

@of13
class ofp_match_type(Enumeration, prefix='OFPMT_'):
    """Match types; the first is deprecated and never decoded (7.2.3.1)."""
    STANDARD = 0
    OXM = 1

@of13
class ofp_oxm_class(Enumeration, prefix='OFPXMC_'):
    """Who defines a match field (7.2.3.3)."""
    NXM_0 = 0x0000
    NXM_1 = 0x0001
    OPENFLOW_BASIC = 0x8000
    EXPERIMENTER = 0xffff

@of13
class ofp_vlan_id(Enumeration, prefix='OFPVID_'):
    """What vlan_vid holds beside the identifier (7.2.3.7)."""
    NONE = 0x0000
    PRESENT = 0x1000

@of13
class ofp_ipv6exthdr_flags(Enumeration, prefix='OFPIEH_', bitmap=True):
    """Bits of ipv6_exthdr (7.2.3.7)."""
    NONEXT = 1 << 0
    ESP = 1 << 1
    AUTH = 1 << 2
    DEST = 1 << 3
    FRAG = 1 << 4
    ROUTER = 1 << 5
    HOP = 1 << 6
    UNREP = 1 << 7
    UNSEQ = 1 << 8


of13.fields = oxm.Fields(oxm.OPENFLOW_1_3)

for enumeration in of13.fields.enumerations():
    of13(enumeration)

@of13
class OFPMatch(oxm.Match, size=8):
    """Which packets: `OFPMatch(in_port=1, eth_type=0x0800, ipv4_src='10.0.0.0/8')`; reads like a dictionary (7.2.3)."""

@of13
class OFPOxmId(oxm.OxmId, size=4):
    """A field in the list of a table feature property, by name (7.3.5.5.2)."""

@of13
class OFPExperimenterOxmId(oxm.ExperimenterOxmId, OFPOxmId, size=8):
    """An experimenter's field in the list of a table feature property (7.3.5.5.2)."""


# Actions (7.2.5) ------------------------------------------------------------------------------------------------------

@of13
class ofp_action_type(Enumeration, prefix='OFPAT_'):
    """Action types (7.2.5)."""
    OUTPUT = 0
    COPY_TTL_OUT = 11
    COPY_TTL_IN = 12
    SET_MPLS_TTL = 15
    DEC_MPLS_TTL = 16
    PUSH_VLAN = 17
    POP_VLAN = 18
    PUSH_MPLS = 19
    POP_MPLS = 20
    SET_QUEUE = 21
    GROUP = 22
    SET_NW_TTL = 23
    DEC_NW_TTL = 24
    SET_FIELD = 25
    PUSH_PBB = 26
    POP_PBB = 27
    EXPERIMENTER = 0xffff

@of13
class ofp_controller_max_len(Enumeration, prefix='OFPCML_'):
    """How much of a packet an output action sends to the controller (7.2.5)."""
    MAX = 0xffe5
    NO_BUFFER = 0xffff

@of13
class OFPAction(Structure, family='type len', align='inside', size=4):
    """An action (7.2.5)."""
    type: u16(ofp_action_type)
    len: u16

@of13
class OFPActionOutput(OFPAction, type=ofp_action_type.OUTPUT, size=16):
    """Send the packet out of a port, to the controller at most `max_len` bytes of it (7.2.5)."""
    port: u32(ofp_port_no)
    max_len: u16 = ofp_controller_max_len.MAX
    _1: pad(6)

@of13
class OFPActionGroup(OFPAction, type=ofp_action_type.GROUP, size=8):
    """Process the packet by a group (7.2.5)."""
    group_id: u32 = 0

@of13
class OFPActionSetQueue(OFPAction, type=ofp_action_type.SET_QUEUE, size=8):
    """Choose the queue for a later output (7.2.5)."""
    queue_id: u32

@of13
class OFPActionSetMplsTtl(OFPAction, type=ofp_action_type.SET_MPLS_TTL, size=8):
    """Set the MPLS time to live (7.2.5)."""
    mpls_ttl: u8
    _1: pad(3)

@of13
class OFPActionDecMplsTtl(OFPAction, type=ofp_action_type.DEC_MPLS_TTL, size=8):
    """Lower the MPLS time to live by one (7.2.5)."""
    _1: pad(4)

@of13
class OFPActionSetNwTtl(OFPAction, type=ofp_action_type.SET_NW_TTL, size=8):
    """Set the IPv4 time to live or the IPv6 hop limit (7.2.5)."""
    nw_ttl: u8
    _1: pad(3)

@of13
class OFPActionDecNwTtl(OFPAction, type=ofp_action_type.DEC_NW_TTL, size=8):
    """Lower the IPv4 time to live or the IPv6 hop limit by one (7.2.5)."""
    _1: pad(4)

@of13
class OFPActionCopyTtlOut(OFPAction, type=ofp_action_type.COPY_TTL_OUT, size=8):
    """Copy the time to live from the next-to-outermost header to the outermost (7.2.5)."""
    _1: pad(4)

@of13
class OFPActionCopyTtlIn(OFPAction, type=ofp_action_type.COPY_TTL_IN, size=8):
    """Copy the time to live from the outermost header to the next-to-outermost (7.2.5)."""
    _1: pad(4)

@of13
class OFPActionPushVlan(OFPAction, type=ofp_action_type.PUSH_VLAN, size=8):
    """Push a VLAN header (7.2.5)."""
    ethertype: u16 = 0x8100
    _1: pad(2)

@of13
class OFPActionPopVlan(OFPAction, type=ofp_action_type.POP_VLAN, size=8):
    """Pop the outermost VLAN header (7.2.5)."""
    _1: pad(4)

@of13
class OFPActionPushMpls(OFPAction, type=ofp_action_type.PUSH_MPLS, size=8):
    """Push an MPLS shim header (7.2.5)."""
    ethertype: u16 = 0x8847
    _1: pad(2)

@of13
class OFPActionPopMpls(OFPAction, type=ofp_action_type.POP_MPLS, size=8):
    """Pop the outermost MPLS label; `ethertype` is that of what remains (7.2.5)."""
    ethertype: u16 = 0x0800
    _1: pad(2)

@of13
class OFPActionPushPbb(OFPAction, type=ofp_action_type.PUSH_PBB, size=8):
    """Push a PBB service tag (7.2.5)."""
    ethertype: u16 = 0x88e7
    _1: pad(2)

@of13
class OFPActionPopPbb(OFPAction, type=ofp_action_type.POP_PBB, size=8):
    """Pop the PBB service tag (7.2.5)."""
    _1: pad(4)

@of13
class OFPActionSetField(oxm.SetField, OFPAction, type=ofp_action_type.SET_FIELD):
    """Set one header field: `OFPActionSetField(eth_dst='00:00:00:00:00:01')` (7.2.5)."""

@of13
class OFPActionExperimenter(OFPAction, type=ofp_action_type.EXPERIMENTER, family='experimenter', size=8):
    """An action defined by an experimenter (7.2.5)."""
    experimenter: u32

@of13
class OFPActionExperimenterUnknown(OFPActionExperimenter, type=...):
    """An action of an experimenter that nobody declared (7.2.5)."""
    data: tail


# Instructions (7.2.4) -------------------------------------------------------------------------------------------------

@of13
class ofp_instruction_type(Enumeration, prefix='OFPIT_'):
    """Instruction types (7.2.4)."""
    GOTO_TABLE = 1
    WRITE_METADATA = 2
    WRITE_ACTIONS = 3
    APPLY_ACTIONS = 4
    CLEAR_ACTIONS = 5
    METER = 6
    EXPERIMENTER = 0xffff

@of13
class OFPInstruction(Structure, family='type len', align='inside', size=4):
    """An instruction of a flow entry (7.2.4)."""
    type: u16(ofp_instruction_type)
    len: u16

@of13
class OFPInstructionGotoTable(OFPInstruction, type=ofp_instruction_type.GOTO_TABLE, size=8):
    """Continue in another table (7.2.4)."""
    table_id: u8
    _1: pad(3)

@of13
class OFPInstructionWriteMetadata(OFPInstruction, type=ofp_instruction_type.WRITE_METADATA, size=24):
    """Write the bits of `metadata` under `metadata_mask` (7.2.4)."""
    _1: pad(4)
    metadata: u64
    metadata_mask: u64

@of13
class OFPInstructionActions(OFPInstruction, size=8, type=(
        ofp_instruction_type.WRITE_ACTIONS, ofp_instruction_type.APPLY_ACTIONS, ofp_instruction_type.CLEAR_ACTIONS)):
    """Apply actions now, write them to the action set, or clear that set: `type_` says which (7.2.4)."""
    _1: pad(4)
    actions: list[OFPAction]

@of13
class OFPInstructionMeter(OFPInstruction, type=ofp_instruction_type.METER, size=8):
    """Send the packet through a meter first (7.2.4)."""
    meter_id: u32 = 1

@of13
class OFPInstructionExperimenter(OFPInstruction, type=ofp_instruction_type.EXPERIMENTER, family='experimenter', size=8):
    """An instruction defined by an experimenter (7.2.4)."""
    experimenter: u32


# Handshake and configuration (7.3.1, 7.3.2, 7.3.3) --------------------------------------------------------------------

@of13
class ofp_capabilities(Enumeration, prefix='OFPC_', bitmap=True):
    """What a datapath can do (7.3.1)."""
    FLOW_STATS = 1 << 0
    TABLE_STATS = 1 << 1
    PORT_STATS = 1 << 2
    GROUP_STATS = 1 << 3
    IP_REASM = 1 << 5
    QUEUE_STATS = 1 << 6
    PORT_BLOCKED = 1 << 8

@of13
class OFPFeaturesRequest(Message, type=ofp_type.FEATURES_REQUEST, size=8):
    """Ask the switch who it is (7.3.1)."""

@of13
class OFPSwitchFeatures(Message, type=ofp_type.FEATURES_REPLY, size=32):
    """The identity and the basic capabilities of the datapath (7.3.1)."""
    datapath_id: u64
    n_buffers: u32
    n_tables: u8
    auxiliary_id: u8
    _1: pad(2)
    capabilities: u32(ofp_capabilities)
    _2: pad(4)

@of13
class ofp_config_flags(Enumeration, prefix='OFPC_', bitmap=True):
    """Handling of IP fragments (7.3.2)."""
    FRAG_NORMAL = 0
    FRAG_DROP = 1 << 0
    FRAG_REASM = 1 << 1
    FRAG_MASK = 3

@of13
class OFPGetConfigRequest(Message, type=ofp_type.GET_CONFIG_REQUEST, size=8):
    """Ask for the configuration of the switch (7.3.2)."""

@of13
class OFPGetConfigReply(Message, type=ofp_type.GET_CONFIG_REPLY, size=12):
    """The configuration of the switch (7.3.2)."""
    flags: u16(ofp_config_flags)
    miss_send_len: u16

@of13
class OFPSetConfig(Message, type=ofp_type.SET_CONFIG, size=12):
    """Set the configuration of the switch (7.3.2)."""
    flags: u16(ofp_config_flags) = 0
    miss_send_len: u16 = 0

@of13
class ofp_table(Enumeration, prefix='OFPTT_'):
    """Table numbers (7.3.3)."""
    MAX = 0xfe
    ALL = 0xff

@of13
class ofp_table_config(Enumeration, prefix='OFPTC_', bitmap=True):
    """Table configuration; its only bits are deprecated (7.3.3)."""
    DEPRECATED_MASK = 3

@of13
class OFPTableMod(Message, type=ofp_type.TABLE_MOD, size=16):
    """Configure a flow table (7.3.3)."""
    table_id: u8(ofp_table)
    _1: pad(3)
    config: u32(ofp_table_config)


# Modify state (7.3.4) -------------------------------------------------------------------------------------------------

@of13
class ofp_flow_mod_command(Enumeration, prefix='OFPFC_'):
    """What a flow modification does (7.3.4.1)."""
    ADD = 0
    MODIFY = 1
    MODIFY_STRICT = 2
    DELETE = 3
    DELETE_STRICT = 4

@of13
class ofp_flow_mod_flags(Enumeration, prefix='OFPFF_', bitmap=True):
    """Options of a flow entry (7.3.4.1)."""
    SEND_FLOW_REM = 1 << 0
    CHECK_OVERLAP = 1 << 1
    RESET_COUNTS = 1 << 2
    NO_PKT_COUNTS = 1 << 3
    NO_BYT_COUNTS = 1 << 4

@of13
class OFPFlowMod(Message, type=ofp_type.FLOW_MOD, size=56):
    """Add, modify or delete flow entries (7.3.4.1)."""
    cookie: u64 = 0
    cookie_mask: u64 = 0
    table_id: u8(ofp_table) = 0
    command: u8(ofp_flow_mod_command) = ofp_flow_mod_command.ADD
    idle_timeout: u16 = 0
    hard_timeout: u16 = 0
    priority: u16 = constants.DEFAULT_PRIORITY
    buffer_id: u32 = constants.NO_BUFFER
    out_port: u32(ofp_port_no) = 0
    out_group: u32(ofp_group) = 0
    flags: u16(ofp_flow_mod_flags) = 0
    _1: pad(2)
    match: OFPMatch
    instructions: list[OFPInstruction]

@of13
class ofp_group(Enumeration, prefix='OFPG_'):
    """Reserved group numbers (7.3.4.2)."""
    MAX = 0xffffff00
    ALL = 0xfffffffc
    ANY = 0xffffffff

@of13
class ofp_group_mod_command(Enumeration, prefix='OFPGC_'):
    """What a group modification does (7.3.4.2)."""
    ADD = 0
    MODIFY = 1
    DELETE = 2

@of13
class ofp_group_type(Enumeration, prefix='OFPGT_'):
    """Group types (7.3.4.2)."""
    ALL = 0
    SELECT = 1
    INDIRECT = 2
    FF = 3

@of13
class OFPBucket(Structure, length='len', size=16):
    """An action bucket of a group (7.3.4.2)."""
    len: u16
    weight: u16 = 0
    watch_port: u32(ofp_port_no) = ofp_port_no.ANY
    watch_group: u32(ofp_group) = ofp_group.ANY
    _1: pad(4)
    actions: list[OFPAction]

@of13
class OFPGroupMod(Message, type=ofp_type.GROUP_MOD, size=16):
    """Add, modify or delete a group (7.3.4.2)."""
    command: u16(ofp_group_mod_command) = ofp_group_mod_command.ADD
    type: u8(ofp_group_type) = ofp_group_type.ALL
    _1: pad(1)
    group_id: u32(ofp_group) = 0
    buckets: list[OFPBucket]

@of13
class OFPPortMod(Message, type=ofp_type.PORT_MOD, size=40):
    """Change the behaviour of a port: the bits of `config` under `mask` (7.3.4.3)."""
    port_no: u32(ofp_port_no) = 0
    _1: pad(4)
    hw_addr: mac = '00:00:00:00:00:00'
    _2: pad(2)
    config: u32(ofp_port_config) = 0
    mask: u32(ofp_port_config) = 0
    advertise: u32(ofp_port_features) = 0
    _3: pad(4)

@of13
class ofp_meter(Enumeration, prefix='OFPM_'):
    """Reserved meter numbers (7.3.4.4)."""
    MAX = 0xffff0000
    SLOWPATH = 0xfffffffd
    CONTROLLER = 0xfffffffe
    ALL = 0xffffffff

@of13
class ofp_meter_mod_command(Enumeration, prefix='OFPMC_'):
    """What a meter modification does (7.3.4.4)."""
    ADD = 0
    MODIFY = 1
    DELETE = 2

@of13
class ofp_meter_flags(Enumeration, prefix='OFPMF_', bitmap=True):
    """Units and options of a meter (7.3.4.4)."""
    KBPS = 1 << 0
    PKTPS = 1 << 1
    BURST = 1 << 2
    STATS = 1 << 3

@of13
class ofp_meter_band_type(Enumeration, prefix='OFPMBT_'):
    """What a band does with packets above its rate (7.3.4.4)."""
    DROP = 1
    DSCP_REMARK = 2
    EXPERIMENTER = 0xffff

@of13
class OFPMeterBandHeader(Structure, family='type len', size=12):
    """A band of a meter; `rate` and `burst_size` in the units of the meter's flags (7.3.4.4)."""
    type: u16(ofp_meter_band_type)
    len: u16
    rate: u32 = 0
    burst_size: u32 = 0

@of13
class OFPMeterBandDrop(OFPMeterBandHeader, type=ofp_meter_band_type.DROP, size=16):
    """Drop what is above the rate (7.3.4.4)."""
    _1: pad(4)

@of13
class OFPMeterBandDscpRemark(OFPMeterBandHeader, type=ofp_meter_band_type.DSCP_REMARK, size=16):
    """Raise the drop precedence of what is above the rate (7.3.4.4)."""
    prec_level: u8 = 0
    _1: pad(3)

@of13
class OFPMeterBandExperimenter(
        OFPMeterBandHeader, type=ofp_meter_band_type.EXPERIMENTER, family='experimenter', size=16):
    """A band defined by an experimenter (7.3.4.4)."""
    experimenter: u32
    data: tail
    json_omits_empty = ('data',)

@of13
class OFPMeterMod(Message, type=ofp_type.METER_MOD, size=16):
    """Add, modify or delete a meter (7.3.4.4)."""
    command: u16(ofp_meter_mod_command) = ofp_meter_mod_command.ADD
    flags: u16(ofp_meter_flags) = ofp_meter_flags.KBPS
    meter_id: u32(ofp_meter) = 1
    bands: list[OFPMeterBandHeader]


# Multipart (7.3.5) ----------------------------------------------------------------------------------------------------

@of13
class ofp_multipart_type(Enumeration, prefix='OFPMP_'):
    """What a multipart message carries (7.3.5)."""
    DESC = 0
    FLOW = 1
    AGGREGATE = 2
    TABLE = 3
    PORT_STATS = 4
    QUEUE = 5
    GROUP = 6
    GROUP_DESC = 7
    GROUP_FEATURES = 8
    METER = 9
    METER_CONFIG = 10
    METER_FEATURES = 11
    TABLE_FEATURES = 12
    PORT_DESC = 13
    EXPERIMENTER = 0xffff

@of13
class ofp_multipart_request_flags(Enumeration, prefix='OFPMPF_REQ_', bitmap=True):
    """More parts of this request follow (7.3.5)."""
    MORE = 1 << 0

@of13
class ofp_multipart_reply_flags(Enumeration, prefix='OFPMPF_REPLY_', bitmap=True):
    """More parts of this reply follow (7.3.5)."""
    MORE = 1 << 0

@of13
class OFPMultipartRequest(Message, type=ofp_type.MULTIPART_REQUEST, family='type', size=16):
    """Ask for something that may take several messages to answer (7.3.5)."""
    type: u16(ofp_multipart_type)
    flags: u16(ofp_multipart_request_flags) = 0
    _1: pad(4)

@of13
class OFPMultipartReply(Message, type=ofp_type.MULTIPART_REPLY, family='type', size=16):
    """A part of the answer to a multipart request (7.3.5)."""
    type: u16(ofp_multipart_type)
    flags: u16(ofp_multipart_reply_flags) = 0
    _1: pad(4)

@of13
class OFPDescStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.DESC, size=16):
    """Ask who made the switch (7.3.5.1)."""

@of13
class OFPDescStats(Structure, size=1056):
    """Manufacturer, hardware, software, serial number and a name for humans (7.3.5.1)."""
    mfr_desc: text(256)
    hw_desc: text(256)
    sw_desc: text(256)
    serial_num: text(32)
    dp_desc: text(256)

@of13
class OFPDescStatsReply(OFPMultipartReply, type=ofp_multipart_type.DESC, size=1072):
    """Who made the switch (7.3.5.1)."""
    body: OFPDescStats

@of13
class OFPFlowStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.FLOW, size=56):
    """Ask for flow entries (7.3.5.2)."""
    table_id: u8(ofp_table) = ofp_table.ALL
    _2: pad(3)
    out_port: u32(ofp_port_no) = ofp_port_no.ANY
    out_group: u32(ofp_group) = ofp_group.ANY
    _3: pad(4)
    cookie: u64 = 0
    cookie_mask: u64 = 0
    match: OFPMatch

@of13
class OFPFlowStats(Structure, length='length', size=56, optional=True):
    """A flow entry and its counters (7.3.5.2)."""
    length: u16
    table_id: u8(ofp_table)
    _1: pad(1)
    duration_sec: u32
    duration_nsec: u32
    priority: u16
    idle_timeout: u16
    hard_timeout: u16
    flags: u16(ofp_flow_mod_flags)
    _2: pad(4)
    cookie: u64
    packet_count: u64
    byte_count: u64
    match: OFPMatch
    instructions: late(list[OFPInstruction])

@of13
class OFPFlowStatsReply(OFPMultipartReply, type=ofp_multipart_type.FLOW, size=16):
    """Flow entries and their counters (7.3.5.2)."""
    body: list[OFPFlowStats]

@of13
class OFPAggregateStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.AGGREGATE, size=56):
    """Ask for the sums over flow entries (7.3.5.3)."""
    table_id: u8(ofp_table) = ofp_table.ALL
    _2: pad(3)
    out_port: u32(ofp_port_no) = ofp_port_no.ANY
    out_group: u32(ofp_group) = ofp_group.ANY
    _3: pad(4)
    cookie: u64 = 0
    cookie_mask: u64 = 0
    match: OFPMatch

@of13
class OFPAggregateStats(Structure, size=24):
    """Sums over flow entries (7.3.5.3)."""
    packet_count: u64
    byte_count: u64
    flow_count: u32
    _1: pad(4)

@of13
class OFPAggregateStatsReply(OFPMultipartReply, type=ofp_multipart_type.AGGREGATE, size=40):
    """Sums over flow entries (7.3.5.3)."""
    body: OFPAggregateStats

@of13
class OFPTableStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.TABLE, size=16):
    """Ask for the counters of the tables (7.3.5.4)."""

@of13
class OFPTableStats(Structure, size=24):
    """The counters of a table (7.3.5.4)."""
    table_id: u8(ofp_table)
    _1: pad(3)
    active_count: u32
    lookup_count: u64
    matched_count: u64

@of13
class OFPTableStatsReply(OFPMultipartReply, type=ofp_multipart_type.TABLE, size=16):
    """The counters of the tables (7.3.5.4)."""
    body: list[OFPTableStats]

@of13
class ofp_table_feature_prop_type(Enumeration, prefix='OFPTFPT_'):
    """Table feature property types; an odd number concerns the table-miss entry (7.3.5.5.2)."""
    INSTRUCTIONS = 0
    INSTRUCTIONS_MISS = 1
    NEXT_TABLES = 2
    NEXT_TABLES_MISS = 3
    WRITE_ACTIONS = 4
    WRITE_ACTIONS_MISS = 5
    APPLY_ACTIONS = 6
    APPLY_ACTIONS_MISS = 7
    MATCH = 8
    WILDCARDS = 10
    WRITE_SETFIELD = 12
    WRITE_SETFIELD_MISS = 13
    APPLY_SETFIELD = 14
    APPLY_SETFIELD_MISS = 15
    EXPERIMENTER = 0xfffe
    EXPERIMENTER_MISS = 0xffff

@of13
class OFPInstructionId(Structure, length='len', size=4):
    """An instruction that a table supports (7.3.5.5.2); `data` only for an experimenter's."""
    type: u16(ofp_instruction_type)
    len: u16
    data: tail
    json_omits_empty = ('data',)

@of13
class OFPActionId(Structure, length='len', size=4):
    """An action that a table supports (7.3.5.5.2); `data` only for an experimenter's."""
    type: u16(ofp_action_type)
    len: u16
    data: tail
    json_omits_empty = ('data',)

@of13
class OFPTableFeatureProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a table (7.3.5.5.2)."""
    type: u16(ofp_table_feature_prop_type)
    length: u16

@of13
class OFPTableFeaturePropInstructions(OFPTableFeatureProp, size=4, type=(
        ofp_table_feature_prop_type.INSTRUCTIONS, ofp_table_feature_prop_type.INSTRUCTIONS_MISS)):
    """The instructions of a table (7.3.5.5.2)."""
    instruction_ids: list[OFPInstructionId]

@of13
class OFPTableFeaturePropNextTables(OFPTableFeatureProp, size=4, type=(
        ofp_table_feature_prop_type.NEXT_TABLES, ofp_table_feature_prop_type.NEXT_TABLES_MISS)):
    """The tables that a table can go to (7.3.5.5.2)."""
    table_ids: list[u8]

@of13
class OFPTableFeaturePropActions(OFPTableFeatureProp, size=4, type=(
        ofp_table_feature_prop_type.WRITE_ACTIONS, ofp_table_feature_prop_type.WRITE_ACTIONS_MISS,
        ofp_table_feature_prop_type.APPLY_ACTIONS, ofp_table_feature_prop_type.APPLY_ACTIONS_MISS)):
    """The actions of a table (7.3.5.5.2)."""
    action_ids: list[OFPActionId]

@of13
class OFPTableFeaturePropOxm(OFPTableFeatureProp, size=4, type=(
        ofp_table_feature_prop_type.MATCH, ofp_table_feature_prop_type.WILDCARDS,
        ofp_table_feature_prop_type.WRITE_SETFIELD, ofp_table_feature_prop_type.WRITE_SETFIELD_MISS,
        ofp_table_feature_prop_type.APPLY_SETFIELD, ofp_table_feature_prop_type.APPLY_SETFIELD_MISS)):
    """The fields that a table can match, wildcard or set (7.3.5.5.2)."""
    oxm_ids: list[OFPOxmId]

@of13
class OFPTableFeaturePropExperimenter(OFPTableFeatureProp, family='experimenter', size=12, type=(
        ofp_table_feature_prop_type.EXPERIMENTER, ofp_table_feature_prop_type.EXPERIMENTER_MISS)):
    """A table property defined by an experimenter (7.3.5.5.2)."""
    experimenter: u32
    exp_type: u32
    data: words

@of13
class OFPTableFeaturePropUnknown(OFPTableFeatureProp, type=..., size=4):
    """A table property that the specification does not know (7.3.5.5.2)."""
    data: tail

@of13
class OFPTableFeaturesStats(Structure, length='length', size=64, optional=True):
    """What a table can do (7.3.5.5)."""
    length: u16
    table_id: u8(ofp_table)
    _1: pad(5)
    name: text(32)
    metadata_match: u64
    metadata_write: u64
    config: u32(ofp_table_config)
    max_entries: u32
    properties: list[OFPTableFeatureProp]

@of13
class OFPTableFeaturesStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.TABLE_FEATURES, size=16):
    """Ask for the features of all tables, or, with a body, set them (7.3.5.5)."""
    body: list[OFPTableFeaturesStats]

@of13
class OFPTableFeaturesStatsReply(OFPMultipartReply, type=ofp_multipart_type.TABLE_FEATURES, size=16):
    """The features of the tables (7.3.5.5)."""
    body: list[OFPTableFeaturesStats]

@of13
class OFPPortStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.PORT_STATS, size=24):
    """Ask for the counters of one port or of all (7.3.5.6)."""
    port_no: u32(ofp_port_no) = ofp_port_no.ANY
    _2: pad(4)

@of13
class OFPPortStats(Structure, size=112):
    """The counters of a port; all ones where the switch has none (7.3.5.6)."""
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
    duration_sec: u32
    duration_nsec: u32

@of13
class OFPPortStatsReply(OFPMultipartReply, type=ofp_multipart_type.PORT_STATS, size=16):
    """The counters of ports (7.3.5.6)."""
    body: list[OFPPortStats]

@of13
class OFPPortDescStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.PORT_DESC, size=16):
    """Ask for the ports of the switch (7.3.5.7)."""

@of13
class OFPPortDescStatsReply(OFPMultipartReply, type=ofp_multipart_type.PORT_DESC, size=16):
    """The ports of the switch (7.3.5.7)."""
    body: list[OFPPort]

@of13
class OFPQueueStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.QUEUE, size=24):
    """Ask for the counters of queues (7.3.5.8)."""
    port_no: u32(ofp_port_no) = ofp_port_no.ANY
    queue_id: u32(ofp_queue_number) = ofp_queue_number.ALL

@of13
class OFPQueueStats(Structure, size=40):
    """The counters of a queue (7.3.5.8)."""
    port_no: u32(ofp_port_no)
    queue_id: u32
    tx_bytes: u64
    tx_packets: u64
    tx_errors: u64
    duration_sec: u32
    duration_nsec: u32

@of13
class OFPQueueStatsReply(OFPMultipartReply, type=ofp_multipart_type.QUEUE, size=16):
    """The counters of queues (7.3.5.8)."""
    body: list[OFPQueueStats]

@of13
class OFPGroupStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.GROUP, size=24):
    """Ask for the counters of one group or of all (7.3.5.9)."""
    group_id: u32(ofp_group) = ofp_group.ALL
    _2: pad(4)

@of13
class OFPBucketCounter(Structure, size=16):
    """The counters of a bucket (7.3.5.9)."""
    packet_count: u64
    byte_count: u64

@of13
class OFPGroupStats(Structure, length='length', wire_order=True, size=40):
    """The counters of a group (7.3.5.9)."""
    length: u16
    _1: pad(2)
    group_id: u32(ofp_group)
    ref_count: u32
    _2: pad(4)
    packet_count: u64
    byte_count: u64
    duration_sec: u32
    duration_nsec: u32
    bucket_stats: list[OFPBucketCounter]

@of13
class OFPGroupStatsReply(OFPMultipartReply, type=ofp_multipart_type.GROUP, size=16):
    """The counters of groups (7.3.5.9)."""
    body: list[OFPGroupStats]

@of13
class OFPGroupDescStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.GROUP_DESC, size=16):
    """Ask for the groups of the switch (7.3.5.10)."""

@of13
class OFPGroupDescStats(Structure, length='length', size=8, optional=True):
    """A group (7.3.5.10)."""
    length: u16
    type: u8(ofp_group_type)
    _1: pad(1)
    group_id: u32(ofp_group)
    buckets: list[OFPBucket]

@of13
class OFPGroupDescStatsReply(OFPMultipartReply, type=ofp_multipart_type.GROUP_DESC, size=16):
    """The groups of the switch (7.3.5.10)."""
    body: list[OFPGroupDescStats]

@of13
class ofp_group_capabilities(Enumeration, prefix='OFPGFC_', bitmap=True):
    """What groups of a switch can do (7.3.5.11)."""
    SELECT_WEIGHT = 1 << 0
    SELECT_LIVENESS = 1 << 1
    CHAINING = 1 << 2
    CHAINING_CHECKS = 1 << 3

@of13
class OFPGroupFeaturesStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.GROUP_FEATURES, size=16):
    """Ask what groups of the switch can do (7.3.5.11)."""

@of13
class OFPGroupFeaturesStats(Structure, size=40):
    """What groups can do; `max_groups` and `actions` (bitmaps) have one number for each group type (7.3.5.11)."""
    types: u32
    capabilities: u32(ofp_group_capabilities)
    max_groups: list[u32, 4]
    actions: list[u32, 4]

@of13
class OFPGroupFeaturesStatsReply(OFPMultipartReply, type=ofp_multipart_type.GROUP_FEATURES, size=56):
    """What groups of the switch can do (7.3.5.11)."""
    body: OFPGroupFeaturesStats

@of13
class OFPMeterStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.METER, size=24):
    """Ask for the counters of one meter or of all (7.3.5.12)."""
    meter_id: u32(ofp_meter) = ofp_meter.ALL
    _2: pad(4)

@of13
class OFPMeterBandStats(Structure, size=16):
    """The counters of a meter band (7.3.5.12)."""
    packet_band_count: u64
    byte_band_count: u64

@of13
class OFPMeterStats(Structure, length='len', size=40, optional=True):
    """The counters of a meter (7.3.5.12)."""
    meter_id: u32(ofp_meter)
    len: u16
    _1: pad(6)
    flow_count: u32
    packet_in_count: u64
    byte_in_count: u64
    duration_sec: u32
    duration_nsec: u32
    band_stats: list[OFPMeterBandStats]

@of13
class OFPMeterStatsReply(OFPMultipartReply, type=ofp_multipart_type.METER, size=16):
    """The counters of meters (7.3.5.12)."""
    body: list[OFPMeterStats]

@of13
class OFPMeterConfigStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.METER_CONFIG, size=24):
    """Ask for the configuration of one meter or of all (7.3.5.13)."""
    meter_id: u32(ofp_meter) = ofp_meter.ALL
    _2: pad(4)

@of13
class OFPMeterConfigStats(Structure, length='length', size=8, optional=True):
    """The configuration of a meter (7.3.5.13)."""
    length: u16
    flags: u16(ofp_meter_flags)
    meter_id: u32(ofp_meter)
    bands: list[OFPMeterBandHeader]

@of13
class OFPMeterConfigStatsReply(OFPMultipartReply, type=ofp_multipart_type.METER_CONFIG, size=16):
    """The configuration of meters (7.3.5.13)."""
    body: list[OFPMeterConfigStats]

@of13
class OFPMeterFeaturesStatsRequest(OFPMultipartRequest, type=ofp_multipart_type.METER_FEATURES, size=16):
    """Ask what meters of the switch can do (7.3.5.14)."""

@of13
class OFPMeterFeaturesStats(Structure, size=16):
    """What meters can do; `band_types` and `capabilities` are bitmaps (7.3.5.14)."""
    max_meter: u32
    band_types: u32
    capabilities: u32(ofp_meter_flags)
    max_bands: u8
    max_color: u8
    _1: pad(2)

@of13
class OFPMeterFeaturesStatsReply(OFPMultipartReply, type=ofp_multipart_type.METER_FEATURES, size=16):
    """What meters of the switch can do; Ryu's body is a list of one (7.3.5.14)."""
    body: list[OFPMeterFeaturesStats]

@of13
class OFPExperimenterMultipart(Structure, family='experimenter', size=8):
    """The body of an experimenter's multipart reply (7.3.5.15)."""
    experimenter: u32
    exp_type: u32
    data: tail

@of13
class OFPExperimenterStatsRequest(
        OFPMultipartRequest, type=ofp_multipart_type.EXPERIMENTER, family='experimenter', size=24):
    """A multipart request defined by an experimenter (7.3.5.15)."""
    experimenter: u32
    exp_type: u32
    data: tail

@of13
class OFPExperimenterStatsReply(OFPMultipartReply, type=ofp_multipart_type.EXPERIMENTER, size=24):
    """A multipart reply defined by an experimenter (7.3.5.15)."""
    body: OFPExperimenterMultipart


# Queue configuration, packet out, barrier, role, asynchronous configuration (7.3.6 to 7.3.10) -------------------------

@of13
class OFPQueueGetConfigRequest(Message, type=ofp_type.QUEUE_GET_CONFIG_REQUEST, size=16):
    """Ask for the queues of one port or of all (7.3.6)."""
    port: u32(ofp_port_no)
    _1: pad(4)

@of13
class OFPQueueGetConfigReply(Message, type=ofp_type.QUEUE_GET_CONFIG_REPLY, size=16):
    """The queues of a port (7.3.6)."""
    port: u32(ofp_port_no)
    _1: pad(4)
    queues: list[OFPPacketQueue]

    def __init__(self, datapath: Any, queues: list[OFPPacketQueue] | None = None, port: int | None = None) -> None:
        self.datapath = datapath
        self.queues = queues or []
        self.port = port

@of13
class OFPPacketOut(Message, type=ofp_type.PACKET_OUT, size=24):
    """Send a packet, given here or buffered by the switch, through `actions` (7.3.7)."""
    buffer_id: u32
    in_port: u32(ofp_port_no)
    actions_len: size_of('actions')
    _1: pad(6)
    actions: list[OFPAction]
    data: packet

@of13
class OFPBarrierRequest(Message, type=ofp_type.BARRIER_REQUEST, size=8):
    """Ask to be told when everything sent before is done (7.3.8)."""

@of13
class OFPBarrierReply(Message, type=ofp_type.BARRIER_REPLY, size=8):
    """Everything before the barrier request is done (7.3.8)."""

@of13
class ofp_controller_role(Enumeration, prefix='OFPCR_ROLE_'):
    """Controller roles (7.3.9)."""
    NOCHANGE = 0
    EQUAL = 1
    MASTER = 2
    SLAVE = 3

@of13
class OFPRoleRequest(Message, type=ofp_type.ROLE_REQUEST, size=24):
    """Ask for a role (7.3.9)."""
    role: u32(ofp_controller_role)
    _1: pad(4)
    generation_id: u64

@of13
class OFPRoleReply(Message, type=ofp_type.ROLE_REPLY, size=24):
    """The role of this controller (7.3.9)."""
    role: u32(ofp_controller_role)
    _1: pad(4)
    generation_id: u64

@of13
class OFPGetAsyncRequest(Message, type=ofp_type.GET_ASYNC_REQUEST, size=8):
    """Ask which asynchronous messages this channel gets (7.3.10)."""

@of13
class OFPGetAsyncReply(Message, type=ofp_type.GET_ASYNC_REPLY, size=32):
    """Which asynchronous messages this channel gets: bitmaps of reasons, [as master or equal, as slave] (7.3.10)."""
    packet_in_mask: list[u32, 2]
    port_status_mask: list[u32, 2]
    flow_removed_mask: list[u32, 2]

@of13
class OFPSetAsync(Message, type=ofp_type.SET_ASYNC, size=32):
    """Choose the asynchronous messages of this channel: bitmaps of reasons, [as master or equal, as slave] (7.3.10)."""
    packet_in_mask: list[u32, 2]
    port_status_mask: list[u32, 2]
    flow_removed_mask: list[u32, 2]


# Asynchronous messages (7.4) ------------------------------------------------------------------------------------------

@of13
class ofp_packet_in_reason(Enumeration, prefix='OFPR_'):
    """Why a packet comes to the controller (7.4.1)."""
    NO_MATCH = 0
    ACTION = 1
    INVALID_TTL = 2

@of13
class OFPPacketIn(Message, type=ofp_type.PACKET_IN, size=34):
    """A packet the switch hands to the controller (7.4.1)."""
    buffer_id: u32
    total_len: u16
    reason: u8(ofp_packet_in_reason)
    table_id: u8(ofp_table)
    cookie: u64
    match: OFPMatch
    _1: pad(2)
    data: tail

@of13
class ofp_flow_removed_reason(Enumeration, prefix='OFPRR_'):
    """Why a flow entry is gone (7.4.2)."""
    IDLE_TIMEOUT = 0
    HARD_TIMEOUT = 1
    DELETE = 2
    GROUP_DELETE = 3

@of13
class OFPFlowRemoved(Message, type=ofp_type.FLOW_REMOVED, size=56):
    """A flow entry is gone (7.4.2)."""
    cookie: u64
    priority: u16
    reason: u8(ofp_flow_removed_reason)
    table_id: u8(ofp_table)
    duration_sec: u32
    duration_nsec: u32
    idle_timeout: u16
    hard_timeout: u16
    packet_count: u64
    byte_count: u64
    match: OFPMatch

@of13
class ofp_port_reason(Enumeration, prefix='OFPPR_'):
    """What happened to a port (7.4.3)."""
    ADD = 0
    DELETE = 1
    MODIFY = 2

@of13
class OFPPortStatus(Message, type=ofp_type.PORT_STATUS, size=80):
    """A port was added, removed or changed (7.4.3)."""
    reason: u8(ofp_port_reason)
    _1: pad(7)
    desc: OFPPort


# Errors (7.4.4) -------------------------------------------------------------------------------------------------------

@of13
class ofp_error_type(Enumeration, prefix='OFPET_'):
    """Error types; what the code means depends on the type (7.4.4)."""
    HELLO_FAILED = 0
    BAD_REQUEST = 1
    BAD_ACTION = 2
    BAD_INSTRUCTION = 3
    BAD_MATCH = 4
    FLOW_MOD_FAILED = 5
    GROUP_MOD_FAILED = 6
    PORT_MOD_FAILED = 7
    TABLE_MOD_FAILED = 8
    QUEUE_OP_FAILED = 9
    SWITCH_CONFIG_FAILED = 10
    ROLE_REQUEST_FAILED = 11
    METER_MOD_FAILED = 12
    TABLE_FEATURES_FAILED = 13
    EXPERIMENTER = 0xffff

@of13
class ofp_hello_failed_code(Enumeration, prefix='OFPHFC_'):
    """Codes of OFPET_HELLO_FAILED (7.4.4)."""
    INCOMPATIBLE = 0
    EPERM = 1

@of13
class ofp_bad_request_code(Enumeration, prefix='OFPBRC_'):
    """Codes of OFPET_BAD_REQUEST (7.4.4)."""
    (BAD_VERSION, BAD_TYPE, BAD_MULTIPART, BAD_EXPERIMENTER, BAD_EXP_TYPE, EPERM, BAD_LEN, BUFFER_EMPTY,
     BUFFER_UNKNOWN, BAD_TABLE_ID, IS_SLAVE, BAD_PORT, BAD_PACKET, MULTIPART_BUFFER_OVERFLOW) = range(14)

@of13
class ofp_bad_action_code(Enumeration, prefix='OFPBAC_'):
    """Codes of OFPET_BAD_ACTION (7.4.4)."""
    (BAD_TYPE, BAD_LEN, BAD_EXPERIMENTER, BAD_EXP_TYPE, BAD_OUT_PORT, BAD_ARGUMENT, EPERM, TOO_MANY,
     BAD_QUEUE, BAD_OUT_GROUP, MATCH_INCONSISTENT, UNSUPPORTED_ORDER, BAD_TAG, BAD_SET_TYPE, BAD_SET_LEN,
     BAD_SET_ARGUMENT) = range(16)

@of13
class ofp_bad_instruction_code(Enumeration, prefix='OFPBIC_'):
    """Codes of OFPET_BAD_INSTRUCTION (7.4.4)."""
    (UNKNOWN_INST, UNSUP_INST, BAD_TABLE_ID, UNSUP_METADATA, UNSUP_METADATA_MASK, BAD_EXPERIMENTER,
     BAD_EXP_TYPE, BAD_LEN, EPERM) = range(9)

@of13
class ofp_bad_match_code(Enumeration, prefix='OFPBMC_'):
    """Codes of OFPET_BAD_MATCH (7.4.4)."""
    (BAD_TYPE, BAD_LEN, BAD_TAG, BAD_DL_ADDR_MASK, BAD_NW_ADDR_MASK, BAD_WILDCARDS, BAD_FIELD, BAD_VALUE,
     BAD_MASK, BAD_PREREQ, DUP_FIELD, EPERM) = range(12)

@of13
class ofp_flow_mod_failed_code(Enumeration, prefix='OFPFMFC_'):
    """Codes of OFPET_FLOW_MOD_FAILED (7.4.4)."""
    UNKNOWN, TABLE_FULL, BAD_TABLE_ID, OVERLAP, EPERM, BAD_TIMEOUT, BAD_COMMAND, BAD_FLAGS = range(8)

@of13
class ofp_group_mod_failed_code(Enumeration, prefix='OFPGMFC_'):
    """Codes of OFPET_GROUP_MOD_FAILED (7.4.4)."""
    (GROUP_EXISTS, INVALID_GROUP, WEIGHT_UNSUPPORTED, OUT_OF_GROUPS, OUT_OF_BUCKETS, CHAINING_UNSUPPORTED,
     WATCH_UNSUPPORTED, LOOP, UNKNOWN_GROUP, CHAINED_GROUP, BAD_TYPE, BAD_COMMAND, BAD_BUCKET, BAD_WATCH,
     EPERM) = range(15)

@of13
class ofp_port_mod_failed_code(Enumeration, prefix='OFPPMFC_'):
    """Codes of OFPET_PORT_MOD_FAILED (7.4.4)."""
    BAD_PORT = 0
    BAD_HW_ADDR = 1
    BAD_CONFIG = 2
    BAD_ADVERTISE = 3
    EPERM = 4

@of13
class ofp_table_mod_failed_code(Enumeration, prefix='OFPTMFC_'):
    """Codes of OFPET_TABLE_MOD_FAILED (7.4.4)."""
    BAD_TABLE = 0
    BAD_CONFIG = 1
    EPERM = 2

@of13
class ofp_queue_op_failed_code(Enumeration, prefix='OFPQOFC_'):
    """Codes of OFPET_QUEUE_OP_FAILED (7.4.4)."""
    BAD_PORT = 0
    BAD_QUEUE = 1
    EPERM = 2

@of13
class ofp_switch_config_failed_code(Enumeration, prefix='OFPSCFC_'):
    """Codes of OFPET_SWITCH_CONFIG_FAILED (7.4.4)."""
    BAD_FLAGS = 0
    BAD_LEN = 1
    EPERM = 2

@of13
class ofp_switch_config_failed_code_misspelt(Enumeration, prefix='OFPQCFC_'):
    """The last of them once more, as openflow.h of 1.3 misspells it."""
    EPERM = 2

@of13
class ofp_role_request_failed_code(Enumeration, prefix='OFPRRFC_'):
    """Codes of OFPET_ROLE_REQUEST_FAILED (7.4.4)."""
    STALE = 0
    UNSUP = 1
    BAD_ROLE = 2

@of13
class ofp_meter_mod_failed_code(Enumeration, prefix='OFPMMFC_'):
    """Codes of OFPET_METER_MOD_FAILED (7.4.4)."""
    (UNKNOWN, METER_EXISTS, INVALID_METER, UNKNOWN_METER, BAD_COMMAND, BAD_FLAGS, BAD_RATE, BAD_BURST,
     BAD_BAND, BAD_BAND_VALUE, OUT_OF_METERS, OUT_OF_BANDS) = range(12)

@of13
class ofp_table_features_failed_code(Enumeration, prefix='OFPTFFC_'):
    """Codes of OFPET_TABLE_FEATURES_FAILED (7.4.4)."""
    BAD_TABLE, BAD_METADATA, BAD_TYPE, BAD_LEN, BAD_ARGUMENT, EPERM = range(6)

@of13
class OFPErrorMsg(Message, type=ofp_type.ERROR, size=12):
    """A request failed; `data` holds at least the first 64 bytes of it (7.4.4).

    With OFPET_EXPERIMENTER the code is the experimenter's, `exp_type`, and `data` begins with the experimenter's id.
    """
    type: u16(ofp_error_type)
    code: u16
    data: tail

    def __init__(self, datapath: Any, type_: int | None = None, code: int | None = None, data: bytes | None = None,
                 exp_type: int | None = None, experimenter: int | None = None) -> None:
        self.datapath = datapath
        self.type = type_
        self.code = code if exp_type is None else exp_type
        self.data = data or b''
        if experimenter is not None:
            self.data = experimenter.to_bytes(4, 'big') + self.data

    @property
    def exp_type(self) -> int | None:
        """The experimenter's error type, None for an error of the specification."""
        return self.code if self.type == ofp_error_type.EXPERIMENTER else None

    @property
    def experimenter(self) -> int | None:
        """The experimenter's id, None for an error of the specification."""
        return int.from_bytes(self.data[:4], 'big') if self.type == ofp_error_type.EXPERIMENTER else None

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """Ryu's JSON, which has an experimenter's type and id beside the code and the data."""
        whole = Structure.to_jsondict(self, encode_string)
        if self.type == ofp_error_type.EXPERIMENTER:
            data = encode_string(self.data[4:]).decode('ascii')
            whole[type(self).__name__] |= {
                'code': None, 'exp_type': self.exp_type, 'experimenter': self.experimenter, 'data': data}
        return whole


# Symmetric messages (7.5) ---------------------------------------------------------------------------------------------

@of13
class ofp_hello_elem_type(Enumeration, prefix='OFPHET_'):
    """Hello element types (7.5.1)."""
    VERSIONBITMAP = 1

@of13
class OFPHelloElem(Structure, family='type length', align='outside', size=4):
    """An element of a hello (7.5.1)."""
    type: u16(ofp_hello_elem_type)
    length: u16

@of13
class OFPHelloElemVersionBitmap(OFPHelloElem, type=ofp_hello_elem_type.VERSIONBITMAP, size=4):
    """The versions that the sender speaks, as bitmaps: bit n of word 0 is version n (7.5.1)."""
    bitmaps: list[u32]
    json_omits = ('bitmaps',)

    def __init__(self, versions: list[int], type_: int | None = None, length: int | None = None) -> None:
        self.type = self.type if type_ is None else type_
        self.length = length
        self.versions = versions

    @property
    def versions(self) -> list[int]:
        """The wire versions in the bitmaps, ascending."""
        return [32 * n + bit for n, word in enumerate(self.bitmaps) for bit in range(32) if word >> bit & 1]

    @versions.setter
    def versions(self, versions: list[int]) -> None:
        bitmaps = [0] * (max(versions, default=0) // 32 + 1)
        for version in versions:
            bitmaps[version // 32] |= 1 << version % 32
        self.bitmaps = bitmaps

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """Ryu's JSON, which has the versions in the place of the bitmaps."""
        whole = Structure.to_jsondict(self, encode_string)
        whole[type(self).__name__]['versions'] = self.versions
        return whole

@of13
class OFPHello(Message, type=ofp_type.HELLO, size=8):
    """The first message of either side (7.5.1)."""
    elements: list[OFPHelloElem]

@of13
class OFPEchoRequest(Message, type=ofp_type.ECHO_REQUEST, size=8):
    """Are you there? (7.5.2)"""
    data: tail

@of13
class OFPEchoReply(Message, type=ofp_type.ECHO_REPLY, size=8):
    """Yes; `data` is that of the request (7.5.3)."""
    data: tail

@of13
class OFPExperimenter(Message, type=ofp_type.EXPERIMENTER, family='experimenter', size=16):
    """A message defined by an experimenter (7.5.4)."""
    experimenter: u32
    exp_type: u32


# Extensions -----------------------------------------------------------------------------------------------------------

of13.include('controller.openflow.nicira', 'nicira', NiciraHeader='NiciraExperimenter')
of13.include('controller.openflow.nicira', 'nicira13')
of13.include('controller.openflow.onf', 'onf')
