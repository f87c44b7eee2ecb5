"""The fuzzer that damages OpenFlow messages, on the messages that lie beside the checkout; without them it skips."""

import pytest

from tests.fuzz import openflow_damage

SHARE = 25  # mutations of a sample; `make fuzz` tries all


@pytest.mark.timeout(300)  # seven seconds, unless others have the processor
@pytest.mark.skipif(not openflow_damage.CORPUS.exists(), reason=f'no sample messages at {openflow_damage.CORPUS}')
def test_damaged_samples_end_in_a_message_or_a_decode_error():
    counts = [openflow_damage.check_sample(sample, SHARE) for sample in openflow_damage.samples()]
    assert len(counts) > 1000
    assert all(good < tried for tried, good in counts)
