"""Alarms of topology: what they are for, and how not to raise one a thousand times."""

from __future__ import annotations

from .events import EventTopologyAlarm

__all__ = ['ALARMS', 'FORGED', 'HOST_PORT', 'LLDP_FLOW', 'REPLAYED', 'TWO_CLAIMS', 'Alarms']

FORGED, REPLAYED, HOST_PORT, TWO_CLAIMS, LLDP_FLOW = 'forged', 'replayed', 'host-port', 'two-claims', 'lldp-flow'

#: What alarms of links are about, and what each means.
ALARMS = {
    FORGED: "LLDP in the controller's name that it has not made",
    REPLAYED: 'a probe that comes long after it was sent',
    HOST_PORT: 'a probe comes out of, or into, a port that a host was at',
    TWO_CLAIMS: 'probes say that a port is linked with two others',
    LLDP_FLOW: 'the flow entry that brings LLDP up was removed',
}

#: Seconds for which an alarm is not repeated, and how many different ones of a kind about one port there are meanwhile.
QUIET, VARIETY = 60.0, 10
#: Alarms that are remembered for that; beyond them kinds are no longer told apart by port.
REMEMBERED = 4096


class Alarms:
    """Lets through an alarm once a minute, and no more than ten of each kind and port, be they different."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, int, int], tuple[float, set[str]]] = {}  # until when, and which texts

    def is_news(self, alarm: EventTopologyAlarm, now: float) -> bool:
        """Whether an alarm is to be raised, or was so lately."""
        key = alarm.kind, alarm.dpid, alarm.port_no
        if key not in self._told and len(self._told) >= REMEMBERED:
            key = alarm.kind, -1, -1
        until, texts = self._told.get(key, (now, set()))
        if until <= now:
            until, texts = self._told[key] = now + QUIET, set()
        if alarm.text in texts or len(texts) >= VARIETY:
            return False
        texts.add(alarm.text)
        return True

    def tick(self, now: float) -> None:
        """Forget those of long ago; to be called now and then."""
        self._told = {key: told for key, told in self._told.items() if told[0] > now}
