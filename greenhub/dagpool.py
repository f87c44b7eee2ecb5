"""Green threads that wait for each other's results: a directed acyclic graph of them, by key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from greenlet import getcurrent

from .greenthread import GreenThread, spawn
from .queue import LightQueue
from .timeout import Timeout

__all__ = ['DAGPool', 'Collision', 'PropagateError']


class Collision(Exception):
    """A key has a value or a green thread already; the message is the key."""


class PropagateError(Exception):
    """The value of `key` cannot be had: its green thread ended by the exception `exc`.

    That may be a PropagateError too: of a key that it needed.
    """

    def __init__(self, key: Hashable, exc: BaseException) -> None:
        super().__init__(key, exc)
        self.key = key
        self.exc = exc

    def __str__(self) -> str:
        reason = str(self.exc)
        words = [f'{type(self).__name__}({self.key})', type(self.exc).__name__, *([reason] if reason else [])]
        return ': '.join(words)


class _Node(NamedTuple):
    thread: GreenThread
    depends: frozenset[Hashable]


class DAGPool:
    """Values by key: of `preload` (a mapping, or pairs), posted, or returned by green threads that need other values.

        pool = DAGPool()
        pool.spawn('program', ['library', 'main'], link)
        pool.spawn('main', (), compile)
        pool.post('library', path)
        pool['program']                                 # waits for it

    Where keys may be left out, they are all that the pool knows when it is called.
    """

    def __init__(self, preload: Mapping[Hashable, Any] | Iterable[tuple[Hashable, Any]] = ()) -> None:
        self._values: dict[Hashable, Any] = dict(preload)  # in the order in which they came
        self._running: dict[Hashable, _Node] = {}
        self._waiting: defaultdict[Hashable, list[LightQueue]] = defaultdict(list)  # who is told of a value

    # Green threads

    def spawn(self, key: Hashable, depends: Iterable[Hashable], function: Callable[..., Any],
              *args: Any, **kwds: Any) -> None:
        """Run `function(key, results, *args, **kwds)` in a green thread; what it returns is the value of `key`.

        `results` is what `wait_each(depends)` gives; iterating over it waits.  An exception becomes the value of
        `key`, wrapped in a PropagateError.  Raises `Collision` when the key has a value or a green thread.
        """
        if key in self._running or key in self._values:
            raise Collision(key)
        depends = frozenset(depends)
        thread = spawn(self._run, function, key, self.wait_each(depends), *args, **kwds)
        self._running[key] = _Node(thread, depends)

    def spawn_many(self, depends: Mapping[Hashable, Iterable[Hashable]], function: Callable[..., Any],
                   *args: Any, **kwds: Any) -> None:
        """`spawn` for each key of `depends`, whose value is what the key depends on; all run one function."""
        for key, needed in depends.items():
            self.spawn(key, needed, function, *args, **kwds)

    def _run(self, function: Callable[..., Any], key: Hashable, results: Iterator[Any],
             *args: Any, **kwds: Any) -> None:
        try:
            value = function(key, results, *args, **kwds)
        except (Exception, Timeout) as e:
            value = PropagateError(key, e)
        node = self._running.get(key)
        if node is not None and node.thread is getcurrent():
            del self._running[key]
            if key not in self._values:  # else it has posted one by itself
                self._store(key, value)

    def kill(self, key: Hashable) -> None:
        """Kill the green thread of `key`, which stays without a value; KeyError when none is running."""
        self._running.pop(key).thread.kill()

    # Values

    def post(self, key: Hashable, value: Any, replace: bool = False) -> None:
        """Set the value of `key`; a PropagateError is raised in whoever asks for it.

        Raises `Collision` when it has a value, unless that is to be replaced, and when its green thread is running,
        unless that is the caller: then what it returns does not count.
        """
        node = self._running.get(key)
        if (node is not None and node.thread is not getcurrent()) or (key in self._values and not replace):
            raise Collision(key)
        self._store(key, value)

    def _store(self, key: Hashable, value: Any) -> None:
        self._values[key] = value
        for arrived in self._waiting.pop(key, ()):
            arrived.put(key)

    def get(self, key: Hashable, default: Any = None) -> Any:
        """The value of `key`, or `default` when there is none yet."""
        return _value(self._values.get(key, default))

    def __getitem__(self, key: Hashable) -> Any:
        """Wait for the value of `key`."""
        return self.wait((key,))[key]

    def keys(self) -> tuple[Hashable, ...]:
        """The keys that have values now."""
        return tuple(self._values)

    def items(self) -> tuple[tuple[Hashable, Any], ...]:
        """The keys and values there are now; raises the first PropagateError among them."""
        return tuple((key, _value(value)) for key, value in self._values.items())

    # Waiting

    def wait(self, keys: Iterable[Hashable] | None = None) -> dict[Hashable, Any]:
        """Wait for the values of all `keys`; raises the first PropagateError among them."""
        return dict(self.wait_each(keys))

    def waitall(self) -> dict[Hashable, Any]:
        """Wait for the values of all keys that are known."""
        return self.wait()

    def wait_each(self, keys: Iterable[Hashable] | None = None) -> Iterator[tuple[Hashable, Any]]:
        """Iterate over (key, value) pairs as values come; raises the first PropagateError among them."""
        return ((key, _value(value)) for key, value in self._each(keys))

    def wait_each_success(self, keys: Iterable[Hashable] | None = None) -> Iterator[tuple[Hashable, Any]]:
        """As `wait_each`, without those that ended by an exception."""
        return ((key, value) for key, value in self._each(keys) if not isinstance(value, PropagateError))

    def wait_each_exception(self, keys: Iterable[Hashable] | None = None) -> Iterator[tuple[Hashable, PropagateError]]:
        """As `wait_each`, with only those that ended by an exception; the values are PropagateErrors."""
        return ((key, value) for key, value in self._each(keys) if isinstance(value, PropagateError))

    def _each(self, keys: Iterable[Hashable] | None) -> Iterator[tuple[Hashable, Any]]:
        return self._wait_for((*self._values, *self._running) if keys is None else keys)

    def _wait_for(self, keys: Iterable[Hashable]) -> Iterator[tuple[Hashable, Any]]:
        missing = set(keys)
        arrived = LightQueue()
        for key in missing - self._values.keys():
            self._waiting[key].append(arrived)
        for key in [key for key in self._values if key in missing]:
            arrived.put(key)
        try:
            while missing:
                key = arrived.get()
                missing.remove(key)
                yield key, self._values[key]
        finally:
            for key in missing & self._waiting.keys():
                self._waiting[key].remove(arrived)
                if not self._waiting[key]:
                    del self._waiting[key]

    # What is going on

    def running(self) -> int:
        """The number of green threads that have not ended, those that wait for values included."""
        return len(self._running)

    def running_keys(self) -> tuple[Hashable, ...]:
        """Their keys."""
        return tuple(self._running)

    def waiting(self) -> int:
        """The number of green threads that still need a value."""
        return len(self.waiting_for())

    def waiting_for(self, key: Hashable | None = None) -> Any:
        """The set of keys whose values the green thread of `key` still needs; KeyError for a key that is not known.

        Without `key`: a dict of such sets, of all green threads that still need something.  It tells what a pool
        that makes no progress is waiting for.
        """
        if key is None:
            return {key: needed for key in self._running if (needed := self.waiting_for(key))}
        if key not in self._running and key in self._values:
            return set()
        return set(self._running[key].depends - self._values.keys())


def _value(value: Any) -> Any:
    if isinstance(value, PropagateError):
        raise value.with_traceback(None)  # every raise would add to what the one before has left there
    return value
