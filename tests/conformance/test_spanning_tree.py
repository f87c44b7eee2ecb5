"""Spanning tree on Open vSwitch: rings of three switches, with a hub, with Ryu's app, and with bridges of others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.conformance.lab import Controller, Host, Laboratory, Switch, run, wait_until

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(240)]

TCP = 'tcp:127.0.0.1:6653'
HUB = Path(__file__).with_name('apps') / 'stp_hub.py'
CABLES = [(1, 2), (2, 3), (3, 1)]
MANY = 500  # packets in a second on a cable of the ring; a loop makes thousands, these hosts a few


#: Builds a bridge that is not the controller's, with these ports.
Third = Callable[[list[str], ExitStack], None]


class Ring:
    """Switches 1 to 3, each with a host at port 1 and cables of the ring at ports 2 and 3."""

    def __init__(self, hosts: list[Host], protocols: str, stack: ExitStack, third: Third | None = None) -> None:
        self.hosts = hosts
        for one, other in CABLES:
            run('ip', 'link', 'add', f'to{one}{other}', 'up', 'type', 'veth', 'peer', 'name', f'to{other}{one}')
            run('ip', 'link', 'set', f'to{other}{one}', 'up')
            stack.callback(run, 'ip', 'link', 'delete', f'to{one}{other}')
        for number, host in enumerate(hosts, 1):
            ports = [host.port, f'to{number}{number % 3 + 1}', f'to{number}{(number + 1) % 3 + 1}']
            if third is not None and number == 3:
                third(ports, stack)
            else:
                stack.callback(Switch(f'br{number}', number, protocols, TCP, ports).delete)

    def pings(self) -> bool:
        """Whether everybody reaches everybody. Each speaks, whatever became of the others: the kernel's bridge looks
        for addresses that are too old far more rarely than it should, and learns at once where one is that speaks."""
        one, two, three = self.hosts
        return min([one.pings(two, 1), two.pings(three, 1), three.pings(one, 1)])

    def carried(self) -> int:
        """How many packets have gone through the cables."""
        return sum(
            int(Path('/proc/thread-self/net/dev').read_text().partition(f'to{one}{other}:')[2].split()[column])
            for one, other in CABLES
            for column in (1, 9)
        )

    def storms(self) -> bool:
        """Whether there is traffic that nobody can have caused."""
        before = self.carried()
        time.sleep(1)
        return self.carried() - before > MANY


@contextmanager
def ring(lab: Laboratory, app: Path, protocols: str, third: Third | None = None) -> Iterator[tuple[Controller, Ring]]:
    """A controller with an app, and its ring, whose third switch may be somebody else's."""
    with ExitStack() as stack:
        controller = lab.controller(str(app))
        network = Ring(lab.hosts(3), protocols, stack, third)
        controller.wait_for(*((1, 2) if third else (1, 2, 3)))
        yield controller, network


def healthy(network: Ring, seconds: float) -> None:
    wait_until('everybody to reach everybody', network.pings, timeout=seconds)
    assert not network.storms()


@pytest.mark.parametrize('protocols', ['OpenFlow10', 'OpenFlow12', 'OpenFlow13', 'OpenFlow15'])
def test_a_ring_does_not_storm_and_heals(lab: Laboratory, protocols: str) -> None:
    with ring(lab, HUB, protocols) as (controller, network):
        assert not network.storms()
        healthy(network, 30)
        assert controller.output().count('NON_DESIGNATED_PORT / BLOCK') >= 1
        run('ip', 'link', 'set', 'to12', 'down')
        healthy(network, 30)
        run('ip', 'link', 'set', 'to12', 'up')
        time.sleep(10)
        healthy(network, 30)
        controller.stop()


def test_ryus_own_app(lab: Laboratory, ryu_apps: Path) -> None:
    app = ryu_apps / 'simple_switch_stp_13.py'
    with ring(lab, app, 'OpenFlow13') as (controller, network):
        healthy(network, 60)
        run('ip', 'link', 'set', 'to12', 'down')
        healthy(network, 60)
        controller.stop()


def linux_bridge(ports: list[str], stack: ExitStack) -> None:
    """A bridge of the kernel; its times are hundredths of seconds."""
    times = ['hello_time', '100', 'max_age', '600', 'forward_delay', '400']
    run('ip', 'link', 'add', 'linux', 'type', 'bridge', 'stp_state', '1', *times)
    stack.callback(run, 'ip', 'link', 'delete', 'linux')
    for port in ports:
        run('ip', 'link', 'set', port, 'master', 'linux')
    run('ip', 'link', 'set', 'linux', 'up')


def open_vswitch(protocol: str) -> Third:
    """A bridge of Open vSwitch without a controller, which speaks `stp` or `rstp` by itself."""

    def build(ports: list[str], stack: ExitStack) -> None:
        command = ['add-br', 'alone', '--', 'set', 'Bridge', 'alone', 'datapath_type=netdev', f'{protocol}_enable=true']
        command += [f'other-config:{protocol}-{name}' for name in ('hello-time=1', 'max-age=6', 'forward-delay=4')]
        for port in ports:
            command += ['--', 'add-port', 'alone', port]
        run('ovs-vsctl', *command)
        stack.callback(run, 'ovs-vsctl', 'del-br', 'alone')

    return build


@pytest.mark.parametrize(
    'third', [linux_bridge, open_vswitch('stp'), open_vswitch('rstp')], ids=['Linux', 'Open vSwitch', 'rapid']
)
def test_with_a_bridge_of_others(lab: Laboratory, third: Third) -> None:
    with ring(lab, HUB, 'OpenFlow13', third) as (controller, network):
        assert not network.storms()
        healthy(network, 40)
        run('ip', 'link', 'set', 'to12', 'down')
        healthy(network, 40)
        assert controller.output().count('Receive superior BPDU.') >= 1
        controller.stop()
