"""Logging: which app and which switch a line is about, colour on a terminal only, and no storms."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from .config import ConfigError

if TYPE_CHECKING:
    from .config import Config

__all__ = ['Throttle', 'origin_of', 'set_up', 'traceback_of']

LINE = '%(asctime)s %(levelname)-7s %(name)s: %(message)s'
MOST_KINDS = 1024  # of trouble, as many as one would read
COLOURS = {'WARNING': '33', 'ERROR': '31', 'CRITICAL': '31;1', 'DEBUG': '2'}


class Throttle:
    """Lets `burst` occurrences of a thing through in each `interval` seconds, and counts the rest.

    Of the things it knows the latest 1,024: clients can name ever new ones.
    """

    def __init__(self, interval: float = 1.0, clock: Any = time.monotonic, burst: int = 1) -> None:
        self.interval = interval
        self.burst = burst
        self.clock = clock
        # End of the interval, passed in it, held back; those whose interval began first stand first.
        self._seen: OrderedDict[Hashable, tuple[float, int, int]] = OrderedDict()

    def pass_through(self, key: Hashable) -> int | None:
        """How many were held back since the last one that passed; None: hold this one back too."""
        now = self.clock()
        until, passed, held = self._seen.get(key, (now, 0, 0))
        if now < until:
            if passed < self.burst:
                self._seen[key] = (until, passed + 1, 0)
                return held
            self._seen[key] = (until, passed, held + 1)
            return None
        self._seen[key] = (now + self.interval, 1, 0)
        self._seen.move_to_end(key)
        if len(self._seen) > MOST_KINDS:
            self._seen.popitem(last=False)
        return held


def origin_of(event: Any) -> str:
    """Where an event comes from, as a log line says it: `switch 0000000000000001`, or `no switch`."""
    datapath = getattr(getattr(event, 'msg', None), 'datapath', None) or getattr(event, 'datapath', None)
    return 'no switch' if datapath is None else str(datapath)


class _Coloured(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        colour = COLOURS.get(record.levelname)
        text = super().format(record)
        return f'\033[{colour}m{text}\033[0m' if colour else text


def set_up(config: Config) -> None:
    """Configure the root logger as the command line says; raises OSError where a log file cannot be written."""
    if config.log_config_file:
        from logging.config import fileConfig

        try:
            fileConfig(config.log_config_file, disable_existing_loggers=False)
        except Exception as error:  # whatever the classes that the file names may raise
            problem = str(error).partition('\n')[0] or type(error).__name__
            raise ConfigError(f'--log-config-file {config.log_config_file}: {problem}') from error
        return
    root = logging.getLogger()
    handlers: list[logging.Handler] = []
    if config.use_stderr:
        handlers.append(logging.StreamHandler())
        if sys.stderr.isatty() and not os.environ.get('NO_COLOR'):
            handlers[-1].setFormatter(_Coloured(LINE))
    if config.use_syslog:
        handlers.append(logging.handlers.SysLogHandler(address='/dev/log'))
    path = _log_file(config)
    if path:
        try:
            handlers.append(logging.handlers.WatchedFileHandler(path))
            os.chmod(path, config.log_file_mode)
        except OSError as error:
            raise OSError(f'--log-file: cannot write {path}: {error.strerror}') from error
    for handler in handlers:
        if handler.formatter is None:
            handler.setFormatter(logging.Formatter(LINE))
        root.addHandler(handler)
    level = logging.DEBUG if config.verbose else config.default_log_level
    root.setLevel(logging.INFO if level is None else level)


def _log_file(config: Config) -> str | None:
    if config.log_file:
        return os.path.join(config.log_dir or '', config.log_file)
    if config.log_dir:
        return os.path.join(config.log_dir, 'controller-manager.log')
    return None


def traceback_of(error: BaseException) -> None:
    """Log why something failed, with the way there."""
    logging.getLogger('controller').error('%s', error, exc_info=error)
