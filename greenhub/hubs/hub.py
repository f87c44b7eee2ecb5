"""The run loop: a queue of what is ready, a heap of timers, descriptors that are waited for.

One hub serves one OS thread.  It is a greenlet; a green thread that has to wait switches to it, or straight to the
next green thread that is ready.  The queue is run in *generations*: exactly what was ready when one began belongs to
it, and what becomes ready meanwhile to the next.  After some generations, or some time, the hub looks at timers and
descriptors, so nothing can starve them.

The queue holds waiters, timers that were due at once, pairs of a call and its arguments, and one mark, END.  Behind
the mark begins the next generation.  While no generation runs the mark is first, and nobody passes it.
"""

from __future__ import annotations

import os
import sys
from _thread import get_ident  # the real one
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from errno import EBADF
from heapq import heapify, heappop, heappush
from time import monotonic
from typing import Any

from greenlet import getcurrent, greenlet

from .doorbell import Doorbell, SignalPipe
from .timer import TIMER, WHEN, Timer
from .waiter import END, EXPIRED, IOClosed, Listener, Waiter

__all__ = ['READ', 'WRITE', 'EXPIRED', 'BaseHub', 'IOClosed', 'Listener', 'Waiter', 'noop']

READ, WRITE = 'read', 'write'

GENERATIONS_PER_PASS = 64  # timers and descriptors are looked at after so many generations ...
SECONDS_PER_PASS = 0.001  # ... or so much time, whichever comes first
SECONDS_WHILE_AWAITING = 0.0001  # the same when somebody waits for a descriptor
LONGEST_WAIT = 60.0
MOST_NEW_TIMERS = 100

noop = Listener(None, READ, -1, lambda fileno: None, None, None)  # for a `wait` of one's own: stands where nobody waits


class BaseHub:
    """The run loop without a way to ask the operating system; `epolls`, `poll`, `selects` and `kqueue` have one.

    A subclass provides `wait`, which calls `cb(fileno)` of the listeners in `listeners` whose descriptors are ready.
    """

    SYSTEM_EXCEPTIONS = (KeyboardInterrupt, SystemExit)
    READ, WRITE = READ, WRITE
    asyncio_loop: Any = None  # that `greenhub.asyncio` runs in it

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self.clock = clock or monotonic
        self.ready: deque[Any] = deque([END])
        self.timers_canceled = 0  # of those in the heap
        self._heap: list[tuple[float, int, Timer]] = []
        self._new_timers: list[Timer] = []  # most are cancelled before the hub comes round, and never get into the heap
        self.listeners: dict[str, dict[int, Any]] = {READ: {}, WRITE: {}}
        self.secondaries: dict[str, dict[int, list[Any]]] = {READ: {}, WRITE: {}}
        self.running = False
        self.stopping = False
        self.waiting = False  # True while the hub may sleep in `wait`; then nobody keeps it from coming round
        self.passes = 0  # generations so far: an OS thread that looks twice sees whether the hub has come round
        self.debug_exceptions = True
        self.prevent_multiple_readers = True
        self.listener_stacks: dict[tuple[str, int], str] = {}  # by event type and descriptor; see set_debug_listeners
        self.external_waits = 0  # answers that other OS threads owe this hub
        self.idle_workers: list[Waiter] = []  # parked greenlets that take another task; see greenpool
        self.thread_ident = get_ident()
        self._sequence = 0  # of the newest timer: those of equal time fire in order
        self._last_generation = 0  # of this pass; while none runs the hub has come to it
        self._pass_ends = 0.0
        self._flushes: deque[Callable[[], object]] = deque()
        self._handed_over: deque[tuple[Any, ...]] = deque()
        root = getcurrent()
        while root.parent is not None:
            root = root.parent
        self.greenlet = greenlet(self.run, root)
        self.open()
        try:
            self._open_doorbell()
        except BaseException:
            self.close()  # no more descriptors; those of the doorbell close themselves
            raise

    # ---- switching

    def switch(self) -> Any:
        """Suspend the current green thread; returns what it is resumed with."""
        current = getcurrent()
        if current.parent not in (self.greenlet, None):
            self.adopt(current)
        return self.start()

    def start(self) -> Any:
        """Switch to the loop, and start it again when it has ended."""
        self.ensure_greenlet()
        return self.greenlet.switch()

    def adopt(self, current: greenlet) -> None:
        """Make `current`, a greenlet started elsewhere, return to the hub when it ends."""
        self.ensure_greenlet()
        if current is self.greenlet:
            raise RuntimeError('the hub itself cannot wait: a callback or timer called something that blocks')
        current.parent = self.greenlet

    def ensure_greenlet(self) -> None:
        """Replace the hub's greenlet when the loop has ended, by an exception or `abort`."""
        if self.greenlet.dead:
            successor = greenlet(self.run, self.greenlet.parent)
            self.greenlet.parent = successor  # green threads that end return to the loop that runs
            self.greenlet = successor

    # ---- what is to be called

    def schedule_call_global(self, seconds: float, cb: Callable[..., object], *args: Any, **kw: Any) -> Timer:
        """Call `cb(*args, **kw)` in the hub after `seconds`; returns a timer that can be cancelled."""
        timer = Timer()
        timer.call = _with_keywords(cb, kw) if kw else cb
        timer.args = args
        timer.hub = None
        if seconds > 0:
            timer.when = self.clock() + seconds
            new_timers = self._new_timers
            new_timers.append(timer)
            if len(new_timers) > MOST_NEW_TIMERS:
                self._take_in_timers()
        else:
            self.ready.append(timer)
        return timer

    def schedule_call_local(self, seconds: float, cb: Callable[..., object], *args: Any, **kw: Any) -> Timer:
        """As `schedule_call_global`, but the call is not made once the current green thread has ended."""
        if kw:
            cb = _with_keywords(cb, kw)
        creator = getcurrent()
        return self.schedule_call_global(seconds, call_within, creator, task_of(creator), cb, *args)

    def call_soon(self, cb: Callable[..., object], *args: Any) -> None:
        """Call `cb(*args)` in the hub, in the next generation."""
        self.ready.append((cb, args))

    def call_soon_threadsafe(self, cb: Callable[..., object], *args: Any) -> None:
        """As `call_soon`, from any OS thread: wakes the hub when it waits for descriptors.

        Raises RuntimeError when the hub's OS thread has ended.
        """
        doorbell = self._doorbell
        if doorbell.closed:
            raise RuntimeError('the OS thread of this hub has ended')
        self._handed_over.append((cb, args))
        doorbell.ring()

    def at_generation_end(self, cb: Callable[[], object]) -> None:
        """Call `cb()` once when this generation is over, before descriptors are looked at.

        It is the place to send what several green threads of the generation have queued.  `cb` must not wait.
        """
        self._flushes.append(cb)

    @property
    def timers(self) -> list[tuple[float, int, Timer]]:
        """The heap of timers, cancelled ones included; see `timer` for its entries."""
        if self._new_timers:
            self._take_in_timers()
        return self._heap

    def _take_in_timers(self) -> None:
        for timer in self._new_timers:
            if timer.call is not None:
                timer.hub = self
                self._sequence += 1
                heappush(self._heap, (timer.when, self._sequence, timer))
        self._new_timers.clear()

    def purge_timers(self) -> None:
        """Take the cancelled timers out of the heap; called when more than half of it is cancelled."""
        self._heap[:] = [entry for entry in self._heap if entry[TIMER].call is not None]
        heapify(self._heap)
        self.timers_canceled = 0

    # ---- the loop

    def run(self, *_: Any, **__: Any) -> None:
        """Run until `abort` or an exception of `SYSTEM_EXCEPTIONS`, which goes to the thread's main greenlet."""
        if self.running:
            raise RuntimeError('the hub is already running')
        self.running = True
        try:
            if self.ready[0] is not END:  # a signal's exception has ended the end of the last loop
                self._put_mark_first()
            while not self.stopping:
                self._fire_timers()
                self._run_ready()
                if not self.stopping:
                    self._look_at_descriptors()
        finally:
            self.running = self.stopping = self.waiting = False
            self._last_generation = self.passes
            self._put_mark_first()

    def _put_mark_first(self) -> None:
        # Python runs the handlers of signals after calls, never between these two statements: the mark cannot be lost
        ready = self.ready
        del ready[ready.index(END)]
        ready.appendleft(END)

    def _fire_timers(self) -> None:
        """Make the calls that are due."""
        now = self.clock()
        self._pass_ends = now + (SECONDS_WHILE_AWAITING if self.is_awaiting_descriptors() else SECONDS_PER_PASS)
        timers = self.timers
        while timers and timers[0][WHEN] <= now:
            timer = timers[0][TIMER]
            try:
                heappop(timers)
                if timer.call is None:
                    self.timers_canceled -= 1
                else:
                    timer.hub = None
                    self.call_safely(timer.fire)
            except BaseException:
                if timer.call is not None:  # a signal's exception came first
                    self.ready.append(timer)
                raise

    def _run_ready(self) -> None:
        """Run the generations of one pass.

        A signal's handler may raise after any call, so what is taken out of the queue is run without one in between,
        and the mark is never taken out.
        """
        ready = self.ready
        ready.rotate(-1)
        self._last_generation = self.passes + GENERATIONS_PER_PASS
        while True:
            entry = ready[0]
            kind = type(entry)
            try:
                if kind is Waiter:
                    del ready[0]
                    target = entry.greenlet
                    if target is not None:
                        entry.greenlet = None
                        target.switch(entry.value)
                elif kind is tuple:
                    del ready[0]
                    entry[0](*entry[1])
                elif kind is Timer:
                    del ready[0]
                    entry.fire()
                else:
                    if self._flushes:
                        self._flush()
                    if not self.next_generation():
                        self._last_generation = self.passes
                        return
            except BaseException as e:
                if kind is Timer and entry.call is not None and entry not in ready:
                    ready.append(entry)
                if isinstance(e, self.SYSTEM_EXCEPTIONS):
                    raise
                self.squelch_generic_exception(sys.exc_info())

    def next_generation(self) -> bool:
        """Begin the next generation; False when the hub has to see to something else before.

        The mark is first in the queue, and this may be called by a green thread that has to wait: so a hand-over
        between two green threads costs one switch, not two.
        """
        ready, passes = self.ready, self.passes
        if passes == self._last_generation or self._flushes or len(ready) == 1 or self.clock() >= self._pass_ends:
            return False
        self.passes = passes + 1
        ready.rotate(-1)
        return True

    def end_pass(self) -> None:
        """Look at descriptors when this generation is over."""
        self._last_generation = self.passes

    def _look_at_descriptors(self) -> None:
        """Wait for them, if nothing is ready."""
        self._last_generation = self.passes = self.passes + 1
        if len(self.ready) > 1:
            self.wait(0)
        else:
            seconds = self._seconds_to_next_timer()
            if self._signals is not None and 'asyncio' in sys.modules:
                self._signals.listen()  # asyncio.run() leaves no descriptor behind that hears signals
            self.waiting = True
            self.wait(seconds)
            self.waiting = False

    def is_ready(self) -> bool:
        """True when something waits to be run."""
        return len(self.ready) > 1

    def _flush(self) -> None:
        for _ in range(len(self._flushes)):
            flush = self._flushes[0]
            del self._flushes[0]
            try:  # as call_safely does, without its call for each switch
                flush()
            except self.SYSTEM_EXCEPTIONS:
                raise
            except BaseException:
                self.squelch_generic_exception(sys.exc_info())

    def call_safely(self, call: Callable[..., object], *args: Any) -> None:
        """Call `call(*args)`; an exception is printed, unless it is one that ends the loop."""
        try:
            call(*args)
        except self.SYSTEM_EXCEPTIONS:
            raise
        except BaseException:
            self.squelch_generic_exception(sys.exc_info())

    def _seconds_to_next_timer(self) -> float:
        timers = self.timers
        while timers and timers[0][TIMER].call is None:
            heappop(timers)
            self.timers_canceled -= 1
        if not timers:
            return self.default_sleep()
        return min(max(timers[0][WHEN] - self.clock(), 0.0), LONGEST_WAIT)

    def default_sleep(self) -> float:
        """Seconds to wait for descriptors when there is no timer."""
        return LONGEST_WAIT

    def abort(self, wait: bool = False) -> None:
        """End the loop after this generation; with `wait`, return only when it has ended."""
        if not self.running:
            return
        self.stopping = True
        self.end_pass()
        if wait:
            if getcurrent() is self.greenlet:
                raise RuntimeError('the hub cannot wait for its own end: call abort() without wait')
            waiter = Waiter(self)
            waiter.wake()
            waiter.wait()

    def squelch_exception(self, fileno: int, exc_info: Any) -> None:
        """Print an exception of a listener; it stays, and so do others that wait for the descriptor."""
        if self.debug_exceptions:
            print(f'In a callback for descriptor {fileno}:', file=sys.stderr)
        self.squelch_generic_exception(exc_info)

    def squelch_generic_exception(self, exc_info: Any) -> None:
        """Print an exception that nobody caught; the loop goes on."""
        if self.debug_exceptions:
            import traceback
            traceback.print_exception(*exc_info)
            sys.stderr.flush()

    # ---- descriptors

    def wait_for(self, evtype: str, fileno: int, seconds: float | None = None, *error: Any,
                 trusted: bool = True) -> None:
        """Suspend the current green thread until `fileno` is readable (`READ`) or writable (`WRITE`).

        `error` (as for `greenlet.throw`) is raised after `seconds`; `IOClosed` when the descriptor is closed.
        `trusted`: the hub is told when this descriptor is created and closed.
        """
        waiter, listeners = Waiter(self), self.listeners[evtype]
        if fileno in listeners:
            self._listen_too(evtype, fileno, waiter)
        else:
            listeners[fileno] = waiter
        timer = None
        try:
            self.watch(fileno, evtype, trusted)
            if seconds is not None:
                timer = self.schedule_call_global(seconds, waiter.time_out, *error)
            waiter.wait()
        finally:
            if listeners.get(fileno) is waiter and not self.secondaries[evtype]:
                del listeners[fileno]
            else:
                self._unlisten(evtype, fileno, waiter)
            if timer is not None:
                timer.cancel()

    def add(self, evtype: str, fileno: int, cb: Callable[..., object], tb: Callable[..., object] | None = None,
            mark_as_closed: Callable[[], object] | None = None) -> Listener:
        """Call `cb(fileno)` in the hub whenever `fileno` is ready for `evtype`; returns the listener to `remove`."""
        listener = Listener(self, evtype, fileno, cb, tb, mark_as_closed)
        if fileno in self.listeners[evtype]:
            self._listen_too(evtype, fileno, listener)
        else:
            self.listeners[evtype][fileno] = listener
        try:
            self.watch(fileno, evtype, trusted=False)
        except BaseException:
            self.remove(listener)
            raise
        return listener

    def remove(self, listener: Listener) -> None:
        """Forget a listener; does nothing when it is gone already."""
        self._unlisten(listener.evtype, listener.fileno, listener)

    def _listen_too(self, evtype: str, fileno: int, listener: Any) -> None:
        """Stand in line behind the listener that there is."""
        if self.prevent_multiple_readers:
            raise RuntimeError(
                f'Second simultaneous {evtype} on fileno {fileno} detected: another green thread waits for it. '
                'Unless that is meant, give each its own descriptor or use a queue; if it is meant, call '
                'greenhub.debug.hub_prevent_multiple_readers(False)')
        self.secondaries[evtype].setdefault(fileno, []).append(listener)

    def _unlisten(self, evtype: str, fileno: int, listener: Any) -> None:
        listeners, others = self.listeners[evtype], self.secondaries[evtype].get(fileno, [])
        if listeners.get(fileno) is listener:
            del listeners[fileno]
            if others:
                listeners[fileno] = others.pop(0)
        elif listener in others:
            others.remove(listener)
        if not others:
            self.secondaries[evtype].pop(fileno, None)

    def forget(self, fileno: int) -> None:
        """The descriptor is about to be closed, or its number was given to a new one: drop what is known of it.

        Whoever waits for it gets `IOClosed`.  May be called from another OS thread.
        """
        self.unwatch(fileno)
        self._last_generation = self.passes  # look at descriptors soon: the other end may be waited for here
        for evtype, listeners in self.listeners.items():
            listener = listeners.pop(fileno, None)
            if listener is not None:
                call_soon = self.call_soon if get_ident() == self.thread_ident else self.call_soon_threadsafe
                for waiting in (listener, *self.secondaries[evtype].pop(fileno, ())):
                    call_soon(waiting.throw_now, _closed())

    mark_as_reopened = remove_descriptor = forget

    def get_readers(self) -> list[Any]:
        """The listeners for reading."""
        own = [pipe.fileno for pipe in (self._doorbell, self._signals) if pipe is not None]
        return [listener for fileno, listener in self.listeners[READ].items() if fileno not in own]

    def get_writers(self) -> list[Any]:
        """The listeners for writing."""
        return list(self.listeners[WRITE].values())

    def is_awaiting_descriptors(self) -> bool:
        """True when somebody else than the hub itself has a listener."""
        return bool(self.listeners[WRITE]) or len(self.listeners[READ]) > 1 + (self._signals is not None)

    def get_timers_count(self) -> int:
        """The number of timers in the heap, cancelled ones included."""
        return len(self.timers)

    # ---- for those who look for a fault; see `greenhub.debug`

    def set_timer_exceptions(self, value: bool) -> None:
        """Print the exceptions that nobody catches (on at first), or drop them silently."""
        self.debug_exceptions = value

    def set_debug_listeners(self, value: bool) -> None:
        """Note in `listener_stacks` where each wait for a descriptor began, from now on; or stop that."""
        self.listener_stacks.clear()
        self.__dict__.pop('watch', None)
        if value:
            self.watch = self._watch_and_note  # type: ignore[method-assign]  # so it costs nothing otherwise

    def set_timer_stacks(self, value: bool) -> None:
        """Note in each timer's `stack` where it was made, from now on; or stop that."""
        self.__dict__.pop('schedule_call_global', None)
        if value:
            self.schedule_call_global = self._schedule_and_note  # type: ignore[method-assign]

    def _watch_and_note(self, fileno: int, evtype: str, trusted: bool = True) -> None:
        type(self).watch(self, fileno, evtype, trusted)
        self.listener_stacks[evtype, fileno] = _stack()

    def _schedule_and_note(self, seconds: float, cb: Callable[..., object], *args: Any, **kw: Any) -> Timer:
        timer = BaseHub.schedule_call_global(self, seconds, cb, *args, **kw)
        timer.stack = _stack()
        return timer

    # ---- what other OS threads and signals wake it by

    def _open_doorbell(self) -> None:
        self._doorbell, self._signals = Doorbell(), SignalPipe.of_this_thread()
        self.add(READ, self._doorbell.fileno, self._take_over)
        if self._signals is not None:
            self.add(READ, self._signals.fileno, self._signals.answer)

    def _take_over(self, fileno: int) -> None:
        self._doorbell.answer(fileno)  # before the queue is read, so that no call is left behind
        handed_over = self._handed_over
        try:
            while handed_over:
                call = handed_over[0]
                del handed_over[0]
                self.ready.append(call)
        finally:
            if handed_over:  # a signal's exception came between
                self._doorbell.ring()

    def _close_doorbell(self) -> None:
        for own in (self._doorbell, self._signals):
            if own is not None:
                self.listeners[READ].pop(own.fileno, None)
                own.close()
        self._signals = None

    # ---- life

    def after_fork(self) -> None:
        """In the child: a poller of its own, with the same waiters; calls from the parent's threads are dropped."""
        self._close_doorbell()
        self._handed_over.clear()
        self.replace_poller()
        self._open_doorbell()

    def replace_poller(self) -> None:
        """Wait by a new poller; whoever waits for what is no descriptor any more gets `IOClosed`."""
        self.close()
        self.open()
        for evtype in (READ, WRITE):
            for fileno in list(self.listeners[evtype]):
                try:
                    self.watch(fileno, evtype)
                except OSError:
                    self.forget(fileno)

    def destroy(self) -> None:
        """Close the hub's own descriptors and end its loop: its OS thread ends, or gets another hub."""
        if not self._doorbell.closed:
            self._close_doorbell()
            self.close()
            if getcurrent() is self.greenlet.parent:
                self._unwind()

    def _unwind(self) -> None:
        """End the loop and the idle workers while their OS thread can: their stacks would keep the hub for ever.

        Green threads of the program's own are left where they wait, as a program leaves its daemon threads.
        """
        self.abort()
        waiters = [*self.idle_workers, *(entry for entry in self.ready if type(entry) is Waiter)]
        workers = [waiter for waiter in waiters if not isinstance(waiter.greenlet, greenlet)]  # but a handle; greenpool
        for throw in (self.greenlet.throw, *(worker.throw_now for worker in workers)):
            with suppress(SystemExit):
                throw(SystemExit)

    # ---- what a poller provides

    def open(self) -> None:
        """Get whatever the poller needs from the operating system."""

    def close(self) -> None:
        """Give it back."""

    def watch(self, fileno: int, evtype: str, trusted: bool = True) -> None:
        """Have `wait` report `evtype` of this descriptor; see `wait_for` for `trusted`."""

    def unwatch(self, fileno: int) -> None:
        """Forget the descriptor; it may be closed, or new under an old number."""

    def wait(self, seconds: float | None = None) -> None:
        """Look at the descriptors for at most `seconds` and wake whoever waits for those that are ready."""
        raise NotImplementedError


def _closed() -> IOClosed:
    return IOClosed(EBADF, f'{os.strerror(EBADF)}: closed while a green thread waited for it')


def _with_keywords(cb: Callable[..., object], kw: dict[str, Any]) -> Callable[..., object]:
    return lambda *args: cb(*args, **kw)


def _stack() -> str:
    """The calls that led here, without the hub's own."""
    import traceback
    return ''.join(traceback.format_stack()[:-2])


TASK = 'greenhub task'  # no name that a program could give an attribute by accident


def task_of(g: greenlet) -> object:
    """What a recycled greenlet (see greenpool) works on; None for a green thread that runs one function and ends."""
    return getattr(g, TASK, None)


def call_within(g: greenlet, task: object, cb: Callable[..., object], *args: Any) -> None:
    """Call `cb(*args)` if the green thread `g` has not ended, and has not gone on to another task."""
    if not g.dead and task_of(g) is task:
        cb(*args)
