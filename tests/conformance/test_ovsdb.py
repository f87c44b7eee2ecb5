"""The commands of `ovs-vsctl` on a real database server: what they do is what `ovs-vsctl` itself sees afterwards.

The server runs by itself, unprivileged, on a socket of the test's. The last tests want a whole Open vSwitch.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import greenhub
from tests.conformance.lab import Laboratory, run, wait_until

pytest.importorskip('ovs')

from controller.lib.ovs.bridge import OVSBridge, OVSBridgeNotFound
from controller.lib.ovs.database import Database, DatabaseError, DatabaseTimeout
from controller.lib.ovs.vsctl import COMMANDS, VSCtl, VSCtlCommand, valid_ovsdb_addr

SCHEMA = Path('/usr/share/openvswitch/vswitch.ovsschema')
pytestmark = pytest.mark.skipif(
    shutil.which('ovsdb-server') is None or not SCHEMA.exists(), reason='needs ovsdb-server')

DPID = '00000000000000ab'


class Server:
    """An ovsdb-server with an empty database, and `ovs-vsctl` to look into it."""

    def __init__(self, folder: Path) -> None:
        database, self.remote = folder / 'conf.db', f'unix:{folder}/socket'
        run('ovsdb-tool', 'create', database, SCHEMA)
        self.process = subprocess.Popen(
            ['ovsdb-server', database, f'--remote=p{self.remote}', f'--unixctl={folder}/control', '-vconsole:off'])
        wait_until('the server to listen', lambda: self._answers(str(folder / 'socket')))

    def _answers(self, path: str) -> bool:
        with closing(socket.socket(socket.AF_UNIX)) as client:
            return client.connect_ex(path) == 0

    def vsctl(self, *arguments: str) -> str:
        """What the original answers."""
        return run('ovs-vsctl', f'--db={self.remote}', '--no-wait', *arguments).strip()

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.close()


@pytest.fixture
def ask(server: Server) -> Callable[..., Any]:
    """Runs a command, `--options` first, and returns its result."""
    vsctl = VSCtl(server.remote, wait_for_reload=False)

    def ask(*words: Any) -> Any:
        options = [each for each in words if str(each).startswith('--')]
        name, *arguments = (each for each in words if each not in options)
        command = VSCtlCommand(name, arguments, options)
        vsctl.run_command([command], 10)
        return command.result

    ask('add-br', 'br0')
    return ask


def test_bridges(server, ask):
    ask('init')
    ask('add-br', 'br1')
    ask('add-br', 'vlan10', 'br0', 10)
    assert ask('list-br') == server.vsctl('list-br').splitlines() == ['br0', 'br1', 'vlan10']
    assert (ask('br-exists', 'br0'), ask('br-exists', 'br9')) == (True, False)
    for name in ('br0', 'vlan10'):
        assert str(ask('br-to-vlan', name)) == server.vsctl('br-to-vlan', name)
        assert ask('br-to-parent', name) == server.vsctl('br-to-parent', name)
    ask('--may-exist', 'add-br', 'br0')
    ask('--may-exist', 'add-br', 'vlan10', 'br0', '10')
    for wrong in (
        ['add-br', 'br0'], ['add-br', 'x', 'br9', 5], ['add-br', 'x', 'br0'], ['add-br', 'x', 'br0', 5000],
        ['add-br', 'x', 'vlan10', 7], ['--may-exist', 'add-br', 'vlan10', 'br0', 11], ['br-to-vlan', 'br9'],
        ['--must-exist', 'del-br', 'br9'],
    ):
        with pytest.raises(DatabaseError):
            ask(*wrong)
    ask('del-br', 'vlan10')
    ask('del-br', 'br1')
    ask('del-br', 'br1')
    assert ask('list-br') == server.vsctl('list-br').splitlines() == ['br0']


def test_a_bridge_takes_all_that_is_its_own_with_it(server, ask):
    ask('add-br', 'vlan10', 'br0', 10)
    ask('add-port', 'vlan10', 'p1')
    ask('set-controller', 'br0', 'tcp:127.0.0.1:6653')
    ask('del-br', 'br0')
    for table in ('Bridge', 'Port', 'Interface', 'Controller'):
        assert server.vsctl('list', table) == ''


def test_external_ids_of_bridges(server, ask):
    ask('add-br', 'vlan10', 'br0', 10)
    for name in ('br0', 'vlan10'):
        ask('br-set-external-id', name, 'owner', 'me')
        ask('br-set-external-id', name, 'other', 'x')
        assert ask('br-get-external-id', name) == {'owner': 'me', 'other': 'x'}
        assert ask('br-get-external-id', name, 'owner') == server.vsctl('br-get-external-id', name, 'owner') == 'me'
        ask('br-set-external-id', name, 'other')
        assert ask('br-get-external-id', name, 'other') is None
        assert server.vsctl('br-get-external-id', name) == 'owner=me'


def test_ports(server, ask):
    ask('add-br', 'vlan10', 'br0', 10)
    ask('add-port', 'br0', 'p1')
    ask('add-port', 'br0', 'p2', 'tag=7', 'other_config:a=b')
    ask('add-port', 'vlan10', 'p3')
    ask('add-bond', 'br0', 'bond', ['e1', 'e2'], 'lacp=active')
    ask('--fake-iface', 'add-bond', 'br0', 'bond2', 'e3', 'e4')
    for name in ('br0', 'vlan10'):
        assert ask('list-ports', name) == server.vsctl('list-ports', name).splitlines()
        assert ask('list-ifaces', name) == server.vsctl('list-ifaces', name).splitlines()
    assert (ask('port-to-br', 'p3'), ask('iface-to-br', 'e2')) == ('vlan10', 'br0')
    assert server.vsctl('get', 'Port', 'p2', 'tag', 'other_config').splitlines() == ['7', '{a=b}']
    assert server.vsctl('get', 'Port', 'bond', 'lacp') == 'active'
    assert server.vsctl('get', 'Port', 'bond2', 'bond_fake_iface') == 'true'
    ask('--may-exist', 'add-port', 'br0', 'p1')
    ask('--may-exist', 'add-bond', 'br0', 'bond', ['e2', 'e1'])
    for wrong in (
        ['add-port', 'br0', 'p1'], ['add-port', 'br9', 'p9'], ['add-port', 'br0', 'br0'], ['add-port', 'br0', 'e1'],
        ['add-port', 'br0', 'p9', 'tag=7', 'nothing=1'], ['add-bond', 'br0', 'b', ['e8']],
        ['--may-exist', 'add-bond', 'br0', 'bond', ['e1', 'e9']], ['--may-exist', 'add-port', 'vlan10', 'p1'],
        ['--must-exist', 'del-port', 'br0', 'p9'], ['del-port', 'vlan10', 'p1'], ['port-to-br', 'p9'],
        ['iface-to-br', 'p9'], ['add-port', 'br0'],
    ):
        with pytest.raises(DatabaseError):
            ask(*wrong)
    ask('del-port', 'br0', 'p1')
    ask('del-port', 'br0', 'p1')
    ask('del-port', 'p2')
    ask('--with-iface', 'del-port', 'br0', 'e3')
    assert ask('list-ports', 'br0') == server.vsctl('list-ports', 'br0').splitlines() == ['bond']


def test_controllers(server, ask):
    ask('add-br', 'vlan10', 'br0', 10)
    ask('set-controller', 'br0', 'tcp:10.0.0.1:6653', 'tcp:[::1]:6653')
    assert ask('get-controller', 'br0') == sorted(server.vsctl('get-controller', 'br0').splitlines())
    assert ask('get-controller', 'vlan10') == ask('get-controller', 'br0')
    ask('set-controller', 'br0', 'tcp:10.0.0.2:6653')
    assert server.vsctl('get-controller', 'br0') == 'tcp:10.0.0.2:6653'
    assert ask('get', 'Controller', 'br0', 'target') == ['tcp:10.0.0.2:6653']
    ask('del-controller', 'br0')
    assert ask('get-controller', 'br0') == []
    assert server.vsctl('list', 'Controller') == ''
    ask('set-fail-mode', 'br0', 'secure')
    assert ask('get-fail-mode', 'br0') == server.vsctl('get-fail-mode', 'br0') == 'secure'
    ask('del-fail-mode', 'br0')
    assert ask('get-fail-mode', 'br0') is None
    for wrong in (['set-fail-mode', 'br0', 'odd'], ['set-controller', 'vlan10', 'tcp:10.0.0.1:6653']):
        with pytest.raises(DatabaseError):
            ask(*wrong)


#: What is set, in which column -> its value for programs.
VALUES = [
    ('Bridge', 'br0', 'datapath_id', DPID, [DPID]),
    ('Bridge', 'br0', 'protocols', 'OpenFlow10,OpenFlow13', ['OpenFlow10', 'OpenFlow13']),
    ('Bridge', 'br0', 'protocols', '[OpenFlow14, "OpenFlow15"]', ['OpenFlow14', 'OpenFlow15']),
    ('Bridge', 'br0', 'stp_enable', 'true', True),
    ('Bridge', 'br0', 'mcast_snooping_enable', 'no', False),
    ('Bridge', 'br0', 'flood_vlans', '[]', []),
    ('Bridge', 'br0', 'other_config', 'hwaddr="02:00:00:00:00:01",disable-in-band=true',
     {'hwaddr': '02:00:00:00:00:01', 'disable-in-band': 'true'}),
    ('Bridge', 'br0', 'other_config', '{"a key"="a, value"}', {'a key': 'a, value'}),
    ('Bridge', 'br0', 'other_config', '{}', {}),
    ('Port', 'br0', 'tag', '9', [9]),
    ('Port', 'br0', 'trunks', '1,2,4095', [1, 2, 4095]),
    ('Interface', 'br0', 'type', 'gre', 'gre'),
    ('Interface', 'br0', 'options', 'remote_ip=10.0.0.1,key=5', {'remote_ip': '10.0.0.1', 'key': '5'}),
    ('Interface', 'br0', 'ingress_policing_rate', '1000', 1000),
]


@pytest.mark.parametrize('table, record, column, text, value', VALUES)
def test_values(server, ask, table, record, column, text, value):
    ask('set', table, record, f'{column}={text}')
    assert ask('get', table, record, column) == [value]
    ours = server.vsctl('get', table, record, column)
    server.vsctl('clear' if not value and value is not False else 'set', table, record,
                 column if not value and value is not False else f'{column}={text}')
    assert server.vsctl('get', table, record, column) == ours


def test_keys_of_maps(server, ask):
    ask('set', 'Interface', 'br0', 'type=vxlan', 'options:remote_ip=10.0.0.1,key=5', 'ofport_request=12')
    assert ask('get', 'Interface', 'br0', 'options:key', 'ofport_request') == ['5', [12]]
    ask('set', 'Interface', 'br0', 'options:key=flow')
    assert server.vsctl('get', 'Interface', 'br0', 'options') == '{key=flow, remote_ip="10.0.0.1"}'
    assert ask('--if-exists', 'get', 'Interface', 'br0', 'options:local_ip') == [None]
    ask('add', 'Interface', 'br0', 'options', 'local_ip=10.0.0.9', 'key=never')
    ask('remove', 'Interface', 'br0', 'options', 'remote_ip', 'key=another')
    assert server.vsctl('get', 'Interface', 'br0', 'options') == '{key=flow, local_ip="10.0.0.9"}'
    ask('clear', 'Interface', 'br0', 'options', 'ofport_request')
    assert ask('get', 'Interface', 'br0', 'options', 'ofport_request') == [{}, []]


def test_sets(server, ask):
    ask('add', 'Bridge', 'br0', 'protocols', 'OpenFlow13')
    ask('add', 'Bridge', 'br0', 'protocols', 'OpenFlow10', 'OpenFlow13')
    ask('remove', 'Bridge', 'br0', 'protocols', 'OpenFlow13', 'OpenFlow15')
    assert server.vsctl('get', 'Bridge', 'br0', 'protocols') == '[OpenFlow10]'


@pytest.mark.parametrize('condition, names', [
    ('name=br0', ['br0']), ('name!=br0', ['p1', 'p2']), ('tag=7', ['p1']), ('tag=[]', ['br0']),
    ('trunks=2,1', ['p1']), ('other_config:a=b', ['p2']), ('other_config:a!=b', ['br0', 'p1']),
    ('tag>7', ['p2']), ('tag<=7', ['br0', 'p1']),
])
def test_finding(server, ask, condition, names):
    ask('add-port', 'br0', 'p1', 'tag=7', 'trunks=1,2')
    ask('add-port', 'br0', 'p2', 'tag=8', 'other_config:a=b')
    assert sorted(row.name for row in ask('find', 'Port', condition)) == names


def test_records(server, ask):
    ask('add-port', 'br0', 'p1')
    (port,) = ask('list', 'Port', 'p1')
    assert (port.name, port.tag, port.interfaces[0].name, str(port.uuid)) == (
        'p1', [], 'p1', server.vsctl('get', 'Port', 'p1', '_uuid'))
    assert ask('get', 'port', str(port.uuid), 'name', '_uuid') == ['p1', port.uuid]
    assert len(ask('list', 'Port')) == len(ask('list', 'Port', None)) == 2
    assert ask('list', 'Port', 'nothing') == []
    assert ask('find', 'Port', f'_uuid={port.uuid}')[0].name == 'p1'
    mirror = server.vsctl('--id=@m', 'create', 'Mirror', 'name=m', '--', 'set', 'Bridge', 'br0', 'mirrors=@m')
    ask('set', 'Mirror', 'm', f'select_src_port={port.uuid}')
    assert server.vsctl('get', 'Mirror', mirror, 'select_src_port') == f'[{port.uuid}]'
    assert ask('get', 'Open_vSwitch', '.', 'external_ids') == [{}]
    assert 'Port p1' in ask('show') and 'type: internal' in ask('show')


@pytest.mark.parametrize('words', [
    ['get', 'Nothing', 'br0', 'name'], ['get', 'Bridge', 'br9', 'name'], ['get', 'Bridge', 'br0', 'nothing'],
    ['get', 'Bridge', 'br0', 'name:key'], ['get', 'Bridge', 'br0', 'other_config:none'], ['get', 'Bridge', 'br0', '?'],
    ['set', 'Bridge', 'br0', 'name'], ['set', 'Bridge', 'br0', 'name=other'], ['set', 'Port', 'br0', 'tag=4096'],
    ['set', 'Port', 'br0', 'tag=many'], ['set', 'Port', 'br0', 'tag=1,2'], ['set', 'Port', 'br0', 'tag=[1'],
    ['set', 'Port', 'br0', 'tag="1'], ['set', 'Port', 'br0', 'vlan_mode=odd'], ['set', 'Port', 'br0', 'tag=[1]]'],
    ['set', 'Bridge', 'br0', 'other_config=word'], ['set', 'Bridge', 'br0', 'stp_enable=maybe'],
    ['set', 'Bridge', 'br0', 'ports=11111111-2222-3333-4444-555555555555'], ['set', 'Bridge', 'br0', 'ports=p1'],
    ['set', 'Bridge', 'br0', 'stp_enable=true,false'], ['clear', 'Bridge', 'br0', 'name'],
    ['add', 'Bridge', 'br0', 'stp_enable', 'true'], ['remove', 'Bridge', 'br0', 'stp_enable', 'true'],
    ['find', 'Bridge', 'name'], ['remove', 'Bridge', 'br0', 'ports'], ['no-such-command'],
])
def test_what_is_refused(server, ask, words):
    before = server.vsctl('list', 'Bridge'), server.vsctl('list', 'Port')
    with pytest.raises(DatabaseError):
        ask(*words)
    assert (server.vsctl('list', 'Bridge'), server.vsctl('list', 'Port')) == before


def test_queues(server, ask):
    ask('add-port', 'br0', 'p1')
    (qos,) = ask('set-qos', 'p1', 'linux-htb', '1000000')
    assert server.vsctl('get', 'QoS', 'p1', 'type', 'other_config').splitlines() == [
        'linux-htb', '{max-rate="1000000"}']
    queues = ask('set-queue', 'p1', [{'max-rate': '500000'}, {'min-rate': 800000, 'max-rate': 900000}])
    assert len(queues) == 2
    assert ask('list-queue', 'p1') == {0: {'max-rate': '500000'}, 1: {'max-rate': '900000', 'min-rate': '800000'}}
    ask('set-queue', 'p1', [{'max-rate': '1'}])
    assert ask('list-queue', 'p1')[0] == {'max-rate': '1'}
    ask('set-qos', 'p1', 'linux-hfsc')
    (again,) = ask('get-qos', 'p1')
    assert (again.uuid, again.type, again.other_config) == (qos.uuid, 'linux-hfsc', {'max-rate': '1000000'})
    ask('del-queue', 'p1', 1, 7)
    assert list(ask('list-queue', 'p1')) == [0]
    ask('del-qos', 'p1')
    ask('del-qos', 'p1')
    assert (server.vsctl('list', 'QoS'), server.vsctl('list', 'Queue')) == ('', '')
    for wrong in (['set-qos', 'p9'], ['set-queue', 'p1', [{}]], ['list-queue', 'p1']):
        with pytest.raises(DatabaseError):
            ask(*wrong)


def test_queues_that_several_ports_share_stay(server, ask):
    ask('add-port', 'br0', 'p1')
    ask('add-port', 'br0', 'p2')
    server.vsctl('set', 'Port', 'p1', 'qos=@a', '--', 'set', 'Port', 'p2', 'qos=@a', '--', '--id=@a', 'create', 'QoS',
                 'type=linux-htb', 'queues=0=@q', '--', '--id=@q', 'create', 'Queue', 'other_config:max-rate=1')
    ask('del-qos', 'p1')
    assert list(ask('list-queue', 'p2')) == [0]


def test_several_commands_are_one_change(server, ask):
    vsctl = VSCtl(server.remote, wait_for_reload=False)
    add = VSCtlCommand('add-port', ('br0', 'gre1'))
    vsctl.run_command([add, VSCtlCommand('set', ['Interface', 'gre1', 'type=gre'])])
    assert server.vsctl('get', 'Interface', 'gre1', 'type') == 'gre'
    with pytest.raises(DatabaseError):
        vsctl.run_command([VSCtlCommand('add-port', ('br0', 'p1')), VSCtlCommand('set', ['Port', 'p1', 'tag=x'])])
    assert server.vsctl('list-ports', 'br0') == 'gre1'


def test_a_change_that_fails_leaves_the_database_open(server):
    with Database(server.remote, 10) as database:
        with pytest.raises(ZeroDivisionError):
            database.transact(lambda transaction: 1 / 0, wait=False)
        tables = database.transact(lambda transaction: sorted(database.tables), wait=False)
    assert 'Bridge' in tables


def test_two_that_change_the_same_at_once(server, ask):
    """Each sees what the other has done."""
    def add(name):
        VSCtl(server.remote, wait_for_reload=False).run_command([VSCtlCommand('add-port', ['br0', name])], 20)

    for thread in [greenhub.spawn(add, f'p{number}') for number in range(10)]:
        thread.wait()
    assert len(server.vsctl('list-ports', 'br0').splitlines()) == 10


def test_others_run_while_one_waits(server):
    """For a switch that nobody runs; the time is up, and the caller's own error says so."""
    class Own(Exception):
        pass

    ticks = []

    def tick():
        while True:
            ticks.append(1)
            greenhub.sleep(0.01)

    ticking = greenhub.spawn(tick)
    try:
        for exception, expected in ((None, DatabaseTimeout), (Own, Own)):
            with pytest.raises(expected):
                VSCtl(server.remote).run_command([VSCtlCommand('add-br', ['br5'])], 0.3, exception)
            server.vsctl('del-br', 'br5')
    finally:
        ticking.kill()
    assert len(ticks) > 30


def test_servers_that_are_not_there(tmp_path):
    with closing(socket.create_server(('127.0.0.1', 0))) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(DatabaseTimeout, match='did not answer in time'), Database(f'tcp:127.0.0.1:{port}', 0.2):
            pass
    for remote in (f'tcp:127.0.0.1:{port}', f'unix:{tmp_path}/nothing'):
        with pytest.raises(DatabaseError, match='cannot connect to'), Database(remote, 5):
            pass


def test_addresses(server):
    good = ['tcp:127.0.0.1:6640', 'ssl:10.0.0.1:1', 'tcp:[::1]:6640', server.remote]
    bad = ['', '127.0.0.1:6640', 'tcp:localhost:6640', 'tcp:::1:6640', 'tcp:127.0.0.1', 'unix:/nothing', 'tcp:[1]:6640',
           'unix:/etc/passwd', 'tcp:127.0.0.1:66400000']
    assert [each for each in good if not valid_ovsdb_addr(each)] == []
    assert [each for each in bad if valid_ovsdb_addr(each)] == []


@pytest.fixture
def bridge(server, ask) -> OVSBridge:
    ask('set', 'Bridge', 'br0', f'datapath_id={DPID}')
    bridge = OVSBridge(None, 0xab, server.remote, timeout=10)
    bridge.vsctl.wait_for_reload = False
    bridge.init()
    return bridge


def test_a_bridge_by_its_datapath_id(server, bridge):
    assert (bridge.br_name, bridge.get_datapath_id()) == ('br0', [DPID])
    with pytest.raises(OVSBridgeNotFound, match='00000000000000ac'):
        OVSBridge(None, 0xac, server.remote, 10).init()
    with pytest.raises(ValueError, match='Invalid OVSDB address'):
        OVSBridge(None, 0xab, 'localhost', 10).init()


def test_what_a_bridge_does(server, bridge):
    bridge.set_controller(['tcp:10.0.0.1:6653'])
    assert bridge.get_controller() == 'tcp:10.0.0.1:6653'
    bridge.del_controller()
    assert bridge.get_controller() == []
    bridge.add_bond('bond', ['e1', 'e2'], 'balance-slb', 'active')
    bridge.add_gre_port('gre1', '10.0.0.1', '10.0.0.9', 5, ofport=7)
    bridge.add_vxlan_port('vxlan1', '10.0.0.2')
    assert server.vsctl('get', 'Port', 'bond', 'bond_mode', 'lacp').splitlines() == ['balance-slb', 'active']
    assert bridge.get_port_name_list() == ['bond', 'gre1', 'vxlan1']
    assert bridge.get_ofport('gre1') == -1
    assert bridge.get_db_attribute('Interface', 'gre1', 'options', 'remote_ip') == '10.0.0.1'
    assert bridge.get_db_attribute('Interface', 'gre1', 'ofport_request') == [7]
    assert bridge.get_quantum_ports('vxlan1') == {
        'name': 'vxlan1', 'ofport': [], 'type': 'vxlan', 'external_ids': {}, 'options': {'remote_ip': '10.0.0.2'}}
    assert bridge.get_quantum_ports('nothing') is None
    bridge.delete_port('bond')
    bridge.del_port('nothing')
    assert bridge.get_port_name_list() == ['gre1', 'vxlan1']


def test_ports_of_a_bridge_by_what_they_are_for(server, bridge):
    """Which the switch would have to make; its numbers are ours here."""
    for number, name in enumerate(['vif', 'plain', 'gre1', 'broken'], 1):
        server.vsctl('add-port', 'br0', name, '--', 'set', 'Interface', name, f'ofport={number}')
    server.vsctl('set', 'Interface', 'broken', 'ofport=-1')
    bridge.set_db_attribute('Interface', 'vif', 'external_ids', 'vm1', 'iface-id')
    bridge.add_db_attribute('Interface', 'vif', 'external_ids', '"02:00:00:00:00:01"', 'attached-mac')
    server.vsctl('set', 'Interface', 'gre1', 'type=gre', 'options:remote_ip=10.0.0.1', 'options:local_ip=10.0.0.9')
    assert [str(each) for each in bridge.get_vif_ports()] == [
        'iface-id=vm1, vif_mac=02:00:00:00:00:01, port_name=vif, ofport=1, bridge_name=br0']
    assert [each.port_name for each in bridge.get_external_ports()] == ['plain']
    (tunnel,) = bridge.get_tunnel_ports()
    assert str(tunnel) == 'port_name=gre1, ofport=3, type=gre, local_ip=10.0.0.9, remote_ip=10.0.0.1'
    assert bridge.get_tunnel_ports('vxlan') == []
    assert bridge.get_tunnel_port('gre1') == tunnel


def test_records_by_a_bridge(server, bridge):
    bridge.set_db_attribute('Bridge', 'br0', 'stp_enable', 'true')
    bridge.set_db_attribute('Bridge', 'br0', 'other_config', 'b', 'a')
    bridge.add_db_attribute('Bridge', 'br0', 'protocols', 'OpenFlow13')
    assert bridge.db_get_map('Bridge', 'br0', 'other_config') == {'a': 'b'}
    assert bridge.db_get_val('Bridge', 'br0', 'stp_enable') is True
    with pytest.raises(TypeError):
        bridge.db_get_map('Bridge', 'br0', 'stp_enable')
    bridge.remove_db_attribute('Bridge', 'br0', 'other_config', 'b', 'a')
    bridge.clear_db_attribute('Bridge', 'br0', 'protocols')
    assert [row.protocols for row in bridge.find_db_attributes('Bridge', 'name=br0')] == [[]]
    assert [row.other_config for row in bridge.list_db_attributes('Bridge', 'br0')] == [{}]


def test_queues_by_a_bridge(server, bridge):
    server.vsctl('add-port', 'br0', 'p1')
    rows = bridge.set_qos('p1', max_rate='1000000', queues=[{'max-rate': '500000'}, {'min-rate': '800000'}])
    assert len(rows) == 3
    assert server.vsctl('get', 'QoS', 'p1', 'other_config') == '{max-rate="1000000"}'
    bridge.del_qos('p1')
    assert server.vsctl('list', 'Queue') == ''


def test_the_guide(server, ask, capsys, monkeypatch):
    """docs/libraries.md: its lines do what it says."""
    text = (Path(__file__).parents[2] / 'docs' / 'libraries.md').read_text(encoding='utf-8')
    ((program, printed),) = re.findall(r'<!-- ovsdb -->\n```py\n(.*?)```\n\n```\n(.*?)```\n', text, re.DOTALL)
    ask('set', 'Bridge', 'br0', 'datapath_id=0000000000000001')
    monkeypatch.setattr(VSCtl.__init__, '__defaults__', (False,))
    exec(program.replace('tcp:127.0.0.1:6640', server.remote), {})
    assert capsys.readouterr().out == printed
    assert server.vsctl('get-controller', 'br0') == 'tcp:10.0.0.1:6653'


def test_every_command_was_run():
    """By one of the tests above, which name them."""
    text = Path(__file__).read_text(encoding='utf-8')
    assert [name for name in COMMANDS if f"'{name}'" not in text and name != 'list-ifaces-verbose'] == []


@pytest.mark.ovs
def test_a_whole_switch(lab: Laboratory):
    """That has taken a change when the call returns: the port has its number."""
    lab.switch(0x2a, 'OpenFlow13', 'tcp:127.0.0.1:6653', lab.hosts(1))
    bridge = OVSBridge(None, 0x2a, lab.openvswitch.socket, timeout=10)
    bridge.init()
    bridge.add_gre_port('gre-ovsdb', '127.0.0.2', ofport=9)
    assert bridge.get_ofport('gre-ovsdb') == 9
    assert bridge.get_port_name_list() == ['gre-ovsdb', 'port1']
    assert [each.ofport for each in bridge.get_external_ports()] == [1]
