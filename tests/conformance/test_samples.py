"""1,211 messages from the wild: they decode or are refused, as JSON they are Ryu's, and Open vSwitch reads the same.

They lie beside the checkout (`../shared/openflow-samples`) and are never committed; without them these tests skip.
`samples_exceptions.toml` lists every sample of which one of that is not so, with the reason; one that is listed
needlessly fails, too.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from controller.openflow import version
from controller.wire import DecodeError, Message
from controller.wire.json import ofp_msg_from_jsondict
from tests.conformance.golden import different
from tests.conformance.ovs_text import Comparison, compare, structures

SAMPLES = Path(__file__).parents[3] / 'shared' / 'openflow-samples'
EXCEPTIONS = Path(__file__).with_name('samples_exceptions.toml')

pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason=f'no sample messages in {SAMPLES}')


@dataclass(frozen=True)
class Sample:
    """A message, and what others make of it: None where they make nothing of it."""

    number: int
    version: int
    data: bytes
    ryu: dict[str, Any] | None
    open_vswitch: str | None


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLES / name).read_text(encoding='utf-8').splitlines()]


@cache
def samples() -> list[Sample]:
    said = {entry['n']: entry['text'] for entry in lines('wire_ovs.jsonl') if entry['ok']}
    both = zip(lines('wire_corpus.jsonl'), lines('wire_ryu.jsonl'), strict=True)
    return [
        Sample(number, entry['version'], bytes.fromhex(entry['hex']), ryu.get('json'), said.get(number))
        for number, (entry, ryu) in enumerate(both)
    ]


@cache
def read() -> tuple[dict[int, Message], dict[int, str]]:
    """Sample -> the message in it, and sample -> why it is refused."""
    messages, refused = {}, {}
    for sample in samples():
        try:
            messages[sample.number] = version(sample.version).decode(sample.data)
        except ValueError as error:
            refused[sample.number] = str(error)
    return messages, refused


def listed(what: str) -> dict[int, dict[str, Any]]:
    """The exceptions of one kind, by sample."""
    entries = tomllib.loads(EXCEPTIONS.read_text(encoding='utf-8')).get(what, [])
    return {number: entry for entry in entries for number in entry['samples']}


def check(what: str, found: dict[int, str]) -> None:
    """What is found is what is listed."""
    exempt = listed(what)
    assert {number: text for number, text in found.items() if number not in exempt} == {}
    assert sorted(exempt.keys() - found.keys()) == [], f'so {EXCEPTIONS.name} must not list them'


def test_every_sample_decodes_or_is_refused_as_listed() -> None:
    messages, refused = read()
    assert len(messages) + len(refused) == 1211
    check('refused', refused)
    for number, entry in listed('refused').items():
        assert entry['says'] in refused[number], number


def test_refusals_are_of_one_kind() -> None:
    for sample in samples():
        if sample.number in read()[1] and sample.version != 2:
            with pytest.raises(DecodeError):
                version(sample.version).decode(sample.data)


def test_every_sample_encodes_to_its_bytes() -> None:
    found = {}
    for number, message in read()[0].items():
        data = message.encode()
        if data != samples()[number].data:
            found[number] = data.hex()
            assert version(data[0]).decode(data) == message, number
    check('bytes', found)


def test_every_attribute_can_be_read() -> None:
    seen = 0
    for message in read()[0].values():
        assert repr(message)
        for structure in structures(message):
            for name in dir(structure):
                seen += getattr(structure, name) is not None
    assert seen > 100_000


def test_json_there_and_back() -> None:
    found = {}
    for number, message in read()[0].items():
        of = type(message).table.version
        again = ofp_msg_from_jsondict(of, json.loads(json.dumps(message.to_jsondict())))
        again.xid = message.xid
        if again != message or again.encode() != message.encode():
            found[number] = repr(again)
    check('back', found)


def test_json_is_ryus_where_ryu_is_right() -> None:
    found, same = {}, 0
    for number, message in read()[0].items():
        theirs = samples()[number].ryu
        if theirs is not None:
            difference = different(message.to_jsondict(), theirs)
            same += not difference
            if difference:
                found[number] = difference
    check('json', found)
    assert same > 750


def test_open_vswitch_reads_the_same() -> None:
    found, facts, agreed = {}, 0, 0
    for number, message in read()[0].items():
        text = samples()[number].open_vswitch
        if text is not None:
            comparison = compare(message, text)
            facts += comparison.facts
            agreed += not comparison.differences
            if comparison.differences:
                found[number] = '; '.join(comparison.differences)
    check('open_vswitch', found)
    assert (agreed > 950, facts > 12_000) == (True, True)


def test_every_exception_has_a_reason() -> None:
    exceptions = tomllib.loads(EXCEPTIONS.read_text(encoding='utf-8'))
    assert exceptions.keys() == {'refused', 'bytes', 'back', 'json', 'open_vswitch'}
    for entries in exceptions.values():
        numbers = [number for entry in entries for number in entry['samples']]
        assert len(numbers) == len(set(numbers))
        for entry in entries:
            assert len(entry['reason'].split()) >= 5 and entry['reason'].endswith('.'), entry


# -- the comparison can fail ------------------------------------------------------------------------------------------

FLOW_MOD = ('OFPT_FLOW_MOD (OF1.3) (xid=0x7): ADD table:2 priority=9,tcp,in_port=1,nw_src=10.0.0.0/8,tp_dst=80 '
            'cookie:0x5 idle:6 actions=output:2,group:3,goto_table:4\n')
PORTS = ('OFPST_PORT reply (OF1.3) (xid=0x7): 2 ports\n'
         '  port  1: rx pkts=1, bytes=2, drop=?, errs=4, frame=0, over=0, crc=0\n'
         '           tx pkts=5, bytes=6, drop=7, errs=8, coll=0\n'
         '  port LOCAL: rx pkts=1, bytes=2, drop=3, errs=4, frame=0, over=0, crc=0\n'
         '           tx pkts=5, bytes=6, drop=7, errs=8, coll=0\n')


def flow_mod() -> Message:
    of = version(4)
    actions = [of.OFPActionOutput(2), of.OFPActionGroup(3)]
    applied = of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, actions)
    match = of.OFPMatch(in_port=1, eth_type=0x0800, ip_proto=6, ipv4_src='10.0.0.0/8', tcp_dst=80)
    message = of.OFPFlowMod(None, cookie=5, table_id=2, priority=9, idle_timeout=6, out_port=of.OFPP_ANY, match=match,
                            instructions=[applied, of.OFPInstructionGotoTable(4)])
    return with_xid(message)


def ports() -> Message:
    of, rest = version(4), (0, 0, 0, 0, 0, 0)
    body = [of.OFPPortStats(1, 1, 5, 2, 6, (1 << 64) - 1, 7, 4, 8, *rest),
            of.OFPPortStats(of.OFPP_LOCAL, 1, 5, 2, 6, 3, 7, 4, 8, *rest)]
    return with_xid(of.OFPPortStatsReply(None, body=body))


def with_xid(message: Message) -> Message:
    message.xid = 7
    return message


@pytest.mark.parametrize(
    ('message', 'text', 'was', 'now', 'complaint'),
    [
        (flow_mod, FLOW_MOD, '', '', None),
        (flow_mod, FLOW_MOD, 'xid=0x7', 'xid=0x8', 'xid'),
        (flow_mod, FLOW_MOD, 'OF1.3', 'OF1.4', 'version'),
        (flow_mod, FLOW_MOD, 'table:2', 'table:3', 'OFPFlowMod.table_id'),
        (flow_mod, FLOW_MOD, ' table:2', '', 'OFPFlowMod.table_id'),
        (flow_mod, FLOW_MOD, 'priority=9,', '', 'OFPFlowMod.priority'),
        (flow_mod, FLOW_MOD, 'cookie:0x5', 'cookie:0x6', 'OFPFlowMod.cookie'),
        (flow_mod, FLOW_MOD, 'idle:6', 'idle:7', 'OFPFlowMod.idle_timeout'),
        (flow_mod, FLOW_MOD, 'idle:6', 'idle:6 hard:7', 'OFPFlowMod.hard_timeout'),
        (flow_mod, FLOW_MOD, '/8', '/9', 'match'),
        (flow_mod, FLOW_MOD, 'tcp', 'udp', 'match'),
        (flow_mod, FLOW_MOD, ',tp_dst=80', '', 'match'),
        (flow_mod, FLOW_MOD, 'output:2', 'output:3', 'actions'),
        (flow_mod, FLOW_MOD, ',group:3', '', 'actions'),
        (flow_mod, FLOW_MOD, 'goto_table:4', 'goto_table:5', 'actions'),
        (ports, PORTS, '', '', None),
        (ports, PORTS, 'reply', 'request', 'direction'),
        (ports, PORTS, 'port LOCAL', 'port 2', 'OFPPortStats.port_no'),
        (ports, PORTS, 'drop=?', 'drop=3', 'OFPPortStats.rx_dropped'),
        (ports, PORTS, 'drop=3', 'drop=?', 'OFPPortStats.rx_dropped'),
        (ports, PORTS, 'tx pkts=5, bytes=6', 'tx pkts=5, bytes=7', 'OFPPortStats.tx_bytes'),
        (ports, PORTS, 'OFPST_PORT', 'OFPST_PORT_DESC', 'type'),
    ],
)  # fmt: skip
def test_what_differs_is_found(message: Callable[[], Message], text: str, was: str, now: str,
                               complaint: str | None) -> None:
    found: Comparison = compare(message(), text.replace(was, now, 1))
    assert [line.partition(':')[0] for line in found.differences] == ([complaint] if complaint else [])
    assert found.facts > 10
