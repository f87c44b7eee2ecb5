"""The first inputs of the OpenFlow fuzzers, and what they have found. `make fuzz` tries more."""

import pytest

from controller.openflow import OF10, OF13, OF15
from tests.fuzz import openflow, openflow_damage

#: Messages that did not end as they should, once.
FOUND = [
    (OF10, '010d0030000000000000000000000020ffff002000002320000d0000000000000000000000000000ffff000400000000'),
    (OF13, '040f0048000000000000000000000000003800000000000000000000000000000000001000000000000000000000'
           '0000ffff00180000232000230000ffff00040000000000000000'),
    (OF15, '060d00480000000000000000003000000001000400000000ffff0030000023200010000000000000000000000000000000'
           '0000000000000020010003800000040000000000000000'),
]


def test_random_messages_come_back_from_the_wire():
    assert openflow.FUZZER.run(300) >= 300


def test_damaged_random_messages_end_in_a_message_or_a_decode_error():
    assert openflow_damage.FUZZER.run(60) >= 60


@pytest.mark.parametrize(('number', 'data'), FOUND)
def test_what_was_found(number, data):
    openflow_damage.check_damaged(number, bytes.fromhex(data))
