"""`alertmsg` as programs read it, who join its items, or decode the first: Ryu's is a tuple of bytes."""

from __future__ import annotations

from typing import Any

from ...lib.alert import AlertPkt
from ..adoption import Adoption

__all__ = ['adopt', 'disown']


class Text(str):
    """Text that may be decoded once more."""

    __slots__ = ()

    def decode(self, *_: Any) -> str:
        """The text."""
        return str(self)


class AlertMessage:
    """The attribute: text in a tuple."""

    def __get__(self, alert: AlertPkt | None, cls: type[AlertPkt]) -> Any:
        return self if alert is None else (Text(vars(alert)['alertmsg']),)

    def __set__(self, alert: AlertPkt, text: Any) -> None:
        vars(alert)['alertmsg'] = text if isinstance(text, str) else ''.join(text)


ADOPTION = Adoption({AlertPkt: {'alertmsg': AlertMessage(), '_ALERTPKT_SIZE': AlertPkt.SIZE}})

adopt, disown = ADOPTION.adopt, ADOPTION.disown
