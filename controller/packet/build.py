"""Whole packets that controllers send, most of them answers to one that came in.

    reply = build.arp_reply(Packet(msg.data), '02:00:00:00:00:01')
    out = parser.OFPPacketOut(datapath, ofproto.OFP_NO_BUFFER, ofproto.OFPP_CONTROLLER, actions, reply.data)

Each is serialized: `data` is the frame. An answer goes back to where the question came from, in its VLAN tags; what
answers raises ValueError, which shows the packet, where that is no such question. `vid` puts a frame into a VLAN.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from ..wire.kinds import ipv4_bytes, ipv6_bytes
from . import arp, dhcp, ethernet, icmp, icmpv6, ipv4, ipv6, lldp, tcp, udp, vlan
from . import ether_types as ether
from . import in_proto as inet
from .packet import Layer, Packet
from .summary import line

__all__ = [
    'DHCPServer', 'arp_reply', 'arp_request', 'dhcp_option', 'echo_reply', 'echo_request', 'lldp_frame',
    'neighbor_advertisement', 'neighbor_solicitation', 'tcp_reset', 'udp_datagram',
]  # fmt: skip

BROADCAST, ANY = 'ff:ff:ff:ff:ff:ff', '0.0.0.0'
HOPS, DISCOVERY_HOPS = 64, 255  # neighbour discovery from farther away is not believed (RFC 4861, 7.1)
SOLICITED, OVERRIDE = 2, 1  # flags of an advertisement (RFC 4861, 4.4)
SERVER_PORT, CLIENT_PORT = 67, 68
DHCP_NAK = 6  # a message type (RFC 2132, 9.6)
TO_ALL = 0x8000  # the flag of a client that hears broadcasts only (RFC 2131, 2)
ECHOED = (61, 82)  # options that come back: client identifier (RFC 6842), relay agent information (RFC 3046)
IP = (ipv4.ipv4, ipv6.ipv6)
TAGS = (vlan.vlan, vlan.svlan)
ETHERTYPES = {
    arp.arp: ether.ETH_TYPE_ARP, lldp.lldp: ether.ETH_TYPE_LLDP,
    ipv4.ipv4: ether.ETH_TYPE_IP, ipv6.ipv6: ether.ETH_TYPE_IPV6,
}  # fmt: skip
PROTOCOLS = {
    icmp.icmp: inet.IPPROTO_ICMP, icmpv6.icmpv6: inet.IPPROTO_ICMPV6,
    tcp.tcp: inet.IPPROTO_TCP, udp.udp: inet.IPPROTO_UDP,
}  # fmt: skip


def arp_request(src_mac: str, src_ip: str, dst_ip: str, vid: int | None = None) -> Packet:
    """Who has `dst_ip`, to everybody."""
    question = arp.arp_ip(arp.ARP_REQUEST, src_mac, src_ip, '00:00:00:00:00:00', dst_ip)
    return _frame(src_mac, BROADCAST, vid, question)


def arp_reply(request: Packet, mac: str) -> Packet:
    """The answer to an ARP request: the address asked for is at `mac`."""
    asked = _layers(request, 'ARP request', arp.arp)[0]
    if asked.opcode != arp.ARP_REQUEST:
        raise _no('ARP request', request)
    return _answer(request, mac, arp.arp_ip(arp.ARP_REPLY, mac, asked.dst_ip, asked.src_mac, asked.src_ip))


def neighbor_solicitation(src_mac: str, src_ip: str, dst_ip: str, vid: int | None = None) -> Packet:
    """Who has `dst_ip`, an IPv6 address, to the group of those whose address ends like it (RFC 4861, 4.3).

    From `::` it asks whether the address is taken.
    """
    low = ipv6_bytes(dst_ip)[-3:]
    group = f'ff02::1:ff{low[:1].hex()}:{low[1:].hex()}'
    option = None if src_ip == '::' else icmpv6.nd_option_sla(hw_src=src_mac)
    message = icmpv6.icmpv6(icmpv6.ND_NEIGHBOR_SOLICIT, data=icmpv6.nd_neighbor(dst=dst_ip, option=option))
    return _frame(src_mac, '33:33:ff:' + low.hex(':'), vid, *_over_ip(src_ip, group, message, hops=DISCOVERY_HOPS))


def neighbor_advertisement(solicitation: Packet, mac: str) -> Packet:
    """The answer to a neighbour solicitation: the address asked for is at `mac` (RFC 4861, 7.2.4); to all, where one
    asked that has no address yet."""
    header, asked = _layers(solicitation, 'neighbour solicitation', ipv6.ipv6, icmpv6.icmpv6)
    if asked.type_ != icmpv6.ND_NEIGHBOR_SOLICIT or not isinstance(asked.data, icmpv6.nd_neighbor):
        raise _no('neighbour solicitation', solicitation)
    target, to_ip, to_mac, flags = asked.data.dst, header.src, None, SOLICITED | OVERRIDE
    if to_ip == '::':
        to_ip, to_mac, flags = 'ff02::1', '33:33:00:00:00:01', OVERRIDE
    answer = icmpv6.nd_neighbor(flags, target, icmpv6.nd_option_tla(hw_src=mac))
    message = icmpv6.icmpv6(icmpv6.ND_NEIGHBOR_ADVERT, data=answer)
    return _answer(solicitation, mac, *_over_ip(target, to_ip, message, hops=DISCOVERY_HOPS), to=to_mac)


def echo_request(
    src_mac: str, dst_mac: str, src_ip: str, dst_ip: str,
    id_: int = 0, seq: int = 0, data: bytes = b'', vid: int | None = None,
) -> Packet:  # fmt: skip
    """A ping, of ICMP or ICMPv6 as the addresses are."""
    ping: Layer = icmp.icmp(icmp.ICMP_ECHO_REQUEST, data=icmp.echo(id_, seq, data))
    if ':' in dst_ip:
        ping = icmpv6.icmpv6(icmpv6.ICMPV6_ECHO_REQUEST, data=icmp.echo(id_, seq, data))
    return _frame(src_mac, dst_mac, vid, *_over_ip(src_ip, dst_ip, ping))


def echo_reply(request: Packet, mac: str | None = None) -> Packet:
    """The answer to a ping, from the address that was asked; from `mac` where the frame was not for one host."""
    header, asked = _layers(request, 'echo request', IP, (icmp.icmp, icmpv6.icmpv6))
    old = isinstance(asked, icmp.icmp)
    kind, wanted = (asked.type, icmp.ICMP_ECHO_REQUEST) if old else (asked.type_, icmpv6.ICMPV6_ECHO_REQUEST)
    if kind != wanted or isinstance(asked.data, bytes):
        raise _no('echo request', request)
    reply = icmp.icmp(icmp.ICMP_ECHO_REPLY) if old else icmpv6.icmpv6(icmpv6.ICMPV6_ECHO_REPLY)
    reply.data = asked.data
    return _answer(request, mac, *_over_ip(header.dst, header.src, reply))


def tcp_reset(segment: Packet) -> Packet:
    """What ends the connection of a segment at once, as where nobody listens (RFC 9293, 3.5.2)."""
    header, asked = _layers(segment, 'TCP segment to reset', IP, tcp.tcp)
    if asked.has_flags(tcp.TCP_RST):  # two could answer each other for ever
        raise _no('TCP segment to reset', segment)
    reset = tcp.tcp(asked.dst_port, asked.src_port, asked.ack, bits=tcp.TCP_RST)
    if not asked.has_flags(tcp.TCP_ACK):
        behind = segment[segment.protocols.index(asked) + 1 :]
        taken = sum(map(len, behind)) + asked.has_flags(tcp.TCP_SYN) + asked.has_flags(tcp.TCP_FIN)
        reset.seq, reset.ack, reset.bits = 0, asked.seq + taken & 0xFFFFFFFF, tcp.TCP_RST | tcp.TCP_ACK
    return _answer(segment, None, *_over_ip(header.dst, header.src, reset))


def udp_datagram(
    src_mac: str, dst_mac: str, src_ip: str, dst_ip: str, src_port: int, dst_port: int,
    payload: Layer = b'', vid: int | None = None,
) -> Packet:  # fmt: skip
    """A datagram over IPv4 or IPv6, as the addresses are; `payload` is bytes or a protocol."""
    return _frame(src_mac, dst_mac, vid, *_over_ip(src_ip, dst_ip, udp.udp(src_port, dst_port), payload))


def lldp_frame(mac: str, dpid: int, port_no: int, ttl: int = 120) -> Packet:
    """What tells the neighbour that it hears port `port_no` of switch `dpid`, for `ttl` seconds."""
    chassis = lldp.ChassisID(lldp.ChassisID.SUB_LOCALLY_ASSIGNED, f'dpid:{dpid:016x}'.encode())
    port = lldp.PortID(lldp.PortID.SUB_PORT_COMPONENT, port_no.to_bytes(4))
    return _frame(mac, lldp.LLDP_MAC_NEAREST_BRIDGE, None, lldp.lldp([chassis, port, lldp.TTL(ttl), lldp.End()]))


def dhcp_option(message: dhcp.dhcp, tag: int) -> bytes | None:
    """The value of an option, None where the message has none of that tag."""
    items = message.options.option_list if message.options else ()
    return next((each.value for each in items if isinstance(each, dhcp.option) and each.tag == tag), None)


@dataclass(frozen=True)
class DHCPServer:
    """Who answers, and what the answers tell (RFC 2131, 4.3): `lease` in seconds, `options` more of `dhcp.option`."""

    mac: str
    ip: str
    netmask: str = '255.255.255.0'
    router: str | None = None
    dns: Sequence[str] = ()
    lease: int = 3600
    options: Sequence[dhcp.option] = ()

    def offer(self, discover: Packet, address: str) -> Packet:
        """The answer to a DISCOVER: `address` may be yours."""
        return self._answer(discover, dhcp.DHCP_DISCOVER, dhcp.DHCP_OFFER, address)

    def ack(self, request: Packet, address: str) -> Packet:
        """The answer to a REQUEST: `address` is yours."""
        return self._answer(request, dhcp.DHCP_REQUEST, dhcp.DHCP_ACK, address)

    def nak(self, request: Packet) -> Packet:
        """The answer to a REQUEST for an address that the client cannot have."""
        return self._answer(request, dhcp.DHCP_REQUEST, DHCP_NAK, ANY)

    def _answer(self, question: Packet, wanted: int, kind: int, address: str) -> Packet:
        what = 'DHCP DISCOVER' if wanted == dhcp.DHCP_DISCOVER else 'DHCP REQUEST'
        asked = _layers(question, what, ipv4.ipv4, udp.udp, dhcp.dhcp)[2]
        if dhcp_option(asked, dhcp.DHCP_MESSAGE_TYPE_OPT) != bytes((wanted,)):
            raise _no(what, question)
        options = [dhcp.option(tag, value) for tag, value in self._told(asked, kind)]
        reply = dhcp.dhcp(dhcp.DHCP_BOOT_REPLY, asked.chaddr, dhcp.options(options), xid=asked.xid, flags=asked.flags,
                          yiaddr=address, giaddr=asked.giaddr)  # fmt: skip
        to_ip, to_mac, port = address if asked.ciaddr == ANY else asked.ciaddr, None, CLIENT_PORT
        if asked.giaddr != ANY:  # through a relay (4.1)
            to_ip, port = asked.giaddr, SERVER_PORT
        elif kind == DHCP_NAK or (asked.ciaddr == ANY and asked.flags & TO_ALL):
            to_ip, to_mac = '255.255.255.255', BROADCAST
        datagram = _over_ip(self.ip, to_ip, udp.udp(SERVER_PORT, port), reply)
        return _answer(question, self.mac, *datagram, to=to_mac)

    def _told(self, asked: dhcp.dhcp, kind: int) -> Iterator[tuple[int, bytes]]:
        """The options by tag."""
        yield dhcp.DHCP_MESSAGE_TYPE_OPT, bytes((kind,))
        yield dhcp.DHCP_SERVER_IDENTIFIER_OPT, ipv4_bytes(self.ip)
        if kind != DHCP_NAK:
            yield dhcp.DHCP_IP_ADDR_LEASE_TIME_OPT, self.lease.to_bytes(4)
            yield dhcp.DHCP_SUBNET_MASK_OPT, ipv4_bytes(self.netmask)
            if self.router is not None:
                yield dhcp.DHCP_GATEWAY_ADDR_OPT, ipv4_bytes(self.router)
            if self.dns:
                yield dhcp.DHCP_DNS_SERVER_ADDR_OPT, b''.join(map(ipv4_bytes, self.dns))
            yield from ((each.tag, each.value) for each in self.options)
        yield from ((tag, value) for tag in ECHOED if (value := dhcp_option(asked, tag)) is not None)


def _layers(pkt: Packet, what: str, *classes: Any) -> Sequence[Any]:
    """The layers behind the Ethernet header and its tags, which have to be of these classes; raises ValueError."""
    layers = pkt.protocols
    found = layers[1 + len(_tags(layers)) :][: len(classes)]
    if len(found) < len(classes) or not all(map(isinstance, (layers[0], *found), (ethernet.ethernet, *classes))):
        raise _no(what, pkt)
    return found


def _no(what: str, pkt: Packet) -> ValueError:
    return ValueError(f'no {what}: {line(pkt.protocols)}')


def _tags(layers: Sequence[Layer]) -> list[Layer]:
    return [*takewhile(lambda layer: isinstance(layer, TAGS), layers[1:])]


def _answer(question: Packet, mac: str | None, *layers: Layer, to: str | None = None) -> Packet:
    """A frame back to where a question came from, in its tags; from `mac`, or from where the question went."""
    asked = question[0]
    if mac is None and int(asked.dst[:2], 16) & 1:
        raise ValueError(f'to a group, so say from which MAC address to answer: {line(question.protocols)}')
    head = ethernet.ethernet(to or asked.src, mac or asked.dst, asked.ethertype)
    return _made(head, *map(copy, _tags(question.protocols)), *layers)


def _frame(src: str, dst: str, vid: int | None, *layers: Layer) -> Packet:
    ethertype = ETHERTYPES[type(layers[0])]
    if vid is None:
        return _made(ethernet.ethernet(dst, src, ethertype), *layers)
    return _made(ethernet.ethernet(dst, src, ether.ETH_TYPE_8021Q), vlan.vlan(vid=vid, ethertype=ethertype), *layers)


def _over_ip(src: str, dst: str, upper: Layer, *payload: Layer, hops: int = HOPS) -> tuple[Layer, ...]:
    number = PROTOCOLS[type(upper)]
    if ':' in dst:
        return ipv6.ipv6(nxt=number, hop_limit=hops, src=src, dst=dst), upper, *payload
    return ipv4.ipv4(proto=number, ttl=hops, src=src, dst=dst), upper, *payload


def _made(*layers: Layer) -> Packet:
    pkt = Packet(protocols=layers)
    pkt.serialize()
    return pkt
