"""Scapy as an oracle, both ways, over all protocols that both know: 2,000 random frames.

Scapy builds a frame and reads it; its values go into our constructors. What we make of these is the same bytes, lengths
and checksums included, so scapy reads what we meant; and what we read of scapy's bytes are the same values.
"""

from functools import cache

import pytest

from controller.packet import linux, packet

scapy = pytest.importorskip('scapy.all', reason='scapy is not installed')

from .scapy_frames import Frames  # noqa: E402  # both need scapy
from .scapy_translation import TRANSLATORS, translated  # noqa: E402

SEEDS = range(40)
PER_SEED = 50

#: Scapy's layers that are in no frame of Ethernet's here, or under another name.
ELSEWHERE = {'CookedLinux', 'IGMP_CR', 'IGMP_MR', 'IGMP_MQ', 'IGMP_LG', 'IGMPv1_MR', 'IGMPv2_LG', 'IGMPv2_MR', 'IGMP'}


@cache
def frames(seed):
    """Frames of scapy's making: as bytes, and as scapy has read these again."""
    made = Frames(seed)
    return [(raw, scapy.Ether(raw)) for raw in (bytes(made.frame()) for _ in range(PER_SEED))]


@pytest.mark.parametrize('seed', SEEDS)
def test_what_scapy_builds_we_read_and_what_we_build_scapy_reads(seed):
    for raw, theirs in frames(seed):
        built = packet.Packet(protocols=translated(theirs))
        built.serialize()
        assert built.data == raw.ljust(60, b'\0')

        read = packet.Packet(raw)
        assert list(map(type, read)) == list(map(type, built))
        for ours, values in zip(read, built, strict=True):
            assert ours == values


@pytest.mark.parametrize('seed', SEEDS)
def test_lengths_and_checksums_made_anew_are_scapys(seed):
    for raw, _ in frames(seed):
        read = packet.Packet(raw)
        for layer in read:
            for name in getattr(layer, 'filled', ()):
                if getattr(layer, name):
                    setattr(layer, name, 0)
        read.serialize()
        assert read.data.ljust(60, b'\0') == raw.ljust(60, b'\0')


def test_all_that_can_be_translated_was_there():
    """Or the other tests would show less than they say."""
    met = {layer.__name__ for seed in SEEDS for _, theirs in frames(seed) for layer in theirs.layers()}
    assert {layer.__name__ for layer in TRANSLATORS} - met <= ELSEWHERE
    assert met & {'IGMP_MR', 'IGMPv2_LG', 'IGMP_MQ'}


def test_cooked_captures():
    header = scapy.CookedLinux(pkttype=4, lladdrtype=1, lladdrlen=6, src=b'abcdef\0\0')
    raw = bytes(header / scapy.IP() / scapy.UDP(sport=1000, dport=2000) / b'data')
    built = packet.Packet(protocols=translated(scapy.CookedLinux(raw)))
    built.serialize()
    assert built.data == raw
    assert packet.Packet(raw, parse_cls=linux.linuxcooked).protocols == built.protocols
