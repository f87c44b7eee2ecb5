"""What REST handlers share about switches: finding one by the text of its id, and asking it with a time limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..datapath import Datapath, DatapathGone, MalformedReply, OFPErrorGroup, OFPErrorReply, RequestTimeout
from ..lib.dpid import dpid_to_str
from ..ofctl import BadValue
from ..ofctl.values import number_in, shown
from ..wire import EncodeError, Message
from .errors import BadGateway, BadRequest, Conflict, GatewayTimeout, HTTPError, NotFound

__all__ = ['ask', 'confirm', 'find_switch', 'read_dpid', 'refused']

#: Codes that say that the switch did not understand what we sent (1.0: 5.4.4, 1.3: 7.4.4); all others refuse what the
#: client wanted. OFPET_BAD_REQUEST has both: buffers, ports and experimenters are the client's choice.
_NOT_UNDERSTOOD = frozenset({
    'OFPHFC_INCOMPATIBLE', 'OFPHFC_EPERM',
    'OFPBRC_BAD_VERSION', 'OFPBRC_BAD_TYPE', 'OFPBRC_BAD_LEN', 'OFPBRC_MULTIPART_BUFFER_OVERFLOW',
    'OFPBRC_BAD_STAT', 'OFPBRC_BAD_MULTIPART',
})  # fmt: skip

#: A datapath id as we show it. Sixteen digits that could be a decimal number, too, are one: so Ryu reads them.
_SHOWN = re.compile(r'0[0-9a-fA-F]{15}|(?=[0-9]*[a-fA-F])[0-9a-fA-F]{16}', re.ASCII)


def read_dpid(value: Any) -> int:
    """A datapath id, in decimal, behind 0x in hexadecimal, or in the sixteen digits that we show; raises BadValue."""
    shown_id = isinstance(value, str) and _SHOWN.fullmatch(value)
    dpid = int(value, 16) if shown_id else number_in(value)
    if dpid is None or dpid < 0:
        raise BadValue('dpid', f'{shown(value)} is not a datapath id; write it in decimal or as 0x...')
    if dpid >> 64:
        raise BadValue('dpid', f'{shown(value)} takes more than 64 bits')
    return dpid


def find_switch(switches: Mapping[int, Datapath], dpid: Any) -> Datapath:
    """The connected switch with a datapath id as JSON or a path has it; raises BadValue and NotFound."""
    number = read_dpid(dpid)
    datapath = switches.get(number)
    if datapath is None:
        raise NotFound(f'no switch {dpid_to_str(number)} is connected', switch=dpid_to_str(number))
    return datapath


def ask(
    datapath: Datapath, message: Message, timeout: float, shown: Callable[[Any], Any] | None = None
) -> Any:
    """The switch's reply to a message; raises GatewayTimeout, BadGateway, and Conflict if it refuses.

    Where a reply came without its end, the GatewayTimeout has what `shown` makes of the rest as `partial`, and in how
    many `parts` that came.
    """
    with _explained(datapath, type(message).__name__, timeout, shown):
        return datapath.request(message, timeout=timeout)


def confirm(datapath: Datapath, messages: Message | Iterable[Message], timeout: float) -> None:
    """Send messages that have no reply, and wait until the switch has done them; raises as `ask` does, for the first
    that the switch refuses.

    A barrier follows them, so an error can only come before the barrier's reply (7.3.8).
    """
    with _explained(datapath, 'OFPBarrierRequest', timeout):
        datapath.send_and_confirm(messages, timeout)


@contextmanager
def _explained(
    datapath: Datapath, request: str, timeout: float, shown: Callable[[Any], Any] | None = None
) -> Iterator[None]:
    """What may go wrong with a switch as the answer to the client."""
    switch = dpid_to_str(datapath.id or 0)  # a switch in use has an id
    try:
        yield
    except RequestTimeout as error:
        problem = f'switch {switch} did not answer {request} within {timeout:g} s'
        if error.partial is None or shown is None:
            raise GatewayTimeout(problem, switch=switch) from None
        problem = f'switch {switch} did not end its answer to {request} within {timeout:g} s'
        raise GatewayTimeout(problem, switch=switch, parts=error.parts, partial=shown(error.partial)) from None
    except DatapathGone:
        raise BadGateway(f'switch {switch} disconnected before it answered', switch=switch) from None
    except EncodeError as error:
        raise BadRequest(f'this makes no message: {error}') from None
    except (OFPErrorGroup, OFPErrorReply, MalformedReply) as error:
        first = error.exceptions[0] if isinstance(error, OFPErrorGroup) else error
        raise refused(switch, first) from None


def refused(switch: str, error: Exception) -> HTTPError:
    """What a switch's OFPT_ERROR means for the client, with the names of its type and code (7.4.4)."""
    if not isinstance(error, OFPErrorReply):
        return BadGateway(f'switch {switch} gave an answer that cannot be read', switch=switch)
    version = error.message.table.version
    type_name = version.ofp_error_type.describe(error.type)
    codes = getattr(version, f'ofp_{type_name.removeprefix("OFPET_").lower()}_code', None)
    code_name = codes.describe(error.code) if codes is not None else str(error.code)
    failure = BadGateway if code_name in _NOT_UNDERSTOOD else Conflict
    names = {'type': type_name, 'code': code_name}
    return failure(f'switch {switch} refused: {type_name}, {code_name}', switch=switch, openflow=names)
