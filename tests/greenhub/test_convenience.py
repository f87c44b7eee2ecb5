"""listen, connect, serve; corolocal; Lock; the package itself."""

from __future__ import annotations

import subprocess
import sys
import threading
import warnings

import pytest

import greenhub
from greenhub import corolocal, hubs, lock, testing, tpool
from greenhub.green import socket

pytestmark = pytest.mark.usefixtures('no_leaks')


# ---- serve

def run_server(handle, **options):
    listener = greenhub.listen(('127.0.0.1', 0))
    return listener, greenhub.spawn(greenhub.serve, listener, handle, **options)


def test_serve_closes_connections_and_ends_by_stop_serve():
    def handle(connection, address):
        if connection.recv(10) == b'stop':
            raise greenhub.StopServe

    listener, server = run_server(handle)
    for word in (b'go on', b'stop'):
        with greenhub.connect(listener.getsockname()) as client:
            client.sendall(word)
            assert client.recv(1) == b''
    assert server.wait() is None
    listener.close()


def test_serve_raises_what_a_handler_raises():
    listener, server = run_server(lambda connection, address: 1 / 0)
    greenhub.connect(listener.getsockname()).close()
    with pytest.raises(ZeroDivisionError):
        server.wait()
    listener.close()


def test_an_accept_that_fails_for_a_passing_reason_is_tried_again(jumping_clock):
    class Listener:
        errors = [OSError(24, 'Too many open files'), OSError(103, 'Software caused connection abort'),
                  OSError(9, 'Bad file descriptor')]

        def accept(self):
            raise self.errors.pop(0)

    with pytest.raises(OSError, match='Bad file'):
        greenhub.serve(Listener(), print)
    assert not Listener.errors


def test_stop_serve_reaches_a_server_that_waits_for_room():
    hold = greenhub.Event()

    def handle(connection, address):
        hold.wait()
        raise greenhub.StopServe

    listener, server = run_server(handle, concurrency=1)
    clients = [greenhub.connect(listener.getsockname()) for _ in range(2)]
    testing.wait_all_blocked()
    hold.send()
    assert greenhub.with_timeout(1, server.wait) is None
    for sock in (*clients, listener):
        sock.close()


def test_serve_has_a_limit():
    running, release = [], greenhub.Event()

    def handle(connection, address):
        running.append(address)
        release.wait()

    listener, server = run_server(handle, concurrency=2)
    clients = [greenhub.connect(listener.getsockname()) for _ in range(4)]
    testing.wait_all_blocked()
    assert len(running) == 2
    release.send()
    testing.wait_all_blocked()
    assert len(running) == 4
    server.kill()
    for sock in (*clients, listener):
        sock.close()


def test_listen_shares_a_port_unless_told_not_to():
    with greenhub.listen(('127.0.0.1', 0)) as first:
        with pytest.raises(OSError):
            greenhub.listen(first.getsockname(), reuse_port=False)
        assert first.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        greenhub.listen(('127.0.0.1', 0), reuse_port=True).close()
    assert caught[0].category.__name__ == 'ReuseRandomPortWarning'


def test_a_port_can_be_listened_on_again_at_once():
    """Though the connection that its last listener closed is not forgotten yet (TIME_WAIT)."""
    with greenhub.listen(('127.0.0.1', 0)) as listener:
        address = listener.getsockname()
        with greenhub.connect(address) as client:
            listener.accept()[0].close()
            assert client.recv(1) == b''
    greenhub.listen(address, reuse_port=False).close()


def test_the_backlog_is_how_many_may_wait_to_be_accepted(tmp_path):
    path = str(tmp_path / 'socket')
    clients = [socket.socket(socket.AF_UNIX) for _ in range(6)]
    with greenhub.listen(path, family=socket.AF_UNIX, backlog=3):
        for client in clients:
            client.settimeout(0)
        waiting = [client.connect_ex(path) for client in clients].count(0)
    assert waiting == 4  # Linux takes one more
    for client in clients:
        client.close()


def test_others_run_while_one_connects():
    ticks = []
    ticker = greenhub.spawn(lambda: [ticks.append(greenhub.sleep(0)) for _ in range(2)])
    with greenhub.listen(('127.0.0.1', 0)) as listener, greenhub.connect(('localhost', listener.getsockname()[1])):
        assert ticks
    ticker.wait()


# ---- greenlet-local values

def test_values_are_separate():
    local = corolocal.local()
    local.x = 1

    def other():
        assert not hasattr(local, 'x')
        local.x = 2
        greenhub.sleep(0)
        return local.x, local.__dict__

    thread = greenhub.spawn(other)
    greenhub.sleep(0)
    assert local.x == 1 and thread.wait() == (2, {'x': 2})
    del local.x
    with pytest.raises(AttributeError):
        _ = local.x
    with pytest.raises(AttributeError):
        del local.x
    with pytest.raises(AttributeError):
        local.__dict__ = {}


def test_a_subclass_is_initialised_in_each_greenlet():
    class Mine(corolocal.local):
        shared = 'class'

        def __init__(self, value):
            self.value = value

        @property
        def double(self):
            return 2 * self.value

        @double.setter
        def double(self, value):
            self.value = value / 2

    mine = Mine(1)
    mine.value = 5
    assert greenhub.spawn(lambda: (mine.value, mine.double, mine.shared)).wait() == (1, 2, 'class')
    mine.double = 20
    assert mine.value == 10
    with pytest.raises(TypeError):
        corolocal.local(1)


def test_a_local_whose_init_failed_tries_again():
    class Mine(corolocal.local):
        made = 0

        def __init__(self):
            Mine.made += 1
            if Mine.made == 2:
                raise ValueError('the first in the green thread')
            self.x = Mine.made

    mine = Mine()

    def work():
        with pytest.raises(ValueError, match='the first'):
            mine.x  # noqa: B018
        return mine.x

    assert mine.x == 1 and greenhub.spawn(work).wait() == 3


def test_values_go_with_their_greenlet_or_with_the_local():
    import gc
    import weakref

    class Value:
        pass

    local, values = corolocal.local(), weakref.WeakSet()

    def keep():
        local.value = Value()
        values.add(local.value)
        greenhub.sleep(0)

    threads = [greenhub.spawn(keep) for _ in range(3)]
    for thread in threads:
        thread.wait()
    del thread, threads
    gc.collect()
    assert not values
    local.value = Value()
    values.add(local.value)
    del local
    gc.collect()
    assert not values


# ---- Lock

def test_a_lock_goes_to_who_waits_longest():
    mutex, log = lock.Lock(), []

    def worker(name):
        for _ in range(2):
            with mutex:
                log.append(name)
                greenhub.sleep(0)

    threads = [greenhub.spawn(worker, name) for name in 'abc']
    for thread in threads:
        thread.wait()
    assert ''.join(log) == 'abcabc' and not mutex.locked()


def test_lock_arguments():
    mutex = lock.Lock()
    with pytest.raises(RuntimeError, match='unlocked'):
        mutex.release()
    assert mutex.acquire(timeout=-1) and not mutex.acquire(False) and not mutex.acquire(True, 0.001)
    assert mutex.locked() and 'locked' in repr(mutex)
    with pytest.raises(ValueError):
        mutex.acquire(False, 1)
    with pytest.raises(ValueError):
        mutex.acquire(True, -2)
    mutex._at_fork_reinit()
    assert not mutex.locked()


def test_a_lock_handed_to_a_dying_waiter_goes_on():
    mutex = lock.Lock()
    mutex.acquire()
    dying, waiting = greenhub.spawn(mutex.acquire), greenhub.spawn(mutex.acquire)
    greenhub.sleep(0)
    mutex.release()
    dying.kill()
    assert greenhub.with_timeout(1, waiting.wait) is True


def test_os_threads_and_green_threads_share_a_lock():
    mutex, counter = lock.Lock(), [0]

    def work():
        for _ in range(300):
            with mutex:
                value = counter[0]
                greenhub.sleep(0)
                counter[0] = value + 1

    def os_thread():
        for thread in [greenhub.spawn(work) for _ in range(2)]:
            thread.wait()

    threads = [threading.Thread(target=os_thread) for _ in range(3)]
    for thread in threads:
        thread.start()
    greenhub.spawn(work).wait()
    tpool.execute(lambda: [thread.join(20) for thread in threads])
    assert counter == [7 * 300]


# ---- the package

def test_importing_greenhub_is_cheap():
    heavy = {'ssl', 'asyncio', 'subprocess', 'concurrent', 'socket', 'threading', 'httptools', 'wsproto'}
    code = 'import sys, greenhub; print(*sys.modules)'
    loaded = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


def test_every_public_name_is_there():
    for name in greenhub.__all__:
        assert getattr(greenhub, name) is not None
    assert set(greenhub.__all__) <= set(dir(greenhub))
    with pytest.raises(AttributeError, match='nonsense'):
        _ = greenhub.nonsense
    assert hubs.get_hub() is hubs.get_hub()
