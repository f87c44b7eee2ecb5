"""Flows with every match field and every action go into Open vSwitch and come back equal, in every version.

What Open vSwitch 3.1 refuses, or says back in other words, is listed: a difference that is not in the list, and one of
the list that is none any more, fail.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from controller.emulator.match import match_of_10
from controller.openflow import OF10, OF12, OF13, OF14, OF15, version
from controller.openflow.ovs_syntax import flow_from_str
from controller.openflow.refusal import names_of_error
from tests.conformance.channel import Channel
from tests.conformance.lab import Laboratory
from tests.conformance.test_openvswitch_fields import (
    ACTIONS,
    ACTIONS_BY_FIELDS,
    BY_FIELDS,
    FLOWS,
    PROTOCOLS,
    REFUSED,
    WHOLE_FLOWS,
    WHOLE_FLOWS_BY_FIELDS,
    read_by_openvswitch,
    some_match,
)

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(90)]

NOBODY = 'tcp:127.0.0.1:6653'
ALL_TABLES = 0xFF

#: It has no physical ports, provider backbone bridges and extension headers; two fields are its own business.
REFUSED_FIELDS = {
    **dict.fromkeys(REFUSED, 'OFPET_BAD_MATCH, OFPBMC_BAD_FIELD'),
    **dict.fromkeys(('_dp_hash', '_recirc_id'), 'OFPET_BAD_REQUEST, OFPBRC_EPERM'),
}

#: It keeps what vlan_tci says in the standard fields, which take only some masks.
TAKES: dict[tuple[str, bool], dict[str, Any]] = {('vlan_tci', True): {'vlan_tci': (0x1123, 0x1FFF)}}

#: By version: 1.0 is asked without the options of Geneve (an error of Nicira's, NXET_VENDOR), and in 1.2 there are no
#: packets but those of Ethernet.
REFUSED_FLOWS: dict[int, dict[str, str]] = {
    OF10: {'tcp,actions=delete_field:tun_metadata0': '45250, 0'},
    OF12: dict.fromkeys(
        ('actions=decap', 'dl_type=0x894f,actions=dec_nsh_ttl'), 'OFPET_BAD_ACTION, OFPBAC_BAD_EXP_TYPE'
    ),
}

#: In 1.0 it pads the properties of this action by their place in the message: we read that, and encode it aligned.
NOT_IN_1_0 = 'controller(userdata=01.02,pause)'

#: What comes back otherwise: a field of variable length has there the length that its option was given.
OTHERWISE = {'tcp,ct_state=+trk,actions=delete_field:tun_metadata0'}


@pytest.fixture
def channel(request: pytest.FixtureRequest, lab: Laboratory) -> Iterator[Channel]:
    """A channel to a bridge of two ports that speaks one version."""
    lab.switch(0xA, PROTOCOLS[request.param], NOBODY, lab.hosts(2))
    with Channel(lab.openvswitch.directory / 'br10.mgmt', version(request.param)) as channel:
        yield channel


@pytest.fixture
def of(channel: Channel) -> Any:
    return channel.tables


def written(channel: Channel, flows: list[Any]) -> tuple[dict[int, Any], dict[int, str]]:
    """What the switch has of these flows, and the names of what it refuses, each by its place in the list."""
    for place, mod in enumerate(flows):
        mod.priority = place + 1
    places = {mod.xid: place for place, mod in enumerate(flows)} if (errors := channel.ask(*flows)) else {}
    refused = {places[error.xid]: names_of_error(error) for error in errors}
    of = channel.tables
    if of.OFP_VERSION == OF10:
        request = of.OFPFlowStatsRequest(None, 0, of.OFPMatch(), ALL_TABLES, of.OFPP_NONE)
    elif of.OFP_VERSION == OF12:
        request = of.OFPFlowStatsRequest(None, ALL_TABLES, of.OFPP_ANY, of.OFPG_ANY, 0, 0, of.OFPMatch())
    else:
        request = (of.OFPFlowDescStatsRequest if of.OFP_VERSION == OF15 else of.OFPFlowStatsRequest)(None)
    return {flow.priority - 1: flow for flow in channel.ask_for(request)}, refused


@pytest.mark.parametrize('channel', BY_FIELDS, indirect=True, ids=PROTOCOLS.get)
def test_every_match_field(channel: Channel, of: Any, tmp_path: Path) -> None:
    """One flow for each field, and one more for each that takes a mask; the fixed match of 1.0 is in the next test."""
    rng = random.Random(of.OFP_VERSION)
    fields = [
        (field, masked) for field in of.fields.by_name.values()
        for masked in ((False, True) if field.maskable else (False,))
    ]  # fmt: skip
    matches = [some_match(of, field, masked, rng) | TAKES.get((field.name, masked), {}) for field, masked in fields]
    prepare(channel)
    there, refused = written(channel, [as_flow_mod(of, of.OFPMatch(**each)) for each in matches])
    assert {fields[place][0].name: why for place, why in refused.items()} == {
        name: why for name, why in REFUSED_FIELDS.items() if name in of.fields.by_name
    }
    # Some come back in other fields or under another mask that mean the same, so it is asked for its reading of both.
    ours, theirs = (
        read_by_openvswitch([as_flow_mod(of, match).encode() for match in both], tmp_path)
        for both in (
            [of.OFPMatch(**wanted) for place, wanted in enumerate(matches) if place not in refused],
            [there[place].match for place in range(len(matches)) if place not in refused],
        )
    )
    assert [(our, their) for our, their in zip(ours, theirs, strict=True) if our != their] == []


def as_flow_mod(of: Any, match: Any) -> Any:
    return of.OFPFlowMod(None, match=match, instructions=[], out_port=of.OFPP_ANY)


@pytest.mark.parametrize('channel', PROTOCOLS, indirect=True, ids=PROTOCOLS.get)
def test_every_action(channel: Channel, of: Any) -> None:
    by_fields = of.OFP_VERSION != OF10
    tracked = 'ct_state=+trk,' * by_fields
    texts = [f'{each},actions=drop' for each in FLOWS]
    texts += [f'tcp,{tracked}actions={each}' for each in ACTIONS + ACTIONS_BY_FIELDS * by_fields
              if by_fields or each != NOT_IN_1_0]
    texts += WHOLE_FLOWS + WHOLE_FLOWS_BY_FIELDS * by_fields
    prepare(channel)
    flows = [
        of.OFPFlowMod(None, **{'command': of.OFPFC_ADD, 'cookie': 0} | flow_from_str(of, text)) for text in texts
    ]
    there, refused = written(channel, flows)
    assert {texts[place]: why for place, why in refused.items()} == REFUSED_FLOWS.get(of.OFP_VERSION, {})
    differences = {
        text: (said(flows[place]), said(there[place])) for place, text in enumerate(texts)
        if place not in refused and (said(flows[place]) != said(there[place])) != (text in OTHERWISE)
    }
    assert differences == {}


def prepare(channel: Channel) -> None:
    """What some of the flows refer to: two groups, and options of Geneve, which tun_metadata0 and the like are."""
    of = channel.tables
    if of.OFP_VERSION != OF10:
        channel.tell(*[of.OFPGroupMod(None, of.OFPGC_ADD, of.OFPGT_ALL, number, buckets=[]) for number in (3, 5)])
        options = [of.NXTlvMap(0xFFFF, index, 4, index) for index in range(64)]
        channel.tell(of.NXTTlvTableMod(None, of.NXTTMC_ADD, options))


def said(flow: Any) -> tuple[dict[str, Any], Any]:
    """What a flow matches, and its instructions, or in 1.0 its actions."""
    if hasattr(flow, 'actions'):  # 1.0 has many ways to say that a field is free
        return match_of_10(flow.match, flow.match.table.version).conditions, flow.actions
    return dict(flow.match.items()), flow.instructions


# Groups, meters and roles ---------------------------------------------------------------------------------------------


def bucket(of: Any, number: int, weight: int = 0, watch_port: int | None = None) -> Any:
    """A bucket that puts packets out of a port, in the words of the version."""
    actions = [of.OFPActionSetField(eth_src=f'00:00:00:00:00:{number:02x}'), of.OFPActionOutput(number)]
    if of.OFP_VERSION < OF15:
        return of.OFPBucket(weight, of.OFPP_ANY if watch_port is None else watch_port, of.OFPG_ANY, actions)
    properties = [of.OFPGroupBucketPropWeight(weight=weight)] if weight else []
    if watch_port is not None:
        properties.append(of.OFPGroupBucketPropWatch(type_=of.OFPGBPT_WATCH_PORT, watch=watch_port))
    return of.OFPBucket(bucket_id=number, actions=actions, properties=properties)


@pytest.mark.parametrize('channel', BY_FIELDS, indirect=True, ids=PROTOCOLS.get)
def test_groups(channel: Channel, of: Any) -> None:
    """One of each type."""
    groups = {
        1: (of.OFPGT_ALL, [bucket(of, 1), bucket(of, 2)]),
        2: (of.OFPGT_SELECT, [bucket(of, 1, weight=3), bucket(of, 2, weight=5)]),
        3: (of.OFPGT_INDIRECT, [bucket(of, 2)]),
        4: (of.OFPGT_FF, [bucket(of, 1, watch_port=1), bucket(of, 2, watch_port=2)]),
    }
    channel.tell(*[
        of.OFPGroupMod(None, command=of.OFPGC_ADD, type_=kind, group_id=number, buckets=buckets)
        for number, (kind, buckets) in groups.items()
    ])
    there = channel.ask_for(of.OFPGroupDescStatsRequest(None))
    assert {each.group_id: (each.type, each.buckets) for each in there} == groups
    channel.tell(of.OFPGroupMod(None, command=of.OFPGC_MODIFY, type_=of.OFPGT_ALL, group_id=1, buckets=[bucket(of, 2)]))
    channel.tell(of.OFPGroupMod(None, command=of.OFPGC_DELETE, group_id=4))
    there = channel.ask_for(of.OFPGroupDescStatsRequest(None))
    assert {each.group_id: len(each.buckets) for each in there} == {1: 1, 2: 2, 3: 1}
    (unknown,) = channel.ask(of.OFPGroupMod(None, command=of.OFPGC_MODIFY, group_id=9, buckets=[]))
    assert names_of_error(unknown) == 'OFPET_GROUP_MOD_FAILED, OFPGMFC_UNKNOWN_GROUP'


@pytest.mark.parametrize('channel', [OF13, OF14, OF15], indirect=True, ids=PROTOCOLS.get)
def test_meters(channel: Channel, of: Any) -> None:
    """In userspace it drops, and refuses to remark."""
    flags = of.OFPMF_KBPS | of.OFPMF_BURST | of.OFPMF_STATS
    drop, remark = of.OFPMeterBandDrop(rate=100, burst_size=10), of.OFPMeterBandDscpRemark(rate=50, prec_level=1)
    channel.tell(*[of.OFPMeterMod(None, of.OFPMC_ADD, flags, number, [drop]) for number in (1, 2)])
    (refused,) = channel.ask(of.OFPMeterMod(None, of.OFPMC_ADD, flags, 3, [remark]))
    assert names_of_error(refused) == 'OFPET_METER_MOD_FAILED, OFPMMFC_BAD_BAND'
    request = of.OFPMeterDescStatsRequest if of.OFP_VERSION == OF15 else of.OFPMeterConfigStatsRequest
    there = {each.meter_id: (each.flags, each.bands) for each in channel.ask_for(request(None, meter_id=of.OFPM_ALL))}
    assert there == {1: (flags, [drop]), 2: (flags, [drop])}
    channel.tell(of.OFPMeterMod(None, of.OFPMC_DELETE, 0, 2, []))
    stats = channel.ask_for(of.OFPMeterStatsRequest(None, meter_id=of.OFPM_ALL))
    assert [(each.meter_id, each.packet_in_count) for each in stats] == [(1, 0)]
    (again,) = channel.ask(of.OFPMeterMod(None, of.OFPMC_ADD, flags, 1, [drop]))
    assert names_of_error(again) == 'OFPET_METER_MOD_FAILED, OFPMMFC_METER_EXISTS'


@pytest.mark.parametrize('channel', PROTOCOLS, indirect=True, ids=PROTOCOLS.get)
def test_roles(channel: Channel, of: Any) -> None:
    """Nicira's in 1.0, where there is no generation; the others tell an old one."""
    if of.OFP_VERSION == OF10:
        (reply,) = channel.ask(of.NXTRoleRequest(None, of.NX_ROLE_MASTER))
        assert reply.role == of.NX_ROLE_MASTER
        return
    (reply,) = channel.ask(of.OFPRoleRequest(None, role=of.OFPCR_ROLE_MASTER, generation_id=7))
    assert (reply.role, reply.generation_id) == (of.OFPCR_ROLE_MASTER, 7)
    (stale,) = channel.ask(of.OFPRoleRequest(None, role=of.OFPCR_ROLE_SLAVE, generation_id=6))
    assert names_of_error(stale) == 'OFPET_ROLE_REQUEST_FAILED, OFPRRFC_STALE'
    channel.ask(of.OFPRoleRequest(None, role=of.OFPCR_ROLE_SLAVE, generation_id=8))
    (slave,) = channel.ask(of.OFPFlowMod(None, match=of.OFPMatch(), instructions=[]))
    assert names_of_error(slave) == 'OFPET_BAD_REQUEST, OFPBRC_IS_SLAVE'
