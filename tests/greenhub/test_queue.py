"""Queues: bounds, channels, order, and items that are never lost."""

from __future__ import annotations

import pytest

import greenhub
from greenhub import hubs
from greenhub.queue import Empty, Full, LifoQueue, LightQueue, PriorityQueue, Queue


def test_fifo():
    queue = Queue()
    for i in range(3):
        queue.put(i)
    assert queue.qsize() == 3 and not queue.empty() and list(queue.queue) == [0, 1, 2]
    assert [queue.get() for _ in range(3)] == [0, 1, 2]
    assert queue.empty() and bool(queue)


def test_orders():
    lifo, priority = LifoQueue(), PriorityQueue()
    for i in (2, 1, 3):
        lifo.put(i)
        priority.put(i)
    assert [lifo.get() for _ in range(3)] == [3, 1, 2]
    assert [priority.get() for _ in range(3)] == [1, 2, 3]


def test_a_subclass_may_have_an_order_of_its_own():
    class Set(LightQueue):
        def _put(self, item):
            if item not in self.queue:
                super()._put(item)

    class Newest(Queue):
        def _get(self):
            return self.queue.pop()

    queue, newest = Set(), Newest()
    for item in (1, 2, 1):
        queue.put(item)
        newest.put(item)
    assert [queue.get(), queue.get()] == [1, 2] and queue.empty()
    assert [newest.get(), newest.get()] == [1, 2] and newest.qsize() == 1


def test_getters_and_putters_are_served_in_order():
    queue, log = LightQueue(1), []
    getters = [greenhub.spawn(lambda i: log.append((i, queue.get())), i) for i in range(3)]
    greenhub.sleep(0)
    assert queue.getting() == 3
    for item in 'abc':
        queue.put(item)
    for getter in getters:
        getter.wait()
    assert log == [(0, 'a'), (1, 'b'), (2, 'c')]
    queue.put(0)
    putters = [greenhub.spawn(queue.put, i) for i in (1, 2, 3)]
    greenhub.sleep(0)
    assert queue.putting() == 3 and queue.full()
    assert [queue.get() for _ in range(4)] == [0, 1, 2, 3]
    for putter in putters:
        putter.wait()


def test_full_and_empty(jumping_clock):
    queue = Queue(1)
    with pytest.raises(Empty):
        queue.get_nowait()
    with pytest.raises(Empty):
        queue.get(timeout=5)
    queue.put(1)
    with pytest.raises(Full):
        queue.put_nowait(2)
    with pytest.raises(Full):
        queue.put(2, timeout=5)
    assert queue.qsize() == 1 and queue.unfinished_tasks == 1 and not queue.putting() and not queue.getting()


def test_no_bound():
    for maxsize in (None, -1):
        queue = Queue(maxsize)
        for i in range(100):
            queue.put_nowait(i)
        assert not queue.full() and queue.maxsize is None


def test_resize():
    queue = Queue(1)
    queue.put(1)
    putters = [greenhub.spawn(queue.put, i) for i in (2, 3)]
    greenhub.sleep(0)
    queue.resize(2)
    greenhub.sleep(0)
    assert queue.qsize() == 2 and queue.putting() == 1
    queue.resize(None)
    for putter in putters:
        putter.wait()
    queue.resize(1)
    assert queue.qsize() == 3 and queue.full()


def test_a_channel_has_no_room():
    channel, log = LightQueue(0), []

    def consumer():
        for _ in range(2):
            log.append(channel.get())

    thread = greenhub.spawn(consumer)
    assert channel.empty() and channel.full()
    channel.put('a')
    log.append('sent a')
    channel.put('b')
    log.append('sent b')
    thread.wait()
    assert log == ['a', 'sent a', 'b', 'sent b']


def test_a_channel_serves_get_nowait():
    channel = LightQueue(0)
    putter = greenhub.spawn(channel.put, 'x')
    greenhub.sleep(0)
    assert channel.get_nowait() == 'x'
    putter.wait()
    with pytest.raises(Empty):
        channel.get_nowait()


def test_nowait_in_the_hub():
    queue, results, hub = LightQueue(1), [], hubs.get_hub()

    def store(call, *args):
        try:
            results.append(call(*args))
        except (Full, Empty) as e:
            results.append(type(e))

    for call in ((queue.put_nowait, 1), (queue.put_nowait, 2), (queue.get_nowait,), (queue.get_nowait,)):
        hub.call_soon(store, *call)
    greenhub.sleep(0)
    assert results == [None, Full, 1, Empty]


@pytest.mark.parametrize('kind', [Queue, LifoQueue, PriorityQueue])
def test_an_item_handed_to_a_dying_getter_goes_to_the_next(kind):
    queue = kind()
    dying = greenhub.spawn(queue.get)
    waiting = greenhub.spawn(queue.get)
    greenhub.sleep(0)
    queue.put('x')
    dying.kill()
    assert greenhub.with_timeout(1, waiting.wait) == 'x'
    dying = greenhub.spawn(queue.get)
    greenhub.sleep(0)
    queue.put('y')
    dying.kill()
    assert queue.get_nowait() == 'y'


def test_it_goes_back_to_the_front():
    queue = Queue()
    dying = greenhub.spawn(queue.get)
    greenhub.sleep(0)
    queue.put('first')
    queue.put('second')
    dying.kill()
    assert [queue.get(), queue.get()] == ['first', 'second']


def test_a_killed_putter_puts_nothing():
    queue = Queue(1)
    queue.put(1)
    putter = greenhub.spawn(queue.put, 2)
    greenhub.sleep(0)
    putter.kill()
    assert queue.get() == 1 and queue.empty() and queue.unfinished_tasks == 1


def test_join_waits_for_all_tasks():
    queue, log = Queue(), []
    queue.join()

    def worker():
        while (item := queue.get()) is not None:
            greenhub.sleep(0)
            log.append(item)
            queue.task_done()
        queue.task_done()

    thread = greenhub.spawn(worker)
    for item in (1, 2, 3, None):
        queue.put(item)
    queue.join()
    assert log == [1, 2, 3]
    thread.wait()
    with pytest.raises(ValueError, match='too many'):
        queue.task_done()


def test_time_outs_leave_nobody_in_line(jumping_clock):
    queue = LightQueue()
    for _ in range(100):
        with pytest.raises(Empty):
            queue.get(timeout=1)
    assert not queue.getters
    assert 'items=0' in repr(queue)


def test_types_can_be_subscripted():
    assert Queue[int].__origin__ is Queue


def test_an_item_stays_in_the_queue_until_its_getter_runs():
    queue, log = Queue(1), []
    getter = greenhub.spawn(lambda: log.append(queue.get()))
    greenhub.sleep(0)
    queue.put('x')
    assert queue.qsize() == 1 and queue.full() and not queue.getting()
    with pytest.raises(Empty):
        queue.get_nowait()  # it is promised
    with pytest.raises(Full):
        queue.put_nowait('y')
    getter.wait()
    assert log == ['x'] and queue.empty()


def test_a_getter_that_dies_with_a_promise_breaks_neither_bound_nor_order():
    queue = Queue(1)
    dying = greenhub.spawn(queue.get)
    greenhub.sleep(0)
    queue.put(1)
    with pytest.raises(Full):
        queue.put_nowait(2)
    dying.kill()
    putter = greenhub.spawn(queue.put, 2)
    greenhub.sleep(0)
    assert queue.qsize() == 1 and queue.putting() == 1
    assert queue.get() == 1 and queue.get() == 2 and putter.wait() is None


def test_putters_let_in_find_the_getters_that_wait():
    queue, log = Queue(1), []
    getters = [greenhub.spawn(lambda: log.append(queue.get())) for _ in range(2)]
    greenhub.sleep(0)
    queue.put(1)
    queue.put(2)  # waits until the first has got its item
    for getter in getters:
        greenhub.with_timeout(1, getter.wait)
    assert log == [1, 2] and queue.empty() and not queue.putting()


def test_a_get_that_finds_all_items_promised_takes_one_from_a_putter():
    queue, log = Queue(1), []
    getter = greenhub.spawn(lambda: log.append(queue.get()))
    greenhub.sleep(0)
    queue.put(1)
    putter = greenhub.spawn(queue.put, 2)
    late = greenhub.spawn(lambda: log.append(queue.get()))
    for thread in (getter, putter, late):
        greenhub.with_timeout(1, thread.wait)
    assert sorted(log) == [1, 2] and queue.empty()


def test_a_getter_that_waits_gets_the_smallest_item_there_is_when_it_runs():
    queue = PriorityQueue()
    getter = greenhub.spawn(queue.get)
    greenhub.sleep(0)
    queue.put(5)
    queue.put(1)
    assert getter.wait() == 1 and queue.get() == 5


def test_a_subclass_decides_what_is_kept_also_while_a_getter_waits():
    class Unique(Queue):
        def _init(self, maxsize):
            self.queue, self.seen = [], set()

        def _put(self, item):
            if item not in self.seen:
                self.seen.add(item)
                self.queue.append(item)

        def _get(self):
            return self.queue.pop(0)

    queue, got = Unique(), []
    dying = greenhub.spawn(queue.get)
    greenhub.sleep(0)
    queue.put(1)
    dying.kill()
    assert queue.get() == 1
    getter = greenhub.spawn(lambda: got.append(queue.get()))
    greenhub.sleep(0)
    queue.put(1)
    assert queue.getting() == 1
    queue.put(2)
    getter.wait()
    assert got == [2] and queue.empty()


def test_what_a_getter_was_promised_is_not_snatched_away():
    queue = greenhub.Queue(1)
    getter = greenhub.spawn(queue.get)
    greenhub.sleep(0)
    queue.put('promised')
    assert (queue.qsize(), queue.full(), queue.getting()) == (1, True, 0)
    with pytest.raises(Empty):
        queue.get_nowait()
    assert getter.wait() == 'promised'
