# Made by `python -m controller.commands.packet_stubs` from icmpv6.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Callable, Sequence
from typing import Final
from .icmp import Body, echo as echo
from .packet_base import C, LateHeader, Part

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
]

ICMPV6_DST_UNREACH: Final = 1
ICMPV6_PACKET_TOO_BIG: Final = 2
ICMPV6_TIME_EXCEEDED: Final = 3
ICMPV6_PARAM_PROB: Final = 4
ICMPV6_ECHO_REQUEST: Final = 128
ICMPV6_ECHO_REPLY: Final = 129
MLD_LISTENER_QUERY: Final = 130
ICMPV6_MEMBERSHIP_QUERY: Final = 130
MLD_LISTENER_REPOR: Final = 131
ICMPV6_MEMBERSHIP_REPORT: Final = 131
MLD_LISTENER_DONE: Final = 132
ICMPV6_MEMBERSHIP_REDUCTION: Final = 132
ND_ROUTER_SOLICIT: Final = 133
ND_ROUTER_ADVERT: Final = 134
ND_NEIGHBOR_SOLICIT: Final = 135
ND_NEIGHBOR_ADVERT: Final = 136
ND_REDIREC: Final = 137
ICMPV6_ROUTER_RENUMBERING: Final = 138
ICMPV6_NI_QUERY: Final = 139
ICMPV6_FQDN_QUERY: Final = 139
ICMPV6_WRUREQUEST: Final = 139
ICMPV6_NI_REPLY: Final = 140
ICMPV6_FQDN_REPLY: Final = 140
ICMPV6_WRUREPLY: Final = 140
MLDV2_LISTENER_REPORT: Final = 143
ICMPV6_MAXTYPE: Final = 201
ND_OPTION_SLA: Final = 1
ND_OPTION_TLA: Final = 2
ND_OPTION_PI: Final = 3
ND_OPTION_RH: Final = 4
ND_OPTION_MTU: Final = 5
MODE_IS_INCLUDE: Final = 1
MODE_IS_EXCLUDE: Final = 2
CHANGE_TO_INCLUDE_MODE: Final = 3
CHANGE_TO_EXCLUDE_MODE: Final = 4
ALLOW_NEW_SOURCES: Final = 5
BLOCK_OLD_SOURCES: Final = 6

class nd_option(Part):
    type: int
    length: int
    data: bytes
    def __init__(self, type_: int, length: int = 0, data: bytes = b'') -> None: ...

class nd_option_la(nd_option):
    hw_src: str
    data: bytes | None
    def __init__(
        self, type_: int, length: int = 0, hw_src: str | bytes = '00:00:00:00:00:00', data: bytes | None = None,
    ) -> None: ...

class nd_option_sla(nd_option_la):
    def __init__(
        self, length: int = 0, hw_src: str | bytes = '00:00:00:00:00:00', data: bytes | None = None,
        type_: int | None = None,
    ) -> None: ...

class nd_option_tla(nd_option_la):
    def __init__(
        self, length: int = 0, hw_src: str | bytes = '00:00:00:00:00:00', data: bytes | None = None,
        type_: int | None = None,
    ) -> None: ...

class nd_option_pi(nd_option):
    pl: int
    res1: int
    val_l: int
    pre_l: int
    res2: int
    prefix: str
    def __init__(
        self, length: int = 0, pl: int = 0, res1: int = 0, val_l: int = 0, pre_l: int = 0, res2: int = 0,
        prefix: str | bytes = '::', type_: int | None = None,
    ) -> None: ...

class nd_option_mtu(nd_option):
    mtu: int
    def __init__(self, mtu: int = 1500, length: int = 0, type_: int | None = None) -> None: ...

class _OneOption(Body):
    option: nd_option | bytes | None

class nd_neighbor(_OneOption):
    res: int
    dst: str
    def __init__(self, res: int = 0, dst: str | bytes = '::', option: nd_option | bytes | None = None) -> None: ...

class nd_router_solicit(_OneOption):
    res: int
    def __init__(self, res: int = 0, option: nd_option | bytes | None = None) -> None: ...

class nd_router_advert(Body):
    ch_l: int
    res: int
    flags: int
    rou_l: int
    rea_t: int
    ret_t: int
    options: list[nd_option | bytes]
    def __init__(
        self, ch_l: int = 0, res: int = 0, rou_l: int = 0, rea_t: int = 0, ret_t: int = 0,
        options: Sequence[nd_option | bytes] | None = None, flags: int = 0,
    ) -> None: ...

class mld(Body):
    maxresp: int
    address: str
    def __init__(self, maxresp: int = 0, address: str | bytes = '::') -> None: ...

class mldv2_query(mld):
    s_flg: int
    qrv: int
    qqic: int
    num: int
    srcs: list[str]
    def __init__(
        self, maxresp: int = 0, address: str | bytes = '::', s_flg: int = 0, qrv: int = 2, qqic: int = 0, num: int = 0,
        srcs: Sequence[str | bytes] | None = None,
    ) -> None: ...
    @classmethod
    def read(cls, data: bytes) -> mld: ...

class mldv2_report(mld):
    record_num: int
    records: list[mldv2_report_group]
    def __init__(self, record_num: int = 0, records: Sequence[mldv2_report_group] | None = None) -> None: ...

class mldv2_report_group(Part):
    type_: int
    aux_len: int
    num: int
    address: str
    srcs: list[str]
    aux: bytes | None
    def __init__(
        self, type_: int = 0, aux_len: int = 0, num: int = 0, address: str | bytes = '::',
        srcs: Sequence[str | bytes] | None = None, aux: bytes | None = None,
    ) -> None: ...

class icmpv6(LateHeader):
    type_: int
    code: int
    csum: int
    data: Body | bytes
    sum_covers: str; bodies: dict[int, type[Body]]
    def __init__(self, type_: int = 0, code: int = 0, csum: int = 0, data: Body | bytes = b'') -> None: ...
    @classmethod
    def register_icmpv6_type(cls: type, *numbers: int) -> Callable[[C], C]: ...
