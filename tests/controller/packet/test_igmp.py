import pytest

from controller.packet import igmp, ipv4, packet, packet_utils
from controller.wire import DecodeError

GROUPS = [
    igmp.igmpv3_report_group(igmp.MODE_IS_INCLUDE, address='225.0.0.1', srcs=['10.0.0.1', '10.0.0.2']),
    igmp.igmpv3_report_group(igmp.BLOCK_OLD_SOURCES, address='225.0.0.2', aux=b'data'),
]


def around(message):
    pkt = ipv4.ipv4(proto=2, ttl=1, option=b'\x94\x04\0\0') / message
    pkt.serialize()
    return pkt.data


def read(raw):
    """The layers behind the IPv4 header with a Router Alert option."""
    return packet.Packet(raw, parse_cls=ipv4.ipv4)[1:]


@pytest.mark.parametrize(
    ('message', 'raw'),
    [
        (igmp.igmp(), '1100eeff00000000'),  # RFC 1112, annex I
        (igmp.igmp(igmp.IGMP_TYPE_REPORT_V1, 0, 0, '225.0.0.1'), '12000cfee1000001'),
        (igmp.igmp(igmp.IGMP_TYPE_QUERY, 100, 0, '225.0.0.1'), '11640d9ae1000001'),  # RFC 2236, 2
        (igmp.igmp(igmp.IGMP_TYPE_REPORT_V2, 0, 0, '225.0.0.1'), '160008fee1000001'),
        (igmp.igmp(igmp.IGMP_TYPE_LEAVE, 0, 0, '225.0.0.1'), '170007fee1000001'),
        (igmp.igmpv3_query(), '1164ec9b00000000' '02000000'),  # RFC 3376, 4.1
        (
            igmp.igmpv3_query(0x11, 100, 0, '225.0.0.1', 1, 3, 125, 0, ['10.0.0.1']),
            '1164f81ae1000001' '0b7d0001' '0a000001',
        ),
        (igmp.igmpv3_report(), '2200ddff' '00000000'),  # RFC 3376, 4.2
        (
            igmp.igmpv3_report(records=GROUPS),
            '22002830' '00000002' '01000002e1000001' '0a0000010a000002' '06010000e1000002' '64617461',
        ),
    ],
)  # fmt: skip
def test_messages_come_back(message, raw):
    encoded = around(message)
    assert encoded[24:].hex() == raw
    assert packet_utils.checksum(encoded[24:]) == 0
    (again,) = read(encoded)
    assert again == message and type(again) is type(message) and isinstance(again, igmp.igmp)


def test_positions_and_defaults_are_ryus():
    assert igmp.igmp() == igmp.igmp(0x11, 0, 0, '0.0.0.0')
    assert igmp.igmpv3_query() == igmp.igmpv3_query(0x11, 100, 0, '0.0.0.0', 0, 2, 0, 0, [])
    assert igmp.igmpv3_report() == igmp.igmpv3_report(0x22, 0, 0, [])
    assert igmp.igmpv3_report_group() == igmp.igmpv3_report_group(0, 0, 0, '0.0.0.0', [], None)
    assert igmp.igmpv3_report_group().aux is None


def test_intervals_are_response_times_in_tenths_of_seconds():
    for interval in igmp.QUERY_RESPONSE_INTERVAL, igmp.LAST_MEMBER_QUERY_INTERVAL:  # as igmplib asks
        for query in igmp.igmp, igmp.igmpv3_query:
            assert read(around(query(maxresp=interval * 10)))[0].maxresp == 10 * interval


def test_counts_are_filled_in_and_known_when_they_were_read():
    report, _, rest = igmp.igmp.parser(igmp.igmpv3_report(records=GROUPS).serialize(b'', None) + b'more')
    assert (report.record_num, [(each.num, each.aux_len) for each in report.records]) == (2, [(2, 0), (0, 1)])
    assert rest == b'more'  # RFC 3376, 4.2.11
    assert igmp.igmpv3_query(num=7, srcs=['10.0.0.1']).encode()[10:12] == b'\0\7'


def test_a_record_alone():
    record = igmp.igmpv3_report_group(aux=b'abcde')
    assert record.serialize().hex() == '00020000000000006162636465000000'
    assert igmp.igmpv3_report_group.parser(b'..' + GROUPS[0].serialize() + b'more', 2) == GROUPS[0]


@pytest.mark.parametrize(
    'raw',
    [
        '11640000e10000',
        '1164e81be1000001' '0b7d0002' '0a000001',  # a source too few
        '22000000' '00000002' '01000000e1000001',
        '22000000' '00000001' '01000001e1000001',
        '22000000' '00000001' '01010000e1000001',
    ],
)  # fmt: skip
def test_counts_past_the_end_leave_bytes(raw):
    damaged = bytes.fromhex(raw)
    with pytest.raises(DecodeError):
        igmp.igmp.parser(damaged)
    assert read(around(damaged)) == [damaged]


def test_a_query_between_the_versions_is_one_of_the_second():
    query, rest = read(around(bytes.fromhex('11640d9ae10000010101')))
    assert type(query) is igmp.igmp and rest == b'\1\1'


@pytest.mark.parametrize(
    ('code', 'seconds'), [(0, 0), (100, 10), (127, 12.7), (128, 12.8), (0x8F, 24.8), (255, 3174.4)]
)
def test_max_response_codes(code, seconds):
    assert igmp.igmpv3_query(maxresp=code).max_response_time == seconds


def test_what_changes_is_filled_in_anew():
    pkt = packet.Packet(around(igmp.igmpv3_query(srcs=['10.0.0.1'])), parse_cls=ipv4.ipv4)
    pkt[1].srcs.append('10.0.0.2')
    pkt.serialize()
    (query,) = read(pkt.data)
    assert query.num == 2 and packet_utils.checksum(pkt.data[24:]) == 0


def test_what_changes_in_a_record_is_counted_anew():
    pkt = packet.Packet(around(igmp.igmpv3_report(records=GROUPS)), parse_cls=ipv4.ipv4)
    pkt[1].records[0].srcs.append('10.0.0.3')
    pkt[1].records[1].aux = None
    pkt.serialize()
    (report,) = read(pkt.data)
    assert [(each.num, each.aux_len) for each in report.records] == [(3, 0), (0, 0)]


def test_a_count_of_yours_stays_where_something_else_changes():
    pkt = packet.Packet(around(igmp.igmpv3_report(records=GROUPS)), parse_cls=ipv4.ipv4)
    pkt[1].records[0].num = 9
    pkt.serialize()
    assert pkt.data[24 + 8 + 2 : 24 + 8 + 4] == b'\0\x09'
