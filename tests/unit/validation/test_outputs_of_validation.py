"""Outputs of both validations: harmless in a spreadsheet, all of them or none, and never of a map against itself."""
import csv
import os

import numpy as np
import pytest
from limited_disks import files, small_disk
from oregon import FINE, PLACES, World

from smdownscale_plugin.errors import InputError, SmDownscaleError
from smdownscale_plugin.jobs.validate_raster import RasterValidationOutputs, validate_raster
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.writing import write_raster
from smdownscale_plugin.reports.tables import TEXT, write_table


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world"))


@pytest.mark.parametrize("name", ["=1+2", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_names_that_a_spreadsheet_would_run_are_written_as_text(name, tmp_path):
    path = write_table(str(tmp_path / "t.csv"), [("zone", TEXT)], [[name], ["plain"], ["-0.5"]])
    with open(path, newline="", encoding="utf-8") as file:
        assert [row[0] for row in csv.reader(file)] == ["zone", "'" + name, "plain", "-0.5"]


def test_station_names_are_harmless_in_every_csv(world, tmp_path):
    evil = {"=HYPERLINK(1)": ("@net", 5, 7), **{n: PLACES[n] for n in "BC"}}
    table = world.table(lambda d, hour, row, column: world.truth[d, row, column], evil, "evil.csv")
    world.run(stations=table, pairs=str(tmp_path / "p.csv"), station_metrics=str(tmp_path / "s.csv"),
              metrics=str(tmp_path / "m.csv"))
    for path in tmp_path.glob("*.csv"):
        with open(path, newline="", encoding="utf-8") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        assert not any(cell.startswith(("=", "@", "+")) for cell in cells), path.name
    assert "'=HYPERLINK(1)" in (tmp_path / "p.csv").read_text(encoding="utf-8")


def test_a_map_among_its_references_is_refused_by_file_not_by_spelling(world, tmp_path):
    link = tmp_path / "link_20200601.tif"
    os.symlink(world.rasters[0], link)
    with pytest.raises(InputError, match="RASTERS and REFERENCE share 1 of their files"):
        validate_raster(world.rasters[:3], [str(link)], RasterValidationOutputs(metrics=str(tmp_path / "m.csv")))
    assert files(tmp_path) == [link.name]


def test_a_copy_of_the_map_as_its_reference_is_said(world, tmp_path):
    copy = world.save("copy", world.fine, FINE)[:3]
    warned = []
    validate_raster(world.rasters[:3], copy, monitor=Monitor(warn=warned.append))
    assert any("one is a copy of the other" in line for line in warned)


def test_a_band_called_ndvi_is_no_soil_moisture(world, tmp_path):
    greenness = write_raster(str(tmp_path / "x_20200601.tif"), FINE, {"ndvi": np.full(FINE.shape, 0.4)})
    with pytest.raises(InputError, match="RASTERS: the band of .* is called ndvi"):
        validate_raster([greenness], world.rasters[:1])
    with pytest.raises(InputError, match="REFERENCE: the band of .* is called ndvi"):
        validate_raster(world.rasters[:1], [greenness])
    with pytest.raises(InputError, match="called ndvi"):
        world.run(rasters=[greenness])


def test_a_disk_that_fills_up_leaves_no_output_at_all(world, tmp_path):
    with small_disk(tmp_path / "disk", 160) as disk:
        names = {"pairs": "p.csv", "station_metrics": "s.csv", "metrics": "m.csv", "report": "r.html"}
        with pytest.raises(SmDownscaleError, match="full|space"):
            world.run(**{key: str(disk / name) for key, name in names.items()})
        assert files(disk) == []
        with pytest.raises(SmDownscaleError, match="full|space"):
            validate_raster(world.rasters[:6], world.save("reference", world.truth, FINE)[:6],
                            RasterValidationOutputs(metrics=str(disk / "m.csv"), difference=str(disk / "d.tif"),
                                                    agreement=str(disk / "a.tif"), report=str(disk / "r.html")))
        assert files(disk) == []
