"""Changes over REST: what is confirmed, many in one call, and questions whose answers have no end."""

from __future__ import annotations

from typing import Any

import pytest

from controller.openflow import OF10, OF13, OF15
from tests.apps.served import ask, served

OUTPUT = [{'type': 'OUTPUT', 'port': 2}]


def flow(dpid: int, number: int, **more: Any) -> dict[str, Any]:
    return {'dpid': dpid, 'priority': number, 'match': {'in_port': 1}, 'actions': OUTPUT, **more}


def post(net: Any, path: str, body: Any) -> tuple[int, Any]:
    from json import dumps

    return ask(net, path, 'POST', dumps(body))


@pytest.mark.parametrize('number', [OF10, OF13, OF15])
def test_a_batch_names_several_switches(number: int) -> None:
    with served('linear,2', ['ofctl_rest'], versions=[number]) as net:
        entries = [flow(dpid, each) for each in range(1, 400) for dpid in (1, 2)]
        assert post(net, '/stats/flowentry/add', entries) == (200, None)
        for dpid in (1, 2):
            status, found = ask(net, f'/stats/flow/{dpid}')
            assert (status, len(found[str(dpid)])) == (200, 399)


def test_what_is_refused_is_listed_and_the_rest_is_done() -> None:
    with served('single,2', ['ofctl_rest'], versions=[OF13]) as net:
        entries = [
            flow(1, 1), flow(1, 2, buffer_id=5), flow(7, 3), flow(1, 4, match={'tcp_dst': 80}),
            flow(1, 5, match={'packet_type': 0}), flow(1, 6),
        ]  # fmt: skip
        status, answer = post(net, '/stats/flowentry/add', entries)
        assert (status, answer['error']) == (207, '4 of 6 entries were refused')
        assert [(each['index'], each['status'], each['error'].partition(';')[0]) for each in answer['refused']] == [
            (1, 409, 'switch 0000000000000001 refused: OFPET_BAD_REQUEST, OFPBRC_BUFFER_UNKNOWN'),
            (2, 404, 'no switch 0000000000000007 is connected'),
            (3, 409, 'match.tcp_dst: needs ip_proto=6 in the match'),
            (4, 409, 'match.packet_type: OpenFlow 1.3 has no such match field'),
        ]
        assert answer['refused'][0]['openflow'] == {'type': 'OFPET_BAD_REQUEST', 'code': 'OFPBRC_BUFFER_UNKNOWN'}
        assert sorted(each['priority'] for each in ask(net, '/stats/flow/1')[1]['1']) == [1, 2, 6]


def test_of_a_batch_with_a_mistake_nothing_is_sent() -> None:
    with served('single,2', ['ofctl_rest'], versions=[OF13]) as net:
        status, answer = post(net, '/stats/flowentry/add', [flow(1, 1), flow(1, 'x')])  # type: ignore[arg-type]
        assert (status, answer['where']) == (400, '[1].priority')
        status, answer = post(net, '/stats/flowentry/add', [flow(1, 1), flow(7, 1, bogus=1)])
        assert (status, answer['where']) == (400, '[1].bogus')
        assert ask(net, '/stats/flow/1') == (200, {'1': []})


def test_without_confirmation_nobody_waits() -> None:
    with served('single,2', ['ofctl_rest'], versions=[OF13]) as net:
        assert post(net, '/stats/flowentry/add?confirm=0', flow(1, 1, buffer_id=5)) == (200, None)
        assert post(net, '/stats/flowentry/add?confirm=0', [flow(1, 2, buffer_id=5)]) == (200, None)
        assert ask(net, '/stats/flowentry/clear/1?confirm=0', 'DELETE') == (200, None)
        assert post(net, '/stats/flowentry/add?confirm=x', flow(1, 1))[0] == 400


def test_one_port_and_one_group() -> None:
    with served('single,2', ['ofctl_rest'], versions=[OF13]) as net:
        assert [each['port_no'] for each in ask(net, '/stats/portdesc/1/2')[1]['1']] == [2]
        for number in (1, 2):
            post(net, '/stats/groupentry/add', {'dpid': 1, 'group_id': number, 'type': 'ALL', 'buckets': []})
        assert [each['group_id'] for each in ask(net, '/stats/groupdesc/1/2')[1]['1']] == [2]


def test_what_no_version_has_comes_before_what_this_one_cannot() -> None:
    both = {'dl_dst': '00:00:00:00:00:01', 'eth_dst': '00:00:00:00:00:01'}
    with served('single,2', ['ofctl_rest'], versions=[OF13]) as net:
        status, answer = post(net, '/stats/flowentry/add', [{'dpid': 9, 'match': both, 'unheard_of': 1}])
        assert (status, answer['where']) == (400, '[0].unheard_of')


def test_what_narrows_flows_down_does_not_narrow_their_sums() -> None:
    with served('single,2', ['ofctl_rest'], versions=[OF13]) as net:
        paths = ask(net, '/openapi.json')[1]['paths']
    for kind, filter in {'flow': 'Flow', 'aggregateflow': 'Aggregate', 'flowdesc': 'Description'}.items():
        schema = paths[f'/stats/{kind}/{{dpid}}']['post']['requestBody']['content']['application/json']['schema']
        assert f'#/components/schemas/{filter}Filter' in str(schema)


def test_a_change_is_no_switch() -> None:
    with served('single,2', ['ofctl_rest'], versions=[OF13]) as net:
        assert ask(net, '/stats/portdesc/modify')[1]['allowed'] == ['OPTIONS', 'POST']
        assert ask(net, '/stats/portdesc/modified')[0] == 400


def test_an_experimenters_message() -> None:
    with served('single,2', ['ofctl_rest'], versions=[OF13]) as net:
        body = {'experimenter': 1, 'exp_type': 2, 'data_type': 'ascii', 'data': 'hello'}
        status, answer = post(net, '/stats/experimenter/1', body)
        assert (status, answer['openflow']['code']) == (409, 'OFPBRC_BAD_EXPERIMENTER')
        assert post(net, '/stats/experimenter/1?confirm=0', body) == (200, None)
        assert post(net, '/stats/experimenter/1', body | {'data_type': 'x'})[0] == 400
