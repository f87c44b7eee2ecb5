import pytest

from controller.packet import ether_types, ethernet, geneve, ipv4
from controller.wire import DecodeError, EncodeError

# RFC 8926, 3.4 and 3.5: version and length, flags, ethertype, network, reserved; class, type, length, data
PLAIN = bytes.fromhex('00 00 6558 123456 00')
OPTIONS = bytes.fromhex('04 c0 0800 000005 00' '0102 80 01 0000000c' '0103 01 00' '0102 02 00')


def test_golden():
    assert geneve.geneve.parser(PLAIN + b'frame') == (geneve.geneve(vni=0x123456), ethernet.ethernet, b'frame')
    assert geneve.geneve(vni=0x123456).serialize(b'', None) == PLAIN


def test_golden_with_options():
    header, carried, rest = geneve.geneve.parser(OPTIONS + b'data')
    assert (carried, rest) == (ipv4.ipv4, b'data')
    flags = geneve.geneve.OAM_PACKET_FLAG | geneve.geneve.CRITICAL_OPTIONS_FLAG
    options = [
        geneve.OptionDataUnknown(b'\0\0\0\x0c', 0x102, 0x80),
        geneve.OptionDataUnknown(b'', 0x103, 1),
        geneve.OptionDataUnknown(b'', 0x102, 2),
    ]
    assert header == geneve.geneve(0, 16, flags, ether_types.ETH_TYPE_IP, 5, options)
    assert [option.length for option in header.options] == [4, 0, 0]
    assert header.serialize(rest, None) == geneve.geneve(0, 0, flags, 0x800, 5, options).serialize(b'', None) == OPTIONS


def test_data_is_padded_to_words():
    option = geneve.OptionDataUnknown(b'abcde', 1, 2)
    assert option.serialize() == bytes.fromhex('0001 02 02 6162636465000000')
    with pytest.raises(EncodeError):
        geneve.OptionDataUnknown(bytes(125), 1, 2).encode()


@pytest.mark.parametrize('rest', ['0001 02 02 61626364', '00010209'], ids=['past the end', 'no data'])
def test_options_are_read_as_far_as_they_go(rest):
    rest = bytes.fromhex(rest)
    header = geneve.geneve.parser(bytes((1 + len(rest) // 4,)) + OPTIONS[1:8] + bytes.fromhex('01030100') + rest)[0]
    assert header.options == [geneve.OptionDataUnknown(b'', 0x103, 1), rest]
    assert header.encode().endswith(rest)


def test_an_option_of_ones_own():
    class Path(geneve.Option, type=0x0ABC, size=8, order='hops option_class type'):
        hops: 'u32'

    try:
        (path,) = geneve.Option.decode_list(bytes.fromhex('0abc 01 01 00000007'), 0, 8)
        assert (type(path), path.hops, path.type, path.option_class) == (Path, 7, 1, 0xABC)
        (strange,) = geneve.Option.decode_list(bytes.fromhex('0abc 01 00'), 0, 4)
        assert type(strange) is geneve.OptionDataUnknown and strange.option_class == 0xABC
    finally:
        del geneve.Option.table.family.members[0xABC]


@pytest.mark.parametrize('raw', ['40006558 12345600', '0200 6558 12345600', '01006558 123456', '01'])
def test_what_is_no_header(raw):
    with pytest.raises(DecodeError):
        geneve.geneve.parser(bytes.fromhex(raw))


def test_a_network_is_needed():
    with pytest.raises(EncodeError, match='vni'):
        geneve.geneve().encode()


def test_json():
    header = geneve.geneve.parser(OPTIONS)[0]
    shown = header.to_jsondict()['geneve']
    assert shown['options'][0] == {
        'OptionDataUnknown': {'option_class': 0x102, 'type': 0x80, 'length': 4, 'buf': 'AAAADA=='}
    }
    assert geneve.geneve.from_jsondict(shown) == header
