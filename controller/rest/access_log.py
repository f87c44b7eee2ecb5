"""The access log: a line for each request, of who asked what, what was answered, and how long it took.

It is the logger `controller.rest.access`, or a file in the Common Log Format, with the seconds behind, that the usual
tools read:

    10.0.0.7 - alice [23/Nov/2026:22:31:07 +0000] "GET /stats/switches HTTP/1.1" 200 7 0.000312
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import time
from dataclasses import dataclass

from greenhub.wsgi_names import escaped

__all__ = ['AccessLog', 'Answered']

log = logging.getLogger('controller.rest.access')


@dataclass(frozen=True)
class Answered:
    """A request that was answered; `user` is whose token it had, '' without; `why` says of one that was none."""

    client: str
    user: str
    request: str
    status: str
    size: int
    seconds: float
    why: str = ''


class AccessLog:
    """Writes what was answered to a file, which may be renamed meanwhile, or else to the log.

    Raises OSError that names the file.
    """

    def __init__(self, path: str | None = None, mode: int = 0o644) -> None:
        self._file: logging.Handler | None = None
        if path:
            try:
                self._file = logging.handlers.WatchedFileHandler(path, encoding='utf-8')
                os.chmod(path, mode)
            except OSError as error:
                raise OSError(f'--wsapi-log: cannot write {path}: {error.strerror}') from error

    def add(self, answered: Answered) -> None:
        """Write a line."""
        if self._file is not None:
            self._file.handle(logging.makeLogRecord({'msg': common(answered, time.localtime())}))
        elif answered.why:
            log.info('%s is refused with %s: %s', answered.client, answered.status, escaped(answered.why))
        else:
            log.info(
                '%s%s "%s" %s, %d bytes in %.6f s', answered.client, answered.user and f' {_quotable(answered.user)}',
                _quotable(answered.request), answered.status, answered.size, answered.seconds,
            )  # fmt: skip

    def close(self) -> None:
        """Write no more."""
        if self._file is not None:
            self._file.close()


def common(answered: Answered, now: time.struct_time) -> str:
    """A line in the Common Log Format."""
    user = _quotable(answered.user).replace(' ', r'\x20') or '-'
    request = _quotable(answered.request) or '-'
    date = time.strftime('%d/%b/%Y:%H:%M:%S %z', now)
    return (
        f'{answered.client} - {user} [{date}] "{request}" {answered.status or "-"} {answered.size}'
        f' {answered.seconds:.6f}'
    )


def _quotable(text: str) -> str:
    """What a client sent, for between quotation marks."""
    return escaped(text).replace('"', r'\x22')
