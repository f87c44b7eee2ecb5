# Made by `python -m controller.commands.packet_stubs` from flowspec.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import Any, ClassVar, Self
from .nlri import NLRI, RouteFamily
from .prefixes import IP6AddrPrefix, IPAddrPrefix
from ..packet_base import Part

__all__ = [
    'FlowSpecComponentUnknown', 'FlowSpecDestPrefix', 'FlowSpecSrcPrefix', 'FlowSpecIPv6DestPrefix',
    'FlowSpecIPv6SrcPrefix', 'FlowSpecIPProtocol', 'FlowSpecNextHeader', 'FlowSpecPort', 'FlowSpecDestPort',
    'FlowSpecSrcPort', 'FlowSpecIcmpType', 'FlowSpecIcmpCode', 'FlowSpecTCPFlags', 'FlowSpecPacketLen', 'FlowSpecDSCP',
    'FlowSpecFragment', 'FlowSpecIPv6Fragment', 'FlowSpecIPv6FlowLabel', 'FlowSpecSourceMac', 'FlowSpecDestinationMac',
    'FlowSpecEtherType', 'FlowSpecLLCDSAP', 'FlowSpecLLCSSAP', 'FlowSpecLLCControl', 'FlowSpecSNAP', 'FlowSpecVLANID',
    'FlowSpecVLANCoS', 'FlowSpecInnerVLANID', 'FlowSpecInnerVLANCoS', 'FlowSpecIPv4NLRI', 'FlowSpecIPv6NLRI',
    'FlowSpecVPNv4NLRI', 'FlowSpecVPNv6NLRI', 'FlowSpecL2VPNNLRI',
]

class _Component(Part):
    COMPONENT_NAME: ClassVar[Any]; type: int; ends: bool

class FlowSpecComponentUnknown(_Component):
    buf: bytes
    def __init__(self, buf: bytes, type_: int = 0) -> None: ...

class _Prefix(_Component):
    @classmethod
    def from_str(cls, value: str) -> list[Self]: ...
    @property
    def value(self) -> str: ...
    def to_str(self) -> str: ...

class _IPv4Prefix(IPAddrPrefix, _Prefix): ...

class _IPv6Prefix(IP6AddrPrefix, _Prefix):
    offset: int
    def __init__(self, length: int, addr: str, offset: int = 0) -> None: ...

class _Mac(_Prefix):
    length: int
    addr: str
    def __init__(self, length: int, addr: str) -> None: ...
    @property
    def prefix(self) -> str: ...

class _Operator(_Component):
    operator: int
    value: int
    END_OF_LIST: ClassVar[int]; AND: ClassVar[int]; OR: ClassVar[int]; SIZE: ClassVar[int]; usual: int
    comparisons: dict[Any, Any]
    def __init__(self, operator: int, value: int) -> None: ...
    @classmethod
    def from_str(cls, value: str) -> list[Self]: ...
    def to_str(self) -> str: ...

class _FlowSpecNumeric(_Operator):
    LT: ClassVar[int]; GT: ClassVar[int]; EQ: ClassVar[int]
    @classmethod
    def number_of(cls, text: str) -> int: ...
    def operand(self) -> str: ...

class _FlowSpecBitmask(_Operator):
    NOT: ClassVar[int]; MATCH: ClassVar[int]
    @classmethod
    def number_of(cls, text: str) -> int: ...
    def operand(self) -> str: ...

class FlowSpecDestPrefix(_IPv4Prefix):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecSrcPrefix(_IPv4Prefix):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecIPv6DestPrefix(_IPv6Prefix):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecIPv6SrcPrefix(_IPv6Prefix):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecIPProtocol(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecNextHeader(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecPort(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecDestPort(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecSrcPort(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecIcmpType(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecIcmpCode(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecTCPFlags(_FlowSpecBitmask):
    COMPONENT_NAME: ClassVar[str]; SYN: ClassVar[int]; ACK: ClassVar[int]; FIN: ClassVar[int]; RST: ClassVar[int]
    PUSH: ClassVar[int]; URGENT: ClassVar[int]; ECN: ClassVar[int]; CWR: ClassVar[int]; flags: dict[str, int]

class FlowSpecPacketLen(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecDSCP(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecFragment(_FlowSpecBitmask):
    COMPONENT_NAME: ClassVar[str]; LF: ClassVar[int]; FF: ClassVar[int]; ISF: ClassVar[int]; DF: ClassVar[int]
    flags: dict[str, int]

class FlowSpecIPv6Fragment(_FlowSpecBitmask):
    COMPONENT_NAME: ClassVar[str]; LF: ClassVar[int]; FF: ClassVar[int]; ISF: ClassVar[int]; flags: dict[str, int]

class FlowSpecIPv6FlowLabel(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecSourceMac(_Mac):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecDestinationMac(_Mac):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecEtherType(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecLLCDSAP(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecLLCSSAP(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecLLCControl(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecSNAP(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecVLANID(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecVLANCoS(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecInnerVLANID(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class FlowSpecInnerVLANCoS(_FlowSpecNumeric):
    COMPONENT_NAME: ClassVar[str]

class _FlowSpecNLRI(NLRI):
    length: int
    FLOWSPEC_FAMILY: ClassVar[str]; components: dict[Any, Any]
    def __init__(self, length: int = 0) -> None: ...
    @classmethod
    def from_user(cls, *route_dist: str, **rules: Any) -> Self: ...
    @property
    def prefix(self) -> str: ...

class FlowSpecIPv4NLRI(_FlowSpecNLRI):
    rules: list[_Component]
    ROUTE_FAMILY: ClassVar[RouteFamily]
    def __init__(self, length: int = 0, rules: Sequence[_Component] | None = None) -> None: ...

class FlowSpecIPv6NLRI(_FlowSpecNLRI):
    rules: list[_Component]
    ROUTE_FAMILY: ClassVar[RouteFamily]
    def __init__(self, length: int = 0, rules: Sequence[_Component] | None = None) -> None: ...

class _InVpn(_FlowSpecNLRI):
    route_dist: Any
    rules: list[_Component]
    def __init__(self, length: int = 0, route_dist: Any = None, rules: Sequence[_Component] | None = None) -> None: ...

class FlowSpecVPNv4NLRI(_InVpn):
    ROUTE_FAMILY: ClassVar[RouteFamily]

class FlowSpecVPNv6NLRI(_InVpn):
    ROUTE_FAMILY: ClassVar[RouteFamily]

class FlowSpecL2VPNNLRI(_InVpn):
    ROUTE_FAMILY: ClassVar[RouteFamily]
