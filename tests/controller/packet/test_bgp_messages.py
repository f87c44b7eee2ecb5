import pickle

import pytest

from controller.packet import bgp, ethernet, ipv4, packet, tcp
from controller.wire import DecodeError, EncodeError

from .frames_bgp import FRAMES

MARKER = 'ff' * 16
KEEPALIVE = bytes.fromhex(MARKER + '0013 04')


def message(kind, body):
    body = bytes.fromhex(body)
    return bytes.fromhex(MARKER) + (19 + len(body)).to_bytes(2) + bytes((kind,)) + body


def read(raw):
    found, carried, rest = bgp.BGPMessage.parser(raw)
    assert (carried, rest) == (bgp.BGPMessage, b'')
    return found


def test_open():
    raw = message(1, '04 7530 00b4 c0000202 08 0206 4104 00011170')
    found = read(raw)
    assert found.len == 37
    assert found == bgp.BGPOpen(30000, '192.0.2.2', 1, 8, [bgp.BGPOptParamCapabilityFourOctetAsNumber(70000)], 4, 180)
    assert (found.len, found.type, len(found)) == (37, 1, 37)
    assert found.serialize() == raw == found.encode()


def test_update():
    raw = message(2, '0004 18c0000d 000b 40010100 4002040201fde8 18cb0071')
    found = read(raw)
    assert found.withdrawn_routes == [bgp.BGPWithdrawnRoute(24, '192.0.13.0')]
    assert found.path_attributes == [bgp.BGPPathAttributeOrigin(0), bgp.BGPPathAttributeAsPath([[0xFDE8]])]
    assert found.nlri == [bgp.BGPNLRI(24, '203.0.113.0')]
    assert found.pathattr_map == {1: found.path_attributes[0], 2: found.path_attributes[1]}
    assert found.get_path_attr(bgp.BGP_ATTR_TYPE_ORIGIN).value == 0 and found.get_path_attr(3) is None
    assert found.serialize() == raw
    found.nlri.append(bgp.BGPNLRI(8, '10.0.0.0'))
    assert found.serialize()[16:18] == (len(raw) + 2).to_bytes(2)


def test_others():
    assert read(KEEPALIVE) == bgp.BGPKeepAlive()
    assert bgp.BGPKeepAlive().serialize() == KEEPALIVE
    assert read(message(3, '0602 05')) == bgp.BGPNotification(6, 2, b'\5')
    assert read(message(5, '0002 01 01')) == bgp.BGPRouteRefresh(2, 1, demarcation=1)


@pytest.mark.parametrize(
    ('code', 'words'),
    [
        ((1, 3), 'Message Header Error: bad message type'),
        ((2, 7), 'Open Message Error: Unsupported Capability'),
        ((3, 11), 'Update Message Error: malformed AS_PATH'),
        ((4, 1), 'Hold Timer Expired'),
        ((5, 1), 'Finite State Machine Error'),
        ((6, 8), 'Cease: Out of Resources'),
        ((6, 0), None), ((6, 9), None), ((4, 0), None), ((9, 9), None),
    ],
)  # fmt: skip
def test_reasons(code, words):
    assert bgp.BGPNotification(*code).reason == words


@pytest.mark.parametrize(
    ('raw', 'error', 'code', 'data'),
    [
        ('fe' + MARKER[2:] + '001304', bgp.NotSync, (1, 1), b''),
        (MARKER + '001204', bgp.BadLen, (1, 2), b'\0\x12'),
        (MARKER + '00140400', bgp.BadLen, (1, 2), b'\0\x14'),
        (MARKER + '00160200000000', bgp.BadLen, (1, 2), b'\0\x16'),
        (MARKER + '001300', bgp.BadMsg, (1, 3), b'\0'),
        (MARKER + '001306', bgp.BadMsg, (1, 3), b'\6'),
        (MARKER + 'ffff01', bgp.BadLen, (1, 2), b'\xff\xff'),
        (MARKER + '001d01 03' + '00' * 9, bgp.UnsupportedVersion, (2, 1), b'\0\4'),
        (MARKER + '001d01 04' + '00' * 8 + '01', bgp.MalformedOptionalParam, (2, 0), b''),
        (MARKER + '001702 00010000', bgp.MalformedAttrList, (3, 1), b''),
        (MARKER + '001702 00000001', bgp.MalformedAttrList, (3, 1), b''),
    ],
)
def test_what_is_none_says_what_the_peer_is_told(raw, error, code, data):
    with pytest.raises(error) as caught:
        bgp.BGPMessage.parser(bytes.fromhex(raw))
    assert ((caught.value.CODE, caught.value.SUB_CODE), caught.value.data) == (code, data)
    assert isinstance(caught.value, bgp.BgpExc) and isinstance(caught.value, DecodeError)
    assert error.__name__ in str(caught.value)


@pytest.mark.parametrize('size', [0, 1, 18, 19, 28])
def test_what_is_cut_short_is_no_error_of_the_peer(size):
    with pytest.raises(DecodeError) as caught:
        bgp.BGPMessage.parser(bgp.BGPOpen(1, '1.2.3.4').serialize()[:size])
    assert not isinstance(caught.value, bgp.BgpExc)


def test_errors():
    assert (bgp.BadLen(1, 2).data, bgp.BadLen(1, 2).length, bgp.BadMsg(9).msg_type) == (b'\0\2', 2, 9)
    assert bgp.MissingWellKnown(3).data == b'\3' and bgp.MissingWellKnown(3).pattr_type_code == 3
    assert (bgp.AdminShutdown.CODE, bgp.AdminShutdown.SUB_CODE, bgp.AdminShutdown.SEND_ERROR) == (6, 2, True)
    assert bgp.BadNotification.SEND_ERROR is False
    assert bgp.AdminShutdown.__module__ == 'controller.packet.bgp.errors'


def test_stream():
    messages = [bgp.BGPKeepAlive(), bgp.BGPNotification(6, 2, b'later'), bgp.BGPOpen(1, '1.2.3.4')]
    raw, found, stream = b''.join([each.serialize() for each in messages]), [], bgp.StreamParser()
    for start in range(0, len(raw), 7):
        found += stream.parse(raw[start : start + 7])
    assert found == messages
    with pytest.raises(bgp.NotSync):
        stream.parse(b'GET / HTTP/1.1\r\nHost: x')


def frame(payload):
    pkt = ethernet.ethernet() / ipv4.ipv4(proto=6) / tcp.tcp(40000, 179) / payload
    pkt.serialize()
    return packet.Packet(pkt.data)


def test_several_messages_in_a_segment():
    pkt = frame(KEEPALIVE * 2 + KEEPALIVE[:10])
    assert [type(layer) for layer in pkt[3:]] == [bgp.BGPKeepAlive, bgp.BGPKeepAlive, bytes]
    assert len(pkt.get_protocols(bgp.BGPMessage)) == 2


@pytest.mark.parametrize('payload', [b'GET / HTTP/1.1', bytes(40), b'\xff' * 40, KEEPALIVE[:18]])
def test_other_payload_stays_as_it_is(payload):
    assert frame(payload)[3:] == [payload]


@pytest.mark.parametrize('name', FRAMES)
def test_frames_are_read_to_the_end(name):
    pkt = packet.Packet(FRAMES[name])
    assert isinstance(pkt[-1], bgp.BGPMessage) and bytes not in map(type, pkt)
    for update in pkt.get_protocols(bgp.BGPUpdate):
        assert not any(isinstance(each, bytes) or each.error for each in update.path_attributes)
    pkt.serialize()
    assert pkt.data == FRAMES[name]
    assert packet.Packet(protocols=list(pkt)).protocols == pickle.loads(pickle.dumps(pkt.protocols))


def test_values_that_do_not_fit_are_refused():
    with pytest.raises(EncodeError, match=r'BGPOpen\.my_as: 70000'):
        bgp.BGPOpen(70000, '1.2.3.4').serialize()
    with pytest.raises(EncodeError):
        bgp.BGPUpdate(nlri=[bgp.BGPNLRI(32, '1.2.3.4')] * 14000).serialize()


def test_names():
    assert {'BGPMessage', 'RF_IPv4_UC', 'EvpnNLRI', 'AS_TRANS', 'BgpExc'} <= {*bgp.__all__}
    assert all(hasattr(bgp, name) for name in bgp.__all__) and len({*bgp.__all__}) == len(bgp.__all__)
    with pytest.raises(AttributeError, match='no attribute'):
        _ = bgp.BGPNothing


def test_json_is_ryus():
    capability = {'BGPOptParamCapabilityFourOctetAsNumber': {
        'as_number': 70000, 'cap_code': 65, 'cap_length': 4, 'length': 6, 'type': 2}}  # fmt: skip
    shown = {'BGPOpen': {
        'version': 4, 'my_as': 1, 'hold_time': 0, 'bgp_identifier': '1.2.3.4', 'opt_param_len': 8,
        'opt_param': [capability], 'len': 37, 'type': 1}}  # fmt: skip
    opened = bgp.BGPOpen(1, '1.2.3.4', opt_param=[bgp.BGPOptParamCapabilityFourOctetAsNumber(70000)])
    assert opened.to_jsondict() == shown == read(opened.serialize()).to_jsondict()
    assert bgp.BGPOpen.from_jsondict(shown['BGPOpen']) == opened
    reach = {'afi': 2, 'safi': 1, 'flags': 128, 'length': 21, 'type': 14, 'next_hop': '::1', 'nlri': []}
    found = bgp.BGPPathAttributeMpReachNLRI.from_jsondict(reach)
    assert found.to_jsondict()['BGPPathAttributeMpReachNLRI'] == reach | {'next_hop_list': ['::1']}
    segment = bgp.EvpnEthernetSegmentNLRI('1:2', bgp.EvpnArbitraryEsi(bytes(9)), '1.2.3.4')
    assert segment.to_jsondict()['EvpnEthernetSegmentNLRI']['ip_addr_len'] == 32


def test_as_many_prefixes_are_read_as_there_can_be():
    short = [(length, number << 8 - length) for length in range(9) for number in range(1 << length)]
    every = [bgp.BGPNLRI(length, f'{first}.0.0.0') for length, first in short]
    update = bgp.BGPUpdate(nlri=[*every, *[bgp.BGPNLRI(16, '10.0.0.0')] * 300])
    read = bgp.BGPMessage.parser(update.serialize())[0]
    assert read.nlri == update.nlri
    again = bgp.BGPMessage.parser(bgp.BGPUpdate(nlri=[bgp.BGPNLRI(0, '0.0.0.0')] * 100).serialize())[0]
    assert again.nlri[-1] == bytes(49)
