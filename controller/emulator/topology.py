"""Shapes of networks by name, `linear,3`, as Mininet has them: which switches, hosts and links there are."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

__all__ = [
    'MAX_NODES', 'SHAPES', 'Topology', 'TopologyError', 'fat_tree', 'linear', 'mesh', 'parse', 'ring', 'single',
    'torus', 'tree',
]  # fmt: skip

#: How many switches, and how many hosts, a network may have; links may be ten times as many.
MAX_NODES = 1000


class TopologyError(ArgumentTypeError, ValueError):
    """A topology that does not exist; the text says what is wrong with it. argparse shows it as it is."""


@dataclass(frozen=True)
class Topology:
    """Switches 1 to `switches`, hosts by the switch that each is attached to, links between switches.

    `cables` lists them all in the order in which they take the port numbers of their switches. `name` is what
    `parse` takes.
    """

    name: str
    switches: int
    cables: tuple[tuple[str, str], ...]

    @property
    def hosts(self) -> int:
        """How many hosts there are: h1, h2, ..."""
        return sum(one[0] == 'h' for one, _ in self.cables)

    @property
    def links(self) -> list[tuple[int, int]]:
        """The links between switches, by their numbers."""
        return [(int(one[1:]), int(other[1:])) for one, other in self.cables if one[0] == other[0] == 's']

    def __str__(self) -> str:
        return self.name


def _topology(name: str, switches: int, cables: Iterable[tuple[str, str]]) -> Topology:
    topology = Topology(name, switches, tuple(cables))
    for what, count, limit in (
        ('switches', switches, MAX_NODES),
        ('hosts', topology.hosts, MAX_NODES),
        ('links', len(topology.links), 10 * MAX_NODES),
    ):
        if count > limit:
            raise TopologyError(f'{name!r} has {count} {what}, and {limit} is the most')
    return topology


def _one_host_each(switches: int) -> list[tuple[str, str]]:
    return [(f'h{n}', f's{n}') for n in range(1, switches + 1)]


def _between(links: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    return [(f's{one}', f's{other}') for one, other in links]


def single(hosts: int) -> Topology:
    """One switch with so many hosts."""
    return _topology(f'single,{hosts}', 1, [(f'h{n}', 's1') for n in range(1, hosts + 1)])


def linear(switches: int) -> Topology:
    """Switches in a row, each with a host."""
    links = pairwise(range(1, switches + 1))
    return _topology(f'linear,{switches}', switches, [*_one_host_each(switches), *_between(links)])


def ring(switches: int) -> Topology:
    """Switches in a circle, each with a host."""
    links = [*pairwise(range(1, switches + 1)), (switches, 1)]
    return _topology(f'ring,{switches}', switches, [*_one_host_each(switches), *_between(links)])


def mesh(switches: int) -> Topology:
    """Switches that are all linked with each other, each with a host."""
    links = combinations(range(1, switches + 1), 2)
    return _topology(f'mesh,{switches}', switches, [*_one_host_each(switches), *_between(links)])


def torus(rows: int, columns: int) -> Topology:
    """Switches in rows and columns, each of which is a circle, numbered row by row, each with a host."""
    if rows * columns > MAX_NODES:
        raise TopologyError(f"'torus,{rows},{columns}' has {rows * columns} switches; {MAX_NODES} is the most")

    def number(row: int, column: int) -> int:
        return row % rows * columns + column % columns + 1

    places = [(row, column) for row in range(rows) for column in range(columns)]
    links = [(number(row, column), other) for row, column in places
             for other in (number(row, column + 1), number(row + 1, column))]  # fmt: skip
    return _topology(f'torus,{rows},{columns}', rows * columns, [*_one_host_each(rows * columns), *_between(links)])


def fat_tree(ports: int) -> Topology:
    """The fat tree of switches with so many ports, an even number: half of them lead up, and half of them down.

    First come the switches of the core, then pod by pod those in the middle and those at the edge, where the hosts are.
    """
    if ports % 2:
        raise TopologyError(f"'fat_tree,{ports}': ports is {ports}, wanted is an even number")
    half = ports // 2
    cables: list[tuple[str, str]] = []
    for pod in range(ports):
        first = half * half + pod * ports + 1
        middle, edge = range(first, first + half), range(first + half, first + ports)
        hosts = iter(range(pod * half * half + 1, (pod + 1) * half * half + 1))
        cables += [(f'h{next(hosts)}', f's{switch}') for switch in edge for _ in range(half)]
        cables += _between((upper, lower) for lower in edge for upper in middle)
        cables += _between((place * half + n, upper) for place, upper in enumerate(middle) for n in range(1, half + 1))
    return _topology(f'fat_tree,{ports}', half * half + ports * ports, cables)


def tree(depth: int, fanout: int = 2) -> Topology:
    """A tree of `depth` levels of switches, numbered depth first; the hosts hang below the last level."""
    inner = sum(fanout**level for level in range(depth))
    if max(inner, fanout**depth) > MAX_NODES:  # before it is built
        raise TopologyError(f"'tree,{depth},{fanout}' has {inner} switches and {fanout**depth} hosts; "
                            f'{MAX_NODES} is the most')
    cables: list[tuple[str, str]] = []
    counts = {'s': 0, 'h': 0}

    def grow(levels: int) -> str:
        kind = 's' if levels else 'h'
        counts[kind] += 1
        name = f'{kind}{counts[kind]}'
        for _ in range(fanout if levels else 0):
            child = grow(levels - 1)
            cables.append((child, name) if levels == 1 else (name, child))
        return name

    grow(depth)
    return _topology(f'tree,{depth},{fanout}', counts['s'], cables)


@dataclass(frozen=True)
class _Shape:
    """How a name is read: its function, and for each number what it means, the least and the most, and a default."""

    build: Callable[..., Topology]
    numbers: tuple[tuple[str, int, int], ...]
    default: tuple[int, ...] = ()

    def usage(self, name: str) -> str:
        words = [what.upper() for what, _, _ in self.numbers]
        optional = len(self.default)
        required, rest = words[: len(words) - optional], words[len(words) - optional :]
        return ','.join([name, *required]) + ''.join(f'[,{word}]' for word in rest)


#: What `parse` knows.
SHAPES: Mapping[str, _Shape] = {
    'single': _Shape(single, (('hosts', 1, MAX_NODES),)),
    'linear': _Shape(linear, (('switches', 1, MAX_NODES),)),
    'tree': _Shape(tree, (('depth', 1, 9), ('fanout', 1, MAX_NODES)), (2,)),
    'ring': _Shape(ring, (('switches', 3, MAX_NODES),)),
    'mesh': _Shape(mesh, (('switches', 2, 100),)),
    'torus': _Shape(torus, (('rows', 3, 100), ('columns', 3, 100))),
    'fat_tree': _Shape(fat_tree, (('ports', 2, 14),)),
}


def parse(text: str) -> Topology:
    """The topology that a text such as `linear,3` or `tree,2,3` names; raises TopologyError. Usable by argparse."""
    name, *words = text.strip().split(',')
    shape = SHAPES.get(name)
    if shape is None:
        known = ', '.join(each.usage(name) for name, each in SHAPES.items())
        raise TopologyError(f'there is no topology {name!r}; known are {known}')
    least = len(shape.numbers) - len(shape.default)
    if not least <= len(words) <= len(shape.numbers):
        raise TopologyError(f'{text!r} has {len(words)} numbers; wanted is {shape.usage(name)}')
    numbers = [_number(text, word, *meaning) for word, meaning in zip(words, shape.numbers, strict=False)]
    return shape.build(*numbers, *shape.default[len(words) - least :])


def _number(text: str, word: str, what: str, least: int, most: int) -> int:
    if not (word.isascii() and word.isdigit() and least <= int(word[:9]) <= most):
        raise TopologyError(f'{text!r}: {what} is {word!r}, wanted is a number from {least} to {most}')
    return int(word)
