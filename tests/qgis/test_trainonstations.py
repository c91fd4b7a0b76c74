"""Train on Stations as a tool: in the toolbox, through qgis_process, and its model in the downscaling tools."""
import pytest
from limited_disks import files
from station_world import write_station_world

pytest.importorskip("qgis.core")

from qgis.core import QgsProcessingException, QgsVectorLayer  # noqa: E402


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """14 stations, daily rain, ten maps."""
    return write_station_world(tmp_path_factory.mktemp("world"))


def training(world, **more):
    return {"STATIONS": [world.stations], "PREDICTORS": world.predictors, "SERIES": world.series,
            "COARSE": world.coarse, "METHOD": "linear", "TOGETHER_KM": 0.5, **more}


def test_stations_become_a_model_points_and_a_report_and_the_model_a_map(run_tool, log, world, tmp_path):
    results = run_tool("trainonstations", training(
        world, MODEL=str(tmp_path / "m.smdm"), STATION_METRICS=str(tmp_path / "s.gpkg"),
        REPORT=str(tmp_path / "r.html")))
    assert results["N_STATIONS"] == 14 and results["N_SAMPLES"] == 140 and results["RMSE"] < 0.012
    assert results["SKILL"] > 0.5 and results["MEDIAN_R"] > 0.9
    assert QgsVectorLayer(results["STATION_METRICS"]).featureCount() == 14
    assert files(tmp_path) == ["m.smdm", "r.html", "s.gpkg"] and "leave_regions_out" in log.text
    made = run_tool("downscaleraster", {"MODEL": results["MODEL"], "PREDICTORS": world.predictors,
                                        "SERIES": world.series, "COARSE": world.coarse[0],
                                        "OUTPUT": str(tmp_path / "map.tif")})
    assert made["VALID_PIXELS"] == 24 * 24 and "STATION_RMSE_BEFORE" not in made
    judged = run_tool("downscaleraster", {"MODEL": results["MODEL"], "PREDICTORS": world.predictors,
                                          "SERIES": world.series, "COARSE": world.coarse[0],
                                          "STATIONS": [world.stations], "OUTPUT": str(tmp_path / "judged.tif")})
    assert 0 < judged["STATION_RMSE_BEFORE"] < 0.02 and "Stations: 14 stations" in log.text


def test_neither_stations_nor_a_table_is_said_in_a_sentence(run_tool, world, tmp_path):
    for inputs in ({}, {"STATIONS": [world.stations]}, {"TABLE": str(tmp_path / "none.csv")}):
        with pytest.raises(QgsProcessingException, match="STATIONS|PREDICTORS|The table .* doesn't exist"):
            run_tool("trainonstations", {**inputs, "MODEL": str(tmp_path / "m.smdm")})
    assert files(tmp_path) == []


def test_it_runs_through_qgis_process(qgis_process, world, tmp_path):
    results = qgis_process.tool("trainonstations", training(world, MODEL=tmp_path / "m.smdm"))
    assert results["RMSE"] < 0.012 and files(tmp_path) == ["m.smdm"]


def test_station_metrics_open_in_the_classes_and_colours_of_the_report(qgis):
    from smdownscale_plugin.algorithms.styling import STYLES
    from smdownscale_plugin.algorithms.trainonstations import TrainOnStations
    from smdownscale_plugin.reports.station_training import CLASSES
    layer = QgsVectorLayer("Point?field=rmse:double", "s", "memory")
    layer.loadNamedStyle(str(STYLES / f"{TrainOnStations.STYLES['STATION_METRICS'].look}.qml"))
    rules = layer.renderer().rootRule().children()
    assert [rule.symbol().color().name() for rule in rules] == [colour for _, colour, _, _ in CLASSES]
    for rule, (below, _, _, _) in zip(rules[:-1], CLASSES):
        assert rule.filterExpression().endswith(f'"rmse" < {below}')
