"""The report of a reconstruction: how held-out values of each target came back, and against what."""
from typing import Sequence

from . import plots
from .html import Report
from .predictor_words import spelled_out
from .verdicts import formatted

_HEAD = ("Estimate", "R", "R²", "RMSE", "MAE", "Bias", "Held-out values")


def write_reconstruction_report(path: str, reconstructions: Sequence, predictors: Sequence[str]) -> str:
    """Write the report of reconstructions (see predictors.reconstruction); OutputError when it can't be written."""
    names = ", ".join(r.target.name for r in reconstructions)
    report = Report("Reconstruction report", subtitle=names)
    report.opening(f"{names} made complete on the fine grid by regression on {len(predictors)} other predictors.",
                   " ".join(_sentence(r) for r in reconstructions),
                   "Use it as a predictor where the skill is well above 0; otherwise interpolating it alone does as "
                   "well. Compare Models shows what it is worth for soil moisture.",
                   measured_against="values of the target itself that were hidden; where the target errs, so does this")
    report.note(plots.missing())
    for fitted in reconstructions:
        _target(report, fitted)
    report.section("Predictors").items([spelled_out(name) for name in predictors])
    report.write(path)
    return path


def _sentence(fitted):
    validation, best = fitted.validation, fitted.validation.best
    return (f"Hidden values of {fitted.target.name} are estimated with R {formatted(best['r'], 2)}, R² "
            f"{formatted(best['r2'], 2)}, RMSE {best['rmse']:.3g} and MAE {best['mae']:.3g} (by "
            f"{validation.used}); skill against interpolating it alone: {formatted(validation.skill, 2)}.")


def _target(report, fitted):
    validation = fitted.validation
    report.section(fitted.target.name, f"{fitted.chosen.label}, trained on {fitted.samples:,} values. Held out: "
                   f"{validation.held_out}.")
    rows = [(kind.capitalize(), f["r"], f["r2"], (f["rmse"], f"{f['rmse']:.4g}"),
             (f["mae"], f"{f['mae']:.4g}"), (f["bias"], f"{f['bias']:+.3g}".replace("-", "−")), int(f["n"]))
            for kind, f in validation.figures.items()]
    report.table(_HEAD, rows, strong=[list(validation.figures).index(validation.used)],
                 caption="The residual is what the regression leaves over beside known values, kriged; in bold what is "
                 "used.")
    report.table(("Method", "RMSE on held-out blocks"),
                 [(label, (error, f"{error:.4g}")) for label, error in fitted.tried.items()],
                 strong=[list(fitted.tried).index(fitted.chosen.label)])
    errors = [f["rmse"] for f in validation.figures.values()]
    report.figure(plots.bars(list(validation.figures), {"RMSE": errors}, "RMSE"), "Error of held-out values.")
