"""A hub for every OpenFlow version, on a spanning tree that hurries."""

from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPStateChange
from controller.lib.own_flows import OwnFlow, OwnFlows, in_port_of, send_frame
from controller.lib.stp import EventPacketIn, Stp

HURRY = {'hello_time': 1, 'max_age': 6, 'fwd_delay': 4}


class Hub(App):
    _CONTEXTS = {'stp': Stp}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kwargs['stp'].set_config({dpid: {'bridge': HURRY} for dpid in (1, 2, 3)})

    @set_ev_cls(EventOFPStateChange, MAIN_DISPATCHER)
    def joined(self, ev):
        if ev.datapath.ofproto.OFP_VERSION > 1:
            OwnFlows(ev.datapath).keep('miss', OwnFlow(0, {}, (ev.datapath.ofproto.OFPP_CONTROLLER,)))

    @set_ev_cls(EventPacketIn, MAIN_DISPATCHER)
    def flood(self, ev):
        send_frame(ev.msg.datapath, [ev.msg.datapath.ofproto.OFPP_FLOOD], ev.msg.data, in_port_of(ev.msg))
