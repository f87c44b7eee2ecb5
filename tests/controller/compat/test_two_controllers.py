"""Two controllers in one process, with apps of Ryu's for different versions: neither sees anything of the other."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import greenhub
from controller.config import Config
from controller.emulator import Network
from controller.emulator.transport import in_memory
from controller.manager import Controller
from controller.openflow import OF10, OF13

APP = '''
    from ryu import cfg
    from ryu.base import app_manager
    from ryu.controller import dpset, ofp_event
    from ryu.controller.handler import MAIN_DISPATCHER, set_ev_cls
    from ryu.lib import hub
    from ryu.lib.packet import ethernet, packet
    from ryu.ofproto import ofproto_WIRE
    from ryu.topology import event
    from ryu.topology.api import get_link, get_switch

    CONF = cfg.CONF


    class NAME(app_manager.RyuApp):
        OFP_VERSIONS = [ofproto_WIRE.OFP_VERSION]
        _CONTEXTS = {'dpset': dpset.DPSet}

        def __init__(self, *args, **kwargs):
            super(NAME, self).__init__(*args, **kwargs)
            self.dpset = kwargs['dpset']
            self.seen, self.links = {}, set()
            self.thread = hub.spawn(self._monitor)

        def _monitor(self):
            while True:
                self.seen = {
                    'brick': app_manager.lookup_service_brick('NAME') is self,
                    'other': app_manager.lookup_service_brick('OTHER'),
                    'bricks': sorted(app_manager.SERVICE_BRICKS),
                    'interval': CONF.lldp_interval,
                    'switches': sorted(switch.dp.id for switch in get_switch(self, None)),
                    'links': len(get_link(self, None)),
                    'dpset': sorted(dpid for dpid, _ in self.dpset.get_all()),
                    'versions': {switch.dp.ofproto.OFP_VERSION for switch in get_switch(self, None)},
                }
                hub.sleep(1)

        @set_ev_cls(event.EventLinkAdd)
        def link_add(self, ev):
            self.links.add((ev.link.src.dpid, ev.link.dst.dpid))

        @set_ev_cls(ofp_event.EventOFPPacketIn, MAIN_DISPATCHER)
        def packet_in(self, ev):
            eth = packet.Packet(ev.msg.data).get_protocol(ethernet.ethernet)
            assert ev.msg.datapath.ofproto.OFP_VERSION in self.OFP_VERSIONS
'''


@pytest.fixture
def load(tmp_path: Path, alias: None) -> Iterator[object]:
    before = list(sys.path)

    def load(name: str, other: str, version: str, controller: Controller) -> object:
        path = tmp_path / f'{name.lower()}_of_two.py'
        text = textwrap.dedent(APP)
        path.write_text(text.replace('NAME', name).replace('OTHER', other).replace('WIRE', version))
        (app,) = controller.load([str(path)])
        return app

    yield load
    sys.path[:] = before
    for name in [name for name in sys.modules if name.endswith('_of_two')]:
        del sys.modules[name]


def test_two_controllers(load, clock):
    old_one = Controller(Config(lldp_interval=1.0, wsapi_port=0))
    new_one = Controller(Config(lldp_interval=2.0, wsapi_port=0))
    old, new = load('Old', 'New', 'v1_0', old_one), load('New', 'Old', 'v1_3', new_one)
    networks = [Network('ring,3', in_memory(old_one)), Network('linear,4', in_memory(new_one))]
    for controller, network in zip((old_one, new_one), networks, strict=True):
        controller.start_apps()
        network.start()
    for network in networks:
        network.wait_until_connected()
    greenhub.sleep(10)
    bricks = {'dpset', 'switches'}
    assert old.seen == {
        'brick': True, 'other': None, 'bricks': sorted(bricks | {'Old'}), 'interval': 1.0,
        'switches': [1, 2, 3], 'links': 6, 'dpset': [1, 2, 3], 'versions': {OF10},
    }
    assert new.seen == {
        'brick': True, 'other': None, 'bricks': sorted(bricks | {'New'}), 'interval': 2.0,
        'switches': [1, 2, 3, 4], 'links': 6, 'dpset': [1, 2, 3, 4], 'versions': {OF13},
    }
    assert old.links == {(1, 2), (2, 1), (2, 3), (3, 2), (1, 3), (3, 1)}
    assert new.links == {(1, 2), (2, 1), (2, 3), (3, 2), (3, 4), (4, 3)}
    assert old.dpset is not new.dpset
    for controller, network in zip((old_one, new_one), networks, strict=True):
        network.stop()
        controller.stop()
