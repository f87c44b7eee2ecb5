import pytest

from controller.packet import cfm, packet
from controller.wire import DecodeError, EncodeError

from .frames_l2 import FRAMES

HOST, OTHER = '02:00:00:00:00:01', '02:00:00:00:00:02'
CHASSIS, DOMAIN, ADDRESS = bytes.fromhex('020000000001'), bytes.fromhex('060a2b0601'), b'\x0a\0\0\1'
UNITS = {
    'cfm ccm': cfm.cc_message(
        5, 0, 1, 4, 7, 1000, 4, 0, b'domain', 2, 0, b'association',
        [
            cfm.sender_id_tlv(0, 0, 4, CHASSIS, 0, DOMAIN, 0, ADDRESS),
            cfm.port_status_tlv(),
            cfm.interface_status_tlv(0, cfm.interface_status_tlv.IS_DOWN),
            cfm.organization_specific_tlv(0, b'\0\x80\xc2', 9, b'value'),
        ],
    ),
    'cfm ccm y1731': cfm.cc_message(
        1, 0, 0, 1, 1, 8191, cfm.cc_message.MD_FMT_NO_MD_NAME_PRESENT, 0, b'', 32, 0, b'ICC00000UMC01',
        txfcf=11, rxfcb=22, txfcb=33,
    ),
    'cfm lbm': cfm.loopback_message(2, 0, 0x01020304, [cfm.data_tlv(0, b'any bytes'), cfm.tlv(32, 0, b'\0test')]),
    'cfm lbr': cfm.loopback_reply(
        2, 0, 0x01020304, [cfm.sender_id_tlv(0, 0, 7, b'chassis'), cfm.data_tlv(0, b'any bytes')]
    ),
    'cfm ltm': cfm.link_trace_message(
        3, 0, 1, 9, 63, HOST, OTHER,
        [cfm.ltm_egress_identifier_tlv(0, 1, HOST), cfm.sender_id_tlv(ma_domain=b'domain', ma=b'address')],
    ),
    'cfm ltr': cfm.link_trace_reply(
        3, 0, 1, 1, 0, 9, 62, cfm.link_trace_reply.RLY_FDB,
        [
            cfm.ltr_egress_identifier_tlv(0, 1, HOST, 2, OTHER),
            cfm.reply_ingress_tlv(0, cfm.reply_ingress_tlv.ING_OK, HOST, 0, 5, b'eth1'),
            cfm.reply_egress_tlv(0, cfm.reply_egress_tlv.EGR_VID, OTHER),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize('name', UNITS)
def test_golden(name):
    assert packet.Packet(FRAMES[name])[1:] == [cfm.cfm(UNITS[name])]
    assert FRAMES[name][14:].rstrip(b'\0') == cfm.cfm(UNITS[name]).encode().rstrip(b'\0')


def test_an_operation_without_a_class_is_kept_whole():
    unit = packet.Packet(FRAMES['cfm ais'])[1]
    assert (unit.op.opcode, unit.op.md_lv, unit.op.data[:3]) == (33, 4, b'\4\0\0')
    assert unit.encode() == FRAMES['cfm ais'][14:]


@pytest.mark.parametrize(
    ('unit', 'size'),
    [(cfm.cc_message(), 75), (cfm.loopback_message(), 9), (cfm.link_trace_message(), 22), (cfm.link_trace_reply(), 11)],
    ids=lambda unit: type(unit).__name__,
)
def test_sizes_and_ends(unit, size):
    assert len(unit) == len(cfm.cfm(unit)) == size
    assert unit.serialize() == cfm.cfm(unit).serialize(b'', None)
    assert unit.serialize()[-1] == cfm.CFM_END_TLV
    assert type(unit).parser(unit.serialize() + bytes(5)) == unit
    for end in range(1, size - 1):
        with pytest.raises(DecodeError):
            cfm.cfm.parser(unit.serialize()[:end])


def test_the_first_tlv_is_where_the_standard_has_it():
    raw = bytearray(cfm.loopback_message().serialize())
    raw[3] = 5
    with pytest.raises(DecodeError, match='first_tlv_offset'):
        cfm.cfm.parser(bytes(raw))


# -- names in a continuity check -----------------------------------------------------------------------------------


def names(raw):
    """A continuity check whose 48 bytes of identifier begin with these."""
    return cfm.cc_message().serialize()[:10] + raw.ljust(48, b'\0') + bytes(17)


def test_names_up_to_the_last_byte():
    unit = cfm.cc_message(md_name=bytes(22), short_ma_name=bytes(22))
    assert cfm.cc_message.parser(unit.serialize()) == unit
    with pytest.raises(EncodeError, match='maid'):
        cfm.cc_message(md_name=bytes(22), short_ma_name=bytes(23)).serialize()


@pytest.mark.parametrize('raw', ['04ff', '042e', '042d', '0400 0230', '01 022e'])
def test_names_that_do_not_fit_are_no_unit(raw):
    with pytest.raises(DecodeError):
        cfm.cc_message.parser(names(bytes.fromhex(raw)))


def test_a_length_that_was_given_stays():
    raw = cfm.cc_message(md_name=b'abc', md_name_length=2).serialize()
    assert raw[10:16] == b'\x04\x02abc\x02'


# -- TLVs ----------------------------------------------------------------------------------------------------------


def tlvs(raw):
    """The TLVs of a loopback message that has these bytes."""
    return cfm.loopback_message.parser(cfm.loopback_message().serialize()[:-1] + raw).tlvs


@pytest.mark.parametrize(
    ('raw', 'fields'),
    [
        ('01 0001 00', {}),
        ('01 0004 01 07 61 00', {'chassis_id_subtype': 7, 'chassis_id': b'a'}),
        ('01 0003 01 07 61', {'chassis_id_subtype': 7, 'chassis_id': b'a'}),
        ('01 0002 00 00', {}),
        ('01 0004 00 01 62 00', {'ma_domain': b'b'}),
        ('01 0003 00 01 62', {'ma_domain': b'b'}),
        ('01 0005 00 01 62 01 63', {'ma_domain': b'b', 'ma': b'c'}),
        ('01 0008 01 04 61 01 62 01 63 00', {'chassis_id': b'a', 'ma_domain': b'b', 'ma': b'c'}),
    ],
)
def test_a_sender_may_leave_out_what_comes_last(raw, fields):
    raw = bytes.fromhex(raw)
    assert cfm.sender_id_tlv.parser(raw) == cfm.sender_id_tlv(**fields)
    assert cfm.sender_id_tlv.parser(raw).serialize() == raw
    assert tlvs(raw) == [cfm.sender_id_tlv(**fields)]


@pytest.mark.parametrize(
    ('raw', 'fields'),
    [
        ('05 0007 01 020000000001', {}),
        ('05 0008 01 020000000001 00', {}),
        ('05 000a 01 020000000001 01 05 61', {'port_id_subtype': 5, 'port_id': b'a'}),
    ],
)
def test_a_reply_may_leave_out_its_port(raw, fields):
    raw = bytes.fromhex(raw)
    assert tlvs(raw) == [cfm.reply_ingress_tlv(mac_address=HOST, **fields)]
    assert tlvs(raw)[0].serialize() == raw


@pytest.mark.parametrize(
    'raw',
    [
        '01 0000',
        '01 0002 01 07',  # no chassis
        '01 0003 02 07 61',
        '01 0003 00 00 01',  # bytes too many
        '01 0006 01 04 61 01 62 02',
        '02 0000',
        '02 0002 01 01',
        '04 0002 01 01',
        '05 0006 010200000000',
        '06 0009 01 020000000001 02 05',
        '07 0007 00000000000000',
        '08 000f 000000000000000000000000000000',
        '1f 0003 0080c2',
        '20 0000',
    ],
)
def test_a_value_that_is_none_of_its_type_is_kept_and_the_next_one_read(raw):
    raw = bytes.fromhex(raw)
    strange, status = tlvs(raw + cfm.port_status_tlv(0, 1).serialize() + b'\0')
    assert strange == cfm.tlv(raw[0], 0, raw[3:])
    assert strange.serialize() == raw
    assert status == cfm.port_status_tlv(0, 1)


@pytest.mark.parametrize('rest', ['01', '01 00', '03 ffff 01', '00 03 0000'])
def test_what_cannot_be_read_stays_the_last_item(rest):
    rest = bytes.fromhex(rest)
    status = cfm.port_status_tlv(0, 1)
    assert tlvs(status.serialize() + rest) == [status, rest]
    assert cfm.loopback_message(tlvs=[status, rest]).serialize().endswith(status.serialize() + rest)


@pytest.mark.parametrize(
    'tlv',
    [
        cfm.sender_id_tlv(chassis_id_subtype=300, chassis_id=b'a'),
        cfm.sender_id_tlv(chassis_id=bytes(256)),
        cfm.reply_egress_tlv(mac_address='nonsense'),
        cfm.organization_specific_tlv(oui=b'abcd'),
        cfm.data_tlv(data_value=bytes(65536)),
    ],
)
def test_what_does_not_fit_is_refused(tlv):
    with pytest.raises(EncodeError):
        cfm.cfm(cfm.loopback_message(tlvs=[tlv])).serialize(b'', None)


@pytest.mark.parametrize('name', UNITS)
def test_json(name):
    shown = cfm.cfm(UNITS[name]).to_jsondict()['cfm']
    assert list(shown['op']) == [type(UNITS[name]).__name__]
    assert cfm.cfm.from_jsondict(shown) == cfm.cfm(UNITS[name])
