"""The comparison of models as a table and as a report: what each method and each set of predictors is worth."""
from typing import Any, List, Sequence, Tuple

from ..errors import certain
from ..metrics.table import METRICS
from ..scaling.corrections import MADE
from ..selection.fold import buffer_km
from ..selection.folds import LEAVE_PERIOD_OUT, RANDOM, SPATIAL_BLOCKS, kind_of
from ..selection.variants import ModelComparison, Variant
from . import plots
from .held_out_map import held_out_map
from .html import Report
from .tables import NUMBER, TEXT, WHOLE
from .verdicts import formatted, skill_verdict

_UNIT = "m³/m³"
_ALWAYS = (SPATIAL_BLOCKS, LEAVE_PERIOD_OUT, RANDOM)      # kinds of validation with columns of their own
_BASELINES = {"nearest": "Nearest cell of the coarse product",
              "bilinear": "Bilinear interpolation of the coarse product"}
_DECIDES = f"RMSE with the noise of pixels ({_UNIT})"      # decides between methods
_CLEARLY = 0.02      # difference of skills that is worth a sentence
_AS_GOOD = "As good as the best of its set"
_MOST_BARS = 16


def comparison_rows(comparison: ModelComparison) -> Tuple[List[Tuple[str, str]], List[List[Any]]]:
    """(columns, rows) of the table: a row a variant, in the order of the comparison, then the two baselines.

    rmse_noisy: on held-out cells as noisy as pixels, which decides between methods; ties_in_set: not worse than the
    smallest of that within its set by more than one standard error over held-out parts; rmse_pattern: one scale up, as
    noisy as pixels, which decides between sets. Figures that the inputs don't allow are empty. fit_seconds is measured,
    so it alone differs from run to run.
    """
    columns = [("predictor_set", TEXT), ("predictors", TEXT), ("n_predictors", WHOLE), ("method", TEXT),
               ("label", TEXT), ("noise_augmentation", TEXT), ("chosen", WHOLE), ("ties_in_set", WHOLE),
               ("rmse_noisy", NUMBER), ("rmse_pattern", NUMBER),
               *((f"{what}_{short}", NUMBER) for short in _shorts(comparison) for what in ("r", "rmse", "bias")),
               *((f"skill_{kind}", NUMBER) for kind in MADE), ("rmse_one_scale_up", NUMBER), ("within_cell_r", NUMBER),
               ("fit_seconds", NUMBER)]
    rows = [_row(comparison, variant) for variant in comparison.variants]
    assessment = comparison.chosen.assessment
    for kind, label in _BASELINES.items():
        if assessment is None:
            break
        known = {"method": kind, "label": label, "skill_none": assessment.skill[kind],
                 "rmse_one_scale_up": assessment.rmse[kind]}
        rows.append([known.get(name) for name, _ in columns])
    return columns, rows


def _row(comparison, variant):
    assessment = variant.assessment
    figures = [getattr(variant.validations[kind], what) if kind in variant.validations else None
               for kind in _kinds(comparison) for what in ("r", "rmse", "bias")]
    return [variant.predictors.label, ", ".join(variant.predictors.names), len(variant.predictors.names),
            variant.candidate.name, variant.candidate.label, _augmented(variant), int(variant is comparison.chosen),
            int(comparison.ties_in_group(variant)), variant.held_out_rmse,
            variant.pattern_rmse if variant.scaled_up else None, *figures,
            *(assessment.skill[kind] if assessment else None for kind in MADE),
            assessment.rmse[variant.correction] if assessment else None, variant.within_cell_r, variant.seconds]


def write_comparison_report(path: str, comparison: ModelComparison) -> str:
    """Write the report as one HTML file; OutputError when it can't be written."""
    sets, methods = _sets(comparison), {r.method.name for v in comparison.variants for r in v.candidate.recipes}
    report = Report("Comparison of models", subtitle=f"{len(comparison.variants)} variants: {len(methods)} methods, "
                    f"{len(sets)} {'set' if len(sets) == 1 else 'sets'} of predictors")
    _opening(report, comparison, sets)
    chosen = comparison.chosen
    held_out_map(report, certain(comparison.setup.cells), chosen.samples.y, chosen.candidate.validation.predictions,
                 "Where the chosen variant errs.")
    _validation(report, comparison)
    _predictor_sets(report, comparison, sets)
    _assessment(report, comparison)
    _inputs(report, comparison, sets)
    report.write(path)
    return path


def _opening(report, comparison, sets):
    chosen = comparison.chosen
    held, count = chosen.candidate.validation, len(comparison.variants)
    made = (f"{count} ways to train a model were compared on the same coarse cells. Chosen: {chosen.label}, "
            f"{comparison.why}.{_not_the_smallest(comparison)}")
    trust = (f"On coarse cells held out from training it has a correlation of {formatted(held.r, 2)} with the product "
             f"and is typically off by {formatted(held.rmse)} {_UNIT}.")
    if chosen.assessment:
        trust += f" At reduced resolution, {skill_verdict(chosen.skill)} (skill {formatted(chosen.skill, 2)})."
        trust += _better_at_reduced_resolution(comparison)
    report.opening(made, trust, "Train the chosen model (or take MODEL, if you asked for it) and make maps with it. "
                   "Where variants are as good as each other, take the one whose predictors are easiest to keep up to "
                   "date.",
                   measured_against="coarse cells held out from training, the same ones for every variant. This is how "
                                    "well the coarse product is reproduced, not accuracy in the field.")


def _not_the_smallest(comparison):
    """Says so where the chosen variant's error isn't the smallest."""
    chosen, leader = comparison.chosen, min(comparison.winners, key=lambda v: v.pattern_rmse)
    if chosen is leader or chosen.pattern_rmse <= leader.pattern_rmse:
        return ""
    return (f" {leader.label[:1].upper() + leader.label[1:]} has a slightly smaller error ({leader.pattern_rmse:.4f} "
            f"against {chosen.pattern_rmse:.4f} {_UNIT}), but the difference is within chance, and fewer predictors "
            "are safer.")


def _better_at_reduced_resolution(comparison):
    """Says so where a variant of another method has clearly more skill there."""
    chosen = comparison.chosen
    other = max((v for v in comparison.variants if v.assessment), key=lambda v: v.skill)
    if other.method == chosen.method or not other.skill > chosen.skill + _CLEARLY:
        return ""
    return (f" {other.label[:1].upper() + other.label[1:]} has more skill there ({formatted(other.skill, 2)}); the "
            "error on held-out cells decides between methods.")


def _validation(report, comparison):
    setup, chosen = comparison.setup, comparison.chosen
    kinds = [kind for kind in _kinds(comparison) if kind in setup.splits]
    report.section("Validation", _how(comparison))
    headings = _names(comparison)
    for kind in kinds:
        headings += [f"R, {kind_of(kind).short}", f"RMSE, {kind_of(kind).short} ({_UNIT})"]
        if kind == setup.deciding:
            headings.append(_DECIDES)
    headings += [_AS_GOOD, "Time per fold (s)"]
    rows = [_cells(comparison, v, kinds) for v in comparison.variants]
    report.table(headings, rows, strong=[comparison.variants.index(chosen)], caption="The chosen variant "
                 "in bold. Click a heading to sort.",
                 hints={_AS_GOOD: "Not worse than the smallest error with these predictors by more than one standard "
                        "error over held-out parts", _DECIDES: "The figure that decides between methods: held-out "
                        "cells whose predictors carry the noise of fine pixels"})
    shown = comparison.variants[:_MOST_BARS]
    report.note(plots.missing())
    report.figure(plots.bars([_short(comparison, v) for v in shown],
                             {kind_of(kind).name.capitalize(): [v.validations[kind].rmse for v in shown]
                              for kind in kinds},
                             f"RMSE against the coarse product ({_UNIT})"),
                  "Error on held-out cells by kind of validation" + (f", the best {len(shown)} variants"
                  if len(shown) < len(comparison.variants) else "") + ". Where the random split shows a much smaller "
                  "error than the others, neighbouring cells reveal each other's values.")


def _how(comparison):
    setup = comparison.setup
    parts = [f"{kind_of(kind).name.capitalize()}: {kind_of(kind).sentence(buffer_km(setup.samples))}"
             for kind in _kinds(comparison) if kind in setup.splits]
    return (f"Every variant was fitted and tested on the same cells. {' '.join(parts)} What decides between methods: "
            f"{kind_of(setup.deciding).name}." + (f" {setup.thinning.sentence()}" if setup.thinning else ""))


def _kinds(comparison):
    """Kinds of validation in the order of columns."""
    return [*_ALWAYS, *(kind for kind in comparison.setup.splits if kind not in _ALWAYS)]


def _shorts(comparison):
    return [kind_of(kind).short for kind in _kinds(comparison)]


def _cells(comparison, variant, kinds):
    cells = _name(comparison, variant)
    for kind in kinds:
        held = variant.validations[kind]
        cells += [held.r, (held.rmse, f"{held.rmse:.4f}")]
        if kind == comparison.setup.deciding:
            cells.append((variant.held_out_rmse, f"{variant.held_out_rmse:.4f}"))
    same = comparison.ties_in_group(variant)
    return [*cells, "yes" if same else "no", (variant.seconds, f"{variant.seconds:.1f}")]


def _sets(comparison) -> List[Variant]:
    """The best variant of each set of predictors, the largest set first."""
    first = {}
    for winner in comparison.winners:
        first.setdefault(winner.predictors.names, winner)
    first[comparison.chosen.predictors.names] = comparison.chosen
    return sorted(first.values(), key=lambda v: -len(v.predictors.names))


def _predictor_sets(report, comparison, sets: Sequence[Variant]):
    if len(sets) < 2:
        return
    whole, rows = sets[0], []
    for variant in sets:
        change = variant.pattern_rmse / whole.pattern_rmse - 1
        rows.append((variant.predictors.label, len(variant.predictors.names), _method(variant),
                     (variant.held_out_rmse, f"{variant.held_out_rmse:.4f}"),
                     (variant.pattern_rmse, f"{variant.pattern_rmse:.4f}"),
                     (change, "–" if variant is whole else _change(change)),
                     "–" if variant is whole else _verdict(comparison, variant, whole)))
    report.section("What predictors are worth", "The best variant of each set, compared with that of the largest "
                                                f"({whole.predictors.label}). An error that grows without a predictor "
                                                "shows what it adds to the others. The error at reduced resolution "
                                                "decides, after residual correction: the mean over an area is known "
                                                "from the coarse product, so a predictor is worth what it adds to the "
                                                "pattern."
                   if whole.scaled_up else "The best variant of each set, compared with that of the largest "
                                           f"({whole.predictors.label}). The area is too small to assess the pattern "
                                           "at reduced resolution, so the error on held-out cells decides.")
    report.table(("Predictors", "Number", "Best method", _DECIDES, f"RMSE of the pattern ({_UNIT})", "Change",
                  "Pattern, compared with the largest set"), rows,
                 strong=[k for k, v in enumerate(sets) if v is comparison.chosen])


def _change(share):
    """A change in percent with its sign, never -0.0 %."""
    rounded = round(100.0 * share, 1) + 0.0
    return "0.0\u00a0%" if rounded == 0 else f"{rounded:+.1f}\u00a0%".replace("-", "−")


def _verdict(comparison, variant, whole):
    if variant.pattern_rmse > whole.pattern_rmse:
        return "as good (difference within chance)" if comparison.same_pattern(variant, whole) else "worse"
    return "as good (difference within chance)" if comparison.same_pattern(whole, variant) else "better"


def _assessment(report, comparison):
    report.section("Assessment at reduced resolution", "Everything was made three times coarser, so that the coarse "
                   "product itself is the fine truth; held-out predictions, with each residual correction.")
    known = [v for v in comparison.variants if v.assessment]
    if not known:
        report.text("The area is too small for it.")
        return
    names = {"none": "no correction", "mean_preserving": "mean-preserving", "filtered": "filtered"}
    rows = [(*_name(comparison, v), *(v.assessment.skill[kind] for kind in MADE),
             (v.assessment.rmse[v.correction], f"{v.assessment.rmse[v.correction]:.4f}"), v.within_cell_r)
            for v in known]
    first = known[0].assessment
    blank = ["–"] * (len(_names(comparison)) - 2)
    rows += [("–", label, *blank, first.skill[kind], None, None, (first.rmse[kind], f"{first.rmse[kind]:.4f}"), None)
             for kind, label in _BASELINES.items()]
    report.table((*_names(comparison), *(f"Skill, {names[kind]}" for kind in MADE), f"RMSE as mapped ({_UNIT})",
                  "R inside larger cells"), rows, strong=[k for k, v in enumerate(known) if v is comparison.chosen],
                 hints={f"Skill, {names['none']}": METRICS["skill"].text,
                        "R inside larger cells": METRICS["within_cell_r"].text})
    report.figure(plots.bars([_short(comparison, v) for v in known[:_MOST_BARS]],
                             {"Skill": [v.skill for v in known[:_MOST_BARS]]},
                             "Skill against bilinear interpolation"),
                  "Skill at reduced resolution with the residual correction that maps of the variant are made with "
                  "(auto). Below 0, interpolating the coarse product does better.")


def _inputs(report, comparison, sets):
    samples, cells = comparison.setup.samples, comparison.setup.cells
    product, width = cells.product, cells.footprint_km
    report.section("Inputs").facts([
        ("Coarse product", product or "not named"), ("Cells used", len(samples)), ("Dates", len(samples.dates)),
        ("Left out", [f"{count:,} {what}" for what, count in cells.dropped.items() if count] or "nothing"),
        ("Footprint", f"{width:g} km" if width else "mean of the cell"),
        ("Noise of fine pixels", [f"{name} {e.std:.3g}" for name, e in samples.noise.items() if e.std] or "none known"),
        *((f"Predictors: {v.predictors.label}", ", ".join(v.predictors.names)) for v in sets),
        ("Seed", comparison.setup.seed),
    ])
    report.section("Limits").items([
        "All figures are of coarse cells, whose predictors are means; a variant that is best there need not be best on "
        "pixels. RMSE with the noise of pixels comes closer, where that noise is known.",
        "The best of many variants looks better than it is: the more are compared, the more of its lead is luck.",
        "A cell is used only where all predictors of all sets have values, so that every variant sees the same cells.",
    ])


def _augmented(variant):
    return "off" if variant.noise is None else "on"


def _names(comparison):
    """Headings of what distinguishes variants."""
    return ["Predictors", "Method", *(["Noise-augmented"] if _both(comparison) else [])]


def _name(comparison, variant):
    augmented = ["no" if variant.noise is None else "yes"] if _both(comparison) else []
    return [variant.predictors.label, variant.method, *augmented]


def _both(comparison):
    return len({v.noise is None for v in comparison.variants}) > 1


def _method(variant):
    return variant.method + ("" if variant.noise is None else ", noise-augmented")


def _short(comparison, variant):
    """For the axis of a plot."""
    augmented = " (noise)" if _both(comparison) and variant.noise is not None else ""
    many = len({v.predictors.names for v in comparison.variants}) > 1
    return variant.method + augmented + (f" · {variant.predictors.label}" if many else "")
