# Made by `python -m controller.commands.packet_stubs` from gre.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import Final
from .ethernet import Ethertyped
from .packet_base import Header

__all__ = [
    'GRE_CHECKSUM_FLG', 'GRE_KEY_FLG', 'GRE_SEQUENCE_NUM_FLG', 'gre', 'nvgre',
]

GRE_CHECKSUM_FLG: Final = 128
GRE_KEY_FLG: Final = 32
GRE_SEQUENCE_NUM_FLG: Final = 16

class gre(Ethertyped, Header):
    version: int
    protocol: int
    checksum: int | None
    key: int | None
    seq_number: int | None
    def __init__(
        self, version: int = 0, protocol: int = 2048, checksum: int | None = None, key: int | None = None,
        vsid: int | None = None, flow_id: int | None = None, seq_number: int | None = None,
    ) -> None: ...
    @property
    def vsid(self) -> int | None: ...
    @vsid.setter
    def vsid(self, value: int | None) -> None: ...
    @property
    def flow_id(self) -> int | None: ...
    @flow_id.setter
    def flow_id(self, value: int | None) -> None: ...

def nvgre(version: int = 0, vsid: int = 0, flow_id: int = 0) -> gre: ...
