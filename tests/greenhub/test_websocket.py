"""WebSockets under greenhub.wsgi: the handshake, what is refused, what is limited, how a connection ends."""

from __future__ import annotations

import io
import logging
import socket
import struct
import subprocess
import sys
from contextlib import contextmanager, suppress

import pytest

import greenhub
from greenhub import websocket, wsgi
from greenhub.event import Event
from greenhub.green import ssl
from greenhub.testing import memory_listener, memory_socket_pair, wait_all_blocked
from greenhub.websocket import RFC6455WebSocket, WebSocketWSGI
from greenhub.websocket_client import ClientWebSocket, HandshakeError, WebSocketClient
from greenhub.websocket_protocol import BINARY, CLOSE, PING, PONG, TEXT, close_payload
from tests.greenhub.test_websocket_protocol import CONTINUATION, LIMIT, REFUSED, REFUSED_WITH_DEFLATE, raw

PATIENCE = 50.0  # more than any limit of the server's own
SENT_AGAIN = 1 << 20  # more than fits into a connection


@WebSocketWSGI
def echo(ws):
    while (message := ws.wait()) is not None:
        ws.send(message)


class Peer:
    """A client that speaks bytes."""

    def __init__(self, connected):
        self.socket = connected
        self.socket.settimeout(PATIENCE)
        self.data = b''

    def read(self, size: int) -> bytes:
        while len(self.data) < size:
            piece = self.socket.recv(65536)
            assert piece, self.data
            self.data += piece
        data, self.data = self.data[:size], self.data[size:]
        return data

    def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        with suppress(ConnectionError):
            while piece := self.socket.recv(65536):
                self.data += piece
        return self.data

    def head(self) -> str:
        while b'\r\n\r\n' not in self.data:
            piece = self.socket.recv(65536)
            assert piece, self.data
            self.data += piece
        head, _, self.data = self.data.partition(b'\r\n\r\n')
        return head.decode()

    def frame(self) -> tuple[int, bytes]:
        """The next frame, which must be whole and without a mask: its opcode and payload."""
        first, size = self.read(2)
        assert first & 0xF0 == 0x80
        if size == 126:
            (size,) = struct.unpack('!H', self.read(2))
        elif size == 127:
            (size,) = struct.unpack('!Q', self.read(8))
        return first & 15, self.read(size)

    def send(self, data: bytes) -> Peer:
        self.socket.sendall(data)
        return self

    def open(self, path='/', **fields) -> Peer:
        """Do the handshake."""
        self.send(handshake(path, **fields))
        assert self.head().startswith('HTTP/1.1 101 ')
        return self


KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
FIELDS = {
    'Host': 'localhost', 'Upgrade': 'websocket', 'Connection': 'Upgrade', 'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': KEY,
}  # fmt: skip


def handshake(path='/', method='GET', version='HTTP/1.1', **fields) -> bytes:
    """A handshake with some fields changed, or left out when None; an underscore stands for a hyphen."""
    fields = FIELDS | {name.replace('_', '-'): value for name, value in fields.items()}
    lines = [f'{name}: {value}' for name, value in fields.items() if value is not None]
    return '\r\n'.join([f'{method} {path} {version}', *lines, '', '']).encode()


class Served:
    def __init__(self, app, listener, options):
        self.listener = listener
        self.log = io.StringIO()
        self.thread = greenhub.spawn(wsgi.server, listener, app, **{'log': self.log, **options})
        self.peers: list[Peer] = []

    def connect(self) -> Peer:
        in_memory = hasattr(self.listener, 'connect') and not isinstance(self.listener, socket.socket)
        connected = self.listener.connect() if in_memory else greenhub.connect(self.listener.getsockname())
        self.peers.append(Peer(connected))
        return self.peers[-1]

    def open(self, path='/', **fields) -> Peer:
        return self.connect().open(path, **fields)


@contextmanager
def serving(app, listener=None, **options):
    """The application, on a TCP socket unless a listener is given; nothing but what it should be is in the log."""
    served = Served(app, listener or greenhub.listen(('127.0.0.1', 0)), options)
    try:
        yield served
    finally:
        for peer in served.peers:
            peer.socket.close()
        served.thread.kill()
        with suppress(greenhub.GreenletExit):
            served.thread.wait()
    if 'log' not in options:
        assert 'Traceback' not in served.log.getvalue()


def until(condition) -> None:
    with greenhub.Timeout(PATIENCE):
        while not condition():
            greenhub.sleep(0.001)


# ---- the handshake


def test_answer():
    with serving(echo) as served:
        peer = served.connect().send(handshake())
        assert peer.head() == (
            'HTTP/1.1 101 Switching Protocols\r\n'
            'Upgrade: websocket\r\n'
            'Connection: Upgrade\r\n'
            'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo='
        )
        peer.send(raw(CLOSE)).rest()
        until(lambda: '"GET / HTTP/1.1" 101 ' in served.log.getvalue())


@pytest.mark.parametrize('fields', [
    {'Connection': 'keep-alive, UPGRADE'}, {'Upgrade': 'WebSocket'}, {'Upgrade': 'h2c, websocket'},
    {'Sec_WebSocket_Version': '8', 'Sec_WebSocket_Origin': 'http://there'}, {'Content_Length': '0'},
])  # fmt: skip
def test_other_ways_to_ask(fields):
    with serving(echo) as served:
        assert served.open(**fields).send(raw(TEXT, b'hello')).frame() == (TEXT, b'hello')


@pytest.mark.parametrize(('status', 'request_'), [
    (400, handshake(Upgrade=None)),
    (400, handshake(Upgrade='h2c')),
    (400, handshake(Connection=None)),
    (400, handshake(Connection='keep-alive')),
    (400, handshake(version='HTTP/1.0')),
    (400, handshake(Sec_WebSocket_Key=None)),
    (400, handshake(Sec_WebSocket_Key='')),
    (400, handshake(Sec_WebSocket_Key='dGhlIHNhbXBsZSBub25jZQ')),
    (400, handshake(Sec_WebSocket_Key='dGhlIHNhbXBsZSBub25jZQo')),
    (400, handshake(Sec_WebSocket_Key='dGhlIHNhbXBsZSBub25j!Q==')),
    (400, handshake(Sec_WebSocket_Key='dGhlIHNhbXBsZSBub25jZSBsb25nZXI=')),
    (400, handshake(Sec_WebSocket_Key=f'{KEY}\r\nSec-WebSocket-Key: {KEY}')),
    (400, handshake(Sec_WebSocket_Version=None)),
    (400, handshake(Content_Length='2') + b'ab'),
    (400, handshake(Transfer_Encoding='chunked') + b'0\r\n\r\n'),
    (405, handshake(method='POST')),
    (426, handshake(Sec_WebSocket_Version='7')),
    (426, handshake(Sec_WebSocket_Version='14')),
    (426, handshake(Sec_WebSocket_Version='13, 8')),
])  # fmt: skip
def test_refused_handshakes(status, request_):
    with serving(echo) as served:
        head, _, body = served.connect().send(request_ + raw(TEXT, b'a')).rest().decode().partition('\r\n\r\n')
    assert head.startswith(f'HTTP/1.1 {status} ')
    assert 'Connection: close' in head
    assert body == ''
    if status == 426:
        assert '\r\nSec-Websocket-Version: 13, 8\r\n' in head
    if status == 405:
        assert '\r\nAllow: GET\r\n' in head


def test_frames_that_come_with_the_handshake():
    with serving(echo) as served:
        peer = served.connect().send(handshake() + raw(TEXT, b'early') + raw(TEXT, b'bird')[:3])
        peer.head()
        assert peer.frame() == (TEXT, b'early')
        assert peer.send(raw(TEXT, b'bird')[3:]).frame() == (TEXT, b'bird')


def test_what_a_handler_sees():
    seen = []

    @WebSocketWSGI.configured(supported_protocols=['chat', 'superchat'])
    def handler(ws):
        seen.append((ws.path, ws.origin, ws.protocol, ws.version, ws.extensions, ws.environ['QUERY_STRING']))

    with serving(handler) as served:
        peer = served.connect()
        peer.send(handshake('/a%20b?q=1', Origin='http://there', Sec_WebSocket_Protocol='x, superchat, chat'))
        assert '\r\nSec-WebSocket-Protocol: superchat' in peer.head()
        peer = served.connect()
        peer.send(handshake(Sec_WebSocket_Protocol='x', Sec_WebSocket_Extensions='permessage-deflate'))
        head = peer.head()
    assert 'Sec-WebSocket-Protocol' not in head
    assert head.endswith('\r\nSec-WebSocket-Extensions: permessage-deflate')
    assert seen == [('/a b', 'http://there', 'superchat', 13, {}, 'q=1'),
                    ('/', None, None, 13, {'permessage-deflate': {}}, '')]  # fmt: skip


def test_origin_checker():
    asked = []

    def checker(host, origin):
        asked.append((host, origin))
        return origin == 'http://good'

    with serving(WebSocketWSGI.configured(echo.handler, origin_checker=checker)) as served:
        for origin in 'http://bad', None:
            assert served.connect().send(handshake(Origin=origin)).rest().startswith(b'HTTP/1.1 403 Forbidden\r\n')
        assert served.open(Origin='http://good').send(raw(TEXT, b'a')).frame() == (TEXT, b'a')
    assert asked == [('localhost', 'http://bad'), ('localhost', None), ('localhost', 'http://good')]


def test_the_drafts_before_the_standard_are_not_spoken():
    with pytest.warns(UserWarning, match='hixie'):
        WebSocketWSGI.configured(echo.handler, support_legacy_versions=True)


def test_wsproto_is_loaded_with_the_application_not_while_a_client_waits():
    code = """
import sys, greenhub.websocket as websocket
assert 'wsproto' not in sys.modules
websocket.WebSocketWSGI(print)
assert 'greenhub.websocket_frames' in sys.modules
"""
    assert subprocess.run([sys.executable, '-c', code], timeout=20).returncode == 0


def test_who_has_no_wsproto_is_told_so():
    code = """
import sys, greenhub.websocket as websocket
sys.modules['wsproto'] = None
try:
    websocket.WebSocketWSGI(print)
except ModuleNotFoundError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, timeout=20)
    assert done.stdout.startswith(b'WebSockets need wsproto (pip install wsproto): ')


def test_another_server_is_told_what_is_missing():
    environ = {
        'REQUEST_METHOD': 'GET', 'PATH_INFO': '/', 'HTTP_CONNECTION': 'Upgrade', 'HTTP_UPGRADE': 'websocket',
        'HTTP_SEC_WEBSOCKET_VERSION': '13', 'HTTP_SEC_WEBSOCKET_KEY': KEY,
    }  # fmt: skip
    with pytest.raises(RuntimeError, match='serve it by'):
        echo(environ, None)
    ours, theirs = memory_socket_pair()
    peer = Peer(theirs).send(raw(TEXT, b'hello') + raw(CLOSE))
    assert echo(environ | {'gunicorn.socket': ours}, None) == []
    assert wsgi.WSGI_LOCAL.already_handled
    wsgi.WSGI_LOCAL.already_handled = False
    peer.head()
    assert [peer.frame(), peer.frame()] == [(TEXT, b'hello'), (CLOSE, b'')]


# ---- messages


def test_messages_and_control_frames():
    with serving(echo) as served:
        peer = served.open()
        assert peer.send(raw(TEXT, 'ä'.encode())).frame() == (TEXT, 'ä'.encode())
        assert peer.send(raw(BINARY, b'\xff\0')).frame() == (BINARY, b'\xff\0')
        peer.send(raw(PING, b'1') + raw(PONG, b'x') + raw(TEXT, b'a', first=0) + raw(PING, b'2'))
        assert [peer.frame(), peer.frame()] == [(PONG, b'1'), (PONG, b'2')]
        assert peer.send(raw(CONTINUATION, b'b')).frame() == (TEXT, b'ab')
        big = bytes(range(256)) * 4096
        assert peer.send(raw(BINARY, big)).frame() == (BINARY, big)


@pytest.mark.parametrize('deflate', [False, True])
def test_client(deflate):
    with WebSocketClient(echo, '/echo', deflate=deflate) as ws:
        assert ws.extensions == ({'permessage-deflate': {}} if deflate else {})
        for message in 'hello', b'\0\xff', '', b'', 'x' * SENT_AGAIN:
            ws.send(message)
            assert ws.wait() == message
    assert (ws.close_code, ws.wait()) == (1005, None)


def test_client_is_told_what_was_refused():
    @WebSocketWSGI.configured(supported_protocols=['chat'], origin_checker=lambda _, origin: origin == 'http://good')
    def handler(ws):
        ws.send(ws.protocol)

    with pytest.raises(HandshakeError) as refused:
        WebSocketClient(handler, origin='http://bad')
    assert refused.value.status == 403
    with WebSocketClient(handler, origin='http://good', protocols=['chat']) as ws:
        assert (ws.protocol, ws.wait(), ws.wait()) == ('chat', 'chat', None)


def test_encrypted(shared_certificate):
    listener = ssl.wrap_socket(greenhub.listen(('127.0.0.1', 0)), server_side=True, **shared_certificate)
    with serving(echo, listener) as served:
        ws = ClientWebSocket(ssl.wrap_socket(greenhub.connect(listener.getsockname())))
        for message in 'hello', b'x' * SENT_AGAIN:
            ws.send(message)
            assert ws.wait() == message
        ws.close((3000, 'done'))
        assert ws.close_code == 3000
        peer = Peer(ssl.wrap_socket(greenhub.connect(listener.getsockname()))).open()
        assert peer.send(raw(3)).frame()[0] == CLOSE
        peer.socket.close()
        until(lambda: served.log.getvalue().count(' 101 ') == 2)


@pytest.fixture
def shared_certificate(tmp_path):
    key, certificate = tmp_path / 'key.pem', tmp_path / 'certificate.pem'
    command = ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '2']
    subprocess.run([*command, '-keyout', key, '-out', certificate], check=True, capture_output=True, timeout=30)
    return {'certfile': str(certificate), 'keyfile': str(key)}


def test_many_green_threads_share_one_connection():
    def handler(ws):
        pool = greenhub.GreenPool()
        for number in range(10):
            pool.spawn_n(ws.send, str(number) * SENT_AGAIN)
        got = [pool.spawn(ws.wait) for _ in range(10)]
        pool.waitall()
        ws.send(''.join(sorted(thread.wait() for thread in got)))

    with serving(WebSocketWSGI(handler)) as served:
        peer = served.open()
        peer.send(b''.join(raw(TEXT, str(number).encode()) for number in range(10)))
        assert [peer.frame() for _ in range(10)] == [(TEXT, str(number).encode() * SENT_AGAIN) for number in range(10)]
        assert peer.frame() == (TEXT, b'0123456789')


def test_an_interrupted_send_is_finished_by_the_next(jumping_clock):
    def handler(ws):
        for message in 'a' * SENT_AGAIN, 'b':
            with greenhub.Timeout(1, False):
                ws.send(message)
        go_on.send()
        ws.send('c')
        ws.wait()

    go_on = Event()
    with serving(WebSocketWSGI(handler), memory_listener()) as served:
        peer = served.open()
        go_on.wait()  # both were cut short: the first was on its way, the second was not
        assert [peer.frame(), peer.frame()] == [(TEXT, b'a' * SENT_AGAIN), (TEXT, b'c')]


def test_an_interrupted_wait_loses_nothing():
    def handler(ws):
        while True:
            with greenhub.Timeout(0.001, False):
                message = ws.wait()
                if message is None:
                    return
                ws.send(message)

    with serving(WebSocketWSGI(handler)) as served:
        peer = served.open(Sec_WebSocket_Extensions='permessage-deflate')
        for byte in raw(TEXT, b'a', first=0) + raw(PING) + raw(CONTINUATION, b'b'):
            peer.send(bytes([byte]))
            greenhub.sleep(0.002)
        assert [peer.frame()[0], peer.read(1)[0] & 15] == [PONG, TEXT]


def test_nobody_starves_beside_a_flood(jumping_clock):
    turns = []
    ours, theirs = memory_socket_pair(1 << 20)
    ws = RFC6455WebSocket(ours, {})
    theirs.sendall(raw(PONG) * 1000 + raw(TEXT, b'a'))
    greenhub.spawn_n(lambda: [(turns.append(1), greenhub.sleep(0)) for _ in range(100)])
    assert ws.wait() == 'a'
    assert len(turns) > 10


# ---- what is refused, on a real socket


def ends_with(peer: Peer, status: int) -> bool:
    """Whether the rest is a close frame with this status, and the end of the connection."""
    while (frame := peer.frame())[0] != CLOSE:
        assert frame[0] in (TEXT, PONG)
    peer.send(raw(CLOSE, frame[1][:2]))
    return frame[1][:2] == struct.pack('!H', status) and peer.rest() == b''


@pytest.mark.parametrize('name', REFUSED)
def test_refused(name):
    status, data = REFUSED[name]
    with serving(WebSocketWSGI(echo.handler, max_frame_length=LIMIT)) as served:
        assert ends_with(served.open().send(data), status)


@pytest.mark.parametrize('name', REFUSED_WITH_DEFLATE)
def test_refused_with_deflate(name):
    status, data = REFUSED_WITH_DEFLATE[name]
    with serving(WebSocketWSGI(echo.handler, max_frame_length=LIMIT)) as served:
        assert ends_with(served.open(Sec_WebSocket_Extensions='permessage-deflate').send(data), status)


def test_a_frame_that_is_too_long_is_not_waited_for():
    with serving(WebSocketWSGI(echo.handler, max_frame_length=LIMIT)) as served:
        peer = served.open().send(raw(BINARY, size=1 << 40))
        why = f'Incoming frame of {1 << 40} bytes is above length limit of {LIMIT} bytes.'
        assert peer.frame() == (CLOSE, close_payload(1009, why))


def test_the_peer_gets_the_close_frame_although_it_goes_on_sending():
    with serving(WebSocketWSGI(echo.handler, max_frame_length=LIMIT)) as served:
        peer = served.open()
        with suppress(ConnectionError):
            peer.send(raw(BINARY, bytes(600_000)))
        assert peer.frame()[1][:2] == b'\x03\xf1'


# ---- the end


def test_the_client_closes():
    ended = Event()

    def handler(ws):
        ended.send((ws.wait(), ws.wait(), ws.close_code, ws.close_reason))
        with pytest.raises(OSError, match='closed'):
            ws.send('late')
        ws.close()

    with serving(WebSocketWSGI(handler)) as served:
        peer = served.open().send(raw(CLOSE, close_payload(3001, 'enough')) + raw(TEXT, b'late'))
        assert peer.frame() == (CLOSE, close_payload(3001))
        assert peer.rest() == b''
    assert ended.wait() == (None, None, 3001, 'enough')


def test_the_client_goes_without_a_word():
    ended = Event()

    def handler(ws):
        ended.send((ws.wait(), ws.close_code))
        ws.send('late')  # which ends the handler, quietly

    with serving(WebSocketWSGI(handler)) as served:
        served.open().socket.close()
        assert ended.wait() == (None, 1006)
        until(lambda: ' 101 ' in served.log.getvalue())


@pytest.mark.parametrize(('close_data', 'sent'), [
    (None, b''), ((1001, 'bye'), b'\x03\xe9bye'), ((None, ''), b''), ((4000, 'x' * 200), b'\x0f\xa0' + b'x' * 123),
])  # fmt: skip
def test_the_server_closes(close_data, sent):
    def handler(ws):
        ws.close(close_data)
        assert ws.wait() is None
        ws.close()

    with serving(WebSocketWSGI(handler)) as served:
        peer = served.open()
        assert peer.frame() == (CLOSE, sent)
        wait_all_blocked()  # the handler waits for the peer's close frame
        assert peer.send(raw(TEXT, b'dropped') + raw(CLOSE, sent[:2])).rest() == b''


def test_a_status_that_must_not_be_sent_is_an_error():
    def handler(ws):
        with pytest.raises(ValueError, match='1005 is no status code'):
            ws.close((1005, ''))

    with serving(WebSocketWSGI(handler)) as served:
        assert served.open().frame() == (CLOSE, b'')


def test_the_handler_returns():
    with serving(WebSocketWSGI(lambda ws: ws.send('bye'))) as served:
        peer = served.open()
        assert [peer.frame(), peer.frame()] == [(TEXT, b'bye'), (CLOSE, b'')]
        assert peer.send(raw(CLOSE)).rest() == b''


def test_the_handler_fails():
    def handler(ws):
        raise KeyError('the reason')

    log = io.StringIO()
    with serving(WebSocketWSGI(handler), log=log) as served:
        peer = served.open()
        assert peer.frame() == (CLOSE, close_payload(1011, 'internal error'))
        assert peer.send(raw(CLOSE, close_payload(1011))).rest() == b''
        until(lambda: ' 101 ' in log.getvalue())
    assert log.getvalue().count("KeyError: 'the reason'") == 1


def test_an_error_of_the_handlers_own_connection_is_not_taken_for_the_clients():
    def handler(ws):
        raise ConnectionResetError('from the database')

    log = io.StringIO()
    with serving(WebSocketWSGI(handler), log=log) as served:
        assert served.open().frame()[1][:2] == struct.pack('!H', 1011)
        served.peers[0].send(raw(CLOSE)).rest()
        until(lambda: 'from the database' in log.getvalue())


def test_within_middleware_that_is_a_generator():
    def middleware(environ, start_response):
        yield from echo(environ, start_response)

    with serving(middleware) as served:
        peer = served.open().send(raw(TEXT, b'a') + raw(CLOSE))
        assert [peer.frame(), peer.frame()] == [(TEXT, b'a'), (CLOSE, b'')]
        assert peer.rest() == b''


def test_the_green_thread_serves_ordinary_requests_afterwards():
    def app(environ, start_response):
        if 'HTTP_UPGRADE' in environ:
            return echo(environ, start_response)
        start_response('200 OK', [])
        return [b'plain']

    with serving(app, max_size=1) as served:
        for _ in range(2):
            assert served.open().send(raw(CLOSE)).frame() == (CLOSE, b'')
            served.peers[-1].rest()
            assert served.connect().send(b'GET / HTTP/1.0\r\n\r\n').rest().endswith(b'plain')


# ---- limits


def test_a_peer_that_never_answers_a_close(jumping_clock):
    with serving(WebSocketWSGI(lambda ws: None), memory_listener()) as served:
        began = jumping_clock()
        peer = served.open()
        assert peer.frame() == (CLOSE, b'')
        assert peer.rest() == b''
        assert jumping_clock() - began == pytest.approx(websocket.CLOSE_SECONDS, abs=0.1)


def test_the_time_out_of_the_server_ends_a_close_too(jumping_clock):
    with serving(WebSocketWSGI(lambda ws: None), memory_listener(), socket_timeout=1) as served:
        began = jumping_clock()
        peer = served.open()
        assert [peer.frame(), peer.rest()] == [(CLOSE, b''), b'']
        assert jumping_clock() - began == pytest.approx(1, abs=0.1)
        until(lambda: ' 101 ' in served.log.getvalue())


def test_a_peer_that_answers_a_close_with_more_and_more(jumping_clock):
    with serving(WebSocketWSGI(lambda ws: None), memory_listener()) as served:
        began = jumping_clock()
        peer = served.open()
        with pytest.raises(OSError):
            while True:
                peer.send(raw(TEXT, b'more'))
                greenhub.sleep(0.1)
        assert jumping_clock() - began <= websocket.CLOSE_SECONDS + 1


def test_a_peer_that_broke_the_rules_and_does_not_close(jumping_clock):
    with serving(echo, memory_listener()) as served:
        began = jumping_clock()
        peer = served.open().send(raw(3))
        assert peer.frame()[0] == CLOSE
        assert peer.rest() == b''
        until(lambda: ' 101 ' in served.log.getvalue())
        assert jumping_clock() - began == pytest.approx(websocket.CLOSE_SECONDS, abs=0.1)


def test_a_peer_that_never_reads(jumping_clock):
    ended = Event()

    def handler(ws):
        began = jumping_clock()
        with pytest.raises(websocket.ConnectionClosedError, match='took nothing for 30 seconds'):
            ws.send('a' * SENT_AGAIN)
        with pytest.raises(websocket.ConnectionClosedError):
            ws.send('b')
        ended.send((jumping_clock() - began, ws.wait()))

    with serving(WebSocketWSGI(handler), memory_listener()) as served:
        served.open()
        seconds, message = ended.wait()
    assert seconds == pytest.approx(websocket.SEND_SECONDS, abs=0.1)
    assert message is None


def test_a_peer_that_reads_slowly_is_waited_for(jumping_clock):
    with serving(WebSocketWSGI(lambda ws: ws.send(bytes(1 << 18))), memory_listener()) as served:
        peer = served.open()
        for _ in range(4):
            greenhub.sleep(websocket.SEND_SECONDS - 1)
            peer.read(1 << 16)
        greenhub.sleep(1)
        peer.read(10)
        assert peer.frame() == (CLOSE, b'')


def test_a_peer_that_asks_for_pongs_and_never_reads(jumping_clock):
    with serving(echo, memory_listener()) as served:
        peer = served.open()
        with pytest.raises(OSError):
            while True:
                peer.send(raw(PING, bytes(125)) * 100)
        until(lambda: ' 101 ' in served.log.getvalue())


def test_closing_from_elsewhere_ends_a_send_that_hangs(jumping_clock):
    ended = Event()

    def handler(ws):
        greenhub.spawn_after(1, ws.close)
        began = jumping_clock()
        with pytest.raises(websocket.ConnectionClosedError):
            ws.send('a' * SENT_AGAIN)
        ended.send(jumping_clock() - began)

    with serving(WebSocketWSGI(handler), memory_listener()) as served:
        served.open()
        assert ended.wait() == pytest.approx(1 + websocket.CLOSE_SECONDS, abs=0.2)


def test_closing_from_elsewhere_ends_a_wait():
    def handler(ws):
        greenhub.spawn_after(0.01, ws.close, (4001, 'elsewhere'))
        assert ws.wait() is None

    with serving(WebSocketWSGI(handler)) as served:
        peer = served.open()
        assert peer.frame() == (CLOSE, close_payload(4001, 'elsewhere'))
        assert peer.send(raw(CLOSE, close_payload(4001))).rest() == b''


def test_a_silent_client_is_told_by_the_time_out_of_the_server(jumping_clock):
    def handler(ws):
        with pytest.raises(TimeoutError):
            ws.wait()
        ws.send('still there?')
        ws.wait()  # ends the handler, quietly

    with serving(WebSocketWSGI(handler), memory_listener(), socket_timeout=10) as served:
        began = jumping_clock()
        peer = served.open()
        assert [peer.frame(), peer.frame()] == [(TEXT, b'still there?'), (CLOSE, b'')]
        assert jumping_clock() - began == pytest.approx(20, abs=0.1)


# ---- the server stops


def test_a_stopping_server_closes_its_websockets():
    ended = []

    def handler(ws):
        ended.append(ws.wait())

    with serving(WebSocketWSGI(handler)) as served:
        peers = [served.open() for _ in range(3)]
        greenhub.spawn_n(served.thread.kill)
        for peer in peers:
            assert peer.frame() == (CLOSE, close_payload(1001, 'the server stops'))
            assert peer.send(raw(CLOSE, close_payload(1001))).rest() == b''
        with greenhub.Timeout(1), suppress(greenhub.GreenletExit):
            served.thread.wait()
    assert ended == [None] * 3


def test_a_stopping_server_waits_for_no_peer_for_long(jumping_clock):
    with serving(echo, memory_listener()) as served:
        peer = served.open()
        began = jumping_clock()
        greenhub.spawn_n(served.thread.kill)
        with suppress(greenhub.GreenletExit):
            served.thread.wait()
        assert jumping_clock() - began == pytest.approx(websocket.CLOSE_SECONDS, abs=0.1)
        assert peer.frame()[0] == CLOSE


def test_a_stopping_server_goes_at_once_when_the_clients_have():
    with serving(echo) as served:
        served.open().socket.close()
        served.thread.kill()
        with greenhub.Timeout(1), suppress(greenhub.GreenletExit):
            served.thread.wait()


def test_nothing_is_left_behind(no_leaks):
    logging.getLogger(__name__).debug('the first record opens what logging needs')
    with WebSocketClient(echo) as ws:
        ws.send('a')
        assert ws.wait() == 'a'
