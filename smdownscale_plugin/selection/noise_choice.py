"""Whether training rows get noise, and how much."""
from typing import Optional

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..regression.networks.noise_fields import ImageNoise
from ..samples.samples import Samples

AUTO, ON, OFF = "auto", "on", "off"
AUGMENTATIONS = (AUTO, ON, OFF)
_MUCH_LESS = 0.7       # of the estimated noise, from which the log says that it can't be so much


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


def possible_noise(samples: Samples, noise: Optional[np.ndarray], pixels_along: float,
                   monitor: Monitor = SILENT) -> Optional[np.ndarray]:
    """(columns,) the noise of pixels, as far as the means of cells allow it; says so where they don't.

    Noise that neighbours share is left in means of cells, and a line through these can't fit soil moisture more closely
    than its slope times that noise. What fits more closely is taken for noise because it is new on every date, like
    rain. Errors of predictors only make slope times noise smaller against what the line leaves, so true noise passes.
    """
    if noise is None or not noise.any():
        return noise
    spread = samples.x.std(0, dtype=np.float64)
    varies = spread > 0
    z = (samples.x[:, varies] - samples.x[:, varies].mean(0, dtype=np.float64)) / spread[varies]
    moisture = samples.y - samples.y.mean()
    slopes = np.linalg.solve(z.T @ z + np.eye(z.shape[1]), z.T @ moisture)
    left = np.sqrt(((moisture - z @ slopes) ** 2).sum() / max(len(z) - z.shape[1], 1))
    kept = _kept(samples, noise, pixels_along)[varies]
    most = np.full(len(noise), np.inf)
    most[varies] = left * spread[varies] / np.maximum(np.abs(slopes) * np.sqrt(kept), 1e-30)
    names = [name for name, limited in zip(samples.features.columns, most < _MUCH_LESS * noise) if limited]
    if names:
        monitor.info(f"Noise of {', '.join(names)}: less than estimated, because means of cells follow soil moisture "
                     "more closely than such noise would allow.")
    return np.minimum(noise, most)


def lost_by_cells(samples: Samples, noise: Optional[np.ndarray], pixels_along: float,
                  left: Optional[np.ndarray] = None) -> Optional[np.ndarray]:
    """(columns,) standard deviations of that part of the pixels' noise which means of cells have lost.

    Means keep noise that neighbours share, all the more the wider it is: what they have learned from with it needs no
    such noise once more. pixels_along: pixels along a cell; left: (columns,) what is left of the pixels' noise where
    they are averaged over neighbours, which hardly changes means of cells. None for none.
    """
    if noise is None:
        return None
    kept = noise ** 2 * _kept(samples, noise, pixels_along)
    return np.sqrt(np.maximum((noise if left is None else left) ** 2 - kept, 0.0))


def _kept(samples, noise, pixels_along):
    """(columns,) share of the noise's variance that means of cells keep."""
    wide = samples.by_column({name: float(found.width) for name, found in samples.noise.items()}, 1.0)
    return ImageNoise(noise, wide.astype(int)).kept_by_means(max(1, round(pixels_along)))
