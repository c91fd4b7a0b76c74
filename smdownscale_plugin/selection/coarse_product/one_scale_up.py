"""What the assessment one scale up says of held-out predictions: the error of the pattern, and its correction."""
from dataclasses import dataclass
from typing import Optional

import numpy as np

from ...downscaling.correcting import automatic_correction, possible_corrections
from ...errors import certain
from ...metrics.within_cell import within_cell_r
from ...monitor import SILENT, Monitor
from ...samples.coarse_cells import CoarseCells
from ...samples.samples import Samples
from ..choosing import Candidate
from ..cross_validation import CrossValidation
from .assessment import FACTOR, Assessment, reduced_resolution
from .error_budget import product_noise
from .judging import FinishedMap
from .scale_up import skill_of


@dataclass(frozen=True)
class OneScaleUp:
    """Assessments of held-out predictions (plain), and of those for cells as noisy as pixels (noisy); judge and
    candidate: for the finished map."""

    samples: Samples
    cells: CoarseCells
    plain: Assessment
    noisy: Assessment
    judge: FinishedMap
    candidate: Candidate

    @property
    def pattern(self) -> np.ndarray:
        """(n,) squared errors of cells as noisy as pixels, after the residual correction that does best of those that
        can be had."""
        kind = max(possible_corrections(self.cells.footprint_km), key=lambda kind: self.noisy.skill[kind])
        return (self.noisy.estimates[kind] - self.samples.y) ** 2

    @property
    def correction(self) -> str:
        """The residual correction that `auto` means."""
        made = self.judge.best(self.candidate)
        return made.kind if made else automatic_correction(self.cells.footprint_km, self.judge.noise,
                                                           self.plain.rmse)[0]

    @property
    def skill(self) -> float:
        """Skill of the map that the defaults write."""
        made = self.judge.best(self.candidate)
        return skill_of(made, self.samples.y, certain(self.judge.noise)) if made else float("nan")

    @property
    def within_cell_r(self) -> float:
        """Correlation of the pattern inside the larger cells, with that correction."""
        rows, columns = self.cells.grid.shape
        large = (self.cells.date * rows + self.cells.row // FACTOR) * columns + self.cells.column // FACTOR
        return float(within_cell_r(self.plain.estimates[self.correction], self.samples.y, large))


def one_scale_up(samples: Samples, cells: Optional[CoarseCells], held: CrossValidation,
                 monitor: Monitor = SILENT) -> Optional[OneScaleUp]:
    """None in a small area, and for samples that come from no coarse product."""
    if cells is None:
        return None
    plain = reduced_resolution(samples, cells, held.predictions, monitor.part(0.0, 0.5))
    noisy = plain if np.array_equal(held.predictions, held.noisy, equal_nan=True) else \
        reduced_resolution(samples, cells, held.noisy, monitor.part(0.5, 1.0))
    if not (plain and noisy):
        return None
    candidate = Candidate([], held)
    judge = FinishedMap(samples, cells, product_noise(samples, cells), candidate)
    return OneScaleUp(samples, cells, plain, noisy, judge, candidate)
