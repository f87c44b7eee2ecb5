# Made by `python -m controller.commands.packet_stubs` from messages.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import Any
from .. import stream_parser
from .attributes import _PathAttribute
from .capabilities import _OptParamCapability
from .prefixes import BGPNLRI, BGPWithdrawnRoute
from ..packet_base import LateHeader

__all__ = [
    'BGPMessage', 'BGPOpen', 'BGPUpdate', 'BGPKeepAlive', 'BGPNotification', 'BGPRouteRefresh', 'StreamParser',
]

class BGPMessage(LateHeader):
    len: int
    type: int
    data: bytes
    sizes: tuple[int, ...]
    def __init__(self, type_: int, data: bytes = b'', len_: int | None = None) -> None: ...
    @classmethod
    def check(cls, buf: bytes, offset: int, limit: int) -> None: ...

class BGPOpen(BGPMessage):
    version: int
    my_as: int
    hold_time: int
    bgp_identifier: str
    opt_param: list[Any]
    def __init__(
        self, my_as: int, bgp_identifier: str | int | bytes, type_: int | None = None, opt_param_len: int | None = None,
        opt_param: list[Any] | None = None, version: int = 4, hold_time: int = 0, len_: int | None = None,
    ) -> None: ...
    @property
    def opt_param_cap_map(self) -> dict[int, _OptParamCapability]: ...
    def get_opt_param_cap(self, cap_code: int) -> _OptParamCapability | None: ...

class BGPUpdate(BGPMessage):
    withdrawn_routes: list[BGPWithdrawnRoute | bytes]
    path_attributes: list[_PathAttribute | bytes]
    nlri: list[BGPNLRI | bytes]
    def __init__(
        self, type_: int | None = None, withdrawn_routes_len: int | None = None,
        withdrawn_routes: Sequence[BGPWithdrawnRoute | bytes] | None = None,
        total_path_attribute_len: int | None = None, path_attributes: Sequence[_PathAttribute | bytes] | None = None,
        nlri: Sequence[BGPNLRI | bytes] | None = None, len_: int | None = None,
    ) -> None: ...
    @property
    def pathattr_map(self) -> dict[int, _PathAttribute]: ...
    def get_path_attr(self, attr_name: int) -> _PathAttribute | None: ...

class BGPKeepAlive(BGPMessage):
    def __init__(self, type_: int | None = None, len_: int | None = None) -> None: ...

class BGPNotification(BGPMessage):
    error_code: int
    error_subcode: int
    def __init__(
        self, error_code: int, error_subcode: int, data: bytes = b'', type_: int | None = None, len_: int | None = None,
    ) -> None: ...
    @property
    def reason(self) -> str | None: ...

class BGPRouteRefresh(BGPMessage):
    afi: int
    demarcation: int
    safi: int
    eor_sent: bool
    def __init__(
        self, afi: int, safi: int, demarcation: int = 0, type_: int | None = None, len_: int | None = None,
    ) -> None: ...

class StreamParser(stream_parser.StreamParser): ...
