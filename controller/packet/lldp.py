"""Link layer discovery (IEEE 802.1AB)."""

from __future__ import annotations

from typing import Self

from ..wire import DecodeError, Structure
from .packet_base import LateHeader, Part

__all__ = [
    'LLDP_MAC_NEAREST_BRIDGE', 'LLDP_MAC_NEAREST_CUSTOMER_BRIDGE', 'LLDP_MAC_NEAREST_NON_TPMR_BRIDGE',
    'LLDP_TLV_CHASSIS_ID', 'LLDP_TLV_END', 'LLDP_TLV_LENGTH_MASK', 'LLDP_TLV_MANAGEMENT_ADDRESS',
    'LLDP_TLV_ORGANIZATIONALLY_SPECIFIC', 'LLDP_TLV_PORT_DESCRIPTION', 'LLDP_TLV_PORT_ID', 'LLDP_TLV_SIZE',
    'LLDP_TLV_SYSTEM_CAPABILITIES', 'LLDP_TLV_SYSTEM_DESCRIPTION', 'LLDP_TLV_SYSTEM_NAME', 'LLDP_TLV_TTL',
    'LLDP_TLV_TYPE_MASK', 'LLDP_TLV_TYPE_SHIFT', 'ChassisID', 'End', 'LLDPBasicTLV', 'ManagementAddress',
    'OrganizationallySpecific', 'PortDescription', 'PortID', 'SystemCapabilities', 'SystemDescription', 'SystemName',
    'TTL', 'UnknownTLV', 'lldp',
]  # fmt: skip

LLDP_MAC_NEAREST_BRIDGE = '01:80:c2:00:00:0e'
LLDP_MAC_NEAREST_NON_TPMR_BRIDGE = '01:80:c2:00:00:03'
LLDP_MAC_NEAREST_CUSTOMER_BRIDGE = '01:80:c2:00:00:00'

LLDP_TLV_SIZE = 2  # of type and length (8.4)
LLDP_TLV_TYPE_MASK = 0xFE00
LLDP_TLV_TYPE_SHIFT = 9
LLDP_TLV_LENGTH_MASK = 0x01FF

LLDP_TLV_END = 0
LLDP_TLV_CHASSIS_ID = 1
LLDP_TLV_PORT_ID = 2
LLDP_TLV_TTL = 3
LLDP_TLV_PORT_DESCRIPTION = 4
LLDP_TLV_SYSTEM_NAME = 5
LLDP_TLV_SYSTEM_DESCRIPTION = 6
LLDP_TLV_SYSTEM_CAPABILITIES = 7
LLDP_TLV_MANAGEMENT_ADDRESS = 8
LLDP_TLV_ORGANIZATIONALLY_SPECIFIC = 127

#: TLVs that are read; a frame of Ethernet's size holds no more that say anything.
MAX_TLVS = 500
#: The TLVs that a data unit begins with, and the fewest and most bytes of their information (8.5.2 to 8.5.4).
MANDATORY = [(LLDP_TLV_CHASSIS_ID, 2, 256), (LLDP_TLV_PORT_ID, 2, 256), (LLDP_TLV_TTL, 2, 2)]


class LLDPBasicTLV(Part, family='tlv_type length', uncounted=LLDP_TLV_SIZE, end=LLDP_TLV_END, loose=True):
    """A TLV (802.1AB, 8.4); the table of each kind describes its information string."""
    tlv_type: bits(7)
    length: bits(9)

    json_omits = ('tlv_type', 'length')
    json_adds = ('len', 'typelen')

    @property
    def tlv_info(self) -> bytes:
        """The information string."""
        return self.encode()[LLDP_TLV_SIZE:]

    @property
    def len(self) -> int:
        """The byte count of the information string."""
        return len(self.encode()) - LLDP_TLV_SIZE

    @property
    def typelen(self) -> int:
        """Type and length as the one number that they are on the wire."""
        return self.tlv_type << LLDP_TLV_TYPE_SHIFT | self.len

    @staticmethod
    def get_type(buf: bytes) -> int:
        """The type of the TLV that `buf` begins with."""
        return buf[0] >> 1


class End(LLDPBasicTLV, type=LLDP_TLV_END):
    """Nothing but padding follows (8.5.1)."""

class ChassisID(LLDPBasicTLV, type=LLDP_TLV_CHASSIS_ID):
    """Who sends (8.5.2); `chassis_id` is bytes, what they mean is said by `subtype`."""
    SUB_CHASSIS_COMPONENT = 1
    SUB_INTERFACE_ALIAS = 2
    SUB_PORT_COMPONENT = 3
    SUB_MAC_ADDRESS = 4
    SUB_NETWORK_ADDRESS = 5
    SUB_INTERFACE_NAME = 6
    SUB_LOCALLY_ASSIGNED = 7

    subtype: u8
    chassis_id: tail

class PortID(LLDPBasicTLV, type=LLDP_TLV_PORT_ID):
    """From which port (8.5.3); `port_id` is bytes, what they mean is said by `subtype`."""
    SUB_INTERFACE_ALIAS = 1
    SUB_PORT_COMPONENT = 2
    SUB_MAC_ADDRESS = 3
    SUB_NETWORK_ADDRESS = 4
    SUB_INTERFACE_NAME = 5
    SUB_AGENT_CIRCUIT_ID = 6
    SUB_LOCALLY_ASSIGNED = 7

    subtype: u8
    port_id: tail

class TTL(LLDPBasicTLV, type=LLDP_TLV_TTL):
    """For how many seconds this holds; 0 takes it back (8.5.4)."""
    ttl: u16

class PortDescription(LLDPBasicTLV, type=LLDP_TLV_PORT_DESCRIPTION):
    """The port, for people (8.5.5)."""
    port_description: tail

class SystemName(LLDPBasicTLV, type=LLDP_TLV_SYSTEM_NAME):
    """The system's name (8.5.6)."""
    system_name: tail

class SystemDescription(LLDPBasicTLV, type=LLDP_TLV_SYSTEM_DESCRIPTION):
    """The system, for people (8.5.7)."""
    system_description: tail

class SystemCapabilities(LLDPBasicTLV, type=LLDP_TLV_SYSTEM_CAPABILITIES):
    """What the system can do, and what of it is enabled (8.5.8)."""
    CAP_REPEATER = 1 << 1
    CAP_MAC_BRIDGE = 1 << 2
    CAP_WLAN_ACCESS_POINT = 1 << 3
    CAP_ROUTER = 1 << 4
    CAP_TELEPHONE = 1 << 5
    CAP_DOCSIS = 1 << 6
    CAP_STATION_ONLY = 1 << 7
    CAP_CVLAN = 1 << 8
    CAP_SVLAN = 1 << 9
    CAP_TPMR = 1 << 10

    system_cap: u16
    enabled_cap: u16


class ManagementAddress(LLDPBasicTLV, type=LLDP_TLV_MANAGEMENT_ADDRESS):
    """Where the system is managed (8.5.9); `addr` and `oid` are bytes."""
    addr_subtype: u8
    addr: tail
    intf_subtype: u8
    intf_num: u32
    oid: tail

    json_adds = (*LLDPBasicTLV.json_adds, 'addr_len', 'oid_len')

    @property
    def addr_len(self) -> int:
        """The byte count of the address and its subtype."""
        return len(self.addr) + 1

    @property
    def oid_len(self) -> int:
        """The byte count of the object identifier."""
        return len(self.oid)

    def encode(self) -> bytes:
        address = _Address(self.addr_subtype, self.addr).encode()
        info = _Management(address, self.intf_subtype, self.intf_num, self.oid).encode()
        return UnknownTLV(self.tlv_type, info).encode()

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        read = _Management.decode(buf, offset + LLDP_TLV_SIZE, limit)
        address = _Address.decode(read.address, 0, len(read.address))
        return cls(address.addr_subtype, address.addr, read.intf_subtype, read.intf_num, read.oid)


class _Address(Structure):
    addr_subtype: u8
    addr: tail

class _Management(Structure):
    addr_len: size_of('address', u8)
    address: tail
    intf_subtype: u8
    intf_num: u32
    oid_len: size_of('oid', u8)
    oid: tail

class OrganizationallySpecific(LLDPBasicTLV, type=LLDP_TLV_ORGANIZATIONALLY_SPECIFIC):
    """What an organization, told by its `oui`, makes of `subtype` and `info`, all but `subtype` bytes (8.6)."""
    oui: bytes_(3)
    subtype: u8
    info: tail

class UnknownTLV(LLDPBasicTLV, type=...):
    """A TLV of a reserved type, or one whose information is not that of its type, kept as bytes."""
    info: tail


class lldp(LateHeader):
    """A data unit: chassis, port and time to live, in this order, then what else the sender says (8.1)."""

    tlvs: list[LLDPBasicTLV]

    is_last = True

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        """The data unit up to its End TLV or as far as it can be read, and where that is; raises DecodeError where the
        three TLVs that have to come first do not."""
        seen, end = 0, offset
        while limit - end >= LLDP_TLV_SIZE and seen < MAX_TLVS:
            kind, size = buf[end] >> 1, (buf[end] & 1) << 8 | buf[end + 1]
            if end + LLDP_TLV_SIZE + size > limit or (kind == LLDP_TLV_END and size):
                break
            if seen < len(MANDATORY):
                wanted, least, most = MANDATORY[seen]
                if kind != wanted or not least <= size <= most:
                    break
            seen, end = seen + 1, end + LLDP_TLV_SIZE + size
            if kind == LLDP_TLV_END:
                break
        if seen < len(MANDATORY):
            raise DecodeError('lldp', 'does not begin with chassis, port and time to live', buf, offset)
        return cls.deferred(buf, offset, end), end
