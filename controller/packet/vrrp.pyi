# Made by `python -m controller.commands.packet_stubs` from vrrp.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import Any, Final, Self
from .ipv4 import ipv4
from .ipv6 import ipv6
from .packet import Packet
from .packet_base import Header, PacketBase

__all__ = [
    'VRRP_AUTH_DATA1', 'VRRP_AUTH_DATA2', 'VRRP_AUTH_NO_AUTH', 'VRRP_AUTH_RESERVED1', 'VRRP_AUTH_RESERVED2',
    'VRRP_IPV4_DST_ADDRESS', 'VRRP_IPV4_DST_MAC_ADDRESS', 'VRRP_IPV4_SRC_MAC_ADDRESS_FMT', 'VRRP_IPV4_TTL',
    'VRRP_IPV6_DST_ADDRESS', 'VRRP_IPV6_DST_MAC_ADDRESS', 'VRRP_IPV6_HOP_LIMIT', 'VRRP_IPV6_SRC_MAC_ADDRESS_FMT',
    'VRRP_MAX_ADVER_INT_DEFAULT_IN_SEC', 'VRRP_PRIORITY_ADDRESS_OWNER', 'VRRP_PRIORITY_BACKUP_DEFAULT',
    'VRRP_PRIORITY_BACKUP_MAX', 'VRRP_PRIORITY_BACKUP_MIN', 'VRRP_PRIORITY_MAX', 'VRRP_PRIORITY_MIN',
    'VRRP_PRIORITY_RELEASE_RESPONSIBILITY', 'VRRP_TYPE_ADVERTISEMENT', 'VRRP_TYPE_MASK',
    'VRRP_V2_MAX_ADVER_INT_DEFAULT', 'VRRP_V2_MAX_ADVER_INT_MASK', 'VRRP_V2_MAX_ADVER_INT_MAX',
    'VRRP_V2_MAX_ADVER_INT_MIN', 'VRRP_V3_MAX_ADVER_INT_DEFAULT', 'VRRP_V3_MAX_ADVER_INT_MASK',
    'VRRP_V3_MAX_ADVER_INT_MAX', 'VRRP_V3_MAX_ADVER_INT_MIN', 'VRRP_VERSION_SHIFT', 'VRRP_VERSION_V2',
    'VRRP_VERSION_V3', 'VRRP_VRID_MAX', 'VRRP_VRID_MIN', 'ip_address_lt', 'ip_text_to_bin', 'is_ipv6', 'vrrp',
    'vrrp_from_version_type', 'vrrp_ipv4_src_mac_address', 'vrrp_ipv6_src_mac_address', 'vrrp_to_version_type',
    'vrrpv2', 'vrrpv3',
]

VRRP_VERSION_SHIFT: Final = 4
VRRP_TYPE_MASK: Final = 15
VRRP_VERSION_V2: Final = 2
VRRP_VERSION_V3: Final = 3
VRRP_TYPE_ADVERTISEMENT: Final = 1
VRRP_VRID_MIN: Final = 1
VRRP_VRID_MAX: Final = 255
VRRP_PRIORITY_MIN: Final = 0
VRRP_PRIORITY_MAX: Final = 255
VRRP_PRIORITY_RELEASE_RESPONSIBILITY: Final = 0
VRRP_PRIORITY_BACKUP_MIN: Final = 1
VRRP_PRIORITY_BACKUP_DEFAULT: Final = 100
VRRP_PRIORITY_BACKUP_MAX: Final = 254
VRRP_PRIORITY_ADDRESS_OWNER: Final = 255
VRRP_MAX_ADVER_INT_DEFAULT_IN_SEC: Final = 1
VRRP_V2_MAX_ADVER_INT_DEFAULT: Final = 1
VRRP_V2_MAX_ADVER_INT_MIN: Final = 1
VRRP_V2_MAX_ADVER_INT_MAX: Final = 255
VRRP_V2_MAX_ADVER_INT_MASK: Final = 255
VRRP_V3_MAX_ADVER_INT_DEFAULT: Final = 100
VRRP_V3_MAX_ADVER_INT_MIN: Final = 1
VRRP_V3_MAX_ADVER_INT_MAX: Final = 4095
VRRP_V3_MAX_ADVER_INT_MASK: Final = 4095
VRRP_AUTH_NO_AUTH: Final = 0
VRRP_AUTH_RESERVED1: Final = 1
VRRP_AUTH_RESERVED2: Final = 2
VRRP_AUTH_DATA1: Final = 0
VRRP_AUTH_DATA2: Final = 0
VRRP_IPV4_SRC_MAC_ADDRESS_FMT: Final = '00:00:5E:00:01:%02x'
VRRP_IPV4_DST_MAC_ADDRESS: Final = '01:00:5E:00:00:12'
VRRP_IPV4_DST_ADDRESS: Final = '224.0.0.18'
VRRP_IPV6_SRC_MAC_ADDRESS_FMT: Final = '00:00:5E:00:02:%02x'
VRRP_IPV6_DST_MAC_ADDRESS: Final = '33:33:00:00:00:12'
VRRP_IPV6_DST_ADDRESS: Final = 'ff02::12'
VRRP_IPV4_TTL: Final = 255
VRRP_IPV6_HOP_LIMIT: Final = 255

def vrrp_ipv4_src_mac_address(vrid: int) -> str: ...

def vrrp_ipv6_src_mac_address(vrid: int) -> str: ...

def vrrp_from_version_type(version_type: int) -> tuple[int, int]: ...

def vrrp_to_version_type(version: int, type_: int) -> int: ...

def is_ipv6(ip_address: str) -> bool: ...

def ip_text_to_bin(ip_text: str) -> bytes: ...

def ip_address_lt(ip1: str, ip2: str) -> bool: ...

class vrrp(Header):
    version: int
    type: int
    vrid: int
    priority: int
    count_ip: int
    max_adver_int: int
    checksum: int
    ip_addresses: list[str]
    per_second: int; intervals: range; auth_type: Any; auth_data: Any; identification: int
    @staticmethod
    def create_version(
        version: int, type_: int, vrid: int, priority: int, max_adver_int: int, ip_addresses: Sequence[str], *auth: Any,
    ) -> vrrp: ...
    @classmethod
    def create(cls, type_: int, vrid: int, priority: int, max_adver_int: int, ip_addresses: Sequence[str]) -> Self: ...
    @staticmethod
    def get_payload(packet_: Packet) -> tuple[ipv4 | ipv6 | None, vrrp | None]: ...
    @staticmethod
    def sec_to_max_adver_int(version: int, seconds: float) -> int: ...
    @staticmethod
    def max_adver_int_to_sec(version: int, max_adver_int: int) -> float: ...
    @staticmethod
    def is_valid_ttl(ipvx: ipv4 | ipv6) -> bool: ...
    @property
    def max_adver_int_in_sec(self) -> float: ...
    @property
    def is_ipv6(self) -> bool: ...
    def is_valid(self) -> bool: ...
    def checksum_ok(self, ipvx: ipv4 | ipv6, vrrp_buf: bytes) -> bool: ...
    def sum(self, raw: bytes, prev: PacketBase | None) -> int: ...
    def get_identification(self) -> int: ...
    def create_packet(self, primary_ip_address: str, vlan_id: int | None = None) -> Packet: ...

class vrrpv2(vrrp):
    auth_type: int
    auth_data: list[int]
    def __init__(
        self, version: int = 2, type_: int = 1, vrid: int = 1, priority: int = 100, count_ip: int = 0,
        max_adver_int: int = 1, checksum: int = 0, ip_addresses: list[str] | None = None, auth_type: int = 0,
        auth_data: Sequence[int] = (0, 0),
    ) -> None: ...

class vrrpv3(vrrp):
    def __init__(
        self, version: int = 3, type_: int = 1, vrid: int = 1, priority: int = 100, count_ip: int = 0,
        max_adver_int: int = 100, checksum: int = 0, ip_addresses: list[str] | None = None,
    ) -> None: ...
