"""Which rows of a table of observations are wanted: by the depth of the sensor and by the flag of the reading."""
from typing import List, Optional, Tuple

import numpy as np

from .selection import Selection


def unwanted_rows(depth_from: Optional[np.ndarray], depth_to: Optional[np.ndarray], flag: Optional[np.ndarray],
                  selection: Selection) -> List[Tuple[str, np.ndarray]]:
    """[(what is said of them, (n,) boolean)] of rows that aren't wanted.

    depth_from, depth_to: (n,) metres, flag: (n,) texts, None without such a column; rows of unknown depth and without a
    flag are wanted.
    """
    out = []
    top, bottom = (depth_to if depth_from is None else depth_from), (depth_from if depth_to is None else depth_to)
    if top is not None and bottom is not None:
        outside = np.logical_or(top < selection.depth_from - 1e-6, bottom > selection.depth_to + 1e-6)
        depths = f"{selection.depth_from:g} to {selection.depth_to:g} m"
        out.append((f"rows are of sensors outside {depths}", outside))
    if flag is not None and selection.flags is not None:
        good = np.array(sorted({"", "nan", *selection.flags}))
        out.append((f"rows have another flag than {', '.join(sorted(selection.flags))}",
                    ~np.isin(np.char.strip(flag.astype(str)), good)))
    return out


def spread_over_stations(station: np.ndarray, day: np.ndarray, most: int) -> np.ndarray:
    """(n,) boolean: at most `most` rows, or one a station where there are more stations. Stations with few rows keep
    all of them; those with more keep equally many, evenly spaced in time.

    station: (n,) names or numbers; day: (n,) numbers that rise with time.
    """
    if len(station) <= most:
        return np.ones(len(station), bool)
    _, number, count = np.unique(station, return_inverse=True, return_counts=True)
    number = number.ravel()
    order = np.lexsort((day, number))
    rank = np.empty(len(station), int)
    rank[order] = np.arange(len(station)) - np.repeat(np.cumsum(count) - count, count)
    few, many = 1, int(count.max())            # most rows of a station: the largest number that stays within `most`
    while few < many:
        middle = (few + many + 1) // 2
        few, many = (middle, many) if np.minimum(count, middle).sum() <= most else (few, middle - 1)
    kept = np.minimum(count, few)[number]
    return (rank + 1) * kept // count[number] > rank * kept // count[number]
