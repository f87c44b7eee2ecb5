"""Optional parameters of an OPEN, the capabilities among them (RFC 4271, 4.2; RFC 5492)."""

from __future__ import annotations

from struct import iter_unpack, pack
from typing import Any

from ...wire import DecodeError
from ...wire.kinds import body_bytes
from ..packet_base import Codec, Part
from . import numbers
from .nlri import declared


class _OptParam(Part, family='type length', uncounted=2, loose=True):
    """Something that a speaker says of itself as it opens a session."""
    type: u8
    length: u8

class BGPOptParamUnknown(_OptParam, type=..., order='type value'):
    """One that no one has declared, or that cannot be read."""
    value: tail

class _Capabilities(_OptParam, type=numbers.BGP_OPT_CAPABILITY):
    capabilities: list[_OptParamCapability]

class _OptParamCapability(Part, family='cap_code cap_length', uncounted=2, loose=True):
    """Something that a speaker can do; in an OPEN it is a parameter, or `follows` another one in the same parameter."""
    cap_code: u8
    cap_length: u8
    json_adds = 'type', 'length'
    type = numbers.BGP_OPT_CAPABILITY
    follows = False

    @property
    def length(self) -> int:
        """The byte count of a parameter with this capability alone."""
        return len(self.encode())

    def serialize(self) -> bytes:
        """The parameter with this capability alone."""
        return _Capabilities([self]).encode()

class BGPOptParamCapabilityUnknown(_OptParamCapability, type=...):
    """One that no one has declared, or that cannot be read."""
    cap_value: tail


BGPOptParamCapabilityRouteRefresh = declared(
    'BGPOptParamCapabilityRouteRefresh', _OptParamCapability, 'Routes are sent anew on demand (RFC 2918).',
    type=numbers.BGP_CAP_ROUTE_REFRESH)
BGPOptParamCapabilityCiscoRouteRefresh = declared(
    'BGPOptParamCapabilityCiscoRouteRefresh', _OptParamCapability, 'The same before it was a standard.',
    type=numbers.BGP_CAP_ROUTE_REFRESH_CISCO)
BGPOptParamCapabilityEnhancedRouteRefresh = declared(
    'BGPOptParamCapabilityEnhancedRouteRefresh', _OptParamCapability, 'The same, with begin and end (RFC 7313).',
    type=numbers.BGP_CAP_ENHANCED_ROUTE_REFRESH)
BGPOptParamCapabilityCarryingLabelInfo = declared(
    'BGPOptParamCapabilityCarryingLabelInfo', _OptParamCapability, 'Several labelled routes to a destination.',
    type=numbers.BGP_CAP_CARRYING_LABEL_INFO)
BGPOptParamCapabilityFourOctetAsNumber = declared(
    'BGPOptParamCapabilityFourOctetAsNumber', _OptParamCapability, 'The own AS, in four bytes (RFC 6793, 3).',
    type=numbers.BGP_CAP_FOUR_OCTET_AS_NUMBER, lines={'as_number': 'u32'})


class BGPOptParamCapabilityMultiprotocol(
    _OptParamCapability, type=numbers.BGP_CAP_MULTIPROTOCOL, order='afi safi reserved'
):
    """Routes of a family are understood (RFC 4760, 8)."""
    afi: u16
    reserved: u8 = 0
    safi: u8


def _read_tuples(capability: Any, raw: bytes) -> list[tuple[int, int, int]]:
    if len(raw) % 4:
        raise DecodeError(type(capability).__name__, 'a tuple is cut short', raw, 0)
    return list(iter_unpack('!HBB', raw))


#: Address families with flags.
tuples = Codec.rest(
    _read_tuples, lambda _, value: b''.join([pack('!HBB', *each) for each in value]), 'list[tuple[int, int, int]]'
)


class BGPOptParamCapabilityGracefulRestart(_OptParamCapability, type=numbers.BGP_CAP_GRACEFUL_RESTART):
    """Routes outlive a restart of `time` seconds (RFC 4724, 3); `tuples` are (AFI, SAFI, flags)."""
    flags: bits(4)
    time: bits(12)
    tuples: coded(tuples)


def _read_parameters(message: Any, raw: bytes) -> list[Any]:
    items: list[Any] = []
    for item in _OptParam.decode_list(raw, 0, len(raw)):
        inside = item.capabilities if isinstance(item, _Capabilities) else None
        if inside and not isinstance(inside[-1], bytes):
            for capability in inside[1:]:
                capability.follows = True
            items += inside
        else:
            items.append(item if inside is None else BGPOptParamUnknown(item.type, body_bytes(inside)))
    return items


def _write_parameters(message: Any, value: list[Any] | None) -> bytes:
    items: list[Any] = []
    for item in value or ():
        if not isinstance(item, _OptParamCapability):
            items.append(item)
        elif item.follows and items and isinstance(items[-1], _Capabilities):
            items[-1].capabilities.append(item)
        else:
            items.append(_Capabilities([item]))
    return body_bytes(items)


#: The parameters of an OPEN, with the capabilities among them each on its own.
opt_params = Codec.rest(_read_parameters, _write_parameters, 'list[Any]')

__all__ = [name for name, each in globals().items() if getattr(each, '__module__', '') == __name__ and name[0] != '_']
