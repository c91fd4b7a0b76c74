"""Recalibrating an interval at stations, against errors whose spread is known."""
import numpy as np
import pytest

from smdownscale_plugin.downscaling.interval import widening


def test_an_interval_that_is_half_as_wide_as_it_should_be_is_doubled():
    ratio = np.abs(np.random.default_rng(1).standard_normal(4000)) * 2.0 / 1.645
    assert widening(ratio, np.arange(4000)) == pytest.approx(2.0, rel=0.05)


def test_new_readings_fall_inside_nine_times_in_ten_even_with_few_places():
    random, held = np.random.default_rng(2), []
    for _ in range(400):
        errors = np.abs(random.standard_normal(16))
        held.append(errors[-1] <= widening(errors[:-1], np.arange(15)))
    assert 0.86 <= np.mean(held) <= 0.97


def test_places_count_alike_however_many_stations_they_have():
    many, few = np.full(90, 0.1), np.full(9, 3.0)
    group = np.concatenate([np.zeros(90, int), np.arange(1, 10)])
    assert widening(np.concatenate([many, few]), group) == 3.0


def test_below_nine_places_nothing_is_recalibrated():
    assert widening(np.ones(80), np.repeat(np.arange(8), 10)) is None
