"""1,006 messages of OpenFlow 1.0 and 1.3 from real switches, other controllers' tests and capture files.

They lie outside the repository (`../shared/openflow-samples`) and are never committed; without them these tests skip.
`tests/fuzz/openflow_damage.py` damages them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from controller.openflow import OF10, OF13, version
from controller.wire import DecodeError

CORPUS = Path(__file__).parents[4] / 'shared' / 'openflow-samples' / 'wire_corpus.jsonl'

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason=f'no sample messages at {CORPUS}')

#: Samples that are no OpenFlow: line of the corpus -> what is wrong with it.
REFUSED = {
    71: 'OFPAction in body[0].actions[0]: length 57397',       # a frame's payload where an action should be
    72: 'OFPAction in body[0].actions[0]: length 0',           # likewise
    489: 'OFPHelloElem in elements[1]: length 3',              # hello elements without the padding to 8 (7.5.1)
    590: 'OFPFlowStats in body[0]: length 160',                # an entry longer than the message
    601: 'OFPPacketQueue in queues[1]: length 0',              # Ryu never returns from this one
    607: 'OFPFlowStatsRequest: takes 56 bytes, has 12',        # a flow statistics request without a match
    656: 'OFPPhyPort in ports: no whole number of items',      # Open vSwitch's own test of a bad length
    850: 'ONFFlowMonitorRequest in body.match: match: 65535',  # Open vSwitch's own test of a match_len that is wrong
    1014: 'OFPActionSetField in instructions[0].actions[0]',   # set-field padded with 8 bytes too many (7.2.5)
}

#: Samples that encode to other bytes: line of the corpus -> why.
CHANGED = {
    394: 'padding of a flow entry that is not zero: ignored when read, zero when written',
}


@dataclass(frozen=True)
class Sample:
    """A line of the corpus."""

    number: int
    version: int
    data: bytes


def samples(wanted: int) -> Iterator[Sample]:
    """The samples of one version."""
    with CORPUS.open() as lines:
        for number, line in enumerate(lines):
            entry = json.loads(line)
            if entry['version'] == wanted:
                yield Sample(number, wanted, bytes.fromhex(entry['hex']))


@pytest.mark.parametrize(('number', 'count'), [(OF10, 688), (OF13, 318)])
def test_samples_decode_or_are_refused(number: int, count: int) -> None:
    refused, changed, seen = {}, set(), 0
    for sample in samples(number):
        seen += 1
        try:
            message = version(number).decode(sample.data)
        except DecodeError as error:
            refused[sample.number] = str(error)
            continue
        assert message.encode() == message.encode(), sample
        if message.encode() != sample.data:
            changed.add(sample.number)
            assert version(number).decode(message.encode()) == message, sample
    assert seen == count
    assert refused.keys() | changed <= REFUSED.keys() | CHANGED.keys()
    for line, text in refused.items():
        assert text.startswith(REFUSED[line]), line
    assert changed <= CHANGED.keys()
    assert {line for line in REFUSED if line in refused} == refused.keys()


def test_the_lists_of_exceptions_name_only_exceptions() -> None:
    faulty = set()
    for number in (OF10, OF13):
        for sample in samples(number):
            try:
                if version(number).decode(sample.data).encode() != sample.data:
                    faulty.add(sample.number)
            except DecodeError:
                faulty.add(sample.number)
    assert faulty == REFUSED.keys() | CHANGED.keys()


@pytest.mark.parametrize('number', [OF10, OF13])
def test_bytes_that_were_never_a_message(number: int) -> None:
    for data in (b'', b'\x04', bytes(7), bytes(8), b'\xff' * 64, bytes([number, 0, 0, 7]) + bytes(4)):
        with pytest.raises(DecodeError):
            version(number).decode(data)
