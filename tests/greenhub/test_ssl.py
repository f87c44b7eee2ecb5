"""Green TLS: handshakes, certificates, time limits, both directions at once, what a bad client cannot do."""

from __future__ import annotations

import os
import socket as real_socket
import ssl as real_ssl
import struct
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import greenhub
from greenhub import hubs, testing
from greenhub.green import socket, ssl
from greenhub.greenio import GreenSocket

pytestmark = pytest.mark.usefixtures('no_leaks')

RESET_ON_CLOSE = struct.pack('ii', 1, 0)


@pytest.fixture(scope='module')
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp('certificate')
    key, crt = folder / 'key.pem', folder / 'crt.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                    '-keyout', key, '-out', crt, '-days', '2', '-subj', '/CN=localhost',
                    '-addext', 'subjectAltName=DNS:localhost'], check=True, capture_output=True)
    return str(key), str(crt)


@pytest.fixture
def listener(certificate):
    key, crt = certificate
    sock = ssl.wrap_socket(greenhub.listen(('127.0.0.1', 0)), key, crt, server_side=True)
    yield sock
    sock.close()


@pytest.fixture
def pair(certificate):
    """Two encrypted sockets, the client's first, after the handshake."""
    a, b = socket.socketpair()
    server = greenhub.spawn(ssl.wrap_socket, b, *certificate, server_side=True)
    client = ssl.wrap_socket(a)
    yield client, server.wait()
    client.close(), server.wait().close()


def serve_one(listener):
    connection, _ = listener.accept()
    with connection:
        while data := connection.recv(1 << 16):
            connection.sendall(data)


def trusting(certificate):
    return ssl.create_default_context(cafile=certificate[1])


# ---- both ends

def test_a_time_out_limits_the_handshake_that_comes_with_the_first_read(listener, jumping_clock):
    begun = greenhub.Event()

    def handle(connection, address):
        connection.settimeout(10)
        begun.send()
        with pytest.raises(TimeoutError):
            connection.recv(1)
        raise greenhub.StopServe

    with greenhub.connect(listener.getsockname()):
        server = greenhub.spawn(greenhub.serve, listener, handle, concurrency=1)
        begun.wait()
        testing.wait_all_blocked()
        jumping_clock.jump(10)
        server.wait()


def test_echo(listener, certificate):
    server = greenhub.spawn(serve_one, listener)
    context = trusting(certificate)
    assert type(context) is ssl.GreenSSLContext
    client = context.wrap_socket(greenhub.connect(listener.getsockname()), server_hostname='localhost')
    data = os.urandom(1 << 20)
    sender = greenhub.spawn(client.sendall, data)
    received = bytearray()
    while len(received) < len(data):
        received += client.recv(1 << 16)
    assert received == data and client.version() == 'TLSv1.3'
    sender.wait()
    client.close()
    server.wait()


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.binary(max_size=70_000), max_size=6), sizes=st.lists(st.integers(1, 70_000), min_size=1))
def test_whatever_the_parts_everything_arrives(certificate, parts, sizes):
    a, b = socket.socketpair()
    a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)

    def send():
        with ssl.wrap_socket(a, *certificate, server_side=True) as sock:
            for part in parts:
                sock.sendall(part)

    sender = greenhub.spawn(send)
    received, position = bytearray(), 0
    with ssl.wrap_socket(b) as client:
        while data := client.recv(sizes[position % len(sizes)]):
            received += data
            position += 1
    sender.wait()
    assert received == b''.join(parts)


@pytest.mark.parametrize('make', [real_socket.socketpair, socket.socketpair])
def test_real_and_green_sockets_may_be_wrapped(certificate, make):
    a, b = make()
    a.settimeout(5)
    server = greenhub.spawn(ssl.wrap_socket, b, *certificate, server_side=True)
    client = ssl.wrap_socket(a)
    assert isinstance(client, (ssl.GreenSSLSocket, GreenSocket)) and isinstance(client, real_ssl.SSLSocket)
    assert client.gettimeout() == 5 and a.fileno() == -1
    client.sendall(b'x')
    assert server.wait().recv(10) == b'x'
    client.close(), server.wait().close()


def test_certificates_and_names_are_checked(listener, certificate):
    for name, context in (('example.org', trusting(certificate)), ('localhost', ssl.create_default_context())):
        server = greenhub.spawn(serve_one, listener)
        sock = greenhub.connect(listener.getsockname())
        with pytest.raises(ssl.SSLCertVerificationError):
            context.wrap_socket(sock, server_hostname=name)
        with pytest.raises(ssl.SSLError, match=r'unknown ca|bad certificate'):
            server.wait()


def test_back_to_clear_text(certificate):
    a, b = socket.socketpair()

    def server():
        sock = ssl.wrap_socket(a, *certificate, server_side=True)
        plain = sock.unwrap()
        plain.sendall(b'clear')
        plain.close()

    thread = greenhub.spawn(server)
    client = ssl.wrap_socket(b).unwrap()
    assert client.recv(5) == b'clear'
    client.close()
    thread.wait()


def test_a_file_is_encrypted(pair, tmp_path):
    client, server = pair
    path = tmp_path / 'file'
    path.write_bytes(b'0123456789' * 50_000)
    with path.open('rb') as file:
        sender = greenhub.spawn(server.sendfile, file, 5)
        received = 0
        while received < 499_995:
            received += len(client.recv(1 << 16))
        assert sender.wait() == 499_995


def test_what_would_bypass_the_encryption_is_refused(pair):
    client, _ = pair
    for call in (lambda: client.sendmsg([b'x']), lambda: client.recvmsg(1), client.dup):
        with pytest.raises(NotImplementedError):
            call()
    for call in (lambda: client.send(b'x', 1), lambda: client.sendall(b'x', 1), lambda: client.recv(1, 1),
                 lambda: client.recvfrom(1)):
        with pytest.raises(ValueError):
            call()


def test_the_server_name_chooses_the_certificate(certificate):
    asked, other = [], ssl.GreenSSLContext(ssl.PROTOCOL_TLS_SERVER)
    other.load_cert_chain(certificate[1], certificate[0])

    def choose(sock, name, context):
        asked.append((name, sock.server_side))
        sock.context = other

    first = ssl.GreenSSLContext(ssl.PROTOCOL_TLS_SERVER)  # has no certificate
    first.sni_callback = choose
    a, b = socket.socketpair()
    server = greenhub.spawn(first.wrap_socket, b, server_side=True)
    with trusting(certificate).wrap_socket(a, server_hostname='localhost') as client:
        assert client.getpeercert()['subject'] == ((('commonName', 'localhost'),),)
    server.wait().close()
    assert asked == [('localhost', True)]


def test_a_session_is_taken_up_again(listener, certificate):
    context = trusting(certificate)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    session = None
    for again in (False, True):
        server = greenhub.spawn(serve_one, listener)
        sock = greenhub.connect(listener.getsockname())
        with context.wrap_socket(sock, server_hostname='localhost', session=session) as client:
            client.sendall(b'x')
            assert client.recv(1) == b'x' and client.session_reused is again
            session = client.session
        server.wait()


# ---- time limits, and not waiting

def test_data_that_is_decrypted_already_needs_no_waiting(pair):
    client, server = pair
    server.sendall(b'0123456789')
    assert client.recv(1) == b'0' and client.pending() == 9
    with greenhub.Timeout(1):
        assert client.read(5) == b'12345'
        buffer = bytearray(10)
        assert client.recv_into(buffer) == 4 and buffer[:4] == b'6789'


def test_the_end_may_be_read_again_and_again(pair):
    client, server = pair
    server.sendall(b'x')
    server.settimeout(0)
    with pytest.raises(ssl.SSLWantReadError):  # it has said goodbye, and does not close the connection
        server.unwrap()
    with greenhub.Timeout(1):
        assert client.recv(10) == b'x' and client.recv(10) == client.recv(10) == b''


def test_an_emptied_connection_is_not_tried_in_vain(pair, monkeypatch):
    client, server = pair
    tries, read = [], real_ssl.SSLSocket.read
    monkeypatch.setattr(real_ssl.SSLSocket, 'read', lambda sock, *args: (tries.append(args), read(sock, *args))[1])
    for size in (1, 16384, 2, 3):
        greenhub.spawn_after(0.001, server.sendall, b'x' * size)
        received = client.recv(16384)
        while len(received) < size:
            received += client.recv(16384)
    assert len(tries) <= 6  # the first two could not know, and one came behind a full record
    with pytest.raises(TimeoutError):
        client.settimeout(0.001)
        client.recv(10)


def test_time_limits(pair):
    client, _ = pair
    client.settimeout(0.005)
    for call in (lambda: client.recv(1), lambda: client.recv_into(bytearray(1)), lambda: client.read(1),
                 lambda: client.sendall(b'x' * 10_000_000)):
        with pytest.raises(TimeoutError, match='timed out'):
            call()


def test_no_time_out_when_the_data_was_there(pair, monkeypatch):
    client, server = pair
    hub = greenhub.hubs.get_hub()
    clock = hub.clock
    server.sendall(b'x')
    assert client.recv(100) == b'x'
    client.settimeout(0.05)
    server.sendall(b'here')
    greenhub.spawn(monkeypatch.setattr, hub, 'clock', lambda: clock() + 1)  # as if it computed for a second
    assert client.recv(100) == b'here'


def test_one_limit_for_the_whole_of_sendall(pair):
    client, server = pair
    client.settimeout(0.05)

    def slow_reader():
        while server.recv(20_000):
            greenhub.sleep(0.01)

    reader = greenhub.spawn(slow_reader)
    began = hubs.get_hub().clock()
    with pytest.raises(TimeoutError):
        client.sendall(b'x' * 50_000_000)
    assert hubs.get_hub().clock() - began < 1
    reader.kill()


def test_time_limit_0_never_waits(certificate, pair):
    client, _ = pair
    client.settimeout(0)
    with pytest.raises(ssl.SSLWantReadError):
        client.recv(1)
    with pytest.raises(ssl.SSLWantWriteError):
        client.sendall(b'x' * 10_000_000)
    a, b = socket.socketpair()
    a.settimeout(0)
    with pytest.raises(ValueError):
        ssl.wrap_socket(a)
    b.close()


def test_a_handshake_can_be_made_to_wait(certificate):
    a, b = socket.socketpair()
    a.settimeout(0)
    sock = ssl.wrap_socket(a, do_handshake_on_connect=False)
    with pytest.raises(ssl.SSLWantReadError):
        sock.do_handshake()
    server = greenhub.spawn(ssl.wrap_socket, b, *certificate, server_side=True)
    sock.do_handshake(block=True)
    assert sock.gettimeout() == 0
    sock.close(), server.wait().close()


def test_a_handshake_has_a_time_limit():
    a, b = socket.socketpair()
    a.settimeout(0.005)
    with pytest.raises(TimeoutError):
        ssl.wrap_socket(a)
    b.close()


# ---- several green threads, and closing

def test_reading_and_writing_may_begin_before_the_handshake(listener):
    """Then both wait to read, for it is the client's turn."""
    client = greenhub.connect(listener.getsockname())
    server, _ = listener.accept()
    reader = greenhub.spawn(server.recv, 10)
    writer = greenhub.spawn(server.sendall, b'from the server')
    impatient = greenhub.spawn(greenhub.with_timeout, 0.001, server.recv, 10, timeout_value='gave up')
    assert impatient.wait() == 'gave up'
    client = ssl.wrap_socket(client)
    client.sendall(b'client')
    assert client.recv(100) == b'from the server' and reader.wait() == b'client'
    writer.wait()
    server.settimeout(0.005)
    waits = [greenhub.spawn(server.recv, 1) for _ in range(2)]
    for thread in waits:
        with pytest.raises(TimeoutError):
            thread.wait()
    client.close(), server.close()


def test_close_wakes_who_reads(pair):
    client, _ = pair
    reader = greenhub.spawn(client.recv, 1)
    greenhub.sleep(0)
    client.close()
    with pytest.raises(hubs.IOClosed):
        reader.wait()


def test_accept_does_not_wait_for_a_handshake(listener):
    silent = greenhub.connect(listener.getsockname())  # never says a word
    with greenhub.Timeout(1):
        first, _ = listener.accept()
    server = greenhub.spawn(serve_one, listener)
    client = ssl.wrap_socket(greenhub.connect(listener.getsockname()))
    client.sendall(b'x')
    assert client.recv(1) == b'x'
    first.settimeout(0.005)
    with pytest.raises(TimeoutError):
        first.recv(1)
    for sock in (client, first, silent):
        sock.close()
    server.wait()


def test_a_client_that_resets_its_connection_does_not_end_the_server(listener):
    rude = greenhub.connect(listener.getsockname())
    rude.sendall(b'no handshake')
    rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    rude.close()
    server = greenhub.spawn(serve_one, listener)
    with ssl.wrap_socket(greenhub.connect(listener.getsockname())) as client:
        client.sendall(b'x')
        assert client.recv(1) == b'x'
    server.wait()


def test_clear_text_in_the_place_of_a_handshake_fails_where_it_is_read(listener):
    client = greenhub.connect(listener.getsockname())
    client.sendall(b'GET / HTTP/1.0\r\n\r\n')
    server, _ = listener.accept()
    with pytest.raises(ssl.SSLError):
        server.recv(100)
    client.close(), server.close()


def test_not_connected():
    with ssl.wrap_socket(socket.socket()) as sock:
        sock.settimeout(0.01)
        assert sock.sendall(b'') is None
        for call in (lambda: sock.sendall(b'x'), lambda: sock.send(b'x'), lambda: sock.recv(1), sock.do_handshake):
            with pytest.raises(OSError):
                call()


# ---- wrap_socket, wrap_ssl, and names

def test_wrap_ssl(certificate):
    key, crt = certificate
    with greenhub.wrap_ssl(greenhub.listen(('127.0.0.1', 0)), certfile=crt, keyfile=key, server_side=True) as listener:
        server = greenhub.spawn(serve_one, listener)
        with greenhub.wrap_ssl(greenhub.connect(listener.getsockname())) as client:
            client.sendall(b'x')
            assert client.recv(1) == b'x'
        server.wait()


def test_the_arguments_of_wrap_socket(listener, certificate):
    key, crt = certificate
    server = greenhub.spawn(serve_one, listener)
    with ssl.wrap_socket(greenhub.connect(listener.getsockname()), cert_reqs=ssl.CERT_REQUIRED, ca_certs=crt,
                         ciphers='ECDHE+AESGCM', server_hostname='localhost') as client:
        assert client.getpeercert()
    server.wait()
    for arguments in ({'server_side': True}, {'keyfile': key}):
        with pytest.raises(ValueError, match='certfile must be specified'):
            ssl.wrap_socket(socket.socket(), **arguments)
    with pytest.raises(TypeError):
        ssl.GreenSSLSocket(socket.socket())


@pytest.mark.parametrize('version', ['PROTOCOL_TLS', 'PROTOCOL_TLSv1_2', 'PROTOCOL_TLS_CLIENT'])
@pytest.mark.filterwarnings('ignore:ssl.PROTOCOL_TLS')
def test_versions_that_programs_ask_for(listener, version):
    server = greenhub.spawn(serve_one, listener)
    with ssl.wrap_socket(greenhub.connect(listener.getsockname()), ssl_version=getattr(ssl, version)) as client:
        assert client.version() >= 'TLSv1.2'
    server.wait()


def test_tls_1_1_is_refused(listener):
    with pytest.raises(ValueError, match='older than TLS'):
        ssl.wrap_socket(socket.socket(), ssl_version=ssl.PROTOCOL_TLSv1_1)
    assert listener.context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_options_are_set_without_recursion():
    context = ssl.GreenSSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.options |= ssl.OP_NO_COMPRESSION
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_NONE and context.options & ssl.OP_NO_COMPRESSION


def test_encryption_in_memory_is_left_alone(certificate):
    assert ssl.MemoryBIO is real_ssl.MemoryBIO and ssl.SSLObject is real_ssl.SSLObject
    context = ssl.create_default_context()
    side = context.wrap_bio(ssl.MemoryBIO(), outgoing := ssl.MemoryBIO(), server_hostname='localhost')
    with pytest.raises(ssl.SSLWantReadError):
        side.do_handshake()
    assert outgoing.pending


def test_the_twin_has_every_name():
    assert not [name for name in vars(real_ssl) if not name.startswith('_') and not hasattr(ssl, name)]


def test_the_patched_module(certificate):
    """A threaded server and a client of the standard library, as many OS threads would run them."""
    key, crt = certificate
    program = f'''
import greenhub; greenhub.monkey_patch()
import http.server, ssl, threading, urllib.request

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'encrypted')
    def log_message(self, *args): pass

server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain({crt!r}, {key!r})
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = ssl.create_default_context(cafile={crt!r})
url = f'https://localhost:{{server.server_port}}/'
answers = []
def get(): answers.append(urllib.request.urlopen(url, context=client, timeout=5).read())
threads = [threading.Thread(target=get) for _ in range(5)]
for thread in threads: thread.start()
for thread in threads: thread.join()
server.shutdown()
print(answers == [b'encrypted'] * 5)
'''
    run = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, timeout=30)
    assert run.stdout == 'True\n', run.stderr
