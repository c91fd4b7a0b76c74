"""Several products at the same stations, and how long vegetation follows after soil moisture."""
import csv
from datetime import datetime, timezone

import numpy as np
import pytest
from oregon import COARSE, FINE, World
from report_text import words_of

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.validate_raster import RasterValidationOutputs, validate_raster
from smdownscale_plugin.metrics.pairs import rmse
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.writing import write_raster
from smdownscale_plugin.validation.layers import MapLayer
from smdownscale_plugin.validation.products import compare_products
from smdownscale_plugin.validation.station_matching import Pairs
from smdownscale_plugin.validation.vegetation_lag import vegetation_lag


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def others(world):
    """Two other products: one noisier than the map, from the tenth day on; one as good as the truth."""
    rng = np.random.default_rng(7)
    noisy = world.truth + 0.05 * rng.standard_normal(world.truth.shape)
    noisy[:9] = np.nan
    return (world.save("noisy", noisy, FINE, PRODUCT="NOISY_1KM")
            + world.save("perfect", world.truth, FINE, PRODUCT="=PERFECT"))


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return {row["product"]: row for row in csv.DictReader(file)}


def test_all_products_are_measured_on_the_pairs_that_all_of_them_have(world, others, tmp_path):
    found = world.run(products=others, product_metrics=str(tmp_path / "p.csv"), report=str(tmp_path / "r.html"))
    beside = found.comparison.products
    assert [p.name for p in beside.products] == ["Downscaled map", "Coarse, nearest", "Coarse, bilinear", "NOISY_1KM",
                                                 "=PERFECT"]
    assert beside.stations == 5 and beside.pairs == 5 * 31 and {p.pooled["n"] for p in beside.products} == {5 * 31}
    table = rows(tmp_path / "p.csv")
    pairs = found.comparison.pairs
    late = pairs.raster >= 9
    assert float(table["Downscaled map"]["rmse"]) == pytest.approx(
        rmse(pairs.values["downscaled"][late], pairs.values["station"][late]), rel=1e-6)
    assert float(table["NOISY_1KM"]["map_better_by_rmse_low"]) > 0.02    # the map's error is .01, the other's .05
    assert float(table["'=PERFECT"]["map_better_by_rmse_high"]) < 0      # the map is worse than the truth
    assert table["Downscaled map"]["map_better_by_rmse"] == ""
    text = words_of(tmp_path / "r.html")
    assert "Products side by side" in text and "NOISY_1KM" in text and "Taylor diagram of all products" in text


def test_the_gain_of_the_map_has_the_interval_of_the_median_over_stations():
    rng = np.random.default_rng(1)
    stations, dates = 40, 30
    truth = rng.uniform(0.1, 0.4, stations * dates)
    station = np.repeat(np.arange(stations), dates)
    same = truth + 0.03 * rng.standard_normal(truth.size)
    pairs = Pairs(station, np.tile(np.arange(dates), stations), np.ones(truth.size, int),
                  {"station": truth, "downscaled": same}, np.ones(truth.size, bool))
    equal = truth + 0.03 * rng.standard_normal(truth.size)
    worse = truth + 0.04 * rng.standard_normal(truth.size)
    _, first, second = compare_products(pairs, {"equal": equal, "worse": worse}).products
    value, low, high = first.gain["rmse"]
    assert low < 0 < high and low < value < high
    assert second.gain["rmse"][1] > 0.005 and second.gain["r"][1] > 0


def test_products_that_share_no_pair_are_refused(world, tmp_path):
    day = Period(datetime(2019, 1, 1, tzinfo=timezone.utc), datetime(2019, 1, 2, tzinfo=timezone.utc))
    early = write_raster(str(tmp_path / "early_20190101.tif"), FINE, {"soil_moisture": world.fine[0]},
                         metadata=day.metadata())
    with pytest.raises(InputError, match="PRODUCTS: early .* has no value at the stations"):
        world.run(products=[early])


def month_of(number):
    year, month = divmod(number, 12)
    following = divmod(number + 1, 12)
    return Period(datetime(year, month + 1, 1, tzinfo=timezone.utc),
                  datetime(following[0], following[1] + 1, 1, tzinfo=timezone.utc))


def test_vegetation_that_follows_two_months_later_is_found():
    rng = np.random.default_rng(2)
    first, count, stations = 12 * 2018, 30, 6
    moisture = 0.25 + 0.05 * rng.standard_normal((stations, count))
    greenness = {first + m: 0.4 + 2 * moisture[:, m - 2] - 0.5 for m in range(2, count)}
    layers = [MapLayer(f"m{m}.tif", 1, COARSE, month_of(first + m), "") for m in range(count)]
    station, raster = (a.ravel() for a in np.mgrid[:stations, :count])
    noisy = moisture + 0.02 * rng.standard_normal(moisture.shape)
    pairs = Pairs(station, raster, np.ones(station.size, int),
                  {"station": moisture.ravel(), "downscaled": noisy.ravel()}, np.ones(station.size, bool))
    found = vegetation_lag(greenness, pairs, layers)
    assert found.best("station") == 2 and found.r["station"][2] == pytest.approx(1.0)
    assert found.best("downscaled") == 2 and abs(found.r["station"][0]) < 0.5
    assert (found.stations["station"] == stations).all()


def test_the_report_says_when_the_months_are_too_few(world, tmp_path):
    day = Period(datetime(2020, 6, 1, tzinfo=timezone.utc), datetime(2020, 7, 1, tzinfo=timezone.utc))
    ndvi = write_raster(str(tmp_path / "ndvi_202006.tif"), COARSE, {"ndvi": np.full(COARSE.shape, 0.5)},
                        metadata=day.metadata())
    world.run(vegetation=[ndvi], report=str(tmp_path / "r.html"))
    assert "give vegetation of more months" in words_of(tmp_path / "r.html")


def test_products_are_compared_with_a_reference_on_the_pixels_and_dates_that_all_have(world, others, tmp_path):
    reference = world.save("reference", world.truth, FINE)
    found = validate_raster(world.rasters[:14], reference[:14],
                            RasterValidationOutputs(product_metrics=str(tmp_path / "p.csv"),
                                                    report=str(tmp_path / "r.html")),
                            products=others).comparison.products
    assert [p.name for p in found.products] == ["Downscaled map", "NOISY_1KM", "=PERFECT"]
    assert found.stations == 5 and found.pairs == 5 * FINE.width * FINE.height    # the noisy product begins on day 10
    own, noisy, perfect = found.products
    assert own.pooled["rmse"] == pytest.approx(np.sqrt(np.mean((world.fine[9:14] - world.truth[9:14]) ** 2)), rel=1e-3)
    assert noisy.gain["rmse"][1] > 0.03 and perfect.gain["rmse"][2] < 0
    assert rows(tmp_path / "p.csv")["NOISY_1KM"]["dates"] == "5"
    assert "pixels of 5 dates" in words_of(tmp_path / "r.html")
    with pytest.raises(InputError, match="PRODUCTS: no date has a pixel"):
        validate_raster(world.rasters[:3], reference[:3], products=others)
