"""A learning switch reduced to `struct` and a dictionary: what the generator's own limit is measured against.

    python -m tests.benchmarks.responder --version 1.3

It knows this generator's packet-ins by their offsets and nothing else of OpenFlow, so it spends about a
microsecond on each; what the generator reaches against it is the generator's ceiling, no controller's. It prints its
port and serves until its standard input closes.
"""

from __future__ import annotations

import argparse
import gc
import os
import select
import socket
import sys
from collections.abc import Sequence
from struct import Struct, pack
from typing import ClassVar

from .protocol import (
    ECHO_REPLY,
    ECHO_REQUEST,
    FLOW_MOD,
    HELLO,
    NO_BUFFER,
    PACKET_IN,
    PACKET_OUT,
    OpenFlow13,
    Protocol,
    protocol,
)
from .switch import FRAME

__all__ = ['Responder', 'main', 'responder']

_FRAME = f'{FRAME.size}s'


class Responder:
    """The controller's end of one connection: bytes in, answers out."""

    _packet_in: ClassVar[Struct]
    _packet_out: ClassVar[Struct]
    _flow_mod: ClassVar[Struct]

    def __init__(self, spoken: Protocol):
        self.protocol = spoken
        self._ports: dict[bytes, int] = {}
        self._unread = b''

    def receive(self, data: bytes) -> bytes:
        data = self._unread + data
        answers = []
        while len(data) >= 8 and data[1] != PACKET_IN:
            answers.append(self._set_up(data[1]))
            data = data[int.from_bytes(data[2:4]):]
        whole = len(data) // self._packet_in.size * self._packet_in.size
        self._unread = data[whole:]
        ports, flood = self._ports, self.protocol.flood
        for buffer_id, in_port, frame in self._packet_in.iter_unpack(data[:whole]):
            ports[frame[6:12]] = in_port
            out_port = ports.get(frame[:6], flood)
            if out_port != flood:
                answers.append(self._flow(buffer_id, in_port, frame, out_port))
            if buffer_id == NO_BUFFER:
                answers.append(self._packet(buffer_id, in_port, out_port, frame))
            elif out_port == flood:
                answers.append(self._packet(buffer_id, in_port, out_port))
        return b''.join(answers)

    def _set_up(self, kind: int) -> bytes:
        if kind == HELLO:
            body = pack('>H6x', OpenFlow13.PORT_DESCRIPTION)  # means something only where a body is looked at
            return b''.join(self.protocol.message(each, 1, body) for each in [HELLO, *self.protocol.set_up])
        return self.protocol.message(ECHO_REPLY, 2) if kind == ECHO_REQUEST else b''

    def _packet(self, buffer_id: int, in_port: int, out_port: int, data: bytes = b'') -> bytes:
        raise NotImplementedError

    def _flow(self, buffer_id: int, in_port: int, frame: bytes, out_port: int) -> bytes:
        raise NotImplementedError


class Responder10(Responder):
    _packet_in = Struct(f'>8xI2xH2x{_FRAME}')
    _packet_out = Struct('>BBHI IHH HHHH')
    _flow_mod = Struct('>BBHI IH6s6s22x 8x4H IHH HHHH')

    def _packet(self, buffer_id: int, in_port: int, out_port: int, data: bytes = b'') -> bytes:
        size = 24 + len(data)
        return self._packet_out.pack(1, PACKET_OUT, size, 0, buffer_id, in_port, 8, 0, 8, out_port, 0) + data

    def _flow(self, buffer_id: int, in_port: int, frame: bytes, out_port: int) -> bytes:
        return self._flow_mod.pack(1, FLOW_MOD, 80, 0, 0x3FFFF2, in_port, frame[6:12], frame[:6], 0, 0, 0, 1,
                                   buffer_id, 0xFFFF, 0, 0, 8, out_port, 0)


class Responder13(Responder):
    _packet_in = Struct(f'>8xI20xI6x{_FRAME}')
    _packet_out = Struct('>BBHI IIH6x HHIH6x')
    _flow_mod = Struct('>BBHI 16xBBHHHIIIH2x HHIII6sI6s HH4x HHIH6x')

    def _packet(self, buffer_id: int, in_port: int, out_port: int, data: bytes = b'') -> bytes:
        size = 40 + len(data)
        return self._packet_out.pack(4, PACKET_OUT, size, 0, buffer_id, in_port, 16, 0, 16, out_port, 0) + data

    def _flow(self, buffer_id: int, in_port: int, frame: bytes, out_port: int) -> bytes:
        return self._flow_mod.pack(4, FLOW_MOD, 104, 0, 0, 0, 0, 0, 1, buffer_id, 0xFFFFFFFF, 0xFFFFFFFF, 0,
                                   1, 32, OpenFlow13.IN_PORT, in_port, OpenFlow13.ETH_DST, frame[:6],
                                   OpenFlow13.ETH_SRC, frame[6:12], 4, 24, 0, 16, out_port, 0)


def responder(version: str) -> Responder:
    """For one connection in the version named '1.0' or '1.3'."""
    return {'1.0': Responder10, '1.3': Responder13}[version](protocol(version))


def serve(listener: socket.socket, version: str) -> None:
    """Answers every connection, until standard input closes."""
    poll = select.epoll()
    connections: dict[int, tuple[socket.socket, Responder]] = {}
    poll.register(listener, select.EPOLLIN)
    poll.register(sys.stdin, select.EPOLLIN)
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == sys.stdin.fileno():
                return
            if descriptor == listener.fileno():
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connections[connection.fileno()] = connection, responder(version)
                poll.register(connection, select.EPOLLIN)
                continue
            connection, switch = connections[descriptor]
            data = connection.recv(1 << 18)
            if data:
                connection.sendall(switch.receive(data))
            else:
                del connections[descriptor]
                connection.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves on a free loopback port."""
    parser = argparse.ArgumentParser(description='Answers the generator as fast as Python can.')
    parser.add_argument('--version', choices=('1.0', '1.3'), default='1.3')
    parser.add_argument('--core', type=int, default=None, help='run on this core only')
    options = parser.parse_args(arguments)
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})
    gc.disable()
    with socket.create_server(('127.0.0.1', 0), backlog=1024) as listener:
        print(listener.getsockname()[1], flush=True)
        serve(listener, options.version)
    return 0


if __name__ == '__main__':
    sys.exit(main())
