"""The catalogue as a whole, what it refuses, and the page that is written from it."""
import importlib.util
import json
from datetime import date

import pytest

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.fetching.catalogue import read_catalogue
from smdownscale_plugin.predictors.indices import FROM_GRID, INDICES
from smdownscale_plugin.predictors.terrain import TERRAIN
from smdownscale_plugin.sources.earth_engine.provider import CATALOGUE

ENTRIES = read_catalogue(str(CATALOGUE))


def test_every_asset_of_the_reference_is_there():
    assets = {asset.id for data_set in ENTRIES.data_sets.values() for asset in data_set.assets}
    for wanted in ("NASA/SMAP/SPL3SMP_E/005", "NASA/SMAP/SPL3SMP_E/006", "NASA/SMAP/SPL4SMGP/008", "MODIS/061/MOD13Q1",
                   "MODIS/061/MOD13A2", "MODIS/061/MOD11A1", "MODIS/061/MOD11A2", "NASA/VIIRS/002/VNP21A1D",
                   "NASA/VIIRS/002/VNP21A1N", "NASA/VIIRS/002/VJ221A1D", "NASA/VIIRS/002/VNP13A1",
                   "NASA/VIIRS/002/VNP15A2H",
                   "NASA/VIIRS/002/VNP43IA4", "MODIS/061/MOD16A2GF", "MODIS/061/MOD16A2", "MODIS/061/MCD43A4",
                   "MODIS/061/MCD43A3", "MODIS/061/MOD15A2H", "MODIS/061/MCD15A3H", "MODIS/061/MCD12Q1",
                   "ESA/WorldCover/v200", "USGS/NLCD_RELEASES/2021_REL/NLCD", "UCSB-CHC/CHIRPS/V3/DAILY_SAT",
                   "UCSB-CHC/CHIRPS/V3/DAILY_RNL", "UCSB-CHG/CHIRPS/DAILY", "NASA/GPM_L3/IMERG_V07",
                   "COPERNICUS/DEM/GLO30_2024_1", "USGS/SRTMGL1_003", "NASA/NASADEM_HGT/001", "USGS/GTOPO30",
                   "projects/soilgrids-isric/clay_mean", "LANDSAT/LC08/C02/T1_L2", "LANDSAT/LC09/C02/T1_L2",
                   "NASA/HLS/HLSL30/v002", "NASA/HLS/HLSS30/v002", "COPERNICUS/S1_GRD", "OPERA/RTC/L2_V1/S1",
                   "IDAHO_EPSCOR/GRIDMET", "ECMWF/ERA5_LAND/DAILY_AGGR", "JRC/GSW1_4/GlobalSurfaceWater",
                   "USGS/GMTED2010_FULL"):
        assert wanted in assets


def test_no_deprecated_asset_is_there():
    text = CATALOGUE.read_text(encoding="utf-8")
    for gone in ("SPL4SMGP/007", "NASA_USDA/HSL", '"COPERNICUS/DEM/GLO30"', '"USGS/3DEP/10m"', '"USGS/GMTED2010"',
                 "MCD15A2H"):
        assert gone not in text


def test_what_follows_a_data_set_is_in_the_catalogue():
    for data_set in ENTRIES.data_sets.values():
        assert not data_set.followed_by or data_set.followed_by in ENTRIES.data_sets


def test_smap_s_two_versions_meet_without_gap_or_overlap():
    first, second = ENTRIES.data_sets["SPL3SMP_E"].assets
    assert (second.begin - first.end).days == 1
    assert first.covers(date(2020, 6, 1), date(2020, 6, 30)) and not second.covers(date(2020, 6, 1), date(2020, 6, 30))


def test_every_derived_predictor_has_its_formula_and_its_inputs_among_those_of_derive_indices():
    for recipe in ENTRIES.derived.values():
        if recipe.formula in TERRAIN:
            assert set(recipe.sources) == {"elevation"}
        else:
            assert set(INDICES[recipe.formula].inputs) - set(FROM_GRID) == set(recipe.sources), recipe.name


def test_units_of_derived_predictors_are_those_of_their_formula():
    for recipe in ENTRIES.derived.values():
        if recipe.formula in INDICES:
            assert recipe.unit == INDICES[recipe.formula].unit, recipe.name


def test_presets_for_the_five_systems_are_there():
    assert set(ENTRIES.presets) == {"monthly_1km_modis", "monthly_1km_modis_soil_rain", "single_date_1km_landsat_modis",
                                    "single_date_1km_modis_landsat", "daily_30m_hls_sentinel1",
                                    "daily_1km_rain_vegetation_soil"}


def test_an_unknown_predictor_is_refused_with_all_names():
    with pytest.raises(InputError, match="no predictor 'nvdi'.*ndvi, evi"):
        ENTRIES.sources_of(["nvdi"])


def test_a_derived_predictor_brings_its_sources():
    assert [p.name for p in ENTRIES.sources_of(["nsdsi", "swir1_modis"])] == ["swir1_modis", "swir2_modis"]


@pytest.mark.parametrize("part, name, change, told", [
    ("data_sets", "CHIRPS", {"sampling": "weekly"}, "sampling 'weekly'"),
    ("data_sets", "CHIRPS", {"bandz": 1}, "bandz"),
    ("data_sets", "MOD13Q1", {"interval_days": 1}, "interval_days"),
    ("data_sets", "MOD13Q1", {"period": ["yesterday", None]}, "yesterday"),
    ("predictors", "ndvi", {"data_set": "MOD13Q9"}, "MOD13Q9"),
    ("predictors", "rain_api", {"days_before": {"kind": "some", "days": 3}}, "unknown kind"),
    ("derived", "nirv", {"from": {"nir": "nir_nowhere"}}, "nir_nowhere"),
    ("presets", "monthly_1km_modis", {"step": "hourly"}, "hourly"),
    ("presets", "monthly_1km_modis", {"variables": ["nvdi"]}, "nvdi"),
])
def test_a_wrong_entry_is_named_with_what_is_wrong(tmp_path, part, name, change, told):
    text = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    text[part][name].update(change)
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(text), encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_catalogue(str(path))


def test_a_new_data_set_needs_only_an_entry(tmp_path):
    text = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    text["data_sets"]["NEW"] = {"title": "New", "assets": [{"id": "A/B"}], "period": ["2020-01-01", None],
                                "sampling": "daily", "native_metres": 500}
    text["predictors"]["new"] = {"data_set": "NEW", "band": "b", "unit": "1", "meaning": "new"}
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(text), encoding="utf-8")
    assert read_catalogue(str(path)).predictors["new"].data_set.assets[0].id == "A/B"


def test_the_page_of_data_sets_is_current(repository):
    script = repository / "scripts" / "make_data_page.py"
    specification = importlib.util.spec_from_file_location("make_data_page", script)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert module.PAGE.read_text(encoding="utf-8") == module.page(), "run scripts/make_data_page.py"
