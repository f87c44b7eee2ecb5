"""One side of the OpenFlow benchmark, run by path in that side's own interpreter:

    python openflow_worker.py ours|os-ken first_use 1.0|1.2|1.3|1.4|1.5
    python openflow_worker.py ours|os-ken flow_stats|flow_stats_read MESSAGES

`first_use` prints the CPU time that a version takes to come into use in a new process, in milliseconds, and what it
encoded. For the others MESSAGES is a file of the parts of a flow statistics reply of 1.3, one a line in hexadecimal;
each line on standard input is answered with the CPU time of decoding them all, in milliseconds, and what they say.
"""

import gc
import json
import sys
import time


class Datapath:
    """What messages are made for."""

    def __init__(self, ofproto, ofproto_parser):
        self.ofproto, self.ofproto_parser, self.id = ofproto, ofproto_parser, 1


def ours(version):
    """A datapath of that version, and what decodes a message for it."""
    from controller.openflow import version as tables

    openflow = tables({'1.0': 1, '1.2': 3, '1.3': 4, '1.4': 5, '1.5': 6}[version])
    datapath = Datapath(openflow, openflow)
    return datapath, lambda message: openflow.decode(message, datapath)


def os_ken(version):
    """The same of os-ken."""
    from importlib import import_module

    name = f'os_ken.ofproto.ofproto_v{version.replace(".", "_")}'
    datapath = Datapath(import_module(name), import_module(f'{name}_parser'))
    parser = import_module('os_ken.ofproto.ofproto_parser')
    return datapath, lambda message: parser.msg(datapath, *parser.header(message), message)


def first_use(side, version):
    """Load a version, encode a FLOW_MOD and decode an ERROR."""
    start = time.process_time()
    datapath, decode = side(version)
    ofproto, parser = datapath.ofproto, datapath.ofproto_parser
    actions = [parser.OFPActionOutput(2)]
    if version == '1.0':
        message = parser.OFPFlowMod(datapath, parser.OFPMatch(in_port=1), 0, ofproto.OFPFC_ADD, actions=actions)
    else:
        instructions = [parser.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)]
        message = parser.OFPFlowMod(datapath, match=parser.OFPMatch(in_port=1), instructions=instructions)
    message.xid = 1
    message.serialize()
    error = decode(bytes([ofproto.OFP_VERSION, 1, 0, 12, 0, 0, 0, 1, 0, 1, 0, 6]))
    return (time.process_time() - start) * 1000, [bytes(message.buf).hex(), error.type, error.code]


def flow_stats(decode, messages, read):
    """Decode the parts; with `read`, look at every flow."""
    start = time.process_time()
    flows = [flow for message in messages for flow in decode(message).body]
    if read:
        told = [
            (flow.match['in_port'], flow.match['eth_dst'], flow.packet_count, flow.instructions[0].actions[0].port)
            for flow in flows
        ]
    taken = (time.process_time() - start) * 1000
    return taken, told if read else [len(flows), flows[-1].priority]


def main(name, case, argument):
    side = {'ours': ours, 'os-ken': os_ken}[name]
    if case == 'first_use':
        print(json.dumps(first_use(side, argument)))
        return
    with open(argument, encoding='ascii') as lines:
        messages = [bytes.fromhex(line) for line in lines]
    _, decode = side('1.3')
    gc.disable()  # as timeit does: when it runs is a matter of the program around
    for _ in sys.stdin:
        gc.collect()
        print(json.dumps(flow_stats(decode, messages, case == 'flow_stats_read')), flush=True)


if __name__ == '__main__':
    main(*sys.argv[1:])
