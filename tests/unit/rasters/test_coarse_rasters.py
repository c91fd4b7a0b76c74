"""Coarse soil moisture as it is read: units, fills, dates, grids, and the part around the predictors."""

import numpy as np
import pytest
from small_world import FACTOR, NODATA, PIXEL, make

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.coarse import read_all, read_coarse
from smdownscale_plugin.rasters.ease_grid import m09_grid
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.windows import Window

CELLS = np.linspace(0.1, 0.4, 20).reshape(4, 5)


def coarse(tmp_path, values=CELLS, name="sm_20200601.tif", **arguments):
    return make(tmp_path / name, {"soil_moisture": values}, cell=FACTOR * PIXEL, **arguments)


def test_coarse_soil_moisture_is_read_as_it_is(tmp_path):
    found = read_coarse(coarse(tmp_path, metadata={"PRODUCT": "SPL3SMP_E", "FOOTPRINT_KM": "30"}))
    assert np.allclose(found.values, CELLS, atol=1e-7) and found.out_of_range == 0
    assert (found.label, found.product, found.footprint_km) == ("2020-06-01", "SPL3SMP_E", 30.0)


def test_the_band_called_soil_moisture_is_taken_wherever_it_stands(tmp_path):
    path = make(tmp_path / "a.tif", {"flag": np.ones((4, 5)), "soil_moisture": CELLS})
    assert np.allclose(read_coarse(path).values, CELLS, atol=1e-7)


def test_single_values_that_cannot_be_are_dropped_and_counted(tmp_path):
    values = CELLS.copy()
    values[0, :3] = -0.2, 1.5, np.nan
    found = read_coarse(coarse(tmp_path, values))
    assert found.out_of_range == 2 and np.isnan(found.values[0, :3]).all() and np.isfinite(found.values).sum() == 17


@pytest.mark.parametrize("factor, word", [(100, "percent: set COARSE_SCALE to 0.01"), (1000, "millimetres"),
                                          (-1, "below|can't be soil moisture")])
def test_values_in_another_unit_are_refused_with_the_likely_cause(tmp_path, factor, word):
    path = coarse(tmp_path, CELLS * factor)
    with pytest.raises(InputError, match=word):
        read_coarse(path)
    if factor > 0:
        assert np.allclose(read_coarse(path, scale=1 / factor).values, CELLS, atol=1e-7)


def test_a_temperature_is_named_as_the_likely_cause(tmp_path):
    with pytest.raises(InputError, match="kelvin .a temperature.: choose another raster"):
        read_coarse(coarse(tmp_path, 273 + 60 * CELLS))
    with pytest.raises(InputError) as caught:      # 0.1 to 0.4 m3/m3 in thousandths are none
        read_coarse(coarse(tmp_path, 1000 * CELLS))
    assert "kelvin" not in str(caught.value)


@pytest.mark.parametrize("values, nodata, word", [
    (np.full((4, 5), np.nan), NODATA, "no valid value"),
    (np.where(np.eye(4, 5) > 0, -9999.0, CELLS), None, "-9999, which isn't declared"),
])
def test_a_coarse_raster_without_values_or_with_undeclared_fills_is_refused(tmp_path, values, nodata, word):
    path = coarse(tmp_path, values, nodata=nodata)
    with pytest.raises(InputError, match=word) as caught:
        read_coarse(path)
    assert path in str(caught.value)


def test_coarse_rasters_come_in_order_of_time_from_a_folder(tmp_path):
    for day in ("20200603", "20200601", "20200602"):
        coarse(tmp_path, name=f"sm_{day}.tif")
    assert [c.label for c in read_all([str(tmp_path)])] == ["2020-06-01", "2020-06-02", "2020-06-03"]


def test_two_coarse_rasters_of_one_date_are_refused_with_both_named(tmp_path):
    paths = [coarse(tmp_path, name=name) for name in ("am_20200601.tif", "pm_20200601.tif")]
    with pytest.raises(InputError, match="2020-06-01") as caught:
        read_all(paths)
    assert all(path in str(caught.value) for path in paths)


def test_coarse_rasters_on_different_grids_are_refused(tmp_path):
    paths = [coarse(tmp_path, name="a_20200601.tif"), coarse(tmp_path, CELLS[:, :4], name="b_20200602.tif")]
    with pytest.raises(InputError, match="aren't on one grid"):
        read_all(paths)


def test_only_the_cells_around_the_predictors_are_read_of_a_large_raster(tmp_path):
    values = np.random.default_rng(0).uniform(0.1, 0.4, (120, 150))
    path = coarse(tmp_path, values)
    whole = describe(path).grid
    part = whole.window(Window(60, 50, 4, 3))
    x0, dx, _, y0, _, dy = part.transform
    fine = Grid(part.crs, (x0, dx / 9, 0.0, y0, 0.0, dy / 9), 36, 27)
    found = read_coarse(path, around=fine)
    assert found.values.size < 24 * 25
    column = round((found.grid.bounds[0] - whole.bounds[0]) / whole.cell_size[0])
    row = round((whole.bounds[3] - found.grid.bounds[3]) / whole.cell_size[1])
    height, width = found.grid.shape
    assert np.allclose(found.values, values[row:row + height, column:column + width], atol=1e-7)
    assert column <= 60 and row <= 50 and column + width >= 64 and row + height >= 53


@pytest.mark.parametrize("name, off, words", [
    ("SMAP_L3_SM_P_E_20200601", 0.5, "lies 0.50 of a cell beside"), ("SMAP_L3_SM_P_E_20200601", 0.0, None),
    ("sm_20200601", 0.5, None)])
def test_smap_half_a_cell_off_its_grid_is_pointed_out(tmp_path, name, off, words):
    """Centres of cells taken for their corners; nothing is known of where the cells of other products belong."""
    x0, size, _, y0, _, _ = m09_grid(300, 2000, 4, 4).transform
    path = make(tmp_path / f"{name}.tif", {"soil_moisture": CELLS}, cell=size,
                origin=(x0 + off * size, y0 - off * size))
    said = []
    read_all([path], monitor=Monitor(warn=said.append))
    assert (words in said[0] and len(said) == 1) if words else not said
