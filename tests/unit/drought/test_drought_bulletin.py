"""A planted drought is named with districts and dates, a world without one cries no wolf; the page and its colours."""
import csv
import re
import shutil
import subprocess
from datetime import datetime, timezone

import numpy as np
import pytest
from colour_vision import COLOUR_VISION
from drought_data import CUT_DISTRICTS, DISTRICTS, grid, planted_world, write_polygons
from report_text import words_of

from smdownscale_plugin.errors import InputError, OutputError
from smdownscale_plugin.jobs.drought_index import drought_index
from smdownscale_plugin.jobs.zonal_drought import ZonalOutputs, zonal_drought
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.reading import Raster, describe
from smdownscale_plugin.rasters.writing import write_raster
from smdownscale_plugin.reports import bulletin_text as text
from smdownscale_plugin.reports import drought_colours as drought


def _utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


def _bulletin(folder, planted, until, since="2020-06-01"):
    """The bulletin and table of a world that ends at `until`."""
    paths, zones = planted_world(folder / "series", planted=planted, until=until)
    maps = drought_index(paths, {}, date=f"{since}/{until:%Y-%m-%d}", folder=str(folder / "maps"))
    out = {"table": str(folder / "table.csv"), "report": str(folder / "bulletin.html")}
    zonal_drought(maps.paths["percentile"], zones, ZonalOutputs(**out), title="Nine Valleys")
    with open(out["table"], encoding="utf-8", newline="") as file:
        return (folder / "bulletin.html").read_text(encoding="utf-8"), list(csv.DictReader(file)), maps


@pytest.fixture(scope="module")
def in_drought(tmp_path_factory):
    return _bulletin(tmp_path_factory.mktemp("april"), True, _utc(2022, 4, 21))


@pytest.fixture(scope="module")
def recovered(tmp_path_factory):
    return _bulletin(tmp_path_factory.mktemp("december"), True, _utc(2022, 12, 1))


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    return _bulletin(tmp_path_factory.mktemp("ordinary"), False, _utc(2022, 12, 1), since="2011-01-01")


def _summary(page):
    return re.findall(r"<p>(.*?)</p>", page.partition('<section class="summary">')[2].partition("</section>")[0])


def _last(table):
    date = max(row["date"] for row in table)
    return {row["zone"]: row for row in table if row["date"] == date}


def test_the_bulletin_names_the_districts_of_a_planted_drought_and_when_it_began(in_drought, ordinary):
    page, table, _ = in_drought
    sentence = next(line for line in _summary(page) if "in drought:" in line)
    named = set(re.findall(r"(\w+) \(D[1-4], since", sentence))
    last = _last(table)
    # the same weather without the cut
    without = {row["zone"]: row for row in ordinary[1] if row["date"] == last["Adra"]["date"]}
    assert named == set(CUT_DISTRICTS) and {row["class"] for row in without.values()} <= {"none", "D0"}
    for name in DISTRICTS:
        more = float(last[name]["d1_or_worse_percent"]) - float(without[name]["d1_or_worse_percent"])
        assert more > 80 if name in CUT_DISTRICTS else abs(more) < 5
    for name in CUT_DISTRICTS:
        # rain stopped on 1 February; the class follows when the soil has dried
        assert "2022-02-01" <= last[name]["in_drought_since"] <= "2022-03-05"
        assert last[name]["class"] in ("D2", "D3", "D4")


def test_the_bulletin_tells_the_recovery(recovered):
    page, table, _ = recovered
    over = next(line for line in _summary(page) if "drought has ended in" in line)
    for name in CUT_DISTRICTS:
        spell = re.search(name + r" \((D\d) at worst, from (.*?), over by (.*?)\)", over)
        assert spell and spell.group(1) in ("D2", "D3", "D4") and spell.group(3).endswith("2022")
        ended = datetime.strptime(spell.group(3), "%d %b %Y")
        codes = [row["class"] for row in table if row["zone"] == name and row["date"] >= f"{ended:%Y-%m-%d}"]
        assert codes[0] in ("none", "D0")
        assert _last(table)[name]["class"] in ("none", "D0")


def _over(name, ended, worst=2):
    spell = text.PastSpell(_utc(2022, 1, 1), ended, ended, worst)
    return text.DistrictStatus(name, 0, *[0.0] * 7, 1.0, (spell,), (0,))


def test_droughts_that_ended_are_told_latest_first_and_those_of_one_date_by_name():
    districts = [_over("Holm", _utc(2022, 5, 1), 5), _over("Isar", _utc(2022, 7, 1)), _over("Adra", _utc(2022, 6, 1)),
                 _over("Borle", _utc(2022, 7, 1))]
    said = text.recoveries(districts, _utc(2022, 4, 1))
    assert re.findall(r"[A-Z]\w+(?= \()", said) == ["Borle", "Isar", "Adra"]
    assert said.endswith("from 1 Jan 2022, over by 1 Jun 2022) and 1 more.")
    assert text.recoveries(districts[::-1], _utc(2022, 4, 1)) == said


def test_a_world_without_drought_cries_no_wolf(ordinary):
    page, table, maps = ordinary
    shares = {code: [] for code in range(6)}
    for path in maps.paths["class"]:
        with Raster(path) as raster:
            codes = raster.read()[0]
        for code in shares:
            shares[code].append(np.mean(codes == code))
    count = int(describe(maps.paths["class"][-1]).metadata["REFERENCE_VALUES"])
    at_least = np.cumsum([np.mean(shares[code]) for code in (5, 4, 3, 2, 1)])[::-1]
    for share, limit in zip(at_least, (30, 20, 10, 5, 2)):
        # of n + 1 ranks, those that lie at or below the limit
        expected = np.floor(limit * (count + 2) / 100) / (count + 1)
        assert share == pytest.approx(expected, abs=0.03)
    assert "one pixel in five is in D1 or worse, by definition" in words_of(page)


def test_the_numbers_of_the_bulletin_are_those_of_the_table(in_drought):
    page, table, _ = in_drought
    last = _last(table)
    rows = re.findall(r'<tr><td class="n">\d+</td>(.*?)</tr>', page)
    assert len(rows) == len(DISTRICTS)
    severities = []
    for row in rows:
        cells = [re.sub("<.*?>", "", cell) for cell in re.findall(r"<td.*?>(.*?)</td>", row)]
        entry = last[cells[0]]
        assert cells[1] == entry["class"]
        assert cells[2] == text.whole_percent(float(entry["d1_or_worse_percent"]) / 100)
        assert cells[3] == text.points(float(entry["d1_change_last"]) / 100)
        assert cells[4] == text.points(float(entry["d1_change_year"]) / 100)
        mean, low, high = (float(entry[key]) for key in ("mean_percentile", "low_90", "high_90"))
        assert cells[5] == f"{mean:.0f} ({low:.0f}–{high:.0f})" and low < mean < high
        classes = [float(entry[f"{c}_percent"]) for c in ("none", "d0", "d1", "d2", "d3", "d4")]
        assert sum(classes) == pytest.approx(100)
        assert float(entry["severity_index"]) == pytest.approx(sum(k * share for k, share in enumerate(classes)))
        severities.append((cells[1] if cells[1] != "none" else "", float(entry["severity_index"])))
    assert severities == sorted(severities, reverse=True)
    area = sum(float(entry["area_km2"]) for entry in last.values())
    assert area == pytest.approx(24 * 30, rel=1e-6)
    drought_area = sum(float(e["area_km2"]) * float(e["d1_or_worse_percent"]) for e in last.values()) / area
    assert _summary(page)[0].startswith(text.whole_percent(drought_area / 100))


def test_the_page_is_one_offline_file_that_says_what_the_data_are_and_how_sure(in_drought):
    page, _, _ = in_drought
    assert not re.search(r"(?:src|href)=\"(?!data:|#)|@import|<script", page)
    assert "Nine Valleys" in page and "11 April 2022 to 20 April 2022" in page
    assert re.search(r"Soil moisture of TEST, in pixels of 1 × 1 km", page) and "11 other years (2011-2021)" in page
    words = words_of(page)
    assert "With 11 years, what is shown as the 10th percentile may be anything from the 2nd to the 33rd" in words
    assert "11 other years: what is shown as D2 may be anything from D3 to no drought" in words
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_the_page_prints_on_one_sheet_however_many_and_long_the_names(tmp_path):
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next((found for found in map(shutil.which, names) if found), None)
    if browser is None:
        pytest.skip("no Chromium to print with")
    rng = np.random.default_rng(1)
    on = grid(40, 16)        # a tall region
    paths = [write_raster(str(tmp_path / f"p_2022{month:02}01.tif"), on,
                          {"percentile": (40 * rng.random((40, 16))).astype(np.float32)}) for month in range(1, 13)]
    names = {f"Llanfairpwllgwyngyll and its most distant surroundings {k}": (k % 4, k // 4) for k in range(40)}
    zones = write_polygons(tmp_path / "z.gpkg", {
        name: f"POLYGON(({x}000 {y}000, {x + 4}000 {y}000, {x + 4}000 {y + 4}000, {x}000 {y + 4}000, {x}000 {y}000))"
        for name, (x, y) in ((n, (4 * a, 4 * b)) for n, (a, b) in names.items())})
    title = "The United Provinces of Everything and More " * 3
    zonal_drought(paths, zones, ZonalOutputs(report=str(tmp_path / "b.html")), title=title)
    subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
                    "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'b.pdf'}", str(tmp_path / "b.html")],
                   check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pdf = (tmp_path / "b.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\.\d+ 84[12]\.\d+\]", pdf)      # A4


def test_a_zone_of_which_the_map_shows_a_sliver_is_pointed_out_and_one_that_it_covers_is_not(tmp_path):
    path = write_raster(str(tmp_path / "p_20220401.tif"), grid(), {"percentile": np.full((12, 16), 15.0, np.float32)})
    zones = write_polygons(tmp_path / "z.gpkg", {
        "Inside": "POLYGON((0 0, 9000 0, 9000 9000, 0 0))",
        "Sliver": "POLYGON((15000 0, 25000 0, 25000 9000, 15000 9000, 15000 0))"})
    said = []
    zonal_drought([path], zones, ZonalOutputs(table=str(tmp_path / "t.csv")), monitor=Monitor(warn=said.append))
    assert [line for line in said if "less than half of their area" in line and "(1): Sliver (10 %)." in line
            and "Inside" not in line]


def test_names_and_titles_are_text_never_markup(tmp_path):
    path = write_raster(str(tmp_path / "p_20220401.tif"), grid(), {"percentile": np.full((12, 16), 15.0, np.float32)})
    zones = write_polygons(tmp_path / "z.gpkg", {"<b>A & B</b>": "POLYGON((0 0, 9000 0, 9000 9000, 0 0))"})
    zonal_drought([path], zones, ZonalOutputs(report=str(tmp_path / "b.html")), title="<i>x</i>")
    page = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "<b>A" not in page and "&lt;b&gt;A &amp; B&lt;/b&gt;" in page and "<i>x" not in page


def test_the_page_stands_without_matplotlib(tmp_path, monkeypatch):
    from smdownscale_plugin import dependencies
    from smdownscale_plugin.errors import MissingPackageError
    from smdownscale_plugin.reports import drawing, plots

    def missing(name, purpose=""):
        raise MissingPackageError("matplotlib is not there")
    for module in (dependencies, plots, drawing):
        monkeypatch.setattr(module, "require", missing)
    monkeypatch.setattr(drawing, "available", lambda name: False)
    path = write_raster(str(tmp_path / "p_20220401.tif"), grid(), {"percentile": np.full((12, 16), 15.0, np.float32)})
    zones = write_polygons(tmp_path / "z.gpkg", {"A": "POLYGON((0 0, 9000 0, 9000 9000, 0 0))"})
    zonal_drought([path], zones, ZonalOutputs(report=str(tmp_path / "b.html")))
    page = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "no figures" in page and ">D1</span>" in page


# --- the comparison with the coarse product --------------------------------------------------------------------------

def test_the_share_of_variance_within_coarse_cells_equals_that_of_an_analysis_of_variance(tmp_path):
    rng = np.random.default_rng(8)
    fine = np.clip(40 + np.kron(rng.normal(0, 15, (3, 4)), np.ones((4, 4))) + rng.normal(0, 10, (12, 16)), 0, 100)
    coarse = fine.reshape(3, 4, 4, 4).mean((1, 3))
    on = grid()
    rough = Grid(on.crs, (0.0, 4000.0, 0.0, 12000.0, 0.0, -4000.0), 4, 3)
    paths = [write_raster(str(tmp_path / f"{name}_20220401.tif"), where, {"percentile": values.astype(np.float32)})
             for name, where, values in (("fine", on, fine), ("coarse", rough, coarse))]
    zones = write_polygons(tmp_path / "z.gpkg", {"all": "POLYGON((0 0, 16000 0, 16000 12000, 0 12000, 0 0))"})
    out = str(tmp_path / "comparison.html")
    zonal_drought(paths[:1], zones, ZonalOutputs(comparison=out), coarse=paths[1:])
    within = np.mean((fine - np.kron(coarse, np.ones((4, 4)))) ** 2) / fine.var()
    page = words_of(tmp_path / "comparison.html")
    assert f"Detail is added: {100 * within:.0f} % of the variance" in page and "(median of 1 district)" in page
    apart = np.mean((fine <= 20) != (np.kron(coarse, np.ones((4, 4))) <= 20))
    assert f" on {100 * apart:.0f} % of a district's area" in page
    assert "District means differ by 0.0 percentile points" in page
    with pytest.raises(InputError, match="needs both COARSE"):
        zonal_drought(paths[:1], zones, coarse=paths[1:])
    other = write_raster(str(tmp_path / "coarse_20210101.tif"), rough, {"percentile": coarse})
    with pytest.raises(InputError, match="COARSE holds no percentiles of 2022-04-01"):
        zonal_drought(paths[:1], zones, ZonalOutputs(comparison=out), coarse=[other])


# --- words and colours -----------------------------------------------------------------------------------------------

def test_numbers_in_words():
    assert [text.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 33, 101)] == \
        ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "33rd", "101st"]
    assert [text.whole_percent(v) for v in (0.0, 0.004, 0.12, float("nan"))] == ["0 %", "under 1 %", "12 %", "–"]
    assert [text.points(v) for v in (0.034, -0.12, 0.001, float("nan"))] == ["+3", "−12", "0", "–"]


def _lightness(rgb):
    """CIE L* of linear sRGB."""
    y = float(np.dot([0.2126, 0.7152, 0.0722], rgb))
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def _linear(colour):
    values = np.array([int(colour[k:k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("eyes", COLOUR_VISION)
def test_each_class_is_clearly_darker_than_the_one_before_for_all_eyes(eyes):
    order = [drought.NONE] + [colour for _, _, colour in drought.CLASSES]
    lightness = [_lightness(np.clip(COLOUR_VISION[eyes] @ _linear(colour), 0, 1)) for colour in order]
    steps = -np.diff(lightness)
    assert (steps[1:] > 7).all() and steps[0] > 0


# --- bad input -------------------------------------------------------------------------------------------------------

def test_what_can_not_be_summed_up_is_refused_in_one_sentence(tmp_path):
    zones = write_polygons(tmp_path / "z.gpkg", {"A": "POLYGON((0 0, 9000 0, 9000 9000, 0 0))"})
    far = write_polygons(tmp_path / "far.gpkg", {"A": "POLYGON((900000 0, 909000 0, 909000 9000, 900000 0))"})
    good = write_raster(str(tmp_path / "p_20220401.tif"), grid(), {"percentile": np.full((12, 16), 15.0)})
    wet = write_raster(str(tmp_path / "sm_20220401.tif"), grid(), {"soil_moisture": np.full((12, 16), 0.2)},
                       units={"soil_moisture": "m3 m-3"})
    other = write_raster(str(tmp_path / "p_20220501.tif"), grid(5, 5), {"percentile": np.full((5, 5), 15.0)})
    for words, paths, where, more in (
            ("holds no percentiles.*run Drought Index first", [wet], zones, {}),
            ("aren't on one grid", [good, other], zones, {}),
            ("zones and rasters don't overlap", [good], far, {}),
            ("isn't a map of class probabilities", [good], zones, {"probabilities": [good]}),
            ("is empty", [], zones, {})):
        with pytest.raises(InputError, match=words):
            zonal_drought(paths, where, ZonalOutputs(table=str(tmp_path / "t.csv")), **more)
    with pytest.raises(OutputError, match="zones are written as .gpkg or .geojson"):
        zonal_drought([good], zones, ZonalOutputs(zones_output=str(tmp_path / "z.shp")))
    assert not (tmp_path / "t.csv").exists()


def test_the_expected_share_in_drought_is_the_mean_of_the_probabilities(tmp_path):
    rng = np.random.default_rng(4)
    chances = rng.dirichlet(np.ones(6), (12, 16)).transpose(2, 0, 1)
    names = ("p_none", "p_d0", "p_d1", "p_d2", "p_d3", "p_d4")
    percentile = write_raster(str(tmp_path / "p_20220401.tif"), grid(), {"percentile": np.full((12, 16), 15.0)})
    probability = write_raster(str(tmp_path / "q_20220401.tif"), grid(), dict(zip(names, chances)))
    zones = write_polygons(tmp_path / "z.gpkg", {"A": "POLYGON((0 0, 8000 0, 8000 12000, 0 12000, 0 0))"})
    zonal_drought([percentile], zones, ZonalOutputs(table=str(tmp_path / "t.csv"), report=str(tmp_path / "b.html")),
                  probabilities=[probability])
    with open(tmp_path / "t.csv", encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    expected = 100 * chances[2:, :, :8].sum(0).mean()
    assert float(row["d1_expected_percent"]) == pytest.approx(expected, abs=1e-3)
    assert f"{expected:.0f} % of the area is expected in D1" in words_of(tmp_path / "b.html")


def test_areas_of_grids_in_degrees_are_those_of_the_sphere(tmp_path):
    from smdownscale_plugin.rasters.grid import crs_wkt
    degrees = Grid(crs_wkt("EPSG:4326"), (10.0, 0.25, 0.0, 60.0, 0.0, -0.25), 16, 40)
    path = write_raster(str(tmp_path / "p_20220401.tif"), degrees, {"percentile": np.full((40, 16), 15.0)})
    box = "POLYGON((11.1 52.3, 12.9 52.3, 12.9 57.9, 11.1 57.9, 11.1 52.3))"
    zones = write_polygons(tmp_path / "z.gpkg", {"A": box}, "EPSG:4326")
    zonal_drought([path], zones, ZonalOutputs(table=str(tmp_path / "t.csv"), report=str(tmp_path / "b.html")))
    with open(tmp_path / "t.csv", encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    low, high = np.radians([52.3, 57.9])
    sphere = np.radians(1.8) * (np.sin(high) - np.sin(low)) * 6371.0072 ** 2
    assert float(row["area_km2"]) == pytest.approx(sphere, rel=2e-4)
    assert float(row["valid_percent"]) == pytest.approx(100)


def test_maps_that_do_not_say_their_years_get_no_interval_and_it_is_said(tmp_path):
    zones = write_polygons(tmp_path / "z.gpkg", {"A": "POLYGON((0 0, 9000 0, 9000 9000, 0 0))"})
    good = write_raster(str(tmp_path / "p_20220401.tif"), grid(), {"percentile": np.full((12, 16), 15.0)})
    said = []
    found = zonal_drought([good], zones, monitor=Monitor(warn=said.append))
    assert np.isnan(found.figures[0][0].low) and any("BASELINE_YEARS" in line for line in said)
