"""The generator's own judgement: a right answer counts once, and each kind of wrong one is caught."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from itertools import count, product
from struct import pack, unpack_from
from typing import Any

import pytest

from tests.benchmarks.generator import percentiles
from tests.benchmarks.processes import ceiling
from tests.benchmarks.protocol import FLOW_MOD, PACKET_OUT, WrongAnswer, protocol
from tests.benchmarks.responder import Responder10, Responder13, responder
from tests.benchmarks.switch import Hosts, Switch, Tally, frame

Bench = Callable[..., 'Pair']


class ExactResponder10(Responder10):
    """Answers as ovs-testcontroller does: flows that match all of the packet."""

    def _flow(self, buffer_id: int, in_port: int, frame: bytes, out_port: int) -> bytes:
        return pack('>BBHI IH6s6sHBx2sBB2x4s4s4s 8x4H IHH HHHH', 1, FLOW_MOD, 80, 0, 0, in_port, frame[6:12], frame[:6],
                    0xFFFF, 0, frame[12:14], frame[15], frame[23], frame[26:30], frame[30:34], frame[34:38],
                    0, 60, 0, 1, buffer_id, 0xFFFF, 0, 0, 8, out_port, 0)


class ExactResponder13(Responder13):
    """Answers as ovs-testcontroller does: flows that match all of the packet."""

    def _flow(self, buffer_id: int, in_port: int, frame: bytes, out_port: int) -> bytes:
        fields = ((0x0004, pack('>I', in_port)), (0x0806, frame[6:12]), (0x0606, frame[:6]), (0x0A02, frame[12:14]),
                  (0x0C02, bytes(2)), (0x1604, frame[26:30]), (0x1804, frame[30:34]), (0x1001, bytes(1)),
                  (0x1401, frame[23:24]), (0x1E02, frame[34:36]), (0x2002, frame[36:38]))
        match = b''.join(pack('>HH', 0x8000, field) + value for field, value in fields)
        return pack('>BBHI 16xBBHHHIIIH2x HH78s6x HH4x HHIH6x', 4, FLOW_MOD, 160, 0, 0, 0, 60, 0, 1, buffer_id,
                    0xFFFFFFFF, 0xFFFFFFFF, 0, 1, 82, match, 4, 24, 0, 16, out_port, 0)


EXACT = {'1.0': ExactResponder10, '1.3': ExactResponder13}


class Pair:
    """A switch and a controller that answers rightly, joined by sockets; every answer is read in full."""

    def __init__(self, near: socket.socket, far: socket.socket, version: str, buffers: bool, exact: bool):
        spoken = protocol(version, exact)
        self.far, self.controller = far, EXACT[version](spoken) if exact else responder(version)
        self.hosts = Hosts(0, 10, silent=0.5)
        self.tally = Tally(sample=1)
        self.switch = Switch(near, spoken, 1, self.hosts, count(1), self.tally, buffers)
        self.switch.flush()
        while not self.switch.ready:
            self.tell(self.right_answer())
        self.switch.introduce(self.hosts.talkers, now=0)
        self.tell(self.right_answer())

    def right_answer(self) -> bytes:
        return self.controller.receive(self.far.recv(1 << 16))

    def tell(self, answer: bytes) -> None:
        self.far.sendall(answer)
        self.switch.receive(now=1)

    def ask(self, known: bool) -> bytes:
        """One packet-in, to a host that has talked or to one that has not; returns the right answer."""
        talker, other = self.hosts.talkers[:2]
        self.hosts.pairs = lambda number: [(talker, other if known else self.hosts.all[-1])] * number
        self.switch.offer(1, now=0)
        return self.right_answer()


@pytest.fixture
def bench() -> Iterator[Bench]:
    near, far = socket.socketpair()
    near.setblocking(False)
    far.settimeout(5)
    with near, far:
        yield lambda version, buffers=True, exact=False: Pair(near, far, version, buffers, exact)


every_kind = pytest.mark.parametrize(('version', 'exact', 'buffers', 'known'), [
    (version, *flags) for version in ('1.0', '1.3') for flags in product((False, True), repeat=3)])


@every_kind
def test_right_answer_counts_once(bench: Bench, version: str, exact: bool, buffers: bool, known: bool) -> None:
    pair = bench(version, buffers, exact)
    answered, flooded = pair.tally.answered, pair.tally.flooded
    pair.tell(pair.ask(known))
    assert pair.tally.answered == answered + 1 == pair.tally.sent == pair.tally.checked
    assert pair.tally.flooded == flooded + (not known)
    assert pair.tally.latencies[-1] == 1
    assert not pair.switch.pending


@every_kind
def test_answer_split_anywhere_counts_once(bench: Bench, version: str, exact: bool, buffers: bool, known: bool) -> None:
    pair = bench(version, buffers, exact)
    answer = pair.ask(known)
    answered = pair.tally.answered
    for index in range(len(answer)):
        assert pair.tally.answered == answered
        pair.tell(answer[index:index + 1])
    assert pair.tally.answered == answered + 1


@every_kind
def test_no_byte_that_matters_can_be_wrong(bench: Bench, version: str, exact: bool, buffers: bool, known: bool) -> None:
    """Whatever byte of the answer is turned over, either it is told to be wrong or it is one that is left open."""
    pair = bench(version, buffers, exact)
    answer = pair.ask(known)
    sent, src, dst = next(iter(pair.switch.pending.values()))
    serial = next(iter(pair.switch.pending))
    accepted = set()
    for index in range(len(answer)):
        pair.switch.pending[serial] = sent, src, dst
        pair.switch._unread = pair.switch._flow_mod = b''
        try:
            pair.tell(answer[:index] + bytes([answer[index] ^ 0xFF]) + answer[index + 1:])
        except WrongAnswer:
            continue
        if serial not in pair.switch.pending:
            accepted.add(index)
    assert accepted <= set(left_open(version, answer, exact))


def left_open(version: str, answer: bytes, exact: bool) -> Iterator[int]:
    """Offsets that a learning switch may fill as it likes: xid, cookie, timeouts, flags and the like."""
    start = 0
    while start < len(answer):
        kind, length = unpack_from('>xBH', answer, start)
        free = {
            ('1.0', PACKET_OUT): [*range(4, 8), 22, 23],
            ('1.0', FLOW_MOD): [*range(4, 12), *range(26, 56), *range(58, 64), *range(68, 72), 78, 79],
            ('1.3', PACKET_OUT): [*range(4, 8), *range(18, 24), *range(32, 40)],
            ('1.3', FLOW_MOD): [*range(4, 24), *range(26, 32), *range(36, 48), *range(84, 88), *range(96, 104)],
        }[version, kind]
        if exact and kind == FLOW_MOD:
            free = {
                '1.0': [*range(4, 8), 29, 34, 35, *range(48, 56), *range(58, 64), *range(68, 72), 78, 79],
                '1.3': [*range(4, 24), *range(26, 32), *range(36, 48), *range(130, 136), *range(140, 144),
                        *range(152, 160)],
            }[version]
        yield from (start + offset for offset in free)
        start += length


@pytest.mark.parametrize('version', ['1.0', '1.3'])
class TestWrongAnswers:
    def test_answered_twice(self, bench: Bench, version: str) -> None:
        pair = bench(version)
        answer = pair.ask(known=False)
        pair.tell(answer)
        with pytest.raises(WrongAnswer, match='answered twice'):
            pair.tell(answer)

    def test_flow_without_packet(self, bench: Bench, version: str) -> None:
        pair = bench(version, buffers=False)
        first, second = pair.ask(known=True), pair.ask(known=True)
        pair.tell(first[:unpack_from('>H', first, 2)[0]])
        with pytest.raises(WrongAnswer, match='for no packet'):
            pair.tell(second)

    def test_flood_to_a_known_host(self, bench: Bench, version: str) -> None:
        pair = bench(version, buffers=False)
        answer = pair.ask(known=True)
        with pytest.raises(WrongAnswer, match='without a FLOW_MOD'):
            pair.tell(answer[unpack_from('>H', answer, 2)[0]:])

    def test_another_packet_comes_back(self, bench: Bench, version: str) -> None:
        pair = bench(version, buffers=False)
        answer = pair.ask(known=False)
        (serial, (_, src, dst)), = pair.switch.pending.items()
        with pytest.raises(WrongAnswer, match='data'):
            pair.tell(answer.replace(frame(serial, src, dst), frame(serial, dst, src)))

    def test_error_message(self, bench: Bench, version: str) -> None:
        pair = bench(version)
        with pytest.raises(WrongAnswer, match='sent an error'):
            pair.tell(protocol(version).message(1, 0, pack('>HH', 1, 1)))

    def test_message_shorter_than_its_header(self, bench: Bench, version: str) -> None:
        with pytest.raises(WrongAnswer, match='7 bytes'):
            bench(version).tell(bytes([1, PACKET_OUT, 0, 7, 0, 0, 0, 0]))

    def test_controller_hangs_up(self, bench: Bench, version: str) -> None:
        pair = bench(version)
        pair.far.shutdown(socket.SHUT_WR)
        with pytest.raises(ConnectionError, match='0000000000000001'):
            pair.switch.receive(now=1)


def test_every_frame_differs_and_its_checksum_is_right() -> None:
    pairs = Hosts(0, 100, silent=0.2).pairs(1000)
    assert all(src.port != dst.port for src, dst in pairs)
    frames = {frame(serial, *pair) for serial, pair in enumerate(pairs)}
    assert len({each[12:] for each in frames}) == 1000
    for each in frames:
        total = sum(unpack_from('>10H', each, 14))
        assert (total & 0xFFFF) + (total >> 16) == 0xFFFF


def test_percentiles() -> None:
    assert percentiles([index / 1e6 for index in range(1000, 0, -1)]) == {'p50': 501, 'p99': 991, 'p99.9': 1000}
    assert percentiles([]) == {'p50': None, 'p99': None, 'p99.9': None}


@pytest.mark.parametrize(('version', 'options'), [
    ('1.0', {'rate': 2000}), ('1.3', {}), ('1.3', {'no_buffers': True})])
def test_generator_as_a_process(version: str, options: dict[str, Any]) -> None:
    result = ceiling(version, switches=2, hosts=50, seconds=0.2, warm=0.1, patience=5, count=1_000_000, sample=0.1,
                     seed=1, **options)
    measured, = result['rounds']
    assert result['unanswered'] == 0
    assert result['answered'] >= measured['answered'] > 100
    assert result['checked'] > 10
    assert result['flooded'] > 10
    assert 0 < measured['latency_us']['p50'] <= measured['latency_us']['p99'] <= measured['latency_us']['p99.9']
