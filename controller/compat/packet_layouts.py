"""What Ryu's protocols keep for themselves, and programs read all the same: `_PACK_STR`, `_MIN_LEN` and their like.

They are derived from the tables: a pack string has the fixed fields of a header up to the first that varies, a length
is the size of the pack string that it is named after, and `_actor_tag` is the constant of that name in the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import calcsize
from typing import Any

from ..wire import Structure
from ..wire.kinds import Bits, Fixed, Kind, Pad, SizeOf
from ..wire.structure import NO_DEFAULT, fields_of

__all__ = ['PRIVATE', 'pack_string']

WORDS = {8: 'B', 16: 'H', 32: 'I', 64: 'Q'}

#: Of an actor or a partner in LACP, from the lowest bit upwards.
STATES = (
    'activity', 'timeout', 'aggregation', 'synchronization', 'collecting', 'distributing', 'defaulted', 'expired',
)  # fmt: skip


def bridge_id(number: int) -> tuple[int, int, str]:
    """Priority, system id extension and MAC address of a bridge (IEEE 802.1D, 9.2.5)."""
    return number >> 48 & 0xF000, number >> 48 & 0xFFF, (number & (1 << 48) - 1).to_bytes(6).hex(':')


def port_id(number: int) -> tuple[int, int]:
    """Priority and number of a port (IEEE 802.1D, 9.2.7)."""
    return number >> 8 & 0xF0, number & 0xFFF


def states(who: str) -> property:
    """The eight states of an actor or a partner as one byte."""
    return property(lambda self: sum(getattr(self, f'{who}_state_{name}') << bit for bit, name in enumerate(STATES)))


def same(name: str) -> property:
    """What is an attribute without underscore here."""
    return property(lambda self: getattr(self, name))


#: What no table gives, by class. A property is one of its instances.
ODD: dict[str, dict[str, Any]] = {
    'ConfigurationBPDUs': {
        '_PACK_STR': '!BQIQHHHHH', '_encode_timer': lambda seconds: int(seconds) << 8,
        '_decode_timer': lambda ticks: ticks / 256, '_decode_bridge_id': bridge_id, '_decode_port_id': port_id,
    },
    'RstBPDUs': {'_PACK_STR': '!B'},
    'cc_message': {'_TLV_OFFSET': 70, '_MD_FMT_NO_MD_NAME_PRESENT': 1, '_MD_FMT_CHARACTER_STRING': 4},
    'chunk': {'_type': same('type')},
    'chunk_sack': {'_GAPACK_STR': '!HH', '_DUPTSN_STR': '!I'},
    'dhcp': {'_DHCP_PACK_STR': '!BBBBIHH4s4s4s4s16s64s128s'},
    'gre': {'_key': same('key'), '_vsid': same('vsid'), '_flow_id': same('flow_id')},
    'lacp': {
        '_HLEN_PACK_STR': '!BB', '_ACTPRT_INFO_PACK_STR': '!BBH6sHHHB3x', '_COL_INFO_PACK_STR': '!BBH12x',
        '_TRM_PACK_STR': '!BB50x', '_ALL_PACK_STR': '!110x', '_actor_state': states('actor'),
        '_partner_state': states('partner'),
    },
    'link_trace_message': {'_TLV_OFFSET': 17},
    'link_trace_reply': {'_TLV_OFFSET': 6},
    'loopback': {'_PACK_STR': '!4BI', '_TLV_OFFSET': 4},
    'reply_tlv': {'_PACK_STR': '!BHB6s'},
    'sender_id_tlv': {'_PACK_STR': '!BHB'},
    'slow': {'_PACK_STR': '!B'},
    'tcp': {'_PACK_STR': '!HHIIBBHHH'},
}  # fmt: skip

#: Fields that hold a constant, of BPDUs and of LACP.
CONSTANTS = (
    '_protocol_id', '_version_id', '_bpdu_type', '_version_1_length', '_subtype', '_actor_tag', '_actor_length',
    '_partner_tag', '_partner_length', '_collector_tag', '_collector_length', '_terminator_tag', '_terminator_length',
)  # fmt: skip


class Private:
    """A private name of Ryu's, as a class attribute that is found out when somebody reads it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Structure | None, cls: type[Structure]) -> Any:
        for base in cls.__mro__:
            found = ODD.get(base.__name__, {}).get(self.name)
            if found is not None:
                return found.__get__(instance, cls) if isinstance(found, property) else found
        return self.derived(cls)

    def derived(self, cls: type[Structure]) -> Any:
        """What the table says; raises AttributeError where it says nothing."""
        if self.name == '_PACK_STR':
            return pack_string(cls)
        if self.name == '_MIN_LEN':
            return calcsize(cls._PACK_STR)  # type: ignore[attr-defined]
        if self.name in CONSTANTS:
            for each in fields_of(cls):
                if each.name == self.name and each.default is not NO_DEFAULT:
                    return each.default
        stem = self.name.removesuffix('_LEN')
        codes = stem != self.name and (getattr(cls, stem, None) or getattr(cls, f'{stem}_STR', None))
        if not codes:
            raise AttributeError(f'{cls.__name__} has no {self.name}', name=self.name, obj=cls)
        return calcsize(codes)


def pack_string(cls: type[Structure]) -> str:
    """The `struct` codes of the fixed fields of a structure."""
    return '!' + ''.join(_codes(cls))


def _codes(cls: type[Structure]) -> Iterator[str]:
    """The codes of fields up to the first whose size varies; of bit fields those of whole words, small ones first."""
    widths: list[int] = []
    for each in fields_of(cls):
        if isinstance(each.kind, Bits):
            widths.append(each.kind.width)
            continue
        code = _code(each.kind)
        if code == 'B' and sum(widths) == 24:  # with the byte behind them they are a word
            widths.append(8)
            code = ''
        yield from _words(widths)
        widths = []
        if code is None:
            return
        yield code
    yield from _words(widths)


def _words(widths: list[int]) -> list[str]:
    """The codes of neighbouring bit fields."""
    codes, bits = [], 0
    for width in widths:
        bits += width
        if bits in WORDS:
            codes.append(WORDS[bits])
            bits = 0
    return [WORDS.get(sum(widths), '')] if bits else codes


def _code(kind: Kind) -> str | None:
    """The code of a field, None where its size varies."""
    if isinstance(kind, Pad):
        return f'{kind.size}x' if kind.size > 1 else 'x'
    if isinstance(kind, SizeOf):
        return kind.integer.code
    return kind.code if isinstance(kind, Fixed) else None


_NAMES = {name for names in ODD.values() for name in names}

#: Each name, as what gives it.
PRIVATE: dict[str, Private] = {
    name: Private(name)
    for name in ('_MIN_LEN', '_PACK_STR_LEN', *CONSTANTS, *_NAMES, *(name.replace('_STR', '_LEN') for name in _NAMES))
}
