"""Every structure of every version: as JSON and back, copied, pickled, compared, shown."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from controller.openflow import version, versions
from controller.wire import Structure
from controller.wire.kinds import Fixed
from controller.wire.structure import families_of, shown_fields
from tests.controller.openflow import drawn as every

NUMBERS = sorted(versions())


def drawn(number: int) -> Iterator[Structure]:
    """A few of every class of a version, but for those that only share fields among members of a family."""
    for each in every.drawn(number):
        families = families_of(type(each))
        if not families or families[-1][0] is type(each) or type(each).table.parent is not None:
            yield each


def exactly_equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other and one.encode() == other.encode()


@pytest.mark.parametrize('number', NUMBERS)
def test_json_and_back(number: int) -> None:
    for each in drawn(number):
        shown = each.to_jsondict()
        ((name, body),) = json.loads(json.dumps(shown)).items()
        assert name == type(each).__name__
        again = type(each).from_jsondict(body)
        assert again.to_jsondict() == shown
        assert again == each or not is_all_in(shown), each


@pytest.mark.parametrize('number', NUMBERS)
def test_json_that_is_wrong_is_refused_then_or_when_it_is_sent(number: int) -> None:
    refused = 0
    for each in {type(each): each for each in drawn(number)}.values():
        body = each.to_jsondict()[type(each).__name__]
        for field in body:
            for wrong in (-1, 1 << 70, 1.5, True, 'x', '', [], [[]], [1 << 70], {}, {'a': 1}, {'OFPMatch': {}}):
                try:
                    type(each).from_jsondict({**body, field: wrong}).encode()
                except ValueError as error:
                    refused += 1
                    assert str(error)
    assert refused > 1000


@pytest.mark.parametrize('number', NUMBERS)
def test_json_of_what_was_built_is_that_of_its_bytes(number: int) -> None:
    for each in drawn(number):
        data = each.encode()
        end = len(data) - padding(each, data)
        assert type(each).decode(data, 0, end).to_jsondict() == each.to_jsondict()


@pytest.mark.parametrize('number', NUMBERS)
@pytest.mark.parametrize('copied', [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))],
                         ids=['copy', 'deepcopy', 'pickle'])
def test_copies(number: int, copied: Any) -> None:
    for each in drawn(number):
        assert exactly_equal(copied(each), each), each


@pytest.mark.parametrize('number', NUMBERS)
def test_what_differs_in_one_field_is_not_equal(number: int) -> None:
    for each in drawn(number):
        for name in numbers_of(each):
            other = copy.copy(each)
            setattr(other, name, getattr(each, name) ^ 1)
            assert other != each, (each, name)


@pytest.mark.parametrize('number', NUMBERS)
def test_repr_names_class_and_fields(number: int) -> None:
    for each in drawn(number):
        text = repr(each)
        assert text.startswith(f'{type(each).__name__}(')
        assert all(f'{name}=' in text for name in numbers_of(each)), text


def test_repr_has_enumerations_by_name() -> None:
    of13 = version(4)
    assert 'reason=OFPPR_MODIFY' in repr(of13.OFPPortStatus(None, reason=of13.OFPPR_MODIFY))
    assert 'config=OFPPC_PORT_DOWN|OFPPC_NO_FWD' in repr(of13.OFPPort(config=0x21))


def is_all_in(shown: Any) -> bool:
    """Whether Ryu's JSON tells all: it lacks text that is not UTF-8, and words without a version."""
    text = json.dumps(shown)
    return '\\\\x' not in text and 'OFPHelloElemVersionBitmap' not in text


def padding(structure: Structure, data: bytes) -> int:
    """How many bytes behind a structure belong to nothing, because its length leaves them out."""
    for _, family in families_of(type(structure)):
        if family.align == 'outside':
            return len(data) - structure.to_jsondict()[type(structure).__name__][family.length]
    return 0


def numbers_of(structure: Structure) -> Iterator[str]:
    """The fields of a structure that are numbers and that it does not decide itself."""
    deciding = {family.discriminator for _, family in families_of(type(structure))}
    for each in shown_fields(type(structure)):
        is_number = isinstance(each.kind, Fixed) and isinstance(getattr(structure, each.name), int)
        if is_number and each.name not in deciding:
            yield each.name
