"""How fast counters grow, from what switches say of them now and then: some wrap, some start anew, some are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ['ABSENT', 'Reading', 'growth']

#: What a switch says in place of a counter that it does not keep (1.3.5, 7.3.5).
ABSENT = 0xFFFFFFFFFFFFFFFF

#: Bits of counters: the specification's, and those of the hardware below many a switch.
WIDTHS = (32, 64)


def growth(before: int, after: int) -> int:
    """How much a counter has counted between two readings.

    One that fell has wrapped if it was in the last quarter of its range and is in the first; else it has started anew,
    and what it shows is what it has counted since.
    """
    if after >= before:
        return after - before
    for width in WIDTHS:
        whole, quarter = 1 << width, 1 << width - 2
        if whole - quarter <= before < whole and after < quarter:
            return after + whole - before
    return after


@dataclass(frozen=True, slots=True)
class Reading:
    """Counters by name as they were at a `time`; None for those that the switch does not keep.

    `age` is for how many seconds the switch says that it has what is counted; `rates` are by how much the counters
    have grown a second since the reading before, None where that is not known (yet).
    """

    time: float
    counters: Mapping[str, int | None]
    age: float | None = None
    rates: Mapping[str, float | None] | None = None

    @classmethod
    def of(
        cls, said: Mapping[str, int], time: float, age: float | None = None, before: Reading | None = None
    ) -> Reading:
        """What a switch has said at a time, `before` being the reading before of the same thing."""
        counters = {name: None if value == ABSENT else value for name, value in said.items()}
        if before is None or time <= before.time:
            return cls(time, counters, age)
        anew = age is not None and before.age is not None and age < before.age
        rates: dict[str, float | None] = {}
        for name, value in counters.items():
            former = before.counters.get(name)
            known = value is not None and former is not None
            rates[name] = growth(0 if anew else former or 0, value or 0) / (time - before.time) if known else None
        return cls(time, counters, age, rates)

    def rate(self, name: str, scale: float = 1.0) -> float | None:
        """By how much a counter grows a second, to the hundredth; None where that is not known."""
        found = None if self.rates is None else self.rates.get(name)
        return None if found is None else round(found * scale, 2)
