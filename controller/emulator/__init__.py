"""The embedded network: OpenFlow switches, hosts and links in this process, for first steps, teaching and tests.

    with testing_network('linear,2', [SimpleSwitch13]) as net:
        assert net.ping_all().loss == 0

Names are loaded on first use: checking `--demo TOPOLOGY` needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .host import Host, Ping
    from .network import Network, PingTable
    from .switch import Switch
    from .testing import testing_network
    from .topology import Topology, parse
    from .transport import in_memory, over_tcp

__all__ = ['Host', 'Network', 'Ping', 'PingTable', 'Switch', 'Topology', 'in_memory', 'over_tcp', 'parse',
           'testing_network']

_HOMES = {
    'Host': 'host',
    'Ping': 'host',
    'Network': 'network',
    'PingTable': 'network',
    'Switch': 'switch',
    'testing_network': 'testing',
    'Topology': 'topology',
    'parse': 'topology',
    'in_memory': 'transport',
    'over_tcp': 'transport',
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    return getattr(import_module(f'.{_HOMES[name]}', __name__), name)
