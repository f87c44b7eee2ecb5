"""One side of the codec benchmark, run by path in that side's own interpreter:

    python codec_worker.py ours|os-ken 1.0|1.3 PACKET_INS

PACKET_INS is a file of PACKET_IN messages, one a line in hexadecimal. Each line on standard input names a case; the
answer is a line of JSON: microseconds of CPU time a packet-in, and what the first packet-in gave, for the other end
to check.
"""

import importlib
import itertools
import json
import sys
import time

ROUND = 0.3
"""Seconds of one measurement."""

CHUNK = 500
"""Packet-ins between two looks at the clock."""


class Datapath:
    """Where a handler's messages end: encoded, as if to be sent."""

    id = 1

    def __init__(self, ofproto, ofproto_parser):
        self.ofproto, self.ofproto_parser, self.sent = ofproto, ofproto_parser, []

    def send_msg(self, message):
        message.xid = 1
        message.serialize()
        self.sent.append(message.buf)
        return True


class Ours:
    """Our codec and app."""

    apps = {'1.0': ('apps.simple_switch', 'SimpleSwitch'), '1.3': ('apps.simple_switch_13', 'SimpleSwitch13')}

    def __init__(self, version):
        openflow = importlib.import_module('controller.openflow').version({'1.0': 1, '1.3': 4}[version])
        self.datapath, self._decode = Datapath(openflow, openflow), openflow.decode
        self.event = importlib.import_module('controller.events').EventOFPPacketIn

    def handler(self, app):
        return next(handler for handler, wanted in app._runner.subscriptions() if wanted.event_class is self.event)

    def decode(self, message):
        return self._decode(message, self.datapath)


class OsKen:
    """os-ken's codec and app."""

    apps = {'1.0': ('peer_simple_switch_10', 'SimpleSwitch'), '1.3': ('peer_simple_switch_13', 'SimpleSwitch13')}

    def __init__(self, version):
        name = f'os_ken.ofproto.ofproto_v{version.replace(".", "_")}'
        self.datapath = Datapath(importlib.import_module(name), importlib.import_module(f'{name}_parser'))
        self._parser = importlib.import_module('os_ken.ofproto.ofproto_parser')
        self.event = importlib.import_module('os_ken.controller.ofp_event').EventOFPPacketIn

    def handler(self, app):
        return app.packet_in

    def decode(self, message):
        return self._parser.msg(self.datapath, *self._parser.header(message), message)


class Cases:
    """The same calls on either side's classes; `all`: case -> the items it works on, and the work on one of them."""

    def __init__(self, side, version, packet_ins):
        self.side, self.datapath = side, side.datapath
        module, app = side.apps[version]
        self.handler = side.handler(getattr(importlib.import_module(module), app)())
        frame_at = {'1.0': 18, '1.3': 42}[version]
        addresses = [(index % 24 + 1, message[frame_at:frame_at + 6], message[frame_at + 6:frame_at + 12])
                     for index, message in enumerate(packet_ins)]
        if version == '1.0':
            self.all = {'decode': (packet_ins, self.decode_10), 'flow_mod': (addresses, self.flow_mod_10)}
        else:
            named = [(in_port, dst.hex(':'), src.hex(':')) for in_port, dst, src in addresses]
            self.all = {'decode': (packet_ins, self.decode_13), 'flow_mod': (named, self.flow_mod_13)}
        self.all['handler'] = packet_ins, self.handle
        for packet_in in packet_ins:  # from here on the app knows every host
            self.handle(packet_in)

    def decode_10(self, packet_in):
        message = self.side.decode(packet_in)
        return message.in_port, message.data

    def decode_13(self, packet_in):
        message = self.side.decode(packet_in)
        return message.match['in_port'], message.data

    def flow_mod_10(self, item):
        in_port, dst, src = item
        ofproto, parser = self.datapath.ofproto, self.datapath.ofproto_parser
        match = parser.OFPMatch(in_port=in_port, dl_dst=dst, dl_src=src)
        actions = [parser.OFPActionOutput(2)]
        message = parser.OFPFlowMod(self.datapath, match, 0, ofproto.OFPFC_ADD, priority=1, actions=actions)
        message.xid = 1
        message.serialize()
        return (message.buf,)

    def flow_mod_13(self, item):
        in_port, dst, src = item
        ofproto, parser = self.datapath.ofproto, self.datapath.ofproto_parser
        match = parser.OFPMatch(in_port=in_port, eth_dst=dst, eth_src=src)
        instructions = [parser.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, [parser.OFPActionOutput(2)])]
        message = parser.OFPFlowMod(self.datapath, priority=1, match=match, instructions=instructions)
        message.xid = 1
        message.serialize()
        return (message.buf,)

    def handle(self, packet_in):
        self.datapath.sent.clear()
        self.handler(self.side.event(self.side.decode(packet_in)))
        return self.datapath.sent

    def measure(self, name):
        """Microseconds of CPU time for one item, over at least ROUND seconds."""
        items, work = self.all[name]
        stream, spent, done = itertools.cycle(items), 0.0, 0
        while spent < ROUND:
            chunk = list(itertools.islice(stream, CHUNK))
            start = time.process_time()
            for item in chunk:
                work(item)
            spent += time.process_time() - start
            done += CHUNK
        return spent * 1e6 / done

    def sample(self, name):
        items, work = self.all[name]
        return [value if isinstance(value, int) else bytes(value).hex() for value in work(items[0])]


def main(side, version, packet_ins):
    with open(packet_ins, encoding='ascii') as lines:
        messages = [bytes.fromhex(line) for line in lines]
    cases = Cases({'ours': Ours, 'os-ken': OsKen}[side](version), version, messages)
    for line in sys.stdin:
        name = line.strip()
        print(json.dumps([cases.measure(name), cases.sample(name)]), flush=True)


if __name__ == '__main__':
    main(*sys.argv[1:])
