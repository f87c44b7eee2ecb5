"""Random messages: what is drawn goes over the wire and comes back, and is what was asked for."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.openflow import OF10, OF13, version, versions
from controller.openflow.strategies import matches, messages, structures
from controller.wire.structure import families_of
from tests.controller.openflow.drawn import FEW, drawn

NUMBERS = sorted(versions())


def examples(strategy, count=10):
    """A few examples."""
    found = []

    @settings(FEW, max_examples=count)
    @given(strategy)
    def draw(each):
        found.append(each)

    draw()
    return found


@pytest.mark.parametrize('number', NUMBERS)
def test_every_structure_has_both_directions(number):
    """A structure that lacks encode or decode, or whose directions disagree, fails here."""
    for each in drawn(number):
        data, decoded = each.encode(), type(each)
        if any(family.align == 'outside' for _, family in families_of(decoded)):  # padding is none of its business
            assert decoded.decode_prefix(data, 0, len(data)) == (each, len(data))
        else:
            assert decoded.decode(data, 0, len(data)) == each


def test_messages_by_name():
    found = examples(messages(OF13, 'OFPPacketIn', 'OFPFlowMod'), 40)
    assert {type(each).__name__ for each in found} == {'OFPPacketIn', 'OFPFlowMod'}
    assert all(version(OF13).decode(each.encode()) == each for each in found)


def test_a_family_is_all_its_members_and_one_that_nobody_declared():
    of13 = version(OF13)
    found = {type(each) for each in examples(structures(of13.OFPInstruction), 100)}
    assert found >= {of13.OFPInstructionActions, of13.OFPInstructionGotoTable, of13.OFPInstruction}


def test_a_match_has_the_prerequisites_of_its_fields():
    known = version(OF13).fields.by_name
    found = examples(matches(OF13), 200)
    assert {len(match) for match in found} >= {0, 1, 2, 3}
    for match in found:
        for name in match:
            if known[name].requires:
                needed, *values = known[name].requires
                assert needed in match
                assert not values or match[needed] in values
    assert any(isinstance(value, tuple) for match in found for value in match.values())


def test_matches_of_1_0():
    assert any(match.wildcards for match in examples(matches(OF10)))


def test_what_is_no_message():
    with pytest.raises(ValueError, match=r'<OpenFlow 1.3> has no message OFPVendor, OFPMatch'):
        messages(OF13, 'OFPVendor', 'OFPMatch', 'OFPHello')
    with pytest.raises(ValueError, match='0x09 is not supported'):
        messages(9)


def test_they_are_hypothesis_strategies():
    assert isinstance(messages(OF13), st.SearchStrategy)


def python(code):
    return subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, timeout=20)


def test_without_hypothesis_there_is_a_clear_error():
    done = python('import sys; sys.modules["hypothesis"] = None; import controller.openflow.strategies')
    assert done.stderr.endswith('needs hypothesis: pip install hypothesis\n')


def test_nothing_else_needs_hypothesis():
    assert python('import controller.openflow, sys; print("hypothesis" in sys.modules)').stdout == 'False\n'
