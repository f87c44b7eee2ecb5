"""Numbers and small classes of Ryu's spanning tree library; the library itself is `controller.lib.stp`.

What Ryu has besides, `OfCtl_v1_0`, `OfCtl_v1_2later` and `PortThread`, is how it works inside.
"""

from __future__ import annotations

from typing import Any

from ...lib.stp import PortRole, PortState
from ...lib.stp.app import BPDU_PRIORITY, CLOSED_PRIORITY
from ...lib.stp.values import MAX_PORT_NO
from ...packet.bpdu import ConfigurationBPDUs

__all__ = [
    'BPDU_PKT_IN_PRIORITY', 'DESIGNATED_PORT', 'INFERIOR', 'MAX_PORT_NO', 'NON_DESIGNATED_PORT', 'NO_PKT_IN_PRIORITY',
    'PORT_CONFIG_V1_0', 'PORT_CONFIG_V1_2', 'PORT_CONFIG_V1_3', 'PORT_STATE_BLOCK', 'PORT_STATE_DISABLE',
    'PORT_STATE_FORWARD', 'PORT_STATE_LEARN', 'PORT_STATE_LISTEN', 'REPEATED', 'ROOT_PORT', 'SUPERIOR', 'BridgeId',
    'PortId', 'Priority', 'Times', 'cmp',
]  # fmt: skip

BPDU_PKT_IN_PRIORITY, NO_PKT_IN_PRIORITY = BPDU_PRIORITY, CLOSED_PRIORITY

PORT_STATE_DISABLE, PORT_STATE_BLOCK, PORT_STATE_LISTEN, PORT_STATE_LEARN, PORT_STATE_FORWARD = PortState
DESIGNATED_PORT, ROOT_PORT, NON_DESIGNATED_PORT = PortRole

#: How what was heard compares with what was known.
SUPERIOR, REPEATED, INFERIOR = -1, 0, 1

#: Bits of OFPPC_* by the state of a port, as Ryu sets them. We use fewer, see `controller.lib.stp.app`.
PORT_CONFIG_V1_0 = {0: 0x3C, 1: 0x34, 2: 0x14, 3: 0x10, 4: 0}
PORT_CONFIG_V1_2 = PORT_CONFIG_V1_3 = {0: 0x24, 1: 0x60, 2: 0x40, 3: 0x40, 4: 0}


def cmp(a: Any, b: Any) -> int:
    """-1, 0 or 1: Python 2's."""
    return (a > b) - (a < b)


class BridgeId:
    """The identifier of a bridge, as a number in `value`."""

    def __init__(self, priority: int, system_id_extension: int, mac_addr: str) -> None:
        self.priority = priority
        self.system_id_extension = system_id_extension
        self.mac_addr = mac_addr
        self.value = ConfigurationBPDUs.encode_bridge_id(priority, system_id_extension, mac_addr)


class PortId:
    """The identifier of a port, as a number in `value`."""

    def __init__(self, priority: int, port_no: int) -> None:
        self.priority = priority
        self.port_no = port_no
        self.value = ConfigurationBPDUs.encode_port_id(priority, port_no)


class Priority:
    """A way to the root, of such identifiers."""

    def __init__(
        self, root_id: BridgeId, root_path_cost: int, designated_bridge_id: BridgeId | None,
        designated_port_id: PortId | None,
    ) -> None:  # fmt: skip
        self.root_id = root_id
        self.root_path_cost = root_path_cost
        self.designated_bridge_id = designated_bridge_id
        self.designated_port_id = designated_port_id


class Times:
    """What a BPDU says of time, in seconds."""

    def __init__(self, message_age: float, max_age: float, hello_time: float, forward_delay: float) -> None:
        self.message_age = message_age
        self.max_age = max_age
        self.hello_time = hello_time
        self.forward_delay = forward_delay
