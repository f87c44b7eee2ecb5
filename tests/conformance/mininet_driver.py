#!/usr/bin/python3
"""Run one Mininet network for a test: TOPOLOGY PROTOCOLS CONTROLLER, e.g. tree,2,3 OpenFlow13 tcp:127.0.0.1:6653.

The first line printed names the switches; then each line of standard input, `pingall` or `iperf`, is answered by a
line of JSON. The network ends with the input. Debian's own interpreter runs this: Mininet is a Debian package.
"""

import json
import sys
import time
from functools import partial

from mininet.log import setLogLevel
from mininet.net import Mininet
from mininet.node import OVSSwitch, RemoteController
from mininet.topo import LinearTopo, SingleSwitchTopo
from mininet.topolib import TreeTopo

TOPOLOGIES = {'single': SingleSwitchTopo, 'linear': LinearTopo, 'tree': TreeTopo}


class Remote(RemoteController):
    """A controller that the test answers for; Mininet's own check would speak telnet to it."""

    def checkListening(self):
        pass


def network(topology, protocols, controller):
    kind, *sizes = topology.split(',')
    protocol, ip, port = controller.split(':')
    Mininet.inited = True  # leave the machine's own limits as they are
    return Mininet(
        topo=TOPOLOGIES[kind](*map(int, sizes)),
        switch=partial(OVSSwitch, datapath='user', protocols=protocols),
        controller=partial(Remote, protocol=protocol, ip=ip, port=int(port)),
        autoSetMacs=True,
    )


def prepare(host):
    """Checksums are the host's job, as the userspace datapath does not finish them; IPv6 would talk by itself."""
    host.cmd(f'ethtool -K {host.defaultIntf()} tx off')
    host.cmd('sysctl -w net.ipv6.conf.all.disable_ipv6=1')


def pingall(net):
    """Per cent of pings lost, every host to every other."""
    return net.pingAll(timeout=2)


def iperf(net):
    """Bits per second over TCP from the first host to the last."""
    client, server = net.hosts[0], net.hosts[-1]
    listener = server.popen('iperf -s')
    try:
        deadline = time.monotonic() + 5
        while not server.cmd('ss -Hltn sport = :5001'):
            if time.monotonic() > deadline:
                raise SystemExit('iperf does not listen')
            time.sleep(0.02)
        # While it cannot connect, iperf ignores SIGTERM.
        report = client.cmd(f'timeout -s KILL 10 iperf -c {server.IP()} -t 1 -y C')
        return float(report.strip().splitlines()[-1].split(',')[-1])
    finally:
        listener.kill()
        listener.wait()


def answer(value):
    print(json.dumps(value), flush=True)


def main(arguments):
    setLogLevel('warning')
    net = network(*arguments)
    for host in net.hosts:
        prepare(host)
    try:
        net.start()
        answer({switch.name: int(switch.dpid, 16) for switch in net.switches})
        for line in sys.stdin:
            answer({'pingall': pingall, 'iperf': iperf}[line.strip()](net))
    finally:
        net.stop()


if __name__ == '__main__':
    main(sys.argv[1:])
