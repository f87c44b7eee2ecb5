"""The meter table of an emulated switch (1.3.5, 5.7). Pure: the time is a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from .refused import Refused

__all__ = ['DROP', 'DSCP_REMARK', 'MAX_BANDS', 'MAX_METERS', 'Band', 'Meter', 'MeterTable', 'remarked']

#: Types of bands (OFPMBT_*).
DROP: Final = 1
DSCP_REMARK: Final = 2

MAX_METERS = 256
MAX_BANDS = 16
LARGEST_PRECEDENCE = 3


@dataclass
class Band:
    """A rate, and what becomes of what exceeds it: a bucket of `burst` tokens that fills by `rate` a second.

    A token is a packet or a byte, whichever the meter counts. `prec_level` is how much DSCP_REMARK adds to the drop
    precedence.
    """

    type: int
    rate: float
    burst: float
    prec_level: int = 0
    packet_count: int = 0
    byte_count: int = 0
    tokens: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def fill(self, seconds: float) -> None:
        """Time has passed."""
        self.tokens = min(self.tokens + seconds * self.rate, self.burst)


@dataclass
class Meter:
    """A meter and its counters; `said` are flags and bands as the controller stated them.

    `by_packets` tells whether rates count packets; otherwise they count bytes.
    """

    meter_id: int
    bands: list[Band]
    created: float
    by_packets: bool = False
    said: Any = None
    packet_count: int = 0
    byte_count: int = 0
    filled: float = field(init=False)

    def __post_init__(self) -> None:
        self.filled = self.created

    def measure(self, size: int, now: float) -> Band | None:
        """Count a packet; of the bands whose rate it exceeds the one with the highest rate, None if it exceeds none
        (1.3.5, 5.7.1)."""
        self.packet_count += 1
        self.byte_count += size
        cost = 1 if self.by_packets else size
        exceeded: Band | None = None
        for band in self.bands:
            band.fill(now - self.filled)
            if band.tokens >= cost:
                band.tokens -= cost
            elif exceeded is None or band.rate > exceeded.rate:
                exceeded = band
        self.filled = now
        if exceeded is not None:
            exceeded.packet_count += 1
            exceeded.byte_count += size
        return exceeded


@dataclass
class MeterTable:
    """Meters by number; raises Refused for what the specification forbids (1.3.5, 7.4.4)."""

    meters: dict[int, Meter] = field(default_factory=dict)

    def __getitem__(self, meter_id: int) -> Meter:
        return self.meters[meter_id]

    def __contains__(self, meter_id: int) -> bool:
        return meter_id in self.meters

    def __iter__(self) -> Iterator[Meter]:
        return iter(list(self.meters.values()))

    def get(self, meter_id: int) -> Meter | None:
        """The meter of that number, None if there is none."""
        return self.meters.get(meter_id)

    def add(self, meter: Meter) -> None:
        """Add a meter."""
        if meter.meter_id in self.meters:
            raise _failed('METER_EXISTS')
        if len(self.meters) >= MAX_METERS:
            raise _failed('OUT_OF_METERS')
        self._check(meter)
        self.meters[meter.meter_id] = meter

    def modify(self, meter: Meter) -> None:
        """Give a meter other bands; its counters begin anew (1.3.5, 6.4.1)."""
        if meter.meter_id not in self.meters:
            raise _failed('UNKNOWN_METER')
        self._check(meter)
        self.meters[meter.meter_id] = meter

    def delete(self, meter_id: int | None) -> list[int]:
        """Remove a meter, or all for None, and return the numbers of those removed; one that does not exist is no
        error."""
        gone = list(self.meters) if meter_id is None else [meter_id] if meter_id in self.meters else []
        for each in gone:
            del self.meters[each]
        return gone

    @staticmethod
    def _check(meter: Meter) -> None:
        if len(meter.bands) > MAX_BANDS:
            raise _failed('OUT_OF_BANDS')
        if any(band.type not in (DROP, DSCP_REMARK) for band in meter.bands):
            raise _failed('BAD_BAND')
        if any(not band.rate for band in meter.bands):
            raise _failed('BAD_RATE')
        if any(band.type == DSCP_REMARK and not 0 < band.prec_level <= LARGEST_PRECEDENCE for band in meter.bands):
            raise _failed('BAD_BAND_VALUE')


def remarked(dscp: int, prec_level: int) -> int:
    """A codepoint of assured forwarding with a higher drop precedence (RFC 2597, 6); any other as it is."""
    af_class, precedence = dscp >> 3, dscp >> 1 & 3
    if not 1 <= af_class <= 4 or not precedence or dscp & 1:
        return dscp
    return af_class << 3 | min(precedence + prec_level, LARGEST_PRECEDENCE) << 1


def _failed(code: str) -> Refused:
    return Refused('OFPET_METER_MOD_FAILED', f'OFPMMFC_{code}')
