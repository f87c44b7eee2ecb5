"""msgpack-RPC between two ends of a socket pair: calls, notifications, and what hostile ends send."""

from __future__ import annotations

import socket as plain
from collections.abc import Iterator
from typing import Any

import msgpack
import pytest

import greenhub
from controller.lib import rpc
from controller.lib.rpc import CallTimeout, Client, EndPoint, MessageEncoder, MessageType, ProtocolError, RPCError


@pytest.fixture
def pair() -> Iterator[tuple[Any, Any]]:
    """Two sockets of the standard library: nothing has made them green."""
    one, two = plain.socketpair()
    yield one, two
    one.close()
    two.close()


@pytest.fixture
def served(pair: tuple[Any, Any]) -> Iterator[Any]:
    """A green thread that answers at the first end: `echo` its argument, `fail` with it, `tell` it before."""

    def answer(items: list[Any]) -> None:
        msgid, method, params = items
        if method == 'fail':
            end.send_response(msgid, error=params[0])
        elif method != 'ignore':
            if method == 'tell':
                end.send_notification('told', params)
            end.send_response(msgid, result=params[0])

    end = EndPoint(pair[0], disp_table={MessageType.REQUEST: answer})
    thread = greenhub.spawn(end.serve)
    yield thread
    thread.kill()


# -- calls ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'value', ['text', b'bytes', 0xFFFFFFFFFFFFFFFF, -(1 << 63), True, None, False, 1.5, [1, [2]], {'a': {3: 'b'}}, {}]
)
def test_a_call_returns_its_result(pair: Any, served: Any, value: Any) -> None:
    result = Client(pair[1]).call('echo', [value])
    assert result == value
    assert type(result) is type(value)


def test_a_large_result(pair: Any, served: Any) -> None:
    assert Client(pair[1]).call('echo', [b'x' * 4_000_000]) == b'x' * 4_000_000


def test_an_error_is_raised_with_its_value(pair: Any, served: Any) -> None:
    with pytest.raises(RPCError, match='no such peer') as caught:
        Client(pair[1]).call('fail', ['no such peer'])
    assert caught.value.get_value() == 'no such peer'


def test_what_the_other_end_tells(pair: Any, served: Any) -> None:
    told: list[Any] = []
    client = Client(pair[1], notification_callback=told.append)
    assert client.call('tell', ['news']) == 'news'
    client.receive_notification()
    assert told == [['told', ['news']]]
    client.peek_notification()  # nothing more: no waiting


def test_many_calls_at_once_between_two_that_ask_and_answer(pair: Any, served: Any) -> None:
    pair[1].setblocking(False)
    end = EndPoint(pair[1])
    calls = {end.send_request('echo', [number]): number for number in range(5000)}
    answers = {}
    while len(answers) < len(calls):
        assert end.block(timeout=5.0)
        end.process()
        answers |= {msgid: found for msgid in calls if (found := end.get_response(msgid)) is not None}
    assert answers == {msgid: (number, None) for msgid, number in calls.items()}


def test_calls_and_notifications_are_kept_until_they_are_taken(pair: Any) -> None:
    one, two = EndPoint(pair[0]), EndPoint(pair[1])
    msgid = one.send_request('f', [1])
    one.send_notification('n', [])
    assert two.receive_messages()
    assert two.get_request() == [msgid, 'f', [1]]
    assert two.get_notification() == ['n', []]
    assert (two.get_request(), two.get_notification(), two.get_response(msgid)) == (None, None, None)


def test_a_socket_that_does_not_block_is_not_waited_for(pair: Any) -> None:
    pair[1].setblocking(False)
    assert EndPoint(pair[1]).receive_messages() is False


# -- limits and damage ----------------------------------------------------------------------------------------------


def test_no_answer_in_time(pair: Any, served: Any) -> None:
    client = Client(pair[1], timeout=0.02)
    with pytest.raises(CallTimeout, match='did not answer in time'):
        client.call('ignore', [1])
    assert client.call('echo', [2]) == 2


def test_the_end_of_the_connection(pair: Any) -> None:
    client = greenhub.spawn(Client(pair[1]).call, 'echo', [1])
    greenhub.sleep(0)
    pair[0].close()
    with pytest.raises(EOFError, match='the other end has closed the connection'):
        client.wait()


DAMAGE = {
    'no MessagePack': (b'\xc1', 'what was received is not MessagePack'),
    'a list as a key': (b'\x81\x90\x01', 'what was received is not MessagePack'),
    'no UTF-8': (b'\x94\x00\x01\xa1\xff\x90', 'what was received is not MessagePack'),
    'nested too deeply': (b'\x91' * 5000, 'what was received is not MessagePack'),
    'a number': (b'\x05', 'a message does not begin with its type'),
    'nothing in it': (b'\x90', 'a message does not begin with its type'),
    'a type that is true': (b'\x94\xc3\x01\xa1f\x90', 'a message does not begin with its type'),
    'a list as type': (b'\x94\x90\x01\xa1f\x90', 'a message does not begin with its type'),
    'a call that is too short': (b'\x93\x00\x01\xa1f', 'a message of type 0 has 3 items'),
    'a notification that is too long': (b'\x94\x02\x01\xa1f\x90', 'a message of type 2 has 4 items'),
    'an id that is a list': (b'\x94\x01\x90\xc0\x01', 'the id of a call is no number'),
}


@pytest.mark.parametrize(('data', 'problem'), DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_ends_the_connection(
    pair: Any, served: Any, data: bytes, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    pair[1].sendall(data)
    served.wait()
    (message,) = caplog.messages
    assert message.startswith(f'msgpack-RPC: {problem}')
    assert message.endswith('; the connection is closed')
    assert pair[1].recv(1) == b''


def test_damage_fails_a_call(pair: Any) -> None:
    client = greenhub.spawn(Client(pair[1]).call, 'echo', [1])
    greenhub.sleep(0)
    pair[0].sendall(b'\xc1')
    with pytest.raises(ProtocolError, match='what was received is not MessagePack'):
        client.wait()


def test_a_message_may_not_be_huge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, 'MAX_MESSAGE', 1000)
    encoder = MessageEncoder()
    with pytest.raises(ProtocolError, match='1000 bytes'):
        for _ in range(3):
            encoder.get_and_dispatch_messages(msgpack.packb(b'x' * 5000)[:500], {})


def test_who_does_not_read_is_given_up(pair: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, 'MAX_UNSENT', 1 << 20)
    end = EndPoint(pair[1])
    with pytest.raises(ProtocolError, match='which does not read'):
        for _ in range(100):
            end.send_notification('n', [b'x' * 100_000])


def test_messages_that_nobody_takes(pair: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, 'MAX_WAITING', 10)
    end = EndPoint(pair[1])
    sender = EndPoint(pair[0])
    for _ in range(20):
        sender.send_notification('n', [])
    with pytest.raises(ProtocolError, match='messages wait, which nobody takes'):
        end.process()


def test_an_answer_that_nobody_waits_for_is_nothing(pair: Any) -> None:
    end = EndPoint(pair[1])
    pair[0].sendall(MessageEncoder().create_response(7, result=1))
    end.process()
    assert end.get_response(7) is None


def test_messages_of_a_type_that_is_not_known_are_left_out() -> None:
    taken: list[Any] = []
    data = msgpack.packb([9, 'x']) + MessageEncoder().create_notification('n', [1])
    MessageEncoder().get_and_dispatch_messages(data, {2: taken.append})
    assert taken == [['n', [1]]]


@pytest.mark.parametrize(('method', 'params'), [(5, []), ('f', (1,)), ('f', None)])
def test_what_is_no_call(method: Any, params: Any) -> None:
    with pytest.raises(TypeError):
        MessageEncoder().create_request(method, params)
    with pytest.raises(TypeError):
        MessageEncoder().create_notification(method, params)


def test_what_is_no_answer() -> None:
    with pytest.raises(ValueError, match='not both'):
        MessageEncoder().create_response(1, 'error', 'result')
    with pytest.raises(ValueError, match='no id'):
        MessageEncoder().create_response(-1)
