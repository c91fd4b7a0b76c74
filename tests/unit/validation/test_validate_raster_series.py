"""Validation against a reference in time, and with a third product: numbers against whole arrays, relatives refused."""
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from report_text import words_of

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.validate_raster import RasterValidationOutputs, validate_raster
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.ease_grid import m01_grid, m09_grid
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.writing import write_raster

FINE, COARSE = m01_grid(300, 1900, 10, 10), m09_grid(300, 1900, 10, 10)
DATES = 8
ERRORS = {"map": 0.03, "reference": 0.02, "third": 0.04}
PRODUCTS = {"map": "SPL3SMP_E_AM", "reference": "ASCAT", "third": "SMOS_IC"}


@pytest.fixture(scope="module")
def series(tmp_path_factory):
    """({name: paths}, {name: values}) of eight dates of three products with known errors."""
    folder, rng = tmp_path_factory.mktemp("series"), np.random.default_rng(3)
    truth = 0.25 + 0.06 * rng.standard_normal((DATES, *FINE.shape))
    values = {name: truth + s * rng.standard_normal(truth.shape) for name, s in ERRORS.items()}
    values["map"][2, :30] = np.nan
    paths = {name: [save(folder / f"{name}_{day(d).stamp()}.tif", values[name][d], day(d), PRODUCTS[name])
                    for d in range(DATES)] for name in values}
    return paths, {name: v.astype(np.float32).astype(float) for name, v in values.items()}


def day(number):
    start = datetime(2020, 6, 1, tzinfo=timezone.utc) + timedelta(days=number)
    return Period(start, start + timedelta(days=1))


def save(path, values, period, product, grid=FINE):
    about = {**period.metadata(), **({"PRODUCT": product} if product else {})}
    return write_raster(str(path), grid, {"soil_moisture": values}, metadata=about)


def test_agreement_in_time_equals_that_of_each_pixel_s_series(series):
    paths, values = series
    found = validate_raster(paths["map"], paths["reference"]).comparison.in_time
    e, t = (values[name].reshape(DATES, -1) for name in ("map", "reference"))
    r = [np.corrcoef(a[np.isfinite(a)], b[np.isfinite(a)])[0, 1] for a, b in zip(e.T, t.T)]
    error = np.sqrt(np.nanmean((e - t) ** 2, axis=0))
    assert found.pixels == FINE.width * FINE.height and found.dates == DATES
    for name, by_hand in (("r", r), ("rmse", error), ("bias", np.nanmean(e - t, axis=0)),
                          ("ubrmse", np.nanstd(e - t, axis=0))):
        assert np.allclose(found.quantiles[name], np.quantile(by_hand, (0.05, 0.25, 0.5, 0.75, 0.95)), atol=1e-6), name
    assert validate_raster(paths["map"][:4], paths["reference"]).comparison.in_time is None   # too few dates


def test_triple_collocation_finds_the_errors_that_were_put_in(series):
    paths, values = series
    said = []
    result = validate_raster(paths["map"], paths["reference"], third=paths["third"], monitor=Monitor(info=said.append))
    triple = result.comparison.triple
    assert triple.result.error_std == pytest.approx(list(ERRORS.values()), abs=6e-4)
    assert result.triple_error == triple.result.error_std[0] and triple.dates == DATES
    known = np.isfinite(values["map"])
    c = np.cov([values[name][known] for name in ERRORS])
    assert triple.result.error_variance[0] == pytest.approx(c[0, 0] - c[0, 1] * c[0, 2] / c[1, 2], rel=1e-9)
    assert any(line.startswith("Triple collocation: Map (SPL3SMP_E_AM): random error 0.0") for line in said)


def test_a_trio_with_relatives_is_refused_with_the_reason(series, tmp_path):
    paths, values = series
    parent = [save(tmp_path / f"parent_{day(d).stamp()}.tif", np.full(COARSE.shape, 0.2), day(d), "", COARSE)
              for d in range(DATES)]
    level4 = [save(tmp_path / f"l4_{day(d).stamp()}.tif", values["third"][d], day(d), "SPL4SMGP") for d in range(DATES)]
    cases = (({"third": level4}, "RASTERS and THIRD are both of SMAP"),
             ({"third": paths["map"]}, "RASTERS and THIRD share the file"),
             ({"third": parent, "coarse": parent}, "RASTERS and THIRD share the file"),
             ({"third": paths["third"], "reference": level4}, "RASTERS and REFERENCE are both of SMAP"),
             ({"third": paths["reference"]}, "REFERENCE and THIRD share the file"))
    for options, expected in cases:
        options = {"reference": paths["reference"], **options}
        with pytest.raises(InputError, match=expected):
            validate_raster(paths["map"], options.pop("reference"), **options)


def test_products_that_do_not_say_what_they_are_are_warned_about(series, tmp_path):
    paths, values = series
    unnamed = [save(tmp_path / f"x_{day(d).stamp()}.tif", values["third"][d], day(d), "") for d in range(DATES)]
    said = []
    validate_raster(paths["map"], paths["reference"], third=unnamed, monitor=Monitor(warn=said.append))
    assert any("can't be checked" in line for line in said)


def test_a_third_product_of_other_dates_is_refused(series, tmp_path):
    paths, values = series
    late = [save(tmp_path / "late_20210101.tif", values["third"][0], Period(
        datetime(2021, 1, 1, tzinfo=timezone.utc), datetime(2021, 1, 2, tzinfo=timezone.utc)), "SMOS_IC")]
    with pytest.raises(InputError, match="THIRD has 0 pixels in common"):
        validate_raster(paths["map"], paths["reference"], third=late)


def test_the_report_shows_time_and_triple_collocation(series, tmp_path):
    paths, _ = series
    report = tmp_path / "r.html"
    validate_raster(paths["map"], paths["reference"], RasterValidationOutputs(report=str(report)), third=paths["third"])
    html = words_of(report)
    for text in ("In time", "Triple collocation", "R with the truth", "ASCAT", "CDF matching"):
        assert text in html, text
