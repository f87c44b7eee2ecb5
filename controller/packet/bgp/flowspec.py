"""Flow specifications: which packets something is done with (RFC 8955; for IPv6 the offsets of its drafts)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Self

from ...wire import DecodeError, EncodeError
from ...wire.kinds import mac_bytes
from ..packet_base import Codec, Part
from . import nlri
from .nlri import NLRI, distinguisher
from .prefixes import IP6AddrPrefix, IPAddrPrefix

LONG = 240  # bytes, from which on the length of a specification takes two (RFC 8955, 4.1)
LONGEST = 0xFFF


class _Component(Part):
    """A condition: its bytes are those behind the type."""
    COMPONENT_NAME = None
    type = 0
    ends = True  # whether the next one has a type of its own

class FlowSpecComponentUnknown(_Component):
    """A condition of a type that no one has declared, and all that is behind it."""
    buf: tail

    def __init__(self, buf: bytes, type_: int = 0) -> None:
        self.buf, self.type = buf, type_


class _Prefix(_Component):
    """The `length` bits that an address has to begin with."""

    @classmethod
    def from_str(cls, value: str) -> list[Self]:
        """The one of a text such as `10.0.0.0/24`, in a list; raises ValueError."""
        addr, length, *offset = value.split('/')
        return [cls(int(length), addr, *map(int, offset))]

    @property
    def value(self) -> str:
        """The text."""
        return self.prefix

    def to_str(self) -> str:
        """The text."""
        return self.prefix

class _IPv4Prefix(IPAddrPrefix, _Prefix):
    pass

class _IPv6Prefix(IP6AddrPrefix, _Prefix):
    """The bits of an address of IPv6 that count, of `length` all but the first `offset`."""
    offset: own

    def __init__(self, length: int, addr: str, offset: int = 0) -> None:
        super().__init__(length, addr)
        self.offset = offset

    @classmethod
    def end_of(cls, buf: bytes, offset: int, limit: int) -> int:
        return offset + 2 + (buf[offset] + 7 >> 3)

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        self = super().decode(buf[offset : offset + 1] + buf[offset + 2 : limit], 0, limit - offset - 1)
        self.offset = buf[offset + 1]
        return self

    def encode(self) -> bytes:
        raw = super().encode()
        return raw[:1] + bytes((self.offset,)) + raw[1:]

    @property
    def prefix(self) -> str:
        return f'{super().prefix}/{self.offset}'


class _Mac(_Prefix):
    """A MAC address."""
    length: u8 = 6
    addr: mac

    def __init__(self, length: int, addr: str) -> None:
        self.length, self.addr = length, mac_bytes(addr).hex(':')

    @classmethod
    def from_str(cls, value: str) -> list[Self]:
        return [cls(6, value)]

    @property
    def prefix(self) -> str:
        return self.addr


def _read_number(rule: _Operator, buf: bytes, offset: int, limit: int) -> tuple[int, int]:
    end = offset + (1 << (rule.operator >> 4 & 3))
    if end > limit:
        raise DecodeError(type(rule).__name__, 'cut short', buf, offset)
    rule.ends = bool(rule.operator & rule.END_OF_LIST)
    return int.from_bytes(buf[offset:end]), end


def _write_number(rule: _Operator, value: int) -> bytes:
    width = max(rule.operator >> 4 & 3, (max(value.bit_length() - 1, 0) >> 3).bit_length())
    rule.operator = rule.operator & ~(rule.SIZE | rule.END_OF_LIST) | (width & 3) << 4 | rule.ends << 7
    return value.to_bytes(1 << min(width, 3))


#: A number of as many bytes as the operator in front says, or as it needs.
number = Codec(_read_number, _write_number)


class _Operator(_Component):
    """A number to compare with, behind the operator's bits (RFC 8955, 4.2.1); END_OF_LIST and SIZE are filled in."""
    operator: u8
    value: coded(number)
    END_OF_LIST, AND, OR, SIZE = 1 << 7, 1 << 6, 0, 3 << 4
    usual, comparisons = 0, {}

    @classmethod
    def from_str(cls, value: str) -> list[Self]:
        """The conditions of a text such as `>=80 & <90 | 443`; raises ValueError."""
        rules, end = [], 0
        for found in re.finditer(r'\s*([&|]?)\s*([=!<>]*)\s*([\w+]+)\s*', value):
            joint, comparison, operand = found.groups()
            if found.start() != end or (comparison and comparison not in cls.comparisons):
                break
            operator = cls.AND if joint == '&' else 0
            rules.append(cls(operator | cls.comparisons.get(comparison, cls.usual), cls.number_of(operand)))
            end = found.end()
        if end != len(value):
            raise ValueError(f'{cls.COMPONENT_NAME}: cannot read {value[end:]!r}')
        return rules

    def to_str(self) -> str:
        """The text, with `&` in front where the condition before has to hold as well."""
        comparison = {bits: text for text, bits in self.comparisons.items()}.get(self.operator & 7, '')
        return ('&' if self.operator & self.AND else '') + comparison + self.operand()


class _FlowSpecNumeric(_Operator):
    """Greater, less, equal, or combined."""
    LT, GT, EQ = 1 << 2, 1 << 1, 1 << 0
    usual, comparisons = EQ, {'==': EQ, '<': LT, '>': GT, '<=': LT | EQ, '>=': GT | EQ}

    @classmethod
    def number_of(cls, text: str) -> int:
        return int(text)

    def operand(self) -> str:
        return str(self.value)


class _FlowSpecBitmask(_Operator):
    """Bits that are set: any of them, or with MATCH all."""
    NOT, MATCH = 1 << 1, 1 << 0
    comparisons = {'!=': NOT, '==': MATCH}

    def __init_subclass__(cls, **keywords: Any) -> None:
        cls.flags = {name: bit for name, bit in vars(cls).items() if name.isupper() and isinstance(bit, int)}
        super().__init_subclass__(**keywords)

    @classmethod
    def number_of(cls, text: str) -> int:
        names = {*text.split('+')}
        if not names <= cls.flags.keys():
            raise ValueError(f'{cls.COMPONENT_NAME}: {text!r} is none of {", ".join(cls.flags)}')
        return sum(cls.flags[name] for name in names)

    def operand(self) -> str:
        return '+'.join([name for name, bit in self.flags.items() if self.value & bit])


#: Conditions by type, of specifications for IPv4, for IPv6 and for frames.
_IPV4, _IPV6, _L2VPN = {}, {}, {}
#: What they are derived from, who has them, their type, what they are called in text, and the flags that they know.
COMPONENTS = [
    (_IPv4Prefix, [_IPV4], {'FlowSpecDestPrefix': (1, 'dst_prefix'), 'FlowSpecSrcPrefix': (2, 'src_prefix')}),
    (_IPv6Prefix, [_IPV6], {'FlowSpecIPv6DestPrefix': (1, 'dst_prefix'), 'FlowSpecIPv6SrcPrefix': (2, 'src_prefix')}),
    (_FlowSpecNumeric, [_IPV4], {'FlowSpecIPProtocol': (3, 'ip_proto')}),
    (_FlowSpecNumeric, [_IPV6], {'FlowSpecNextHeader': (3, 'next_header')}),
    (_FlowSpecNumeric, [_IPV4, _IPV6], {
        'FlowSpecPort': (4, 'port'), 'FlowSpecDestPort': (5, 'dst_port'), 'FlowSpecSrcPort': (6, 'src_port'),
        'FlowSpecIcmpType': (7, 'icmp_type'), 'FlowSpecIcmpCode': (8, 'icmp_code'),
    }),
    (_FlowSpecBitmask, [_IPV4, _IPV6], {'FlowSpecTCPFlags': (9, 'tcp_flags', {
        'SYN': 2, 'ACK': 16, 'FIN': 1, 'RST': 4, 'PUSH': 8, 'URGENT': 32, 'ECN': 64, 'CWR': 128,
    })}),
    (_FlowSpecNumeric, [_IPV4, _IPV6], {'FlowSpecPacketLen': (10, 'packet_len'), 'FlowSpecDSCP': (11, 'dscp')}),
    (_FlowSpecBitmask, [_IPV4], {'FlowSpecFragment': (12, 'fragment', {'LF': 8, 'FF': 4, 'ISF': 2, 'DF': 1})}),
    (_FlowSpecBitmask, [_IPV6], {'FlowSpecIPv6Fragment': (12, 'fragment', {'LF': 8, 'FF': 4, 'ISF': 2})}),
    (_FlowSpecNumeric, [_IPV6], {'FlowSpecIPv6FlowLabel': (13, 'flow_label')}),
    (_Mac, [_L2VPN], {'FlowSpecSourceMac': (15, 'src_mac'), 'FlowSpecDestinationMac': (16, 'dst_mac')}),
    (_FlowSpecNumeric, [_L2VPN], {
        'FlowSpecEtherType': (14, 'ether_type'), 'FlowSpecLLCDSAP': (17, 'llc_dsap'),
        'FlowSpecLLCSSAP': (18, 'llc_ssap'), 'FlowSpecLLCControl': (19, 'llc_control'), 'FlowSpecSNAP': (20, 'snap'),
        'FlowSpecVLANID': (21, 'vlan_id'), 'FlowSpecVLANCoS': (22, 'vlan_cos'),
        'FlowSpecInnerVLANID': (23, 'inner_vlan_id'), 'FlowSpecInnerVLANCoS': (24, 'inner_vlan_cos'),
    }),
]  # fmt: skip


def _component(base: type[_Component], tables: list[dict[int, Any]], class_name: str, number: int, name: str,
               flags: Mapping[str, int] = {}) -> type[Any]:  # fmt: skip
    cls = type(class_name, (base,), {'COMPONENT_NAME': name, 'type': number, '__module__': __name__, **flags})
    for table in tables:
        table[number] = cls
    return cls


globals().update({
    name: _component(base, tables, name, *row) for base, tables, rows in COMPONENTS for name, row in rows.items()
})  # fmt: skip


class _FlowSpecNLRI(NLRI):
    """Conditions that a packet has to meet, by type; several of a type stand side by side (RFC 8955, 4.2).

    `length` is filled in, and the order of types is made right.
    """
    length: own = 0
    FLOWSPEC_FAMILY = ''
    components = {}
    _in_vpn = False

    @classmethod
    def end_of(cls, buf: bytes, offset: int, limit: int) -> int:
        first = buf[offset]
        if first < LONG:
            return offset + 1 + first
        return offset + 2 + ((first & 0xF) << 8 | buf[offset + 1]) if offset + 1 < limit else limit + 1

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        self = cls()
        at = offset + (1 if offset < limit and buf[offset] < LONG else 2)
        self.length = limit - at
        if cls._in_vpn:
            self.route_dist, at = distinguisher.read(self, buf, at, limit)
        while at < limit:
            last = self.rules[-1] if self.rules else None
            if last is None or last.ends:
                kind, at = buf[at], at + 1
                reader = cls.components.get(kind, FlowSpecComponentUnknown)
            if last is not None and last.ends and kind <= last.type:
                raise DecodeError(cls.__name__, f'type {kind} behind {last.type}', buf, at)
            rule, at = reader.decode_prefix(buf, at, limit)
            rule.type = kind
            self.rules.append(rule)
        if not self.rules or not self.rules[-1].ends:
            raise DecodeError(cls.__name__, 'no end of the conditions', buf, at)
        return self

    def encode(self) -> bytes:
        self.rules = sorted(self.rules, key=lambda rule: rule.type)
        body, before = distinguisher.write(self, self.route_dist or '0:0') if self._in_vpn else b'', None
        for rule, behind in zip(self.rules, [*self.rules[1:], None], strict=True):
            if isinstance(rule, _Operator):
                rule.ends = behind is None or behind.type != rule.type
            body += rule.encode() if before is not None and not before.ends else bytes((rule.type,)) + rule.encode()
            before = rule
        self.length = len(body)
        if self.length > LONGEST:
            raise EncodeError(f'{type(self).__name__}.rules: {self.length} bytes, at most {LONGEST} fit')
        return (bytes((self.length,)) if self.length < LONG else (0xF000 | self.length).to_bytes(2)) + body

    @classmethod
    def from_user(cls, *route_dist: str, **rules: Any) -> Self:
        """The specification with these conditions: `dst_prefix='10.0.0.0/24', port='>=80 & <90 | 443'`, in a VPN
        behind its route distinguisher; raises ValueError."""
        vpn = {'route_dist': rules.pop('route_dist', None) or route_dist[0]} if cls._in_vpn else {}
        readers = {each.COMPONENT_NAME: each for each in cls.components.values()}
        if not rules.keys() <= readers.keys():
            raise ValueError(f'{cls.__name__} has no {", ".join(rules.keys() - readers.keys())}')
        return cls(rules=[rule for name, value in rules.items() for rule in readers[name].from_str(str(value))], **vpn)

    @property
    def prefix(self) -> str:
        """The conditions as text."""
        texts: dict[str, str] = {}
        for rule in self.rules:
            if rule.COMPONENT_NAME:
                before, text = texts.get(rule.COMPONENT_NAME, ''), rule.to_str()
                texts[rule.COMPONENT_NAME] = before + ('|' if before and text[:1] != '&' else '') + text
        return f'{self.FLOWSPEC_FAMILY}({",".join([f"{name}:{text}" for name, text in texts.items()])})'

class FlowSpecIPv4NLRI(_FlowSpecNLRI, routes=nlri.RF_IPv4_FLOWSPEC):
    """Packets of IPv4."""
    rules: list[_Component]
    FLOWSPEC_FAMILY, components = 'ipv4fs', _IPV4

class FlowSpecIPv6NLRI(_FlowSpecNLRI, routes=nlri.RF_IPv6_FLOWSPEC):
    """Packets of IPv6."""
    rules: list[_Component]
    FLOWSPEC_FAMILY, components = 'ipv6fs', _IPV6

class _InVpn(_FlowSpecNLRI):
    route_dist: own = None
    rules: list[_Component]
    _in_vpn = True

class FlowSpecVPNv4NLRI(_InVpn, routes=nlri.RF_VPNv4_FLOWSPEC):
    """Packets of IPv4 in a VPN."""
    FLOWSPEC_FAMILY, components = 'vpnv4fs', _IPV4

class FlowSpecVPNv6NLRI(_InVpn, routes=nlri.RF_VPNv6_FLOWSPEC):
    """Packets of IPv6 in a VPN."""
    FLOWSPEC_FAMILY, components = 'vpnv6fs', _IPV6

class FlowSpecL2VPNNLRI(_InVpn, routes=nlri.RF_L2VPN_FLOWSPEC):
    """Frames in a VPN."""
    FLOWSPEC_FAMILY, components = 'l2vpnfs', _L2VPN


__all__ = [name for name, each in globals().items() if getattr(each, '__module__', '') == __name__ and name[0] != '_']
