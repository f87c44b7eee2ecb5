# Made by `python -m controller.commands.packet_stubs` from mpls.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from .packet_base import Header

__all__ = [
    'label_from_bin', 'label_to_bin', 'mpls',
]

class mpls(Header):
    label: int
    exp: int
    bsb: int
    ttl: int
    def __init__(self, label: int = 0, exp: int = 0, bsb: int = 1, ttl: int = 255) -> None: ...

def label_from_bin(buf: bytes) -> tuple[int, int]: ...

def label_to_bin(mpls_label: int, is_bos: bool = True) -> bytes: ...
