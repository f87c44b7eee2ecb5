"""An OpenFlow switch without cables and without a socket: frames, messages and the time go in, frames and messages
come out. Its OpenFlow version is that of the controller it is connected to."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from ..openflow import OF10, OF13, OF14, OF15
from ..wire import Message
from .buffers import NO_BUFFER, PacketBuffers
from .dialect import Dialect
from .dialect_1_0 import Dialect10
from .dialect_1_3 import Dialect13
from .dialect_1_4 import Dialect14
from .dialect_1_5 import Dialect15
from .frame import LARGEST, Frame
from .groups import GroupTable
from .meters import DROP, MeterTable
from .monitors import REMOVED
from .ports import Port
from .refused import Refused
from .tables import FlowTables, Removed
from .traversal import NO_MATCH, Traversal

__all__ = ['DIALECTS', 'Switch']

#: The versions that the switch speaks.
DIALECTS: dict[int, type[Dialect]] = {OF10: Dialect10, OF13: Dialect13, OF14: Dialect14, OF15: Dialect15}

WHOLE = 0xFFFF  # OFPCML_NO_BUFFER: of a packet for the controller nothing is cut off, nothing is buffered
CONTROLLER_METER = 0xFFFFFFFE  # OFPM_CONTROLLER: the meter of all that goes to the controller (1.3.5, 7.3.4.4)
#: What messages of the controller change, ports apart.
CHANGEABLE = (
    'tables', 'groups', 'meters', 'buffers', 'fragments', 'miss_send_len', '_addresses', '_asked',
)
BPDUS = bytes.fromhex('0180c2000000')  # where frames of the spanning tree protocol go to
MOST_ADDRESSES = 4096
MOST_REMEMBERED = 256


class Switch:
    """A switch with its ports, flow tables, groups, meters and packet buffers.

    `frames` collects `(port number, frame)` that leave it, `messages` what it says to the controller; the owner
    empties both. `clock` returns seconds. `tick` is to be called when `deadline` has come.
    """

    def __init__(
        self,
        dpid: int,
        ports: Iterable[Port],
        clock: Callable[[], float],
        *,
        name: str = '',
        tables: int = 8,
        max_entries: int = 65536,
        buffers: int = 256,
    ) -> None:
        self.dpid = dpid
        self.name = name or f's{dpid}'
        self.clock = clock
        self.ports = {port.number: port for port in ports}
        self.tables = FlowTables(tables, max_entries)
        self.groups = GroupTable()
        self.meters = MeterTable()
        self.buffers = PacketBuffers(buffers)
        self.fragments = 0  # OFPC_FRAG_*
        self.miss_send_len = 128
        self.connected = False
        self.dialect: Dialect | None = None
        self.frames: deque[tuple[int, Frame]] = deque()
        self.messages: deque[Message] = deque()
        self._addresses: dict[int, int] = {}  # of OFPP_NORMAL: Ethernet address -> port number
        self._asked: OrderedDict[bytes, int] = OrderedDict()  # frames that went to the controller -> hops

    def __repr__(self) -> str:
        return f'<Switch {self.name} {self.dpid:016x}>'

    @property
    def ofproto(self) -> Any:
        """The numbers and structures of the OpenFlow version."""
        return self.dialect.ofproto if self.dialect is not None else None

    # -- the controller's side ----------------------------------------------------------------------------------

    def connect(self, version: int) -> None:
        """A controller is there and speaks this version. Flow entries, groups and meters of another version are
        dropped: they are kept in its words."""
        if self.dialect is None or self.dialect.version != version:
            self.tables.clear()
            self.groups, self.meters = GroupTable(), MeterTable()
            self.dialect = DIALECTS[version](self)
        self.dialect.reset()
        self.connected = True

    def disconnect(self) -> None:
        """The controller is gone; what it has said goes on working (1.3.5, 6.3.2: fail secure)."""
        self.connected = False
        self.messages.clear()

    def handle(self, message: Any) -> None:
        """Do what a message of the controller says, or answer with the error that says why not."""
        if self.dialect is not None:
            try:
                self.dialect.handle(message)
            except Refused as refused:
                self.dialect.refuse(message, refused)

    def say(self, message: Message) -> None:
        """Have a message sent, unless nobody is there."""
        if self.connected:
            self.messages.append(message)

    def packet_in(self, packet: Traversal, reason: int, max_len: int) -> None:
        """Hand a packet to the controller: all of it, or its first bytes and the number of the buffer that holds it."""
        port = self.ports.get(packet.in_port)
        refused = port is not None and port.no_packet_in
        if self.dialect is None or not self.connected or refused:
            return
        reason = self.dialect.packet_in_reason(reason)
        if not self.dialect.wants('packet_in', reason):
            return
        meter = self.meters.get(CONTROLLER_METER)
        band = meter.measure(len(packet.frame), self.clock()) if meter else None
        if band is not None and band.type == DROP:
            return
        data, buffer_id = packet.frame.data, NO_BUFFER
        if max_len != WHOLE:
            buffer_id = self.buffers.store(packet.frame, packet.in_port)
            data = data[:max_len]
        self._remember(packet.frame)
        self.say(self.dialect.packet_in(packet, reason, buffer_id, data))

    def packet_out(self, data: bytes) -> Frame:
        """The frame that the controller hands over; the one it was asked about goes on counting its hops, so that a
        loop through the controller ends too. Raises Refused."""
        if len(data) > LARGEST:
            raise Refused('OFPET_BAD_REQUEST', 'OFPBRC_BAD_PACKET', 'OFPBRC_BAD_LEN')
        return Frame(data, self._asked.get(data, 0))

    def _remember(self, frame: Frame) -> None:
        self._asked.pop(frame.data, None)
        self._asked[frame.data] = frame.hops
        if len(self._asked) > MOST_REMEMBERED:
            self._asked.popitem(last=False)

    def removed(self, removed: Iterable[Removed]) -> None:
        """Tell the controller of flow entries that are gone, where it wanted to know."""
        for entry, reason in removed:
            if self.dialect is not None:
                self.dialect.changed(REMOVED, entry, reason)
                if self.dialect.reports_removal(entry, reason):
                    self.say(self.dialect.flow_removed(entry, reason))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is done in this block is done as a whole: where it raises Refused, nothing of it has happened, and
        nothing was sent (1.4.1, 6.9)."""
        before = {name: getattr(self, name) for name in CHANGEABLE}
        frames, messages = self.frames, self.messages
        ports = [(port, vars(port).copy(), vars(port.counters).copy()) for port in self.ports.values()]
        vars(self).update(deepcopy(before), frames=deque(), messages=deque())
        try:
            yield
        except Refused:
            vars(self).update(before, frames=frames, messages=messages)
            for port, state, counters in ports:
                vars(port).update(state)
                vars(port.counters).update(counters)
            if self.dialect is not None:
                self.dialect.forget_changes()
            raise
        frames.extend(self.frames)
        messages.extend(self.messages)
        self.frames, self.messages = frames, messages

    # -- the cables' side ---------------------------------------------------------------------------------------

    def receive(self, port_no: int, frame: Frame) -> None:
        """A frame arrives at a port."""
        port = self.ports[port_no]
        port.counters.rx_packets += 1
        port.counters.rx_bytes += len(frame)
        spared = self.dialect is not None and self.dialect.SPARES_BPDUS and frame.data[:6] == BPDUS
        if port.down or (port.no_recv_stp if spared else port.no_recv):
            port.counters.rx_dropped += 1
        else:
            Traversal(self, frame, port_no).run()

    def transmit(self, port_no: int, frame: Frame) -> None:
        """Send a frame out of a port, if there is such a port and it can."""
        port = self.ports.get(port_no)
        if port is None:
            return
        if not port.live or port.no_fwd:
            port.counters.tx_dropped += 1
            return
        port.counters.tx_packets += 1
        port.counters.tx_bytes += len(frame)
        self.frames.append((port_no, frame))

    def missed(self, packet: Traversal) -> None:
        """No flow entry takes a packet: 1.0 asks the controller, later versions drop it (1.3.5, 5.4)."""
        if self.dialect is not None and self.dialect.MISS_TO_CONTROLLER:
            self.packet_in(packet, NO_MATCH, self.miss_send_len)

    def learn(self, source: int | None, destination: int | None, in_port: int) -> int | None:
        """For OFPP_NORMAL: note where a source is, and return the port of a destination, None if it is unknown."""
        if source is not None and (len(self._addresses) < MOST_ADDRESSES or source in self._addresses):
            self._addresses[source] = in_port
        return self._addresses.get(destination) if destination is not None else None

    def set_link(self, port_no: int, up: bool) -> None:
        """The cable at a port was plugged in or pulled out."""
        port = self.ports[port_no]
        if port.link_up != up:
            port.link_up = up
            self._addresses = {address: where for address, where in self._addresses.items() if where != port_no}
            self.port_changed(port)

    def set_blocked(self, port_no: int, blocked: bool) -> None:
        """The spanning tree leaves a port out, or takes it in again."""
        port = self.ports[port_no]
        if port.blocked != blocked:
            port.blocked = blocked
            self.port_changed(port)

    def port_changed(self, port: Port) -> None:
        """Tell the controller how a port is now."""
        if self.dialect is not None and self.dialect.wants('port_status', self.ofproto.OFPPR_MODIFY):
            self.say(self.dialect.port_status(self.ofproto.OFPPR_MODIFY, port))

    # -- time ---------------------------------------------------------------------------------------------------

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do, None if nothing has a time-out; may be too early."""
        return self.tables.deadline

    def tick(self) -> None:
        """Remove the flow entries whose time is over."""
        self.removed(self.tables.expire(self.clock()))
        if self.dialect is not None:
            self.dialect.tell_changes()
