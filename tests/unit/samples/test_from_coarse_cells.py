"""What training reads: each file once, in windows that change nothing, and what is found in its values meanwhile."""
from collections import Counter

import numpy as np
import pytest
from listening import Listener
from small_world import block_means, make, smooth, write_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters import reading, windows
from smdownscale_plugin.rasters.coarse import read_all
from smdownscale_plugin.rasters.fills import FillSearch, undeclared_fill
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.samples import predictor_pass
from smdownscale_plugin.samples.from_coarse_cells import sample_product


def samples_of(predictors, coarse, footprint=0.0):
    """(Samples, CoarseCells)"""
    return sample_product(open_stacks(predictors), read_all(coarse), footprint, 0.5)


@pytest.fixture
def small_windows(monkeypatch):
    """Windows of 10 x 7 pixels, which hold no coarse cell wholly."""
    monkeypatch.setattr(predictor_pass, "layout",
                        lambda shape, _: windows.WindowLayout(windows.windows(shape, (10, 7)), False))


@pytest.fixture
def read(monkeypatch):
    """How many bands were read of each file, by whatever way."""
    count, original = Counter(), reading.call
    monkeypatch.setattr(reading, "call",
                        lambda *a, what, **k: count.update([what.split()[-1]]) or original(*a, what=what, **k))
    return count


def test_neighbours_that_share_a_footprint_count_together(tmp_path):
    """81 km2 cells under a footprint of 20 km: each is a quarter of an independent look, and 20 km wide."""
    world = write_world(tmp_path, dates=2, cells=10)
    for footprint, looks, width in ((0.0, 1.0, 9.0), (20.0, 81.0 / (np.pi / 4 * 400), 20.0)):
        samples, cells = samples_of(world.all_predictors, world.coarse, footprint)
        assert samples.independent_rows == pytest.approx(looks * len(samples), rel=0.02)
        assert np.all(samples.support_km == pytest.approx(max(width, 9.0), rel=0.25))
        assert len(set(samples.group.tolist())) == len(set(zip(cells.row.tolist(), cells.column.tolist())))


def test_dates_of_samples_are_those_of_the_coarse_rasters(world):
    samples, _ = samples_of(world.all_predictors, world.coarse)
    assert [str(day)[:10] for day in samples.dates] == world.dates
    assert samples.select(["lst"]).features.names == ["lst"] and samples.select(["lst"]).pixels.shape[1] == 1


# --- each file once --------------------------------------------------------------------------------------------------

def test_every_band_of_every_predictor_file_is_read_once_for_all_dates(tmp_path, read):
    world = write_world(tmp_path, dates=5, categorical=True)
    stacks, coarse = open_stacks(world.all_predictors), read_all(world.coarse)
    read.clear()
    sample_product(stacks, coarse, 0.0, 0.5)
    assert read == {path: 2 for path in world.all_predictors}


def test_windows_of_static_predictors_are_read_once_each(tmp_path, read, small_windows):
    world = write_world(tmp_path, dates=5)
    samples_of(world.all_predictors, world.coarse)
    assert read[world.static] == len(windows.windows(world.truth[0].shape, (10, 7)))


def test_a_composite_of_several_days_is_read_once_for_all_of_them(tmp_path, read):
    world = write_world(tmp_path, dates=6)
    spans = ("2020-06-01T00:00:00Z", "2020-06-04T00:00:00Z", "2020-06-07T00:00:00Z")
    composites = [make(tmp_path / f"composite_{k}.tif", {n: world.predictors[3 * k][n] for n in ("ndvi", "lst")},
                       metadata={"TIME_START": spans[k], "TIME_END": spans[k + 1]}) for k in range(2)]
    samples, cells = samples_of([*composites, world.static], world.coarse)
    assert [read[path] for path in (*composites, world.static)] == [2, 2, 1]
    for k in range(6):
        rows = samples.date == k
        place = cells.row[rows], cells.column[rows]
        assert np.allclose(samples.y[rows], world.cells[k][place], atol=1e-7)
        assert np.allclose(samples.x[rows, 0], block_means(world.predictors[3 * (k // 3)]["ndvi"])[place], rtol=1e-5)
    # pixels count for every date that they serve
    assert len(np.unique(samples.pixels, axis=0)) < len(samples.pixels)


@pytest.mark.parametrize("footprint", [0.0, 20.0])
def test_windows_do_not_change_samples(tmp_path, request, footprint):
    world = write_world(tmp_path, dates=4, categorical=True)
    whole, whole_cells = samples_of(world.all_predictors, world.coarse, footprint)
    request.getfixturevalue("small_windows")
    pieces, cells = samples_of(world.all_predictors, world.coarse, footprint)
    assert np.allclose(pieces.x, whole.x, rtol=1e-6) and np.allclose(cells.coverage, whole_cells.coverage)
    assert np.array_equal(pieces.pixels, whole.pixels) and len(whole.pixels) > 100
    assert pieces.noise == whole.noise and whole.noise["ndvi"].source.startswith("estimated")


# --- classes ---------------------------------------------------------------------------------------------------------

def test_classes_that_come_up_late_are_columns_of_all_dates(tmp_path, small_windows):
    world = write_world(tmp_path, dates=2, cells=8)
    covers = [np.full(world.truth[0].shape, 5.0) for _ in range(2)]
    covers[0][-3:, -4:], covers[1][20:40, 30:50], covers[1][:, :2] = 9, 2, np.nan
    paths = [make(tmp_path / f"cover_202006{day:02d}.tif", {"cover": cover}, categorical=("cover",))
             for day, cover in zip((1, 2), covers)]
    samples, cells = samples_of([*world.all_predictors, *paths], world.coarse)
    assert [f.classes for f in samples.features.features if f.name == "cover"] == [(2, 5, 9)]
    for k, cover in enumerate(covers):
        rows = samples.date == k
        for code in (2, 5, 9):
            share = block_means(np.where(np.isnan(cover), np.nan, cover == code))
            found = samples.x[rows, samples.features.columns.index(f"cover={code}")]
            assert np.allclose(found, share[cells.row[rows], cells.column[rows]], atol=1e-6), (k, code)
    codes = samples.pixels[:, [samples.features.columns.index(f"cover={code}") for code in (2, 5, 9)]]
    assert (codes.sum(1) == 1).all() and (codes.sum(0) > 0)[:2].all()


# --- fill values that nobody declared --------------------------------------------------------------------------------

@pytest.mark.parametrize("row, column", [(0, 0), (71, 71), (35, 3)])
@pytest.mark.parametrize("which", ["first date", "last date", "static"])
def test_an_undeclared_fill_is_found_wherever_it_is(tmp_path, small_windows, which, row, column):
    world = write_world(tmp_path)
    static = which == "static"
    layer = world.predictors[-1 if which == "last date" else 0]["elevation" if static else "ndvi"].copy()
    layer[row, column] = -9999
    day = "01" if which == "first date" else "02"
    path = make(tmp_path / ("height.tif" if static else f"green_202006{day}.tif"),
                {"height" if static else "green": layer}, nodata=None)
    others = [] if static else [make(tmp_path / f"green_202006{'02' if day == '01' else '01'}.tif",
                                     {"green": world.predictors[0]["ndvi"]})]
    with pytest.raises(InputError) as caught:
        samples_of([*world.all_predictors, path, *others], world.coarse)
    assert str(caught.value) == undeclared_fill(path)


def test_an_undeclared_fill_of_scaled_counts_is_said_as_it_is_stored(tmp_path):
    world = write_world(tmp_path)
    counts = np.rint((world.predictors[0]["lst"] - 250) / 0.02)
    counts[5, 6] = 65535
    path = make(tmp_path / "surface.tif", {"surface": counts}, kind="uint16", nodata=None,
                bands={"surface": {"scale": 0.02, "offset": 250.0}})
    with pytest.raises(InputError, match="holds the value 65535, which isn't declared"):
        samples_of([*world.all_predictors, path], world.coarse)


def test_saturated_counts_in_a_window_of_low_ones_are_data(tmp_path, small_windows):
    world = write_world(tmp_path)
    counts = np.clip(30_000 + 12_000 * smooth(world.truth[0].shape, 5, 9), 0, 60_000)
    counts[:7, :10] = np.linspace(7000, 8000, 70).reshape(7, 10)
    counts[3, 4] = 65535
    path = make(tmp_path / "counts.tif", {"counts": counts}, kind="uint16", nodata=None)
    samples, cells = samples_of([*world.all_predictors, path], world.coarse)
    assert np.allclose(samples.x[:, -1], np.tile(block_means(np.floor(counts)).ravel(), 2), rtol=1e-5)


@pytest.mark.parametrize("seed", range(40))
def test_values_in_pieces_are_judged_as_all_of_them_at_once(tmp_path, seed):
    """The rule of `undeclared_fill` on all values together is the reference."""
    random = np.random.default_rng(seed)
    values = random.uniform(-1, 1, (9, 12)) * 10 ** random.uniform(0, 5)
    values = np.rint(values) if seed % 3 else values
    values.flat[:seed % 4] = random.choice([-9999, 32767, -32768, 65535, 1e20])
    values = random.permutation(values.ravel()).reshape(9, 12)
    path = make(tmp_path / "a.tif", {"a": values}, nodata=None)
    search = FillSearch()
    for piece in np.array_split(values.astype(np.float32).ravel(), random.integers(1, 30)):
        search.add(np.append(piece, np.float32(np.nan)))
    assert search.found(describe(path).bands[0], path) == undeclared_fill(path)


@pytest.mark.parametrize("values, fill", [([], None), ([np.nan], None), ([3.0], None), ([-9999.0, np.nan], -9999),
                                          ([-9999.0, -9999.0], -9999), ([0.2, -9999.0], -9999)])
def test_few_values_are_judged_too(tmp_path, values, fill):
    search, band = FillSearch(), describe(make(tmp_path / "a.tif", {"a": np.zeros((2, 2))})).bands[0]
    search.add(np.array(values, np.float32))
    assert search.found(band, "a.tif") is None if fill is None else f"value {fill}," in search.found(band, "a.tif")


@pytest.mark.parametrize("name, value", [("ndvi", -1.0), ("lst", 200.0)])
def test_a_value_far_off_that_comes_up_again_and_again_is_pointed_out_once(tmp_path, name, value):
    world, listener = write_world(tmp_path), Listener()
    kelvins = name != "ndvi"
    files = []
    for k, layers in enumerate(world.predictors):
        values = np.where(np.random.default_rng(k).random(world.truth[0].shape) < 0.02, value,
                          layers["lst" if kelvins else "ndvi"])
        files.append(make(tmp_path / f"odd_2020060{k + 1}.tif", {name: values}))
    sample_product(open_stacks(files), read_all(world.coarse), 0.0, 0.5, listener.monitor)
    [said] = listener.warned
    assert f"({name})" in said and f"is exactly {value:g} in 2 % of its pixels" in said and "as nodata" in said


@pytest.mark.parametrize("values", [
    lambda random: np.where(random.random((72, 72)) < 0.6, 0.0, random.gamma(0.7, 9.0, (72, 72))),      # rain
    lambda random: np.where(random.random((72, 72)) < 0.3, 0.0, random.uniform(20.0, 100.0, (72, 72))),     # snow cover
    lambda random: np.where(random.random((72, 72)) < 0.3, -1.0, random.uniform(0.0, 360.0, (72, 72))),     # aspect
    lambda random: np.where(random.random((72, 72)) < 0.7, 0.0, random.uniform(0.6, 1.0, (72, 72))),        # water
    lambda random: np.minimum(random.normal(0.7, 0.2, (72, 72)), 0.9),      # saturated
    lambda random: 10.0 * random.integers(0, 3, (72, 72)) ** 2,      # classes that nobody marked
    lambda random: np.round(random.normal(0.4, 0.1, (72, 72)), 1)])
def test_real_values_that_are_repeated_are_not_pointed_out(tmp_path, values):
    world, listener = write_world(tmp_path), Listener()
    odd = make(tmp_path / "odd.tif", {"odd": values(np.random.default_rng(1))})
    sample_product(open_stacks([*world.stacks, odd]), read_all(world.coarse), 0.0, 0.5, listener.monitor)
    assert listener.warned == []
