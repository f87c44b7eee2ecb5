"""Fixtures for the tests of greenhub."""

from greenhub.pytest_plugin import jumping_clock, no_leaks  # noqa: F401
