"""Switches, cables and time for the pure protocol of discovery."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

from controller.openflow.v1_3 import of13
from controller.topology.discovery import Discovery
from controller.topology.events import EventLinkAdd, EventLinkDelete, EventTopologyAlarm
from controller.topology.links import End
from controller.topology.model import Port

__all__ = ['Lab', 'port']


def port(dpid: int, port_no: int, down: bool = False, hw_addr: str | None = None) -> Port:
    """A port as a switch of 1.3 describes it."""
    described = SimpleNamespace(
        port_no=port_no, hw_addr=hw_addr or f'0e:00:00:00:{dpid:02x}:{port_no & 0xFF:02x}', name=b'x',
        config=0, state=int(down),
    )  # fmt: skip
    return Port(dpid, of13, described)


class Lab:
    """Discovery on switches 1 to `switches` of `ports` ports each, with cables that `connect` lays.

    `told` is what it told since it was last asked: `add 1:1-2:1`, `delete ...`, `alarm KIND 2:1`. `sent` counts the
    probes of each port; `frames` are the newest ones.
    """

    def __init__(self, switches: int = 2, ports: int = 2, now: float = 1000.0, **options: Any) -> None:
        self.now = now
        self.discovery = Discovery(now, key=b'k' * 32, **options)
        self.cables: dict[End, list[End]] = {}
        self.cut: set[End] = set()  # ports whose frames are lost
        self.delay = 0.0
        self.sent: Counter[End] = Counter()
        self.frames: dict[End, bytes] = {}
        self.doubtful: list[int] = []
        self.told: list[str] = []
        self.alarms: list[str] = []
        self.ports = ports
        for dpid in range(1, switches + 1):
            self.join(dpid)

    def join(self, dpid: int) -> None:
        described = [port(dpid, number) for number in range(1, self.ports + 1)]
        self.take(self.discovery.switch_joined(dpid, described, self.now))

    def connect(self, *ends: End) -> None:
        """One segment for all of these ports."""
        for end in ends:
            self.cables[end] = [each for each in ends if each != end]

    def take(self, events: Any) -> None:
        for event in events:
            if isinstance(event, EventTopologyAlarm):
                self.told.append(f'alarm {event.kind} {event.dpid}:{event.port_no}')
                self.alarms.append(event.text)
            else:
                what = {EventLinkAdd: 'add', EventLinkDelete: 'delete'}[type(event)]
                self.told.append(f'{what} {name(event.link.src)}-{name(event.link.dst)}')

    def tells(self) -> list[str]:
        told, self.told = self.told, []
        return told

    def links(self) -> list[str]:
        return sorted(f'{name(link.src)}-{name(link.dst)}' for link in self.discovery.links)

    def receive(self, end: End, frame: bytes, now: float | None = None) -> None:
        now = self.now if now is None else now
        self.take(self.discovery.received(*end, frame, now, now + 1e9))

    def run(self, seconds: float = 0.0, step: float = 0.05) -> None:
        """Time passes, and frames go over the cables."""
        end = self.now + seconds
        while True:
            while self._send():
                pass
            if self.now >= end - 1e-9:
                return
            self.now = min(self.now + step, end)

    def _send(self) -> bool:
        due = self.discovery.due(self.now, self.now + 1e9)
        self.take(due.events)
        self.doubtful += due.doubtful
        for src, frame in due.probes:
            self.sent[src] += 1
            self.frames[src] = frame
            for dst in self.cables.get(src, ()) if src not in self.cut else ():
                self.receive(dst, frame, self.now + self.delay)
        return bool(due.probes)

    def set_down(self, end: End, down: bool) -> None:
        self.take(self.discovery.port_changed(port(*end, down=down), self.now))


def name(port: Port) -> str:
    return f'{port.dpid}:{port.port_no}'
