"""Matches as the oldest apps written for Ryu build and read them: `set_dl_dst`, `set_ipv4_src_masked`, `fields`.

Addresses are numbers and bytes there: an Ethernet address is six bytes, an IPv4 address a number, an IPv6 address a
list of eight numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

from .oxm_fields import IPV4, IPV6, MAC, OPENFLOW_BASIC, Field, Kind

if TYPE_CHECKING:
    from .oxm_tlv import Fields

__all__ = ['OldField', 'OldMatch']

PRESENT = 0x1000  # OFPVID_PRESENT, which these methods leave to themselves

_GROUPS = Struct('!8H')
_HEADER = Struct('!I')


class OldField(NamedTuple):
    """One of `OFPMatch.fields`: its header, what it says, and the bytes that it and its value take.

    `name` is the field's name, None for one that is not of the basic class; those have no value.
    """

    header: int
    value: Any
    mask: Any
    length: int
    n_bytes: int
    name: str | None


class OldMatch:
    """What a match has beside reading like a dictionary."""

    if TYPE_CHECKING:
        known: Fields
        _raw: bytes

        def _starts(self) -> Iterator[int]: ...

        def _add(self, name: str, value: Any, mask: Any = None) -> None: ...

    @property
    def fields(self) -> list[OldField]:
        """The fields in the order of the wire."""
        return [_old_field(self.known, self._raw, start) for start in self._starts()]

    def set_vlan_vid(self, vid: int) -> None:
        """Match a VLAN id."""
        self._add('vlan_vid', vid | PRESENT)

    def set_vlan_vid_masked(self, vid: int, mask: int) -> None:
        """Match some bits of a VLAN id."""
        self._add('vlan_vid', vid | PRESENT, mask | PRESENT)

    def set_vlan_vid_none(self) -> None:
        """Match packets without a VLAN header."""
        self._add('vlan_vid', 0)


def _old_field(known: Fields, raw: bytes, start: int) -> OldField:
    (header,) = _HEADER.unpack_from(raw, start)
    field, masked = known.headers.get(header, (None, False))
    length = 4 + (header & 0xFF)
    if field is None or field.oxm_class != OPENFLOW_BASIC[0].oxm_class:
        return OldField(header, None, None, length, header & 0xFF, None)
    width, middle = field.kind.width, start + 4 + field.kind.width
    value = _old_value(field.kind, raw[start + 4 : middle])
    mask = _old_value(field.kind, raw[middle : middle + width]) if masked else None
    if field.name == 'vlan_vid':
        value &= ~PRESENT
    return OldField(header, value, mask, length, width, field.name)


def _old_value(kind: Kind, raw: bytes) -> Any:
    if kind is MAC:
        return raw
    return list(_GROUPS.unpack(raw)) if kind is IPV6 else int.from_bytes(raw)


#: What these methods call differently.
_OLD_NAMES = {'eth_dst': 'dl_dst', 'eth_src': 'dl_src', 'eth_type': 'dl_type', 'arp_op': 'arp_opcode'}


def _setter(field: Field) -> Callable[[Any, Any], None]:
    def set_field(self: OldMatch, value: Any) -> None:
        self._add(field.name, value)

    set_field.__doc__ = f'Match {field.name}.'
    return set_field


def _masked_setter(field: Field) -> Callable[[Any, Any, Any], None]:
    bits = 32 if field.kind is IPV4 else field.kind.bits
    every_bit = (1 << bits) - 1 if bits else None

    def set_field(self: OldMatch, value: Any, mask: Any) -> None:
        self._add(field.name, value, None if mask == every_bit else mask)

    set_field.__doc__ = f'Match some bits of {field.name}.'
    return set_field


def _add_setters() -> None:
    """One method for every field of 1.3, and one more for every field that may have a mask."""
    for field in OPENFLOW_BASIC:
        name = f'set_{_OLD_NAMES.get(field.name, field.name)}'
        if field.number < 40 and not hasattr(OldMatch, name):
            setattr(OldMatch, name, _setter(field))
            if field.maskable:
                setattr(OldMatch, f'{name}_masked', _masked_setter(field))


_add_setters()
