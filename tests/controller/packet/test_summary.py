"""Packets in one line. What is said of `frames` here was compared with tcpdump 4.99 (`tcpdump -n -S`), word by word."""

import importlib
import random
import time
from pathlib import Path

import pytest

from controller.packet import arp, ethernet, ipv4, packet, packet_base, tcp, udp, vlan

from .frames import frames

FRAMES = frames()

#: What tcpdump says too, character by character.
AS_TCPDUMP = {
    'icmp echo': 'IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 1, seq 2, length 15',
    'icmp time exceeded': 'IP 10.0.0.1 > 10.0.0.2: ICMP time exceeded in-transit, length 36',
    'tcp syn': 'IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 1, win 65535, '
    'options [mss 1460,sackOK,TS val 100 ecr 200,nop,wscale 7], length 0',
    'tcp data': 'IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [.], seq 1:15, ack 2, win 0, '
    'options [nop,nop,sack 2 {1:2}{3:4}], length 14',
    'udp': 'IP 10.0.0.1.1000 > 10.0.0.2.2000: UDP, length 7',
    'ipv4 options': 'IP 10.0.0.1.1000 > 10.0.0.2.2000: UDP, length 7',
    'ipv6 udp': 'IP6 fe80::1.1000 > fe80::2.2000: UDP, length 7',
    'icmpv6 echo': 'IP6 fe80::1 > fe80::2: ICMP6, echo request, id 1, seq 2, length 15',
    'icmpv6 solicit': 'IP6 fe80::1 > fe80::2: ICMP6, neighbor solicitation, who has fe80::2, length 32',
    'icmpv6 advert': 'IP6 fe80::1 > fe80::2: ICMP6, router advertisement, length 64',
}
#: What we say otherwise: tags without -e, no padding in a length, fragments, names instead of a hex dump.
OTHERWISE = {
    'arp': 'ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28',
    'icmp unreachable': 'IP 10.0.0.1 > 10.0.0.2: ICMP port unreachable, length 36',
    'first fragment': 'IP 10.0.0.1.1000 > 10.0.0.2.2000: fragment 7 at 0, UDP, length 32',
    'later fragment': 'IP 10.0.0.1 > 10.0.0.2: fragment 7 at 40, ip-proto-17, length 23',
    'ipv6 fragment': 'IP6 fe80::1.1 > fe80::2.2: fragment 9 at 0, UDP, length 7',
    'vlan stack': 'vlan 10, p 1, vlan 20, p 2, IP 10.0.0.1.1 > 10.0.0.2.2: UDP, length 7',
    'lldp': 'LLDP, chassis dpid:0000000000000001, port 00:00:00:01, name name, length 71',
    'unknown': '02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype 0x9999, length 60',
}


#: Of other protocols: frames by the module that has them.
OTHERS = {
    ('l2', 'stp configuration'): 'STP 802.1d, Config, root 02:00:00:00:00:0a, bridge 02:00:00:00:00:0b, length 35',
    ('l2', 'stp topology change'): 'STP 802.1d, Topology Change, length 4',
    ('l2', 'llc snap'): 'LLC, dsap 0xaa, ssap 0xaa, length 30',
    ('l2', 'lacp'): 'LACPv1, actor 02:00:00:00:00:01 port 1, partner 02:00:00:00:00:02, length 110',
    ('l2', 'mpls ipv4'): 'MPLS label 16, tc 5, ttl 64: MPLS label 17, tc 0, ttl 63: '
    'IP 10.0.0.1.1 > 10.0.0.2.2: UDP, length 7',
    ('l2', 'pbb'): 'vlan 100, 802.1ah, I-SID 1193046: vlan 7, IP 10.0.0.1.1 > 10.0.0.2.2: UDP, length 7',
    ('l2', 'cfm ccm'): 'CFM cc_message, MD level 5, length 117',
    ('ip', 'igmp report of version 2'): 'IP 10.0.0.1 > 225.0.0.1: igmp v2 report 225.0.0.1, length 8',
    ('ip', 'igmp report of version 3'): 'IP 10.0.0.1 > 224.0.0.22: igmp v3 report, 3 group record(s), length 44',
    ('ip', 'mld report of version 2'): 'IP6 fe80::1 > ff02::16: ICMP6, multicast listener report v2, length 84',
    ('ip', 'vrrp of version 3'): 'IP 10.0.0.1 > 224.0.0.18: '
    'VRRPv3, Advertisement, vrid 5, prio 100, intvl 100cs, length 12',
    ('ip', 'bfd'): 'IP 10.0.0.1.49152 > 10.0.0.2.3784: BFDv1, Control, State Up, length 24',
    ('bgp', 'bgp keepalives and route refresh'): 'IP 10.0.0.1.40003 > 10.0.0.2.179: Flags [P.], seq 1:62, ack 1, '
    'win 65535, length 61: BGP Keepalive: BGP Route Refresh: BGP Keepalive, length 19',
    ('routing', 'ospf hello'): 'IP 10.0.0.1 > 224.0.0.5: OSPFv2, Hello from 10.0.0.1, length 52',
    ('transport', 'sctp cookie ack and sack'): 'IP 10.0.0.1.5000 > 10.0.0.2.6000: sctp [COOKIE ACK] [SACK], length 48',
    ('transport', 'dhcp discover'): 'IP 10.0.0.1.68 > 10.0.0.2.67: '
    'BOOTP/DHCP, Discover from 02:00:00:00:00:01 (host), length 256',
    ('transport', 'dhcp offer'): 'IP 10.0.0.1.67 > 10.0.0.2.68: '
    'BOOTP/DHCP, Offer 10.0.0.1 to 02:00:00:00:00:01, length 274',
    ('transport', 'dhcp6 relay'): 'IP6 fe80::1.547 > fe80::2.547: dhcp6 relay-fwd, length 64',
    ('transport', 'vxlan'): 'IP 10.0.0.1.50000 > 10.0.0.2.4789: VXLAN, vni 1193046: '
    'IP 192.168.0.1.1000 > 192.168.0.2.2000: UDP, length 6',
    ('transport', 'geneve'): 'IP 10.0.0.1.50000 > 10.0.0.2.6081: Geneve, vni 0x123456: '
    'IP 192.168.0.1.1000 > 192.168.0.2.2000: UDP, length 6',
    ('transport', 'gre'): 'IP 10.0.0.1 > 10.0.0.2: GREv0: IP 192.168.0.1.1000 > 192.168.0.2.2000: UDP, length 6',
    ('transport', 'openflow flow mod'): 'IP 10.0.0.1.6633 > 10.0.0.2.40001: Flags [P.], seq 1:105, ack 2, win 8192, '
    'length 104: OpenFlow OFPFlowMod, length 104',
}  # fmt: skip


@pytest.mark.parametrize(('where', 'line'), OTHERS.items())
def test_lines_of_other_protocols(where, line):
    module, name = where
    frame = importlib.import_module(f'{__package__}.frames_{module}').FRAMES[name]
    assert str(packet.Packet(frame)) == line


@pytest.mark.parametrize(('name', 'line'), [*AS_TCPDUMP.items(), *OTHERWISE.items()])
def test_lines(name, line):
    assert str(packet.Packet(FRAMES[name])) == line


def over_ip(*layers, **fields):
    made = packet.Packet(protocols=[ethernet.ethernet(), ipv4.ipv4(**fields), *layers])
    made.serialize()
    return packet.Packet(made.data)


@pytest.mark.parametrize(
    ('bits', 'said'),
    [
        (0, '[none], win 512'), (tcp.TCP_SYN | tcp.TCP_ACK, '[S.], seq 1, ack 2, win 512'),
        (tcp.TCP_RST, '[R], seq 1, win 512'), (tcp.TCP_FIN | tcp.TCP_ACK, '[F.], seq 1, ack 2, win 512'),
        (tcp.TCP_ACK, '[.], ack 2, win 512'), (tcp.TCP_URG, '[U], win 512, urg 3'),
        (tcp.TCP_SYN | tcp.TCP_ECE | tcp.TCP_CWR, '[SEW], seq 1, win 512'),
    ],
)  # fmt: skip
def test_flags(bits, said):
    segment = tcp.tcp(5001, 80, 1, 2, bits=bits, window_size=512, urgent=3)
    assert str(over_ip(segment, proto=6)) == f'IP 10.0.0.1.5001 > 10.0.0.2.80: Flags {said}, length 0'


def test_what_is_cut_off_has_the_length_that_its_header_says():
    frame = over_ip(udp.udp(1, 2), bytes(500), proto=17).data
    assert str(packet.Packet(frame[:128])).endswith('UDP, length 500')


def test_an_unknown_protocol_and_a_header_with_nothing_behind_it():
    assert str(over_ip(b'x' * 30, proto=99)) == 'IP 10.0.0.1 > 10.0.0.2: ip-proto-99, length 30'
    assert str(over_ip(proto=6)) == 'IP 10.0.0.1 > 10.0.0.2: ip-proto-6, length 0'
    assert str(packet.Packet(bytes(12) + b'\0\2ab')) == '00:00:00:00:00:00 > 00:00:00:00:00:00, 802.3, length 16'
    assert str(packet.Packet()) == 'no bytes' and str(packet.Packet(b'abc')) == 'length 3'


def test_a_packet_that_was_put_together_says_the_same_before_it_is_serialized():
    made = ethernet.ethernet() / ipv4.ipv4(proto=17) / udp.udp(1, 2) / b'four'
    assert str(made) == 'IP 10.0.0.1.1 > 10.0.0.2.2: UDP, length 4'
    made.serialize()
    assert str(made) == 'IP 10.0.0.1.1 > 10.0.0.2.2: UDP, length 4'


def test_ip_in_ip_says_both():
    inner = ipv4.ipv4(proto=17, src='192.0.2.1') / udp.udp(1, 2) / b'four'
    made = packet.Packet(protocols=[ethernet.ethernet(), ipv4.ipv4(proto=4), *inner])
    assert str(made) == 'IP 10.0.0.1 > 10.0.0.2: IP 192.0.2.1.1 > 10.0.0.2.2: UDP, length 4'


@pytest.mark.parametrize(
    ('opcode', 'said'),
    [
        (2, 'Reply 10.0.0.1 is-at 02:00:00:00:00:01'), (7, 'opcode 7'),
        (3, 'Reverse Request who-is 02:00:00:00:00:02 tell 02:00:00:00:00:01'),
        (4, 'Reverse Reply 02:00:00:00:00:02 at 10.0.0.2'),
    ],
)  # fmt: skip
def test_arp(opcode, said):
    made = ethernet.ethernet() / arp.arp_ip(opcode, '02:00:00:00:00:01', '10.0.0.1', '02:00:00:00:00:02', '10.0.0.2')
    assert str(made) == f'ARP, {said}, length 28'


# -- summary ----------------------------------------------------------------------------------------------------------


def test_summary_names_every_layer():
    assert packet.Packet(FRAMES['vlan stack']).summary() == (
        'ethernet 02:00:00:00:00:01 > 02:00:00:00:00:02 / svlan 10 / vlan 20 / ipv4 10.0.0.1 > 10.0.0.2 / '
        'udp 1 > 2 / 7 bytes'
    )
    assert packet.Packet(FRAMES['icmpv6 echo']).summary().endswith(' / ipv6 fe80::1 > fe80::2 / icmpv6')
    assert packet.Packet().summary() == ''


# -- an app's own protocols -------------------------------------------------------------------------------------------


class hello(packet_base.PacketBase):
    def __init__(self, name):
        self.name = name


class greeting(hello):
    def __len__(self):
        return 8

    def __str__(self):
        return f'Hello from {self.name}'


class broken(hello):
    def __str__(self):
        raise RuntimeError

    @property
    def vid(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ('protocol', 'said'),
    [(hello, 'hello, length 3'), (greeting, 'Hello from somebody, length 11'), (broken, 'broken')],
)
def test_an_own_protocol_is_said_as_its_class_says_it(protocol, said):
    made = packet.Packet(protocols=[ethernet.ethernet(ethertype=0x9999), protocol('somebody'), b'you'])
    assert str(made) == said
    assert made.summary().endswith(f' / {protocol.__name__} / 3 bytes')


# -- whatever there is in it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'text', ['\x1b[2J\x1b[31mred', 'two\nlines\r', '\x07\x08\x7f', '\x9b31m', '\u202ereversed', '\ud800']
)
def test_nothing_that_a_terminal_obeys_gets_out(text):
    made = packet.Packet(protocols=[ethernet.ethernet(ethertype=0x9999), greeting(text)])
    assert str(made).isprintable() and 'Hello from' in str(made)


def test_names_of_hosts_are_bytes_where_they_are_no_text():
    frame = FRAMES['lldp'].replace(b'name', b'n\x1b[m')
    assert ', name 6e:1b:5b:6d, ' in str(packet.Packet(frame))


def test_values_that_are_none_do_not_hide_the_rest():
    made = ethernet.ethernet() / vlan.vlan(vid=None) / ipv4.ipv4(src=None, ttl='x') / tcp.tcp(bits='S') / b'x'
    assert str(made) and made.summary().count('/') == 4


def test_many_messages_in_one_segment_take_linear_time():
    hello = b'\x04\x0e' + (4096).to_bytes(2) + bytes(4092)  # OFPT_FLOW_MOD, or what calls itself so
    frame = over_ip(tcp.tcp(6653, 5), hello * 15, proto=6).data

    def cpu() -> float:
        pkt, before = packet.Packet(frame), time.thread_time()
        assert str(pkt)
        return time.thread_time() - before

    assert min(cpu() for _ in range(3)) < 0.001 + 0.000001 * len(frame)


def all_frames():
    """The valid frames of every protocol."""
    for path in sorted(Path(__file__).parent.glob('frames_*.py')):
        yield from importlib.import_module(f'{__package__}.{path.stem}').FRAMES.values()
    yield from FRAMES.values()


def test_every_protocol_has_a_line_that_could_be_made():
    for frame in all_frames():
        pkt = packet.Packet(frame)
        assert str(pkt).split(': ')[-1] not in [type(layer).__name__ for layer in pkt]  # what is said instead of one


def test_any_frame_has_a_line():
    chance, valid = random.Random(2), list(all_frames())
    for frame in valid:
        for _ in range(30):
            damaged = bytearray(frame)
            for _ in range(chance.randint(0, 5)):
                damaged[chance.randrange(len(damaged))] = chance.choice([0, 1, 0x1B, 0xFF, chance.randrange(256)])
            pkt = packet.Packet(bytes(damaged[: chance.choice([len(frame), chance.randrange(len(frame) + 1)])]))
            assert str(pkt).isprintable() and str(pkt) and pkt.summary().isprintable()
