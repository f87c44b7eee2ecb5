"""Switch ids, VLAN ids and answers of REST APIs that name one switch or all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

import greenhub
from controller.rest import GatewayTimeout, NotFound
from controller.rest.per_switch import Done, DoneEach, Result, Switches, SwitchId, VlanId
from greenhub import testing

FIRST, SECOND = '0000000000000001', '00000000000000AA'


@dataclass
class Connection:
    id: int


@dataclass
class Kept:
    datapath: Any
    seconds: float = 0.0
    fails: bool = False

    def answer(self) -> Done:
        greenhub.sleep(self.seconds)
        if self.fails:
            raise GatewayTimeout('too late')
        return Done(switch_id=f'{self.datapath.id:016x}', command_result=Result(result='success', details='here'))


def switches(*kept: Kept) -> Switches[Kept]:
    found: Switches[Kept] = Switches()
    for each in kept:
        found.join(each)
    return found


def plain(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


@pytest.mark.parametrize(('text', 'number'), [(FIRST, 1), (SECOND, 0xAA), ('all', None)])
def test_a_switch_id(text: str, number: int | None) -> None:
    assert SwitchId.read(text).number == number


@pytest.mark.parametrize('wrong', ['', '1', FIRST[1:], FIRST + '0', 'ALL', 1, None, FIRST + '\n'])
def test_what_is_no_switch_id(wrong: Any) -> None:
    with pytest.raises(ValueError, match='is not a switch id: 16 hexadecimal digits, or all'):
        SwitchId.read(wrong)


def test_vlan_ids() -> None:
    def is_one(number: int) -> bool:
        try:
            return VlanId.read(str(number)).number == number
        except ValueError:
            return False

    assert [number for number in range(12000) if is_one(number)] == [*range(1, 4095)]
    assert VlanId.read('all').number is None


def test_the_schema_is_what_is_read() -> None:
    assert VlanId.schema() == {'type': 'string', 'pattern': f'^({VlanId.pattern.pattern})$'}


def test_one_switch() -> None:
    known = switches(Kept(Connection(1)), Kept(Connection(2), fails=True))
    success = {'result': 'success', 'details': 'here'}
    assert plain(known.each(SwitchId.read(FIRST), Done, Kept.answer)) == [
        {'switch_id': FIRST, 'command_result': success}
    ]
    with pytest.raises(GatewayTimeout, match='too late'):
        known.each(SwitchId.read('0000000000000002'), Done, Kept.answer)
    with pytest.raises(NotFound, match='no switch 00000000000000aa is connected'):
        known.each(SwitchId.read(SECOND), Done, Kept.answer)


def test_all_switches_at_the_same_time() -> None:
    with testing.jumping_clock() as clock:
        known = switches(*(Kept(Connection(number), seconds=5, fails=number == 2) for number in (3, 2, 1)))
        before = clock()
        answers = plain(known.each(SwitchId.read('all'), Done, Kept.answer))
        assert 5 <= clock() - before < 6
    assert [each['switch_id'][-1] for each in answers] == ['1', '2', '3']
    assert answers[1]['command_result'] == {'result': 'failure', 'details': 'too late'}


def test_a_failure_among_parts() -> None:
    answer = DoneEach.failed(FIRST, Result(result='failure', details='no'))
    assert plain(answer) == {'switch_id': FIRST, 'command_result': [{'result': 'failure', 'details': 'no'}]}


def test_all_of_no_switches() -> None:
    with pytest.raises(NotFound, match='no switch is connected'):
        switches().each(SwitchId.read('all'), Done, Kept.answer)


def test_a_switch_that_is_back_does_not_leave_with_its_former_connection() -> None:
    before, after = Kept(Connection(1)), Kept(Connection(1))
    known = switches(before, after)
    assert known.leave(before.datapath) is False
    assert list(known) == [after]
    assert known.leave(after.datapath) is True
    assert known.leave(after.datapath) is False
    assert not list(known)
