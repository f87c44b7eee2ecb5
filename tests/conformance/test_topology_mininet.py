"""Topology finds what Mininet has built of Open vSwitch, sees what is cut and added, and knows the hosts."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from tests.conformance.lab import Controller, Laboratory, Mininet, wait_until

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(180)]

TCP = 'tcp:127.0.0.1:6653'
OBSERVER = 'tests/conformance/topology_observer.py'
FOUND, SEEN = 3.0, 1.0  # seconds: all links after the last switch has joined, a cut after it was made
VERSIONS = ['OpenFlow10', 'OpenFlow13', 'OpenFlow14', 'OpenFlow15']


class Told(NamedTuple):
    """A line of the observer."""

    event: str
    time: float
    what: tuple[Any, ...]


class Site:
    """A network, the controller that observes it, and what that has told."""

    def __init__(self, lab: Laboratory, topology: str, protocols: str) -> None:
        self.controller: Controller = lab.controller(OBSERVER, '--observe-links')
        self.network: Mininet = lab.mininet(topology, protocols, TCP)
        self.controller.wait_for(*self.network.switches.values())

    def told(self, *names: str) -> list[Told]:
        """The events of these classes."""
        lines = [line for line in self.controller.output().splitlines() if line.startswith('["Event')]
        return [Told(name, when, tuple(what)) for name, when, *what in map(json.loads, lines) if name in names]

    def links(self) -> set[tuple[int, ...]]:
        """The directions of links that are known now."""
        known: set[tuple[int, ...]] = set()
        for told in self.told('EventLinkAdd', 'EventLinkDelete'):
            (known.add if told.event == 'EventLinkAdd' else known.remove)(told.what)
        return known

    def built(self) -> set[tuple[int, ...]]:
        """The directions of links that Mininet has made."""
        cables = self.network.ask('links')
        return {tuple(each) for src, src_port, dst, dst_port in cables
                for each in ((src, src_port, dst, dst_port), (dst, dst_port, src, src_port))}  # fmt: skip

    def wait_for_links(self) -> None:
        built = self.built()
        wait_until(f'{len(built)} directions of links', lambda: self.links() == built)

    def wait_for_told(self, name: str, *what: Any) -> float:
        """Wait for an event, the last of that class about this; when it was told."""
        return wait_until(f'{name} {what}', lambda: [each.time for each in self.told(name) if each.what == what])[-1]


@pytest.mark.parametrize(('topology', 'protocols', 'links'), [
    *(('linear,8', each, 14) for each in VERSIONS), ('torus,4,4', 'OpenFlow10', 64), ('torus,4,4', 'OpenFlow13', 64),
])  # fmt: skip
def test_links_are_found_and_a_cut_is_seen(lab: Laboratory, topology: str, protocols: str, links: int) -> None:
    site = Site(lab, topology, protocols)
    site.wait_for_links()
    assert len(site.links()) == links
    joined = max(each.time for each in site.told('EventSwitchEnter'))
    assert max(each.time for each in site.told('EventLinkAdd')) - joined < FOUND
    assert not site.told('EventLinkDelete', 'EventTopologyAlarm')

    one, other = list(site.network.switches)[:2]
    ends = {site.network.switches[name] for name in (one, other)}
    cut = [link for link in site.links() if {link[0], link[2]} == ends]
    assert len(cut) == 2
    when = site.network.ask(f'link {one} {other} down')
    for link in cut:
        assert site.wait_for_told('EventLinkDelete', *link) - when < SEEN
    assert len(site.links()) == links - 2
    when = site.network.ask(f'link {one} {other} up')
    site.wait_for_links()
    assert max(each.time for each in site.told('EventLinkAdd')) - when < FOUND
    assert len(site.told('EventLinkDelete')) == 2
    assert not site.told('EventTopologyAlarm')
    site.controller.stop()


@pytest.mark.parametrize('protocols', VERSIONS)
def test_links_are_added_and_hosts_come_and_go(lab: Laboratory, protocols: str) -> None:
    site = Site(lab, 'linear,3', protocols)
    site.wait_for_links()
    when = site.network.ask('add_link s1 s3')
    site.wait_for_links()
    assert len(site.links()) == 6
    assert max(each.time for each in site.told('EventLinkAdd')) - when < FOUND

    when = site.network.ask('ping h1 h2')
    assert site.wait_for_told('EventHostAdd', '00:00:00:00:00:01', 1, 1) - when < FOUND
    when = site.network.ask('link s1 h1 down')
    assert site.wait_for_told('EventHostDelete', '00:00:00:00:00:01', 1, 1) - when < SEEN
    site.network.ask('link s1 h1 up')
    site.network.ask('ping h1 h2')
    wait_until('the host again', lambda: len(site.told('EventHostAdd')) == 2)
    assert not site.told('EventTopologyAlarm', 'EventHostMove', 'EventLinkDelete')
    site.controller.stop()


def test_switch_that_is_gone_takes_its_links_and_hosts_with_it(lab: Laboratory) -> None:
    site = Site(lab, 'linear,3', 'OpenFlow13')
    site.wait_for_links()
    site.network.ask('ping h2 h1')
    site.wait_for_told('EventHostAdd', '00:00:00:00:00:02', 2, 1)
    lab.openvswitch.kill()
    wait_until('all to be gone', lambda: len(site.told('EventSwitchLeave')) == 3 and not site.links())
    assert [each.what[0] for each in site.told('EventHostDelete')] == ['00:00:00:00:00:02']
    lab.openvswitch.start()
    site.wait_for_links()
    joined = max(each.time for each in site.told('EventSwitchEnter'))
    assert max(each.time for each in site.told('EventLinkAdd')) - joined < FOUND
