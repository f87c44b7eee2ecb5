"""What stands in the declarations of an interface to switches: bodies of requests, and numbers in paths.

Which fields a body may have depends on the version that its switch speaks, so here it is only told what it is; it is
read when the switch is known (`messages`). The schemas are those of any version (`schema`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Self

from .numeric import number_schema
from .schema import REFERENCE, Schema, reference, request_schemas
from .values import BadValue, expect, number_in, shown

__all__ = ['ALL_GROUPS', 'ALL_METERS', 'ALL_PORTS', 'ALL_QUEUES', 'AggregateFilter', 'Changes', 'DescriptionFilter',
           'Experiment', 'FlowChanges', 'FlowFilter', 'GroupChanges', 'GroupId', 'MeterChanges', 'MeterId',
           'PortChanges', 'PortNo', 'QueueId', 'RoleChanges', 'reachable']  # fmt: skip

_REFERENCES = re.compile(f'"{re.escape(REFERENCE)}([A-Za-z0-9_]+)"')

#: Entries in a batch; a hundred thousand flows are less than the largest body.
MOST_ENTRIES = 100_000


def reachable(schema: Schema, known: Mapping[str, Schema]) -> dict[str, Schema]:
    """The schemas that one refers to, and those that they refer to, by name."""
    found: dict[str, Schema] = {}
    waiting = [schema]
    while waiting:
        for name in _REFERENCES.findall(json.dumps(waiting.pop())):
            if name not in found:
                found[name] = known[name]
                waiting.append(found[name])
    return found


class _Described:
    """Has the schema of that name among those of requests."""

    component: ClassVar[str]

    @classmethod
    def schema(cls) -> Schema:
        """The schema of what is right for some version."""
        return reference(cls.component)

    @classmethod
    def definitions(cls) -> dict[str, Schema]:
        """What that schema refers to."""
        return _definitions(cls.component)


@cache
def _definitions(component: str) -> dict[str, Schema]:
    return reachable(reference(component), request_schemas())


class Changes(_Described, list[dict[str, Any]]):
    """One change, or a list of them: `batch` says which it was."""

    component = 'FlowEntry'
    batch = False

    @classmethod
    def read(cls, value: Any) -> Self:
        """The changes; raises BadValue for what is no object, or no list of objects."""
        if not isinstance(value, (dict, list)):
            raise BadValue('body', f'{shown(value)} is not an object or a list of them')
        changes = cls([value] if isinstance(value, dict) else value)
        changes.batch = not isinstance(value, dict)
        if not 0 < len(changes) <= MOST_ENTRIES:
            raise BadValue('body', f'a list of {len(changes)} entries; 1 to {MOST_ENTRIES} wanted')
        for at, each in enumerate(changes):
            expect(dict, f'[{at}]', each)
        return changes

    @classmethod
    def schema(cls) -> Schema:
        """One, or a list of them."""
        one = reference(cls.component)
        return {'anyOf': [one, {'type': 'array', 'items': one, 'minItems': 1, 'maxItems': MOST_ENTRIES}]}


class FlowChanges(Changes):
    """A flow entry, or a list of them."""

    component = 'FlowEntry'


class GroupChanges(Changes):
    """A group, or a list of them."""

    component = 'GroupEntry'


class MeterChanges(Changes):
    """A meter, or a list of them."""

    component = 'MeterEntry'


class PortChanges(Changes):
    """What is to become of a port, or a list of that."""

    component = 'PortConfig'


class RoleChanges(Changes):
    """The role that this controller asks for, or a list of those."""

    component = 'Role'


class _Object(_Described, dict[str, Any]):
    """An object that is read when the switch is known."""

    @classmethod
    def read(cls, value: Any) -> Self:
        """The object; raises BadValue."""
        return cls(expect(dict, '', value))


class Experiment(_Object):
    """An experimenter's message."""

    component = 'Experiment'


class FlowFilter(_Object):
    """Which flow entries are wanted: those of a table, with a match, with an output."""

    component = 'FlowFilter'


class AggregateFilter(_Object):
    """Which flow entries are added up."""

    component = 'AggregateFilter'


class DescriptionFilter(_Object):
    """Which flow entries of a switch of 1.5 are described."""

    component = 'DescriptionFilter'


class _Number(str):
    """A number in a path, or a name for it, as text; `ALL` for all of them."""

    names: ClassVar[tuple[str, ...]] = ('ALL',)

    @classmethod
    def read(cls, value: Any) -> Self:
        """The text; raises ValueError."""
        number = number_in(value)
        if value in cls.names or (number is not None and 0 <= number < 1 << 32):
            return cls(value)
        raise ValueError(f'{shown(value)} is not a number or one of {", ".join(cls.names)}')

    @classmethod
    def schema(cls) -> Schema:
        """A number of 32 bits, or a name."""
        return {'anyOf': [*number_schema(32)['anyOf'], {'enum': list(cls.names)}]}


class PortNo(_Number):
    """A port: its number, or a name that the versions have."""

    names = ('ALL', 'ANY', 'NONE', 'LOCAL', 'CONTROLLER', 'IN_PORT', 'TABLE', 'NORMAL', 'FLOOD', 'MAX', 'UNSET')


class QueueId(_Number):
    """A queue of a port."""


class GroupId(_Number):
    """A group."""

    names = ('ALL', 'ANY', 'MAX')


class MeterId(_Number):
    """A meter."""

    names = ('ALL', 'MAX', 'SLOWPATH', 'CONTROLLER')


ALL_PORTS, ALL_QUEUES, ALL_GROUPS, ALL_METERS = PortNo('ALL'), QueueId('ALL'), GroupId('ALL'), MeterId('ALL')
