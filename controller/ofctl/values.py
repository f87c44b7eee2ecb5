"""Numbers, names and addresses as REST clients write them."""

from __future__ import annotations

import base64
import ipaddress
import re
import reprlib
from functools import cache
from typing import Any

from ..lib.mac import haddr_to_bin, haddr_to_str
from ..wire import Enumeration
from ..wire.kinds import ipv4_of_text, ipv4_text

__all__ = [
    'BadValue',
    'Impossible',
    'NoSuchPort',
    'bits_of',
    'expect',
    'name_of',
    'names_by_number',
    'number_in',
    'number_of',
    'one_of',
    'read_bitmap',
    'read_bytes',
    'read_integer',
    'read_ipv4',
    'read_ipv6',
    'read_mac',
    'shown',
]

#: `numeric` has the expressions for numbers of so many bits, which say the same.
_INTEGER = re.compile(
    r'(0[xX]0{0,16}(?:0|[1-9a-fA-F][0-9a-fA-F]{0,31})|0[oO]0{0,22}(?:0|[1-7][0-7]{0,42})|0[bB]0{0,64}(?:0|1[01]{0,127}))'
    r'|0{0,20}(0|[1-9][0-9]{0,38})', re.ASCII,
)

_shortened = reprlib.Repr()
_shortened.maxlevel, _shortened.maxlist, _shortened.maxdict = 2, 4, 4
_shortened.maxstring = _shortened.maxother = _shortened.maxlong = 60


class BadValue(ValueError):
    """A value that means nothing where it stands; `path` says where: `actions[0].port`."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f'{path}: {problem}' if path else problem)
        self.path = path


class Impossible(BadValue):
    """What is written rightly, and cannot be done: fields that do not go together, or are none of this version."""


class NoSuchPort(Impossible):
    """The switch has no such port."""


def shown(value: Any) -> str:
    """A value as an error message shows it, of any size: booleans and None as JSON has them."""
    if value is None or isinstance(value, bool):
        return {None: 'null', True: 'true', False: 'false'}[value]
    return _shortened.repr(value)


def expect(kind: type, path: str, value: Any) -> Any:
    """The value, if it is an object, a list or text, as `kind` says; else raises BadValue."""
    if not isinstance(value, kind):
        wanted = {dict: 'an object', list: 'a list', str: 'text'}[kind]
        raise BadValue(path, f'{shown(value)} is not {wanted}')
    return value


def read_integer(path: str, value: Any, bits: int, names: type[Enumeration] | None = None) -> int:
    """A number, or its text in decimal or after 0x, 0o or 0b, or a name (`FLOOD`, `OFPP_FLOOD`); raises BadValue."""
    number = number_in(value, names)
    if number is None:
        raise BadValue(path, f'{shown(value)} is not a number{f" or {one_of(names)}" if names else ""}')
    if number < 0 or number >> bits:
        raise BadValue(path, f'{shown(value)} does not fit in {bits} bits')
    return number


def read_bitmap(path: str, value: Any, bits: int, names: type[Enumeration]) -> int:
    """A number, a name, or a list of names of bits; raises BadValue."""
    if not isinstance(value, list):
        return read_integer(path, value, bits, names)
    bitmap = 0
    for index, each in enumerate(value):
        bitmap |= read_integer(f'{path}[{index}]', each, bits, names)
    return bitmap


def read_mac(path: str, value: Any) -> str:
    """An Ethernet address as text in lower case; raises BadValue."""
    try:
        return haddr_to_str(haddr_to_bin(expect(str, path, value)))
    except BadValue:
        raise
    except ValueError:
        raise BadValue(path, f'{shown(value)} is not an Ethernet address') from None


def read_ipv4(path: str, value: Any) -> str:
    """An IPv4 address as text; raises BadValue."""
    try:
        return ipv4_text(ipv4_of_text(expect(str, path, value)))
    except BadValue:
        raise
    except (OSError, ValueError):
        raise BadValue(path, f'{shown(value)} is not an address') from None


def read_ipv6(path: str, value: Any) -> str:
    """An IPv6 address as text; raises BadValue."""
    try:
        address = ipaddress.IPv6Address(expect(str, path, value))
    except ipaddress.AddressValueError:
        raise BadValue(path, f'{shown(value)} is not an address') from None
    if address.scope_id is not None:
        raise BadValue(path, f'{shown(value)} has a zone, which is nothing on the wire')
    return str(address)


def read_bytes(path: str, value: Any, encoding: str = 'base64') -> bytes:
    """Bytes given in base64, or as the text itself if the encoding is `ascii`; raises BadValue."""
    try:
        text = expect(str, path, value).encode('ascii')
        return base64.b64decode(text, validate=True) if encoding == 'base64' else text
    except BadValue:
        raise
    except ValueError:
        raise BadValue(path, f'{shown(value)} is not {encoding}') from None


@cache
def names_by_number(names: type[Enumeration]) -> dict[int, str]:
    """The names of an enumeration without its prefix; of several for a number the first."""
    return {number: name.removeprefix(names.prefix) for name, number in reversed(names.members.items())}


def name_of(names: type[Enumeration], number: int) -> str | int:
    """The name of a number, or the number where it has none."""
    return names_by_number(names).get(number, number)


def bits_of(names: type[Enumeration], bitmap: int) -> list[str]:
    """The names of the bits that are set, the lowest first; bits without a name are left out."""
    known = names_by_number(names)
    bits = (1 << at for at in range(bitmap.bit_length()) if bitmap >> at & 1)
    return [known[bit] for bit in bits if bit in known]


def number_in(value: Any, names: type[Enumeration] | None = None) -> int | None:
    """The number that a value is, however written, or that it names; None for what is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():  # JSON makes no difference between 1 and 1.0
        return int(value)
    if not isinstance(value, str):
        return None
    found = _INTEGER.fullmatch(value)
    if found is not None:
        return int(found[1], 0) if found[1] else int(found[2])
    return None if names is None else number_of(names, value)


def number_of(names: type[Enumeration], name: Any) -> int | None:
    """The number of a name, which may have its prefix; None for what is no name of these."""
    return names.members.get(name, names.members.get(names.prefix + name)) if isinstance(name, str) else None


def one_of(names: type[Enumeration]) -> str:
    """What a message says of the names there are."""
    return f'one of {", ".join(name.removeprefix(names.prefix) for name in names.members)}'
