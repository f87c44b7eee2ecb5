"""The hub of the current OS thread, and the calls that wait through it."""

from __future__ import annotations

import os
import sys
import weakref
from _thread import RLock, _local, get_ident  # the real ones: monkey patching never replaces them here
from importlib import import_module
from typing import Any

from .doorbell import SignalPipe
from .hub import READ, WRITE, BaseHub, IOClosed

__all__ = ['get_hub', 'use_hub', 'get_default_hub', 'trampoline', 'notify_opened', 'notify_close', 'IOClosed',
           'HubError', 'NoSuchHub', 'builtin_hub_names']

builtin_hub_names = ('epolls', 'kqueue', 'poll', 'selects')


class HubError(Exception):
    """No hub of that name can be used here."""


class NoSuchHub(HubError, ImportError):
    """Nothing of that name can be imported: an ImportError, too, for programs that then try another hub."""


# of all OS threads; replaced as a whole, so that others may go through it meanwhile
_hubs: tuple[weakref.ref[BaseHub], ...] = ()
_hubs_change = RLock()


def _add_hub(hub: BaseHub) -> None:
    global _hubs
    with _hubs_change:
        _hubs = (*_hubs, weakref.ref(hub))


def _discard_hub(hub: BaseHub) -> None:
    global _hubs
    with _hubs_change:
        _hubs = tuple(ref for ref in _hubs if ref() not in (hub, None))


def live_hubs() -> list[BaseHub]:
    """The hubs of all OS threads."""
    return [hub for ref in _hubs or () if (hub := ref()) is not None]  # None at the end of the program


class _Owner:
    """Destroys the hub when its OS thread ends and the thread's locals are dropped."""

    def __init__(self, hub: Any) -> None:
        self.hub = hub
        self.discard, self.program_ends = _discard_hub, sys.is_finalizing  # the module's names may be gone by then
        self.thread_ident, self.get_ident = get_ident(), get_ident

    def __del__(self) -> None:
        if self.program_ends() or self.get_ident() != self.thread_ident:
            return  # the system takes everything back; or this is the child of a fork, see _after_fork_in_child
        self.discard(self.hub)
        destroy = getattr(self.hub, 'destroy', None)
        if destroy is not None:
            destroy()


class _PerThread(_local):
    hub: Any = None
    Hub: Any = None
    owner: _Owner | None = None


_threadlocal = _PerThread()


def get_hub() -> BaseHub:
    """The hub of this OS thread; it is created on first use."""
    hub = _threadlocal.hub
    return _create() if hub is None else hub


def _create() -> BaseHub:
    if _threadlocal.Hub is None:
        use_hub()
    hub = _threadlocal.Hub()
    _threadlocal.hub = hub
    _threadlocal.owner = _Owner(hub)
    _add_hub(hub)
    return hub


def get_default_hub() -> Any:
    """The module of the best hub for this platform: epolls, kqueue, poll, selects, in this order."""
    for name in builtin_hub_names:
        module = import_module(f'{__name__}.{name}')
        if module.is_available():
            return module
    raise HubError('no hub is available: none of ' + ', '.join(builtin_hub_names))


def use_hub(mod: Any = None) -> None:
    """Choose the hub of this OS thread, before anything waits in it.

    `mod` is a hub's name ('epolls'), 'module:Class' or 'module.Class', a module with a class `Hub`, a class, or None:
    what the environment variable GREENHUB_HUB or EVENTLET_HUB names, else the platform's best.  Raises NoSuchHub for
    an unknown name, HubError for a hub that this system cannot have.
    """
    if mod is None:
        mod = _hub_of_environment() or get_default_hub()
    elif isinstance(mod, str):
        mod = _hub_by_name(mod)
    if not getattr(mod, 'is_available', lambda: True)():
        raise HubError(f'{mod.__name__} is not available on this system; {get_default_hub().__name__} is its best')
    _threadlocal.Hub = getattr(mod, 'Hub', mod)
    _threadlocal.hub = _threadlocal.owner = None


def _hub_of_environment() -> Any:
    for variable in ('GREENHUB_HUB', 'EVENTLET_HUB'):
        name = os.environ.get(variable)
        if name:
            try:
                return _hub_by_name(name)
            except NoSuchHub as e:
                raise NoSuchHub(f'the environment variable {variable}: {e}') from e
    return None


def _hub_by_name(name: str) -> Any:
    name = name.strip()
    try:
        if ':' in name:
            module, _, attribute = name.partition(':')
            return getattr(import_module(module), attribute)
        if '.' in name:
            return _module_or_class(name)
        return import_module(f'{__name__}.{name}')
    except (ImportError, AttributeError, TypeError, ValueError) as e:  # TypeError: an empty part before a dot
        raise NoSuchHub(f'no hub {name!r} ({e}); there are {", ".join(builtin_hub_names)} and asyncio, '
                       'and module:Class names one of your own') from e


def _module_or_class(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        module, _, attribute = name.rpartition('.')
        return getattr(import_module(module), attribute)


def trampoline(fd: Any, read: bool | None = None, write: bool | None = None, timeout: float | None = None,
               timeout_exc: Any = None, mark_as_closed: Any = None) -> None:
    """Suspend the current green thread until `fd` (a number or an object with fileno()) is readable or writable.

    Raises `timeout_exc`, a greenhub Timeout by default, after `timeout` seconds; IOClosed when the descriptor is
    closed meanwhile, after calling `mark_as_closed()`; RuntimeError when called by the hub or when another green
    thread waits for the same.
    """
    if bool(read) == bool(write):
        raise RuntimeError('trampoline needs exactly one of read and write')
    fileno = fd if isinstance(fd, int) else fd.fileno()
    if timeout is not None and timeout_exc is None:
        from ..timeout import Timeout  # which needs this module
        timeout_exc = Timeout(None)
    try:
        get_hub().wait_for(READ if read else WRITE, fileno, timeout, timeout_exc, trusted=False)
    except IOClosed:
        if mark_as_closed is not None:
            mark_as_closed()
        raise


def notify_opened(fd: int) -> None:
    """The number `fd` belongs to a descriptor that was just created: drop what is known of its predecessor."""
    for ref in _hubs:
        hub = ref()
        if hub is not None:
            hub.forget(fd)


def notify_close(fd: int) -> None:
    """The descriptor `fd` is about to be closed: wake whoever waits for it with IOClosed."""
    for ref in _hubs or ():  # None at the end of the program, when sockets outlive the names of this module
        hub = ref()
        if hub is not None:
            hub.forget(fd)


def _after_fork_in_child() -> None:
    global _hubs, _hubs_change
    hub = _threadlocal.hub
    _hubs, _hubs_change = (), RLock()
    SignalPipe.after_fork()
    if isinstance(hub, BaseHub):
        _add_hub(hub)
        hub.after_fork()


os.register_at_fork(after_in_child=_after_fork_in_child)
