"""What the router says, in the words of each version of OpenFlow."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from controller.lib.router import (
    Entry,
    Forward,
    Hop,
    Install,
    Normal,
    Notice,
    Output,
    Prefix,
    Remove,
    Send,
    To,
    asking_for_expired,
    messages,
)
from controller.openflow import OF10, OF12, OF13, version

HOP = Hop(2, '02:00:00:00:00:02', '00:00:00:00:00:0b')
NETWORK, HOST = Prefix(0x0A000000, 8), Prefix(0x0A000001, 32)
ALL = pytest.mark.parametrize('number', [OF10, OF12, OF13])


def over_the_wire(number: int, *outputs: Output, table_id: int = 0) -> list[Any]:
    """The messages as a switch reads them."""
    found = []
    ofproto = version(number)
    for message in messages(SimpleNamespace(ofproto=ofproto, id=1), outputs, table_id):
        message.xid = 7
        found.append(ofproto.decode(message.encode()))
    return found


def does(message: Any) -> list[str]:
    """The names of a flow entry's actions."""
    actions = message.actions if hasattr(message, 'actions') else message.instructions[0].actions
    return [type(each).__name__.removeprefix('OFPAction') for each in actions]


@ALL
def test_flow_entries(number: int) -> None:
    ofproto = version(number)
    to_network = Entry(26, 1 << 16, To.CONTROLLER, vlan=2, source=NETWORK, destination=HOST)
    install, remove = over_the_wire(number, Install(to_network), Remove(to_network))
    assert (install.priority, install.cookie, install.idle_timeout) == (26, 1 << 16, 0)
    assert (install.command, remove.command) == (ofproto.OFPFC_ADD, ofproto.OFPFC_DELETE_STRICT)
    assert install.match.encode() == remove.match.encode()
    if number == OF10:
        assert (install.match.dl_type, install.match.dl_vlan) == (0x800, 2)
        assert (install.match.nw_src, install.match.nw_dst) == (NETWORK.ip, HOST.ip)
        assert install.match.wildcards >> 8 & 63 == 24  # bits of the source that do not count
    else:
        fields = dict(install.match.items())
        assert fields == {'eth_type': 0x800, 'vlan_vid': 2 | 0x1000, 'ipv4_src': ('10.0.0.0', '255.0.0.0'),
                          'ipv4_dst': '10.0.0.1'}  # fmt: skip


@ALL
def test_actions(number: int) -> None:
    entries = [Entry(1, 0, to, destination=HOST) for to in (HOP, To.CONTROLLER, To.NORMAL, To.NOWHERE)]
    hop, controller, normal, nowhere = over_the_wire(number, *map(Install, entries))
    assert does(hop) == (['SetDlSrc', 'SetDlDst', 'Output'] if number == OF10 else
                         ['DecNwTtl', 'SetField', 'SetField', 'Output'])  # fmt: skip
    assert does(controller) == does(normal) == ['Output']
    assert does(nowhere) == []


@ALL
def test_frames(number: int) -> None:
    ofproto = version(number)
    assert not over_the_wire(number, Notice('busy', 'too much'))
    send, forward, normal = over_the_wire(number, Send(1, b'one'), Forward(HOP, b'two'), Normal(3, b'three'))
    assert [each.data for each in (send, forward, normal)] == [b'one', b'two', b'three']
    assert [each.in_port for each in (send, forward, normal)] == [ofproto.OFPP_CONTROLLER, ofproto.OFPP_CONTROLLER, 3]
    assert (send.actions[0].port, forward.actions[-1].port, normal.actions[0].port) == (1, 2, ofproto.OFPP_NORMAL)


def test_another_table() -> None:
    entry = Entry(1, 0, To.NOWHERE)
    assert [each.table_id for each in over_the_wire(OF13, Install(entry), Remove(entry), table_id=1)] == [1, 1]
    assert len(over_the_wire(OF10, Install(entry), table_id=1)) == 1  # which has but one


def test_packets_that_expire() -> None:
    def asked(number: int) -> Any:
        return asking_for_expired(SimpleNamespace(ofproto=version(number)))

    assert asked(OF10) is None
    assert asked(OF12).flags == version(OF12).OFPC_INVALID_TTL_TO_CONTROLLER
    assert asked(OF13).packet_in_mask[0] & 1 << version(OF13).OFPR_INVALID_TTL
