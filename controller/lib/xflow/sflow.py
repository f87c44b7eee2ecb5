"""sFlow version 5: frames that a switch has sampled, and counters of its ports.

A datagram holds samples, a sample records. What has no class here, or is damaged, is bytes; only where the length of
something points past the end of what it is in, nothing behind it can be read, and DecodeError says so. Everything is
bounded by the bytes of the datagram: a record takes at least eight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Any, ClassVar, TypeVar

from ...wire import DecodeError
from . import unpack

__all__ = [
    'SFLOW_V2', 'SFLOW_V3', 'SFLOW_V4', 'SFLOW_V5', 'sFlow', 'sFlowV5', 'sFlowV5CounterRecord', 'sFlowV5CounterSample',
    'sFlowV5ExtendedSwitchData', 'sFlowV5FlowRecord', 'sFlowV5FlowSample', 'sFlowV5GenericInterfaceCounters',
    'sFlowV5RawPacketHeader', 'sFlowV5Sample',
]  # fmt: skip

SFLOW_V2, SFLOW_V3, SFLOW_V4, SFLOW_V5 = 2, 3, 4, 5

IPV4, IPV6 = 1, 2  # types of an agent's address
ONE, TWO = Struct('!I'), Struct('!II')

C = TypeVar('C', bound=type)
T = TypeVar('T')

#: Format, of the enterprise 0 -> the class of what a record or sample holds.
Formats = Mapping[int, Any]


class sFlow:
    """A datagram of any version that somebody has a class for."""

    _SFLOW_VERSIONS: ClassVar[dict[int, Any]] = {}

    @staticmethod
    def register_sflow_version(version: int) -> Callable[[C], C]:
        """Have a class, by its `parser(buf)`, read the datagrams of a version."""

        def register(cls: C) -> C:
            sFlow._SFLOW_VERSIONS[version] = cls
            return cls

        return register

    @classmethod
    def parser(cls, buf: bytes) -> Any:
        """The datagram, None where nobody reads its version; raises DecodeError."""
        (version,) = unpack(ONE, buf, 0, 'sFlow')
        reader = cls._SFLOW_VERSIONS.get(version)
        return None if reader is None else reader.parser(buf)


# -- what records hold ------------------------------------------------------------------------------------------------

@dataclass
class sFlowV5RawPacketHeader:
    """The first bytes of a sampled frame, `header`; protocol 1 is Ethernet."""

    header_protocol: int
    frame_length: int
    stripped: int
    header_size: int
    header: bytes

    LAYOUT: ClassVar[Struct] = Struct('!iIII')

    @classmethod
    def parser(cls, buf: bytes, offset: int) -> sFlowV5RawPacketHeader:
        """The header at `offset`; raises DecodeError."""
        head = unpack(cls.LAYOUT, buf, offset, cls.__name__)
        start = offset + cls.LAYOUT.size
        return cls(*(*head, take(buf, start, head[3], cls.__name__)))


@dataclass
class sFlowV5ExtendedSwitchData:
    """VLAN and priority with which a sampled frame came, and with which it went."""

    src_vlan: int
    src_priority: int
    dest_vlan: int
    dest_priority: int

    LAYOUT: ClassVar[Struct] = Struct('!IIII')

    @classmethod
    def parser(cls, buf: bytes, offset: int) -> sFlowV5ExtendedSwitchData:
        """The record at `offset`; raises DecodeError."""
        return cls(*unpack(cls.LAYOUT, buf, offset, cls.__name__))


@dataclass
class sFlowV5GenericInterfaceCounters:
    """The counters of a port, as in its MIB (RFC 2233); a status is 1 for up."""

    ifIndex: int
    ifType: int
    ifSpeed: int
    ifDirection: int
    ifAdminStatus: int
    ifOperStatus: int
    ifInOctets: int
    ifInUcastPkts: int
    ifInMulticastPkts: int
    ifInBroadcastPkts: int
    ifInDiscards: int
    ifInErrors: int
    ifInUnknownProtos: int
    ifOutOctets: int
    ifOutUcastPkts: int
    ifOutMulticastPkts: int
    ifOutBroadcastPkts: int
    ifOutDiscards: int
    ifOutErrors: int
    ifPromiscuousMode: int

    LAYOUT: ClassVar[Struct] = Struct('!IIQIIQIIIIIIQIIIIII')

    @classmethod
    def parser(cls, buf: bytes, offset: int) -> sFlowV5GenericInterfaceCounters:
        """The record at `offset`; raises DecodeError."""
        values = unpack(cls.LAYOUT, buf, offset, cls.__name__)
        status = values[4]
        return cls(*(*values[:4], status >> 1 & 1, status & 1, *values[5:]))


# -- records and samples ----------------------------------------------------------------------------------------------

@dataclass
class sFlowV5FlowRecord:
    """Something about a sampled frame: `flow_data` is of the class of its format, or bytes."""

    enterprise: int
    flow_data_format: int
    flow_data_length: int
    flow_data: Any

    MIN_LEN: ClassVar[int] = TWO.size
    FORMATS: ClassVar[Formats] = {1: sFlowV5RawPacketHeader, 1001: sFlowV5ExtendedSwitchData}

    @classmethod
    def parser(cls, buf: bytes, offset: int) -> sFlowV5FlowRecord:
        """The record at `offset`; raises DecodeError where it has no end."""
        return cls(*record(cls.FORMATS, buf, offset, cls.__name__))


@dataclass
class sFlowV5CounterRecord:
    """Some counters: `counter_data` is of the class of its format, or bytes."""

    enterprise: int
    counter_data_format: int
    counter_data_length: int
    counter_data: Any

    MIN_LEN: ClassVar[int] = TWO.size
    FORMATS: ClassVar[Formats] = {1: sFlowV5GenericInterfaceCounters}

    @classmethod
    def parser(cls, buf: bytes, offset: int) -> sFlowV5CounterRecord:
        """The record at `offset`; raises DecodeError where it has no end."""
        return cls(*record(cls.FORMATS, buf, offset, cls.__name__))


@dataclass
class sFlowV5FlowSample:
    """A sampled frame: what is known of it, `flow_records`; a source of type 0 is a port by its ifIndex."""

    sequence_number: int
    source_id_type: int
    source_id_index: int
    sampling_rate: int
    sample_pool: int
    drops: int
    input_if: int
    output_if: int
    flow_records_num: int
    flow_records: list[sFlowV5FlowRecord]

    LAYOUT: ClassVar[Struct] = Struct('!IIIIIIII')

    @classmethod
    def parser(cls, buf: bytes, offset: int) -> sFlowV5FlowSample:
        """The sample at `offset`; raises DecodeError."""
        number, source, *rest, count = unpack(cls.LAYOUT, buf, offset, cls.__name__)
        start = offset + cls.LAYOUT.size
        records = several(sFlowV5FlowRecord.parser, 'flow_data_length', count, buf, start)
        return cls(*(number, source >> 24, source & 0xFFFFFF, *rest, count, records))


@dataclass
class sFlowV5CounterSample:
    """Counters of a source, `counters_records`."""

    sequence_number: int
    source_id_type: int
    source_id_index: int
    counters_records_num: int
    counters_records: list[sFlowV5CounterRecord]

    LAYOUT: ClassVar[Struct] = Struct('!III')

    @classmethod
    def parser(cls, buf: bytes, offset: int) -> sFlowV5CounterSample:
        """The sample at `offset`; raises DecodeError."""
        number, source, count = unpack(cls.LAYOUT, buf, offset, cls.__name__)
        start = offset + cls.LAYOUT.size
        records = several(sFlowV5CounterRecord.parser, 'counter_data_length', count, buf, start)
        return cls(number, source >> 24, source & 0xFFFFFF, count, records)


@dataclass
class sFlowV5Sample:
    """A sample: `sample` is of the class of its format, or bytes."""

    enterprise: int
    sample_format: int
    sample_length: int
    sample: Any

    MIN_LEN: ClassVar[int] = TWO.size
    FORMATS: ClassVar[Formats] = {1: sFlowV5FlowSample, 2: sFlowV5CounterSample}

    @classmethod
    def parser(cls, buf: bytes, offset: int) -> sFlowV5Sample:
        """The sample at `offset`; raises DecodeError where it has no end."""
        return cls(*record(cls.FORMATS, buf, offset, cls.__name__))


@sFlow.register_sflow_version(SFLOW_V5)
@dataclass
class sFlowV5:
    """A datagram: `agent_address` is an integer, `uptime` milliseconds, `samples` what it holds."""

    version: int
    address_type: int
    agent_address: int
    sub_agent_id: int
    sequence_number: int
    uptime: int
    samples_num: int
    samples: list[sFlowV5Sample]

    LAYOUT: ClassVar[Struct] = Struct('!IIII')

    @classmethod
    def parser(cls, buf: bytes) -> sFlowV5 | None:
        """The datagram, None where its agent has an address of no known type; raises DecodeError."""
        version, kind = unpack(TWO, buf, 0, cls.__name__)
        if kind not in (IPV4, IPV6):
            return None
        address = take(buf, TWO.size, 4 if kind == IPV4 else 16, cls.__name__)
        start = TWO.size + len(address)
        *head, count = unpack(cls.LAYOUT, buf, start, cls.__name__)
        samples = several(sFlowV5Sample.parser, 'sample_length', count, buf, start + cls.LAYOUT.size)
        return cls(*(version, kind, int.from_bytes(address), *head, count, samples))


# -- how they are read ------------------------------------------------------------------------------------------------

def take(buf: bytes, offset: int, size: int, name: str) -> bytes:
    """So many bytes at `offset`; raises DecodeError."""
    if len(buf) - offset < size:
        raise DecodeError(name, f'takes {size} bytes more, has {len(buf) - offset}', buf, offset)
    return buf[offset : offset + size]


def record(formats: Formats, buf: bytes, offset: int, name: str) -> tuple[int, int, int, Any]:
    """Enterprise, format, length and content of a record or sample; content that cannot be read is bytes."""
    kind, length = unpack(TWO, buf, offset, name)
    data = take(buf, offset + TWO.size, length, name)
    reader = formats.get(kind)  # the enterprise stands before the format's twelve bits, and 0 is sFlow's own
    content: Any = data
    if reader is not None:
        try:
            content = reader.parser(data, 0)
        except DecodeError:
            pass
    return kind >> 12, kind & 0xFFF, length, content


def several(parser: Callable[[bytes, int], T], length: str, count: int, buf: bytes, offset: int) -> list[T]:
    """That many records or samples, whose content is as long as their attribute `length` says; raises DecodeError."""
    found: list[T] = []
    for _ in range(count):
        found.append(parser(buf, offset))
        offset += TWO.size + getattr(found[-1], length)
    return found
