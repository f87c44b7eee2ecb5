"""mypy and pyright know the types of OpenFlow and of packets: they find the mistakes of a program, and nothing else."""

from pathlib import Path

import pytest

from tests.type_checkers import mypy_errors, pyright_errors, wrong_lines

#: Programs; a type checker has to complain about the lines that say so, and about no others.
OPENFLOW = '''
from typing import Any
from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.datapath import Datapath
from controller.events import EventOFPPacketIn
from controller.openflow import OF13, of10, of13, of15, version

class Switch(App):
    OFP_VERSIONS = [OF13]

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev: EventOFPPacketIn) -> None:
        msg: of13.OFPPacketIn = ev.msg
        datapath = msg.datapath
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        in_port: int = msg.match['in_port']
        source: str = msg.match['ipv6_nd_sll']
        name: str = msg.match['in_port']  # wrong
        total: str = msg.total_len  # wrong
        msg.bufer_id  # wrong
        actions = [parser.OFPActionOutput(ofproto.OFPP_FLOOD), parser.OFPActionSetField(eth_dst=b'123456')]
        instructions = [parser.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)]
        match = parser.OFPMatch(in_port=in_port, eth_type=0x800, ipv4_src=('10.0.0.0', '255.0.0.0'))
        datapath.send_msg(parser.OFPFlowMod(datapath, priority=1, match=match, instructions=instructions))
        datapath.send_msg(parser.OFPPacketOut(datapath, ofproto.OFP_NO_BUFFER, in_port, actions, msg.data))
        parser.OFPFlowMod(datapath, prioritty=1)  # wrong
        parser.OFPFlowMod(datapath, priority='high')  # wrong
        parser.OFPFlowMod(match=match)  # wrong
        parser.OFPFlowMod(datapath, instructions=[parser.OFPActionOutput(1)])  # wrong
        parser.OFPFlowMood(datapath)  # wrong
        parser.OFPMatch(in_prot=1)  # wrong
        parser.OFPActionSetField(eth_dst=1)  # wrong
        ofproto.OFPP_FLOD  # wrong

    def ports(self, datapath: Datapath) -> list[int]:
        reply = datapath.request(of13.OFPPortDescStatsRequest(datapath))
        return [port.port_no for port in reply.body]

def of_a_version(datapath: Any) -> None:
    version(OF13).OFPFlowMod(datapath, prioritty=1)  # wrong
    of10.OFPFlowMod(datapath, of10.OFPMatch(dl_src='00:00:00:00:00:01'), actions=[of10.OFPActionOutput(1)])
    of10.OFPFlowMod(datapath, of13.OFPMatch())  # wrong
    of10.OFPInstructionActions  # wrong
    of15.OFPFlowMod(datapath, importance=1, flags=of15.OFPFF_SEND_FLOW_REM)
    version(int('4')).OFPFlowMod(datapath, anything=1)

def described(port: of13.OFPPort) -> bytes:
    return port.name
'''

PACKETS = '''
from controller.packet import (
    arp, bfd, bgp, build, cfm, dhcp, dhcp6, ethernet, geneve, gre, icmp, icmpv6, igmp, ipv4, ipv6, lldp, llc, mpls,
    ospf, packet, sctp, slow, tcp, udp, vlan, vrrp, vxlan, zebra,
)
from controller.packet import ether_types as ether
from controller.packet.in_proto import IPPROTO_TCP

def reading(pkt: packet.Packet) -> None:
    eth = pkt.get_protocol(ethernet.ethernet)
    eth.src  # wrong
    pkt.ipv4.src  # wrong
    assert eth
    source: str = eth.src
    number: str = eth.ethertype  # wrong
    eth.source  # wrong
    for tag in pkt.get_protocols(vlan.vlan):
        vid: int = tag.vid
        tag.vlan_id  # wrong
    if pkt.svlan is not None:
        pkt.svlan.service  # wrong
    if pkt.arp and pkt.arp.opcode == arp.ARP_REQUEST:
        address: bytes = pkt.arp.src_ip  # wrong
    if pkt.ipv4 is not None:
        ttl: int = pkt.ipv4.ttl
        pkt.ipv4.option[0]  # wrong
        pkt.ipv4.time_to_live  # wrong
    if pkt.icmp is not None:
        pkt.icmp.data.id  # wrong
        pkt.icmp.tpye  # wrong
        if isinstance(pkt.icmp.data, icmp.echo):
            sequence: int = pkt.icmp.data.seq
            length = len(pkt.icmp.data.data)  # wrong
    segment = pkt.tcp
    if segment is not None:
        for option in segment.option or []:
            option.kind  # wrong
            if isinstance(option, tcp.TCPOptionTimestamps):
                clock: int = option.ts_val
                option.ts_value  # wrong
        segment.has_flags(tcp.TCP_SYN, tcp.TCP_AKC)  # wrong
    message = pkt.dhcp
    if message is not None:
        hardware: str = message.chaddr  # wrong
        message.options.option_list  # wrong
        if message.options:
            values = [each.value for each in message.options.option_list if isinstance(each, dhcp.option)]
    if pkt.lldp is not None:
        ports = [tlv.port_id for tlv in pkt.lldp.tlvs if isinstance(tlv, lldp.PortID)]
        pkt.lldp.tvls  # wrong
    if pkt.vrrp is not None:
        addresses: list[str] = pkt.vrrp.ip_addresses
    if pkt.gre is not None:
        key: int = pkt.gre.key  # wrong
    if pkt.llc is not None and isinstance(pkt.llc.control, llc.ControlFormatU):
        poll: int = pkt.llc.control.pf_bit
    if pkt.icmpv6 is not None and isinstance(pkt.icmpv6.data, icmpv6.nd_neighbor):
        target: str = pkt.icmpv6.data.dst
        if isinstance(pkt.icmpv6.data.option, icmpv6.nd_option_sla):
            sender: str = pkt.icmpv6.data.option.hw_src
    update = pkt.get_protocol(bgp.BGPUpdate)
    if update is not None:
        prefixes = [each.prefix for each in update.nlri if not isinstance(each, bytes)]
        update.path_attribute  # wrong

def writing() -> bytes:
    eth = ethernet.ethernet(src='02:00:00:00:00:01', dst=b'123456', ethertype=ether.ETH_TYPE_IP)
    ethernet.ethernet(source='02:00:00:00:00:01')  # wrong
    arp.arp(opcode=arp.ARP_REPLY, src_ip='10.0.0.1', dst_ip=0x0a000002)
    arp.arp(opcode='reply')  # wrong
    arp.arp_ip(arp.ARP_REPLY, '02:00:00:00:00:01', '10.0.0.1', '02:00:00:00:00:02')  # wrong
    options = [tcp.TCPOptionNoOperation(), tcp.TCPOptionTimestamps(ts_val=1, ts_ecr=0)]
    header = tcp.tcp(src_port=1, dst_port=80, bits=tcp.TCP_SYN, option=options)
    tcp.TCPOptionTimestamps(1)  # wrong
    tcp.TCPOptionTimestamp(1, 2)  # wrong
    tcp.tcp(option=tcp.TCPOptionNoOperation())  # wrong
    pkt = eth / ipv4.ipv4(proto=IPPROTO_TCP, src='10.0.0.1') / header / b'data'
    pkt.serialize()
    ipv6.ipv6(src='fe80::1', ext_hdrs=[ipv6.hop_opts(data=[ipv6.option(5, 2, b'12')])])
    ipv6.ipv6(hop_limit=b'64')  # wrong
    icmp.icmp(icmp.ICMP_ECHO_REQUEST, data=icmp.echo(1, 1, b'ping'))
    icmp.icmp(type=8)  # wrong
    igmp.igmpv3_report(records=[igmp.igmpv3_report_group(igmp.MODE_IS_INCLUDE, srcs=['10.0.0.1'])])
    given = [dhcp.option(dhcp.DHCP_MESSAGE_TYPE_OPT, b'1')]
    dhcp.dhcp(dhcp.DHCP_BOOT_REQUEST, '02:00:00:00:00:01', options=dhcp.options(given))
    dhcp.dhcp(dhcp.DHCP_BOOT_REQUEST, options=dhcp.options(given))  # wrong
    dhcp6.dhcp6(dhcp6.DHCPV6_SOLICIT, dhcp6.options([dhcp6.option(dhcp6.DHCPV6_OPTION_ORO, b'')]))
    sctp.sctp(chunks=[sctp.chunk_data(payload_data=b'1'), sctp.chunk_init(params=[sctp.param_ipv4('10.0.0.1')])])
    sctp.chunk_data(payload=b'1')  # wrong
    cfm.cfm(cfm.loopback_message(tlvs=[cfm.data_tlv(data_value=b'1')]))
    lldp.lldp([lldp.ChassisID(lldp.ChassisID.SUB_LOCALLY_ASSIGNED, b'1'), lldp.TTL(120), lldp.End()])
    lldp.TTL('120')  # wrong
    udp.udp(dst_port=vxlan.UDP_DST_PORT) / vxlan.vxlan(vni=1)
    mpls.mpls(label=16), geneve.geneve(vni=1), gre.gre(key=1), slow.lacp(actor_key=1), bfd.bfd(my_discr=1)
    ospf.OSPFHello(router_id='1.1.1.1', neighbors=['2.2.2.2'])
    ospf.OSPFHello(neighbours=['2.2.2.2'])  # wrong
    bgp.BGPOpen(my_as=1, bgp_identifier='1.1.1.1')
    bgp.BGPOpn  # wrong
    zebra.ZebraHello(route_type=zebra.ZEBRA_ROUTE_BGP)
    zebra.ZebraHelo  # wrong
    vrrp.vrrpv3.create(vrrp.VRRP_TYPE_ADVERTISEMENT, 1, 100, 100, ['10.0.0.1']).create_packet('10.0.0.2')
    reply = build.arp_reply(pkt, '02:00:00:00:00:01')
    return header.serialize(b'', None)
'''

PROGRAMS = pytest.mark.parametrize(('program', 'argument'), [(OPENFLOW, 'prioritty'), (PACKETS, 'payload')],
                                   ids=['OpenFlow', 'packets'])


@pytest.fixture(scope='session')
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mypy knows of our modules, so that it reads them once for all tests."""
    return tmp_path_factory.mktemp('mypy')


@PROGRAMS
@pytest.mark.timeout(300)  # ten seconds, unless others have the processor
def test_mypy(program, argument, tmp_path, mypy_cache):
    (tmp_path / 'program.py').write_text(program)
    errors = mypy_errors(tmp_path / 'program.py', mypy_cache)
    assert errors.keys() == wrong_lines(program), errors
    assert any(f'Unexpected keyword argument "{argument}" for ' in each for each in errors.values())


@PROGRAMS
@pytest.mark.timeout(300)  # three seconds, unless others have the processor
def test_pyright(program, argument, tmp_path):
    (tmp_path / 'program.py').write_text(program)
    errors = pyright_errors(tmp_path / 'program.py')
    assert errors.keys() == wrong_lines(program), errors
    assert any(f'No parameter named "{argument}"' in each for each in errors.values())
