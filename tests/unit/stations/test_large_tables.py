"""Tables with more rows than training uses: which of them are kept."""
import numpy as np

from smdownscale_plugin.stations.table_selection import spread_over_stations


def test_a_small_table_keeps_all_rows():
    assert spread_over_stations(np.array(["a", "b", "a"]), np.array([1, 2, 3]), 3).all()


def test_stations_keep_equally_many_rows_and_those_with_few_keep_all():
    station = np.repeat(["long", "longer", "short"], [1000, 3000, 7])
    kept = spread_over_stations(station, np.arange(len(station)), 207)
    assert {name: int(kept[station == name].sum()) for name in ("long", "longer", "short")} == \
        {"long": 100, "longer": 100, "short": 7}


def test_rows_that_are_kept_are_evenly_spaced_in_time_whatever_their_order():
    day = np.random.default_rng(0).permutation(1000)
    kept = spread_over_stations(np.full(1000, "a"), day, 100)
    assert np.all(np.diff(np.sort(day[kept])) == 10)


def test_every_station_keeps_a_row():
    station = np.repeat(np.arange(50), 4)
    kept = spread_over_stations(station, np.arange(200), 20)
    assert sorted(station[kept]) == list(range(50))
