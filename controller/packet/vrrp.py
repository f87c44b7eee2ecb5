"""The Virtual Router Redundancy Protocol, versions 2 and 3 (RFC 3768, RFC 5798)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Self

from ..wire import DecodeError
from . import ether_types as ether
from . import in_proto as inet
from .ethernet import ethernet
from .ipv4 import ipv4
from .ipv6 import ipv6
from .packet import Packet
from .packet_base import Codec, Header, PacketBase
from .packet_utils import address_bytes, address_text, transport_checksum
from .packet_utils import checksum as checksum_of
from .vlan import vlan

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
]  # fmt: skip

VRRP_VERSION_SHIFT = 4
VRRP_TYPE_MASK = 0x0F
VRRP_VERSION_V2 = 2
VRRP_VERSION_V3 = 3
VRRP_TYPE_ADVERTISEMENT = 1
VRRP_VRID_MIN, VRRP_VRID_MAX = 1, 255
VRRP_PRIORITY_MIN, VRRP_PRIORITY_MAX = 0, 255
VRRP_PRIORITY_RELEASE_RESPONSIBILITY = 0  # the master stops (RFC 5798, 5.2.4)
VRRP_PRIORITY_BACKUP_MIN, VRRP_PRIORITY_BACKUP_DEFAULT, VRRP_PRIORITY_BACKUP_MAX = 1, 100, 254
VRRP_PRIORITY_ADDRESS_OWNER = 255
VRRP_MAX_ADVER_INT_DEFAULT_IN_SEC = 1
VRRP_V2_MAX_ADVER_INT_DEFAULT = 1  # seconds
VRRP_V2_MAX_ADVER_INT_MIN, VRRP_V2_MAX_ADVER_INT_MAX = 1, 0xFF
VRRP_V2_MAX_ADVER_INT_MASK = 0xFF
VRRP_V3_MAX_ADVER_INT_DEFAULT = 100  # hundredths of a second
VRRP_V3_MAX_ADVER_INT_MIN, VRRP_V3_MAX_ADVER_INT_MAX = 1, 0xFFF
VRRP_V3_MAX_ADVER_INT_MASK = 0xFFF
VRRP_AUTH_NO_AUTH, VRRP_AUTH_RESERVED1, VRRP_AUTH_RESERVED2 = 0, 1, 2  # RFC 3768, 5.3.6
VRRP_AUTH_DATA1 = VRRP_AUTH_DATA2 = 0

VRRP_IPV4_SRC_MAC_ADDRESS_FMT = '00:00:5E:00:01:%02x'  # with the virtual router's id (RFC 5798, 7.3)
VRRP_IPV4_DST_MAC_ADDRESS = '01:00:5E:00:00:12'
VRRP_IPV4_DST_ADDRESS = '224.0.0.18'
VRRP_IPV6_SRC_MAC_ADDRESS_FMT = '00:00:5E:00:02:%02x'
VRRP_IPV6_DST_MAC_ADDRESS = '33:33:00:00:00:12'
VRRP_IPV6_DST_ADDRESS = 'ff02::12'
VRRP_IPV4_TTL = VRRP_IPV6_HOP_LIMIT = 255

INTERNETWORK_CONTROL = 0xC0  # the precedence that routers send with


def vrrp_ipv4_src_mac_address(vrid: int) -> str:
    """The MAC address of a virtual router of IPv4."""
    return VRRP_IPV4_SRC_MAC_ADDRESS_FMT % vrid


def vrrp_ipv6_src_mac_address(vrid: int) -> str:
    """The MAC address of a virtual router of IPv6."""
    return VRRP_IPV6_SRC_MAC_ADDRESS_FMT % vrid


def vrrp_from_version_type(version_type: int) -> tuple[int, int]:
    """The version and the type that the first byte of an advertisement holds."""
    return version_type >> VRRP_VERSION_SHIFT, version_type & VRRP_TYPE_MASK


def vrrp_to_version_type(version: int, type_: int) -> int:
    """The first byte of an advertisement."""
    return version << VRRP_VERSION_SHIFT | type_


def is_ipv6(ip_address: str) -> bool:
    """Whether an address is one of IPv6."""
    return ':' in ip_address


def ip_text_to_bin(ip_text: str) -> bytes:
    """The four or sixteen bytes of an address; raises OSError for what is none."""
    return address_bytes(ip_text)


def ip_address_lt(ip1: str, ip2: str) -> bool:
    """Whether an address comes before another one: of two masters of the same priority it yields (RFC 5798, 6.4.3)."""
    return ip_text_to_bin(ip1) < ip_text_to_bin(ip2)


class vrrp(Header):
    """An advertisement of a version that its first byte tells: `parser` gives a `vrrpv2` or a `vrrpv3`.

    `ip_addresses` are those of the virtual router `vrid`. `max_adver_int`, the interval of advertisements, counts
    seconds in version 2, hundredths in version 3. A `count_ip` or `checksum` of 0 or None is filled in.
    """

    filled = ('count_ip', 'checksum')
    is_last = True
    #: How many of what `max_adver_int` counts are a second, and what it may be.
    per_second, intervals = 1, range(0)
    #: Only version 2 has these.
    auth_type = auth_data = None
    #: Of the last IPv4 datagram that `create_packet` has made.
    identification = 0

    json_adds = ('identification',)

    if TYPE_CHECKING:  # what both versions have
        version: int
        type: int
        vrid: int
        priority: int
        count_ip: int
        max_adver_int: int
        checksum: int
        ip_addresses: list[str]

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        reader = VERSIONS.get(buf[offset] >> VRRP_VERSION_SHIFT)
        if reader is None:
            raise DecodeError('vrrp', 'no version 2 or 3', buf, offset)
        return reader.decode_prefix(buf, offset, limit)

    @staticmethod
    def create_version(
        version: int, type_: int, vrid: int, priority: int, max_adver_int: int, ip_addresses: Sequence[str], *auth: Any
    ) -> vrrp:
        """An advertisement of a version, `auth` is its `auth_type` and `auth_data`; raises KeyError for no version."""
        count_ip = len(ip_addresses)
        return VERSIONS[version](version, type_, vrid, priority, count_ip, max_adver_int, 0, ip_addresses, *auth)

    @classmethod
    def create(cls, type_: int, vrid: int, priority: int, max_adver_int: int, ip_addresses: Sequence[str]) -> Self:
        """An advertisement of this version, without authentication."""
        return cls(
            type_=type_, vrid=vrid, priority=priority, count_ip=len(ip_addresses), max_adver_int=max_adver_int,
            ip_addresses=ip_addresses,
        )  # fmt: skip

    @staticmethod
    def get_payload(packet_: Packet) -> tuple[ipv4 | ipv6 | None, vrrp | None]:
        """The IP header of a packet and the advertisement in it."""
        return packet_.get_protocol(ipv4) or packet_.get_protocol(ipv6), packet_.get_protocol(vrrp)

    @staticmethod
    def sec_to_max_adver_int(version: int, seconds: float) -> int:
        """Seconds in the unit of a version."""
        return int(seconds * VERSIONS[version].per_second)

    @staticmethod
    def max_adver_int_to_sec(version: int, max_adver_int: int) -> float:
        """The unit of a version in seconds."""
        return max_adver_int / VERSIONS[version].per_second

    @staticmethod
    def is_valid_ttl(ipvx: ipv4 | ipv6) -> bool:
        """Whether a datagram has passed no router (RFC 5798, 5.1.1.3)."""
        return (ipvx.ttl if isinstance(ipvx, ipv4) else ipvx.hop_limit) == VRRP_IPV4_TTL

    @property
    def max_adver_int_in_sec(self) -> float:
        """The interval of advertisements in seconds."""
        return self.max_adver_int / self.per_second

    @property
    def is_ipv6(self) -> bool:
        """Whether this is about a virtual router of IPv6."""
        return bool(self.ip_addresses) and is_ipv6(self.ip_addresses[0])

    def is_valid(self) -> bool:
        """Whether the fields have values that the specification allows."""
        return (
            VERSIONS.get(self.version) is type(self)
            and self.type == VRRP_TYPE_ADVERTISEMENT
            and VRRP_VRID_MIN <= self.vrid <= VRRP_VRID_MAX
            and VRRP_PRIORITY_MIN <= self.priority <= VRRP_PRIORITY_MAX
            and self.max_adver_int in self.intervals
            and self.count_ip == len(self.ip_addresses)
        )

    def checksum_ok(self, ipvx: ipv4 | ipv6, vrrp_buf: bytes) -> bool:
        """Whether the checksum of the advertisement that is these bytes, behind the header `ipvx`, is right."""
        return self.sum(vrrp_buf, ipvx) == 0

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        if not self.checksum:
            self.checksum = 0
            self.checksum = self.sum(self.encode(), prev)
        return self.encode()

    def sum(self, raw: bytes, prev: PacketBase | None) -> int:
        """The checksum of an advertisement behind the header `prev` (RFC 5798, 5.2.8)."""
        return transport_checksum(prev, inet.IPPROTO_VRRP, raw)

    def get_identification(self) -> int:
        """The next `identification` of a datagram, never 0."""
        self.identification = self.identification % 0xFFFF + 1
        return self.identification

    def create_packet(self, primary_ip_address: str, vlan_id: int | None = None) -> Packet:
        """The advertisement in a frame from the virtual router, whose master has that address."""
        ip: ipv4 | ipv6
        if self.is_ipv6:
            ethertype, dst, src = ether.ETH_TYPE_IPV6, VRRP_IPV6_DST_MAC_ADDRESS, vrrp_ipv6_src_mac_address(self.vrid)
            ip = ipv6(nxt=inet.IPPROTO_VRRP, src=primary_ip_address, dst=VRRP_IPV6_DST_ADDRESS)
            ip.traffic_class, ip.hop_limit = INTERNETWORK_CONTROL, VRRP_IPV6_HOP_LIMIT
        else:
            ethertype, dst, src = ether.ETH_TYPE_IP, VRRP_IPV4_DST_MAC_ADDRESS, vrrp_ipv4_src_mac_address(self.vrid)
            ip = ipv4(proto=inet.IPPROTO_VRRP, src=primary_ip_address, dst=VRRP_IPV4_DST_ADDRESS)
            ip.tos, ip.ttl, ip.identification = INTERNETWORK_CONTROL, VRRP_IPV4_TTL, self.get_identification()
        if vlan_id is None:
            return ethernet(dst, src, ethertype) / ip / self
        return ethernet(dst, src, ether.ETH_TYPE_8021Q) / vlan(vid=vlan_id, ethertype=ethertype) / ip / self


ORDER = 'version type vrid priority count_ip max_adver_int checksum ip_addresses'  # of the constructors, Ryu's


class vrrpv2(vrrp, afresh=True, order=ORDER):
    """Version 2, for IPv4 (RFC 3768, 5.1); `auth_data` are two numbers, of no use any more."""
    version: bits(4) = VRRP_VERSION_V2
    type: bits(4) = VRRP_TYPE_ADVERTISEMENT
    vrid: u8 = VRRP_VRID_MIN
    priority: u8 = VRRP_PRIORITY_BACKUP_DEFAULT
    count_ip: count_of('ip_addresses', 4, u8) = 0
    auth_type: u8 = VRRP_AUTH_NO_AUTH
    max_adver_int: u8 = VRRP_V2_MAX_ADVER_INT_DEFAULT
    checksum: u16 = 0
    ip_addresses: list[ipv4]
    auth_data: list[u32, 2] = (VRRP_AUTH_DATA1, VRRP_AUTH_DATA2)

    intervals = range(VRRP_V2_MAX_ADVER_INT_MIN, VRRP_V2_MAX_ADVER_INT_MAX + 1)

    def is_valid(self) -> bool:
        return super().is_valid() and self.auth_type == VRRP_AUTH_NO_AUTH

    def sum(self, raw: bytes, prev: PacketBase | None) -> int:
        return checksum_of(raw)


def _read_addresses(header: vrrpv3, buf: bytes, offset: int, limit: int) -> tuple[list[str], int]:
    size = 16 if limit - offset == 16 * header.count_ip else 4
    end = offset + size * header.count_ip
    if end > limit:
        raise DecodeError('vrrpv3', f'no {header.count_ip} addresses', buf, offset)
    return [address_text(buf[at : at + size]) for at in range(offset, end, size)], end


#: As many addresses as `count_ip` says, of IPv6 where they fill the packet, else of IPv4.
either_addresses = Codec(_read_addresses, lambda _, addresses: b''.join(map(address_bytes, addresses)), 'list[str]')


class vrrpv3(vrrp, afresh=True, order=ORDER):
    """Version 3, for IPv4 or IPv6 (RFC 5798, 5.1)."""
    version: bits(4) = VRRP_VERSION_V3
    type: bits(4) = VRRP_TYPE_ADVERTISEMENT
    vrid: u8 = VRRP_VRID_MIN
    priority: u8 = VRRP_PRIORITY_BACKUP_DEFAULT
    count_ip: number_of('ip_addresses', u8) = 0
    _1: bits(4)
    max_adver_int: bits(12) = VRRP_V3_MAX_ADVER_INT_DEFAULT
    checksum: u16 = 0
    ip_addresses: coded(either_addresses) = []

    per_second, intervals = 100, range(VRRP_V3_MAX_ADVER_INT_MIN, VRRP_V3_MAX_ADVER_INT_MAX + 1)
    json_adds = ('identification', 'auth_type', 'auth_data')


VERSIONS: Final = {VRRP_VERSION_V2: vrrpv2, VRRP_VERSION_V3: vrrpv3}
