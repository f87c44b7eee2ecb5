"""Programs written for Ryu or os-ken run unchanged: `import ryu` and `import os_ken` find this framework.

Modules: `table` (which Ryu module's names live where), `finder` (what `import` asks), and what Ryu has and we have
not: `versions` (a version's numbers and classes in two modules), `layouts` (`OFP_..._PACK_STR`, `OFP_..._SIZE`),
`methods` (`parser`, `serialize`), `field_functions` (`oxm_from_user`), and its helpers under the names that Ryu gives
them.

Nothing else of `controller` imports this package. docs/ryu.md is its guide.
"""

from __future__ import annotations

import sys

from . import packets
from .finder import Finder, forget
from .methods import adopt, disown
from .versions import forget as check_again

__all__ = ['install', 'uninstall']


def install() -> None:
    """Let `import ryu` and `import os_ken` find this framework, also where the originals are installed.

    Raises RuntimeError where one of the originals has been imported already.
    """
    if any(isinstance(each, Finder) for each in sys.meta_path):
        return
    finder = Finder()
    finder.refuse_originals()
    sys.meta_path.insert(0, finder)
    adopt()


def uninstall() -> None:
    """Undo `install`, for tests: the modules of Ryu's names are forgotten."""
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, Finder)]
    forget()
    disown()
    packets.disown()
    check_again()
