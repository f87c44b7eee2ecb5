#!/usr/bin/python3
"""Run one Mininet network for a test: TOPOLOGY PROTOCOLS CONTROLLER, e.g. tree,2,3 OpenFlow13 tcp:127.0.0.1:6653.

The first line printed names the switches; then each line of standard input, one of COMMANDS and its arguments, is
answered by a line of JSON. The network ends with the input. Debian's own interpreter runs this: Mininet is a Debian
package.
"""

import json
import sys
import tempfile
import time
from functools import partial
from itertools import pairwise

from mininet.log import setLogLevel
from mininet.net import Mininet
from mininet.node import OVSSwitch, RemoteController
from mininet.topo import LinearTopo, SingleSwitchTopo, Topo
from mininet.topolib import TorusTopo, TreeTopo


class FatTreeTopo(Topo):
    """The fat tree of switches with `k` ports, numbered as that of the emulated network."""

    def build(self, k=4):
        half = k // 2
        switches = [self.addSwitch(f's{number}') for number in range(1, half * half + k * k + 1)]
        for pod in range(k):
            first = half * half + pod * k
            middle, edge = switches[first:first + half], switches[first + half:first + k]
            for at, switch in enumerate(edge):
                for number in range(1, half + 1):
                    self.addLink(self.addHost(f'h{(pod * half + at) * half + number}'), switch)
            for lower in edge:
                for upper in middle:
                    self.addLink(upper, lower)
            for place, upper in enumerate(middle):
                for core in switches[place * half:(place + 1) * half]:
                    self.addLink(core, upper)


TOPOLOGIES = {
    'single': SingleSwitchTopo, 'linear': LinearTopo, 'tree': TreeTopo, 'torus': TorusTopo, 'fat_tree': FatTreeTopo,
}


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
        wait_for('iperf to listen', lambda: server.cmd('ss -Hltn sport = :5001'))
        # While it cannot connect, iperf ignores SIGTERM.
        report = client.cmd(f'timeout -s KILL 10 iperf -c {server.IP()} -t 1 -y C')
        return float(report.strip().splitlines()[-1].split(',')[-1])
    finally:
        listener.kill()
        listener.wait()


def ping6(net):
    """Per cent of pings lost, the first host to the last, whose IPv6 wakes up for that and stays awake; the last one is
    too large for a frame."""
    for host in net.hosts:
        host.cmd('sysctl -w net.ipv6.conf.all.disable_ipv6=0')
        wait_for(f'an address of {host}', lambda host=host: host.cmd('ip -6 -o address show scope link -tentative'))
    client, server = net.hosts[0], net.hosts[-1]
    address = server.cmd(f'ip -6 -o address show scope link dev {server.defaultIntf()}').split()[3].split('/')[0]
    pings = [f'ping -6 -c 1 -W 2 {size} {address}%{client.defaultIntf()}' for size in ('', '', '-s 2000')]
    return sum(net._parsePing(client.cmd(ping))[1] == 0 for ping in pings) * 100 / len(pings)


def dhcp(net):
    """How many leases the first host has got of the last one, after `ping6`: 2, one of each version of IP."""
    client, server = net.hosts[0], net.hosts[-1]
    device = server.defaultIntf()
    server.cmd(f'ip -6 address add fd00::1/64 dev {device} nodad')
    options = '--dhcp-range=10.0.0.100,10.0.0.150,1h --dhcp-range=fd00::100,fd00::200 --enable-ra --leasefile-ro'
    daemon = server.popen(f'dnsmasq -k -p 0 -C /dev/null -u root -z -i {device} --dhcp-authoritative {options}')
    try:
        for port in 67, 547:
            wait_for('dnsmasq to listen', lambda port=port: server.cmd(f'ss -Hlun sport = :{port}'))
        with tempfile.TemporaryDirectory() as directory:
            files = f'-lf {directory}/leases -pf {directory}/pid -cf /dev/null -sf /bin/true'
            commands = [f'timeout 20 dhclient {version} -1 {files} {client.defaultIntf()}' for version in ('-4', '-6')]
            leased = sum(client.cmd(f'{command}; echo $?').split()[-1] == '0' for command in commands)
            client.cmd(f'pkill -F {directory}/pid')
            return leased
    finally:
        daemon.kill()
        daemon.wait()


def links(net):
    """The links between switches, each as datapath id and port of both ends."""
    between = [link for link in net.links if {link.intf1.node, link.intf2.node} <= set(net.switches)]
    return [[int(end.node.dpid, 16) if of == 'dpid' else end.node.ports[end]
             for end in (link.intf1, link.intf2) for of in ('dpid', 'port')] for link in between]


def link(net, one, other, status):
    """Take a link `up` or `down`; the time just before that."""
    now = time.time()
    net.configLinkStatus(one, other, status)
    return now


def add_link(net, one, other):
    """One more link between two switches; the time just before that."""
    now = time.time()
    added = net.addLink(net[one], net[other])
    for end in (added.intf1, added.intf2):
        end.node.attach(end)
    return now


def ping(net, one, other):
    """Have a host send to another, whoever answers; the time just before that."""
    now = time.time()
    net[one].cmd(f'ping -c 1 -W 1 {net[other].IP()}')
    return now


def cut(net, host, address, one, other):
    """How many seconds a host gets no answers, to a ping every 10 ms, when the link between two switches is taken down;
    and how many of 300 pings were lost."""
    pings = net[host].popen('ping', '-D', '-i', '0.01', '-c', '300', '-W', '1', address)
    time.sleep(1)
    now = link(net, one, other, 'down')
    lines = pings.communicate(timeout=30)[0].decode().splitlines()
    heard = [float(line[1:line.index(']')]) for line in lines if line.startswith('[') and 'bytes from' in line]
    pauses = [after - before for before, after in pairwise(heard) if after > now]
    return [max(pauses, default=30.0), 300 - len(heard)]


def carried(net):
    """How many frames the links between switches have carried, by device; those of the controller included."""
    devices = [end for link in net.links for end in (link.intf1, link.intf2)
               if {link.intf1.node, link.intf2.node} <= set(net.switches)]
    with open('/proc/net/dev') as file:
        rows = dict(line.strip().split(':', 1) for line in file if ':' in line)
    return {end.name: int(rows[end.name].split()[1]) for end in devices}


def sh(net, name, *words):
    """What a command printed on a host."""
    return net[name].cmd(' '.join(words))


def wait_for(what, condition):
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f'waited in vain for {what}')
        time.sleep(0.02)


def answer(value):
    print(json.dumps(value), flush=True)


COMMANDS = {each.__name__: each for each in (
    pingall, iperf, ping6, dhcp, links, link, add_link, ping, cut, carried, sh,
)}


def main(arguments):
    setLogLevel('warning')
    net = network(*arguments)
    for host in net.hosts:
        prepare(host)
    try:
        net.start()
        answer({switch.name: int(switch.dpid, 16) for switch in net.switches})
        for line in sys.stdin:
            command, *rest = line.split()
            answer(COMMANDS[command](net, *rest))
    finally:
        net.stop()


if __name__ == '__main__':
    main(sys.argv[1:])
