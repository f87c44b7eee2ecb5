"""Many idle switches of OpenFlow 1.3 that connect at once, on one core.

    python -m tests.benchmarks.crowd --port 6653 --switches 1000 --core 1 --watch PID

One switch comes first, so that what a controller loads for its first one belongs to the base. Then all the others
connect, none waiting for another; a switch is in MAIN when an echo is answered that it sent behind its last answer of
the handshake. After that they only answer echoes. What was measured is printed as one JSON object.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import resource
import select
import socket
import struct
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from .generator import Watch
from .protocol import ECHO_REPLY, ECHO_REQUEST, HELLO, PACKET_OUT, Protocol, protocol

__all__ = ['Crowd', 'Member', 'allow_descriptors', 'main']

SETTLE = 2.0  # seconds after the last switch has come, before anything is measured
_header = struct.Struct('>BBHI').unpack_from


class Member:
    """One switch, as a pure reaction to bytes."""

    def __init__(self, spoken: Protocol, dpid: int) -> None:
        self.dpid, self.ready, self.echoes = dpid, False, 0
        self._protocol = spoken
        self._awaited = set(spoken.set_up)
        self._unread = b''

    def hello(self) -> bytes:
        return self._protocol.message(HELLO, 1)

    def receive(self, data: bytes) -> bytes:
        """What it answers."""
        data, answers, at = self._unread + data, [], 0
        while at + 8 <= len(data):
            _, kind, length, xid = _header(data, at)
            if at + length > len(data):
                break
            answers.append(self._answer(kind, xid, data[at + 8:at + length]))
            at += length
        self._unread = data[at:]
        return b''.join(answers)

    def _answer(self, kind: int, xid: int, body: bytes) -> bytes:
        if kind == ECHO_REPLY:
            self.ready = True
            return b''
        self.echoes += kind == ECHO_REQUEST
        answer = b'' if kind == PACKET_OUT else self._protocol.reply(kind, xid, body, self.dpid)
        if kind in self._awaited:
            self._awaited.remove(kind)
            if not self._awaited:
                answer += self._protocol.message(ECHO_REQUEST, 2)
        return answer


class Crowd:
    """The switches and the loop that drives them."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._spoken = protocol('1.3')
        self._epoll = select.epoll()
        self._members: dict[int, tuple[socket.socket, Member]] = {}
        self.ready = 0

    @property
    def echoes(self) -> int:
        return sum(member.echoes for _, member in self._members.values())

    def close(self) -> None:
        for sock, _ in self._members.values():
            sock.close()
        self._epoll.close()

    def join(self, number: int) -> None:
        """So many more switches begin to connect."""
        for _ in range(number):
            sock = socket.socket()
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            began = sock.connect_ex(('127.0.0.1', self._port))
            if began not in (0, errno.EINPROGRESS):
                raise OSError(began, os.strerror(began))
            self._members[sock.fileno()] = sock, Member(self._spoken, len(self._members) + 1)
            self._epoll.register(sock, select.EPOLLOUT)

    def serve(self, seconds: float, until_ready: bool = False) -> None:
        """Answers for so long, or until all are in MAIN; TimeoutError says how many are not."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if until_ready and self.ready == len(self._members):
                return
            for descriptor, what in self._epoll.poll(left):
                self._serve(descriptor, what)
        if until_ready:
            raise TimeoutError(f'{len(self._members) - self.ready} of {len(self._members)} switches are not in MAIN '
                               f'after {seconds:g} s')

    def _serve(self, descriptor: int, what: int) -> None:
        sock, member = self._members[descriptor]
        if what & select.EPOLLOUT:  # it is connected, or could not be, which sending tells
            self._epoll.modify(sock, select.EPOLLIN)
            sock.send(member.hello())
            return
        data = sock.recv(1 << 16)
        if not data:
            raise ConnectionError(f'the controller closed the connection of switch {member.dpid:016x}')
        was_ready = member.ready
        if answer := member.receive(data):
            sock.send(answer)  # a few KiB at most: a socket that has sent nothing for long takes it whole
        self.ready += member.ready - was_ready


def allow_descriptors(number: int) -> None:
    """Raises the limit of open files as far as it must; ValueError if the system does not allow so many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < number:
        resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))


def measure(crowd: Crowd, watch: Watch, options: argparse.Namespace) -> dict[str, Any]:
    """The whole run; `seconds` is None where the limit came first."""
    crowd.join(1)
    crowd.serve(options.limit, until_ready=True)
    crowd.serve(SETTLE)
    memory, cpu, start = watch.memory(), watch.cpu(), time.perf_counter()
    crowd.join(options.switches)
    seconds: float | None = None
    try:
        crowd.serve(options.limit, until_ready=True)
        seconds = time.perf_counter() - start
    except TimeoutError as error:
        print(f'crowd: {error}', file=sys.stderr)
        return {'seconds': None, 'ready': crowd.ready - 1}
    crowd.serve(SETTLE)
    figures = {'seconds': seconds, 'ready': crowd.ready - 1, 'cpu_ms': (watch.cpu() - cpu) * 1e3 / options.switches,
               'kib': (watch.memory() - memory) * 1024 / options.switches}
    if options.idle:
        cpu, echoes = watch.cpu(), crowd.echoes
        crowd.serve(options.idle)
        figures |= {'idle': (watch.cpu() - cpu) / options.idle * 100, 'echoes': crowd.echoes - echoes}
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs as the command line says; returns 1 if the controller hung up or took no switch at all."""
    parser = argparse.ArgumentParser(description='Lets many switches connect at once.')
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--switches', type=int, default=1000)
    parser.add_argument('--watch', type=int, required=True, metavar='PID', help="the controller's process")
    parser.add_argument('--core', type=int, required=True)
    parser.add_argument('--limit', type=float, default=60, help='seconds to connect in')
    parser.add_argument('--idle', type=float, default=0, help='seconds of idle switches to measure')
    options = parser.parse_args(arguments)
    os.sched_setaffinity(0, {options.core})
    try:
        allow_descriptors(options.switches + 64)
        with closing(Crowd(options.port)) as crowd:
            figures = measure(crowd, Watch(options.watch), options)
    except (OSError, ValueError) as error:
        print(f'crowd: {error}', file=sys.stderr)
        return 1
    json.dump(figures, sys.stdout)
    print()
    return 0


if __name__ == '__main__':
    sys.exit(main())
