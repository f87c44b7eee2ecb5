import pytest

from controller.openflow import of10, of13
from controller.packet import ethernet, ipv4, openflow, packet, tcp
from controller.wire import DecodeError

HELLO = bytes.fromhex('0400000800000001')
FLOW_MOD = bytes.fromhex(
    '040e005078d072af' + '00' * 24 + 'ffffffff' + '00' * 12
    + '0001000400000000' + '000400180000000000000010fffffffdffff000000000000'
)  # fmt: skip


def segment(payload, src_port=6653, dst_port=40000):
    """A frame with these bytes in TCP."""
    pkt = ethernet.ethernet() / ipv4.ipv4(proto=6) / tcp.tcp(src_port, dst_port) / payload
    pkt.serialize()
    return packet.Packet(pkt.data)


def test_golden():
    header, carried, rest = openflow.openflow.parser(FLOW_MOD)
    assert (carried, rest) == (openflow.openflow, b'')
    assert isinstance(header.msg, of13.OFPFlowMod) and header.msg.xid == 0x78D072AF
    assert header.msg.instructions[0].actions[0].port == of13.OFPP_CONTROLLER
    assert header.encode() == FLOW_MOD and len(header) == 80


@pytest.mark.parametrize('ports', [(6653, 40000), (40000, 6653), (6633, 40000), (40000, 6633)])
def test_both_ports_either_way(ports):
    assert isinstance(segment(HELLO, *ports).get_protocol(openflow.openflow).msg, of13.OFPHello)


def test_several_messages_in_a_segment():
    request = of10.OFPEchoRequest(None, b'data')
    request.serialize()
    pkt = segment(HELLO + request.buf + FLOW_MOD + HELLO[:5])
    names = [type(layer.msg).__name__ for layer in pkt.get_protocols(openflow.openflow)]
    assert names == ['OFPHello', 'OFPEchoRequest', 'OFPFlowMod']
    assert pkt[-1] == HELLO[:5]  # cut at the end of the segment
    before = pkt.data
    pkt.serialize()
    assert pkt.data == before


@pytest.mark.parametrize(
    'payload',
    [
        b'GET / HTTP/1.1\r\n',
        bytes.fromhex('1603010005010000010303'),  # TLS
        FLOW_MOD[8:],  # the middle of a message
        FLOW_MOD[:-1],
        HELLO[:7],
        bytes.fromhex('0400000700000001'),
        bytes.fromhex('0424000800000001'),  # a type that no version has
        bytes.fromhex('ff00000800000001') + b'x',
    ],
)
def test_other_bytes_stay_bytes(payload):
    with pytest.raises(DecodeError):
        openflow.openflow.parser(payload)
    assert segment(payload)[-1] == payload


@pytest.mark.parametrize('raw', ['ff00000a000000010203', '041200100000000100010000000000ff', '0423000800000001'])
def test_a_message_that_cannot_be_read(raw):
    """Of an unknown version, with a body that is none, or of a type that its version does not have."""
    raw = bytes.fromhex(raw)
    msg = segment(raw).get_protocol(openflow.openflow).msg
    assert isinstance(msg, openflow.OFPUnparseableMsg) and msg.datapath is None
    assert (msg.version, msg.msg_type, msg.msg_len, msg.xid, msg.body) == (raw[0], raw[1], len(raw), 1, raw[8:])
    assert msg.encode() == raw
    assert msg == openflow.OFPUnparseableMsg(None, raw[0], raw[1], len(raw), 1, raw[8:])


def test_a_message_is_decoded_when_somebody_looks():
    header = openflow.openflow.parser(HELLO)[0]
    assert 'msg' not in vars(header)
    assert header == openflow.openflow(of13.OFPHello(None)) and 'msg' in vars(header)


def test_json():
    header = openflow.openflow.parser(HELLO)[0]
    shown = {'msg': {'OFPHello': {'elements': []}}, 'version': 4, 'xid': 1}
    assert header.to_jsondict() == {'openflow': shown}
    assert openflow.openflow.from_jsondict(shown).encode() == HELLO


@pytest.mark.parametrize('hostile', [None, [], {}, {'msg': 7, 'version': 4}, {'msg': {'OFPHello': {}}, 'version': []},
                                     {'msg': {'OFPHello': {}}, 'version': 9}, {'msg': {'OFPUnparseableMsg': {}}}])
def test_hostile_json_is_a_value_error(hostile):
    with pytest.raises(ValueError):
        openflow.openflow.from_jsondict(hostile)
