"""Match fields as ovs-ofctl(8) writes them: names, values and bits, by ovs-fields(7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..wire import EncodeError, Version
from .ovs_words import Text, Word
from .oxm_fields import IPV4, Field

__all__ = ['OvsFields', 'Subfield', 'Values']

#: A match while it is read: field name -> value or `(value, mask)`.
Values = dict[str, Any]

VLAN_PRESENT = 0x1000  # OFPVID_PRESENT
ARP, RARP, IPV4_TYPE, IPV6_TYPE = 0x0806, 0x8035, 0x0800, 0x86DD
SYNTAX_1_0 = 0x01

#: What one word says of the protocol: the Ethernet type and the IP protocol.
SHORTHANDS: dict[str, tuple[int, int | None]] = {
    'ip': (IPV4_TYPE, None), 'icmp': (IPV4_TYPE, 1), 'tcp': (IPV4_TYPE, 6), 'udp': (IPV4_TYPE, 17),
    'sctp': (IPV4_TYPE, 132), 'ipv6': (IPV6_TYPE, None), 'icmp6': (IPV6_TYPE, 58), 'tcp6': (IPV6_TYPE, 6),
    'udp6': (IPV6_TYPE, 17), 'sctp6': (IPV6_TYPE, 132), 'arp': (ARP, None), 'rarp': (RARP, None),
    'mpls': (0x8847, None), 'mplsm': (0x8848, None),
}  # fmt: skip
PORTS = {6: 'tcp', 17: 'udp', 132: 'sctp'}
RESERVED_PORTS = frozenset({
    'in_port', 'table', 'normal', 'flood', 'all', 'controller', 'local', 'any', 'none', 'unset',
})  # fmt: skip

#: Open vSwitch's name -> the names of the standard field and of Nicira's, where either is called otherwise.
NAMES = {
    'in_port': ('in_port', 'in_port_nxm'), 'in_port_oxm': ('in_port',),
    'eth_src': ('eth_src', 'eth_src_nxm'), 'dl_src': ('eth_src', 'eth_src_nxm'),
    'eth_dst': ('eth_dst', 'eth_dst_nxm'), 'dl_dst': ('eth_dst', 'eth_dst_nxm'),
    'eth_type': ('eth_type', 'eth_type_nxm'), 'dl_type': ('eth_type', 'eth_type_nxm'),
    'ip_src': ('ipv4_src', 'ipv4_src_nxm'), 'nw_src': ('ipv4_src', 'ipv4_src_nxm'),
    'ip_dst': ('ipv4_dst', 'ipv4_dst_nxm'), 'nw_dst': ('ipv4_dst', 'ipv4_dst_nxm'),
    'ip_proto': ('ip_proto', 'ip_proto_nxm'), 'nw_proto': ('ip_proto', 'ip_proto_nxm'),
    'ip_ecn': ('ip_ecn', 'ip_ecn_nxm'), 'nw_ecn': ('ip_ecn', 'ip_ecn_nxm'), 'nw_frag': ('ip_frag',),
    'ipv6_src': ('ipv6_src', 'ipv6_src_nxm'), 'ipv6_dst': ('ipv6_dst', 'ipv6_dst_nxm'),
    'ipv6_label': ('ipv6_flabel', 'ipv6_label'),
    'arp_op': ('arp_op', 'arp_op_nxm'), 'arp_spa': ('arp_spa', 'arp_spa_nxm'), 'arp_tpa': ('arp_tpa', 'arp_tpa_nxm'),
    'arp_sha': ('arp_sha', 'arp_sha_nxm'), 'arp_tha': ('arp_tha', 'arp_tha_nxm'),
    'tcp_src': ('tcp_src', 'tcp_src_nxm'), 'tcp_dst': ('tcp_dst', 'tcp_dst_nxm'),
    'udp_src': ('udp_src', 'udp_src_nxm'), 'udp_dst': ('udp_dst', 'udp_dst_nxm'),
    'tcp_flags': ('tcp_flags', 'tcp_flags_nxm'),
    'icmp_type': ('icmpv4_type', 'icmpv4_type_nxm'), 'icmp_code': ('icmpv4_code', 'icmpv4_code_nxm'),
    'icmpv6_type': ('icmpv6_type', 'icmpv6_type_nxm'), 'icmpv6_code': ('icmpv6_code', 'icmpv6_code_nxm'),
    'nd_target': ('ipv6_nd_target', 'nd_target'), 'nd_sll': ('ipv6_nd_sll', 'nd_sll'),
    'nd_tll': ('ipv6_nd_tll', 'nd_tll'),
    'tun_id': ('tunnel_id', 'tunnel_id_nxm'), 'tunnel_id': ('tunnel_id', 'tunnel_id_nxm'),
    'tun_src': ('tun_ipv4_src',), 'tun_dst': ('tun_ipv4_dst',), 'recirc_id': ('_recirc_id',), 'dp_hash': ('_dp_hash',),
    'gtpu_flags': ('tun_gtpu_flags',), 'gtpu_msgtype': ('tun_gtpu_msgtype',), 'nsp': ('nsh_spi',), 'nsi': ('nsh_si',),
    'nshc1': ('nsh_c1',), 'nshc2': ('nsh_c2',), 'nshc3': ('nsh_c3',), 'nshc4': ('nsh_c4',),
}  # fmt: skip
_ARP_NAMES = {'nw_src': 'arp_spa', 'nw_dst': 'arp_tpa', 'ip_src': 'arp_spa', 'ip_dst': 'arp_tpa', 'nw_proto': 'arp_op',
              'ip_proto': 'arp_op'}

FLAGS = {
    'ct_state': {'new': 1, 'est': 2, 'rel': 4, 'rpl': 8, 'inv': 16, 'trk': 32, 'snat': 64, 'dnat': 128},
    'tcp_flags': {'fin': 1, 'syn': 2, 'rst': 4, 'psh': 8, 'ack': 16, 'urg': 32, 'ece': 64, 'cwr': 128, 'ns': 256},
    'tun_flags': {'oam': 1},
}
FLAGS['tcp_flags_nxm'] = FLAGS['tcp_flags']

#: Fragments by name, as value and mask of ip_frag.
FRAGMENTS = {'no': 0, 'yes': (1, 1), 'first': 1, 'later': 3, 'not_later': (0, 2)}

#: What OpenFlow 1.0's own match has, by the names of today's fields.
MATCH_OF_1_0 = {
    'in_port': 'in_port', 'in_port_nxm': 'in_port', 'eth_src': 'dl_src', 'eth_dst': 'dl_dst', 'eth_type': 'dl_type',
    'vlan_pcp': 'dl_vlan_pcp', 'ip_proto': 'nw_proto', 'ipv4_src': 'nw_src', 'ipv4_dst': 'nw_dst', 'nw_tos': 'nw_tos',
    'arp_op': 'nw_proto', 'arp_spa': 'nw_src', 'arp_tpa': 'nw_dst', 'tcp_src': 'tp_src', 'tcp_dst': 'tp_dst',
    'udp_src': 'tp_src', 'udp_dst': 'tp_dst', 'sctp_src': 'tp_src', 'sctp_dst': 'tp_dst',
    'icmpv4_type': 'tp_src', 'icmpv4_code': 'tp_dst',
}  # fmt: skip


class Subfield(NamedTuple):
    """Bits of a field, from `start` on."""

    field: str
    start: int
    n_bits: int
    whole: bool

    @property
    def ofs_nbits(self) -> int:
        """Both numbers as Nicira's actions hold them."""
        return self.start << 6 | self.n_bits - 1


class OvsFields:
    """The match fields of a version by Open vSwitch's names."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.known = version.fields
        self.origins: dict[str, Text] = {}  # field of a match -> the word that it comes from
        self.by_symbol = {
            symbol: each.name for each in self.known.by_name.values()
            for symbol in ((each.symbol,) if each.symbol else (f'OXM_OF_{each.name.upper()}',))
        }

    # -- names ------------------------------------------------------------------------------------------------------

    def named(self, name: Text, nicira: bool = False) -> Field:
        """The field that a name means, Nicira's one if there are two and that is wanted; raises ValueError."""
        text = name.text
        candidates = NAMES.get(text, (self.by_symbol.get(text, text),))
        for each in reversed(candidates) if nicira else candidates:
            if each in self.known.by_name:
                return self.known.by_name[each]
        raise name.fault(f'is no match field of OpenFlow {self.version.name}')

    def subfield(self, given: Text, nicira: bool = True) -> Subfield:
        """A field, or bits of it in square brackets; raises ValueError."""
        found = re.fullmatch(r'(\w+)(?:\[(?:(\d+)(?:\.\.(\d+))?)?\])?', given.text)
        if found is None:
            raise given.fault('is no field, nor bits of one')
        field = self.named(Text(found[1], given.at), nicira)
        width = bit_width(field)
        start = int(found[2] or 0)
        end = int(found[3] or found[2] or width - 1)
        if not start <= end < width:
            raise given.fault(f'{field.name} has no bits {start} to {end}')
        return Subfield(field.name, start, end - start + 1, end - start + 1 == width)

    # -- values -----------------------------------------------------------------------------------------------------

    def port(self, given: Text) -> int:
        """A port by its number or by the name of a reserved one; raises ValueError."""
        name = given.text.upper()
        if is_port(given):
            legacy = self.version.OFP_VERSION == SYNTAX_1_0
            name = {'ANY': 'NONE'}.get(name, name) if legacy else {'NONE': 'ANY'}.get(name, name)
            number = getattr(self.version, f'OFPP_{name}', None)
            if number is None:
                raise given.fault(f'is no port of OpenFlow {self.version.name}')
            return int(number)
        if given.text.isidentifier():
            raise given.fault('is no port')
        number = given.number(32)
        reserved = number if number < 0xFFF8 else number | 0xFFFF0000
        return reserved & (0xFFFF if self.version.OFP_VERSION == SYNTAX_1_0 else 0xFFFFFFFF)

    def value(self, field: Field, given: Text) -> Any:
        """What a match or an action is to have as the value of a field, or `(value, mask)`; raises ValueError."""
        value = self._written(field, given)
        try:
            _, read = self.known.read(self.known.tlv('match', field.name, value), 0)
        except EncodeError as fault:
            raise given.fault(str(fault).removeprefix('match.')) from None
        if isinstance(read, tuple) and read[1] == every_bit(field):
            return read[0]
        return read

    def _written(self, field: Field, given: Text) -> Any:
        """A value in the form that the field has in ovs-ofctl's syntax."""
        if field.name in FLAGS and not given.text[:1].isdecimal():
            return _flags(field, given)
        if field.name == 'ip_frag' and given.text in FRAGMENTS:
            return FRAGMENTS[given.text]
        if field.name == 'packet_type' and (pair := re.fullmatch(r'\((\w+),(\w+)\)', given.text)):
            return Text(pair[1], given.at + 1).number(16) << 16 | Text(pair[2], given.at + pair.start(2)).number(16)
        if field.name in ('in_port', 'in_port_nxm', 'actset_output'):
            return self.port(given) & (1 << field.kind.bits) - 1
        if not field.kind.bits and not field.kind.variable:
            return given.text
        value, mask = given.split('/')
        if field.kind.variable:
            parts = [_octets(each) for each in (value, mask) if each is not None]
            width = max(len(each) for each in parts)
            aligned = tuple(each.rjust(width, b'\0') for each in parts)
            return aligned[0] if mask is None else aligned
        number = value.number(field.kind.bits)
        return number if mask is None else (number, mask.number(field.kind.bits))

    # -- matches ----------------------------------------------------------------------------------------------------

    def match(self, given: list[Word]) -> Values:
        """The fields of a match; raises ValueError."""
        ethernet, protocol = self._protocols(given)
        values: Values = {}
        for word in given:
            found = dict(self._field(word, ethernet, protocol))
            values |= found
            self.origins |= dict.fromkeys(found, word.name)
        return values

    def _protocols(self, given: list[Word]) -> tuple[int | None, int | None]:
        """The Ethernet type and the IP protocol that a match asks for."""
        ethernet = protocol = None
        for name, value, _ in given:
            if value is not None and value.text == '*':
                continue
            if name.text in SHORTHANDS and value is None:
                kind, number = SHORTHANDS[name.text]
                ethernet, protocol = kind, protocol if number is None else number
            elif name.text in ('dl_type', 'eth_type') and value is not None:
                ethernet = value.number(16)
            elif name.text in ('nw_proto', 'ip_proto') and value is not None:
                protocol = value.number(8)
        return ethernet, protocol

    def _field(self, word: Word, ethernet: int | None, protocol: int | None) -> Iterator[tuple[str, Any]]:
        """What a word says of a match of that protocol."""
        name = word.name.text
        if word.value is None and name in SHORTHANDS:
            kind, number = SHORTHANDS[name]
            yield 'eth_type', kind
            if number is not None:
                yield 'ip_proto', number
            return
        if word.value is None and name == 'eth':
            if 'packet_type' in self.known.by_name:  # before, there is nothing but Ethernet
                yield 'packet_type', 0
            return
        given = word.needed()
        if given.text == '*':
            return
        if name == 'dl_vlan':
            vid = given.number(16)
            yield 'vlan_vid', 0 if vid == 0xFFFF else vid | VLAN_PRESENT
        elif name == 'vlan_pcp' or name == 'dl_vlan_pcp':
            yield 'vlan_pcp', given.number(3)
        elif name == 'nw_tos' and self.version.OFP_VERSION != SYNTAX_1_0:
            yield 'ip_dscp', given.number(8) >> 2
        elif name == 'ip_dscp' and self.version.OFP_VERSION == SYNTAX_1_0:
            yield 'nw_tos', given.number(6) << 2
        else:
            field = self.named(self._specific(word.name, ethernet, protocol))
            yield field.name, self.value(field, given)

    def _specific(self, name: Text, ethernet: int | None, protocol: int | None) -> Text:
        """A name that means different fields in different protocols, as that of one field."""
        text = name.text
        if ethernet in (ARP, RARP) and text in _ARP_NAMES:
            text = _ARP_NAMES[text]
        elif text in ('tp_src', 'tp_dst'):
            if protocol not in PORTS:
                raise name.fault('means nothing without tcp, udp or sctp')
            text = f'{PORTS[protocol]}_{text[3:]}'
        elif text in ('icmp_type', 'icmp_code') and protocol == 58:
            text = f'icmpv6_{text[5:]}'
        return Text(text, name.at)

    def build(self, values: Mapping[str, Any]) -> Any:
        """The version's OFPMatch of the fields that `match` has read; raises ValueError."""
        if self.version.OFP_VERSION == SYNTAX_1_0:
            return self.version.OFPMatch(**dict(self._for_1_0(name, value) for name, value in values.items()))
        if 'vlan_pcp' in values and 'vlan_vid' not in values:
            values = {'vlan_vid': (VLAN_PRESENT, VLAN_PRESENT), **values}
        return self.version.OFPMatch(**values)

    def _for_1_0(self, name: str, value: Any) -> tuple[str, Any]:
        """A field of OpenFlow 1.0's own match; raises ValueError."""
        given = self.origins[name]
        if name == 'vlan_vid' and isinstance(value, int):
            return 'dl_vlan', value & 0xFFF if value else 0xFFFF
        if name not in MATCH_OF_1_0:
            raise given.fault(f"OpenFlow 1.0's match has no {name}")
        if not isinstance(value, tuple):
            return MATCH_OF_1_0[name], value
        bits = int.from_bytes(IPV4.write(value[1])) if self.known.by_name[name].kind is IPV4 else 0
        length = bits.bit_count()
        if not bits or bits != (1 << 32) - (1 << 32 - length):
            raise given.fault(f"OpenFlow 1.0's match takes no such mask of {name}")
        return MATCH_OF_1_0[name], f'{value[0]}/{length}'


def is_port(given: Text) -> bool:
    """Whether this is a reserved port's name, in any case."""
    return given.text.lower() in RESERVED_PORTS


def bit_width(field: Field) -> int:
    """How many bits of a field actions can name; the bit that tells a VLAN header apart is none of them."""
    return 12 if field.name == 'vlan_vid' else field.kind.bits or 8 * field.kind.width


def every_bit(field: Field) -> Any:
    """The mask that is the same as none."""
    return (1 << field.kind.bits) - 1 if field.kind.bits else field.kind.read(b'\xff' * field.kind.width)


def number_as_value(field: Field, number: int) -> Any:
    """A number as the value of a field, whatever that shows its values as."""
    return number if field.kind.bits else field.kind.read(number.to_bytes(field.kind.width, 'big'))


def _octets(given: Text) -> bytes:
    """A number of any size as bytes."""
    digits = given.text.removeprefix('0x') if given.text[:2] == '0x' else f'{given.number(64):x}'
    try:
        return bytes.fromhex(digits if len(digits) % 2 == 0 else f'0{digits}')
    except ValueError:
        raise given.fault('is no number') from None


def _flags(field: Field, given: Text) -> Any:
    """Flags by name: `+set-clear`, of which others do not count, or `one|another`, of which no other may be set."""
    flags, every = FLAGS[field.name], sum(FLAGS[field.name].values())
    if given.text[:1] not in '+-':
        value = sum(_flag(flags, each) for each in given.parts('|'))
        return value if field.name.startswith('tcp') else (value, every)
    value = mask = 0
    for sign in re.finditer(r'([+-])([^+-]*)', given.text):
        bit = _flag(flags, Text(sign[2], given.at + sign.start(2)))
        value, mask = value | bit * (sign[1] == '+'), mask | bit
    return value, mask


def _flag(flags: dict[str, int], given: Text) -> int:
    """A flag by its name, or one without a name as `[200]`, in hexadecimal."""
    if given.text in flags:
        return flags[given.text]
    if unnamed := re.fullmatch(r'\[([\da-f]+)\]', given.text):
        return int(unnamed[1], 16)
    raise given.fault(f'is none of {", ".join(flags)}')
