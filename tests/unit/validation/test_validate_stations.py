"""Validation against stations: pairs by hand, metrics by scipy, baselines by interpolation of a plane."""
import csv
import os
import sys
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from listening import cancelled_after
from osgeo import ogr, osr
from station_validation import validated

from smdownscale_plugin.errors import Cancelled, InputError
from smdownscale_plugin.jobs.validate_stations import StationValidationOptions, validate_stations
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.ease_grid import m01_grid, m09_grid
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.writing import write_raster

stats = pytest.importorskip("scipy.stats")
FINE, COARSE = m01_grid(300, 1900, 6, 6), m09_grid(300, 1900, 6, 6)
DAYS = [datetime(2020, 6, 1, tzinfo=timezone.utc) + timedelta(days=k) for k in range(12)]
PLACES = {"A": (5, 7), "B": (20, 30), "C & <D>": (44, 12), "E": (47, 48)}   # rows and columns of fine pixels


def lonlat(row, column, grid=FINE):
    """Longitude and latitude of a pixel's centre."""
    source, target = osr.SpatialReference(grid.crs), osr.SpatialReference()
    target.ImportFromEPSG(4326)
    for reference in (source, target):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    x0, dx, _, y0, _, dy = grid.transform
    transformation = osr.CoordinateTransformation(source, target)
    return transformation.TransformPoint(x0 + dx * (column + 0.5), y0 + dy * (row + 0.5))[:2]


class World:
    """Daily maps, coarse maps and station readings of twelve days."""

    def __init__(self, folder):
        rng = np.random.default_rng(4)
        self.folder = folder
        self.coarse = rng.uniform(0.1, 0.4, (12, 6, 6))
        self.fine = np.kron(self.coarse, np.ones((9, 9))) + rng.normal(0, 0.04, (12, 54, 54))
        self.rasters = [self._save("fine", d, v, FINE) for d, v in zip(DAYS, self.fine)]
        self.coarse_rasters = [self._save("coarse", d, v, COARSE) for d, v in zip(DAYS, self.coarse)]
        self.truth = {name: np.clip(self.fine[:, r, c] + rng.normal(0.01, 0.02, 12), 0.05, 0.9)
                      for name, (r, c) in PLACES.items()}
        # four readings a day about the day's mean
        self.readings = [(name, d + timedelta(hours=h), v + e) for name, values in self.truth.items()
                         for d, v in zip(DAYS, values) for h, e in ((0, -0.01), (6, 0.01), (12, -0.01), (23, 0.01))]
        self.stations = self.table([(n, *lonlat(*PLACES[n])[::-1], t.isoformat(), v) for n, t, v in self.readings])

    def _save(self, name, day, values, grid):
        period = Period(day, day + timedelta(days=1))
        return write_raster(str(self.folder / f"{name}_{period.stamp()}.tif"), grid, {"soil_moisture": values},
                            metadata=period.metadata())

    def table(self, rows, header="station,latitude,longitude,time,soil_moisture", name="stations.csv"):
        path = self.folder / name
        with open(path, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header.split(","), *rows])
        return str(path)

    def run(self, **options):
        options = {"coarse": self.coarse_rasters, **options}
        return validated(self.rasters, [options.pop("stations", self.stations)], **options)


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def pooled(world):
    """(fine, truth) of all pairs, by hand, in Float32 as the rasters hold them."""
    fine = np.concatenate([world.fine[:, r, c] for r, c in PLACES.values()]).astype(np.float32).astype(float)
    return fine, np.concatenate(list(world.truth.values()))


# --- numbers ---

def test_pooled_metrics_equal_those_of_pairs_made_by_hand(world):
    result = world.run()
    e, t = pooled(world)
    assert (result.n_pairs, result.n_stations) == (48, 4)
    assert result.r == pytest.approx(stats.pearsonr(e, t)[0], abs=1e-9)
    assert result.rmse == pytest.approx(np.sqrt(np.mean((e - t) ** 2)), rel=1e-9)
    assert result.ubrmse == pytest.approx(np.std(e - t), rel=1e-9)
    assert result.bias == pytest.approx(np.mean(e - t), rel=1e-9)


def test_every_station_gets_its_own_metrics_and_the_median_is_theirs(world):
    result = world.run()
    by_hand = [stats.pearsonr(world.fine[:, r, c], world.truth[n])[0] for n, (r, c) in PLACES.items()]
    found = {result.comparison.stations[s["station"]].name: s["downscaled"] for s in result.comparison.per_station}
    assert [found[n]["r"] for n in PLACES] == pytest.approx(by_hand, abs=1e-6)
    assert result.median_r == pytest.approx(np.median(by_hand), abs=1e-6)
    for metrics in found.values():
        assert metrics["n"] == 12 and metrics["r_low"] < metrics["r"] < metrics["r_high"]


def test_the_nearest_baseline_is_the_cell_s_value_and_skill_compares_with_bilinear(world):
    result = world.run()
    cells = np.concatenate([world.coarse[:, r // 9, c // 9] for r, c in PLACES.values()])
    t = np.concatenate(list(world.truth.values()))
    overall = result.comparison.overall
    assert overall["nearest"]["rmse"] == pytest.approx(np.sqrt(np.mean((cells - t) ** 2)), rel=1e-6)
    assert result.skill == pytest.approx(1 - overall["downscaled"]["rmse"] ** 2 / overall["bilinear"]["rmse"] ** 2)
    low, high = (overall["downscaled"][f"skill_{end}"] for end in ("low", "high"))
    assert low < result.skill < high


def test_bilinear_interpolation_reproduces_a_plane(world):
    row, column = np.mgrid[0:6, 0:6]
    plane = 0.1 + 0.03 * row + 0.01 * column
    for day in DAYS:
        world._save("coarse", day, plane, COARSE)
    values = world.run().comparison.pairs.values["bilinear"].reshape(4, 12)
    for (r, c), found in zip(PLACES.values(), values):   # inside the outermost centres
        expected = 0.1 + 0.03 * ((r + 0.5) / 9 - 0.5) + 0.01 * ((c + 0.5) / 9 - 0.5)
        assert found == pytest.approx(np.full(12, expected), abs=1e-7)


def test_bilinear_interpolation_goes_on_beside_missing_cells_and_nearest_does_not(world):
    coarse = world.coarse.copy()
    coarse[:, 5, 5] = np.nan   # the cell of station E
    for day, values in zip(DAYS, coarse):
        world._save("coarse", day, values, COARSE)
    said = []
    result = world.run(monitor=Monitor(warn=said.append))
    pairs = result.comparison.pairs
    assert pairs.station.size == 48 and result.n_pairs == 36 and any("12 of 48 pairs" in line for line in said)
    of_e = pairs.station == 3
    assert np.isnan(pairs.values["nearest"][of_e]).all() and np.isfinite(pairs.values["bilinear"][of_e]).all()


def test_without_coarse_product_there_are_no_baselines(world):
    result = world.run(coarse=[])
    assert list(result.comparison.overall) == ["downscaled"] and np.isnan(result.skill)


# --- matching ---

def test_a_daily_map_takes_the_readings_of_its_day_end_excluded(world):
    pairs = world.run().comparison.pairs
    assert set(pairs.readings) == {4}
    assert pairs.values["station"][:12] == pytest.approx(world.truth["A"])


def test_a_map_of_an_instant_takes_readings_within_the_tolerance(world):
    instant = write_raster(str(world.folder / "sm_20200603T0600.tif"), FINE, {"soil_moisture": world.fine[2]})
    for hours, count in ((3.0, 1), (6.5, 3), (0.0, 1)):
        pairs = validate_stations([instant], [world.stations],
                                  StationValidationOptions(tolerance_hours=hours)).comparison.pairs
        assert set(pairs.readings) == {count}
    shifted = write_raster(str(world.folder / "sm_20200603T0900.tif"), FINE, {"soil_moisture": world.fine[2]})
    with pytest.raises(InputError, match="overlap the rasters in time"):
        validate_stations([shifted], [world.stations], StationValidationOptions(tolerance_hours=1.0))


def test_a_composite_takes_all_readings_of_its_time(world):
    metadata = {"TIME_START": "2020-06-01T00:00:00Z", "TIME_END": "2020-06-09T00:00:00Z"}
    path = write_raster(str(world.folder / "composite.tif"), FINE, {"soil_moisture": world.fine[0]}, metadata=metadata)
    pairs = validate_stations([path], [world.stations]).comparison.pairs
    assert pairs.readings.tolist() == [32] * 4
    assert pairs.values["station"][0] == pytest.approx(world.truth["A"][:8].mean())


def test_maps_without_a_date_are_left_out_and_only_such_maps_refused(world):
    static = write_raster(str(world.folder / "mean.tif"), FINE, {"soil_moisture": world.fine.mean(0)})
    said = []
    validate_stations([*world.rasters, static], [world.stations], monitor=Monitor(warn=said.append))
    assert any("mean.tif" in line for line in said)
    with pytest.raises(InputError, match="None of the rasters has a date"):
        validate_stations([static], [world.stations])


def test_deep_sensors_do_not_count_and_sensors_at_one_depth_are_averaged(world):
    rows = []
    for name, time, value in world.readings:
        place = (name, *lonlat(*PLACES[name])[::-1], time.isoformat())
        rows += [(*place, value + 0.02, 0.05, 0.05), (*place, value - 0.02, 0.05, 0.05), (*place, 0.5, 0.2, 0.2)]
    header = "station,latitude,longitude,time,soil_moisture,depth_from,depth_to"
    path = world.table(rows, header, "deep.csv")
    assert world.run(stations=path).r == pytest.approx(world.run().r, abs=1e-9)
    said = []
    deep = world.run(stations=path, depth_from=0.1, depth_to=0.3, monitor=Monitor(info=said.append))
    assert deep.comparison.pairs.values["station"][0] == 0.5
    assert any("stations of deep.csv, 0.2 m deep: " in line for line in said)


def test_stations_outside_and_without_value_are_counted(world):
    rows = [(n, *lonlat(*PLACES[n])[::-1], t.isoformat(), v) for n, t, v in world.readings]
    rows.append(("far", -40.0, 100.0, "2020-06-01T00:00", 0.2))
    said = []
    result = world.run(stations=world.table(rows, name="more.csv"), monitor=Monitor(info=said.append))
    assert result.n_stations == 4 and any(line.startswith("1 of 5 stations lie outside") for line in said)


def test_maps_on_different_grids_are_sampled_each_on_its_own(world):
    x0, dx, _, y0, _, dy = FINE.transform
    half = Grid(FINE.crs, (x0, 2 * dx, 0.0, y0, 0.0, 2 * dy), 27, 27)
    period = Period(DAYS[0], DAYS[0] + timedelta(days=1))
    blocks = world.fine[0].reshape(27, 2, 27, 2).mean((1, 3))
    write_raster(world.rasters[0], half, {"soil_moisture": blocks}, metadata=period.metadata())
    pairs = world.run().comparison.pairs
    first = pairs.raster == 0
    assert pairs.values["downscaled"][first] == pytest.approx([blocks[r // 2, c // 2] for r, c in PLACES.values()])


# --- outputs ---

def test_the_points_hold_the_metrics_of_each_station_where_it_stands(world):
    path = str(world.folder / "out.gpkg")
    result = world.run(station_metrics=path)
    layer = ogr.Open(path)
    features = {f.GetField("station"): f.Clone() for f in layer.GetLayerByName("stations")}
    assert set(features) == set(PLACES)
    for entry in result.comparison.per_station:
        name = result.comparison.stations[entry["station"]].name
        point = features[name].GetGeometryRef()
        assert (point.GetX(), point.GetY()) == pytest.approx(lonlat(*PLACES[name]))
        for field in ("n", "r", "rmse", "skill", "gdown"):
            assert features[name].GetField(field) == pytest.approx(entry["downscaled"][field])
        assert features[name].GetField("bilinear_r") == pytest.approx(entry["bilinear"]["r"])
    assert layer.GetLayerByName("stations").GetSpatialRef().GetAuthorityCode(None) == "4326"


def test_the_table_of_pairs_holds_every_pair(world):
    path = str(world.folder / "pairs.csv")
    world.run(pairs=path)
    with open(path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 48 and rows[0]["station"] == "A" and rows[0]["raster"] == "fine_20200601.tif"
    assert rows[0]["time_start"] == "2020-06-01T00:00:00Z" and rows[0]["readings"] == "4"
    assert [float(r["station_sm"]) for r in rows[:12]] == pytest.approx(world.truth["A"], rel=1e-8)
    assert [float(r["downscaled"]) for r in rows[:12]] == pytest.approx(world.fine[:, 5, 7], rel=1e-6)


def test_the_report_names_stations_as_text_and_says_what_it_measures(world):
    path = world.folder / "r.html"
    world.run(report=str(path))
    html = path.read_text(encoding="utf-8")
    assert "C &amp; &lt;D&gt;" in html and "<D>" not in html
    assert "4 stations of stations.csv: 48 pairs" in html and "not an error of the map" in html
    assert "These are few numbers" in html and "Skill" in html


def test_hostile_station_names_reach_the_report_as_text_and_do_not_stop_it(world):
    names = {"A": "<script>alert(1)</script>", "B": "$\\frac{$", "C & <D>": 'a "b", [c]/d#', "E": "x" * 300}
    rows = [(names[n], *lonlat(*PLACES[n])[::-1], t.isoformat(), v) for n, t, v in world.readings]
    path = world.folder / "r.html"
    world.run(stations=world.table(rows, name="hostile.csv"), report=str(path),
              station_metrics=str(world.folder / "s.gpkg"), pairs=str(world.folder / "p.csv"))
    html = path.read_text(encoding="utf-8")
    assert html.count("<script>") == 1 and "&lt;script&gt;alert(1)" in html
    points = ogr.Open(str(world.folder / "s.gpkg"))
    assert {f.GetField("station") for f in points.GetLayer(0)} == set(names.values())


def test_a_single_pair_gives_a_report_without_figures_of_spread(world):
    path = world.table([("A", *lonlat(5, 7)[::-1], "2020-06-01T06:00", 0.2)], name="one.csv")
    report = world.folder / "r.html"
    result = world.run(stations=path, report=str(report), station_metrics=str(world.folder / "s.gpkg"))
    assert (result.n_pairs, result.n_stations) == (1, 1) and np.isnan(result.r) and np.isfinite(result.rmse)
    assert "1 station of one.csv: 1 pair." in report.read_text(encoding="utf-8")


def test_without_matplotlib_there_is_a_report_without_figures(world, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    world.run(report=str(world.folder / "r.html"))
    html = (world.folder / "r.html").read_text(encoding="utf-8")
    assert "This report has no figures" in html and "<img" not in html


def test_the_same_inputs_give_the_same_bytes(world):
    def outputs(folder):
        os.makedirs(folder)
        names = {"pairs": "p.csv", "report": "r.html"}
        world.run(**{key: os.path.join(folder, name) for key, name in names.items()})
        return [open(os.path.join(folder, name), "rb").read() for name in names.values()]
    assert outputs(str(world.folder / "a")) == outputs(str(world.folder / "b"))


# --- bad input ---

def test_bad_stations_are_refused_in_one_sentence_and_leave_nothing(world):
    good = [("A", *lonlat(5, 7)[::-1], "2020-06-01T06:00", 0.2)]
    swapped = [(n, *lonlat(*PLACES[n]), t.isoformat(), v) for n, t, v in world.readings]
    bad = {
        "lies inside the rasters": world.table(swapped, name="swapped.csv"),
        "overlap the rasters in time": world.table([(*good[0][:3], "2019-01-01", 0.2)], name="early.csv"),
        "percent": world.table([(*good[0][:4], 22.0)], name="percent.csv"),
        "lacks the columns": world.table(good, "a,b,c,d,e", "columns.csv"),
        "Line 2": world.table([(*good[0][:3], "yesterday", 0.2)], name="date.csv"),
    }
    out = world.folder / "out"
    for expected, path in bad.items():
        with pytest.raises(InputError) as problem:
            world.run(stations=path, station_metrics=str(out / "s.gpkg"), pairs=str(out / "p.csv"),
                      report=str(out / "r.html"))
        message = str(problem.value)
        assert expected in message and os.path.basename(path) in message and message.endswith("."), message
    assert not out.exists() or not list(out.iterdir())


def test_rasters_without_values_at_the_stations_are_refused(world):
    for path in world.rasters:
        write_raster(path, FINE, {"soil_moisture": np.full(FINE.shape, np.nan)})
    with pytest.raises(InputError, match="no value at the 4 stations"):
        world.run()


def test_rasters_in_percent_are_refused(world):
    for path, values in zip(world.rasters, world.fine):
        write_raster(path, FINE, {"soil_moisture": values * 100})
    with pytest.raises(InputError, match="RASTERS: the median .* percent"):
        world.run()


def test_cancelling_leaves_nothing(world):
    out = world.folder / "out"
    with pytest.raises(Cancelled):
        world.run(station_metrics=str(out / "s.gpkg"), pairs=str(out / "p.csv"), report=str(out / "r.html"),
                  monitor=cancelled_after(40))
    assert not out.exists() or not list(out.iterdir())


def test_progress_rises_to_the_end(world):
    seen = []
    world.run(report=str(world.folder / "r.html"), monitor=Monitor(progress=lambda f, m: seen.append(f)))
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) > 10
