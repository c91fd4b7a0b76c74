"""One metric, one entry: name, unit, formulas, intervals, which values are better, and where it is shown.

Tables, layers, rasters and reports of both validations follow from `METRICS`; nothing else lists metrics. To add one,
write its formula (in `pairs`, or a file of its own) and add a `Metric`; docs/developing.md has an example.
"""
from typing import Any, Callable, Dict, FrozenSet, List, Optional

import numpy as np

from ..errors import certain
from . import error_intervals, intervals, moments, pairs, within_cell
from .anomalies import anomaly_r
from .cdf_matching import cdf_matched_rmse
from .metric import (
    BILINEAR,
    BOXES,
    CELL,
    COARSE,
    DATES,
    IN_TIME,
    MATCHED,
    OVER,
    REPORT,
    STATIONS,
    TIMES,
    UNIT,
    WHOLE,
    Given,
    Metric,
)
from .moments import MetricSums, Moments


def _pairs(formula: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """A formula of estimate and truth."""
    return lambda given: formula(given.estimate, given.truth)


def _sums(formula: Callable[[Moments], Any]) -> Callable[[Any], Any]:
    """A formula of the estimate's moments."""
    return lambda sums: formula(sums.estimate)


def _needs(*names: str) -> FrozenSet[str]:
    return frozenset(names)


def _shown(*places: str) -> FrozenSet[str]:
    return frozenset(places)


_ENTRIES = (
    Metric("n", "N", "", None, None, "Number of pairs that the metrics are computed from.", _pairs(pairs.count),
           lambda sums: sums.estimate.n, shown=_shown(REPORT, DATES, STATIONS), whole_number=True),
    Metric("r", "R", "", 1.0, True, "Pearson's correlation: do they rise and fall together?", _pairs(pairs.pearson),
           _sums(moments.r), interval=intervals.pearson_interval, drawn=True,
           shown=_shown(REPORT, DATES, STATIONS, BOXES, OVER, IN_TIME)),
    Metric("spearman", "Spearman", "", 1.0, True, "Correlation of the ranks: is the order right?",
           _pairs(pairs.spearman)),
    Metric("anomaly_r", "Anomaly R", "", 1.0, True,
           "Correlation of differences from a 35-day moving average: are the short-term ups and downs right?",
           lambda given: anomaly_r(given.estimate, given.truth, certain(given.times)), needs=_needs(WHOLE, TIMES),
           shown=_shown(STATIONS, BOXES, OVER)),
    Metric("rmse", "RMSE", UNIT, 0.0, False, "Root mean square error, all errors included.", _pairs(pairs.rmse),
           _sums(moments.rmse), interval=error_intervals.rmse_interval, drawn=True,
           shown=_shown(REPORT, DATES, STATIONS, OVER, IN_TIME)),
    Metric("ubrmse", "ubRMSE", UNIT, 0.0, False, "RMSE after taking off the mean difference.", _pairs(pairs.ubrmse),
           _sums(moments.ubrmse), interval=error_intervals.ubrmse_interval, drawn=True,
           shown=_shown(REPORT, DATES, STATIONS, BOXES, OVER, IN_TIME)),
    Metric("bias", "Bias", UNIT, 0.0, None, "Mean difference: above 0 the estimate is too wet.", _pairs(pairs.bias),
           _sums(moments.bias), interval=error_intervals.bias_interval, drawn=True,
           shown=_shown(REPORT, DATES, STATIONS, OVER, IN_TIME)),
    Metric("mae", "MAE", UNIT, 0.0, False, "Mean absolute error.", _pairs(pairs.mae), _sums(moments.mae)),
    Metric("mre", "MRE", "", 0.0, False, "Mean error relative to the reference value, as a fraction.",
           _pairs(pairs.mre), _sums(moments.mre)),
    Metric("slope", "Slope", "", 1.0, None, "Slope of the line fitted to estimate against reference; below 1: too "
           "flat.", _pairs(pairs.slope), _sums(moments.slope)),
    Metric("r2_variance_explained", "R² (1 − SSE/SST)", "", 1.0, True,
           "Share of the reference's variance that is explained; bias and gain count.",
           _pairs(pairs.r2_variance_explained), _sums(moments.r2_variance_explained)),
    Metric("r2_correlation", "R² (r squared)", "", 1.0, True, "Correlation squared; bias and gain don't count.",
           _pairs(pairs.r2_correlation), _sums(moments.r2_correlation)),
    Metric("skill", "Skill", "", 1.0, True,
           "1 − MSE / MSE of bilinear interpolation of the coarse product; below 0 downscaling did harm.",
           lambda given: pairs.skill(given.estimate, given.truth, certain(given.bilinear)), moments.skill,
           needs=_needs(BILINEAR), drawn=True, shown=_shown(REPORT, DATES, STATIONS)),
    Metric("gdown", "GDOWN", "", 1.0, True,
           "Mean gain in slope, correlation and bias over the coarse value (Merlin 2015), −1 to 1; above 0 it helped.",
           lambda given: pairs.gdown(given.estimate, given.truth, certain(given.coarse)), moments.gdown,
           needs=_needs(COARSE)),
    Metric("cdf_rmse", "RMSE, CDF-matched", UNIT, 0.0, False,
           "RMSE after the estimate was matched to the reference's distribution: bias and gain don't count.",
           _pairs(cdf_matched_rmse), needs=_needs(WHOLE), shown=_shown(MATCHED)),
    Metric("within_cell_r", "Within-cell R", "", 1.0, True, "Correlation of differences from the coarse-cell mean: "
           "is the moisture in the right place inside a cell?",
           lambda given: within_cell.within_cell_r(given.estimate, given.truth, certain(given.cell)),
           moments.within_cell_r, needs=_needs(CELL), shown=_shown(REPORT, DATES)),
    Metric("within_cell_skill", "Within-cell skill", "", 1.0, True,
           "Skill of the differences from the coarse-cell mean.",
           lambda given: within_cell.within_cell_skill(given.estimate, given.truth, certain(given.bilinear),
                                                       certain(given.cell)),
           moments.within_cell_skill, needs=_needs(CELL, BILINEAR)),
    Metric("sd_ratio", "SD ratio", "", 1.0, None,
           "Spread inside coarse cells over that of the reference; below 1 too smooth, above 1 too rough.",
           lambda given: within_cell.sd_ratio(given.estimate, given.truth, certain(given.cell)), moments.sd_ratio,
           needs=_needs(CELL)),
)
METRICS: Dict[str, Metric] = {metric.name: metric for metric in _ENTRIES}


def shown(*places: str) -> List[str]:
    """Names of the metrics that are shown in any of the places, in the table's order."""
    return [name for name, metric in METRICS.items() if metric.shown & set(places)]


def at_points() -> List[str]:
    """Names of the metrics that points can have: those that need no pixels inside a coarse cell."""
    return [name for name, metric in METRICS.items() if CELL not in metric.needs]


def interval_ends() -> List[str]:
    """Columns of intervals, such as r_low and r_high, of the metrics that have one in a series."""
    return [f"{name}_{end}" for name, metric in METRICS.items() if metric.interval for end in ("low", "high")]


def metrics_of(given: Given) -> Dict[str, float]:
    """All metrics whose needs are met, by name."""
    return {name: metric.of(given) for name, metric in METRICS.items() if metric.needs <= given.has}


def metrics_of_sums(sums: MetricSums) -> Dict[str, float]:
    """All metrics that follow from sums and whose needs are met, by name."""
    has = {name for name, value in ((BILINEAR, sums.bilinear), (COARSE, sums.coarse), (CELL, sums.pattern)) if value}
    return {name: metric.of_sums(sums) for name, metric in METRICS.items() if metric.of_sums and metric.needs <= has}


def metrics_of_sample(given: Given) -> Dict[str, float]:
    """Metrics that don't follow from sums, of a sample of the pairs."""
    return {name: metric.of(given) for name, metric in METRICS.items()
            if not metric.of_sums and metric.needs <= given.has}


def series_intervals(estimate: np.ndarray, truth: np.ndarray, times: np.ndarray) -> Dict[str, float]:
    """{"r_low": ..., "r_high": ...} of every metric that has an interval in a series; times: (n,) rising."""
    out = {}
    for name, metric in METRICS.items():
        if metric.interval:
            out[f"{name}_low"], out[f"{name}_high"] = metric.interval(estimate, truth, times)
    return out


def pair_metrics(estimate: np.ndarray, truth: np.ndarray, *, bilinear: Optional[np.ndarray] = None,
                 coarse: Optional[np.ndarray] = None, cell: Optional[np.ndarray] = None,
                 times: Optional[np.ndarray] = None, whole: bool = False) -> Dict[str, float]:
    """All metrics of arrays of pairs that fit into memory, by name.

    estimate, truth: one shape, m3/m3; bilinear, coarse: baselines of that shape, for skill and GDOWN; cell: number of
    the coarse cell per pair, for the within-cell metrics; times: days; whole: whether the pairs are a whole series.
    Only pairs complete in all that is given count.
    """
    given = {BILINEAR: bilinear, COARSE: coarse, CELL: cell, TIMES: times}
    beside = {name: values for name, values in given.items() if values is not None}
    e, t, *rest = pairs.complete(estimate, truth, *beside.values())
    return metrics_of(Given(e, t, **dict(zip(beside, rest)), whole=whole))
