"""What `controller-manager ctl` asks for: switches, and their flow entries in the words of ovs-ofctl(8).

    controller-manager simple_switch_13 rest_ctl --observe-links

    $ controller-manager ctl flows 1
    $ curl localhost:8080/v1.0/flows/1
    $ curl -d '{"flows": ["priority=5,in_port=1,actions=output:2"]}' localhost:8080/v1.0/flows/1/add

It brings along the apps that `ctl` asks beside it: `ofctl_rest`, `rest_topology` and `rest_events`. Of several flow
entries in a request none is sent to the switch where one cannot be read.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

import greenhub
from controller.app import App
from controller.datapath import Datapath, place_of
from controller.lib.dpid import dpid_to_str
from controller.ofctl import BadValue
from controller.openflow import OF10, OF15, version
from controller.openflow.ovs_syntax import flow_from_str, flow_words
from controller.openflow.ovs_writing import flow_to_str
from controller.rest import (
    BadGateway,
    Body,
    Conflict,
    ControllerBase,
    Dpid,
    GatewayTimeout,
    NotFound,
    Request,
    WSGIApplication,
    ask,
    confirm,
    find_switch,
    route,
)

__all__ = ['CtlController', 'Entry', 'Flows', 'RestCtl', 'SwitchRow', 'entry_of', 'flow_mod', 'flow_request']

#: The apps that come along.
_REQUIRED_APP = ['controller.apps.ofctl_rest', 'controller.apps.rest_topology', 'controller.apps.rest_events']

#: What can be done with flow entries.
COMMANDS = 'add|modify|modify_strict|delete|delete_strict'

#: Flow entries of a request, and how many are read in one go, before others have their turn.
MOST_FLOWS, AT_ONCE = 10_000, 256


class SwitchRow(msgspec.Struct):
    """A connected switch."""

    dpid: str
    version: str
    address: str
    ports: int


class Entry(msgspec.Struct):
    """A flow entry as text, and its counters."""

    flow: str
    table_id: int
    priority: int
    packet_count: int
    byte_count: int
    duration: float


class Flows(Body):
    """Flow entries as text: `priority=5,in_port=1,actions=output:2`."""

    flows: Annotated[list[str], msgspec.Meta(max_length=MOST_FLOWS)]


def flow_mod(switch: Datapath, command: str, text: str) -> Any:
    """The OFPFlowMod that does `add`, `modify` or `delete` (the latter `_strict`, too) with a flow entry given as text.

    A deletion that names no table is one from all tables, as that of ovs-ofctl. Raises ValueError.
    """
    of = version(switch.ofproto.OFP_VERSION)
    given = flow_from_str(of, text)
    deletes = command.startswith('delete')
    if deletes and of.OFP_VERSION != OF10:
        given.setdefault('table_id', of.OFPTT_ALL)
    actions = given.pop('actions' if of.OFP_VERSION == OF10 else 'instructions')
    if deletes and actions:
        raise ValueError('a deletion has no actions')
    said = flow_words(text)
    if command == 'delete' and 'priority' in said:
        raise ValueError('a deletion is of every priority; delete_strict (--strict) is of one')
    if not deletes and 'actions' not in said:
        raise ValueError('there are no actions; actions=drop for none')
    does = {'actions' if of.OFP_VERSION == OF10 else 'instructions': actions}
    return of.OFPFlowMod(switch, command=getattr(of, f'OFPFC_{command.upper()}'), **given, **does)


def flow_request(switch: Datapath, text: str = '') -> Any:
    """The request for the flow entries that a text is about, all of them where it is empty; raises ValueError."""
    of = version(switch.ofproto.OFP_VERSION)
    given = flow_from_str(of, text)
    wanted = {name: given[name] for name in ('table_id', 'cookie', 'cookie_mask', 'out_port', 'out_group', 'match')
              if name in given}  # fmt: skip
    request = of.OFPFlowDescStatsRequest if of.OFP_VERSION >= OF15 else of.OFPFlowStatsRequest
    return request(switch, flags=0, **{'table_id': 0xFF, **wanted})


def entry_of(found: Any) -> Entry:
    """A flow entry as the switch describes it (OFPFlowStats, in 1.5 OFPFlowDesc)."""
    of = found.table.version
    names = ['cookie', 'priority', 'idle_timeout', 'hard_timeout', 'match']
    names += ['actions'] if of.OFP_VERSION == OF10 else ['table_id', 'instructions']
    told = {name: getattr(found, name) for name in (*names, 'flags', 'importance') if hasattr(found, name)}
    counters = found.stats if of.OFP_VERSION >= OF15 else vars(found)
    seconds, nanoseconds = counters.get('duration') or (found.duration_sec, found.duration_nsec)
    return Entry(
        flow_to_str(of.OFPFlowMod(None, command=of.OFPFC_ADD, **told)), found.table_id, found.priority,
        counters.get('packet_count', 0), counters.get('byte_count', 0), round(seconds + nanoseconds / 1e9, 3),
    )  # fmt: skip


class RestCtl(App):
    """Serves `CtlController`."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wsgi: WSGIApplication = kwargs['wsgi']
        self.wsgi.register(CtlController, self)


class CtlController(ControllerBase):
    """Answers `/v1.0/switches` and `/v1.0/flows`; `data` is the app."""

    @route('switches', '/v1.0/switches', methods=['GET'])
    def list_switches(self, req: Request) -> list[SwitchRow]:
        """The connected switches."""
        switches = sorted(self.data.controller.switches.items())
        return [SwitchRow(dpid_to_str(dpid), switch.ofproto.name, place_of(switch.address), len(switch.ports))
                for dpid, switch in switches]  # fmt: skip

    @route('flows', '/v1.0/flows/{dpid}', methods=['GET'], errors=[NotFound, Conflict, BadGateway, GatewayTimeout])
    def list_flows(self, req: Request, dpid: Dpid, *, match: str = '') -> list[Entry]:
        """The flow entries of a switch, or those that `match`, in the words of ovs-ofctl, is about."""
        switch = find_switch(self.data.controller.switches, dpid)
        try:
            request = flow_request(switch, match)
        except ValueError as error:
            raise BadValue('match', str(error)) from None
        return [entry_of(each) for each in ask(switch, request, self.data.wsgi.timeout).body]

    @route('flows', '/v1.0/flows/{dpid}/{command}', methods=['POST'], requirements={'command': COMMANDS},
           errors=[NotFound, Conflict, BadGateway, GatewayTimeout])
    def change_flows(self, req: Request, dpid: Dpid, command: str, body: Flows) -> None:
        """Add, modify or delete flow entries; the answer comes when the switch has done so."""
        switch = find_switch(self.data.controller.switches, dpid)
        messages = []
        for number, text in enumerate(body.flows):
            try:
                messages.append(flow_mod(switch, command, text))
            except ValueError as error:
                raise BadValue(f'flows[{number}]', str(error)) from None
            if number % AT_ONCE == AT_ONCE - 1:
                greenhub.sleep(0)
        if messages:
            confirm(switch, messages, self.data.wsgi.timeout)
