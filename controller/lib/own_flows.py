"""Flow entries that a library keeps in a switch, in the words of every OpenFlow version; frames out of its ports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..openflow import OF10

__all__ = ['CONGESTED', 'OwnFlow', 'OwnFlows', 'in_port_of', 'is_link_down', 'send_frame']

#: Match fields in the words of 1.0.
OLD_NAMES = {
    'in_port': 'in_port', 'eth_dst': 'dl_dst', 'eth_type': 'dl_type', 'ip_proto': 'nw_proto', 'ipv4_dst': 'nw_dst',
}  # fmt: skip

#: Bytes that wait for a switch, beyond which it gets no frames: they would be late, and all others wait for it.
CONGESTED = 65536
WHOLE = 0xFFFF  # OFPCML_NO_BUFFER, which to 1.0 is as much as a frame can have


@dataclass(frozen=True)
class OwnFlow:
    """A flow entry of the first table: `fields` by the names of 1.3, `outputs` the ports its packets leave by (none:
    they are dropped)."""

    priority: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    outputs: tuple[int, ...] = ()
    idle_timeout: int = 0


class OwnFlows:
    """The flow entries of a library in one switch, by a name of its choice.

    Apps delete what they did not install: `assert_again` brings all back, and costs nothing where they are there.
    """

    def __init__(self, datapath: Any) -> None:
        self.datapath = datapath
        self._flows: dict[Any, OwnFlow] = {}

    def __contains__(self, name: Any) -> bool:
        return name in self._flows

    def get(self, name: Any) -> OwnFlow | None:
        """The flow entry of a name, if there is one."""
        return self._flows.get(name)

    def keep(self, name: Any, flow: OwnFlow) -> None:
        """Install a flow entry; of a name that is there already, in the place of its former one."""
        before = self._flows.get(name)
        if before == flow:
            return
        if before is not None and (before.fields, before.priority) != (flow.fields, flow.priority):
            self.drop(name)
        self._flows[name] = flow
        self._add(flow)

    def drop(self, name: Any) -> None:
        """Remove a flow entry, if it is there."""
        flow = self._flows.pop(name, None)
        if flow is not None:
            ofproto = self.datapath.ofproto
            anywhere = {'out_port': getattr(ofproto, 'OFPP_ANY', None) or ofproto.OFPP_NONE}
            if ofproto.OFP_VERSION != OF10:
                anywhere['out_group'] = ofproto.OFPG_ANY
            self._send(flow, ofproto.OFPFC_DELETE_STRICT, **anywhere)

    def forget(self, name: Any) -> None:
        """Keep a flow entry no more, and leave it to its time-out."""
        self._flows.pop(name, None)

    def assert_again(self) -> None:
        """Install every flow entry once more, whose time does not end by itself."""
        for flow in self._flows.values():
            if not flow.idle_timeout:
                self._add(flow)

    def _add(self, flow: OwnFlow) -> None:
        self._send(flow, self.datapath.ofproto.OFPFC_ADD, idle_timeout=flow.idle_timeout)

    def _send(self, flow: OwnFlow, command: int, **own: Any) -> None:
        datapath = self.datapath
        ofproto = datapath.ofproto
        actions = [_output(ofproto, port) for port in flow.outputs]
        if ofproto.OFP_VERSION == OF10:
            match = ofproto.OFPMatch(**{OLD_NAMES[name]: value for name, value in flow.fields.items()})
            own['actions'] = actions
        else:
            match = ofproto.OFPMatch(**flow.fields)
            own['instructions'] = [ofproto.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)] * bool(actions)
        datapath.send_msg(ofproto.OFPFlowMod(datapath, match=match, command=command, priority=flow.priority, **own))


def send_frame(datapath: Any, ports: Iterable[int], frame: bytes, in_port: int | None = None) -> None:
    """Send a frame out of some ports, as one that has come in by `in_port`, or that is the controller's own.

    Frames may get lost: a switch that reads too slowly gets none, and holds nobody up.
    """
    if datapath.backlog > CONGESTED:
        return
    ofproto = datapath.ofproto
    if in_port is None:
        in_port = ofproto.OFPP_NONE if ofproto.OFP_VERSION == OF10 else ofproto.OFPP_CONTROLLER
    where = {'match': ofproto.OFPMatch(in_port=in_port)} if ofproto.OFP_VERSION > 0x05 else {'in_port': in_port}
    actions = [_output(ofproto, port) for port in ports]
    if actions:
        datapath.send_msg(
            ofproto.OFPPacketOut(datapath, buffer_id=ofproto.OFP_NO_BUFFER, actions=actions, data=frame, **where)
        )


def in_port_of(msg: Any) -> int:
    """The port by which the packet of an OFPPacketIn came into its switch."""
    return msg.in_port if msg.datapath.ofproto.OFP_VERSION == OF10 else msg.match['in_port']


def is_link_down(ofproto: Any, port: Any) -> bool:
    """Whether a port has no link, or was switched off."""
    return bool(port.state & ofproto.OFPPS_LINK_DOWN or port.config & ofproto.OFPPC_PORT_DOWN)


def _output(ofproto: Any, port: int) -> Any:
    return ofproto.OFPActionOutput(port, WHOLE)
