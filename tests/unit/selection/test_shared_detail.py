"""Detail counts for less where predictors share less of it at pixels than between cells."""
import numpy as np
import pytest

from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.samples.coarse_cells import CoarseCells
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.lattice_means import Surroundings
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.scaling.upscaling import Upscaling
from smdownscale_plugin.selection.coarse_product.shared_detail import trust_in_detail

CELLS, RATIO, KM = 24, 6, 1000.0
NAMES = ["a", "b", "c"]


def _field(seed):
    """(h, w) of unit variance, with equal variance per octave of scale."""
    n = CELLS * RATIO
    k = np.hypot(np.fft.fftfreq(n)[:, None], np.fft.fftfreq(n)[None])
    k[0, 0] = np.inf
    values = np.fft.ifft2(np.fft.fft2(np.random.default_rng(seed).standard_normal((n, n))) / k).real
    return values / values.std()


def _means(field):
    return field.reshape(CELLS, RATIO, CELLS, RATIO).mean((1, 3))


def _smooth(field):
    """The same means of cells, and hardly anything inside them."""
    inside = field - np.kron(_means(field), np.ones((RATIO, RATIO)))
    return field - 0.8 * inside


def _trust(moisture, own=1.5, noise=0.0, footprint_km=0.0):
    """Three predictors that see soil moisture, texture of their own and noise."""
    random = np.random.default_rng(9)
    fine = Grid("EPSG:32633", (0.0, KM, 0.0, 0.0, 0.0, -KM), CELLS * RATIO, CELLS * RATIO)
    coarse = Grid(fine.crs, (0.0, KM * RATIO, 0.0, 0.0, 0.0, -KM * RATIO), CELLS, CELLS)
    seen = np.stack([moisture + own * _field(20 + k) + noise * random.standard_normal(moisture.shape)
                     for k in range(len(NAMES))])
    means = np.stack([_means(layer) for layer in seen])
    row, column = (index.ravel() for index in np.indices((CELLS, CELLS)))
    places = np.arange(0, moisture.size, 5)
    upscaling = Upscaling(fine, coarse, footprint_km)
    cells = CoarseCells(upscaling, np.zeros(len(row), int), row, column, np.ones(len(row)), [None],
                        surroundings=Surroundings(Upscaling(fine, coarse).geometry, NAMES, [means.astype(np.float32)],
                                                  places))
    samples = Samples(Features(tuple(Feature(name) for name in NAMES)),
                      means[:, row, column].T.astype(np.float32), 0.25 + 0.05 * _means(moisture)[row, column],
                      np.zeros(len(row), int), np.stack([column, row], 1) * RATIO, row * CELLS + column,
                      np.full(len(row), float(RATIO)), np.array(["NaT"], "datetime64[s]"),
                      pixels=seen.reshape(len(NAMES), -1)[:, places].T.astype(np.float32))
    return trust_in_detail(samples, cells, np.full(len(NAMES), noise))


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_detail_is_trusted_where_soil_moisture_varies_inside_cells_as_predictors_do(noise):
    assert _trust(_field(1), noise=noise) > 0.93


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_detail_counts_for_less_where_soil_moisture_is_smooth_inside_cells(noise):
    assert _trust(_smooth(_field(1)), noise=noise) < 0.85


def test_nothing_is_held_back_where_predictors_have_no_texture_of_their_own():
    assert _trust(_smooth(_field(1)), own=0.02) > 0.97


def test_under_a_footprint_nothing_is_concluded():
    assert _trust(_smooth(_field(1)), footprint_km=20.0) == 1.0
