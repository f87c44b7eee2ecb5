"""Quality of service over REST, in Ryu's words: queues of ports, rules that put packets into them, meters.

    controller-manager rest_qos rest_conf_switch qos_simple_switch_13

    curl -X PUT -d '"tcp:127.0.0.1:6632"' localhost:8080/v1.0/conf/switches/0000000000000001/ovsdb_addr
    curl -X POST -d '{"port_name": "s1-eth1", "queues": [{"max_rate": "500000"}, {"min_rate": "800000"}]}' \\
        localhost:8080/qos/queue/0000000000000001
    curl -X POST -d '{"match": {"nw_dst": "10.0.0.1", "nw_proto": "UDP", "tp_dst": 5002}, "actions": {"queue": 1}}' \\
        localhost:8080/qos/rules/0000000000000001
    curl -X POST -d '{"meter_id": 1, "bands": [{"type": "DROP", "rate": 400}]}' localhost:8080/qos/meter/all

Queues are Open vSwitch's own configuration, kept in its database: at the address that the setting `ovsdb_addr` of the
switch says. Rules are flow entries of table 0, which send packets on to table 1 (`controller.lib.qos`): an app that
forwards has to have its flow entries there, as `qos_simple_switch_13` has.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from controller import ofctl
from controller.app import DEAD_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.datapath import Datapath
from controller.events import EventOFPStateChange
from controller.lib import qos
from controller.lib.conf_switch import OVSDB_ADDR, ConfSwitchSet
from controller.lib.dpid import dpid_to_str
from controller.ofctl import BadValue, Unsupported, expect
from controller.ofctl.values import read_integer
from controller.openflow import OF10, OF12, OF13
from controller.rest import U64, Body, ControllerBase, Request, WSGIApplication, ask, confirm, route
from controller.rest.errors import BadGateway, BadRequest, Conflict, GatewayTimeout, NotFound, NotSupported
from controller.rest.per_switch import Done, DoneEach, PerSwitch, Result, Switches, SwitchId, VlanId

__all__ = ['QoSController', 'RestQoSAPI']

#: Queues that a port may be given.
MOST_QUEUES = 256

WITHOUT_VLAN, ALL_VLANS = VlanId(qos.NO_VLAN), VlanId('all')

ERRORS = (NotFound, Conflict, NotSupported, BadGateway, GatewayTimeout)


class Rates(dict[str, int]):
    """A queue: bits per second that it may have, and that it is sure to have, in the words of Open vSwitch."""

    words = {'max_rate': 'max-rate', 'min_rate': 'min-rate'}

    @classmethod
    def read(cls, value: Any) -> Rates:
        """The rates, of which there has to be one at least; raises ValueError."""
        given = expect(dict, '', value)
        unknown = [each for each in given if each not in cls.words]
        if unknown:
            raise BadValue(unknown[0], 'there is no such field')
        if not given:
            raise ValueError('wants max_rate or min_rate')
        return cls({cls.words[name]: read_integer(name, rate, 64) for name, rate in given.items()})

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """An object of `max_rate` and `min_rate`."""
        rates = {name: U64.schema() for name in cls.words}
        return {'type': 'object', 'properties': rates, 'additionalProperties': False, 'minProperties': 1}


class Queues(Body):
    """The queues of a port, or of every port; `max_rate` limits all queues of a port together."""

    port_name: Annotated[str, msgspec.Meta(min_length=1, max_length=255)] | None = None
    type: Literal[
        'linux-htb', 'linux-hfsc', 'linux-sfq', 'linux-codel', 'linux-fq_codel', 'linux-netem', 'linux-noop',
        'egress-policer', 'trtcm-policer',
    ] = 'linux-htb'  # fmt: skip
    max_rate: U64 | None = None
    queues: Annotated[list[Rates], msgspec.Meta(max_length=MOST_QUEUES)] = []


# -- answers -----------------------------------------------------------------------------------------------------------


class Queue(msgspec.Struct):
    """What Open vSwitch has of a queue: its `max-rate` and `min-rate`."""

    config: dict[str, str]


class QueuesMade(msgspec.Struct):
    """The queues that were made, by number."""

    result: Literal['success', 'failure']
    details: dict[str, Queue] | str


class QueuesFound(msgspec.Struct):
    """The queues that there are, by port and number."""

    result: Literal['success', 'failure']
    details: dict[str, dict[str, Queue]] | str


class Made(PerSwitch):
    """Whether queues were made on one switch."""

    command_result: QueuesMade

    @classmethod
    def failed(cls, switch_id: str, result: Result) -> Made:
        """The answer about a switch that failed."""
        return cls(switch_id=switch_id, command_result=QueuesMade(result.result, result.details))


class Found(PerSwitch):
    """The queues of one switch."""

    command_result: QueuesFound

    @classmethod
    def failed(cls, switch_id: str, result: Result) -> Found:
        """The answer about a switch that failed."""
        return cls(switch_id=switch_id, command_result=QueuesFound(result.result, result.details))


class Deleted(PerSwitch):
    """Whether the queues of one switch were deleted."""

    command_result: Literal['success', 'failure']

    @classmethod
    def failed(cls, switch_id: str, result: Result) -> Deleted:
        """The answer about a switch that failed."""
        return cls(switch_id=switch_id, command_result=result.result)


class Statistics(PerSwitch):
    """Counters of one switch, under its id in decimal; or, where all were asked, how it failed."""

    command_result: dict[str, list[dict[str, Any]]] | str

    @classmethod
    def failed(cls, switch_id: str, result: Result) -> Statistics:
        """The answer about a switch that failed."""
        return cls(switch_id=switch_id, command_result=result.details)


class SeenRule(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A rule as it is in the switch."""

    qos_id: int
    priority: int
    in_port: int | str | UnsetType = UNSET
    dl_src: str | UnsetType = UNSET
    dl_dst: str | UnsetType = UNSET
    dl_type: str | UnsetType = UNSET
    dl_vlan: int | UnsetType = UNSET
    nw_src: str | UnsetType = UNSET
    nw_dst: str | UnsetType = UNSET
    ipv6_src: str | UnsetType = UNSET
    ipv6_dst: str | UnsetType = UNSET
    nw_proto: str | UnsetType = UNSET
    tp_src: int | UnsetType = UNSET
    tp_dst: int | UnsetType = UNSET
    ip_dscp: int | UnsetType = UNSET
    actions: list[dict[str, str]]


class RulesOfVlan(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The rules of a VLAN, or those without one."""

    vlan_id: int | UnsetType = UNSET
    qos: list[SeenRule]


class Rules(PerSwitch):
    """The rules of one switch."""

    command_result: list[RulesOfVlan] | Result


class RulesDeleted(PerSwitch):
    """The rules that were deleted on one switch, a result for each VLAN."""

    command_result: list[Result] | Result


# -- the app -----------------------------------------------------------------------------------------------------------


class QosSwitch:
    """A connected switch: `last` has the highest id that was given to a rule of each VLAN, once that is known."""

    def __init__(self, datapath: Datapath) -> None:
        self.datapath = datapath
        self.last: dict[int, int] | None = None

    def next_id(self, vlan: int, rules: list[qos.Installed]) -> int:
        """An id that no rule of the VLAN has or had; `rules` are those that are there."""
        if self.last is None:
            self.last = {}
            for each in rules:
                self.last[each.vlan] = max(each.number, self.last.get(each.vlan, 0))
        self.last[vlan] = self.last.get(vlan, 0) % qos.LAST_ID + 1
        return self.last[vlan]


class RestQoSAPI(App):
    """Serves `QoSController`; `switches` are those that are connected, `conf_switch` has their settings."""

    OFP_VERSIONS = [OF10, OF12, OF13]
    _CONTEXTS = {'conf_switch': ConfSwitchSet, 'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conf_switch: ConfSwitchSet = kwargs['conf_switch']
        self.wsgi: WSGIApplication = kwargs['wsgi']
        self.switches: Switches[QosSwitch] = Switches()
        self.wsgi.register(QoSController, self)

    @set_ev_cls(EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def state_changed(self, ev: Any) -> None:
        """A switch has joined: what no rule is for goes on to the next table. Or it has left."""
        datapath = ev.datapath
        if ev.state == DEAD_DISPATCHER:
            if self.switches.leave(datapath):
                self.logger.info('dpid=%s: Leave qos switch.', dpid_to_str(datapath.id))
            return
        onward = qos.flow_to_next_table(datapath)
        if onward is not None:
            datapath.send_msg(onward)
        self.switches.join(QosSwitch(datapath))
        self.logger.info('dpid=%s: Join qos switch.', dpid_to_str(datapath.id))


class QoSController(ControllerBase):
    """Answers `/qos/...`; `data` is the app."""

    data: RestQoSAPI

    # -- queues -------------------------------------------------------------------------------------------------

    @route('qos_queue', '/qos/queue/{switchid}', methods=['GET'], errors=ERRORS)
    def get_queue(self, req: Request, switchid: SwitchId) -> list[Found]:
        """The queues of the ports of a switch."""

        def find(kept: QosSwitch) -> Found:
            found: dict[str, Any] = {}
            if self._address(kept) is not None:
                with self._database(kept) as (database, where):
                    found = database.read_queues(*where)
            ports = {name: {str(number): Queue(config) for number, config in queues.items()}
                     for name, queues in found.items()}  # fmt: skip
            result = QueuesFound('success', ports) if ports else QueuesFound('failure', 'Queue is not exists.')
            return Found(switch_id=_id(kept), command_result=result)

        return self.data.switches.each(switchid, Found, find)

    @route('qos_queue', '/qos/queue/{switchid}', methods=['POST'], errors=ERRORS)
    def set_queue(self, req: Request, switchid: SwitchId, body: Queues) -> list[Made]:
        """Give a port, or every port, queues in the place of those that it has.

        The first has number 0, and takes what no rule sends to another one.
        """
        shown = {str(number): Queue({name: str(rate) for name, rate in each.items()})
                 for number, each in enumerate(body.queues)}  # fmt: skip

        def make(kept: QosSwitch) -> Made:
            if self._address(kept) is None:
                result = QueuesMade('failure', f'ovs_bridge is not exists: switch {_id(kept)} has no {OVSDB_ADDR}')
                return Made(switch_id=_id(kept), command_result=result)
            with self._database(kept) as (database, where):
                database.set_queues(*where, body.port_name, body.type, body.max_rate, body.queues)
            return Made(switch_id=_id(kept), command_result=QueuesMade('success', shown))

        return self.data.switches.each(switchid, Made, make)

    @route('qos_queue', '/qos/queue/{switchid}', methods=['DELETE'], errors=ERRORS)
    def delete_queue(self, req: Request, switchid: SwitchId) -> list[Deleted]:
        """Delete the queues of all ports of a switch."""

        def delete(kept: QosSwitch) -> Deleted:
            if self._address(kept) is None:
                return Deleted(switch_id=_id(kept), command_result='failure')
            with self._database(kept) as (database, where):
                database.delete_queues(*where)
            return Deleted(switch_id=_id(kept), command_result='success')

        return self.data.switches.each(switchid, Deleted, delete)

    @route('qos_status', '/qos/queue/status/{switchid}', methods=['GET'], errors=ERRORS)
    def get_status(self, req: Request, switchid: SwitchId) -> list[Statistics]:
        """The counters of the queues of a switch."""
        return self.data.switches.each(switchid, Statistics, lambda kept: self._statistics(kept, 'queue'))

    # -- rules --------------------------------------------------------------------------------------------------

    @route('qos_rules', '/qos/rules/{switchid}', methods=['GET'], errors=ERRORS)
    @route('qos_rules_of_vlan', '/qos/rules/{switchid}/{vlanid}', methods=['GET'], errors=ERRORS)
    def get_qos(self, req: Request, switchid: SwitchId, vlanid: VlanId = WITHOUT_VLAN) -> list[Rules]:
        """The rules of a switch: those of a VLAN, or those without one."""

        def find(kept: QosSwitch) -> Rules:
            rules = self._rules(kept, vlanid)
            found = [RulesOfVlan(vlan_id=vlan or UNSET, qos=[_seen(each) for each in rules if each.vlan == vlan])
                     for vlan in dict.fromkeys(each.vlan for each in rules)]  # fmt: skip
            return Rules(switch_id=_id(kept), command_result=found)

        return self.data.switches.each(switchid, Rules, find)

    @route('qos_rules', '/qos/rules/{switchid}', methods=['POST'], errors=ERRORS)
    @route('qos_rules_of_vlan', '/qos/rules/{switchid}/{vlanid}', methods=['POST'], errors=ERRORS)
    def set_qos(
        self, req: Request, switchid: SwitchId, body: qos.Rule, vlanid: VlanId = WITHOUT_VLAN
    ) -> list[DoneEach]:
        """Add a rule: for a VLAN, for packets of any, or (`all`) both for those and for each VLAN that has rules."""

        def add(kept: QosSwitch) -> DoneEach:
            rules = self._rules(kept) if kept.last is None or vlanid == ALL_VLANS else []
            one = vlanid.number
            vlans = sorted({qos.NO_VLAN, *(each.vlan for each in rules)}) if one is None else [one]
            added = [(vlan, kept.next_id(vlan, rules)) for vlan in vlans]
            confirm(kept.datapath, [qos.flow_of(kept.datapath, body, *each) for each in added], self.timeout)
            results = [Result(result='success', vlan_id=vlan or UNSET, details=f'QoS added. : qos_id={number}')
                       for vlan, number in added]  # fmt: skip
            return DoneEach(switch_id=_id(kept), command_result=results)

        return self.data.switches.each(switchid, DoneEach, add)

    @route('qos_rules', '/qos/rules/{switchid}', methods=['DELETE'], errors=ERRORS)
    @route('qos_rules_of_vlan', '/qos/rules/{switchid}/{vlanid}', methods=['DELETE'], errors=ERRORS)
    def delete_qos(
        self, req: Request, switchid: SwitchId, body: qos.RuleId, vlanid: VlanId = WITHOUT_VLAN
    ) -> list[RulesDeleted]:
        """Delete a rule by its id, or all: of a VLAN, or of those without one."""

        def delete(kept: QosSwitch) -> RulesDeleted:
            gone = [each for each in self._rules(kept, vlanid) if body.qos_id in (qos.Chosen.ALL, each.number)]
            confirm(kept.datapath, [qos.deletion_of(kept.datapath, each) for each in gone], self.timeout)
            return RulesDeleted(switch_id=_id(kept), command_result=_deleted(gone, body.qos_id))

        return self.data.switches.each(switchid, RulesDeleted, delete)

    # -- meters -------------------------------------------------------------------------------------------------

    @route('qos_meter', '/qos/meter/{switchid}', methods=['GET'], errors=ERRORS)
    def get_meter(self, req: Request, switchid: SwitchId) -> list[Statistics]:
        """The counters of the meters of a switch."""
        return self.data.switches.each(switchid, Statistics, lambda kept: self._statistics(kept, 'meter'))

    @route('qos_meter', '/qos/meter/{switchid}', methods=['POST'], errors=ERRORS)
    def set_meter(self, req: Request, switchid: SwitchId, body: qos.Meter) -> list[DoneEach]:
        """Add a meter."""

        def add(kept: QosSwitch) -> DoneEach:
            self._modify_meter(kept, 'add', qos.meter_to_json(body))
            result = Result(result='success', details=f'Meter added. : Meter ID={body.meter_id}')
            return DoneEach(switch_id=_id(kept), command_result=[result])

        return self.data.switches.each(switchid, DoneEach, add)

    @route('qos_meter', '/qos/meter/{switchid}', methods=['DELETE'], errors=ERRORS)
    def delete_meter(self, req: Request, switchid: SwitchId, body: qos.MeterId) -> list[Done]:
        """Delete a meter, with the rules that name it."""

        def delete(kept: QosSwitch) -> Done:
            self._modify_meter(kept, 'delete', {'meter_id': body.meter_id})
            result = Result(result='success', details=f'Meter deleted. : Meter ID={body.meter_id}')
            return Done(switch_id=_id(kept), command_result=result)

        return self.data.switches.each(switchid, Done, delete)

    # -- what they share ----------------------------------------------------------------------------------------

    @property
    def timeout(self) -> float:
        """Seconds that a switch has to answer."""
        return self.data.wsgi.timeout

    def _statistics(self, kept: QosSwitch, kind: str) -> Statistics:
        with _supported():
            query = ofctl.query(kept.datapath, kind)
        found = query.to_json(ask(kept.datapath, query.message, self.timeout))
        return Statistics(switch_id=_id(kept), command_result={str(kept.datapath.id): found})

    def _modify_meter(self, kept: QosSwitch, command: str, given: dict[str, Any]) -> None:
        with _supported():
            message = ofctl.meter_mod(kept.datapath, command, given)
        confirm(kept.datapath, message, self.timeout)

    def _rules(self, kept: QosSwitch, vlanid: VlanId = ALL_VLANS) -> list[qos.Installed]:
        """The rules that a switch has, of the VLAN that is meant."""
        query = ofctl.query(kept.datapath, 'flow', {'table_id': qos.QOS_TABLE})
        rules = qos.rules_among(ask(kept.datapath, query.message, self.timeout).body)
        return [each for each in rules if vlanid == ALL_VLANS or each.vlan == vlanid.number]

    def _address(self, kept: QosSwitch) -> Any:
        """Where the database of a switch is, as somebody has set it; None where nobody has."""
        return self.data.conf_switch.confs.get(kept.datapath.id or 0, {}).get(OVSDB_ADDR)

    @contextmanager
    def _database(self, kept: QosSwitch) -> Iterator[tuple[Any, tuple[Any, int, float]]]:
        """What works on queues, and its arguments for a switch; what goes wrong there is an answer to the client."""
        try:
            from controller.lib.ovs import queues
            from controller.lib.ovs.database import DatabaseError, DatabaseTimeout
        except ImportError as error:
            raise NotSupported(str(error)) from None
        try:
            yield queues, (self._address(kept), kept.datapath.id or 0, self.data.controller.config.ovsdb_timeout)
        except queues.NoSuchPort as error:
            raise BadRequest(str(error), where='port_name', switch=_id(kept)) from None
        except DatabaseTimeout as error:
            raise GatewayTimeout(str(error), switch=_id(kept)) from None
        except DatabaseError as error:
            raise BadGateway(str(error), switch=_id(kept)) from None


@contextmanager
def _supported() -> Iterator[None]:
    """That the switch's version has no such thing is an answer about this switch."""
    try:
        yield
    except Unsupported as error:
        raise NotSupported(str(error)) from None


def _id(kept: QosSwitch) -> str:
    return dpid_to_str(kept.datapath.id or 0)  # a switch in use has an id


def _seen(rule: qos.Installed) -> SeenRule:
    match = {name: value for name, value in rule.match.items() if name in SeenRule.__struct_fields__}
    return SeenRule(qos_id=rule.number, priority=rule.flow.priority, actions=rule.actions, **match)


def _deleted(gone: list[qos.Installed], wanted: int) -> list[Result] | Result:
    if not gone:
        which = '' if wanted == qos.Chosen.ALL else f' : QoS ID={wanted}'
        return Result(result='failure', details=f'QoS rule is not exist.{which}')
    results = []
    for vlan in dict.fromkeys(each.vlan for each in gone):
        ids = ','.join(str(each.number) for each in gone if each.vlan == vlan)
        results.append(Result(result='success', vlan_id=vlan or UNSET, details=f' deleted. : QoS ID={ids}'))
    return results
