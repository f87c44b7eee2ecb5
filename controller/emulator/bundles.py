"""Bundles of an emulated switch (1.4.1, 6.9): messages that wait to be done together. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from .refused import Refused

__all__ = ['CLOSE', 'COMMIT', 'DISCARD', 'MAX_BUNDLES', 'MAX_BYTES', 'MAX_MESSAGES', 'OPEN', 'Bundle', 'BundleTable']

#: What is asked for (OFPBCT_*_REQUEST, in 1.3 ONF_BCT_*_REQUEST); the number of the answer is one more.
OPEN: Final = 0
CLOSE: Final = 2
COMMIT: Final = 4
DISCARD: Final = 6

#: Flags (OFPBF_*); whatever they say, a bundle is done in order, and whole or not at all.
ATOMIC: Final = 1
ORDERED: Final = 2

MAX_BUNDLES = 64
MAX_MESSAGES = 4096  # of one bundle
MAX_BYTES = 1 << 26  # of the messages in all bundles of a channel

#: Messages that may stand in a bundle: those that change the switch, or send a packet (1.4.1, 6.9.2).
BUNDLED: Final = frozenset({
    'OFPFlowMod', 'OFPGroupMod', 'OFPMeterMod', 'OFPPortMod', 'OFPTableMod', 'OFPPacketOut',
})


@dataclass
class Bundle:
    """A bundle: its flags, and its messages in their order."""

    flags: int
    messages: list[Any] = field(default_factory=list)
    closed: bool = False
    size: int = 0  # bytes of the messages


class BundleTable:
    """The bundles of one channel by number; raises Refused as the specification says (1.4.1, 7.3.9.5)."""

    def __init__(self) -> None:
        self.bundles: dict[int, Bundle] = {}

    def open(self, bundle_id: int, flags: int) -> None:
        """Begin a bundle."""
        if bundle_id in self.bundles:
            raise _failed('BUNDLE_EXIST')
        self._begin(bundle_id, flags)

    def add(self, bundle_id: int, flags: int, message: Any) -> None:
        """Put a message into a bundle; one that nobody has opened begins with it, as in Open vSwitch."""
        bundle = self.bundles.get(bundle_id) or self._begin(bundle_id, flags)
        if bundle.closed:
            raise _failed('BUNDLE_CLOSED')
        self._check_flags(bundle, flags)
        if type(message).__name__ not in BUNDLED:
            raise _failed('MSG_UNSUP')
        size = len(message.buf)
        if len(bundle.messages) >= MAX_MESSAGES or size + sum(each.size for each in self.bundles.values()) > MAX_BYTES:
            raise _failed('MSG_TOO_MANY')
        bundle.messages.append(message)
        bundle.size += size

    def close(self, bundle_id: int, flags: int) -> None:
        """Take no more messages into a bundle."""
        bundle = self._find(bundle_id)
        if bundle.closed:
            raise _failed('BUNDLE_CLOSED')
        self._check_flags(bundle, flags)
        bundle.closed = True

    def take(self, bundle_id: int, flags: int) -> Bundle:
        """Remove a bundle in order to do what it says."""
        self._check_flags(self._find(bundle_id), flags)
        return self.bundles.pop(bundle_id)

    def discard(self, bundle_id: int) -> None:
        """Forget a bundle."""
        self._find(bundle_id)
        del self.bundles[bundle_id]

    def _begin(self, bundle_id: int, flags: int) -> Bundle:
        if flags & ~(ATOMIC | ORDERED):
            raise _failed('BAD_FLAGS')
        if len(self.bundles) >= MAX_BUNDLES:
            raise _failed('OUT_OF_BUNDLES')
        bundle = self.bundles[bundle_id] = Bundle(flags)
        return bundle

    def _find(self, bundle_id: int) -> Bundle:
        if bundle_id not in self.bundles:
            raise _failed('BAD_ID')
        return self.bundles[bundle_id]

    @staticmethod
    def _check_flags(bundle: Bundle, flags: int) -> None:
        if flags != bundle.flags:
            raise _failed('BAD_FLAGS')


def _failed(code: str) -> Refused:
    return Refused('OFPET_BUNDLE_FAILED', f'OFPBFC_{code}')
