"""The product itself shows whether it sees more than its cell."""
from types import SimpleNamespace

import numpy as np
import pytest

from smdownscale_plugin.jobs.plausible_footprint import with_plausible_footprint
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.samples.coarse_cells import CoarseCells
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.lattice_means import Surroundings
from smdownscale_plugin.samples.regional import smoothed
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.scaling.geometry import CellGeometry
from smdownscale_plugin.scaling.upscaling import Upscaling
from smdownscale_plugin.selection.coarse_product import footprint_check
from smdownscale_plugin.selection.coarse_product.footprint_check import (
    NO_DOUBT,
    Doubt,
    _is_blurred,
    _smoothness,
    check_footprint,
)
from smdownscale_plugin.selection.coarse_product.inside_cells import half_squared_difference, variance_per_octave

SIDE, DATES, CELL = 22, 2, 9.0


def surface(random, shape):
    """Fields of equal variance per octave of scale."""
    steps = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None])
    spectrum = np.fft.rfft2(random.standard_normal(shape)) / np.where(steps > 0, steps, np.inf)
    field = np.fft.irfft2(spectrum, s=(SIDE, SIDE))
    return field / field.std()


def seen(footprint_cells, stated_km, dates=DATES):
    """A product that sees a predictor under a footprint, and what is said of it."""
    random = np.random.default_rng(3)
    means = surface(random, (1, 1, SIDE, SIDE)) + 0.5 * surface(random, (dates, 1, SIDE, SIDE))
    y = 0.25 + 0.03 * (smoothed(means, footprint_cells) if footprint_cells else means)[:, 0]
    y = y + 0.002 * random.standard_normal(y.shape)
    coarse = Grid("EPSG:32633", (300_000.0, 9000.0, 0.0, 4_500_000.0, 0.0, -9000.0), SIDE, SIDE)
    fine = Grid(coarse.crs, (300_000.0, 3000.0, 0.0, 4_500_000.0, 0.0, -3000.0), 3 * SIDE, 3 * SIDE)
    date, row, column = (a.ravel() for a in np.indices(y.shape))
    around = Surroundings(CellGeometry(fine, coarse), ["a"], list(means.astype(np.float32)), np.empty(0, int))
    cells = CoarseCells(Upscaling(fine, coarse, stated_km), date, row, column, np.ones(len(row)), [None] * dates,
                        surroundings=around)
    samples = Samples(Features((Feature("a"),)), means[date, :, row, column].astype(np.float32), y.ravel(), date,
                      CELL * np.stack([column, row], 1), row * SIDE + column, np.full(len(row), CELL),
                      np.array(["NaT"] * dates, "datetime64[s]"))
    return samples, cells


@pytest.mark.parametrize("footprint_cells, stated_km, low, high", [(0, 33.0, 0.0, 0.0), (3.67, 0.0, 18.0, 65.0)])
def test_a_footprint_that_the_data_contradict_is_noticed(footprint_cells, stated_km, low, high):
    found = check_footprint(*seen(footprint_cells, stated_km), 0.002, 0)
    assert found.clear and low - 0.1 <= found.likely <= high and found.trust < 0.6
    assert f"{found.rmse[found.likely]:.4f}" in found.sentence()


@pytest.mark.parametrize("footprint_cells, stated_km", [(0, 0.0), (3.67, 33.0)])
def test_a_footprint_that_fits_is_left_alone(footprint_cells, stated_km):
    found = check_footprint(*seen(footprint_cells, stated_km), 0.002, 0)
    assert not found.clear and found.trust == 1.0


@pytest.mark.parametrize("noise, allowed_for", [(0.02, 3.67 * CELL), (None, 0.0)])
def test_a_footprint_that_fits_better_but_not_clearly_is_left_to_intervals_if_smoothness_speaks_for_it_too(
        monkeypatch, noise, allowed_for):
    monkeypatch.setattr(footprint_check, "ties", lambda *_: True)
    found = check_footprint(*seen(2.0, 0.0), noise, 0)
    assert not found.clear and found.likely > 0.0
    assert found.doubt == Doubt(perhaps_km=pytest.approx(allowed_for, rel=0.01))


@pytest.mark.parametrize("dates, taken", [(1, False), (4, True)])
def test_a_footprint_that_nobody_stated_is_only_taken_where_several_dates_show_the_noise(dates, taken):
    """On a scene of one date a smooth surface was taken for a blurred one, which ruined the map, and on another the
    interval that allowed for it was 0.2 m3/m3 wide."""
    said, read = [], []
    samples, cells = seen(3.67, 0.0, dates)
    found = with_plausible_footprint(samples, cells, SimpleNamespace(seed=0, footprint_km=None),
                                     Monitor(info=said.append, warn=said.append),
                                     lambda km: read.append(km) or (samples, cells))
    assert bool(read) == taken and len(said) == 1 and "FOOTPRINT_KM" in said[0]
    assert found[2] == NO_DOUBT


def test_differences_that_level_off_with_distance_are_those_of_a_surface_that_is_smooth_itself():
    """Under a footprint of 3.67 cells they go on growing where soil moisture varies at all scales."""
    random = np.random.default_rng(6)
    _, cells = seen(0.0, 0.0, 4)
    shape = (4, SIDE, SIDE)
    at_all_scales, at_one = (smoothed(fields, 3.67).ravel()
                             for fields in (surface(random, shape), random.standard_normal(shape)))
    assert _is_blurred(cells, at_all_scales, 0.0, 33.0)
    assert not _is_blurred(cells, at_one, 0.0, 33.0)


def test_a_footprint_much_smaller_than_a_cell_hides_little_and_breaks_nothing():
    """The law's integral, at a hundred times the distance that its series can bear."""
    samples, cells = seen(0.0, 0.0, 4)
    wide, narrow = (variance_per_octave(cells.maps(samples.y), cells, 0.002, km, (2, 5)) for km in (33.0, 1.0))
    spread = np.linspace(1e-6, (5.0 * CELL * 2.3548) ** 2 / 4.0, 2_000_000)
    ein = np.sum((1.0 - np.exp(-spread)) / spread) * (spread[1] - spread[0])
    differences = half_squared_difference(cells.maps(samples.y), 5) - 0.002 ** 2
    assert narrow[1] == pytest.approx(differences / (0.5 * ein), rel=1e-3) and (narrow < wide).all()


def test_a_rough_product_has_no_wide_footprint_whatever_lines_say():
    """Neighbours under a footprint of 3.67 cells are alike; those of a field that is rough from cell to cell aren't."""
    random = np.random.default_rng(5)
    white = random.standard_normal((4, SIDE, SIDE))
    blurred = smoothed(white[:, None], 3.67)[:, 0]
    blurred /= blurred.std()
    noise = 0.3 * random.standard_normal(white.shape)
    rough, smooth = (_smoothness(field + noise, 0.3) for field in (white, blurred))
    assert smooth.allows(3.67) and smooth.demands(2.0)
    assert not rough.allows(2.0) and not rough.demands(2.0)
    assert rough.denies(3.67) and not smooth.denies(3.67)
    unknown = _smoothness(blurred + noise, None)
    assert unknown.allows(3.67) and not unknown.demands(2.0)


def test_noise_as_large_as_what_is_seen_does_not_hide_a_footprint_and_may_excuse_a_stated_one():
    """Eight dates of a product whose noise is as large as its differences three cells apart, as in SMAP's."""
    random = np.random.default_rng(6)
    blurred = smoothed(random.standard_normal((8, 1, SIDE, SIDE)), 3.67)[:, 0]
    noise = np.sqrt(0.5 * np.mean((blurred[:, 3:] - blurred[:, :-3]) ** 2))
    seen_through = _smoothness(blurred + noise * random.standard_normal(blurred.shape), noise)
    assert seen_through.demands(2.0) and seen_through.allows(3.67)
    underrated = _smoothness(blurred + 1.05 * noise * random.standard_normal(blurred.shape), noise)
    assert not underrated.denies(3.67)
