"""Handlers of PACKET_IN that are called for some packets only."""

from __future__ import annotations

import logging as log
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import wraps
from typing import Any

from ...packet.packet import Packet

__all__ = ['LOG', 'PacketInFilterBase', 'RequiredTypeFilter', 'packet_in_filter']

LOG = log.getLogger('ryu.lib.ofp_pktinfilter')

Handler = Callable[[Any, Any], Any]


class PacketInFilterBase(ABC):
    """Which packets; `args` are the program's own."""

    def __init__(self, args: dict[str, Any]) -> None:
        self.args = args

    @abstractmethod
    def filter(self, pkt: Packet) -> bool:
        """Whether the handler is called for a packet."""


class RequiredTypeFilter(PacketInFilterBase):
    """Packets that have every protocol of `args['types']`."""

    def filter(self, pkt: Packet) -> bool:
        """Whether a packet has them all."""
        return all(pkt.get_protocol(each) for each in self.args.get('types') or ())


def packet_in_filter(
    cls: type[PacketInFilterBase], args: Any = None, logging: bool = False
) -> Callable[[Handler], Handler]:
    """Have a handler called for the packets that `cls(args)` lets through; `logging`: the others are logged."""

    def decorate(handler: Handler) -> Handler:
        chosen = handler.pkt_in_filter = cls(args)  # type: ignore[attr-defined]

        @wraps(handler)
        def filtered(self: Any, ev: Any) -> Any:
            packet = Packet(ev.msg.data or b'')
            if chosen.filter(packet):
                return handler(self, ev)
            if logging:
                LOG.debug('The packet is discarded by %s: %s', cls, packet)
            return None

        return filtered

    return decorate
