"""A provider is a class and nothing else: one that serves files from a folder fetches as Earth Engine does."""
import json
import os
import uuid
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from earth_engine_world import TODAY, Listener, bands, places
from folder_provider import FolderProvider

from smdownscale_plugin.errors import Cancelled, InputError
from smdownscale_plugin.fetching.check_provider import check_provider
from smdownscale_plugin.fetching.choice import Question
from smdownscale_plugin.fetching.fetch_grids import target_of
from smdownscale_plugin.fetching.inventory import Inventory
from smdownscale_plugin.fetching.provider import Account
from smdownscale_plugin.fetching.tile_store import HIDDEN
from smdownscale_plugin.fetching.tiles import Limits
from smdownscale_plugin.fetching.trouble import FetchError
from smdownscale_plugin.jobs.fetch_predictors import fetch_predictors
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.writing import write_raster
from smdownscale_plugin.sources.registry import SOURCES, open_provider

EXTENT = (-97.55, 35.85, -97.35, 36.0, "EPSG:4326")
JUNE = Period(datetime(2020, 6, 1, tzinfo=timezone.utc), datetime(2020, 6, 9, tzinfo=timezone.utc))
TWO_DAYS = Period(JUNE.start, JUNE.start + timedelta(2))
AREA = target_of((-97.5, 35.9, -97.45, 35.95, "EPSG:4326"), None, 1000.0, "").fine
NATIVE = Grid(crs_wkt("EPSG:4326"), (-98.0, 0.002, 0.0, 36.5, 0.0, -0.002), 500, 500)
CATALOGUE = {
    "data_sets": {
        "Station_DEM": {"title": "elevation", "assets": [{"id": "dem"}], "period": ["2000-01-01", None],
                        "sampling": "static", "native_metres": 200},
        "Rain": {"title": "rain", "assets": [{"id": "rain"}], "period": ["2000-01-01", None], "sampling": "daily",
                 "native_metres": 200},
        "Model": {"title": "soil moisture", "assets": [{"id": "sm"}], "period": ["2000-01-01", None],
                  "sampling": "daily", "native_metres": 200}},
    "products": {"model_sm": {"data_set": "Model", "band": "sm", "meaning": "a land surface model"}},
    "predictors": {"height": {"data_set": "Station_DEM", "band": "height", "unit": "m", "meaning": "height"},
                   "rain": {"data_set": "Rain", "band": "rain", "unit": "mm d-1", "meaning": "rain"}},
    "derived": {"height_slope": {"derive": "slope", "from": {"elevation": "height"}, "unit": "degree",
                                 "meaning": "slope"}},
    "presets": {"all": {"step": "8day", "resolution": 1000, "product": "model_sm", "meaning": "all that is there",
                        "variables": ["height", "rain"]}}}


def plane(grid, slope=1.0, offset=0.0):
    """A plane in degrees: its area mean is its value at the cell's centre, however it is resampled."""
    x0, dx, _, y0, _, dy = grid.transform
    x, y = np.meshgrid(x0 + dx * (np.arange(grid.width) + 0.5), y0 + dy * (np.arange(grid.height) + 0.5))
    return (offset + slope * ((x + 98) + 0.5 * (y - 35))).astype(np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Sixteen days of rain and soil moisture, and a DEM."""
    place = tmp_path_factory.mktemp("served")
    (place / "catalogue.json").write_text(json.dumps(CATALOGUE), encoding="utf-8")
    write_raster(str(place / "dem.tif"), NATIVE, {"height": plane(NATIVE, 100.0)})
    for day in range(16):
        stamp = (JUNE.start + timedelta(day)).strftime("%Y%m%d")
        write_raster(str(place / f"rain_{stamp}.tif"), NATIVE, {"rain": plane(NATIVE, offset=day)})
        write_raster(str(place / f"sm_{stamp}.tif"), NATIVE, {"sm": plane(NATIVE, 0.1, 0.01 * day)})
    return place


def fetch(provider, output, monitor=None, **changes):
    known = {"start": "2020-06-01", "end": "2020-06-17", "extent": EXTENT, "step": "8day", "product": "model_sm",
             "variables": ("height", "rain", "height_slope")}
    question = Question(str(output), **{**known, **changes})
    return fetch_predictors(question, provider, monitor or Listener().monitor, TODAY)


SHORT = {"end": "2020-06-03", "variables": ("height", "rain")}


def in_degrees(path):
    """The plane's argument at the cells' centres of a file, by GDAL's own transformation."""
    from osgeo import osr
    ease, degrees = osr.SpatialReference(), osr.SpatialReference()
    ease.ImportFromEPSG(6933)
    degrees.ImportFromEPSG(4326)
    for reference in (ease, degrees):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    x, y = places(path)
    points = np.array(osr.CoordinateTransformation(ease, degrees).TransformPoints(np.stack([x.ravel(), y.ravel()], 1)))
    return ((points[:, 0] + 98) + 0.5 * (points[:, 1] - 35)).reshape(x.shape)


def test_files_of_a_folder_are_fetched_by_the_tool_as_those_of_earth_engine(folder, tmp_path):
    listener = Listener()
    fetched = fetch(FolderProvider(folder), tmp_path, listener.monitor)
    assert [Path(p).name for p in fetched.predictors] == ["static.tif", "predictors_20200601.tif",
                                                          "predictors_20200609.tif"]
    static = bands(fetched.predictors[0])
    np.testing.assert_allclose(static["height"], 100 * in_degrees(fetched.predictors[0]), atol=0.2)
    assert static["height_slope"].shape == static["height"].shape
    for path, mean_day in zip(fetched.predictors[1:], (3.5, 11.5)):
        np.testing.assert_allclose(bands(path)["rain"], in_degrees(path) + mean_day, atol=2e-3)
    for path, mean_day in zip(fetched.coarse, (3.5, 11.5)):
        np.testing.assert_allclose(bands(path)["soil_moisture"], 0.1 * in_degrees(path) + 0.01 * mean_day, atol=2e-3)
    assert f"Files are taken from {folder}" in listener.text and "Earth Engine" not in listener.text


def test_the_uncertainty_of_a_mean_is_that_of_one_value_over_the_root_of_their_number(folder, tmp_path):
    class Counting(FolderProvider):
        def looks(self, predictor, period, grid, inventory):
            layer = self.layer(predictor, period, grid, inventory)
            counted = {"name": f"{layer.name}_looks", "key": layer.key + "looks", "content": ("number", layer.content)}
            return replace(layer, **counted)

        def read(self, layers, grid, window):
            plain = [replace(x, content=x.content[1]) if x.content[0] == "number" else x for x in layers]
            values = super().read(plain, grid, window)
            for k, layer in enumerate(layers):
                if layer.content[0] == "number":
                    values[k] = len(layer.content[1][0])
            return values
    text = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))
    text["products"]["model_sm"]["noise_std"] = text["predictors"]["rain"]["noise_std"] = 0.04
    (tmp_path / "served").mkdir()
    for path in folder.glob("*.tif"):
        os.symlink(path, tmp_path / "served" / path.name)
    (tmp_path / "served" / "catalogue.json").write_text(json.dumps(text), encoding="utf-8")
    fetched = fetch(Counting(tmp_path / "served"), tmp_path / "out", variables=("rain",))
    for path in [fetched.predictors[0], fetched.coarse[0]]:
        assert describe(path).bands[0].noise_std == pytest.approx(0.04 / 8 ** 0.5)      # eight days a step
    daily = fetch(Counting(tmp_path / "served"), tmp_path / "days", variables=("rain",), step="daily", end="2020-06-02")
    assert describe(daily.coarse[0]).bands[0].noise_std == pytest.approx(0.04)


@pytest.fixture(scope="module")
def with_water(folder, tmp_path_factory):
    """The same folder with a lake: the western third of the area is water, and a strip of a tenth beside it is half."""
    place = tmp_path_factory.mktemp("with_water")
    for path in folder.glob("*.tif"):
        os.symlink(path, place / path.name)
    text = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))
    text["data_sets"]["Lake"] = {**text["data_sets"]["Station_DEM"], "title": "water", "assets": [{"id": "lake"}]}
    text["predictors"]["water"] = {"data_set": "Lake", "band": "water", "unit": "1", "meaning": "water"}
    (place / "catalogue.json").write_text(json.dumps(text), encoding="utf-8")
    x = -98.0 + 0.002 * (np.arange(500) + 0.5)
    lake = np.where(x < -97.48, 1.0, np.where(x < -97.46, 0.5, 0.0)).astype(np.float32)
    write_raster(str(place / "lake.tif"), NATIVE, {"water": np.tile(lake, (500, 1))})
    return place


def test_a_water_mask_empties_fine_cells_and_leaves_out_coarse_ones(with_water, tmp_path):
    listener = Listener()
    plain = fetch(FolderProvider(with_water), tmp_path / "plain", **SHORT)
    masked = fetch(FolderProvider(with_water), tmp_path / "masked", listener.monitor, water_percent=20, **SHORT)
    for path, other in zip(masked.predictors + masked.coarse, plain.predictors + plain.coarse):
        found, whole = bands(path), bands(other)
        x = degrees_of_columns(path)
        name = next(name for name in found if name != "duplicate")
        dry = np.isfinite(found[name]).all(0)
        assert not np.isfinite(found[name][:, ~dry]).any()
        np.testing.assert_array_equal(found[name][:, dry], whole[name][:, dry])
        assert not dry[x < -97.48].any() and dry[x > -97.40].all() and 0 < dry.sum() < dry.size
    assert "hold more than 20 % and are left empty" in listener.text
    assert "coarse cells hold more than 10 % and are left out" in listener.text
    assert (tmp_path / "masked" / "mask" / "water.tif").exists()
    assert describe(masked.coarse[0]).metadata["WATER_MASK"] == "left out: water > 0.1"


def degrees_of_columns(path):
    """Longitude of the columns of a raster in EASE-Grid 2.0: proportional to x."""
    x = places(path)[0][0]
    return x / 17367530.445 * 180.0


def test_a_finished_fetch_with_a_water_mask_asks_for_nothing_and_another_limit_is_another_fetch(with_water, tmp_path):
    provider = FolderProvider(with_water)
    first = fetch(provider, tmp_path, water_percent=20, **SHORT)
    assert fetch(provider, tmp_path, water_percent=20, **SHORT).requests == 0
    again = fetch(provider, tmp_path, water_percent=60, **SHORT)
    assert again.requests > 0
    assert np.isfinite(bands(again.predictors[0])["height"]).sum() > 0 and first.predictors == again.predictors


def test_a_water_mask_that_leaves_nothing_is_refused(with_water, tmp_path):
    lake = (-97.7, 35.85, -97.55, 36.0, "EPSG:4326")
    with pytest.raises(InputError, match="leaves 0.0 % of the cells"):
        fetch(FolderProvider(with_water), tmp_path, water_percent=20, extent=lake, **SHORT)
    assert not list((tmp_path / "predictors").glob("*.tif"))


@pytest.mark.parametrize("percent, told", [(-1, "from 0 to 100"), (101, "from 0 to 100"), (float("nan"), "from 0")])
def test_a_water_mask_that_can_t_be_is_refused(with_water, tmp_path, percent, told):
    with pytest.raises(InputError, match=told):
        fetch(FolderProvider(with_water), tmp_path, water_percent=percent)


def test_a_provider_without_water_says_so(folder, tmp_path):
    with pytest.raises(InputError, match="water mask 'water' is unknown; choose one of"):
        fetch(FolderProvider(folder), tmp_path, water_percent=20)


def test_tiles_of_a_folder_give_the_same_maps_and_a_second_run_reads_nothing(folder, tmp_path):
    whole = fetch(FolderProvider(folder), tmp_path / "whole", **SHORT)
    small = FolderProvider(folder)
    small.limits = replace(Limits(), side=16)
    tiled = fetch(small, tmp_path / "tiled", **SHORT)
    assert tiled.requests > 2 * whole.requests
    for one, other in zip(whole.predictors + whole.coarse, tiled.predictors + tiled.coarse):
        for name, values in bands(one).items():
            np.testing.assert_allclose(values, bands(other)[name], rtol=1e-5, err_msg=name)
    assert fetch(small, tmp_path / "tiled", **SHORT).requests == 0


def test_a_run_that_was_cancelled_goes_on_where_it_stopped(folder, tmp_path):
    provider = FolderProvider(folder)
    provider.limits = replace(Limits(), side=16)
    listener = Listener()
    stopping = Listener(lambda: len(stopping.fractions) > 8)
    with pytest.raises(Cancelled):
        fetch(provider, tmp_path, stopping.monitor, **SHORT)
    assert (tmp_path / HIDDEN).exists()
    assert fetch(provider, tmp_path, listener.monitor, **SHORT).kept > 0


def test_a_file_that_vanished_is_explained_in_one_sentence(folder, tmp_path):
    class Forgetful(FolderProvider):
        def read(self, layers, grid, window):
            raise OSError("the disk was unplugged")
    with pytest.raises(FetchError, match="^Can't read .*: the disk was unplugged.$"):
        fetch(Forgetful(folder), tmp_path)
    assert not list(tmp_path.rglob("*.tif"))


def test_a_folder_keeps_the_contract(folder):
    assert check_provider(FolderProvider(folder), ("height", "rain"), AREA, TWO_DAYS) == []


def broken(name, method):
    """The folder's provider with another method, which gets the right one's result or arguments."""
    return type("Broken", (FolderProvider,), {name: method})


def relayered(**changes):
    """A provider whose layers have other fields."""
    def layer(self, *a):
        found = FolderProvider.layer(self, *a)
        return found and replace(found, **{name: make() for name, make in changes.items()})
    return broken("layer", layer)


BREACHES = {
    "isn't explained": broken("explain", lambda self, problem, what="": FolderProvider.explain(self, problem, "a\nb")),
    "would be resumed": relayered(key=lambda: str(uuid.uuid4())),
    "one would be taken for the other": relayered(key=lambda: "k"),
    "have seams": broken("read", lambda self, layers, grid, window: FolderProvider.read(self, layers, grid, window)
                         + np.float32(window.width)),
    "not float32": broken("read", lambda self, *a: FolderProvider.read(self, *a).astype(np.float64)),
    "no pixel of the area": broken("read", lambda self, *a: FolderProvider.read(self, *a) * np.float32(np.nan)),
    "start outside": broken("inventory", lambda self, *a: Inventory({
        name: tuple(replace(i, start=i.start - timedelta(400)) for i in images)
        for name, images in FolderProvider.inventory(self, *a).images.items()})),
    "one line": broken("connect", lambda self, monitor: "two\nlines"),
    "estimate": broken("estimate", lambda self, data_sets: -1),
    "is called": relayered(name=lambda: "other"),
}


@pytest.mark.parametrize("told", BREACHES)
def test_a_provider_that_breaks_the_contract_is_found(folder, told):
    problems = check_provider(BREACHES[told](folder), ("height", "rain"), AREA, TWO_DAYS)
    assert any(told in problem for problem in problems), problems


def test_earth_engine_is_one_line_of_the_registry_and_opens_without_a_connection():
    assert list(SOURCES) == ["earth_engine"]
    provider = open_provider(Account("a-project"))
    assert "ndvi" in provider.catalogue.predictors and provider.title == "Google Earth Engine"


def test_a_catalogue_that_is_wrong_names_the_entry(tmp_path):
    wrong = {**CATALOGUE, "predictors": {"rain": {"data_set": "Nowhere", "band": "rain", "meaning": "rain"}}}
    (tmp_path / "catalogue.json").write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(InputError, match="'rain' of the catalogue is wrong: its data set 'Nowhere'"):
        assert FolderProvider(tmp_path).catalogue
