"""REST to the switches themselves: descriptions, flows, ports, queues, groups, meters, as JSON, read and written.

    controller-manager apps/ofctl_rest.py

    curl localhost:8080/stats/switches
    curl localhost:8080/stats/flow/1
    curl -d '{"dpid": 1, "match": {"in_port": 1}, "actions": [{"type": "OUTPUT", "port": 2}]}' \\
         localhost:8080/stats/flowentry/add
    curl -d '[{"dpid": 1, ...}, {"dpid": 2, ...}]' localhost:8080/stats/flowentry/add
    curl -X DELETE localhost:8080/stats/flowentry/clear/1

A datapath id is written in decimal or as 0x...; numbers may be text, ports names (`"FLOOD"`). A question is answered by
`{"1": [...]}`, keyed by the datapath id; a change by an empty 200, once the switch has confirmed it. What goes wrong is
answered by `{"status": ..., "error": "..."}`. Of a list of changes either all are sent or, where one of them is no
change at all, none; what switches then refuse is answered by a 207 with the `index` and `error` of each.

How JSON becomes messages, and messages JSON, is in `controller.ofctl`; docs/apps/ofctl_rest.md shows the calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from controller import ofctl
from controller.app import App
from controller.ofctl.answers import (
    AggregateStats,
    Descriptions,
    FlowDescriptions,
    FlowStats,
    GroupDescriptions,
    GroupFeatures,
    GroupStats,
    MeterConfigs,
    MeterDescriptions,
    MeterFeatures,
    MeterStats,
    PortDescriptions,
    PortStats,
    QueueConfigs,
    QueueDescriptions,
    QueueStats,
    Roles,
    TableFeatures,
    TableStats,
)
from controller.ofctl.declared import (
    ALL_GROUPS,
    ALL_METERS,
    ALL_PORTS,
    ALL_QUEUES,
    AggregateFilter,
    Changes,
    DescriptionFilter,
    Experiment,
    FlowChanges,
    FlowFilter,
    GroupChanges,
    GroupId,
    MeterChanges,
    MeterId,
    PortChanges,
    PortNo,
    QueueId,
    RoleChanges,
)
from controller.rest import (
    BadGateway,
    Conflict,
    ControllerBase,
    Dpid,
    GatewayTimeout,
    MultiStatus,
    NotFound,
    NotSupported,
    Request,
    WSGIApplication,
    ask,
    find_switch,
    route,
)
from controller.rest.changes import Make, change, change_all, possible

__all__ = ['RestStatsApi', 'StatsController']

ERRORS = (NotFound, Conflict, NotSupported, BadGateway, GatewayTimeout)
CHANGE_ERRORS = (*ERRORS, MultiStatus)

#: What stands for a switch where a change could, too.
NOT_MODIFY = '(?!modify$)[^/]+'


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

    @route('desc', '/stats/desc/{dpid}', methods=['GET'], errors=ERRORS)
    def get_desc_stats(self, req: Request, dpid: Dpid) -> Descriptions:
        """Who made the switch."""
        return Descriptions(self.answer('desc', dpid))

    @route('flow', '/stats/flow/{dpid}', methods=['GET', 'POST'], errors=ERRORS, reads=True)
    def get_flow_stats(self, req: Request, dpid: Dpid, body: FlowFilter | None = None) -> FlowStats:
        """The flow entries and their counters; a POST narrows them down: `{"table_id": 0, "match": {"in_port": 1}}`."""
        return FlowStats(self.answer('flow', dpid, body))

    @route('flowdesc', '/stats/flowdesc/{dpid}', methods=['GET', 'POST'], errors=ERRORS, reads=True)
    def get_flow_desc(self, req: Request, dpid: Dpid, body: DescriptionFilter | None = None) -> FlowDescriptions:
        """The flow entries themselves, which 1.5 tells apart from their counters; a POST narrows them down."""
        return FlowDescriptions(self.answer('flowdesc', dpid, body))

    @route('aggregateflow', '/stats/aggregateflow/{dpid}', methods=['GET', 'POST'], errors=ERRORS, reads=True)
    def get_aggregate_flow_stats(self, req: Request, dpid: Dpid, body: AggregateFilter | None = None) -> AggregateStats:
        """The sums of the counters of the flow entries that `flow` shows."""
        return AggregateStats(self.answer('aggregateflow', dpid, body))

    @route('table', '/stats/table/{dpid}', methods=['GET'], errors=ERRORS)
    def get_table_stats(self, req: Request, dpid: Dpid) -> TableStats:
        """The counters of the tables."""
        return TableStats(self.answer('table', dpid))

    @route('tablefeatures', '/stats/tablefeatures/{dpid}', methods=['GET'], errors=ERRORS)
    def get_table_features(self, req: Request, dpid: Dpid) -> TableFeatures:
        """What the tables can do."""
        return TableFeatures(self.answer('tablefeatures', dpid))

    @route('port', '/stats/port/{dpid}', methods=['GET'], errors=ERRORS)
    @route('port', '/stats/port/{dpid}/{port_no}', methods=['GET'], errors=ERRORS)
    def get_port_stats(self, req: Request, dpid: Dpid, port_no: PortNo = ALL_PORTS) -> PortStats:
        """The counters of the ports, or of one."""
        return PortStats(self.answer('port', dpid, {'port_no': port_no}))

    @route('portdesc', '/stats/portdesc/{dpid}', methods=['GET'], errors=ERRORS, requirements={'dpid': NOT_MODIFY})
    @route('portdesc', '/stats/portdesc/{dpid}/{port_no}', methods=['GET'], errors=ERRORS)
    def get_port_desc(self, req: Request, dpid: Dpid, port_no: PortNo = ALL_PORTS) -> PortDescriptions:
        """The ports themselves, or one."""
        return PortDescriptions(self.answer('portdesc', dpid, {'port_no': port_no}))

    @route('queue', '/stats/queue/{dpid}', methods=['GET'], errors=ERRORS)
    @route('queue', '/stats/queue/{dpid}/{port_no}', methods=['GET'], errors=ERRORS)
    @route('queue', '/stats/queue/{dpid}/{port_no}/{queue_id}', methods=['GET'], errors=ERRORS)
    def get_queue_stats(
        self, req: Request, dpid: Dpid, port_no: PortNo = ALL_PORTS, queue_id: QueueId = ALL_QUEUES
    ) -> QueueStats:
        """The counters of the queues, of one port, or of one queue."""
        return QueueStats(self.answer('queue', dpid, {'port_no': port_no, 'queue_id': queue_id}))

    @route('queueconfig', '/stats/queueconfig/{dpid}', methods=['GET'], errors=ERRORS)
    @route('queueconfig', '/stats/queueconfig/{dpid}/{port}', methods=['GET'], errors=ERRORS)
    def get_queue_config(self, req: Request, dpid: Dpid, port: PortNo = ALL_PORTS) -> QueueConfigs:
        """The queues themselves, or those of one port."""
        return QueueConfigs(self.answer('queueconfig', dpid, {'port': port}))

    @route('queuedesc', '/stats/queuedesc/{dpid}', methods=['GET'], errors=ERRORS)
    @route('queuedesc', '/stats/queuedesc/{dpid}/{port_no}', methods=['GET'], errors=ERRORS)
    @route('queuedesc', '/stats/queuedesc/{dpid}/{port_no}/{queue_id}', methods=['GET'], errors=ERRORS)
    def get_queue_desc(
        self, req: Request, dpid: Dpid, port_no: PortNo = ALL_PORTS, queue_id: QueueId = ALL_QUEUES
    ) -> QueueDescriptions:
        """The queues themselves since 1.4, those of one port, or one."""
        return QueueDescriptions(self.answer('queuedesc', dpid, {'port_no': port_no, 'queue_id': queue_id}))

    @route('group', '/stats/group/{dpid}', methods=['GET'], errors=ERRORS)
    @route('group', '/stats/group/{dpid}/{group_id}', methods=['GET'], errors=ERRORS)
    def get_group_stats(self, req: Request, dpid: Dpid, group_id: GroupId = ALL_GROUPS) -> GroupStats:
        """The counters of the groups, or of one."""
        return GroupStats(self.answer('group', dpid, {'group_id': group_id}))

    @route('groupdesc', '/stats/groupdesc/{dpid}', methods=['GET'], errors=ERRORS)
    @route('groupdesc', '/stats/groupdesc/{dpid}/{group_id}', methods=['GET'], errors=ERRORS)
    def get_group_desc(self, req: Request, dpid: Dpid, group_id: GroupId = ALL_GROUPS) -> GroupDescriptions:
        """The groups themselves, or one."""
        return GroupDescriptions(self.answer('groupdesc', dpid, {'group_id': group_id}))

    @route('groupfeatures', '/stats/groupfeatures/{dpid}', methods=['GET'], errors=ERRORS)
    def get_group_features(self, req: Request, dpid: Dpid) -> GroupFeatures:
        """What groups can do."""
        return GroupFeatures(self.answer('groupfeatures', dpid))

    @route('meter', '/stats/meter/{dpid}', methods=['GET'], errors=ERRORS)
    @route('meter', '/stats/meter/{dpid}/{meter_id}', methods=['GET'], errors=ERRORS)
    def get_meter_stats(self, req: Request, dpid: Dpid, meter_id: MeterId = ALL_METERS) -> MeterStats:
        """The counters of the meters, or of one."""
        return MeterStats(self.answer('meter', dpid, {'meter_id': meter_id}))

    @route('meterconfig', '/stats/meterconfig/{dpid}', methods=['GET'], errors=ERRORS)
    @route('meterconfig', '/stats/meterconfig/{dpid}/{meter_id}', methods=['GET'], errors=ERRORS)
    def get_meter_config(self, req: Request, dpid: Dpid, meter_id: MeterId = ALL_METERS) -> MeterConfigs:
        """The meters themselves, or one."""
        return MeterConfigs(self.answer('meterconfig', dpid, {'meter_id': meter_id}))

    @route('meterdesc', '/stats/meterdesc/{dpid}', methods=['GET'], errors=ERRORS)
    @route('meterdesc', '/stats/meterdesc/{dpid}/{meter_id}', methods=['GET'], errors=ERRORS)
    def get_meter_desc(self, req: Request, dpid: Dpid, meter_id: MeterId = ALL_METERS) -> MeterDescriptions:
        """The meters themselves in 1.5, or one."""
        return MeterDescriptions(self.answer('meterdesc', dpid, {'meter_id': meter_id}))

    @route('meterfeatures', '/stats/meterfeatures/{dpid}', methods=['GET'], errors=ERRORS)
    def get_meter_features(self, req: Request, dpid: Dpid) -> MeterFeatures:
        """What meters can do."""
        return MeterFeatures(self.answer('meterfeatures', dpid))

    @route('role', '/stats/role/{dpid}', methods=['GET'], errors=ERRORS)
    def get_role(self, req: Request, dpid: Dpid) -> Roles:
        """The role of this controller."""
        return Roles(self.answer('role', dpid))

    # -- changes ------------------------------------------------------------------------------------------------

    @route(
        'flowentry', '/stats/flowentry/{command}', methods=['POST'], errors=CHANGE_ERRORS,
        requirements={'command': 'add|modify|modify_strict|delete|delete_strict'},
    )  # fmt: skip
    def mod_flow_entry(self, req: Request, command: str, body: FlowChanges, *, confirm: bool = True) -> None:
        """Add, modify or delete flow entries: `{"dpid": 1, "priority": 5, "match": {...}, "actions": [...]}`.

        `confirm=0` sends, and does not wait for what the switch says.
        """
        self.change(body, lambda switch, entry: ofctl.flow_mod(switch, command, entry), confirm)

    @route('clear', '/stats/flowentry/clear/{dpid}', methods=['DELETE'], errors=ERRORS)
    def delete_flow_entry(self, req: Request, dpid: Dpid, *, confirm: bool = True) -> None:
        """Delete every flow entry of the switch."""
        self.change(Changes([{'dpid': dpid}]), lambda switch, _: ofctl.clear_flows(switch), confirm)

    @route(
        'groupentry', '/stats/groupentry/{command}', methods=['POST'], errors=CHANGE_ERRORS,
        requirements={'command': 'add|modify|delete'},
    )  # fmt: skip
    def mod_group_entry(self, req: Request, command: str, body: GroupChanges, *, confirm: bool = True) -> None:
        """Add, modify or delete a group: `{"dpid": 1, "group_id": 1, "type": "SELECT", "buckets": [...]}`."""
        self.change(body, lambda switch, entry: ofctl.group_mod(switch, command, entry), confirm)

    @route(
        'meterentry', '/stats/meterentry/{command}', methods=['POST'], errors=CHANGE_ERRORS,
        requirements={'command': 'add|modify|delete'},
    )  # fmt: skip
    def mod_meter_entry(self, req: Request, command: str, body: MeterChanges, *, confirm: bool = True) -> None:
        """Add, modify or delete a meter: `{"dpid": 1, "meter_id": 1, "flags": "KBPS", "bands": [...]}`."""
        self.change(body, lambda switch, entry: ofctl.meter_mod(switch, command, entry), confirm)

    @route('portmod', '/stats/portdesc/modify', methods=['POST'], errors=CHANGE_ERRORS)
    def mod_port_behavior(self, req: Request, body: PortChanges, *, confirm: bool = True) -> None:
        """Set bits of a port's configuration: `{"dpid": 1, "port_no": 1, "config": 1, "mask": 1}`."""
        self.change(body, ofctl.port_mod, confirm)

    @route('rolerequest', '/stats/role', methods=['POST'], errors=CHANGE_ERRORS)
    def set_role(self, req: Request, body: RoleChanges, *, confirm: bool = True) -> None:
        """Ask for a role: `{"dpid": 1, "role": "MASTER"}`."""
        self.change(body, ofctl.role_request, confirm)

    @route('experimenter', '/stats/experimenter/{dpid}', methods=['POST'], errors=ERRORS)
    def send_experimenter(self, req: Request, dpid: Dpid, body: Experiment, *, confirm: bool = True) -> None:
        """Send an experimenter's message: `{"experimenter": 8992, "exp_type": 1, "data": "..."}`.

        `data_type` says how its data is written: `ascii`, or `base64`. A dpid in the body counts, if there is one.
        """
        self.change(Changes([{'dpid': dpid, **body}]), ofctl.experiment, confirm)

    # -- what they share ----------------------------------------------------------------------------------------

    @property
    def timeout(self) -> float:
        """Seconds that a switch has to answer."""
        return self.data.wsgi.timeout

    def answer(self, kind: str, dpid: int, narrowed: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask the switch, wait, and give its answer under its id."""
        switch = find_switch(self.data.controller.switches, dpid)
        wanted = {name: value for name, value in (narrowed or {}).items() if value != 'ALL'}
        with possible(lambda standing: ofctl.query(standing, kind, wanted), switch):
            query = ofctl.query(switch, kind, wanted)
        return {str(switch.id): query.to_json(ask(switch, query.message, self.timeout, query.to_json))}

    def change(self, changes: Changes, make: Make, confirmed: bool) -> None:
        """Send what the changes say, and with `confirmed` wait until the switches have done it."""
        switches, timeout = self.data.controller.switches, self.timeout if confirmed else None
        if changes.batch:
            change_all(switches, changes, make, timeout)
        else:
            change(switches, changes[0], make, timeout)
