"""How noisy predictors are, pixel by pixel: documented, or found from what doesn't follow in time.

A predictor's fine texture d (second difference along a row or a column: stripes show in one of them only, so the
larger noise of both is taken) is signal that lives on from date to date, plus noise that doesn't. Three dates in a row
are then three views of one signal, and triple collocation (Stoffelen 1998) gives the middle one's noise:
var(d_t) - cov(d_t, d_t-1) cov(d_t, d_t+1) / cov(d_t-1, d_t+1). It is exact for texture that decorrelates by a constant
factor a step, and for texture that grows and shrinks with the season.
"""
from dataclasses import dataclass, replace
from typing import Dict, List, Optional, Sequence, Tuple, Union

import numpy as np

from ..rasters.windows import Window
from .nugget import nugget_of

STRIDES = (1, 2, 4, 8, 16)      # pixels between the members of a second difference
FEWEST_DATES = 3            # different images, below which noise and change can't be told apart
_MOST_PLACES, _MOST_VALUES = 16_000, 30_000_000
_SAME_IMAGE = 0.95          # share of equal values from which two dates show one and the same image
_LOW_QUANTILE = 0.25        # over dates: texture that does change pushes single dates up, never down
STATIC = "static"
_CHANGES = "unknown: its texture changes completely from date to date"
_LASTING = 0.05             # share of the variance that must last from date to date
_LASTS = 0.07               # correlation from date to date, the mean over strides, below which nothing lasts
_NEAR = 4                   # strides that show what of noise is white
_RISE, _LEVEL = 1.5, 1.35   # variances: noise of a coarser native grid rises this much, then stays this level


@dataclass(frozen=True)
class NoiseEstimate:
    """Noise of one predictor: standard deviation in its own unit, None when unknown; how it is known; over how many
    pixels it is shared; and whether only texture says so, which may be the land's.

    white: standard deviation of the part that neighbours don't share; texture: (strides,) variances of second
    differences, noise included, () where there are none.
    """

    std: Optional[float]
    source: str
    width: int = 1
    of_texture: bool = False
    white: float = 0.0
    texture: Tuple[float, ...] = ()


class NoiseSampler:
    """Collects second differences along rows and along columns, at the same places of every date; they don't depend on
    the windows that are added.

    names: predictors; shape: rows and columns of the fine grid; dates: how many will come.
    """

    def __init__(self, names: Sequence[str], shape: Tuple[int, int], dates: int) -> None:
        self.names = list(names)
        self._rows, self._columns = (_LineSampler(names, size, dates)
                                     for size in (shape, (shape[1], shape[0])))

    def add(self, date: int, window: Window, values: np.ndarray) -> None:
        """values: (predictors, h, w) of one window, NaN where there is none."""
        self._rows.add(date, window, values)
        turned = Window(window.row, window.column, window.height, window.width)
        self._columns.add(date, turned, values.transpose(0, 2, 1))

    def textures(self, name: str) -> Tuple[np.ndarray, np.ndarray]:
        """(strides, dates, places) second differences of one predictor along rows, and along columns; all windows of
        all dates must have come."""
        k = self.names.index(name)
        return self._rows.textures(k), self._columns.textures(k)


class _LineSampler:
    """Second differences along rows."""

    def __init__(self, names: Sequence[str], shape: Tuple[int, int], dates: int) -> None:
        self._layers, self._shape = len(names), shape
        most = min(_MOST_PLACES, _MOST_VALUES // max(1, 2 * len(STRIDES) * self._layers * dates))
        step = max(1, int(np.ceil(np.sqrt(shape[0] * shape[1] / max(most, 100)))))
        self._rows, self._columns = (np.arange(min(step, size) // 2, size, step) for size in shape)
        around = self._columns[:, None] + np.array([0, *STRIDES, *(-s for s in STRIDES)])
        self._needed = np.unique(around[(around >= 0) & (around < shape[1])])
        self._lines: Dict[int, np.ndarray] = {}             # needed columns of dates that aren't complete
        self._missing = [shape[0] * shape[1]] * dates       # pixels
        self._differences: List[Optional[np.ndarray]] = [None] * dates

    def add(self, date: int, window: Window, values: np.ndarray) -> None:
        if date not in self._lines:
            self._lines[date] = self._empty_lines()
        rows = slice(*np.searchsorted(self._rows, (window.row, window.row + window.height)))
        columns = slice(*np.searchsorted(self._needed, (window.column, window.column + window.width)))
        self._lines[date][:, rows, columns] = values[:, self._rows[rows, None] - window.row,
                                                     self._needed[columns] - window.column]
        self._missing[date] -= window.height * window.width
        if not self._missing[date]:
            self._differences[date] = self._second_differences(self._lines.pop(date))

    def _empty_lines(self) -> np.ndarray:
        return np.full((self._layers, len(self._rows), len(self._needed)), np.nan, np.float32)

    def _second_differences(self, lines: np.ndarray) -> np.ndarray:
        """(strides, predictors, places) of lines (predictors, rows, needed columns); NaN at the raster's sides."""
        out = np.full((len(STRIDES), len(lines), len(self._rows), len(self._columns)), np.nan, np.float32)
        for k, stride in enumerate(STRIDES):
            inside = (self._columns >= stride) & (self._columns < self._shape[1] - stride)
            at, before, after = (np.searchsorted(self._needed, self._columns[inside] + move)
                                 for move in (0, -stride, stride))
            with np.errstate(over="ignore", invalid="ignore"):      # of fills, which are found when all was read
                out[k][:, :, inside] = (lines[:, :, at] - 0.5 * (lines[:, :, before] + lines[:, :, after])) / \
                    np.sqrt(1.5)
        return out.reshape(len(STRIDES), len(lines), -1)

    def textures(self, k: int) -> np.ndarray:
        return np.stack([differences[:, k] for differences in self._differences if differences is not None], 1)


def estimated_noise(*textures: np.ndarray) -> NoiseEstimate:
    """Noise of one predictor from its textures (strides, dates, places) in one direction or more; unknown where in any
    of them it can't be told from change."""
    found = [_estimated(t) for t in textures]
    return next((e for e in found if e.source == _CHANGES), noisiest(found))


def noisiest(estimates: Sequence[NoiseEstimate]) -> NoiseEstimate:
    """The estimate of the largest noise; unknown only where all are. What is larger one way than the other, as stripes
    are, isn't white."""
    known = [e for e in estimates if e.std is not None]
    if not known:
        return estimates[0]
    return replace(max(known, key=lambda e: e.std or 0.0), white=min(e.white for e in known))


def mean_squares(textures: np.ndarray) -> Tuple[float, ...]:
    """(strides,) variances of second differences (strides, dates, places); () where a stride has none."""
    known = np.isfinite(textures)
    if not known.any((1, 2)).all():
        return ()
    return tuple(float(np.mean(t[k].astype(np.float64) ** 2)) for t, k in zip(textures, known))


def white_part(variances: Union[np.ndarray, Sequence[float]]) -> float:
    """Standard deviation of what is alike at the shorter strides in variances (strides,)."""
    return float(np.sqrt(nugget_of(np.array(STRIDES[:_NEAR], float), np.asarray(variances[:_NEAR], float))))


def _estimated(textures: np.ndarray) -> NoiseEstimate:
    images = _different_images(textures[0])
    if len(images) == 1 and textures.shape[1] > 1:
        return NoiseEstimate(0.0, STATIC)
    if len(images) < FEWEST_DATES:
        return NoiseEstimate(None, f"unknown: {len(images)} different images, {FEWEST_DATES} are needed")
    found = [_noise_variance(t) for t in textures[:, images].astype(np.float64)]
    if found[0] is None:
        return NoiseEstimate(None, "unknown: too few pixels on three dates in a row")
    variances = np.array([found[0] if v is None else v for v in found])
    chosen = _native_stride(variances)
    whole = [float(np.mean(t[np.isfinite(t)].astype(np.float64) ** 2)) for t in textures[:, images]
             if np.isfinite(t).any()]
    if max(whole) > _RISE * whole[0] and np.mean([_lasting(t) for t in textures[:, images]]) < _LASTS:
        return NoiseEstimate(None, _CHANGES)
    source = "estimated from changes that don't last from date to date"
    if chosen > 0:
        source += f"; its own grid or noise is about {STRIDES[chosen]} pixels wide"
    return NoiseEstimate(float(np.sqrt(variances[chosen])), source, STRIDES[chosen],
                         white=0.0 if chosen else white_part(variances))


def _lasting(d: np.ndarray) -> float:
    """Correlation of textures (dates, places) with those of the next date, all dates pooled; 1 without any."""
    with np.errstate(invalid="ignore"):
        before, after = (part.astype(np.float64) for part in (d[:-1], d[1:]))
        both = np.isfinite(before) & np.isfinite(after)
        before, after = before[both], after[both]
    size = np.sqrt((before @ before) * (after @ after))
    return float(before @ after / size) if size > 0 else 1.0


def changes_wholly(noise: float, variance: float, wider: float) -> bool:
    """Whether texture that doesn't last can't be told from noise.

    Nothing of it lasts (noise is all of its variance), and it is smoother than noise: second differences over two steps
    (`wider`) vary much more than those over one.
    """
    return noise >= (1 - _LASTING) * variance and wider > _RISE * variance


def _different_images(textures: np.ndarray) -> List[int]:
    """Dates whose image differs from that of the date before: composites are repeated in shorter steps."""
    kept = [0]
    for date in range(1, len(textures)):
        both = np.isfinite(textures[date]) & np.isfinite(textures[kept[-1]])
        if both.any() and (textures[date][both] != textures[kept[-1]][both]).mean() > 1 - _SAME_IMAGE:
            kept.append(date)
    return kept


def noise_variance_of_maps(textures: np.ndarray) -> Optional[float]:
    """Noise variance of coarse maps from their textures (dates, places); None without three dates in a row."""
    return _low_quantile(_triplets(textures, fewest=50))


def _noise_variance(d: np.ndarray) -> Optional[float]:
    """Low quantile over dates of the triple-collocation noise variance. d: (dates, places)."""
    return _low_quantile(_triplets(d, fewest=200))


def _low_quantile(found: Sequence[float]) -> Optional[float]:
    return float(np.quantile(found, _LOW_QUANTILE)) if found else None


def _triplets(d: np.ndarray, fewest: int) -> List[float]:
    """Triple-collocation noise variance of every date that has neighbours."""
    found = []
    for t in range(1, len(d) - 1):
        before, now, after = d[t - 1:t + 2]
        valid = np.isfinite(before) & np.isfinite(now) & np.isfinite(after)
        if valid.sum() < fewest:
            continue
        before, now, after = before[valid], now[valid], after[valid]
        variance, across = now @ now / now.size, before @ after / now.size
        one, two = now @ before / now.size, now @ after / now.size
        chance = 2 * np.sqrt((before @ before) * (after @ after)) / now.size ** 1.5
        signal = one * two / across if across > chance else max(0.0, (one + two) / 2)
        found.append(variance - np.clip(signal, 0.0, variance))
    return found


def _native_stride(variances: np.ndarray) -> int:
    """Which stride shows the whole noise: where its variance has risen and then stays level.

    White noise is the same at all strides. Noise of a layer that was resampled to a finer grid, or that is correlated
    over a few pixels, only shows at strides of that width. What keeps rising is change, not noise: then the first. From
    a level on variances rise at most half as steeply (on a logarithmic scale) as before.
    """
    for k in range(len(variances) - 2, 0, -1):
        if not variances[k] > _RISE * max(variances[0], 1e-30):
            continue
        further = variances[k + 1] / variances[k]
        if further <= _LEVEL and further ** (2 * k) <= variances[k] / variances[0]:
            while k > 1 and variances[k - 1] * _LEVEL >= variances[k]:
                k -= 1
            return k
    return 0
