# Made by `python -m controller.commands.packet_stubs` from vlan.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from .packet_base import Header

__all__ = [
    'svlan', 'vlan',
]

class _tag(Header):
    pcp: int
    cfi: int
    vid: int
    ethertype: int
    def __init__(self, pcp: int = 0, cfi: int = 0, vid: int = 0, ethertype: int = 2048) -> None: ...
    @property
    def filled(self) -> tuple[str, ...]: ...

class vlan(_tag): ...

class svlan(_tag):
    def __init__(self, pcp: int = 0, cfi: int = 0, vid: int = 0, ethertype: int = 33024) -> None: ...
