# Made by `python -m controller.commands.packet_stubs` from nexthops.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import Any
from ..packet_base import Part
from .forms import Numbered

__all__ = [
    'InterfaceLinkParams', 'RegisteredNexthop', 'NextHopBlackhole', 'NextHopIFIndex', 'NextHopIFName', 'NextHopIPv4',
    'NextHopIPv4IFIndex', 'NextHopIPv4IFName', 'NextHopIPv6', 'NextHopIPv6IFIndex', 'NextHopIPv6IFName',
]

class _NextHop(Numbered):
    type: None
    ifname: None
    addr: None
    ifindex: None
    def __init__(self, ifindex: None = None, ifname: None = None, addr: None = None, type_: None = None) -> None: ...

class NextHopBlackhole(_NextHop): ...

class _Out(_NextHop):
    ifindex: int
    def __init__(
        self, ifindex: int | None = None, ifname: None = None, addr: None = None, type_: None = None,
    ) -> None: ...

class _To(_NextHop):
    addr: str
    ifindex: int | None
    def __init__(
        self, ifindex: int | None = None, ifname: None = None, addr: str | None = None, type_: None = None,
    ) -> None: ...

class _OutTo(_NextHop):
    addr: str
    ifindex: int
    def __init__(
        self, ifindex: int | None = None, ifname: None = None, addr: str | None = None, type_: None = None,
    ) -> None: ...

class NextHopIFIndex(_Out): ...

class NextHopIFName(_Out): ...

class NextHopIPv4(_To): ...

class NextHopIPv6(_To): ...

class NextHopIPv4IFIndex(_OutTo): ...

class NextHopIPv4IFName(_OutTo): ...

class NextHopIPv6IFIndex(_OutTo): ...

class NextHopIPv6IFName(_OutTo): ...

class RegisteredNexthop(Part):
    connected: int
    family: int
    prefix: str
    def __init__(self, connected: int, family: int, prefix: Any) -> None: ...
    @property
    def flags(self) -> int: ...
    @flags.setter
    def flags(self, value: int) -> None: ...

class InterfaceLinkParams(Part):
    lp_status: int
    te_metric: int
    max_bw: float
    max_reserved_bw: float
    unreserved_bw: list[float]
    admin_group: int
    remote_as: int
    remote_ip: str
    average_delay: int
    min_delay: int
    max_delay: int
    delay_var: int
    pkt_loss: float
    residual_bw: float
    average_bw: float
    utilized_bw: float
    def __init__(
        self, lp_status: int, te_metric: int, max_bw: float, max_reserved_bw: float,
        unreserved_bw: Sequence[float] | None = None, admin_group: int | None = None, remote_as: int | None = None,
        remote_ip: str | int | bytes | None = None, average_delay: int | None = None, min_delay: int | None = None,
        max_delay: int | None = None, delay_var: int | None = None, pkt_loss: float | None = None,
        residual_bw: float | None = None, average_bw: float | None = None, utilized_bw: float | None = None,
        class_types: int | None = None,
    ) -> None: ...
