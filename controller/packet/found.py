"""How layers of a packet are found: by name, or all of a class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from .packet_base import PacketBase

if TYPE_CHECKING:
    from .packet import Packet

__all__ = ['Matches', 'Outermost', 'class_of']

P = TypeVar('P', bound=PacketBase)


def class_of(protocol: Any) -> type:
    """The class that an instance stands for; raises TypeError for a module, the slip of many."""
    if not isinstance(protocol, (PacketBase, bytes)):
        raise TypeError(f'a layer is found by its class, such as arp.arp, not by {protocol!r}')
    return type(protocol)


class Outermost(Generic[P]):
    """An attribute of packets: the outermost layer of a class, None where there is none."""

    def __init__(self, module: str, name: str | None = None) -> None:
        self._place = module, name or module
        self._protocol: type[P] | None = None

    @overload
    def __get__(self, packet: None, owner: type) -> Self: ...
    @overload
    def __get__(self, packet: Packet, owner: type) -> P | None: ...
    def __get__(self, packet: Packet | None, owner: type) -> Self | P | None:
        if packet is None:
            return self
        if self._protocol is None:
            module, name = self._place
            self._protocol = getattr(import_module(f'{__package__}.{module}'), name)
        return packet.get_protocol(self._protocol)


class Matches(Sequence[P]):
    """The layers of a packet that are of one class: a list that is not made before more than its first is wanted."""

    __slots__ = ('_all', '_found', '_packet', '_protocol')

    def __init__(self, packet: Packet, protocol: type[P], found: P | None = None) -> None:
        self._packet = packet
        self._protocol = protocol
        self._found = found
        self._all: list[P] | None = None

    @property
    def _list(self) -> list[P]:
        if self._all is None:
            self._all = [layer for layer in self._packet.protocols if isinstance(layer, self._protocol)]
        return self._all

    def __getitem__(self, index: Any) -> Any:
        if index == 0 and self._all is None:
            if self._found is None:
                self._found = self._packet.get_protocol(self._protocol)
            if self._found is not None:
                return self._found
        return self._list[index]

    def __bool__(self) -> bool:
        return self._found is not None or self._packet.get_protocol(self._protocol) is not None

    def __len__(self) -> int:
        return len(self._list)

    def __iter__(self) -> Iterator[P]:
        return iter(self._list)

    def __eq__(self, other: object) -> bool:
        return self._list == (other._list if isinstance(other, Matches) else other)

    def __add__(self, other: Iterable[Any]) -> list[Any]:
        return [*self._list, *other]

    def __radd__(self, other: Iterable[Any]) -> list[Any]:
        return [*other, *self._list]

    def __getattr__(self, name: str) -> Any:
        if name[:1] == '_':
            raise AttributeError(name)
        return getattr(self._list, name)  # what a list can do besides

    def __repr__(self) -> str:
        return repr(self._list)
