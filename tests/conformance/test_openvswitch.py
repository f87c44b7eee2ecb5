"""The bundled apps on a real Open vSwitch bridge: the channel, REST, TLS, and either side going away."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conformance.flows import Flow, from_ofctl, from_rest
from tests.conformance.lab import Controller, Laboratory, run, wait_until

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(90)]

TCP, TLS = 'tcp:127.0.0.1:6653', 'ssl:127.0.0.1:6653'
APPS = {'OpenFlow10': 'apps/simple_switch.py', 'OpenFlow13': 'apps/simple_switch_13.py'}
BOTH = pytest.mark.parametrize('protocols', APPS)


@BOTH
def test_first_ping(lab: Laboratory, protocols: str) -> None:
    controller = lab.controller(APPS[protocols])
    one, two = hosts = lab.hosts(2)
    switch = lab.switch(0xA, protocols, TCP, hosts)
    controller.wait_for(0xA)
    assert one.pings(two)
    learned = [flow for flow in from_ofctl(switch.flows()) if flow.match]
    assert len(learned) == 2, 'one flow each way'
    controller.stop()


def test_bridge_offers_more_versions_than_the_app(lab: Laboratory) -> None:
    controller = lab.controller(APPS['OpenFlow13'])
    lab.switch(0xA, 'OpenFlow10,OpenFlow11,OpenFlow12,OpenFlow13,OpenFlow14,OpenFlow15', TCP, [])
    controller.wait_for(0xA)


def test_no_common_version(lab: Laboratory) -> None:
    controller = lab.controller(APPS['OpenFlow13'])
    lab.switch(0xA, 'OpenFlow10', TCP, [])
    wait_until('the refusal in the log', lambda: 'version' in controller.output().lower())
    assert controller.get('/stats/switches') == []
    run('ovs-vsctl', 'set', 'Bridge', 'br10', 'protocols=OpenFlow13')
    controller.wait_for(0xA)


@BOTH
def test_switch_that_listens(lab: Laboratory, protocols: str) -> None:
    controller = lab.controller(APPS[protocols], '--ofp-switch-address-list', '127.0.0.1:6634')
    one, two = hosts = lab.hosts(2)
    lab.switch(0xA, protocols, 'ptcp:6634:127.0.0.1', hosts)
    controller.wait_for(0xA)
    # Open vSwitch sends packet-ins on a connection that it accepted only after a SET_CONFIG with a miss_send_len.
    assert one.pings(two)


@BOTH
def test_flowentry(lab: Laboratory, protocols: str) -> None:
    controller = lab.controller(APPS[protocols])
    switch = lab.switch(0xA, protocols, TCP, lab.hosts(2))
    controller.wait_for(0xA)
    entry = {
        'dpid': 0xA, 'cookie': 7, 'priority': 99, 'idle_timeout': 30, 'hard_timeout': 60,
        'match': {'in_port': 1, 'dl_dst': '00:00:00:00:00:02'}, 'actions': [{'type': 'OUTPUT', 'port': 2}],
    }  # fmt: skip
    match = (('dl_dst', '00:00:00:00:00:02'), ('in_port', '1'))
    expected = Flow(0, 99, 7, 30, 60, 0, 0, match, ('2',))

    controller.post('/stats/flowentry/add', entry)
    wait_until('the flow to be there', lambda: expected in from_ofctl(switch.flows()))
    assert expected in from_rest(controller.get('/stats/flow/10')['10'])

    controller.post('/stats/flowentry/modify_strict', {**entry, 'actions': []})
    wait_until('the flow to drop', lambda: expected._replace(actions=('drop',)) in from_ofctl(switch.flows()))

    controller.post('/stats/flowentry/delete_strict', entry)
    wait_until('the flow to be gone', lambda: all(flow.cookie != 7 for flow in from_ofctl(switch.flows())))


@BOTH
def test_description_and_ports(lab: Laboratory, protocols: str) -> None:
    controller = lab.controller(APPS[protocols])
    one, two = hosts = lab.hosts(2)
    switch = lab.switch(0xA, protocols, TCP, hosts)
    controller.wait_for(0xA)
    assert one.pings(two)

    description = controller.get('/stats/desc/10')['10']
    assert (description['mfr_desc'], description['hw_desc']) == ('Nicira, Inc.', 'Open vSwitch')
    names = {port['port_no']: port['name'] for port in controller.get('/stats/portdesc/10')['10']}
    assert (names[1], names[2]) == ('port1', 'port2')
    told = {port['port_no']: port['rx_packets'] for port in controller.get('/stats/port/10')['10']}
    seen = run('ovs-ofctl', '--no-names', '-O', protocols, 'dump-ports', switch.name)
    for number in 1, 2:
        assert told[number] == int(re.search(rf'port +{number}: rx pkts=(\d+)', seen)[1]) > 0


@BOTH
@pytest.mark.parametrize('end', [Controller.kill, Controller.stop], ids=['killed', 'stopped'])
def test_controller_restarts(lab: Laboratory, protocols: str, end: Callable[[Controller], None]) -> None:
    controller = lab.controller(APPS[protocols])
    one, two = hosts = lab.hosts(2)
    lab.switch(0xA, protocols, TCP, hosts)
    controller.wait_for(0xA)
    assert one.pings(two)
    end(controller)
    assert one.pings(two), 'the flows outlive the controller'
    controller.start()
    controller.wait_for(0xA)
    run('ovs-ofctl', '-O', protocols, 'del-flows', 'br10', 'in_port=1')
    assert one.pings(two), 'through the new controller'


@BOTH
def test_switch_restarts(lab: Laboratory, protocols: str) -> None:
    controller = lab.controller(APPS[protocols])
    one, two = hosts = lab.hosts(2)
    lab.switch(0xA, protocols, TCP, hosts)
    controller.wait_for(0xA)
    assert one.pings(two)
    lab.openvswitch.kill()
    controller.wait_for()
    lab.openvswitch.start()
    controller.wait_for(0xA)
    assert one.pings(two)


@BOTH
def test_tls(lab: Laboratory, protocols: str) -> None:
    certificates = lab.certificates('authority')
    certificates.install()
    controller = lab.controller(APPS[protocols], *certificates.options())
    one, two = hosts = lab.hosts(2)
    lab.switch(0xA, protocols, TLS, hosts)
    controller.wait_for(0xA)
    assert one.pings(two)
    controller.stop()


def test_tls_switch_of_another_authority(lab: Laboratory) -> None:
    ours, theirs = lab.certificates('ours'), lab.certificates('theirs')
    theirs.install(ours.authority)
    controller = lab.controller(APPS['OpenFlow13'], *ours.options())
    lab.switch(0xA, 'OpenFlow13', TLS, [])
    wait_until('the refusal in the log', lambda: 'certificate' in controller.output().lower())
    assert controller.get('/stats/switches') == []
    ours.install()
    controller.wait_for(0xA)
