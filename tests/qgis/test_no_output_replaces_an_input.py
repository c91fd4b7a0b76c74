"""No output of any tool is an input, or another output: every pair of parameters of every tool, and real runs."""
import os
import shutil

import pytest
from headless import arguments_of

pytest.importorskip("qgis.core")

from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback  # noqa: E402

PLAIN = ("boolean", "number", "enum", "extent", "crs")


def destinations(algorithm):
    return [d for d in algorithm.parameterDefinitions() if d.isDestination() and d.type() != "folderDestination"]


def sources(algorithm):
    """Inputs that can name a file; of texts those that take the path of one."""
    return [d for d in algorithm.parameterDefinitions()
            if not d.isDestination() and d.type() not in (*PLAIN, "string") or d.name() == "HYPERPARAMETERS"]


def tools(provider):
    """All tools but the ready-made workflows, whose steps are tools."""
    return [tool.create() for tool in provider.algorithms() if hasattr(tool, "perform")]


def others(algorithm, folder, *left_out):
    """A name for every destination, and for every input that must be given."""
    values = {d.name(): str(folder / f"new_{d.name()}.{extension(d)}") for d in algorithm.parameterDefinitions()
              if d.isDestination() and d.name() not in left_out}
    given = folder / "given.tif"
    given.write_bytes(b"x")
    for definition in sources(algorithm):
        if not definition.flags() & definition.Flag.FlagOptional and definition.name() not in left_out:
            values[definition.name()] = str(given)
    for definition in algorithm.parameterDefinitions():
        if definition.type() == "string" and not definition.flags() & definition.Flag.FlagOptional:
            values[definition.name()] = "2020-06-01"
    return values


def extension(definition):
    return {"rasterDestination": "tif", "vectorDestination": "gpkg", "folderDestination": "d"}.get(
        definition.type()) or definition.defaultFileExtension()


def test_every_pair_of_every_tool_is_refused(provider, tmp_path):
    pairs = 0
    for algorithm in tools(provider):
        for output in destinations(algorithm):
            for source in sources(algorithm):
                path = tmp_path / f"{algorithm.name()}_{output.name()}_{source.name()}.{extension(output)}"
                path.write_bytes(b"x")
                values = {**others(algorithm, tmp_path, output.name(), source.name()), source.name(): str(path),
                          output.name(): os.path.join(tmp_path, ".", path.name)}
                fine, message = algorithm.checkParameterValues(values, QgsProcessingContext())
                assert not fine and "would replace one of the inputs" in message and source.name() in message
                fine, message = algorithm.checkParameterValues({**values, output.name(): str(tmp_path / "free.tif")},
                                                               QgsProcessingContext())
                assert "would replace" not in message
                pairs += 1
    assert pairs > 60


def test_two_outputs_of_one_name_are_refused_by_every_tool(provider, tmp_path):
    pairs = 0
    for algorithm in tools(provider):
        for first, second in zip(destinations(algorithm), destinations(algorithm)[1:]):
            kinds = {first.type(), second.type()}
            if {"rasterDestination", "vectorDestination"} <= kinds:
                continue                                  # no format serves both
            path = str(tmp_path / f"shared.{extension(max(first, second, key=lambda d: d.type()))}")
            values = {**others(algorithm, tmp_path), first.name(): path, second.name(): path}
            fine, message = algorithm.checkParameterValues(values, QgsProcessingContext())
            assert not fine and "same file" in message and first.name() in message and second.name() in message, message
            pairs += 1
    assert pairs >= 10


def test_a_step_of_a_model_is_checked_when_it_runs(provider, world, model, tmp_path):
    """Processing checks the values of no step of a model before it runs."""
    copy = shutil.copy(world.coarse[0], tmp_path / "sm_20200601.tif")
    before = (tmp_path / "sm_20200601.tif").read_bytes()
    values = {"MODEL": model, "PREDICTORS": world.all_predictors, "COARSE": str(copy), "OUTPUT": str(copy)}
    algorithm, context, feedback = provider.algorithm("downscaleraster").create(), QgsProcessingContext(), \
        QgsProcessingFeedback(False)
    assert algorithm.prepare(values, context, feedback)
    with pytest.raises(QgsProcessingException, match=r"OUTPUT.*would replace one of the inputs, .*COARSE"):
        algorithm.processAlgorithm(values, context, feedback)
    assert (tmp_path / "sm_20200601.tif").read_bytes() == before


def test_a_layer_of_a_database_is_refused(provider, world, tmp_path):
    values = {"STATIONS": world.coarse, "RASTERS": world.coarse,
              "STATION_METRICS": f"ogr:dbname='{tmp_path}/a.gpkg' table=\"b\" (geom)"}
    fine, message = provider.algorithm("validatestations").create().checkParameterValues(values, QgsProcessingContext())
    assert not fine and "layer of a database" in message


RUNS = {
    "a model over a predictor": lambda w, m, f: ("trainmodel", {
        "PREDICTORS": [f, w.static], "COARSE": w.coarse[0], "METHOD": "linear", "MODEL": f}),
    "a report over settings": lambda w, m, f: ("trainmodel", {
        "PREDICTORS": w.all_predictors, "COARSE": w.coarse, "METHOD": "linear", "HYPERPARAMETERS": f,
        "MODEL": f + ".smdm", "REPORT": f}),
    "a map over its predictors": lambda w, m, f: ("downscaleraster", {
        "MODEL": m, "PREDICTORS": [f, w.static], "COARSE": w.coarse[0], "OUTPUT": f}),
    "a map of a series over a predictor": lambda w, m, f: ("downscaleseries", {
        "MODEL": m, "PREDICTORS": [f, w.static], "COARSE": w.coarse[0], "OUTPUT_FOLDER": os.path.dirname(f)}),
    "a difference over the reference": lambda w, m, f: ("validateraster", {
        "RASTERS": w.coarse[0], "REFERENCE": f, "DIFFERENCE": f, "METRICS": f + ".csv"}),
}


@pytest.mark.parametrize("name", RUNS)
def test_on_the_command_line_the_input_stays_as_it_was(qgis_process, world, model, tmp_path, name):
    folder = tmp_path / "data"
    folder.mkdir()
    path = shutil.copy(world.stacks[0], folder / "soil_moisture_20200601.tif")
    before = path.read_bytes()
    linked = tmp_path / "link"
    os.symlink(folder, linked)
    tool, parameters = RUNS[name](world, model, str(path))
    for output in ("MODEL", "REPORT", "OUTPUT", "OUTPUT_FOLDER", "DIFFERENCE"):     # by another way to the same file
        if str(parameters.get(output, "")).startswith(str(folder)) and parameters[output] != str(path) + ".smdm":
            parameters[output] = parameters[output].replace(str(folder), str(linked))
    done = qgis_process(["run", f"smdownscale:{tool}", "--", *arguments_of(parameters)])
    assert done.returncode > 0 and "would replace" in done.stderr, done.stderr
    assert path.read_bytes() == before and \
        {p.name for p in folder.iterdir()} <= {path.name, path.name + ".aux.xml"}       # QGIS writes statistics
