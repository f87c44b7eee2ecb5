"""Capture files of either kind, whole and damaged."""

from io import BytesIO
from struct import pack

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from controller.lib.pcap import Captured, CaptureError, PcapFileHdr, Reader, packets
from tests.controller.lib.captures import block, pcap, pcapng

PACKETS = [b'', b'a', b'four', bytes(1500)]
SECOND = 10**9


def read(data: bytes) -> list[Captured]:
    return list(packets(BytesIO(data)))


@pytest.mark.parametrize('order', ['<', '>'])
@pytest.mark.parametrize('nano', [False, True])
def test_pcap_in_both_byte_orders_and_resolutions(order, nano):
    found = read(pcap(PACKETS, order, nano, link_type=113))
    assert [each.data for each in found] == PACKETS
    assert [each.time for each in found] == [(1000 + n) * SECOND + n * (1 if nano else 1000) for n in range(4)]
    assert {each.link_type for each in found} == {113}


@pytest.mark.parametrize('order', ['<', '>'])
@pytest.mark.parametrize(
    ('option', 'unit'),
    [(b'', SECOND // 10**6), (b'\x09', 1), (b'\x03', SECOND // 1000), (b'\x8a', SECOND / 1024)],
)
def test_pcapng_in_both_byte_orders_and_resolutions(order, option, unit):
    options = pack(order + 'HH', 9, 1) + option + bytes(3) + pack(order + 'HH', 0, 0) if option else b''
    found = read(pcapng(PACKETS, order, options))
    assert [each.data for each in found] == PACKETS
    assert [each.time for each in found] == [int((2**32 + n) * unit) for n in range(4)]


def test_an_interface_of_pcapng_may_shift_its_times():
    found = read(pcapng([b'x'], options=pack('<HHq', 14, 8, -100)))
    assert found[0].time == 2**32 * 1000 - 100 * SECOND


def test_what_the_capture_cut_off_is_known():
    cut = pcap([]) + pack('<IIII', 1, 0, 3, 1500) + b'abc'
    assert read(cut) == [Captured(SECOND, b'abc', 1, 1500)]


def test_pcapng_has_three_kinds_of_packets_and_others_are_passed_over():
    simple = block(3, pack('<I', 5) + b'hello', '<')
    old = block(2, pack('<HHIIII', 0, 7, 0, 1, 3, 9) + b'old', '<')
    statistics = block(5, bytes(20), '<')
    found = read(pcapng([b'first']) + statistics + simple + old)
    assert [(each.data, each.length) for each in found] == [(b'first', 5), (b'hello', 5), (b'old', 9)]


def test_a_simple_packet_is_as_long_as_its_interface_keeps():
    whole = pcapng([])
    limited = whole[:28] + block(1, pack('<HHI', 1, 0, 2), '<')
    (found,) = read(limited + block(3, pack('<I', 100) + b'ab', '<'))
    assert (found.data, found.length) == (b'ab', 100)


def test_sections_of_different_byte_order_in_one_file():
    found = read(pcapng([b'one'], '<', link_type=1) + pcapng([b'two'], '>', link_type=101))
    assert [(each.data, each.link_type) for each in found] == [(b'one', 1), (b'two', 101)]


def test_ryus_reader_gives_seconds_and_bytes():
    reader = Reader(BytesIO(pcap([b'a', b'b'], link_type=113)))
    assert list(reader) == [(1000.0, b'a'), (1001.000001, b'b')]
    assert reader.pcap_header == PcapFileHdr(b'\xd4\xc3\xb2\xa1', 2, 4, 0, 0, 262144, 113)
    assert Reader(BytesIO(pcapng([b'a']))).pcap_header is None


DAMAGED = {
    'neither pcap nor pcapng': b'GIF89a',
    'ends at byte 2, within the first four bytes': b'\xa1\xb2',
    'within the header of the file': pcap([])[:20],
    "within a packet's header": pcap([b'abc'])[:30],
    'ends at byte 41, within a packet': pcap([b'abc'])[:-2],
    'no packet is that long': pcap([]) + pack('<IIII', 0, 0, 1 << 30, 1 << 30),
    'only 2 is known': b'\xd4\xc3\xb2\xa1\x03' + bytes(19),
    'no byte order': pcapng([])[:8] + bytes(20),
    'which nothing describes': pcapng([])[:28] + block(6, bytes(20), '<'),
    'goes past its block': pcapng([]) + block(6, pack('<IIIII', 0, 0, 0, 99, 99), '<'),
    'too short for what it holds': pcapng([]) + block(6, b'', '<'),
    'a block of 13 bytes': pcapng([]) + pack('<II', 6, 13),
    'ends as one of 16': pcapng([]) + pack('<III', 5, 12, 16),
    'a section header of 8 bytes': pcapng([])[:4] + pack('<II', 8, 0x1A2B3C4D),
    'more than 65536 interfaces': pcapng([]) + block(1, bytes(8), '<') * 65536,
}


@pytest.mark.parametrize('problem', DAMAGED)
def test_damage_is_named(problem):
    with pytest.raises(CaptureError, match=problem):
        read(DAMAGED[problem])


def test_the_packets_in_front_of_the_damage_are_read():
    found = packets(BytesIO(pcap([b'one', b'two'])[:-1]))
    assert next(found).data == b'one'
    with pytest.raises(CaptureError):
        next(found)


class Endless:
    """A file that never ends, and counts what was read of it."""

    def __init__(self, begin: bytes) -> None:
        self.begin, self.position = begin, 0

    def read(self, size: int) -> bytes:
        data = self.begin[self.position : self.position + size]
        self.position += size
        assert self.position < 1 << 25
        return data + bytes(size - len(data))


def test_a_block_that_nobody_can_keep_is_not_read():
    with pytest.raises(CaptureError, match='no packet is that long'):
        list(packets(Endless(pcapng([]) + pack('<II', 6, 0xFFFFFFF0))))


@given(st.binary(max_size=300))
@example(b'')
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_packets_or_a_capture_error(data):
    for begin in (b'', pcap([b'x'])[:24], pcap([b'x'], '>')[:28], pcapng([b'x'])[:48], pcapng([b'x'], '>')):
        try:
            read(begin + data)
        except CaptureError:
            pass


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_files_are_packets_or_a_capture_error(data):
    whole = bytearray(data.draw(st.sampled_from([pcap(PACKETS[:3]), pcapng(PACKETS[:3]), pcapng(PACKETS[:3], '>')])))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.sampled_from([0, 1, 6, 0x7F, 0x80, 0xFF]))
    try:
        for each in packets(BytesIO(bytes(whole[: data.draw(st.integers(0, len(whole)))]))):
            assert len(each.data) <= len(whole)
    except CaptureError:
        pass
