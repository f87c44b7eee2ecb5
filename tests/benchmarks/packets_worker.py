"""One side of the packet benchmark, run by path in that side's own interpreter:

    python packets_worker.py ours|os-ken FRAMES

FRAMES is a file of Ethernet/IPv4/TCP frames, one a line in hexadecimal. Each line on standard input names a case, and
is answered with the microseconds of CPU time that it takes a frame, and what came of the first.
"""

import gc
import json
import sys
import time

if sys.argv[1] == 'ours':
    from controller.packet import ethernet, ipv4, packet, tcp
else:
    from os_ken.lib.packet import ethernet, ipv4, packet, tcp


def header(data):
    return packet.Packet(data).get_protocol(ethernet.ethernet)


def addresses(data):
    eth = packet.Packet(data).get_protocol(ethernet.ethernet)
    return eth.dst, eth.src, eth.ethertype


def layers(data):
    return packet.Packet(data).protocols


def fields(data):
    eth, ip, segment, payload = packet.Packet(data).protocols
    return (eth.dst, eth.src, eth.ethertype, ip.src, ip.dst, ip.proto, ip.ttl, ip.total_length, segment.src_port,
            segment.dst_port, segment.seq, segment.ack, segment.bits, segment.window_size, len(payload))


def built(read):
    """Put a packet together as apps do, and serialize it."""
    eth, ip, segment, payload = read
    pkt = packet.Packet()
    pkt.add_protocol(ethernet.ethernet(dst=eth.dst, src=eth.src, ethertype=eth.ethertype))
    pkt.add_protocol(ipv4.ipv4(src=ip.src, dst=ip.dst, proto=ip.proto, ttl=ip.ttl, identification=ip.identification))
    pkt.add_protocol(tcp.tcp(src_port=segment.src_port, dst_port=segment.dst_port, seq=segment.seq, ack=segment.ack,
                             bits=segment.bits, window_size=segment.window_size))
    pkt.add_protocol(payload)
    pkt.serialize()
    return pkt.data


def serialized(pkt):
    """Serialize a packet that was read."""
    pkt.serialize()
    return pkt.data


CASES = {'header': header, 'addresses': addresses, 'layers': layers, 'fields': fields, 'built': built,
         'serialized': serialized}


def told(case, result):
    """What both sides have to agree on."""
    if case == 'header':
        return [result.dst, result.src, result.ethertype]
    if case == 'layers':
        return [type(layer).__name__ for layer in result]
    return bytes(result).hex() if case in ('built', 'serialized') else list(result)


def main(frames):
    with open(frames, encoding='ascii') as lines:
        data = [bytes.fromhex(line) for line in lines]
    gc.disable()  # as timeit does: when it runs is a matter of the program around
    for line in sys.stdin:
        case = line.strip()
        inputs = data
        if case in ('built', 'serialized'):
            inputs = [packet.Packet(each) for each in data]
            read = [each.protocols for each in inputs]
            inputs = read if case == 'built' else inputs
        measured = CASES[case]
        first = told(case, measured(inputs[0]))
        gc.collect()
        start = time.process_time()
        for each in inputs:
            measured(each)
        taken = time.process_time() - start
        print(json.dumps([taken / len(inputs) * 1e6, first]), flush=True)


if __name__ == '__main__':
    main(sys.argv[2])
