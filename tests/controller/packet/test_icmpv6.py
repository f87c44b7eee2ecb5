import pytest

from controller.packet import icmpv6, ipv6, packet, packet_utils

ADVERT = icmpv6.nd_router_advert(
    ch_l=64, res=2, rou_l=1800, rea_t=5, ret_t=6,
    options=[
        icmpv6.nd_option_sla(hw_src='02:00:00:00:00:01'),
        icmpv6.nd_option_pi(pl=64, res1=6, val_l=100, pre_l=50, prefix='2001:db8::'),
        icmpv6.nd_option_mtu(9000),
        icmpv6.nd_option(25, 0, bytes(6)),
    ],
)  # fmt: skip


def around(kind, body):
    pkt = ipv6.ipv6(nxt=58, src='fe80::1', dst='fe80::2') / icmpv6.icmpv6(kind, 0, 0, body)
    pkt.serialize()
    return pkt.data


def read(raw):
    return packet.Packet(raw, parse_cls=ipv6.ipv6).get_protocol(icmpv6.icmpv6)


def parsed(kind, raw):
    return icmpv6.icmpv6.parser(bytes((kind, 0, 0, 0)) + bytes.fromhex(raw))[0].data


@pytest.mark.parametrize(
    ('kind', 'body', 'raw'),
    [
        (128, icmpv6.echo(1, 2, b'hi'), '000100026869'),
        (129, icmpv6.echo(1, 2), '00010002'),
        (135, icmpv6.nd_neighbor(0, 'fe80::2'), '00000000fe800000000000000000000000000002'),
        (
            136,
            icmpv6.nd_neighbor(3, 'fe80::2', icmpv6.nd_option_tla(hw_src='02:00:00:00:00:01')),
            '60000000fe8000000000000000000000000000020201020000000001',
        ),
        (
            133,
            icmpv6.nd_router_solicit(0, icmpv6.nd_option_sla(hw_src='02:00:00:00:00:01')),
            '000000000101020000000001',
        ),
        (
            134,
            ADVERT,
            '408007080000000500000006' '0101020000000001'
            '030440c0000000640000003200000000' '20010db8000000000000000000000000'
            '0501000000002328' '1901000000000000',
        ),
        (1, b'any', '616e79'),
    ],
)  # fmt: skip
def test_messages_come_back(kind, body, raw):
    encoded = around(kind, body)
    assert encoded[44:].hex() == raw
    assert (
        packet_utils.checksum(
            ipv6.ipv6(src='fe80::1', dst='fe80::2').pseudo_header(58, len(encoded) - 40) + encoded[40:]
        )
        == 0
    )
    assert read(encoded).data == body


def test_positions_and_defaults_are_ryus():
    assert icmpv6.icmpv6() == icmpv6.icmpv6(0, 0, 0, b'')
    assert icmpv6.icmpv6(type_=135).type_ == 135
    assert icmpv6.nd_option_sla() == icmpv6.nd_option_sla(0, '00:00:00:00:00:00')
    assert icmpv6.nd_option_pi() == icmpv6.nd_option_pi(0, 0, 0, 0, 0, 0, '::')
    assert icmpv6.nd_option_mtu().mtu == 1500


def test_a_second_option_of_a_solicitation_is_data_of_the_first():
    body = parsed(135, '00000000' + '00' * 16 + '0101020000000001' + '0e01010203040506')
    assert body.option.hw_src == '02:00:00:00:00:01'
    assert body.option.data == bytes.fromhex('0e01010203040506')


def test_an_option_of_another_type_is_known_by_its_number():
    body = parsed(135, '00000000' + '00' * 16 + '0e01010203040506')
    assert (body.option.type, body.option.length, body.option.data) == (14, 1, bytes.fromhex('010203040506'))


@pytest.mark.parametrize(
    ('options', 'count', 'rest'),
    [
        ('0100020000000001', 0, '0100020000000001'),  # a length of 0, which must not stand still
        ('0101020000000001' + '05ff000000000000', 1, '05ff000000000000'),  # past the end
        ('0101020000000001' + '0501', 1, '0501'),
    ],
)
def test_options_of_an_advertisement_are_read_as_far_as_they_go(options, count, rest):
    body = parsed(134, '00' * 12 + options)
    assert len(body.options) == count + 1
    assert body.options[-1] == bytes.fromhex(rest)
    assert body.encode() == bytes(12) + bytes.fromhex(options)


def test_an_option_that_is_not_as_long_as_its_type_wants_is_of_no_class():
    short, mtu = parsed(134, '00' * 12 + '0301000000000000' + '0501000000000578').options
    assert (type(short), short.type, short.data) == (icmpv6.nd_option, 3, bytes(6))
    assert mtu == icmpv6.nd_option_mtu(1400)


@pytest.mark.parametrize('kind', [128, 130, 131, 132, 133, 134, 135, 136, 143])
def test_a_message_cut_short_stays_bytes(kind):
    assert parsed(kind, '0102') == b'\x01\x02'


def test_what_changes_in_an_option_has_its_length_anew():
    pkt = packet.Packet(around(134, ADVERT), parse_cls=ipv6.ipv6)
    pkt[1].data.options[0].data = b'more than fits'
    pkt.serialize()
    options = read(pkt.data).data.options
    assert [each.length for each in options] == [3, 4, 1, 1]
    assert options[0].data == b'more than fits' + bytes(2)


@pytest.mark.parametrize('option', ['0101', '0100020000000001', '0102020000000001'])
def test_a_damaged_option_of_a_solicitation_stays_bytes(option):
    assert parsed(135, '00' * 20 + option).option == bytes.fromhex(option)
    assert parsed(133, '00' * 4 + option).option == bytes.fromhex(option)


def test_the_options_of_ryu_by_position_and_alone():
    assert icmpv6.nd_option_mtu(9000).serialize().hex() == '0501000000002328'
    assert len(icmpv6.nd_option_sla()) == 8 and icmpv6.nd_option_sla().serialize().hex() == '0101000000000000'
    assert icmpv6.nd_option_tla(0, '02:00:00:00:00:01', b'x').serialize().hex() == '020202000000000178' + '00' * 7
    assert icmpv6.nd_option_pi.parser(b'..' + icmpv6.nd_option_pi(pl=64).serialize(), 2).pl == 64


GROUP = 'ff02000000000000 0000000000000005'.replace(' ', '')
SOURCE = 'fe80000000000000 0000000000000009'.replace(' ', '')


@pytest.mark.parametrize(
    ('kind', 'body', 'raw'),
    [
        (130, icmpv6.mld(1000, 'ff02::5'), '03e80000' + GROUP),  # RFC 2710, 3
        (131, icmpv6.mld(0, 'ff02::5'), '00000000' + GROUP),
        (132, icmpv6.mld(0, 'ff02::5'), '00000000' + GROUP),
        (130, icmpv6.mldv2_query(1000, 'ff02::5', 1, 2, 125), '03e80000' + GROUP + '0a7d0000'),  # RFC 3810, 5.1
        (130, icmpv6.mldv2_query(1000, 'ff02::5', srcs=['fe80::9']), '03e80000' + GROUP + '02000001' + SOURCE),
        (143, icmpv6.mldv2_report(), '00000000'),  # RFC 3810, 5.2
        (
            143,
            icmpv6.mldv2_report(
                records=[
                    icmpv6.mldv2_report_group(icmpv6.MODE_IS_INCLUDE, address='ff02::5', srcs=['fe80::9']),
                    icmpv6.mldv2_report_group(icmpv6.CHANGE_TO_EXCLUDE_MODE, address='ff02::5', aux=b'data'),
                ],
            ),
            '00000002' '01000001' + GROUP + SOURCE + '04010000' + GROUP + '64617461',
        ),
    ],
)  # fmt: skip
def test_listeners(kind, body, raw):
    encoded = around(kind, body)
    assert encoded[44:].hex() == raw
    read_again = read(encoded).data
    assert read_again == body and type(read_again) is type(body)


def test_what_is_counted_is_known_when_it_was_read():
    query = parsed(130, '03e80000' + GROUP + '02000001' + SOURCE)
    report = parsed(143, '0000000101010001' + GROUP + SOURCE + '00000000')
    assert (query.num, report.record_num, report.records[0].num, report.records[0].aux_len) == (1, 1, 1, 1)
    assert report.records[0].aux == bytes(4)


@pytest.mark.parametrize(
    ('kind', 'raw'),
    [
        (130, '03e80000' + GROUP + '02000002' + SOURCE),  # a source too few
        (130, '03e80000' + GROUP + '02000000' + SOURCE),  # one too many
        (143, '0000000201000000' + GROUP),
        (143, '0000000101000001' + GROUP),
        (143, '0000000101010000' + GROUP),
    ],
)
def test_counts_that_do_not_fit_leave_bytes(kind, raw):
    assert parsed(kind, raw) == bytes.fromhex(raw)
