"""Programs written for Ryu or os-ken run unchanged: `import ryu` and `import os_ken` find this framework.

Modules: `finder` (what `import` asks), `table` (which Ryu module's names live where), and what Ryu has and we have
not: `versions` (a version's numbers and classes in two modules), `layouts` (`OFP_..._PACK_STR`, `OFP_..._SIZE`),
`methods` (`parser`, `serialize`), `field_functions` (`oxm_from_user`), its helpers under the names that Ryu gives them,
and in `framework` its base, its controller package and its command.

Nothing else of `controller` imports this package but its command. docs/ryu.md is its guide.
"""

from __future__ import annotations

import logging
import sys
from importlib.machinery import PathFinder

from greenhub import install_as_eventlet

from .finder import Finder, forget
from .python2 import Python2Finder

__all__ = ['install', 'log_what_is_hidden', 'uninstall']


def install() -> None:
    """Let `import ryu` and `import os_ken` find this framework, also where the originals are installed.

    So does `import eventlet`, which apps of Ryu's use beside it: two hubs in one thread would keep each other waiting.
    Names of Python 2 that the program's own modules use are there (`python2`).
    What Ryu's classes have and ours have not comes with the first such import. Raises RuntimeError where one of the
    originals has been imported already.
    """
    if any(isinstance(each, Finder) for each in sys.meta_path):
        return
    finder = Finder()
    finder.refuse_originals()
    install_as_eventlet()
    sys.meta_path.insert(0, finder)
    sys.meta_path.insert(sys.meta_path.index(PathFinder) if PathFinder in sys.meta_path else 1, Python2Finder())


def log_what_is_hidden() -> None:
    """Say in the log that an eventlet which is installed is not the one that programs find."""
    found = PathFinder.find_spec('eventlet')
    if found is not None:
        logging.getLogger('controller').info('eventlet is greenhub here; the one in %s is not used', found.origin)


def uninstall() -> None:
    """Undo `install`, for tests: the modules of Ryu's names are forgotten; greenhub goes on answering for eventlet."""
    from .adopted import disown

    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, (Finder, Python2Finder))]
    forget()
    disown()
