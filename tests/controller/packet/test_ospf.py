"""OSPF version 2; scapy and tshark have read what is written here, and found the checksums right."""

import json
import random

import pytest

from controller.packet import ipv4, ospf, packet, packet_utils
from controller.wire import DecodeError

from .frames_routing import FRAMES

OSPF_FRAMES = {name: frame for name, frame in FRAMES.items() if name.startswith('ospf')}
ROUTER = bytes.fromhex(
    '0003 02 01 0a000001 0a000001 80000001 21b2 0034'
    '0300 0002  0a000001 ffffff00 03 00 000a  0a000002 0a000001 02 01 000a 08000014'
)
LINKS = [
    ospf.RouterLSA.Link('10.0.0.1', '255.255.255.0', ospf.LSA_LINK_TYPE_STUB, 0, 10),
    ospf.RouterLSA.Link('10.0.0.2', '10.0.0.1', ospf.LSA_LINK_TYPE_TRANSIT, 1, 10, bytes.fromhex('08000014')),
]


def message(name):
    """The message in one of the frames."""
    return packet.Packet(FRAMES[name]).get_protocol(ospf.ospf)


def router():
    return ospf.RouterLSA(3, 2, None, '10.0.0.1', '10.0.0.1', 0x80000001, flags=3, links=LINKS)


def test_golden():
    raw = bytes.fromhex(
        '02 01 0030 0a000001 00000001 d493 0000 0000000000000000'
        'ffffff00 000a 02 01 00000028 0a000001 0a000002 0a000002'
    )
    hello = ospf.OSPFHello(
        0, '10.0.0.1', '0.0.0.1', 0, 0, 0, 2, '255.255.255.0', 10, 2, 1, 40, '10.0.0.1', '10.0.0.2', ['10.0.0.2']
    )
    assert hello.serialize(b'', None).hex(' ') == raw.hex(' ')
    assert (hello.length, hello.checksum, hello.type_) == (48, 0xD493, ospf.OSPF_MSG_HELLO)
    assert ospf.ospf.parser(raw + b'more') == (hello, None, b'more')


def test_positions_and_defaults_are_ryus():
    assert ospf.OSPFHello() == ospf.OSPFHello(
        0, '0.0.0.0', '0.0.0.0', 1, 0, 0, 2, '0.0.0.0', 10, 0, 1, 40, '0.0.0.0', '0.0.0.0', []
    )
    assert ospf.OSPFDBDesc(0, '1.1.1.1', '0.0.0.0', 1, 0, 0, 2, 1400, 2, 1, 1, 0, 9, []).ms_flag == 0
    assert ospf.LSAHeader(1, 2, 9, '0.0.0.0', '1.1.1.1', 3, 4, 20, 7, 5).id_ == '7.0.0.5'
    assert ospf.LocalOpaqueLSA(1, 2, 9, '1.1.1.1', 3, 4, 24, 3, 5, b'data').id_ == '3.0.0.5'
    assert ospf.LSAHeader.parser(bytes.fromhex('0001020a 07000102 01010101 00000003 00040014')).opaque_id == 258


def test_an_lsa_as_bytes():
    lsa = router()
    assert lsa.serialize() == ROUTER
    assert ospf.LSA.parser(ROUTER + b'more') == (lsa, ospf.RouterLSA, b'more')
    assert lsa.header == ospf.LSAHeader(3, 2, 1, '10.0.0.1', '10.0.0.1', 0x80000001, 0x21B2, 52)


def test_json_has_the_header_of_an_lsa_as_ryu_has_it():
    shown = json.loads(json.dumps(router().to_jsondict()))['RouterLSA']
    assert shown['header']['LSAHeader']['adv_router'] == '10.0.0.1' and shown['header']['LSAHeader']['length'] == 52
    assert ospf.RouterLSA.from_jsondict(shown).serialize() == ROUTER


def test_the_age_of_an_lsa_is_not_in_its_checksum():
    assert ospf.LSA.parser(b'\x0e\x10' + ROUTER[2:])[0].ls_age == 3600
    with pytest.raises(ospf.InvalidChecksum, match='checksum is 0x21b2'):
        ospf.LSA.parser(ROUTER[:2] + b'\0' + ROUTER[3:])


def test_every_lsa_of_an_update_is_known():
    lsas = [*message('ospf update').lsas, *message('ospf opaque update').lsas]
    assert [type(lsa).__name__ for lsa in lsas] == [
        'RouterLSA', 'NetworkLSA', 'SummaryLSA', 'ASBRSummaryLSA', 'ASExternalLSA', 'NSSAExternalLSA',
        'LocalOpaqueLSA', 'AreaOpaqueLSA', 'AreaOpaqueLSA', 'ASOpaqueLSA',
    ]  # fmt: skip
    assert lsas[0] == ospf.LSA.parser(ROUTER)[0]
    assert (lsas[1].mask, lsas[1].routers) == ('255.255.255.0', ['10.0.0.1', '10.0.0.2'])
    assert (lsas[2].mask, lsas[2].metric) == ('255.255.0.0', 20)
    assert lsas[4].extnws == [ospf.ASExternalLSA.ExternalNetwork('255.255.0.0', 0x80, 20, '10.0.0.1', 5)]
    for lsa in lsas:
        assert ospf.LSA.parser(lsa.encode()) == (lsa, type(lsa), b'')


def test_extended_prefixes():
    lsa = message('ospf opaque update').lsas[1]
    assert (lsa.opaque_type, lsa.opaque_id) == (ospf.OSPF_OPAQUE_TYPE_EXTENDED_PREFIX_LSA, 2)
    (tlv,) = lsa.data.tlvs
    assert (tlv.prefix, tlv.route_type, tlv.tlvs) == ('10.1.0.0/16', 1, [ospf.PrefixTLV(2, data=b'\0\0\0\0\0\0\0d')])
    flat = ospf.ExtendedPrefixOpaqueBody([
        ospf.ExtendedPrefixTLV(route_type=3, address_family=0, prefix='10.0.0.0/8'),
        ospf.PrefixSIDSubTLV(flags=0x40, mt_id=0, algorithm=1, range_size=2, index=100),
    ])  # fmt: skip
    raw = flat.serialize()
    assert raw.hex() == '0001000803080000' '0a000000' '0002000c40000100' '00020000' '00000064'
    assert ospf.ExtendedPrefixOpaqueBody.parser(raw).serialize() == raw


@pytest.mark.parametrize('size', range(1, 15))
def test_an_extended_prefix_cut_short_is_kept(size):
    body = bytes.fromhex('0001') + size.to_bytes(2) + bytes(range(-size % 4 + size))
    read = ospf.ExtendedPrefixOpaqueBody.parser(body)
    assert isinstance(read.tlvs[0], ospf.ExtendedPrefixTLV) == (size >= 8)
    assert len(read.serialize()) == len(body)


def test_an_lsa_of_no_known_type_or_form_is_kept():
    for type_, data in ((8, b'unknown'), (ospf.OSPF_ROUTER_LSA, b'\0\0\0\2'), (ospf.OSPF_AS_EXTERNAL_LSA, bytes(28))):
        raw = ospf.LSA(type_=type_, data=data).serialize()
        lsa, cls, _ = ospf.LSA.parser(raw)
        assert (cls, lsa.data, lsa.serialize()) == (ospf.LSA, data, raw)


def test_lengths_and_checksums_that_are_given_stay():
    hello = ospf.OSPFHello(length=9, checksum=7)
    assert hello.serialize(b'', None)[2:4] + hello.serialize(b'', None)[12:14] == b'\0\x09\0\x07'
    lsa = ospf.NetworkLSA(checksum=7, length=99)
    assert lsa.serialize()[16:20] == b'\0\x07\0\x63'
    assert ospf.OSPFHello(length=None, checksum=None).serialize(b'', None) == ospf.OSPFHello().serialize(b'', None)


def test_a_checksum_does_not_cover_the_authentication():
    secret = ospf.OSPFHello(authentication=0x7365637265740000)
    raw = secret.serialize(b'', None)
    assert packet_utils.checksum(raw[:16] + raw[24:]) == 0
    assert ospf.OSPFHello(au_type=2, authentication=0x1234).serialize(b'', None)[12:14] == b'\0\0'


def test_a_digest_follows_the_message():
    digest = bytes(range(1, 17))
    pkt = ipv4.ipv4(proto=89) / ospf.OSPFHello(au_type=2) / digest
    pkt.serialize()
    assert packet.Packet(pkt.data, parse_cls=ipv4.ipv4)[2] == digest


def test_an_update_that_has_changed_gets_its_checksum():
    pkt = packet.Packet(FRAMES['ospf update'])
    pkt[2].lsas.pop()
    pkt.serialize()
    raw = packet.Packet(pkt.data)[2].encode()
    assert packet_utils.checksum(raw[:16] + raw[24:]) == 0
    assert len(packet.Packet(pkt.data)[2].lsas) == 5


@pytest.mark.parametrize(
    'raw',
    [b'', b'\2', ROUTER, b'\3' + message('ospf hello').encode()[1:], b'\2\6' + message('ospf hello').encode()[2:],
     message('ospf hello').encode()[:-1], b'\2\1\0\x18' + message('ospf hello').encode()[4:],
     message('ospf update').encode()[:24] + b'\xff\xff\xff\xff' + message('ospf update').encode()[28:]],
    ids=['empty', 'a byte', 'an LSA', 'version', 'type', 'cut', 'short', 'count'],
)  # fmt: skip
def test_what_is_no_message_is_refused(raw):
    with pytest.raises(DecodeError):
        ospf.ospf.parser(raw)


@pytest.mark.parametrize('name', OSPF_FRAMES)
def test_messages_refuse_or_read_any_bytes(name):
    chance, raw = random.Random(name), message(name).encode()
    for _ in range(300):
        changed = bytearray(raw)
        changed[chance.randrange(4, len(raw))] = chance.randrange(256)
        size = chance.randint(0, len(raw))
        changed[2:4] = size.to_bytes(2)
        try:
            read = ospf.ospf.parser(bytes(changed[:size]))[0]
        except DecodeError:
            continue
        repr(read)
        read.serialize(b'', None)
