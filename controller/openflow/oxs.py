"""Flow statistics: the table of OpenFlow extensible statistics (OXS) fields, and what holds them.

A field on the wire is the TLV of a match field, its has-mask bit being reserved (7.2.4.2).
Section numbers are those of the 1.5.1 specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Any, ClassVar, NoReturn

from ..wire import EncodeError, Enumeration
from . import oxm
from .oxm import Field, Kind, enumeration, integer

__all__ = ['FIELDS', 'Fields', 'Stats']

BASIC_CLASS = 0x8002  # OFPXSC_OPENFLOW_BASIC (7.2.4.3)

_SECONDS = Struct('!II')
TIME = Kind('pair of seconds and nanoseconds', 8, lambda pair: _SECONDS.pack(*pair), _SECONDS.unpack)


class Fields(oxm.Fields):
    """The statistics fields that a version knows."""

    noun = 'statistics field'

    def enumerations(self) -> Iterator[type[Enumeration]]:
        """The field numbers and headers as openflow.h and Ryu name them: OFPXST_OFB_* and OXS_OF_*."""
        fields = {each.name.upper(): each for each in self.by_name.values()}
        headers = {name: int.from_bytes(each.header()) for name, each in fields.items()}
        yield enumeration('oxs_ofb_stat_fields', 'OFPXST_OFB_', {name: each.number for name, each in fields.items()})
        yield enumeration('oxs_headers', 'OXS_OF_', headers)

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

    known: ClassVar[oxm.Fields] = FIELDS
    type, types = 0, range(1 << 16)  # reserved bits (7.1.3)
    _raw = bytes.fromhex('00000004')

    def __init__(self, /, **fields: Any) -> None:
        self._build(fields)

    @classmethod
    def _declared(cls) -> None:
        """The fields are not those of the version's matches."""
