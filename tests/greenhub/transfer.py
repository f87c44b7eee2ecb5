"""Sending in one green thread what another one receives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import cycle

import greenhub


def transfer(parts: Iterable[bytes], sizes: Iterable[int], send: Callable[[bytes], object],
             close: Callable[[], object], receive: Callable[[int], bytes]) -> bytes:  # fmt: skip
    """What arrives when the parts are sent and the sender closes, received by these sizes, over and over."""

    def send_all():
        for part in parts:
            send(part)
        close()

    sender, turns = greenhub.spawn(send_all), cycle(sizes)
    received = b''.join(iter(lambda: receive(next(turns)), b''))
    sender.wait()
    return received
