import pytest

from controller.packet import ethernet, ipv4, ipv6, packet, vlan, vrrp
from controller.wire import DecodeError


def created(version, *addresses):
    return vrrp.vrrp.create_version(version, 1, 5, 10, 30, list(addresses or ['192.168.0.2']))


@pytest.mark.parametrize(
    ('advertisement', 'address', 'raw'),
    [
        (created(2), '192.168.0.1', '21050a01001e1431' 'c0a80002' '0000000000000000'),  # RFC 3768, 5.1
        (created(3), '192.168.0.1', '31050a01001e62f8' 'c0a80002'),  # RFC 5798, 5.1
        (
            created(3, '2001:db8::1', '2001:db8::2'),
            'fe80::1',
            '31050a02001e6b36' '20010db8000000000000000000000001' '20010db8000000000000000000000002',
        ),
    ],
    ids=['2', '3 of IPv4', '3 of IPv6'],
)  # fmt: skip
def test_advertisements_come_back(advertisement, address, raw):
    frame = advertisement.create_packet(address, vlan_id=7)
    frame.serialize()
    again = packet.Packet(frame.data)
    _, tag, ip, read = again
    assert frame.data[18 + len(ip) :].rstrip(b'\0') == bytes.fromhex(raw).rstrip(b'\0')
    assert (type(tag), tag.vid) == (vlan.vlan, 7)
    assert (type(read), read.ip_addresses, read.checksum) == (
        type(advertisement),
        advertisement.ip_addresses,
        advertisement.checksum,
    )
    assert read.is_valid() and vrrp.vrrp.is_valid_ttl(ip) and read.checksum_ok(ip, bytes.fromhex(raw))
    assert not read.checksum_ok(ip, bytes.fromhex(raw)[:-1] + b'\7')
    assert vrrp.vrrp.get_payload(again) == (ip, read)
    again.serialize()
    assert again.data == frame.data


def test_positions_and_defaults_are_ryus():
    assert vrrp.vrrpv2(2, 1, 5, 10, 1, 30, 0, ['192.168.0.2'], 0, (0, 0)) == created(2)
    assert vrrp.vrrpv3(3, 1, 5, 10, 1, 30, 0, ['192.168.0.2']) == created(3)
    assert (created(2).auth_type, created(2).auth_data, created(3).auth_type) == (0, (0, 0), None)
    assert vrrp.vrrpv2.create(1, 5, 10, 30, ['192.168.0.2']) == created(2)
    assert (created(3).count_ip, created(3).identification, len(created(3))) == (1, 0, 12)


def test_the_frame_of_a_virtual_router():
    eth, ip, _ = created(2).create_packet('192.168.0.1')
    assert eth == ethernet.ethernet('01:00:5E:00:00:12', '00:00:5E:00:01:05', 0x800)
    assert (ip.dst, ip.ttl, ip.proto, ip.tos, ip.identification) == ('224.0.0.18', 255, 112, 0xC0, 1)
    eth, ip, _ = created(3, '2001:db8::1').create_packet('fe80::1')
    assert eth == ethernet.ethernet('33:33:00:00:00:12', '00:00:5E:00:02:05', 0x86DD)
    assert (ip.dst, ip.hop_limit, ip.nxt, ip.traffic_class) == ('ff02::12', 255, 112, 0xC0)


def test_identifications_go_round_without_zero():
    advertisement = created(2)
    assert (advertisement.get_identification(), advertisement.get_identification()) == (1, 2)
    advertisement.identification = 0xFFFF
    assert advertisement.get_identification() == 1


@pytest.mark.parametrize('version', [2, 3])
@pytest.mark.parametrize(
    ('field', 'wrong'),
    [('type', 2), ('version', 4), ('vrid', 0), ('vrid', 256), ('priority', -1), ('priority', 256), ('count_ip', 2),
     ('max_adver_int', 0), ('max_adver_int', 4096)],
)  # fmt: skip
def test_what_is_not_valid(version, field, wrong):
    advertisement = created(version)
    assert advertisement.is_valid()
    setattr(advertisement, field, wrong)
    assert not advertisement.is_valid()


def test_authentication_is_no_longer_valid():
    assert not vrrp.vrrp.create_version(2, 1, 5, 10, 30, ['192.168.0.2'], 1, (1, 2)).is_valid()


def test_intervals():
    assert [vrrp.vrrp.sec_to_max_adver_int(version, 1.5) for version in (2, 3)] == [1, 150]
    assert [vrrp.vrrp.max_adver_int_to_sec(version, 150) for version in (2, 3)] == [150, 1.5]
    assert (created(2).max_adver_int_in_sec, created(3).max_adver_int_in_sec) == (30, 0.3)


def test_helpers():
    assert vrrp.vrrp_from_version_type(vrrp.vrrp_to_version_type(3, 1)) == (3, 1)
    assert vrrp.ip_address_lt('10.0.0.9', '10.0.0.10') and not vrrp.ip_address_lt('::2', '::1')
    assert not vrrp.vrrp.is_valid_ttl(ipv4.ipv4(ttl=254)) and vrrp.vrrp.is_valid_ttl(ipv6.ipv6(hop_limit=255))


@pytest.mark.parametrize(
    'raw',
    [
        '11050a01001e1431' 'c0a80002',  # version 1
        '21050a01001e1431' 'c0a80002' '00',  # no authentication data
        '21050a02001e1431' 'c0a80002' '00000000',
        '31050a02001e62f8' 'c0a80002',  # an address too few
        '31050a',
        '21',
    ],
)  # fmt: skip
def test_what_is_no_advertisement_stays_bytes(raw):
    damaged = bytes.fromhex(raw)
    with pytest.raises(DecodeError):
        vrrp.vrrp.parser(damaged)
    pkt = ipv4.ipv4(proto=112) / damaged
    pkt.serialize()
    assert packet.Packet(pkt.data, parse_cls=ipv4.ipv4)[1:] == [damaged]


def test_more_than_the_addresses_is_payload():
    advertisement, _, rest = vrrp.vrrp.parser(bytes.fromhex('31050a01001e62f8c0a80002') + b'more')
    assert (advertisement.ip_addresses, rest) == (['192.168.0.2'], b'more')


@pytest.mark.parametrize('addresses', [['192.168.0.2'], ['2001:db8::1', '2001:db8::2']])
def test_json_has_addresses_of_either_kind_and_what_ryu_shows(addresses):
    shown = created(3, *addresses).to_jsondict()['vrrpv3']
    assert (shown['ip_addresses'], shown['identification'], shown['auth_type']) == (addresses, 0, None)
    assert vrrp.vrrpv3.from_jsondict(shown) == created(3, *addresses)
