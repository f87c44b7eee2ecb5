"""The Internet Control Message Protocol for IPv6 (RFC 4443) and Neighbour Discovery (RFC 4861)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from .icmp import Body, echo, read_body
from .in_proto import IPPROTO_ICMPV6
from .packet_base import LateHeader, PacketBase, Part, registering
from .packet_utils import transport_checksum

__all__ = [
    'ALLOW_NEW_SOURCES', 'BLOCK_OLD_SOURCES', 'CHANGE_TO_EXCLUDE_MODE', 'CHANGE_TO_INCLUDE_MODE', 'ICMPV6_DST_UNREACH',
    'ICMPV6_ECHO_REPLY', 'ICMPV6_ECHO_REQUEST', 'ICMPV6_FQDN_QUERY', 'ICMPV6_FQDN_REPLY', 'ICMPV6_MAXTYPE',
    'ICMPV6_MEMBERSHIP_QUERY', 'ICMPV6_MEMBERSHIP_REDUCTION', 'ICMPV6_MEMBERSHIP_REPORT', 'ICMPV6_NI_QUERY',
    'ICMPV6_NI_REPLY', 'ICMPV6_PACKET_TOO_BIG', 'ICMPV6_PARAM_PROB', 'ICMPV6_ROUTER_RENUMBERING',
    'ICMPV6_TIME_EXCEEDED', 'ICMPV6_WRUREPLY', 'ICMPV6_WRUREQUEST', 'MLDV2_LISTENER_REPORT', 'MLD_LISTENER_DONE',
    'MLD_LISTENER_QUERY', 'MLD_LISTENER_REPOR', 'MODE_IS_EXCLUDE', 'MODE_IS_INCLUDE', 'ND_NEIGHBOR_ADVERT',
    'ND_NEIGHBOR_SOLICIT', 'ND_OPTION_MTU', 'ND_OPTION_PI', 'ND_OPTION_RH', 'ND_OPTION_SLA', 'ND_OPTION_TLA',
    'ND_REDIREC', 'ND_ROUTER_ADVERT', 'ND_ROUTER_SOLICIT', 'echo', 'icmpv6', 'mld', 'mldv2_query', 'mldv2_report',
    'mldv2_report_group', 'nd_neighbor', 'nd_option', 'nd_option_la', 'nd_option_mtu', 'nd_option_pi', 'nd_option_sla',
    'nd_option_tla', 'nd_router_advert', 'nd_router_solicit',
]  # fmt: skip

ICMPV6_DST_UNREACH, ICMPV6_PACKET_TOO_BIG, ICMPV6_TIME_EXCEEDED, ICMPV6_PARAM_PROB = range(1, 5)
ICMPV6_ECHO_REQUEST = 128
ICMPV6_ECHO_REPLY = 129
MLD_LISTENER_QUERY = ICMPV6_MEMBERSHIP_QUERY = 130
MLD_LISTENER_REPOR = ICMPV6_MEMBERSHIP_REPORT = 131  # spelt as in Ryu
MLD_LISTENER_DONE = ICMPV6_MEMBERSHIP_REDUCTION = 132
ND_ROUTER_SOLICIT, ND_ROUTER_ADVERT, ND_NEIGHBOR_SOLICIT, ND_NEIGHBOR_ADVERT, ND_REDIREC = range(133, 138)  # as in Ryu
ICMPV6_ROUTER_RENUMBERING = 138
ICMPV6_NI_QUERY = ICMPV6_FQDN_QUERY = ICMPV6_WRUREQUEST = 139
ICMPV6_NI_REPLY = ICMPV6_FQDN_REPLY = ICMPV6_WRUREPLY = 140
MLDV2_LISTENER_REPORT = 143
ICMPV6_MAXTYPE = 201

ND_OPTION_SLA, ND_OPTION_TLA, ND_OPTION_PI, ND_OPTION_RH, ND_OPTION_MTU = range(1, 6)  # RFC 4861, 4.6

(
    MODE_IS_INCLUDE, MODE_IS_EXCLUDE, CHANGE_TO_INCLUDE_MODE, CHANGE_TO_EXCLUDE_MODE, ALLOW_NEW_SOURCES,
    BLOCK_OLD_SOURCES,
) = range(1, 7)  # of a record (RFC 3810, 5.2.12)  # fmt: skip

MLDV2_QUERY_SIZE = 24


class nd_option(Part, family='type length', unit=8, loose=True):
    """An option of Neighbour Discovery (RFC 4861, 4.6), here one of a type without a class of its own, or not as long
    as its type wants.

    `length` counts units of eight bytes; 0 is filled in.
    """
    type: u8
    length: u8 = 0

    json_omits = ('type',)

class nd_option_la(nd_option):
    """A link-layer address; `data` is what comes behind it, or None."""
    hw_src: mac = '00:00:00:00:00:00'
    data: tail = None

class nd_option_sla(nd_option_la, type=ND_OPTION_SLA):
    """The link-layer address of who sends."""

class nd_option_tla(nd_option_la, type=ND_OPTION_TLA):
    """The link-layer address of the target."""

class nd_option_pi(nd_option, type=ND_OPTION_PI, size=32):
    """A prefix of `pl` bits (RFC 4861, 4.6.2); `res1` are the flags on-link, autonomous and router address."""
    pl: u8 = 0
    res1: bits(3) = 0
    _1: bits(5)
    val_l: u32 = 0
    pre_l: u32 = 0
    res2: u32 = 0
    prefix: ipv6 = '::'

class nd_option_mtu(nd_option, type=ND_OPTION_MTU, size=8, order='mtu'):
    """The MTU of the link."""
    _1: pad(2)
    mtu: u32 = 1500


class _OneOption(Body):
    """A message that ends in an option, as Ryu has it: any more are the first one's `data`."""

    if TYPE_CHECKING:
        option: nd_option | bytes | None

    @classmethod
    def read(cls, data: bytes) -> Self:
        body = super().read(data)
        option = body.option or b''
        if len(option) >= 8 and 8 <= option[1] * 8 <= len(option):
            body.option = nd_option.decode(option, 0, len(option))
        return body


class nd_neighbor(_OneOption):
    """A neighbour solicitation or advertisement (RFC 4861, 4.3, 4.4) of the target `dst`.

    `res` are the flags router, solicited and override; `option` is an option, or bytes that are none, or None.
    """
    res: bits(3) = 0
    _1: bits(29)
    dst: ipv6 = '::'
    option: body = None

class nd_router_solicit(_OneOption):
    """A router solicitation (RFC 4861, 4.1); `option` as in `nd_neighbor`."""
    res: u32 = 0
    option: body = None

class nd_router_advert(Body, order='ch_l res rou_l rea_t ret_t options flags'):
    """A router advertisement (RFC 4861, 4.2): hop limit, the flags managed and other (`flags` are the six behind them,
    with the preference of RFC 4191), lifetime in seconds, reachable and retransmission time in milliseconds, options.
    """
    ch_l: u8 = 0
    res: bits(2) = 0
    flags: bits(6) = 0
    rou_l: u16 = 0
    rea_t: u32 = 0
    ret_t: u32 = 0
    options: list[nd_option]

    json_omits_empty = ('flags',)

class mld(Body):
    """A message of Multicast Listener Discovery, version 1 (RFC 2710, 3): `address` is a group, `maxresp` counts
    milliseconds."""
    maxresp: u16 = 0
    _1: pad(2)
    address: ipv6 = '::'


class mldv2_query(mld, afresh=True):
    """A query of version 2 (RFC 3810, 5.1): `s_flg` keeps routers from updating their timers, `qrv` is the querier's
    robustness, `qqic` the code of its interval, and `srcs` a list of addresses, `num` of them.
    """
    maxresp: u16 = 0
    _1: pad(2)
    address: ipv6 = '::'
    _2: bits(4)
    s_flg: bits(1) = 0
    qrv: bits(3) = 2
    qqic: u8 = 0
    num: count_of('srcs', 16) = 0
    srcs: list[ipv6]

    @classmethod
    def read(cls, data: bytes) -> mld:
        longer = len(data) >= MLDV2_QUERY_SIZE  # the length tells the versions apart (RFC 3810, 8.1)
        return (mldv2_query if longer else mld).decode(data, 0, len(data))


class mldv2_report(mld, afresh=True):
    """A report of version 2 (RFC 3810, 5.2): `records` is a list of address records, `record_num` of them."""
    _1: pad(2)
    record_num: number_of('records') = 0
    records: list[mldv2_report_group]

class mldv2_report_group(Part):
    """An address record (RFC 3810, 5.2.4): what the filter for a group is, or how it changes.

    `srcs` is a list of addresses, `num` of them, and `aux` is bytes or None, `aux_len` words of four bytes.
    """
    type_: u8 = 0
    aux_len: count_of('aux', 4, u8) = 0
    num: count_of('srcs', 16) = 0
    address: ipv6 = '::'
    srcs: list[ipv6]
    aux: tail = None


class icmpv6(LateHeader, size=4):
    """A message (RFC 4443, 2.1); `data` is the structure that its type asks for, or bytes.

    A `csum` of 0 is filled in.
    """
    type_: u8 = 0
    code: u8 = 0
    csum: u16 = 0
    data: body = b''

    filled = ('csum',)
    sum_covers = 'pseudo header'
    is_last = True
    #: What `data` is, by type; an app's own bodies are registered: `@icmpv6.register_icmpv6_type(137)`.
    bodies = {
        ICMPV6_ECHO_REQUEST: echo,
        ICMPV6_ECHO_REPLY: echo,
        MLD_LISTENER_QUERY: mldv2_query,
        MLD_LISTENER_REPOR: mld,
        MLD_LISTENER_DONE: mld,
        ND_ROUTER_SOLICIT: nd_router_solicit,
        ND_ROUTER_ADVERT: nd_router_advert,
        ND_NEIGHBOR_SOLICIT: nd_neighbor,
        ND_NEIGHBOR_ADVERT: nd_neighbor,
        MLDV2_LISTENER_REPORT: mldv2_report,
    }

    register_icmpv6_type = registering('bodies')

    def complete(self) -> None:
        self.data = read_body(self.bodies.get(self.type_), self.data)

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        if self.csum == 0:
            protocol = getattr(prev, 'payload_protocol', IPPROTO_ICMPV6)
            self.csum = transport_checksum(prev, protocol, self.encode() + payload)
        return self.encode()
