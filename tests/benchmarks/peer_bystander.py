"""An app for any controller that runs os-ken's, which hears of packet-ins if BYSTANDERS says so, and does nothing.

Copies of this file under other names are further apps: an app is called as its file is.
"""

import os

from os_ken.base import app_manager
from os_ken.controller import ofp_event
from os_ken.controller.handler import DEAD_DISPATCHER, MAIN_DISPATCHER, set_ev_cls

HEARD = ofp_event.EventOFPPacketIn if os.environ['BYSTANDERS'] == 'listen' else ofp_event.EventOFPFlowRemoved


class Bystander(app_manager.OSKenApp):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.name = __name__

    @set_ev_cls(HEARD, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def heard(self, event):
        pass
