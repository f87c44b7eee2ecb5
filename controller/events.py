"""Events: what the bus carries from switches to apps, and from app to app.

Every OpenFlow message has an event class of its own, `EventOFPPacketIn` for OFPPacketIn; it is made when first asked
for, from the tables of the versions.
"""

from __future__ import annotations

from time import time
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from .datapath import Datapath
    from .wire import Message

__all__ = [
    'EventBase',
    'EventOFPDatapathConflict',
    'EventOFPMsgBase',
    'EventOFPPortStateChange',
    'EventOFPStateChange',
    'EventReplyBase',
    'EventRequestBase',
    'message_event',
]


class EventBase:
    """What every event is; an app's own events derive from it."""


class EventRequestBase(EventBase):
    """A question to the app named `dst`; `App.send_request` asks it and returns the answer.

    `src` and `reply_q` are filled in by `send_request`; with `sync` False the answer comes as an event instead.
    """

    dst: str | None = None
    src: str | None = None
    sync: bool = True
    reply_q: Any = None


class EventReplyBase(EventBase):
    """The answer to a request, for the app named `dst`."""

    def __init__(self, dst: str | None) -> None:
        self.dst = dst


class EventOFPMsgBase(EventBase):
    """A message from a switch: `msg`, and `timestamp`, when it was read (seconds since the epoch)."""

    message_name: ClassVar[str] = ''

    def __init__(self, msg: Message, timestamp: float | None = None) -> None:
        self.msg = msg
        self.timestamp = time() if timestamp is None else timestamp

    def __repr__(self) -> str:
        return f'{type(self).__name__}({self.msg!r})'


class EventOFPStateChange(EventBase):
    """A switch has reached another phase of its channel; `state` is the one that begins."""

    def __init__(self, datapath: Datapath, state: str | None = None) -> None:
        self.datapath = datapath
        self.state = datapath.state if state is None else state


class EventOFPPortStateChange(EventBase):
    """A port of a switch was added, changed or removed (`reason` is the OFPPR_ value); `datapath.ports` has it."""

    def __init__(self, datapath: Datapath, reason: int, port_no: int) -> None:
        self.datapath = datapath
        self.reason = reason
        self.port_no = port_no


class EventOFPDatapathConflict(EventBase):
    """Two connections claimed one datapath id: `kept` stays, `dropped` goes."""

    def __init__(self, kept: Datapath, dropped: Datapath) -> None:
        self.kept = kept
        self.dropped = dropped


def message_event(name: str) -> type[EventOFPMsgBase]:
    """The event class for messages of that class name: EventOFPPacketIn for 'OFPPacketIn'."""
    known = globals().get(f'Event{name}')
    if known is None:
        members = {'message_name': name, '__module__': __name__, '__doc__': f'A switch sent {name}.'}
        known = globals()[f'Event{name}'] = type(f'Event{name}', (EventOFPMsgBase,), members)
    return known


def __getattr__(name: str) -> Any:
    """An event class by its name, once the message it is for is found in some version's tables."""
    from .openflow import OF13, version, versions
    from .wire import Message

    message = name.removeprefix('Event')
    if message != name and not name.startswith('__'):
        for number in sorted(versions(), key=lambda each: each != OF13):
            found = getattr(version(number), message, None)
            if isinstance(found, type) and issubclass(found, Message):
                return message_event(message)
    raise AttributeError(f'module {__name__!r} has no {name!r}: no version of OpenFlow has a message {message!r}')
