"""The match fields of a frame against Open vSwitch: it finds the same ones, and the match made of them matches."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from controller.openflow import OF10, OF13, OF15, version
from controller.openflow.ovs_fields import OvsFields
from controller.openflow.ovs_words import Text, words
from controller.packet.fields import every_field
from controller.packet.packet import Packet
from tests.conformance.channel import Channel
from tests.conformance.lab import Laboratory, run
from tests.controller.packet.frames import every_frame

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(90)]

NOBODY = 'tcp:127.0.0.1:6653'
PROTOCOLS = {OF10: 'OpenFlow10', OF13: 'OpenFlow13', OF15: 'OpenFlow15'}
PRIORITY = 999

NOTHING = (0, '0.0.0.0', '::', '00:00:00:00:00:00')
ADDRESSES = ('ipv4_src', 'ipv6_src')
TRANSPORT = ('tcp_', 'udp_', 'sctp_', 'icmpv')
#: What Open vSwitch tells beside the fields of a frame that OpenFlow has.
ELSE = {'in_port', 'nw_ttl', 'ip_frag', 'mpls_ttl', 'packet_type', 'nd_options_type',
        'nd_reserved', 'vlan_tci'}

#: Frames of what an OpenFlow switch sees otherwise than as one header behind the other.
MORE = {
    'mpls': '8847 00010a40 00020140 45000014',
    'multicast mpls': '8848 fffff740',
    'snap': '0026 aaaa03000000 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002',
    'llc': '0026 424203 0000000000',
    'request number 257': '0806 0001080006040101 020000000001 0a000001 000000000000 0a000002',
    'truncated tag': '8100 00',
    'address twice': '86dd 60000000 0028 3aff ' + 'fe80' * 16 + '8700 0000 00000000' + 'fe80' * 8
    + '0101 aabbccddeeff' * 2,
    'address between others': '86dd 60000000 0030 3aff ' + 'fe80' * 16 + '8800 0000 00000000' + 'fe80' * 8
    + '0e01 000000000000 0201 aabbccddeeff 0e01 000000000000',
    'advertisement in a fragment': '86dd 60000000 0010 2c40 ' + 'fe80' * 16 + '3a00 0001 00000001 8800 0000 00000000',
}  # fmt: skip


def chance_frames(seed: int, count: int) -> Iterator[bytes]:
    """Valid frames, then such of which some bytes were changed."""
    chance, valid = random.Random(seed), [each for name, each in every_frame().items() if name != 'pbb']
    valid += [bytes.fromhex('020000000002 020000000001' + each) for each in MORE.values()]
    yield from valid
    for _ in range(count):
        frame = bytearray(chance.choice(valid))
        for _ in range(chance.randint(1, 3)):
            frame[chance.randrange(len(frame))] = chance.choice([0, 0, chance.randrange(256)])
        yield bytes(frame)


@pytest.fixture(params=PROTOCOLS, ids=PROTOCOLS.values())
def bridge(lab: Laboratory, request: pytest.FixtureRequest) -> Iterator[Channel]:
    """A bridge that looks behind two tags; by default Open vSwitch sees the inner one as what the frame carries."""
    run('ovs-vsctl', 'set', 'Open_vSwitch', '.', 'other_config:vlan-limit=2')
    lab.switch(0xB, PROTOCOLS[request.param], NOBODY, lab.hosts(1))
    with Channel(lab.openvswitch.directory / 'br11.mgmt', version(request.param)) as channel:
        yield channel


def trace(frame: bytes) -> tuple[dict[str, Any], bool]:
    """The fields that Open vSwitch finds in a frame, and whether the flow that is installed takes it."""
    said = run('ovs-appctl', 'ofproto/trace', 'br11', 'in_port=1', frame.hex())
    (flow,) = re.findall('^Flow: (.*)', said, re.MULTILINE)
    flow = re.sub(r',(dl_vlan|dl_vlan_pcp|vlan_tci|mpls_lse)[12]=\w+', '', flow)  # of what is behind the outermost
    if ',nw_proto=' in flow:
        flow = re.sub(r',tp_(src|dst)=\d+', '', flow)  # the type and code of IGMP, which no match can have
    found = OvsFields(version(OF15)).match(list(words(Text(flow, 0))))
    if found.get('ip_frag'):  # it finds the ports of a first fragment, and matches it as if it had none
        found = {name: value for name, value in found.items() if not name.startswith(TRANSPORT)}
    return said_of(found), bool(re.search(rf'^ 0\. .*priority {PRIORITY}', said, re.MULTILINE))


def said_of(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a match that both have, without the zeros that Open vSwitch has for what is not there."""
    return {name: value for name, value in fields.items() if name not in ELSE and value not in NOTHING}


def flow_mods(of: Any, frame: bytes) -> Iterator[Any]:
    """The messages that make the flow of a frame the only one."""
    if of.OFP_VERSION == OF10:
        yield of.OFPFlowMod(None, of.OFPMatch(), command=of.OFPFC_DELETE, out_port=of.OFPP_NONE)
        yield of.OFPFlowMod(None, of.OFPMatch(**Packet(frame).match_fields(of)), priority=PRIORITY)
    else:
        yield of.OFPFlowMod(None, command=of.OFPFC_DELETE, out_port=of.OFPP_ANY, out_group=of.OFPG_ANY)
        yield of.OFPFlowMod(None, match=of.OFPMatch(**Packet(frame).match_fields(of)), priority=PRIORITY)


def test_it_takes_the_frame_and_finds_nothing_more(bridge: Channel) -> None:
    differences = {}
    for frame in chance_frames(bridge.tables.OFP_VERSION, 60):
        bridge.tell(*flow_mods(bridge.tables, frame))
        found, taken = trace(frame)
        ours = said_of(every_field(frame))
        if {*ADDRESSES} & ours.keys() - found.keys():
            continue  # shorter than its header says: damaged to a switch, to us perhaps the start of one that was not
        others = {n: (ours.get(n), found.get(n)) for n in ours.keys() | found.keys() if ours.get(n) != found.get(n)}
        if not taken or others:
            differences[frame.hex()] = taken, others
    assert differences == {}
