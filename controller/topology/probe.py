"""The frame that finds a link: LLDP that says from which port it was sent, and when, signed.

Chassis and port are written as Ryu writes them, so that its tools can read a probe. Behind them stands an
organizationally specific TLV (802.1AB, 8.6) with a time stamp and a keyed BLAKE2b digest of the frame up to there. The
key is drawn anew for each controller, so no host can make a probe, and none can change one.
"""

from __future__ import annotations

from hashlib import blake2b
from hmac import compare_digest
from secrets import token_bytes
from struct import Struct

from ..lib.dpid import dpid_to_str, str_to_dpid
from ..packet.lldp import LLDP_MAC_NEAREST_BRIDGE

__all__ = ['ETH_TYPE_LLDP', 'PROBE_SIZE', 'ForgedProbe', 'LLDPPacket', 'LLDPUnknownFormat', 'Signer', 'is_lldp']

ETH_TYPE_LLDP = 0x88CC

_TYPE = ETH_TYPE_LLDP.to_bytes(2, 'big')
_DESTINATION = bytes.fromhex(LLDP_MAC_NEAREST_BRIDGE.replace(':', ''))

#: Chassis (locally assigned: dpid:...), port (port component) and time to live, behind the Ethernet header.
_CHASSIS, _PORT, _TTL = b'\x02\x16\x07dpid:', b'\x04\x05\x02', b'\x06\x02'
_BODY = Struct(f'!14s{len(_CHASSIS)}s16s{len(_PORT)}sI{len(_TTL)}sH')
#: Type 127 and length, an identifier that no organization can have (locally administered), and our subtype.
_STAMP = b'\xfe\x1c' + b'\x0e\x0f\xc0' + b'\x01'
_DIGEST = 16
_END = b'\0\0'

_STAMPED = _BODY.size + len(_STAMP)  # where the time stamp stands
_SIGNED = _STAMPED + 8  # how many bytes are signed
_SIZE = _SIGNED + _DIGEST

#: How many bytes a probe has.
PROBE_SIZE = _SIZE + len(_END)

_SMALLEST = 60  # frame on an Ethernet, without its checksum


class LLDPUnknownFormat(ValueError):
    """A frame is not LLDP that names datapath id and port as Ryu does."""


class ForgedProbe(ValueError):
    """A frame looks like a probe of a controller, and this controller has not made it."""


def is_lldp(data: bytes) -> bool:
    """Whether a frame is LLDP, by its type and the address it is for."""
    return data[12:14] == _TYPE and data[:6] == _DESTINATION


class LLDPPacket:
    """Probes without stamp and signature, as Ryu makes them."""

    CHASSIS_ID_PREFIX = 'dpid:'
    CHASSIS_ID_PREFIX_LEN = 5
    CHASSIS_ID_FMT = 'dpid:%s'
    PORT_ID_STR = '!I'
    PORT_ID_SIZE = 4
    LLDPUnknownFormat = LLDPUnknownFormat

    @staticmethod
    def lldp_packet(dpid: int, port_no: int, dl_addr: str, ttl: int) -> bytes:
        """The frame that says that it left a port, whose address is `dl_addr`; `ttl` in seconds."""
        return (_body(dpid, port_no, dl_addr, ttl) + _END).ljust(_SMALLEST, b'\0')

    @staticmethod
    def lldp_parse(data: bytes) -> tuple[int, int]:
        """Datapath id and port number in a frame; raises LLDPUnknownFormat for any that is no such LLDP."""
        if data[12:14] != _TYPE:
            raise LLDPUnknownFormat('is not LLDP')
        if len(data) < _BODY.size:
            raise LLDPUnknownFormat('is too short')
        _, chassis, dpid, port, port_no, ttl, _ = _BODY.unpack_from(data)
        if (chassis, port, ttl) != (_CHASSIS, _PORT, _TTL):
            raise LLDPUnknownFormat('does not name datapath id and port')
        try:
            return str_to_dpid(dpid.decode('ascii')), port_no
        except ValueError:
            raise LLDPUnknownFormat('has a datapath id that is not hexadecimal') from None


def _body(dpid: int, port_no: int, hw_addr: str, ttl: int) -> bytes:
    ethernet = _DESTINATION + bytes.fromhex(hw_addr.replace(':', '')) + _TYPE
    return _BODY.pack(ethernet, _CHASSIS, dpid_to_str(dpid).encode('ascii'), _PORT, port_no, _TTL, ttl)


class Signer:
    """Makes probes, and knows its own."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = token_bytes(32) if key is None else key

    def head(self, dpid: int, port_no: int, hw_addr: str, ttl: int = 120) -> bytes:
        """What all probes of a port begin with; `ttl` is for others that read them, in seconds."""
        return _body(dpid, port_no, hw_addr, ttl) + _STAMP

    def make(self, head: bytes, stamp: int) -> bytes:
        """The probe with that head and time stamp, a number of 64 bits."""
        signed = head + stamp.to_bytes(8, 'big')
        return signed + self._digest(signed) + _END

    def read(self, data: bytes) -> tuple[int, int, int]:
        """Datapath id, port number and time stamp of a probe.

        Raises ForgedProbe where the controller has not made it, LLDPUnknownFormat for any other LLDP.
        """
        signed = data[:_SIGNED]
        if len(data) < PROBE_SIZE or not compare_digest(self._digest(signed), data[_SIGNED:_SIZE]):
            dpid, port_no = LLDPPacket.lldp_parse(data)
            raise ForgedProbe(f'LLDP says that it comes from port {port_no} of switch {dpid_to_str(dpid)}, '
                              'and this controller has not signed it')
        if data[_SIZE:PROBE_SIZE] != _END:
            raise ForgedProbe('the End TLV of a probe is broken: somebody has changed it on its way')
        _, _, dpid_text, _, port_number, _, _ = _BODY.unpack_from(data)
        return int(dpid_text, 16), port_number, int.from_bytes(data[_STAMPED:_SIGNED], 'big')

    def _digest(self, signed: bytes) -> bytes:
        return blake2b(signed, digest_size=_DIGEST, key=self._key).digest()
