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
        ('0301000000000000', 0, '0301000000000000'),  # too short for its type
    ],
)
def test_options_of_an_advertisement_are_read_as_far_as_they_go(options, count, rest):
    body = parsed(134, '00' * 12 + options)
    assert len(body.options) == count + 1
    assert body.options[-1] == bytes.fromhex(rest)
    assert body.encode() == bytes(12) + bytes.fromhex(options)


@pytest.mark.parametrize('kind', [128, 133, 134, 135, 136])
def test_a_message_cut_short_stays_bytes(kind):
    assert parsed(kind, '0102') == b'\x01\x02'


def test_a_damaged_option_of_a_solicitation_stays_bytes():
    assert parsed(135, '00' * 20 + '0101').option == b'\x01\x01'
