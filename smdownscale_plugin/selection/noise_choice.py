"""Whether training rows get noise, and how much."""
from typing import Optional

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..regression.networks.noise_fields import ImageNoise
from ..samples.samples import Samples

AUTO, ON, OFF = "auto", "on", "off"
AUGMENTATIONS = (AUTO, ON, OFF)


def pixel_noise(samples: Samples, wanted: str, monitor: Monitor = SILENT) -> Optional[np.ndarray]:
    """(columns,) standard deviations of the noise of fine pixels; None for no augmentation. Logs what is known.

    Classes have none. A predictor whose noise is unknown is taken as free of noise. Raises InputError when it was asked
    for (`on`) but nothing is known of any predictor.
    """
    if wanted == OFF:
        return None
    noisy = {name: e.std for name, e in samples.noise.items() if e.std is not None and e.std > 0}
    unknown = [name for name, e in samples.noise.items() if e.std is None]
    if unknown:
        why = samples.noise[unknown[0]].source
        monitor.info(f"Noise of {', '.join(unknown)}: {why}; assumed to be zero.")
    if not noisy:
        if wanted == ON:
            raise InputError("NOISE_AUGMENTATION on needs to know how noisy the predictors are, but no band says so "
                             "(NOISE_STD) and there are too few dates to distinguish noise from change; choose auto, "
                             "or give NOISE_STD.")
        monitor.info("Noise augmentation: off, because no predictor is known to be noisy.")
        return None
    sources = dict.fromkeys(samples.noise[name].source for name in noisy)
    figures = "; ".join(", ".join(f"{name} {std:.3g}" for name, std in noisy.items()
                                  if samples.noise[name].source == source) + f" ({source})" for source in sources)
    monitor.info(f"Noise of fine pixels that means of cells have lost: {figures}.")
    return samples.by_column(noisy)


def lost_by_cells(samples: Samples, noise: Optional[np.ndarray], pixels_along: float) -> Optional[np.ndarray]:
    """(columns,) standard deviations of that part of the pixels' noise which means of cells have lost.

    Means keep noise that neighbours share, all the more the wider it is: what they have learned from with it needs no
    such noise once more. pixels_along: pixels along a cell. None for none.
    """
    if noise is None:
        return None
    wide = samples.by_column({name: float(found.width) for name, found in samples.noise.items()}, 1.0)
    return ImageNoise(noise, wide.astype(int)).lost_by_means(max(1, round(pixels_along))).std
