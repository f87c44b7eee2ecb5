"""What a Celery worker is asked to do; broker and backend come from Celery's environment variables."""

from __future__ import annotations

import threading

from celery import Celery

__all__ = ['TOGETHER', 'app', 'hold']

TOGETHER = 100

app = Celery(__name__)
arrived = threading.Barrier(TOGETHER)


@app.task
def hold(number: int) -> int:
    """The number, when as many as `TOGETHER` tasks run at once."""
    arrived.wait(40)
    return number
