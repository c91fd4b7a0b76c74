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


def last_year(rows: StationSamples, protocols: Dict[str, HeldOut]) -> Optional[Dict[str, Any]]:
    """The last year of `leave_years_out` alone, which was predicted from the years before it, as a model in use is:
    year, rows, RMSE of the model (m3/m3), and `others`: RMSE of what there is without it, by kind, on the same rows;
    None where years weren't left out."""
    if LEAVE_YEARS_OUT not in protocols:
        return None
    year = rows.last.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    last = year == year.max()
    found = {kind: float(np.sqrt(np.mean((values[last] - rows.samples.y[last]) ** 2)))
             for kind, values in protocols[LEAVE_YEARS_OUT].estimates.items()}
    others = {kind: rmse for kind, rmse in found.items() if kind != MODEL and np.isfinite(rmse)}
    return {"year": int(year.max()), "rmse": found[MODEL], "rows": int(last.sum()), "others": others}


def _coarse_of(samples) -> Optional[np.ndarray]:
    """The coarse product among the predictors, by its name."""
    for k, name in enumerate(samples.features.columns):
        if name == COARSE or name.lower().startswith("smap"):
            return samples.x[:, k].astype(float)
    return None
