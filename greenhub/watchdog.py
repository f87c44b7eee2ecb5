"""Who holds the hub: a green thread that runs on and on keeps all the others waiting, and cannot say so itself."""

from __future__ import annotations

import linecache
import signal
import sys
from collections.abc import Callable
from time import monotonic
from types import CodeType, FrameType
from typing import Any
from weakref import ref

from greenlet import getcurrent

from .originals import original

__all__ = ['BlockingDetector', 'Hold', 'LogReport', 'Watch', 'describe']

LOOKS = 4  # in the time of the limit
FEW = 3  # passes that the hub may have made before somebody stopped all OS threads; more: this one was late
CALLERS = 3  # that a description names beside the innermost call
STARTERS = ('greenhub', 'asyncio', 'threading')  # the packages of the outermost calls that are nobody's fault
QUIET = 10.0  # seconds in which the log says no more about the same green thread's function


class Hold:
    """That a green thread has held its hub for longer than the limit.

    `seconds`: for how long, up to now; `name`: the green thread's function; `place`: the line it is held at, and from
    where that was called; `frame`: the innermost frame, only while `report` is called for the first time, and better
    set to None before that takes long, since what a frame knows lives as long as it; `over`: it let the others run
    again.
    """

    __slots__ = ('seconds', 'name', 'place', 'frame', 'over')

    def __init__(self, seconds: float, frame: FrameType | None) -> None:
        self.seconds = seconds
        self.name, self.place = describe(frame)
        self.frame = frame
        self.over = False


class Watch:
    """Looks at a hub from outside, and calls `report(hold)` when it is held for `limit` seconds, and when that is over.

    One hold makes two reports, both with the same object.  What lasts less than 5/4 of the limit may go unnoticed.
    """

    def __init__(self, hub: Any, limit: float, report: Callable[[Hold], object],
                 clock: Callable[[], float] = monotonic) -> None:
        if not limit > 0:
            raise ValueError(f'a watch needs a limit of more than 0 seconds, not {limit!r}')
        self._hub = ref(hub)
        self._thread_ident = hub.thread_ident
        self._limit = limit
        self._interval = limit / LOOKS
        self._report = report
        self._clock = clock
        self._passes, self._idle = hub.passes, True  # at the last look
        self._since = self._looked = clock()  # when these passes were first seen; when it looked last
        self._hold: Hold | None = None
        self._stopped: Any = None

    def start(self) -> None:
        """Look at intervals, in an OS thread of its own, until `stop` or the end of the hub's."""
        _thread = original('_thread')
        self._stopped = _thread.allocate_lock()
        self._stopped.acquire()
        _thread.start_new_thread(self._run, ())

    def stop(self) -> None:
        """Look no more; does nothing when it does not."""
        if self._stopped is not None and self._stopped.locked():
            self._stopped.release()

    def _run(self) -> None:
        while not self._stopped.acquire(timeout=self._interval) and self._thread_ident in sys._current_frames():
            try:
                self.look()
            except Exception:
                import traceback
                traceback.print_exc()  # a report that fails does not end the watch

    def look(self) -> None:
        """See whether the hub has come round since the last look."""
        hub, now = self._hub(), self._clock()
        if hub is None:
            return
        idle, passes = hub.waiting or not hub.running, hub.passes - self._passes
        if idle or self._idle or passes:
            self._end(now)
            # who kept even this thread from running, as C code can, has held the hub as well
            was_stuck = not idle and passes <= FEW and now - self._looked > self._interval + self._limit
            self._since = self._looked + self._interval if was_stuck else now
        self._idle, self._passes, self._looked = idle, hub.passes, now
        if not idle and self._hold is None and now - self._since >= self._limit:
            self._begin(now)

    def _begin(self, now: float) -> None:
        self._hold = hold = Hold(now - self._since, sys._current_frames().get(self._thread_ident))
        try:
            self._report(hold)
        finally:
            hold.frame = None

    def _end(self, now: float) -> None:
        hold, self._hold = self._hold, None
        if hold is not None:
            hold.seconds, hold.over = now - self._since, True
            self._report(hold)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class LogReport:
    """Writes holds to the log `greenhub`, those of one function at most once in `QUIET` seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._next: dict[str, float] = {}  # when the log may name a function again
        self._held_back: dict[str, int] = {}
        self._logged: Hold | None = None

    def __call__(self, hold: Hold) -> None:
        """Log it, or count it."""
        import logging
        log = logging.getLogger('greenhub')
        if hold.over:
            if hold is self._logged:
                log.warning('%s let the others run again, after %.1f s', hold.name, hold.seconds)
            return
        now = self._clock()
        if now < self._next.get(hold.name, now):
            self._held_back[hold.name] = self._held_back.get(hold.name, 0) + 1
            return
        self._next = {name: until for name, until in self._next.items() if until > now}
        self._next[hold.name] = now + QUIET
        self._logged = hold
        hold.frame = None
        again = self._held_back.pop(hold.name, 0)
        log.warning('%s keeps all other green threads waiting, for %.1f s now, at %s%s', hold.name, hold.seconds,
                    hold.place, f' (and {again} times since it was last logged)' if again else '')


class BlockingDetector:
    """The handler of SIGALRM that raises RuntimeError in the green thread that holds the hub; main thread only.

    Unlike a `Watch` it sees which green thread it is that runs, and whether it is still the same.
    """

    def __init__(self, hub: Any, resolution: float, clock: Callable[[], float] = monotonic) -> None:
        if not resolution > 0:
            raise ValueError(f'blocking detection needs a resolution of more than 0 seconds, not {resolution!r}')
        self._hub = ref(hub)
        self._resolution = resolution
        self._clock = clock
        self._seen: tuple[int, Any] | None = None  # the pass and the green thread
        self._since = 0.0
        self._previous: Any = signal.SIG_DFL

    def start(self) -> None:
        """Have the system send SIGALRM; ValueError in an OS thread that cannot catch it."""
        try:
            self._previous = signal.signal(signal.SIGALRM, self)
        except ValueError as e:
            raise ValueError('blocking detection works by SIGALRM, which only the main thread can catch: call it '
                             'there, or use greenhub.debug.watch_hub(), which works in every thread') from e
        signal.setitimer(signal.ITIMER_REAL, self._resolution / LOOKS, self._resolution / LOOKS)

    def stop(self) -> None:
        """Leave SIGALRM to whoever had it before."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._previous)

    def __call__(self, _signum: int, frame: FrameType | None) -> None:
        hub, now = self._hub(), self._clock()
        if hub is None or hub.waiting or not hub.running:
            self._seen = None
            return
        current = getcurrent()
        if self._seen is None or self._seen[0] != hub.passes or self._seen[1]() is not current:
            self._seen, self._since = (hub.passes, ref(current)), now
        elif now - self._since >= self._resolution and not _would_end_loop(frame):
            seconds, self._since = now - self._since, now
            name, place = describe(frame)
            raise RuntimeError(f'Blocking detector ALARMED: {name} has kept all other green threads waiting for '
                               f'{seconds:.1f} s, at {place}')


def _would_end_loop(frame: FrameType | None) -> bool:
    """Whether an exception raised here is one in the hub's own code, or while it prints another one."""
    innermost = frame
    while frame is not None and not frame.f_globals.get('__name__', '').startswith(f'{__package__}.hubs.'):
        frame = frame.f_back
    return frame is not None and (frame is innermost or frame.f_code.co_name.startswith('squelch'))


def describe(frame: FrameType | None, within: CodeType | None = None) -> tuple[str, str]:
    """The name of the function that a green thread runs, and the place where it is, with those that called.

    `within`: of what that function called only.
    """
    frames: list[FrameType] = []
    while frame is not None and frame.f_code is not within:
        frames.append(frame)
        frame = frame.f_back
    while len(frames) > 1 and frames[-1].f_globals.get('__name__', '').partition('.')[0] in STARTERS:
        frames.pop()
    if not frames:
        return 'a green thread', 'an unknown place'
    line = linecache.getline(frames[0].f_code.co_filename, frames[0].f_lineno).strip()
    innermost, *callers = map(_place_of, frames[:1 + CALLERS])
    place = ', called from '.join([f'{innermost} ({line})' if line else innermost, *callers])
    return f'{frames[-1].f_globals.get("__name__", "?")}.{frames[-1].f_code.co_qualname}', place


def _place_of(frame: FrameType) -> str:
    return f'{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}'
