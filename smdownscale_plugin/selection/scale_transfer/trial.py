"""Does a taught network help? The same lesson one scale further up, where its answer can be compared.

A network that was taught at twice the factor is asked about means at `factor` that are as noisy as pixels, and so is
the row-wise model. What is known there is the map of the means without that noise, made by a method of another family:
the teacher's own map would repeat the row-wise model's errors and call them truth.
"""
from dataclasses import dataclass, replace
from typing import Any, Mapping

import numpy as np

from ...monitor import SILENT, Monitor
from ...rasters.reading import Raster
from ...regression.cnn import METHOD
from ...regression.rows import Rows
from ...samples.aggregated_stacks import aggregated
from .teaching import School, draw_map, lesson, means_and_answer, on_columns, some_dates, teacher_of_means

_MOST_DATES = 6
_LEAST_GAIN = 0.05     # of the row-wise model's squared error: less may be chance, and maps take longer


@dataclass(frozen=True)
class Trial:
    """Root mean squared differences from the map of means without noise, m3/m3."""

    network: float
    rows: float

    @property
    def helps(self) -> bool:
        """Whether the network did clearly better."""
        return self.network ** 2 < (1 - _LEAST_GAIN) * self.rows ** 2

    def __str__(self) -> str:
        return (f"at reduced resolution, on means as noisy as pixels, the network is off by {self.network:.4f} m3/m3 "
                f"from the map without that noise, the row-wise model by {self.rows:.4f}")


def try_one_scale_up(school: School, factor: int, settings: Mapping[str, Any], monitor: Monitor = SILENT) -> Trial:
    """Teach one network at twice the factor and compare it at `factor`."""
    brief = {**settings, "networks": 1, "steps": max(1, settings["steps"] // 2)}
    rows = Rows(np.empty((0, 0), np.float32), scene=lesson(school, 2 * factor, monitor.part(0.0, 0.3)))
    network = replace(on_columns(school.teacher),
                      fit=METHOD.fit(rows, brief, school.seed, 1, monitor.part(0.3, 0.6)))
    squares, count = np.zeros(2), 0
    judge = teacher_of_means(school, factor, school.judge)
    dates = some_dates(school, factor)
    for date in dates[::-(-len(dates) // _MOST_DATES)]:
        monitor.at(0.6 + 0.4 * date / len(school.pairs), "Comparing the network one scale up")
        _, answer = means_and_answer(school, judge, date, factor)
        stack, coarse = school.pairs[date]
        random = np.random.default_rng((school.seed, date))
        lost = school.noise.lost_by_means(factor)
        noisy = aggregated(stack, school.teacher.features, factor, school.path(f"noisy_{date}.tif"),
                           noise=lambda shape, lost=lost, random=random: lost.draw(random, shape))
        with Raster(answer) as raster:
            known = raster.read(dtype=np.float64)[0]
        for k, model in enumerate((network, on_columns(school.teacher))):
            with Raster(draw_map(school, model, noisy, coarse, f"trial_{k}_{date}.tif", SILENT)) as raster:
                squares[k] += np.nansum((raster.read(dtype=np.float64)[0] - known) ** 2)
        count += int(np.isfinite(known).sum())
    return Trial(*(float(np.sqrt(total / max(count, 1))) for total in squares))
