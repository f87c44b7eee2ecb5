"""One emulated switch: what it sends, and whether each answer is the one a learning switch gives."""

from __future__ import annotations

import random
import socket
import struct
from array import array
from collections.abc import Iterable, Iterator
from struct import Struct
from typing import NamedTuple

from .protocol import (
    ECHO_REPLY,
    ECHO_REQUEST,
    FLOW_MOD,
    HELLO,
    NO_BUFFER,
    PACKET_OUT,
    PORTS,
    Answer,
    Protocol,
    WrongAnswer,
)

__all__ = ['FRAME', 'Host', 'Hosts', 'Switch', 'Tally', 'frame']

FRAME = Struct('>6s6s12sH4s4s8sQ48s')
"""Ethernet, IPv4 and UDP around a serial number and noise: 98 bytes."""

CONVERSATIONS = 1 << 16
"""Pairs of hosts in all, which take their turns; more than a controller could remember by chance."""

BEHIND_SERIAL = Struct('>Q48s').size
"""Bytes from the serial number to the end of a packet-in, of which the frame is the last part."""

_NOISE = random.Random(1).randbytes(1 << 16)
_IP_HEAD = struct.pack('>HBBHHHBB', 0x0800, 0x45, 0, FRAME.size - 14, 0, 0x4000, 64, 17)
_IP_HEAD_SUM = sum(struct.unpack('>5H', _IP_HEAD[2:]))
_UDP_HEAD = struct.pack('>HHHH', 4000, 4000, FRAME.size - 34, 0)
_header = Struct('>BBHI').unpack_from
_u32 = Struct('>I').unpack_from
_put_u32, _put_u64 = Struct('>I').pack_into, Struct('>Q').pack_into


class Host(NamedTuple):
    """A station behind a port of one switch; one that never talks is never learned, so what it is sent is flooded."""

    mac: bytes
    ip: bytes
    ip_sum: int
    port: int
    talks: bool


EVERYBODY = Host(b'\xff' * 6, b'\xff' * 4, 2 * 0xFFFF, 0, talks=False)


class Hosts:
    """The stations of one switch, and the random conversations between them."""

    def __init__(self, first: int, number: int, silent: float):
        if number < 2:
            raise ValueError('one host alone has nobody to talk to')
        talkers = max(2, round(number * (1 - silent)))
        self.all = [self._host(first + index, index < talkers) for index in range(number)]
        self.talkers = self.all[:talkers]

    @staticmethod
    def _host(number: int, talks: bool) -> Host:
        ip = struct.pack('>I', 10 << 24 | number + 1)
        mac = b'\x02' + random.randbytes(2) + ip[1:]
        return Host(mac, ip, sum(struct.unpack('>HH', ip)), 1 + number % PORTS, talks)

    def pairs(self, number: int) -> list[tuple[Host, Host]]:
        """Talking sources, each with any host behind another port as its destination."""
        sources, destinations = random.choices(self.talkers, k=number), random.choices(self.all, k=number)
        return [(src, dst if dst.port != src.port else self._elsewhere(src))
                for src, dst in zip(sources, destinations, strict=True)]

    def _elsewhere(self, host: Host) -> Host:
        while (other := random.choice(self.all)).port == host.port:
            pass
        return other


def frame(serial: int, src: Host, dst: Host) -> bytes:
    """The one frame with this serial number; its IPv4 checksum is right, a UDP checksum of 0 means none (RFC 768).

    All but the number is the same whenever these two talk, so that a packet-in is made once and only numbered again.
    """
    checksum = 0xFFFF - (_IP_HEAD_SUM + src.ip_sum + dst.ip_sum) % 0xFFFF
    start = (src.ip_sum * 31 + dst.ip_sum) * 7919 & 0x7FFF
    return FRAME.pack(dst.mac, src.mac, _IP_HEAD, checksum, src.ip, dst.ip, _UDP_HEAD, serial, _NOISE[start:start + 48])


class Tally:
    """What all switches of a run have counted so far; `sample` of the answers are read in full.

    `blocked` are those whose sockets did not take everything.
    """

    def __init__(self, sample: float = 0.01):
        self.sample = sample
        self.sent = self.answered = self.flooded = self.checked = 0
        self.latencies = array('d')
        self.blocked: set[Switch] = set()


class Conversations:
    """The packet-ins of one switch, back to back in the order of their turns.

    They are made once; each time that one is sent, its serial number is written into it: as the number of its buffer,
    if the switch has buffers, and into its frame. So whatever a controller may remember, no packet-in comes twice.
    """

    def __init__(self, spoken: Protocol, pairs: list[tuple[Host, Host]], buffers: bool):
        self._pairs, self._buffers = pairs, buffers
        messages = [spoken.packet_in(NO_BUFFER, src.port, frame(0, src, dst)) for src, dst in pairs]
        self._size = len(messages[0])
        self._messages = bytearray().join(messages)
        self._view, self._next = memoryview(self._messages), 0

    def take(self, number: int, serials: Iterator[int], now: float,
             pending: dict[int, tuple[float, Host, Host]]) -> memoryview:
        """The next ones, that many or fewer, noted as pending; they are to be copied before more are taken."""
        size, messages, buffers, start = self._size, self._messages, self._buffers, self._next
        end = min(start + number, len(self._pairs))
        at = start * size
        for (src, dst), serial in zip(self._pairs[start:end], serials):  # noqa: B905 - serials never end
            pending[serial] = now, src, dst
            if buffers:
                _put_u32(messages, at + 8, serial)  # the buffer id, in every version of the protocol
            at += size
            _put_u64(messages, at - BEHIND_SERIAL, serial)
        self._next = end if end < len(self._pairs) else 0
        return self._view[start * size:at]


class Switch:
    """One emulated switch on a non-blocking socket, as a pure reaction to bytes and the time of day."""

    def __init__(self, sock: socket.socket, spoken: Protocol, dpid: int, hosts: Hosts, serials: Iterator[int],
                 tally: Tally, buffers: bool = True, conversations: int = 1024):
        self.socket, self.protocol, self.dpid, self.hosts, self.tally = sock, spoken, dpid, hosts, tally
        self.buffers = buffers
        self.pending: dict[int, tuple[float, Host, Host]] = {}
        self.unsent = bytearray(spoken.message(HELLO, 1))
        self.ready = False
        self._serials = serials
        self._number = conversations
        self._conversations: Conversations | None = None
        self._unread = b''
        self._flow_mod = b''  # one that named no buffer: it belongs to the PACKET_OUT behind it
        self._awaited = set(spoken.set_up)

    def offer(self, number: int, now: float) -> None:
        """Sends this many packet-ins between random pairs."""
        self._packet_ins(self._conversations or self.converse(), number, now)

    def converse(self) -> Conversations:
        """Makes its packet-ins, which takes a while; whoever does not ask for it has it done by the first offer."""
        self._conversations = Conversations(self.protocol, self.hosts.pairs(self._number), self.buffers)
        return self._conversations

    def introduce(self, hosts: Iterable[Host], now: float) -> None:
        """Lets each of these hosts broadcast once, so that the controller learns where it is."""
        pairs = [(host, EVERYBODY) for host in hosts]
        if pairs:
            self._packet_ins(Conversations(self.protocol, pairs, self.buffers), len(pairs), now)

    def _packet_ins(self, conversations: Conversations, number: int, now: float) -> None:
        pending = self.pending
        while number > 0:
            before = len(pending)
            messages = conversations.take(number, self._serials, now, pending)
            taken = len(pending) - before
            self.tally.sent += taken
            self.send(messages)
            number -= taken

    def send(self, data: bytes | memoryview) -> None:
        """Hands the socket what it takes, and keeps the rest."""
        sent = 0
        if not self.unsent:
            try:
                sent = self.socket.send(data)
            except BlockingIOError:
                pass
            if sent == len(data):
                return
        self.unsent += data[sent:]
        self.tally.blocked.add(self)

    def flush(self) -> None:
        """Hands the socket what it takes of what it did not take before."""
        if self.unsent:
            try:
                del self.unsent[:self.socket.send(self.unsent)]
            except BlockingIOError:
                pass
        if not self.unsent:
            self.tally.blocked.discard(self)

    def receive(self, now: float) -> None:
        """Reads what the controller said.

        Raises WrongAnswer, or ConnectionError when the controller hung up.
        """
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError(f'the controller closed the connection of switch {self.dpid:016x}')
        data = self._unread + data
        offset, end = 0, len(data)
        while offset + 8 <= end:
            version, kind, length, xid = _header(data, offset)
            if length < 8 or (version != self.protocol.version and self.ready):
                raise WrongAnswer(f'switch {self.dpid:016x}: a message of version {version}, {length} bytes long')
            if offset + length > end:
                break
            self._message(kind, xid, data[offset:offset + length], now)
            offset += length
        self._unread = data[offset:]

    def _message(self, kind: int, xid: int, message: bytes, now: float) -> None:
        try:
            if not self.ready:
                self._handshake(kind, xid, message)
            elif kind == PACKET_OUT:
                self._packet_out(message, now)
            elif kind == FLOW_MOD:
                self._flow_mod_came(message, now)
            else:
                self._reply(kind, xid, message)
        except (struct.error, WrongAnswer) as error:
            raise WrongAnswer(f'switch {self.dpid:016x}: {error}; the message is {message.hex()}') from error

    def _handshake(self, kind: int, xid: int, message: bytes) -> None:
        """Ready once an echo came back that was sent after all the controller's setting up."""
        self._reply(kind, xid, message)
        if kind in self._awaited:
            self._awaited.remove(kind)
            if not self._awaited:
                self.send(self.protocol.message(ECHO_REQUEST, 2))
        self.ready = kind == ECHO_REPLY

    def _reply(self, kind: int, xid: int, message: bytes) -> None:
        reply = self.protocol.reply(kind, xid, message[8:], self.dpid)
        if reply:
            self.send(reply)

    def _flow_mod_came(self, message: bytes, now: float) -> None:
        buffer_id, = _u32(message, self.protocol.flow_mod_buffer)
        if self._flow_mod:
            raise WrongAnswer('a FLOW_MOD for no packet: it names no buffer and no PACKET_OUT followed')
        if buffer_id == NO_BUFFER:
            self._flow_mod = message
        else:
            self._released(buffer_id, message, b'', now)

    def _packet_out(self, message: bytes, now: float) -> None:
        serial, = _u32(message, 8)
        if serial == NO_BUFFER:
            serial = FRAME.unpack(message[-FRAME.size:])[-2]
        flow_mod, self._flow_mod = self._flow_mod, b''
        self._released(serial, flow_mod, message, now)

    def _released(self, serial: int, flow_mod: bytes, packet_out: bytes, now: float) -> None:
        """A packet-in is answered: its packet was released by a PACKET_OUT, or by a FLOW_MOD alone."""
        if serial not in self.pending:
            raise WrongAnswer(f'packet {serial} is not waiting here: answered twice, or never sent by this switch')
        sent, src, dst = self.pending.pop(serial)
        tally = self.tally
        tally.answered += 1
        tally.latencies.append(now - sent)
        if not dst.talks:
            tally.flooded += 1
        if dst.talks != bool(flow_mod):
            raise WrongAnswer(f'packet {serial} to a host that {"talks" if dst.talks else "never talked"} was answered '
                              f'{"with" if flow_mod else "without"} a FLOW_MOD')
        if random.random() < tally.sample:
            tally.checked += 1
            self._check(serial, src, dst, flow_mod, packet_out)

    def _check(self, serial: int, src: Host, dst: Host, flow_mod: bytes, packet_out: bytes) -> None:
        packet = frame(serial, src, dst)
        answer = Answer(src.port, dst.port if dst.talks else self.protocol.flood, dst.mac, src.mac,
                        b'' if self.buffers else packet, packet)
        if flow_mod:
            self.protocol.check_flow_mod(flow_mod, answer)
        if packet_out:
            self.protocol.check_packet_out(packet_out, answer)
