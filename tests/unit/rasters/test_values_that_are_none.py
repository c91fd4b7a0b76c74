"""Fills that nobody declared, impossible values, other units: recognised in predictors and coarse rasters alike."""
import numpy as np
import pytest
from small_world import FACTOR, PIXEL, make, smooth, write_world

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.rasters.coarse import read_all, read_coarse
from smdownscale_plugin.rasters.fills import FillSearch, undeclared_fill
from smdownscale_plugin.rasters.reading import Raster, describe
from smdownscale_plugin.rasters.variables import canonical_unit, likely_change, units_differ, variable_of

SHAPE = (72, 72)
FIELDS = {"ndvi": 0.45 + 0.12 * smooth(SHAPE, 1, 6), "lst": 300 + 6 * smooth(SHAPE, 2, 6),
          "elevation": np.abs(900 + 500 * smooth(SHAPE, 3, 6)) + 120, "x": 5 + 2 * smooth(SHAPE, 4, 6)}
FILLS = [-9999, -999, -99, 9999, -32768, -28672, -3.4e38, 9.96921e36, -2147483648, -1e34, 1e20, -1e30, -9999.9, 65535]


def judged(values, name="ndvi", tmp_path=None, **about):
    """What training's search says of values, read from a file as training does, and as other tools do."""
    path = make(tmp_path / f"{name}.tif", {name: values}, nodata=None, **about)
    search = FillSearch()
    with Raster(path) as raster:
        search.add(raster.read()[0])
    found = search.found(describe(path).bands[0], path)
    assert bool(found) == bool(undeclared_fill(path))
    return found


@pytest.mark.parametrize("name", ["rain", "clay", "ndvi", "soil_moisture"])
def test_anomalies_under_the_name_of_a_variable_pass(tmp_path, name):
    assert not judged(0.6 * smooth(SHAPE, 5, 6) * (60 if name in ("rain", "clay") else 1), name, tmp_path)


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("share", [0.0005, 0.6])
def test_fills_of_any_share_are_found(tmp_path, fill, name, share):
    values = np.where(np.random.default_rng(0).random(SHAPE) < share, fill, FIELDS[name])
    values.flat[7] = fill
    if fill == -99 and name == "elevation":
        values[values != fill] += 900                                 # mountains: -99 m lies far below
    found = judged(values, name, tmp_path)
    assert found and "nodata" in found


@pytest.mark.parametrize("name, value", [("lst_day", 0.0), ("elevation", -7777.5), ("ndvi", -77.3), ("albedo", 31.0),
                                         ("slope", -8000.0), ("rain", -12.5), ("lst_night", 612.0), ("x", -1234.5)])
def test_values_that_a_variable_cannot_have_are_found_though_no_common_fill(tmp_path, name, value):
    fields = {"lst_day": 290.0, "elevation": 400.0, "ndvi": 0.4, "albedo": 0.2, "slope": 9.0, "rain": 6.0,
              "lst_night": 281.0, "x": 5.0}
    values = fields[name] * (1 + 0.1 * smooth(SHAPE, 5, 5))
    values[10:14, 20] = value
    assert judged(values, name, tmp_path)


@pytest.mark.parametrize("name", ["ndvi", "evi_modis", "albedo", "red"])
def test_zeros_among_values_that_are_never_zero_are_found(tmp_path, name):
    values = 0.45 + 0.12 * smooth(SHAPE, 1, 6)
    values[:20, :5] = 0
    assert "0" in judged(values, name, tmp_path)


REAL = {
    "sea level in a DEM": ("elevation", lambda: np.maximum(0, 60 * smooth(SHAPE, 1, 5))),
    "a land below the sea": ("elevation", lambda: -99 + 30 * smooth(SHAPE, 1, 5)),
    "dry pixels": ("rain", lambda: np.where(smooth(SHAPE, 1, 5) > 1.5, 22.0, 0.0)),
    "one shower": ("precipitation", lambda: np.where(np.eye(72) * np.arange(72) == 9, 40.0, 0.0) + np.eye(72) * 0.1),
    "ndvi across zero": ("ndvi", lambda: 0.2 * smooth(SHAPE, 1, 5)),
    "celsius across zero": ("lst", lambda: 5 * smooth(SHAPE, 1, 5)),
    "stored ndvi": ("ndvi", lambda: np.rint(4000 + 1500 * smooth(SHAPE, 1, 5))),
    "a heavy tail": ("flow", lambda: np.exp(2 * np.random.default_rng(0).normal(size=SHAPE))),
    "zeros and ones": ("irrigated", lambda: (smooth(SHAPE, 1, 5) > 0).astype(float)),
    "a hole": ("slope", lambda: np.where(np.eye(72) > 0, np.nan, 3 + np.abs(smooth(SHAPE, 1, 5)))),
    "a ratio of lst": ("lst_range", lambda: 0.001 * smooth(SHAPE, 1, 5)),
}


@pytest.mark.parametrize("name", REAL)
def test_real_values_pass(tmp_path, name):
    band, values = REAL[name]
    assert judged(values(), band, tmp_path) is None


# --- training ----------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """A world of four dates, and a linear model of it."""
    world = write_world(tmp_path_factory.mktemp("four"), dates=4)
    path = str(tmp_path_factory.mktemp("model") / "m.smdm")
    train_model(world.all_predictors, world.coarse, path, TrainingOptions(method="linear"))
    return world, path


def stack(world, tmp_path, date=0, units=None, **layers):
    base = {name: world.predictors[date][name] for name in ("ndvi", "lst")}
    return make(tmp_path / f"stack_{world.dates[date].replace('-', '')}.tif", {**base, **layers},
                bands={name: {"unit": unit} for name, unit in (units or {}).items()})


def trained(world, predictors=None, coarse=None, tmp_path=None, **options):
    return train_model(predictors or world.all_predictors, coarse or world.coarse, str(tmp_path / "m.smdm"),
                       TrainingOptions(method="linear", **options))


CHANGES = {
    "degrees Celsius on one date": (lambda p: {"lst": p["lst"] - 273.15}, {}),
    "ndvi times 10000 on one date": (lambda p: {"ndvi": 1e4 * p["ndvi"]}, {}),
    "ndvi in percent on one date": (lambda p: {"ndvi": 100 * p["ndvi"]}, {}),
    "a declared unit that changes": (lambda p: {}, {"lst": "degC"}),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("date", [0, 2])
def test_a_predictor_whose_unit_changes_between_dates_is_refused(four, tmp_path, name, date):
    world, _ = four
    layers, units = CHANGES[name]
    predictors = [*world.all_predictors]
    predictors[date] = stack(world, tmp_path, date, units, **layers(world.predictors[date]))
    if units:
        predictors = [p if k == date or k > 3 else stack(world, tmp_path, k, {"lst": "Kelvin"})
                      for k, p in enumerate(predictors)]
    with pytest.raises(InputError, match="unit|is in degC|is in Kelvin"):
        trained(world, predictors, tmp_path=tmp_path)


def coarse(world, tmp_path, date, change, unit=""):
    return make(tmp_path / f"sm_{world.dates[date].replace('-', '')}.tif", {"soil_moisture": change(world.cells[date])},
                cell=FACTOR * PIXEL, bands={"soil_moisture": {"unit": unit}} if unit else None)


COARSE = {
    "percent on one date": (lambda v: 100 * v, "", {}, "percent"),
    "saturation on one date": (lambda v: np.minimum(v / 0.28, 0.99), "", {}, "unit of the others"),
    "a declared unit on one date": (lambda v: v, "%", {}, "fractions|different units"),
    "a temperature": (lambda v: v, "K", {}, "a unit of soil moisture"),
}


@pytest.mark.parametrize("name", COARSE)
def test_a_coarse_product_whose_unit_changes_is_refused(four, tmp_path, name):
    world, _ = four
    change, unit, options, words = COARSE[name]
    with pytest.raises(InputError, match=words):
        trained(world, coarse=[*world.coarse[:2], coarse(world, tmp_path, 2, change, unit), world.coarse[3]],
                tmp_path=tmp_path, **options)


def test_percent_on_one_date_is_refused_when_the_scale_suits_it(four, tmp_path):
    world, _ = four
    mixed = [coarse(world, tmp_path, date, (lambda v: v) if date < 3 else (lambda v: 100 * v)) for date in range(4)]
    with pytest.raises(InputError, match="leave COARSE_SCALE at 1|unit of the others"):
        trained(world, coarse=mixed, tmp_path=tmp_path, coarse_scale=0.01)


@pytest.mark.parametrize("unit", ["m3 m-3", "m3/m3", "cm3 cm-3", ""])
def test_a_scale_that_was_applied_already_is_refused(four, tmp_path, unit):
    world, _ = four
    paths = [coarse(world, tmp_path, date, lambda v: v, unit) for date in range(4)]
    with pytest.raises(InputError, match="leave COARSE_SCALE at 1"):
        trained(world, coarse=paths, tmp_path=tmp_path, coarse_scale=0.01)


@pytest.mark.parametrize("value", [0.0, 0.25])
def test_a_constant_coarse_product_trains_no_model(four, tmp_path, value):
    world, _ = four
    paths = [coarse(world, tmp_path, date, lambda v: np.full(v.shape, value)) for date in range(4)]
    with pytest.raises(InputError, match="a single value|nothing but zeros"):
        trained(world, coarse=paths, tmp_path=tmp_path)


def test_zeros_in_a_coarse_raster_are_left_out_and_counted(four, tmp_path):
    world, _ = four
    values = world.cells[0].copy()
    values[:2, :3] = 0
    found = read_coarse(make(tmp_path / "sm_20200601.tif", {"soil_moisture": values}, cell=FACTOR * PIXEL))
    assert found.out_of_range == 6 and np.isnan(found.values[:2, :3]).all() and np.isfinite(found.values).sum() == 58


# --- maps ----------------------------------------------------------------------------------------------------

MIXED_UP = {
    "celsius": (lambda p: {"lst": p["lst"] - 273.15}, {}, "degrees Celsius"),
    "celsius, declared": (lambda p: {"lst": p["lst"] - 273.15}, {"lst": "°C"}, "is in °C|degrees Celsius"),
    "fahrenheit": (lambda p: {"lst": (p["lst"] - 273.15) * 1.8 + 32}, {}, "Fahrenheit"),
    "stored temperatures": (lambda p: {"lst": p["lst"] * 50}, {}, "0.02"),
    "ndvi times 10000": (lambda p: {"ndvi": 1e4 * p["ndvi"]}, {}, "10000"),
    "ndvi in percent": (lambda p: {"ndvi": 100 * p["ndvi"]}, {}, "100 times"),
    "swapped": (lambda p: {"ndvi": p["lst"], "lst": p["ndvi"]}, {}, "swapped|can't be"),
    "declared only": (lambda p: {}, {"lst": "celsius"}, "is in celsius"),
}


@pytest.mark.parametrize("name", MIXED_UP)
def test_a_map_from_a_predictor_in_another_unit_is_refused_with_the_likely_cause(four, tmp_path, name):
    world, model = four
    layers, units, words = MIXED_UP[name]
    out = tmp_path / "map.tif"
    arguments = (model, [stack(world, tmp_path, 0, units, **layers(world.predictors[0])), world.static],
                 OutputPaths(str(out)), world.coarse[0])
    with pytest.raises(InputError, match=words) as caught:
        downscale_raster(*arguments, options=MapOptions(residual_correction="none"))
    assert not out.exists()
    if "ALLOW_OUTSIDE" in str(caught.value):
        made = downscale_raster(*arguments, options=MapOptions(residual_correction="none", allow_outside=True))
        assert made.valid_pixels == 72 * 72


def test_fills_in_the_predictors_of_a_map_are_found_though_near_the_training_range(four, tmp_path):
    world, model = four
    elevation = world.predictors[0]["elevation"].copy()
    elevation[5, 5:9] = -99
    static = make(tmp_path / "elevation.tif", {"elevation": elevation}, nodata=None)
    with pytest.raises(InputError, match="-99"):
        downscale_raster(model, [world.stacks[0], static], OutputPaths(str(tmp_path / "map.tif")), world.coarse[0])


def test_a_warmer_day_is_mapped(four, tmp_path):
    world, model = four
    warmer = stack(world, tmp_path, 0, lst=world.predictors[0]["lst"] + 9)
    made = downscale_raster(model, [warmer, world.static], OutputPaths(str(tmp_path / "map.tif")), world.coarse[0])
    assert 5 < made.outside_percent < 90


def test_a_coarse_raster_of_a_map_far_from_training_is_refused_or_allowed(four, tmp_path):
    world, model = four
    drier = coarse(world, tmp_path, 0, lambda v: v / 20)
    arguments = (model, world.all_predictors, OutputPaths(str(tmp_path / "map.tif")), drier)
    with pytest.raises(InputError, match="was trained on"):
        downscale_raster(*arguments)
    assert downscale_raster(*arguments,
                            options=MapOptions(residual_correction="none", allow_outside=True)).valid_pixels == 72 * 72


# --- bands ----------------------------------------------------------------------------------------------------

def test_a_coarse_raster_of_several_bands_asks_which(four, tmp_path):
    world, _ = four
    paths = [make(tmp_path / f"p_{world.dates[k].replace('-', '')}.tif",
                  {"flag": (world.cells[k] > 0.2) * 1.0, "sm_am": world.cells[k], "sm_pm": world.cells[k] + 0.01},
                  cell=FACTOR * PIXEL) for k in range(2)]
    with pytest.raises(InputError, match="1 flag, 2 sm_am, 3 sm_pm.*COARSE_BAND"):
        read_all(paths)
    with pytest.raises(InputError, match="no band 'sm'"):
        read_all(paths, band="sm")
    for band, shift in (("sm_am", 0.0), ("SM_PM", 0.01), ("3", 0.01)):
        assert np.allclose(read_all(paths, band=band)[0].values, world.cells[0] + shift, atol=1e-6)


def test_every_band_of_a_coarse_raster_is_a_date_where_all_are_dated(four, tmp_path):
    world, _ = four
    path = make(tmp_path / "june.tif", {f"sm {day}": cells for day, cells in zip(world.dates, world.cells)},
                cell=FACTOR * PIXEL)
    found = read_all([path])
    assert [raster.label for raster in found] == world.dates
    assert all(np.allclose(raster.values, cells, atol=1e-6) for raster, cells in zip(found, world.cells))
    same = trained(world, coarse=[path], tmp_path=tmp_path)
    assert same.n_samples == trained(world, tmp_path=tmp_path).n_samples


def test_transparency_is_no_predictor_and_what_it_hides_is_nodata(tmp_path):
    from osgeo import gdal
    path = make(tmp_path / "rgb.tif", {"a": np.arange(16.0).reshape(4, 4), "b": np.ones((4, 4)),
                                       "alpha": np.where(np.eye(4) > 0, 0, 255)}, nodata=-9999)
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(3).SetColorInterpretation(gdal.GCI_AlphaBand)
    dataset.FlushCache()
    del dataset
    with Raster(path) as raster:
        assert raster.info.names == ["a", "b"]
        assert np.array_equal(np.isnan(raster.read()), np.broadcast_to(np.eye(4) > 0, (2, 4, 4)))


def test_a_palette_means_classes_unless_the_band_says_otherwise(tmp_path):
    from osgeo import gdal
    path = make(tmp_path / "cover.tif", {"cover": np.tile([1, 2], (4, 2))}, kind="uint8", nodata=None)
    dataset = gdal.Open(path, gdal.GA_Update)
    colours = gdal.ColorTable()
    colours.SetColorEntry(1, (10, 200, 30, 255))
    dataset.GetRasterBand(1).SetColorTable(colours)
    dataset.FlushCache()
    assert describe(path).bands[0].categorical
    dataset.GetRasterBand(1).SetMetadataItem("KIND", "continuous")
    dataset.FlushCache()
    del dataset
    assert not describe(path).bands[0].categorical


# --- words ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("text, unit", [("Kelvin", "K"), ("°C", "degC"), ("deg_C", "degC"), ("m³ m⁻³", ""), ("%", "%"),
                                        ("m^3/m^3", "m3 m-3"), ("cm**3/cm**3", "m3 m-3"), ("bananas", ""), ("", "")])
def test_spellings_of_units(text, unit):
    assert canonical_unit(text) == unit or (text.startswith("m³") and canonical_unit(text) == "m3 m-3")


def test_units_that_are_not_known_are_never_said_to_differ():
    assert units_differ("K", "celsius") and not units_differ("K", "kelvin") and not units_differ("", "K")
    assert not units_differ("bananas", "K")


@pytest.mark.parametrize("name, label", [("MOD11A2_LST_Day_1km", "a temperature"), ("ndvi_mean", "a vegetation"),
                                         ("lst_ndvi", None), ("red_nir_ratio", None), ("lst_day_time", None),
                                         ("elevation", "an elevation"), ("mystery", None)])
def test_variables_are_known_by_words_of_their_names(name, label):
    found = variable_of(name)
    assert (found is None) if label is None else found.label.startswith(label)


def test_a_change_of_unit_is_only_guessed_where_it_fits():
    assert likely_change(5.0, 30.0, 275.0, 310.0) and not likely_change(500.0, 501.0, 20.0, 30.0)
