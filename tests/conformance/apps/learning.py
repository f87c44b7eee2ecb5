"""A learning switch for every version of OpenFlow that has instructions: what `simple_switch_13` does for 1.3."""

from __future__ import annotations

from typing import Any

from controller.app import CONFIG_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPPacketIn, EventOFPSwitchFeatures
from controller.openflow import OF12, OF13, OF14, OF15
from controller.packet import ethernet, packet

__all__ = ['Learning']


class Learning(App):
    """`ports` holds what was learned: Ethernet address -> port number."""

    OFP_VERSIONS = [OF12, OF13, OF14, OF15]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ports: dict[str, int] = {}

    @set_ev_cls(EventOFPSwitchFeatures, CONFIG_DISPATCHER)
    def joined(self, ev: Any) -> None:
        datapath = ev.msg.datapath
        of = datapath.ofproto
        self.add_flow(datapath, 0, of.OFPMatch(), of.OFPActionOutput(of.OFPP_CONTROLLER, of.OFPCML_NO_BUFFER))

    def add_flow(self, datapath: Any, priority: int, match: Any, action: Any) -> None:
        of = datapath.ofproto
        instructions = [of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, [action])]
        datapath.send_msg(of.OFPFlowMod(datapath, priority=priority, match=match, instructions=instructions))

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev: Any) -> None:
        message, datapath = ev.msg, ev.msg.datapath
        of, in_port = datapath.ofproto, ev.msg.match['in_port']
        frame = packet.Packet(message.data).get_protocol(ethernet.ethernet)
        self.ports[frame.src] = in_port
        action = of.OFPActionOutput(self.ports.get(frame.dst, of.OFPP_FLOOD))
        if frame.dst in self.ports:
            match = of.OFPMatch(in_port=in_port, eth_dst=frame.dst, eth_src=frame.src)
            self.add_flow(datapath, 1, match, action)
        where = {'match': of.OFPMatch(in_port=in_port)} if of.OFP_VERSION == OF15 else {'in_port': in_port}
        datapath.send_msg(
            of.OFPPacketOut(datapath, of.OFP_NO_BUFFER, actions=[action], data=message.data, **where)
        )
