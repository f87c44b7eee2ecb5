"""WebSocket frames (RFC 6455, 5) out of bytes, without a socket, a clock or a green thread.

wsproto reads them.  It bounds nothing, and its own deflate extension inflates whatever comes, so an extension of ours
sits in its place: it is asked about every frame, counts, refuses what is too long, and inflates with a limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wsproto.extensions import Extension
from wsproto.frame_protocol import CloseReason, FrameProtocol, Opcode, ParseFailed, RsvBits

from .websocket_protocol import DEFLATE, INVALID_DATA, PROTOCOL_ERROR, TOO_BIG, Deflate, FailedConnectionError

__all__ = ['FrameReader']

_PLAIN, _DEFLATED = RsvBits(False, False, False), RsvBits(True, False, False)  # the reserved bits that mean something


class FrameReader:
    """The frames that a peer sends.

    client: whether this end is the client; limit: the most bytes of a frame's payload and of a message, inflated.
    `deflate` inflates compressed messages; without it they are refused.
    """

    def __init__(self, client: bool, limit: int):
        self._watch = _Watch(limit)
        self._reader = FrameProtocol(client, [self._watch])

    @property
    def deflate(self) -> Deflate | None:
        """permessage-deflate as it was agreed; None without it."""
        return self._watch.deflate

    @deflate.setter
    def deflate(self, deflate: Deflate | None) -> None:
        self._watch.deflate = deflate

    def receive(self, data: bytes) -> None:
        """Take what the peer sent next."""
        self._reader.receive_bytes(data)

    def pieces(self) -> Iterator[tuple[int, Any, bool]]:
        """What can be read of the bytes received: (opcode of the message, payload, whether it ends a message).

        The payload is str for text, (status or None, reason) for a close, else bytes.  Raises `FailedConnectionError`.
        """
        try:
            for frame in self._reader.received_frames():
                payload: Any = frame.payload
                if frame.opcode is Opcode.CLOSE:
                    code, reason = payload
                    payload = (None if code == CloseReason.NO_STATUS_RCVD else int(code)), reason
                yield frame.opcode, payload, frame.message_finished
        except ParseFailed as error:
            why = 'text that is not UTF-8' if error.code == INVALID_DATA else str(error)
            raise self._watch.error or FailedConnectionError(int(error.code), why) from error


class _Watch(Extension):
    """What wsproto asks about every frame: bounds it, keeps the order of fragments, inflates.

    A header that comes in pieces is asked about again: only its payload changes anything.
    """

    name = DEFLATE

    def __init__(self, limit: int):
        self.deflate: Deflate | None = None
        self.error: FailedConnectionError | None = None
        self._limit = limit
        self._control = False
        self._open = False  # fragments of a message have come, its end has not
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
        if continues is not self._open:
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
        self._deflated = rsv.rsv1 and self.deflate is not None
        return _DEFLATED if self._deflated else _PLAIN

    def frame_inbound_payload_data(self, proto: Any, data: bytes) -> bytes:
        """What of a frame's payload, some of which is `data`, is given on now."""
        if self._control:
            return data
        self._open = True
        self._size += len(data)
        if not self._deflated:
            return data
        self._raw += data
        return b''

    def frame_inbound_complete(self, proto: Any, fin: bool) -> Any:
        """What follows at the end of a frame."""
        if self._control or not fin:
            return None
        self._open = False
        if not self._deflated or self.deflate is None:
            return None
        raw, self._raw = self._raw, bytearray()
        try:
            return self.deflate.inflate(bytes(raw), self._limit)
        except FailedConnectionError as error:
            return self._fail(error)

    def _fail(self, error: FailedConnectionError) -> CloseReason:
        self.error = error
        return CloseReason(error.status)


_WRONG_FRAGMENT = {
    True: 'a continuation of no message',
    False: 'a new message within the fragments of another',
}
