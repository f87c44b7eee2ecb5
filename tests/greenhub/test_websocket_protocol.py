"""WebSocket messages out of bytes and into bytes: the examples of the RFCs, the bounds, what is refused."""

from __future__ import annotations

import os
import struct
import tracemalloc
import zlib

import pytest

from greenhub.websocket_protocol import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    Connection,
    FailedConnectionError,
    accept_token,
    close_payload,
    deflate_header,
    frame,
    negotiate_deflate,
    parse_deflate,
)

LIMIT = 1000
CONTINUATION, FIN, RSV1, RSV2, RSV3 = 0, 0x80, 0x40, 0x20, 0x10


def raw(opcode, payload=b'', *, first=FIN, key: bytes | None = b'\1\2\3\4', size: int | None = None) -> bytes:
    """A frame put together by hand, whether it may be sent or not."""
    length = len(payload) if size is None else size
    mask = 0 if key is None else 0x80
    if length < 126:
        head = struct.pack('!BB', first | opcode, mask | length)
    elif length < 65536:
        head = struct.pack('!BBH', first | opcode, mask | 126, length)
    else:
        head = struct.pack('!BBQ', first | opcode, mask | 127, length)
    if key is None:
        return head + payload
    return head + key + bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))


def server(deflate: dict | None = None, limit: int = LIMIT) -> Connection:
    return Connection(client=False, limit=limit, deflate=deflate)


def client(deflate: dict | None = None) -> Connection:
    return Connection(client=True, limit=LIMIT, deflate=deflate)


def events(connection: Connection, *pieces: bytes) -> list:
    """Everything that comes out, a failure as (status, why) at the end."""
    out = []
    for piece in pieces:
        connection.receive(piece)
        try:
            while (event := connection.event()) is not None:
                out.append(event)
        except FailedConnectionError as error:
            out.append((error.status, error.message))
    return out


def deflated(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return (compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


# ---- the examples of RFC 6455, 1.3 and 5.7, and of RFC 7692, 7.2.3


def test_accept_token_of_the_rfc():
    assert accept_token('dGhlIHNhbXBsZSBub25jZQ==') == 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='


def test_frames_of_the_rfc():
    assert events(client(), bytes.fromhex('810548656c6c6f')) == [(TEXT, 'Hello')]
    assert events(server(), bytes.fromhex('818537fa213d7f9f4d5158')) == [(TEXT, 'Hello')]
    assert events(client(), bytes.fromhex('010348656c'), bytes.fromhex('80026c6f')) == [(TEXT, 'Hello')]
    assert events(client(), bytes.fromhex('890548656c6c6f')) == [(PING, b'Hello')]
    assert events(server(), bytes.fromhex('8a8537fa213d7f9f4d5158')) == [(PONG, b'Hello')]
    assert frame(TEXT, b'Hello', masked=False) == bytes.fromhex('810548656c6c6f')
    assert frame(BINARY, bytes(256), masked=False) == bytes.fromhex('827e0100') + bytes(256)
    assert frame(BINARY, bytes(65536), masked=False) == bytes.fromhex('827f0000000000010000') + bytes(65536)


@pytest.mark.parametrize('payload', [
    'f248cdc9c90700',  # one block
    'f3 48 cd c9 c9 07 00 00',  # with the final bit
    '00 05 00 fa ff 48 65 6c 6c 6f 00',  # without compression
    'f2 48 05 00 00 00 ff ff ca c9 c9 07 00',  # two blocks
])  # fmt: skip
def test_deflated_messages_of_the_rfc(payload):
    data = raw(TEXT, bytes.fromhex(payload), first=FIN | RSV1)
    assert events(server({}), data, data) == [(TEXT, 'Hello'), (TEXT, 'Hello')]


def test_deflate_with_context_takeover_of_the_rfc():
    first = raw(TEXT, bytes.fromhex('f248cdc9c90700'), first=FIN | RSV1)
    second = raw(TEXT, bytes.fromhex('f200110000'), first=FIN | RSV1)
    assert events(server({}), first, second) == [(TEXT, 'Hello'), (TEXT, 'Hello')]
    assert events(server({'client_no_context_takeover': True}), first, second)[1][0] == 1007


def test_deflated_fragments_of_the_rfc():
    data = raw(TEXT, b'\xf2\x48\xcd', first=RSV1) + raw(CONTINUATION, b'\xc9\xc9\x07\0')
    assert events(server({}), data) == [(TEXT, 'Hello')]


# ---- messages


@pytest.mark.parametrize('deflate', [None, {}, {'client_no_context_takeover': True, 'server_no_context_takeover': True},
                                     {'client_max_window_bits': 9, 'server_max_window_bits': 10}])  # fmt: skip
@pytest.mark.parametrize('message', ['', b'', 'text: ä€𝄞\r\n', b'\0\xff', b'x' * 125, b'x' * 126, 'y' * LIMIT])
def test_what_one_end_sends_the_other_receives(message, deflate):
    ours, theirs = server(deflate), client(deflate)
    opcode = TEXT if isinstance(message, str) else BINARY
    for _ in range(3):
        assert events(theirs, ours.message(message)) == [(opcode, message)]
        assert events(ours, theirs.message(message)) == [(opcode, message)]


def test_any_bytes_are_a_binary_message():
    for data in bytearray(b'abc'), memoryview(b'abc'):
        assert server().message(data) == frame(BINARY, b'abc', masked=False)
    with pytest.raises(TypeError):
        server().message(10)


def test_masks_are_not_repeated():
    assert len({client().message(b'same') for _ in range(8)}) == 8


def test_fragments_are_joined_and_control_frames_come_between():
    data = (
        raw(TEXT, b'a\xe2', first=0) + raw(PING, b'now') + raw(CONTINUATION, b'', first=0)
        + raw(CONTINUATION, b'\x82', first=0) + raw(PONG, b'') + raw(CONTINUATION, b'\xac\r\n')
        + raw(BINARY, b'\0', first=0) + raw(CONTINUATION, b'\1') + raw(BINARY, b'')
    )  # fmt: skip
    whole = [(PING, b'now'), (PONG, b''), (TEXT, 'a€\r\n'), (BINARY, b'\0\1'), (BINARY, b'')]
    assert events(server(), data) == whole
    assert events(server(), *(data[at : at + 1] for at in range(len(data)))) == whole


def test_a_message_need_not_be_compressed():
    data = raw(BINARY, b'plain') + raw(BINARY, deflated(b'packed'), first=FIN | RSV1) + raw(BINARY, b'plain')
    assert events(server({}), data) == [(BINARY, b'plain'), (BINARY, b'packed'), (BINARY, b'plain')]


def test_close_frames():
    assert events(server(), raw(CLOSE)) == [(CLOSE, (None, ''))]
    assert events(server(), raw(CLOSE, close_payload(4999, 'später'))) == [(CLOSE, (4999, 'später'))]
    assert close_payload() == b''
    assert close_payload(1001, 'ä' * 80) == b'\x03\xe9' + 'ä'.encode() * 61  # 125 bytes hold no more
    for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65536):
        with pytest.raises(ValueError, match=f'^{code} is no status code'):
            close_payload(code)


def test_nothing_comes_behind_a_close():
    connection = server()
    assert events(connection, raw(CLOSE) + raw(TEXT, b'late'), raw(TEXT, b'later')) == [(CLOSE, (None, ''))]


# ---- what is refused


REFUSED = {
    'a reserved bit': (1002, raw(TEXT, b'a', first=FIN | RSV1)),
    'the second reserved bit': (1002, raw(TEXT, b'a', first=FIN | RSV2)),
    'the third reserved bit': (1002, raw(PING, b'a', first=FIN | RSV3)),
    'a reserved opcode': (1002, raw(3, b'a')),
    'a reserved control opcode': (1002, raw(11)),
    'a frame without a mask': (1002, raw(TEXT, b'a', key=None)),
    'a close without a mask': (1002, raw(CLOSE, key=None)),
    'a fragment of a control frame': (1002, raw(PING, b'a', first=0)),
    'a long ping': (1002, raw(PING, b'a' * 126)),
    'a long close': (1002, raw(CLOSE, close_payload(1000) + b'a' * 124)),
    'a continuation of nothing': (1002, raw(CONTINUATION, b'a')),
    'a continuation behind the end': (1002, raw(TEXT, b'a') + raw(CONTINUATION, b'a')),
    'a message within a message': (1002, raw(TEXT, b'a', first=0) + raw(TEXT, b'a')),
    'a length with needless bytes': (1002, b'\x82\xfe\0\x05' + bytes(9)),
    'a length of 8 needless bytes': (1002, b'\x82\xff\0\0\0\0\0\0\xff\xff' + bytes(9)),
    'a length with the highest bit': (1002, b'\x82\xff\x80\0\0\0\0\0\0\0' + bytes(9)),
    'a close of one byte': (1002, raw(CLOSE, b'\3')),
    'a close with status 0': (1002, raw(CLOSE, b'\0\0')),
    'a close with status 999': (1002, raw(CLOSE, struct.pack('!H', 999))),
    'a close with status 1004': (1002, raw(CLOSE, struct.pack('!H', 1004))),
    'a close with status 1005': (1002, raw(CLOSE, struct.pack('!H', 1005))),
    'a close with status 1006': (1002, raw(CLOSE, struct.pack('!H', 1006))),
    'a close with status 1015': (1002, raw(CLOSE, struct.pack('!H', 1015))),
    'a close with status 2999': (1002, raw(CLOSE, struct.pack('!H', 2999))),
    'a close with status 5000': (1002, raw(CLOSE, struct.pack('!H', 5000))),
    'text that is not UTF-8': (1007, raw(TEXT, b'\xff')),
    'text with a surrogate': (1007, raw(TEXT, b'\xed\xa0\x80')),
    'text that is longer than UTF-8 needs': (1007, raw(TEXT, b'\xc0\xaf')),
    'text that ends within a character': (1007, raw(TEXT, b'\xe2\x82')),
    'fragments that are not UTF-8': (1007, raw(TEXT, b'\xe2', first=0) + raw(CONTINUATION, b'a')),
    'a reason that is not UTF-8': (1007, raw(CLOSE, close_payload(1000) + b'\xff')),
    'a frame that is too long': (1009, raw(BINARY, size=LIMIT + 1)),
    'a frame that is far too long': (1009, raw(BINARY, size=1 << 62)),
    'fragments that are too long': (1009, raw(BINARY, bytes(LIMIT), first=0) + raw(CONTINUATION, b'a')),
    'tiny fragments that are too long': (1009, raw(BINARY, b'a', first=0) + raw(CONTINUATION, b'a', first=0) * LIMIT),
}
REFUSED_WITH_DEFLATE = {
    'a bomb': (1009, raw(BINARY, deflated(bytes(LIMIT + 1)), first=FIN | RSV1)),
    'a bomb in fragments': (1009, raw(BINARY, deflated(bytes(9 * LIMIT))[:3], first=RSV1)
                            + raw(CONTINUATION, deflated(bytes(9 * LIMIT))[3:])),
    'what cannot be inflated': (1007, raw(BINARY, b'\xff\xff\xff', first=FIN | RSV1)),
    'data behind the final block': (1007, raw(BINARY, b'\3\0\3\0', first=FIN | RSV1)),
    'what is not UTF-8 when inflated': (1007, raw(TEXT, deflated(b'\xff'), first=FIN | RSV1)),
    'the bit of deflate on a continuation': (1002, raw(TEXT, b'a', first=RSV1)
                                             + raw(CONTINUATION, b'a', first=FIN | RSV1)),
    'the bit of deflate on a ping': (1002, raw(PING, b'a', first=FIN | RSV1)),
    'another reserved bit': (1002, raw(TEXT, deflated(b'a'), first=FIN | RSV1 | RSV2)),
}  # fmt: skip


def refusal(connection: Connection, *pieces: bytes) -> tuple[int, str]:
    *before, (status, why) = events(connection, *pieces)
    assert {opcode for opcode, _ in before} <= {TEXT}
    assert isinstance(why, str)
    assert why
    assert len(close_payload(status, why)) == 2 + len(why.encode())  # fits
    assert events(connection, raw(TEXT, b'a')) == []
    return status, why


@pytest.mark.parametrize('name', REFUSED)
@pytest.mark.parametrize('deflate', [None, {}], ids=['plain', 'deflate'])
def test_refused(name, deflate):
    status, data = REFUSED[name]
    if name == 'a reserved bit' and deflate is not None:
        status = 1007  # it has a meaning then
    refused = refusal(server(deflate), data)
    assert refused[0] == status
    assert refusal(server(deflate), *(data[at : at + 1] for at in range(len(data)))) == refused


@pytest.mark.parametrize('name', REFUSED_WITH_DEFLATE)
def test_refused_with_deflate(name):
    status, data = REFUSED_WITH_DEFLATE[name]
    refused = refusal(server({}), data)
    assert refused[0] == status
    assert refusal(server({}), *(data[at : at + 1] for at in range(len(data)))) == refused


@pytest.mark.parametrize('data', [raw(TEXT, b'a'), b'\x82\x7e\0\0', b'\x82\x7e\0\x01a', b'\x82\x7f' + bytes(8)])
def test_refused_by_a_client(data):
    assert refusal(client(), data)[0] == 1002
    assert refusal(client(), *(data[at : at + 1] for at in range(len(data))))[0] == 1002


def test_the_limit_itself_is_allowed():
    whole = raw(BINARY, bytes(LIMIT)) + raw(BINARY, deflated(bytes(LIMIT)), first=FIN | RSV1)
    assert events(server({}), whole) == [(BINARY, bytes(LIMIT))] * 2


# ---- memory


def test_a_message_in_tiny_pieces_costs_little_more_than_its_bytes():
    size = 1500
    for data in (
        raw(BINARY, bytes(size)),
        raw(TEXT, b'a' * size),
        raw(BINARY, deflated(os.urandom(size)), first=FIN | RSV1),
        raw(BINARY, b'a', first=0) + raw(CONTINUATION, b'a', first=0) * (size - 2),
        raw(TEXT, b'a', first=0) + raw(CONTINUATION, b'', first=0) * (size - 2),
    ):
        connection = server({}, limit=2 * size)
        tracemalloc.start()
        events(connection, *(data[at : at + 3] for at in range(0, len(data) - 3, 3)))  # without the end
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert kept < 10_000 + 4 * size


def test_a_bomb_is_inflated_no_further_than_the_limit():
    bomb = raw(BINARY, deflated(bytes(50 << 20)), first=FIN | RSV1)
    assert len(bomb) < 1 << 16
    connection = server({}, limit=1 << 16)
    tracemalloc.start()
    assert events(connection, bomb)[0][0] == 1009
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


# ---- the negotiation of permessage-deflate


@pytest.mark.parametrize(('offers', 'agreed'), [
    ('permessage-deflate', 'permessage-deflate'),
    ('PerMessage-Deflate;', 'permessage-deflate'),
    ('foo, permessage-deflate', 'permessage-deflate'),
    ('permessage-deflate; Server_No_Context_Takeover; client_no_context_takeover',
     'permessage-deflate; server_no_context_takeover; client_no_context_takeover'),
    ('permessage-deflate; client_max_window_bits', 'permessage-deflate'),
    ('permessage-deflate; client_max_window_bits="9"', 'permessage-deflate; client_max_window_bits=9'),
    ('permessage-deflate; client_max_window_bits=8', 'permessage-deflate; client_max_window_bits=8'),
    ('permessage-deflate; server_max_window_bits = 11', 'permessage-deflate; server_max_window_bits=11'),
    ('permessage-deflate; server_max_window_bits=8, permessage-deflate', 'permessage-deflate'),
    ('permessage-deflate; x, permessage-deflate; server_max_window_bits=15',
     'permessage-deflate; server_max_window_bits=15'),
])  # fmt: skip
def test_offers_that_are_kept(offers, agreed):
    parameters = negotiate_deflate(offers)
    assert parameters is not None
    assert deflate_header(parameters) == agreed
    assert server(parameters).message(b'Hello')[0] & RSV1


@pytest.mark.parametrize('offers', [
    '', 'foo', 'x-webkit-deflate-frame',
    'permessage-deflate; unknown',
    'permessage-deflate; server_no_context_takeover=1',
    'permessage-deflate; server_no_context_takeover; server_no_context_takeover',
    'permessage-deflate; client_max_window_bits=7',
    'permessage-deflate; client_max_window_bits=16',
    'permessage-deflate; client_max_window_bits=09',
    'permessage-deflate; client_max_window_bits=+9',
    'permessage-deflate; client_max_window_bits=',
    'permessage-deflate; server_max_window_bits=8',
    'permessage-deflate; client_max_window_bits=9; client_max_window_bits=9',
])  # fmt: skip
def test_offers_that_are_declined(offers):
    assert negotiate_deflate(offers) is None


def test_the_windows_are_kept():
    parameters = parse_deflate('permessage-deflate; server_max_window_bits=9; client_max_window_bits=9')
    message = os.urandom(700) + b'0123456789' * 4
    sent = server(parameters, limit=9999).message(message + message)[4:]
    assert zlib.decompressobj(-9).decompress(sent + b'\0\0\xff\xff') == message + message
    assert len(sent) > 2 * 700  # a repetition 740 bytes back is out of reach
