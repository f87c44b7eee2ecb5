"""How the soak run judges: growth is found, noise and a warm-up are not growth."""

import pytest

from .memory import PORTIONS, Sample, grown, rise


def samples(memory, descriptors=lambda number: 11):
    return [Sample(number * 1000, memory(number), descriptors(number)) for number in range(1, PORTIONS + 1)]


def test_the_rise_is_that_of_the_line_that_fits():
    assert rise(samples(lambda number: 40_000 + 3.0 * number)) == pytest.approx(3.0 * (PORTIONS - 1))
    assert rise(samples(lambda number: 40_000 + (number % 2))) == pytest.approx(0.0, abs=0.5)


def test_a_warm_up_and_noise_are_no_growth():
    assert grown('x', samples(lambda number: min(60_000, 40_000 + 10_000 * number) + 100 * (number % 3))) == []


def test_growth_is_said_by_how_much():
    (found,) = grown('packet-ins', samples(lambda number: 40_000 + 200 * number))
    assert found == 'packet-ins: memory rises, by 1800 KiB after the warm-up, 204.8 bytes each'


def test_what_is_remembered_on_purpose_is_no_growth():
    rising = samples(lambda number: 40_000 + 200 * number)
    assert grown('new switches', rising, remembered=200) == []
    assert grown('new switches', rising, remembered=50) != []


def test_descriptors_that_stay_open_are_said():
    (found,) = grown('reconnects', samples(lambda number: 40_000, lambda number: 10 + number))
    assert found == 'reconnects: descriptors rise, from 16 to 25'
