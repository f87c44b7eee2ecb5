"""The kinds of options that programs written for Ryu register, as oslo.config has them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any

from ...own_options import OwnOption

__all__ = [
    'BoolOpt', 'DictOpt', 'FloatOpt', 'IPOpt', 'IntOpt', 'ListOpt', 'MultiOpt', 'MultiStrOpt', 'Opt', 'OptGroup',
    'PortOpt', 'StrOpt',
]  # fmt: skip

FLAGS = {'1': True, 'true': True, 'yes': True, 'on': True, '0': False, 'false': False, 'no': False, 'off': False}


class OptGroup:
    """A name for options that belong together: a section of config files, the first half of names elsewhere."""

    def __init__(self, name: str, title: str | None = None, help: str | None = None, **_: Any) -> None:
        self.name = name
        self.title = title or f'{name} options'
        self.help = help

    def __str__(self) -> str:
        return self.name


class Opt:
    """An option of any kind: `type` makes a value of a text, and raises ValueError.

    `dest` is how the program calls it. `secret` keeps its value out of logs. What oslo.config knows besides is taken
    and has no effect.
    """

    multi = False
    flag = False

    def __init__(
        self, name: str, type: Callable[[Any], Any] | None = None, dest: str | None = None, short: str | None = None,
        default: Any = None, positional: bool = False, metavar: str | None = None, help: str | None = None,
        secret: bool = False, required: bool | None = None, deprecated_name: str | None = None, **_: Any,
    ) -> None:  # fmt: skip
        if name.startswith('_'):
            raise ValueError(f'illegal name {name} with prefix _')
        self.name, self.dest = name, dest or name.replace('-', '_')
        self.type: Callable[[Any], Any] = type or str
        self.short, self.positional, self.metavar, self.help = short, positional, metavar, help
        self.default, self.secret, self.required = default, secret, bool(required)
        self.deprecated_name = deprecated_name

    def convert(self, value: Any) -> Any:
        """The value for what was given as a text, by a file that knows more than texts, or by the program.

        Raises ValueError; None stays None.
        """
        if value is None:
            return None
        try:
            return self.type(value)
        except TypeError as error:
            raise ValueError(str(error)) from None

    def on_command_line(self, group: str | None = None) -> OwnOption:
        """The option as the command line is to know it."""
        return OwnOption(
            f'{group}-{self.name}' if group else self.name,
            None if self.flag else self.metavar or self.name.upper(),
            self.help or '',
            f'{group} (of apps)' if group else 'of apps',
            self.convert, self.short, self.default is True,
        )  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opt) and vars(self) | {'type': None} == vars(other) | {'type': None}

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'{type(self).__name__}({self.name!r}, default={"****" if self.secret else self.default!r})'


class StrOpt(Opt):
    """A text, one of `choices` where there are any, that `regex` matches where there is one."""

    def __init__(self, name: str, choices: Iterable[Any] | None = None, quotes: bool | None = None,
                 regex: Any = None, ignore_case: bool = False, max_length: int | None = None, **kwargs: Any) -> None:
        # A choice may be a text, or a pair of a text and what it means.
        self.choices = None if choices is None else [each[0] if isinstance(each, tuple) else each for each in choices]
        self.regex = re.compile(regex, re.IGNORECASE if ignore_case else 0) if isinstance(regex, str) else regex
        self.quotes, self.ignore_case, self.max_length = quotes, ignore_case, max_length
        super().__init__(name, self._text, **kwargs)

    def _text(self, value: Any) -> str:
        text = str(value)
        if self.quotes and len(text) > 1 and text[0] == text[-1] and text[0] in '\'"':
            text = text[1:-1]
        if self.max_length is not None and len(text) > self.max_length:
            raise ValueError(f'{text!r} is longer than {self.max_length} characters')
        if self.regex is not None and not self.regex.search(text):
            raise ValueError(f'{text!r} does not match {self.regex.pattern}')
        if self.choices is None:
            return text
        for choice in self.choices:
            if text == choice or (self.ignore_case and text.lower() == str(choice).lower()):
                return str(choice)
        raise ValueError(f'{text!r} is none of {", ".join(map(str, self.choices))}')


class BoolOpt(Opt):
    """On or off: `--name`, `--noname`."""

    flag = True

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, self._flag, **kwargs)

    @staticmethod
    def _flag(value: Any) -> bool:
        known = FLAGS.get(str(value).strip().lower())
        if known is None:
            raise ValueError(f'{value!r} is neither true nor false')
        return known


class _Number(Opt):
    """A number from `min` to `max`."""

    def __init__(self, name: str, kind: Callable[[Any], Any], min: Any, max: Any, choices: Any, **kwargs: Any) -> None:
        self.kind, self.min, self.max, self.choices = kind, min, max, choices
        super().__init__(name, self._number, **kwargs)

    def _number(self, value: Any) -> Any:
        try:
            number = self.kind(value.strip() if isinstance(value, str) else value)
        except ValueError:
            raise ValueError(f'{value!r} is no {"whole " if self.kind is int else ""}number') from None
        if self.choices is not None and number not in self.choices:
            raise ValueError(f'{number} is none of {", ".join(map(str, self.choices))}')
        if self.min is not None and number < self.min:
            raise ValueError(f'{number} is less than {self.min}')
        if self.max is not None and number > self.max:
            raise ValueError(f'{number} is more than {self.max}')
        return number


class IntOpt(_Number):
    """A whole number from `min` to `max`, one of `choices` where there are any."""

    def __init__(self, name: str, min: int | None = None, max: int | None = None,
                 choices: Iterable[int] | None = None, **kwargs: Any) -> None:
        super().__init__(name, int, min, max, None if choices is None else list(choices), **kwargs)


class FloatOpt(_Number):
    """A number from `min` to `max`."""

    def __init__(self, name: str, min: float | None = None, max: float | None = None, **kwargs: Any) -> None:
        super().__init__(name, float, min, max, None, **kwargs)


class PortOpt(IntOpt):
    """A TCP or UDP port."""

    def __init__(self, name: str, min: int | None = None, max: int | None = None,
                 choices: Iterable[int] | None = None, **kwargs: Any) -> None:
        super().__init__(name, min or 0, 65535 if max is None else max, choices, **kwargs)


class IPOpt(Opt):
    """An IP address, of `version` 4 or 6 where that is given."""

    def __init__(self, name: str, version: int | None = None, **kwargs: Any) -> None:
        self.version = version
        super().__init__(name, self._address, **kwargs)

    def _address(self, value: Any) -> str:
        if self.version not in (None, ipaddress.ip_address(str(value)).version):
            raise ValueError(f'{value} is no IPv{self.version} address')
        return str(value)


class ListOpt(Opt):
    """Values of `item_type` with commas between them; with `bounds` in brackets."""

    def __init__(self, name: str, item_type: Callable[[Any], Any] | None = None, bounds: bool | None = None,
                 **kwargs: Any) -> None:
        self.item_type, self.bounds = item_type or str, bounds
        super().__init__(name, self._list, **kwargs)

    def _list(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            text = value.strip()
            if self.bounds:
                if not (text.startswith('[') and text.endswith(']')):
                    raise ValueError(f'{value!r} is not in brackets')
                text = text[1:-1]
            value = [each.strip() for each in text.split(',')] if text.strip() else []
        return [self.item_type(each) for each in value]


class DictOpt(Opt):
    """Pairs `key:value` with commas between them."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, self._dict, **kwargs)

    @staticmethod
    def _dict(value: Any) -> dict[str, str]:
        if not isinstance(value, str):
            return dict(value)
        pairs = [each.partition(':') for each in value.split(',') if each.strip()]
        for key, colon, _ in pairs:
            if not colon:
                raise ValueError(f'{key.strip()!r} is not KEY:VALUE')
        return {key.strip(): text.strip() for key, _, text in pairs}


class MultiOpt(Opt):
    """An option that may be given several times; its value is a list."""

    multi = True

    def __init__(self, name: str, item_type: Callable[[Any], Any], **kwargs: Any) -> None:
        self.item_type = item_type
        super().__init__(name, self._values, **kwargs)

    def _values(self, value: Any) -> list[Any]:
        return [self.item_type(each) for each in ([value] if isinstance(value, str) else value)]


class MultiStrOpt(MultiOpt):
    """A text that may be given several times; its value is a list."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, str, **kwargs)
