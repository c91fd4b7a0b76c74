"""How noisy predictors are where there are too few dates to see what doesn't follow in time: from texture alone.

White noise adds the same variance to second differences at every stride; texture of the land grows with the stride as a
power of it. The variance that is left at no stride is the nugget. It may still be texture of the land, as fine as a
pixel: that is shared by predictors that see the same land, and noise isn't. So only the part counts as noise that the
other predictors' textures don't share.
"""
from typing import Dict, List, Optional, Sequence

import numpy as np

from .noise import STRIDES, NoiseEstimate, noisiest
from .nugget import nugget_of

_MOST_STRIDES = 4
_FEWEST = 100      # places
_MOSTLY = 0.75     # of the finest texture's variance
_SOURCE = "estimated from texture finer than any trend, less what other predictors share; few dates"


def texture_noise(textures: Dict[str, Sequence[np.ndarray]]) -> Dict[str, NoiseEstimate]:
    """Noise by predictor, from textures (strides, dates, places) in one direction or more, of which the noisiest
    counts; unknown where there are too few places."""
    ways = max((len(found) for found in textures.values()), default=0)
    found = [_in_one_direction({name: t[way] for name, t in textures.items()}) for way in range(ways)]
    return {name: noisiest([one[name] for one in found]) for name in textures}


def rougher_than_land(noise: NoiseEstimate, texture: Sequence[float]) -> bool:
    """Whether a layer that never changes is noisy beyond doubt: its noise is most of what differs from pixel to pixel.

    Of terrain and soils, whose power falls as the wavelength to the power 1.6 or more, texture as fine as a pixel may
    look like noise, but hardly two thirds of it. texture: (strides,) variances of second differences.
    """
    return bool(noise.std and len(texture) and noise.std ** 2 > _MOSTLY * texture[0])


def _in_one_direction(textures: Dict[str, np.ndarray]) -> Dict[str, NoiseEstimate]:
    nuggets = {name: _nugget(t) for name, t in textures.items()}
    rough = [name for name, nugget in nuggets.items() if nugget]
    shared = dict(zip(rough, _shared([textures[name][0] for name in rough])))
    out = {}
    for name, nugget in nuggets.items():
        if nugget is None:
            out[name] = NoiseEstimate(None, "unknown: too few pixels")
        else:
            std = float(np.sqrt(nugget * (1.0 - shared.get(name, 0.0))))
            out[name] = NoiseEstimate(std, _SOURCE, of_texture=True, white=std)
    return out


def _nugget(textures: np.ndarray) -> Optional[float]:
    """The median over dates of the nugget's variance; None where no date shows one."""
    found = []
    for date in np.moveaxis(textures[:_MOST_STRIDES].astype(np.float64), 1, 0):
        if np.isfinite(date).sum(1).min() >= _FEWEST:
            found.append(nugget_of(np.array(STRIDES[:_MOST_STRIDES], float), np.nanmean(date ** 2, 1)))
    return float(np.median(found)) if found else None


def _shared(textures: Sequence[np.ndarray]) -> List[float]:
    """The correlation of each texture (dates, places) with the best line through all others: what they share, if two
    predictors see the same signal under equal noise."""
    if len(textures) < 2:
        return [0.0] * len(textures)
    table = np.stack([t.ravel() for t in textures]).astype(np.float64)
    table = table[:, np.isfinite(table).all(0)]
    if table.shape[1] < _FEWEST:
        return [0.0] * len(textures)
    correlation = np.corrcoef(table) + 1e-6 * np.eye(len(table))
    explained = 1.0 - 1.0 / np.diag(np.linalg.inv(correlation))
    return [float(np.sqrt(np.clip(share, 0.0, 1.0))) for share in explained]
