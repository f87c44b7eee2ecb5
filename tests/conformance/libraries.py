"""Programs on well-known libraries, written as blocking code; `monkey_patch()` and `spawn` make them concurrent.

    python -m tests.conformance.libraries PROGRAM ARGUMENT ...

Each prints its results as JSON. It runs in a process of its own, since patching is for the whole process.
"""

from __future__ import annotations

import greenhub

if __name__ == '__main__':
    greenhub.install_as_eventlet()  # for those libraries that import it
    greenhub.monkey_patch()  # before the libraries are imported, as in any program

import json
import select
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

__all__ = ['PROGRAMS']

LIMIT = 40  # seconds; the test that waits for a program has more


def together(count: int, function: Callable[[int], Any]) -> list[Any]:
    """What `function` returns for 0 to `count` - 1, each called in a green thread of its own."""
    return [thread.wait() for thread in [greenhub.spawn(function, number) for number in range(count)]]


def until(condition: Callable[[], bool]) -> None:
    while not condition():
        time.sleep(0.01)


# -- HTTP


def with_requests(url: str, certificate: str | None = None) -> list[str]:
    """200 requests, each by a session of its own."""
    import requests

    def fetch(number: int) -> str:
        return requests.get(f'{url}/{number}', timeout=LIMIT, verify=certificate).text

    return together(200, fetch)


def with_session(url: str, certificate: str | None = None) -> list[str]:
    """200 requests by one session, whose pool holds them all."""
    import requests

    with requests.Session() as session:
        session.mount(url, requests.adapters.HTTPAdapter(pool_maxsize=200))
        return together(200, lambda number: session.get(f'{url}/{number}', timeout=LIMIT, verify=certificate).text)


def with_urllib3(url: str, certificate: str | None = None) -> list[str]:
    """200 requests through one pool of connections."""
    import urllib3

    with urllib3.PoolManager(maxsize=200, block=True, ca_certs=certificate, timeout=LIMIT, retries=False) as pool:
        return together(200, lambda number: pool.request('GET', f'{url}/{number}').data.decode())


# -- redis


def with_redis(url: str) -> list[str]:
    """100 wait in BLPOP; when the server says that all do, another gives each its value, the last one first."""
    import redis

    pool = redis.BlockingConnectionPool.from_url(url, max_connections=120, decode_responses=True, timeout=LIMIT)
    client = redis.Redis(connection_pool=pool)

    def push() -> None:
        until(lambda: client.info('clients')['blocked_clients'] == 100)
        with client.pipeline() as pipeline:
            for number in reversed(range(100)):
                pipeline.rpush(f'list{number}', number)
            pipeline.execute()

    pusher = greenhub.spawn(push)
    results = together(100, lambda number: client.blpop([f'list{number}'], timeout=LIMIT)[1])
    pusher.wait()
    pool.disconnect()
    return results


def with_redis_subscribers(url: str) -> list[str]:
    """50 threads of `threading` listen to a channel, and each hears what is published."""
    import redis

    client = redis.Redis.from_url(url, decode_responses=True)
    heard: list[str] = []

    def listen(number: int) -> None:
        with client.pubsub(ignore_subscribe_messages=True) as subscription:
            subscription.subscribe('news')
            for message in subscription.listen():
                heard.append(f'{number} {message["data"]}')
                return

    threads = [threading.Thread(target=listen, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    until(lambda: client.pubsub_numsub('news')[0][1] == 50)
    client.publish('news', 'good')
    for thread in threads:
        thread.join(LIMIT)
    client.close()
    return sorted(heard, key=lambda line: int(line.split()[0]))


# -- PostgreSQL

LOCK = 'select pg_advisory_lock(1)'
UNLOCK = 'select pg_advisory_unlock(1)'
WAIT = 'select %s::integer, pg_sleep(0.05), pg_advisory_lock_shared(1)'
WAITING = 'select count(*) from pg_locks where locktype = %s and not granted'


def twenty(connect: Callable[[], Any]) -> list[int]:
    """20 sleep in the server and then wait for a lock there, which is free when the server says that all wait."""
    def query(connection: Any, statement: str, *parameters: Any) -> Any:
        cursor = connection.cursor()
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]

    def wait(number: int) -> int:
        connection = connect()
        try:
            return query(connection, WAIT, number)
        finally:
            connection.close()

    def release() -> None:
        until(lambda: query(holder, WAITING, 'advisory') == 20)
        query(holder, UNLOCK)

    holder = connect()
    query(holder, LOCK)
    releaser = greenhub.spawn(release)
    results = together(20, wait)
    releaser.wait()
    holder.close()
    return results


def with_psycopg2(directory: str) -> list[int]:
    """libpq, a C library, does the reading; `monkey_patch` has set the callback by which it waits."""
    import psycopg2

    return twenty(lambda: psycopg2.connect(host=directory, user='postgres', dbname='postgres'))


def with_psycopg2_trampoline(directory: str) -> list[int]:
    """A wait callback as programs have written it for eventlet."""
    import psycopg2
    from psycopg2 import extensions

    def wait(connection: Any) -> None:
        while (state := connection.poll()) != extensions.POLL_OK:
            reading = state == extensions.POLL_READ
            greenhub.hubs.trampoline(connection.fileno(), read=reading, write=not reading, timeout=LIMIT)

    extensions.set_wait_callback(wait)
    return twenty(lambda: psycopg2.connect(host=directory, user='postgres', dbname='postgres'))


def with_psycopg2_select(directory: str) -> list[int]:
    """psycopg2's own callback calls `select.select`, which is green."""
    import psycopg2
    from psycopg2 import extensions, extras

    extensions.set_wait_callback(extras.wait_select)
    return twenty(lambda: psycopg2.connect(host=directory, user='postgres', dbname='postgres'))


def with_pg8000(directory: str) -> list[int]:
    """Pure Python: its sockets are green."""
    import pg8000.dbapi

    path = f'{directory}/.s.PGSQL.5432'
    return twenty(lambda: pg8000.dbapi.connect('postgres', database='postgres', unix_sock=path))


# -- Celery: a client; its worker, with a pool for eventlet, is another process


def with_celery() -> list[int]:
    """As many tasks as the worker holds at once."""
    from tests.conformance.celery_tasks import TOGETHER, hold

    return together(TOGETHER, lambda number: hold.delay(number).get(timeout=LIMIT))


# -- Flask-SocketIO, in its mode for eventlet


def with_socketio() -> list[str]:
    """A server and 12 clients, over WebSockets and by polling, in one process."""
    import flask
    import flask_socketio
    import socketio

    site = flask.Flask(__name__)
    server = flask_socketio.SocketIO(site, async_mode='eventlet')

    @server.on('say')
    def say(word: str) -> None:
        flask_socketio.emit('heard', word.upper())
        server.start_background_task(server.emit, 'news', word)

    listener = greenhub.listen(('127.0.0.1', 0))
    url = 'http://{}:{}'.format(*listener.getsockname())
    thread = greenhub.spawn(greenhub.wsgi.server, listener, site, log_output=False)

    def talk(number: int) -> str:
        heard, news = greenhub.Queue(), greenhub.Queue()
        client = socketio.Client()
        client.on('heard', heard.put)
        client.on('news', news.put)
        client.connect(url, transports=[('websocket', 'polling')[number % 2]])
        client.emit('say', f'hello {number}')
        answer = heard.get(timeout=LIMIT)
        news.get(timeout=LIMIT)
        client.disconnect()
        return answer

    results = together(12, talk)
    thread.kill()
    return results


# -- gunicorn, which runs this in a worker of its own


class Held:
    """A WSGI application that answers when 100 requests are there; at `/websocket`, an echo."""

    def __init__(self) -> None:
        self.there = 0
        self.all_are_there = greenhub.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ['PATH_INFO'] == '/websocket':
            return greenhub.websocket.WebSocketWSGI(echo)(environ, start_response)
        self.there += 1
        if self.there == 100:
            self.all_are_there.send()
        self.all_are_there.wait(LIMIT)
        start_response('200 OK', [('Content-Type', 'text/plain')])
        return [environ['SERVER_SOFTWARE'].encode()]


def echo(ws: Any) -> None:
    while (message := ws.wait()) is not None:
        ws.send(message)


application = Held()


PROGRAMS: dict[str, Callable[..., list[Any]]] = {
    'requests': with_requests, 'requests.Session': with_session, 'urllib3': with_urllib3,
    'redis': with_redis, 'redis pub/sub': with_redis_subscribers,
    'psycopg2': with_psycopg2, 'psycopg2 trampoline': with_psycopg2_trampoline,
    'psycopg2 wait_select': with_psycopg2_select, 'pg8000': with_pg8000,
    'celery': with_celery, 'socketio': with_socketio,
}  # fmt: skip


if __name__ == '__main__':
    assert select.select.__module__.startswith('greenhub'), 'patched before it was imported'
    print(json.dumps(PROGRAMS[sys.argv[1]](*sys.argv[2:])))
