"""The sample of fine pixels once more, with noisy predictors averaged over their neighbours as maps will have them."""
from dataclasses import replace
from typing import Any, Dict, Mapping, Sequence, Tuple

import numpy as np

from ..monitor import SILENT, Monitor
from ..rasters.stack import Stack
from ..rasters.windows import layout
from .denoising import denoised_at, reach_of
from .samples import Samples


def with_denoised_pixels(samples: Samples, cells: Any, stacks: Sequence[Stack], widths: Mapping[str, float],
                         monitor: Monitor = SILENT) -> Samples:
    """The samples with other values of their pixels' noisy predictors.

    cells: `CoarseCells` with surroundings; stacks: of each date; widths: by predictor, see `denoising.best_width`.
    """
    names = list(widths)
    columns = [samples.features.columns.index(name) for name in names]
    shape = cells.upscaling.fine.shape
    date, place = np.divmod(cells.surroundings.pixel_places, shape[0] * shape[1])
    pixels = samples.pixels.copy()
    served: Dict[Stack, np.ndarray] = {}
    for k, stack in enumerate(stacks):
        served[stack] = served.get(stack, np.zeros(len(date), bool)) | (date == k)
    for n, (stack, mine) in enumerate(served.items()):
        chosen = np.flatnonzero(mine)
        found = _read(stack.select(names), list(widths.values()), np.divmod(place[chosen], shape[1]),
                      monitor.part(n / len(served), (n + 1) / len(served)))
        for column, values in zip(columns, found.T):
            pixels[chosen, column] = np.where(np.isfinite(values), values, pixels[chosen, column])
    return replace(samples, pixels=pixels)


def _read(stack: Stack, widths: Sequence[float], places: Tuple[np.ndarray, np.ndarray], monitor: Monitor) -> np.ndarray:
    """(n, predictors) at places (rows, columns)."""
    halo = max(reach_of(width) for width in widths)
    out = np.full((len(places[0]), len(widths)), np.nan, np.float32)
    with stack.open() as reader:
        for window in monitor.each(layout(stack.grid.shape, stack.blocks).windows, "Averaging noisy predictors"):
            row, column = places[0] - window.row, places[1] - window.column
            here = np.flatnonzero((row >= 0) & (row < window.height) & (column >= 0) & (column < window.width))
            if len(here):
                values = reader.read(window, halo)
                out[here] = np.stack([denoised_at(layer, width, halo, row[here], column[here])
                                      for layer, width in zip(values, widths)], 1)
    return out
