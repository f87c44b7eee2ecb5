"""What hosts and routers say in IGMP, in bytes put together by hand (RFC 2236, RFC 3376)."""

from __future__ import annotations

from struct import pack

__all__ = [
    'ALLOW', 'BLOCK', 'GROUP', 'IS_EX', 'IS_IN', 'TO_EX', 'TO_IN', 'datagram', 'leave', 'query', 'query_v3', 'report',
    'report_v1', 'report_v3',
]

GROUP = '225.0.0.1'
IS_IN, IS_EX, TO_IN, TO_EX, ALLOW, BLOCK = range(1, 7)


def checksum(data: bytes) -> bytes:
    total = sum(int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return (~total & 0xFFFF).to_bytes(2)


def octets(address: str) -> bytes:
    return bytes(map(int, address.split('.')))


def packet(proto: int, to: str, body: bytes, source: str = '10.0.0.1', host: int = 1) -> bytes:
    """A multicast packet of a host."""
    mac = b'\x01\x00\x5e' + bytes((octets(to)[1] & 0x7F, *octets(to)[2:]))
    head = pack('>BBHHHBB', 0x46, 0xC0, 24 + len(body), 0, 0, 1, proto)
    rest = octets(source) + octets(to) + b'\x94\x04\x00\x00'
    return mac + host.to_bytes(6) + b'\x08\x00' + head + checksum(head + bytes(2) + rest) + rest + body


def message(kind: int, to: str, group: str, wait: int = 0, rest: bytes = b'') -> bytes:
    body = bytes((kind, wait)) + bytes(2) + octets(group) + rest
    return packet(2, to, body[:2] + checksum(body) + body[4:])


def query(group: str = '0.0.0.0', wait: int = 100) -> bytes:
    return message(0x11, '224.0.0.1' if group == '0.0.0.0' else group, group, wait)


def query_v3(interval: int = 125, group: str = '0.0.0.0') -> bytes:
    return message(0x11, '224.0.0.1', group, 100, bytes((2, interval)) + bytes(2))


def report_v1(group: str = GROUP) -> bytes:
    return message(0x12, group, group)


def report(group: str = GROUP) -> bytes:
    return message(0x16, group, group)


def leave(group: str = GROUP) -> bytes:
    return message(0x17, '224.0.0.2', group)


def report_v3(*records: tuple[int, str, list[str]]) -> bytes:
    """Records are of a type, a group, and sources."""
    rows = b''.join(
        pack('>BBH', kind, 0, len(sources)) + octets(group) + b''.join(map(octets, sources))
        for kind, group, sources in records
    )
    body = pack('>BBHHH', 0x22, 0, 0, 0, len(records)) + rows
    return packet(2, '224.0.0.22', body[:2] + checksum(body) + body[4:])


def datagram(group: str = GROUP, number: int = 0) -> bytes:
    """A packet of a stream."""
    return packet(17, group, pack('>HHHH', 5000, 5000, 28, 0) + number.to_bytes(20))
