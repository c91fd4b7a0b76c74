"""Drought classes of the US Drought Monitor from percentiles, and what is derived from shares of area in them.

Thresholds: Svoboda et al. 2002, The Drought Monitor, Bulletin of the American Meteorological Society 83, 1181-1190.
"""
from typing import Sequence

import numpy as np

# Name, and the percentile at or below which a value belongs to the class or a worse one.
CLASSES = (("D0", 30.0), ("D1", 20.0), ("D2", 10.0), ("D3", 5.0), ("D4", 2.0))
NAMES = tuple(name for name, _ in CLASSES)
THRESHOLDS = tuple(limit for _, limit in CLASSES)
NONE, NODATA = 0, 255      # codes in a class raster: 0 no drought, 1 to 5 for D0 to D4
DROUGHT = 2                # code from which people speak of drought: D1


def classify(percentile: np.ndarray) -> np.ndarray:
    """Class codes (uint8, same shape): 0 none, 1 D0 ... 5 D4, 255 where the percentile (0..100) is NaN."""
    codes = np.zeros(np.shape(percentile), np.uint8)
    for limit in THRESHOLDS:
        codes += np.asarray(percentile) <= limit
    codes[np.isnan(percentile)] = NODATA
    return codes


def class_name(code: int) -> str:
    """`none`, `D0` ... `D4`, '' for no data."""
    return "none" if code == NONE else NAMES[code - 1] if code <= len(NAMES) else ""


def severity_index(shares: Sequence[float]) -> float:
    """Drought Severity and Coverage Index, 0 (none) to 500 (all in D4).

    shares: of area in none, D0 ... D4, adding up to 1. Akyuz 2017, National Drought Mitigation Center: the sum of the
    percentages of area in D0 or worse, D1 or worse ... D4.
    """
    return float(sum(100.0 * share * code for code, share in enumerate(shares)))


def prevailing_class(shares: Sequence[float]) -> int:
    """Code of the worst class that at least half of the area is in, or in a worse one."""
    at_least = 0.0
    for code in range(len(CLASSES), 0, -1):
        at_least += shares[code]
        if at_least >= 0.5:
            return code
    return NONE
