import pytest

from controller.packet import ipv4, packet, sctp
from controller.wire import DecodeError, EncodeError

HEAD = bytes.fromhex('1388 1770 12345678 00000000')
CAUSES = [
    (sctp.cause_invalid_stream_id(5), '0001 0008 0005 0000'),
    (sctp.cause_missing_param([1, 2, 3]), '0002 000e 00000003 0001 0002 0003 0000'),
    (sctp.cause_stale_cookie(b'\0\0\x13\x88'), '0003 0008 00001388'),
    (sctp.cause_out_of_resource(), '0004 0004'),
    (sctp.cause_unresolvable_addr(sctp.param_host_addr(b'host\0')), '0005 000d 000b 0009 686f737400 000000'),
    (sctp.cause_unrecognized_chunk(b'\xfe\0\0\4'), '0006 0008 fe000004'),
    (sctp.cause_invalid_param(), '0007 0004'),
    (sctp.cause_unrecognized_param(b'\xff\xff\0\4'), '0008 0008 ffff0004'),
    (sctp.cause_no_userdata(b'\0\0\0\7'), '0009 0008 00000007'),
    (sctp.cause_cookie_while_shutdown(), '000a 0004'),
    (sctp.cause_restart_with_new_addr([sctp.param_ipv4('10.0.0.9')]), '000b 000c 0005 0008 0a000009'),
    (sctp.cause_user_initiated_abort(b'bye'), '000c 0007 62796500'),
    (sctp.cause_protocol_violation(b'no'), '000d 0006 6e6f0000'),
    (sctp.cause(99, 0, b'unknown'), '0063 000b 756e6b6e6f776e00'),
]
PARAMS = [
    (sctp.param_heartbeat(b'when!'), '0001 0009 7768656e21 000000'),
    (sctp.param_ipv4('10.0.0.1'), '0005 0008 0a000001'),
    (sctp.param_ipv6('fe80::1'), '0006 0014 fe80 0000 0000 0000 0000 0000 0000 0001'),
    (sctp.param_state_cookie(b'abc'), '0007 0007 616263 00'),
    (sctp.param_unrecognized_param(b'\xff\xff\0\4'), '0008 0008 ffff0004'),
    (sctp.param_cookie_preserve(5000), '0009 0008 00001388'),
    (sctp.param_host_addr(b'host\0'), '000b 0009 686f737400 000000'),
    (sctp.param_supported_addr([5, 6, 11]), '000c 000a 0005 0006 000b 0000'),
    (sctp.param_ecn(), '8000 0004'),
    (sctp.param(49152, 0, b'x'), 'c000 0005 78000000'),
]
INIT = {'init_tag': 1, 'a_rwnd': 65536, 'os': 10, 'mis': 20, 'i_tsn': 7}
CHUNKS = [
    (sctp.chunk_data(1, 0, 1, 0, 7, 1, 2, 46, b'hello'), '00 05 0015 00000007 0001 0002 0000002e 68656c6c6f 000000'),
    (sctp.chunk_data(immediate=1), '00 08 0010 00000000 0000 0000 00000000'),
    (sctp.chunk_init(**INIT), '01 00 0014 00000001 00010000 000a 0014 00000007'),
    (
        sctp.chunk_init_ack(params=[sctp.param_state_cookie(b'cook')], **INIT),
        '02 00 001c 00000001 00010000 000a 0014 00000007 0007 0008 636f6f6b',
    ),
    (
        sctp.chunk_sack(0, 0, 8, 4000, gapacks=[[2, 3], [5, 9]], duptsns=[7]),
        '03 00 001c 00000008 00000fa0 0002 0001 0002 0003 0005 0009 00000007',
    ),
    (sctp.chunk_heartbeat(info=sctp.param_heartbeat(b'when')), '04 00 000c 0001 0008 7768656e'),
    (sctp.chunk_heartbeat_ack(info=sctp.param_heartbeat(b'when')), '05 00 000c 0001 0008 7768656e'),
    (sctp.chunk_abort(1, causes=[sctp.cause_out_of_resource()]), '06 01 0008 0004 0004'),
    (sctp.chunk_shutdown(tsn_ack=9), '07 00 0008 00000009'),
    (sctp.chunk_shutdown_ack(), '08 00 0004'),
    (sctp.chunk_error(causes=[sctp.cause_stale_cookie(b'\0\0\0\1')]), '09 00 000c 0003 0008 00000001'),
    (sctp.chunk_cookie_echo(cookie=b'cookie!'), '0a 00 000b 636f6f6b696521 00'),
    (sctp.chunk_cookie_ack(), '0b 00 0004'),
    (sctp.chunk_ecn_echo(low_tsn=3), '0c 00 0008 00000003'),
    (sctp.chunk_cwr(low_tsn=4), '0d 00 0008 00000004'),
    (sctp.chunk_shutdown_complete(1), '0e 01 0004'),
    (sctp.chunk(192, 0, 0, b'\0\0\0\7'), 'c0 00 0008 00000007'),
]


def name(value):
    return type(value).__name__ if not isinstance(value, str) else ''


def chunks_of(raw):
    """The chunks in these bytes, which are also written again."""
    raw = HEAD + bytes.fromhex(raw)
    header, carried, rest = sctp.sctp.parser(raw)
    assert (carried, rest) == (None, b'') and header.encode() == raw
    return header.chunks


@pytest.mark.parametrize(('item', 'raw'), PARAMS + CAUSES + CHUNKS, ids=name)
def test_golden(item, raw):
    """RFC 9260, 3.3."""
    raw = bytes.fromhex(raw)
    assert item.serialize() == raw
    read = type(item).parser(raw + b'more')
    assert read == item and read.encode() == raw


@pytest.mark.parametrize(
    ('family', 'items'), [(sctp.param, PARAMS), (sctp.cause, CAUSES), (sctp.chunk, CHUNKS)], ids=['p', 'c', 'k']
)
def test_all_in_a_row(family, items):
    raw = bytes.fromhex(''.join(raw for _, raw in items))
    assert family.decode_list(raw, 0, len(raw)) == [item for item, _ in items]


def test_types_and_codes():
    assert sctp.chunk_data.chunk_type() == sctp.TYPE_DATA and sctp.chunk_cwr.chunk_type() == sctp.TYPE_CWR
    assert sctp.param_ecn.param_type() == sctp.PTYPE_ECN
    assert sctp.cause_protocol_violation.cause_code() == sctp.CCODE_PROTOCOL_VIOLATION


def test_positions_and_defaults_are_ryus():
    assert sctp.sctp() == sctp.sctp(1, 1, 0, 0, None) and sctp.sctp().chunks == []
    assert sctp.chunk_init(0, 0, 1, 65536, 10, 20, 7, []) == sctp.chunk_init(**INIT)
    assert sctp.chunk_sack() == sctp.chunk_sack(0, 0, 0, 0, 0, 0, None, None)
    assert (sctp.param_ipv4().value, sctp.param_ipv6().value) == ('127.0.0.1', '::1')
    assert sctp.cause_missing_param([1], 1, 10).encode() == sctp.cause_missing_param([1]).encode()
    assert sctp.cause_restart_with_new_addr(sctp.param_ipv4()).value == [sctp.param_ipv4()]


def test_the_padding_of_the_last_parameter_is_not_counted():
    """RFC 9260, 3.2: it does that of all parameters but the last; who reads takes both."""
    cookie = sctp.param_state_cookie(b'abc')
    init = sctp.chunk_init_ack(params=[cookie, cookie])
    assert init.encode().hex() == '02000023' + '00' * 16 + '0007000761626300' * 2
    counted = '02000024' + '00' * 16 + '0007000761626300' * 2
    (read,) = chunks_of(counted)
    assert read.params == init.params and read.length == 36
    assert sctp.chunk_heartbeat(info=sctp.param_heartbeat(b'x')).encode().hex() == '04000009' '0001000578000000'
    assert sctp.chunk_abort(causes=[b'\0\0\0\0']).encode().hex() == '06000008' '00000000'


def test_a_given_length_stays():
    assert sctp.chunk_cookie_echo(0, 99, b'abc').encode().hex() == '0a000063' '61626300'


@pytest.mark.parametrize('payload', [b'', b'more'])
def test_a_checksum_of_0_is_filled_in(payload):
    """RFC 9260, appendix A: over all of the packet, its least significant byte first."""
    header = sctp.sctp(5000, 6000, 0x12345678, 0, [sctp.chunk_cookie_ack()])
    raw = header.serialize(payload, None)
    zeroed = raw[:8] + bytes(4) + raw[12:] + payload
    assert raw[8:12] == sctp.crc32c(zeroed).to_bytes(4, 'little') == header.csum.to_bytes(4)
    assert sctp.sctp(csum=5).serialize(b'', None)[8:12] == b'\0\0\0\5'


@pytest.mark.parametrize(
    ('data', 'crc'),
    [(b'123456789', 0xE3069283), (b'', 0), (bytes(32), 0x8A9136AA), (b'\xff' * 32, 0x62A8AB43)],
    ids=['check', 'nothing', 'zeros', 'ones'],
)
def test_crc32c(data, crc):
    """The vectors of RFC 3720, B.4."""
    assert sctp.crc32c(data) == crc


@pytest.mark.parametrize(
    ('raw', 'whole', 'rest'),
    [
        ('0b000004 08000000', 1, '08000000'),  # a length of 0, which must not stand still
        ('0b000004 08000003', 1, '08000003'),
        ('0b000004 0a000009 61626364', 1, '0a000009 61626364'),  # past the end
        ('0b000004 08', 1, '08'),
        ('ffffff', 0, 'ffffff'),
    ],
)
def test_chunks_are_read_as_far_as_they_go(raw, whole, rest):
    chunks = chunks_of(raw)
    assert chunks[-1] == bytes.fromhex(rest) and len(chunks) == whole + 1


@pytest.mark.parametrize(
    'raw',
    [
        '04000004',  # a heartbeat without information
        '04000008 00010003',
        '07000006 000100 00',  # half a TSN
        '08000005 00000000',
        '03000010 00000001 00000002 0005 0001',  # more gaps than there are bytes
        '03000014 00000001 00000002 0000 0000 00010002',  # fewer
        '01000008 00000001',
    ],
)
def test_a_chunk_that_its_class_cannot_read_is_of_no_class(raw):
    strange, last = chunks_of(raw + '0b000004')
    assert type(strange) is sctp.chunk and strange.type == int(raw[:2], 16) and last == sctp.chunk_cookie_ack(0, 4)


def test_a_parameter_or_cause_that_its_class_cannot_read_is_of_no_class():
    broken = '00050006 0a000000 80000004 00010000'
    abort, init = chunks_of('0600000c 00010005 07000000' + '01000022' + '00' * 16 + broken)
    assert [(type(each), each.code, each.value) for each in abort.causes] == [(sctp.cause, 1, b'\7')]
    strange, ecn, *_ = init.params
    assert (type(strange), strange.type, strange.value, type(ecn)) == (sctp.param, 5, b'\x0a\0', sctp.param_ecn)


def test_a_chunk_of_ones_own():
    class chunk_auth(sctp.chunk, type=15, size=8):
        shared_key: 'u16' = 0
        hmac: 'u16' = 1

    try:
        assert chunks_of('0f000008 0007 0001') == [chunk_auth(0, 8, 7, 1)]
    finally:
        del sctp.chunk.table.family.members[15]


def test_too_short():
    with pytest.raises(DecodeError):
        sctp.sctp.parser(HEAD[:11])
    with pytest.raises(DecodeError):
        sctp.chunk.parser(b'\x0b\0\0')


def test_values_that_do_not_fit():
    with pytest.raises(EncodeError, match=r'chunk_data\.tsn'):
        sctp.chunk_data(tsn=1 << 32).encode()
    with pytest.raises(EncodeError, match=r'chunk_sack\.gapacks'):
        sctp.chunk_sack(gapacks=[[1]]).encode()
    with pytest.raises(EncodeError, match=r'chunk_heartbeat\.info'):
        sctp.chunk_heartbeat().encode()
    with pytest.raises(EncodeError, match='longer than its length'):
        sctp.chunk_cookie_echo(cookie=bytes(1 << 16)).encode()


def test_in_a_packet():
    pkt = ipv4.ipv4(proto=132) / sctp.sctp(5000, 6000, 1, 0, [item for item, _ in CHUNKS])
    pkt.serialize()
    read = packet.Packet(pkt.data, parse_cls=ipv4.ipv4)
    assert read[1] == pkt[1] and len(read) == 2
    read[1].chunks.pop()
    read.serialize()
    assert read[1].csum != pkt[1].csum and packet.Packet(read.data, parse_cls=ipv4.ipv4)[1] == read[1]


def test_json():
    header = sctp.sctp(5000, 6000, 1, 2, [item for item, _ in CHUNKS])
    shown = header.to_jsondict()['sctp']
    assert shown['chunks'][0] == {
        'chunk_data': {
            'unordered': 1, 'begin': 0, 'end': 1, 'length': 21, 'tsn': 7, 'sid': 1, 'seq': 2,
            'payload_id': 46, 'payload_data': 'aGVsbG8=',
        }
    }  # fmt: skip
    assert shown['chunks'][1]['chunk_data']['immediate'] == 1 and shown['chunks'][-1]['chunk']['type'] == 192
    assert sctp.sctp.from_jsondict(shown) == header
