"""Maps by models that look around: the same in windows as in one piece, gaps stay gaps, days are the right ones."""
from pathlib import Path

import numpy as np
import pytest
from small_world import make, pixels, smooth
from toy_methods import CONVOLUTION, DAYS, HALO, SEQUENCE, ConvolutionFit, SequenceFit, moving_mean

from smdownscale_plugin.downscaling import window_reader
from smdownscale_plugin.downscaling.downscale import MapInputs, OutputPaths, downscale
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.days import days_before
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.rasters.windows import WindowLayout, windows
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.model_file import read_model, write_model
from smdownscale_plugin.samples.features import Feature, Features

SHAPE = (60, 75)
FEATURES = Features((Feature("ndvi"), Feature("soil", "", (1, 2))))
RANGES = np.array([[-9.0, 9.0]] * 3)
COEFFICIENTS = np.array([0.02, 0.01, -0.01])


@pytest.fixture
def stack(tmp_path):
    """ndvi with a gap and a class, of 2020-06-10."""
    ndvi = smooth(SHAPE, 1, 2)
    ndvi[20:23, 30:34] = np.nan
    path = make(tmp_path / "stack_20200610.tif", {"ndvi": ndvi, "soil": 1.0 + (smooth(SHAPE, 2, 6) > 0)},
                categorical=("soil",))
    return open_stacks([path])[0]


def small_windows(monkeypatch, size):
    """Let maps be made in windows of so many pixels."""
    monkeypatch.setattr(window_reader, "layout",
                        lambda shape, blocks: WindowLayout(windows(shape, (size, size)), False))
    monkeypatch.setattr(window_reader, "low_windows", lambda shape, *_: windows(shape, (size, size)))


def mapped(model, stack, tmp_path, name="map.tif", days=None, **options):
    """The map (rows, columns) of a model without a coarse raster."""
    downscale(model, MapInputs(stack, days=days), OutputPaths(str(tmp_path / name)), "none", **options)
    return pixels(tmp_path / name)[0]


def through_file(model, tmp_path):
    return read_model(write_model(str(tmp_path / "model.smdm"), model))


def test_a_convolution_in_windows_equals_the_map_in_one_piece_and_its_definition(stack, tmp_path, monkeypatch):
    model = through_file(Model(ConvolutionFit(COEFFICIENTS, 0.25, 3), FEATURES, RANGES), tmp_path)
    whole = mapped(model, stack, tmp_path)
    small_windows(monkeypatch, 17)
    pieces = mapped(model, stack, tmp_path, "pieces.tif")
    assert np.array_equal(whole, pieces, equal_nan=True)

    with stack.open() as reader:
        values = reader.read(windows(SHAPE)[0])
    image = np.pad(FEATURES.encode(values), ((0, 0), (HALO, HALO), (HALO, HALO)), constant_values=np.nan)
    expected = np.tensordot(COEFFICIENTS, moving_mean(image, HALO), 1) + 0.25
    known = np.isfinite(values).all(0)
    assert np.array_equal(np.isfinite(whole), known) and not known.all()
    assert np.abs(whole - expected)[known].max() < 1e-6


def test_the_interval_of_a_convolution_takes_noise_of_the_neighbours_too(stack, tmp_path):
    """Averaging 81 neighbours leaves a ninth of the noise's standard deviation, the class columns have none."""
    about = {"pixel_noise": [0.5, 0.0, 0.0], "error_budget": dict.fromkeys(
        ("between", "between_corrected", "within", "product_noise_variance"), 0.0)}
    model = Model(ConvolutionFit(COEFFICIENTS, 0.25, 3), FEATURES, RANGES, about)
    downscale(model, MapInputs(stack), OutputPaths(str(tmp_path / "map.tif"), str(tmp_path / "interval.tif")), "none")
    lower, upper = pixels(tmp_path / "interval.tif")[:2]
    variance = np.nanmean(((upper - lower) / 2 / 1.645) ** 2)
    assert variance == pytest.approx((0.5 * COEFFICIENTS[0]) ** 2 / 81, rel=0.25)


def daily(folder, days, skipped=()):
    """Daily stacks (rain, heat) of 2020-06-01 and so on; the files, and values (days, 2, rows, columns)."""
    paths, values = [], []
    for day in range(1, days + 1):
        layers = {"rain": smooth(SHAPE, 100 + day, 4), "heat": smooth(SHAPE, 200 + day, 4)}
        values.append(np.stack(list(layers.values())))
        if day not in skipped:
            paths.append(make(folder / f"daily_202006{day:02d}.tif", layers))
    return paths, np.array(values)


def sequence_model(tmp_path):
    coefficients = np.append(COEFFICIENTS, [0.03, -0.02])
    return through_file(Model(SequenceFit(coefficients, 0.25, 3), FEATURES, RANGES, {"series": ["heat", "rain"]}),
                        tmp_path)


def test_a_sequence_sees_the_days_up_to_that_of_the_map_and_none_later(stack, tmp_path, monkeypatch):
    paths, values = daily(tmp_path, 12)
    model = sequence_model(tmp_path)
    days = days_before(open_stacks(paths), stack.period, DAYS, model.series, stack.grid)
    assert [s.label for s in days.stacks] == [f"2020-06-{day:02d}" for day in range(6, 11)]
    whole = mapped(model, stack, tmp_path, days=days)
    small_windows(monkeypatch, 13)
    assert np.array_equal(whole, mapped(model, stack, tmp_path, "pieces.tif", days=days), equal_nan=True)

    with stack.open() as reader:
        columns = FEATURES.encode(reader.read(windows(SHAPE)[0]))
    rain, heat = values[5:10].mean(0)
    expected = np.tensordot(COEFFICIENTS, columns, 1) + 0.25 + 0.03 * heat - 0.02 * rain
    known = np.isfinite(columns).all(0)
    assert np.abs(whole - expected)[known].max() < 1e-6 and np.array_equal(np.isfinite(whole), known)


def test_a_missing_day_is_warned_of_and_counts_as_unknown(stack, tmp_path):
    paths, values = daily(tmp_path, 12, skipped=(8,))
    model, warned = sequence_model(tmp_path), []
    days = days_before(open_stacks(paths), stack.period, DAYS, model.series, stack.grid, Monitor(warn=warned.append))
    assert "lacks 1 of the 5 days" in warned[0] and "2020-06-08" in warned[0]
    whole = mapped(model, stack, tmp_path, days=days)
    with stack.open() as reader:
        columns = FEATURES.encode(reader.read(windows(SHAPE)[0]))
    rain, heat = values[[5, 6, 8, 9]].mean(0)
    expected = np.tensordot(COEFFICIENTS, columns, 1) + 0.25 + 0.03 * heat - 0.02 * rain
    assert np.nanmax(np.abs(whole - expected)) < 1e-6


def test_a_composite_serves_each_of_its_days(stack, tmp_path):
    layers = {"rain": smooth(SHAPE, 3, 4), "heat": smooth(SHAPE, 4, 4)}
    path = make(tmp_path / "composite.tif", layers, metadata={"TIME_START": "2020-06-05T00:00:00Z",
                                                              "TIME_END": "2020-06-13T00:00:00Z"})
    model = sequence_model(tmp_path)
    days = days_before(open_stacks([path]), stack.period, DAYS, model.series, stack.grid)
    assert len(days.stacks) == DAYS and len(set(days.stacks)) == 1 and days.files == [path]
    assert np.isfinite(mapped(model, stack, tmp_path, days=days)).any()


@pytest.mark.parametrize("make_series, words", [
    (lambda folder: daily(folder, 3)[0], "none of the days from 2020-06-06 to 2020-06-10"),
    (lambda folder: [make(folder / "d_20200610.tif", {"rain": np.zeros(SHAPE)})], "lacks heat"),
    (lambda folder: [make(folder / "d_20200610.tif", {"rain": np.zeros((9, 9)), "heat": np.zeros((9, 9))})],
     "isn't on the grid of the predictors"),
])
def test_a_series_that_does_not_fit_is_refused_with_the_reason(make_series, words, stack, tmp_path):
    with pytest.raises(InputError, match=words):
        days_before(open_stacks(make_series(tmp_path)), stack.period, DAYS, ["heat", "rain"], stack.grid)


def test_a_model_that_looks_back_asks_for_its_days(stack, tmp_path):
    with pytest.raises(InputError, match="needs heat, rain of the 5 days before the map; give .* SERIES"):
        mapped(sequence_model(tmp_path), stack, tmp_path)
    assert not (tmp_path / "map.tif").exists()


def test_a_map_without_a_date_has_no_days_before(tmp_path):
    with pytest.raises(InputError, match="no date"):
        days_before([], None, DAYS, ["heat"], None)


def test_the_toy_methods_say_what_they_need():
    assert CONVOLUTION.needs.halo == HALO and SEQUENCE.needs.days_before == DAYS
    assert not CONVOLUTION.needs.own_pixel_only


# --- SERIES in the jobs ----------------------------------------------------------------------------------------------

def test_the_tools_read_the_days_of_every_map_from_series_and_go_on_where_they_were(stack, tmp_path):
    sequence_model(tmp_path)
    model, daily_folder, out = str(tmp_path / "model.smdm"), tmp_path / "daily", tmp_path / "maps"
    daily_folder.mkdir()
    paths, _ = daily(daily_folder, 12)
    later = make(tmp_path / "stack_20200612.tif", {"ndvi": smooth(SHAPE, 1, 2), "soil": np.ones(SHAPE)},
                 categorical=("soil",))
    predictors = [*stack.files, later]
    made = downscale_series(model, predictors, str(out), options=MapOptions(series=[str(daily_folder)]))
    assert [Path(path).name for path in made.paths] == ["soil_moisture_20200610.tif", "soil_moisture_20200612.tif"]
    single = str(tmp_path / "single.tif")
    downscale_raster(model, predictors, OutputPaths(single), date="2020-06-10", options=MapOptions(series=paths))
    assert np.array_equal(pixels(single)[0], pixels(made.paths[0])[0], equal_nan=True)

    again = downscale_series(model, predictors, str(out), skip_finished=True,
                             options=MapOptions(series=[str(daily_folder)]))
    assert not again.made
    daily_before = daily_folder / "daily_20200606.tif"        # a day of the first map, not of the second
    daily_before.unlink()
    again = downscale_series(model, predictors, str(out), skip_finished=True,
                             options=MapOptions(series=[str(daily_folder)]))
    assert len(again.made) == 1 and again.paths == made.paths


def test_series_is_asked_for_once_before_any_work_and_not_needed_otherwise(stack, tmp_path):
    sequence_model(tmp_path)
    with pytest.raises(InputError, match="needs heat, rain of the 5 days before the map; give .* SERIES"):
        downscale_series(str(tmp_path / "model.smdm"), stack.files, str(tmp_path / "maps"))
    assert not (tmp_path / "maps").exists()
    through_file(Model(ConvolutionFit(COEFFICIENTS, 0.25, 3), FEATURES, RANGES), tmp_path)
    said = []
    downscale_raster(str(tmp_path / "model.smdm"), stack.files, OutputPaths(str(tmp_path / "map.tif")),
                     monitor=Monitor(info=said.append), options=MapOptions(series=daily(tmp_path, 2)[0]))
    assert any("SERIES isn't used" in line for line in said)
