"""What is known of each metric: label, unit, a line of explanation; and all metrics of an array of pairs at once."""
from dataclasses import dataclass
from typing import Dict, Optional

import numpy as np

from . import pairs, within_cell

UNIT = "m³/m³"


@dataclass(frozen=True)
class Metric:
    """One metric for tables and reports. best: the value of a perfect estimate (None: no such thing)."""

    name: str
    label: str
    unit: str
    best: Optional[float]
    text: str

    @property
    def heading(self):
        """Label with unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    def format(self, value):
        """The value as text: whole numbers with separators, others with three decimals, an undefined one as a dash."""
        if value is None or not np.isfinite(value):
            return "–"
        if self.name == "n":
            return f"{int(value):,}"
        return f"{round(value, 3) + 0.0:.3f}".replace("-", "−")


_ALL = (
    Metric("n", "N", "", None, "Number of pairs that the metrics are computed from."),
    Metric("r", "R", "", 1.0, "Pearson's correlation: do they rise and fall together?"),
    Metric("spearman", "Spearman", "", 1.0, "Correlation of the ranks: is the order right?"),
    Metric("anomaly_r", "Anomaly R", "", 1.0,
           "Correlation of differences from a 35-day moving average: are the short-term ups and downs right?"),
    Metric("rmse", "RMSE", UNIT, 0.0, "Root mean square error, all errors included."),
    Metric("ubrmse", "ubRMSE", UNIT, 0.0, "RMSE after taking off the mean difference."),
    Metric("bias", "Bias", UNIT, 0.0, "Mean difference: above 0 the estimate is too wet."),
    Metric("mae", "MAE", UNIT, 0.0, "Mean absolute error."),
    Metric("mre", "MRE", "", 0.0, "Mean error relative to the reference value, as a fraction."),
    Metric("slope", "Slope", "", 1.0, "Slope of the line fitted to estimate against reference; below 1: too flat."),
    Metric("r2_variance_explained", "R² (1 − SSE/SST)", "", 1.0,
           "Share of the reference's variance that is explained; bias and gain count."),
    Metric("r2_correlation", "R² (r squared)", "", 1.0, "Correlation squared; bias and gain don't count."),
    Metric("skill", "Skill", "", 1.0,
           "1 − MSE / MSE of bilinear interpolation of the coarse product; below 0 downscaling did harm."),
    Metric("gdown", "GDOWN", "", 1.0,
           "Mean gain in slope, correlation and bias over the coarse value (Merlin 2015), −1 to 1; above 0 it helped."),
    Metric("cdf_rmse", "RMSE, CDF-matched", UNIT, 0.0,
           "RMSE after the estimate was given the reference's distribution: bias and gain don't count."),
    Metric("within_cell_r", "Within-cell R", "", 1.0, "Correlation of differences from the coarse-cell mean: "
           "is the moisture in the right place inside a cell?"),
    Metric("within_cell_skill", "Within-cell skill", "", 1.0, "Skill of the differences from the coarse-cell mean."),
    Metric("sd_ratio", "SD ratio", "", 1.0,
           "Spread inside coarse cells over that of the reference; below 1 too smooth, above 1 too rough."),
)
METRICS: Dict[str, Metric] = {metric.name: metric for metric in _ALL}


def pair_metrics(estimate, truth, *, bilinear=None, coarse=None, cell=None) -> Dict[str, float]:
    """All metrics of arrays of pairs that fit into memory, by name.

    estimate, truth: one shape, m3/m3; bilinear, coarse: baselines of that shape, for skill and GDOWN; cell: number of
    the coarse cell per pair, for the within-cell metrics. Only pairs complete in all that is given count.
    """
    given = [estimate, truth] + [a for a in (bilinear, coarse, cell) if a is not None]
    e, t, *rest = pairs.complete(*given)
    rest = iter(rest)
    b, c, cells = (next(rest) if a is not None else None for a in (bilinear, coarse, cell))
    out = {"n": e.size, "r": pairs.pearson(e, t)}
    for name in ("spearman", "rmse", "ubrmse", "bias", "mae", "mre", "slope", "r2_variance_explained",
                 "r2_correlation"):
        out[name] = getattr(pairs, name)(e, t)
    if b is not None:
        out["skill"] = pairs.skill(e, t, b)
    if c is not None:
        out["gdown"] = pairs.gdown(e, t, c)
    if cells is not None:
        out["within_cell_r"] = within_cell.within_cell_r(e, t, cells)
        out["sd_ratio"] = within_cell.sd_ratio(e, t, cells)
        if b is not None:
            out["within_cell_skill"] = within_cell.within_cell_skill(e, t, b, cells)
    return out
