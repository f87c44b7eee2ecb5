"""Switches and pictures for those who look for a fault."""

from __future__ import annotations

import linecache
import re
import reprlib
import sys
from collections.abc import Callable, Container
from types import FrameType
from typing import TYPE_CHECKING, Any

from greenlet import greenlet

from .hubs import get_hub
from .hubs.hub import READ, WRITE, Waiter, call_within
from .hubs.timer import TIMER, WHEN

if TYPE_CHECKING:
    from .watchdog import Hold, Watch

__all__ = ['spew', 'unspew', 'Spew',
           'format_hub_listeners', 'format_hub_timers', 'format_threads_info', 'format_asyncio_info',
           'hub_listener_stacks', 'hub_timer_stacks', 'hub_exceptions', 'tpool_exceptions',
           'hub_prevent_multiple_readers', 'hub_blocking_detection', 'watch_hub']

_NAME = re.compile(r'[^\W\d]\w*')


# ---- every line that is executed

class Spew:
    """A trace function that prints each line before it is executed.

    `trace_names`: only lines of modules with these names; `show_values`: with the values of the names in the line.
    """

    def __init__(self, trace_names: Container[str] | None = None, show_values: bool = True) -> None:
        self.trace_names = trace_names
        self.show_values = show_values
        self._repr = reprlib.Repr()
        self._repr.maxother = self._repr.maxstring = 200

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Spew:
        """What the interpreter calls; only the event 'line' is printed."""
        if event == 'line':
            name, line = self._find(frame)
            if self.trace_names is None or name in self.trace_names:
                print(f'{name}:{frame.f_lineno}: {line}')
                if self.show_values:
                    self._print_values(frame, line)
        return self

    def _find(self, frame: FrameType) -> tuple[str, str]:
        """The module of a frame, and its present line."""
        if '__file__' in frame.f_globals:
            line = linecache.getline(frame.f_code.co_filename, frame.f_lineno, frame.f_globals).rstrip()
            return frame.f_globals.get('__name__', '[unknown]'), line
        return '[unknown]', f'no source of {frame.f_code.co_name}, VM instruction #{frame.f_lasti}'

    def _print_values(self, frame: FrameType, line: str) -> None:
        values = {**frame.f_globals, **frame.f_locals}
        shown = [f'{name}={self._repr.repr(values[name])}' for name in dict.fromkeys(_NAME.findall(line))
                 if name in values]
        if shown:
            print('\t' + ' '.join(shown))


def spew(trace_names: Container[str] | None = None, show_values: bool = False) -> None:
    """Print every line of Python that this OS thread executes in frames to come, until `unspew`; see `Spew`."""
    sys.settrace(Spew(trace_names, show_values))


def unspew() -> None:
    """Print no more."""
    sys.settrace(None)


# ---- pictures of what waits

def format_hub_listeners() -> str:
    """The waits for descriptors in this OS thread's hub, a line each; see `hub_listener_stacks`."""
    hub = get_hub()
    readers, writers = _listeners(hub, READ, hub.get_readers()), _listeners(hub, WRITE, hub.get_writers())
    return '\n'.join(['READERS:', *readers, 'WRITERS:', *writers, ''])


def _listeners(hub: Any, evtype: str, listeners: list[Any]) -> list[str]:
    lines = []
    for fileno, first in hub.listeners[evtype].items():
        if any(first is listener for listener in listeners):
            waiting = ', '.join(map(_who, (first, *hub.secondaries[evtype].get(fileno, ()))))
            lines += [f'  {fileno}: {waiting}', *_indented(hub.listener_stacks.get((evtype, fileno)))]
    return lines


def _who(listener: Any) -> str:
    """What waits for a descriptor: a green thread, with the place where it is, or a callback."""
    return _where(listener.greenlet) if isinstance(listener, Waiter) else f'callback {listener.cb!r}'


def _where(thread: Any) -> str:
    """A green thread, by its function and the place where it waits, which is where it called us."""
    frame = getattr(thread, 'gr_frame', None)
    while frame is not None and frame.f_back is not None and _is_ours(frame):
        frame = frame.f_back
    if frame is None:
        return repr(thread)
    from .watchdog import describe
    name, place = describe(frame)
    return f'{name} at {place}'


def _is_ours(frame: FrameType) -> bool:
    return frame.f_globals.get('__name__', '').partition('.')[0] == __package__


def format_hub_timers() -> str:
    """The timers of this OS thread's hub in the order of their time, a line each; see `hub_timer_stacks`."""
    hub = get_hub()
    now, lines = hub.clock(), ['TIMERS:']
    for entry in sorted(hub.timers):
        timer = entry[TIMER]
        if timer.pending:
            lines += [f'  in {entry[WHEN] - now:.3f} s: {_what(timer.call, timer.args)}',
                      *_indented(getattr(timer, 'stack', None))]
    return '\n'.join([*lines, ''])


def _what(call: Any, args: tuple[Any, ...]) -> str:
    """What a timer does, named by the green thread that it does it to."""
    if call is call_within:
        _thread, _task, call, *rest = args
        args = tuple(rest)
    target = getattr(call, '__self__', None)
    if isinstance(target, Waiter):
        return f'wakes {_where(target.greenlet)}'
    if isinstance(target, greenlet) and call.__name__ == 'throw':
        return f'raises {args[0]!r} in {_where(target)}'
    if isinstance(target, greenlet) and not target and args:
        return f'starts {args[0]!r}'
    return f'calls {call!r}'


def _indented(stack: str | None) -> list[str]:
    return [f'      {line}' for line in (stack or '').splitlines()]


def format_threads_info() -> str:
    """Every OS thread with its name and its stack."""
    import traceback
    threading: Any = sys.modules.get('threading')
    names = {ident: thread.name for ident, thread in list(threading._active.items())} if threading else {}
    frames = sys._current_frames()
    lines = [f'OS THREADS: {len(frames)}']
    for ident, frame in frames.items():
        lines.append(f'  {names.get(ident, "unnamed")} ({ident})')
        lines += _indented(''.join(traceback.format_stack(frame)))
    return '\n'.join([*lines, ''])


def format_asyncio_info() -> str:
    """Every task of the event loop that `greenhub.asyncio` runs in this OS thread, with its stack."""
    import io
    loop = get_hub().asyncio_loop
    if loop is None:
        return 'ASYNCIO TASKS: 0, as no event loop runs here\n'
    tasks = sys.modules['asyncio'].all_tasks(loop)
    lines = [f'ASYNCIO TASKS: {len(tasks)}']
    for task in tasks:
        stack = io.StringIO()
        task.print_stack(file=stack)
        lines += [f'  {task!r}', *_indented(stack.getvalue())]
    return '\n'.join([*lines, ''])


# ---- switches

def hub_listener_stacks(state: bool = False) -> None:
    """Note where each wait for a descriptor began, for `format_hub_listeners` (off at first); takes time."""
    get_hub().set_debug_listeners(state)


def hub_timer_stacks(state: bool = False) -> None:
    """Note where each timer was made, for `format_hub_timers` (off at first); takes time."""
    get_hub().set_timer_stacks(state)


def hub_exceptions(state: bool = False) -> None:
    """Print the exceptions that nobody catches in the hub and in green threads (on at first), or keep silent."""
    get_hub().set_timer_exceptions(state)


def tpool_exceptions(state: bool = False) -> None:
    """Print the exceptions that calls in OS threads raise (off at first); they are raised in their callers too."""
    from . import tpool
    tpool._pool.print_exceptions = state


def hub_prevent_multiple_readers(state: bool = True) -> None:
    """Refuse that two green threads wait for the same of one descriptor (on at first), or let them."""
    get_hub().prevent_multiple_readers = state


# ---- who holds the hub

def hub_blocking_detection(state: bool = False, resolution: float = 1) -> None:
    """Raise RuntimeError in a green thread that has held the hub for `resolution` seconds (off at first).

    The error names the green thread and the line.  Uses SIGALRM, so only the main thread may call this (ValueError),
    and system calls are interrupted a few times in `resolution`.  To be told without an error see `watch_hub`.
    """
    import signal

    from .watchdog import BlockingDetector
    detector = BlockingDetector(get_hub(), resolution) if state else None
    active = signal.getsignal(signal.SIGALRM)
    if isinstance(active, BlockingDetector):
        active.stop()
    if detector is not None:
        detector.start()


def watch_hub(limit: float = 1.0, report: Callable[[Hold], object] | None = None) -> Watch:
    """Watch this OS thread's hub from another one: whoever holds it for `limit` seconds is reported.

    `report(hold)` is called in the watching OS thread when the limit is reached and again when the hold is over; see
    `watchdog.Hold`.  By default it goes to the log: who, where, for how long.  Green threads pay nothing for being
    watched.  Returns a handle with `stop()`, also a context manager.  The child of a fork is not watched.
    """
    from .watchdog import LogReport, Watch
    watch = Watch(get_hub(), limit, report or LogReport())
    watch.start()
    return watch
