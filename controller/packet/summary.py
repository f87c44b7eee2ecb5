"""A packet in one line: `line`, which says what it is in the words of tcpdump, and `layers_of`, which names its layers.

Both are total: what a host has sent, and what an app has put into a header, never raises here, and nothing that a
terminal would obey gets into the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from .packet_base import PacketBase

__all__ = ['layers_of', 'line']

Layers = Sequence[PacketBase | bytes]

LONGEST_NAME = 64


def line(layers: Layers) -> str:
    """What a packet is: `IP 10.0.0.1.5001 > 10.0.0.2.80: Flags [S], seq 1, win 512, length 0`."""
    return _printable(_words(layers) or 'no bytes')


def layers_of(layers: Iterable[PacketBase | bytes]) -> str:
    """The layers, with what tells most of each: `ethernet 02::1 > 02::2 / ipv4 10.0.0.1 > 10.0.0.2 / udp 68 > 67`."""
    return _printable(' / '.join(map(_layer, layers)))


def _layer(layer: PacketBase | bytes) -> str:
    if isinstance(layer, bytes):
        return f'{len(layer)} bytes'
    name = type(layer).__name__
    try:
        ends = next((each for each in _TOLD if hasattr(layer, each[0])), ())
        return ' '.join([name, ' > '.join([str(getattr(layer, end)) for end in ends])]).rstrip()
    except Exception:  # as in _words
        return name


#: What `layers_of` tells of a header: the first of these that it has.
_TOLD: Final = (('src_port', 'dst_port'), ('src', 'dst'), ('src_ip', 'dst_ip'), ('vid',), ('label',), ('vni',))


def _printable(text: str) -> str:
    """Text in which line ends, escape sequences and whatever else shows nothing are written as in a literal."""
    return text if text.isprintable() else ''.join([each if each.isprintable() else repr(each)[1:-1] for each in text])


def _name(raw: bytes) -> str:
    """What a host has called something, or where it is no text, its bytes."""
    text = raw.decode('ascii', 'replace')
    text = text if text.isprintable() and text.isascii() else raw.hex(':')
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME] + '...'


# Lines ----------------------------------------------------------------------------------------------------------------

def _words(layers: Layers, length: int | None = None) -> str:
    """What these layers say, which take `length` bytes, as many as they are where no header says how many."""
    if not layers:
        return ''
    first, behind = layers[0], layers[1:]
    try:
        if length is None:
            length = _size(layers)
        if isinstance(first, bytes):
            return f'length {length}'
        return _READERS.get(type(first).__name__, _other)(first, behind, length)
    except Exception:  # of an app's own protocol, or for a value of the wrong type: one prints the packet to find it
        return type(first).__name__


def _size(layers: Layers) -> int:
    return sum([len(each) for each in layers if hasattr(each, '__len__')])  # an app's own protocol may have none


def _inner(behind: Layers, length: int) -> str:
    """What the next protocol says, behind a colon; nothing where bytes follow, or none."""
    return f': {_words(behind, length)}' if behind and isinstance(behind[0], PacketBase) else ''


def _other(header: Any, behind: Layers, length: int) -> str:
    """A protocol whose line is a format, or of an app, which may have defined what `str` makes of it."""
    name = type(header).__name__
    if '__str__' in vars(type(header)):
        told = str(header)
    else:
        attribute, words = _KINDS.get(name, ('', {}))
        number = getattr(header, attribute, None)
        told = _FORMATS.get(name, name).format(header, kind=words.get(number, f'type {number}'))
    return told + (_inner(behind, length - _size([header])) or f', length {length}')


def _ethernet(header: Any, behind: Layers, length: int) -> str:
    """The ethertype is told where no one reads what follows; then who sends whom, which IP and ARP say themselves."""
    tags, ethertype, left = '', header.ethertype, length - 14
    while behind and type(behind[0]).__name__ in ('vlan', 'svlan'):
        tag: Any = behind[0]
        tags += f'vlan {tag.vid}, ' + (f'p {tag.pcp}, ' if tag.pcp else '')
        ethertype, behind, left = tag.ethertype, behind[1:], left - 4
    if behind and isinstance(behind[0], PacketBase):
        return tags + _words(behind, left)
    kind = f'ethertype {ethertype:#06x}' if ethertype >= 0x0600 else '802.3'
    return f'{tags}{header.src} > {header.dst}, {kind}, length {length}'


def _ipv4(header: Any, behind: Layers, length: int) -> str:
    size = header.total_length - header.header_length * 4 if header.total_length else _size(behind)
    part = (header.identification, header.offset) if header.offset or header.flags & 1 else None
    return _ip('IP', header, header.proto, part, behind, size)


def _ipv6(header: Any, behind: Layers, length: int) -> str:
    size = header.payload_length - len(header) + 40 if header.payload_length else _size(behind)
    parts = [(each.id_, each.offset) for each in header.ext_hdrs if hasattr(each, 'more')]
    return _ip('IP6', header, header.payload_protocol, parts[0] if parts else None, behind, size)


def _ip(word: str, header: Any, protocol: int, part: tuple[int, int] | None, behind: Layers, size: int) -> str:
    upper: Any = behind[0] if behind else b''
    source, destination = header.src, header.dst
    if hasattr(upper, 'src_port'):
        source, destination = f'{source}.{upper.src_port}', f'{destination}.{upper.dst_port}'
    told = _words(behind, size) if isinstance(upper, PacketBase) else f'ip-proto-{protocol}, length {size}'
    if part is not None:
        told = f'fragment {part[0]} at {part[1] * 8}, {told}'
    return f'{word} {source} > {destination}: {told}'


def _tcp(header: Any, behind: Layers, length: int) -> str:
    size = length - header.offset * 4 if header.offset else _size(behind)
    flags = ''.join([letter for bit, letter in enumerate('FSRP.UEWe') if header.bits >> bit & 1])
    told = [f'Flags [{flags or "none"}]']
    if size > 0:
        told.append(f'seq {header.seq}:{header.seq + size & 0xFFFFFFFF}')
    elif header.bits & 0b111:  # FIN, SYN or RST
        told.append(f'seq {header.seq}')
    told += [f'ack {header.ack}'] * (header.bits >> 4 & 1) + [f'win {header.window_size}']
    told += [f'urg {header.urgent}'] * (header.bits >> 5 & 1)
    if header.option:
        told.append(f'options [{",".join(map(_tcp_option, header.option))}]')
    return ', '.join([*told, f'length {size}']) + _inner(behind, size)


def _tcp_option(option: Any) -> str:
    if isinstance(option, bytes):
        return 'damaged'
    if type(option).__name__ == 'TCPOptionSACK':
        return f'sack {len(option.blocks)} ' + ''.join([f'{{{left}:{right}}}' for left, right in option.blocks])
    return _TCP_OPTIONS.get(type(option).__name__, 'unknown-{0.kind}').format(option)


def _udp(header: Any, behind: Layers, length: int) -> str:
    return _inner(behind, length - 8)[2:] or f'UDP, length {length - 8}'


def _llc(header: Any, behind: Layers, length: int) -> str:
    inner = _inner(behind, length - _size([header]))[2:]
    return inner or f'LLC, dsap {header.dsap_addr:#04x}, ssap {header.ssap_addr:#04x}, length {length}'


def _arp(header: Any, behind: Layers, length: int) -> str:
    told = _ARP.get(header.opcode, 'opcode {0.opcode}').format(header)
    return f'ARP, {told}, length {len(header)}'


def _icmp(header: Any, behind: Layers, length: int) -> str:
    told = _ICMP.get((header.type, header.code)) or _ICMP.get(header.type, f'type-#{header.type}')
    return f'ICMP {told}{_asked(header.data)}, length {length}'


def _icmpv6(header: Any, behind: Layers, length: int) -> str:
    told = _ICMPV6.get(header.type_, f'type-#{header.type_}')
    return f'ICMP6, {told}{_asked(header.data)}, length {length}'


def _asked(data: Any) -> str:
    """What an echo and a neighbour discovery message are about."""
    if hasattr(data, 'seq'):
        return f', id {data.id}, seq {data.seq}'
    return f' {data.dst}' if hasattr(data, 'dst') else ''


def _dhcp(header: Any, behind: Layers, length: int) -> str:
    told = header.options.option_list if header.options else ()
    values = {each.tag: each.value for each in told if hasattr(each, 'tag')}
    kind = _DHCP.get(int.from_bytes(values.get(53, b'')), 'Request' if header.op == 1 else 'Reply')
    who = f'from {header.chaddr}' if header.op == 1 else f'{header.yiaddr} to {header.chaddr}'
    name = f' ({_name(values[12])})' if 12 in values else ''
    return f'BOOTP/DHCP, {kind} {who}{name}, length {length}'


def _lldp(header: Any, behind: Layers, length: int) -> str:
    found = [(word, getattr(each, attribute, None)) for each in header.tlvs for attribute, word in _LLDP.items()]
    told = [f'{word} {_name(value)}' for word, value in found if value is not None]
    return ', '.join(['LLDP', *told, f'length {length}'])


def _sctp(header: Any, behind: Layers, length: int) -> str:
    names = [type(each).__name__.removeprefix('chunk_').replace('_', ' ').upper() for each in header.chunks]
    return ' '.join(['sctp', *(f'[{name}]' for name in names)]) + f', length {length}'


_READERS: Final[Mapping[str, Callable[[Any, Layers, int], str]]] = {
    'ethernet': _ethernet, 'llc': _llc, 'arp': _arp, 'lldp': _lldp, 'ipv4': _ipv4, 'ipv6': _ipv6, 'icmp': _icmp,
    'icmpv6': _icmpv6, 'tcp': _tcp, 'udp': _udp, 'sctp': _sctp, 'dhcp': _dhcp,
}  # fmt: skip

#: The lines of all others, by the name of the class; `kind` is what `_KINDS` calls the number in an attribute.
_FORMATS: Final[Mapping[str, str]] = {
    'ConfigurationBPDUs': 'STP 802.1d, Config, root {0.root_mac_address}, bridge {0.bridge_mac_address}',
    'RstBPDUs': 'STP 802.1w, Rapid STP, root {0.root_mac_address}, bridge {0.bridge_mac_address}',
    'TopologyChangeNotificationBPDUs': 'STP 802.1d, Topology Change',
    'lacp': 'LACPv{0.version}, actor {0.actor_system} port {0.actor_port}, partner {0.partner_system}',
    'cfm': 'CFM {0.op.__class__.__name__}, MD level {0.op.md_lv}',
    'mpls': 'MPLS label {0.label}, tc {0.exp}, ttl {0.ttl}', 'itag': '802.1ah, I-SID {0.sid}',
    'vlan': 'vlan {0.vid}', 'svlan': 'vlan {0.vid}', 'linuxcooked': 'Linux cooked, type {0.pkt_type}',
    'igmp': 'igmp {kind} {0.address}', 'igmpv3_query': 'igmp query v3 {0.address}',
    'igmpv3_report': 'igmp v3 report, {0.record_num} group record(s)',
    'vrrpv2': 'VRRPv2, Advertisement, vrid {0.vrid}, prio {0.priority}, intvl {0.max_adver_int}s',
    'vrrpv3': 'VRRPv3, Advertisement, vrid {0.vrid}, prio {0.priority}, intvl {0.max_adver_int}cs',
    'bfd': 'BFDv{0.ver}, Control, State {kind}', 'OSPFHello': 'OSPFv{0.version}, Hello from {0.router_id}',
    'OSPFDBDesc': 'OSPFv{0.version}, Database Description from {0.router_id}',
    'OSPFLSReq': 'OSPFv{0.version}, LS-Request from {0.router_id}',
    'OSPFLSUpd': 'OSPFv{0.version}, LS-Update from {0.router_id}',
    'OSPFLSAck': 'OSPFv{0.version}, LS-Ack from {0.router_id}',
    'vxlan': 'VXLAN, vni {0.vni}', 'geneve': 'Geneve, vni {0.vni:#x}', 'gre': 'GREv{0.version}',
    'dhcp6': 'dhcp6 {kind}', 'openflow': 'OpenFlow {0.msg.__class__.__name__}', 'marker': 'Slow Protocols, Marker',
    'BGPOpen': 'BGP Open, AS {0.my_as}, id {0.bgp_identifier}, hold time {0.hold_time}s', 'BGPUpdate': 'BGP Update',
    'BGPNotification': 'BGP Notification {0.error_code}.{0.error_subcode}', 'BGPKeepAlive': 'BGP Keepalive',
    'BGPRouteRefresh': 'BGP Route Refresh', 'ZebraMessage': 'Zebra, command {0.command}',
    'ZebraMessageFromZebra': 'Zebra, answer {0.command}',
}  # fmt: skip

_DHCP6 = ('solicit', 'advertise', 'request', 'confirm', 'renew', 'rebind', 'reply', 'release', 'decline', 'reconf',
          'inf-req', 'relay-fwd', 'relay-reply')  # fmt: skip
_KINDS: Final[Mapping[str, tuple[str, Mapping[Any, str]]]] = {
    'igmp': ('msgtype', {0x11: 'query', 0x12: 'v1 report', 0x16: 'v2 report', 0x17: 'leave'}),
    'bfd': ('state', dict(enumerate(('AdminDown', 'Down', 'Init', 'Up')))),
    'dhcp6': ('msg_type', dict(enumerate(_DHCP6, 1))),
}

_ARP: Final = {
    1: 'Request who-has {0.dst_ip} tell {0.src_ip}', 2: 'Reply {0.src_ip} is-at {0.src_mac}',
    3: 'Reverse Request who-is {0.dst_mac} tell {0.src_mac}', 4: 'Reverse Reply {0.dst_mac} at {0.dst_ip}',
}  # fmt: skip
_ICMP: Final[Mapping[Any, str]] = {
    0: 'echo reply', 3: 'unreachable', (3, 0): 'net unreachable', (3, 1): 'host unreachable', 5: 'redirect',
    (3, 2): 'protocol unreachable', (3, 3): 'port unreachable', (3, 4): 'unreachable - need to frag',
    8: 'echo request', 11: 'time exceeded in-transit',
}  # fmt: skip
_ICMPV6: Final = {
    1: 'destination unreachable', 2: 'packet too big', 3: 'time exceeded in-transit', 4: 'parameter problem',
    128: 'echo request', 129: 'echo reply', 130: 'multicast listener query', 131: 'multicast listener report',
    132: 'multicast listener done', 133: 'router solicitation', 134: 'router advertisement',
    135: 'neighbor solicitation, who has', 136: 'neighbor advertisement, tgt is', 137: 'redirect',
    143: 'multicast listener report v2',
}  # fmt: skip
_DHCP: Final = dict(enumerate(('Discover', 'Offer', 'Request', 'Decline', 'ACK', 'NACK', 'Release', 'Inform'), 1))
_LLDP: Final = {'chassis_id': 'chassis', 'port_id': 'port', 'system_name': 'name'}
_TCP_OPTIONS: Final = {
    'TCPOptionEndOfOptionList': 'eol', 'TCPOptionNoOperation': 'nop', 'TCPOptionSACKPermitted': 'sackOK',
    'TCPOptionMaximumSegmentSize': 'mss {0.max_seg_size}', 'TCPOptionWindowScale': 'wscale {0.shift_cnt}',
    'TCPOptionTimestamps': 'TS val {0.ts_val} ecr {0.ts_ecr}',
    'TCPOptionUserTimeout': 'uto {0.user_timeout}', 'TCPOptionAuthentication': 'tcp-ao keyid {0.key_id}',
}  # fmt: skip
