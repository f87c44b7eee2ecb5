"""What Ryu's package `ofproto` itself has."""

from __future__ import annotations

from types import ModuleType

from .versions import modules, numbers

__all__ = ['get_ofp_module', 'get_ofp_modules']


def get_ofp_modules() -> dict[int, tuple[ModuleType, ModuleType]]:
    """Version number -> its module of numbers and its parser module."""
    return {number: modules(number) for number in sorted(numbers())}


def get_ofp_module(ofp_version: int) -> tuple[ModuleType, ModuleType]:
    """A version's module of numbers and its parser module; raises ValueError."""
    return modules(ofp_version)
