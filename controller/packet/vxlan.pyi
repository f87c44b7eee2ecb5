# Made by `python -m controller.commands.packet_stubs` from vxlan.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import Final
from .packet_base import Header

__all__ = [
    'UDP_DST_PORT', 'UDP_DST_PORT_OLD', 'vni_from_bin', 'vni_to_bin', 'vxlan',
]

UDP_DST_PORT: Final = 4789
UDP_DST_PORT_OLD: Final = 8472

class vxlan(Header):
    vni: int
    def __init__(self, vni: int) -> None: ...

def vni_from_bin(buf: bytes) -> int: ...

def vni_to_bin(vni: int) -> bytes: ...
