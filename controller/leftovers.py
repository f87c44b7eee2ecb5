"""The greenthreads that an app has spawned, in whatever way: they end with it."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from greenlet import greenlet

import greenhub
from greenhub.hubs import get_hub

from .current import belongs_to

if TYPE_CHECKING:
    from .app import App

__all__ = ['GRACE', 'end_greenthreads', 'wait_until']

log = logging.getLogger('controller.apps')

#: Seconds that the handlers and greenthreads of an app have to end by themselves.
GRACE = 5.0


def end_greenthreads(app: App, grace: float = GRACE) -> None:
    """Kill what an app has spawned and what has not ended by itself after `grace` seconds."""
    if grace:
        threads = _greenthreads(app)
        wait_until(lambda: all(each.dead for each in threads), grace)
        del threads
    left = [each for each in _greenthreads(app) if not each.dead]
    for thread in left:
        greenhub.kill(thread)
    if left:
        log.info('%s is gone, and %d greenthreads that it had left running with it', app.name, len(left))


def wait_until(true: Callable[[], bool], seconds: float = GRACE) -> None:
    """Wait until something is true, at most so long."""
    clock = get_hub().clock
    end = clock() + seconds
    while not true() and clock() < end:
        greenhub.sleep(0.05)


def _greenthreads(app: App) -> list[Any]:
    """The greenthreads of this hub that an app has spawned, and these in turn; not the running one.

    The collector knows them all, those of pools and green `threading` too, and nothing has to be kept of any.
    """
    _thaw()
    hub, running = get_hub().greenlet, greenhub.getcurrent()
    return [each for each in gc.get_referrers(hub)  # which is their parent
            if issubclass(type(each), greenlet) and not each.dead and each is not running
            and belongs_to(each.gr_context, app)]


def _thaw() -> None:
    """Have the collector see what was frozen out of it; again frozen is what is left once the app has gone."""
    if gc.get_freeze_count():
        gc.unfreeze()
        get_hub().schedule_call_global(2 * GRACE, _freeze)


def _freeze() -> None:
    gc.collect()
    gc.freeze()
