import pytest

from controller.packet import ethernet, lldp, packet
from controller.wire import DecodeError

from .frames_lldp import FRAMES

MANDATORY = [
    lldp.ChassisID(subtype=lldp.ChassisID.SUB_LOCALLY_ASSIGNED, chassis_id=b'dpid:0000000000000001'),
    lldp.PortID(subtype=lldp.PortID.SUB_PORT_COMPONENT, port_id=b'\0\0\0\1'),
    lldp.TTL(ttl=120),
]
OPTIONAL = [
    lldp.PortDescription(port_description=b'port'),
    lldp.SystemName(system_name=b'name'),
    lldp.SystemDescription(system_description=b'description'),
    lldp.SystemCapabilities(system_cap=0x14, enabled_cap=lldp.SystemCapabilities.CAP_ROUTER),
    lldp.ManagementAddress(addr_subtype=1, addr=b'\x0a\0\0\1', intf_subtype=2, intf_num=3, oid=b'\x2b'),
    lldp.OrganizationallySpecific(oui=b'\0\x80\xc2', subtype=1, info=b'\0\1'),
    lldp.UnknownTLV(tlv_type=77, info=b'reserved'),
]
GOLDEN = bytes.fromhex('0204070102 030405 0500000001'.replace(' ', '') + '060200780000')


def test_golden():
    unit = lldp.lldp([lldp.ChassisID(7, b'\x01\x02\x03'), lldp.PortID(5, b'\0\0\0\1'), lldp.TTL(120), lldp.End()])
    assert unit.serialize(b'', None) == GOLDEN
    assert lldp.lldp.parser(GOLDEN) == (unit, None, b'')


@pytest.mark.parametrize('tlv', MANDATORY + OPTIONAL + [lldp.End()], ids=lambda tlv: type(tlv).__name__)
def test_tlvs_have_ryus_attributes(tlv):
    assert tlv.serialize() == tlv.typelen.to_bytes(2) + tlv.tlv_info
    assert tlv.typelen == tlv.tlv_type << 9 | tlv.len


def test_all_tlvs_come_back_and_padding_is_dropped():
    pkt = ethernet.ethernet(lldp.LLDP_MAC_NEAREST_BRIDGE, ethertype=0x88CC) / lldp.lldp(
        [*MANDATORY, *OPTIONAL, lldp.End()]
    )
    pkt.serialize()
    read = packet.Packet(pkt.data + bytes(20))
    assert read.get_protocol(lldp.lldp).tlvs == [*MANDATORY, *OPTIONAL, lldp.End()]
    assert len(read) == 2
    assert OPTIONAL[4].addr_len == 5 and OPTIONAL[4].oid_len == 1


def test_a_missing_end_is_no_reason_to_drop_the_rest():
    assert lldp.lldp.parser(GOLDEN[:-2])[0].tlvs == lldp.lldp.parser(GOLDEN)[0].tlvs[:3]


@pytest.mark.parametrize(
    ('tail', 'rest'),
    [
        ('0cff00', '0cff00'),  # past the end
        ('0001ff', '0001ff'),  # an End TLV is empty
        ('0c', '0c'),
        ('0000 cafe', 'cafe'),
        ('0a00' * 600, '0a00' * 103),  # more than anyone sends
    ],
)
def test_tlvs_are_read_as_far_as_they_go(tail, rest):
    frame = bytes(12) + b'\x88\xcc' + GOLDEN[:-2] + bytes.fromhex(tail)
    _, unit, left = packet.Packet(frame)
    assert [type(tlv) for tlv in unit.tlvs[:3]] == [lldp.ChassisID, lldp.PortID, lldp.TTL]
    assert left == bytes.fromhex(rest)


def test_a_tlv_whose_information_is_not_that_of_its_type_is_none():
    (unit,) = packet.Packet(GOLDEN[:-2] + bytes.fromhex('0e0114 0a0178 0000'), parse_cls=lldp.lldp)
    assert unit.tlvs[3:] == [lldp.UnknownTLV(7, b'\x14'), lldp.SystemName(b'x'), lldp.End()]
    assert unit.serialize(b'', None)[-8:].hex() == '0e01140a01780000'


@pytest.mark.parametrize('mandatory', ['020107', '060178', '0603000078'])
def test_mandatory_tlvs_have_what_they_are_for(mandatory):
    whole = {each[0]: each for each in (GOLDEN[:6], GOLDEN[6:13], GOLDEN[13:17])}
    unit = b''.join((whole | {bytes.fromhex(mandatory)[0]: bytes.fromhex(mandatory)}).values())
    with pytest.raises(DecodeError):
        lldp.lldp.parser(unit)


@pytest.mark.parametrize(
    'damaged',
    [b'', GOLDEN[:3], GOLDEN[:13], GOLDEN[6:], GOLDEN[6:13] + GOLDEN[:6] + GOLDEN[13:], b'\0\0' + GOLDEN],
)
def test_what_does_not_begin_with_chassis_port_and_ttl_is_no_data_unit(damaged):
    with pytest.raises(DecodeError):
        lldp.lldp.parser(damaged)
    assert packet.Packet(bytes(12) + b'\x88\xcc' + damaged).get_protocol(lldp.lldp) is None


def test_every_tlv_of_a_frame():
    unit = packet.Packet(FRAMES['lldp with every tlv']).get_protocol(lldp.lldp)
    assert [type(tlv).__name__ for tlv in unit.tlvs] == [
        'ChassisID', 'PortID', 'TTL', 'PortDescription', 'SystemName', 'SystemDescription', 'SystemCapabilities',
        'ManagementAddress', 'OrganizationallySpecific', 'OrganizationallySpecific', 'End',
    ]  # fmt: skip
    address, vlan = unit.tlvs[7:9]
    assert (address.addr_subtype, address.addr, address.intf_subtype, address.intf_num) == (1, b'\x0a\0\0\x01', 2, 7)
    assert (address.oid, address.oid_len, address.addr_len) == (b'\x2b\x06\x01', 3, 5)
    assert (vlan.oui, vlan.subtype, vlan.info) == (b'\0\x80\xc2', 1, b'\0\x0a')


def test_json_has_lengths_as_ryus_has():
    shown = lldp.TTL(ttl=7).to_jsondict()
    assert shown == {'TTL': {'len': 2, 'typelen': 0x0602, 'ttl': 7}}
    assert lldp.TTL.from_jsondict(shown['TTL']) == lldp.TTL(ttl=7)


def test_the_type_of_a_tlv_is_read_alone():
    assert lldp.LLDPBasicTLV.get_type(GOLDEN) == lldp.LLDP_TLV_CHASSIS_ID
