"""Granules to rasters: real ones against GDAL's reading, made ones of full size against the grid's own formula."""
import math
import os
import subprocess
import sys
from datetime import datetime, timezone

import numpy as np
import pytest
from listening import listener
from osgeo import gdal
from smap_files import degrees_of, write_granule

from smdownscale_plugin.errors import Cancelled, InputError
from smdownscale_plugin.jobs.import_smap import import_smap
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.ease_grid import ease_grid
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.rasters.windows import Window

AM, PM = "/Soil_Moisture_Retrieval_Data_AM", "/Soil_Moisture_Retrieval_Data_PM"
L2 = "/Soil_Moisture_Retrieval_Data"
SENTINEL = "SMAP_L2_SM_SP_1AIWDV_20150410T054151_20150410T052055_010E36N_R17000_001.h5"
HALF_ORBIT = "SMAP_L2_SM_P_02801_A_20150811T013002_R18290_001.h5"
SHAPE = (1624, 3856)
# Each cell's value tells its row and column exactly: whole multiples of 2**-23 are float32 numbers.
CODED = (np.arange(SHAPE[0] * SHAPE[1]).reshape(SHAPE) / 2.0 ** 23).astype(np.float32)
GOOD = np.zeros(SHAPE, np.uint16)
PLACES = {
    "Colombo": (79.86, 6.93), "Zhengzhou": (113.63, 34.75), "Delhi": (77.2, 28.6), "Yakutsk": (129.73, 62.03),
    "Tunis": (10.17, 36.8), "Nairobi": (36.82, -1.29), "Cape Town": (18.42, -33.92), "Niamey": (2.11, 13.51),
    "Paris": (2.35, 48.85), "Helsinki": (24.94, 60.17), "Sevilla": (-5.98, 37.39), "Murmansk": (33.08, 68.97),
    "Stillwater": (-97.06, 36.12), "Anchorage": (-149.9, 61.22), "Mexico": (-99.13, 19.43), "Thule": (-68.7, 76.53),
    "Manaus": (-60.02, -3.12), "Ushuaia": (-68.3, -54.8), "Quito": (-78.47, -0.18),
    "Suva (antimeridian)": (179.98, -18.0),
    "Chukotka (antimeridian)": (-179.98, 68.9), "northernmost row": (25.0, 84.9), "southernmost row": (-60.0, -84.9)}


def formula(longitude, latitude, size=9008.055210146):
    """Row and column of EASE-Grid 2.0 by Brodzik et al. (2012), equations of the cylindrical equal-area ellipsoid."""
    a, e2 = 6378137.0, 0.00669437999014
    e, phi0, phi = math.sqrt(e2), math.radians(30.0), math.radians(latitude)
    k0 = math.cos(phi0) / math.sqrt(1 - e2 * math.sin(phi0) ** 2)
    s = math.sin(phi)
    q = (1 - e2) * (s / (1 - e2 * s * s) - math.log((1 - e * s) / (1 + e * s)) / (2 * e))
    x, y = a * k0 * math.radians(longitude), a * q / (2 * k0)
    return int((7314540.830638 - y) // size), int((x + 17367530.445161) // size)


def read(path):
    with Raster(path) as raster:
        return raster.read(dtype=np.float64), raster.info


@pytest.fixture(scope="module")
def daily(tmp_path_factory):
    """A granule of SPL3SMP_E of full size: coded values in the morning, upside down in the evening."""
    path = tmp_path_factory.mktemp("l3") / "SMAP_L3_SM_P_E_20200601_R19240_001.h5"
    arrays = {f"{AM}/soil_moisture": CODED, f"{AM}/retrieval_qual_flag": GOOD,
              f"{PM}/soil_moisture_pm": CODED[::-1].copy(), f"{PM}/retrieval_qual_flag_pm": GOOD,
              f"{L2}_Polar_AM/soil_moisture": np.ones((500, 500), np.float32)}
    return write_granule(path, arrays, "SPL3SMP_E")


@pytest.fixture(scope="module")
def three_hourly(tmp_path_factory):
    path = tmp_path_factory.mktemp("l4") / "SMAP_L4_SM_gph_20200601T013000_Vv8010_001.h5"
    arrays = {f"/Geophysical_Data/{name}": values for name, values in
              (("sm_surface", CODED), ("sm_rootzone", CODED / 2), ("sm_profile", CODED / 4))}
    return write_granule(path, arrays, "SPL4SMGP", block=(128, 128))


def half_orbit(path, rows, columns, values, flags=None, seconds=None, **more):
    rows = np.asarray(rows, np.uint16)
    arrays = {f"{L2}/EASE_row_index": rows, f"{L2}/EASE_column_index": np.asarray(columns, np.uint16),
              f"{L2}/soil_moisture": np.asarray(values, np.float32),
              f"{L2}/retrieval_qual_flag": np.asarray(np.zeros(rows.size) if flags is None else flags, np.uint16)}
    if seconds is not None:
        arrays[f"{L2}/tb_time_seconds"] = np.asarray(seconds, np.float64)
    return write_granule(path, arrays, "SPL2SMP", **more)


@pytest.mark.parametrize("place", sorted(PLACES))
@pytest.mark.parametrize("product", ["daily", "three_hourly"])
def test_a_place_gets_the_value_of_its_own_cell(place, product, request, tmp_path):
    longitude, latitude = PLACES[place]
    row, column = formula(longitude, latitude)
    west, north = (degrees_of(ease_grid("M09"), row, column))
    box = (west - 0.001, north - 0.001, west + 0.001, north + 0.001)
    done = import_smap([request.getfixturevalue(product)], str(tmp_path), extent=box)
    values, info = read(done.coarse[0])
    assert info.grid.shape == (1, 1)
    assert values[0, 0, 0] * 2 ** 23 == row * SHAPE[1] + column
    xmin, ymin, xmax, ymax = info.grid.bounds
    assert formula(longitude, latitude) == (round((7314540.830638 - ymax) / 9008.055210146),
                                            round((xmin + 17367530.445161) / 9008.055210146))


def test_an_extent_is_widened_to_cell_edges_and_one_on_edges_is_kept(daily, tmp_path):
    grid = ease_grid("M09").window(Window(2000, 500, 7, 5))
    done = import_smap([daily], str(tmp_path / "edges"), extent=grid.bounds, extent_crs="EPSG:6933")
    values, info = read(done.coarse[0])
    assert info.grid.matches(grid, 1e-6)
    np.testing.assert_array_equal(values[0], CODED[500:505, 2000:2007])
    xmin, ymin, xmax, ymax = grid.bounds
    wider = import_smap([daily], str(tmp_path / "wider"), extent=(xmin - 1, ymin - 1, xmax + 1, ymax + 1),
                        extent_crs="EPSG:6933")
    np.testing.assert_array_equal(read(wider.coarse[0])[0][0], CODED[499:506, 1999:2008])


def test_the_whole_globe_is_read_in_windows_in_less_than_500_mb(daily, tmp_path):
    # VmHWM belongs to the program that was started; ru_maxrss would still hold the peak of the one that started it
    code = ("from smdownscale_plugin.jobs.import_smap import import_smap\n"
            f"import_smap([{daily!r}], {str(tmp_path)!r}, variable='soil_moisture_pm')\n"
            "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert int(done.stdout) < 500_000
    values, info = read(tmp_path / "soil_moisture_20200601.tif")
    np.testing.assert_array_equal(values[0], CODED[::-1])
    assert info.product == "SPL3SMP_E" and info.grid.matches(ease_grid("M09"))


def test_root_zone_and_profile_are_read_and_the_time_in_the_name_is_the_middle(three_hourly, tmp_path):
    box = {"extent": (10.0, 36.0, 11.0, 37.0), "step": "granule"}
    surface = read(import_smap([three_hourly], str(tmp_path / "a"), **box).coarse[0])
    root = read(import_smap([three_hourly], str(tmp_path / "b"), variable="sm_rootzone", **box).coarse[0])
    np.testing.assert_array_equal(root[0][0], surface[0][0] / 2)
    assert surface[1].period.start == datetime(2020, 6, 1, 0, 0, tzinfo=timezone.utc)
    assert surface[1].period.end == datetime(2020, 6, 1, 3, 0, tzinfo=timezone.utc)
    assert surface[1].metadata["VARIABLE"] == "sm_surface" and "QUALITY" not in surface[1].metadata


def test_a_day_of_three_hourly_files_is_one_mean_with_its_count(three_hourly, tmp_path):
    folder = tmp_path / "granules"
    folder.mkdir()
    for hour in range(8):
        os.symlink(three_hourly, folder / f"SMAP_L4_SM_gph_20200602T{3 * hour + 1:02d}3000_Vv8010_001.h5")
    os.symlink(three_hourly, folder / "SMAP_L4_SM_gph_20200603T013000_Vv8010_001.h5")
    box = (10.0, 36.0, 11.0, 37.0)
    done = import_smap([str(folder)], str(tmp_path / "daily"), extent=box)
    assert [os.path.basename(p) for p in done.coarse] == ["soil_moisture_20200602.tif", "soil_moisture_20200603.tif"]
    values, info = read(done.coarse[0])
    assert (values[1] == 8).all() and (read(done.coarse[1])[0][1] == 1).all()
    np.testing.assert_allclose(values[0], read(done.coarse[1])[0][0], rtol=1e-7)
    month = import_smap([str(folder)], str(tmp_path / "month"), extent=box, step="monthly")
    assert len(month.coarse) == 1 and read(month.coarse[0])[1].period.end.month == 7
    eight = import_smap([str(folder)], str(tmp_path / "eight"), extent=box, step="8day")
    # 2 June 2020 is day 154: the period from day 153 (1 June) on
    assert read(eight.coarse[0])[1].period.label() == "2020-06-01"


def test_recommended_and_successful_look_at_their_own_bit(tmp_path):
    flags = [0, 8, 1, 9, 5, 7, 15]
    path = half_orbit(tmp_path / "SMAP_L2_SM_P_02801_A_20150811T013002_R18290_001.h5", [100] * 7, range(500, 507),
                      [0.2] * 7, flags)
    for quality, kept in (("recommended", [0, 1]), ("successful", [0, 1, 2, 3])):
        values, info = read(import_smap([path], str(tmp_path / quality), quality=quality).coarse[0])
        assert np.flatnonzero(np.isfinite(values[0, 0])).tolist() == kept
        assert info.metadata["QUALITY"] == quality


def test_half_orbits_of_one_day_are_merged_cell_by_cell(tmp_path):
    # noon of 11 August 2015 is 5701 days and 64.184 s after the epoch 2000-01-01 11:58:55.816
    noon = 5701 * 86400 + 64.184
    first = half_orbit(tmp_path / "SMAP_L2_SM_P_02801_A_20150811T013002_R18290_001.h5", [10, 10, 11], [20, 21, 20],
                       [0.1, 0.2, -9999.0], seconds=[noon, noon + 3600, noon])
    second = half_orbit(tmp_path / "SMAP_L2_SM_P_02802_D_20150811T023002_R18290_001.h5", [10, 12], [20, 22], [0.3, 0.4],
                        seconds=[noon + 7200, -9999.0])
    values, info = read(import_smap([first, second], str(tmp_path / "out")).coarse[0])
    assert info.grid.shape == (3, 3)
    np.testing.assert_allclose(values[0, 0], [0.2, 0.2, np.nan], rtol=1e-6)
    assert values[0, 2, 2] == np.float32(0.4) and np.isnan(values[0, 1, 0])
    assert values[1].tolist() == [[2, 1, 0], [0, 0, 0], [0, 0, 1]]
    np.testing.assert_allclose(values[2, 0], [13, 13, np.nan], atol=1e-5)
    assert np.isnan(values[2, 2, 2])


def test_the_same_granule_in_two_versions_counts_once(three_hourly, tmp_path):
    other = tmp_path / "SMAP_L4_SM_gph_20200601T013000_Vv8010_002.h5"
    os.symlink(three_hourly, other)
    said, monitor = listener()
    values, _ = read(import_smap([three_hourly, str(other)], str(tmp_path / "out"), extent=(10, 36, 11, 37),
                                 monitor=monitor).coarse[0])
    assert (values[1] == 1).all() and any("two versions" in line for line in said)


def test_lprm_of_amsr2_is_read_whichever_way_its_rows_run(tmp_path):
    longitude, latitude = -180 + 0.05 + 0.1 * np.arange(3600), 90 - 0.05 - 0.1 * np.arange(1800)
    east, north = np.meshgrid(longitude, latitude)
    percent = np.where(north > 80, -32768.0, 20 + 10 * np.sin(np.radians(east)) + 5 * np.cos(np.radians(north)))
    layouts = {"a": (percent.T, latitude), "b": (percent, latitude), "c": (percent[::-1].T, latitude[::-1])}
    for name, (values, lines) in layouts.items():
        folder = tmp_path / name
        folder.mkdir()
        path = write_granule(folder / "LPRM-AMSR2_L3_DS_D_SOILM3_V001_20150401013507.nc4", {
            "/Longitude": longitude.astype(np.float32), "/Latitude": lines.astype(np.float32),
            "/soil_moisture_c1": values.astype(np.float32), "/soil_moisture_x": (values / 2).astype(np.float32)})
        found, info = read(import_smap([path], str(folder / "out"), extent=(10.0, 40.0, 11.0, 40.5)).coarse[0])
        assert info.grid.shape == (5, 10) and info.period.label() == "2015-04-01"
        x = 10.05 + 0.1 * np.arange(10)
        expected = 20 + 10 * np.sin(np.radians(x)) + 5 * np.cos(np.radians(40.45 - 0.1 * np.arange(5)))[:, None]
        np.testing.assert_allclose(found[0], expected / 100, rtol=1e-4)


def test_the_real_sentinel_granule_equals_gdals_reading_of_it(real_data, tmp_path):
    path = real_data / "smap_hdf5" / SENTINEL
    done = import_smap([str(path)], str(tmp_path), quality="successful", layers="all")
    values, info = read(done.coarse[0])
    layers, about = read(done.layers[0])
    case = real_data / "smap_sentinel1_20150410"

    def same(mine, file):
        other, other_info = read(str(case / file))
        assert info.grid.matches(other_info.grid)
        np.testing.assert_array_equal(mine, other[0])
    same(values[0], "truth_1km/sm_1km_smap_s1.tif")
    by_name = dict(zip(about.names, layers))
    for name, file in (("retrieval_qual_flag", "truth_1km/retrieval_qual_flag.tif"),
                       ("sigma0_incidence_angle", "predictors_1km/s1_inc_deg.tif"),
                       ("vegetation_water_content", "predictors_1km/vwc_kgm2.tif"),
                       ("vegetation_opacity", "predictors_1km/veg_opacity.tif"),
                       ("landcover_class", "predictors_1km/landcover_igbp.tif"),
                       ("water_body_fraction", "predictors_1km/water_fraction.tif"),
                       ("albedo", "predictors_1km/albedo.tif"),
                       ("bare_soil_roughness_retrieved", "predictors_1km/roughness_m.tif"),
                       ("surface_temperature", "predictors_1km/surface_temp_K.tif")):
        same(by_name[name], file)
    for pol in ("vv", "vh"):
        same((10 * np.log10(by_name[f"sigma0_{pol}_aggregated"])).astype(np.float32), f"predictors_1km/s1_{pol}_db.tif")
    units = {band.name: band.unit for band in about.bands}
    assert units["vegetation_water_content"] == "kg m-2" and units["surface_temperature"] == "K"
    assert {b.name for b in about.bands if b.categorical} >= {"landcover_class", "retrieval_qual_flag"}
    # 05:41:49 UTC is when the granule says that the scene was taken
    assert abs(values[2][np.isfinite(values[0])] - (5 + 41 / 60)).max() < 0.05


def test_the_three_kilometre_field_of_the_real_granule_is_on_its_own_grid(real_data, tmp_path):
    path = str(real_data / "smap_hdf5" / SENTINEL)
    done = import_smap([path], str(tmp_path), variable="soil_moisture_3km", quality="successful")
    values, info = read(done.coarse[0])
    assert info.grid.shape == (69, 105) and info.grid.cell_size[0] == pytest.approx(3002.685070049)
    assert 0.0199 < np.nanmin(values[0]) < np.nanmax(values[0]) < 0.75


def test_the_real_half_orbit_lies_where_its_latitudes_and_longitudes_say(real_data, tmp_path):
    path = str(real_data / "smap_hdf5" / HALF_ORBIT)
    values, info = read(import_smap([path], str(tmp_path), quality="successful", layers="all").coarse[0])
    layers, about = read(str(tmp_path / "layers_20150811.tif"))
    dataset = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER, allowed_drivers=["HDF5"])
    group = dataset.GetRootGroup().OpenGroup("Soil_Moisture_Retrieval_Data")
    stored = {name: group.OpenMDArray(name).ReadAsArray() for name in ("latitude", "longitude", "soil_moisture",
                                                                       "retrieval_qual_flag", "surface_temperature")}
    cells = np.array([formula(float(x), float(y), 36032.220840584)
                      for x, y in zip(stored["longitude"], stored["latitude"])])
    good = (stored["soil_moisture"] >= 0) & (stored["retrieval_qual_flag"] & 4 == 0)
    expected = np.full((406, 964), np.nan)
    expected[tuple(cells[good].T)] = stored["soil_moisture"][good]
    np.testing.assert_array_equal(values[0], expected)
    assert np.isfinite(values[0]).sum() == good.sum() > 1000
    warm = stored["surface_temperature"] > 0
    temperature = layers[about.names.index("surface_temperature")]
    np.testing.assert_array_equal(temperature[tuple(cells[warm].T)], stored["surface_temperature"][warm])


@pytest.mark.parametrize("kind, words", [
    ("truncated", "cut short or damaged"), ("text", "another kind of file"), ("missing", "check the path"),
    ("other mission", "isn't a granule of a known product"), ("subset", "it is a subset"),
    ("no date", "no date in its name")])
def test_a_bad_file_is_refused_in_a_sentence_and_skipped_beside_good_ones(kind, words, three_hourly, tmp_path):
    bad = tmp_path / "SMAP_L4_SM_gph_20200602T013000_Vv8010_001.h5"
    if kind == "truncated":
        with open(three_hourly, "rb") as stream:
            bad.write_bytes(stream.read()[:200_000])
    elif kind == "text":
        bad.write_text("<html>Sign in to Earthdata</html>")
    elif kind == "other mission":
        bad = tmp_path / "GEDI04_A_2020.h5"
        write_granule(bad, {"/BEAM0000/agbd": np.ones(10, np.float32)}, "GEDI_L4A")
    elif kind == "subset":
        write_granule(bad, {"/Geophysical_Data/sm_surface": np.ones((40, 50), np.float32)}, "SPL4SMGP")
    elif kind == "no date":
        bad = tmp_path / "granule.h5"
        os.symlink(three_hourly, bad)
    with pytest.raises(InputError, match=words) as refused:
        import_smap([str(bad)], str(tmp_path / "out"))
    assert str(refused.value).count(". ") == 0 and not (tmp_path / "out").exists()
    said, monitor = listener()
    done = import_smap([three_hourly, str(bad)], str(tmp_path / "out"), extent=(10, 36, 11, 37), monitor=monitor)
    assert done.skipped == 1 and len(done.coarse) == 1
    assert any(line.startswith("WARNING Skipped") and words in line for line in said)


def test_several_products_a_wrong_variable_and_extents_beside_the_data_are_refused(daily, three_hourly, tmp_path):
    out = str(tmp_path / "out")
    with pytest.raises(InputError, match="several products"):
        import_smap([daily, three_hourly], out)
    with pytest.raises(InputError, match="SPL3SMP_E, which has no sm_rootzone; choose .*_am, soil_moisture_pm"):
        import_smap([daily], out, variable="sm_rootzone")
    with pytest.raises(InputError, match="west must be before east"):
        import_smap([daily], out, extent=(170, -20, -170, -10))
    with pytest.raises(InputError, match="has no layer ndvi"):
        import_smap([daily], out, layers="ndvi")
    with pytest.raises(InputError, match=r"holds no \*\.h5"):
        import_smap([str(tmp_path)], out)
    with pytest.raises(InputError, match="No granule has values"):
        path = half_orbit(tmp_path / "SMAP_L2_SM_P_02801_A_20150811T013002_R18290_001.h5", [10], [20], [0.2], [1])
        import_smap([path], out)
    assert not os.path.exists(out)


def test_a_patch_beside_the_extent_is_refused_with_what_it_covers(real_data, tmp_path):
    with pytest.raises(InputError, match="lies outside all granules, which cover x 846757"):
        import_smap([str(real_data / "smap_hdf5" / SENTINEL)], str(tmp_path / "out"), extent=(100, 30, 101, 31))


def test_cancelling_leaves_nothing_behind(three_hourly, tmp_path):
    asked = iter([False] * 4 + [True] * 1000)
    with pytest.raises(Cancelled):
        import_smap([three_hourly], str(tmp_path / "out"), monitor=Monitor(cancelled=lambda: next(asked)))
    assert not (tmp_path / "out").exists()
