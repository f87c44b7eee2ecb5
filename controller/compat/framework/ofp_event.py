"""What Ryu's `controller.ofp_event` has beside the classes of events."""

from __future__ import annotations

from ...events import EventOFPMsgBase, message_event
from ...wire import Message

__all__ = ['NAME', 'ofp_msg_to_ev', 'ofp_msg_to_ev_cls']

#: The app that Ryu lets raise these events.
NAME = 'ofp_event'


def ofp_msg_to_ev(msg: Message) -> EventOFPMsgBase:
    """The event that tells of a message."""
    return ofp_msg_to_ev_cls(type(msg))(msg)


def ofp_msg_to_ev_cls(msg_cls: type[Message]) -> type[EventOFPMsgBase]:
    """The class of the events that tell of messages of a class."""
    return message_event(msg_cls.__name__)
