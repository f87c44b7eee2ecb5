"""Handlers that run on and on while everything else waits: which app, which event, which switch, which line."""

from __future__ import annotations

import logging
from types import FrameType

from greenhub.watchdog import Hold, describe

from .log import Throttle, origin_of
from .runner import Runner

__all__ = ['SlowHandlers']

#: Seconds in which the log says no more about the same handler.
QUIET = 10.0

HANDLE = Runner._handle.__code__  # the call that knows app, handler and event


class SlowHandlers:
    """What a watch of the hub reports, as lines of the log; called in the OS thread of the watch."""

    def __init__(self, logger: logging.Logger, throttle: Throttle | None = None) -> None:
        self._logger = logger
        self._throttle = throttle or Throttle(QUIET)
        self._logged: tuple[Hold, str] | None = None

    def __call__(self, hold: Hold) -> None:
        """Log that a handler holds the hub, and that it does no more."""
        if hold.over:
            if self._logged is not None and self._logged[0] is hold:
                self._logger.warning('%s let everything else go on, after %.1f s', self._logged[1], hold.seconds)
                self._logged = None
            return
        name, subject, place = self._find(hold)
        again = self._throttle.pass_through(name)
        if again is None:
            return
        self._logged = hold, name
        hold.frame = None  # what it knows is not kept while the log is written
        more = f' (and {again} times since this was last logged)' if again else ''
        self._logger.warning(
            '%s%s keeps everything else waiting, for %.1f s now, at %s%s', name, subject, hold.seconds, place, more
        )

    def _find(self, hold: Hold) -> tuple[str, str, str]:
        """The handler, what it handles, and where it is; of other greenthreads function and place."""
        frame: FrameType | None = hold.frame
        while frame is not None and frame.f_code is not HANDLE:
            frame = frame.f_back
        if frame is None:
            return hold.name, '', hold.place
        known = frame.f_locals
        app, handler, event = known['self'].app, known['handler'], known['event']
        name = f'{app.name}.{getattr(handler, "__name__", handler)}'
        return name, f' on {type(event).__name__} of {origin_of(event)}', describe(hold.frame, within=HANDLE)[1]
