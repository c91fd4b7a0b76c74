"""The drought tools in QGIS: chained, styled, in time, and their zonal figures beside QGIS's own."""
import csv
import sys
from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

sys.path.append(str(Path(__file__).resolve().parent.parent / "unit"))

from drought_data import CELL, bucket, days, districts, grid, write_polygons, write_series  # noqa: E402

from smdownscale_plugin.rasters.reading import Raster, describe  # noqa: E402
from smdownscale_plugin.rasters.writing import write_raster  # noqa: E402

SHAPE = (24, 30)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Seven years of monthly maps and nine districts: (folder of the maps, districts)."""
    folder = tmp_path_factory.mktemp("world")
    (folder / "maps").mkdir()
    periods = days(2015, 7, 30)
    write_series(folder / "maps", periods, bucket(periods, SHAPE, seed=9))
    return str(folder / "maps"), write_polygons(folder / "districts.gpkg", districts(*SHAPE))


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_folder_of_maps_becomes_a_bulletin(world, tmp_path, run_tool, log):
    maps, zones = world
    index = run_tool("droughtindex", {
        "SERIES": [maps], "DATE": "2020-01-01/2021-12-31", "PERCENTILE": str(tmp_path / "p.tif"),
        "CLASS": str(tmp_path / "c.tif"), "OUTPUT_FOLDER": str(tmp_path / "all"),
        "CLIMATOLOGY_OUTPUT": str(tmp_path / "climatology.tif")})
    assert index["YEARS"] == 6 and 0 <= index["DROUGHT_PERCENT"] <= 100
    assert len(index["PERCENTILES"]) == len(index["CLASSES"]) == 24
    assert Path(index["PERCENTILES"][-1]).read_bytes() == (tmp_path / "p.tif").read_bytes()
    zonal = run_tool("zonaldrought", {
        "SERIES": index["PERCENTILES"], "ZONES": zones, "TABLE": str(tmp_path / "t.csv"), "TITLE": "Nine Valleys",
        "ZONES_OUTPUT": str(tmp_path / "z.gpkg"), "REPORT": str(tmp_path / "bulletin.html")})
    assert zonal["N_ZONES"] == 9 and 0 <= zonal["ZONES_IN_DROUGHT"] <= 9
    assert len(table(zonal["TABLE"])) == 9 * 24
    assert "Nine Valleys" in (tmp_path / "bulletin.html").read_text(encoding="utf-8")
    layer = QgsVectorLayer(zonal["ZONES_OUTPUT"], "z")
    rows = {row["zone"]: row for row in table(zonal["TABLE"]) if row["date"] == "2021-11-27"}
    assert layer.featureCount() == 9 and layer.crs() == QgsCoordinateReferenceSystem("EPSG:6933")
    for feature in layer.getFeatures():
        assert feature["class"] == rows[feature["zone"]]["class"]
        assert feature["mean_percentile"] == pytest.approx(float(rows[feature["zone"]]["mean_percentile"]), rel=1e-6)
    assert "is compared with" in log.text


def test_the_folder_of_drought_index_goes_into_zonal_drought_as_it_is(world, tmp_path, qgis_process, run_tool, log):
    maps, zones = world
    folder = tmp_path / "all"
    index = qgis_process.tool("droughtindex", {"SERIES": maps, "DATE": "2021-06-01/2021-12-31",
                                               "OUTPUT_FOLDER": folder})
    assert len(list(folder.glob("drought_class_*.tif"))) == len(index["PERCENTILES"]) == 6
    run_tool("droughtindex", {"SERIES": [maps], "DATE": "2021-11-01/2021-12-31", "OUTPUT_FOLDER": str(folder),
                              "ANOMALY": str(tmp_path / "a.tif"), "CLIMATOLOGY_OUTPUT": str(folder / "past.tif")})
    given = {"ZONES": zones, "TABLE": str(tmp_path / "folder.csv")}
    zonal = run_tool("zonaldrought", {"SERIES": [str(folder)], **given})
    assert zonal["N_ZONES"] == 9 and "ZONES_OUTPUT" not in zonal
    assert "ignored, because they hold drought_class, soil moisture climatology, standardised_anomaly" in log.text
    run_tool("zonaldrought", {"SERIES": index["PERCENTILES"], **given, "TABLE": str(tmp_path / "list.csv")})
    assert (tmp_path / "folder.csv").read_bytes() == (tmp_path / "list.csv").read_bytes()


@pytest.mark.parametrize("tool, names", [("droughtindex", ["PERCENTILE", "CLASS"]), ("zonaldrought", ["ZONES_OUTPUT"])])
def test_main_maps_can_be_left_out_of_a_script_and_are_ticked_in_the_dialog(provider, tool, names):
    for name in names:
        definition = provider.algorithm(tool).parameterDefinition(name)
        assert definition.flags() & definition.Flag.FlagOptional and definition.createByDefault()


def test_drought_index_without_any_output_says_which_to_give(world, run_tool):
    with pytest.raises(QgsProcessingException, match="set PERCENTILE, Drought class .CLASS. or Folder of all"):
        run_tool("droughtindex", {"SERIES": [world[0]]})


def test_root_zone_maps_are_a_series_of_their_own(world, tmp_path, run_tool):
    root = run_tool("rootzone", {"SERIES": [world[0]], "T_DAYS": 40, "OUTPUT_FOLDER": str(tmp_path / "root")})
    assert describe(root["OUTPUTS"][-1]).metadata["FILTER_T_DAYS"] == "40"
    index = run_tool("droughtindex", {"SERIES": root["OUTPUTS"], "PERCENTILE": str(tmp_path / "p.tif"),
                                      "CLASS": str(tmp_path / "c.tif")})
    assert index["YEARS"] == 6 and describe(index["PERCENTILE"]).metadata["FILTER_T_DAYS"] == "40"


def test_maps_open_with_the_monitors_colours_a_legend_and_their_time(world, tmp_path, provider, log):
    maps, _ = world
    context = QgsProcessingContext()
    project = QgsProject()
    context.setProject(project)
    algorithm = provider.algorithm("droughtindex")
    parameters = {"SERIES": [maps], "DATE": "2021-06-01/2021-12-31", "PERCENTILE": str(tmp_path / "p.tif"),
                  "CLASS": str(tmp_path / "c.tif"), "OUTPUT_FOLDER": str(tmp_path / "all"), "LOAD_RESULTS": True}
    for name in ("p.tif", "c.tif"):
        context.addLayerToLoadOnCompletion(str(tmp_path / name),
                                           QgsProcessingContext.LayerDetails(name, project, name))
    results, good = algorithm.run(parameters, context, log.feedback)
    assert good, log.text
    loaded = {}
    for path, details in context.layersToLoadOnCompletion().items():
        layer = QgsRasterLayer(path, "x")
        details.postProcessor().postProcessLayer(layer, context, log.feedback)
        loaded[path] = layer
    assert set(results["CLASSES"]) | set(results["PERCENTILES"]) <= set(loaded)
    shown = loaded[results["CLASSES"][-1]]
    assert shown.name() == "2021-11-27 Drought class" and isinstance(shown.renderer(), QgsPalettedRasterRenderer)
    legend = {entry.value: (entry.label, entry.color.name()) for entry in shown.renderer().classes()}
    assert legend[0][0] == "No drought" and legend[1] == ("D0 Abnormally dry", "#ffff00")
    assert legend[5] == ("D4 Exceptional drought", "#730000")
    first = loaded[results["CLASSES"][0]].temporalProperties()
    assert first.isActive() and first.fixedTemporalRange().begin().toString("yyyy-MM-dd") == "2021-06-30"
    items = loaded[results["PERCENTILES"][-1]].renderer().shader().rasterShaderFunction().colorRampItemList()
    assert [item.value for item in items[:5]] == [2, 5, 10, 20, 30]


def test_styles_of_anomalies_and_zones_have_legends(tmp_path):
    styles = Path(__file__).resolve().parents[2] / "smdownscale_plugin" / "resources" / "styles"
    raster = QgsRasterLayer(write_raster(str(tmp_path / "a.tif"), grid(), {"standardised_anomaly": np.zeros((12, 16))}))
    assert raster.loadNamedStyle(str(styles / "anomaly.qml"))[1]
    items = raster.renderer().shader().rasterShaderFunction().colorRampItemList()
    assert [item.label for item in items] == ["-3 σ", "-2 σ", "-1 σ", "0 (season's mean)", "+1 σ", "+2 σ", "+3 σ"]
    zones = QgsVectorLayer("Polygon?field=zone:string&field=class:string", "z", "memory")
    assert zones.loadNamedStyle(str(styles / "drought_zones.qml"))[1]
    assert [entry.value() for entry in zones.renderer().categories()] == ["none", "D0", "D1", "D2", "D3", "D4", ""]
    assert zones.labelsEnabled()


# --- zonal figures beside QGIS's own ---------------------------------------------------------------------------------

def _both(run_tool, tmp_path, raster, zones):
    """(ours, QGIS's) mean and valid area per zone."""
    ours = {row["zone"]: row for row in table(run_tool("zonaldrought", {
        "SERIES": [raster], "ZONES": zones, "TABLE": str(tmp_path / "t.csv"),
        "ZONES_OUTPUT": str(tmp_path / "z.gpkg")})["TABLE"])}
    theirs = run_tool("native:zonalstatisticsfb", {
        "INPUT": zones, "INPUT_RASTER": raster, "RASTER_BAND": 1, "COLUMN_PREFIX": "_", "STATISTICS": [0, 2, 4],
        "OUTPUT": str(tmp_path / "qgis.gpkg")})["OUTPUT"]
    layer = QgsVectorLayer(theirs, "z")
    return ours, {feature["name"]: feature for feature in layer.getFeatures()}


def _percentiles(seed=1):
    return (100 * np.random.default_rng(seed).random(SHAPE)).astype(np.float32)


def _box(x0, y0, x1, y1):
    """A rectangle in columns and rows from the upper left, as WKT in metres."""
    x0, x1, y0, y1 = x0 * CELL, x1 * CELL, (SHAPE[0] - y0) * CELL, (SHAPE[0] - y1) * CELL
    return f"POLYGON(({x0} {y0}, {x1} {y0}, {x1} {y1}, {x0} {y1}, {x0} {y0}))"


def test_zonal_means_equal_qgis_own_where_borders_run_along_pixels_or_zones_are_smaller_than_one(
        run_tool, tmp_path):
    raster = write_raster(str(tmp_path / "p_20220401.tif"), grid(*SHAPE), {"percentile": _percentiles()})
    parts = _box(20, 15, 22, 17).replace("POLYGON", "") + "," + _box(25, 20, 29, 23).replace("POLYGON", "")
    zones = write_polygons(tmp_path / "zones.gpkg", {
        "large": _box(2, 3, 17, 14), "overlapping": _box(10, 10, 20, 20), "small": _box(5.3, 5.2, 5.8, 5.6),
        "over two pixels": _box(7.7, 8.2, 8.1, 8.5), "parts": f"MULTIPOLYGON({parts})"})
    ours, theirs = _both(run_tool, tmp_path, raster, zones)
    for name, row in ours.items():
        assert float(row["mean_percentile"]) == pytest.approx(theirs[name]["_mean"], rel=1e-5), name
        if name in ("large", "overlapping", "parts"):      # QGIS gives no weighted spread of less than a pixel
            assert float(row["spread"]) == pytest.approx(theirs[name]["_stdev"], abs=1e-3)
        assert float(row["area_km2"]) == pytest.approx(theirs[name]["_count"], rel=1e-5), name


def test_zonal_means_of_crooked_districts_equal_qgis_own_on_pixels_cut_into_900(run_tool, tmp_path):
    values = _percentiles(2)
    raster = write_raster(str(tmp_path / "p_20220401.tif"), grid(*SHAPE), {"percentile": values})
    zones = write_polygons(tmp_path / "zones.gpkg", districts(*SHAPE))
    fine = grid(*SHAPE)
    fine = type(fine)(fine.crs, (0.0, CELL / 30, 0.0, SHAPE[0] * CELL, 0.0, -CELL / 30), SHAPE[1] * 30, SHAPE[0] * 30)
    cut = write_raster(str(tmp_path / "cut.tif"), fine, {"percentile": np.kron(values, np.ones((30, 30), np.float32))})
    ours, whole = _both(run_tool, tmp_path, raster, zones)
    (tmp_path / "qgis.gpkg").unlink()
    theirs = run_tool("native:zonalstatisticsfb", {
        "INPUT": zones, "INPUT_RASTER": cut, "RASTER_BAND": 1, "COLUMN_PREFIX": "_", "STATISTICS": [0, 2],
        "OUTPUT": str(tmp_path / "qgis.gpkg")})["OUTPUT"]
    cut_means = {f["name"]: f for f in QgsVectorLayer(theirs, "z").getFeatures()}
    exact = [abs(float(row["mean_percentile"]) - cut_means[name]["_mean"]) for name, row in ours.items()]
    centre = [abs(whole[name]["_mean"] - cut_means[name]["_mean"]) for name in ours]
    assert max(exact) < 0.02 < max(centre)      # QGIS takes whole pixels by their centre: that is the larger error
    for name, row in ours.items():
        assert float(row["area_km2"]) == pytest.approx(cut_means[name]["_count"] / 900, rel=1e-3)


# --- outside of this process, and bad input ---------------------------------------------------------------------------

def test_the_tools_run_through_qgis_process(world, tmp_path, qgis_process):
    maps, zones = world
    index = qgis_process.tool("droughtindex", {"SERIES": maps, "PERCENTILE": tmp_path / "p.tif",
                                               "CLASS": tmp_path / "c.tif", "ANOMALY": tmp_path / "a.tif"})
    zonal = qgis_process.tool("zonaldrought", {"SERIES": tmp_path / "p.tif", "ZONES": zones,
                                               "TABLE": tmp_path / "t.csv", "ZONES_OUTPUT": tmp_path / "z.gpkg",
                                               "REPORT": tmp_path / "b.html"})
    assert index["YEARS"] == 6 and zonal["N_ZONES"] == 9
    with Raster(str(tmp_path / "a.tif")) as raster:
        assert np.isfinite(raster.read()).all()
    assert (tmp_path / "b.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_what_can_not_be_used_stops_the_tools_with_one_sentence(world, tmp_path, run_tool):
    maps, zones = world
    one = sorted(Path(maps).glob("*.tif"))[-1]
    outputs = {"PERCENTILE": str(tmp_path / "p.tif"), "CLASS": str(tmp_path / "c.tif")}
    with pytest.raises(QgsProcessingException, match="0 other years to compare"):
        run_tool("droughtindex", {"SERIES": [str(one)], **outputs})
    with pytest.raises(QgsProcessingException, match="holds no percentiles"):
        run_tool("zonaldrought", {"SERIES": [str(one)], "ZONES": zones, "TABLE": str(tmp_path / "t.csv"),
                                  "ZONES_OUTPUT": str(tmp_path / "z.gpkg")})
    percentiles = write_raster(str(tmp_path / "q_20220401.tif"), grid(*SHAPE), {"percentile": _percentiles()})
    without = QgsVectorLayer("Polygon?field=name:string", "z", "memory")
    feature = QgsFeature(without.fields())
    feature.setGeometry(QgsGeometry.fromWkt(_box(1, 1, 5, 5)))
    without.dataProvider().addFeature(feature)
    without.setCrs(QgsCoordinateReferenceSystem())
    assert not without.crs().isValid()
    with pytest.raises(QgsProcessingException, match="have no CRS"):
        run_tool("zonaldrought", {"SERIES": [percentiles], "ZONES": without, "TABLE": str(tmp_path / "t.csv"),
                                  "ZONES_OUTPUT": str(tmp_path / "z.gpkg")})
    assert not any((tmp_path / name).exists() for name in ("p.tif", "c.tif", "t.csv", "z.gpkg"))
