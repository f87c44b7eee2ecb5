"""Values that each green thread has for itself: threading.local for greenlets."""

from __future__ import annotations

from itertools import count
from typing import Any
from weakref import ref

from greenlet import getcurrent

__all__ = ['get_ident', 'local']

_keys = count()


def get_ident() -> int:
    """A number that identifies the current greenlet."""
    return id(getcurrent())


class _Storage:
    """Where the values of one `local` are: in the greenlets' own dictionaries, under a key of its own."""

    __slots__ = ('key', 'arguments', 'greenlets')

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.key = next(_keys)
        self.arguments = args, kwargs
        self.greenlets: dict[int, ref[Any]] = {}

    def create(self) -> dict[str, Any]:
        current = getcurrent()
        number, greenlets = id(current), self.greenlets
        greenlets[number] = ref(current, lambda _: greenlets.pop(number, None))
        values: dict[str, Any] = {}
        own: dict[Any, Any] = current.__dict__
        own[self.key] = values
        return values

    def __del__(self) -> None:
        for reference in list(self.greenlets.values()):
            greenlet = reference()
            if greenlet is not None:
                greenlet.__dict__.pop(self.key, None)


class local:
    """An object whose attributes are separate in each greenlet; as threading.local, arguments go to `__init__`.

    A greenlet's values are dropped with the greenlet, and all values with the object.
    """

    __slots__ = ('_local__storage', '__weakref__')

    def __new__(cls, *args: Any, **kwargs: Any) -> local:
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError('Initialization arguments are not supported')
        self = object.__new__(cls)
        storage = _Storage(args, kwargs)
        object.__setattr__(self, '_local__storage', storage)
        storage.create()  # Python calls __init__ for this greenlet
        return self

    def __getattribute__(self, name: str) -> Any:
        values = _values(self)
        if name == '__dict__':
            return values
        try:
            return values[name]
        except KeyError:
            return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == '__dict__':
            raise AttributeError(f'{type(self).__name__!r} object attribute {name!r} is read-only')
        values = _values(self)
        attribute = getattr(type(self), name, None)
        if attribute is not None and hasattr(attribute, '__set__'):
            attribute.__set__(self, value)  # a property of a subclass
        else:
            values[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del _values(self)[name]
        except KeyError:
            raise AttributeError(name) from None


def _values(self: local) -> dict[str, Any]:
    storage = object.__getattribute__(self, '_local__storage')
    try:
        return getcurrent().__dict__[storage.key]
    except KeyError:
        values = storage.create()
        args, kwargs = storage.arguments
        try:
            type(self).__init__(self, *args, **kwargs)
        except BaseException:
            del getcurrent().__dict__[storage.key]  # so that the next access tries again
            raise
        return values
