"""EtherType numbers (IEEE registration authority; the names are Ryu's)."""

from __future__ import annotations

from typing import Final

__all__ = [
    'ETH_TYPE_8021AD', 'ETH_TYPE_8021AH', 'ETH_TYPE_8021Q', 'ETH_TYPE_ARP', 'ETH_TYPE_CFM', 'ETH_TYPE_IEEE802_3',
    'ETH_TYPE_IP', 'ETH_TYPE_IPV6', 'ETH_TYPE_LLDP', 'ETH_TYPE_MPLS', 'ETH_TYPE_NSH', 'ETH_TYPE_SLOW', 'ETH_TYPE_TEB',
]  # fmt: skip

ETH_TYPE_IP: Final = 0x0800
ETH_TYPE_ARP: Final = 0x0806
ETH_TYPE_TEB: Final = 0x6558
ETH_TYPE_8021Q: Final = 0x8100
ETH_TYPE_IPV6: Final = 0x86DD
ETH_TYPE_SLOW: Final = 0x8809
ETH_TYPE_MPLS: Final = 0x8847
ETH_TYPE_8021AD: Final = 0x88A8
ETH_TYPE_LLDP: Final = 0x88CC
ETH_TYPE_8021AH: Final = 0x88E7
ETH_TYPE_CFM: Final = 0x8902
ETH_TYPE_NSH: Final = 0x894F

#: Up to here the field is a length, and an LLC header follows (IEEE 802.3, 3.2.6).
ETH_TYPE_IEEE802_3: Final = 0x05DC
