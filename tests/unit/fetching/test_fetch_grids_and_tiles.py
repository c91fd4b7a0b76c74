"""Target grids, tiles and their limits, polygons, and what a fetch will cost."""
from datetime import date

import numpy as np
import pytest
from earth_engine_world import Listener
from osgeo import ogr, osr

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.fetching.availability import check_area
from smdownscale_plugin.fetching.choice import Question, cost_of, settle
from smdownscale_plugin.fetching.fetch_grids import degrees_of, target_of
from smdownscale_plugin.fetching.tiles import Limits, plan_tiles, quarters
from smdownscale_plugin.rasters.ease_grid import ease_grid
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.windows import Window
from smdownscale_plugin.sources.earth_engine.provider import LIMITS
from smdownscale_plugin.sources.registry import open_provider

BOX = (-98.0, 35.5, -97.0, 36.5, "EPSG:4326")
TODAY = date(2026, 11, 20)
PROVIDER = open_provider()


def test_the_default_grid_nests_nine_by_nine_in_smap_s():
    target = target_of(BOX, None, 1000.0, "")
    assert target.nested == 9 and target.fine.shape == tuple(9 * n for n in target.coarse.shape)
    np.testing.assert_allclose(target.fine.bounds, target.coarse.bounds, atol=1e-6)
    world = ease_grid("M01")
    offset = (target.fine.transform[0] - world.transform[0]) / world.transform[1]
    assert abs(offset - round(offset)) < 1e-6 and target.fine.crs_name == "EPSG:6933"


def test_the_grid_covers_the_extent_and_no_cell_more():
    target = target_of(BOX, None, 1000.0, "")
    west, south, east, north = degrees_of(target.coarse)
    assert west <= -98 < west + 0.1 and south <= 35.5 < south + 0.1
    assert east >= -97 > east - 0.1 and north >= 36.5 > north - 0.1


def test_thirty_metres_divide_smap_s_cell_by_a_whole_number():
    target = target_of((-97.6, 35.9, -97.5, 36.0, "EPSG:4326"), None, 30.0, "")
    assert target.nested == 300 and target.fine.cell_size[0] == pytest.approx(30.0268507)


def test_an_own_grid_has_its_corners_at_multiples_of_the_resolution():
    target = target_of(BOX, None, 250.0, "EPSG:32614")
    x0, dx, _, y0, _, dy = target.fine.transform
    assert x0 % 250 == 0 and y0 % 250 == 0 and (dx, dy) == (250, -250) and target.nested == 0
    assert target.coarse.matches(target_of(BOX, None, 1000.0, "").coarse)


@pytest.mark.parametrize("extent, resolution, crs, told", [
    (None, 1000, "", "Give an EXTENT"), (BOX, 0, "", "must be above 0"),
    ((1, 1, 0, 2, "EPSG:4326"), 1000, "", "isn't a rectangle"),
    (BOX, 0.001, "", "RESOLUTION in metres"), (BOX, 1000, "EPSG:4326", "give it in degrees"),
    (BOX, 1000, "EPSG:0", "unknown")])
def test_a_target_that_can_t_be_is_refused(extent, resolution, crs, told):
    with pytest.raises(InputError, match=told):
        target_of(extent, None, resolution, crs)


def polygons(path, boxes, code=4326, kind=ogr.wkbPolygon):
    """A GeoPackage of boxes in degrees."""
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    layer = source.CreateLayer("region", reference, kind)
    for west, south, east, north in boxes:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(
            f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
            if kind == ogr.wkbPolygon else f"POINT({west} {south})"))
        layer.CreateFeature(feature)
    return str(path)


def test_polygons_choose_the_cells_that_they_touch(tmp_path):
    path = polygons(tmp_path / "r.gpkg", [(-98.0, 35.5, -97.9, 35.6), (-97.1, 36.4, -97.0, 36.5)])
    target = target_of(None, (path, None), 1000.0, "")
    boxed = target_of(BOX, None, 1000.0, "")
    assert target.coarse.matches(boxed.coarse) and 2 <= target.wanted.sum() <= 12
    assert target.wanted[-1, 0] and target.wanted[0, -1] and not target.wanted[0, 0]


def test_the_fine_cells_of_wanted_coarse_cells_are_wanted_in_every_window(tmp_path):
    path = polygons(tmp_path / "r.gpkg", [(-98.0, 35.5, -97.9, 35.6), (-97.1, 36.4, -97.0, 36.5)])
    target = target_of(None, (path, "region"), 1000.0, "")
    expected = np.kron(target.wanted, np.ones((9, 9), bool))
    for window in (Window(0, 0, target.fine.width, target.fine.height), Window(5, 80, 40, 37)):
        np.testing.assert_array_equal(target.wanted_in(window), expected[window.slices])


def test_polygons_and_extent_together_are_what_lies_in_both(tmp_path):
    path = polygons(tmp_path / "r.gpkg", [(-98.0, 35.5, -97.9, 35.6), (-97.1, 36.4, -97.0, 36.5)])
    target = target_of((-98.5, 35.0, -97.5, 36.0, "EPSG:4326"), (path, None), 1000.0, "")
    assert degrees_of(target.coarse)[2] < -97.8
    with pytest.raises(InputError, match="lie outside the EXTENT"):
        target_of((10, 10, 11, 11, "EPSG:4326"), (path, None), 1000.0, "")


def test_points_are_no_region(tmp_path):
    path = polygons(tmp_path / "p.gpkg", [(-98.0, 35.5, 0, 0)], kind=ogr.wkbPoint)
    with pytest.raises(InputError, match="doesn't hold polygons but Point"):
        target_of(None, (path, None), 1000.0, "")


@pytest.mark.parametrize("shape, bands", [((117, 108), 5), ((10000, 10007), 26), ((1, 40000), 1), ((3, 5), 1000)])
def test_tiles_cover_the_grid_once_and_stay_within_all_limits(shape, bands):
    grid = Grid(crs_wkt("EPSG:6933"), (0.0, 30.0, 0.0, 0.0, 0.0, -30.0), shape[1], shape[0])
    tiles = plan_tiles(grid, bands, LIMITS)
    assert sum(t.width * t.height for t in tiles) == shape[0] * shape[1]
    corners = {(t.row, t.column) for t in tiles}
    assert len(corners) == len(tiles)
    for tile in tiles:
        assert tile.width * tile.height * bands * 5 <= 48 * 2 ** 20 and max(tile.shape) <= 32_768
        assert tile.row + tile.height <= shape[0] and tile.column + tile.width <= shape[1]


def test_a_tile_counts_four_bytes_of_value_and_one_of_mask():
    assert LIMITS.bytes_of(Window(0, 0, 100, 200), 3) == 100 * 200 * 3 * 5


def test_more_bands_than_a_request_may_hold_are_refused():
    with pytest.raises(ValueError, match="at most 10"):
        plan_tiles(ease_grid("M09").window(Window(0, 0, 5, 5)), 11, Limits(bands=10))


def test_quarters_cover_their_tile_and_end_at_a_single_pixel():
    tile = Window(7, 3, 5, 9)
    covered = np.zeros((20, 20), int)
    for part in quarters(tile):
        covered[part.slices] += 1
    assert covered.sum() == 45 and covered[tile.slices].min() == 1
    assert len(quarters(Window(0, 0, 1, 4))) == 2 and quarters(Window(2, 2, 1, 1)) == []


def year(**changes):
    """A year of monthly 1 km data of a square of 300 km."""
    side = 300e3
    known = {"start": "2020-01-01", "end": "2021-01-01",
             "extent": (-9.5e6, 4.2e6, -9.5e6 + side, 4.2e6 + side, "EPSG:6933")}
    return settle(Question("folder", **{**known, **changes}), PROVIDER.catalogue, TODAY, Listener().monitor)


def test_a_year_of_monthly_1_km_data_of_300_km_is_planned():
    choice = year()
    cost = cost_of(choice, PROVIDER)
    pixels = choice.target.fine.width * choice.target.fine.height
    assert 299 ** 2 < pixels < 330 ** 2
    dated, static = 5, 2      # ndvi, evi, lst day and night, et; elevation, land cover
    coarse = choice.target.coarse.width * choice.target.coarse.height
    counted = 4                # of a month's means of composites: how many there are
    assert cost.network == 5 * (12 * (dated + counted) * pixels + static * pixels + 12 * 2 * coarse)
    assert 12 + 1 + 12 <= cost.requests < 45 and cost.memory < 500e6
    assert "requests" in cost.text() and "MB of memory" in cost.text()


def test_every_preset_of_1_km_stays_below_500_mb_for_a_year():
    for name, preset in PROVIDER.catalogue.presets.items():
        if preset.resolution == 1000:
            assert cost_of(year(preset=name), PROVIDER).memory < 500e6


@pytest.mark.parametrize("changes, told", [
    ({"preset": "nothing"}, "PRESET 'nothing' is unknown; choose one of month"), ({"product": "X"}, "PRODUCT 'X'"),
    ({"variables": ("nvdi",)}, "no predictor 'nvdi'"), ({"start": "yesterday"}, "START .* isn't a date"),
    ({"start": "2021-01-01"}, "END .* must be after"), ({"crs": "EPSG:32614"}, "give the RESOLUTION too"),
    ({"start": "1990-01-01", "end": "1991-01-01"}, "2000-02-18")])
def test_a_question_that_can_t_be_answered_is_refused_before_any_request(changes, told):
    with pytest.raises(InputError, match=told):
        year(**changes)


def test_the_preset_settles_what_was_left_open_and_variables_add_to_it():
    choice = year(preset="monthly_1km_modis_soil_rain", variables=("water",))
    assert choice.product.name == "SPL4SMGP_SURFACE" and choice.step == "monthly" and choice.variables[-1] == "water"
    assert year(variables=("ndvi",)).variables == ("ndvi",)
    assert set(choice.names(timeless=True)) == {"landcover", "elevation", "slope", "clay", "sand", "silt", "water"}
    assert "nir_modis" in [p.name for p in choice.fetched(timeless=False)]      # fetched for nirv, not written


SRI_LANKA = (79.5, 6.0, 82.0, 10.0, "EPSG:4326")


def test_data_of_the_united_states_are_refused_elsewhere_before_any_request():
    with pytest.raises(InputError) as caught:
        year(preset="daily_30m_hls_sentinel1", extent=SRI_LANKA, end="2020-01-03")
    told = str(caught.value)
    for name in ("landcover_nlcd", "clay_polaris", "sand_polaris", "bulk_density_polaris", "rain_gridmet"):
        assert name in told
    assert "contiguous USA" in told and "ndvi" not in told and "elevation" not in told
    assert year(preset="daily_30m_hls_sentinel1", extent=BOX, end="2020-01-03").variables


def test_data_that_end_at_a_latitude_are_refused_beyond_and_said_where_they_end_within():
    arctic, across = (20.0, 68.0, 21.0, 69.0, "EPSG:4326"), (20.0, 59.0, 21.0, 61.0, "EPSG:4326")
    with pytest.raises(InputError, match=r"elevation \(56 S to 60 N\)"):
        year(extent=arctic, variables=("elevation",))
    listener = Listener()
    question = Question("folder", "2020-01-01", "2020-02-01", across, variables=("elevation", "elevation_copernicus"))
    settle(question, PROVIDER.catalogue, TODAY, listener.monitor)
    assert [line for line in listener.warnings if "only for 56 S to 60 N, which is 5" in line]


def test_every_data_set_that_is_there_in_a_part_of_the_world_says_where():
    for data_set in PROVIDER.catalogue.data_sets.values():
        assert bool(data_set.area) == bool(data_set.bounds), data_set.name
    assert check_area(list(PROVIDER.catalogue.predictors.values()), (-98.0, 35.5, -97.0, 36.5)) == []
