"""The graph of switches and links, against networkx, and what it promises of its own."""

from __future__ import annotations

import math
import sys
import time
from types import SimpleNamespace

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.topology.graph import KEPT, Graph, NoPath
from controller.topology.paths import Edge, Hop, Path


def both(src: int, src_port: int, dst: int, dst_port: int) -> list[Edge]:
    edge = Edge(src, src_port, dst, dst_port)
    return [edge, edge.reverse]


def cables(*pairs: tuple[int, int]) -> list[Edge]:
    """Links between these switches, ports numbered as they are used, from 1."""
    used: dict[int, int] = {}

    def port(dpid: int) -> int:
        used[dpid] = used.get(dpid, 0) + 1
        return used[dpid]

    return [edge for one, other in pairs for edge in both(one, port(one), other, port(other))]


SQUARE = Graph.of(range(1, 5), cables((1, 2), (2, 3), (3, 4), (4, 1)))


def port(dpid: int, number: int) -> SimpleNamespace:
    return SimpleNamespace(dpid=dpid, port_no=number)


# -- against networkx -------------------------------------------------------------------------------------------


@st.composite
def networks(draw: st.DrawFn) -> Graph:
    """Up to eight switches and twenty cables, some of them parallel, some known in one direction only."""
    dpids = range(1, draw(st.integers(1, 8)) + 1)
    pairs = draw(st.lists(st.tuples(st.sampled_from(dpids), st.sampled_from(dpids)), max_size=20))
    edges = cables(*(pair for pair in pairs if pair[0] != pair[1]))
    lost = draw(st.sets(st.sampled_from(edges), max_size=4)) if edges else set()
    graph = Graph.of(dpids, [edge for edge in edges if edge not in lost])
    delays = draw(st.lists(st.integers(1, 4), min_size=len(graph.edges), max_size=len(graph.edges)))
    return graph.with_delays({edge[:2]: float(delay) for edge, delay in zip(graph.edges, delays, strict=True)})


WEIGHTS = pytest.mark.parametrize(('weight', 'theirs'), [('hops', None), ('delay', 'delay')])


@WEIGHTS
@given(networks())
@settings(max_examples=150, deadline=None)
def test_shortest_paths_are_those_of_networkx(weight: str, theirs: str | None, graph: Graph) -> None:
    oracle = graph.to_networkx(multigraph=True)
    costs = dict(networkx.all_pairs_dijkstra_path_length(oracle, weight=theirs or (lambda *_: 1)))
    for source in graph.switches:
        assert graph.costs(source, weight) == costs[source]
        for target in graph.switches:
            if target not in costs[source]:
                with pytest.raises(NoPath):
                    graph.shortest_path(source, target, weight)
                continue
            paths = graph.equal_cost_paths(source, target, weight, 10_000)
            assert paths[0] == graph.shortest_path(source, target, weight)
            assert len({path.edges for path in paths}) == len(paths)
            assert {path.cost for path in paths} == {costs[source][target]}
            for path in paths:
                walked = sum(graph.delay(edge) if theirs else 1 for edge in path.edges)
                assert walked == path.cost
                assert set(path.edges) <= set(graph.edges)
            if source != target:  # networkx: equal if parallel links are, whatever their ports
                ways = networkx.all_shortest_paths(networkx.DiGraph(least(oracle)), source, target, theirs)
                assert {path.switches for path in paths} == {tuple(way) for way in ways}


def least(graph: networkx.MultiDiGraph) -> networkx.DiGraph:
    """The best of parallel links."""
    simple = networkx.DiGraph()
    simple.add_nodes_from(graph)
    for src, dst, delay in sorted(graph.edges(data='delay'), key=lambda edge: -edge[2]):
        simple.add_edge(src, dst, delay=delay)
    return simple


@WEIGHTS
@given(networks(), st.integers(1, 12))
@settings(max_examples=100, deadline=None)
def test_k_shortest_paths_are_those_of_networkx(weight: str, theirs: str | None, graph: Graph, k: int) -> None:
    oracle = graph.to_networkx(multigraph=True)
    source, target = min(graph.switches), max(graph.switches)
    if source == target or not networkx.has_path(oracle, source, target):
        return
    found = graph.k_shortest_paths(source, target, k, weight)
    costs = sorted(
        sum(oracle.edges[edge]['delay'] if theirs else 1 for edge in way)
        for way in networkx.all_simple_edge_paths(oracle, source, target)
    )
    assert [path.cost for path in found] == costs[:k]
    assert len({path.edges for path in found}) == len(found)
    assert all(len(set(path.switches)) == len(path) for path in found)


@WEIGHTS
@given(networks())
@settings(max_examples=100, deadline=None)
def test_spanning_tree_reaches_all_without_a_loop(weight: str, theirs: str | None, graph: Graph) -> None:
    tree = graph.spanning_tree(weight)
    whole, spanned = networkx.MultiGraph(), networkx.MultiGraph()
    cables = {edge for edge in graph.edges if edge.reverse in graph.edges and edge < edge.reverse}
    for known, edges in ((whole, cables), (spanned, cables & tree.edges)):
        known.add_nodes_from(graph.switches)
        known.add_edges_from((edge.src, edge.dst) for edge in edges)
    assert networkx.number_of_edges(spanned) == len(graph.switches) - networkx.number_connected_components(whole)
    parts = [sorted(map(sorted, networkx.connected_components(each))) for each in (whole, spanned)]
    assert parts[0] == parts[1]
    for dpid in graph.switches:
        ends = {edge.src_port for edge in graph.edges if edge.src == dpid}
        ends |= {edge.dst_port for edge in graph.edges if edge.dst == dpid}
        assert tree.ports[dpid] | tree.blocked[dpid] == ends
        assert tree.ports[dpid] == {edge.src_port for edge in tree.edges if edge.src == dpid}
        assert not tree.ports[dpid] & tree.blocked[dpid]


CHANGES = st.tuples(st.sampled_from(['with', 'without', 'switch', 'gone']), st.integers(1, 4), st.integers(1, 4))


@given(st.lists(CHANGES))
def test_a_changed_graph_is_one_made_anew(changes: list[tuple[str, int, int]]) -> None:
    graph, dpids, edges = Graph(), set(), set()
    for what, one, other in changes:
        before = (graph, graph.switches, graph.edges)
        edge = Edge(one, other, other, one)
        if what == 'with':
            graph, dpids, edges = graph.with_link(edge), dpids | {one, other}, edges | {edge}
        elif what == 'without':
            graph, edges = graph.without_link(edge), edges - {edge}
        elif what == 'switch':
            graph, dpids = graph.with_switch(one), dpids | {one}
        else:
            graph, dpids = graph.without_switch(one), dpids - {one}
            edges = {each for each in edges if one not in (each.src, each.dst)}
        assert graph == Graph.of(dpids, edges)
        assert (before[0].switches, before[0].edges) == before[1:]


# -- what it promises -------------------------------------------------------------------------------------------


def test_path_is_ports_switch_by_switch() -> None:
    graph = Graph.of(links=cables((1, 2), (2, 3)))
    host = SimpleNamespace(mac='00:00:00:00:00:01', port=port(1, 9))
    path = graph.shortest_path(host, port(3, 7))
    assert list(path) == [(1, 9, 1), (2, 1, 2), (3, 1, 7)]
    assert path.switches == (1, 2, 3)
    assert path.cost == 2
    assert path.edges == (Edge(1, 1, 2, 1), Edge(2, 2, 3, 1))
    assert list(path.reversed()) == [(3, 7, 1), (2, 2, 1), (1, 1, 9)]
    assert str(path) == '9:1:1 1:2:2 1:3:7'
    assert list(graph.shortest_path(1, 2)) == [Hop(1, None, 1), Hop(2, 1, None)]
    assert graph.shortest_path((1, 9), (3, 7)) == path


def test_path_within_one_switch() -> None:
    graph = Graph().with_switch(5)
    assert graph.shortest_path(port(5, 1), port(5, 2)) == Path((Hop(5, 1, 2),), 0)
    assert graph.k_shortest_paths(5, 5, 3) == [Path((Hop(5, None, None),), 0)]


def test_equal_costs_are_taken_in_order_and_limited() -> None:
    assert [path.switches for path in SQUARE.equal_cost_paths(1, 3)] == [(1, 2, 3), (1, 4, 3)]
    assert [path.switches for path in SQUARE.equal_cost_paths(1, 3, limit=1)] == [(1, 2, 3)]
    ladder = Graph.of(links=[edge for n in range(1, 41) for p in (1, 2) for edge in both(n, p, n + 1, p + 2)])
    assert len(ladder.equal_cost_paths(1, 41)) == 64  # of 2**40


def test_parallel_links_are_paths_of_their_own() -> None:
    graph = Graph.of(links=cables((1, 2), (1, 2)))
    assert [str(path) for path in graph.equal_cost_paths(1, 2)] == ['-:1:1 1:2:-', '-:1:2 2:2:-']
    tree = graph.spanning_tree()
    assert (tree.ports, tree.blocked) == ({1: {1}, 2: {1}}, {1: {2}, 2: {2}})


@pytest.mark.parametrize(('src', 'dst', 'text'), [
    (1, 9, 'switch 0x9 is not in the network'),
    (9, 1, 'switch 0x9 is not in the network'),
    (1, 10, 'no links lead from switch 0x1 to switch 0xa'),
])  # fmt: skip
def test_no_path(src: int, dst: int, text: str) -> None:
    for ask in ('shortest_path', 'equal_cost_paths'):
        with pytest.raises(NoPath, match=text):
            getattr(SQUARE.with_switch(10), ask)(src, dst)
    with pytest.raises(NoPath, match=text):
        SQUARE.with_switch(10).k_shortest_paths(src, dst, 2)


def test_weights() -> None:
    slow = SQUARE.with_delays({edge[:2]: 0.2 if edge[:2] == (1, 1) else 0.05 for edge in SQUARE.edges})
    assert slow.shortest_path(1, 2).switches == (1, 2)
    assert slow.shortest_path(1, 2, 'delay').switches == (1, 4, 3, 2)
    assert slow.shortest_path(1, 2, 'delay').cost == pytest.approx(0.15)
    closed = SQUARE.shortest_path(1, 2, lambda edge: math.inf if edge[:2] == (1, 1) else 1)
    assert closed.switches == (1, 4, 3, 2)
    assert SQUARE.spanning_tree(root=3).blocked == {1: {2}, 2: set(), 3: set(), 4: {2}}
    for bad in (0, -1, math.nan):
        with pytest.raises(ValueError, match='above 0'):
            SQUARE.shortest_path(1, 2, lambda edge, bad=bad: bad)
    with pytest.raises(ValueError, match="not 'bandwidth'"):
        SQUARE.shortest_path(1, 2, 'bandwidth')


def test_link_without_a_delay_counts_as_the_slowest() -> None:
    graph = SQUARE.with_delays({(1, 2): 0.1, (4, 1): 0.3, (2, 2): 0.0})
    assert graph.shortest_path(1, 4, 'delay').cost == pytest.approx(0.1)
    assert graph.shortest_path(1, 2, 'delay').cost == pytest.approx(0.3)
    assert graph.shortest_path(2, 3, 'delay').cost == pytest.approx(1e-9)  # too small to be measured, still a step
    assert SQUARE.shortest_path(1, 2, 'delay').cost == 1


def test_rounding_makes_no_difference() -> None:
    graph = Graph.of(links=cables((1, 2), (2, 3), (3, 6), (1, 4), (4, 5), (5, 6)))
    costs = {(1, 1): 0.1, (2, 2): 0.2, (3, 2): 0.3, (1, 2): 0.3, (4, 2): 0.2, (5, 2): 0.1}
    assert 0.1 + 0.2 + 0.3 != 0.3 + 0.2 + 0.1
    assert len(graph.with_delays(costs).equal_cost_paths(1, 6, 'delay')) == 2


def test_what_was_computed_is_kept_until_something_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    graph, computed = Graph.of(range(1, 5), SQUARE.edges), []
    module = sys.modules[Graph.__module__]
    for name in ('breadth_first', 'dijkstra'):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, real=real: computed.append(args[-1]) or real(*args))
    for _ in range(3):
        graph.shortest_path(1, 3)
        graph.shortest_path(1, 2)
        graph.with_link(graph.edges[0]).shortest_path(1, 3)  # nothing new
        graph.with_delays({(1, 1): 0.1}).shortest_path(1, 3)  # which does not matter to hops
    assert computed == [1]
    graph.shortest_path(1, 3, 'delay')
    graph.spanning_tree()
    graph.spanning_tree()
    assert len(computed) == 3
    graph.without_link(graph.edges[0]).shortest_path(1, 3)
    assert len(computed) == 4
    graph.shortest_path(1, 3, lambda edge: 1)
    graph.shortest_path(1, 3, lambda edge: 1)
    assert len(computed) == 6


def test_what_is_kept_is_bounded() -> None:
    graph = Graph.of(range(KEPT + 10))
    for dpid in graph.switches:
        assert graph.costs(dpid) == {dpid: 0}
    assert len(graph._kept['hops']) <= KEPT


def test_large_network_is_no_burden() -> None:
    """Between any two of 200 switches with 800 cables; the best of three, as another process may have the processor."""
    links = [edge for n in range(200) for k in (1, 7, 19, 53) for edge in both(n, k, (n + k) % 200, k + 100)]
    assert len(links) == 1600

    def seconds() -> float:
        start = time.thread_time()
        graph = Graph()
        for link in links:
            graph = graph.with_link(link)
        longest = max(len(graph.shortest_path(src, dst)) for src in graph.switches for dst in graph.switches)
        assert longest == 6
        return time.thread_time() - start

    assert min(seconds() for _ in range(3)) < 1


def test_of_switches_and_links() -> None:
    switches = [SimpleNamespace(dp=SimpleNamespace(id=dpid)) for dpid in (1, 2, 3)]
    links = [SimpleNamespace(src=port(1, 2), dst=port(2, 3))]
    graph = Graph.of(switches, links)
    assert graph.switches == {1, 2, 3}
    assert graph.edges == (Edge(1, 2, 2, 3),)
    assert graph.edges_of(1) == graph.edges
    assert graph.edges_of(4) == ()
    assert 3 in graph
    assert 4 not in graph
    assert graph.without_link(links[0]) == Graph.of(switches)
    assert repr(graph) == '<Graph of 3 switches, 1 directions of links>'


def test_to_networkx() -> None:
    graph = Graph.of([1, 2, 3], cables((1, 2), (1, 2))).with_delays({(1, 1): 0.25})
    host = SimpleNamespace(mac='00:00:00:00:00:01', port=port(3, 9))
    plain = graph.to_networkx([host])
    assert type(plain) is networkx.DiGraph
    assert list(plain.nodes) == [1, 2, 3, host.mac]
    assert plain.edges[1, 2] == {'port': 1, 'src_port': 1, 'dst_port': 1, 'delay': 0.25}
    assert plain.edges[3, host.mac] == {'port': 9, 'src_port': 9}
    assert plain.edges[host.mac, 3] == {'dst_port': 9}
    every = graph.to_networkx(multigraph=True)
    assert sorted(every.get_edge_data(1, 2)[n]['port'] for n in (0, 1)) == [1, 2]


def test_without_networkx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, 'networkx', None)
    with pytest.raises(ImportError, match=r'controller-manager\[networkx\]'):
        SQUARE.to_networkx()
