# Made by `python -m controller.commands.packet_stubs` from llc.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import ClassVar, Final
from .packet_base import Header, Part

__all__ = [
    'SAP_BPDU', 'ControlFormatI', 'ControlFormatS', 'ControlFormatU', 'llc',
]

SAP_BPDU: Final = 66

class ControlFormatI(Part):
    send_sequence_number: int
    receive_sequence_number: int
    pf_bit: int
    TYPE: ClassVar[int]
    def __init__(self, send_sequence_number: int = 0, pf_bit: int = 0, receive_sequence_number: int = 0) -> None: ...

class ControlFormatS(Part):
    supervisory_function: int
    receive_sequence_number: int
    pf_bit: int
    TYPE: ClassVar[int]
    def __init__(self, supervisory_function: int = 0, pf_bit: int = 0, receive_sequence_number: int = 0) -> None: ...

class ControlFormatU(Part):
    modifier_function2: int
    pf_bit: int
    modifier_function1: int
    TYPE: ClassVar[int]
    def __init__(self, modifier_function1: int = 0, pf_bit: int = 0, modifier_function2: int = 0) -> None: ...

class llc(Header):
    dsap_addr: int
    ssap_addr: int
    control: ControlFormatI | ControlFormatS | ControlFormatU
    def __init__(
        self, dsap_addr: int, ssap_addr: int, control: ControlFormatI | ControlFormatS | ControlFormatU = b'',
    ) -> None: ...
