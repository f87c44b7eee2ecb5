"""What Ryu's `ofctl_v1_0` to `ofctl_v1_5` have: for each version the functions that it has, as methods of one object.

JSON is read as Ryu reads it: what a version does not know is left out, which the log says. What makes no message raises
BadValue, which is a ValueError; a switch that does not answer, or refuses, gives an empty answer and a line in the log.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from typing import Any

from ... import ofctl
from ...ofctl import writing
from ...openflow import OF10, OF12, OF13, OF14, OF15
from ...wire import Structure
from ..versions import NAMES, named
from . import utils

__all__ = ['OFCTL', 'Functions', 'Ofctl10', 'Ofctl12', 'Ofctl13', 'Ofctl14', 'Ofctl15']

#: What an app keeps for the answers that it waits for.
Waiters = dict[Any, Any]
#: An answer: switch -> what it has said.
Answer = dict[Any, Any]


class Functions:
    """What every version has."""

    number: int

    @cached_property
    def LOG(self) -> logging.Logger:
        """Where these functions write."""
        return logging.getLogger(f'ryu.lib.ofctl_{NAMES[self.number]}')

    @cached_property
    def UTIL(self) -> utils.OFCtlUtil:
        """Names for the numbers of the version."""
        return utils.OFCtlUtil(self.version)

    @property
    def DEFAULT_TIMEOUT(self) -> float:
        """Seconds that a switch has to answer."""
        return utils.DEFAULT_TIMEOUT

    @property
    def version(self) -> Any:
        """The structures and numbers, whose matches are checked no more than Ryu checks them."""
        return named(self.number)

    # -- asking ---------------------------------------------------------------------------------------------------

    def get_desc_stats(self, dp: Any, waiters: Waiters, to_user: bool = True) -> Answer:
        """Who made the switch."""
        return self._ask(dp, waiters, 'desc', {}, to_user)

    def get_table_stats(self, dp: Any, waiters: Waiters, to_user: bool = True) -> Answer:
        """The counters of the tables."""
        return self._ask(dp, waiters, 'table', {}, to_user)

    def get_flow_stats(
        self, dp: Any, waiters: Waiters, flow: Mapping[str, Any] | None = None, to_user: bool = True
    ) -> Answer:
        """The flow entries and their counters, of those that `flow` describes."""
        return self._ask(dp, waiters, 'flow', flow, to_user)

    def get_aggregate_flow_stats(
        self, dp: Any, waiters: Waiters, flow: Mapping[str, Any] | None = None, to_user: bool = True
    ) -> Answer:
        """The sums of the counters of the flow entries that `flow` describes."""
        return self._ask(dp, waiters, 'aggregateflow', flow, to_user)

    def get_port_stats(self, dp: Any, waiters: Waiters, port: Any = None, to_user: bool = True) -> Answer:
        """The counters of the ports, or of one."""
        return self._ask(dp, waiters, 'port', {'port_no': port}, to_user)

    def get_port_desc(self, dp: Any, waiters: Waiters, to_user: bool = True) -> Answer:
        """The ports themselves."""
        return self._ask(dp, waiters, 'portdesc', {}, to_user)

    def get_queue_stats(
        self, dp: Any, waiters: Waiters, port: Any = None, queue_id: Any = None, to_user: bool = True
    ) -> Answer:
        """The counters of the queues, of one port, or of one queue."""
        return self._ask(dp, waiters, 'queue', {'port_no': port, 'queue_id': queue_id}, to_user)

    def _ask(self, dp: Any, waiters: Waiters, kind: str, given: Mapping[str, Any] | None, to_user: bool) -> Answer:
        """Ask the switch, and wait for its answer."""
        wanted = {name: value for name, value in (given or {}).items() if value is not None and name != 'flags'}
        named(self.number)  # from here on matches are checked no more than Ryu checks them
        query = ofctl.query(dp, kind, wanted, lenient=True)
        replies: list[Any] = []
        _utils().send_stats_request(dp, query.message, waiters, replies, self.LOG)
        found = [query.to_json(reply, to_user) for reply in replies]
        if kind == 'desc':
            return self.wrap_dpid_dict(dp, found[0] if found else {}, to_user)
        return self.wrap_dpid_dict(dp, [each for part in found for each in part], to_user)

    def wrap_dpid_dict(self, dp: Any, value: Any, to_user: bool = True) -> Answer:
        """A value by the switch's id, as text or as the number."""
        return {str(dp.id) if to_user else dp.id: value}

    # -- changing -------------------------------------------------------------------------------------------------

    def mod_flow_entry(self, dp: Any, flow: Mapping[str, Any], cmd: int) -> None:
        """Add, modify or delete flow entries, as the number `cmd` says (OFPFC_ADD, ...); raises BadValue."""
        self._change(dp, ofctl.flow_mod(dp, cmd, self._known(flow), lenient=True))

    def mod_port_behavior(self, dp: Any, port_config: Mapping[str, Any]) -> None:
        """Set bits of a port's configuration; raises BadValue.

        Among the `properties` those that describe the port, which Ryu's REST app puts there, say nothing to be changed.
        """
        wanted = self._known(port_config)
        if isinstance(properties := wanted.get('properties'), list):
            wanted['properties'] = [each for each in properties if not isinstance(each, Structure)]
        self._change(dp, ofctl.port_mod(dp, wanted, lenient=True))

    def _known(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """An object of the REST interface without what it says to that."""
        named(self.number)
        return {name: value for name, value in given.items() if name not in ('dpid', 'command')}

    def _change(self, dp: Any, message: Any) -> None:
        _utils().send_msg(dp, message, self.LOG)

    # -- JSON -----------------------------------------------------------------------------------------------------

    def to_match(self, dp: Any, attrs: Mapping[str, Any]) -> Any:
        """The OFPMatch of an object, whose names are those of 1.0 or of OXM fields; raises BadValue."""
        return ofctl.read_match(self.version, 'match', attrs, lenient=True)

    def match_to_str(self, ofmatch: Any) -> dict[str, Any]:
        """An OFPMatch as an object."""
        return ofctl.match_to_json(ofmatch)


class Ofctl10(Functions):
    """`ofctl_v1_0`."""

    number = OF10

    def to_actions(self, dp: Any, acts: list[Any]) -> list[Any]:
        """The actions of a list of objects; raises BadValue."""
        return ofctl.read_members(self.version.OFPAction, 'actions', acts, lenient=True)

    def actions_to_str(self, acts: list[Any]) -> list[str]:
        """Actions as text: `OUTPUT:2`."""
        return [ofctl.action_to_text(each) for each in acts]

    def delete_flow_entry(self, dp: Any) -> None:
        """Delete every flow entry."""
        self._change(dp, ofctl.clear_flows(dp))

    def ipv4_to_int(self, addr: str) -> int:
        """An address as a number; raises ValueError."""
        return int(ipaddress.IPv4Address(addr))

    def nw_src_to_str(self, wildcards: int, addr: int) -> str:
        """The source of a match with its prefix length, where that is not 32."""
        return _prefixed(addr, wildcards >> self.version.OFPFW_NW_SRC_SHIFT)

    def nw_dst_to_str(self, wildcards: int, addr: int) -> str:
        """The destination of a match with its prefix length, where that is not 32."""
        return _prefixed(addr, wildcards >> self.version.OFPFW_NW_DST_SHIFT)


class Ofctl12(Functions):
    """`ofctl_v1_2`."""

    number = OF12

    def get_role(self, dp: Any, waiters: Waiters, to_user: bool = True) -> Answer:
        """What role the switch has this controller in."""
        return self._ask(dp, waiters, 'role', {}, to_user)

    def get_queue_config(self, dp: Any, waiters: Waiters, port: Any = None, to_user: bool = True) -> Answer:
        """The queues themselves, or those of one port."""
        return self._ask(dp, waiters, 'queueconfig', {'port': port}, to_user)

    def get_group_stats(self, dp: Any, waiters: Waiters, group_id: Any = None, to_user: bool = True) -> Answer:
        """The counters of the groups, or of one."""
        return self._ask(dp, waiters, 'group', {'group_id': group_id}, to_user)

    def get_group_features(self, dp: Any, waiters: Waiters, to_user: bool = True) -> Answer:
        """What groups can do."""
        return self._ask(dp, waiters, 'groupfeatures', {}, to_user)

    def get_group_desc(self, dp: Any, waiters: Waiters, to_user: bool = True) -> Answer:
        """The groups themselves."""
        return self._ask(dp, waiters, 'groupdesc', {}, to_user)

    def mod_group_entry(self, dp: Any, group: Mapping[str, Any], cmd: int) -> None:
        """Add, modify or delete a group, as the number `cmd` says (OFPGC_ADD, ...); raises BadValue."""
        self._change(dp, ofctl.group_mod(dp, cmd, self._known(group), lenient=True))

    def set_role(self, dp: Any, role: Mapping[str, Any]) -> None:
        """Ask for a role: `{"role": "MASTER"}`; raises BadValue."""
        self._change(dp, ofctl.role_request(dp, {'role': 'EQUAL', **self._known(role)}, lenient=True))

    def send_experimenter(self, dp: Any, exp: Mapping[str, Any], logger: logging.Logger | None = None) -> None:
        """Send an experimenter message; raises BadValue."""
        utils.send_experimenter(dp, exp, logger)

    def to_action(self, dp: Any, dic: Mapping[str, Any]) -> Any:
        """The action of an object, None for one of no known type; raises BadValue."""
        return utils.to_action(dic, self.version, self.version, str(dic.get('type')), self.UTIL)

    def action_to_str(self, act: Any) -> Any:
        """An action as text: `OUTPUT:2`."""
        return ofctl.action_to_text(act)

    def to_actions(self, dp: Any, acts: list[Any]) -> list[Any]:
        """The instructions of a list of objects, which are actions and instructions; raises BadValue."""
        return ofctl.read_instructions(self.version, 'actions', acts, lenient=True)

    def actions_to_str(self, instructions: list[Any]) -> list[Any]:
        """Instructions as text, the actions that they apply among them: `GOTO_TABLE:1`, `OUTPUT:2`."""
        return ofctl.instructions_to_json(instructions)

    def to_match_vid(self, value: Any) -> Any:
        """A VLAN id: in decimal that of a tagged frame; `(value, mask)` for text with a slash."""
        return utils.to_match_vid(value, self.version.OFPVID_PRESENT)

    def match_vid_to_str(self, value: int, mask: int | None) -> str:
        """A VLAN id as text."""
        return utils.match_vid_to_str(value, mask, self.version.OFPVID_PRESENT)


class Ofctl13(Ofctl12):
    """`ofctl_v1_3`."""

    number = OF13

    def get_table_features(self, dp: Any, waiters: Waiters, to_user: bool = True) -> Answer:
        """What the tables can do."""
        return self._ask(dp, waiters, 'tablefeatures', {}, to_user)

    def get_meter_stats(self, dp: Any, waiters: Waiters, meter_id: Any = None, to_user: bool = True) -> Answer:
        """The counters of the meters, or of one."""
        return self._ask(dp, waiters, 'meter', {'meter_id': meter_id}, to_user)

    def get_meter_features(self, dp: Any, waiters: Waiters, to_user: bool = True) -> Answer:
        """What meters can do."""
        return self._ask(dp, waiters, 'meterfeatures', {}, to_user)

    def get_meter_config(self, dp: Any, waiters: Waiters, meter_id: Any = None, to_user: bool = True) -> Answer:
        """The meters themselves, or one."""
        return self._ask(dp, waiters, 'meterconfig', {'meter_id': meter_id}, to_user)

    def mod_meter_entry(self, dp: Any, meter: Mapping[str, Any], cmd: int) -> None:
        """Add, modify or delete a meter, as the number `cmd` says (OFPMC_ADD, ...); raises BadValue."""
        self._change(dp, ofctl.meter_mod(dp, cmd, {'meter_id': 0, **self._known(meter)}, lenient=True))


class Ofctl14(Ofctl13):
    """`ofctl_v1_4`: actions and instructions are objects in answers too."""

    number = OF14

    def get_port_desc(  # type: ignore[override]  # Ryu's signatures
        self, dp: Any, waiters: Waiters, port_no: Any = None, to_user: bool = True
    ) -> Answer:
        """The ports themselves, or since 1.5 one."""
        wanted = {} if self.number == OF14 else {'port_no': port_no}
        return self._ask(dp, waiters, 'portdesc', wanted, to_user)

    def get_port_stats(
        self, dp: Any, waiters: Waiters, port_no: Any = None, to_user: bool = True
    ) -> Answer:
        """The counters of the ports, or of one."""
        return self._ask(dp, waiters, 'port', {'port_no': port_no}, to_user)

    def get_queue_stats(
        self, dp: Any, waiters: Waiters, port_no: Any = None, queue_id: Any = None, to_user: bool = True
    ) -> Answer:
        """The counters of the queues, of one port, or of one queue."""
        return self._ask(dp, waiters, 'queue', {'port_no': port_no, 'queue_id': queue_id}, to_user)

    def get_queue_desc(
        self, dp: Any, waiters: Waiters, port_no: Any = None, queue_id: Any = None, to_user: bool = True
    ) -> Answer:
        """The queues themselves, those of one port, or one."""
        return self._ask(dp, waiters, 'queuedesc', {'port_no': port_no, 'queue_id': queue_id}, to_user)

    def to_instructions(self, dp: Any, insts: list[Any]) -> list[Any]:
        """The instructions of a list of objects; raises BadValue."""
        return ofctl.read_members(self.version.OFPInstruction, 'instructions', insts, lenient=True)

    def instructions_to_str(self, instructions: list[Any]) -> list[dict[str, Any]]:
        """Instructions as objects, with their actions."""
        return [writing.instruction_to_json(each) for each in instructions]

    def action_to_str(self, act: Any) -> Any:
        """An action as an object."""
        return writing.action_to_json(act)


class Ofctl15(Ofctl14):
    """`ofctl_v1_5`."""

    number = OF15

    def get_flow_desc_stats(
        self, dp: Any, waiters: Waiters, flow: Mapping[str, Any] | None = None, to_user: bool = True
    ) -> Answer:
        """The flow entries themselves, of those that `flow` describes."""
        return self._ask(dp, waiters, 'flowdesc', flow, to_user)

    def get_group_desc(  # type: ignore[override]
        self, dp: Any, waiters: Waiters, group_id: Any = None, to_user: bool = True
    ) -> Answer:
        """The groups themselves, or one."""
        return self._ask(dp, waiters, 'groupdesc', {'group_id': group_id}, to_user)

    def get_meter_desc(self, dp: Any, waiters: Waiters, meter_id: Any = None, to_user: bool = True) -> Answer:
        """The meters themselves, or one."""
        return self._ask(dp, waiters, 'meterdesc', {'meter_id': meter_id}, to_user)

    def stats_to_str(self, ofstats: Any) -> dict[str, Any]:
        """An OFPStats as an object."""
        return dict(ofstats.items())


OFCTL: dict[int, Any] = {each.number: each() for each in (Ofctl10, Ofctl12, Ofctl13, Ofctl14, Ofctl15)}


def _utils() -> Any:
    """`ofctl_utils` as programs see it: they may have put something of theirs in place of what sends."""
    return import_module('ryu.lib.ofctl_utils')


def _prefixed(addr: int, ignored: int) -> str:
    """An address with its prefix length, of which the low six bits of `ignored` say how much is missing to 32."""
    length = 32 - min(ignored & 0x3F, 32)
    address = str(ipaddress.IPv4Address(addr))
    return address if length == 32 else f'{address}/{length}'
