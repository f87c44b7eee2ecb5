"""The Zebra protocol, by which routing daemons and Zebra tell each other routes: Quagga's, and FRRouting's to 3.0."""

from ..bgp import IP6AddrPrefix as IPv6Prefix
from ..bgp import IPAddrPrefix as IPv4Prefix
from . import bodies, nexthops, numbers
from .bodies import *  # noqa: F403
from .message import ZebraMessage, ZebraMessageFromZebra, zebra
from .nexthops import *  # noqa: F403
from .numbers import *  # noqa: F403

__all__ = [
    'IPv4Prefix', 'IPv6Prefix', 'ZebraMessage', 'ZebraMessageFromZebra', 'zebra',
    *bodies.__all__, *nexthops.__all__, *numbers.__all__,
]  # fmt: skip
