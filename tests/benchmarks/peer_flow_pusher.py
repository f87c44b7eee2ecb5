"""An app of os-ken's that pushes flow-mods to SWITCHES switches, to all of them at once and without end, for any
controller that runs such apps. BARRIER_EVERY says how many go before a barrier whose reply is waited for; 0: none do.

The match and the output follow from the cookie, which counts the flow-mods of a switch, so a switch can check each.
"""

import os

from os_ken.base import app_manager
from os_ken.controller import ofp_event
from os_ken.controller.handler import MAIN_DISPATCHER, set_ev_cls
from os_ken.lib import hub
from os_ken.ofproto import ofproto_v1_0, ofproto_v1_3

BURST = 100  # flow-mods until another greenthread gets its turn
PATIENCE = 10


class FlowPusher(app_manager.OSKenApp):
    OFP_VERSIONS = [ofproto_v1_0.OFP_VERSION, ofproto_v1_3.OFP_VERSION]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.switches, self.every = int(os.environ['SWITCHES']), int(os.environ['BARRIER_EVERY'])
        self.datapaths, self.waiting = [], {}

    @set_ev_cls(ofp_event.EventOFPStateChange, MAIN_DISPATCHER)
    def joined(self, event):
        self.datapaths.append(event.datapath)
        if len(self.datapaths) == self.switches:
            for datapath in self.datapaths:
                self.threads.append(hub.spawn(self.push, datapath))

    def push(self, datapath):
        flow_mod = self.flow_mod_10 if datapath.ofproto.OFP_VERSION == ofproto_v1_0.OFP_VERSION else self.flow_mod_13
        serial = 0
        while self.is_active:
            datapath.send_msg(flow_mod(datapath, serial))
            serial += 1
            if self.every and serial % self.every == 0:
                self.barrier(datapath)
            if serial % BURST == 0:
                hub.sleep(0)

    def flow_mod_10(self, datapath, serial):
        parser = datapath.ofproto_parser
        match = parser.OFPMatch(in_port=1 + serial % 24, dl_src='02:00:00:00:00:01', dl_dst=address(serial))
        return parser.OFPFlowMod(datapath, match, serial, datapath.ofproto.OFPFC_ADD, priority=10,
                                 actions=[parser.OFPActionOutput(1 + (serial + 1) % 24)])

    def flow_mod_13(self, datapath, serial):
        parser = datapath.ofproto_parser
        match = parser.OFPMatch(in_port=1 + serial % 24, eth_src='02:00:00:00:00:01', eth_dst=address(serial))
        actions = [parser.OFPActionOutput(1 + (serial + 1) % 24)]
        instructions = [parser.OFPInstructionActions(datapath.ofproto.OFPIT_APPLY_ACTIONS, actions)]
        return parser.OFPFlowMod(datapath, cookie=serial, priority=10, match=match, instructions=instructions)

    def barrier(self, datapath):
        """Wait for the switch to confirm what it was sent."""
        request = datapath.ofproto_parser.OFPBarrierRequest(datapath)
        datapath.set_xid(request)
        done = self.waiting[datapath.id, request.xid] = hub.Event()
        datapath.send_msg(request)
        if not done.wait(timeout=PATIENCE):
            raise RuntimeError('no barrier reply')

    @set_ev_cls(ofp_event.EventOFPBarrierReply, MAIN_DISPATCHER)
    def confirmed(self, event):
        self.waiting.pop((event.msg.datapath.id, event.msg.xid)).set()


def address(serial):
    return f'02:00:{serial >> 24:02x}:{serial >> 16 & 255:02x}:{serial >> 8 & 255:02x}:{serial & 255:02x}'
