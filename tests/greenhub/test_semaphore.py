"""Semaphores: tokens, fairness, bounds."""

from __future__ import annotations

import pytest

import greenhub
from greenhub import BoundedSemaphore, CappedSemaphore, Semaphore


def test_tokens():
    semaphore = Semaphore(2)
    assert semaphore.acquire() and semaphore.acquire()
    assert semaphore.locked() and not semaphore.acquire(blocking=False)
    semaphore.release()
    assert semaphore.balance == 1 and not semaphore.locked()
    with semaphore:
        assert semaphore.balance == 0
    assert semaphore.balance == 1


def test_waiters_are_served_in_order_and_a_releaser_queues_up():
    semaphore, log = Semaphore(1), []

    def worker(name):
        for _ in range(3):
            with semaphore:
                log.append(name)
                greenhub.sleep(0)

    threads = [greenhub.spawn(worker, name) for name in 'abc']
    for thread in threads:
        thread.wait()
    assert ''.join(log) == 'abc' * 3


def test_balance_counts_those_who_wait():
    semaphore = Semaphore(0)
    threads = [greenhub.spawn(semaphore.acquire) for _ in range(3)]
    greenhub.sleep(0)
    assert semaphore.balance == -3
    for thread in threads:
        semaphore.release()
        thread.wait()
    assert semaphore.balance == 0


def test_time_out(jumping_clock):
    semaphore = Semaphore(0)
    began = jumping_clock.now
    assert semaphore.acquire(timeout=2) is False
    assert jumping_clock.now - began == pytest.approx(2) and semaphore.balance == 0
    greenhub.spawn_after(1, semaphore.release)
    assert semaphore.acquire(timeout=2) is True
    assert semaphore.acquire(blocking=False, timeout=None) is False


def test_bad_arguments():
    for value, error in (('foo', TypeError), (-1, ValueError)):
        with pytest.raises(error):
            Semaphore(value)
    with pytest.raises(ValueError, match='non-blocking'):
        Semaphore().acquire(blocking=False, timeout=1)
    with pytest.raises(ValueError):
        Semaphore().acquire(timeout=-2)
    with pytest.raises(ValueError):
        CappedSemaphore(3, 2)


def test_a_token_handed_to_a_dying_waiter_is_not_lost():
    semaphore = Semaphore(0)
    dying = greenhub.spawn(semaphore.acquire)
    waiting = greenhub.spawn(semaphore.acquire)
    greenhub.sleep(0)
    semaphore.release()  # dying has it
    dying.kill()
    assert greenhub.with_timeout(1, waiting.wait) is True


def test_bounded():
    semaphore = BoundedSemaphore(1)
    with semaphore:
        pass
    with pytest.raises(ValueError):
        semaphore.release()


def test_capped_release_waits_for_room():
    semaphore = CappedSemaphore(0, 1)
    semaphore.release()
    assert semaphore.bounded() and not semaphore.release(blocking=False)
    thread = greenhub.spawn(semaphore.release)
    greenhub.sleep(0)
    assert not thread.dead
    assert semaphore.acquire() and thread.wait() and semaphore.acquire()
    assert semaphore.locked() and not semaphore.acquire(blocking=False)


def test_capped_gives_back_what_a_time_out_took(jumping_clock):
    semaphore = CappedSemaphore(0, 1)
    assert semaphore.acquire(timeout=1) is False
    assert semaphore.balance == -1
    semaphore.release()
    assert semaphore.balance == 1


def test_a_token_too_many_goes_to_nobody():
    tokens, log = Semaphore(1), []
    tokens.acquire()
    threads = [greenhub.spawn(lambda: log.append(tokens.acquire())) for _ in range(2)]
    greenhub.sleep(0)
    tokens.counter -= 1  # as a pool does when it is made smaller
    tokens.release()
    greenhub.sleep(0)
    assert not log and tokens.counter == 0
    tokens.release()
    greenhub.sleep(0)
    assert log == [True] and tokens.counter == 0
    tokens.release()
    for thread in threads:
        thread.wait()


def test_a_token_that_was_handed_over_is_not_snatched_away():
    semaphore = greenhub.Semaphore(0)
    waiter = greenhub.spawn(semaphore.acquire)
    greenhub.sleep(0)
    semaphore.release()
    assert not semaphore.acquire(False) and waiter.wait()
