"""Paths from switch to switch: what they look like, and how they are searched for.

The functions work on *links*: the links that leave each switch, in a fixed order, so that the same network always
gives the same path. `weigh` adds what each costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf, isclose
from typing import NamedTuple

__all__ = [
    'Cost', 'Edge', 'Hop', 'Links', 'Path', 'Tree', 'Weighted', 'breadth_first', 'cheapest_first', 'dijkstra', 'walks',
    'weigh',
]  # fmt: skip


class Edge(NamedTuple):
    """One direction of a link: out of port `src_port` of switch `src`, into port `dst_port` of switch `dst`."""

    src: int
    src_port: int
    dst: int
    dst_port: int

    @property
    def reverse(self) -> Edge:
        """The other direction."""
        return Edge(self.dst, self.dst_port, self.src, self.src_port)


class Hop(NamedTuple):
    """A switch on a path: frames come in at `in_port` and leave by `out_port` (None where the path begins or ends)."""

    dpid: int
    in_port: int | None
    out_port: int | None


@dataclass(frozen=True)
class Path:
    """A way through the network, switch by switch, as flow entries need it; iterating gives its hops.

    `cost` is the sum of what its links cost: how many there are, or seconds of delay, or whatever was asked for.
    """

    hops: tuple[Hop, ...]
    cost: float

    @classmethod
    def along(cls, edges: Sequence[Edge], cost: float, source: int, first: int | None, last: int | None) -> Path:
        """The path over these links from switch `source`, entered at port `first` and left by port `last`."""
        dpids = [source, *(edge.dst for edge in edges)]
        in_ports = [first, *(edge.dst_port for edge in edges)]
        out_ports = [*(edge.src_port for edge in edges), last]
        return cls(tuple(map(Hop, dpids, in_ports, out_ports)), cost)

    @property
    def switches(self) -> tuple[int, ...]:
        """The datapath ids, in order."""
        return tuple(hop.dpid for hop in self.hops)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The links, in order."""
        pairs = zip(self.hops, self.hops[1:], strict=False)
        return tuple(Edge(one.dpid, one.out_port or 0, two.dpid, two.in_port or 0) for one, two in pairs)

    def reversed(self) -> Path:
        """The same way back: the same ports, in and out exchanged."""
        return Path(tuple(Hop(dpid, out_port, in_port) for dpid, in_port, out_port in reversed(self.hops)), self.cost)

    def __iter__(self) -> Iterator[Hop]:
        return iter(self.hops)

    def __len__(self) -> int:
        return len(self.hops)

    def __str__(self) -> str:
        return ' '.join(f'{in_port or "-"}:{dpid:x}:{out_port or "-"}' for dpid, in_port, out_port in self.hops)


#: The links that leave each switch, in order.
Links = Mapping[int, Sequence[Edge]]
#: What a link costs: more than 0; `math.inf` for one that is not to be used.
Cost = Callable[[Edge], float]
#: The links that leave each switch, each with its cost.
Weighted = Mapping[int, Sequence[tuple[float, Edge]]]


@dataclass(frozen=True)
class Tree:
    """The shortest paths from one switch: what it costs to reach each other, and by which links one arrives there.

    `last` has the last links of all the shortest paths to a switch, in order; none for the switch itself.
    """

    costs: dict[int, float]
    last: dict[int, list[Edge]]


def weigh(links: Links, cost: Cost) -> Weighted:
    """The links with their costs; raises ValueError where one is not above 0."""

    def weighted(edges: Sequence[Edge]) -> Iterator[tuple[float, Edge]]:
        for edge in edges:
            each = cost(edge)
            if not each > 0:
                raise ValueError(f'{edge} costs {each!r}: a cost has to be above 0')
            if each < inf:
                yield each, edge

    return {dpid: list(weighted(edges)) for dpid, edges in links.items()}


def breadth_first(links: Links, source: int) -> Tree:
    """The paths from `source` that have the fewest links."""
    costs: dict[int, float] = {source: 0}
    last: dict[int, list[Edge]] = {source: []}
    ring, distance = [source], 0
    while ring:
        distance += 1
        found = []
        for dpid in ring:
            for edge in links[dpid]:
                known = costs.get(edge.dst)
                if known is None:
                    costs[edge.dst], last[edge.dst] = distance, [edge]
                    found.append(edge.dst)
                elif known == distance:
                    last[edge.dst].append(edge)
        ring = found
    return _ordered(costs, last)


def dijkstra(links: Weighted, source: int) -> Tree:
    """The cheapest paths from `source`; costs that differ by rounding alone are equal."""
    costs: dict[int, float] = {}
    reached = {source: 0.0}
    heap = [(0.0, source)]
    while heap:
        cost, dpid = heappop(heap)
        if dpid in costs:
            continue
        costs[dpid] = cost
        for more, edge in links[dpid]:
            total = cost + more
            if total < reached.get(edge.dst, inf):
                reached[edge.dst] = total
                heappush(heap, (total, edge.dst))
    last: dict[int, list[Edge]] = {dpid: [] for dpid in costs}
    for dpid, cost in costs.items():
        for more, edge in links[dpid]:
            there = costs[edge.dst]
            if cost < there and isclose(cost + more, there):
                last[edge.dst].append(edge)
    return _ordered(costs, last)


def _ordered(costs: dict[int, float], last: dict[int, list[Edge]]) -> Tree:
    for edges in last.values():
        if len(edges) > 1:
            edges.sort()
    return Tree(costs, last)


def walks(tree: Tree, target: int) -> Iterator[tuple[Edge, ...]]:
    """Every shortest path to `target`, as its links; there are none where it was not reached.

    There may be very many: take as many as are wanted.
    """
    if target not in tree.last:
        return
    # Backwards from the target; each entry is a switch, and what has been walked from there on.
    waiting: list[tuple[int, tuple[Edge, ...]]] = [(target, ())]
    while waiting:
        dpid, walked = waiting.pop()
        edges = tree.last[dpid]
        if not edges:
            yield walked
        waiting += [(edge.src, (edge, *walked)) for edge in reversed(edges)]


def cheapest_first(links: Weighted, source: int, target: int) -> Iterator[tuple[float, tuple[Edge, ...]]]:
    """The paths without loops from `source` to `target` in the order of their costs, each with its cost.

    Yen's algorithm: each further path leaves one that is known already at one of its switches, by another link.
    """
    prices = {edge: cost for row in links.values() for cost, edge in row}
    known: list[tuple[Edge, ...]] = []
    candidates: list[tuple[float, tuple[Edge, ...]]] = []
    first = _cheapest(links, source, target, set(), set())
    if first is not None:
        candidates.append((sum(prices[edge] for edge in first), first))
    seen = {first}
    while candidates:
        cost, path = heappop(candidates)
        yield cost, path
        known.append(path)
        passed: set[int] = set()
        for place, edge in enumerate(path):
            begun = path[:place]
            taken = {each[place] for each in known if len(each) > place and each[:place] == begun}
            rest = _cheapest(links, edge.src, target, passed, taken)
            passed.add(edge.src)
            if rest is not None and (whole := (*begun, *rest)) not in seen:
                seen.add(whole)
                heappush(candidates, (sum(prices[each] for each in whole), whole))


def _cheapest(
    links: Weighted, source: int, target: int, closed: set[int], taken: set[Edge]
) -> tuple[Edge, ...] | None:
    """The cheapest path that passes none of the switches `closed` and uses none of the links `taken`."""
    reached: dict[int, float] = {source: 0.0}
    arrived: dict[int, Edge] = {}
    done = set(closed)
    heap = [(0.0, source)]
    while heap:
        cost, dpid = heappop(heap)
        if dpid == target:
            return _back(arrived, source, target)
        if dpid in done:
            continue
        done.add(dpid)
        for more, edge in links[dpid]:
            total = cost + more
            if edge.dst not in done and edge not in taken and total < reached.get(edge.dst, inf):
                reached[edge.dst], arrived[edge.dst] = total, edge
                heappush(heap, (total, edge.dst))
    return None


def _back(arrived: Mapping[int, Edge], source: int, target: int) -> tuple[Edge, ...]:
    """The links by which the target was arrived at, from the source on."""
    edges: list[Edge] = []
    while target != source:
        edges.append(arrived[target])
        target = edges[-1].src
    return tuple(reversed(edges))
