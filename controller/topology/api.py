"""What the network looks like, for apps: each function asks the app `switches`, from any green or OS thread.

    for link in get_all_link(self):
        ...
    for dpid, in_port, out_port in shortest_path(self, '10.0.0.1', '10.0.0.2'):
        ...  # install a flow entry

Whoever imports one of them has that app loaded. Each raises ReplyTimeout where it does not answer in 30 s.
"""

from __future__ import annotations

from ..app import App
from .events import EventGraphRequest, EventHostRequest, EventLinkRequest, EventSwitchRequest
from .graph import Endpoint, Graph, NoPath, Weight
from .model import Host, Link, Switch
from .paths import Path

__all__ = [
    'equal_cost_paths', 'find_host', 'get_all_host', 'get_all_link', 'get_all_switch', 'get_graph', 'get_host',
    'get_link', 'get_switch', 'shortest_path',
]  # fmt: skip

#: Whoever asks for something here has this app loaded.
_SERVICE_NAME = 'controller.topology.switches'


def get_switch(app: App, dpid: int | None = None) -> list[Switch]:
    """The switches in use: all of them, or the one of that datapath id, if it is in use."""
    return app.send_request(EventSwitchRequest(dpid)).switches


def get_all_switch(app: App) -> list[Switch]:
    """All switches in use."""
    return get_switch(app)


def get_link(app: App, dpid: int | None = None) -> list[Link]:
    """The links, each direction one of its own: all of them, or those that begin at one switch."""
    return app.send_request(EventLinkRequest(dpid)).links


def get_all_link(app: App) -> list[Link]:
    """All links, each direction one of its own."""
    return get_link(app)


def get_host(app: App, dpid: int | None = None) -> list[Host]:
    """The hosts: all of them, or those at one switch."""
    return app.send_request(EventHostRequest(dpid)).hosts


def get_all_host(app: App) -> list[Host]:
    """All hosts."""
    return get_host(app)


def find_host(app: App, address: str) -> Host | None:
    """The host with that MAC, IPv4 or IPv6 address, None where no such host is known."""
    return next(iter(app.send_request(EventHostRequest(address=address)).hosts), None)


def get_graph(app: App) -> Graph:
    """Switches and links as a graph, as they are now: it does not change when they do.

    What it has computed it remembers, and so does what the next call returns, as long as they have not changed; delays
    are those of the last second.
    """
    return app.send_request(EventGraphRequest()).graph


def shortest_path(app: App, src: Endpoint | str, dst: Endpoint | str, weight: Weight = 'hops') -> Path:
    """The best path between two switches, ports or hosts, of which a host may be named by its MAC or IP address.

    `weight` is 'hops', 'delay' or a function, see `Graph`. Raises NoPath.
    """
    return get_graph(app).shortest_path(_known(app, src), _known(app, dst), weight)


def equal_cost_paths(
    app: App, src: Endpoint | str, dst: Endpoint | str, weight: Weight = 'hops', limit: int = 64
) -> list[Path]:
    """All paths that are as good as the best, at most `limit`; see `shortest_path`."""
    return get_graph(app).equal_cost_paths(_known(app, src), _known(app, dst), weight, limit)


def _known(app: App, end: Endpoint | str) -> Endpoint:
    if not isinstance(end, str):
        return end
    host = find_host(app, end)
    if host is None:
        raise NoPath(f'no host with the address {end} is known')
    return host
