"""What scapy has read, as our packets: every value of its fields goes into one of our constructors."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Any

from scapy import all as scapy
from scapy.contrib import bfd as their_bfd
from scapy.contrib import bgp as their_bgp
from scapy.contrib import geneve as their_geneve
from scapy.contrib import lacp, oam
from scapy.contrib import lldp as their_lldp
from scapy.contrib import mpls as their_mpls
from scapy.contrib import ospf as their_ospf
from scapy.layers import igmp as their_igmp

from controller.packet import (
    arp,
    bfd,
    bgp,
    bpdu,
    cfm,
    dhcp,
    dhcp6,
    ethernet,
    geneve,
    gre,
    icmp,
    icmpv6,
    igmp,
    ipv4,
    ipv6,
    linux,
    llc,
    lldp,
    mpls,
    ospf,
    pbb,
    sctp,
    slow,
    tcp,
    udp,
    vlan,
    vrrp,
    vxlan,
)  # fmt: skip

__all__ = ['translated']

#: Our layer, or several, and the first of scapy's layers that is not in it.
Step = tuple[Any, Any]

TRANSLATORS: dict[type, Callable[[Any], Step]] = {}


def translated(theirs: Any) -> list[Any]:
    """Our layers with scapy's values; lengths, counts and checksums are left to us."""
    layers = []
    while not isinstance(theirs, scapy.NoPayload):
        ours, theirs = TRANSLATORS[type(theirs)](theirs)
        layers += ours if isinstance(ours, list) else [ours]
    return [layer for layer in layers if layer != b'']


def of(*theirs: type) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Decorates what translates these layers of scapy; it returns ours, and what follows is scapy's next layer unless
    it says otherwise, as a Step."""

    def register(translate: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def step(layer: Any) -> Step:
            ours = translate(layer)
            return ours if isinstance(ours, tuple) else (ours, layer.payload)

        TRANSLATORS.update(dict.fromkeys(theirs, step))
        return translate

    return register


def chain(layer: Any, *classes: type) -> Iterator[Any]:
    """This layer and those behind it, while they are of these classes."""
    while isinstance(layer, classes):
        yield layer
        layer = layer.payload


def behind(layer: Any, *classes: type) -> Any:
    """The first layer behind these that is of none of the classes."""
    for each in chain(layer, *classes):
        layer = each.payload
    return layer


@of(scapy.Raw)
def raw(layer):
    return bytes(layer)


@of(scapy.Padding)
def padding(layer):
    return b''  # behind the end of what IP counts


# Links ----------------------------------------------------------------------------------------------------------------


@of(scapy.Ether)
def ether(layer):
    return ethernet.ethernet(layer.dst, layer.src, layer.type)


@of(scapy.Dot3)
def dot3(layer):
    return ethernet.ethernet(layer.dst, layer.src, 0)


@of(scapy.Dot1Q)
def dot1q(layer):
    return vlan.vlan(layer.prio, layer.dei, layer.vlan, layer.type)


@of(scapy.Dot1AD)
def dot1ad(layer):
    return vlan.svlan(layer.prio, layer.dei, layer.vlan, layer.type)


@of(scapy.Dot1AH)
def dot1ah(layer):
    return pbb.itag(layer.prio, layer.dei, layer.nca, layer.isid)


@of(their_mpls.MPLS)
def label(layer):
    return mpls.mpls(layer.label, layer.cos, layer.s, layer.ttl)


@of(scapy.CookedLinux)
def cooked(layer):
    return linux.linuxcooked(layer.pkttype, layer.lladdrtype, layer.lladdrlen, layer.src, layer.proto)


@of(scapy.LLC)
def control(layer):
    function = llc.ControlFormatU(layer.ctrl >> 2 & 3, layer.ctrl >> 4 & 1, layer.ctrl >> 5)
    return llc.llc(layer.dsap, layer.ssap, function)


@of(scapy.STP)
def stp(unit):
    values = (
        unit.bpduflags, unit.rootid & 0xF000, unit.rootid & 0xFFF, unit.rootmac, unit.pathcost,
        unit.bridgeid & 0xF000, unit.bridgeid & 0xFFF, unit.bridgemac, unit.portid >> 8 & 0xF0, unit.portid & 0xFFF,
        unit.age, unit.maxage, unit.hellotime, unit.fwddelay,
    )  # fmt: skip
    if unit.bpdutype == 2:
        return bpdu.RstBPDUs(*values), scapy.NoPayload()  # scapy leaves its last byte to what follows
    return bpdu.ConfigurationBPDUs(*values)


@of(scapy.ARP)
def address_resolution(layer):
    return arp.arp(
        layer.hwtype, layer.ptype, layer.hwlen, layer.plen, layer.op, layer.hwsrc, layer.psrc, layer.hwdst, layer.pdst
    )


STATES = (
    'activity', 'timeout', 'aggregation', 'synchronization', 'collecting', 'distributing', 'defaulted', 'expired',
)  # fmt: skip


@of(lacp.SlowProtocol)
def slow_protocol(layer):
    unit = layer.payload
    if isinstance(unit, lacp.MarkerProtocol):
        names = ('version', 'requester_port', 'requester_system', 'requester_transaction_id')
        values = {name: getattr(unit, name) for name in names}
        return slow.marker(tlv_type=unit.marker_type, **values), unit.payload
    values = {'version': unit.version, 'collector_max_delay': unit.collector_max_delay}
    for side in ('actor', 'partner'):
        for name in ('system_priority', 'system', 'key', 'port_priority'):
            values[f'{side}_{name}'] = getattr(unit, f'{side}_{name}')
        values[f'{side}_port'] = getattr(unit, f'{side}_port_number')
        state = getattr(unit, f'{side}_state')
        values |= {f'{side}_state_{name}': state >> bit & 1 for bit, name in enumerate(STATES)}
    return slow.lacp(**values), unit.payload


@of(oam.OAM)
def maintenance(unit):
    flags, level, tlvs = int(unit.flags), unit.mel, list(map(maintenance_tlv, unit.tlvs or ()))
    if unit.opcode == 1:
        op = cfm.cc_message(
            level, 0, flags >> 4, unit.period, unit.seq_num, unit.mep_id, 1, 0, b'', unit.meg_id.format, 0,
            bytes(unit.meg_id.values), [], unit.txfcf, unit.rxfcb, unit.txfcb,
        )  # fmt: skip
    elif unit.opcode in (2, 3):
        op = (cfm.loopback_reply if unit.opcode == 2 else cfm.loopback_message)(level, 0, unit.seq_num, tlvs)
    elif unit.opcode == 4:
        bits = (flags >> 7, flags >> 6 & 1, flags >> 5 & 1)
        op = cfm.link_trace_reply(level, 0, *bits, unit.trans_id, unit.ttl, unit.relay_act, tlvs)
    else:
        op = cfm.link_trace_message(level, 0, flags >> 7, unit.trans_id, unit.ttl, unit.orig_mac, unit.targ_mac, tlvs)
    return cfm.cfm(op)


def maintenance_tlv(tlv):
    def parts(identifier):
        return identifier >> 48, scapy.str2mac((identifier & (1 << 48) - 1).to_bytes(6))

    if isinstance(tlv, oam.OAM_DATA_TLV):
        return cfm.data_tlv(0, bytes(tlv.payload))
    if isinstance(tlv, oam.OAM_LTM_TLV):
        return cfm.ltm_egress_identifier_tlv(0, *parts(tlv.egress_id))
    if isinstance(tlv, oam.OAM_LTR_TLV):
        return cfm.ltr_egress_identifier_tlv(0, *parts(tlv.last_egress_id), *parts(tlv.next_egress_id))
    if isinstance(tlv, oam.OAM_LTR_IG_TLV):
        return cfm.reply_ingress_tlv(0, tlv.ingress_act, tlv.ingress_mac)
    return cfm.reply_egress_tlv(0, tlv.egress_act, tlv.egress_mac)


CAPABILITIES = (
    'other', 'repeater', 'mac_bridge', 'wlan_access_point', 'router', 'telephone', 'docsis_cable_device',
    'station_only', 'c_vlan_component', 's_vlan_component', 'two_port_mac_relay',
)  # fmt: skip

TLVS: dict[type, Callable[[Any], Any]] = {
    their_lldp.LLDPDUChassisID: lambda tlv: lldp.ChassisID(tlv.subtype, scapy.mac2str(tlv.id)),
    their_lldp.LLDPDUPortID: lambda tlv: lldp.PortID(tlv.subtype, tlv.id),
    their_lldp.LLDPDUTimeToLive: lambda tlv: lldp.TTL(tlv.ttl),
    their_lldp.LLDPDUEndOfLLDPDU: lambda tlv: lldp.End(),
    their_lldp.LLDPDUPortDescription: lambda tlv: lldp.PortDescription(tlv.description),
    their_lldp.LLDPDUSystemName: lambda tlv: lldp.SystemName(tlv.system_name),
    their_lldp.LLDPDUSystemDescription: lambda tlv: lldp.SystemDescription(tlv.description),
    their_lldp.LLDPDUSystemCapabilities: lambda tlv: lldp.SystemCapabilities(*(
        sum(getattr(tlv, f'{name}_{what}') << bit for bit, name in enumerate(CAPABILITIES))
        for what in ('available', 'enabled')
    )),
    their_lldp.LLDPDUManagementAddress: lambda tlv: lldp.ManagementAddress(
        tlv.management_address_subtype, tlv.management_address, tlv.interface_numbering_subtype, tlv.interface_number,
        tlv.object_id,
    ),
    their_lldp.LLDPDUGenericOrganisationSpecific: lambda tlv: lldp.OrganizationallySpecific(
        tlv.org_code.to_bytes(3), tlv.subtype, tlv.data
    ),
}  # fmt: skip


@of(their_lldp.LLDPDU)
def discovery(layer):
    tlvs = [TLVS[type(tlv)](tlv) for tlv in chain(layer.payload, *TLVS)]
    return lldp.lldp(tlvs), behind(layer.payload, *TLVS)


# IP -------------------------------------------------------------------------------------------------------------------


@of(scapy.IP)
def ip(layer):
    option = b''.join(bytes(each) for each in layer.options if layer.ihl > 5)  # scapy thinks of some that are not there
    header = ipv4.ipv4(
        layer.version, layer.ihl, layer.tos, 0, layer.id, int(layer.flags), layer.frag, layer.ttl, layer.proto, 0,
        layer.src, layer.dst, option.ljust(layer.ihl * 4 - 20, b'\0') or None,
    )  # fmt: skip
    return ([header, bytes(layer.payload)], scapy.NoPayload()) if layer.frag else header  # scapy would read on


EXTENSIONS = (
    scapy.IPv6ExtHdrHopByHop, scapy.IPv6ExtHdrDestOpt, scapy.IPv6ExtHdrRouting, scapy.IPv6ExtHdrSegmentRouting,
    scapy.IPv6ExtHdrFragment,
)  # fmt: skip


@of(scapy.IPv6)
def ip6(layer):
    extensions = [extension(each) for each in chain(layer.payload, *EXTENSIONS)]
    header = ipv6.ipv6(layer.version, layer.tc, layer.fl, 0, layer.nh, layer.hlim, layer.src, layer.dst, extensions)
    return header, behind(layer.payload, *EXTENSIONS)


def extension(layer):
    if isinstance(layer, scapy.IPv6ExtHdrFragment):
        return ipv6.fragment(layer.nh, layer.offset, layer.m, layer.id)
    if isinstance(layer, scapy.IPv6ExtHdrRouting):
        data = struct.pack('!I', layer.reserved) + b''.join(map(scapy.inet_pton, [10] * 9, layer.addresses))
        return ipv6.routing(layer.nh, None, layer.type, layer.segleft, data)
    if isinstance(layer, scapy.IPv6ExtHdrSegmentRouting):
        data = bytes((layer.lastentry, bytes(layer)[5])) + layer.tag.to_bytes(2)
        data += b''.join(map(scapy.inet_pton, [10] * 9, layer.addresses))
        return ipv6.routing(layer.nh, None, layer.type, layer.segleft, data)
    make = ipv6.hop_opts if isinstance(layer, scapy.IPv6ExtHdrHopByHop) else ipv6.dst_opts
    return make(layer.nh, None, [ip6_option(each) for each in layer.options])


def ip6_option(each):
    return (
        ipv6.option() if isinstance(each, scapy.Pad1) else ipv6.option(each.otype, each.optlen, bytes(each)[2:] or None)
    )


@of(scapy.UDP)
def datagram(layer):
    return udp.udp(layer.sport, layer.dport)


@of(scapy.TCP)
def segment(layer):
    options = [tcp_option(*each) for each in layer.options]
    return tcp.tcp(
        layer.sport, layer.dport, layer.seq, layer.ack, layer.dataofs, layer.reserved << 9 | int(layer.flags),
        layer.window, 0, layer.urgptr, options or None,
    )  # fmt: skip


def tcp_option(kind, value):
    if kind == 'SAck':
        return tcp.TCPOptionSACK(list(zip(value[::2], value[1::2], strict=True)))
    if kind == 'UTO':
        return tcp.TCPOptionUserTimeout(value >> 15, value & 0x7FFF)
    if kind == 'Timestamp':
        return tcp.TCPOptionTimestamps(*value)
    if kind in ('MSS', 'WScale'):
        return {'MSS': tcp.TCPOptionMaximumSegmentSize, 'WScale': tcp.TCPOptionWindowScale}[kind](value)
    if isinstance(kind, int):
        return tcp.TCPOptionUnknown(value, kind)
    return {
        'NOP': tcp.TCPOptionNoOperation, 'EOL': tcp.TCPOptionEndOfOptionList, 'SAckOK': tcp.TCPOptionSACKPermitted,
    }[kind]()  # fmt: skip


@of(scapy.GRE)
def encapsulation(layer):
    return gre.gre(
        0, layer.proto, 0 if layer.chksum_present else None, layer.key if layer.key_present else None,
        seq_number=layer.sequence_number if layer.seqnum_present else None,
    )  # fmt: skip


@of(scapy.VXLAN)
def virtual_network(layer):
    return vxlan.vxlan(layer.vni)


@of(their_geneve.GENEVE)
def generic_network(layer):
    options = [geneve.OptionDataUnknown(each.data, each.classid, each.type) for each in layer.options]
    return geneve.geneve(0, 0, layer.oam << 7 | layer.critical << 6, layer.proto, layer.vni, options)


# ICMP and its like ----------------------------------------------------------------------------------------------------


@of(scapy.ICMP)
def icmp_message(layer):
    behind = bytes(layer.payload)
    if layer.type in (0, 8):
        data = icmp.echo(layer.id, layer.seq, behind)
    elif layer.type == 3:
        data = icmp.dest_unreach(layer.length, layer.nexthopmtu, behind)
    elif layer.type == 11:
        data = icmp.TimeExceeded(layer.length, behind)
    elif layer.type == 5:
        data = scapy.inet_aton(layer.gw) + behind
    else:
        data = struct.pack('!HHIII', layer.id, layer.seq, layer.ts_ori, layer.ts_rx, layer.ts_tx) + behind
    return icmp.icmp(layer.type, layer.code, 0, data), scapy.NoPayload()


@of(scapy.ICMPv6EchoRequest, scapy.ICMPv6EchoReply)
def echo6(layer):
    return icmpv6.icmpv6(layer.type, layer.code, 0, icmpv6.echo(layer.id, layer.seq, layer.data))


@of(scapy.ICMPv6MLQuery, scapy.ICMPv6MLReport, scapy.ICMPv6MLDone)
def listener(layer):
    return icmpv6.icmpv6(layer.type, layer.code, 0, icmpv6.mld(layer.mrd, layer.mladdr))


@of(scapy.ICMPv6MLQuery2)
def listener_query(layer):
    data = icmpv6.mldv2_query(layer.mrd, layer.mladdr, layer.S, layer.QRV, layer.QQIC, 0, layer.sources)
    return icmpv6.icmpv6(layer.type, layer.code, 0, data)


@of(scapy.ICMPv6MLReport2)
def listener_report(layer):
    records = [
        icmpv6.mldv2_report_group(each.rtype, 0, 0, each.dst, each.sources)
        for first in layer.records
        for each in chain(first, scapy.ICMPv6MLDMultAddrRec)
    ]
    return icmpv6.icmpv6(layer.type, 0, 0, icmpv6.mldv2_report(0, records))


OPTIONS: dict[type, Callable[[Any], Any]] = {
    scapy.ICMPv6NDOptSrcLLAddr: lambda each: icmpv6.nd_option_sla(0, each.lladdr),
    scapy.ICMPv6NDOptDstLLAddr: lambda each: icmpv6.nd_option_tla(0, each.lladdr),
    scapy.ICMPv6NDOptMTU: lambda each: icmpv6.nd_option_mtu(each.mtu),
    scapy.ICMPv6NDOptPrefixInfo: lambda each: icmpv6.nd_option_pi(
        0, each.prefixlen, each.L << 2 | each.A << 1 | each.R, each.validlifetime, each.preferredlifetime, 0,
        each.prefix,
    ),
    scapy.ICMPv6NDOptUnknown: lambda each: icmpv6.nd_option(each.type, 0, bytes(each)[2:16]),
}  # fmt: skip


def neighbour(layer, data):
    """A message with options behind it."""
    return icmpv6.icmpv6(layer.type, layer.code, 0, data), behind(layer.payload, *OPTIONS)


def options_behind(layer):
    return [OPTIONS[type(each)](each) for each in chain(layer.payload, *OPTIONS)]


@of(scapy.ICMPv6ND_NS)
def solicitation(layer):
    return neighbour(layer, icmpv6.nd_neighbor(0, layer.tgt, *options_behind(layer)))


@of(scapy.ICMPv6ND_NA)
def advertisement(layer):
    flags = layer.R << 2 | layer.S << 1 | layer.O
    return neighbour(layer, icmpv6.nd_neighbor(flags, layer.tgt, *options_behind(layer)))


@of(scapy.ICMPv6ND_RS)
def router_solicitation(layer):
    return neighbour(layer, icmpv6.nd_router_solicit(layer.res, *options_behind(layer)))


@of(scapy.ICMPv6ND_RA)
def router_advertisement(layer):
    return neighbour(layer, icmpv6.nd_router_advert(
        layer.chlim, layer.M << 1 | layer.O, layer.routerlifetime, layer.reachabletime, layer.retranstimer,
        options_behind(layer), layer.H << 5 | layer.prf << 3 | layer.P << 2,
    ))  # fmt: skip


@of(their_igmp.IGMP, *(getattr(their_igmp, each) for each in dir(their_igmp) if each.startswith(('IGMP_', 'IGMPv2_'))))
def group_management(layer):
    return igmp.igmp(layer.type, layer.mrcode, 0, layer.gaddr)


@of(their_igmp.IGMPv3_MQ)
def group_query(layer):
    return igmp.igmpv3_query(
        layer.type, layer.mrcode, 0, layer.gaddr, layer.s, layer.qrv, layer.qqic, 0, layer.srcaddrs
    )


@of(their_igmp.IGMPv3_MR)
def group_report(layer):
    records = [igmp.igmpv3_report_group(each.rtype, 0, 0, each.maddr, each.srcaddrs) for each in layer.records]
    return igmp.igmpv3_report(layer.type, 0, 0, records)


# Routers --------------------------------------------------------------------------------------------------------------


@of(scapy.VRRP)
def redundancy(layer):
    return vrrp.vrrpv2(
        2, layer.type, layer.vrid, layer.priority, 0, layer.adv, 0, layer.addrlist, layer.authtype,
        (layer.auth1, layer.auth2),
    )  # fmt: skip


@of(scapy.VRRPv3)
def redundancy3(layer):
    return vrrp.vrrpv3(3, layer.type, layer.vrid, layer.priority, 0, layer.adv, 0, layer.addrlist)


@of(their_ospf.OSPF_Hdr)
def shortest_path(header):
    message = header.payload
    common = {'router_id': header.src, 'area_id': header.area, 'au_type': 0, 'authentication': header.authdata}
    if header.type == 1:
        ours = ospf.OSPFHello(
            **common, mask=message.mask, hello_interval=message.hellointerval, options=int(message.options),
            priority=message.prio, dead_interval=message.deadinterval, designated_router=message.router,
            backup_router=message.backup, neighbors=message.neighbors,
        )  # fmt: skip
    elif header.type == 2:
        flags = int(message.dbdescr)
        ours = ospf.OSPFDBDesc(
            **common, mtu=message.mtu, options=int(message.options), ms_flag=flags & 1, m_flag=flags >> 1 & 1,
            i_flag=flags >> 2 & 1, r_flag=flags >> 3, sequence_number=message.ddseq,
            lsa_headers=list(map(lsa_header, message.lsaheaders)),
        )  # fmt: skip
    elif header.type == 3:
        requests = getattr(message, 'requests', ())
        wanted = [ospf.OSPFLSReq.Request(each.type, each.id, each.adrouter) for each in requests]
        ours = ospf.OSPFLSReq(**common, lsa_requests=wanted)
    elif header.type == 4:
        ours = ospf.OSPFLSUpd(**common, lsas=list(map(lsa, message.lsalist)))
    else:
        ours = ospf.OSPFLSAck(**common, lsa_headers=list(map(lsa_header, getattr(message, 'lsaheaders', ()))))
    return ours, message.payload


def lsa_common(each):
    return {
        'ls_age': each.age, 'options': int(each.options), 'id_': each.id, 'adv_router': each.adrouter,
        'ls_seqnum': each.seq,
    }  # fmt: skip


def lsa_header(each):
    return ospf.LSAHeader(**lsa_common(each), type_=each.type, checksum=each.chksum, length=each.len)


def lsa(each):
    common = lsa_common(each)
    if each.type == 1:
        links = [ospf.RouterLSA.Link(link.id, link.data, link.type, 0, link.metric) for link in each.linklist]
        return ospf.RouterLSA(**common, flags=int(each.flags), links=links)
    if each.type == 2:
        return ospf.NetworkLSA(**common, mask=each.mask, routers=each.routerlist)
    if each.type in (3, 4):
        make = ospf.SummaryLSA if each.type == 3 else ospf.ASBRSummaryLSA
        return make(**common, mask=each.mask, metric=each.metric)
    make = ospf.ASExternalLSA if each.type == 5 else ospf.NSSAExternalLSA
    flags = int(each.ebit) << 7 | each.reserved
    network = ospf.ASExternalLSA.ExternalNetwork(each.mask, flags, each.metric, each.fwdaddr, each.tag)
    return make(**common, extnws=[network])


@of(their_bfd.BFD)
def bidirectional(layer):
    section = None
    if layer.flags.A:
        theirs = layer.optional_auth
        kind, key = theirs.auth_type, theirs.auth_key
        if kind in (2, 3):
            make = bfd.KeyedMD5 if kind == 2 else bfd.MeticulousKeyedMD5
            section = make(theirs.auth_keyid, theirs.sequence_number, digest=key.to_bytes(16))
        else:
            make = bfd.KeyedSHA1 if kind == 4 else bfd.MeticulousKeyedSHA1
            section = make(theirs.auth_keyid, theirs.sequence_number, auth_hash=key.to_bytes(20))
    return bfd.bfd(
        layer.version, layer.diag, layer.sta, int(layer.flags), layer.detect_mult, layer.my_discriminator,
        layer.your_discriminator, layer.min_tx_interval, layer.min_rx_interval, layer.echo_rx_interval, section,
    )  # fmt: skip


# SCTP -----------------------------------------------------------------------------------------------------------------


@of(scapy.SCTP)
def stream_control(layer):
    chunks, each = [], layer.payload
    while not isinstance(each, scapy.NoPayload):
        chunks.append(CHUNKS[type(each)](each))
        each = each.payload
    return sctp.sctp(layer.sport, layer.dport, layer.tag, 0, chunks), each


def parameters(chunk):
    return [PARAMETERS[type(each)](each) for each in chunk.params]


def init(make):
    return lambda each: make(
        each.flags,
        0,
        each.init_tag,
        each.a_rwnd,
        each.n_out_streams,
        each.n_in_streams,
        each.init_tsn,
        parameters(each),
    )


PARAMETERS: dict[type, Callable[[Any], Any]] = {
    scapy.SCTPChunkParamHeartbeatInfo: lambda each: sctp.param_heartbeat(each.data),
    scapy.SCTPChunkParamIPv4Addr: lambda each: sctp.param_ipv4(each.addr),
    scapy.SCTPChunkParamIPv6Addr: lambda each: sctp.param_ipv6(each.addr),
    scapy.SCTPChunkParamStateCookie: lambda each: sctp.param_state_cookie(each.cookie),
    scapy.SCTPChunkParamCookiePreservative: lambda each: sctp.param_cookie_preserve(each.sug_cookie_inc),
    scapy.SCTPChunkParamSupportedAddrTypes: lambda each: sctp.param_supported_addr(each.addr_type_list),
    scapy.SCTPChunkParamECNCapable: lambda each: sctp.param_ecn(),
    scapy.SCTPChunkParamFwdTSN: lambda each: sctp.param(each.type),
}

CHUNKS: dict[type, Callable[[Any], Any]] = {
    scapy.SCTPChunkData: lambda each: sctp.chunk_data(
        each.unordered, each.beginning, each.ending, 0, each.tsn, each.stream_id, each.stream_seq, each.proto_id,
        bytes(each.data), each.delay_sack,
    ),
    scapy.SCTPChunkInit: init(sctp.chunk_init),
    scapy.SCTPChunkInitAck: init(sctp.chunk_init_ack),
    scapy.SCTPChunkSACK: lambda each: sctp.chunk_sack(
        each.flags, 0, each.cumul_tsn_ack, each.a_rwnd, 0, 0,
        [list(map(int, gap.split(':'))) for gap in each.gap_ack_list], each.dup_tsn_list,
    ),
    scapy.SCTPChunkHeartbeatReq: lambda each: sctp.chunk_heartbeat(each.flags, 0, *parameters(each)),
    scapy.SCTPChunkHeartbeatAck: lambda each: sctp.chunk_heartbeat_ack(each.flags, 0, *parameters(each)),
    scapy.SCTPChunkAbort: lambda each: sctp.chunk_abort(
        each.TCB, 0, [sctp.cause_user_initiated_abort(each.error_causes[4:])]
    ),
    scapy.SCTPChunkError: lambda each: sctp.chunk_error(
        each.flags, 0, [sctp.cause_invalid_stream_id(int.from_bytes(each.error_causes[4:6]))]
    ),
    scapy.SCTPChunkShutdown: lambda each: sctp.chunk_shutdown(each.flags, 0, each.cumul_tsn_ack),
    scapy.SCTPChunkShutdownAck: lambda each: sctp.chunk_shutdown_ack(each.flags),
    scapy.SCTPChunkShutdownComplete: lambda each: sctp.chunk_shutdown_complete(each.TCB),
    scapy.SCTPChunkCookieEcho: lambda each: sctp.chunk_cookie_echo(each.flags, 0, each.cookie),
    scapy.SCTPChunkCookieAck: lambda each: sctp.chunk_cookie_ack(each.flags),
}  # fmt: skip


# DHCP -----------------------------------------------------------------------------------------------------------------


@of(scapy.BOOTP)
def bootp(layer):
    return dhcp.dhcp(
        layer.op, layer.chaddr[:6].hex(':'), dhcp.options(list(dhcp_options(layer.payload))), layer.htype, 0,
        layer.hops, layer.xid, layer.secs, int(layer.flags), layer.ciaddr, layer.yiaddr, layer.siaddr, layer.giaddr,
        layer.sname.rstrip(b'\0').decode(), layer.file.rstrip(b'\0').decode(),
    ), layer.payload.payload  # fmt: skip


NUMBERS = {
    'message-type': 53, 'requested_addr': 50, 'lease_time': 51, 'server_id': 54, 'subnet_mask': 1, 'router': 3,
    'hostname': 12, 'param_req_list': 55,
}  # fmt: skip


def dhcp_options(layer):
    for option in layer.options:
        if option == 'end':
            return
        name, *values = option
        if name == 'lease_time':
            value = values[0].to_bytes(4)
        elif name in ('requested_addr', 'server_id', 'subnet_mask', 'router'):
            value = b''.join(map(scapy.inet_aton, values))
        elif name in ('message-type', 'param_req_list'):
            value = bytes(values[0] if isinstance(values[0], list) else values)
        else:
            value = values[0]
        yield dhcp.option(NUMBERS.get(name, name), value)


def dhcp6_options(layer):
    options = []
    while not isinstance(layer, (scapy.NoPayload, scapy.Padding)):
        raw = layer.copy()
        raw.remove_payload()
        options.append(dhcp6.option(layer.optcode, bytes(raw)[4:]))
        layer = layer.payload
    return dhcp6.options(options), layer


@of(scapy.DHCP6_Solicit, scapy.DHCP6_Advertise, scapy.DHCP6_Request, scapy.DHCP6_Reply)
def dhcpv6(layer):
    options, rest = dhcp6_options(layer.payload)
    return dhcp6.dhcp6(layer.msgtype, options, layer.trid), rest


@of(scapy.DHCP6_RelayForward)
def dhcpv6_relayed(layer):
    options, rest = dhcp6_options(layer.payload)
    return dhcp6.dhcp6(layer.msgtype, options, 0, layer.hopcount, layer.linkaddr, layer.peeraddr), rest


# BGP ------------------------------------------------------------------------------------------------------------------


@of(their_bgp.BGPHeader)
def border_gateway(header):
    message = header.payload
    return MESSAGES[header.type](message), message.payload


@of(their_bgp.BGPKeepAlive)
def keepalive(message):
    return bgp.BGPKeepAlive()


def prefixes(make, items):
    return [make(int(length), address) for address, length in (each.prefix.split('/') for each in items)]


def update(message):
    return bgp.BGPUpdate(
        withdrawn_routes=prefixes(bgp.BGPWithdrawnRoute, message.withdrawn_routes),
        path_attributes=[ATTRIBUTES[each.type_code](each.attribute) for each in message.path_attr],
        nlri=prefixes(bgp.BGPNLRI, message.nlri),
    )


def capability(param):
    each = param.param_value
    if each.code == 1:
        return bgp.BGPOptParamCapabilityMultiprotocol(each.afi, each.safi)
    if each.code == 65:
        return bgp.BGPOptParamCapabilityFourOctetAsNumber(each.asn)
    if each.code in (2, 70):
        known = {2: bgp.BGPOptParamCapabilityRouteRefresh, 70: bgp.BGPOptParamCapabilityEnhancedRouteRefresh}
        return known[each.code]()
    return bgp.BGPOptParamCapabilityUnknown(cap_code=each.code, cap_value=each.cap_data)


MESSAGES: dict[int, Callable[[Any], Any]] = {
    1: lambda message: bgp.BGPOpen(
        version=message.version,
        my_as=message.my_as,
        hold_time=message.hold_time,
        bgp_identifier=message.bgp_id,
        opt_param=list(map(capability, message.opt_params)),
    ),
    2: update,
    3: lambda message: bgp.BGPNotification(message.error_code, message.error_subcode, message.data),
    4: keepalive,
    5: lambda message: bgp.BGPRouteRefresh(message.afi, message.safi, message.subtype),
}

ATTRIBUTES: dict[int, Callable[[Any], Any]] = {
    1: lambda each: bgp.BGPPathAttributeOrigin(each.origin),
    2: lambda each: bgp.BGPPathAttributeAsPath([
        (set if part.segment_type == 1 else list)(part.segment_value) for part in each.segments
    ]),
    3: lambda each: bgp.BGPPathAttributeNextHop(each.next_hop),
    4: lambda each: bgp.BGPPathAttributeMultiExitDisc(each.med),
    5: lambda each: bgp.BGPPathAttributeLocalPref(each.local_pref),
    8: lambda each: bgp.BGPPathAttributeCommunities([each.community]),
    9: lambda each: bgp.BGPPathAttributeOriginatorId(each.originator_id),
    10: lambda each: bgp.BGPPathAttributeClusterList([
        scapy.inet_ntoa(number.to_bytes(4)) for number in each.cluster_list
    ]),
    14: lambda each: bgp.BGPPathAttributeMpReachNLRI(
        each.afi, each.safi, each.nh_v6_addr, prefixes(bgp.IP6AddrPrefix, each.nlri)
    ),
    16: lambda each: bgp.BGPPathAttributeExtendedCommunities([
        bgp.BGPTwoOctetAsSpecificExtendedCommunity(
            subtype=item.type_low, as_number=item.value.global_administrator,
            local_administrator=item.value.local_administrator,
        )
        for item in each.extended_communities
    ]),
}  # fmt: skip
