"""What happens in the network, as it happens: server-sent events, or a WebSocket, at `/v1.0/events`.

    controller-manager rest_events --observe-links

    $ curl -N localhost:8080/v1.0/events
    data: {"id":1,"time":1767225600.25,"type":"switch_enter","switch":"0000000000000001","version":"1.3","ports":[...]}

    $ curl -N 'localhost:8080/v1.0/events?types=link_add,packet_in&switch=1&snapshot=1&count=10'
    $ wscat -c 'ws://localhost:8080/v1.0/events?types=host_add'

Every event is a JSON object, and `TYPES` has their types. Without `types=` a stream has all of them but `packet_in`
and `flow_change`. With `snapshot=1` it begins with the switches, links and hosts there are, with `count=N` it ends
after N events. Switches, ports, links and hosts are in the shape of the app `rest_topology`. A client that does not
read is dropped, and what nobody listens to costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import greenhub
from controller.app import MAIN_DISPATCHER, App, ReplyTimeout
from controller.events import EventBase, EventOFPStateChange, message_event
from controller.lib.dpid import dpid_to_str
from controller.lib.own_flows import in_port_of
from controller.openflow import OF14, OF15
from controller.openflow.ovs_writing import flow_to_str, match_to_str
from controller.packet.packet import Packet
from controller.rest import (
    U32,
    ControllerBase,
    GatewayTimeout,
    Request,
    ServiceUnavailable,
    WSGIApplication,
    route,
)
from controller.rest.streams import Streams
from controller.topology import events as topology
from controller.topology.api import get_host, get_link, get_switch

__all__ = ['TYPES', 'EventsController', 'Filter', 'Kind', 'Place', 'RestEvents', 'Topic', 'Type', 'monitor']

Told = dict[str, Any]


class Topic(NamedTuple):
    """What an event is about: its type, and the switches, in sixteen hexadecimal digits."""

    type: str
    switches: frozenset[str] = frozenset()


# What is told of an event ---------------------------------------------------------------------------------------------


def _switch(switch: Any) -> Told:
    dp = switch.dp
    return {'switch': dpid_to_str(dp.id), 'version': dp.ofproto.name, 'ports': [_port(each) for each in switch.ports]}


def _port(port: Any) -> Told:
    return {**port.to_dict(), 'is_up': port.is_live()}


def _of_port(event: Any) -> Told:
    return {'switch': dpid_to_str(event.port.dpid), 'port': _port(event.port)}


def _of_link(event: Any) -> Told:
    return {'switch': dpid_to_str(event.link.src.dpid), 'link': event.link.to_dict()}


def _of_host(event: Any) -> Told:
    return {'switch': dpid_to_str(event.host.port.dpid), 'host': event.host.to_dict()}


def _of_move(event: Any) -> Told:
    return {
        'switch': dpid_to_str(event.dst.port.dpid), 'host': event.dst.to_dict(), 'from': event.src.port.to_dict(),
    }  # fmt: skip


def _of_alarm(event: Any) -> Told:
    return {'switch': dpid_to_str(event.dpid), 'port_no': event.port_no, 'kind': event.kind, 'text': event.text}


def _of_packet_in(event: Any) -> Told:
    msg, of = event.msg, event.msg.datapath.ofproto
    return {
        'switch': dpid_to_str(msg.datapath.id),
        'in_port': in_port_of(msg),
        'reason': of.ofp_packet_in_reason.describe(msg.reason).removeprefix('OFPR_'),
        'length': msg.total_len,
        'summary': str(Packet(msg.data)),
    }


def _of_flow_removed(event: Any) -> Told:
    msg, of = event.msg, event.msg.datapath.ofproto
    counters = msg.stats if of.OFP_VERSION >= OF15 else vars(msg)
    return {
        'switch': dpid_to_str(msg.datapath.id),
        'reason': of.ofp_flow_removed_reason.describe(msg.reason).removeprefix('OFPRR_'),
        'table_id': getattr(msg, 'table_id', 0), 'priority': msg.priority, 'cookie': msg.cookie,
        'match': match_to_str(msg.match),
        'packet_count': counters.get('packet_count'), 'byte_count': counters.get('byte_count'),
    }  # fmt: skip


def _of_flow_change(event: Any) -> Told:
    msg = event.msg
    return {'switch': dpid_to_str(msg.datapath.id), 'changes': [_change(each) for each in msg.body]}


def _change(update: Any) -> Told:
    """What a flow monitor says: the entry as text, of one that was removed without its actions."""
    of = update.table.version
    change = of.ofp_flow_update_event.describe(update.event).removeprefix('OFPFME_')
    if not hasattr(update, 'match'):
        return {'change': change}
    names = ('table_id', 'priority', 'cookie', 'idle_timeout', 'hard_timeout', 'match', 'instructions')
    told = {name: getattr(update, name) for name in names}
    command = of.OFPFC_DELETE if update.event == of.OFPFME_REMOVED else of.OFPFC_ADD
    return {'change': change, 'flow': flow_to_str(of.OFPFlowMod(None, command=command, out_port=of.OFPP_ANY, **told))}


def monitor(switch: Any, command: str) -> Any:
    """The request that begins (`ADD`) or ends (`DELETE`) the monitor of a switch's flow entries; since 1.4."""
    of = switch.ofproto
    flags = of.OFPFMF_ADD | of.OFPFMF_REMOVED | of.OFPFMF_MODIFY | of.OFPFMF_INSTRUCTIONS | of.OFPFMF_NO_ABBREV
    return of.OFPFlowMonitorRequest(
        switch, monitor_id=MONITOR, monitor_flags=flags if command == 'ADD' else 0,
        command=getattr(of, f'OFPFMC_{command}'), match=of.OFPMatch(),
    )  # fmt: skip


#: The type of frames of which most are topology's own probes.
LLDP = b'\x88\xcc'


class Kind(NamedTuple):
    """A type of event: what it is made of, and how; of messages those in phase MAIN that are `wanted`."""

    event_class: type[EventBase]
    told: Callable[[Any], Told]
    is_message: bool = False
    wanted: Callable[[Any], bool] = lambda msg: True


#: The events that there are, by their types.
TYPES: dict[str, Kind] = {
    'switch_enter': Kind(topology.EventSwitchEnter, lambda event: _switch(event.switch)),
    'switch_leave': Kind(topology.EventSwitchLeave, lambda event: _switch(event.switch)),
    'switch_reconnect': Kind(topology.EventSwitchReconnected, lambda event: _switch(event.switch)),
    'port_add': Kind(topology.EventPortAdd, _of_port),
    'port_modify': Kind(topology.EventPortModify, _of_port),
    'port_delete': Kind(topology.EventPortDelete, _of_port),
    'link_add': Kind(topology.EventLinkAdd, _of_link),
    'link_delete': Kind(topology.EventLinkDelete, _of_link),
    'host_add': Kind(topology.EventHostAdd, _of_host),
    'host_move': Kind(topology.EventHostMove, _of_move),
    'host_delete': Kind(topology.EventHostDelete, _of_host),
    'alarm': Kind(topology.EventTopologyAlarm, _of_alarm),
    'flow_removed': Kind(message_event('OFPFlowRemoved'), _of_flow_removed, is_message=True),
    'flow_change': Kind(message_event('OFPFlowMonitorReply'), _of_flow_change, True, lambda msg: bool(msg.body)),
    'packet_in': Kind(message_event('OFPPacketIn'), _of_packet_in, True, lambda msg: msg.data[12:14] != LLDP),
}

#: What a stream has only where it asks for it: switches have to be asked for it, or hosts cause as many as they like.
ON_DEMAND = frozenset({'flow_change', 'packet_in'})

#: The number of our flow monitor at every switch: 'rest'.
MONITOR = 0x72657374


# What a client wants --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filter:
    """The types that a stream is to have, and of which switches (none named: of all)."""

    types: frozenset[str]
    switches: frozenset[str] = frozenset()

    def __call__(self, topic: Topic) -> bool:
        return topic.type in self.types and (not self.switches or not self.switches.isdisjoint(topic.switches))


class Type(str):
    """A type of event, as a client names it."""

    @classmethod
    def read(cls, value: Any) -> Type:
        """Raises ValueError for one that there is not."""
        if value not in TYPES:
            raise ValueError(f'there are no events of type {value!r}, but {", ".join(TYPES)}')
        return cls(value)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """What a client may write."""
        return {'type': 'string', 'enum': list(TYPES)}


class Place(str):
    """A switch, in the sixteen hexadecimal digits of events; a client may also write it in decimal or behind 0x."""

    pattern = '0[xX][0-9a-fA-F]{1,16}|[0-9a-fA-F]{16}|[0-9]{1,15}'

    @classmethod
    def read(cls, value: Any) -> Place:
        """Raises ValueError for what is no datapath id."""
        if not isinstance(value, str) or not re.fullmatch(cls.pattern, value, re.ASCII):
            raise ValueError(f'{value!r} is not a datapath id, such as 1, 0x1 or 0000000000000001')
        return cls(value.lower() if len(value) == 16 and value[:2] not in ('0x', '0X') else dpid_to_str(_number(value)))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """What a client may write."""
        return {'type': 'string', 'pattern': f'^({cls.pattern})$', 'examples': ['0000000000000001', '1']}


def _number(text: str) -> int:
    return int(text, 16 if text[:2] in ('0x', '0X') else 10)


def _switches_of(told: Told) -> frozenset[str]:
    """The switches that an event is about: the two of a link, and of a host that has moved."""
    others = (told['link']['dst'] if 'link' in told else told.get('from', {})).get('dpid', told['switch'])
    return frozenset((told['switch'], others))


# The app --------------------------------------------------------------------------------------------------------------


class RestEvents(App):
    """Serves `EventsController`; `streams` are those that clients have open."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.streams: Streams[Topic] = Streams(self._listen)
        self._heard: dict[str, Callable[[Any], None]] = {}
        self._monitors = False
        kwargs['wsgi'].register(EventsController, self)
        kwargs['wsgi'].at_stop(self.streams.close)

    def stop(self) -> None:
        """End the streams."""
        super().stop()
        self.streams.close()

    def _listen(self) -> None:
        """Hear of what some stream wants, and of nothing else."""
        wanted = {name for stream in self.streams for name in getattr(stream.wants, 'types', ())}
        for name in wanted - self._heard.keys():
            self._heard[name] = self._teller(name)
            self.register_handler(TYPES[name].event_class, self._heard[name])
            self.observe_event(TYPES[name].event_class, MAIN_DISPATCHER if TYPES[name].is_message else None)
        for name in self._heard.keys() - wanted:
            self.unregister_handler(TYPES[name].event_class, self._heard.pop(name))
        if ('flow_change' in wanted) != self._monitors:
            self._monitors = not self._monitors
            for switch in list(self.controller.switches.values()):
                self._monitor(switch)
            if self._monitors:
                self.register_handler(EventOFPStateChange, self._joined)
                self.observe_event(EventOFPStateChange, MAIN_DISPATCHER)
            else:
                self.unregister_handler(EventOFPStateChange, self._joined)

    def _joined(self, event: EventOFPStateChange) -> None:
        self._monitor(event.datapath)

    def _monitor(self, switch: Any) -> None:
        """Have a switch tell of its flow entries, or tell no more; whoever has opened a stream does not wait for it."""
        if switch.ofproto.OFP_VERSION >= OF14:
            greenhub.spawn_n(switch.send_msg, monitor(switch, 'ADD' if self._monitors else 'DELETE'))

    def _teller(self, name: str) -> Callable[[Any], None]:
        """The handler of the events of a type."""

        def tell(event: Any) -> None:
            kind = TYPES[name]
            if kind.is_message:  # of which there may be many: what is told of it is made for those who want it
                if not kind.wanted(event.msg):
                    return
                about = frozenset((dpid_to_str(event.msg.datapath.id),))
                self.streams.publish(Topic(name, about), lambda: {'type': name, **kind.told(event)})
            else:
                told = kind.told(event)
                self.streams.publish(Topic(name, _switches_of(told)), {'type': name, **told})

        return tell

    def snapshot(self, wanted: Filter) -> Iterator[Told]:
        """The present state as one event, of those kinds of things that a stream is told of; raises GatewayTimeout."""
        asked: dict[str, tuple[str, Callable[[App], list[Any]]]] = {
            'switches': ('switch', get_switch), 'links': ('link', get_link), 'hosts': ('host', get_host),
        }  # fmt: skip
        try:
            found = {
                things: [each.to_dict() for each in get(self)]
                for things, (thing, get) in asked.items() if any(name.startswith(thing) for name in wanted.types)
            }  # fmt: skip
        except ReplyTimeout as error:
            raise GatewayTimeout(str(error)) from None
        if wanted.switches:
            found = {things: [each for each in all if _places(each) & wanted.switches] for things, all in found.items()}
        yield {'type': 'snapshot', **found}


def _places(thing: Told) -> frozenset[str]:
    """The switches of a switch, a link or a host in its shape."""
    return frozenset(each['dpid'] for each in (thing, thing.get('src'), thing.get('dst'), thing.get('port'))
                     if each and 'dpid' in each)


class EventsController(ControllerBase):
    """Answers `/v1.0/events`; `data` is the app."""

    @route('events', '/v1.0/events', methods=['GET'], errors=[ServiceUnavailable, GatewayTimeout])
    def follow(
        self, req: Request, *, types: list[Type] = [], switch: list[Place] = [], snapshot: bool = False,  # noqa: B006
        count: U32 | None = None,
    ) -> Any:
        """What happens, as server-sent events, or over a WebSocket where the request asks for one.

        `types` are those of the events that are wanted, `switch` the switches that they are about. With `snapshot` the
        present state comes first; with `count` the stream ends after so many events.
        """
        wanted = Filter(frozenset(types) or frozenset(TYPES) - ON_DEMAND, frozenset(switch))
        first = (lambda: self.data.snapshot(wanted)) if snapshot else None
        return self.data.streams.open(req, wanted, first, count)
