"""A port of an emulated switch."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ['Counters', 'Port']


@dataclass
class Counters:
    """What has gone through a port."""

    rx_packets: int = 0
    tx_packets: int = 0
    rx_bytes: int = 0
    tx_bytes: int = 0
    rx_dropped: int = 0
    tx_dropped: int = 0


@dataclass
class Port:
    """A port: `link_up` is what the cable says, `blocked` what the spanning tree says, the rest what the controller
    has configured (OFPPC_*)."""

    number: int
    hw_addr: str
    name: str
    since: float = 0.0
    link_up: bool = True
    blocked: bool = False
    down: bool = False
    no_recv: bool = False
    no_recv_stp: bool = False  # of 1.0, where `no_recv` spares the frames of the spanning tree protocol
    no_flood: bool = False
    no_fwd: bool = False
    no_packet_in: bool = False
    advertised: int = 0
    counters: Counters = field(default_factory=Counters)

    @property
    def live(self) -> bool:
        """Whether frames can leave by it."""
        return self.link_up and not self.down

    @property
    def floods(self) -> bool:
        """Whether OFPP_FLOOD includes it (1.3.5, 4.5): not if that would close a loop."""
        return not self.blocked and not self.no_flood
