"""The first inputs of the OpenFlow fuzzers, and every type of message."""

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

SHARE = 25  # mutations of a sample


@pytest.mark.timeout(300)  # three seconds, unless others have the processor
def test_random_messages_come_back_from_the_wire():
    assert openflow.FUZZER.run(1000) >= 1000


@pytest.mark.timeout(300)  # three seconds, unless others have the processor
def test_damaged_random_messages_end_in_a_message_or_a_decode_error():
    assert openflow_damage.FUZZER.run(60) >= 60


@pytest.mark.parametrize(('number', 'data'), FOUND)
def test_what_was_found(number, data):
    openflow_damage.check_damaged(number, bytes.fromhex(data))


@pytest.mark.timeout(300)  # twelve seconds, unless others have the processor
@pytest.mark.skipif(not openflow_damage.CORPUS.exists(), reason=f'no sample messages at {openflow_damage.CORPUS}')
def test_damaged_samples_end_in_a_message_or_a_decode_error():
    counts = [openflow_damage.check_sample(sample, SHARE) for sample in openflow_damage.samples()]
    assert len(counts) > 1000
    assert all(good < tried for tried, good in counts)
