"""Samples of pixels: a target on the predictors' own grid, drawn at random from pixels that have both."""
from contextlib import AbstractContextManager
from typing import Callable, Dict, List, Protocol, Sequence, Tuple

import numpy as np

from ..monitor import SILENT, Monitor
from ..rasters.grid import Grid
from ..rasters.stack import Stack
from ..rasters.windows import Window, windows
from ..scaling.cell_kilometres import cell_kilometres
from .features import found_features
from .from_coarse_cells import dates_from
from .samples import Samples


class TargetReader(Protocol):
    """Reads the target at one date."""

    def read(self, window: Window) -> np.ndarray:
        """(1, h, w), NaN where there is no value."""


Opened = Callable[[], "AbstractContextManager[TargetReader]"]


def sample_pixels(pairs: Sequence[Tuple[Stack, Opened]], most: int, seed: int,
                  monitor: Monitor = SILENT) -> Samples:
    """At most `most` pixels with target and predictors, drawn at random, about equally many at each date.

    pairs: for each date a stack (all on one grid) and what opens its target on that grid. Rows are as noisy as pixels;
    group: number of the pixel.
    """
    grid, names = pairs[0][0].grid, pairs[0][0].names
    random = np.random.default_rng(seed)
    share = min(1.0, 2.0 * most / len(pairs) / (grid.width * grid.height))
    parts = []
    for k, (stack, opened) in enumerate(pairs):
        part = monitor.part(k / len(pairs), (k + 1) / len(pairs))
        drawn = _draw(stack.select(names), opened, share, random, part)
        parts.append({**drawn, "date": np.full(len(drawn["y"]), k)})
    joined = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    if len(joined["y"]) > most:
        kept = np.sort(random.permutation(len(joined["y"]))[:most])
        joined = {name: values[kept] for name, values in joined.items()}
    values = joined.pop("values")
    features = found_features([(p.name, p.band) for p in pairs[0][0].predictors], values)
    place_km, support_km = in_space(grid, joined["group"])
    return Samples(features, np.ascontiguousarray(features.encode(values.T).T), place_km=place_km,
                   support_km=support_km, dates=dates_from([stack.period for stack, _ in pairs]), **joined)


def in_space(grid: Grid, pixel: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """(place_km (n, 2), support_km (n,)) of a grid's pixels by their numbers (n,)."""
    width, height = (float(np.median(sizes)) for sizes in cell_kilometres(grid))
    row, column = np.divmod(pixel, grid.width)
    return np.stack([column * width, row * height], 1), np.full(len(pixel), max(width, height))


def _draw(stack: Stack, opened: Opened, share: float, random: np.random.Generator,
          monitor: Monitor) -> Dict[str, np.ndarray]:
    """Predictors (n, predictors), target and number of the pixels that are drawn from one date."""
    found: Dict[str, List[np.ndarray]] = {name: [] for name in ("values", "y", "group")}
    with stack.open() as predictors, opened() as reader:
        for window in monitor.each(windows(stack.grid.shape), f"Sampling pixels, {stack.label}"):
            values, target = predictors.read(window), reader.read(window)[0]
            usable = np.isfinite(target) & np.isfinite(values).all(0) & (random.random(window.shape) < share)
            row, column = np.nonzero(usable)
            found["values"].append(values[:, row, column].T)
            found["y"].append(target[row, column].astype(float))
            found["group"].append((row + window.row) * stack.grid.width + column + window.column)
    return {name: np.concatenate(parts) for name, parts in found.items()}
