"""The report of a reconstruction: how well held-out values of each target were recovered, and against what."""
from dataclasses import dataclass
from typing import Mapping, Optional, Sequence, Tuple

import numpy as np

from ..predictors.reconstruction import Reconstruction
from ..rasters.reading import describe
from . import plots
from .html import Report
from .predictor_words import spelled_out
from .thumbnails import band_thumbnail
from .verdicts import CLEAR, SOME, formatted, percent

_HEAD = ("Estimate", "R", "R²", "RMSE", "MAE", "Bias", "Held-out values")
_MOST_DATES = 4


@dataclass(frozen=True)
class Outcome:
    """A fitted reconstruction, and how many of the `pixels` of all stacks it made and how many stay empty."""

    fitted: Reconstruction
    made: int
    empty: int
    pixels: int


@dataclass(frozen=True)
class MapPair:
    """A date: its label, (path, band) of the target's raster (None: nothing at that date), and the finished stack."""

    date: str
    before: Optional[Tuple[str, int]]
    after: str


def write_reconstruction_report(path: str, outcomes: Sequence[Outcome], predictors: Sequence[str],
                                maps: Mapping[str, Sequence[MapPair]]) -> str:
    """Write the report; maps: by target, a pair for every date. OutputError when it can't be written."""
    names = ", ".join(o.fitted.target.name for o in outcomes)
    report = Report("Reconstruction report", subtitle=names)
    report.opening(" ".join(_made(o, predictors) for o in outcomes),
                   " ".join(_trust(o.fitted) for o in outcomes), _next_step(outcomes),
                   measured_against="hidden values of the target itself, whose own errors are not seen here.")
    report.note(plots.missing())
    report.section("Map")
    for outcome in outcomes:
        _maps(report, outcome.fitted.target, maps[outcome.fitted.target.name])
    for outcome in outcomes:
        _target(report, outcome.fitted)
    report.section("Predictors").items([spelled_out(name) for name in predictors])
    report.write(path)
    return path


def _made(outcome, predictors):
    name, empty = outcome.fitted.target.name, outcome.empty
    text = (f"{spelled_out(name)} was completed on the fine grid by regression on {len(predictors)} other predictors: "
            f"{percent(outcome.made / outcome.pixels, 1)} of its pixels are reconstructed.")
    return text + (f" {percent(empty / outcome.pixels, 1)} stay empty, because another predictor has no value there."
                   if empty else "")


def _trust(fitted):
    validation, best = fitted.validation, fitted.validation.best
    if validation.skill >= CLEAR:
        verdict = "clearly better than interpolating it alone"
    elif validation.skill >= SOME:
        verdict = "somewhat better than interpolating it alone"
    else:
        verdict = "no better than interpolating it alone"
    return (f"Hidden values of {fitted.target.name} were recovered with a correlation of {formatted(best['r'], 2)} and "
            f"a typical error of {best['rmse']:.3g}{_unit(fitted.target)} ({validation.used}): {verdict} ("
            f"{_gain(validation.skill)}).")


def _unit(target):
    return f" {target.unit}" if target.unit and target.unit != "1" else ""


def _gain(skill):
    """Skill against interpolation in words, as reports mean another skill by the word."""
    if not np.isfinite(skill):
        return "its error could not be compared"
    return f"{percent(abs(skill))} {'less' if skill >= 0 else 'more'} squared error"


def _next_step(outcomes):
    weak = [o.fitted.target.name for o in outcomes if not o.fitted.validation.skill >= SOME]
    use = "Train a model on the new stacks. Compare Models shows what the reconstructed predictor is worth."
    return use if not weak else (f"{', '.join(weak)}: the other predictors say little about it; use it with care, or "
                                 "add predictors that follow it. " + use)


def _maps(report, target, pairs):
    """The target before and after, on a few dates."""
    chosen = np.unique(np.linspace(0, len(pairs) - 1, min(len(pairs), _MOST_DATES)).round().astype(int))
    shown = [pairs[k] for k in chosen]
    after = [band_thumbnail(pair.after, _band(pair.after, target.name)) for pair in shown]
    before = [band_thumbnail(*pair.before, like=pair.after, resampling="near") if pair.before else None
              for pair in shown]
    known = np.concatenate([layer[np.isfinite(layer)] for layer in [*after, *before] if layer is not None])
    if not known.size:
        return
    low, high = np.quantile(known, [0.02, 0.98])
    scale = (float(low), float(max(high, low + 1e-9)), f"{target.name} ({target.unit})" if target.unit else target.name)
    report.figure(plots.maps([("Given", before), ("Reconstructed", after)], [pair.date for pair in shown],
                             [scale] * len(shown)),
                  f"{target.name} as given above, complete below"
                  + (f"; {len(shown)} of {len(pairs)} dates" if len(shown) < len(pairs) else "") + ". Grey: no value.",
                  wide=len(shown) > 2)


def _band(path, name):
    return next(band.index for band in describe(path).bands if band.name == name)


def _target(report, fitted):
    validation = fitted.validation
    report.section(f"How well {fitted.target.name} was recovered", f"{fitted.chosen.label}, trained on "
                   f"{fitted.samples:,} values. Held out: {validation.held_out}.")
    rows = [(kind.capitalize(), f["r"], f["r2"], (f["rmse"], f"{f['rmse']:.4g}"),
             (f["mae"], f"{f['mae']:.4g}"), (f["bias"], f"{f['bias']:+.3g}".replace("-", "−")), int(f["n"]))
            for kind, f in validation.figures.items()]
    report.table(_HEAD, rows, strong=[list(validation.figures).index(validation.used)],
                 caption="The residual is what the regression leaves unexplained at known values, kriged in between. "
                         "In bold what is used.")
    report.table(("Method", "RMSE on held-out blocks"),
                 [(label, (error, f"{error:.4g}")) for label, error in fitted.tried.items()],
                 strong=[list(fitted.tried).index(fitted.chosen.label)])
    errors = [f["rmse"] for f in validation.figures.values()]
    report.figure(plots.bars(list(validation.figures), {"RMSE": errors}, "RMSE"), "Error of held-out values.")
