"""Address family identifiers (IANA; the names are Ryu's)."""

from __future__ import annotations

from typing import Final

__all__ = ['IP', 'IP6', 'L2VPN']

IP: Final = 1
IP6: Final = 2
L2VPN: Final = 25
