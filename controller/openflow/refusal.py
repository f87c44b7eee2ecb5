"""Which OFPT_ERROR says what was wrong with a message that could not be read (1.3.5, 7.4.4; 1.5.1, 7.5.4)."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..wire import DecodeError, Version

__all__ = ['names_of_error', 'refusal']


class _Blame(NamedTuple):
    """What an error in a structure is called: error type, the prefix of its codes, and what a code is called there."""

    type: str
    prefix: str
    names: dict[str, str]


#: By the structure, or by one that it is derived from.
_BLAMES = {
    'OFPMatch': _Blame('OFPET_BAD_MATCH', 'OFPBMC_', {}),
    'OFPActionSetField': _Blame('OFPET_BAD_ACTION', 'OFPBAC_', {'BAD_LEN': 'BAD_SET_LEN', 'BAD_TYPE': 'BAD_SET_TYPE'}),
    'OFPAction': _Blame('OFPET_BAD_ACTION', 'OFPBAC_', {}),
    'OFPInstruction': _Blame('OFPET_BAD_INSTRUCTION', 'OFPBIC_', {'BAD_TYPE': 'UNKNOWN_INST'}),
    'OFPBucket': _Blame('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_', {'BAD_LEN': 'BAD_BUCKET'}),
    'OFPMeterBandHeader': _Blame('OFPET_METER_MOD_FAILED', 'OFPMMFC_', {'BAD_LEN': 'BAD_BAND', 'BAD_TYPE': 'BAD_BAND'}),
    **dict.fromkeys(
        ('OFPTableFeatureProp', 'OFPTableFeaturesStats', 'OFPInstructionId', 'OFPActionId', 'OFPOxmId'),
        _Blame('OFPET_TABLE_FEATURES_FAILED', 'OFPTFFC_', {}),
    ),
}
_REQUEST = _Blame('OFPET_BAD_REQUEST', 'OFPBRC_', {})
_ENCLOSED = _Blame('OFPET_BUNDLE_FAILED', 'OFPBFC_', {'BAD_LEN': 'MSG_BAD_LEN', 'BAD_TYPE': 'MSG_UNSUP'})
_PROPERTY = _Blame('OFPET_BAD_PROPERTY', 'OFPBPC_', {})  # since 1.4 there are properties everywhere (7.5.4.15)


def names_of_error(message: Any) -> str:
    """What an OFPErrorMsg says by name, `OFPET_BAD_ACTION, OFPBAC_BAD_OUT_PORT`; a number where there is no name."""
    tables = type(message).table.version
    kind = tables.ofp_error_type.describe(message.type)
    codes = getattr(tables, f'ofp_{kind.removeprefix("OFPET_").lower()}_code', None)
    return f'{kind}, {message.code if codes is None else codes.describe(message.code)}'


def refusal(tables: Version, error: DecodeError) -> tuple[int, int]:
    """Type and code for an error's answer in a version of OpenFlow; OFPBRC_BAD_LEN where it has none that fits."""
    numbers: Any = tables
    for blame in _blames(tables, error):
        code = blame.prefix + blame.names.get(error.reason, error.reason)
        if hasattr(tables, blame.type) and hasattr(tables, code):
            return getattr(numbers, blame.type), getattr(numbers, code)
    return numbers.OFPET_BAD_REQUEST, numbers.OFPBRC_BAD_LEN


def _blames(tables: Version, error: DecodeError) -> list[_Blame]:
    """What may be said of the structure in which an error is, the most exact first."""
    if error.path[-1:] == ['message']:  # the header of a message that is to be added to a bundle (1.5.1, 7.5.4.18)
        return [_ENCLOSED, _REQUEST]
    structure = getattr(tables, error.structure, None)
    names = [base.__name__ for base in getattr(structure, '__mro__', ())]
    properties = [_PROPERTY] * any('Prop' in each for each in names)
    return [*properties, *(_BLAMES[each] for each in names if each in _BLAMES), _REQUEST]
