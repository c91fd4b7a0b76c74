"""Compare Models and Explain Model as tools: in the toolbox and through qgis_process."""
import csv

import pytest
from limited_disks import files
from small_world import write_world

pytest.importorskip("qgis.core")

from qgis.core import QgsProcessingException, QgsVectorLayer  # noqa: E402


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """9 x 9 coarse cells, two dates."""
    return write_world(tmp_path_factory.mktemp("world"), cells=9)


def comparing(world, **more):
    return {"PREDICTORS": world.all_predictors, "COARSE": world.coarse, "METHODS": ["linear"], **more}


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_comparing_gives_a_table_a_report_a_model_and_the_numbers_of_the_best(run_tool, log, world, tmp_path):
    results = run_tool("comparemodels", comparing(
        world, PREDICTOR_SETS="all; -lst; only land: elevation", TABLE=str(tmp_path / "t.csv"),
        REPORT=str(tmp_path / "r.html"), MODEL=str(tmp_path / "m.smdm")))
    rows = rows_of(results["TABLE"])
    assert [row["predictor_set"] for row in rows[:3]] == ["all", "without lst", "only land"]
    assert results["BEST_METHOD"] == "linear" and set(results["BEST_PREDICTORS"].split(",")) == {
        "ndvi", "lst", "elevation"}
    assert results["CV_R"] == pytest.approx(float(rows[0]["r_blocks"])) and results["N_SAMPLES"] == 162
    assert results["CV_SKILL"] > 0.5 and "Best: Linear (ridge)" in log.text
    assert files(tmp_path) == ["m.smdm", "r.html", "t.csv"]


def test_the_model_of_the_best_makes_maps_and_is_explained(run_tool, log, world, tmp_path):
    best = run_tool("comparemodels", comparing(world, TABLE="TEMPORARY_OUTPUT", MODEL=str(tmp_path / "m.smdm")))
    mapped = run_tool("downscaleraster", {"MODEL": best["MODEL"], "PREDICTORS": world.all_predictors,
                                          "COARSE": world.coarse[0], "OUTPUT": str(tmp_path / "a.tif")})
    assert mapped["VALID_PIXELS"] == 81 * 81
    found = run_tool("explainmodel", {"MODEL": best["MODEL"], "PREDICTORS": world.all_predictors,
                                      "COARSE": world.coarse, "TABLE": str(tmp_path / "e.csv"),
                                      "REPORT": str(tmp_path / "e.html")})
    rows = rows_of(found["TABLE"])
    assert found["MOST_IMPORTANT"] == rows[0]["predictor"] == "ndvi"
    assert rows[0]["effect"] == "wetter where ndvi is high"
    assert found["N_SELECTED"] == len([n for n in found["SELECTED"].split(",") if n]) and "lst" in found["SELECTED"]
    assert "when it is shuffled" in log.text and "<html" in (tmp_path / "e.html").read_text(encoding="utf-8").lower()
    again = run_tool("comparemodels", comparing(world, PREDICTOR_SETS=f"all; chosen: {found['SELECTED']}",
                                                TABLE=str(tmp_path / "again.csv")))
    assert "chosen" in {row["predictor_set"] for row in rows_of(again["TABLE"])}


def test_required_inputs_alone_are_enough(run_tool, world):
    small = {"PREDICTORS": world.all_predictors, "COARSE": world.coarse, "TABLE": "TEMPORARY_OUTPUT"}
    results = run_tool("comparemodels", {**small, "HYPERPARAMETERS": '{"random_forest": {"n_estimators": 8}}'})
    assert "MODEL" not in results and "REPORT" not in results
    methods = {row["method"] for row in rows_of(results["TABLE"])}
    assert {"linear", "random_forest", "nearest", "bilinear"} <= methods


def test_a_geopackage_is_as_good_as_a_csv(run_tool, world, tmp_path):
    run_tool("comparemodels", comparing(world, TABLE=str(tmp_path / "t.gpkg")))
    layer = QgsVectorLayer(str(tmp_path / "t.gpkg"), "t", "ogr")
    assert layer.featureCount() == 3 and "rmse_blocks" in layer.fields().names()


def test_held_out_predictions_open_as_points_with_the_figures_of_the_log(run_tool, log, tmp_path):
    world = write_world(tmp_path / "world", dates=3)
    training = {"PREDICTORS": world.all_predictors, "COARSE": world.coarse, "METHOD": "linear",
                "VALIDATION": "forward_in_time", "MODEL": str(tmp_path / "m.smdm")}
    results = run_tool("trainmodel", {**training, "PREDICTIONS": str(tmp_path / "held.gpkg")})
    layer = QgsVectorLayer(results["PREDICTIONS"], "held", "ogr")
    assert layer.featureCount() == 2 * 64 and layer.crs().authid() == "EPSG:4326"      # not the first date
    errors = [feature["predicted"] - feature["observed"] for feature in layer.getFeatures()]
    assert (sum(e * e for e in errors) / len(errors)) ** 0.5 == pytest.approx(results["CV_RMSE"], rel=1e-6)
    assert "PREDICTIONS" not in run_tool("trainmodel", training)
    with pytest.raises(QgsProcessingException, match="at least three dates"):
        run_tool("trainmodel", {**training, "COARSE": world.coarse[:2]})


@pytest.mark.parametrize("tool", ["comparemodels", "explainmodel"])
def test_cancel_raises_and_removes_what_was_written(run_tool, log, world, tmp_path, tool):
    model = run_tool("trainmodel", {"PREDICTORS": world.all_predictors, "COARSE": world.coarse, "METHOD": "linear",
                                    "MODEL": str(tmp_path / "m.smdm")})["MODEL"]
    out = tmp_path / "out"
    inputs = {"comparemodels": comparing(world, MODEL=str(out / "m.smdm")),
              "explainmodel": {"MODEL": model, "PREDICTORS": world.all_predictors, "COARSE": world.coarse}}[tool]
    log.feedback.progressChanged.connect(lambda value: value >= 40 and log.feedback.cancel())
    with pytest.raises(QgsProcessingException, match="[Cc]ancelled"):
        run_tool(tool, {**inputs, "TABLE": str(out / "t.csv"), "REPORT": str(out / "r.html")})
    assert files(out) == []


def test_an_unknown_predictor_is_refused_with_the_list(run_tool, world):
    with pytest.raises(QgsProcessingException, match="no predictor 'sif'; choose from ndvi, lst, elevation"):
        run_tool("comparemodels", comparing(world, PREDICTOR_SETS="all; -sif", TABLE="TEMPORARY_OUTPUT"))


def test_both_run_through_qgis_process(qgis_process, world, tmp_path):
    best = qgis_process.tool("comparemodels", comparing(world, PREDICTOR_SETS="all;-lst", TABLE=str(tmp_path / "t.csv"),
                                                        MODEL=str(tmp_path / "m.smdm")))
    assert [row["chosen"] for row in rows_of(best["TABLE"])[:2]] == ["1", "0"]
    found = qgis_process.tool("explainmodel", {"MODEL": best["MODEL"], "PREDICTORS": world.all_predictors,
                                               "COARSE": world.coarse, "TABLE": str(tmp_path / "e.csv")})
    assert found["MOST_IMPORTANT"] == "ndvi" and found["N_SAMPLES"] == 162
