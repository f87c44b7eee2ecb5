"""Fixtures for every test."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from greenhub.hubs import use_hub

SHARED = Path(__file__).resolve().parents[2] / 'shared'


@pytest.fixture(scope='session')
def shared() -> Path:
    """The folder of recorded samples beside the checkout; without it its tests skip."""
    if not SHARED.is_dir():
        pytest.skip(f'no recorded samples: {SHARED} is not there')
    return SHARED


@pytest.fixture(scope='module', autouse=True)
def hub_of_its_own() -> None:
    """No timer and no green thread of one module's tests is there in the next module's."""
    use_hub()
    gc.collect()
    gc.freeze()  # checks for leaks go through all objects, twice a test: what was there before is none of them
