"""Results that would be wrong without a word: refused on the command line, in one sentence, with nothing left."""
import os

import numpy as np
import pytest
from limited_disks import files
from small_world import FACTOR, PIXEL, make

pytest.importorskip("qgis.core")

from osgeo import gdal  # noqa: E402
from test_bad_input import Case, inside, outside  # noqa: E402

SHAPE = (72, 72)


def spoilt(case, **layers):
    """Predictors of the first date with layers changed by functions, without nodata."""
    first = case.world.predictors[0]
    return [case.stack(nodata=None, **{name: change(first[name].copy()) for name, change in layers.items()}),
            case.world.static]


def with_value(value):
    def change(layer):
        layer[20:23, 30] = value
        return layer
    return change


def named(case, name, source=0):
    path = case.folder / name
    path.write_bytes(open(case.world.coarse[source], "rb").read())
    return str(path)


def bands(case, names):
    return make(case.folder / "sm_20200601.tif", {name: case.world.cells[0] for name in names}, cell=FACTOR * PIXEL)


def pipe(case):
    path = str(case.folder / "sm_20200601.tif")
    os.mkfifo(path)
    return path


def without_size(case):
    path = case.folder / "sm_20200601.vrt"
    path.write_text("<VRTDataset rasterXSize='8' rasterYSize='8'><GeoTransform>0,0,0,0,0,nan</GeoTransform>"
                    "<VRTRasterBand dataType='Float32' band='1'/></VRTDataset>")
    return str(path)


CASES = {
    # by qgis_process
    "-99 in a predictor": (lambda c: c.train(PREDICTORS=spoilt(c, lst=with_value(-99.0))), ["-99", "nodata"]),
    "9.97e36 in a predictor": (lambda c: c.map(PREDICTORS=spoilt(c, ndvi=with_value(9.96921e36))), ["nodata"]),
    "LST in Celsius": (lambda c: c.map(PREDICTORS=spoilt(c, lst=lambda v: v - 273.15)), ["degrees Celsius",
                                                                                         "ALLOW_OUTSIDE"]),
    "NDVI times 10000": (lambda c: c.map(PREDICTORS=spoilt(c, ndvi=lambda v: 1e4 * v)), ["10000 times"]),
    "several bands in the coarse raster": (lambda c: c.train(COARSE=[bands(c, ("flag", "am", "pm"))]),
                                           ["flag", "pm", "COARSE_BAND"]),
    "a scale applied twice": (lambda c: c.train(COARSE_SCALE=0.01), ["already", "COARSE_SCALE"]),
    "a date written day first": (lambda c: c.train(COARSE=[named(c, "sm_01062020.tif")]), ["01062020", "looks like"]),
    "the 30th of February": (lambda c: c.series(COARSE=[named(c, "sm_20200230.tif")]), ["20200230", "looks like"]),
    "a coarse product of zeros": (lambda c: c.train(COARSE=[c.coarse(np.zeros((8, 8)))]), ["zeros"]),
    "a setting twice": (lambda c: c.train(HYPERPARAMETERS='{"alpha": 1, "alpha": 2}'), ["'alpha' twice"]),
    "cells without a size": (lambda c: c.train(COARSE=[without_size(c)]), ["cells without a size"]),
    "an extent turned round": (lambda c: ("buildpredictorstack", {
        "RASTERS": c.world.stacks, "EXTENT": "9,8,44,45 [EPSG:4326]", "OUTPUT_FOLDER": str(c.out)}), ["wrong order"]),
    "a station that moves": (lambda c: c.stations(["A,45,8,2020-06-01,0.2", "A,46,8,2020-06-01,0.3"]), ["two places"]),
    # inside QGIS only
    # (qgis_process itself opens every layer before it asks a tool, and waits)
    "a pipe": (lambda c: c.train(COARSE=[pipe(c)]), ["pipe"]),
    "-9999 in a predictor": (lambda c: c.train(PREDICTORS=spoilt(c, ndvi=with_value(-9999.0))), ["-9999"]),
    "int32's lowest": (lambda c: c.train(PREDICTORS=spoilt(c, ndvi=with_value(-2147483648.0))), ["nodata"]),
    "exchanged predictors": (lambda c: c.map(PREDICTORS=[c.stack(
        ndvi=c.world.predictors[0]["lst"], lst=c.world.predictors[0]["ndvi"]), c.world.static]), ["swapped"]),
    "a number with an underscore": (lambda c: c.train(MIN_COVERAGE="5_0e-2"), ["MIN_COVERAGE"]),
    "an extent of NaN": (lambda c: ("buildpredictorstack", {
        "RASTERS": c.world.stacks, "EXTENT": "nan,9,44,45", "OUTPUT_FOLDER": str(c.out)}), ["EXTENT"]),
    "a name without separators": (lambda c: c.train(COARSE=[named(c, "sm20200601.tif")]), ["20200601", "looks like"]),
    "year 1 with a zone": (lambda c: c.stations(["A,45,8,0001-01-01T00:00+05:00,0.2"]), ["0001-01-01"]),
    "a column twice": (lambda c: c.stations(["A,45,8,2020-06-01,0.2,0.3"],
                                            "station,latitude,longitude,time,soil_moisture,soil_moisture"), ["twice"]),
    "a unit that changes": (lambda c: c.train(PREDICTORS=[c.stack(lst=c.world.predictors[0]["lst"] - 273.15),
                                                          c.world.stacks[1], c.world.static]), ["change its unit"]),
}
OUTSIDE = list(CASES)[:13]


@pytest.mark.parametrize("name", OUTSIDE)
def test_it_fails_on_the_command_line(qgis_process, world, model, tmp_path, name):
    make_inputs, words = CASES[name]
    case = Case(world, model, tmp_path)
    message = outside(qgis_process, *make_inputs(case))
    assert all(word in message for word in words), message
    assert files(case.out) == []


@pytest.mark.parametrize("name", list(CASES)[13:])
def test_it_fails_inside_qgis(run_tool, world, model, tmp_path, name):
    make_inputs, words = CASES[name]
    case = Case(world, model, tmp_path)
    message = inside(run_tool, *make_inputs(case))
    assert all(word in message for word in words), message
    assert files(case.out) == []


def test_what_is_allowed_is_made_with_a_warning(run_tool, log, world, model, tmp_path):
    case = Case(world, model, tmp_path)
    tool, parameters = case.map(PREDICTORS=spoilt(case, lst=lambda v: v - 273.15), ALLOW_OUTSIDE=True,
                                RESIDUAL_CORRECTION="none")
    assert run_tool(tool, parameters)["OUTSIDE_PERCENT"] == 100.0
    assert any("ALLOW_OUTSIDE is on" in warning for warning in log.feedback.warnings)


def test_a_band_is_chosen_by_its_name(run_tool, world, model, tmp_path):
    case = Case(world, model, tmp_path)
    tool, parameters = case.train(COARSE=[bands(case, ("flag", "am"))], COARSE_BAND="am")
    assert run_tool(tool, parameters)["N_SAMPLES"] == 64


def test_alpha_is_no_predictor(run_tool, world, model, tmp_path):
    case = Case(world, model, tmp_path)
    first = world.predictors[0]
    path = case.stack(alpha=np.where(np.arange(72) < 9, 0.0, 255.0) * np.ones(SHAPE))
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(3).SetColorInterpretation(gdal.GCI_AlphaBand)
    del dataset
    tool, parameters = case.map(PREDICTORS=[path, world.static])
    assert run_tool(tool, parameters)["VALID_PIXELS"] == first["ndvi"].size * 63 // 72


def test_a_failed_run_leaves_no_empty_folder(run_tool, world, model, tmp_path):
    case = Case(world, model, tmp_path)
    tool, parameters = case.series(MODEL=case.text_file("m.smdm", b"PK"), OUTPUT_FOLDER=str(tmp_path / "a" / "b"))
    inside(run_tool, tool, parameters)
    assert not (tmp_path / "a").exists()
