# Made by `python -m controller.commands.packet_stubs` from ipv6.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Callable, Sequence
from typing import ClassVar
from .packet_base import C, LateHeader, Part

__all__ = [
    'auth', 'dst_opts', 'fragment', 'header', 'hop_opts', 'ipv6', 'opt_header', 'option', 'routing', 'routing_type3',
]

class header(Part):
    least: int
    @classmethod
    def length_at(cls, buf: bytes, offset: int) -> int: ...
    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[header]: ...
    def fill(self) -> None: ...
    def destination(self, dst: str) -> str: ...

class option(Part):
    type_: int
    len_: int
    data: bytes | None
    def __init__(self, type_: int = 0, len_: int = -1, data: bytes | None = None) -> None: ...

class opt_header(header):
    nxt: int
    size: int
    data: list[option | bytes]
    def __init__(self, nxt: int = 6, size: int | None = None, data: Sequence[option | bytes] | None = None) -> None: ...

class hop_opts(opt_header):
    TYPE: ClassVar[int]

class dst_opts(opt_header):
    TYPE: ClassVar[int]

class routing(header):
    nxt: int
    size: int
    type_: int
    seg: int
    data: bytes
    TYPE: ClassVar[int]; ROUTING_TYPE_2: ClassVar[int]; ROUTING_TYPE_3: ClassVar[int]
    def __init__(
        self, nxt: int = 6, size: int | None = None, type_: int = 0, seg: int = 0, data: bytes = b'\x00\x00\x00\x00',
    ) -> None: ...

class routing_type3(routing):
    cmpi: int
    cmpe: int
    adrs: list[str]
    def __init__(
        self, nxt: int = 6, size: int | None = None, type_: int | None = None, seg: int = 0, cmpi: int = 0,
        cmpe: int = 0, adrs: Sequence[str | bytes] | None = None,
    ) -> None: ...

class fragment(header):
    nxt: int
    offset: int
    more: int
    id_: int
    TYPE: ClassVar[int]
    def __init__(self, nxt: int = 6, offset: int = 0, more: int = 0, id_: int = 0) -> None: ...

class auth(header):
    nxt: int
    size: int
    spi: int
    seq: int
    data: bytes
    TYPE: ClassVar[int]
    def __init__(
        self, nxt: int = 6, size: int | None = None, spi: int = 0, seq: int = 0, data: bytes = b'\x00\x00\x00\x00',
    ) -> None: ...

class ipv6(LateHeader):
    version: int
    traffic_class: int
    flow_label: int
    payload_length: int
    nxt: int
    hop_limit: int
    src: str
    dst: str
    ext_hdrs: list[header]
    extensions: dict[int, type[header]]
    def __init__(
        self, version: int = 6, traffic_class: int = 0, flow_label: int = 0, payload_length: int = 0, nxt: int = 6,
        hop_limit: int = 255, src: str | bytes = '10::10', dst: str | bytes = '20::20',
        ext_hdrs: Sequence[header] | None = None,
    ) -> None: ...
    @classmethod
    def register_header_type(cls: type, *numbers: int) -> Callable[[C], C]: ...
    @property
    def payload_protocol(self) -> int: ...
    def pseudo_header(self, protocol: int, length: int) -> bytes: ...

def extension_at(nxt: int, buf: bytes, offset: int, limit: int) -> tuple[type[header] | None, int]: ...

def skip_extensions(buf: bytes, start: int, limit: int) -> tuple[int, int]: ...
