"""A pool of real OS threads that make calls for green threads; `tpool` is its door.

Only green threads call, and each waits for its answer, so the line of calls that wait for a free OS thread needs no
bound of its own: it is as long as there are callers.  Who gives up waiting takes the call out of the line.
"""

from __future__ import annotations

from _queue import SimpleQueue
from _thread import _local, allocate_lock, start_new_thread  # the real ones
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from operator import attrgetter
from time import monotonic
from typing import Any

from .greenthread import spawn_n
from .hubs.hub import Waiter

__all__ = ['Call', 'Crew', 'Outcome', 'Pool', 'in_worker', 'name_of']

PATIENCE = 10.0  # seconds that a call stands in line before the log says so

Outcome = tuple[Any, BaseException | None]  # a result, and what was raised instead


class _PerThread(_local):
    is_worker = False


_thread_state = _PerThread()


def in_worker() -> bool:
    """True in the OS threads of a pool."""
    return _thread_state.is_worker


class Call:
    """A call that a green thread waits for."""

    __slots__ = ('waiter', 'context', 'function', 'args', 'kwargs', 'began')

    def __init__(self, waiter: Waiter, function: Callable[..., Any], args: tuple[Any, ...],
                 kwargs: dict[str, Any]) -> None:
        self.waiter: Waiter | None = waiter  # None once nobody waits
        self.context: Context = copy_context()
        self.function = function
        self.args = args
        self.kwargs = kwargs
        self.began = 0.0

    def run(self) -> Outcome:
        """Call the function; returns its result, and what it raised."""
        try:
            return self.context.run(self.function, *self.args, **self.kwargs), None
        except BaseException as e:
            return None, e.with_traceback(e.__traceback__ and e.__traceback__.tb_next)  # without this frame

    def deliver(self, outcome: Outcome) -> None:
        """Wake the green thread, through the hub of the OS thread that it belongs to."""
        waiter = self.waiter
        if waiter is not None:
            try:
                waiter.hub.call_soon_threadsafe(waiter.wake, outcome)
            except (RuntimeError, OSError):
                pass  # that OS thread has ended: nobody waits


class Pool:
    """OS threads, started when all others are busy, up to `size`; calls beyond that stand in line."""

    def __init__(self) -> None:
        self.size = -1  # not known before the environment is read
        self.print_exceptions = False
        self.warned_at = -PATIENCE
        self.crew = Crew(self)

    def resize(self, size: int) -> None:
        """Have at most `size` threads from now on; see `setup` for 0 and negative numbers."""
        if size < 0:
            raise AssertionError(f'the thread pool needs a size of 0 or more, not {size}')
        if size == 0:
            import warnings
            warnings.warn("Zero threads in tpool: its calls run in the caller's OS thread, where they block every "
                          'green thread; see GREENHUB_THREADPOOL_SIZE or EVENTLET_THREADPOOL_SIZE', RuntimeWarning,
                          stacklevel=2)
        self.size = size
        self.crew.adapt()

    def renew(self) -> Crew:
        """Have no threads and no calls; returns those that it had."""
        former, self.crew = self.crew, Crew(self)
        return former


class Crew:
    """The threads of a pool until `killall` or a fork, and the calls they make."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.lock = allocate_lock()
        self.threads = 0
        self.idle: list[SimpleQueue[Call | None]] = []  # the next call of each thread that has none
        self.running: set[Call] = set()
        self.line: deque[Call] = deque()
        self.dismissed = False

    def make(self, call: Call) -> Outcome:
        """Have a thread make the call, and wait for its outcome in the green thread that the call is from."""
        waiter: Any = call.waiter
        hub = waiter.hub
        patience = None if self.submit(call) else hub.schedule_call_global(PATIENCE, self.report, call)
        hub.external_waits += 1
        try:
            return waiter.wait()
        except BaseException:
            self.withdraw(call)
            raise
        finally:
            call.waiter = None  # which holds the outcome, whose traceback holds the call
            hub.external_waits -= 1
            if patience is not None:
                patience.cancel()

    def submit(self, call: Call) -> bool:
        """Give the call to a thread; False when it has to stand in line."""
        with self.lock:
            if self.idle:
                self._begin(call, self.idle.pop())
            elif self.threads >= self.pool.size or not self._start_thread(call):
                self.line.append(call)
                return False
        return True

    def withdraw(self, call: Call) -> None:
        """Forget a call that nobody waits for any more, unless a thread makes it already."""
        with self.lock:
            if call in self.line:
                self.line.remove(call)

    def report(self, call: Call) -> None:
        """Say that a call still stands in line: once in `PATIENCE` seconds for all of them."""
        now = monotonic()
        if call not in self.line or not self.running or now < self.pool.warned_at + PATIENCE:
            return
        self.pool.warned_at = now
        oldest = min(self.running, key=attrgetter('began'))
        spawn_n(_warn, f'all {self.threads} OS threads of the pool are busy, the longest for {now - oldest.began:.0f} '
                       f's with {name_of(oldest.function)}; {len(self.line)} calls wait, one of them for {PATIENCE:g} '
                       's: give the calls time-outs of their own, or the pool more threads by '
                       'GREENHUB_THREADPOOL_SIZE or tpool.set_num_threads()')

    def adapt(self) -> None:
        """The pool has a new size: start threads for the calls in line, or let idle ones end."""
        with self.lock:
            while self.line and self.threads < self.pool.size and self._start_thread(self.line[0]):
                self.line.popleft()
            while self.idle and self.threads > self.pool.size:
                self._end(self.idle.pop())

    def dismiss(self) -> None:
        """Let every thread end when there is no call left for it."""
        with self.lock:
            self.dismissed = True
            while self.idle:
                self._end(self.idle.pop())

    def _start_thread(self, call: Call) -> bool:
        """False when the system lets us have no more; RuntimeError when we have none at all then."""
        inbox: SimpleQueue[Call | None] = SimpleQueue()
        try:
            start_new_thread(self._work, (inbox,))
        except RuntimeError:
            if self.threads:
                return False
            raise
        self.threads += 1
        self._begin(call, inbox)
        return True

    def _begin(self, call: Call, inbox: SimpleQueue[Call | None]) -> None:
        call.began = monotonic()
        self.running.add(call)
        inbox.put(call)

    def _end(self, inbox: SimpleQueue[Call | None]) -> None:
        self.threads -= 1
        inbox.put(None)

    def _work(self, inbox: SimpleQueue[Call | None]) -> None:
        """What an OS thread of the pool does."""
        _thread_state.is_worker = True
        while (call := inbox.get()) is not None:
            outcome = call.run()
            if outcome[1] is not None and self.pool.print_exceptions:
                import traceback
                traceback.print_exception(outcome[1])
            self._go_on(call, inbox)  # before the caller hears of it, who may have another call for this thread
            call.deliver(outcome)
            del call, outcome

    def _go_on(self, call: Call, inbox: SimpleQueue[Call | None]) -> None:
        """The thread of `inbox` is done with `call`: it takes the next in line, or ends, or waits for one."""
        with self.lock:
            self.running.discard(call)
            if self.line:
                self._begin(self.line.popleft(), inbox)
            elif self.dismissed or self.threads > self.pool.size:
                self._end(inbox)
            else:
                self.idle.append(inbox)


def name_of(function: Any) -> str:
    """What a message calls a function."""
    name = getattr(function, '__qualname__', None)
    return repr(function) if name is None else f'{function.__module__}.{name}'


def _warn(message: str) -> None:
    import logging
    logging.getLogger('greenhub.tpool').warning(message)
