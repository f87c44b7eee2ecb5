"""A firewall in every switch, over REST: what no rule allows is blocked, and said in the log.

    controller-manager rest_firewall

    curl -X PUT localhost:8080/firewall/module/enable/0000000000000001
    curl -X POST -d '{"nw_src": "10.0.0.1", "nw_dst": "10.0.0.2", "nw_proto": "ICMP"}' \\
        localhost:8080/firewall/rules/0000000000000001
    curl localhost:8080/firewall/rules/all
    curl -X DELETE -d '{"rule_id": 1}' localhost:8080/firewall/rules/0000000000000001

The rules are flow entries (`controller.lib.firewall`), which the switch keeps; the controller keeps nothing, so its
restart, or a lost connection, changes nothing. A switch that was no firewall before stops all packets until its
firewall is enabled; then ARP may pass, and what the rules allow.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

import greenhub
from controller.app import DEAD_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.datapath import Datapath
from controller.events import EventOFPPacketIn, EventOFPStateChange
from controller.lib import firewall
from controller.lib.dpid import dpid_to_str
from controller.lib.firewall import NO_VLAN, Installed, Rule, RuleChoice, RuleId
from controller.log import Throttle
from controller.openflow import OF10, OF12, OF13
from controller.packet.packet import Packet
from controller.rest import (
    BadGateway,
    Conflict,
    ControllerBase,
    GatewayTimeout,
    HTTPError,
    NotFound,
    Request,
    ServiceUnavailable,
    WSGIApplication,
    ask,
    confirm,
    route,
)  # fmt: skip
from controller.rest.changes import possible
from controller.rest.per_switch import Done, DoneEach, PerSwitch, Result, Switches, SwitchId, VlanId

__all__ = ['FirewallController', 'RestFirewallAPI']

#: Rules that a switch may have.
MOST_RULES = 4096

ETHERTYPE, LLDP = slice(12, 14), b'\x88\xcc'

ERRORS = (NotFound, BadGateway, GatewayTimeout)
NOT_ADDED = (*ERRORS, Conflict, ServiceUnavailable)


# -- what is answered --------------------------------------------------------------------------------------------------


class Status(PerSwitch):
    """Whether the firewall of a switch works; or, where all were asked, how this one failed."""

    status: Literal['enable', 'disable'] | UnsetType = UNSET
    command_result: Result | UnsetType = UNSET


class LogStatus(PerSwitch):
    """Whether the packets that a switch blocks are logged; or, where all were asked, how this one failed."""

    log_status: Literal['enable', 'disable'] | UnsetType = UNSET
    command_result: Result | UnsetType = UNSET


class FoundRule(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A rule as it is in the switch."""

    rule_id: int
    priority: int
    in_port: int | str | UnsetType = UNSET
    dl_src: str | UnsetType = UNSET
    dl_dst: str | UnsetType = UNSET
    dl_type: str | int | UnsetType = UNSET
    dl_vlan: int | UnsetType = UNSET
    nw_src: str | UnsetType = UNSET
    nw_dst: str | UnsetType = UNSET
    ipv6_src: str | UnsetType = UNSET
    ipv6_dst: str | UnsetType = UNSET
    nw_proto: str | int | UnsetType = UNSET
    tp_src: int | UnsetType = UNSET
    tp_dst: int | UnsetType = UNSET
    actions: Literal['ALLOW', 'DENY']


class VlanRules(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The rules of a VLAN, or those without one."""

    vlan_id: int | UnsetType = UNSET
    rules: list[FoundRule]


class Rules(PerSwitch):
    """The rules of a switch; or, where all were asked, how this one failed."""

    access_control_list: list[VlanRules] | UnsetType = UNSET
    command_result: Result | UnsetType = UNSET


class RulesDeleted(PerSwitch):
    """The rules that were deleted from a switch, a result for each VLAN; one that says so if there were none."""

    command_result: list[Result] | Result


# -- the app -----------------------------------------------------------------------------------------------------------


class Firewall:
    """A connected switch: whether what it blocks is logged, and, once known, the last id given in each VLAN and how
    many rules there are at most."""

    def __init__(self, datapath: Datapath, log: bool) -> None:
        self.datapath = datapath
        self.switch_id = dpid_to_str(datapath.id or 0)  # a switch in use has an id
        self.log = log
        self.last: dict[int, int] | None = None
        self.rules = 0

    def note(self, rules: list[Installed]) -> None:
        """These are the rules that there are."""
        self.last = self.last or {}
        for rule in rules:
            self.last[rule.vlan] = max(rule.number, self.last.get(rule.vlan, 0))
        self.rules = len(rules)

    def next_id(self, vlan: int) -> int:
        """An id that no rule of a VLAN has or had, as far as is known."""
        self.last = self.last or {}
        self.last[vlan] = self.last.get(vlan, 0) % firewall.LAST_ID + 1
        return self.last[vlan]


class RestFirewallAPI(App):
    """Serves `FirewallController`; `switches` are those that are connected."""

    OFP_VERSIONS = [OF10, OF12, OF13]
    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wsgi: WSGIApplication = kwargs['wsgi']
        self.switches: Switches[Firewall] = Switches()
        self._throttle = Throttle(burst=20)
        self.wsgi.register(FirewallController, self)

    @set_ev_cls(EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def state_changed(self, ev: Any) -> None:
        """A switch has joined, or left."""
        if ev.state == MAIN_DISPATCHER:
            greenhub.spawn(self.join, ev.datapath)  # the others need not wait for its answer
        elif self.switches.leave(ev.datapath):
            self.logger.info('switch_id=%s: Leave firewall', dpid_to_str(ev.datapath.id))

    def join(self, datapath: Datapath) -> None:
        """Make a firewall of a switch that is none yet."""
        switch_id = dpid_to_str(datapath.id or 0)
        fixed: list[Any] = []
        try:
            fixed = ask(datapath, firewall.flows_wanted(datapath, cookie=0), self.wsgi.timeout).body
        except HTTPError as error:
            self.logger.warning('switch_id=%s: %s; its firewall begins anew', switch_id, error)
        known = firewall.is_firewall(fixed)
        if not known:
            for message in firewall.first_entries(datapath):
                datapath.send_msg(message)
        if datapath.is_active:
            self.switches.join(Firewall(datapath, firewall.is_logging(fixed) if known else True))
            self.logger.info('switch_id=%s: Join as firewall%s', switch_id, ', which it was before' if known else '')

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev: Any) -> None:
        """A packet was blocked."""
        datapath, data = ev.msg.datapath, ev.msg.data
        if self.switches.get(datapath) is None or data[ETHERTYPE] == LLDP:
            return
        left_out = self._throttle.pass_through(datapath.id)
        if left_out is not None:
            layers = ', '.join(map(repr, Packet(data)))
            more = f' (and {left_out} more since)' if left_out else ''
            self.logger.info('dpid=%s: Blocked packet = %s%s', dpid_to_str(datapath.id), layers, more)


class FirewallController(ControllerBase):
    """Answers `/firewall/...`; `data` is the app."""

    data: RestFirewallAPI

    # -- the firewall itself ------------------------------------------------------------------------------------

    @route('firewall_status', '/firewall/module/status', methods=['GET'], errors=ERRORS)
    def get_status(self, req: Request) -> list[Status]:
        """Which firewalls work."""

        def get(kept: Firewall) -> Status:
            stopped = firewall.is_stopped(self._flows(kept, cookie=0))
            return Status(switch_id=kept.switch_id, status='disable' if stopped else 'enable')

        return self.data.switches.each(SwitchId('all'), Status, get)

    @route('firewall_enable', '/firewall/module/enable/{switchid}', methods=['PUT'], errors=ERRORS)
    def set_enable(self, req: Request, switchid: SwitchId) -> list[Done]:
        """Let pass what the rules allow."""
        return self.data.switches.each(switchid, Done, lambda kept: self._stop(kept, False))

    @route('firewall_disable', '/firewall/module/disable/{switchid}', methods=['PUT'], errors=ERRORS)
    def set_disable(self, req: Request, switchid: SwitchId) -> list[Done]:
        """Stop all packets, whatever the rules say, as in the beginning."""
        return self.data.switches.each(switchid, Done, lambda kept: self._stop(kept, True))

    # -- its log ------------------------------------------------------------------------------------------------

    @route('firewall_log_status', '/firewall/log/status', methods=['GET'], errors=ERRORS)
    def get_log_status(self, req: Request) -> list[LogStatus]:
        """Whether blocked packets are logged."""

        def get(kept: Firewall) -> LogStatus:
            log = firewall.is_logging(self._flows(kept, cookie=0))
            return LogStatus(switch_id=kept.switch_id, log_status='enable' if log else 'disable')

        return self.data.switches.each(SwitchId('all'), LogStatus, get)

    @route('firewall_log_enable', '/firewall/log/enable/{switchid}', methods=['PUT'], errors=ERRORS)
    def set_log_enable(self, req: Request, switchid: SwitchId) -> list[Done]:
        """Log blocked packets, as in the beginning."""
        return self.data.switches.each(switchid, Done, lambda kept: self._set_log(kept, True))

    @route('firewall_log_disable', '/firewall/log/disable/{switchid}', methods=['PUT'], errors=ERRORS)
    def set_log_disable(self, req: Request, switchid: SwitchId) -> list[Done]:
        """Log blocked packets no longer; the switch drops them, and does not tell."""
        return self.data.switches.each(switchid, Done, lambda kept: self._set_log(kept, False))

    # -- its rules ----------------------------------------------------------------------------------------------

    @route('firewall_rules', '/firewall/rules/{switchid}', methods=['GET'], errors=ERRORS)
    @route('firewall_rules_of_vlan', '/firewall/rules/{switchid}/{vlanid}', methods=['GET'], errors=ERRORS)
    def get_rules(self, req: Request, switchid: SwitchId, vlanid: VlanId | None = None) -> list[Rules]:
        """The rules of a switch: those of a VLAN, those without one, or (`all`) both."""

        def get(kept: Firewall) -> Rules:
            rules = self._rules(kept, vlanid)
            found = [VlanRules(vlan_id=vlan or UNSET, rules=[_found(each) for each in rules if each.vlan == vlan])
                     for vlan in dict.fromkeys(each.vlan for each in rules)]  # fmt: skip
            return Rules(switch_id=kept.switch_id, access_control_list=found)

        return self.data.switches.each(switchid, Rules, get)

    @route('firewall_rules', '/firewall/rules/{switchid}', methods=['POST'], errors=NOT_ADDED)
    @route('firewall_rules_of_vlan', '/firewall/rules/{switchid}/{vlanid}', methods=['POST'], errors=NOT_ADDED)
    def set_rule(self, req: Request, switchid: SwitchId, body: Rule, vlanid: VlanId | None = None) -> list[DoneEach]:
        """Add a rule: for a VLAN, for packets of any, or (`all`) both for those and for each VLAN that has rules.

        One with the match and priority of an older one takes its place.
        """

        def add(kept: Firewall) -> DoneEach:
            every = vlanid == 'all'
            if every or kept.last is None or kept.rules >= MOST_RULES:
                kept.note(self._rules(kept, VlanId('all')))
            vlans = [NO_VLAN, *sorted(set(kept.last or ()) - {NO_VLAN})] if every else [_vlan(vlanid)]
            if kept.rules + len(vlans) > MOST_RULES:
                raise ServiceUnavailable(
                    f'switch {kept.switch_id} has {kept.rules} rules, and {MOST_RULES} is the most'
                )
            added = [(vlan, kept.next_id(vlan)) for vlan in vlans]
            with possible(lambda switch: firewall.entry_of(switch, body, *added[0], kept.log), kept.datapath):
                entries = [firewall.entry_of(kept.datapath, body, *each, kept.log) for each in added]
            kept.rules += len(entries)
            confirm(kept.datapath, entries, self.timeout)
            results = [Result(result='success', vlan_id=vlan or UNSET, details=f'Rule added. : rule_id={number}')
                       for vlan, number in added]  # fmt: skip
            return DoneEach(switch_id=kept.switch_id, command_result=results)

        return self.data.switches.each(switchid, DoneEach, add)

    @route('firewall_rules', '/firewall/rules/{switchid}', methods=['DELETE'], errors=ERRORS)
    @route('firewall_rules_of_vlan', '/firewall/rules/{switchid}/{vlanid}', methods=['DELETE'], errors=ERRORS)
    def delete_rule(
        self, req: Request, switchid: SwitchId, body: RuleId, vlanid: VlanId | None = None
    ) -> list[RulesDeleted]:
        """Delete a rule by its id, or all: of a VLAN, of those without one, or (`all`) of both."""

        def delete(kept: Firewall) -> RulesDeleted:
            gone = [each for each in self._rules(kept, vlanid) if body.rule_id in (RuleChoice.ALL, each.number)]
            confirm(kept.datapath, [firewall.deletion_of(kept.datapath, each) for each in gone], self.timeout)
            return RulesDeleted(switch_id=kept.switch_id, command_result=_deleted(gone, body.rule_id))

        return self.data.switches.each(switchid, RulesDeleted, delete)

    # -- what they share ----------------------------------------------------------------------------------------

    @property
    def timeout(self) -> float:
        """Seconds that a switch has to answer."""
        return self.data.wsgi.timeout

    def _flows(self, kept: Firewall, cookie: int | None = None) -> list[Any]:
        """The flow entries of a switch."""
        return ask(kept.datapath, firewall.flows_wanted(kept.datapath, cookie), self.timeout).body

    def _rules(self, kept: Firewall, vlanid: VlanId | None) -> list[Installed]:
        rules = firewall.rules_among(self._flows(kept))
        return rules if vlanid == 'all' else [each for each in rules if each.vlan == _vlan(vlanid)]

    def _stop(self, kept: Firewall, stopped: bool) -> Done:
        confirm(kept.datapath, firewall.stop(kept.datapath, stopped), self.timeout)
        details = 'firewall stopped.' if stopped else 'firewall running.'
        return Done(switch_id=kept.switch_id, command_result=Result(result='success', details=details))

    def _set_log(self, kept: Firewall, log: bool) -> Done:
        kept.log = log  # for rules that are added meanwhile
        messages = firewall.logging(kept.datapath, self._rules(kept, VlanId('all')), log)
        confirm(kept.datapath, messages, self.timeout)
        details = 'Log collection started.' if log else 'Log collection stopped.'
        return Done(switch_id=kept.switch_id, command_result=Result(result='success', details=details))


def _vlan(vlanid: VlanId | None) -> int:
    return NO_VLAN if vlanid is None else vlanid.number or NO_VLAN


def _found(rule: Installed) -> FoundRule:
    """A rule as it is answered."""
    match = {name: value for name, value in rule.match.items() if name in FoundRule.__struct_fields__}
    actions: Any = 'ALLOW' if rule.allows else 'DENY'
    return FoundRule(rule_id=rule.number, priority=rule.flow.priority, actions=actions, **match)


def _deleted(gone: list[Installed], wanted: int) -> list[Result] | Result:
    """The answer of a deletion in Ryu's words."""
    if not gone:
        which = '' if wanted == RuleChoice.ALL else f' : ruleID={wanted}'
        return Result(result='failure', details=f'Rule is not exist.{which}')
    results = []
    for vlan in dict.fromkeys(each.vlan for each in gone):
        ids = ','.join(str(each.number) for each in gone if each.vlan == vlan)
        results.append(Result(result='success', vlan_id=vlan or UNSET, details=f'Rule deleted. : ruleID={ids}'))
    return results
