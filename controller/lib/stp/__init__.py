"""Spanning tree (IEEE 802.1D): `bridge` is the protocol, without sockets and clocks; `app` has it work on switches."""

from .app import EventPacketIn, EventPortStateChange, EventTopologyChange, Stp
from .bridge import Bridge, Notice, Output, Port, PortChanged, TopologyChanged, Transmit
from .values import BridgeConfig, Config, PortConfig, PortRole, PortState, Times, Vector

__all__ = [
    'Bridge', 'BridgeConfig', 'Config', 'EventPacketIn', 'EventPortStateChange', 'EventTopologyChange', 'Notice',
    'Output', 'Port', 'PortChanged', 'PortConfig', 'PortRole', 'PortState', 'Stp', 'Times', 'TopologyChanged',
    'Transmit', 'Vector',
]  # fmt: skip
