"""The reference pages of the documentation, from the tables: `python -m controller.commands.openflow_reference`.

Writes `docs/reference/openflow-1.3.md` and its like in a checkout; with `--check` it only tells whether one is stale.
What an extension adds stands on the page of 1.3, and 1.0's own part of it on that of 1.0.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from ..openflow import OF10, OF13, version, versions
from ..wire import Enumeration, Message, Structure, Version
from ..wire.layout import Place, layout, membership, summary
from . import words

__all__ = ['page']

#: How the names of what extensions declare begin: they stand on one page alone.
SHARED = ('NX', 'Nicira', 'ONF', 'nx_', 'onf_')
FOLDER = Path(__file__).parents[2] / 'docs' / 'reference'
HEAD = """\
<!-- Made by `python -m controller.commands.openflow_reference` from the tables: change those. -->
# OpenFlow {name}

Every structure, match field and number of OpenFlow {name} that `datapath.ofproto_parser` and `datapath.ofproto` have,
with the section of the specification in parentheses. `controller-manager openflow describe NAME --version {name}` shows
the same in a terminal, with every field's place.

A table has a line a field: the byte where it begins (`..`: behind something whose size varies), its size, its name,
what it holds, and its default. What the codec fills in may be left out of a constructor; padding is left out here. A
message begins with the eight bytes of ofp_header: version ({number:#04x}), type, length and xid.
"""


def page(of: Version) -> str:
    """The text of a version's page."""
    return '\n'.join([HEAD.format(name=of.name, number=of.OFP_VERSION), *_parts(of)]) + '\n'


def _parts(of: Version) -> Iterator[str]:
    structures = [cls for cls in of.structures().values() if _belongs(of, cls)]
    messages = [cls for cls in structures if issubclass(cls, Message)]
    others = [cls for cls in structures if not issubclass(cls, Message)]
    enumerations = [each for each in of.enumerations().values() if _belongs(of, each)]
    for title in ('Messages', 'Structures', 'Match fields', 'Numbers'):
        yield f'- [{title}](#{title.lower().replace(" ", "-")})'
    yield ''
    yield '## Messages\n'
    for cls in sorted(messages, key=lambda each: each.msg_type):
        yield from _structure(of, cls)
    yield '## Structures\n'
    for each in others:
        yield from _structure(of, each)
    yield '## Match fields\n'
    yield from _match_fields(of)
    yield '## Numbers\n'
    for enumeration in enumerations:
        yield from _enumeration(enumeration)


def _belongs(of: Version, cls: type) -> bool:
    """Whether a class stands on this version's page."""
    if of.OFP_VERSION == OF13 or not cls.__name__.startswith(SHARED):
        return True
    of13 = version(OF13)
    return of.OFP_VERSION == OF10 and cls.__name__ not in {**of13.structures(), **of13.enumerations()}


def _structure(of: Version, cls: type[Structure]) -> Iterator[str]:
    yield f'### {cls.__name__}\n'
    yield f'{summary(cls)}{_told(of, cls)}\n'
    yield f'```python\n{words.constructor(cls)}\n```\n'
    rows = [_row(of, each) for each in layout(cls) if not each.is_pad and not _is_header(cls, each)]
    if rows:
        yield '| byte | size | field | | |\n|---:|---:|---|---|---|'
        yield from rows
        yield ''
    family = cls.table.family
    if family is not None and family.members:
        by_number = dict.fromkeys(family.members[number] for number in sorted(family.members))
        members = ', '.join(_link(of, each) for each in by_number)
        yield f'By `{family.discriminator}`: {members}.\n'


def _told(of: Version, cls: type[Structure]) -> str:
    """What tells a structure from others of its kind."""
    member = membership(cls)
    if member is None:
        return f' Type {_code(words.named(of.ofp_type, cls.msg_type))}.' if issubclass(cls, Message) else ''
    parent, family, values = member
    enumeration = words.enumeration_of(parent, family.discriminator)
    told = ' or '.join(_code(words.named(enumeration, each)) for each in values) or 'any other'
    return f' {_link(of, parent)} with `{family.discriminator}` {told}.'


def _is_header(cls: type[Structure], place: Place) -> bool:
    return issubclass(cls, Message) and place.offset is not None and place.offset < 64


def _row(of: Version, place: Place) -> str:
    enumeration = '' if place.enumeration is None else f' {_link(of, place.enumeration)}'
    where = f'{words.offset(place)} | {words.width(place)}'
    return f'| {where} | `{place.name}` | `{place.kind}`{enumeration} | {words.note(place)} |'.replace('|  |', '| |')


def _match_fields(of: Version) -> Iterator[str]:
    yield '| field | holds | mask | needs |\n|---|---|---|---|'
    for field in words.match_fields(of).values():
        mask = 'yes' if field.maskable else ''
        yield f'| `{field.name}` | {field.kind.noun} | {mask} | {words.requirement(field)} |'.replace('|  |', '| |')
    yield ''


def _enumeration(cls: type[Enumeration]) -> Iterator[str]:
    yield f'### {cls.__name__}\n'
    yield f'{summary(cls)}{" Bits that may be combined." if cls.bitmap else ""}\n'
    yield '```'
    width = max(map(len, cls.members), default=0)
    for name, value in cls.members.items():
        yield f'{name:<{width}}  {hex(value) if cls.bitmap else words.number(value)}'
    yield '```\n'


def _link(of: Version, cls: type) -> str:
    """A class by its name, which leads to where it stands."""
    target = '' if _belongs(of, cls) else 'openflow-1.3.md'
    return f'[{cls.__name__}]({target}#{cls.__name__.lower()})'


def _code(text: str) -> str:
    name, parenthesis, rest = text.partition(' (')
    return f'`{name}`{parenthesis}{rest}'


def main(arguments: list[str]) -> int:
    """Write the pages, or tell which are stale."""
    parser = argparse.ArgumentParser(
        prog='python -m controller.commands.openflow_reference', description='Write the reference pages.'
    )
    parser.add_argument('--check', action='store_true', help='write nothing, fail where one is stale')
    options = parser.parse_args(arguments)
    stale = 0
    for number in sorted(versions()):
        of = version(number)
        path, text = FOLDER / f'openflow-{of.name}.md', page(of)
        if path.exists() and path.read_text(encoding='utf-8') == text:
            continue
        stale += 1
        print(f'{path.name}: {"stale" if options.check else "written"}')
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding='utf-8')
    return 1 if stale and options.check else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
