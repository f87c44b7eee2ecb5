"""Ryu's helpers: types of field values, packing, socket addresses, exceptions, loading of files."""

from __future__ import annotations

import socket
import struct
import sys

import pytest

from controller.compat import exception, pack_utils, sockaddr, type_desc, utils
from controller.compat.field_functions import functions
from controller.compat.number_names import functions as named
from controller.compat.ofctl_string import ofp_instruction_from_str
from controller.openflow.v1_3 import of13


@pytest.mark.parametrize(('type_', 'user', 'binary'), [
    (type_desc.Int1, 7, '07'), (type_desc.Int3, 0x010203, '010203'), (type_desc.Int16, 1, '00' * 15 + '01'),
    (type_desc.Int4Double, (1, 2), '0000000100000002'), (type_desc.MacAddr, '00:00:00:00:00:01', '000000000001'),
    (type_desc.IPv4Addr, '10.0.0.1', '0a000001'), (type_desc.IPv6Addr, '::1', '00' * 15 + '01'),
    (type_desc.UnknownType, 'aG9nZQ==', '686f6765'),
])
def test_types(type_, user, binary):
    assert type_.from_user(user) == bytes.fromhex(binary)
    assert type_.to_user(bytes.fromhex(binary)) == user


def test_numbers_are_cut_to_their_size():
    assert type_desc.Int1.from_user(0x1FF) == b'\xff'
    for wrong in (lambda: type_desc.Int4Double.from_user((1,)), lambda: type_desc.Int4Double.to_user(b'1234')):
        with pytest.raises(ValueError):
            wrong()


def test_registers_of_types_do_not_mix():
    class First(type_desc.TypeDisp):
        pass

    class Second(type_desc.TypeDisp):
        pass

    @First.register_type(1)
    class One:
        pass

    @First.register_unknown_type()
    class Unknown:
        pass

    assert [First._lookup_type(1), First._lookup_type(2), Second._lookup_type(1)] == [One, Unknown, None]
    assert First._rev_lookup_type(One) == 1


def test_packing_into_a_buffer_that_grows():
    buf = bytearray(b'\xff')
    pack_utils.msg_pack_into('!H', buf, 2, 0x0102)
    assert buf == bytes.fromhex('ff00 0102')
    pack_utils.msg_pack_into('!B', buf, 1, 3)
    assert buf == bytes.fromhex('ff03 0102')


def test_socket_addresses():
    family = struct.pack('=H', socket.AF_INET)
    assert sockaddr.sa_in4('127.0.0.1', 80) == family + bytes.fromhex('0050 7f000001') + bytes(8)
    assert len(sockaddr.sa_in6('::1')) == 28
    assert sockaddr.sa_to_ss(b'x') == b'x' + bytes(127)


def test_exceptions_say_what_they_are_told():
    assert str(exception.PortUnknown(dpid=1, port=2)) == 'unknown network id for port (1 2)'
    assert str(exception.PortUnknown()) == exception.PortUnknown.message
    assert str(exception.RyuException('%(what)s is wrong', what='this')) == 'this is wrong'
    truncated = exception.OFPTruncatedMessage(None, b'', ValueError('too short'))
    assert (str(truncated), truncated.residue) == ('truncated message: too short', b'')


def test_small_helpers():
    assert [utils.round_up(9, 8), utils.round_up(8, 8)] == [16, 8]
    assert utils.hex_array(b'\1\xff') == '0x01 0xff'
    assert utils.binary_str(b'\1') == '\\x01'
    assert utils.chop_py_suffix('a.py') == 'a'


def test_files_are_loaded_with_their_neighbours(tmp_path, monkeypatch):
    (tmp_path / 'neighbour_of_it.py').write_text('value = 5')
    (tmp_path / 'loaded_by_path.py').write_text('from neighbour_of_it import value')
    for name in ('neighbour_of_it', 'loaded_by_path'):
        monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.delitem(sys.modules, name)
    before = list(sys.path)
    assert utils.import_module(str(tmp_path / 'loaded_by_path.py')).value == 5
    assert sys.path == before
    assert utils.import_module('json').__name__ == 'json'


@pytest.mark.parametrize(('name', 'value', 'wire'), [
    ('in_port', 5, '80000004 00000005'),
    ('ipv4_src', ('192.0.2.1', '255.255.0.0'), '80001708 c0000201 ffff0000'),
    ('field_100', 'aG9nZQ==', '0000c804 686f6765'),
])
def test_field_functions(name, value, wire):
    of = functions(of13)
    number, raw, mask = of['oxm_from_user'](name, value)
    buf = bytearray()
    assert of['oxm_serialize'](number, raw, mask, buf, 0) == len(buf)
    assert buf == bytes.fromhex(wire)
    assert of['oxm_parse'](bytes(buf), 0) == (number, raw, mask, len(buf))
    assert of['oxm_to_user'](number, raw, mask) == (name, value)
    assert of['oxm_to_user_header'](number) == name
    assert of['oxm_from_jsondict'](of['oxm_to_jsondict'](name, value)) == (name, value)


def test_damaged_fields_are_what_programs_catch():
    of = functions(of13)
    for damaged in (b'\x80', bytes.fromhex('80000004 0000'), bytes.fromhex('80000000')):
        with pytest.raises(AssertionError):
            of['oxm_parse'](damaged, 0)
    with pytest.raises(ValueError, match='in_port takes 4 bytes'):
        of['oxm_to_user'](of['oxm_from_user_header']('in_port'), b'1', None)


def test_a_masked_value_is_normalized():
    of = functions(of13)
    assert of['oxm_normalize_user']('ipv4_src', ('192.0.2.1', '255.0.0.0')) == ('ipv4_src', ('192.0.0.0', '255.0.0.0'))
    assert of['oxm_normalize_user']('nothing', 5) == ('nothing', 5)


def test_actions_from_the_text_of_ovs_ofctl():
    assert ofp_instruction_from_str(of13, 'output:1') == [{'OFPActionOutput': {'port': 1}}]
    with pytest.raises(exception.OFPInvalidActionString, match='unable to parse: nothing:1'):
        ofp_instruction_from_str(of13, 'nothing:1')


def test_actions_are_made_of_text_with_ryus_modules_too(alias):
    import ryu.ofproto.ofproto_v1_3 as ofproto
    from ryu.ofproto.ofproto_parser import ofp_instruction_from_jsondict
    from ryu.ofproto.ofproto_protocol import ProtocolDesc

    actions = ofp_instruction_from_str(ofproto, 'pop_vlan,output:2')
    assert ofp_instruction_from_jsondict(ProtocolDesc(ofproto.OFP_VERSION), actions) == [
        of13.OFPInstructionActions(of13.OFPIT_APPLY_ACTIONS, [of13.OFPActionPopVlan(), of13.OFPActionOutput(2)])]
    assert ProtocolDesc().ofproto.OFP_VERSION == max(ProtocolDesc().supported_ofp_version)
    with pytest.raises(ValueError, match='not supported'):
        ProtocolDesc(0x7F)


def test_types_in_words():
    of = named(of13)
    assert [of['ofp_msg_type_to_str'](each) for each in (0, 200)] == ['OFPT_HELLO(0)', 'Unknown(200)']
    assert of['ofp_error_to_jsondict'](3, 1) == {'type': 'OFPET_BAD_INSTRUCTION(3)', 'code': 'OFPBIC_UNSUP_INST(1)'}
    assert of['ofp_error_code_to_str'](77, 1) == 'Unknown(1)'
