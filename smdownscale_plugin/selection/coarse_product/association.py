"""Correlation of each predictor with soil moisture, and its significance when neighbours in space and time are alike.

Cells that share weather, soil or a footprint don't count as independent pairs. The effective number of pairs is that of
Clifford, Richardson and Hemon (1989, Biometrics 45, 123; Dutilleul 1993): n^2 / sum over all pairs of cells of
autocorrelation(predictor) x autocorrelation(soil moisture), both as functions of the lag in rows, columns and dates.

A few dates hardly show whether a predictor follows the weather that moves all cells at once, but each of them shows
many cells. With several dates the correlation of what departs from a date's mean is tested, too: the pattern of a date
is what downscaling needs.
"""
from dataclasses import dataclass
from statistics import NormalDist
from typing import Dict, NamedTuple, Optional, Tuple

import numpy as np

from ...metrics.intervals import fisher_interval
from ...metrics.pairs import pearson, spearman
from ...monitor import SILENT, Monitor
from ...samples.coarse_cells import CoarseCells
from ...samples.samples import Samples

Spectrum = Tuple[np.ndarray, np.ndarray]     # autocorrelation and pairs, by lag
_LARGEST = 2_000_000          # cells of all dates; larger maps are made coarser first, which can only lower the number
ASSUMED = ("that predictor and soil moisture vary about one mean in the whole area and period, that their similarity "
           "depends on the distance in space and time alone, and that dates follow each other evenly")


class WithinDates(NamedTuple):
    """Correlation of departures from the means of their dates, the independent pairs, and its p-value."""

    r: float
    effective_n: float
    p_value: float


@dataclass(frozen=True)
class Association:
    """Correlation of one predictor with soil moisture over n cells.

    For a categorical predictor: of the fraction of that class, `of`, which correlates most, its p-values multiplied by
    the number of classes (Bonferroni). effective_n: independent pairs; interval: 90 % of Pearson's; p_value: two-sided,
    by Fisher's transformation with effective_n; p_independent: as if all n were independent, which they are not;
    within: the same within dates, None where there is one date.
    """

    pearson: float
    spearman: float
    n: int
    effective_n: float
    interval: tuple
    p_value: float
    p_independent: float
    of: Optional[int] = None
    within: Optional[WithinDates] = None

    @property
    def significance(self) -> float:
        """The p-value, or twice the smaller of that and the one within dates (Bonferroni); NaN for none."""
        if self.within is None:
            return self.p_value
        return float(min(1.0, 2 * np.fmin(self.p_value, self.within.p_value)))

    def selected(self, level: float) -> bool:
        """Whether either correlation is significant."""
        return self.significance < level


def associations(samples: Samples, cells: CoarseCells, monitor: Monitor = SILENT) -> Dict[str, Association]:
    """Of every predictor of the samples, by name."""
    whole = spectrum(cells.maps(samples.y))
    within = spectrum(cells.maps(_departures(samples.y, cells))) if len(np.unique(cells.date)) > 1 else None
    out, place = {}, 0
    for feature in monitor.each(samples.features.features, "Correlating predictors with soil moisture"):
        columns = range(place, place + len(feature.columns))
        correlations = [abs(pearson(samples.x[:, c], samples.y)) for c in columns]
        chosen = int(np.nanargmax(correlations)) if np.isfinite(correlations).any() else 0
        out[feature.name] = _associated(samples, cells, columns[chosen], whole, within, len(columns),
                                        feature.classes[chosen] if feature.classes else None)
        place += len(feature.columns)
    return out


def _associated(samples, cells, column, whole, within, tests, of):
    x, n = samples.x[:, column].astype(float), len(samples)
    r, effective = _correlation(x, samples.y, cells, whole)
    inside = None
    if within is not None:
        found = _correlation(_departures(x, cells), _departures(samples.y, cells), cells, within)
        inside = WithinDates(*found, p_value(*found, tests))
    return Association(r, spearman(x, samples.y), n, effective, fisher_interval(r, effective),
                       p_value(r, effective, tests), p_value(r, n, tests), of, inside)


def _correlation(x, y, cells, of_y) -> Tuple[float, float]:
    """(correlation, independent pairs); of_y: the `spectrum` of y."""
    return pearson(x, y), effective_number(spectrum(cells.maps(x)), of_y, len(y))


def _departures(values: np.ndarray, cells: CoarseCells) -> np.ndarray:
    """(n,) values less the mean of their date."""
    _, date = np.unique(cells.date, return_inverse=True)
    return values - (np.bincount(date, values) / np.bincount(date))[date]


def p_value(r: float, n: float, tests: int = 1) -> float:
    """Two-sided p of a correlation of n independent pairs (Fisher's transformation), times `tests`, at most 1.

    NaN where r is undefined or there are three pairs or fewer.
    """
    if not np.isfinite(r) or n <= 3:
        return float("nan")
    z = np.arctanh(min(abs(r), 1 - 1e-15)) * np.sqrt(n - 3)
    return float(min(1.0, tests * 2 * NormalDist().cdf(-z)))


def spectrum(maps: np.ndarray) -> Spectrum:
    """(autocorrelation, pairs) by lag of maps (dates, rows, columns), NaN where there is none; lags as of an FFT."""
    maps = _small(maps)
    known = np.isfinite(maps)
    values = np.where(known, maps - maps[known].mean(), 0.0)
    shape = tuple(2 * n if n > 1 else 1 for n in maps.shape)
    pairs = np.rint(_correlated(known.astype(float), shape))
    products = _correlated(values, shape)
    variance = products.flat[0] / max(pairs.flat[0], 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        lagged = np.where(pairs > 0, products / pairs / variance, 0.0)
    return np.clip(np.nan_to_num(lagged), -1.0, 1.0), pairs


def effective_number(one: Spectrum, other: Spectrum, n: int) -> float:
    """Independent pairs among n, from the `spectrum` of either variable: between 2 and n."""
    (first, pairs), (second, _) = one, other
    total = float((pairs * first * second).sum())
    found = pairs.flat[0] ** 2 / total if total > 0 else n
    return float(np.clip(found, 2.0, n))


def _correlated(values, shape):
    transformed = np.fft.rfftn(values, shape)
    return np.fft.irfftn(np.abs(transformed) ** 2, shape)


def _small(maps):
    """Maps made coarser by two until they aren't too large."""
    while maps.size > _LARGEST:
        dates, rows, columns = (maps[:, :maps.shape[1] // 2 * 2, :maps.shape[2] // 2 * 2]).shape
        blocks = maps[:, :rows, :columns].reshape(dates, rows // 2, 2, columns // 2, 2)
        known = np.isfinite(blocks).sum((2, 4))
        maps = np.where(known > 0, np.nansum(blocks, (2, 4)) / np.maximum(known, 1), np.nan)
    return maps
