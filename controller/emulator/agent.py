"""The channel between an emulated switch and its controller: connects, and connects again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

import greenhub
from greenhub.event import Event
from greenhub.hubs import get_hub

from ..openflow.connection import DEAD, MAIN, Limits, Received, SwitchConnection
from ..wire import EncodeError
from .switch import Switch

__all__ = ['Agent', 'Connect']

#: Makes a connection to the controller: returns something with the methods of a green socket; raises OSError.
Connect = Callable[[], Any]

log = logging.getLogger('controller.emulator')

READ_SIZE = 65536
CONNECT_LIMIT = 5.0  # seconds
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0  # seconds before the next attempt; doubled each time
NO_MORE_PACKETS = 1024 * 1024  # bytes that wait for the controller, beyond which PACKET_INs are dropped
TOO_MUCH = 8 * NO_MORE_PACKETS  # beyond which the connection is
LONGEST_TICK = 15.0


class Agent:
    """Keeps a switch connected with its controller.

    `settle` is called whenever the switch has done something, so that its frames go on their way; `packet_ins` and
    `dropped` count PACKET_INs sent, and not sent because the controller does not read.
    """

    def __init__(
        self,
        switch: Switch,
        connect: Connect,
        settle: Callable[[], None],
        versions: Iterable[int],
        limits: Limits | None = None,
    ) -> None:
        self.switch = switch
        self.versions = frozenset(versions)
        self.limits = limits
        self.packet_ins = 0
        self.dropped = 0
        self.connection: SwitchConnection | None = None
        self._connect = connect
        self._settle = settle
        self._socket: Any = None
        self._thread: Any = None
        self._writer: Any = None
        self._ticker: Any = None
        self._resumed: Event | None = None

    @property
    def connected(self) -> bool:
        """Whether the switch and a controller have agreed on a version."""
        return self.connection is not None and self.connection.phase is MAIN

    def start(self) -> None:
        """Connect, from now on."""
        self._thread = greenhub.spawn(self._run)

    def stop(self) -> None:
        """Close the connection, and make no other."""
        if self._thread is not None:
            self._thread.kill()
            self._thread = None
            self.switch.disconnect()

    def drop(self) -> None:
        """Close the connection as a broken cable would; the switch connects again."""
        if self._socket is not None:
            self._socket.close()

    # -- misbehaving, for tests of controllers ------------------------------------------------------------------

    def pause(self) -> None:
        """Read nothing any more, as a switch that hangs."""
        if self._resumed is None:
            self._resumed = Event()

    def resume(self) -> None:
        """Read again."""
        if self._resumed is not None:
            self._resumed.send()
            self._resumed = None

    def send_raw(self, data: bytes) -> None:
        """Send bytes that are no message; nothing while there is no connection."""
        if self._socket is not None:
            self._socket.sendall(data)

    # -- the connection -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            reason = self._once()
            pause = FIRST_PAUSE if self.switch.connected else min(2 * pause, LONGEST_PAUSE)
            self.switch.disconnect()
            log.debug('%s: %s; connecting again in %g s', self.switch.name, reason, pause)
            greenhub.sleep(pause)

    def _once(self) -> str:
        """Connect and serve; returns why it is over."""
        try:
            with greenhub.Timeout(CONNECT_LIMIT, TimeoutError(f'no connection in {CONNECT_LIMIT:g} s')):
                self._socket = self._connect()
            return self._serve()
        except OSError as error:
            return f'{type(error).__name__}: {error}'
        finally:
            self._close()

    def _serve(self) -> str:
        hub = get_hub()
        self.connection = connection = SwitchConnection(self.versions, now=hub.clock(), limits=self.limits)
        self._ticker = hub.schedule_call_global(0, self._tick)
        self._flush()
        while connection.phase is not DEAD:
            data = self._socket.recv(READ_SIZE)
            if not data:
                return 'the controller closed the connection'
            if self._resumed is not None:
                self._resumed.wait()
            self._take(connection.receive(data, hub.clock()))
            greenhub.sleep(0)
        return connection.reason

    def _close(self) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
        if self._writer is not None:
            self._writer.kill()
            self._writer = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self.connection = None

    def _tick(self) -> None:
        """The deadlines of the channel: it asks whether the controller is alive."""
        connection, hub = self.connection, get_hub()
        if connection is None:
            return
        now = hub.clock()
        self._take(connection.tick(now))
        if connection.phase is DEAD:
            self._socket.close()
            return
        deadline = connection.deadline
        wait = LONGEST_TICK if deadline is None else min(max(deadline - now, 0.01), LONGEST_TICK)
        self._ticker = hub.schedule_call_global(wait, self._tick)

    def _take(self, received: list[Received]) -> None:
        """Have the switch do what arrived."""
        for message, phase in received:
            if message is not None:
                self.switch.handle(message)
            elif phase is MAIN:
                self.switch.connect(self.connection.version.OFP_VERSION)  # type: ignore[union-attr]
        self._settle()
        self._flush()  # what the connection itself has answered: ECHO, and errors

    # -- what the switch says -----------------------------------------------------------------------------------

    def send(self) -> None:
        """Send what the switch has said."""
        messages, connection = self.switch.messages, self.connection
        while messages:
            message = messages.popleft()
            packet_in = type(message).__name__ == 'OFPPacketIn'
            if connection is None or (packet_in and connection.buffered > NO_MORE_PACKETS):
                self.dropped += packet_in
                continue
            self.packet_ins += packet_in
            try:
                connection.send(message)
            except EncodeError as error:
                log.error('%s cannot say %s: %s', self.switch.name, type(message).__name__, error)
        self._flush()

    def _flush(self) -> None:
        connection = self.connection
        if connection is None or not connection.buffered:
            return
        if connection.buffered > TOO_MUCH:
            log.warning('%s: %d bytes wait for a controller that does not read', self.switch.name, connection.buffered)
            self.drop()
        elif self._writer is None:
            self._writer = greenhub.spawn(self._write, connection)

    def _write(self, connection: SwitchConnection) -> None:
        try:
            while connection.buffered and connection is self.connection:
                self._socket.sendall(connection.data_to_send())
        except OSError as error:
            connection.die(f'{type(error).__name__}: {error}')
            self.drop()
        finally:
            if connection is self.connection:
                self._writer = None
