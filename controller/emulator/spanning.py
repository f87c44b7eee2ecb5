"""Which links a flood may use: a spanning tree, as IEEE 802.1D has it, found from the whole picture. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable
from typing import TypeVar

__all__ = ['redundant']

N = TypeVar('N', bound=Hashable)


def redundant(links: Iterable[tuple[N, N]]) -> set[tuple[N, N]]:
    """The links that a spanning tree leaves out.

    Each part of the network hangs on the switch that is named first; a switch keeps the shortest way to it, of
    several the one listed first.
    """
    links = list(links)
    neighbours: dict[N, list[tuple[N, tuple[N, N]]]] = {}
    for link in links:
        one, other = link
        neighbours.setdefault(one, []).append((other, link))
        neighbours.setdefault(other, []).append((one, link))
    kept: set[tuple[N, N]] = set()
    reached: set[N] = set()
    for root in neighbours:
        if root in reached:
            continue
        reached.add(root)
        waiting = deque([root])
        while waiting:
            for switch, link in neighbours[waiting.popleft()]:
                if switch not in reached:
                    reached.add(switch)
                    kept.add(link)
                    waiting.append(switch)
    return set(links) - kept
