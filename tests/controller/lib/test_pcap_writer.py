"""Capture files that are written, read again, by us and by Wireshark's tools."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from io import BytesIO

import pytest

from controller.lib.pcap import Captured, Interface, PcapngWriter, Reader, Writer, packets
from tests.controller.lib.captures import frame, pcap
from tests.readme import CHECKOUT

SECOND = 10**9
ONE, OTHER = Interface(0, 's1-eth1', 'port 1'), Interface(1, 's1-eth2', '')
PACKETS = [
    Captured(0, b'', 1, 0, ONE),
    Captured(1_700_000_000 * SECOND + 123_456_789, frame(b'data'), 1, 54 + 4, OTHER),
    Captured(2_000_000_000 * SECOND + 999_999_999, bytes(96), 1, 1514, ONE),
]


def written(writer: type, of: list[Captured], **options) -> bytes:
    file = BytesIO()
    each = writer(file, **options)
    for packet in of:
        each.write(packet)
    return file.getvalue()


@pytest.mark.parametrize('byteorder', ['little', 'big'])
@pytest.mark.parametrize('nanoseconds', [False, True])
def test_pcap_in_both_byte_orders_and_resolutions(byteorder, nanoseconds):
    unit = 1 if nanoseconds else 1000
    data = written(Writer, PACKETS, byteorder=byteorder, nanoseconds=nanoseconds)
    assert list(packets(BytesIO(data))) == [
        each._replace(time=each.time // unit * unit, interface=Interface()) for each in PACKETS
    ]


@pytest.mark.parametrize('byteorder', ['little', 'big'])
def test_pcapng_in_both_byte_orders_keeps_all(byteorder):
    assert list(packets(BytesIO(written(PcapngWriter, PACKETS, byteorder=byteorder)))) == PACKETS


def test_bytes_of_pcap():
    file = BytesIO()
    Writer(file, byteorder='little').write_pkt(b'abc', 1000.0)
    Writer(file, 100, 113, byteorder='big', nanoseconds=True)
    assert file.getvalue() == bytes.fromhex(
        'd4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000  e8030000 00000000 03000000 03000000 616263'
        'a1b23c4d 0002 0004 00000000 00000000 00000064 00000071'
    )


def test_what_is_written_is_what_was_read():
    original = pcap([b'one', b'two'], '>')
    assert written(Writer, list(packets(BytesIO(original))), snaplen=262144, byteorder='big') == original


def test_ryus_way_of_writing():
    file = BytesIO()
    writer = Writer(file, 4)
    for data, time in ((b'four', 1000.25), (b'and more', 1_700_000_000.123456), (b'', 0.999_999_9)):
        writer.write_pkt(data, time)
    file.seek(0)
    assert list(Reader(file)) == [(1000.25, b'four'), (1_700_000_000.123456, b'and '), (1.0, b'')]
    file.seek(0)
    assert [each.length for each in packets(file)] == [4, 8, 0]


def test_without_a_time_it_is_now(monkeypatch):
    monkeypatch.setattr('controller.lib.pcap_writer.time', lambda: 1234.5)
    file = BytesIO()
    Writer(file).write_pkt(b'x')
    file.seek(0)
    assert list(Reader(file)) == [(1234.5, b'x')]


@pytest.mark.parametrize('time', [-1, 1 << 64])
@pytest.mark.parametrize('writer', [Writer, PcapngWriter])
def test_times_that_a_format_lacks(writer, time):
    with pytest.raises(ValueError, match='since 1970'):
        written(writer, [Captured(time, b'', 1, 0)])


def test_pcap_has_one_link_type_and_pcapng_any():
    both = [Captured(0, b'a', 1, 1), Captured(0, b'b', 113, 1)]
    with pytest.raises(ValueError, match='link type 113 in a pcap file of link type 1'):
        written(Writer, both)
    assert [each.link_type for each in packets(BytesIO(written(PcapngWriter, both)))] == [1, 113]


def test_interfaces_without_end_begin_new_sections(monkeypatch):
    monkeypatch.setattr('controller.lib.pcap_writer.MOST_INTERFACES', 100)
    many = [Captured(0, b'', 1, 0, Interface(n % 100, f'eth{n}', '')) for n in range(250)]
    assert list(packets(BytesIO(written(PcapngWriter, many)))) == many


WRITE_AND_DIE = """
import os, signal, sys
from controller.lib.pcap import Writer
writer = Writer(open(sys.argv[1], 'wb'))
for data in (b'one', b'two'):
    writer.write_pkt(data)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_after_a_kill_every_packet_is_there(tmp_path):
    file, environment = tmp_path / 'x.pcap', {**os.environ, 'PYTHONPATH': str(CHECKOUT)}
    done = subprocess.run([sys.executable, '-c', WRITE_AND_DIE, str(file)], env=environment, timeout=20)
    assert done.returncode == -signal.SIGKILL
    with file.open('rb') as written_so_far:
        assert [data for _, data in Reader(written_so_far)] == [b'one', b'two']


@pytest.mark.skipif(shutil.which('tshark') is None, reason='tshark is not installed')
@pytest.mark.parametrize('byteorder', ['little', 'big'])
@pytest.mark.parametrize('writer', [Writer, PcapngWriter])
def test_wireshark_reads_it(tmp_path, writer, byteorder):
    file = tmp_path / 'x'
    options = {'nanoseconds': True} if writer is Writer else {}
    file.write_bytes(written(writer, PACKETS, byteorder=byteorder, **options))
    fields = ['frame.time_epoch', 'frame.cap_len', 'frame.len', 'frame.interface_name', 'frame.interface_description']
    asked = [argument for field in fields for argument in ('-e', field)]
    done = subprocess.run(
        ['tshark', '-r', str(file), '-T', 'fields', *asked], capture_output=True, text=True, check=True, timeout=60
    )
    rows = [line.split('\t') for line in done.stdout.splitlines()]
    assert [(row[0], int(row[1]), int(row[2])) for row in rows] == [
        (f'{each.time // SECOND}.{each.time % SECOND:09}', len(each.data), each.length) for each in PACKETS
    ]
    if writer is PcapngWriter:
        assert [(row[3], row[4]) for row in rows] == [(each.interface.name, each.interface.description)
                                                      for each in PACKETS]
    told = subprocess.run(['capinfos', '-c', '-M', str(file)], capture_output=True, text=True, check=True, timeout=60)
    assert re.search(r'Number of packets: *3\b', told.stdout)
