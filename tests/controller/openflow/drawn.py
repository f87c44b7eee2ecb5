"""A few structures of every class of a version, drawn once for all tests."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controller.openflow import version
from controller.openflow.strategies import structures
from controller.wire import Structure

__all__ = ['FEW', 'drawn']

FEW = settings(
    max_examples=4, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)  # fmt: skip
TOGETHER = 16  # classes that are drawn at once: hypothesis takes longer to begin than to draw


@cache
def drawn(number: int) -> list[Structure]:
    """Structures of every class of a version; of one that opens a family, of its members."""
    found: list[Structure] = []
    classes = list(version(number).structures().values())
    for start in range(0, len(classes), TOGETHER):

        @FEW
        @given(st.tuples(*map(structures, classes[start : start + TOGETHER])))
        def draw(each: tuple[Structure, ...]) -> None:
            found.extend(each)

        draw()
    return found
