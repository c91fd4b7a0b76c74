"""Windows axis by axis give what pixel by pixel gives, whether grids nest or not, inside and outside the cells."""
import numpy as np
import pytest
from small_world import UTM, smooth, wkt

from smdownscale_plugin.errors import Cancelled
from smdownscale_plugin.monitor import SILENT
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.windows import Window, whole, windows
from smdownscale_plugin.scaling import cell_sums, geometry, influence, interpolation, mean_preserving
from smdownscale_plugin.scaling.axes import axes_of
from smdownscale_plugin.scaling.cell_sums import CellSums
from smdownscale_plugin.scaling.gaussian_footprint import FWHM_TO_SIGMA, Footprint
from smdownscale_plugin.scaling.geometry import CellGeometry
from smdownscale_plugin.scaling.influence import Influence
from smdownscale_plugin.scaling.interpolation import bilinear, nearest, spline
from smdownscale_plugin.scaling.mean_preserving import MeanPreserving
from smdownscale_plugin.scaling.upscaling import Upscaling
from smdownscale_plugin.scaling.window_tiles import tiles

CELLS = 12, 14


def square(cell, rows, columns, left=0.0, top=0.0):
    return Grid("", (left, cell, 0, top, 0, -cell), columns, rows)


COARSE = square(9.0, *CELLS)
FINE = {
    "nesting": square(1.0, 108, 126), "not nesting": square(1.3, 70, 80, 2.2, -3.1),
    "larger than half a cell": square(6.1, 17, 20, 1.0, -0.7), "as large as a cell": square(9.0, 11, 13, 3.3, -2.2),
    "beyond the cells": square(1.7, 90, 95, -11.0, 13.0), "one column": square(1.3, 70, 1, 40.2, -3.0),
    "one row": square(1.3, 1, 80, 4.0, -50.9), "one pixel": square(2.0, 1, 1, 30.0, -30.0),
    "elsewhere": square(1.0, 30, 30, 500.0, 500.0),
    "south up": Grid("", (2.2, 1.3, 0, -95.0, 0, 1.3), 80, 70),
}
EVERYWHERE = pytest.mark.parametrize("fine", FINE.values(), ids=FINE)


def pixel_by_pixel(monkeypatch):
    """Take the way of grids in different coordinate systems."""
    for module in (cell_sums, influence, interpolation, mean_preserving):
        monkeypatch.setattr(module, "axes_of", lambda *_: None)


def both(monkeypatch, work):
    """What `work` gives axis by axis and pixel by pixel."""
    by_axis = work()
    with monkeypatch.context() as patch:
        pixel_by_pixel(patch)
        return by_axis, work()


def prediction_on(fine):
    values = 0.25 + 0.05 * smooth(fine.shape, 0, 3) if min(fine.shape) > 1 else np.full(fine.shape, 0.2)
    if min(fine.shape) > 5:
        values[smooth(fine.shape, 1, 4) > 0.9] = np.nan
    return values


def coarse_values(gaps=True):
    values = 0.25 + 0.05 * smooth(CELLS, 2, 2)
    if gaps:
        values[smooth(CELLS, 3, 2) > 1.0] = np.nan
    return values


def counted(fine, values, parts=20):
    """(means, shares) of cells by counting parts x parts points in every pixel."""
    x0, dx, _, y0, _, dy = fine.transform
    column = np.floor((x0 + dx * (np.arange(fine.width * parts) + 0.5) / parts) / 9.0).astype(int)
    row = np.floor(-(y0 + dy * (np.arange(fine.height * parts) + 0.5) / parts) / 9.0).astype(int)
    row, column = np.meshgrid(row, column, indexing="ij")
    values = np.kron(values, np.ones((parts, parts)))
    used = np.isfinite(values) & (row >= 0) & (row < CELLS[0]) & (column >= 0) & (column < CELLS[1])
    cell, size = row[used] * CELLS[1] + column[used], CELLS[0] * CELLS[1]
    count = np.bincount(cell, minlength=size)
    with np.errstate(invalid="ignore"):
        means = np.bincount(cell, values[used], size) / count
    return means.reshape(CELLS), count.reshape(CELLS) * (fine.cell_size[0] / parts / 9.0) ** 2


@pytest.mark.parametrize("gaps", ["none", "alike", "different"])
def test_layers_together_are_those_one_by_one(monkeypatch, gaps):
    layers = np.random.default_rng(3).normal(size=(3, *CELLS))
    layers[slice(0 if gaps == "none" else 3 if gaps == "alike" else 1), 4:9, 6] = np.nan
    surface = CellGeometry(FINE["beyond the cells"], COARSE)
    window = whole(FINE["beyond the cells"].shape)
    for together in both(monkeypatch, lambda: spline(layers, surface, window)):
        np.testing.assert_allclose(together, [spline(layer, surface, window) for layer in layers], rtol=0, atol=1e-12)


@EVERYWHERE
def test_sums_over_cells_are_those_of_counted_points(fine):
    values = prediction_on(fine)
    sums = CellSums(CellGeometry(fine, COARSE), 1)
    for window in windows(fine.shape, (33, 25)):
        sums.add(window, values[window.slices])
    means, weights = sums.means()
    expected, share = counted(fine, values)
    assert np.abs(weights - share).max() < 0.07                          # the counting's error
    compared = (share > 0.1) & (weights > 0.1)
    assert compared.any() == (share.max() > 0.1)
    assert np.allclose(means[0][compared], expected[compared], atol=4e-3)


@EVERYWHERE
def test_sums_over_cells_are_the_same_pixel_by_pixel(monkeypatch, fine):
    layers = np.stack([prediction_on(fine), smooth(fine.shape, 7, 2) if fine.width > 1 else prediction_on(fine)])

    def summed():
        sums = CellSums(CellGeometry(fine, COARSE), 2)
        for window in windows(fine.shape, (33, 25)):
            sums.add(window, layers[(slice(None),) + window.slices])
        return sums.means()
    (means, weights), (other_means, other_weights) = both(monkeypatch, summed)
    assert np.allclose(weights, other_weights, atol=1e-12)
    touched = weights > 1e-9
    assert np.allclose(means[:, touched], other_means[:, touched], atol=1e-9)


@EVERYWHERE
@pytest.mark.parametrize("method", [bilinear, spline])
@pytest.mark.parametrize("gaps", [False, True])
def test_interpolation_is_the_same_pixel_by_pixel(monkeypatch, fine, method, gaps):
    coarse, relation = coarse_values(gaps), CellGeometry(fine, COARSE)
    by_axis, by_pixel = both(monkeypatch, lambda: method(coarse, relation, whole(fine.shape)))
    assert np.allclose(by_axis, by_pixel, atol=1e-9, equal_nan=True)


@EVERYWHERE
def test_the_field_weighs_the_same_in_cells_pixel_by_pixel(monkeypatch, fine):
    relation, known = CellGeometry(fine, COARSE), np.isfinite(coarse_values())
    valid = np.isfinite(prediction_on(fine))

    def measured():
        found = Influence(relation, known)
        for window in windows(fine.shape, (33, 25)):
            found.take(found.measure(window, valid[window.slices]))
        return found
    by_axis, by_pixel = both(monkeypatch, measured)
    assert np.array_equal(by_axis.centres, by_pixel.centres)
    field = smooth(CELLS, 4, 2) * known
    forward, other = by_axis.forward(field), by_pixel.forward(field)
    assert np.allclose(forward, other, atol=1e-6)
    # the sums over cells of the spline itself, which is 0 / 0 where no coefficient is near
    values = np.nan_to_num(spline(np.where(known, field, np.nan), relation, whole(fine.shape)))
    sums = CellSums(relation, 1)
    sums.add(whole(fine.shape), np.where(valid, values, np.nan))
    means, weights = sums.means()
    assert np.allclose(forward, np.nan_to_num(means[0]) * weights, atol=1e-6)
    # <A x, y> = <x, A' y>
    other_field = smooth(CELLS, 5, 2)
    assert (forward * other_field).sum() == pytest.approx((field * by_axis.backward(other_field)).sum(), abs=1e-9)


@EVERYWHERE
def test_corrected_maps_are_the_same_pixel_by_pixel(monkeypatch, fine):
    values, coarse = prediction_on(fine), coarse_values()
    coarse[5, 6] = 0.7                                                    # what the smooth field alone can't reach

    def corrected():
        correction = MeanPreserving(CellGeometry(fine, COARSE), coarse)
        correction.add(whole(fine.shape), values)
        correction.solve()
        for _ in range(5):
            correction.check(whole(fine.shape), values)
            if not correction.improve():
                break
        return correction.corrected(whole(fine.shape), values)
    by_axis, by_pixel = both(monkeypatch, corrected)
    assert np.array_equal(np.isnan(by_axis), np.isnan(values))
    assert np.allclose(by_axis, by_pixel, atol=1e-4, equal_nan=True)      # the conjugate gradients stop early


@EVERYWHERE
def test_settled_offsets_are_the_same_pixel_by_pixel(monkeypatch, fine):
    correction = MeanPreserving(CellGeometry(fine, COARSE), coarse_values())
    correction.add(whole(fine.shape), prediction_on(fine))
    correction.solve()
    correction._offset = np.where(correction.covered, smooth(CELLS, 6, 1), 0.0)
    by_axis, by_pixel = both(monkeypatch, lambda: correction._settled(whole(fine.shape)))
    assert np.allclose(by_axis, by_pixel, atol=1e-9)


FOOTPRINTS = pytest.mark.parametrize("footprint", [0.009, 0.03])          # km; a cell is 9 m wide


def seen(fine, coarse, footprint):
    """(means, covered share) of all cells' footprints."""
    operator, values = Upscaling(fine, coarse, footprint), prediction_on(fine)
    sums = operator.sums(1)
    for window in windows(fine.shape, (33, 25)):
        sums.add(window, values[window.slices])
    means, share = operator.result(sums)
    return means[0], share


@EVERYWHERE
@FOOTPRINTS
def test_footprints_are_the_same_pixel_by_pixel(monkeypatch, fine, footprint):
    grids = [Grid(wkt(UTM), grid.transform, grid.width, grid.height) for grid in (fine, COARSE)]
    means, share = seen(*grids, footprint)
    monkeypatch.setattr(geometry, "same_crs", lambda *_: False)           # PROJ then leaves coordinates as they are
    other_means, other_share = seen(*grids, footprint)
    assert np.allclose(share, other_share, atol=1e-8)
    compared = share > 1e-3
    assert np.allclose(means[compared], other_means[compared], atol=1e-6)


@EVERYWHERE
@FOOTPRINTS
def test_footprints_seen_tile_by_tile_are_gaussians_over_all_sub_cells(fine, footprint):
    means, coverage = seen(fine, COARSE, footprint)
    kernel = Footprint(fine, COARSE, footprint)
    sub = CellSums(kernel.geometry, 1)
    sub.add(whole(fine.shape), prediction_on(fine))
    expected, share = looked_at(kernel, sub, footprint)
    assert np.allclose(coverage, share, atol=1e-12)
    compared = share > 1e-6
    assert np.allclose(means[compared], expected[compared], atol=1e-9)


def looked_at(footprint, sub, fwhm):
    """(means, covered share) of every cell from sums on all sub-cells, by the definition of a Gaussian."""
    values, weights = sub.means()
    step, sigma = 1 / footprint.split, fwhm / 0.009 * FWHM_TO_SIGMA
    variance = sigma ** 2 - step ** 2 / 12
    rows, columns = ((np.arange(n) + 0.5) * step - footprint.pad for n in weights.shape)

    def look(centre, places):
        distance = places - centre - 0.5
        kernel = np.where(np.abs(distance) <= 3.5 * sigma + step, np.exp(-0.5 * distance ** 2 / variance), 0)
        return kernel / kernel.sum()
    down = np.stack([look(k, rows) for k in range(CELLS[0])])
    across = np.stack([look(k, columns) for k in range(CELLS[1])])
    share = down @ weights @ across.T
    with np.errstate(invalid="ignore"):
        return down @ (np.nan_to_num(values[0]) * weights) @ across.T / share, share


@EVERYWHERE
def test_lengths_along_an_axis_add_up_to_the_pixels_inside(fine):
    window = whole(fine.shape)
    relation = CellGeometry(fine, COARSE)
    axes = axes_of(relation, window)
    for axis, (low, high), size in zip((axes.rows, axes.columns), relation.spans_by_axis(window), CELLS):
        inside = np.clip(np.minimum(high, size) - np.maximum(low, 0), 0, None)
        assert np.allclose(axis.overlap.sum(1), inside, atol=1e-9)


def test_grids_in_different_systems_have_no_axes(monkeypatch):
    monkeypatch.setattr(geometry, "same_crs", lambda *_: False)
    monkeypatch.setattr(geometry, "transformation_between", lambda *_: None)
    assert axes_of(CellGeometry(Grid("x", FINE["nesting"].transform, 108, 126), Grid("y", COARSE.transform, 14, 12)),
                   Window(0, 0, 5, 5)) is None


@EVERYWHERE
def test_nearest_outside_the_cells_is_nothing(fine):
    found = nearest(coarse_values(gaps=False), CellGeometry(fine, COARSE), whole(fine.shape))
    x = fine.transform[0] + fine.transform[1] * (np.arange(fine.width) + 0.5)
    y = fine.transform[3] + fine.transform[5] * (np.arange(fine.height) + 0.5)
    inside = np.logical_and.outer((y < 0) & (y > -9 * CELLS[0]), (x > 0) & (x < 9 * CELLS[1]))
    assert np.array_equal(np.isfinite(found), inside)


# --- tiles -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("shape", [(1, 1), (256, 1024), (1024, 1024), (8, 9000), (9000, 3), (300, 700)])
def test_tiles_cover_a_window_once_and_are_small(shape):
    covered = np.zeros(shape, int)
    for tile, inner in tiles(Window(30, 40, shape[1], shape[0])):
        assert tile.width * tile.height <= 2 ** 16
        assert (tile.row - 40, tile.column - 30) == (inner[0].start, inner[1].start)
        assert covered[inner].shape == tile.shape
        covered[inner] += 1
    assert (covered == 1).all()


@pytest.mark.parametrize("by_pixel", [False, True])
def test_measuring_a_large_window_ends_soon_when_it_is_cancelled(monkeypatch, by_pixel):
    if by_pixel:
        pixel_by_pixel(monkeypatch)
    fine, coarse = square(1.0, 512, 512), square(9.0, 57, 57)
    correction, values = MeanPreserving(CellGeometry(fine, coarse), np.full((57, 57), 0.3)), np.full((512, 512), 0.2)
    asked = []

    def cancelled_at_the_third():
        asked.append(None)
        if len(asked) == 3:
            raise Cancelled()
    with pytest.raises(Cancelled):
        correction.measure(whole(fine.shape), values, cancelled_at_the_third)
    assert len(asked) == 3
    correction.take(correction.measure(whole(fine.shape), values, SILENT.check))
    correction.solve()
    asked.clear()
    with pytest.raises(Cancelled):
        correction.look(whole(fine.shape), values, cancelled_at_the_third)
