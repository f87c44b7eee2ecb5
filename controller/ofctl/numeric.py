"""Numbers that clients write as text, as a regular expression says it: what JSON schemas need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ['number_pattern', 'number_schema']


def number_schema(bits: int) -> dict[str, Any]:
    """The JSON schema of an unsigned number of so many bits: a number, or its text in decimal or behind 0x."""
    return {
        'anyOf': [
            {'type': 'integer', 'minimum': 0, 'maximum': (1 << bits) - 1},
            {'type': 'string', 'pattern': f'^{number_pattern(bits)}$'},
        ]
    }


def number_pattern(bits: int) -> str:
    """An expression for the text of the numbers of so many bits, which has to be 4 or a multiple of 8."""
    return f'(0[xX][0-9a-fA-F]{{1,{bits // 4}}}|{"|".join(_up_to(str((1 << bits) - 1)))})'


def _up_to(largest: str) -> Iterator[str]:
    """Expressions that together match the decimal numbers up to one, without leading zeros."""
    yield '0'
    if len(largest) > 1:
        yield f'[1-9][0-9]{{0,{len(largest) - 2}}}'
    for at, digit in enumerate(largest):
        least = int(at == 0)
        if int(digit) > least:
            behind = len(largest) - at - 1
            rest = f'[0-9]{{{behind}}}' if behind else ''
            yield f'{largest[:at]}[{least}-{int(digit) - 1}]{rest}'
    yield largest
