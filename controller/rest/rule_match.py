"""What a rule matches, as those who write rules say it: of the firewall, of QoS.

    {"nw_src": "10.0.0.0/8", "nw_proto": "TCP", "tp_dst": "80", "dl_type": "IPv4"}

Pure functions make of it the match of a flow entry, in the words of `controller.ofctl`, and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from ..ofctl.addresses import SCHEMAS
from ..ofctl.values import Impossible, read_ipv4, read_ipv6, read_mac, shown
from .values import U16, U32, Body

__all__ = ['MaskedIPv4', 'MaskedIPv6', 'RuleMatch', 'fields_of', 'words_of']

ETHERTYPES = {'ARP': 0x0806, 'IPv4': 0x0800, 'IPv6': 0x86DD}
PROTOCOLS = {'ICMP': 1, 'TCP': 6, 'UDP': 17, 'ICMPv6': 58}

#: The kinds of frames that a field, or a protocol, is of; where there are several the first is meant.
_FRAMES = {
    'nw_src': ('IPv4', 'ARP'), 'nw_dst': ('IPv4', 'ARP'), 'ipv6_src': ('IPv6',), 'ipv6_dst': ('IPv6',),
    'ip_dscp': ('IPv4', 'IPv6'), 'nw_proto': (),
    'ICMP': ('IPv4',), 'ICMPv6': ('IPv6',), 'TCP': ('IPv4', 'IPv6'), 'UDP': ('IPv4', 'IPv6'),
}  # fmt: skip
_WITH_PORTS = ('TCP', 'UDP')

#: What flow entries of ARP and of OpenFlow 1.0 have other names for.
_WORDS = {'arp_spa': 'nw_src', 'arp_tpa': 'nw_dst', 'nw_tos': 'ip_dscp'}


class _Address(str):
    """An address; `length` is what the number behind a slash may be, 0 where there is no mask."""

    reads: ClassVar[Any]
    name: ClassVar[str]
    length: ClassVar[int] = 0

    @classmethod
    def read(cls, value: Any) -> Self:
        """The text, if it is one; raises ValueError."""
        if not isinstance(value, str) or not cls.length:
            return cls(cls.reads('', value))
        address, slash, mask = value.partition('/')
        found = cls.reads('', address)
        if not slash:
            return cls(found)
        if mask.isascii() and mask.isdigit():
            if str(int(mask[:4])) != mask or int(mask) > cls.length:
                raise ValueError(f'{shown(value)} has no prefix length from 0 to {cls.length}')
            return cls(f'{found}/{mask}')
        return cls(f'{found}/{cls.reads("", mask)}')

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Text of that form."""
        return SCHEMAS[cls.name]


class Mac(_Address):
    """An Ethernet address."""

    reads = staticmethod(read_mac)
    name = 'MacAddress'


class MaskedIPv4(_Address):
    """An IPv4 address, perhaps with a prefix length or a mask behind a slash."""

    reads = staticmethod(read_ipv4)
    name = 'MaskedIPv4Address'
    length = 32


class MaskedIPv6(_Address):
    """An IPv6 address, perhaps with a prefix length or a mask behind a slash."""

    reads = staticmethod(read_ipv6)
    name = 'MaskedIPv6Address'
    length = 128


class RuleMatch(Body):
    """What packets a rule is for. `dl_type` need not be said where other fields tell; without any it is for all."""

    in_port: U32 | None = None
    dl_src: Mac | None = None
    dl_dst: Mac | None = None
    dl_type: Literal['ARP', 'IPv4', 'IPv6'] | None = None
    nw_src: MaskedIPv4 | None = None
    nw_dst: MaskedIPv4 | None = None
    ipv6_src: MaskedIPv6 | None = None
    ipv6_dst: MaskedIPv6 | None = None
    nw_proto: Literal['TCP', 'UDP', 'ICMP', 'ICMPv6'] | None = None
    tp_src: U16 | None = None
    tp_dst: U16 | None = None


def fields_of(match: Mapping[str, Any], path: str = '') -> dict[str, Any]:
    """The JSON match of a flow entry for the fields of a rule, its `dl_type` guessed where they leave no doubt.

    Raises BadValue for fields that do not go together; `path` says where they stand: `match`.
    """
    here = f'{path}.' if path else ''
    given = dict(match)
    proto = given.get('nw_proto')
    for name in ('tp_src', 'tp_dst'):
        if name in given and proto not in _WITH_PORTS:
            raise Impossible(f'{here}{name}', 'wants nw_proto TCP or UDP')
    kind = _kind_of(given, here)
    if kind is not None:
        given['dl_type'] = ETHERTYPES[kind]
    if proto is not None:
        given['nw_proto'] = PROTOCOLS[proto]
    return given


def words_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a rule for the JSON match of a flow entry; what has no word stays as it is."""
    found = {_WORDS.get(name, name): value for name, value in fields.items()}
    for name, numbers in (('dl_type', ETHERTYPES), ('nw_proto', PROTOCOLS)):
        if name in found:
            found[name] = next((word for word, number in numbers.items() if number == found[name]), found[name])
    if 'nw_tos' in fields:
        found['ip_dscp'] = fields['nw_tos'] >> 2
    if str(found.get('dl_vlan', '')).isdecimal():
        found['dl_vlan'] = int(found['dl_vlan'])
    return found


def _kind_of(given: Mapping[str, Any], here: str) -> str | None:
    """The word for the frames that the fields are of, None for frames of any kind."""
    kinds = [given['dl_type']] if 'dl_type' in given else list(ETHERTYPES)
    because = ['dl_type'] if 'dl_type' in given else []
    for name in (each for each in _FRAMES if each in given):
        possible = _FRAMES[given['nw_proto'] if name == 'nw_proto' else name]
        if not set(possible) & set(kinds):
            what = f'{given[name]} does' if name == 'nw_proto' else 'does'
            raise Impossible(f'{here}{name}', f'{what} not go with {because[0]} {given[because[0]]}')
        kinds = [each for each in possible if each in kinds]
        because.append(name)
    if because == ['nw_proto'] and len(kinds) > 1:
        raise Impossible(f'{here}nw_proto', f'{given["nw_proto"]} wants a dl_type, or an address: is it IPv4 or IPv6?')
    return kinds[0] if because else None
