"""A learning switch for OpenFlow 1.3, step by step: all of it is in this file, to be read and changed."""

from __future__ import annotations

from typing import Any

from controller.app import CONFIG_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPPacketIn, EventOFPSwitchFeatures
from controller.openflow import OF13
from controller.packet import ethernet, packet

__all__ = ['ExampleSwitch13']


class ExampleSwitch13(App):
    """`mac_to_port` holds what was learned: datapath id -> Ethernet address -> port number."""

    OFP_VERSIONS = [OF13]  # switches that speak it are this app's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mac_to_port: dict[int, dict[str, int]] = {}

    @set_ev_cls(EventOFPSwitchFeatures, CONFIG_DISPATCHER)
    def switch_features_handler(self, ev: Any) -> None:
        """A switch has joined. It is to ask about every packet that matches no other flow: this one's priority is 0."""
        datapath = ev.msg.datapath
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        actions = [parser.OFPActionOutput(ofproto.OFPP_CONTROLLER, ofproto.OFPCML_NO_BUFFER)]
        self.add_flow(datapath, 0, parser.OFPMatch(), actions)

    def add_flow(self, datapath: Any, priority: int, match: Any, actions: list[Any]) -> None:
        """Tell a switch what to do with all packets that match."""
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        instructions = [parser.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)]
        datapath.send_msg(
            parser.OFPFlowMod(datapath=datapath, priority=priority, match=match, instructions=instructions)
        )

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A switch asks about a packet."""
        msg = ev.msg
        datapath = msg.datapath
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser

        # Who sends it to whom, and by which port did it come?
        eth = packet.Packet(msg.data).get_protocol(ethernet.ethernet)
        if eth is None:
            return  # a broken packet
        in_port = msg.match['in_port']
        self.logger.info('packet in %s %s %s %s', datapath.id, eth.src, eth.dst, in_port)

        # The sender is behind that port. Next time somebody writes to it, this is known.
        learned = self.mac_to_port.setdefault(datapath.id, {})
        learned[eth.src] = in_port

        # Is it known where the receiver is? If not, the packet leaves by every port but the one it came by.
        out_port = learned.get(eth.dst, ofproto.OFPP_FLOOD)
        actions = [parser.OFPActionOutput(out_port)]

        # If it is known, the switch need not ask again about packets like this one.
        if out_port != ofproto.OFPP_FLOOD:
            self.add_flow(datapath, 1, parser.OFPMatch(in_port=in_port, eth_dst=eth.dst), actions)

        # This packet is still here, and goes on its way.
        datapath.send_msg(
            parser.OFPPacketOut(
                datapath=datapath, buffer_id=ofproto.OFP_NO_BUFFER, in_port=in_port, actions=actions, data=msg.data
            )
        )
