"""Area of applicability (Meyer and Pebesma 2021): where a model is asked about conditions that it never saw.

Predictors are scaled by their spread, weighted by their importance; the dissimilarity of a pixel is its distance to the
nearest training row, divided by the mean distance between training rows. Beyond the threshold found between folds of
the training data, the model is not to be trusted.

Unlike there, spread and importance are those among fine pixels, because training rows are means of cells or of
footprints. Fractions of land cover hardly vary among such means but are 0 or 1 in a pixel, further than trees or
bounded lines follow them: scaled by the spread of the means they outweighed all else, and nearest to training was the
commonest land cover, whatever its weather.
"""
from dataclasses import dataclass, replace
from typing import Dict, Sequence

import numpy as np

from ..errors import ModelFileError
from ..monitor import SILENT, Monitor
from ..samples.features import Features
from .fit import Fit, take
from .rows import Rows

MOST_ROWS = 1500          # training rows kept for comparison, chosen at random
_MOST_READ = 20_000        # rows of a model file that are believed: each pixel is compared with all of them
_MOST_FOR_IMPORTANCE = 4000
_MOST_MASKED = 0.25       # of the pixels that training took a sample of
_RARE = 0.1               # share of a cell: a class that stays below it everywhere was not learned
_BLOCK = 512              # rows whose products with all reference rows stay in the processor's cache


@dataclass(frozen=True)
class Applicability:
    """reference: (rows, columns) scaled training rows; mean, scale: (columns,) value -> (value - mean) x scale;
    distance: mean distance between training rows; threshold: largest dissimilarity that is trusted; rare: (columns,)
    classes that no training row held a tenth of."""

    features: Features
    reference: np.ndarray
    mean: np.ndarray
    scale: np.ndarray
    distance: float
    threshold: float
    rare: np.ndarray

    def dissimilarity(self, table: np.ndarray) -> np.ndarray:
        """(rows, columns) to (rows,); rows with a class that training hardly saw get at least twice the threshold."""
        scaled = ((table - self.mean) * self.scale).astype(np.float32)
        out = nearest_distance(scaled, self.reference) / self.distance
        new = self.features.unseen(table) | (table[:, self.rare] > 0).any(1)
        return np.where(new, np.maximum(out, 2 * self.threshold), out)

    def arrays(self) -> Dict[str, np.ndarray]:
        """The numbers, for the model file."""
        return {"reference": self.reference, "mean": self.mean, "scale": self.scale,
                "rare": self.rare.astype(np.float64),
                "scalars": np.array([self.distance, self.threshold])}

    @classmethod
    def from_arrays(cls, features: Features, arrays: Dict[str, np.ndarray]) -> "Applicability":
        """From a model file's arrays, checked."""
        columns = len(features.columns)
        reference, scalars = take(arrays, "reference", 2), take(arrays, "scalars", 1)
        mean, scale, rare = (take(arrays, name, 1) for name in ("mean", "scale", "rare"))
        if reference.shape[1] != columns or not 0 < len(reference) <= _MOST_READ or len(scalars) != 2 \
                or scalars[0] <= 0 \
                or any(len(array) != columns for array in (mean, scale, rare)):
            raise ModelFileError("The training rows in the model file don't match its predictors; train the model "
                                 "again.")
        return cls(features, reference.astype(np.float32), mean, scale, float(scalars[0]), float(scalars[1]), rare > 0)


def find_applicability(features: Features, fit: Fit, rows: Rows, folds: Sequence, pixels: Rows, seed: int,
                       monitor: Monitor = SILENT) -> Applicability:
    """From training rows (noisy ones where the model was trained on such) and the folds of validation.

    pixels: a sample of fine pixels; the rows stand in where there is none. Means of cells, and of footprints
    even more, are alike where pixels are not; so that the mask still tells places apart, it never covers more than a
    quarter of the pixels of training.
    """
    asked, x = (pixels if len(pixels) else rows), rows.x
    mean, spread = x.mean(0, dtype=np.float64), asked.x.std(0, dtype=np.float64)
    scale = np.where(spread > 0, importance(fit, asked, seed, monitor) / np.where(spread > 0, spread, 1.0), 0.0)
    chosen = np.sort(np.random.default_rng(seed).permutation(len(x))[:MOST_ROWS])
    reference = ((x[chosen] - mean) * scale).astype(np.float32)
    distance = max(_mean_distance(reference), 1e-9)
    found = []
    for fold in folds:
        monitor.check()
        held, used = fold.test[chosen], fold.train[chosen]
        if held.any() and used.any():
            found.append(nearest_distance(reference[held], reference[used]) / distance)
    between = np.concatenate(found) if found else np.array([1.0])
    low, high = np.quantile(between, [0.25, 0.75])
    threshold = float(min(between.max(), high + 1.5 * (high - low)))
    if len(pixels):
        own = nearest_distance(((pixels.x - mean) * scale).astype(np.float32), reference) / distance
        threshold = max(threshold, float(np.quantile(own, 1 - _MOST_MASKED)))
    rare = ~features.continuous & (x.max(0) < _RARE)
    return Applicability(features, reference, mean, scale, distance, threshold, rare)


def importance(fit: Fit, rows: Rows, seed: int, monitor: Monitor = SILENT) -> np.ndarray:
    """(columns,) by how much the prediction changes (root mean square) when a column is shuffled among the rows,
    as weights with mean 1."""
    random = np.random.default_rng(seed)
    rows = rows.some(random.permutation(len(rows))[:_MOST_FOR_IMPORTANCE])
    plain = fit.predict_samples(rows)
    changes = np.zeros(rows.x.shape[1])
    for column in range(rows.x.shape[1]):
        monitor.check()
        shuffled = rows.x.copy()
        shuffled[:, column] = rows.x[random.permutation(len(rows)), column]
        changes[column] = np.sqrt(np.mean((fit.predict_samples(replace(rows, x=shuffled)) - plain) ** 2))
    return changes / changes.mean() if changes.any() else np.ones(rows.x.shape[1])


def nearest_distance(rows: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Distance (n,) of each row to the nearest reference row.

    The nearest one is found by blocked matrix products in single precision; the distance to it is exact.
    """
    reference = reference.astype(np.float32)
    # |row - reference|^2 less |row|^2 as one product: (row, 1) times (-2 reference, |reference|^2)
    terms = np.concatenate([-2.0 * reference.T, (reference.astype(np.float64) ** 2).sum(1)[None]]).astype(np.float32)
    out = np.empty(len(rows))
    for start in range(0, len(rows), _BLOCK):
        part = rows[start:start + _BLOCK].astype(np.float32)
        places = np.concatenate([part, np.ones((len(part), 1), np.float32)], 1) @ terms
        away = part - reference[places.argmin(1)]
        out[start:start + _BLOCK] = np.sqrt((away.astype(np.float64) ** 2).sum(1))
    return out


def _mean_distance(reference: np.ndarray) -> float:
    total = 0.0
    squares = (reference.astype(np.float64) ** 2).sum(1)
    for k, row in enumerate(reference):
        total += np.sqrt(np.maximum(squares + squares[k] - 2.0 * (reference @ row), 0.0)).sum()
    return total / max(1, len(reference) * (len(reference) - 1))
