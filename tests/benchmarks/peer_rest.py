"""The calls of Ryu's REST API that are measured, on what os-ken still has of it: `ofctl_v1_3`, its hub's WSGI server,
and the two handlers by which Ryu's app collected the parts of an answer. REST_PORT says where to listen.
"""

import json
import os

from os_ken.base import app_manager
from os_ken.controller import ofp_event
from os_ken.controller.handler import DEAD_DISPATCHER, MAIN_DISPATCHER, set_ev_cls
from os_ken.lib import hub, ofctl_v1_3
from os_ken.ofproto import ofproto_v1_3


class Rest(app_manager.OSKenApp):
    OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.datapaths, self.waiters = {}, {}
        server = hub.WSGIServer(('127.0.0.1', int(os.environ['REST_PORT'])), self.answer)
        self.threads.append(hub.spawn(server.serve_forever))

    @set_ev_cls(ofp_event.EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def changed(self, event):
        if event.state == MAIN_DISPATCHER:
            self.datapaths[event.datapath.id] = event.datapath
        else:
            self.datapaths.pop(event.datapath.id, None)

    @set_ev_cls([ofp_event.EventOFPDescStatsReply, ofp_event.EventOFPFlowStatsReply], MAIN_DISPATCHER)
    def told(self, event):
        message = event.msg
        waiting = self.waiters.get(message.datapath.id, {})
        if message.xid in waiting:
            done, messages = waiting[message.xid]
            messages.append(message)
            if not message.flags & message.datapath.ofproto.OFPMPF_REPLY_MORE:
                del waiting[message.xid]
                done.set()

    def answer(self, environ, start_response):
        path = environ['PATH_INFO']
        if path == '/stats/switches':
            found = list(self.datapaths)
        elif path == '/stats/flowentry/add':
            entry = json.loads(environ['wsgi.input'].read(int(environ['CONTENT_LENGTH'])))
            datapath = self.datapaths[entry['dpid']]
            ofctl_v1_3.mod_flow_entry(datapath, entry, datapath.ofproto.OFPFC_ADD)
            found = None
        else:
            what = {'desc': ofctl_v1_3.get_desc_stats, 'flow': ofctl_v1_3.get_flow_stats}[path.split('/')[2]]
            found = what(self.datapaths[int(path.split('/')[3])], self.waiters)
        body = b'' if found is None else json.dumps(found).encode()
        start_response('200 OK', [('Content-Type', 'application/json'), ('Content-Length', str(len(body)))])
        return [body]
