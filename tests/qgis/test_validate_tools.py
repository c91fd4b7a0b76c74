"""Validate Raster and Validate Against Stations from the toolbox and the command line."""
import csv
import json
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

pytest.importorskip("qgis.core")

from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProject, QgsVectorLayer  # noqa: E402

from smdownscale_plugin.rasters.ease_grid import m01_grid, m09_grid  # noqa: E402
from smdownscale_plugin.rasters.period import Period  # noqa: E402
from smdownscale_plugin.rasters.reading import Raster  # noqa: E402
from smdownscale_plugin.rasters.writing import write_raster  # noqa: E402

FINE, COARSE = m01_grid(300, 1900, 4, 4), m09_grid(300, 1900, 4, 4)


@pytest.fixture
def case(tmp_path):
    """Six days of a map, its reference, the coarse product, and two stations."""
    rng = np.random.default_rng(0)
    paths = {"fine": [], "truth": [], "coarse": []}
    lon, lat = _corner()
    places = {"A": (lat - 0.05, lon + 0.05), "B": (lat - 0.15, lon + 0.2)}
    rows = []
    for k in range(6):
        period = Period(datetime(2020, 6, 1 + k, tzinfo=timezone.utc), datetime(2020, 6, 2 + k, tzinfo=timezone.utc))
        coarse = rng.uniform(0.1, 0.4, COARSE.shape)
        truth = np.clip(np.kron(coarse, np.ones((9, 9))) + rng.normal(0, 0.05, FINE.shape), 0.02, 0.6)
        fine = truth + rng.normal(0, 0.02, FINE.shape)
        for name, layer, grid in (("coarse", coarse, COARSE), ("truth", truth, FINE), ("fine", fine, FINE)):
            path = str(tmp_path / f"{name}_{period.stamp()}.tif")
            paths[name].append(write_raster(path, grid, {"soil_moisture": layer}, metadata=period.metadata()))
        rows += [(n, *p, (period.start + timedelta(hours=6)).isoformat(), round(rng.uniform(0.1, 0.4), 3))
                 for n, p in places.items()]
    with open(tmp_path / "stations.csv", "w", newline="") as file:
        csv.writer(file).writerows([("station", "latitude", "longitude", "time", "soil_moisture"), *rows])
    return {**paths, "stations": str(tmp_path / "stations.csv"), "folder": tmp_path}


def _corner():
    """Longitude and latitude of the grid's upper left corner."""
    from osgeo import osr
    source, target = osr.SpatialReference(FINE.crs), osr.SpatialReference()
    target.ImportFromEPSG(4326)
    for reference in (source, target):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return osr.CoordinateTransformation(source, target).TransformPoint(FINE.transform[0], FINE.transform[3])[:2]


def raster_inputs(case, **outputs):
    return {"RASTERS": case["fine"], "REFERENCE": case["truth"], "COARSE": case["coarse"], **outputs}


def station_inputs(case, **outputs):
    return {"RASTERS": case["fine"], "STATIONS": [case["stations"]], "COARSE": case["coarse"], **outputs}


def test_validate_raster_gives_its_numbers_and_files(run_tool, case, log):
    folder = case["folder"]
    outputs = {"METRICS": "m.csv", "DIFFERENCE": "d.tif", "REPORT": "r.html"}
    outputs = {name: str(folder / file) for name, file in outputs.items()}
    results = run_tool("validateraster", raster_inputs(case, **outputs))
    assert results["N_PAIRS"] == 6 * 36 * 36 and results["R"] > 0.95
    assert results["RMSE"] == pytest.approx(0.02, rel=0.05)
    assert {"UBRMSE", "BIAS", "MEDIAN_R", "SKILL", "WITHIN_CELL_R"} <= set(results)
    for name in ("m.csv", "d.tif", "r.html"):
        assert (folder / name).stat().st_size > 0
    assert "not how accurate the map is in the field" in log.text


def test_validate_raster_runs_with_its_required_inputs_alone(run_tool, case):
    results = run_tool("validateraster", {"RASTERS": case["fine"], "REFERENCE": case["truth"][:1],
                                          "METRICS": "TEMPORARY_OUTPUT"})
    assert results["METRICS"].endswith(".csv") and results["N_PAIRS"] == 36 * 36
    assert "SKILL" not in results and not results.get("REPORT")


def test_folders_stand_for_their_rasters(run_tool, case, tmp_path):
    for name in ("fine", "truth"):
        (tmp_path / name).mkdir()
        for path in case[name]:
            source = tmp_path / path.rpartition("/")[2]
            source.rename(tmp_path / name / source.name)
    results = run_tool("validateraster", {"RASTERS": [str(tmp_path / "fine")], "REFERENCE": [str(tmp_path / "truth")],
                                          "METRICS": str(tmp_path / "m.csv")})
    assert results["N_PAIRS"] == 6 * 36 * 36


@pytest.fixture
def in_percent(case, tmp_path):
    """The coarse product of the case in percent."""
    (tmp_path / "percent").mkdir()
    paths = []
    for path in case["coarse"]:
        with Raster(path) as raster:
            layer, period = 100 * raster.read()[0], raster.info.period
        paths.append(write_raster(str(tmp_path / "percent" / f"{period.stamp()}.tif"), COARSE, {"soil_moisture": layer},
                                  metadata=period.metadata()))
    return paths


@pytest.mark.parametrize("tool, inputs, output", [("validateraster", raster_inputs, "METRICS"),
                                                  ("validatestations", station_inputs, "STATION_METRICS")])
def test_a_coarse_product_in_percent_gives_the_same_figures_once_its_scale_is_told(
        run_tool, case, in_percent, tmp_path, tool, inputs, output):
    def figures(name, **more):
        report = str(tmp_path / f"{name}.html")
        results = run_tool(tool, inputs(case, **{output: str(tmp_path / f"{name}.gpkg"), "REPORT": report}, **more))
        return {key: value for key, value in results.items() if key not in (output, "REPORT")}
    wanted = figures("m3")
    assert figures("percent", COARSE=in_percent, COARSE_SCALE=0.01) == pytest.approx(wanted, rel=1e-5)
    assert "SKILL" in wanted and "(values times 0.01)" in (tmp_path / "percent.html").read_text(encoding="utf-8")
    with pytest.raises(QgsProcessingException, match='likely cause is percent: set .*COARSE_SCALE.* to 0.01'):
        figures("refused", COARSE=in_percent)


def test_the_metrics_open_in_qgis_as_a_table_of_numbers(run_tool, case):
    path = str(case["folder"] / "m.csv")
    run_tool("validateraster", raster_inputs(case, METRICS=path))
    layer = QgsVectorLayer(path, "m", "ogr")
    assert layer.isValid() and layer.featureCount() == 3 * 7
    assert float(next(layer.getFeatures())["r"]) > 0.9


def test_validate_stations_gives_its_numbers_and_files(run_tool, case, log):
    folder = case["folder"]
    results = run_tool("validatestations", station_inputs(
        case, STATION_METRICS=str(folder / "s.gpkg"), PAIRS=str(folder / "p.csv"), REPORT=str(folder / "r.html")))
    assert (results["N_PAIRS"], results["N_STATIONS"]) == (12, 2)
    assert {"R", "RMSE", "UBRMSE", "BIAS", "MEDIAN_R", "SKILL"} <= set(results)
    layer = QgsVectorLayer(results["STATION_METRICS"], "s", "ogr")
    assert layer.isValid() and layer.featureCount() == 2
    assert "part of every difference" in log.text


def test_station_points_open_in_the_style_of_their_verdict(run_tool, case, qgis):
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    path = str(case["folder"] / "s.gpkg")
    details = QgsProcessingContext.LayerDetails("s", context.project(), "STATION_METRICS")
    context.addLayerToLoadOnCompletion(path, details)
    run_tool("validatestations", station_inputs(case, STATION_METRICS=path), context)
    layer = QgsVectorLayer(path, "s", "ogr")
    context.layerToLoadOnCompletionDetails(path).postProcessor().postProcessLayer(layer, context, None)
    assert layer.name() == "Stations: is the map better?"
    rules = layer.renderer().rootRule().children()
    assert [rule.label() for rule in rules][0].startswith("worse") and len(rules) == 4
    assert rules[-1].isElse()   # stations without a verdict are shown too


def test_the_style_s_classes_and_colours_are_those_of_the_report(qgis):
    from smdownscale_plugin.algorithms.styling import STYLES
    from smdownscale_plugin.reports.colours import VERDICTS
    layer = QgsVectorLayer("Point?field=verdict:string", "s", "memory")
    layer.loadNamedStyle(str(STYLES / "station_verdict.qml"))
    found = {rule.filterExpression(): rule.symbol().color().name() for rule in layer.renderer().rootRule().children()}
    for verdict, colour, _, _ in VERDICTS:
        assert found[f"\"verdict\" = '{verdict}'"] == colour


@pytest.mark.parametrize("spoil, expected", [
    ({"STATIONS": "no.csv"}, "doesn't exist"),
    ({"STATIONS": "columns"}, "lacks the columns"),
    ({"STATIONS": "date"}, "Line 2"),
    ({"STATIONS": "outside"}, "lies inside the rasters"),
    ({"TOLERANCE_HOURS": -1}, "TOLERANCE_HOURS"),
])
def test_bad_input_fails_with_one_sentence(run_tool, case, spoil, expected):
    folder = case["folder"]
    rows = {"columns": "a,b\n1,2\n", "date": "station,latitude,longitude,time,soil_moisture\nA,37,17,soon,0.2\n",
            "outside": "station,latitude,longitude,time,soil_moisture\nA,-37,17,2020-06-01,0.2\n"}
    for name, text in rows.items():
        (folder / f"{name}.csv").write_text(text)
    if "STATIONS" in spoil:
        name = spoil["STATIONS"]
        spoil = {"STATIONS": [str(folder / (f"{name}.csv" if name in rows else name))]}
    with pytest.raises(QgsProcessingException, match=expected) as problem:
        run_tool("validatestations", {**station_inputs(case, STATION_METRICS=str(folder / "s.gpkg")), **spoil})
    assert "Traceback" not in str(problem.value) and not (folder / "s.gpkg").exists()


def test_both_tools_run_from_the_command_line(qgis_process, case):
    folder = case["folder"]
    rasters = qgis_process.tool("validateraster", raster_inputs(case, METRICS=str(folder / "m.csv")))
    assert rasters["N_PAIRS"] == 6 * 36 * 36
    stations = qgis_process.tool("validatestations", station_inputs(case, STATION_METRICS=str(folder / "s.gpkg")))
    assert stations["N_STATIONS"] == 2


def test_a_failed_run_leaves_the_command_line_with_an_error(qgis_process, case):
    done = qgis_process(["--json", "run", "smdownscale:validateraster", "--", f"RASTERS={case['fine'][0]}",
                         f"REFERENCE={case['folder'] / 'no.tif'}", f"METRICS={case['folder'] / 'm.csv'}"])
    assert done.returncode != 0 and not (case["folder"] / "m.csv").exists()
    assert "Traceback" not in done.stdout + done.stderr and "no.tif" in done.stdout + done.stderr


def test_cancelling_raises_and_leaves_nothing(run_tool, case, log):
    log.feedback.cancel()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run_tool("validateraster", raster_inputs(case, METRICS=str(case["folder"] / "m.csv")))
    assert not (case["folder"] / "m.csv").exists()


def test_the_json_of_the_command_line_is_clean(qgis_process, case):
    done = qgis_process(["--json", "run", "smdownscale:validateraster", "--", f"RASTERS={case['fine'][0]}",
                         f"REFERENCE={case['truth'][0]}", f"METRICS={case['folder'] / 'm.csv'}"])
    assert json.loads(done.stdout)["results"]["N_PAIRS"] == 36 * 36
