"""The alias, for the time of a test."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

import controller.compat


@pytest.fixture
def alias() -> Iterator[None]:
    controller.compat.install()
    importlib.import_module('ryu')  # with it our classes get Ryu's methods
    yield
    controller.compat.uninstall()
