"""Several messages of a REST request that one barrier confirms."""

from __future__ import annotations

import pytest

from controller.emulator import testing_network
from controller.openflow import OF13
from controller.rest import Conflict, confirm


def test_the_first_refusal_of_several_is_told() -> None:
    with testing_network('single,2', [], versions=[OF13]) as net:
        switch = net.controller.switches[1]
        ofproto = switch.ofproto
        good = ofproto.OFPFlowMod(switch, priority=7)
        bad_table = ofproto.OFPFlowMod(switch, table_id=200)
        bad_group = ofproto.OFPGroupMod(switch, ofproto.OFPGC_MODIFY, group_id=5)
        with pytest.raises(Conflict, match='OFPFMFC_BAD_TABLE_ID'):
            confirm(switch, [good, bad_table, bad_group], 5)
        with pytest.raises(Conflict, match='OFPGMFC_UNKNOWN_GROUP'):
            confirm(switch, [bad_group], 5)
        assert 7 in {entry.priority for table in net.nodes['s1'].switch.tables.tables for entry in table}
        confirm(switch, good, 5)
