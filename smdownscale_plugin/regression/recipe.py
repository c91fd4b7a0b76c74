"""A recipe: a method, its settings, and the noise that its training rows are given."""
from dataclasses import dataclass
from typing import Any, Dict, Optional, Union

import numpy as np

from ..errors import certain
from ..monitor import SILENT, Monitor
from ..samples.samples import Samples
from .fit import Fit
from .method import Method, refuse_unfit_rows
from .rows import Rows
from .split import SplitFit, split_columns

REPEATS = 8   # noisy copies of each training row


@dataclass(frozen=True)
class Recipe:
    """How to fit. noise_std: (columns,) standard deviation of the noise of fine pixels, None for no augmentation;
    split: whether regional and local parts of predictors have relations of their own."""

    method: Method
    settings: Dict[str, Any]
    noise_std: Optional[np.ndarray] = None
    split: bool = False

    @property
    def label(self) -> str:
        """For logs and reports."""
        return (self.method.label + (", noise-augmented" if self.noise_std is not None else "")
                + (", regional and local parts" if self.split else ""))

    def fit(self, samples: Union[Samples, Rows], seed: int, threads: int, monitor: Monitor = SILENT) -> Fit:
        """Fit to all rows, or to those at finer scales where samples have such; InputError where rows hold gaps, or
        lack the days that the method looks back on.

        With augmentation every row occurs eight times, each time with the noise that a pixel has and the mean of a
        cell has lost; the method knows it, so that leaves hold as many different rows as before.
        """
        settings, rows = self.settings, samples
        if isinstance(samples, Samples) and samples.finer is not None:
            rows = learnt_rows(samples)
        refuse_unfit_rows(self.method, rows)
        if self.noise_std is not None:
            settings, rows = self.method.for_copies(settings, REPEATS), _noisy_copies(rows, self.noise_std, seed)
        if not self.split:
            return self.method.fit(rows, settings, seed, threads, monitor)
        halves = Rows(split_columns(rows.x, certain(rows.regional)), rows.y)
        return SplitFit(self.method.fit(halves, settings, seed, threads, monitor))


def learnt_rows(samples: Samples) -> Rows:
    """The rows that a fit learns from: the samples' own, or those at finer scales."""
    if samples.finer is not None:
        return Rows(samples.finer.x, samples.finer.y)
    return Rows(samples.x, samples.y, samples.series, samples.scene, samples.regional)


def _noisy_copies(samples: Union[Samples, Rows], noise_std: np.ndarray, seed: int) -> Rows:
    repeated = {name: None if getattr(samples, name) is None else np.repeat(getattr(samples, name), REPEATS, axis=0)
                for name in ("series", "regional")}
    noisy = with_noise(np.repeat(samples.x, REPEATS, axis=0), noise_std, seed)
    return Rows(noisy, np.repeat(samples.y, REPEATS), scene=samples.scene, **repeated)


def with_noise(x: np.ndarray, noise_std: np.ndarray, seed: int) -> np.ndarray:
    """Rows (n, columns) with Gaussian noise of the given standard deviations added, float32."""
    noise = np.random.default_rng((seed, len(x))).standard_normal(x.shape, dtype=np.float32)
    return x + noise * noise_std.astype(np.float32)
