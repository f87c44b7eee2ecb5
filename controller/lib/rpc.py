"""msgpack-RPC: calls, answers and notifications over a stream socket (github.com/msgpack-rpc/msgpack-rpc, spec.md).

    client = Client(greenhub.connect(('127.0.0.1', 50002)))
    client.call('neighbor.add', [{'address': '10.0.0.1'}])

`MessageEncoder` is the protocol without a socket, `EndPoint` one end of a connection, `Client` an end that only asks.
Waiting lets other green threads run, whatever kind of socket it is.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from typing import Any

import msgpack

import greenhub
from greenhub.green import select
from greenhub.hubs import get_hub

__all__ = ['CallTimeout', 'Client', 'EndPoint', 'MessageEncoder', 'MessageType', 'ProtocolError', 'RPCError']

log = logging.getLogger(__name__)

#: Bytes of one message, of what waits to be sent, and of one read.
MAX_MESSAGE, MAX_UNSENT, READ_SIZE = 8 << 20, 16 << 20, 65536

#: Messages that may wait for the program to take them.
MAX_WAITING = 65536

#: Reads before other green threads have their turn.
TURN = 16

#: Seconds that a call waits for its answer.
PATIENCE = 30.0

#: What unpacking hostile bytes may raise: msgpack's own errors are ValueErrors, but for a full buffer's.
_DAMAGE = (ValueError, TypeError, msgpack.exceptions.UnpackException)


class MessageType(IntEnum):
    """What a message begins with."""

    REQUEST = 0
    RESPONSE = 1
    NOTIFY = 2


#: How many items a message of each type has.
_LENGTHS = {MessageType.REQUEST: 4, MessageType.RESPONSE: 4, MessageType.NOTIFY: 3}

#: What is called with the items of a message behind its type.
Dispatch = Mapping[int, Callable[[list[Any]], object]]


class ProtocolError(EOFError):
    """The other end sent what is no msgpack-RPC, or more than is taken; the connection has ended."""


class CallTimeout(TimeoutError):
    """The other end did not answer in time."""


class RPCError(Exception):
    """The other end answered with an error, which is any value."""

    def __init__(self, error: Any) -> None:
        super().__init__(error)

    def get_value(self) -> Any:
        """The error as it was sent."""
        return self.args[0]


class MessageEncoder:
    """Makes messages, and takes them apart, without a socket."""

    def __init__(self) -> None:
        self._packer = msgpack.Packer(use_bin_type=True)
        self._unpacker = msgpack.Unpacker(raw=False, strict_map_key=False, max_buffer_size=MAX_MESSAGE)
        self._next_msgid = 0

    def create_request(self, method: str | bytes, params: list[Any]) -> tuple[bytes, int]:
        """A call, and the id that its answer will have; raises TypeError."""
        _check_call(method, params)
        msgid, self._next_msgid = self._next_msgid, (self._next_msgid + 1) & 0xFFFFFFFF
        return self._pack(MessageType.REQUEST, msgid, method, params), msgid

    def create_response(self, msgid: int, error: Any = None, result: Any = None) -> bytes:
        """The answer to a call; raises ValueError for one that has both error and result."""
        if not 0 <= msgid <= 0xFFFFFFFF:
            raise ValueError(f'{msgid} is no id of a call')
        if error is not None and result is not None:
            raise ValueError('an answer has an error or a result, not both')
        return self._pack(MessageType.RESPONSE, msgid, error, result)

    def create_notification(self, method: str | bytes, params: list[Any]) -> bytes:
        """A call that wants no answer; raises TypeError."""
        _check_call(method, params)
        return self._pack(MessageType.NOTIFY, method, params)

    def get_and_dispatch_messages(self, data: bytes, disp_table: Dispatch) -> None:
        """Take what was received, and call `disp_table[type](items)` for each message that is complete now.

        Messages of a type that is not in the table are left out. Raises ProtocolError.
        """
        for kind, items in self._messages(data):
            if kind in disp_table:
                disp_table[kind](items)

    def _pack(self, *items: Any) -> bytes:
        packed: bytes = self._packer.pack(items)
        return packed

    def _messages(self, data: bytes) -> Iterator[tuple[int, list[Any]]]:
        try:
            self._unpacker.feed(data)
        except msgpack.BufferFull:
            raise ProtocolError(f'a message has more than {MAX_MESSAGE} bytes') from None
        while True:
            try:
                message = next(self._unpacker)
            except StopIteration:
                return
            except _DAMAGE as error:
                raise ProtocolError(f'what was received is not MessagePack: {error}') from error
            yield _checked(message)


def _check_call(method: object, params: object) -> None:
    if not (isinstance(method, (str, bytes)) and isinstance(params, list)):
        raise TypeError(f'a call is the name of a method and a list, not {method!r} and {params!r}')


def _checked(message: Any) -> tuple[int, list[Any]]:
    """Type and items of a message; raises ProtocolError."""
    kind = message[0] if isinstance(message, list) and message else None
    if not isinstance(kind, int) or isinstance(kind, bool):
        raise ProtocolError('a message does not begin with its type')
    if kind in _LENGTHS and len(message) != _LENGTHS[MessageType(kind)]:
        raise ProtocolError(f'a message of type {kind} has {len(message)} items')
    if kind in (MessageType.REQUEST, MessageType.RESPONSE) and not isinstance(message[1], int):
        raise ProtocolError('the id of a call is no number')
    return kind, message[1:]


class EndPoint:
    """One end of a connection, from whose socket it alone reads from now on.

    Messages go to the functions of `disp_table`, by type; without one they are kept for `get_request`, `get_response`
    and `get_notification`. Where the socket does not block, neither does `receive_messages`.
    """

    def __init__(self, sock: Any, encoder: MessageEncoder | None = None, disp_table: Dispatch | None = None) -> None:
        self._encoder = encoder or MessageEncoder()
        self._sock = sock
        self._waits = sock.gettimeout() != 0
        sock.setblocking(False)
        self._table = disp_table or {
            MessageType.REQUEST: self._keep_request,
            MessageType.RESPONSE: self._keep_response,
            MessageType.NOTIFY: self._keep_notification,
        }
        self._send_buffer = bytearray()
        self._pending: set[int] = set()
        self._requests: deque[list[Any]] = deque()
        self._notifications: deque[list[Any]] = deque()
        self._responses: dict[int, tuple[Any, Any]] = {}
        self._closed = False

    # -- waiting ------------------------------------------------------------------------------------------------

    def selectable(self) -> tuple[list[Any], list[Any]]:
        """The sockets to wait for, to read and to write."""
        return [self._sock], [self._sock] if self._send_buffer else []

    def block(self, timeout: float | None = None) -> bool:
        """Wait until there is something to read or to be sent; False after `timeout` seconds."""
        readers, writers = self.selectable()
        return any(select.select(readers, writers, [], timeout))

    def process(self) -> None:
        """Send and receive what can be without waiting; raises ProtocolError."""
        self.process_outgoing()
        self.process_incoming()

    def process_outgoing(self) -> None:
        """Send what can be without waiting."""
        try:
            sent = self._sock.send(self._send_buffer) if self._send_buffer else 0
        except BlockingIOError:
            return
        except OSError as error:
            log.debug('the other end is gone: %s', error)
            self._closed = True
            return
        del self._send_buffer[:sent]

    def process_incoming(self) -> None:
        """Receive what is there; raises ProtocolError."""
        for _ in range(TURN):
            if not self._read():
                return

    def serve(self) -> None:
        """Send and receive until the other end closes the connection, or breaks the protocol, which the log tells."""
        try:
            while not self._closed:
                self.block()
                self.process()
                greenhub.sleep(0)
        except ProtocolError as error:
            log.warning('msgpack-RPC: %s; the connection is closed', error)

    # -- sending ------------------------------------------------------------------------------------------------

    def send_request(self, method: str | bytes, params: list[Any]) -> int:
        """Call a method; `get_response` has the answer under the id that this returns."""
        message, msgid = self._encoder.create_request(method, params)
        self._send(message)
        self._pending.add(msgid)
        return msgid

    def send_response(self, msgid: int, error: Any = None, result: Any = None) -> None:
        """Answer a call."""
        self._send(self._encoder.create_response(msgid, error, result))

    def send_notification(self, method: str | bytes, params: list[Any]) -> None:
        """Call a method without wanting an answer."""
        self._send(self._encoder.create_notification(method, params))

    def _send(self, message: bytes) -> None:
        if len(self._send_buffer) > MAX_UNSENT:
            raise self._ended(f'{len(self._send_buffer)} bytes wait for the other end, which does not read')
        self._send_buffer += message
        self.process_outgoing()

    # -- receiving ----------------------------------------------------------------------------------------------

    def receive_messages(self, all: bool = False, timeout: float | None = None) -> bool:
        """Receive at least one message, or with `all` what is there; whether any waits to be taken.

        Waits for at most `timeout` seconds, and not at all where the socket was one that does not block. False at the
        end of the connection too. Raises ProtocolError.
        """
        if all:
            self.process_incoming()
        deadline = None if timeout is None else get_hub().clock() + timeout
        while not (all or self._waiting or self._closed):
            if not self._read() and not (self._waits and self._wait_for_more(deadline)):
                break
        return self._waiting > 0

    def get_request(self) -> list[Any] | None:
        """The next call: id, method, arguments; None where none waits."""
        return self._requests.popleft() if self._requests else None

    def get_response(self, msgid: int) -> tuple[Any, Any] | None:
        """Result and error of a call, None where it is not answered yet."""
        error, result = self._responses.pop(msgid, (None, _NOTHING))
        return None if result is _NOTHING else (result, error)

    def get_notification(self) -> list[Any] | None:
        """The next notification: method, arguments; None where none waits."""
        return self._notifications.popleft() if self._notifications else None

    def forget(self, msgid: int) -> None:
        """Take no answer to a call any more."""
        self._pending.discard(msgid)

    @property
    def _waiting(self) -> int:
        return len(self._requests) + len(self._responses) + len(self._notifications)

    def _wait_for_more(self, deadline: float | None) -> bool:
        """Wait until there is something to read, sending meanwhile; False when the time is over."""
        while not self._closed:
            left = None if deadline is None else max(deadline - get_hub().clock(), 0)
            readers, writers = self.selectable()
            readable, writable, _ = select.select(readers, writers, [], left)
            if readable:
                return True
            if not writable:
                return False
            self.process_outgoing()
        return False

    def _read(self) -> bool:
        """Read once; False where there is nothing to read, for now or for ever."""
        try:
            data = self._sock.recv(READ_SIZE)
        except BlockingIOError:
            return False
        except OSError as error:
            log.debug('the other end is gone: %s', error)
            data = b''
        if not data:
            self._closed = True
            return False
        try:
            self._encoder.get_and_dispatch_messages(data, self._table)
        except ProtocolError as error:
            raise self._ended(str(error)) from error
        if self._waiting > MAX_WAITING:
            raise self._ended(f'{self._waiting} messages wait, which nobody takes')
        return True

    def _ended(self, why: str) -> ProtocolError:
        self._closed = True
        self._sock.close()
        return ProtocolError(why)

    def _keep_request(self, items: list[Any]) -> None:
        self._requests.append(items)

    def _keep_response(self, items: list[Any]) -> None:
        msgid, error, result = items
        if msgid in self._pending:
            self._pending.remove(msgid)
            self._responses[msgid] = error, result
        else:
            log.debug('an answer to call %d, which nobody waits for', msgid)

    def _keep_notification(self, items: list[Any]) -> None:
        self._notifications.append(items)


_NOTHING = object()


class Client:
    """An end of a connection that only asks; calls to it are left unanswered.

    `notification_callback([method, arguments])` is called with what the other end tells unasked.
    """

    def __init__(
        self,
        sock: Any,
        encoder: MessageEncoder | None = None,
        notification_callback: Callable[[list[Any]], object] | None = None,
        timeout: float | None = PATIENCE,
    ) -> None:
        sock.setblocking(True)
        self._endpoint = EndPoint(sock, encoder)
        self._notify = notification_callback or (lambda _: None)
        self._timeout = timeout

    def call(self, method: str | bytes, params: list[Any]) -> Any:
        """Call a method and return its result.

        Raises RPCError where the other end answers with an error, CallTimeout where it does not answer in time, and
        EOFError (ProtocolError) where the connection has ended.
        """
        deadline = None if self._timeout is None else get_hub().clock() + self._timeout
        msgid = self._endpoint.send_request(method, params)
        try:
            while (response := self._endpoint.get_response(msgid)) is None:
                self._handle_others()
                self._receive(deadline)
        finally:
            self._endpoint.forget(msgid)
        result, error = response
        if error is not None:
            raise RPCError(error)
        return result

    def send_notification(self, method: str | bytes, params: list[Any]) -> None:
        """Call a method without wanting an answer."""
        self._endpoint.send_notification(method, params)

    def receive_notification(self, timeout: float | None = None) -> None:
        """Wait for a message of the other end, and call the callback; raises CallTimeout and EOFError."""
        self._receive(None if timeout is None else get_hub().clock() + timeout)
        self._handle_others()

    def peek_notification(self) -> None:
        """Call the callback for what has come already; raises EOFError."""
        while self._endpoint.receive_messages(all=True):
            self._handle_others()

    def _receive(self, deadline: float | None) -> None:
        left = None if deadline is None else max(deadline - get_hub().clock(), 0)
        if not self._endpoint.receive_messages(timeout=left):
            if deadline is not None and get_hub().clock() >= deadline:
                raise CallTimeout('the other end did not answer in time')
            raise EOFError('the other end has closed the connection')

    def _handle_others(self) -> None:
        """Tell what the other end told, and leave its calls alone."""
        while (notification := self._endpoint.get_notification()) is not None:
            self._notify(notification)
        while self._endpoint.get_request() is not None:
            pass
