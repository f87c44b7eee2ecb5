"""What libraries send to switches."""

from types import SimpleNamespace

import pytest

from controller.lib.own_flows import CONGESTED, send_frame
from controller.openflow import OF10, OF13, OF15, version


@pytest.mark.parametrize('number', [OF10, OF13, OF15])
def test_a_switch_that_reads_too_slowly_gets_no_frames(number):
    """What its backlog has no room for would hold up the library, and with it all other switches."""
    sent = []
    datapath = SimpleNamespace(ofproto=version(number), backlog=CONGESTED, send_msg=sent.append)
    send_frame(datapath, [1, 2], bytes(60))
    assert [action.port for action in sent[0].actions] == [1, 2]
    datapath.backlog += 1
    send_frame(datapath, [1, 2], bytes(60))
    assert len(sent) == 1
