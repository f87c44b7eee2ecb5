"""Packets as apps see them: `packet.Packet` over a stack of protocol headers, one module a protocol.

    from controller.packet import arp, ethernet, packet

    pkt = packet.Packet(msg.data)
    eth = pkt.get_protocol(ethernet.ethernet)

A header is a table of fields (`controller.wire`); its attributes and its constructor's arguments have Ryu's names
and order. Reading is lazy and total: nothing is read before it is asked for, and no bytes make it raise.
"""
