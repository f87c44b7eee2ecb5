"""`controller-manager openflow describe` and `list`: one structure, enumeration, number or match field, and all."""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from textwrap import indent, wrap
from typing import Any

from ..openflow import OF10, OF12, OF13, OF14, OF15, oxm, version, versions
from ..wire import Enumeration, Message, Structure, Version
from ..wire.layout import Place, layout, summary
from . import words
from .errors import CommandError
from .terminal import Style

__all__ = ['add_to', 'describe', 'number_of', 'numbers']

WIDTH = 100  # of a line of names
COMMON = '1.3'


def add_to(commands: Any) -> None:
    """Give the command `openflow` these two."""
    parser = commands.add_parser(
        'describe', help='a structure, an enumeration, a number or a match field',
        description='Describe a structure, an enumeration, a number or a match field of OpenFlow by its name.',
    )  # fmt: skip
    parser.add_argument('name', metavar='NAME', help="the specification's: OFPFlowMod, ofp_port_no, OFPP_ALL, eth_dst")
    _version_option(parser, 'the version of OpenFlow (1.3, or the oldest that has the name)')
    parser.set_defaults(run=_describe)
    parser = commands.add_parser(
        'list', help='the names that can be described',
        description='List the names of structures, enumerations and match fields.',
    )  # fmt: skip
    parser.add_argument('part', metavar='PART', nargs='?', default='', help='only names that have this in them')
    _version_option(parser, f'the version of OpenFlow ({COMMON})')
    parser.set_defaults(run=_list)


def _version_option(parser: argparse.ArgumentParser, help: str) -> None:
    parser.add_argument('--version', type=number_of, metavar='1.3', help=help)


def numbers() -> dict[str, int]:
    """The versions that have tables, as people write them -> as the wire does, the oldest first."""
    known = {'1.0': OF10, '1.2': OF12, '1.3': OF13, '1.4': OF14, '1.5': OF15}
    return {text: number for text, number in known.items() if number in versions()}


def number_of(text: str) -> int:
    """A version as the wire counts them; argparse shows what is wrong with any other."""
    known = numbers()
    if text not in known:
        raise argparse.ArgumentTypeError(f'{text!r} is no version of OpenFlow known here: {", ".join(known)}')
    return known[text]


def _describe(options: argparse.Namespace) -> int:
    of = version(options.version or _first_with(options.name))
    for line in describe(of, options.name, Style(sys.stdout)):
        print(line)
    return 0


def _first_with(name: str) -> int:
    """1.3 if it has the name, else the oldest version that does; raises CommandError where none has."""
    known = numbers()
    for text in sorted(known, key=lambda each: each != COMMON):
        if _has(version(known[text]), name):
            return known[text]
    raise CommandError(f'no version of OpenFlow has {name!r}{_suggestion(name, map(version, known.values()))}')


def _has(of: Version, name: str) -> bool:
    return _found(of, name) is not None or name in words.match_fields(of)


def _found(of: Version, name: str) -> Any:
    """The class or the number of that name."""
    found = getattr(of, name, None)
    is_class = isinstance(found, type) and issubclass(found, (Structure, Enumeration))
    return found if is_class or (isinstance(found, int) and _owners(of, name)) else None


def _owners(of: Version, constant: str) -> list[type[Enumeration]]:
    """The enumerations that have a number; nearly always one."""
    return [each for each in of.enumerations().values() if constant in each.members]


def _suggestion(name: str, among: Iterable[Version]) -> str:
    known: dict[str, str] = {}  # without regard to capitals
    for of in among:
        for each in (*of.structures(), *of.enumerations(), *_constants(of), *words.match_fields(of)):
            known.setdefault(each.lower(), each)
    close = [known[each] for each in get_close_matches(name.lower(), known, 3, 0.7)]
    return f'; did you mean {" or ".join(close)}?' if close else '; `controller-manager openflow list` has all names'


def _constants(of: Version) -> Iterator[str]:
    for each in of.enumerations().values():
        yield from each.members


def describe(of: Version, name: str, style: Style) -> Iterator[str]:
    """The lines about a name; raises CommandError for one that the version has not."""
    found = _found(of, name)
    if isinstance(found, int):
        yield from _describe_number(of, name, found, style)
    elif isinstance(found, type):
        yield from (_describe_structure if issubclass(found, Structure) else _describe_enumeration)(of, found, style)
    elif name in words.match_fields(of):
        yield from _describe_match_field(of, words.match_fields(of)[name], style)
    else:
        others = [text for text, number in numbers().items() if _has(version(number), name)]
        others_have = f'; {" and ".join(others)} {"has" if len(others) == 1 else "have"}'
        raise CommandError(f'OpenFlow {of.name} has no {name!r}{others_have if others else _suggestion(name, [of])}')


# Structures -----------------------------------------------------------------------------------------------------------

def _describe_structure(of: Version, cls: type[Structure], style: Style) -> Iterator[str]:
    yield f'{style.name(cls.__name__)}: {words.standing(of, cls)}'
    yield from _docstring(cls)
    yield ''
    yield indent(words.constructor(cls), '    ')
    places = layout(cls)
    if places:
        yield ''
        yield from _table(places, style)
    for enumeration in dict.fromkeys(each.enumeration for each in places if each.enumeration and each.value is None):
        yield ''
        yield from _enumeration_lines(enumeration, style)
    if issubclass(cls, oxm.Match):
        yield ''
        yield 'match fields (each with a description of its own):'
        yield from _wrapped(cls.known.by_name)
    yield from _members(cls)


def _docstring(cls: type) -> Iterator[str]:
    yield from inspect.cleandoc(cls.__doc__ or '').splitlines()


def _table(places: list[Place], style: Style) -> Iterator[str]:
    """Where each field lies."""
    fields = max(len(each.name) for each in places)
    kinds = max(len(words.kind(each)) for each in places)
    yield style.dim('byte   size  field')
    for each in places:
        where = f'{words.offset(each):>4}  {words.width(each):>5}'
        if each.is_pad:
            yield style.dim(f'{where}  {"":<{fields}}  {each.kind}')
        else:
            name = style.name(each.name.ljust(fields))
            yield f'{where}  {name}  {words.kind(each):<{kinds}}  {words.note(each)}'.rstrip()


def _members(cls: type[Structure]) -> Iterator[str]:
    """The members of the family that a structure opens."""
    family = cls.table.family
    if family is None or not family.members:
        return
    yield ''
    yield f'by {family.discriminator}:'
    enumeration = words.enumeration_of(cls, family.discriminator)
    for value, member in sorted(family.members.items()):
        yield f'    {member.__name__:<36} {words.named(enumeration, value)}'
    if family.other is not None:
        yield f'    {family.other.__name__:<36} every other'


# Enumerations, numbers, match fields ----------------------------------------------------------------------------------

def _describe_enumeration(of: Version, cls: type[Enumeration], style: Style) -> Iterator[str]:
    yield f'{style.name(cls.__name__)}: an enumeration of OpenFlow {of.name}{", of bits" if cls.bitmap else ""}'
    yield from _docstring(cls)
    yield ''
    yield from list(_enumeration_lines(cls, style))[1:]


def _enumeration_lines(cls: type[Enumeration], style: Style) -> Iterator[str]:
    """The names and numbers of an enumeration, under its own name."""
    yield f'{cls.__name__}{" (bits)" if cls.bitmap else ""}:'
    width = max(map(len, cls.members), default=0)
    for name, value in cls.members.items():
        yield f'    {style.name(name.ljust(width))}  {hex(value) if cls.bitmap else words.number(value)}'


def _describe_number(of: Version, name: str, value: int, style: Style) -> Iterator[str]:
    enumeration = _owners(of, name)[-1]
    yield f'{style.name(name)} = {value} ({value:#x}): of {enumeration.__name__}, OpenFlow {of.name}'
    yield summary(enumeration)
    users = [
        f'{cls.__name__}.{place.name}'
        for cls in of.structures().values() for place in layout(cls) if place.enumeration is enumeration
    ]  # fmt: skip
    if users:
        yield ''
        yield 'in these fields:'
        yield from _wrapped(users)


def _describe_match_field(of: Version, field: oxm.Field, style: Style) -> Iterator[str]:
    yield f'{style.name(field.name)}: a match field of OpenFlow {of.name}'
    yield f'{field.kind.noun}, {field.kind.width} bytes, {"may" if field.maskable else "cannot"} have a mask'
    source = 'basic class' if field.oxm_class == 0x8000 else f'class {field.oxm_class:#x}'
    owner = '' if field.experimenter is None else f', experimenter {field.experimenter:#x}'
    yield f'field {field.number} of the {source}{owner}; header 0x{field.header().hex()}'
    if field.requires:
        yield f'prerequisite: {words.requirement(field)}'


# The list -------------------------------------------------------------------------------------------------------------

def _list(options: argparse.Namespace) -> int:
    of = version(options.version or numbers()[COMMON])
    structures = of.structures()
    messages = [name for name, cls in structures.items() if issubclass(cls, Message)]
    groups = {
        'messages': messages,
        'structures': [name for name in structures if name not in messages],
        'enumerations': of.enumerations(),
        'match fields': words.match_fields(of),
    }
    style, printed = Style(sys.stdout), False
    for title, names in groups.items():
        chosen = sorted(name for name in names if options.part.lower() in name.lower())
        if chosen:
            print(f'{"" if not printed else chr(10)}{style.name(title)} of OpenFlow {of.name}:')
            print(*_wrapped(chosen), sep='\n')
            printed = True
    if not printed:
        raise CommandError(f'OpenFlow {of.name} has no name with {options.part!r} in it')
    return 0


def _wrapped(names: Iterable[str]) -> Iterator[str]:
    """Names, as many on a line as fit."""
    yield from wrap(' '.join(names), WIDTH, initial_indent='    ', subsequent_indent='    ', break_on_hyphens=False)
