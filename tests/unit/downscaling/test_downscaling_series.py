"""Downscale Series: one map a date, what is skipped, left out and named, and what a killed run leaves behind."""
import os
import shutil
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

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.downscaling.prediction import WindowPredictor
from smdownscale_plugin.errors import Cancelled, InputError
from smdownscale_plugin.jobs import downscale_raster as job
from smdownscale_plugin.jobs.downscale_series import Folders, downscale_series
from smdownscale_plugin.jobs.map_options import MapOptions
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
        job.downscale_raster(linear_model, world.all_predictors, OutputPaths(out), world.coarse[k])
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
    assert "2 dates have no map: 0 failed, 2 without a valid value" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_when_a_date_fails_the_others_are_made_first_and_the_run_fails(world, linear_model, tmp_path):
    broken = make(tmp_path / "sm_20200601.tif", {"soil_moisture": 100 * world.cells[0]}, cell=FACTOR * PIXEL)
    with pytest.raises(InputError, match="could not be mapped: 1; maps finished: 1. 2020-06-01: .*percent"):
        downscale_series(linear_model, world.all_predictors, str(tmp_path / "maps"), [broken, world.coarse[1]])
    assert files(tmp_path / "maps") == [SECOND]
    with pytest.raises(InputError, match="No map could be made for any of 1 dates"):
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
    with pytest.raises(InputError, match="have the same date") as caught:
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


def _spoil(kind, world, tmp_path):
    """Files that make the first date's stack unusable, to be taken for it; words of the reason."""
    layers, path = {name: world.predictors[0][name] for name in ("ndvi", "lst")}, tmp_path / "stack_20200601.tif"
    if kind == "off the static grid":
        return [make(path, layers, origin=(1_000_500.0, 5_000_000.0))], "aren't on one grid"
    if kind == "two grids":
        return [make(path, {"ndvi": layers["ndvi"]}),
                make(tmp_path / "lst_20200601.tif", {"lst": layers["lst"][:30]})], "aren't on one grid"
    if kind == "a name twice":
        return [world.stacks[0], make(path, layers)], "occurs twice"
    return [make(tmp_path / "output_20200601.tif", {"": layers["lst"]}), world.stacks[0]], "NAMES"


@pytest.mark.parametrize("with_coarse", [True, False])
@pytest.mark.parametrize("kind", ["off the static grid", "two grids", "a name twice", "an unnamed band"])
def test_a_stack_that_cannot_be_formed_costs_its_date_and_no_other(world, linear_model, tmp_path, kind, with_coarse):
    spoilt, words = _spoil(kind, world, tmp_path)
    with pytest.raises(InputError, match=f"could not be mapped: 1; maps finished: 1. 2020-06-01: .*{words}"):
        downscale_series(linear_model, [*spoilt, *world.stacks[1:], world.static], str(tmp_path / "maps"),
                         world.coarse if with_coarse else ())
    assert files(tmp_path / "maps") == [SECOND]


def test_a_date_that_nothing_asks_for_may_lack_predictors(world, linear_model, tmp_path):
    """A folder of daily stacks of which most have rain alone, and coarse rasters of a few dates."""
    other = make(tmp_path / "stack_20200607.tif", {"ndvi": world.predictors[0]["ndvi"]})
    made = downscale_series(linear_model, [*world.all_predictors, other], str(tmp_path / "maps"), world.coarse)
    assert len(made.paths) == 2
    with pytest.raises(InputError, match="2020-06-07 lacks lst"):
        downscale_series(linear_model, [*world.all_predictors, other], str(tmp_path / "all"))


def _composites(world, tmp_path, *first_days):
    """Composites of 16 days."""
    layers = {name: world.predictors[0][name] for name in ("ndvi", "lst")}
    days = [datetime.strptime(day, "%Y%m%d") for day in first_days]
    return [make(tmp_path / f"stack_{day:%Y%m%d}.tif", layers, metadata={
        "TIME_START": f"{day:%Y-%m-%d}", "TIME_END": f"{day + timedelta(days=16):%Y-%m-%d}"}) for day in days]


@pytest.mark.parametrize("spoilt", ["cut short", "a predictor is missing"])
@pytest.mark.parametrize("others", [["20200601"], ["20200602"], []])
def test_no_other_composite_takes_the_place_of_one_that_cannot_be_used(world, linear_model, tmp_path, spoilt, others):
    right, *rest = _composites(world, tmp_path, "20200525", *others)       # the days up to 9 June
    coarse = [world.coarse[0], make(tmp_path / "sm_20200612.tif", {"soil_moisture": world.cells[0]},
                                    cell=FACTOR * PIXEL)]
    if spoilt == "cut short":
        Path(right).write_bytes(Path(right).read_bytes()[:300])
    else:
        make(right, {"ndvi": world.predictors[0]["ndvi"]},
             metadata={"TIME_START": "2020-05-25", "TIME_END": "2020-06-10"})
    with pytest.raises(InputError, match=right if spoilt == "cut short" else "lacks lst"):
        downscale_series(linear_model, [right, *rest, world.static], str(tmp_path / "maps"), coarse)
    assert files(tmp_path / "maps") == (["soil_moisture_20200612.tif"] if rest else [])


@pytest.mark.parametrize("own", [False, True])
def test_a_static_file_cut_short_is_named_as_the_cause(world, linear_model, tmp_path, own):
    static = tmp_path / "elevation.tif"
    static.write_bytes(Path(world.static).read_bytes()[:300])
    predictors = [*world.stacks, str(static)]
    if own:         # the second date has its own elevation
        predictors[1] = make(tmp_path / "stack_20200602.tif", world.predictors[1])
    with pytest.raises(InputError) as caught:
        downscale_series(linear_model, predictors, str(tmp_path / "maps"), world.coarse)
    message = str(caught.value)
    assert str(static) in message and "train" not in message and ("lacks elevation" in message) == own
    assert files(tmp_path / "maps") == ([SECOND] if own else [])


def test_looking_at_inputs_and_finished_maps_moves_progress_and_can_be_cancelled(world, linear_model, tmp_path):
    heard, folder = [], str(tmp_path / "maps")
    for skip in (False, True):
        monitor = Monitor(lambda fraction, message="": heard.append((message, fraction)))
        downscale_series(linear_model, world.all_predictors, folder, world.coarse, skip_finished=skip, monitor=monitor)
    for message in ("Looking at the predictors", "Looking at the coarse rasters", "Looking for finished dates"):
        fractions = [fraction for said_, fraction in heard if said_ == message]
        assert len(set(fractions)) > 2 and max(fractions) < 0.1
        now = [""]
        monitor = Monitor(lambda fraction, message="": now.__setitem__(0, message), lambda: now[0] == message)  # noqa: B023
        with pytest.raises(Cancelled):
            downscale_series(linear_model, world.all_predictors, folder, world.coarse, skip_finished=True,
                             monitor=monitor)


def test_leftovers_that_another_removed_or_holds(world, linear_model, tmp_path, monkeypatch):
    folder, remove = tmp_path / "maps", os.remove
    folder.mkdir()
    for name in (FIRST, SECOND):
        (folder / f"{name}.abcdefgh.part").touch()

    def removed(path):
        if os.path.basename(path).startswith(f"{SECOND}.abcdefgh"):
            raise PermissionError(13, "held by another program", path)
        remove(path)
        if "abcdefgh" in path:
            raise FileNotFoundError(2, "gone", path)
    monkeypatch.setattr(os, "remove", removed)
    with pytest.raises(InputError, match="mapped: 1; maps finished: 1. 2020-06-02: .*held by another program"):
        downscale_series(linear_model, world.all_predictors, str(folder), world.coarse, skip_finished=True)
    assert files(folder) == [FIRST, f"{SECOND}.abcdefgh.part"]


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
    with pytest.raises(InputError, match="could not be mapped: 1; maps finished: 1") as caught:
        downscale_series(linear_model, predictors, str(folder), coarse, monitor=said(messages))
    assert files(folder) == [SECOND]
    assert ("lst" if spoilt == "a predictor is missing" else broken) in str(caught.value)
    assert any(line.startswith("Failed. ") for line in messages)


def test_another_model_or_correction_makes_the_maps_anew(world, linear_model, tmp_path):
    folder = str(tmp_path / "maps")

    def made(model=linear_model, correction="none"):
        return len(downscale_series(model, world.all_predictors, folder, world.coarse,
                                    options=MapOptions(residual_correction=correction), skip_finished=True).made)
    other = str(tmp_path / "other.smdm")
    train_model(world.all_predictors, world.coarse, other, TrainingOptions(method="linear", seed=7))
    assert [made(), made(), made(correction="mean_preserving"), made(other), made()] == [2, 0, 2, 2, 2]


def test_auto_leaves_the_maps_that_it_would_make_and_no_others(world, linear_model, tmp_path):
    folder = str(tmp_path / "maps")

    def made(coarse, correction="auto"):
        again = downscale_series(linear_model, world.all_predictors, folder, coarse,
                                 options=MapOptions(residual_correction=correction),
                                 skip_finished=True)
        return [result.correction for result in again.made]
    assert made(()) == ["none", "none"] and made(()) == []
    chosen, = set(made(world.coarse))
    assert chosen != "none" and made(world.coarse) == [] and made(world.coarse, chosen) == []
    assert made(()) == ["none", "none"] and made((), "none") == []


def test_intervals_of_another_model_are_made_anew_where_only_the_maps_were(world, linear_model, tmp_path):
    other, folders = str(tmp_path / "other.smdm"), [str(tmp_path / name) for name in ("maps", "intervals", "where")]
    train_model(world.all_predictors, world.coarse, other, TrainingOptions(method="linear", seed=7))

    def made(model, *wanted):
        return len(downscale_series(model, world.all_predictors, Folders(*wanted), world.coarse,
                                    skip_finished=True).made)
    assert [made(linear_model, *folders), made(other, folders[0]), made(other, *folders), made(other, *folders)] == \
        [2, 2, 2, 0]
    assert {gdal.Open(str(path)).GetMetadataItem("MODEL") for folder in folders for path in Path(folder).iterdir()} == \
        {read_model(other).fingerprint}


@pytest.mark.parametrize("which", ["coarse", "predictors"])
def test_other_rasters_of_a_date_make_its_map_anew_though_they_are_older(world, linear_model, tmp_path, which):
    folder, coarse, predictors = str(tmp_path / "maps"), list(world.coarse), list(world.all_predictors)
    downscale_series(linear_model, predictors, folder, coarse)
    changed = coarse if which == "coarse" else predictors
    another = tmp_path / "another_20200601.tif"
    another.write_bytes(Path(changed[0]).read_bytes())
    os.utime(another, (10 ** 9, 10 ** 9))
    changed[0] = str(another)
    again = downscale_series(linear_model, predictors, folder, coarse, skip_finished=True)
    assert [os.path.basename(made.path) for made in again.made] == [FIRST]


def test_maps_don_t_tell_when_and_where_their_rasters_were_copied_to(world, linear_model, tmp_path):
    maps = []
    for name in ("here", "there"):
        files_ = [make_copy(path, tmp_path / name) for path in (*world.all_predictors, *world.coarse)]
        made = downscale_series(linear_model, files_[:3], str(tmp_path / name / "maps"), files_[3:])
        maps.append([Path(path).read_bytes() for path in made.paths])
    assert maps[0] == maps[1]


def make_copy(path, folder):
    """A copy of another age."""
    folder.mkdir(exist_ok=True)
    copy = shutil.copy(path, folder)
    age = 10 ** 9 + 1000 * len(folder.name)
    os.utime(copy, (age, age))
    return str(copy)


def test_a_map_that_cannot_be_read_is_made_anew(world, linear_model, tmp_path):
    folder = str(tmp_path / "maps")
    first = downscale_series(linear_model, world.all_predictors, folder, world.coarse)
    Path(first.paths[0]).write_bytes(b"II*")
    again = downscale_series(linear_model, world.all_predictors, folder, world.coarse, skip_finished=True)
    assert [made.path for made in again.made] == first.paths[:1] and np.isfinite(pixels(first.paths[0])).all()


def test_what_is_kept_and_prepared_is_for_the_dates_still_to_make(world, linear_model, tmp_path, monkeypatch):
    folder, asked = str(tmp_path / "maps"), []
    first = downscale_series(linear_model, world.all_predictors, folder, world.coarse)
    os.remove(first.paths[1])
    prepare = WindowPredictor.prepare
    monkeypatch.setattr(WindowPredictor, "prepare",
                        lambda self, maps, *rest: asked.append(maps) or prepare(self, maps, *rest))
    downscale_series(linear_model, world.all_predictors, folder, world.coarse, skip_finished=True)
    assert asked == [1]


def test_intervals_and_applicability_of_every_date_are_those_of_downscale_raster(world, linear_model, tmp_path):
    folders = Folders(*(str(tmp_path / name) for name in ("maps", "intervals", "applicabilities")))
    made = downscale_series(linear_model, world.all_predictors, folders, world.coarse)
    alone = OutputPaths(*(str(tmp_path / f"{name}.tif") for name in "abc"))
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
    downscale_series(model, world.all_predictors, str(tmp_path / "maps"), world.coarse,
                     options=MapOptions(residual_correction="none"))
    assert read.count(str(world.static)) == 1
    assert all(read.count(str(stack)) == 1 for stack in world.stacks)


_RUN = """
import sys
sys.path.insert(0, {root!r})
from smdownscale_plugin.jobs.downscale_series import Folders, downscale_series
downscale_series({model!r}, [{predictors!r}], Folders(*{folders!r}), [{coarse!r}], skip_finished=True)
"""


def test_a_series_killed_in_mid_run_and_started_again_ends_with_the_same_files(tmp_path):
    world, model = write_world(tmp_path / "world", dates=24), str(tmp_path / "model.smdm")
    train_model(world.all_predictors, world.coarse, model, TrainingOptions(method="linear"))
    kinds = ("maps", "intervals", "applicabilities")
    undisturbed = downscale_series(model, world.all_predictors, Folders(*(str(tmp_path / "a" / k) for k in kinds)),
                                   world.coarse)
    folder, folders = tmp_path / "b" / "maps", [str(tmp_path / "b" / kind) for kind in kinds]
    code = _RUN.format(root=str(Path(__file__).parents[3]), model=model, folders=folders,
                       predictors=str(tmp_path / "world" / "predictors"), coarse=str(tmp_path / "world" / "coarse"))
    run = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 60
    while not len(list(folder.glob("*.tif"))) >= 3 and time.monotonic() < deadline and run.poll() is None:
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    dates = {path.stem[-8:] for path in folder.glob("*.tif")}      # the map is the last of a date to have its name
    finished = {path: path.stat().st_mtime_ns for path in (tmp_path / "b").rglob("*.tif") if path.stem[-8:] in dates}
    assert 3 <= len(dates) < 24 and len(finished) == 3 * len(dates)
    (folder / f"{FIRST}.abcdefgh.part").touch()                    # of a date that was finished by another run
    last = "20200624.tif"
    (folder / f"soil_moisture_{last}.abcdefgh.part.first_guess.part").touch()    # what a killed run leaves of a date
    (tmp_path / "b" / "intervals" / f"interval_{last}.abcdefgh.part").touch()
    again = downscale_series(model, world.all_predictors, Folders(*folders), world.coarse, skip_finished=True)
    assert len(again.made) == 24 - len(dates)
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    for kind, paths in zip(kinds, (undisturbed.paths, undisturbed.intervals, undisturbed.applicabilities)):
        there = [os.path.basename(path) for path in paths]
        assert len(there) == 24
        assert files(tmp_path / "b" / kind) == sorted(there + [f"{FIRST}.abcdefgh.part"] * (kind == "maps"))
        for name in there:
            assert (tmp_path / "b" / kind / name).read_bytes() == (tmp_path / "a" / kind / name).read_bytes()
