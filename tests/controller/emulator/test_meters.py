"""Meters: rates and bursts, bands, what refers to a meter, and what a switch says of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.emulator.meters import DROP, Band, Meter, remarked
from controller.openflow import OF13, version

from .lab import Bench, udp_datagram

of: Any = version(OF13)


@pytest.fixture
def bench() -> Bench:
    return Bench(OF13)


def meter_mod(*bands: Any, command: int = of.OFPMC_ADD, flags: int = of.OFPMF_PKTPS, meter_id: int = 1) -> Any:
    return of.OFPMeterMod(None, command, flags, meter_id, list(bands))


def metered(bench: Bench, meter_id: int = 1, **fields: Any) -> Any:
    apply = of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, [of.OFPActionOutput(2)])
    return bench.flow([], instructions=[of.OFPInstructionMeter(meter_id), apply], **fields)


def through(bench: Bench, count: int, **options: Any) -> int:
    return sum(len(bench.receive(udp_datagram(**options))) for _ in range(count))


def test_what_exceeds_the_rate_is_dropped(bench: Bench) -> None:
    bench.ask(meter_mod(of.OFPMeterBandDrop(rate=10)))
    bench.ask(metered(bench))
    assert through(bench, 25) == 10, 'a second of packets may come at once'
    bench.after(0.5)
    assert through(bench, 25) == 5
    bench.after(60)
    assert through(bench, 25) == 10, 'no more is saved than a burst'


def test_a_burst_of_its_own(bench: Bench) -> None:
    bench.ask(meter_mod(of.OFPMeterBandDrop(rate=10, burst_size=3), flags=of.OFPMF_PKTPS | of.OFPMF_BURST))
    bench.ask(metered(bench))
    assert through(bench, 25) == 3


def test_kilobits(bench: Bench) -> None:
    bench.ask(meter_mod(of.OFPMeterBandDrop(rate=80), flags=of.OFPMF_KBPS))
    bench.ask(metered(bench))
    size = len(udp_datagram(size=958))
    assert size == 1000
    assert through(bench, 25, size=958) == 10, '80 kbit are 10,000 bytes'


def test_the_band_with_the_highest_rate_that_is_exceeded(bench: Bench) -> None:
    bench.ask(meter_mod(of.OFPMeterBandDscpRemark(rate=2, prec_level=1), of.OFPMeterBandDrop(rate=4)))
    bench.ask(metered(bench))
    af11 = 10 << 2
    sent = [bench.receive(udp_datagram(tos=af11)) for _ in range(6)]
    assert [left[0][1].fields['ip_dscp'] if left else None for left in sent] == [10, 10, 12, 12, None, None]
    (stats,) = bench.answer(of.OFPMeterStatsRequest(None, meter_id=1)).body
    assert (stats.flow_count, stats.packet_in_count) == (1, 6)
    assert [band.packet_band_count for band in stats.band_stats] == [2, 2]
    assert stats.byte_in_count == 3 * sum(band.byte_band_count for band in stats.band_stats) // 2


@pytest.mark.parametrize(('dscp', 'prec_level', 'becomes'), [
    (10, 1, 12), (10, 2, 14), (14, 1, 14), (34, 1, 36), (0, 1, 0), (46, 1, 46), (8, 1, 8), (48, 2, 48),
])
def test_only_assured_forwarding_has_a_drop_precedence(dscp: int, prec_level: int, becomes: int) -> None:
    assert remarked(dscp, prec_level) == becomes


@given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 20), st.integers(1, 40))
def test_never_more_than_rate_and_burst(pauses: list[float], rate: int, burst: int) -> None:
    meter, now, passed = Meter(1, [Band(DROP, rate, burst)], 0.0, by_packets=True), 0.0, 0
    for pause in pauses:
        now += pause
        passed += meter.measure(100, now) is None
    assert passed <= burst + rate * now + 1e-6


def test_the_controllers_own_meter(bench: Bench) -> None:
    bench.ask(meter_mod(of.OFPMeterBandDrop(rate=3), meter_id=of.OFPM_CONTROLLER))
    bench.ask(bench.flow([of.OFPActionOutput(of.OFPP_CONTROLLER, of.OFPCML_NO_BUFFER)]))
    for _ in range(8):
        bench.receive(udp_datagram())
    assert [type(each).__name__ for each in bench.said()] == ['OFPPacketIn'] * 3


def test_changed_and_deleted(bench: Bench) -> None:
    bench.ask(meter_mod(of.OFPMeterBandDrop(rate=1)))
    bench.ask(metered(bench, flags=of.OFPFF_SEND_FLOW_REM))
    assert through(bench, 5) == 1
    assert bench.ask(meter_mod(of.OFPMeterBandDrop(rate=5), command=of.OFPMC_MODIFY)) == []
    assert through(bench, 8) == 5
    (removed,) = bench.ask(meter_mod(command=of.OFPMC_DELETE))
    assert removed.reason == of.OFPRR_DELETE
    assert bench.flows() == []
    assert bench.ask(meter_mod(command=of.OFPMC_DELETE)) == [], 'what is not there is deleted already'


def test_all_are_deleted_at_once(bench: Bench) -> None:
    for meter_id in (1, 2, 3):
        bench.ask(meter_mod(of.OFPMeterBandDrop(rate=1), meter_id=meter_id))
    bench.ask(meter_mod(command=of.OFPMC_DELETE, meter_id=of.OFPM_ALL))
    assert bench.answer(of.OFPMeterStatsRequest(None)).body == []


def test_what_was_said_of_meters(bench: Bench) -> None:
    bands = [of.OFPMeterBandDrop(rate=4, burst_size=2), of.OFPMeterBandDscpRemark(rate=2, prec_level=1)]
    flags = of.OFPMF_KBPS | of.OFPMF_BURST | of.OFPMF_STATS
    bench.ask(meter_mod(*bands, flags=flags, meter_id=7))
    (config,) = bench.answer(of.OFPMeterConfigStatsRequest(None)).body
    assert (config.meter_id, config.flags, config.bands) == (7, flags, bands)
    (features,) = bench.answer(of.OFPMeterFeaturesStatsRequest(None)).body
    assert (features.max_meter, features.band_types, features.max_bands) == (256, 0b110, 16)


@pytest.mark.parametrize(('request_', 'code'), [
    (meter_mod(of.OFPMeterBandDrop(rate=1)), 'METER_EXISTS'),
    (meter_mod(command=of.OFPMC_MODIFY, meter_id=2), 'UNKNOWN_METER'),
    (meter_mod(command=9), 'BAD_COMMAND'),
    (meter_mod(meter_id=0), 'INVALID_METER'),
    (meter_mod(meter_id=of.OFPM_ALL), 'INVALID_METER'),
    (meter_mod(flags=of.OFPMF_KBPS | of.OFPMF_PKTPS, meter_id=2), 'BAD_FLAGS'),
    (meter_mod(flags=0x10, meter_id=2), 'BAD_FLAGS'),
    (meter_mod(of.OFPMeterBandDrop(rate=0), meter_id=2), 'BAD_RATE'),
    (meter_mod(of.OFPMeterBandExperimenter(rate=1, experimenter=1), meter_id=2), 'BAD_BAND'),
    (meter_mod(of.OFPMeterBandDscpRemark(rate=1, prec_level=0), meter_id=2), 'BAD_BAND_VALUE'),
    (meter_mod(*[of.OFPMeterBandDrop(rate=1)] * 17, meter_id=2), 'OUT_OF_BANDS'),
    (of.OFPMeterStatsRequest(None, meter_id=2), 'UNKNOWN_METER'),
    (of.OFPMeterConfigStatsRequest(None, meter_id=2), 'UNKNOWN_METER'),
])
def test_what_is_refused(bench: Bench, request_: Any, code: str) -> None:
    bench.ask(meter_mod(of.OFPMeterBandDrop(rate=1)))
    assert bench.error(request_) == ('OFPET_METER_MOD_FAILED', f'OFPMMFC_{code}')


def test_there_is_an_end_to_meters(bench: Bench) -> None:
    for meter_id in range(1, 257):
        assert bench.ask(meter_mod(meter_id=meter_id)) == []
    assert bench.error(meter_mod(meter_id=257)) == ('OFPET_METER_MOD_FAILED', 'OFPMMFC_OUT_OF_METERS')


def test_a_flow_entry_needs_its_meter(bench: Bench) -> None:
    assert bench.error(metered(bench, 5)) == ('OFPET_METER_MOD_FAILED', 'OFPMMFC_INVALID_METER')
    assert bench.flows() == []
