# Made by `python -m controller.commands.packet_stubs` from openflow.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Mapping
from typing import Any, Self
from .packet_base import LateHeader
from ..wire import Message, Structure

__all__ = [
    'OFPUnparseableMsg', 'openflow',
]

class openflow(LateHeader):
    msg: Message | OFPUnparseableMsg
    def __init__(self, msg: Message | OFPUnparseableMsg) -> None: ...
    @property
    def version(self) -> int: ...
    @property
    def xid(self) -> int | None: ...
    @classmethod
    def from_jsondict(cls, dict_: Mapping[str, Any], *_: Any) -> Self: ...

class OFPUnparseableMsg(Structure):
    version: int
    msg_type: int
    msg_len: int
    xid: int
    body: bytes
    datapath: Any
    def __init__(self, datapath: Any, version: int, msg_type: int, msg_len: int, xid: int, body: bytes) -> None: ...
