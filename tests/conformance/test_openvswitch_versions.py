"""Every version of OpenFlow on a real Open vSwitch bridge: the handshake, a learning switch, and every question."""

from __future__ import annotations

import re
import urllib.error

import pytest

from tests.conformance.flows import from_ofctl
from tests.conformance.lab import CHECKOUT, Laboratory, wait_until

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(90)]

TCP = 'tcp:127.0.0.1:6653'
APPS = CHECKOUT / 'tests' / 'conformance' / 'apps'

#: What Open vSwitch 3.1 does not answer, by version.
REFUSED: dict[str, set[str]] = {
    'OpenFlow10': set(),
    'OpenFlow12': set(),
    'OpenFlow13': set(),
    'OpenFlow14': set(),
    'OpenFlow15': {'OFPFlowStatsRequest', 'OFPControllerStatusStatsRequest', 'OFPBundleFeaturesStatsRequest'},
}

#: What it answers with something else than the specification wants: 1.5's meter features in the 16 bytes of 1.4.
DIFFERENT = {'OpenFlow15': {'OFPMeterFeaturesStatsRequest'}}


@pytest.mark.parametrize('protocols', ['OpenFlow12', 'OpenFlow13', 'OpenFlow14', 'OpenFlow15'])
def test_a_learning_switch(lab: Laboratory, protocols: str) -> None:
    controller = lab.controller(str(APPS / 'learning.py'))
    one, two = hosts = lab.hosts(2)
    switch = lab.switch(0xA, protocols, TCP, hosts)
    controller.wait_for(0xA)
    assert one.pings(two)
    assert len([flow for flow in from_ofctl(switch.flows()) if flow.match]) == 2, 'one flow each way'
    controller.stop()


@pytest.mark.parametrize('protocols', REFUSED)
def test_every_question(lab: Laboratory, protocols: str) -> None:
    controller = lab.controller(str(APPS / 'questions.py'))
    lab.switch(0xA, protocols, TCP, lab.hosts(2))
    wait_until('the end of the questions', lambda: 'asked everything' in controller.output())
    said = dict(re.findall(r'asked (\w+): (.*)', controller.output()))
    refused = {name for name, answer in said.items() if answer == 'refused with OFPBRC_BAD_STAT'}
    assert refused == REFUSED[protocols]
    different = {name for name, answer in said.items() if not answer.endswith(('again to the same', 'in parts'))}
    assert different - refused == DIFFERENT.get(protocols, set()), said


@pytest.mark.parametrize('protocols', REFUSED)
def test_rest_says_what_a_version_has(lab: Laboratory, protocols: str) -> None:
    controller = lab.controller()
    lab.switch(0xA, protocols, TCP, lab.hosts(2))
    controller.wait_for(0xA)
    for kind in ('aggregateflow', 'desc', 'flow', 'group', 'groupdesc', 'groupfeatures', 'meter', 'meterconfig',
                 'meterfeatures', 'port', 'portdesc', 'queue', 'queueconfig', 'role', 'table', 'tablefeatures'):
        try:
            assert controller.get(f'/stats/{kind}/10')['10'] is not None
        except urllib.error.HTTPError as refusal:
            assert refusal.code in (409, 501, 502), kind  # refused by the switch, of another version, not understood


def test_the_highest_common_version_is_agreed(lab: Laboratory) -> None:
    controller = lab.controller(str(APPS / 'learning.py'))
    lab.switch(0xA, 'OpenFlow10,OpenFlow11,OpenFlow12,OpenFlow13,OpenFlow14,OpenFlow15', TCP, [])
    controller.wait_for(0xA)
    assert 'OpenFlow 1.5' in controller.output()
