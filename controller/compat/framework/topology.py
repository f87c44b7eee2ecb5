"""What Ryu's `topology` has beside ours: the numbers of its own discovery."""

from __future__ import annotations

from typing import Any

from ...topology.probe import LLDPPacket
from ...topology.switches import Switches
from ..adoption import Adoption

__all__ = ['adopt', 'disown']

#: Ryu's programs read them; how ours does it, and how fast, is in `controller.topology.discovery`.
NUMBERS: dict[str, Any] = {
    'DEFAULT_TTL': 120,
    'LLDP_PACKET_LEN': len(LLDPPacket.lldp_packet(0, 0, '00:00:00:00:00:00', 0)),
    'LLDP_SEND_GUARD': 0.05,
    'LLDP_SEND_PERIOD_PER_PORT': 0.9,
    'TIMEOUT_CHECK_PERIOD': 5.0,
    'LINK_TIMEOUT': 10.0,
}

ADOPTION = Adoption({Switches: NUMBERS})

adopt, disown = ADOPTION.adopt, ADOPTION.disown
