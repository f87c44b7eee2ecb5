"""OpenFlow 1.0 and 1.3 as a switch speaks them, written out by hand.

The generator that measures the controller also judges it, so nothing here comes from the controller: every
layout is the specification's (OpenFlow 1.0.0 section 5, OpenFlow 1.3.5 section 7), packed with `struct` alone.
"""

from __future__ import annotations

from struct import Struct, pack, unpack_from
from typing import ClassVar, NamedTuple

__all__ = [
    'NO_BUFFER', 'Answer', 'ExactOpenFlow10', 'ExactOpenFlow13', 'OpenFlow10', 'OpenFlow13', 'Protocol', 'WrongAnswer',
    'protocol', 'require',
]

NO_BUFFER = 0xFFFFFFFF
PORTS = 24

HELLO, ERROR, ECHO_REQUEST, ECHO_REPLY = 0, 1, 2, 3
FEATURES_REQUEST, FEATURES_REPLY, GET_CONFIG_REQUEST, GET_CONFIG_REPLY, SET_CONFIG = 5, 6, 7, 8, 9
PACKET_IN, PACKET_OUT, FLOW_MOD = 10, 13, 14

ADD, OUTPUT, APPLY_ACTIONS = 0, 0, 4
BAD_REQUEST, BAD_STAT = 1, 2


class WrongAnswer(Exception):
    """The controller said something that a learning switch does not say."""


class Answer(NamedTuple):
    """What a learning switch has to say to one packet-in; `frame` is empty when the switch kept the packet.

    `packet` is the packet in any case; only those look at it that want all of it matched.
    """

    in_port: int
    out_port: int
    eth_dst: bytes
    eth_src: bytes
    frame: bytes
    packet: bytes = b''


def require(what: str, found: object, expected: object) -> None:
    """Raises WrongAnswer unless the two are equal."""
    if found != expected:
        raise WrongAnswer(f'{what} is {found!r}, expected {expected!r}')


class Protocol:
    """One version of OpenFlow: the messages a switch sends, and a strict reading of those it gets."""

    version: ClassVar[int]
    name: ClassVar[str]
    flood: ClassVar[int]
    flow_mod_buffer: ClassVar[int]
    """Offset of buffer_id in a FLOW_MOD; in a PACKET_OUT it is 8 in both versions."""
    statistics_request: ClassVar[int]
    barrier_request: ClassVar[int]
    set_up: ClassVar[frozenset[int]]
    """What a controller has sent at least when it is ready for packet-ins."""

    def message(self, kind: int, xid: int, body: bytes = b'') -> bytes:
        return pack('>BBHI', self.version, kind, 8 + len(body), xid) + body

    def reply(self, kind: int, xid: int, body: bytes, dpid: int) -> bytes:
        """The switch's reply to any message but a FLOW_MOD or a PACKET_OUT; empty if none is due."""
        if kind == ECHO_REQUEST:
            return self.message(ECHO_REPLY, xid, body)
        if kind == FEATURES_REQUEST:
            return self.message(FEATURES_REPLY, xid, self.features(dpid))
        if kind == GET_CONFIG_REQUEST:
            return self.message(GET_CONFIG_REPLY, xid, pack('>HH', 0, 0xFFFF))
        if kind == self.barrier_request:
            return self.message(self.barrier_request + 1, xid)
        if kind == self.statistics_request:
            return self.statistics(xid, body)
        if kind == ERROR:
            raise WrongAnswer(f'the controller sent an error: {body.hex()}')
        return b''

    def statistics(self, xid: int, body: bytes) -> bytes:
        return self.message(ERROR, xid, pack('>HH', BAD_REQUEST, BAD_STAT) + body[:64])

    def features(self, dpid: int) -> bytes:
        raise NotImplementedError

    def packet_in(self, buffer_id: int, in_port: int, frame: bytes) -> bytes:
        raise NotImplementedError

    def outputs(self, actions: bytes) -> list[int]:
        """The ports of a list of output actions; any other action is a wrong answer."""
        raise NotImplementedError

    def check_packet_out(self, message: bytes, answer: Answer) -> None:
        raise NotImplementedError

    def check_flow_mod(self, message: bytes, answer: Answer) -> None:
        """Match, command and actions; the buffer id is how the caller found the answer."""
        raise NotImplementedError

    def check_match(self, message: bytes, answer: Answer) -> None:
        """The match of a FLOW_MOD: the input port and both Ethernet addresses, and nothing else."""
        raise NotImplementedError


class OpenFlow10(Protocol):
    """OpenFlow 1.0.0, wire version 0x01."""

    version, name = 0x01, '1.0'
    flood = 0xFFFB
    flow_mod_buffer = 64
    statistics_request, barrier_request = 16, 18
    set_up = frozenset({FEATURES_REQUEST})

    # 5.2.3, ofp_flow_wildcards: in_port, dl_src, dl_dst; then every other field but nw_src and nw_dst, which are
    # wildcarded by a count of 32 bits or more.
    MATCHED, OTHERS = 0b1101, 0x3000F2
    _packet_in = Struct('>BBHIIHHBx')

    def features(self, dpid: int) -> bytes:
        """5.3.1, with OFPC_FLOW_STATS and output as the only action."""
        ports = (pack('>H6s16s24x', number, pack('>HI', 0x0600, number), b'port%d' % number)
                 for number in range(1, PORTS + 1))
        return pack('>QIB3xII', dpid, 256, 1, 1, 1) + b''.join(ports)

    def packet_in(self, buffer_id: int, in_port: int, frame: bytes) -> bytes:
        size = len(frame)
        return self._packet_in.pack(1, PACKET_IN, 18 + size, 0, buffer_id, size, in_port, 0) + frame

    def outputs(self, actions: bytes) -> list[int]:
        ports = []
        while actions:
            kind, length, port = unpack_from('>HHH', actions)
            require('action type and length', (kind, length), (OUTPUT, 8))
            ports.append(port)
            actions = actions[length:]
        return ports

    def check_packet_out(self, message: bytes, answer: Answer) -> None:
        in_port, size = unpack_from('>HH', message, 12)
        require('PACKET_OUT actions within the message', 16 + size <= len(message), True)
        require('PACKET_OUT in_port', in_port, answer.in_port)
        require('PACKET_OUT outputs', self.outputs(message[16:16 + size]), [answer.out_port])
        require('PACKET_OUT data', message[16 + size:], answer.frame)

    def check_flow_mod(self, message: bytes, answer: Answer) -> None:
        self.check_match(message, answer)
        require('FLOW_MOD command', unpack_from('>H', message, 56), (ADD,))
        require('FLOW_MOD outputs', self.outputs(message[72:]), [answer.out_port])

    def check_match(self, message: bytes, answer: Answer) -> None:
        wildcards, in_port, dl_src, dl_dst = unpack_from('>IH6s6s', message, 8)
        require('FLOW_MOD wildcards of in_port, dl_src, dl_dst', wildcards & self.MATCHED, 0)
        require('FLOW_MOD wildcards of other fields', wildcards & self.OTHERS, self.OTHERS)
        require('FLOW_MOD nw_src and nw_dst wildcarded', (wildcards >> 8 & 63 >= 32, wildcards >> 14 & 63 >= 32),
                (True, True))
        require('FLOW_MOD match', (in_port, dl_dst, dl_src), (answer.in_port, answer.eth_dst, answer.eth_src))


class ExactOpenFlow10(OpenFlow10):
    """For a controller whose flows match all of a packet, as ovs-testcontroller's do."""

    set_up = frozenset({FEATURES_REQUEST, SET_CONFIG})
    NO_VLAN = 0xFFFF

    def check_match(self, message: bytes, answer: Answer) -> None:
        frame = answer.packet
        require('FLOW_MOD match', unpack_from('>IH6s6sHBx2sBB2x4s4s4s', message, 8), (
            0, answer.in_port, answer.eth_src, answer.eth_dst, self.NO_VLAN, 0, frame[12:14], frame[15], frame[23],
            frame[26:30], frame[30:34], frame[34:38]))


class OpenFlow13(Protocol):
    """OpenFlow 1.3.5, wire version 0x04."""

    version, name = 0x04, '1.3'
    flood = 0xFFFFFFFB
    flow_mod_buffer = 32
    statistics_request, barrier_request = 18, 20
    # The port description, and the table-miss entry, without which no packet reaches a controller (5.4).
    set_up = frozenset({FEATURES_REQUEST, statistics_request, FLOW_MOD})

    PORT_DESCRIPTION = 13
    # 7.2.3.7: the only fields a learning switch matches, class OFPXMC_OPENFLOW_BASIC, no mask.
    IN_PORT, ETH_DST, ETH_SRC = 0x80000004, 0x80000606, 0x80000806
    _packet_in = Struct('>BBHIIHBBQHHII6x')

    def features(self, dpid: int) -> bytes:
        """7.3.1: 254 tables, OFPC_FLOW_STATS."""
        return pack('>QIBB2xII', dpid, 256, 254, 0, 1, 0)

    def statistics(self, xid: int, body: bytes) -> bytes:
        if unpack_from('>H', body)[0] != self.PORT_DESCRIPTION:
            return super().statistics(xid, body)
        ports = (pack('>I4x6s2x16s32x', number, pack('>HI', 0x0600, number), b'port%d' % number)
                 for number in range(1, PORTS + 1))
        return self.message(self.statistics_request + 1, xid, pack('>HH4x', self.PORT_DESCRIPTION, 0) + b''.join(ports))

    def packet_in(self, buffer_id: int, in_port: int, frame: bytes) -> bytes:
        size = len(frame)
        return self._packet_in.pack(4, PACKET_IN, 42 + size, 0, buffer_id, size, 0, 0, 0,
                                    1, 12, self.IN_PORT, in_port) + frame

    def outputs(self, actions: bytes) -> list[int]:
        ports = []
        while actions:
            kind, length, port = unpack_from('>HHI', actions)
            require('action type and length', (kind, length), (OUTPUT, 16))
            ports.append(port)
            actions = actions[length:]
        return ports

    def check_packet_out(self, message: bytes, answer: Answer) -> None:
        in_port, size = unpack_from('>IH', message, 12)
        require('PACKET_OUT actions within the message', 24 + size <= len(message), True)
        require('PACKET_OUT in_port', in_port, answer.in_port)
        require('PACKET_OUT outputs', self.outputs(message[24:24 + size]), [answer.out_port])
        require('PACKET_OUT data', message[24 + size:], answer.frame)

    def check_flow_mod(self, message: bytes, answer: Answer) -> None:
        self.check_match(message, answer)
        length, = unpack_from('>H', message, 50)
        require('FLOW_MOD table and command', unpack_from('>BB', message, 24), (0, ADD))
        require('FLOW_MOD priority over the table-miss entry', unpack_from('>H', message, 30)[0] > 0, True)
        instructions = message[48 + (length + 7) // 8 * 8:]
        require('FLOW_MOD instruction', unpack_from('>HH', instructions), (APPLY_ACTIONS, len(instructions)))
        require('FLOW_MOD outputs', self.outputs(instructions[8:]), [answer.out_port])

    def check_match(self, message: bytes, answer: Answer) -> None:
        kind, length = unpack_from('>HH', message, 48)
        require('FLOW_MOD match type', kind, 1)
        require('FLOW_MOD match', self._fields(message[52:48 + length]), self.expected(answer))

    def expected(self, answer: Answer) -> dict[int, bytes]:
        """The fields of the match, by their OXM headers."""
        return {self.IN_PORT: pack('>I', answer.in_port), self.ETH_DST: answer.eth_dst, self.ETH_SRC: answer.eth_src}

    @staticmethod
    def _fields(oxm: bytes) -> dict[int, bytes]:
        fields = {}
        while oxm:
            header, = unpack_from('>I', oxm)
            size = 4 + (header & 0xFF)
            fields[header] = oxm[4:size]
            oxm = oxm[size:]
        return fields


class ExactOpenFlow13(OpenFlow13):
    """For a controller whose flows match all of a packet, as ovs-testcontroller's do."""

    set_up = frozenset({FEATURES_REQUEST, SET_CONFIG, FLOW_MOD})  # it does not ask for the ports
    ETH_TYPE, VLAN_VID, IP_DSCP, IP_PROTO = 0x80000A02, 0x80000C02, 0x80001001, 0x80001401
    IPV4_SRC, IPV4_DST, UDP_SRC, UDP_DST = 0x80001604, 0x80001804, 0x80001E02, 0x80002002
    NO_VLAN = bytes(2)

    def expected(self, answer: Answer) -> dict[int, bytes]:
        frame = answer.packet
        return super().expected(answer) | {
            self.ETH_TYPE: frame[12:14], self.VLAN_VID: self.NO_VLAN,
            self.IP_DSCP: bytes([frame[15] >> 2]), self.IP_PROTO: frame[23:24],
            self.IPV4_SRC: frame[26:30], self.IPV4_DST: frame[30:34],
            self.UDP_SRC: frame[34:36], self.UDP_DST: frame[36:38]}


def protocol(name: str, exact: bool = False) -> Protocol:
    """The version named '1.0' or '1.3'; `exact`: flows are to match all of a packet."""
    kinds = (ExactOpenFlow10(), ExactOpenFlow13()) if exact else (OpenFlow10(), OpenFlow13())
    return {each.name: each for each in kinds}[name]
