"""A network of bridges in memory, on a clock that jumps from deadline to deadline."""

from __future__ import annotations

from collections.abc import Iterable

from controller.lib.stp import Bridge, BridgeConfig, PortConfig, PortState, TopologyChanged, Transmit

__all__ = ['Bridges']

COST = 20000


class Bridges:
    """Bridges 1 to `count`, with cables between them: pairs of bridge numbers, a pair as often as there are cables.

    Ports are numbered as the cables are listed, from 1. `states` holds the states of ports in time's order.
    """

    def __init__(self, count: int, cables: Iterable[tuple[int, int]], **configs: BridgeConfig) -> None:
        self.now = 0.0
        self.bridges = {
            number: Bridge(f'02:00:00:00:00:{number:02x}', configs.get(f's{number}')) for number in range(1, count + 1)
        }
        self.far: dict[tuple[int, int], tuple[int, int]] = {}
        self.cables: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.changes: dict[int, list[float]] = {number: [] for number in self.bridges}
        self.sent = 0
        for one, other in cables:
            self.plug(one, other)
        self.settle()

    def plug(self, one: int, other: int) -> None:
        ends = []
        for number in one, other:
            bridge = self.bridges[number]
            port = len(bridge.ports) + 1
            address = f'02:00:00:00:{number:02x}:{port:02x}'
            bridge.add_port(port, address, COST, PortConfig(), link_up=False, now=self.now)
            ends.append((number, port))
        self.cables.append((ends[0], ends[1]))
        self.join(len(self.cables) - 1)

    def join(self, cable: int) -> None:
        one, other = self.cables[cable]
        self.far[one], self.far[other] = other, one
        for number, port in (one, other):
            self.bridges[number].set_link(port, True, self.now)

    def cut(self, cable: int) -> None:
        for end in self.cables[cable]:
            self.far.pop(end, None)
            self.bridges[end[0]].set_link(end[1], False, self.now)
        self.settle()

    def settle(self) -> None:
        """Deliver what the bridges say until nobody says anything."""
        busy = True
        while busy:
            busy = False
            for number, bridge in self.bridges.items():
                for output in bridge.drain():
                    busy = True
                    if isinstance(output, Transmit):
                        self.sent += 1
                        far = self.far.get((number, output.port))
                        if far is not None:
                            assert self.bridges[far[0]].receive(far[1], output.frame, self.now)
                    elif isinstance(output, TopologyChanged):
                        self.changes[number].append(self.now)

    def run(self, seconds: float) -> None:
        """Let that much time pass; at no moment of it do frames go round."""
        end = self.now + seconds
        while (when := min(each.deadline for each in self.bridges.values() if each.deadline is not None)) <= end:
            self.now = max(self.now, when)
            for bridge in self.bridges.values():
                bridge.tick(self.now)
            self.settle()
            assert not self.loop()
        self.now = end

    def state(self, end: tuple[int, int]) -> PortState:
        return self.bridges[end[0]].ports[end[1]].state

    def forwarding(self) -> list[tuple[int, int]]:
        """The cables that carry frames both ways."""
        return [
            (one[0], other[0])
            for one, other in self.cables
            if one in self.far and self.state(one) is self.state(other) is PortState.FORWARD
        ]

    def loop(self) -> bool:
        """Whether frames have two ways between two bridges."""
        return _parts(self.bridges, self.forwarding()) != len(self.bridges) - len(self.forwarding())

    def check_tree(self) -> None:
        """The cables that forward are a spanning tree of each part of the network, everybody knows its root, and
        each cable has one designated end."""
        joined = [(one[0], other[0]) for one, other in self.cables if one in self.far]
        forwarding = self.forwarding()
        parts = _parts(self.bridges, joined)
        assert _parts(self.bridges, forwarding) == parts  # everybody is reached
        assert len(forwarding) == len(self.bridges) - parts  # by one way
        assert len({bridge.root for bridge in self.bridges.values()}) == parts
        assert sum(bridge.is_root_bridge for bridge in self.bridges.values()) == parts
        for one, other in self.cables:
            for end in (one, other):
                settled = (PortState.FORWARD, PortState.BLOCK) if end in self.far else (PortState.DISABLE,)
                assert self.state(end) in settled


def _parts(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> int:
    """How many parts a graph has."""
    home = {node: node for node in nodes}

    def find(node: int) -> int:
        while home[node] != node:
            node = home[node]
        return node

    for one, other in edges:
        home[find(one)] = find(other)
    return sum(node == parent for node, parent in home.items())
