"""Bridges, ports and interfaces as `ovs-vsctl` sees them: a VLAN of a bridge may look like a bridge of its own.

Such a *fake* bridge is a port of its *parent*, which says so, with the VLAN as its tag; what other ports have that tag
are its ports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .database import DatabaseError

__all__ = ['Bridge', 'Bridges', 'delete_port']


@dataclass(frozen=True)
class Bridge:
    """A bridge: `row` is that of its parent where it is a fake one, which `vlan` and its `port` there tell."""

    name: str
    row: Any
    vlan: int = 0
    port: Any = None

    @property
    def parent(self) -> str:
        """The name of the bridge that it is a VLAN of, its own where it is none."""
        return self.row.name

    @property
    def ports(self) -> list[Any]:
        """The rows of its ports, but the one that bears its name."""
        return [port for port in self.row.ports if port.name != self.name and self.owns(port)]

    def owns(self, port: Any) -> bool:
        """Whether a port of the row is this bridge's, and not one of another bridge's on the same row."""
        if self.port is not None:
            return port.tag == [self.vlan]
        fakes = [each.tag for each in self.row.ports if is_fake(each)]
        return not port.tag or port.tag not in fakes


class Bridges:
    """Finds bridges, ports and interfaces by name; the methods raise DatabaseError where there is none."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self.tables = tables

    def __iter__(self) -> Iterator[Bridge]:
        for row in self.tables['Bridge'].rows.values():
            yield Bridge(row.name, row)
            for port in row.ports:
                if is_fake(port):
                    yield Bridge(port.name, row, port.tag[0], port)

    def find(self, name: str) -> Bridge | None:
        """A bridge, where there is one of that name."""
        return next((each for each in self if each.name == name), None)

    def __getitem__(self, name: str) -> Bridge:
        bridge = self.find(name)
        if bridge is None:
            raise DatabaseError(f'no bridge named {name}')
        return bridge

    def real(self, name: str) -> Any:
        """The row of a bridge that is none of another's VLANs."""
        bridge = self[name]
        if bridge.port is not None:
            raise DatabaseError(f'{name} is a fake bridge')
        return bridge.row

    def by_datapath_id(self, text: str) -> Any:
        """The row of the bridge with a datapath id, sixteen hexadecimal digits."""
        for row in self.tables['Bridge'].rows.values():
            if row.datapath_id == [text]:
                return row
        raise DatabaseError(f'no bridge with datapath_id {text}')

    def ports(self) -> Iterator[tuple[Bridge, Any]]:
        """Every port, with its bridge; a fake bridge's own port is the parent's."""
        for bridge in self:
            for port in bridge.row.ports:
                if bridge.owns(port) and port is not bridge.port:
                    yield bridge, port

    def find_port(self, name: str) -> tuple[Bridge, Any] | None:
        """A port and its bridge, where there is one of that name."""
        return next((each for each in self.ports() if each[1].name == name), None)

    def port(self, name: str) -> tuple[Bridge, Any]:
        """A port and its bridge."""
        found = self.find_port(name)
        if found is None:
            raise DatabaseError(f'no port named {name}')
        return found

    def port_of_interface(self, name: str) -> tuple[Bridge, Any]:
        """The port that an interface belongs to, and its bridge."""
        for bridge, port in self.ports():
            if any(interface.name == name for interface in port.interfaces):
                return bridge, port
        raise DatabaseError(f'no interface named {name}')

    def refuse_taken(self, name: str, what: str) -> None:
        """Raise DatabaseError where a bridge, port or interface has that name."""
        if self.find(name) is not None:
            raise DatabaseError(f'{what} because a bridge named {name} already exists')
        for bridge, port in self.ports():
            if port.name == name:
                raise DatabaseError(f'{what} because a port named {name} already exists on bridge {bridge.name}')
            if any(interface.name == name for interface in port.interfaces):
                where = f'on port {port.name} of bridge {bridge.name}'
                raise DatabaseError(f'{what} because an interface named {name} already exists {where}')


def is_fake(port: Any) -> bool:
    """Whether a port is a fake bridge."""
    return bool(port.fake_bridge and port.tag)


def delete_port(bridge: Any, port: Any) -> None:
    """Take a port out of a bridge's row, and delete it with its interfaces."""
    bridge.verify('ports')
    bridge.ports = [each for each in bridge.ports if each.uuid != port.uuid]
    for interface in port.interfaces:
        interface.delete()
    port.delete()
