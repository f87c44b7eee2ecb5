"""Topologies by name: what they consist of, and what is said about those that do not exist."""

from __future__ import annotations

import argparse

import pytest

from controller.emulator.topology import Topology, TopologyError, parse


def size(topology: Topology) -> tuple[int, int, int]:
    return topology.switches, topology.hosts, len(topology.links)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('single,3', (1, 3, 0)),
        ('linear,1', (1, 1, 0)),
        ('linear,4', (4, 4, 3)),
        ('ring,3', (3, 3, 3)),
        ('mesh,5', (5, 5, 10)),
        ('tree,1', (1, 2, 0)),
        ('tree,2,3', (4, 9, 3)),
        ('tree,3', (7, 8, 6)),
        ('tree,9,1', (9, 1, 8)),
        ('torus,3,3', (9, 9, 18)),
        ('torus,4,5', (20, 20, 40)),
        ('fat_tree,2', (5, 2, 4)),
        ('fat_tree,4', (20, 16, 32)),
        ('fat_tree,14', (245, 686, 1372)),
        (' linear,2 ', (2, 2, 1)),
        ('linear,1000', (1000, 1000, 999)),
    ],
)
def test_sizes(text: str, expected: tuple[int, int, int]) -> None:
    assert size(parse(text)) == expected


def test_the_shape_of_a_linear_network() -> None:
    assert parse('linear,3').cables == (('h1', 's1'), ('h2', 's2'), ('h3', 's3'), ('s1', 's2'), ('s2', 's3'))


def test_a_tree_is_numbered_depth_first_as_in_mininet() -> None:
    assert parse('tree,2').cables == (
        ('h1', 's2'), ('h2', 's2'), ('s1', 's2'), ('h3', 's3'), ('h4', 's3'), ('s1', 's3'),
    )


def test_a_ring_closes() -> None:
    assert parse('ring,4').links == [(1, 2), (2, 3), (3, 4), (4, 1)]


def degrees(topology: Topology) -> dict[int, int]:
    """How many links each switch has to others."""
    ends = [end for link in topology.links for end in link]
    return {switch: ends.count(switch) for switch in range(1, topology.switches + 1)}


def test_rows_and_columns_of_a_torus_are_circles() -> None:
    torus = parse('torus,3,4')
    assert set(degrees(torus).values()) == {4}
    assert {(1, 2), (4, 1), (1, 5), (9, 1)} <= set(torus.links)
    assert len(set(map(frozenset, torus.links))) == 24


def test_a_fat_tree_has_as_many_ways_up_as_down() -> None:
    topology = parse('fat_tree,4')
    hosts = [int(switch[1:]) for host, switch in topology.cables if host[0] == 'h']
    assert hosts == [switch for pod in range(4) for switch in (7 + 4 * pod, 7 + 4 * pod, 8 + 4 * pod, 8 + 4 * pod)]
    assert {switch: links + hosts.count(switch) for switch, links in degrees(topology).items()} == dict.fromkeys(
        range(1, 21), 4
    )
    uppers = {upper: {lower for one, lower in topology.links if one == upper} for upper in range(1, 5)}
    assert uppers == {1: {5, 9, 13, 17}, 2: {5, 9, 13, 17}, 3: {6, 10, 14, 18}, 4: {6, 10, 14, 18}}


@pytest.mark.parametrize(
    ('text', 'complaint'),
    [
        ('', "there is no topology ''"),
        ('liner,3', "no topology 'liner'; known are single,HOSTS, linear,SWITCHES, tree,DEPTH[,FANOUT]"),
        ('linear', 'wanted is linear,SWITCHES'),
        ('linear,3,4', 'has 2 numbers'),
        ('linear,x', "switches is 'x', wanted is a number from 1 to 1000"),
        ('linear,-1', "switches is '-1'"),
        ('linear,²', "switches is '²'"),
        ('linear,1001', 'from 1 to 1000'),
        ('linear,' + '9' * 5000, 'from 1 to 1000'),
        ('single,0', "hosts is '0'"),
        ('ring,2', 'from 3 to'),
        ('mesh,1', 'from 2 to'),
        ('torus,2,4', "rows is '2', wanted is a number from 3"),
        ('torus,4', 'wanted is torus,ROWS,COLUMNS'),
        ('torus,100,100', '1000 is the most'),
        ('fat_tree,3', 'ports is 3, wanted is an even number'),
        ('fat_tree,16', 'from 2 to 14'),
        ('tree,9,9', '1000 is the most'),
        ('tree,9,1000', '1000 is the most'),
    ],
)
def test_complaints_name_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(TopologyError) as caught:
        parse(text)
    assert complaint in str(caught.value)


def test_argparse_shows_the_complaint(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument('--demo', type=parse)
    assert size(parser.parse_args(['--demo', 'linear,2']).demo) == (2, 2, 1)
    with pytest.raises(SystemExit):
        parser.parse_args(['--demo', 'ring,2'])
    assert "switches is '2', wanted is a number from 3 to 1000" in capsys.readouterr().err
