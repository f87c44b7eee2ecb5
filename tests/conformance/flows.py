"""One shape for the flows that `ovs-ofctl dump-flows` prints and those that GET /stats/flow/<dpid> answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

__all__ = ['Flow', 'from_ofctl', 'from_rest']


class Flow(NamedTuple):
    table: int
    priority: int
    cookie: int
    idle_timeout: int
    hard_timeout: int
    packets: int
    bytes: int
    match: tuple[tuple[str, str], ...]
    actions: tuple[str, ...]


def from_ofctl(text: str) -> list[Flow]:
    """The flows in what `ovs-ofctl --no-names dump-flows` printed, sorted."""
    return sorted(_ofctl_flow(line) for line in text.splitlines() if 'actions=' in line)


def _ofctl_flow(line: str) -> Flow:
    head, actions = line.strip().split(' actions=')
    fields = dict(part.partition('=')[::2] for part in re.split(r', ?', head))
    number = {name: int(fields.pop(key, default), 0) for name, key, default in (
        ('table', 'table', '0'),
        ('priority', 'priority', '32768'),  # OFP_DEFAULT_PRIORITY is left out
        ('cookie', 'cookie', '0'),
        ('idle_timeout', 'idle_timeout', '0'),
        ('hard_timeout', 'hard_timeout', '0'),
        ('packets', 'n_packets', '0'),
        ('bytes', 'n_bytes', '0'),
    )}  # fmt: skip
    for name in 'duration', 'idle_age', 'hard_age', 'send_flow_rem':
        fields.pop(name, None)
    return Flow(**number, match=_match(fields), actions=_actions(actions.split(',')))


def from_rest(flows: Iterable[dict[str, Any]]) -> list[Flow]:
    """The flows of one datapath in an answer of /stats/flow, sorted."""
    return sorted(
        Flow(
            flow['table_id'], flow['priority'], flow['cookie'], flow['idle_timeout'], flow['hard_timeout'],
            flow['packet_count'], flow['byte_count'], _match(flow['match']), _actions(flow['actions']),
        ) for flow in flows
    )  # fmt: skip


def _match(fields: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in fields.items()))


def _actions(words: list[str]) -> tuple[str, ...]:
    """`output:2` and `OUTPUT:2` are one, and so are `CONTROLLER:65535` and `OUTPUT:CONTROLLER`."""
    return tuple(re.sub(r'^controller.*', 'controller', word.lower().removeprefix('output:')) for word in words)
