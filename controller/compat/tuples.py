"""Ports and statistics as tuples, which in Ryu are named ones: `port[0]`, `no, hw_addr, *rest = port`, `_asdict()`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from ..openflow import version as tables
from ..wire import Structure, Version
from ..wire.structure import compared_names
from .adoption import Adoption
from .versions import NAMES

__all__ = ['adopt', 'disown']

#: The classes that are named tuples in some version of Ryu's.
NAMED = frozenset({
    'NXAggregateStats', 'OFPAggregateStats', 'OFPAggregateStatsReply', 'OFPBundleFeaturesStats', 'OFPDescStats',
    'OFPExperimenterMultipart', 'OFPGroupFeaturesStats', 'OFPMeterFeaturesStats', 'OFPPhyPort', 'OFPPort',
    'OFPPortStats', 'OFPQueueStats', 'OFPTableStats', 'OFPVendorStats',
})  # fmt: skip


def _names(structure: Any) -> tuple[str, ...]:
    return tuple(compared_names(structure.__class__))


def _asdict(self: Structure) -> dict[str, Any]:
    """Names and values."""
    return {name: getattr(self, name) for name in _names(self)}


def _replace(self: Structure, **changes: Any) -> Structure:
    """Another one, with some values changed."""
    return type(self)(**{**_asdict(self), **changes})


def _iter(self: Structure) -> Iterator[Any]:
    return iter(_asdict(self).values())


MEMBERS = {
    '_fields': property(_names),
    '_asdict': _asdict,
    '_replace': _replace,
    '__iter__': _iter,
    '__len__': lambda self: len(_names(self)),
    '__getitem__': lambda self, place: tuple(self)[place],
    '__contains__': lambda self, value: value in tuple(self),
}


def declare(self: Version, cls: type) -> type:
    """A class of a version, a tuple too where it is one in Ryu."""
    declared = _DECLARE(self, cls)
    if cls.__name__ in NAMED:
        _give(cls)
    return declared


def _give(cls: type) -> None:
    for name, member in MEMBERS.items():
        setattr(cls, name, member)


def _known() -> Iterator[type]:
    """The classes that there are already, of versions that have been imported."""
    for number, name in NAMES.items():
        if f'controller.openflow.{name}' in sys.modules:
            yield from (each for known, each in list(vars(tables(number)).items()) if known in NAMED)


_DECLARE = Version.__call__
_ADOPTION = Adoption({Version: {'__call__': declare}})


def adopt() -> None:
    """Make the classes tuples, those that there are and those to come."""
    _ADOPTION.adopt()
    for each in _known():
        _give(each)


def disown() -> None:
    """Undo `adopt`."""
    _ADOPTION.disown()
    for each in _known():
        for name in MEMBERS:
            if name in vars(each):
                delattr(each, name)
