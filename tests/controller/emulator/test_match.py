"""What matches say, in both versions' words, and how they relate."""

from __future__ import annotations

from typing import Any

import pytest

from controller.emulator.match import EXACT, Match, match_of_10, match_of_oxm
from controller.emulator.refused import Refused
from controller.openflow import OF10, OF13, version

from .lab import unchecked

of10: Any = version(OF10)
of13: Any = version(OF13)


def oxm(**fields: Any) -> Match:
    match = of13.OFPMatch(**fields)
    return match_of_oxm(of13.OFPMatch.decode(match.encode(), 0, len(match.encode())))


def old(**fields: Any) -> dict[str, tuple[int, int]]:
    match = of10.OFPMatch(**fields)
    return match_of_10(of10.OFPMatch.decode(match.encode(), 0, 40), of10).conditions


def test_oxm_values_and_masks() -> None:
    match = oxm(in_port=3, eth_dst=('01:00:00:00:00:00', '01:00:00:00:00:00'), eth_type=0x0800, ipv4_src='10.1.0.0/16')
    assert match.conditions == {
        'in_port': (3, EXACT),
        'eth_dst': (1 << 40, 1 << 40),
        'eth_type': (0x0800, EXACT),
        'ipv4_src': (0x0A010000, 0xFFFF0000),
    }


def test_a_full_mask_is_none_and_an_empty_one_is_no_condition() -> None:
    assert oxm(eth_type=0x0800, ipv4_src=('10.0.0.1', '255.255.255.255')) == oxm(eth_type=0x0800, ipv4_src='10.0.0.1')
    assert oxm(metadata=(5, 0)) == Match()


@pytest.mark.parametrize(
    'fields',
    [{'ipv4_src': '10.0.0.1'}, {'eth_type': 0x0806, 'ipv4_src': '10.0.0.1'}, {'tcp_dst': 80},
     {'eth_type': 0x0800, 'ip_proto': 17, 'tcp_dst': 80}, {'vlan_pcp': 1}, {'vlan_vid': 0, 'vlan_pcp': 1},
     {'in_phy_port': 1}],
)  # fmt: skip
def test_a_missing_prerequisite_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        match_of_oxm(unchecked(of13, **fields))
    assert caught.value.codes == ('OFPBMC_BAD_PREREQ',)


@pytest.mark.parametrize('fields', [{'eth_type': 0x86DD, 'ipv6_exthdr': 3}, {'tunnel_id': 1}])
def test_a_field_that_is_not_read_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        oxm(**fields)
    assert caught.value.codes == ('OFPBMC_BAD_FIELD',)


def test_old_matches() -> None:
    assert old() == {}
    assert old(in_port=1, dl_src='00:00:00:00:00:01', dl_dst='00:00:00:00:00:02', dl_type=0x0800, nw_tos=0xB8) == {
        'in_port': (1, EXACT), 'eth_src': (1, EXACT), 'eth_dst': (2, EXACT), 'eth_type': (0x0800, EXACT),
        'ip_dscp': (0x2E, EXACT),
    }  # fmt: skip
    assert old(dl_type=0x0800, nw_src='10.1.2.3', nw_src_mask=8)['ipv4_src'] == (0x0A000000, 0xFF000000)
    assert old(dl_type=0x0800, nw_proto=6, tp_src=1, tp_dst=2).items() >= {
        'ip_proto': (6, EXACT), 'tcp_src': (1, EXACT), 'tcp_dst': (2, EXACT)
    }.items()  # fmt: skip
    assert old(dl_type=0x0800, nw_proto=1, tp_src=8)['icmpv4_type'] == (8, EXACT)
    assert old(dl_type=0x0806, nw_proto=2, nw_dst='10.0.0.1').items() >= {
        'arp_op': (2, EXACT), 'arp_tpa': (0x0A000001, EXACT)
    }.items()  # fmt: skip


def test_old_matches_on_vlans() -> None:
    assert old(dl_vlan=0xFFFF, dl_vlan_pcp=3) == {'vlan_vid': (0, EXACT)}
    assert old(dl_vlan=5, dl_vlan_pcp=3) == {'vlan_vid': (0x1005, EXACT), 'vlan_pcp': (3, EXACT)}


def test_old_fields_without_their_protocol_are_ignored() -> None:
    assert old(nw_src='10.0.0.1', tp_dst=80) == {}
    assert old(dl_type=0x88CC, nw_proto=6, tp_dst=80) == {'eth_type': (0x88CC, EXACT)}
    assert 'tcp_dst' not in old(dl_type=0x0800, tp_dst=80)


ANY, PORT1 = Match(), Match.of({'in_port': (1, EXACT)})
NET8 = Match.of({'ipv4_src': (0x0A000000, 0xFF000000)})
NET16 = Match.of({'ipv4_src': (0x0A010000, 0xFFFF0000)})
OTHER16 = Match.of({'ipv4_src': (0x0B010000, 0xFFFF0000)})


def test_which_match_covers_which() -> None:
    assert ANY.covers(PORT1) and not PORT1.covers(ANY)
    assert NET8.covers(NET16) and not NET16.covers(NET8) and NET8.covers(NET8)
    assert not NET8.covers(OTHER16) and not NET8.covers(PORT1)


def test_which_matches_overlap() -> None:
    assert ANY.overlaps(PORT1) and PORT1.overlaps(NET8) and NET16.overlaps(NET8)
    assert not NET8.overlaps(OTHER16)
