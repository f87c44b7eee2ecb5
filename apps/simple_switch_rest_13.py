"""A learning switch for OpenFlow 1.3 whose table is read, and added to, over REST.

    curl localhost:8080/simpleswitch/mactable/0000000000000001
    curl -X PUT -d '{"mac": "00:00:00:00:00:01", "port": 1}' localhost:8080/simpleswitch/mactable/0000000000000001

A host that is put in gets flows to and from every host that the switch knows, and all of them are answered. At a port
that has a host already nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from controller.app import CONFIG_DISPATCHER, DEAD_DISPATCHER, set_ev_cls
from controller.apps.simple_switch_13 import SimpleSwitch13
from controller.events import EventOFPStateChange, EventOFPSwitchFeatures
from controller.lib.dpid import DPID_PATTERN, str_to_dpid
from controller.rest import U32, Body, Conflict, ControllerBase, NotFound, Request, WSGIApplication, route
from controller.rest.rule_match import Mac

__all__ = ['Entry', 'SimpleSwitchController', 'SimpleSwitchRest13', 'simple_switch_instance_name', 'url']

simple_switch_instance_name = 'simple_switch_api_app'
url = '/simpleswitch/mactable/{dpid}'

ONE = {'dpid': DPID_PATTERN}


def flows_between(mac: str, port: int, known: Mapping[str, int]) -> Iterator[tuple[int, str, int]]:
    """What flows a new host needs to and from those that are known: input port, receiver, output port of each."""
    for known_mac, known_port in known.items():
        yield known_port, mac, port
        yield port, known_mac, known_port


class SimpleSwitchRest13(SimpleSwitch13):
    """Serves `SimpleSwitchController`; `switches` are the connected switches by datapath id."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.switches: dict[int, Any] = {}
        kwargs['wsgi'].register(SimpleSwitchController, {simple_switch_instance_name: self})

    @set_ev_cls(EventOFPSwitchFeatures, CONFIG_DISPATCHER)
    def switch_features_handler(self, ev: Any) -> None:
        """A switch has joined."""
        super().switch_features_handler(ev)
        datapath = ev.msg.datapath
        self.switches[datapath.id] = datapath
        self.mac_to_port.setdefault(datapath.id, {})

    @set_ev_cls(EventOFPStateChange, DEAD_DISPATCHER)
    def forget(self, ev: Any) -> None:
        """A switch has gone, unless it is here again by a new connection."""
        dpid = ev.datapath.id
        if self.switches.get(dpid) is ev.datapath:
            del self.switches[dpid]
            super().forget(ev)

    def set_mac_to_port(self, dpid: int, entry: Mapping[str, Any]) -> dict[str, int]:
        """Put a host, `{'mac': ..., 'port': ...}`, into the table of a switch; returns the table."""
        mac_table = self.mac_to_port.setdefault(dpid, {})
        datapath, mac, port = self.switches.get(dpid), entry['mac'], entry['port']
        if datapath is None or port in mac_table.values():
            return mac_table
        parser = datapath.ofproto_parser
        for in_port, dst, out_port in flows_between(mac, port, mac_table):
            match = parser.OFPMatch(in_port=in_port, eth_dst=dst)
            self.add_flow(datapath, 1, match, [parser.OFPActionOutput(out_port)])
        mac_table[mac] = port
        return mac_table


class Entry(Body):
    """A host, and the port of the switch that it is at."""

    mac: Mac
    port: U32


class SimpleSwitchController(ControllerBase):
    """Answers `/simpleswitch/mactable/...`; `simple_switch_app` is the app."""

    def __init__(self, req: Request, link: Callable[..., str], data: Any, **config: Any) -> None:
        super().__init__(req, link, data, **config)
        self.simple_switch_app: SimpleSwitchRest13 = data[simple_switch_instance_name]

    @route('simpleswitch', url, methods=['GET'], requirements=ONE, errors=[NotFound])
    def list_mac_table(self, req: Request, **kwargs: Any) -> dict[str, int]:
        """The table of a switch: port numbers by address."""
        return self.simple_switch_app.mac_to_port[self._known(kwargs['dpid'])]

    @route('simpleswitch', url, methods=['PUT'], requirements=ONE, errors=[NotFound, Conflict])
    def put_mac_table(self, req: Request, body: Entry, **kwargs: Any) -> dict[str, int]:
        """Put a host into the table of a switch."""
        dpid = self._known(kwargs['dpid'])
        if body.port not in self.simple_switch_app.switches[dpid].ports:
            raise Conflict(f'port: switch {kwargs["dpid"]} has no port {body.port}', where='port')
        return self.simple_switch_app.set_mac_to_port(dpid, {'mac': body.mac, 'port': body.port})

    def _known(self, dpid: str) -> int:
        number = str_to_dpid(dpid)
        if number not in self.simple_switch_app.switches:
            raise NotFound(f'no switch {dpid} is connected', switch=dpid)
        return number
