"""WebSocket frames (RFC 6455, 5) out of bytes, without a socket, a clock or a green thread.

wsproto decodes them.  It bounds nothing, and its own deflate extension inflates whatever comes, so an extension of
ours sits in its place: it is asked about every frame, counts, refuses what is too long, and inflates with a limit.

A frame that is a whole message and has come as a whole, as nearly all do, needs none of that: it is cut out here.
"""

from __future__ import annotations

import codecs
from struct import unpack_from
from typing import Any

try:
    from wsproto.extensions import Extension
    from wsproto.frame_protocol import CloseReason, Frame, FrameDecoder, Opcode, ParseFailed, RsvBits
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f'WebSockets need wsproto (pip install wsproto): {error}', name=error.name) from error

from .websocket_protocol import (
    BINARY,
    CLOSE,
    CLOSE_CODES,
    DEFLATE,
    FIN,
    INVALID_DATA,
    PROTOCOL_ERROR,
    RSV1,
    TEXT,
    TOO_BIG,
    Deflate,
    FailedConnectionError,
    xor,
)

__all__ = ['FrameReader']

_PLAIN, _DEFLATED = RsvBits(False, False, False), RsvBits(True, False, False)  # the reserved bits that mean something
_WHOLE = frozenset((FIN | TEXT, FIN | BINARY, FIN | RSV1 | TEXT, FIN | RSV1 | BINARY))
_utf8 = codecs.getincrementaldecoder('utf-8')


class FrameReader:
    """The frames that a peer sends.

    client: whether this end is the client; limit: the most bytes of a frame's payload and of a message, inflated.
    `deflate` inflates compressed messages; without it they are refused.
    """

    def __init__(self, client: bool, limit: int):
        self.deflate: Deflate | None = None
        self._limit = limit
        self._mask_bit = 0 if client else 0x80
        self._data = b''
        self._at = 0  # what is before this offset was read, or given to the decoder
        self._watch = _Watch(self, limit)
        self._decoder = FrameDecoder(client, [self._watch])
        self._between = True  # whether the decoder is between messages, and holds nothing
        self._text: codecs.IncrementalDecoder | None = None  # of the message whose end is yet to come
        self._opcode = 0  # of that message

    def receive(self, data: bytes) -> None:
        """Take what the peer sent next."""
        self._data = self._data[self._at :] + data if self._at < len(self._data) else data
        self._at = 0

    def piece(self) -> tuple[int, Any, bool] | None:
        """What can be read next of the bytes received: opcode of the message, payload, whether it ends the message.

        The payload is str for text, (status or None, reason) for a close, else bytes.  None: more bytes are needed.
        Raises `FailedConnectionError`.
        """
        if self._between:
            whole = self._whole_message()
            if whole is not None:
                return whole
        if self._at < len(self._data):
            self._decoder.receive_bytes(self._data[self._at :])
            self._at = len(self._data)
            self._between = False
        elif self._between:
            return None
        try:
            frame = self._decoder.process_buffer()
        except ParseFailed as error:
            raise self._watch.error or FailedConnectionError(PROTOCOL_ERROR, str(error)) from error
        return None if frame is None else self._read(frame)

    def _whole_message(self) -> tuple[int, Any, bool] | None:
        """The next frame, if that is a message of less than 64 KiB and all of it is here; the rest is the decoder's."""
        data, at = self._data, self._at
        if len(data) < at + 2 or data[at] not in _WHOLE:
            return None
        first, size = data[at], data[at + 1] ^ self._mask_bit  # a wrong bit makes the size one of more than 127
        start = at + 2
        if size == 126 and len(data) >= at + 4:
            start = at + 4
            (size,) = unpack_from('!H', data, at + 2)
            if size < 126:
                return None  # in needlessly many bytes
        elif size > 125:
            return None
        if self._mask_bit:
            start += 4
        end = start + size
        if end > len(data) or size > self._limit or (first & RSV1 and self.deflate is None):
            return None
        payload = data[start:end]
        self._at = end
        if self._mask_bit:
            payload = xor(payload, data[start - 4 : start])
        if first & RSV1 and self.deflate is not None:
            payload = self.deflate.inflate(payload, self._limit)
        opcode = first & 15
        return opcode, _decode(payload) if opcode == TEXT else payload, True

    def _read(self, frame: Frame) -> tuple[int, Any, bool]:
        """What the decoder found: a frame, or what has come of it so far."""
        opcode: int = frame.opcode
        payload: Any = frame.payload
        ends = frame.frame_finished and frame.message_finished
        if opcode == CLOSE:
            payload = _close(payload)
        elif opcode < CLOSE:
            opcode = self._opcode = opcode or self._opcode
            if opcode == TEXT:
                payload = self._read_text(payload, ends)
        if ends and self._decoder.header is None and not self._decoder.buffer and not self._watch.open:
            self._between = True
        return opcode, payload, ends

    def _read_text(self, payload: bytes, ends: bool) -> str:
        decoder = self._text or _utf8()
        self._text = None if ends else decoder
        return _decode(payload, decoder, ends)


def _decode(text: bytes, decoder: codecs.IncrementalDecoder | None = None, ends: bool = True) -> str:
    try:
        return text.decode() if decoder is None else decoder.decode(text, ends)
    except UnicodeDecodeError as error:
        raise FailedConnectionError(INVALID_DATA, 'text that is not UTF-8') from error


def _close(payload: bytes) -> tuple[int | None, str]:
    """Status and reason of a close frame (RFC 6455, 5.5.1 and 7.4)."""
    if not payload:
        return None, ''
    if len(payload) == 1:
        raise FailedConnectionError(PROTOCOL_ERROR, 'a close frame with half a status code')
    (code,) = unpack_from('!H', payload)
    if not (code in CLOSE_CODES or 3000 <= code <= 4999):
        raise FailedConnectionError(PROTOCOL_ERROR, f'a close frame with the status {code}, which is never sent')
    return code, _decode(payload[2:])


class _Watch(Extension):
    """What wsproto asks about every frame: bounds it, keeps the order of fragments, inflates.

    A header that comes in pieces is asked about again: only its payload changes anything.
    """

    name = DEFLATE

    def __init__(self, reader: FrameReader, limit: int):
        self.error: FailedConnectionError | None = None
        self.open = False  # fragments of a message have come, its end has not
        self._reader = reader
        self._limit = limit
        self._control = False
        self._deflated = False  # this message is
        self._size = 0  # of this message, as it came
        self._raw = bytearray()  # of a deflated message: inflated as a whole

    def enabled(self) -> bool:
        return True

    def offer(self) -> bool:
        return False

    def frame_inbound_header(self, proto: Any, opcode: Opcode, rsv: RsvBits, payload_length: int) -> Any:
        """Whether the frame may come: the reserved bits it may have, or the status to fail with."""
        self._control = opcode.iscontrol()
        if self._control:
            return _PLAIN
        continues = opcode is Opcode.CONTINUATION
        if continues is not self.open:
            return self._fail(FailedConnectionError(PROTOCOL_ERROR, _WRONG_FRAGMENT[continues]))
        limit = self._limit
        if payload_length > limit:
            why = f'Incoming frame of {payload_length} bytes is above length limit of {limit} bytes.'
            return self._fail(FailedConnectionError(TOO_BIG, why))
        if continues:
            if self._size + payload_length > limit:
                why = f'Incoming message is above length limit of {limit} bytes.'
                return self._fail(FailedConnectionError(TOO_BIG, why))
            return _PLAIN
        self._size = 0
        self._deflated = rsv.rsv1 and self._reader.deflate is not None
        return _DEFLATED if self._deflated else _PLAIN

    def frame_inbound_payload_data(self, proto: Any, data: bytes) -> bytes:
        """What of a frame's payload, some of which is `data`, is given on now."""
        if self._control:
            return data
        self.open = True
        self._size += len(data)
        if not self._deflated:
            return data
        self._raw += data
        return b''

    def frame_inbound_complete(self, proto: Any, fin: bool) -> Any:
        """What follows at the end of a frame."""
        if self._control or not fin:
            return None
        self.open = False
        deflate = self._reader.deflate
        if not self._deflated or deflate is None:
            return None
        raw, self._raw = self._raw, bytearray()
        try:
            return deflate.inflate(bytes(raw), self._limit)
        except FailedConnectionError as error:
            return self._fail(error)

    def _fail(self, error: FailedConnectionError) -> CloseReason:
        self.error = error
        return CloseReason(error.status)


_WRONG_FRAGMENT = {
    True: 'a continuation of no message',
    False: 'a new message within the fragments of another',
}
