"""IP protocol numbers (IANA; the names are Ryu's)."""

from __future__ import annotations

from typing import Final

__all__ = [
    'IPPROTO_AH',
    'IPPROTO_DSTOPTS',
    'IPPROTO_FRAGMENT',
    'IPPROTO_GRE',
    'IPPROTO_HOPOPTS',
    'IPPROTO_ICMP',
    'IPPROTO_ICMPV6',
    'IPPROTO_IGMP',
    'IPPROTO_IP',
    'IPPROTO_NONE',
    'IPPROTO_OSPF',
    'IPPROTO_ROUTING',
    'IPPROTO_SCTP',
    'IPPROTO_TCP',
    'IPPROTO_UDP',
    'IPPROTO_VRRP',
]

IPPROTO_IP: Final = 0
IPPROTO_HOPOPTS: Final = 0
IPPROTO_ICMP: Final = 1
IPPROTO_IGMP: Final = 2
IPPROTO_TCP: Final = 6
IPPROTO_UDP: Final = 17
IPPROTO_ROUTING: Final = 43
IPPROTO_FRAGMENT: Final = 44
IPPROTO_GRE: Final = 47
IPPROTO_AH: Final = 51
IPPROTO_ICMPV6: Final = 58
IPPROTO_NONE: Final = 59
IPPROTO_DSTOPTS: Final = 60
IPPROTO_OSPF: Final = 89
IPPROTO_VRRP: Final = 112
IPPROTO_SCTP: Final = 132
