"""How much of a model's detail serves a map best, from finished maps one scale up.

With d what a model adds to a map and m what the map misses without it, the weight w that leaves the smallest squared
error of m - w d is <d m> / <d d>. It is estimated from some blocks of cells, so it is uncertain; of an estimate w with
standard error s, the weight with the smallest expected loss is that of James and Stein (1961), w (1 - s^2 / w^2), and
none where w is less than s.

Detail that was predicted from a share r of the rows errs more than that of a model of all rows. Of <d d>, <d m> is what
m follows; the rest is the model's own error, whose variance goes with 1 / rows: with all rows r of it would be left.
"""
from typing import Tuple

import numpy as np

_SQUARE, _ALONG, _ROWS = range(3)
_SURE = 1.645          # standard errors: better by chance in one case of twenty


def careful_weight(weight: float, error: float, blurred: bool = False) -> float:
    """The weight for maps, 0 to 1, from an estimate and its standard error.

    blurred: whether the product sees more than its cells. What its blur hides can only make the estimate smaller: then
    it is not nothing that an uncertain estimate is drawn to, but the detail as the model gives it.
    """
    if weight <= error:
        return 0.0
    if blurred:
        lacking = 1.0 - weight
        return float(np.clip(1.0 - (lacking - error ** 2 / lacking if lacking > error else 0.0), 0.0, 1.0))
    return float(np.clip(weight - error ** 2 / weight, 0.0, 1.0))


def best_weight(detail: np.ndarray, missing: np.ndarray, block: np.ndarray, blurred: bool = False,
                learnt: float = 1.0) -> Tuple[float, float]:
    """(weight, standard error) for all factors together, and see `weights_by_factor`.

    detail, missing: (factors, n), NaN where not assessed; block: (n,) number of the block of cells, which are drawn for
    errors (jackknife); blurred: whether the product sees more than its cells. Then what lies inside small blocks is
    hidden by the blur and what is seen of it is mostly error, the same in larger blocks: the weight is that of what
    large blocks have beyond small ones. learnt: share of the rows that the detail was predicted from.
    """
    sums = _sums(detail, missing, block)
    total = sums.sum(-1)
    found = _weight(total, blurred, learnt)
    left_out = [_weight(total - sums[:, :, k], blurred, learnt) for k in np.flatnonzero(sums[:, _ROWS].sum(0))]
    return found, _jackknife_error(left_out)


def with_all_rows(square: np.ndarray, along: np.ndarray, learnt: float) -> np.ndarray:
    """<d d> of a model of all rows, from <d d> and <d m> of one of a share of them; by row or summed."""
    return along + learnt * (square - along)


def weights_by_factor(detail: np.ndarray, missing: np.ndarray, block: np.ndarray,
                      learnt: float = 1.0) -> Tuple[np.ndarray, np.ndarray]:
    """(weights, standard errors), each (factors,), of every factor by itself."""
    found = [best_weight(d[None], m[None], block, learnt=learnt) for d, m in zip(detail, missing)]
    return tuple(np.array(found).T)


def surely_positive(weight: float, error: float) -> bool:
    """Whether a weight is above 0 by more than chance."""
    return weight > _SURE * error


def mean_weight(weights: np.ndarray, errors: np.ndarray) -> float:
    """Mean of the weights of some factors, those with small standard errors counting most."""
    trust = 1.0 / np.maximum(errors, 1e-3) ** 2
    if not trust.any():            # no standard error is known
        trust = np.ones_like(trust)
    return float((trust * weights).sum() / trust.sum())


def clearly_smaller(squares: np.ndarray, others: np.ndarray, block: np.ndarray) -> bool:
    """Whether squared errors (n,) are smaller on average than others by more than chance, drawing blocks of cells."""
    gain = others - squares
    used = np.isfinite(gain)
    sums = np.bincount(block[used], gain[used])
    rows = np.bincount(block[used])
    sums, rows = sums[rows > 0], rows[rows > 0]
    if not len(rows):
        return False
    mean = sums.sum() / rows.sum()
    drawn = max(len(rows), 2)
    error = np.sqrt(drawn / (drawn - 1) * ((sums - mean * rows) ** 2).sum()) / rows.sum()
    return bool(mean > _SURE * error)


def _sums(detail, missing, block):
    """(factors, 3, blocks): of d d, d m, and rows."""
    count = int(block.max(initial=0)) + 1
    out = np.zeros((len(detail), 3, count))
    for k, (d, m) in enumerate(zip(detail, missing)):
        used = np.isfinite(d) & np.isfinite(m)
        for place, weights in ((_SQUARE, d[used] ** 2), (_ALONG, d[used] * m[used]), (_ROWS, None)):
            out[k, place] = np.bincount(block[used], weights, count)
    return out


def _weight(total, blurred, learnt):
    total = total.copy()
    errs = total[:, _SQUARE] > total[:, _ALONG]
    total[errs, _SQUARE] = with_all_rows(total[errs, _SQUARE], total[errs, _ALONG], learnt)
    square, along = total[:, _SQUARE].sum(), total[:, _ALONG].sum()
    plain = along / square if square > 0 else 0.0
    rows = total[:, _ROWS]
    if not blurred or rows[0] <= 0 or rows[-1] <= 0:
        return plain
    (least, some), (most, more) = ((total[k, _SQUARE] / rows[k], total[k, _ALONG] / rows[k]) for k in (0, -1))
    return (more - some) / (most - least) if most > 1.2 * least else plain


def _jackknife_error(left_out):
    count = len(left_out)
    if count < 2:
        return np.inf
    return float(np.sqrt((count - 1) / count * ((np.array(left_out) - np.mean(left_out)) ** 2).sum()))
