"""GreenPool and GreenPile: bounds, results, recycled workers."""

from __future__ import annotations

import contextvars
import weakref

import pytest

import greenhub
from greenhub import GreenletExit, GreenPile, GreenPool, corolocal
from greenhub.event import Event


def test_never_more_than_its_size():
    pool, running, most = GreenPool(3), [], []

    def work(_):
        running.append(1)
        most.append(len(running))
        greenhub.sleep(0)
        running.pop()

    for i in range(10):
        (pool.spawn if i % 2 else pool.spawn_n)(work, i)
    pool.waitall()
    assert max(most) == 3 and len(most) == 10 and pool.free() == 3 and pool.running() == 0


def test_spawn_gives_a_handle_and_spawn_n_none():
    pool = GreenPool()
    assert pool.size == 1000
    assert pool.spawn(lambda a, b: a + b, 1, b=2).wait() == 3
    assert pool.spawn_n(lambda: None) is None
    pool.waitall()


def test_waiting_and_free():
    pool, done = GreenPool(1), Event()
    pool.spawn(done.wait)
    threads = [greenhub.spawn(pool.spawn, done.wait) for _ in range(2)]
    greenhub.sleep(0)
    assert (pool.running(), pool.free(), pool.waiting()) == (1, 0, 2)
    done.send()
    for thread in threads:
        thread.wait()
    pool.waitall()
    assert (pool.running(), pool.free(), pool.waiting()) == (0, 1, 0)


def test_resize():
    pool, done = GreenPool(1), Event()
    pool.spawn(done.wait)
    thread = greenhub.spawn(pool.spawn, done.wait)
    greenhub.sleep(0)
    pool.resize(2)
    thread.wait()
    pool.resize(0)
    assert pool.free() == -2 and pool.running() == 2
    done.send()
    pool.waitall()
    assert pool.free() == 0
    pool.resize(1)
    assert pool.spawn(lambda: 'runs').wait() == 'runs'


def test_a_full_pool_runs_the_spawns_of_its_own_green_threads_inline():
    pool, log = GreenPool(1), []

    def outer():
        log.append(pool.spawn(lambda: 'inline').wait())
        pool.spawn_n(log.append, 'inline too')
        with pytest.raises(KeyError):
            pool.spawn(_raise, KeyError()).wait()  # raised by wait, not by spawn

    pool.spawn(outer).wait()
    assert log == ['inline', 'inline too']


def _raise(error):
    raise error


def test_waitall():
    pool = GreenPool()
    pool.waitall()
    with pytest.raises(AssertionError):
        pool.spawn(pool.waitall).wait()
    log = []
    pool.spawn_n(lambda: (greenhub.sleep(0), log.append(1)))
    pool.waitall()
    assert log == [1]


@pytest.mark.parametrize('size, error', [('x', TypeError), (-1, ValueError)])
def test_bad_sizes(size, error):
    with pytest.raises(error):
        GreenPool(size)


def test_a_slot_is_freed_however_the_green_thread_ends(capfd):
    pool = GreenPool(2)
    pool.spawn(_raise, KeyError('of spawn'))
    pool.spawn_n(_raise, KeyError('of spawn_n'))
    pool.waitall()
    killed = [pool.spawn(greenhub.sleep, 10), pool.spawn(greenhub.sleep, 10)]
    greenhub.sleep(0)
    killed[0].kill()
    killed[1].kill()
    unstarted = pool.spawn(greenhub.sleep, 10)
    unstarted.kill()
    pool.spawn_n(_raise, GreenletExit())
    pool.waitall()
    assert pool.free() == 2
    err = capfd.readouterr().err
    assert 'of spawn' in err and 'of spawn_n' in err


def test_workers_are_recycled_without_memory_of_the_last_task():
    pool, workers, seen = GreenPool(1), set(), []  # weak references: a worker that somebody holds is not recycled
    local, variable = corolocal.local(), contextvars.ContextVar('variable', default='clean')

    def task():
        workers.add(weakref.ref(greenhub.getcurrent()))
        seen.append((getattr(local, 'x', None), variable.get()))
        local.x = 1
        variable.set('dirty')

    for _ in range(5):
        pool.spawn_n(task)
        pool.waitall()
        greenhub.sleep(0)
    assert len(workers) == 1 and seen == [(None, 'clean')] * 5


def test_a_time_out_that_a_task_left_running_does_not_hit_the_next(jumping_clock):
    pool, log = GreenPool(1), []

    def careless():
        greenhub.Timeout(1)
        greenhub.hubs.get_hub().schedule_call_local(1, log.append, 'of a task that is over')

    def innocent():
        greenhub.sleep(10)
        log.append('slept well')

    pool.spawn_n(careless)
    pool.waitall()
    greenhub.sleep(0)
    pool.spawn_n(innocent)
    pool.waitall()
    assert log == ['slept well']


def test_a_killed_worker_is_not_recycled():
    pool, workers = GreenPool(1), []
    pool.spawn_n(lambda: (workers.append(greenhub.getcurrent()), greenhub.sleep(10)))
    greenhub.sleep(0)
    greenhub.kill(workers[0])
    assert pool.free() == 1 and workers[0].dead
    pool.spawn_n(lambda: workers.append(greenhub.getcurrent()))
    pool.waitall()
    assert workers[1] is not workers[0]


def test_a_parked_worker_can_be_killed():
    pool, workers = GreenPool(1), []
    pool.spawn_n(lambda: workers.append(weakref.ref(greenhub.getcurrent())))
    pool.waitall()
    greenhub.sleep(0)
    greenhub.kill(workers[0]())
    pool.spawn_n(lambda: workers.append(greenhub.getcurrent()))
    pool.waitall()
    assert len(workers) == 2 and pool.free() == 1


def test_a_worker_killed_with_its_task_in_hand_frees_its_slot():
    pool, workers = GreenPool(1), []
    pool.spawn_n(lambda: workers.append(weakref.ref(greenhub.getcurrent())))
    pool.waitall()
    greenhub.sleep(0)
    pool.spawn_n(workers.append, 'never')
    greenhub.kill(workers[0]())
    pool.waitall()
    assert len(workers) == 1 and pool.free() == 1


def test_imap_and_starmap_keep_the_order():
    pool = GreenPool(4)
    assert list(pool.imap(lambda i: (greenhub.sleep(0 if i % 2 else 0.001), i)[1], range(10))) == list(range(10))
    assert list(pool.imap(lambda a, b: a + b, [1, 2], [10, 20])) == [11, 22]
    assert list(pool.starmap(None, [(1, 2), (3,)])) == [(1, 2), (3,)]
    assert list(pool.imap(str, [])) == []


def test_imap_reads_as_it_goes():
    taken = []

    def numbers():
        for i in range(100):
            taken.append(i)
            yield i

    results = GreenPool(2).imap(str, numbers())
    assert next(results) == '0'
    assert len(taken) < 10


def test_imap_raises_at_its_place_and_goes_on():
    def work(i):
        if i == 1:
            raise KeyError(i)
        return i

    results, seen = GreenPool(2).imap(work, range(3)), []
    while True:
        try:
            seen.append(next(results))
        except KeyError:
            seen.append('error')
        except StopIteration:
            break
    assert seen == [0, 'error', 2]


def test_an_iterable_that_fails_does_not_hang_imap():
    def numbers():
        yield 1
        raise LookupError

    results = GreenPool(2).imap(str, numbers())
    assert next(results) == '1'
    with pytest.raises(LookupError):
        next(results)
    with pytest.raises(StopIteration):
        next(results)


def test_a_pile_iterates_in_the_order_of_its_spawns():
    pile = GreenPile(2)
    assert list(pile) == []
    for i in range(5):
        pile.spawn(lambda i: (greenhub.sleep(0.001 * (5 - i)), i)[1], i)
    assert list(pile) == [0, 1, 2, 3, 4]


def test_piles_share_a_pool():
    pool = GreenPool(2)
    one, two = GreenPile(pool), GreenPile(pool)
    one.spawn(greenhub.sleep, 0)
    two.spawn(greenhub.sleep, 0)
    assert pool.free() == 0
    assert list(one) == [None] and next(two) is None


def test_imap_runs_beside_the_pool():
    pool = GreenPool(1)
    results = pool.imap(lambda i: (pool.running(), pool.free(), i), range(2))
    assert list(results) == [(0, 1, 0), (0, 1, 1)]
    pool.waitall()


def test_a_pile_keeps_results_until_they_are_taken_but_not_the_green_threads(capfd):
    pile, workers = GreenPile(1), set()

    def work(i):
        workers.add(weakref.ref(greenhub.getcurrent()))
        return [1, 2][i]

    for i in range(3):
        pile.spawn(work, i)
        pile.pool.waitall()
        greenhub.sleep(0)
    assert len(workers) == 1 and pile.pool.running() == 0
    assert [next(pile), next(pile)] == [1, 2]
    with pytest.raises(IndexError):
        next(pile)
    assert list(pile) == [] and capfd.readouterr().err == ''  # who iterates has heard of it


def test_a_pile_of_a_full_pool_that_is_killed_waits_for_nothing():
    pile = GreenPile(1)
    done = Event()
    pile.spawn(done.wait)
    waiting = greenhub.spawn(pile.spawn, str)
    greenhub.sleep(0)
    waiting.kill()
    done.send('only this')
    assert list(pile) == ['only this']


def _wait():
    greenhub.sleep(0)


@pytest.mark.parametrize('also', [int, _wait], ids=['runs', 'waits'])
def test_a_worker_that_nobody_holds_is_recycled_and_one_that_is_held_ends(also):
    pool, seen, kept = GreenPool(2), [], []

    def task():
        seen.append(weakref.ref(greenhub.getcurrent()))
        also()

    for _ in range(3):
        pool.spawn_n(task)
        pool.waitall()
        greenhub.sleep(0)
    assert seen[0]() is not None and seen[0] is seen[1] is seen[2]
    pool.spawn_n(lambda: (kept.append(greenhub.getcurrent()), also()))
    pool.waitall()
    greenhub.sleep(0)
    assert kept[0].dead
    stranger = Event()
    pool.spawn_n(lambda: (greenhub.sleep(0), stranger.send('alive')))
    greenhub.sleep(0)
    greenhub.kill(kept[0])
    assert greenhub.with_timeout(1, stranger.wait) == 'alive'


def test_workers_that_resumed_each_other_are_recycled_too():
    pool, seen = GreenPool(4), []
    for _ in range(3):
        for _ in range(4):
            pool.spawn_n(lambda: seen.append(weakref.ref(greenhub.getcurrent())))
        pool.waitall()
        greenhub.sleep(0)
    assert len(set(seen)) == 4


def test_a_parked_worker_keeps_nothing_of_its_task_alive():
    class Big:
        pass

    pool, variable = GreenPool(1), contextvars.ContextVar('variable')

    def task(argument):
        variable.set(argument)

    big = Big()
    alive = weakref.ref(big)
    pool.spawn_n(task, big)
    del big
    pool.waitall()
    greenhub.spawn(int).wait()  # the hub goes on to something else
    assert alive() is None


@pytest.mark.parametrize('recycled', [False, True])
def test_a_task_killed_before_its_first_step_frees_its_slot_and_ends_the_pile(recycled):
    pile = GreenPile(2)
    if recycled:
        pile.spawn(int)
        assert list(pile) == [0]
        greenhub.sleep(0)
    else:
        greenhub.hubs.get_hub().idle_workers.clear()
    pile.spawn(pytest.fail, 'it ran')
    greenhub.kill(next(iter(pile.pool.coroutines_running)))
    assert pile.pool.running() == 0 and pile.pool.free() == 2
    greenhub.with_timeout(1, pile.pool.waitall)
    with pytest.raises(GreenletExit):
        greenhub.with_timeout(1, next, pile)
    assert list(pile) == []


def test_an_iterable_that_raises_a_timeout_ends_imap():
    def numbers():
        yield 1
        raise greenhub.Timeout(None)

    results = GreenPool().imap(int, numbers())
    assert next(results) == 1
    with pytest.raises(greenhub.Timeout):
        greenhub.with_timeout(1, next, results)


def test_a_pool_made_smaller_under_load_gets_smaller():
    pool, running, most = GreenPool(4), [], []

    def work():
        running.append(1)
        most.append(len(running))
        greenhub.sleep(0)
        running.pop()

    for _ in range(4):
        pool.spawn(work)
    spawners = [greenhub.spawn(pool.spawn, work) for _ in range(8)]
    greenhub.sleep(0)
    pool.resize(2)
    del most[:]
    for spawner in spawners:
        spawner.wait()
    pool.waitall()
    assert max(most) == 2 and pool.free() == 2
