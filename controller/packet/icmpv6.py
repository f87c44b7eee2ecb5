"""The Internet Control Message Protocol for IPv6 (RFC 4443) and Neighbour Discovery (RFC 4861)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Self, TypeVar

from ..wire import DecodeError, Structure
from .icmp import Body, echo, read_body
from .in_proto import IPPROTO_ICMPV6
from .packet_base import Header, PacketBase
from .packet_utils import transport_checksum

__all__ = [
    'ICMPV6_DST_UNREACH',
    'ICMPV6_ECHO_REPLY',
    'ICMPV6_ECHO_REQUEST',
    'ICMPV6_NI_QUERY',
    'ICMPV6_NI_REPLY',
    'ICMPV6_PACKET_TOO_BIG',
    'ICMPV6_PARAM_PROB',
    'ICMPV6_ROUTER_RENUMBERING',
    'ICMPV6_TIME_EXCEEDED',
    'MLDV2_LISTENER_REPORT',
    'MLD_LISTENER_DONE',
    'MLD_LISTENER_QUERY',
    'MLD_LISTENER_REPOR',
    'ND_NEIGHBOR_ADVERT',
    'ND_NEIGHBOR_SOLICIT',
    'ND_OPTION_MTU',
    'ND_OPTION_PI',
    'ND_OPTION_RH',
    'ND_OPTION_SLA',
    'ND_OPTION_TLA',
    'ND_REDIREC',
    'ND_ROUTER_ADVERT',
    'ND_ROUTER_SOLICIT',
    'echo',
    'icmpv6',
    'nd_neighbor',
    'nd_option',
    'nd_option_mtu',
    'nd_option_pi',
    'nd_option_sla',
    'nd_option_tla',
    'nd_router_advert',
    'nd_router_solicit',
]

ICMPV6_DST_UNREACH = 1
ICMPV6_PACKET_TOO_BIG = 2
ICMPV6_TIME_EXCEEDED = 3
ICMPV6_PARAM_PROB = 4
ICMPV6_ECHO_REQUEST = 128
ICMPV6_ECHO_REPLY = 129
MLD_LISTENER_QUERY = 130
MLD_LISTENER_REPOR = 131  # spelt as in Ryu
MLD_LISTENER_DONE = 132
ND_ROUTER_SOLICIT = 133
ND_ROUTER_ADVERT = 134
ND_NEIGHBOR_SOLICIT = 135
ND_NEIGHBOR_ADVERT = 136
ND_REDIREC = 137  # spelt as in Ryu
ICMPV6_ROUTER_RENUMBERING = 138
ICMPV6_NI_QUERY = 139
ICMPV6_NI_REPLY = 140
MLDV2_LISTENER_REPORT = 143

ND_OPTION_SLA = 1
ND_OPTION_TLA = 2
ND_OPTION_PI = 3
ND_OPTION_RH = 4
ND_OPTION_MTU = 5

SIZE = 4

S = TypeVar('S', bound='type[Body]')


class nd_option(Structure, family='type'):
    """An option of Neighbour Discovery (RFC 4861, 4.6), here one of a type without a class of its own.

    `length` counts units of eight bytes; 0 is filled in.
    """

    type: u8
    length: u8 = 0

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[nd_option | bytes]:
        """The options in `buf[offset:limit]`, as far as they can be read; the rest comes last, as bytes."""
        options: list[nd_option | bytes] = []
        while limit - offset >= 8:
            end = offset + buf[offset + 1] * 8
            if not offset < end <= limit:
                break
            try:
                options.append(nd_option.decode(buf, offset, end))
            except DecodeError:  # not the length of its type
                break
            offset = end
        if offset < limit:
            options.append(buf[offset:limit])
        return options

    def fill(self) -> None:
        """Fill in a `length` of 0."""
        if self.length == 0:
            self.length = (len(self.encode()) + 7) // 8


class nd_option_sla(nd_option, type=ND_OPTION_SLA):
    """The link-layer address of who sends; `data` is what comes behind it, further options included."""

    hw_src: mac = '00:00:00:00:00:00'
    data: tail = b''


class nd_option_tla(nd_option, type=ND_OPTION_TLA):
    """The link-layer address of the target; `data` is what comes behind it, further options included."""

    hw_src: mac = '00:00:00:00:00:00'
    data: tail = b''


class nd_option_pi(nd_option, type=ND_OPTION_PI, size=32):
    """A prefix of `pl` bits (RFC 4861, 4.6.2); `res1` are the flags on-link, autonomous and router address."""

    pl: u8 = 0
    res1: bits(3) = 0
    _1: bits(5)
    val_l: u32 = 0
    pre_l: u32 = 0
    res2: u32 = 0
    prefix: ipv6 = '::'


class nd_option_mtu(nd_option, type=ND_OPTION_MTU, size=8):
    """The MTU of the link."""

    _1: pad(2)
    mtu: u32 = 1500

    def __init__(self, mtu: int = 1500) -> None:
        self.length = 1
        self.mtu = mtu


class _OneOption(Body):
    """A message that ends in an option, as Ryu has it: any more are the first one's `data`."""

    def complete(self) -> None:
        try:
            self.option = nd_option.decode(self.option, 0, len(self.option)) if self.option else None
        except DecodeError:
            pass  # it stays bytes

    def fill(self) -> None:
        if isinstance(self.option, nd_option):
            self.option.fill()


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


class nd_router_advert(Body):
    """A router advertisement (RFC 4861, 4.2): hop limit, the flags managed and other (`flags` are the six behind them,
    with the preference of RFC 4191), lifetime in seconds, reachable and retransmission time in milliseconds, options.
    """

    ch_l: u8
    res: bits(2)
    flags: bits(6)
    rou_l: u16
    rea_t: u32
    ret_t: u32
    options: body

    def __init__(
        self,
        ch_l: int = 0,
        res: int = 0,
        rou_l: int = 0,
        rea_t: int = 0,
        ret_t: int = 0,
        options: Sequence[nd_option | bytes] = (),
        flags: int = 0,
    ) -> None:
        self.ch_l, self.res, self.flags = ch_l, res, flags
        self.rou_l, self.rea_t, self.ret_t = rou_l, rea_t, ret_t
        self.options = options

    def complete(self) -> None:
        self.options = nd_option.decode_list(self.options, 0, len(self.options)) or ()

    def fill(self) -> None:
        for option in self.options:
            if isinstance(option, nd_option):
                option.fill()


class icmpv6(Header, size=SIZE):
    """A message (RFC 4443, 2.1); `data` is the structure that its type asks for, or bytes."""

    type_: u8 = 0
    code: u8 = 0
    csum: u16 = 0
    data: body = b''

    filled = ('csum',)
    is_last = True
    #: What `data` is, by type.
    bodies = {
        ICMPV6_ECHO_REQUEST: echo,
        ICMPV6_ECHO_REPLY: echo,
        ND_ROUTER_SOLICIT: nd_router_solicit,
        ND_ROUTER_ADVERT: nd_router_advert,
        ND_NEIGHBOR_SOLICIT: nd_neighbor,
        ND_NEIGHBOR_ADVERT: nd_neighbor,
    }

    @classmethod
    def register_icmpv6_type(cls, *types: int) -> Callable[[S], S]:
        """A decorator that makes a structure the `data` of messages of these types."""

        def register(body: S) -> S:
            cls.bodies = {**cls.bodies, **dict.fromkeys(types, body)}
            return body

        return register

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        header = cls.decode(buf, offset, limit)
        header.data = read_body(cls.bodies.get(header.type_), header.data)
        return header, limit

    def serialize(self, payload: bytes, prev: PacketBase | None) -> bytes:
        if isinstance(self.data, Body):
            self.data.fill()
        if self.csum == 0:
            self.csum = transport_checksum(prev, IPPROTO_ICMPV6, self.encode() + payload)
        return self.encode()
