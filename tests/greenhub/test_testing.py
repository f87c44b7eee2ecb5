"""greenhub.testing: what every other test stands on."""

from __future__ import annotations

import os
import socket as real_socket
import time

import pytest

import greenhub
from greenhub import hubs, testing, tpool
from greenhub.hubs import IOClosed
from greenhub.hubs.timer import WHEN

# ---- the clock


def test_the_clock_jumps_in_order():
    began, log = time.monotonic(), []
    with testing.jumping_clock() as clock:
        start = clock.now
        for hours in (3, 1, 2):
            greenhub.spawn_after(3600 * hours, lambda h: log.append((h, round(clock.now - start))), hours)
        clock.advance(4 * 3600)
    assert log == [(1, 3600), (2, 7200), (3, 10800)]
    assert time.monotonic() - began < 1


def test_it_stands_still_while_anything_runs(jumping_clock):
    began = jumping_clock.now
    for _ in range(1000):
        greenhub.sleep(0)
    assert jumping_clock.now == began


def test_real_time_passes_for_real_descriptors(jumping_clock):
    r, w = os.pipe()
    waiting = greenhub.spawn(hubs.trampoline, r, read=True)
    began, real = jumping_clock.now, time.monotonic()
    greenhub.sleep(0.02)
    assert time.monotonic() - real >= 0.019 and 0.019 <= jumping_clock.now - began < 1
    os.write(w, b'x')
    waiting.wait()
    hubs.notify_close(r)
    os.close(r), os.close(w)


def test_real_time_passes_for_calls_in_threads(jumping_clock):
    began = jumping_clock.now
    call = greenhub.spawn(tpool.execute, time.sleep, 0.02)
    assert greenhub.with_timeout(30, call.wait) is None
    assert jumping_clock.now - began < 5


def test_timers_that_remain_keep_their_distance():
    log = []
    with testing.jumping_clock() as clock:
        greenhub.sleep(1000)
        hubs.get_hub().schedule_call_global(0.01, log.append, 'late')
        assert hubs.get_hub().timers[0][WHEN] > clock.now
    greenhub.sleep(0.02)
    assert log == ['late']


def test_a_deadlock_is_named(monkeypatch):
    monkeypatch.setattr(testing, 'GRACE', 0.01)
    with testing.jumping_clock(), pytest.raises(testing.Deadlock, match='no timer'):
        greenhub.Event().wait()


# ---- sockets


def test_bytes_arrive_in_order_and_the_end_after_them():
    a, b = testing.memory_socket_pair()
    a.sendall(b'ab')
    a.sendmsg([b'c', b'd'])
    a.close()
    buffer = bytearray(3)
    assert b.recv_into(buffer) == 3 and buffer == b'abc'
    assert b.recv(10) == b'd' and b.recv(10) == b''
    with pytest.raises(BrokenPipeError):
        b.send(b'x')
    assert a.fileno() == -1 and b.detach() == -1


def test_a_peer_that_stops_reading_is_felt(jumping_clock):
    a, b = testing.memory_socket_pair(capacity=10)
    a.settimeout(5)
    with pytest.raises(TimeoutError):
        a.sendall(b'x' * 11)
    assert a.sent == 10
    a.settimeout(0)
    with pytest.raises(BlockingIOError):
        a.send(b'x')
    a.setblocking(True)
    sender = greenhub.spawn(a.sendall, b'y' * 30)
    received = b''
    while len(received) < 40:
        received += b.recv(7)
    sender.wait()
    assert received == b'x' * 10 + b'y' * 30


def test_receiving_waits_and_times_out(jumping_clock):
    a, b = testing.memory_socket_pair()
    greenhub.spawn_after(3, a.send, b'x')
    b.settimeout(5)
    assert b.recv(1) == b'x'
    with pytest.raises(TimeoutError, match='timed out'):
        b.recv(1)
    b.settimeout(0)
    assert b.gettimeout() == 0
    with pytest.raises(BlockingIOError):
        b.recv(1)


def test_closing_wakes_who_waits():
    a, b = testing.memory_socket_pair(capacity=1)
    threads = [greenhub.spawn(a.recv, 1), greenhub.spawn(a.sendall, b'xyz')]
    greenhub.sleep(0)
    a.close()
    for thread in threads:
        with pytest.raises(IOClosed):
            thread.wait()
    with pytest.raises(OSError):
        a.recv(1)
    assert b.recv(10) == b'x' and b.recv(10) == b''


def test_half_a_shutdown():
    a, b = testing.memory_socket_pair()
    a.shutdown(real_socket.SHUT_WR)
    assert b.recv(1) == b''
    b.sendall(b'still there')
    assert a.recv(20) == b'still there'
    a.shutdown(real_socket.SHUT_RD)
    with pytest.raises(BrokenPipeError):
        b.send(b'x')


def test_files_and_names():
    a, b = testing.memory_socket_pair()
    assert a.getpeername() == b.getsockname() != a.getsockname() == b.getpeername()
    with a.makefile('w', newline='\n') as writer:
        writer.write('line\nrest')
    file = b.makefile('rb')
    assert file.readline() == b'line\n'
    b.close()
    assert a.getpeername()
    a.close()
    assert file.read() == b'rest'
    file.close()
    assert 'closed' in repr(b)


def test_a_listener():
    listener = testing.memory_listener(backlog=1)
    acceptor = greenhub.spawn(listener.accept)
    client = listener.connect()
    server, address = acceptor.wait()
    assert address == client.getsockname()
    client.send(b'x')
    assert server.recv(1) == b'x'
    listener.connect()
    with pytest.raises(ConnectionRefusedError):
        listener.connect()
    listener.accept()
    acceptor = greenhub.spawn(listener.accept)
    greenhub.sleep(0)
    listener.close()
    with pytest.raises(IOClosed):
        acceptor.wait()
    for call in (listener.accept, listener.connect):
        with pytest.raises(OSError):
            call()


# ---- the HTTP client


def app(environ, start_response):
    body = environ['wsgi.input'].read()
    if environ['PATH_INFO'] == '/slow':
        greenhub.sleep(60)
    start_response('200 OK', [('Content-Type', 'text/plain; charset=utf-8'), ('X-Method', environ['REQUEST_METHOD'])])
    return [environ['PATH_INFO'].encode(), b' ', body]


def test_requests_on_one_connection(no_leaks):
    with testing.HTTPClient(app) as client:
        answer = client.get('/path')
        assert (answer.status, answer.reason, answer.text, answer.headers['x-method']) == (200, 'OK', '/path ', 'GET')
        connection = client._connection
        assert client.post('/', 'body').body == b'/ body'
        assert client.put('/', json=[1]).text == '/ [1]'
        assert client.request('PUT', '/', json={'a': 1}).text == '/ {"a": 1}'
        assert client.delete('/').headers['X-Method'] == 'DELETE'
        assert client._connection is connection
        assert 'Response 200' in repr(answer)


def test_a_request_has_a_time_limit(jumping_clock):
    client = testing.HTTPClient(app, timeout=5)
    with pytest.raises(greenhub.Timeout):
        client.get('/slow')
    assert client.get('/fast').status == 200  # on a new connection
    client.close()


def test_raw_connections(no_leaks):
    with testing.HTTPClient(app) as client, client.connect() as raw:
        raw.sendall(b'nonsense\r\n\r\n')
        assert b' 400 ' in raw.recv(1000)


# ---- leaks


def test_leaks_are_named():
    left = []

    def leak():
        left.append(greenhub.spawn(greenhub.sleep, 100))
        left.append(os.open('/dev/null', os.O_RDONLY))
        greenhub.sleep(0)

    with pytest.raises(testing.Leak) as raised, testing.no_leaks():
        leak()
    for word in ('green thread', 'descriptor', '/dev/null', 'timer'):
        assert word in str(raised.value)
    left[0].kill()
    os.close(left[1])


def test_what_ends_by_itself_is_no_leak():
    with testing.no_leaks(settle=0.01):
        greenhub.spawn(greenhub.sleep, 0.002)
    with testing.no_leaks():
        greenhub.GreenPool(1).spawn_n(greenhub.sleep)  # its worker is kept for the next task
