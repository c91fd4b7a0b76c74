"""Downscale Series: one map a date, what is skipped, left out and named, and what a killed run leaves behind."""
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from limited_disks import files
from osgeo import gdal
from small_world import FACTOR, PIXEL, make, pixels, write_world

from smdownscale_plugin.downscaling.downscale import Targets
from smdownscale_plugin.errors import Cancelled, InputError
from smdownscale_plugin.jobs import downscale_raster as job
from smdownscale_plugin.jobs.downscale_series import Folders, downscale_series
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters import reading
from smdownscale_plugin.regression.model_file import read_model


def said(into):
    return Monitor(info=into.append, warn=into.append)


FIRST, SECOND = "soil_moisture_20200601.tif", "soil_moisture_20200602.tif"


def test_a_series_holds_one_map_a_date_each_as_made_alone(world, linear_model, tmp_path):
    out = str(tmp_path / "alone.tif")
    made = downscale_series(linear_model, world.all_predictors, str(tmp_path / "maps"), world.coarse)
    assert [os.path.basename(path) for path in made.paths] == [FIRST, SECOND]
    for k, path in enumerate(made.paths):
        job.downscale_raster(linear_model, world.all_predictors, Targets(out), world.coarse[k])
        assert open(path, "rb").read() == open(out, "rb").read()
    assert files(tmp_path / "maps") == [FIRST, SECOND]


def test_without_coarse_rasters_every_stack_gives_a_map(world, linear_model, tmp_path):
    made = downscale_series(linear_model, world.all_predictors, str(tmp_path / "maps"))
    assert len(made.paths) == 2
    layers = world.predictors[1]
    table = np.stack([layers[name].ravel() for name in read_model(linear_model).features.names], 1).astype(np.float32)
    expected = np.clip(read_model(linear_model).predict(table), 0.0, 0.75).reshape(layers["ndvi"].shape)
    assert np.abs(pixels(made.paths[1])[0] - expected).max() < 1e-6


def test_daily_coarse_rasters_share_a_composite_of_predictors(world, linear_model, tmp_path):
    layers = {name: world.predictors[0][name] for name in ("ndvi", "lst")}
    composite = make(tmp_path / "stack.tif", layers,
                     metadata={"TIME_START": "2020-06-01", "TIME_END": "2020-06-09"})
    made = downscale_series(linear_model, [composite, world.static], str(tmp_path / "maps"), world.coarse,
                            report=str(tmp_path / "report.html"))
    assert [gdal.Open(path).GetMetadataItem("TIME_START")[:10] for path in made.paths] == world.dates
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert all(date in report for date in world.dates)


def test_finished_dates_are_skipped_unless_an_input_is_newer(world, linear_model, tmp_path):
    folder, messages = str(tmp_path / "maps"), []
    first = downscale_series(linear_model, world.all_predictors, folder, world.coarse)
    for path in first.paths:
        os.utime(path, (10 ** 9, 10 ** 9) if path.endswith("02.tif") else None)      # the second one is old
    again = downscale_series(linear_model, world.all_predictors, folder, world.coarse, skip_finished=True,
                             monitor=said(messages))
    assert again.paths == first.paths and [os.path.basename(m.path) for m in again.made] == [SECOND]
    everything = downscale_series(linear_model, world.all_predictors, folder, world.coarse)
    assert len(everything.made) == 2


def test_a_date_without_values_is_left_out_with_a_warning(world, linear_model, tmp_path):
    messages = []
    empty = make(tmp_path / "stack_20200603.tif", {n: np.full(world.truth[0].shape, np.nan) for n in ("ndvi", "lst")})
    third = make(tmp_path / "sm_20200603.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL)
    no_pass = make(tmp_path / "sm_20200602.tif", {"soil_moisture": np.full((8, 8), np.nan)}, cell=FACTOR * PIXEL)
    made = downscale_series(linear_model, [*world.all_predictors, empty], str(tmp_path / "maps"),
                            [world.coarse[0], no_pass, third], report=str(tmp_path / "r.html"), monitor=said(messages))
    assert len(made.paths) == 1 and files(tmp_path / "maps") == [FIRST]
    text = "\n".join(messages)
    assert "2020-06-02" in text and "2020-06-03" in text
    assert "2 dates hold no valid value" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_when_a_date_fails_the_others_are_made_first_and_the_run_fails(world, linear_model, tmp_path):
    broken = make(tmp_path / "sm_20200601.tif", {"soil_moisture": 100 * world.cells[0]}, cell=FACTOR * PIXEL)
    with pytest.raises(InputError, match="Failed: 1; maps that are there: 1. 2020-06-01: .*percent"):
        downscale_series(linear_model, world.all_predictors, str(tmp_path / "maps"), [broken, world.coarse[1]])
    assert files(tmp_path / "maps") == [SECOND]
    with pytest.raises(InputError, match="No map could be made of 1 dates"):
        downscale_series(linear_model, world.all_predictors, str(tmp_path / "none"), [broken])


def test_rasters_without_a_partner_are_said_and_none_at_all_is_an_error(world, linear_model, tmp_path):
    messages = []
    lonely = make(tmp_path / "sm_20210101.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL)
    made = downscale_series(linear_model, world.all_predictors, str(tmp_path / "maps"), [*world.coarse, lonely],
                            monitor=said(messages))
    assert len(made.paths) == 2 and lonely in "\n".join(messages)
    with pytest.raises(InputError, match="No date in common"):
        downscale_series(linear_model, world.all_predictors, str(tmp_path / "maps"), [lonely])


def test_two_rasters_of_one_date_are_refused_with_both_named(world, linear_model, tmp_path):
    twin = make(tmp_path / "pm_20200601.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL)
    with pytest.raises(InputError, match="of one date") as caught:
        downscale_series(linear_model, world.all_predictors, str(tmp_path / "maps"), [world.coarse[0], twin])
    assert twin in str(caught.value) and world.coarse[0] in str(caught.value)


def test_cancel_in_a_series_keeps_finished_maps_and_no_half_one(world, linear_model, tmp_path):
    reached = [0.0]
    monitor = Monitor(lambda fraction, message="": reached.__setitem__(0, fraction), lambda: reached[0] > 0.7)
    with pytest.raises(Cancelled):
        downscale_series(linear_model, world.all_predictors, str(tmp_path / "maps"), world.coarse, monitor=monitor)
    assert files(tmp_path / "maps") == [FIRST]


def test_a_series_without_dates_is_one_map(world, linear_model, tmp_path):
    layers = {name: world.predictors[0][name] for name in ("ndvi", "lst", "elevation")}
    made = downscale_series(linear_model, [make(tmp_path / "all.tif", layers)], str(tmp_path / "maps"))
    assert files(tmp_path / "maps") == ["soil_moisture.tif"] and len(made.paths) == 1


def test_many_dates_cost_no_more_open_files_than_a_few(world, linear_model, tmp_path):
    start = datetime(2021, 1, 1, tzinfo=timezone.utc)
    layers = {name: world.predictors[0][name][:9, :9] for name in ("ndvi", "lst", "elevation")}
    stacks = [make(tmp_path / f"s_{start + timedelta(days=day):%Y%m%d}.tif", layers) for day in range(40)]
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    downscale_series(linear_model, stacks, str(tmp_path / "maps"))
    after = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert after <= before + 2 and len(files(tmp_path / "maps")) == 40


@pytest.mark.parametrize("spoilt", ["coarse", "stack", "a predictor is missing"])
def test_a_file_that_cannot_be_used_costs_its_date_and_no_other(world, linear_model, tmp_path, spoilt):
    coarse, predictors = list(world.coarse), list(world.all_predictors)
    if spoilt == "a predictor is missing":
        broken = make(tmp_path / "stack_20200601.tif", {"ndvi": world.predictors[0]["ndvi"]})
    else:
        broken = str(tmp_path / "broken_20200601.tif")
        Path(broken).write_bytes(Path(coarse[0]).read_bytes()[:300])
    if spoilt == "coarse":
        coarse[0] = broken
    else:
        predictors[predictors.index(world.stacks[0])] = broken
    folder, messages = tmp_path / "maps", []
    with pytest.raises(InputError, match="Failed: 1; maps that are there: 1") as caught:
        downscale_series(linear_model, predictors, str(folder), coarse, monitor=said(messages))
    assert files(folder) == [SECOND]
    assert ("lst" if spoilt == "a predictor is missing" else broken) in str(caught.value)
    assert any(line.startswith("Failed. ") for line in messages)


def test_another_model_or_correction_makes_the_maps_anew(world, linear_model, tmp_path):
    folder = str(tmp_path / "maps")

    def made(model=linear_model, correction="none"):
        return len(downscale_series(model, world.all_predictors, folder, world.coarse, correction, True).made)
    other = str(tmp_path / "other.smdm")
    train_model(world.all_predictors, world.coarse, other, TrainingOptions(method="linear", seed=7))
    assert [made(), made(), made(correction="mean_preserving"), made(correction="auto"), made(other), made()] == \
        [2, 0, 2, 0, 2, 2]


def test_intervals_and_applicability_of_every_date_are_those_of_downscale_raster(world, linear_model, tmp_path):
    folders = Folders(*(str(tmp_path / name) for name in ("maps", "intervals", "applicabilities")))
    made = downscale_series(linear_model, world.all_predictors, folders, world.coarse)
    alone = Targets(*(str(tmp_path / f"{name}.tif") for name in "abc"))
    for k, coarse in enumerate(world.coarse):
        job.downscale_raster(linear_model, world.all_predictors, alone, coarse)
        for path, other in zip((made.paths[k], made.intervals[k], made.applicabilities[k]),
                               (alone.output, alone.interval, alone.applicability)):
            assert Path(path).read_bytes() == Path(other).read_bytes()
    assert [os.path.basename(path) for path in made.intervals] == ["interval_20200601.tif", "interval_20200602.tif"]
    assert files(tmp_path / "applicabilities") == ["applicability_20200601.tif", "applicability_20200602.tif"]


def test_static_predictors_are_read_once_for_all_dates(tmp_path, monkeypatch):
    world, model, read = write_world(tmp_path / "world", dates=5), str(tmp_path / "model.smdm"), []
    train_model(world.all_predictors, world.coarse, model, TrainingOptions(method="linear"))
    original = reading.Raster.read
    monkeypatch.setattr(reading.Raster, "read",
                        lambda self, *a, **k: read.append(self.info.path) or original(self, *a, **k))
    downscale_series(model, world.all_predictors, str(tmp_path / "maps"), world.coarse, "none")
    assert read.count(str(world.static)) == 1
    assert all(read.count(str(stack)) == 1 for stack in world.stacks)


_RUN = """
import sys
sys.path.insert(0, {root!r})
from smdownscale_plugin.jobs.downscale_series import downscale_series
downscale_series({model!r}, [{predictors!r}], {folder!r}, [{coarse!r}], skip_finished=True)
"""


def test_a_series_killed_in_mid_run_and_started_again_ends_with_the_same_files(tmp_path):
    world, model = write_world(tmp_path / "world", dates=24), str(tmp_path / "model.smdm")
    train_model(world.all_predictors, world.coarse, model, TrainingOptions(method="linear"))
    undisturbed = downscale_series(model, world.all_predictors, str(tmp_path / "undisturbed"), world.coarse)
    folder = tmp_path / "maps"
    code = _RUN.format(root=str(Path(__file__).parents[2]), model=model, folder=str(folder),
                       predictors=str(tmp_path / "world" / "predictors"), coarse=str(tmp_path / "world" / "coarse"))
    run = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 60
    while not len(list(folder.glob("*.tif"))) >= 3 and time.monotonic() < deadline and run.poll() is None:
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    finished = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.tif")}
    assert 3 <= len(finished) < 24
    (folder / f"{FIRST}.abcdefgh.part").touch()                    # of a date that was finished by another run
    last = "soil_moisture_20200624.tif"
    (folder / f"{last}.abcdefgh.part.first_guess.part").touch()    # what a killed run leaves of a date
    again = downscale_series(model, world.all_predictors, str(folder), world.coarse, skip_finished=True)
    assert len(again.made) == 24 - len(finished)
    assert all(path.stat().st_mtime_ns == finished.get(path.name, path.stat().st_mtime_ns) for path in folder.iterdir())
    for name in files(tmp_path / "undisturbed"):
        assert (folder / name).read_bytes() == (tmp_path / "undisturbed" / name).read_bytes()
    assert files(folder) == sorted([*(os.path.basename(path) for path in undisturbed.paths), f"{FIRST}.abcdefgh.part"])
