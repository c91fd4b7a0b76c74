"""Sample Predictors in the toolbox: a table opens in QGIS with its columns."""
import numpy as np
import pytest

pytest.importorskip("qgis.core")

from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer  # noqa: E402

from smdownscale_plugin.rasters.grid import Grid, crs_wkt  # noqa: E402
from smdownscale_plugin.rasters.writing import write_raster  # noqa: E402

GRID = Grid(crs_wkt("EPSG:4326"), (10.0, 0.1, 0.0, 50.0, 0.0, -0.1), 10, 10)


@pytest.fixture
def stack(tmp_path):
    return write_raster(str(tmp_path / "stack_20200601.tif"), GRID, {"ndvi": np.arange(100.0).reshape(10, 10) / 100})


def test_stations_and_points_become_a_table(run_tool, stack, tmp_path):
    stations = tmp_path / "s.csv"
    stations.write_text("station,latitude,longitude,time,soil_moisture\nA,49.95,10.25,2020-06-01T06:00Z,0.2\n")
    results = run_tool("samplepredictors", {"PREDICTORS": [stack], "STATIONS": [str(stations)],
                                            "TABLE": str(tmp_path / "t.csv")})
    assert (results["N_ROWS"], results["N_PLACES"]) == (1, 1)
    assert (tmp_path / "t.csv").read_text().splitlines()[0] == \
        "station,latitude,longitude,date,soil_moisture,ndvi"
    points = QgsVectorLayer("Point?crs=EPSG:4326&field=place:string", "p", "memory")
    feature = QgsFeature(points.fields())
    feature["place"] = "B"
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(10.25, 49.95)))
    points.dataProvider().addFeature(feature)
    results = run_tool("samplepredictors", {"PREDICTORS": [stack], "POINTS": points, "POINT_NAME": "place",
                                            "TABLE": str(tmp_path / "t.gpkg")})
    found = next(QgsVectorLayer(results["TABLE"], "t", "ogr").getFeatures())
    assert (found["station"], found["date"]) == ("B", "2020-06-01") and found["ndvi"] == pytest.approx(0.02)
