# Made by `python -m controller.commands.packet_stubs` from prefixes.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import Any, ClassVar
from .nlri import NLRI, RouteFamily, _RouteDistinguisher

__all__ = [
    'IPAddrPrefix', 'BGPNLRI', 'BGPWithdrawnRoute', 'IP6AddrPrefix', 'LabelledIPAddrPrefix', 'LabelledIP6AddrPrefix',
    'LabelledVPNIPAddrPrefix', 'LabelledVPNIP6AddrPrefix', 'RouteTargetMembershipNLRI',
]

class _AddrPrefix(NLRI):
    length: int
    addr: str
    def __init__(self, length: int, addr: str) -> None: ...
    @classmethod
    def address(cls, raw: bytes, bits: int) -> str: ...
    @classmethod
    def first(cls, addr: str, bits: int) -> bytes: ...
    @property
    def prefix(self) -> str: ...

class IPAddrPrefix(_AddrPrefix):
    ROUTE_FAMILY: ClassVar[RouteFamily]

class BGPNLRI(IPAddrPrefix): ...

class BGPWithdrawnRoute(IPAddrPrefix): ...

class IP6AddrPrefix(_AddrPrefix):
    ROUTE_FAMILY: ClassVar[RouteFamily]

class _LabelledAddrPrefix(_AddrPrefix):
    addr: str | tuple[Any, ...]
    def __init__(
        self, length: int, addr: str | tuple[Any, ...], labels: list[int] | None = None,
        route_dist: str | _RouteDistinguisher = '0:0',
    ) -> None: ...
    @property
    def label_list(self) -> list[int]: ...

class _VPNAddrPrefix(_LabelledAddrPrefix):
    @property
    def route_dist(self) -> str: ...

class LabelledIPAddrPrefix(_LabelledAddrPrefix, IPAddrPrefix): ...

class LabelledIP6AddrPrefix(_LabelledAddrPrefix, IP6AddrPrefix): ...

class LabelledVPNIPAddrPrefix(_VPNAddrPrefix, IPAddrPrefix): ...

class LabelledVPNIP6AddrPrefix(_VPNAddrPrefix, IP6AddrPrefix): ...

class RouteTargetMembershipNLRI(NLRI):
    origin_as: Any
    route_target: Any
    DEFAULT_AS: ClassVar[str]; DEFAULT_RT: ClassVar[str]; ROUTE_FAMILY: ClassVar[RouteFamily]
    def __init__(self, origin_as: Any, route_target: Any) -> None: ...
    def is_default_rtnlri(self) -> bool: ...
