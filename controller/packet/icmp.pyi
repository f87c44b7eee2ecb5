# Made by `python -m controller.commands.packet_stubs` from icmp.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from builtins import type as _type
from collections.abc import Callable
from typing import Final, Self
from .packet_base import C, LateHeader, Part

__all__ = [
    'ICMP_DEST_UNREACH', 'ICMP_ECHO_REPLY', 'ICMP_ECHO_REPLY_CODE', 'ICMP_ECHO_REQUEST', 'ICMP_HOST_UNREACH_CODE',
    'ICMP_PORT_UNREACH_CODE', 'ICMP_REDIRECT', 'ICMP_SRC_QUENCH', 'ICMP_TIME_EXCEEDED', 'ICMP_TTL_EXPIRED_CODE', 'Body',
    'TimeExceeded', 'dest_unreach', 'echo', 'icmp',
]

ICMP_ECHO_REPLY: Final = 0
ICMP_DEST_UNREACH: Final = 3
ICMP_SRC_QUENCH: Final = 4
ICMP_REDIRECT: Final = 5
ICMP_ECHO_REQUEST: Final = 8
ICMP_TIME_EXCEEDED: Final = 11
ICMP_ECHO_REPLY_CODE: Final = 0
ICMP_HOST_UNREACH_CODE: Final = 1
ICMP_PORT_UNREACH_CODE: Final = 3
ICMP_TTL_EXPIRED_CODE: Final = 0

class Body(Part):
    @classmethod
    def read(cls, data: bytes) -> Self: ...

class echo(Body):
    id: int
    seq: int
    data: bytes | None
    def __init__(self, id_: int = 0, seq: int = 0, data: bytes | None = None) -> None: ...

class dest_unreach(Body):
    data_len: int
    mtu: int
    data: bytes | None
    def __init__(self, data_len: int = 0, mtu: int = 0, data: bytes | None = None) -> None: ...

class TimeExceeded(Body):
    data_len: int
    data: bytes | None
    def __init__(self, data_len: int = 0, data: bytes | None = None) -> None: ...

class icmp(LateHeader):
    type: int
    code: int
    csum: int
    data: Body | bytes
    sum_covers: str; bodies: dict[int, _type[Body]]
    def __init__(self, type_: int = 8, code: int = 0, csum: int = 0, data: Body | bytes = b'') -> None: ...
    @classmethod
    def register_icmp_type(cls: _type, *numbers: int) -> Callable[[C], C]: ...

def read_body(reader: type[Body] | None, data: bytes) -> Body | bytes: ...
