"""Numbers that clients write as text, as a regular expression says it: what JSON schemas need.

The expressions match just what `values.read_integer` takes, in ECMA's syntax too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

__all__ = ['dpid_schema', 'exact_pattern', 'number_pattern', 'number_schema']

#: Behind what a number of a base stands, and how many zeros may stand in front of it.
_BASES = ((16, '0[xX]0{0,16}'), (8, '0[oO]0{0,22}'), (2, '0[bB]0{0,64}'), (10, '0{0,20}'))

_DIGITS = '0123456789abcdef'


def number_schema(bits: int) -> dict[str, Any]:
    """The JSON schema of an unsigned number of so many bits: a number, or its text in decimal or behind 0x, 0o, 0b."""
    return {
        'anyOf': [
            {'type': 'integer', 'minimum': 0, 'maximum': (1 << bits) - 1},
            {'type': 'string', 'pattern': f'^({number_pattern(bits)})$'},
        ]
    }


def dpid_schema() -> dict[str, Any]:
    """The JSON schema of a datapath id: a number of 64 bits, or the sixteen hexadecimal digits that we show."""
    number, text = number_schema(64)['anyOf']
    return {'anyOf': [number, text, {'type': 'string', 'pattern': '^[0-9a-fA-F]{16}$'}]}


@cache
def number_pattern(bits: int) -> str:
    """What matches the text of just the unsigned numbers of so many bits."""
    largest = (1 << bits) - 1
    every = {before: '|'.join(_up_to(_written(largest, base), base)) for base, before in _BASES}
    return '|'.join(f'{before}({digits})' for before, digits in every.items())


def exact_pattern(numbers: tuple[int, ...]) -> str:
    """What matches the text of just these numbers."""
    return '|'.join(
        f'{before}({_either_case(_written(number, base))})' for number in numbers for base, before in _BASES
    )


def _written(number: int, base: int) -> str:
    """A number in the digits of a base."""
    return format(number, {16: 'x', 8: 'o', 2: 'b', 10: 'd'}[base])


def _either_case(digits: str) -> str:
    """What matches digits, in capitals or not."""
    return ''.join(f'[{each}{each.upper()}]' if each.isalpha() else each for each in digits)


def _up_to(largest: str, base: int) -> Iterator[str]:
    """Expressions that together match the numbers up to one, without leading zeros."""
    yield '0'
    if largest.count(_DIGITS[base - 1]) == len(largest):  # all that have so many digits
        yield _any_of(1, base - 1) + (f'{_any_of(0, base - 1)}{{0,{len(largest) - 1}}}' if len(largest) > 1 else '')
        return
    if len(largest) > 1:
        yield _any_of(1, base - 1) + (f'{_any_of(0, base - 1)}{{0,{len(largest) - 2}}}' if len(largest) > 2 else '')
    for at, digit in enumerate(largest):
        least, highest = int(at == 0), _DIGITS.index(digit) - 1
        if highest >= least:
            behind = len(largest) - at - 1
            rest = _any_of(0, base - 1) + (f'{{{behind}}}' if behind > 1 else '') if behind else ''
            yield _either_case(largest[:at]) + _any_of(least, highest) + rest
    yield _either_case(largest)


def _any_of(first: int, last: int) -> str:
    """A digit between these two, which are among them."""
    if first == last:
        return _either_case(_DIGITS[first])
    if last < 10:
        return f'[{first}-{last}]'
    letters = _DIGITS[max(first, 10)], _DIGITS[last]
    both = ''.join(f'{a}-{b}' if a != b else a for a, b in (letters, (letters[0].upper(), letters[1].upper())))
    return f'[{first}-9{both}]' if first < 10 else f'[{both}]'
