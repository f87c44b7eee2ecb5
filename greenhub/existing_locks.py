"""Locks that exist before monkey patching, replaced by green ones wherever they are held."""

from __future__ import annotations

import gc
import warnings
from _thread import LockType, RLock  # the real ones
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from types import BuiltinMethodType, CellType, MemberDescriptorType, ModuleType
from typing import Any

__all__ = ['upgrade']

FEW = 50
_KEEP_REAL_LOCKS = ('_frozen_importlib', '_frozen_importlib_external', 'importlib', __name__.partition('.')[0])


def upgrade(new_lock: Callable[[], Any], new_rlock: Callable[[], Any], kept: str) -> None:
    """Replace the real locks that modules, classes, objects, containers and closures hold.

    A real RLock belongs to the OS thread, so two green threads could hold it at once; a real Lock that one green
    thread holds while it waits stops the OS thread when another wants it.  An RLock that this OS thread holds has a
    successor that the current green thread holds.  A Lock that is taken stays, as somebody may be waiting for just
    this one.  So do the locks of the import system, of this package, and of modules whose names begin with `kept`.
    """
    locks: list[Any] = [lock for lock in gc.get_objects() if type(lock) in (RLock, LockType)]
    locks = [lock for lock in locks if type(lock) is RLock or not lock.locked()]
    successors = _Successors(locks, new_lock, new_rlock)
    methods = [method for method in _holders(locks) if type(method) is BuiltinMethodType]
    holders = [holder for holder in _holders([*locks, *methods]) if holder is not locks and holder is not methods]
    owners = _holders([holder for holder in holders if type(holder) is dict])  # modules, classes, objects
    for owner in owners:
        if issubclass(type(owner), type):  # before its dictionary is seen, so that Python knows of the change
            _replace_items(vars(owner).items(), partial(type.__setattr__, owner), successors.of)
    spared = _spared([*owners, *holders], (*_KEEP_REAL_LOCKS, kept))
    for holder in holders:
        if id(holder) not in spared:
            try:
                _replace(holder, successors.of)
            except Exception as e:
                warnings.warn(f'monkey_patch() leaves a {type(holder).__name__} with a lock that blocks the OS thread: '
                              f'{e!r}', RuntimeWarning, stacklevel=4)


def _holders(values: list[Any]) -> list[Any]:
    """All objects that refer to one of these."""
    if len(values) < FEW:
        return [holder for holder in gc.get_referrers(*values) if holder is not values]
    numbers = set(map(id, values))  # get_referrers would compare each reference in the program with each value
    return [holder for holder in gc.get_objects()
            if holder is not values and not numbers.isdisjoint(map(id, gc.get_referents(holder)))]


def _spared(holders: list[Any], keepers: tuple[str, ...]) -> set[int]:
    """The ids of those that belong to modules whose names begin so, and of their dictionaries."""
    spared = [holder for holder in holders if _home(holder).startswith(keepers)]
    return {id(holder) for holder in spared} | {id(getattr(holder, '__dict__', None)) for holder in spared}


def _home(holder: Any) -> str:
    """The name of the module that a holder belongs to."""
    module = vars(holder).get('__name__') if issubclass(type(holder), ModuleType) else type(holder).__module__
    return module if isinstance(module, str) else ''


class _Successors:
    """The green lock that takes the place of each real one."""

    def __init__(self, locks: list[Any], new_lock: Callable[[], Any], new_rlock: Callable[[], Any]) -> None:
        self.made: dict[int, Any] = dict.fromkeys(map(id, locks))
        self.new_lock = new_lock
        self.new_rlock = new_rlock

    def of(self, value: Any) -> Any:
        """The successor of a lock; of a lock's method, as a Condition keeps them, the successor's; else the value."""
        if id(value) in self.made:
            return self.made[id(value)] or self._make(value)
        if type(value) is BuiltinMethodType and id(value.__self__) in self.made:
            return getattr(self.of(value.__self__), value.__name__)
        return value

    def _make(self, lock: Any) -> Any:
        if type(lock) is RLock:
            successor = self.new_rlock()
            for _ in range(_count(lock) if lock._is_owned() else 0):  # type: ignore[attr-defined]
                successor.acquire()
        else:
            successor = self.new_lock()
        self.made[id(lock)] = successor
        return successor


def _count(lock: Any) -> int:
    """How often an RLock was taken: Python 3.11 says so only when it shows the lock."""
    return int(repr(lock).partition(' count=')[2].partition(' ')[0])


def _replace(holder: Any, successor: Callable[[Any], Any]) -> None:
    """Replace what a holder holds; the types' own methods are called, as a subclass may do anything in its own."""
    if isinstance(holder, dict):
        _replace_items(dict.items(holder), lambda key, new: dict.__setitem__(holder, key, new), successor)
    elif isinstance(holder, list):
        _replace_items(enumerate(holder), lambda index, new: list.__setitem__(holder, index, new), successor)
    elif isinstance(holder, deque):
        _replace_items(enumerate(holder), lambda index, new: deque.__setitem__(holder, index, new), successor)
    elif isinstance(holder, set):
        for value in list(holder):
            new = successor(value)
            if new is not value:
                set.discard(holder, value)
                set.add(holder, new)
    elif isinstance(holder, CellType):
        holder.cell_contents = successor(holder.cell_contents)
    else:
        _replace_attributes(holder, successor)


def _replace_items(items: Iterable[tuple[Any, Any]], put: Callable[[Any, Any], object],
                   successor: Callable[[Any], Any]) -> None:
    for key, value in list(items):
        new = successor(value)
        if new is not value:
            put(key, new)


def _replace_attributes(holder: Any, successor: Callable[[Any], Any]) -> None:
    own = getattr(holder, '__dict__', None)
    if isinstance(own, dict):
        _replace(own, successor)
    for cls in type(holder).__mro__:
        for slot in vars(cls).values():
            if isinstance(slot, MemberDescriptorType):
                try:
                    value = slot.__get__(holder)
                except AttributeError:
                    continue  # empty
                new = successor(value)
                if new is not value:
                    slot.__set__(holder, new)
