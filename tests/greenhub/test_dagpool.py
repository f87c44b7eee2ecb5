"""greenhub.dagpool: values by key, and green threads that need each other's."""

from __future__ import annotations

import gc

import pytest

import greenhub
from greenhub.dagpool import Collision, DAGPool, PropagateError
from greenhub.event import Event


def gather(key, results):
    """What a node gets, in the order in which it comes."""
    return key, list(results)


def fail(key, results, error):
    raise error


def settle():
    for _ in range(5):
        greenhub.sleep(0)


@pytest.mark.parametrize('preload', [{'a': 1, 'b': 2}, [('a', 1), ('b', 2)], iter([('a', 1), ('b', 2)])])
def test_preload(preload):
    pool = DAGPool(preload)
    assert pool.wait() == pool.waitall() == {'a': 1, 'b': 2}
    assert pool.keys() == ('a', 'b')
    assert pool.items() == (('a', 1), ('b', 2))
    assert (pool['a'], pool.get('b'), pool.get('c'), pool.get('c', 3)) == (1, 2, None, 3)


def test_green_threads_get_what_they_need_in_the_order_in_which_it_comes():
    pool = DAGPool({'early': 0})
    pool.spawn('all', ('first', 'second', 'early'), gather)
    pool.spawn('of nothing', (), gather)
    settle()
    pool.post('second', 2)
    pool.post('first', 1)
    assert pool['all'] == ('all', [('early', 0), ('second', 2), ('first', 1)])
    assert pool.wait(['of nothing']) == {'of nothing': ('of nothing', [])}


def test_a_diamond_of_one_function():
    def name(key, results, mark, end=''):
        return key + mark + ''.join(sorted(value for _, value in results)) + end

    pool = DAGPool()
    pool.spawn_many({'d': 'bc', 'b': 'a', 'c': 'a', 'a': ''}, name, '(', end=')')
    assert pool['d'] == 'd(b(a())c(a()))'
    assert set(pool.waitall()) == set('abcd')


def test_a_green_thread_works_before_it_needs_something():
    done = []

    def prepare(key, results):
        done.append(key)
        return dict(results)

    pool = DAGPool()
    pool.spawn('a', 'b', prepare)
    settle()
    assert done == ['a']
    pool.post('b', None)
    assert pool['a'] == {'b': None}


def test_wait_each_gives_values_as_they_come_and_keeps_what_it_was_asked_for():
    pool = DAGPool()
    pool.spawn('a', (), gather)
    each = pool.wait_each()
    pool.post('later', 1)
    assert next(each) == ('a', ('a', []))
    assert list(each) == []
    assert list(pool.wait_each(())) == []
    assert list(pool.wait_each(key for key in ('later', 'later'))) == [('later', 1)]


def test_what_is_going_on():
    pool = DAGPool({'a': 1})
    pool.spawn('b', 'ax', gather)
    pool.spawn('c', 'by', gather)
    pool.spawn('d', 'a', gather)
    assert (pool.running(), pool.running_keys(), pool.waiting()) == (3, ('b', 'c', 'd'), 2)
    assert pool.waiting_for() == {'b': {'x'}, 'c': {'b', 'y'}}
    assert (pool.waiting_for('c'), pool.waiting_for('d'), pool.waiting_for('a')) == ({'b', 'y'}, set(), set())
    with pytest.raises(KeyError, match='nowhere'):
        pool.waiting_for('nowhere')
    settle()
    pool.post('x', 1)
    settle()
    assert (pool.running_keys(), pool.waiting_for()) == (('c',), {'c': {'y'}})
    pool.post('y', 2)
    assert pool['c'] == ('c', [('b', ('b', [('a', 1), ('x', 1)])), ('y', 2)])
    assert (pool.running(), pool.waiting(), pool.waiting_for(), pool.waiting_for('c')) == (0, 0, {}, set())


def test_keys_are_given_once():
    pool = DAGPool({'preloaded': 1})
    pool.post('posted', 1)
    pool.spawn('running', ['never'], gather)
    for key in 'preloaded', 'posted', 'running':
        with pytest.raises(Collision, match=key):
            pool.spawn(key, (), gather)
        with pytest.raises(Collision, match=key):
            pool.post(key, 2)
    with pytest.raises(Collision):
        pool.post('running', 2, replace=True)
    pool.post('posted', 2, replace=True)
    assert pool['posted'] == 2


def test_a_green_thread_may_post_by_itself():
    def run(key, results):
        pool.post(key, 'posted')
        return 'returned'

    pool = DAGPool()
    pool.spawn('a', (), run)
    assert pool['a'] == 'posted'
    settle()
    assert (pool['a'], pool.running()) == ('posted', 0)


def test_kill():
    killed = []

    def run(key, results):
        try:
            list(results)
        except greenhub.GreenletExit:
            killed.append(key)
            raise

    pool = DAGPool()
    with pytest.raises(KeyError):
        pool.kill('a')
    pool.spawn('a', 'x', run)
    settle()
    pool.kill('a')
    assert (killed, pool.running(), pool.keys()) == (['a'], 0, ())
    pool.spawn('a', (), gather)
    assert pool['a'] == ('a', [])
    with pytest.raises(KeyError):
        pool.kill('a')


def test_errors_go_on_to_whoever_needs_the_value():
    pool = DAGPool()
    pool.spawn('a', (), fail, ValueError('bogus'))
    pool.spawn('b', 'a', gather)
    pool.spawn('c', 'b', gather)
    with pytest.raises(PropagateError) as raised:
        pool['c']
    assert str(raised.value) == (
        'PropagateError(c): PropagateError: PropagateError(b): PropagateError: PropagateError(a): ValueError: bogus'
    )
    chain = raised.value
    keys = []
    while isinstance(chain, PropagateError):
        keys.append(chain.key)
        chain = chain.exc
    assert keys == ['c', 'b', 'a']
    assert isinstance(chain, ValueError)
    assert str(PropagateError('k', KeyError())) == 'PropagateError(k): KeyError'


def test_a_time_out_is_an_error_too():
    pool = DAGPool()
    pool.spawn('a', (), fail, greenhub.Timeout(None))
    with pytest.raises(PropagateError, match='Timeout'):
        pool['a']


def test_who_expects_errors_can_have_both_kinds():
    pool = DAGPool({'good': 1, 'an exception as a value': ValueError()})
    pool.spawn('bad', (), fail, ValueError('bogus'))
    assert [key for key, _ in pool.wait_each_success()] == ['good', 'an exception as a value']
    assert [(key, error.key) for key, error in pool.wait_each_exception()] == [('bad', 'bad')]
    assert list(pool.wait_each_success(['bad'])) == list(pool.wait_each_exception(['good'])) == []
    assert isinstance(pool.get('an exception as a value'), ValueError)
    for ask in (pool.items, pool.wait, pool.waitall, lambda: pool.get('bad'), lambda: pool['bad'],
                lambda: list(pool.wait_each())):  # fmt: skip
        with pytest.raises(PropagateError):
            ask()
    assert pool.wait(['good']) == {'good': 1}


def test_raising_an_error_again_leaves_no_more_behind():
    pool = DAGPool()
    pool.spawn('a', (), fail, ValueError())
    depths = []
    for _ in range(3):
        with pytest.raises(PropagateError) as raised:
            pool['a']
        depths.append(len(raised.traceback))
    assert depths[0] == depths[2]


def test_who_stops_waiting_is_forgotten():
    pool = DAGPool()
    with greenhub.Timeout(0.001, False):
        pool['a']
    gc.collect()
    assert not pool._waiting
    pool.post('a', 1)
    assert pool['a'] == 1


def test_a_post_wakes_many_and_does_not_switch():
    pool, ran, start = DAGPool(), [], Event()
    waiting = [greenhub.spawn(lambda: (start.wait(), pool['a'], ran.append(1))) for _ in range(100)]
    start.send()
    settle()
    pool.post('a', 1)
    assert ran == []
    for thread in waiting:
        thread.wait()
    assert len(ran) == 100
