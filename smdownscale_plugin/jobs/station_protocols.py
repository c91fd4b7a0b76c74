"""The three tests of a model of stations: off-site, cross-region and on-site, each beside what there is without it."""
from typing import Any, Dict, List, Optional

import numpy as np

from ..errors import InputError
from ..monitor import Monitor
from ..samples.date_columns import COARSE
from ..selection.choosing import Candidate, validate_all
from ..selection.fold import Fold
from ..selection.folds import folds
from ..selection.station_folds import (
    LEAVE_REGIONS_OUT,
    LEAVE_YEARS_OUT,
    STATION_VALIDATIONS,
    leave_labels_out,
)
from ..stations.station_samples import StationSamples
from ..validation.held_out_stations import MODEL, HeldOut, baselines, protocol_figures


def station_splits(rows: StationSamples, options: Any, monitor: Monitor) -> Dict[str, List[Fold]]:
    """Folds of each protocol that the observations allow; the one that decides must be among them."""
    out = {}
    for validation in STATION_VALIDATIONS:
        try:
            regions = _regions(rows, options) if validation == LEAVE_REGIONS_OUT else None
            out[validation] = folds(rows.samples, validation, options.seed) if regions is None else \
                leave_labels_out(rows.samples, regions)
        except InputError as problem:
            if validation == options.validation:
                raise
            monitor.warn(f"Not tested: {problem}")
    return out


def _regions(rows: StationSamples, options) -> Optional[np.ndarray]:
    """(n,) region of each row, by the borders that are given, else by the table's column; None: thirds by longitude."""
    if options.region_borders:
        return np.digitize(rows.longitude[rows.station], sorted(options.region_borders))
    return rows.region


def tested_protocols(rows: StationSamples, chosen: Candidate, splits: Dict[str, List[Fold]], deciding: str, seed: int,
                     threads: int, monitor: Monitor) -> Dict[str, HeldOut]:
    """Figures of the chosen method in every protocol, beside what a user has without it."""
    samples, out = rows.samples, {}
    coarse = _coarse_of(samples)
    for k, (validation, folds_) in enumerate(splits.items()):
        part = monitor.part(k / len(splits), (k + 1) / len(splits))
        held = chosen.validation.predictions
        if validation != deciding:
            found = validate_all(samples, chosen.recipes, folds_, validation, seed, threads, None, part)
            held = np.mean([c.validation.predictions for c in found], 0)
        others = baselines(samples.y, rows.station, rows.last, samples.place_km, folds_, coarse,
                           validation == LEAVE_YEARS_OUT)
        out[validation] = protocol_figures(validation, samples.y, rows.station, rows.last, {MODEL: held, **others})
    return out


def last_year(rows: StationSamples, protocols: Dict[str, HeldOut]) -> Optional[Dict[str, float]]:
    """The last year of `leave_years_out` alone, which was predicted from the years before it: year, RMSE (m3/m3) and
    rows; None where years weren't left out."""
    if LEAVE_YEARS_OUT not in protocols:
        return None
    year = rows.last.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    error = (protocols[LEAVE_YEARS_OUT].estimates[MODEL] - rows.samples.y)[year == year.max()]
    return {"year": int(year.max()), "rmse": float(np.sqrt(np.mean(error ** 2))), "rows": len(error)}


def _coarse_of(samples) -> Optional[np.ndarray]:
    """The coarse product among the predictors, by its name."""
    for k, name in enumerate(samples.features.columns):
        if name == COARSE or name.lower().startswith("smap"):
            return samples.x[:, k].astype(float)
    return None
