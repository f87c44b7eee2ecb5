"""What a learning switch notes and decides, in every OpenFlow version, without a switch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from controller.lib.learning import Way, deletions, learn, packet_out
from controller.openflow import OF10, OF12, OF13, OF14, OF15, version

VERSIONS = [OF10, OF12, OF13, OF14, OF15]
ONE, TWO = '00:00:00:00:00:01', '00:00:00:00:00:02'


def frame(dst: str, src: str, ethertype: int = 0x0800) -> bytes:
    return bytes.fromhex(f'{dst}{src}'.replace(':', '')) + ethertype.to_bytes(2) + bytes(46)


def test_the_way_is_known_once_the_receiver_has_sent_something() -> None:
    learned: dict[str, int] = {}
    assert learn(learned, 1, frame(TWO, ONE)) == Way(ONE, TWO, None)
    assert learn(learned, 2, frame(ONE, TWO)) == Way(TWO, ONE, 1)
    assert learn(learned, 3, frame(TWO, ONE)) == Way(ONE, TWO, 2)
    assert learned == {ONE: 3, TWO: 2}


@pytest.mark.parametrize('data', [b'', bytes(13), frame('01:80:c2:00:00:0e', ONE, 0x88CC)])
def test_what_is_left_alone_teaches_nothing(data: bytes) -> None:
    learned: dict[str, int] = {}
    assert learn(learned, 1, data) is None
    assert learned == {}


@pytest.mark.parametrize('number', VERSIONS)
@pytest.mark.parametrize('buffered', [False, True])
def test_a_packet_is_sent_on(number: int, buffered: bool) -> None:
    ofproto = version(number)
    datapath = SimpleNamespace(ofproto=ofproto, ofproto_parser=ofproto)
    msg = SimpleNamespace(datapath=datapath, buffer_id=7 if buffered else ofproto.OFP_NO_BUFFER, data=b'frame')
    message = packet_out(msg, 3, [ofproto.OFPActionOutput(2)])
    sent = ofproto.decode(_encoded(message))
    assert (sent.buffer_id, bytes(sent.data or b'')) == ((7, b'') if buffered else (ofproto.OFP_NO_BUFFER, b'frame'))
    assert (sent.match['in_port'] if number == OF15 else sent.in_port) == 3
    assert [action.port for action in sent.actions] == [2]


@pytest.mark.parametrize('number', VERSIONS)
def test_the_flow_entries_to_some_addresses_are_deleted(number: int) -> None:
    ofproto = version(number)
    datapath = SimpleNamespace(ofproto=ofproto, ofproto_parser=ofproto)
    sent = [ofproto.decode(_encoded(message)) for message in deletions(datapath, [ONE, TWO])]
    assert [each.command for each in sent] == [ofproto.OFPFC_DELETE] * 2
    assert [each.match['dl_dst' if number == OF10 else 'eth_dst'] for each in sent] == [ONE, TWO]
    assert {each.out_port for each in sent} == {getattr(ofproto, 'OFPP_ANY', 0xFFFF)}


def _encoded(message: Any) -> bytes:
    message.xid = 1
    return message.encode()
