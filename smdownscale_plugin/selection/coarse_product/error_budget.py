"""What the error of a map's pixels is made of, as far as training shows (see `downscaling.interval`)."""
from dataclasses import replace
from typing import Any, Dict, Optional

import numpy as np

from ...downscaling.interval import DRAWS
from ...regression.fit import Fit
from ...regression.recipe import with_noise
from ...regression.rows import pixel_rows
from ...samples.coarse_cells import CoarseCells
from ...samples.noise import FEWEST_DATES, changes_wholly, noise_variance_of_maps
from ...samples.samples import Samples
from ...scaling.residual_filter import Covariance, fit_covariance
from ..cross_validation import CrossValidation

_SIDE = 64                 # cells of the periodic map on which the filter's error is computed
_LEAST_SHARE = 0.01        # of the variance: no model explains more than 99 %
_MOST_SHARE = 0.5


def product_noise(samples: Samples, cells: CoarseCells, predictions: Optional[np.ndarray] = None) -> Optional[float]:
    """Standard deviation of the coarse product's noise from what doesn't follow in time, m3/m3.

    predictions: (n,) of held-out rows, where there are any. A change that predictors explain isn't noise: the same is
    then read off the residuals, which hold all of the product's noise, and the smaller figure counts, because each of
    them takes soil moisture that doesn't last for noise. None with few dates, or where soil moisture itself changes
    wholly from date to date.
    """
    noise = _noise_in_time(cells.maps(samples.y))
    if noise is None or predictions is None:
        return noise
    unexplained = _noise_in_time(cells.maps(samples.y - predictions))
    return noise if unexplained is None else min(noise, unexplained)


def _noise_in_time(maps):
    """Of maps (dates, rows, columns)."""
    if len(maps) < FEWEST_DATES:
        return None
    textures = _textures(maps, 1)
    variance = noise_variance_of_maps(textures)
    if variance is None or changes_wholly(variance, np.nanmean(textures ** 2), np.nanmean(_textures(maps, 2) ** 2)):
        return None
    return float(np.sqrt(variance))


def _textures(maps, stride):
    """(dates, places) second differences along rows and along columns."""
    down = maps[:, stride:-stride] - 0.5 * (maps[:, :-2 * stride] + maps[:, 2 * stride:])
    across = maps[:, :, stride:-stride] - 0.5 * (maps[:, :, :-2 * stride] + maps[:, :, 2 * stride:])
    return np.concatenate([d.reshape(len(maps), -1) for d in (down, across)], 1) / np.sqrt(1.5)


def error_budget(samples: Samples, cells: CoarseCells, validation: CrossValidation, fit: Fit, noise: Optional[float],
                 pixel_noise: Optional[np.ndarray]) -> Dict[str, Any]:
    """Variances in (m3/m3)^2: `between` cells, the same after residual correction, `within` cells (without the
    predictors' noise, which is added pixel by pixel), and `noise_contrast`: how far a pixel's own change under noise
    counts, 0 to 1."""
    residual = cells.maps(samples.y - validation.predictions)
    covariance = _covariance(residual, noise)
    held = np.isfinite(validation.predictions)
    error = float(np.mean((validation.predictions - samples.y)[held] ** 2))
    between = max(error - covariance.noise, covariance.sill + covariance.rough, 1e-6)
    explained = max(float(samples.y.var()) - covariance.noise, 1e-6)
    # Inside cells more stays unexplained than between them, where chance averages out: half-way (on a logarithmic
    # scale) between the share between cells and all of it.
    share = float(np.sqrt(np.clip(between / explained, _LEAST_SHARE, _MOST_SHARE)))
    changes = _squared_changes(samples, fit, pixel_noise)
    noisy = float(changes.mean()) if changes.size else 0.0
    inside = max(0.0, _variance_inside(samples, fit) - noisy)
    return {"between": between, "between_corrected": _after_filter(covariance), "within": share / (1 - share) * inside,
            "product_noise_variance": covariance.noise, "predictor_noise": noisy, "noise_contrast": _contrast(changes)}


def _covariance(residual, noise):
    """Covariance of the residual, the mean over dates."""
    found = []
    for anomaly in residual:
        known = np.isfinite(anomaly)
        if known.sum() >= 20:
            centred = np.where(known, anomaly - anomaly[known].mean(), 0.0)
            found.append(fit_covariance(centred, known, noise))
    if not found:
        variance = float(np.nanvar(residual))
        return Covariance(variance / 2, 1.0, variance / 2)
    return Covariance(*(float(np.mean([getattr(c, part) for c in found])) for part in
                        ("sill", "range_cells", "noise", "rough")))


def _after_filter(covariance):
    """Mean error variance of the filtered residual: that of a Wiener filter on an endless map, S N / (S + N)."""
    steps = np.minimum(np.arange(_SIDE), _SIDE - np.arange(_SIDE))
    kernel = covariance.sill * np.exp(-np.hypot(steps[:, None], steps[None, :]) / covariance.range_cells)
    kernel[0, 0] += covariance.rough
    spectrum = np.maximum(np.fft.fft2(kernel).real, 0.0)
    return float(np.mean(spectrum * covariance.noise / (spectrum + covariance.noise + 1e-12)))


def _squared_changes(samples, fit, pixel_noise):
    """(2, n): squared changes of the first guess of pixels under the predictors' noise, drawn twice; (2, 0) without."""
    rows = pixel_rows(samples)
    if pixel_noise is None or not len(rows):
        return np.empty((2, 0))
    plain = fit.predict_samples(rows)
    return np.stack([(fit.predict_samples(replace(rows, x=with_noise(rows.x, pixel_noise, seed))) - plain) ** 2
                     for seed in (1, 2)])


def _contrast(changes):
    """Share of what the mean of a few squared changes differs by from pixel to pixel that two draws have in common; the
    rest is chance. 0 for a line, which noise changes everywhere alike."""
    if not changes.size or not changes.std(1).all():
        return 0.0
    alike = max(float(np.corrcoef(changes)[0, 1]) - 2.0 / np.sqrt(changes.shape[1]), 0.0)       # more than by chance
    return DRAWS * alike / (1.0 + (DRAWS - 1) * alike)         # Spearman (1910) and Brown


def _variance_inside(samples, fit):
    """Variance of the first guess inside cells: of pixels, less of cells."""
    if not len(samples.pixels):
        return 0.0
    return float(fit.predict_samples(pixel_rows(samples)).var()) - float(fit.predict_samples(samples).var())
