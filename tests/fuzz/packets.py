"""A fuzzer for packets: python -m tests.fuzz.packets --inputs 1000000

Each input is a frame: a valid one of the tests' that was damaged in several ways, or random bytes behind the front of
one. All of it is read, shown in every form that packets have and written again, from what was read and from the fields
alone, and nothing may be raised. Parsing with every field read takes at most 1 ms and 1 us a byte of CPU time; where
nothing was changed, the frame is written as it was. Processes share the work, and each tells how much memory it has
resident after every batch: it must not grow.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from controller.openflow import OF10, OF13, version
from controller.packet.ethernet import MIN_FRAME_SIZE
from controller.packet.packet import MAX_DEPTH, Packet
from controller.wire import Structure
from controller.wire.structure import fields_of
from tests.controller.packet.frames import every_frame

__all__ = ['allowed', 'check', 'cpu_of', 'inputs', 'read_everything']

BATCH = 5000  # inputs of one seed
LONGEST = 14 + 0xFFFF  # bytes of an input, whose cost is a matter of linear time
MEGABYTE = 1 << 20
MOST_GROWTH = 8 * MEGABYTE  # of what a process has resident, from the end of its first batches on
WARM = 3  # of these
PLAIN = frozenset({int, str, bytes, float, bool, type(None)})
RETRIES = 4  # an interrupt or a collection may fall into one attempt, hardly into all

EXTREMES = (0, 1, 2, 3, 4, 7, 8, 0x7F, 0x80, 0xFE, 0xFF)
ETHERTYPES = (0x0000, 0x0026, 0x0800, 0x0806, 0x8100, 0x8809, 0x8847, 0x86DD, 0x88A8, 0x88CC, 0x88E7, 0x8902)


# ---- inputs


@cache
def pool() -> list[bytes]:
    """The frames that are damaged."""
    return list(every_frame().values())


def inputs(seed: int, count: int) -> Iterator[bytes]:
    """So many frames, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        frame = chance.choice(pool())
        for _ in range(chance.choice((1, 1, 2, 3))):
            frame = chance.choice(DAMAGE)(chance, frame)
        yield frame[:LONGEST]


def _truncated(chance: random.Random, frame: bytes) -> bytes:
    return frame[: chance.randrange(len(frame) + 1)]


def _bytes_changed(chance: random.Random, frame: bytes) -> bytes:
    changed = bytearray(frame)
    for _ in range(chance.randint(1, 6) if frame else 0):
        at = chance.randrange(len(frame))
        value = chance.choice((chance.randrange(256), chance.choice(EXTREMES), changed[at] ^ 1 << chance.randrange(8)))
        changed[at] = value
    return bytes(changed)


def _number_changed(chance: random.Random, frame: bytes) -> bytes:
    size = chance.choice((2, 3, 4, 8))
    at = chance.randrange(len(frame) + 1)
    number = chance.choice((0, 1, size, len(frame) - at, (1 << 8 * size) - 1, 1 << 8 * size - 1))
    return frame[:at] + (number % (1 << 8 * size)).to_bytes(size) + frame[at + size :]


def _removed(chance: random.Random, frame: bytes) -> bytes:
    at = chance.randrange(len(frame) + 1)
    return frame[:at] + frame[at + chance.randint(1, 12) :]


def _inserted(chance: random.Random, frame: bytes) -> bytes:
    at = chance.randrange(len(frame) + 1)
    return frame[:at] + chance.randbytes(chance.randint(1, 40)) + frame[at:]


def _repeated(chance: random.Random, frame: bytes) -> bytes:
    at = chance.randrange(len(frame) + 1)
    part = frame[at : at + chance.randint(1, 40)]
    return frame[:at] + part * (chance.choice((2, 3, 30, 300)) if chance.randrange(50) else 3000) + frame[at:]


def _spliced(chance: random.Random, frame: bytes) -> bytes:
    other = chance.choice(pool())
    return frame[: chance.randrange(len(frame) + 1)] + other[chance.randrange(len(other)) :]


def _random_behind(chance: random.Random, frame: bytes) -> bytes:
    return frame[: chance.randrange(len(frame) + 1)] + chance.randbytes(chance.choice((8, 40, 200, 1500)))


def _nested(chance: random.Random, frame: bytes) -> bytes:
    front = chance.choice(pool())
    return front[: chance.randrange(len(front) + 1)] + frame


def _random(chance: random.Random, frame: bytes) -> bytes:
    ethertype = chance.choice(ETHERTYPES) if chance.randrange(2) else chance.getrandbits(16)
    return chance.randbytes(12) + ethertype.to_bytes(2) + chance.randbytes(chance.choice((0, 20, 60, 300, 1500)))


DAMAGE: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _truncated, _bytes_changed, _bytes_changed, _bytes_changed, _number_changed, _number_changed, _removed, _inserted,
    _repeated, _spliced, _random_behind, _nested, _random,
)  # fmt: skip


# ---- what must hold


def allowed(frame: bytes) -> float:
    """Seconds of CPU time for parsing, every field of every layer and part included."""
    return 0.001 + 1e-6 * len(frame)


def cpu_of(frame: bytes) -> float:
    """Seconds of CPU time that parsing takes, with every field read."""
    before = time.thread_time()
    read_everything(Packet(frame).protocols)
    return time.thread_time() - before


def read_everything(value: Any) -> None:
    """Read every field of what was decoded, and of all that it holds."""
    for each in value if isinstance(value, (list, tuple)) else fields(value):
        if type(each) not in PLAIN:
            read_everything(each)


def fields(value: Any) -> Any:
    """The values of the fields of a structure, of a dictionary its own; those of something else are not ours."""
    if isinstance(value, Structure):
        try:
            return getter(type(value))(value)
        except AttributeError as error:
            if error.obj is not value:
                raise
            return [getattr(value, name, None) for name in names_of(type(value))]
    return value.values() if isinstance(value, dict) else ()


@cache
def getter(cls: type[Structure]) -> Callable[[Structure], tuple[Any, ...]]:
    """What reads all fields at once: to read them one by one takes as long as to decode them."""
    names = names_of(cls)
    return attrgetter(*names, names[0]) if names else lambda value: ()


@cache
def names_of(cls: type[Structure]) -> list[str]:
    """The fields of a structure, padding left out."""
    return [each.name for each in fields_of(cls) if not each.is_pad]


@cache
def properties_of(cls: type) -> list[str]:
    """What a structure makes of its fields."""
    return [name for base in cls.__mro__ for name, value in vars(base).items() if isinstance(value, property)]


def read_properties(value: Any) -> None:
    """Read every property of what was decoded, and of all that it holds."""
    for name in properties_of(type(value)) if isinstance(value, Structure) else ():
        getattr(value, name)
    for each in value if isinstance(value, (list, tuple)) else fields(value):
        if type(each) not in PLAIN:
            read_properties(each)


def check(frame: bytes) -> float:
    """Do with a frame all that can be done with one; returns the share of the allowed time that parsing took.

    AssertionError, or whatever was raised, when something does not hold.
    """
    taken = cpu_of(frame)
    for _ in range(RETRIES):
        if taken > allowed(frame) / 2:
            taken = min(taken, cpu_of(frame))
    assert taken <= allowed(frame), f'{taken * 1000:.2f} ms of {allowed(frame) * 1000:.2f}'

    pkt = Packet(frame)
    layers = pkt.protocols
    assert len(layers) <= MAX_DEPTH + 1
    assert not any(isinstance(layer, bytes) for layer in layers[:-1])
    read_properties(layers)
    assert str(pkt).isprintable()
    assert pkt.summary().isprintable()
    assert repr(pkt) or not layers
    assert {pkt.key(): frame}
    for of in (version(OF10), version(OF13)):
        of.OFPMatch(**pkt.match_fields(of))
    json.dumps(pkt.to_jsondict())

    pkt.serialize()
    assert pkt.data == frame  # nothing was changed
    made = Packet(protocols=pkt.protocols)
    made.serialize()
    assert made.data is not None
    assert len(made.data) <= len(frame) + MIN_FRAME_SIZE
    return taken / allowed(frame)


# ---- many of them


class Outcome(NamedTuple):
    """What became of a batch: the largest share of the allowed time, and of which frame; the bytes that the process
    had resident behind it; for every place where something was raised, what, and the shortest frame that does that."""

    process: int
    worst: float
    slowest: bytes
    resident: int
    faults: dict[str, tuple[str, bytes]]


def run(seed: int, count: int = BATCH) -> Outcome:
    """Check the inputs of a seed."""
    worst, slowest, faults = 0.0, b'', {}
    for frame in inputs(seed, count):
        try:
            share = check(frame)
        except Exception as error:
            calls = traceback.extract_tb(error.__traceback__)[-3:]
            place = ' '.join(f'{Path(each.filename).name}:{each.lineno}' for each in calls)
            known = faults.get(place)
            if known is None or len(frame) < len(known[1]):
                faults[place] = repr(error), frame
        else:
            if share > worst:
                worst, slowest = share, frame
    gc.collect()
    return Outcome(os.getpid(), worst, slowest, resident(), faults)


def resident() -> int:
    """The bytes of memory that this process has now, as Linux counts them (the second number of /proc/self/statm)."""
    return int(Path('/proc/self/statm').read_text().split()[1]) * resource.getpagesize()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog='python -m tests.fuzz.packets', description=__doc__.split('\n')[0])
    parser.add_argument('--inputs', type=int, default=1_000_000, metavar='N', help='how many (%(default)s)')
    parser.add_argument('--seed', type=int, default=0, metavar='N', help='of the first batch (%(default)s)')
    parser.add_argument('--processes', type=int, default=os.cpu_count(), metavar='N', help='(%(default)s)')
    options = parser.parse_args()
    sys.exit(run_all(options.inputs, options.seed, options.processes))


def run_all(count: int, first_seed: int, processes: int) -> int:
    """Check `count` inputs or a few more in so many processes, and print what was found; the exit status."""
    began, checked = time.monotonic(), 0
    worst, slowest, faults = 0.0, b'', {}
    memory: dict[int, list[int]] = {}
    with ProcessPoolExecutor(processes) as pool:
        batches = [pool.submit(run, seed) for seed in range(first_seed, first_seed - -count // BATCH)]
        for batch in as_completed(batches):
            outcome = batch.result()
            checked += BATCH
            faults |= outcome.faults
            memory.setdefault(outcome.process, []).append(outcome.resident)
            if outcome.worst > worst:
                worst, slowest = outcome.worst, outcome.slowest
            print(f'{checked} inputs, {len(faults)} faults', file=sys.stderr, flush=True)
    for place, (what, frame) in faults.items():
        print(f'{what}\n    at {place}\n    of {frame.hex()}')
    print(f'{checked} inputs in {time.monotonic() - began:.0f} s, {processes} processes: {len(faults)} faults')
    print(f'slowest: {worst:.0%} of the time allowed, {len(slowest)} bytes: {slowest.hex()}')
    grown = 0
    for process, sizes in memory.items():
        grown = max(grown, sizes[-1] - sizes[: WARM + 1][-1])
        shown = ', '.join(f'{size / MEGABYTE:.1f}' for size in sizes[:: -(-len(sizes) // 12)])
        print(f'process {process}: {shown}; at the end {sizes[-1] / MEGABYTE:.1f} MB resident')
    return 1 if faults or grown > MOST_GROWTH else 0


if __name__ == '__main__':
    main()
