"""The OpenFlow channel without its socket: bytes and the time go in, messages and bytes come out.

`ControllerConnection` is the controller's end, `SwitchConnection` the other one. Both frame messages out of any
split of the bytes, negotiate the version, answer ECHO, and refuse what is not legal in the phase they are in; what
each phase takes is a table (`LEGAL`), and the rest follows from it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from copy import copy
from dataclasses import dataclass
from struct import Struct
from typing import Any, ClassVar

from ..wire import DecodeError, Message, Version
from . import OF13, version, versions
from .policing import EXPERIMENTER, LLDP, PacketInPolicer, Rate, ether_type, is_packet_in
from .refusal import refusal

__all__ = [
    'CONFIG',
    'DEAD',
    'HANDSHAKE',
    'MAIN',
    'Budget',
    'Connection',
    'ControllerConnection',
    'Counters',
    'Limits',
    'Malformed',
    'Received',
    'SwitchConnection',
]

#: The phases of a channel, with Ryu's values: version agreed, then features and ports known, then in use, then over.
HANDSHAKE, CONFIG, MAIN, DEAD = 'handshake', 'config', 'main', 'dead'

#: A message and the phase it arrived in; or None and the phase that begins here.
Received = tuple[Message | None, str]

#: A method that a row of `LEGAL` names.
Taker = Callable[[Any, list[Received]], None]

HEADER = Struct('!BBHI')  # version, type, length, xid
HEADER_SIZE = HEADER.size
FRAME = Struct('!HH')  # version and type as one word, length
NAMES = {0x01: '1.0', 0x02: '1.1', 0x03: '1.2', 0x04: '1.3', 0x05: '1.4', 0x06: '1.5'}  # of the versions that there are
NEWEST = max(NAMES)
HELLO_TYPE = 0  # the only message whose number has to be known before a version is agreed (6.3.1)
QUOTED = 64  # bytes of an offending message that an error carries at least (7.5.4)
REPLY_MORE = 0x0001  # OFPMPF_REPLY_MORE, OFPSF_REPLY_MORE
PROBLEMS_KEPT = 16
POLICED = ('OFPPacketIn', 'OFPVendor', 'OFPExperimenter')  # what is, or may be, a packet-in


@dataclass(frozen=True)
class Limits:
    """How long a channel waits and how much it keeps; seconds and bytes."""

    handshake: float = 10.0
    echo_interval: float = 15.0  # 0: no liveness check
    unanswered_echoes: int = 3
    multipart_wait: float = 30.0  # between two parts of a reply
    multipart_bytes: int = 16 * 1024 * 1024  # of all unfinished replies of a switch together
    multipart_total: int = 64 * 1024 * 1024  # of those of all switches that share a `Budget`
    multipart_open: int = 64
    error_replies: int = 100  # per second
    ports: int = 65536
    packet_in_rate: Rate | None = None  # of a switch; None: any


@dataclass
class _Partial:
    """A multipart reply that has not ended."""

    message: Any
    deadline: float
    size: int = 0
    parts: int = 0


@dataclass
class Budget:
    """What several channels may keep together; each counts in it what it keeps."""

    used: int = 0


@dataclass
class Counters:
    """How many messages were no messages, how many of the others were refused, and how many packet-ins were too many.

    `policed_lldp` are those of the `policed` that held LLDP.
    """

    malformed: int = 0
    refused: int = 0
    policed: int = 0
    policed_lldp: int = 0


@dataclass(frozen=True)
class Malformed:
    """A message that could not be read, and why."""

    buf: bytes
    error: DecodeError

    def __str__(self) -> str:
        return f'malformed message: {self.error}'


class Connection:
    """What both ends of a channel have in common.

    `phase` is where the channel stands, `version` the tables in use (None before HELLO was answered), `reason` why
    it is DEAD. The owner passes received bytes to `receive`, sends what `data_to_send` returns, calls `tick` when
    `deadline` has come, and closes the transport once the phase is DEAD and everything is sent. `problems` collects
    what a person should read, a few at most; the owner empties it, and `counters` counts
    them all.
    """

    #: Message name -> the method that takes it, per phase. A name that has no row in a phase is refused in it.
    LEGAL: ClassVar[dict[str, dict[str, str]]] = {}
    AGREED: ClassVar[str] = MAIN  # the phase after HELLO

    def __init__(self, allowed: Iterable[int] | None = None, *, now: float = 0.0, limits: Limits | None = None) -> None:
        self.allowed = frozenset(allowed if allowed is not None else versions())
        self.limits = limits or Limits()
        self.phase = HANDSHAKE
        self.version: Version | None = None
        self.reason = ''
        self.problems: list[str | Malformed] = []
        self.counters = Counters()
        self.buffered = 0
        self.deadline: float | None = now + self.limits.handshake
        self._now = now
        self._out: list[bytes] = []
        self._in = bytearray()
        self._wanted = HEADER.size
        self._xid = 0
        self._rows: dict[int, tuple[type[Message], Taker | None]] = {}  # of this phase, by version and type
        self._unanswered = 0
        self._own_echoes: deque[int] = deque(maxlen=16)  # the transaction ids of the last ones
        self._errors_until = 0.0
        self._errors_left = 0
        self._hello()

    # -- what the owner calls -----------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> list[Received]:
        """What these bytes complete, in order: messages with the phase they came in, and changes of phase."""
        self._now = now
        received: list[Received] = []
        if self.phase is DEAD:
            return received
        if self._in:
            self._in += data
            if len(self._in) < self._wanted:
                return received
            data = bytes(self._in)
            self._in.clear()
        offset, end = 0, len(data)
        self._wanted = HEADER.size
        rows, phase, unpack = self._rows, self.phase, FRAME.unpack_from
        while end - offset >= HEADER_SIZE:
            word, length = unpack(data, offset)
            if length < HEADER.size:
                self._refuse_frame(data[offset : offset + QUOTED], received)
                break
            if offset + length > end:
                self._await_rest(word >> 8, length, received)
                break
            buf = data[offset : offset + length]
            offset += length
            row = rows.get(word)
            if row is not None:
                structure, taker = row
                try:
                    message = structure.decode(buf, 0, length)
                except DecodeError as error:
                    self._malformed(error, structure, buf)
                else:
                    if taker is None:
                        received.append((message, phase))
                        continue
                    taker(message, received)
            else:
                self._take_other(word, buf, received)
            if self.phase is DEAD:
                break
            rows, phase = self._rows, self.phase  # what the connection takes itself may end a phase
        if offset < end and self.phase is not DEAD:
            self._in += data[offset:]
        return received

    def send(self, message: Message) -> int:
        """Queue a message, and return its transaction id; raises EncodeError, and then nothing is queued."""
        xid = message.xid
        if xid is None:
            xid = message.xid = self._xid = (self._xid + 1) & 0xFFFFFFFF or 1
        message.buf = data = message.encode()
        self._out.append(data)
        self.buffered += len(data)
        return xid

    def next_xid(self) -> int:
        """A transaction id that this end has not used lately."""
        self._xid = (self._xid + 1) & 0xFFFFFFFF or 1
        return self._xid

    def data_to_send(self) -> bytes:
        """Everything that is queued, once."""
        data = b''.join(self._out)
        self._out.clear()
        self.buffered = 0
        return data

    def tick(self, now: float) -> list[Received]:
        """Act on a deadline that has come: give up on the handshake or the peer, or ask whether it is alive."""
        self._now = now
        received: list[Received] = []
        if self.phase is DEAD or self.deadline is None or now < self.deadline:
            return received
        if self.phase is not MAIN:
            self.die(f'no complete handshake in {self.limits.handshake:g} s', received)
        elif self._unanswered >= self.limits.unanswered_echoes:
            self.die(f'{self._unanswered} echo requests in a row unanswered', received)
        else:
            self._unanswered += 1
            self._await_echo()
            self._own_echoes.append(self.send(self._tables.OFPEchoRequest(None)))
        return received

    def die(self, reason: str, received: list[Received] | None = None) -> None:
        """End the channel; what is queued may still be sent."""
        if self.phase is DEAD:
            return
        self.reason = reason
        self.deadline = None
        self._in = bytearray()
        self._enter(DEAD, received if received is not None else [])

    def _problem(self, problem: str | Malformed) -> None:
        """Something a person should read; a flood of them is counted, not kept."""
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(problem)

    # -- framing and the table ----------------------------------------------------------------------------------

    @property
    def _tables(self) -> Any:
        return self.version

    def _await_rest(self, number: int, length: int, received: list[Received]) -> None:
        """A frame has begun; where its version is none at all, it is not worth waiting for its end."""
        self._wanted = length
        if number > NEWEST and self.phase is not HANDSHAKE:
            self.die(f'bytes that are no OpenFlow: version {number:#04x}', received)

    def _take_other(self, word: int, buf: bytes, received: list[Received]) -> None:
        """A whole frame that the table has no row for."""
        taker = self._take_first if self.phase is HANDSHAKE else self._refuse
        taker(word >> 8, word & 0xFF, buf, received)

    def _take_first(self, number: int, kind: int, buf: bytes, received: list[Received]) -> None:
        """Before a version is agreed only HELLO is understood, and an ERROR that says why there will be none."""
        if kind == HELLO_TYPE:
            self._hello_received(number, buf, received)
        elif kind == self._best.OFPErrorMsg.msg_type:
            self.die('the peer refused our HELLO: ' + buf[12:].decode('utf-8', 'replace').strip('\0'), received)
        else:
            self._hello_failed(f'a HELLO has to come first, not a message of type {kind}', buf, received)

    def _deliver(self, message: Message, received: list[Received]) -> None:
        received.append((message, self.phase))

    def _enter(self, phase: str, received: list[Received]) -> None:
        self.phase = phase
        self._rows = self._rows_of(phase)
        received.append((None, phase))

    def _rows_of(self, phase: str) -> dict[int, tuple[type[Message], Taker | None]]:
        """The table's rows for a phase, by the first two bytes of a message; None stands for `_deliver`."""
        rows, tables = self.LEGAL.get(phase, {}), self._tables
        if not rows:
            return {}
        return {
            tables.OFP_VERSION << 8 | kind: (known, None if rows[name] == '_deliver' else getattr(self, rows[name]))
            for kind, known in tables.messages.items()
            if (name := known.__name__) in rows
        }

    def _refuse_frame(self, quoted: bytes, received: list[Received]) -> None:
        """A length below the header's leaves no way to find the next message."""
        self._error(self.version or self._best, 'OFPET_BAD_REQUEST', 'OFPBRC_BAD_LEN', quoted)
        self._problem(f'broken framing: a header says {quoted[:HEADER.size].hex(" ", 4)}')
        self.die('a message says it is shorter than its header', received)

    def _refuse(self, number: int, kind: int, buf: bytes, received: list[Received]) -> None:
        """A message that is whole but not legal here: answered with the error that says why (7.5.4)."""
        self.counters.refused += 1
        if number > NEWEST:
            self.die(f'bytes that are no OpenFlow: version {number:#04x}', received)
            return
        tables = self._tables
        known = tables.messages.get(kind)
        name = known.__name__ if known is not None else f'of type {kind}'
        if number != tables.OFP_VERSION and name == 'OFPErrorMsg' and self.phase is MAIN:
            self._error_of_another_version(known, buf, received)
            return
        if number != tables.OFP_VERSION:
            code = 'OFPBRC_BAD_VERSION'
            self._problem(f'refused a message: {name} has version {number:#04x}')
        elif tables.OFP_VERSION << 8 | kind in self._rows_of(MAIN):
            code = 'OFPBRC_EPERM'  # early, as a PORT_STATUS may well be: no news for anybody's log
        else:
            code = 'OFPBRC_BAD_TYPE'
            self._problem(f'refused a message: {name} is none that this end takes')
        if known is None or known.__name__ != 'OFPErrorMsg':
            self._error(tables, 'OFPET_BAD_REQUEST', code, buf)

    def _error_of_another_version(self, structure: Any, buf: bytes, received: list[Received]) -> None:
        """All versions lay errors out alike, and Open vSwitch answers some of a newer one with an error of 1.0: whoever
        waits for that answer gets it. Its numbers are that version's."""
        buf = bytes((self._tables.OFP_VERSION, *buf[1:]))
        try:
            self._deliver(structure.decode(buf, 0, len(buf)), received)
        except DecodeError as error:
            self._malformed(error, structure, buf)

    def _malformed(self, error: DecodeError, structure: type[Message], buf: bytes) -> None:
        """A message that cannot be read is answered with the error that says why; the channel goes on."""
        self.counters.malformed += 1
        self._problem(Malformed(buf, error.with_traceback(None)))  # whose frames know all that was read with it
        if structure.__name__ != 'OFPErrorMsg':
            self._answer_error(self._tables, *refusal(self._tables, error), buf)

    def _error(self, tables: Any, kind: str, code: str, buf: bytes) -> None:
        """Answer with an error, given by the names of its numbers."""
        self._answer_error(tables, getattr(tables, kind), getattr(tables, code), buf)

    def _answer_error(self, tables: Any, kind: int, code: int, buf: bytes) -> None:
        """Answer with an error, unless too many were sent this second."""
        if self._now >= self._errors_until:
            self._errors_until, self._errors_left = self._now + 1.0, self.limits.error_replies
        if self._errors_left:
            self._errors_left -= 1
            answer = tables.OFPErrorMsg(None, kind, code, buf[:QUOTED])
            answer.xid = HEADER.unpack_from(buf)[3]
            self.send(answer)

    def _refused(self, error: Any, received: list[Received]) -> None:
        """The peer refused something; that it refused an error of ours is the business of nobody above."""
        if error.data[:2] == bytes((self._tables.OFP_VERSION, error.msg_type)):
            self.counters.refused += 1
        else:
            self._deliver(error, received)

    # -- HELLO (6.3.1) ------------------------------------------------------------------------------------------

    @property
    def _best(self) -> Any:
        """The tables of the newest version that this end speaks."""
        return version(max(self.allowed))

    def _hello(self) -> None:
        tables = self._best
        hello = tables.OFPHello(None)
        if tables.OFP_VERSION >= OF13:
            hello.elements = [tables.OFPHelloElemVersionBitmap(versions=sorted(self.allowed))]
        self.send(hello)

    def _hello_received(self, number: int, buf: bytes, received: list[Received]) -> None:
        offered: set[int] = set()
        if number >= OF13:
            try:
                hello: Any = version(OF13).messages[HELLO_TYPE].decode(buf, 0, len(buf))
            except DecodeError as error:
                self._hello_failed(f'malformed HELLO: {error}', buf, received)
                return
            for element in hello.elements:
                offered |= set(getattr(element, 'versions', ()))
        offered = offered or {min(number, max(self.allowed))}  # no bitmap: the smaller of the two numbers counts
        common = self.allowed & offered
        if not common:
            problem = f'no common version: we speak {_in_words(self.allowed)}, the peer {_in_words(offered)}'
            self._hello_failed(problem, buf, received)
            return
        self.version = tables = version(max(common))
        hello = tables.messages[HELLO_TYPE](None)
        hello.buf, hello.xid = buf, HEADER.unpack_from(buf)[3]
        self._deliver(hello, received)
        self._enter(self.AGREED, received)
        self._agreed(received)

    def _hello_failed(self, reason: str, buf: bytes, received: list[Received]) -> None:
        """OFPET_HELLO_FAILED carries a sentence for the peer's log."""
        tables = self._best
        failure = tables.OFPErrorMsg(
            None, tables.OFPET_HELLO_FAILED, tables.OFPHFC_INCOMPATIBLE, reason.encode('ascii', 'replace')[:200]
        )
        failure.xid = HEADER.unpack_from(buf)[3]
        self.send(failure)
        self.die(reason, received)

    def _agreed(self, received: list[Received]) -> None:
        """The version is settled."""

    # -- ECHO (6.4) ---------------------------------------------------------------------------------------------

    def _await_echo(self) -> None:
        interval = self.limits.echo_interval
        self.deadline = self._now + interval if interval > 0 else None

    def _echo_request(self, request: Any, received: list[Received]) -> None:
        answer = self._tables.OFPEchoReply(None, data=request.data)
        answer.xid = request.xid
        self.send(answer)
        self._deliver(request, received)

    def _echo_reply(self, reply: Any, received: list[Received]) -> None:
        self._unanswered = 0
        if reply.xid not in self._own_echoes:  # apps hear of the replies that they have asked for
            self._deliver(reply, received)


def _in_words(numbers: Collection[int]) -> str:
    """Versions by the names that people know."""
    return 'OpenFlow ' + ', '.join(NAMES.get(each, f'{each:#04x}') for each in sorted(numbers))


class ControllerConnection(Connection):
    """The controller's end: learns the switch's features and ports before the channel is in use.

    `datapath_id` is the switch's id, `ports` its ports by number, kept up to date. A `budget` is shared with the other
    connections of a controller.
    """

    AGREED = CONFIG
    _ANSWERS: ClassVar[dict[str, str]] = {
        'OFPErrorMsg': '_refused',
        'OFPEchoRequest': '_echo_request',
        'OFPEchoReply': '_echo_reply',
        'OFPSwitchFeatures': '_features',
        'OFPGetConfigReply': '_deliver',
        'OFPBarrierReply': '_deliver',
        'OFPRoleReply': '_deliver',
        'OFPGetAsyncReply': '_deliver',
        'OFPQueueGetConfigReply': '_deliver',
        'OFPBundleCtrlMsg': '_deliver',
        'OFPStatsReply': '_multipart',
        'OFPMultipartReply': '_multipart',
        'OFPVendor': '_deliver',
        'OFPExperimenter': '_deliver',
    }
    LEGAL = {
        CONFIG: _ANSWERS,
        MAIN: {
            **_ANSWERS,
            'OFPPacketIn': '_deliver',
            'OFPFlowRemoved': '_deliver',
            'OFPPortStatus': '_port_status',
            'OFPRoleStatus': '_deliver',
            'OFPTableStatus': '_deliver',
            'OFPRequestForward': '_deliver',
            'OFPControllerStatus': '_deliver',
        },
    }

    def __init__(
        self,
        allowed: Iterable[int] | None = None,
        *,
        now: float = 0.0,
        limits: Limits | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.datapath_id: int | None = None
        self.ports: dict[int, Any] = {}
        self._partial: dict[tuple[int, int], _Partial] = {}
        self._budget = budget or Budget()
        self._port_request: int | None = None
        self._policer: PacketInPolicer | None = None
        self._policed: dict[int, tuple[type[Message], Taker | None]] = {}
        self._policing_told = 0.0
        super().__init__(allowed, now=now, limits=limits)

    def tick(self, now: float) -> list[Received]:
        """Beside the deadline of the channel: give up on replies whose next part does not come."""
        for key in [key for key, partial in self._partial.items() if partial.deadline <= now]:
            self._drop_partial(key, f'no further part in {self.limits.multipart_wait:g} s')
        return super().tick(now)

    def die(self, reason: str, received: list[Received] | None = None) -> None:
        """End the channel; what is queued may still be sent, what is unfinished is forgotten."""
        for key in list(self._partial):
            self._take_partial(key)
        super().die(reason, received)

    # -- policing -----------------------------------------------------------------------------------------------

    def _enter(self, phase: str, received: list[Received]) -> None:
        """Where packet-ins are policed, `receive` has no row for them: it costs nothing where they are not."""
        super()._enter(phase, received)
        rate = self.limits.packet_in_rate
        if phase is MAIN and rate is not None:
            self._policer = PacketInPolicer(rate, self._now)
            self._policed = {word: row for word, row in self._rows.items() if row[0].__name__ in POLICED}
            self._rows = {word: row for word, row in self._rows.items() if word not in self._policed}

    def _take_other(self, word: int, buf: bytes, received: list[Received]) -> None:
        row = self._policed.get(word)
        if row is None:
            super()._take_other(word, buf, received)
        elif self._admits(buf):
            try:
                message = row[0].decode(buf, 0, len(buf))
            except DecodeError as error:
                self._malformed(error, row[0], buf)
            else:
                self._deliver(message, received)

    def _admits(self, buf: bytes) -> bool:
        """Whether a message is no packet-in too many; it is not decoded for that."""
        policer = self._policer
        if policer is None or (buf[1] == EXPERIMENTER and not is_packet_in(buf)):
            return True
        kind = ether_type(buf)
        if policer.admits(kind, self._now):
            return True
        counters = self.counters
        counters.policed += 1
        counters.policed_lldp += kind == LLDP
        if self._now >= self._policing_told:  # else a flood would be one of lines for the log, too
            self._policing_told = self._now + 1.0
            self._problem(f'sends too many packet-ins ({policer.rate} are taken): {counters.policed} dropped so far, '
                          f'{counters.policed_lldp} of LLDP')
        return False

    # -- the handshake, and what follows it ---------------------------------------------------------------------

    def _agreed(self, received: list[Received]) -> None:
        self.send(self._tables.OFPFeaturesRequest(None))

    def _features(self, features: Any, received: list[Received]) -> None:
        """The switch says who it is (7.3.1); who it is does not change later."""
        if self.datapath_id is not None:
            if features.datapath_id != self.datapath_id:
                self.die(f'the switch changed its datapath id to {features.datapath_id:016x}', received)
            else:
                self._deliver(features, received)
            return
        if getattr(features, 'auxiliary_id', 0):
            self._error(self._tables, 'OFPET_BAD_REQUEST', 'OFPBRC_EPERM', features.buf)
            self.die(f'auxiliary connection {features.auxiliary_id}: only main connections are taken (6.3.5)', received)
            return
        self.datapath_id = features.datapath_id
        self._deliver(features, received)
        tables = self._tables
        self.send(tables.OFPSetConfig(None, tables.OFPC_FRAG_NORMAL, 128))  # 128: the default miss_send_len (A.3.2)
        if tables.OFP_VERSION < OF13:
            self._in_use(features.ports.values(), received)
        else:
            self._port_request = self.send(tables.OFPPortDescStatsRequest(None, 0))

    def _in_use(self, ports: Collection[Any], received: list[Received]) -> None:
        if len(ports) > self.limits.ports:
            self.die(f'more than {self.limits.ports} ports', received)
            return
        self.ports = {port.port_no: port for port in ports}
        self._enter(MAIN, received)
        self._await_echo()

    def _multipart(self, part: Any, received: list[Received]) -> None:
        """Join the parts of a reply; a reply in one part passes straight through (7.3.5)."""
        body = getattr(part, 'body', None)
        key = (part.xid, part.type)
        more = part.flags & REPLY_MORE
        if isinstance(body, list) and (more or key in self._partial):
            partial = self._partial.setdefault(key, _Partial(part, 0.0))
            if partial.message is not part:
                partial.message.body += body
                partial.message.further += len(part.buf)
                partial.message.flags = part.flags
            partial.parts += 1
            partial.size += len(part.buf)
            self._budget.used += len(part.buf)
            partial.deadline = self._now + self.limits.multipart_wait
            if more:
                self._bound_partials()
                return
            part = self._take_partial(key).message
        self._deliver(part, received)
        if self.phase is CONFIG and part.xid == self._port_request:
            if type(part) is not self._tables.OFPPortDescStatsReply:
                self.die(f'answered the question for its ports with {type(part).__name__}', received)
            else:
                self._in_use(part.body, received)

    def unfinished(self, xid: int) -> tuple[Any, int]:
        """What there is of a multipart reply that has not ended, and in how many parts it came; None and 0."""
        found = next((partial for key, partial in self._partial.items() if key[0] == xid), None)
        if found is None:
            return None, 0
        message = copy(found.message)
        message.body = list(message.body)  # the other one grows on
        return message, found.parts

    def _bound_partials(self) -> None:
        limits = self.limits
        while self._partial and (
            len(self._partial) > limits.multipart_open
            or sum(partial.size for partial in self._partial.values()) > limits.multipart_bytes
            or self._budget.used > limits.multipart_total
        ):
            self._drop_partial(next(iter(self._partial)), 'too many unfinished replies')

    def _drop_partial(self, key: tuple[int, int], why: str) -> None:
        partial = self._take_partial(key)
        name = type(partial.message).__name__
        self._problem(f'dropped {partial.size} bytes of an unfinished {name} (xid {key[0]:#x}): {why}')

    def _take_partial(self, key: tuple[int, int]) -> _Partial:
        partial = self._partial.pop(key)
        self._budget.used -= partial.size
        return partial

    def _port_status(self, status: Any, received: list[Received]) -> None:
        port, tables = status.desc, self._tables
        if status.reason == tables.OFPPR_DELETE:
            self.ports.pop(port.port_no, None)
        elif len(self.ports) < self.limits.ports or port.port_no in self.ports:
            self.ports[port.port_no] = port
        else:
            self.die(f'more than {self.limits.ports} ports', received)
            return
        self._deliver(status, received)


class SwitchConnection(Connection):
    """The switch's end, for emulated switches and for tests of controllers: takes what a controller sends."""

    LEGAL = {
        MAIN: {
            'OFPErrorMsg': '_deliver',
            'OFPEchoRequest': '_echo_request',
            'OFPEchoReply': '_echo_reply',
            **dict.fromkeys(
                (
                    'OFPFeaturesRequest',
                    'OFPGetConfigRequest',
                    'OFPSetConfig',
                    'OFPPacketOut',
                    'OFPFlowMod',
                    'OFPGroupMod',
                    'OFPPortMod',
                    'OFPTableMod',
                    'OFPMeterMod',
                    'OFPStatsRequest',
                    'OFPMultipartRequest',
                    'OFPBarrierRequest',
                    'OFPQueueGetConfigRequest',
                    'OFPRoleRequest',
                    'OFPGetAsyncRequest',
                    'OFPSetAsync',
                    'OFPBundleCtrlMsg',
                    'OFPBundleAddMsg',
                    'OFPVendor',
                    'OFPExperimenter',
                ),
                '_deliver',
            ),
        },
    }

    def _agreed(self, received: list[Received]) -> None:
        self._await_echo()

    def reply(self, request: Message, answer: Message) -> int:
        """Queue an answer under its request's transaction id."""
        answer.xid = request.xid
        return self.send(answer)

    def error(self, request: Message, kind: int, code: int) -> None:
        """Refuse a request with an error that quotes it (7.5.4)."""
        self.reply(request, self._tables.OFPErrorMsg(None, kind, code, (request.buf or b'')[:QUOTED]))
