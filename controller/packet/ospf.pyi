# Made by `python -m controller.commands.packet_stubs` from ospf.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import Final
from .packet_base import Header, Part
from ..wire import DecodeError

__all__ = [
    'ASBRSummaryLSA', 'ASExternalLSA', 'ASOpaqueLSA', 'AS_EXTERNAL_METRIC', 'AreaOpaqueLSA', 'ExtendedLinkOpaqueBody',
    'ExtendedLinkTLV', 'ExtendedPrefixOpaqueBody', 'ExtendedPrefixTLV', 'InvalidChecksum', 'LSA', 'LSAHeader',
    'LSA_LINK_TYPE_P2P', 'LSA_LINK_TYPE_STUB', 'LSA_LINK_TYPE_TRANSIT', 'LSA_LINK_TYPE_VL', 'LocalOpaqueLSA',
    'NSSAExternalLSA', 'NetworkLSA', 'OSPFDBDesc', 'OSPFHello', 'OSPFLSAck', 'OSPFLSReq', 'OSPFLSUpd', 'OSPFMessage',
    'OSPF_ASBR_SUMMARY_LSA', 'OSPF_AS_EXTERNAL_LSA', 'OSPF_AS_NSSA_LSA', 'OSPF_EXTENDED_PREFIX_SID_SUBTLV',
    'OSPF_EXTENDED_PREFIX_TLV', 'OSPF_MSG_DB_DESC', 'OSPF_MSG_HELLO', 'OSPF_MSG_LS_ACK', 'OSPF_MSG_LS_REQ',
    'OSPF_MSG_LS_UPD', 'OSPF_MSG_UNKNOWN', 'OSPF_NETWORK_LSA', 'OSPF_OPAQUE_AREA_LSA', 'OSPF_OPAQUE_AS_LSA',
    'OSPF_OPAQUE_LINK_LSA', 'OSPF_OPAQUE_TYPE_EXTENDED_LINK_LSA', 'OSPF_OPAQUE_TYPE_EXTENDED_PREFIX_LSA',
    'OSPF_OPAQUE_TYPE_UNKNOWN', 'OSPF_OPTION_DC', 'OSPF_OPTION_DN', 'OSPF_OPTION_E', 'OSPF_OPTION_EA', 'OSPF_OPTION_MC',
    'OSPF_OPTION_NP', 'OSPF_OPTION_T', 'OSPF_ROUTER_LSA', 'OSPF_SUMMARY_LSA', 'OSPF_UNKNOWN_LSA', 'OpaqueBody',
    'OpaqueLSA', 'PrefixSIDSubTLV', 'PrefixTLV', 'ROUTER_LSA_BORDER', 'ROUTER_LSA_EXTERNAL', 'ROUTER_LSA_NT',
    'ROUTER_LSA_SHORTCUT', 'ROUTER_LSA_VIRTUAL', 'RouterLSA', 'SummaryLSA', 'ospf',
]

OSPF_MSG_UNKNOWN: Final = 0
OSPF_MSG_HELLO: Final = 1
OSPF_MSG_DB_DESC: Final = 2
OSPF_MSG_LS_REQ: Final = 3
OSPF_MSG_LS_UPD: Final = 4
OSPF_MSG_LS_ACK: Final = 5
OSPF_UNKNOWN_LSA: Final = 0
OSPF_ROUTER_LSA: Final = 1
OSPF_NETWORK_LSA: Final = 2
OSPF_SUMMARY_LSA: Final = 3
OSPF_ASBR_SUMMARY_LSA: Final = 4
OSPF_AS_EXTERNAL_LSA: Final = 5
OSPF_AS_NSSA_LSA: Final = 7
OSPF_OPAQUE_LINK_LSA: Final = 9
OSPF_OPAQUE_AREA_LSA: Final = 10
OSPF_OPAQUE_AS_LSA: Final = 11
OSPF_OPTION_T: Final = 1
OSPF_OPTION_E: Final = 2
OSPF_OPTION_MC: Final = 4
OSPF_OPTION_NP: Final = 8
OSPF_OPTION_EA: Final = 16
OSPF_OPTION_DC: Final = 32
OSPF_OPTION_DN: Final = 128
LSA_LINK_TYPE_P2P: Final = 1
LSA_LINK_TYPE_TRANSIT: Final = 2
LSA_LINK_TYPE_STUB: Final = 3
LSA_LINK_TYPE_VL: Final = 4
ROUTER_LSA_BORDER: Final = 1
ROUTER_LSA_EXTERNAL: Final = 2
ROUTER_LSA_VIRTUAL: Final = 4
ROUTER_LSA_NT: Final = 16
ROUTER_LSA_SHORTCUT: Final = 32
AS_EXTERNAL_METRIC: Final = 128
OSPF_OPAQUE_TYPE_UNKNOWN: Final = 0
OSPF_OPAQUE_TYPE_EXTENDED_PREFIX_LSA: Final = 7
OSPF_OPAQUE_TYPE_EXTENDED_LINK_LSA: Final = 8
OSPF_EXTENDED_PREFIX_TLV: Final = 1
OSPF_EXTENDED_PREFIX_SID_SUBTLV: Final = 2

class InvalidChecksum(DecodeError): ...

class _LSAHead(Part):
    ls_age: int
    options: int
    type_: int
    id_: str
    adv_router: str
    ls_seqnum: int
    checksum: int
    length: int
    def __init__(
        self, ls_age: int = 0, options: int = 0, type_: int = 0, id_: str | int | bytes = '0.0.0.0',
        adv_router: str | int | bytes = '0.0.0.0', ls_seqnum: int = 0, checksum: int = 0, length: int = 0,
    ) -> None: ...
    @property
    def opaque_type(self) -> int: ...
    @property
    def opaque_id(self) -> int: ...

class LSAHeader(_LSAHead):
    def __init__(
        self, ls_age: int = 0, options: int = 0, type_: int = 0, id_: str = '0.0.0.0', adv_router: str = '0.0.0.0',
        ls_seqnum: int = 0, checksum: int = 0, length: int = 0, opaque_type: int = 0, opaque_id: int = 0,
    ) -> None: ...

class LSA(_LSAHead):
    data: bytes
    def __init__(
        self, ls_age: int = 0, options: int = 0, type_: int = 0, id_: str | int | bytes = '0.0.0.0',
        adv_router: str | int | bytes = '0.0.0.0', ls_seqnum: int = 0, checksum: int = 0, length: int = 0,
        data: bytes = b'',
    ) -> None: ...
    @classmethod
    def parser(cls, buf: bytes) -> tuple[LSA, type[LSA], bytes]: ...
    @property
    def header(self) -> LSAHeader: ...

class Link(Part):
    id_: str
    data: str
    type_: int
    tos: int
    metric: int
    tos_metrics: bytes
    def __init__(
        self, id_: str | int | bytes = '0.0.0.0', data: str | int | bytes = '0.0.0.0', type_: int = 3, tos: int = 0,
        metric: int = 10, tos_metrics: bytes = b'',
    ) -> None: ...

class RouterLSA(LSA):
    flags: int
    links: list[_Link]
    Link: type[_Link]
    def __init__(
        self, ls_age: int = 0, options: int = 0, type_: int | None = None, id_: str | int | bytes = '0.0.0.0',
        adv_router: str | int | bytes = '0.0.0.0', ls_seqnum: int = 0, checksum: int = 0, length: int = 0,
        flags: int = 0, links: Sequence[_Link] | None = None, number_of_links: int | None = None,
    ) -> None: ...

class NetworkLSA(LSA):
    mask: str
    routers: list[str]
    def __init__(
        self, ls_age: int = 0, options: int = 0, type_: int | None = None, id_: str | int | bytes = '0.0.0.0',
        adv_router: str | int | bytes = '0.0.0.0', ls_seqnum: int = 0, checksum: int = 0, length: int = 0,
        mask: str | int | bytes = '0.0.0.0', routers: Sequence[str | int | bytes] | None = None,
    ) -> None: ...

class SummaryLSA(LSA):
    mask: str
    tos: int
    metric: int
    tos_metrics: bytes
    def __init__(
        self, ls_age: int = 0, options: int = 0, type_: int | None = None, id_: str | int | bytes = '0.0.0.0',
        adv_router: str | int | bytes = '0.0.0.0', ls_seqnum: int = 0, checksum: int = 0, length: int = 0,
        mask: str | int | bytes = '0.0.0.0', tos: int = 0, metric: int = 0, tos_metrics: bytes = b'',
    ) -> None: ...

class ASBRSummaryLSA(SummaryLSA): ...

class ExternalNetwork(Part):
    mask: str
    flags: int
    metric: int
    fwd_addr: str
    tag: int
    def __init__(
        self, mask: str | int | bytes = '0.0.0.0', flags: int = 0, metric: int = 0,
        fwd_addr: str | int | bytes = '0.0.0.0', tag: int = 0,
    ) -> None: ...

class ASExternalLSA(LSA):
    extnws: list[_ExternalNetwork]
    ExternalNetwork: type[_ExternalNetwork]
    def __init__(
        self, ls_age: int = 0, options: int = 0, type_: int | None = None, id_: str | int | bytes = '0.0.0.0',
        adv_router: str | int | bytes = '0.0.0.0', ls_seqnum: int = 0, checksum: int = 0, length: int = 0,
        extnws: Sequence[_ExternalNetwork] | None = None,
    ) -> None: ...

class NSSAExternalLSA(ASExternalLSA): ...

class PrefixTLV(Part):
    type_: int
    length: int
    data: bytes
    def __init__(self, type_: int = 0, length: int = 0, data: bytes = b'') -> None: ...

class ExtendedPrefixTLV(PrefixTLV):
    route_type: int
    prefix_length: int
    address_family: int
    flags: int
    prefix: str
    tlvs: list[PrefixTLV | bytes]
    def __init__(
        self, type_: int | None = None, length: int = 0, route_type: int = 0, address_family: int = 0,
        prefix: str = '0.0.0.0/0', prefix_length: int = 0, flags: int = 0,
        tlvs: Sequence[PrefixTLV | bytes] | None = None,
    ) -> None: ...

class PrefixSIDSubTLV(PrefixTLV):
    flags: int
    mt_id: int
    algorithm: int
    range_size: int
    index: int
    def __init__(
        self, type_: int | None = None, length: int = 0, flags: int = 0, mt_id: int = 0, algorithm: int = 0,
        range_size: int = 0, index: int = 0,
    ) -> None: ...

class ExtendedLinkTLV(Part):
    type_: int
    length: int
    data: bytes
    def __init__(self, type_: int = 0, length: int = 0, data: bytes = b'') -> None: ...

class OpaqueBody(Part):
    tlvs: list[PrefixTLV | bytes]
    def __init__(self, tlvs: Sequence[PrefixTLV | bytes] | None = None) -> None: ...

class ExtendedPrefixOpaqueBody(OpaqueBody): ...

class ExtendedLinkOpaqueBody(OpaqueBody):
    tlvs: list[ExtendedLinkTLV | bytes]
    def __init__(self, tlvs: Sequence[ExtendedLinkTLV | bytes] | None = None) -> None: ...

class OpaqueLSA(LSA):
    data: OpaqueBody | bytes | None
    def __init__(
        self, ls_age: int = 0, options: int = 0, type_: int | None = None, adv_router: str = '0.0.0.0',
        ls_seqnum: int = 0, checksum: int = 0, length: int = 0, opaque_type: int = 0, opaque_id: int = 0,
        data: OpaqueBody | bytes | None = None,
    ) -> None: ...

class LocalOpaqueLSA(OpaqueLSA): ...

class AreaOpaqueLSA(OpaqueLSA): ...

class ASOpaqueLSA(OpaqueLSA): ...

class OSPFMessage(Header):
    version: int
    type_: int
    length: int
    router_id: str
    area_id: str
    checksum: int
    au_type: int
    authentication: int
    data: bytes
    def __init__(
        self, type_: int, length: int = 0, router_id: str | int | bytes = '0.0.0.0',
        area_id: str | int | bytes = '0.0.0.0', au_type: int = 1, authentication: int = 0, checksum: int = 0,
        version: int = 2, data: bytes = b'',
    ) -> None: ...

class OSPFHello(OSPFMessage):
    mask: str
    hello_interval: int
    options: int
    priority: int
    dead_interval: int
    designated_router: str
    backup_router: str
    neighbors: list[str]
    def __init__(
        self, length: int = 0, router_id: str | int | bytes = '0.0.0.0', area_id: str | int | bytes = '0.0.0.0',
        au_type: int = 1, authentication: int = 0, checksum: int = 0, version: int = 2,
        mask: str | int | bytes = '0.0.0.0', hello_interval: int = 10, options: int = 0, priority: int = 1,
        dead_interval: int = 40, designated_router: str | int | bytes = '0.0.0.0',
        backup_router: str | int | bytes = '0.0.0.0', neighbors: Sequence[str | int | bytes] | None = None,
        type_: int | None = None,
    ) -> None: ...

class OSPFDBDesc(OSPFMessage):
    mtu: int
    options: int
    r_flag: int
    i_flag: int
    m_flag: int
    ms_flag: int
    sequence_number: int
    lsa_headers: list[LSAHeader]
    def __init__(
        self, length: int = 0, router_id: str | int | bytes = '0.0.0.0', area_id: str | int | bytes = '0.0.0.0',
        au_type: int = 1, authentication: int = 0, checksum: int = 0, version: int = 2, mtu: int = 1500,
        options: int = 0, i_flag: int = 0, m_flag: int = 0, ms_flag: int = 0, sequence_number: int = 0,
        lsa_headers: Sequence[LSAHeader] | None = None, r_flag: int = 0, type_: int | None = None,
    ) -> None: ...

class Request(Part):
    type_: int
    id: str
    adv_router: str
    def __init__(
        self, type_: int = 0, id_: str | int | bytes = '0.0.0.0', adv_router: str | int | bytes = '0.0.0.0',
    ) -> None: ...

class OSPFLSReq(OSPFMessage):
    lsa_requests: list[_Request]
    Request: type[_Request]
    def __init__(
        self, length: int = 0, router_id: str | int | bytes = '0.0.0.0', area_id: str | int | bytes = '0.0.0.0',
        au_type: int = 1, authentication: int = 0, checksum: int = 0, version: int = 2,
        lsa_requests: Sequence[_Request] | None = None, type_: int | None = None,
    ) -> None: ...

class OSPFLSUpd(OSPFMessage):
    lsas: list[LSA | bytes]
    def __init__(
        self, length: int = 0, router_id: str | int | bytes = '0.0.0.0', area_id: str | int | bytes = '0.0.0.0',
        au_type: int = 1, authentication: int = 0, checksum: int = 0, version: int = 2,
        lsas: Sequence[LSA | bytes] | None = None, type_: int | None = None, number_of_lsas: int | None = None,
    ) -> None: ...

class OSPFLSAck(OSPFMessage):
    lsa_headers: list[LSAHeader]
    def __init__(
        self, length: int = 0, router_id: str | int | bytes = '0.0.0.0', area_id: str | int | bytes = '0.0.0.0',
        au_type: int = 1, authentication: int = 0, checksum: int = 0, version: int = 2,
        lsa_headers: Sequence[LSAHeader] | None = None, type_: int | None = None,
    ) -> None: ...
ospf = OSPFMessage

_ExternalNetwork = ExternalNetwork

_Link = Link

_Request = Request
