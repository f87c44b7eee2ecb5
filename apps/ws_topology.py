"""What changes about the topology, told over a WebSocket as it happens, by calls in JSON-RPC 2.0.

    controller-manager ws_topology --observe-links

    $ wscat -c ws://localhost:8080/v1.0/topology/ws
    < {"jsonrpc":"2.0","id":1,"method":"event_switch_enter","params":[{"dpid":"0000000000000001","ports":[...]}]}
    > {"jsonrpc":"2.0","id":1,"result":""}
    < {"jsonrpc":"2.0","id":2,"method":"event_link_add","params":[{"src":{...},"dst":{...}}]}
    > {"jsonrpc":"2.0","id":2,"result":""}

The calls are `event_switch_enter`, `event_switch_leave`, `event_link_add`, `event_link_delete` and `event_host_add`,
each with a switch, a link or a host as the app `rest_topology` shows it, which also says how things are to begin with.
A client gets the next call when it has answered the last one; one that takes longer than 5 s for that is dropped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import greenhub
from controller.app import App, set_ev_cls
from controller.rest import (
    ControllerBase,
    InvalidReplyError,
    Request,
    RPCError,
    WebSocketDisconnectedError,
    WebSocketRPCClient,
    WSGIApplication,
    websocket,
)
from controller.topology.events import (
    EventHostAdd,
    EventLinkAdd,
    EventLinkDelete,
    EventSwitchEnter,
    EventSwitchLeave,
)
from controller.topology.switches import Switches

__all__ = ['Follower', 'WebSocketTopology', 'WebSocketTopologyController']

#: Calls that may wait for a client: a network of many hundred switches, all of which join at once.
MOST_WAITING = 16384


class Follower(WebSocketRPCClient):
    """A client that is told one thing after the other, each when it has answered the last; nobody else waits for it."""

    def __init__(self, ws: Any) -> None:
        super().__init__(ws)
        self._calls: deque[tuple[str, Sequence[Any]]] = deque()
        self._telling = False

    def call(
        self, method: str, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, one_way: bool = False
    ) -> None:
        """Have a method called when it is its turn; raises WebSocketDisconnectedError where that is hopeless."""
        if self._ended:
            raise WebSocketDisconnectedError('the client is gone')
        if len(self._calls) >= MOST_WAITING:
            raise self._dropped(f'has {MOST_WAITING} calls to answer')
        self._calls.append((method, args))
        if not self._telling:
            self._telling = True
            greenhub.spawn_n(self._tell)

    def _tell(self) -> None:
        while self._calls:
            method, args = self._calls.popleft()
            try:
                super().call(method, args)
            except (RPCError, InvalidReplyError):
                continue  # whatever it makes of that: it is there, and wants to hear the rest
            except WebSocketDisconnectedError:
                self._calls.clear()
        self._telling = False


class WebSocketTopology(App):
    """Tells the clients of `WebSocketTopologyController`, which are in `rpc_clients`."""

    _CONTEXTS = {'wsgi': WSGIApplication, 'switches': Switches}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rpc_clients: list[WebSocketRPCClient] = []
        kwargs['wsgi'].register(WebSocketTopologyController, {'app': self})

    @set_ev_cls(EventSwitchEnter)
    def _event_switch_enter_handler(self, ev: EventSwitchEnter) -> None:
        self._rpc_broadcall('event_switch_enter', ev.switch.to_dict())

    @set_ev_cls(EventSwitchLeave)
    def _event_switch_leave_handler(self, ev: EventSwitchLeave) -> None:
        self._rpc_broadcall('event_switch_leave', ev.switch.to_dict())

    @set_ev_cls(EventLinkAdd)
    def _event_link_add_handler(self, ev: EventLinkAdd) -> None:
        self._rpc_broadcall('event_link_add', ev.link.to_dict())

    @set_ev_cls(EventLinkDelete)
    def _event_link_delete_handler(self, ev: EventLinkDelete) -> None:
        self._rpc_broadcall('event_link_delete', ev.link.to_dict())

    @set_ev_cls(EventHostAdd)
    def _event_host_add_handler(self, ev: EventHostAdd) -> None:
        self._rpc_broadcall('event_host_add', ev.host.to_dict())

    def _rpc_broadcall(self, func_name: str, msg: Any) -> None:
        """Call a function of every client."""
        for client in list(self.rpc_clients):
            try:
                getattr(client.get_proxy(), func_name)(msg)
            except OSError as error:
                self.logger.debug('%s is not told any more: %s', client.ws, error)
                self.rpc_clients.remove(client)


class WebSocketTopologyController(ControllerBase):
    """Has whoever opens `/v1.0/topology/ws` told."""

    def __init__(self, req: Request, link: Callable[..., str], data: Any, **config: Any) -> None:
        super().__init__(req, link, data, **config)
        self.app: WebSocketTopology = data['app']

    @websocket('topology', '/v1.0/topology/ws')
    def _websocket_handler(self, ws: Any) -> None:
        client = Follower(ws)
        self.app.rpc_clients.append(client)
        try:
            client.serve_forever()
        finally:
            if client in self.app.rpc_clients:
                self.app.rpc_clients.remove(client)
