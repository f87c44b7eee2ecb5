"""Frames of a capture, fed to emulated switches of a controller of this process, and what comes of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import greenhub
from greenhub.hubs import get_hub
from greenhub.testing import wait_all_blocked

from ..openflow import OF10, OF14
from ..openflow.connection import Limits
from ..wire import Message
from .agent import Connect
from .flowtable import FlowEntry
from .frame import Frame
from .link import Link, Receive
from .network import SwitchNode
from .ports import Port
from .switch import Switch

__all__ = ['Passage', 'Playback', 'PlaybackError', 'Player', 'Said']

MOST_SWITCHES = 1024
JOIN_LIMIT = 10.0  # seconds
POLL = 0.01
#: What a controller says of its own accord when a switch joins, each once.
GREETING = frozenset({'OFPFeaturesRequest', 'OFPSetConfig', 'OFPPortDescStatsRequest'})
CHANNEL = frozenset({'OFPHello', 'OFPEchoRequest', 'OFPEchoReply'})


class PlaybackError(Exception):
    """Frames cannot be fed to the switches that they came from."""


class Said(NamedTuple):
    """A message of an app to a switch, or the error with which the switch refused one; `time` is the hub's."""

    time: float
    switch: Switch
    message: Any


class Passage(NamedTuple):
    """What a switch did with a frame by itself: whether it asked the controller, and the ports it sent it out of."""

    asked: bool
    ports: list[int]


class Player(Switch):
    """A switch that notes what it is told, and what it refuses."""

    def __init__(self, dpid: int, said: list[Said]) -> None:
        super().__init__(dpid, (), lambda: get_hub().clock())
        self._said = said
        self._expected = set(GREETING)

    def handle(self, message: Any) -> None:
        """Note what a message is, and do what it says."""
        name = type(message).__name__
        if name in self._expected:
            self._expected.remove(name)
        elif name not in CHANNEL:
            self._note(message)
        super().handle(message)

    def say(self, message: Message) -> None:
        """Have a message sent; note an error."""
        if type(message).__name__ == 'OFPErrorMsg':
            self._note(message)
        super().say(message)

    def disconnect(self) -> None:
        """The controller is gone; the next one greets anew."""
        self._expected = set(GREETING)
        super().disconnect()

    def _note(self, message: Any) -> None:
        self._said.append(Said(self.clock(), self, message))

    def flows(self) -> list[tuple[FlowEntry, Any]]:
        """The flow entries, each with the OFPFlowMod that would add it."""
        of = self.ofproto
        entries = [entry for table in self.tables.tables for entry in table] if of is not None else []
        return [(entry, of.OFPFlowMod(None, command=of.OFPFC_ADD, **_said_of(of, entry))) for entry in entries]


def _said_of(of: Any, entry: FlowEntry) -> dict[str, Any]:
    """What the controller has said of a flow entry."""
    same = {name: getattr(entry, name) for name in ('cookie', 'priority', 'flags', 'idle_timeout', 'hard_timeout')}
    said = {'match': entry.stated, **same}
    if of.OFP_VERSION == OF10:
        return {**said, 'actions': list(entry.said)}
    said |= {'table_id': entry.table_id, 'instructions': list(entry.said)}
    return said if of.OFP_VERSION < OF14 else {**said, 'importance': entry.importance}


class _Tap(Link):
    """What is plugged into a port: frames go in by `put`, and what comes out is a line in a list."""

    def __init__(self, switch: str, number: int, out: list[int]) -> None:
        super().__init__(switch, f'port {number}')
        self._number, self._out = number, out

    def sender(self, end: str) -> Receive:
        """What the switch puts its frames into."""
        return lambda frame: self._out.append(self._number)

    def put(self, data: bytes) -> None:
        """Have a frame arrive at the port."""
        self._receivers[self.ends[0]](Frame(data))


class Playback:
    """The switches of a capture, which join as their first frames come, with the ports 1 to `ports` and more as needed.

    `said` collects what apps tell them; the owner empties it.
    """

    def __init__(self, connect: Connect, versions: Iterable[int], ports: int) -> None:
        self.said: list[Said] = []
        self.nodes: dict[int, SwitchNode] = {}
        self._connect = connect
        self._versions = frozenset(versions)
        self._ports = ports
        self._taps: dict[tuple[int, int], _Tap] = {}
        self._out: list[int] = []

    @property
    def switches(self) -> list[Any]:
        """Every switch, in the order of their joining."""
        return [node.switch for node in self.nodes.values()]

    def switch(self, dpid: int) -> Switch:
        """The switch of a datapath id, which joins now if it has not; raises PlaybackError."""
        node = self.nodes.get(dpid)
        if node is None:
            if len(self.nodes) >= MOST_SWITCHES:
                raise PlaybackError(f'frames of more than {MOST_SWITCHES} switches')
            node = self.nodes[dpid] = SwitchNode(
                Player(dpid, self.said), self._connect, self._versions, Limits(echo_interval=0)
            )
            for number in range(1, self._ports + 1):
                self._plug(node, number)
            node.agent.start()
            self._wait_for(node)
        return node.switch

    def port(self, dpid: int, number: int) -> None:
        """Have a switch that has joined tell of a port, if it has none of that number."""
        if (dpid, number) not in self._taps:
            node: Any = self.nodes[dpid]
            self._plug(node, number)
            dialect = node.switch.dialect
            if dialect is not None and dialect.wants('port_status', dialect.ofproto.OFPPR_ADD):
                node.switch.say(dialect.port_status(dialect.ofproto.OFPPR_ADD, node.switch.ports[number]))
                node.settle()
                wait_all_blocked()

    def frame(self, dpid: int, port: int, data: bytes) -> Passage:
        """Have a frame arrive at such a port; returns before any app has heard of it."""
        agent = self.nodes[dpid].agent
        before = agent.packet_ins
        self._out.clear()
        self._taps[dpid, port].put(data)
        return Passage(agent.packet_ins > before, self._out.copy())

    def stop(self) -> None:
        """Disconnect every switch."""
        for node in self.nodes.values():
            node.agent.stop()
            node.cancel_timer()

    def _plug(self, node: SwitchNode, number: int) -> _Tap:
        switch = node.switch
        hw_addr = f'02{switch.dpid & 0xFFFFFF:06x}{number:04x}'
        tap = self._taps[switch.dpid, number] = _Tap(switch.name, number, self._out)
        name = f'{switch.name}-eth{number}'[-15:]  # of at most 16 bytes, one of them zero (7.2.1)
        node.plug(Port(number, bytes.fromhex(hw_addr).hex(':'), name, switch.clock()), tap)
        return tap

    def _wait_for(self, node: SwitchNode) -> None:
        """Wait until a switch has joined and the apps have said what they want of it."""
        hub = get_hub()
        end = hub.clock() + JOIN_LIMIT
        wait_all_blocked()
        while not node.agent.connected:
            if hub.clock() >= end:
                raise PlaybackError(f'{node.switch.name} could not join the controller in {JOIN_LIMIT:g} s')
            greenhub.sleep(POLL)
        wait_all_blocked()
