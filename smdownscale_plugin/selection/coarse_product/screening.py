"""Which predictors a training takes: all, those named, or those that correlate significantly with soil moisture."""
from typing import Any, Dict, List, Tuple

import numpy as np

from ...errors import InputError
from ...monitor import SILENT, Monitor
from ...samples.coarse_cells import CoarseCells
from ...samples.samples import Samples
from .association import Association, associations

SCREENED = "screened"


def listed_names(wanted: str) -> List[str]:
    """The names in "ndvi, lst"; none for '' and for `screened`."""
    names = [part.strip() for part in wanted.split(",") if part.strip()]
    return [] if [name.lower() for name in names] == [SCREENED] else names


def screened(samples: Samples, cells: CoarseCells, wanted: str, level: float,
             monitor: Monitor = SILENT) -> Tuple[Samples, Dict[str, Any]]:
    """(samples, what the model card says of it): with `screened`, only predictors whose correlation is significant at
    `level` stay, over all dates or within them, pairs of cells near each other counted as partly the same
    (`association`); else all, and {}.

    Raises InputError when none stays.
    """
    if not wanted.strip() or listed_names(wanted):
        return samples, {}
    if not 0.0 < level <= 1.0:
        raise InputError(f"P_VALUE is {level:g} but must be above 0 and at most 1.")
    found = associations(samples, cells, monitor)
    kept = [name for name, one in found.items() if one.selected(level)]
    if not kept:
        best = min(found, key=lambda name: np.nan_to_num(found[name].significance, nan=1.0))
        raise InputError(f"No predictor correlates with soil moisture at p < {level:g}, counting independent pairs "
                         f"(the closest is {best}, p {found[best].significance:.2g}); raise P_VALUE, give more dates, "
                         "or name predictors in PREDICTORS_USED.")
    monitor.info(f"Screening at p < {level:g} keeps {len(kept)} of {len(found)} predictors: {', '.join(kept)}.")
    return samples.select(kept), {"screening": {"level": level, "predictors": [
        {"name": name, "used": name in kept, **_figures(one)} for name, one in found.items()]}}


def _figures(one: Association) -> Dict[str, Any]:
    values = {"r": one.pearson, "spearman": one.spearman, "effective_n": one.effective_n, "p_value": one.p_value}
    if one.within is not None:
        values.update({f"{name}_within_dates": value for name, value in one.within._asdict().items()})
    return {name: float(value) if np.isfinite(value) else None for name, value in values.items()}
