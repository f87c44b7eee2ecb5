"""The alias, for the time of a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import controller.compat


@pytest.fixture
def alias() -> Iterator[None]:
    controller.compat.install()
    yield
    controller.compat.uninstall()
