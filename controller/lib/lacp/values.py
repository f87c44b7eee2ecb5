"""What link aggregation is described with: who one is, what one's port does, which links belong together. Pure.

Section numbers are those of IEEE 802.1AX-2008.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntFlag, auto
from typing import NamedTuple

from ...packet.slow import lacp

__all__ = ['MUX', 'RECEIVE', 'Heard', 'Lag', 'Mux', 'MuxCause', 'Participant', 'Receive', 'State', 'read', 'written']


class State(IntFlag):
    """What a port says of itself (5.4.2.2)."""

    ACTIVITY = 0x01  # it speaks without being spoken to
    TIMEOUT = 0x02  # it wants to hear every second
    AGGREGATION = 0x04  # it may be one of several
    SYNCHRONIZATION = 0x08  # it is in the right aggregation
    COLLECTING = 0x10
    DISTRIBUTING = 0x20
    DEFAULTED = 0x40  # it has not heard its partner yet
    EXPIRED = 0x80  # it hears its partner no more


class Participant(NamedTuple):
    """One end of a link: its system, port and state."""

    system_priority: int = 0
    system: str = '00:00:00:00:00:00'
    key: int = 0
    port_priority: int = 0
    port: int = 0
    state: State = State(0)

    def is_like(self, other: Participant) -> bool:
        """Whether it is the same port, of the same aggregation (5.4.9, update_Selected)."""
        return self[:5] == other[:5] and not (self.state ^ other.state) & State.AGGREGATION


class Lag(NamedTuple):
    """What the links of one aggregation have in common (5.3.6): the partner's system and key, and where the partner
    does not aggregate, its port."""

    system_priority: int
    system: str
    key: int
    port: tuple[int, int] | None


class Receive(Enum):
    """How much of the partner is known (5.4.12)."""

    PORT_DISABLED = auto()
    EXPIRED = auto()  # it is not heard any more, or not yet
    DEFAULTED = auto()  # nothing
    CURRENT = auto()


class Heard(Enum):
    """What changes that."""

    ENABLED = auto()
    DISABLED = auto()
    UNIT = auto()
    SILENCE = auto()


#: State -> what happens -> the state that follows; what is not here changes nothing.
RECEIVE: Mapping[Receive, Mapping[Heard, Receive]] = {
    Receive.PORT_DISABLED: {Heard.ENABLED: Receive.EXPIRED},
    Receive.EXPIRED: {
        Heard.UNIT: Receive.CURRENT, Heard.SILENCE: Receive.DEFAULTED, Heard.DISABLED: Receive.PORT_DISABLED,
    },
    Receive.DEFAULTED: {Heard.UNIT: Receive.CURRENT, Heard.DISABLED: Receive.PORT_DISABLED},
    Receive.CURRENT: {
        Heard.UNIT: Receive.CURRENT, Heard.SILENCE: Receive.EXPIRED, Heard.DISABLED: Receive.PORT_DISABLED,
    },
}  # fmt: skip


class Mux(Enum):
    """How far a port is on its way into the aggregation (5.4.15, coupled control)."""

    DETACHED = auto()
    WAITING = auto()
    ATTACHED = auto()
    COLLECTING_DISTRIBUTING = auto()


class MuxCause(Enum):
    """What changes that."""

    SELECTED = auto()
    UNSELECTED = auto()
    READY = auto()  # it has waited, and so have all that wait
    PARTNER_IN = auto()  # the partner is in sync
    PARTNER_OUT = auto()


#: State -> what holds -> the state that follows.
MUX: Mapping[Mux, Mapping[MuxCause, Mux]] = {
    Mux.DETACHED: {MuxCause.SELECTED: Mux.WAITING},
    Mux.WAITING: {MuxCause.UNSELECTED: Mux.DETACHED, MuxCause.READY: Mux.ATTACHED},
    Mux.ATTACHED: {MuxCause.UNSELECTED: Mux.DETACHED, MuxCause.PARTNER_IN: Mux.COLLECTING_DISTRIBUTING},
    Mux.COLLECTING_DISTRIBUTING: {MuxCause.UNSELECTED: Mux.ATTACHED, MuxCause.PARTNER_OUT: Mux.ATTACHED},
}

_WORDS = ('activity', 'timeout', 'aggregation', 'synchronization', 'collecting', 'distributing', 'defaulted', 'expired')


def read(unit: lacp, who: str) -> Participant:
    """The `actor` or the `partner` of a unit."""
    bits = sum(getattr(unit, f'{who}_state_{word}') << place for place, word in enumerate(_WORDS))
    fields = {name: getattr(unit, f'{who}_{name}') for name in Participant._fields if name != 'state'}
    return Participant(**fields, state=State(bits))


def written(actor: Participant, partner: Participant) -> lacp:
    """The unit in which an actor speaks to its partner."""
    fields: dict[str, int | str] = {}
    for who, end in (('actor', actor), ('partner', partner)):
        fields |= {f'{who}_{name}': value for name, value in end._asdict().items() if name != 'state'}
        fields |= {f'{who}_state_{word}': end.state >> place & 1 for place, word in enumerate(_WORDS)}
    return lacp(**fields)  # type: ignore[arg-type]
