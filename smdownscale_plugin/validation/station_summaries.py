"""Figures of many stations as one: medians and means over them, and intervals from drawing them."""
from typing import Dict, Mapping, Optional, Sequence

import numpy as np

from ..metrics.intervals import station_bootstrap
from ..metrics.pooled import pooled_bootstrap


def medians_and_means(entries: Sequence[Mapping[str, float]], names: Sequence[str]) -> Dict[str, float]:
    """median_NAME with its interval (median_NAME_low, _high) and mean_NAME of each metric over the stations that have
    it; NaN without any."""
    out: Dict[str, float] = {}
    for name in names:
        values = np.array([entry.get(name, np.nan) for entry in entries], float)
        known = values[np.isfinite(values)]
        out[f"median_{name}"] = float(np.median(known)) if known.size else np.nan
        out[f"mean_{name}"] = float(np.mean(known)) if known.size else np.nan
        out[f"median_{name}_low"], out[f"median_{name}_high"] = station_bootstrap(known)
    return out


def pooled_intervals(station: np.ndarray, estimate: np.ndarray, truth: np.ndarray,
                     baseline: Optional[np.ndarray] = None) -> Dict[str, float]:
    """NAME_low and NAME_high of the metrics of pooled readings (n,), as `pooled_bootstrap`."""
    found = pooled_bootstrap(station, estimate, truth, baseline)
    return {f"{name}_{end}": value for name, interval in found.items() for end, value in zip(("low", "high"), interval)}
