"""Under the alias structures have Ryu's methods: `parser`, `parse`, `serialize` into a buffer."""

from __future__ import annotations

import struct
from random import Random

import pytest

from controller.compat.methods import MalformedError
from controller.compat.ofproto_parser import header, msg
from controller.openflow import version, versions
from controller.openflow.v1_0 import of10
from controller.openflow.v1_3 import of13
from controller.wire import DecodeError, EncodeError, Message

pytestmark = pytest.mark.usefixtures('alias')
OUTPUT = bytes.fromhex('0000 0008 0001 0008')


def test_serialize_into_a_buffer_that_grows():
    buf = bytearray(b'x')
    assert of10.OFPActionOutput(1, 8).serialize(buf, 4) == 8
    assert buf == b'x\0\0\0' + OUTPUT
    assert of10.OFPActionOutput(1, 8).serialize() == OUTPUT


def test_parser_reads_at_an_offset_and_leaves_the_rest():
    action = of10.OFPActionOutput.parser(b'xx' + OUTPUT + b'rest', 2)
    assert (action.port, action.max_len) == (1, 8)
    assert of10.OFPAction.parser(OUTPUT, 0) == action


def test_the_parser_of_a_queues_property_begins_behind_its_header():
    assert of13.OFPQueuePropMinRate.parser(bytes.fromhex('ffff 0064 000000000000'), 2).rate == 100
    assert of10.OFPQueuePropMinRate.parser(bytes.fromhex('0064 000000000000')).rate == 100


def test_parse_gives_the_rest():
    assert of10.OFPActionOutput.parse(OUTPUT + b'rest') == (of10.OFPActionOutput(1, 8), b'rest')
    assert of10.OFPActionOutput.parse(b'x' + OUTPUT, 1) == of10.OFPActionOutput(1, 8)


@pytest.mark.parametrize('damaged', ['0001 0008 0001 0008', '0000 0007 0001 0008', '0000', '0000 0008 0001'])
@pytest.mark.parametrize('error', [AssertionError, struct.error, DecodeError, ValueError])
def test_damage_is_what_programs_catch(damaged, error):
    with pytest.raises(error, match='OFPAction'):
        of10.OFPActionOutput.parser(bytes.fromhex(damaged), 0)


def test_an_action_that_differs_in_its_type_alone_is_taken_for_what_it_is():
    towards_destination = of10.OFPActionSetDlDst('00:00:00:00:00:01')
    assert of10.OFPActionSetDlSrc.parser(towards_destination.encode(), 0) == towards_destination


def test_message_parser():
    hello = of13.OFPHello.parser(None, 4, 0, 8, 7, bytearray.fromhex('04000008 00000007'))
    assert (hello.xid, hello.buf, hello.datapath) == (7, bytes.fromhex('04000008 00000007'), None)
    with pytest.raises(AssertionError, match='OFPHello: msg_type 1'):
        of13.OFPHello.parser(None, 4, 1, 8, 7, b'')


def test_the_transaction_id_is_given_once():
    hello = of13.OFPHello(None)
    hello.set_xid(5)
    with pytest.raises(AssertionError, match='0x5'):
        hello.set_xid(6)


def test_a_message_as_text_begins_with_its_header():
    hello = of13.OFPHello(None)
    assert str(hello) == f'version=0x4,msg_type=0x0,msg_len=None,xid=None,{hello!r}'
    hello.serialize()
    assert str(hello).startswith('version=0x4,msg_type=0x0,msg_len=0x8,xid=0x0,OFPHello(')


def test_the_length_is_what_the_caller_of_parser_said():
    assert of10.OFPHello.parser(None, 1, 0, 8, 7, bytes.fromhex('01000008 00000007 0000')).msg_len == 8
    assert of10.OFPHello(None).msg_len is None


def test_a_value_that_does_not_fit_is_what_programs_catch():
    for error in (AssertionError, struct.error, EncodeError):
        with pytest.raises(error, match=r'OFPSetConfig\.flags'):
            of13.OFPSetConfig(None, flags=None).serialize()
        with pytest.raises(error, match=r'OFPActionOutput\.port'):
            of13.OFPActionOutput('x').serialize(bytearray(), 0)


def test_a_field_to_set_may_be_an_object():
    import ryu.ofproto.ofproto_v1_3 as ofproto
    import ryu.ofproto.ofproto_v1_3_parser as parser

    action = parser.OFPActionSetField(parser.MTInPort(ofproto.OXM_OF_IN_PORT, 6))
    assert action == parser.OFPActionSetField(in_port=6)
    assert (action.field.header, action.field.value) == (ofproto.OXM_OF_IN_PORT, 6)
    assert parser.OFPActionSetField.parser(action.encode(), 0).len == 16


def test_header_and_msg():
    buf = bytes.fromhex('0100 0008 0000 0001')
    assert header(buf) == (1, 0, 8, 1)
    assert isinstance(msg(None, 1, 0, 8, 1, buf), of10.OFPHello)
    with pytest.raises(AssertionError):
        msg(None, 1, 0, 9, 1, buf)
    with pytest.raises(AssertionError):
        header(b'\x01')


def test_damage_in_a_message_is_logged_and_gives_none(caplog):
    assert msg(None, 1, 14, 12, 1, bytes.fromhex('010e 000c 0000 0001 0000 0000')) is None
    assert 'OFPFlowMod: takes at least 72 bytes' in caplog.text


def test_an_unknown_version_is_ryus_exception():
    from ryu.exception import OFPUnknownVersion, RyuException

    with pytest.raises(OFPUnknownVersion, match='unknown version ff') as raised:
        msg(None, 0xFF, 0, 8, 1, bytes(8))
    assert isinstance(raised.value, RyuException)


def test_matches_are_checked_no_more_than_ryu_checks_them():
    import ryu.ofproto.ofproto_v1_3_parser as parser

    assert parser.OFPMatch(tcp_dst=80)['tcp_dst'] == 80


def test_without_the_alias_they_are(request):
    import controller.compat

    controller.compat.uninstall()
    with pytest.raises(EncodeError, match='ip_proto'):
        of13.OFPMatch(tcp_dst=80)


def test_fields_of_a_match_have_their_classes():
    import ryu.ofproto.ofproto_v1_3 as ofproto
    import ryu.ofproto.ofproto_v1_3_parser as parser

    match = parser.OFPMatch(in_port=1, eth_dst='00:00:00:00:00:02')
    assert [isinstance(each, parser.MTEthDst) for each in match.fields] == [False, True]
    assert all(isinstance(each, parser.OFPMatchField) for each in match.fields)
    assert parser.OFPMatchField._FIELDS_HEADERS[ofproto.OXM_OF_ETH_DST] is parser.MTEthDst
    assert (parser.MTEthDst.pack_str, parser.MTIPv6Src.pack_str) == ('!6s', '!8H')
    made = parser.OFPMatchField.make(ofproto.OXM_OF_VLAN_VID, 0x1005)
    assert isinstance(made, parser.MTVlanVid)
    assert parser.OFPActionSetField(made) == parser.OFPActionSetField(vlan_vid=0x1005)


@pytest.mark.parametrize('number', sorted(versions()))
def test_whatever_the_bytes_are_nothing_else_comes_out_of_a_parser(number):
    random = Random(number)
    for cls in version(number).structures().values():
        for _ in range(5):
            buf = bytes(random.choices((0, 0, 1, 8, 16, 255, random.randrange(256)), k=random.randrange(80)))
            try:
                if issubclass(cls, Message):
                    cls.parser(None, number, cls.msg_type, len(buf), 1, buf)
                else:
                    cls.parser(buf, random.choice((0, 4)))
            except MalformedError:
                pass


def test_structures_may_be_keys_each_as_itself(alias):
    action, match = of13.OFPActionOutput(1), of13.OFPMatch(in_port=1)
    field, flow = of13.OFPActionSetField(eth_dst='00:00:00:00:00:01'), of13.OFPFlowMod(None)
    keys = [action, match, field, flow, of13.OFPInstructionGotoTable(1)]
    assert len({*keys, *keys}) == 5
    assert of13.OFPActionOutput(1) not in {action}
    assert of13.OFPActionOutput(1) == action
