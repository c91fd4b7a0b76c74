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
