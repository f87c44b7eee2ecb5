# Made by `python -m controller.commands.packet_stubs` from lldp.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import ClassVar, Final
from .packet_base import LateHeader, Part

__all__ = [
    'LLDP_MAC_NEAREST_BRIDGE', 'LLDP_MAC_NEAREST_CUSTOMER_BRIDGE', 'LLDP_MAC_NEAREST_NON_TPMR_BRIDGE',
    'LLDP_TLV_CHASSIS_ID', 'LLDP_TLV_END', 'LLDP_TLV_LENGTH_MASK', 'LLDP_TLV_MANAGEMENT_ADDRESS',
    'LLDP_TLV_ORGANIZATIONALLY_SPECIFIC', 'LLDP_TLV_PORT_DESCRIPTION', 'LLDP_TLV_PORT_ID', 'LLDP_TLV_SIZE',
    'LLDP_TLV_SYSTEM_CAPABILITIES', 'LLDP_TLV_SYSTEM_DESCRIPTION', 'LLDP_TLV_SYSTEM_NAME', 'LLDP_TLV_TTL',
    'LLDP_TLV_TYPE_MASK', 'LLDP_TLV_TYPE_SHIFT', 'ChassisID', 'End', 'LLDPBasicTLV', 'ManagementAddress',
    'OrganizationallySpecific', 'PortDescription', 'PortID', 'SystemCapabilities', 'SystemDescription', 'SystemName',
    'TTL', 'UnknownTLV', 'lldp',
]

LLDP_MAC_NEAREST_BRIDGE: Final = '01:80:c2:00:00:0e'
LLDP_MAC_NEAREST_NON_TPMR_BRIDGE: Final = '01:80:c2:00:00:03'
LLDP_MAC_NEAREST_CUSTOMER_BRIDGE: Final = '01:80:c2:00:00:00'
LLDP_TLV_SIZE: Final = 2
LLDP_TLV_TYPE_MASK: Final = 65024
LLDP_TLV_TYPE_SHIFT: Final = 9
LLDP_TLV_LENGTH_MASK: Final = 511
LLDP_TLV_END: Final = 0
LLDP_TLV_CHASSIS_ID: Final = 1
LLDP_TLV_PORT_ID: Final = 2
LLDP_TLV_TTL: Final = 3
LLDP_TLV_PORT_DESCRIPTION: Final = 4
LLDP_TLV_SYSTEM_NAME: Final = 5
LLDP_TLV_SYSTEM_DESCRIPTION: Final = 6
LLDP_TLV_SYSTEM_CAPABILITIES: Final = 7
LLDP_TLV_MANAGEMENT_ADDRESS: Final = 8
LLDP_TLV_ORGANIZATIONALLY_SPECIFIC: Final = 127

class LLDPBasicTLV(Part):
    tlv_type: int
    length: int
    data: bytes
    def __init__(self, tlv_type: int, data: bytes = b'', length: int | None = None) -> None: ...
    @property
    def tlv_info(self) -> bytes: ...
    @property
    def len(self) -> int: ...
    @property
    def typelen(self) -> int: ...
    @staticmethod
    def get_type(buf: bytes) -> int: ...

class End(LLDPBasicTLV):
    def __init__(self, tlv_type: int | None = None, length: int | None = None) -> None: ...

class ChassisID(LLDPBasicTLV):
    subtype: int
    chassis_id: bytes
    SUB_CHASSIS_COMPONENT: ClassVar[int]; SUB_INTERFACE_ALIAS: ClassVar[int]; SUB_PORT_COMPONENT: ClassVar[int]
    SUB_MAC_ADDRESS: ClassVar[int]; SUB_NETWORK_ADDRESS: ClassVar[int]; SUB_INTERFACE_NAME: ClassVar[int]
    SUB_LOCALLY_ASSIGNED: ClassVar[int]
    def __init__(
        self, subtype: int, chassis_id: bytes = b'', tlv_type: int | None = None, length: int | None = None,
    ) -> None: ...

class PortID(LLDPBasicTLV):
    subtype: int
    port_id: bytes
    SUB_INTERFACE_ALIAS: ClassVar[int]; SUB_PORT_COMPONENT: ClassVar[int]; SUB_MAC_ADDRESS: ClassVar[int]
    SUB_NETWORK_ADDRESS: ClassVar[int]; SUB_INTERFACE_NAME: ClassVar[int]; SUB_AGENT_CIRCUIT_ID: ClassVar[int]
    SUB_LOCALLY_ASSIGNED: ClassVar[int]
    def __init__(
        self, subtype: int, port_id: bytes = b'', tlv_type: int | None = None, length: int | None = None,
    ) -> None: ...

class TTL(LLDPBasicTLV):
    ttl: int
    def __init__(self, ttl: int, tlv_type: int | None = None, length: int | None = None) -> None: ...

class PortDescription(LLDPBasicTLV):
    port_description: bytes
    def __init__(
        self, port_description: bytes = b'', tlv_type: int | None = None, length: int | None = None,
    ) -> None: ...

class SystemName(LLDPBasicTLV):
    system_name: bytes
    def __init__(self, system_name: bytes = b'', tlv_type: int | None = None, length: int | None = None) -> None: ...

class SystemDescription(LLDPBasicTLV):
    system_description: bytes
    def __init__(
        self, system_description: bytes = b'', tlv_type: int | None = None, length: int | None = None,
    ) -> None: ...

class SystemCapabilities(LLDPBasicTLV):
    system_cap: int
    enabled_cap: int
    CAP_REPEATER: ClassVar[int]; CAP_MAC_BRIDGE: ClassVar[int]; CAP_WLAN_ACCESS_POINT: ClassVar[int]
    CAP_ROUTER: ClassVar[int]; CAP_TELEPHONE: ClassVar[int]; CAP_DOCSIS: ClassVar[int]; CAP_STATION_ONLY: ClassVar[int]
    CAP_CVLAN: ClassVar[int]; CAP_SVLAN: ClassVar[int]; CAP_TPMR: ClassVar[int]
    def __init__(
        self, system_cap: int, enabled_cap: int, tlv_type: int | None = None, length: int | None = None,
    ) -> None: ...

class ManagementAddress(LLDPBasicTLV):
    addr_subtype: int
    addr: bytes
    intf_subtype: int
    intf_num: int
    oid: bytes
    def __init__(
        self, addr_subtype: int, addr: bytes = b'', intf_subtype: int | None = None, intf_num: int | None = None,
        oid: bytes = b'', tlv_type: int | None = None, length: int | None = None,
    ) -> None: ...
    @property
    def addr_len(self) -> int: ...
    @property
    def oid_len(self) -> int: ...

class OrganizationallySpecific(LLDPBasicTLV):
    oui: bytes
    subtype: int
    info: bytes
    def __init__(
        self, oui: str | bytes, subtype: int, info: bytes = b'', tlv_type: int | None = None, length: int | None = None,
    ) -> None: ...

class UnknownTLV(LLDPBasicTLV):
    info: bytes
    def __init__(self, tlv_type: int, info: bytes = b'', length: int | None = None) -> None: ...

class lldp(LateHeader):
    tlvs: list[LLDPBasicTLV | bytes]
    def __init__(self, tlvs: Sequence[LLDPBasicTLV | bytes] | None = None) -> None: ...
