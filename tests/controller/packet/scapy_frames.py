"""Frames that scapy makes: random values in random layers; lengths and checksums are scapy's work."""

from __future__ import annotations

import random
from typing import Any

from scapy import all as scapy
from scapy.contrib import bfd, bgp, geneve, lacp, lldp, mpls, oam, ospf
from scapy.layers import igmp

__all__ = ['Frames']

scapy.conf.verb = 0


class Frames(random.Random):
    """Makes frames, the same for the same seed."""

    # Values -----------------------------------------------------------------------------------------------------------

    def mac(self) -> str:
        return scapy.str2mac(bytes((self.getrandbits(7) << 1,)) + self.randbytes(5))  # of one host, not of a group

    def ip(self) -> str:
        return scapy.inet_ntoa(self.randbytes(4))

    def ip6(self) -> str:
        return scapy.inet_ntop(10, self.randbytes(16))

    def data(self, most: int = 60) -> bytes:
        return self.randbytes(self.randint(1, most))

    def some(self, make: Any, most: int = 3, least: int = 0) -> list[Any]:
        return [make() for _ in range(self.randint(least, most))]

    def numbers(self, **widths: int) -> dict[str, int]:
        """A random number of so many bits for each name."""
        return {name: self.getrandbits(width) for name, width in widths.items()}

    # Frames -----------------------------------------------------------------------------------------------------------

    def frame(self, depth: int = 0) -> Any:
        """Any frame; `depth` counts the tunnels that it is in."""
        ether = scapy.Ether(src=self.mac(), dst=self.mac())
        if not depth and not self.randrange(5):
            return self.link()
        kind = self.choices((self.datagram, self.arp, self.labelled, self.provider_tagged), (16, 1, 1, 1))[0]
        for tag in self.choice(((), (), (), (scapy.Dot1Q,), (scapy.Dot1AD, scapy.Dot1Q), (scapy.Dot1Q, scapy.Dot1Q))):
            ether /= tag(**self.numbers(prio=3, dei=1, vlan=12))
        return ether / kind(depth)

    def arp(self, depth: int) -> Any:
        return scapy.ARP(
            op=self.choice((1, 2)), hwsrc=self.mac(), psrc=self.ip(), hwdst=self.mac(), pdst=self.ip(),
        )  # fmt: skip

    def labelled(self, depth: int) -> Any:
        entries = [mpls.MPLS(**self.numbers(label=20, cos=3, ttl=8), s=0) for _ in range(self.randrange(3))]
        entries.append(mpls.MPLS(**self.numbers(cos=3, ttl=8), label=16, s=1))
        packet = self.datagram(depth)
        for entry in reversed(entries):
            packet = entry / packet
        return packet

    def provider_tagged(self, depth: int) -> Any:
        tag = scapy.Dot1AH(**self.numbers(prio=3, dei=1, nca=1, isid=24))
        return tag / scapy.Ether(src=self.mac(), dst=self.mac()) / self.datagram(depth)

    # Between bridges --------------------------------------------------------------------------------------------------

    def link(self) -> Any:
        """What bridges and their neighbours tell each other."""
        return self.choice((self.bpdu, self.unit, self.lacpdu, self.marker, self.operation, self.neighbour))()

    def bpdu(self) -> Any:
        timers = {name: self.getrandbits(16) / 256 for name in ('age', 'maxage', 'hellotime', 'fwddelay')}
        values = self.numbers(bpduflags=8, rootid=16, pathcost=32, bridgeid=16, portid=16) | timers
        unit = scapy.STP(rootmac=self.mac(), bridgemac=self.mac(), **values)
        if self.getrandbits(1):
            unit.version = unit.bpdutype = 2
            unit /= scapy.Raw(b'\0')
        control = scapy.LLC(dsap=0x42, ssap=0x42, ctrl=3)
        return scapy.Dot3(src=self.mac(), dst='01:80:c2:00:00:00') / control / unit

    def unit(self) -> Any:
        control = scapy.LLC(dsap=0xF0, ssap=0xF0 | self.getrandbits(1), ctrl=self.getrandbits(8) | 3)
        return scapy.Dot3(src=self.mac(), dst=self.mac()) / control / scapy.Raw(self.data())

    def slow(self) -> Any:
        return scapy.Ether(src=self.mac(), dst='01:80:c2:00:00:02')

    def lacpdu(self) -> Any:
        sides = {}
        for side in ('actor', 'partner'):
            widths = {f'{side}_{name}': 16 for name in ('system_priority', 'key', 'port_priority', 'port_number')}
            sides |= self.numbers(**widths, **{f'{side}_state': 8})
            sides |= {f'{side}_system': self.mac(), f'{side}_reserved': bytes(3)}
        unit = lacp.LACP(
            **self.numbers(collector_max_delay=16), collector_reserved=bytes(12), reserved=bytes(50), **sides
        )
        return self.slow() / lacp.SlowProtocol(subtype=1) / unit

    def marker(self) -> Any:
        return self.slow() / lacp.SlowProtocol(subtype=2) / lacp.MarkerProtocol(
            **self.numbers(requester_port=16, requester_transaction_id=32), marker_type=self.choice((1, 2)),
            requester_system=self.mac(), marker_reserved=bytes(2), reserved=bytes(90),
        )  # fmt: skip

    def operation(self) -> Any:
        """A unit of fault management, with a tag, behind which alone scapy knows it."""
        common = self.numbers(mel=3) | {'opcode': self.randint(1, 5)}
        if common['opcode'] == 1:
            name = oam.MegId(format=32, values=list(self.randbytes(13)))
            flags = {'flags': self.getrandbits(1) << 4, 'meg_id': name}
            unit = oam.OAM(
                **common, **flags, **self.numbers(period=3, seq_num=32, mep_id=13, txfcf=32, rxfcb=32, txfcb=32)
            )
        else:
            common['tlvs'] = self.tlvs()
        if common['opcode'] in (2, 3):
            unit = oam.OAM(**common, **self.numbers(seq_num=32))
        if common['opcode'] == 4:
            unit = oam.OAM(**common, flags=self.getrandbits(3) << 5, **self.numbers(trans_id=32, ttl=8, relay_act=8))
        if common['opcode'] == 5:
            addresses = {'orig_mac': self.mac(), 'targ_mac': self.mac(), 'flags': self.getrandbits(1) << 7}
            unit = oam.OAM(**common, **addresses, **self.numbers(trans_id=32, ttl=8))
        tag = scapy.Dot1Q(**self.numbers(prio=3, vlan=12), type=0x8902)
        return scapy.Ether(src=self.mac(), dst='01:80:c2:00:00:33') / tag / unit

    def tlvs(self) -> list[Any]:
        value = self.data(40)
        return self.sample([
            oam.OAM_DATA_TLV(length=len(value)) / scapy.Raw(value),
            oam.OAM_LTM_TLV(**self.numbers(egress_id=64)),
            oam.OAM_LTR_TLV(**self.numbers(last_egress_id=64, next_egress_id=64)),
            oam.OAM_LTR_IG_TLV(**self.numbers(ingress_act=3), ingress_mac=self.mac()),
            oam.OAM_LTR_EG_TLV(**self.numbers(egress_act=3), egress_mac=self.mac()),
        ], self.randrange(6))  # fmt: skip

    def neighbour(self) -> Any:
        unit = lldp.LLDPDUChassisID(subtype=4, id=self.mac())
        unit /= lldp.LLDPDUPortID(subtype=7, id=self.data(20)) / lldp.LLDPDUTimeToLive(ttl=self.getrandbits(16))
        capabilities = (
            'router',
            'mac_bridge',
            'telephone',
            'station_only',
            'wlan_access_point',
            'repeater',
            's_vlan_component',
        )
        enabled = {f'{name}_{what}': self.getrandbits(1) for name in capabilities for what in ('available', 'enabled')}
        for optional in self.sample([
            lldp.LLDPDUPortDescription(description=self.data()),
            lldp.LLDPDUSystemName(system_name=self.data()),
            lldp.LLDPDUSystemDescription(description=self.data()),
            lldp.LLDPDUSystemCapabilities(**enabled),
            lldp.LLDPDUManagementAddress(
                management_address_subtype=1, management_address=self.randbytes(4), interface_numbering_subtype=2,
                interface_number=self.getrandbits(32), object_id=self.data(10),
            ),
            lldp.LLDPDUGenericOrganisationSpecific(org_code=0x123456, subtype=self.getrandbits(8), data=self.data()),
        ], self.randrange(7)):  # fmt: skip
            unit /= optional
        return scapy.Ether(src=self.mac(), dst='01:80:c2:00:00:0e') / unit / lldp.LLDPDUEndOfLLDPDU()

    # IP ---------------------------------------------------------------------------------------------------------------

    def datagram(self, depth: int) -> Any:
        return self.choice((self.ipv4, self.ipv6))(depth)

    def ipv4(self, depth: int) -> Any:
        payload, proto = self.segment(depth, 4)
        header = scapy.IP(
            src=self.ip(), dst=self.ip(), proto=proto, flags=self.choice((0, 2)), options=self.ip_options(),
            **self.numbers(tos=8, id=16, ttl=8),
        )  # fmt: skip
        if not self.randrange(10):
            header.flags, header.frag, payload = 1, 1 + self.getrandbits(12), scapy.Raw(self.data())
        return header / payload

    def ip_options(self) -> list[Any]:
        return self.choice((
            [], [], [],
            [scapy.IPOption_Router_Alert()],
            [scapy.IPOption_RR(routers=[self.ip(), self.ip()]), scapy.IPOption_EOL()],
            [scapy.IPOption_NOP(), scapy.IPOption_Timestamp(length=8, flg=0, **self.numbers(timestamp=32))],
        ))  # fmt: skip

    def ipv6(self, depth: int) -> Any:
        payload, nxt = self.segment(depth, 6)
        packet = scapy.IPv6(src=self.ip6(), dst=self.ip6(), **self.numbers(tc=8, fl=20, hlim=8))
        extensions = self.sample(
            (self.hop_options, self.options, self.route, self.segments, self.fragment),
            self.choice((0, 0, 1, 2)) if nxt != 112 else 0,  # behind others scapy has no VRRP
        )
        for extension in sorted(extensions, key=lambda each: each.__name__ != 'hop_options'):
            packet /= extension()
        packet.lastlayer().nh = nxt
        if isinstance(packet.lastlayer(), scapy.IPv6ExtHdrFragment) and packet.lastlayer().offset:
            payload = scapy.Raw(self.data())
        return packet / payload

    def hop_options(self) -> Any:
        return scapy.IPv6ExtHdrHopByHop(options=[scapy.RouterAlert(), scapy.PadN(optdata=bytes(self.getrandbits(4)))])

    def options(self) -> Any:
        unknown = scapy.HBHOptUnknown(otype=0x3E, optdata=self.data(20))
        return scapy.IPv6ExtHdrDestOpt(options=self.choice(([], [unknown], [scapy.Pad1(), unknown])))

    def route(self) -> Any:
        left = self.randint(1, 2)
        return scapy.IPv6ExtHdrRouting(addresses=[self.ip6() for _ in range(left)], segleft=self.randint(0, left))

    def segments(self) -> Any:
        return scapy.IPv6ExtHdrSegmentRouting(addresses=[self.ip6(), self.ip6()], segleft=self.randint(0, 1))

    def fragment(self) -> Any:
        return scapy.IPv6ExtHdrFragment(offset=self.choice((0, self.getrandbits(13))), **self.numbers(m=1, id=32))

    # What IP carries --------------------------------------------------------------------------------------------------

    def segment(self, depth: int, version: int) -> tuple[Any, int]:
        """What a datagram carries, and its number."""
        of4 = ((self.icmp, 1, 3), (self.igmp, 2, 2), (self.vrrp, 112, 1), (self.ospf, 89, 3))
        of6 = ((self.icmpv6, 58, 4), (self.vrrp6, 112, 1))
        both = ((self.tcp, 6, 4), (self.udp, 17, 3), (self.service, 17, 5), (self.sctp, 132, 3), (self.bgp, 6, 4))
        tunnels = ((self.gre, 47, 2), (self.overlay, 17, 2)) if depth < 2 else ()
        kinds = [*(of4 if version == 4 else of6), *both, *tunnels]
        make, proto, _ = self.choices(kinds, [weight for *_, weight in kinds])[0]
        return (make(depth + 1) if (make, proto, 2) in tunnels else make()), proto

    def tcp(self) -> Any:
        options = [
            ('MSS', self.getrandbits(16)), ('SAckOK', b''), ('Timestamp', (self.getrandbits(32), self.getrandbits(32))),
            ('WScale', self.getrandbits(4)), ('NOP', None), ('SAck', (1, 2, 3, 4)), ('UTO', self.getrandbits(16)),
            (200, self.data(4)),
        ]  # fmt: skip
        ports = {'sport': self.randint(20000, 30000), 'dport': self.randint(10000, 11000)}
        chosen = self.sample(options, self.randrange(5))
        header = scapy.TCP(**ports, **self.numbers(seq=32, ack=32, flags=8, window=16, urgptr=16), options=chosen)
        return header / scapy.Raw(self.data())

    def udp(self) -> Any:
        return scapy.UDP(sport=self.randint(20000, 30000), dport=self.randint(10000, 11000)) / scapy.Raw(self.data())

    def gre(self, depth: int) -> Any:
        flags = self.numbers(chksum_present=1, key_present=1, seqnum_present=1)
        values = {'key': self.getrandbits(32)} if flags['key_present'] else {}
        values |= {'sequence_number': self.getrandbits(32)} if flags['seqnum_present'] else {}
        values |= {'offset': 0} if flags['chksum_present'] else {}
        packet, proto = self.choice(((self.ipv4, 0x0800), (self.ipv6, 0x86DD), (self.frame, 0x6558)))
        return scapy.GRE(proto=proto, **flags, **values) / packet(depth)

    def overlay(self, depth: int) -> Any:
        """A virtual network in UDP."""
        if self.getrandbits(1):
            header = scapy.VXLAN(flags=8, **self.numbers(vni=24))
            return scapy.UDP(sport=self.randint(20000, 30000), dport=4789) / header / self.frame(depth)
        option = geneve.GeneveOptions(classid=0x102, data=self.randbytes(4 * self.randrange(4)), **self.numbers(type=8))
        packet, proto = self.choice(((self.ipv4, 0x0800), (self.ipv6, 0x86DD), (self.frame, 0x6558)))
        header = geneve.GENEVE(
            proto=proto, options=self.choice(([], [option])), **self.numbers(oam=1, critical=1, vni=24)
        )
        return scapy.UDP(sport=self.randint(20000, 30000), dport=6081) / header / packet(depth)

    # ICMP and its like ------------------------------------------------------------------------------------------------

    def icmp(self) -> Any:
        kind = self.choice((0, 8, 3, 5, 11, 13))
        if kind in (0, 8):
            return scapy.ICMP(type=kind, **self.numbers(id=16, seq=16)) / scapy.Raw(self.data())
        if kind == 13:
            return scapy.ICMP(type=13, **self.numbers(id=16, seq=16, ts_ori=32, ts_rx=32, ts_tx=32))
        header = scapy.ICMP(type=kind, code=self.choice((0, 1, 4)))
        if kind == 3 and header.code == 4:
            header.nexthopmtu = self.getrandbits(16)
        if kind == 5:
            header.gw = self.ip()
        datagram = scapy.IP(src=self.ip(), dst=self.ip(), len=100, proto=200)
        return header / scapy.Raw(bytes(datagram) + self.randbytes(8))

    def igmp(self) -> Any:
        kind = self.choice((0x11, 0x12, 0x16, 0x17, 'query', 'report'))
        if kind == 'query':
            return igmp.IGMPv3_MQ(
                gaddr=self.ip(), srcaddrs=self.some(self.ip), **self.numbers(mrcode=8, s=1, qrv=3, qqic=8)
            )
        if kind == 'report':
            return igmp.IGMPv3_MR(records=self.some(self.igmp_record))
        return igmp.IGMP(type=kind, gaddr=self.ip(), **self.numbers(mrcode=8))

    def igmp_record(self) -> Any:
        return igmp.IGMPv3_MR_Group(rtype=self.randint(1, 6), maddr=self.ip(), srcaddrs=self.some(self.ip))

    def icmpv6(self) -> Any:
        return self.choice((
            self.echo6, self.listener, self.listener_query, self.listener_report, self.solicitation, self.advertisement,
            self.router_solicitation, self.router_advertisement,
        ))()  # fmt: skip

    def echo6(self) -> Any:
        make = self.choice((scapy.ICMPv6EchoRequest, scapy.ICMPv6EchoReply))
        return make(**self.numbers(id=16, seq=16), data=self.data())

    def listener(self) -> Any:
        make = self.choice((scapy.ICMPv6MLQuery, scapy.ICMPv6MLReport, scapy.ICMPv6MLDone))
        return make(mladdr=self.ip6(), **self.numbers(mrd=16))

    def listener_query(self) -> Any:
        sources = self.some(self.ip6)
        return scapy.ICMPv6MLQuery2(mladdr=self.ip6(), sources=sources, **self.numbers(mrd=16, S=1, QRV=3, QQIC=8))

    def listener_report(self) -> Any:
        return scapy.ICMPv6MLReport2(records=self.some(self.listener_record))

    def listener_record(self) -> Any:
        return scapy.ICMPv6MLDMultAddrRec(rtype=self.randint(1, 6), dst=self.ip6(), sources=self.some(self.ip6))

    def solicitation(self) -> Any:
        return scapy.ICMPv6ND_NS(tgt=self.ip6()) / scapy.ICMPv6NDOptSrcLLAddr(lladdr=self.mac())

    def advertisement(self) -> Any:
        message = scapy.ICMPv6ND_NA(tgt=self.ip6(), **self.numbers(R=1, S=1, O=1))
        return message / scapy.ICMPv6NDOptDstLLAddr(lladdr=self.mac())

    def router_solicitation(self) -> Any:
        return scapy.ICMPv6ND_RS() / scapy.ICMPv6NDOptSrcLLAddr(lladdr=self.mac())

    def router_advertisement(self) -> Any:
        message = scapy.ICMPv6ND_RA(
            **self.numbers(chlim=8, M=1, O=1, routerlifetime=16, reachabletime=32, retranstimer=32)
        )
        values = self.numbers(prefixlen=7, L=1, A=1, R=1, validlifetime=32, preferredlifetime=32)
        for option in self.sample([
            scapy.ICMPv6NDOptSrcLLAddr(lladdr=self.mac()),
            scapy.ICMPv6NDOptMTU(**self.numbers(mtu=32)),
            scapy.ICMPv6NDOptPrefixInfo(prefix=self.ip6(), **values),
            scapy.ICMPv6NDOptUnknown(type=200, data=self.randbytes(14)),
        ], self.randrange(5)):  # fmt: skip
            message /= option
        return message

    # Routers ----------------------------------------------------------------------------------------------------------

    def vrrp(self) -> Any:
        addresses = self.some(self.ip, least=1)
        if self.getrandbits(1):
            return scapy.VRRPv3(addrlist=addresses, **self.numbers(vrid=8, priority=8, adv=12))
        return scapy.VRRP(addrlist=addresses, **self.numbers(vrid=8, priority=8, adv=8, authtype=2, auth1=32, auth2=32))

    def vrrp6(self) -> Any:
        return scapy.VRRPv3(addrlist=self.some(self.ip6, least=1), **self.numbers(vrid=8, priority=8, adv=12))

    def ospf(self) -> Any:
        header = ospf.OSPF_Hdr(src=self.ip(), area=self.ip(), authtype=0)
        return header / self.choice((self.hello, self.description, self.request, self.update, self.acknowledgement))()

    def hello(self) -> Any:
        return ospf.OSPF_Hello(
            mask=self.ip(), router=self.ip(), backup=self.ip(), neighbors=self.some(self.ip),
            **self.numbers(hellointerval=16, options=4, prio=8, deadinterval=32),
        )  # fmt: skip

    def description(self) -> Any:
        headers = self.some(self.lsa_header)
        return ospf.OSPF_DBDesc(**self.numbers(mtu=16, options=4, dbdescr=3, ddseq=32), lsaheaders=headers)

    def acknowledgement(self) -> Any:
        return ospf.OSPF_LSAck(lsaheaders=self.some(self.lsa_header))

    def lsa_common(self) -> dict[str, Any]:
        return {'id': self.ip(), 'adrouter': self.ip(), **self.numbers(age=12, options=8, seq=32)}

    def lsa_header(self) -> Any:
        return ospf.OSPF_LSA_Hdr(
            type=self.choice((1, 2, 3, 4, 5, 7)), **self.lsa_common(), **self.numbers(chksum=16, len=16)
        )

    def request(self) -> Any:
        items = self.some(lambda: ospf.OSPF_LSReq_Item(type=self.randint(1, 5), id=self.ip(), adrouter=self.ip()))
        return ospf.OSPF_LSReq(requests=items)

    def update(self) -> Any:
        return ospf.OSPF_LSUpd(lsalist=self.some(self.lsa))

    def lsa(self) -> Any:
        common = self.lsa_common()
        kind = self.randint(1, 6)
        if kind == 1:
            links = self.some(
                lambda: ospf.OSPF_Link(id=self.ip(), data=self.ip(), type=self.randint(1, 4), **self.numbers(metric=16))
            )
            return ospf.OSPF_Router_LSA(**common, **self.numbers(flags=8), linklist=links)
        if kind == 2:
            return ospf.OSPF_Network_LSA(**common, mask=self.ip(), routerlist=self.some(self.ip, least=1))
        if kind in (3, 4):
            make = ospf.OSPF_SummaryIP_LSA if kind == 3 else ospf.OSPF_SummaryASBR_LSA
            return make(**common, mask=self.ip(), **self.numbers(metric=24))
        make = ospf.OSPF_External_LSA if kind == 5 else ospf.OSPF_NSSA_External_LSA
        return make(**common, mask=self.ip(), fwdaddr=self.ip(), **self.numbers(ebit=1, metric=24, tag=32))

    # SCTP -------------------------------------------------------------------------------------------------------------

    def sctp(self) -> Any:
        packet = scapy.SCTP(sport=self.randint(1, 0xFFFF), dport=self.randint(1, 0xFFFF), **self.numbers(tag=32))
        for make in self.choice((
            (self.init,), (self.cookie_echo, self.chunk_data), (self.sack, self.chunk_data, self.chunk_data),
            (self.sack,), (self.heartbeat,), (self.abort,), (self.simple,), (self.error,),
        )):  # fmt: skip
            packet /= make()
        return packet

    def init(self) -> Any:
        make = self.choice((scapy.SCTPChunkInit, scapy.SCTPChunkInitAck))
        params = self.sample([
            scapy.SCTPChunkParamIPv4Addr(addr=self.ip()), scapy.SCTPChunkParamIPv6Addr(addr=self.ip6()),
            scapy.SCTPChunkParamStateCookie(cookie=self.randbytes(4 * self.randint(1, 8))),
            scapy.SCTPChunkParamCookiePreservative(sug_cookie_inc=self.getrandbits(32)),
            scapy.SCTPChunkParamSupportedAddrTypes(addr_type_list=[5, 6]), scapy.SCTPChunkParamECNCapable(),
            scapy.SCTPChunkParamFwdTSN(),
        ], self.randrange(8))  # fmt: skip
        return make(
            flags=0,
            params=params,
            **self.numbers(init_tag=32, a_rwnd=32, n_out_streams=16, n_in_streams=16, init_tsn=32),
        )

    def chunk_data(self) -> Any:
        flags = self.numbers(delay_sack=1, unordered=1, beginning=1, ending=1)
        return scapy.SCTPChunkData(
            reserved=0, data=self.data(30), **flags, **self.numbers(tsn=32, stream_id=16, stream_seq=16, proto_id=32)
        )

    def sack(self) -> Any:
        edges = sorted(self.sample(range(2, 0x10000), 2 * self.randrange(4)))
        gaps, twice = list(zip(edges[::2], edges[1::2], strict=True)), self.some(lambda: self.getrandbits(32))
        length = 16 + 4 * (len(gaps) + len(twice))
        return scapy.SCTPChunkSACK(
            flags=0, len=length, gap_ack_list=gaps, dup_tsn_list=twice, **self.numbers(cumul_tsn_ack=32, a_rwnd=32)
        )

    def heartbeat(self) -> Any:
        make = self.choice((scapy.SCTPChunkHeartbeatReq, scapy.SCTPChunkHeartbeatAck))
        return make(flags=0, params=[scapy.SCTPChunkParamHeartbeatInfo(data=self.randbytes(24))])

    def abort(self) -> Any:
        return scapy.SCTPChunkAbort(
            reserved=0, error_causes=b'\0\x0c' + (12).to_bytes(2) + self.randbytes(8), **self.numbers(TCB=1)
        )

    def error(self) -> Any:
        return scapy.SCTPChunkError(flags=0, error_causes=b'\0\1\0\x08' + self.randbytes(2) + bytes(2))

    def cookie_echo(self) -> Any:
        return scapy.SCTPChunkCookieEcho(flags=0, cookie=self.data(30))

    def simple(self) -> Any:
        return self.choice((
            scapy.SCTPChunkShutdown(flags=0, cumul_tsn_ack=self.getrandbits(32)), scapy.SCTPChunkShutdownAck(flags=0),
            scapy.SCTPChunkShutdownComplete(reserved=0, **self.numbers(TCB=1)), scapy.SCTPChunkCookieAck(flags=0),
        ))  # fmt: skip

    # Services over UDP ------------------------------------------------------------------------------------------------

    def service(self) -> Any:
        return self.choice((self.dhcp, self.dhcpv6, self.bfd))()

    def dhcp(self) -> Any:
        client, server = self.sample((67, 68), 2)
        message = scapy.BOOTP(
            op=self.choice((1, 2)), ciaddr=self.ip(), yiaddr=self.ip(), siaddr=self.ip(), giaddr=self.ip(),
            chaddr=scapy.mac2str(self.mac()), sname=b'server', file=b'boot',
            **self.numbers(hops=8, xid=32, secs=16, flags=16),
        )  # fmt: skip
        options = self.sample([
            ('requested_addr', self.ip()), ('lease_time', self.getrandbits(32)), ('server_id', self.ip()),
            ('subnet_mask', self.ip()), ('router', self.ip(), self.ip()), ('hostname', b'host'),
            ('param_req_list', list(self.randbytes(5))), (200, self.data(20)),
        ], self.randrange(9))  # fmt: skip
        kind = ('message-type', self.randint(1, 8))
        return scapy.UDP(sport=client, dport=server) / message / scapy.DHCP(options=[kind, *options, 'end'])

    def dhcpv6(self) -> Any:
        make = self.choice((scapy.DHCP6_Solicit, scapy.DHCP6_Advertise, scapy.DHCP6_Request, scapy.DHCP6_Reply))
        message = make(**self.numbers(trid=24))
        relayed = self.getrandbits(1)
        for option in self.sample([
            scapy.DHCP6OptClientId(duid=scapy.DUID_LL(lladdr=self.mac())),
            scapy.DHCP6OptServerId(duid=scapy.DUID_LLT(timeval=self.getrandbits(32), lladdr=self.mac())),
            scapy.DHCP6OptElapsedTime(**self.numbers(elapsedtime=16)), scapy.DHCP6OptOptReq(reqopts=[23, 24]),
            scapy.DHCP6OptIA_NA(
                ianaopts=[scapy.DHCP6OptIAAddress(addr=self.ip6())], **self.numbers(iaid=32, T1=32, T2=32)
            ),
            scapy.DHCP6OptDNSServers(dnsservers=self.some(self.ip6, least=1)), scapy.DHCP6OptRapidCommit(),
            scapy.DHCP6OptStatusCode(statuscode=0, statusmsg=b'well'),
        ], self.randint(1, 8)):  # fmt: skip
            message /= option
        if relayed:
            relay = scapy.DHCP6_RelayForward(linkaddr=self.ip6(), peeraddr=self.ip6(), **self.numbers(hopcount=8))
            message = relay / scapy.DHCP6OptRelayMsg(message=message)
            return scapy.UDP(sport=547, dport=547) / message
        return scapy.UDP(sport=546, dport=547) / message

    def bfd(self) -> Any:
        unit = bfd.BFD(
            sta=self.getrandbits(2), flags=self.getrandbits(6) & 0x3B,
            **self.numbers(diag=5, detect_mult=8, my_discriminator=32, your_discriminator=32),
            **self.numbers(min_tx_interval=32, min_rx_interval=32, echo_rx_interval=32),
        )  # fmt: skip
        kind = self.choice((0, 2, 3, 4, 5))  # of 1, a password, scapy sends three bytes too many
        if kind:
            key, size = self.getrandbits(128 if kind < 4 else 160), 24 if kind < 4 else 28
            values = self.numbers(sequence_number=32, auth_keyid=8)
            unit.flags, unit.len = int(unit.flags) | 4, 24 + size
            unit.optional_auth = bfd.OptionalAuth(auth_type=kind, auth_key=key, auth_len=size, **values)
        return scapy.UDP(sport=self.randint(49152, 65535), dport=3784) / unit

    # BGP --------------------------------------------------------------------------------------------------------------

    def bgp(self) -> Any:
        message = self.choice((self.open, self.routes, self.keepalive, self.notification, self.refresh))()
        ports = self.sample((179, self.randint(20000, 30000)), 2)
        return (
            scapy.TCP(sport=ports[0], dport=ports[1], flags='PA', **self.numbers(seq=32, ack=32, window=16)) / message
        )

    def open(self) -> Any:
        capabilities = [
            bgp.BGPCapMultiprotocol(afi=self.choice((1, 2)), safi=self.choice((1, 4, 128))),
            bgp.BGPCapFourBytesASN(**self.numbers(asn=32)), bgp.BGPCapGeneric(code=2, length=0),
            bgp.BGPCapGeneric(code=70, length=0), bgp.BGPCapGeneric(code=99, length=3, cap_data=self.randbytes(3)),
        ]  # fmt: skip
        chosen = self.sample(capabilities, self.randrange(6))
        params = [bgp.BGPOptParam(param_type=2, param_value=each) for each in chosen]
        message = bgp.BGPOpen(bgp_id=self.ip(), opt_params=params, **self.numbers(my_as=16, hold_time=16))
        return bgp.BGPHeader(type=1) / message

    def prefix(self) -> Any:
        length = self.randint(8, 32)  # shorter ones scapy may take for the number of a path
        bits = int.from_bytes(self.randbytes(4)) >> 32 - length << 32 - length
        return bgp.BGPNLRI_IPv4(prefix=f'{scapy.inet_ntoa(bits.to_bytes(4))}/{length}')

    def prefix6(self) -> Any:
        length = self.randint(16, 128)
        bits = int.from_bytes(self.randbytes(16)) >> 128 - length << 128 - length
        return bgp.BGPNLRI_IPv6(prefix=f'{scapy.inet_ntop(10, bits.to_bytes(16))}/{length}')

    def routes(self) -> Any:
        attributes = [
            (0x40, 1, bgp.BGPPAOrigin(origin=self.randint(0, 2))),
            (0x40, 2, bgp.BGPPAASPath(segments=self.some(self.path_segment))),
            (0x40, 3, bgp.BGPPANextHop(next_hop=self.ip())),
            (0x80, 4, bgp.BGPPAMultiExitDisc(**self.numbers(med=32))),
            (0x40, 5, bgp.BGPPALocalPref(**self.numbers(local_pref=32))),
            (0xC0, 8, bgp.BGPPACommunity(**self.numbers(community=32))),
            (0x80, 9, bgp.BGPPAOriginatorID(originator_id=self.ip())),
            (0x80, 10, bgp.BGPPAClusterList(cluster_list=[self.getrandbits(32)])),
            (0x80, 14, bgp.BGPPAMPReachNLRI(
                afi=2, safi=1, nh_addr_len=16, nh_v6_addr=self.ip6(), nlri=self.some(self.prefix6),
            )),
            (0xC0, 16, bgp.BGPPAExtComms(extended_communities=self.some(self.extended_community))),
        ]  # fmt: skip
        chosen = sorted(self.sample(range(len(attributes)), self.randrange(len(attributes))))
        items = [
            bgp.BGPPathAttr(type_flags=flags, type_code=code, attribute=attribute)
            for flags, code, attribute in (attributes[index] for index in chosen)
        ]
        withdrawn, announced = self.some(self.prefix), self.some(self.prefix)
        return bgp.BGPHeader(type=2) / bgp.BGPUpdate(withdrawn_routes=withdrawn, path_attr=items, nlri=announced)

    def path_segment(self) -> Any:
        numbers = sorted(set(self.some(lambda: self.getrandbits(16), least=1)))
        return bgp.BGPPAASPath.ASPathSegment(segment_type=self.choice((1, 2)), segment_value=numbers)

    def extended_community(self) -> Any:
        value = bgp.BGPPAExtCommTwoOctetASSpecific(
            global_administrator=self.getrandbits(16), local_administrator=self.getrandbits(32)
        )
        return bgp.BGPPAExtCommunity(type_high=0, type_low=self.choice((2, 3)), value=value)

    def keepalive(self) -> Any:
        return bgp.BGPHeader(type=4)

    def notification(self) -> Any:
        return bgp.BGPHeader(type=3) / bgp.BGPNotification(
            error_code=6, error_subcode=self.randint(1, 8), data=self.data()
        )

    def refresh(self) -> Any:
        return bgp.BGPHeader(type=5) / bgp.BGPRouteRefresh(
            afi=self.choice((1, 2)), safi=1, subtype=self.choice((0, 1, 2))
        )
