"""What a hub survives: signals at the worst moments, descriptors closed behind its back, threads that come and go."""

from __future__ import annotations

import os
import socket as real_socket
import subprocess
import sys
import threading
from collections import deque

import pytest

import greenhub
from greenhub import hubs
from greenhub.event import Event
from greenhub.green import socket
from greenhub.hubs.doorbell import Doorbell
from greenhub.hubs.waiter import END


class Interrupting(deque):
    """Raises what a signal's handler may raise, right after its n-th call: where Python runs handlers."""

    def __init__(self, entries, countdown, error):
        super().__init__(entries)
        self.countdown, self.error = countdown, error


def _after(name):
    def method(self, *args):
        result = getattr(deque, name)(self, *args)
        self.countdown -= 1
        if self.countdown == 0:
            raise self.error('as from a handler')
        return result
    return method


for _name in ('popleft', 'appendleft', 'rotate', 'index'):
    setattr(Interrupting, _name, _after(_name))


@pytest.mark.parametrize('error', [KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize('nth', range(1, 12))
def test_a_signal_loses_neither_the_mark_nor_a_wake_up(nth, error, capfd):
    hub, done, log = hubs.get_hub(), Event(), []

    def wait():
        try:
            done.wait()
        except error:  # it may hit anybody who runs
            pass
        log.append(1)

    for _ in range(3):
        greenhub.spawn(wait)
    greenhub.sleep(0)
    hub.abort(wait=True)  # the next loop takes the queue that it finds
    greenhub.spawn(done.send)
    hub.ready = Interrupting(hub.ready, nth, error)
    try:
        greenhub.sleep(0)
        greenhub.sleep(0)
    except error:
        pass
    hub.ready.countdown = 0
    hub.abort(wait=True)
    hub.ready = deque(hub.ready)  # an ordinary one again
    greenhub.sleep(0)
    greenhub.sleep(0.001)
    assert hub.ready.count(END) == 1 and log == [1, 1, 1]


def test_a_file_that_lives_on_under_another_number_does_not_spin(monkeypatch):
    ours, theirs = real_socket.socketpair()
    greenhub.spawn(theirs.send, b'1')
    hubs.trampoline(ours, read=True)
    ours.recv(1)
    copy = ours.dup()
    ours.close()  # by the real one: the hub is not told, and epoll goes on to report the open file
    theirs.send(b'2')
    hub, waits = hubs.get_hub(), []
    monkeypatch.setattr(hub, 'wait', lambda seconds: (waits.append(seconds), type(hub).wait(hub, seconds)))
    greenhub.sleep(0.02)
    assert len(waits) < 10
    hubs.trampoline(copy, read=True)
    for each in (copy, theirs):
        each.close()


def test_a_time_out_is_no_earlier_than_what_is_there_already():
    ours, theirs = socket.socketpair()
    hub = hubs.get_hub()

    def busy():
        theirs.send(b'x')
        deadline = hub.clock() + 0.02
        while hub.clock() < deadline:
            pass

    greenhub.spawn(busy)
    hubs.trampoline(ours.fileno(), read=True, timeout=0.01)
    for each in (ours, theirs):
        each.close()


def test_descriptors_are_looked_at_often_beside_busy_green_threads():
    hub, ended = hubs.get_hub(), []

    def busy():
        while not ended:
            greenhub.sleep(0)

    ours, theirs = socket.socketpair()
    for _ in range(50):
        greenhub.spawn(busy)
    began = hub.clock()
    for _ in range(20):
        greenhub.spawn(theirs.send, b'x')
        ours.recv(1)
    ended.append(True)
    assert hub.clock() - began < 20 * 0.02
    for each in (ours, theirs):
        each.close()


def test_sockets_beside_os_threads_that_make_hubs():
    errors, ended = [], []

    def make():
        for _ in range(30):
            thread = threading.Thread(target=greenhub.sleep, args=(0,))
            thread.start()
            thread.join()
        ended.append(True)

    def use():
        while not ended:
            try:
                socket.socket().close()
            except RuntimeError as e:
                errors.append(e)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=target) for target in (make, use, use)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    finally:
        sys.setswitchinterval(interval)
    assert not errors and ended


def test_a_doorbell_that_is_closed_writes_to_no_number():
    doorbell = Doorbell()
    number = doorbell.fileno
    doorbell.close()
    reader, writer = os.pipe()
    assert number in (reader, writer) and doorbell.closed
    doorbell.ring()
    os.set_blocking(reader, False)
    with pytest.raises(BlockingIOError):
        os.read(reader, 1)
    for each in (reader, writer):
        os.close(each)


def test_signals_are_heard_after_an_event_loop_of_asyncio():
    code = ('import asyncio, os, signal, threading, greenhub\n'
            'greenhub.sleep(0.001)\n'
            'async def use():\n'
            '    loop = asyncio.get_running_loop()\n'
            '    loop.add_signal_handler(signal.SIGUSR2, print)\n'
            '    loop.remove_signal_handler(signal.SIGUSR2)\n'
            'asyncio.run(use())\n'
            'done = greenhub.Event()\n'
            'signal.signal(signal.SIGUSR1, lambda *_: done.send("heard"))\n'
            'threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()\n'
            'print(done.wait(10))')
    ended = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, timeout=30)
    assert (ended.stdout, ended.stderr) == ('heard\n', '')


def test_a_fork_in_another_os_thread_leaves_the_parents_signals_alone():
    code = ('import os, signal, greenhub\n'
            'from greenhub import tpool\n'
            'greenhub.sleep(0.001)\n'
            'def fork():\n'
            '    child = os.fork()\n'
            '    if child:\n'
            '        return os.waitpid(child, 0)[1]\n'
            '    os._exit(signal.set_wakeup_fd(-1) != -1)\n'
            'print(tpool.execute(fork))')
    ended = subprocess.run([sys.executable, '-W', 'ignore', '-c', code], capture_output=True, text=True, timeout=30)
    assert (ended.stdout, ended.stderr) == ('0\n', '')
