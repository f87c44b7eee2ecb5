"""Several messages of a REST request that one barrier confirms."""

from __future__ import annotations

from typing import Any

import pytest

from controller.emulator import testing_network
from controller.ofctl import BadValue
from controller.openflow import OF13
from controller.rest import Conflict, Dpid, confirm, read_dpid


@pytest.mark.parametrize('written, dpid', [
    (16, 16), ('16', 16), ('0x10', 16), ('0000000000000010', 16), ('0000AABBCCDDEEFF', 0xAABBCCDDEEFF),
    ('f000000000000001', 0xF000000000000001), ('1125899906842625', 0x4000000000001), ('00016', 16),
])  # fmt: skip
def test_a_datapath_id_may_be_copied_as_it_is_shown(written: Any, dpid: int) -> None:
    assert read_dpid(written) == Dpid.read(written) == dpid


@pytest.mark.parametrize('written', ['f00000000000001', '000000000000000g', '00000000000000a0 ', True, None, -1])
def test_what_is_no_datapath_id(written: Any) -> None:
    with pytest.raises(BadValue, match='is not a datapath id'):
        read_dpid(written)


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
