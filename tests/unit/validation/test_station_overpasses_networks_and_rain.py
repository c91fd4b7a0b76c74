"""Validation against stations beyond plain pairs: overpasses, sampling, cells, networks, dates, verdicts and rain."""
import csv

import numpy as np
import pytest
from oregon import COARSE, DAYS, FINE, World, position
from osgeo import gdal
from report_text import words_of

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.import_stations import import_stations
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.writing import write_raster


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world"))


# --- which readings belong to a map ---

def test_a_product_of_the_morning_takes_readings_of_the_morning(world):
    at_six = world.table(lambda d, hour, row, column: world.truth[d, row, column] if hour in (13, 14, 15) else 0.9,
                         name="hours.csv")   # 6 h of local solar time at 120 W is 14 h UTC
    said = []
    morning = world.save("am", world.fine, FINE, PRODUCT="SPL3SMP_E_AM")
    found = world.run(stations=at_six, rasters=morning, tolerance_hours=1.5, monitor=Monitor(info=said.append))
    assert found.rmse < 0.012 and any("6 h local solar time" in line for line in said)
    assert world.run(stations=at_six, tolerance_hours=1.5).rmse > 0.3   # the product doesn't tell: all readings
    assert world.run(stations=at_six, tolerance_hours=1.5, overpass="am").rmse < 0.012
    assert world.run(stations=at_six, tolerance_hours=1.5, overpass="pm").rmse > 0.3
    assert world.run(stations=at_six, rasters=morning, tolerance_hours=1.5, overpass="all").rmse > 0.3


def test_the_time_that_a_granule_tells_for_each_pixel_is_taken(world):
    at_nine = world.table(lambda d, hour, row, column: world.truth[d, row, column] if hour == 9 else 0.9, name="9.csv")
    timed = [write_raster(str(world.folder / f"timed_{p.stamp()}.tif"), COARSE,
                          {"soil_moisture": values, "observation_time": np.full(COARSE.shape, 9.0)},
                          units={"observation_time": "h"}, metadata=p.metadata())
             for p, values in zip(world.days, world.coarse)]
    assert world.run(stations=at_nine, coarse=timed, tolerance_hours=0.5).rmse < 0.012


# --- where ---

def test_bilinear_sampling_equals_gdal_s(world):
    between = {"P": ("", 10.3, 20.4), "Q": ("", 30.0, 41.49), "R": ("", 0.1, 58.9)}
    path = world.table(lambda *_: 0.2, between, "between.csv")
    found = world.run(stations=path, sampling="bilinear", coarse=())
    for entry, (_, row, column) in zip(found.comparison.per_station, between.values()):
        latitude, longitude = position(row, column)
        rows = found.comparison.pairs.rows(entry["station"])
        box = [longitude - 0.005, latitude + 0.005, longitude + 0.005, latitude - 0.005]
        # a pixel of the same size centred on the station: GDAL's bilinear resampling gives the value at its centre
        one = gdal.Translate("", world.rasters[0], format="MEM", projWin=[-120, 45, -119.4, 44.4])
        warped = gdal.Warp("", one, format="MEM", outputBounds=[box[0], box[3], box[2], box[1]], width=1, height=1,
                           resampleAlg="bilinear", errorThreshold=0)
        assert found.comparison.pairs.values["downscaled"][rows[0]] == pytest.approx(warped.ReadAsArray()[0, 0],
                                                                                   abs=1e-6)


def test_stations_of_one_coarse_cell_count_as_one_when_asked(world):
    said = []
    found = world.run(average_in_cells=True, monitor=Monitor(info=said.append))
    assert found.n_stations == 4 and any("5 stations are averaged in 4 coarse cells" in line for line in said)
    together = next(k for k, s in enumerate(found.comparison.stations) if s.name.startswith("cell of"))
    rows = found.comparison.pairs.rows(together)
    mean = (world.truth[:, 44, 12] + world.truth[:, 42, 17]) / 2
    assert np.allclose(found.comparison.pairs.values["station"][rows], mean, atol=1e-9)
    with pytest.raises(InputError, match="AVERAGE_IN_CELLS"):
        world.run(average_in_cells=True, coarse=())


# --- figures ---

def test_networks_dates_and_verdicts_stand_beside_the_pooled_figures(world):
    found = world.run().comparison
    assert {name: values["stations"] for name, values in found.networks.items()} == {"N1": 2, "N2": 3}
    rmse = [entry["downscaled"]["rmse"] for entry in found.per_station]
    assert found.networks["N1"]["downscaled"]["median_rmse"] == pytest.approx(np.mean(rmse[:2]))
    rows = [found.pairs.raster == 7]
    fine, truth = (found.pairs.values[name][rows[0]] for name in ("downscaled", "station"))
    assert found.dates[7]["downscaled"]["r"] == pytest.approx(np.corrcoef(fine, truth)[0, 1])
    assert len(found.dates) == DAYS and sum(found.verdicts.values()) == 5
    by_hand = [np.sign(np.mean((found.pairs.values["bilinear"][r] - found.pairs.values["station"][r]) ** 2
                               - (found.pairs.values["downscaled"][r] - found.pairs.values["station"][r]) ** 2))
               for r in (found.pairs.rows(e["station"]) for e in found.per_station)]
    assert [e["verdict"].answer for e in found.per_station] == [{1: "better", -1: "worse"}[s] for s in by_hand]


def test_rain_explains_what_it_made(world):
    found = world.run(rain=world.save_rain()).comparison
    for values in found.rain.per_station.values():
        assert values["station"] > 0.99 and values["downscaled"] > 0.8
    assert np.isfinite(found.rain.antecedent).all()
    index = [sum(world.rain[d + 60 - k] * 0.9 ** k for k in range(45)) for d in range(DAYS)]
    assert np.allclose(found.rain.antecedent[found.pairs.rows(0)], index, rtol=1e-5)


def test_rain_that_starts_with_the_maps_is_unknown_at_first(world):
    late = world.save_rain()[60:]
    antecedent = world.run(rain=late).comparison.rain.antecedent[:DAYS]
    assert np.isnan(antecedent[:14]).all() and np.isfinite(antecedent[20:]).all()


def test_rain_below_zero_is_a_fill_value_and_refused(world):
    path = write_raster(str(world.folder / "bad_20200601.tif"), COARSE, {"rain": np.full(COARSE.shape, -99.0)})
    with pytest.raises(InputError, match="RAIN: .* can't be"):
        world.run(rain=[path])


def test_the_report_and_the_tables_hold_all_of_it(world):
    names = {"report": "r.html", "metrics": "m.csv", "station_metrics": "s.gpkg", "pairs": "p.csv"}
    world.run(rain=world.save_rain(), **{key: str(world.folder / name) for key, name in names.items()})
    html = words_of(world.folder / "r.html")
    for text in ("The map is closer to the readings than the interpolated coarse product at", "undecided at",
                 "Networks", "Taylor diagram", "Across stations at each date", "Response to rain", "CDF matching",
                 "the sensor's own error", "Anomaly R"):
        assert text in html, text
    with open(world.folder / "m.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["scope"] for row in rows} == {"all pairs", "median of stations", "mean of stations",
                                              "median of a network's stations", "mean of a network's stations",
                                              "across stations at a date"}
    pooled = next(row for row in rows if row["scope"] == "all pairs" and row["estimate"] == "downscaled")
    assert float(pooled["rmse_low"]) < float(pooled["rmse"]) < float(pooled["rmse_high"])


def test_the_imported_file_gives_the_same_numbers_as_the_table(world):
    imported = import_stations([world.stations], str(world.folder / "in.gpkg")).output
    direct, back = world.run(), world.run(stations=imported)
    assert (back.n_pairs, back.rmse, back.r) == (direct.n_pairs, pytest.approx(direct.rmse), pytest.approx(direct.r))
