"""No bytes make a packet raise, loop or take long: any host may send any."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.packet import packet
from controller.packet.packet import MAX_DEPTH

from .frames import frames

FRAMES = frames()
ETHERTYPES = [b'\x08\x00', b'\x08\x06', b'\x81\x00', b'\x88\xa8', b'\x86\xdd', b'\x88\xcc', b'\x00\x20', b'\x99\x99']
ALLOWED = 0.001, 0.000001  # seconds of CPU: for the frame, and for each byte


def read_whole(frame: bytes) -> packet.Packet:
    """Read every field of every layer, and write the packet again."""
    pkt = packet.Packet(frame)
    repr(pkt)
    assert len(pkt.protocols) <= MAX_DEPTH + 1
    assert not any(isinstance(layer, bytes) for layer in pkt[:-1])
    pkt.serialize()
    return pkt


def cpu_of(frame: bytes) -> float:
    """The CPU time of reading a frame with every field in it."""
    before = time.thread_time()
    for layer in packet.Packet(frame).protocols:
        getattr(layer, 'ext_hdrs', None), getattr(layer, 'option', None)
    return time.thread_time() - before


def check(frame: bytes) -> None:
    """It can be read, in the time that it may take, once of three times: others may be busy on this machine."""
    read_whole(frame)
    allowed = ALLOWED[0] + ALLOWED[1] * len(frame)
    assert any(cpu_of(frame) <= allowed for _ in range(3))


@pytest.mark.parametrize('name', FRAMES)
def test_valid_frames_come_out_as_they_went_in(name):
    assert read_whole(FRAMES[name]).data == FRAMES[name]


@pytest.mark.parametrize('name', FRAMES)
def test_every_truncation(name):
    frame = FRAMES[name]
    for size in range(len(frame)):
        check(frame[:size])


@pytest.mark.parametrize('name', FRAMES)
def test_every_byte_at_its_extremes(name):
    frame = FRAMES[name]
    for index in range(len(frame)):
        for value in (0, 1, 3, 0x7F, 0xFF, frame[index] ^ 0x80, frame[index] + 1 & 0xFF):
            read_whole(frame[:index] + bytes((value,)) + frame[index + 1 :])


@pytest.mark.parametrize('name', FRAMES)
def test_mutations(name):
    chance = random.Random(name)
    for _ in range(200):
        frame = bytearray(FRAMES[name])
        for _ in range(chance.randint(1, 6)):
            frame[chance.randrange(len(frame))] = chance.randrange(256)
        cut = chance.choice([len(frame), chance.randrange(len(frame) + 1)])
        check(bytes(frame[:cut]) + chance.randbytes(chance.choice([0, 0, 40])))


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes(frame):
    read_whole(frame)


@given(st.sampled_from(ETHERTYPES), st.binary(max_size=300))
@settings(deadline=None, max_examples=300)
def test_any_bytes_behind_an_ethertype(ethertype, payload):
    read_whole(bytes(12) + ethertype + payload)


@given(st.sampled_from(sorted(FRAMES)), st.data())
@settings(deadline=None, max_examples=300)
def test_any_bytes_in_the_middle_of_a_frame(name, data):
    frame = FRAMES[name]
    start = data.draw(st.integers(12, len(frame)))
    read_whole(frame[:start] + data.draw(st.binary(max_size=60)) + frame[start:])


def chain_of(extension: bytes, size: int) -> bytes:
    """An IPv6 frame full of one extension header, which names itself as the next."""
    payload = extension * (size // len(extension))
    length = min(len(payload), 0xFFFF).to_bytes(2)
    return bytes(12) + b'\x86\xdd\x60\0\0\0' + length + extension[:1] + b'\x40' + bytes(32) + payload


LONG = 64_000
LLDP = bytes(12) + b'\x88\xcc' + bytes.fromhex('020207610402 0561 06020078'.replace(' ', ''))
WORST = {
    '200 tags': bytes(12) + b'\x81\x00' + b'\x00\x01\x81\x00' * 200,
    'tags': bytes(12) + b'\x81\x00' + b'\x00\x01\x81\x00' * (LONG // 4),
    'destination options': chain_of(b'\x3c\x00' + bytes(6), LONG),
    'long destination options of Pad1': chain_of(b'\x3c\xff' + bytes(2046), LONG),
    'options without data': chain_of(b'\x3c\xff' + b'\x05\x00' * 1023, LONG),
    'first fragments': chain_of(b'\x2c\x00\x00\x01' + bytes(4), LONG),
    'authentication': chain_of(b'\x33\x01' + bytes(10), LONG),
    'source routes': chain_of(b'\x2b\xfe\x03\x00\xff\x00\x00\x00' + bytes(2032), LONG),
    'empty TLVs': LLDP + b'\x0a\x00' * (LONG // 2),
    'unknown TLVs': LLDP + b'\x14\x00' * (LONG // 2),
    'zeros': bytes(LONG),
    'ones': b'\xff' * LONG,
    'router advertisement': FRAMES['icmpv6 advert'][:18]
    + LONG.to_bytes(2)
    + FRAMES['icmpv6 advert'][20:70]
    + b'\x0e\x01abcdef' * (LONG // 8),
    'payload': FRAMES['udp'] + bytes(LONG),
}


@pytest.mark.parametrize('name', WORST)
def test_the_worst_frames_take_linear_time(name):
    check(WORST[name])


def test_memory_stays_flat():
    import tracemalloc

    chance = random.Random(1)
    pool = [*FRAMES.values(), *(chance.randbytes(60) for _ in range(100))]
    for frame in pool:
        read_whole(frame)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for frame in pool:
        frame = frame[:20] + chance.randbytes(8) + frame[28:]
        read_whole(frame)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 100_000
