"""Does a taught network help? The same lesson one scale further up, where its answer can be trial_of.

A network that was taught at twice the factor is asked about means at `factor` that are as noisy as pixels, and so is
the row-wise model. What is known there is the map of the means without that noise, made by a method of another family:
the teacher's own map would repeat the row-wise model's errors and call them truth.
"""
from dataclasses import dataclass, replace
from typing import Any, Dict, Mapping

import numpy as np

from ...monitor import SILENT, Monitor
from ...rasters.reading import Raster
from ...regression.cnn import METHOD
from ...regression.rows import Rows
from ...samples.aggregated_stacks import aggregated
from .teaching import School, draw_map, lesson, means_and_answer, on_columns, some_dates, teacher_of_means

_MOST_DATES = 6
_CLEAR = 1.645         # standard errors: chance alone in one of twenty
_BLOCKS = 6            # along each side of the map, for the standard error


@dataclass(frozen=True)
class Trial:
    """Root mean squared differences from the map of means without noise, m3/m3; error: standard error, over blocks of
    the map, of the difference of their squares."""

    network: float
    rows: float
    error: float

    @property
    def helps(self) -> bool:
        """Whether the network did better by more than chance: maps take longer, and what taught it is simpler."""
        return self.rows ** 2 - self.network ** 2 > _CLEAR * self.error

    def __str__(self) -> str:
        return (f"at reduced resolution, on means as noisy as pixels, the network is off by {self.network:.4f} m3/m3 "
                f"from the map without that noise, the row-wise model by {self.rows:.4f}")

    def about(self) -> Dict[str, float]:
        """For the model file."""
        return {"rmse_network": self.network, "rmse_rows": self.rows, "error_of_gain": self.error}


def block_sums(network: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(3, blocks) number of known pixels, and sums of the squared differences (h, w) of either, NaN where unknown."""
    down, along = (np.arange(size) * _BLOCKS // size for size in rows.shape)
    used = np.isfinite(network) & np.isfinite(rows)
    block = (down[:, None] * _BLOCKS + along)[used]
    return np.stack([np.bincount(block, weights, _BLOCKS ** 2) for weights in (None, network[used], rows[used])])


def trial_of(sums: np.ndarray) -> Trial:
    """A trial of the sums (3, blocks) over all dates; see `block_sums`."""
    counts, network, rows = sums[:, sums[0] > 0]
    if not len(counts):
        return Trial(float("nan"), float("nan"), float("nan"))
    gains, several = rows - network, max(2, len(counts))
    left = gains - gains.sum() / counts.sum() * counts
    error = np.sqrt(several / (several - 1) * (left ** 2).sum()) / counts.sum()
    return Trial(float(np.sqrt(network.sum() / counts.sum())), float(np.sqrt(rows.sum() / counts.sum())), float(error))


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
    sums = [block_sums(*_squares(school, models, judge, date, factor))
            for date in monitor.part(0.6, 1.0).each(dates, "Comparing the network one scale up")]
    return trial_of(np.sum(sums, axis=0))


def _squares(school, models, judge, date, factor):
    """(h, w) of each model: squared differences of each model's map of noisy means from the judge's map of means."""
    _, answer = means_and_answer(school, judge, date, factor)
    stack, coarse = school.pairs[date]
    random, lost = np.random.default_rng((school.seed, date)), school.noise.lost_by_means(factor)
    noisy = aggregated(stack, school.teacher.features, factor, school.path(f"noisy_{date}.tif"),
                       noise=lambda shape: lost.draw(random, shape))
    drawn = [draw_map(school, model, noisy, coarse, f"trial_{k}_{date}.tif", SILENT) for k, model in enumerate(models)]
    return [(_read(path) - _read(answer)) ** 2 for path in drawn]


def _read(path) -> np.ndarray:
    with Raster(path) as raster:
        return raster.read(dtype=np.float64)[0]
