"""Open Shortest Path First, version 2 (RFC 2328), with opaque LSAs (RFC 5250) and extended prefixes (RFC 7684)."""

from __future__ import annotations

from typing import Any, Self

from ..wire import DecodeError
from ..wire.kinds import ipv4_bytes, ipv4_text
from .packet_base import Codec, Header, PacketBase, Part
from .packet_utils import checksum, fletcher_checksum, replaced

VERSION, SIZE, CHECKSUM_AT = 2, 24, 12
HEADER_SIZE, CHECKSUM_IN_LSA_AT = 20, 16  # of an LSA
CRYPTOGRAPHIC = 2  # the authentication that leaves the checksum 0 (D.4.3)

OSPF_MSG_UNKNOWN, OSPF_MSG_HELLO, OSPF_MSG_DB_DESC, OSPF_MSG_LS_REQ, OSPF_MSG_LS_UPD, OSPF_MSG_LS_ACK = range(6)
OSPF_UNKNOWN_LSA, OSPF_ROUTER_LSA, OSPF_NETWORK_LSA, OSPF_SUMMARY_LSA, OSPF_ASBR_SUMMARY_LSA = range(5)
OSPF_AS_EXTERNAL_LSA, OSPF_AS_NSSA_LSA = 5, 7
OSPF_OPAQUE_LINK_LSA, OSPF_OPAQUE_AREA_LSA, OSPF_OPAQUE_AS_LSA = 9, 10, 11

OSPF_OPTION_T, OSPF_OPTION_E, OSPF_OPTION_MC, OSPF_OPTION_NP = 0x01, 0x02, 0x04, 0x08  # A.2
OSPF_OPTION_EA, OSPF_OPTION_DC, OSPF_OPTION_DN = 0x10, 0x20, 0x80  # RFC 4576 has the last
LSA_LINK_TYPE_P2P, LSA_LINK_TYPE_TRANSIT, LSA_LINK_TYPE_STUB, LSA_LINK_TYPE_VL = range(1, 5)
ROUTER_LSA_BORDER, ROUTER_LSA_EXTERNAL, ROUTER_LSA_VIRTUAL, ROUTER_LSA_NT, ROUTER_LSA_SHORTCUT = 1, 2, 4, 16, 32
AS_EXTERNAL_METRIC = 0x80
OSPF_OPAQUE_TYPE_UNKNOWN, OSPF_OPAQUE_TYPE_EXTENDED_PREFIX_LSA, OSPF_OPAQUE_TYPE_EXTENDED_LINK_LSA = 0, 7, 8
OSPF_EXTENDED_PREFIX_TLV, OSPF_EXTENDED_PREFIX_SID_SUBTLV = 1, 2


class InvalidChecksum(DecodeError):
    """The checksum of an LSA is not that of its bytes."""


# -- what is said of links: LSAs (A.4) -------------------------------------------------------------------------------

class _LSAHead(Part):
    ls_age: u16 = 0
    options: u8 = 0
    type_: u8 = OSPF_UNKNOWN_LSA
    id_: ipv4 = '0.0.0.0'
    adv_router: ipv4 = '0.0.0.0'
    ls_seqnum: u32 = 0
    checksum: u16 = 0
    length: u16 = 0

    @property
    def opaque_type(self) -> int:
        """The first byte of an opaque LSA's id (RFC 5250, 3)."""
        return ipv4_bytes(self.id_)[0]

    @property
    def opaque_id(self) -> int:
        """The other three bytes."""
        return int.from_bytes(ipv4_bytes(self.id_)[1:])


class LSAHeader(_LSAHead, size=HEADER_SIZE):
    """The header of an LSA on its own (A.4.1); an opaque one may have `opaque_type` and `opaque_id` for its `id_`."""

    def __init__(
        self, ls_age: int = 0, options: int = 0, type_: int = OSPF_UNKNOWN_LSA, id_: str = '0.0.0.0',
        adv_router: str = '0.0.0.0', ls_seqnum: int = 0, checksum: int = 0, length: int = 0,
        opaque_type: int = OSPF_OPAQUE_TYPE_UNKNOWN, opaque_id: int = 0,
    ) -> None:  # fmt: skip
        self.ls_age, self.options, self.type_, self.adv_router = ls_age, options, type_, adv_router
        self.id_ = _opaque_id(opaque_type, opaque_id) if opaque_type or opaque_id else id_
        self.ls_seqnum, self.checksum, self.length = ls_seqnum, checksum, length


def _opaque_id(opaque_type: int, opaque_id: int) -> str:
    return ipv4_text((opaque_type << 24 | opaque_id).to_bytes(4))


class LSA(_LSAHead, family='type_ length', loose=True):
    """A link state advertisement, here one whose `data` no one knows; a `length` or `checksum` of 0 is filled in."""
    json_adds = ('header',)

    def __init_subclass__(cls, order: str = ' '.join(_LSAHead.__annotations__), **keywords: Any) -> None:
        super().__init_subclass__(order=order, **keywords)

    @classmethod
    def parser(cls, buf: bytes) -> tuple[LSA, type[LSA], bytes]:  # type: ignore[override]
        """The LSA at the start of `buf`, its class, and what is left; raises DecodeError, perhaps InvalidChecksum."""
        lsa, end = cls.decode_prefix(buf, 0, len(buf))
        found = fletcher_checksum(buf[2:end], CHECKSUM_IN_LSA_AT - 2)
        if lsa.checksum != found:
            raise InvalidChecksum('LSA', f'checksum is {lsa.checksum:#06x}, not {found:#06x}', buf, CHECKSUM_IN_LSA_AT)
        return lsa, type(lsa), buf[end:]

    @property
    def header(self) -> LSAHeader:
        """The header alone, as database descriptions and acknowledgements have it."""
        return LSAHeader.decode(self.serialize(), 0, HEADER_SIZE)

    def serialize(self) -> bytes:
        """The LSA's bytes; what is 0 is filled in: the checksum covers all but the age (12.1.7)."""
        self.checksum = self.checksum or 0
        raw = self.encode()
        self.length = self.length or len(raw)
        if self.checksum == 0:
            self.checksum = fletcher_checksum(raw[2:], CHECKSUM_IN_LSA_AT - 2)
        return replaced(raw, CHECKSUM_IN_LSA_AT, self.checksum.to_bytes(2))

class Link(Part):
    """A link of a router; `tos` counts the metrics by type of service in `tos_metrics`, four bytes each."""
    id_: ipv4 = '0.0.0.0'
    data: ipv4 = '0.0.0.0'
    type_: u8 = LSA_LINK_TYPE_STUB
    tos: count_of('tos_metrics', 4, u8) = 0
    metric: u16 = 10
    tos_metrics: tail = b''

class RouterLSA(LSA, type=OSPF_ROUTER_LSA):
    """The links of a router (A.4.2)."""
    Link = Link
    flags: u8 = 0
    _1: pad(1)
    number_of_links: number_of('links', u16)
    links: list[Link]

class NetworkLSA(LSA, type=OSPF_NETWORK_LSA):
    """The routers of a network (A.4.3)."""
    mask: ipv4 = '0.0.0.0'
    routers: list[ipv4]

class SummaryLSA(LSA, type=OSPF_SUMMARY_LSA):
    """A network of another area (A.4.4); `tos_metrics` are the metrics by type of service, four bytes each."""
    mask: ipv4 = '0.0.0.0'
    tos: u8 = 0
    metric: u24 = 0
    tos_metrics: tail = b''

class ASBRSummaryLSA(SummaryLSA, type=OSPF_ASBR_SUMMARY_LSA):
    """A router of another area that knows networks outside (A.4.4)."""

class ExternalNetwork(Part, size=16):
    """A network outside: `flags` may be AS_EXTERNAL_METRIC."""
    mask: ipv4 = '0.0.0.0'
    flags: u8 = 0
    metric: u24 = 0
    fwd_addr: ipv4 = '0.0.0.0'
    tag: u32 = 0

class ASExternalLSA(LSA, type=OSPF_AS_EXTERNAL_LSA):
    """A network outside the autonomous system (A.4.5)."""
    ExternalNetwork = ExternalNetwork
    extnws: list[ExternalNetwork]

class NSSAExternalLSA(ASExternalLSA, type=OSPF_AS_NSSA_LSA):
    """The same in an area that is not so stubby (RFC 3101)."""


# -- opaque LSAs -----------------------------------------------------------------------------------------------------

#: The byte that counts the bits of a prefix, and the address, which comes two bytes further on.
prefix_bits = Codec.fixed(1, lambda tlv, raw: raw[0], lambda tlv, value: bytes((int(tlv.prefix.partition('/')[2]),)))
prefix_text = Codec.fixed(
    4, lambda tlv, raw: f'{ipv4_text(raw)}/{tlv.prefix_length}', lambda tlv, value: ipv4_bytes(value.partition('/')[0])
)


class PrefixTLV(Part, family='type_ length', uncounted=4, align='outside', boundary=4, loose=True):
    """What an opaque LSA says of a prefix (RFC 7684, 2), here bytes of a type without a class; `length` counts them."""
    type_: u16 = 0
    length: u16 = 0

class ExtendedPrefixTLV(
    PrefixTLV, type=OSPF_EXTENDED_PREFIX_TLV, order='type_ length route_type address_family prefix'
):
    """A prefix such as '10.0.0.0/8' (RFC 7684, 2.1) and what is said of it, in TLVs of its own."""
    route_type: u8 = 0
    prefix_length: coded(prefix_bits) = 0
    address_family: u8 = 0
    flags: u8 = 0
    prefix: coded(prefix_text) = '0.0.0.0/0'
    tlvs: list[PrefixTLV]

class PrefixSIDSubTLV(PrefixTLV, type=OSPF_EXTENDED_PREFIX_SID_SUBTLV, order='type_ length'):
    """The segments of a prefix, as a draft of RFC 8665 had it and Ryu has."""
    flags: u8 = 0
    mt_id: u8 = 0
    algorithm: u8 = 0
    _1: pad(1)
    range_size: u16 = 0
    _2: pad(2)
    index: u32 = 0

class ExtendedLinkTLV(Part, family='type_ length', uncounted=4, align='outside', boundary=4, loose=True):
    """What an opaque LSA says of a link (RFC 7684, 3), as bytes; `length` counts them."""
    type_: u16 = 0
    length: u16 = 0

class OpaqueBody(Part):
    """The TLVs of an opaque LSA, here of a prefix's."""
    tlvs: list[PrefixTLV]

class ExtendedPrefixOpaqueBody(OpaqueBody):
    """What is said of prefixes (RFC 7684, 2)."""

class ExtendedLinkOpaqueBody(OpaqueBody):
    """What is said of links (RFC 7684, 3)."""
    tlvs: list[ExtendedLinkTLV]

class OpaqueLSA(LSA):
    """An LSA of something else than routes (RFC 5250); `data` is an OpaqueBody, or bytes."""
    data: chosen(opaque_type, {7: ExtendedPrefixOpaqueBody, 8: ExtendedLinkOpaqueBody}) = None

    def __init__(
        self, ls_age: int = 0, options: int = 0, type_: int | None = None, adv_router: str = '0.0.0.0',
        ls_seqnum: int = 0, checksum: int = 0, length: int = 0, opaque_type: int = OSPF_OPAQUE_TYPE_UNKNOWN,
        opaque_id: int = 0, data: OpaqueBody | bytes | None = None,
    ) -> None:  # fmt: skip
        self.id_ = _opaque_id(opaque_type, opaque_id)
        self.ls_age, self.options, self.adv_router, self.data = ls_age, options, adv_router, data
        self.ls_seqnum, self.checksum, self.length = ls_seqnum, checksum, length

class LocalOpaqueLSA(OpaqueLSA, type=OSPF_OPAQUE_LINK_LSA):
    """One for a link."""

class AreaOpaqueLSA(OpaqueLSA, type=OSPF_OPAQUE_AREA_LSA):
    """One for an area."""

class ASOpaqueLSA(OpaqueLSA, type=OSPF_OPAQUE_AS_LSA):
    """One for the autonomous system."""


# -- messages (A.3) --------------------------------------------------------------------------------------------------

HEAD = 'length router_id area_id au_type authentication checksum version'


class OSPFMessage(Header, family='type_ length', order=f'type_ {HEAD}'):
    """A message (A.3.1); a `length` or `checksum` of 0 is filled in.

    `authentication` is a number of eight bytes; a digest (D.4.3) follows the message, and is not of it.
    """
    version: u8 = VERSION
    type_: u8
    length: u16 = 0
    router_id: ipv4 = '0.0.0.0'
    area_id: ipv4 = '0.0.0.0'
    checksum: u16 = 0
    au_type: u16 = 1
    authentication: u64 = 0
    filled = ('length', 'checksum')
    is_last = True

    def __init_subclass__(cls, order: str = HEAD, **keywords: Any) -> None:
        super().__init_subclass__(order=order, **keywords)

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        version, type_, *length = buf[offset : min(offset + 4, limit)].ljust(4, b'\0')
        end = offset + int.from_bytes(length)
        if version != VERSION or not OSPF_MSG_HELLO <= type_ <= OSPF_MSG_LS_ACK or end > limit:
            raise DecodeError('OSPFMessage', f'version {version}, type {type_}, {end - offset} bytes', buf, offset)
        return OSPFMessage.decode(buf, offset, end), end

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        self.checksum = self.checksum or 0
        raw = self.encode()
        self.length = self.length or len(raw)
        if self.checksum == 0 and self.au_type != CRYPTOGRAPHIC:  # it does not cover the authentication (D.4.1)
            self.checksum = checksum(raw[:16] + raw[SIZE:])
        return replaced(raw, CHECKSUM_AT, self.checksum.to_bytes(2))

class OSPFHello(OSPFMessage, type=OSPF_MSG_HELLO):
    """Who is there (A.3.2)."""
    mask: ipv4 = '0.0.0.0'
    hello_interval: u16 = 10
    options: u8 = 0
    priority: u8 = 1
    dead_interval: u32 = 40
    designated_router: ipv4 = '0.0.0.0'
    backup_router: ipv4 = '0.0.0.0'
    neighbors: list[ipv4]

class OSPFDBDesc(
    OSPFMessage, type=OSPF_MSG_DB_DESC, order=f'{HEAD} mtu options i_flag m_flag ms_flag sequence_number lsa_headers'
):
    """What a router has: headers of LSAs (A.3.3); `r_flag` as in RFC 4811."""
    mtu: u16 = 1500
    options: u8 = 0
    _1: bits(4)
    r_flag: bits(1) = 0
    i_flag: bits(1) = 0
    m_flag: bits(1) = 0
    ms_flag: bits(1) = 0
    sequence_number: u32 = 0
    lsa_headers: list[LSAHeader]

class Request(Part, size=12):
    """Which LSA is wanted."""
    type_: u32 = OSPF_UNKNOWN_LSA
    id: ipv4 = '0.0.0.0'
    adv_router: ipv4 = '0.0.0.0'

class OSPFLSReq(OSPFMessage, type=OSPF_MSG_LS_REQ):
    """Which LSAs a router wants (A.3.4)."""
    Request = Request
    lsa_requests: list[Request]

class OSPFLSUpd(OSPFMessage, type=OSPF_MSG_LS_UPD):
    """LSAs (A.3.5)."""
    number_of_lsas: number_of('lsas', u32)
    lsas: list[LSA]

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        for lsa in self.lsas:
            lsa.serialize()
        return super().serialize(payload, prev)

class OSPFLSAck(OSPFMessage, type=OSPF_MSG_LS_ACK):
    """Which LSAs have come (A.3.6)."""
    lsa_headers: list[LSAHeader]


ospf = OSPFMessage

START, END = ('AS_', 'LSA', 'OSPF', 'ROUTER_LSA', 'ospf'), ('Body', 'Checksum', 'LSA', 'TLV')
__all__ = [name for name in dir() if name.startswith(START) or name.endswith(END)]
