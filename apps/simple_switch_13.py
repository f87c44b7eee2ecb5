"""A learning switch for OpenFlow 1.3: learns behind which port each address is, and installs flows for it."""

from __future__ import annotations

from typing import Any

from controller.app import CONFIG_DISPATCHER, DEAD_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPPacketIn, EventOFPStateChange, EventOFPSwitchFeatures
from controller.lib.learning import learn, packet_out
from controller.openflow import OF13

__all__ = ['SimpleSwitch13']


class SimpleSwitch13(App):
    """`mac_to_port` holds what was learned: datapath id -> Ethernet address -> port number.

    `table_id` is the table that its flow entries are in; a subclass that works behind another app says which.
    """

    OFP_VERSIONS = [OF13]
    table_id = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mac_to_port: dict[int, dict[str, int]] = {}

    @set_ev_cls(EventOFPSwitchFeatures, CONFIG_DISPATCHER)
    def switch_features_handler(self, ev: Any) -> None:
        """A switch has joined: what matches no other flow goes to the controller, whole."""
        datapath = ev.msg.datapath
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        to_controller = [parser.OFPActionOutput(ofproto.OFPP_CONTROLLER, ofproto.OFPCML_NO_BUFFER)]
        self.add_flow(datapath, 0, parser.OFPMatch(), to_controller)

    def add_flow(
        self, datapath: Any, priority: int, match: Any, actions: list[Any], buffer_id: int | None = None
    ) -> None:
        """Install a flow; with `buffer_id`, the packet buffered under it takes the flow at once."""
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        instructions = [parser.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)]
        datapath.send_msg(
            parser.OFPFlowMod(
                datapath,
                table_id=self.table_id,
                priority=priority,
                match=match,
                instructions=instructions,
                buffer_id=ofproto.OFP_NO_BUFFER if buffer_id is None else buffer_id,
            )
        )

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A packet that no flow knew: learn its source, send it towards its destination."""
        msg = ev.msg
        datapath = msg.datapath
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        in_port = msg.match['in_port']
        way = learn(self.mac_to_port.setdefault(datapath.id, {}), in_port, msg.data)
        if way is None:
            return

        actions = [parser.OFPActionOutput(ofproto.OFPP_FLOOD if way.out_port is None else way.out_port)]
        if way.out_port is not None:
            match = parser.OFPMatch(in_port=in_port, eth_dst=way.dst, eth_src=way.src)
            if msg.buffer_id != ofproto.OFP_NO_BUFFER:
                self.add_flow(datapath, 1, match, actions, msg.buffer_id)
                return
            self.add_flow(datapath, 1, match, actions)
        datapath.send_msg(packet_out(msg, in_port, actions))

    @set_ev_cls(EventOFPStateChange, DEAD_DISPATCHER)
    def forget(self, ev: Any) -> None:
        """A switch has gone, and what was learned on it with it."""
        self.mac_to_port.pop(ev.datapath.id, None)
