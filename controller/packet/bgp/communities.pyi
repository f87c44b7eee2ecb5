# Made by `python -m controller.commands.packet_stubs` from communities.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import Any, ClassVar, Self
from .nlri import Labelled
from ..packet_base import Part

__all__ = [
    'BGPTwoOctetAsSpecificExtendedCommunity', 'BGPIPv4AddressSpecificExtendedCommunity',
    'BGPFourOctetAsSpecificExtendedCommunity', 'BGPOpaqueExtendedCommunity', 'BGPEncapsulationExtendedCommunity',
    'BGPEvpnMacMobilityExtendedCommunity', 'BGPEvpnEsiLabelExtendedCommunity', 'BGPEvpnEsImportRTExtendedCommunity',
    'BGPFlowSpecTrafficRateCommunity', 'BGPFlowSpecTrafficActionCommunity', 'BGPFlowSpecRedirectCommunity',
    'BGPFlowSpecTrafficMarkingCommunity', 'BGPFlowSpecTPIDActionCommunity', 'BGPUnknownExtendedCommunity',
    'BGPFlowSpecVlanActionCommunity',
]

class _ExtendedCommunity(Part):
    IANA_AUTHORITY: ClassVar[int]; TRANSITIVE: ClassVar[int]; classes: dict[Any, type[_ExtendedCommunity]]
    @classmethod
    def read(cls, buf: bytes, offset: int) -> Self: ...
    @classmethod
    def parse(cls, buf: bytes) -> tuple[Self, bytes]: ...
    @classmethod
    def route_target(cls, text: str) -> _ExtendedCommunity: ...

class _Specific(_ExtendedCommunity):
    @property
    def formatted_str(self) -> str: ...

class BGPTwoOctetAsSpecificExtendedCommunity(_Specific):
    type: int
    subtype: int
    as_number: int
    local_administrator: int
    def __init__(
        self, type_: int = 0, subtype: int | None = None, as_number: int | None = None,
        local_administrator: int | None = None,
    ) -> None: ...

class BGPIPv4AddressSpecificExtendedCommunity(_Specific):
    type: int
    subtype: int
    ipv4_address: str
    local_administrator: int
    def __init__(
        self, type_: int = 1, subtype: int | None = None, ipv4_address: str | int | bytes | None = None,
        local_administrator: int | None = None,
    ) -> None: ...

class BGPFourOctetAsSpecificExtendedCommunity(_Specific):
    type: int
    subtype: int
    as_number: int
    local_administrator: int
    def __init__(
        self, type_: int = 2, subtype: int | None = None, as_number: int | None = None,
        local_administrator: int | None = None,
    ) -> None: ...

class BGPOpaqueExtendedCommunity(_ExtendedCommunity):
    type: int
    subtype: int
    opaque: bytes
    def __init__(self, type_: int = 3, subtype: int | None = None, opaque: str | bytes | None = None) -> None: ...

class BGPEncapsulationExtendedCommunity(_ExtendedCommunity):
    type: int
    subtype: int
    tunnel_type: int
    TUNNEL_TYPE_L2TPV3: ClassVar[int]; TUNNEL_TYPE_GRE: ClassVar[int]; TUNNEL_TYPE_IP_IN_IP: ClassVar[int]
    TUNNEL_TYPE_VXLAN: ClassVar[int]; TUNNEL_TYPE_NVGRE: ClassVar[int]; TUNNEL_TYPE_MPLS: ClassVar[int]
    TUNNEL_TYPE_MPLS_IN_GRE: ClassVar[int]; TUNNEL_TYPE_VXLAN_GRE: ClassVar[int]
    TUNNEL_TYPE_MPLS_IN_UDP: ClassVar[int]
    def __init__(self, type_: int = 3, subtype: int = 12, tunnel_type: int | None = None) -> None: ...
    @classmethod
    def from_str(cls, tunnel_type: str) -> Self: ...

class BGPEvpnMacMobilityExtendedCommunity(_ExtendedCommunity):
    type: int
    subtype: int
    flags: int
    sequence_number: int
    def __init__(
        self, type_: int = 6, subtype: int = 0, flags: int | None = None, sequence_number: int | None = None,
    ) -> None: ...

class BGPEvpnEsiLabelExtendedCommunity(Labelled, _ExtendedCommunity):
    type: int
    subtype: int
    flags: int
    label: bytes
    SINGLE_ACTIVE_BIT: ClassVar[int]
    def __init__(
        self, label: bytes | None = None, mpls_label: int | None = None, vni: int | None = None, flags: int = 0,
        subtype: int = 1, type_: int = 6,
    ) -> None: ...

class BGPEvpnEsImportRTExtendedCommunity(_ExtendedCommunity):
    type: int
    subtype: int
    es_import: str
    def __init__(self, type_: int = 6, subtype: int = 2, es_import: str | bytes | None = None) -> None: ...

class BGPFlowSpecTrafficRateCommunity(_ExtendedCommunity):
    type: int
    subtype: int
    as_number: int
    rate_info: float
    ACTION_NAME: ClassVar[str]
    def __init__(
        self, type_: int = 128, subtype: int = 6, as_number: int | None = None, rate_info: float | None = None,
    ) -> None: ...

class BGPFlowSpecTrafficActionCommunity(_ExtendedCommunity):
    type: int
    subtype: int
    action: int
    ACTION_NAME: ClassVar[str]; SAMPLE: ClassVar[int]; TERMINAL: ClassVar[int]
    def __init__(self, type_: int = 128, subtype: int = 7, action: int | None = None) -> None: ...

class BGPFlowSpecRedirectCommunity(BGPTwoOctetAsSpecificExtendedCommunity):
    ACTION_NAME: ClassVar[str]
    def __init__(
        self, type_: int = 128, subtype: int = 8, as_number: int | None = None, local_administrator: int | None = None,
    ) -> None: ...

class BGPFlowSpecTrafficMarkingCommunity(_ExtendedCommunity):
    type: int
    subtype: int
    dscp: int
    ACTION_NAME: ClassVar[str]
    def __init__(self, type_: int = 128, subtype: int = 9, dscp: int | None = None) -> None: ...

class BGPFlowSpecTPIDActionCommunity(_ExtendedCommunity):
    type: int
    subtype: int
    actions: int
    tpid_1: int
    tpid_2: int
    ACTION_NAME: ClassVar[str]; TI: ClassVar[int]; TO: ClassVar[int]
    def __init__(
        self, type_: int = 8, subtype: int = 11, actions: int | None = None, tpid_1: int | None = None,
        tpid_2: int | None = None,
    ) -> None: ...

class BGPUnknownExtendedCommunity(_ExtendedCommunity):
    type: int
    value: bytes
    def __init__(self, type_: int, value: str | bytes) -> None: ...

class BGPFlowSpecVlanActionCommunity(_ExtendedCommunity):
    type: int
    subtype: int
    actions_1: int
    actions_2: int
    vlan_1: int
    cos_1: int
    vlan_2: int
    cos_2: int
    ACTION_NAME: ClassVar[str]; POP: ClassVar[int]; PUSH: ClassVar[int]; SWAP: ClassVar[int]
    REWRITE_INNER: ClassVar[int]; REWRITE_OUTER: ClassVar[int]
    def __init__(
        self, type_: int = 8, subtype: int = 10, actions_1: int = 0, actions_2: int = 0, vlan_1: int = 0,
        cos_1: int = 0, vlan_2: int = 0, cos_2: int = 0,
    ) -> None: ...
