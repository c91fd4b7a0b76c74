"""A recipe: a method, its settings, and the noise that its training rows are given."""
from dataclasses import dataclass
from typing import Any, Dict, Optional, Union

import numpy as np

from ..monitor import SILENT, Monitor
from ..samples.samples import Samples
from .fit import Fit
from .method import Method
from .rows import Rows

REPEATS = 8   # noisy copies of each training row


@dataclass(frozen=True)
class Recipe:
    """How to fit. noise_std: (columns,) standard deviation of the noise of fine pixels, None for no augmentation."""

    method: Method
    settings: Dict[str, Any]
    noise_std: Optional[np.ndarray] = None

    @property
    def label(self) -> str:
        """For logs and reports."""
        return self.method.label + (", noise-augmented" if self.noise_std is not None else "")

    def fit(self, samples: Union[Samples, Rows], seed: int, threads: int, monitor: Monitor = SILENT) -> Fit:
        """Fit to all rows.

        With augmentation every row stands eight times, each time with the noise that a pixel has and the mean of a
        cell has lost; the method is told, so that leaves hold as many different rows as before.
        """
        if self.noise_std is None:
            return self.method.fit(samples, self.settings, seed, threads, monitor)
        settings = self.method.for_copies(self.settings, REPEATS)
        noisy = with_noise(np.repeat(samples.x, REPEATS, axis=0), self.noise_std, seed)
        series = None if samples.series is None else np.repeat(samples.series, REPEATS, axis=0)
        copies = Rows(noisy, np.repeat(samples.y, REPEATS), series, samples.scene)
        return self.method.fit(copies, settings, seed, threads, monitor)


def with_noise(x: np.ndarray, noise_std: np.ndarray, seed: int) -> np.ndarray:
    """Rows (n, columns) with Gaussian noise of the given standard deviations added, float32."""
    noise = np.random.default_rng((seed, len(x))).standard_normal(x.shape, dtype=np.float32)
    return x + noise * noise_std.astype(np.float32)
