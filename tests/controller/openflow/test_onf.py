"""ONF's extensions of 1.3, by the bytes of Open vSwitch 3.1 and of EXT-187."""

from __future__ import annotations

from typing import Any

import pytest

from controller.openflow import OF10, OF12, OF13, OF14, OF15, onf, version
from controller.wire import DecodeError, Structure
from controller.wire.sizes import least_size

of13 = version(OF13)


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


MATCH = of13.OFPMatch(in_port=2)
OUTPUT = of13.OFPInstructionActions(of13.OFPIT_APPLY_ACTIONS, [of13.OFPActionOutput(3)])
FLOW_MOD = ('040e 0038 00000001 0000000000000000 0000000000000000 00 00 0000 0000 8000 ffffffff 00000000 00000000'
            '0000 0000 0001 0004 00000000')
MESSAGES: list[tuple[Any, str]] = [
    (of13.ONFBundleCtrlMsg(None, 1, of13.ONF_BCT_OPEN_REQUEST, of13.ONF_BF_ATOMIC | of13.ONF_BF_ORDERED, []),
     '0404 0018 00000001 4f4e4600 000008fc 00000001 0000 0003'),
    (of13.ONFBundleCtrlMsg(None, 1, of13.ONF_BCT_OPEN_REPLY, 1, [of13.OFPBundleProp(0xffff, data=b'abcd')]),
     '0404 0020 00000001 4f4e4600 000008fc 00000001 0001 0001 ffff 0008 61626364'),
    (of13.ONFBundleAddMsg(None, 1, of13.ONF_BF_ATOMIC, of13.OFPFlowMod(None), []),
     f'0404 0050 00000001 4f4e4600 000008fd 00000001 0000 0001 {FLOW_MOD}'),
    (of13.ONFFlowMonitorStatsRequest(None, 0, [of13.ONFFlowMonitorRequest(0, 0x3e, MATCH, table_id=1)]),
     '0412 0038 00000001 ffff 0000 00000000 4f4e4600 0000074e 00000000 003e 000c ffffffff 01 000000'
     '0001 000c 80000004 00000002 00000000'),
    (of13.OFPExperimenterStatsReply(None, 0, of13.ONFFlowMonitorMultipart([
        of13.ONFFlowUpdateFull(0, 0, 0x8000, 0, 0, 0x12, 7, MATCH, [OUTPUT]), of13.ONFFlowUpdateAbbrev(9)])),
     '0413 0060 00000001 ffff 0000 00000000 4f4e4600 0000074e 0040 0000 0000 8000 0000 0000 000c 12 00 0000000000000007'
     '0001 000c 80000004 00000002 00000000 0004 0018 00000000 0000 0010 00000003 ffe5 000000000000'
     '0008 0003 00000009'),
    (of13.ONFFlowMonitorCancel(None, 7), '0404 0014 00000001 4f4e4600 0000074e 00000007'),
    (of13.ONFFlowMonitorPaused(None), '0404 0010 00000001 4f4e4600 0000074f'),
    (of13.ONFFlowMonitorResumed(None), '0404 0010 00000001 4f4e4600 00000750'),
    (of13.ONFRoleStatus(None, of13.OFPCR_ROLE_SLAVE, 0, 2),
     '0404 0020 00000001 4f4e4600 00000777 00000003 00 000000 0000000000000002'),
    (of13.ONFRequestForward(None, of13.OFPGroupMod(None)),
     '0404 0020 00000001 4f4e4600 0000092e 040f 0010 00000000 0000 00 00 00000000'),
    (of13.ONFExperimenter(None, 9, b'abc'), '0404 0013 00000001 4f4e4600 00000009 616263'),
    (of13.ONFExperimenterStatsRequest(None, 0, 9, b'abc'),
     '0412 001b 00000001 ffff 0000 00000000 4f4e4600 00000009 616263'),
    (of13.OFPExperimenterStatsReply(None, 0, of13.ONFExperimenterMultipart(9, b'abc')),
     '0413 001b 00000001 ffff 0000 00000000 4f4e4600 00000009 616263'),
]


@pytest.mark.parametrize(('message', 'text'), MESSAGES, ids=lambda value: type(value).__name__)
def test_bytes(message: Any, text: str) -> None:
    message.set_xid(1)
    assert message.encode() == raw(text)
    decoded = of13.decode(raw(text))
    assert decoded == message
    assert type(decoded) is type(message)
    assert decoded.encode() == raw(text)
    ((_, shown),) = message.to_jsondict().items()
    again = type(message).from_jsondict(shown)
    again.set_xid(1)
    assert again.encode() == raw(text)


def test_every_message_is_in_the_table_of_bytes() -> None:
    wanted = {name for name, cls in onf.onf.classes.items() if issubclass(cls, Structure) and hasattr(cls, 'msg_type')}
    assert {type(message).__name__ for message, _ in MESSAGES} >= wanted


def test_sizes_of_the_table() -> None:
    for name, cls in onf.onf.classes.items():
        if issubclass(cls, Structure):
            assert least_size(getattr(of13, name)) == cls.table.keywords['size'], name


BARE = '00000000 003e 0008 ffffffff 01 000000 80000004 00000002'


def test_a_match_without_its_header_stays_without() -> None:
    """As EXT-187 has it, and Ryu; Open vSwitch has the header, and refuses this."""
    request = of13.ONFFlowMonitorRequest.decode(raw(BARE), 0, len(raw(BARE)))
    assert request == of13.ONFFlowMonitorRequest(0, 0x3e, MATCH, table_id=1)
    assert request.encode() == raw(BARE)
    ((_, shown),) = request.to_jsondict().items()
    assert shown['match_len'] == 8
    assert of13.ONFFlowMonitorRequest.from_jsondict(shown).encode() == raw(BARE)
    assert of13.ONFFlowMonitorRequest(0, 0x3e, MATCH, table_id=1).encode() != raw(BARE)


def test_an_empty_match_in_either_form() -> None:
    for text in '00000000 003e 0000 ffffffff ff 000000', '00000000 003e 0004 ffffffff ff 000000 0001 0004 00000000':
        request = of13.ONFFlowMonitorRequest.decode(raw(text), 0, len(raw(text)))
        assert request == of13.ONFFlowMonitorRequest(0, 0x3e)
        assert request.encode() == raw(text)


@pytest.mark.parametrize(
    'text',
    [
        '0412 0028 00000001 ffff 0000 00000000 4f4e4600 0000074e 00000000 003e 0010 ffffffff 01 000000',
        '0412 0030 00000001 ffff 0000 00000000 4f4e4600 0000074e 00000000 003e 0006 ffffffff 01 000000'
        '0001 0004 00000000',
        '0413 0020 00000001 ffff 0000 00000000 4f4e4600 0000074e 0000 0003 00000000',
        '0404 0018 00000001 4f4e4600 000008fd 00000001 0000 0001',
        '0404 0020 00000001 4f4e4600 000008fd 00000001 0000 0001 0500 0008 00000001',
    ],
)
def test_damage(text: str) -> None:
    with pytest.raises(DecodeError):
        of13.decode(raw(text))


def test_an_event_that_nobody_declared() -> None:
    text = '0413 0020 00000001 ffff 0000 00000000 4f4e4600 0000074e 0008 0009 61626364'
    message = of13.decode(raw(text))
    assert message.body.updates == [of13.ONFFlowUpdateHeader(9, b'abcd')]
    assert message.encode() == raw(text)


@pytest.mark.parametrize('number', [OF10, OF12, OF14, OF15])
def test_they_are_of_1_3_alone(number: int) -> None:
    other = version(number)
    assert not hasattr(other, 'ONFBundleCtrlMsg')
    assert not hasattr(other, 'ONF_BCT_OPEN_REQUEST')


def test_numbers() -> None:
    assert (of13.ONFERR_ET_BUNDLE_EXIST, of13.ONFERR_DUP_INSTRUCTION) == (2303, 2600)
    assert of13.ONF_ET_BPT_EXPERIMENTER == 0xffff
