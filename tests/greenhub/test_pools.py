"""Pools of things: who gets one, when one is made, and that none is lost."""

from __future__ import annotations

from itertools import count

import pytest

import greenhub
from greenhub.pools import Pool, TokenPool


def numbers(**options):
    made = count(1)
    return Pool(create=lambda: next(made), **options)


def test_things_are_made_when_they_are_needed_first():
    pool = numbers(min_size=1, max_size=3)
    assert (pool.current_size, pool.free(), pool.waiting()) == (1, 3, 0)
    assert [pool.get(), pool.get()] == [1, 2]
    assert (pool.current_size, pool.free()) == (2, 1)
    pool.put(2)
    assert pool.get() == 2


@pytest.mark.parametrize(('order_as_stack', 'taken'), [(False, [1, 2]), (True, [2, 1])])
def test_order(order_as_stack, taken):
    pool = numbers(max_size=2, order_as_stack=order_as_stack)
    for item in (pool.get(), pool.get()):
        pool.put(item)
    assert [pool.get(), pool.get()] == taken


def test_who_waits_longest_is_served_first_and_at_once():
    pool, log = numbers(max_size=1), []
    item = pool.get()
    for name in 'ab':
        greenhub.spawn(lambda name: log.append((name, pool.get())), name)
    greenhub.sleep(0)
    assert pool.waiting() == 2 and pool.free() == 0
    pool.put(item)
    assert log == [('a', 1)]
    pool.put(1)
    assert log == [('a', 1), ('b', 1)]


def test_item_gives_back_whatever_happens():
    pool = numbers(max_size=1)
    with pytest.raises(KeyError), pool.item() as item:
        assert item == 1 and pool.free() == 0
        raise KeyError
    assert pool.free() == 1


def test_fewer_and_more():
    pool = numbers(max_size=2)
    one, two = pool.get(), pool.get()
    pool.resize(1)
    assert pool.free() == -1
    pool.put(one)  # one too many
    assert pool.current_size == 1 and not pool.free_items
    waiting = greenhub.spawn(pool.get)
    greenhub.sleep(0)
    pool.resize(2)
    assert waiting.wait() == 3  # it need not wait for what another one took
    pool.put(two)
    assert pool.get() == two


def test_a_create_that_fails_gives_its_place_to_the_next():
    attempts = count()

    def create():
        attempt = next(attempts)
        greenhub.sleep(0)
        if not attempt:
            raise LookupError('the first time')
        return attempt

    pool = Pool(max_size=1, create=create)
    first, second = greenhub.spawn(pool.get), greenhub.spawn(pool.get)
    with pytest.raises(LookupError):
        first.wait()
    assert greenhub.with_timeout(5, second.wait) == 1
    assert pool.current_size == 1


@pytest.mark.parametrize('give', ['put', 'resize'])
def test_who_is_killed_with_something_in_hand_passes_it_on(give):
    pool = numbers(max_size=1)
    item = pool.get()
    dying, waiting = greenhub.spawn(pool.get), greenhub.spawn(pool.get)
    greenhub.sleep(0)
    if give == 'put':
        greenhub.spawn(dying.kill)  # before dying can run
        pool.put(item)
    else:
        pool.resize(2)
        dying.kill()
    assert greenhub.with_timeout(5, waiting.wait) == (1 if give == 'put' else 2)
    assert pool.current_size == (1 if give == 'put' else 2) and not pool.waiting()


def test_a_subclass_says_what_is_made():
    class Lists(Pool):
        def create(self):
            return []

    assert Lists(min_size=1).get() == []
    with pytest.raises(NotImplementedError, match='create'):
        Pool().get()


def test_tokens():
    pool = TokenPool(max_size=2)
    assert pool.get() is not pool.get()
    waiting = greenhub.spawn(pool.get)
    greenhub.sleep(0)
    assert pool.waiting() == 1
    waiting.kill()
    assert pool.waiting() == 0
