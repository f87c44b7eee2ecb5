"""tshark reads what we serialise, of every protocol and variant: nothing malformed, and no checksum that is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from controller.packet.packet import Packet
from tests.controller.lib.captures import pcap
from tests.controller.packet.frames import every_frame

ERROR = 0x800000  # PI_ERROR: the severity of what cannot be
CHECKSUM = 0x1000000  # PI_CHECKSUM: the group of what is said about those
FIELDS = (
    'frame.number', '_ws.malformed', '_ws.expert.severity', '_ws.expert.group', '_ws.expert.message', 'frame.protocols',
)  # fmt: skip

#: Every checksum is to be looked at, and every frame by itself.
PREFERENCES = (
    'ip.check_checksum:TRUE', 'tcp.check_checksum:TRUE', 'udp.check_checksum:TRUE', 'sctp.checksum:TRUE',
    'ip.defragment:FALSE', 'ipv6.defragment:FALSE', 'sctp.reassembly:FALSE', 'tcp.desegment_tcp_streams:FALSE',
)  # fmt: skip

#: What tshark 4.0 does not know.
EXCEPTIONS = {
    'bgp flowspec l2vpn': 'SAFI 134 of AFI 25 (draft-ietf-idr-flowspec-l2vpn)',
}

#: What tshark calls the protocols that it has to have met.
PROTOCOLS = {
    'arp', 'bfd', 'bgp', 'cfm', 'dhcp', 'dhcpv6', 'geneve', 'gre', 'icmp', 'icmpv6', 'ieee8021ad', 'ieee8021ah', 'igmp',
    'ip', 'ipv6', 'ipv6.dstopts', 'ipv6.fraghdr', 'ipv6.hopopts', 'ipv6.routing', 'lacp', 'llc', 'lldp', 'marker',
    'mpls', 'ospf', 'sctp', 'stp', 'tcp', 'udp', 'vlan', 'vrrp', 'vxlan',
}  # fmt: skip
VARIANTS = PROTOCOLS - {'ieee8021ah'} | {'ah', 'openflow_v4', 'zebra'}  # behind a tag of ieee8021ad, that is part of it


@pytest.fixture(scope='module', autouse=True)
def tshark() -> None:
    """Where it is missing the tests skip; under CI that is a failure."""
    if shutil.which('tshark') is None:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse('needs tshark: run `make test` as root on Debian or Ubuntu')


def complaints(frames: Mapping[str, bytes], directory: Path) -> tuple[dict[str, str], set[str]]:
    """What tshark finds wrong with frames, by name, and the protocols that it has read in all of them."""
    path = directory / 'frames.pcap'
    path.write_bytes(pcap(list(frames.values())))
    command = ['tshark', '-n', '-r', str(path), '-T', 'fields', '-E', 'aggregator=|']
    command += [f'-e{name}' for name in FIELDS] + [f'-o{name}' for name in PREFERENCES]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    rows = [line.split('\t') for line in done.stdout.splitlines()]
    assert [int(number) for number, *_ in rows] == list(range(1, len(frames) + 1))
    found, met = {}, set()
    for name, (_, malformed, severities, groups, messages, protocols) in zip(frames, rows, strict=True):
        told = zip(severities.split('|'), groups.split('|'), messages.split('|'), strict=False)
        wrong = [what for how, where, what in told if how and (int(how) >= ERROR or int(where) == CHECKSUM)]
        if malformed or wrong:
            found[name] = '; '.join(wrong) or malformed
        met.update(protocols.split(':'))
    return found, met


def made_anew(frame: bytes) -> bytes:
    """A frame as we serialise it, with all lengths and checksums that we fill in."""
    pkt = Packet(frame)
    for layer in pkt:
        for name in getattr(layer, 'filled', ()):
            if getattr(layer, name):
                setattr(layer, name, 0)
    pkt.serialize()
    return pkt.data


def test_frames_of_every_variant(tmp_path: Path) -> None:
    found, met = complaints({name: made_anew(frame) for name, frame in every_frame().items()}, tmp_path)
    assert found.keys() == EXCEPTIONS.keys(), found
    assert met >= VARIANTS


def test_random_frames(tmp_path: Path) -> None:
    """Those of which scapy has told the values: 2,000, built by our constructors."""
    scapy = pytest.importorskip('scapy.all', reason='scapy is not installed')
    from tests.controller.packet.scapy_frames import Frames
    from tests.controller.packet.scapy_translation import translated

    chance, built = Frames(1), {}
    for number in range(2000):
        pkt = Packet(protocols=translated(scapy.Ether(bytes(chance.frame()))))
        pkt.serialize()
        built[f'{number}: {pkt.summary()}'] = pkt.data
    found, met = complaints(built, tmp_path)
    assert found == {}
    assert met >= PROTOCOLS


def test_damage_is_found(tmp_path: Path) -> None:
    """Or the other tests would show nothing."""
    frame = every_frame()['udp']
    damaged = {
        'wrong IPv4 checksum': frame[:24] + b'\x12\x34' + frame[26:],
        'wrong UDP checksum': frame[:40] + b'\x12\x34' + frame[42:],
        'cut short': every_frame()['ospf hello'][:60],
    }
    assert complaints({'sound': frame, **damaged}, tmp_path)[0].keys() == damaged.keys()
