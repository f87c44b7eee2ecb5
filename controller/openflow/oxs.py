"""Flow statistics: the table of OpenFlow extensible statistics (OXS) fields, and what holds them.

A field on the wire is the TLV of a match field, its has-mask bit being reserved (7.2.4.2).
Section numbers are those of the 1.5.1 specification.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from struct import Struct
from typing import Any, NoReturn, Self

from ..wire import EncodeError, Enumeration
from . import oxm
from .oxm import Field, Kind, enumeration, integer

__all__ = ['FIELDS', 'Fields', 'Stats']

BASIC_CLASS = 0x8002  # OFPXSC_OPENFLOW_BASIC (7.2.4.3)


def _time_bytes(pair: tuple[int, int]) -> bytes:
    seconds, nanoseconds = pair
    return seconds.to_bytes(4) + nanoseconds.to_bytes(4)


TIME = Kind('pair of seconds and nanoseconds', 8, _time_bytes, Struct('!II').unpack)


class Fields(oxm.Fields):
    """The statistics fields that a version knows."""

    noun = 'statistics field'

    def enumerations(self) -> Iterator[type[Enumeration]]:
        """The field numbers and headers as openflow.h and Ryu name them: OFPXST_OFB_* and OXS_OF_*."""
        fields = {each.name.upper(): each for each in self.by_name.values()}
        headers = {name: int.from_bytes(each.header()) for name, each in fields.items()}
        yield enumeration('oxs_ofb_stat_fields', 'OFPXST_OFB_', {name: each.number for name, each in fields.items()})
        yield enumeration('oxs_headers', 'OXS_OF_', headers)

    def to_jsondict(self, buf: bytes, offset: int) -> dict[str, Any]:
        """The TLV at `offset` in Ryu's shape."""
        name, value = self.read(buf, offset)
        return {'OXSTlv': {'field': name, 'value': value}}

    def from_jsondict(self, owner: str, given: Any) -> tuple[str, Any]:
        """Name and value of what is in Ryu's shape; raises ValueError."""
        try:
            tlv = given['OXSTlv']
            name, value = tlv['field'], tlv['value']
        except (TypeError, KeyError):
            raise EncodeError(f'{owner}: {given!r} is no OXSTlv with a field and a value') from None
        if not isinstance(name, str):
            raise EncodeError(f'{owner}: {name!r} is no name of a statistics field')
        return name, value

    def _masked_tlv(self, owner: str, field: Field, given: Any) -> NoReturn:
        raise EncodeError(f'{owner}.{field.name}: {given!r} is no {field.kind.noun}')


#: The fields of the class OFPXSC_OPENFLOW_BASIC (7.2.4.4).
FIELDS = Fields((
    Field('duration', 0, TIME, oxm_class=BASIC_CLASS),
    Field('idle_time', 1, TIME, oxm_class=BASIC_CLASS),
    Field('flow_count', 3, integer(32), oxm_class=BASIC_CLASS),
    Field('packet_count', 4, integer(64), oxm_class=BASIC_CLASS),
    Field('byte_count', 5, integer(64), oxm_class=BASIC_CLASS),
))


class Stats(oxm.FieldMap):
    """What a flow has seen, or what triggers its statistics: `OFPStats(packet_count=100, duration=(10, 0))` (7.2.4).

    Reads like a dictionary of names and values: `duration` and `idle_time` are pairs of seconds and nanoseconds, the
    others numbers. A field that nobody declared is `field_<class and number>` with its bytes, an experimenter's id
    included, as base64. Raises EncodeError for an unknown name and for a value that does not fit.
    """

    known = FIELDS
    type, types = 0, range(1 << 16)  # reserved, and so ignored when received (7.1.3)
    _raw = bytes.fromhex('00000004')

    def __init__(self, /, **fields: Any) -> None:
        self._build(fields)

    @classmethod
    def _declared(cls) -> None:
        """The fields are not those of the version's matches."""

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """The statistics in Ryu's shape, their fields in the order of the wire; unknown ones are base64 in any case."""
        fields = [self.known.to_jsondict(self._raw, start) for start in self._starts()]
        return {self.__class__.__name__: {'length': self.length, 'oxs_fields': fields}}

    @classmethod
    def from_jsondict(
        cls, dict_: Mapping[str, Any], decode_string: Callable[[str], bytes] = b64decode, **additional_args: Any
    ) -> Self:
        """The statistics of Ryu's shape; raises ValueError."""
        given = dict_.get('oxs_fields')
        if not isinstance(given, list):
            raise EncodeError(f'{cls.__name__}.oxs_fields: {given!r} is no list')
        return cls(**dict(cls.known.from_jsondict(cls.__name__, each) for each in given))
