"""Switches that the controller dials, told at run time."""

from __future__ import annotations

from ...current import current_controller

__all__ = ['register_switch_address', 'unregister_switch_address']


def register_switch_address(addr: tuple[str, int], interval: float | None = None) -> None:
    """Dial a switch, and again every `interval` seconds (None: what the options say) whenever it is not connected.

    Raises ValueError where `addr` is no pair of host and port.
    """
    if len(addr) != 2:
        raise ValueError(f'{addr!r} is not (host, port)')
    current_controller().dial((addr[0], addr[1]), interval)


def unregister_switch_address(addr: tuple[str, int]) -> None:
    """Dial a switch no more; a connection that stands is left alone."""
    current_controller().hang_up((addr[0], addr[1]))
