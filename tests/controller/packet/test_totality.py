"""No bytes make a packet raise, loop or take long: any host may send any. `make fuzz` tries a million."""

import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.packet.packet import Packet
from tests.fuzz.packets import ETHERTYPES, allowed, check, cpu_of, read_everything

from .frames import every_frame
from .worst_frames import worst_frames

FRAMES = every_frame()
WORST_SIZES = 1_400, 64_000  # bytes: a frame of Ethernet, and as many as IP has in one packet
WORST = worst_frames(1_400)
SLOWNESS = 2  # a processor that others use, too, has been seen to take as many times as long as one that they do not


@pytest.mark.parametrize('name', FRAMES)
def test_valid_frames_come_out_as_they_went_in(name):
    pkt = Packet(FRAMES[name])
    read_everything(pkt.protocols)  # what has been looked at is written from its fields
    pkt.serialize()
    assert pkt.data == FRAMES[name]
    check(FRAMES[name])


@pytest.mark.parametrize('name', FRAMES)
def test_lengths_and_checksums_made_anew_are_those_of_valid_frames(name):
    pkt = Packet(FRAMES[name])
    for layer in pkt:
        for each in getattr(layer, 'filled', ()):
            if getattr(layer, each):  # a checksum of 0 is none, where a protocol may do without one
                setattr(layer, each, 0)
    pkt.serialize()
    assert pkt.data == FRAMES[name]


@pytest.mark.parametrize('name', FRAMES)
def test_every_truncation(name):
    frame = FRAMES[name]
    for size in range(len(frame)):
        pkt = Packet(frame[:size])
        read_everything(pkt.protocols)
        pkt.serialize()


@pytest.mark.parametrize('name', FRAMES)
def test_every_byte_at_its_extremes(name):
    frame = FRAMES[name]
    for index in range(12, len(frame)):
        for value in {0, 1, 0x7F, 0xFF, frame[index] ^ 0x80} - {frame[index]}:
            read_everything(Packet(frame[:index] + bytes((value,)) + frame[index + 1 :]).protocols)


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes(frame):
    check(frame)


@given(st.sampled_from(ETHERTYPES), st.binary(max_size=300))
@settings(deadline=None, max_examples=300)
def test_any_bytes_behind_an_ethertype(ethertype, payload):
    check(bytes(12) + ethertype.to_bytes(2) + payload)


@given(st.sampled_from(sorted(FRAMES)), st.data())
@settings(deadline=None, max_examples=300)
def test_any_bytes_in_the_middle_of_a_frame(name, data):
    frame = FRAMES[name]
    start = data.draw(st.integers(12, len(frame)))
    check(frame[:start] + data.draw(st.binary(max_size=60)) + frame[start:])


@pytest.mark.parametrize('name', WORST)
@pytest.mark.parametrize('size', WORST_SIZES)
def test_the_worst_frames_take_linear_time(name, size):
    frame = worst_frames(size)[name]
    limit = allowed(frame) * SLOWNESS
    assert any(cpu_of(frame) <= limit for _ in range(10))


@pytest.mark.parametrize('name', WORST)
def test_the_worst_frames_are_total(name):
    check(worst_frames(300)[name])


@pytest.mark.parametrize('name', ['BGP prefixes', 'DHCP pads', 'IPv6 Pad1'])
def test_what_is_too_much_stays_as_bytes(name):
    pkt = Packet(worst_frames(8000)[name])
    read_everything(pkt.protocols)
    pkt.serialize()
    assert pkt.data == worst_frames(8000)[name]


def test_memory_stays_flat():
    chance = random.Random(1)
    pool = [*FRAMES.values(), *(chance.randbytes(60) for _ in range(100))]
    for frame in pool:
        read_everything(Packet(frame).protocols)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for frame in pool:
        read_everything(Packet(frame[:20] + chance.randbytes(8) + frame[28:]).protocols)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 200_000
