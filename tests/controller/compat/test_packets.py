"""Ryu's packet library under its names: text, JSON and layouts of headers are Ryu's while the alias is in use."""

from __future__ import annotations

import importlib
import struct

import pytest

from controller.packet import ethernet, lldp, packet, packet_base, vlan

FRAME = bytes.fromhex('ffffffffffff0000000000010800')
SEEN = "ethernet(dst='ff:ff:ff:ff:ff:ff',ethertype=2048,src='00:00:00:00:00:01')"


@pytest.fixture
def ryu(alias):
    """Imports modules of Ryu's packet library."""
    return lambda name: importlib.import_module(f'ryu.lib.packet.{name}')


def test_classes_are_the_same_objects(ryu):
    assert ryu('ethernet').ethernet is ethernet.ethernet
    assert importlib.import_module('os_ken.lib.packet').packet.Packet is packet.Packet
    assert importlib.import_module('ryu.lib.packet.tcp').packet_base.PacketBase is packet_base.PacketBase


def test_text_is_ryus_while_the_alias_is_in_use(ryu):
    before = [repr(packet.Packet(FRAME)), str(packet.Packet(FRAME))]
    assert SEEN not in before
    theirs = ryu('packet').Packet(FRAME + b'x')
    assert [str(theirs), repr(theirs)] == [f"{SEEN}, b'x'"] * 2
    assert str(theirs.protocols[0]) == repr(theirs.protocols[0]) == SEEN
    importlib.import_module('controller.compat').uninstall()
    assert [repr(packet.Packet(FRAME)), str(packet.Packet(FRAME))] == before


def test_parts_of_headers_are_shown_in_them(ryu):
    unit = ryu('lldp').lldp([lldp.TTL(ttl=7), lldp.End()])
    assert str(unit) == 'lldp(tlvs=[TTL(len=2,ttl=7,typelen=1538), End(len=0,typelen=0)])'


def test_text_of_what_does_not_fit_is_there_as_well(ryu):
    assert "tlvs=[TTL(" in str(ryu('lldp').lldp([ryu('lldp').TTL(ttl=1 << 20)]))


@pytest.mark.parametrize(('module', 'name', 'codes'), [
    ('ethernet', 'ethernet', '!6s6sH'), ('ipv4', 'ipv4', '!BBHHHBBH4s4s'), ('vlan', 'vlan', '!HH'),
    ('udp', 'udp', '!HHHH'),
    ('arp', 'arp', '!HHBBH6s4s6s4s'), ('tcp', 'tcp', '!HHIIBBHHH'), ('ipv6', 'ipv6', '!IHBB16s16s'),
])
def test_layouts(ryu, module, name, codes):
    cls = getattr(ryu(module), name)
    assert cls._PACK_STR == codes
    assert cls._MIN_LEN == cls()._MIN_LEN == struct.calcsize(codes)


def test_native_classes_have_nothing_of_it():
    assert not hasattr(vlan.vlan, '_PACK_STR')
    assert not hasattr(packet_base.PacketBase, 'stringify_attrs')


def test_an_apps_own_protocol_has_text_and_json(ryu):
    class mine(ryu('packet_base').PacketBase):
        _TYPE = {'ascii': ['name']}

        def __init__(self, name, number=7):
            self.name, self.number = name, number

    assert str(mine('x')) == "mine(name='x',number=7)"
    assert mine('x').to_jsondict() == {'mine': {'name': 'x', 'number': 7}}
    assert mine.from_jsondict({'name': 'y', 'number': 8}).number == 8


def test_an_apps_own_header_is_as_long_as_it_says(ryu):
    class mine(ryu('packet_base').PacketBase):
        _MIN_LEN = 6

    assert len(mine()) == 6
    assert len(ryu('udp').udp()) == 8


def test_modules_that_programs_find_in_others(ryu):
    assert ryu('ethernet').ether.ETH_TYPE_LLDP == ryu('arp').ether.ETH_TYPE_LLDP == 0x88CC
    assert ryu('ipv4').inet.IPPROTO_TCP == 6
    assert ryu('packet').ethernet is ryu('ethernet')


def test_parsers_raise_what_programs_expect(ryu):
    for error in (struct.error, AssertionError, ValueError):
        with pytest.raises(error):
            ryu('udp').udp.parser(b'\0')
        with pytest.raises(error):
            ryu('icmp').echo.parser(b'\0')


def test_what_has_been_read_may_be_read_again(ryu):
    header = ryu('udp').udp(7, 9)
    assert ryu('udp').udp.parser(header)[0] == ryu('udp').udp.parser(bytearray(header.encode()))[0] == header


def test_an_option_comes_with_what_is_behind_it(ryu):
    option, rest = ryu('tcp').TCPOption.parser(b'\x03\x03\x07\x01\x00')
    assert (str(option), rest) == ('TCPOptionWindowScale(kind=3,length=3,shift_cnt=7)', b'\x01\x00')


@pytest.mark.parametrize(('module', 'cls', 'name', 'value'), [
    ('slow', 'lacp', '_ACTPRT_INFO_PACK_LEN', 20), ('slow', 'lacp', '_ALL_PACK_LEN', 110),
    ('slow', 'lacp', '_actor_length', 20), ('mpls', 'mpls', '_PACK_STR', '!I'), ('pbb', 'itag', '_PACK_STR', '!I'),
    ('bpdu', 'RstBPDUs', '_version_id', 2), ('bpdu', 'bpdu', '_PACK_LEN', 4), ('cfm', 'cc_message', '_TLV_OFFSET', 70),
])
def test_what_ryus_classes_keep_for_themselves(ryu, module, cls, name, value):
    assert getattr(getattr(ryu(module), cls), name) == value


def test_private_names_of_other_classes_are_not_there(ryu):
    with pytest.raises(AttributeError, match='udp has no _actor_tag'):
        ryu('udp').udp._actor_tag  # noqa: B018
    assert not hasattr(ryu('tcp').tcp(), '_key')


def test_states_and_keys_are_read_under_their_private_names(ryu):
    assert ryu('slow').lacp(actor_state_activity=1, actor_state_expired=1)._actor_state == 0x81
    assert ryu('gre').gre(key=7)._key == 7


def test_who_reads_is_found_under_its_private_name(ryu):
    assert ryu('ethernet').ethernet._TYPES is ethernet.ethernet.payload_classes


def test_numbers_and_functions_of_ryus_modules(ryu):
    assert (ryu('ipv4').IPV4_ADDRESS_LEN, ryu('ipv6').IPV6_ADDRESS_PACK_STR) == (4, '!16s')
    assert ryu('packet_utils').carry_around_add(0xFFFF, 2) == 2
    assert ryu('ethernet').ether.ETH_TYPE_IP == ryu('ether_types').ETH_TYPE_IP == 0x0800
    assert ryu('ipv4').inet.IPPROTO_UDP == 17
