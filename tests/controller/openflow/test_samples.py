"""1,006 messages of OpenFlow 1.0 and 1.3 from real switches, other controllers' tests and capture files.

They lie outside the repository (`../shared/openflow-samples`) and are never committed; without them these tests skip.
`FULL_MUTATIONS=1` runs every mutation of every sample (of nine longer than 4 KiB: 2,000; minutes) instead of a slice.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from controller.openflow import OF10, OF13, oxm, version
from controller.wire import DecodeError, Message, Structure
from controller.wire.structure import fields_of

CORPUS = Path(__file__).parents[4] / 'shared' / 'openflow-samples' / 'wire_corpus.jsonl'

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason=f'no sample messages at {CORPUS}')

FULL = bool(os.environ.get('FULL_MUTATIONS'))

#: How many mutations of a sample are tried at most; of a long one, a tenth.
MOST = 20_000 if FULL else 30
LONG = 4096

#: Samples that are no OpenFlow: line of the corpus -> what is wrong with it.
REFUSED = {
    71: 'OFPAction in body[0].actions[0]: length 57397',       # a frame's payload where an action should be
    72: 'OFPAction in body[0].actions[0]: length 0',           # likewise
    489: 'OFPHelloElem in elements[1]: length 3',              # hello elements without the padding to 8 (7.5.1)
    590: 'OFPFlowStats in body[0]: length 160',                # an entry longer than the message
    601: 'OFPPacketQueue in queues[1]: length 0',              # Ryu never returns from this one
    607: 'OFPFlowStatsRequest: takes 56 bytes, has 12',        # a flow statistics request without a match
    656: 'OFPPhyPort in ports: no whole number of items',      # Open vSwitch's own test of a bad length
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


# Damage ---------------------------------------------------------------------------------------------------------------

WORDS = (0, 1, 3, 4, 0x7FFF, 0xFFFF)


def mutations(data: bytes, most: int) -> Iterator[bytes]:
    """Every two-byte word behind the type replaced by each of WORDS, and every truncation with the header's length
    set right; evenly picked if there are more than `most`."""
    words, sizes = len(data) // 2 - 1, len(data) - 8
    total = words * len(WORDS) + sizes
    for index in range(0, total, max(1, total // most)):
        at, word = divmod(index, len(WORDS))
        if at < words:
            yield data[: 2 * at + 2] + WORDS[word].to_bytes(2, 'big') + data[2 * at + 4 :]
        else:
            size = index - words * len(WORDS) + 8
            yield data[:2] + size.to_bytes(2, 'big') + data[4:size]


def read_everything(value: Any) -> int:
    """Read every attribute of a decoded structure, and of all that it holds; returns how many."""
    if isinstance(value, (list, tuple)):
        return sum(map(read_everything, value))
    if isinstance(value, dict):
        return sum(map(read_everything, value.values()))
    if isinstance(value, oxm.Match):
        return len(value.items()) + value.length + value.type
    if isinstance(value, oxm.SetField):
        return len((value.key, value.value, value.field, value.len))
    if isinstance(value, oxm.OxmId):
        return len((value.type, value.hasmask, value.length, value.exp_id))
    if isinstance(value, Structure):
        return 1 + sum(read_everything(getattr(value, name, None)) for name in names_of(type(value)))
    return 1


@cache
def names_of(cls: type[Structure]) -> list[str]:
    """The attributes of a structure, padding left out."""
    return [each.name for each in fields_of(cls) if each.name[0] != '_']


def attempt(number: int, data: bytes) -> tuple[Message | None, float]:
    """The message in these bytes, None where they are refused, and the CPU time of decoding or of reading all of it,
    whichever is more."""
    start = time.thread_time()
    try:
        message = version(number).decode(data)
    except DecodeError as error:
        assert str(error)
        return None, time.thread_time() - start
    decoded = time.thread_time()
    read_everything(message)
    return message, max(decoded - start, time.thread_time() - decoded)


@pytest.mark.timeout(7200 if FULL else 60)
@pytest.mark.parametrize('number', [OF10, OF13])
def test_damaged_samples_end_in_a_message_or_a_decode_error(number: int) -> None:
    for sample in samples(number):
        for data in mutations(sample.data, MOST if len(sample.data) < LONG else MOST // 10):
            limit = 0.001 + len(data) * 1e-6
            message, taken = attempt(number, data)
            for _ in range(2):  # an interrupt or a collection may fall into one attempt, hardly into three
                taken = min(taken, attempt(number, data)[1]) if taken > limit else taken
            assert taken <= limit, (sample.number, data.hex())
            if message is not None:
                again = message.encode()
                assert version(number).decode(again).encode() == again, (sample.number, data.hex())


@pytest.mark.parametrize('number', [OF10, OF13])
def test_bytes_that_were_never_a_message(number: int) -> None:
    for data in (b'', b'\x04', bytes(7), bytes(8), b'\xff' * 64, bytes([number, 0, 0, 7]) + bytes(4)):
        with pytest.raises(DecodeError):
            version(number).decode(data)
