from controller.packet import arp, ethernet, packet

REQUEST = bytes.fromhex('0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002')


def test_golden():
    request = arp.arp_ip(arp.ARP_REQUEST, '02:00:00:00:00:01', '10.0.0.1', '00:00:00:00:00:00', '10.0.0.2')
    assert request.encode() == REQUEST
    assert arp.arp.parser(REQUEST)[0] == request


def test_positions_and_defaults_are_ryus():
    assert arp.arp() == arp.arp(1, 0x0800, 6, 4, 1, 'ff:ff:ff:ff:ff:ff', '0.0.0.0', 'ff:ff:ff:ff:ff:ff', '0.0.0.0')


def test_half_a_request_stays_bytes():
    frame = bytes(12) + b'\x08\x06' + REQUEST[:20]
    assert packet.Packet(frame).get_protocol(arp.arp) is None
    assert packet.Packet(frame)[1] == REQUEST[:20]


def test_a_reply_made_of_a_request():
    asked = packet.Packet(bytes(12) + b'\x08\x06' + REQUEST).get_protocol(arp.arp)
    reply = ethernet.ethernet(asked.src_mac, '02:00:00:00:00:02', 0x0806) / arp.arp_ip(
        arp.ARP_REPLY, '02:00:00:00:00:02', asked.dst_ip, asked.src_mac, asked.src_ip
    )
    reply.serialize()
    assert reply.data.hex() == (
        '020000000001' '020000000002' '0806' '0001' '0800' '0604' '0002'
        '020000000002' '0a000002' '020000000001' '0a000001' + '00' * 18
    )  # fmt: skip
