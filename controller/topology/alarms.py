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

#: Seconds for which an alarm of one kind about one port is not repeated.
QUIET = 60.0
#: Alarms that are remembered for that; beyond them kinds are no longer told apart by port.
REMEMBERED = 4096


class Alarms:
    """Lets through one alarm a minute of each kind and port."""

    def __init__(self) -> None:
        self._quiet_until: dict[tuple[str, int, int], float] = {}

    def is_news(self, alarm: EventTopologyAlarm, now: float) -> bool:
        """Whether an alarm is to be raised, or was so lately."""
        quiet, key = self._quiet_until, (alarm.kind, alarm.dpid, alarm.port_no)
        if key not in quiet and len(quiet) >= REMEMBERED:
            key = (alarm.kind, -1, -1)
        if quiet.get(key, now) > now:
            return False
        quiet[key] = now + QUIET
        return True

    def tick(self, now: float) -> None:
        """Forget those of long ago; to be called now and then."""
        self._quiet_until = {key: until for key, until in self._quiet_until.items() if until > now}
