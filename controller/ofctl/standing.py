"""What stands for a switch where none is asked: whether a body is right for some version of OpenFlow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..openflow import version, versions
from ..wire import Message
from .messages import Unsupported
from .values import BadValue, Impossible

__all__ = ['Standing', 'is_right_somewhere']


class Standing:
    """As much of a datapath as it takes to read a message: a version, and no ports."""

    def __init__(self, number: int) -> None:
        self.ofproto = version(number)
        self.ports: dict[int, Any] = {}

    def __str__(self) -> str:
        return f'a switch of OpenFlow {self.ofproto.name}'


def is_right_somewhere(read: Callable[[Any], Message]) -> bool:
    """Whether there is a version for which a body is read without fault."""
    for number in versions():
        try:
            read(Standing(number))
        except Impossible:
            return True
        except (BadValue, Unsupported):
            continue
        return True
    return False
