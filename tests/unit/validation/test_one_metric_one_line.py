"""A metric that is added to the table is found in every table, layer, raster and report of both validations."""
import csv

import numpy as np
import pytest
from oregon import FINE, World
from osgeo import gdal, ogr

from smdownscale_plugin.jobs.validate_raster import RasterValidationOutputs, validate_raster
from smdownscale_plugin.metrics import table
from smdownscale_plugin.metrics.metric import CELL, IN_TIME, MATCHED, OVER, PLACES, Metric
from smdownscale_plugin.metrics.pairs import complete


def spread_ratio(estimate, truth):
    e, t = complete(estimate, truth)
    return float(np.std(e) / np.std(t)) if e.size > 1 else np.nan


# The one entry that whoever adds a metric writes (docs/developing.md shows it).
NEW = Metric(
    "spread_ratio", "Spread ratio", "", 1.0, None, "Spread of the estimate over that of the reference.",
    of=lambda given: spread_ratio(given.estimate, given.truth),
    of_sums=lambda sums: np.sqrt(sums.estimate.ee / sums.estimate.tt),
    interval=lambda estimate, truth, times: (spread_ratio(estimate, truth) - 0.1, spread_ratio(estimate, truth) + 0.1),
    drawn=True, shown=frozenset(set(PLACES) - {MATCHED}))


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """(folder with everything that both tools write with the new metric in the table, the world)."""
    world, folder = World(tmp_path_factory.mktemp("world")), tmp_path_factory.mktemp("out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(table.METRICS, NEW.name, NEW)
        reference = world.save("reference", world.truth, FINE)
        validate_raster(world.rasters[:8], reference[:8],
                        RasterValidationOutputs(metrics=str(folder / "raster.csv"),
                                                agreement=str(folder / "agreement.tif"),
                                                report=str(folder / "raster.html")), coarse=world.parents[:8])
        world.run(station_metrics=str(folder / "stations.gpkg"), metrics=str(folder / "stations.csv"),
                  report=str(folder / "stations.html"))
    return folder, world


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_table_of_validate_raster_has_it_overall_and_by_date(outputs):
    folder, world = outputs
    found = [row for row in rows(folder / "raster.csv") if row["estimate"] == "downscaled"]
    expected = [np.std(world.fine[:8]) / np.std(world.truth[:8])]
    expected += [np.std(world.fine[d]) / np.std(world.truth[d]) for d in range(8)]
    assert [float(row["spread_ratio"]) for row in found] == pytest.approx(expected, rel=1e-5)


def test_the_raster_of_agreement_has_a_band_of_it(outputs):
    folder, world = outputs
    raster = gdal.Open(str(folder / "agreement.tif"))
    bands = {band.GetDescription(): band for band in map(raster.GetRasterBand, range(1, raster.RasterCount + 1))}
    assert set(bands) == set(table.shown(IN_TIME)) | {"spread_ratio"}
    values = bands["spread_ratio"].ReadAsArray()
    assert values == pytest.approx(np.std(world.fine[:8], axis=0) / np.std(world.truth[:8], axis=0), rel=1e-4)


def test_the_layer_of_stations_has_it_with_its_interval_and_for_the_baselines(outputs):
    source = ogr.Open(str(outputs[0] / "stations.gpkg"))
    feature = next(iter(source.GetLayer(0)))
    value = feature.GetField("spread_ratio")
    assert feature.GetField("spread_ratio_low") == pytest.approx(value - 0.1)
    assert 0 < feature.GetField("bilinear_spread_ratio") and 0 < feature.GetField("nearest_spread_ratio_high")


def test_the_table_of_validate_stations_has_it_in_every_scope(outputs):
    for row in rows(outputs[0] / "stations.csv"):
        assert float(row["spread_ratio"]) > 0, row["scope"]
    pooled = next(row for row in rows(outputs[0] / "stations.csv") if row["scope"] == "all pairs")
    assert float(pooled["spread_ratio_low"]) < float(pooled["spread_ratio"]) < float(pooled["spread_ratio_high"])


@pytest.mark.parametrize("report, least", [("raster.html", 3), ("stations.html", 6)])
def test_the_reports_show_it_in_their_tables(outputs, report, least):
    text = (outputs[0] / report).read_text(encoding="utf-8")
    assert NEW.text in text and text.count("Spread ratio") >= least


@pytest.mark.parametrize("name", table.METRICS)
def test_an_entry_is_whole(name):
    metric = table.METRICS[name]
    assert metric.name == name and metric.label and metric.text[-1] in ".?"
    assert metric.shown and metric.shown <= set(PLACES)
    if metric.drawn or IN_TIME in metric.shown:
        assert metric.of_sums is not None
    if IN_TIME in metric.shown or OVER in metric.shown:
        assert not metric.needs & {CELL}


def test_better_is_higher_lower_or_nearer_as_the_entry_says():
    assert table.METRICS["r"].gain(0.8, 0.7) == pytest.approx(0.1)
    assert table.METRICS["rmse"].gain(0.03, 0.04) == pytest.approx(0.01)
    assert table.METRICS["bias"].gain(-0.01, 0.03) == pytest.approx(0.02)
    assert table.METRICS["slope"].gain(1.3, 0.9) == pytest.approx(-0.2)


def test_every_formula_of_sums_equals_the_formula_of_pairs():
    from smdownscale_plugin.metrics.accumulate import PairSums
    from smdownscale_plugin.metrics.moments import MetricSums
    rng = np.random.default_rng(5)
    truth = rng.uniform(0.05, 0.45, 3000)
    made = {name: 0.7 * truth + 0.08 + rng.normal(0, 0.03, truth.size) for name in ("e", "bilinear", "coarse")}
    sums = {name: PairSums() for name in made}
    for name, values in made.items():
        sums[name].add(values, truth)
    found = table.metrics_of_sums(MetricSums(*(sums[name].moments for name in ("e", "bilinear", "coarse"))))
    expected = table.pair_metrics(made["e"], truth, bilinear=made["bilinear"], coarse=made["coarse"])
    assert set(expected) - set(found) == {"spearman"}
    for name, value in found.items():
        assert value == pytest.approx(expected[name], rel=1e-9), name
