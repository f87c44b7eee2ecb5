"""The learning switch of `peer_simple_switch_13.py`, as an app of os-ken's whose handler waits for something
else: for 10 ms by time.sleep, as users' apps do for a database or another controller.
"""

import time

from os_ken.controller import ofp_event
from os_ken.controller.handler import MAIN_DISPATCHER, set_ev_cls
from peer_simple_switch_13 import SimpleSwitch13

WAIT = 0.01


class Waiting(SimpleSwitch13):
    @set_ev_cls(ofp_event.EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, event):
        time.sleep(WAIT)
        super().packet_in(event)
