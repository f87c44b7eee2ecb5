"""A switch of OpenFlow 1.3 reduced to `struct` and a list of flow entries, so that what is measured is the controller.

    python -m tests.benchmarks.flow_switch --port 6653 --core 1 --flows 10000

It has as many flow entries as the command line says, keeps those that it is told to add, lists them when asked for flow
statistics, and answers barriers. It prints a line when the controller has asked for its ports, and lives until its
standard input ends.
"""

from __future__ import annotations

import argparse
import os
import select
import socket
import sys
from struct import Struct

__all__ = ['main']

HELLO, ECHO_REQUEST, FEATURES, CONFIG, FLOW_MOD, MULTIPART, BARRIER = 0, 2, 5, 7, 14, 18, 20
DESCRIPTION, FLOW_STATS, PORT_DESCRIPTION, MORE = 0, 1, 13, 1
FULL = 60_000  # bytes of a part of an answer

_header = Struct('>BBHI')
_flow_mod = Struct('>QQBBHHHIIIH2x')  # ofp_flow_mod up to its match
_flow_stats = Struct('>HBxIIHHHH4xQQQ')  # ofp_flow_stats up to its match
_port = Struct('>I4x6s2x16sIIIIIIII')


class FlowSwitch:
    """Bytes of the controller in, bytes of the switch out."""

    def __init__(self, dpid: int = 1, flows: int = 0) -> None:
        self.dpid = dpid
        self.entries = [entry(number) for number in range(flows)]
        self.described = False
        self._unread = b''

    def receive(self, data: bytes) -> bytes:
        data = self._unread + data
        answers, at = [], 0
        while at + 8 <= len(data):
            _, kind, length, xid = _header.unpack_from(data, at)
            if at + length > len(data):
                break
            answers.append(self._answer(kind, xid, data[at + 8 : at + length]))
            at += length
        self._unread = data[at:]
        return b''.join(answers)

    def _answer(self, kind: int, xid: int, body: bytes) -> bytes:
        if kind == FLOW_MOD:
            self._add(body)
        elif kind == ECHO_REQUEST:
            return message(3, xid, body)
        elif kind == FEATURES:
            return message(6, xid, self.dpid.to_bytes(8, 'big') + bytes(4) + b'\xfe\0' + bytes(10))
        elif kind == BARRIER:
            return message(21, xid)
        elif kind == MULTIPART:
            return self._multipart(int.from_bytes(body[:2], 'big'), xid)
        return b''

    def _add(self, body: bytes) -> None:
        cookie, _, table, _, idle, hard, priority, _, _, _, flags = _flow_mod.unpack_from(body)
        rest = body[_flow_mod.size :]
        size = _flow_stats.size + len(rest)
        self.entries.append(_flow_stats.pack(size, table, 1, 0, priority, idle, hard, flags, cookie, 0, 0) + rest)

    def _multipart(self, kind: int, xid: int) -> bytes:
        if kind == DESCRIPTION:
            names = [b'benchmark'.ljust(256, b'\0')] * 3
            return part(DESCRIPTION, 0, xid, b''.join([*names, b'1'.ljust(32, b'\0'), names[0]]))
        if kind == PORT_DESCRIPTION:
            self.described = True
            ports = [_port.pack(each, bytes([2, 0, 0, 0, 0, each]), b'eth%d' % each, *[0] * 8) for each in (1, 2)]
            return part(PORT_DESCRIPTION, 0, xid, b''.join(ports))
        parts, body = [], b''
        for each in self.entries:
            if len(body) + len(each) > FULL:
                parts.append(part(FLOW_STATS, MORE, xid, body))
                body = b''
            body += each
        return b''.join([*parts, part(FLOW_STATS, 0, xid, body)])


def entry(number: int) -> bytes:
    """One of many flow entries that all differ: IPv4 packets from port 1 to an address go out by port 2."""
    # OXM in_port, eth_type, ipv4_dst (OpenFlow 1.3.5 section 7.2.3.7), padded to 32 bytes; apply output:2.
    address = (10 << 24 | number).to_bytes(4, 'big')
    fields = b'\x80\0\0\4\0\0\0\1' + b'\x80\0\x0a\2\x08\0' + b'\x80\0\x18\4' + address
    match = b'\0\1' + (4 + len(fields)).to_bytes(2, 'big') + fields + bytes(-(4 + len(fields)) % 8)
    rest = match + b'\0\4\0\x18' + bytes(4) + b'\0\0\0\x10\0\0\0\2' + b'\xff\xff' + bytes(6)
    return _flow_stats.pack(_flow_stats.size + len(rest), 0, 1, 0, 10, 0, 0, 0, number, number, 98 * number) + rest


def message(kind: int, xid: int, body: bytes = b'') -> bytes:
    return _header.pack(4, kind, 8 + len(body), xid) + body


def part(kind: int, flags: int, xid: int, body: bytes) -> bytes:
    return message(19, xid, kind.to_bytes(2, 'big') + flags.to_bytes(2, 'big') + bytes(4) + body)


def main() -> None:
    """Connects, and stays."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--core', type=int, required=True)
    parser.add_argument('--flows', type=int, default=0, help='flow entries that it has from the start')
    options = parser.parse_args()
    os.sched_setaffinity(0, {options.core})
    switch, told = FlowSwitch(flows=options.flows), False
    with socket.create_connection(('127.0.0.1', options.port)) as channel:
        channel.sendall(message(HELLO, 1))
        while True:
            readable, _, _ = select.select([channel, sys.stdin], [], [])
            data = channel.recv(1 << 18) if channel in readable else b''
            if sys.stdin in readable or not data:
                return
            channel.sendall(switch.receive(data))
            if switch.described and not told:
                told = True
                print('joined', flush=True)


if __name__ == '__main__':
    main()
