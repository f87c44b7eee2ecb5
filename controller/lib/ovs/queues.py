"""The queues of a switch that runs Open vSwitch, by its datapath id; each call is one connection, and one limit.

A port's queues are numbered from 0, each a dictionary of `max-rate` and `min-rate` in bits per second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..dpid import dpid_to_str
from .bridges import Bridges
from .database import Database, DatabaseError, LibraryError
from .vsctl import COMMANDS, Changes, VSCtlCommand, valid_ovsdb_addr

#: What the library ovs raises where an answer is not that of a database, or keys for TLS are missing.
_OF_THE_LIBRARY = (LibraryError, AssertionError, AttributeError, LookupError, TypeError, ValueError)

__all__ = ['NoSuchPort', 'delete_queues', 'read_queues', 'set_queues']


class NoSuchPort(DatabaseError):
    """The switch has no port of that name."""


def read_queues(remote: str, dpid: int, seconds: float) -> dict[str, dict[int, dict[str, str]]]:
    """The queues of each port that has a QoS, by name and number; raises DatabaseError."""
    with _opened(remote, seconds) as database:
        ports = {port.name: port for port in _ports(Bridges(database.tables), dpid)}
        return {name: {number: dict(queue.other_config) for number, queue in sorted(port.qos[0].queues.items())}
                for name, port in sorted(ports.items()) if port.qos}  # fmt: skip


def set_queues(
    remote: str, dpid: int, seconds: float, port_name: str | None, kind: str, max_rate: int | None,
    queues: Sequence[Mapping[str, int]],
) -> None:
    """Give a port, or every port, a QoS of its own with these queues, in the place of what it has.

    All ports are changed or none, and the switch has taken the change when this returns. `kind` is the type of the
    QoS (`linux-htb`), `max_rate` the limit of its queues together. Raises NoSuchPort and DatabaseError.
    """

    def change(db: Changes) -> None:
        ports = [port for port in _ports(db.bridges, dpid) if port_name in (None, port.name)]
        if not ports and port_name is not None:
            raise NoSuchPort(f'switch {dpid_to_str(dpid)} has no port {port_name}')
        for port in ports:
            _drop(db, port)
            _do(db, 'set-qos', port.name, kind, max_rate)
            _do(db, 'set-queue', port.name, queues)

    _change(remote, change, seconds)


def delete_queues(remote: str, dpid: int, seconds: float) -> None:
    """Take the QoS off every port of the switch, and delete its queues; raises DatabaseError."""

    def change(db: Changes) -> None:
        for port in _ports(db.bridges, dpid):
            _drop(db, port)

    _change(remote, change, seconds)


@contextmanager
def _opened(remote: str, seconds: float) -> Iterator[Database]:
    """The database, whatever answers in its place; raises DatabaseError only."""
    if not isinstance(remote, str) or not valid_ovsdb_addr(remote):
        raise DatabaseError(f'{remote!r} is not the address of a database: tcp:IP:PORT, ssl:IP:PORT or unix:FILE')
    try:
        with Database(remote, seconds) as database:
            yield database
    except _OF_THE_LIBRARY as fault:
        raise DatabaseError(f'talking to {remote} failed: {type(fault).__name__}: {fault}') from fault


def _change(remote: str, change: Any, seconds: float) -> None:
    with _opened(remote, seconds) as database:
        database.transact(lambda transaction: change(Changes(database, transaction)), 'controller: queues')


def _ports(bridges: Bridges, dpid: int) -> list[Any]:
    """The rows of a switch's ports, but the one that bears its own name."""
    return bridges[bridges.by_datapath_id(dpid_to_str(dpid)).name].ports


def _drop(db: Changes, port: Any) -> None:
    port.verify('qos')  # or a QoS that somebody else makes at the same time is left over
    _do(db, 'del-qos', port.name)


def _do(db: Changes, name: str, *arguments: Any) -> None:
    function, _ = COMMANDS[name]
    function(db, VSCtlCommand(name, arguments), *arguments)
