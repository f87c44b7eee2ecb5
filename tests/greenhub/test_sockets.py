"""Green sockets: TCP, IPv6, unix, UDP; time-outs; what close wakes; descriptors whose number comes again."""

from __future__ import annotations

import errno
import fcntl
import gc
import io
import os
import socket as real_socket
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import greenhub
from greenhub import greenio, hubs
from greenhub.green import socket
from greenhub.greenio import GreenSocket, resolver, set_nonblocking, shutdown_safe
from greenhub.hubs import IOClosed
from tests.greenhub.transfer import transfer

pytestmark = pytest.mark.usefixtures('no_leaks')


@pytest.fixture
def pair():
    a, b = socket.socketpair()
    yield a, b
    a.close(), b.close()


def echo_once(listener):
    connection, _ = listener.accept()
    with connection:
        while data := connection.recv(100):
            connection.sendall(data)


@pytest.mark.parametrize('family, address', [
    (socket.AF_INET, ('127.0.0.1', 0)),
    (socket.AF_INET6, ('::1', 0)),
    (socket.AF_UNIX, None),
])
def test_connect_accept_and_echo(family, address, tmp_path):
    if family == socket.AF_INET6 and not os.path.exists('/proc/net/if_inet6'):
        pytest.skip('this machine has no IPv6')
    listener = greenhub.listen(address or str(tmp_path / 'socket'), family=family)
    server = greenhub.spawn(echo_once, listener)
    client = greenhub.connect(listener.getsockname(), family=family)
    client.sendall(b'hello')
    assert client.recv(10) == b'hello'
    client.shutdown(socket.SHUT_WR)
    assert client.recv(10) == b''
    server.wait()
    client.close(), listener.close()


def test_it_is_a_socket_and_never_blocks_the_os_thread(pair):
    for sock in pair:
        assert isinstance(sock, real_socket.socket) and isinstance(sock, GreenSocket)
        assert fcntl.fcntl(sock, fcntl.F_GETFL) & os.O_NONBLOCK
        assert sock.gettimeout() is None and sock.timeout is None and sock.getblocking()
        assert sock.fd is sock


def test_others_run_while_one_waits(pair):
    log = []
    thread = greenhub.spawn(lambda: log.append(pair[0].recv(1)))
    greenhub.sleep(0)
    log.append('meanwhile')
    pair[1].send(b'x')
    thread.wait()
    assert log == ['meanwhile', b'x']


@pytest.mark.parametrize('call', [
    lambda s: s.recv(1), lambda s: s.recv(0), lambda s: s.recv_into(bytearray(1)), lambda s: s.recv_into(bytearray()),
    lambda s: s.recvfrom(1), lambda s: s.recvfrom_into(bytearray(1)), lambda s: s.recvmsg(1),
    lambda s: s.recvmsg_into([bytearray(1)]), lambda s: s.sendall(b'x' * 10_000_000),
])
def test_time_outs(pair, call):
    pair[0].settimeout(0.005)
    with pytest.raises(TimeoutError, match='timed out'):
        call(pair[0])
    assert not hubs.get_hub().get_readers() and not hubs.get_hub().get_writers()


def test_time_out_0_never_waits(pair):
    pair[0].settimeout(0)
    assert not pair[0].getblocking()
    for call in (lambda: pair[0].recv(1), lambda: pair[0].recvfrom(1), lambda: pair[0].sendall(b'x' * 10_000_000)):
        with pytest.raises(BlockingIOError):
            call()
    pair[0].setblocking(True)
    assert pair[0].gettimeout() is None and not pair[0].act_non_blocking
    pair[0].act_non_blocking = True
    assert pair[0].gettimeout() == 0
    for bad, error in ((-1, ValueError), ('1', TypeError)):
        with pytest.raises(error):
            pair[0].settimeout(bad)


def test_buffers_without_a_length(pair):
    import ctypes

    class Pair(ctypes.Structure):
        _fields_ = [('first', ctypes.c_ubyte), ('second', ctypes.c_ubyte)]

    buffer = Pair()
    pair[1].send(b'ab')
    assert pair[0].recv_into(buffer) == 2 and (buffer.first, buffer.second) == (97, 98)
    for wrong in ('text', None, 5):
        with pytest.raises(TypeError):
            pair[0].recv_into(wrong)
    with pytest.raises(TypeError):
        pair[0].recv(None)


def test_an_emptied_stream_is_not_tried_in_vain(pair, monkeypatch):
    from greenhub.greenio import sockets
    tries, recv = [], sockets._recv
    monkeypatch.setattr(sockets, '_recv', lambda *args: (tries.append(args), recv(*args))[1])
    for _ in range(3):
        greenhub.spawn(pair[1].send, b'x')
        assert pair[0].recv(10) == b'x'
    assert len(tries) == 4  # the first one could not know
    pair[1].send(b'abc')
    assert pair[0].recv(2) == b'ab' and pair[0].recv(10, socket.MSG_DONTWAIT) == b'c'
    with pytest.raises(TimeoutError):
        pair[0].settimeout(0.001)
        pair[0].recv(10)
    pair[1].close()
    pair[0].settimeout(None)
    assert pair[0].recv(10) == pair[0].recv(10) == b''
    pair[0].close()
    with pytest.raises(OSError) as raised:
        pair[0].recv(10)
    assert raised.value.errno == errno.EBADF


@pytest.mark.parametrize('read', [lambda sock: sock.recv(100), lambda sock: bytes(100)[:sock.recv_into(bytearray(100))],
                                  lambda sock: sock.recvfrom(100)[0]])
def test_no_time_out_when_the_data_was_there(pair, monkeypatch, read):
    a, b = pair
    b.sendall(b'x')
    a.recv(100)
    a.settimeout(0.05)
    b.sendall(b'here')
    compute_for_a_second(monkeypatch)
    assert len(read(a)) == 4
    compute_for_a_second(monkeypatch)
    with pytest.raises(TimeoutError, match=r'^timed out$'):
        read(a)


def compute_for_a_second(monkeypatch):
    """In a green thread, which keeps the hub from looking at descriptors."""
    clock, hub = hubs.get_hub().clock, hubs.get_hub()
    greenhub.spawn(monkeypatch.setattr, hub, 'clock', lambda: clock() + 1)


def test_a_time_out_of_the_program_is_not_taken_for_the_sockets(pair):
    a, _ = pair
    a.settimeout(5)
    error = TimeoutError('mine')
    with pytest.raises(TimeoutError) as caught, greenhub.Timeout(0.001, error):
        a.recv(1)
    assert caught.value is error


def test_accept_times_out_and_takes_the_default():
    listener = greenhub.listen(('127.0.0.1', 0))
    listener.settimeout(0.005)
    with pytest.raises(TimeoutError):
        listener.accept()
    real_socket.setdefaulttimeout(3)
    try:
        with socket.socket() as sock:
            assert sock.gettimeout() == 3
    finally:
        real_socket.setdefaulttimeout(None)
        listener.close()


def test_sendall_sends_everything_and_its_cost_is_linear(pair):
    data = os.urandom(1 << 16) * 64
    thread = greenhub.spawn(pair[0].sendall, data)
    received = bytearray()
    while len(received) < len(data):
        received += pair[1].recv(1 << 16)
    assert received == data
    thread.wait()


def test_one_deadline_for_the_whole_of_sendall(pair):
    """A peer that reads a little now and then does not keep sendall alive for ever."""
    pair[0].settimeout(0.05)

    def slow_reader():
        while pair[1].recv(5000):
            greenhub.sleep(0.01)

    reader = greenhub.spawn(slow_reader)
    began = hubs.get_hub().clock()
    with pytest.raises(TimeoutError):
        pair[0].sendall(b'x' * 10_000_000)
    assert hubs.get_hub().clock() - began < 1
    reader.kill()


@settings(deadline=None, max_examples=50)
@given(parts=st.lists(st.binary(max_size=100_000), max_size=6), sizes=st.lists(st.integers(1, 70_000), min_size=1))
def test_whatever_the_parts_everything_arrives(parts, sizes):
    a, b = socket.socketpair()
    a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    assert transfer(parts, sizes, a.sendall, a.close, b.recv) == b''.join(parts)
    b.close()


def test_sendall_takes_any_buffer(pair):
    import array
    pair[0].sendall(array.array('I', [1, 2, 3]))
    pair[0].sendall(memoryview(b'x'))
    pair[0].sendall(b'')
    assert len(pair[1].recv(100)) == 13


def test_messages(pair):
    pair[0].sendmsg([b'ab', b'cd'])
    buffers = [bytearray(2), bytearray(2)]
    assert pair[1].recvmsg_into(buffers)[0] == 4 and buffers == [b'ab', b'cd']


def test_messages_that_have_to_wait_keep_their_buffers(pair):
    """An iterator of buffers would be spent by the try that came too early."""
    buffers = [bytearray(2), bytearray(2)]
    reader = greenhub.spawn(pair[1].recvmsg_into, iter(buffers))
    greenhub.sleep(0)
    pair[0].sendmsg(iter([b'ab', b'cd']))
    assert reader.wait()[0] == 4 and buffers == [b'ab', b'cd']
    filled = 0
    while True:
        try:
            filled += pair[0].send(b'x' * 65536, socket.MSG_DONTWAIT)
        except BlockingIOError:
            break
    writer = greenhub.spawn(pair[0].sendmsg, iter([b'the', b'end']))
    greenhub.sleep(0)
    received = bytearray()
    while len(received) < filled + 6:
        received += pair[1].recv(1 << 16)
    assert writer.wait() == 6 and received.endswith(b'theend')


@pytest.mark.parametrize('call', [
    lambda s: s.recv(1, socket.MSG_DONTWAIT), lambda s: s.recv_into(bytearray(1), flags=socket.MSG_DONTWAIT),
    lambda s: s.recvfrom(1, socket.MSG_DONTWAIT), lambda s: s.recvfrom_into(bytearray(1), flags=socket.MSG_DONTWAIT),
    lambda s: s.recvmsg(1, 0, socket.MSG_DONTWAIT), lambda s: s.recvmsg_into([bytearray(1)], 0, socket.MSG_DONTWAIT),
    lambda s: s.sendall(b'x' * 10_000_000, socket.MSG_DONTWAIT),
])
def test_who_says_so_does_not_wait(pair, call):
    with pytest.raises(BlockingIOError):
        call(pair[0])


# ---- files

@pytest.fixture
def file(tmp_path):
    path = tmp_path / 'file'
    path.write_bytes(b'0123456789' * 100_000)
    with path.open('rb') as file:
        yield file


def receive(sock):
    received = bytearray()
    while data := sock.recv(1 << 16):
        received += data
    return received


@pytest.mark.parametrize('offset, count, expected', [(0, None, 1_000_000), (5, None, 999_995), (5, 10, 10),
                                                     (999_995, 10, 5), (2_000_000, None, 0)])
def test_a_file_goes_through_the_kernel(pair, file, offset, count, expected, monkeypatch):
    monkeypatch.setattr(GreenSocket, 'send', None)
    sender = greenhub.spawn(pair[0].sendfile, file, offset, count)
    sender.link(lambda _: pair[0].shutdown(socket.SHUT_WR))
    assert receive(pair[1]) == (b'0123456789' * 100_000)[offset:offset + expected]
    assert sender.wait() == expected and file.tell() == (offset + expected if expected else 0)


def test_what_is_no_file_of_the_system_is_sent_too(pair):
    assert pair[0].sendfile(io.BytesIO(b'0123456789'), 3, 4) == 4
    assert pair[1].recv(10) == b'3456'


def test_a_file_within_a_time_limit(pair, file):
    pair[0].settimeout(0.005)
    with pytest.raises(TimeoutError):
        pair[0].sendfile(file)
    assert file.tell() > 0
    pair[0].settimeout(0)
    with pytest.raises(ValueError):
        pair[0].sendfile(file)


def test_passing_descriptors(pair):
    r, w = os.pipe()
    socket.send_fds(pair[0], [b'x'], [r])
    data, fds, _, _ = socket.recv_fds(pair[1], 10, 1)
    assert data == b'x' and len(fds) == 1
    for fd in (r, w, *fds):
        os.close(fd)


def test_udp():
    a, b = socket.socket(type=socket.SOCK_DGRAM), socket.socket(family=socket.AF_INET, type=socket.SOCK_DGRAM)
    a.bind(('127.0.0.1', 0))
    thread = greenhub.spawn(a.recvfrom, 100)
    greenhub.sleep(0)
    b.sendto(b'first', a.getsockname())
    assert thread.wait()[0] == b'first'
    b.sendto(b'second', 0, ('localhost', a.getsockname()[1]))
    buffer = bytearray(10)
    assert a.recvfrom_into(buffer)[0] == 6 and buffer[:6] == b'second'
    a.close(), b.close()


# ---- connecting

def free_port():
    with real_socket.socket() as sock:
        sock.bind(('127.0.0.1', 0))
        return sock.getsockname()[1]


def test_a_refused_connection():
    address = ('127.0.0.1', free_port())
    with pytest.raises(ConnectionRefusedError):
        greenhub.connect(address)
    with socket.socket() as sock:
        assert sock.connect_ex(address) == errno.ECONNREFUSED
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, 1)


def test_connect_binds_and_finds_names():
    listener = greenhub.listen(('127.0.0.1', 0))
    port = free_port()
    with greenhub.connect(('localhost', listener.getsockname()[1]), bind=('127.0.0.1', port)) as sock:
        assert sock.getsockname() == ('127.0.0.1', port)
    with pytest.raises(real_socket.gaierror):
        greenhub.connect(('no-such-host.invalid', 1))
    listener.close()


def test_connect_ex_times_out_with_eagain(tmp_path):
    """A full backlog of a unix socket is the one place on this machine where connect has to wait."""
    path = str(tmp_path / 'socket')
    listener = greenhub.listen(path, family=socket.AF_UNIX, backlog=0)
    first = greenhub.connect(path, family=socket.AF_UNIX)
    second = socket.socket(socket.AF_UNIX)
    second.settimeout(0.02)
    assert second.connect_ex(path) == errno.EAGAIN
    with pytest.raises(TimeoutError):
        second.connect(path)
    second.settimeout(1)
    greenhub.spawn_after(0.01, lambda: listener.accept()[0].close())
    second.connect(path)
    for sock in (first, second, listener):
        sock.close()


# ---- closing

def test_close_wakes_all_who_wait():
    a, b = socket.socketpair()
    listener = greenhub.listen(('127.0.0.1', 0))
    a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    threads = [greenhub.spawn(a.recv, 1), greenhub.spawn(a.sendall, b'x' * 10_000_000), greenhub.spawn(listener.accept)]
    greenhub.sleep(0.001)
    a.close(), listener.close()
    for thread in threads:
        with pytest.raises(IOClosed) as raised:
            thread.wait()
        assert raised.value.errno == errno.EBADF
    b.close()


def test_close_wakes_who_waits_in_another_os_thread():
    threading = greenhub.patcher.original('threading')
    a, b = socket.socketpair()
    errors, waiting = [], threading.Event()

    def wait():
        hubs.get_hub().call_soon(waiting.set)
        try:
            a.recv(1)
        except IOClosed as e:
            errors.append(e.errno)

    thread = threading.Thread(target=wait)
    thread.start()
    assert waiting.wait(5)
    a.close()
    thread.join(5)
    assert errors == [errno.EBADF]
    b.close()


def test_a_number_that_comes_again_is_a_new_descriptor():
    for _ in range(5):
        a, b = socket.socketpair()
        thread = greenhub.spawn(a.recv, 1)
        greenhub.sleep(0)
        b.send(b'x')
        assert thread.wait() == b'x'
        os.close(a.detach())  # behind the hub's back
        del a, b
        gc.collect()


def test_a_socket_that_is_dropped_leaves_nothing_in_the_hub():
    a, b = socket.socketpair()
    number = a.fileno()
    greenhub.with_timeout(0.001, a.recv, 1, timeout_value=None)
    assert number in hubs.get_hub()._masks
    greenhub.sleep(0)  # the hub lets go of the time-out and of the frames that it passed through
    with pytest.warns(ResourceWarning):
        del a
        gc.collect()
    assert number not in hubs.get_hub()._masks
    b.close()


@pytest.mark.parametrize('outlived', ['hubs', 'hubs, sockets'])
def test_a_socket_that_outlives_the_modules_at_the_end_of_the_program_says_nothing(outlived):
    done = subprocess.run([sys.executable, '-c', f'''
import sys
from greenhub import hubs
from greenhub.greenio import sockets
from greenhub.green import socket
pair = socket.socketpair()
sys.kept = sys.modules['__main__'], {outlived}  # whose names are dropped one module after the other, __main__ last
'''], capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stderr) == (0, '')


def test_files_keep_the_descriptor_open(pair):
    file = pair[0].makefile('wb')
    pair[0].close()
    file.write(b'line\n')
    file.close()
    with pair[1].makefile('rb') as reader:
        assert reader.readline() == b'line\n' and reader.read() == b''
    with pytest.raises(OSError):
        pair[0].send(b'x')


def test_dup(pair):
    pair[0].settimeout(7)
    with pair[0].dup() as twin:
        assert type(twin) is GreenSocket and twin.gettimeout() == 7 and twin.fileno() != pair[0].fileno()
        twin.sendall(b'x')
        assert pair[1].recv(1) == b'x'


def test_a_green_socket_around_a_socket_shares_its_descriptor():
    inner, peer = real_socket.socketpair()
    inner.settimeout(3)
    outer = GreenSocket(inner)
    assert outer.fileno() == inner.fileno() and outer.gettimeout() == 3
    outer.close()
    assert inner.fileno() == -1 and peer.recv(1) == b''
    inner.close(), peer.close()
    inner, peer = real_socket.socketpair()
    del outer
    outer = GreenSocket(inner)
    del outer
    gc.collect()
    inner.send(b'still open')
    assert peer.recv(20) == b'still open'
    inner.close(), peer.close()


def test_attributes_of_the_socket_inside(pair):
    class Named(real_socket.socket):
        name = 'a name'

    inner = Named()
    outer = GreenSocket(inner)
    assert outer.name == 'a name' and outer.fd is inner
    with pytest.raises(AttributeError, match='GreenSocket'):
        _ = pair[0].name
    outer.close()


def test_a_subclass_accepts_its_own():
    class Mine(GreenSocket):
        pass

    listener = Mine()
    listener.bind(('127.0.0.1', 0))
    listener.listen()
    with greenhub.connect(listener.getsockname()):
        connection, _ = listener.accept()
        assert type(connection) is Mine and fcntl.fcntl(connection, fcntl.F_GETFL) & os.O_NONBLOCK
        connection.close()
    listener.close()


def test_what_a_close_does_is_seen_at_the_other_end_after_one_turn(pair):
    reader = greenhub.spawn(pair[0].recv, 1)
    greenhub.sleep(0)
    pair[1].close()
    greenhub.sleep(0)
    greenhub.sleep(0)
    assert reader.dead and reader.wait() == b''


@pytest.mark.parametrize('kind', ['SOCK_STREAM', 'SOCK_DGRAM'])
def test_a_socket_that_is_made_not_to_wait(kind):
    with socket.socket(type=getattr(socket, kind) | socket.SOCK_NONBLOCK) as sock:
        assert sock.gettimeout() == 0 and not sock.getblocking() and sock.act_non_blocking
        assert sock.type == getattr(socket, kind)
    with GreenSocket(set_nonblocking=False) as sock:
        assert not fcntl.fcntl(sock, fcntl.F_GETFL) & os.O_NONBLOCK
        set_nonblocking(sock)
        assert fcntl.fcntl(sock, fcntl.F_GETFL) & os.O_NONBLOCK


def test_who_reads_before_the_connection_is_there():
    with socket.socket() as sock, pytest.raises(OSError) as raised:
        sock.recv(1)
    assert raised.value.errno == errno.ENOTCONN


def test_the_names_that_programs_import():
    assert errno.EWOULDBLOCK in greenio.SOCKET_BLOCKING and errno.ECONNRESET in greenio.SOCKET_CLOSED
    assert errno.EINPROGRESS in greenio.CONNECT_ERR and 0 in greenio.CONNECT_SUCCESS
    assert greenio.socket_timeout is TimeoutError and issubclass(greenio.SSL.WantReadError, Exception)


def test_a_reset_connection_reads_as_ended():
    listener = greenhub.listen(('127.0.0.1', 0))
    client = greenhub.connect(listener.getsockname())
    server, _ = listener.accept()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
    client.close()
    assert server.recv(1) == b''
    server.close(), listener.close()


def test_shutdown_safe():
    sock = socket.socket()
    shutdown_safe(sock)
    sock.close()
    shutdown_safe(sock)


# ---- names of hosts

@pytest.fixture
def threads(monkeypatch):
    """What is looked up in an OS thread."""
    asked, in_thread = [], resolver._in_thread
    monkeypatch.setattr(resolver, '_in_thread', lambda call, *args: (asked.append(args[0]), in_thread(call, *args))[1])
    return asked


def test_look_ups_do_not_stop_the_others(threads):
    ticks = []
    ticker = greenhub.spawn(lambda: [ticks.append(greenhub.sleep(0)) for _ in range(3)])
    assert socket.getaddrinfo('localhost', 80)
    assert socket.gethostbyname('localhost') == '127.0.0.1'
    assert '127.0.0.1' in socket.gethostbyname_ex('localhost')[2]
    assert socket.gethostbyaddr('127.0.0.1')[0]
    assert socket.getnameinfo(('127.0.0.1', 80), socket.NI_NUMERICSERV)[1] == '80'
    assert socket.getfqdn('localhost')
    ticker.wait()
    assert len(ticks) == 3 and len(threads) >= 6


def test_what_needs_no_look_up_needs_no_thread(threads):
    assert socket.getaddrinfo('127.0.0.1', 80, type=socket.SOCK_STREAM)[0][4] == ('127.0.0.1', 80)
    assert socket.getaddrinfo('::1%1', '80', socket.AF_INET6, socket.SOCK_STREAM)[0][4][1] == 80
    assert socket.getaddrinfo(None, 0) and socket.gethostbyname('127.0.0.1') == '127.0.0.1'
    assert socket.getnameinfo(('127.0.0.1', 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV) == ('127.0.0.1', '80')
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo('localhost', 80, flags=socket.AI_NUMERICHOST)
    with socket.socket() as sock, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        sock.bind(('', 0))
        datagrams.sendto(b'x', ('127.0.0.1', 9))
    assert threads == []


def test_every_call_that_takes_an_address_looks_names_up_in_a_thread(threads):
    with socket.create_server(('localhost', 0)) as listener, socket.socket() as sock:
        sock.connect(('localhost', listener.getsockname()[1]))
        with socket.socket() as again:
            assert again.connect_ex(('localhost', listener.getsockname()[1])) == 0
    with socket.socket(type=socket.SOCK_DGRAM) as sock:
        sock.bind(('localhost', 0))
        address = ('localhost', sock.getsockname()[1])
        sock.sendto(b'x', address), sock.sendto(b'x', 0, address), sock.sendmsg([b'x'], [], 0, address)
        assert [sock.recv(1) for _ in range(3)] == [b'x'] * 3
    assert threads == ['localhost'] * 7


@pytest.mark.parametrize('host', ['no-such-host.invalid', '1and1.invalid'])  # a digit at the front is no address
def test_a_name_that_is_unknown(threads, host):
    with socket.socket() as sock:
        for call in (sock.connect, sock.connect_ex, sock.bind):
            with pytest.raises(socket.gaierror):
                call((host, 1))
    assert threads == [host] * 3


@pytest.mark.parametrize('host, is_one', [('1.2.3.4', True), ('::', True), ('fe80::1%eth0', True), ('1.2.3', False),
                                          ('a.b', False), ('', False), (None, False), ('1.2.3.4\0', False)])
def test_addresses_are_told_from_names(host, is_one):
    assert resolver.is_address(host) is is_one


def test_the_twin_has_every_name():
    for name in real_socket.__all__:
        assert hasattr(socket, name)
    assert socket.create_connection.__globals__['socket'] is GreenSocket
