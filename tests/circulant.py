"""Networks of many links without hosts: each switch is linked with the next few of a circle."""

from __future__ import annotations

from controller.emulator.topology import Topology

__all__ = ['circulant']


def circulant(switches: int, reach: int) -> Topology:
    """So many switches, each linked with the `reach` next ones: `2 * reach` ports each."""
    pairs = ((one, (one - 1 + step) % switches + 1) for one in range(1, switches + 1) for step in range(1, reach + 1))
    return Topology(f'circulant,{switches},{reach}', switches, tuple((f's{one}', f's{other}') for one, other in pairs))
