"""Where hosts are: a table by switch and address."""

from __future__ import annotations

__all__ = ['MacToPortTable']


class MacToPortTable:
    """`mac_to_port[dpid][mac]` is the port behind which a host was seen."""

    def __init__(self) -> None:
        self.mac_to_port: dict[int, dict[bytes, int]] = {}

    def dpid_add(self, dpid: int) -> None:
        """Have a table for a switch."""
        self.mac_to_port.setdefault(dpid, {})

    def port_add(self, dpid: int, port: int, mac: bytes) -> int | None:
        """A host was seen; returns the port where it was before, None where it is new. Raises KeyError."""
        table = self.mac_to_port[dpid]
        old = table.get(mac)
        table[mac] = port
        return old

    def port_get(self, dpid: int, mac: bytes) -> int | None:
        """The port of a host; raises KeyError for a switch without a table."""
        return self.mac_to_port[dpid].get(mac)

    def mac_list(self, dpid: int, port: int) -> list[bytes]:
        """The hosts behind a port; raises KeyError for a switch without a table."""
        return [mac for mac, where in self.mac_to_port[dpid].items() if where == port]

    def mac_del(self, dpid: int, mac: bytes) -> None:
        """Forget a host; raises KeyError."""
        del self.mac_to_port[dpid][mac]
