# Made by `python -m controller.commands.packet_stubs` from geneve.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import ClassVar, Final
from .ethernet import Ethertyped
from .packet_base import LateHeader, Part

__all__ = [
    'UDP_DST_PORT', 'Option', 'OptionDataUnknown', 'geneve',
]

UDP_DST_PORT: Final = 6081

class Option(Part):
    option_class: int
    type: int
    length: int
    data: bytes
    def __init__(
        self, option_class: int | None = None, type_: int | None = None, length: int = 0, data: bytes = b'',
    ) -> None: ...

class OptionDataUnknown(Option):
    buf: bytes
    def __init__(
        self, buf: bytes = b'', option_class: int | None = None, type_: int | None = None, length: int = 0,
    ) -> None: ...

class geneve(Ethertyped, LateHeader):
    version: int
    opt_len: int
    flags: int
    protocol: int
    vni: int
    options: list[Option | bytes]
    OAM_PACKET_FLAG: ClassVar[int]; CRITICAL_OPTIONS_FLAG: ClassVar[int]
    def __init__(
        self, version: int = 0, opt_len: int = 0, flags: int = 0, protocol: int = 25944, vni: int | None = None,
        options: Sequence[Option | bytes] | None = None,
    ) -> None: ...
