# Made by `python -m controller.commands.packet_stubs` from linux.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from .ethernet import Ethertyped
from .packet_base import Header

__all__ = [
    'linuxcooked',
]

class linuxcooked(Ethertyped, Header):
    pkt_type: int
    arphrd_type: int
    address_length: int
    address: bytes
    proto_type: int
    def __init__(
        self, pkt_type: int, arphrd_type: int, address_length: int, address: str | bytes, proto_type: int,
    ) -> None: ...
