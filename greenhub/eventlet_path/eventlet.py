"""What `import eventlet` finds in child processes that are to see greenhub: it puts greenhub's package in its place."""

import sys
from pathlib import Path

__all__: list[str] = []

del sys.modules['eventlet']
try:
    from greenhub.as_eventlet import install_as_eventlet
except ModuleNotFoundError:  # the parent ran in a checkout
    sys.path.append(str(Path(__file__).parents[2]))
    from greenhub.as_eventlet import install_as_eventlet

install_as_eventlet()
