"""The network as a graph of switches and links, which answers what the ways through it are.

    graph = Graph().with_link(link)
    for dpid, in_port, out_port in graph.shortest_path(host, other):
        ...  # install a flow entry
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from .paths import Cost, Edge, Path, Tree, Weighted, breadth_first, cheapest_first, dijkstra, walks, weigh

__all__ = ['Endpoint', 'Graph', 'LinkLike', 'NoPath', 'PortLike', 'SpanningTree', 'Weight']

#: Answers of one kind that a graph remembers.
KEPT = 512
#: What a link costs when no link's delay is known: all are the same.
UNMEASURED = 1.0

T = TypeVar('T')


class PortLike(Protocol):
    """A port of a switch."""

    @property
    def dpid(self) -> int: ...
    @property
    def port_no(self) -> int: ...


class LinkLike(Protocol):
    """A link from one port to another, such as `controller.topology.model.Link`."""

    @property
    def src(self) -> PortLike: ...
    @property
    def dst(self) -> PortLike: ...


class Attached(Protocol):
    """What is attached to a port, such as `controller.topology.model.Host`."""

    @property
    def port(self) -> PortLike: ...


#: Where a path begins or ends: a datapath id, one with a port number, a port, or a host.
Endpoint = int | tuple[int, int] | PortLike | Attached
#: What makes one path better than another: fewer links, less delay, or less of what a function says a link costs.
Weight = str | Cost


class NoPath(LookupError):
    """There is no path between these two; the text says why."""


@dataclass(frozen=True)
class SpanningTree:
    """Links that reach every switch without a loop, both directions of each.

    `ports` has, for each switch, its ports on the tree, and `blocked` its ports on other links: what is to reach
    everybody goes out of all ports but the blocked ones and the one it came in at.
    """

    edges: frozenset[Edge]
    ports: dict[int, frozenset[int]]
    blocked: dict[int, frozenset[int]]


class Graph:
    """Switches and links at one moment. A graph never changes: `with_...` and `without_...` make another one.

    They share what is the same, so each costs microseconds. What has been computed is remembered with the graph.
    A weight is 'hops' (all links are equal), 'delay' (a link that has not been measured counts as the slowest that
    has), or a function from an Edge to its cost, above 0 (`math.inf`: not to be used), whose answers are not
    remembered. With equal costs, lower datapath ids and port numbers come first.
    """

    __slots__ = ('_delays', '_kept', '_links')

    def __init__(self, links: Mapping[int, tuple[Edge, ...]] | None = None) -> None:
        self._links: Mapping[int, tuple[Edge, ...]] = links or {}
        self._delays: Mapping[tuple[int, int], float] = {}
        self._kept: dict[str, dict[Any, Any]] = {'hops': {}, 'delay': {}}

    @classmethod
    def of(cls, switches: Iterable[Any] = (), links: Iterable[LinkLike | Edge] = ()) -> Graph:
        """The graph of switches (datapath ids, or what `get_switch` returns) and links (what `get_link` returns)."""
        rows: dict[int, set[Edge]] = {each if isinstance(each, int) else each.dp.id: set() for each in switches}
        for edge in map(_edge, links):
            rows.setdefault(edge.src, set()).add(edge)
            rows.setdefault(edge.dst, set())
        return cls({dpid: tuple(sorted(edges)) for dpid, edges in rows.items()})

    # -- what there is ------------------------------------------------------------------------------------------

    @property
    def switches(self) -> frozenset[int]:
        """The datapath ids."""
        return frozenset(self._links)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every direction of every link."""
        return tuple(edge for row in self._links.values() for edge in row)

    def edges_of(self, dpid: int) -> tuple[Edge, ...]:
        """The links that leave a switch; none where it is not there."""
        return self._links.get(dpid, ())

    def delay(self, edge: Edge) -> float | None:
        """Seconds that a frame takes over a link; None where that is not known."""
        return self._delays.get(edge[:2])

    def __contains__(self, dpid: object) -> bool:
        return dpid in self._links

    def __eq__(self, other: object) -> bool:
        """Whether the other has the same switches and links; delays do not count."""
        return isinstance(other, Graph) and self._links == other._links

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f'<Graph of {len(self._links)} switches, {sum(map(len, self._links.values()))} directions of links>'

    # -- another one --------------------------------------------------------------------------------------------

    def with_switch(self, dpid: int) -> Graph:
        """With this switch."""
        return self if dpid in self._links else self._but({**self._links, dpid: ()})

    def without_switch(self, dpid: int) -> Graph:
        """Without this switch and its links."""
        if dpid not in self._links:
            return self
        left = {each: row for each, row in self._links.items() if each != dpid}
        for each, row in left.items():
            if any(edge.dst == dpid for edge in row):
                left[each] = tuple(edge for edge in row if edge.dst != dpid)
        return self._but(left)

    def with_link(self, link: LinkLike | Edge) -> Graph:
        """With this direction of a link, and its switches."""
        edge = _edge(link)
        row = self._links.get(edge.src, ())
        if edge in row:
            return self
        return self._but({edge.dst: (), **self._links, edge.src: tuple(sorted((*row, edge)))})

    def without_link(self, link: LinkLike | Edge) -> Graph:
        """Without this direction of a link."""
        edge = _edge(link)
        row = self._links.get(edge.src, ())
        if edge not in row:
            return self
        return self._but({**self._links, edge.src: tuple(each for each in row if each != edge)})

    def with_delays(self, delays: Mapping[tuple[int, int], float]) -> Graph:
        """With these delays, in seconds, by the datapath id and the port that a link leaves; all others are unknown."""
        other = Graph(self._links)
        other._delays = dict(delays)
        other._kept['hops'] = self._kept['hops']
        return other

    def _but(self, links: Mapping[int, tuple[Edge, ...]]) -> Graph:
        other = Graph(links)
        other._delays = self._delays
        return other

    # -- ways through it ----------------------------------------------------------------------------------------

    def shortest_path(self, src: Endpoint, dst: Endpoint, weight: Weight = 'hops') -> Path:
        """The best path; raises NoPath. Of a host or a port, the port is the first or the last of the path."""
        return self.equal_cost_paths(src, dst, weight, 1)[0]

    def equal_cost_paths(self, src: Endpoint, dst: Endpoint, weight: Weight = 'hops', limit: int = 64) -> list[Path]:
        """All paths as good as the best, at most `limit`; parallel links make different paths. Raises NoPath."""
        (source, first), (target, last) = self._ends(src, dst)
        tree = self._tree(source, weight)
        found = [
            Path.along(walk, tree.costs[target], source, first, last) for walk in islice(walks(tree, target), limit)
        ]
        return found or self._refuse(source, target)

    def k_shortest_paths(self, src: Endpoint, dst: Endpoint, k: int, weight: Weight = 'hops') -> list[Path]:
        """The k best paths that pass no switch twice, the best first; fewer where there are not so many.

        Raises NoPath.
        """
        (source, first), (target, last) = self._ends(src, dst)
        ranked = cheapest_first(self._weighted(weight), source, target)
        found = [Path.along(walk, cost, source, first, last) for cost, walk in islice(ranked, k)]
        return found or self._refuse(source, target)

    def costs(self, src: Endpoint, weight: Weight = 'hops') -> dict[int, float]:
        """What it costs to reach each switch that can be reached from here; raises NoPath for an unknown switch."""
        (source, _), _ = self._ends(src, src)
        return dict(self._tree(source, weight).costs)

    def spanning_tree(self, weight: Weight = 'hops', root: int | None = None) -> SpanningTree:
        """The best paths from `root` (else the lowest datapath id) to every switch; a tree for each separate part.

        A link that was seen in one direction only does not count.
        """
        if root is not None:
            self._ends(root, root)
        return self._remembered(weight, ('tree', root), lambda: self._span(weight, root))

    def _span(self, weight: Weight, root: int | None) -> SpanningTree:
        everything = set(self.edges)
        both_ways = {
            dpid: [pair for pair in row if pair[1].reverse in everything]
            for dpid, row in self._weighted(weight).items()
        }
        chosen: set[Edge] = set()
        reached: set[int] = set()
        for start in sorted(self._links, key=lambda dpid: (dpid != root, dpid)):
            if start not in reached:
                tree = dijkstra(both_ways, start)
                reached |= tree.last.keys()
                chosen |= {way for last in tree.last.values() for edge in last[:1] for way in (edge, edge.reverse)}
        ports: dict[int, set[int]] = {dpid: set() for dpid in self._links}
        others: dict[int, set[int]] = {dpid: set() for dpid in self._links}
        for edge in everything:
            for way in (edge, edge.reverse):
                (ports if way in chosen else others)[way.src].add(way.src_port)
        blocked = {dpid: frozenset(each - ports[dpid]) for dpid, each in others.items()}
        return SpanningTree(frozenset(chosen), {dpid: frozenset(each) for dpid, each in ports.items()}, blocked)

    def _ends(self, src: Endpoint, dst: Endpoint) -> tuple[tuple[int, int | None], tuple[int, int | None]]:
        ends = _place(src), _place(dst)
        for dpid, _ in ends:
            if dpid not in self._links:
                raise NoPath(f'switch {dpid:#x} is not in the network')
        return ends

    def _refuse(self, source: int, target: int) -> Any:
        raise NoPath(f'no links lead from switch {source:#x} to switch {target:#x}')

    # -- what has been computed ---------------------------------------------------------------------------------

    def _tree(self, source: int, weight: Weight) -> Tree:
        if weight == 'hops':
            return self._remembered(weight, source, lambda: breadth_first(self._links, source))
        return self._remembered(weight, source, lambda: dijkstra(self._weighted(weight), source))

    def _weighted(self, weight: Weight) -> Weighted:
        if callable(weight):
            return weigh(self._links, weight)
        return self._remembered(weight, 'links', lambda: weigh(self._links, self._cost(weight)))

    def _cost(self, weight: str) -> Cost:
        if weight == 'hops':
            return lambda edge: 1.0
        slowest = max(self._delays.values(), default=0.0) or UNMEASURED
        least = 1e-9  # a delay of 0 is one that was too small to be measured
        return lambda edge: max(self._delays.get(edge[:2], slowest), least)

    def _remembered(self, weight: Weight, key: Any, compute: Callable[[], T]) -> T:
        if callable(weight):
            return compute()
        if weight not in self._kept:
            raise ValueError(f"a weight is 'hops', 'delay' or a function of a link, not {weight!r}")
        kept = self._kept[weight]
        found = kept.get(key)
        if found is None:
            if len(kept) >= KEPT:
                kept.clear()
            found = kept[key] = compute()
        return found

    # -- for others ---------------------------------------------------------------------------------------------

    def to_networkx(self, hosts: Iterable[Any] = (), *, multigraph: bool = False) -> Any:
        """The same as a `networkx.DiGraph` of datapath ids, and of the MAC addresses of `hosts`, if given.

        Each edge has `port`, by which it leaves, `src_port`, `dst_port`, and `delay` where that is known. Of parallel
        links a DiGraph has the one with the lowest port; `multigraph=True` makes a MultiDiGraph, with all of them.
        Raises ImportError where networkx is not installed.
        """
        try:
            import networkx
        except ImportError as error:
            raise ImportError("to_networkx() needs networkx: pip install 'controller-manager[networkx]'") from error
        graph = networkx.MultiDiGraph() if multigraph else networkx.DiGraph()
        graph.add_nodes_from(sorted(self._links))
        for edge in reversed(self.edges):  # so that the lowest port is the one that stays
            attributes = {'port': edge.src_port, 'src_port': edge.src_port, 'dst_port': edge.dst_port}
            delay = self.delay(edge)
            graph.add_edge(edge.src, edge.dst, **attributes, **({} if delay is None else {'delay': delay}))
        for host in hosts:
            dpid, port_no = _place(host)
            graph.add_edge(dpid, host.mac, port=port_no, src_port=port_no)
            graph.add_edge(host.mac, dpid, dst_port=port_no)
        return graph


def _edge(link: LinkLike | Edge) -> Edge:
    if isinstance(link, Edge):
        return link
    return Edge(link.src.dpid, link.src.port_no, link.dst.dpid, link.dst.port_no)


def _place(end: Endpoint) -> tuple[int, int | None]:
    """The switch, and the port where it is one."""
    if isinstance(end, int):
        return end, None
    if isinstance(end, tuple):
        return end
    port: Any = getattr(end, 'port', end)
    return port.dpid, port.port_no
