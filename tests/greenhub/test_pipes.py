"""GreenPipe: files over pipes, in all modes and with all buffers, used by one green thread or several."""

from __future__ import annotations

import contextlib
import io
import os
import pty

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import greenhub
from greenhub.greenio import GreenPipe
from greenhub.hubs import IOClosed
from tests.greenhub.transfer import transfer

pytestmark = pytest.mark.usefixtures('no_leaks')


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / 'file')


def files(read_mode='rb', write_mode='wb', read_buffering=-1, write_buffering=-1):
    r, w = os.pipe()
    return GreenPipe(r, read_mode, read_buffering), GreenPipe(w, write_mode, write_buffering)


def test_reads_and_writes_wait_in_the_hub():
    reader, writer = files('r', 'wb', write_buffering=0)
    thread = greenhub.spawn(reader.readline)
    greenhub.sleep(0)
    writer.write(b'one line\n')
    assert thread.wait() == 'one line\n'
    big = greenhub.spawn(writer.write, b'y' * 300_000)
    assert len(reader.read(300_000)) == 300_000
    big.wait()
    writer.close()
    assert reader.read() == ''
    reader.close()


def test_a_flush_that_is_given_up_can_be_taken_up_again():
    r, w = os.pipe()
    os.set_blocking(w, False)
    filled = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            filled += os.write(w, b'.' * 4096)
    writer = GreenPipe(w, 'wb')
    numbers = b''.join(b'%07d\n' % number for number in range(1024))
    writer.write(numbers)
    got = os.read(r, 4096)  # which makes room for a half
    with greenhub.Timeout(0.001, False):
        writer.flush()
    got += os.read(r, filled)
    writer.close()
    assert (got + os.read(r, filled)).strip(b'.') == numbers
    os.close(r)


@settings(deadline=None, max_examples=50)
@given(parts=st.lists(st.binary(max_size=50_000), max_size=8), sizes=st.lists(st.integers(1, 70_000), min_size=1),
       buffering=st.sampled_from([-1, 0, 2, 1000]))
def test_whatever_the_parts_everything_arrives(parts, sizes, buffering):
    reader, writer = files(read_buffering=buffering, write_buffering=buffering)
    assert transfer(parts, sizes, writer.write, writer.close, reader.read) == b''.join(parts)
    reader.close()


def test_all_ways_to_read():
    reader, writer = files()
    with writer:
        writer.write(b'abcdefgh\nline\nlast\nrest of it')
    buffer = bytearray(2)
    assert reader.peek(1)[:1] == b'a' and reader.read(1) == b'a' and len(reader.read1(1)) == 1
    assert reader.readinto(buffer) == 2 and buffer == b'cd'
    assert reader.readinto1(buffer) == 2 and buffer == b'ef'
    assert next(reader) == b'gh\n' and reader.readlines(1) == [b'line\n']
    assert list(reader) == [b'last\n', b'rest of it'] and reader.read() == b''
    reader.close()


def test_an_unbuffered_file_reads_to_the_end():
    reader, writer = files(read_buffering=0)
    thread = greenhub.spawn(reader.read)
    greenhub.sleep(0)
    writer.write(b'part')
    writer.close()
    assert thread.wait() == b'part'
    reader.close()


def test_several_green_threads_may_write_and_read():
    """As several OS threads may with any file: one call after the other."""
    reader, writer = files('rb', 'w', write_buffering=1)
    writers = [greenhub.spawn(lambda letter=letter: writer.write(letter * 99_999 + '\n')) for letter in 'abc']
    readers = [greenhub.spawn(reader.readline) for _ in 'abc']
    assert sorted(thread.wait() for thread in readers) == [letter * 99_999 + b'\n' for letter in (b'a', b'b', b'c')]
    for thread in writers:
        thread.wait()
    writer.close(), reader.close()


@pytest.mark.parametrize('buffering', [-1, 0])
def test_close_wakes_who_reads(buffering):
    reader, writer = files(read_buffering=buffering)
    thread = greenhub.spawn(reader.read, 1)
    greenhub.sleep(0)
    reader.close()
    assert reader.closed
    with pytest.raises(IOClosed):
        thread.wait()
    writer.close()


def test_close_writes_what_is_left():
    reader, writer = files()
    big = greenhub.spawn(writer.write, b'x' * 200_000)
    greenhub.sleep(0)
    closing = greenhub.spawn(writer.close)
    assert len(reader.read()) == 200_000
    big.wait(), closing.wait()
    reader.close()


# ---- modes

def test_regular_files_seek_and_truncate(path):
    with GreenPipe(path, 'wb+', 1024) as file:
        file.write(b'0123456789')
        file.seek(-3, 2)
        assert file.read() == b'789' and file.tell() == 10
        assert file.truncate(9) == file.tell() == 9
        file.seek(4)
        assert file.truncate() == 4
    with GreenPipe(path, 'ab') as file:
        assert file.tell() == 4
        file.write(b'more')
    with GreenPipe(path, 'r+b') as file:
        assert file.read() == b'0123more'
    with GreenPipe(path, 'a+') as file:
        file.write(' text')
        file.seek(0)
        assert file.read() == '0123more text' and file.mode == 'a+'
    with GreenPipe(path, 'r', encoding='utf-8', newline='') as file:
        assert list(file) == ['0123more text']


def test_both_directions_through_one_descriptor():
    ours, theirs = pty.openpty()
    with GreenPipe(ours, 'r+b') as file, GreenPipe(theirs, 'w') as terminal:
        assert terminal.line_buffering
        reader = greenhub.spawn(file.read1)
        greenhub.sleep(0)
        terminal.write('line\n')
        assert reader.wait() == b'line\r\n'


@pytest.mark.parametrize('mode, options', [('rb', {'encoding': 'utf-8'}), ('rb', {'newline': ''}),
                                           ('r', {'buffering': 0}), ('rbt', {}), ('q', {})])
def test_what_open_refuses_is_refused(mode, options):
    with pytest.raises(ValueError):
        GreenPipe(os.devnull, mode, **options)


def test_a_file_is_taken_over():
    r, w = os.pipe()
    inner = os.fdopen(r, 'rb')
    file = GreenPipe(inner, 'rb')
    assert inner.closed and file.fileno() != -1
    with os.fdopen(w, 'wb') as writer:
        writer.write(b'x')
    assert file.read() == b'x'
    file.close()


def test_a_descriptor_that_is_not_ours_stays_open():
    r, w = os.pipe()
    GreenPipe(r, 'rb', closefd=False).close()
    os.close(r), os.close(w)
    with pytest.raises(io.UnsupportedOperation):
        GreenPipe(os.devnull, 'rb').write(b'x')
