# Made by `python -m controller.commands.packet_stubs` from __init__.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from .numbers import *
from .errors import *
from .messages import *
from .attributes import *
from .capabilities import *
from .communities import *
from .prefixes import *
from .evpn import *
from .flowspec import *
from .nlri import *
