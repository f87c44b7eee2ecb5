"""A switch under OpenFlow 1.0: what differs from later versions."""

from __future__ import annotations

from typing import Any

import pytest

from controller.emulator.frame import Frame
from controller.openflow import OF10, version

from .lab import MAC1, MAC2, Bench, arp_request, tcp_segment, udp_datagram

of: Any = version(OF10)


@pytest.fixture
def bench() -> Bench:
    return Bench(OF10)


def output(port: int, max_len: int = 0) -> Any:
    return of.OFPActionOutput(port, max_len)


def test_who_it_is(bench: Bench) -> None:
    features = bench.answer(of.OFPFeaturesRequest(None))
    assert (features.datapath_id, features.n_tables, features.n_buffers) == (1, 1, 256)
    assert features.actions == 0xFFF
    assert sorted(features.ports) == [1, 2, 3, 4]
    assert features.ports[1].name == b's1-eth1'
    assert features.ports[1].state == of.OFPPS_STP_FORWARD


def test_what_no_entry_takes_goes_to_the_controller(bench: Bench) -> None:
    bench.ask(of.OFPSetConfig(None, 0, 30))
    frame = udp_datagram()
    bench.receive(frame, 3)
    (packet_in,) = bench.said()
    assert (packet_in.in_port, packet_in.reason, packet_in.total_len) == (3, of.OFPR_NO_MATCH, len(frame))
    assert packet_in.data == frame.data[:30]
    bench.ask(of.OFPPacketOut(None, packet_in.buffer_id, 3, [output(of.OFPP_FLOOD)], b''))
    assert bench.out() == [(1, frame), (2, frame), (4, frame)]


def test_an_entry_as_a_learning_switch_installs_it(bench: Bench) -> None:
    stated = bench.flow([output(2)], {'in_port': 1, 'dl_src': MAC1, 'dl_dst': MAC2}, cookie=7)
    bench.ask(stated)
    assert bench.receive(udp_datagram(), 1) == [(2, udp_datagram())]
    assert bench.receive(udp_datagram(), 3) == []
    assert [each.in_port for each in bench.said()] == [3]
    (flow,) = bench.flows()
    assert (flow.match, flow.actions, flow.cookie, flow.packet_count) == (stated.match, [output(2)], 7, 1)


def test_an_entry_without_wildcards_is_above_all_priorities(bench: Bench) -> None:
    exact = {
        'in_port': 1, 'dl_src': MAC1, 'dl_dst': MAC2, 'dl_vlan': of.OFP_VLAN_NONE, 'dl_vlan_pcp': 0,
        'dl_type': 0x0800, 'nw_tos': 0, 'nw_proto': 17, 'nw_src': '10.0.0.1', 'nw_dst': '10.0.0.2', 'tp_src': 1000,
        'tp_dst': 2000,
    }  # fmt: skip
    bench.ask(bench.flow([output(3)], {'in_port': 1}, priority=0xFFFF))
    bench.ask(bench.flow([output(2)], exact, priority=1))
    assert bench.receive(udp_datagram(), 1) == [(2, udp_datagram())]


def test_modify_of_nothing_adds(bench: Bench) -> None:
    bench.ask(bench.flow([output(3)], {'in_port': 1}, command=of.OFPFC_MODIFY))
    bench.ask(bench.flow([output(2)], {'in_port': 1}, command=of.OFPFC_MODIFY_STRICT, cookie=4))
    (flow,) = bench.flows()
    assert (flow.actions, flow.cookie) == ([output(2)], 4)


def test_adding_again_begins_to_count_anew(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}))
    bench.receive(udp_datagram(), 1)
    bench.ask(bench.flow([output(2)], {'in_port': 1}))
    assert [flow.packet_count for flow in bench.flows()] == [0]


def test_delete_by_port_and_its_report(bench: Bench) -> None:
    for port in (2, 3):
        bench.ask(bench.flow([output(port)], {'in_port': port + 1}, flags=of.OFPFF_SEND_FLOW_REM, cookie=port))
    bench.now += 3
    (gone,) = bench.ask(bench.flow([], {}, command=of.OFPFC_DELETE, out_port=3))
    assert (gone.reason, gone.cookie, gone.duration_sec) == (of.OFPRR_DELETE, 3, 3)
    assert len(bench.flows()) == 1
    bench.ask(bench.flow([output(4)], {}, idle_timeout=5, flags=of.OFPFF_SEND_FLOW_REM))
    assert [each.reason for each in bench.after(5)] == [of.OFPRR_IDLE_TIMEOUT]


def test_statistics(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], {'in_port': 1}))
    bench.receive(udp_datagram(), 1)
    (total,) = bench.answer(of.OFPAggregateStatsRequest(None, 0, of.OFPMatch())).body
    assert (total.packet_count, total.flow_count) == (1, 1)
    (table,) = bench.answer(of.OFPTableStatsRequest(None)).body
    assert (table.active_count, table.matched_count, table.name) == (1, 1, b'table 0')
    assert len(bench.answer(of.OFPPortStatsRequest(None)).body) == 4
    assert bench.answer(of.OFPQueueStatsRequest(None)).body == []
    assert bench.answer(of.OFPDescStatsRequest(None)).body.dp_desc == b's1'


def test_actions_that_rewrite(bench: Bench) -> None:
    bench.ask(bench.flow([
        of.OFPActionSetDlSrc('00:00:00:00:00:08'), of.OFPActionSetDlDst('00:00:00:00:00:09'),
        of.OFPActionSetNwSrc('10.0.0.8'), of.OFPActionSetNwDst('10.0.0.9'), of.OFPActionSetNwTos(0xB8),
        of.OFPActionSetTpSrc(8), of.OFPActionSetTpDst(9), of.OFPActionVlanVid(5), of.OFPActionVlanPcp(6),
        of.OFPActionEnqueue(2, 1), of.OFPActionStripVlan(), output(3),
    ]))  # fmt: skip
    (_, tagged), (_, plain) = bench.receive(udp_datagram(), 1)
    assert tagged.fields == {
        'eth_dst': 9, 'eth_src': 8, 'eth_type': 0x0800, 'vlan_vid': 0x1005, 'vlan_pcp': 6,
        'ipv4_src': 0x0A000008, 'ipv4_dst': 0x0A000009, 'ip_proto': 17, 'ip_dscp': 0x2E, 'ip_ecn': 0,
        'udp_src': 8, 'udp_dst': 9,
    }  # fmt: skip
    assert plain == tagged.without_tag()
    (_, segment), _ = bench.receive(tcp_segment(), 1)
    assert (segment.fields['tcp_src'], segment.fields['tcp_dst']) == (8, 9)
    (_, request), _ = bench.receive(arp_request(), 1)
    assert request.fields['arp_spa'] == 0x0A000001


@pytest.mark.parametrize(
    ('action', 'code'),
    [
        (output(99), 'OFPBAC_BAD_OUT_PORT'),
        (output(of.OFPP_NONE), 'OFPBAC_BAD_OUT_PORT'),
        (output(of.OFPP_TABLE), 'OFPBAC_BAD_OUT_PORT'),
        (of.OFPActionVlanVid(4096), 'OFPBAC_BAD_ARGUMENT'),
        (of.OFPActionVlanPcp(8), 'OFPBAC_BAD_ARGUMENT'),
        (of.OFPActionVendorUnknown(0x1234, b''), 'OFPBAC_BAD_VENDOR'),
    ],
)
def test_refused_actions(bench: Bench, action: Any, code: str) -> None:
    assert bench.error(bench.flow([action])) == ('OFPET_BAD_ACTION', code)


def test_other_refusals(bench: Bench) -> None:
    assert bench.error(bench.flow([], {}, flags=of.OFPFF_EMERG)) == ('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_UNSUPPORTED')
    assert bench.error(of.OFPStatsRequest(None, 77, 0)) == ('OFPET_BAD_REQUEST', 'OFPBRC_BAD_STAT')
    assert bench.error(of.OFPVendor(None, 0x1234)) == ('OFPET_BAD_REQUEST', 'OFPBRC_BAD_VENDOR')
    full = Bench(OF10, max_entries=0)
    assert full.error(full.flow([output(2)])) == ('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_ALL_TABLES_FULL')


def test_a_port_kept_out_of_floods(bench: Bench) -> None:
    bench.ask(bench.flow([output(of.OFPP_FLOOD)]))
    (status,) = bench.ask(of.OFPPortMod(None, 2, '02:00:00:00:01:02', of.OFPPC_NO_FLOOD, of.OFPPC_NO_FLOOD))
    assert status.desc.config == of.OFPPC_NO_FLOOD
    assert [port for port, _ in bench.receive(arp_request(), 1)] == [3, 4]
    bench.switch.set_blocked(3, True)
    (status,) = bench.said()
    assert status.desc.state & of.OFPPS_STP_MASK == of.OFPPS_STP_BLOCK
    assert [port for port, _ in bench.receive(arp_request(), 1)] == [4]


def test_a_port_that_takes_nothing_takes_frames_of_the_spanning_tree_yet(bench: Bench) -> None:
    spanning_tree = Frame(bytes.fromhex('0180c2000000') + arp_request().data[6:])
    for bits, taken in (('NO_RECV', [spanning_tree.data]), ('NO_RECV_STP', [arp_request().data])):
        config = getattr(of, f'OFPPC_{bits}')
        bench.ask(of.OFPPortMod(None, 2, '02:00:00:00:01:02', config, of.OFPPC_NO_RECV | of.OFPPC_NO_RECV_STP))
        for frame in (spanning_tree, arp_request()):
            bench.receive(frame, 2)
        assert [each.data for each in bench.said()] == taken
