"""The benchmarks of greenhub run: every case does what it says, and wrk's output is understood."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.benchmarks import green_threads, green_wsgi
from tests.benchmarks.green_libraries import library


@pytest.mark.parametrize('case', green_threads.CASES, ids=lambda case: case.__name__)
def test_case(case) -> None:
    case(library('greenhub'), 100)


@pytest.mark.skipif(shutil.which('wrk') is None, reason='wrk is not installed')
def test_requests_are_counted() -> None:
    rate, cpu = green_wsgi.turn('ours', sys.executable, connections=5, seconds=1)
    assert rate > 100 and cpu > 1
