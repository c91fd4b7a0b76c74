"""Candidates judged by the finished map one scale up: by what is left inside a larger cell after correction, which is
what a map is made for, and not by seasons and regions, which the coarse product knows anyway."""
from dataclasses import replace
from typing import Dict, Optional, Tuple

import numpy as np

from ...samples.coarse_cells import CoarseCells
from ...samples.samples import Samples
from ...scaling.corrections import NONE
from ...scaling.residual_filter import pooled_covariance
from ..choosing import Candidate, squared_errors
from .scale_up import Finished, ScaleUp, best_finish


class FinishedMap:
    """A judge for `choosing.best`.

    known_noise: of the product, m3/m3; where it is unknown, half of what a first candidate's held-out errors don't
    share with their neighbours is taken for it. learnt: see `ScaleUp`. Where the area is too small for an assessment,
    held-out errors judge.
    """

    def __init__(self, samples: Samples, cells: CoarseCells, known_noise: Optional[float], first: Candidate,
                 learnt: float = 1.0):
        self.noise = known_noise
        if self.noise is None:
            residuals = cells.maps(samples.y - first.validation.predictions)
            self.noise = float(np.sqrt(pooled_covariance(list(residuals)).noise))
        self.bench = ScaleUp(samples, cells, np.isfinite(first.validation.predictions), self.noise, learnt)
        self._y = samples.y
        self._done: Dict[int, Tuple[Candidate, Dict[str, Finished]]] = {}
        self._known = known_noise is not None
        self._noisy = known_noise ** 2 > 0.01 * float(np.var(samples.y)) if known_noise is not None else \
            self._beats_interpolation(first)

    def _beats_interpolation(self, candidate):
        """Whether a candidate's uncorrected first guess does better than interpolation. Then the product's noise may be
        most of what it leaves; where it does worse, its own error is more than that noise."""
        if not self.bench:
            return True
        guess = replace(self.all(candidate)[NONE], weight=1.0)
        return bool(np.nanmean(guess.squares(self._y)) < np.nanmean(guess.squares_of_bilinear(self._y)))

    def __call__(self, samples: Samples, candidate: Candidate) -> np.ndarray:
        """(n,) squared errors of the candidate's finished map."""
        best = self.best(candidate)
        return squared_errors(samples, candidate) if best is None else best.squares(self._y)

    def all(self, candidate: Candidate) -> Dict[str, Finished]:
        """Its finished maps by correction; empty where the area is too small."""
        if id(candidate) not in self._done:
            made = self.bench.finish(candidate.validation.noisy) if self.bench else {}
            self._done[id(candidate)] = candidate, made
        return self._done[id(candidate)][1]

    def best(self, candidate: Candidate) -> Optional[Finished]:
        """The finished map with the correction that serves it best."""
        made = self.all(candidate)
        return best_finish(made, self._y, self._noisy, self.bench.block, self._known) if made else None
