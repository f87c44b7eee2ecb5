"""`controller-manager ctl` on Open vSwitch: flows that it adds and shows are those of ovs-ofctl, in each version."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.lab import CHECKOUT, Laboratory, Switch, run

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(120)]

COMMON = [
    'priority=5,in_port=1,actions=output:2',
    'cookie=0x1234,idle_timeout=60,hard_timeout=600,tcp,nw_src=10.0.0.0/8,tp_dst=80,'
    'actions=mod_dl_dst:02:00:00:00:00:01,output:1',
    'priority=7,arp,arp_tpa=10.0.0.1,actions=CONTROLLER:128',
    'priority=8,dl_vlan=5,dl_vlan_pcp=3,actions=strip_vlan,NORMAL',
    'priority=9,udp,nw_tos=8,actions=mod_nw_src:10.0.0.9,mod_tp_dst:53,FLOOD',
    'priority=10,dl_src=02:00:00:00:00:02,actions=drop',
    'priority=11,icmp,icmp_type=8,actions=IN_PORT',
    'priority=13,in_port=LOCAL,send_flow_rem,actions=set_queue:1,output:1',
]
#: From 1.2 on there are tables, masks and more fields.
MODERN = [
    'table=1,priority=1,ipv6,ipv6_src=2001:db8::/32,actions=set_field:02:00:00:00:00:03->eth_src,output:1',
    'table=0,priority=12,metadata=0x5/0xf,actions=write_metadata:0x7/0xff,goto_table:1',
    'table=1,priority=2,mpls,mpls_label=17,actions=dec_mpls_ttl,output:1',
    'table=1,priority=3,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,actions=push_vlan:0x8100,set_field:4100->vlan_vid,ALL',
    'table=1,priority=4,in_port=2,actions=clear_actions,write_actions(output:1)',
]
#: What each version is tried with, beside what all have.
VERSIONS = {'OpenFlow10': [], 'OpenFlow12': MODERN, 'OpenFlow13': MODERN, 'OpenFlow14': MODERN, 'OpenFlow15': MODERN}


def ctl(*arguments: str, status: int = 0) -> str:
    """What a command has printed."""
    command = [sys.executable, '-m', 'controller', 'ctl', *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, cwd=CHECKOUT)
    assert done.returncode == status, done.stderr
    return done.stdout if status == 0 else done.stderr


def dump(switch: Switch) -> list[str]:
    """The flow entries of a switch in the words of Open vSwitch, but for that of topology."""
    told = run('ovs-ofctl', '--no-names', '--no-stats', '-O', switch.protocols, 'dump-flows', switch.name)
    return sorted(line.strip() for line in told.splitlines() if 'actions=' in line and '0x88cc' not in line)


@pytest.mark.parametrize('protocols', VERSIONS)
def test_flows_are_those_of_ovs_ofctl(lab: Laboratory, tmp_path: Path, protocols: str) -> None:
    controller = lab.controller('rest_ctl')
    theirs, ours = (lab.switch(dpid, protocols, 'tcp:127.0.0.1:6653', []) for dpid in (1, 2))
    controller.wait_for(1, 2)
    flows = [*COMMON, *VERSIONS[protocols]]
    for flow in flows:
        run('ovs-ofctl', '-O', protocols, 'add-flow', theirs.name, flow)
        ctl('add-flow', '2', flow)
    assert dump(ours) == dump(theirs)
    assert len(dump(ours)) == len(flows)

    kept = tmp_path / 'flows.txt'
    kept.write_text(ctl('flows', '2', '--no-stats'))
    run('ovs-ofctl', '-O', protocols, 'del-flows', theirs.name)
    assert dump(theirs) == []
    run('ovs-ofctl', '-O', protocols, 'add-flows', theirs.name, kept)  # which reads what we show
    assert dump(theirs) == dump(ours)
    ctl('del-flows', '2')
    assert dump(ours) == []
    ctl('add-flows', '2', str(kept))
    assert dump(ours) == dump(theirs)

    for command, flow in (('mod-flow', 'tcp,actions=output:3'), ('del-flows', 'in_port=1'), ('del-flows', 'udp')):
        run('ovs-ofctl', '-O', protocols, command + 's' * (command == 'mod-flow'), theirs.name, flow)
        ctl(command, '2', flow)
        assert dump(ours) == dump(theirs), command
    if VERSIONS[protocols]:
        assert 'refused' in ctl('add-flow', '2', 'priority=1,actions=group:77', status=1)
