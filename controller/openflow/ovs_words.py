"""The words of ovs-ofctl(8)'s flow syntax: lists of `name`, `name=value`, `name:value` and `name(value)`.

What reads them knows at which character of the whole text each stands, so that an error can say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ['Text', 'Word', 'words']

SEPARATORS = ', \t\r\n'
ENDS_A_NAME = SEPARATORS + ':=('
NUMBER = re.compile('0[xX][0-9a-fA-F]{1,40}|[0-9]{1,40}')


class Text(NamedTuple):
    """A piece of what was given, and at which character it begins."""

    text: str
    at: int

    def fault(self, problem: str) -> ValueError:
        """An error about this piece."""
        return ValueError(f'{self.text!r} at character {self.at}: {problem}')

    def number(self, bits: int) -> int:
        """An unsigned number, in decimal or, with 0x in front, in hexadecimal; raises ValueError."""
        if not NUMBER.fullmatch(self.text):
            raise self.fault('is no number')
        number = int(self.text, 16 if self.text[:2].lower() == '0x' else 10)
        if number >> bits:
            raise self.fault(f'is no number from 0 to {(1 << bits) - 1:#x}')
        return number

    def split(self, separator: str) -> tuple[Text, Text | None]:
        """What is in front of the separator and what is behind it, None where it does not occur."""
        before, found, after = self.text.partition(separator)
        return Text(before, self.at), Text(after, self.at + len(before) + len(separator)) if found else None

    def parts(self, separator: str = ',') -> list[Text]:
        """The pieces between separators, without the blanks around them."""
        pieces, at = [], self.at
        for piece in self.text.split(separator):
            stripped = piece.strip()
            pieces.append(Text(stripped, at + piece.find(stripped)))
            at += len(piece) + len(separator)
        return pieces


class Word(NamedTuple):
    """A name, its value (None: it has none), and what stands behind a value in brackets, as in `f(5)->reg0[0]`."""

    name: Text
    value: Text | None = None
    behind: Text | None = None

    def fault(self, problem: str) -> ValueError:
        """An error about the word."""
        return self.name.fault(problem)

    def needed(self) -> Text:
        """The value; raises ValueError if there is none."""
        if self.value is None or not self.value.text:
            raise self.fault('needs a value')
        return self.value


def words(given: Text) -> Iterator[Word]:
    """The words of a list, which commas and blanks separate; raises ValueError where brackets do not match."""
    text, at = given
    here = 0
    while here < len(text):
        if text[here] in SEPARATORS:
            here += 1
            continue
        start = here
        while here < len(text) and text[here] not in ENDS_A_NAME:
            here += 1
        name = Text(text[start:here], at + start)
        if here == len(text) or text[here] in SEPARATORS:
            yield Word(name)
        elif text[here] == '(':
            end = _closing(given, here)
            after = _end(given, end + 1)
            behind = Text(text[end + 1 : after].removeprefix('->'), at + end + 3) if after > end + 1 else None
            yield Word(name, Text(text[here + 1 : end], at + here + 1), behind)
            here = after
        else:
            end = _end(given, here + 1)
            yield Word(name, Text(text[here + 1 : end], at + here + 1))
            here = end


def _closing(given: Text, opened: int) -> int:
    """Where the bracket is that closes the one at `opened`."""
    depth = 0
    for here in range(opened, len(given.text)):
        depth += {'(': 1, ')': -1}.get(given.text[here], 0)
        if not depth:
            return here
    raise Text(given.text[opened:], given.at + opened).fault('is not closed')


def _end(given: Text, here: int) -> int:
    """Where a value that begins at `here` ends: at a separator outside of brackets."""
    while here < len(given.text) and given.text[here] not in SEPARATORS:
        here = _closing(given, here) + 1 if given.text[here] == '(' else here + 1
    return here
