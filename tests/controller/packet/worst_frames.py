"""Frames that are as much work as a host can make of one: long, and full of what is small or nested."""

from __future__ import annotations

from functools import cache

from .frames import frames

HEAD = bytes(12)


def many(part: bytes, size: int) -> bytes:
    """A part again and again, in `size` bytes at most."""
    return part * (size // len(part))


def endless(proto: int) -> bytes:
    """An IPv4 header that says nothing of how long the packet is."""
    return b'\x45' + bytes(7) + bytes((64, proto)) + bytes(10)


def in_ip(proto: int, payload: bytes) -> bytes:
    header = b'\x45\x00' + (20 + len(payload)).to_bytes(2) + bytes((0, 0, 0, 0, 64, proto)) + bytes(10)
    return HEAD + b'\x08\x00' + header + payload


def in_ip6(nxt: int, payload: bytes) -> bytes:
    return HEAD + b'\x86\xdd\x60\0\0\0' + len(payload).to_bytes(2) + bytes((nxt, 64)) + bytes(32) + payload


def in_udp(port: int, payload: bytes) -> bytes:
    return in_ip(17, b'\x04\x00' + port.to_bytes(2) + (8 + len(payload)).to_bytes(2) + bytes(2) + payload)


def in_tcp(port: int, payload: bytes) -> bytes:
    return in_ip(6, b'\x80\x00' + port.to_bytes(2) + bytes(8) + b'\x50\x10' + bytes(6) + payload)


def chain(extension: bytes, size: int) -> bytes:
    """Extension headers, all the same, each of which names itself as the next."""
    return in_ip6(extension[0], many(extension, size))


def long_chain(kind: int, fixed: bytes, part: bytes, size: int) -> bytes:
    """The same of headers that are as long as they may be, full of a part."""
    whole = min(2048, size // 8 * 8)
    return chain(bytes((kind, whole // 8 - 1)) + fixed + part * ((whole - 2 - len(fixed)) // len(part)), size)


def chunk(kind: int, body: bytes) -> bytes:
    return bytes((kind, 0)) + (4 + len(body)).to_bytes(2) + body


def sctp(chunks: bytes) -> bytes:
    return in_ip(132, bytes(12) + chunks)


def dhcp(options: bytes) -> bytes:
    return in_udp(67, b'\1\1\6\0' + bytes(232) + b'\x63\x82\x53\x63' + options)


def ospf(kind: int, body: bytes) -> bytes:
    return in_ip(89, bytes((2, kind)) + (24 + len(body)).to_bytes(2) + bytes(20) + body)


def ospf_update(*lsas: bytes) -> bytes:
    return ospf(4, len(lsas).to_bytes(4) + b''.join(lsas))


def lsa(kind: int, body: bytes) -> bytes:
    return bytes((0, 0, 0, kind, 1, 0, 0, 0)) + bytes(10) + (20 + len(body)).to_bytes(2) + body


def update(withdrawn: bytes, attributes: bytes, nlri: bytes) -> bytes:
    """A segment with an UPDATE of BGP."""
    body = len(withdrawn).to_bytes(2) + withdrawn + len(attributes).to_bytes(2) + attributes + nlri
    return in_tcp(179, b'\xff' * 16 + (19 + len(body)).to_bytes(2) + b'\2' + body)


def attribute(kind: int, body: bytes) -> bytes:
    return update(b'', bytes((0x50, kind)) + len(body).to_bytes(2) + body, b'')


def openflow(kind: int, body: bytes) -> bytes:
    return in_tcp(6653, b'\4' + bytes((kind,)) + (8 + len(body)).to_bytes(2) + bytes(4) + body)


def nested(size: int) -> dict[str, bytes]:
    """Frames of what may stand in itself."""
    ip = HEAD + b'\x08\x00'
    return {
        'VLAN tags': HEAD + b'\x81\x00' + many(b'\x00\x01\x81\x00', size),
        '200 VLAN tags': HEAD + b'\x81\x00' + b'\x00\x01\x81\x00' * 200,
        'labels': HEAD + b'\x88\x47' + many(bytes(4), size),
        'provider tags': HEAD + b'\x88\xe7' + many(bytes(16) + b'\x88\xe7', size),
        'IPv4 in GRE': ip + many(endless(47) + b'\x00\x00\x08\x00', size),
        'IPv6 in GRE': HEAD + b'\x86\xdd' + many(b'\x60' + bytes(5) + b'\x2f\x40' + bytes(34) + b'\x86\xdd', size),
        'VXLAN': many(ip + endless(17) + b'\x12\xb5' * 2 + bytes(4) + b'\x08' + bytes(7), size),
        'Geneve': many(ip + endless(17) + b'\x17\xc1' * 2 + bytes(4) + b'\x3f\0\x65\x58' + bytes(256), size),
    }


def options(size: int) -> dict[str, bytes]:
    """Frames full of options and TLVs."""
    lldp = HEAD + b'\x88\xcc' + bytes.fromhex('020207610402056106020078')
    cfm = HEAD + b'\x89\x02\x00\x03\x00\x04' + bytes(4)
    advert = b'\x86' + bytes(15)
    return {
        'IPv6 Pad1': long_chain(60, b'', b'\0', size),
        'IPv6 options without data': long_chain(60, b'', b'\5\0', size),
        'IPv6 destination options': chain(b'\x3c\x00' + bytes(6), size),
        'IPv6 first fragments': chain(b'\x2c\x00\x00\x01' + bytes(4), size),
        'IPv6 authentication': chain(b'\x33\x01' + bytes(10), size),
        'IPv6 source routes': long_chain(43, b'\3\0\xff\0\0\0', b'\0', size),
                'TCP NOPs': in_ip(6, b'\4\0\4\0' + bytes(8) + b'\xf0\x10' + bytes(6) + b'\1' * 40 + bytes(size)),
        'router advertisement': in_ip6(58, advert + many(b'\x0e\x01abcdef', size)),
        'router advertisement of addresses': in_ip6(58, advert + many(b'\x01\x01abcdef', size)),
        'DHCP pads': dhcp(bytes(size)),
        'DHCP options without data': dhcp(many(b'\x0c\x00', size)),
        'DHCPv6 options without data': in_udp(547, bytes((1, 0, 0, 0)) + many(b'\0\1\0\0', size)),
        'LLDP empty TLVs': lldp + many(b'\x0a\x00', size),
        'LLDP unknown TLVs': lldp + many(b'\x14\x00', size),
        'LLDP management addresses': lldp + many(b'\x10\x08\x01\x01' + bytes(6), size),
        'CFM TLVs': cfm + many(b'\x03\0\0', size),
        'CFM sender TLVs': cfm + many(b'\x01\0\x01\0', size),
    }


def lists(size: int) -> dict[str, bytes]:
    """Frames full of records, chunks and addresses."""
    return {
        'IGMP records': in_ip(2, b'\x22\0\0\0\0\0' + (size // 8).to_bytes(2) + many(b'\1\0\0\0abcd', size)),
        'IGMP sources': in_ip(2, b'\x11' + bytes(9) + (size // 4).to_bytes(2) + many(b'abcd', size)),
        'MLD records': in_ip6(58, b'\x8f\0\0\0\0\0' + (size // 20).to_bytes(2) + many(b'\1\0\0\0' + bytes(16), size)),
        'VRRP addresses': in_ip(112, b'\x31\1\1\xff' + bytes(4) + bytes(size)),
        'SCTP chunks': sctp(many(chunk(11, b''), size)),
        'SCTP unknown chunks': sctp(many(chunk(0x77, b''), size)),
        'SCTP parameters': sctp(chunk(1, bytes(16) + many(b'\x80\0\0\4', size))),
        'SCTP small INITs': sctp(many(chunk(1, bytes(16) + b'\x80\0\0\4'), size)),
        'SCTP causes': sctp(chunk(9, many(b'\0\7\0\4', size))),
        'SCTP gaps': sctp(chunk(3, bytes(8) + (size // 4).to_bytes(2) + bytes(2) + many(bytes(4), size))),
        'OSPF neighbours': ospf(1, bytes(20) + many(b'abcd', size)),
        'OSPF requests': ospf(3, many(bytes(12), size)),
        'OSPF acknowledgements': ospf(5, many(lsa(1, b''), size)),
        'OSPF LSAs': ospf_update(*[lsa(9, b'')] * (size // 20)),
        'OSPF links': ospf_update(lsa(1, bytes(2) + (size // 12).to_bytes(2) + many(bytes(12), size))),
        'OSPF routers': ospf_update(lsa(2, many(b'abcd', size))),
        'OSPF opaque TLVs': ospf_update(lsa(10, many(b'\0\1\0\0', size)).replace(b'\1', b'\7', 1)),
        'OpenFlow hello elements': openflow(0, many(b'\0\1\0\x08\0\0\0\x12', size)),
        'OpenFlow actions': openflow(13, bytes(8) + size.to_bytes(2) + bytes(6) + many(b'\0\x18\0\x08\0\0\0\0', size)),
        'OpenFlow buckets': openflow(15, bytes(8) + many(b'\0\x10' + bytes(14), size)),
        'OpenFlow flows': openflow(19, b'\0\1' + bytes(6) + many(b'\0\x38' + bytes(46) + b'\0\1\0\4' + bytes(4), size)),
        'Zebra registrations': in_tcp(2600, (8 + size).to_bytes(2) + b'\xff\3\0\0\0\x1b' + many(b'\1\0\2\0', size)),
        'BMP initiation': in_tcp(11019, b'\3' + (6 + size).to_bytes(4) + b'\4' + many(bytes(4), size)),
        'BMP statistics': in_tcp(11019, b'\3' + (52 + size).to_bytes(4) + b'\1' + bytes(46 + size)),
    }


def messages(size: int) -> dict[str, bytes]:
    """Segments of many messages."""
    advertised = b'\xff' * 16 + (23 + size // 33).to_bytes(2) + b'\2' + bytes(4 + size // 33)
    return {
        'OpenFlow echoes': in_tcp(6653, many(b'\4\2\0\x08' + bytes(4), size)),
        'Zebra hellos': in_tcp(2600, many(b'\0\7\xff\2\0\x17\2', size)),
        'BGP keepalives': in_tcp(179, many(b'\xff' * 16 + b'\0\x13\4', size)),
        'BGP updates': in_tcp(179, many(advertised, size)),
    }


def routes(size: int) -> dict[str, bytes]:
    """Segments with an UPDATE of BGP that is full of something."""
    families = (0x101, 0x201, 0x104, 0x180, 0x184, 0x1946, 0x185, 0x1986)  # AFI and SAFI
    items = (b'\0', b'\1\0', b'\2\3\1', b'\3\3\x81\6', b'\5\0\0', b'\x18\0\0\0', b'\x60' + bytes(12))
    found = {
        'BGP prefixes': update(b'', b'', bytes(size)),
        'BGP withdrawals': update(bytes(size), b'', b''),
        'BGP wrong prefixes': update(b'', b'', many(b'\x21' + bytes(5), size)),
        'BGP communities': attribute(8, bytes(size)),
        'BGP extended communities': attribute(16, bytes(size)),
        'BGP large communities': attribute(32, bytes(size)),
        'BGP path segments': attribute(2, many(b'\2\0', size)),
        'BGP path segments of an AS': attribute(2, many(b'\2\1\0\1', size)),
        'BGP clusters': attribute(10, bytes(size)),
    }
    for kind in (*range(1, 24), 32, 0xEE):
        for value in b'', b'\0', bytes(4):
            attributes = many(bytes((0xC0, kind, len(value))) + value, size)
            found[f'BGP attributes {kind} of {value.hex()}'] = update(b'', attributes, b'')
    for family in families:
        for item in items:
            front = (family >> 8).to_bytes(2) + bytes((family & 0xFF, 4)) + bytes(5)
            found[f'BGP routes {family:#x} of {item.hex()}'] = attribute(14, front + many(item, size))
    return found


@cache
def worst_frames(size: int) -> dict[str, bytes]:
    """All of them, of about so many bytes, by name."""
    others = {'zeros': bytes(size), 'ones': b'\xff' * size, 'payload': frames()['udp'] + bytes(size)}
    return nested(size) | options(size) | lists(size) | messages(size) | routes(size) | others
