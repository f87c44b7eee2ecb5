"""The match fields of a frame, as the parser of an OpenFlow switch finds them.

They are read from the bytes, outermost headers first, and no header becomes an object: an app that reacts to packets
asks for them with every one. Section numbers are those of the OpenFlow 1.5.1 specification; what it leaves open is as
in Open vSwitch, which most packets meet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn, Self

from ..wire.kinds import ipv4_text, ipv6_text
from . import ether_types as ether
from . import in_proto as inet

__all__ = ['Key', 'every_field', 'fields_of_version', 'key_of']

OFPVID_PRESENT: Final = 0x1000
NOT_ETH_TYPE: Final = 0x05FF  # OFP_DL_TYPE_NOT_ETH_TYPE: a frame of IEEE 802.3 without a type (1.0.1, 5.2.3)
MPLS_MULTICAST: Final = 0x8848  # RFC 5332
TAGS: Final = frozenset((ether.ETH_TYPE_8021Q, ether.ETH_TYPE_8021AD))
MAX_EXTENSIONS: Final = 16
SNAP: Final = b'\xaa\xaa\x03\0\0\0'  # LLC, and an organization that says that an ethertype follows (RFC 1042)
ARP_OF_IPV4: Final = b'\0\1\x08\0\6\4'
ND_NEIGHBORS: Final = {135: ('ipv6_nd_sll', 1), 136: ('ipv6_nd_tll', 2)}  # type -> field of an address, its option

Values = dict[str, Any]


class Key(Values):
    """Match fields by name, not to be changed: a key of dictionaries itself. `key | {...}` is a plain dictionary."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError('the key of a packet cannot be changed; dict(key) can')

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refuse

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Self], tuple[Values]]:
        return type(self), (dict(self),)


def key_of(frame: bytes) -> Key:
    """The match fields that the packets of a flow share: all but `ip_ecn` and `tcp_flags`, which change on the way."""
    fields = every_field(frame)
    fields.pop('ip_ecn', None)
    fields.pop('tcp_flags', None)
    return Key(fields)


def every_field(frame: bytes) -> Values:
    """Every match field that a frame has (7.2.3.8); none for one too short for Ethernet. It never raises.

    `eth_type` and what is behind it are those behind all VLAN tags, `vlan_vid` and `vlan_pcp` those of the outermost
    one. What is cut off or damaged has no fields. Fragments have no ports, the first one neither, and the `ip_proto` of
    later ones is 44 in IPv6.
    """
    size = len(frame)
    if size < 14:
        return {}
    fields: Values = {'eth_dst': frame[:6].hex(':'), 'eth_src': frame[6:12].hex(':'), 'eth_type': 0, 'vlan_vid': 0}
    eth_type, at = frame[12] << 8 | frame[13], 14
    if eth_type in TAGS and size >= 18:
        fields['vlan_vid'] = (frame[14] << 8 | frame[15]) & 0xFFF | OFPVID_PRESENT
        fields['vlan_pcp'] = frame[14] >> 5
    while eth_type in TAGS and at + 4 <= size:
        eth_type, at = frame[at + 2] << 8 | frame[at + 3], at + 4
    if eth_type < 0x0600:  # a length
        behind = frame[at + 6 : at + 8] if frame[at : at + 6] == SNAP else b''
        eth_type, at = int.from_bytes(behind), at + 8
    fields['eth_type'] = eth_type if eth_type >= 0x0600 else NOT_ETH_TYPE
    if eth_type in _READERS:
        _READERS[eth_type](fields, frame, at, size)
    return fields


def _arp(fields: Values, frame: bytes, at: int, end: int) -> None:
    if frame[at : at + 6] != ARP_OF_IPV4 or end - at < 28:
        return
    if not frame[at + 6]:  # it has eight bits in Open vSwitch, and in 1.0
        fields['arp_op'] = frame[at + 7]
    fields['arp_spa'] = ipv4_text(frame[at + 14 : at + 18])
    fields['arp_tpa'] = ipv4_text(frame[at + 24 : at + 28])
    fields['arp_sha'] = frame[at + 8 : at + 14].hex(':')
    fields['arp_tha'] = frame[at + 18 : at + 24].hex(':')


def _mpls(fields: Values, frame: bytes, at: int, end: int) -> None:
    """The outermost label (RFC 3032, 2.1)."""
    if end - at >= 4:
        fields['mpls_label'] = int.from_bytes(frame[at : at + 3]) >> 4
        fields['mpls_tc'] = frame[at + 2] >> 1 & 7
        fields['mpls_bos'] = frame[at + 2] & 1


def _pbb(fields: Values, frame: bytes, at: int, end: int) -> None:
    """The service instance tag (IEEE 802.1Q, 9.7)."""
    if end - at >= 4:
        fields['pbb_isid'] = int.from_bytes(frame[at + 1 : at + 4])
        fields['pbb_uca'] = frame[at] >> 3 & 1


def _ipv4(fields: Values, frame: bytes, at: int, end: int) -> None:
    if end - at < 20:
        return
    header, total = (frame[at] & 0xF) * 4, frame[at + 2] << 8 | frame[at + 3]
    if not 20 <= header <= min(total, end - at):
        return
    fields['ip_dscp'] = frame[at + 1] >> 2
    fields['ip_ecn'] = frame[at + 1] & 3
    fields['ip_proto'] = protocol = frame[at + 9]
    fields['ipv4_src'] = ipv4_text(frame[at + 12 : at + 16])
    fields['ipv4_dst'] = ipv4_text(frame[at + 16 : at + 20])
    if not (frame[at + 6] & 0x3F or frame[at + 7]):  # no fragment (RFC 791, 3.1)
        _transport(fields, protocol, 'icmpv4', frame, at + header, min(end, at + total))


def _ipv6(fields: Values, frame: bytes, at: int, end: int) -> None:
    if end - at < 40:
        return
    first, end = int.from_bytes(frame[at : at + 4]), min(end, at + 40 + (frame[at + 4] << 8 | frame[at + 5]))
    protocol, whole, payload = _behind_extensions(frame, at, end)
    if protocol is not None:
        fields['ip_dscp'] = first >> 22 & 0x3F
        fields['ip_ecn'] = first >> 20 & 3
        fields['ip_proto'] = protocol
        fields['ipv6_flabel'] = first & 0xFFFFF
    fields['ipv6_src'] = ipv6_text(frame[at + 8 : at + 24])
    fields['ipv6_dst'] = ipv6_text(frame[at + 24 : at + 40])
    if protocol is not None and whole:
        _transport(fields, protocol, 'icmpv6', frame, payload, end)


def _behind_extensions(frame: bytes, at: int, end: int) -> tuple[int | None, bool, int]:
    """The protocol behind the extension headers of a packet, None where they are damaged; whether it is no fragment;
    and where it begins."""
    protocol, whole, at = frame[at + 6], True, at + 40
    for _ in range(MAX_EXTENSIONS):
        if protocol not in _EXTENSIONS:
            break
        if end - at < 8:
            return None, False, at
        if protocol == inet.IPPROTO_FRAGMENT and (frame[at + 2] or frame[at + 3]):
            whole = False
            if frame[at + 2] or frame[at + 3] >> 3:  # a later one
                break
        protocol, at = frame[at], at + _EXTENSIONS[protocol](frame[at + 1])
    return (protocol if at <= end else None), whole, at


def _transport(fields: Values, protocol: int, icmp: str, frame: bytes, at: int, end: int) -> None:
    """What stands behind an IP header; `icmp` is the control protocol that belongs to it."""
    if protocol in _PORTS:
        source, destination, least = _PORTS[protocol]
        is_tcp = protocol == inet.IPPROTO_TCP
        if end - at < least or (is_tcp and not 20 <= (frame[at + 12] >> 4) * 4 <= end - at):
            return
        fields[source] = frame[at] << 8 | frame[at + 1]
        fields[destination] = frame[at + 2] << 8 | frame[at + 3]
        if is_tcp:
            fields['tcp_flags'] = (frame[at + 12] << 8 | frame[at + 13]) & 0xFFF
    elif protocol == _CONTROL[icmp] and end - at >= 8:
        fields[f'{icmp}_type'], fields[f'{icmp}_code'] = kind, code = frame[at], frame[at + 1]
        if icmp == 'icmpv6' and kind in ND_NEIGHBORS and code == 0 and end - at >= 24:
            _neighbor(fields, *ND_NEIGHBORS[kind], frame, at, end)


def _neighbor(fields: Values, name: str, wanted: int, frame: bytes, at: int, end: int) -> None:
    """Neighbour Discovery (RFC 4861, 4.3, 4.4); a message that gives its address twice says nothing."""
    addresses, option = [], at + 24
    while end - option >= 8 and 0 < (size := frame[option + 1] * 8) <= end - option:
        if frame[option] == wanted and size == 8:
            addresses.append(frame[option + 2 : option + 8].hex(':'))
        option += size
    if len(addresses) < 2:
        fields['ipv6_nd_target'] = ipv6_text(frame[at + 8 : at + 24])
        fields.update((name, address) for address in addresses)


#: What reads behind an ethertype, from where to where.
_READERS: Final[dict[int, Callable[[Values, bytes, int, int], None]]] = {
    ether.ETH_TYPE_IP: _ipv4, ether.ETH_TYPE_IPV6: _ipv6, ether.ETH_TYPE_ARP: _arp, ether.ETH_TYPE_MPLS: _mpls,
    MPLS_MULTICAST: _mpls, ether.ETH_TYPE_8021AH: _pbb,
}  # fmt: skip
#: The byte count of an extension header, by what its second byte says.
_EXTENSIONS: Final[dict[int, Callable[[int], int]]] = {
    **dict.fromkeys((inet.IPPROTO_HOPOPTS, inet.IPPROTO_ROUTING, inet.IPPROTO_DSTOPTS), lambda units: units * 8 + 8),
    inet.IPPROTO_AH: lambda words: words * 4 + 8, inet.IPPROTO_FRAGMENT: lambda _: 8,
}  # fmt: skip
#: Protocol -> the fields of its ports, and the least byte count of its header.
_PORTS: Final = {
    inet.IPPROTO_TCP: ('tcp_src', 'tcp_dst', 20), inet.IPPROTO_UDP: ('udp_src', 'udp_dst', 8),
    inet.IPPROTO_SCTP: ('sctp_src', 'sctp_dst', 12),
}  # fmt: skip
_CONTROL: Final = {'icmpv4': inet.IPPROTO_ICMP, 'icmpv6': inet.IPPROTO_ICMPV6}


# By version -----------------------------------------------------------------------------------------------------------

OF10, OF12, OF13 = 1, 3, 4
OFP_VLAN_NONE: Final = 0xFFFF

#: Fields that a version does not know.
_UNKNOWN: Final = {OF12: ('mpls_bos', 'pbb_isid', 'pbb_uca'), OF13: ('pbb_uca',)}
#: What 1.0 calls the fields that it knows, of every frame, and what those of IPv4 and ARP beside.
_OLD_NAMES: Final = {
    'eth_src': 'dl_src', 'eth_dst': 'dl_dst', 'eth_type': 'dl_type', 'vlan_vid': 'dl_vlan', 'vlan_pcp': 'dl_vlan_pcp',
}  # fmt: skip
_OLD_NAMES_OF_IPV4: Final = _OLD_NAMES | {
    'ip_dscp': 'nw_tos', 'ip_proto': 'nw_proto', 'ipv4_src': 'nw_src', 'ipv4_dst': 'nw_dst', 'arp_op': 'nw_proto',
    'arp_spa': 'nw_src', 'arp_tpa': 'nw_dst', 'tcp_src': 'tp_src', 'tcp_dst': 'tp_dst', 'udp_src': 'tp_src',
    'udp_dst': 'tp_dst', 'icmpv4_type': 'tp_src', 'icmpv4_code': 'tp_dst',
}  # fmt: skip


def fields_of_version(key: Key, version: Any = None) -> Values:
    """The fields of a key, by the names under which `OFPMatch` of a version takes them.

    `version` is `datapath.ofproto`, or its OFP_VERSION; None stands for 1.3, whose matches later versions take too.
    """
    number = getattr(version, 'OFP_VERSION', version) or OF13
    if number > OF10:
        unknown = _UNKNOWN.get(number, ())
        return {name: value for name, value in key.items() if name not in unknown}
    names = _OLD_NAMES if key.get('eth_type') == ether.ETH_TYPE_IPV6 else _OLD_NAMES_OF_IPV4
    old = {names[name]: value for name, value in key.items() if name in names}
    if old:
        old['dl_vlan'] = old['dl_vlan'] & 0xFFF if old['dl_vlan'] else OFP_VLAN_NONE
    if 'nw_tos' in old:
        old['nw_tos'] <<= 2
    return old
