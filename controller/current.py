"""Which app, and which controller, the running code belongs to: what Ryu's global names are answered from.

Nothing of ours needs it: an app has its controller. A program written for Ryu asks modules (`lookup_service_brick`,
`cfg.CONF`), and several controllers may live in one process. So a context variable is set while an app is made and
started and in the greenthread that calls its handlers, and whatever these spawn has it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from typing import TYPE_CHECKING
from weakref import WeakSet

if TYPE_CHECKING:
    from .app import App
    from .manager import Controller

__all__ = ['CurrentControllerError', 'acting_for', 'announce', 'belongs_to', 'current_app', 'current_controller',
           'retire']  # fmt: skip

_acting: ContextVar[tuple[Controller, App | None] | None] = ContextVar('controller and app', default=None)

#: The controllers there are, for code that runs for none of them: a script's main, an OS thread.
_controllers: WeakSet[Controller] = WeakSet()


class CurrentControllerError(RuntimeError):
    """Code that belongs to no app asks for the controller, and there is none, or more than one."""


@contextmanager
def acting_for(controller: Controller, app: App | None = None) -> Iterator[None]:
    """Have the block, and what it spawns, belong to a controller and to an app of it."""
    token = _acting.set((controller, app))
    try:
        yield
    finally:
        _acting.reset(token)


def announce(controller: Controller) -> None:
    """Have a controller found while it is the only one."""
    _controllers.add(controller)


def retire(controller: Controller) -> None:
    """Have a controller, which was stopped, be found no more from outside its apps."""
    _controllers.discard(controller)


def belongs_to(context: Context | None, app: App) -> bool:
    """Whether what runs in a context belongs to an app."""
    acting = None if context is None else context.get(_acting)
    return acting is not None and acting[1] is app


def current_app() -> App | None:
    """The app that the running code belongs to, None where it belongs to none."""
    acting = _acting.get()
    return None if acting is None else acting[1]


def current_controller() -> Controller:
    """The controller that the running code belongs to; outside of all apps the only one.

    Raises CurrentControllerError where there is none, or more than one.
    """
    acting = _acting.get()
    if acting is not None:
        return acting[0]
    found = list(_controllers)
    if len(found) != 1:
        raise CurrentControllerError(
            'there is no controller yet' if not found else
            f'there are {len(found)} controllers, and this code runs for no app: which one is meant?'
        )  # fmt: skip
    return found[0]
