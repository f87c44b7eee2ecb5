# Made by `python -m controller.commands.packet_stubs` from udp.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from .packet_base import Transport

__all__ = [
    'udp',
]

class udp(Transport):
    src_port: int
    dst_port: int
    total_length: int
    csum: int
    sum_covers: str
    def __init__(self, src_port: int = 1, dst_port: int = 1, total_length: int = 0, csum: int = 0) -> None: ...
