"""Green os and time: reads and writes of descriptors, and children, that are waited for through the hub."""

from __future__ import annotations

import os as real_os
import subprocess
import sys
import time as real_time

import pytest

import greenhub
from greenhub import hubs
from greenhub.green import os, time

pytestmark = pytest.mark.usefixtures('no_leaks')


@pytest.fixture
def pipe():
    r, w = os.pipe()
    yield r, w
    for fd in (r, w):
        try:
            os.close(fd)
        except OSError:
            pass


# ---- reading and writing

@pytest.mark.parametrize('blocking', [True, False])
def test_reading_and_writing_a_pipe_waits_in_the_hub(pipe, blocking):
    r, w = pipe
    for fd in pipe:
        os.set_blocking(fd, blocking)
    received = bytearray()

    def read():
        while data := os.read(r, 100_000):
            received.extend(data)

    reader = greenhub.spawn(read)
    greenhub.sleep(0)
    left = 500_000
    while left:
        left -= os.write(w, b'x' * min(left, 200_000))
    os.close(w)
    reader.wait()
    assert len(received) == 500_000


@pytest.mark.parametrize('blocking', [True, False])
def test_several_buffers_at_once(pipe, blocking):
    r, w = pipe
    for fd in pipe:
        os.set_blocking(fd, blocking)
    buffers = [bytearray(3), bytearray(3)]
    reader = greenhub.spawn(os.readv, r, buffers)
    greenhub.sleep(0)
    assert os.writev(w, [b'ab', b'', b'cde']) == 5
    assert reader.wait() == 5 and buffers == [b'abc', b'de\0']


def test_a_write_to_a_full_pipe_lets_others_run_and_ends_whole(pipe):
    r, w = pipe
    writer = greenhub.spawn(os.write, w, b'x' * 300_000)
    greenhub.sleep(0)
    total = 0
    while total < 300_000:
        total += len(os.read(r, 1 << 16))
    assert writer.wait() == 300_000
    assert os.write(w, b'') == 0


@pytest.mark.parametrize('blocking', [True, False])
def test_sendfile(pipe, tmp_path, blocking):
    r, w = pipe
    os.set_blocking(w, blocking)
    data = os.urandom(200_000)
    (tmp_path / 'file').write_bytes(data)
    with open(tmp_path / 'file', 'rb') as file:
        def send():
            sent = 0
            while part := os.sendfile(w, file.fileno(), sent, len(data)):
                sent += part
            os.close(w)
        sender = greenhub.spawn(send)
        received = bytearray()
        while part := os.read(r, 1 << 16):
            received += part
        sender.wait()
    assert received == data


def test_regular_files_need_no_waiting(tmp_path):
    fd = os.open(tmp_path / 'file', os.O_RDWR | os.O_CREAT)
    assert os.write(fd, b'abc') == 3
    os.lseek(fd, 0, 0)
    assert os.read(fd, 10) == b'abc'
    os.close(fd)


def test_errors_are_the_real_ones(pipe):
    r, w = pipe
    os.close(r)
    for call, error in ((lambda: os.read(r, 1), OSError), (lambda: os.write(w, b'x'), BrokenPipeError),
                        (lambda: os.read('r', 1), TypeError), (lambda: os.fdopen('r'), TypeError),
                        (lambda: os.open('/no/such/file', os.O_RDONLY), FileNotFoundError)):
        with pytest.raises(error):
            call()


def test_who_reads_from_a_descriptor_that_is_closed_hears_of_it(pipe):
    reader = greenhub.spawn(os.read, pipe[0], 1)
    greenhub.sleep(0)
    os.close(pipe[0])
    with pytest.raises(hubs.IOClosed):
        reader.wait()


def test_a_number_that_open_gives_again_is_a_new_descriptor(pipe, tmp_path):
    r, _ = pipe
    reader = greenhub.spawn(os.read, r, 1)
    greenhub.sleep(0)
    real_os.close(r)  # behind the hub's back
    assert os.open(tmp_path, os.O_RDONLY) == r
    with pytest.raises(hubs.IOClosed):
        reader.wait()


def test_fdopen(pipe, tmp_path):
    r, w = pipe
    with os.fdopen(r) as reader, os.fdopen(w, 'w', 1) as writer:
        line = greenhub.spawn(reader.readline)
        greenhub.sleep(0)
        writer.write('a line\n')
        assert line.wait() == 'a line\n'
    with os.fdopen(os.open(tmp_path / 'file', os.O_RDWR | os.O_CREAT), 'wb+') as file:
        file.write(b'0123456789')
        file.truncate(5)
        assert file.tell() == 10  # as a regular file always does


# ---- children

def child():
    """A process that ends when its stdin is closed."""
    return subprocess.Popen(['cat'], stdin=subprocess.PIPE)


def end(process):
    for _ in range(3):
        greenhub.sleep(0.001)
    process.stdin.close()


@pytest.mark.parametrize('wait', [
    lambda pid: os.waitpid(pid, 0), lambda pid: os.wait(), lambda pid: os.wait4(pid, 0)[:2],
    lambda pid: os.wait3(0)[:2], lambda pid: (os.waitid(os.P_PID, pid, os.WEXITED).si_pid, 0),
    lambda pid: (os.waitid(os.P_ALL, 0, os.WEXITED).si_pid, 0),
    lambda pid: os.waitpid(pid, os.WUNTRACED),
])
def test_waiting_for_a_child_lets_others_run(wait):
    process = child()
    other = greenhub.spawn(end, process)
    assert wait(process.pid) == (process.pid, 0)
    process.returncode = 0
    other.wait()
    with pytest.raises(ChildProcessError):
        os.waitpid(process.pid, 0)


def test_a_look_at_a_child_waits_for_nothing():
    process = child()
    assert os.waitpid(process.pid, os.WNOHANG) == (0, 0)
    assert os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG) is None
    assert os.wait4(process.pid, os.WNOHANG)[0] == 0
    process.stdin.close()
    process.wait()


@pytest.mark.skipif(not hasattr(real_os, 'pidfd_open'), reason='this system has no descriptors of processes')
def test_nobody_polls_for_a_child(monkeypatch):
    monkeypatch.setattr(os, 'sleep', None)  # what polling would call
    process = child()
    other = greenhub.spawn(end, process)
    assert os.waitpid(process.pid, 0) == (process.pid, 0)
    process.returncode = 0
    other.wait()


def test_two_may_wait_for_one_child():
    process = child()
    waits = [greenhub.spawn(os.waitid, os.P_PID, process.pid, os.WEXITED | os.WNOWAIT) for _ in range(2)]
    end(process)
    assert [wait.wait().si_pid for wait in waits] == [process.pid] * 2
    process.wait()


# ---- time

def test_the_twins_have_every_name():
    for twin, real in ((os, real_os), (time, real_time)):
        assert not [name for name in vars(real) if not name.startswith('_') and not hasattr(twin, name)]
    assert time.sleep is greenhub.sleep and time.monotonic is real_time.monotonic


def test_the_patched_os_goes_on_working():
    """Files, pipes, children and forks, with everything patched."""
    program = r'''
import greenhub; greenhub.monkey_patch()
import os, subprocess, tempfile
with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile(dir=folder) as file:
    file.write(b'x'); file.flush()
    assert os.listdir(folder) == [os.path.basename(file.name)]
r, w = os.pipe()
if os.fork() == 0:
    os.write(w, b'from the child'); os._exit(3)
assert os.read(r, 100) == b'from the child'
assert os.waitstatus_to_exitcode(os.wait()[1]) == 3
assert os.popen('echo one; echo two').read() == 'one\ntwo\n'
assert subprocess.run(['cat'], input=b'y' * 300_000, capture_output=True).stdout == b'y' * 300_000
print('ok')
'''
    run = subprocess.run([sys.executable, '-W', 'ignore', '-c', program], capture_output=True, text=True, timeout=30)
    assert run.stdout == 'ok\n', run.stderr
