"""Green select, poll, epoll and selectors: every ready descriptor, exact masks, no wake-up that comes late."""

from __future__ import annotations

import errno
import os
import select as real_select
import socket as real_socket

import pytest

import greenhub
from greenhub import hubs
from greenhub.green import select, selectors, socket

pytestmark = pytest.mark.usefixtures('no_leaks')

POLLERS = [('poll', 1000), ('epoll', 1)]  # with the units of their time-outs in a second


@pytest.fixture
def pair():
    a, b = socket.socketpair()
    yield a, b
    a.close(), b.close()


@pytest.fixture
def urgent():
    """Two TCP sockets; the first has a byte of urgent data, and no other."""
    with greenhub.listen(('127.0.0.1', 0)) as listener:
        peer = greenhub.connect(listener.getsockname())
        sock, _ = listener.accept()
    peer.send(b'!', socket.MSG_OOB)
    yield sock, peer
    sock.close(), peer.close()


# ---- select

def test_select_returns_all_that_is_ready(pair):
    a, b = pair
    assert select.select([a, b], [a, b], [], 0) == ([], [a, b], [])
    a.send(b'x'), b.send(b'x')
    assert select.select([a, b.fileno()], [], [a]) == ([a, b.fileno()], [], [])


def test_select_waits_and_times_out(pair):
    a, b = pair
    greenhub.spawn_after(0.005, b.send, b'x')
    assert select.select([a], [], [], 1) == ([a], [], [])
    assert select.select([b], [], [], 0.002) == ([], [], [])
    assert select.select([], [], [], 0.002) == ([], [], [])


def test_select_leaves_no_stale_wake_ups(pair):
    a, b = pair
    thread = greenhub.spawn(select.select, [a, b], [], [])
    greenhub.sleep(0)
    a.send(b'x'), b.send(b'x')
    assert thread.wait()[0] == [a, b]
    began = hubs.get_hub().clock()
    greenhub.sleep(0.01)
    assert hubs.get_hub().clock() - began >= 0.01


@pytest.mark.parametrize('bad, error', [(-1, ValueError), ('foo', TypeError), (9999, OSError)])
def test_select_refuses_what_is_no_descriptor(bad, error):
    with pytest.raises(error):
        select.select([bad], [], [], 0)


@pytest.mark.parametrize('bad, error', [(-1, ValueError), ('foo', TypeError)])
def test_select_refuses_what_is_no_time(pair, bad, error):
    with pytest.raises(error):
        select.select([pair[0]], [], [], bad)


def test_select_takes_objects_that_change_their_list_as_the_real_one_does():
    r, w = os.pipe()
    objects: list = []

    class Shrinks:
        def fileno(self):
            objects.pop()
            return w

    objects[:] = [Shrinks() for _ in range(10)]
    assert select.select([], objects, []) == ([], objects[:5], [])
    os.close(r), os.close(w)


def test_select_ends_when_the_descriptor_is_closed(pair):
    thread = greenhub.spawn(select.select, [pair[0]], [], [pair[0]])
    greenhub.sleep(0)
    pair[0].close()
    with pytest.raises(hubs.IOClosed):
        thread.wait()


def test_the_hub_does_not_take_the_number_of_a_closed_descriptor():
    """In an OS thread that has no hub yet, and makes one to wait."""
    errors = []

    def ask():
        number = os.dup(0)
        os.close(number)
        try:
            select.select([number], [], [], 0)
        except OSError as e:
            errors.append(e.errno)

    thread = greenhub.patcher.original('threading').Thread(target=ask)
    thread.start()
    thread.join()
    assert errors == [errno.EBADF]


def test_more_descriptors_than_the_real_select_takes():
    high = os.dup2(0, 1500)
    try:
        assert select.select([], [high], [], 1) == ([], [high], [])
    finally:
        os.close(high)


# ---- what the hub does not tell apart

def test_urgent_data_is_what_the_third_list_is_for(urgent):
    sock, peer = urgent
    assert select.select([], [], [sock], 1) == ([], [], [sock])
    assert sock.recv(1, socket.MSG_OOB) == b'!'
    greenhub.spawn_after(0.005, peer.send, b'!', socket.MSG_OOB)
    assert select.select([sock], [], [sock], 1)[2] == [sock]


def test_urgent_data_wakes_nobody_who_waits_for_other(urgent):
    sock, _ = urgent
    for wait in (lambda: select.select([sock], [], [], 0.02),
                 lambda: hubs.trampoline(sock, read=True, timeout=0.02)):
        began = os.times().user + os.times().system
        try:
            wait()
        except greenhub.Timeout:
            pass
        assert os.times().user + os.times().system - began < 0.02  # it slept; awake all the time it would be at it


def test_data_wakes_nobody_who_waits_for_less(pair):
    a, b = pair
    b.send(b'x')
    poller = select.poll()
    poller.register(a, select.POLLPRI)
    assert poller.poll(2) == []
    poller.modify(a, 0)
    assert poller.poll(2) == []
    greenhub.spawn_after(0.005, b.close)
    assert poller.poll(1000)[0][1] & select.POLLHUP


def test_regular_files_are_always_ready_and_never_urgent(pair, tmp_path):
    with open(tmp_path / 'file', 'w+b') as file:
        assert select.select([file], [file], [file]) == ([file], [file], [])
        assert select.select([], [], [file], 0.002) == ([], [], [])
        greenhub.spawn_after(0.002, pair[1].send, b'x')
        assert select.select([pair[0]], [], [file], 1) == ([pair[0]], [], [])


# ---- poll and epoll

@pytest.mark.parametrize('kind, second', POLLERS)
def test_poll_and_epoll(pair, kind, second):
    a, b = pair
    poller = getattr(select, kind)()
    poller.register(a, select.POLLIN)
    assert poller.poll(0) == [] and poller.poll(0.002 * second) == []
    greenhub.spawn_after(0.002, b.send, b'x')
    assert poller.poll(1 * second) == [(a.fileno(), select.POLLIN)]
    poller.modify(a, select.POLLOUT)
    assert poller.poll() == poller.poll(-1) == [(a.fileno(), select.POLLOUT)]
    poller.unregister(a)
    assert poller.poll(0) == []
    with pytest.raises((KeyError, FileNotFoundError)):
        poller.unregister(a)
    with pytest.raises(OverflowError):
        poller.poll(2 ** 31 * second)
    with pytest.raises(TypeError):
        poller.poll('soon')


def test_a_poll_object_serves_one_green_thread_at_a_time(pair):
    poller = select.poll()
    poller.register(pair[0], select.POLLIN)
    thread = greenhub.spawn(poller.poll)
    greenhub.sleep(0)
    with pytest.raises(RuntimeError, match='concurrent'):
        poller.poll(0)
    pair[1].send(b'x')
    assert thread.wait() == poller.poll(0) == [(pair[0].fileno(), select.POLLIN)]


def test_epoll_edge_triggered_one_shot_and_at_most_so_many(pair):
    a, b = pair
    with select.epoll() as poller:
        poller.register(a, select.EPOLLIN | select.EPOLLET)
        poller.register(b, select.EPOLLIN | select.EPOLLONESHOT)
        a.send(b'x'), b.send(b'x')
        assert len(poller.poll(1, 1)) == 1
        assert len(poller.poll(1, maxevents=5)) == 1
        assert poller.poll(0.002) == []
        poller.modify(b, select.EPOLLIN | select.EPOLLONESHOT)
        assert poller.poll() == [(b.fileno(), select.EPOLLIN)]
        with pytest.raises(ValueError):
            poller.poll(0, 0)
        with pytest.raises(FileExistsError):
            poller.register(a)
    assert poller.closed
    for closed in (poller.poll, poller.fileno, poller.__enter__):
        with pytest.raises(ValueError, match='closed epoll'):
            closed()
    poller.close()


def test_epoll_from_a_descriptor(pair):
    with select.epoll() as first:
        first.register(pair[1], select.EPOLLIN)
        twin = select.epoll.fromfd(os.dup(first.fileno()))
        pair[0].send(b'x')
        assert twin.poll(1) == [(pair[1].fileno(), select.EPOLLIN)]
        twin.close()


def test_who_waits_for_an_epoll_that_is_closed_hears_of_it(pair):
    poller = select.epoll()
    thread = greenhub.spawn(poller.poll)
    greenhub.sleep(0)
    poller.close()
    with pytest.raises(hubs.IOClosed):
        thread.wait()


def test_an_epoll_that_is_dropped_leaves_nothing_in_the_hub(pair):
    poller = select.epoll()
    number = poller.fileno()
    assert poller.poll(0.001) == []
    del poller
    assert number not in hubs.get_hub()._masks


def test_an_epoll_server_answers_while_others_run():
    """Register for reading, then for writing, then for nothing, then wait for the hang-up: the whole life of one."""
    listener = real_socket.create_server(('127.0.0.1', 0))
    listener.setblocking(False)

    def serve():
        poller = select.epoll()
        poller.register(listener.fileno(), select.EPOLLIN)
        connection = None
        while True:
            for fileno, event in poller.poll(1):
                if fileno == listener.fileno():
                    connection, _ = listener.accept()
                    connection.setblocking(False)
                    poller.register(connection.fileno(), select.EPOLLIN)
                elif event & select.EPOLLIN:
                    connection.recv(1024)
                    poller.modify(fileno, select.EPOLLOUT)
                elif event & select.EPOLLOUT:
                    connection.send(b'answer')
                    poller.modify(fileno, 0)
                    connection.shutdown(socket.SHUT_RDWR)
                elif event & select.EPOLLHUP:
                    poller.unregister(fileno)
                    connection.close()
                    poller.close()
                    return

    server = greenhub.spawn(serve)
    with greenhub.connect(listener.getsockname()) as client:
        client.sendall(b'question')
        assert client.recv(100) == b'answer' and client.recv(100) == b''
    server.wait()
    listener.close()


# ---- kqueue, on systems without it

class FakeKernelQueue:
    """A kqueue that has one event, once its descriptor is readable."""

    def __init__(self) -> None:
        self.readable, self.writable = os.pipe()
        self.changes: list = []
        self.closed = False

    def fileno(self):
        return self.readable

    def control(self, changes, most, timeout=None):
        self.changes += changes or ()
        if not most or not real_select.select([self.readable], [], [], 0)[0]:
            return []
        return ['event']

    def close(self):
        self.closed = True
        os.close(self.readable), os.close(self.writable)


def test_kqueue(monkeypatch):
    from greenhub.green.select import _Kqueue
    queue = _Kqueue.around(FakeKernelQueue())
    assert queue.control(['change'], 0) == [] and queue._queue.changes == ['change']
    assert queue.control(None, 1, 0) == queue.control([], 1, 0.002) == []
    greenhub.spawn_after(0.002, os.write, queue._queue.writable, b'x')
    assert queue.control(None, 1) == ['event']
    queue.close()
    assert queue.closed


# ---- selectors

def classes():
    return [getattr(selectors, name) for name in ('SelectSelector', 'PollSelector', 'EpollSelector', 'DefaultSelector')
            if hasattr(selectors, name)]


@pytest.mark.parametrize('kind', classes(), ids=lambda kind: kind.__name__)
def test_selectors(pair, kind):
    a, b = pair
    ticks = []
    ticker = greenhub.spawn(lambda: [ticks.append(greenhub.sleep(0)) for _ in range(3)])
    with kind() as selector:
        selector.register(a, selectors.EVENT_READ, 'data')
        assert selector.select(0.002) == []
        greenhub.spawn_after(0.002, b.send, b'x')
        [(key, events)] = selector.select(1)
        assert key.fileobj is a and key.data == 'data' and events == selectors.EVENT_READ
        selector.modify(a, selectors.EVENT_READ | selectors.EVENT_WRITE)
        assert selector.select()[0][1] == selectors.EVENT_READ | selectors.EVENT_WRITE
    ticker.wait()
    assert len(ticks) == 3


def test_the_twin_has_every_name():
    assert not [name for name in vars(real_select) if not name.startswith('_') and not hasattr(select, name)]
