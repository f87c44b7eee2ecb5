"""Matches between JSON and OFPMatch.

JSON has the names of OpenFlow 1.0 (`dl_dst`, `nw_src`, `tp_dst`) and, for later versions, also those of the OXM
fields. In answers a field has the older name wherever there is one, but since 1.4 that of its OXM field. A mask follows
a slash: `10.0.0.0/8`, `5/0xf`.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from typing import Any

from ..lib.mac import haddr_to_str
from ..openflow import OF10, OF14, oxm
from ..wire import EncodeError, Version
from .values import (
    BadValue,
    Impossible,
    expect,
    name_of,
    read_bytes,
    read_integer,
    read_ipv4,
    read_ipv6,
    read_mac,
    shown,
)

log = logging.getLogger(__name__)

__all__ = ['JSON_NAMES', 'OLD_NAMES', 'PORT_PROTOCOLS', 'V10_NUMBERS', 'match_to_json', 'read_match', 'read_oxm',
           'vlan_to_text']  # fmt: skip

#: A prefix length, of whatever size.
_LENGTH = re.compile('0|[1-9][0-9]*', re.ASCII)

ARP = 0x0806
VLAN_PRESENT = 0x1000

#: Old names and the OXM fields that they stand for in answers.
OLD_NAMES = {
    'dl_dst': ('eth_dst',),
    'dl_src': ('eth_src',),
    'dl_type': ('eth_type',),
    'dl_vlan': ('vlan_vid',),
    'nw_src': ('ipv4_src',),
    'nw_dst': ('ipv4_dst',),
    'nw_proto': ('ip_proto',),
    'tp_src': ('tcp_src', 'udp_src'),
    'tp_dst': ('tcp_dst', 'udp_dst'),
}
JSON_NAMES = {field: old for old, fields in OLD_NAMES.items() for field in fields}

#: What else an old name stands for in a request, which depends on the rest of the match.
_ARP_NAMES = {'nw_src': 'arp_spa', 'nw_dst': 'arp_tpa', 'nw_proto': 'arp_op'}
PORT_PROTOCOLS = {6: 'tcp', 17: 'udp', 132: 'sctp'}

_ADDRESS_READERS = {oxm.MAC: read_mac, oxm.IPV4: read_ipv4, oxm.IPV6: read_ipv6}

#: The fields of a 1.0 match that are plain numbers, and their width in bits (ofp_match, 5.2.3).
V10_NUMBERS = {'in_port': 16, 'dl_vlan': 16, 'dl_vlan_pcp': 8, 'dl_type': 16, 'nw_tos': 8, 'nw_proto': 8,
                'tp_src': 16, 'tp_dst': 16}  # fmt: skip


def read_match(version: Version, path: str, value: Any, lenient: bool = False) -> Any:
    """An OFPMatch of the version for a JSON object; raises BadValue.

    With `lenient` an unknown field is left out, which the log says; of a field that is there twice the later counts.
    """
    fields = expect(dict, path, value)
    if version.OFP_VERSION == OF10:
        return _read_v10(version, path, fields, lenient)
    known = version.OFPMatch.known.by_name
    found: dict[str, Any] = {}
    for name, each in fields.items():
        here = f'{path}.{name}' if path else name
        field = known.get(_oxm_name(here, name, fields))
        if field is None:
            _unknown(version, here, lenient)
            continue
        if field.name in found and not lenient:
            raise Impossible(here, f'{field.name} is there twice, under its old name and its new one')
        if name == 'nw_proto':
            read_integer(here, each, 8)  # of arp_op, too
        found[field.name] = read_oxm(version, here, field, each, plain_vlan=True)
    try:
        return version.OFPMatch(**found)
    except EncodeError as fault:  # a prerequisite is missing
        name, _, problem = str(fault).removeprefix('OFPMatch.').partition(': ')
        raise Impossible(f'{path}.{name}' if path else name, problem) from None


def read_oxm(version: Version, path: str, field: oxm.Field, value: Any, plain_vlan: bool = False) -> Any:
    """The value of a match field, or `(value, mask)` for text with a slash; raises BadValue.

    `plain_vlan`: a VLAN id in decimal is that of a tagged frame, as Ryu has it in matches (7.2.3.7: the bit
    OFPVID_PRESENT is set for it), while one in hexadecimal is what goes on the wire.
    """
    if isinstance(value, str) and '/' in value:
        if not field.maskable:
            raise BadValue(path, f'{shown(value)} has a mask, which {field.name} does not take')
        text, _, mask = value.partition('/')
        return _single(version, path, field, text), _mask(version, path, field, mask)
    found = _single(version, path, field, value)
    if field.name == 'vlan_vid' and plain_vlan and str(value)[:2] not in ('0x', '0X'):
        found |= VLAN_PRESENT
    return found


def match_to_json(match: Any) -> dict[str, Any]:
    """An OFPMatch of any version as Ryu's JSON object."""
    version = match.table.version
    if version.OFP_VERSION == OF10:
        return _v10_to_json(version, match)
    names = JSON_NAMES if version.OFP_VERSION < OF14 else {}
    return {names.get(name, name): _oxm_to_json(version, name, value) for name, value in match.items()}


def _oxm_name(path: str, name: str, fields: dict[str, Any]) -> str:
    """The OXM field that a name means beside the other fields of the match."""
    if name in ('tp_src', 'tp_dst'):
        protocol = read_integer(path, fields.get('nw_proto', fields.get('ip_proto', 0)), 8)
        if protocol not in PORT_PROTOCOLS:
            raise Impossible(path, 'wants an nw_proto that has ports: 6 (TCP), 17 (UDP) or 132 (SCTP)')
        return f'{PORT_PROTOCOLS[protocol]}_{name[3:]}'
    if name in _ARP_NAMES and read_integer(path, fields.get('dl_type', fields.get('eth_type', 0)), 16) == ARP:
        return _ARP_NAMES[name]
    if name == 'dl_vlan_pcp':
        return 'vlan_pcp'
    return OLD_NAMES[name][0] if name in OLD_NAMES else name


def _single(version: Version, path: str, field: oxm.Field, value: Any) -> Any:
    """A value that the field's kind takes."""
    if field.kind in _ADDRESS_READERS:
        return _ADDRESS_READERS[field.kind](path, value)
    if field.kind.variable:
        return read_bytes(path, value)
    if field.name == 'packet_type' and isinstance(value, (list, tuple)) and len(value) == 2:  # namespace and type
        return read_integer(path, value[0], 16) << 16 | read_integer(path, value[1], 16)
    number = read_integer(path, value, 8 * field.kind.width, version.ofp_port_no if 'port' in field.name else None)
    try:
        field.kind.write(number)
    except ValueError:
        raise BadValue(path, f'{shown(value)} is no {field.kind.noun}') from None
    return number


def _mask(version: Version, path: str, field: oxm.Field, text: str) -> Any:
    if field.kind in (oxm.IPV4, oxm.IPV6) and _LENGTH.fullmatch(text):
        return _prefix_mask(path, field.kind, text)
    return _single(version, path, field, text)


def _prefix_mask(path: str, kind: oxm.Kind, text: str) -> str:
    width = 8 * kind.width
    length = int(text) if len(text) < 4 else width + 1
    if length > width:
        raise BadValue(path, f'{shown(text)} is not a prefix length; at most {width} wanted')
    ones = (1 << width) - (1 << width - length)
    return str(ipaddress.IPv4Address(ones) if kind is oxm.IPV4 else ipaddress.IPv6Address(ones))


def _oxm_to_json(version: Version, name: str, value: Any) -> Any:
    if name == 'vlan_vid':
        return vlan_to_text(value)
    if isinstance(value, tuple):
        return f'{value[0]}/{value[1]}'
    if name == 'packet_type':
        return [value >> 16, value & 0xFFFF]
    return name_of(version.ofp_port_no, value) if name == 'in_port' else value


def vlan_to_text(value: int | tuple[int, int]) -> str:
    """A VLAN id as text: decimal for that of a tagged frame, else hexadecimal as it is on the wire."""
    if isinstance(value, tuple):
        return f'0x{value[0]:04x}/0x{value[1]:04x}'
    return str(value & ~VLAN_PRESENT) if value & VLAN_PRESENT else f'0x{value:04x}'


# OpenFlow 1.0 ---------------------------------------------------------------------------------------------------------


def _unknown(version: Version, path: str, lenient: bool) -> None:
    """Raise BadValue for a field that the version does not have, or log that it is left out."""
    error = BadValue(path, f'OpenFlow {version.name} has no such match field')
    if not lenient:
        raise error
    log.error('left out: %s', error)


def _read_v10(version: Version, path: str, fields: dict[str, Any], lenient: bool) -> Any:
    found: dict[str, Any] = {}
    for name, value in fields.items():
        here = f'{path}.{name}' if path else name
        if name in V10_NUMBERS:
            found[name] = read_integer(here, value, V10_NUMBERS[name], version.ofp_port if name == 'in_port' else None)
        elif name in ('dl_src', 'dl_dst'):
            found[name] = read_mac(here, value)
        elif name in ('nw_src', 'nw_dst'):
            address, slash, length = expect(str, here, value).partition('/')
            found[name] = read_ipv4(here, address)
            found[f'{name}_mask'] = _prefix_length(here, length) if slash else 32
        else:
            _unknown(version, here, lenient)
    return version.OFPMatch(**found)


def _prefix_length(path: str, text: str) -> int:
    """How many leading bits of an address count, given as a number or as a mask (`255.0.0.0`)."""
    mask = text if '.' in text else _prefix_mask(path, oxm.IPV4, text) if _LENGTH.fullmatch(text) else ''
    try:
        ones = f'{ipaddress.IPv4Address(mask):b}'
    except ValueError:
        raise BadValue(path, f'{shown(text)} is not a prefix length') from None
    if '01' in ones:
        raise BadValue(path, f'{shown(text)} has a gap, which OpenFlow 1.0 cannot say')
    return ones.count('1')


def _v10_to_json(version: Version, match: Any) -> dict[str, Any]:
    wildcards, bits = match.wildcards, version.ofp_flow_wildcards
    found: dict[str, Any] = {}
    for name in ('in_port', 'dl_src', 'dl_dst', 'dl_vlan', 'dl_vlan_pcp', 'dl_type', 'nw_tos', 'nw_proto'):
        if not wildcards & bits.members[f'OFPFW_{name.upper()}']:
            value = getattr(match, name)
            found[name] = haddr_to_str(value) if name in ('dl_src', 'dl_dst') else value
    for name, shift in (('nw_src', bits.NW_SRC_SHIFT), ('nw_dst', bits.NW_DST_SHIFT)):
        length = 32 - min(wildcards >> shift & 0x3F, 32)
        if length:
            address = str(ipaddress.IPv4Address(getattr(match, name)))
            found[name] = address if length == 32 else f'{address}/{length}'
    for name in ('tp_src', 'tp_dst'):
        if not wildcards & bits.members[f'OFPFW_{name.upper()}']:
            found[name] = getattr(match, name)
    if 'in_port' in found:
        found['in_port'] = name_of(version.ofp_port, found['in_port'])
    return found
