"""A switch of a few lines, on a socket in memory: says hello, answers what the handshake asks, keeps the rest."""

from __future__ import annotations

from typing import Any

import greenhub
from controller.openflow import OF10, OF13
from controller.openflow.connection import SwitchConnection
from greenhub.hubs import get_hub
from greenhub.testing import memory_socket_pair

__all__ = ['FakeSwitch']


class FakeSwitch:
    """Connects to a controller; `seen` holds the messages it got and did not answer.

    `answer` maps a message's class name to a function from the request to a reply, or to None for silence.
    """

    def __init__(self, controller: Any, dpid: int = 1, number: int = OF13, capacity: int = 65536) -> None:
        self.dpid = dpid
        self.channel = SwitchConnection([number], now=get_hub().clock())
        self.seen: list[Any] = []
        self.reading = True
        self.closed = False
        self.answer: dict[str, Any] = {
            'OFPFeaturesRequest': self.features,
            'OFPPortDescStatsRequest': lambda request: self.tables.OFPPortDescStatsReply(None, 0, []),
            'OFPBarrierRequest': lambda request: self.tables.OFPBarrierReply(None),
        }
        self.socket, theirs = memory_socket_pair(capacity)
        self.datapath = controller.accept(theirs, ('memory', dpid))
        self.thread = greenhub.spawn(self._run)

    @property
    def tables(self) -> Any:
        return self.channel.version

    def features(self, request: Any) -> Any:
        own = {'auxiliary_id': 0} if self.tables.OFP_VERSION >= OF13 else {'ports': {}}
        if self.tables.OFP_VERSION == OF10:
            own['actions'] = 0
        return self.tables.OFPSwitchFeatures(None, self.dpid, 256, 1, capabilities=0, **own)

    def send(self, message: Any) -> None:
        """Send a message of the switch's own accord."""
        self.channel.send(message)
        self.socket.sendall(self.channel.data_to_send())

    def packet_in(self, number: int = 0) -> Any:
        """A PACKET_IN that says which it is in its buffer id."""
        of = self.tables
        if of.OFP_VERSION == OF10:
            return of.OFPPacketIn(None, number, 60, 1, 0, bytes(60))
        own = {'cookie': 0} if of.OFP_VERSION >= OF13 else {}
        return of.OFPPacketIn(None, number, 60, 0, 0, match=of.OFPMatch(in_port=1), data=bytes(60), **own)

    def close(self) -> None:
        """Go away."""
        self.closed = True
        self.socket.close()

    def _run(self) -> None:
        try:
            self.socket.sendall(self.channel.data_to_send())
            while True:
                while not self.reading:
                    greenhub.sleep(1.0)
                data = self.socket.recv(65536)
                if not data:
                    break
                for message, _ in self.channel.receive(data, get_hub().clock()):
                    if message is not None:
                        self._take(message)
                self.socket.sendall(self.channel.data_to_send())
        except OSError:
            pass
        self.closed = True

    def _take(self, message: Any) -> None:
        name = type(message).__name__
        reply = self.answer[name](message) if self.answer.get(name) else None
        if reply is not None:
            self.channel.reply(message, reply)
        else:
            self.seen.append(message)
