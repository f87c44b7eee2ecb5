"""What a flow entry matches, in one form for every version of OpenFlow: conditions on numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from .frame import FIELDS, MATCHABLE, VLAN_PRESENT, number_of
from .refused import Refused

__all__ = ['EXACT', 'Match', 'match_of_10', 'match_of_oxm']

#: The mask under which every bit counts.
EXACT: Final = -1

IPV4, ARP = 0x0800, 0x0806
#: Protocol -> the fields that tp_src and tp_dst of 1.0 mean.
_TRANSPORT = {
    6: ('tcp_src', 'tcp_dst'),
    17: ('udp_src', 'udp_dst'),
    1: ('icmpv4_type', 'icmpv4_code'),
}


@dataclass(frozen=True, slots=True)
class Match:
    """Conditions that a packet's fields have to meet, all of them.

    `shape` holds `(field, mask)` by field name, `values` the numbers wanted under those masks. Matches of one shape
    are told apart by a dictionary lookup, which is what makes a flow table fast.
    """

    shape: tuple[tuple[str, int], ...] = ()
    values: tuple[int, ...] = ()

    @classmethod
    def of(cls, conditions: Mapping[str, tuple[int, int]]) -> Self:
        """The match of these fields, each with a value and a mask; a mask of 0 is no condition (1.3.5, 7.2.3.5)."""
        sorted_ones = sorted((name, mask, value & mask) for name, (value, mask) in conditions.items() if mask)
        return cls(
            tuple((name, mask) for name, mask, _ in sorted_ones), tuple(value for _, _, value in sorted_ones)
        )

    def __deepcopy__(self, memo: dict[int, Any]) -> Match:
        return self  # it never changes

    @property
    def conditions(self) -> dict[str, tuple[int, int]]:
        """Field -> value and mask."""
        return {name: (value, mask) for (name, mask), value in zip(self.shape, self.values, strict=True)}

    def covers(self, other: Match) -> bool:
        """Whether whatever meets `other` meets this one: how a change that is not strict selects entries."""
        theirs = other.conditions
        for name, (value, mask) in self.conditions.items():
            their_value, their_mask = theirs.get(name, (0, 0))
            if their_mask & mask != mask or their_value & mask != value:
                return False
        return True

    def overlaps(self, other: Match) -> bool:
        """Whether some packet could meet both."""
        theirs = other.conditions
        return not any(
            (value ^ theirs[name][0]) & mask & theirs[name][1]
            for name, (value, mask) in self.conditions.items()
            if name in theirs
        )


def match_of_oxm(oxm_match: Any) -> Match:
    """The match that an OFPMatch of 1.2 or later says; raises Refused for fields the switch does not know, and for
    fields without their prerequisites (1.3.5, 7.2.3.6)."""
    conditions: dict[str, tuple[int, int]] = {}
    for name, wanted in oxm_match.items():
        if name not in MATCHABLE:
            raise Refused('OFPET_BAD_MATCH', 'OFPBMC_BAD_FIELD')
        value, mask = wanted if isinstance(wanted, tuple) else (wanted, None)
        conditions[name] = number_of(name, value), EXACT if mask is None else _mask(name, mask)
    for name in conditions:
        _check_prerequisite(name, conditions)
    return Match.of(conditions)


def _mask(name: str, mask: Any) -> int:
    number = number_of(name, mask)
    every_bit = number_of(name, FIELDS[name].kind.read(b'\xff' * FIELDS[name].kind.width))
    return EXACT if number == every_bit else number


def _check_prerequisite(name: str, conditions: Mapping[str, tuple[int, int]]) -> None:
    required, *values = FIELDS[name].requires or (None,)
    if required is None:
        return
    value, _ = conditions.get(str(required), (None, 0))
    if value is None or (values and value not in values) or (name == 'vlan_pcp' and not value & VLAN_PRESENT):
        raise Refused('OFPET_BAD_MATCH', 'OFPBMC_BAD_PREREQ')


def match_of_10(match: Any, ofproto: Any) -> Match:
    """The match that an OFPMatch of 1.0 says.

    Fields of a protocol that the match does not select are ignored (1.0.1, 3.4): `nw_src` says nothing unless
    `dl_type` is IPv4 or ARP.
    """
    free = match.wildcards
    exact = {
        'in_port': (ofproto.OFPFW_IN_PORT, match.in_port),
        'eth_src': (ofproto.OFPFW_DL_SRC, int.from_bytes(match.dl_src, 'big')),
        'eth_dst': (ofproto.OFPFW_DL_DST, int.from_bytes(match.dl_dst, 'big')),
        'eth_type': (ofproto.OFPFW_DL_TYPE, match.dl_type),
    }
    conditions = {name: (value, EXACT) for name, (bit, value) in exact.items() if not free & bit}
    if not free & ofproto.OFPFW_DL_VLAN:
        untagged = match.dl_vlan == ofproto.OFP_VLAN_NONE
        conditions['vlan_vid'] = 0 if untagged else match.dl_vlan & 0xFFF | VLAN_PRESENT, EXACT
        if not untagged and not free & ofproto.OFPFW_DL_VLAN_PCP:
            conditions['vlan_pcp'] = match.dl_vlan_pcp, EXACT
    eth_type, _ = conditions.get('eth_type', (None, 0))
    if eth_type in (IPV4, ARP):
        conditions |= _network_of_10(match, ofproto, eth_type)
    return Match.of(conditions)


def _network_of_10(match: Any, ofproto: Any, eth_type: int) -> dict[str, tuple[int, int]]:
    """The conditions of 1.0 on what IPv4 and ARP headers hold, and on what IPv4 carries."""
    free = match.wildcards
    protocol, src, dst = ('ip_proto', 'ipv4_src', 'ipv4_dst') if eth_type == IPV4 else ('arp_op', 'arp_spa', 'arp_tpa')
    conditions = {
        src: (match.nw_src, _prefix_mask(free >> ofproto.OFPFW_NW_SRC_SHIFT)),
        dst: (match.nw_dst, _prefix_mask(free >> ofproto.OFPFW_NW_DST_SHIFT)),
    }
    if eth_type == IPV4 and not free & ofproto.OFPFW_NW_TOS:
        conditions['ip_dscp'] = match.nw_tos >> 2, EXACT
    if free & ofproto.OFPFW_NW_PROTO:
        return conditions
    conditions[protocol] = match.nw_proto, EXACT
    if eth_type == IPV4 and match.nw_proto in _TRANSPORT:
        tp_src, tp_dst = _TRANSPORT[match.nw_proto]
        if not free & ofproto.OFPFW_TP_SRC:
            conditions[tp_src] = match.tp_src, EXACT
        if not free & ofproto.OFPFW_TP_DST:
            conditions[tp_dst] = match.tp_dst, EXACT
    return conditions


def _prefix_mask(shifted_wildcards: int) -> int:
    """How many low bits of an address are free stands in six bits of the wildcards; 32 and more mean all."""
    bits = shifted_wildcards & 0x3F
    return 0 if bits >= 32 else EXACT if bits == 0 else 0xFFFFFFFF << bits & 0xFFFFFFFF
