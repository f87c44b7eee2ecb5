"""OpenFlow 1.4 as a table: what the switch specification 1.4.1 changed, everything else being that of 1.3.

1.4 replaced fixed fields by lists of properties, and added bundles, flow monitoring, eviction and vacancy of tables,
optical ports, and messages that tell of changed roles, filling tables and other controllers' requests.
Section numbers are those of the specification. Names, constructor order and defaults are Ryu's; `of14` is both
`datapath.ofproto` and `datapath.ofproto_parser`.
"""

from __future__ import annotations

from ..wire import DecodeError, Enumeration, Message, Structure, Version
from . import oxm
from .v1_3 import of13

__all__ = ['of14']

of14 = Version('1.4', 0x05, base=of13, without=(
    'ONF*', 'onf_*',
    'OFPQueueGetConfigRequest', 'OFPQueueGetConfigReply', 'OFPPacketQueue', 'ofp_queue_properties',
    'OFPQueueProp', 'OFPQueuePropMinRate', 'OFPQueuePropMaxRate', 'OFPQueuePropExperimenter'))


# Constants ------------------------------------------------------------------------------------------------------------

@of14
class constants(of13.constants):
    """Numbers of openflow.h that belong to no enumeration."""
    TCP_PORT = 6653
    SSL_PORT = 6653
    DEFAULT_MISS_SEND_LEN = 128
    FLOW_PERMANENT = 0

@of14
class ofp_type(of13.ofp_type, without='QUEUE_GET_CONFIG_REQUEST QUEUE_GET_CONFIG_REPLY'):
    """Message types (7.1.1)."""
    ROLE_STATUS = 30
    TABLE_STATUS = 31
    REQUESTFORWARD = 32
    BUNDLE_CONTROL = 33
    BUNDLE_ADD_MESSAGE = 34

@of14
class ofp_prop_experimenter(Structure, wire_order=True, size=8):
    """What every property defined by an experimenter holds behind its header."""
    experimenter: u32
    exp_type: u32
    data: words


# Ports (7.2.1) --------------------------------------------------------------------------------------------------------

@of14
class ofp_port_desc_prop_type(Enumeration, prefix='OFPPDPT_'):
    """Port description property types (7.2.1.2)."""
    ETHERNET = 0
    OPTICAL = 1
    EXPERIMENTER = 0xffff

@of14
class ofp_optical_port_features(Enumeration, prefix='OFPOPF_', bitmap=True):
    """What an optical port can do (7.2.1.2)."""
    RX_TUNE = 1 << 0
    TX_TUNE = 1 << 1
    TX_PWR = 1 << 2
    USE_FREQ = 1 << 3

@of14
class OFPPortDescProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a port (7.2.1.2)."""
    type: u16(ofp_port_desc_prop_type)
    length: u16

@of14
class OFPPortDescPropEthernet(OFPPortDescProp, type=ofp_port_desc_prop_type.ETHERNET, size=32):
    """What an Ethernet port can do; speeds in kbit/s (7.2.1.2)."""
    _1: pad(4)
    curr: u32(ofp_port_features)
    advertised: u32(ofp_port_features)
    supported: u32(ofp_port_features)
    peer: u32(ofp_port_features)
    curr_speed: u32
    max_speed: u32

@of14
class OFPPortDescPropOptical(OFPPortDescProp, type=ofp_port_desc_prop_type.OPTICAL, size=40):
    """What an optical port can be tuned to: frequencies or wavelengths, power in 0.1 dBm (7.2.1.2)."""
    _1: pad(4)
    supported: u32(ofp_optical_port_features)
    tx_min_freq_lmda: u32
    tx_max_freq_lmda: u32
    tx_grid_freq_lmda: u32
    rx_min_freq_lmda: u32
    rx_max_freq_lmda: u32
    rx_grid_freq_lmda: u32
    tx_pwr_min: u16
    tx_pwr_max: u16

@of14
class OFPPortDescPropExperimenter(
        ofp_prop_experimenter, OFPPortDescProp, type=ofp_port_desc_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of a port defined by an experimenter (7.2.1.2)."""

@of14
class OFPPort(Structure, length='length', wire_order=True, size=40):
    """A port (7.2.1.1)."""
    port_no: u32(ofp_port_no)
    length: u16
    _1: pad(2)
    hw_addr: mac
    _2: pad(2)
    name: text(16)
    config: u32(ofp_port_config)
    state: u32(ofp_port_state)
    properties: list[OFPPortDescProp]


# Match (7.2.2) --------------------------------------------------------------------------------------------------------

of14.fields = oxm.Fields(oxm.OPENFLOW_1_4)

for enumeration in of14.fields.enumerations():
    of14(enumeration)


# Flow tables (7.3.3) --------------------------------------------------------------------------------------------------

@of14
class ofp_table_config(of13.ofp_table_config):
    """Table configuration (7.3.3)."""
    EVICTION = 1 << 2
    VACANCY_EVENTS = 1 << 3

@of14
class ofp_table_mod_prop_type(Enumeration, prefix='OFPTMPT_'):
    """Table configuration property types (7.3.3)."""
    EVICTION = 0x2
    VACANCY = 0x3
    EXPERIMENTER = 0xffff

@of14
class ofp_table_mod_prop_eviction_flag(Enumeration, prefix='OFPTMPEF_', bitmap=True):
    """What decides which flow entry a full table gives up (7.3.3)."""
    OTHER = 1 << 0
    IMPORTANCE = 1 << 1
    LIFETIME = 1 << 2

@of14
class OFPTableModProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a table's configuration (7.3.3)."""
    type: u16(ofp_table_mod_prop_type)
    length: u16

@of14
class OFPTableModPropEviction(OFPTableModProp, type=ofp_table_mod_prop_type.EVICTION, size=8):
    """How flow entries are evicted (7.3.3)."""
    flags: u32(ofp_table_mod_prop_eviction_flag)

@of14
class OFPTableModPropVacancy(OFPTableModProp, type=ofp_table_mod_prop_type.VACANCY, size=8):
    """When the switch tells that a table fills or empties: per cent of it that are free (7.3.3)."""
    vacancy_down: u8
    vacancy_up: u8
    vacancy: u8
    _1: pad(1)

@of14
class OFPTableModPropExperimenter(
        ofp_prop_experimenter, OFPTableModProp, type=ofp_table_mod_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of a table's configuration defined by an experimenter (7.3.3)."""

@of14
class OFPTableMod(Message, type=ofp_type.TABLE_MOD, size=16):
    """Configure a flow table (7.3.3)."""
    table_id: u8(ofp_table)
    _1: pad(3)
    config: u32(ofp_table_config)
    properties: list[OFPTableModProp]


# Modify state (7.3.4) -------------------------------------------------------------------------------------------------

@of14
class OFPFlowMod(Message, type=ofp_type.FLOW_MOD, size=56):
    """Add, modify or delete flow entries; when a table is full, less important ones may go first (7.3.4.1)."""
    cookie: u64 = 0
    cookie_mask: u64 = 0
    table_id: u8(ofp_table) = 0
    command: u8(ofp_flow_mod_command) = of14.OFPFC_ADD
    idle_timeout: u16 = 0
    hard_timeout: u16 = 0
    priority: u16 = of14.OFP_DEFAULT_PRIORITY
    buffer_id: u32 = of14.OFP_NO_BUFFER
    out_port: u32(ofp_port_no) = 0
    out_group: u32(ofp_group) = 0
    flags: u16(ofp_flow_mod_flags) = 0
    importance: u16 = 0
    match: OFPMatch
    instructions: list[OFPInstruction]

@of14
class ofp_port_mod_prop_type(Enumeration, prefix='OFPPMPT_'):
    """Port modification property types (7.3.4.3)."""
    ETHERNET = 0
    OPTICAL = 1
    EXPERIMENTER = 0xffff

@of14
class OFPPortModProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a port to be changed (7.3.4.3)."""
    type: u16(ofp_port_mod_prop_type)
    length: u16

@of14
class OFPPortModPropEthernet(OFPPortModProp, type=ofp_port_mod_prop_type.ETHERNET, size=8):
    """What an Ethernet port is to advertise (7.3.4.3)."""
    advertise: u32(ofp_port_features)

@of14
class OFPPortModPropOptical(OFPPortModProp, type=ofp_port_mod_prop_type.OPTICAL, size=24):
    """What an optical port is to be tuned to; power in 0.1 dBm (7.3.4.3)."""
    configure: u32(ofp_optical_port_features)
    freq_lmda: u32
    fl_offset: u32
    grid_span: u32
    tx_pwr: u32

@of14
class OFPPortModPropExperimenter(
        ofp_prop_experimenter, OFPPortModProp, type=ofp_port_mod_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of a port to be changed, defined by an experimenter (7.3.4.3)."""

@of14
class OFPPortMod(Message, type=ofp_type.PORT_MOD, size=32):
    """Change the behaviour of a port: the bits of `config` under `mask` (7.3.4.3)."""
    port_no: u32(ofp_port_no) = 0
    _1: pad(4)
    hw_addr: mac = '00:00:00:00:00:00'
    _2: pad(2)
    config: u32(ofp_port_config) = 0
    mask: u32(ofp_port_config) = 0
    properties: list[OFPPortModProp]


# Multipart (7.3.5) ----------------------------------------------------------------------------------------------------

@of14
class ofp_multipart_type(of13.ofp_multipart_type, without='QUEUE'):
    """What a multipart message carries (7.3.5)."""
    QUEUE_STATS = 5
    TABLE_DESC = 14
    QUEUE_DESC = 15
    FLOW_MONITOR = 16

@of14
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
    importance: u16
    _2: pad(2)
    cookie: u64
    packet_count: u64
    byte_count: u64
    match: OFPMatch
    instructions: late(list[OFPInstruction])

@of14
class OFPTableDescStatsRequest(of14.OFPMultipartRequest, type=ofp_multipart_type.TABLE_DESC, size=16):
    """Ask for the configuration of the tables (7.3.5.5)."""

@of14
class OFPTableDesc(Structure, length='length', wire_order=True, size=8):
    """The configuration of a table (7.3.5.5)."""
    length: u16
    table_id: u8(ofp_table)
    _1: pad(1)
    config: u32(ofp_table_config)
    properties: list[OFPTableModProp]

@of14
class OFPTableDescStatsReply(of14.OFPMultipartReply, type=ofp_multipart_type.TABLE_DESC, size=16):
    """The configuration of the tables (7.3.5.5)."""
    body: list[OFPTableDesc]

@of14
class ofp_table_feature_prop_type(of13.ofp_table_feature_prop_type):
    """Table feature property types (7.3.5.6.2)."""
    TABLE_SYNC_FROM = 16

@of14
class OFPTableFeaturePropNextTables(of14.OFPTableFeatureProp, size=4, type=(
        ofp_table_feature_prop_type.NEXT_TABLES, ofp_table_feature_prop_type.NEXT_TABLES_MISS,
        ofp_table_feature_prop_type.TABLE_SYNC_FROM)):
    """The tables that a table can go to, or from which it takes its entries (7.3.5.6.2)."""
    table_ids: list[u8]

@of14
class ofp_port_stats_prop_type(Enumeration, prefix='OFPPSPT_'):
    """Port statistics property types (7.3.5.7)."""
    ETHERNET = 0
    OPTICAL = 1
    EXPERIMENTER = 0xffff

@of14
class ofp_port_stats_optical_flags(Enumeration, prefix='OFPOSF_', bitmap=True):
    """Which figures of an optical port are valid (7.3.5.7)."""
    RX_TUNE = 1 << 0
    TX_TUNE = 1 << 1
    TX_PWR = 1 << 2
    RX_PWR = 1 << 4
    TX_BIAS = 1 << 5
    TX_TEMP = 1 << 6

@of14
class OFPPortStatsProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a port's counters (7.3.5.7)."""
    type: u16(ofp_port_stats_prop_type)
    length: u16

@of14
class OFPPortStatsPropEthernet(OFPPortStatsProp, type=ofp_port_stats_prop_type.ETHERNET, size=40):
    """The counters that only an Ethernet port has (7.3.5.7)."""
    _1: pad(4)
    rx_frame_err: u64
    rx_over_err: u64
    rx_crc_err: u64
    collisions: u64

@of14
class OFPPortStatsPropOptical(OFPPortStatsProp, type=ofp_port_stats_prop_type.OPTICAL, size=44):
    """What an optical port is tuned to and measures: 0.1 dBm, 10 uA, 0.1 degrees Celsius (7.3.5.7)."""
    _1: pad(4)
    flags: u32(ofp_port_stats_optical_flags)
    tx_freq_lmda: u32
    tx_offset: u32
    tx_grid_span: u32
    rx_freq_lmda: u32
    rx_offset: u32
    rx_grid_span: u32
    tx_pwr: u16
    rx_pwr: u16
    bias_current: u16
    temperature: u16

@of14
class OFPPortStatsPropExperimenter(
        ofp_prop_experimenter, OFPPortStatsProp, type=ofp_port_stats_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of a port's counters defined by an experimenter (7.3.5.7)."""

@of14
class OFPPortStats(Structure, length='length', wire_order=True, size=80):
    """The counters of a port; all ones where the switch has none (7.3.5.7)."""
    length: u16
    _1: pad(2)
    port_no: u32(ofp_port_no)
    duration_sec: u32
    duration_nsec: u32
    rx_packets: u64
    tx_packets: u64
    rx_bytes: u64
    tx_bytes: u64
    rx_dropped: u64
    tx_dropped: u64
    rx_errors: u64
    tx_errors: u64
    properties: list[OFPPortStatsProp]

@of14
class ofp_queue_stats_prop_type(Enumeration, prefix='OFPQSPT_'):
    """Queue statistics property types (7.3.5.9)."""
    EXPERIMENTER = 0xffff

@of14
class OFPQueueStatsProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a queue's counters (7.3.5.9)."""
    type: u16(ofp_queue_stats_prop_type)
    length: u16

@of14
class OFPQueueStatsPropExperimenter(
        ofp_prop_experimenter, OFPQueueStatsProp, type=ofp_queue_stats_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of a queue's counters defined by an experimenter (7.3.5.9)."""

@of14
class OFPQueueStats(Structure, length='length', wire_order=True, size=48):
    """The counters of a queue (7.3.5.9)."""
    length: u16
    _1: pad(6)
    port_no: u32(ofp_port_no)
    queue_id: u32
    tx_bytes: u64
    tx_packets: u64
    tx_errors: u64
    duration_sec: u32
    duration_nsec: u32
    properties: list[OFPQueueStatsProp]

@of14
class ofp_queue_number(of13.ofp_queue_number):
    """Reserved queue numbers, and what a queue's rate is where it is not configured (7.3.5.10)."""
    MIN_RATE_UNCFG = 0xffff
    MAX_RATE_UNCFG = 0xffff

@of14
class ofp_queue_desc_prop_type(Enumeration, prefix='OFPQDPT_'):
    """Queue description property types (7.3.5.10)."""
    MIN_RATE = 1
    MAX_RATE = 2
    EXPERIMENTER = 0xffff

@of14
class OFPQueueDescStatsRequest(of14.OFPMultipartRequest, type=ofp_multipart_type.QUEUE_DESC, size=24):
    """Ask what queues there are, one or all (7.3.5.10)."""
    port_no: u32(ofp_port_no) = of14.OFPP_ANY
    queue_id: u32(ofp_queue_number) = of14.OFPQ_ALL

@of14
class OFPQueueDescProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a queue (7.3.5.10)."""
    type: u16(ofp_queue_desc_prop_type)
    length: u16

@of14
class OFPQueueDescPropMinRate(OFPQueueDescProp, type=ofp_queue_desc_prop_type.MIN_RATE, size=8):
    """Guaranteed rate, in tenths of a per cent of the link; above 1000 it is off (7.3.5.10)."""
    rate: u16
    _1: pad(2)

@of14
class OFPQueueDescPropMaxRate(OFPQueueDescProp, type=ofp_queue_desc_prop_type.MAX_RATE, size=8):
    """Largest rate, in tenths of a per cent of the link; above 1000 it is off (7.3.5.10)."""
    rate: u16
    _1: pad(2)

@of14
class OFPQueueDescPropExperimenter(
        ofp_prop_experimenter, OFPQueueDescProp, type=ofp_queue_desc_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of a queue defined by an experimenter (7.3.5.10)."""

@of14
class OFPQueueDesc(Structure, length='len', wire_order=True, size=16):
    """A queue of a port (7.3.5.10)."""
    port_no: u32(ofp_port_no)
    queue_id: u32
    len: u16
    _1: pad(6)
    properties: list[OFPQueueDescProp]

@of14
class OFPQueueDescStatsReply(of14.OFPMultipartReply, type=ofp_multipart_type.QUEUE_DESC, size=16):
    """The queues of ports (7.3.5.10)."""
    body: list[OFPQueueDesc]

@of14
class ofp_flow_monitor_command(Enumeration, prefix='OFPFMC_'):
    """What a flow monitor request does (7.3.5.17)."""
    ADD = 0
    MODIFY = 1
    DELETE = 2

@of14
class ofp_flow_monitor_flags(Enumeration, prefix='OFPFMF_', bitmap=True):
    """Of what a flow monitor tells, and how much (7.3.5.17)."""
    INITIAL = 1 << 0
    ADD = 1 << 1
    REMOVED = 1 << 2
    MODIFY = 1 << 3
    INSTRUCTIONS = 1 << 4
    NO_ABBREV = 1 << 5
    ONLY_OWN = 1 << 6

@of14
class OFPFlowMonitor(Structure, size=24):
    """What a request says of a further monitor (7.3.5.17)."""
    monitor_id: u32
    out_port: u32(ofp_port_no) = of14.OFPP_ANY
    out_group: u32(ofp_group) = of14.OFPG_ANY
    monitor_flags: u16(ofp_flow_monitor_flags) = 0
    table_id: u8(ofp_table) = of14.OFPTT_ALL
    command: u8(ofp_flow_monitor_command) = ofp_flow_monitor_command.ADD
    match: OFPMatch

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[OFPFlowMonitor]:
        """The monitors that fill `buf[offset:limit]`: each ends where the padding of its match does."""
        monitors: list[OFPFlowMonitor] = []
        try:
            while offset < limit:
                length = int.from_bytes(buf[offset + 18 : offset + 20])
                end = min(offset + 16 + (length + 7 & -8), limit)
                monitors.append(cls.decode(buf, offset, end))
                offset = end
        except DecodeError as error:
            raise error.within(len(monitors)) from None
        return monitors

@of14
class OFPFlowMonitorRequest(of14.OFPMultipartRequest, type=ofp_multipart_type.FLOW_MONITOR, size=40):
    """Be told of changes of flow entries, until the monitor is deleted (7.3.5.17).

    As in Ryu it describes one monitor; `more` are those behind it, of which Ryu knows nothing.
    """
    monitor_id: u32 = 0
    out_port: u32(ofp_port_no) = of14.OFPP_ANY
    out_group: u32(ofp_group) = of14.OFPG_ANY
    monitor_flags: u16(ofp_flow_monitor_flags) = 0
    table_id: u8(ofp_table) = of14.OFPTT_ALL
    command: u8(ofp_flow_monitor_command) = ofp_flow_monitor_command.ADD
    match: OFPMatch
    more: list[OFPFlowMonitor]
    json_omits_empty = ('more',)

@of14
class ofp_flow_update_event(Enumeration, prefix='OFPFME_'):
    """What happened to a flow entry, or to the monitor (7.3.5.17)."""
    INITIAL, ADDED, REMOVED, MODIFIED, ABBREV, PAUSED, RESUMED = range(7)

@of14
class OFPFlowUpdateHeader(Structure, family='event length', wire_order=True, size=4):
    """What a flow monitor has to tell (7.3.5.17)."""
    length: u16
    event: u16(ofp_flow_update_event)

@of14
class OFPFlowUpdateFull(OFPFlowUpdateHeader, size=32, type=(
        ofp_flow_update_event.INITIAL, ofp_flow_update_event.ADDED,
        ofp_flow_update_event.REMOVED, ofp_flow_update_event.MODIFIED)):
    """A flow entry is there, was added, removed or changed (7.3.5.17)."""
    table_id: u8(ofp_table)
    reason: u8(ofp_flow_removed_reason)
    idle_timeout: u16
    hard_timeout: u16
    priority: u16
    _1: pad(4)
    cookie: u64
    match: OFPMatch
    instructions: list[OFPInstruction]

@of14
class OFPFlowUpdateAbbrev(OFPFlowUpdateHeader, type=ofp_flow_update_event.ABBREV, size=8):
    """This controller's own request of that transaction id changed flow entries (7.3.5.17)."""
    xid: u32

@of14
class OFPFlowUpdatePaused(OFPFlowUpdateHeader, size=8, type=(
        ofp_flow_update_event.PAUSED, ofp_flow_update_event.RESUMED)):
    """The monitor falls silent for want of buffers, or speaks again (7.3.5.17)."""
    _1: pad(4)

@of14
class OFPFlowMonitorReply(of14.OFPMultipartReply, type=ofp_multipart_type.FLOW_MONITOR, size=16):
    """What flow monitors have to tell, asked for or not (7.3.5.17)."""
    body: list[OFPFlowUpdateHeader]


# Bundles (7.3.9) ------------------------------------------------------------------------------------------------------

@of14
class ofp_bundle_prop_type(Enumeration, prefix='OFPBPT_'):
    """Bundle property types (7.3.9.4)."""
    EXPERIMENTER = 0xffff

@of14
class ofp_bundle_ctrl_type(Enumeration, prefix='OFPBCT_'):
    """What happens to a bundle (7.3.9.1)."""
    (OPEN_REQUEST, OPEN_REPLY, CLOSE_REQUEST, CLOSE_REPLY, COMMIT_REQUEST, COMMIT_REPLY, DISCARD_REQUEST,
     DISCARD_REPLY) = range(8)

@of14
class ofp_bundle_flags(Enumeration, prefix='OFPBF_', bitmap=True):
    """How a bundle is executed (7.3.9.3)."""
    ATOMIC = 1 << 0
    ORDERED = 1 << 1

@of14
class OFPBundleProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a bundle (7.3.9.4)."""
    type: u16(ofp_bundle_prop_type)
    length: u16

@of14
class OFPBundlePropExperimenter(
        ofp_prop_experimenter, OFPBundleProp, type=ofp_bundle_prop_type.EXPERIMENTER,
        family='experimenter', size=12):
    """A property of a bundle defined by an experimenter (7.3.9.4)."""

@of14
class OFPBundleCtrlMsg(Message, type=ofp_type.BUNDLE_CONTROL, size=16):
    """Open, close, commit or discard a bundle, or the answer to it (7.3.9.1)."""
    bundle_id: u32
    type: u16(ofp_bundle_ctrl_type)
    flags: u16(ofp_bundle_flags)
    properties: list[OFPBundleProp]

@of14
class OFPBundleAddMsg(Message, type=ofp_type.BUNDLE_ADD_MESSAGE, size=24):
    """Put a message into a bundle; it goes under the transaction id of this one (7.3.9.2)."""
    bundle_id: u32
    _1: pad(2)
    flags: u16(ofp_bundle_flags)
    message: message(same_xid=True)
    properties: list[OFPBundleProp]


# Asynchronous configuration (7.3.10) ----------------------------------------------------------------------------------

@of14
class ofp_async_config_prop_type(Enumeration, prefix='OFPACPT_'):
    """Asynchronous configuration property types; an odd number is for master and equal (7.3.10)."""
    PACKET_IN_SLAVE = 0
    PACKET_IN_MASTER = 1
    PORT_STATUS_SLAVE = 2
    PORT_STATUS_MASTER = 3
    FLOW_REMOVED_SLAVE = 4
    FLOW_REMOVED_MASTER = 5
    ROLE_STATUS_SLAVE = 6
    ROLE_STATUS_MASTER = 7
    TABLE_STATUS_SLAVE = 8
    TABLE_STATUS_MASTER = 9
    REQUESTFORWARD_SLAVE = 10
    REQUESTFORWARD_MASTER = 11
    EXPERIMENTER_SLAVE = 0xfffe
    EXPERIMENTER_MASTER = 0xffff

@of14
class ofp_async_config_experimenters(Enumeration, prefix='OFPTFPT_'):
    """The last two of them once more, as openflow.h of 1.4 misspells them."""
    EXPERIMENTER_SLAVE = 0xfffe
    EXPERIMENTER_MASTER = 0xffff

@of14
class OFPAsyncConfigProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of the asynchronous configuration (7.3.10)."""
    type: u16(ofp_async_config_prop_type)
    length: u16

@of14
class OFPAsyncConfigPropReasons(OFPAsyncConfigProp, size=8, type=tuple(range(12))):
    """The reasons for which messages are sent, as a bitmap (7.3.10)."""
    mask: u32

@of14
class OFPAsyncConfigPropExperimenter(
        ofp_prop_experimenter, OFPAsyncConfigProp, family='experimenter', size=12, type=(
        ofp_async_config_prop_type.EXPERIMENTER_SLAVE, ofp_async_config_prop_type.EXPERIMENTER_MASTER)):
    """A property of the asynchronous configuration defined by an experimenter (7.3.10)."""

@of14
class OFPGetAsyncReply(Message, type=ofp_type.GET_ASYNC_REPLY, size=8):
    """Which asynchronous messages this channel gets (7.3.10)."""
    properties: list[OFPAsyncConfigProp]

@of14
class OFPSetAsync(Message, type=ofp_type.SET_ASYNC, size=8):
    """Choose the asynchronous messages of this channel (7.3.10)."""
    properties: list[OFPAsyncConfigProp]


# Asynchronous messages (7.4) ------------------------------------------------------------------------------------------

@of14
class ofp_packet_in_reason(of13.ofp_packet_in_reason, without='NO_MATCH ACTION'):
    """Why a packet comes to the controller (7.4.1)."""
    TABLE_MISS = 0
    APPLY_ACTION = 1
    ACTION_SET = 3
    GROUP = 4
    PACKET_OUT = 5

@of14
class ofp_flow_removed_reason(of13.ofp_flow_removed_reason):
    """Why a flow entry is gone (7.4.2)."""
    METER_DELETE = 4
    EVICTION = 5

@of14
class ofp_role_prop_type(Enumeration, prefix='OFPRPT_'):
    """Role property types (7.4.4)."""
    EXPERIMENTER = 0xffff

@of14
class OFPRoleProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a role (7.4.4)."""
    type: u16(ofp_role_prop_type)
    length: u16

@of14
class OFPRolePropExperimenter(
        ofp_prop_experimenter, OFPRoleProp, type=ofp_role_prop_type.EXPERIMENTER, family='experimenter', size=12):
    """A property of a role defined by an experimenter (7.4.4)."""

@of14
class ofp_controller_role_reason(Enumeration, prefix='OFPCRR_'):
    """Why the role of this controller changed (7.4.4)."""
    MASTER_REQUEST = 0
    CONFIG = 1
    EXPERIMENTER = 2

@of14
class OFPRoleStatus(Message, type=ofp_type.ROLE_STATUS, size=24):
    """The role of this controller changed without its asking (7.4.4)."""
    role: u32(ofp_controller_role)
    reason: u8(ofp_controller_role_reason)
    _1: pad(3)
    generation_id: u64
    properties: list[OFPRoleProp]

@of14
class ofp_table_reason(Enumeration, prefix='OFPTR_'):
    """Why the switch tells of a table (7.4.5)."""
    VACANCY_DOWN = 3
    VACANCY_UP = 4

@of14
class OFPTableStatus(Message, type=ofp_type.TABLE_STATUS, size=24):
    """A table fills or empties (7.4.5)."""
    reason: u8(ofp_table_reason)
    _1: pad(7)
    table: OFPTableDesc

@of14
class ofp_requestforward_reason(Enumeration, prefix='OFPRFR_'):
    """Which requests the switch tells other controllers of (7.4.6)."""
    GROUP_MOD = 0
    METER_MOD = 1

@of14
class OFPRequestForward(Message, type=ofp_type.REQUESTFORWARD, size=16):
    """Another controller changed a group or a meter, by this message (7.4.6)."""
    request: message


# Errors (7.5.4) -------------------------------------------------------------------------------------------------------

@of14
class ofp_error_type(of13.ofp_error_type):
    """Error types (7.5.4)."""
    BAD_PROPERTY = 14
    ASYNC_CONFIG_FAILED = 15
    FLOW_MONITOR_FAILED = 16
    BUNDLE_FAILED = 17

@of14
class ofp_bad_request_code(of13.ofp_bad_request_code):
    """Codes of OFPET_BAD_REQUEST (7.5.4)."""
    MULTIPART_REQUEST_TIMEOUT = 14
    MULTIPART_REPLY_TIMEOUT = 15

@of14
class ofp_bad_instruction_code(of13.ofp_bad_instruction_code):
    """Codes of OFPET_BAD_INSTRUCTION (7.5.4)."""
    DUP_INST = 9

@of14
class ofp_flow_mod_failed_code(of13.ofp_flow_mod_failed_code):
    """Codes of OFPET_FLOW_MOD_FAILED (7.5.4)."""
    CANT_SYNC = 8
    BAD_PRIORITY = 9

@of14
class ofp_table_features_failed_code(of13.ofp_table_features_failed_code, without='BAD_TYPE BAD_LEN BAD_ARGUMENT'):
    """Codes of OFPET_TABLE_FEATURES_FAILED (7.5.4)."""

@of14
class ofp_bad_property_code(Enumeration, prefix='OFPBPC_'):
    """Codes of OFPET_BAD_PROPERTY (7.5.4)."""
    BAD_TYPE, BAD_LEN, BAD_VALUE, TOO_MANY, DUP_TYPE, BAD_EXPERIMENTER, BAD_EXP_TYPE, BAD_EXP_VALUE, EPERM = range(9)

@of14
class ofp_async_config_failed_code(Enumeration, prefix='OFPACFC_'):
    """Codes of OFPET_ASYNC_CONFIG_FAILED (7.5.4)."""
    INVALID = 0
    UNSUPPORTED = 1
    EPERM = 2

@of14
class ofp_flow_monitor_failed_code(Enumeration, prefix='OFPMOFC_'):
    """Codes of OFPET_FLOW_MONITOR_FAILED (7.5.4)."""
    UNKNOWN, MONITOR_EXISTS, INVALID_MONITOR, UNKNOWN_MONITOR, BAD_COMMAND, BAD_FLAGS, BAD_TABLE_ID, BAD_OUT = range(8)

@of14
class ofp_bundle_failed_code(Enumeration, prefix='OFPBFC_'):
    """Codes of OFPET_BUNDLE_FAILED (7.5.4)."""
    (UNKNOWN, EPERM, BAD_ID, BUNDLE_EXIST, BUNDLE_CLOSED, OUT_OF_BUNDLES, BAD_TYPE, BAD_FLAGS, MSG_BAD_LEN,
     MSG_BAD_XID, MSG_UNSUP, MSG_CONFLICT, MSG_TOO_MANY, MSG_FAILED, TIMEOUT, BUNDLE_IN_PROGRESS) = range(16)
