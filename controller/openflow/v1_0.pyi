# Made by `python -m controller.openflow.stubs` from the tables: change those.
"""OpenFlow 1.0 for type checkers."""

import builtins
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, TypedDict, Unpack, overload

from ..datapath import Datapath
from ..wire import Enumeration, Message, Structure
from . import oxm
from ._typing import AnyDatapath, Bytes, IPv4, IPv6, Mac, Number, Tables

__all__ = ['of10']

class _Datapath(Datapath):
    ofproto: type[of10]
    ofproto_parser: type[of10]

class _Message(Message):
    datapath: _Datapath

class of10(metaclass=Tables):
    """OpenFlow 1.0: its structures, enumerations and numbers."""

    def __init__(self, declared: type) -> None: ...  # as a decorator of a table

    OFP_MAX_TABLE_NAME_LEN: Final = 32
    OFP_MAX_PORT_NAME_LEN: Final = 16
    OFP_TCP_PORT: Final = 0x19e9
    OFP_SSL_PORT: Final = 0x19e9
    OFP_ETH_ALEN: Final = 6
    OFP_NO_BUFFER: Final = 0xffffffff
    OFP_DEFAULT_MISS_SEND_LEN: Final = 128
    OFP_DL_TYPE_ETH2_CUTOFF: Final = 0x600
    OFP_DL_TYPE_NOT_ETH_TYPE: Final = 0x5ff
    OFP_VLAN_NONE: Final = 0xffff
    OFP_FLOW_PERMANENT: Final = 0
    OFP_DEFAULT_PRIORITY: Final = 0x8000
    OFP_MSG_SIZE_MAX: Final = 0xffff
    class constants(Enumeration):
        """Numbers of openflow.h that belong to no enumeration."""
        MAX_TABLE_NAME_LEN: int; MAX_PORT_NAME_LEN: int; TCP_PORT: int; SSL_PORT: int; ETH_ALEN: int; NO_BUFFER: int
        DEFAULT_MISS_SEND_LEN: int; DL_TYPE_ETH2_CUTOFF: int; DL_TYPE_NOT_ETH_TYPE: int; VLAN_NONE: int
        FLOW_PERMANENT: int; DEFAULT_PRIORITY: int; MSG_SIZE_MAX: int

    DESC_STR_LEN: Final = 0x100
    SERIAL_NUM_LEN: Final = 32
    MAX_XID: Final = 0xffffffff
    class string_lengths(Enumeration):
        """Sizes of the description strings (5.3.5), and the largest transaction id."""
        DESC_STR_LEN: int; SERIAL_NUM_LEN: int; MAX_XID: int

    OFPT_HELLO: Final = 0
    OFPT_ERROR: Final = 1
    OFPT_ECHO_REQUEST: Final = 2
    OFPT_ECHO_REPLY: Final = 3
    OFPT_VENDOR: Final = 4
    OFPT_FEATURES_REQUEST: Final = 5
    OFPT_FEATURES_REPLY: Final = 6
    OFPT_GET_CONFIG_REQUEST: Final = 7
    OFPT_GET_CONFIG_REPLY: Final = 8
    OFPT_SET_CONFIG: Final = 9
    OFPT_PACKET_IN: Final = 10
    OFPT_FLOW_REMOVED: Final = 11
    OFPT_PORT_STATUS: Final = 12
    OFPT_PACKET_OUT: Final = 13
    OFPT_FLOW_MOD: Final = 14
    OFPT_PORT_MOD: Final = 15
    OFPT_STATS_REQUEST: Final = 16
    OFPT_STATS_REPLY: Final = 17
    OFPT_BARRIER_REQUEST: Final = 18
    OFPT_BARRIER_REPLY: Final = 19
    OFPT_QUEUE_GET_CONFIG_REQUEST: Final = 20
    OFPT_QUEUE_GET_CONFIG_REPLY: Final = 21
    class ofp_type(Enumeration):
        """Message types (5.1)."""
        HELLO: int; ERROR: int; ECHO_REQUEST: int; ECHO_REPLY: int; VENDOR: int; FEATURES_REQUEST: int
        FEATURES_REPLY: int; GET_CONFIG_REQUEST: int; GET_CONFIG_REPLY: int; SET_CONFIG: int; PACKET_IN: int
        FLOW_REMOVED: int; PORT_STATUS: int; PACKET_OUT: int; FLOW_MOD: int; PORT_MOD: int; STATS_REQUEST: int
        STATS_REPLY: int; BARRIER_REQUEST: int; BARRIER_REPLY: int; QUEUE_GET_CONFIG_REQUEST: int
        QUEUE_GET_CONFIG_REPLY: int

    OFPP_MAX: Final = 0xff00
    OFPP_IN_PORT: Final = 0xfff8
    OFPP_TABLE: Final = 0xfff9
    OFPP_NORMAL: Final = 0xfffa
    OFPP_FLOOD: Final = 0xfffb
    OFPP_ALL: Final = 0xfffc
    OFPP_CONTROLLER: Final = 0xfffd
    OFPP_LOCAL: Final = 0xfffe
    OFPP_NONE: Final = 0xffff
    class ofp_port(Enumeration):
        """Reserved port numbers (5.2.1)."""
        MAX: int; IN_PORT: int; TABLE: int; NORMAL: int; FLOOD: int; ALL: int; CONTROLLER: int; LOCAL: int; NONE: int

    OFPPC_PORT_DOWN: Final = 0x1
    OFPPC_NO_STP: Final = 0x2
    OFPPC_NO_RECV: Final = 0x4
    OFPPC_NO_RECV_STP: Final = 0x8
    OFPPC_NO_FLOOD: Final = 0x10
    OFPPC_NO_FWD: Final = 0x20
    OFPPC_NO_PACKET_IN: Final = 0x40
    class ofp_port_config(Enumeration):
        """What the administrator wants of a port (5.2.1)."""
        PORT_DOWN: int; NO_STP: int; NO_RECV: int; NO_RECV_STP: int; NO_FLOOD: int; NO_FWD: int; NO_PACKET_IN: int

    OFPPS_LINK_DOWN: Final = 0x1
    OFPPS_STP_LISTEN: Final = 0x0
    OFPPS_STP_LEARN: Final = 0x100
    OFPPS_STP_FORWARD: Final = 0x200
    OFPPS_STP_BLOCK: Final = 0x300
    OFPPS_STP_MASK: Final = 0x300
    class ofp_port_state(Enumeration):
        """What the switch reports of a port; the spanning tree's state is two bits (5.2.1)."""
        LINK_DOWN: int; STP_LISTEN: int; STP_LEARN: int; STP_FORWARD: int; STP_BLOCK: int; STP_MASK: int

    OFPPF_10MB_HD: Final = 0x1
    OFPPF_10MB_FD: Final = 0x2
    OFPPF_100MB_HD: Final = 0x4
    OFPPF_100MB_FD: Final = 0x8
    OFPPF_1GB_HD: Final = 0x10
    OFPPF_1GB_FD: Final = 0x20
    OFPPF_10GB_FD: Final = 0x40
    OFPPF_COPPER: Final = 0x80
    OFPPF_FIBER: Final = 0x100
    OFPPF_AUTONEG: Final = 0x200
    OFPPF_PAUSE: Final = 0x400
    OFPPF_PAUSE_ASYM: Final = 0x800
    class ofp_port_features(Enumeration):
        """Link modes, types and features of a port (5.2.1). A Python name cannot begin with a digit, hence the F here."""
        F_10MB_HD: int; F_10MB_FD: int; F_100MB_HD: int; F_100MB_FD: int; F_1GB_HD: int; F_1GB_FD: int; F_10GB_FD: int
        F_COPPER: int; F_FIBER: int; F_AUTONEG: int; F_PAUSE: int; F_PAUSE_ASYM: int

    OFPQ_ALL: Final = 0xffffffff
    class ofp_queue_number(Enumeration):
        """Reserved queue numbers (5.3.5)."""
        ALL: int

    OFPQT_NONE: Final = 0
    OFPQT_MIN_RATE: Final = 1
    class ofp_queue_properties(Enumeration):
        """Queue property types (5.2.2)."""
        NONE: int; MIN_RATE: int

    OFPFW_IN_PORT: Final = 1
    OFPFW_DL_VLAN: Final = 2
    OFPFW_DL_SRC: Final = 4
    OFPFW_DL_DST: Final = 8
    OFPFW_DL_TYPE: Final = 16
    OFPFW_NW_PROTO: Final = 32
    OFPFW_TP_SRC: Final = 64
    OFPFW_TP_DST: Final = 128
    OFPFW_NW_SRC_SHIFT: Final = 8
    OFPFW_NW_SRC_BITS: Final = 6
    OFPFW_NW_SRC_MASK: Final = 0x3f00
    OFPFW_NW_SRC: Final = 0x3f00
    OFPFW_NW_SRC_ALL: Final = 0x2000
    OFPFW_NW_DST_SHIFT: Final = 14
    OFPFW_NW_DST_BITS: Final = 6
    OFPFW_NW_DST_MASK: Final = 0xfc000
    OFPFW_NW_DST: Final = 0xfc000
    OFPFW_NW_DST_ALL: Final = 0x80000
    OFPFW_DL_VLAN_PCP: Final = 0x100000
    OFPFW_NW_TOS: Final = 0x200000
    OFPFW_ALL: Final = 0x3fffff
    OFPFW_ICMP_TYPE: Final = 64
    OFPFW_ICMP_CODE: Final = 128
    class ofp_flow_wildcards(Enumeration):
        """Which fields of a match do not count; six bits each say how many low bits of the addresses do not (5.2.3)."""
        IN_PORT: int; DL_VLAN: int; DL_SRC: int; DL_DST: int; DL_TYPE: int; NW_PROTO: int; TP_SRC: int; TP_DST: int
        NW_SRC_SHIFT: int; NW_SRC_BITS: int; NW_SRC_MASK: int; NW_SRC: int; NW_SRC_ALL: int; NW_DST_SHIFT: int
        NW_DST_BITS: int; NW_DST_MASK: int; NW_DST: int; NW_DST_ALL: int; DL_VLAN_PCP: int; NW_TOS: int; ALL: int
        ICMP_TYPE: int; ICMP_CODE: int

    OFPAT_OUTPUT: Final = 0
    OFPAT_SET_VLAN_VID: Final = 1
    OFPAT_SET_VLAN_PCP: Final = 2
    OFPAT_STRIP_VLAN: Final = 3
    OFPAT_SET_DL_SRC: Final = 4
    OFPAT_SET_DL_DST: Final = 5
    OFPAT_SET_NW_SRC: Final = 6
    OFPAT_SET_NW_DST: Final = 7
    OFPAT_SET_NW_TOS: Final = 8
    OFPAT_SET_TP_SRC: Final = 9
    OFPAT_SET_TP_DST: Final = 10
    OFPAT_ENQUEUE: Final = 11
    OFPAT_VENDOR: Final = 0xffff
    class ofp_action_type(Enumeration):
        """Action types (5.2.4)."""
        OUTPUT: int; SET_VLAN_VID: int; SET_VLAN_PCP: int; STRIP_VLAN: int; SET_DL_SRC: int; SET_DL_DST: int
        SET_NW_SRC: int; SET_NW_DST: int; SET_NW_TOS: int; SET_TP_SRC: int; SET_TP_DST: int; ENQUEUE: int; VENDOR: int

    OFPC_FLOW_STATS: Final = 0x1
    OFPC_TABLE_STATS: Final = 0x2
    OFPC_PORT_STATS: Final = 0x4
    OFPC_STP: Final = 0x8
    OFPC_RESERVED: Final = 0x10
    OFPC_IP_REASM: Final = 0x20
    OFPC_QUEUE_STATS: Final = 0x40
    OFPC_ARP_MATCH_IP: Final = 0x80
    class ofp_capabilities(Enumeration):
        """What a datapath can do (5.3.1)."""
        FLOW_STATS: int; TABLE_STATS: int; PORT_STATS: int; STP: int; RESERVED: int; IP_REASM: int; QUEUE_STATS: int
        ARP_MATCH_IP: int

    OFPC_FRAG_NORMAL: Final = 0
    OFPC_FRAG_DROP: Final = 1
    OFPC_FRAG_REASM: Final = 2
    OFPC_FRAG_MASK: Final = 3
    OFPC_FRAG_NX_MATCH: Final = 3
    class ofp_config_flags(Enumeration):
        """Handling of IP fragments (5.3.2); the last of them is Nicira's."""
        FRAG_NORMAL: int; FRAG_DROP: int; FRAG_REASM: int; FRAG_MASK: int; FRAG_NX_MATCH: int

    OFPFC_ADD: Final = 0
    OFPFC_MODIFY: Final = 1
    OFPFC_MODIFY_STRICT: Final = 2
    OFPFC_DELETE: Final = 3
    OFPFC_DELETE_STRICT: Final = 4
    class ofp_flow_mod_command(Enumeration):
        """What a flow modification does (5.3.3)."""
        ADD: int; MODIFY: int; MODIFY_STRICT: int; DELETE: int; DELETE_STRICT: int

    OFPFF_SEND_FLOW_REM: Final = 0x1
    OFPFF_CHECK_OVERLAP: Final = 0x2
    OFPFF_EMERG: Final = 0x4
    class ofp_flow_mod_flags(Enumeration):
        """Options of a flow entry (5.3.3)."""
        SEND_FLOW_REM: int; CHECK_OVERLAP: int; EMERG: int

    OFPST_DESC: Final = 0
    OFPST_FLOW: Final = 1
    OFPST_AGGREGATE: Final = 2
    OFPST_TABLE: Final = 3
    OFPST_PORT: Final = 4
    OFPST_QUEUE: Final = 5
    OFPST_VENDOR: Final = 0xffff
    class ofp_stats_types(Enumeration):
        """What a statistics message carries (5.3.5)."""
        DESC: int; FLOW: int; AGGREGATE: int; TABLE: int; PORT: int; QUEUE: int; VENDOR: int

    OFPSF_REPLY_MORE: Final = 0x1
    class ofp_stats_reply_flags(Enumeration):
        """More parts of this reply follow (5.3.5)."""
        REPLY_MORE: int

    OFPR_NO_MATCH: Final = 0
    OFPR_ACTION: Final = 1
    class ofp_packet_in_reason(Enumeration):
        """Why a packet comes to the controller (5.4.1)."""
        NO_MATCH: int; ACTION: int

    OFPRR_IDLE_TIMEOUT: Final = 0
    OFPRR_HARD_TIMEOUT: Final = 1
    OFPRR_DELETE: Final = 2
    class ofp_flow_removed_reason(Enumeration):
        """Why a flow entry is gone (5.4.2)."""
        IDLE_TIMEOUT: int; HARD_TIMEOUT: int; DELETE: int

    OFPPR_ADD: Final = 0
    OFPPR_DELETE: Final = 1
    OFPPR_MODIFY: Final = 2
    class ofp_port_reason(Enumeration):
        """What happened to a port (5.4.3)."""
        ADD: int; DELETE: int; MODIFY: int

    OFPET_HELLO_FAILED: Final = 0
    OFPET_BAD_REQUEST: Final = 1
    OFPET_BAD_ACTION: Final = 2
    OFPET_FLOW_MOD_FAILED: Final = 3
    OFPET_PORT_MOD_FAILED: Final = 4
    OFPET_QUEUE_OP_FAILED: Final = 5
    class ofp_error_type(Enumeration):
        """Error types; what the code means depends on the type (5.4.4)."""
        HELLO_FAILED: int; BAD_REQUEST: int; BAD_ACTION: int; FLOW_MOD_FAILED: int; PORT_MOD_FAILED: int
        QUEUE_OP_FAILED: int

    OFPHFC_INCOMPATIBLE: Final = 0
    OFPHFC_EPERM: Final = 1
    class ofp_hello_failed_code(Enumeration):
        """Codes of OFPET_HELLO_FAILED (5.4.4)."""
        INCOMPATIBLE: int; EPERM: int

    OFPBRC_BAD_VERSION: Final = 0
    OFPBRC_BAD_TYPE: Final = 1
    OFPBRC_BAD_STAT: Final = 2
    OFPBRC_BAD_VENDOR: Final = 3
    OFPBRC_BAD_SUBTYPE: Final = 4
    OFPBRC_EPERM: Final = 5
    OFPBRC_BAD_LEN: Final = 6
    OFPBRC_BUFFER_EMPTY: Final = 7
    OFPBRC_BUFFER_UNKNOWN: Final = 8
    class ofp_bad_request_code(Enumeration):
        """Codes of OFPET_BAD_REQUEST (5.4.4)."""
        BAD_VERSION: int; BAD_TYPE: int; BAD_STAT: int; BAD_VENDOR: int; BAD_SUBTYPE: int; EPERM: int; BAD_LEN: int
        BUFFER_EMPTY: int; BUFFER_UNKNOWN: int

    OFPBAC_BAD_TYPE: Final = 0
    OFPBAC_BAD_LEN: Final = 1
    OFPBAC_BAD_VENDOR: Final = 2
    OFPBAC_BAD_VENDOR_TYPE: Final = 3
    OFPBAC_BAD_OUT_PORT: Final = 4
    OFPBAC_BAD_ARGUMENT: Final = 5
    OFPBAC_EPERM: Final = 6
    OFPBAC_TOO_MANY: Final = 7
    OFPBAC_BAD_QUEUE: Final = 8
    class ofp_bad_action_code(Enumeration):
        """Codes of OFPET_BAD_ACTION (5.4.4)."""
        BAD_TYPE: int; BAD_LEN: int; BAD_VENDOR: int; BAD_VENDOR_TYPE: int; BAD_OUT_PORT: int; BAD_ARGUMENT: int
        EPERM: int; TOO_MANY: int; BAD_QUEUE: int

    OFPFMFC_ALL_TABLES_FULL: Final = 0
    OFPFMFC_OVERLAP: Final = 1
    OFPFMFC_EPERM: Final = 2
    OFPFMFC_BAD_EMERG_TIMEOUT: Final = 3
    OFPFMFC_BAD_COMMAND: Final = 4
    OFPFMFC_UNSUPPORTED: Final = 5
    class ofp_flow_mod_failed_code(Enumeration):
        """Codes of OFPET_FLOW_MOD_FAILED (5.4.4)."""
        ALL_TABLES_FULL: int; OVERLAP: int; EPERM: int; BAD_EMERG_TIMEOUT: int; BAD_COMMAND: int; UNSUPPORTED: int

    OFPPMFC_BAD_PORT: Final = 0
    OFPPMFC_BAD_HW_ADDR: Final = 1
    class ofp_port_mod_failed_code(Enumeration):
        """Codes of OFPET_PORT_MOD_FAILED (5.4.4)."""
        BAD_PORT: int; BAD_HW_ADDR: int

    OFPQOFC_BAD_PORT: Final = 0
    OFPQOFC_BAD_QUEUE: Final = 1
    OFPQOFC_EPERM: Final = 2
    class ofp_queue_op_failed_code(Enumeration):
        """Codes of OFPET_QUEUE_OP_FAILED (5.4.4)."""
        BAD_PORT: int; BAD_QUEUE: int; EPERM: int

    class OFPPhyPort(Structure):
        """A physical port (5.2.1)."""
        port_no: int
        hw_addr: str
        name: bytes
        config: int
        state: int
        curr: int
        advertised: int
        supported: int
        peer: int
        def __init__(self, port_no: int, hw_addr: str | bytes, name: str | bytes, config: int, state: int,
            curr: int, advertised: int, supported: int, peer: int) -> None: ...

    class OFPQueuePropHeader(Structure):
        """A property of a queue (5.2.2)."""
        property: int
        len: int
        data: bytes
        def __init__(self, property_: int, data: bytes = b'', len_: int | None = None) -> None: ...

    class OFPQueuePropNone(OFPQueuePropHeader):
        """No property (5.2.2)."""
        def __init__(self, property_: int | None = None, len_: int | None = None) -> None: ...

    class OFPQueuePropMinRate(OFPQueuePropHeader):
        """Guaranteed rate, in tenths of a per cent of the link; above 1000 it is off (5.2.2)."""
        rate: int
        def __init__(self, rate: int, property_: int | None = None, len_: int | None = None) -> None: ...

    class OFPPacketQueue(Structure):
        """A queue of a port (5.2.2)."""
        queue_id: int
        len: int
        properties: list[of10.OFPQueuePropHeader]
        def __init__(self, queue_id: int, properties: Sequence[of10.OFPQueuePropHeader] | None = None,
            len_: int | None = None) -> None: ...

    class OFPMatch(Structure):
        """Which packets (5.2.3)."""
        wildcards: int
        in_port: int
        dl_src: bytes
        dl_dst: bytes
        dl_vlan: int
        dl_vlan_pcp: int
        dl_type: int
        nw_tos: int
        nw_proto: int
        nw_src: int
        nw_dst: int
        tp_src: int
        tp_dst: int
        def __init__(self, wildcards: int | None = None, in_port: int | None = None, dl_src: str | bytes |
            None = None, dl_dst: str | bytes | None = None, dl_vlan: int | None = None, dl_vlan_pcp: int |
            None = None, dl_type: int | None = None, nw_tos: int | None = None, nw_proto: int | None =
            None, nw_src: str | bytes | int | None = None, nw_dst: str | bytes | int | None = None, tp_src:
            int | None = None, tp_dst: int | None = None, nw_src_mask: int = 32, nw_dst_mask: int = 32) -> None: ...

    class OFPAction(Structure):
        """An action (5.2.4)."""
        type: int
        len: int
        data: bytes
        def __init__(self, type_: int, data: bytes = b'', len_: int | None = None) -> None: ...

    class OFPActionOutput(OFPAction):
        """Send the packet out of a port, to the controller at most `max_len` bytes of it (5.2.4)."""
        port: int
        max_len: int
        def __init__(self, port: int, max_len: int = 65509, type_: int | None = None, len_: int | None =
            None) -> None: ...

    class OFPActionVlanVid(OFPAction):
        """Set the VLAN identifier (5.2.4)."""
        vlan_vid: int
        def __init__(self, vlan_vid: int, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionVlanPcp(OFPAction):
        """Set the VLAN priority (5.2.4)."""
        vlan_pcp: int
        def __init__(self, vlan_pcp: int, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionStripVlan(OFPAction):
        """Remove the VLAN header (5.2.4)."""
        def __init__(self, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionDlAddr(OFPAction):
        """Set an Ethernet address, given as text or bytes, kept as bytes (5.2.4)."""
        dl_addr: bytes
        def __init__(self, dl_addr: str | bytes) -> None: ...

    class OFPActionSetDlSrc(OFPActionDlAddr):
        """Set the Ethernet source address (5.2.4)."""
        def __init__(self, dl_addr: str | bytes) -> None: ...

    class OFPActionSetDlDst(OFPActionDlAddr):
        """Set the Ethernet destination address (5.2.4)."""
        def __init__(self, dl_addr: str | bytes) -> None: ...

    class OFPActionNwAddr(OFPAction):
        """Set an IPv4 address, given as text, bytes or a number, kept as a number (5.2.4)."""
        nw_addr: int
        def __init__(self, nw_addr: str | bytes | int) -> None: ...

    class OFPActionSetNwSrc(OFPActionNwAddr):
        """Set the IPv4 source address (5.2.4)."""
        def __init__(self, nw_addr: str | bytes | int) -> None: ...

    class OFPActionSetNwDst(OFPActionNwAddr):
        """Set the IPv4 destination address (5.2.4)."""
        def __init__(self, nw_addr: str | bytes | int) -> None: ...

    class OFPActionSetNwTos(OFPAction):
        """Set the IP type of service: the six bits of the DSCP, in place (5.2.4)."""
        tos: int
        def __init__(self, tos: int, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionTpPort(OFPAction):
        """Set a TCP or UDP port (5.2.4)."""
        tp: int
        def __init__(self, type_: int, tp: int, len_: int | None = None) -> None: ...

    class OFPActionSetTpSrc(OFPActionTpPort):
        """Set the TCP or UDP source port (5.2.4)."""
        def __init__(self, tp: int, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionSetTpDst(OFPActionTpPort):
        """Set the TCP or UDP destination port (5.2.4)."""
        def __init__(self, tp: int, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionEnqueue(OFPAction):
        """Send the packet through a queue of a port (5.2.4)."""
        port: int
        queue_id: int
        def __init__(self, port: int, queue_id: int, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionVendor(OFPAction):
        """An action defined by a vendor (5.2.4)."""
        vendor: int
        def __init__(self, vendor: int, data: bytes = b'', type_: int | None = None, len_: int | None =
            None) -> None: ...

    class OFPActionVendorUnknown(OFPActionVendor):
        """An action of a vendor that nobody declared (5.2.4)."""
        def __init__(self, vendor: int, data: bytes = b'', type_: int | None = None, len_: int | None =
            None) -> None: ...

    class OFPFeaturesRequest(_Message):
        """Ask the switch who it is (5.3.1)."""
        def __init__(self, datapath: AnyDatapath | None) -> None: ...

    class OFPSwitchFeatures(_Message):
        """The identity, the capabilities and the ports of the datapath (5.3.1)."""
        datapath_id: int
        n_buffers: int
        n_tables: int
        capabilities: int
        actions: int
        ports: dict[int, of10.OFPPhyPort]
        def __init__(self, datapath: AnyDatapath | None, datapath_id: int | None = None, n_buffers: int |
            None = None, n_tables: int | None = None, capabilities: int | None = None, actions: int | None
            = None, ports: dict[int, of10.OFPPhyPort] | None = None) -> None: ...

    class OFPGetConfigRequest(_Message):
        """Ask for the configuration of the switch (5.3.2)."""
        def __init__(self, datapath: AnyDatapath | None) -> None: ...

    class OFPGetConfigReply(_Message):
        """The configuration of the switch (5.3.2)."""
        flags: int
        miss_send_len: int
        def __init__(self, datapath: AnyDatapath | None, flags: int | None = None, miss_send_len: int |
            None = None) -> None: ...

    class OFPSetConfig(_Message):
        """Set the configuration of the switch (5.3.2)."""
        flags: int
        miss_send_len: int
        def __init__(self, datapath: AnyDatapath | None, flags: int | None = None, miss_send_len: int |
            None = None) -> None: ...

    class OFPFlowMod(_Message):
        """Add, modify or delete flow entries (5.3.3)."""
        match: of10.OFPMatch
        cookie: int
        command: int
        idle_timeout: int
        hard_timeout: int
        priority: int
        buffer_id: int
        out_port: int
        flags: int
        actions: list[of10.OFPAction]
        def __init__(self, datapath: AnyDatapath | None, match: of10.OFPMatch | None = None, cookie: int =
            0, command: int = 0, idle_timeout: int = 0, hard_timeout: int = 0, priority: int = 32768,
            buffer_id: int = 4294967295, out_port: int = 65535, flags: int = 0, actions:
            Sequence[of10.OFPAction] | None = None) -> None: ...

    class OFPPortMod(_Message):
        """Change the behaviour of a port: the bits of `config` under `mask` (5.3.3)."""
        port_no: int
        hw_addr: str
        config: int
        mask: int
        advertise: int
        def __init__(self, datapath: AnyDatapath | None, port_no: int = 0, hw_addr: str | bytes =
            '00:00:00:00:00:00', config: int = 0, mask: int = 0, advertise: int = 0) -> None: ...

    class OFPQueueGetConfigRequest(_Message):
        """Ask for the queues of a port (5.3.4)."""
        port: int
        def __init__(self, datapath: AnyDatapath | None, port: int | None = None) -> None: ...

    class OFPQueueGetConfigReply(_Message):
        """The queues of a port (5.3.4)."""
        port: int
        queues: list[of10.OFPPacketQueue]
        def __init__(self, datapath: AnyDatapath | None, port: int | None = None, queues:
            Sequence[of10.OFPPacketQueue] | None = None) -> None: ...

    class OFPStatsRequest(_Message):
        """Ask for statistics (5.3.5)."""
        type: int
        flags: int
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, type_: int | None = None, flags: int = 0, data:
            bytes = b'') -> None: ...

    class OFPStatsReply(_Message):
        """A part of the answer to a statistics request (5.3.5)."""
        type: int
        flags: int
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, type_: int | None = None, flags: int = 0, data:
            bytes = b'') -> None: ...

    class OFPDescStatsRequest(OFPStatsRequest):
        """Ask who made the switch (5.3.5)."""
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, type_: int | None = None) -> None: ...

    class OFPDescStats(Structure):
        """Manufacturer, hardware, software, serial number and a name for humans (5.3.5)."""
        mfr_desc: bytes
        hw_desc: bytes
        sw_desc: bytes
        serial_num: bytes
        dp_desc: bytes
        def __init__(self, mfr_desc: str | bytes, hw_desc: str | bytes, sw_desc: str | bytes, serial_num:
            str | bytes, dp_desc: str | bytes) -> None: ...

    class OFPDescStatsReply(OFPStatsReply):
        """Who made the switch (5.3.5)."""
        body: of10.OFPDescStats
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, body: of10.OFPDescStats | None =
            None, type_: int | None = None) -> None: ...

    class OFPFlowStatsRequest(OFPStatsRequest):
        """Ask for flow entries (5.3.5)."""
        match: of10.OFPMatch
        table_id: int
        out_port: int
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, match: of10.OFPMatch | None =
            None, table_id: int = 255, out_port: int = 65535, type_: int | None = None) -> None: ...

    class OFPFlowStats(Structure):
        """A flow entry and its counters (5.3.5)."""
        length: int
        table_id: int
        match: of10.OFPMatch
        duration_sec: int
        duration_nsec: int
        priority: int
        idle_timeout: int
        hard_timeout: int
        cookie: int
        packet_count: int
        byte_count: int
        actions: list[of10.OFPAction]
        def __init__(self, table_id: int | None = None, match: of10.OFPMatch | None = None, duration_sec:
            int | None = None, duration_nsec: int | None = None, priority: int | None = None, idle_timeout:
            int | None = None, hard_timeout: int | None = None, cookie: int | None = None, packet_count:
            int | None = None, byte_count: int | None = None, actions: Sequence[of10.OFPAction] | None =
            None, length: int | None = None) -> None: ...

    class OFPFlowStatsReply(OFPStatsReply):
        """Flow entries and their counters (5.3.5)."""
        body: list[of10.OFPFlowStats]
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of10.OFPFlowStats]
            | None = None, type_: int | None = None) -> None: ...

    class OFPAggregateStatsRequest(OFPStatsRequest):
        """Ask for the sums over flow entries (5.3.5)."""
        match: of10.OFPMatch
        table_id: int
        out_port: int
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, match: of10.OFPMatch | None =
            None, table_id: int = 255, out_port: int = 65535, type_: int | None = None) -> None: ...

    class OFPAggregateStats(Structure):
        """Sums over flow entries (5.3.5)."""
        packet_count: int
        byte_count: int
        flow_count: int
        def __init__(self, packet_count: int, byte_count: int, flow_count: int) -> None: ...

    class OFPAggregateStatsReply(OFPStatsReply):
        """Sums over flow entries; Ryu's body is a list of one (5.3.5)."""
        body: list[of10.OFPAggregateStats]
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, body:
            Sequence[of10.OFPAggregateStats] | None = None, type_: int | None = None) -> None: ...

    class OFPTableStatsRequest(OFPStatsRequest):
        """Ask for the counters of the tables (5.3.5)."""
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, type_: int | None = None) -> None: ...

    class OFPTableStats(Structure):
        """The counters of a table, and which fields it can wildcard (5.3.5)."""
        table_id: int
        name: bytes
        wildcards: int
        max_entries: int
        active_count: int
        lookup_count: int
        matched_count: int
        def __init__(self, table_id: int, name: str | bytes, wildcards: int, max_entries: int,
            active_count: int, lookup_count: int, matched_count: int) -> None: ...

    class OFPTableStatsReply(OFPStatsReply):
        """The counters of the tables (5.3.5)."""
        body: list[of10.OFPTableStats]
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of10.OFPTableStats]
            | None = None, type_: int | None = None) -> None: ...

    class OFPPortStatsRequest(OFPStatsRequest):
        """Ask for the counters of one port or of all (5.3.5)."""
        port_no: int
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, port_no: int = 65535, type_: int |
            None = None) -> None: ...

    class OFPPortStats(Structure):
        """The counters of a port; all ones where the switch has none (5.3.5)."""
        port_no: int
        rx_packets: int
        tx_packets: int
        rx_bytes: int
        tx_bytes: int
        rx_dropped: int
        tx_dropped: int
        rx_errors: int
        tx_errors: int
        rx_frame_err: int
        rx_over_err: int
        rx_crc_err: int
        collisions: int
        def __init__(self, port_no: int, rx_packets: int, tx_packets: int, rx_bytes: int, tx_bytes: int,
            rx_dropped: int, tx_dropped: int, rx_errors: int, tx_errors: int, rx_frame_err: int,
            rx_over_err: int, rx_crc_err: int, collisions: int) -> None: ...

    class OFPPortStatsReply(OFPStatsReply):
        """The counters of ports (5.3.5)."""
        body: list[of10.OFPPortStats]
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of10.OFPPortStats]
            | None = None, type_: int | None = None) -> None: ...

    class OFPQueueStatsRequest(OFPStatsRequest):
        """Ask for the counters of queues (5.3.5)."""
        port_no: int
        queue_id: int
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, port_no: int = 65532, queue_id:
            int = 4294967295, type_: int | None = None) -> None: ...

    class OFPQueueStats(Structure):
        """The counters of a queue (5.3.5)."""
        port_no: int
        queue_id: int
        tx_bytes: int
        tx_packets: int
        tx_errors: int
        def __init__(self, port_no: int, queue_id: int, tx_bytes: int, tx_packets: int, tx_errors: int) -> None: ...

    class OFPQueueStatsReply(OFPStatsReply):
        """The counters of queues (5.3.5)."""
        body: list[of10.OFPQueueStats]
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of10.OFPQueueStats]
            | None = None, type_: int | None = None) -> None: ...

    class OFPVendorStatsRequest(OFPStatsRequest):
        """A statistics request defined by a vendor (5.3.5)."""
        vendor: int
        specific_data: bytes
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, vendor: int | None = None,
            specific_data: bytes = b'', type_: int | None = None) -> None: ...

    class OFPVendorStats(Structure):
        """The body of a vendor's statistics reply (5.3.5)."""
        vendor: int
        specific_data: bytes
        def __init__(self, vendor: int, specific_data: bytes = b'') -> None: ...

    class OFPVendorStatsReply(OFPStatsReply):
        """A statistics reply defined by a vendor (5.3.5)."""
        body: of10.OFPVendorStats
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, body: of10.OFPVendorStats | None =
            None, type_: int | None = None) -> None: ...

    class OFPPacketOut(_Message):
        """Send a packet, given here or buffered by the switch, through `actions` (5.3.6)."""
        buffer_id: int
        in_port: int
        actions: list[of10.OFPAction]
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, buffer_id: int | None = None, in_port: int | None
            = None, actions: Sequence[of10.OFPAction] | None = None, data: bytes = b'', actions_len: int |
            None = None) -> None: ...

    class OFPBarrierRequest(_Message):
        """Ask to be told when everything sent before is done (5.3.7)."""
        def __init__(self, datapath: AnyDatapath | None) -> None: ...

    class OFPBarrierReply(_Message):
        """Everything before the barrier request is done (5.3.7)."""
        def __init__(self, datapath: AnyDatapath | None) -> None: ...

    class OFPPacketIn(_Message):
        """A packet the switch hands to the controller (5.4.1)."""
        buffer_id: int
        total_len: int
        in_port: int
        reason: int
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, buffer_id: int | None = None, total_len: int |
            None = None, in_port: int | None = None, reason: int | None = None, data: bytes = b'') -> None: ...

    class OFPFlowRemoved(_Message):
        """A flow entry is gone (5.4.2)."""
        match: of10.OFPMatch
        cookie: int
        priority: int
        reason: int
        duration_sec: int
        duration_nsec: int
        idle_timeout: int
        packet_count: int
        byte_count: int
        def __init__(self, datapath: AnyDatapath | None, match: of10.OFPMatch | None = None, cookie: int |
            None = None, priority: int | None = None, reason: int | None = None, duration_sec: int | None =
            None, duration_nsec: int | None = None, idle_timeout: int | None = None, packet_count: int |
            None = None, byte_count: int | None = None) -> None: ...

    class OFPPortStatus(_Message):
        """A port was added, removed or changed (5.4.3)."""
        reason: int
        desc: of10.OFPPhyPort
        def __init__(self, datapath: AnyDatapath | None, reason: int | None = None, desc: of10.OFPPhyPort |
            None = None) -> None: ...

    class OFPErrorMsg(_Message):
        """A request failed; `data` holds at least the first 64 bytes of it (5.4.4)."""
        type: int
        code: int
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, type_: int | None = None, code: int | None = None,
            data: bytes = b'') -> None: ...

    class OFPHello(_Message):
        """The first message of either side; what `data` it may carry means nothing in this version (5.5.1)."""
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, data: bytes = b'') -> None: ...

    class OFPEchoRequest(_Message):
        """Are you there? (5.5.2)"""
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, data: bytes = b'') -> None: ...

    class OFPEchoReply(_Message):
        """Yes; `data` is that of the request (5.5.3)."""
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, data: bytes = b'') -> None: ...

    class OFPVendor(_Message):
        """A message defined by a vendor (5.5.4)."""
        vendor: int
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, vendor: int | None = None, data: bytes = b'') -> None: ...
