"""Calls in real OS threads, for what would block and cannot be made green: name lookups, C libraries."""

from __future__ import annotations

import copy
import operator
import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from .hubs import get_hub
from .hubs.hub import Waiter, get_ident
from .os_threads import Call, Pool, in_worker, name_of

__all__ = ['execute', 'Proxy', 'proxy_call', 'setup', 'killall', 'set_num_threads', 'running', 'waiting']

DEFAULT_SIZE = 20

_pool = Pool()


def setup() -> None:
    """Ask the environment for the size of the pool; `execute` does so on first use.

    GREENHUB_THREADPOOL_SIZE (or EVENTLET_THREADPOOL_SIZE) is the greatest number of threads, 20 by default.  With 0
    every call blocks the caller's OS thread, which is worth a RuntimeWarning; a negative number is an AssertionError.
    """
    if _pool.size < 0:
        variables = ('GREENHUB_THREADPOOL_SIZE', 'EVENTLET_THREADPOOL_SIZE')
        name = next((name for name in variables if os.environ.get(name)), None)
        try:
            size = int(os.environ[name]) if name else DEFAULT_SIZE
        except ValueError:
            raise ValueError(f'{name}: {os.environ[name]!r} is no number of threads') from None  # type: ignore[index]
        _pool.resize(size)


def set_num_threads(nthreads: int) -> None:
    """Change the greatest number of threads; those beyond it end after their present call.

    0 and negative numbers as in `setup`.
    """
    _pool.resize(nthreads)


def killall() -> None:
    """Let every thread end after the calls that were made already; who waits for one gets its result.

    Never waits.  The next call starts new threads.
    """
    _pool.renew().dismiss()


def running() -> int:
    """The number of calls that OS threads are making."""
    return len(_pool.crew.running)


def waiting() -> int:
    """The number of calls in line for a free OS thread."""
    return len(_pool.crew.line)


def __getattr__(name: str) -> Any:
    if name == '_nthreads':  # eventlet's name
        setup()
        return _pool.size
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')


def _after_fork_in_child() -> None:
    """The threads are the parent's: whoever waits for one here gets an error instead of waiting for ever."""
    former = _pool.renew()
    for call in (*former.running, *former.line):
        if call.waiter is not None and call.waiter.hub.thread_ident == get_ident():
            error = RuntimeError(f'the process was forked while an OS thread called {name_of(call.function)}')
            call.waiter.wake((None, error))


os.register_at_fork(after_in_child=_after_fork_in_child)


def execute(meth: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call `meth(*args, **kwargs)` in an OS thread and wait for its result or exception.

    The call sees a copy of the caller's context variables.  A time-out ends the wait; a call that has begun is not
    stopped by that.  Within such a thread, or with a pool of size 0, the call is made directly.
    """
    if _pool.size < 0:
        setup()
    if in_worker() or not _pool.size:
        return meth(*args, **kwargs)
    result, error = _pool.crew.make(Call(Waiter(get_hub()), meth, args, kwargs))
    if error is not None:
        try:
            raise error
        finally:
            del error  # whose traceback holds this frame
    return result


# ---- objects whose methods block

def proxy_call(autowrap: Iterable[type], f: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """As `execute`; a result that is an instance of one of the classes in `autowrap` comes as a Proxy.

    With `nonblocking=True` the call is made directly.
    """
    autowrap = tuple(autowrap)
    result = f(*args, **kwargs) if kwargs.pop('nonblocking', False) else execute(f, *args, **kwargs)
    return Proxy(result, autowrap) if isinstance(result, autowrap) else result


class Proxy:
    """Stands for an object whose methods block: each is called in an OS thread, while other green threads run.

    So are operators, item access, iteration and `with`.  Attributes, comparisons, `hash`, `bool`, `len`, `str` and
    `repr` are the object's own, and exception classes are themselves: an `except` clause can name them.  An attribute
    that is set is the proxy's.

    `autowrap`: classes whose instances are returned as proxies; `autowrap_names`: attributes and methods (also
    '__call__') whose values are.
    """

    def __init__(self, obj: Any, autowrap: Iterable[type] = (), autowrap_names: Iterable[str] = ()) -> None:
        self._obj = obj
        self._autowrap = tuple(autowrap)
        self._autowrap_names = tuple(autowrap_names)

    def _call(self, name: str, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._wrapped(name, proxy_call(self._autowrap, method, *args, **kwargs))

    def _wrapped(self, name: str, value: Any) -> Any:
        if type(value) is not Proxy and (isinstance(value, self._autowrap) or name in self._autowrap_names):
            return Proxy(value, self._autowrap)
        return value

    def __getattr__(self, name: str) -> Any:
        if name == '_obj':  # asked of a proxy that is not initialised yet, by copy
            raise AttributeError(name)
        value = getattr(self._obj, name)
        if not callable(value) or (isinstance(value, type) and issubclass(value, BaseException)):
            return self._wrapped(name, value)
        return partial(self._call, name, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._call('__call__', self._obj, *args, **kwargs)

    def __iter__(self) -> Any:
        iterator = self._call('__iter__', iter, self._obj)
        return self if iterator is self._obj else Proxy(iterator, self._autowrap)

    def __next__(self) -> Any:
        return self._call('__next__', next, self._obj)

    def __enter__(self) -> Any:
        entered = self._call('__enter__', type(self._obj).__enter__, self._obj)
        return self if entered is self._obj else entered

    def __exit__(self, *exc_info: Any) -> Any:
        return execute(type(self._obj).__exit__, self._obj, *exc_info)

    def __copy__(self) -> Any:
        return self._call('__copy__', copy.copy, self._obj)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self._call('__deepcopy__', copy.deepcopy, self._obj, memo)

    def __reduce__(self) -> Any:
        return Proxy, (self._obj, self._autowrap, self._autowrap_names)

    def __hash__(self) -> int:
        return hash(self._obj)

    def __bool__(self) -> bool:
        return bool(self._obj)

    def __len__(self) -> int:
        return len(self._obj)

    def __str__(self) -> str:
        return str(self._obj)

    def __repr__(self) -> str:
        return repr(self._obj)

    def __format__(self, format_spec: str) -> str:
        return format(self._obj, format_spec)

    def __dir__(self) -> list[str]:
        return dir(self._obj)


def _unwrapped(value: Any) -> Any:
    return value._obj if type(value) is Proxy else value


def _directly(function: Callable[..., Any]) -> Callable[..., Any]:
    """A special method that asks the object at once."""
    def method(self: Proxy, other: Any) -> Any:
        return function(self._obj, _unwrapped(other))
    return method


def _in_thread(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A special method that asks it in an OS thread."""
    def method(self: Proxy, *args: Any) -> Any:
        return self._call(name, function, self._obj, *map(_unwrapped, args))
    return method


def _reflected(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A special method for the object as right operand."""
    def method(self: Proxy, other: Any) -> Any:
        return self._call(name, function, other, self._obj)
    return method


def _in_place(function: Callable[..., Any]) -> Callable[..., Any]:
    """A special method for `proxy += other`: the proxy stands for the result from then on."""
    def method(self: Proxy, other: Any) -> Any:
        self._obj = execute(function, self._obj, _unwrapped(other))
        return self
    return method


def _define(name: str, method: Callable[..., Any]) -> None:
    method.__name__ = name
    method.__qualname__ = f'Proxy.{name}'
    setattr(Proxy, name, method)


_COMPARISONS = ('eq', 'ne', 'lt', 'le', 'gt', 'ge')
_BINARY = ('add', 'sub', 'mul', 'matmul', 'truediv', 'floordiv', 'mod', 'pow', 'lshift', 'rshift', 'and_', 'or_', 'xor')
_OTHERS: dict[str, Callable[..., Any]] = {
    **{f'__{name}__': getattr(operator, name) for name in ('neg', 'pos', 'invert', 'index', 'getitem', 'setitem',
                                                           'delitem', 'contains')},
    '__abs__': abs, '__int__': int, '__float__': float, '__complex__': complex, '__round__': round,
    '__divmod__': divmod, '__reversed__': reversed, '__bytes__': bytes,
}

for _name in _COMPARISONS:
    _define(f'__{_name}__', _directly(getattr(operator, _name)))
for _name in _BINARY:
    _function, _bare = getattr(operator, _name), _name.strip('_')
    _define(f'__{_bare}__', _in_thread(f'__{_bare}__', _function))
    _define(f'__r{_bare}__', _reflected(f'__r{_bare}__', _function))
    _define(f'__i{_bare}__', _in_place(getattr(operator, f'i{_bare}')))
for _name, _function in _OTHERS.items():
    _define(_name, _in_thread(_name, _function))
