"""The few classes of Ryu's parser modules that no table has: headers on their own, and other names of families."""

from __future__ import annotations

from ..wire import Structure, Version, pad, u16

__all__ = ['OFPActionHeader', 'OFPQueuePropHeader', 'classes']

#: Ryu's name of a family -> ours.
SYNONYMS = {
    'OFPActionExperimenter': 'OFPActionVendor',
    'OFPMeterBand': 'OFPMeterBandHeader',
    '_NXFlowSpec': 'NXFlowSpec',
}


class OFPActionHeader(Structure, size=8):
    """What an action begins with, padded to eight bytes."""

    type: u16  # type: ignore[valid-type]
    len: u16  # type: ignore[valid-type]
    _1: pad(4)  # type: ignore[valid-type]


class OFPQueuePropHeader(Structure, size=8):
    """What a property of a queue begins with, padding included."""

    property: u16  # type: ignore[valid-type]
    len: u16  # type: ignore[valid-type]
    _1: pad(4)  # type: ignore[valid-type]


def classes(version: Version) -> dict[str, type[Structure]]:
    """Those that a version's parser module has beside the table's, by name."""
    known = version.structures()
    synonyms = {name: known[ours] for name, ours in SYNONYMS.items() if ours in known and name not in known}
    return {'OFPActionHeader': OFPActionHeader, 'OFPQueuePropHeader': OFPQueuePropHeader, **synonyms}
