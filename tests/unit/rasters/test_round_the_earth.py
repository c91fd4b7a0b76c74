"""Grids across the date line, in other longitudes, at the poles: no cell gets lost."""
import numpy as np
import pytest
from small_world import make, wkt

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.coarse import read_coarse
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.round_the_earth import part_over, turn_of
from smdownscale_plugin.rasters.windows import windows
from smdownscale_plugin.scaling.upscaling import Upscaling

EASE_WIDTH = 2 * 17367530.445161372


def grid(crs, x, y, cell, columns, rows):
    return Grid(wkt(crs), (x, cell, 0.0, y, 0.0, -cell), columns, rows)


def covered(fine, coarse):
    """Coverage (rows, columns) of the cells of a coarse grid by a fine one, all of it valid."""
    part, _ = part_over(coarse, fine)
    upscaling = Upscaling(fine, part)
    sums = upscaling.sums(1)
    for window in windows(fine.shape, (64, 64)):
        sums.add(window, np.ones((1,) + window.shape, np.float32))
    return upscaling.result(sums)[1]


WORLD = grid("EPSG:4326", -180, 90, 1.0, 360, 180)
WORLD_360 = grid("EPSG:4326", 0, 90, 1.0, 360, 180)
EASE = grid("EPSG:6933", -EASE_WIDTH / 2, 7314540.83, EASE_WIDTH / 964, 964, 406)
PAIRS = {
    "across the date line, from -180": (grid("EPSG:4326", 176, 10, 0.1, 80, 60), WORLD),
    "across the date line, from 0": (grid("EPSG:4326", 176, 10, 0.1, 80, 60), WORLD_360),
    "across the date line, west of it": (grid("EPSG:4326", -184, 10, 0.1, 80, 60), WORLD),
    "across Greenwich, from 0": (grid("EPSG:4326", -4, 52, 0.1, 80, 60), WORLD_360),
    "America, from 0": (grid("EPSG:4326", -100, 40, 0.1, 80, 60), WORLD_360),
    "America counted from 0, from -180": (grid("EPSG:4326", 260, 40, 0.1, 80, 60), WORLD),
    "part of a world from 0": (grid("EPSG:4326", -100, 40, 0.1, 80, 60), grid("EPSG:4326", 230, 60, 1.0, 60, 40)),
    "Fiji in metres on degrees": (grid("EPSG:3460", 1.8e6, 4.1e6, 1e4, 80, 60), WORLD),
    "Fiji in metres on EASE": (grid("EPSG:3460", 1.8e6, 4.1e6, 3e3, 80, 60), EASE),
    "the date line in degrees on EASE": (grid("EPSG:4326", 176, 10, 0.05, 160, 60), EASE),
}


@pytest.mark.parametrize("name", PAIRS)
def test_no_cell_is_lost(name):
    fine, coarse = PAIRS[name]
    coverage = covered(fine, coarse)
    area = np.nansum(coverage)
    if fine.crs == coarse.crs:
        expected = fine.width * fine.height * fine.cell_size[0] * fine.cell_size[1] / np.prod(coarse.cell_size)
        assert area == pytest.approx(expected, rel=1e-9)
    else:
        ones = (coverage > 0.999).sum()
        assert ones > 0.5 * area and area == pytest.approx(_cells_by_corners(fine, coarse), rel=0.02)


def _cells_by_corners(fine, coarse):
    """Area of a fine grid in coarse cells by summing each pixel's quadrilateral, from its corners through GDAL."""
    from osgeo import osr
    change = osr.CoordinateTransformation(*(_reference(g.crs) for g in (fine, coarse)))
    x0, dx, _, y0, _, dy = fine.transform
    x, y = np.meshgrid(x0 + dx * np.arange(fine.width + 1), y0 + dy * np.arange(fine.height + 1))
    points = np.array(change.TransformPoints(np.stack([x.ravel(), y.ravel()], 1)))[:, :2]
    turn = turn_of(coarse.crs)
    if turn:
        points[:, 0] -= np.rint((points[:, 0] - points[0, 0]) / turn) * turn
    px, py = (points[:, k].reshape(x.shape) / coarse.cell_size[k] for k in (0, 1))
    ax, ay = px[1:, 1:] - px[:-1, :-1], py[1:, 1:] - py[:-1, :-1]
    bx, by = px[1:, :-1] - px[:-1, 1:], py[1:, :-1] - py[:-1, 1:]
    return float(np.abs(ax * by - ay * bx).sum() / 2)


def _reference(crs):
    from osgeo import osr
    reference = osr.SpatialReference(crs)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


@pytest.mark.parametrize("fine, coarse", [("EPSG:6931", "EPSG:3413"), ("EPSG:3413", "EPSG:6931"),
                                          ("EPSG:6932", "EPSG:3031")])
@pytest.mark.parametrize("x, y", [(-4e5, 4e5), (9e5, 1.4e6), (-1.8e6, -6e5)])
def test_polar_grids_turned_against_each_other_cover_their_cells(fine, coarse, x, y):
    fine = grid(fine, x, y, 4e3, 200, 200)
    coarse = grid(coarse, -4.5e6, 4.5e6, 36e3, 250, 250)
    coverage = covered(fine, coarse)
    assert (coverage > 0.9).sum() > 0.6 * _cells_by_corners(fine, coarse)
    assert np.nansum(coverage) == pytest.approx(_cells_by_corners(fine, coarse), rel=0.01)


def test_the_values_on_both_sides_of_the_date_line_are_read_as_neighbours(tmp_path):
    values = np.broadcast_to(np.linspace(0.1, 0.4, 360), (180, 360))
    path = make(tmp_path / "sm.tif", {"soil_moisture": values}, crs="EPSG:4326", origin=(-180, 90), cell=1.0)
    found = read_coarse(path, around=grid("EPSG:4326", 178, 10, 0.1, 40, 40))
    inner = found.values[8:-8, 8:-8]
    assert inner.shape == (4, 4) and np.allclose(inner[0], values[0][[358, 359, 0, 1]], atol=1e-6)
    assert found.grid.bounds[0] == pytest.approx(170) and found.grid.bounds[2] == pytest.approx(190)


@pytest.mark.parametrize("crs, turn", [("EPSG:4326", 360.0), ("EPSG:6933", EASE_WIDTH), ("EPSG:32632", None),
                                       ("EPSG:3857", 2 * 20037508.342789244), ("EPSG:6931", None)])
def test_once_round_the_earth(crs, turn):
    found = turn_of(wkt(crs))
    assert found is None if turn is None else found == pytest.approx(turn, rel=1e-6)


def test_no_path_between_planets_is_one_sentence():
    mars = ('GEOGCS["Mars",DATUM["D_Mars",SPHEROID["Mars",3396190,169.8944472]],PRIMEM["0",0],'
            'UNIT["Degree",0.0174532925199433]]')
    with pytest.raises(InputError, match="one planet|Can't transform"):
        part_over(Grid(mars, (0, 1, 0, 10, 0, -1), 10, 10), grid("EPSG:32632", 5e5, 5e6, 1e3, 10, 10))
