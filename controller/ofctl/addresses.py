"""Addresses as clients write them, as JSON schemas: what `values` and `match` read."""

from __future__ import annotations

from typing import Any

__all__ = ['SCHEMAS']

_OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
_IPV4 = rf'{_OCTET}(\.{_OCTET}){{3}}'
_MAC = '([0-9a-fA-F]{1,2}([:-][0-9a-fA-F]{1,2}){5}|[0-9a-fA-F]{12})'
_GROUP = '[0-9a-fA-F]{1,4}'


def _ipv6() -> str:
    """RFC 4291's text: eight groups, of which `::` leaves out one or more, and the last two perhaps as IPv4."""
    found = []
    for last, groups in ((_GROUP, 8), (_IPV4, 7)):  # an IPv4 address stands for two groups
        found.append(f'({_GROUP}:){{{groups - 1}}}{last}')
        for before in range(groups):
            left = f'{_GROUP}(:{_GROUP}){{{before - 1}}}' if before > 1 else _GROUP * before
            behind = groups - 2 - before
            if behind >= 0:
                found.append(f'{left}::({_GROUP}:){{0,{behind}}}{last}')
    for before in range(8):
        left = f'{_GROUP}(:{_GROUP}){{{before - 1}}}' if before > 1 else _GROUP * before
        found.append(f'{left}::')
    return f'({"|".join(found)})'


_IPV6 = _ipv6()
_OPTION = '([A-Za-z0-9+]{4}){0,40}([A-Za-z0-9+]{4}|[A-Za-z0-9+]{2}==|[A-Za-z0-9+]{3}=)'

#: Masks whose ones stand in front, which is all that 1.0 can say.
_ONES = '(0|128|192|224|240|248|252|254|255)'
_PREFIX = rf'({_ONES}\.0\.0\.0|255\.{_ONES}\.0\.0|255\.255\.{_ONES}\.0|255\.255\.255\.{_ONES})'


def _text(expression: str, example: str) -> dict[str, Any]:
    return {'type': 'string', 'pattern': f'^({expression})$', 'examples': [example]}


SCHEMAS: dict[str, dict[str, Any]] = {
    'MacAddress': _text(_MAC, '00:00:00:00:00:01'),
    'MaskedMacAddress': _text(f'{_MAC}(/{_MAC})?', '01:00:00:00:00:00/01:00:00:00:00:00'),
    'IPv4Address': _text(_IPV4, '10.0.0.1'),
    'MaskedIPv4Address': _text(f'{_IPV4}(/({_IPV4}|[12]?[0-9]|3[0-2]))?', '10.0.0.0/8'),
    'IPv4Network': _text(f'{_IPV4}(/({_PREFIX}|[12]?[0-9]|3[0-2]))?', '10.0.0.0/8'),
    'IPv6Address': _text(_IPV6, '2001:db8::1'),
    'MaskedIPv6Address': _text(f'{_IPV6}(/({_IPV6}|[1-9]?[0-9]|1[01][0-9]|12[0-8]))?', '2001:db8::/32'),
    'Option': _text(_OPTION, 'AAE='),
    'MaskedOption': _text(f'{_OPTION}(/{_OPTION})?', 'AAE='),
}
