"""An app of os-ken's that counts links, for any controller that runs such apps: to the file that LINKS_TOLD names it
writes how many were found and lost so far.
"""

import json
import os

from os_ken.base import app_manager
from os_ken.controller.handler import set_ev_cls
from os_ken.lib import hub
from os_ken.topology import event, switches  # noqa: F401  (of os-ken: its options are known once it is imported)


class CountingLinks(app_manager.OSKenApp):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.told = {'found': 0, 'lost': 0}
        self.threads.append(hub.spawn(self.write))

    @set_ev_cls(event.EventLinkAdd)
    def found(self, ev):
        self.told['found'] += 1

    @set_ev_cls(event.EventLinkDelete)
    def lost(self, ev):
        self.told['lost'] += 1

    def write(self):
        while True:
            place = os.environ['LINKS_TOLD']
            with open(f'{place}.new', 'w', encoding='utf-8') as output:
                json.dump(self.told, output)
            os.replace(f'{place}.new', place)
            hub.sleep(0.1)
