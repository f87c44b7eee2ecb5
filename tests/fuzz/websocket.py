"""A fuzzer for the WebSocket reader: python -m tests.fuzz.websocket --inputs 200000

Each input is a handshake and a stream of frames, good and bad, plain and deflated, whole and in fragments, which is
then damaged and cut into pieces anywhere.  An echo handler gets it twice: in those pieces, and in one.  What must hold:

* nothing is raised;
* what comes back is the answer to the handshake and well-formed frames, at most one close frame, at the end;
* no message is longer than the limit, and memory stays within a multiple of it;
* the answer does not depend on how the bytes were cut;
* whatever was not damaged is answered as RFC 6455 says.
"""

from __future__ import annotations

import codecs
import struct
import zlib
from itertools import chain
from typing import NamedTuple

from hypothesis import strategies as st

from greenhub.websocket import WebSocketWSGI
from tests.fuzz.fuzzer import Fuzzer
from tests.fuzz.streams import damaged, split

__all__ = ['FUZZER', 'check']

LIMIT = 300  # bytes of a message
MOST_MEMORY = 4 << 20  # of the two runs of an input, three compressors of 270 kB included
MEASURED = 20  # one input in so many is run with its memory traced

FIN, RSV1 = 0x80, 0x40
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
OFFERS = (
    'permessage-deflate', 'permessage-deflate; client_no_context_takeover; server_no_context_takeover',
    'permessage-deflate; client_max_window_bits=9; server_max_window_bits=9',
)  # fmt: skip


# ---- inputs


class Frame(NamedTuple):
    opcode: int
    payload: bytes
    first: int = FIN
    key: bytes = b'\0\0\0\0'
    masked: bool = True


class Input(NamedTuple):
    """What a client sends.

    offer: Sec-WebSocket-Extensions; stream: frames, or bytes of whatever kind; damage: as `damaged` takes it; cuts: the
    sizes of the pieces, over and over.
    """

    offer: str | None
    stream: list[Frame] | bytes
    damage: list[tuple[int, int, bytes]]
    cuts: list[int]


def encode(frame: Frame) -> bytes:
    size, mask = len(frame.payload), 0x80 if frame.masked else 0
    if size < 126:
        head = struct.pack('!BB', frame.first | frame.opcode, mask | size)
    elif size < 65536:
        head = struct.pack('!BBH', frame.first | frame.opcode, mask | 126, size)
    else:
        head = struct.pack('!BBQ', frame.first | frame.opcode, mask | 127, size)
    if not frame.masked:
        return head + frame.payload
    mask_bytes = (frame.key * (size // 4 + 1))[:size]
    return head + frame.key + bytes(a ^ b for a, b in zip(frame.payload, mask_bytes, strict=True))


def deflated(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-9)
    return (compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


def fragments(opcode: int, data: bytes, deflate: bool, sizes: list[int]) -> list[Frame]:
    """A message that is framed as it should be."""
    pieces = split(data, sizes) or [b'']
    firsts = [0] * len(pieces)
    firsts[-1] |= FIN
    firsts[0] |= RSV1 if deflate else 0
    opcodes = [opcode] + [CONTINUATION] * (len(pieces) - 1)
    return [Frame(*frame, b'\1\2\3\4') for frame in zip(opcodes, pieces, firsts, strict=True)]


# Strategies are made once: making them anew for every input would take most of the time.

_words = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=8).map(lambda text: text.encode('utf-8', 'surrogatepass')),
    st.integers(LIMIT - 1, LIMIT + 1).map(lambda size: b'a' * size),
    st.sampled_from((
        b'', b'\x03\xe8', b'\x03\xedx', b'\x03', b'\xed\xa0\x80', b'\xe2', b'\x82\xac', bytes(125), bytes(126),
    )),
)  # fmt: skip
_deflated = st.one_of(
    _words.map(deflated),
    _words.map(deflated),
    st.sampled_from((
        b'\xf2\x48\xcd\xc9\xc9\x07\0', b'\xf2\0\x11\0\0',  # Hello, and again by reference (RFC 7692, 7.2.3.2)
        b'\xf3\x48\xcd\xc9\xc9\x07\0\0', b'\3\0', b'\3\0\3\0',  # with final blocks
        b'\xff\xff', deflated(b'abc') * 2, deflated(b'abc')[:3],
        *(deflated(bytes(10**power)) for power in (2, 3, 5, 7)),
    )),
)  # fmt: skip
_sizes = st.lists(st.integers(1, 40), max_size=5)
_texts = st.sampled_from((TEXT, BINARY))
_plain_messages = st.builds(fragments, _texts, _words, st.just(False), _sizes)
_deflated_messages = st.builds(fragments, _texts, _deflated, st.just(True), _sizes)
_control_frames = st.builds(
    lambda opcode, payload: [Frame(opcode, payload)], st.sampled_from((PING, PONG)), st.binary(max_size=20)
)
_any_frames = st.builds(
    lambda *fields: [Frame(*fields)],
    st.sampled_from((CONTINUATION, TEXT, BINARY, CLOSE, CLOSE, PING, PONG, 3, 11)),
    st.one_of(_words, _deflated),
    st.sampled_from((FIN, FIN, FIN, 0, FIN | RSV1, FIN | RSV1, RSV1, FIN | 0x20, FIN | 0x10)),
    st.sampled_from((b'\0\0\0\0', b'\xff\0\xfe\x80')),
    st.sampled_from((True,) * 7 + (False,)),
)


def _streams(messages: st.SearchStrategy[list[Frame]]) -> st.SearchStrategy[list[Frame]]:
    """Messages and control frames, then mostly something that may be wrong."""
    good = st.lists(st.one_of(messages, messages, _control_frames), min_size=1, max_size=5)
    return st.tuples(good, st.lists(_any_frames, max_size=2)).map(lambda parts: list(chain(*parts[0], *parts[1])))


_damages = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 3), st.binary(max_size=4)), max_size=2)
_offers = st.sampled_from(OFFERS)
_inputs = st.one_of(
    st.builds(Input, st.none(), _streams(_plain_messages), _damages, _sizes),
    st.builds(Input, _offers, _streams(st.one_of(_plain_messages, _deflated_messages)), _damages, _sizes),
    st.builds(Input, _offers, _streams(_deflated_messages), _damages, _sizes),
    st.builds(Input, _offers, st.binary(max_size=60), st.just([]), _sizes),
)


def bytes_of(given: Input) -> bytes:
    stream = given.stream
    data = stream if isinstance(stream, bytes) else b''.join(map(encode, stream))
    return damaged(data, given.damage)


# ---- running them


class Wire:
    """A socket that gives the pieces it was made with, and keeps what is sent."""

    family = None

    def __init__(self, pieces: list[bytes], takes: int) -> None:
        self.pieces, self.takes = pieces[::-1], takes
        self.sent = bytearray()
        self.ended = False

    def recv(self, size: int) -> bytes:
        return self.pieces.pop()[:size] if self.pieces else b''

    def send(self, data: memoryview) -> int:
        assert not self.ended
        self.sent += data[: self.takes]
        return min(len(data), self.takes)

    def shutdown(self, how: int) -> None:
        self.ended = True

    def gettimeout(self) -> None:
        return None


ENVIRON = {
    'REQUEST_METHOD': 'GET', 'PATH_INFO': '/', 'HTTP_CONNECTION': 'Upgrade', 'HTTP_UPGRADE': 'websocket',
    'HTTP_SEC_WEBSOCKET_VERSION': '13', 'HTTP_SEC_WEBSOCKET_KEY': 'dGhlIHNhbXBsZSBub25jZQ==',
}  # fmt: skip


def answer(given: Input, data: bytes, cuts: list[int], takes: int) -> tuple[bytes, list[str | bytes]]:
    """What comes back, and the messages that the handler got."""
    messages = []

    def echo(ws) -> None:
        while (message := ws.wait()) is not None:
            messages.append(message)
            ws.send(message)

    wire = Wire(split(data, cuts), takes)
    environ = {**ENVIRON, 'gunicorn.socket': wire}
    if given.offer is not None:
        environ['HTTP_SEC_WEBSOCKET_EXTENSIONS'] = given.offer
    assert WebSocketWSGI(echo, max_frame_length=LIMIT)(environ, None) == []
    assert wire.ended
    return bytes(wire.sent), messages


def check(given: Input) -> None:
    """Run an input; AssertionError, or whatever was raised, when something does not hold."""
    data = bytes_of(given)
    outcome = answer(given, data, [], 1 << 20)
    assert answer(given, data, given.cuts or [1], 17) == outcome
    sent, messages = outcome
    head, frames = parse_answer(sent, given.offer)
    assert head.startswith(b'HTTP/1.1 101 ')
    assert [payload for opcode, payload in frames if opcode in (TEXT, BINARY)] == messages
    for message in messages:
        assert len(message if isinstance(message, bytes) else message.encode()) <= LIMIT
    expected = expect(given)
    if expected is not None:
        assert frames[: len(expected)] == expected


def parse_answer(sent: bytes, offer: str | None) -> tuple[bytes, list[tuple[int, str | bytes]]]:
    """The head, and the frames as a strict client reads them."""
    head, _, data = sent.partition(b'\r\n\r\n')
    bits = 9 if offer and 'server_max_window_bits' in offer else 15
    inflater = zlib.decompressobj(-bits)
    frames: list[tuple[int, str | bytes]] = []
    at = 0
    while at < len(data):
        assert not frames or frames[-1][0] != CLOSE
        first, size = data[at], data[at + 1]
        at += 2
        opcode, compressed = first & 15, first & RSV1
        assert first & FIN
        assert not first & 0x30
        assert opcode in (TEXT, BINARY, CLOSE, PONG)
        if opcode in (CLOSE, PONG):
            assert size <= 125
            assert not compressed
        if size == 126:
            (size,) = struct.unpack_from('!H', data, at)
            assert size > 125
            at += 2
        assert size <= 2 * LIMIT  # so without a mask, and in the shortest form
        payload = data[at : at + size]
        assert len(payload) == size
        at += size
        if compressed:
            assert offer is not None
            payload = inflater.decompress(payload + b'\0\0\xff\xff')
            if 'server_no_context_takeover' in offer:
                inflater = zlib.decompressobj(-bits)
        if opcode == CLOSE and payload:
            (code,) = struct.unpack_from('!H', payload)
            assert code in (1000, 1001, 1002, 1003, *range(1007, 1015)) or 3000 <= code < 5000
            payload[2:].decode()
        frames.append((opcode, payload.decode() if opcode == TEXT else payload))
    return head, frames


def expect(given: Input) -> list[tuple[int, str | bytes]] | None:
    """What has to come back first: pongs and echoes of the undamaged frames, up to the first that is not good."""
    if given.damage or isinstance(given.stream, bytes):
        return None
    expected: list[tuple[int, str | bytes]] = []
    history = History(given.offer or '')
    message, opened, compressed = b'', 0, False
    for frame in given.stream:
        if not frame.masked or frame.first & 0x30:
            break
        if frame.opcode in (PING, PONG) and frame.first == FIN and len(frame.payload) <= 125:
            if frame.opcode == PING:
                expected.append((PONG, frame.payload))
            continue
        if frame.opcode not in (CONTINUATION, TEXT, BINARY) or (frame.opcode == CONTINUATION) != bool(opened):
            break
        if frame.first & RSV1 and (given.offer is None or opened):
            break
        if not opened:
            message, opened, compressed = b'', frame.opcode, bool(frame.first & RSV1)
        message += frame.payload
        if len(message) > LIMIT or (opened == TEXT and not compressed and not may_be_text(message)):
            break
        if frame.first & FIN:
            whole = history.inflate(message) if compressed else message
            if whole is None or len(whole) > LIMIT:
                break
            try:
                expected.append((opened, whole.decode() if opened == TEXT else whole))
            except UnicodeDecodeError:
                break
            opened = 0
    return expected


def may_be_text(data: bytes) -> bool:
    """Whether UTF-8 may begin like this: a server need not wait for the end of what cannot become text."""
    try:
        codecs.getincrementaldecoder('utf-8')().decode(data)
    except UnicodeDecodeError:
        return False
    return True


class History:
    """What the client's compressed messages may refer to (RFC 7692, 7.2.2)."""

    def __init__(self, offer: str) -> None:
        self.bits = 9 if 'client_max_window_bits' in offer else 15
        self.is_kept = 'client_no_context_takeover' not in offer
        self.bytes = b''

    def inflate(self, data: bytes) -> bytes | None:
        """A message; None when it is too long, or not one that ends as it should."""
        inflater = zlib.decompressobj(-self.bits, zdict=self.bytes)
        try:
            whole = inflater.decompress(data + b'\0\0\xff\xff', LIMIT + 1)
        except zlib.error:
            return None
        if inflater.eof and inflater.unused_data not in (b'\0\0\xff\xff', b'\0\0\0\xff\xff'):
            return None
        if not inflater.eof and not ends_here(inflater.copy()):
            return None
        self.bytes = self.bytes + whole if self.is_kept and not inflater.eof else b''
        return whole


def ends_here(inflater) -> bool:
    """Whether this is the end of a block: one that is final and empty may follow."""
    try:
        return inflater.decompress(b'\3\0') == b'' and inflater.eof
    except zlib.error:
        return False


FUZZER = Fuzzer(_inputs, check, MOST_MEMORY, MEASURED)

if __name__ == '__main__':
    FUZZER.main('websocket', __doc__.split('\n')[0])
