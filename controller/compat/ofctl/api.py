"""What `ryu.app.ofctl.api` has: functions for apps. They ask the datapath itself, so no other app has to run.

Our own names for them: `app.controller.switches`, `Datapath.request`, `Datapath.send_and_confirm`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...datapath import DatapathError, DatapathGone, OFPErrorGroup, OFPErrorReply, RequestTimeout
from ...wire import EncodeError
from .exception import InvalidDatapath, InvalidMessage, NoAnswer, OFError

if TYPE_CHECKING:
    from ...app import App

__all__ = ['get_datapath', 'send_msg']

#: Seconds that a switch has to answer.
TIMEOUT = 5.0


def get_datapath(app: App, dpid: int | None = None) -> Any:
    """The switch of a datapath id, None where it is not connected; without an id the list of all switches."""
    switches = app.controller.switches
    if dpid is None:
        return list(switches.values())
    if not isinstance(dpid, int):
        raise TypeError(f'a datapath id is a number, not {dpid!r}')
    return switches.get(dpid)


def send_msg(app: App, msg: Any, reply_cls: type | None = None, reply_multi: bool = False) -> Any:
    """Send a message to its datapath, and return the reply; a multipart reply comes as one message.

    With `reply_multi` it is in a list. Without `reply_cls` a barrier follows the message, and None is returned when the
    switch has done it. Raises OFError where the switch refuses, InvalidDatapath where it is not connected, of which
    NoAnswer after 5 s is one, and InvalidMessage.
    """
    datapath = msg.datapath
    dpid = getattr(datapath, 'id', None)
    try:
        if datapath is None or not datapath.is_active:
            raise InvalidDatapath(result=dpid)
        if reply_cls is None:
            datapath.send_and_confirm(msg, TIMEOUT)
            return [] if reply_multi else None
        reply = datapath.request(msg, TIMEOUT)
    except OFPErrorReply as error:
        raise OFError(result=[error.message]) from error
    except OFPErrorGroup as error:
        raise OFError(result=[getattr(each, 'message', each) for each in error.exceptions]) from error
    except RequestTimeout as error:
        raise NoAnswer(result=dpid) from error
    except DatapathGone as error:
        raise InvalidDatapath(result=dpid) from error
    except DatapathError as error:  # an answer that cannot be read
        raise OFError(result=[error]) from error
    except EncodeError as error:
        raise InvalidMessage(result=error) from error
    found = reply if isinstance(reply, reply_cls) else None
    return ([] if found is None else [found]) if reply_multi else found
