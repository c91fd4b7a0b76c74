"""Exported formulas against our own maps: evaluated by gdal_calc, and by hand from the coefficients."""
import json
import os
import shlex
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from osgeo import gdal
from small_world import write_world

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.exports.registry import EXPORT_FORMS
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.export_model import export_model
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.regression.linear import LinearFit
from smdownscale_plugin.regression.model_file import read_model, write_model
from smdownscale_plugin.regression.split import SplitFit
from smdownscale_plugin.regression.sum_of_fits import SumFit

gdal_calc = pytest.importorskip("osgeo_utils.gdal_calc")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """6 x 6 coarse cells, two dates, three continuous predictors and land cover."""
    return write_world(tmp_path_factory.mktemp("world"), cells=6, categorical=True)


@pytest.fixture(scope="module")
def trained(world, tmp_path_factory):
    """A model of METHOD linear."""
    path = str(tmp_path_factory.mktemp("model") / "model.smdm")
    train_model(world.all_predictors, world.coarse, path, TrainingOptions(method="linear"))
    return path


def bands(path):
    values = gdal.Open(path).ReadAsArray()
    return values.reshape(-1, *values.shape[-2:])


def line(table, seed):
    """A line whose ranges cut off both ends of every column of a table (n, columns)."""
    random = np.random.default_rng(seed)
    ranges = np.quantile(table, [0.1, 0.9], axis=0).T
    slopes = random.uniform(-0.1, 0.1, table.shape[1]) / np.maximum(np.ptp(ranges, axis=1), 0.1)
    return LinearFit(slopes, 0.3 - table.mean(0) @ slopes, ranges)


def fits(columns):
    """Lines of predictors (n, columns), of them and their regional parts, of local and regional parts; an average."""
    local = columns - columns.mean(0)
    beside, split = (np.concatenate([own, columns - 0.5 * local], 1) for own in (columns, local))
    return {"whole": line(columns, 1), "beside": SplitFit(line(beside, 5)),
            "split": SplitFit(line(split, 2), departures=True),
            "average": SumFit([line(columns, 3), SplitFit(line(split, 4), departures=True)], [0.4, 0.6]),
            "average beside": SplitFit(SumFit([line(beside, 6), line(beside, 7)], [0.5, 0.5]))}


@pytest.fixture(params=["trained", "whole", "beside", "split", "average", "average beside"])
def model(request, world, trained, tmp_path):
    """The path of a model."""
    if request.param == "trained":
        return trained
    found = read_model(trained)
    layers = dict(zip(("ndvi", "lst", "elevation", "landcover"), [*bands(world.stacks[0]), *bands(world.static)]))
    values = np.stack([layers[name].ravel() for name in found.features.names])
    columns = found.features.encode(values.astype(np.float32)).T
    about = {**found.about, "regional": {"width_cells": 3.0}}
    path = str(tmp_path / "model.smdm")
    write_model(path, replace(found, fit=fits(columns)[request.param], about=about))
    return path


def map_of(model, world, folder):
    path = str(folder / "ours.tif")
    downscale_raster(model, world.all_predictors, OutputPaths(path), date=world.dates[0],
                     options=MapOptions(residual_correction="none"))
    return bands(path)[0]


def exported(model, world, folder, form):
    return export_model(model, str(folder / "formula.txt"), form, world.all_predictors, world.dates[0],
                        str(folder / "regional.tif"))


def test_gdal_calc_makes_our_map_from_the_command(model, world, tmp_path, monkeypatch):
    exported(model, world, tmp_path, "gdal_calc")
    program, *arguments = shlex.split((tmp_path / "formula.txt").read_text(encoding="utf-8"))
    assert program == "gdal_calc.py"
    monkeypatch.chdir(tmp_path)
    gdal_calc.main(["gdal_calc.py", *arguments])
    theirs, ours = bands("soil_moisture.tif")[0], map_of(model, world, tmp_path)
    assert np.ptp(ours) > 0.05 and np.abs(theirs - ours).max() < 1e-6


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such names")
def test_a_path_with_signs_of_the_shell_reaches_the_command_as_it_is(trained, world, tmp_path):
    folder = tmp_path / "$HOME \"of\" `rain` & it's"
    folder.mkdir()
    copies = [shutil.copy(path, folder) for path in world.all_predictors]
    export_model(trained, str(tmp_path / "formula.txt"), "gdal_calc", copies, world.dates[0],
                 str(tmp_path / "regional.tif"))
    text = (tmp_path / "formula.txt").read_text(encoding="utf-8").replace("gdal_calc.py", "printf '%s\\n'", 1)
    said = subprocess.run(["sh", "-c", text], capture_output=True, text=True, check=True).stdout.split("\n")
    assert copies[0] in said and copies[-1] in said


def band(found):
    return bands(found["path"])[found["band"] - 1].astype(float)


def test_the_coefficients_give_our_map(model, world, tmp_path):
    exported(model, world, tmp_path, "coefficients")
    found = json.loads((tmp_path / "formula.txt").read_text(encoding="utf-8"))
    total = found["intercept"]
    for term in found["terms"]:
        value = band(found["bands"]["predictors"][term["predictor"]])
        value = value if term["code"] is None else (value == term["code"]) * 1.0
        if term["part"] != "whole":
            regional = band(found["bands"]["regional"][term["column"]])
            value = value - regional if term["part"] == "local" else regional
        total = total + term["coefficient"] * np.clip(value, term["low"], term["high"])
    assert np.abs(np.clip(total, *found["bounds"]) - map_of(model, world, tmp_path)).max() < 1e-6


def test_without_predictors_layers_are_called_as_the_predictors(world, trained, tmp_path):
    found = read_model(trained)
    path, out = str(tmp_path / "whole.smdm"), str(tmp_path / "formula.txt")
    columns = np.random.default_rng(0).random((50, len(found.features.columns)))
    write_model(path, replace(found, fit=line(columns, 0)))
    done = export_model(path, out)
    assert all(f'"{name}@1"' in done.text for name in found.features.names)
    assert (tmp_path / "formula.txt").read_text(encoding="utf-8") == done.text + "\n" and "e-" not in done.text


def test_regional_parts_are_asked_for_where_a_model_needs_them(world, trained, tmp_path):
    found = read_model(trained)
    columns = np.random.default_rng(0).random((50, 2 * len(found.features.columns)))
    path, out = str(tmp_path / "split.smdm"), tmp_path / "formula.txt"
    write_model(path, replace(found, fit=SplitFit(line(columns, 0)),
                              about={**found.about, "regional": {"width_cells": 3.0}}))
    with pytest.raises(InputError, match="REGIONAL, the raster to which"):
        export_model(path, str(out), predictors=world.all_predictors, date=world.dates[0])
    assert not out.exists()


def test_a_model_that_is_no_formula_is_refused_in_a_sentence(world, tmp_path):
    path, out = str(tmp_path / "model.smdm"), tmp_path / "formula.txt"
    train_model(world.all_predictors, world.coarse, path,
                TrainingOptions(method="random_forest", hyperparameters='{"n_estimators": 5}'))
    for form in EXPORT_FORMS:
        with pytest.raises(InputError, match="random_forest can't be written as a formula.*METHOD linear"):
            export_model(path, str(out), form)
    assert not out.exists()
