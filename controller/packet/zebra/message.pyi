# Made by `python -m controller.commands.packet_stubs` from message.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import Any, ClassVar
from ..packet_base import Header
from .forms import Body

__all__ = [
    'ZebraMessage', 'ZebraMessageFromZebra', 'zebra',
]

class ZebraMessage(Header):
    length: Any
    version: int
    vrf_id: int
    command: Any
    body: Any | None
    V0_HEADER_SIZE: ClassVar[int]; V1_HEADER_SIZE: ClassVar[int]; V3_HEADER_SIZE: ClassVar[int]; from_zebra: bool
    def __init__(
        self, length: Any = None, version: int = 3, vrf_id: int = 0, command: Any = None, body: Any | None = None,
    ) -> None: ...
    @classmethod
    def get_header_size(cls, version: int) -> int: ...
    @classmethod
    def get_body_class(cls, version: int, command: int) -> type[Body]: ...

class ZebraMessageFromZebra(ZebraMessage): ...
zebra = ZebraMessage
