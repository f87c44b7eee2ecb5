"""What holds the tables of OpenFlow together: a version, and what several versions share."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import filter as filter_names
from importlib import import_module
from struct import Struct
from threading import RLock
from types import FunctionType, new_class
from typing import Any, TypeVar

from .errors import DecodeError
from .structure import Enumeration, Message, Structure

__all__ = ['HEADER_SIZE', 'Extension', 'Version']

HEADER = Struct('!BBH')  # of ofp_header (7.1): version, type, length
HEADER_SIZE = 8

S = TypeVar('S', bound=type)


class Extension:
    """Structures and numbers that several versions share, such as a vendor's.

    Calling it registers a class of a table, as a decorator. A version that includes the extension declares each of
    its classes again as its own; what `placeholder` registers stands for a class that the version has itself.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.classes: dict[str, type] = {}

    def __repr__(self) -> str:
        return f'<{self.name} for OpenFlow>'

    def __call__(self, cls: S) -> S:
        self.classes[cls.__name__] = cls
        return self.placeholder(cls)

    def placeholder(self, cls: S) -> S:
        """A decorator for what the including version has by that name, or by the one that `include` gives."""
        if issubclass(cls, Structure):
            cls.table.version = self
        return cls


class Version:
    """The structures and numbers of one version of OpenFlow: both `datapath.ofproto` and `ofproto_parser`.

    Calling it registers a class of a table, as a decorator. With a `base` it has all that the base has, but for the
    classes named in `without` (`OFPMeter*` names several), and for what it declares itself; an enumeration goes with
    all its constants. Every structure it takes over is declared again, so that a name in its table means this version's
    structure; `renamed` tells what a structure they inherit from is called here. `fields` are the match fields.
    """

    def __init__(
        self,
        name: str,
        number: int,
        base: Version | None = None,
        without: Iterable[str] = (),
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.OFP_VERSION = number
        self._messages: dict[int, type[Message]] = {}
        self._ready: dict[int, type[Message]] = {}  # the same, once the version is complete
        self.fields: Any = base.fields if base else None
        self._base, self._without, self._renamed = base, frozenset(without), dict(renamed or {})
        self._classes: dict[str, type] = {}
        self._extensions: list[tuple[str, str, dict[str, str]]] = []
        self._sources: list[tuple[dict[str, type], dict[str, str]]] | None = None
        self._taken: set[str] = set()
        self._complete = False
        self._lock = RLock()  # OS threads may ask for the same class at the same time, which has to be one
        self._seen: list[set[bytes]] = []
        self.__module__ = sys._getframe(1).f_globals.get('__name__', __name__)
        self._variable = 'of' + name.replace('.', '')

    def __repr__(self) -> str:
        return f'<OpenFlow {self.name}>'

    def __getattr__(self, name: str) -> Any:
        if name[:1] != '_':
            with self._lock:
                if name in self.__dict__ or self._take(name):
                    return self.__dict__[name]
        raise AttributeError(f'OpenFlow {self.name} has no {name}', name=name, obj=self)

    def __dir__(self) -> list[str]:
        self.complete()
        return sorted(self.__dict__)

    def __reduce__(self) -> str:
        return self._variable  # a copy is the version itself, a pickle the name of it in its module

    def seen(self) -> set[bytes]:
        """A place to remember bytes that could be read; another class may make that otherwise."""
        self._seen.append(set())
        return self._seen[-1]

    def __call__(self, cls: S) -> S:
        for each in self._seen:
            each.clear()
        if cls.__name__ in self._taken:  # by classes of this table; an app may declare for one version after the other
            if cls.__module__ == self.__module__:
                raise TypeError(f'OpenFlow {self.name}: {cls.__name__} was taken over before this declaration')
            self._taken.remove(cls.__name__)
        self._classes[cls.__name__] = cls
        setattr(self, cls.__name__, cls)
        if issubclass(cls, Enumeration):
            self.__dict__.update(cls.members)
        elif issubclass(cls, Structure):
            cls.table.version = self
            if issubclass(cls, Message):
                cls.version = self.OFP_VERSION
                if cls.table.parent is None:
                    self._messages[cls.msg_type] = cls
            cls._declared()
        return cls

    def include(self, module: str, name: str, **bases: str) -> None:
        """Take over an extension, imported when first wanted; `bases`: placeholder -> what it is called here."""
        self._extensions.append((module, name, bases))
        self._sources, self._complete, self._ready = None, False, {}  # what was complete is so no longer

    @property
    def messages(self) -> dict[int, type[Message]]:
        """Every message class by its type; the opener stands for its family."""
        self.complete()
        return self._messages

    def structures(self) -> dict[str, type[Structure]]:
        """Every structure of the version by its name."""
        return {name: each for name, each in self._in_order() if issubclass(each, Structure)}

    def enumerations(self) -> dict[str, type[Enumeration]]:
        """Every enumeration of the version by its name."""
        return {name: each for name, each in self._in_order() if issubclass(each, Enumeration)}

    def _in_order(self) -> Iterator[tuple[str, type]]:
        """Every class: those declared here, then those taken over, whichever was asked for first."""
        self.complete()
        own = [name for name in self._classes if name not in self._taken]
        taken = [name for classes, _ in self._taken_from() for name in classes]
        for name in dict.fromkeys([*own, *taken]):
            yield name, self._classes[name]

    def complete(self) -> None:
        """Take over all that has not been asked for so far."""
        if self._complete:
            return
        with self._lock:
            for classes, _ in self._taken_from():
                for name in classes:
                    self._take_class(name)
            self._complete, self._ready = True, self._messages

    def _take(self, name: str) -> bool:
        """Take over the class of that name, or the enumeration that has such a constant; False where there is none."""
        if self._take_class(name):
            return True
        for classes, _ in self._taken_from():
            for owner, cls in classes.items():
                if issubclass(cls, Enumeration) and name in cls.members:
                    return self._take_class(owner)
        return False

    def _take_class(self, name: str) -> bool:
        if name in self._classes:
            return False
        for classes, bases in self._taken_from():
            if name in classes:
                found = classes[name]
                self(found if issubclass(found, Enumeration) else self._again(found, bases))
                self._taken.add(name)
                return True
        return False

    def _taken_from(self) -> list[tuple[dict[str, type], dict[str, str]]]:
        """The classes of the base and of each extension, each with what placeholders are called here."""
        if self._sources is None:
            sources = []
            if self._base is not None:
                inherited = dict(self._base._in_order())
                unknown = [each for each in self._without if not filter_names(inherited, each)]
                if unknown:
                    raise TypeError(f'{self._base} has no {", ".join(sorted(unknown))} to leave out')
                left_out = {name for each in self._without for name in filter_names(inherited, each)}
                kept = {name: cls for name, cls in inherited.items() if name not in left_out}
                sources.append((kept, self._renamed))
            for module, name, bases in self._extensions:
                sources.append((getattr(import_module(module), name).classes, bases))
            self._sources = sources
        return self._sources

    def _again(self, cls: type[Structure], bases: dict[str, str]) -> type[Structure]:
        """A structure of another table, declared again as one of this version."""
        name = cls.__name__
        for method in cls.table.body.values():
            if isinstance(method, FunctionType) and '__class__' in method.__code__.co_freevars:
                raise TypeError(f'{name}.{method.__name__}: super() without arguments knows one version only')
        parents = [
            base if base.table.version is None else getattr(self, bases.get(base.__name__, base.__name__))
            for base in cls.__bases__
        ]
        body = cls.table.body | {'__module__': self.__module__, '__qualname__': f'{self._variable}.{name}'}
        keywords = dict(cls.table.keywords)
        if 'decode' not in cls.table.written:
            keywords.pop('size', None)  # what it holds may have another size here
        return new_class(name, tuple(parents), keywords, lambda own: own.update(body))

    def decode(self, buf: bytes, datapath: Any = None) -> Message:
        """The message that fills `buf`, header included; raises DecodeError."""
        size = len(buf)
        if size >= HEADER_SIZE:  # the way of every PACKET_IN: no more is asked than must be
            version, kind, length = HEADER.unpack_from(buf)
            if length == size and version == self.OFP_VERSION and kind in self._ready:
                message = self._ready[kind].decode(buf, 0, size)
                message.datapath = datapath
                return message
        message, end = self.decode_prefix(buf, 0, len(buf))
        if end != len(buf):
            raise DecodeError('ofp_header', f'length says {end} bytes', buf, 2)
        message.datapath = datapath
        return message

    def decode_prefix(self, buf: bytes, offset: int, limit: int) -> tuple[Message, int]:
        """The message that begins at `offset`, perhaps inside another one, and its end; raises DecodeError."""
        if limit - offset < HEADER_SIZE:
            raise DecodeError('ofp_header', f'{limit - offset} bytes are no header', buf, offset)
        version, kind, length = HEADER.unpack_from(buf, offset)
        end = offset + length
        if version != self.OFP_VERSION:
            problem = f'version {version:#x} on a channel of OpenFlow {self.name}'
            raise DecodeError('ofp_header', problem, buf, offset, 'BAD_VERSION')
        if length < HEADER_SIZE or end > limit:
            raise DecodeError('ofp_header', f'length says {length} bytes', buf, offset + 2)
        message_class = self.messages.get(kind)
        if message_class is None:
            problem = f'no message type {kind} in OpenFlow {self.name}'
            raise DecodeError('ofp_header', problem, buf, offset + 1, 'BAD_TYPE')
        message = message_class.decode(buf, offset, end)
        message.buf = buf[offset:end]
        return message, end
