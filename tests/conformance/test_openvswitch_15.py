"""OpenFlow 1.5 on a real Open vSwitch bridge: what our tables say is what it understands, and what it says back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from controller.openflow.v1_5 import of15
from tests.conformance.channel import Channel
from tests.conformance.lab import Laboratory, Switch, wait_until

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(90)]

NOBODY = 'tcp:127.0.0.1:6653'
FRAME = bytes.fromhex('000000000002 000000000001 88b5') + bytes(46)


HUB = """
from controller.app import CONFIG_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPPacketIn, EventOFPSwitchFeatures
from controller.openflow import OF15


class Hub(App):
    OFP_VERSIONS = [OF15]

    @set_ev_cls(EventOFPSwitchFeatures, CONFIG_DISPATCHER)
    def joined(self, ev):
        dp = ev.msg.datapath
        of = dp.ofproto_parser
        actions = [of.OFPActionOutput(of.OFPP_CONTROLLER, of.OFPCML_NO_BUFFER)]
        dp.send_msg(of.OFPFlowMod(dp, priority=0, instructions=[
            of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, actions)]))

    @set_ev_cls(EventOFPPacketIn)
    def packet_in(self, ev):
        dp = ev.msg.datapath
        of = dp.ofproto_parser
        match = of.OFPMatch(in_port=ev.msg.match['in_port'])
        dp.send_msg(of.OFPPacketOut(dp, of.OFP_NO_BUFFER, match, [of.OFPActionOutput(of.OFPP_FLOOD)], ev.msg.data))
"""


def connect(lab: Laboratory) -> Channel:
    # Open vSwitch describes the features of meters as 1.4 does, 8 bytes short.
    return Channel(lab.openvswitch.directory / 'br10.mgmt', of15, 'OFPMeterFeaturesStatsReply')


@pytest.fixture
def switch(lab: Laboratory) -> Switch:
    return lab.switch(0xA, 'OpenFlow15', NOBODY, lab.hosts(2))


@pytest.fixture
def channel(lab: Laboratory, switch: Switch) -> Iterator[Channel]:
    with connect(lab) as channel:
        # On this socket Open vSwitch tells of nothing by itself until it knows how much of a packet to send.
        channel.tell(of15.OFPSetConfig(None, miss_send_len=of15.OFPCML_NO_BUFFER))
        yield channel


def flow(match: dict[str, Any], *actions: Any, **others: Any) -> Any:
    instructions = [of15.OFPInstructionActions(of15.OFPIT_APPLY_ACTIONS, list(actions))] if actions else []
    return of15.OFPFlowMod(None, match=of15.OFPMatch(**match), instructions=instructions, **others)


def bucket(number: int, port: int, weight: int = 1) -> Any:
    return of15.OFPBucket(number, [of15.OFPActionOutput(port)], [of15.OFPGroupBucketPropWeight(weight=weight)])


def group(command: int, at: int = of15.OFPG_BUCKET_ALL, *buckets: Any) -> Any:
    return of15.OFPGroupMod(None, command, of15.OFPGT_SELECT, 1, at, list(buckets))


def error(replies: list[Any]) -> tuple[int, int]:
    """Type and code of the one error that came."""
    (reply,) = replies
    assert isinstance(reply, of15.OFPErrorMsg), reply
    return reply.type, reply.code


def test_pings_through_an_app(lab: Laboratory) -> None:
    app = lab.directory / 'hub_15.py'
    app.write_text(HUB)
    controller = lab.controller(str(app))
    one, two = hosts = lab.hosts(2)
    lab.switch(0xA, 'OpenFlow15', 'tcp:127.0.0.1:6653', hosts)
    controller.wait_for(0xA)
    assert one.pings(two)
    controller.stop()


def test_a_flow_is_read_back(switch: Switch, channel: Channel) -> None:
    wanted = {'in_port': 1, 'eth_type': 0x0800, 'ip_proto': 6, 'ipv4_src': '10.0.0.0/8', 'tcp_dst': 80, 'tcp_flags': 2}
    actions = [of15.OFPActionSetField(eth_dst='00:00:00:00:00:02'), of15.OFPActionOutput(2)]
    channel.tell(flow(wanted, *actions, priority=5, cookie=7, importance=3, idle_timeout=100, hard_timeout=200,
                      flags=of15.OFPFF_SEND_FLOW_REM))
    (entry,) = channel.ask_for(of15.OFPFlowDescStatsRequest(None))
    assert dict(entry.match.items()) == dict(of15.OFPMatch(**wanted).items())
    assert entry.instructions == [of15.OFPInstructionActions(of15.OFPIT_APPLY_ACTIONS, actions)]
    assert (entry.table_id, entry.priority, entry.cookie, entry.importance, entry.flags) == (0, 5, 7, 3, 1)
    assert (entry.idle_timeout, entry.hard_timeout) == (100, 200)
    assert entry.stats.keys() == ['duration', 'idle_time', 'packet_count', 'byte_count']
    assert (entry.stats['packet_count'], entry.stats['byte_count']) == (0, 0)
    assert 'priority=5,tcp,in_port=1,nw_src=10.0.0.0/8,tp_dst=80,tcp_flags=syn' in switch.flows()

    (total,) = channel.ask_for(of15.OFPAggregateStatsRequest(None))
    assert total.stats.items() == [('packet_count', 0), ('byte_count', 0), ('flow_count', 1)]


def test_a_flow_that_is_gone_has_its_statistics(channel: Channel) -> None:
    channel.tell(flow({'in_port': 1}, cookie=7, flags=of15.OFPFF_SEND_FLOW_REM))
    channel.send(flow({'in_port': 1}, command=of15.OFPFC_DELETE_STRICT, out_port=of15.OFPP_ANY,
                      out_group=of15.OFPG_ANY))
    removed = channel.receive_a('OFPFlowRemoved')
    assert (removed.cookie, removed.reason, removed.match) == (7, of15.OFPRR_DELETE, of15.OFPMatch(in_port=1))
    assert removed.stats['packet_count'] == 0
    assert 'duration' in removed.stats


@pytest.mark.parametrize(('match', 'actions', 'seen'), [
    ({'packet_type': 0x10800}, [of15.OFPActionOutput(1)], 'packet_type=(1,0x800) actions=output:1'),
    ({'actset_output': 2}, [of15.OFPActionOutput(1)], 'actset_output=2 actions=output:1'),
    ({'in_port': 1}, [of15.OFPActionSetField(eth_src=('00:00:00:00:00:0a', '00:00:00:00:00:0f'))],
     'set_field:00:00:00:00:00:0a/00:00:00:00:00:0f->eth_src'),
    ({'in_port': 1}, [of15.OFPActionCopyField(16, 8, 32, ['tunnel_id', 'metadata'])],
     'move:NXM_NX_TUN_ID[8..23]->OXM_OF_METADATA[32..47]'),
    ({'in_port': 1}, [of15.OFPActionPushVlan(), of15.OFPActionSetField(vlan_vid=0x1005)],
     'push_vlan:0x8100,set_field:4101->vlan_vid'),
])
def test_fields_and_actions(
    switch: Switch, channel: Channel, match: dict[str, Any], actions: list[Any], seen: str
) -> None:
    channel.tell(flow(match, *actions))
    assert seen in switch.flows()
    (entry,) = channel.ask_for(of15.OFPFlowDescStatsRequest(None))
    assert (entry.match, entry.instructions[0].actions) == (of15.OFPMatch(**match), actions)


def test_the_buckets_of_a_group(channel: Channel) -> None:
    first, last, third = of15.OFPG_BUCKET_FIRST, of15.OFPG_BUCKET_LAST, bucket(3, 2, 9)
    description = of15.OFPGroupDescStatsRequest(None, group_id=1)

    def numbers() -> list[int]:
        (read,) = channel.ask_for(description)
        return [each.bucket_id for each in read.buckets]

    channel.tell(group(of15.OFPGC_ADD, of15.OFPG_BUCKET_ALL, bucket(1, 1, 5), bucket(2, 2, 7)))
    assert channel.ask_for(description) == [
        of15.OFPGroupDescStats(of15.OFPGT_SELECT, 1, [bucket(1, 1, 5), bucket(2, 2, 7)])]
    channel.tell(group(of15.OFPGC_INSERT_BUCKET, first, third))
    assert numbers() == [3, 1, 2]
    channel.tell(group(of15.OFPGC_INSERT_BUCKET, 1, bucket(4, 2)), group(of15.OFPGC_INSERT_BUCKET, last, bucket(5, 1)))
    assert numbers() == [3, 1, 4, 2, 5]
    channel.tell(group(of15.OFPGC_REMOVE_BUCKET, 1), group(of15.OFPGC_REMOVE_BUCKET, first))
    assert numbers() == [4, 2, 5]
    unknown = error(channel.ask(group(of15.OFPGC_REMOVE_BUCKET, 99)))
    assert unknown == (of15.OFPET_GROUP_MOD_FAILED, of15.OFPGMFC_UNKNOWN_BUCKET)
    (counters,) = channel.ask_for(of15.OFPGroupStatsRequest(None))
    assert (counters.group_id, len(counters.bucket_stats)) == (1, 3)
    channel.tell(group(of15.OFPGC_REMOVE_BUCKET))
    assert numbers() == []


def test_a_group_that_watches(channel: Channel) -> None:
    watches = of15.OFPGroupBucketPropWatch
    buckets = [of15.OFPBucket(1, [of15.OFPActionOutput(1)], [watches(of15.OFPGBPT_WATCH_PORT, watch=1)]),
               of15.OFPBucket(2, [of15.OFPActionGroup(1)], [watches(of15.OFPGBPT_WATCH_GROUP, watch=1)])]
    channel.tell(group(of15.OFPGC_ADD, of15.OFPG_BUCKET_ALL, bucket(1, 1)),
                 of15.OFPGroupMod(None, of15.OFPGC_ADD, of15.OFPGT_FF, 2, buckets=buckets))
    read = channel.ask_for(of15.OFPGroupDescStatsRequest(None, group_id=2))
    assert read == [of15.OFPGroupDescStats(of15.OFPGT_FF, 2, buckets)]


def test_meters(switch: Switch, channel: Channel) -> None:
    flags = of15.OFPMF_KBPS | of15.OFPMF_BURST | of15.OFPMF_STATS
    bands = [of15.OFPMeterBandDrop(100, 10)]
    channel.tell(of15.OFPMeterMod(None, of15.OFPMC_ADD, flags, 5, bands))
    assert channel.ask_for(of15.OFPMeterDescStatsRequest(None, 0, 5)) == [of15.OFPMeterDescStats(flags, 5, bands)]
    channel.tell(flow({'in_port': 1}, of15.OFPActionMeter(5), of15.OFPActionOutput(2)))
    assert 'actions=meter:5,output:2' in switch.flows()
    (counters,) = channel.ask_for(of15.OFPMeterStatsRequest(None))
    assert (counters.meter_id, counters.packet_in_count, len(counters.band_stats)) == (5, 0, 1)
    (features,) = channel.ask_for(of15.OFPMeterFeaturesStatsRequest(None))
    assert features.band_types & 1 << of15.OFPMBT_DROP
    assert features.features == 0


def bundled(number: int, *messages: Any) -> list[Any]:
    def control(kind: int) -> Any:
        return of15.OFPBundleCtrlMsg(None, number, kind, of15.OFPBF_ATOMIC, [])

    added = [of15.OFPBundleAddMsg(None, number, of15.OFPBF_ATOMIC, each, []) for each in messages]
    return [control(of15.OFPBCT_OPEN_REQUEST), *added, control(of15.OFPBCT_COMMIT_REQUEST)]


def test_a_bundle_is_committed_whole_or_not_at_all(channel: Channel) -> None:
    channel.tell(group(of15.OFPGC_ADD, of15.OFPG_BUCKET_ALL, bucket(1, 1)))
    insert = group(of15.OFPGC_INSERT_BUCKET, of15.OFPG_BUCKET_LAST, bucket(2, 2))
    answers = channel.ask(*bundled(1, flow({'in_port': 1}, of15.OFPActionGroup(1)), insert))
    assert [each.type for each in answers] == [of15.OFPBCT_OPEN_REPLY, of15.OFPBCT_COMMIT_REPLY]
    assert len(channel.ask_for(of15.OFPFlowDescStatsRequest(None))) == 1
    (read,) = channel.ask_for(of15.OFPGroupDescStatsRequest(None))
    assert len(read.buckets) == 2

    wrong = flow({'in_port': 2}, of15.OFPActionGroup(77))
    opened, *failed = channel.ask(*bundled(2, flow({'in_port': 3}), wrong))
    assert opened.type == of15.OFPBCT_OPEN_REPLY
    assert {(each.type, each.code) for each in failed} == {
        (of15.OFPET_BAD_ACTION, of15.OFPBAC_BAD_OUT_GROUP), (of15.OFPET_BUNDLE_FAILED, of15.OFPBFC_MSG_FAILED)}
    assert len(channel.ask_for(of15.OFPFlowDescStatsRequest(None))) == 1


def test_a_packet_out_and_back_in(channel: Channel) -> None:
    channel.tell(flow({'in_port': 1}, of15.OFPActionOutput(of15.OFPP_CONTROLLER, of15.OFPCML_NO_BUFFER), cookie=7))
    channel.send(of15.OFPPacketOut(None, of15.OFP_NO_BUFFER, of15.OFPMatch(in_port=1),
                                   [of15.OFPActionOutput(of15.OFPP_TABLE)], FRAME))
    packet_in = channel.receive_a('OFPPacketIn')
    assert (packet_in.data, packet_in.cookie, packet_in.match['in_port']) == (FRAME, 7, 1)

    channel.tell(of15.OFPPacketOut(None, of15.OFP_NO_BUFFER, of15.OFPMatch(in_port=of15.OFPP_CONTROLLER),
                                   [of15.OFPActionOutput(2)], FRAME))
    wait_until('the frame to leave', lambda: channel.ask_for(of15.OFPPortStatsRequest(None, 0, 2))[0].tx_packets)
    assert error(channel.ask(of15.OFPPacketOut(None, of15.OFP_NO_BUFFER, None, [of15.OFPActionOutput(2)], FRAME))) == (
        of15.OFPET_BAD_REQUEST, of15.OFPBRC_BAD_PORT)


def test_ports_and_who_hears_of_them(channel: Channel) -> None:
    (port,) = channel.ask_for(of15.OFPPortDescStatsRequest(None, 0, 1))
    assert (port.port_no, port.name) == (1, b'port1')

    def down(config: int) -> Any:
        return of15.OFPPortMod(None, 1, port.hw_addr, config, of15.OFPPC_PORT_DOWN, [])

    channel.send(down(of15.OFPPC_PORT_DOWN))
    status = channel.receive_a('OFPPortStatus')
    assert (status.reason, status.desc.port_no, status.desc.config) == (of15.OFPPR_MODIFY, 1, of15.OFPPC_PORT_DOWN)

    # Neither masters nor slaves of this channel want to hear of ports; it hears of nothing but the answer, then.
    masks = {of15.OFPACPT_PORT_STATUS_MASTER: 0, of15.OFPACPT_PORT_STATUS_SLAVE: 0}
    channel.send(of15.OFPSetAsync(None, [of15.OFPAsyncConfigPropReasons(kind, mask=0) for kind in masks]),
                 of15.OFPGetAsyncRequest(None))
    configured = {each.type: each.mask for each in channel.receive_a('OFPGetAsyncReply').properties}
    assert configured.items() >= masks.items()
    channel.tell(down(0))
    wait_until('the port to be up', lambda: channel.ask_for(of15.OFPPortDescStatsRequest(None, 0, 1))[0].config == 0)


def test_a_flow_monitor(lab: Laboratory, channel: Channel) -> None:
    channel.tell(flow({'in_port': 1}, cookie=1))
    flags = of15.OFPFMF_INITIAL | of15.OFPFMF_ADD | of15.OFPFMF_REMOVED | of15.OFPFMF_INSTRUCTIONS
    (initial,) = channel.ask_for(of15.OFPFlowMonitorRequest(None, 0, 1, monitor_flags=flags))
    assert (initial.event, initial.cookie, initial.match) == (of15.OFPFME_INITIAL, 1, of15.OFPMatch(in_port=1))
    with connect(lab) as other:
        other.tell(flow({'in_port': 2}, of15.OFPActionOutput(1), cookie=2))
    (added,) = channel.receive_a('OFPFlowMonitorReply').body
    assert (added.event, added.cookie, added.match) == (of15.OFPFME_ADDED, 2, of15.OFPMatch(in_port=2))
    assert added.instructions[0].actions == [of15.OFPActionOutput(1)]


def test_roles(channel: Channel) -> None:
    def ask(role: int, generation: int = 0) -> list[Any]:
        return channel.ask(of15.OFPRoleRequest(None, role, of15.OFPCID_UNDEFINED, generation))

    (reply,) = ask(of15.OFPCR_ROLE_NOCHANGE)
    assert (reply.role, reply.short_id) == (of15.OFPCR_ROLE_EQUAL, of15.OFPCID_UNDEFINED)
    (reply,) = ask(of15.OFPCR_ROLE_MASTER, 7)
    assert (reply.role, reply.generation_id) == (of15.OFPCR_ROLE_MASTER, 7)
    assert error(ask(of15.OFPCR_ROLE_SLAVE, 6)) == (of15.OFPET_ROLE_REQUEST_FAILED, of15.OFPRRFC_STALE)


def test_tables(channel: Channel) -> None:
    features = channel.ask_for(of15.OFPTableFeaturesStatsRequest(None))
    assert [each.table_id for each in features] == [*range(254)]
    kinds = {type(each).__name__ for each in features[0].properties}
    assert kinds == {f'OFPTableFeatureProp{name}' for name in ('Instructions', 'NextTables', 'Actions', 'Oxm')}
    settable = next(each for each in features[0].properties if each.type == of15.OFPTFPT_APPLY_SETFIELD)
    assert {'eth_dst', 'vlan_vid', 'metadata'} <= {each.type for each in settable.oxm_ids}

    channel.tell(of15.OFPTableMod(None, 0, of15.OFPTC_EVICTION, []))  # it ignores the bit beside an eviction property
    vacancy = of15.OFPTableModPropVacancy(vacancy_down=10, vacancy_up=20, vacancy=0)
    channel.tell(of15.OFPTableMod(None, 1, of15.OFPTC_VACANCY_EVENTS, [vacancy]))
    evicting, telling, *_ = channel.ask_for(of15.OFPTableDescStatsRequest(None))
    assert (evicting.config, telling.config) == (of15.OFPTC_EVICTION, of15.OFPTC_VACANCY_EVENTS)
    (read,) = [each for each in telling.properties if each.type == of15.OFPTMPT_VACANCY]
    assert (read.vacancy_down, read.vacancy_up, read.vacancy) == (10, 20, 100)


#: What Open vSwitch 3.1 refuses of 1.5, and how.
REFUSED = {
    'flow statistics': (of15.OFPFlowStatsRequest(None), 'OFPET_BAD_REQUEST', 'OFPBRC_BAD_MULTIPART'),
    'controller status': (of15.OFPControllerStatusStatsRequest(None), 'OFPET_BAD_REQUEST', 'OFPBRC_BAD_MULTIPART'),
    'bundle features': (of15.OFPBundleFeaturesStatsRequest(None), 'OFPET_BAD_REQUEST', 'OFPBRC_BAD_MULTIPART'),
    'statistics trigger': (
        of15.OFPFlowMod(None, instructions=[of15.OFPInstructionStatTrigger(0, of15.OFPStats(packet_count=9))]),
        'OFPET_BAD_INSTRUCTION', 'OFPBIC_UNKNOWN_INST'),
    'asynchronous controller status': (
        of15.OFPSetAsync(None, [of15.OFPAsyncConfigPropReasons(of15.OFPACPT_CONT_STATUS_MASTER, mask=1)]),
        'OFPET_ASYNC_CONFIG_FAILED', 'OFPACFC_UNSUPPORTED'),
    'asynchronous flow statistics': (
        of15.OFPSetAsync(None, [of15.OFPAsyncConfigPropReasons(of15.OFPACPT_FLOW_STATS_MASTER, mask=1)]),
        'OFPET_ASYNC_CONFIG_FAILED', 'OFPACFC_UNSUPPORTED'),
    'egress tables': (
        of15.OFPTableFeaturesStatsRequest(None, 0, [of15.OFPTableFeaturesStats(
            3, of15.OFPTFC_ENABLE, of15.OFPTFF_EGRESS_TABLE | of15.OFPTFF_FIRST_EGRESS, b'out', 0, 0, 0, 9)]),
        'OFPET_TABLE_FEATURES_FAILED', 'OFPTFFC_EPERM'),
}  # fmt: skip


@pytest.mark.parametrize('what', REFUSED)
def test_what_open_vswitch_refuses(channel: Channel, what: str) -> None:
    message, kind, code = REFUSED[what]
    assert error(channel.ask(message)) == (getattr(of15, kind), getattr(of15, code))
