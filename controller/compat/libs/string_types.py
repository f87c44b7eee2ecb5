"""What `ryu.lib.stringify` has beside its mixin: the kinds of text that `_TYPE` names, and what an object shows."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Any

from ..stringify import StringifyMixin

__all__ = [
    'AsciiStringListType', 'AsciiStringType', 'NXFlowSpecFieldType', 'TypeDescr', 'Utf8StringType', 'obj_attrs',
    'obj_python_attrs',
]  # fmt: skip


class TypeDescr:
    """A kind: `encode` makes JSON of a value, `decode` a value of JSON."""


class AsciiStringType(TypeDescr):
    """ASCII, in JSON as it is; `encode` takes bytes too."""

    @staticmethod
    def encode(v: str | bytes) -> str:
        """Text."""
        return v if isinstance(v, str) else str(v, 'ascii')

    @staticmethod
    def decode(v: str) -> str:
        """The same text."""
        return v


class Utf8StringType(TypeDescr):
    """Bytes that are UTF-8, in JSON as text."""

    @staticmethod
    def encode(v: bytes) -> str:
        """Text; raises UnicodeDecodeError."""
        return str(v, 'utf-8')

    @staticmethod
    def decode(v: str) -> bytes:
        """Bytes."""
        return v.encode('utf-8')


class AsciiStringListType(TypeDescr):
    """A list of ASCII texts."""

    @staticmethod
    def encode(v: list[str | bytes]) -> list[str]:
        """Texts."""
        return [AsciiStringType.encode(each) for each in v]

    @staticmethod
    def decode(v: list[str]) -> list[str]:
        """The same texts."""
        return list(v)


class NXFlowSpecFieldType(TypeDescr):
    """A field and an offset, a tuple, in JSON a list."""

    @staticmethod
    def encode(v: Any) -> Any:
        """A list of a tuple."""
        return list(v) if isinstance(v, tuple) else v

    @staticmethod
    def decode(v: Any) -> Any:
        """A tuple of a list."""
        return tuple(v) if isinstance(v, list) else v


def obj_python_attrs(msg_: Any) -> Iterator[tuple[str, Any]]:
    """The public attributes of an instance by name; those of a namedtuple in its order."""
    if hasattr(msg_, '_fields'):
        yield from ((name, getattr(msg_, name)) for name in msg_._fields)
        return
    left_out, taken = getattr(msg_, '_base_attributes', ()), getattr(msg_, '_opt_attributes', ())
    for name in sorted({*vars(msg_), *taken}):
        value = getattr(msg_, name)
        hidden = name[0] == '_' or callable(value) or name in left_out or hasattr(type(msg_), name)
        if name in taken or not hidden:
            yield name, value


def obj_attrs(msg_: Any) -> Iterator[tuple[str, Any]]:
    """As `obj_python_attrs`, `type_` under the name of `type`; a mixin's own `stringify_attrs` counts."""
    shown = msg_.stringify_attrs() if isinstance(msg_, StringifyMixin) else obj_python_attrs(msg_)
    for name, value in shown:
        yield name[:-1] if name.endswith('_') and hasattr(builtins, name[:-1]) else name, value
