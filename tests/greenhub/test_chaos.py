"""Kills and time-outs at random moments: no item, token or lock is ever lost, and nobody is left waiting."""

from __future__ import annotations

import random

import pytest

import greenhub
from greenhub import CappedSemaphore, GreenletExit, GreenPool, Semaphore, hubs
from greenhub.lock import Lock
from greenhub.queue import Empty, Full, LightQueue, Queue

pytestmark = pytest.mark.usefixtures('jumping_clock', 'no_leaks')
SEEDS = range(12)


def harass(dice: random.Random, threads: list, rounds: int = 150) -> None:
    """Kill now and then one of the green threads, for as many generations."""
    for _ in range(rounds):
        greenhub.sleep(0)
        if threads and dice.random() < 0.2:
            victim = dice.choice(threads)
            if dice.random() < 0.5:
                victim.kill()
            else:
                hubs.get_hub().schedule_call_global(0, greenhub.kill, victim)


def finish(threads: list) -> None:
    with greenhub.Timeout(1000):
        for thread in threads:
            try:
                thread.wait()
            except GreenletExit:
                pass


@pytest.mark.parametrize('maxsize', [None, 0, 1, 3])
@pytest.mark.parametrize('seed', SEEDS)
def test_queues_keep_every_item_once(seed, maxsize):
    dice, queue = random.Random(seed), (Queue if seed % 2 else LightQueue)(maxsize)
    put, got = [], []

    def producer(number):
        for i in range(20):
            try:
                queue.put((number, i), timeout=dice.choice([None, 0, 0.01]))
            except Full:
                continue
            put.append((number, i))
            if dice.random() < 0.3:
                greenhub.sleep(dice.choice([0, 0.005]))

    def consumer():
        while True:
            try:
                got.append(queue.get(timeout=dice.choice([None, 0, 0.01])))
            except Empty:
                continue

    producers = [greenhub.spawn(producer, n) for n in range(4)]
    consumers = [greenhub.spawn(consumer) for _ in range(4)]
    harass(dice, consumers[:2] + producers[:1])
    finish(producers)
    while queue.qsize() or queue.putting():
        greenhub.sleep(0.001)
    for thread in consumers:
        thread.kill()
    finish(consumers)
    # a producer may be killed between the moment its item is taken and its own note of it: at most one is missing
    assert len(got) == len(set(got)) and set(put) <= set(got) and len(got) - len(put) <= 1
    assert not queue.getters and not queue.putters


@pytest.mark.parametrize('make', [lambda: Semaphore(2), lambda: CappedSemaphore(2, 2), Lock])
@pytest.mark.parametrize('seed', SEEDS)
def test_tokens_are_neither_lost_nor_made(seed, make):
    dice, semaphore = random.Random(seed), make()
    most = 1 if isinstance(semaphore, Lock) else 2
    inside = []

    def worker():
        for _ in range(30):
            if not semaphore.acquire(True, dice.choice([-1, 0.001, 0.01])):
                continue
            try:
                inside.append(1)
                assert len(inside) <= most
                greenhub.sleep(dice.choice([0, 0, 0.003]))
            finally:
                inside.pop()
                semaphore.release()

    threads = [greenhub.spawn(worker) for _ in range(6)]
    harass(dice, threads[:4])
    finish(threads)
    assert not inside
    for _ in range(most):
        assert semaphore.acquire(False)
    assert not semaphore.acquire(False)


@pytest.mark.parametrize('seed', SEEDS)
def test_pools_get_every_slot_back(seed):
    dice, pool, running = random.Random(seed), GreenPool(3), []

    def task():
        running.append(greenhub.getcurrent())
        assert len(running) <= 3
        try:
            greenhub.sleep(dice.choice([0, 0.001, 0.01]))
        finally:
            running.remove(greenhub.getcurrent())

    def feeder():
        for _ in range(30):
            (pool.spawn if dice.random() < 0.5 else pool.spawn_n)(task)

    feeders = [greenhub.spawn(feeder) for _ in range(3)]
    for _ in range(150):
        greenhub.sleep(0)
        if running and dice.random() < 0.2:
            greenhub.kill(dice.choice(running))
    finish(feeders)
    pool.waitall()
    assert (pool.running(), pool.free(), pool.waiting()) == (0, 3, 0)
