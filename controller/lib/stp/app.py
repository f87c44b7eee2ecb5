"""Spanning tree on switches: each switch is a bridge, whose ports the controller opens and closes.

    class MySwitch(App):
        _CONTEXTS = {'stp': Stp}

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            kwargs['stp'].set_config({1: {'bridge': {'priority': 0x1000}}})

        @set_ev_cls(EventPacketIn, MAIN_DISPATCHER)
        def packet_in_handler(self, ev): ...  # only what came by a port that forwards
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...events import EventBase
from ...log import Throttle
from ...openflow import OF10
from ...packet import bpdu
from ..dpid import dpid_to_str
from ..own_flows import OwnFlow, OwnFlows, is_link_down, send_frame
from ..switch_library import SwitchLibrary
from .bridge import Bridge, Notice, Output, Port, PortChanged, TopologyChanged, Transmit
from .values import MAX_PORT_NO, Config, PortConfig, PortRole, PortState

__all__ = ['BPDU_PRIORITY', 'CLOSED_PRIORITY', 'EventPacketIn', 'EventPortStateChange', 'EventTopologyChange', 'Stp']

BPDU_PRIORITY = 0xFFFF  # of the flow entry that has BPDUs come to the controller
CLOSED_PRIORITY = 0xFFFE  # of those that drop what comes by a port that does not forward

#: Bits of OFPPC_* that are set for a port in 1.0, by its state. NO_RECV spares BPDUs, NO_FLOOD what is sent by name.
CONFIG_10 = {
    PortState.DISABLE: ('NO_RECV', 'NO_RECV_STP', 'NO_FLOOD', 'NO_FWD'),
    PortState.BLOCK: ('NO_RECV', 'NO_FLOOD', 'NO_FWD'),
    PortState.LISTEN: ('NO_RECV', 'NO_FLOOD'),
    PortState.LEARN: ('NO_RECV', 'NO_FLOOD'),
    PortState.FORWARD: (),
}
#: From 1.2 on NO_RECV spares nothing, and there is no NO_FLOOD: a flow entry drops what comes in, and BPDUs go out.
CONFIG = {
    PortState.DISABLE: ('NO_RECV', 'NO_FWD'),
    PortState.BLOCK: ('NO_FWD',),
    PortState.LISTEN: (),
    PortState.LEARN: (),
    PortState.FORWARD: (),
}

#: Cost of a port by what it can do, the fastest first (IEEE 802.1D-2004, table 17-3).
COSTS = (
    (('1TB_FD',), bpdu.PORT_PATH_COST_1TB), (('100GB_FD',), bpdu.PORT_PATH_COST_100GB), (('40GB_FD',), 500),
    (('10GB_FD',), bpdu.PORT_PATH_COST_10GB), (('1GB_FD', '1GB_HD'), bpdu.PORT_PATH_COST_1GB),
    (('100MB_FD', '100MB_HD'), bpdu.PORT_PATH_COST_100MB), (('10MB_FD', '10MB_HD'), bpdu.PORT_PATH_COST_10MB),
)  # fmt: skip


class EventTopologyChange(EventBase):
    """What was learned of where hosts are may be wrong on the switch `dp`: forget it."""

    def __init__(self, dp: Any) -> None:
        self.dp = dp


class EventPortStateChange(EventBase):
    """The port `port_no` of the switch `dp` has another state, `port_state`: a PortState."""

    def __init__(self, dp: Any, port: Port | PortChanged) -> None:
        self.dp = dp
        self.port_no = port.number if isinstance(port, Port) else port.port
        self.port_state = port.state


class EventPacketIn(EventBase):
    """A packet for apps, `msg`: it is no BPDU, and came in by a port that forwards."""

    def __init__(self, msg: Any) -> None:
        self.msg = msg


class Stp(SwitchLibrary):
    """Makes a tree of all switches. `bridge_list` holds the bridges by datapath id."""

    _EVENTS = [EventTopologyChange, EventPortStateChange, EventPacketIn]
    PACKET_IN = EventPacketIn

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = 'stplib'
        self.config: dict[int, Config] = {}
        self.throttle = Throttle(burst=20)

    @property
    def bridge_list(self) -> dict[int, Bridge]:
        """The bridges by datapath id."""
        return {dpid: self.member(dpid).bridge for dpid in self._seats}

    def set_config(self, config: Mapping[int, Mapping[str, Any]]) -> None:
        """Say how switches, by datapath id, are to be when they join from now on:

            {1: {'bridge': {'priority': 0x8000, 'sys_ext_id': 0, 'max_age': 20, 'hello_time': 2, 'fwd_delay': 15},
                 'ports': {1: {'priority': 0x80, 'path_cost': 20000, 'enable': True}}}}

        All of it may be left out; these are the defaults, but for the cost, which is that of the port's speed.
        Raises ValueError for what cannot be, and then nothing is set.
        """
        read = {}
        for dpid, said in config.items():
            try:
                read[dpid] = Config.read(said)
            except ValueError as error:
                raise ValueError(f'switch {dpid_to_str(dpid)}: {error}') from None
        self.config = read

    def join(self, datapath: Any, now: float) -> _BridgeSwitch:
        """A switch becomes a bridge."""
        config = self.config.get(datapath.id, Config())
        self.note(datapath, 'Join as stp bridge.')
        if config.bridge.hasty:
            self.logger.warning(
                'dpid=%s: max_age %g, hello_time %g and fwd_delay %g let loops live for a while: wanted is '
                '2 x (fwd_delay - 1) >= max_age >= 2 x (hello_time + 1)', dpid_to_str(datapath.id),
                config.bridge.max_age, config.bridge.hello_time, config.bridge.fwd_delay,
            )  # fmt: skip
        return _BridgeSwitch(self, datapath, config, now)


class _BridgeSwitch:
    """A switch that is a bridge."""

    def __init__(self, library: Stp, datapath: Any, config: Config, now: float) -> None:
        self.library = library
        self.datapath = datapath
        self.config = config
        self.flows = OwnFlows(datapath)
        self.bridge = Bridge(_address_of(datapath), config.bridge, now=now)
        to_controller = (datapath.ofproto.OFPP_CONTROLLER,)
        self.flows.keep('bpdu', OwnFlow(BPDU_PRIORITY, {'eth_dst': bpdu.BRIDGE_GROUP_ADDRESS}, to_controller))
        for number in sorted(datapath.ports):
            self._take_in(number, now)
        self._act()

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        return self.bridge.deadline

    def tick(self, now: float) -> None:
        """Do what is due."""
        self.bridge.tick(now)
        self._act()

    def receive(self, msg: Any, port: int, now: float) -> bool:
        """A packet-in: a BPDU, or something that must not be forwarded, or a packet for apps."""
        taken = self.bridge.receive(port, msg.data, now)
        self._act()
        known = self.bridge.ports.get(port)
        return taken or (known is not None and known.state is not PortState.FORWARD)

    def port_changed(self, number: int, now: float) -> None:
        """A port was added, changed or removed."""
        port = self.datapath.ports.get(number)
        if port is None:
            self._leave_out(number, now)
        elif number not in self.bridge.ports:
            self._take_in(number, now)
        else:
            self.bridge.set_link(number, not is_link_down(self.datapath.ofproto, port), now)
        self._act()

    def _take_in(self, number: int, now: float) -> None:
        if number >= self.datapath.ofproto.OFPP_MAX:
            return  # the switch itself
        if number > MAX_PORT_NO:
            self.library.note(self.datapath, '[port=%d] Left alone: BPDUs have numbers to %d.', number, MAX_PORT_NO)
            return
        port, config = self.datapath.ports[number], self.config.ports.get(number, PortConfig())
        up = not is_link_down(self.datapath.ofproto, port)
        cost = _cost_of(self.datapath.ofproto, port)
        self.bridge.add_port(number, port.hw_addr, cost, config, link_up=up, now=now)

    def _leave_out(self, number: int, now: float) -> None:
        if number in self.bridge.ports:
            self.library.note(self.datapath, '[port=%d] Port delete.', number)
            self.bridge.remove_port(number, now)
            self._act()
            self.flows.drop(number)

    # -- what the bridge says -----------------------------------------------------------------------------------

    def _act(self) -> None:
        """Do what the bridge says: first what ports do from now on, as BPDUs leave by them."""
        outputs = self.bridge.drain()
        for change in {each.port: each for each in outputs if isinstance(each, PortChanged)}.values():
            self._open_or_close(change)
        for output in outputs:
            self._report(output)
            if isinstance(output, Transmit):
                send_frame(self.datapath, [output.port], output.frame)

    def _report(self, output: Output) -> None:
        datapath, library = self.datapath, self.library
        if isinstance(output, PortChanged):
            if library.throttle.pass_through((datapath.id, output.port)) is not None:
                role = f'{output.role.name}_PORT'
                library.note(datapath, '[port=%d] %-19s / %s', output.port, role, output.state.name)
            if output.state is not output.before:
                library.tell(EventPortStateChange(datapath, output), datapath)
        elif isinstance(output, TopologyChanged):
            library.tell(EventTopologyChange(datapath), datapath)
        elif isinstance(output, Notice) and library.throttle.pass_through(datapath.id) is not None:
            library.note(datapath, '%s%s', f'[port={output.port}] ' if output.port else '', output.text)

    def _open_or_close(self, change: PortChanged) -> None:
        """Have the switch treat a port as its state wants."""
        datapath, number = self.datapath, change.port
        ofproto, port = datapath.ofproto, datapath.ports.get(change.port)
        old = ofproto.OFP_VERSION == OF10
        if not old and change.state is not PortState.FORWARD:
            self.flows.keep(number, OwnFlow(CLOSED_PRIORITY, {'in_port': number}))
        if port is not None:
            table = CONFIG_10 if old else CONFIG
            names = set(table[change.state])
            if change.role is PortRole.ROOT and change.state is not PortState.FORWARD:
                names.add('NO_FWD')  # it has nothing to say, and what is flooded would go round
            config, mask = _bits(ofproto, names), _bits(ofproto, table[PortState.DISABLE])
            datapath.send_msg(
                ofproto.OFPPortMod(datapath, port_no=number, hw_addr=port.hw_addr, config=config, mask=mask)
            )
        if change.state is PortState.FORWARD:
            self.flows.drop(number)


def _bits(ofproto: Any, names: Iterable[str]) -> int:
    return sum(getattr(ofproto, f'OFPPC_{name}') for name in names)


def _address_of(datapath: Any) -> str:
    """The address that identifies a bridge: the lower part of its datapath id, as far as that is all of it, so that
    of equal priorities the lowest datapath id is the root."""
    local = datapath.ports.get(datapath.ofproto.OFPP_LOCAL)
    if datapath.id >> 48 and local is not None:
        return local.hw_addr
    return (datapath.id & 0xFFFFFFFFFFFF).to_bytes(6).hex(':')


def _cost_of(ofproto: Any, port: Any) -> int:
    """The cost of a port by its speed; that of 10 Mbit/s where it is not known."""
    shown = [port, *getattr(port, 'properties', ())]
    current = next((each.curr for each in shown if hasattr(each, 'curr')), 0)
    for names, cost in COSTS:
        if any(current & getattr(ofproto, f'OFPPF_{name}', 0) for name in names):
            return cost
    return bpdu.PORT_PATH_COST_10MB
