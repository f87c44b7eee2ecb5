# Made by `python -m controller.commands.packet_stubs` from ethernet.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import Final
from .packet_base import Header, PacketBase

__all__ = [
    'MIN_FRAME_SIZE', 'ethernet',
]

MIN_FRAME_SIZE: Final = 60

class ethernet(Header):
    dst: str
    src: str
    ethertype: int
    def __init__(
        self, dst: str | bytes = 'ff:ff:ff:ff:ff:ff', src: str | bytes = '00:00:00:00:00:00', ethertype: int = 2048,
    ) -> None: ...
    @property
    def filled(self) -> tuple[str, ...]: ...

class Ethertyped:
    @classmethod
    def get_packet_type(cls, *types: int) -> type[PacketBase] | None: ...
