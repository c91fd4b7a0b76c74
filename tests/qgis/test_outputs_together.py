"""All outputs of a tool appear together: for each tool a failure at its last output leaves nothing."""
import os
from pathlib import Path

import numpy as np
import pytest
from limited_disks import files
from small_world import make, smooth

pytest.importorskip("qgis.core")

from qgis.core import QgsProcessingException  # noqa: E402

from smdownscale_plugin.rasters import together  # noqa: E402

ONE_BY_ONE = {"downscaleseries", "fetchpredictors"}                  # another run goes on with the rest
NOTHING_WRITTEN = {"testearthengine"}
SHAPE = (24, 24)


@pytest.fixture(scope="module")
def moisture(tmp_path_factory):
    """Soil moisture of July in six years, and percentiles of two dates."""
    folder = tmp_path_factory.mktemp("moisture")
    series = [make(folder / f"soil_moisture_{year}0715.tif", {"soil_moisture": 0.2 + 0.03 * smooth(SHAPE, year, 4)})
              for year in range(2015, 2021)]
    percentiles = [make(folder / f"percentile_20200{month}15.tif",
                        {"percentile": np.clip(50 + 20 * smooth(SHAPE, month, 4), 0, 100)}) for month in (6, 7)]
    (folder / "zones.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "A"}, "geometry": '
        '{"type": "Polygon", "coordinates": [[[10.4, 42.8], [10.6, 42.8], [10.6, 43], [10.4, 43], [10.4, 42.8]]]}}]}')
    (folder / "stations.csv").write_text("station,latitude,longitude,time,soil_moisture\n" + "".join(
        f"S{k},{42.7 + 0.05 * (k // 6):.3f},{10.45 + 0.1 * (k % 6):.3f},2020-06-0{day},{0.2 + 0.002 * k + 0.02 * day}\n"
        for k in range(30) for day in (1, 2)))
    return folder, series, percentiles


@pytest.fixture
def runs(world, model, moisture, tmp_path):
    """{tool: its parameters, without outputs}."""
    folder, series, percentiles = moisture
    stations = [str(folder / "stations.csv")]
    maps = [make(tmp_path / f"map_{date.replace('-', '')}.tif", {"soil_moisture": truth})
            for date, truth in zip(world.dates, world.truth)]
    holed = np.where(np.eye(72) > 0, np.nan, world.predictors[0]["lst"])
    target = make(tmp_path / "lst_20200601.tif", {"lst": holed})
    reflectance = make(tmp_path / "bands_20200601.tif", {"red": 0.1 + 0.01 * smooth(SHAPE, 1, 4),
                                                         "nir": 0.4 + 0.01 * smooth(SHAPE, 2, 4)})
    both = {"PREDICTORS": world.all_predictors, "COARSE": world.coarse}
    return {
        "createdemodata": {"CELLS": 4, "DATES": 1}, "checkinstallation": {},
        "buildpredictorstack": {"RASTERS": world.all_predictors},
        "deriveindices": {"STACKS": [reflectance], "INDICES": ["ndvi"]},
        "reconstructpredictor": {"TARGET": [target], "STACKS": [world.stacks[0], world.static], "TARGET_BANDS": "lst",
                                 "METHOD": "linear"},
        "importstations": {"INPUT": stations},
        "samplepredictors": {"PREDICTORS": world.all_predictors, "STATIONS": stations},
        "trainmodel": {**both, "METHOD": "linear"}, "comparemodels": {**both, "METHODS": ["linear"]},
        "explainmodel": {**both, "MODEL": model, "REPEATS": 1},
        "trainonstations": {"STATIONS": stations, "PREDICTORS": world.all_predictors, "METHOD": "linear",
                            "TOGETHER_KM": 2},
        "exportmodel": {"MODEL": model},
        "downscaleraster": {"MODEL": model, "PREDICTORS": world.all_predictors, "COARSE": world.coarse[0]},
        "validatestations": {"RASTERS": maps, "STATIONS": stations},
        "validateraster": {"RASTERS": maps[:1], "REFERENCE": world.coarse[:1]},
        "droughtindex": {"SERIES": series, "MINIMUM_YEARS": 2}, "rootzone": {"SERIES": series},
        "zonaldrought": {"SERIES": percentiles, "ZONES": str(folder / "zones.geojson")},
    }


def destinations(tool, folder):
    """A name in `folder` for every destination that needs no further input."""
    kinds = {"rasterDestination": "tif", "vectorDestination": "gpkg"}
    return {d.name(): str(folder / d.name()) + ("" if d.type() == "folderDestination" else
                                                "." + (kinds.get(d.type()) or d.defaultFileExtension()))
            for d in tool.parameterDefinitions()
            if d.isDestination() and d.name() not in ("PROBABILITY", "COMPARISON", "PRODUCT_METRICS", "IN_TIME",
                                                    "REGIONAL")}


TOOLS = ("createdemodata", "checkinstallation", "buildpredictorstack", "deriveindices", "reconstructpredictor",
         "importstations", "samplepredictors", "trainmodel", "comparemodels", "explainmodel", "trainonstations",
         "exportmodel", "downscaleraster", "validatestations", "validateraster", "droughtindex", "rootzone",
         "zonaldrought")


def test_every_tool_is_tried(provider):
    known = {tool.name() for tool in provider.algorithms() if hasattr(tool, "perform")}
    assert known - ONE_BY_ONE - NOTHING_WRITTEN - {"importsmap"} <= set(TOOLS)
    assert {tool.name() for tool in provider.algorithms() if getattr(tool, "RESUMES", False)} == ONE_BY_ONE


@pytest.mark.parametrize("name", TOOLS)
def test_a_failure_at_the_last_output_leaves_nothing(provider, run_tool, log, runs, tmp_path, monkeypatch, name):
    out, seen = tmp_path / "out", {}

    def full(_paths):                              # all files but the last have appeared; the disk is full now
        seen.update({name: (out / name).read_bytes() for name in files(out)})
        raise OSError(28, "No space left on device", str(out / "last"))
    monkeypatch.setattr(together, "_remove_stale", full)
    values = {**runs[name], **destinations(provider.algorithm(name), out)}
    with pytest.raises(QgsProcessingException, match="disk is full"):
        run_tool(name, values)
    assert files(out) == []
    made = {name: content for name, content in seen.items() if not name.startswith(".unfinished")}
    assert len(made) >= len([value for value in values.values() if str(value).startswith(str(out))])
    assert not any(b".unfinished" in content for content in made.values()) and ".unfinished" not in log.text


def test_what_was_there_before_stays_when_a_run_fails(run_tool, runs, tmp_path, monkeypatch):
    values = {**runs["downscaleraster"], "OUTPUT": str(tmp_path / "map.tif"), "INTERVAL": str(tmp_path / "width.tif")}
    run_tool("downscaleraster", values)
    before = Path(values["OUTPUT"]).read_bytes()
    replace = os.replace

    def full(source, target, *more):
        if str(target).endswith("width.tif"):
            raise OSError(28, "No space left on device", str(target))
        return replace(source, target, *more)
    monkeypatch.setattr(together.os, "replace", full)
    with pytest.raises(QgsProcessingException, match="disk is full"):
        run_tool("downscaleraster", {**values, "RESIDUAL_CORRECTION": "none"})
    assert Path(values["OUTPUT"]).read_bytes() == before
    assert not [name for name in os.listdir(tmp_path) if "unfinished" in name]


def test_what_a_killed_run_left_is_removed_by_the_next_one(run_tool, runs, tmp_path):
    abandoned = tmp_path / f".unfinished_{together._HOST}_999999999_x"       # no process has this number
    foreign = tmp_path / ".unfinished_0123abcd_999999999_x"
    for folder in (abandoned, foreign):
        folder.mkdir()
    run_tool("downscaleraster", {**runs["downscaleraster"], "OUTPUT": str(tmp_path / "map.tif")})
    assert not abandoned.exists() and foreign.exists()
