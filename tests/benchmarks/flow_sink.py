"""Switches that count the flow-mods which `peer_flow_pusher.py` sends them, and check one in a hundred in full:

    python -m tests.benchmarks.flow_sink --port 6653 --version 1.3 --switches 16 --watch PID --core 1

The cookie of a flow-mod is its number on that switch, and says what its match and output have to be: one that is wrong,
lost or sent twice ends the run with exit status 1. Barriers are answered behind the read they came with. Prints JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import select
import socket
import struct
import sys
import time
from collections.abc import Sequence
from struct import Struct

from .generator import Watch
from .protocol import FLOW_MOD, HELLO, NO_BUFFER, Answer, Protocol, WrongAnswer, protocol, require

__all__ = ['Sink', 'main']

ONE_IN = 100
SOURCE = bytes([2, 0, 0, 0, 0, 1])
PORTS = 24
PATIENCE = 20
COOKIE = {'1.0': 48, '1.3': 8}  # its offset: OpenFlow 1.0.0 section 5.3.3, 1.3.5 section 7.3.4.1

_header = Struct('>BBHI').unpack_from
_u32, _u64 = Struct('>I').unpack_from, Struct('>Q').unpack_from


class Sink:
    """One switch: bytes of the controller in, bytes of the switch out."""

    def __init__(self, spoken: Protocol, dpid: int, one_in: int = ONE_IN):
        self.protocol, self.dpid = spoken, dpid
        self.counted = self.checked = 0
        self._one_in, self._unread = one_in, b''

    def receive(self, data: bytes) -> bytes:
        """Raises WrongAnswer at a flow-mod that is not the next one."""
        data = self._unread + data
        at, end, counted, one_in, answers = 0, len(data), self.counted, self._one_in, []
        while at + 8 <= end:
            _, kind, length, xid = _header(data, at)
            if at + length > end or length < 8:
                require('message length', max(length, 8), length)
                break
            if kind == FLOW_MOD:
                if counted % one_in == 0:
                    self._check(counted, data[at : at + length])
                counted += 1
            else:
                answers.append(self.protocol.reply(kind, xid, data[at + 8 : at + length], self.dpid))
            at += length
        self.counted, self._unread = counted, data[at:]
        return b''.join(answers)

    def _check(self, serial: int, message: bytes) -> None:
        try:
            require('FLOW_MOD cookie', *_u64(message, COOKIE[self.protocol.name]), serial)
            require('FLOW_MOD buffer', *_u32(message, self.protocol.flow_mod_buffer), NO_BUFFER)
            destination = b'\x02\0' + serial.to_bytes(4, 'big')
            answer = Answer(1 + serial % PORTS, 1 + (serial + 1) % PORTS, destination, SOURCE, b'')
            self.protocol.check_flow_mod(message, answer)
        except (struct.error, WrongAnswer) as error:
            raise WrongAnswer(f'switch {self.dpid:016x}, flow-mod {serial}: {error}; it is {message.hex()}') from error
        self.checked += 1


class Sinks:
    """All switches, and the loop that serves them."""

    def __init__(self, port: int, version: str, switches: int):
        self._epoll = select.epoll()
        self._by_descriptor = {}
        for index in range(switches):
            channel = socket.create_connection(('127.0.0.1', port), timeout=PATIENCE)
            channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._epoll.register(channel, select.EPOLLIN)
            sink = Sink(protocol(version), index + 1)
            self._by_descriptor[channel.fileno()] = channel, sink
            channel.sendall(sink.protocol.message(HELLO, 1))
        self.all = [sink for _, sink in self._by_descriptor.values()]

    def serve(self, seconds: float) -> None:
        """Raises ConnectionError when the controller hung up."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for descriptor, _ in self._epoll.poll(0.1):
                channel, sink = self._by_descriptor[descriptor]
                data = channel.recv(1 << 18)
                if not data:
                    raise ConnectionError(f'the controller closed the connection of switch {sink.dpid:016x}')
                if answer := sink.receive(data):
                    channel.sendall(answer)

    @property
    def counted(self) -> int:
        return sum(sink.counted for sink in self.all)

    def start(self) -> None:
        """Until every switch is pushed to."""
        limit = time.perf_counter() + PATIENCE
        while not all(sink.counted for sink in self.all):
            self.serve(0.1)
            if time.perf_counter() > limit:
                raise TimeoutError(f'not every switch got a flow-mod within {PATIENCE} s')


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 if a flow-mod was wrong or the controller gave up."""
    parser = argparse.ArgumentParser(description='Counts and checks flow-mods.')
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--version', choices=('1.0', '1.3'), required=True)
    parser.add_argument('--switches', type=int, default=16)
    parser.add_argument('--warm', type=float, default=1)
    parser.add_argument('--seconds', type=float, default=3)
    parser.add_argument('--watch', type=int, required=True, metavar='PID')
    parser.add_argument('--core', type=int, required=True)
    options = parser.parse_args(arguments)
    os.sched_setaffinity(0, {options.core})
    gc.disable()
    watch = Watch(options.watch)
    try:
        sinks = Sinks(options.port, options.version, options.switches)
        sinks.start()
        sinks.serve(options.warm)
        counted, cpu, own, start = sinks.counted, watch.cpu(), time.process_time(), time.perf_counter()
        sinks.serve(options.seconds)
        counted, seconds = sinks.counted - counted, time.perf_counter() - start
    except (OSError, WrongAnswer) as error:
        print(f'flow_sink: {error}', file=sys.stderr)
        return 1
    if not counted:
        print('flow_sink: the flow-mods have stopped', file=sys.stderr)
        return 1
    each = 1e6 / counted
    print(json.dumps({
        'rate': counted / seconds, 'controller_cpu_us': (watch.cpu() - cpu) * each,
        'sink_cpu_us': (time.process_time() - own) * each, 'sink_busy': (time.process_time() - own) / seconds,
        'checked': sum(sink.checked for sink in sinks.all), 'controller_mib': watch.memory(),
    }))  # fmt: skip
    return 0


if __name__ == '__main__':
    sys.exit(main())
