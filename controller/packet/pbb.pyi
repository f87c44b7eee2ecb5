# Made by `python -m controller.commands.packet_stubs` from pbb.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from .packet_base import Header

__all__ = [
    'itag',
]

class itag(Header):
    pcp: int
    dei: int
    uca: int
    sid: int
    def __init__(self, pcp: int = 0, dei: int = 0, uca: int = 0, sid: int = 0) -> None: ...
