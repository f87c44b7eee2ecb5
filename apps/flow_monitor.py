"""What every port and every flow entry carries, as rates: for people, spreadsheets and Prometheus.

    controller-manager simple_switch_13 flow_monitor --monitor-interval=5

    curl localhost:8080/v1.0/monitor/ports
    curl localhost:8080/v1.0/monitor/flows/0000000000000001?format=csv
    curl localhost:8080/metrics

Every switch is asked for its counters once in an interval, one question at a time, the switches evenly over it; a rate
is the growth between two answers. Works beside any other apps and with every version of OpenFlow.

Options: `--monitor-interval=SECONDS` (10), and `--monitor-flows=N` (1000), how many flow entries of a switch are kept
in view: those that have carried most.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from io import StringIO
from itertools import count
from typing import Any, Literal, NamedTuple

import msgspec

import greenhub
from controller.app import DEAD_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.config import ConfigError
from controller.datapath import Datapath, DatapathError, DatapathGone
from controller.events import EventOFPStateChange
from controller.lib.dpid import dpid_to_str
from controller.lib.prometheus import CONTENT_TYPE, Family, exposition
from controller.lib.rates import ABSENT, Reading
from controller.openflow import OF15
from controller.openflow.ovs_writing import match_to_str
from controller.rest import ControllerBase, Dpid, NotFound, Request, Response, WSGIApplication, route
from greenhub.hubs import get_hub

__all__ = ['FlowKey', 'FlowMonitor', 'FlowRates', 'MonitorController', 'PortRates', 'Watched', 'flow_readings',
           'port_readings']  # fmt: skip

#: Seconds that a switch has for an answer. Meanwhile it is not asked again.
PATIENCE = 30.0
#: Turns that follow each other by this part of the interval are spread evenly, however many there are.
GOLDEN = 0.6180339887498949

#: The counters of a port, and what Prometheus calls them.
PORT_FAMILIES = {
    'rx_packets': ('received_packets', 'Packets received at a port'),
    'rx_bytes': ('received_bytes', 'Bytes received at a port'),
    'rx_dropped': ('receive_dropped', 'Packets received at a port and dropped'),
    'rx_errors': ('receive_errors', 'Errors of receiving at a port'),
    'tx_packets': ('sent_packets', 'Packets sent at a port'),
    'tx_bytes': ('sent_bytes', 'Bytes sent at a port'),
    'tx_dropped': ('send_dropped', 'Packets to be sent at a port and dropped'),
    'tx_errors': ('send_errors', 'Errors of sending at a port'),
}

#: What is counted of a switch's connection.
CHANNEL_FAMILIES = {
    'malformed': 'Messages of a switch that could not be read',
    'policed': 'Packet-ins of a switch that were more than --packet-in-rate takes',
    'policed_lldp': 'Packet-ins with LLDP among those',
}

#: The form of an answer; `accept`: what the request's header Accept prefers.
Format = Literal['accept', 'json', 'csv']


# -- what switches say -------------------------------------------------------------------------------------------------


class FlowKey(NamedTuple):
    """What tells the flow entries of a switch apart; the match as ovs-ofctl writes it."""

    table_id: int
    priority: int
    match: str


@dataclass
class Watched:
    """A switch, and what it has said last: readings of ports by number, of flow entries with their cookies by key.

    `left_out` is how many flow entries more it has than are kept, `failures` how often it did not answer.
    """

    datapath: Datapath
    thread: Any = None
    ports: dict[int, Reading] = field(default_factory=dict)
    flows: dict[FlowKey, tuple[Reading, int]] = field(default_factory=dict)
    left_out: int = 0
    failures: int = 0
    failing: bool = False

    @property
    def dpid(self) -> str:
        """The switch's id, as everything under /v1.0 writes it."""
        return dpid_to_str(self.datapath.id or 0)  # a switch in use has an id

    def name_of(self, port_no: int) -> str:
        """The name of a port; empty where the switch has not described it."""
        port = self.datapath.ports.get(port_no)
        return '' if port is None else port.name.decode('utf-8', 'replace')


def port_readings(body: Iterable[Any], now: float, before: Mapping[int, Reading]) -> dict[int, Reading]:
    """The readings of ports out of OFPPortStats of any version."""
    found = {}
    for each in body:
        said = {name: getattr(each, name) for name in PORT_FAMILIES}
        age = _seconds(each.duration_sec, each.duration_nsec) if hasattr(each, 'duration_sec') else None
        found[each.port_no] = Reading.of(said, now, age, before.get(each.port_no))
    return found


def flow_readings(
    body: list[Any], now: float, before: Mapping[FlowKey, tuple[Reading, int]], most: int
) -> dict[FlowKey, tuple[Reading, int]]:
    """The readings of the flow entries that have carried most, out of OFPFlowStats (1.5: OFPFlowDesc)."""
    found = {}
    for each in body if len(body) <= most else nlargest(most, body, key=_carried):
        key = FlowKey(each.table_id, each.priority, match_to_str(each.match))
        former = before.get(key)
        found[key] = Reading.of(_counted(each), now, _age(each), former and former[0]), each.cookie
    return found


def _carried(flow: Any) -> int:
    """The bytes that a flow entry has carried; 0 where the switch does not say."""
    said = _counted(flow).get('bytes', ABSENT)
    return 0 if said == ABSENT else said


def _counted(flow: Any) -> dict[str, int]:
    if hasattr(flow, 'stats'):
        return {f'{name}s': flow.stats[f'{name}_count'] for name in ('packet', 'byte') if f'{name}_count' in flow.stats}
    return {'packets': flow.packet_count, 'bytes': flow.byte_count}


def _age(flow: Any) -> float | None:
    if hasattr(flow, 'stats'):
        return _seconds(*flow.stats['duration']) if 'duration' in flow.stats else None
    return _seconds(flow.duration_sec, flow.duration_nsec)


def _seconds(seconds: int, nanoseconds: int) -> float:
    return seconds + nanoseconds / 1e9


# -- the app -----------------------------------------------------------------------------------------------------------


class FlowMonitor(App):
    """Asks every switch for its counters; `watched` is what they have said, by datapath id."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interval = self._option('monitor-interval', 10.0, 0.1, 86400)
        self.most_flows = int(self._option('monitor-flows', 1000, 0, 100_000))
        self.watched: dict[int, Watched] = {}
        self._turns = count()
        kwargs['wsgi'].register(MonitorController, self)

    def _option(self, name: str, default: float, least: float, most: float) -> float:
        """A number of the command line, the environment or a config file."""
        said = self.controller.config.own.find(name)
        if said is None:
            return default
        try:
            number = float(said.value)
        except (TypeError, ValueError):
            number = float('nan')
        if not least <= number <= most:
            raise ConfigError(f'{said.place}: {said.value!r} is not a number from {least:g} to {most:g}')
        return number

    @set_ev_cls(EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def state_changed(self, ev: Any) -> None:
        """A switch has joined, and is asked from now on; or it has left, and is forgotten."""
        datapath = ev.datapath
        known = self.watched.get(datapath.id)
        if known is not None and (ev.state == MAIN_DISPATCHER or known.datapath is datapath):
            del self.watched[datapath.id]
            known.thread.kill()
        if ev.state == MAIN_DISPATCHER:
            added = self.watched[datapath.id] = Watched(datapath)
            added.thread = greenhub.spawn(self._watch, added, next(self._turns) * GOLDEN % 1 * self.interval)

    def stop(self) -> None:
        """Ask no more."""
        super().stop()
        for each in list(self.watched.values()):
            each.thread.kill()

    def _watch(self, watched: Watched, wait: float) -> None:
        """Ask a switch each time that its turn has come; a turn that comes while it has yet to answer is left out."""
        clock = get_hub().clock
        turn = clock() + wait
        while watched.datapath.is_active:
            greenhub.sleep(max(turn - clock(), 0))
            try:
                self._ask(watched)
                self._answers(watched, '')
            except DatapathGone:
                return
            except DatapathError as error:
                self._answers(watched, str(error))
            turn += self.interval * max(1, -(-(clock() - turn) // self.interval))

    def _ask(self, watched: Watched) -> None:
        """One question after the other; raises DatapathError."""
        datapath, clock = watched.datapath, get_hub().clock
        of = datapath.ofproto
        ports = datapath.request(of.OFPPortStatsRequest(datapath), PATIENCE).body
        watched.ports = port_readings(ports, clock(), watched.ports)
        about_flows = of.OFPFlowDescStatsRequest if of.OFP_VERSION >= OF15 else of.OFPFlowStatsRequest
        flows = datapath.request(about_flows(datapath), PATIENCE).body
        watched.flows = flow_readings(flows, clock(), watched.flows, self.most_flows)
        watched.left_out = len(flows) - len(watched.flows)

    def _answers(self, watched: Watched, problem: str) -> None:
        """Note whether a switch has answered; the log hears when that changes."""
        watched.failures += bool(problem)
        if problem and not watched.failing:
            self.logger.warning('%s does not tell its counters: %s', watched.datapath, problem)
        elif watched.failing and not problem:
            self.logger.info('%s tells its counters again', watched.datapath)
        watched.failing = bool(problem)


# -- what clients get --------------------------------------------------------------------------------------------------


class PortRates(msgspec.Struct):
    """What a port has carried, and how fast since the switch was asked before; null is what is not known."""

    dpid: str
    port_no: int
    name: str
    rx_packets: int | None
    rx_bytes: int | None
    rx_dropped: int | None
    rx_errors: int | None
    tx_packets: int | None
    tx_bytes: int | None
    tx_dropped: int | None
    tx_errors: int | None
    rx_packets_per_second: float | None
    rx_bits_per_second: float | None
    tx_packets_per_second: float | None
    tx_bits_per_second: float | None
    seconds_ago: float


class FlowRates(msgspec.Struct):
    """What a flow entry has carried, and how fast since the switch was asked before; null is what is not known.

    `match` is written as ovs-ofctl does, `age` the seconds since it was installed.
    """

    dpid: str
    table_id: int
    priority: int
    match: str
    cookie: int
    packets: int | None
    bytes: int | None
    packets_per_second: float | None
    bits_per_second: float | None
    age: float | None
    seconds_ago: float


class SwitchState(msgspec.Struct):
    """How well a switch answers: `failures` is how often it did not, `flows_left_out` are more than are kept.

    `malformed` messages could not be read, `policed` packet-ins were more than `--packet-in-rate` takes, both since it
    has connected; `policed_lldp` of the latter held LLDP.
    """

    dpid: str
    ports: int
    flows: int
    flows_left_out: int
    failures: int
    malformed: int
    policed: int
    policed_lldp: int


class Csv(Response):
    """A table with a head line, as RFC 4180 has it."""

    default_content_type = 'text/csv'


class Metrics(Response):
    """What Prometheus reads."""

    default_content_type = 'text/plain'


def ports_of(watched: Watched, now: float) -> Iterator[PortRates]:
    """The ports of a switch, in the order of their numbers."""
    for port_no, reading in sorted(watched.ports.items()):
        rates = {f'{way}_packets_per_second': reading.rate(f'{way}_packets') for way in ('rx', 'tx')}
        rates |= {f'{way}_bits_per_second': reading.rate(f'{way}_bytes', 8) for way in ('rx', 'tx')}
        ago = round(now - reading.time, 3)
        known: dict[str, Any] = {**reading.counters, **rates}
        yield PortRates(watched.dpid, port_no, watched.name_of(port_no), **known, seconds_ago=ago)


def flows_of(watched: Watched, now: float) -> Iterator[FlowRates]:
    """The flow entries of a switch, in the order in which it looks at them."""
    for key, (reading, cookie) in sorted(watched.flows.items(), key=lambda row: (row[0][0], -row[0][1], row[0][2])):
        yield FlowRates(
            watched.dpid, *key, cookie, reading.counters.get('packets'), reading.counters.get('bytes'),
            reading.rate('packets'), reading.rate('bytes', 8), reading.age, round(now - reading.time, 3),
        )  # fmt: skip


def families(watched: Iterable[Watched]) -> Iterator[Family]:
    """Everything for Prometheus: counters as the switches have them, and the rates beside them."""
    rows = list(watched)
    ports = [((each.dpid, no, each.name_of(no)), it) for each in rows for no, it in sorted(each.ports.items())]
    for counter, (name, text) in PORT_FAMILIES.items():
        yield from _family(f'openflow_port_{name}', counter, text, ('dpid', 'port', 'name'), ports)
    flows = [((each.dpid, *key), it) for each in rows for key, (it, _) in sorted(each.flows.items())]
    for counter in ('packets', 'bytes'):
        text = f'{counter.capitalize()} that a flow entry has matched'
        yield from _family(f'openflow_flow_{counter}', counter, text, ('dpid', 'table', 'priority', 'match'), flows)
    entries = [((each.dpid,), len(each.flows) + each.left_out) for each in rows]
    yield Family('openflow_switch_flows', 'gauge', 'Flow entries of a switch', ('dpid',), entries)
    failures = [((each.dpid,), each.failures) for each in rows]
    text = 'How often a switch did not tell its counters'
    yield Family('openflow_switch_failures_total', 'counter', text, ('dpid',), failures)
    for counter, text in CHANNEL_FAMILIES.items():
        counted = [((each.dpid,), getattr(each.datapath.counters, counter)) for each in rows]
        yield Family(f'openflow_switch_{counter}_total', 'counter', text, ('dpid',), counted)


def _family(
    name: str, counter: str, text: str, labels: tuple[str, ...], readings: list[tuple[Any, Reading]]
) -> Iterator[Family]:
    """A counter, and how fast it grows where it counts packets or bytes."""
    yield Family(f'{name}_total', 'counter', text, labels, [(of, it.counters.get(counter)) for of, it in readings])
    if counter.endswith(('packets', 'bytes')):
        rates = [(of, it.rate(counter)) for of, it in readings]
        yield Family(f'{name}_per_second', 'gauge', f'{text}, a second', labels, rates)


class MonitorController(ControllerBase):
    """Answers `/v1.0/monitor/...` and `/metrics`; `data` is the app."""

    data: FlowMonitor

    @route('monitor_switches', '/v1.0/monitor/switches', methods=['GET'])
    def switches(self, req: Request) -> list[SwitchState]:
        """The switches that are asked, and how well they answer."""
        return [
            SwitchState(each.dpid, len(each.ports), len(each.flows), each.left_out, each.failures, said.malformed,
                        said.policed, said.policed_lldp)
            for each in self._watched() for said in [each.datapath.counters]
        ]

    @route('monitor_ports', '/v1.0/monitor/ports', methods=['GET'])
    def ports(self, req: Request, *, format: Format = 'accept') -> list[PortRates] | Csv:
        """What the ports of all switches carry.

        `format=accept` is CSV where the header Accept asks for it, else JSON.
        """
        return self._table(req, format, PortRates, ports_of)

    @route('monitor_ports', '/v1.0/monitor/ports/{dpid}', methods=['GET'], errors=[NotFound])
    def ports_of_switch(self, req: Request, dpid: Dpid, *, format: Format = 'accept') -> list[PortRates] | Csv:
        """What the ports of a switch carry; otherwise as for all switches."""
        return self._table(req, format, PortRates, ports_of, dpid)

    @route('monitor_flows', '/v1.0/monitor/flows', methods=['GET'])
    def flows(self, req: Request, *, format: Format = 'accept') -> list[FlowRates] | Csv:
        """What the flow entries of all switches carry: of each switch those that have carried most.

        `format=accept` is CSV where the header Accept asks for it, else JSON.
        """
        return self._table(req, format, FlowRates, flows_of)

    @route('monitor_flows', '/v1.0/monitor/flows/{dpid}', methods=['GET'], errors=[NotFound])
    def flows_of_switch(self, req: Request, dpid: Dpid, *, format: Format = 'accept') -> list[FlowRates] | Csv:
        """What the flow entries of a switch carry; otherwise as for all switches."""
        return self._table(req, format, FlowRates, flows_of, dpid)

    @route('metrics', '/metrics', methods=['GET'])
    def metrics(self, req: Request) -> Metrics:
        """Everything in the text format of Prometheus, version 0.0.4."""
        response = Metrics(''.join(exposition(families(self._watched()))))
        response.headers['Content-Type'] = CONTENT_TYPE
        return response

    def _watched(self, dpid: int | None = None) -> list[Watched]:
        """All switches in the order of their ids, or the one with an id; raises NotFound."""
        watched = self.data.watched
        if dpid is None:
            return [each for _, each in sorted(watched.items())]
        found = watched.get(dpid)
        if found is None:
            raise NotFound(f'no switch {dpid_to_str(dpid)} is connected', switch=dpid_to_str(dpid))
        return [found]

    def _table(self, req: Request, format: Format, kind: Any, rows_of: Any, dpid: int | None = None) -> Any:
        """The rows of all switches, or of one, in the form that the client wants."""
        now = get_hub().clock()
        rows = [row for each in self._watched(dpid) for row in rows_of(each, now)]
        wanted = [kind for kind, _ in req.accept.acceptable_offers(['application/json', Csv.default_content_type])]
        if format == 'json' or (format == 'accept' and wanted[:1] != [Csv.default_content_type]):
            return rows
        text = StringIO(newline='')
        writer = csv.writer(text)
        writer.writerow(kind.__struct_fields__)
        writer.writerows(msgspec.structs.astuple(each) for each in rows)
        return Csv(text.getvalue())
