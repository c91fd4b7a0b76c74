"""Import Stations from the toolbox and the command line, and its file in Validate Against Stations."""
import pytest

pytest.importorskip("qgis.core")

from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProject, QgsVectorLayer  # noqa: E402

HEADER = "station,latitude,longitude,time,soil_moisture,flag\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "stations.csv"
    path.write_text(HEADER + "".join(f"S{k},45,{k},2020-06-01T0{k}:00Z,0.2{k},{'G' if k else 'U'}\n" for k in range(4)))
    return str(path)


def test_the_file_holds_points_and_a_table_and_the_numbers_are_given(run_tool, table, tmp_path, log):
    results = run_tool("importstations", {"INPUT": [table], "OUTPUT": str(tmp_path / "s.gpkg")})
    assert (results["N_STATIONS"], results["N_VALUES"], results["N_LEFT_OUT"]) == (3, 3, 1)
    points = QgsVectorLayer(f"{results['OUTPUT']}|layername=stations", "s", "ogr")
    observations = QgsVectorLayer(f"{results['OUTPUT']}|layername=observations", "o", "ogr")
    assert points.featureCount() == observations.featureCount() == 3
    assert observations.fields().field("time").typeName() == "DateTime"
    assert "1 readings have the flag U" in log.text


def test_only_the_points_are_opened_by_themselves(run_tool, table, tmp_path):
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    path = str(tmp_path / "s.gpkg")
    context.addLayerToLoadOnCompletion(path, QgsProcessingContext.LayerDetails("s", context.project(), "OUTPUT"))
    run_tool("importstations", {"INPUT": [table], "OUTPUT": path}, context)
    assert list(context.layersToLoadOnCompletion()) == [path]
    opened = QgsVectorLayer(path, "s", "ogr")   # as Processing opens it
    assert opened.isValid() and opened.isSpatial() and opened.fields().indexOf("share_kept") >= 0


def test_filters_reach_the_job(run_tool, table, tmp_path):
    results = run_tool("importstations", {"INPUT": [table], "OUTPUT": str(tmp_path / "s.gpkg"), "FLAGS": "all",
                                          "START": "2020-06-01T01:00Z", "END": "2020-06-01T03:00Z",
                                          "EXTENT": "1.5,10,40,50 [EPSG:4326]"})
    assert (results["N_STATIONS"], results["N_VALUES"]) == (1, 1)


def test_places_come_from_a_layer(run_tool, tmp_path):
    points = QgsVectorLayer("Point?crs=EPSG:4326&field=station:string", "places", "memory")
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY
    feature = QgsFeature(points.fields())
    feature["station"] = "a"
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(3, 45)))
    points.dataProvider().addFeature(feature)
    path = tmp_path / "t.csv"
    path.write_text("station,when,soil_moisture\na,2020-06-01T06:00Z,0.2\n")
    results = run_tool("importstations", {"INPUT": [str(path)], "OUTPUT": str(tmp_path / "s.gpkg"), "POINTS": points,
                                          "COLUMNS": "time=when"})
    assert results["N_VALUES"] == 1


def test_bad_input_fails_with_one_sentence_and_leaves_nothing(run_tool, table, tmp_path):
    for options, expected in (({"START": "2021-01-01"}, "No readings of"), ({"COLUMNS": "a=b"}, "COLUMNS.? can't"),
                              ({"END": "soon"}, "END \\('soon'\\) isn't a date")):
        with pytest.raises(QgsProcessingException, match=expected):
            run_tool("importstations", {"INPUT": [table], "OUTPUT": str(tmp_path / "o" / "s.gpkg"), **options})
        assert not (tmp_path / "o").exists()


def test_it_runs_from_the_command_line(qgis_process, table, tmp_path):
    results = qgis_process.tool("importstations", {"INPUT": table, "OUTPUT": str(tmp_path / "s.gpkg")})
    assert results["N_STATIONS"] == 3
