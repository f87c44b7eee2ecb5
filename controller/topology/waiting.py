"""Frames of hosts that came in at a port of which it is not yet known whether a link ends there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .links import End

__all__ = ['WaitingFrames']

#: How many frames wait, the newest of each source and port; a host that finds no room is known by its next frame.
MOST = 512


class WaitingFrames:
    """The newest frame of each source and port."""

    def __init__(self) -> None:
        self._frames: dict[tuple[End, bytes], bytes] = {}

    def __len__(self) -> int:
        return len(self._frames)

    def put(self, dpid: int, port_no: int, frame: bytes) -> None:
        """Keep a frame for later."""
        key = (dpid, port_no), frame[6:12]
        if len(self._frames) < MOST or key in self._frames:
            self._frames[key] = frame

    def take(self, ready: Callable[[End], bool]) -> Iterator[tuple[int, int, bytes]]:
        """Take out the frames of the ports that are ready, each with datapath id and port number."""
        for key in [each for each in self._frames if ready(each[0])]:
            yield *key[0], self._frames.pop(key)
