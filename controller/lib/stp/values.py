"""What a spanning tree is described with: priorities, roles and states of ports, what one may configure. Pure.

Section numbers are those of IEEE 802.1D-1998.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, IntEnum, auto
from typing import Any, NamedTuple

from ...packet.bpdu import (
    DEFAULT_BRIDGE_PRIORITY,
    DEFAULT_FORWARD_DELAY,
    DEFAULT_HELLO_TIME,
    DEFAULT_MAX_AGE,
    DEFAULT_PORT_PRIORITY,
)

__all__ = ['MAX_PORT_NO', 'TRANSITIONS', 'BridgeConfig', 'Cause', 'Config', 'PortConfig', 'PortRole', 'PortState',
           'Times', 'Vector']

#: A port number has twelve bits in a BPDU (IEEE 802.1D-2004, 9.2.7).
MAX_PORT_NO = 0xFFF


class PortState(IntEnum):
    """What a port does with frames (8.4)."""

    DISABLE = 0  # nothing
    BLOCK = 1  # hears BPDUs
    LISTEN = 2  # speaks BPDUs as well
    LEARN = 3  # may learn where hosts are as well
    FORWARD = 4  # everything


class PortRole(IntEnum):
    """What a port is for: towards its LAN, towards the root, or for nothing while another one does its work."""

    DESIGNATED = 0
    ROOT = 1
    NON_DESIGNATED = 2


class Cause(Enum):
    """Why a port changes its state."""

    ENABLED = auto()
    DISABLED = auto()
    CHOSEN = auto()  # as root port or as a designated one
    REJECTED = auto()
    DELAYED = auto()  # the forward delay is over


#: State -> what happens -> the state that follows (figure 8-4); what is not here changes nothing.
TRANSITIONS: Mapping[PortState, Mapping[Cause, PortState]] = {
    PortState.DISABLE: {Cause.ENABLED: PortState.BLOCK},
    PortState.BLOCK: {Cause.DISABLED: PortState.DISABLE, Cause.CHOSEN: PortState.LISTEN},
    PortState.LISTEN: {
        Cause.DISABLED: PortState.DISABLE, Cause.REJECTED: PortState.BLOCK, Cause.DELAYED: PortState.LEARN,
    },
    PortState.LEARN: {
        Cause.DISABLED: PortState.DISABLE, Cause.REJECTED: PortState.BLOCK, Cause.DELAYED: PortState.FORWARD,
    },
    PortState.FORWARD: {Cause.DISABLED: PortState.DISABLE, Cause.REJECTED: PortState.BLOCK},
}  # fmt: skip


class Vector(NamedTuple):
    """What a port knows of the way to the root (8.6.2): the lower, the better.

    `root` and `bridge` are bridge identifiers, `port` is a port identifier; `cost` is that of the bridge's way.
    """

    root: int
    cost: int
    bridge: int
    port: int


class Times(NamedTuple):
    """The root's timing, in seconds (8.5.3)."""

    max_age: float
    hello_time: float
    forward_delay: float


@dataclass(frozen=True)
class BridgeConfig:
    """What one may say of a bridge; times are seconds. Raises ValueError for what a BPDU cannot carry."""

    priority: int = DEFAULT_BRIDGE_PRIORITY
    sys_ext_id: int = 0
    max_age: float = DEFAULT_MAX_AGE
    hello_time: float = DEFAULT_HELLO_TIME
    fwd_delay: float = DEFAULT_FORWARD_DELAY

    def __post_init__(self) -> None:
        _check(self, int, priority=(0, 0xFFFF), sys_ext_id=(0, 0xFFF))
        _check(self, (int, float), max_age=(1, 255), hello_time=(0.25, 255), fwd_delay=(0.25, 255))
        if self.priority + self.sys_ext_id > 0xFFFF:
            raise ValueError(f'priority {self.priority:#x} and sys_ext_id {self.sys_ext_id:#x} exceed 16 bits together')

    @property
    def times(self) -> Times:
        """The timing that the bridge gives out while it is the root."""
        return Times(self.max_age, self.hello_time, self.fwd_delay)

    @property
    def hasty(self) -> bool:
        """Whether the times let a loop live for a while, against 8.10.2."""
        return not 2 * (self.fwd_delay - 1) >= self.max_age >= 2 * (self.hello_time + 1)


@dataclass(frozen=True)
class PortConfig:
    """What one may say of a port; without a `path_cost`, that of its speed. Raises ValueError."""

    priority: int = DEFAULT_PORT_PRIORITY
    path_cost: int | None = None
    enable: bool = True

    def __post_init__(self) -> None:
        _check(self, int, priority=(0, 0xF0))
        if self.priority % 16:
            raise ValueError(f'priority: {self.priority} is no multiple of 16')
        if self.path_cost is not None:
            _check(self, int, path_cost=(1, 200_000_000))


@dataclass(frozen=True)
class Config:
    """What one may say of a bridge and its ports, by port number."""

    bridge: BridgeConfig = field(default_factory=BridgeConfig)
    ports: Mapping[int, PortConfig] = field(default_factory=dict)

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Config:
        """From `{'bridge': {'priority': ...}, 'ports': {1: {'enable': False}}}`; raises ValueError for all else."""
        for name in said:
            if name not in ('bridge', 'ports'):
                raise ValueError(f'{name!r} is neither bridge nor ports')
        ports = {number: _read(PortConfig, row, f'port {number}') for number, row in said.get('ports', {}).items()}
        return cls(_read(BridgeConfig, said.get('bridge', {}), 'bridge'), ports)


def _read(cls: type[Any], said: Mapping[str, Any], what: str) -> Any:
    known = [each.name for each in fields(cls)]
    for name in said:
        if name not in known:
            raise ValueError(f'{what}: there is no {name!r}, but {", ".join(known)}')
    try:
        return cls(**said)
    except ValueError as error:
        raise ValueError(f'{what}: {error}') from None


def _check(of: Any, kind: Any, **ranges: tuple[float, float]) -> None:
    for name, (least, most) in ranges.items():
        value = getattr(of, name)
        if not (isinstance(value, kind) and least <= value <= most):
            raise ValueError(f'{name}: {value!r} is no number from {least} to {most}')
