"""A learning switch for OpenFlow 1.0: learns behind which port each address is, and installs flows for it."""

from __future__ import annotations

from typing import Any

from controller.app import DEAD_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPPacketIn, EventOFPPortStatus, EventOFPStateChange
from controller.lib.learning import learn, packet_out
from controller.lib.own_flows import in_port_of
from controller.openflow import OF10

__all__ = ['SimpleSwitch']


class SimpleSwitch(App):
    """`mac_to_port` holds what was learned: datapath id -> Ethernet address -> port number."""

    OFP_VERSIONS = [OF10]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mac_to_port: dict[int, dict[str, int]] = {}

    def add_flow(self, datapath: Any, in_port: int, dst: str, src: str, actions: list[Any]) -> None:
        """Install a flow from `src` on `in_port` to `dst`."""
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        datapath.send_msg(
            parser.OFPFlowMod(
                datapath,
                match=parser.OFPMatch(in_port=in_port, dl_dst=dst, dl_src=src),
                command=ofproto.OFPFC_ADD,
                priority=ofproto.OFP_DEFAULT_PRIORITY,
                flags=ofproto.OFPFF_SEND_FLOW_REM,
                actions=actions,
            )
        )

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A packet that no flow knew: learn its source, send it towards its destination."""
        msg = ev.msg
        datapath = msg.datapath
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        in_port = in_port_of(msg)
        way = learn(self.mac_to_port.setdefault(datapath.id, {}), in_port, msg.data)
        if way is None:
            return

        actions = [parser.OFPActionOutput(ofproto.OFPP_FLOOD if way.out_port is None else way.out_port)]
        if way.out_port is not None:
            self.add_flow(datapath, in_port, way.dst, way.src, actions)
        datapath.send_msg(packet_out(msg, in_port, actions))

    @set_ev_cls(EventOFPPortStatus, MAIN_DISPATCHER)
    def _port_status_handler(self, ev: Any) -> None:
        """A port came, changed or went: say so."""
        msg = ev.msg
        ofproto = msg.datapath.ofproto
        what = {ofproto.OFPPR_ADD: 'added', ofproto.OFPPR_DELETE: 'deleted', ofproto.OFPPR_MODIFY: 'modified'}
        self.logger.info('%s: port %d %s', msg.datapath, msg.desc.port_no, what.get(msg.reason, msg.reason))

    @set_ev_cls(EventOFPStateChange, DEAD_DISPATCHER)
    def forget(self, ev: Any) -> None:
        """A switch has gone, and what was learned on it with it."""
        self.mac_to_port.pop(ev.datapath.id, None)
