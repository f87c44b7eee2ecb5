"""How a switch answers what a controller says of meters (1.3.5, 5.7 and 7.3.4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from .dialect import Dialect, duration
from .features import meter_features
from .meters import Band, Meter
from .refused import Refused
from .tables import DELETE, METER_DELETE, Selection

__all__ = ['MeterHandlers']

LONGEST_FRAME = 1514  # bytes: the least burst of a meter for which the controller states none


class MeterHandlers(Dialect):
    """Meters as 1.3 and 1.4 have them."""

    HANDLERS: ClassVar[dict[str, str]] = {
        'OFPMeterMod': '_meter_mod',
        'OFPMeterStatsRequest': '_meter_stats',
        'OFPMeterConfigStatsRequest': '_meter_config',
        'OFPMeterFeaturesStatsRequest': '_meter_features',
    }

    def _meter_mod(self, request: Any) -> None:
        ofproto, meters = self.ofproto, self.switch.meters
        if request.command == ofproto.OFPMC_DELETE:
            self._meter_delete(None if request.meter_id == ofproto.OFPM_ALL else request.meter_id)
        elif request.command == ofproto.OFPMC_ADD:
            meters.add(self._meter(request))
        elif request.command == ofproto.OFPMC_MODIFY:
            meters.modify(self._meter(request))
        else:
            raise Refused('OFPET_METER_MOD_FAILED', 'OFPMMFC_BAD_COMMAND')

    def _meter_delete(self, meter_id: int | None) -> None:
        reason = METER_DELETE if hasattr(self.ofproto, 'OFPRR_METER_DELETE') else DELETE
        for gone in self.switch.meters.delete(meter_id):
            self.switch.removed(self.switch.tables.delete_users_of_meter(gone, reason))

    def _meter(self, request: Any) -> Meter:
        ofproto, flags = self.ofproto, request.flags
        if not 0 < request.meter_id <= ofproto.OFPM_MAX and request.meter_id != ofproto.OFPM_CONTROLLER:
            raise Refused('OFPET_METER_MOD_FAILED', 'OFPMMFC_INVALID_METER')
        by_packets = bool(flags & ofproto.OFPMF_PKTPS)
        if flags >> 4 or (by_packets and flags & ofproto.OFPMF_KBPS):
            raise Refused('OFPET_METER_MOD_FAILED', 'OFPMMFC_BAD_FLAGS')
        bands = [self._band(band, flags, by_packets) for band in request.bands]
        return Meter(request.meter_id, bands, self.switch.clock(), by_packets, said=(flags, list(request.bands)))

    def _band(self, band: Any, flags: int, by_packets: bool) -> Band:
        """Rates and bursts are in packets or, unless they are, in kilobits; without a burst a second's worth may come
        at once."""
        unit = 1.0 if by_packets else 125.0
        least = 1.0 if by_packets else LONGEST_FRAME
        burst = band.burst_size * unit if flags & self.ofproto.OFPMF_BURST else max(band.rate * unit, least)
        return Band(band.type, band.rate * unit, burst, getattr(band, 'prec_level', 0))

    def _some_meters(self, meter_id: int) -> Iterable[Meter]:
        """The meter that a request names, or all; raises Refused for one that does not exist."""
        if meter_id == self.ofproto.OFPM_ALL:
            return self.switch.meters
        if meter_id not in self.switch.meters:
            raise Refused('OFPET_METER_MOD_FAILED', 'OFPMMFC_UNKNOWN_METER')
        return [self.switch.meters[meter_id]]

    def _meter_stats(self, request: Any) -> None:
        meters = self._some_meters(request.meter_id)
        self._reply_in_parts(request, self.ofproto.OFPMeterStatsReply, map(self._meter_statistics, meters))

    def _meter_statistics(self, meter: Meter) -> Any:
        """1.5 calls the count of flow entries a count of references (1.5.1, 7.3.5.12)."""
        ofproto = self.ofproto
        users = len(self.switch.tables.select(Selection(meter=meter.meter_id)))
        return ofproto.OFPMeterStats(
            meter.meter_id,
            **{'ref_count' if ofproto.OFP_VERSION > 0x05 else 'flow_count': users},
            packet_in_count=meter.packet_count,
            byte_in_count=meter.byte_count,
            **duration(self.switch.clock() - meter.created),
            band_stats=[ofproto.OFPMeterBandStats(band.packet_count, band.byte_count) for band in meter.bands],
        )

    def _meter_config(self, request: Any) -> None:
        rows = (
            self.ofproto.OFPMeterConfigStats(flags=meter.said[0], meter_id=meter.meter_id, bands=meter.said[1])
            for meter in self._some_meters(request.meter_id)
        )
        self._reply_in_parts(request, self.ofproto.OFPMeterConfigStatsReply, rows)

    def _meter_features(self, request: Any) -> None:
        self.reply(request, self.ofproto.OFPMeterFeaturesStatsReply(None, body=[meter_features(self.ofproto)]))
