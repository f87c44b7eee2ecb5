"""A sample of a profile is counted for the stage that it was taken in."""

from __future__ import annotations

import pytest

from tests.benchmarks.stages import STAGES, stage_of

HANDLER = 'SimpleSwitch13.packet_in (peer_simple_switch_13.py:36)'
MATCH = 'Match.__init__ (controller/openflow/oxm.py:260)'
SEND = 'Datapath.send_msg (controller/datapath.py:179);Connection.send (controller/openflow/connection.py:199)'


@pytest.mark.parametrize(('stack', 'stage'), [
    ('Datapath.serve (controller/datapath.py:339);Connection.receive (controller/openflow/connection.py:153)',
     'reading: framing, decoding'),
    ('Datapath.serve (controller/datapath.py:339);Inbox.put (controller/inbox.py:95)', 'reading: to the inboxes'),
    ('Datapath.serve (controller/datapath.py:339);GreenSocket.recv (greenhub/greenio/sockets.py:1);[_recv]',
     'system calls: recv, epoll'),
    ('BaseHub.run (greenhub/hubs/hub.py:186);GreenSocket.send (greenhub/greenio/sockets.py:297);[_send]',
     'system calls: send'),
    ('BaseHub.run (greenhub/hubs/hub.py:186)', 'the hub, and all else'),
    ('Runner._work (controller/runner.py:239)', "the app's turn"),
    (HANDLER, 'handler: its own lines'),
    (f'{HANDLER};Packet.get_protocol (controller/packet/packet.py:63)', 'handler: the packet'),
    (f'{HANDLER};decode_prefix (<wire controller.packet.ethernet ethernet>:26)', 'handler: the packet'),
    (f'{HANDLER};haddr_to_bin (controller/lib/mac.py:53)', 'handler: addresses'),
    (f'{HANDLER};{MATCH}', 'handler: match, actions, messages'),
    (f'{HANDLER};{SEND};encode (<wire 1.3 OFPFlowMod>:18)', 'handler: send_msg, encoding'),
])
def test_stage_of_a_stack(stack: str, stage: str) -> None:
    assert stage_of(stack) == stage
    assert stage in STAGES
