"""Changes of switches that a client asks for, one or many at once: what is sent, and what the client hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import greenhub

from ..confirmation import Batch
from ..datapath import Datapath, DatapathError, RequestTimeout
from ..lib.dpid import dpid_to_str
from ..ofctl import BadValue, Impossible, NoSuchPort, Unsupported
from ..ofctl.standing import fault_everywhere
from ..wire import EncodeError, Message
from .errors import BadGateway, BadRequest, Conflict, GatewayTimeout, HTTPError, MultiStatus, NotFound, NotSupported
from .switches import confirm, find_switch, read_dpid, refused

__all__ = ['Make', 'change', 'change_all', 'possible']

#: What makes the message for a switch, and for the rest of what a client has written.
Make = Callable[[Any, Mapping[str, Any]], Message]

#: Entries that are read in one go, before others have their turn.
AT_ONCE = 256


@contextmanager
def possible(read: Callable[[Any], Any], switch: object) -> Iterator[None]:
    """What cannot be read for a switch as the answer to the client: 400 for what `read` finds fault with in every
    version, 409 for what is only not for this one."""
    try:
        yield
    except NoSuchPort as error:
        raise NotFound(str(error), where=error.path) from None
    except Impossible as error:
        raise Conflict(str(error), where=error.path) from None
    except BadValue as error:
        if fault_everywhere(read) is not None:
            raise
        raise Conflict(f'{error}; {switch} speaks another version', where=error.path) from None


def change(
    switches: Mapping[int, Datapath], entry: Mapping[str, Any], make: Make, timeout: float | None
) -> None:
    """Do what one entry says; without `timeout` nobody waits for it. Raises BadValue and HTTPErrors."""
    switch, message = _read(switches, entry, make)
    if timeout is None:
        try:
            switch.send_msg(message)
        except EncodeError as error:
            raise BadRequest(f'this makes no message: {error}') from None
    else:
        confirm(switch, message, timeout)


def change_all(
    switches: Mapping[int, Datapath], entries: Sequence[Mapping[str, Any]], make: Make, timeout: float | None
) -> None:
    """Do what all entries say, with one barrier for each switch.

    Nothing is sent where an entry is no change at all, for which BadValue is raised. Raises MultiStatus with those
    entries that could not be done: `index`, `status`, `error` and what else an error has.
    """
    failed: dict[int, HTTPError] = {}
    batches: dict[Datapath, tuple[Batch, list[int]]] = {}
    for index, entry in enumerate(entries):
        try:
            switch, message = _read(switches, entry, make)
            batch, indexes = batches.setdefault(switch, (switch.batch(), []))
            batch.add(message)
            indexes.append(index)
        except (NotFound, Conflict, NotSupported) as error:
            failed[index] = error
        except EncodeError as error:
            raise BadValue(f'[{index}]', f'this makes no message: {error}') from None
        except BadValue as error:
            path = f'[{index}]' + (f'.{error.path}' if error.path else '')
            raise BadValue(path, str(error).removeprefix(f'{error.path}: ')) from None
        if index % AT_ONCE == AT_ONCE - 1:
            greenhub.sleep(0)
    for thread in [greenhub.spawn(_send, switch, *each, timeout) for switch, each in batches.items()]:
        failed |= thread.wait()
    if failed:
        listed = [{'index': index, 'status': each.status, 'error': each.problem, **each.details}
                  for index, each in sorted(failed.items())]  # fmt: skip
        raise MultiStatus(f'{len(failed)} of {len(entries)} entries were refused', refused=listed)


def _read(switches: Mapping[int, Datapath], entry: Mapping[str, Any], make: Make) -> tuple[Datapath, Message]:
    """The switch that an entry names, and its message; raises BadValue and HTTPErrors."""
    rest = dict(entry)
    dpid = read_dpid(rest.pop('dpid', None))

    def read(switch: Any) -> Message:
        return make(switch, rest)

    if dpid not in switches:
        fault = fault_everywhere(read)
        if fault is not None:
            raise fault
    switch = find_switch(switches, dpid)
    try:
        with possible(read, switch):
            return switch, read(switch)
    except Unsupported as error:
        raise NotSupported(str(error)) from None


def _send(switch: Datapath, batch: Batch, indexes: Sequence[int], timeout: float | None) -> dict[int, HTTPError]:
    """Send what is for one switch; what failed of it, by the number of the entry."""
    name = dpid_to_str(switch.id or 0)
    try:
        refusals = switch.confirm_batch(batch, timeout)
    except RequestTimeout:
        problem = f'switch {name} did not confirm it within {timeout:g} s'
        return {each: GatewayTimeout(problem, switch=name) for each in indexes}
    except DatapathError as error:
        return {each: BadGateway(str(error), switch=name) for each in indexes}
    return {indexes[number]: refused(name, each) for number, each in refusals.items()}
