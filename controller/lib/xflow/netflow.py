"""NetFlow version 5: a datagram of up to 30 flows that have ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import Any, ClassVar, TypeVar

from . import unpack

__all__ = [
    'NETFLOW_V1', 'NETFLOW_V5', 'NETFLOW_V6', 'NETFLOW_V7', 'NETFLOW_V8', 'NETFLOW_V9', 'NetFlow', 'NetFlowV5',
    'NetFlowV5Flow',
]  # fmt: skip

NETFLOW_V1, NETFLOW_V5, NETFLOW_V6, NETFLOW_V7, NETFLOW_V8, NETFLOW_V9 = 1, 5, 6, 7, 8, 9

VERSION = Struct('!H')

T = TypeVar('T', bound=type)


class NetFlow:
    """A datagram of any version that somebody has a class for."""

    _NETFLOW_VERSIONS: ClassVar[dict[int, Any]] = {}

    @staticmethod
    def register_netflow_version(version: int) -> Callable[[T], T]:
        """Have a class, by its `parser(buf)`, read the datagrams of a version."""

        def register(cls: T) -> T:
            NetFlow._NETFLOW_VERSIONS[version] = cls
            return cls

        return register

    @classmethod
    def parser(cls, buf: bytes) -> Any:
        """The datagram, None where nobody reads its version; raises DecodeError."""
        (version,) = unpack(VERSION, buf, 0, 'NetFlow')
        reader = cls._NETFLOW_VERSIONS.get(version)
        return None if reader is None else reader.parser(buf)


@dataclass
class NetFlowV5Flow:
    """A flow: addresses are integers, times the milliseconds since the switch began to run."""

    srcaddr: int
    dstaddr: int
    nexthop: int
    input: int
    output: int
    dpkts: int
    doctets: int
    first: int
    last: int
    srcport: int
    dstport: int
    tcp_flags: int
    prot: int
    tos: int
    src_as: int
    dst_as: int
    src_mask: int
    dst_mask: int

    LAYOUT: ClassVar[Struct] = Struct('!IIIHHIIIIHHxBBBHHBB2x')

    @classmethod
    def parser(cls, buf: bytes, offset: int) -> NetFlowV5Flow:
        """The flow at `offset`; raises DecodeError."""
        return cls(*unpack(cls.LAYOUT, buf, offset, cls.__name__))


@NetFlow.register_netflow_version(NETFLOW_V5)
@dataclass
class NetFlowV5:
    """A datagram; `flows` are the whole ones in it, however many `count` says."""

    version: int
    count: int
    sys_uptime: int
    unix_secs: int
    unix_nsecs: int
    flow_sequence: int
    engine_type: int
    engine_id: int
    sampling_interval: int
    flows: Sequence[NetFlowV5Flow] = field(default_factory=list)

    LAYOUT: ClassVar[Struct] = Struct('!HHIIIIBBH')

    @classmethod
    def parser(cls, buf: bytes) -> NetFlowV5:
        """The datagram; raises DecodeError where it has no whole header."""
        head = unpack(cls.LAYOUT, buf, 0, cls.__name__)
        size = NetFlowV5Flow.LAYOUT.size
        places = range(cls.LAYOUT.size, len(buf) - size + 1, size)
        flows = [NetFlowV5Flow.parser(buf, place) for place in places]
        return cls(*(*head, flows))
