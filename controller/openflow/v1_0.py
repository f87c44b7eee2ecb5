"""OpenFlow 1.0 as a table: every message, structure, enumeration and constant of the switch specification 1.0.1.

Section numbers are those of the specification. Names, constructor order and defaults are Ryu's; `of10` is both
`datapath.ofproto` and `datapath.ofproto_parser`. How a class body becomes a codec is explained in `controller.wire`.

Ryu keeps the addresses of matches and actions of this version as bytes and numbers; constructors take text too.
"""

from __future__ import annotations

from ..wire import EncodeError, Enumeration, Message, Structure, Version
from ..wire.kinds import ipv4, ipv4_bytes, ipv4_text, mac, mac_bytes
from . import oxm

__all__ = ['of10']

of10 = Version('1.0', 0x01)


# Constants ------------------------------------------------------------------------------------------------------------

@of10
class constants(Enumeration, prefix='OFP_'):
    """Numbers of openflow.h that belong to no enumeration."""
    MAX_TABLE_NAME_LEN = 32
    MAX_PORT_NAME_LEN = 16
    TCP_PORT = 6633
    SSL_PORT = 6633
    ETH_ALEN = 6
    NO_BUFFER = 0xffffffff
    DEFAULT_MISS_SEND_LEN = 128
    DL_TYPE_ETH2_CUTOFF = 0x0600     # a smaller dl_type is an 802.3 length
    DL_TYPE_NOT_ETH_TYPE = 0x05ff    # dl_type of a frame without an Ethernet type
    VLAN_NONE = 0xffff               # dl_vlan of an untagged frame
    FLOW_PERMANENT = 0
    DEFAULT_PRIORITY = 0x8000
    MSG_SIZE_MAX = 65535

@of10
class string_lengths(Enumeration, prefix=''):
    """Sizes of the description strings (5.3.5), and the largest transaction id."""
    DESC_STR_LEN = 256
    SERIAL_NUM_LEN = 32
    MAX_XID = 0xffffffff

@of10
class ofp_type(Enumeration, prefix='OFPT_'):
    """Message types (5.1)."""
    (HELLO, ERROR, ECHO_REQUEST, ECHO_REPLY, VENDOR, FEATURES_REQUEST, FEATURES_REPLY, GET_CONFIG_REQUEST,
     GET_CONFIG_REPLY, SET_CONFIG, PACKET_IN, FLOW_REMOVED, PORT_STATUS, PACKET_OUT, FLOW_MOD, PORT_MOD,
     STATS_REQUEST, STATS_REPLY, BARRIER_REQUEST, BARRIER_REPLY, QUEUE_GET_CONFIG_REQUEST,
     QUEUE_GET_CONFIG_REPLY) = range(22)


# Ports (5.2.1) --------------------------------------------------------------------------------------------------------

@of10
class ofp_port(Enumeration, prefix='OFPP_'):
    """Reserved port numbers (5.2.1)."""
    MAX = 0xff00
    IN_PORT = 0xfff8
    TABLE = 0xfff9
    NORMAL = 0xfffa
    FLOOD = 0xfffb
    ALL = 0xfffc
    CONTROLLER = 0xfffd
    LOCAL = 0xfffe
    NONE = 0xffff

@of10
class ofp_port_config(Enumeration, prefix='OFPPC_', bitmap=True):
    """What the administrator wants of a port (5.2.1)."""
    PORT_DOWN = 1 << 0
    NO_STP = 1 << 1
    NO_RECV = 1 << 2
    NO_RECV_STP = 1 << 3
    NO_FLOOD = 1 << 4
    NO_FWD = 1 << 5
    NO_PACKET_IN = 1 << 6

@of10
class ofp_port_state(Enumeration, prefix='OFPPS_', bitmap=True):
    """What the switch reports of a port; the spanning tree's state is two bits (5.2.1)."""
    LINK_DOWN = 1 << 0
    STP_LISTEN = 0 << 8
    STP_LEARN = 1 << 8
    STP_FORWARD = 2 << 8
    STP_BLOCK = 3 << 8
    STP_MASK = 3 << 8

@of10
class ofp_port_features(Enumeration, prefix='OFPP', bitmap=True):
    """Link modes, types and features of a port (5.2.1). A Python name cannot begin with a digit, hence the F here."""
    F_10MB_HD = 1 << 0
    F_10MB_FD = 1 << 1
    F_100MB_HD = 1 << 2
    F_100MB_FD = 1 << 3
    F_1GB_HD = 1 << 4
    F_1GB_FD = 1 << 5
    F_10GB_FD = 1 << 6
    F_COPPER = 1 << 7
    F_FIBER = 1 << 8
    F_AUTONEG = 1 << 9
    F_PAUSE = 1 << 10
    F_PAUSE_ASYM = 1 << 11

@of10
class OFPPhyPort(Structure, size=48):
    """A physical port (5.2.1)."""
    port_no: u16(ofp_port)
    hw_addr: mac
    name: text(16)
    config: u32(ofp_port_config)
    state: u32(ofp_port_state)
    curr: u32(ofp_port_features)
    advertised: u32(ofp_port_features)
    supported: u32(ofp_port_features)
    peer: u32(ofp_port_features)


# Queues (5.2.2) -------------------------------------------------------------------------------------------------------

@of10
class ofp_queue_number(Enumeration, prefix='OFPQ_'):
    """Reserved queue numbers (5.3.5)."""
    ALL = 0xffffffff

@of10
class ofp_queue_properties(Enumeration, prefix='OFPQT_'):
    """Queue property types (5.2.2)."""
    NONE = 0
    MIN_RATE = 1

@of10
class OFPQueuePropHeader(Structure, family='property len', size=8):
    """A property of a queue (5.2.2)."""
    property: u16(ofp_queue_properties)
    len: u16
    _1: pad(4)

@of10
class OFPQueuePropNone(OFPQueuePropHeader, type=ofp_queue_properties.NONE, size=8):
    """No property (5.2.2)."""

@of10
class OFPQueuePropMinRate(OFPQueuePropHeader, type=ofp_queue_properties.MIN_RATE, size=16):
    """Guaranteed rate, in tenths of a per cent of the link; above 1000 it is off (5.2.2)."""
    rate: u16
    _2: pad(6)

@of10
class OFPPacketQueue(Structure, length='len', size=8):
    """A queue of a port (5.2.2)."""
    queue_id: u32
    len: u16
    _1: pad(2)
    properties: list[OFPQueuePropHeader]


# Match (5.2.3) --------------------------------------------------------------------------------------------------------

@of10
class ofp_flow_wildcards(Enumeration, prefix='OFPFW_'):
    """Which fields of a match do not count; six bits each say how many low bits of the addresses do not (5.2.3)."""
    IN_PORT = 1 << 0
    DL_VLAN = 1 << 1
    DL_SRC = 1 << 2
    DL_DST = 1 << 3
    DL_TYPE = 1 << 4
    NW_PROTO = 1 << 5
    TP_SRC = 1 << 6
    TP_DST = 1 << 7
    NW_SRC_SHIFT = 8
    NW_SRC_BITS = 6
    NW_SRC_MASK = 0x3f << 8
    NW_SRC = 0x3f << 8
    NW_SRC_ALL = 32 << 8
    NW_DST_SHIFT = 14
    NW_DST_BITS = 6
    NW_DST_MASK = 0x3f << 14
    NW_DST = 0x3f << 14
    NW_DST_ALL = 32 << 14
    DL_VLAN_PCP = 1 << 20
    NW_TOS = 1 << 21
    ALL = (1 << 22) - 1
    ICMP_TYPE = TP_SRC
    ICMP_CODE = TP_DST


#: The wildcard bit of each field that has but one.
_SINGLE_WILDCARDS = {
    name: getattr(ofp_flow_wildcards, name.upper())
    for name in (
        'in_port', 'dl_src', 'dl_dst', 'dl_vlan', 'dl_vlan_pcp', 'dl_type', 'nw_tos', 'nw_proto', 'tp_src', 'tp_dst',
    )
}

_NO_MAC = bytes(6)


def _mac(value: str | bytes | int, field: str) -> bytes:
    """An Ethernet address as Ryu keeps it in this version: six bytes. 0 stands for an address of zeros."""
    try:
        return mac_bytes(value) if value != 0 else _NO_MAC
    except (TypeError, ValueError) as fault:
        raise EncodeError(f'{field}: {value!r} is no Ethernet address ({fault})') from None


def _ipv4(value: str | bytes | int, field: str) -> int:
    """An IPv4 address as Ryu keeps it in this version: a number."""
    try:
        return int.from_bytes(ipv4_bytes(value))
    except (TypeError, ValueError, OverflowError, OSError) as fault:
        raise EncodeError(f'{field}: {value!r} is no IPv4 address ({fault})') from None


def _ipv4_prefix(value: str | bytes | int, length: int, field: str) -> tuple[int, int]:
    """An address, perhaps with `/length` behind it, as a number, and how many of its low bits do not count."""
    if isinstance(value, str) and '/' in value:
        value, _, prefix = value.partition('/')
        length = int(prefix) if prefix.isdecimal() else -1
    if not 0 <= length <= 32:
        raise EncodeError(f'{field}: its prefix length is no number from 0 to 32')
    return _ipv4(value, field), 32 - length

@of10
class OFPMatch(Structure, size=40):
    """Which packets (5.2.3).

    A field that is given counts; `wildcards`, if given, decides alone. Addresses are text, bytes or, for IPv4, a
    number; `nw_src_mask` and `nw_dst_mask` say how many leading bits of them count, as does `'10.0.0.0/8'`.
    As attributes, and when decoded, they are bytes and numbers. Raises EncodeError for what is no address.
    """
    wildcards: u32
    in_port: u16(ofp_port)
    dl_src: bytes_(6)
    dl_dst: bytes_(6)
    dl_vlan: u16
    dl_vlan_pcp: u8
    _1: pad(1)
    dl_type: u16
    nw_tos: u8
    nw_proto: u8
    _2: pad(2)
    nw_src: u32
    nw_dst: u32
    tp_src: u16
    tp_dst: u16
    json_kinds = {'dl_src': mac, 'dl_dst': mac, 'nw_src': ipv4, 'nw_dst': ipv4}

    def __init__(
        self, wildcards: int | None = None, in_port: int | None = None,
        dl_src: str | bytes | None = None, dl_dst: str | bytes | None = None,
        dl_vlan: int | None = None, dl_vlan_pcp: int | None = None, dl_type: int | None = None,
        nw_tos: int | None = None, nw_proto: int | None = None,
        nw_src: str | bytes | int | None = None, nw_dst: str | bytes | int | None = None,
        tp_src: int | None = None, tp_dst: int | None = None, nw_src_mask: int = 32, nw_dst_mask: int = 32,
    ) -> None:
        free = ofp_flow_wildcards.ALL
        if in_port is not None:
            free ^= ofp_flow_wildcards.IN_PORT
        if dl_vlan is not None:
            free ^= ofp_flow_wildcards.DL_VLAN
        if dl_src is not None:
            free ^= ofp_flow_wildcards.DL_SRC
        if dl_dst is not None:
            free ^= ofp_flow_wildcards.DL_DST
        if dl_type is not None:
            free ^= ofp_flow_wildcards.DL_TYPE
        if nw_proto is not None:
            free ^= ofp_flow_wildcards.NW_PROTO
        if tp_src is not None:
            free ^= ofp_flow_wildcards.TP_SRC
        if tp_dst is not None:
            free ^= ofp_flow_wildcards.TP_DST
        if dl_vlan_pcp is not None:
            free ^= ofp_flow_wildcards.DL_VLAN_PCP
        if nw_tos is not None:
            free ^= ofp_flow_wildcards.NW_TOS
        self.in_port, self.dl_type = in_port or 0, dl_type or 0
        self.dl_vlan, self.dl_vlan_pcp = dl_vlan or 0, dl_vlan_pcp or 0
        self.nw_tos, self.nw_proto, self.tp_src, self.tp_dst = nw_tos or 0, nw_proto or 0, tp_src or 0, tp_dst or 0
        self.dl_src = _NO_MAC if dl_src is None else _mac(dl_src, 'OFPMatch.dl_src')
        self.dl_dst = _NO_MAC if dl_dst is None else _mac(dl_dst, 'OFPMatch.dl_dst')
        self.nw_src = self.nw_dst = 0
        if nw_src is not None:
            self.nw_src, low = _ipv4_prefix(nw_src, nw_src_mask, 'OFPMatch.nw_src')
            free = free & ~ofp_flow_wildcards.NW_SRC_MASK | low << ofp_flow_wildcards.NW_SRC_SHIFT
        if nw_dst is not None:
            self.nw_dst, low = _ipv4_prefix(nw_dst, nw_dst_mask, 'OFPMatch.nw_dst')
            free = free & ~ofp_flow_wildcards.NW_DST_MASK | low << ofp_flow_wildcards.NW_DST_SHIFT
        self.wildcards = free if wildcards is None else wildcards

    def __getitem__(self, name: str) -> int | str:
        """A field that counts, an address as text; raises KeyError for every other one.

        `nw_src_mask` and `nw_dst_mask` are how many leading bits of the address count.
        """
        if name == 'wildcards':
            return self.wildcards
        address = name.removesuffix('_mask')
        if address in ('nw_src', 'nw_dst'):
            shift = ofp_flow_wildcards.NW_SRC_SHIFT if address == 'nw_src' else ofp_flow_wildcards.NW_DST_SHIFT
            length = 32 - min(32, self.wildcards >> shift & 0x3f)
            if length:
                return length if name != address else ipv4_text(getattr(self, name).to_bytes(4, 'big'))
        elif name in _SINGLE_WILDCARDS and not self.wildcards & _SINGLE_WILDCARDS[name]:
            value: int | bytes = getattr(self, name)
            return value.hex(':') if isinstance(value, bytes) else value
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        try:
            return isinstance(name, str) and self[name] is not None
        except KeyError:
            return False


# Actions (5.2.4) ------------------------------------------------------------------------------------------------------

@of10
class ofp_action_type(Enumeration, prefix='OFPAT_'):
    """Action types (5.2.4)."""
    OUTPUT = 0
    SET_VLAN_VID = 1
    SET_VLAN_PCP = 2
    STRIP_VLAN = 3
    SET_DL_SRC = 4
    SET_DL_DST = 5
    SET_NW_SRC = 6
    SET_NW_DST = 7
    SET_NW_TOS = 8
    SET_TP_SRC = 9
    SET_TP_DST = 10
    ENQUEUE = 11
    VENDOR = 0xffff

@of10
class OFPAction(Structure, family='type len', align='inside', size=4):
    """An action (5.2.4)."""
    type: u16(ofp_action_type)
    len: u16
    json_omits = ('type', 'len')

@of10
class OFPActionOutput(OFPAction, type=ofp_action_type.OUTPUT, size=8):
    """Send the packet out of a port, to the controller at most `max_len` bytes of it (5.2.4)."""
    port: u16(ofp_port)
    max_len: u16 = 0xffe5

@of10
class OFPActionVlanVid(OFPAction, type=ofp_action_type.SET_VLAN_VID, size=8):
    """Set the VLAN identifier (5.2.4)."""
    vlan_vid: u16
    _1: pad(2)

@of10
class OFPActionVlanPcp(OFPAction, type=ofp_action_type.SET_VLAN_PCP, size=8):
    """Set the VLAN priority (5.2.4)."""
    vlan_pcp: u8
    _1: pad(3)

@of10
class OFPActionStripVlan(OFPAction, type=ofp_action_type.STRIP_VLAN, size=8):
    """Remove the VLAN header (5.2.4)."""
    _1: pad(4)

@of10
class OFPActionDlAddr(OFPAction, size=16):
    """Set an Ethernet address, given as text or bytes, kept as bytes (5.2.4)."""
    dl_addr: bytes_(6)
    _1: pad(6)
    json_kinds = {'dl_addr': mac}

    def __init__(self, dl_addr: str | bytes) -> None:
        self.dl_addr = _mac(dl_addr, f'{type(self).__name__}.dl_addr')

@of10
class OFPActionSetDlSrc(OFPActionDlAddr, type=ofp_action_type.SET_DL_SRC, size=16):
    """Set the Ethernet source address (5.2.4)."""

@of10
class OFPActionSetDlDst(OFPActionDlAddr, type=ofp_action_type.SET_DL_DST, size=16):
    """Set the Ethernet destination address (5.2.4)."""

@of10
class OFPActionNwAddr(OFPAction, size=8):
    """Set an IPv4 address, given as text, bytes or a number, kept as a number (5.2.4)."""
    nw_addr: u32
    json_kinds = {'nw_addr': ipv4}

    def __init__(self, nw_addr: str | bytes | int) -> None:
        self.nw_addr = _ipv4(nw_addr, f'{type(self).__name__}.nw_addr')

@of10
class OFPActionSetNwSrc(OFPActionNwAddr, type=ofp_action_type.SET_NW_SRC, size=8):
    """Set the IPv4 source address (5.2.4)."""

@of10
class OFPActionSetNwDst(OFPActionNwAddr, type=ofp_action_type.SET_NW_DST, size=8):
    """Set the IPv4 destination address (5.2.4)."""

@of10
class OFPActionSetNwTos(OFPAction, type=ofp_action_type.SET_NW_TOS, size=8):
    """Set the IP type of service: the six bits of the DSCP, in place (5.2.4)."""
    tos: u8
    _1: pad(3)

@of10
class OFPActionTpPort(OFPAction, size=8):
    """Set a TCP or UDP port (5.2.4)."""
    tp: u16
    _1: pad(2)

@of10
class OFPActionSetTpSrc(OFPActionTpPort, type=ofp_action_type.SET_TP_SRC, size=8):
    """Set the TCP or UDP source port (5.2.4)."""

@of10
class OFPActionSetTpDst(OFPActionTpPort, type=ofp_action_type.SET_TP_DST, size=8):
    """Set the TCP or UDP destination port (5.2.4)."""

@of10
class OFPActionEnqueue(OFPAction, type=ofp_action_type.ENQUEUE, size=16):
    """Send the packet through a queue of a port (5.2.4)."""
    port: u16(ofp_port)
    _1: pad(6)
    queue_id: u32

@of10
class OFPActionVendor(OFPAction, type=ofp_action_type.VENDOR, family='vendor', size=8):
    """An action defined by a vendor (5.2.4)."""
    vendor: u32

@of10
class OFPActionVendorUnknown(OFPActionVendor, type=..., size=8):
    """An action of a vendor that nobody declared (5.2.4)."""
    data: tail


# Handshake and configuration (5.3.1, 5.3.2) ---------------------------------------------------------------------------

@of10
class ofp_capabilities(Enumeration, prefix='OFPC_', bitmap=True):
    """What a datapath can do (5.3.1)."""
    FLOW_STATS = 1 << 0
    TABLE_STATS = 1 << 1
    PORT_STATS = 1 << 2
    STP = 1 << 3
    RESERVED = 1 << 4
    IP_REASM = 1 << 5
    QUEUE_STATS = 1 << 6
    ARP_MATCH_IP = 1 << 7

@of10
class OFPFeaturesRequest(Message, type=ofp_type.FEATURES_REQUEST, size=8):
    """Ask the switch who it is (5.3.1)."""

@of10
class OFPSwitchFeatures(Message, type=ofp_type.FEATURES_REPLY, size=32):
    """The identity, the capabilities and the ports of the datapath (5.3.1).

    `actions` is a bitmap of action types; `ports` maps a port's number to it.
    """
    datapath_id: u64
    n_buffers: u32
    n_tables: u8
    _1: pad(3)
    capabilities: u32(ofp_capabilities)
    actions: u32
    ports: keyed(OFPPhyPort, 'port_no')

@of10
class ofp_config_flags(Enumeration, prefix='OFPC_'):
    """Handling of IP fragments (5.3.2); the last of them is Nicira's."""
    FRAG_NORMAL = 0
    FRAG_DROP = 1
    FRAG_REASM = 2
    FRAG_MASK = 3
    FRAG_NX_MATCH = 3

@of10
class OFPGetConfigRequest(Message, type=ofp_type.GET_CONFIG_REQUEST, size=8):
    """Ask for the configuration of the switch (5.3.2)."""

@of10
class OFPGetConfigReply(Message, type=ofp_type.GET_CONFIG_REPLY, size=12):
    """The configuration of the switch (5.3.2)."""
    flags: u16(ofp_config_flags)
    miss_send_len: u16

@of10
class OFPSetConfig(Message, type=ofp_type.SET_CONFIG, size=12):
    """Set the configuration of the switch (5.3.2)."""
    flags: u16(ofp_config_flags)
    miss_send_len: u16


# Modify state (5.3.3) -------------------------------------------------------------------------------------------------

@of10
class ofp_flow_mod_command(Enumeration, prefix='OFPFC_'):
    """What a flow modification does (5.3.3)."""
    ADD = 0
    MODIFY = 1
    MODIFY_STRICT = 2
    DELETE = 3
    DELETE_STRICT = 4

@of10
class ofp_flow_mod_flags(Enumeration, prefix='OFPFF_', bitmap=True):
    """Options of a flow entry (5.3.3)."""
    SEND_FLOW_REM = 1 << 0
    CHECK_OVERLAP = 1 << 1
    EMERG = 1 << 2

@of10
class OFPFlowMod(Message, type=ofp_type.FLOW_MOD, size=72):
    """Add, modify or delete flow entries (5.3.3)."""
    match: OFPMatch
    cookie: u64 = 0
    command: u16(ofp_flow_mod_command) = ofp_flow_mod_command.ADD
    idle_timeout: u16 = 0
    hard_timeout: u16 = 0
    priority: u16 = constants.DEFAULT_PRIORITY
    buffer_id: u32 = constants.NO_BUFFER
    out_port: u16(ofp_port) = ofp_port.NONE
    flags: u16(ofp_flow_mod_flags) = 0
    actions: list[OFPAction]

@of10
class OFPPortMod(Message, type=ofp_type.PORT_MOD, size=32):
    """Change the behaviour of a port: the bits of `config` under `mask` (5.3.3)."""
    port_no: u16(ofp_port) = 0
    hw_addr: mac = '00:00:00:00:00:00'
    config: u32(ofp_port_config) = 0
    mask: u32(ofp_port_config) = 0
    advertise: u32(ofp_port_features) = 0
    _1: pad(4)


# Queue configuration (5.3.4) ------------------------------------------------------------------------------------------

@of10
class OFPQueueGetConfigRequest(Message, type=ofp_type.QUEUE_GET_CONFIG_REQUEST, size=12):
    """Ask for the queues of a port (5.3.4)."""
    port: u16(ofp_port)
    _1: pad(2)

@of10
class OFPQueueGetConfigReply(Message, type=ofp_type.QUEUE_GET_CONFIG_REPLY, size=16):
    """The queues of a port (5.3.4)."""
    port: u16(ofp_port)
    _1: pad(6)
    queues: list[OFPPacketQueue]


# Read state (5.3.5) ---------------------------------------------------------------------------------------------------

@of10
class ofp_stats_types(Enumeration, prefix='OFPST_'):
    """What a statistics message carries (5.3.5)."""
    DESC = 0
    FLOW = 1
    AGGREGATE = 2
    TABLE = 3
    PORT = 4
    QUEUE = 5
    VENDOR = 0xffff

@of10
class ofp_stats_reply_flags(Enumeration, prefix='OFPSF_', bitmap=True):
    """More parts of this reply follow (5.3.5)."""
    REPLY_MORE = 1 << 0

@of10
class OFPStatsRequest(Message, type=ofp_type.STATS_REQUEST, family='type', size=12):
    """Ask for statistics (5.3.5)."""
    type: u16(ofp_stats_types)
    flags: u16 = 0

@of10
class OFPStatsReply(Message, type=ofp_type.STATS_REPLY, family='type', size=12):
    """A part of the answer to a statistics request (5.3.5)."""
    type: u16(ofp_stats_types)
    flags: u16(ofp_stats_reply_flags) = 0

@of10
class OFPDescStatsRequest(OFPStatsRequest, type=ofp_stats_types.DESC, size=12):
    """Ask who made the switch (5.3.5)."""

@of10
class OFPDescStats(Structure, size=1056):
    """Manufacturer, hardware, software, serial number and a name for humans (5.3.5)."""
    mfr_desc: text(256)
    hw_desc: text(256)
    sw_desc: text(256)
    serial_num: text(32)
    dp_desc: text(256)

@of10
class OFPDescStatsReply(OFPStatsReply, type=ofp_stats_types.DESC, size=1068):
    """Who made the switch (5.3.5)."""
    body: OFPDescStats

@of10
class OFPFlowStatsRequest(OFPStatsRequest, type=ofp_stats_types.FLOW, size=56):
    """Ask for flow entries (5.3.5)."""
    match: OFPMatch
    table_id: u8 = 0xff
    _1: pad(1)
    out_port: u16(ofp_port) = ofp_port.NONE

@of10
class OFPFlowStats(Structure, length='length', size=88, optional=True):
    """A flow entry and its counters (5.3.5)."""
    length: u16
    table_id: u8
    _1: pad(1)
    match: OFPMatch
    duration_sec: u32
    duration_nsec: u32
    priority: u16
    idle_timeout: u16
    hard_timeout: u16
    _2: pad(6)
    cookie: u64
    packet_count: u64
    byte_count: u64
    actions: late(list[OFPAction])

@of10
class OFPFlowStatsReply(OFPStatsReply, type=ofp_stats_types.FLOW, size=12):
    """Flow entries and their counters (5.3.5)."""
    body: list[OFPFlowStats]

@of10
class OFPAggregateStatsRequest(OFPStatsRequest, type=ofp_stats_types.AGGREGATE, size=56):
    """Ask for the sums over flow entries (5.3.5)."""
    match: OFPMatch
    table_id: u8 = 0xff
    _1: pad(1)
    out_port: u16(ofp_port) = ofp_port.NONE

@of10
class OFPAggregateStats(Structure, size=24):
    """Sums over flow entries (5.3.5)."""
    packet_count: u64
    byte_count: u64
    flow_count: u32
    _1: pad(4)

@of10
class OFPAggregateStatsReply(OFPStatsReply, type=ofp_stats_types.AGGREGATE, size=12):
    """Sums over flow entries; Ryu's body is a list of one (5.3.5)."""
    body: list[OFPAggregateStats]

@of10
class OFPTableStatsRequest(OFPStatsRequest, type=ofp_stats_types.TABLE, size=12):
    """Ask for the counters of the tables (5.3.5)."""

@of10
class OFPTableStats(Structure, size=64):
    """The counters of a table, and which fields it can wildcard (5.3.5)."""
    table_id: u8
    _1: pad(3)
    name: text(32)
    wildcards: u32
    max_entries: u32
    active_count: u32
    lookup_count: u64
    matched_count: u64

@of10
class OFPTableStatsReply(OFPStatsReply, type=ofp_stats_types.TABLE, size=12):
    """The counters of the tables (5.3.5)."""
    body: list[OFPTableStats]

@of10
class OFPPortStatsRequest(OFPStatsRequest, type=ofp_stats_types.PORT, size=20):
    """Ask for the counters of one port or of all (5.3.5)."""
    port_no: u16(ofp_port) = ofp_port.NONE
    _1: pad(6)

@of10
class OFPPortStats(Structure, size=104):
    """The counters of a port; all ones where the switch has none (5.3.5)."""
    port_no: u16(ofp_port)
    _1: pad(6)
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

@of10
class OFPPortStatsReply(OFPStatsReply, type=ofp_stats_types.PORT, size=12):
    """The counters of ports (5.3.5)."""
    body: list[OFPPortStats]

@of10
class OFPQueueStatsRequest(OFPStatsRequest, type=ofp_stats_types.QUEUE, size=20):
    """Ask for the counters of queues (5.3.5)."""
    port_no: u16(ofp_port) = ofp_port.ALL
    _1: pad(2)
    queue_id: u32(ofp_queue_number) = ofp_queue_number.ALL

@of10
class OFPQueueStats(Structure, size=32):
    """The counters of a queue (5.3.5)."""
    port_no: u16(ofp_port)
    _1: pad(2)
    queue_id: u32
    tx_bytes: u64
    tx_packets: u64
    tx_errors: u64

@of10
class OFPQueueStatsReply(OFPStatsReply, type=ofp_stats_types.QUEUE, size=12):
    """The counters of queues (5.3.5)."""
    body: list[OFPQueueStats]

@of10
class OFPVendorStatsRequest(OFPStatsRequest, type=ofp_stats_types.VENDOR, family='vendor', size=16):
    """A statistics request defined by a vendor (5.3.5)."""
    vendor: u32
    specific_data: tail

@of10
class OFPVendorStats(Structure):
    """The body of a statistics reply of a vendor that nobody declared (5.3.5)."""
    specific_data: tail

@of10
class OFPVendorStatsReply(OFPStatsReply, type=ofp_stats_types.VENDOR, family='vendor', size=16):
    """A statistics reply defined by a vendor (5.3.5)."""
    vendor: u32
    body: OFPVendorStats


# Packet out and barrier (5.3.6, 5.3.7) --------------------------------------------------------------------------------

@of10
class OFPPacketOut(Message, type=ofp_type.PACKET_OUT, size=16):
    """Send a packet, given here or buffered by the switch, through `actions` (5.3.6)."""
    buffer_id: u32
    in_port: u16(ofp_port)
    actions_len: size_of('actions')
    actions: list[OFPAction]
    data: packet
    json_omits = ('actions_len',)

@of10
class OFPBarrierRequest(Message, type=ofp_type.BARRIER_REQUEST, size=8):
    """Ask to be told when everything sent before is done (5.3.7)."""

@of10
class OFPBarrierReply(Message, type=ofp_type.BARRIER_REPLY, size=8):
    """Everything before the barrier request is done (5.3.7)."""


# Asynchronous messages (5.4) ------------------------------------------------------------------------------------------

@of10
class ofp_packet_in_reason(Enumeration, prefix='OFPR_'):
    """Why a packet comes to the controller (5.4.1)."""
    NO_MATCH = 0
    ACTION = 1

@of10
class OFPPacketIn(Message, type=ofp_type.PACKET_IN, size=18):
    """A packet the switch hands to the controller (5.4.1)."""
    buffer_id: u32
    total_len: u16
    in_port: u16(ofp_port)
    reason: u8(ofp_packet_in_reason)
    _1: pad(1)
    data: tail

@of10
class ofp_flow_removed_reason(Enumeration, prefix='OFPRR_'):
    """Why a flow entry is gone (5.4.2)."""
    IDLE_TIMEOUT = 0
    HARD_TIMEOUT = 1
    DELETE = 2

@of10
class OFPFlowRemoved(Message, type=ofp_type.FLOW_REMOVED, size=88):
    """A flow entry is gone (5.4.2)."""
    match: OFPMatch
    cookie: u64
    priority: u16
    reason: u8(ofp_flow_removed_reason)
    _1: pad(1)
    duration_sec: u32
    duration_nsec: u32
    idle_timeout: u16
    _2: pad(2)
    packet_count: u64
    byte_count: u64

@of10
class ofp_port_reason(Enumeration, prefix='OFPPR_'):
    """What happened to a port (5.4.3)."""
    ADD = 0
    DELETE = 1
    MODIFY = 2

@of10
class OFPPortStatus(Message, type=ofp_type.PORT_STATUS, size=64):
    """A port was added, removed or changed (5.4.3)."""
    reason: u8(ofp_port_reason)
    _1: pad(7)
    desc: OFPPhyPort


# Errors (5.4.4) -------------------------------------------------------------------------------------------------------

@of10
class ofp_error_type(Enumeration, prefix='OFPET_'):
    """Error types; what the code means depends on the type (5.4.4)."""
    HELLO_FAILED, BAD_REQUEST, BAD_ACTION, FLOW_MOD_FAILED, PORT_MOD_FAILED, QUEUE_OP_FAILED = range(6)

@of10
class ofp_hello_failed_code(Enumeration, prefix='OFPHFC_'):
    """Codes of OFPET_HELLO_FAILED (5.4.4)."""
    INCOMPATIBLE = 0
    EPERM = 1

@of10
class ofp_bad_request_code(Enumeration, prefix='OFPBRC_'):
    """Codes of OFPET_BAD_REQUEST (5.4.4)."""
    BAD_VERSION, BAD_TYPE, BAD_STAT, BAD_VENDOR, BAD_SUBTYPE, EPERM, BAD_LEN, BUFFER_EMPTY, BUFFER_UNKNOWN = range(9)

@of10
class ofp_bad_action_code(Enumeration, prefix='OFPBAC_'):
    """Codes of OFPET_BAD_ACTION (5.4.4)."""
    BAD_TYPE, BAD_LEN, BAD_VENDOR, BAD_VENDOR_TYPE, BAD_OUT_PORT, BAD_ARGUMENT, EPERM, TOO_MANY, BAD_QUEUE = range(9)

@of10
class ofp_flow_mod_failed_code(Enumeration, prefix='OFPFMFC_'):
    """Codes of OFPET_FLOW_MOD_FAILED (5.4.4)."""
    ALL_TABLES_FULL, OVERLAP, EPERM, BAD_EMERG_TIMEOUT, BAD_COMMAND, UNSUPPORTED = range(6)

@of10
class ofp_port_mod_failed_code(Enumeration, prefix='OFPPMFC_'):
    """Codes of OFPET_PORT_MOD_FAILED (5.4.4)."""
    BAD_PORT = 0
    BAD_HW_ADDR = 1

@of10
class ofp_queue_op_failed_code(Enumeration, prefix='OFPQOFC_'):
    """Codes of OFPET_QUEUE_OP_FAILED (5.4.4)."""
    BAD_PORT = 0
    BAD_QUEUE = 1
    EPERM = 2

@of10
class OFPErrorMsg(Message, type=ofp_type.ERROR, size=12):
    """A request failed; `data` holds at least the first 64 bytes of it (5.4.4)."""
    type: u16(ofp_error_type)
    code: u16
    data: tail


# Symmetric messages (5.5) ---------------------------------------------------------------------------------------------

@of10
class OFPHello(Message, type=ofp_type.HELLO, size=8):
    """The first message of either side; what `data` it may carry means nothing in this version (5.5.1)."""
    data: tail
    json_omits_empty = ('data',)

@of10
class OFPEchoRequest(Message, type=ofp_type.ECHO_REQUEST, size=8):
    """Are you there? (5.5.2)"""
    data: tail

@of10
class OFPEchoReply(Message, type=ofp_type.ECHO_REPLY, size=8):
    """Yes; `data` is that of the request (5.5.3)."""
    data: tail

@of10
class OFPVendor(Message, type=ofp_type.VENDOR, family='vendor', size=12):
    """A message defined by a vendor (5.5.4)."""
    vendor: u32


# Extensions -----------------------------------------------------------------------------------------------------------

of10.fields = oxm.Fields(oxm.OPENFLOW_1_0)  # only Nicira's structures have any
*_, nxm_headers = of10.fields.enumerations()
of10(nxm_headers)

of10.include('controller.openflow.nicira', 'nicira', OFPActionExperimenter='OFPActionVendor')
of10.include('controller.openflow.nicira', 'nicira10')
