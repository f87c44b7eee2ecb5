"""Subsequent address family identifiers (IANA; the names are Ryu's)."""

from __future__ import annotations

from typing import Final

__all__ = ['EVPN', 'IP_FLOWSPEC', 'MPLS_LABEL', 'MPLS_VPN', 'MULTICAST', 'ROUTE_TARGET_CONSTRAINTS', 'UNICAST',
           'VPN_FLOWSPEC']  # fmt: skip

UNICAST: Final = 1
MULTICAST: Final = 2
MPLS_LABEL: Final = 4  # RFC 8277
EVPN: Final = 70  # RFC 7432
MPLS_VPN: Final = 128  # RFC 4364
ROUTE_TARGET_CONSTRAINTS: Final = 132  # RFC 4684
IP_FLOWSPEC: Final = 133  # RFC 8955
VPN_FLOWSPEC: Final = 134
