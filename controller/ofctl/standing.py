"""What stands for a switch where none is asked: whether a body is right for some version of OpenFlow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..openflow import version, versions
from .messages import Unsupported
from .values import BadValue, Impossible

__all__ = ['Standing', 'fault_everywhere']


class Standing:
    """As much of a datapath as it takes to read a message: a version, and no ports."""

    def __init__(self, number: int) -> None:
        self.ofproto = version(number)
        self.ports: dict[int, Any] = {}

    def __str__(self) -> str:
        return f'a switch of OpenFlow {self.ofproto.name}'


def fault_everywhere(read: Callable[[Any], Any]) -> BadValue | None:
    """What is wrong with a body in every version, as the newest one says it; None where it is right for some."""
    fault = None
    for number in sorted(versions()):
        try:
            read(Standing(number))
        except Impossible:
            return None
        except BadValue as error:
            fault = error
        except Unsupported:
            continue
        else:
            return None
    return fault
