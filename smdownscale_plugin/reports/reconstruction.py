"""The report of a reconstruction: how held-out values of each target came back, and against what."""
from typing import Sequence

from . import plots
from .html import Report

_HEAD = ("Estimate", "R", "R2", "RMSE", "MAE", "Bias", "Held-out values")


def write_reconstruction_report(path: str, reconstructions: Sequence, predictors: Sequence[str]) -> str:
    """Write the report of reconstructions (see predictors.reconstruction); OutputError when it can't be written."""
    report = Report("Reconstruction report", subtitle=", ".join(r.target.name for r in reconstructions))
    report.summary(*(_sentence(r) for r in reconstructions),
                   measured_against="values of the target itself that were hidden; where the target errs, so does this")
    for fitted in reconstructions:
        _target(report, fitted)
    report.section("Predictors").items(list(predictors))
    report.write(path)
    return path


def _sentence(fitted):
    validation, best = fitted.validation, fitted.validation.best
    return (f"{fitted.target.name} comes back with R2 {best['r2']:.2f}, RMSE {best['rmse']:.3g} and MAE "
            f"{best['mae']:.3g} by {validation.used}; skill against interpolating it alone: {validation.skill:.2f}.")


def _target(report, fitted):
    validation = fitted.validation
    report.section(fitted.target.name, f"{fitted.chosen.label}, trained on {fitted.samples} values. Held out: "
                   f"{validation.held_out}.")
    rows = [(kind.capitalize(), f["r"], f["r2"], *((f[name], f"{f[name]:.4g}") for name in ("rmse", "mae")),
             (f["bias"], f"{f['bias']:+.3g}"), int(f["n"]))
            for kind, f in validation.figures.items()]
    report.table(_HEAD, rows, strong=[list(validation.figures).index(validation.used)],
                 caption="R2 is the square of R. The residual is what the regression leaves over beside known values, "
                 "kriged; bold is used.")
    report.table(("Method", "RMSE on held-out blocks"),
                 [(label, (error, f"{error:.4g}")) for label, error in fitted.tried.items()],
                 strong=[list(fitted.tried).index(fitted.chosen.label)])
    errors = [f["rmse"] for f in validation.figures.values()]
    report.figure(plots.bars(list(validation.figures), {"RMSE": errors}, "RMSE"), "Error of held-out values.")
