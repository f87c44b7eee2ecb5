"""Fixtures of the controller's tests: time that jumps, and a controller in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from controller.manager import Controller
from greenhub.testing import JumpingClock, jumping_clock


@pytest.fixture
def clock() -> Iterator[JumpingClock]:
    """The hub's clock, which jumps when every green thread waits."""
    with jumping_clock() as clock:
        yield clock


@pytest.fixture
def controller(clock: JumpingClock) -> Iterator[Controller]:
    """A controller without apps; it is stopped when the test has ended."""
    controller = Controller()
    yield controller
    controller.stop()
