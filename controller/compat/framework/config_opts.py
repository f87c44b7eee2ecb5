"""Options that a program registers and then asks for, as oslo.config has them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from ...config import ConfigError, sections_of
from ...own_options import OwnOptions, Said
from .options import Opt, OptGroup

__all__ = [
    'ArgsAlreadyParsedError', 'ConfigFileParseError', 'ConfigFileValueError', 'ConfigFilesNotFoundError', 'ConfigOpts',
    'DuplicateOptError', 'Error', 'NoSuchGroupError', 'NoSuchOptError', 'RequiredOptError',
]  # fmt: skip

#: What registers options for others.
HERE = __name__.rpartition('.')[0]

#: Before the names of arguments without one, in what argparse gives back.
POSITIONAL = 'positional '


class Error(Exception):
    """An option is not as it should be."""


class ArgsAlreadyParsedError(Error):
    """The command line has been read, so that an argument without a name comes too late."""


class NoSuchOptError(Error, AttributeError):
    """Nobody has registered an option of this name."""


class NoSuchGroupError(Error):
    """Nobody has registered a group of this name."""


class DuplicateOptError(Error):
    """Another option of this name is registered."""


class RequiredOptError(Error):
    """An option that has to be given is not."""


class ConfigFilesNotFoundError(Error):
    """A config file is not there."""

    def __init__(self, config_files: Sequence[str]) -> None:
        super().__init__(f'Failed to find some config files: {",".join(config_files)}')
        self.config_files = config_files


class ConfigFileParseError(Error):
    """A config file cannot be read."""


class ConfigFileValueError(Error, ValueError):
    """An option has a value that makes no sense; the text names the place."""


class _Group(Mapping[str, Any]):
    """The options of a group, as attributes and as keys."""

    def __init__(self, options: ConfigOpts, name: str | None) -> None:
        self._options, self._group_name = options, name

    def __getattr__(self, name: str) -> Any:
        return self._options._value(self._group_name, name)

    def __getitem__(self, name: str) -> Any:
        return self.__getattr__(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._options._registered.get(self._group_name, ()))

    def __len__(self) -> int:
        return len(self._options._registered.get(self._group_name, ()))

    def __contains__(self, name: object) -> bool:
        return name in self._options._registered.get(self._group_name, ())


def _registering() -> tuple[str, int]:
    """The module that registers an option, and which reading of it that is."""
    frame: Any = sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get('__name__')).startswith(HERE):
        frame = frame.f_back
    return str(frame.f_globals.get('__name__')), id(frame.f_globals)


class ConfigOpts(_Group):
    """Options and their values: register them, call it to have the command line and config files read, ask.

    A value comes from `set_override`, the command line, the environment (CONTROLLER_NAME), a config file,
    `set_default`, or the option's default; the first of these that has one counts.
    """

    def __init__(self) -> None:
        super().__init__(self, None)
        self._registered: dict[str | None, dict[str, Opt]] = {None: {}}
        self._registered_by: dict[tuple[str | None, str], tuple[str, int]] = {}  # module, and which reading of it
        self._on_command_line: set[tuple[str | None, str]] = set()
        self._overrides: dict[tuple[str | None, str], Any] = {}
        self._defaults: dict[tuple[str | None, str], Any] = {}
        self._own = OwnOptions()
        self._parser: argparse.ArgumentParser | None = None
        self.config_file: list[str] = []

    # -- registering --------------------------------------------------------------------------------------------

    def register_group(self, group: OptGroup) -> None:
        """Have a group, be it without options."""
        self._registered.setdefault(group.name, {})

    def register_opt(self, opt: Opt, group: OptGroup | str | None = None, cli: bool = False) -> bool:
        """Have an option; False where it is registered already, DuplicateOptError where that is another one.

        A module that is read again may have its own ones changed.
        """
        name = None if group is None else str(group)
        options = self._registered.setdefault(name, {})
        known = options.get(opt.dest)
        module, place = _registering()
        before = self._registered_by.setdefault((name, opt.dest), (module, place))
        if known is not None and known != opt and (before[0] != module or before[1] == place):
            raise DuplicateOptError(f'duplicate option: {opt.name}')
        if cli and opt.positional and self._is_read() and known is None:
            raise ArgsAlreadyParsedError(f'arguments already parsed: cannot register CLI option {opt.name}')
        options[opt.dest] = opt
        self._registered_by[name, opt.dest] = module, place
        if cli:
            self._on_command_line.add((name, opt.dest))
        return known is None

    def register_opts(self, opts: Iterable[Opt], group: OptGroup | str | None = None) -> None:
        """Have several options."""
        for opt in opts:
            self.register_opt(opt, group)

    def register_cli_opt(self, opt: Opt, group: OptGroup | str | None = None) -> bool:
        """Have an option that may also be given on the command line: `--name`, or `--group-name`."""
        return self.register_opt(opt, group, cli=True)

    def register_cli_opts(self, opts: Iterable[Opt], group: OptGroup | str | None = None) -> None:
        """Have several options of the command line."""
        for opt in opts:
            self.register_cli_opt(opt, group)

    def unregister_opt(self, opt: Opt, group: OptGroup | str | None = None) -> None:
        """Forget an option."""
        name = None if group is None else str(group)
        self._registered.get(name, {}).pop(opt.dest, None)
        self._registered_by.pop((name, opt.dest), None)
        self._on_command_line.discard((name, opt.dest))

    def unregister_opts(self, opts: Iterable[Opt], group: OptGroup | str | None = None) -> None:
        """Forget several options."""
        for opt in opts:
            self.unregister_opt(opt, group)

    def import_opt(self, name: str, module_str: str, group: OptGroup | str | None = None) -> None:
        """Import the module that registers an option; raises NoSuchOptError where it does not."""
        import_module(module_str)
        self._option(None if group is None else str(group), name)

    def import_group(self, group: OptGroup | str, module_str: str) -> None:
        """Import the module that registers a group; raises NoSuchGroupError where it does not."""
        import_module(module_str)
        if str(group) not in self._registered:
            raise NoSuchGroupError(f'no such group {group}')

    # -- values -------------------------------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        if name.startswith('_'):
            raise AttributeError(name)
        if name in self._registered and name not in self._registered[None]:
            return _Group(self, name)
        return self._value(None, name)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._registered[None], **{name: None for name in self._registered if name}})

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, name: object) -> bool:
        return name in list(iter(self))

    def set_override(self, name: str, override: Any, group: OptGroup | str | None = None) -> None:
        """Have an option this value, whatever else is said; raises ValueError for one that makes no sense."""
        where, option = self._find(name, group)
        self._overrides[where] = option.convert(override)

    def clear_override(self, name: str, group: OptGroup | str | None = None) -> None:
        """Undo `set_override`."""
        self._overrides.pop(self._find(name, group)[0], None)

    def set_default(self, name: str, default: Any, group: OptGroup | str | None = None) -> None:
        """Have an option this default in place of the registered one; raises ValueError."""
        where, option = self._find(name, group)
        self._defaults[where] = option.convert(default)

    def clear_default(self, name: str, group: OptGroup | str | None = None) -> None:
        """Undo `set_default`."""
        self._defaults.pop(self._find(name, group)[0], None)

    def clear(self) -> None:
        """Undo every `set_override` and `set_default`, and forget what was read."""
        self._overrides.clear()
        self._defaults.clear()
        self._own, self._parser, self.config_file = OwnOptions(), None, []

    reset = clear

    def log_opt_values(self, logger: Any, lvl: int) -> None:
        """Log every option with its value, of secret ones only that they are there."""
        for group, options in self._registered.items():
            for dest, opt in options.items():
                value = '****' if opt.secret else self._value(group, dest)
                logger.log(lvl, '%s = %s', f'{group}.{dest}' if group else dest, value)

    def _find(self, name: str, group: OptGroup | str | None) -> tuple[tuple[str | None, str], Opt]:
        where = None if group is None else str(group)
        option = self._option(where, name)
        return (where, option.dest), option

    def _option(self, group: str | None, name: str) -> Opt:
        if group not in self._registered:
            raise NoSuchGroupError(f'no such group {group}')
        options = self._registered[group]
        option = options.get(name) or next((each for each in options.values() if each.name == name), None)
        if option is None:
            raise NoSuchOptError(f'no such option {name} in group [{group or "DEFAULT"}]')
        return option

    def _value(self, group: str | None, name: str) -> Any:
        where, option = self._find(name, group)
        if where in self._overrides:
            return self._overrides[where]
        said = self._said(group, option)
        if said is not None:
            try:
                if said.value is None:
                    raise ValueError(f'takes a value ({said.place}={option.metavar or "VALUE"})')
                return option.convert(said.value)
            except ValueError as error:
                raise ConfigFileValueError(f'{said.place}: {error}') from None
        return self._defaults[where] if where in self._defaults else option.convert(option.default)

    def _said(self, group: str | None, option: Opt) -> Said | None:
        """What was given for an option; of one that may be given several times, all of it."""
        for name in filter(None, (option.name, option.deprecated_name)):
            found = self._given().all_of(name, group, flag=option.flag)
            if found and option.multi and len(found) > 1:
                return Said([each.value for each in found], found[0].place)
            if found:
                return found[-1]
        return None

    def _given(self) -> OwnOptions:
        return self._own

    def _is_read(self) -> bool:
        return self._parser is not None

    # -- command line and files ---------------------------------------------------------------------------------

    def __call__(
        self, args: Sequence[str] | None = None, project: str | None = None, prog: str | None = None,
        version: str | None = None, usage: str | None = None, default_config_files: Sequence[str] | None = None,
        default_config_dirs: Sequence[str] | None = None, validate_default_values: bool = False,
        description: str | None = None, epilog: str | None = None, use_env: bool = True,
    ) -> None:  # fmt: skip
        """Read the command line, sys.argv by default, and config files.

        Ends the process with status 2 for a wrong command line; raises ConfigFilesNotFoundError,
        ConfigFileParseError, ConfigFileValueError, RequiredOptError.
        """
        self._own = OwnOptions(environ=os.environ if use_env else {})
        parser = argparse.ArgumentParser(prog, usage, description, epilog)
        self._parser = parser
        parser.add_argument('--config-file', action='append', metavar='PATH', help='read options from a file')
        parser.add_argument('--config-dir', action='append', metavar='DIR', help='and from its *.conf files')
        if version is not None:
            parser.add_argument('--version', action='version', version=version)
        for group, dest in sorted(self._on_command_line, key=str):
            self._add(parser, group, self._registered[group][dest])
        given = parser.parse_args(args)
        for name, texts in vars(given).items():
            if name.startswith(POSITIONAL) and texts is not None:
                several = texts if isinstance(texts, list) else [texts]
                self._own.arguments += [(name.removeprefix(POSITIONAL), text) for text in several]
        files = given.config_file or list(default_config_files or ())
        for folder in given.config_dir or default_config_dirs or ():
            files += [str(each) for each in sorted(Path(folder).glob('*.conf'))]
        self._read_files(files)
        self._check()

    def _add(self, parser: argparse.ArgumentParser, group: str | None, opt: Opt) -> None:
        """Have a parser know an option."""
        option = opt.on_command_line(group)
        if opt.positional:
            count = '*' if opt.multi else '?'  # that it is required is said with more words later
            parser.add_argument(f'{POSITIONAL}{option.name.replace("_", "-")}', nargs=count, metavar=opt.name,
                                help=opt.help)
        else:
            option.add_to(parser, self._own)

    def _check(self) -> None:
        """Look at every value, so that a wrong one is told now; raises ConfigFileValueError, RequiredOptError."""
        for group, options in self._registered.items():
            for dest, opt in options.items():
                if self._value(group, dest) is None and opt.required:
                    raise RequiredOptError(f'value required for option {opt.name} in group [{group or "DEFAULT"}]')

    def print_help(self, file: Any = None) -> None:
        """Print what the command line may say, of the last call."""
        self._read_parser().print_help(file)

    def print_usage(self, file: Any = None) -> None:
        """Print it in a few lines."""
        self._read_parser().print_usage(file)

    def _read_parser(self) -> argparse.ArgumentParser:
        if self._parser is None:
            raise Error('the command line has not been read yet')
        return self._parser

    def _read_files(self, files: Sequence[str]) -> None:
        missing = [each for each in files if not os.path.isfile(each)]
        if missing:
            raise ConfigFilesNotFoundError(missing)
        self.config_file = list(files)
        for file in files:
            try:
                for section, name, value in sections_of(Path(file)):
                    self._own.add_from_file(file, section, name, value)
            except ConfigError as error:
                raise ConfigFileParseError(str(error)) from None
