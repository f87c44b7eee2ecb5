"""The builtins, with an `open` that tells the hub of the descriptors that it gets."""

from __future__ import annotations

import builtins as _std
from typing import Any

from .. import hubs
from ._twin import take_names

_open = _std.open


def open(*args: Any, **kwargs: Any) -> Any:
    """As the builtin; what the hub knew of an earlier descriptor with the file's number is dropped."""
    file = _open(*args, **kwargs)
    hubs.notify_opened(file.fileno())
    return file


take_names(_std, globals())

__all__ = [name for name in vars(_std) if not name.startswith('_')]
