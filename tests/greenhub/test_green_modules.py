"""Green select, poll, epoll, time, os, ssl and pipes."""

from __future__ import annotations

import os as real_os
import ssl as real_ssl
import subprocess

import pytest

import greenhub
from greenhub import hubs
from greenhub.green import os, socket, ssl, time
from greenhub.greenio import GreenPipe

pytestmark = pytest.mark.usefixtures('no_leaks')


@pytest.fixture
def pair():
    a, b = socket.socketpair()
    yield a, b
    a.close(), b.close()


def test_twins_have_every_name():
    import time as real_time
    for twin, real in ((time, real_time), (ssl, real_ssl)):
        assert not [name for name in vars(real) if not name.startswith('_') and not hasattr(twin, name)]
    assert time.sleep is greenhub.sleep and time.monotonic is real_time.monotonic


# ---- ssl

@pytest.fixture(scope='module')
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp('certificate')
    key, crt = folder / 'key.pem', folder / 'crt.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                    '-keyout', key, '-out', crt, '-days', '2', '-subj', '/CN=localhost',
                    '-addext', 'subjectAltName=DNS:localhost'], check=True, capture_output=True)
    return str(key), str(crt)


@pytest.fixture
def tls_listener(certificate):
    key, crt = certificate
    listener = ssl.wrap_socket(greenhub.listen(('127.0.0.1', 0)), key, crt, server_side=True)
    yield listener
    listener.close()


def serve_one(listener):
    connection, _ = listener.accept()
    with connection:
        while data := connection.recv(1 << 16):
            connection.sendall(data)


def test_tls_echo(tls_listener, certificate):
    server = greenhub.spawn(serve_one, tls_listener)
    context = ssl.create_default_context(cafile=certificate[1])
    assert type(context) is ssl.GreenSSLContext
    client = context.wrap_socket(greenhub.connect(tls_listener.getsockname()), server_hostname='localhost')
    data = real_os.urandom(1 << 20)
    sender = greenhub.spawn(client.sendall, data)
    received = bytearray()
    while len(received) < len(data):
        received += client.recv(1 << 16)
    assert received == data and client.version() >= 'TLSv1.2'
    sender.wait()
    client.close()
    server.wait()


def test_certificates_and_names_are_checked(tls_listener, certificate):
    context = ssl.create_default_context(cafile=certificate[1])
    for name, other in (('example.org', context), ('localhost', ssl.create_default_context())):
        server = greenhub.spawn(lambda: tls_listener.accept()[0].close())
        sock = greenhub.connect(tls_listener.getsockname())
        with pytest.raises(ssl.SSLError):
            other.wrap_socket(sock, server_hostname=name)
        sock.close()
        server.wait()


def test_accept_does_not_wait_for_a_handshake(tls_listener):
    silent = greenhub.connect(tls_listener.getsockname())  # never says a word
    with greenhub.Timeout(1):
        first, _ = tls_listener.accept()
    server = greenhub.spawn(serve_one, tls_listener)
    client = ssl.wrap_socket(greenhub.connect(tls_listener.getsockname()))
    client.sendall(b'x')
    assert client.recv(1) == b'x'
    first.settimeout(0.005)
    with pytest.raises(TimeoutError):
        first.recv(1)
    for sock in (client, first, silent):
        sock.close()
    server.wait()


def test_a_handshake_has_a_time_limit():
    a, b = socket.socketpair()
    a.settimeout(0.005)
    with pytest.raises(TimeoutError):
        ssl.wrap_socket(a)
    b.close()


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


def test_tls_1_1_is_refused(tls_listener):
    context = ssl.GreenSSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    assert tls_listener.context.minimum_version >= ssl.TLSVersion.TLSv1_2
    with pytest.raises(ValueError):
        ssl.wrap_socket(socket.socket(), server_side=True)
