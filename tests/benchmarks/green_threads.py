"""greenhub beside eventlet and gevent: what a switch, a spawn, a hand-over, a socket round trip cost.

    python -m tests.benchmarks green_threads

Each library runs in its own interpreter, in turns; the least CPU time of all turns counts, in microseconds for one
operation.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.benchmarks.green_libraries import Library, library
from tests.benchmarks.peers import interpreter
from tests.benchmarks.processes import ROOT, controller_core, progress
from tests.benchmarks.report import OURS, Row, Section

__all__ = ['LIBRARIES', 'interpreters', 'run']

LIBRARIES = {'eventlet': 'eventlet', 'gevent': 'gevent', OURS: 'greenhub'}


def together(lib: Library, *functions: Callable[[], object]) -> None:
    for thread in [lib.spawn(function) for function in functions]:
        lib.wait(thread)


def nothing() -> None:
    pass


# -- the cases: `count` operations each


def sleep_0(lib: Library, count: int, threads: int = 2) -> None:
    """sleep(0), 2 green threads"""
    def work() -> None:
        for _ in range(count // threads):
            lib.sleep(0)

    together(lib, *[work] * threads)


def sleep_0_of_1000(lib: Library, count: int) -> None:
    """sleep(0), 1,000 green threads"""
    sleep_0(lib, count, 1000)


def spawn_wait(lib: Library, count: int) -> None:
    """spawn and wait"""
    for _ in range(count):
        lib.wait(lib.spawn(nothing))


def spawn_in_pool(lib: Library, count: int) -> None:
    """spawn in a pool, no result"""
    pool = lib.pool(100)
    for _ in range(count):
        lib.pool_spawn(pool, nothing)
    lib.pool_join(pool)


def event(lib: Library, count: int) -> None:
    """Event, there and back between two"""
    pairs = [(lib.Event(), lib.Event()) for _ in range(count)]

    def answer() -> None:
        for there, back in pairs:
            lib.receive(there)
            lib.send(back)

    def ask() -> None:
        for there, back in pairs:
            lib.send(there)
            lib.receive(back)

    together(lib, answer, ask)


def event_spawn(lib: Library, count: int) -> None:
    """Event, sent by a new green thread"""
    for _ in range(count):
        event = lib.Event()
        lib.spawn(lib.send, event)
        lib.receive(event)


def queue_ping_pong(lib: Library, count: int) -> None:
    """Queue, there and back between two"""
    there, back = lib.Queue(), lib.Queue()

    def answer() -> None:
        for _ in range(count):
            back.put(there.get())

    def ask() -> None:
        for i in range(count):
            there.put(i)
            back.get()

    together(lib, answer, ask)


def queue_stream(lib: Library, count: int) -> None:
    """Queue(100), an item of a stream"""
    queue = lib.Queue(100)

    def consume() -> None:
        for _ in range(count):
            queue.get()

    def produce() -> None:
        for i in range(count):
            queue.put(i)

    together(lib, consume, produce)


def semaphore(lib: Library, count: int) -> None:
    """Semaphore, handed over"""
    tokens = lib.Semaphore(1)

    def work() -> None:
        for _ in range(count // 2):
            with tokens:
                lib.sleep(0)

    together(lib, work, work)


def timer(lib: Library, count: int) -> None:
    """timer, made and cancelled"""
    for _ in range(count):
        lib.timer()


def sleepers(lib: Library, count: int) -> None:
    """a sleeper among 10,000"""
    together(lib, *[lambda: lib.sleep(0.2)] * count)


def echo(lib: Library, count: int, pairs: int = 1) -> None:
    """socket, there and back, 1 pair"""
    def answer(sock: Any) -> None:
        while data := sock.recv(100):
            sock.sendall(data)

    def ask(sock: Any) -> None:
        for _ in range(count // pairs):
            sock.sendall(b'x')
            sock.recv(100)
        sock.close()

    sockets = [lib.socketpair() for _ in range(pairs)]
    together(lib, *(lambda b=b: answer(b) for _, b in sockets), *(lambda a=a: ask(a) for a, _ in sockets))


def echo_100(lib: Library, count: int) -> None:
    """socket, there and back, 100 pairs"""
    echo(lib, count, 100)


CASES: dict[Callable[[Library, int], None], int] = {
    sleep_0: 60_000, sleep_0_of_1000: 60_000, spawn_wait: 10_000, spawn_in_pool: 20_000, event: 20_000,
    event_spawn: 10_000, queue_ping_pong: 20_000, queue_stream: 60_000, semaphore: 20_000, timer: 50_000,
    sleepers: 10_000, echo: 5_000, echo_100: 10_000,
}


def measure(name: str) -> dict[str, float]:
    """Microseconds of CPU for one operation, by case; run in the library's own interpreter."""
    lib, result = library(name), {}
    for case, count in CASES.items():
        case(lib, count // 10)  # to warm up
        began = time.process_time()
        case(lib, count)
        result[case.__name__] = (time.process_time() - began) / count * 1e6
    return result


def interpreters() -> dict[str, str]:
    """The Python that has it, by contender."""
    peers = str(interpreter('green threads'))
    return {name: sys.executable if name == OURS else peers for name in LIBRARIES}


def turn(name: str, python: str) -> dict[str, float]:
    """One contender, in an interpreter of its own on the controller's core."""
    command = [python, '-W', 'ignore', '-m', __name__, LIBRARIES[name]]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        os.sched_setaffinity(process.pid, {controller_core()})
        try:
            output, _ = process.communicate(timeout=120)
        finally:
            process.kill()
    return json.loads(output)


def run(quick: bool) -> list[Section]:
    """All cases; half a minute when quick, three minutes else."""
    turns: dict[str, list[dict[str, float]]] = {name: [] for name in LIBRARIES}
    for number in range(3 if quick else 15):
        progress(f'green threads, turn {number + 1}')
        for name, python in interpreters().items():
            turns[name].append(turn(name, python))
    rows = [Row(str(case.__doc__), 'us', {name: min(each[case.__name__] for each in measured)
                                          for name, measured in turns.items()}) for case in CASES]
    return [Section('green threads, CPU for one', rows, raw=turns, each_peer=True)]


if __name__ == '__main__':
    print(json.dumps(measure(sys.argv[1])))
