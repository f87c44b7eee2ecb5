"""Nicira's actions as text in Ryu's form: `NX_LOAD: {reg1[0..31]: 5}`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

__all__ = ['ToText', 'nicira_to_text']

ToText = Callable[[Any], str]

#: Where a new word begins in the name of a class.
_WORDS = re.compile(r'(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])')

#: What Ryu calls actions otherwise than their classes.
_NAMES = {'REG_MOVE': 'MOVE', 'REG_LOAD': 'LOAD'}


def nicira_to_text(action: Any, fields: list[tuple[str, Any]], to_text: ToText) -> str:
    """The name of an action and its fields; `to_text` writes the actions within one."""
    words = _WORDS.sub('_', type(action).__name__.removeprefix('NXAction')).upper()
    name = f'NX_{_NAMES.get(words, words)}'
    special = _SPECIAL.get(name)
    shown = fields if special is None else special(action, to_text)
    return f'{name}: {{{", ".join(f"{field}: {value}" for field, value in shown)}}}' if shown else name


def _move(action: Any, to_text: ToText) -> list[tuple[str, Any]]:
    there = f'{action.dst_field}[{action.dst_ofs}..{action.dst_ofs + action.n_bits}]'
    return [(there, f'{action.src_field}[{action.src_ofs}..{action.src_ofs + action.n_bits}]')]


def _load(action: Any, to_text: ToText) -> list[tuple[str, Any]]:
    first = action.ofs_nbits >> 6
    return [(f'{action.dst}[{first}..{first + (action.ofs_nbits & 0x3F)}]', action.value)]


def _conjunction(action: Any, to_text: ToText) -> list[tuple[str, Any]]:
    return [('clause', action.clause), ('number_of_clauses', action.n_clauses), ('id', action.id)]


def _ct(action: Any, to_text: ToText) -> list[tuple[str, Any]]:
    zone = f'{action.zone_src}[{action.zone_ofs_nbits}..{action.zone_ofs_nbits + 16}]'
    actions = [to_text(each) for each in action.actions]
    return [('flags', action.flags), ('zone', zone), ('table', action.recirc_table), ('alg', action.alg),
            ('actions', actions)]  # fmt: skip


_SPECIAL: dict[str, Callable[[Any, ToText], list[tuple[str, Any]]]] = {
    'NX_CONJUNCTION': _conjunction,
    'NX_CT': _ct,
    'NX_LOAD': _load,
    'NX_MOVE': _move,
}
