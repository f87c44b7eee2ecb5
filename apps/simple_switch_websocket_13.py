"""A learning switch for OpenFlow 1.3 that shows every packet it is asked about over a WebSocket, and its table.

    $ wscat -c ws://localhost:8080/simpleswitch/ws
    < ethernet(dst='ff:ff:ff:ff:ff:ff', src='00:00:00:00:00:01', ethertype=2054), arp(...)
    > {"jsonrpc": "2.0", "id": 1, "method": "get_arp_table", "params": {}}
    < {"jsonrpc":"2.0","id":1,"result":{"1":{"00:00:00:00:00:01":1}}}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from controller.app import MAIN_DISPATCHER, set_ev_cls
from controller.apps.simple_switch_13 import SimpleSwitch13
from controller.events import EventOFPPacketIn
from controller.packet import packet
from controller.rest import ControllerBase, Request, WebSocketRPCServer, WSGIApplication, rpc_public, websocket

__all__ = ['SimpleSwitchWebSocket13', 'SimpleSwitchWebSocketController', 'simple_switch_instance_name', 'url']

simple_switch_instance_name = 'simple_switch_api_app'
url = '/simpleswitch/ws'


class SimpleSwitchWebSocket13(SimpleSwitch13):
    """Serves `SimpleSwitchWebSocketController`."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wsgi = kwargs['wsgi']
        wsgi.register(SimpleSwitchWebSocketController, {simple_switch_instance_name: self})
        self._ws_manager = wsgi.websocketmanager

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A packet that no flow knew: send it on, and show it."""
        super()._packet_in_handler(ev)
        self._ws_manager.broadcast(repr(packet.Packet(ev.msg.data)))

    @rpc_public(reads=True)
    def get_arp_table(self) -> dict[int, dict[str, int]]:
        """What was learned: datapath id -> Ethernet address -> port number."""
        return self.mac_to_port


class SimpleSwitchWebSocketController(ControllerBase):
    """Talks to whoever opens `/simpleswitch/ws`; `simple_switch_app` is the app."""

    def __init__(self, req: Request, link: Callable[..., str], data: Any, **config: Any) -> None:
        super().__init__(req, link, data, **config)
        self.simple_switch_app: SimpleSwitchWebSocket13 = data[simple_switch_instance_name]

    @websocket('simpleswitch', url)
    def _websocket_handler(self, ws: Any) -> None:
        WebSocketRPCServer(ws, self.simple_switch_app).serve_forever()
