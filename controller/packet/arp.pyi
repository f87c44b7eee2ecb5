# Made by `python -m controller.commands.packet_stubs` from arp.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import Final
from .packet_base import Header

__all__ = [
    'ARP_HW_TYPE_ETHERNET', 'ARP_REPLY', 'ARP_REQUEST', 'ARP_REV_REPLY', 'ARP_REV_REQUEST', 'arp', 'arp_ip',
]

ARP_HW_TYPE_ETHERNET: Final = 1
ARP_REQUEST: Final = 1
ARP_REPLY: Final = 2
ARP_REV_REQUEST: Final = 3
ARP_REV_REPLY: Final = 4

class arp(Header):
    hwtype: int
    proto: int
    hlen: int
    plen: int
    opcode: int
    src_mac: str
    src_ip: str
    dst_mac: str
    dst_ip: str
    def __init__(
        self, hwtype: int = 1, proto: int = 2048, hlen: int = 6, plen: int = 4, opcode: int = 1,
        src_mac: str | bytes = 'ff:ff:ff:ff:ff:ff', src_ip: str | int | bytes = '0.0.0.0',
        dst_mac: str | bytes = 'ff:ff:ff:ff:ff:ff', dst_ip: str | int | bytes = '0.0.0.0',
    ) -> None: ...

def arp_ip(opcode: int, src_mac: str, src_ip: str, dst_mac: str, dst_ip: str) -> arp: ...
