"""Held-out predictions of Train Model as a table: every held-out cell once, with its place, date, value and fold."""
import csv

import numpy as np
import pytest
from limited_disks import files
from osgeo import ogr
from small_world import FACTOR, ORIGIN, PIXEL

from smdownscale_plugin.errors import OutputError
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model


def trained(world, folder, name, validation="spatial_blocks"):
    return train_model(world.all_predictors, world.coarse, str(folder / "m.smdm"),
                       TrainingOptions(method="linear", validation=validation), predictions=str(folder / name))


def test_the_table_gives_back_the_figures_of_the_validation(world, tmp_path):
    figures = trained(world, tmp_path, "held.csv")
    rows = list(csv.DictReader(open(tmp_path / "held.csv", encoding="utf-8")))
    observed, predicted = (np.array([float(row[name]) for row in rows]) for name in ("observed", "predicted"))
    assert len(rows) == len({(row["place"], row["date"]) for row in rows}) == 128
    assert np.sqrt(np.mean((predicted - observed) ** 2)) == pytest.approx(figures.cv_rmse, rel=1e-6)
    assert np.corrcoef(predicted, observed)[0, 1] == pytest.approx(figures.cv_r, rel=1e-6)
    assert {row["date"][:10] for row in rows} == set(world.dates)
    assert len({(row["place"], row["fold"]) for row in rows}) == 64          # a block is held out at all dates


def test_points_lie_in_the_centres_of_their_cells_and_hold_their_values(world, tmp_path):
    trained(world, tmp_path, "held.gpkg", "leave_period_out")
    source = ogr.Open(str(tmp_path / "held.gpkg"))
    layer = source.GetLayer("predictions")
    assert layer.GetFeatureCount() == 128
    for feature in layer:
        row, column = divmod(feature["place"], 8)
        date = world.dates.index(feature["date"][:10].replace("/", "-"))
        assert feature["observed"] == pytest.approx(world.cells[date][row, column], abs=1e-7)
        assert feature["fold"] == date + 1
        # EASE-Grid 2.0: longitude is proportional to x
        x = ORIGIN[0] + PIXEL * FACTOR * (column + 0.5)
        assert feature.GetGeometryRef().GetX() == pytest.approx(x / 17367530.445161372 * 180, abs=1e-4)


def test_a_table_that_cannot_be_written_leaves_no_model(world, tmp_path):
    with pytest.raises(OutputError, match="choose one of these extensions"):
        trained(world, tmp_path, "held.xlsx")
    assert files(tmp_path) == []
