"""How many packet-ins of a switch are taken a second: token buckets, and what one holds, before it is decoded."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

__all__ = ['LLDP_RATE', 'PacketInPolicer', 'Rate', 'TokenBucket', 'ether_type', 'is_packet_in']


@dataclass(frozen=True)
class Rate:
    """So many a second over time, and `burst` of them at once."""

    limit: int
    burst: int

    def __str__(self) -> str:
        return f'{self.limit} a second, {self.burst} at once'


#: Of LLDP, which finds links: 3,000 ports bring in as much, each probed every 3 s. Any host can send it, hence a bound.
LLDP_RATE = Rate(1000, 1000)

LLDP = 0x88CC
OF10, OF12 = 0x01, 0x03
EXPERIMENTER = 4  # OFPT_VENDOR, OFPT_EXPERIMENTER: the same number in every version

_WORD = Struct('!H')
_EXPERIMENTER = Struct('!II')  # whose message it is, and which of theirs
_NICIRA, _PACKET_IN, _PACKET_IN2 = 0x00002320, 17, 30
PACKET_INS = ((_NICIRA, _PACKET_IN), (_NICIRA, _PACKET_IN2))
_PACKET = 0  # the property of NXTPacketIn2 that is the packet


class TokenBucket:
    """Takes what comes at no more than a rate: a token for each, `limit` new ones a second, `burst` of them kept."""

    __slots__ = ('_filled', '_tokens', 'rate')

    def __init__(self, rate: Rate, now: float) -> None:
        self.rate = rate
        self._tokens = float(rate.burst)
        self._filled = now

    def take(self, now: float) -> bool:
        """Whether there is a token, which then is gone."""
        if now > self._filled:
            self._tokens = min(self._tokens + (now - self._filled) * self.rate.limit, self.rate.burst)
            self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class PacketInPolicer:
    """Which packet-ins of one switch are taken: those within a rate, and LLDP within a rate of its own.

    LLDP takes no token of the other packets, nor they of it.
    """

    __slots__ = ('_lldp', '_packets')

    def __init__(self, rate: Rate, now: float) -> None:
        self._packets = TokenBucket(rate, now)
        self._lldp = TokenBucket(LLDP_RATE, now)

    @property
    def rate(self) -> Rate:
        """Of the packets that are not LLDP."""
        return self._packets.rate

    def admits(self, kind: int | None, now: float) -> bool:
        """Whether a packet of an Ethernet type is taken."""
        return (self._lldp if kind == LLDP else self._packets).take(now)


def is_packet_in(message: bytes) -> bool:
    """Whether a message of an experimenter is one of Nicira's packet-ins."""
    return len(message) >= 16 and _EXPERIMENTER.unpack_from(message, 8) in PACKET_INS


def ether_type(message: bytes) -> int | None:
    """The Ethernet type of the packet in a packet-in, of any version or Nicira's; None where it ends before that."""
    if message[1] == EXPERIMENTER:
        start = _in_properties(message) if message[15] == _PACKET_IN2 else _behind_match(message, 40, 32)
    elif message[0] == OF10:
        start = 18
    else:
        match = 16 if message[0] == OF12 else 24  # from 1.3 on a cookie stands before it
        start = _behind_match(message, match, match + 2)
    if start is None or start + 14 > len(message):
        return None
    found: int = _WORD.unpack_from(message, start + 12)[0]
    return found


def _behind_match(message: bytes, match: int, length: int) -> int | None:
    """Where the packet begins behind a match, given where that and its length stand: behind 2 bytes of padding."""
    if length + 2 > len(message):
        return None
    return match + (_WORD.unpack_from(message, length)[0] + 7) // 8 * 8 + 2


def _in_properties(message: bytes) -> int | None:
    """Where the packet begins in the properties of NXTPacketIn2."""
    offset = 16
    while offset + 4 <= len(message):
        kind, length = _WORD.unpack_from(message, offset)[0], _WORD.unpack_from(message, offset + 2)[0]
        if kind == _PACKET:
            return offset + 4
        offset += max((length + 7) // 8 * 8, 8)
    return None
