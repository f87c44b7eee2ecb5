"""What rules match, in people's words: the match of a flow entry for them, and back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from controller.ofctl import BadValue
from controller.rest.declaration import convert
from controller.rest.rule_match import MaskedIPv4, MaskedIPv6, RuleMatch, fields_of, words_of

IPV4, IPV6, ARP = 0x0800, 0x86DD, 0x0806


@pytest.mark.parametrize(('match', 'dl_type'), [
    ({}, None),
    ({'in_port': 1, 'dl_src': '00:00:00:00:00:01'}, None),
    ({'nw_src': '10.0.0.1', 'nw_proto': 'TCP'}, IPV4),
    ({'nw_proto': 'UDP', 'ipv6_src': '::1'}, IPV6),
    ({'nw_proto': 'ICMP'}, IPV4),
    ({'nw_proto': 'ICMPv6'}, IPV6),
    ({'nw_proto': 'UDP', 'ip_dscp': 3}, IPV4),
    ({'ip_dscp': 3, 'ipv6_dst': '::1'}, IPV6),
    ({'dl_type': 'ARP', 'nw_dst': '10.0.0.1'}, ARP),
    ({'dl_type': 'IPv6', 'nw_proto': 'TCP', 'tp_dst': 80}, IPV6),
])  # fmt: skip
def test_the_type_of_frames_is_guessed(match: dict[str, Any], dl_type: int | None) -> None:
    assert fields_of(match).get('dl_type') == dl_type


@pytest.mark.parametrize(('match', 'problem'), [
    ({'nw_proto': 'TCP'}, 'match.nw_proto: TCP wants a dl_type, or an address: is it IPv4 or IPv6?'),
    ({'dl_type': 'ARP', 'nw_proto': 'TCP'}, 'match.nw_proto: TCP does not go with dl_type ARP'),
    ({'dl_type': 'IPv6', 'nw_src': '10.0.0.1'}, 'match.nw_src: does not go with dl_type IPv6'),
    ({'nw_src': '10.0.0.1', 'ipv6_src': '::1'}, 'match.ipv6_src: does not go with nw_src 10.0.0.1'),
    ({'nw_src': '10.0.0.1', 'nw_proto': 'ICMPv6'}, 'match.nw_proto: ICMPv6 does not go with nw_src 10.0.0.1'),
    ({'dl_type': 'IPv4', 'tp_src': 1}, 'match.tp_src: wants nw_proto TCP or UDP'),
])  # fmt: skip
def test_what_does_not_go_together(match: dict[str, Any], problem: str) -> None:
    with pytest.raises(BadValue, match=f'^{re.escape(problem)}$'):
        fields_of(match, 'match')


def test_fields_become_words_again() -> None:
    fields = fields_of({'dl_type': 'IPv4', 'nw_proto': 'TCP', 'tp_dst': 80})
    assert fields == {'dl_type': IPV4, 'nw_proto': 6, 'tp_dst': 80}
    assert words_of(fields) == {'dl_type': 'IPv4', 'nw_proto': 'TCP', 'tp_dst': 80}
    assert words_of({'dl_type': ARP, 'arp_spa': '10.0.0.1', 'dl_vlan': '2'}) == {
        'dl_type': 'ARP', 'nw_src': '10.0.0.1', 'dl_vlan': 2}
    assert words_of({'nw_tos': 104, 'dl_type': 0x88CC, 'dl_vlan': '0x1000/0x1000'}) == {
        'ip_dscp': 26, 'dl_type': 0x88CC, 'dl_vlan': '0x1000/0x1000'}


@pytest.mark.parametrize('text', ['10.0.0.1', '10.0.0.0/8', '10.0.0.0/255.0.0.0', '0.0.0.0/0'])
def test_addresses_of_version_4(text: str) -> None:
    assert MaskedIPv4.read(text) == text
    assert re.search(MaskedIPv4.schema()['pattern'], text)


@pytest.mark.parametrize('text', ['10.0.0.300', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/08', '10.0.0.0/-1', '', '::1'])
def test_what_is_no_address_of_version_4(text: str) -> None:
    with pytest.raises(ValueError, match=r'is not an address|prefix length'):
        MaskedIPv4.read(text)
    assert not re.search(MaskedIPv4.schema()['pattern'], text)


def test_addresses_of_version_6() -> None:
    assert MaskedIPv6.read('FE80::0/64') == 'fe80::/64'
    for text in ('fe80::/129', '10.0.0.1', 'fe80::1%eth0'):
        with pytest.raises(ValueError, match=r'address|prefix length|zone'):
            MaskedIPv6.read(text)


def test_a_rule_is_read_from_json() -> None:
    read = convert({'in_port': '1', 'dl_dst': '0:0:0:0:0:1', 'nw_src': '10.0.0.0/8'}, RuleMatch)
    assert (read.in_port, read.dl_dst, read.nw_src, read.nw_dst) == (1, '00:00:00:00:00:01', '10.0.0.0/8', None)
    with pytest.raises(BadValue, match=r'^nw_src: 5 is not text$'):
        convert({'nw_src': 5}, RuleMatch)
