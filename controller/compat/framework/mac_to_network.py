"""Which network a host belongs to."""

from __future__ import annotations

from typing import Any

from ..exception import MacAddressDuplicated

__all__ = ['MacToNetwork']


class MacToNetwork:
    """`mac_to_net[mac]` is the network of a host; `nw` is the app `Network`."""

    def __init__(self, nw: Any) -> None:
        self.mac_to_net: dict[bytes, Any] = {}
        self.dpid: dict[int, Any] = {}
        self.nw = nw

    def get_network(self, mac: bytes, default: Any = None) -> Any:
        """The network of a host."""
        return self.mac_to_net.get(mac, default)

    def add_mac(self, mac: bytes, nw_id: Any, nw_id_external: Any = None) -> None:
        """Put a host into a network; out of the external one it may go to another, and seems to be in it at times.

        Raises MacAddressDuplicated where it is in another network.
        """
        known = self.mac_to_net.get(mac)
        if known in (None, nw_id_external):
            self.mac_to_net[mac] = nw_id
        elif nw_id not in (known, nw_id_external):
            raise MacAddressDuplicated(mac=mac)

    def del_mac(self, mac: bytes) -> None:
        """Forget a host; raises KeyError."""
        del self.mac_to_net[mac]
