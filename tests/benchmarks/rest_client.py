"""Clients of a REST API on connections that stay open, and beside them switches that send packet-ins at a fixed rate:

    python -m tests.benchmarks.rest_client --port 6653 --rest-port 8080 --rate 1000 --method GET --path /stats/switches

One process does both, with the generator's loop, so neither has to wait for a core. Each client asks again as soon as
it is answered; an answer that is not a 200 ends the run with exit status 1, as one to a packet-in does that is wrong.
SERIAL in the body is replaced by the number of the call. The switch that calls are about is 1000 and has no packets.
Prints JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import socket
import sys
import time
from array import array
from collections.abc import Sequence
from itertools import count
from typing import Any

from . import generator
from .flow_switch import HELLO, FlowSwitch, message
from .generator import Generator, Watch, percentiles
from .protocol import WrongAnswer

__all__ = ['Client', 'main']

DPID = 1000


class _Peer:
    """What the generator's loop serves like one of its switches, but that never sends packet-ins."""

    pending: Sequence[int] = ()

    def __init__(self, channel: socket.socket):
        self.channel, self.unsent = channel, b''

    def flush(self) -> None:
        try:
            self.unsent = self.unsent[self.channel.send(self.unsent) :]
        except BlockingIOError:
            pass

    def read(self) -> bytes:
        """Raises ConnectionError when the controller hung up."""
        data = self.channel.recv(1 << 18)
        if not data:
            raise ConnectionError('the controller closed a connection')
        return data


class Calls:
    """What all clients ask, and the answers counted so far."""

    def __init__(self, method: str, path: str, body: str):
        self._head = f'{method} {path} HTTP/1.1\r\nHost: localhost\r\n'
        self._body, self._serials = body, count()
        self.latencies = array('d')
        self.busy = 0.0  # seconds spent in clients

    def request(self) -> bytes:
        body = self._body.replace('SERIAL', str(next(self._serials)))
        return f'{self._head}Content-Length: {len(body)}\r\n\r\n{body}'.encode()


class Client(_Peer):
    """One connection, one call at a time."""

    def __init__(self, channel: socket.socket, calls: Calls):
        super().__init__(channel)
        self._calls, self._unread, self._asked = calls, b'', 0.0

    def ask(self, now: float) -> None:
        self._asked = now
        self.unsent = self._calls.request()
        self.flush()

    def receive(self, now: float) -> None:
        """Count the answer once it is whole, and ask again; raises WrongAnswer."""
        self._unread += self.read()
        head, end, body = self._unread.partition(b'\r\n\r\n')
        if end and len(body) >= content_length(head):
            if len(body) > content_length(head):
                raise WrongAnswer(f'more than one answer to a call: {self._unread[:300]!r}')
            if head.split(b' ', 2)[1] != b'200':
                raise WrongAnswer(f'a call was answered by {self._unread[:500]!r}')
            self._unread = b''
            self._calls.latencies.append(now - self._asked)
            self.ask(now)
        self._calls.busy += time.perf_counter() - now


def content_length(head: bytes) -> int:
    """Raises WrongAnswer where the length is not told."""
    for line in head.split(b'\r\n')[1:]:
        name, _, value = line.partition(b':')
        if name.lower() == b'content-length':
            return int(value)
    raise WrongAnswer(f'an answer without its length: {head!r}')


class Target(_Peer):
    """The switch that calls are about."""

    def __init__(self, channel: socket.socket):
        super().__init__(channel)
        self.switch = FlowSwitch(DPID)
        self.unsent = message(HELLO, 1)

    def receive(self, now: float) -> None:
        self.unsent += self.switch.receive(self.read())
        self.flush()


class Load(Generator):
    """The generator's switches, the target, and the clients."""

    def __init__(self, options: argparse.Namespace):
        super().__init__(options)
        self.calls = Calls(options.method, options.path, options.body)
        self.target = Target(self._connect(options.port))
        self._join(self.target)
        self.clients: list[Client] = []

    def _connect(self, port: int) -> socket.socket:
        channel = socket.create_connection((self.options.host, port), timeout=self.options.patience)
        channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        channel.setblocking(False)
        return channel

    def _join(self, peer: Any) -> None:
        self._epoll.register(peer.channel, generator.select.EPOLLIN)
        self._by_descriptor[peer.channel.fileno()] = peer
        peer.flush()

    def prepare(self) -> None:
        """The target and all hosts known, and every client has asked once."""
        self._until('the handshake of the target', lambda: self.target.switch.described)
        super().prepare()
        for _ in range(self.options.clients):
            client = Client(self._connect(self.options.rest_port), self.calls)
            self.clients.append(client)
            self._join(client)
            client.ask(time.perf_counter())


def measure(options: argparse.Namespace) -> dict[str, Any]:
    load, watch = Load(options), Watch(options.watch)
    load.prepare()
    load._at_rate(options.warm)
    load.tally.latencies, load.calls.latencies, load.calls.busy = array('d'), array('d'), 0.0
    cpu, start = watch.cpu(), time.perf_counter()
    load._at_rate(options.seconds)
    seconds, calls = time.perf_counter() - start, len(load.calls.latencies)
    if not calls:
        raise WrongAnswer('no call was answered')
    return {
        'rate': calls / seconds, 'controller_cpu_us': (watch.cpu() - cpu) / calls * 1e6,
        'latency_us': percentiles(load.calls.latencies), 'packet_in_latency_us': percentiles(load.tally.latencies),
        'packet_ins': len(load.tally.latencies) / seconds, 'unanswered': load.outstanding,
        'clients_busy': load.calls.busy / seconds,
    }  # fmt: skip


def main() -> int:
    """Returns 1 if an answer was wrong or the controller gave up."""
    parser = argparse.ArgumentParser(description='Asks over REST while packet-ins arrive.', add_help=False)
    parser.add_argument('--rest-port', type=int, required=True)
    parser.add_argument('--clients', type=int, default=50)
    parser.add_argument('--method', default='GET')
    parser.add_argument('--path', required=True)
    parser.add_argument('--body', default='')
    own, others = parser.parse_known_args()
    options = generator.parse(others)
    vars(options).update(vars(own))
    os.sched_setaffinity(0, {options.core})
    random.seed(1)
    gc.disable()
    try:
        print(json.dumps(measure(options)))
    except (OSError, WrongAnswer) as error:
        print(f'rest_client: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
