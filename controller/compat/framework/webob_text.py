"""Text as the body of webob's own Response, which many of Ryu's apps make JSON with.

webob has refused that since 1.7 where the type of the content has no charset, as JSON has none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import webob

from ..adoption import Adoption

__all__ = ['adopt', 'disown']


def _taking_text(make: Callable[..., None]) -> Callable[..., None]:
    def init(self: webob.Response, body: Any = None, *args: Any, **kwargs: Any) -> None:
        if isinstance(body, str) and 'charset' not in kwargs and 'charset' not in (kwargs.get('content_type') or ''):
            body = body.encode()
        make(self, body, *args, **kwargs)

    return init


ADOPTION = Adoption({webob.Response: {'__init__': _taking_text(webob.Response.__init__)}})
adopt, disown = ADOPTION.adopt, ADOPTION.disown
