"""The grid of stacks: from a base, a resolution, an extent, another CRS."""

import numpy as np
import pytest
from rasters_to_align import DEGREES, EASE, UTM

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.predictors.target_grid import target_grid
from smdownscale_plugin.rasters.grid import Grid, crs_wkt

BASE = Grid(crs_wkt(EASE), (900_000.0, 1000.0, 0.0, 4_500_000.0, 0.0, -1000.0), 50, 40)


def test_without_anything_said_the_grid_is_the_bases():
    assert target_grid(BASE) == BASE


def test_a_resolution_keeps_corner_crs_and_extent_of_the_base():
    grid = target_grid(BASE, 100.0)
    assert grid.shape == (400, 500) and grid.bounds == BASE.bounds


def test_an_extent_is_widened_to_whole_cells_of_the_base():
    grid = target_grid(BASE, extent=(903_300, 4_470_900, 905_100, 4_499_999))
    assert grid.bounds == (903_000, 4_470_000, 906_000, 4_500_000) and grid.cell_size == BASE.cell_size


def test_an_extent_with_a_resolution_begins_exactly_at_its_upper_left_corner():
    grid = target_grid(BASE, 250.0, extent=(903_333, 4_470_900, 904_333, 4_471_900))
    assert grid.shape == (4, 4) and grid.bounds == (903_333, 4_470_900, 904_333, 4_471_900)


def test_an_extent_in_another_crs_keeps_to_the_cells_of_the_base():
    grid = target_grid(BASE, 500.0, extent=(9.4, 37.5, 9.6, 37.7), extent_crs=DEGREES)
    assert ((np.array(grid.bounds) - np.array([900_000, 4_500_000] * 2)) % 500 == 0).all()
    e, sine = 0.0818191908426, np.sin(np.radians(37.5))  # cylindrical equal area, Snyder 1987, equations 10-14 and 3-12
    q = (1 - e**2) * (sine / (1 - (e * sine)**2) - np.log((1 - e * sine) / (1 + e * sine)) / (2 * e))
    scale = np.cos(np.radians(30)) / np.sqrt(1 - e**2 / 4)
    x, y = 6_378_137 * scale * np.radians(9.4), 6_378_137 * q / (2 * scale)
    assert x - 500 < grid.bounds[0] <= x and y - 500 < grid.bounds[1] <= y


def test_another_crs_gives_cells_of_about_the_same_size_that_cover_the_base():
    grid = target_grid(BASE, crs=UTM)
    assert 800 < grid.cell_size[0] < 1250  # EASE cells are true in area: 1 km2
    back = target_grid(grid, crs=EASE, extent=BASE.bounds, extent_crs=EASE)
    assert back.width * back.cell_size[0] == pytest.approx(50_000, rel=0.06)


@pytest.mark.parametrize("arguments, words", [
    ({"resolution": 0.0}, "RESOLUTION 0"),
    ({"resolution": 100_000.0}, "RESOLUTION 100000"),
    ({"resolution": 1000.0, "crs": DEGREES}, "in degrees"),
    ({"resolution": 0.001}, "larger RESOLUTION"),
    ({"crs": "EPSG:nothing"}, "EPSG:nothing"),
])
def test_a_grid_that_can_not_be_meant_is_refused(arguments, words):
    with pytest.raises(InputError, match=words):
        target_grid(BASE, **arguments)
