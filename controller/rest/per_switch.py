"""What REST APIs share that name a switch, or all of them, in the path: `/firewall/rules/0000000000000001/2`.

Such an answer is a list with an item a switch: `[{"switch_id": "0000000000000001", "command_result": ...}]`. Where one
switch was asked for, what goes wrong is an HTTP error; where all were, each has its own success or failure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Generic, Literal, Protocol, Self, TypeVar

import msgspec

from greenhub import GreenPool

from ..datapath import Datapath
from ..lib.dpid import dpid_to_str
from ..ofctl import BadValue, Unsupported
from ..ofctl.values import shown
from .errors import HTTPError, NotFound

__all__ = ['Done', 'DoneEach', 'Member', 'PerSwitch', 'Result', 'SwitchId', 'Switches', 'VlanId']

#: Switches that are asked at a time where all are.
AT_A_TIME = 64


class _NumberOrAll(str):
    """The text of a number, or `all`."""

    pattern: re.Pattern[str]
    base: int
    wanted: str

    @classmethod
    def read(cls, value: Any) -> Self:
        """The text, if it is one; raises ValueError."""
        if not isinstance(value, str) or not cls.pattern.fullmatch(value):
            raise ValueError(f'{shown(value)} is not {cls.wanted}')
        return cls(value)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Text of that pattern."""
        return {'type': 'string', 'pattern': f'^({cls.pattern.pattern})$'}

    @property
    def number(self) -> int | None:
        """The number; None for `all`."""
        return None if self == 'all' else int(self, self.base)


class SwitchId(_NumberOrAll):
    """A datapath id as 16 hexadecimal digits, or `all`; which says nothing of whether such a switch is connected."""

    pattern = re.compile('[0-9a-fA-F]{16}|all')
    base = 16
    wanted = 'a switch id: 16 hexadecimal digits, or all'


class VlanId(_NumberOrAll):
    """A VLAN id from 1 to 4094, or `all`."""

    pattern = re.compile('[1-9][0-9]{0,2}|[1-3][0-9]{3}|40[0-8][0-9]|409[0-4]|all')
    base = 10
    wanted = 'a VLAN id: 1 to 4094, or all'


class Result(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How a command went; `vlan_id` is there if it was one for a VLAN."""

    result: Literal['success', 'failure']
    vlan_id: int | msgspec.UnsetType = msgspec.UNSET
    details: str


class PerSwitch(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is answered about one switch; `failed` makes it where all were asked and this one failed."""

    switch_id: str

    @classmethod
    def failed(cls, switch_id: str, result: Result) -> Self:
        """The answer about a switch that failed; of a class that has `command_result`, or makes another."""
        return cls(switch_id=switch_id, command_result=result)  # type: ignore[call-arg]


class Done(PerSwitch):
    """How a command went on one switch."""

    command_result: Result


class DoneEach(PerSwitch):
    """How the parts of a command went on one switch."""

    command_result: list[Result]

    @classmethod
    def failed(cls, switch_id: str, result: Result) -> Self:
        """The answer about a switch that failed."""
        return cls(switch_id=switch_id, command_result=[result])


class Member(Protocol):
    """What an app keeps for a switch."""

    datapath: Datapath


Kept = TypeVar('Kept', bound=Member)
Answer = TypeVar('Answer', bound=PerSwitch)


class Switches(Generic[Kept]):
    """The connected switches of an app, and what it keeps for each."""

    def __init__(self) -> None:
        self._kept: dict[int, Kept] = {}

    def __iter__(self) -> Iterator[Kept]:
        """What is kept, in the order of the datapath ids; does not see who joins or leaves meanwhile."""
        return iter([self._kept[dpid] for dpid in sorted(self._kept)])

    def join(self, kept: Kept) -> None:
        """A switch is there, perhaps again."""
        self._kept[_dpid(kept.datapath)] = kept

    def leave(self, datapath: Datapath) -> bool:
        """A connection has ended; False if the switch has another one by now, or never joined."""
        known = self.get(datapath)
        if known is None or known.datapath is not datapath:
            return False
        del self._kept[_dpid(datapath)]
        return True

    def get(self, datapath: Datapath) -> Kept | None:
        """What is kept for a switch."""
        return self._kept.get(_dpid(datapath))

    def each(self, wanted: SwitchId, kind: type[Answer], ask: Callable[[Kept], Answer]) -> list[Answer]:
        """What `ask` answers for one switch, or for all of them at the same time; raises NotFound and what `ask` does.

        Of all switches nothing is raised: one that fails has an answer that says so, made by `kind.failed`.
        """
        number = wanted.number
        if number is None:
            if not self._kept:
                raise NotFound('no switch is connected')
            return list(GreenPool(AT_A_TIME).imap(lambda kept: _asked(kind, ask, kept), self))
        if number not in self._kept:
            raise NotFound(f'no switch {dpid_to_str(number)} is connected', switch=dpid_to_str(number))
        return [ask(self._kept[number])]


def _asked(kind: type[Answer], ask: Callable[[Kept], Answer], kept: Kept) -> Answer:
    try:
        return ask(kept)
    except (HTTPError, BadValue, Unsupported) as error:
        result = Result(result='failure', details=str(error))
        return kind.failed(dpid_to_str(_dpid(kept.datapath)), result)


def _dpid(datapath: Datapath) -> int:
    return datapath.id or 0  # a switch in use has an id
