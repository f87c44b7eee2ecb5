# Made by `python -m controller.commands.packet_stubs` from dhcp.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import Final
from .packet_base import LateHeader, Part

__all__ = [
    'DHCP_ACK', 'DHCP_BOOT_REPLY', 'DHCP_BOOT_REQUEST', 'DHCP_CLASSLESS_ROUTE_OPT', 'DHCP_DISCOVER',
    'DHCP_DNS_SERVER_ADDR_OPT', 'DHCP_DOMAIN_NAME_OPT', 'DHCP_END_OPT', 'DHCP_GATEWAY_ADDR_OPT', 'DHCP_HOST_NAME_OPT',
    'DHCP_INTERFACE_MTU_OPT', 'DHCP_IP_ADDR_LEASE_TIME_OPT', 'DHCP_MESSAGE_TYPE_OPT', 'DHCP_OFFER', 'DHCP_PAD_OPT',
    'DHCP_PARAMETER_REQUEST_LIST_OPT', 'DHCP_REBINDING_TIME_OPT', 'DHCP_RENEWAL_TIME_OPT', 'DHCP_REQUEST',
    'DHCP_REQUESTED_IP_ADDR_OPT', 'DHCP_SERVER_IDENTIFIER_OPT', 'DHCP_SUBNET_MASK_OPT', 'dhcp', 'option', 'options',
]

DHCP_BOOT_REQUEST: Final = 1
DHCP_BOOT_REPLY: Final = 2
DHCP_DISCOVER: Final = 1
DHCP_OFFER: Final = 2
DHCP_REQUEST: Final = 3
DHCP_ACK: Final = 5
DHCP_PAD_OPT: Final = 0
DHCP_SUBNET_MASK_OPT: Final = 1
DHCP_GATEWAY_ADDR_OPT: Final = 3
DHCP_DNS_SERVER_ADDR_OPT: Final = 6
DHCP_HOST_NAME_OPT: Final = 12
DHCP_DOMAIN_NAME_OPT: Final = 15
DHCP_INTERFACE_MTU_OPT: Final = 26
DHCP_REQUESTED_IP_ADDR_OPT: Final = 50
DHCP_IP_ADDR_LEASE_TIME_OPT: Final = 51
DHCP_MESSAGE_TYPE_OPT: Final = 53
DHCP_SERVER_IDENTIFIER_OPT: Final = 54
DHCP_PARAMETER_REQUEST_LIST_OPT: Final = 55
DHCP_RENEWAL_TIME_OPT: Final = 58
DHCP_REBINDING_TIME_OPT: Final = 59
DHCP_CLASSLESS_ROUTE_OPT: Final = 121
DHCP_END_OPT: Final = 255

class option(Part):
    tag: int
    length: int
    value: bytes
    def __init__(self, tag: int, value: bytes = b'', length: int = 0) -> None: ...

class options(Part):
    magic_cookie: str
    option_list: list[option | bytes]
    def __init__(
        self, option_list: Sequence[option | bytes] | None = None, options_len: int = 0,
        magic_cookie: str = '99.130.83.99',
    ) -> None: ...
    @property
    def options_len(self) -> int: ...

class dhcp(LateHeader):
    op: int
    htype: int
    hlen: int
    hops: int
    xid: int
    secs: int
    flags: int
    ciaddr: str
    yiaddr: str
    siaddr: str
    giaddr: str
    chaddr: str | bytes
    sname: str
    boot_file: str
    options: _options | None
    def __init__(
        self, op: int, chaddr: str | bytes, options: _options | None = None, htype: int = 1, hlen: int = 0,
        hops: int = 0, xid: int | None = None, secs: int = 0, flags: int = 0, ciaddr: str = '0.0.0.0',
        yiaddr: str = '0.0.0.0', siaddr: str = '0.0.0.0', giaddr: str = '0.0.0.0', sname: str = '', boot_file: str = '',
    ) -> None: ...

_options = options
