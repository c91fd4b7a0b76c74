"""Derive Indices, start to end: roles of bands, units, terrain of a DEM, and what is refused."""
import math
import os
from types import SimpleNamespace

import numpy as np
import pytest
from listening import listener
from small_world import layers_of

from smdownscale_plugin.errors import Cancelled, InputError, OutputError
from smdownscale_plugin.jobs import terrain_stack
from smdownscale_plugin.jobs.derive_indices import IndexOptions, derive_indices
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.predictors import terrain
from smdownscale_plugin.predictors.from_grid import latitudes
from smdownscale_plugin.predictors.roles import Units, band_roles
from smdownscale_plugin.predictors.terrain import cell_metres, slope_and_aspect
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.windows import Window, windows
from smdownscale_plugin.rasters.writing import write_raster

GRID = Grid(crs_wkt("EPSG:32633"), (500000.0, 1000.0, 0.0, 5000000.0, 0.0, -1000.0), 12, 9)
REFLECTANCE = {"blue": 0.04, "green": 0.08, "red": 0.06, "nir": 0.34, "swir1": 0.20, "swir2": 0.10}


def stack(folder, values, name="stack_20200601.tif", grid=GRID, **about):
    layers = {k: np.broadcast_to(np.asarray(v, float), grid.shape) for k, v in values.items()}
    return write_raster(os.path.join(folder, name), grid, layers, **about)


def derive(paths, folder, monitor=Monitor(), **options):
    return derive_indices(paths, str(folder), IndexOptions(**options), monitor)


def test_all_that_the_bands_allow_is_derived_and_keeps_the_date(tmp_path):
    path = stack(tmp_path, REFLECTANCE)
    said, monitor = listener()
    (made,) = derive([path], tmp_path / "out", monitor)
    layers, info = layers_of(made)
    assert set(layers) == {"ndvi", "evi", "nirv", "ndwi", "lswi", "nsdsi1", "nsdsi2", "nsdsi3", "tcw"}
    assert os.path.basename(made) == "indices_20200601.tif" and info.period.label() == "2020-06-01"
    np.testing.assert_allclose(layers["ndvi"], 28 / 40, rtol=1e-6)
    np.testing.assert_allclose(layers["evi"], 0.5, rtol=1e-6)
    assert any("Huete" in line for line in said)


@pytest.mark.parametrize("sensor, band", [
    ("landsat89_sr", {"SR_B4": (0.06 + 0.2) / 2.75e-5, "SR_B5": (0.34 + 0.2) / 2.75e-5}),
    ("hls_s30", {"B04": 600.0, "B8A": 3400.0}), ("sentinel2", {"B4": 600.0, "B8": 3400.0}),
    ("modis_mcd43a4", {"Nadir_Reflectance_Band1": 600.0, "Nadir_Reflectance_Band2": 3400.0}),
    ("viirs", {"Nadir_Reflectance_M5": 600.0, "Nadir_Reflectance_M7": 3400.0})])
def test_the_bands_of_each_sensor_are_known_by_the_names_of_its_product(sensor, band, tmp_path):
    path = stack(tmp_path, band)
    units = Units(2.75e-5, -0.2) if sensor == "landsat89_sr" else Units(1e-4)
    for choice in (sensor, "auto"):
        layers, _ = layers_of(derive([path], tmp_path / choice, sensor=choice, units=units)[0])
        np.testing.assert_allclose(layers["ndvi"], 0.7, rtol=1e-5)


def test_a_mapping_comes_before_names_and_knows_any_band(tmp_path):
    path = stack(tmp_path, {"a": 0.06, "b": 0.34, "red": 0.5})
    layers, _ = layers_of(derive([path], tmp_path / "out", bands="red=a, NIR=B")[0])
    np.testing.assert_allclose(layers["ndvi"], 0.7, rtol=1e-6)
    assert band_roles(["ndvi", "vv_db"]) == {"vv": "vv_db"}


def test_top_of_atmosphere_bands_get_the_tasselled_cap_made_for_them(tmp_path):
    bands = dict(zip(("B2", "B3", "B4", "B5", "B6", "B7"), REFLECTANCE.values()))
    layers, _ = layers_of(derive([stack(tmp_path, bands)], tmp_path / "out", sensor="landsat89_toa")[0])
    assert "tcw" not in layers
    expected = 0.1511 * .04 + .1973 * .08 + .3283 * .06 + .3407 * .34 - .7117 * .20 - .4559 * .10
    np.testing.assert_allclose(layers["tcw_toa"], expected, rtol=1e-5)


def test_thermal_inertia_knows_the_latitude_and_date_and_takes_celsius_when_told(tmp_path):
    values = {"albedo": 0.2, "lst_day": 32.0, "lst_night": 12.0}
    (made,) = derive([stack(tmp_path, values)], tmp_path / "out", units=Units(celsius=True))
    layers, _ = layers_of(made)
    latitude = latitudes(GRID, Window(0, 0, 12, 9))[4, 6]
    assert latitude == pytest.approx(45.11, abs=0.01)
    delta = 0.409 * math.sin(2 * math.pi * 153 / 365 - 1.39)     # 1 June 2020 is day 153
    phi = math.radians(latitude)
    x = math.tan(phi) * math.tan(delta)
    c = math.sin(phi) * math.sin(delta) * math.sqrt(1 - x * x) + math.cos(phi) * math.cos(delta) * math.acos(-x)
    assert layers["ati"][4, 6] == pytest.approx(c * 0.8 / 20, rel=1e-5)


def test_latitudes_are_those_of_the_projection():
    from osgeo import osr
    source, target = osr.SpatialReference(GRID.crs), osr.SpatialReference()
    target.ImportFromEPSG(4326)
    target.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    change = osr.CoordinateTransformation(source, target)
    wide = Grid(GRID.crs, (200000.0, 500.0, 0.0, 5600000.0, 0.0, -500.0), 1200, 900)
    mine = latitudes(wide, Window(100, 50, 1000, 800))
    for row, column in ((0, 0), (799, 999), (411, 17)):
        y = change.TransformPoint(200000 + 500 * (column + 100.5), 5600000 - 500 * (row + 50.5))[1]
        assert mine[row, column] == pytest.approx(y, abs=1e-3)


def test_rain_is_remembered_from_date_to_date_and_over_days_without_a_stack(tmp_path):
    paths = [stack(tmp_path, {"precipitation": rain}, f"stack_202006{day:02d}.tif")
             for day, rain in ((1, 10.0), (2, 0.0), (5, 4.0))]
    made = derive(paths, tmp_path / "out", api_k=0.8)
    api = [layers_of(path)[0]["api"][0, 0] for path in made]
    np.testing.assert_allclose(api, [10, 8, 8 * 0.8 ** 3 + 4], rtol=1e-6)


def test_linear_backscatter_and_decibels_give_the_same_ratios(tmp_path):
    decibel = stack(tmp_path, {"vv": -10.0, "vh": -17.0}, "db_20200601.tif")
    linear = stack(tmp_path, {"vv": 0.1, "vh": 10 ** -1.7}, "lin_20200601.tif")
    first = layers_of(derive([decibel], tmp_path / "a")[0])[0]
    second = layers_of(derive([linear], tmp_path / "b", units=Units(linear_radar=True))[0])[0]
    assert set(first) == {"radar_cross_ratio", "polarisation_index", "radar_vegetation_index"}
    for name in first:
        np.testing.assert_allclose(first[name], second[name], rtol=1e-5)


def fine_dem(folder, unit="", factor=1.0, holes=False, name="dem.tif"):
    """A hilly DEM of 100 m cells around GRID."""
    grid = Grid(GRID.crs, (499000.0, 100.0, 0.0, 5001000.0, 0.0, -100.0), 140, 110)
    x, y = np.meshgrid(np.arange(140) * 100.0, np.arange(110) * 100.0)
    height = 800 + 150 * np.sin(x / 1500) + 100 * np.cos(y / 1100) + 0.02 * x
    if holes:
        height[50:60, 50:60] = np.nan
    return write_raster(os.path.join(folder, name), grid, {"elevation": height * factor}, units={"elevation": unit}), \
        height, grid


def test_terrain_is_worked_out_at_the_dems_resolution_and_averaged_then(tmp_path):
    path, height, grid = fine_dem(tmp_path)
    made = derive([stack(tmp_path, {"ndvi": 0.5})], tmp_path / "out", dem=path)
    layers, info = layers_of(made[0])
    assert os.path.basename(made[0]) == "terrain.tif" and info.period is None and len(made) == 1
    assert set(layers) == {"slope", "northness", "eastness", "twi"} and info.grid.matches(GRID)
    slope = slope_and_aspect(height, *cell_metres(grid))["slope"]
    blocks = slope[10:100, 10:130].reshape(9, 10, 12, 10).mean((1, 3))
    np.testing.assert_allclose(layers["slope"], blocks, rtol=1e-4)
    assert np.isfinite(layers["twi"]).all() and layers["twi"].std() > 0.1


def test_a_dem_too_large_for_memory_gives_the_same_slopes_and_a_wetness_of_larger_cells(tmp_path, monkeypatch):
    path, _, _ = fine_dem(tmp_path, holes=True)
    stacks = [stack(tmp_path, {"ndvi": 0.5})]
    whole, _ = layers_of(derive(stacks, tmp_path / "whole", dem=path)[0])
    for module in (terrain, terrain_stack):
        monkeypatch.setattr(module, "LARGEST_DEM", 4000)           # of 15 400 cells, all of them over the stacks
    monkeypatch.setattr(terrain_stack, "windows", lambda shape, size=(32, 16): windows(shape, size))
    said, monitor = listener()
    parts, info = layers_of(derive(stacks, tmp_path / "parts", monitor, dem=path)[0])
    assert list(parts) == list(whole) and info.grid.matches(GRID)
    for name in ("slope", "northness", "eastness"):
        np.testing.assert_array_equal(parts[name], whole[name])
    both = np.isfinite(parts["twi"]) & np.isfinite(whole["twi"])
    assert both.mean() > 0.9 and np.corrcoef(parts["twi"][both], whole["twi"][both])[0, 1] > 0.5
    assert any("cells 2 times as wide and high" in line for line in said)


def test_a_large_dem_is_refused_before_work_where_there_is_no_room_for_its_terrain(tmp_path, monkeypatch):
    path, _, _ = fine_dem(tmp_path)
    monkeypatch.setattr(terrain_stack, "LARGEST_DEM", 4000)
    monkeypatch.setattr(terrain_stack.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(OutputError, match="DEM of 140 x 110 cells takes up to .* free some space, or make"):
        derive([stack(tmp_path, {"ndvi": 0.5})], tmp_path / "out", dem=path)
    assert not (tmp_path / "out").exists()


def test_a_dem_in_feet_is_turned_into_metres_by_its_unit_or_when_told(tmp_path):
    metres = derive([stack(tmp_path, {"ndvi": 0.5})], tmp_path / "m", dem=fine_dem(tmp_path)[0])
    feet, _, _ = fine_dem(tmp_path, "ft", 1 / 0.3048, name="feet.tif")
    bare, _, _ = fine_dem(tmp_path, "", 1 / 0.3048, name="bare.tif")
    by_unit = derive([stack(tmp_path, {"ndvi": 0.5})], tmp_path / "u", dem=feet)
    told = derive([stack(tmp_path, {"ndvi": 0.5})], tmp_path / "t", dem=bare, dem_unit="foot")
    for other in (by_unit, told):
        np.testing.assert_allclose(layers_of(other[0])[0]["slope"], layers_of(metres[0])[0]["slope"], rtol=1e-3)


def test_voids_of_a_dem_are_said_and_the_band_elevation_serves_without_a_dem(tmp_path):
    path, _, _ = fine_dem(tmp_path, holes=True)
    said, monitor = listener()
    derive([stack(tmp_path, {"ndvi": 0.5})], tmp_path / "out", monitor, dem=path)
    assert any("is void" in line for line in said)
    x = np.arange(12) * 1000.0
    own = stack(tmp_path, {"elevation": 500 + 0.1 * x}, "static.tif")
    layers, _ = layers_of(derive([own], tmp_path / "own", indices=["slope", "eastness"])[0])
    # 0.1 in the grid's metres; true ones are .9996 of them on the central meridian of a UTM zone
    np.testing.assert_allclose(layers["slope"], np.degrees(np.arctan(0.1)), rtol=1e-3)
    np.testing.assert_allclose(layers["eastness"], -np.sin(np.arctan(0.1)), rtol=1e-3)


@pytest.mark.parametrize("bands, options, words", [
    ({"red": 600.0, "nir": 3400.0}, {}, "red .* isn't reflectance of 0 to 1 .*REFLECTANCE_SCALE"),
    ({"red": 9000.0, "nir": 19000.0}, {"units": Units(scale=2.75e-5)}, "Landsat.*REFLECTANCE_OFFSET to -0.2"),
    ({"albedo": 0.2, "lst_day": 32.0, "lst_night": 12.0}, {}, "looks like Celsius: set TEMPERATURE_UNIT"),
    ({"vv": 0.1, "vh": 0.01}, {}, "RADAR_UNIT"),
    ({"red": 0.1, "nir": 0.3}, {"indices": ["evi"]}, r"evi needs blue, which .* map it with BANDS \(blue=...\)"),
    ({"red": 0.1, "nir": 0.3}, {"indices": ["slope"]}, "Terrain needs a DEM"),
    ({"red": 0.1, "nir": 0.3}, {"bands": "red=SR_B4"}, "no band 'SR_B4'; they have red, nir"),
    ({"red": 0.1, "nir": 0.3}, {"bands": "rouge=red"}, "isn't role=band"),
    ({"red": 0.1, "nir": 0.3}, {"indices": ["ndvii"]}, "there is no ndvii"),
    ({"temperature": 0.1}, {}, "No index can be derived from the bands temperature"),
    ({"precipitation": 1.0}, {"api_k": 1.0}, "API_K")])
def test_what_does_not_fit_is_refused_in_one_sentence_and_leaves_nothing(bands, options, words, tmp_path):
    path = stack(tmp_path, bands)
    with pytest.raises(InputError, match=words):
        derive([path], tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("height, words", [(30000.0, "is it in feet"), (-32768.0, "fill value"), (np.nan, "no valid")])
def test_heights_that_cannot_be_are_refused(height, words, tmp_path):
    values = np.full(GRID.shape, height)
    values[0, 0] = np.nan if np.isnan(height) else 100.0
    dem = write_raster(str(tmp_path / "dem.tif"), GRID, {"elevation": values})
    with pytest.raises(InputError, match=words):
        derive([stack(tmp_path, {"ndvi": 0.5})], tmp_path / "out", dem=dem)
    assert not (tmp_path / "out").exists()


def test_an_index_that_needs_a_date_says_so_for_a_stack_without_one(tmp_path):
    path = stack(tmp_path, {"precipitation": 1.0}, "rain.tif")
    with pytest.raises(InputError, match="api needs a date"):
        derive([path], tmp_path / "out", indices=["api"])


def test_inputs_are_never_replaced_and_cancelling_leaves_nothing(tmp_path):
    path = stack(tmp_path, {"red": 0.1, "nir": 0.3}, "indices_20200601.tif")
    with pytest.raises(InputError, match="replace one of the inputs"):
        derive([path], tmp_path)
    assert set(layers_of(path)[0]) == {"red", "nir"}
    with pytest.raises(Cancelled):
        derive([path], tmp_path / "out", Monitor(cancelled=lambda: True))
    assert not (tmp_path / "out").exists()
