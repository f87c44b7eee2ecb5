import copy
import logging
import operator
import pickle

import pytest

from controller.packet import arp, ethernet, icmp, ipv4, ipv6, packet, packet_base, packet_utils, tcp, udp, vlan, vxlan
from controller.packet.found import Outermost
from controller.packet.packet import MAX_DEPTH
from controller.wire import EncodeError


def segment(payload=b'hello'):
    pkt = ethernet.ethernet(dst='00:00:00:00:00:02', src='00:00:00:00:00:01') / ipv4.ipv4(proto=6)
    pkt = pkt / tcp.tcp(src_port=40000, dst_port=80, bits=tcp.TCP_ACK) / payload
    pkt.serialize()
    return pkt.data


def classes(pkt):
    return [type(layer) for layer in pkt.protocols]


# -- reading ----------------------------------------------------------------------------------------------------------


def test_a_learning_switch_reads_its_three_fields():
    eth = packet.Packet(segment()).get_protocol(ethernet.ethernet)
    assert (eth.dst, eth.src, eth.ethertype) == ('00:00:00:00:00:02', '00:00:00:00:00:01', 0x0800)


def test_nothing_is_read_before_it_is_asked_for(monkeypatch):
    read = []

    def spy(place, name, reader):
        inner = getattr(place, name)
        monkeypatch.setattr(place, name, lambda *where: read.append(reader) or inner(*where))

    spy(packet, '_read_header', ethernet.ethernet)  # the frame's own is read by the packet itself
    spy(ethernet.ethernet, 'decode_prefix', ethernet.ethernet)
    spy(ipv4.ipv4, 'read', ipv4.ipv4)
    spy(tcp.tcp, 'read', tcp.tcp)
    pkt = packet.Packet(segment())
    assert read == []
    pkt.get_protocol(ethernet.ethernet)
    pkt.get_protocols(ethernet.ethernet)[0]
    assert ethernet.ethernet in pkt
    assert read == [ethernet.ethernet]
    assert ipv4.ipv4 in pkt
    assert read == [ethernet.ethernet, ipv4.ipv4]
    assert len(pkt) == 4
    assert read == [ethernet.ethernet, ipv4.ipv4, tcp.tcp]


def test_a_layer_is_read_once_and_stays_the_same_object():
    pkt = packet.Packet(segment())
    first = pkt.get_protocol(ipv4.ipv4)
    assert pkt.get_protocol(ipv4.ipv4) is first is pkt.protocols[1] is pkt[1] is list(pkt)[1]


def test_a_change_made_before_the_fields_were_looked_at_stays():
    header = packet.Packet(segment()).get_protocol(ipv4.ipv4)
    header.ttl = 3
    assert (header.ttl, header.src, header.proto) == (3, '10.0.0.1', 6)


def test_an_absent_protocol_is_none():
    assert packet.Packet(segment()).get_protocol(udp.udp) is None
    assert packet.Packet().get_protocol(ethernet.ethernet) is None


def test_an_instance_stands_for_its_class():
    pkt = packet.Packet(segment())
    assert pkt.get_protocol(tcp.tcp()).dst_port == 80
    assert pkt.get_protocols(tcp.tcp()) == [pkt[2]]


def test_get_protocols_is_a_list_in_all_but_haste():
    tagged = ethernet.ethernet(ethertype=0x8100) / vlan.vlan(vid=1, ethertype=0x8100) / vlan.vlan(vid=2, ethertype=9999)
    tagged.serialize()
    tags = packet.Packet(tagged.data).get_protocols(vlan.vlan)
    assert [tag.vid for tag in tags] == [1, 2]
    assert tags[0].vid == 1 and tags[1].vid == tags[-1].vid == 2 and len(tags) == 2 and tags
    assert tags == list(tags) and repr(tags) == repr(list(tags))
    none = packet.Packet(tagged.data).get_protocols(arp.arp)
    assert not none and none == [] and len(none) == 0
    with pytest.raises(IndexError):
        none[0]


def test_the_packet_is_a_sequence_of_its_layers():
    pkt = packet.Packet(segment(b'hello'))
    assert [layer if isinstance(layer, bytes) else layer.protocol_name for layer in pkt] == [
        'ethernet', 'ipv4', 'tcp', b'hello',
    ]  # fmt: skip
    assert pkt[-1] == b'hello' and b'hello' in pkt and tcp.tcp in pkt and udp.udp not in pkt
    del pkt[-1]
    pkt[2] = udp.udp()
    assert classes(pkt) == [ethernet.ethernet, ipv4.ipv4, udp.udp]


def test_iteration_ends_with_the_bytes_that_no_one_reads():
    assert list(packet.Packet(bytes(12) + b'\x99\x99rest'))[1:] == [b'rest']


@pytest.mark.parametrize('kind', [bytearray, memoryview])
def test_other_bytes_are_copied_so_that_later_changes_do_not_show(kind):
    source = bytearray(segment())
    pkt = packet.Packet(kind(source))
    source[:] = bytes(len(source))
    assert pkt.get_protocol(ethernet.ethernet).src == '00:00:00:00:00:01'


def test_no_data_and_no_bytes_are_an_empty_packet():
    assert packet.Packet().protocols == packet.Packet(b'').protocols == []


def test_another_class_may_read_the_first_layer():
    datagram = segment(b'longer than the padding of a frame')[14:]
    pkt = packet.Packet(datagram, parse_cls=ipv4.ipv4)
    assert pkt.get_protocol(tcp.tcp).dst_port == 80
    pkt.serialize()
    assert pkt.data == datagram


def test_depth_is_limited():
    frame = bytes(12) + b'\x81\x00' + b'\x00\x01\x81\x00' * 200
    pkt = packet.Packet(frame)
    assert len(pkt) == MAX_DEPTH + 1
    assert len(pkt[-1]) == (201 - MAX_DEPTH) * 4
    pkt.serialize()
    assert pkt.data == frame


def test_padding_of_a_short_frame_is_no_payload_but_other_bytes_are():
    request = ethernet.ethernet(ethertype=0x0806) / arp.arp()
    request.serialize()
    assert len(request.data) == ethernet.MIN_FRAME_SIZE
    assert classes(packet.Packet(request.data)) == [ethernet.ethernet, arp.arp]
    assert packet.Packet(request.data[:-1] + b'x')[2] == bytes(17) + b'x'


def test_zeros_that_are_payload_stay():
    assert packet.Packet(segment(bytes(8)))[3] == bytes(8)
    assert packet.Packet(bytes(12) + b'\x99\x99' + bytes(8))[1] == bytes(8)


# -- writing ----------------------------------------------------------------------------------------------------------


def test_lengths_and_checksums_are_filled_in():
    pkt = packet.Packet(segment(b'hello'))
    header, inner = pkt.get_protocol(ipv4.ipv4), pkt.get_protocol(tcp.tcp)
    assert (header.header_length, header.total_length, inner.offset) == (5, 45, 5)
    assert header.csum and inner.csum


def test_what_was_set_by_hand_stays():
    pkt = ethernet.ethernet() / ipv4.ipv4(proto=17, total_length=1000) / udp.udp(total_length=99, csum=0x1234) / b'x'
    pkt.serialize()
    read = packet.Packet(pkt.data)
    assert read[1].total_length == 1000
    assert (read[2].total_length, read[2].csum) == (99, 0x1234)


@pytest.mark.parametrize('cut', [0, 3])
def test_what_was_read_and_not_changed_comes_out_as_it_went_in(cut):
    frame = segment(bytes(range(40)))
    frame = frame[: len(frame) - cut]  # a switch may send the start of a frame only
    frame = frame[:-1] + b'?'  # so the checksum is wrong
    pkt = packet.Packet(frame)
    pkt.serialize()
    assert pkt.data == frame


def test_a_change_to_what_was_read_makes_lengths_and_checksums_anew():
    pkt = packet.Packet(segment(b'hello'))
    pkt.get_protocol(ipv4.ipv4).dst = '192.0.2.1'
    pkt[3] = b'hello, world'
    pkt.serialize()
    again = ethernet.ethernet(dst='00:00:00:00:00:02', src='00:00:00:00:00:01') / ipv4.ipv4(proto=6, dst='192.0.2.1')
    again = again / tcp.tcp(src_port=40000, dst_port=80, bits=tcp.TCP_ACK) / b'hello, world'
    again.serialize()
    assert pkt.data == again.data


def test_serializing_twice_with_a_change_between_makes_them_anew_too():
    pkt = ethernet.ethernet() / ipv4.ipv4(proto=17) / udp.udp() / b'one'
    pkt.serialize()
    pkt[3] = b'three'
    pkt.serialize()
    once = ethernet.ethernet() / ipv4.ipv4(proto=17) / udp.udp() / b'three'
    once.serialize()
    assert pkt.data == once.data


def test_a_checksum_set_after_reading_stays():
    pkt = packet.Packet(segment())
    pkt.get_protocol(tcp.tcp).csum = 0xBEEF
    pkt.serialize()
    assert packet.Packet(pkt.data).get_protocol(tcp.tcp).csum == 0xBEEF


def test_a_tag_pushed_and_popped_leaves_the_frame_as_it_was():
    frame = segment()
    pkt = packet.Packet(frame)
    pkt.protocols.insert(1, vlan.vlan(vid=7, ethertype=0x0800))
    pkt.get_protocol(ethernet.ethernet).ethertype = 0x8100
    pkt.serialize()
    tagged = packet.Packet(pkt.data)
    assert classes(tagged)[:4] == [ethernet.ethernet, vlan.vlan, ipv4.ipv4, tcp.tcp]
    del tagged.protocols[1]
    tagged.get_protocol(ethernet.ethernet).ethertype = 0x0800
    tagged.serialize()
    assert tagged.data == frame


def test_division_leaves_its_operands_alone():
    base = ethernet.ethernet() / ipv4.ipv4()
    one, other = base / tcp.tcp(), base / udp.udp()
    assert len(base) == 2
    assert classes(one)[2] is tcp.tcp and classes(other)[2] is udp.udp


def test_add_protocol_and_division_and_the_constructor_agree():
    layers = [ethernet.ethernet(), ipv4.ipv4(proto=1), icmp.icmp(data=icmp.echo(1, 2, b'x'))]
    added = packet.Packet()
    for layer in layers:
        added.add_protocol(layer)
    given, divided = packet.Packet(protocols=layers), layers[0] / layers[1] / layers[2]
    for pkt in (added, given, divided):
        pkt.serialize()
    assert added.data == given.data == divided.data


def test_add_protocol_goes_behind_what_is_still_to_be_read():
    pkt = packet.Packet(segment(b''))
    pkt.add_protocol(b'payload')
    assert pkt[-1] == b'payload' and len(pkt) == 4


def test_repr_says_everything_in_reading_order():
    assert repr(ethernet.ethernet() / b'x') == (
        "ethernet(dst='ff:ff:ff:ff:ff:ff', src='00:00:00:00:00:00', ethertype=2048), b'x'"
    )


@pytest.mark.parametrize('again', [copy.copy, copy.deepcopy, lambda header: pickle.loads(pickle.dumps(header))])
def test_a_header_may_be_copied_before_and_after_it_was_looked_at(again):
    header = packet.Packet(segment()).get_protocol(ipv4.ipv4)
    assert again(header) == header
    assert again(header) == header and again(header).src == '10.0.0.1'
    with pytest.raises(AttributeError, match='flavour'):
        _ = header.flavour


def test_bytes_are_found_as_a_layer_like_any_other():
    assert packet.Packet(segment(b'hello')).get_protocol(bytes) == b'hello'
    assert bytes in packet.Packet(segment(b'hello')) and bytes not in packet.Packet(segment(b'x' * 50)[:54])
    assert packet.Packet(segment(b'hello')).get_protocol(udp.udp) is None


def test_headers_are_equal_by_value_read_or_made():
    read = packet.Packet(segment())
    assert read[0] == ethernet.ethernet(dst='00:00:00:00:00:02', src='00:00:00:00:00:01')
    assert read[1] == packet.Packet(segment())[1] != ipv4.ipv4()


# -- an app's own protocols -------------------------------------------------------------------------------------------


class Greeting(packet_base.PacketBase):
    """Written as one does for Ryu: a length, so many letters."""

    def __init__(self, text):
        super().__init__()
        self.text = text

    @classmethod
    def parser(cls, buf):
        end = 1 + buf[0]
        return cls(buf[1:end].decode('ascii')), Greeting, buf[end:]

    def serialize(self, payload, prev):
        return bytes((len(self.text),)) + self.text.encode()


@pytest.fixture
def own_tables(monkeypatch):
    """Give the registrations of a test back."""
    for cls in (ethernet.ethernet, ipv4.ipv4, ipv6.ipv6, tcp.tcp, udp.udp):
        monkeypatch.setattr(cls, 'payload_classes', dict(cls.payload_classes))


def test_a_protocol_registered_by_ethertype(own_tables):
    ethernet.ethernet.register_packet_type(Greeting, 0x9999)
    pkt = ethernet.ethernet(ethertype=0x9999) / Greeting('hello') / Greeting('world')
    pkt.serialize()
    read = packet.Packet(pkt.data.rstrip(b'\0'))
    assert [greeting.text for greeting in read.get_protocols(Greeting)] == ['hello', 'world']
    tagged = bytes(12) + b'\x81\x00\x00\x01\x99\x99\x02hi'
    assert packet.Packet(tagged).get_protocol(Greeting).text == 'hi'


def test_a_protocol_registered_by_ip_protocol(own_tables):
    ipv4.ipv4.register_packet_type(Greeting, 200)
    pkt = ethernet.ethernet() / ipv4.ipv4(proto=200) / Greeting('hello')
    pkt.serialize()
    assert packet.Packet(pkt.data).get_protocol(Greeting).text == 'hello'


@pytest.mark.parametrize('ports', [(5000, 1), (1, 5000)])
@pytest.mark.parametrize(('carrier', 'proto'), [(udp.udp, 17), (tcp.tcp, 6)])
def test_a_protocol_registered_by_port(own_tables, carrier, proto, ports):
    carrier.register_packet_type(Greeting, 5000)
    pkt = ethernet.ethernet() / ipv4.ipv4(proto=proto) / carrier(*ports) / Greeting('hello')
    pkt.serialize()
    assert packet.Packet(pkt.data).get_protocol(Greeting).text == 'hello'


def test_a_protocol_may_have_another_read_its_answers(own_tables, monkeypatch):
    class Answer(Greeting):
        """What comes from the port."""

    monkeypatch.setattr(Greeting, 'answers', Answer)
    tcp.tcp.register_packet_type(Greeting, 5000)
    for ports, reader in (((1, 5000), Greeting), ((5000, 1), Answer), ((5000, 5000), Greeting)):
        assert tcp.tcp.carried_between(*ports) is reader


def test_payload_on_a_known_port_that_is_not_that_protocol_stays_bytes(own_tables, caplog):
    caplog.set_level(logging.DEBUG, 'controller.packet.packet_base')
    udp.udp.register_packet_type(Greeting, 5000)
    for payload in (b'\x03\xff\xff\xff', b'\x01\xff'):
        pkt = ethernet.ethernet() / ipv4.ipv4(proto=17) / udp.udp(5000, 5000) / payload
        pkt.serialize()
        assert packet.Packet(pkt.data).protocols[3:] == [payload]
    assert 'Greeting.parser cannot read' in caplog.text


def test_a_parser_that_returns_nonsense_costs_only_its_layer(own_tables):
    class Nonsense(packet_base.PacketBase):
        @classmethod
        def parser(cls, buf):
            return cls(), cls, buf  # for ever

    ethernet.ethernet.register_packet_type(Nonsense, 0x9999)
    assert len(packet.Packet(bytes(12) + b'\x99\x99hello')) == MAX_DEPTH + 1

    for nonsense in (None, (None, None, b'hello'), (Nonsense(), 'next', b'llo'), (Nonsense(), None, 'text')):
        Nonsense.parser = classmethod(lambda cls, buf, nonsense=nonsense: nonsense)
        assert packet.Packet(bytes(12) + b'\x99\x99hello')[1:] == [b'hello']


def test_only_a_protocol_can_be_registered():
    with pytest.raises(TypeError, match='no PacketBase'):
        ethernet.ethernet.register_packet_type(int, 0x9999)


def test_a_header_with_a_parser_of_its_own_is_read_by_it(own_tables):
    class shouted(udp.udp):
        @classmethod
        def parser(cls, buf):
            header, carried, rest = super().parser(buf)
            return header, carried, rest.upper()

    ipv4.ipv4.register_packet_type(shouted, 17)
    pkt = ethernet.ethernet() / ipv4.ipv4(proto=17) / udp.udp() / b'hello'
    pkt.serialize()
    read = packet.Packet(pkt.data)
    assert type(read[2]) is shouted and read[3] == b'HELLO'


def test_parser_and_serialize_have_ryus_shape():
    frame = segment(b'hello')
    eth, carried, rest = ethernet.ethernet.parser(frame)
    assert (eth.ethertype, carried, rest) == (0x0800, ipv4.ipv4, frame[14:])
    header, carried, rest = ipv4.ipv4.parser(rest)
    assert carried is tcp.tcp
    inner, carried, rest = tcp.tcp.parser(rest)
    assert (inner.dst_port, carried, rest) == (80, None, b'hello')
    assert eth.serialize(b'', None) == frame[:14]
    assert inner.serialize(rest, header) == frame[34:54]


def test_registration_touches_the_class_alone(own_tables):
    ethernet.ethernet.register_packet_type(Greeting, 0x9999)
    assert ethernet.ethernet.get_packet_type(0x9999) is Greeting
    assert vlan.vlan.get_packet_type(0x9999) is Greeting
    assert ipv4.ipv4.get_packet_type(0x9999) is udp.udp.get_packet_type(0x9999) is None
    assert Greeting.get_packet_type(0x9999) is None


def test_layers_by_name():
    pkt = packet.Packet(segment())
    assert pkt.tcp is pkt.get_protocol(tcp.tcp) and pkt.ipv4 is pkt[1] and pkt.ethernet is pkt[0]
    assert pkt.udp is None and pkt.arp is None
    own = ethernet.ethernet() / vlan.svlan(vid=5) / vlan.vlan(vid=6) / b'payload'
    assert (own.svlan.vid, own.vlan.vid) == (5, 6)


NAMES = [name for name, value in vars(packet.Packet).items() if isinstance(value, Outermost)]


@pytest.mark.parametrize('name', NAMES)
def test_every_name_of_a_layer_is_that_of_a_protocol(name):
    assert getattr(packet.Packet(), name) is None
    assert getattr(packet.Packet, name) is vars(packet.Packet)[name]


@pytest.mark.parametrize('trailer', [b'', bytes(9), b'trailer'])
@pytest.mark.parametrize('at', [24, 50], ids=['IP', 'TCP'])
def test_a_wrong_checksum_and_a_trailer_stay_while_nothing_has_changed(at, trailer):
    frame = bytearray(segment(b'hello hello'))
    frame[at] ^= 0xFF
    pkt = packet.Packet(bytes(frame) + trailer)
    pkt.serialize()
    assert pkt.data == bytes(frame) + trailer
    pkt.ipv4.ttl -= 1
    pkt.serialize()
    assert packet.Packet(pkt.data).ipv4.ttl == pkt.ipv4.ttl
    assert packet_utils.checksum(pkt.data[14:34]) == 0  # which covers the field; TCP's does not
    assert pkt.data[34:] == frame[34:]


def test_a_length_of_0_hides_nothing():
    assert packet.Packet(bytes(14) + b'abc' * 20)[-1] == b'abc' * 19  # behind an LLC header


def test_a_frame_without_a_length_and_too_long_for_one_is_written_as_it_was():
    pkt = packet.Packet(bytes(3000))
    pkt.serialize()
    assert pkt.data == bytes(3000)
    del pkt[-1]
    pkt.add_protocol(b'x' * 2000)
    pkt.serialize()
    assert pkt.ethernet.ethertype == 0 and pkt.data.endswith(b'x' * 2000)


@pytest.mark.parametrize('slip', [arp, 'arp', None])
def test_a_layer_is_found_by_its_class_only(slip):
    pkt = packet.Packet(segment())
    for look in (pkt.get_protocol, pkt.get_protocols):
        with pytest.raises(TypeError, match=r'by its class, such as arp\.arp'):
            look(slip)


def test_the_layers_of_a_class_are_a_list_of_what_was_found():
    tags = vlan.vlan(vid=5, ethertype=0x8100) / vlan.vlan(vid=6)
    tagged = packet.Packet(protocols=[ethernet.ethernet(ethertype=0x8100), *tags, b'x']).encode()
    for look in (lambda pkt: pkt, lambda pkt: pkt.protocols and pkt):
        pkt = look(packet.Packet(tagged))
        tags = pkt.get_protocols(vlan.vlan)
        outer = tags[0]
        pkt.protocols.remove(outer)
        assert tags[0] is outer and tags
        assert operator.add(pkt.get_protocols(ethernet.ethernet), [1]) == [pkt[0], 1]
        assert operator.add([1], pkt.get_protocols(vlan.vlan)) == [1, pkt[1]]
        assert packet.Packet(tagged).get_protocols(vlan.vlan).pop().vid == 6


@pytest.mark.parametrize('wrong', ['text', None, ethernet.ethernet, 7])
def test_a_packet_consists_of_protocols_and_bytes(wrong):
    pkt = ethernet.ethernet() / b''
    pkt.add_protocol(wrong)
    with pytest.raises(EncodeError, match='a packet consists of protocols and bytes, not'):
        pkt.serialize()


def test_packets_are_copied():
    pkt = packet.Packet(segment(b'hello'))
    assert pkt.ipv4
    again = copy.copy(pkt)
    assert again.protocols == pkt.protocols and len(pkt) == 4
    again.add_protocol(b'more')
    assert len(pkt) == 4
    assert bytes(pkt) == pkt.data


def through_a_router(frame: bytes, *changes) -> bytes:
    """The frame as an app sends it on that has changed something, its TTL included."""
    pkt = packet.Packet(frame)
    pkt.ipv4.ttl -= 1
    for change in changes:
        change(pkt)
    pkt.serialize()
    assert packet_utils.checksum(pkt.data[14:34]) == 0
    return pkt.data


def translate(pkt):
    """NAT of address and port."""
    pkt.ipv4.src = '192.0.2.77'
    (pkt.udp or pkt.tcp).src_port = 4242


def is_right(frame: bytes) -> bool:
    """Whether the checksum of a whole datagram is."""
    ip = packet.Packet(frame).ipv4
    return packet_utils.checksum(ip.pseudo_header(ip.proto, len(frame) - 34) + frame[34:]) == 0


@pytest.fixture(params=[udp.udp, tcp.tcp])
def datagram(request):
    """One of 1,000 bytes, in a frame."""
    number = 17 if request.param is udp.udp else 6
    return (ethernet.ethernet() / ipv4.ipv4(proto=number) / request.param(5, 6) / (bytes(range(250)) * 4)).encode()


@pytest.mark.parametrize('size', [1000, 401, 20])
def test_what_was_cut_off_keeps_its_lengths_and_checksums(datagram, size):
    cut = datagram[: 34 + size]
    sent = through_a_router(cut)
    assert (sent[16:18], sent[34 : 34 + size]) == (cut[16:18], cut[34:])


@pytest.mark.parametrize('size', [400, 24])
def test_a_fragment_keeps_what_its_whole_said(datagram, size):
    ip = packet.Packet(datagram).ipv4
    ip.flags, ip.total_length = 1, 20 + size
    fragment = datagram[:14] + ip.serialize(b'', None) + datagram[34 : 34 + size]
    end = 34 + size  # padding follows
    assert through_a_router(fragment)[34:end] == fragment[34:]
    assert through_a_router(fragment, translate)[34:end] == through_a_router(datagram, translate)[34:end]


@pytest.mark.parametrize('size', [1000, 402, 20])
def test_what_was_cut_off_is_translated_as_the_whole_is(datagram, size):
    whole = through_a_router(datagram, translate)
    assert is_right(datagram) and is_right(whole) and datagram[34:] != whole[34:]
    end = 34 + size
    assert through_a_router(datagram[:end], translate)[34:end] == whole[34:end]


def test_translation_makes_no_wrong_checksum_right(datagram):
    damaged = datagram[:900] + b'!' + datagram[901:]
    assert not is_right(damaged) and not is_right(through_a_router(damaged, translate))


def test_a_checksum_that_was_left_out_stays_out():
    frame = (ethernet.ethernet() / ipv4.ipv4(proto=17) / udp.udp(5, 6) / b'hello').encode()
    without = frame[:40] + b'\0\0' + frame[42:]
    assert through_a_router(without)[40:42] == through_a_router(without, translate)[40:42] == b'\0\0'


def test_a_payload_that_grows_is_counted_and_covered(datagram):
    def grow(pkt):
        pkt[-1] += b'more'

    grown = through_a_router(datagram, grow)
    assert is_right(grown) and packet.Packet(grown).ipv4.total_length == len(grown) - 14
    assert packet.Packet(grown)[-1].endswith(b'more')


def test_what_somebody_sets_stays(datagram):
    def forge(pkt):
        pkt[2].csum = 0x1234

    assert packet.Packet(through_a_router(datagram, forge))[2].csum == 0x1234


@pytest.mark.parametrize(
    ('wrong', 'said'),
    [
        (ipv4.ipv4(total_length=None), r'ipv4\.total_length: None'),
        (ipv4.ipv4(header_length='5'), r'ipv4\.header_length'),
        (tcp.tcp(offset=None), r'tcp\.offset: None'), (ethernet.ethernet(ethertype='ip'), r'ethernet\.ethertype'),
        (ipv4.ipv4(option=7), r'ipv4\.option: 7'),
    ],
    ids=repr,
)  # fmt: skip
def test_a_wrong_value_is_an_encode_error_that_names_it(wrong, said):
    with pytest.raises(EncodeError, match=said):
        (wrong / b'payload').serialize()


@pytest.mark.parametrize('number', [6, 17])
def test_a_packet_longer_than_its_lengths_can_say_is_written_as_it_was(number):
    head = (ethernet.ethernet() / ipv4.ipv4(proto=number, total_length=20)).encode()[:34]
    frame = head[:16] + b'\0\0' + head[18:] + bytes(70_000)
    pkt = packet.Packet(frame)
    pkt.serialize()
    assert pkt.data == frame
    pkt.ipv4.ttl -= 1
    with pytest.raises(EncodeError, match=r'(ipv4|udp)\.total_length'):
        pkt.serialize()


@pytest.mark.parametrize('name', ['ipv4', 'tcp'])
def test_a_header_shrinks_with_its_options(name):
    scale = [tcp.TCPOptionWindowScale(3)] * 3
    whole = ethernet.ethernet() / ipv4.ipv4(proto=6, option=b'\1' * 8) / tcp.tcp(option=scale) / b'data'
    pkt = packet.Packet(whole.encode())
    getattr(pkt, name).option = None
    again = packet.Packet(pkt.encode())
    assert getattr(again, name).option is None and again[-1] == b'data'
    assert len(again.data.rstrip(b'\0')) < len(whole.data.rstrip(b'\0'))
    assert again.ipv4.total_length == 20 * 2 + 4 + (12 if name == 'ipv4' else 8)


def test_a_checksum_of_what_is_around_something_changed_is_made_anew():
    inner = ethernet.ethernet() / ipv4.ipv4(proto=17) / udp.udp(5, 6) / b'hello'
    outer = ethernet.ethernet() / ipv4.ipv4(proto=17) / udp.udp(7, 4789) / vxlan.vxlan(vni=5)
    pkt = packet.Packet(packet.Packet(protocols=[*outer, *inner]).encode())
    pkt.get_protocols(udp.udp)[0].csum = 0  # is filled in
    pkt.get_protocols(ipv4.ipv4)[1].src = '192.0.2.1'
    again = packet.Packet(pkt.encode())
    for ip, at in zip(again.get_protocols(ipv4.ipv4), (34, 84), strict=True):
        segment = again.data[at : at + ip.total_length - 20]
        assert packet_utils.checksum(ip.pseudo_header(17, len(segment)) + segment) == 0


def test_a_datagram_that_is_put_into_a_packet_is_covered_by_its_addresses():
    pkt = packet.Packet((udp.udp(5, 6, csum=0x1234) / b'hello').encode(), parse_cls=udp.udp)
    pkt.protocols[:0] = [ethernet.ethernet(), ipv4.ipv4(proto=17)]
    assert is_right(pkt.encode().removesuffix(bytes(13)))
