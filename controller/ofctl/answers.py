"""Answers to questions about switches, for the declarations of an interface: `{"1": [...]}`, by datapath id."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, Self

from .declared import reachable
from .schema import Schema
from .shown import answer_schemas
from .values import expect

__all__ = ['AggregateStats', 'Descriptions', 'FlowDescriptions', 'FlowStats', 'GroupDescriptions', 'GroupFeatures',
           'GroupStats', 'MeterConfigs', 'MeterDescriptions', 'MeterFeatures', 'MeterStats', 'PortDescriptions',
           'PortStats', 'QueueConfigs', 'QueueDescriptions', 'QueueStats', 'Roles', 'TableFeatures',
           'TableStats']  # fmt: skip


class _Answer(dict[str, Any]):
    """What a switch says, under its datapath id in decimal."""

    kind: ClassVar[str]

    @classmethod
    def read(cls, value: Any) -> Self:
        """What was an answer; raises BadValue."""
        return cls(expect(dict, '', value))

    @classmethod
    def schema(cls) -> Schema:
        """One switch, and a list of what it has; for a description that alone."""
        one = answer_schemas()[cls.kind]
        listed = one if cls.kind == 'desc' else {'type': 'array', 'items': one}
        return {
            'type': 'object', 'propertyNames': {'pattern': '^[0-9]{1,20}$'}, 'additionalProperties': listed,
            'minProperties': 1, 'maxProperties': 1,
        }  # fmt: skip

    @classmethod
    def definitions(cls) -> dict[str, Schema]:
        """What the schema refers to."""
        return _definitions(cls.kind)


@cache
def _definitions(kind: str) -> dict[str, Schema]:
    return reachable(answer_schemas()[kind], answer_schemas())


class Descriptions(_Answer):
    """Who made the switch."""

    kind = 'desc'


class FlowStats(_Answer):
    """Flow entries and their counters."""

    kind = 'flow'


class FlowDescriptions(_Answer):
    """Flow entries as 1.5 describes them."""

    kind = 'flowdesc'


class AggregateStats(_Answer):
    """Sums of the counters of flow entries."""

    kind = 'aggregateflow'


class TableStats(_Answer):
    """Counters of tables."""

    kind = 'table'


class TableFeatures(_Answer):
    """What tables can do."""

    kind = 'tablefeatures'


class PortStats(_Answer):
    """Counters of ports."""

    kind = 'port'


class PortDescriptions(_Answer):
    """Ports."""

    kind = 'portdesc'


class QueueStats(_Answer):
    """Counters of queues."""

    kind = 'queue'


class QueueConfigs(_Answer):
    """Queues."""

    kind = 'queueconfig'


class QueueDescriptions(_Answer):
    """Queues since 1.4."""

    kind = 'queuedesc'


class GroupStats(_Answer):
    """Counters of groups."""

    kind = 'group'


class GroupDescriptions(_Answer):
    """Groups."""

    kind = 'groupdesc'


class GroupFeatures(_Answer):
    """What groups can do."""

    kind = 'groupfeatures'


class MeterStats(_Answer):
    """Counters of meters."""

    kind = 'meter'


class MeterConfigs(_Answer):
    """Meters."""

    kind = 'meterconfig'


class MeterDescriptions(_Answer):
    """Meters in 1.5."""

    kind = 'meterdesc'


class MeterFeatures(_Answer):
    """What meters can do."""

    kind = 'meterfeatures'


class Roles(_Answer):
    """The role of this controller."""

    kind = 'role'
