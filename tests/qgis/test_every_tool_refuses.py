"""What would be wrong without a word is refused by the other tools too, and nothing is left."""
import shutil

import numpy as np
import pytest
from limited_disks import files
from small_world import FACTOR, PIXEL, make, smooth

pytest.importorskip("qgis.core")

from osgeo import gdal  # noqa: E402
from test_bad_input import Case, inside  # noqa: E402

SHAPE = (24, 24)


def filled(case, fill, name="stack_20200601.tif"):
    ndvi = case.world.predictors[0]["ndvi"].copy()
    ndvi[20:24, 20:24] = fill
    return make(case.folder / name, {"ndvi": ndvi, "lst": case.world.predictors[0]["lst"]}, nodata=None)


def celsius(case):
    """All stacks, the second in degrees Celsius."""
    layers = {"ndvi": case.world.predictors[1]["ndvi"], "lst": case.world.predictors[1]["lst"] - 273.15}
    return [make(case.folder / "stack_20200602.tif", layers), case.world.stacks[0], case.world.static]


def stations(case):
    path = case.folder / "stations.csv"
    path.write_text("station,latitude,longitude,time,soil_moisture\n" + "".join(
        f"S{k},{42.7 + 0.05 * (k // 6):.3f},{10.45 + 0.1 * (k % 6):.3f},2020-06-0{day},0.2\n"
        for k in range(30) for day in (1, 2)))
    return str(path)


def holed(case, **change):
    lst = np.where(np.eye(72) > 0, np.nan, case.world.predictors[0]["lst"])
    return make(case.folder / "lst_20200601.tif", {"lst": lst, **change})


def series(case, **last):
    dates = [make(case.folder / f"soil_moisture_{year}0715.tif", {"soil_moisture": 0.2 + 0.02 * smooth(SHAPE, year, 4)})
             for year in range(2015, 2020)]
    return [*dates, make(case.folder / "soil_moisture_20200715.tif", last, nodata=None)]


def drought(case, rasters):
    return "droughtindex", {"SERIES": rasters, "MINIMUM_YEARS": 2, "PERCENTILE": str(case.out / "p.tif")}


def zonal(case, name, values):
    zones = case.folder / "zones.geojson"
    zones.write_text('{"type": "Polygon", "coordinates": [[[10.4, 42.8], [10.6, 42.8], [10.6, 43], [10.4, 42.8]]]}')
    return "zonaldrought", {"SERIES": [make(case.folder / f"{name}_20200615.tif", {name: values})],
                            "ZONES": str(zones), "TABLE": str(case.out / "t.csv")}


def nowhere(case):
    path = str(case.folder / "a_20200601.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 8, 8, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((1e6, 9000, 0, 5e6, 0, -9000))
    dataset.SetProjection('LOCAL_CS["Nonsense",UNIT["metre",1]]')
    del dataset
    return path


def rain(case):
    """A week without rain, with fills beside the zeros."""
    return [make(case.folder / f"rain_{day}.tif", {"rain": np.where(np.indices((72, 72)).sum(0) % 5 == 0, -99.0, 0.0)},
                 nodata=None) for day in ("20200530", "20200531", "20200601", "20200602")]


def two_bands(case, where):
    return make(case.folder / where, {"flag": np.ones(SHAPE), "other": 0.2 + 0.02 * smooth(SHAPE, 1, 4)})


def table(case, change=lambda station, day: {}):
    """A table of 12 stations and 6 days with cells changed; trained on."""
    path, names = case.folder / "table.csv", ("station", "latitude", "longitude", "date", "soil_moisture", "ndvi")
    rows = [dict(zip(names, (f"S{k}", 45 + 0.3 * (k // 4), 8 + 0.4 * (k % 4), f"2020-06-0{day}", 0.1 + 0.01 * k,
                             0.3 + 0.02 * k + 0.01 * day)), **change(k, day)) for k in range(12) for day in range(1, 7)]
    path.write_text("\n".join([",".join(names), *(",".join(str(row[name]) for name in names) for row in rows)]) + "\n")
    return "trainonstations", {"TABLE": str(path), "METHOD": "linear", "MODEL": str(case.out / "m.smdm"),
                               "STATION_METRICS": str(case.out / "s.gpkg")}


def limits(case, wilting, capacity):
    return "droughtindex", {**drought(case, series(case, soil_moisture=0.2 + 0.02 * smooth(SHAPE, 9, 4)))[1],
                            "INDEX": str(case.out / "i.tif"),
                            "WILTING_POINT": make(case.folder / "wp.tif", {"wp": np.full(SHAPE, wilting)}),
                            "FIELD_CAPACITY": make(case.folder / "fc.tif", {"fc": np.full(SHAPE, capacity)})}


def far_zones(case):
    tool, parameters = zonal(case, "percentile", 50 + 10 * smooth(SHAPE, 1, 4))
    far = "[[[-1e300, -1e300], [1e300, -1e300], [1e300, 1e300], [-1e300, -1e300]]]"
    (case.folder / "zones.geojson").write_text('{"type": "Polygon", "coordinates": ' + far + "}")
    return tool, parameters


CASES = {
    "fills in a table": (lambda c: table(c, lambda k, day: {"ndvi": -9999} if k == 3 else {}), ["ndvi", "-9999"]),
    "a number with an underscore in a table": (lambda c: table(c, lambda k, day: {"ndvi": "1_0e-2"} if k == 3 else {}),
                                               ["1_0e-2"]),
    "a table of one value": (lambda c: table(c, lambda k, day: {"soil_moisture": 0.2}), ["same soil moisture"]),
    "a folder as a table": (lambda c: (table(c)[0], {**table(c)[1], "TABLE": str(c.folder)}), ["is a folder"]),
    "a raster as a table": (lambda c: (table(c)[0], {**table(c)[1], "TABLE": c.world.static}), ["table"]),
    "depths the wrong way round": (lambda c: (table(c)[0], {**table(c)[1], "DEPTH_FROM": 0.5, "DEPTH_TO": 0.1}),
                                   ["DEPTH_FROM", "swap"]),
    "limits the wrong way round": (lambda c: limits(c, 0.4, 0.1), ["WILTING_POINT", "swap"]),
    "limits in percent": (lambda c: limits(c, 10, 35), ["WILTING_POINT", "percent"]),
    "zones beyond the earth": (far_zones, ["zones.geojson"]),
    "fills in reflectance": (lambda c: ("deriveindices", {
        "STACKS": [make(c.folder / "a_20200601.tif", {
            band: np.where(np.eye(24) > 0, -9999, value + 0.02 * smooth(SHAPE, 1, 4))
            for band, value in (("red", 0.1), ("nir", 0.4))}, nodata=None)],
        "INDICES": ["ndvi"], "OUTPUT_FOLDER": str(c.out)}), ["-9999", "nodata"]),
    "fills in predictors of a reconstruction": (lambda c: ("reconstructpredictor", {
        "TARGET": [holed(c)], "STACKS": [filled(c, -3000), c.world.static], "TARGET_BANDS": "lst", "METHOD": "linear",
        "OUTPUT_FOLDER": str(c.out)}), ["-3000", "nodata"]),
    "fills in a series of soil moisture": (lambda c: drought(c, series(
        c, soil_moisture=np.where(np.eye(24) > 0, -9999, 0.2))), ["-9999", "nodata"]),
    "fills beside a dry week": (lambda c: ("samplepredictors", {
        "PREDICTORS": c.world.all_predictors, "STATIONS": [stations(c)], "SERIES": rain(c), "DAYS_BEFORE": 2,
        "TABLE": str(c.out / "t.csv")}), ["-99", "SERIES"]),
    "int32's lowest, written out": (lambda c: c.train(PREDICTORS=[filled(c, -2147483648.0), c.world.static]),
                                    ["-a_nodata -2147483648,"]),
    "a unit that changes where stations are": (lambda c: ("trainonstations", {
        "STATIONS": [stations(c)], "PREDICTORS": celsius(c), "METHOD": "linear", "MODEL": str(c.out / "m.smdm")}),
        ["lst", "unit"]),
    "a unit that changes in a sampled table": (lambda c: ("samplepredictors", {
        "PREDICTORS": celsius(c), "STATIONS": [stations(c)], "TABLE": str(c.out / "t.csv")}), ["lst", "unit"]),
    "a unit that changes in a reconstruction": (lambda c: ("reconstructpredictor", {
        "TARGET": [holed(c, ndvi=smooth((72, 72), 5, 5))], "STACKS": celsius(c), "TARGET_BANDS": "ndvi",
        "METHOD": "linear",
        "OUTPUT_FOLDER": str(c.out)}), ["lst"]),
    "stated units that differ in a stack": (lambda c: ("buildpredictorstack", {"RASTERS": [
        make(c.folder / f"lst_2020060{k}.tif", {"lst": c.world.predictors[0]["lst"]}, bands={"lst": {"unit": unit}})
        for k, unit in ((1, "K"), (2, "degC"))], "OUTPUT_FOLDER": str(c.out)}), ["K", "degC", "one unit"]),
    "another unit in an explanation": (lambda c: ("explainmodel", {
        "MODEL": c.model, "PREDICTORS": [celsius(c)[0], c.world.static], "COARSE": c.world.coarse[1],
        "TABLE": str(c.out / "t.csv")}), ["lst", "degrees Celsius"]),
    "saturation on the wetter date": (lambda c: c.train(COARSE=[c.world.coarse[0], c.coarse(
        np.clip(c.world.cells[1] / 0.4, 0, 1), "sm_20200602.tif")]), ["unit of the others", "saturation"]),
    "a series of one value": (lambda c: drought(c, [
        make(c.folder / f"sm_{year}0715.tif", {"soil_moisture": np.full(SHAPE, 0.2)}) for year in range(2015, 2021)]),
        ["same value"]),
    "classes as percentiles": (lambda c: zonal(c, "classes", np.clip(smooth(SHAPE, 1, 4).round(), 0, 5)),
                               ["whole numbers", "classes"]),
    "bands without a name that says it, in a series": (lambda c: drought(
        c, [*series(c, sm=0.2 + 0.01 * smooth(SHAPE, 9, 4))[:-1], two_bands(c, "soil_moisture_20200715.tif")]),
        ["1 flag, 2 other", "soil_moisture"]),
    "bands without a name that says it, as a reference": (lambda c: ("validateraster", {
        "RASTERS": [make(c.folder / "map_20200601.tif", {"soil_moisture": c.world.truth[0]})],
        "REFERENCE": [two_bands(c, "r_20200601.tif")], "METRICS": str(c.out / "m.csv")}), ["1 flag, 2 other"]),
    "percent, named by the file that was given": (lambda c: ("validateraster", {
        "RASTERS": [make(c.folder / "map_20200601.tif", {"soil_moisture": 100 * c.world.truth[0]})],
        "REFERENCE": c.world.coarse[:1], "METRICS": str(c.out / "m.csv")}), ["map_20200601.tif", "percent"]),
    "a coordinate system from nowhere": (lambda c: ("buildpredictorstack", {
        "RASTERS": [nowhere(c)], "REFERENCE": c.world.stacks[0], "OUTPUT_FOLDER": str(c.out)}),
        ["EPSG:6933", "Nonsense", "no transformation"]),
    "a day of the year": (lambda c: c.train(COARSE=[shutil.copy(c.world.coarse[0], c.folder / "sm_doy153_2020.tif")]),
                          ["doy153", "looks like"]),
    "settings that aren't there": (lambda c: c.train(HYPERPARAMETERS="/nowhere/settings.json"),
                                   ["no file /nowhere/settings.json"]),
    "a table of zones into the zones' own file": (lambda c: zones_over_zones(c), ["would replace one of the inputs"]),
    "a name that is no UTF-8": (lambda c: c.train(COARSE=[str(c.folder) + "/sm_\udcff_20200601.tif"]), ["UTF-8"]),
}


def zones_over_zones(case):
    tool, parameters = zonal(case, "percentile", 50 + 10 * smooth(SHAPE, 1, 4))
    path = str(case.folder / "zones.gpkg")
    gdal.VectorTranslate(path, parameters["ZONES"], layerName="zones")
    return tool, {**parameters, "ZONES": f"{path}|layername=zones", "ZONES_OUTPUT": path}


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_in_a_sentence_and_leaves_nothing(run_tool, world, model, tmp_path, name):
    make_inputs, words = CASES[name]
    case = Case(world, model, tmp_path)
    message = inside(run_tool, *make_inputs(case))
    assert all(word in message for word in words), message
    assert files(case.out) == []


def test_flags_beside_the_chosen_band_are_no_fills(run_tool, world, model, tmp_path):
    case = Case(world, model, tmp_path)
    flags = np.where(np.eye(8) > 0, 65535.0, 1.0)
    path = make(tmp_path / "sm_20200601.tif", {"flag": flags, "sm": world.cells[0]}, cell=FACTOR * PIXEL, nodata=None)
    tool, parameters = case.train(COARSE=[path], COARSE_BAND="sm")
    assert run_tool(tool, parameters)["N_SAMPLES"] == 64
