"""Link layer discovery (IEEE 802.1AB)."""

from __future__ import annotations

from typing import Self

from ..wire import DecodeError, Structure
from .packet_base import Header

__all__ = [
    'LLDP_MAC_NEAREST_BRIDGE',
    'LLDP_MAC_NEAREST_CUSTOMER_BRIDGE',
    'LLDP_MAC_NEAREST_NON_TPMR_BRIDGE',
    'LLDP_TLV_CHASSIS_ID',
    'LLDP_TLV_END',
    'LLDP_TLV_MANAGEMENT_ADDRESS',
    'LLDP_TLV_ORGANIZATIONALLY_SPECIFIC',
    'LLDP_TLV_PORT_DESCRIPTION',
    'LLDP_TLV_PORT_ID',
    'LLDP_TLV_SYSTEM_CAPABILITIES',
    'LLDP_TLV_SYSTEM_DESCRIPTION',
    'LLDP_TLV_SYSTEM_NAME',
    'LLDP_TLV_TTL',
    'ChassisID',
    'End',
    'LLDPBasicTLV',
    'ManagementAddress',
    'OrganizationallySpecific',
    'PortDescription',
    'PortID',
    'SystemCapabilities',
    'SystemDescription',
    'SystemName',
    'TTL',
    'UnknownTLV',
    'lldp',
]

LLDP_MAC_NEAREST_BRIDGE = '01:80:c2:00:00:0e'
LLDP_MAC_NEAREST_NON_TPMR_BRIDGE = '01:80:c2:00:00:03'
LLDP_MAC_NEAREST_CUSTOMER_BRIDGE = '01:80:c2:00:00:00'

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


class LLDPBasicTLV(Structure):
    """A TLV (802.1AB, 8.4); the table of each kind describes its information string."""

    tlv_type = LLDP_TLV_END

    @property
    def tlv_info(self) -> bytes:
        """The information string."""
        return self.encode()

    @property
    def len(self) -> int:
        """The byte count of the information string."""
        return len(self.encode())

    @property
    def typelen(self) -> int:
        """Type and length as the one number that they are on the wire."""
        return self.tlv_type << 9 | self.len

    def serialize(self) -> bytes:
        """The whole TLV."""
        info = self.encode()
        return _TypeLength(self.tlv_type, len(info)).encode() + info


class _TypeLength(Structure, size=2):
    type: bits(7)
    length: bits(9)


class End(LLDPBasicTLV):
    """Nothing but padding follows (8.5.1)."""

    tlv_type = LLDP_TLV_END


class ChassisID(LLDPBasicTLV):
    """Who sends (8.5.2); `chassis_id` is bytes, what they mean is said by `subtype`."""

    tlv_type = LLDP_TLV_CHASSIS_ID

    SUB_CHASSIS_COMPONENT = 1
    SUB_INTERFACE_ALIAS = 2
    SUB_PORT_COMPONENT = 3
    SUB_MAC_ADDRESS = 4
    SUB_NETWORK_ADDRESS = 5
    SUB_INTERFACE_NAME = 6
    SUB_LOCALLY_ASSIGNED = 7

    subtype: u8
    chassis_id: tail


class PortID(LLDPBasicTLV):
    """From which port (8.5.3); `port_id` is bytes, what they mean is said by `subtype`."""

    tlv_type = LLDP_TLV_PORT_ID

    SUB_INTERFACE_ALIAS = 1
    SUB_PORT_COMPONENT = 2
    SUB_MAC_ADDRESS = 3
    SUB_NETWORK_ADDRESS = 4
    SUB_INTERFACE_NAME = 5
    SUB_AGENT_CIRCUIT_ID = 6
    SUB_LOCALLY_ASSIGNED = 7

    subtype: u8
    port_id: tail


class TTL(LLDPBasicTLV):
    """For how many seconds this holds; 0 takes it back (8.5.4)."""

    tlv_type = LLDP_TLV_TTL

    ttl: u16


class PortDescription(LLDPBasicTLV):
    """The port, for people (8.5.5)."""

    tlv_type = LLDP_TLV_PORT_DESCRIPTION

    port_description: tail


class SystemName(LLDPBasicTLV):
    """The system's name (8.5.6)."""

    tlv_type = LLDP_TLV_SYSTEM_NAME

    system_name: tail


class SystemDescription(LLDPBasicTLV):
    """The system, for people (8.5.7)."""

    tlv_type = LLDP_TLV_SYSTEM_DESCRIPTION

    system_description: tail


class SystemCapabilities(LLDPBasicTLV):
    """What the system can do, and what of it is enabled (8.5.8)."""

    tlv_type = LLDP_TLV_SYSTEM_CAPABILITIES

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


class ManagementAddress(LLDPBasicTLV):
    """Where the system is managed (8.5.9); `addr` and `oid` are bytes."""

    tlv_type = LLDP_TLV_MANAGEMENT_ADDRESS

    addr_subtype: u8
    addr: tail
    intf_subtype: u8
    intf_num: u32
    oid: tail

    @property
    def addr_len(self) -> int:
        """The byte count of the address and its subtype."""
        return len(self.addr) + 1

    @property
    def oid_len(self) -> int:
        """The byte count of the object identifier."""
        return len(self.oid)

    def encode(self) -> bytes:
        address = bytes((self.addr_subtype,)) + self.addr
        return _Management(address, self.intf_subtype, self.intf_num, self.oid).encode()

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        read = _Management.decode(buf, offset, limit)
        if not read.address:
            raise DecodeError('ManagementAddress', 'no address', buf, offset)
        return cls(read.address[0], read.address[1:], read.intf_subtype, read.intf_num, read.oid)


class _Management(Structure):
    addr_len: size_of('address', u8)
    address: tail
    intf_subtype: u8
    intf_num: u32
    oid_len: size_of('oid', u8)
    oid: tail


class OrganizationallySpecific(LLDPBasicTLV):
    """What an organization, told by its `oui`, makes of `subtype` and `info`, all but `subtype` bytes (8.6)."""

    tlv_type = LLDP_TLV_ORGANIZATIONALLY_SPECIFIC

    oui: bytes_(3)
    subtype: u8
    info: tail


class UnknownTLV(LLDPBasicTLV):
    """A TLV of a reserved type, kept as bytes."""

    tlv_type: u8
    info: tail

    def encode(self) -> bytes:
        return self.info

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        return cls(buf[offset - 2] >> 1, buf[offset:limit])


class lldp(Header):
    """A data unit: chassis, port and time to live, in this order, then what else the sender says (8.1)."""

    tlvs: body

    is_last = True
    #: TLVs by type.
    tlv_classes = {
        each.tlv_type: each
        for each in (
            End,
            ChassisID,
            PortID,
            TTL,
            PortDescription,
            SystemName,
            SystemDescription,
            SystemCapabilities,
            ManagementAddress,
            OrganizationallySpecific,
        )
    }

    def __init__(self, tlvs: list[LLDPBasicTLV]) -> None:
        self.tlvs = tlvs

    def encode(self) -> bytes:
        return b''.join([tlv.serialize() for tlv in self.tlvs])

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        """The data unit up to its End TLV or as far as it can be read, and where that is; raises DecodeError where the
        three TLVs that have to come first do not."""
        tlvs: list[LLDPBasicTLV] = []
        while limit - offset >= 2 and len(tlvs) < MAX_TLVS and not (tlvs and tlvs[-1].tlv_type == LLDP_TLV_END):
            end = offset + 2 + ((buf[offset] & 1) << 8 | buf[offset + 1])
            reader = cls.tlv_classes.get(buf[offset] >> 1, UnknownTLV)
            if end > limit:
                break
            try:
                tlvs.append(reader.decode(buf, offset + 2, end))
            except DecodeError:
                break
            offset = end
        if [type(tlv) for tlv in tlvs[:3]] != [ChassisID, PortID, TTL]:
            raise DecodeError('lldp', 'does not begin with chassis, port and time to live', buf, offset)
        return cls(tlvs), offset
