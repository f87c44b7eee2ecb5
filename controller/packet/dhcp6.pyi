# Made by `python -m controller.commands.packet_stubs` from dhcp6.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import Final
from .packet_base import LateHeader, Part

__all__ = [
    'DHCPV6_ADVERTISE', 'DHCPV6_CONFIRM', 'DHCPV6_DECLINE', 'DHCPV6_INFORMATION_REQUEST', 'DHCPV6_OPTION_AUTH',
    'DHCPV6_OPTION_CLIENTID', 'DHCPV6_OPTION_ELAPSED_TIME', 'DHCPV6_OPTION_IAADDR', 'DHCPV6_OPTION_IA_NA',
    'DHCPV6_OPTION_IA_TA', 'DHCPV6_OPTION_INTERFACE_ID', 'DHCPV6_OPTION_ORO', 'DHCPV6_OPTION_PREFERENCE',
    'DHCPV6_OPTION_RAPID_COMMIT', 'DHCPV6_OPTION_RECONF_ACCEPT', 'DHCPV6_OPTION_RECONF_MSG', 'DHCPV6_OPTION_RELAY_MSG',
    'DHCPV6_OPTION_SERVERID', 'DHCPV6_OPTION_STATUS_CODE', 'DHCPV6_OPTION_UNICAST', 'DHCPV6_OPTION_USER_CLASS',
    'DHCPV6_OPTION_VENDOR_CLASS', 'DHCPV6_OPTION_VENDOR_OPTS', 'DHCPV6_REBIND', 'DHCPV6_RECONFIGURE',
    'DHCPV6_RELAY_FORW', 'DHCPV6_RELAY_REPL', 'DHCPV6_RELEASE', 'DHCPV6_RENEW', 'DHCPV6_REPLY', 'DHCPV6_REQUEST',
    'DHCPV6_SOLICIT', 'dhcp6', 'option', 'options',
]

DHCPV6_SOLICIT: Final = 1
DHCPV6_ADVERTISE: Final = 2
DHCPV6_REQUEST: Final = 3
DHCPV6_CONFIRM: Final = 4
DHCPV6_RENEW: Final = 5
DHCPV6_REBIND: Final = 6
DHCPV6_REPLY: Final = 7
DHCPV6_RELEASE: Final = 8
DHCPV6_DECLINE: Final = 9
DHCPV6_RECONFIGURE: Final = 10
DHCPV6_INFORMATION_REQUEST: Final = 11
DHCPV6_RELAY_FORW: Final = 12
DHCPV6_RELAY_REPL: Final = 13
DHCPV6_OPTION_CLIENTID: Final = 1
DHCPV6_OPTION_SERVERID: Final = 2
DHCPV6_OPTION_IA_NA: Final = 3
DHCPV6_OPTION_IA_TA: Final = 4
DHCPV6_OPTION_IAADDR: Final = 5
DHCPV6_OPTION_ORO: Final = 6
DHCPV6_OPTION_PREFERENCE: Final = 7
DHCPV6_OPTION_ELAPSED_TIME: Final = 8
DHCPV6_OPTION_RELAY_MSG: Final = 9
DHCPV6_OPTION_AUTH: Final = 11
DHCPV6_OPTION_UNICAST: Final = 12
DHCPV6_OPTION_STATUS_CODE: Final = 13
DHCPV6_OPTION_RAPID_COMMIT: Final = 14
DHCPV6_OPTION_USER_CLASS: Final = 15
DHCPV6_OPTION_VENDOR_CLASS: Final = 16
DHCPV6_OPTION_VENDOR_OPTS: Final = 17
DHCPV6_OPTION_INTERFACE_ID: Final = 18
DHCPV6_OPTION_RECONF_MSG: Final = 19
DHCPV6_OPTION_RECONF_ACCEPT: Final = 20

class option(Part):
    code: int
    length: int
    data: bytes
    def __init__(self, code: int, data: bytes = b'', length: int = 0) -> None: ...

class options(Part):
    option_list: list[option | bytes]
    def __init__(self, option_list: Sequence[option | bytes] | None = None, options_len: int = 0) -> None: ...
    @property
    def options_len(self) -> int: ...

class dhcp6(LateHeader):
    msg_type: int
    transaction_id: int
    hop_count: int
    link_address: str
    peer_address: str
    options: _options
    def __init__(
        self, msg_type: int, options: _options, transaction_id: int | None = None, hop_count: int = 0,
        link_address: str = '::', peer_address: str = '::',
    ) -> None: ...
    def packed(self, raw: bytes) -> bytes: ...
    @classmethod
    def unpacked(cls, buf: bytes, offset: int, limit: int) -> tuple[bytes, int, int]: ...

_options = options
