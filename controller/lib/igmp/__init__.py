"""Multicast groups (IGMP): `snooper` is the protocol, without sockets and clocks; `app` has switches obey it."""

from .app import (
    MG_GROUP_ADDED,
    MG_GROUP_REMOVED,
    MG_MEMBER_CHANGED,
    EventMulticastGroupStateChanged,
    EventPacketIn,
    IgmpLib,
)
from .snooper import Change, Flood, Forward, Group, GroupChanged, Notice, Output, Prune, Snooper

__all__ = [
    'MG_GROUP_ADDED', 'MG_GROUP_REMOVED', 'MG_MEMBER_CHANGED', 'Change', 'EventMulticastGroupStateChanged',
    'EventPacketIn', 'Flood', 'Forward', 'Group', 'GroupChanged', 'IgmpLib', 'Notice', 'Output', 'Prune', 'Snooper',
]  # fmt: skip
