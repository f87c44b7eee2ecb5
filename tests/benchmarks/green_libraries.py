"""The libraries under test under one set of names, each loaded only in the interpreter that measures it.

A name stands for what the library's own documentation says for that purpose: where eventlet and greenhub have
`spawn(f).wait()`, gevent has `spawn(f).get()`; an event that carries one result is called AsyncResult there.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

__all__ = ['Library', 'library']


class Library:
    """Plain functions and classes; methods are given unbound, so that a name more costs nobody anything.

    spawn, wait(thread), sleep, pool(size), pool_spawn(pool, f), pool_join(pool), Event, send(event), receive(event),
    Queue, Semaphore, timer() made and cancelled, socketpair.
    """

    def __init__(self, **names: Any) -> None:
        vars(self).update(names)


def library(name: str) -> Library:
    """eventlet, gevent or greenhub."""
    return _gevent() if name == 'gevent' else _with_names_of_eventlet(name)


def _nothing() -> None:
    pass


def _with_names_of_eventlet(name: str) -> Library:
    top, schedule = import_module(name), import_module(f'{name}.hubs').get_hub().schedule_call_global
    event, pool = import_module(f'{name}.event').Event, top.GreenPool
    return Library(
        spawn=top.spawn, wait=import_module(f'{name}.greenthread').GreenThread.wait, sleep=top.sleep,
        pool=pool, pool_spawn=pool.spawn_n, pool_join=pool.waitall,
        Event=event, send=event.send, receive=event.wait,
        Queue=import_module(f'{name}.queue').Queue, Semaphore=import_module(f'{name}.semaphore').Semaphore,
        timer=lambda: schedule(60, _nothing).cancel(), socketpair=import_module(f'{name}.green.socket').socketpair)


def _gevent() -> Library:
    gevent = import_module('gevent')
    event, pool = import_module('gevent.event').AsyncResult, import_module('gevent.pool').Pool
    return Library(
        spawn=gevent.spawn, wait=gevent.Greenlet.get, sleep=gevent.sleep,
        pool=pool, pool_spawn=pool.spawn, pool_join=pool.join,
        Event=event, send=event.set, receive=event.get,
        Queue=import_module('gevent.queue').Queue, Semaphore=import_module('gevent.lock').Semaphore,
        timer=_gevent_timer(gevent.get_hub().loop), socketpair=import_module('gevent.socket').socketpair)


def _gevent_timer(loop: Any) -> Callable[[], None]:
    def timer() -> None:
        with loop.timer(60) as made:
            made.start(_nothing)
    return timer
