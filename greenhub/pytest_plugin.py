"""Fixtures for tests of green programs: put `pytest_plugins = ['greenhub.pytest_plugin']` into conftest.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import testing

__all__ = ['jumping_clock', 'no_leaks']


@pytest.fixture
def jumping_clock() -> Iterator[testing.JumpingClock]:
    """The test runs on a clock that jumps: it never sleeps."""
    with testing.jumping_clock() as clock:
        yield clock


@pytest.fixture
def no_leaks() -> Iterator[None]:
    """The test fails when it leaves green threads, descriptors or timers behind."""
    with testing.no_leaks():
        yield
