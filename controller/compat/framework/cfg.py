"""`ryu.cfg`: options that programs register, and the framework's own, as oslo.config shows them.

`CONF` stands for the options of the controller that the running code belongs to (`controller.current`): what programs
have registered is looked up in that controller's `Config.own`, everything else is a row of its `Config`. A program may
register its options before or after the command line is read. A `ConfigOpts` of a program's own has a command line of
its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from ...config import Config, ConfigError, parse
from ...current import CurrentControllerError, current_controller
from ...own_options import OwnOption, OwnOptions
from .config_opts import (
    ArgsAlreadyParsedError,
    ConfigFileParseError,
    ConfigFilesNotFoundError,
    ConfigFileValueError,
    ConfigOpts,
    DuplicateOptError,
    Error,
    NoSuchGroupError,
    NoSuchOptError,
    RequiredOptError,
)
from .options import (
    BoolOpt,
    DictOpt,
    FloatOpt,
    IntOpt,
    IPOpt,
    ListOpt,
    MultiOpt,
    MultiStrOpt,
    Opt,
    OptGroup,
    PortOpt,
    StrOpt,
)

__all__ = [
    'CONF', 'ArgsAlreadyParsedError', 'BoolOpt', 'ConfigFileParseError', 'ConfigFileValueError',
    'ConfigFilesNotFoundError', 'ConfigOpts', 'DictOpt', 'DuplicateOptError', 'Error', 'FloatOpt', 'IPOpt', 'IntOpt',
    'ListOpt', 'MultiOpt', 'MultiStrOpt', 'NoSuchGroupError', 'NoSuchOptError', 'Opt', 'OptGroup', 'PortOpt',
    'RequiredOptError', 'StrOpt', 'check_registered', 'current_config', 'on_command_line', 'use',
]  # fmt: skip


def current_config() -> Config:
    """The options of the controller that the running code belongs to; where there is none, what `CONF` has read."""
    try:
        return current_controller().config
    except CurrentControllerError:
        return CONF._config


#: The framework's options, some of which Ryu has in another form.
ROWS = frozenset(each.name for each in fields(Config))
FORMS: dict[str, Callable[[Any], Any]] = {
    'log_file_mode': '{:04o}'.format,
    'ofp_switch_address_list': lambda pairs: [f'[{host}]:{port}' if ':' in host else f'{host}:{port}'
                                              for host, port in pairs],
}


class _Framework(ConfigOpts):
    """`CONF`: the framework's options beside what is registered."""

    def __init__(self) -> None:
        super().__init__()
        self._config = Config()
        self._read = False
        self._before: dict[str, Any] = {}

    def __call__(self, args: Sequence[str] | None = None, project: str | None = None,  # type: ignore[override]
                 prog: str | None = None, version: str | None = None, usage: str | None = None,
                 default_config_files: Sequence[str] | None = None, **_: Any) -> None:
        """As ConfigOpts, of the framework's command line; for programs with a main of their own, before their apps."""
        files = list(default_config_files or ())
        missing = [each for each in files if not os.path.isfile(each)]
        if missing:
            raise ConfigFilesNotFoundError(missing)
        arguments, prog = sys.argv[1:] if args is None else args, prog or os.path.basename(sys.argv[0])
        try:
            use(parse(arguments, own=on_command_line(), default_files=files, prog=prog))
        except ConfigError as error:
            raise ConfigFileValueError(str(error)) from None
        self._check()
        unclaimed = list(self._config.own.unclaimed())
        if unclaimed:
            print('; '.join(unclaimed), file=sys.stderr)
            sys.exit(2)

    def clear(self) -> None:
        """Undo every `set_override` and `set_default`, and forget what was read."""
        super().clear()
        self._config, self._read = Config(), False
        self._before.clear()

    reset = clear

    def set_override(self, name: str, override: Any, group: OptGroup | str | None = None) -> None:
        """Have an option this value; one of the framework's counts from now on, for its current controller."""
        row = name.replace('-', '_')
        if group is None and row in ROWS:
            self._before.setdefault(row, getattr(current_config(), row))
            setattr(current_config(), row, override)
        else:
            super().set_override(name, override, group)

    def set_default(self, name: str, default: Any, group: OptGroup | str | None = None) -> None:
        """Have an option this default; one of the framework's, this value where nothing else is said."""
        row = name.replace('-', '_')
        if group is not None or row not in ROWS:
            super().set_default(name, default, group)
        elif getattr(current_config(), row) == getattr(Config(), row):
            self.set_override(name, default)

    def clear_override(self, name: str, group: OptGroup | str | None = None) -> None:
        """Undo `set_override`."""
        row = name.replace('-', '_')
        if group is None and row in ROWS:
            if row in self._before:
                setattr(current_config(), row, self._before.pop(row))
        else:
            super().clear_override(name, group)

    def clear_default(self, name: str, group: OptGroup | str | None = None) -> None:
        """Undo `set_default`."""
        if group is None and name.replace('-', '_') in ROWS:
            self.clear_override(name)
        else:
            super().clear_default(name, group)

    def _value(self, group: str | None, name: str) -> Any:
        if group is None and name in ROWS:
            value = getattr(current_config(), name)
            return FORMS[name](value) if name in FORMS else value
        return super()._value(group, name)

    def _given(self) -> OwnOptions:
        return current_config().own

    def _is_read(self) -> bool:
        return self._read


CONF = _Framework()


def use(config: Config) -> None:
    """Have options that were read already, for code that runs for no controller."""
    CONF._config, CONF._read = config, True


def on_command_line() -> list[OwnOption]:
    """What programs have registered for the command line so far, beside the framework's options."""
    return [CONF._registered[group][dest].on_command_line(group)
            for group, dest in sorted(CONF._on_command_line, key=str)
            if (group is not None or dest not in ROWS) and not CONF._registered[group][dest].positional]


def check_registered() -> None:
    """Look at the values of all that programs have registered; raises ConfigError."""
    try:
        CONF._check()
    except Error as error:
        raise ConfigError(str(error)) from None
