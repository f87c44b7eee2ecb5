"""The benchmark of connections runs: they are there at once, and each is answered."""

from __future__ import annotations

import sys

from tests.benchmarks import green_connections


def test_connections_are_counted() -> None:
    figures = green_connections.turn('ours', sys.executable, connections=100)
    assert figures['held'] >= 99 and figures['us'] >= 0
