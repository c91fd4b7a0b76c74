"""What training knows and does about the noise of fine predictors: estimated, limited, averaged over neighbours."""
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Optional, Sequence

import numpy as np

from ..monitor import SILENT, Monitor
from ..rasters.stack import Stack
from ..regression.methods import AUTO
from ..samples.coarse_cells import CoarseCells
from ..samples.denoised_pixels import with_denoised_pixels
from ..samples.samples import Samples
from ..selection.coarse_product.averaging_widths import left_by_averages, widths_of_averages
from ..selection.coarse_product.inside_cells import pixels_along
from ..selection.noise_choice import lost_by_cells, pixel_noise, possible_noise


@dataclass(frozen=True)
class PredictorNoise:
    """samples: with pixels as maps will see them; std: (columns,) of their noise, lost: of what means of cells have
    lost of it, None for none; averaged: by predictor, the standard deviation in pixels of the Gaussian over which it is
    averaged; unaveraged: as std, without that."""

    samples: Samples
    std: Optional[np.ndarray]
    lost: Optional[np.ndarray]
    averaged: Dict[str, float] = field(default_factory=dict)
    unaveraged: Optional[np.ndarray] = None


def predictor_noise(samples: Samples, cells: CoarseCells, options: Any,
                    stacks: Optional[Callable[[], Sequence[Stack]]] = None,
                    monitor: Monitor = SILENT) -> PredictorNoise:
    """options: as of Train Model; stacks: gives those of each date, None where predictors can't be averaged."""
    along = pixels_along(cells)
    noise = possible_noise(samples, pixel_noise(samples, options.noise_augmentation, monitor), along, monitor)
    widths = widths_of_averages(samples, cells, noise) if stacks and _averages(cells, options) else {}
    if noise is None or stacks is None or not widths:
        return PredictorNoise(samples, noise, lost_by_cells(samples, noise, along), unaveraged=noise)
    left = left_by_averages(samples, noise, widths)
    figures = ", ".join(f"{name} {width:g}" for name, width in widths.items())
    monitor.info("Averaged over neighbouring pixels, because their noise is white and their pattern is not (standard "
                 f"deviation of the Gaussian in pixels): {figures}.")
    samples = with_denoised_pixels(samples, cells, stacks(), widths, monitor)
    return PredictorNoise(samples, left, lost_by_cells(samples, noise, along, left), widths, noise)


def _averages(cells, options):
    """A METHOD that the user names sees pixels as they are."""
    return options.method == AUTO and cells.surroundings is not None
