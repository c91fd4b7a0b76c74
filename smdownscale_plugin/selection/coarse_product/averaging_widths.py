"""Over how many neighbouring pixels noisy predictors are averaged (see `samples.denoising`).

Each predictor by itself gives one answer. It averages too much where predictors share a fine pattern: that adds up in a
model, while their noise doesn't, and a model turns to the predictor that was averaged most in place of those that show
what is finest. The sum of all, with the slopes of a line through local parts of cells, gives another answer. It
averages too little where predictors have patterns of their own, which need not be kept. The width is half-way between
both, on a logarithmic scale.
"""
from typing import Dict, Mapping, Optional

import numpy as np

from ...errors import certain
from ...samples.coarse_cells import CoarseCells
from ...samples.denoising import best_width, left_of_noise
from ...samples.samples import Samples
from .inside_cells import pixels_along
from .parts import as_at_pixels
from .shared_detail import local_line

_WORTH = 0.1       # standard deviations of pixels: less noise than that is left as it is
_OWN_CELL = 6.0    # widths of the Gaussian that fit into a coarse cell


def widths_of_averages(samples: Samples, cells: CoarseCells, noise: Optional[np.ndarray]) -> Dict[str, float]:
    """By predictor whose noise is worth it: the standard deviation in pixels of the Gaussian over which it is best
    averaged; {} where it isn't. A pixel's average stays within the width of a coarse cell.

    noise: (columns,) of pixels, None for none.
    """
    if noise is None or not len(samples.pixels) or cells.textures is None or cells.surroundings is None:
        return {}
    white, most = _white(samples, noise), pixels_along(cells) / _OWN_CELL
    spread, columns = samples.pixels.std(0, dtype=np.float64), _columns(samples)
    noisy = [name for name, k in columns.items() if white[k] > _WORTH * spread[k]]
    if not noisy:
        return {}
    line = local_line(samples, cells, certain(as_at_pixels(samples, noise)))
    slopes = {name: float(line[columns[name]]) for name in noisy}
    in_sum = float(np.sqrt(sum((slope * white[columns[name]]) ** 2 for name, slope in slopes.items())))
    together = best_width(in_sum, cells.textures.of_sum(slopes), most)
    alone = {name: best_width(float(white[columns[name]]), samples.noise[name].texture, most) for name in noisy}
    return {name: round(float(np.sqrt(width * together)), 2) for name, width in alone.items() if width * together}


def left_by_averages(samples: Samples, noise: np.ndarray, widths: Mapping[str, float]) -> np.ndarray:
    """(columns,) standard deviations of the noise that averages over neighbours leave."""
    kept = np.array([left_of_noise(width) for width in samples.by_column(dict(widths))])
    return np.sqrt(np.maximum(noise ** 2 - _white(samples, noise) ** 2 * (1.0 - kept), 0.0))


def _white(samples: Samples, noise: np.ndarray) -> np.ndarray:
    """(columns,) standard deviations of that part of the noise which is white."""
    return np.minimum(samples.by_column({name: found.white for name, found in samples.noise.items()}), noise)


def _columns(samples: Samples) -> Dict[str, int]:
    """Columns of continuous predictors by name."""
    return {name: samples.features.columns.index(name) for name in samples.noise}
