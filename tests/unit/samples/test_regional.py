"""Regional parts of predictors: a smooth surface from means of cells, the same for any windows, days and rows."""
import numpy as np

from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.windows import Window, whole
from smdownscale_plugin.samples.regional import Regional, in_cells, lattice, smoothed
from smdownscale_plugin.scaling.cell_sums import CellSums
from smdownscale_plugin.scaling.geometry import CellGeometry

FINE = Grid("EPSG:32633", (300_000.0, 1000.0, 0.0, 4_500_000.0, 0.0, -1000.0), 90, 72)
COARSE = Grid("EPSG:32633", (300_000.0, 9000.0, 0.0, 4_500_000.0, 0.0, -9000.0), 10, 8)


def surface(width=3.0, seed=0):
    means = np.random.default_rng(seed).normal(size=(2, 8, 10))
    return Regional(smoothed(means, width), CellGeometry(FINE, COARSE))


def test_windows_and_single_pixels_show_one_surface():
    regional = surface()
    everything = regional.of_window(whole(FINE.shape))
    part = regional.of_window(Window(17, 20, 30, 25))
    assert np.array_equal(part, everything[:, 20:45, 17:47])
    row, column = np.array([0, 20, 20, 71]), np.array([0, 33, 89, 5])
    assert np.abs(regional.of_pixels(row, column) - everything[:, row, column].T).max() < 1e-5


def test_rows_of_training_are_means_of_what_the_map_sees():
    regional = surface()
    sums = CellSums(regional.geometry, 2)
    sums.add(whole(FINE.shape), regional.of_window(whole(FINE.shape)).astype(float))
    inside = (slice(None), slice(1, -1), slice(1, -1))
    # 9 pixels a cell sample the spline at their centres: its mean is theirs but for (1/9)^2 of its curvature
    assert np.abs(sums.means()[0] - in_cells(regional.coefficients))[inside].max() < 5e-3


def test_there_is_no_edge_between_cells():
    values = surface().of_window(whole(FINE.shape))[0]
    steps = np.abs(np.diff(values, axis=1))
    assert steps[:, 8::9].max() < 1.5 * steps.max() and steps[:, 8::9].max() < 0.25 * np.ptp(values)


def test_a_constant_stays_constant_beside_gaps():
    means = np.full((1, 8, 10), 3.0)
    means[0, :3, :4] = np.nan
    assert np.allclose(smoothed(means, 2.0), 3.0)


def test_the_lattice_keeps_the_lines_of_the_coarse_grid_and_covers_the_fine_one():
    shifted = Grid(COARSE.crs, (309_000.0, 9000.0, 0.0, 4_482_000.0, 0.0, -9000.0), 3, 2)
    found = lattice(shifted, FINE)
    assert found.transform == COARSE.transform and found.shape == COARSE.shape
    other = lattice(Grid("EPSG:4326", (14.0, 0.1, 0.0, 41.0, 0.0, -0.1), 5, 5), FINE)
    rows, columns = CellGeometry(FINE, other).cells(whole(FINE.shape))
    assert (rows >= 0).all() and (columns >= 0).all()
