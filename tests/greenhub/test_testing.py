"""greenhub.testing: what every other test stands on."""

from __future__ import annotations

import errno
import os
import socket as real_socket
import time

import pytest

import greenhub
from greenhub import hubs, testing, tpool, websocket
from greenhub.green import socket as green_socket
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


def test_time_outs_run_out_while_the_real_world_is_waited_for(jumping_clock):
    """A peer that never says a word, over real sockets: nobody waits for it."""
    a, b = green_socket.socketpair()
    a.settimeout(3600)
    waiting = greenhub.spawn(a.recv, 1)
    testing.wait_all_blocked()
    began = time.monotonic()
    jumping_clock.jump(3599)
    assert not waiting.dead
    jumping_clock.jump(1)
    with pytest.raises(TimeoutError):
        waiting.wait()
    assert time.monotonic() - began < 10
    a.close(), b.close()


# ---- who runs when


@pytest.mark.parametrize('clock', ['jumping', 'real'])
def test_everybody_waits(clock, request):
    if clock == 'jumping':
        request.getfixturevalue('jumping_clock')
    log, queue, (a, b) = [], greenhub.Queue(), testing.memory_socket_pair()

    def work():
        for number in range(100):
            greenhub.sleep(0)
            log.append(number)
        log.append(queue.get())
        log.append(b.recv(1))
        greenhub.sleep(3600)

    thread = greenhub.spawn(work)
    testing.wait_all_blocked()
    assert log == list(range(100))
    queue.put('item')
    testing.wait_all_blocked()
    assert log[100:] == ['item']
    a.send(b'x')
    testing.wait_all_blocked()
    assert log[101:] == [b'x'] and not thread.dead
    thread.kill()


def test_several_wait_until_everybody_waits():
    hub = hubs.get_hub()
    others = [greenhub.spawn(testing.wait_all_blocked) for _ in range(3)]
    with greenhub.Timeout(5):
        testing.wait_all_blocked()
        for other in others:
            other.wait()
    killed = greenhub.spawn(testing.wait_all_blocked)
    greenhub.spawn(greenhub.sleep, 0)
    greenhub.sleep(0)
    killed.kill()
    assert 'wait' not in vars(hub), 'the hub is what it was'


def test_descriptors_that_are_ready_are_no_wait():
    r, w = os.pipe()
    os.write(w, b'x')
    log = []
    greenhub.spawn(lambda: (hubs.trampoline(r, read=True), log.append(os.read(r, 1))))
    testing.wait_all_blocked()
    assert log == [b'x']
    hubs.notify_close(r)
    os.close(r), os.close(w)


def test_a_block_that_lets_nobody_in():
    shared = {'n': 0}
    with testing.no_switch():
        shared['n'] += 1
        greenhub.spawn_n(shared.clear)  # runs later
        greenhub.Queue().put(1)
    with pytest.raises(testing.Switched, match=r'test_testing\.py:\d+, in test_a_block_that_lets_nobody_in'), \
            testing.no_switch():
        greenhub.sleep(0)
    with pytest.raises(KeyError), testing.no_switch():
        greenhub.sleep(0)
        raise KeyError('which counts more')


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


def test_a_time_out_limits_all_of_sendall(jumping_clock):
    a, b = testing.memory_socket_pair(capacity=1)
    a.settimeout(10)
    assert a.timeout == 10 and a.getblocking()

    def read_slowly():
        while b.recv(1):
            greenhub.sleep(4)

    greenhub.spawn(read_slowly)
    began = jumping_clock.now
    with pytest.raises(TimeoutError):
        a.sendall(b'xxxxx')
    assert jumping_clock.now - began == pytest.approx(10)
    a.close()


def test_a_crash_loses_what_is_on_its_way():
    a, b = testing.memory_socket_pair()
    a.send(b'never read')
    b.send(b'neither')
    a.reset()
    assert b.recv(10) == b''
    with pytest.raises(BrokenPipeError):
        b.send(b'x')
    with pytest.raises(OSError):
        a.recv(1)


def test_errors_of_the_network():
    a, b = testing.memory_socket_pair()
    reading = greenhub.spawn(b.recv, 1)
    greenhub.sleep(0)
    a.reset(OSError(errno.EHOSTUNREACH, 'No route to host'))
    for call in (reading.wait, lambda: b.recv(1), lambda: b.send(b'x')):
        with pytest.raises(OSError, match='No route'):
            call()
    listener = testing.memory_listener()
    client = listener.connect()
    listener.fail(OSError(errno.EMFILE, 'Too many open files'))
    assert listener.accept()[1] == client.getsockname()
    with pytest.raises(OSError, match='Too many'):
        listener.accept()


def test_peeking():
    a, b = testing.memory_socket_pair(capacity=3)
    a.send(b'abc')
    assert b.recv(2, real_socket.MSG_PEEK) == b'ab'
    buffer = bytearray(3)
    assert b.recv_into(buffer, 0, real_socket.MSG_PEEK) == 3 and buffer == b'abc'
    assert b.recv(10) == b'abc'


def test_what_a_socket_in_memory_cannot_do():
    a, b = testing.memory_socket_pair()
    with pytest.raises(OSError, match='does not know the flags'):
        b.recv(1, real_socket.MSG_OOB)
    for send in (a.send, a.sendall, lambda data, flags: a.sendmsg([data], [], flags)):
        with pytest.raises(OSError, match='does not know the flags'):
            send(b'x', real_socket.MSG_OOB)
    with pytest.raises(OSError, match='ancillary'):
        a.sendmsg([b'x'], [(1, 1, b'')])
    assert a.sendmsg([b'x', b'y'], (), real_socket.MSG_NOSIGNAL) == 2 and b.recv(10) == b'xy'


def test_closing_a_listener_resets_what_was_not_accepted():
    listener = testing.memory_listener()
    clients = [listener.connect(), listener.connect()]
    listener.fail(OSError(errno.EMFILE, 'Too many open files'))
    reading = greenhub.spawn(clients[0].recv, 1)
    greenhub.sleep(0)
    listener.close()
    for call in (reading.wait, lambda: clients[1].recv(1), lambda: clients[1].send(b'x')):
        with pytest.raises(ConnectionResetError):
            call()
    with pytest.raises(ConnectionRefusedError):
        listener.connect()


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


def chunks(environ, start_response):
    write = start_response('200 OK', [('Content-Type', 'text/plain')])
    for number in range(3):
        write(b'%d %b\n' % (number, environ['wsgi.input'].readline()))
        greenhub.sleep(1)
    return []


def test_bodies_that_come_bit_by_bit(jumping_clock, no_leaks):
    with testing.HTTPClient(chunks) as client:
        began = jumping_clock.now
        with client.stream('POST', '/', body=(line for line in (b'a\n', b'', b'b\n', b'c\n'))) as answer:
            assert answer.status == 200 and answer.headers['content-type'] == 'text/plain'
            for number, line in enumerate((b'a', b'b', b'c')):
                assert answer.readline() == b'%d %b\n' % (number, line)
                assert answer.readline() == b'\n'
                assert jumping_clock.now - began == number
            assert answer.readline() == b''
        assert client.post('/', [b'x\n', b'y\n']).body == b'0 x\n\n1 y\n\n2 \n'


def test_a_stream_has_a_time_limit_for_each_read(jumping_clock, no_leaks):
    with testing.HTTPClient(chunks, timeout=0.5) as client, client.stream('GET', '/') as answer:
        assert answer.readline() == b'0 \n'
        with pytest.raises(TimeoutError):
            answer.readline()
        jumping_clock.advance(5)  # the server writes to nobody, and notices


def refuse(environ, start_response):
    start_response('413 Content Too Large', [('Connection', 'close')])
    return [b'no']


def test_an_answer_before_the_end_of_the_request(no_leaks):
    with testing.HTTPClient(refuse) as client:
        assert client.post('/', b'x' * 10_000_000).status == 413


def test_a_websocket():
    @websocket.WebSocketWSGI
    def shout(ws):
        while (message := ws.wait()) is not None:
            ws.send(message.upper())

    with testing.WebSocketClient(shout) as client:
        client.send('hello')
        assert client.wait() == 'HELLO'


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
