"""Samples at points: each measurement beside the predictors of the pixel and the date that it belongs to."""
import numpy as np
import pytest
from listening import Listener
from osgeo import osr
from small_world import EASE, ORIGIN, PIXEL, make, write_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.samples.at_points import Points, sample_points
from smdownscale_plugin.samples.of_pixels import sample_pixels

DAYS = np.array(["2020-06-01", "2020-06-02"], "datetime64[D]")


def centres(row, column):
    """x, y in EASE-Grid of pixels' centres."""
    return ORIGIN[0] + PIXEL * (np.asarray(column) + 0.5), ORIGIN[1] - PIXEL * (np.asarray(row) + 0.5)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """(World with land cover, rows, columns of 12 stations)."""
    random = np.random.default_rng(3)
    world = write_world(tmp_path_factory.mktemp("points"), dates=2, categorical=True)
    return world, random.integers(0, 72, 12), random.integers(0, 72, 12)


def points_of(row, column, crs=EASE, days=DAYS):
    """Every station on every day; the value says which."""
    x, y = centres(row, column)
    if crs != EASE:
        systems = [osr.SpatialReference(), osr.SpatialReference()]
        for system, name in zip(systems, (EASE, crs)):
            system.SetFromUserInput(name)
            system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        x, y = np.array(osr.CoordinateTransformation(*systems).TransformPoints(np.stack([x, y], 1)))[:, :2].T
    n, days = len(row), np.asarray(days, "datetime64[D]")
    station = np.tile(np.arange(n), len(days))
    return Points(np.tile(x, len(days)), np.tile(y, len(days)), crs, np.repeat(days, n),
                  station + 100.0 * np.repeat(np.arange(len(days)), n), station)


@pytest.mark.parametrize("crs", [EASE, "EPSG:4326"])
def test_a_row_holds_the_predictors_of_its_pixel_and_date(planted, crs):
    world, row, column = planted
    samples, used = sample_points(open_stacks(world.all_predictors), points_of(row, column, crs))
    assert len(samples) == 24 and used.tolist() == list(range(24)) and np.all(samples.support_km == 0)
    for k in range(2):
        mine = samples.date == k
        station = samples.group[mine]
        assert np.array_equal(samples.y[mine], station + 100.0 * k)
        for name in ("ndvi", "lst", "elevation"):
            expected = world.predictors[k][name][row[station], column[station]]
            assert np.allclose(samples.x[mine, samples.features.columns.index(name)], expected, rtol=1e-6), name
        for code in (1, 2, 3):
            of_class = world.predictors[k]["landcover"][row[station], column[station]] == code
            if f"landcover={code}" in samples.features.columns:
                assert np.array_equal(samples.x[mine, samples.features.columns.index(f"landcover={code}")], of_class)
    assert [str(day)[:10] for day in samples.dates] == world.dates


def test_places_are_as_far_apart_as_they_are(planted):
    world, _, _ = planted
    samples, _ = sample_points(open_stacks(world.all_predictors), points_of([0, 30, 0], [0, 0, 40]))
    first = samples.place_km[samples.date == 0]
    assert np.hypot(*(first[1] - first[0])) * np.hypot(*(first[2] - first[0])) == \
        pytest.approx(30 * 40 * (PIXEL / 1000) ** 2, rel=0.01)          # EASE-Grid keeps areas


def test_what_has_no_predictors_is_left_out_and_counted(planted, tmp_path):
    world, row, column = planted
    hole = np.ones((72, 72))
    hole[row[0], column[0]] = np.nan
    extra = make(tmp_path / "extra.tif", {"extra": hole})
    row, column = np.append(row, 500), np.append(column, 5)
    listener = Listener()
    samples, _ = sample_points(open_stacks([*world.all_predictors, extra]),
                               points_of(row, column, days=[*DAYS, np.datetime64("2021-01-01")]), listener.monitor)
    assert set(samples.group.tolist()) == set(range(1, 12)) and len(samples) == 22
    assert "3 measurements outside" in listener.text and "12 measurements of days without" in listener.text
    assert "2 measurements where a predictor has no value" in listener.text


def test_a_predictor_of_days_without_measurements_is_left_out_with_a_warning(planted, tmp_path):
    world, row, column = planted
    only_ndvi = [make(tmp_path / f"ndvi_2020{day}.tif", {"ndvi": world.predictors[0]["ndvi"]})
                 for day in ("0531", "0601")]
    listener = Listener()
    before = make(tmp_path / "lst_20190601.tif", {"lst": world.predictors[0]["lst"]})
    samples, _ = sample_points(open_stacks([only_ndvi[1], before]), points_of(row, column, days=DAYS[:1]),
                               listener.monitor)
    assert list(samples.features.names) == ["ndvi"] and "predictor lst" in listener.warned[0]
    samples, _ = sample_points(open_stacks([only_ndvi[0], world.stacks[0]]), points_of(row, column, days=DAYS[:1]))
    assert list(samples.features.names) == ["ndvi", "lst"]
    with pytest.raises(InputError, match="2020-06-01 lacks lst"):
        sample_points(open_stacks([only_ndvi[1], world.stacks[1]]), points_of(row, column))


def test_points_elsewhere_are_refused_with_the_extent(planted):
    world, _, _ = planted
    with pytest.raises(InputError, match="0 of 2 lie on the predictors' grid"):
        sample_points(open_stacks(world.all_predictors), points_of([900], [900]))


def test_an_undeclared_fill_value_is_refused_as_in_training_on_cells(planted, tmp_path):
    world, row, column = planted
    values = world.predictors[0]["ndvi"].copy()
    values[:3] = -9999.0
    greener = make(tmp_path / "greener.tif", {"greener": values}, nodata=None)
    with pytest.raises(InputError, match="-9999"):
        sample_points(open_stacks([*world.all_predictors, greener]), points_of(np.append(row, 4), np.append(column, 4)))


class Array:
    """A target in memory, read as a raster is."""

    def __init__(self, values):
        self.values = values

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def read(self, window):
        return self.values[None][(slice(None), *window.slices)]


def test_pixels_are_drawn_from_those_with_a_target_and_know_their_place(planted):
    world, _, _ = planted
    stacks = open_stacks(world.all_predictors)
    targets = [np.where(np.indices((72, 72))[0] < 20, np.nan, truth) for truth in world.truth]
    samples = sample_pixels([(stack, lambda t=t: Array(t)) for stack, t in zip(stacks, targets)], 500, 0)
    assert 400 <= len(samples) <= 500 and np.all(samples.support_km == pytest.approx(1.0, rel=0.2))
    row, column = np.divmod(samples.group, 72)
    assert row.min() >= 20
    for k in range(2):
        mine = samples.date == k
        assert mine.sum() > 150
        assert np.allclose(samples.y[mine], world.truth[k][row[mine], column[mine]], atol=1e-6)
        assert np.allclose(samples.x[mine, 0], world.predictors[k]["ndvi"][row[mine], column[mine]], rtol=1e-6)
