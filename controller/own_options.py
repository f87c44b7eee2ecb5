"""Options that are not the framework's: what an app finds on the command line, in the environment and in config files.

The command line is read before any app is loaded, so what it says of names that nobody knows yet is kept as text. An
app asks for its own, by name or by group and name, and what no app has asked for by the end of loading is a mistake.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ['PREFIX', 'OwnOption', 'OwnOptions', 'Said', 'environment_name']

#: Of the environment variables: CONTROLLER_WSAPI_PORT is --wsapi-port.
PREFIX = 'CONTROLLER_'


@dataclass(frozen=True)
class OwnOption:
    """An option of an app's that is known before the command line is read.

    `name` is without the dashes before it; a `metavar` of None makes it a flag, `on` one that --help shows how to turn
    off; `help` None keeps it out of --help; `check` takes the text, and raises ValueError.
    """

    name: str
    metavar: str | None = 'VALUE'
    help: str | None = None
    heading: str = 'of apps'
    check: Callable[[str], object] = str
    short: str | None = None
    on: bool = False

    def add_to(self, parser: Any, kept: OwnOptions) -> None:
        """Have an argument parser, or a group of one, read the option into `kept`."""
        for spelling in dict.fromkeys([self.name, _plain(self.name), self.name.replace('-', '_')]):
            for name, text in _signs(spelling, self.metavar is None).items():
                short = [f'-{self.short}'] if self.short and spelling == self.name and text != 'false' else []
                is_shown = spelling == self.name and (text is None or (text == 'true') != self.on)
                shown = self.help if is_shown else None
                parser.add_argument(
                    f'--{name}', *short, action=_Keep, kept=kept, option=self, text=text,
                    nargs=None if text is None else 0, metavar=self.metavar,
                    help=argparse.SUPPRESS if shown is None else shown.replace('%', '%%'),
                )  # fmt: skip


class _Keep(argparse.Action):
    """Checks a text, and keeps it for its app."""

    def __init__(self, *, kept: OwnOptions, option: OwnOption, text: str | None, **options: Any) -> None:
        super().__init__(**{**options, 'dest': argparse.SUPPRESS, 'default': argparse.SUPPRESS})
        self.kept, self.option, self.text = kept, option, text

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        text = values if self.text is None else self.text
        try:
            self.option.check(text)
        except ValueError as error:
            raise argparse.ArgumentError(self, str(error)) from None
        self.kept.arguments.append((_plain(self.option.name), text))


@dataclass(frozen=True)
class Said:
    """A value as it was given, a text where the file's form knows nothing else, and where; None: `--name` alone."""

    value: Any
    place: str


def environment_name(name: str, group: str | None = None) -> str:
    """The variable of an option: CONTROLLER_NAME, or CONTROLLER_GROUP_NAME."""
    return PREFIX + '_'.join(filter(None, [group, name])).upper().replace('-', '_')


def _plain(name: str) -> str:
    return name.replace('_', '-')


def _long(name: str, group: str | None) -> str:
    return _plain(f'{group}-{name}' if group else name)


def _signs(long: str, flag: bool) -> dict[str, str | None]:
    """The names of an option on the command line, each with the text that it stands for by itself."""
    return {long: 'true', f'no{long}': 'false', f'no-{long}': 'false'} if flag else {long: None}


@dataclass
class OwnOptions:
    """What was said of options that are not the framework's; `_` and `-` in names are the same.

    `arguments` are name and text (None: there was no `=`) of the command line in its order; `files` are the values
    of config files by section (None: outside of all) and name.
    """

    arguments: list[tuple[str, str | None]] = field(default_factory=list)
    files: dict[tuple[str | None, str], Said] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    _claimed: set[tuple[str | None, str]] = field(default_factory=set)

    def add_argument(self, token: str) -> None:
        """Keep an argument of the command line, `--name` or `--name=text`, that no option took."""
        name, equals, text = token.removeprefix('--').partition('=')
        self.arguments.append((_plain(name), text if equals else None))

    def add_from_file(self, path: str, section: str | None, name: str, value: Any) -> None:
        """Keep what a config file says."""
        shown = f'[{section}] {name}' if section else name
        self.files[section, _plain(name)] = Said(value, f'{path}: {shown}')

    def all_of(self, name: str, group: str | None = None, *, flag: bool = False) -> list[Said]:
        """What is said of an option in the one place that counts most: command line, environment, config files.

        `flag`: it is on or off, so that `--name` says 'true', `--noname` and `--no-name` say 'false'.
        """
        long, variable = _long(name, group), environment_name(name, group)
        signs = _signs(long, flag)
        self._claimed |= {(group, _plain(name)), *((None, each) for each in signs)}
        if found := [
            Said(signs[given] if text is None else text, f'--{given}')
            for given, text in self.arguments if given in signs
        ]:  # fmt: skip
            return found
        if variable in self.environ:
            return [Said(self.environ[variable], variable)]
        said = self.files.get((group, _plain(name)))
        return [] if said is None else [said]

    def find(self, name: str, group: str | None = None, *, flag: bool = False) -> Said | None:
        """As `all_of`, the last one; None where nothing was said."""
        found = self.all_of(name, group, flag=flag)
        return found[-1] if found else None

    def unclaimed(self) -> Iterator[str]:
        """What nobody has asked for: each with where it was given."""
        for name, _ in self.arguments:
            if (None, name) not in self._claimed:
                yield f'there is no option --{name}'
        for key, said in self.files.items():
            if key not in self._claimed:
                path, _, shown = said.place.rpartition(': ')
                yield f'{path}: there is no option {shown}'
