"""A switch, as apps see it: the channel's socket, its reader and writer, and what one can ask of it."""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable, Sequence
from socket import MSG_DONTWAIT
from time import time
from typing import TYPE_CHECKING, Any

import greenhub
from greenhub.event import Event
from greenhub.greenio import GreenSocket
from greenhub.hubs import get_hub

from .confirmation import Batch, Sent
from .events import EventOFPMsgBase, EventOFPPortStateChange, EventOFPStateChange, message_event
from .inbox import OTHER, PACKET_IN, REPLY, STATE
from .openflow.connection import DEAD, MAIN, ControllerConnection, Counters, Limits, Malformed, Received
from .openflow.refusal import names_of_error
from .threads import call_in_hub, get_ident
from .wire import Message

if TYPE_CHECKING:
    from .registry import Registry

__all__ = [
    'Datapath', 'DatapathError', 'DatapathGone', 'MalformedReply', 'OFPErrorGroup', 'OFPErrorReply', 'RequestTimeout',
    'place_of',
]  # fmt: skip

READ_SIZE = 8192  # what a switch gets read in its turn, some sixty packet-ins: for so long the others wait
HIGH_WATER = 1024 * 1024  # bytes that wait for the switch, beyond which a sender waits too
STALLED = 5.0  # seconds without a byte moved, after which a switch that a sender waits for is given up
LONGEST_TICK = 15.0
DUMPED_ROWS = 40  # of a message that cannot be read, around the place where that ends

#: Packets from the network: any host may send as many as it likes.
PACKETS = frozenset({'OFPPacketIn', 'NXTPacketIn', 'NXTPacketIn2'})

#: Words in the names of multipart replies that may tell of a change, and do so once; an experimenter's holds anything.
ONCE = ('FlowMonitor', 'Experimenter', 'Vendor')

#: Messages that a switch sends of its own accord: their xid answers nothing.
UNASKED = frozenset({
    'OFPPacketIn', 'OFPFlowRemoved', 'OFPPortStatus', 'OFPEchoRequest', 'OFPHello',
    'OFPRoleStatus', 'OFPTableStatus', 'OFPRequestForward', 'OFPControllerStatus',
})  # fmt: skip


def event_of(message_class: Any) -> tuple[type[EventOFPMsgBase], int]:
    """The event class for messages of a class, and how inboxes treat it."""
    name = message_class.__name__
    multipart = any(base.__name__ in ('OFPStatsReply', 'OFPMultipartReply') for base in message_class.__mro__)
    counters = multipart and not any(word in name for word in ONCE)
    return message_event(name), PACKET_IN if name in PACKETS else REPLY if counters else OTHER


class _Events(dict[Any, tuple[type[EventOFPMsgBase], int]]):
    """What `event_of` says of a class of message, asked once for each."""

    def __missing__(self, message_class: Any) -> tuple[type[EventOFPMsgBase], int]:
        found = self[message_class] = event_of(message_class)
        return found


_events = _Events()


class DatapathError(Exception):
    """A switch did not do what it was asked."""


class DatapathGone(DatapathError):
    """The switch's connection ended."""


class RequestTimeout(DatapathError):
    """The switch did not answer in time.

    `partial` is what has arrived of a multipart reply whose end has not, None where that is nothing; `parts` in how
    many parts.
    """

    partial: Any = None
    parts = 0


class MalformedReply(DatapathError):
    """The switch answered with a message that cannot be read."""


class OFPErrorReply(DatapathError):
    """The switch answered with OFPT_ERROR: `type` and `code` are its numbers, `message` the whole of it.

    `request` is the message that it refused, None where that is not known.
    """

    def __init__(self, message: Any, request: Message | None = None) -> None:
        super().__init__(names_of_error(message))
        self.request = request
        self.type = message.type
        self.code = message.code
        self.message = message


class OFPErrorGroup(ExceptionGroup[DatapathError], DatapathError):
    """Several messages that a switch refused: `exceptions` has an OFPErrorReply for each, in the order of sending."""

    def derive(self, excs: Sequence[Any]) -> OFPErrorGroup:  # type: ignore[override]  # it is given some of ours
        """The same of other exceptions, for `except*`."""
        return OFPErrorGroup(self.message, excs)


class Datapath:
    """A connected switch.

    `id` is its datapath id (None until it said), `address` its transport address, `state` the phase of its channel,
    `ports` its ports by number, `ofproto` and `ofproto_parser` the numbers and structures of its OpenFlow version (None
    before HELLO).
    """

    def __init__(self, registry: Registry, sock: Any, address: Any, limits: Limits | None = None) -> None:
        self.address = address
        self.id: int | None = None
        self.is_active = True
        self.ofproto: Any = None
        self.ofproto_parser: Any = None
        self.logger = logging.getLogger('controller.datapath')
        self._hub = get_hub()
        self._thread = self._hub.thread_ident
        self.connection = ControllerConnection(
            registry.versions, now=self._hub.clock(), limits=limits, budget=registry.budget
        )
        self._registry = registry
        self._bus = registry.bus
        self._socket = sock
        self._is_plain = type(sock) is GreenSocket
        self._version: int | None = None  # whose apps hear of it; before HELLO all do
        self._heard = self._bus.heard_in(None)  # who hears what in the phase of the last message
        self._source: Hashable = self  # whose lane of an inbox its events take: the switch's, once that is known
        self._unsent = memoryview(b'')
        self._flushing = False
        self._writer: Any = None
        self._moved = 0.0  # when the socket last took a byte
        self._senders: list[Event] = []  # who waits for room
        self._answers: dict[int, Event] = {}
        self._batches: list[Batch] = []  # that are sent, and not confirmed yet
        self._ticker: Any = None

    def __str__(self) -> str:
        return f'switch {"?" * 16 if self.id is None else f"{self.id:016x}"}'

    def __repr__(self) -> str:
        return f'<Datapath {self} {self.state} at {self.address}>'

    @property
    def state(self) -> str:
        """The phase of the channel: one of the dispatchers."""
        return self.connection.phase

    @property
    def ports(self) -> dict[int, Any]:
        """The switch's ports (OFPPort) by number, as it last described them."""
        return self.connection.ports

    @property
    def counters(self) -> Counters:
        """How many messages of this connection could not be read (`malformed`), or were refused, or were `policed`."""
        return self.connection.counters

    @property
    def backlog(self) -> int:
        """How many bytes wait for the switch."""
        return self.connection.buffered + len(self._unsent)

    # -- what apps call -----------------------------------------------------------------------------------------

    def send_msg(self, msg: Message, close_socket: bool = False) -> bool:
        """Send a message; from any OS thread. False where the connection has ended.

        Returns at once while less than 1 MiB waits for the switch. Past that the caller waits for room; when no byte
        moves for 5 s the switch is dropped. With `close_socket` the message is the last: it is sent, for 5 s at most,
        and the connection ends. Raises EncodeError for a value that does not fit its field.
        """
        if get_ident() != self._thread:
            return call_in_hub(self._hub, self.send_msg, msg, close_socket)
        if not self.is_active:
            return False
        connection = self.connection
        connection.send(msg)
        if close_socket:
            self.drain(STALLED)
            self.close('an app sent its last message')
            return True
        if connection.buffered + len(self._unsent) > HIGH_WATER:
            return self._wait_for_room()
        if not self._flushing:
            self._flushing = True
            self._hub.at_generation_end(self._flush)
        return True

    def request(self, msg: Message, timeout: float = 5.0) -> Any:
        """Send a message and return the switch's answer to it; a multipart reply comes whole. From any OS thread.

        Raises OFPErrorReply, MalformedReply, RequestTimeout after `timeout` seconds, DatapathGone, EncodeError.
        """
        if get_ident() != self._thread:
            return call_in_hub(self._hub, self.request, msg, timeout)
        if msg.xid is None:
            msg.xid = self.connection.next_xid()
        answer = self._answers[msg.xid] = Event()
        try:
            with greenhub.Timeout(timeout, RequestTimeout(f'{self} did not answer {type(msg).__name__}')):
                if not self.send_msg(msg):
                    raise DatapathGone(f'{self} is not connected')
                reply = answer.wait()
        except RequestTimeout as error:
            error.partial, error.parts = self.connection.unfinished(msg.xid)
            raise
        finally:
            self._answers.pop(msg.xid, None)
        if type(reply).__name__ == 'OFPErrorMsg':
            raise OFPErrorReply(reply, msg)
        return reply

    def send_and_confirm(self, messages: Message | Iterable[Message], timeout: float = 5.0) -> None:
        """Send messages and behind them a barrier, and return when the switch has done them all. From any OS thread.

        Raises OFPErrorReply, whose `request` is the message that the switch refused, or OFPErrorGroup where it refused
        several; the other messages have taken effect. Raises RequestTimeout where the barrier is not answered `timeout`
        seconds after the last message, and DatapathGone: what the switch had refused before that is their cause. Raises
        EncodeError before anything is sent.
        """
        if get_ident() != self._thread:
            call_in_hub(self._hub, self.send_and_confirm, messages, timeout)
            return
        if self.ofproto_parser is None:
            raise DatapathGone(f'{self} has not said yet which OpenFlow it speaks')
        failure: DatapathError | None = None
        sent = self._prepared([messages] if isinstance(messages, Message) else messages)
        try:
            for each in sent:
                self._answers[each.xid] = each
                if not self.send_msg(each):
                    raise DatapathGone(f'{self} is not connected')
            self.request(self.ofproto_parser.OFPBarrierRequest(self), timeout)
        except DatapathError as error:
            failure = error
        finally:
            for each in sent:
                self._answers.pop(each.xid, None)
        self._raise_refusals(sent, failure)

    def batch(self, messages: Iterable[Message] = ()) -> Batch:
        """Many messages to be sent together by `confirm_batch`, of which only the bytes are kept; EncodeError."""
        batch = Batch(self.connection.next_xid)
        for each in messages:
            batch.add(each)
        return batch

    def confirm_batch(self, batch: Batch, timeout: float | None = 5.0) -> dict[int, OFPErrorReply]:
        """Send a batch and one barrier behind it; what the switch refused, by the number of the message in the batch.

        Returns when the switch has done all the others; with `timeout=None` there is no barrier, and nothing is known.
        From any OS thread. Raises as `send_and_confirm` does for the barrier. A batch is sent once.
        """
        if get_ident() != self._thread:
            return call_in_hub(self._hub, self.confirm_batch, batch, timeout)
        self._batches.append(batch)
        try:
            while (piece := batch.take_piece()) is not None:
                if not self.send_msg(piece):  # type: ignore[arg-type]  # as good as a message
                    raise DatapathGone(f'{self} is not connected')
            if timeout is not None:
                self.request(self.ofproto_parser.OFPBarrierRequest(self), timeout)
        finally:
            self._batches.remove(batch)
        return {number: OFPErrorReply(error) for number, error in sorted(batch.refusals.items())}

    def _prepared(self, messages: Iterable[Message]) -> list[Any]:
        """Messages in their bytes, each with an xid that no other waits for; raises EncodeError."""
        found: dict[int, Sent] = {}
        for each in messages:
            xid = each.xid
            if xid is None or xid in found or xid in self._answers:
                xid = self.connection.next_xid()
            found[xid] = Sent(each, xid)
        return list(found.values())

    def _raise_refusals(self, sent: list[Sent], failure: DatapathError | None) -> None:
        """Raise what the switch has against messages, `failure` that their barrier was not answered, or nothing."""
        refusals: list[DatapathError] = [
            each.answer if isinstance(each.answer, DatapathError) else OFPErrorReply(each.answer, each.request)
            for each in sent if each.ready() and not isinstance(each.answer, DatapathGone)
        ]  # fmt: skip
        if isinstance(failure, OFPErrorReply):  # of the barrier, which is one more message
            refusals.append(failure)
            failure = None
        found = refusals[0] if len(refusals) == 1 else None
        if len(refusals) > 1:
            found = OFPErrorGroup(f'{self} refused {len(refusals)} of {len(sent)} messages', refusals)
        if failure is not None:
            raise failure from found
        if found is not None:
            raise found

    def close(self, reason: str = 'closed by the controller') -> None:
        """End the connection; what is queued is sent as far as the socket takes it at once. From any OS thread."""
        if get_ident() != self._thread:
            call_in_hub(self._hub, self.close, reason)
            return
        if not self.is_active:
            return
        self._flush()
        self.is_active = False
        self.connection.die(reason)
        gone = DatapathGone(f'{self} is gone: {reason}')
        for answer in self._answers.values():
            if not answer.ready():
                answer.send_exception(gone)
        self._wake_senders()
        self._socket.close()
        self._registry.left(self, reason)
        self._state_changed(DEAD)
        if self._source is self:  # nothing else comes, and who refers to itself waits for the garbage collector
            self._source = None

    def drain(self, seconds: float) -> bool:
        """Wait until everything queued is sent, at most that long."""
        self._flush()
        end = self._hub.clock() + seconds
        while self.is_active and self.backlog and self._hub.clock() < end:
            self._wait_for_bytes(end - self._hub.clock())
        return not self.backlog

    # -- reading ------------------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Read from the switch until its connection ends."""
        self._ticker = self._hub.schedule_call_global(0, self._tick)
        reason = 'its reader was stopped'
        connection, clock = self.connection, self._hub.clock
        try:
            while self.is_active:
                data = self._socket.recv(READ_SIZE)
                if not data:
                    reason = 'the switch closed it'
                    break
                self._publish(connection.receive(data, clock()))
                if connection.problems or connection.buffered:  # else it has nothing to do, as for a packet-in
                    self._settle()
                if connection.buffered + len(self._unsent) > HIGH_WATER:
                    self._wait_for_room()
                if len(data) == READ_SIZE or not self._is_plain:  # a plain one waits after a short read
                    greenhub.sleep(0)
        except OSError as error:
            reason = f'{type(error).__name__}: {error}'
        except Exception as error:  # a fault of ours costs this connection, and no other
            reason = f'the controller failed on what it sent: {type(error).__name__}: {error}'
            if self._registry.throttle.pass_through('failed') is not None:
                self.logger.exception('%s (%s): its reader failed', self, place_of(self.address))
        finally:
            self._ticker.cancel()
            self.close(reason)

    def _tick(self) -> None:
        """The channel's deadlines: one timer a switch, set again when it fires."""
        if not self.is_active:
            return
        now = self._hub.clock()
        self._publish(self.connection.tick(now))
        self._settle()
        if self.is_active:
            deadline = self.connection.deadline
            wait = LONGEST_TICK if deadline is None else min(max(deadline - now, 0.01), LONGEST_TICK)
            self._ticker = self._hub.schedule_call_global(wait, self._tick)

    def _publish(self, received: list[Received]) -> None:
        """Give what arrived to whoever waits for it, and then to the apps."""
        now = time()
        for message, phase in received:
            if message is None:
                self._entered(phase)
                continue
            message.datapath = self
            event_class, kind = _events[message.__class__]
            if kind != PACKET_IN and not self._noted(message, phase):
                return
            if self._heard.phase is not phase:
                self._heard = self._bus.heard_in(phase, self._version)
            listeners = self._heard[event_class]
            if listeners:
                event = event_class(message, now)
                size = 0 if kind == PACKET_IN else len(message.buf or b'') + message.further
                for inbox, handlers in listeners:
                    inbox.put(self._source, kind, handlers, event, size)

    def _noted(self, message: Any, phase: str) -> bool:
        """What a message means to the datapath itself; False where it may not be published."""
        if self.ofproto is None:
            self.ofproto = self.ofproto_parser = self.connection.version
            self._version = self.ofproto and self.ofproto.OFP_VERSION
            self._heard = self._bus.heard_in(None)  # of any version: to be looked up anew
        name = type(message).__name__
        answer = self._answers.get(message.xid)
        if answer is not None and name not in UNASKED and not answer.ready():
            answer.send(message)
        elif name == 'OFPErrorMsg' and not any(batch.take_error(message) for batch in self._batches):
            self._log_error(message)
        if name == 'OFPPortStatus':
            change = EventOFPPortStateChange(self, message.reason, message.desc.port_no)
            self._bus.publish(change, phase, self._source, version=self._version)
        return self.id is not None or self.connection.datapath_id is None or self._identified()

    def _log_error(self, error: Any) -> None:
        """Say what the switch has refused, where nobody waits for the answer; once a second for a switch."""
        again = self._registry.throttle.pass_through(('refused', self.id))
        if again is None:
            return
        tables, data = self.ofproto, error.data
        request = tables.messages.get(data[1]) if len(data) > 1 else None
        name = 'a message' if request is None else request.__name__
        more = f' (and {again} more since)' if again else ''
        self.logger.warning('%s refused %s (xid %#x): %s%s', self, name, error.xid, names_of_error(error), more)

    def _identified(self) -> bool:
        """The switch has said who it is; False where another connection keeps that datapath id."""
        dpid: Any = self.connection.datapath_id
        if not self._registry.claim(self, dpid):
            return False  # its end is that of a connection without id: apps must not take it for the switch's
        self.id = dpid
        self._bus.merge(self, dpid)
        self._source = dpid
        return True

    def _entered(self, phase: str) -> None:
        if phase == DEAD:
            self.close(self.connection.reason)
            return
        if phase == MAIN:
            self._registry.joined(self)
        self._state_changed(phase)

    def _state_changed(self, phase: str) -> None:
        self._bus.publish(EventOFPStateChange(self, phase), phase, self._source, STATE, self._version)

    def _settle(self) -> None:
        """After the channel has worked: log what it noticed, send what it answered."""
        connection = self.connection
        if connection.problems:
            for problem in connection.problems:
                self._log_problem(problem)
            connection.problems.clear()
        if connection.buffered and not self._flushing:
            self._flushing = True
            self._hub.at_generation_end(self._flush)

    def _log_problem(self, problem: str | Malformed) -> None:
        """What is wrong with what the switch has sent; of either kind of problem a line a second."""
        if isinstance(problem, Malformed):
            self._fail_answer(problem)
        again = self._registry.throttle.pass_through((type(problem), self.id))
        if again is not None:
            more = f' (and {again} like it since)' if again else ''
            dump = self._dump(problem) if isinstance(problem, Malformed) else ''
            self.logger.warning('%s (%s): %s%s%s', self, place_of(self.address), problem, more, dump)

    def _dump(self, malformed: Malformed) -> str:
        """How many there were, and the bytes explained as far as they go: once a minute for each structure."""
        counted = f'; {self.counters.malformed} in all'
        if self._registry.dumps.pass_through((self.id, malformed.error.structure)) is None:
            return counted
        from .wire.annotate import annotate

        tables: Any = self.connection.version
        return '\n'.join([counted, *annotate(tables, malformed.buf).rows(DUMPED_ROWS)])

    def _fail_answer(self, malformed: Malformed) -> None:
        """Whoever waits for an answer need not wait any longer, where this was to be it."""
        answer = self._answers.get(int.from_bytes(malformed.buf[4:8]))
        known = None if answer is None else self.ofproto.messages.get(malformed.buf[1])
        if answer is not None and known is not None and known.__name__ not in UNASKED and not answer.ready():
            answer.send_exception(MalformedReply(f'{self} answered with a {malformed}'))

    # -- writing ------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """Send what is queued, as far as the socket takes it without waiting; a greenthread sends the rest."""
        self._flushing = False
        if self._writer is not None or not self.is_active:
            return
        data = self.connection.data_to_send()
        if not data:
            return
        try:
            sent = self._send_now(data)
        except (BlockingIOError, TimeoutError):
            sent = 0
        except OSError as error:
            if not is_retry(error):
                self._hub.call_soon(self.close, f'{type(error).__name__}: {error}')
                return
            sent = 0
        if sent < len(data):
            self._moved = self._hub.clock()
            self._unsent = memoryview(data)[sent:]
            self._writer = greenhub.spawn(self._write)

    def _send_now(self, data: bytes) -> int:
        """Send what the socket takes without waiting; BlockingIOError and the like where that is nothing."""
        if self._is_plain:
            return self._socket.send(data, MSG_DONTWAIT)
        self._socket.settimeout(0)  # TLS takes no flags, nor need a socket of a test
        try:
            return self._socket.send(data)
        finally:
            if self.is_active:
                self._socket.settimeout(None)

    def _write(self) -> None:
        """Send the backlog to a socket that is full, and go."""
        try:
            while self.is_active and self.backlog:
                if not self._unsent:
                    self._unsent = memoryview(self.connection.data_to_send())
                self._unsent = self._unsent[self._socket.send(self._unsent) :]
                self._moved = self._hub.clock()
                self._wake_senders()
        except OSError as error:
            self.close(f'{type(error).__name__}: {error}')
        finally:
            self._writer = None
            self._wake_senders()

    def _wait_for_room(self) -> bool:
        """Hold the sender until less than 1 MiB is queued; drop a switch that takes no byte for 5 s."""
        self._flush()
        if not self._senders:  # one that comes later does not give the switch another 5 s
            self._moved = self._hub.clock()
        while self.is_active and self.backlog > HIGH_WATER:
            left = self._moved + STALLED - self._hub.clock()
            if left <= 0:
                self.close(f'took no byte for {STALLED:g} s, with {self.backlog} bytes waiting for it')
                break
            self._wait_for_bytes(left)
        return self.is_active

    def _wait_for_bytes(self, seconds: float) -> None:
        moved = Event()
        self._senders.append(moved)
        try:
            moved.wait(seconds)
        finally:
            if moved in self._senders:
                self._senders.remove(moved)

    def _wake_senders(self) -> None:
        senders, self._senders = self._senders, []
        for moved in senders:
            moved.send()


def is_retry(error: OSError) -> bool:
    """Whether a TLS socket only asks to be tried again."""
    return type(error).__name__ in ('SSLWantReadError', 'SSLWantWriteError')


def place_of(address: Any) -> str:
    """A transport address as the log shows it."""
    return f'{address[0]}:{address[1]}' if isinstance(address, tuple) and len(address) > 1 else str(address)
