"""The topology over REST: switches, links and hosts, all of them or those of one switch.

    controller-manager rest_topology --observe-links

    curl localhost:8080/v1.0/topology/switches
    curl localhost:8080/v1.0/topology/links
    curl localhost:8080/v1.0/topology/hosts/0000000000000001

A link is one direction, from `src` to `dst`; of one switch they are those that begin there. Links are looked for only
with `--observe-links`. A switch that is not connected has nothing: `[]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from controller.app import App, ReplyTimeout
from controller.lib.dpid import DPID_PATTERN, str_to_dpid
from controller.rest import ControllerBase, GatewayTimeout, Request, WSGIApplication, route
from controller.topology.api import get_host, get_link, get_switch
from controller.topology.model import HostObject, LinkObject, SwitchObject

__all__ = ['TopologyAPI', 'TopologyController']

#: Of one switch: its datapath id in sixteen hexadecimal digits.
ONE = {'dpid': DPID_PATTERN}


class TopologyAPI(App):
    """Serves `TopologyController`."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kwargs['wsgi'].register(TopologyController, {'topology_api_app': self})


class TopologyController(ControllerBase):
    """Answers `/v1.0/topology/...`."""

    def __init__(self, req: Request, link: Callable[..., str], data: Any, **config: Any) -> None:
        super().__init__(req, link, data, **config)
        self.topology_api_app: App = data['topology_api_app']

    @route('topology', '/v1.0/topology/switches', methods=['GET'], errors=[GatewayTimeout])
    def list_switches(self, req: Request, **kwargs: Any) -> list[SwitchObject]:
        """All switches with their ports."""
        return self._found(get_switch)

    @route('topology', '/v1.0/topology/switches/{dpid}', methods=['GET'], requirements=ONE, errors=[GatewayTimeout])
    def get_switch(self, req: Request, **kwargs: Any) -> list[SwitchObject]:
        """One switch with its ports."""
        return self._found(get_switch, kwargs['dpid'])

    @route('topology', '/v1.0/topology/links', methods=['GET'], errors=[GatewayTimeout])
    def list_links(self, req: Request, **kwargs: Any) -> list[LinkObject]:
        """All links."""
        return self._found(get_link)

    @route('topology', '/v1.0/topology/links/{dpid}', methods=['GET'], requirements=ONE, errors=[GatewayTimeout])
    def get_links(self, req: Request, **kwargs: Any) -> list[LinkObject]:
        """The links that begin at one switch."""
        return self._found(get_link, kwargs['dpid'])

    @route('topology', '/v1.0/topology/hosts', methods=['GET'], errors=[GatewayTimeout])
    def list_hosts(self, req: Request, **kwargs: Any) -> list[HostObject]:
        """All hosts."""
        return self._found(get_host)

    @route('topology', '/v1.0/topology/hosts/{dpid}', methods=['GET'], requirements=ONE, errors=[GatewayTimeout])
    def get_hosts(self, req: Request, **kwargs: Any) -> list[HostObject]:
        """The hosts at one switch."""
        return self._found(get_host, kwargs['dpid'])

    def _found(self, get: Callable[..., Any], dpid: str | None = None) -> list[Any]:
        try:
            found = get(self.topology_api_app, None if dpid is None else str_to_dpid(dpid))
        except ReplyTimeout as error:
            raise GatewayTimeout(str(error)) from None
        return [each.to_dict() for each in found]
