"""WebSocket (RFC 6455) and permessage-deflate (RFC 7692) without a socket, a clock or a green thread.

    connection = Connection(client=False, limit=1 << 20)
    connection.receive(data)
    while (event := connection.event()) is not None:        # None: give it more bytes
        opcode, payload = event
    send(connection.message('hello'))

Nothing is read ahead: the caller, who reads from the socket only when told None, holds at most that read and one
message.  What comes out does not depend on how the bytes were cut.

wsproto reads the frames, under `greenhub.websocket_frames`; it is imported with the first application.
"""

from __future__ import annotations

import os
import zlib
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha1
from struct import pack
from typing import Any, Final

__all__ = ['Connection', 'FailedConnectionError', 'Deflate', 'accept_token', 'close_payload', 'deflate_header', 'frame',
           'negotiate_deflate', 'parse_deflate', 'TEXT', 'BINARY', 'CLOSE', 'PING', 'PONG', 'DEFLATE',
           'PROTOCOL_ERROR', 'INVALID_DATA', 'TOO_BIG', 'CLOSE_CODES', 'FIN', 'RSV1', 'xor']  # fmt: skip

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10  # opcodes (RFC 6455, 5.2)
PROTOCOL_ERROR, INVALID_DATA, TOO_BIG = 1002, 1007, 1009  # status codes (RFC 6455, 7.4.1)
CLOSE_CODES: Final = frozenset((*range(1000, 1004), *range(1007, 1015)))  # IANA's registry, without those never sent

DEFLATE: Final = 'permessage-deflate'
FIN, RSV1, MASKED = 0x80, 0x40, 0x80
LONGEST_CONTROL: Final = 125  # bytes of payload of a control frame (RFC 6455, 5.5)
TAIL: Final = b'\0\0\xff\xff'  # ends every compressed message, and is not sent (RFC 7692, 7.2.1)
GUID: Final = b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11'  # RFC 6455, 1.3

Parameters = dict[str, Any]  # of permessage-deflate: names of RFC 7692, 7.1, with a bool, or a number of bits


class FailedConnectionError(Exception):
    """What the peer sent must not be gone on with: the status of the close frame to send, and why."""

    def __init__(self, status: int, message: str):
        super().__init__(status, message)
        self.status = status
        self.message = message


def accept_token(key: str) -> str:
    """The Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455, 4.2.2)."""
    return b64encode(sha1(key.encode('latin-1') + GUID).digest()).decode()


# ---- permessage-deflate

_NO_TAKEOVER: Final = ('server_no_context_takeover', 'client_no_context_takeover')
_WINDOWS: Final = ('server_max_window_bits', 'client_max_window_bits')


def negotiate_deflate(offers: str) -> Parameters | None:
    """What a server agrees to of a Sec-WebSocket-Extensions: the first offer it can keep, None when there is none."""
    for offer in offers.split(','):
        parameters = parse_deflate(offer)
        # zlib has no window of 256 bytes to compress with.
        if parameters is not None and parameters.get('server_max_window_bits') != 8:
            if parameters.get('client_max_window_bits') == 15:
                del parameters['client_max_window_bits']  # the client may; it need not be told
            return parameters
    return None


def deflate_header(parameters: Parameters) -> str:
    """The Sec-WebSocket-Extensions that agrees to `parameters`."""
    words = [name if value is True else f'{name}={value}' for name, value in parameters.items() if value]
    return '; '.join((DEFLATE, *words))


def parse_deflate(offer: str) -> Parameters | None:
    """The parameters of one permessage-deflate; None when it is another extension, or wrong (RFC 7692, 7.1)."""
    name, *words = (word.strip() for word in offer.lower().split(';'))
    if name != DEFLATE:
        return None
    parameters: Parameters = {}
    for word in filter(None, words):
        name, equals, value = (part.strip() for part in word.partition('='))
        if name in parameters:
            return None
        if name in _NO_TAKEOVER and not equals:
            parameters[name] = True
        elif name in _WINDOWS and not equals:
            parameters[name] = 15
        elif name in _WINDOWS and (bits := value.strip('"')) in _BITS:
            parameters[name] = int(bits)
        else:
            return None
    return parameters


_BITS: Final = frozenset(map(str, range(8, 16)))


class Deflate:
    """permessage-deflate in both directions, as it was agreed."""

    def __init__(self, client: bool, parameters: Mapping[str, Any]):
        us, them = ('client', 'server') if client else ('server', 'client')
        self._bits_out = parameters.get(f'{us}_max_window_bits') or 15
        self._bits_in = parameters.get(f'{them}_max_window_bits') or 15
        self._forgets_out = parameters.get(f'{us}_no_context_takeover', False)
        self._forgets_in = parameters.get(f'{them}_no_context_takeover', False)
        self._compressor: Any = None
        self._inflater: Any = None

    def compress(self, data: bytes) -> bytes:
        """A message, deflated; it must be sent before the next one."""
        compressor = self._compressor
        if compressor is None:
            compressor = zlib.compressobj(wbits=-self._bits_out)
        self._compressor = None if self._forgets_out else compressor
        return compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH)[: -len(TAIL)]

    def inflate(self, data: bytes, limit: int) -> bytes:
        """A message of at most `limit` bytes. Raises `FailedConnectionError`."""
        if self._inflater is None:
            self._inflater = zlib.decompressobj(-self._bits_in)
        inflater = self._inflater
        try:
            inflated: bytes = inflater.decompress(data + TAIL, limit + 1)
        except zlib.error as error:
            raise FailedConnectionError(INVALID_DATA, str(error)) from error
        if len(inflated) > limit:
            raise FailedConnectionError(TOO_BIG, 'Incoming compressed frame is above length limit.')
        if inflater.eof and inflater.unused_data not in _BEHIND_FINAL_BLOCK:
            raise FailedConnectionError(INVALID_DATA, 'data behind the final block of a compressed message')
        if inflater.eof or self._forgets_in:
            self._inflater = None
        return inflated


_BEHIND_FINAL_BLOCK: Final = (TAIL, b'\0' + TAIL)  # where a peer ends a message with such a block (RFC 7692, 7.2.3.4)


# ---- frames

def frame(opcode: int, payload: bytes, *, masked: bool, compressed: bool = False) -> bytes:
    """One unfragmented frame (RFC 6455, 5.2)."""
    first = FIN | (RSV1 if compressed else 0) | opcode
    mask, size = MASKED if masked else 0, len(payload)
    if size < 126:
        head = pack('!BB', first, mask | size)
    elif size < 1 << 16:
        head = pack('!BBH', first, mask | 126, size)
    else:
        head = pack('!BBQ', first, mask | 127, size)
    if not masked:
        return head + payload
    key = os.urandom(4)  # unpredictable, and another one for each frame (RFC 6455, 5.3)
    return head + key + xor(payload, key)


def xor(data: bytes, key: bytes) -> bytes:
    """Put on or take off the mask of a frame (RFC 6455, 5.3)."""
    size = len(data)
    mask = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(data, 'little') ^ int.from_bytes(mask, 'little')).to_bytes(size, 'little')


def close_payload(code: int | None = None, reason: str = '') -> bytes:
    """The payload of a close frame; a reason too long is cut. Raises ValueError for a code that may not be sent."""
    if code is None:
        return b''
    if not (code in CLOSE_CODES or 3000 <= code <= 4999):
        raise ValueError(f'{code} is no status code for a close frame (RFC 6455, 7.4)')
    text = reason.encode()[: LONGEST_CONTROL - 2].decode(errors='ignore')
    return pack('!H', code) + text.encode()


def _as_bytes(piece: str | bytes) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece


class Connection:
    """What goes over one WebSocket after the opening handshake.

    client: whether this end is the client; limit: the most bytes of a frame's payload and of a message, inflated;
    deflate: the agreed parameters of permessage-deflate, None without it.
    """

    def __init__(self, client: bool, limit: int, deflate: Mapping[str, Any] | None = None):
        from .websocket_frames import FrameReader

        self._client = client
        self._frames = FrameReader(client, limit)
        self._held = bytearray()  # of a message whose end is yet to come; tiny pieces in a list would cost 50 times
        self._closed = False  # nothing more is read
        self.use_deflate(deflate)

    def use_deflate(self, parameters: Mapping[str, Any] | None) -> None:
        """Agree on permessage-deflate, or on none; between messages only."""
        self._deflate = None if parameters is None else Deflate(self._client, parameters)
        self._frames.deflate = self._deflate

    # Reading

    def receive(self, data: bytes) -> None:
        """Take what the peer sent next."""
        if not self._closed:
            self._frames.receive(data)

    def event(self) -> tuple[int, Any] | None:
        """What came next; None when more bytes are needed. Raises `FailedConnectionError`.

        (TEXT, str), (BINARY, bytes), (PING, bytes), (PONG, bytes), (CLOSE, (code or None, reason)); nothing comes
        behind a CLOSE or an error.
        """
        if self._closed:
            return None
        try:
            while (piece := self._frames.piece()) is not None:
                opcode, payload, finished = piece
                if opcode >= CLOSE:
                    self._closed = opcode == CLOSE
                    return opcode, payload
                if finished:
                    return opcode, self._whole(opcode, payload)
                self._held += _as_bytes(payload)
        except FailedConnectionError:
            self._closed = True
            raise
        return None

    def _whole(self, opcode: int, last: str | bytes) -> str | bytes:
        """The message that ends with `last`."""
        if not self._held:
            return last
        whole, self._held = self._held, bytearray()
        whole += _as_bytes(last)
        return whole.decode() if opcode == TEXT else bytes(whole)

    # Writing

    def message(self, data: str | bytes | bytearray | memoryview, masked: bool | None = None) -> bytes:
        """The frame for a message: text for str, else binary.  masked: as the client's frames are, by default."""
        opcode = BINARY
        if isinstance(data, str):
            opcode, data = TEXT, data.encode()
        elif not isinstance(data, bytes):
            data = bytes(memoryview(data))
        compressed = self._deflate is not None and len(data) > 0
        if self._deflate is not None and compressed:
            data = self._deflate.compress(data)
        return frame(opcode, data, masked=self._client if masked is None else masked, compressed=compressed)

    def control(self, opcode: int, payload: bytes) -> bytes:
        """The frame for a ping, a pong or a close."""
        return frame(opcode, payload, masked=self._client)
