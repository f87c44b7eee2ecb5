"""Message and error types in words, as Ryu's modules of numbers write them: `OFPT_HELLO(0)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..wire import Version

__all__ = ['functions']


def functions(version: Version) -> dict[str, Callable[..., Any]]:
    """The functions of a version's module of numbers, by name."""
    return {f'ofp_{each.__name__}': partial(each, version)
            for each in (msg_type_to_str, error_type_to_str, error_code_to_str, error_to_jsondict)}


def _named(version: Version, enumeration: str, value: int) -> str:
    known = getattr(version, enumeration, None)
    names = [name for name, number in known.members.items() if number == value] if known is not None else []
    return f'{names[0] if names else "Unknown"}({value})'


def msg_type_to_str(version: Version, n: int) -> str:
    """A message type: `OFPT_HELLO(0)`."""
    return _named(version, 'ofp_type', n)


def error_type_to_str(version: Version, n: int) -> str:
    """An error type: `OFPET_BAD_REQUEST(1)`."""
    return _named(version, 'ofp_error_type', n)


def error_code_to_str(version: Version, type_: int, n: int) -> str:
    """The code of an error of a type: `OFPBRC_BAD_TYPE(1)`."""
    kind = error_type_to_str(version, type_).partition('(')[0].removeprefix('OFPET_').lower()
    return _named(version, f'ofp_{kind}_code', n)


def error_to_jsondict(version: Version, type_: int, code: int) -> dict[str, str]:
    """Both in words."""
    return {'type': error_type_to_str(version, type_), 'code': error_code_to_str(version, type_, code)}
