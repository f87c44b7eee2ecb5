"""The pack strings and sizes that Ryu's modules of numbers list, `OFP_FLOW_MOD_PACK_STR`, from the tables.

A pack string has the fixed fields of a structure up to the first that varies. Two headers are left out of it, as
they have pack strings of their own: that of a message, multipart and Nicira's included, and that of a queue property.
A match of OXM fields counts as its eight bytes of header and padding. Names with a 0 at the end stop before the first
structure inside; in 1.0 they leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from struct import calcsize
from typing import NamedTuple

from ..openflow import OF10, OF12, OF14, oxm
from ..wire import Message, Structure, Version
from ..wire.kinds import Bare, Bits, Enclosed, Fixed, Kind, List, Pad, Ref, SizeOf, Value
from ..wire.structure import Field, fields_of, lookup

__all__ = ['find', 'names']

HEADER_SIZE = calcsize('!BBHI')


class Odd(NamedTuple):
    """What no rule gives: by the name without its ending, the class it speaks of, the pack string, the size."""

    classes: dict[str, str]
    pack_strings: dict[str, str]
    sizes: dict[str, int]


ODD = Odd(
    {
        'NX_ACTION_RESUBMIT': 'NXActionResubmitTable',
        'NX_ASYNC_CONFIG': 'NXTSetAsyncConfig',
        'NX_CONTROLLER_ID': 'NXTSetControllerId',
        'NX_ROLE': 'NXTRoleRequest',
        'OFP_ACTION_PUSH': 'OFPActionPushVlan',
        'OFP_ASYNC_CONFIG': 'OFPSetAsync',
        'OFP_STATS_MSG': 'OFPStatsRequest',
        'OFP_SWITCH_CONFIG': 'OFPSetConfig',
        'OFP_VENDOR_STATS_MSG': 'OFPVendorStatsRequest',
    },
    {
        'NX_ACTION_HEADER': 'HHIH6x',
        'NX_STATS_MSG': 'I4x',
        'NICIRA_HEADER': 'II',
        'OFP_ACTION_GENERIC': 'HH4x',
        'OFP_ACTION_HEADER': 'HH4x',
        'OFP_ACTION_SET_FIELD': 'HH4x',
        'OFP_ERROR_EXPERIMENTER_MSG': 'HHI',
        'OFP_EXPERIMENTER_STATS_HEADER': 'II',
        'OFP_EXPERIMENTER_STRUCTURE': 'II',
        'OFP_HEADER': 'BBHI',
        'OFP_HEADER_TYPE': 'HH',
        'OFP_OXM_EXPERIMENTER_HEADER': 'II',
        'OFP_PROP_EXPERIMENTER': 'HHII',
    },
    {'NX_STATS_MSG': 24, 'NICIRA_HEADER': 16, 'OFP_ERROR_EXPERIMENTER_MSG': 16},
)
ODD_IN_1_0 = Odd(
    ODD.classes | {'OFP_AGGREGATE_STATS_REPLY': 'OFPAggregateStats'},
    ODD.pack_strings | {'OFP_FLOW_STATS_0': 'HBx', 'OFP_FLOW_STATS_1': 'IIHHH6xQQQ'},
    ODD.sizes | {'OFP_AGGREGATE_STATS_REPLY': 36, 'OFP_DESC_STATS': 1068, 'OFP_QUEUE_STATS_REQUEST': 8},
)
#: Classes whose pack strings stop short of the match, in 1.2 and in all versions.
WITHOUT_MATCH_IN_1_2 = ('OFPFlowStats', 'OFPFlowStatsRequest', 'OFPAggregateStatsRequest')
WITHOUT_MATCH = ('OFPPacketIn',)
WORDS = {1: 'B', 2: 'H', 4: 'I', 8: 'Q'}

_NAME = re.compile(r'_?(?P<what>(?:OFP|NX|NICIRA|ONF)_\w+?)(?P<short>_0)?_(?:PACK_STR(?P<short0>0?)|(?P<size>SIZE))')
_ENDINGS = ('PACK_STR', 'PACK_STR0', 'SIZE')


def find(version: Version, name: str) -> str | int:
    """What a name such as `OFP_MATCH_PACK_STR` or `OFP_MATCH_SIZE` stands for; raises AttributeError."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise AttributeError(name)
    what, odd, mark = match['what'], _odd(version), '!' * (name[0] != '_')
    if match['size'] and what in odd.sizes:
        return odd.sizes[what]
    part = odd.pack_strings.get(what + (match['short'] or ''))
    if part is not None:
        return calcsize(f'!{part}') if match['size'] else mark + part
    cls = _class(version, what)
    if cls is None:
        raise AttributeError(name)
    short = bool(match['short'] or match['short0'])
    return size(cls, short) if match['size'] else mark + pack_string(cls, short)


def names(version: Version) -> Iterator[str]:
    """The names of all pack strings and sizes, but for those of parts of a structure (`OFP_FLOW_STATS_0_SIZE`)."""
    odd = _odd(version)
    found = {*odd.pack_strings, *odd.classes}
    for stem in map(_words, version.structures()):
        found |= {stem, f'{stem}_HEADER', stem.removesuffix('_STATS'), stem.replace('_ACTION_SET_', '_ACTION_'),
                  stem.replace('_STATS_REQUEST', '_REQUEST'), stem.replace('_STATS_REQUEST', '_MULTIPART_REQUEST')}
    for what in sorted(found):
        if what in odd.pack_strings or (_NAME.fullmatch(f'{what}_SIZE') and _class(version, what)):
            yield from (f'{what}_{ending}' for ending in _ENDINGS)


def _odd(version: Version) -> Odd:
    return ODD_IN_1_0 if version.OFP_VERSION == OF10 else ODD


def pack_string(cls: type[Structure], short: bool = False) -> str:
    """The `struct` codes of the fixed fields of a structure; `short`: without its match."""
    left_out = WITHOUT_MATCH + WITHOUT_MATCH_IN_1_2 * (_number(cls) == OF12)
    codes = ''.join(_codes(_own_fields(cls), cls, short or cls.__name__ in left_out))
    return codes.replace('I4x', 'II') if cls.__name__ == 'OFPSwitchFeatures' else codes  # there Ryu reads its padding


def size(cls: type[Structure], short: bool = False) -> int:
    """The bytes of a structure's fixed fields with its header; of a multipart body, since 1.2, without."""
    body = calcsize('!' + ''.join(_codes(_own_fields(cls), cls, short)))
    if _is_part(cls) and _number(cls) != OF10:
        return body
    return body + HEADER_SIZE * issubclass(cls, Message) + _header_size(cls)


def _is_part(cls: type[Structure]) -> bool:
    """Whether a structure is a statistics or multipart message's."""
    return issubclass(cls, Message) and any('flags' in _declared(base) for base in cls.__mro__[1:])


def _class(version: Version, what: str) -> type[Structure] | None:
    """The class that `OFP_FLOW_STATS` means."""
    what = _odd(version).classes.get(what, what)
    regular = [what, what.removesuffix('_HEADER'), f'{what}_STATS', what.replace('_ACTION_', '_ACTION_SET_'),
               what.replace('NX_', 'NXT_'), what.replace('_MULTIPART_', '_STATS_'),
               what.replace('_REQUEST', '_STATS_REQUEST')]
    known = _by_letters(version)
    return next((known[name] for each in regular if (name := each.replace('_', '').lower()) in known), None)


@cache
def _by_letters(version: Version) -> dict[str, type[Structure]]:
    return {name.lower(): cls for name, cls in version.structures().items()}


def _words(name: str) -> str:
    """`OFPFlowMod` as `OFP_FLOW_MOD`."""
    prefix = next((prefix for prefix in ('OFP', 'ONF', 'NXT', 'NX') if name.startswith(prefix)), '')
    words = re.sub(r'(?<=[a-z0-9])(?=[A-Z])', '_', name.removeprefix(prefix)).upper()
    return f'{"NX" if prefix == "NXT" else prefix}_{words}'


def _number(cls: type[Structure]) -> int:
    """Of the version that a structure belongs to."""
    return cls.table.version.OFP_VERSION  # type: ignore[union-attr]


def _declared(cls: type) -> list[str]:
    return [name for name, _, _ in cls.table.lines] if issubclass(cls, Structure) else []


def _own_fields(cls: type[Structure]) -> list[Field]:
    """The fields whose codes count: without a header that has a pack string of its own."""
    if issubclass(cls, oxm.FieldMap):
        return [Field('', Ref(cls.__name__))]
    fields = fields_of(cls)
    return fields[len(fields) - len(_declared(cls)):] if _has_header(cls) else fields


def _has_header(cls: type[Structure]) -> bool:
    return cls.table.parent is not None and (issubclass(cls, Message) or cls.__name__.startswith('OFPQueueProp'))


def _header_size(cls: type[Structure]) -> int:
    fields = fields_of(cls)
    header = fields[: len(fields) - len(_declared(cls))] if _has_header(cls) else []
    return calcsize('!' + ''.join(_codes(header, cls, short=False)))


def _codes(fields: list[Field], cls: type[Structure], short: bool) -> Iterator[str]:
    """The codes of fields up to the first whose size varies."""
    bits = 0
    for each in fields:
        kind = each.kind
        if isinstance(kind, Bits):
            bits += kind.width
            if bits // 8 in WORDS and bits % 8 == 0:
                yield WORDS[bits // 8]
                bits = 0
        elif isinstance(kind, Enclosed):
            yield ODD.pack_strings['OFP_HEADER'] * (not short)
            return
        elif isinstance(kind, Ref):
            nested = lookup(cls, kind.name)
            if isinstance(kind, Bare) or issubclass(nested, oxm.FieldMap):
                if not (short or isinstance(kind, Bare)):
                    yield 'HHBBBB' if _number(cls) < OF14 else 'HH4x'
                return
            if not short:
                yield from _codes(fields_of(nested), nested, short)
            elif _number(cls) != OF10:
                return
        elif (code := _code(kind)) is not None:
            yield code
        else:
            return


def _code(kind: Kind) -> str | None:
    """The code of a field that is no structure, None where its size varies."""
    if isinstance(kind, Pad):
        return f'{kind.size}x' if kind.size > 1 else 'x'
    if isinstance(kind, SizeOf):
        return kind.integer.code
    if isinstance(kind, List):
        return f'{kind.count}{kind.item.code}' if kind.count and isinstance(kind.item, Fixed) else None
    if isinstance(kind, Value):
        return WORDS.get(kind.size)
    return kind.code if isinstance(kind, Fixed) else None
