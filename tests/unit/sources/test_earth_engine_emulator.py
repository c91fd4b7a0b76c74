"""A whole fetch from the Earth Engine emulator in ../shared, against GDAL's own reading of the emulator's files.

Skipped where the emulator isn't beside the repository. Elevation of 30 m makes the emulator work for a minute or two.
"""
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from earth_engine_world import QUICK, TODAY, Listener, bands
from osgeo import gdal

from smdownscale_plugin.fetching.check_provider import check_provider
from smdownscale_plugin.fetching.choice import Question
from smdownscale_plugin.fetching.fetch_grids import target_of
from smdownscale_plugin.jobs.fetch_predictors import fetch_predictors
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.sources.earth_engine.provider import LIMITS, EarthEngine
from smdownscale_plugin.sources.earth_engine.session import Access
from smdownscale_plugin.sources.earth_engine.transport import Patience

BOX = (-98.0, 35.5, -97.0, 36.5, "EPSG:4326")
SMALL = (-97.6, 35.9, -97.4, 36.1, "EPSG:4326")
VARIABLES = ("ndvi", "lst_day", "rain", "elevation", "landcover")
PARTS = 12      # parts of a target cell's side in the independent area means


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Emulator:
    """The emulator as a process of its own."""

    def __init__(self, folder: Path, work: Path, package: Path):
        self.fixtures = work / "fixtures"
        subprocess.run([sys.executable, str(folder / "fixtures.py"), str(self.fixtures)], check=True, cwd=work,
                       stdout=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{free_port()}"
        self.process = subprocess.Popen(
            [sys.executable, str(folder / "emulator.py"), "--port", self.url.rpartition(":")[2], "--fixtures",
             str(self.fixtures), "--eepkg", str(package)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.ask("stats")
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the emulator did not start")

    def ask(self, what, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.url}/_emulator/{what}", data, timeout=10) as answer:
            return json.load(answer)

    def pixel_requests(self):
        return sum("computePixels" in entry["p"] for entry in self.ask("log"))


@pytest.fixture(scope="module")
def emulator(repository, tmp_path_factory):
    ee = pytest.importorskip("ee", reason="earthengine-api is not installed")
    beside = repository.parent / "shared" / "tools" / "earth_engine_emulator"
    folder = Path(os.environ.get("SMDOWNSCALE_EMULATOR", beside))
    if not (folder / "emulator.py").exists():
        pytest.skip(f"no Earth Engine emulator at {folder}")
    running = Emulator(folder, tmp_path_factory.mktemp("emulator"), Path(ee.__file__).parent)
    yield running
    running.process.terminate()
    running.process.wait()


def fetch(emulator, folder, extent, variables, listener=None, side=LIMITS.side, **patience):
    waiting = {"connect": 5.0, "read": 1800.0, "whole": 1800.0, **patience}
    access = Access(url=emulator.url, patience=Patience(**waiting), retry=QUICK)
    asked = Question(str(folder), "2020-06-01", "2020-07-01", extent, step="monthly", variables=variables,
                     product="SPL3SMP_E_AM")
    provider = EarthEngine(access, replace(LIMITS, side=side))
    return fetch_predictors(asked, provider, (listener or Listener()).monitor, TODAY)


@pytest.fixture(scope="module")
def june(emulator, tmp_path_factory):
    """June 2020 over the emulator's box: (result, what was said)."""
    listener = Listener()
    return fetch(emulator, tmp_path_factory.mktemp("june"), BOX, VARIABLES, listener), listener


# --- the independent computation: GDAL, numpy, the fixture files -----------------------------------------------------

def source(emulator, asset, name, band=1):
    dataset = gdal.Open(str(emulator.fixtures / asset / f"{name}.tif"))
    return dataset, dataset.GetRasterBand(band).ReadAsArray().astype(float)


def sampled(dataset, values, like, parts=1):
    """Values at the centres of the target's cells, each cut into parts x parts, by gdal.Warp nearest; NaN outside."""
    filled = gdal.GetDriverByName("MEM").Create("", dataset.RasterXSize, dataset.RasterYSize, 1, gdal.GDT_Float64)
    filled.SetGeoTransform(dataset.GetGeoTransform())
    filled.SetProjection(dataset.GetProjection())
    filled.GetRasterBand(1).WriteArray(np.where(np.isfinite(values), values, -9999))
    filled.GetRasterBand(1).SetNoDataValue(-9999)
    x0, dx, _, y0, _, dy = like.GetGeoTransform()
    target = gdal.GetDriverByName("MEM").Create("", like.RasterXSize * parts, like.RasterYSize * parts, 1,
                                                gdal.GDT_Float64)
    target.SetGeoTransform((x0, dx / parts, 0, y0, 0, dy / parts))
    target.SetProjection(like.GetProjection())
    target.GetRasterBand(1).SetNoDataValue(-9999)
    target.GetRasterBand(1).Fill(-9999)
    gdal.Warp(target, filled, resampleAlg="near", errorThreshold=0)
    found = target.ReadAsArray()
    return np.where(found == -9999, np.nan, found)


def area_mean(dataset, values, like, parts=PARTS):
    """Area means over the target's cells: the mean of parts x parts samples, where all of them have a value."""
    fine = sampled(dataset, values, like, parts)
    return fine.reshape(like.RasterYSize, parts, like.RasterXSize, parts).mean((1, 3))


def mean_over(emulator, asset, days, good, scale, weights=None):
    """Weighted mean over images of the good pixels: (a dataset for its grid, values)."""
    total = count = 0.0
    for day, weight in zip(days, weights or [1.0] * len(days)):
        dataset, values = source(emulator, asset, day)
        ok = good(values, source(emulator, asset, day, 2)[1].astype(int)) if good else np.isfinite(values)
        total, count = total + np.where(ok, values * scale * weight, 0.0), count + ok * weight
    return dataset, np.where(count > 0, total / np.maximum(count, 1e-9), np.nan)


def rmse(one, other):
    """Root mean square difference where both have values; there must be many of them."""
    both = np.isfinite(one) & np.isfinite(other)
    assert both.sum() > 0.5 * one.size
    return float(np.sqrt(np.mean((one[both] - other[both]) ** 2)))


def test_ndvi_is_the_area_mean_of_good_pixels_weighted_by_days(emulator, june):
    dynamic = june[0].predictors[1]
    grid, values = mean_over(emulator, "MODIS/061/MOD13Q1", ["2020_06_09", "2020_06_25"],
                             lambda v, qa: (v != -3000) & (qa <= 1), 1e-4, [16, 6])
    assert rmse(area_mean(grid, values, gdal.Open(dynamic)), bands(dynamic)["ndvi"]) < 0.005


def test_temperature_is_the_area_mean_of_good_days(emulator, june):
    dynamic = june[0].predictors[1]
    grid, values = mean_over(emulator, "MODIS/061/MOD11A1", [f"2020_06_0{n}" for n in range(1, 6)], lambda v, qc:
                             (v != 0) & (((qc & 3) == 0) | ((qc & 3) == 1) & ((qc >> 6) <= 1)), 0.02)
    assert rmse(area_mean(grid, values, gdal.Open(dynamic)), bands(dynamic)["lst_day"]) < 0.3


def test_rain_is_exact(emulator, june):
    dynamic = june[0].predictors[1]
    grid, values = mean_over(emulator, "UCSB-CHG/CHIRPS/DAILY", [f"2020_06_{n:02d}" for n in range(1, 11)], None, 1.0)
    expected, found = sampled(grid, values, gdal.Open(dynamic)), bands(dynamic)["rain"]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_elevation_is_the_area_mean_of_30_m(emulator, june):
    static = june[0].predictors[0]
    grid, values = source(emulator, "USGS/SRTMGL1_003", "i")
    assert rmse(area_mean(grid, values, gdal.Open(static), 30), bands(static)["elevation"]) < 0.5


def test_land_cover_keeps_the_class_fractions_of_coarse_cells(emulator, june):
    static, coarse = june[0].predictors[0], gdal.Open(june[0].coarse[0])
    grid, values = source(emulator, "MODIS/061/MCD12Q1", "2020_01_01")
    classes = bands(static)["landcover"]
    shape = (coarse.RasterYSize, 9, coarse.RasterXSize, 9)
    for number in (10, 12):
        fractions = np.where(np.isfinite(classes), classes == number, np.nan).reshape(shape).mean((1, 3))
        assert rmse(area_mean(grid, (values == number).astype(float), coarse, 90), fractions) < 0.02


def test_soil_moisture_is_the_mean_of_good_days_on_smap_s_cells(emulator, june):
    coarse = june[0].coarse[0]
    grid, values = mean_over(emulator, "NASA/SMAP/SPL3SMP_E/006", [f"2020_06_0{n}" for n in range(1, 6)],
                             lambda v, flag: flag == 0, 1.0)
    np.testing.assert_allclose(bands(coarse)["soil_moisture"], sampled(grid, values, gdal.Open(coarse)), rtol=1e-6)
    assert not bands(coarse)["duplicate"].any()


def test_stacks_say_what_they_are_made_from(june):
    told = gdal.Open(june[0].predictors[1]).GetMetadata()
    made = json.loads(told["PROVENANCE"])
    assert told["TIME_START"] == "2020-06-01T00:00:00Z" and told["TIME_END"] == "2020-07-01T00:00:00Z"
    assert made["ndvi"]["assets"] == ["MODIS/061/MOD13Q1"] and made["ndvi"]["images"] == 2
    assert made["lst_day"]["first"] == "2020-06-01T00:00:00Z" and "QC_Day bits 0-1" in made["lst_day"]["quality"]
    coarse = gdal.Open(june[0].coarse[0]).GetMetadata()
    assert coarse["PRODUCT"] == "SPL3SMP_E_AM"
    static = gdal.Open(june[0].predictors[0])
    assert "TIME_START" not in static.GetMetadata() and static.GetRasterBand(2).GetMetadataItem("KIND") == "categorical"


def test_gaps_and_stand_ins_are_told(june):
    assert "2020-06-01: rain has images on only 10 of 30 days." in june[1].text
    assert "taken from NASA/SMAP/SPL3SMP_E/006" in june[1].text


def test_a_model_can_be_trained_on_it(june, tmp_path):
    options = TrainingOptions(method="linear")
    trained = train_model(june[0].predictors, june[0].coarse, str(tmp_path / "m.smdm"), options)
    assert trained.n_samples > 80 and trained.model.about["footprint_km"] == 33.0


def test_earth_engine_keeps_the_contract_of_a_provider(emulator):
    provider = EarthEngine(Access(url=emulator.url, patience=Patience(5.0, 600.0, 600.0), retry=QUICK))
    area = target_of((-97.5, 35.9, -97.45, 35.95, "EPSG:4326"), None, 1000.0, "").fine
    june = Period(datetime(2020, 6, 1, tzinfo=timezone.utc), datetime(2020, 7, 1, tzinfo=timezone.utc))
    assert check_provider(provider, ("ndvi", "landcover"), area, june) == []


def test_the_uncertainty_of_a_month_s_means_falls_with_their_valid_values(emulator, tmp_path):
    small = (-97.55, 35.95, -97.45, 36.05, "EPSG:4326")
    fetched = fetch(emulator, tmp_path, small, ("ndvi", "lst_day", "rain"))
    stack, coarse = describe(fetched.predictors[0]), describe(fetched.coarse[0])
    single = {"ndvi": 0.025, "lst_day": 1.0, "soil_moisture": 0.04}
    looks = {b.name: (single[b.name] / b.noise_std) ** 2 for b in stack.bands + coarse.bands if b.name in single}
    assert looks["lst_day"] == pytest.approx(4) or looks["lst_day"] == pytest.approx(5)      # of 5 days, one in 5 bad
    assert 3 <= round(looks["soil_moisture"]) <= 5 and 1 < looks["ndvi"] <= 2      # 5 days; 2 composites


def test_tiled_equals_untiled(emulator, tmp_path):
    variables = ("ndvi", "lst_day", "rain", "landcover")
    whole = fetch(emulator, tmp_path / "whole", SMALL, variables)
    tiled = fetch(emulator, tmp_path / "tiled", SMALL, variables, side=16)
    assert tiled.requests > 2 * whole.requests
    for one, other in zip(whole.predictors + whole.coarse, tiled.predictors + tiled.coarse):
        for name, values in bands(one).items():
            np.testing.assert_array_equal(values, bands(other)[name], err_msg=name)


def test_faults_of_the_emulator_leave_the_result_as_it_was(emulator, tmp_path):
    variables = ("ndvi", "rain", "landcover")
    calm = fetch(emulator, tmp_path / "calm", SMALL, variables)
    before = emulator.pixel_requests()
    faults = [{"status": 429, "message": "Too many concurrent aggregations."}, {"status": 500, "message": "internal"},
              {"status": 503, "message": "unavailable"}, {"truncate": 1}, {"hang": 9, "status": 503}]
    emulator.ask("faults", [{"match": "computePixels", **fault} for fault in faults])
    stormy = fetch(emulator, tmp_path / "stormy", SMALL, variables, read=7.0)
    assert emulator.pixel_requests() - before <= calm.requests + len(faults) and emulator.ask("stats")["peak"] <= 9
    for one, other in zip(calm.predictors + calm.coarse, stormy.predictors + stormy.coarse):
        for name, values in bands(one).items():
            np.testing.assert_array_equal(values, bands(other)[name], err_msg=name)


def test_terrain_is_made_from_a_finer_dem_by_the_code_of_derive_indices(emulator, tmp_path):
    from smdownscale_plugin.predictors.terrain import terrain_layers
    from smdownscale_plugin.rasters.grid import Grid
    extent = (-97.56, 35.96, -97.5, 36.02, "EPSG:4326")
    fetched = fetch(emulator, tmp_path, extent, ("elevation", "slope", "northness", "eastness", "twi", "rain"))
    found = bands(fetched.predictors[0])
    dataset = gdal.Open(fetched.predictors[0])
    x0, dx, _, y0, _, dy = dataset.GetGeoTransform()
    parts = 12      # 83 m, the nearest to 90 m that divides well
    shape = (dataset.RasterYSize * parts, dataset.RasterXSize * parts)
    finer = gdal.GetDriverByName("MEM").Create("", shape[1], shape[0])
    finer.SetGeoTransform((x0, dx / parts, 0, y0, 0, dy / parts))
    finer.SetProjection(dataset.GetProjection())
    grid, values = source(emulator, "USGS/SRTMGL1_003", "i")
    dem = area_mean(grid, values, finer, 9)
    made = terrain_layers(dem, Grid(finer.GetProjection(), finer.GetGeoTransform(), shape[1], shape[0]))
    for name, tolerance in (("slope", 0.1), ("northness", 0.002), ("eastness", 0.002), ("twi", 0.5)):
        expected = made[name].reshape(dataset.RasterYSize, parts, dataset.RasterXSize, parts).mean((1, 3))
        assert rmse(expected, found[name]) < tolerance, name
