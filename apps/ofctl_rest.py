"""REST to the switches themselves: descriptions, flows, ports, queues, groups, meters, as JSON, read and written.

    controller-manager apps/ofctl_rest.py

    curl localhost:8080/stats/switches
    curl localhost:8080/stats/flow/1
    curl -d '{"dpid": 1, "match": {"in_port": 1}, "actions": [{"type": "OUTPUT", "port": 2}]}' \\
         localhost:8080/stats/flowentry/add
    curl -X DELETE localhost:8080/stats/flowentry/clear/1

A datapath id is written in decimal or as 0x...; numbers may be text, ports names (`"FLOOD"`). A question is answered by
`{"1": [...]}`, keyed by the datapath id; a change by an empty 200, once the switch has confirmed it. What goes wrong is
answered by `{"status": ..., "error": "..."}`. How JSON becomes messages, and messages JSON, is in `controller.ofctl`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from controller import ofctl
from controller.app import App
from controller.datapath import Datapath
from controller.rest import ControllerBase, Request, WSGIApplication, ask, confirm, find_switch, route
from controller.wire import Message

__all__ = ['RestStatsApi', 'StatsController']


class RestStatsApi(App):
    """Serves `StatsController` for all connected switches."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wsgi: WSGIApplication = kwargs['wsgi']
        self.wsgi.register(StatsController, self)


class StatsController(ControllerBase):
    """Answers `/stats/...`; `data` is the app."""

    # -- questions ----------------------------------------------------------------------------------------------

    @route('switches', '/stats/switches', methods=['GET'])
    def get_dpids(self, req: Request) -> list[int]:
        """The datapath ids of the connected switches."""
        return sorted(self.data.controller.switches)

    @route('desc', '/stats/desc/{dpid}', methods=['GET'])
    def get_desc_stats(self, req: Request, dpid: str) -> dict[str, Any]:
        """Who made the switch."""
        return self.answer('desc', dpid)

    @route('flow', '/stats/flow/{dpid}', methods=['GET', 'POST'])
    def get_flow_stats(self, req: Request, dpid: str) -> dict[str, Any]:
        """The flow entries and their counters; a POST narrows them down: `{"table_id": 0, "match": {"in_port": 1}}`."""
        return self.answer('flow', dpid, body_of(req, optional=True))

    @route('flowdesc', '/stats/flowdesc/{dpid}', methods=['GET', 'POST'])
    def get_flow_desc(self, req: Request, dpid: str) -> dict[str, Any]:
        """The flow entries themselves, which 1.5 tells apart from their counters; a POST narrows them down."""
        return self.answer('flowdesc', dpid, body_of(req, optional=True))

    @route('aggregateflow', '/stats/aggregateflow/{dpid}', methods=['GET', 'POST'])
    def get_aggregate_flow_stats(self, req: Request, dpid: str) -> dict[str, Any]:
        """The sums of the counters of the flow entries that `flow` shows."""
        return self.answer('aggregateflow', dpid, body_of(req, optional=True))

    @route('table', '/stats/table/{dpid}', methods=['GET'])
    def get_table_stats(self, req: Request, dpid: str) -> dict[str, Any]:
        """The counters of the tables."""
        return self.answer('table', dpid)

    @route('tablefeatures', '/stats/tablefeatures/{dpid}', methods=['GET'])
    def get_table_features(self, req: Request, dpid: str) -> dict[str, Any]:
        """What the tables can do."""
        return self.answer('tablefeatures', dpid)

    @route('port', '/stats/port/{dpid}', methods=['GET'])
    @route('port', '/stats/port/{dpid}/{port_no}', methods=['GET'])
    def get_port_stats(self, req: Request, dpid: str, port_no: str = 'ALL') -> dict[str, Any]:
        """The counters of the ports, or of one."""
        return self.answer('port', dpid, {'port_no': port_no})

    @route('portdesc', '/stats/portdesc/{dpid}', methods=['GET'])
    def get_port_desc(self, req: Request, dpid: str) -> dict[str, Any]:
        """The ports themselves."""
        return self.answer('portdesc', dpid)

    @route('queue', '/stats/queue/{dpid}', methods=['GET'])
    @route('queue', '/stats/queue/{dpid}/{port_no}', methods=['GET'])
    @route('queue', '/stats/queue/{dpid}/{port_no}/{queue_id}', methods=['GET'])
    def get_queue_stats(self, req: Request, dpid: str, port_no: str = 'ALL', queue_id: str = 'ALL') -> dict[str, Any]:
        """The counters of the queues, of one port, or of one queue."""
        return self.answer('queue', dpid, {'port_no': port_no, 'queue_id': queue_id})

    @route('queueconfig', '/stats/queueconfig/{dpid}', methods=['GET'])
    @route('queueconfig', '/stats/queueconfig/{dpid}/{port}', methods=['GET'])
    def get_queue_config(self, req: Request, dpid: str, port: str = 'ALL') -> dict[str, Any]:
        """The queues themselves, or those of one port."""
        return self.answer('queueconfig', dpid, {'port': port})

    @route('queuedesc', '/stats/queuedesc/{dpid}', methods=['GET'])
    @route('queuedesc', '/stats/queuedesc/{dpid}/{port_no}', methods=['GET'])
    @route('queuedesc', '/stats/queuedesc/{dpid}/{port_no}/{queue_id}', methods=['GET'])
    def get_queue_desc(self, req: Request, dpid: str, port_no: str = 'ALL', queue_id: str = 'ALL') -> dict[str, Any]:
        """The queues themselves since 1.4, those of one port, or one."""
        return self.answer('queuedesc', dpid, {'port_no': port_no, 'queue_id': queue_id})

    @route('group', '/stats/group/{dpid}', methods=['GET'])
    @route('group', '/stats/group/{dpid}/{group_id}', methods=['GET'])
    def get_group_stats(self, req: Request, dpid: str, group_id: str = 'ALL') -> dict[str, Any]:
        """The counters of the groups, or of one."""
        return self.answer('group', dpid, {'group_id': group_id})

    @route('groupdesc', '/stats/groupdesc/{dpid}', methods=['GET'])
    def get_group_desc(self, req: Request, dpid: str) -> dict[str, Any]:
        """The groups themselves."""
        return self.answer('groupdesc', dpid)

    @route('groupfeatures', '/stats/groupfeatures/{dpid}', methods=['GET'])
    def get_group_features(self, req: Request, dpid: str) -> dict[str, Any]:
        """What groups can do."""
        return self.answer('groupfeatures', dpid)

    @route('meter', '/stats/meter/{dpid}', methods=['GET'])
    @route('meter', '/stats/meter/{dpid}/{meter_id}', methods=['GET'])
    def get_meter_stats(self, req: Request, dpid: str, meter_id: str = 'ALL') -> dict[str, Any]:
        """The counters of the meters, or of one."""
        return self.answer('meter', dpid, {'meter_id': meter_id})

    @route('meterconfig', '/stats/meterconfig/{dpid}', methods=['GET'])
    @route('meterconfig', '/stats/meterconfig/{dpid}/{meter_id}', methods=['GET'])
    def get_meter_config(self, req: Request, dpid: str, meter_id: str = 'ALL') -> dict[str, Any]:
        """The meters themselves, or one."""
        return self.answer('meterconfig', dpid, {'meter_id': meter_id})

    @route('meterdesc', '/stats/meterdesc/{dpid}', methods=['GET'])
    @route('meterdesc', '/stats/meterdesc/{dpid}/{meter_id}', methods=['GET'])
    def get_meter_desc(self, req: Request, dpid: str, meter_id: str = 'ALL') -> dict[str, Any]:
        """The meters themselves in 1.5, or one."""
        return self.answer('meterdesc', dpid, {'meter_id': meter_id})

    @route('meterfeatures', '/stats/meterfeatures/{dpid}', methods=['GET'])
    def get_meter_features(self, req: Request, dpid: str) -> dict[str, Any]:
        """What meters can do."""
        return self.answer('meterfeatures', dpid)

    @route('role', '/stats/role/{dpid}', methods=['GET'])
    def get_role(self, req: Request, dpid: str) -> dict[str, Any]:
        """The role of this controller."""
        return self.answer('role', dpid)

    # -- changes ------------------------------------------------------------------------------------------------

    @route(
        'flowentry',
        '/stats/flowentry/{command}',
        methods=['POST'],
        requirements={'command': 'add|modify|modify_strict|delete|delete_strict'},
    )
    def mod_flow_entry(self, req: Request, command: str) -> None:
        """Add, modify or delete flow entries: `{"dpid": 1, "priority": 5, "match": {...}, "actions": [...]}`."""
        self.change(req, ofctl.flow_mod, command)

    @route('clear', '/stats/flowentry/clear/{dpid}', methods=['DELETE'])
    def delete_flow_entry(self, req: Request, dpid: str) -> None:
        """Delete every flow entry of the switch."""
        switch = self.find(dpid)
        confirm(switch, ofctl.clear_flows(switch), self.timeout)

    @route(
        'groupentry', '/stats/groupentry/{command}', methods=['POST'], requirements={'command': 'add|modify|delete'}
    )
    def mod_group_entry(self, req: Request, command: str) -> None:
        """Add, modify or delete a group: `{"dpid": 1, "group_id": 1, "type": "SELECT", "buckets": [...]}`."""
        self.change(req, ofctl.group_mod, command)

    @route(
        'meterentry', '/stats/meterentry/{command}', methods=['POST'], requirements={'command': 'add|modify|delete'}
    )
    def mod_meter_entry(self, req: Request, command: str) -> None:
        """Add, modify or delete a meter: `{"dpid": 1, "meter_id": 1, "flags": "KBPS", "bands": [...]}`."""
        self.change(req, ofctl.meter_mod, command)

    @route('portmod', '/stats/portdesc/modify', methods=['POST'])
    def mod_port_behavior(self, req: Request) -> None:
        """Set bits of a port's configuration: `{"dpid": 1, "port_no": 1, "config": 1, "mask": 1}`."""
        self.change(req, ofctl.port_mod)

    @route('rolerequest', '/stats/role', methods=['POST'])
    def set_role(self, req: Request) -> None:
        """Ask for a role: `{"dpid": 1, "role": "MASTER"}`."""
        self.change(req, ofctl.role_request)

    # -- what they share ----------------------------------------------------------------------------------------

    @property
    def timeout(self) -> float:
        """Seconds that a switch has to answer."""
        return self.data.wsgi.timeout

    def find(self, dpid: Any) -> Datapath:
        """The switch with that id; raises what becomes a 400 or a 404."""
        return find_switch(self.data.controller.switches, dpid)

    def answer(self, kind: str, dpid: str, narrowed: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask the switch, wait, and give its answer under its id."""
        switch = self.find(dpid)
        query = ofctl.query(switch, kind, {name: value for name, value in (narrowed or {}).items() if value != 'ALL'})
        return {str(switch.id): query.to_json(ask(switch, query.message, self.timeout))}

    def change(self, req: Request, message_for: Callable[..., Message], *command: str) -> None:
        """Send the message that the body describes, and wait until the switch has done it."""
        body = body_of(req)
        switch = self.find(body.pop('dpid', None))
        confirm(switch, message_for(switch, *command, body), self.timeout)


def body_of(req: Request, optional: bool = False) -> dict[str, Any]:
    """The JSON object in the body of a request; none at all where it is optional."""
    if optional and not req.body:
        return {}
    return dict(ofctl.expect(dict, 'body', req.json))
