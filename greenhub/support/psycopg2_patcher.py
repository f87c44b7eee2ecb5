"""psycopg2 waits for PostgreSQL through the hub, by the wait callback that it offers for this."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..hubs import trampoline

__all__ = ['make_psycopg_green', 'wait_callback']


def make_psycopg_green() -> None:
    """Let all connections of psycopg2 suspend the green thread; ImportError when it cannot do that."""
    extensions = import_module('psycopg2.extensions')
    if not hasattr(extensions, 'set_wait_callback'):
        raise ImportError('this psycopg2 has no wait callback: it needs version 2.2 or newer')
    extensions.set_wait_callback(wait_callback)


def wait_callback(conn: Any, timeout: float = -1) -> None:
    """Wait until the connection has finished what it does; a negative `timeout`, in seconds: for ever."""
    psycopg2 = import_module('psycopg2')
    extensions = psycopg2.extensions
    directions = {extensions.POLL_READ: {'read': True}, extensions.POLL_WRITE: {'write': True}}
    while (state := conn.poll()) != extensions.POLL_OK:
        if state not in directions:
            raise psycopg2.OperationalError(f'psycopg2 polls in a state that it does not document: {state!r}')
        trampoline(conn.fileno(), timeout=timeout if timeout >= 0 else None, **directions[state])
