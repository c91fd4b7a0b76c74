"""The explanation of a model as a table and as a report: what each predictor contributes, and in which direction."""
from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

import numpy as np

from ..metrics.table import METRICS
from ..regression.model import Model
from ..samples.coarse_cells import CoarseCells
from ..samples.features import Feature
from ..samples.samples import Samples
from ..selection.coarse_product.association import ASSUMED, Association
from ..selection.dependence import Dependence
from ..selection.fold import buffer_km
from ..selection.folds import kind_of
from ..selection.importance import Importance
from . import explanation_plots, plots
from .html import Report
from .predictor_words import in_words, spelled_out
from .tables import NUMBER, TEXT, WHOLE
from .verdicts import formatted

_UNIT = "m³/m³"
_MAPS = 3      # predictors shown on maps
_COLUMNS = [("predictor", TEXT), ("unit", TEXT), ("kind", TEXT), ("rank", WHOLE), ("importance", NUMBER),
            ("importance_sd", NUMBER), ("importance_in_space", NUMBER), ("importance_in_space_sd", NUMBER),
            ("folds", WHOLE), ("effect", TEXT), ("effect_size", NUMBER), ("pearson", NUMBER), ("pearson_low", NUMBER),
            ("pearson_high", NUMBER), ("spearman", NUMBER),
            ("of_class", WHOLE), ("n", WHOLE), ("effective_n", NUMBER), ("p_value", NUMBER),
            ("selected", WHOLE), ("p_value_independent", NUMBER), ("pearson_within_dates", NUMBER),
            ("effective_n_within_dates", NUMBER), ("p_value_within_dates", NUMBER)]


@dataclass(frozen=True)
class Explanation:
    """All that was found, by predictor; cells: where the samples are. A predictor that is constant in these inputs has
    neither importance nor correlation. validation: what was held out; level: p below which a correlation is
    significant."""

    model: Model
    samples: Samples
    cells: CoarseCells
    importance: Dict[str, Importance]
    dependence: Dict[str, Dependence]
    associations: Dict[str, Association]
    validation: str
    level: float

    @property
    def ranked(self) -> List[str]:
        """Predictors by importance, the largest first; those without one are left out."""
        return sorted(self.importance, key=lambda name: -self.importance[name].overall.mean())

    @property
    def features(self) -> List[Feature]:
        """All predictors of the model, the ranked ones first."""
        known = {f.name: f for f in self.model.features.features}
        return [known[n] for n in [*self.ranked, *(n for n in known if n not in self.importance)]]

    @property
    def selected(self) -> List[str]:
        """Predictors whose correlation is significant, in the order of the model."""
        return [n for n in self.model.features.names if n in self.associations
                and self.associations[n].selected(self.level)]


def explanation_rows(explanation: Explanation) -> Tuple[List[Tuple[str, str]], List[List[Any]]]:
    """(columns, rows) of the table: a row a predictor, the most important first; importance and effect in m3/m3."""
    return _COLUMNS, [_row(explanation, k, feature) for k, feature in enumerate(explanation.features)]


def _row(explanation, k, feature):
    name = feature.name
    dependence = explanation.dependence[name]
    about = [name, feature.unit, "continuous" if feature.classes is None else "categorical"]
    effect = [dependence.direction(name), dependence.size]
    if name not in explanation.importance:
        return [*about, None, None, None, None, None, None, *effect, *[None] * 13]
    rise, found = explanation.importance[name], explanation.associations[name]
    return [*about, k + 1, rise.overall.mean(), rise.overall.std(), rise.in_space.mean(), rise.in_space.std(),
            len(rise.overall), *effect, found.pearson, *found.interval, found.spearman, found.of, found.n,
            found.effective_n, found.p_value, int(found.selected(explanation.level)), found.p_independent,
            *(found.within or [None] * 3)]


def write_explanation_report(path: str, explanation: Explanation) -> str:
    """Write the report as one HTML file; OutputError when it can't be written."""
    model = explanation.model
    report = Report("Explanation of a model", subtitle=f"{model.about.get('method_label', 'Trained')} model of soil "
                    "moisture" + (f" from {model.product}" if model.product else ""))
    _opening(report, explanation)
    _map(report, explanation)
    _importance(report, explanation)
    _dependence(report, explanation)
    _correlation(report, explanation)
    _inputs(report, explanation)
    report.write(path)
    return path


def _opening(report, explanation):
    first = explanation.ranked[:3]
    words = "; ".join(f"{spelled_out(name)}: {explanation.dependence[name].direction(name)}" for name in first)
    idle = [n for n in explanation.ranked if not _matters(explanation.importance[n].overall)]
    made = (f"How a model of soil moisture uses its {len(explanation.features)} predictors. The most important: "
            f"{words}. {_in_space(explanation)}")
    trust = "This shows what goes together, not what causes what." + (
        f" Shuffling these costs nothing on held-out cells: {', '.join(idle)}." if idle else "")
    next_step = ("Check that the directions make sense for your land. To drop predictors, compare models with and "
                 "without them (Compare Models).")
    report.opening(made, trust, next_step, measured_against="the coarse product: importance on cells held out from "
                   "training, correlation on all cells.")


def _map(report, explanation):
    """Soil moisture beside the predictors that are used most, on the coarse grid."""
    samples, columns = explanation.samples, explanation.samples.features.columns
    shown = [name for name in explanation.ranked if name in columns][:_MAPS]
    values = [samples.y, *(samples.x[:, columns.index(name)] for name in shown)]
    layers = [explanation.cells.maps(of_rows) for of_rows in values]
    known = np.isfinite(layers[0]).any(0)
    rows, cells = (np.flatnonzero(known.any(axis)) for axis in (1, 0))
    part = slice(rows[0], rows[-1] + 1), slice(cells[0], cells[-1] + 1)
    count = np.maximum(np.isfinite(layers[0]).sum(0), 1)
    means = [np.where(known, np.nansum(layer, 0) / count, np.nan)[part] for layer in layers]
    units = {f.name: f" ({f.unit})" if f.unit and f.unit != "1" else "" for f in samples.features.features}
    scales = ["soil_moisture", *((float(np.nanmin(m)), float(max(np.nanmax(m), np.nanmin(m) + 1e-9)),
                                  name + units.get(name, "")) for m, name in zip(means[1:], shown))]
    report.section("Map").figure(
        plots.maps([("", means)], ("Soil moisture", *shown), scales),
        "The coarse product and the predictors that the model uses most, as means of coarse cells over the dates: does "
        "one look like the other, or like its opposite?", wide=len(means) > 2)


def _selection(explanation):
    """Which predictors correlate significantly, and what it means that an important one may not be among them."""
    selected, level = explanation.selected, explanation.level
    text = (f"{len(selected)} of {len(explanation.associations)} predictors correlate significantly with soil moisture "
            f"(p < {level:g}), {_over(explanation)}" + (f": {', '.join(selected)}." if selected else "."))
    missing = [n for n in explanation.ranked[:3] if n not in selected]
    if missing:
        text += (f" Not among them, although the model uses it much: {', '.join(missing)}. A model combines "
                 "predictors, such as temperature with the season; a correlation looks at each one alone, and counts "
                 "cells near each other as partly the same.")
    return text


def _over(explanation):
    return "over all dates or within them" if len(explanation.samples.dates) > 1 else "on the one date"


def _in_space(explanation):
    """Which predictors carry the pattern of a date; '' where there is one date, for which all is pattern."""
    if len(explanation.samples.dates) < 2:
        return ""
    ranked = sorted(explanation.importance, key=lambda n: -explanation.importance[n].in_space.mean())
    return f"Most of the pattern within a date, which makes up a fine map, comes from {', '.join(ranked[:3])}."


def _matters(rise):
    """Whether shuffling costs something in most folds: the mean is above 0 by more than its standard error."""
    return rise.mean() > rise.std(ddof=1) / np.sqrt(len(rise)) if len(rise) > 1 else rise.mean() > 0


def _importance(report, explanation):
    report.section("Importance", "By how much the error on held-out cells grows when a predictor is shuffled among "
                   "them. " + _held_out(explanation) + " The model was refitted for each part, by its own recipe "
                                                       "(method, settings and noise of the model file).")
    several = len(explanation.samples.dates) > 1
    names = explanation.ranked
    rises = {"Shuffled over all held-out cells": [explanation.importance[n].overall for n in names]}
    if several:
        rises["Shuffled within each date"] = [explanation.importance[n].in_space for n in names]
    report.note(plots.missing())
    report.figure(plots.bars(names, {label: [r.mean() for r in rise] for label, rise in rises.items()},
                             f"Rise of RMSE ({_UNIT})",
                             {label: ([r.mean() - r.std() for r in rise], [r.mean() + r.std() for r in rise])
                              for label, rise in rises.items()}),
                  "Mean over held-out parts, and their standard deviation." + (" Shuffled within each date, only the "
                  "pattern in space is lost: that is what the fine map is made of." if several else ""))
    rows = [(n, in_words(n), _small(explanation.importance[n].overall.mean()),
             _small(explanation.importance[n].overall.std()),
             *([_small(explanation.importance[n].in_space.mean())] if several else []),
             explanation.dependence[n].direction(n), _small(explanation.dependence[n].size)) for n in names]
    report.table(("Predictor", "What it is", f"Rise of RMSE ({_UNIT})", "Spread over parts",
                  *([f"Rise within dates ({_UNIT})"] if several else []), "Effect in the model",
                  f"Size of the effect ({_UNIT})"),
                 rows, hints={f"Size of the effect ({_UNIT})": "Largest less smallest mean prediction over the "
                              "training range"})
    report.note("Predictors that carry the same information share their importance: each alone looks dispensable, "
                "because the other replaces it. Compare Models with and without them to see what they are worth "
                "together.")


def _held_out(explanation):
    return kind_of(explanation.validation).sentence(buffer_km(explanation.samples))


def _dependence(report, explanation):
    samples = explanation.samples
    columns = {c: k for k, c in enumerate(samples.features.columns)}
    panels = []
    for feature in explanation.features:
        curve, shaded = explanation.dependence[feature.name], None
        if len(samples.pixels) and not curve.categorical and feature.name in columns:
            shaded = tuple(np.quantile(samples.pixels[:, columns[feature.name]], [0.05, 0.95]))
        title = f"{feature.name} ({feature.unit})" if feature.unit not in ("", "1") else feature.name
        panels.append((title, curve.values, curve.predicted, curve.categorical, shaded))
    report.section("Partial dependence", "The mean prediction of the model file's own fit when one predictor is set to "
                   "a value everywhere and the others stay as they are, over the range that training saw.")
    report.figure(explanation_plots.dependence_panels(panels, f"Mean prediction ({_UNIT})"),
                  "The most important predictor first. Shaded: where nine tenths of the fine pixels lie.",
                  wide=len(panels) > 2)
    report.note("Setting one predictor alone makes combinations that don't occur where predictors go together; the "
                "ends of the curves then say little.")


def _correlation(report, explanation):
    found, names = explanation.associations, list(explanation.associations)
    names.sort(key=lambda n: -abs(np.nan_to_num(found[n].pearson)))
    labels = [n if found[n].of is None else f"{n} = {found[n].of}" for n in names]
    report.section("Correlation with soil moisture", "Each predictor by itself, as means of coarse cells. Cells near "
                   "each other in space and time are alike, so they count for fewer independent pairs.")
    report.text(_selection(explanation))
    report.figure(explanation_plots.correlations(labels, [found[n].pearson for n in names],
                                                 [found[n].interval for n in names],
                                                 [found[n].selected(explanation.level) for n in names]),
                  f"Correlation of all values with its 90 % interval; filled: significant at p < "
                  f"{explanation.level:g}, {_over(explanation)}.")
    rows = [(label, found[n].pearson, found[n].spearman, found[n].n,
             (found[n].effective_n, f"{found[n].effective_n:,.0f}"),
             _p(found[n].p_value), _p(found[n].p_independent), *_within(found[n]),
             "yes" if found[n].selected(explanation.level) else "no")
            for n, label in zip(names, labels)]
    within = ("Pearson within dates", "Independent pairs within dates", "p within dates")
    report.table(("Predictor", "Pearson", "Spearman", "Cells", "Independent pairs", "p",
                  "p if all cells were independent", *(within if len(explanation.samples.dates) > 1 else ()),
                  f"Selected (p < {explanation.level:g})"), rows,
                 hints={"Pearson": METRICS["r"].text, "Spearman": METRICS["spearman"].text})
    report.text("Independent pairs after Clifford, Richardson and Hémon (1989); p by Fisher's transformation, "
                f"two-sided. The method assumes {ASSUMED}. A trend or a strong seasonal cycle violates the first "
                "assumption; p is then unreliable. Of a categorical predictor, the class that correlates most is "
                "shown, with its p multiplied by the number of classes. Within dates: correlation of departures from "
                "each date's mean. Where both are tested, a predictor is selected if either p is below half the level "
                "(Bonferroni).",
                "Selection by correlation, as published for a deep belief network on SMAP and Landsat, looks at each "
                "predictor alone: it keeps predictors that repeat one another, and drops those that help only in "
                "combination.")


def _within(one):
    """Cells of the table on the correlation within dates; none where there is one date."""
    if one.within is None:
        return ()
    return one.within.r, (one.within.effective_n, f"{one.within.effective_n:,.0f}"), _p(one.within.p_value)


def _inputs(report, explanation):
    samples, model = explanation.samples, explanation.model
    constant = [n for n in model.features.names if n not in explanation.importance]
    report.section("Inputs").facts([
        ("Method", model.about.get("method_label", model.about.get("method", ""))),
        ("Trained on", f"{_text_of(model.about.get('samples'))} values of coarse cells"),
        ("Explained with", f"{len(samples):,} values of coarse cells"),
        ("Dates", len(samples.dates)), ("Footprint", f"{model.footprint_km:g} km" if model.footprint_km
                                             else "mean of the cell"),
        ("Constant here, so not judged", ", ".join(constant) or "none"),
    ])


def _text_of(count):
    return "unknown" if count is None else f"{count:,}"


def _small(value):
    return value, formatted(value, 4)


def _p(value):
    if not np.isfinite(value):
        return None
    return value, f"{value:.3f}" if value >= 0.001 else f"{value:.0e}" if value > 1e-15 else "< 1e-15"
