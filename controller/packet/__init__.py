"""Packets as apps see them: `packet.Packet` over a stack of protocol headers, one module a protocol.

    from controller.packet import arp, ethernet, packet

    pkt = packet.Packet(msg.data)
    eth = pkt.get_protocol(ethernet.ethernet)

A header is a table of fields (`controller.wire`); its attributes and its constructor's arguments have Ryu's names
and order. Reading is lazy and total: nothing is read before it is asked for, and no bytes make it raise.

A protocol is added as a module with its table, and a line in the `payload_classes` of what carries it. An app adds its
own with `ethernet.ethernet.register_packet_type(mine, 0x9999)`, by IP protocol or by port in the same way; an option, a
TLV or a chunk of its own is a table that derives from its family: `class mine(tcp.TCPOption, type=253)`.
"""
