"""A switch under OpenFlow 1.3: every request, flow entries, pipeline, groups, roles, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from controller.emulator.frame import Frame
from controller.openflow import OF10, OF13, version

from .lab import Bench, arp_request, tcp_segment, udp_datagram, unchecked

of: Any = version(OF13)


@pytest.fixture
def bench() -> Bench:
    return Bench(OF13)


def output(port: int, max_len: int = 0) -> Any:
    return of.OFPActionOutput(port, max_len)


def instructions(*each: Any, **fields: Any) -> Any:
    match = fields.pop('match', {})
    fields = {'out_port': of.OFPP_ANY, 'out_group': of.OFPG_ANY, **fields}
    return of.OFPFlowMod(None, match=of.OFPMatch(**match), instructions=list(each), **fields)


def lacking_a_prerequisite() -> Any:
    mod = instructions()
    mod.match = unchecked(of, tcp_dst=80)
    return mod


def apply(*actions: Any) -> Any:
    return of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, list(actions))


def write(*actions: Any) -> Any:
    return of.OFPInstructionActions(of.OFPIT_WRITE_ACTIONS, list(actions))


def ports_of(left: list[tuple[int, Frame]]) -> list[int]:
    return [port for port, _ in left]


# -- the handshake and statistics ------------------------------------------------------------------------------------


def test_who_it_is(bench: Bench) -> None:
    features = bench.answer(of.OFPFeaturesRequest(None))
    assert (features.datapath_id, features.n_tables, features.n_buffers, features.auxiliary_id) == (1, 8, 256, 0)
    ports = bench.answer(of.OFPPortDescStatsRequest(None)).body
    assert (ports[0].port_no, ports[0].name, ports[0].hw_addr) == (1, b's1-eth1', '02:00:00:00:01:01')
    assert all(port.state == of.OFPPS_LIVE and port.curr_speed == 10_000_000 for port in ports)
    description = bench.answer(of.OFPDescStatsRequest(None)).body
    assert (description.serial_num, description.dp_desc) == (b'1', b's1')


def test_configuration(bench: Bench) -> None:
    assert bench.ask(of.OFPSetConfig(None, of.OFPC_FRAG_DROP, 200)) == []
    answer = bench.answer(of.OFPGetConfigRequest(None))
    assert (answer.flags, answer.miss_send_len) == (of.OFPC_FRAG_DROP, 200)
    assert bench.error(of.OFPSetConfig(None, 0x80, 0)) == ('OFPET_SWITCH_CONFIG_FAILED', 'OFPSCFC_BAD_FLAGS')


def test_barrier_after_what_came_before(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)]))
    assert type(bench.answer(of.OFPBarrierRequest(None))).__name__ == 'OFPBarrierReply'
    assert len(bench.flows()) == 1


def test_messages_that_only_inform_are_not_answered(bench: Bench) -> None:
    assert bench.ask(of.OFPErrorMsg(None, of.OFPET_BAD_REQUEST, of.OFPBRC_BAD_TYPE, b'')) == []
    assert bench.ask(of.OFPEchoReply(None)) == []


def test_table_statistics_and_features(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}))
    bench.receive(arp_request(), 1)
    bench.receive(arp_request(), 2)
    tables = bench.answer(of.OFPTableStatsRequest(None)).body
    assert (len(tables), tables[0].active_count, tables[0].lookup_count, tables[0].matched_count) == (8, 1, 2, 1)
    features = bench.answer(of.OFPTableFeaturesStatsRequest(None)).body
    assert [each.table_id for each in features] == list(range(8))
    next_tables = {each.table_id: each.properties[1].table_ids for each in features}
    assert next_tables[5] == [6, 7] and next_tables[7] == []
    first, last = ({each.type for each in features[number].properties[0].instruction_ids} for number in (0, 7))
    assert of.OFPIT_METER in last and first - last == {of.OFPIT_GOTO_TABLE}
    request = of.OFPTableFeaturesStatsRequest(None, 0, features[:1])
    assert bench.error(request) == ('OFPET_TABLE_FEATURES_FAILED', 'OFPTFFC_EPERM')


def test_port_statistics(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)]))
    bench.receive(udp_datagram(), 1)
    size = len(udp_datagram())
    one, two, *_ = bench.answer(of.OFPPortStatsRequest(None)).body
    assert (one.rx_packets, one.rx_bytes, two.tx_packets, two.tx_bytes) == (1, size, 1, size)
    assert [each.port_no for each in bench.answer(of.OFPPortStatsRequest(None, 0, 3)).body] == [3]
    assert bench.answer(of.OFPPortStatsRequest(None, 0, 99)).body == []


def test_there_are_no_queues(bench: Bench) -> None:
    assert bench.answer(of.OFPQueueStatsRequest(None)).body == []
    assert bench.answer(of.OFPQueueGetConfigRequest(None, 1)).queues == []
    assert bench.error(of.OFPQueueGetConfigRequest(None, 99)) == ('OFPET_QUEUE_OP_FAILED', 'OFPQOFC_BAD_PORT')


def test_what_nobody_knows_is_refused(bench: Bench) -> None:
    assert bench.error(of.OFPExperimenter(None, 0x1234, 1, b'')) == ('OFPET_BAD_REQUEST', 'OFPBRC_BAD_EXPERIMENTER')
    assert bench.error(of.OFPMultipartRequest(None, 77, 0)) == ('OFPET_BAD_REQUEST', 'OFPBRC_BAD_MULTIPART')


def test_long_statistics_come_in_parts(bench: Bench) -> None:
    for number in range(2000):
        bench.ask(bench.flow([output(2)], {'eth_type': 0x0800, 'ipv4_dst': number}))
    parts = bench.ask(of.OFPFlowStatsRequest(None))
    assert len(parts) > 1
    assert [part.flags for part in parts] == [1] * (len(parts) - 1) + [0]
    assert sum(len(part.body) for part in parts) == 2000
    assert all(part.msg_len <= 65535 for part in parts)


# -- flow entries ----------------------------------------------------------------------------------------------------


def test_without_an_entry_a_packet_is_dropped(bench: Bench) -> None:
    assert bench.receive(arp_request()) == []
    assert bench.said() == []


def test_statistics_repeat_what_was_stated(bench: Bench) -> None:
    stated = bench.flow([output(2, 77)], {'in_port': 1, 'vlan_vid': (0x1000, 0x1000)}, cookie=5, priority=7,
                        idle_timeout=10, hard_timeout=20, flags=of.OFPFF_SEND_FLOW_REM, table_id=3)  # fmt: skip
    bench.ask(stated)
    bench.now += 1.5
    (flow,) = bench.flows()
    assert (flow.match, flow.instructions) == (stated.match, stated.instructions)
    assert (flow.table_id, flow.cookie, flow.priority, flow.idle_timeout, flow.hard_timeout) == (3, 5, 7, 10, 20)
    assert (flow.flags, flow.duration_sec, flow.duration_nsec) == (of.OFPFF_SEND_FLOW_REM, 1, 500_000_000)


def test_counters(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}))
    bench.receive(udp_datagram(), 1)
    bench.receive(udp_datagram(), 1)
    (flow,) = bench.flows()
    assert (flow.packet_count, flow.byte_count) == (2, 2 * len(udp_datagram()))
    total = bench.answer(of.OFPAggregateStatsRequest(None)).body
    assert (total.packet_count, total.byte_count, total.flow_count) == (2, 2 * len(udp_datagram()), 1)


def test_adding_again_keeps_counters_unless_reset(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}))
    bench.receive(udp_datagram(), 1)
    bench.ask(bench.flow([output(3)], {'in_port': 1}))
    assert [flow.packet_count for flow in bench.flows()] == [1]
    bench.ask(bench.flow([output(3)], {'in_port': 1}, flags=of.OFPFF_RESET_COUNTS))
    assert [flow.packet_count for flow in bench.flows()] == [0]


def test_modify_changes_instructions_and_nothing_else(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}, cookie=5, idle_timeout=9))
    bench.receive(udp_datagram(), 1)
    bench.ask(bench.flow([output(3)], {}, cookie=6, command=of.OFPFC_MODIFY))
    (flow,) = bench.flows()
    assert (flow.instructions, flow.cookie, flow.idle_timeout) == ([apply(output(3))], 5, 9)
    assert flow.packet_count == 1
    assert ports_of(bench.receive(udp_datagram(), 1)) == [3]


def test_modify_of_nothing_adds_nothing(bench: Bench) -> None:
    bench.ask(bench.flow([output(3)], {}, command=of.OFPFC_MODIFY))
    bench.ask(bench.flow([output(3)], {}, command=of.OFPFC_MODIFY_STRICT))
    assert bench.flows() == []


def test_strict_changes_concern_one_entry(bench: Bench) -> None:
    for priority in (1, 2):
        bench.ask(bench.flow([output(2)], {'in_port': 1}, priority=priority))
    bench.ask(bench.flow([output(3)], {'in_port': 1}, priority=2, command=of.OFPFC_MODIFY_STRICT))
    assert {flow.priority: flow.instructions[0].actions for flow in bench.flows()} == {1: [output(2)], 2: [output(3)]}
    bench.ask(bench.flow([], {}, priority=2, command=of.OFPFC_DELETE_STRICT))
    assert len(bench.flows()) == 2
    bench.ask(bench.flow([], {'in_port': 1}, priority=2, command=of.OFPFC_DELETE_STRICT))
    assert [flow.priority for flow in bench.flows()] == [1]


def test_delete_selects_by_match_port_group_cookie_and_table(bench: Bench) -> None:
    bench.ask(of.OFPGroupMod(None, of.OFPGC_ADD, of.OFPGT_ALL, 7, []))

    def fill() -> None:
        bench.ask(bench.flow([], {}, command=of.OFPFC_DELETE, table_id=of.OFPTT_ALL))
        bench.ask(bench.flow([output(2)], {'in_port': 1}, cookie=0x11))
        bench.ask(bench.flow([output(3)], {'in_port': 2}, cookie=0x12))
        bench.ask(bench.flow([of.OFPActionGroup(7)], {'in_port': 3}, cookie=0x21, table_id=1))

    def left_after(match: dict[str, Any] | None = None, **fields: Any) -> list[int]:
        fill()
        bench.ask(bench.flow([], match, **{'command': of.OFPFC_DELETE, 'table_id': of.OFPTT_ALL, **fields}))
        return sorted(flow.match['in_port'] for flow in bench.flows())

    assert left_after({'in_port': 1}) == [2, 3]
    assert left_after(out_port=3) == [1, 3]
    assert left_after(out_group=7) == [1, 2]
    assert left_after(cookie=0x10, cookie_mask=0xF0) == [3]
    assert left_after(table_id=0) == [3]
    assert left_after() == []


def test_statistics_are_selected_alike(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}, cookie=1))
    bench.ask(bench.flow([output(3)], {'in_port': 2}, cookie=2))
    request = of.OFPFlowStatsRequest(None, out_port=3)
    assert [flow.cookie for flow in bench.answer(request).body] == [2]
    request = of.OFPFlowStatsRequest(None, match=of.OFPMatch(in_port=1))
    assert [flow.cookie for flow in bench.answer(request).body] == [1]
    assert bench.error(of.OFPFlowStatsRequest(None, table_id=8)) == ('OFPET_BAD_REQUEST', 'OFPBRC_BAD_TABLE_ID')


def test_deletion_is_reported_where_asked_for(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}, cookie=5, priority=3, flags=of.OFPFF_SEND_FLOW_REM))
    bench.ask(bench.flow([output(2)], {'in_port': 2}))
    bench.now += 2
    (gone,) = bench.ask(bench.flow([], {}, command=of.OFPFC_DELETE))
    assert type(gone).__name__ == 'OFPFlowRemoved'
    assert (gone.reason, gone.cookie, gone.priority, gone.duration_sec) == (of.OFPRR_DELETE, 5, 3, 2)
    assert gone.match == of.OFPMatch(in_port=1)


def test_idle_time_out(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}, idle_timeout=5, flags=of.OFPFF_SEND_FLOW_REM))
    bench.now += 4
    bench.receive(udp_datagram(), 1)
    assert bench.after(4) == []
    (gone,) = bench.after(1)
    assert (gone.reason, gone.packet_count, gone.duration_sec) == (of.OFPRR_IDLE_TIMEOUT, 1, 9)
    assert bench.flows() == []
    assert bench.switch.deadline is None


def test_hard_time_out_whatever_arrives(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}, idle_timeout=5, hard_timeout=6, flags=of.OFPFF_SEND_FLOW_REM))
    bench.now += 4
    bench.receive(udp_datagram(), 1)
    (gone,) = bench.after(2)
    assert gone.reason == of.OFPRR_HARD_TIMEOUT


def test_an_entry_that_replaces_another_has_its_own_time(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}, hard_timeout=5))
    bench.after(4)
    bench.ask(bench.flow([output(2)], {'in_port': 1}, hard_timeout=5))
    bench.after(4)
    assert len(bench.flows()) == 1


def test_overlap_is_checked_where_asked_for(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}, priority=5))
    overlapping = {'flags': of.OFPFF_CHECK_OVERLAP, 'match': {'eth_type': 0x0800}}
    assert bench.error(bench.flow([output(2)], priority=5, **overlapping)) == (
        'OFPET_FLOW_MOD_FAILED', 'OFPFMFC_OVERLAP')  # fmt: skip
    assert bench.ask(bench.flow([output(2)], priority=6, **overlapping)) == []
    assert bench.ask(bench.flow([output(3)], priority=6, **overlapping)) == []  # replaces the one before
    assert bench.ask(bench.flow([output(2)], {'in_port': 2}, priority=5, flags=of.OFPFF_CHECK_OVERLAP)) == []


def test_a_full_table() -> None:
    bench = Bench(OF13, max_entries=2)
    for port in (1, 2):
        bench.ask(bench.flow([output(2)], {'in_port': port}))
    assert bench.error(bench.flow([output(2)], {'in_port': 3})) == ('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_TABLE_FULL')
    assert bench.ask(bench.flow([output(3)], {'in_port': 2})) == []  # a replacement needs no room


@pytest.mark.parametrize(
    ('flow', 'expected'),
    [
        (instructions(apply(output(99))), ('OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_PORT')),
        (instructions(apply(output(of.OFPP_ANY))), ('OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_PORT')),
        (instructions(apply(output(of.OFPP_TABLE))), ('OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_PORT')),
        (instructions(apply(of.OFPActionGroup(1))), ('OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_GROUP')),
        (instructions(apply(of.OFPActionPushVlan(0x0800))), ('OFPET_BAD_ACTION', 'OFPBAC_BAD_ARGUMENT')),
        (instructions(apply(of.OFPActionPushMpls())), ('OFPET_BAD_ACTION', 'OFPBAC_BAD_TYPE')),
        (instructions(apply(of.OFPActionSetField(in_port=1))), ('OFPET_BAD_ACTION', 'OFPBAC_BAD_SET_TYPE')),
        (instructions(apply(of.OFPActionExperimenter(1, b''))), ('OFPET_BAD_ACTION', 'OFPBAC_BAD_EXPERIMENTER')),
        (instructions(of.OFPInstructionGotoTable(0)), ('OFPET_BAD_INSTRUCTION', 'OFPBIC_BAD_TABLE_ID')),
        (instructions(of.OFPInstructionGotoTable(8)), ('OFPET_BAD_INSTRUCTION', 'OFPBIC_BAD_TABLE_ID')),
        (instructions(table_id=8), ('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_BAD_TABLE_ID')),
        (instructions(table_id=of.OFPTT_ALL), ('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_BAD_TABLE_ID')),
        (instructions(command=9), ('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_BAD_COMMAND')),
        (instructions(flags=0x80), ('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_BAD_FLAGS')),
        (lacking_a_prerequisite(), ('OFPET_BAD_MATCH', 'OFPBMC_BAD_PREREQ')),
        (instructions(match={'tunnel_id': 80}), ('OFPET_BAD_MATCH', 'OFPBMC_BAD_FIELD')),
        (instructions(buffer_id=5), ('OFPET_BAD_REQUEST', 'OFPBRC_BUFFER_UNKNOWN')),
    ],
)  # fmt: skip
def test_refused_flow_entries(bench: Bench, flow: Any, expected: tuple[str, str]) -> None:
    assert bench.error(flow) == expected
    assert len(bench.flows()) == (1 if flow.buffer_id == 5 else 0)


# -- packets and the controller --------------------------------------------------------------------------------------


def test_the_table_miss_entry_sends_the_start_of_a_packet(bench: Bench) -> None:
    bench.ask(bench.flow([output(of.OFPP_CONTROLLER, 20)], priority=0, cookie=9))
    frame = udp_datagram()
    bench.receive(frame, 3)
    (packet_in,) = bench.said()
    assert (packet_in.reason, packet_in.table_id, packet_in.cookie) == (of.OFPR_NO_MATCH, 0, 9)
    assert (packet_in.total_len, packet_in.data, packet_in.match['in_port']) == (len(frame), frame.data[:20], 3)
    assert packet_in.buffer_id != of.OFP_NO_BUFFER


def test_a_packet_out_sends_the_buffered_packet_once(bench: Bench) -> None:
    bench.ask(bench.flow([output(of.OFPP_CONTROLLER, 20)], priority=1))
    bench.receive(udp_datagram(), 3)
    (packet_in,) = bench.said()
    assert packet_in.reason == of.OFPR_ACTION
    out = of.OFPPacketOut(None, packet_in.buffer_id, 3, [output(2)], b'')
    assert bench.ask(out) == []
    assert bench.out() == [(2, udp_datagram())]
    assert bench.error(out) == ('OFPET_BAD_REQUEST', 'OFPBRC_BUFFER_EMPTY')
    out = of.OFPPacketOut(None, 0x7000, 3, [output(2)], b'')
    assert bench.error(out) == ('OFPET_BAD_REQUEST', 'OFPBRC_BUFFER_UNKNOWN')


def test_without_a_buffer_the_whole_packet_goes(bench: Bench) -> None:
    bench.ask(bench.flow([output(of.OFPP_CONTROLLER, of.OFPCML_NO_BUFFER)], priority=0))
    bench.receive(udp_datagram(), 3)
    (packet_in,) = bench.said()
    assert (packet_in.buffer_id, packet_in.data) == (of.OFP_NO_BUFFER, udp_datagram().data)


def test_buffers_are_few_and_the_oldest_goes_first() -> None:
    bench = Bench(OF13, buffers=2)
    bench.ask(bench.flow([output(of.OFPP_CONTROLLER, 20)], priority=0))
    for _ in range(3):
        bench.receive(udp_datagram(), 1)
    oldest, *newer = [each.buffer_id for each in bench.said()]
    assert bench.error(of.OFPPacketOut(None, oldest, 1, [output(2)], b''))[0] == 'OFPET_BAD_REQUEST'
    for buffer_id in newer:
        assert bench.ask(of.OFPPacketOut(None, buffer_id, 1, [output(2)], b'')) == []


def test_a_flow_mod_takes_its_buffered_packet_along(bench: Bench) -> None:
    bench.ask(bench.flow([output(of.OFPP_CONTROLLER, 20)], priority=0))
    bench.receive(udp_datagram(), 1)
    (packet_in,) = bench.said()
    bench.ask(bench.flow([output(4)], {'in_port': 1}, buffer_id=packet_in.buffer_id))
    assert bench.out() == [(4, udp_datagram())]
    assert [flow.packet_count for flow in bench.flows()] == [1, 1]


def test_a_packet_out_through_the_table(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': of.OFPP_CONTROLLER}))
    out = of.OFPPacketOut(None, of.OFP_NO_BUFFER, of.OFPP_CONTROLLER, [output(of.OFPP_TABLE)], udp_datagram().data)
    bench.ask(out)
    assert bench.out() == [(2, udp_datagram())]


def test_reserved_ports(bench: Bench) -> None:
    def leaves_by(port: int, arriving: int = 1) -> list[int]:
        bench.ask(bench.flow([output(port)]))
        return ports_of(bench.receive(udp_datagram(), arriving))

    assert leaves_by(of.OFPP_FLOOD) == [2, 3, 4]
    assert leaves_by(of.OFPP_ALL) == [2, 3, 4]
    assert leaves_by(of.OFPP_IN_PORT) == [1]
    assert leaves_by(of.OFPP_LOCAL) == []
    assert leaves_by(1) == []  # where it came from has to be said as IN_PORT
    assert leaves_by(2) == [2]
    bench.switch.set_blocked(3, True)
    assert leaves_by(of.OFPP_FLOOD) == [2, 4]
    assert leaves_by(of.OFPP_ALL) == [2, 3, 4]


def test_normal_is_a_learning_switch(bench: Bench) -> None:
    bench.ask(bench.flow([output(of.OFPP_NORMAL)]))
    assert ports_of(bench.receive(arp_request(), 3)) == [1, 2, 4]  # from 00:..:01, which is at port 3 now
    back = arp_request().with_field('eth_dst', 1).with_field('eth_src', 2)
    assert ports_of(bench.receive(back, 2)) == [3]


def test_several_tables_metadata_and_the_action_set(bench: Bench) -> None:
    metadata = of.OFPInstructionWriteMetadata(0xAB, 0xFF)
    bench.ask(instructions(metadata, write(output(2)), of.OFPInstructionGotoTable(1), match={'in_port': 1}))
    bench.ask(instructions(write(output(3)), of.OFPInstructionGotoTable(4), match={'metadata': 0xAB}, table_id=1))
    bench.ask(instructions(apply(output(4)), match={'metadata': (0xA0, 0xF0)}, table_id=4))
    assert ports_of(bench.receive(udp_datagram(), 1)) == [4, 3]  # applied at once; of the set the last output
    clear = of.OFPInstructionActions(of.OFPIT_CLEAR_ACTIONS, [])
    bench.ask(instructions(clear, match={'metadata': (0xA0, 0xF0)}, table_id=4))
    assert bench.receive(udp_datagram(), 1) == []


def test_the_action_set_has_the_order_of_the_specification(bench: Bench) -> None:
    bench.ask(instructions(write(output(2), of.OFPActionSetField(vlan_vid=0x1009), of.OFPActionPushVlan())))
    ((_, frame),) = bench.receive(udp_datagram(), 1)
    assert frame.fields['vlan_vid'] == 0x1009


def test_applied_actions_have_the_order_of_the_list(bench: Bench) -> None:
    changed = of.OFPActionSetField(eth_dst='00:00:00:00:00:09')
    push, pop = of.OFPActionPushVlan(0x8100), of.OFPActionPopVlan()
    bench.ask(bench.flow([output(2), changed, push, output(3), pop, output(4)]))
    plain, tagged, changed_only = (frame for _, frame in bench.receive(udp_datagram(), 1))
    assert plain == udp_datagram()
    assert (tagged.fields['eth_dst'], tagged.fields['vlan_vid']) == (9, 0x1000)
    assert changed_only == udp_datagram().with_field('eth_dst', 9)


def test_time_to_live(bench: Bench) -> None:
    bench.ask(bench.flow([of.OFPActionDecNwTtl(), output(2)]))
    ((_, frame),) = bench.receive(udp_datagram(ttl=2), 1)
    assert frame == udp_datagram(ttl=1)
    assert bench.receive(udp_datagram(ttl=1), 1) == []
    assert bench.said() == []
    everything = [0b111, 0]
    bench.ask(of.OFPSetAsync(None, everything, everything, everything))
    bench.receive(udp_datagram(ttl=1), 1)
    assert [each.reason for each in bench.said()] == [of.OFPR_INVALID_TTL]
    bench.ask(bench.flow([of.OFPActionSetNwTtl(9), output(2)]))
    assert bench.receive(udp_datagram(ttl=1), 1) == [(2, udp_datagram(ttl=9))]


# -- ports -----------------------------------------------------------------------------------------------------------


def port_mod(port: int, config: int, mask: int, hw_addr: str | None = None) -> Any:
    return of.OFPPortMod(None, port, hw_addr or f'02:00:00:00:01:{port:02x}', config, mask, 0)


def test_a_port_that_is_down_takes_and_sends_nothing(bench: Bench) -> None:
    bench.ask(bench.flow([output(of.OFPP_ALL)]))
    (status,) = bench.ask(port_mod(2, of.OFPPC_PORT_DOWN, of.OFPPC_PORT_DOWN))
    assert (status.reason, status.desc.port_no, status.desc.config) == (of.OFPPR_MODIFY, 2, of.OFPPC_PORT_DOWN)
    assert not status.desc.state & of.OFPPS_LIVE
    assert ports_of(bench.receive(udp_datagram(), 1)) == [3, 4]
    assert bench.receive(udp_datagram(), 2) == []
    two = bench.answer(of.OFPPortStatsRequest(None, 0, 2)).body[0]
    assert (two.tx_dropped, two.rx_dropped) == (1, 1)
    assert len(bench.ask(port_mod(2, 0, of.OFPPC_PORT_DOWN))) == 1
    assert bench.ask(port_mod(2, 0, of.OFPPC_PORT_DOWN)) == []  # nothing has changed
    assert ports_of(bench.receive(udp_datagram(), 1)) == [2, 3, 4]


def test_port_options(bench: Bench) -> None:
    bench.ask(bench.flow([output(of.OFPP_CONTROLLER, 20), output(2)]))
    bench.ask(port_mod(1, of.OFPPC_NO_PACKET_IN, of.OFPPC_NO_PACKET_IN))
    bench.ask(port_mod(2, of.OFPPC_NO_FWD, of.OFPPC_NO_FWD))
    assert bench.receive(udp_datagram(), 1) == []
    assert bench.said() == []
    bench.ask(port_mod(1, of.OFPPC_NO_RECV, of.OFPPC_NO_RECV | of.OFPPC_NO_PACKET_IN))
    bench.receive(udp_datagram(), 1)
    assert bench.said() == []


def test_ports_that_are_not_there(bench: Bench) -> None:
    assert bench.error(port_mod(9, 0, 0)) == ('OFPET_PORT_MOD_FAILED', 'OFPPMFC_BAD_PORT')
    assert bench.error(port_mod(1, 0, 0, '02:00:00:00:00:09')) == ('OFPET_PORT_MOD_FAILED', 'OFPPMFC_BAD_HW_ADDR')


def test_a_cable_that_is_pulled_out_is_reported(bench: Bench) -> None:
    bench.switch.set_link(2, False)
    (status,) = bench.said()
    assert (status.desc.port_no, status.desc.state) == (2, of.OFPPS_LINK_DOWN)
    bench.switch.set_link(2, False)
    assert bench.said() == []
    bench.switch.set_link(2, True)
    assert [each.desc.state for each in bench.said()] == [of.OFPPS_LIVE]
    bench.switch.set_blocked(2, True)
    assert [each.desc.state for each in bench.said()] == [of.OFPPS_LIVE | of.OFPPS_BLOCKED]


# -- groups ----------------------------------------------------------------------------------------------------------


def bucket(*actions: Any, **fields: Any) -> Any:
    return of.OFPBucket(actions=list(actions), **fields)


def group(kind: int, number: int, *buckets: Any, command: int = of.OFPGC_ADD) -> Any:
    return of.OFPGroupMod(None, command, kind, number, list(buckets))


def test_a_group_of_type_all_copies(bench: Bench) -> None:
    bench.ask(group(of.OFPGT_ALL, 1, bucket(of.OFPActionSetField(eth_dst='00:00:00:00:00:09'), output(2)),
                    bucket(output(3)), bucket(output(of.OFPP_IN_PORT))))  # fmt: skip
    bench.ask(bench.flow([of.OFPActionGroup(1)]))
    assert bench.receive(udp_datagram(), 1) == [
        (2, udp_datagram().with_field('eth_dst', 9)), (3, udp_datagram()), (1, udp_datagram())
    ]  # fmt: skip
    (stats,) = bench.answer(of.OFPGroupStatsRequest(None)).body
    assert (stats.group_id, stats.packet_count, stats.ref_count) == (1, 1, 1)
    assert [each.packet_count for each in stats.bucket_stats] == [1, 1, 1]
    (description,) = bench.answer(of.OFPGroupDescStatsRequest(None)).body
    assert (description.type, len(description.buckets)) == (of.OFPGT_ALL, 3)
    assert bench.answer(of.OFPGroupFeaturesStatsRequest(None)).body.types == 0b1111


def test_a_select_group_divides_conversations_by_weight(bench: Bench) -> None:
    watched = {'watch_port': 0, 'watch_group': 0}  # of no meaning here, as in many apps
    bench.ask(group(of.OFPGT_SELECT, 1, bucket(output(2), weight=3, **watched), bucket(output(3), weight=1, **watched),
                    bucket(output(4), weight=0)))  # fmt: skip
    bench.ask(bench.flow([of.OFPActionGroup(1)]))
    taken = [bench.receive(udp_datagram().with_field('udp_src', number))[0][0] for number in range(400)]
    again = [bench.receive(udp_datagram().with_field('udp_src', number))[0][0] for number in range(400)]
    assert taken == again
    assert set(taken) == {2, 3}
    assert 250 < taken.count(2) < 350


def test_indirect_and_fast_failover(bench: Bench) -> None:
    bench.ask(group(of.OFPGT_INDIRECT, 1, bucket(output(2))))
    bench.ask(group(of.OFPGT_FF, 2, bucket(output(3), watch_port=3), bucket(of.OFPActionGroup(1), watch_port=2)))
    bench.ask(bench.flow([of.OFPActionGroup(2)]))
    assert ports_of(bench.receive(udp_datagram())) == [3]
    bench.switch.set_link(3, False)
    assert ports_of(bench.receive(udp_datagram())) == [2]
    bench.switch.set_link(2, False)
    assert bench.receive(udp_datagram()) == []


def test_a_group_that_goes_takes_its_entries_along(bench: Bench) -> None:
    bench.ask(group(of.OFPGT_INDIRECT, 1, bucket(output(2))))
    bench.ask(group(of.OFPGT_INDIRECT, 2, bucket(of.OFPActionGroup(1))))
    bench.ask(bench.flow([of.OFPActionGroup(2)], {'in_port': 1}, flags=of.OFPFF_SEND_FLOW_REM))
    bench.ask(bench.flow([output(2)], {'in_port': 2}))
    (gone,) = bench.ask(group(of.OFPGT_ALL, 1, command=of.OFPGC_DELETE))
    assert gone.reason == of.OFPRR_GROUP_DELETE
    assert len(bench.flows()) == 1
    assert bench.answer(of.OFPGroupStatsRequest(None)).body == []
    assert bench.ask(group(of.OFPGT_ALL, 99, command=of.OFPGC_DELETE)) == []  # no such group: no error
    bench.ask(group(of.OFPGT_ALL, 3))
    assert bench.ask(group(of.OFPGT_ALL, of.OFPG_ALL, command=of.OFPGC_DELETE)) == []
    assert bench.answer(of.OFPGroupDescStatsRequest(None)).body == []


@pytest.mark.parametrize(
    ('request_', 'expected'),
    [
        (group(of.OFPGT_ALL, 1), 'OFPGMFC_GROUP_EXISTS'),
        (group(of.OFPGT_ALL, 2, command=of.OFPGC_MODIFY), 'OFPGMFC_UNKNOWN_GROUP'),
        (group(of.OFPGT_ALL, 2, command=9), 'OFPGMFC_BAD_COMMAND'),
        (group(9, 2), 'OFPGMFC_BAD_TYPE'),
        (group(of.OFPGT_INDIRECT, 2), 'OFPGMFC_INVALID_GROUP'),
        (group(of.OFPGT_ALL, of.OFPG_ANY), 'OFPGMFC_INVALID_GROUP'),
        (group(of.OFPGT_ALL, 2, bucket(output(2), weight=1)), 'OFPGMFC_INVALID_GROUP'),
        (group(of.OFPGT_FF, 2, bucket(output(2))), 'OFPGMFC_INVALID_GROUP'),
        (group(of.OFPGT_ALL, 1, bucket(of.OFPActionGroup(1)), command=of.OFPGC_MODIFY), 'OFPGMFC_LOOP'),
        (group(of.OFPGT_ALL, 2, bucket(of.OFPActionGroup(9))), 'OFPBAC_BAD_OUT_GROUP'),
        (group(of.OFPGT_ALL, 2, bucket(output(99))), 'OFPBAC_BAD_OUT_PORT'),
    ],
)
def test_refused_groups(bench: Bench, request_: Any, expected: str) -> None:
    bench.ask(group(of.OFPGT_ALL, 1))
    assert bench.error(request_)[1] == expected


def test_a_loop_over_several_groups_is_refused(bench: Bench) -> None:
    bench.ask(group(of.OFPGT_ALL, 1))
    bench.ask(group(of.OFPGT_ALL, 2, bucket(of.OFPActionGroup(1))))
    bench.ask(group(of.OFPGT_ALL, 3, bucket(of.OFPActionGroup(2))))
    looping = group(of.OFPGT_ALL, 1, bucket(of.OFPActionGroup(3)), command=of.OFPGC_MODIFY)
    assert bench.error(looping) == ('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_LOOP')


def test_groups_of_groups_do_not_multiply_without_end(bench: Bench) -> None:
    bench.ask(group(of.OFPGT_ALL, 0, bucket(output(2))))
    for number in range(1, 30):
        bench.ask(group(of.OFPGT_ALL, number, *[bucket(of.OFPActionGroup(number - 1))] * 100))
    bench.ask(bench.flow([of.OFPActionGroup(29)]))
    assert 0 < len(bench.receive(udp_datagram())) <= 4096


# -- roles -----------------------------------------------------------------------------------------------------------


def test_roles_and_generations(bench: Bench) -> None:
    def role(wanted: int, generation: int = 0) -> Any:
        return of.OFPRoleRequest(None, wanted, generation)

    assert bench.answer(role(of.OFPCR_ROLE_NOCHANGE)).role == of.OFPCR_ROLE_EQUAL
    answer = bench.answer(role(of.OFPCR_ROLE_MASTER, 2**64 - 1))
    assert (answer.role, answer.generation_id) == (of.OFPCR_ROLE_MASTER, 2**64 - 1)
    assert bench.answer(role(of.OFPCR_ROLE_MASTER, 3)).role == of.OFPCR_ROLE_MASTER  # it wraps around
    assert bench.error(role(of.OFPCR_ROLE_SLAVE, 2)) == ('OFPET_ROLE_REQUEST_FAILED', 'OFPRRFC_STALE')
    assert bench.error(role(9)) == ('OFPET_ROLE_REQUEST_FAILED', 'OFPRRFC_BAD_ROLE')


def test_a_slave_may_look_and_hears_of_ports_only(bench: Bench) -> None:
    bench.ask(bench.flow([output(of.OFPP_CONTROLLER, 20)]))
    bench.answer(of.OFPRoleRequest(None, of.OFPCR_ROLE_SLAVE, 1))
    assert bench.error(bench.flow([output(2)])) == ('OFPET_BAD_REQUEST', 'OFPBRC_IS_SLAVE')
    assert len(bench.flows()) == 1
    bench.receive(udp_datagram())
    assert bench.said() == []
    bench.switch.set_link(2, False)
    assert [type(each).__name__ for each in bench.said()] == ['OFPPortStatus']


def test_asynchronous_messages_are_chosen(bench: Bench) -> None:
    answer = bench.answer(of.OFPGetAsyncRequest(None))
    assert (answer.packet_in_mask, answer.port_status_mask) == ([3, 0], [7, 7])
    nothing = [0, 0]
    bench.ask(of.OFPSetAsync(None, [1 << of.OFPR_NO_MATCH, 0], nothing, nothing))
    assert bench.answer(of.OFPGetAsyncRequest(None)).packet_in_mask == [1, 0]
    bench.ask(bench.flow([output(of.OFPP_CONTROLLER, 20)], flags=of.OFPFF_SEND_FLOW_REM))
    bench.receive(tcp_segment())
    bench.switch.set_link(2, False)
    assert bench.ask(bench.flow([], {}, command=of.OFPFC_DELETE)) == []
    assert bench.said() == []


def test_another_controller_begins_as_an_equal_and_another_version_with_empty_tables(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)]))
    bench.answer(of.OFPRoleRequest(None, of.OFPCR_ROLE_SLAVE, 1))
    bench.switch.disconnect()
    assert ports_of(bench.receive(udp_datagram())) == [2]  # it goes on forwarding
    bench.switch.connect(OF13)
    assert bench.answer(of.OFPRoleRequest(None, of.OFPCR_ROLE_NOCHANGE, 0)).role == of.OFPCR_ROLE_EQUAL
    assert len(bench.flows()) == 1
    bench.switch.connect(OF10)
    bench.switch.connect(OF13)
    assert bench.flows() == []


def test_a_packet_out_that_no_packet_in_could_bring_back(bench: Bench) -> None:
    out = of.OFPPacketOut(None, of.OFP_NO_BUFFER, of.OFPP_CONTROLLER, [output(2)], bytes(0xFF01))
    assert bench.error(out) == ('OFPET_BAD_REQUEST', 'OFPBRC_BAD_PACKET')
    bench.ask(bench.flow([output(of.OFPP_CONTROLLER, of.OFPCML_NO_BUFFER)]))
    bench.receive(Frame(bytes(0xFF00)))
    assert [each.total_len for each in bench.said()] == [0xFF00]


def test_long_chains_of_groups(bench: Bench) -> None:
    bench.ask(group(of.OFPGT_FF, 0, bucket(output(2), watch_port=4)))
    bench.switch.set_link(4, False)
    bench.said()
    for number in range(1, 256):
        below = bucket(of.OFPActionGroup(number - 1), watch_group=number - 1)
        assert bench.ask(group(of.OFPGT_FF, number, *[below] * 2)) == []
    assert bench.error(group(of.OFPGT_FF, 256)) == ('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_OUT_OF_GROUPS')
    for top, expected in ((255, []), (31, [2])):  # too deep, and deep enough
        bench.ask(bench.flow([of.OFPActionGroup(top)]))
        bench.switch.set_link(4, False)
        assert bench.receive(udp_datagram()) == []
        bench.switch.set_link(4, True)
        assert ports_of(bench.receive(udp_datagram())) == expected
    bench.said()
    assert bench.ask(group(of.OFPGT_ALL, 0, command=of.OFPGC_DELETE)) == []
    assert bench.answer(of.OFPGroupDescStatsRequest(None)).body == []
