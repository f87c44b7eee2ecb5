"""Packets of real hosts, captured in a Mininet network: we and tshark read the same values in their fields."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from controller.lib.pcap import packets
from controller.packet import arp, dhcp, dhcp6, ethernet, icmp, icmpv6, ipv4, ipv6, tcp, udp
from controller.packet.packet import Packet
from tests.conformance.lab import CHECKOUT, Laboratory, run, spawn, wait_until

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(180)]

MOST = 3000  # packets that are compared: iperf sends very many
PREFERENCES = ('ip.defragment:FALSE', 'ipv6.defragment:FALSE', 'tcp.desegment_tcp_streams:FALSE')

#: tshark's name of a field, and ours, or what makes it of a layer: a value, or a list of values.
Table = Mapping[str, str | Callable[[Any], Any]]

FIELDS: dict[type, Table] = {
    ethernet.ethernet: {'eth.dst': 'dst', 'eth.src': 'src', 'eth.type': 'ethertype'},
    arp.arp: {
        'arp.hw.type': 'hwtype', 'arp.proto.type': 'proto', 'arp.hw.size': 'hlen', 'arp.proto.size': 'plen',
        'arp.opcode': 'opcode', 'arp.src.hw_mac': 'src_mac', 'arp.src.proto_ipv4': 'src_ip',
        'arp.dst.hw_mac': 'dst_mac', 'arp.dst.proto_ipv4': 'dst_ip',
    },
    ipv4.ipv4: {
        'ip.hdr_len': lambda ip: ip.header_length * 4, 'ip.dsfield': 'tos',
        'ip.len': 'total_length', 'ip.id': 'identification', 'ip.flags': 'flags', 'ip.frag_offset': 'offset',
        'ip.ttl': 'ttl', 'ip.proto': 'proto', 'ip.checksum': 'csum', 'ip.src': 'src', 'ip.dst': 'dst',
    },
    ipv6.ipv6: {
        'ipv6.version': 'version', 'ipv6.tclass': 'traffic_class', 'ipv6.flow': 'flow_label',
        'ipv6.plen': 'payload_length', 'ipv6.nxt': 'nxt', 'ipv6.hlim': 'hop_limit', 'ipv6.src': 'src',
        'ipv6.dst': 'dst',
        'ipv6.opt.type': lambda ip: [
            each.type_ for header in ip.ext_hdrs if isinstance(header, ipv6.opt_header) for each in header.data
        ],
        'ipv6.fraghdr.nxt': lambda ip: fragment_of(ip, 'nxt'),
        'ipv6.fraghdr.offset': lambda ip: fragment_of(ip, 'offset'),
        'ipv6.fraghdr.more': lambda ip: fragment_of(ip, 'more'),
        'ipv6.fraghdr.ident': lambda ip: fragment_of(ip, 'id_'),
    },
    icmp.icmp: {
        'icmp.type': 'type', 'icmp.code': 'code', 'icmp.checksum': 'csum', 'icmp.ident': lambda icmp: icmp.data.id,
        'icmp.seq': lambda icmp: icmp.data.seq,
    },
    icmpv6.icmpv6: {
        'icmpv6.type': 'type_', 'icmpv6.code': 'code', 'icmpv6.checksum': 'csum',
        'icmpv6.echo.identifier': lambda icmp: of(icmpv6.echo, icmp.data, 'id'),
        'icmpv6.echo.sequence_number': lambda icmp: of(icmpv6.echo, icmp.data, 'seq'),
        'icmpv6.nd.ns.target_address': lambda icmp: icmp.data.dst if icmp.type_ == 135 else [],
        'icmpv6.nd.na.target_address': lambda icmp: icmp.data.dst if icmp.type_ == 136 else [],
        'icmpv6.nd.na.flag.r': lambda icmp: icmp.data.res >> 2 if icmp.type_ == 136 else [],
        'icmpv6.nd.na.flag.s': lambda icmp: icmp.data.res >> 1 & 1 if icmp.type_ == 136 else [],
        'icmpv6.nd.na.flag.o': lambda icmp: icmp.data.res & 1 if icmp.type_ == 136 else [],
        'icmpv6.nd.ra.cur_hop_limit': lambda icmp: of(icmpv6.nd_router_advert, icmp.data, 'ch_l'),
        'icmpv6.nd.ra.router_lifetime': lambda icmp: of(icmpv6.nd_router_advert, icmp.data, 'rou_l'),
        'icmpv6.nd.ra.reachable_time': lambda icmp: of(icmpv6.nd_router_advert, icmp.data, 'rea_t'),
        'icmpv6.nd.ra.retrans_timer': lambda icmp: of(icmpv6.nd_router_advert, icmp.data, 'ret_t'),
        'icmpv6.opt.type': lambda icmp: [each.type for each in options_of(icmp.data)],
        'icmpv6.opt.linkaddr': lambda icmp: [
            each.hw_src for each in options_of(icmp.data) if isinstance(each, icmpv6.nd_option_la)
        ],
        'icmpv6.opt.prefix': lambda icmp: [
            each.prefix for each in options_of(icmp.data) if isinstance(each, icmpv6.nd_option_pi)
        ],
        'icmpv6.mldr.nb_mcast_records': lambda icmp: of(icmpv6.mldv2_report, icmp.data, 'record_num'),
        'icmpv6.mldr.mar.record_type': lambda icmp: [each.type_ for each in getattr(icmp.data, 'records', ())],
        'icmpv6.mldr.mar.multicast_address': lambda icmp: [each.address for each in getattr(icmp.data, 'records', ())],
    },
    tcp.tcp: {
        'tcp.srcport': 'src_port', 'tcp.dstport': 'dst_port', 'tcp.seq_raw': 'seq', 'tcp.ack_raw': 'ack',
        'tcp.hdr_len': lambda tcp: tcp.offset * 4, 'tcp.flags': 'bits', 'tcp.window_size_value': 'window_size',
        'tcp.checksum': 'csum', 'tcp.urgent_pointer': 'urgent',
        'tcp.option_kind': lambda tcp: [each.kind for each in tcp.option or ()],
        'tcp.options.mss_val': lambda tcp: values_of(tcp.option, 'max_seg_size'),
        'tcp.options.wscale.shift': lambda tcp: values_of(tcp.option, 'shift_cnt'),
        'tcp.options.timestamp.tsval': lambda tcp: values_of(tcp.option, 'ts_val'),
        'tcp.options.timestamp.tsecr': lambda tcp: values_of(tcp.option, 'ts_ecr'),
    },
    udp.udp: {
        'udp.srcport': 'src_port', 'udp.dstport': 'dst_port', 'udp.length': 'total_length', 'udp.checksum': 'csum',
    },
    dhcp.dhcp: {
        'dhcp.type': 'op', 'dhcp.hw.type': 'htype', 'dhcp.hw.len': 'hlen', 'dhcp.hops': 'hops', 'dhcp.id': 'xid',
        'dhcp.secs': 'secs', 'dhcp.flags': 'flags', 'dhcp.ip.client': 'ciaddr', 'dhcp.ip.your': 'yiaddr',
        'dhcp.ip.server': 'siaddr', 'dhcp.ip.relay': 'giaddr', 'dhcp.hw.mac_addr': 'chaddr',
        'dhcp.cookie': lambda message: message.options.magic_cookie,
        'dhcp.option.type': lambda message: [*(each.tag for each in items_of(message)), 0],  # so tshark calls the end
        'dhcp.option.value': lambda message: [each.value.hex() for each in items_of(message)],
    },
    dhcp6.dhcp6: {
        'dhcpv6.msgtype': 'msg_type', 'dhcpv6.xid': 'transaction_id',
        'dhcpv6.option.type': lambda message: [each.code for each in with_nested(message.options.option_list)],
        'dhcpv6.option.length': lambda message: [each.length for each in with_nested(message.options.option_list)],
    },
}  # fmt: skip

NAMES = [name for table in FIELDS.values() for name in table]


def of(cls: type, data: Any, name: str) -> Any:
    """A field of a message of that class, nothing of another."""
    return getattr(data, name) if isinstance(data, cls) else []


def values_of(options: list[Any] | None, name: str) -> list[Any]:
    return [getattr(each, name) for each in options or () if hasattr(each, name)]


def options_of(data: Any) -> list[Any]:
    """The options of neighbour discovery."""
    option = getattr(data, 'option', None)
    return getattr(data, 'options', None) or ([option] if option else [])


def items_of(message: dhcp.dhcp) -> list[dhcp.option]:
    """The options without padding, what is behind the end left out."""
    return [each for each in message.options.option_list if not isinstance(each, bytes)]


def with_nested(options: list[dhcp6.option]) -> Iterator[dhcp6.option]:
    """Options, and those that are in one that gives addresses (RFC 8415, 21.4)."""
    for option in options:
        yield option
        if option.code == dhcp6.DHCPV6_OPTION_IA_NA:
            yield from dhcp6.option.decode_list(option.data, 12, len(option.data))


def fragment_of(ip: ipv6.ipv6, name: str) -> list[Any]:
    return [getattr(header, name) for header in ip.ext_hdrs if isinstance(header, ipv6.fragment)]


# ---- what each reads


def ours(frame: bytes) -> dict[str, list[Any]]:
    """The values of the fields that tshark has names for, as numbers and text."""
    found: dict[str, list[Any]] = {}
    for layer in Packet(frame):
        for name, source in FIELDS.get(type(layer), {}).items():
            value = source(layer) if callable(source) else getattr(layer, source)
            found.setdefault(name, []).extend(value if isinstance(value, list) else [value])
    return {name: values for name, values in found.items() if values}


def theirs(path: Path) -> Iterator[dict[str, list[Any]]]:
    """The same of every packet of a capture, as tshark reads it."""
    fields, preferences = [f'-e{name}' for name in NAMES], [f'-o{each}' for each in PREFERENCES]
    command = ['tshark', '-n', '-c', str(MOST), '-r', path, '-T', 'fields', '-E', 'aggregator=|', *fields, *preferences]
    for line in run(*command, timeout=120).splitlines():
        cells = dict(zip(NAMES, line.split('\t'), strict=True))
        yield {name: [value_of(name, each) for each in cell.split('|')] for name, cell in cells.items() if cell}


def value_of(name: str, text: str) -> int | str:
    """tshark writes some numbers in hexadecimal, flags as words, and some bytes as what may look like a number."""
    if name == 'dhcp.option.value':
        return text
    try:
        return int(text, 16 if text.startswith('0x') else 10)
    except ValueError:
        return {'True': 1, 'False': 0}.get(text, text)


# ---- the network


@pytest.fixture
def capture(lab: Laboratory, tmp_path: Path) -> Path:
    """What passed the port of the first of two hosts that ping each other, lease addresses, and send as they can."""
    if shutil.which('dhclient') is None or shutil.which('dnsmasq') is None:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse('needs dhclient and dnsmasq: run `make test` as root on Debian or Ubuntu')
    path = tmp_path / 'capture.pcap'
    controller = lab.controller(str(CHECKOUT / 'apps' / 'simple_switch_13.py'))
    network = lab.mininet('single,2', 'OpenFlow13', 'tcp:127.0.0.1:6653')
    controller.wait_for(*network.switches.values())
    wait_until('the table-miss entry', lambda: 'CONTROLLER' in network.flows('s1'))
    with (tmp_path / 'dumpcap.log').open('w') as log:
        process = spawn('dumpcap', '-q', '-P', '-i', 's1-eth1', '-w', path, log=log)
        try:
            wait_until('dumpcap to begin', lambda: path.exists() and path.stat().st_size)
            assert network.ask('pingall') == 0
            assert network.ask('ping6') == 0
            assert network.ask('dhcp') == 2
            assert network.ask('iperf') > 1e6
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)
    return path


def test_the_same_fields_as_tshark_reads(capture: Path) -> None:
    met: Counter[str] = Counter()
    with closing(capture.open('rb')) as file:
        for number, (packet, values) in enumerate(zip(packets(file), theirs(capture), strict=False), 1):
            assert ours(packet.data) == values, f'packet {number}: {packet.data.hex()}'
            pkt = Packet(packet.data)
            met.update(layer.protocol_name for layer in pkt.protocols if not isinstance(layer, bytes))
            pkt.serialize()
            assert pkt.data == packet.data
    print(dict(met))
    assert met.keys() >= {cls.__name__ for cls in FIELDS}
    assert met['dhcp'] >= 4
    assert met['dhcp6'] >= 4
