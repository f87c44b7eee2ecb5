"""Valid frames of every protocol there is, for tests to compare, to mutate and to time."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from controller.packet import arp, ethernet, icmp, icmpv6, ipv4, ipv6, lldp, packet, tcp, udp, vlan

HOST, OTHER = '02:00:00:00:00:01', '02:00:00:00:00:02'

#: The start of a datagram that something is reported of.
ORIGINAL = bytes.fromhex('4500001c00070000401166c80a0000010a00000203e807d000080000')


def eth(ethertype: int) -> ethernet.ethernet:
    return ethernet.ethernet(OTHER, HOST, ethertype)


def ip(proto: int, **fields: object) -> ipv4.ipv4:
    return ipv4.ipv4(proto=proto, src='10.0.0.1', dst='10.0.0.2', ttl=64, identification=7, **fields)


def ip6(nxt: int, *extensions: ipv6.header, **fields: object) -> ipv6.ipv6:
    """An IPv6 header with extension headers in front of protocol `nxt`, their numbers chained."""
    following = [*(extension.TYPE for extension in extensions), nxt]
    for extension, number in zip(extensions, following[1:], strict=True):
        extension.nxt = number
    return ipv6.ipv6(nxt=following[0], src='fe80::1', dst='fe80::2', ext_hdrs=list(extensions), **fields)


def syn() -> tcp.tcp:
    options = [
        tcp.TCPOptionMaximumSegmentSize(1460),
        tcp.TCPOptionSACKPermitted(),
        tcp.TCPOptionTimestamps(100, 200),
        tcp.TCPOptionNoOperation(),
        tcp.TCPOptionWindowScale(7),
    ]
    return tcp.tcp(40000, 80, seq=1, bits=tcp.TCP_SYN, window_size=0xFFFF, option=options)


def packets() -> dict[str, packet.Packet]:
    """Fresh packets by name."""
    options = [ipv6.option(5, 2, b'\0\0'), ipv6.option(1, 0), ipv6.option(194, 4, b'abcd'), ipv6.option(1, 0)]
    sack = [tcp.TCPOptionNoOperation(), tcp.TCPOptionNoOperation(), tcp.TCPOptionSACK([(1, 2), (3, 4)])]
    advert = icmpv6.nd_router_advert(
        64, 2, 1800, 5, 6,
        [icmpv6.nd_option_sla(hw_src=HOST), icmpv6.nd_option_pi(pl=64, prefix='2001:db8::'), icmpv6.nd_option_mtu()],
    )  # fmt: skip
    solicit = icmpv6.nd_neighbor(0, 'fe80::2', icmpv6.nd_option_sla(hw_src=HOST))
    unit = [
        lldp.ChassisID(7, b'dpid:0000000000000001'),
        lldp.PortID(2, b'\0\0\0\1'),
        lldp.TTL(120),
        lldp.SystemName(b'name'),
        lldp.SystemCapabilities(0x14, 0x04),
        lldp.ManagementAddress(1, b'\x0a\0\0\1', 2, 3, b''),
        lldp.OrganizationallySpecific(b'\0\x80\xc2', 1, b'\0\1'),
        lldp.End(),
    ]
    return {
        'arp': eth(0x0806) / arp.arp_ip(1, HOST, '10.0.0.1', '00:00:00:00:00:00', '10.0.0.2'),
        'icmp echo': eth(0x0800) / ip(1) / icmp.icmp(8, 0, 0, icmp.echo(1, 2, b'payload')),
        'icmp unreachable': eth(0x0800) / ip(1) / icmp.icmp(3, 3, 0, icmp.dest_unreach(0, 1400, ORIGINAL)),
        'icmp time exceeded': eth(0x0800) / ip(1) / icmp.icmp(11, 0, 0, icmp.TimeExceeded(0, ORIGINAL)),
        'tcp syn': eth(0x0800) / ip(6) / syn(),
        'tcp data': eth(0x0800) / ip(6) / tcp.tcp(40000, 80, 1, 2, bits=tcp.TCP_ACK, option=sack) / b'GET / HTTP/1.1',
        'udp': eth(0x0800) / ip(17) / udp.udp(1000, 2000) / b'payload',
        'ipv4 options': eth(0x0800) / ip(17, option=b'\x94\x04\0\0') / udp.udp(1000, 2000) / b'payload',
        'first fragment': eth(0x0800) / ip(17, flags=1) / udp.udp(1000, 2000) / bytes(32),
        'later fragment': eth(0x0800) / ip(17, offset=5) / b'the middle of a segment',
        'vlan stack': eth(0x88A8) / vlan.svlan(1, 0, 10) / vlan.vlan(2, 1, 20) / ip(17) / udp.udp(1, 2) / b'payload',
        'ipv6 tcp': eth(0x86DD) / ip6(6) / syn() / b'payload',
        'ipv6 udp': eth(0x86DD) / ip6(17, traffic_class=0xA8, flow_label=0x12345) / udp.udp(1000, 2000) / b'payload',
        'ipv6 options': eth(0x86DD) / ip6(17, ipv6.hop_opts(data=options), ipv6.dst_opts()) / udp.udp(1, 2) / b'hi',
        'ipv6 fragment': eth(0x86DD) / ip6(17, ipv6.fragment(more=1, id_=9)) / udp.udp(1, 2) / b'payload',
        'ipv6 routing': eth(0x86DD) / ip6(17, ipv6.routing_type3(adrs=['::1', '::2'])) / udp.udp(1, 2) / b'payload',
        'ipv6 segments': eth(0x86DD) / ip6(17, ipv6.routing(type_=4, data=bytes(20))) / udp.udp(1, 2) / b'payload',
        'ipv6 auth': eth(0x86DD) / ip6(17, ipv6.auth(spi=1, seq=2, data=bytes(8))) / udp.udp(1, 2) / b'payload',
        'icmpv6 echo': eth(0x86DD) / ip6(58) / icmpv6.icmpv6(128, 0, 0, icmpv6.echo(1, 2, b'payload')),
        'icmpv6 solicit': eth(0x86DD) / ip6(58) / icmpv6.icmpv6(135, 0, 0, solicit),
        'icmpv6 advert': eth(0x86DD) / ip6(58) / icmpv6.icmpv6(134, 0, 0, advert),
        'lldp': eth(0x88CC) / lldp.lldp(unit),
        'unknown': eth(0x9999) / b'payload of no one',
    }


def frames() -> dict[str, bytes]:
    """The same packets as bytes, by name."""
    made = packets()
    for pkt in made.values():
        pkt.serialize()
    return {name: pkt.data for name, pkt in made.items()}


def every_frame() -> dict[str, bytes]:
    """These, and those of the modules beside this one that hold more: `FRAMES` of `frames_*`."""
    found = frames()
    for path in sorted(Path(__file__).parent.glob('frames_*.py')):
        found |= import_module(f'{__package__}.{path.stem}').FRAMES
    return found
