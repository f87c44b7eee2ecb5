"""A connection to an OVSDB server, and transactions on it; greenthreads wait for it, and nobody else."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from greenhub.green import select
from greenhub.hubs import get_hub

try:
    from ovs import jsonrpc, stream
    from ovs.db import idl
    from ovs.db.error import Error as LibraryError
except ImportError as error:
    raise ImportError(
        f'{error}: the configuration of Open vSwitch needs the library ovs: pip install controller-manager[ovs]'
    ) from error

__all__ = ['Database', 'DatabaseError', 'DatabaseTimeout', 'LibraryError', 'Waiter']

SCHEMA = 'Open_vSwitch'

T = TypeVar('T')


class DatabaseError(Exception):
    """The database refused what it was asked, or cannot be reached."""


class DatabaseTimeout(DatabaseError):
    """The database, or the switch that it configures, did not answer in time."""


class Waiter:
    """What the ovs library calls a poller: it says what it waits for, and this greenthread waits.

    `block` raises DatabaseTimeout when `deadline`, a time of the hub's clock, has come.
    """

    def __init__(self, deadline: float, remote: str) -> None:
        self._deadline = deadline
        self._remote = remote
        self._clock = get_hub().clock
        self._until = deadline
        self._readers: list[int] = []
        self._writers: list[int] = []

    def fd_wait(self, fd: Any, events: int) -> None:
        """Wake when the descriptor is ready: 1 is for reading, 4 for writing, as in poll(2)."""
        number = fd if isinstance(fd, int) else fd.fileno()
        if events & select.POLLIN:
            self._readers.append(number)
        if events & select.POLLOUT:
            self._writers.append(number)

    def timer_wait(self, msec: float) -> None:
        """Wake after so many milliseconds."""
        self._until = min(self._until, self._clock() + msec / 1000)

    def timer_wait_until(self, msec: float) -> None:
        """Wake when the library's clock shows so many milliseconds."""
        from ovs import timeval

        self.timer_wait(msec - timeval.msec())

    def immediate_wake(self) -> None:
        """Do not wait."""
        self._until = self._clock()

    def block(self) -> None:
        """Wait for the first of them."""
        if self._clock() >= self._deadline:
            raise DatabaseTimeout(f'{self._remote} did not answer in time')
        select.select(self._readers, self._writers, [], max(0.0, self._until - self._clock()))


class Database:
    """The whole of an Open vSwitch database, kept up to date while it is open: a context manager.

    `remote` is where its server is (`unix:FILE`, `tcp:IP:PORT`, `ssl:IP:PORT`). All that is done with it together takes
    `seconds` at most. Raises DatabaseError, and DatabaseTimeout after that time.
    """

    def __init__(self, remote: str, seconds: float) -> None:
        self.remote = remote
        self._deadline = get_hub().clock() + seconds
        self._idl: Any = None

    @property
    def tables(self) -> dict[str, Any]:
        """Each table by name, with its `rows` by UUID and its `columns` by name."""
        return self._idl.tables

    def __enter__(self) -> Self:
        helper = idl.SchemaHelper(schema_json=self._schema())
        helper.register_all()
        self._idl = idl.Idl(self.remote, helper)
        try:
            self._until(self._idl.has_ever_connected)
        except BaseException:
            self._idl.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._idl.close()

    def transact(self, change: Callable[[Any], T], comment: str = '', wait: bool = True) -> T:
        """Have `change(transaction)` look at the tables and change rows, and return what it does.

        When somebody else has changed the same rows meanwhile, it is called again. With `wait` the switch has taken the
        new configuration before this returns. Raises DatabaseError where the database refuses a change.
        """
        while True:
            transaction = idl.Transaction(self._idl)
            if comment:
                transaction.add_comment(comment)
            try:
                result = change(transaction)
            except BaseException:
                transaction.abort()
                raise
            root = self._root()
            if wait and root is not None:
                root.increment('next_cfg')
            before = self._idl.change_seqno
            status = self._commit(transaction)
            if status == transaction.TRY_AGAIN:
                self._until(lambda: self._idl.change_seqno != before)  # noqa: B023  (called before it changes)
                continue
            if status not in (transaction.SUCCESS, transaction.UNCHANGED):
                raise DatabaseError(f'{self.remote} refused it: {transaction.get_error() or status}')
            if wait and root is not None and status == transaction.SUCCESS:
                self._await_switch(transaction.get_increment_new_value())
            return result

    def _commit(self, transaction: Any) -> str:
        status = transaction.commit()
        while status == transaction.INCOMPLETE:
            waiter = Waiter(self._deadline, self.remote)
            self._idl.wait(waiter)
            transaction.wait(waiter)
            waiter.block()
            self._idl.run()
            status = transaction.commit()
        return status

    def _await_switch(self, number: int) -> None:
        try:
            self._until(lambda: self._root().cur_cfg >= number)
        except DatabaseTimeout:
            raise DatabaseTimeout(f'the switch at {self.remote} has not taken the change in time') from None

    def _root(self) -> Any:
        """The one row of the table Open_vSwitch; None where the database was never initialized."""
        return next(iter(self._idl.tables[SCHEMA].rows.values()), None)

    def _until(self, condition: Callable[[], bool]) -> None:
        """Keep up to date until something is so."""
        self._idl.run()
        while not condition():
            waiter = Waiter(self._deadline, self.remote)
            self._idl.wait(waiter)
            waiter.block()
            self._idl.run()

    def _schema(self) -> Any:
        """The database's schema, of which the library makes classes and checks."""
        error, channel = stream.Stream.open(self.remote)
        if error:
            raise DatabaseError(f'cannot connect to {self.remote}: {_words(error)}')
        connection = jsonrpc.Connection(channel)
        try:
            question = jsonrpc.Message.create_request('get_schema', [SCHEMA])
            connection.send(question)
            reply = self._reply(connection)
        finally:
            connection.close()
        if reply.error is not None:
            raise DatabaseError(f'{self.remote} has no database {SCHEMA}: {reply.error}')
        return reply.result

    def _reply(self, connection: Any) -> Any:
        while True:
            connection.run()
            error, reply = connection.recv()
            if reply is not None:
                return reply
            if error not in (0, errno.EAGAIN):
                raise DatabaseError(f'cannot connect to {self.remote}: {_words(error)}')
            waiter = Waiter(self._deadline, self.remote)
            connection.wait(waiter)
            connection.recv_wait(waiter)
            waiter.block()


def _words(error: int) -> str:
    """What the library's number means: an errno, or EOF."""
    return os.strerror(error) if error > 0 else 'it closed the connection'
