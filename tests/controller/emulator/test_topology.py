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
