"""The script of Ryu's documentation for the firewall on Open vSwitch: what is answered, and what passes.

Ryu's own app, unmodified, is asked the same: its answers and its flow entries are ours.
"""

from __future__ import annotations

import json
import re
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.flows import from_ofctl
from tests.conformance.lab import Controller, Laboratory, Mininet, wait_until

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(120)]

TCP = 'tcp:127.0.0.1:6653'
VERSIONS = ['OpenFlow10', 'OpenFlow12', 'OpenFlow13']
SWITCH = '0000000000000001'
RULES = f'/firewall/rules/{SWITCH}'
ENABLE = f'/firewall/module/enable/{SWITCH}'
H1, H2 = 'fe80::200:ff:fe00:1', 'fe80::200:ff:fe00:2'

#: What the documentation does for a single tenant, in order: a call, a body, and what is answered about the switch.
SINGLE = [
    ('PUT', ENABLE, None, {'result': 'success', 'details': 'firewall running.'}),
    *(('POST', RULES, rule, [{'result': 'success', 'details': f'Rule added. : rule_id={number}'}])
      for number, rule in enumerate([
          {'nw_src': '10.0.0.1/32', 'nw_dst': '10.0.0.2/32', 'nw_proto': 'ICMP'},
          {'nw_src': '10.0.0.2/32', 'nw_dst': '10.0.0.1/32', 'nw_proto': 'ICMP'},
          {'nw_src': '10.0.0.2/32', 'nw_dst': '10.0.0.3/32'},
          {'nw_src': '10.0.0.3/32', 'nw_dst': '10.0.0.2/32'},
          {'nw_src': '10.0.0.2/32', 'nw_dst': '10.0.0.3/32', 'nw_proto': 'ICMP', 'actions': 'DENY', 'priority': '10'},
          {'nw_src': '10.0.0.3/32', 'nw_dst': '10.0.0.2/32', 'nw_proto': 'ICMP', 'actions': 'DENY', 'priority': '10'},
      ], 1)),
]  # fmt: skip

#: What it does for tenants in VLANs.
TENANTS = [
    ('PUT', ENABLE, None, {'result': 'success', 'details': 'firewall running.'}),
    *(('POST', f'{RULES}/2', rule, [{'result': 'success', 'vlan_id': 2, 'details': f'Rule added. : rule_id={number}'}])
      for number, rule in enumerate([{'nw_src': '10.0.0.0/8', 'nw_proto': 'ICMP'},
                                     {'nw_dst': '10.0.0.0/8', 'nw_proto': 'ICMP'}], 1)),
]  # fmt: skip

#: Not every kernel has VLAN devices: a program for hosts that sends an ECHO request with a tag, or waits 2 s for one.
TAGGED = """
import socket, struct, sys
what, device, *numbers = sys.argv[1:]
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as plug:
    plug.bind((device, 0))
    if what == 'send':
        sender, receiver, vlan = map(int, numbers)
        message = struct.pack('!BBHHH', 8, 0, 0xF7FE, 1, 0)
        header = struct.pack('!BBHHHBBH4B4B', 0x45, 0, 28, 0, 0, 64, 1, 0, 10, 0, 0, sender, 10, 0, 0, receiver)
        total = sum(struct.unpack('!10H', header))
        header = header[:10] + struct.pack('!H', 0xFFFF ^ ((total & 0xFFFF) + (total >> 16))) + header[12:]
        for _ in range(5):
            plug.send(bytes([0, 0, 0, 0, 0, receiver, 0, 0, 0, 0, 0, sender])
                      + struct.pack('!HHH', 0x8100, vlan, 0x0800) + header + message + bytes(30))
    else:
        plug.settimeout(2)
        print('ready', flush=True)
        try:
            while b'\\x45\\0\\0\\x1c' not in plug.recv(2048):
                pass
            print('arrived')
        except TimeoutError:
            print('nothing')
"""


def ask(method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and JSON of an answer."""
    connection = HTTPConnection('127.0.0.1', 8080, timeout=10)
    connection.request(method, path, None if body is None else json.dumps(body))
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text) if text[:1] in b'[{' else text


def run(lab: Laboratory, app: str, topology: str, protocols: str) -> tuple[Controller, Mininet]:
    """A network whose switch has become a firewall."""
    controller = lab.controller(app)
    network = lab.mininet(topology, protocols, TCP)
    controller.wait_for(1)
    wait_until('the switch to be a firewall', lambda: ask('GET', '/firewall/module/status')[0] == 200)
    wait_until('its flow entries', lambda: len(from_ofctl(network.flows('s1'))) == 3)
    assert ask('GET', '/firewall/module/status') == (200, [{'status': 'disable', 'switch_id': SWITCH}])
    assert ask('GET', '/firewall/log/status') == (200, [{'log_status': 'enable', 'switch_id': SWITCH}])
    return controller, network


def play(script: list[Any]) -> None:
    """Do what the documentation does; each answer has to be its."""
    for method, path, body, result in script:
        assert ask(method, path, body) == (200, [{'switch_id': SWITCH, 'command_result': result}])


def rules(path: str) -> list[Any]:
    """The rules of the switch by VLAN, each with its VLAN; numbers of VLANs as such, masks as prefixes."""
    status, (answer,) = ask('GET', path)
    assert status == 200
    text = json.dumps(answer['access_control_list'])
    text = re.sub(r'/255\.0\.0\.0', '/8', re.sub(r'("(?:dl_vlan|vlan_id)": )"(\d+)"', r'\1\2', text))
    found = json.loads(text)
    return [(each.get('vlan_id'), sorted(each['rules'], key=lambda rule: rule['rule_id'])) for each in found]


def entries(network: Mininet) -> list[Any]:
    """The flow entries without their counters."""
    return [(flow.priority, flow.cookie, flow.match, flow.actions) for flow in from_ofctl(network.flows('s1'))]


def assert_pings(network: Mininet, one: str, other: str, *, pass_through: bool = True) -> None:
    """Pings get through, or do not, as soon as Open vSwitch has put what it was told into its cache."""
    wait_until(
        f'pings of {one} to {other} to {"pass" if pass_through else "be blocked"}',
        lambda: (' 0% packet loss' in network.ask(f'sh {one} ping -c 1 -W 1 {other}')) == pass_through,
    )


def is_refused(network: Mininet, one: str, other: str) -> bool:
    """Whether a connection is refused by the other host, who has to be reached for that."""
    return network.ask(f"sh {one} timeout 2 bash -c '</dev/tcp/{other}/22' 2>/dev/null; echo $?").split()[-1] == '1'


def blocked(controller: Controller, *words: str) -> None:
    """Wait for a blocked packet in the log that has these words."""
    lines = wait_until(f'a blocked packet with {words}', lambda: [
        line for line in controller.output().splitlines()
        if 'Blocked packet = ' in line and all(word in line for word in words)
    ])  # fmt: skip
    assert f'dpid={SWITCH}: ' in lines[0]


@pytest.mark.parametrize('protocols', VERSIONS)
def test_a_single_tenant(lab: Laboratory, protocols: str) -> None:
    controller, network = run(lab, 'rest_firewall', 'single,3', protocols)
    play(SINGLE[:1])
    assert ask('GET', '/firewall/module/status') == (200, [{'status': 'enable', 'switch_id': SWITCH}])
    assert_pings(network, 'h1', '10.0.0.2', pass_through=False)
    blocked(controller, "src='10.0.0.1'", "dst='10.0.0.2'", 'icmp(')
    play(SINGLE[1:])
    assert len(rules(RULES)[0][1]) == 6
    assert_pings(network, 'h1', '10.0.0.2')
    assert not is_refused(network, 'h1', '10.0.0.2')
    blocked(controller, "src='10.0.0.1'", 'tcp(')
    assert is_refused(network, 'h2', '10.0.0.3')
    assert_pings(network, 'h2', '10.0.0.3', pass_through=False)
    blocked(controller, "src='10.0.0.2'", "dst='10.0.0.3'", 'icmp(')
    for number in ('5', '6'):
        result = [{'result': 'success', 'details': f'Rule deleted. : ruleID={number}'}]
        answer = [{'switch_id': SWITCH, 'command_result': result}]
        assert ask('DELETE', RULES, {'rule_id': number}) == (200, answer)
    assert_pings(network, 'h2', '10.0.0.3')
    assert ask('PUT', f'/firewall/module/disable/{SWITCH}')[0] == 200
    assert_pings(network, 'h2', '10.0.0.3', pass_through=False)
    controller.stop()


@pytest.mark.parametrize('protocols', VERSIONS)
def test_tenants_in_vlans(lab: Laboratory, protocols: str) -> None:
    controller, network = run(lab, 'rest_firewall', 'single,4', protocols)
    play(TENANTS)
    (vlan, found) = rules(f'{RULES}/all')[0]
    assert (vlan, [rule['dl_vlan'] for rule in found]) == (2, [2, 2])
    assert found == rules(f'{RULES}/2')[0][1]
    tagged = lab.directory / 'tagged.py'
    tagged.write_text(TAGGED)
    arrived = []
    for sender, receiver, vlan in ((1, 2, 2), (3, 4, 110)):
        (lab.directory / str(vlan)).touch()
        network.ask(f'sh h{receiver} /usr/bin/python3 {tagged} receive h{receiver}-eth0 >{lab.directory}/{vlan} &')
        wait_until('the receiver', lambda vlan=vlan: 'ready' in (lab.directory / str(vlan)).read_text())
        assert (
            network.ask(f'sh h{sender} /usr/bin/python3 {tagged} send h{sender}-eth0 {sender} {receiver} {vlan}') == ''
        )
        network.ask(f'sh h{receiver} wait')
        arrived.append('arrived' in (lab.directory / str(vlan)).read_text())
    assert arrived == [True, False]
    blocked(controller, "src='10.0.0.3'", 'vlan(', 'vid=110')
    controller.stop()


@pytest.mark.parametrize('protocols', VERSIONS[1:])
def test_ipv6(lab: Laboratory, protocols: str) -> None:
    controller, network = run(lab, 'rest_firewall', 'single,3', protocols)
    for host in ('h1', 'h2'):
        network.ask(f'sh {host} sysctl -w net.ipv6.conf.{host}-eth0.accept_dad=0 net.ipv6.conf.all.disable_ipv6=0')
    play(SINGLE[:1])
    assert_pings(network, 'h1', f'{H2}%h1-eth0', pass_through=False)
    for number, rule in enumerate([
        {'ipv6_src': H1, 'ipv6_dst': H2, 'nw_proto': 'ICMPv6'}, {'ipv6_src': H2, 'ipv6_dst': H1, 'nw_proto': 'ICMPv6'},
        {'ipv6_dst': 'ff02::1:ff00:1', 'nw_proto': 'ICMPv6'}, {'ipv6_dst': 'ff02::1:ff00:2', 'nw_proto': 'ICMPv6'},
    ], 1):  # fmt: skip
        play([('POST', RULES, rule, [{'result': 'success', 'details': f'Rule added. : rule_id={number}'}])])
    assert [rule.get('ipv6_src') for rule in rules(RULES)[0][1]] == [H1, H2, None, None]
    assert_pings(network, 'h1', f'{H2}%h1-eth0')
    assert_pings(network, 'h1', '10.0.0.2', pass_through=False)
    controller.stop()


def test_the_rules_outlive_the_controller(lab: Laboratory) -> None:
    controller, network = run(lab, 'rest_firewall', 'single,3', 'OpenFlow13')
    play(SINGLE)
    before = entries(network)
    controller.kill()
    assert_pings(network, 'h1', '10.0.0.2')
    controller.start()
    controller.wait_for(1)
    wait_until('the firewall', lambda: ask('GET', '/firewall/module/status')[0] == 200)
    assert entries(network) == before
    assert ask('POST', RULES, {'nw_src': '10.0.0.9'})[1][0]['command_result'][0]['details'] == 'Rule added. : rule_id=7'
    controller.stop()


@pytest.mark.parametrize('script', [SINGLE, TENANTS], ids=['single', 'tenants'])
@pytest.mark.parametrize('protocols', VERSIONS)
def test_the_original_answers_the_same(lab: Laboratory, ryu_apps: Path, protocols: str, script: list[Any]) -> None:
    """And its flow entries are the same, whether the log is on or off."""
    seen = []
    for app in (str(ryu_apps / 'rest_firewall.py'), 'rest_firewall'):
        controller, network = run(lab, app, 'single,2', protocols)
        stages = [entries(network)]
        for switched in ('disable', 'enable'):
            stages += [ask('PUT', f'/firewall/log/{switched}/all'), entries(network)]
        play(script)
        seen.append([*stages, rules(f'{RULES}/all'), entries(network)])
        network.stop()
        controller.stop()
    assert seen[0] == seen[1]
