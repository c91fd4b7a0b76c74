"""What is sent: the serialised request of every catalogue entry names the right asset, band, dates, scale and mask."""
import json
from datetime import datetime, timedelta, timezone

import pytest
from earth_engine_world import Listener, access

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.fetching.inventory import Image, Inventory
from smdownscale_plugin.fetching.timing import averages, midnight, needed_period
from smdownscale_plugin.rasters.ease_grid import m01_grid
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.windows import Window
from smdownscale_plugin.sources.earth_engine.image_listing import take_inventory
from smdownscale_plugin.sources.earth_engine.images import Composer, stacked
from smdownscale_plugin.sources.earth_engine.pixels import grid_of
from smdownscale_plugin.sources.earth_engine.problems import EarthEngineError
from smdownscale_plugin.sources.earth_engine.provider import EarthEngine
from smdownscale_plugin.sources.earth_engine.session import connect

pytest_plugins = ["earth_engine_fixtures"]
ENTRIES = EarthEngine().catalogue
JUNE = Period(datetime(2023, 6, 1, tzinfo=timezone.utc), datetime(2023, 7, 1, tzinfo=timezone.utc))
ALL = {**ENTRIES.predictors, **ENTRIES.products}
DATED = [name for name, p in ALL.items() if not p.data_set.timeless]
TIMELESS = [name for name, p in ALL.items() if p.data_set.timeless]


@pytest.fixture(scope="module")
def session(running_server):
    """A session with our own server: graphs are built with the client's real signatures."""
    running_server.reset()
    return connect(access(running_server))


def images_of(predictor):
    """Every image that the predictor's data set would have for June 2023."""
    data_set, period = predictor.data_set, needed_period(predictor, JUNE)
    every = data_set.interval_days if data_set.sampling == "interval" else 1
    found = []
    for asset in data_set.assets:
        if asset.covers(period.start.date(), period.end.date()):
            day = max(period.start, midnight(data_set.begin))
            while day < period.end:
                found.append(Image(asset, day.strftime("%Y_%m_%d"), day))
                day += timedelta(365 if data_set.sampling == "yearly" else every)
    return tuple(sorted(found, key=lambda image: image.start))


def composer(session, predictor, metres=1000.0):
    region = session.ee.Geometry.BBox(-98, 35, -97, 36)
    return Composer(session.ee, Inventory({predictor.data_set.name: images_of(predictor)}), region, metres)


def request(session, predictor):
    """(layer, request's text) of a predictor in June 2023 at 1 km."""
    maker = composer(session, predictor)
    layer = maker.timeless(predictor, JUNE) if predictor.data_set.timeless else maker.of_step(predictor, JUNE)
    return layer, stacked([layer]).serialize()


def calls(text, function):
    """Arguments of all calls of a function in a serialised request, constants resolved."""
    values, found = json.loads(text)["values"], []

    def resolved(node):
        if "valueReference" in node:
            return resolved(values[node["valueReference"]])
        if "arrayValue" in node:
            return [resolved(item) for item in node["arrayValue"]["values"]]
        return node.get("constantValue", node)

    def walk(node):
        if isinstance(node, dict):
            call = node.get("functionInvocationValue", {})
            if call.get("functionName") == function:
                found.append({key: resolved(value) for key, value in call["arguments"].items()})
            node = list(node.values())
        if isinstance(node, list):
            for part in node:
                walk(part)
    walk(values)
    return found


@pytest.mark.parametrize("name", ALL)
def test_a_request_names_its_asset_and_band_and_gives_the_predictor_s_name(session, name):
    predictor = ALL[name]
    layer, text = request(session, predictor)
    loaded = {c["id"] for f in ("Image.load", "ImageCollection.load") for c in calls(text, f)}
    used = set(layer.provenance["assets"])
    assert used <= {a.id for a in predictor.data_set.assets}
    assert all(any(id == asset or id.startswith(asset + "/") for asset in used) for id in loaded) and loaded
    selected = [c["bandSelectors"] for c in calls(text, "Image.select")]
    assert [predictor.band] in selected
    assert [name] in [c["names"] for c in calls(text, "Image.rename")]


@pytest.mark.parametrize("name", ALL)
def test_a_request_applies_scale_offset_and_valid_range(session, name):
    predictor = ALL[name]
    _, text = request(session, predictor)
    constants = {c["value"] for c in calls(text, "Image.constant")}
    for wanted, usual in ((predictor.scale, 1), (predictor.offset, 0)):
        assert wanted == usual or wanted in constants
    for limit in predictor.valid or ():
        assert limit in constants
    assert bool(calls(text, "Image.pow")) == predictor.linear      # decibels become linear before any mean


@pytest.mark.parametrize("name", [n for n, p in ALL.items() if p.quality])
def test_a_request_masks_by_its_quality_rule(session, name):
    rule = ALL[name].quality
    _, text = request(session, ALL[name])
    assert [rule.band] in [c["bandSelectors"] for c in calls(text, "Image.select")]
    shifts, masks = (len(calls(text, f"Image.{f}")) for f in ("rightShift", "bitwiseAnd"))
    bits = any(key != "value" for alternative in rule.any for key in alternative)
    assert bool(shifts) == bits and shifts == masks
    tests = sum(len(numbers) for alternative in rule.any for numbers in alternative.values())
    assert len(calls(text, "Image.eq")) >= tests
    assert calls(text, "Image.updateMask")


@pytest.mark.parametrize("name", [n for n in DATED if ALL[n].data_set.sampling in ("subdaily", "scenes")
                                  and not ALL[n].days_before])
def test_many_images_are_asked_for_by_their_dates(session, name):
    predictor = ALL[name]
    _, text = request(session, predictor)
    ranges = calls(text, "DateRange")
    period = needed_period(predictor, JUNE)
    assert {r["start"] for r in ranges} == {period.start.strftime("%Y-%m-%dT%H:%M:%S")}
    assert {r["end"] for r in ranges} == {period.end.strftime("%Y-%m-%dT%H:%M:%S")}
    scenes = predictor.data_set.sampling == "scenes"
    assert bool(calls(text, "Filter.intersects")) == scenes
    assert bool(calls(text, "reduce.median")) == (predictor.data_set.over_time == "median")


@pytest.mark.parametrize("name", [n for n in DATED if ALL[n].data_set.sampling == "interval"])
def test_composites_are_asked_for_by_name_with_their_weights(session, name):
    predictor = ALL[name]
    _, text = request(session, predictor)
    named = {c["id"] for c in calls(text, "Image.load")}
    wanted = {image.id for image in images_of(predictor) if image.start + timedelta(predictor.data_set.interval_days)
              > JUNE.start and image.start < JUNE.end}
    assert named == wanted
    if predictor.per_interval:
        assert 8.0 in {c["value"] for c in calls(text, "Image.constant")}      # a sum over 8 days becomes a rate


def test_land_cover_takes_the_most_frequent_class_and_all_else_a_mean(session):
    for name in ("landcover", "landcover_worldcover", "elevation", "ndvi"):
        _, text = request(session, ALL[name])
        expected = "Reducer.mode" if ALL[name].categorical else "Reducer.mean"
        assert calls(text, expected) and calls(text, "Image.reduceResolution")
        assert calls(text, "Image.setDefaultProjection")      # a composite has forgotten its own


def test_pixels_coarser_than_the_grid_are_not_reduced(session):
    assert not calls(request(session, ALL["rain"])[1], "Image.reduceResolution")


def test_sentinel_1_is_filtered_to_one_mode_orbit_and_both_polarisations(session):
    _, text = request(session, ALL["vv"])
    assert {(c["leftField"], c["rightValue"]) for c in calls(text, "Filter.equals")} == {
        ("instrumentMode", "IW"), ("orbitProperties_pass", "DESCENDING")}
    assert {c["rightValue"] for c in calls(text, "Filter.listContains")} | {
        c.get("leftValue") for c in calls(text, "Filter.listContains")} >= {"VV", "VH"}


def test_hls_takes_each_sensor_s_own_band_names(session):
    _, text = request(session, ALL["nir_hls"])
    selected = [c["bandSelectors"] for c in calls(text, "Image.select")]
    assert ["B5"] in selected and ["B8A"] in selected


def test_antecedent_rain_asks_for_each_day_before_the_step_only(session):
    _, text = request(session, ALL["rain_api"])
    days = sorted(c["id"][-10:] for c in calls(text, "Image.load"))
    assert days[0] == "2023_04_02" and days[-1] == "2023_06_29" and len(set(days)) == 89


def test_too_few_earlier_days_give_nothing_rather_than_a_wrong_sum(session):
    predictor = ALL["rain_api"]
    few = Inventory({"CHIRPS": images_of(predictor)[-20:]})
    assert Composer(session.ee, few, None, 1000.0).of_step(predictor, JUNE) is None


def test_a_step_without_images_gives_nothing(session):
    for name in DATED:
        assert Composer(session.ee, Inventory({}), None, 1000.0).of_step(ALL[name], JUNE) is None


def test_pixels_too_fine_for_the_grid_are_refused_with_what_would_do(session):
    with pytest.raises(InputError, match="at most 2500 m"):
        composer(session, ALL["landcover_worldcover"], 9000.0).timeless(ALL["landcover_worldcover"], JUNE)


def test_a_stack_is_floats_without_masked_pixels(session):
    _, text = request(session, ALL["ndvi"])
    assert calls(text, "Image.unmask")[-1]["sameFootprint"] is False and calls(text, "Image.toFloat")
    assert -9999 in {c["value"] for c in calls(text, "Image.constant")}


def test_the_ease_grid_is_sent_as_wkt_and_other_grids_by_code():
    sent = grid_of(m01_grid(300, 900, 2, 3), Window(9, 0, 18, 9))
    assert "crsCode" not in sent and "Lambert" in sent["crsWkt"] or "Cylindrical_Equal_Area" in sent["crsWkt"]
    utm = Grid(crs_wkt("EPSG:32614"), (600000.0, 30.0, 0.0, 4000000.0, 0.0, -30.0), 100, 100)
    assert grid_of(utm, Window(10, 20, 5, 6)) == {
        "crsCode": "EPSG:32614", "dimensions": {"width": 5, "height": 6},
        "affineTransform": {"scaleX": 30.0, "shearX": 0, "translateX": 600300.0, "shearY": 0, "scaleY": -30.0,
                            "translateY": 3999400.0}}


@pytest.mark.parametrize("name", ALL)
def test_a_request_is_far_smaller_than_the_server_s_ten_megabytes(session, name):
    assert len(request(session, ALL[name])[1]) < 1_000_000


def test_provenance_tells_assets_dates_images_and_rule(session):
    layer, _ = request(session, ALL["lst_night"])
    told = layer.provenance
    assert told["assets"] == ["MODIS/061/MOD11A1"] and told["images"] == 30 and told["first"] == "2023-06-01T00:00:00Z"
    assert told["quality"].startswith("QC_Night bits 0-1 in {0} or QC_Night bits 0-1 in {1}")


def taken(server, session, period, listener):
    return take_inventory(session, {"SPL3SMP_E": (ENTRIES.data_sets["SPL3SMP_E"], period)}, None, listener.monitor)


def test_smap_s_versions_are_joined_at_their_seam_and_it_is_told(server, session):
    seam = datetime(2023, 12, 4, tzinfo=timezone.utc)
    days = [seam + timedelta(n) for n in range(-3, 3)]
    every = {day.strftime("%Y_%m_%d"): int(day.timestamp() * 1000) for day in days}
    server.images = {"NASA/SMAP/SPL3SMP_E/005": dict(list(every.items())[:3]), "NASA/SMAP/SPL3SMP_E/006": every}
    listener = Listener()
    inventory = taken(server, session, Period(days[0], days[-1] + timedelta(1)), listener)
    found = inventory.of(ENTRIES.data_sets["SPL3SMP_E"])
    assert [image.asset.id[-3:] for image in found] == ["005"] * 3 + ["006"] * 3
    assert "005 (3 images) and NASA/SMAP/SPL3SMP_E/006 (3 images)" in listener.text


def test_a_part_that_lacks_the_dates_is_stood_in_for_with_a_warning(server, session):
    day = datetime(2020, 6, 1, tzinfo=timezone.utc)
    server.images = {"NASA/SMAP/SPL3SMP_E/006": {"2020_06_01": int(day.timestamp() * 1000)}}
    listener = Listener()
    inventory = taken(server, session, Period(day, day + timedelta(1)), listener)
    assert len(inventory.of(ENTRIES.data_sets["SPL3SMP_E"])) == 1
    assert "taken from NASA/SMAP/SPL3SMP_E/006; there is nothing for these dates in NASA/SMAP/SPL3SMP_E/005" \
        in listener.text


def looks(session, name, images=None):
    predictor = ALL[name]
    inventory = Inventory({predictor.data_set.name: images_of(predictor) if images is None else images})
    return Composer(session.ee, inventory, session.ee.Geometry.BBox(-98, 35, -97, 36), 1000.0).looks(predictor, JUNE)


def test_independent_values_are_counted_where_a_step_averages_retrievals(session):
    counted = looks(session, "SPL3SMP_E_AM")
    assert calls(counted.key, "reduce.count") and counted.name == "SPL3SMP_E_AM_looks"
    assert [16] in [[c["value"]] for c in calls(looks(session, "albedo").key, "Image.constant")]      # windows overlap
    weighted = looks(session, "ndvi")
    assert calls(weighted.key, "Image.divide") and not calls(weighted.key, "reduce.count")


def test_one_image_is_one_value(session):
    for name in ("ndvi", "lst_day"):
        assert looks(session, name, images_of(ALL[name])[-1:]) is None


@pytest.mark.parametrize("name, days, expected", [
    ("SPL3SMP_E_AM", 30, True), ("SPL3SMP_E_AM", 1, False), ("SPL4SMGP_SURFACE", 30, False), ("lst_day", 8, True),
    ("ndvi", 16, False), ("ndvi", 30, True), ("rain", 30, False), ("elevation", 30, False), ("rain_api", 30, False)])
def test_only_means_of_independent_retrievals_get_a_smaller_uncertainty(name, days, expected):
    assert averages(ALL[name], Period(JUNE.start, JUNE.start + timedelta(days))) == expected


def test_a_missing_asset_is_told_once(server, session):
    server.fail(match="value:compute", status=404, message="ImageCollection asset 'MODIS/061/MOD13Q1' not found.")
    period = Period(JUNE.start, JUNE.end)
    with pytest.raises(EarthEngineError) as caught:
        take_inventory(session, {"MOD13Q1": (ENTRIES.data_sets["MOD13Q1"], period)}, None, Listener().monitor)
    told = str(caught.value)
    assert told.count("Earth Engine") == 1 and told.count("choose another predictor") == 1
    assert "MODIS Terra vegetation indices, 250 m, 16 days (MODIS/061/MOD13Q1)" in told
