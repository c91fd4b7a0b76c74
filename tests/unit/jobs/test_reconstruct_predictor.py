"""Reconstruct Predictor: a small world with a known answer, the demo world, and what is refused."""
import os

import numpy as np
import pytest
from listening import listener
from scipy.interpolate import griddata
from small_world import layers_of

from smdownscale_plugin.errors import Cancelled, InputError
from smdownscale_plugin.jobs.reconstruct_predictor import reconstruct_predictor
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.writing import Storage, write_raster
from smdownscale_plugin.sources.demo_world.settings import WorldSettings
from smdownscale_plugin.sources.demo_world.world import make_world

SIZE, DATES = 60, ("20200601", "20200609", "20200617")
GRID = Grid(crs_wkt("EPSG:6933"), (0.0, 1000.0, 0.0, 4000000.0, 0.0, -1000.0), SIZE, SIZE)
COARSE = Grid(GRID.crs, (0.0, 5000.0, 0.0, 4000000.0, 0.0, -5000.0), SIZE // 5, SIZE // 5)


def smooth(random, width):
    """A smooth random field of unit variance."""
    waves = np.hypot(*np.meshgrid(np.fft.fftfreq(SIZE), np.fft.fftfreq(SIZE)))
    field = np.real(np.fft.ifft2(np.fft.fft2(random.normal(size=(SIZE, SIZE))) * np.exp(-(waves * width) ** 2)))
    return (field - field.mean()) / field.std()


@pytest.fixture(scope="module")
def world():
    """(predictors by date, lst by date): lst falls with height and greenness, and has a field of its own."""
    random = np.random.default_rng(11)
    height = smooth(random, 8) * 300 + 800
    out = []
    for k in range(len(DATES)):
        green = np.clip(0.5 + 0.2 * smooth(random, 5), 0, 1)
        own = smooth(random, 40)
        lst = 300 + 4 * k - 0.0065 * (height - 800) - 12 * green + 0.5 * own
        out.append(({"green": green, "height": height}, lst))
    return out


def clouds(k):
    field = smooth(np.random.default_rng(100 + k), 20)
    return field > np.quantile(field, 0.7)


def write_stacks(folder, world, lst=None):
    os.makedirs(folder, exist_ok=True)
    for k, (date, (bands, _)) in enumerate(zip(DATES, world)):
        layers = {"green": bands["green"], **({"lst": lst[k]} if lst is not None else {})}
        write_raster(os.path.join(folder, f"stack_{date}.tif"), GRID, layers, units={"lst": "K"})
    write_raster(os.path.join(folder, "static.tif"), GRID, {"height": world[0][0]["height"]})
    return str(folder)


def write_coarse(folder, world, holes=0.4):
    os.makedirs(folder, exist_ok=True)
    random = np.random.default_rng(5)
    for date, (_, lst) in zip(DATES, world):
        means = lst.reshape(SIZE // 5, 5, SIZE // 5, 5).mean((1, 3))
        means[random.random(means.shape) < holes] = np.nan
        write_raster(os.path.join(folder, f"lst_{date}.tif"), COARSE, {"lst": means}, units={"lst": "K"})
    return str(folder)


def bilinear_filling(path, cell=5):
    """Linear interpolation (scipy) between the centres of the cells that have a value, at every pixel."""
    values = next(iter(layers_of(path)[0].values()))
    row, column = np.nonzero(np.isfinite(values))
    centres = np.stack([row, column], 1) * cell + (cell - 1) / 2
    size = values.shape[0] * cell
    return griddata(centres, values[row, column], tuple(np.mgrid[0:size, 0:size]), method="linear")


def compare(estimate, truth, where=None):
    both = np.isfinite(estimate) & np.isfinite(truth) & (True if where is None else where)
    return np.corrcoef(estimate[both], truth[both])[0, 1], np.sqrt(np.mean((estimate - truth)[both] ** 2))


@pytest.fixture(scope="module")
def from_coarse(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("coarse")
    target = write_coarse(folder / "lst", world)
    said, monitor = listener()
    done = reconstruct_predictor([target], [write_stacks(folder / "stacks", world)], str(folder / "out"),
                                 report=str(folder / "report.html"), monitor=monitor)
    return done, said, folder


@pytest.fixture(scope="module")
def from_holes(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("holes")
    holed = [np.where(clouds(k), np.nan, lst) for k, (_, lst) in enumerate(world)]
    stacks = write_stacks(folder / "stacks", world, holed)
    done = reconstruct_predictor([os.path.join(stacks, f"stack_{date}.tif") for date in DATES], [stacks],
                                 str(folder / "out"), bands="lst")
    return done, folder


def test_a_coarse_target_with_holes_comes_back_on_the_fine_grid_better_than_by_interpolation(from_coarse, world):
    done, _, folder = from_coarse
    assert [os.path.basename(p) for p in done.stacks] == [f"stack_{date}.tif" for date in DATES]
    for path, date, (_, lst) in zip(done.stacks, DATES, world):
        layers, info = layers_of(path)
        assert info.names == ["lst"] and info.bands[0].unit == "K" and info.grid.matches(GRID)
        assert np.isfinite(layers["lst"]).all()
        r, error = compare(layers["lst"], lst)
        rival_r, rival_error = compare(bilinear_filling(str(folder / "lst" / f"lst_{date}.tif")), lst)
        assert r > 0.9 and r > rival_r and error < 0.7 * rival_error


def test_the_validation_is_of_hidden_cells_and_stands_in_log_and_report(from_coarse):
    done, said, folder = from_coarse
    validation = done.reconstructions[0].validation
    assert set(validation.figures) == {"regression", "regression and residual", "interpolation alone"}
    assert validation.skill > 0.3 and validation.best["r"] > 0.9
    assert any("skill against interpolation" in line and "MAE" in line for line in said)
    assert 0 < validation.best["mae"] < validation.best["rmse"]
    assert validation.best["r2"] == pytest.approx(validation.best["r"] ** 2)
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert "interpolation alone" in html.lower() and "lst" in html and "MAE" in html and "R²" in html


def test_no_pixel_of_a_coarse_target_counts_as_observed(from_coarse):
    done, said, folder = from_coarse
    mask, info = layers_of(done.masks[0])
    assert (mask["lst"] == 1).all()
    assert any("pixels reconstructed (100.0 %)" in line for line in said)
    assert os.path.basename(os.path.dirname(info.path)) == "reconstructed"


def test_pixels_under_clouds_are_filled_and_the_others_kept_bit_by_bit(from_holes, world):
    done, _ = from_holes
    for k, (bands, lst) in enumerate(world):
        layers, info = layers_of(done.stacks[k])
        assert info.names == ["green", "lst"]
        np.testing.assert_array_equal(layers["lst"][~clouds(k)], lst.astype(np.float32)[~clouds(k)])
        np.testing.assert_array_equal(layers["green"], bands["green"].astype(np.float32))
        assert compare(layers["lst"], lst, clouds(k))[0] > 0.9
        np.testing.assert_array_equal(layers_of(done.masks[k])[0]["lst"], clouds(k))


def test_filled_stacks_come_with_the_static_rasters_that_belong_to_them(from_holes):
    from smdownscale_plugin.rasters.stack import open_stacks
    done, folder = from_holes
    assert os.path.basename(done.stacks[-1]) == "static.tif"
    stacks = open_stacks(done.stacks)
    assert len(stacks) == 3 and stacks[0].names == ["green", "lst", "height"]
    assert [s.names for s in open_stacks([str(folder / "out")])] == [s.names for s in stacks]


def test_the_same_seed_gives_the_same_bytes(world, tmp_path):
    target, stacks = write_coarse(tmp_path / "lst", world), write_stacks(tmp_path / "stacks", world)
    outs = [reconstruct_predictor([target], [stacks], str(tmp_path / name), method="linear").stacks[1] for name in "ab"]
    assert open(outs[0], "rb").read() == open(outs[1], "rb").read()


def test_a_date_without_the_target_is_reconstructed_wholly_and_named(world, tmp_path):
    target = write_coarse(tmp_path / "lst", world)
    os.remove(os.path.join(target, f"lst_{DATES[1]}.tif"))
    said, monitor = listener()
    done = reconstruct_predictor([target], [write_stacks(tmp_path / "stacks", world)], str(tmp_path / "out"),
                                 method="linear", monitor=monitor)
    assert any("no raster for 2020-06-09" in line for line in said)
    layers, _ = layers_of(done.stacks[1])
    r, error = compare(layers["lst"], world[1][1])
    assert r > 0.85 and error < 2 and layers_of(done.masks[1])[0]["lst"].all()


def test_pixels_where_a_predictor_lacks_stay_empty_and_are_counted(world, tmp_path):
    target, folder = write_coarse(tmp_path / "lst", world), str(tmp_path / "stacks")
    holed = [({**bands, "green": np.where(clouds(k), np.nan, bands["green"])}, lst)
             for k, (bands, lst) in enumerate(world)]
    said, monitor = listener()
    done = reconstruct_predictor([target], [write_stacks(folder, holed)], str(tmp_path / "out"), method="linear",
                                 monitor=monitor)
    empty = ~np.isfinite(layers_of(done.stacks[0])[0]["lst"])
    np.testing.assert_array_equal(empty, clouds(0))
    assert any("stay empty" in line for line in said)


def test_a_target_that_predictors_say_nothing_of_is_interpolated_with_a_warning(world, tmp_path):
    random = np.random.default_rng(8)
    own = [(bands, 290 + 5 * smooth(random, 40)) for bands, _ in world]
    said, monitor = listener()
    stacks = write_stacks(tmp_path / "stacks", world, [np.where(clouds(k), np.nan, t) for k, (_, t) in enumerate(own)])
    done = reconstruct_predictor([os.path.join(stacks, f"stack_{d}.tif") for d in DATES], [stacks],
                                 str(tmp_path / "out"), bands="lst", monitor=monitor)
    validation = done.reconstructions[0].validation
    assert validation.skill >= 0
    if validation.used == "interpolation alone":
        assert any("interpolation alone does best" in line for line in said)
    assert compare(layers_of(done.stacks[0])[0]["lst"], own[0][1], clouds(0))[0] > 0.5


def test_greenness_of_the_demo_world_at_5_km_with_two_fifths_missing_comes_back(tmp_path):
    demo = make_world(WorldSettings(seed=1, dates=4, cells=15))
    grid, names = demo.fine_grid, [n for n, v in demo.predictors.items() if v.ndim == 3 and n != "ndvi"]
    size, random = grid.width, np.random.default_rng(0)
    x0, dx, _, y0, _, dy = grid.transform
    coarse = Grid(grid.crs, (x0, 5 * dx, 0.0, y0, 0.0, 5 * dy), size // 5, size // 5)
    for k, period in enumerate(demo.periods):
        about = {"metadata": period.metadata(), "noise_std": demo.noise_std}
        write_raster(str(tmp_path / f"stacks_{k}.tif"), grid, {n: demo.predictors[n][k] for n in names}, **about)
        means = demo.predictors["ndvi"][k].reshape(size // 5, 5, size // 5, 5).mean((1, 3))
        means[random.random(means.shape) < 0.4] = np.nan
        write_raster(str(tmp_path / f"ndvi_{k}.tif"), coarse, {"ndvi": means}, metadata=period.metadata())
    static = {n: v for n, v in demo.predictors.items() if v.ndim == 2}
    write_raster(str(tmp_path / "static.tif"), grid, static, categorical=demo.categorical)
    done = reconstruct_predictor([str(tmp_path / f"ndvi_{k}.tif") for k in range(4)],
                                 [str(tmp_path / f"stacks_{k}.tif") for k in range(4)] + [str(tmp_path / "static.tif")],
                                 str(tmp_path / "out"))
    made = np.stack([layers_of(path)[0]["ndvi"] for path in done.stacks])
    rival = np.stack([bilinear_filling(str(tmp_path / f"ndvi_{k}.tif")) for k in range(4)])
    original = demo.predictors["ndvi"].astype(float)
    r, error = compare(made, original)
    rival_r, rival_error = compare(rival, original)
    assert r >= 0.9 > rival_r and error < 0.6 * rival_error


@pytest.mark.parametrize("case, words", [
    ("no band", "no raster of TARGET has a band sif"), ("classes", "holds classes"), ("all targets", "TARGET_BANDS"),
    ("elsewhere", "doesn't overlap the stacks"), ("other dates", "No date in common"), ("fill", "declare"),
    ("method", "There is no method"), ("two grids", "aren't on one grid")])
def test_what_does_not_fit_is_refused_in_one_sentence_and_leaves_nothing(case, words, world, tmp_path):
    target, stacks = write_coarse(tmp_path / "lst", world), write_stacks(tmp_path / "stacks", world)
    options = {"bands": "sif"} if case == "no band" else {"method": "magic"} if case == "method" else {}
    paths = [os.path.join(target, f"lst_{date}.tif") for date in DATES]
    if case == "classes":
        write_raster(paths[0], COARSE, {"lst": np.ones(COARSE.shape)}, categorical=["lst"])
    elif case == "all targets":
        paths, stacks = [os.path.join(stacks, "stack_20200601.tif")], os.path.join(stacks, "stack_20200601.tif")
    elif case == "elsewhere":
        far = Grid(COARSE.crs, (5e6, 5000.0, 0.0, 1e6, 0.0, -5000.0), 12, 12)
        for path in paths:
            write_raster(path, far, {"lst": np.ones(far.shape)})
    elif case == "other dates":
        paths = [write_raster(str(tmp_path / "lst_20190101.tif"), COARSE, {"lst": np.full(COARSE.shape, 300.0)})]
    elif case == "fill":
        values = np.full(COARSE.shape, 300.0)
        values[0, 0] = -9999
        write_raster(paths[0], COARSE, {"lst": values}, storage=Storage(nodata=None))
    elif case == "two grids":
        half = Grid(COARSE.crs, (0.0, 2500.0, 0.0, 4000000.0, 0.0, -2500.0), 24, 24)
        write_raster(paths[0], half, {"lst": np.full(half.shape, 300.0)})
    with pytest.raises(InputError, match=words):
        reconstruct_predictor(paths, [stacks], str(tmp_path / "out"), **options)
    assert not (tmp_path / "out").exists()


def test_inputs_are_not_replaced_and_cancelling_leaves_nothing(world, tmp_path):
    stacks = write_stacks(tmp_path / "stacks", world)
    target = write_coarse(tmp_path / "lst", world)
    before = sorted(os.listdir(stacks))
    with pytest.raises(InputError, match="replace one of the inputs"):
        reconstruct_predictor([target], [stacks], stacks, method="linear")
    assert sorted(os.listdir(stacks)) == before
    with pytest.raises(Cancelled):
        reconstruct_predictor([target], [stacks], str(tmp_path / "out"), monitor=Monitor(cancelled=lambda: True))
    assert not (tmp_path / "out").exists()
