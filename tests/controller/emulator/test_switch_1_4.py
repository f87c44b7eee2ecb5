"""A switch under OpenFlow 1.4: what differs from 1.3, bundles, flow monitors, eviction and vacancy events."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from controller.emulator.bundles import MAX_BYTES, MAX_MESSAGES
from controller.openflow import OF14, version

from .lab import MAC2, Bench, udp_datagram

of: Any = version(OF14)
WATCH_ALL = 0b1111  # OFPFMF_INITIAL, ADD, REMOVED and MODIFY


@pytest.fixture
def bench() -> Bench:
    return Bench(OF14)


def output(port: int, max_len: int = of.OFPCML_NO_BUFFER) -> Any:
    return of.OFPActionOutput(port, max_len)


def names(messages: list[Any]) -> list[str]:
    return [type(each).__name__ for each in messages]


# -- what differs from 1.3 -------------------------------------------------------------------------------------------


def test_ports_have_properties(bench: Bench) -> None:
    (first, *_) = bench.answer(of.OFPPortDescStatsRequest(None)).body
    (ethernet,) = first.properties
    assert (first.port_no, first.name, ethernet.curr_speed) == (1, b's1-eth1', 10_000_000)
    bench.receive(udp_datagram())
    (stats,) = bench.answer(of.OFPPortStatsRequest(None, 0, 1)).body
    assert (stats.rx_packets, names(stats.properties)) == (1, ['OFPPortStatsPropEthernet'])


def test_a_port_is_configured_by_properties(bench: Bench) -> None:
    ethernet = of.OFPPortModPropEthernet(advertise=of.OFPPF_1GB_FD)
    mod = of.OFPPortMod(None, 1, '02:00:00:00:01:01', of.OFPPC_PORT_DOWN, of.OFPPC_PORT_DOWN, [ethernet])
    (status,) = bench.ask(mod)
    assert (status.reason, status.desc.config) == (of.OFPPR_MODIFY, of.OFPPC_PORT_DOWN)
    assert status.desc.properties[0].advertised == of.OFPPF_1GB_FD
    optical = of.OFPPortModPropOptical(configure=0, freq_lmda=0, fl_offset=0, grid_span=0, tx_pwr=0)
    mod = of.OFPPortMod(None, 1, '02:00:00:00:01:01', 0, 0, [optical])
    assert bench.error(mod) == ('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_TYPE')


@pytest.mark.parametrize(('instructions', 'reason'), [
    ([of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, [output(of.OFPP_CONTROLLER)])], 'APPLY_ACTION'),
    ([of.OFPInstructionActions(of.OFPIT_WRITE_ACTIONS, [output(of.OFPP_CONTROLLER)])], 'ACTION_SET'),
    ([of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, [of.OFPActionGroup(1)])], 'GROUP'),
])
def test_why_a_packet_comes(bench: Bench, instructions: list[Any], reason: str) -> None:
    bucket = of.OFPBucket(actions=[output(of.OFPP_CONTROLLER)])
    bench.ask(of.OFPGroupMod(None, of.OFPGC_ADD, of.OFPGT_INDIRECT, 1, [bucket]))
    bench.ask(bench.flow([], instructions=instructions))
    bench.receive(udp_datagram())
    (packet_in,) = bench.said()
    assert packet_in.reason == getattr(of, f'OFPR_{reason}')


def test_why_a_packet_comes_that_was_sent_out(bench: Bench) -> None:
    packet_out = of.OFPPacketOut(
        None, of.OFP_NO_BUFFER, of.OFPP_CONTROLLER, [output(of.OFPP_CONTROLLER)], udp_datagram().data
    )
    assert bench.answer_without_xid(packet_out).reason == of.OFPR_PACKET_OUT


def test_asynchronous_messages_are_chosen_by_properties(bench: Bench) -> None:
    usual = {each.type: each.mask for each in bench.answer(of.OFPGetAsyncRequest(None)).properties}
    assert usual[of.OFPACPT_PACKET_IN_MASTER] & 1 << of.OFPR_TABLE_MISS
    assert usual[of.OFPACPT_PACKET_IN_SLAVE] == 0
    quiet = of.OFPAsyncConfigPropReasons(type_=of.OFPACPT_PACKET_IN_MASTER, mask=0)
    assert bench.ask(of.OFPSetAsync(None, [quiet])) == []
    chosen = {each.type: each.mask for each in bench.answer(of.OFPGetAsyncRequest(None)).properties}
    assert chosen == usual | {of.OFPACPT_PACKET_IN_MASTER: 0}
    bench.ask(bench.flow([output(of.OFPP_CONTROLLER)]))
    bench.receive(udp_datagram())
    assert bench.said() == []
    unknown = of.OFPAsyncConfigPropExperimenter(type_=0xFFFF, experimenter=1, exp_type=1, data=[])
    assert bench.error(of.OFPSetAsync(None, [unknown])) == ('OFPET_ASYNC_CONFIG_FAILED', 'OFPACFC_UNSUPPORTED')


def test_roles_with_generations(bench: Bench) -> None:
    assert bench.answer(of.OFPRoleRequest(None, of.OFPCR_ROLE_MASTER, 5)).role == of.OFPCR_ROLE_MASTER
    stale = bench.error(of.OFPRoleRequest(None, of.OFPCR_ROLE_SLAVE, 4))
    assert stale == ('OFPET_ROLE_REQUEST_FAILED', 'OFPRRFC_STALE')
    bench.answer(of.OFPRoleRequest(None, of.OFPCR_ROLE_SLAVE, 6))
    for request in (bench.flow([output(2)]), of.OFPBundleCtrlMsg(None, 1, of.OFPBCT_OPEN_REQUEST, 0, [])):
        assert bench.error(request) == ('OFPET_BAD_REQUEST', 'OFPBRC_IS_SLAVE')


def test_queues_are_described(bench: Bench) -> None:
    assert bench.answer(of.OFPQueueDescStatsRequest(None)).body == []
    assert bench.error(of.OFPQueueDescStatsRequest(None, port_no=99)) == ('OFPET_QUEUE_OP_FAILED', 'OFPQOFC_BAD_PORT')


# -- bundles (6.9) ---------------------------------------------------------------------------------------------------


class Opened:
    """A bundle of the bench's switch."""

    def __init__(self, bench: Bench, flags: int = of.OFPBF_ATOMIC | of.OFPBF_ORDERED) -> None:
        self.bench, self.flags = bench, flags
        assert self.control('OPEN').type == of.OFPBCT_OPEN_REPLY

    def request(self, kind: str, **fields: Any) -> Any:
        fields = {'bundle_id': 7, 'flags': self.flags, **fields}
        return of.OFPBundleCtrlMsg(None, type_=getattr(of, f'OFPBCT_{kind}_REQUEST'), properties=[], **fields)

    def control(self, kind: str) -> Any:
        return self.bench.answer(self.request(kind))

    def adding(self, message: Any, **fields: Any) -> Any:
        fields = {'bundle_id': 7, 'flags': self.flags, **fields}
        return of.OFPBundleAddMsg(None, message=message, properties=[], **fields)

    def add(self, *messages: Any) -> None:
        for message in messages:
            assert self.bench.ask(self.adding(message)) == []


def test_a_bundle_is_done_when_it_is_committed(bench: Bench) -> None:
    bundle = Opened(bench)
    bucket = of.OFPBucket(actions=[output(2)])
    bundle.add(
        of.OFPGroupMod(None, of.OFPGC_ADD, of.OFPGT_INDIRECT, 1, [bucket]),
        bench.flow([of.OFPActionGroup(1)]),
        of.OFPPacketOut(None, of.OFP_NO_BUFFER, of.OFPP_CONTROLLER, [output(3)], udp_datagram().data),
    )
    assert (bench.flows(), bench.out(), len(list(bench.switch.groups))) == ([], [], 0)
    assert bundle.control('CLOSE').type == of.OFPBCT_CLOSE_REPLY
    assert bundle.control('COMMIT').type == of.OFPBCT_COMMIT_REPLY
    assert [port for port, _ in bench.out()] == [3]
    assert [port for port, _ in bench.receive(udp_datagram())] == [2]


def test_a_bundle_is_done_as_a_whole_or_not_at_all(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], priority=5, flags=of.OFPFF_SEND_FLOW_REM))
    bench.ask(of.OFPMeterMod(None, of.OFPMC_ADD, of.OFPMF_PKTPS, 1, [of.OFPMeterBandDrop(rate=9)]))
    bench.receive(udp_datagram())
    before = [(each.priority, each.packet_count) for each in bench.flows()]
    bundle = Opened(bench)
    bundle.add(
        bench.flow([], command=of.OFPFC_DELETE, table_id=of.OFPTT_ALL),
        bench.flow([output(3)], priority=6),
        of.OFPMeterMod(None, of.OFPMC_DELETE, 0, 1, []),
        of.OFPGroupMod(None, of.OFPGC_ADD, of.OFPGT_ALL, 1, []),
        of.OFPPortMod(None, 1, '02:00:00:00:01:01', of.OFPPC_PORT_DOWN, of.OFPPC_PORT_DOWN, []),
        of.OFPPacketOut(None, of.OFP_NO_BUFFER, of.OFPP_CONTROLLER, [output(3)], udp_datagram().data),
        bench.flow([output(99)]),
    )
    failed = bundle.request('COMMIT')
    message_error, bundle_error = bench.ask(failed)
    assert (message_error.type, message_error.code) == (of.OFPET_BAD_ACTION, of.OFPBAC_BAD_OUT_PORT)
    assert (bundle_error.type, bundle_error.code) == (of.OFPET_BUNDLE_FAILED, of.OFPBFC_MSG_FAILED)
    assert (message_error.xid, bundle_error.xid) == (bench.xid - 1, bench.xid)
    assert [(each.priority, each.packet_count) for each in bench.flows()] == before
    assert (list(bench.switch.groups), 1 in bench.switch.meters) == ([], True)
    assert (bench.out(), bench.switch.ports[1].down) == ([], False)
    assert bench.switch.ports[3].counters.tx_packets == 0
    assert bench.error(bundle.request('COMMIT')) == ('OFPET_BUNDLE_FAILED', 'OFPBFC_BAD_ID'), 'it is gone'


def test_what_a_bundle_left_alone_goes_on_as_before(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], match={'in_port': 1}, idle_timeout=10, flags=of.OFPFF_SEND_FLOW_REM))
    bundle = Opened(bench)
    bundle.add(bench.flow([output(3)], match={'in_port': 2}))
    bundle.control('COMMIT')
    bench.receive(udp_datagram())
    assert [each.packet_count for each in bench.flows()] == [1, 0]
    bench.after(9)
    (removed,) = bench.after(2)
    assert (removed.reason, removed.packet_count) == (of.OFPRR_IDLE_TIMEOUT, 1)


def test_a_discarded_bundle(bench: Bench) -> None:
    bundle = Opened(bench)
    bundle.add(bench.flow([output(2)]))
    assert bundle.control('DISCARD').type == of.OFPBCT_DISCARD_REPLY
    assert bench.flows() == []
    assert bench.error(bundle.request('DISCARD')) == ('OFPET_BUNDLE_FAILED', 'OFPBFC_BAD_ID')


def test_what_bundles_refuse(bench: Bench) -> None:
    bundle = Opened(bench)

    def code(request: Any) -> str:
        kind, name = bench.error(request)
        assert kind == 'OFPET_BUNDLE_FAILED'
        return name.removeprefix('OFPBFC_')

    assert code(bundle.request('OPEN')) == 'BUNDLE_EXIST'
    assert code(bundle.request('OPEN', bundle_id=8, flags=0x80)) == 'BAD_FLAGS'
    assert code(bundle.request('CLOSE', flags=0)) == 'BAD_FLAGS'
    assert code(bundle.request('CLOSE', bundle_id=9)) == 'BAD_ID'
    assert code(of.OFPBundleCtrlMsg(None, 7, 99, 0, [])) == 'BAD_TYPE'
    assert code(bundle.adding(of.OFPBarrierRequest(None))) == 'MSG_UNSUP'
    assert code(bundle.adding(bench.flow([]), flags=0)) == 'BAD_FLAGS'
    bundle.control('CLOSE')
    assert code(bundle.adding(bench.flow([]))) == 'BUNDLE_CLOSED'
    assert code(bundle.request('CLOSE')) == 'BUNDLE_CLOSED'
    for bundle_id in range(100, 163):
        assert bench.answer(bundle.request('OPEN', bundle_id=bundle_id))
    assert code(bundle.request('OPEN', bundle_id=163)) == 'OUT_OF_BUNDLES'


def test_bundles_are_bounded_by_their_bytes_too(bench: Bench) -> None:
    first, big = Opened(bench), of.OFPPacketOut(None, of.OFP_NO_BUFFER, 1, [], bytes(60000))
    bench.answer(first.request('OPEN', bundle_id=8))
    first.add(*[big] * (MAX_BYTES // 60024))
    refused = ('OFPET_BUNDLE_FAILED', 'OFPBFC_MSG_TOO_MANY')
    assert bench.error(first.adding(big)) == bench.error(first.adding(big, bundle_id=8)) == refused
    first.control('DISCARD')
    assert bench.ask(first.adding(big, bundle_id=8)) == []


def test_a_bundle_ends_with_its_channel(bench: Bench) -> None:
    bundle = Opened(bench)
    bundle.add(bench.flow([output(2)]))
    bench.switch.disconnect()
    bench.switch.connect(OF14)
    assert bench.error(bundle.request('COMMIT')) == ('OFPET_BUNDLE_FAILED', 'OFPBFC_BAD_ID')


# -- flow monitors (7.3.5.17) ----------------------------------------------------------------------------------------


def watching(flags: int = WATCH_ALL, monitor_id: int = 1, match: dict[str, Any] | None = None, **fields: Any) -> Any:
    return of.OFPFlowMonitorRequest(
        None, monitor_id=monitor_id, monitor_flags=flags, match=of.OFPMatch(**(match or {})), **fields
    )


def updates(messages: list[Any]) -> list[Any]:
    return [update for each in messages if type(each).__name__ == 'OFPFlowMonitorReply' for update in each.body]


def test_a_monitor_begins_with_what_is_there(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], match={'in_port': 1}, cookie=8))
    bench.ask(bench.flow([output(2)], match={'in_port': 2}))
    (update,) = bench.answer(watching(WATCH_ALL | of.OFPFMF_INSTRUCTIONS, match={'in_port': 1})).body
    assert (update.event, update.cookie, update.match['in_port']) == (of.OFPFME_INITIAL, 8, 1)
    assert update.instructions[0].actions == [output(2)]
    (update,) = bench.answer(watching(of.OFPFMF_INITIAL, 2, match={'in_port': 2})).body
    assert update.instructions == []
    assert bench.answer(watching(of.OFPFMF_ADD, 3)).body == []


def test_several_monitors_in_one_request(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], match={'in_port': 1}))
    more = [of.OFPFlowMonitor(number, monitor_flags=of.OFPFMF_INITIAL, match=of.OFPMatch()) for number in (2, 3)]
    assert len(bench.answer(watching(of.OFPFMF_INITIAL, 1, more=more)).body) == 3
    more = [of.OFPFlowMonitor(4, command=9, match=of.OFPMatch())]
    assert bench.error(watching(0, 5, more=more)) == ('OFPET_FLOW_MONITOR_FAILED', 'OFPMOFC_BAD_COMMAND')


def test_a_monitor_tells_of_changes(bench: Bench) -> None:
    bench.answer(watching(WATCH_ALL | of.OFPFMF_NO_ABBREV))
    (told,) = bench.ask(bench.flow([output(2)], hard_timeout=5))
    assert (told.xid, told.body[0].event) == (0, of.OFPFME_ADDED)
    (changed,) = updates(bench.ask(bench.flow([output(3)], command=of.OFPFC_MODIFY)))
    assert changed.event == of.OFPFME_MODIFIED
    (replaced,) = updates(bench.ask(bench.flow([output(3)], hard_timeout=5)))
    assert replaced.event == of.OFPFME_MODIFIED
    (gone,) = updates(bench.after(6))
    assert (gone.event, gone.reason) == (of.OFPFME_REMOVED, of.OFPRR_HARD_TIMEOUT)


def test_of_its_own_changes_a_controller_hears_the_id_alone(bench: Bench) -> None:
    bench.answer(watching())
    (update,) = updates(bench.ask(bench.flow([output(2)], hard_timeout=5)))
    assert (update.event, update.xid) == (of.OFPFME_ABBREV, bench.xid)
    bench.ask(bench.flow([output(2)], match={'in_port': 1}))
    assert len(updates(bench.ask(bench.flow([], command=of.OFPFC_DELETE, table_id=of.OFPTT_ALL)))) == 1
    bench.ask(bench.flow([output(2)], hard_timeout=5))
    (update,) = updates(bench.after(6))
    assert update.event == of.OFPFME_REMOVED, 'a time-out is nobody\'s own'


def test_only_its_own(bench: Bench) -> None:
    bench.answer(watching(WATCH_ALL | of.OFPFMF_ONLY_OWN))
    (update,) = updates(bench.ask(bench.flow([output(2)], hard_timeout=5)))
    assert update.event == of.OFPFME_ADDED
    assert bench.after(6) == []


def test_a_monitor_that_looks_at_less(bench: Bench) -> None:
    flags = WATCH_ALL | of.OFPFMF_NO_ABBREV
    bench.answer(watching(flags, 1, table_id=1))
    bench.answer(watching(flags, 2, out_port=3))
    bench.answer(watching(of.OFPFMF_REMOVED | of.OFPFMF_NO_ABBREV, 3))
    assert updates(bench.ask(bench.flow([output(2)]))) == []
    assert len(updates(bench.ask(bench.flow([output(2)], table_id=1)))) == 1
    assert len(updates(bench.ask(bench.flow([output(3)], match={'in_port': 1})))) == 1
    assert len(updates(bench.ask(bench.flow([], command=of.OFPFC_DELETE, table_id=of.OFPTT_ALL)))) == 5


def test_the_changes_of_a_full_bundle_are_told_by_their_ids_and_cost_what_they_are(bench: Bench) -> None:
    bench.answer(watching())
    bundle = Opened(bench)
    bundle.add(*(bench.flow([output(2)], match={'metadata': number}) for number in range(MAX_MESSAGES)))
    began = process_time()
    told = updates(bench.ask(bundle.request('COMMIT')))
    assert len({update.xid for update in told}) == len(told) == MAX_MESSAGES
    assert process_time() - began < 3, 'seconds of CPU; each looked for among all took 8'


def test_a_bundle_tells_its_changes_once_it_is_committed(bench: Bench) -> None:
    bench.answer(watching(WATCH_ALL | of.OFPFMF_NO_ABBREV))
    bundle = Opened(bench)
    bundle.add(bench.flow([output(2)]), bench.flow([output(99)]))
    assert updates(bench.ask(bundle.request('COMMIT'))) == [], 'nothing has happened'
    bundle = Opened(bench)
    bundle.add(bench.flow([output(2)]))
    assert [each.event for each in updates(bench.ask(bundle.request('COMMIT')))] == [of.OFPFME_ADDED]


def test_monitors_are_changed_and_deleted(bench: Bench) -> None:
    bench.answer(watching())
    bench.answer(watching(of.OFPFMF_REMOVED, command=of.OFPFMC_MODIFY))
    assert updates(bench.ask(bench.flow([output(2)]))) == []
    assert bench.answer(watching(command=of.OFPFMC_DELETE)).body == []
    assert updates(bench.ask(bench.flow([], command=of.OFPFC_DELETE, table_id=of.OFPTT_ALL))) == []


@pytest.mark.parametrize(('request_', 'code'), [
    (watching(), 'MONITOR_EXISTS'),
    (watching(monitor_id=2, command=of.OFPFMC_MODIFY), 'UNKNOWN_MONITOR'),
    (watching(monitor_id=2, command=of.OFPFMC_DELETE), 'UNKNOWN_MONITOR'),
    (watching(monitor_id=2, command=9), 'BAD_COMMAND'),
    (watching(monitor_id=2, flags=0x100), 'BAD_FLAGS'),
    (watching(monitor_id=2, table_id=99), 'BAD_TABLE_ID'),
])
def test_what_monitors_refuse(bench: Bench, request_: Any, code: str) -> None:
    bench.answer(watching())
    assert bench.error(request_) == ('OFPET_FLOW_MONITOR_FAILED', f'OFPMOFC_{code}')


# -- tables that fill (6.4.1, 7.4.5) ---------------------------------------------------------------------------------


def full(bench: Bench, config: int = 0, *properties: Any) -> Bench:
    """The bench, with the four places of table 0 taken by flow entries of importance 1 to 4."""
    small = Bench(OF14, max_entries=4)
    if config:
        assert small.ask(of.OFPTableMod(None, 0, config, list(properties))) == []
    for number in (1, 2, 3, 4):
        small.ask(small.flow([], match={'in_port': number}, importance=number, flags=of.OFPFF_SEND_FLOW_REM))
    small.said()
    return small


def test_a_full_table_gives_up_what_matters_least(bench: Bench) -> None:
    small = full(bench, of.OFPTC_EVICTION)
    (removed,) = small.ask(small.flow([], match={'in_port': 5}, importance=3))
    assert (removed.reason, removed.match['in_port']) == (of.OFPRR_EVICTION, 1)
    assert small.error(small.flow([], match={'in_port': 6}, importance=1))[1] == 'OFPFMFC_TABLE_FULL'
    assert small.ask(small.flow([output(1)], match={'in_port': 5}, importance=3)) == [], 'it takes its own place'
    assert sorted(each.importance for each in small.flows()) == [2, 3, 3, 4]


def test_a_full_table_that_evicts_nothing(bench: Bench) -> None:
    small = full(bench)
    assert small.error(small.flow([], match={'in_port': 5}, importance=9)) == (
        'OFPET_FLOW_MOD_FAILED', 'OFPFMFC_TABLE_FULL')


def test_vacancy_events(bench: Bench) -> None:
    vacancy = of.OFPTableModPropVacancy(vacancy_down=30, vacancy_up=70, vacancy=0)
    small = Bench(OF14, max_entries=4)
    small.ask(of.OFPTableMod(None, 0, of.OFPTC_VACANCY_EVENTS, [vacancy]))
    said = [small.ask(small.flow([], match={'in_port': number})) for number in (1, 2, 3, 4)]
    assert [names(each) for each in said] == [[], [], ['OFPTableStatus'], []]
    (down,) = said[2]
    assert (down.reason, down.table.table_id, down.table.properties[-1].vacancy) == (of.OFPTR_VACANCY_DOWN, 0, 25)
    for number in (1, 2):
        assert small.ask(small.flow([], match={'in_port': number}, command=of.OFPFC_DELETE)) == []
    (up,) = small.ask(small.flow([], match={'in_port': 3}, command=of.OFPFC_DELETE))
    assert up.reason == of.OFPTR_VACANCY_UP


def test_tables_are_described(bench: Bench) -> None:
    assert bench.ask(of.OFPTableMod(None, of.OFPTT_ALL, of.OFPTC_EVICTION, [])) == []
    rows = bench.answer(of.OFPTableDescStatsRequest(None)).body
    assert [row.table_id for row in rows] == list(range(8))
    assert all(row.config == of.OFPTC_EVICTION for row in rows)


@pytest.mark.parametrize(('mod', 'error'), [
    (of.OFPTableMod(None, 99, 0, []), ('OFPET_TABLE_MOD_FAILED', 'OFPTMFC_BAD_TABLE')),
    (of.OFPTableMod(None, 0, 0x80, []), ('OFPET_TABLE_MOD_FAILED', 'OFPTMFC_BAD_CONFIG')),
    (of.OFPTableMod(None, 0, of.OFPTC_VACANCY_EVENTS, []), ('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_VALUE')),
    (of.OFPTableMod(None, 0, of.OFPTC_VACANCY_EVENTS, [
        of.OFPTableModPropVacancy(vacancy_down=80, vacancy_up=20, vacancy=0),
    ]), ('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_VALUE')),
    (of.OFPTableMod(None, 0, 0, [of.OFPTableModPropExperimenter(type_=0xFFFF, experimenter=1, exp_type=1, data=[])]),
     ('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_TYPE')),
])
def test_what_tables_refuse(bench: Bench, mod: Any, error: tuple[str, str]) -> None:
    assert bench.error(mod) == error


def test_frames_keep_going_through(bench: Bench) -> None:
    bench.ask(bench.flow([output(2)], match={'eth_dst': MAC2}))
    assert [port for port, _ in bench.receive(udp_datagram())] == [2]
