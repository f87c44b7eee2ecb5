"""Link aggregation on switches: some ports of a switch lead to one partner, and speak LACP with it.

    class MySwitch(App):
        _CONTEXTS = {'lacp': LacpLib}

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            kwargs['lacp'].add(dpid=1, ports=[1, 2])

        @set_ev_cls(EventSlaveStateChanged, MAIN_DISPATCHER)
        def changed(self, ev): ...  # ev.datapath, ev.port, ev.enabled
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ...events import EventBase
from ...log import Throttle
from ...packet import ether_types, slow
from ..dpid import dpid_to_str
from ..own_flows import OwnFlow, OwnFlows, is_link_down, send_frame
from ..switch_library import SwitchLibrary
from .bond import Bond, MemberChanged, Notice, Transmit

__all__ = ['SLOW_PROTOCOL_PRIORITY', 'EventPacketIn', 'EventSlaveStateChanged', 'LacpLib']

SLOW_PROTOCOL_PRIORITY = 0xFFFF  # of the flow entries that have LACP's frames come to the controller


class EventPacketIn(EventBase):
    """A packet for apps, `msg`: it is none of LACP's."""

    def __init__(self, msg: Any) -> None:
        self.msg = msg


class EventSlaveStateChanged(EventBase):
    """The port `port` of `datapath` carries frames of its aggregation (`enabled`), or does not any more."""

    def __init__(self, datapath: Any, port: int, enabled: bool) -> None:
        self.datapath = datapath
        self.port = port
        self.enabled = enabled


@dataclass(frozen=True)
class _Wanted:
    """A bond that was asked for."""

    ports: tuple[int, ...]
    active: bool
    fast: bool


class LacpLib(SwitchLibrary):
    """Speaks LACP on the ports that it was told of with `add`."""

    _EVENTS = [EventPacketIn, EventSlaveStateChanged]
    PACKET_IN = EventPacketIn

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = 'lacplib'
        self.throttle = Throttle(burst=20)
        self._wanted: dict[int, list[_Wanted]] = {}

    def add(self, dpid: int, ports: Sequence[int], *, active: bool = False, fast: bool = False) -> None:
        """Aggregate ports of a switch, which lead to one partner; call it again for further aggregations.

        The partner speaks first unless `active`, and says every second that it is there if `fast`. Raises ValueError
        for fewer than two ports, and for one that is in an aggregation already.
        """
        bonds = self._wanted.setdefault(dpid, [])
        taken = {port for bond in bonds for port in bond.ports}
        if len(set(ports)) < 2 or taken.intersection(ports):
            raise ValueError(f'switch {dpid_to_str(dpid)}: {list(ports)} are not two or more ports of one aggregation')
        bonds.append(_Wanted(tuple(ports), active, fast))
        seat = self._seats.get(dpid)
        if seat is not None:
            seat.member.add(bonds[-1], self._now())  # type: ignore[attr-defined]
            self.settle(seat)

    def bonds(self, dpid: int) -> list[Bond]:
        """The aggregations of a connected switch."""
        member = self.member(dpid)
        return [] if member is None else list(member.bonds)

    def join(self, datapath: Any, now: float) -> _BondSwitch:
        """A switch has joined."""
        return _BondSwitch(self, datapath, self._wanted.get(datapath.id, ()), now)


class _BondSwitch:
    """A switch with its aggregations."""

    def __init__(self, library: LacpLib, datapath: Any, wanted: Iterable[_Wanted], now: float) -> None:
        self.library = library
        self.datapath = datapath
        self.flows = OwnFlows(datapath)
        self.bonds: list[Bond] = []
        self._bond_of: dict[int, Bond] = {}
        for each in wanted:
            self.add(each, now)

    def add(self, wanted: _Wanted, now: float) -> None:
        """Aggregate ports."""
        datapath = self.datapath
        system = _system_of(datapath)
        bond = Bond(
            system, dict.fromkeys(wanted.ports, system), key=len(self.bonds) + 1, active=wanted.active, fast=wanted.fast
        )
        self.bonds.append(bond)
        for number in wanted.ports:
            self._bond_of[number] = bond
            fields = {'in_port': number, 'eth_dst': slow.SLOW_PROTOCOL_MULTICAST, 'eth_type': ether_types.ETH_TYPE_SLOW}
            to_controller = (datapath.ofproto.OFPP_CONTROLLER,)
            self.flows.keep(number, OwnFlow(SLOW_PROTOCOL_PRIORITY, fields, to_controller))
            self.port_changed(number, now)

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        return min((bond.deadline for bond in self.bonds if bond.deadline is not None), default=None)

    def tick(self, now: float) -> None:
        """Do what is due."""
        for bond in self.bonds:
            bond.tick(now)
            self._act(bond)

    def receive(self, msg: Any, port: int, now: float) -> bool:
        """A packet-in; whether it is one of LACP's."""
        bond = self._bond_of.get(port)
        taken = bond is not None and bond.receive(port, msg.data, now)
        if bond is not None and taken:
            self.library.logger.debug('SW=%s PORT=%d LACP received.', dpid_to_str(self.datapath.id), port)
            self._act(bond)
        return taken

    def port_changed(self, number: int, now: float) -> None:
        """A port was added, changed or removed."""
        bond, port = self._bond_of.get(number), self.datapath.ports.get(number)
        if bond is not None:
            up = port is not None and not is_link_down(self.datapath.ofproto, port)
            bond.set_link(number, up, now, None if port is None else port.hw_addr)
            self._act(bond)

    def _act(self, bond: Bond) -> None:
        """Do what the aggregation says."""
        datapath, library = self.datapath, self.library
        for output in bond.drain():
            if isinstance(output, Transmit):
                send_frame(datapath, [output.port], output.frame)
                library.logger.debug('SW=%s PORT=%d LACP sent.', dpid_to_str(datapath.id), output.port)
            elif isinstance(output, MemberChanged):
                library.tell(EventSlaveStateChanged(datapath, output.port, output.enabled), datapath)
            elif isinstance(output, Notice) and library.throttle.pass_through((datapath.id, output.port)) is not None:
                library.logger.info('SW=%s PORT=%d %s', dpid_to_str(datapath.id), output.port, output.text)


def _system_of(datapath: Any) -> str:
    """The address that identifies a switch to its partners: that of its own port, or the lower part of its id."""
    local = datapath.ports.get(datapath.ofproto.OFPP_LOCAL)
    return (datapath.id & 0xFFFFFFFFFFFF).to_bytes(6).hex(':') if local is None else local.hw_addr
