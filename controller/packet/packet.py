"""A packet: a stack of protocols, read from bytes layer by layer on demand, or put together and serialized."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from struct import Struct
from struct import error as StructError
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ..wire import DecodeError
from . import ethernet as eth
from .fields import Key, fields_of_version, key_of
from .found import Matches, Outermost, class_of
from .packet_base import PacketBase, Rest, new
from .serializing import MAX_DEPTH, Layer, frame_again, frame_of

if TYPE_CHECKING:
    from . import (  # isort: skip
        arp, bfd, bgp, cfm, dhcp, dhcp6, geneve, gre, icmp, icmpv6, igmp, ipv4, ipv6, linux, lldp, llc, mpls, openflow,
        ospf, pbb, sctp, slow, tcp, udp, vlan, vrrp, vxlan,
    )

__all__ = ['MAX_DEPTH', 'Packet']

#: Stands where the first layer has not been asked for.
UNREAD: Rest = (b'', 0, 0, None)
#: Reads what a frame carries, once its header is asked for that.
IN_FRAME: Any = object()

#: What nearly every packet begins with, and the layout of its header.
FRAME = eth.ethernet
_HEADER = Struct('!6s6sH')
_read_header, _HEADER_SIZE = _HEADER.unpack_from, _HEADER.size

P = TypeVar('P', bound=PacketBase)


class Packet:
    """The protocols of a frame, outermost first; bytes that no protocol could read come last.

    `data` is the frame, or what `serialize` has made of the protocols; `parse_cls` reads its first layer. It is read
    only as deep as a question needs, and reading never raises. With `protocols` the packet consists of those.
    """

    # Whatever a packet-in brings is made a packet, and most are asked for one layer: these wait in the class.
    _first: type[PacketBase] = eth.ethernet
    _layers: list[Layer] = []
    #: What is still to be read: bytes, from where to where, and who reads them. None when nothing is.
    _rest: Rest | None = UNREAD
    #: Bytes in which the lengths and checksums that the layers hold belong together.
    _known: bytes | None = None

    def __init__(
        self,
        data: bytes | None = None,
        protocols: Iterable[Layer] | None = None,
        parse_cls: type[PacketBase] = eth.ethernet,
    ) -> None:
        if data.__class__ is not bytes and data is not None:
            data = bytes(data)
        self.data = data
        if parse_cls is not eth.ethernet:
            self._first = parse_cls
        if protocols is not None or not data:
            self._layers, self._rest = list(protocols or ()), None

    # -- reading ------------------------------------------------------------------------------------------------

    def get_protocol(self, protocol: type[P] | P) -> P | None:
        """The outermost layer of a class (an instance stands for its class), None where there is none."""
        if protocol is FRAME and self._rest is UNREAD and self._first is protocol:
            data = self.data
            try:  # most apps' first question, and the last of many: it is answered without a call
                dst, src, ethertype = _read_header(data)
            except StructError:
                return self._read(protocol)
            header = new(protocol)
            header.dst, header.src, header.ethertype = dst.hex(':'), src.hex(':'), ethertype
            self._layers, self._rest = [header], (data, _HEADER_SIZE, len(data), IN_FRAME)
            return header
        if not isinstance(protocol, type):
            protocol = class_of(protocol)
        for layer in self._layers:
            if isinstance(layer, protocol):
                return layer
        return None if self._rest is None else self._read(protocol)

    def get_protocols(self, protocol: type[P] | P) -> Sequence[P]:
        """All layers of a class (an instance stands for its class), outermost first, read as far as looked at."""
        if protocol is FRAME and self._rest is UNREAD:
            return Matches(self, protocol, self.get_protocol(protocol))
        if not isinstance(protocol, type):
            protocol = class_of(protocol)
        if self._rest is None:
            return [layer for layer in self._layers if isinstance(layer, protocol)]
        return Matches(self, protocol)

    @property
    def protocols(self) -> list[Layer]:
        """Every layer, to look at or to change."""
        if self._rest is not None:
            self._read_all()
        return self._layers

    @protocols.setter
    def protocols(self, layers: list[Layer]) -> None:
        self._layers, self._rest = layers, None

    def _begin(self) -> Rest:
        """What is still to be read."""
        if self._rest is UNREAD:
            self._layers = []
            return self.data, 0, len(self.data), self._first
        buf, offset, limit, reader = self._rest
        if reader is IN_FRAME:
            reader, limit = FRAME.carried(buf, 0, offset, limit)
        return buf, offset, limit, reader

    def _read(self, until: type) -> Any:
        """Read on up to a layer of class `until`, and return it; None where the end comes first."""
        buf, offset, limit, reader = self._begin()
        layers = self._layers
        while reader is not None and offset < limit and len(layers) < MAX_DEPTH:
            try:
                header, buf, offset, limit, reader = reader.read(buf, offset, limit)
            except DecodeError:  # not that protocol, whatever the layer below says
                break
            layers.append(header)
            if isinstance(header, until):
                self._rest = buf, offset, limit, reader
                return header
        rest = self._end(buf[offset:limit])
        return rest if until is bytes or until is object else None

    def _read_all(self) -> None:
        """Read to the end."""
        if self._rest is UNREAD:
            buf, offset, limit, reader = self.data, 0, len(self.data), self._first
            layers = self._layers = []
        else:
            buf, offset, limit, reader = self._begin()
            layers = self._layers
        try:
            while reader is not None and offset < limit and len(layers) < MAX_DEPTH:
                header, buf, offset, limit, reader = reader.read(buf, offset, limit)
                layers.append(header)
        except DecodeError:
            pass
        self._end(buf[offset:limit])

    def _end(self, rest: bytes) -> bytes | None:
        """Keep what no protocol reads, as bytes, unless it is padding, and return it."""
        self._rest, self._known, layers = None, self.data, self._layers
        if not rest or (layers and layers[-1].is_last and not any(rest)):
            return None
        layers.append(rest)
        return rest

    # -- writing ------------------------------------------------------------------------------------------------

    def add_protocol(self, proto: Layer) -> None:
        """Put a protocol, or payload bytes, behind the last one."""
        if self._rest is not None:
            self._read_all()
        self._layers.append(proto)

    def serialize(self) -> None:
        """Put the packet's bytes into `data`, with lengths and checksums filled in; raises EncodeError.

        A length or checksum other than 0 is yours and stays. One that was read, or filled in before, stays while what
        it covers has not changed, and else changes by as much; an unchanged packet has the bytes that it was read from.
        """
        layers, known = self.protocols, self._known
        self.data = self._known = frame_of(layers) if known is None else frame_again(layers, known, self._first)

    def encode(self) -> bytes:
        """The packet's bytes, which `serialize` has put into `data`; raises EncodeError."""
        self.serialize()
        return self.data or b''

    __bytes__ = encode

    def __copy__(self) -> Self:
        """A packet of the same layers, in a list of its own."""
        again = object.__new__(type(self))
        vars(again).update(vars(self), _layers=list(self.protocols), _rest=None)
        return again

    # -- for flow entries ---------------------------------------------------------------------------------------

    def key(self) -> Key:
        """The match fields that the packets of this one's flow share, by name: a dictionary that can be a key of one.

        They are those of `data`, which is made first where the packet was put together: what was changed since it was
        read or serialized does not count. A packet that does not begin with an Ethernet header has none.
        """
        if self.data is None:
            self.serialize()
        return key_of(self.data or b'') if self._first is eth.ethernet else Key()

    def match_fields(self, version: Any = None) -> dict[str, Any]:
        """The key as a version of OpenFlow has it: `parser.OFPMatch(in_port=1, **pkt.match_fields(ofproto))`.

        `version` is `datapath.ofproto`, or its OFP_VERSION; without one the names are those of 1.3 and later.
        """
        return fields_of_version(self.key(), version)

    # -- as JSON ------------------------------------------------------------------------------------------------

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """`{'Packet': {'protocols': [{class name: {field: value}}, ...]}}`, as in Ryu; bytes are base64."""
        from .packet_json import show_layers

        return {'Packet': {'protocols': show_layers(self.protocols, encode_string)}}

    @classmethod
    def from_jsondict(cls, dict_: Mapping[str, Any], decode_string: Callable[[str], bytes] = b64decode) -> Packet:
        """The packet of `{'protocols': [...]}`; raises ValueError."""
        from .packet_json import read_layers

        return cls(protocols=read_layers(dict_, decode_string))

    # -- as a sequence of layers --------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Layer]:
        index = 0
        while True:
            if index < len(self._layers):
                yield self._layers[index]
                index += 1
            elif self._rest is None:
                return
            else:
                self._read(object)

    def __getitem__(self, index: Any) -> Any:
        return self.protocols[index]

    def __setitem__(self, index: Any, layer: Any) -> None:
        self.protocols[index] = layer

    def __delitem__(self, index: Any) -> None:
        del self.protocols[index]

    def __len__(self) -> int:
        return len(self.protocols)

    def __contains__(self, protocol: type[PacketBase] | Layer) -> bool:
        if isinstance(protocol, type):
            return self.get_protocol(protocol) is not None
        return protocol in self.protocols

    def __truediv__(self, payload: Layer) -> Packet:
        """A packet with one more protocol, or payload bytes, at the end."""
        return Packet(protocols=[*self.protocols, payload])

    def summary(self) -> str:
        """The layers, with where each is from and to: `ethernet 02:... > 02:... / ipv4 10.0.0.1 > 10.0.0.2 / 7 bytes`.

        Every layer is there, those inside a tunnel too, with its class's name.
        """
        from .summary import layers_of

        return layers_of(self)

    def __str__(self) -> str:
        """What the packet is, in one line like tcpdump's: `IP 10.0.0.1.68 > 10.0.0.2.67: UDP, length 7`."""
        from .summary import line

        return line(self.protocols)

    def __repr__(self) -> str:
        return ', '.join(map(repr, self.protocols))

    # -- by name ------------------------------------------------------------------------------------------------

    ethernet: Outermost[eth.ethernet] = Outermost('ethernet')
    linuxcooked: Outermost[linux.linuxcooked] = Outermost('linux', 'linuxcooked')
    svlan: Outermost[vlan.svlan] = Outermost('vlan', 'svlan')
    vlan: Outermost[vlan.vlan] = Outermost('vlan')
    itag: Outermost[pbb.itag] = Outermost('pbb', 'itag')
    mpls: Outermost[mpls.mpls] = Outermost('mpls')
    llc: Outermost[llc.llc] = Outermost('llc')
    arp: Outermost[arp.arp] = Outermost('arp')
    lldp: Outermost[lldp.lldp] = Outermost('lldp')
    lacp: Outermost[slow.lacp] = Outermost('slow', 'lacp')
    cfm: Outermost[cfm.cfm] = Outermost('cfm')
    ipv4: Outermost[ipv4.ipv4] = Outermost('ipv4')
    ipv6: Outermost[ipv6.ipv6] = Outermost('ipv6')
    icmp: Outermost[icmp.icmp] = Outermost('icmp')
    icmpv6: Outermost[icmpv6.icmpv6] = Outermost('icmpv6')
    igmp: Outermost[igmp.igmp] = Outermost('igmp')
    ospf: Outermost[ospf.OSPFMessage] = Outermost('ospf', 'OSPFMessage')
    vrrp: Outermost[vrrp.vrrp] = Outermost('vrrp')
    gre: Outermost[gre.gre] = Outermost('gre')
    tcp: Outermost[tcp.tcp] = Outermost('tcp')
    udp: Outermost[udp.udp] = Outermost('udp')
    sctp: Outermost[sctp.sctp] = Outermost('sctp')
    bfd: Outermost[bfd.bfd] = Outermost('bfd')
    bgp: Outermost[bgp.BGPMessage] = Outermost('bgp', 'BGPMessage')
    dhcp: Outermost[dhcp.dhcp] = Outermost('dhcp')
    dhcp6: Outermost[dhcp6.dhcp6] = Outermost('dhcp6')
    vxlan: Outermost[vxlan.vxlan] = Outermost('vxlan')
    geneve: Outermost[geneve.geneve] = Outermost('geneve')
    openflow: Outermost[openflow.openflow] = Outermost('openflow')
