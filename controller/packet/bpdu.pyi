# Made by `python -m controller.commands.packet_stubs` from bpdu.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import ClassVar, Final
from .packet_base import Header

__all__ = [
    'BRIDGE_GROUP_ADDRESS', 'DEFAULT_BRIDGE_PRIORITY', 'DEFAULT_FORWARD_DELAY', 'DEFAULT_HELLO_TIME', 'DEFAULT_MAX_AGE',
    'DEFAULT_PORT_PRIORITY', 'PORT_PATH_COST_100GB', 'PORT_PATH_COST_100KB', 'PORT_PATH_COST_100MB',
    'PORT_PATH_COST_10GB', 'PORT_PATH_COST_10MB', 'PORT_PATH_COST_10TB', 'PORT_PATH_COST_1GB', 'PORT_PATH_COST_1MB',
    'PORT_PATH_COST_1TB', 'PROTOCOLVERSION_ID_BPDU', 'PROTOCOLVERSION_ID_RSTBPDU', 'PROTOCOL_IDENTIFIER',
    'TYPE_CONFIG_BPDU', 'TYPE_RSTBPDU', 'TYPE_TOPOLOGY_CHANGE_BPDU', 'VERSION_1_LENGTH', 'ConfigurationBPDUs',
    'RstBPDUs', 'TopologyChangeNotificationBPDUs', 'bpdu',
]

BRIDGE_GROUP_ADDRESS: Final = '01:80:c2:00:00:00'
PROTOCOL_IDENTIFIER: Final = 0
PROTOCOLVERSION_ID_BPDU: Final = 0
PROTOCOLVERSION_ID_RSTBPDU: Final = 2
TYPE_CONFIG_BPDU: Final = 0
TYPE_TOPOLOGY_CHANGE_BPDU: Final = 128
TYPE_RSTBPDU: Final = 2
VERSION_1_LENGTH: Final = 0
DEFAULT_BRIDGE_PRIORITY: Final = 32768
DEFAULT_PORT_PRIORITY: Final = 128
DEFAULT_MAX_AGE: Final = 20
DEFAULT_HELLO_TIME: Final = 2
DEFAULT_FORWARD_DELAY: Final = 15
PORT_PATH_COST_100KB: Final = 200000000
PORT_PATH_COST_1MB: Final = 20000000
PORT_PATH_COST_10MB: Final = 2000000
PORT_PATH_COST_100MB: Final = 200000
PORT_PATH_COST_1GB: Final = 20000
PORT_PATH_COST_10GB: Final = 2000
PORT_PATH_COST_100GB: Final = 200
PORT_PATH_COST_1TB: Final = 20
PORT_PATH_COST_10TB: Final = 2

class bpdu(Header):
    def __init__(self) -> None: ...

class TopologyChangeNotificationBPDUs(bpdu):
    VERSION_ID: ClassVar[int]; BPDU_TYPE: ClassVar[int]; PACK_LEN: ClassVar[int]

class ConfigurationBPDUs(bpdu):
    flags: int
    root_priority: int
    root_system_id_extension: int
    root_mac_address: str
    root_path_cost: int
    bridge_priority: int
    bridge_system_id_extension: int
    bridge_mac_address: str
    port_priority: int
    port_number: int
    message_age: float
    max_age: float
    hello_time: float
    forward_delay: float
    VERSION_ID: ClassVar[int]; BPDU_TYPE: ClassVar[int]; PACK_LEN: ClassVar[int]
    def __init__(
        self, flags: int = 0, root_priority: int = 32768, root_system_id_extension: int = 0,
        root_mac_address: str | bytes = '00:00:00:00:00:00', root_path_cost: int = 0, bridge_priority: int = 32768,
        bridge_system_id_extension: int = 0, bridge_mac_address: str | bytes = '00:00:00:00:00:00',
        port_priority: int = 128, port_number: int = 0, message_age: float = 0, max_age: float = 20,
        hello_time: float = 2, forward_delay: float = 15,
    ) -> None: ...
    @staticmethod
    def encode_bridge_id(priority: int, system_id_extension: int, mac_address: str) -> int: ...
    @staticmethod
    def encode_port_id(priority: int, port_number: int) -> int: ...

class RstBPDUs(ConfigurationBPDUs): ...
