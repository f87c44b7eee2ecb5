# Made by `python -m controller.openflow.stubs` from the tables: change those.
# mypy: disable-error-code="assignment, misc, override"
"""OpenFlow 1.3 for type checkers."""

import builtins
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, TypedDict, Unpack, overload

from ..datapath import Datapath
from ..wire import Enumeration, Message, Structure
from . import oxm
from ._typing import AnyDatapath, Bytes, Frame, IPv4, IPv6, Mac, Number, Tables

__all__ = ['of13']

class _Datapath(Datapath):
    ofproto: type[of13]
    ofproto_parser: type[of13]

class _Message(Message):
    datapath: _Datapath

class _MatchFields(TypedDict, total=False):
    in_port: Number
    in_phy_port: Number
    metadata: Number
    eth_dst: Mac
    eth_src: Mac
    eth_type: Number
    vlan_vid: Number
    vlan_pcp: Number
    ip_dscp: Number
    ip_ecn: Number
    ip_proto: Number
    ipv4_src: IPv4
    ipv4_dst: IPv4
    tcp_src: Number
    tcp_dst: Number
    udp_src: Number
    udp_dst: Number
    sctp_src: Number
    sctp_dst: Number
    icmpv4_type: Number
    icmpv4_code: Number
    arp_op: Number
    arp_spa: IPv4
    arp_tpa: IPv4
    arp_sha: Mac
    arp_tha: Mac
    ipv6_src: IPv6
    ipv6_dst: IPv6
    ipv6_flabel: Number
    icmpv6_type: Number
    icmpv6_code: Number
    ipv6_nd_target: IPv6
    ipv6_nd_sll: Mac
    ipv6_nd_tll: Mac
    mpls_label: Number
    mpls_tc: Number
    mpls_bos: Number
    pbb_isid: Number
    tunnel_id: Number
    ipv6_exthdr: Number
    pbb_uca: Number
    tcp_flags: Number
    actset_output: Number
    xreg0: Number
    xreg1: Number
    xreg2: Number
    xreg3: Number
    xreg4: Number
    xreg5: Number
    xreg6: Number
    xreg7: Number
    in_port_nxm: Number
    eth_dst_nxm: Mac
    eth_src_nxm: Mac
    eth_type_nxm: Number
    vlan_tci: Number
    nw_tos: Number
    ip_proto_nxm: Number
    ipv4_src_nxm: IPv4
    ipv4_dst_nxm: IPv4
    tcp_src_nxm: Number
    tcp_dst_nxm: Number
    udp_src_nxm: Number
    udp_dst_nxm: Number
    icmpv4_type_nxm: Number
    icmpv4_code_nxm: Number
    arp_op_nxm: Number
    arp_spa_nxm: IPv4
    arp_tpa_nxm: IPv4
    reg0: Number
    reg1: Number
    reg2: Number
    reg3: Number
    reg4: Number
    reg5: Number
    reg6: Number
    reg7: Number
    reg8: Number
    reg9: Number
    reg10: Number
    reg11: Number
    reg12: Number
    reg13: Number
    reg14: Number
    reg15: Number
    tunnel_id_nxm: Number
    arp_sha_nxm: Mac
    arp_tha_nxm: Mac
    ipv6_src_nxm: IPv6
    ipv6_dst_nxm: IPv6
    icmpv6_type_nxm: Number
    icmpv6_code_nxm: Number
    nd_target: IPv6
    nd_sll: Mac
    nd_tll: Mac
    ip_frag: Number
    ipv6_label: Number
    ip_ecn_nxm: Number
    nw_ttl: Number
    mpls_ttl: Number
    tun_ipv4_src: IPv4
    tun_ipv4_dst: IPv4
    pkt_mark: Number
    tcp_flags_nxm: Number
    _recirc_id: Number
    conj_id: Number
    tun_gbp_id: Number
    tun_gbp_flags: Number
    tun_flags: Number
    ct_state: Number
    ct_zone: Number
    ct_mark: Number
    ct_label: Number
    tun_ipv6_src: IPv6
    tun_ipv6_dst: IPv6
    xxreg0: Number
    xxreg1: Number
    xxreg2: Number
    xxreg3: Number
    _dp_hash: Number
    nsh_flags: Number
    nsh_mdtype: Number
    nsh_np: Number
    nsh_spi: Number
    nsh_si: Number
    nsh_c1: Number
    nsh_c2: Number
    nsh_c3: Number
    nsh_c4: Number
    nsh_ttl: Number
    tun_metadata0: Bytes
    tun_metadata1: Bytes
    tun_metadata2: Bytes
    tun_metadata3: Bytes
    tun_metadata4: Bytes
    tun_metadata5: Bytes
    tun_metadata6: Bytes
    tun_metadata7: Bytes
    tun_metadata8: Bytes
    tun_metadata9: Bytes
    tun_metadata10: Bytes
    tun_metadata11: Bytes
    tun_metadata12: Bytes
    tun_metadata13: Bytes
    tun_metadata14: Bytes
    tun_metadata15: Bytes
    tun_metadata16: Bytes
    tun_metadata17: Bytes
    tun_metadata18: Bytes
    tun_metadata19: Bytes
    tun_metadata20: Bytes
    tun_metadata21: Bytes
    tun_metadata22: Bytes
    tun_metadata23: Bytes
    tun_metadata24: Bytes
    tun_metadata25: Bytes
    tun_metadata26: Bytes
    tun_metadata27: Bytes
    tun_metadata28: Bytes
    tun_metadata29: Bytes
    tun_metadata30: Bytes
    tun_metadata31: Bytes
    tun_metadata32: Bytes
    tun_metadata33: Bytes
    tun_metadata34: Bytes
    tun_metadata35: Bytes
    tun_metadata36: Bytes
    tun_metadata37: Bytes
    tun_metadata38: Bytes
    tun_metadata39: Bytes
    tun_metadata40: Bytes
    tun_metadata41: Bytes
    tun_metadata42: Bytes
    tun_metadata43: Bytes
    tun_metadata44: Bytes
    tun_metadata45: Bytes
    tun_metadata46: Bytes
    tun_metadata47: Bytes
    tun_metadata48: Bytes
    tun_metadata49: Bytes
    tun_metadata50: Bytes
    tun_metadata51: Bytes
    tun_metadata52: Bytes
    tun_metadata53: Bytes
    tun_metadata54: Bytes
    tun_metadata55: Bytes
    tun_metadata56: Bytes
    tun_metadata57: Bytes
    tun_metadata58: Bytes
    tun_metadata59: Bytes
    tun_metadata60: Bytes
    tun_metadata61: Bytes
    tun_metadata62: Bytes
    tun_metadata63: Bytes
    ct_nw_proto: Number
    ct_nw_src: IPv4
    ct_nw_dst: IPv4
    ct_ipv6_src: IPv6
    ct_ipv6_dst: IPv6
    ct_tp_src: Number
    ct_tp_dst: Number
    tun_erspan_idx: Number
    tun_erspan_ver: Number
    tun_erspan_dir: Number
    tun_erspan_hwid: Number
    tun_gtpu_flags: Number
    tun_gtpu_msgtype: Number
    nd_reserved: Number
    nd_options_type: Number
    dl_src: Mac
    dl_dst: Mac
    dl_type: Number
    dl_vlan: Number
    dl_vlan_pcp: Number
    nw_proto: Number
    nw_src: IPv4
    nw_dst: IPv4
    tp_src: Number
    tp_dst: Number

class of13(metaclass=Tables):
    """OpenFlow 1.3: its structures, enumerations and numbers."""

    def __init__(self, declared: type) -> None: ...  # as a decorator of a table

    OFP_TCP_PORT: Final = 0x19e9
    OFP_MAX_TABLE_NAME_LEN: Final = 32
    OFP_MAX_PORT_NAME_LEN: Final = 16
    OFP_ETH_ALEN: Final = 6
    OFP_DEFAULT_PRIORITY: Final = 0x8000
    OFP_NO_BUFFER: Final = 0xffffffff
    class constants(Enumeration):
        """Numbers of openflow.h that belong to no enumeration."""
        TCP_PORT: int; MAX_TABLE_NAME_LEN: int; MAX_PORT_NAME_LEN: int; ETH_ALEN: int; DEFAULT_PRIORITY: int
        NO_BUFFER: int

    DESC_STR_LEN: Final = 0x100
    SERIAL_NUM_LEN: Final = 32
    MAX_XID: Final = 0xffffffff
    class string_lengths(Enumeration):
        """Sizes of the description strings (7.3.5.1), and the largest transaction id."""
        DESC_STR_LEN: int; SERIAL_NUM_LEN: int; MAX_XID: int

    OFPT_HELLO: Final = 0
    OFPT_ERROR: Final = 1
    OFPT_ECHO_REQUEST: Final = 2
    OFPT_ECHO_REPLY: Final = 3
    OFPT_EXPERIMENTER: Final = 4
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
    OFPT_GROUP_MOD: Final = 15
    OFPT_PORT_MOD: Final = 16
    OFPT_TABLE_MOD: Final = 17
    OFPT_MULTIPART_REQUEST: Final = 18
    OFPT_MULTIPART_REPLY: Final = 19
    OFPT_BARRIER_REQUEST: Final = 20
    OFPT_BARRIER_REPLY: Final = 21
    OFPT_QUEUE_GET_CONFIG_REQUEST: Final = 22
    OFPT_QUEUE_GET_CONFIG_REPLY: Final = 23
    OFPT_ROLE_REQUEST: Final = 24
    OFPT_ROLE_REPLY: Final = 25
    OFPT_GET_ASYNC_REQUEST: Final = 26
    OFPT_GET_ASYNC_REPLY: Final = 27
    OFPT_SET_ASYNC: Final = 28
    OFPT_METER_MOD: Final = 29
    class ofp_type(Enumeration):
        """Message types (7.1)."""
        HELLO: int; ERROR: int; ECHO_REQUEST: int; ECHO_REPLY: int; EXPERIMENTER: int; FEATURES_REQUEST: int
        FEATURES_REPLY: int; GET_CONFIG_REQUEST: int; GET_CONFIG_REPLY: int; SET_CONFIG: int; PACKET_IN: int
        FLOW_REMOVED: int; PORT_STATUS: int; PACKET_OUT: int; FLOW_MOD: int; GROUP_MOD: int; PORT_MOD: int
        TABLE_MOD: int; MULTIPART_REQUEST: int; MULTIPART_REPLY: int; BARRIER_REQUEST: int; BARRIER_REPLY: int
        QUEUE_GET_CONFIG_REQUEST: int; QUEUE_GET_CONFIG_REPLY: int; ROLE_REQUEST: int; ROLE_REPLY: int
        GET_ASYNC_REQUEST: int; GET_ASYNC_REPLY: int; SET_ASYNC: int; METER_MOD: int

    OFPP_MAX: Final = 0xffffff00
    OFPP_IN_PORT: Final = 0xfffffff8
    OFPP_TABLE: Final = 0xfffffff9
    OFPP_NORMAL: Final = 0xfffffffa
    OFPP_FLOOD: Final = 0xfffffffb
    OFPP_ALL: Final = 0xfffffffc
    OFPP_CONTROLLER: Final = 0xfffffffd
    OFPP_LOCAL: Final = 0xfffffffe
    OFPP_ANY: Final = 0xffffffff
    class ofp_port_no(Enumeration):
        """Reserved port numbers (7.2.1)."""
        MAX: int; IN_PORT: int; TABLE: int; NORMAL: int; FLOOD: int; ALL: int; CONTROLLER: int; LOCAL: int; ANY: int

    OFPPC_PORT_DOWN: Final = 0x1
    OFPPC_NO_RECV: Final = 0x4
    OFPPC_NO_FWD: Final = 0x20
    OFPPC_NO_PACKET_IN: Final = 0x40
    class ofp_port_config(Enumeration):
        """What the administrator wants of a port (7.2.1)."""
        PORT_DOWN: int; NO_RECV: int; NO_FWD: int; NO_PACKET_IN: int

    OFPPS_LINK_DOWN: Final = 0x1
    OFPPS_BLOCKED: Final = 0x2
    OFPPS_LIVE: Final = 0x4
    class ofp_port_state(Enumeration):
        """What the switch reports of a port (7.2.1)."""
        LINK_DOWN: int; BLOCKED: int; LIVE: int

    OFPPF_10MB_HD: Final = 0x1
    OFPPF_10MB_FD: Final = 0x2
    OFPPF_100MB_HD: Final = 0x4
    OFPPF_100MB_FD: Final = 0x8
    OFPPF_1GB_HD: Final = 0x10
    OFPPF_1GB_FD: Final = 0x20
    OFPPF_10GB_FD: Final = 0x40
    OFPPF_40GB_FD: Final = 0x80
    OFPPF_100GB_FD: Final = 0x100
    OFPPF_1TB_FD: Final = 0x200
    OFPPF_OTHER: Final = 0x400
    OFPPF_COPPER: Final = 0x800
    OFPPF_FIBER: Final = 0x1000
    OFPPF_AUTONEG: Final = 0x2000
    OFPPF_PAUSE: Final = 0x4000
    OFPPF_PAUSE_ASYM: Final = 0x8000
    class ofp_port_features(Enumeration):
        """Link modes, types and features of a port (7.2.1). A Python name cannot begin with a digit, hence the F here."""
        F_10MB_HD: int; F_10MB_FD: int; F_100MB_HD: int; F_100MB_FD: int; F_1GB_HD: int; F_1GB_FD: int; F_10GB_FD: int
        F_40GB_FD: int; F_100GB_FD: int; F_1TB_FD: int; F_OTHER: int; F_COPPER: int; F_FIBER: int; F_AUTONEG: int
        F_PAUSE: int; F_PAUSE_ASYM: int

    OFPQ_ALL: Final = 0xffffffff
    class ofp_queue_number(Enumeration):
        """Reserved queue numbers (7.3.5.8)."""
        ALL: int

    OFPQT_MIN_RATE: Final = 1
    OFPQT_MAX_RATE: Final = 2
    OFPQT_EXPERIMENTER: Final = 0xffff
    class ofp_queue_properties(Enumeration):
        """Queue property types (7.2.2)."""
        MIN_RATE: int; MAX_RATE: int; EXPERIMENTER: int

    OFPMT_STANDARD: Final = 0
    OFPMT_OXM: Final = 1
    class ofp_match_type(Enumeration):
        """Match types; the first is deprecated and never decoded (7.2.3.1)."""
        STANDARD: int; OXM: int

    OFPXMC_NXM_0: Final = 0
    OFPXMC_NXM_1: Final = 1
    OFPXMC_OPENFLOW_BASIC: Final = 0x8000
    OFPXMC_EXPERIMENTER: Final = 0xffff
    class ofp_oxm_class(Enumeration):
        """Who defines a match field (7.2.3.3)."""
        NXM_0: int; NXM_1: int; OPENFLOW_BASIC: int; EXPERIMENTER: int

    OFPVID_NONE: Final = 0
    OFPVID_PRESENT: Final = 0x1000
    class ofp_vlan_id(Enumeration):
        """What vlan_vid holds beside the identifier (7.2.3.7)."""
        NONE: int; PRESENT: int

    OFPIEH_NONEXT: Final = 0x1
    OFPIEH_ESP: Final = 0x2
    OFPIEH_AUTH: Final = 0x4
    OFPIEH_DEST: Final = 0x8
    OFPIEH_FRAG: Final = 0x10
    OFPIEH_ROUTER: Final = 0x20
    OFPIEH_HOP: Final = 0x40
    OFPIEH_UNREP: Final = 0x80
    OFPIEH_UNSEQ: Final = 0x100
    class ofp_ipv6exthdr_flags(Enumeration):
        """Bits of ipv6_exthdr (7.2.3.7)."""
        NONEXT: int; ESP: int; AUTH: int; DEST: int; FRAG: int; ROUTER: int; HOP: int; UNREP: int; UNSEQ: int

    OFPXMT_OFB_IN_PORT: Final = 0
    OFPXMT_OFB_IN_PHY_PORT: Final = 1
    OFPXMT_OFB_METADATA: Final = 2
    OFPXMT_OFB_ETH_DST: Final = 3
    OFPXMT_OFB_ETH_SRC: Final = 4
    OFPXMT_OFB_ETH_TYPE: Final = 5
    OFPXMT_OFB_VLAN_VID: Final = 6
    OFPXMT_OFB_VLAN_PCP: Final = 7
    OFPXMT_OFB_IP_DSCP: Final = 8
    OFPXMT_OFB_IP_ECN: Final = 9
    OFPXMT_OFB_IP_PROTO: Final = 10
    OFPXMT_OFB_IPV4_SRC: Final = 11
    OFPXMT_OFB_IPV4_DST: Final = 12
    OFPXMT_OFB_TCP_SRC: Final = 13
    OFPXMT_OFB_TCP_DST: Final = 14
    OFPXMT_OFB_UDP_SRC: Final = 15
    OFPXMT_OFB_UDP_DST: Final = 16
    OFPXMT_OFB_SCTP_SRC: Final = 17
    OFPXMT_OFB_SCTP_DST: Final = 18
    OFPXMT_OFB_ICMPV4_TYPE: Final = 19
    OFPXMT_OFB_ICMPV4_CODE: Final = 20
    OFPXMT_OFB_ARP_OP: Final = 21
    OFPXMT_OFB_ARP_SPA: Final = 22
    OFPXMT_OFB_ARP_TPA: Final = 23
    OFPXMT_OFB_ARP_SHA: Final = 24
    OFPXMT_OFB_ARP_THA: Final = 25
    OFPXMT_OFB_IPV6_SRC: Final = 26
    OFPXMT_OFB_IPV6_DST: Final = 27
    OFPXMT_OFB_IPV6_FLABEL: Final = 28
    OFPXMT_OFB_ICMPV6_TYPE: Final = 29
    OFPXMT_OFB_ICMPV6_CODE: Final = 30
    OFPXMT_OFB_IPV6_ND_TARGET: Final = 31
    OFPXMT_OFB_IPV6_ND_SLL: Final = 32
    OFPXMT_OFB_IPV6_ND_TLL: Final = 33
    OFPXMT_OFB_MPLS_LABEL: Final = 34
    OFPXMT_OFB_MPLS_TC: Final = 35
    OFPXMT_OFB_MPLS_BOS: Final = 36
    OFPXMT_OFB_PBB_ISID: Final = 37
    OFPXMT_OFB_TUNNEL_ID: Final = 38
    OFPXMT_OFB_IPV6_EXTHDR: Final = 39
    class oxm_ofb_match_fields(Enumeration):
        """"""
        IN_PORT: int; IN_PHY_PORT: int; METADATA: int; ETH_DST: int; ETH_SRC: int; ETH_TYPE: int; VLAN_VID: int
        VLAN_PCP: int; IP_DSCP: int; IP_ECN: int; IP_PROTO: int; IPV4_SRC: int; IPV4_DST: int; TCP_SRC: int
        TCP_DST: int; UDP_SRC: int; UDP_DST: int; SCTP_SRC: int; SCTP_DST: int; ICMPV4_TYPE: int; ICMPV4_CODE: int
        ARP_OP: int; ARP_SPA: int; ARP_TPA: int; ARP_SHA: int; ARP_THA: int; IPV6_SRC: int; IPV6_DST: int
        IPV6_FLABEL: int; ICMPV6_TYPE: int; ICMPV6_CODE: int; IPV6_ND_TARGET: int; IPV6_ND_SLL: int; IPV6_ND_TLL: int
        MPLS_LABEL: int; MPLS_TC: int; MPLS_BOS: int; PBB_ISID: int; TUNNEL_ID: int; IPV6_EXTHDR: int

    OXM_OF_IN_PORT: Final = 0x80000004
    OXM_OF_IN_PORT_W: Final = 0x80000108
    OXM_OF_IN_PHY_PORT: Final = 0x80000204
    OXM_OF_IN_PHY_PORT_W: Final = 0x80000308
    OXM_OF_METADATA: Final = 0x80000408
    OXM_OF_METADATA_W: Final = 0x80000510
    OXM_OF_ETH_DST: Final = 0x80000606
    OXM_OF_ETH_DST_W: Final = 0x8000070c
    OXM_OF_ETH_SRC: Final = 0x80000806
    OXM_OF_ETH_SRC_W: Final = 0x8000090c
    OXM_OF_ETH_TYPE: Final = 0x80000a02
    OXM_OF_ETH_TYPE_W: Final = 0x80000b04
    OXM_OF_VLAN_VID: Final = 0x80000c02
    OXM_OF_VLAN_VID_W: Final = 0x80000d04
    OXM_OF_VLAN_PCP: Final = 0x80000e01
    OXM_OF_VLAN_PCP_W: Final = 0x80000f02
    OXM_OF_IP_DSCP: Final = 0x80001001
    OXM_OF_IP_DSCP_W: Final = 0x80001102
    OXM_OF_IP_ECN: Final = 0x80001201
    OXM_OF_IP_ECN_W: Final = 0x80001302
    OXM_OF_IP_PROTO: Final = 0x80001401
    OXM_OF_IP_PROTO_W: Final = 0x80001502
    OXM_OF_IPV4_SRC: Final = 0x80001604
    OXM_OF_IPV4_SRC_W: Final = 0x80001708
    OXM_OF_IPV4_DST: Final = 0x80001804
    OXM_OF_IPV4_DST_W: Final = 0x80001908
    OXM_OF_TCP_SRC: Final = 0x80001a02
    OXM_OF_TCP_SRC_W: Final = 0x80001b04
    OXM_OF_TCP_DST: Final = 0x80001c02
    OXM_OF_TCP_DST_W: Final = 0x80001d04
    OXM_OF_UDP_SRC: Final = 0x80001e02
    OXM_OF_UDP_SRC_W: Final = 0x80001f04
    OXM_OF_UDP_DST: Final = 0x80002002
    OXM_OF_UDP_DST_W: Final = 0x80002104
    OXM_OF_SCTP_SRC: Final = 0x80002202
    OXM_OF_SCTP_SRC_W: Final = 0x80002304
    OXM_OF_SCTP_DST: Final = 0x80002402
    OXM_OF_SCTP_DST_W: Final = 0x80002504
    OXM_OF_ICMPV4_TYPE: Final = 0x80002601
    OXM_OF_ICMPV4_TYPE_W: Final = 0x80002702
    OXM_OF_ICMPV4_CODE: Final = 0x80002801
    OXM_OF_ICMPV4_CODE_W: Final = 0x80002902
    OXM_OF_ARP_OP: Final = 0x80002a02
    OXM_OF_ARP_OP_W: Final = 0x80002b04
    OXM_OF_ARP_SPA: Final = 0x80002c04
    OXM_OF_ARP_SPA_W: Final = 0x80002d08
    OXM_OF_ARP_TPA: Final = 0x80002e04
    OXM_OF_ARP_TPA_W: Final = 0x80002f08
    OXM_OF_ARP_SHA: Final = 0x80003006
    OXM_OF_ARP_SHA_W: Final = 0x8000310c
    OXM_OF_ARP_THA: Final = 0x80003206
    OXM_OF_ARP_THA_W: Final = 0x8000330c
    OXM_OF_IPV6_SRC: Final = 0x80003410
    OXM_OF_IPV6_SRC_W: Final = 0x80003520
    OXM_OF_IPV6_DST: Final = 0x80003610
    OXM_OF_IPV6_DST_W: Final = 0x80003720
    OXM_OF_IPV6_FLABEL: Final = 0x80003804
    OXM_OF_IPV6_FLABEL_W: Final = 0x80003908
    OXM_OF_ICMPV6_TYPE: Final = 0x80003a01
    OXM_OF_ICMPV6_TYPE_W: Final = 0x80003b02
    OXM_OF_ICMPV6_CODE: Final = 0x80003c01
    OXM_OF_ICMPV6_CODE_W: Final = 0x80003d02
    OXM_OF_IPV6_ND_TARGET: Final = 0x80003e10
    OXM_OF_IPV6_ND_TARGET_W: Final = 0x80003f20
    OXM_OF_IPV6_ND_SLL: Final = 0x80004006
    OXM_OF_IPV6_ND_SLL_W: Final = 0x8000410c
    OXM_OF_IPV6_ND_TLL: Final = 0x80004206
    OXM_OF_IPV6_ND_TLL_W: Final = 0x8000430c
    OXM_OF_MPLS_LABEL: Final = 0x80004404
    OXM_OF_MPLS_LABEL_W: Final = 0x80004508
    OXM_OF_MPLS_TC: Final = 0x80004601
    OXM_OF_MPLS_TC_W: Final = 0x80004702
    OXM_OF_MPLS_BOS: Final = 0x80004801
    OXM_OF_MPLS_BOS_W: Final = 0x80004902
    OXM_OF_PBB_ISID: Final = 0x80004a03
    OXM_OF_PBB_ISID_W: Final = 0x80004b06
    OXM_OF_TUNNEL_ID: Final = 0x80004c08
    OXM_OF_TUNNEL_ID_W: Final = 0x80004d10
    OXM_OF_IPV6_EXTHDR: Final = 0x80004e02
    OXM_OF_IPV6_EXTHDR_W: Final = 0x80004f04
    class oxm_headers(Enumeration):
        """"""
        IN_PORT: int; IN_PORT_W: int; IN_PHY_PORT: int; IN_PHY_PORT_W: int; METADATA: int; METADATA_W: int
        ETH_DST: int; ETH_DST_W: int; ETH_SRC: int; ETH_SRC_W: int; ETH_TYPE: int; ETH_TYPE_W: int; VLAN_VID: int
        VLAN_VID_W: int; VLAN_PCP: int; VLAN_PCP_W: int; IP_DSCP: int; IP_DSCP_W: int; IP_ECN: int; IP_ECN_W: int
        IP_PROTO: int; IP_PROTO_W: int; IPV4_SRC: int; IPV4_SRC_W: int; IPV4_DST: int; IPV4_DST_W: int; TCP_SRC: int
        TCP_SRC_W: int; TCP_DST: int; TCP_DST_W: int; UDP_SRC: int; UDP_SRC_W: int; UDP_DST: int; UDP_DST_W: int
        SCTP_SRC: int; SCTP_SRC_W: int; SCTP_DST: int; SCTP_DST_W: int; ICMPV4_TYPE: int; ICMPV4_TYPE_W: int
        ICMPV4_CODE: int; ICMPV4_CODE_W: int; ARP_OP: int; ARP_OP_W: int; ARP_SPA: int; ARP_SPA_W: int; ARP_TPA: int
        ARP_TPA_W: int; ARP_SHA: int; ARP_SHA_W: int; ARP_THA: int; ARP_THA_W: int; IPV6_SRC: int; IPV6_SRC_W: int
        IPV6_DST: int; IPV6_DST_W: int; IPV6_FLABEL: int; IPV6_FLABEL_W: int; ICMPV6_TYPE: int; ICMPV6_TYPE_W: int
        ICMPV6_CODE: int; ICMPV6_CODE_W: int; IPV6_ND_TARGET: int; IPV6_ND_TARGET_W: int; IPV6_ND_SLL: int
        IPV6_ND_SLL_W: int; IPV6_ND_TLL: int; IPV6_ND_TLL_W: int; MPLS_LABEL: int; MPLS_LABEL_W: int; MPLS_TC: int
        MPLS_TC_W: int; MPLS_BOS: int; MPLS_BOS_W: int; PBB_ISID: int; PBB_ISID_W: int; TUNNEL_ID: int
        TUNNEL_ID_W: int; IPV6_EXTHDR: int; IPV6_EXTHDR_W: int

    NXM_OF_IN_PORT: Final = 2
    NXM_OF_ETH_DST: Final = 0x206
    NXM_OF_ETH_DST_W: Final = 0x30c
    NXM_OF_ETH_SRC: Final = 0x406
    NXM_OF_ETH_SRC_W: Final = 0x50c
    NXM_OF_ETH_TYPE: Final = 0x602
    NXM_OF_VLAN_TCI: Final = 0x802
    NXM_OF_VLAN_TCI_W: Final = 0x904
    NXM_OF_IP_TOS: Final = 0xa01
    NXM_OF_IP_PROTO: Final = 0xc01
    NXM_OF_IP_SRC: Final = 0xe04
    NXM_OF_IP_SRC_W: Final = 0xf08
    NXM_OF_IP_DST: Final = 0x1004
    NXM_OF_IP_DST_W: Final = 0x1108
    NXM_OF_TCP_SRC: Final = 0x1202
    NXM_OF_TCP_SRC_W: Final = 0x1304
    NXM_OF_TCP_DST: Final = 0x1402
    NXM_OF_TCP_DST_W: Final = 0x1504
    NXM_OF_UDP_SRC: Final = 0x1602
    NXM_OF_UDP_SRC_W: Final = 0x1704
    NXM_OF_UDP_DST: Final = 0x1802
    NXM_OF_UDP_DST_W: Final = 0x1904
    NXM_OF_ICMP_TYPE: Final = 0x1a01
    NXM_OF_ICMP_CODE: Final = 0x1c01
    NXM_OF_ARP_OP: Final = 0x1e02
    NXM_OF_ARP_SPA: Final = 0x2004
    NXM_OF_ARP_SPA_W: Final = 0x2108
    NXM_OF_ARP_TPA: Final = 0x2204
    NXM_OF_ARP_TPA_W: Final = 0x2308
    NXM_NX_REG0: Final = 0x10004
    NXM_NX_REG0_W: Final = 0x10108
    NXM_NX_REG1: Final = 0x10204
    NXM_NX_REG1_W: Final = 0x10308
    NXM_NX_REG2: Final = 0x10404
    NXM_NX_REG2_W: Final = 0x10508
    NXM_NX_REG3: Final = 0x10604
    NXM_NX_REG3_W: Final = 0x10708
    NXM_NX_REG4: Final = 0x10804
    NXM_NX_REG4_W: Final = 0x10908
    NXM_NX_REG5: Final = 0x10a04
    NXM_NX_REG5_W: Final = 0x10b08
    NXM_NX_REG6: Final = 0x10c04
    NXM_NX_REG6_W: Final = 0x10d08
    NXM_NX_REG7: Final = 0x10e04
    NXM_NX_REG7_W: Final = 0x10f08
    NXM_NX_REG8: Final = 0x11004
    NXM_NX_REG8_W: Final = 0x11108
    NXM_NX_REG9: Final = 0x11204
    NXM_NX_REG9_W: Final = 0x11308
    NXM_NX_REG10: Final = 0x11404
    NXM_NX_REG10_W: Final = 0x11508
    NXM_NX_REG11: Final = 0x11604
    NXM_NX_REG11_W: Final = 0x11708
    NXM_NX_REG12: Final = 0x11804
    NXM_NX_REG12_W: Final = 0x11908
    NXM_NX_REG13: Final = 0x11a04
    NXM_NX_REG13_W: Final = 0x11b08
    NXM_NX_REG14: Final = 0x11c04
    NXM_NX_REG14_W: Final = 0x11d08
    NXM_NX_REG15: Final = 0x11e04
    NXM_NX_REG15_W: Final = 0x11f08
    NXM_NX_TUN_ID: Final = 0x12008
    NXM_NX_TUN_ID_W: Final = 0x12110
    NXM_NX_ARP_SHA: Final = 0x12206
    NXM_NX_ARP_SHA_W: Final = 0x1230c
    NXM_NX_ARP_THA: Final = 0x12406
    NXM_NX_ARP_THA_W: Final = 0x1250c
    NXM_NX_IPV6_SRC: Final = 0x12610
    NXM_NX_IPV6_SRC_W: Final = 0x12720
    NXM_NX_IPV6_DST: Final = 0x12810
    NXM_NX_IPV6_DST_W: Final = 0x12920
    NXM_NX_ICMPV6_TYPE: Final = 0x12a01
    NXM_NX_ICMPV6_CODE: Final = 0x12c01
    NXM_NX_ND_TARGET: Final = 0x12e10
    NXM_NX_ND_TARGET_W: Final = 0x12f20
    NXM_NX_ND_SLL: Final = 0x13006
    NXM_NX_ND_SLL_W: Final = 0x1310c
    NXM_NX_ND_TLL: Final = 0x13206
    NXM_NX_ND_TLL_W: Final = 0x1330c
    NXM_NX_IP_FRAG: Final = 0x13401
    NXM_NX_IP_FRAG_W: Final = 0x13502
    NXM_NX_IPV6_LABEL: Final = 0x13604
    NXM_NX_IPV6_LABEL_W: Final = 0x13708
    NXM_NX_IP_ECN: Final = 0x13801
    NXM_NX_IP_TTL: Final = 0x13a01
    NXM_NX_MPLS_TTL: Final = 0x13c01
    NXM_NX_TUN_IPV4_SRC: Final = 0x13e04
    NXM_NX_TUN_IPV4_SRC_W: Final = 0x13f08
    NXM_NX_TUN_IPV4_DST: Final = 0x14004
    NXM_NX_TUN_IPV4_DST_W: Final = 0x14108
    NXM_NX_PKT_MARK: Final = 0x14204
    NXM_NX_PKT_MARK_W: Final = 0x14308
    NXM_NX_TCP_FLAGS: Final = 0x14402
    NXM_NX_TCP_FLAGS_W: Final = 0x14504
    NXM_NX_RECIRC_ID: Final = 0x14804
    NXM_NX_CONJ_ID: Final = 0x14a04
    NXM_NX_TUN_GBP_ID: Final = 0x14c02
    NXM_NX_TUN_GBP_ID_W: Final = 0x14d04
    NXM_NX_TUN_GBP_FLAGS: Final = 0x14e01
    NXM_NX_TUN_GBP_FLAGS_W: Final = 0x14f02
    NXM_NX_TUN_FLAGS: Final = 0x1d002
    NXM_NX_TUN_FLAGS_W: Final = 0x1d104
    NXM_NX_CT_STATE: Final = 0x1d204
    NXM_NX_CT_STATE_W: Final = 0x1d308
    NXM_NX_CT_ZONE: Final = 0x1d402
    NXM_NX_CT_MARK: Final = 0x1d604
    NXM_NX_CT_MARK_W: Final = 0x1d708
    NXM_NX_CT_LABEL: Final = 0x1d810
    NXM_NX_CT_LABEL_W: Final = 0x1d920
    NXM_NX_TUN_IPV6_SRC: Final = 0x1da10
    NXM_NX_TUN_IPV6_SRC_W: Final = 0x1db20
    NXM_NX_TUN_IPV6_DST: Final = 0x1dc10
    NXM_NX_TUN_IPV6_DST_W: Final = 0x1dd20
    NXM_NX_XXREG0: Final = 0x1de10
    NXM_NX_XXREG0_W: Final = 0x1df20
    NXM_NX_XXREG1: Final = 0x1e010
    NXM_NX_XXREG1_W: Final = 0x1e120
    NXM_NX_XXREG2: Final = 0x1e210
    NXM_NX_XXREG2_W: Final = 0x1e320
    NXM_NX_XXREG3: Final = 0x1e410
    NXM_NX_XXREG3_W: Final = 0x1e520
    NXM_NX_TUN_METADATA0: Final = 0x1507c
    NXM_NX_TUN_METADATA0_W: Final = 0x151f8
    NXM_NX_TUN_METADATA1: Final = 0x1527c
    NXM_NX_TUN_METADATA1_W: Final = 0x153f8
    NXM_NX_TUN_METADATA2: Final = 0x1547c
    NXM_NX_TUN_METADATA2_W: Final = 0x155f8
    NXM_NX_TUN_METADATA3: Final = 0x1567c
    NXM_NX_TUN_METADATA3_W: Final = 0x157f8
    NXM_NX_TUN_METADATA4: Final = 0x1587c
    NXM_NX_TUN_METADATA4_W: Final = 0x159f8
    NXM_NX_TUN_METADATA5: Final = 0x15a7c
    NXM_NX_TUN_METADATA5_W: Final = 0x15bf8
    NXM_NX_TUN_METADATA6: Final = 0x15c7c
    NXM_NX_TUN_METADATA6_W: Final = 0x15df8
    NXM_NX_TUN_METADATA7: Final = 0x15e7c
    NXM_NX_TUN_METADATA7_W: Final = 0x15ff8
    NXM_NX_TUN_METADATA8: Final = 0x1607c
    NXM_NX_TUN_METADATA8_W: Final = 0x161f8
    NXM_NX_TUN_METADATA9: Final = 0x1627c
    NXM_NX_TUN_METADATA9_W: Final = 0x163f8
    NXM_NX_TUN_METADATA10: Final = 0x1647c
    NXM_NX_TUN_METADATA10_W: Final = 0x165f8
    NXM_NX_TUN_METADATA11: Final = 0x1667c
    NXM_NX_TUN_METADATA11_W: Final = 0x167f8
    NXM_NX_TUN_METADATA12: Final = 0x1687c
    NXM_NX_TUN_METADATA12_W: Final = 0x169f8
    NXM_NX_TUN_METADATA13: Final = 0x16a7c
    NXM_NX_TUN_METADATA13_W: Final = 0x16bf8
    NXM_NX_TUN_METADATA14: Final = 0x16c7c
    NXM_NX_TUN_METADATA14_W: Final = 0x16df8
    NXM_NX_TUN_METADATA15: Final = 0x16e7c
    NXM_NX_TUN_METADATA15_W: Final = 0x16ff8
    NXM_NX_TUN_METADATA16: Final = 0x1707c
    NXM_NX_TUN_METADATA16_W: Final = 0x171f8
    NXM_NX_TUN_METADATA17: Final = 0x1727c
    NXM_NX_TUN_METADATA17_W: Final = 0x173f8
    NXM_NX_TUN_METADATA18: Final = 0x1747c
    NXM_NX_TUN_METADATA18_W: Final = 0x175f8
    NXM_NX_TUN_METADATA19: Final = 0x1767c
    NXM_NX_TUN_METADATA19_W: Final = 0x177f8
    NXM_NX_TUN_METADATA20: Final = 0x1787c
    NXM_NX_TUN_METADATA20_W: Final = 0x179f8
    NXM_NX_TUN_METADATA21: Final = 0x17a7c
    NXM_NX_TUN_METADATA21_W: Final = 0x17bf8
    NXM_NX_TUN_METADATA22: Final = 0x17c7c
    NXM_NX_TUN_METADATA22_W: Final = 0x17df8
    NXM_NX_TUN_METADATA23: Final = 0x17e7c
    NXM_NX_TUN_METADATA23_W: Final = 0x17ff8
    NXM_NX_TUN_METADATA24: Final = 0x1807c
    NXM_NX_TUN_METADATA24_W: Final = 0x181f8
    NXM_NX_TUN_METADATA25: Final = 0x1827c
    NXM_NX_TUN_METADATA25_W: Final = 0x183f8
    NXM_NX_TUN_METADATA26: Final = 0x1847c
    NXM_NX_TUN_METADATA26_W: Final = 0x185f8
    NXM_NX_TUN_METADATA27: Final = 0x1867c
    NXM_NX_TUN_METADATA27_W: Final = 0x187f8
    NXM_NX_TUN_METADATA28: Final = 0x1887c
    NXM_NX_TUN_METADATA28_W: Final = 0x189f8
    NXM_NX_TUN_METADATA29: Final = 0x18a7c
    NXM_NX_TUN_METADATA29_W: Final = 0x18bf8
    NXM_NX_TUN_METADATA30: Final = 0x18c7c
    NXM_NX_TUN_METADATA30_W: Final = 0x18df8
    NXM_NX_TUN_METADATA31: Final = 0x18e7c
    NXM_NX_TUN_METADATA31_W: Final = 0x18ff8
    NXM_NX_TUN_METADATA32: Final = 0x1907c
    NXM_NX_TUN_METADATA32_W: Final = 0x191f8
    NXM_NX_TUN_METADATA33: Final = 0x1927c
    NXM_NX_TUN_METADATA33_W: Final = 0x193f8
    NXM_NX_TUN_METADATA34: Final = 0x1947c
    NXM_NX_TUN_METADATA34_W: Final = 0x195f8
    NXM_NX_TUN_METADATA35: Final = 0x1967c
    NXM_NX_TUN_METADATA35_W: Final = 0x197f8
    NXM_NX_TUN_METADATA36: Final = 0x1987c
    NXM_NX_TUN_METADATA36_W: Final = 0x199f8
    NXM_NX_TUN_METADATA37: Final = 0x19a7c
    NXM_NX_TUN_METADATA37_W: Final = 0x19bf8
    NXM_NX_TUN_METADATA38: Final = 0x19c7c
    NXM_NX_TUN_METADATA38_W: Final = 0x19df8
    NXM_NX_TUN_METADATA39: Final = 0x19e7c
    NXM_NX_TUN_METADATA39_W: Final = 0x19ff8
    NXM_NX_TUN_METADATA40: Final = 0x1a07c
    NXM_NX_TUN_METADATA40_W: Final = 0x1a1f8
    NXM_NX_TUN_METADATA41: Final = 0x1a27c
    NXM_NX_TUN_METADATA41_W: Final = 0x1a3f8
    NXM_NX_TUN_METADATA42: Final = 0x1a47c
    NXM_NX_TUN_METADATA42_W: Final = 0x1a5f8
    NXM_NX_TUN_METADATA43: Final = 0x1a67c
    NXM_NX_TUN_METADATA43_W: Final = 0x1a7f8
    NXM_NX_TUN_METADATA44: Final = 0x1a87c
    NXM_NX_TUN_METADATA44_W: Final = 0x1a9f8
    NXM_NX_TUN_METADATA45: Final = 0x1aa7c
    NXM_NX_TUN_METADATA45_W: Final = 0x1abf8
    NXM_NX_TUN_METADATA46: Final = 0x1ac7c
    NXM_NX_TUN_METADATA46_W: Final = 0x1adf8
    NXM_NX_TUN_METADATA47: Final = 0x1ae7c
    NXM_NX_TUN_METADATA47_W: Final = 0x1aff8
    NXM_NX_TUN_METADATA48: Final = 0x1b07c
    NXM_NX_TUN_METADATA48_W: Final = 0x1b1f8
    NXM_NX_TUN_METADATA49: Final = 0x1b27c
    NXM_NX_TUN_METADATA49_W: Final = 0x1b3f8
    NXM_NX_TUN_METADATA50: Final = 0x1b47c
    NXM_NX_TUN_METADATA50_W: Final = 0x1b5f8
    NXM_NX_TUN_METADATA51: Final = 0x1b67c
    NXM_NX_TUN_METADATA51_W: Final = 0x1b7f8
    NXM_NX_TUN_METADATA52: Final = 0x1b87c
    NXM_NX_TUN_METADATA52_W: Final = 0x1b9f8
    NXM_NX_TUN_METADATA53: Final = 0x1ba7c
    NXM_NX_TUN_METADATA53_W: Final = 0x1bbf8
    NXM_NX_TUN_METADATA54: Final = 0x1bc7c
    NXM_NX_TUN_METADATA54_W: Final = 0x1bdf8
    NXM_NX_TUN_METADATA55: Final = 0x1be7c
    NXM_NX_TUN_METADATA55_W: Final = 0x1bff8
    NXM_NX_TUN_METADATA56: Final = 0x1c07c
    NXM_NX_TUN_METADATA56_W: Final = 0x1c1f8
    NXM_NX_TUN_METADATA57: Final = 0x1c27c
    NXM_NX_TUN_METADATA57_W: Final = 0x1c3f8
    NXM_NX_TUN_METADATA58: Final = 0x1c47c
    NXM_NX_TUN_METADATA58_W: Final = 0x1c5f8
    NXM_NX_TUN_METADATA59: Final = 0x1c67c
    NXM_NX_TUN_METADATA59_W: Final = 0x1c7f8
    NXM_NX_TUN_METADATA60: Final = 0x1c87c
    NXM_NX_TUN_METADATA60_W: Final = 0x1c9f8
    NXM_NX_TUN_METADATA61: Final = 0x1ca7c
    NXM_NX_TUN_METADATA61_W: Final = 0x1cbf8
    NXM_NX_TUN_METADATA62: Final = 0x1cc7c
    NXM_NX_TUN_METADATA62_W: Final = 0x1cdf8
    NXM_NX_TUN_METADATA63: Final = 0x1ce7c
    NXM_NX_TUN_METADATA63_W: Final = 0x1cff8
    NXM_NX_CT_NW_PROTO: Final = 0x1ee01
    NXM_NX_CT_NW_SRC: Final = 0x1f004
    NXM_NX_CT_NW_SRC_W: Final = 0x1f108
    NXM_NX_CT_NW_DST: Final = 0x1f204
    NXM_NX_CT_NW_DST_W: Final = 0x1f308
    NXM_NX_CT_IPV6_SRC: Final = 0x1f410
    NXM_NX_CT_IPV6_SRC_W: Final = 0x1f520
    NXM_NX_CT_IPV6_DST: Final = 0x1f610
    NXM_NX_CT_IPV6_DST_W: Final = 0x1f720
    NXM_NX_CT_TP_SRC: Final = 0x1f802
    NXM_NX_CT_TP_SRC_W: Final = 0x1f904
    NXM_NX_CT_TP_DST: Final = 0x1fa02
    NXM_NX_CT_TP_DST_W: Final = 0x1fb04
    class nxm_headers(Enumeration):
        """"""
        OF_IN_PORT: int; OF_ETH_DST: int; OF_ETH_DST_W: int; OF_ETH_SRC: int; OF_ETH_SRC_W: int; OF_ETH_TYPE: int
        OF_VLAN_TCI: int; OF_VLAN_TCI_W: int; OF_IP_TOS: int; OF_IP_PROTO: int; OF_IP_SRC: int; OF_IP_SRC_W: int
        OF_IP_DST: int; OF_IP_DST_W: int; OF_TCP_SRC: int; OF_TCP_SRC_W: int; OF_TCP_DST: int; OF_TCP_DST_W: int
        OF_UDP_SRC: int; OF_UDP_SRC_W: int; OF_UDP_DST: int; OF_UDP_DST_W: int; OF_ICMP_TYPE: int; OF_ICMP_CODE: int
        OF_ARP_OP: int; OF_ARP_SPA: int; OF_ARP_SPA_W: int; OF_ARP_TPA: int; OF_ARP_TPA_W: int; NX_REG0: int
        NX_REG0_W: int; NX_REG1: int; NX_REG1_W: int; NX_REG2: int; NX_REG2_W: int; NX_REG3: int; NX_REG3_W: int
        NX_REG4: int; NX_REG4_W: int; NX_REG5: int; NX_REG5_W: int; NX_REG6: int; NX_REG6_W: int; NX_REG7: int
        NX_REG7_W: int; NX_REG8: int; NX_REG8_W: int; NX_REG9: int; NX_REG9_W: int; NX_REG10: int; NX_REG10_W: int
        NX_REG11: int; NX_REG11_W: int; NX_REG12: int; NX_REG12_W: int; NX_REG13: int; NX_REG13_W: int; NX_REG14: int
        NX_REG14_W: int; NX_REG15: int; NX_REG15_W: int; NX_TUN_ID: int; NX_TUN_ID_W: int; NX_ARP_SHA: int
        NX_ARP_SHA_W: int; NX_ARP_THA: int; NX_ARP_THA_W: int; NX_IPV6_SRC: int; NX_IPV6_SRC_W: int; NX_IPV6_DST: int
        NX_IPV6_DST_W: int; NX_ICMPV6_TYPE: int; NX_ICMPV6_CODE: int; NX_ND_TARGET: int; NX_ND_TARGET_W: int
        NX_ND_SLL: int; NX_ND_SLL_W: int; NX_ND_TLL: int; NX_ND_TLL_W: int; NX_IP_FRAG: int; NX_IP_FRAG_W: int
        NX_IPV6_LABEL: int; NX_IPV6_LABEL_W: int; NX_IP_ECN: int; NX_IP_TTL: int; NX_MPLS_TTL: int
        NX_TUN_IPV4_SRC: int; NX_TUN_IPV4_SRC_W: int; NX_TUN_IPV4_DST: int; NX_TUN_IPV4_DST_W: int; NX_PKT_MARK: int
        NX_PKT_MARK_W: int; NX_TCP_FLAGS: int; NX_TCP_FLAGS_W: int; NX_RECIRC_ID: int; NX_CONJ_ID: int
        NX_TUN_GBP_ID: int; NX_TUN_GBP_ID_W: int; NX_TUN_GBP_FLAGS: int; NX_TUN_GBP_FLAGS_W: int; NX_TUN_FLAGS: int
        NX_TUN_FLAGS_W: int; NX_CT_STATE: int; NX_CT_STATE_W: int; NX_CT_ZONE: int; NX_CT_MARK: int; NX_CT_MARK_W: int
        NX_CT_LABEL: int; NX_CT_LABEL_W: int; NX_TUN_IPV6_SRC: int; NX_TUN_IPV6_SRC_W: int; NX_TUN_IPV6_DST: int
        NX_TUN_IPV6_DST_W: int; NX_XXREG0: int; NX_XXREG0_W: int; NX_XXREG1: int; NX_XXREG1_W: int; NX_XXREG2: int
        NX_XXREG2_W: int; NX_XXREG3: int; NX_XXREG3_W: int; NX_TUN_METADATA0: int; NX_TUN_METADATA0_W: int
        NX_TUN_METADATA1: int; NX_TUN_METADATA1_W: int; NX_TUN_METADATA2: int; NX_TUN_METADATA2_W: int
        NX_TUN_METADATA3: int; NX_TUN_METADATA3_W: int; NX_TUN_METADATA4: int; NX_TUN_METADATA4_W: int
        NX_TUN_METADATA5: int; NX_TUN_METADATA5_W: int; NX_TUN_METADATA6: int; NX_TUN_METADATA6_W: int
        NX_TUN_METADATA7: int; NX_TUN_METADATA7_W: int; NX_TUN_METADATA8: int; NX_TUN_METADATA8_W: int
        NX_TUN_METADATA9: int; NX_TUN_METADATA9_W: int; NX_TUN_METADATA10: int; NX_TUN_METADATA10_W: int
        NX_TUN_METADATA11: int; NX_TUN_METADATA11_W: int; NX_TUN_METADATA12: int; NX_TUN_METADATA12_W: int
        NX_TUN_METADATA13: int; NX_TUN_METADATA13_W: int; NX_TUN_METADATA14: int; NX_TUN_METADATA14_W: int
        NX_TUN_METADATA15: int; NX_TUN_METADATA15_W: int; NX_TUN_METADATA16: int; NX_TUN_METADATA16_W: int
        NX_TUN_METADATA17: int; NX_TUN_METADATA17_W: int; NX_TUN_METADATA18: int; NX_TUN_METADATA18_W: int
        NX_TUN_METADATA19: int; NX_TUN_METADATA19_W: int; NX_TUN_METADATA20: int; NX_TUN_METADATA20_W: int
        NX_TUN_METADATA21: int; NX_TUN_METADATA21_W: int; NX_TUN_METADATA22: int; NX_TUN_METADATA22_W: int
        NX_TUN_METADATA23: int; NX_TUN_METADATA23_W: int; NX_TUN_METADATA24: int; NX_TUN_METADATA24_W: int
        NX_TUN_METADATA25: int; NX_TUN_METADATA25_W: int; NX_TUN_METADATA26: int; NX_TUN_METADATA26_W: int
        NX_TUN_METADATA27: int; NX_TUN_METADATA27_W: int; NX_TUN_METADATA28: int; NX_TUN_METADATA28_W: int
        NX_TUN_METADATA29: int; NX_TUN_METADATA29_W: int; NX_TUN_METADATA30: int; NX_TUN_METADATA30_W: int
        NX_TUN_METADATA31: int; NX_TUN_METADATA31_W: int; NX_TUN_METADATA32: int; NX_TUN_METADATA32_W: int
        NX_TUN_METADATA33: int; NX_TUN_METADATA33_W: int; NX_TUN_METADATA34: int; NX_TUN_METADATA34_W: int
        NX_TUN_METADATA35: int; NX_TUN_METADATA35_W: int; NX_TUN_METADATA36: int; NX_TUN_METADATA36_W: int
        NX_TUN_METADATA37: int; NX_TUN_METADATA37_W: int; NX_TUN_METADATA38: int; NX_TUN_METADATA38_W: int
        NX_TUN_METADATA39: int; NX_TUN_METADATA39_W: int; NX_TUN_METADATA40: int; NX_TUN_METADATA40_W: int
        NX_TUN_METADATA41: int; NX_TUN_METADATA41_W: int; NX_TUN_METADATA42: int; NX_TUN_METADATA42_W: int
        NX_TUN_METADATA43: int; NX_TUN_METADATA43_W: int; NX_TUN_METADATA44: int; NX_TUN_METADATA44_W: int
        NX_TUN_METADATA45: int; NX_TUN_METADATA45_W: int; NX_TUN_METADATA46: int; NX_TUN_METADATA46_W: int
        NX_TUN_METADATA47: int; NX_TUN_METADATA47_W: int; NX_TUN_METADATA48: int; NX_TUN_METADATA48_W: int
        NX_TUN_METADATA49: int; NX_TUN_METADATA49_W: int; NX_TUN_METADATA50: int; NX_TUN_METADATA50_W: int
        NX_TUN_METADATA51: int; NX_TUN_METADATA51_W: int; NX_TUN_METADATA52: int; NX_TUN_METADATA52_W: int
        NX_TUN_METADATA53: int; NX_TUN_METADATA53_W: int; NX_TUN_METADATA54: int; NX_TUN_METADATA54_W: int
        NX_TUN_METADATA55: int; NX_TUN_METADATA55_W: int; NX_TUN_METADATA56: int; NX_TUN_METADATA56_W: int
        NX_TUN_METADATA57: int; NX_TUN_METADATA57_W: int; NX_TUN_METADATA58: int; NX_TUN_METADATA58_W: int
        NX_TUN_METADATA59: int; NX_TUN_METADATA59_W: int; NX_TUN_METADATA60: int; NX_TUN_METADATA60_W: int
        NX_TUN_METADATA61: int; NX_TUN_METADATA61_W: int; NX_TUN_METADATA62: int; NX_TUN_METADATA62_W: int
        NX_TUN_METADATA63: int; NX_TUN_METADATA63_W: int; NX_CT_NW_PROTO: int; NX_CT_NW_SRC: int; NX_CT_NW_SRC_W: int
        NX_CT_NW_DST: int; NX_CT_NW_DST_W: int; NX_CT_IPV6_SRC: int; NX_CT_IPV6_SRC_W: int; NX_CT_IPV6_DST: int
        NX_CT_IPV6_DST_W: int; NX_CT_TP_SRC: int; NX_CT_TP_SRC_W: int; NX_CT_TP_DST: int; NX_CT_TP_DST_W: int

    OFPAT_OUTPUT: Final = 0
    OFPAT_COPY_TTL_OUT: Final = 11
    OFPAT_COPY_TTL_IN: Final = 12
    OFPAT_SET_MPLS_TTL: Final = 15
    OFPAT_DEC_MPLS_TTL: Final = 16
    OFPAT_PUSH_VLAN: Final = 17
    OFPAT_POP_VLAN: Final = 18
    OFPAT_PUSH_MPLS: Final = 19
    OFPAT_POP_MPLS: Final = 20
    OFPAT_SET_QUEUE: Final = 21
    OFPAT_GROUP: Final = 22
    OFPAT_SET_NW_TTL: Final = 23
    OFPAT_DEC_NW_TTL: Final = 24
    OFPAT_SET_FIELD: Final = 25
    OFPAT_PUSH_PBB: Final = 26
    OFPAT_POP_PBB: Final = 27
    OFPAT_EXPERIMENTER: Final = 0xffff
    class ofp_action_type(Enumeration):
        """Action types (7.2.5)."""
        OUTPUT: int; COPY_TTL_OUT: int; COPY_TTL_IN: int; SET_MPLS_TTL: int; DEC_MPLS_TTL: int; PUSH_VLAN: int
        POP_VLAN: int; PUSH_MPLS: int; POP_MPLS: int; SET_QUEUE: int; GROUP: int; SET_NW_TTL: int; DEC_NW_TTL: int
        SET_FIELD: int; PUSH_PBB: int; POP_PBB: int; EXPERIMENTER: int

    OFPCML_MAX: Final = 0xffe5
    OFPCML_NO_BUFFER: Final = 0xffff
    class ofp_controller_max_len(Enumeration):
        """How much of a packet an output action sends to the controller (7.2.5)."""
        MAX: int; NO_BUFFER: int

    OFPIT_GOTO_TABLE: Final = 1
    OFPIT_WRITE_METADATA: Final = 2
    OFPIT_WRITE_ACTIONS: Final = 3
    OFPIT_APPLY_ACTIONS: Final = 4
    OFPIT_CLEAR_ACTIONS: Final = 5
    OFPIT_METER: Final = 6
    OFPIT_EXPERIMENTER: Final = 0xffff
    class ofp_instruction_type(Enumeration):
        """Instruction types (7.2.4)."""
        GOTO_TABLE: int; WRITE_METADATA: int; WRITE_ACTIONS: int; APPLY_ACTIONS: int; CLEAR_ACTIONS: int; METER: int
        EXPERIMENTER: int

    OFPC_FLOW_STATS: Final = 0x1
    OFPC_TABLE_STATS: Final = 0x2
    OFPC_PORT_STATS: Final = 0x4
    OFPC_GROUP_STATS: Final = 0x8
    OFPC_IP_REASM: Final = 0x20
    OFPC_QUEUE_STATS: Final = 0x40
    OFPC_PORT_BLOCKED: Final = 0x100
    class ofp_capabilities(Enumeration):
        """What a datapath can do (7.3.1)."""
        FLOW_STATS: int; TABLE_STATS: int; PORT_STATS: int; GROUP_STATS: int; IP_REASM: int; QUEUE_STATS: int
        PORT_BLOCKED: int

    OFPC_FRAG_NORMAL: Final = 0x0
    OFPC_FRAG_DROP: Final = 0x1
    OFPC_FRAG_REASM: Final = 0x2
    OFPC_FRAG_MASK: Final = 0x3
    class ofp_config_flags(Enumeration):
        """Handling of IP fragments (7.3.2)."""
        FRAG_NORMAL: int; FRAG_DROP: int; FRAG_REASM: int; FRAG_MASK: int

    OFPTT_MAX: Final = 254
    OFPTT_ALL: Final = 255
    class ofp_table(Enumeration):
        """Table numbers (7.3.3)."""
        MAX: int; ALL: int

    OFPTC_DEPRECATED_MASK: Final = 0x3
    class ofp_table_config(Enumeration):
        """Table configuration; its only bits are deprecated (7.3.3)."""
        DEPRECATED_MASK: int

    OFPFC_ADD: Final = 0
    OFPFC_MODIFY: Final = 1
    OFPFC_MODIFY_STRICT: Final = 2
    OFPFC_DELETE: Final = 3
    OFPFC_DELETE_STRICT: Final = 4
    class ofp_flow_mod_command(Enumeration):
        """What a flow modification does (7.3.4.1)."""
        ADD: int; MODIFY: int; MODIFY_STRICT: int; DELETE: int; DELETE_STRICT: int

    OFPFF_SEND_FLOW_REM: Final = 0x1
    OFPFF_CHECK_OVERLAP: Final = 0x2
    OFPFF_RESET_COUNTS: Final = 0x4
    OFPFF_NO_PKT_COUNTS: Final = 0x8
    OFPFF_NO_BYT_COUNTS: Final = 0x10
    class ofp_flow_mod_flags(Enumeration):
        """Options of a flow entry (7.3.4.1)."""
        SEND_FLOW_REM: int; CHECK_OVERLAP: int; RESET_COUNTS: int; NO_PKT_COUNTS: int; NO_BYT_COUNTS: int

    OFPG_MAX: Final = 0xffffff00
    OFPG_ALL: Final = 0xfffffffc
    OFPG_ANY: Final = 0xffffffff
    class ofp_group(Enumeration):
        """Reserved group numbers (7.3.4.2)."""
        MAX: int; ALL: int; ANY: int

    OFPGC_ADD: Final = 0
    OFPGC_MODIFY: Final = 1
    OFPGC_DELETE: Final = 2
    class ofp_group_mod_command(Enumeration):
        """What a group modification does (7.3.4.2)."""
        ADD: int; MODIFY: int; DELETE: int

    OFPGT_ALL: Final = 0
    OFPGT_SELECT: Final = 1
    OFPGT_INDIRECT: Final = 2
    OFPGT_FF: Final = 3
    class ofp_group_type(Enumeration):
        """Group types (7.3.4.2)."""
        ALL: int; SELECT: int; INDIRECT: int; FF: int

    OFPM_MAX: Final = 0xffff0000
    OFPM_SLOWPATH: Final = 0xfffffffd
    OFPM_CONTROLLER: Final = 0xfffffffe
    OFPM_ALL: Final = 0xffffffff
    class ofp_meter(Enumeration):
        """Reserved meter numbers (7.3.4.4)."""
        MAX: int; SLOWPATH: int; CONTROLLER: int; ALL: int

    OFPMC_ADD: Final = 0
    OFPMC_MODIFY: Final = 1
    OFPMC_DELETE: Final = 2
    class ofp_meter_mod_command(Enumeration):
        """What a meter modification does (7.3.4.4)."""
        ADD: int; MODIFY: int; DELETE: int

    OFPMF_KBPS: Final = 0x1
    OFPMF_PKTPS: Final = 0x2
    OFPMF_BURST: Final = 0x4
    OFPMF_STATS: Final = 0x8
    class ofp_meter_flags(Enumeration):
        """Units and options of a meter (7.3.4.4)."""
        KBPS: int; PKTPS: int; BURST: int; STATS: int

    OFPMBT_DROP: Final = 1
    OFPMBT_DSCP_REMARK: Final = 2
    OFPMBT_EXPERIMENTER: Final = 0xffff
    class ofp_meter_band_type(Enumeration):
        """What a band does with packets above its rate (7.3.4.4)."""
        DROP: int; DSCP_REMARK: int; EXPERIMENTER: int

    OFPMP_DESC: Final = 0
    OFPMP_FLOW: Final = 1
    OFPMP_AGGREGATE: Final = 2
    OFPMP_TABLE: Final = 3
    OFPMP_PORT_STATS: Final = 4
    OFPMP_QUEUE: Final = 5
    OFPMP_GROUP: Final = 6
    OFPMP_GROUP_DESC: Final = 7
    OFPMP_GROUP_FEATURES: Final = 8
    OFPMP_METER: Final = 9
    OFPMP_METER_CONFIG: Final = 10
    OFPMP_METER_FEATURES: Final = 11
    OFPMP_TABLE_FEATURES: Final = 12
    OFPMP_PORT_DESC: Final = 13
    OFPMP_EXPERIMENTER: Final = 0xffff
    class ofp_multipart_type(Enumeration):
        """What a multipart message carries (7.3.5)."""
        DESC: int; FLOW: int; AGGREGATE: int; TABLE: int; PORT_STATS: int; QUEUE: int; GROUP: int; GROUP_DESC: int
        GROUP_FEATURES: int; METER: int; METER_CONFIG: int; METER_FEATURES: int; TABLE_FEATURES: int; PORT_DESC: int
        EXPERIMENTER: int

    OFPMPF_REQ_MORE: Final = 0x1
    class ofp_multipart_request_flags(Enumeration):
        """More parts of this request follow (7.3.5)."""
        MORE: int

    OFPMPF_REPLY_MORE: Final = 0x1
    class ofp_multipart_reply_flags(Enumeration):
        """More parts of this reply follow (7.3.5)."""
        MORE: int

    OFPTFPT_INSTRUCTIONS: Final = 0
    OFPTFPT_INSTRUCTIONS_MISS: Final = 1
    OFPTFPT_NEXT_TABLES: Final = 2
    OFPTFPT_NEXT_TABLES_MISS: Final = 3
    OFPTFPT_WRITE_ACTIONS: Final = 4
    OFPTFPT_WRITE_ACTIONS_MISS: Final = 5
    OFPTFPT_APPLY_ACTIONS: Final = 6
    OFPTFPT_APPLY_ACTIONS_MISS: Final = 7
    OFPTFPT_MATCH: Final = 8
    OFPTFPT_WILDCARDS: Final = 10
    OFPTFPT_WRITE_SETFIELD: Final = 12
    OFPTFPT_WRITE_SETFIELD_MISS: Final = 13
    OFPTFPT_APPLY_SETFIELD: Final = 14
    OFPTFPT_APPLY_SETFIELD_MISS: Final = 15
    OFPTFPT_EXPERIMENTER: Final = 0xfffe
    OFPTFPT_EXPERIMENTER_MISS: Final = 0xffff
    class ofp_table_feature_prop_type(Enumeration):
        """Table feature property types; an odd number concerns the table-miss entry (7.3.5.5.2)."""
        INSTRUCTIONS: int; INSTRUCTIONS_MISS: int; NEXT_TABLES: int; NEXT_TABLES_MISS: int; WRITE_ACTIONS: int
        WRITE_ACTIONS_MISS: int; APPLY_ACTIONS: int; APPLY_ACTIONS_MISS: int; MATCH: int; WILDCARDS: int
        WRITE_SETFIELD: int; WRITE_SETFIELD_MISS: int; APPLY_SETFIELD: int; APPLY_SETFIELD_MISS: int; EXPERIMENTER: int
        EXPERIMENTER_MISS: int

    OFPGFC_SELECT_WEIGHT: Final = 0x1
    OFPGFC_SELECT_LIVENESS: Final = 0x2
    OFPGFC_CHAINING: Final = 0x4
    OFPGFC_CHAINING_CHECKS: Final = 0x8
    class ofp_group_capabilities(Enumeration):
        """What groups of a switch can do (7.3.5.11)."""
        SELECT_WEIGHT: int; SELECT_LIVENESS: int; CHAINING: int; CHAINING_CHECKS: int

    OFPCR_ROLE_NOCHANGE: Final = 0
    OFPCR_ROLE_EQUAL: Final = 1
    OFPCR_ROLE_MASTER: Final = 2
    OFPCR_ROLE_SLAVE: Final = 3
    class ofp_controller_role(Enumeration):
        """Controller roles (7.3.9)."""
        NOCHANGE: int; EQUAL: int; MASTER: int; SLAVE: int

    OFPR_NO_MATCH: Final = 0
    OFPR_ACTION: Final = 1
    OFPR_INVALID_TTL: Final = 2
    class ofp_packet_in_reason(Enumeration):
        """Why a packet comes to the controller (7.4.1)."""
        NO_MATCH: int; ACTION: int; INVALID_TTL: int

    OFPRR_IDLE_TIMEOUT: Final = 0
    OFPRR_HARD_TIMEOUT: Final = 1
    OFPRR_DELETE: Final = 2
    OFPRR_GROUP_DELETE: Final = 3
    class ofp_flow_removed_reason(Enumeration):
        """Why a flow entry is gone (7.4.2)."""
        IDLE_TIMEOUT: int; HARD_TIMEOUT: int; DELETE: int; GROUP_DELETE: int

    OFPPR_ADD: Final = 0
    OFPPR_DELETE: Final = 1
    OFPPR_MODIFY: Final = 2
    class ofp_port_reason(Enumeration):
        """What happened to a port (7.4.3)."""
        ADD: int; DELETE: int; MODIFY: int

    OFPET_HELLO_FAILED: Final = 0
    OFPET_BAD_REQUEST: Final = 1
    OFPET_BAD_ACTION: Final = 2
    OFPET_BAD_INSTRUCTION: Final = 3
    OFPET_BAD_MATCH: Final = 4
    OFPET_FLOW_MOD_FAILED: Final = 5
    OFPET_GROUP_MOD_FAILED: Final = 6
    OFPET_PORT_MOD_FAILED: Final = 7
    OFPET_TABLE_MOD_FAILED: Final = 8
    OFPET_QUEUE_OP_FAILED: Final = 9
    OFPET_SWITCH_CONFIG_FAILED: Final = 10
    OFPET_ROLE_REQUEST_FAILED: Final = 11
    OFPET_METER_MOD_FAILED: Final = 12
    OFPET_TABLE_FEATURES_FAILED: Final = 13
    OFPET_EXPERIMENTER: Final = 0xffff
    class ofp_error_type(Enumeration):
        """Error types; what the code means depends on the type (7.4.4)."""
        HELLO_FAILED: int; BAD_REQUEST: int; BAD_ACTION: int; BAD_INSTRUCTION: int; BAD_MATCH: int
        FLOW_MOD_FAILED: int; GROUP_MOD_FAILED: int; PORT_MOD_FAILED: int; TABLE_MOD_FAILED: int; QUEUE_OP_FAILED: int
        SWITCH_CONFIG_FAILED: int; ROLE_REQUEST_FAILED: int; METER_MOD_FAILED: int; TABLE_FEATURES_FAILED: int
        EXPERIMENTER: int

    OFPHFC_INCOMPATIBLE: Final = 0
    OFPHFC_EPERM: Final = 1
    class ofp_hello_failed_code(Enumeration):
        """Codes of OFPET_HELLO_FAILED (7.4.4)."""
        INCOMPATIBLE: int; EPERM: int

    OFPBRC_BAD_VERSION: Final = 0
    OFPBRC_BAD_TYPE: Final = 1
    OFPBRC_BAD_MULTIPART: Final = 2
    OFPBRC_BAD_EXPERIMENTER: Final = 3
    OFPBRC_BAD_EXP_TYPE: Final = 4
    OFPBRC_EPERM: Final = 5
    OFPBRC_BAD_LEN: Final = 6
    OFPBRC_BUFFER_EMPTY: Final = 7
    OFPBRC_BUFFER_UNKNOWN: Final = 8
    OFPBRC_BAD_TABLE_ID: Final = 9
    OFPBRC_IS_SLAVE: Final = 10
    OFPBRC_BAD_PORT: Final = 11
    OFPBRC_BAD_PACKET: Final = 12
    OFPBRC_MULTIPART_BUFFER_OVERFLOW: Final = 13
    class ofp_bad_request_code(Enumeration):
        """Codes of OFPET_BAD_REQUEST (7.4.4)."""
        BAD_VERSION: int; BAD_TYPE: int; BAD_MULTIPART: int; BAD_EXPERIMENTER: int; BAD_EXP_TYPE: int; EPERM: int
        BAD_LEN: int; BUFFER_EMPTY: int; BUFFER_UNKNOWN: int; BAD_TABLE_ID: int; IS_SLAVE: int; BAD_PORT: int
        BAD_PACKET: int; MULTIPART_BUFFER_OVERFLOW: int

    OFPBAC_BAD_TYPE: Final = 0
    OFPBAC_BAD_LEN: Final = 1
    OFPBAC_BAD_EXPERIMENTER: Final = 2
    OFPBAC_BAD_EXP_TYPE: Final = 3
    OFPBAC_BAD_OUT_PORT: Final = 4
    OFPBAC_BAD_ARGUMENT: Final = 5
    OFPBAC_EPERM: Final = 6
    OFPBAC_TOO_MANY: Final = 7
    OFPBAC_BAD_QUEUE: Final = 8
    OFPBAC_BAD_OUT_GROUP: Final = 9
    OFPBAC_MATCH_INCONSISTENT: Final = 10
    OFPBAC_UNSUPPORTED_ORDER: Final = 11
    OFPBAC_BAD_TAG: Final = 12
    OFPBAC_BAD_SET_TYPE: Final = 13
    OFPBAC_BAD_SET_LEN: Final = 14
    OFPBAC_BAD_SET_ARGUMENT: Final = 15
    class ofp_bad_action_code(Enumeration):
        """Codes of OFPET_BAD_ACTION (7.4.4)."""
        BAD_TYPE: int; BAD_LEN: int; BAD_EXPERIMENTER: int; BAD_EXP_TYPE: int; BAD_OUT_PORT: int; BAD_ARGUMENT: int
        EPERM: int; TOO_MANY: int; BAD_QUEUE: int; BAD_OUT_GROUP: int; MATCH_INCONSISTENT: int; UNSUPPORTED_ORDER: int
        BAD_TAG: int; BAD_SET_TYPE: int; BAD_SET_LEN: int; BAD_SET_ARGUMENT: int

    OFPBIC_UNKNOWN_INST: Final = 0
    OFPBIC_UNSUP_INST: Final = 1
    OFPBIC_BAD_TABLE_ID: Final = 2
    OFPBIC_UNSUP_METADATA: Final = 3
    OFPBIC_UNSUP_METADATA_MASK: Final = 4
    OFPBIC_BAD_EXPERIMENTER: Final = 5
    OFPBIC_BAD_EXP_TYPE: Final = 6
    OFPBIC_BAD_LEN: Final = 7
    OFPBIC_EPERM: Final = 8
    class ofp_bad_instruction_code(Enumeration):
        """Codes of OFPET_BAD_INSTRUCTION (7.4.4)."""
        UNKNOWN_INST: int; UNSUP_INST: int; BAD_TABLE_ID: int; UNSUP_METADATA: int; UNSUP_METADATA_MASK: int
        BAD_EXPERIMENTER: int; BAD_EXP_TYPE: int; BAD_LEN: int; EPERM: int

    OFPBMC_BAD_TYPE: Final = 0
    OFPBMC_BAD_LEN: Final = 1
    OFPBMC_BAD_TAG: Final = 2
    OFPBMC_BAD_DL_ADDR_MASK: Final = 3
    OFPBMC_BAD_NW_ADDR_MASK: Final = 4
    OFPBMC_BAD_WILDCARDS: Final = 5
    OFPBMC_BAD_FIELD: Final = 6
    OFPBMC_BAD_VALUE: Final = 7
    OFPBMC_BAD_MASK: Final = 8
    OFPBMC_BAD_PREREQ: Final = 9
    OFPBMC_DUP_FIELD: Final = 10
    OFPBMC_EPERM: Final = 11
    class ofp_bad_match_code(Enumeration):
        """Codes of OFPET_BAD_MATCH (7.4.4)."""
        BAD_TYPE: int; BAD_LEN: int; BAD_TAG: int; BAD_DL_ADDR_MASK: int; BAD_NW_ADDR_MASK: int; BAD_WILDCARDS: int
        BAD_FIELD: int; BAD_VALUE: int; BAD_MASK: int; BAD_PREREQ: int; DUP_FIELD: int; EPERM: int

    OFPFMFC_UNKNOWN: Final = 0
    OFPFMFC_TABLE_FULL: Final = 1
    OFPFMFC_BAD_TABLE_ID: Final = 2
    OFPFMFC_OVERLAP: Final = 3
    OFPFMFC_EPERM: Final = 4
    OFPFMFC_BAD_TIMEOUT: Final = 5
    OFPFMFC_BAD_COMMAND: Final = 6
    OFPFMFC_BAD_FLAGS: Final = 7
    class ofp_flow_mod_failed_code(Enumeration):
        """Codes of OFPET_FLOW_MOD_FAILED (7.4.4)."""
        UNKNOWN: int; TABLE_FULL: int; BAD_TABLE_ID: int; OVERLAP: int; EPERM: int; BAD_TIMEOUT: int; BAD_COMMAND: int
        BAD_FLAGS: int

    OFPGMFC_GROUP_EXISTS: Final = 0
    OFPGMFC_INVALID_GROUP: Final = 1
    OFPGMFC_WEIGHT_UNSUPPORTED: Final = 2
    OFPGMFC_OUT_OF_GROUPS: Final = 3
    OFPGMFC_OUT_OF_BUCKETS: Final = 4
    OFPGMFC_CHAINING_UNSUPPORTED: Final = 5
    OFPGMFC_WATCH_UNSUPPORTED: Final = 6
    OFPGMFC_LOOP: Final = 7
    OFPGMFC_UNKNOWN_GROUP: Final = 8
    OFPGMFC_CHAINED_GROUP: Final = 9
    OFPGMFC_BAD_TYPE: Final = 10
    OFPGMFC_BAD_COMMAND: Final = 11
    OFPGMFC_BAD_BUCKET: Final = 12
    OFPGMFC_BAD_WATCH: Final = 13
    OFPGMFC_EPERM: Final = 14
    class ofp_group_mod_failed_code(Enumeration):
        """Codes of OFPET_GROUP_MOD_FAILED (7.4.4)."""
        GROUP_EXISTS: int; INVALID_GROUP: int; WEIGHT_UNSUPPORTED: int; OUT_OF_GROUPS: int; OUT_OF_BUCKETS: int
        CHAINING_UNSUPPORTED: int; WATCH_UNSUPPORTED: int; LOOP: int; UNKNOWN_GROUP: int; CHAINED_GROUP: int
        BAD_TYPE: int; BAD_COMMAND: int; BAD_BUCKET: int; BAD_WATCH: int; EPERM: int

    OFPPMFC_BAD_PORT: Final = 0
    OFPPMFC_BAD_HW_ADDR: Final = 1
    OFPPMFC_BAD_CONFIG: Final = 2
    OFPPMFC_BAD_ADVERTISE: Final = 3
    OFPPMFC_EPERM: Final = 4
    class ofp_port_mod_failed_code(Enumeration):
        """Codes of OFPET_PORT_MOD_FAILED (7.4.4)."""
        BAD_PORT: int; BAD_HW_ADDR: int; BAD_CONFIG: int; BAD_ADVERTISE: int; EPERM: int

    OFPTMFC_BAD_TABLE: Final = 0
    OFPTMFC_BAD_CONFIG: Final = 1
    OFPTMFC_EPERM: Final = 2
    class ofp_table_mod_failed_code(Enumeration):
        """Codes of OFPET_TABLE_MOD_FAILED (7.4.4)."""
        BAD_TABLE: int; BAD_CONFIG: int; EPERM: int

    OFPQOFC_BAD_PORT: Final = 0
    OFPQOFC_BAD_QUEUE: Final = 1
    OFPQOFC_EPERM: Final = 2
    class ofp_queue_op_failed_code(Enumeration):
        """Codes of OFPET_QUEUE_OP_FAILED (7.4.4)."""
        BAD_PORT: int; BAD_QUEUE: int; EPERM: int

    OFPSCFC_BAD_FLAGS: Final = 0
    OFPSCFC_BAD_LEN: Final = 1
    OFPSCFC_EPERM: Final = 2
    class ofp_switch_config_failed_code(Enumeration):
        """Codes of OFPET_SWITCH_CONFIG_FAILED (7.4.4)."""
        BAD_FLAGS: int; BAD_LEN: int; EPERM: int

    OFPQCFC_EPERM: Final = 2
    class ofp_switch_config_failed_code_misspelt(Enumeration):
        """The last of them once more, as openflow.h of 1.3 misspells it."""
        EPERM: int

    OFPRRFC_STALE: Final = 0
    OFPRRFC_UNSUP: Final = 1
    OFPRRFC_BAD_ROLE: Final = 2
    class ofp_role_request_failed_code(Enumeration):
        """Codes of OFPET_ROLE_REQUEST_FAILED (7.4.4)."""
        STALE: int; UNSUP: int; BAD_ROLE: int

    OFPMMFC_UNKNOWN: Final = 0
    OFPMMFC_METER_EXISTS: Final = 1
    OFPMMFC_INVALID_METER: Final = 2
    OFPMMFC_UNKNOWN_METER: Final = 3
    OFPMMFC_BAD_COMMAND: Final = 4
    OFPMMFC_BAD_FLAGS: Final = 5
    OFPMMFC_BAD_RATE: Final = 6
    OFPMMFC_BAD_BURST: Final = 7
    OFPMMFC_BAD_BAND: Final = 8
    OFPMMFC_BAD_BAND_VALUE: Final = 9
    OFPMMFC_OUT_OF_METERS: Final = 10
    OFPMMFC_OUT_OF_BANDS: Final = 11
    class ofp_meter_mod_failed_code(Enumeration):
        """Codes of OFPET_METER_MOD_FAILED (7.4.4)."""
        UNKNOWN: int; METER_EXISTS: int; INVALID_METER: int; UNKNOWN_METER: int; BAD_COMMAND: int; BAD_FLAGS: int
        BAD_RATE: int; BAD_BURST: int; BAD_BAND: int; BAD_BAND_VALUE: int; OUT_OF_METERS: int; OUT_OF_BANDS: int

    OFPTFFC_BAD_TABLE: Final = 0
    OFPTFFC_BAD_METADATA: Final = 1
    OFPTFFC_BAD_TYPE: Final = 2
    OFPTFFC_BAD_LEN: Final = 3
    OFPTFFC_BAD_ARGUMENT: Final = 4
    OFPTFFC_EPERM: Final = 5
    class ofp_table_features_failed_code(Enumeration):
        """Codes of OFPET_TABLE_FEATURES_FAILED (7.4.4)."""
        BAD_TABLE: int; BAD_METADATA: int; BAD_TYPE: int; BAD_LEN: int; BAD_ARGUMENT: int; EPERM: int

    OFPHET_VERSIONBITMAP: Final = 1
    class ofp_hello_elem_type(Enumeration):
        """Hello element types (7.5.1)."""
        VERSIONBITMAP: int

    NX_EXPERIMENTER_ID: Final = 0x2320
    NX_NSH_EXPERIMENTER_ID: Final = 0x5ad650
    class nx_ids(Enumeration):
        """What Nicira's structures are told by."""
        EXPERIMENTER_ID: int; NSH_EXPERIMENTER_ID: int

    NXAST_RESUBMIT: Final = 1
    NXAST_SET_TUNNEL: Final = 2
    NXAST_DROP_SPOOFED_ARP__OBSOLETE: Final = 3
    NXAST_SET_QUEUE: Final = 4
    NXAST_POP_QUEUE: Final = 5
    NXAST_REG_MOVE: Final = 6
    NXAST_REG_LOAD: Final = 7
    NXAST_NOTE: Final = 8
    NXAST_SET_TUNNEL64: Final = 9
    NXAST_MULTIPATH: Final = 10
    NXAST_AUTOPATH: Final = 11
    NXAST_BUNDLE: Final = 12
    NXAST_BUNDLE_LOAD: Final = 13
    NXAST_RESUBMIT_TABLE: Final = 14
    NXAST_OUTPUT_REG: Final = 15
    NXAST_LEARN: Final = 16
    NXAST_EXIT: Final = 17
    NXAST_DEC_TTL: Final = 18
    NXAST_FIN_TIMEOUT: Final = 19
    NXAST_CONTROLLER: Final = 20
    NXAST_DEC_TTL_CNT_IDS: Final = 21
    NXAST_WRITE_METADATA: Final = 22
    NXAST_PUSH_MPLS: Final = 23
    NXAST_POP_MPLS: Final = 24
    NXAST_SET_MPLS_TTL: Final = 25
    NXAST_DEC_MPLS_TTL: Final = 26
    NXAST_STACK_PUSH: Final = 27
    NXAST_STACK_POP: Final = 28
    NXAST_SAMPLE: Final = 29
    NXAST_SET_MPLS_LABEL: Final = 30
    NXAST_SET_MPLS_TC: Final = 31
    NXAST_OUTPUT_REG2: Final = 32
    NXAST_REG_LOAD2: Final = 33
    NXAST_CONJUNCTION: Final = 34
    NXAST_CT: Final = 35
    NXAST_NAT: Final = 36
    NXAST_CONTROLLER2: Final = 37
    NXAST_SAMPLE2: Final = 38
    NXAST_OUTPUT_TRUNC: Final = 39
    NXAST_CLONE: Final = 42
    NXAST_CT_CLEAR: Final = 43
    NXAST_LEARN2: Final = 45
    NXAST_RAW_ENCAP: Final = 46
    NXAST_RAW_DECAP: Final = 47
    NXAST_DEC_NSH_TTL: Final = 48
    NXAST_CHECK_PKT_LARGER: Final = 49
    NXAST_DELETE_FIELD: Final = 50
    class nx_action_subtype(Enumeration):
        """Action subtypes."""
        RESUBMIT: int; SET_TUNNEL: int; DROP_SPOOFED_ARP__OBSOLETE: int; SET_QUEUE: int; POP_QUEUE: int; REG_MOVE: int
        REG_LOAD: int; NOTE: int; SET_TUNNEL64: int; MULTIPATH: int; AUTOPATH: int; BUNDLE: int; BUNDLE_LOAD: int
        RESUBMIT_TABLE: int; OUTPUT_REG: int; LEARN: int; EXIT: int; DEC_TTL: int; FIN_TIMEOUT: int; CONTROLLER: int
        DEC_TTL_CNT_IDS: int; WRITE_METADATA: int; PUSH_MPLS: int; POP_MPLS: int; SET_MPLS_TTL: int; DEC_MPLS_TTL: int
        STACK_PUSH: int; STACK_POP: int; SAMPLE: int; SET_MPLS_LABEL: int; SET_MPLS_TC: int; OUTPUT_REG2: int
        REG_LOAD2: int; CONJUNCTION: int; CT: int; NAT: int; CONTROLLER2: int; SAMPLE2: int; OUTPUT_TRUNC: int
        CLONE: int; CT_CLEAR: int; LEARN2: int; RAW_ENCAP: int; RAW_DECAP: int; DEC_NSH_TTL: int; CHECK_PKT_LARGER: int
        DELETE_FIELD: int

    NXT_ROLE_REQUEST: Final = 10
    NXT_ROLE_REPLY: Final = 11
    NXT_SET_FLOW_FORMAT: Final = 12
    NXT_FLOW_MOD: Final = 13
    NXT_FLOW_REMOVED: Final = 14
    NXT_FLOW_MOD_TABLE_ID: Final = 15
    NXT_SET_PACKET_IN_FORMAT: Final = 16
    NXT_PACKET_IN: Final = 17
    NXT_FLOW_AGE: Final = 18
    NXT_SET_ASYNC_CONFIG: Final = 19
    NXT_SET_CONTROLLER_ID: Final = 20
    NXT_FLOW_MONITOR_CANCEL: Final = 21
    NXT_FLOW_MONITOR_PAUSED: Final = 22
    NXT_FLOW_MONITOR_RESUMED: Final = 23
    NXT_TLV_TABLE_MOD: Final = 24
    NXT_TLV_TABLE_REQUEST: Final = 25
    NXT_TLV_TABLE_REPLY: Final = 26
    NXT_SET_ASYNC_CONFIG2: Final = 27
    NXT_RESUME: Final = 28
    NXT_CT_FLUSH_ZONE: Final = 29
    NXT_PACKET_IN2: Final = 30
    NXT_CT_FLUSH: Final = 32
    class nx_message_subtype(Enumeration):
        """Message subtypes."""
        ROLE_REQUEST: int; ROLE_REPLY: int; SET_FLOW_FORMAT: int; FLOW_MOD: int; FLOW_REMOVED: int
        FLOW_MOD_TABLE_ID: int; SET_PACKET_IN_FORMAT: int; PACKET_IN: int; FLOW_AGE: int; SET_ASYNC_CONFIG: int
        SET_CONTROLLER_ID: int; FLOW_MONITOR_CANCEL: int; FLOW_MONITOR_PAUSED: int; FLOW_MONITOR_RESUMED: int
        TLV_TABLE_MOD: int; TLV_TABLE_REQUEST: int; TLV_TABLE_REPLY: int; SET_ASYNC_CONFIG2: int; RESUME: int
        CT_FLUSH_ZONE: int; PACKET_IN2: int; CT_FLUSH: int

    NXST_FLOW: Final = 0
    NXST_AGGREGATE: Final = 1
    NXST_FLOW_MONITOR: Final = 2
    class nx_stats_types(Enumeration):
        """Statistics subtypes."""
        FLOW: int; AGGREGATE: int; FLOW_MONITOR: int

    NX_ROLE_OTHER: Final = 0
    NX_ROLE_MASTER: Final = 1
    NX_ROLE_SLAVE: Final = 2
    class nx_role(Enumeration):
        """Controller roles."""
        OTHER: int; MASTER: int; SLAVE: int

    NXFF_OPENFLOW10: Final = 0
    NXFF_NXM: Final = 2
    class nx_flow_format(Enumeration):
        """How flows of 1.0 are told: by its own match, or by match fields."""
        OPENFLOW10: int; NXM: int

    NXPIF_OPENFLOW10: Final = 0
    NXPIF_NXM: Final = 1
    NXPIF_NXT_PACKET_IN2: Final = 2
    class nx_packet_in_format(Enumeration):
        """What a packet comes to the controller in: the version's PACKET_IN, NXTPacketIn, NXTPacketIn2."""
        OPENFLOW10: int; NXM: int; NXT_PACKET_IN2: int

    NXPINT_PACKET: Final = 0
    NXPINT_FULL_LEN: Final = 1
    NXPINT_BUFFER_ID: Final = 2
    NXPINT_TABLE_ID: Final = 3
    NXPINT_COOKIE: Final = 4
    NXPINT_REASON: Final = 5
    NXPINT_METADATA: Final = 6
    NXPINT_USERDATA: Final = 7
    NXPINT_CONTINUATION: Final = 8
    class nx_packet_in2_prop_type(Enumeration):
        """Properties of NXTPacketIn2."""
        PACKET: int; FULL_LEN: int; BUFFER_ID: int; TABLE_ID: int; COOKIE: int; REASON: int; METADATA: int
        USERDATA: int; CONTINUATION: int

    NXAC2PT_MAX_LEN: Final = 0
    NXAC2PT_CONTROLLER_ID: Final = 1
    NXAC2PT_REASON: Final = 2
    NXAC2PT_USERDATA: Final = 3
    NXAC2PT_PAUSE: Final = 4
    NXAC2PT_METER_ID: Final = 5
    class nx_action_controller2_prop_type(Enumeration):
        """Properties of the second controller action."""
        MAX_LEN: int; CONTROLLER_ID: int; REASON: int; USERDATA: int; PAUSE: int; METER_ID: int

    NX_HASH_FIELDS_ETH_SRC: Final = 0
    NX_HASH_FIELDS_SYMMETRIC_L4: Final = 1
    NX_HASH_FIELDS_SYMMETRIC_L3L4: Final = 2
    NX_HASH_FIELDS_SYMMETRIC_L3L4_UDP: Final = 3
    NX_HASH_FIELDS_NW_SRC: Final = 4
    NX_HASH_FIELDS_NW_DST: Final = 5
    NX_HASH_FIELDS_SYMMETRIC_L3: Final = 6
    class nx_hash_fields(Enumeration):
        """What of a packet is hashed."""
        ETH_SRC: int; SYMMETRIC_L4: int; SYMMETRIC_L3L4: int; SYMMETRIC_L3L4_UDP: int; NW_SRC: int; NW_DST: int
        SYMMETRIC_L3: int

    NX_MP_ALG_MODULO_N: Final = 0
    NX_MP_ALG_HASH_THRESHOLD: Final = 1
    NX_MP_ALG_HRW: Final = 2
    NX_MP_ALG_ITER_HASH: Final = 3
    class nx_mp_algorithm(Enumeration):
        """How a hash becomes a link."""
        MODULO_N: int; HASH_THRESHOLD: int; HRW: int; ITER_HASH: int

    NX_BD_ALG_ACTIVE_BACKUP: Final = 0
    NX_BD_ALG_HRW: Final = 1
    class nx_bd_algorithm(Enumeration):
        """How a member of a bundle is chosen."""
        ACTIVE_BACKUP: int; HRW: int

    NX_LEARN_N_BITS_MASK: Final = 0x3ff
    NX_LEARN_SRC_FIELD: Final = 0
    NX_LEARN_SRC_IMMEDIATE: Final = 0x2000
    NX_LEARN_SRC_MASK: Final = 0x2000
    NX_LEARN_DST_MATCH: Final = 0
    NX_LEARN_DST_LOAD: Final = 0x800
    NX_LEARN_DST_OUTPUT: Final = 0x1000
    NX_LEARN_DST_RESERVED: Final = 0x1800
    NX_LEARN_DST_MASK: Final = 0x1800
    class nx_learn(Enumeration):
        """The parts of the header of a flow specification."""
        N_BITS_MASK: int; SRC_FIELD: int; SRC_IMMEDIATE: int; SRC_MASK: int; DST_MATCH: int; DST_LOAD: int
        DST_OUTPUT: int; DST_RESERVED: int; DST_MASK: int

    NX_LEARN_F_SEND_FLOW_REM: Final = 0x1
    NX_LEARN_F_DELETE_LEARNED: Final = 0x2
    NX_LEARN_F_WRITE_RESULT: Final = 0x4
    class nx_learn_flags(Enumeration):
        """Options of a flow that is learned."""
        SEND_FLOW_REM: int; DELETE_LEARNED: int; WRITE_RESULT: int

    NX_CT_F_COMMIT: Final = 0x1
    NX_CT_F_FORCE: Final = 0x2
    class nx_conntrack_flags(Enumeration):
        """Options of connection tracking."""
        COMMIT: int; FORCE: int

    NX_CT_RECIRC_NONE: Final = 255
    class nx_conntrack(Enumeration):
        """The table number that means: go on behind the action."""
        RECIRC_NONE: int

    NX_NAT_F_SRC: Final = 0x1
    NX_NAT_F_DST: Final = 0x2
    NX_NAT_F_PERSISTENT: Final = 0x4
    NX_NAT_F_PROTO_HASH: Final = 0x8
    NX_NAT_F_PROTO_RANDOM: Final = 0x10
    class nx_nat_flags(Enumeration):
        """Options of address translation."""
        SRC: int; DST: int; PERSISTENT: int; PROTO_HASH: int; PROTO_RANDOM: int

    NX_NAT_RANGE_IPV4_MIN: Final = 0x1
    NX_NAT_RANGE_IPV4_MAX: Final = 0x2
    NX_NAT_RANGE_IPV6_MIN: Final = 0x4
    NX_NAT_RANGE_IPV6_MAX: Final = 0x8
    NX_NAT_RANGE_PROTO_MIN: Final = 0x10
    NX_NAT_RANGE_PROTO_MAX: Final = 0x20
    class nx_nat_range(Enumeration):
        """Which ends of its ranges an address translation gives."""
        IPV4_MIN: int; IPV4_MAX: int; IPV6_MIN: int; IPV6_MAX: int; PROTO_MIN: int; PROTO_MAX: int

    NXFMF_INITIAL: Final = 0x1
    NXFMF_ADD: Final = 0x2
    NXFMF_DELETE: Final = 0x4
    NXFMF_MODIFY: Final = 0x8
    NXFMF_ACTIONS: Final = 0x10
    NXFMF_OWN: Final = 0x20
    class nx_flow_monitor_flags(Enumeration):
        """What a monitor is told of."""
        INITIAL: int; ADD: int; DELETE: int; MODIFY: int; ACTIONS: int; OWN: int

    NXFME_ADDED: Final = 0
    NXFME_DELETED: Final = 1
    NXFME_MODIFIED: Final = 2
    NXFME_ABBREV: Final = 3
    class nx_flow_update_event(Enumeration):
        """What happened to a monitored flow."""
        ADDED: int; DELETED: int; MODIFIED: int; ABBREV: int

    NXTTMC_ADD: Final = 0
    NXTTMC_DELETE: Final = 1
    NXTTMC_CLEAR: Final = 2
    class nx_tlv_table_mod_command(Enumeration):
        """What a modification of the tunnel option table does."""
        ADD: int; DELETE: int; CLEAR: int

    NXT_CT_ORIG_TUPLE: Final = 0
    NXT_CT_REPLY_TUPLE: Final = 1
    NXT_CT_ZONE_ID: Final = 2
    class nx_ct_flush_prop_type(Enumeration):
        """Which connections are forgotten."""
        ORIG_TUPLE: int; REPLY_TUPLE: int; ZONE_ID: int

    NXT_CT_TUPLE_SRC: Final = 0
    NXT_CT_TUPLE_DST: Final = 1
    NXT_CT_TUPLE_SRC_PORT: Final = 2
    NXT_CT_TUPLE_DST_PORT: Final = 3
    NXT_CT_TUPLE_ICMP_ID: Final = 4
    NXT_CT_TUPLE_ICMP_TYPE: Final = 5
    NXT_CT_TUPLE_ICMP_CODE: Final = 6
    class nx_ct_tuple_prop_type(Enumeration):
        """The parts of one direction of a connection."""
        SRC: int; DST: int; SRC_PORT: int; DST_PORT: int; ICMP_ID: int; ICMP_TYPE: int; ICMP_CODE: int

    FLOW_NW_FRAG_ANY: Final = 0x1
    FLOW_NW_FRAG_LATER: Final = 0x2
    FLOW_NW_FRAG_MASK: Final = 0x3
    class flow_nw_frag(Enumeration):
        """The bits of the match field ip_frag."""
        ANY: int; LATER: int; MASK: int

    ONF_EXPERIMENTER_ID: Final = 0x4f4e4600
    class onf_ids(Enumeration):
        """What the Foundation's structures are told by."""
        EXPERIMENTER_ID: int

    ONF_ET_ROLE_STATUS: Final = 0x777
    ONF_ET_BUNDLE_CONTROL: Final = 0x8fc
    ONF_ET_BUNDLE_ADD_MESSAGE: Final = 0x8fd
    ONF_ET_REQUESTFORWARD: Final = 0x92e
    class onf_exp_type(Enumeration):
        """Message types."""
        ROLE_STATUS: int; BUNDLE_CONTROL: int; BUNDLE_ADD_MESSAGE: int; REQUESTFORWARD: int

    ONFT_FLOW_MONITOR_CANCEL: Final = 0x74e
    ONFT_FLOW_MONITOR_PAUSED: Final = 0x74f
    ONFT_FLOW_MONITOR_RESUMED: Final = 0x750
    class onf_flow_monitor_msg_type(Enumeration):
        """Message types of flow monitors."""
        CANCEL: int; PAUSED: int; RESUMED: int

    ONFMP_FLOW_MONITOR: Final = 0x74e
    class onf_multipart_type(Enumeration):
        """Multipart types."""
        FLOW_MONITOR: int

    ONFFMF_INITIAL: Final = 0x1
    ONFFMF_ADD: Final = 0x2
    ONFFMF_DELETE: Final = 0x4
    ONFFMF_MODIFY: Final = 0x8
    ONFFMF_ACTIONS: Final = 0x10
    ONFFMF_OWN: Final = 0x20
    class onf_flow_monitor_flags(Enumeration):
        """What a monitor is told of."""
        INITIAL: int; ADD: int; DELETE: int; MODIFY: int; ACTIONS: int; OWN: int

    ONFFME_ADDED: Final = 0
    ONFFME_DELETED: Final = 1
    ONFFME_MODIFIED: Final = 2
    ONFFME_ABBREV: Final = 3
    class onf_flow_update_event(Enumeration):
        """What happened to a monitored flow."""
        ADDED: int; DELETED: int; MODIFIED: int; ABBREV: int

    ONF_BCT_OPEN_REQUEST: Final = 0
    ONF_BCT_OPEN_REPLY: Final = 1
    ONF_BCT_CLOSE_REQUEST: Final = 2
    ONF_BCT_CLOSE_REPLY: Final = 3
    ONF_BCT_COMMIT_REQUEST: Final = 4
    ONF_BCT_COMMIT_REPLY: Final = 5
    ONF_BCT_DISCARD_REQUEST: Final = 6
    ONF_BCT_DISCARD_REPLY: Final = 7
    class onf_bundle_ctrl_type(Enumeration):
        """What happens to a bundle."""
        OPEN_REQUEST: int; OPEN_REPLY: int; CLOSE_REQUEST: int; CLOSE_REPLY: int; COMMIT_REQUEST: int
        COMMIT_REPLY: int; DISCARD_REQUEST: int; DISCARD_REPLY: int

    ONF_BF_ATOMIC: Final = 0x1
    ONF_BF_ORDERED: Final = 0x2
    class onf_bundle_flags(Enumeration):
        """How a bundle is executed."""
        ATOMIC: int; ORDERED: int

    ONF_ET_BPT_EXPERIMENTER: Final = 0xffff
    class onf_bundle_prop_type(Enumeration):
        """Bundle property types."""
        EXPERIMENTER: int

    ONFERR_ET_UNKNOWN: Final = 0x8fc
    ONFERR_ET_EPERM: Final = 0x8fd
    ONFERR_ET_BAD_ID: Final = 0x8fe
    ONFERR_ET_BUNDLE_EXIST: Final = 0x8ff
    ONFERR_ET_BUNDLE_CLOSED: Final = 0x900
    ONFERR_ET_OUT_OF_BUNDLES: Final = 0x901
    ONFERR_ET_BAD_TYPE: Final = 0x902
    ONFERR_ET_BAD_FLAGS: Final = 0x903
    ONFERR_ET_MSG_BAD_LEN: Final = 0x904
    ONFERR_ET_MSG_BAD_XID: Final = 0x905
    ONFERR_ET_MSG_UNSUP: Final = 0x906
    ONFERR_ET_MSG_CONFLICT: Final = 0x907
    ONFERR_ET_MSG_TOO_MANY: Final = 0x908
    ONFERR_ET_FAILED: Final = 0x909
    ONFERR_ET_TIMEOUT: Final = 0x90a
    ONFERR_ET_BUNDLE_IN_PROGRESS: Final = 0x90b
    ONFERR_ET_CANT_SYNC: Final = 0x910
    ONFERR_ET_BAD_PRIORITY: Final = 0x938
    ONFERR_ET_ASYNC_INVALUD: Final = 0x942
    ONFERR_ET_ASYNC_UNSUPPORTED: Final = 0x943
    ONFERR_ET_ASYNC_EPERM: Final = 0x944
    ONFERR_DUP_INSTRUCTION: Final = 0xa28
    ONFERR_ET_MPART_REQUEST_TIMEOUT: Final = 0xa50
    ONFERR_ET_MPART_REPLY_TIMEOUT: Final = 0xa51
    class onf_error_type(Enumeration):
        """Codes of an experimenter's error; that the word ET is missing from one, and another misspelt, is history."""
        ET_UNKNOWN: int; ET_EPERM: int; ET_BAD_ID: int; ET_BUNDLE_EXIST: int; ET_BUNDLE_CLOSED: int
        ET_OUT_OF_BUNDLES: int; ET_BAD_TYPE: int; ET_BAD_FLAGS: int; ET_MSG_BAD_LEN: int; ET_MSG_BAD_XID: int
        ET_MSG_UNSUP: int; ET_MSG_CONFLICT: int; ET_MSG_TOO_MANY: int; ET_FAILED: int; ET_TIMEOUT: int
        ET_BUNDLE_IN_PROGRESS: int; ET_CANT_SYNC: int; ET_BAD_PRIORITY: int; ET_ASYNC_INVALUD: int
        ET_ASYNC_UNSUPPORTED: int; ET_ASYNC_EPERM: int; DUP_INSTRUCTION: int; ET_MPART_REQUEST_TIMEOUT: int
        ET_MPART_REPLY_TIMEOUT: int

    class OFPPort(Structure):
        """A port (7.2.1); speeds in kbit/s."""
        port_no: int
        hw_addr: str
        name: bytes
        config: int
        state: int
        curr: int
        advertised: int
        supported: int
        peer: int
        curr_speed: int
        max_speed: int
        def __init__(
            self, port_no: int | None = None, hw_addr: str | bytes | None = None, name: str | bytes | None = None,
            config: int | None = None, state: int | None = None, curr: int | None = None, advertised: int | None = None,
            supported: int | None = None, peer: int | None = None, curr_speed: int | None = None,
            max_speed: int | None = None,
        ) -> None: ...

    class OFPQueueProp(Structure):
        """A property of a queue (7.2.2)."""
        property: int
        len: int
        data: bytes
        def __init__(self, property_: int, data: bytes = b'', len_: int | None = None) -> None: ...

    class OFPQueuePropMinRate(OFPQueueProp):
        """Guaranteed rate, in tenths of a per cent of the link; above 1000 it is off (7.2.2)."""
        rate: int
        def __init__(self, rate: int, property_: int | None = None, len_: int | None = None) -> None: ...

    class OFPQueuePropMaxRate(OFPQueueProp):
        """Largest rate, in tenths of a per cent of the link; above 1000 it is off (7.2.2)."""
        rate: int
        def __init__(self, rate: int, property_: int | None = None, len_: int | None = None) -> None: ...

    class OFPQueuePropExperimenter(OFPQueueProp):
        """A property defined by an experimenter (7.2.2); Ryu's `data` is a list of bytes' numbers."""
        experimenter: int
        data: list[int]
        def __init__(
            self, experimenter: int, data: Sequence[int] | None = None, property_: int | None = None,
            len_: int | None = None,
        ) -> None: ...

    class OFPPacketQueue(Structure):
        """A queue of a port (7.2.2)."""
        queue_id: int
        port: int
        len: int
        properties: list[of13.OFPQueueProp]
        def __init__(
            self, queue_id: int, port: int, properties: Sequence[of13.OFPQueueProp] | None = None,
            len_: int | None = None,
        ) -> None: ...

    class OFPMatch(oxm.Match):
        """Which packets: `OFPMatch(in_port=1, eth_type=0x0800, ipv4_src='10.0.0.0/8')`; reads like a dictionary (7.2.3)."""
        def __init__(self, /, **fields: Unpack[_MatchFields]) -> None: ...
        @overload
        def __getitem__(self, name: Literal['in_port', 'in_phy_port', 'eth_type', 'vlan_pcp', 'ip_dscp', 'ip_ecn', 'ip_proto', 'tcp_src', 'tcp_dst', 'udp_src', 'udp_dst', 'sctp_src', 'sctp_dst', 'icmpv4_type', 'icmpv4_code', 'arp_op', 'icmpv6_type', 'icmpv6_code', 'mpls_label', 'mpls_tc', 'mpls_bos', 'pbb_uca', 'actset_output', 'in_port_nxm', 'eth_type_nxm', 'nw_tos', 'ip_proto_nxm', 'icmpv4_type_nxm', 'icmpv4_code_nxm', 'arp_op_nxm', 'icmpv6_type_nxm', 'icmpv6_code_nxm', 'ip_ecn_nxm', 'nw_ttl', 'mpls_ttl', '_recirc_id', 'conj_id', 'ct_zone', 'nsh_mdtype', 'nsh_np', 'nsh_spi', 'nsh_si', 'nsh_ttl', 'ct_nw_proto', 'nd_reserved', 'nd_options_type']) -> int: ...
        @overload
        def __getitem__(self, name: Literal['ipv6_nd_target', 'ipv6_nd_sll', 'ipv6_nd_tll']) -> str: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...

    class OFPOxmId(oxm.OxmId):
        """A field in the list of a table feature property, by name (7.3.5.5.2)."""
        def __init__(self, type_: str, hasmask: bool = False, length: int | None = None) -> None: ...

    class OFPExperimenterOxmId(oxm.ExperimenterOxmId, OFPOxmId):
        """An experimenter's field in the list of a table feature property (7.3.5.5.2)."""
        def __init__(self, type_: str, exp_id: int, hasmask: bool = False, length: int | None = None) -> None: ...

    class OFPAction(Structure):
        """An action (7.2.5)."""
        type: int
        len: int
        data: bytes
        def __init__(self, type_: int, data: bytes = b'', len_: int | None = None) -> None: ...

    class OFPActionOutput(OFPAction):
        """Send the packet out of a port, to the controller at most `max_len` bytes of it (7.2.5)."""
        port: int
        max_len: int
        def __init__(
            self, port: int, max_len: int = 65509, type_: int | None = None, len_: int | None = None,
        ) -> None: ...

    class OFPActionGroup(OFPAction):
        """Process the packet by a group (7.2.5)."""
        group_id: int
        def __init__(self, group_id: int = 0, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionSetQueue(OFPAction):
        """Choose the queue for a later output (7.2.5)."""
        queue_id: int
        def __init__(self, queue_id: int, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionSetMplsTtl(OFPAction):
        """Set the MPLS time to live (7.2.5)."""
        mpls_ttl: int
        def __init__(self, mpls_ttl: int, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionDecMplsTtl(OFPAction):
        """Lower the MPLS time to live by one (7.2.5)."""
        def __init__(self, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionSetNwTtl(OFPAction):
        """Set the IPv4 time to live or the IPv6 hop limit (7.2.5)."""
        nw_ttl: int
        def __init__(self, nw_ttl: int, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionDecNwTtl(OFPAction):
        """Lower the IPv4 time to live or the IPv6 hop limit by one (7.2.5)."""
        def __init__(self, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionCopyTtlOut(OFPAction):
        """Copy the time to live from the next-to-outermost header to the outermost (7.2.5)."""
        def __init__(self, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionCopyTtlIn(OFPAction):
        """Copy the time to live from the outermost header to the next-to-outermost (7.2.5)."""
        def __init__(self, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionPushVlan(OFPAction):
        """Push a VLAN header (7.2.5)."""
        ethertype: int
        def __init__(self, ethertype: int = 33024, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionPopVlan(OFPAction):
        """Pop the outermost VLAN header (7.2.5)."""
        def __init__(self, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionPushMpls(OFPAction):
        """Push an MPLS shim header (7.2.5)."""
        ethertype: int
        def __init__(self, ethertype: int = 34887, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionPopMpls(OFPAction):
        """Pop the outermost MPLS label; `ethertype` is that of what remains (7.2.5)."""
        ethertype: int
        def __init__(self, ethertype: int = 2048, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionPushPbb(OFPAction):
        """Push a PBB service tag (7.2.5)."""
        ethertype: int
        def __init__(self, ethertype: int = 35047, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionPopPbb(OFPAction):
        """Pop the PBB service tag (7.2.5)."""
        def __init__(self, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPActionSetField(oxm.SetField, OFPAction):
        """Set one header field: `OFPActionSetField(eth_dst='00:00:00:00:00:01')` (7.2.5)."""
        def __init__(self, /, **fields: Unpack[_MatchFields]) -> None: ...

    class OFPActionExperimenter(OFPAction):
        """An action defined by an experimenter (7.2.5)."""
        experimenter: int
        def __init__(
            self, experimenter: int, data: bytes = b'', type_: int | None = None, len_: int | None = None,
        ) -> None: ...

    class OFPActionExperimenterUnknown(OFPActionExperimenter):
        """An action of an experimenter that nobody declared (7.2.5)."""
        def __init__(
            self, experimenter: int, data: bytes = b'', type_: int | None = None, len_: int | None = None,
        ) -> None: ...

    class OFPInstruction(Structure):
        """An instruction of a flow entry (7.2.4)."""
        type: int
        len: int
        data: bytes
        def __init__(self, type_: int, data: bytes = b'', len_: int | None = None) -> None: ...

    class OFPInstructionGotoTable(OFPInstruction):
        """Continue in another table (7.2.4)."""
        table_id: int
        def __init__(self, table_id: int, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPInstructionWriteMetadata(OFPInstruction):
        """Write the bits of `metadata` under `metadata_mask` (7.2.4)."""
        metadata: int
        metadata_mask: int
        def __init__(
            self, metadata: int, metadata_mask: int, type_: int | None = None, len_: int | None = None,
        ) -> None: ...

    class OFPInstructionActions(OFPInstruction):
        """Apply actions now, write them to the action set, or clear that set: `type_` says which (7.2.4)."""
        actions: list[of13.OFPAction]
        def __init__(
            self, type_: int, actions: Sequence[of13.OFPAction] | None = None, len_: int | None = None,
        ) -> None: ...

    class OFPInstructionMeter(OFPInstruction):
        """Send the packet through a meter first (7.2.4)."""
        meter_id: int
        def __init__(self, meter_id: int = 1, type_: int | None = None, len_: int | None = None) -> None: ...

    class OFPInstructionExperimenter(OFPInstruction):
        """An instruction defined by an experimenter (7.2.4)."""
        experimenter: int
        def __init__(
            self, experimenter: int, data: bytes = b'', type_: int | None = None, len_: int | None = None,
        ) -> None: ...

    class OFPFeaturesRequest(_Message):
        """Ask the switch who it is (7.3.1)."""
        def __init__(self, datapath: AnyDatapath | None) -> None: ...

    class OFPSwitchFeatures(_Message):
        """The identity and the basic capabilities of the datapath (7.3.1)."""
        datapath_id: int
        n_buffers: int
        n_tables: int
        auxiliary_id: int
        capabilities: int
        def __init__(
            self, datapath: AnyDatapath | None, datapath_id: int | None = None, n_buffers: int | None = None,
            n_tables: int | None = None, auxiliary_id: int | None = None, capabilities: int | None = None,
        ) -> None: ...

    class OFPGetConfigRequest(_Message):
        """Ask for the configuration of the switch (7.3.2)."""
        def __init__(self, datapath: AnyDatapath | None) -> None: ...

    class OFPGetConfigReply(_Message):
        """The configuration of the switch (7.3.2)."""
        flags: int
        miss_send_len: int
        def __init__(
            self, datapath: AnyDatapath | None, flags: int | None = None, miss_send_len: int | None = None,
        ) -> None: ...

    class OFPSetConfig(_Message):
        """Set the configuration of the switch (7.3.2)."""
        flags: int
        miss_send_len: int
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, miss_send_len: int = 0) -> None: ...

    class OFPTableMod(_Message):
        """Configure a flow table (7.3.3)."""
        table_id: int
        config: int
        def __init__(
            self, datapath: AnyDatapath | None, table_id: int | None = None, config: int | None = None,
        ) -> None: ...

    class OFPFlowMod(_Message):
        """Add, modify or delete flow entries (7.3.4.1)."""
        cookie: int
        cookie_mask: int
        table_id: int
        command: int
        idle_timeout: int
        hard_timeout: int
        priority: int
        buffer_id: int
        out_port: int
        out_group: int
        flags: int
        match: of13.OFPMatch
        instructions: list[of13.OFPInstruction]
        def __init__(
            self, datapath: AnyDatapath | None, cookie: int = 0, cookie_mask: int = 0, table_id: int = 0,
            command: int = 0, idle_timeout: int = 0, hard_timeout: int = 0, priority: int = 32768,
            buffer_id: int = 4294967295, out_port: int = 0, out_group: int = 0, flags: int = 0,
            match: of13.OFPMatch | None = None, instructions: Sequence[of13.OFPInstruction] | None = None,
        ) -> None: ...

    class OFPBucket(Structure):
        """An action bucket of a group (7.3.4.2)."""
        len: int
        weight: int
        watch_port: int
        watch_group: int
        actions: list[of13.OFPAction]
        def __init__(
            self, weight: int = 0, watch_port: int = 4294967295, watch_group: int = 4294967295,
            actions: Sequence[of13.OFPAction] | None = None, len_: int | None = None,
        ) -> None: ...

    class OFPGroupMod(_Message):
        """Add, modify or delete a group (7.3.4.2)."""
        command: int
        type: int
        group_id: int
        buckets: list[of13.OFPBucket]
        def __init__(
            self, datapath: AnyDatapath | None, command: int = 0, type_: int = 0, group_id: int = 0,
            buckets: Sequence[of13.OFPBucket] | None = None,
        ) -> None: ...

    class OFPPortMod(_Message):
        """Change the behaviour of a port: the bits of `config` under `mask` (7.3.4.3)."""
        port_no: int
        hw_addr: str
        config: int
        mask: int
        advertise: int
        def __init__(
            self, datapath: AnyDatapath | None, port_no: int = 0, hw_addr: str | bytes = '00:00:00:00:00:00',
            config: int = 0, mask: int = 0, advertise: int = 0,
        ) -> None: ...

    class OFPMeterBandHeader(Structure):
        """A band of a meter; `rate` and `burst_size` in the units of the meter's flags (7.3.4.4)."""
        type: int
        len: int
        rate: int
        burst_size: int
        data: bytes
        def __init__(
            self, type_: int, rate: int = 0, burst_size: int = 0, data: bytes = b'', len_: int | None = None,
        ) -> None: ...

    class OFPMeterBandDrop(OFPMeterBandHeader):
        """Drop what is above the rate (7.3.4.4)."""
        def __init__(
            self, rate: int = 0, burst_size: int = 0, type_: int | None = None, len_: int | None = None,
        ) -> None: ...

    class OFPMeterBandDscpRemark(OFPMeterBandHeader):
        """Raise the drop precedence of what is above the rate (7.3.4.4)."""
        prec_level: int
        def __init__(
            self, rate: int = 0, burst_size: int = 0, prec_level: int = 0, type_: int | None = None,
            len_: int | None = None,
        ) -> None: ...

    class OFPMeterBandExperimenter(OFPMeterBandHeader):
        """A band defined by an experimenter (7.3.4.4)."""
        experimenter: int
        def __init__(
            self, rate: int = 0, burst_size: int = 0, experimenter: int | None = None, data: bytes = b'',
            type_: int | None = None, len_: int | None = None,
        ) -> None: ...

    class OFPMeterMod(_Message):
        """Add, modify or delete a meter (7.3.4.4)."""
        command: int
        flags: int
        meter_id: int
        bands: list[of13.OFPMeterBandHeader]
        def __init__(
            self, datapath: AnyDatapath | None, command: int = 0, flags: int = 1, meter_id: int = 1,
            bands: Sequence[of13.OFPMeterBandHeader] | None = None,
        ) -> None: ...

    class OFPMultipartRequest(_Message):
        """Ask for something that may take several messages to answer (7.3.5)."""
        type: int
        flags: int
        data: bytes
        def __init__(
            self, datapath: AnyDatapath | None, type_: int | None = None, flags: int = 0, data: bytes = b'',
        ) -> None: ...

    class OFPMultipartReply(_Message):
        """A part of the answer to a multipart request (7.3.5)."""
        type: int
        flags: int
        data: bytes
        def __init__(
            self, datapath: AnyDatapath | None, type_: int | None = None, flags: int = 0, data: bytes = b'',
        ) -> None: ...

    class OFPDescStatsRequest(OFPMultipartRequest):
        """Ask who made the switch (7.3.5.1)."""
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, type_: int | None = None) -> None: ...

    class OFPDescStats(Structure):
        """Manufacturer, hardware, software, serial number and a name for humans (7.3.5.1)."""
        mfr_desc: bytes
        hw_desc: bytes
        sw_desc: bytes
        serial_num: bytes
        dp_desc: bytes
        def __init__(
            self, mfr_desc: str | bytes, hw_desc: str | bytes, sw_desc: str | bytes, serial_num: str | bytes,
            dp_desc: str | bytes,
        ) -> None: ...

    class OFPDescStatsReply(OFPMultipartReply):
        """Who made the switch (7.3.5.1)."""
        body: of13.OFPDescStats
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: of13.OFPDescStats | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPFlowStatsRequest(OFPMultipartRequest):
        """Ask for flow entries (7.3.5.2)."""
        table_id: int
        out_port: int
        out_group: int
        cookie: int
        cookie_mask: int
        match: of13.OFPMatch
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, table_id: int = 255, out_port: int = 4294967295,
            out_group: int = 4294967295, cookie: int = 0, cookie_mask: int = 0, match: of13.OFPMatch | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPFlowStats(Structure):
        """A flow entry and its counters (7.3.5.2)."""
        length: int
        table_id: int
        duration_sec: int
        duration_nsec: int
        priority: int
        idle_timeout: int
        hard_timeout: int
        flags: int
        cookie: int
        packet_count: int
        byte_count: int
        match: of13.OFPMatch
        instructions: list[of13.OFPInstruction]
        def __init__(
            self, table_id: int | None = None, duration_sec: int | None = None, duration_nsec: int | None = None,
            priority: int | None = None, idle_timeout: int | None = None, hard_timeout: int | None = None,
            flags: int | None = None, cookie: int | None = None, packet_count: int | None = None,
            byte_count: int | None = None, match: of13.OFPMatch | None = None,
            instructions: Sequence[of13.OFPInstruction] | None = None, length: int | None = None,
        ) -> None: ...

    class OFPFlowStatsReply(OFPMultipartReply):
        """Flow entries and their counters (7.3.5.2)."""
        body: list[of13.OFPFlowStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of13.OFPFlowStats] | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPAggregateStatsRequest(OFPMultipartRequest):
        """Ask for the sums over flow entries (7.3.5.3)."""
        table_id: int
        out_port: int
        out_group: int
        cookie: int
        cookie_mask: int
        match: of13.OFPMatch
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, table_id: int = 255, out_port: int = 4294967295,
            out_group: int = 4294967295, cookie: int = 0, cookie_mask: int = 0, match: of13.OFPMatch | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPAggregateStats(Structure):
        """Sums over flow entries (7.3.5.3)."""
        packet_count: int
        byte_count: int
        flow_count: int
        def __init__(self, packet_count: int, byte_count: int, flow_count: int) -> None: ...

    class OFPAggregateStatsReply(OFPMultipartReply):
        """Sums over flow entries (7.3.5.3)."""
        body: of13.OFPAggregateStats
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: of13.OFPAggregateStats | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPTableStatsRequest(OFPMultipartRequest):
        """Ask for the counters of the tables (7.3.5.4)."""
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, type_: int | None = None) -> None: ...

    class OFPTableStats(Structure):
        """The counters of a table (7.3.5.4)."""
        table_id: int
        active_count: int
        lookup_count: int
        matched_count: int
        def __init__(self, table_id: int, active_count: int, lookup_count: int, matched_count: int) -> None: ...

    class OFPTableStatsReply(OFPMultipartReply):
        """The counters of the tables (7.3.5.4)."""
        body: list[of13.OFPTableStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of13.OFPTableStats] | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPInstructionId(Structure):
        """An instruction that a table supports (7.3.5.5.2); `data` only for an experimenter's."""
        type: int
        len: int
        data: bytes
        def __init__(self, type_: int, data: bytes = b'', len_: int | None = None) -> None: ...

    class OFPActionId(Structure):
        """An action that a table supports (7.3.5.5.2); `data` only for an experimenter's."""
        type: int
        len: int
        data: bytes
        def __init__(self, type_: int, data: bytes = b'', len_: int | None = None) -> None: ...

    class OFPTableFeatureProp(Structure):
        """A property of a table (7.3.5.5.2)."""
        type: int
        length: int
        data: bytes
        def __init__(self, type_: int | None = None, length: int | None = None, data: bytes = b'') -> None: ...

    class OFPTableFeaturePropInstructions(OFPTableFeatureProp):
        """The instructions of a table (7.3.5.5.2)."""
        instruction_ids: list[of13.OFPInstructionId]
        def __init__(
            self, type_: int | None = None, length: int | None = None,
            instruction_ids: Sequence[of13.OFPInstructionId] | None = None,
        ) -> None: ...

    class OFPTableFeaturePropNextTables(OFPTableFeatureProp):
        """The tables that a table can go to (7.3.5.5.2)."""
        table_ids: list[int]
        def __init__(
            self, type_: int | None = None, length: int | None = None, table_ids: Sequence[int] | None = None,
        ) -> None: ...

    class OFPTableFeaturePropActions(OFPTableFeatureProp):
        """The actions of a table (7.3.5.5.2)."""
        action_ids: list[of13.OFPActionId]
        def __init__(
            self, type_: int | None = None, length: int | None = None,
            action_ids: Sequence[of13.OFPActionId] | None = None,
        ) -> None: ...

    class OFPTableFeaturePropOxm(OFPTableFeatureProp):
        """The fields that a table can match, wildcard or set (7.3.5.5.2)."""
        oxm_ids: list[of13.OFPOxmId]
        def __init__(
            self, type_: int | None = None, length: int | None = None, oxm_ids: Sequence[of13.OFPOxmId] | None = None,
        ) -> None: ...

    class OFPTableFeaturePropExperimenter(OFPTableFeatureProp):
        """A table property defined by an experimenter (7.3.5.5.2)."""
        experimenter: int
        exp_type: int
        data: list[int] | bytes
        def __init__(
            self, type_: int | None = None, length: int | None = None, experimenter: int | None = None,
            exp_type: int | None = None, data: Sequence[int] | bytes | None = None,
        ) -> None: ...

    class OFPTableFeaturePropUnknown(OFPTableFeatureProp):
        """A table property that the specification does not know (7.3.5.5.2)."""
        def __init__(self, type_: int | None = None, length: int | None = None, data: bytes = b'') -> None: ...

    class OFPTableFeaturesStats(Structure):
        """What a table can do (7.3.5.5)."""
        length: int
        table_id: int
        name: bytes
        metadata_match: int
        metadata_write: int
        config: int
        max_entries: int
        properties: list[of13.OFPTableFeatureProp]
        def __init__(
            self, table_id: int | None = None, name: str | bytes | None = None, metadata_match: int | None = None,
            metadata_write: int | None = None, config: int | None = None, max_entries: int | None = None,
            properties: Sequence[of13.OFPTableFeatureProp] | None = None, length: int | None = None,
        ) -> None: ...

    class OFPTableFeaturesStatsRequest(OFPMultipartRequest):
        """Ask for the features of all tables, or, with a body, set them (7.3.5.5)."""
        body: list[of13.OFPTableFeaturesStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0,
            body: Sequence[of13.OFPTableFeaturesStats] | None = None, type_: int | None = None,
        ) -> None: ...

    class OFPTableFeaturesStatsReply(OFPMultipartReply):
        """The features of the tables (7.3.5.5)."""
        body: list[of13.OFPTableFeaturesStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0,
            body: Sequence[of13.OFPTableFeaturesStats] | None = None, type_: int | None = None,
        ) -> None: ...

    class OFPPortStatsRequest(OFPMultipartRequest):
        """Ask for the counters of one port or of all (7.3.5.6)."""
        port_no: int
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, port_no: int = 4294967295, type_: int | None = None,
        ) -> None: ...

    class OFPPortStats(Structure):
        """The counters of a port; all ones where the switch has none (7.3.5.6)."""
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
        duration_sec: int
        duration_nsec: int
        def __init__(
            self, port_no: int, rx_packets: int, tx_packets: int, rx_bytes: int, tx_bytes: int, rx_dropped: int,
            tx_dropped: int, rx_errors: int, tx_errors: int, rx_frame_err: int, rx_over_err: int, rx_crc_err: int,
            collisions: int, duration_sec: int, duration_nsec: int,
        ) -> None: ...

    class OFPPortStatsReply(OFPMultipartReply):
        """The counters of ports (7.3.5.6)."""
        body: list[of13.OFPPortStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of13.OFPPortStats] | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPPortDescStatsRequest(OFPMultipartRequest):
        """Ask for the ports of the switch (7.3.5.7)."""
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, type_: int | None = None) -> None: ...

    class OFPPortDescStatsReply(OFPMultipartReply):
        """The ports of the switch (7.3.5.7)."""
        body: list[of13.OFPPort]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of13.OFPPort] | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPQueueStatsRequest(OFPMultipartRequest):
        """Ask for the counters of queues (7.3.5.8)."""
        port_no: int
        queue_id: int
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, port_no: int = 4294967295, queue_id: int = 4294967295,
            type_: int | None = None,
        ) -> None: ...

    class OFPQueueStats(Structure):
        """The counters of a queue (7.3.5.8)."""
        port_no: int
        queue_id: int
        tx_bytes: int
        tx_packets: int
        tx_errors: int
        duration_sec: int
        duration_nsec: int
        def __init__(
            self, port_no: int, queue_id: int, tx_bytes: int, tx_packets: int, tx_errors: int, duration_sec: int,
            duration_nsec: int,
        ) -> None: ...

    class OFPQueueStatsReply(OFPMultipartReply):
        """The counters of queues (7.3.5.8)."""
        body: list[of13.OFPQueueStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of13.OFPQueueStats] | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPGroupStatsRequest(OFPMultipartRequest):
        """Ask for the counters of one group or of all (7.3.5.9)."""
        group_id: int
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, group_id: int = 4294967292, type_: int | None = None,
        ) -> None: ...

    class OFPBucketCounter(Structure):
        """The counters of a bucket (7.3.5.9)."""
        packet_count: int
        byte_count: int
        def __init__(self, packet_count: int, byte_count: int) -> None: ...

    class OFPGroupStats(Structure):
        """The counters of a group (7.3.5.9)."""
        length: int
        group_id: int
        ref_count: int
        packet_count: int
        byte_count: int
        duration_sec: int
        duration_nsec: int
        bucket_stats: list[of13.OFPBucketCounter]
        def __init__(
            self, length: int | None = None, group_id: int | None = None, ref_count: int | None = None,
            packet_count: int | None = None, byte_count: int | None = None, duration_sec: int | None = None,
            duration_nsec: int | None = None, bucket_stats: Sequence[of13.OFPBucketCounter] | None = None,
        ) -> None: ...

    class OFPGroupStatsReply(OFPMultipartReply):
        """The counters of groups (7.3.5.9)."""
        body: list[of13.OFPGroupStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of13.OFPGroupStats] | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPGroupDescStatsRequest(OFPMultipartRequest):
        """Ask for the groups of the switch (7.3.5.10)."""
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, type_: int | None = None) -> None: ...

    class OFPGroupDescStats(Structure):
        """A group (7.3.5.10)."""
        length: int
        type: int
        group_id: int
        buckets: list[of13.OFPBucket]
        def __init__(
            self, type_: int | None = None, group_id: int | None = None,
            buckets: Sequence[of13.OFPBucket] | None = None, length: int | None = None,
        ) -> None: ...

    class OFPGroupDescStatsReply(OFPMultipartReply):
        """The groups of the switch (7.3.5.10)."""
        body: list[of13.OFPGroupDescStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of13.OFPGroupDescStats] | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPGroupFeaturesStatsRequest(OFPMultipartRequest):
        """Ask what groups of the switch can do (7.3.5.11)."""
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, type_: int | None = None) -> None: ...

    class OFPGroupFeaturesStats(Structure):
        """What groups can do; `max_groups` and `actions` (bitmaps) have one number for each group type (7.3.5.11)."""
        types: int
        capabilities: int
        max_groups: list[int]
        actions: list[int]
        def __init__(
            self, types: int, capabilities: int, max_groups: Sequence[int] | None = None,
            actions: Sequence[int] | None = None,
        ) -> None: ...

    class OFPGroupFeaturesStatsReply(OFPMultipartReply):
        """What groups of the switch can do (7.3.5.11)."""
        body: of13.OFPGroupFeaturesStats
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: of13.OFPGroupFeaturesStats | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPMeterStatsRequest(OFPMultipartRequest):
        """Ask for the counters of one meter or of all (7.3.5.12)."""
        meter_id: int
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, meter_id: int = 4294967295, type_: int | None = None,
        ) -> None: ...

    class OFPMeterBandStats(Structure):
        """The counters of a meter band (7.3.5.12)."""
        packet_band_count: int
        byte_band_count: int
        def __init__(self, packet_band_count: int, byte_band_count: int) -> None: ...

    class OFPMeterStats(Structure):
        """The counters of a meter (7.3.5.12)."""
        meter_id: int
        len: int
        flow_count: int
        packet_in_count: int
        byte_in_count: int
        duration_sec: int
        duration_nsec: int
        band_stats: list[of13.OFPMeterBandStats]
        def __init__(
            self, meter_id: int | None = None, flow_count: int | None = None, packet_in_count: int | None = None,
            byte_in_count: int | None = None, duration_sec: int | None = None, duration_nsec: int | None = None,
            band_stats: Sequence[of13.OFPMeterBandStats] | None = None, len_: int | None = None,
        ) -> None: ...

    class OFPMeterStatsReply(OFPMultipartReply):
        """The counters of meters (7.3.5.12)."""
        body: list[of13.OFPMeterStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of13.OFPMeterStats] | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPMeterConfigStatsRequest(OFPMultipartRequest):
        """Ask for the configuration of one meter or of all (7.3.5.13)."""
        meter_id: int
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, meter_id: int = 4294967295, type_: int | None = None,
        ) -> None: ...

    class OFPMeterConfigStats(Structure):
        """The configuration of a meter (7.3.5.13)."""
        length: int
        flags: int
        meter_id: int
        bands: list[of13.OFPMeterBandHeader]
        def __init__(
            self, flags: int | None = None, meter_id: int | None = None,
            bands: Sequence[of13.OFPMeterBandHeader] | None = None, length: int | None = None,
        ) -> None: ...

    class OFPMeterConfigStatsReply(OFPMultipartReply):
        """The configuration of meters (7.3.5.13)."""
        body: list[of13.OFPMeterConfigStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: Sequence[of13.OFPMeterConfigStats] | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPMeterFeaturesStatsRequest(OFPMultipartRequest):
        """Ask what meters of the switch can do (7.3.5.14)."""
        def __init__(self, datapath: AnyDatapath | None, flags: int = 0, type_: int | None = None) -> None: ...

    class OFPMeterFeaturesStats(Structure):
        """What meters can do; `band_types` and `capabilities` are bitmaps (7.3.5.14)."""
        max_meter: int
        band_types: int
        capabilities: int
        max_bands: int
        max_color: int
        def __init__(
            self, max_meter: int, band_types: int, capabilities: int, max_bands: int, max_color: int,
        ) -> None: ...

    class OFPMeterFeaturesStatsReply(OFPMultipartReply):
        """What meters of the switch can do; Ryu's body is a list of one (7.3.5.14)."""
        body: list[of13.OFPMeterFeaturesStats]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0,
            body: Sequence[of13.OFPMeterFeaturesStats] | None = None, type_: int | None = None,
        ) -> None: ...

    class OFPExperimenterMultipart(Structure):
        """The body of an experimenter's multipart reply (7.3.5.15)."""
        experimenter: int
        exp_type: int
        data: bytes
        def __init__(self, experimenter: int, exp_type: int, data: bytes = b'') -> None: ...

    class OFPExperimenterStatsRequest(OFPMultipartRequest):
        """A multipart request defined by an experimenter (7.3.5.15)."""
        experimenter: int
        exp_type: int
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, experimenter: int | None = None,
            exp_type: int | None = None, data: bytes = b'', type_: int | None = None,
        ) -> None: ...

    class OFPExperimenterStatsReply(OFPMultipartReply):
        """A multipart reply defined by an experimenter (7.3.5.15)."""
        body: of13.OFPExperimenterMultipart
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, body: of13.OFPExperimenterMultipart | None = None,
            type_: int | None = None,
        ) -> None: ...

    class OFPQueueGetConfigRequest(_Message):
        """Ask for the queues of one port or of all (7.3.6)."""
        port: int
        def __init__(self, datapath: AnyDatapath | None, port: int | None = None) -> None: ...

    class OFPQueueGetConfigReply(_Message):
        """The queues of a port (7.3.6)."""
        port: int
        queues: list[of13.OFPPacketQueue]
        def __init__(
            self, datapath: Any, queues: list[of13.OFPPacketQueue] | None = None, port: int | None = None,
        ) -> None: ...

    class OFPPacketOut(_Message):
        """Send a packet, given here or buffered by the switch, through `actions` (7.3.7)."""
        buffer_id: int
        in_port: int
        actions: list[of13.OFPAction]
        data: bytes
        def __init__(
            self, datapath: AnyDatapath | None, buffer_id: int | None = None, in_port: int | None = None,
            actions: Sequence[of13.OFPAction] | None = None, data: Frame = b'', actions_len: int | None = None,
        ) -> None: ...

    class OFPBarrierRequest(_Message):
        """Ask to be told when everything sent before is done (7.3.8)."""
        def __init__(self, datapath: AnyDatapath | None) -> None: ...

    class OFPBarrierReply(_Message):
        """Everything before the barrier request is done (7.3.8)."""
        def __init__(self, datapath: AnyDatapath | None) -> None: ...

    class OFPRoleRequest(_Message):
        """Ask for a role (7.3.9)."""
        role: int
        generation_id: int
        def __init__(
            self, datapath: AnyDatapath | None, role: int | None = None, generation_id: int | None = None,
        ) -> None: ...

    class OFPRoleReply(_Message):
        """The role of this controller (7.3.9)."""
        role: int
        generation_id: int
        def __init__(
            self, datapath: AnyDatapath | None, role: int | None = None, generation_id: int | None = None,
        ) -> None: ...

    class OFPGetAsyncRequest(_Message):
        """Ask which asynchronous messages this channel gets (7.3.10)."""
        def __init__(self, datapath: AnyDatapath | None) -> None: ...

    class OFPGetAsyncReply(_Message):
        """Which asynchronous messages this channel gets: bitmaps of reasons, [as master or equal, as slave] (7.3.10)."""
        packet_in_mask: list[int]
        port_status_mask: list[int]
        flow_removed_mask: list[int]
        def __init__(
            self, datapath: AnyDatapath | None, packet_in_mask: Sequence[int] | None = None,
            port_status_mask: Sequence[int] | None = None, flow_removed_mask: Sequence[int] | None = None,
        ) -> None: ...

    class OFPSetAsync(_Message):
        """Choose the asynchronous messages of this channel: bitmaps of reasons, [as master or equal, as slave] (7.3.10)."""
        packet_in_mask: list[int]
        port_status_mask: list[int]
        flow_removed_mask: list[int]
        def __init__(
            self, datapath: AnyDatapath | None, packet_in_mask: Sequence[int] | None = None,
            port_status_mask: Sequence[int] | None = None, flow_removed_mask: Sequence[int] | None = None,
        ) -> None: ...

    class OFPPacketIn(_Message):
        """A packet the switch hands to the controller (7.4.1)."""
        buffer_id: int
        total_len: int
        reason: int
        table_id: int
        cookie: int
        match: of13.OFPMatch
        data: bytes
        def __init__(
            self, datapath: AnyDatapath | None, buffer_id: int | None = None, total_len: int | None = None,
            reason: int | None = None, table_id: int | None = None, cookie: int | None = None,
            match: of13.OFPMatch | None = None, data: bytes = b'',
        ) -> None: ...

    class OFPFlowRemoved(_Message):
        """A flow entry is gone (7.4.2)."""
        cookie: int
        priority: int
        reason: int
        table_id: int
        duration_sec: int
        duration_nsec: int
        idle_timeout: int
        hard_timeout: int
        packet_count: int
        byte_count: int
        match: of13.OFPMatch
        def __init__(
            self, datapath: AnyDatapath | None, cookie: int | None = None, priority: int | None = None,
            reason: int | None = None, table_id: int | None = None, duration_sec: int | None = None,
            duration_nsec: int | None = None, idle_timeout: int | None = None, hard_timeout: int | None = None,
            packet_count: int | None = None, byte_count: int | None = None, match: of13.OFPMatch | None = None,
        ) -> None: ...

    class OFPPortStatus(_Message):
        """A port was added, removed or changed (7.4.3)."""
        reason: int
        desc: of13.OFPPort
        def __init__(
            self, datapath: AnyDatapath | None, reason: int | None = None, desc: of13.OFPPort | None = None,
        ) -> None: ...

    class OFPErrorMsg(_Message):
        """A request failed; `data` holds at least the first 64 bytes of it (7.4.4)."""
        type: int
        code: int
        data: bytes
        def __init__(
            self, datapath: Any, type_: int | None = None, code: int | None = None, data: bytes | None = None,
            exp_type: int | None = None, experimenter: int | None = None,
        ) -> None: ...
        @builtins.property
        def exp_type(self) -> int | None: ...
        @builtins.property
        def experimenter(self) -> int | None: ...

    class OFPHelloElem(Structure):
        """An element of a hello (7.5.1)."""
        type: int
        length: int
        data: bytes
        def __init__(self, type_: int, data: bytes = b'', length: int | None = None) -> None: ...

    class OFPHelloElemVersionBitmap(OFPHelloElem):
        """The versions that the sender speaks, as bitmaps: bit n of word 0 is version n (7.5.1)."""
        bitmaps: list[int]
        def __init__(self, versions: list[int], type_: int | None = None, length: int | None = None) -> None: ...
        @builtins.property
        def versions(self) -> list[int]: ...
        @versions.setter
        def versions(self, value: Any) -> None: ...

    class OFPHello(_Message):
        """The first message of either side (7.5.1)."""
        elements: list[of13.OFPHelloElem]
        def __init__(
            self, datapath: AnyDatapath | None, elements: Sequence[of13.OFPHelloElem] | None = None,
        ) -> None: ...

    class OFPEchoRequest(_Message):
        """Are you there? (7.5.2)"""
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, data: bytes = b'') -> None: ...

    class OFPEchoReply(_Message):
        """Yes; `data` is that of the request (7.5.3)."""
        data: bytes
        def __init__(self, datapath: AnyDatapath | None, data: bytes = b'') -> None: ...

    class OFPExperimenter(_Message):
        """A message defined by an experimenter (7.5.4)."""
        experimenter: int
        exp_type: int
        data: bytes
        def __init__(
            self, datapath: AnyDatapath | None, experimenter: int | None = None, exp_type: int | None = None,
            data: bytes = b'',
        ) -> None: ...

    class NXAction(OFPActionExperimenter):
        """An action of Nicira's."""
        subtype: int
        def __init__(
            self, subtype: int, data: bytes = b'', type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None,
        ) -> None: ...

    class NXActionUnknown(NXAction):
        """An action of Nicira's that nobody declared."""
        def __init__(
            self, subtype: int, data: bytes = b'', type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None,
        ) -> None: ...

    class NXActionResubmit(NXAction):
        """Search this table again, as if the packet had come in by `in_port`: `resubmit:port`."""
        in_port: int
        def __init__(
            self, in_port: int = 65528, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionResubmitTable(NXAction):
        """Search a table, as if the packet had come in by `in_port`: `resubmit(port,table)`."""
        in_port: int
        table_id: int
        def __init__(
            self, in_port: int = 65528, table_id: int = 255, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionSetTunnel(NXAction):
        """Set the tunnel id: `set_tunnel:id`."""
        tun_id: int
        def __init__(
            self, tun_id: int, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionSetTunnel64(NXAction):
        """Set the tunnel id: `set_tunnel64:id`."""
        tun_id: int
        def __init__(
            self, tun_id: int, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionSetQueue(NXAction):
        """Choose the queue for a later output, in 1.0: `set_queue:queue`."""
        queue_id: int
        def __init__(
            self, queue_id: int, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionPopQueue(NXAction):
        """Back to the queue from before any set_queue: `pop_queue`."""
        def __init__(
            self, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionRegMove(NXAction):
        """Copy bits of a field into another: `move:src[start..end]->dst[start..end]`."""
        n_bits: int
        src_ofs: int
        dst_ofs: int
        src_field: str | int
        dst_field: str | int
        def __init__(
            self, src_field: str | int, dst_field: str | int, n_bits: int, src_ofs: int = 0, dst_ofs: int = 0,
            type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionRegLoad(NXAction):
        """Write a number into bits of a field, which `ofs_nbits` tells: `load:value->dst[start..end]`."""
        ofs_nbits: int
        dst: str | int
        value: int
        def __init__(
            self, ofs_nbits: int, dst: str | int, value: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionRegLoad2(NXAction):
        """Write a value, or its bits under a mask, into a field: `set_field:value/mask->dst`."""
        dst: Any
        value: Any
        mask: Any
        def __init__(
            self, dst: Any, value: Any, mask: Any = None, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionNote(NXAction):
        """Nothing but a remark, padded with zeros: `note:01.02.03`."""
        note: list[int]
        def __init__(self, note: list[int] | bytes) -> None: ...

    class NXActionMultipath(NXAction):
        """Choose a link by a hash, and write its number: `multipath(fields,basis,algorithm,n_links,arg,dst[start..end])`."""
        fields: int
        basis: int
        algorithm: int
        max_link: int
        arg: int
        ofs_nbits: int
        dst: str | int
        def __init__(
            self, fields: int, basis: int, algorithm: int, max_link: int, arg: int, ofs_nbits: int, dst: str | int,
            type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionBundle(NXAction):
        """Choose a port by a hash, and output to it: `bundle(fields,basis,algorithm,ofport,slaves:port,...)`."""
        algorithm: int
        fields: int
        basis: int
        slave_type: int
        ofs_nbits: int
        dst: int
        slaves: list[int]
        def __init__(
            self, algorithm: int, fields: int, basis: int, slave_type: int, n_slaves: int | None = None,
            ofs_nbits: int | None = None, dst: int | None = None, slaves: Sequence[int] | None = None,
            type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionBundleLoad(NXAction):
        """Choose a port by a hash, and write its number: `bundle_load(fields,basis,algorithm,ofport,dst,slaves:...)`."""
        algorithm: int
        fields: int
        basis: int
        slave_type: int
        ofs_nbits: int
        dst: str | int
        slaves: list[int]
        def __init__(
            self, algorithm: int, fields: int, basis: int, slave_type: int, n_slaves: int | None = None,
            ofs_nbits: int | None = None, dst: str | int | None = None, slaves: Sequence[int] | None = None,
            type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionOutputReg(NXAction):
        """Output to the port whose number bits of a field hold: `output:src[start..end]`."""
        ofs_nbits: int
        src: str | int
        max_len: int
        def __init__(
            self, ofs_nbits: int, src: str | int, max_len: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionOutputReg2(NXAction):
        """Output to the port whose number bits of a field hold, an experimenter's field included: `output:src[...]`."""
        ofs_nbits: int
        max_len: int
        src: str | int
        def __init__(
            self, ofs_nbits: int, src: str | int, max_len: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionOutputTrunc(NXAction):
        """Output no more than `max_len` bytes of the packet: `output(port=port,max_len=max_len)`."""
        port: int
        max_len: int
        def __init__(
            self, port: int, max_len: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionExit(NXAction):
        """Do nothing of what follows: `exit`."""
        def __init__(
            self, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionDecTtl(NXAction):
        """Lower the IPv4 time to live or the IPv6 hop limit by one: `dec_ttl`."""
        def __init__(
            self, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionDecTtlCntIds(NXAction):
        """Lower the time to live, an expired packet going to those controllers: `dec_ttl(id,...)`."""
        cnt_ids: list[int]
        def __init__(
            self, cnt_ids: Sequence[int] | None = None, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None, n_controllers: int | None = None,
        ) -> None: ...

    class NXActionFinTimeout(NXAction):
        """Shorten the time-outs of the flow when a TCP connection ends: `fin_timeout(idle_timeout=s,hard_timeout=s)`."""
        fin_idle_timeout: int
        fin_hard_timeout: int
        def __init__(
            self, fin_idle_timeout: int, fin_hard_timeout: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionController(NXAction):
        """Send the packet to the controllers of that id: `controller(max_len=n,id=id,reason=reason)`."""
        max_len: int
        controller_id: int
        reason: int
        def __init__(
            self, max_len: int, controller_id: int, reason: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionController2(NXAction):
        """Send the packet to a controller: `controller(max_len=n,id=id,reason=reason,userdata=01.02,pause,meter_id=id)`."""
        max_len: Any
        controller_id: Any
        reason: Any
        userdata: Any
        pause: Any
        meter_id: Any
        others: Any
        def __init__(
            self, max_len: Any = None, controller_id: Any = None, reason: Any = None, userdata: Any = None,
            pause: Any = None, meter_id: Any = None, others: Any = b'', type_: int | None = None,
            len_: int | None = None, experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionPushMpls(NXAction):
        """Push an MPLS header, in 1.0: `push_mpls:ethertype`."""
        ethertype: int
        def __init__(
            self, ethertype: int, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionPopMpls(NXAction):
        """Pop the outermost MPLS header, in 1.0; `ethertype` is that of what remains: `pop_mpls:ethertype`."""
        ethertype: int
        def __init__(
            self, ethertype: int, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionSetMplsTtl(NXAction):
        """Set the MPLS time to live, in 1.0: `set_mpls_ttl:ttl`."""
        ttl: int
        def __init__(
            self, ttl: int, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionDecMplsTtl(NXAction):
        """Lower the MPLS time to live by one, in 1.0: `dec_mpls_ttl`."""
        def __init__(
            self, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionSetMplsLabel(NXAction):
        """Set the MPLS label, in 1.0: `set_mpls_label:label`."""
        label: int
        def __init__(
            self, label: int, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionSetMplsTc(NXAction):
        """Set the MPLS traffic class, in 1.0: `set_mpls_tc:tc`."""
        tc: int
        def __init__(
            self, tc: int, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionStackPush(NXAction):
        """Push bits of a field on the stack: `push:field[start..end]`; `end` is the number of bits."""
        start: int
        field: str | int
        end: int
        def __init__(
            self, field: str | int, start: int, end: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionStackPop(NXAction):
        """Pop bits of a field off the stack: `pop:field[start..end]`; `end` is the number of bits."""
        start: int
        field: str | int
        end: int
        def __init__(
            self, field: str | int, start: int, end: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionSample(NXAction):
        """Sample packets for IPFIX, `probability` of 65,535: `sample(probability=n,collector_set_id=id,...)`."""
        probability: int
        collector_set_id: int
        obs_domain_id: int
        obs_point_id: int
        def __init__(
            self, probability: int, collector_set_id: int = 0, obs_domain_id: int = 0, obs_point_id: int = 0,
            type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionSample2(NXAction):
        """Sample packets for IPFIX at a port: `sample(probability=n,collector_set_id=id,...,sampling_port=port)`."""
        probability: int
        collector_set_id: int
        obs_domain_id: int
        obs_point_id: int
        sampling_port: int
        def __init__(
            self, probability: int, collector_set_id: int = 0, obs_domain_id: int = 0, obs_point_id: int = 0,
            sampling_port: int = 0, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionConjunction(NXAction):
        """This flow is a clause, counted from 0, of a conjunctive match: `conjunction(id,clause/n_clauses)`."""
        clause: int
        n_clauses: int
        id: int
        def __init__(
            self, clause: int, n_clauses: int, id_: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionCT(NXAction):
        """Send the packet through connection tracking: `ct(commit,table=table,zone=zone,exec(...),nat(...),alg=ftp)`."""
        flags: int
        zone_src: str | int
        zone_ofs_nbits: int
        recirc_table: int
        alg: int
        actions: list[of13.OFPAction]
        def __init__(
            self, flags: int, zone_src: str | int, zone_ofs_nbits: int, recirc_table: int, alg: int,
            actions: Sequence[of13.OFPAction] | None = None, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionCTClear(NXAction):
        """Forget what connection tracking said of the packet: `ct_clear`."""
        def __init__(
            self, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionNAT(NXAction):
        """Translate addresses, inside of NXActionCT: `nat(src=min-max:port-port,random)`."""
        flags: int
        range_ipv4_min: Any
        range_ipv4_max: Any
        range_ipv6_min: Any
        range_ipv6_max: Any
        range_proto_min: Any
        range_proto_max: Any
        def __init__(
            self, flags: int, range_ipv4_min: Any = '', range_ipv4_max: Any = '', range_ipv6_min: Any = '',
            range_ipv6_max: Any = '', range_proto_min: Any = None, range_proto_max: Any = None,
            type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXEncapProp(Structure):
        """A property of a header that is pushed: of what class, which, and its value."""
        prop_class: int
        type: int
        len: int
        data: bytes
        def __init__(self, prop_class: int, type_: int, data: bytes = b'', len_: int | None = None) -> None: ...

    class NXActionEncap(NXAction):
        """Push a header that makes the packet one of `new_pkt_type`: `encap(...)`."""
        hdr_size: int
        new_pkt_type: int
        properties: list[of13.NXEncapProp]
        def __init__(
            self, hdr_size: int = 0, new_pkt_type: int | None = None,
            properties: Sequence[of13.NXEncapProp] | None = None, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionEncapEther(NXActionEncap):
        """Push an Ethernet header: `encap(ethernet)`."""
        def __init__(
            self, hdr_size: int = 0, properties: Sequence[of13.NXEncapProp] | None = None, type_: int | None = None,
            len_: int | None = None, experimenter: int | None = None, subtype: int | None = None,
            new_pkt_type: int | None = None,
        ) -> None: ...

    class NXActionEncapNsh(NXActionEncap):
        """Push a network service header: `encap(nsh(md_type=1))`."""
        def __init__(
            self, hdr_size: int = 0, properties: Sequence[of13.NXEncapProp] | None = None, type_: int | None = None,
            len_: int | None = None, experimenter: int | None = None, subtype: int | None = None,
            new_pkt_type: int | None = None,
        ) -> None: ...

    class NXActionDecap(NXAction):
        """Pop the outermost header: `decap()`; `new_pkt_type` 0xfffe leaves it to the packet what it is then."""
        new_pkt_type: int
        def __init__(
            self, new_pkt_type: int = 65534, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionDecNshTtl(NXAction):
        """Lower the time to live of the network service header by one: `dec_nsh_ttl`."""
        def __init__(
            self, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXActionWriteMetadata(NXAction):
        """Write the bits of `metadata` under `mask`, in 1.0: `write_metadata:value/mask`."""
        metadata: int
        mask: int
        def __init__(
            self, metadata: int, mask: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionClone(NXAction):
        """Do actions to a copy of the packet: `clone(action,...)`."""
        actions: list[of13.OFPAction]
        def __init__(
            self, actions: Sequence[of13.OFPAction] | None = None, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionCheckPktLarger(NXAction):
        """Write into a bit of a field whether the packet is longer: `check_pkt_larger(pkt_len)->dst[offset]`."""
        pkt_len: int
        offset: int
        dst: str | int
        def __init__(
            self, pkt_len: int, dst: str | int, offset: int, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXActionDeleteField(NXAction):
        """Remove a tunnel option: `delete_field:field`."""
        field: str | int
        def __init__(
            self, field: str | int, type_: int | None = None, len_: int | None = None, experimenter: int | None = None,
            subtype: int | None = None,
        ) -> None: ...

    class NXFlowSpec(Structure):
        """A part of a flow that is learned: `n_bits` of `src` for `dst`."""
        src: Any
        dst: Any
        n_bits: int
        def __init__(self, src: tuple[str, int] | int, dst: tuple[str, int] | str, n_bits: int) -> None: ...

    class NXFlowSpecMatch(NXFlowSpec):
        """The learned flow matches `dst` against `src`: `eth_dst=eth_src`."""
        def __init__(self, src: tuple[str, int] | int, dst: tuple[str, int] | str, n_bits: int) -> None: ...

    class NXFlowSpecLoad(NXFlowSpec):
        """The learned flow writes `src` into `dst`: `load:eth_src->reg0[0..15]`."""
        def __init__(self, src: tuple[str, int] | int, dst: tuple[str, int] | str, n_bits: int) -> None: ...

    class NXFlowSpecOutput(NXFlowSpec):
        """The learned flow outputs to the port that `src` holds: `output:in_port`."""
        def __init__(self, src: tuple[str, int], n_bits: int, dst: str = '') -> None: ...

    class NXActionLearn(NXAction):
        """Add a flow, made of `specs` and this packet: `learn(table=table,eth_dst=eth_src,output:in_port)`."""
        idle_timeout: int
        hard_timeout: int
        priority: int
        cookie: int
        flags: int
        table_id: int
        fin_idle_timeout: int
        fin_hard_timeout: int
        specs: list[of13.NXFlowSpec]
        def __init__(
            self, table_id: int, specs: Sequence[of13.NXFlowSpec] | None = None, idle_timeout: int = 0,
            hard_timeout: int = 0, priority: int = 32768, cookie: int = 0, flags: int = 0, fin_idle_timeout: int = 0,
            fin_hard_timeout: int = 0, type_: int | None = None, len_: int | None = None,
            experimenter: int | None = None, subtype: int | None = None,
        ) -> None: ...

    class NXMatch(oxm.Match):
        """Match fields without a header, as Nicira's messages hold them; reads like a dictionary (ovs-fields(7))."""
        def __init__(self, /, **fields: Unpack[_MatchFields]) -> None: ...
        @overload
        def __getitem__(self, name: Literal['in_port', 'in_phy_port', 'eth_type', 'vlan_pcp', 'ip_dscp', 'ip_ecn', 'ip_proto', 'tcp_src', 'tcp_dst', 'udp_src', 'udp_dst', 'sctp_src', 'sctp_dst', 'icmpv4_type', 'icmpv4_code', 'arp_op', 'icmpv6_type', 'icmpv6_code', 'mpls_label', 'mpls_tc', 'mpls_bos', 'pbb_uca', 'actset_output', 'in_port_nxm', 'eth_type_nxm', 'nw_tos', 'ip_proto_nxm', 'icmpv4_type_nxm', 'icmpv4_code_nxm', 'arp_op_nxm', 'icmpv6_type_nxm', 'icmpv6_code_nxm', 'ip_ecn_nxm', 'nw_ttl', 'mpls_ttl', '_recirc_id', 'conj_id', 'ct_zone', 'nsh_mdtype', 'nsh_np', 'nsh_spi', 'nsh_si', 'nsh_ttl', 'ct_nw_proto', 'nd_reserved', 'nd_options_type']) -> int: ...
        @overload
        def __getitem__(self, name: Literal['ipv6_nd_target', 'ipv6_nd_sll', 'ipv6_nd_tll']) -> str: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...

    class NXTRoleRequest(NiciraExperimenter):
        """Ask for a role."""
        role: int
        def __init__(
            self, datapath: AnyDatapath | None, role: int | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...

    class NXTRoleReply(NiciraExperimenter):
        """The role of this controller."""
        role: int
        def __init__(
            self, datapath: AnyDatapath | None, role: int | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...

    class NXTFlowMod(NiciraExperimenter):
        """Add, modify or delete flow entries; after NXTFlowModTableId the high byte of `command` is the table."""
        cookie: int
        command: int
        idle_timeout: int
        hard_timeout: int
        priority: int
        buffer_id: int
        out_port: int
        flags: int
        rule: of13.NXMatch
        actions: list[of13.OFPAction]
        def __init__(
            self, datapath: AnyDatapath | None, cookie: int | None = None, command: int | None = None,
            idle_timeout: int = 0, hard_timeout: int = 0, priority: int = 32768, buffer_id: int = 4294967295,
            out_port: int = 65535, flags: int = 0, rule: of13.NXMatch | None = None,
            actions: Sequence[of13.OFPAction] | None = None, experimenter: int | None = None,
            exp_type: int | None = None, match_len: int | None = None,
        ) -> None: ...

    class NXTFlowRemoved(NiciraExperimenter):
        """A flow entry is gone; `table_id` is one more than its table's number, 0 where the switch does not tell."""
        cookie: int
        priority: int
        reason: int
        table_id: int
        duration_sec: int
        duration_nsec: int
        idle_timeout: int
        packet_count: int
        byte_count: int
        match: of13.NXMatch
        def __init__(
            self, datapath: AnyDatapath | None, cookie: int | None = None, priority: int | None = None,
            reason: int | None = None, duration_sec: int | None = None, duration_nsec: int | None = None,
            idle_timeout: int | None = None, match_len: int | None = None, packet_count: int | None = None,
            byte_count: int | None = None, match: of13.NXMatch | None = None, table_id: int = 0,
            experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class NXTFlowModTableId(NiciraExperimenter):
        """Let flow modifications of 1.0 name their table, in the high byte of the command."""
        set: int
        def __init__(
            self, datapath: AnyDatapath | None, set_: int | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...

    class NXTPacketIn(NiciraExperimenter):
        """A packet the switch hands to the controller, with the metadata it had."""
        buffer_id: int
        total_len: int
        reason: int
        table_id: int
        cookie: int
        match: of13.NXMatch
        frame: bytes
        def __init__(
            self, datapath: AnyDatapath | None, buffer_id: int | None = None, total_len: int | None = None,
            reason: int | None = None, table_id: int | None = None, cookie: int | None = None,
            match_len: int | None = None, match: of13.NXMatch | None = None, frame: bytes = b'',
            experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class NXTFlowAge(NiciraExperimenter):
        """Have the ages of flows in their statistics."""
        def __init__(
            self, datapath: AnyDatapath | None, experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class NXTSetAsyncConfig(NiciraExperimenter):
        """Choose the asynchronous messages of this channel: bitmaps of reasons, [as master or other, as slave]."""
        packet_in_mask: list[int]
        port_status_mask: list[int]
        flow_removed_mask: list[int]
        def __init__(
            self, datapath: AnyDatapath | None, packet_in_mask: Sequence[int] | None = None,
            port_status_mask: Sequence[int] | None = None, flow_removed_mask: Sequence[int] | None = None,
            experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class NXAsyncConfigProp(Structure):
        """The reasons for which one kind of message is sent: the property of 1.4 (1.4.1, 7.3.10)."""
        type: int
        length: int
        mask: int
        data: bytes
        def __init__(self, type_: int, mask: int, data: bytes = b'', length: int | None = None) -> None: ...

    class NXTSetAsyncConfig2(NiciraExperimenter):
        """Choose the asynchronous messages of this channel, as 1.4 does."""
        properties: list[of13.NXAsyncConfigProp]
        def __init__(
            self, datapath: AnyDatapath | None, properties: Sequence[of13.NXAsyncConfigProp] | None = None,
            experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class NXTSetControllerId(NiciraExperimenter):
        """Give this channel the number that controller actions name."""
        controller_id: int
        def __init__(
            self, datapath: AnyDatapath | None, controller_id: int | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...

    class NXTFlowMonitorCancel(NiciraExperimenter):
        """End a flow monitor."""
        id: int
        def __init__(
            self, datapath: AnyDatapath | None, id_: int | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...

    class NXTFlowMonitorPaused(NiciraExperimenter):
        """There were more updates than the channel takes: some are left out from here on."""
        def __init__(
            self, datapath: AnyDatapath | None, experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class NXTFlowMonitorResumed(NiciraExperimenter):
        """What was left out has been made up for."""
        def __init__(
            self, datapath: AnyDatapath | None, experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class NXTlvMap(Structure):
        """Which tunnel option the match field tun_metadata<index> is; `option_len` a multiple of 4."""
        option_class: int
        option_type: int
        option_len: int
        index: int
        def __init__(self, option_class: int, option_type: int, option_len: int, index: int) -> None: ...

    class NXTTlvTableMod(NiciraExperimenter):
        """Change which tunnel options are match fields."""
        command: int
        maps: list[of13.NXTlvMap]
        def __init__(
            self, datapath: AnyDatapath | None, command: int | None = None, maps: Sequence[of13.NXTlvMap] | None = None,
            experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class NXTTlvTableRequest(NiciraExperimenter):
        """Ask which tunnel options are match fields."""
        def __init__(
            self, datapath: AnyDatapath | None, experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class NXTTlvTableReply(NiciraExperimenter):
        """Which tunnel options are match fields, and how many bytes and fields there may be."""
        max_option_space: int
        max_fields: int
        maps: list[of13.NXTlvMap]
        def __init__(
            self, datapath: AnyDatapath | None, max_option_space: int | None = None, max_fields: int | None = None,
            maps: Sequence[of13.NXTlvMap] | None = None, experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class NXTCtFlushZone(NiciraExperimenter):
        """Forget the connections of a zone."""
        zone_id: int
        def __init__(
            self, datapath: AnyDatapath | None, zone_id: int | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...

    class NXCtTupleProp(Structure):
        """A part of one direction of a connection."""
        type: int
        length: int
        data: bytes
        def __init__(self, type_: int, data: bytes = b'', length: int | None = None) -> None: ...

    class NXCtFlushProp(Structure):
        """Which connections are forgotten."""
        type: int
        length: int
        data: bytes
        def __init__(self, type_: int, data: bytes = b'', length: int | None = None) -> None: ...

    class NXCtFlushPropTuple(NXCtFlushProp):
        """Those with these parts in one direction."""
        properties: list[of13.NXCtTupleProp]
        def __init__(
            self, type_: int, properties: Sequence[of13.NXCtTupleProp] | None = None, length: int | None = None,
        ) -> None: ...

    class NXCtFlushPropZone(NXCtFlushProp):
        """Those of a zone."""
        zone_id: int
        def __init__(self, zone_id: int, type_: int | None = None, length: int | None = None) -> None: ...

    class NXTCtFlush(NiciraExperimenter):
        """Forget some connections."""
        ip_proto: int
        properties: list[of13.NXCtFlushProp]
        def __init__(
            self, datapath: AnyDatapath | None, ip_proto: int | None = None,
            properties: Sequence[of13.NXCtFlushProp] | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...

    class NXTPacketIn2Prop(Structure):
        """A property of a packet that the switch hands to the controller."""
        type: int
        length: int
        data: bytes
        def __init__(self, type_: int | None = None, length: int | None = None, data: bytes = b'') -> None: ...

    class NXTPacketIn2PropPacket(NXTPacketIn2Prop):
        """The packet, perhaps only its beginning."""
        def __init__(self, data: bytes = b'', type_: int | None = None, length: int | None = None) -> None: ...

    class NXTPacketIn2PropFullLen(NXTPacketIn2Prop):
        """The length of the packet, where it is not here whole: 4 bytes."""
        def __init__(self, data: bytes = b'', type_: int | None = None, length: int | None = None) -> None: ...

    class NXTPacketIn2PropBufferId(NXTPacketIn2Prop):
        """Where the switch keeps the packet, if it does: 4 bytes."""
        def __init__(self, data: bytes = b'', type_: int | None = None, length: int | None = None) -> None: ...

    class NXTPacketIn2PropTableId(NXTPacketIn2Prop):
        """The table of the flow that sent it: 1 byte."""
        def __init__(self, data: bytes = b'', type_: int | None = None, length: int | None = None) -> None: ...

    class NXTPacketIn2PropCookie(NXTPacketIn2Prop):
        """The cookie of the flow that sent it: 8 bytes."""
        def __init__(self, data: bytes = b'', type_: int | None = None, length: int | None = None) -> None: ...

    class NXTPacketIn2PropReason(NXTPacketIn2Prop):
        """Why it comes: 1 byte."""
        def __init__(self, data: bytes = b'', type_: int | None = None, length: int | None = None) -> None: ...

    class NXTPacketIn2PropMetadata(NXTPacketIn2Prop):
        """The metadata that it had: match fields."""
        def __init__(self, data: bytes = b'', type_: int | None = None, length: int | None = None) -> None: ...

    class NXTPacketIn2PropUserData(NXTPacketIn2Prop):
        """What NXActionController2 had as `userdata`."""
        def __init__(self, data: bytes = b'', type_: int | None = None, length: int | None = None) -> None: ...

    class NXTPacketIn2PropContinuation(NXTPacketIn2Prop):
        """What the switch needs for the packet to go on; its own business."""
        def __init__(self, data: bytes = b'', type_: int | None = None, length: int | None = None) -> None: ...

    class NXTPacketIn2(NiciraExperimenter):
        """A packet the switch hands to the controller, and what there is to say of it: `userdata`, `metadata` ..."""
        properties: list[of13.NXTPacketIn2Prop]
        def __init__(
            self, datapath: AnyDatapath | None, properties: Sequence[of13.NXTPacketIn2Prop] | None = None,
            experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...
        @builtins.property
        def data(self) -> bytes | None: ...
        @builtins.property
        def full_len(self) -> int | None: ...
        @builtins.property
        def buffer_id(self) -> int | None: ...
        @builtins.property
        def table_id(self) -> int | None: ...
        @builtins.property
        def cookie(self) -> int | None: ...
        @builtins.property
        def reason(self) -> int | None: ...
        @builtins.property
        def metadata(self) -> bytes | None: ...
        @builtins.property
        def userdata(self) -> bytes | None: ...
        @builtins.property
        def continuation(self) -> bytes | None: ...
        @builtins.property
        def total_len(self) -> int | None: ...

    class NXTResume(NiciraExperimenter):
        """Let a packet go on that came with a continuation: the properties of NXTPacketIn2, changed or not."""
        properties: list[of13.NXTPacketIn2Prop]
        def __init__(
            self, datapath: AnyDatapath | None, properties: Sequence[of13.NXTPacketIn2Prop] | None = None,
            experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...
        @builtins.property
        def data(self) -> bytes | None: ...
        @builtins.property
        def full_len(self) -> int | None: ...
        @builtins.property
        def buffer_id(self) -> int | None: ...
        @builtins.property
        def table_id(self) -> int | None: ...
        @builtins.property
        def cookie(self) -> int | None: ...
        @builtins.property
        def reason(self) -> int | None: ...
        @builtins.property
        def metadata(self) -> bytes | None: ...
        @builtins.property
        def userdata(self) -> bytes | None: ...
        @builtins.property
        def continuation(self) -> bytes | None: ...
        @builtins.property
        def total_len(self) -> int | None: ...

    class NiciraExperimenter(OFPExperimenter):
        """A message of Nicira's; one that nobody declared has `data`."""
        def __init__(
            self, datapath: AnyDatapath | None, exp_type: int | None = None, data: bytes = b'',
            experimenter: int | None = None,
        ) -> None: ...

    class NXTSetPacketInFormatMsg(NiciraExperimenter):
        """Choose what packets come to the controller in."""
        packet_in_format: int
        def __init__(
            self, datapath: AnyDatapath | None, packet_in_format: int | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...

    class ONFExperimenter(OFPExperimenter):
        """A message of the Foundation's; one that nobody declared has `data`."""
        def __init__(
            self, datapath: AnyDatapath | None, exp_type: int | None = None, data: bytes = b'',
            experimenter: int | None = None,
        ) -> None: ...

    class OFPBundleProp(Structure):
        """A property of a bundle."""
        type: int
        length: int
        data: bytes
        def __init__(self, type_: int | None = None, length: int | None = None, data: bytes = b'') -> None: ...

    class ONFBundleCtrlMsg(ONFExperimenter):
        """Open, close, commit or discard a bundle, or the answer to it."""
        bundle_id: int
        type: int
        flags: int
        properties: list[of13.OFPBundleProp]
        def __init__(
            self, datapath: AnyDatapath | None, bundle_id: int | None = None, type_: int | None = None,
            flags: int | None = None, properties: Sequence[of13.OFPBundleProp] | None = None,
            experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class ONFBundleAddMsg(ONFExperimenter):
        """Put a message into a bundle; it goes under the transaction id of this one."""
        bundle_id: int
        flags: int
        message: Message
        properties: list[of13.OFPBundleProp]
        def __init__(
            self, datapath: AnyDatapath | None, bundle_id: int | None = None, flags: int | None = None,
            message: Message | None = None, properties: Sequence[of13.OFPBundleProp] | None = None,
            experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class ONFFlowMonitorRequest(Structure):
        """Which flows are monitored, and what is told of them."""
        id: int
        flags: int
        out_port: int
        table_id: int
        match: of13.OFPMatch
        def __init__(
            self, id_: int, flags: int, match: of13.OFPMatch | None = None, out_port: int = 4294967295,
            table_id: int = 255, match_len: int | None = None,
        ) -> None: ...

    class ONFExperimenterStatsRequest(OFPExperimenterStatsRequest):
        """A multipart request of the Foundation's; one that nobody declared has `data`."""
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0, exp_type: int | None = None, data: bytes = b'',
            type_: int | None = None, experimenter: int | None = None,
        ) -> None: ...

    class ONFFlowMonitorStatsRequest(ONFExperimenterStatsRequest):
        """Be told of flows from now on."""
        body: list[of13.ONFFlowMonitorRequest]
        def __init__(
            self, datapath: AnyDatapath | None, flags: int = 0,
            body: Sequence[of13.ONFFlowMonitorRequest] | None = None, type_: int | None = None,
            experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class ONFFlowUpdateHeader(Structure):
        """What happened to a flow."""
        length: int
        event: int
        data: bytes
        def __init__(self, event: int, data: bytes = b'', length: int | None = None) -> None: ...

    class ONFFlowUpdateFull(ONFFlowUpdateHeader):
        """A flow was added, deleted (`reason` says why) or modified."""
        reason: int
        priority: int
        idle_timeout: int
        hard_timeout: int
        table_id: int
        cookie: int
        match: of13.OFPMatch
        instructions: list[of13.OFPInstruction]
        def __init__(
            self, event: int, reason: int, priority: int, idle_timeout: int, hard_timeout: int, table_id: int,
            cookie: int, match: of13.OFPMatch | None = None, instructions: Sequence[of13.OFPInstruction] | None = None,
            length: int | None = None, match_len: int | None = None,
        ) -> None: ...

    class ONFFlowUpdateAbbrev(ONFFlowUpdateHeader):
        """This controller's own message with that transaction id has changed a flow."""
        xid: int
        def __init__(self, xid: int, length: int | None = None, event: int | None = None) -> None: ...

    class ONFExperimenterMultipart(OFPExperimenterMultipart):
        """The body of a multipart reply of the Foundation's; one that nobody declared has `data`."""
        def __init__(self, exp_type: int, data: bytes = b'', experimenter: int | None = None) -> None: ...

    class ONFFlowMonitorMultipart(ONFExperimenterMultipart):
        """What happened to flows: the body of an OFPExperimenterStatsReply."""
        updates: list[of13.ONFFlowUpdateHeader]
        def __init__(
            self, updates: Sequence[of13.ONFFlowUpdateHeader] | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...

    class ONFFlowMonitorCancel(ONFExperimenter):
        """End a flow monitor."""
        id: int
        def __init__(
            self, datapath: AnyDatapath | None, id_: int | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...

    class ONFFlowMonitorPaused(ONFExperimenter):
        """There were more updates than the channel takes: some are left out from here on."""
        def __init__(
            self, datapath: AnyDatapath | None, experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class ONFFlowMonitorResumed(ONFExperimenter):
        """What was left out has been made up for."""
        def __init__(
            self, datapath: AnyDatapath | None, experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class ONFRoleStatus(ONFExperimenter):
        """The role of this controller changed without its asking."""
        role: int
        reason: int
        generation_id: int
        def __init__(
            self, datapath: AnyDatapath | None, role: int | None = None, reason: int | None = None,
            generation_id: int | None = None, experimenter: int | None = None, exp_type: int | None = None,
        ) -> None: ...

    class ONFRequestForward(ONFExperimenter):
        """Another controller changed a group or a meter, by this message."""
        request: Message
        def __init__(
            self, datapath: AnyDatapath | None, request: Message | None = None, experimenter: int | None = None,
            exp_type: int | None = None,
        ) -> None: ...
