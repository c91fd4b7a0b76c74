"""Whether predictors are split into regional and local parts, how wide the regional one is, and how far relations are
trusted beyond the scale at which they were learned. All of it is found with lines, which are quick to fit."""
from dataclasses import dataclass, replace
from typing import Callable, List, Optional, Sequence, Tuple

import numpy as np

from ...errors import certain
from ...monitor import SILENT, Monitor
from ...regression.methods import METHODS
from ...regression.recipe import Recipe
from ...samples.coarse_cells import CoarseCells
from ...samples.lattice_means import resolution_cells, with_regional
from ...samples.samples import Samples
from ..choosing import Candidate, ties
from ..cross_validation import cross_validate
from ..fold import Fold
from .detail_weight import clearly_smaller
from .judging import FinishedMap

WIDTHS = (2.0, 3.0, 5.0)            # of the regional part, in cells
_WIDE = (12.0,)                     # in footprints: nearer by, all that a blurred product shows is its own blur
_PRIORS = (1.0, 4.0)                # rows that speak against any relation between fine texture and soil moisture
_FEW_ROWS = 10                      # for each column, below which such priors are tried
_FEWEST_LOOKS = 5                   # of a footprint for each column, below which predictors aren't split


@dataclass(frozen=True)
class Parts:
    """samples: with regional parts where width (in cells) isn't 0; noise: (columns,) for training rows, tested: the
    same without what is mere prudence, None where there is none; line: the best line, and others that were tried;
    judge: of candidates."""

    samples: Samples
    width: float
    noise: Optional[np.ndarray]
    tested: Optional[np.ndarray]
    line: Candidate
    others: List[Candidate]
    judge: FinishedMap


def choose_parts(samples: Samples, cells: CoarseCells, noise: Optional[np.ndarray], settings: dict,
                 folds: Sequence[Fold], validation: str, seed: int, judge_by: Callable[[Candidate], FinishedMap],
                 monitor: Monitor = SILENT, split: bool = True) -> Parts:
    """The width whose line does best on held-out cells, then the strongest prior that ties with it.

    noise: (columns,) of pixels; judge_by: makes the judge of candidates (see `choosing.best`) from a first one.
    """
    wide = WIDTHS if not cells.footprint_km else [w * resolution_cells(cells) for w in _WIDE]
    enough = not cells.footprint_km or samples.independent_rows >= 2 * _FEWEST_LOOKS * samples.x.shape[1]
    options = [0.0, *(wide if split and enough else ())]
    found: List[Parts] = []
    judge: Optional[FinishedMap] = None
    for k, width in enumerate(options):
        seen = with_regional(samples, cells, width) if width else samples
        part = monitor.part(0.7 * k / len(options), 0.7 * (k + 1) / len(options))
        part.at(0.0, f"Validating lines on regional parts {width:g} cells wide" if width else
                "Validating lines on whole predictors")
        tested = as_at_pixels(seen, noise)
        line = _line(seen, tested, tested, bool(width), settings, folds, validation, seed, part)
        judge = judge or judge_by(line)
        found.append(Parts(seen, width, tested, tested, line, [], judge))
    monitor.at(0.7, "Finishing their maps at reduced resolution")
    errors = [certain(judge)(p.samples, p.line) for p in found]
    used = np.isfinite(errors).all(0)
    best = min(range(len(found)), key=lambda k: (k == 0 and len(found) > 1, errors[k][used].mean()))
    # without a split the slopes between regions rule inside cells too: it must be better by more than chance
    taken = found[0 if clearly_smaller(errors[0], errors[best], certain(judge).bench.block) else best]
    taken = replace(taken, others=[p.line for p in found if p is not taken and p.width == 0])
    return _cautious(taken, judge, settings, folds, validation, seed, monitor.part(0.7, 1.0))


def as_at_pixels(samples: Samples, noise: Optional[np.ndarray]) -> Optional[np.ndarray]:
    """(columns,) noise that does to cells what the noise of pixels does to pixels.

    Inside a cell pixels differ more than means of cells do; in proportion to what they differ by, their noise is
    smaller. None for none.
    """
    if noise is None or not len(samples.pixels):
        return noise
    spread, fine = local_variances(samples)
    return noise * np.sqrt(spread / np.maximum(np.maximum(fine - noise ** 2, spread), 1e-30))


def local_variances(samples: Samples) -> Tuple[np.ndarray, ...]:
    """(columns,) variances of predictors' local parts (of all of them without a split) among cells, among pixels."""
    regional = (0.0, 0.0) if samples.regional is None else (samples.regional, samples.pixels_regional)
    return tuple(np.var(own - around, axis=0, dtype=np.float64)
                 for own, around in zip((samples.x, samples.pixels), regional))


def _cautious(parts, judge, settings, folds, validation, seed, monitor):
    """With the strongest prior that costs no more than chance.

    A predictor that varies inside cells at scales which no mean of cells shows may mean anything there; its relation is
    held back by as much as its pixels outrange its cells, and the less the more rows there are.
    """
    samples = parts.samples
    columns = samples.x.shape[1] * (2 if parts.width else 1)
    if len(samples) > _FEW_ROWS * columns or not len(samples.pixels):
        return parts
    spread, fine = local_variances(samples)
    own = np.zeros(len(spread)) if parts.noise is None else parts.noise
    plain = judge(samples, parts.line)
    for k, prior in enumerate(_PRIORS):
        noise = np.sqrt(own ** 2 + prior * np.maximum(fine - spread, 0.0) / len(samples))
        part = monitor.part(k / len(_PRIORS), (k + 1) / len(_PRIORS))
        line = _line(samples, noise, parts.tested, parts.width > 0, settings, folds, validation, seed, part)
        if ties(folds, judge(samples, line), plain):
            parts = replace(parts, noise=noise, line=line)
    return parts


def _line(samples, noise, tested, split, settings, folds, validation, seed, monitor):
    recipe = Recipe(METHODS["linear"], METHODS["linear"].checked(settings), noise, split)
    return Candidate([recipe], cross_validate(samples, recipe, folds, validation, seed, 1, monitor, tested))
