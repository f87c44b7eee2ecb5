"""An OpenFlow channel to a bridge of Open vSwitch, for what our tables say: no controller, no app, one thread."""

from __future__ import annotations

import socket
from itertools import count
from pathlib import Path
from typing import Any, Self

from controller.wire import Message, Version

__all__ = ['Channel']

HEADER_SIZE = 8


class Channel:
    """A connection to a bridge's management socket, in one version of OpenFlow.

    What the switch sends must be what we would send; `otherwise` names the messages of which that is not so.
    """

    def __init__(self, path: Path, tables: Version, *otherwise: str) -> None:
        self.tables: Any = tables
        self.otherwise = otherwise
        self._xids = count(1)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(10)
        self._socket.connect(str(path))
        self.send(self.tables.OFPHello(None))
        assert self.receive().msg_type == self.tables.OFPT_HELLO

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._socket.close()

    def send(self, *messages: Message) -> None:
        """Send messages, each under a transaction id of its own."""
        for message in messages:
            message.set_xid(next(self._xids))
        self._socket.sendall(b''.join([message.encode() for message in messages]))

    def receive(self) -> Any:
        """The next message."""
        header = self._exactly(HEADER_SIZE)
        data = header + self._exactly(int.from_bytes(header[2:4]) - HEADER_SIZE)
        message = self.tables.decode(data)
        if type(message).__name__ not in self.otherwise:
            assert message.encode() == data, f'{message} was {data.hex()}'
        return message

    def receive_a(self, name: str) -> Any:
        """The next message of the class of that name; the others are passed over."""
        while type(message := self.receive()).__name__ != name:
            pass
        return message

    def ask(self, *messages: Message) -> list[Any]:
        """What the switch says to these messages: everything up to the end of a barrier behind them."""
        barrier = self.tables.OFPBarrierRequest(None)
        self.send(*messages, barrier)
        replies = []
        while (reply := self.receive()).msg_type != self.tables.OFPT_BARRIER_REPLY or reply.xid != barrier.xid:
            replies.append(reply)
        return replies

    def ask_for(self, request: Message) -> list[Any]:
        """The bodies of all the parts of a multipart reply, as one list."""
        replies = self.ask(request)
        parts = ('OFPMultipartReply', 'OFPStatsReply')
        assert replies and all({each.__name__ for each in type(reply).__mro__} & {*parts} for reply in replies), replies
        return [item for reply in replies for item in (reply.body if isinstance(reply.body, list) else [reply.body])]

    def tell(self, *messages: Message) -> None:
        """Send messages to which a switch that agrees says nothing."""
        assert self.ask(*messages) == []

    def _exactly(self, size: int) -> bytes:
        data = b''
        while len(data) < size:
            more = self._socket.recv(size - len(data))
            assert more, 'the switch closed the channel'
            data += more
        return data
