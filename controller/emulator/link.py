"""Cables: what one end sends arrives at the other, after a while or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from greenhub.hubs import get_hub

from .frame import Frame

__all__ = ['Link', 'LinkCounters', 'Receive']

#: The end of a cable: takes frames.
Receive = Callable[[Frame], None]

MOST_UNDERWAY = 256  # frames in one direction; what comes beyond them is lost, as in a switch whose queue is full


@dataclass
class LinkCounters:
    """What became of the frames that were sent into a link."""

    delivered: int = 0
    lost: int = 0  # by chance, as asked for
    overflowed: int = 0  # too many underway
    worn_out: int = 0  # had crossed too many links: they went round in a loop
    unplugged: int = 0  # while the link was down


class Link:
    """A cable between two ends, named as `s1-s2`.

    `delay` is in seconds each way, `loss` the part of the frames that is lost, from 0 to 1, the same ones in every
    run. A frame that has crossed `most_hops` links is dropped: no loop lasts for ever.
    """

    def __init__(
        self, one: str, other: str, *, delay: float = 0.0, loss: float = 0.0, most_hops: int = 64
    ) -> None:
        self.ends = one, other
        self.delay = delay
        self.loss = loss
        self.most_hops = most_hops
        self.up = True
        self.counters = LinkCounters()
        self._random = Random(f'{one}-{other}')
        self._underway = {one: 0, other: 0}
        self._receivers: dict[str, Receive] = {}

    def __str__(self) -> str:
        return '-'.join(self.ends)

    def plug(self, end: str, receive: Receive) -> None:
        """Say who takes the frames that arrive at an end."""
        self._receivers[end] = receive

    def sender(self, end: str) -> Receive:
        """What an end puts its frames into."""
        one, other = self.ends
        far = other if end == one else one
        return lambda frame: self._send(far, frame)

    def _send(self, far: str, frame: Frame) -> None:
        counters = self.counters
        if not self.up:
            counters.unplugged += 1
        elif frame.hops >= self.most_hops:
            counters.worn_out += 1
        elif self._underway[far] >= MOST_UNDERWAY:
            counters.overflowed += 1
        elif self.loss and self._random.random() < self.loss:
            counters.lost += 1
        else:
            self._underway[far] += 1
            get_hub().schedule_call_global(self.delay, self._arrive, far, frame.after_hop())

    def _arrive(self, far: str, frame: Frame) -> None:
        self._underway[far] -= 1
        if self.up:
            self.counters.delivered += 1
            self._receivers[far](frame)
        else:
            self.counters.unplugged += 1
