"""The tables of match fields: OpenFlow's own, the ONF's and those of Nicira, which are Open vSwitch's.

Section numbers are those of the 1.3.5 specification where nothing else is said; what Nicira's fields mean, and what
they need, is in ovs-fields(7). Names are Ryu's, and Open vSwitch's where Ryu has none.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from struct import Struct
from typing import Any, NamedTuple

from ..wire.kinds import ipv4_bytes, ipv4_text, ipv6_bytes, ipv6_text, mac_bytes

__all__ = [
    'BASIC_CLASS',
    'EXPERIMENTER_CLASS',
    'IPV4',
    'IPV6',
    'MAC',
    'NICIRA',
    'ONF_EXTENSIONS',
    'OPENFLOW_1_0',
    'OPENFLOW_1_2',
    'OPENFLOW_1_3',
    'OPENFLOW_1_4',
    'OPENFLOW_1_5',
    'OPENFLOW_BASIC',
    'PACKET_REGISTERS',
    'Field',
    'Kind',
    'Requirement',
    'described',
    'integer',
    'relaxed',
]

NXM_0_CLASS, NXM_1_CLASS = 0x0000, 0x0001    # ofp_oxm_class (7.2.3.3)
BASIC_CLASS = 0x8000
REGISTERS_CLASS = 0x8001                     # OFPXMC_PACKET_REGS of 1.5 (1.5.1, 7.2.3.3)
EXPERIMENTER_CLASS = 0xFFFF
ERICSSON_CLASS = 0x1000                      # of two fields that Open vSwitch has from there
ONF_ID = 0x4F4E4600                          # experimenter ids: the Open Networking Foundation,
NICIRA_ID = 0x2320                           # Nicira,
NSH_ID = 0x5AD650                            # and what Open vSwitch uses for network service headers

_HEADER = Struct('!I')
_TYPE = Struct('!H')
_CODES = {8: '!B', 16: '!H', 32: '!I', 64: '!Q'}


# Kinds of value -------------------------------------------------------------------------------------------------------

class Kind(NamedTuple):
    """How a value crosses the wire: what it is called, the bytes it takes (`variable`: at most), and its conversion
    either way. `bits` is how many of them count in a number.

    What does not fit raises one of `oxm_tlv.MISFITS`.
    """

    noun: str
    width: int
    write: Callable[[Any], bytes]
    read: Callable[[bytes], Any]
    bits: int = 0
    variable: bool = False


def integer(bits: int, width: int | None = None) -> Kind:
    """An unsigned number of so many bits, in `width` bytes (the fewest, if not given)."""
    width = width or (bits + 7) // 8
    noun = f'integer from 0 to {(1 << bits) - 1:#x}'
    if bits == 8 * width and bits in _CODES:
        return Kind(noun, width, Struct(_CODES[bits]).pack, int.from_bytes, bits)  # checks the range itself

    def write(value: int) -> bytes:
        if value >> bits:
            raise ValueError(value)
        return value.to_bytes(width, 'big')

    return Kind(noun, width, write, int.from_bytes, bits)


def _octets(value: bytes | str) -> bytes:
    raw = value if isinstance(value, bytes) else b64decode(value, validate=True)
    if not 0 < len(raw) <= OCTETS:
        raise ValueError(f'{len(raw)} bytes')
    return raw


OCTETS = 124  # the most that a tunnel option takes

MAC = Kind('Ethernet address', 6, mac_bytes, lambda raw: raw.hex(':'))
IPV4 = Kind('IPv4 address', 4, ipv4_bytes, ipv4_text)
IPV6 = Kind('IPv6 address', 16, ipv6_bytes, ipv6_text)
U8, U16, U32, U64, U128 = (integer(bits) for bits in (8, 16, 32, 64, 128))
BYTES = Kind('string of at most 124 bytes, nor the base64 of one', OCTETS, _octets,
             lambda raw: b64encode(raw).decode('ascii'), variable=True)


# Prerequisites (7.2.3.6) ----------------------------------------------------------------------------------------------

#: A field that the match must hold too, then the values it may have; none: any but 0, which is OFPVID_NONE and no port.
Requirement = tuple[str | int, ...]

ETH_IP = ('eth_type', 0x0800, 0x86DD)
ETH_IPV4 = ('eth_type', 0x0800)
ETH_IPV6 = ('eth_type', 0x86DD)
ETH_ARP = ('eth_type', 0x0806)
ETH_ARP_OR_RARP = ('eth_type', 0x0806, 0x8035)
ETH_MPLS = ('eth_type', 0x8847, 0x8848)
ETH_PBB = ('eth_type', 0x88E7)
ETH_NSH = ('eth_type', 0x894F)
TCP, UDP, SCTP, ICMPV4, ICMPV6 = (('ip_proto', number) for number in (6, 17, 132, 1, 58))
SOLICITATION = ('icmpv6_type', 135)
ADVERTISEMENT = ('icmpv6_type', 136)
DISCOVERY = ('icmpv6_type', 135, 136)

#: What may stand for the field of a requirement. A packet without Ethernet header has its type in packet_type, the
#: low half of it (1.5.1, 7.2.3.11).
STAND_INS = {
    'eth_type': ('eth_type_nxm', 'packet_type'),
    'ip_proto': ('ip_proto_nxm',),
    'icmpv6_type': ('icmpv6_type_nxm',),
    'vlan_vid': ('vlan_tci',),
}
BARE = 1 << 16  # the name space of Ethernet types in packet_type


def described(requirement: Requirement) -> str:
    """A requirement as a message says it."""
    name, *values = requirement
    written = ' or '.join(f'{each:#06x}' if name == 'eth_type' else str(each) for each in values)
    return f'{name}={written}' if values else f'{name} other than 0' if name == 'vlan_vid' else str(name)


# The tables -----------------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Field:
    """A line of the table of match fields (7.2.3.7).

    `requires` is the prerequisite (7.2.3.6). `experimenter` is the id behind the header of a field of the experimenter
    class, `experimenter_type` the number behind that, which the oldest of the ONF's fields have. `symbol` names the
    header in C, where that is not OXM_OF_ and the name.
    """

    name: str
    number: int
    kind: Kind
    maskable: bool = False
    requires: Requirement = ()
    oxm_class: int = BASIC_CLASS
    experimenter: int | None = None
    experimenter_type: int | None = None
    symbol: str = ''

    @property
    def type(self) -> int:
        """Class and number: the header without has-mask bit and length (the specification's oxm_type)."""
        return self.oxm_class << 7 | self.number

    @property
    def prefix(self) -> bytes:
        """What stands between the header and the value, as of its length."""
        if self.experimenter is None:
            return b''
        number = b'' if self.experimenter_type is None else _TYPE.pack(self.experimenter_type)
        return _HEADER.pack(self.experimenter) + number

    @property
    def rank(self) -> tuple[int, int]:
        """The place in a match, if prerequisites leave it open: Ryu's."""
        return (self.type, 0) if self.experimenter is None else (self.experimenter, self.number)

    def header(self, masked: bool = False, width: int | None = None) -> bytes:
        """The bytes in front of a value, which takes `width` bytes if the table does not say how many."""
        prefix = self.prefix
        length = len(prefix) + ((self.kind.width if width is None else width) << masked)
        return _HEADER.pack(self.type << 9 | masked << 8 | length) + prefix

    def prerequisites(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Fields, one of which the match must hold with one of these values; with none: any but 0."""
        if not self.requires:
            return ()
        name, values = str(self.requires[0]), tuple(each for each in self.requires[1:] if isinstance(each, int))
        bare = tuple(BARE | each for each in values)
        stand_ins = ((each, bare if each == 'packet_type' else values) for each in STAND_INS.get(name, ()))
        return (name, values), *stand_ins


def relaxed(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields as Ryu has them: without prerequisites, and any number that fits the bytes fits the field."""
    return tuple(replace(each, requires=(), kind=_whole(each.kind)) for each in fields)


def _whole(kind: Kind) -> Kind:
    return integer(8 * kind.width) if kind.bits else kind


MASK = True

#: Fields of the class OFPXMC_OPENFLOW_BASIC by number; a version knows the first so many of them (1.5.1, 7.2.3.8).
OPENFLOW_BASIC = (
    Field('in_port', 0, U32),
    Field('in_phy_port', 1, U32, requires=('in_port',)),
    Field('metadata', 2, U64, MASK),
    Field('eth_dst', 3, MAC, MASK),
    Field('eth_src', 4, MAC, MASK),
    Field('eth_type', 5, U16),
    Field('vlan_vid', 6, integer(13), MASK),
    Field('vlan_pcp', 7, integer(3), requires=('vlan_vid',)),
    Field('ip_dscp', 8, integer(6), requires=ETH_IP),
    Field('ip_ecn', 9, integer(2), requires=ETH_IP),
    Field('ip_proto', 10, U8, requires=ETH_IP),
    Field('ipv4_src', 11, IPV4, MASK, ETH_IPV4),
    Field('ipv4_dst', 12, IPV4, MASK, ETH_IPV4),
    Field('tcp_src', 13, U16, requires=TCP),
    Field('tcp_dst', 14, U16, requires=TCP),
    Field('udp_src', 15, U16, requires=UDP),
    Field('udp_dst', 16, U16, requires=UDP),
    Field('sctp_src', 17, U16, requires=SCTP),
    Field('sctp_dst', 18, U16, requires=SCTP),
    Field('icmpv4_type', 19, U8, requires=ICMPV4),
    Field('icmpv4_code', 20, U8, requires=ICMPV4),
    Field('arp_op', 21, U16, requires=ETH_ARP),
    Field('arp_spa', 22, IPV4, MASK, ETH_ARP),
    Field('arp_tpa', 23, IPV4, MASK, ETH_ARP),
    Field('arp_sha', 24, MAC, MASK, ETH_ARP),
    Field('arp_tha', 25, MAC, MASK, ETH_ARP),
    Field('ipv6_src', 26, IPV6, MASK, ETH_IPV6),
    Field('ipv6_dst', 27, IPV6, MASK, ETH_IPV6),
    Field('ipv6_flabel', 28, integer(20, width=4), MASK, ETH_IPV6),
    Field('icmpv6_type', 29, U8, requires=ICMPV6),
    Field('icmpv6_code', 30, U8, requires=ICMPV6),
    Field('ipv6_nd_target', 31, IPV6, requires=DISCOVERY),
    Field('ipv6_nd_sll', 32, MAC, requires=SOLICITATION),
    Field('ipv6_nd_tll', 33, MAC, requires=ADVERTISEMENT),
    Field('mpls_label', 34, integer(20, width=4), requires=ETH_MPLS),
    Field('mpls_tc', 35, integer(3), requires=ETH_MPLS),
    Field('mpls_bos', 36, integer(1), requires=ETH_MPLS),
    Field('pbb_isid', 37, integer(24), MASK, ETH_PBB),
    Field('tunnel_id', 38, U64, MASK),
    Field('ipv6_exthdr', 39, integer(9), MASK, ETH_IPV6),
    Field('pbb_uca', 41, integer(1), requires=ETH_PBB),
    Field('tcp_flags', 42, integer(12), MASK, TCP),
    Field('actset_output', 43, U32),
    Field('packet_type', 44, U32),
)


def _onf(field: Field, number: int, experimenter_type: int | None = None) -> Field:
    """A field of OpenFlow's as the extension that it was before."""
    return replace(field, number=number, oxm_class=EXPERIMENTER_CLASS, experimenter=ONF_ID,
                   experimenter_type=experimenter_type, symbol=f'ONFOXM_ET_{field.name.upper()}')


_BY_NAME = {each.name: each for each in OPENFLOW_BASIC}

#: Fields that became standard in 1.5 and that the versions before have as extensions (EXT-109, EXT-233).
ONF_EXTENSIONS = (_onf(_BY_NAME['tcp_flags'], 42), _onf(_BY_NAME['actset_output'], 43))

#: What 1.4 has as a standard field (EXT-256).
ONF_PBB_UCA = _onf(_BY_NAME['pbb_uca'], 0, experimenter_type=2560)

#: Registers of 64 bits (1.5.1, 7.2.3.10), each of two of Nicira's.
PACKET_REGISTERS = tuple(
    Field(f'xreg{number}', number, U64, MASK, oxm_class=REGISTERS_CLASS, symbol=f'OXM_OF_PKT_REG{number}')
    for number in range(8)
)


def _nxm(symbol: str, number: int, name: str, kind: Kind, maskable: bool = False, needs: Requirement = ()) -> Field:
    oxm_class = NXM_0_CLASS if symbol.startswith('NXM_OF_') else NXM_1_CLASS
    return Field(name, number, kind, maskable, needs, oxm_class, symbol=symbol)


def _nxoxm(symbol: str, number: int, name: str, kind: Kind, maskable: bool = False, needs: Requirement = ()) -> Field:
    owner = NSH_ID if symbol.startswith('NXOXM_NSH_') else NICIRA_ID
    return Field(name, number, kind, maskable, needs, EXPERIMENTER_CLASS, owner, symbol=symbol)


#: The fields that Ryu calls Nicira's.
NICIRA = (
    _nxm('NXM_OF_IN_PORT', 0, 'in_port_nxm', U16),
    _nxm('NXM_OF_ETH_DST', 1, 'eth_dst_nxm', MAC, MASK),
    _nxm('NXM_OF_ETH_SRC', 2, 'eth_src_nxm', MAC, MASK),
    _nxm('NXM_OF_ETH_TYPE', 3, 'eth_type_nxm', U16),
    _nxm('NXM_OF_VLAN_TCI', 4, 'vlan_tci', U16, MASK),
    _nxm('NXM_OF_IP_TOS', 5, 'nw_tos', U8, False, ETH_IP),
    _nxm('NXM_OF_IP_PROTO', 6, 'ip_proto_nxm', U8, False, ETH_IP),
    _nxm('NXM_OF_IP_SRC', 7, 'ipv4_src_nxm', IPV4, MASK, ETH_IPV4),
    _nxm('NXM_OF_IP_DST', 8, 'ipv4_dst_nxm', IPV4, MASK, ETH_IPV4),
    _nxm('NXM_OF_TCP_SRC', 9, 'tcp_src_nxm', U16, MASK, TCP),
    _nxm('NXM_OF_TCP_DST', 10, 'tcp_dst_nxm', U16, MASK, TCP),
    _nxm('NXM_OF_UDP_SRC', 11, 'udp_src_nxm', U16, MASK, UDP),
    _nxm('NXM_OF_UDP_DST', 12, 'udp_dst_nxm', U16, MASK, UDP),
    _nxm('NXM_OF_ICMP_TYPE', 13, 'icmpv4_type_nxm', U8, False, ICMPV4),
    _nxm('NXM_OF_ICMP_CODE', 14, 'icmpv4_code_nxm', U8, False, ICMPV4),
    _nxm('NXM_OF_ARP_OP', 15, 'arp_op_nxm', U16, False, ETH_ARP_OR_RARP),
    _nxm('NXM_OF_ARP_SPA', 16, 'arp_spa_nxm', IPV4, MASK, ETH_ARP_OR_RARP),
    _nxm('NXM_OF_ARP_TPA', 17, 'arp_tpa_nxm', IPV4, MASK, ETH_ARP_OR_RARP),
    *(_nxm(f'NXM_NX_REG{number}', number, f'reg{number}', U32, MASK) for number in range(16)),
    _nxm('NXM_NX_TUN_ID', 16, 'tunnel_id_nxm', U64, MASK),
    _nxm('NXM_NX_ARP_SHA', 17, 'arp_sha_nxm', MAC, MASK, ETH_ARP_OR_RARP),
    _nxm('NXM_NX_ARP_THA', 18, 'arp_tha_nxm', MAC, MASK, ETH_ARP_OR_RARP),
    _nxm('NXM_NX_IPV6_SRC', 19, 'ipv6_src_nxm', IPV6, MASK, ETH_IPV6),
    _nxm('NXM_NX_IPV6_DST', 20, 'ipv6_dst_nxm', IPV6, MASK, ETH_IPV6),
    _nxm('NXM_NX_ICMPV6_TYPE', 21, 'icmpv6_type_nxm', U8, False, ICMPV6),
    _nxm('NXM_NX_ICMPV6_CODE', 22, 'icmpv6_code_nxm', U8, False, ICMPV6),
    _nxm('NXM_NX_ND_TARGET', 23, 'nd_target', IPV6, MASK, DISCOVERY),
    _nxm('NXM_NX_ND_SLL', 24, 'nd_sll', MAC, MASK, SOLICITATION),
    _nxm('NXM_NX_ND_TLL', 25, 'nd_tll', MAC, MASK, ADVERTISEMENT),
    _nxm('NXM_NX_IP_FRAG', 26, 'ip_frag', integer(2), MASK, ETH_IP),
    _nxm('NXM_NX_IPV6_LABEL', 27, 'ipv6_label', integer(20, width=4), MASK, ETH_IPV6),
    _nxm('NXM_NX_IP_ECN', 28, 'ip_ecn_nxm', integer(2), False, ETH_IP),
    _nxm('NXM_NX_IP_TTL', 29, 'nw_ttl', U8, False, ETH_IP),
    _nxm('NXM_NX_MPLS_TTL', 30, 'mpls_ttl', U8, False, ETH_MPLS),
    _nxm('NXM_NX_TUN_IPV4_SRC', 31, 'tun_ipv4_src', IPV4, MASK),
    _nxm('NXM_NX_TUN_IPV4_DST', 32, 'tun_ipv4_dst', IPV4, MASK),
    _nxm('NXM_NX_PKT_MARK', 33, 'pkt_mark', U32, MASK),
    _nxm('NXM_NX_TCP_FLAGS', 34, 'tcp_flags_nxm', integer(12), MASK, TCP),
    _nxm('NXM_NX_RECIRC_ID', 36, '_recirc_id', U32),
    _nxm('NXM_NX_CONJ_ID', 37, 'conj_id', U32),
    _nxm('NXM_NX_TUN_GBP_ID', 38, 'tun_gbp_id', U16, MASK),
    _nxm('NXM_NX_TUN_GBP_FLAGS', 39, 'tun_gbp_flags', U8, MASK),
    _nxm('NXM_NX_TUN_FLAGS', 104, 'tun_flags', U16, MASK),
    _nxm('NXM_NX_CT_STATE', 105, 'ct_state', U32, MASK),
    _nxm('NXM_NX_CT_ZONE', 106, 'ct_zone', U16),
    _nxm('NXM_NX_CT_MARK', 107, 'ct_mark', U32, MASK),
    _nxm('NXM_NX_CT_LABEL', 108, 'ct_label', U128, MASK),
    _nxm('NXM_NX_TUN_IPV6_SRC', 109, 'tun_ipv6_src', IPV6, MASK),
    _nxm('NXM_NX_TUN_IPV6_DST', 110, 'tun_ipv6_dst', IPV6, MASK),
    *(_nxm(f'NXM_NX_XXREG{number}', 111 + number, f'xxreg{number}', U128, MASK) for number in range(4)),
    _nxoxm('NXOXM_ET_DP_HASH', 0, '_dp_hash', U32, MASK),
    _nxoxm('NXOXM_NSH_FLAGS', 1, 'nsh_flags', U8, MASK, ETH_NSH),
    _nxoxm('NXOXM_NSH_MDTYPE', 2, 'nsh_mdtype', U8, False, ETH_NSH),
    _nxoxm('NXOXM_NSH_NP', 3, 'nsh_np', U8, False, ETH_NSH),
    _nxoxm('NXOXM_NSH_SPI', 4, 'nsh_spi', integer(24, width=4), False, ETH_NSH),
    _nxoxm('NXOXM_NSH_SI', 5, 'nsh_si', U8, False, ETH_NSH),
    *(_nxoxm(f'NXOXM_NSH_C{number}', 5 + number, f'nsh_c{number}', U32, MASK, ETH_NSH) for number in range(1, 5)),
    _nxoxm('NXOXM_NSH_TTL', 10, 'nsh_ttl', U8, False, ETH_NSH),
)

#: Fields of Open vSwitch that Ryu does not know.
OPEN_VSWITCH = (
    *(_nxm(f'NXM_NX_TUN_METADATA{number}', 40 + number, f'tun_metadata{number}', BYTES, MASK) for number in range(64)),
    _nxm('NXM_NX_CT_NW_PROTO', 119, 'ct_nw_proto', U8, False, ETH_IP),
    _nxm('NXM_NX_CT_NW_SRC', 120, 'ct_nw_src', IPV4, MASK, ETH_IPV4),
    _nxm('NXM_NX_CT_NW_DST', 121, 'ct_nw_dst', IPV4, MASK, ETH_IPV4),
    _nxm('NXM_NX_CT_IPV6_SRC', 122, 'ct_ipv6_src', IPV6, MASK, ETH_IPV6),
    _nxm('NXM_NX_CT_IPV6_DST', 123, 'ct_ipv6_dst', IPV6, MASK, ETH_IPV6),
    _nxm('NXM_NX_CT_TP_SRC', 124, 'ct_tp_src', U16, MASK, ETH_IP),
    _nxm('NXM_NX_CT_TP_DST', 125, 'ct_tp_dst', U16, MASK, ETH_IP),
    _nxoxm('NXOXM_ET_ERSPAN_IDX', 11, 'tun_erspan_idx', integer(20, width=4), MASK),
    _nxoxm('NXOXM_ET_ERSPAN_VER', 12, 'tun_erspan_ver', integer(4), MASK),
    _nxoxm('NXOXM_ET_ERSPAN_DIR', 13, 'tun_erspan_dir', integer(1), MASK),
    _nxoxm('NXOXM_ET_ERSPAN_HWID', 14, 'tun_erspan_hwid', integer(6), MASK),
    _nxoxm('NXOXM_ET_GTPU_FLAGS', 15, 'tun_gtpu_flags', U8, MASK),
    _nxoxm('NXOXM_ET_GTPU_MSGTYPE', 16, 'tun_gtpu_msgtype', U8, MASK),
    Field('nd_reserved', 1, U32, False, DISCOVERY, ERICSSON_CLASS, symbol='ERICOXM_OF_ICMPV6_ND_RESERVED'),
    Field('nd_options_type', 2, U8, False, DISCOVERY, ERICSSON_CLASS, symbol='ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE'),
)

_ADDED = PACKET_REGISTERS + NICIRA + OPEN_VSWITCH


def _up_to(last: str) -> tuple[Field, ...]:
    return OPENFLOW_BASIC[: OPENFLOW_BASIC.index(_BY_NAME[last]) + 1]


#: What each version knows. Those of 1.0 stand in Nicira's messages, next to which its own match has no fields.
OPENFLOW_1_0 = OPENFLOW_BASIC + _ADDED
OPENFLOW_1_2 = (*_up_to('mpls_tc'), ONF_PBB_UCA, *ONF_EXTENSIONS, *_ADDED)
OPENFLOW_1_3 = (*_up_to('ipv6_exthdr'), ONF_PBB_UCA, *ONF_EXTENSIONS, *_ADDED)
OPENFLOW_1_4 = (*_up_to('pbb_uca'), *ONF_EXTENSIONS, *_ADDED)
OPENFLOW_1_5 = OPENFLOW_BASIC + _ADDED
