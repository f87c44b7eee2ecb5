"""`ryu.cmd.manager`: the command `ryu-manager`, for programs that call it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ... import cli
from ...manager import Controller
from .app_manager import hears_switches

__all__ = ['main']

#: Where Ryu looks for its config file; of those that are there it reads the first.
CONFIG_FILES = ('/usr/local/etc/ryu/ryu.conf', '~/.ryu/ryu.conf', '~/ryu.conf', '/etc/ryu/ryu.conf', '/etc/ryu.conf')


def main(args: Sequence[str] | None = None, prog: str | None = None) -> int:
    """Run `controller-manager` with Ryu's config file; returns its exit status.

    As in Ryu it ends at once where no app hears switches and nothing is served.
    """
    found = [str(path) for path in map(Path.expanduser, map(Path, CONFIG_FILES)) if path.is_file()]
    return cli.main(args, prog=prog or 'ryu-manager', default_files=found[:1], is_idle=_is_idle)


def _is_idle(controller: Controller) -> bool:
    serves = any(hasattr(each, 'start') for each in controller.contexts.values())
    return bool(controller.config.app_lists) and not serves and not any(map(hears_switches, controller.apps.values()))
