"""Bridge protocol data units: spanning tree and rapid spanning tree (IEEE 802.1D-2004, 9)."""

from __future__ import annotations

from typing import Self

from ..wire import DecodeError
from ..wire.kinds import mac_bytes
from .packet_base import Header

__all__ = [
    'BRIDGE_GROUP_ADDRESS', 'DEFAULT_BRIDGE_PRIORITY', 'DEFAULT_FORWARD_DELAY', 'DEFAULT_HELLO_TIME', 'DEFAULT_MAX_AGE',
    'DEFAULT_PORT_PRIORITY', 'PORT_PATH_COST_100GB', 'PORT_PATH_COST_100KB', 'PORT_PATH_COST_100MB',
    'PORT_PATH_COST_10GB', 'PORT_PATH_COST_10MB', 'PORT_PATH_COST_10TB', 'PORT_PATH_COST_1GB', 'PORT_PATH_COST_1MB',
    'PORT_PATH_COST_1TB', 'PROTOCOLVERSION_ID_BPDU', 'PROTOCOLVERSION_ID_RSTBPDU', 'PROTOCOL_IDENTIFIER',
    'TYPE_CONFIG_BPDU', 'TYPE_RSTBPDU', 'TYPE_TOPOLOGY_CHANGE_BPDU', 'VERSION_1_LENGTH', 'ConfigurationBPDUs',
    'RstBPDUs', 'TopologyChangeNotificationBPDUs', 'bpdu',
]  # fmt: skip

BRIDGE_GROUP_ADDRESS = '01:80:c2:00:00:00'

PROTOCOL_IDENTIFIER = 0
PROTOCOLVERSION_ID_BPDU = 0
PROTOCOLVERSION_ID_RSTBPDU = 2
TYPE_CONFIG_BPDU = 0
TYPE_TOPOLOGY_CHANGE_BPDU = 128
TYPE_RSTBPDU = 2
VERSION_1_LENGTH = 0

DEFAULT_BRIDGE_PRIORITY = 32768  # table 17-2
DEFAULT_PORT_PRIORITY = 128
DEFAULT_MAX_AGE = 20  # table 17-1
DEFAULT_HELLO_TIME = 2
DEFAULT_FORWARD_DELAY = 15

PORT_PATH_COST_100KB = 200000000  # table 17-3
PORT_PATH_COST_1MB = 20000000
PORT_PATH_COST_10MB = 2000000
PORT_PATH_COST_100MB = 200000
PORT_PATH_COST_1GB = 20000
PORT_PATH_COST_10GB = 2000
PORT_PATH_COST_100GB = 200
PORT_PATH_COST_1TB = 20
PORT_PATH_COST_10TB = 2

HEAD_SIZE = 4


class bpdu(Header, size=HEAD_SIZE):
    """What every unit begins with; reads a unit as one of the classes below, and refuses those of other protocols."""
    _protocol_id: u16 = PROTOCOL_IDENTIFIER
    _version_id: u8 = PROTOCOLVERSION_ID_BPDU
    _bpdu_type: u8 = TYPE_CONFIG_BPDU

    is_last = True

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        unit = UNITS.get(buf[offset : min(offset + HEAD_SIZE, limit)])
        end = offset + unit.table.size if unit else limit + 1
        if end > limit:
            raise DecodeError('bpdu', 'no unit of a known version and type, and of its size', buf, offset)
        return unit.decode(buf, offset, end), end


class TopologyChangeNotificationBPDUs(bpdu, size=HEAD_SIZE):
    """Tells the root that the topology has changed (9.3.2)."""
    VERSION_ID = PROTOCOLVERSION_ID_BPDU
    BPDU_TYPE = TYPE_TOPOLOGY_CHANGE_BPDU
    PACK_LEN = 0  # bytes behind what every unit begins with

    _bpdu_type: u8 = TYPE_TOPOLOGY_CHANGE_BPDU


class ConfigurationBPDUs(bpdu, size=35):
    """A configuration unit (9.3.1).

    `flags` are topology change (1) and its acknowledgement (128). The priorities are multiples of 4096, a port's of 16,
    and are followed by the id's lower bits: a system id extension, a port number. The times are seconds, in steps of
    1/256.
    """
    VERSION_ID = PROTOCOLVERSION_ID_BPDU
    BPDU_TYPE = TYPE_CONFIG_BPDU
    PACK_LEN = 31

    flags: u8 = 0
    root_priority: scaled(bits(4), 4096) = DEFAULT_BRIDGE_PRIORITY
    root_system_id_extension: bits(12) = 0
    root_mac_address: mac = '00:00:00:00:00:00'
    root_path_cost: u32 = 0
    bridge_priority: scaled(bits(4), 4096) = DEFAULT_BRIDGE_PRIORITY
    bridge_system_id_extension: bits(12) = 0
    bridge_mac_address: mac = '00:00:00:00:00:00'
    port_priority: scaled(bits(4), 16) = DEFAULT_PORT_PRIORITY
    port_number: bits(12) = 0
    message_age: scaled(u16, 1 / 256) = 0
    max_age: scaled(u16, 1 / 256) = DEFAULT_MAX_AGE
    hello_time: scaled(u16, 1 / 256) = DEFAULT_HELLO_TIME
    forward_delay: scaled(u16, 1 / 256) = DEFAULT_FORWARD_DELAY

    @staticmethod
    def encode_bridge_id(priority: int, system_id_extension: int, mac_address: str) -> int:
        """A bridge identifier as one number: the lower, the better (9.2.5)."""
        return priority + system_id_extension << 48 | int.from_bytes(mac_bytes(mac_address))

    @staticmethod
    def encode_port_id(priority: int, port_number: int) -> int:
        """A port identifier as one number: the lower, the better (9.2.7)."""
        return priority << 8 | port_number


class RstBPDUs(ConfigurationBPDUs, size=36):
    """A rapid spanning tree unit (9.3.3).

    `flags` has besides: proposal (2), port role (4 to 12: alternate or backup, root, designated), learning (16),
    forwarding (32), agreement (64).
    """
    VERSION_ID = PROTOCOLVERSION_ID_RSTBPDU
    BPDU_TYPE = TYPE_RSTBPDU
    PACK_LEN = 1  # behind a configuration unit

    _version_id: u8 = PROTOCOLVERSION_ID_RSTBPDU
    _bpdu_type: u8 = TYPE_RSTBPDU
    _version_1_length: u8 = VERSION_1_LENGTH


#: By the bytes that a unit begins with.
UNITS = {
    bytes((0, PROTOCOL_IDENTIFIER, unit.VERSION_ID, unit.BPDU_TYPE)): unit
    for unit in (ConfigurationBPDUs, TopologyChangeNotificationBPDUs, RstBPDUs)
}
