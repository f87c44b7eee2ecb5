"""greenhub beside eventlet: what a switch, a spawn, a hand-over, a socket round trip cost.

    python -m tests.benchmarks.green_threads [--rounds 5] [--peer PYTHON] [CASE ...]

Each library runs in its own interpreter, in turns; the least CPU time of all rounds counts, in microseconds for one
operation. `--peer` is a Python that has eventlet; without it the one of the packet-in benchmark is used.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def library(name: str) -> Any:
    """The modules under test by eventlet's names; both packages have them."""
    modules = {part: importlib.import_module(f'{name}.{part}') for part in ('event', 'queue', 'semaphore', 'hubs')}
    top = importlib.import_module(name)
    socket = importlib.import_module(f'{name}.green.socket')
    return SimpleNamespace(**modules, spawn=top.spawn, sleep=top.sleep, GreenPool=top.GreenPool, socket=socket)


def together(lib: Any, *functions: Callable[[], object]) -> None:
    for thread in [lib.spawn(function) for function in functions]:
        thread.wait()


def nothing() -> None:
    pass


# -- the cases: `count` operations each


def sleep_0(lib: Any, count: int, threads: int = 2) -> None:
    """sleep(0), 2 green threads"""
    def work() -> None:
        for _ in range(count // threads):
            lib.sleep(0)

    together(lib, *[work] * threads)


def sleep_0_of_1000(lib: Any, count: int) -> None:
    """sleep(0), 1000 green threads"""
    sleep_0(lib, count, 1000)


def spawn_wait(lib: Any, count: int) -> None:
    """spawn and wait"""
    for _ in range(count):
        lib.spawn(nothing).wait()


def pool_spawn_n(lib: Any, count: int) -> None:
    """GreenPool.spawn_n"""
    pool = lib.GreenPool(100)
    for _ in range(count):
        pool.spawn_n(nothing)
    pool.waitall()


def event_spawn(lib: Any, count: int) -> None:
    """Event, sent by a new green thread"""
    for _ in range(count):
        event = lib.event.Event()
        lib.spawn(event.send)
        event.wait()


def event(lib: Any, count: int) -> None:
    """Event there and back between two"""
    pairs = [(lib.event.Event(), lib.event.Event()) for _ in range(count)]

    def answer() -> None:
        for there, back in pairs:
            there.wait()
            back.send()

    def ask() -> None:
        for there, back in pairs:
            there.send()
            back.wait()

    together(lib, answer, ask)


def queue_ping_pong(lib: Any, count: int) -> None:
    """Queue there and back between two"""
    there, back = lib.queue.Queue(), lib.queue.Queue()

    def answer() -> None:
        for _ in range(count):
            back.put(there.get())

    def ask() -> None:
        for i in range(count):
            there.put(i)
            back.get()

    together(lib, answer, ask)


def queue_stream(lib: Any, count: int) -> None:
    """Queue(100), an item"""
    queue = lib.queue.Queue(100)

    def consume() -> None:
        for _ in range(count):
            queue.get()

    def produce() -> None:
        for i in range(count):
            queue.put(i)

    together(lib, consume, produce)


def semaphore(lib: Any, count: int) -> None:
    """Semaphore, handed over"""
    tokens = lib.semaphore.Semaphore(1)

    def work() -> None:
        for _ in range(count // 2):
            with tokens:
                lib.sleep(0)

    together(lib, work, work)


def timer(lib: Any, count: int) -> None:
    """timer, made and cancelled"""
    hub = lib.hubs.get_hub()
    for _ in range(count):
        hub.schedule_call_global(60, nothing).cancel()


def sleepers(lib: Any, count: int) -> None:
    """a sleeper among thousands"""
    together(lib, *[lambda: lib.sleep(0.2)] * count)


def echo(lib: Any, count: int, pairs: int = 1) -> None:
    """socket there and back, 1 pair"""
    def answer(sock: Any) -> None:
        while data := sock.recv(100):
            sock.sendall(data)

    def ask(sock: Any) -> None:
        for _ in range(count // pairs):
            sock.sendall(b'x')
            sock.recv(100)
        sock.close()

    sockets = [lib.socket.socketpair() for _ in range(pairs)]
    together(lib, *(lambda b=b: answer(b) for _, b in sockets), *(lambda a=a: ask(a) for a, _ in sockets))


def echo_100(lib: Any, count: int) -> None:
    """socket there and back, 100 pairs"""
    echo(lib, count, 100)


CASES: dict[Callable[[Any, int], None], int] = {
    sleep_0: 60_000, sleep_0_of_1000: 60_000, spawn_wait: 10_000, pool_spawn_n: 20_000, event_spawn: 10_000,
    event: 20_000, queue_ping_pong: 20_000, queue_stream: 60_000, semaphore: 20_000, timer: 50_000, sleepers: 5_000,
    echo: 5_000, echo_100: 10_000,
}


def measure(name: str, cases: list[str]) -> dict[str, float]:
    """Microseconds of CPU for one operation, by case; run in the library's own interpreter."""
    lib, result = library(name), {}
    for case, count in CASES.items():
        if case.__name__ in cases:
            case(lib, count // 10)  # to warm up
            began = time.process_time()
            case(lib, count)
            result[case.__name__] = (time.process_time() - began) / count * 1e6
    return result


def in_turns(interpreters: dict[str, str], cases: list[str], rounds: int) -> dict[str, dict[str, float]]:
    """The least of all rounds, by library and case."""
    best: dict[str, dict[str, float]] = {name: {} for name in interpreters}
    for _ in range(rounds):
        for name, python in interpreters.items():
            command = [python, '-W', 'ignore', '-m', 'tests.benchmarks.green_threads', '--measure', name, *cases]
            output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300).stdout
            for case, value in json.loads(output).items():
                best[name][case] = min(value, best[name].get(case, value))
    return best


def main() -> None:
    """Measure both and print a table."""
    parser = argparse.ArgumentParser(prog='python -m tests.benchmarks.green_threads', description=__doc__)
    parser.add_argument('cases', nargs='*', metavar='CASE', help=', '.join(case.__name__ for case in CASES))
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--peer', help='a Python that has eventlet')
    parser.add_argument('--measure', help=argparse.SUPPRESS)
    options = parser.parse_args()
    cases = options.cases or [case.__name__ for case in CASES]
    if options.measure:
        print(json.dumps(measure(options.measure, cases)))
        return
    if options.peer is None:
        from .peers import interpreter
        options.peer = str(interpreter('os-ken'))
    best = in_turns({'eventlet': options.peer, 'greenhub': sys.executable}, cases, options.rounds)
    print(f'{"CPU us for one":36}{"eventlet":>10}{"greenhub":>10}{"ratio":>8}')
    for case in CASES:
        if case.__name__ in cases:
            theirs, ours = best['eventlet'][case.__name__], best['greenhub'][case.__name__]
            print(f'{case.__doc__:36}{theirs:10.2f}{ours:10.2f}{theirs / ours:8.2f}')


if __name__ == '__main__':
    main()
