"""Rates of ports and flow entries: how they are worked out, and how the app shows them."""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from prometheus_client import parser

import greenhub
from apps.flow_monitor import PATIENCE, FlowKey, flow_readings, port_readings
from controller.config import Config
from controller.datapath import RequestTimeout
from controller.emulator import testing_network
from controller.emulator.testing import TestingNetwork
from controller.lib.prometheus import CONTENT_TYPE, Family, exposition
from controller.lib.rates import ABSENT, Reading, growth
from controller.loader import LoadError
from controller.openflow import OF10, OF13, OF14, OF15, version
from controller.rest import Request
from tests.apps.served import ask, wsgi_of

FIRST = '0000000000000001'
SWITCH_OF = {OF10: 'simple_switch', OF13: 'simple_switch_13', OF14: 'simple_switch_14', OF15: 'simple_switch_15'}


@contextmanager
def monitored(topology: str, of: int = OF13, **options: str) -> Iterator[TestingNetwork]:
    config = Config(wsapi_port=0)
    config.own.arguments += [(f'monitor-{name}', value) for name, value in options.items()]
    with testing_network(topology, [SWITCH_OF[of], 'flow_monitor'], config=config, versions=[of]) as net:
        wsgi_of(net).stop()  # on a socket real time would pass
        yield net


def text_of(net: TestingNetwork, path: str, accept: str = '*/*') -> tuple[str, str]:
    """The type of an answer, and its text."""
    answer = Request.blank(path, accept=accept).get_response(wsgi_of(net))
    assert answer.status_int == 200, answer.text
    return answer.headers['Content-Type'], answer.text


# -- how rates are worked out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(('before', 'after', 'grown'), [
    (0, 0, 0),
    (5, 12, 7),
    (0xFFFFFFF0, 0x10, 0x20),  # 32 bits have wrapped
    (0xFFFFFFFFFFFFFFF0, 0x10, 0x20),  # and 64
    (10**6, 400, 400),  # started anew
    (0xFFFFFFF0, 0x50000000, 0x50000000),  # nothing counts so fast
    (0x1_0000_0000, 7, 7),
])  # fmt: skip
def test_growth(before: int, after: int, grown: int) -> None:
    assert growth(before, after) == grown


def test_a_rate_is_the_growth_between_two_readings() -> None:
    first = Reading.of({'bytes': 1000, 'errors': ABSENT}, 100.0, 50.0)
    assert (first.rates, first.rate('bytes'), first.counters) == (None, None, {'bytes': 1000, 'errors': None})
    second = Reading.of({'bytes': 3500, 'errors': ABSENT}, 110.0, 60.0, first)
    assert (second.rate('bytes'), second.rate('bytes', 8), second.rate('errors')) == (250.0, 2000.0, None)
    assert Reading.of({'bytes': 9000}, 110.0, 60.0, second).rates is None  # at the same time
    counts_now = Reading.of({'bytes': 3500, 'errors': 5}, 120.0, 70.0, second)
    assert (counts_now.rate('bytes'), counts_now.rate('errors')) == (0.0, None)


def test_what_was_made_anew_counts_from_nothing() -> None:
    before = Reading.of({'packets': 100}, 100.0, 1000.0)
    assert Reading.of({'packets': 300}, 110.0, 1010.0, before).rate('packets') == 20.0
    assert Reading.of({'packets': 300}, 110.0, 4.0, before).rate('packets') == 30.0  # another one with the same name
    assert Reading.of({'packets': 50}, 110.0, None, before).rate('packets') == 5.0


def test_of_many_flow_entries_those_that_carry_most_are_kept() -> None:
    of = version(OF13)
    flows = [
        of.OFPFlowStats(
            table_id=0, duration_sec=1, duration_nsec=500_000_000, priority=1, idle_timeout=0, hard_timeout=0, flags=0,
            cookie=number, packet_count=1, byte_count=number % 50, match=of.OFPMatch(in_port=number), instructions=[],
        )
        for number in range(1, 101)
    ]  # fmt: skip
    kept = flow_readings(flows, 5.0, {}, 4)
    assert {key.match for key in kept} == {f'in_port={number}' for number in (48, 98, 49, 99)}
    reading, cookie = kept[FlowKey(0, 1, 'in_port=98')]
    assert (reading.age, cookie) == (1.5, 98)
    assert flow_readings(flows, 5.0, kept, 1000).keys() > kept.keys()


def test_of_many_flow_entries_those_that_are_not_counted_are_left_out() -> None:
    of = version(OF15)
    flows = [
        of.OFPFlowDesc(
            table_id=0, priority=1, idle_timeout=0, hard_timeout=0, flags=0, importance=0, cookie=number,
            match=of.OFPMatch(in_port=number), stats=of.OFPStats(**counters), instructions=[],
        )
        for number, counters in enumerate(({'byte_count': ABSENT}, {'byte_count': 7}, {'packet_count': 9}), 1)
    ]  # fmt: skip
    assert [key.match for key in flow_readings(flows, 5.0, {}, 1)] == ['in_port=2']


def test_a_port_whose_switch_does_not_say_its_age() -> None:
    port = version(OF10).OFPPortStats(1, *range(12))
    first = port_readings([port], 1.0, {})
    assert (first[1].age, first[1].counters['rx_bytes']) == (None, 2)
    assert port_readings([port], 2.0, first)[1].rate('rx_bytes') == 0.0


def test_text_for_prometheus_is_escaped() -> None:
    said = 'a "port"\\\nin two lines'
    family = Family('strange_total', 'counter', 'a \\ in\ntwo lines', ('name',), [((said,), 7), (('none',), None)])
    lines = list(exposition([family]))
    assert lines[0] == '# HELP strange_total a \\\\ in\\ntwo lines\n'
    (read,) = parser.text_string_to_metric_families(''.join(lines))
    (sample,) = read.samples
    assert (sample.name, sample.labels, sample.value) == ('strange_total', {'name': said}, 7)


# -- the app -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('of', SWITCH_OF)
def test_ports_and_flows_of_each_version(of: int) -> None:
    with monitored('linear,2', of) as net:
        assert net.ping_all().loss == 0
        assert net.ping('h1', 'h2', 1).loss == 0  # through what was learned
        greenhub.sleep(20)
        before = ask(net, f'/v1.0/monitor/ports/{FIRST}')[1][0]
        assert net.ping('h1', 'h2', 50).loss == 0
        greenhub.sleep(10)
        port = ask(net, f'/v1.0/monitor/ports/{FIRST}')[1][0]
        assert (port['dpid'], port['port_no'], port['name']) == (FIRST, 1, 's1-eth1')
        assert port['rx_packets'] - before['rx_packets'] == 50
        assert port['rx_packets_per_second'] == pytest.approx(5.0, rel=0.02)
        assert port['rx_bits_per_second'] == pytest.approx(5.0 * 90 * 8, rel=0.02)  # 48 bytes, and their headers
        assert 0 <= port['seconds_ago'] <= 10
        flows = ask(net, f'/v1.0/monitor/flows/{FIRST}')[1]
        there = next(each for each in flows if 'in_port=1' in each['match'])
        assert there['match'].endswith('dl_src=00:00:00:00:00:01,dl_dst=00:00:00:00:00:02')
        assert there['packets_per_second'] == pytest.approx(5.0, rel=0.02)
        assert there['bits_per_second'] == pytest.approx(3600, rel=0.02)
        assert len(ask(net, '/v1.0/monitor/flows')[1]) == 2 * len(flows)
        states = ask(net, '/v1.0/monitor/switches')[1]
        assert states[0] == {'dpid': FIRST, 'ports': 2, 'flows': len(flows), 'flows_left_out': 0, 'failures': 0,
                             'malformed': 0, 'policed': 0, 'policed_lldp': 0}


def test_csv_where_it_is_asked_for() -> None:
    with monitored('single,2') as net:
        assert net.ping_all().loss == 0
        greenhub.sleep(20)
        kind, text = text_of(net, '/v1.0/monitor/ports?format=csv')
        assert kind.startswith('text/csv')
        rows = list(csv.DictReader(StringIO(text)))
        answers = ask(net, '/v1.0/monitor/ports')[1]
        assert [{name: str(value) for name, value in each.items()} for each in answers] == rows
        assert text_of(net, '/v1.0/monitor/flows', 'text/csv')[1].startswith('dpid,table_id,priority,match,')
        assert text_of(net, '/v1.0/monitor/flows', 'text/csv;q=0.5, application/json')[1].startswith('[{')
        assert text_of(net, '/v1.0/monitor/flows?format=json', 'text/csv')[1].startswith('[{')
        assert ask(net, '/v1.0/monitor/flows?format=xml')[0] == 400


def test_prometheus_reads_the_metrics() -> None:
    with monitored('linear,2') as net:
        assert net.ping_all().loss == 0
        greenhub.sleep(20)
        kind, text = text_of(net, '/metrics')
        assert kind == CONTENT_TYPE
        families = {each.name: each for each in parser.text_string_to_metric_families(text)}
        assert {each.type for each in families.values()} == {'counter', 'gauge'}
        assert all(each.documentation for each in families.values())
        ports = {each['port_no']: each for each in ask(net, f'/v1.0/monitor/ports/{FIRST}')[1]}
        counted = {each.labels['port']: each for each in families['openflow_port_received_bytes'].samples
                   if each.labels['dpid'] == FIRST}  # fmt: skip
        assert counted['1'].name == 'openflow_port_received_bytes_total'
        assert (counted['1'].labels['name'], counted['1'].value) == ('s1-eth1', ports[1]['rx_bytes'])
        flows = families['openflow_flow_packets'].samples
        assert {'dpid', 'table', 'priority', 'match'} == flows[0].labels.keys()
        assert len(flows) == len(ask(net, '/v1.0/monitor/flows')[1])


def test_a_switch_that_leaves_is_forgotten_and_comes_back() -> None:
    with monitored('linear,2') as net:
        app = net.controller.apps['FlowMonitor']
        greenhub.sleep(10)
        datapath = net.controller.switches[1]
        datapath.close()
        greenhub.sleep(0)
        assert app.watched.keys() == {2}
        status, answer = ask(net, f'/v1.0/monitor/ports/{FIRST}')
        assert (status, answer['error']) == (404, f'no switch {FIRST} is connected')
        assert ask(net, '/v1.0/monitor/ports/0x1')[0] == ask(net, '/v1.0/monitor/flows/1')[0] == 404
        assert ask(net, '/v1.0/monitor/ports/s1')[0] == 400
        greenhub.sleep(20)
        assert app.watched[1].datapath is net.controller.switches[1] is not datapath
        assert len(ask(net, f'/v1.0/monitor/ports/{FIRST}')[1]) == len(ask(net, '/v1.0/monitor/ports/1')[1]) == 2


def test_a_switch_is_not_asked_before_it_has_answered(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[Any] = []

    def silent(message: Any, timeout: float) -> None:
        asked.append(message)
        greenhub.sleep(timeout)
        raise RequestTimeout('it did not answer')

    with monitored('single,2') as net, caplog.at_level(logging.INFO, 'FlowMonitor'):
        greenhub.sleep(0.1)
        with monkeypatch.context() as patch:
            patch.setattr(net.controller.switches[1], 'request', silent)
            greenhub.sleep(3 * PATIENCE)
            assert len(asked) == 3
        greenhub.sleep(PATIENCE)
        assert ask(net, '/v1.0/monitor/switches')[1][0]['failures'] == len(asked)
        said = [each.getMessage() for each in caplog.records if each.name == 'FlowMonitor']
        assert said == [
            f'switch {FIRST} does not tell its counters: it did not answer', f'switch {FIRST} tells its counters again',
        ]  # fmt: skip


def test_switches_are_asked_at_different_times() -> None:
    with monitored('linear,8', interval='8') as net:
        greenhub.sleep(8)
        ago = sorted(each['seconds_ago'] for each in ask(net, '/v1.0/monitor/ports')[1][::3])
        assert max(later - sooner for sooner, later in pairwise(ago)) < 3


def test_options() -> None:
    with monitored('single,4', flows='2', interval='0.5') as net:
        assert net.ping_all().loss == 0
        greenhub.sleep(1)
        state = ask(net, '/v1.0/monitor/switches')[1][0]
        assert (state['flows'], state['flows_left_out']) == (2, 4 * 3 - 1)
        assert 'openflow_switch_flows{dpid="0000000000000001"} 13\n' in text_of(net, '/metrics')[1]
    with pytest.raises(LoadError, match=r"--monitor-interval: 'soon' is not a number from 0\.1 to 86400"), \
            monitored('single,1', interval='soon'):  # fmt: skip
        pass
