"""Packets that wait in a switch for what the controller says."""

from __future__ import annotations

from collections import OrderedDict

from .frame import Frame
from .refused import Refused

__all__ = ['NO_BUFFER', 'PacketBuffers']

#: The buffer_id that says that a packet is not buffered (OFP_NO_BUFFER).
NO_BUFFER = 0xFFFFFFFF
LAST_ID = 0x7FFFFFFF


class PacketBuffers:
    """At most `size` packets with the port each came in by; when full, the oldest makes room."""

    def __init__(self, size: int = 256) -> None:
        self.size = size
        self._packets: OrderedDict[int, tuple[Frame, int]] = OrderedDict()
        self._issued = 0

    def __len__(self) -> int:
        return len(self._packets)

    def store(self, frame: Frame, in_port: int) -> int:
        """Keep a packet, and return its buffer_id."""
        if len(self._packets) >= self.size:
            self._packets.popitem(last=False)
        self._issued = self._issued % LAST_ID + 1
        self._packets[self._issued] = frame, in_port
        return self._issued

    def take(self, buffer_id: int) -> tuple[Frame, int]:
        """The packet and the port it came in by, once; raises Refused."""
        packet = self._packets.pop(buffer_id, None)
        if packet is None:
            used = 0 < buffer_id <= self._issued < buffer_id + self.size  # 0 is never issued
            raise Refused('OFPET_BAD_REQUEST', 'OFPBRC_BUFFER_EMPTY' if used else 'OFPBRC_BUFFER_UNKNOWN')
        return packet
