"""What both fuzzers are from the outside: inputs by the thousand, from seeds that can be repeated, and a command."""

from __future__ import annotations

import argparse
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

__all__ = ['Fuzzer']

BATCH = 5000  # inputs of one run of hypothesis, which remembers them all


@dataclass(frozen=True)
class Fuzzer:
    """inputs: what to draw from; check: raises when something does not hold of an input.

    most_memory: bytes that one check may take at most; one input in `measured` is run with its memory traced.
    """

    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], None]
    most_memory: int
    measured: int

    def run(self, count: int, first_seed: int = 0) -> int:
        """Check `count` inputs or a few more; returns their number."""
        checked = 0
        batch = first_seed
        while checked < count:

            @seed(batch)
            @settings(
                max_examples=min(BATCH, count - checked),
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate, Phase.shrink],
                print_blob=True,
            )
            @given(self.inputs)
            def check_all(given: Any) -> None:
                nonlocal checked
                checked += 1
                if checked % self.measured:
                    self.check(given)
                else:
                    self.check_measured(given)

            check_all()
            print(f'seed {batch}: {checked} inputs', file=sys.stderr, flush=True)
            batch += 1
        return checked

    def check_measured(self, given: Any) -> None:
        """Check an input, and how much memory that takes."""
        tracemalloc.start()
        try:
            self.check(given)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < self.most_memory

    def main(self, name: str, description: str) -> None:
        """The command `python -m tests.fuzz.NAME`."""
        parser = argparse.ArgumentParser(prog=f'python -m tests.fuzz.{name}', description=description)
        parser.add_argument('--inputs', type=int, default=200_000, metavar='N', help='how many (%(default)s)')
        parser.add_argument('--seed', type=int, default=0, metavar='N', help='of the first batch (%(default)s)')
        options = parser.parse_args()
        began = time.monotonic()
        checked = self.run(options.inputs, options.seed)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f'{checked} inputs in {time.monotonic() - began:.0f} s, at most {megabytes} MB resident: nothing found')
