"""A world as files in the data contract: predictors/, coarse/, truth/."""
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import List

import numpy as np

from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.writing import write_raster

from .situations import Situation
from .world import make_world

_UNITS = {"lst": "K", "vv": "dB", "rain": "mm", "elevation": "m", "clay": "%", "soil_moisture": "m3 m-3"}
_FIRST = datetime(2021, 3, 1, tzinfo=timezone.utc)
_X0, _Y0, _CRS = 300_000.0, 4_500_000.0, "EPSG:32633"


@dataclass(frozen=True)
class Files:
    """Paths of a world: stacks of predictors (the static one last), the coarse product and the truth by date."""

    predictors: List[str]
    coarse: List[str]
    truth: List[str]


def write_world(folder: Path, situation: Situation, seed: int) -> Files:
    """Make a world and write it into `folder`."""
    world = make_world(situation, seed)
    fine, coarse = _grid(situation, 1), _grid(situation, situation.ratio)
    dated = {name: v for name, v in world.predictors.items() if v.ndim == 3}
    static = {name: v for name, v in world.predictors.items() if v.ndim == 2}
    out = Files([], [], [])
    for kind in ("predictors", "coarse", "truth"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for date in range(situation.dates):
        period = Period(_FIRST + timedelta(days=30 * date), _FIRST + timedelta(days=30 * date + 8))
        about, name = period.metadata(), f"{period.start:%Y%m%d}.tif"
        if dated:
            out.predictors.append(_write(folder / "predictors" / f"stack_{name}", fine,
                                         {n: v[date] for n, v in dated.items()}, about))
        product = {**about, "PRODUCT": "SECOND_WORLD"}
        if situation.footprint_cells and situation.stated:
            product["FOOTPRINT_KM"] = f"{situation.footprint_cells * situation.ratio * situation.pixel_m / 1000:g}"
        out.coarse.append(_write(folder / "coarse" / f"sm_{name}", coarse,
                                 {"soil_moisture": world.coarse[date]}, product))
        out.truth.append(_write(folder / "truth" / f"sm_{name}", fine, {"soil_moisture": world.truth[date]}, about))
    if static:
        out.predictors.append(_write(folder / "predictors" / "static.tif", fine, static, {}))
    return out


def _grid(situation, size):
    step = situation.pixel_m * size
    side = situation.cells * situation.ratio // size
    return Grid(_CRS, (_X0, step, 0.0, _Y0, 0.0, -step), side, side)


def _write(path, grid, layers, about):
    return write_raster(str(path), grid, {name: np.asarray(v, np.float32) for name, v in layers.items()},
                        units={name: _UNITS[name] for name in layers if name in _UNITS}, metadata=about,
                        categorical=tuple(name for name in layers if name == "cover"))
