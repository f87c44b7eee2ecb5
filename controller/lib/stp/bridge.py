"""One bridge of a spanning tree (IEEE 802.1D-1998, 8): frames and time go in, frames and port states come out. Pure.

The tree is that of the standard's first protocol: BPDUs of its successors are left to those who speak them, and such
bridges fall back to this one. Section numbers are those of the standard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ...packet import bpdu, ethernet, llc
from ...packet.packet import Packet
from ..deadlines import Deadlines
from .values import MAX_PORT_NO, TRANSITIONS, BridgeConfig, Cause, PortConfig, PortRole, PortState, Times, Vector

__all__ = ['Bridge', 'Notice', 'Output', 'Port', 'PortChanged', 'TopologyChanged', 'Transmit']

TOPOLOGY_CHANGE = 0x01  # bits of a configuration BPDU's flags (9.3.1)
ACKNOWLEDGEMENT = 0x80

AGE_INCREMENT = 1.0  # seconds that a hop adds to the age of what is passed on (8.10.1)
LEAST_DELAY = 4.0  # seconds of forward delay that a root may ask for (table 8-3)
HOLD_TIME = 1.0  # seconds between configuration BPDUs out of a port at least (8.10.1)

#: Timers of the bridge; those of a port are pairs of one of the names below and its number.
HELLO, NOTIFICATION, CHANGE = 'hello', 'notification', 'change'
MESSAGE_AGE, FORWARD_DELAY, HOLD = 'message age', 'forward delay', 'hold'

Timer: TypeAlias = tuple[str, int]


@dataclass(frozen=True)
class Transmit:
    """Send this frame out of a port."""

    port: int
    frame: bytes


@dataclass(frozen=True)
class PortChanged:
    """A port has another state, or another role: what it does from now on. `before` is its former state."""

    port: int
    state: PortState
    role: PortRole
    before: PortState


@dataclass(frozen=True)
class TopologyChanged:
    """What has been learned of where hosts are may be wrong."""


@dataclass(frozen=True)
class Notice:
    """Something for the log, about a port or (0) the bridge."""

    text: str
    port: int = 0


Output: TypeAlias = Transmit | PortChanged | TopologyChanged | Notice


@dataclass
class Port:
    """A port of the bridge: `info` is the best that was heard on its LAN, or what the bridge itself says there."""

    number: int
    address: str
    path_cost: int
    config: PortConfig
    link_up: bool
    info: Vector
    state: PortState = PortState.DISABLE
    role: PortRole = PortRole.DESIGNATED
    heard: Times | None = None  # what the LAN's designated bridge says of the root's timing
    heard_age: float = 0.0  # how old that was when it came
    heard_at: float = 0.0
    pending: bool = False  # a configuration BPDU waits for the hold timer
    acknowledge: bool = False

    @property
    def id(self) -> int:
        """The port identifier (8.5.5.1)."""
        return bpdu.ConfigurationBPDUs.encode_port_id(self.config.priority, self.number)

    @property
    def usable(self) -> bool:
        """Whether it can take part: not switched off, and with a link."""
        return self.config.enable and self.link_up


class Bridge:
    """A bridge with its ports.

    Each method takes the time in seconds, on any clock. What is to be done then is in `outputs`, in order, which the
    owner empties; `tick` is to be called when `deadline` has come.
    """

    def __init__(self, address: str, config: BridgeConfig | None = None, *, now: float = 0.0) -> None:
        self.address = address
        self.config = config or BridgeConfig()
        self.id = bpdu.ConfigurationBPDUs.encode_bridge_id(self.config.priority, self.config.sys_ext_id, address)
        self.ports: dict[int, Port] = {}
        self.root = self.id
        self.root_path_cost = 0
        self.root_port: int | None = None
        self.times = self.config.times
        self.changing = False  # as the root says: the topology is changing
        self.outputs: list[Output] = []
        self._detected = False  # a change that the root has not yet acknowledged, or announces
        self._deadlines: Deadlines[Timer] = Deadlines()
        self._deadlines.set((HELLO, 0), now + self.times.hello_time)

    @property
    def is_root_bridge(self) -> bool:
        """Whether it is the root of the tree."""
        return self.root == self.id

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        return self._deadlines.next

    def drain(self) -> list[Output]:
        """The outputs so far, which are forgotten thereby."""
        outputs, self.outputs = self.outputs, []
        return outputs

    # -- ports come and go --------------------------------------------------------------------------------------

    def add_port(
        self, number: int, address: str, path_cost: int, config: PortConfig | None = None, *, link_up: bool = True,
        now: float,
    ) -> None:  # fmt: skip
        """Take a port in; raises ValueError for a number that a BPDU cannot carry, or that is there already."""
        if not 1 <= number <= MAX_PORT_NO or number in self.ports:
            raise ValueError(f'port {number}: from 1 to {MAX_PORT_NO}, each once')
        config = config or PortConfig()
        cost = path_cost if config.path_cost is None else config.path_cost
        port = self.ports[number] = Port(number, address, cost, config, link_up, Vector(0, 0, 0, 0))
        self._claim(port)
        if port.usable:
            self._enable(port, now)
        else:
            self.outputs.append(PortChanged(number, port.state, port.role, port.state))

    def remove_port(self, number: int, now: float) -> None:
        """Forget a port, and all that was heard there."""
        port = self.ports.get(number)
        if port is not None:
            self._disable(port, now)
            for timer in MESSAGE_AGE, FORWARD_DELAY, HOLD:
                self._deadlines.cancel((timer, number))
            del self.ports[number]

    def set_link(self, number: int, up: bool, now: float) -> None:
        """A cable was plugged in or pulled out."""
        port = self.ports[number]
        if port.link_up != up:
            self.outputs.append(Notice('Link up.' if up else 'Link down.', number))
        port.link_up = up
        if port.usable and port.state is PortState.DISABLE:
            self._enable(port, now)
        elif not port.usable:
            self._disable(port, now)

    def _enable(self, port: Port, now: float) -> None:
        """The port takes part (8.8.2)."""
        self._claim(port)
        port.acknowledge = port.pending = False
        self._move(port, Cause.ENABLED, now, PortRole.DESIGNATED)
        self._reselect(now)
        self._transmit(port, now)

    def _disable(self, port: Port, now: float) -> None:
        """The port takes part no more (8.8.3)."""
        if port.state is PortState.DISABLE:
            return
        for timer in MESSAGE_AGE, FORWARD_DELAY:
            self._deadlines.cancel((timer, port.number))
        self._claim(port)
        port.acknowledge = port.pending = False
        lost = port.state in (PortState.LEARN, PortState.FORWARD)
        self._move(port, Cause.DISABLED, now, PortRole.DESIGNATED)
        self._reselect(now)
        if lost:
            self._detect_change(now)

    # -- what arrives -------------------------------------------------------------------------------------------

    def receive(self, number: int, frame: bytes, now: float) -> bool:
        """A frame has arrived at a port; False where it is no BPDU. Never raises, whatever the frame holds."""
        if frame[:6] != _GROUP:
            return False
        port, unit = self.ports.get(number), Packet(frame).get_protocol(bpdu.bpdu)
        if port is None or port.state is PortState.DISABLE:
            return True
        if isinstance(unit, bpdu.TopologyChangeNotificationBPDUs):
            self._notified(port, now)
        elif type(unit) is bpdu.ConfigurationBPDUs:
            self._configured(port, unit, now)
        return True

    def _configured(self, port: Port, unit: bpdu.ConfigurationBPDUs, now: float) -> None:
        """A configuration BPDU (8.7.1).

        Whoever speaks for a LAN is believed, even if it says worse than before (IEEE 802.1D-2004, 17.21.8): the way
        that it had is lost, and to go on believing it until it is too old would only take time.
        """
        heard = _vector(unit)
        if unit.message_age >= unit.max_age or heard[2:] == (self.id, port.id):
            return  # too old, or its own (9.3.4)
        if heard <= port.info or heard[2:] == port.info[2:] or (heard[:3] == port.info[:3] and heard.bridge != self.id):
            if heard < port.info:
                self.outputs.append(Notice('Receive superior BPDU.', port.number))
            known = heard == port.info
            self._record(port, heard, unit, now)
            if not known:
                self._reselect(now)
            if port.number == self.root_port:
                self._follow_root(port, unit, now)
        elif self._is_designated(port):
            self._transmit(port, now)  # somebody does not know it better (8.6.14)

    def _record(self, port: Port, heard: Vector, unit: bpdu.ConfigurationBPDUs, now: float) -> None:
        """Keep what was heard until it is too old (8.6.2)."""
        port.info = heard
        delay = max(unit.forward_delay, min(self.config.fwd_delay, LEAST_DELAY))  # or a host could do away with it
        port.heard = Times(unit.max_age, unit.hello_time, delay)
        port.heard_age, port.heard_at = unit.message_age, now
        self._deadlines.set((MESSAGE_AGE, port.number), now + unit.max_age - unit.message_age)

    def _follow_root(self, port: Port, unit: bpdu.ConfigurationBPDUs, now: float) -> None:
        """Take over what the root says, and pass it on (8.6.3, 8.6.4, 8.6.15)."""
        if port.heard is not None:
            self._keep_time(port.heard)
        changing = bool(unit.flags & TOPOLOGY_CHANGE)
        if changing or changing != self.changing:
            self.outputs.append(TopologyChanged())
        self.changing = changing
        if unit.flags & ACKNOWLEDGEMENT:
            self._detected = False
            self._deadlines.cancel((NOTIFICATION, 0))
        self._transmit_all(now)

    def _notified(self, port: Port, now: float) -> None:
        """Somebody below has seen a change (8.7.2)."""
        if self._is_designated(port):
            self._detect_change(now)
            port.acknowledge = True
            self._transmit(port, now)

    # -- time ---------------------------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Do what is due."""
        for name, number in self._deadlines.take(now):
            if number:
                {MESSAGE_AGE: self._forget, FORWARD_DELAY: self._delayed, HOLD: self._released}[name](
                    self.ports[number], now
                )
            elif name == HELLO:
                self._transmit_all(now)
                self._deadlines.set((HELLO, 0), now + self.times.hello_time)
            elif name == NOTIFICATION:
                self._notify(now)
            else:
                self.changing = self._detected = False
                self.outputs.append(TopologyChanged())

    def _forget(self, port: Port, now: float) -> None:
        """Nothing was heard on a port for too long (8.7.4)."""
        self.outputs.append(Notice('Wait BPDU timer is exceeded.', port.number))
        self._claim(port)
        self._reselect(now)

    def _delayed(self, port: Port, now: float) -> None:
        """A port has waited long enough for others to object (8.7.5)."""
        self._move(port, Cause.DELAYED, now)
        if port.state is PortState.FORWARD and any(map(self._is_designated, self.ports.values())):
            self._detect_change(now)

    def _released(self, port: Port, now: float) -> None:
        """A port may speak again (8.7.8)."""
        if port.pending:
            self._transmit(port, now)

    # -- the tree -----------------------------------------------------------------------------------------------

    def _is_designated(self, port: Port) -> bool:
        return port.info[2:] == (self.id, port.id) and port.state is not PortState.DISABLE

    def _claim(self, port: Port) -> None:
        """Have the bridge speak for a port's LAN (8.6.10)."""
        port.info = Vector(self.root, self.root_path_cost, self.id, port.id)
        port.heard = None

    def _reselect(self, now: float) -> None:
        """Choose the root, the way to it, and who speaks for which LAN, and have each port act accordingly (8.6.7)."""
        was_root = self.is_root_bridge
        best = min(map(self._offer, self._heard()), default=None)
        self.root_port = best[-1] if best is not None and best[0] < self.id else None
        self.root, self.root_path_cost = (self.id, 0) if best is None or best[0] >= self.id else best[:2]
        for port in self.ports.values():
            mine = Vector(self.root, self.root_path_cost, self.id, port.id)
            if port.info[2:] == mine[2:] or mine < port.info:
                self._claim(port)
                self._deadlines.cancel((MESSAGE_AGE, port.number))
        for port in self.ports.values():
            self._select_state(port, now)
        if was_root and not self.is_root_bridge:
            self._resign(now)
        elif self.is_root_bridge and not was_root:
            self._become_root(now)

    def _heard(self) -> list[Port]:
        """The ports where another bridge speaks."""
        return [port for port in self.ports.values() if port.heard is not None and port.info.bridge != self.id]

    def _offer(self, port: Port) -> tuple[int, int, int, int, int, int]:
        """The way to the root by a port, the best being the lowest (8.6.8)."""
        root, cost, bridge, number = port.info
        return root, cost + port.path_cost, bridge, number, port.id, port.number

    def _select_state(self, port: Port, now: float) -> None:
        """Port state selection (8.6.11)."""
        if port.state is PortState.DISABLE:
            return
        role = PortRole.ROOT if port.number == self.root_port else PortRole.NON_DESIGNATED
        role = PortRole.DESIGNATED if self._is_designated(port) else role
        if role is not PortRole.DESIGNATED:
            port.pending = port.acknowledge = False
        lost = role is PortRole.NON_DESIGNATED and port.state in (PortState.LEARN, PortState.FORWARD)
        self._move(port, Cause.REJECTED if role is PortRole.NON_DESIGNATED else Cause.CHOSEN, now, role)
        if lost:
            self._detect_change(now)

    def _move(self, port: Port, cause: Cause, now: float, role: PortRole | None = None) -> None:
        before, role_before = port.state, port.role
        port.state = TRANSITIONS[before].get(cause, before)
        port.role = port.role if role is None else role
        if port.state is not before:
            if port.state in (PortState.LISTEN, PortState.LEARN):
                self._deadlines.set((FORWARD_DELAY, port.number), now + self.times.forward_delay)
            else:
                self._deadlines.cancel((FORWARD_DELAY, port.number))
        if (port.state, port.role) != (before, role_before):
            self.outputs.append(PortChanged(port.number, port.state, port.role, before))

    def _resign(self, now: float) -> None:
        """Another bridge is the root from now on (8.7.1)."""
        self.outputs.append(Notice('Non root bridge.'))
        for timer in HELLO, CHANGE:
            self._deadlines.cancel((timer, 0))
        if self._detected:
            self._notify(now)

    def _become_root(self, now: float) -> None:
        """The bridge is the root from now on (8.7.4)."""
        self.outputs.append(Notice('Root bridge.'))
        self._keep_time(self.config.times)
        self._deadlines.cancel((NOTIFICATION, 0))
        self._detect_change(now)
        self._transmit_all(now)
        self._deadlines.set((HELLO, 0), now + self.times.hello_time)

    def _keep_time(self, times: Times) -> None:
        """Go by these times, ports that wait already too."""
        more = times.forward_delay - self.times.forward_delay
        self.times = times
        for number in self.ports if more else ():
            due = self._deadlines.get((FORWARD_DELAY, number))
            if due is not None:
                self._deadlines.set((FORWARD_DELAY, number), due + more)

    # -- changes of the topology (8.6.12 to 8.6.17) -------------------------------------------------------------

    def _detect_change(self, now: float) -> None:
        """The topology has changed (8.6.14)."""
        self.outputs.append(TopologyChanged())
        if self.is_root_bridge:
            self.changing = True
            self._deadlines.set((CHANGE, 0), now + self.times.max_age + self.times.forward_delay)
        elif not self._detected:
            self._notify(now)
        self._detected = True

    def _notify(self, now: float) -> None:
        """Tell the next bridge towards the root, again and again until it has acknowledged that (8.6.6, 8.7.7)."""
        self._deadlines.set((NOTIFICATION, 0), now + self.config.hello_time)
        if self.root_port is not None:
            self._send(self.ports[self.root_port], bpdu.TopologyChangeNotificationBPDUs())

    # -- what is sent -------------------------------------------------------------------------------------------

    def _transmit_all(self, now: float) -> None:
        """Configuration BPDU generation (8.6.4)."""
        for port in self.ports.values():
            if self._is_designated(port):
                self._transmit(port, now)

    def _transmit(self, port: Port, now: float) -> None:
        """Say on a port's LAN what the bridge knows, unless it has just done so (8.6.1)."""
        if not self._is_designated(port):
            return
        if (HOLD, port.number) in self._deadlines:
            port.pending = True
            return
        age = self._age(now)
        port.pending = False
        if age >= self.times.max_age:
            return
        flags = TOPOLOGY_CHANGE * self.changing | ACKNOWLEDGEMENT * port.acknowledge
        port.acknowledge = False
        self._send(port, _configuration(port.info, flags, age, self.times))
        self._deadlines.set((HOLD, port.number), now + HOLD_TIME)

    def _age(self, now: float) -> float:
        """How old what the bridge knows of the root is, as the next one is to count it."""
        if self.root_port is None:
            return 0.0
        port = self.ports[self.root_port]
        return port.heard_age + max(now - port.heard_at, 0.0) + AGE_INCREMENT

    def _send(self, port: Port, unit: bpdu.bpdu) -> None:
        outer = ethernet.ethernet(bpdu.BRIDGE_GROUP_ADDRESS, port.address, 0)
        packet = Packet(protocols=[outer, llc.llc(llc.SAP_BPDU, llc.SAP_BPDU, llc.ControlFormatU()), unit])
        packet.serialize()
        self.outputs.append(Transmit(port.number, bytes(packet.data or b'')))


_GROUP = bytes.fromhex(bpdu.BRIDGE_GROUP_ADDRESS.replace(':', ''))


def _vector(unit: bpdu.ConfigurationBPDUs) -> Vector:
    """What a configuration BPDU says of the way to the root."""
    root = unit.encode_bridge_id(unit.root_priority, unit.root_system_id_extension, unit.root_mac_address)
    bridge = unit.encode_bridge_id(unit.bridge_priority, unit.bridge_system_id_extension, unit.bridge_mac_address)
    return Vector(root, unit.root_path_cost, bridge, unit.encode_port_id(unit.port_priority, unit.port_number))


def _identity(of: str, bridge_id: int) -> dict[str, int | str]:
    """A bridge identifier in the fields of a BPDU."""
    return {
        f'{of}_priority': bridge_id >> 48 & 0xF000,
        f'{of}_system_id_extension': bridge_id >> 48 & 0xFFF,
        f'{of}_mac_address': (bridge_id & 0xFFFFFFFFFFFF).to_bytes(6).hex(':'),
    }


def _configuration(info: Vector, flags: int, age: float, times: Times) -> bpdu.ConfigurationBPDUs:
    return bpdu.ConfigurationBPDUs(
        flags=flags,
        **_identity('root', info.root),  # type: ignore[arg-type]
        root_path_cost=min(info.cost, 0xFFFFFFFF),
        **_identity('bridge', info.bridge),  # type: ignore[arg-type]
        port_priority=info.port >> 8 & 0xF0,
        port_number=info.port & MAX_PORT_NO,
        message_age=age,
        max_age=times.max_age,
        hello_time=times.hello_time,
        forward_delay=times.forward_delay,
    )
