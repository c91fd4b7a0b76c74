"""Rasters that stand for different times meet in stacks by the rules of docs/dates.md."""
import os
from datetime import date, timedelta

import numpy as np
import pytest
from listening import Listener
from small_world import pixels
from test_build_predictor_stack import make

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.build_predictor_stack import StackOptions, build_predictor_stack
from smdownscale_plugin.rasters.reading import describe


def flat(path, value, **more):
    return make(path, np.full((3, 4), value, np.float32), **more)


def days(first, count):
    return [date.fromisoformat(first) + timedelta(days=k) for k in range(count)]


@pytest.fixture
def muddle(tmp_path):
    """Yearly land cover, monthly NDVI, 8-day LST, daily rain, static terrain: one folder."""
    folder = tmp_path / "in"
    folder.mkdir()
    for year in (2019, 2020):
        flat(folder / f"land_{year}.tif", year - 2000)
    for month in (5, 6):
        flat(folder / f"ndvi_2020-{month:02d}.tif", month / 10)
    for k, first in enumerate(days("2020-05-24", 20)[::8]):
        end = first + timedelta(days=8)
        flat(folder / f"lst_{first:%Y%m%d}.tif", 290 + k, metadata={"TIME_START": str(first), "TIME_END": str(end)})
    for day in days("2020-05-30", 6):
        flat(folder / f"rain_{day:%Y%m%d}.tif", day.day)
    flat(folder / "dem.tif", 7)
    return folder


def _value(path, name):
    info = describe(path)
    return float(np.unique(np.atleast_3d(pixels(path)).reshape(len(info.names), -1)[info.names.index(name)]).item())


def test_five_periods_in_one_folder_give_a_stack_of_all_predictors_for_every_day_and_few_lines(muddle, tmp_path):
    listener = Listener()
    built = build_predictor_stack([str(muddle)], str(tmp_path / "out"), monitor=listener.monitor)
    assert [os.path.basename(stack.path) for stack in built] == [
        *(f"stack_{day:%Y%m%d}.tif" for day in days("2020-05-30", 6)), "static.tif"]
    expected = {"land": [20] * 6, "ndvi": [.5] * 2 + [.6] * 4, "lst": [290] * 2 + [291] * 4,
                "rain": [30, 31, 1, 2, 3, 4]}
    for name, values in expected.items():
        assert [_value(stack.path, name) for stack in built[:-1]] == pytest.approx(values), name
    assert describe(built[-1].path).names == ["dem"]
    assert not listener.warned or all("everywhere" in line for line in listener.warned)
    assert len(listener.said) <= 5
    assert "6 dated stacks, of 1 day each, 2020-05-30 to 2020-06-04" in listener.text
    assert "Joined to all dates that its longer period covers: land, lst, ndvi." in listener.text


def test_several_rasters_within_a_date_are_averaged_by_overlap_and_rain_is_summed(muddle, tmp_path):
    lst = sorted(str(path) for path in muddle.glob("lst_*.tif"))
    coarse = flat(tmp_path / "sm.tif", 0.2, metadata={"TIME_START": "2020-05-31", "TIME_END": "2020-06-03"})
    others = [str(path) for name in ("rain", "ndvi") for path in muddle.glob(f"{name}_*.tif")]
    [stack] = build_predictor_stack([*lst, *others], str(tmp_path / "out"), StackOptions(dates_of=[coarse]))
    assert describe(stack.path).period == describe(coarse).period
    assert _value(stack.path, "lst") == pytest.approx((1 * 290 + 2 * 291) / 3)
    assert _value(stack.path, "ndvi") == pytest.approx((1 * .5 + 2 * .6) / 3)
    assert _value(stack.path, "rain") == 31 + 1 + 2


def test_rasters_in_different_units_are_refused_before_they_are_averaged(tmp_path):
    """Half of a month's temperatures in degrees Celsius: their mean with kelvins would be a number like any other."""
    wide = flat(tmp_path / "sm_2020-06.tif", 0.3)
    kelvin = flat(tmp_path / "lst_20200601.tif", 300.0)
    celsius = flat(tmp_path / "lst_20200616.tif", 27.0)
    options = StackOptions(dates_of=[wide], durations="lst=15")
    with pytest.raises(InputError, match="lst seems to change its unit.*lst_20200616"):
        build_predictor_stack([kelvin, celsius], str(tmp_path / "out"), options)
    [stack] = build_predictor_stack([kelvin, celsius], str(tmp_path / "out"), StackOptions(
        dates_of=[wide], durations="lst=15", scales="lst_20200616=1:273.15"))
    assert _value(stack.path, "lst") == pytest.approx(300.075, abs=1e-3)


def test_a_gap_in_one_raster_is_filled_by_the_others_of_its_date_and_a_sum_is_scaled_up(tmp_path):
    values = np.array([[1.0, 1.0, -1.0], [1.0, -1.0, -1.0], [1.0, 1.0, -1.0]], np.float32)  # day, pixel
    files = [make(tmp_path / f"{name}_2020060{day}.tif", values[day - 1:day], nodata=-1)
             for name in ("rain", "vv") for day in (1, 2, 3)]
    wide = flat(tmp_path / "sm.tif", 0.2, metadata={"TIME_START": "2020-06-01", "TIME_END": "2020-06-04"})
    [stack] = build_predictor_stack(files, str(tmp_path / "out"), StackOptions(dates_of=[wide]))
    rain, vv = pixels(stack.path)
    np.testing.assert_allclose(rain[0], [3, 3, np.nan])   # two of three days known: 2 * 3 / 2
    np.testing.assert_allclose(vv[0], [1, 1, np.nan])


def test_rain_of_which_less_than_half_is_known_stays_empty(tmp_path):
    files = [make(tmp_path / f"rain_2020060{day}.tif", np.full((2, 2), 1 if day == 1 else -1), nodata=-1)
             for day in (1, 2, 3)]
    files.append(make(tmp_path / "dem.tif", np.ones((2, 2))))
    wide = flat(tmp_path / "sm.tif", 0.2, metadata={"TIME_START": "2020-06-01", "TIME_END": "2020-06-04"})
    dated, _ = build_predictor_stack(files, str(tmp_path / "out"), StackOptions(dates_of=[wide]))
    assert np.isnan(pixels(dated.path)).all()


def test_classes_are_never_averaged_the_one_that_shares_most_is_taken(tmp_path):
    files = [flat(tmp_path / f"cover_2020-0{month}.tif", month) for month in (5, 6)]
    date_ = flat(tmp_path / "sm.tif", 0.2, metadata={"TIME_START": "2020-05-31", "TIME_END": "2020-06-04"})
    [stack] = build_predictor_stack(files, str(tmp_path / "out"), StackOptions(dates_of=[date_], categorical="cover"))
    assert _value(stack.path, "cover") == 6


def test_nothing_from_the_future_fills_a_gap_and_the_past_only_when_asked_for(tmp_path):
    rain = [flat(tmp_path / f"rain_2020060{day}.tif", day) for day in range(1, 6)]
    ndvi = [flat(tmp_path / f"ndvi_2020060{day}.tif", day / 10) for day in (2, 5)]
    listener = Listener()
    built = build_predictor_stack([*rain, *ndvi], str(tmp_path / "a"), monitor=listener.monitor)
    assert ["ndvi" in describe(stack.path).names for stack in built] == [False, True, False, False, True]
    assert sum("ndvi on 3 of 5 dates" in line for line in listener.warned) == 1
    built = build_predictor_stack([*rain, *ndvi], str(tmp_path / "b"), StackOptions(look_back_days=1))
    assert ["ndvi" in describe(stack.path).names for stack in built] == [False, True, True, True, True]
    assert _value(built[3].path, "ndvi") == pytest.approx(.2)


def test_composites_named_by_their_first_day_last_as_long_as_is_said(tmp_path):
    dekads = [flat(tmp_path / f"rain_202006{day}.tif", 1) for day in ("01", "11", "21")]
    ndvi = flat(tmp_path / "ndvi_20200601.tif", .4)
    built = build_predictor_stack([*dekads, ndvi], str(tmp_path / "out"),
                                  StackOptions(durations="rain=dekad, ndvi=month"))
    assert [describe(stack.path).period.end.strftime("%m-%d") for stack in built] == ["06-11", "06-21", "07-01"]
    assert all(describe(stack.path).names == ["rain", "ndvi"] for stack in built)


def test_one_year_in_a_name_alone_stays_a_part_of_the_name(tmp_path):
    [stack] = build_predictor_stack([flat(tmp_path / "srtm_2000.tif", 1)], str(tmp_path / "out"))
    assert stack.period is None and describe(stack.path).names == ["srtm_2000"]


# --- masks -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("rule, dropped", [
    ("water > 20", [False, False, True, True]), ("> 20", [False, False, True, True]),
    ("= 0, 80", [True, False, False, True]), ("!= 20", [True, False, True, True]),
    ("water <= 20", [True, True, False, False]), ("", [True, False, False, False])])
def test_a_rule_says_which_values_of_the_mask_are_dropped(tmp_path, rule, dropped):
    path = make(tmp_path / "ndvi.tif", np.ones((1, 4)))
    mask = make(tmp_path / "water.tif", np.array([[0, 20, 21, 80]]))
    listener = Listener()
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(mask=mask, mask_rule=rule),
                                    monitor=listener.monitor)
    np.testing.assert_array_equal(np.isnan(np.ravel(pixels(stack.path))), dropped)
    assert f"Mask: {100 * np.mean(dropped):.1f} % of the cells are dropped" in listener.text


def test_a_band_of_a_mask_is_meant_by_its_name_and_unknown_cells_are_kept(tmp_path):
    path = make(tmp_path / "ndvi.tif", np.ones((1, 3)))
    mask = make(tmp_path / "mask.tif", np.array([[[9, 9, 9]], [[0, 50, -1]]]), names=["cloud", "water"], nodata=-1)
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(mask=mask, mask_rule="water > 20"))
    np.testing.assert_array_equal(np.isnan(np.ravel(pixels(stack.path))), [False, True, False])
    with pytest.raises(InputError, match="name one in MASK_RULE"):
        build_predictor_stack([path], str(tmp_path / "out2"), StackOptions(mask=mask, mask_rule="> 20"))


def test_a_mask_upside_down_is_refused_with_the_share_and_the_way_out(tmp_path):
    path = make(tmp_path / "ndvi.tif", np.ones((10, 10)))
    water = np.zeros((10, 10))
    water[0, 0] = 100
    mask = make(tmp_path / "water.tif", water)
    with pytest.raises(InputError, match=r"99.0 % of the cells.*MASK_RULE.*water > 20"):
        build_predictor_stack([path], str(tmp_path / "out"), StackOptions(mask=mask))
    assert not (tmp_path / "out").exists()
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(mask=mask, mask_confirmed=True))
    assert stack.gaps == {"ndvi": 0.99}
