"""A host with several links that speaks LACP, in bytes put together by hand (IEEE 802.1AX-2008, 5.4.2.2)."""

from __future__ import annotations

from struct import pack, unpack_from

__all__ = ['ACTIVE', 'COLLECTING', 'DISTRIBUTING', 'EXPIRED', 'SHORT', 'SYNC', 'Partner']

ACTIVE, SHORT, AGGREGATION, SYNC, COLLECTING, DISTRIBUTING, DEFAULTED, EXPIRED = (1 << place for place in range(8))

END = '>H6sHHHB'  # system priority, system, key, port priority, port, state


class Partner:
    """One link of a host: active, and asking for a unit a second if `fast`. `heard` is what the other end says of
    itself: system, key, port, state."""

    def __init__(self, system: bytes, port: int, *, key: int = 9, fast: bool = True, flags: int = ACTIVE) -> None:
        self.system, self.port, self.key = system, port, key
        self.flags = flags | AGGREGATION | SHORT * fast
        self.state = self.flags | DEFAULTED
        self.other = bytes(15)
        self.heard: tuple[bytes, int, int, int] | None = None

    @property
    def bonded(self) -> bool:
        return bool(self.state & DISTRIBUTING)

    def frame(self) -> bytes:
        """What it says."""
        actor = pack(END, 0xFFFF, self.system, self.key, 0xFF, self.port, self.state)
        units = b'\x01\x01' + b'\x01\x14' + actor + bytes(3) + b'\x02\x14' + self.other + bytes(3)
        units += b'\x03\x10' + bytes(14) + bytes(52)
        return bytes.fromhex('0180c2000002') + self.system + b'\x88\x09' + units

    def take(self, frame: bytes) -> None:
        """A frame of the other end."""
        assert len(frame) == 124
        assert frame[:6] == bytes.fromhex('0180c2000002') and frame[12:18] == b'\x88\x09\x01\x01\x01\x14'
        self.other = frame[18:33]
        _, system, key, _, port, state = unpack_from(END, frame, 18)
        seen = unpack_from(END, frame, 38)
        self.heard = system, key, port, state
        knows_us = seen[1:3] == (self.system, self.key) and seen[4] == self.port
        self.state = self.flags | SYNC
        if state & SYNC and knows_us:
            self.state |= COLLECTING | DISTRIBUTING
