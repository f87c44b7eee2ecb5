"""Routing of IPv4 by switches: `router` decides, without sockets and clocks; `messages` has switches obey it.

`values` is what it has and says, `frames` reads and writes packets, `neighbours` is its ARP table.
"""

from .messages import asking_for_expired, messages
from .router import Refused, Router, Routing
from .values import Address, Entry, Forward, Hop, Install, Normal, Notice, Output, Prefix, Remove, Route, Send, To

__all__ = [
    'Address', 'Entry', 'Forward', 'Hop', 'Install', 'Normal', 'Notice', 'Output', 'Prefix', 'Refused', 'Remove',
    'Route', 'Router', 'Routing', 'Send', 'To', 'asking_for_expired', 'messages',
]  # fmt: skip
