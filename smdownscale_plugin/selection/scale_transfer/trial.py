"""Does a taught network help? The same lesson one scale further up, where its answer can be trial_of.

A network that was taught at twice the factor is asked about means at `factor` that are as noisy as pixels, and so is
the row-wise model. What is known there is the map of the means without that noise, made by a method of another family:
the teacher's own map would repeat the row-wise model's errors and call them truth.
"""
from dataclasses import dataclass, replace
from typing import Any, Dict, List, Mapping

import numpy as np

from ...monitor import SILENT, Monitor
from ...rasters.reading import Raster
from ...regression.cnn import METHOD
from ...regression.rows import Rows
from ...samples.aggregated_stacks import aggregated
from .teaching import School, draw_map, lesson, means_and_answer, on_columns, some_dates, teacher_of_means

_MOST_DATES = 6
_FAR = 1.5             # times the row-wise model's squared difference: then something went wrong


@dataclass(frozen=True)
class Trial:
    """Root mean squared differences from the map of means without noise, m3/m3."""

    network: float
    rows: float

    @property
    def learnt(self) -> bool:
        """Whether the network has learnt its lesson. The measure is row-wise too, and repeats what rows make of texture
        that has nothing to do with moisture, so a network that leaves such texture out may come out a little behind."""
        return self.network ** 2 < _FAR * self.rows ** 2

    def __str__(self) -> str:
        return (f"at reduced resolution, on means as noisy as pixels, the network is off by {self.network:.4f} m3/m3 "
                f"from the map without that noise, the row-wise model by {self.rows:.4f}")

    def about(self) -> Dict[str, float]:
        """For the model file."""
        return {"rmse_network": self.network, "rmse_rows": self.rows}


def try_one_scale_up(school: School, factor: int, settings: Mapping[str, Any], monitor: Monitor = SILENT) -> Trial:
    """Teach one network at twice the factor and compare it at `factor`."""
    brief = {**settings, "networks": 1, "steps": max(1, settings["steps"] // 2)}
    rows = Rows(np.empty((0, 0), np.float32), scene=lesson(school, 2 * factor, monitor.part(0.0, 0.3)))
    network = replace(on_columns(school.teacher),
                      fit=METHOD.fit(rows, brief, school.seed, 1, monitor.part(0.3, 0.6)))
    judge = teacher_of_means(school, factor, school.judge)
    dates = some_dates(school, factor)
    dates = dates[::-(-len(dates) // _MOST_DATES)]
    models = network, on_columns(school.teacher)
    sums = [_sums(school, models, judge, date, factor)
            for date in monitor.part(0.6, 1.0).each(dates, "Comparing the network at reduced resolution")]
    count, *squares = np.sum(sums, axis=0)
    return Trial(*(float(np.sqrt(total / max(count, 1.0))) for total in squares))


def _sums(school, models, judge, date, factor) -> List[float]:
    """The number of pixels, and of each model the sum of squared differences of its map of noisy means from the
    judge's map of means."""
    _, answer = means_and_answer(school, judge, date, factor)
    stack, coarse = school.pairs[date]
    random, lost = np.random.default_rng((school.seed, date)), school.noise.lost_by_means(factor)
    noisy = aggregated(stack, school.teacher.features, factor, school.path(f"noisy_{date}.tif"),
                       noise=lambda shape: lost.draw(random, shape))
    drawn = [draw_map(school, model, noisy, coarse, f"trial_{k}_{date}.tif", SILENT) for k, model in enumerate(models)]
    known = _read(answer)
    return [float(np.isfinite(known).sum()), *(float(np.nansum((_read(path) - known) ** 2)) for path in drawn)]


def _read(path) -> np.ndarray:
    with Raster(path) as raster:
        return raster.read(dtype=np.float64)[0]
