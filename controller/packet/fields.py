"""The match fields of a frame, as the parser of an OpenFlow switch sees them.

They are read from the frame's bytes, outermost headers first, and no header becomes an object: an app that reacts to
packets asks for them with every one. Section numbers are those of the OpenFlow 1.5.1 specification; where that leaves
it open, what Open vSwitch does holds (its flow.c is what most packets meet).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn, Self

from ..wire.kinds import ipv4_text, ipv6_text
from . import ether_types as ether
from . import in_proto as inet

__all__ = ['OFPVID_PRESENT', 'Key', 'every_field', 'fields_of_version', 'key_of']

OFPVID_PRESENT: Final = 0x1000
OFP_VLAN_NONE: Final = 0xFFFF
NOT_ETH_TYPE: Final = 0x05FF  # OFP_DL_TYPE_NOT_ETH_TYPE: a frame of IEEE 802.3 without a type (1.0.1, 5.2.3)

ETH_TYPE_MPLS_MULTICAST: Final = 0x8848  # RFC 5332

TAGS: Final = frozenset((ether.ETH_TYPE_8021Q, ether.ETH_TYPE_8021AD))
MAX_TAGS: Final = 31
MAX_EXTENSIONS: Final = 16
SNAP: Final = b'\xaa\xaa\x03\0\0\0'  # LLC and an organization that says that an ethertype follows (RFC 1042)
ARP_OF_IPV4: Final = b'\0\1\x08\0\6\4'
ND_NEIGHBORS: Final = {135: ('ipv6_nd_sll', 1), 136: ('ipv6_nd_tll', 2)}  # type -> field and option of an address

Values = dict[str, Any]


class Key(Values):
    """Match fields by name, not to be changed: a key of dictionaries, and what `OFPMatch(**key)` takes.

    `key | {'in_port': 1}` is a plain dictionary with one more.
    """

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError('the key of a packet cannot be changed; dict(key) can')

    __setitem__ = __delitem__ = __ior__ = update = setdefault = _refuse
    pop = popitem = clear = _refuse

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
    one (7.2.3.8, 5.1). What is cut off or damaged has no fields. Fragments have no ports, the first one neither (as in
    Open vSwitch), and the `ip_proto` of later ones is 44 in IPv6.
    """
    size = len(frame)
    if size < 14:
        return {}
    fields: Values = {'eth_dst': frame[:6].hex(':'), 'eth_src': frame[6:12].hex(':'), 'eth_type': 0, 'vlan_vid': 0}
    eth_type, at = frame[12] << 8 | frame[13], 14
    if eth_type in TAGS and at + 4 <= size:
        fields['vlan_vid'] = (frame[14] << 8 | frame[15]) & 0xFFF | OFPVID_PRESENT
        fields['vlan_pcp'] = frame[14] >> 5
        end_of_tags = min(at + 4 * MAX_TAGS, size - 3)
        while eth_type in TAGS and at < end_of_tags:
            eth_type, at = frame[at + 2] << 8 | frame[at + 3], at + 4
    if eth_type < 0x0600:
        eth_type, at = _behind_llc(frame, at)
    fields['eth_type'] = eth_type
    read = _READERS.get(eth_type)
    if read is not None:
        read(fields, frame, at, size)
    return fields


def _behind_llc(frame: bytes, at: int) -> tuple[int, int]:
    """The ethertype of a frame that has a length in its place, and where its payload begins."""
    if frame[at : at + 6] == SNAP and len(frame) >= at + 8:
        eth_type = frame[at + 6] << 8 | frame[at + 7]
        if eth_type >= 0x0600:
            return eth_type, at + 8
    return NOT_ETH_TYPE, at


def _arp(fields: Values, frame: bytes, at: int, end: int) -> None:
    if frame[at : at + 6] != ARP_OF_IPV4 or end - at < 28:
        return
    if not frame[at + 6]:  # it has eight bits in Open vSwitch, and in 1.0
        fields['arp_op'] = frame[at + 7]
    fields['arp_spa'] = ipv4_text(frame[at + 14 : at + 18])
    fields['arp_tpa'] = ipv4_text(frame[at + 24 : at + 28])
    fields['arp_sha'] = frame[at + 8 : at + 14].hex(':')
    fields['arp_tha'] = frame[at + 18 : at + 24].hex(':')


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
        _transport(fields, protocol, inet.IPPROTO_ICMP, frame, at + header, min(end, at + total))


def _ipv6(fields: Values, frame: bytes, at: int, end: int) -> None:
    if end - at < 40:
        return
    first = int.from_bytes(frame[at : at + 4])
    end = min(end, at + 40 + (frame[at + 4] << 8 | frame[at + 5]))
    protocol, whole, payload = _behind_extensions(frame, at, end)
    if protocol is not None:
        fields['ip_dscp'] = first >> 22 & 0x3F
        fields['ip_ecn'] = first >> 20 & 3
        fields['ip_proto'] = protocol
        fields['ipv6_flabel'] = first & 0xFFFFF
    fields['ipv6_src'] = ipv6_text(frame[at + 8 : at + 24])
    fields['ipv6_dst'] = ipv6_text(frame[at + 24 : at + 40])
    if protocol is not None and whole:
        _transport(fields, protocol, inet.IPPROTO_ICMPV6, frame, payload, end)


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


#: The byte count of an extension header, by what its second byte says.
_EXTENSIONS: Final[dict[int, Callable[[int], int]]] = {
    **dict.fromkeys((inet.IPPROTO_HOPOPTS, inet.IPPROTO_ROUTING, inet.IPPROTO_DSTOPTS), lambda units: units * 8 + 8),
    inet.IPPROTO_AH: lambda words: words * 4 + 8,
    inet.IPPROTO_FRAGMENT: lambda _: 8,
}

#: Protocol -> the fields of its ports, and the least byte count of its header.
_PORTS: Final = {
    inet.IPPROTO_TCP: ('tcp_src', 'tcp_dst', 20),
    inet.IPPROTO_UDP: ('udp_src', 'udp_dst', 8),
    inet.IPPROTO_SCTP: ('sctp_src', 'sctp_dst', 12),
}


def _transport(fields: Values, protocol: int, icmp: int, frame: bytes, at: int, end: int) -> None:
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
    elif protocol == icmp and end - at >= 8:
        name = 'icmpv4' if icmp == inet.IPPROTO_ICMP else 'icmpv6'
        fields[f'{name}_type'], fields[f'{name}_code'] = frame[at], frame[at + 1]
        if name == 'icmpv6' and frame[at] in ND_NEIGHBORS and not frame[at + 1] and end - at >= 24:
            _neighbor(fields, *ND_NEIGHBORS[frame[at]], frame, at, end)


def _neighbor(fields: Values, name: str, wanted: int, frame: bytes, at: int, end: int) -> None:
    """Neighbour Discovery (RFC 4861, 4.3, 4.4); a message that gives its address twice says nothing."""
    target, address, option = ipv6_text(frame[at + 8 : at + 24]), None, at + 24
    while end - option >= 8 and 0 < (size := frame[option + 1] * 8) <= end - option:
        if frame[option] == wanted and size == 8:
            if address is not None:
                return
            address = frame[option + 2 : option + 8].hex(':')
        option += size
    fields['ipv6_nd_target'] = target
    if address is not None:
        fields[name] = address


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


_READERS: Final[dict[int, Callable[[Values, bytes, int, int], None]]] = {
    ether.ETH_TYPE_IP: _ipv4,
    ether.ETH_TYPE_IPV6: _ipv6,
    ether.ETH_TYPE_ARP: _arp,
    ether.ETH_TYPE_MPLS: _mpls,
    ETH_TYPE_MPLS_MULTICAST: _mpls,
    ether.ETH_TYPE_8021AH: _pbb,
}


# By version -----------------------------------------------------------------------------------------------------------

OF10: Final = 1
OF13: Final = 4

#: Fields that a version does not know, by its number on the wire; later ones know them all.
_UNKNOWN: Final = {3: ('mpls_bos', 'pbb_isid', 'pbb_uca'), 4: ('pbb_uca',)}

#: What OpenFlow 1.0 calls the fields that it knows, of every frame, and of those of IPv4 and ARP alone.
_OLD_NAMES: Final = {
    'eth_src': 'dl_src', 'eth_dst': 'dl_dst', 'eth_type': 'dl_type', 'vlan_vid': 'dl_vlan', 'vlan_pcp': 'dl_vlan_pcp',
}  # fmt: skip
_OLD_NAMES_OF_IPV4: Final = _OLD_NAMES | {
    'ip_dscp': 'nw_tos', 'ip_proto': 'nw_proto', 'ipv4_src': 'nw_src', 'ipv4_dst': 'nw_dst', 'arp_op': 'nw_proto',
    'arp_spa': 'nw_src', 'arp_tpa': 'nw_dst', 'tcp_src': 'tp_src', 'tcp_dst': 'tp_dst', 'udp_src': 'tp_src',
    'udp_dst': 'tp_dst', 'icmpv4_type': 'tp_src', 'icmpv4_code': 'tp_dst',
}  # fmt: skip
#: How it has their values.
_OLD_VALUES: Final[dict[str, Callable[[int], int]]] = {
    'vlan_vid': lambda vid: vid & 0xFFF if vid else OFP_VLAN_NONE,
    'ip_dscp': lambda dscp: dscp << 2,
}


def fields_of_version(key: Key, version: Any = None) -> Values:
    """The fields of a key, by the names under which `OFPMatch` of a version takes them.

    `version` is `datapath.ofproto`, or its OFP_VERSION; None stands for 1.3, whose matches later versions take too.
    """
    number = getattr(version, 'OFP_VERSION', version) or OF13
    if number > OF10:
        unknown = _UNKNOWN.get(number, ())
        return {name: value for name, value in key.items() if name not in unknown}
    names = _OLD_NAMES if key.get('eth_type') == ether.ETH_TYPE_IPV6 else _OLD_NAMES_OF_IPV4
    return {
        names[name]: _OLD_VALUES[name](value) if name in _OLD_VALUES else value
        for name, value in key.items() if name in names
    }  # fmt: skip
