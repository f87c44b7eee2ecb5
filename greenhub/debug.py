"""Switches for those who look for a fault."""

from __future__ import annotations

from .hubs import get_hub

__all__ = ['hub_exceptions', 'hub_prevent_multiple_readers']


def hub_exceptions(state: bool = False) -> None:
    """Print the exceptions that nobody catches in the hub and in green threads (on at first), or keep silent."""
    get_hub().debug_exceptions = state


def hub_prevent_multiple_readers(state: bool = True) -> None:
    """Refuse that two green threads wait for the same of one descriptor (on at first), or let them."""
    get_hub().prevent_multiple_readers = state
