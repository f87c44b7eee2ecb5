"""A fuzzer for the OpenFlow decoder: python -m tests.fuzz.openflow_damage --inputs 5000

Each input is a random message of some version; then come the sample messages beside the checkout, if there are any.
Of each, every truncation, and every mutation of one word (each of WORDS in its place), must end in a message or in a
DecodeError, and in nothing else. Every attribute of the message can be read; it encodes, and what it encodes to is
stable. Decoding and reading each take at most 1 ms and 1 us a byte of CPU time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from controller.openflow import oxm, version, versions
from controller.wire import DecodeError, Message, Structure
from controller.wire.structure import fields_of
from tests.fuzz import openflow
from tests.fuzz.fuzzer import Fuzzer

__all__ = ['FUZZER', 'Sample', 'check', 'check_sample', 'samples']

CORPUS = Path(__file__).parents[3] / 'shared' / 'openflow-samples' / 'wire_corpus.jsonl'
WORDS = (0, 1, 3, 4, 8, 0x7FFF, 0x8000, 0xFFFF)
LONG = 4096  # bytes of a sample of which only some mutations are tried
MOST = 2_000  # so many
MOST_MEMORY = 16 << 20
MEASURED = 1000


# ---- inputs


class Sample(NamedTuple):
    """A message as bytes, and where it comes from."""

    name: str
    version: int
    data: bytes


def samples() -> Iterator[Sample]:
    """The messages that lie beside the checkout, of the versions that we have."""
    if not CORPUS.exists():
        return
    with CORPUS.open() as lines:
        for number, line in enumerate(lines):
            entry = json.loads(line)
            if entry['version'] in versions():
                yield Sample(f'sample {number}', entry['version'], bytes.fromhex(entry['hex']))


def damaged(data: bytes, most: int | None = None) -> Iterator[bytes]:
    """Every two-byte word behind the type replaced by each of WORDS, and every truncation with the header's length set
    right; evenly picked, with all of WORDS, if there are more than `most`."""
    words, sizes = max(len(data) // 2 - 1, 0), max(len(data) - 8, 0)
    total = words * len(WORDS) + sizes
    for index in range(0, total, total // most | 1 if most else 1):
        at, word = divmod(index, len(WORDS))
        if at < words:
            yield data[: 2 * at + 2] + WORDS[word].to_bytes(2, 'big') + data[2 * at + 4 :]
        else:
            size = index - words * len(WORDS) + 8
            yield data[:2] + size.to_bytes(2, 'big') + data[4:size]


# ---- what must hold


def check_damaged(number: int, data: bytes) -> bool:
    """Decode what may be no message, and read it; whether it is one. AssertionError where something does not hold."""
    limit = 0.001 + len(data) * 1e-6
    message, taken = attempt(number, data)
    for _ in range(2):  # an interrupt or a collection may fall into one attempt, hardly into three
        taken = min(taken, attempt(number, data)[1]) if taken > limit else taken
    assert taken <= limit, f'{taken * 1000:.2f} ms of {limit * 1000:.2f}'
    if message is not None:
        again = message.encode()
        assert version(number).decode(again).encode() == again
    return message is not None


def attempt(number: int, data: bytes) -> tuple[Message | None, float]:
    """The message in these bytes, None where they are refused, and the CPU time of decoding or of reading all of it,
    whichever is more."""
    start = time.thread_time()
    try:
        message = version(number).decode(data)
    except DecodeError as error:
        taken = time.thread_time() - start
        assert str(error)
        return None, taken
    decoded = time.thread_time()
    read_everything(message)
    return message, max(decoded - start, time.thread_time() - decoded)


def read_everything(value: Any) -> int:
    """Read every attribute of a decoded structure, and of all that it holds; returns how many."""
    if isinstance(value, (list, tuple)):
        return sum(map(read_everything, value))
    if isinstance(value, dict):
        return sum(map(read_everything, value.values()))
    if isinstance(value, Structure):
        held = read_everything(value.items()) if isinstance(value, oxm.FieldMap) else 0
        return 1 + held + sum(read_everything(getattr(value, name, None)) for name in attributes(type(value)))
    return 1


@cache
def attributes(cls: type[Structure]) -> list[str]:
    """The fields of a structure, padding left out, and its properties."""
    properties = {name for base in cls.__mro__ for name, value in vars(base).items() if isinstance(value, property)}
    return [*(each.name for each in fields_of(cls) if not each.is_pad), *sorted(properties)]


def check_sample(sample: Sample, most: int | None = None) -> tuple[int, int]:
    """How many mutations of a sample were tried, and how many of these are messages; AssertionError names the first
    that something does not hold of."""
    tried = good = 0
    for data in damaged(sample.data, most):
        try:
            good += check_damaged(sample.version, data)
        except Exception as error:
            raise AssertionError(f'{sample.name} of OpenFlow {version(sample.version).name}: {data.hex()}') from error
        tried += 1
    return tried, good


def check(message: Message) -> None:
    """All damage to a random message; AssertionError when something does not hold."""
    check_sample(Sample(type(message).__name__, message.version, message.encode()))


FUZZER = Fuzzer(openflow.FUZZER.inputs, check, MOST_MEMORY, MEASURED)

if __name__ == '__main__':
    FUZZER.main('openflow_damage', __doc__.split('\n')[0])
    counts = [check_sample(each, MOST if len(each.data) > LONG else None) for each in samples()]
    tried, good = map(sum, zip(*counts, strict=True)) if counts else (0, 0)
    print(f'{tried} mutations of {len(counts)} samples, {good} of them messages: nothing found')
