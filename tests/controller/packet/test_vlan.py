from controller.packet import arp, ethernet, packet, vlan


def test_golden():
    tag = vlan.vlan(pcp=5, cfi=1, vid=0x123, ethertype=0x0806)
    assert tag.encode() == bytes.fromhex('b1230806')
    assert vlan.vlan.parser(bytes.fromhex('b1230806')) == (tag, arp.arp, b'')


def test_defaults_are_ryus():
    assert (vlan.vlan().ethertype, vlan.svlan().ethertype) == (0x0800, 0x8100)
    assert vlan.svlan(1, 0, 3).vid == 3


def test_a_stack_of_a_service_and_a_customer_tag():
    pkt = ethernet.ethernet(ethertype=0x88A8) / vlan.svlan(vid=10) / vlan.vlan(vid=20, ethertype=0x0806) / arp.arp()
    pkt.serialize()
    read = packet.Packet(pkt.data)
    assert [type(layer).__name__ for layer in read] == ['ethernet', 'svlan', 'vlan', 'arp']
    assert read.get_protocol(vlan.svlan).vid == 10
    assert read.get_protocol(vlan.vlan).vid == 20


def test_a_length_behind_a_tag():
    assert packet.Packet(bytes(12) + b'\x81\x00\x00\x05\x00\x02hi---')[2:] == [b'hi']


def test_what_is_registered_with_a_tag_is_registered_with_ethernet(monkeypatch):
    monkeypatch.setattr(ethernet.ethernet, 'payload_classes', ethernet.ethernet.payload_classes)
    vlan.vlan.register_packet_type(arp.arp, 0x9999)
    assert ethernet.ethernet.get_packet_type(0x9999) is vlan.svlan.get_packet_type(0x9999) is arp.arp
