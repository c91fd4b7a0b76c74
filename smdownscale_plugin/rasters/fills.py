"""Fill values that nobody declared, looked for among values that are read anyway."""
from typing import Optional

import numpy as np

from .reading import BandInfo, fill_like, undeclared_sentence


class FillSearch:
    """Judges one band when all of its windows were added: a value that is far off in one window may belong to the data.

    The rule is that of `undeclared_fill`: a common fill value at an end of the values, further from the others than
    they are from each other. The two lowest and the two highest values that differ are enough for it.
    """

    def __init__(self):
        self._lowest, self._highest = (), ()        # at most two each, the outermost first

    def add(self, values: np.ndarray) -> None:
        """values: of any shape, NaN where there is none."""
        self._lowest = _outermost(self._lowest, values, 1.0)
        self._highest = _outermost(self._highest, values, -1.0)

    def found(self, band: BandInfo, path: str) -> Optional[str]:
        """One sentence when a fill value was among the values, in words of what is stored; else None."""
        for outermost, other_end in ((self._lowest, self._highest), (self._highest, self._lowest)):
            fill = fill_like(outermost[0], band) if outermost else None
            if fill is not None and (len(outermost) == 1 or abs(outermost[1] - outermost[0])
                                     > abs(other_end[0] - outermost[1])):
                return undeclared_sentence(path, band.index, fill)
        return None


def _outermost(known, values, sign):
    """The two outermost values that differ, of those known and the new ones; sign: 1 for the lowest, -1 the highest."""
    reduce, beyond = (np.fmin.reduce, np.inf) if sign > 0 else (np.fmax.reduce, -np.inf)
    first = float(reduce(values, axis=None)) if values.size else np.nan
    if np.isnan(first) or (len(known) == 2 and sign * first >= sign * known[1]):
        return known
    second = float(reduce(np.where(values != first, values, beyond), axis=None))
    found = {*known, first, second} - {beyond}
    return tuple(sorted(found, key=lambda value: sign * value)[:2])
