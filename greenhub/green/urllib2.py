"""`urllib.request` and `urllib.error` by their name in Python 2."""

from __future__ import annotations

from ._twin import take_names
from .urllib import error as _error
from .urllib import request as _request
from .urllib.error import *  # noqa: F403
from .urllib.request import *  # noqa: F403

take_names(_request, globals())
take_names(_error, globals())

__all__ = [*_request.__all__, *_error.__all__]
