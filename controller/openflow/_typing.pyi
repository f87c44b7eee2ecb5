"""What the stubs of the versions share: names for type checkers alone, there is no such module at run time."""

from typing import Any, Protocol, TypeAlias, TypeVar

from ..packet.packet import Packet
from ..wire import Enumeration, Message, Structure

__all__ = ['AnyDatapath', 'Bytes', 'Frame', 'IPv4', 'IPv6', 'Mac', 'Number', 'Tables']

_S = TypeVar('_S', bound=type)

# What a match field may be given as: a value, or a value and its mask.
Number: TypeAlias = int | str | tuple[int, int | None]
Mac: TypeAlias = str | bytes | tuple[str | bytes, str | bytes | None]
IPv4: TypeAlias = str | bytes | int | tuple[str | bytes | int, str | bytes | int | None]
IPv6: TypeAlias = str | bytes | tuple[str | bytes, str | bytes | None]
Bytes: TypeAlias = str | bytes | tuple[str | bytes, str | bytes | None]

# What a message carries as a packet.
Frame: TypeAlias = bytes | bytearray | Packet

class AnyDatapath(Protocol):
    """What a message is made for: a switch, or a test's stand-in for one."""

    @property
    def ofproto(self) -> Any: ...
    @property
    def ofproto_parser(self) -> Any: ...

class Tables(type):
    """A version: an object at run time, and to a type checker a class, so that its structures can be annotations."""

    name: str
    OFP_VERSION: int
    fields: Any
    messages: dict[int, type[Message]]

    def __call__(cls, declared: _S) -> _S: ...
    def decode(cls, buf: bytes, datapath: Any = None) -> Message: ...
    def structures(cls) -> dict[str, type[Structure]]: ...
    def enumerations(cls) -> dict[str, type[Enumeration]]: ...
    def include(cls, module: str, name: str, **bases: str) -> None: ...
