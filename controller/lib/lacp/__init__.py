"""Link aggregation (LACP, IEEE 802.1AX): `bond` is the protocol, without sockets and clocks, `app` is for switches."""

from .app import EventPacketIn, EventSlaveStateChanged, LacpLib
from .bond import Bond, Link, MemberChanged, Notice, Output, Transmit
from .values import Lag, Mux, Participant, Receive, State

__all__ = [
    'Bond', 'EventPacketIn', 'EventSlaveStateChanged', 'LacpLib', 'Lag', 'Link', 'MemberChanged', 'Mux', 'Notice',
    'Output', 'Participant', 'Receive', 'State', 'Transmit',
]  # fmt: skip
