"""Settings of switches: any app sets a value under a key, and those who listen hear of it."""

from __future__ import annotations

from typing import Any

from ..app import App
from ..events import EventBase
from .dpid import dpid_to_str

__all__ = [
    'OVSDB_ADDR', 'OVS_TUNNEL_ADDR',
    'ConfSwitchSet', 'EventConfSwitchDel', 'EventConfSwitchDelDPID', 'EventConfSwitchSet',
]  # fmt: skip

#: Keys that apps agree on: where a switch's OVSDB listens (`tcp:127.0.0.1:6632`), and the address of its tunnels.
OVSDB_ADDR, OVS_TUNNEL_ADDR = 'ovsdb_addr', 'ovs_tunnel_addr'

#: The app of this module is loaded with whatever app handles its events.
_SERVICE_NAME = 'controller.lib.conf_switch'


class EventConfSwitchDelDPID(EventBase):
    """All settings of the switch `dpid` are gone."""

    def __init__(self, dpid: int) -> None:
        self.dpid = dpid

    def __str__(self) -> str:
        return f'{type(self).__name__}<{dpid_to_str(self.dpid)}>'


class EventConfSwitchSet(EventBase):
    """The setting `key` of the switch `dpid` is `value` from now on."""

    def __init__(self, dpid: int, key: str, value: Any) -> None:
        self.dpid = dpid
        self.key = key
        self.value = value

    def __str__(self) -> str:
        return f'{type(self).__name__}<{dpid_to_str(self.dpid)}, {self.key}, {self.value}>'


class EventConfSwitchDel(EventBase):
    """The setting `key` of the switch `dpid` is gone."""

    def __init__(self, dpid: int, key: str) -> None:
        self.dpid = dpid
        self.key = key

    def __str__(self) -> str:
        return f'{type(self).__name__}<{dpid_to_str(self.dpid)}, {self.key}>'


class ConfSwitchSet(App):
    """The settings, `confs`, by datapath id and key; a switch need not be connected to have some.

    `(dpid, key) in conf_switch` tells whether there is one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = 'conf_switch'
        self.confs: dict[int, dict[str, Any]] = {}

    def dpids(self) -> list[int]:
        """The switches that have, or had, settings."""
        return list(self.confs)

    def del_dpid(self, dpid: int) -> None:
        """Drop all settings of a switch; raises KeyError."""
        del self.confs[dpid]
        self.send_event_to_observers(EventConfSwitchDelDPID(dpid))

    def keys(self, dpid: int) -> list[str]:
        """The keys of a switch's settings; raises KeyError."""
        return list(self.confs[dpid])

    def set_key(self, dpid: int, key: str, value: Any) -> None:
        """Set a value."""
        self.confs.setdefault(dpid, {})[key] = value
        self.send_event_to_observers(EventConfSwitchSet(dpid, key, value))

    def get_key(self, dpid: int, key: str) -> Any:
        """The value of a setting; raises KeyError."""
        return self.confs[dpid][key]

    def del_key(self, dpid: int, key: str) -> None:
        """Drop a setting; raises KeyError."""
        del self.confs[dpid][key]
        self.send_event_to_observers(EventConfSwitchDel(dpid, key))

    def find_dpid(self, key: str, value: Any) -> int | None:
        """The first switch whose setting has that value."""
        return next((dpid for dpid, conf in self.confs.items() if key in conf and conf[key] == value), None)

    def __contains__(self, setting: tuple[int, str]) -> bool:
        dpid, key = setting
        return key in self.confs.get(dpid, {})
