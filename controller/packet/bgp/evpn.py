"""Routes of Ethernet VPNs (RFC 7432, 7; RFC 9136), and the identifiers of Ethernet segments."""

from __future__ import annotations

from typing import Any

from ...wire import DecodeError
from ..packet_base import Codec, Part
from ..packet_utils import address_bytes
from .nlri import NLRI, RF_L2_EVPN, Labelled, address, address_of, declared, distinguisher, label_of


class EvpnEsi(Part, family='type'):
    """What tells an Ethernet segment, in ten bytes (RFC 7432, 5)."""
    type: u8
    ARBITRARY, LACP, L2_BRIDGE, MAC_BASED, ROUTER_ID, AS_BASED = range(6)
    MAX, NAME = 0xFF, 'unknown'

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[EvpnEsi, int]:
        end = min(offset + 10, limit)
        return cls.decode(buf, offset, end), end

    @property
    def formatted_str(self) -> str:
        """Its kind, and what it consists of."""
        values = [getattr(self, name) for name, _, _ in self.table.lines if name != '_1']
        return f'{self.NAME}({",".join(map(text_of, values))})'


EvpnUnknownEsi = declared('EvpnUnknownEsi', EvpnEsi, 'One of a type that no one has declared.',
    type=..., order='value type', lines={'value': 'bytes_(9)'})
EvpnArbitraryEsi = declared('EvpnArbitraryEsi', EvpnEsi, 'One that an operator has chosen.',
    type=0, NAME='arbitrary', lines={'value': 'bytes_(9)'})
EvpnLACPEsi = declared('EvpnLACPEsi', EvpnEsi, "The customer's bundle of links.",
    type=1, NAME='lacp', lines={'mac_addr': 'mac', 'port_key': 'u16', '_1': 'pad(1)'})
EvpnL2BridgeEsi = declared('EvpnL2BridgeEsi', EvpnEsi, "The root of the customer's spanning tree.",
    type=2, NAME='l2_bridge', lines={'mac_addr': 'mac', 'priority': 'u16', '_1': 'pad(1)'})
EvpnMacBasedEsi = declared('EvpnMacBasedEsi', EvpnEsi, 'A MAC address of the provider, and a number.',
    type=3, NAME='mac_based', lines={'mac_addr': 'mac', 'local_disc': 'u24'})
EvpnRouterIDEsi = declared('EvpnRouterIDEsi', EvpnEsi, 'A router, and a number.',
    type=4, NAME='router_id', lines={'router_id': 'ipv4', 'local_disc': 'u32', '_1': 'pad(1)'})
EvpnASBasedEsi = declared('EvpnASBasedEsi', EvpnEsi, 'An AS, and a number.',
    type=5, NAME='as_based', lines={'as_number': 'u32', 'local_disc': 'u32', '_1': 'pad(1)'})


def text_of(value: Any) -> str:
    """A value as it stands in the text of a route."""
    if isinstance(value, bytes):
        return ''.join([f'\\x{each:02x}' for each in value])
    return value.formatted_str if isinstance(value, EvpnEsi) else str(value)


def _read_address(route: Any, buf: bytes, offset: int, limit: int) -> tuple[str | None, int]:
    bits = buf[offset] if offset < limit else 0xFF
    end = offset + 1 + (bits >> 3)
    if bits & 7 or end > limit:
        raise DecodeError(type(route).__name__, 'no address', buf, offset)
    return address_of(buf[offset + 1 : end]) if bits else None, end


def _write_address(route: Any, value: str | None) -> bytes:
    raw = address_bytes(value) if value else b''
    return bytes((8 * len(raw),)) + raw


def _read_prefix(route: Any, buf: bytes, offset: int, limit: int) -> tuple[str, int]:
    end = offset + 1 + (limit - offset - 4) // 2
    return f'{address_of(buf[offset + 1 : end])}/{buf[offset]}', end


def _write_prefix(route: Any, value: str) -> bytes:
    address, _, bits = value.partition('/')
    return bytes((int(bits),)) + address_bytes(address)


#: An address behind its length in bits, None for none.
sized_address = Codec(_read_address, _write_address)
#: An address and its length, such as 10.0.0.0/24, in front of as long an address and a label.
prefix = Codec(_read_prefix, _write_prefix)


class _Addressed:
    json_adds = ('ip_addr_len',)

    @property
    def ip_addr_len(self) -> int:
        """The bits of the address."""
        return 8 * len(address_bytes(self.ip_addr)) if self.ip_addr else 0


class EvpnNLRI(NLRI, routes=RF_L2_EVPN, family='type length', uncounted=2, loose=True):
    """A route, told by its type."""
    type: u8
    length: u8
    few, least = 256, 16
    ETHERNET_AUTO_DISCOVERY, MAC_IP_ADVERTISEMENT, INCLUSIVE_MULTICAST_ETHERNET_TAG, ETHERNET_SEGMENT = range(1, 5)
    IP_PREFIX_ROUTE, MAX_ET = 5, 0xFFFFFFFF
    ROUTE_TYPE_NAME, NLRI_PREFIX_FIELDS = 'unknown', ()

    @classmethod
    def end_of(cls, buf: bytes, offset: int, limit: int) -> int:
        return offset + 2 + buf[offset + 1] if offset + 1 < limit else limit + 1

    @property
    def prefix(self) -> str:
        """The name of its type, and what tells it from others."""
        fields = [f'{name}:{text_of(getattr(self, name))}' for name in self.NLRI_PREFIX_FIELDS]
        return f'{self.ROUTE_TYPE_NAME}({",".join(fields)})'

class EvpnUnknownNLRI(EvpnNLRI, type=..., order='value type'):
    """One of a type that no one has declared, or with bytes that are none of its type."""
    value: tail
    NLRI_PREFIX_FIELDS = ('value',)

class EvpnEthernetAutoDiscoveryNLRI(Labelled, EvpnNLRI, type=EvpnNLRI.ETHERNET_AUTO_DISCOVERY):
    """A segment, or a service on it, is here (RFC 7432, 7.1)."""
    route_dist: coded(distinguisher)
    esi: EvpnEsi
    ethernet_tag_id: u32
    label: bytes_(3)
    ROUTE_TYPE_NAME, NLRI_PREFIX_FIELDS = 'eth_ad', ('esi', 'ethernet_tag_id')

    def __init__(self, route_dist: str, esi: EvpnEsi, ethernet_tag_id: int, mpls_label: int | None = None,
                 vni: int | None = None, label: bytes | None = None) -> None:  # fmt: skip
        self.route_dist, self.esi, self.ethernet_tag_id = route_dist, esi, ethernet_tag_id
        self.label = label or label_of(mpls_label, vni)


class EvpnMacIPAdvertisementNLRI(_Addressed, EvpnNLRI, type=EvpnNLRI.MAC_IP_ADVERTISEMENT):
    """A host is here (RFC 7432, 7.2); its one or two labels are given as bytes, as numbers, or as a VNI."""
    route_dist: coded(distinguisher)
    esi: EvpnEsi
    ethernet_tag_id: u32
    mac_addr_len: u8
    mac_addr: mac
    ip_addr: coded(sized_address)
    labels: tail
    ROUTE_TYPE_NAME, NLRI_PREFIX_FIELDS = 'mac_ip_adv', ('ethernet_tag_id', 'mac_addr', 'ip_addr')

    def __init__(self, route_dist: str, ethernet_tag_id: int, mac_addr: str, ip_addr: str | None,
                 esi: EvpnEsi | None = None, mpls_labels: list[int] | None = None, vni: int | None = None,
                 labels: bytes | None = None, mac_addr_len: int | None = None) -> None:  # fmt: skip
        self.route_dist, self.esi, self.ethernet_tag_id = route_dist, esi or EvpnArbitraryEsi(bytes(9)), ethernet_tag_id
        self.mac_addr_len, self.mac_addr, self.ip_addr = mac_addr_len or 48, mac_addr, ip_addr
        *outer, last = mpls_labels or [None]
        self.labels = labels or b''.join([(each << 4).to_bytes(3) for each in outer]) + label_of(last, vni)

    @property
    def mpls_labels(self) -> list[int]:
        """The labels as those of MPLS."""
        return [int.from_bytes(self.labels[at : at + 3]) >> 4 for at in range(0, len(self.labels) - 2, 3)]

    label_list = mpls_labels

    @property
    def vni(self) -> int:
        """The first label as the number of a virtual network."""
        return int.from_bytes(self.labels[:3])

class EvpnInclusiveMulticastEthernetTagNLRI(_Addressed, EvpnNLRI, type=EvpnNLRI.INCLUSIVE_MULTICAST_ETHERNET_TAG):
    """Who wants frames that go to many (RFC 7432, 7.3)."""
    route_dist: coded(distinguisher)
    ethernet_tag_id: u32
    ip_addr: coded(sized_address)
    ROUTE_TYPE_NAME, NLRI_PREFIX_FIELDS = 'multicast_etag', ('ethernet_tag_id', 'ip_addr')

class EvpnEthernetSegmentNLRI(_Addressed, EvpnNLRI, type=EvpnNLRI.ETHERNET_SEGMENT):
    """A segment is attached here (RFC 7432, 7.4)."""
    route_dist: coded(distinguisher)
    esi: EvpnEsi
    ip_addr: coded(sized_address)
    ROUTE_TYPE_NAME, NLRI_PREFIX_FIELDS = 'eth_seg', ('esi', 'ip_addr')

class EvpnIpPrefixNLRI(Labelled, EvpnNLRI, type=EvpnNLRI.IP_PREFIX_ROUTE):
    """A prefix such as 10.0.0.0/24 is reached here (RFC 9136, 3)."""
    route_dist: coded(distinguisher)
    esi: EvpnEsi
    ethernet_tag_id: u32
    ip_prefix: coded(prefix)
    gw_ip_addr: coded(address)
    label: bytes_(3)
    ROUTE_TYPE_NAME, NLRI_PREFIX_FIELDS = 'ip_prefix', ('ethernet_tag_id', 'ip_prefix')

    def __init__(self, route_dist: str, ethernet_tag_id: int, ip_prefix: str, esi: EvpnEsi | None = None,
                 gw_ip_addr: str | None = None, mpls_label: int | None = None, vni: int | None = None,
                 label: bytes | None = None) -> None:  # fmt: skip
        self.route_dist, self.esi, self.ethernet_tag_id = route_dist, esi or EvpnArbitraryEsi(bytes(9)), ethernet_tag_id
        self.ip_prefix, self.gw_ip_addr = ip_prefix, gw_ip_addr or ('::' if ':' in ip_prefix else '0.0.0.0')
        self.label = label or label_of(mpls_label, vni)

__all__ = [name for name, each in globals().items() if getattr(each, '__module__', '') == __name__ and name[0] != '_']
