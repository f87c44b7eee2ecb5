"""A switch under OpenFlow 1.5: extensible statistics, numbered buckets, meters as actions, copied fields, triggers."""

from __future__ import annotations

from typing import Any

import pytest

from controller.openflow import OF15, version

from .lab import Bench, tcp_segment, udp_datagram

of: Any = version(OF15)


@pytest.fixture
def bench() -> Bench:
    return Bench(OF15)


def output(port: int) -> Any:
    return of.OFPActionOutput(port, of.OFPCML_NO_BUFFER)


def left_by(bench: Bench, **options: Any) -> list[int]:
    return [port for port, _ in bench.receive(udp_datagram(**options))]


# -- who it is ---------------------------------------------------------------------------------------------------------


def test_what_it_can(bench: Bench) -> None:
    features = bench.answer(of.OFPFeaturesRequest(None))
    assert features.capabilities & of.OFPC_BUNDLES
    assert features.capabilities & of.OFPC_FLOW_MONITORING
    (port,) = bench.answer(of.OFPPortDescStatsRequest(None, 0, 2)).body
    assert (port.port_no, port.name) == (2, b's1-eth2')
    assert len(bench.answer(of.OFPPortDescStatsRequest(None, 0, of.OFPP_ANY)).body) == 4


def test_its_tables(bench: Bench) -> None:
    first, *_ = bench.answer(of.OFPTableFeaturesStatsRequest(None)).body
    assert (first.features, first.name) == (of.OFPTFF_INGRESS_TABLE, b'table 0')
    assert first.capabilities == of.OFPTC_EVICTION | of.OFPTC_VACANCY_EVENTS
    matched = next(each for each in first.properties if each.type == of.OFPTFPT_MATCH)
    assert {'in_port', 'packet_type', 'tcp_flags'} <= {each.type for each in matched.oxm_ids}
    known = {each.type for each in first.properties[0].instruction_ids}
    assert of.OFPIT_STAT_TRIGGER in known and of.OFPIT_DEPRECATED not in known
    fields = {each.type: [field.type for field in each.oxm_ids] for each in first.properties[4:]}
    assert 'eth_dst' in fields[of.OFPTFPT_APPLY_COPYFIELD] == fields[of.OFPTFPT_WRITE_COPYFIELD]


def test_its_controllers_and_bundles(bench: Bench) -> None:
    (status,) = bench.answer(of.OFPControllerStatusStatsRequest(None)).body
    assert (status.role, status.channel_status) == (of.OFPCR_ROLE_EQUAL, of.OFPCT_STATUS_UP)
    body = bench.answer(of.OFPBundleFeaturesStatsRequest(None)).body
    assert body.capabilities == of.OFPBF_ATOMIC | of.OFPBF_ORDERED
    scheduled = of.OFPBundleCtrlMsg(None, 1, of.OFPBCT_OPEN_REQUEST, of.OFPBF_TIME, [])
    assert bench.error(scheduled) == ('OFPET_BUNDLE_FAILED', 'OFPBFC_SCHED_NOT_SUPPORTED')


def test_a_bundle_of_1_5(bench: Bench) -> None:
    def control(kind: int) -> Any:
        return bench.answer(of.OFPBundleCtrlMsg(None, 1, kind, of.OFPBF_ATOMIC, []))

    control(of.OFPBCT_OPEN_REQUEST)
    bench.ask(of.OFPBundleAddMsg(None, 1, of.OFPBF_ATOMIC, bench.flow([output(2)]), []))
    assert left_by(bench) == []
    assert control(of.OFPBCT_COMMIT_REQUEST).type == of.OFPBCT_COMMIT_REPLY
    assert left_by(bench) == [2]


def test_roles_have_short_ids(bench: Bench) -> None:
    reply = bench.answer(of.OFPRoleRequest(None, role=of.OFPCR_ROLE_MASTER, short_id=0, generation_id=3))
    assert (reply.role, reply.short_id, reply.generation_id) == (of.OFPCR_ROLE_MASTER, of.OFPCID_UNDEFINED, 3)


# -- flow entries ------------------------------------------------------------------------------------------------------


def test_description_and_statistics_of_flow_entries(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], match={'in_port': 1}, importance=4, cookie=9))
    bench.after(2)
    left_by(bench)
    (described,) = bench.answer(of.OFPFlowDescStatsRequest(None, match=of.OFPMatch())).body
    assert (described.importance, described.cookie, described.match['in_port']) == (4, 9, 1)
    assert described.instructions[0].actions == [output(2)]
    size = len(udp_datagram())
    assert dict(described.stats.items()) == {
        'duration': (2, 0), 'idle_time': (0, 0), 'packet_count': 1, 'byte_count': size}
    (counted,) = bench.answer(of.OFPFlowStatsRequest(None, match=of.OFPMatch())).body
    assert (counted.reason, counted.stats) == (of.OFPFSR_STATS_REQUEST, described.stats)
    sums = bench.answer(of.OFPAggregateStatsRequest(
        None, 0, of.OFPTT_ALL, of.OFPP_ANY, of.OFPG_ANY, 0, 0, of.OFPMatch())).body
    assert dict(sums.stats.items()) == {'flow_count': 1, 'packet_count': 1, 'byte_count': size}


def test_what_is_not_counted_is_not_told(bench: Bench) -> None:
    bench.ask(bench.flow([], flags=of.OFPFF_NO_PKT_COUNTS | of.OFPFF_NO_BYT_COUNTS))
    (described,) = bench.answer(of.OFPFlowDescStatsRequest(None, match=of.OFPMatch())).body
    assert list(described.stats.keys()) == ['duration', 'idle_time']


def test_a_flow_entry_that_is_gone(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], hard_timeout=3, flags=of.OFPFF_SEND_FLOW_REM))
    left_by(bench)
    (removed,) = bench.after(4)
    assert (removed.reason, removed.stats['packet_count']) == (of.OFPRR_HARD_TIMEOUT, 1)
    assert removed.stats['duration'] == (4, 0)


@pytest.mark.parametrize(('flags', 'thresholds', 'told_at'), [
    ('', {'packet_count': 3}, [3]),
    ('PERIODIC', {'packet_count': 3}, [3, 6, 9]),
    ('ONLY_FIRST', {'packet_count': 3, 'byte_count': 400}, [3]),
    ('', {'packet_count': 3, 'byte_count': 400}, [3, 6]),
])
def test_statistics_that_pass_a_threshold(
    bench: Bench, flags: str, thresholds: dict[str, int], told_at: list[int]
) -> None:
    assert 5 * len(udp_datagram()) < 400 < 6 * len(udp_datagram())
    trigger = of.OFPInstructionStatTrigger(getattr(of, f'OFPSTF_{flags}', 0), of.OFPStats(**thresholds))
    bench.ask(bench.flow([], instructions=[trigger]))
    told = []
    for number in range(1, 10):
        left_by(bench)
        for reply in bench.said():
            assert (reply.body[0].reason, reply.body[0].stats['packet_count']) == (of.OFPFSR_STAT_TRIGGER, number)
            told.append(number)
    assert told == told_at


@pytest.mark.parametrize('thresholds', [{'duration': (1, 0)}, {'packet_count': 0}])
def test_thresholds_that_it_does_not_watch(bench: Bench, thresholds: dict[str, Any]) -> None:
    trigger = of.OFPInstructionStatTrigger(0, of.OFPStats(**thresholds))
    assert bench.error(bench.flow([], instructions=[trigger])) == ('OFPET_BAD_INSTRUCTION', 'OFPBIC_UNSUP_INST')


def test_new_match_fields(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], match={'packet_type': 0}))
    assert left_by(bench) == [2]
    syn = {'packet_type': 0, 'eth_type': 0x0800, 'ip_proto': 6, 'tcp_flags': (0, 0x2)}
    bench.ask(bench.flow([output(3)], match=syn, priority=0x9000))
    assert [port for port, _ in bench.receive(tcp_segment())] == [3]


# -- actions -----------------------------------------------------------------------------------------------------------


def test_a_packet_out_has_a_match(bench: Bench) -> None:
    data = udp_datagram().data
    bench.ask(of.OFPPacketOut(None, of.OFP_NO_BUFFER, of.OFPMatch(in_port=2), [output(of.OFPP_ALL)], data))
    assert [port for port, _ in bench.out()] == [1, 3, 4]
    lost = of.OFPPacketOut(None, of.OFP_NO_BUFFER, of.OFPMatch(), [output(1)], data)
    assert bench.error(lost)[0] == 'OFPET_BAD_MATCH'


def test_a_meter_is_an_action(bench: Bench) -> None:
    assert bench.error(bench.flow([of.OFPActionMeter(1), output(2)])) == ('OFPET_BAD_ACTION', 'OFPBAC_BAD_METER')
    bench.ask(of.OFPMeterMod(None, of.OFPMC_ADD, of.OFPMF_PKTPS, 1, [of.OFPMeterBandDrop(rate=3)]))
    bench.ask(bench.flow([of.OFPActionMeter(1), output(2)], flags=of.OFPFF_SEND_FLOW_REM))
    assert [left_by(bench) for _ in range(5)] == [[2], [2], [2], [], []]
    (described,) = bench.answer(of.OFPMeterDescStatsRequest(None, 0, 1)).body
    assert (described.meter_id, described.bands) == (1, [of.OFPMeterBandDrop(rate=3)])
    (stats,) = bench.answer(of.OFPMeterStatsRequest(None, 0, 1)).body
    assert (stats.ref_count, stats.packet_in_count) == (1, 5)
    assert bench.answer(of.OFPMeterFeaturesStatsRequest(None)).body[0].features & of.OFPMFF_ANY_POSITION
    (removed,) = bench.ask(of.OFPMeterMod(None, of.OFPMC_DELETE, 0, 1, []))
    assert removed.reason == of.OFPRR_METER_DELETE


def test_bits_are_copied(bench: Bench) -> None:
    copy = of.OFPActionCopyField(
        n_bits=8, src_offset=0, dst_offset=8, oxm_ids=[of.OFPOxmId('ipv4_src'), of.OFPOxmId('ipv4_dst')])
    bench.ask(bench.flow([copy, output(2)]))
    ((_, frame),) = bench.receive(udp_datagram())
    assert frame.fields['ipv4_dst'] == 0x0A000102
    impossible = of.OFPActionCopyField(8, 0, 0, [of.OFPOxmId('ipv4_src'), of.OFPOxmId('eth_type')])
    assert bench.error(bench.flow([impossible])) == ('OFPET_BAD_ACTION', 'OFPBAC_BAD_SET_TYPE')


@pytest.mark.parametrize(('bits', 'source', 'target'), [(33, 0, 0), (8, 25, 0), (8, 0, 25), (0, 0, 0)])
def test_no_more_bits_are_copied_than_a_field_has(bench: Bench, bits: int, source: int, target: int) -> None:
    ids = [of.OFPOxmId('ipv4_src'), of.OFPOxmId('ipv4_dst')]
    copy = of.OFPActionCopyField(n_bits=bits, src_offset=source, dst_offset=target, oxm_ids=ids)
    assert bench.error(bench.flow([copy, output(2)])) == ('OFPET_BAD_ACTION', 'OFPBAC_BAD_SET_LEN')
    assert left_by(bench) == []


# -- groups ------------------------------------------------------------------------------------------------------------


def bucket(number: int, port: int, **properties: int) -> Any:
    said = [of.OFPGroupBucketPropWeight(weight=properties['weight'])] if 'weight' in properties else []
    if 'watch_port' in properties:
        said.append(of.OFPGroupBucketPropWatch(type_=of.OFPGBPT_WATCH_PORT, watch=properties['watch_port']))
    return of.OFPBucket(bucket_id=number, actions=[output(port)], properties=said)


def group_mod(command: str, *buckets: Any, kind: str = 'ALL', at: int = of.OFPG_BUCKET_ALL) -> Any:
    return of.OFPGroupMod(
        None, getattr(of, f'OFPGC_{command}'), getattr(of, f'OFPGT_{kind}'), 1, at, list(buckets), [])


def numbers(bench: Bench) -> list[int]:
    (described,) = bench.answer(of.OFPGroupDescStatsRequest(None, 0, 1)).body
    return [each.bucket_id for each in described.buckets]


def test_buckets_are_inserted_and_removed(bench: Bench) -> None:
    bench.ask(group_mod('ADD', bucket(1, 1), bucket(2, 2)))
    bench.ask(bench.flow([of.OFPActionGroup(1)]))
    bench.receive(udp_datagram(), port=4)
    for place, number in ((of.OFPG_BUCKET_FIRST, 10), (of.OFPG_BUCKET_LAST, 11), (1, 12)):
        assert bench.ask(group_mod('INSERT_BUCKET', bucket(number, 3), at=place)) == []
    assert numbers(bench) == [10, 1, 12, 2, 11]
    (stats,) = bench.answer(of.OFPGroupStatsRequest(None, 0, 1)).body
    assert [each.packet_count for each in stats.bucket_stats] == [0, 1, 0, 1, 0], 'what stays keeps its counters'
    for place in (of.OFPG_BUCKET_FIRST, of.OFPG_BUCKET_LAST, 12):
        assert bench.ask(group_mod('REMOVE_BUCKET', at=place)) == []
    assert numbers(bench) == [1, 2]
    assert [port for port, _ in bench.receive(udp_datagram(), port=4)] == [1, 2]
    bench.ask(group_mod('REMOVE_BUCKET'))
    assert numbers(bench) == []


@pytest.mark.parametrize(('request_', 'code'), [
    (group_mod('INSERT_BUCKET', bucket(1, 3), at=of.OFPG_BUCKET_LAST), 'BUCKET_EXISTS'),
    (group_mod('INSERT_BUCKET', bucket(5, 3), at=99), 'UNKNOWN_BUCKET'),
    (group_mod('REMOVE_BUCKET', at=99), 'UNKNOWN_BUCKET'),
    (group_mod('MODIFY', bucket(1, 1), bucket(1, 2)), 'BUCKET_EXISTS'),
    (group_mod('MODIFY', bucket(of.OFPG_BUCKET_ALL, 1)), 'BAD_BUCKET'),
])
def test_what_groups_refuse(bench: Bench, request_: Any, code: str) -> None:
    bench.ask(group_mod('ADD', bucket(1, 1), bucket(2, 2)))
    assert bench.error(request_) == ('OFPET_GROUP_MOD_FAILED', f'OFPGMFC_{code}')
    assert numbers(bench) == [1, 2]


def test_a_group_that_is_not_there_has_no_buckets(bench: Bench) -> None:
    missing = group_mod('INSERT_BUCKET', bucket(1, 1), at=of.OFPG_BUCKET_LAST)
    assert bench.error(missing) == ('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_UNKNOWN_GROUP')


def test_weights_and_what_is_watched_are_properties(bench: Bench) -> None:
    bench.ask(group_mod('ADD', bucket(1, 2, weight=0), bucket(2, 3, weight=1), kind='SELECT'))
    bench.ask(bench.flow([of.OFPActionGroup(1)]))
    assert left_by(bench) == [3]
    failover = group_mod('MODIFY', bucket(1, 2, watch_port=2), bucket(2, 3, watch_port=3), kind='FF')
    assert bench.ask(failover) == []
    assert left_by(bench) == [2]
    bench.switch.set_link(2, False)
    assert left_by(bench) == [3]
