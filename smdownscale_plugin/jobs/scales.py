"""Training at several scales between pixel and coarse cell (SCALES), always beside training on the cells themselves."""
import re
from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, List, Sequence

import numpy as np

from ..downscaling.pipeline import thread_count
from ..errors import InputError, certain
from ..monitor import Monitor
from ..regression.methods import TAUGHT
from ..regression.recipe import Recipe
from ..samples.at_scales import at_scales
from ..samples.coarse_cells import CoarseCells
from ..samples.samples import Samples
from ..selection.choosing import Candidate, averaged, ties, validate_all
from ..selection.coarse_product.scale_up import skill_of
from ..selection.noise_choice import AUTO, OFF

_MOST = 8


def read_scales(text: str) -> List[float]:
    """The scales of "1000, 100, 50" in metres, each once; none for ''. InputError for anything else."""
    try:
        scales = list(dict.fromkeys(float(part) for part in re.split(r"[,;\s]+", text.strip()) if part))
    except ValueError:
        scales = [-1.0]
    if any(not 0 < metres < 1e6 for metres in scales) or len(scales) > _MOST:
        raise InputError(f"SCALES is {text!r} but must be up to {_MOST} lengths in metres with commas between them, "
                         "such as 1000, 100, 50.")
    return scales


def options_for_scales(options: Any) -> Any:
    """`TrainingOptions` without noise augmentation where SCALES are given; InputError for what doesn't go with them."""
    if not read_scales(options.scales):
        return options
    if options.method in TAUGHT:
        raise InputError(f"METHOD {options.method} learns across scales by itself; leave SCALES empty or choose "
                         "another METHOD.")
    if options.noise_augmentation not in (AUTO, OFF):
        raise InputError("NOISE_AUGMENTATION on adds the noise that averaging over coarse cells removes; the finer "
                         "rows of SCALES have lost less of it: set it to auto or off, or leave SCALES empty.")
    return replace(options, noise_augmentation=OFF)


def with_scales(samples: Samples, cells: CoarseCells, options: Any, pairs: Callable, monitor: Monitor) -> Samples:
    """The samples with rows at SCALES, which is logged; as they are without SCALES. pairs: gives (stack, coarse) of
    each date."""
    scales = read_scales(options.scales)
    if not scales:
        return samples
    samples = at_scales(samples, cells, pairs(), scales, options.min_coverage, options.seed, monitor)
    rows = [f"{count} at {metres:g} m" for metres, count in rows_by_scale(samples).items()]
    monitor.info(f"SCALES: learning from {len(samples.learnt_x)} rows ({', '.join(rows)}), predictors averaged and the "
                 "coarse product interpolated (cubic) to each scale; without noise augmentation and regional parts.")
    if cells.footprint_km:
        monitor.warn("The coarse product's footprint is wider than a cell: interpolating it to finer scales doesn't "
                     "remove that blur, and models trained on it underuse the predictors' detail.")
    return samples


def rows_by_scale(samples: Samples) -> Dict[float, int]:
    """Number of rows at each scale, the coarsest first."""
    metres, counts = np.unique(certain(samples.finer).metres, return_counts=True)
    return {float(m): int(n) for m, n in list(zip(metres, counts))[::-1]}


@dataclass(frozen=True)
class BesideDirect:
    """The same method trained on the coarse cells themselves, held out by the same folds.

    skill: of its finished map one scale up, skill_at_scales: that of training at scales, NaN where the area is too
    small; better: whether direct training's error is smaller by more than chance.
    """

    direct: Candidate
    skill: float
    skill_at_scales: float
    better: bool


def beside_direct(samples: Samples, selected: Any, options: Any, monitor: Monitor) -> BesideDirect:
    """Train the chosen recipe directly; selected: `train_model.Selected`."""
    plain = replace(samples, finer=None)
    recipes: Sequence[Recipe] = selected.chosen.recipes
    done = validate_all(plain, recipes, selected.folds, options.validation, options.seed,
                        options.threads or thread_count(), None, monitor)
    direct = done[0] if len(done) == 1 else averaged(plain, *done)
    errors = [selected.judge(samples, candidate) for candidate in (selected.chosen, direct)]
    made = [selected.judge.best(candidate) for candidate in (direct, selected.chosen)]
    skill, ours = (float("nan") if one is None else skill_of(one, samples.y, selected.judge.noise)
                         for one in made)
    return BesideDirect(direct, skill, ours, not ties(selected.folds, *errors))


def scales_card(samples: Samples, beside: BesideDirect) -> Dict[str, Any]:
    """What the model file and the report say of it."""
    held = beside.direct.validation
    return {"metres": list(rows_by_scale(samples)), "rows": list(rows_by_scale(samples).values()),
            "direct": {"r": held.r, "rmse": held.rmse, "bias": held.bias, "rows": held.rows,
                       "skill": _known(beside.skill), "better": beside.better},
            "skill": _known(beside.skill_at_scales)}


def _known(value):
    return float(value) if np.isfinite(value) else None


def scales_sentence(card: Dict[str, Any], rmse: float) -> str:
    """How training at scales did beside direct training; card: of `scales_card`; rmse: of training at scales."""
    direct, scales = card["direct"], ", ".join(f"{metres:g}" for metres in card["metres"])
    skills = "" if card["skill"] is None or direct["skill"] is None else \
        f", skill of the map at reduced resolution {card['skill']:.2f} against {direct['skill']:.2f}"
    verdict = "Training on the coarse cells does better by more than chance: leave SCALES empty." if direct["better"] \
        else "Training on the coarse cells isn't better by more than chance."
    return (f"Trained at {scales} m, compared with the same method trained on the coarse cells, on the same held-out "
            f"cells: RMSE {rmse:.4f} against {direct['rmse']:.4f} m3/m3{skills}. {verdict}")
