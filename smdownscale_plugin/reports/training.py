"""The training report: what the model was made of, how it did on held-out cells, and what that does not say."""
from dataclasses import dataclass
from typing import Any, Dict

import numpy as np

from ..downscaling.correcting import chosen_correction
from ..downscaling.detail import made_sentence, parts_sentence, weight_in_words
from ..metrics.table import METRICS
from ..rasters.number_text import in_percent
from ..samples.coarse_cells import CoarseCells
from ..samples.samples import Samples
from ..selection.folds import kind_of
from . import plots
from .held_out_map import held_out_map
from .html import Report
from .verdicts import CORRECTIONS, SOME, formatted, model_skill, model_trust

_UNIT = "m³/m³"


@dataclass(frozen=True)
class TrainingStory:
    """What the report is made of: the model card, samples, their coarse cells, held-out predictions (n,)."""

    about: Dict[str, Any]
    samples: Samples
    cells: CoarseCells
    predictions: np.ndarray


def write_training_report(path: str, story: TrainingStory) -> str:
    """Write the report as one HTML file; OutputError when it can't be written."""
    product = f" from {story.about['product']}" if story.about["product"] else ""
    report = Report("Training report", subtitle=f"Model of soil moisture{product}")
    _opening(report, story)
    held_out_map(report, story.cells, story.samples.y, story.predictions)
    _validation(report, story)
    _taught(report, story.about)
    _scales(report, story.about)
    _screening(report, story.about.get("screening"))
    _assessment(report, story.about)
    _figures(report, story)
    _card(report, story)
    report.write(path)
    return path


def _opening(report, story):
    about, held = story.about, story.about["validation"]
    dates = about["dates"]
    when = (f", on {len(dates)} dates from {dates[0]['TIME_START'][:10]} to {dates[-1]['TIME_START'][:10]}" if dates
            else "")
    made = (f"A model ({about['method_label']}) that estimates soil moisture on the grid of the predictors "
            f"({', '.join(_predictors(story))}). It learned from {len(story.samples):,} values of "
            f"{len(np.unique(story.samples.group)):,} coarse cells{when}.")
    whose = f"estimates of {_tested_label(about)}, which taught it," if about.get("taught_by") else "its estimates"
    trust = (f"{model_trust(about)} On coarse cells held out from training, {whose} have a correlation of "
             f"{formatted(held['r'], 2)} with the product and are typically off by {formatted(held['rmse'])} {_UNIT}.")
    report.opening(made, trust, _next_step(about), measured_against="coarse cells held out from training. This is how "
                   "well the coarse product is reproduced, not accuracy in the field: compare maps with stations for "
                   "that.")


def _how(about):
    """How predictors are read, and how finished maps did one scale up."""
    made, parts = about.get("scale_up"), parts_sentence(about.get("regional", {}).get("width_cells", 0.0))
    if about.get("scales"):
        parts = "Predictors are taken whole."
    if not made:
        return parts
    return f"{parts} {made_sentence(made)} {weight_in_words(about['detail_weights'][made['correction']])}"


def _predictors(story):
    return [f.name for f in story.samples.features.features]


def _next_step(about):
    skill = model_skill(about)
    if np.isfinite(skill) and skill < SOME:
        return ("Don't rely on maps of this model: add predictors that follow soil moisture, such as land surface "
                "temperature, radar or rain, or train on more dates.")
    return "Make maps with Downscale Raster or Downscale Series, and check them with Validate Against Stations."


def _validation(report, story):
    about = story.about
    held_out = kind_of(about["validation"]["kind"])
    kind = held_out.name
    tuned = about.get("tuned_trials")
    rows = [(entry["label"], kind, entry["r"], (entry["rmse"], f"{entry['rmse']:.4f}"),
             (entry["decided_by"], f"{entry['decided_by']:.4f}"), (entry["bias"], _signed(entry["bias"])),
             entry["rows"]) for entry in about["tried"]]
    naive = about["random_split"]
    rows.append((_tested_label(about), "random split (naive)", naive["r"],
                 (naive["rmse"], f"{naive['rmse']:.4f}"), None,
                 (naive["bias"], _signed(naive["bias"])), naive["rows"]))
    chosen = [k for k, entry in enumerate(about["tried"]) if entry["method"] == _tested(about)]
    report.section("Validation", held_out.sentence(about["validation"]["buffer_km"])).text(
        f"A random split, which tests on neighbours of training cells, would have claimed a correlation of "
        f"{formatted(naive['r'], 2)} and an RMSE of {formatted(naive['rmse'])} {_UNIT}.",
        *([f"Settings were tuned in {tuned} trials. Each held-out part was predicted with the settings that did best "
           "on the other parts, so that no cell has helped to choose what predicts it; the model itself has the "
           "settings that did best on all parts."] if tuned else []))
    report.table(("Method", "Held out", "R", f"RMSE ({_UNIT})", f"RMSE with the noise of pixels ({_UNIT})",
                  f"Bias ({_UNIT})", "Values"), rows, strong=chosen, hints={"R": METRICS["r"].text})


def _tested(about):
    """Name of the method that was tested on held-out cells: the model's own, or of what taught its network."""
    return about.get("taught_by") or about["method"]


def _tested_label(about):
    """Label of the method that was tested on held-out cells."""
    return next((entry["label"] for entry in about["tried"] if entry["method"] == _tested(about)),
                about["method_label"])


def _taught(report, about):
    """What is known of a taught network, and what only of its teacher."""
    trial = about.get("scale_transfer")
    if not trial:
        return
    report.section("Network", f"The figures on held-out cells, the expected skill and the assessment at reduced "
                   f"resolution are those of {_tested_label(about)}, which taught the network on means of "
                   f"{trial['factor']} x {trial['factor']} pixels. The network was compared with it on such means made "
                   f"as noisy as pixels: it differs by {formatted(trial['rmse_network'], 4)} {_UNIT} from the map "
                   f"without that noise, its teacher by {formatted(trial['rmse_rows'], 4)} {_UNIT}. This shows whether "
                   "the network has learnt its task, not which map is better.")


def _signed(value):
    """A bias with its sign, none where it rounds to 0."""
    return formatted(value, 4) if round(value, 4) <= 0 else f"+{value:.4f}"


def _scales(report, about):
    """Training at several scales beside training on the coarse cells."""
    card = about.get("scales")
    if not card:
        return
    direct, held, sizes = card["direct"], about["validation"], [f"{metres:g}" for metres in card["metres"]]
    report.section("Training scales", f"The model learned from {sum(card['rows']):,} rows at {', '.join(sizes)} m: "
                   "predictors averaged and the coarse product interpolated (cubic) to each scale. Beside it the same "
                   "method trained on the coarse cells themselves, without noise augmentation and regional parts; "
                   "both were tested on the same held-out coarse cells.")
    rows = [(f"At {', '.join(sizes)} m", held["r"], (held["rmse"], f"{held['rmse']:.4f}"), card["skill"]),
            ("On the coarse cells", direct["r"], (direct["rmse"], f"{direct['rmse']:.4f}"), direct["skill"])]
    report.table(("Trained", "R", f"RMSE ({_UNIT})", "Skill of the map at reduced resolution"), rows,
                 hints={"R": METRICS["r"].text})
    report.text("Training on the coarse cells does better by more than chance: leave SCALES empty."
                if direct["better"] else "Training on the coarse cells isn't better by more than chance.")


def _screening(report, screening):
    """The correlations that the predictors were chosen by."""
    if not screening:
        return
    report.section("Screening of predictors", f"Predictors whose correlation with soil moisture has p below "
                   f"{screening['level']:g} were used. Cells near each other in space and time count as partly the "
                   "same, which leaves fewer independent pairs. All cells took part, the held-out ones too. With "
                   "several dates the departures from the mean of each date are tested as well, and a predictor is "
                   "used if either p is below half the level.")
    within = any("r_within_dates" in one for one in screening["predictors"])
    tests = ["", "_within_dates"] if within else [""]
    rows = [(one["name"], one["spearman"], *(cell for test in tests for cell in (
        one.get(f"r{test}"), *((one.get(name + test), _or_none(one.get(name + test), form))
                               for name, form in (("effective_n", ".0f"), ("p_value", ".2g"))))),
        "yes" if one["used"] else "no") for one in screening["predictors"]]
    names = ["R", "Independent pairs", "p"]
    report.table(("Predictor", "Spearman's R", *names, *(f"{name} within dates" for name in names if within), "Used"),
                 rows, strong=[k for k, one in enumerate(screening["predictors"]) if one["used"]])


def _or_none(value, form):
    return "" if value is None else format(value, form)


def _assessment(report, about):
    assessment = about.get("assessment") or {}
    report.section("Assessment at reduced resolution", "Everything was made three times coarser, so that the coarse "
                   "product itself is the fine truth.")
    correction, reason = chosen_correction(about)
    choice = f"Maps are made with {CORRECTIONS.get(correction, correction)}, because {reason}."
    if not assessment:
        report.text("The area is too small for it.", choice)
        return
    rows = [(_estimate(kind), (rmse, f"{rmse:.4f}"), assessment["skill"].get(kind, 0.0))
            for kind, rmse in assessment["rmse"].items()]
    best = min(assessment["rmse"], key=lambda kind: assessment["rmse"][kind])
    if best in CORRECTIONS and best != correction:
        choice += (f" In the table {CORRECTIONS[best]} has the smallest error: it is measured against the product "
                   "itself, noise included, which favours whatever repeats that noise.")
    report.text(_how(about), choice)
    report.table(("Estimate", f"RMSE ({_UNIT})", "Skill"), rows, hints={"Skill": METRICS["skill"].text},
                 strong=[k for k, kind in enumerate(assessment["rmse"]) if kind == correction],
                 caption="Predictions of held-out cells without the detail weight of finished maps; in bold the "
                         "residual correction that maps are made with.")


def _estimate(kind):
    baselines = {"nearest": "Nearest cell of the coarse product", "bilinear": "Bilinear interpolation of the coarse "
                 "product", "none": "Model"}
    return baselines.get(kind) or f"Model, {CORRECTIONS.get(kind, kind)}"


def _figures(report, story):
    held = np.isfinite(story.predictions)
    truth, estimate = story.samples.y[held], story.predictions[held]
    about = story.about["validation"]
    report.section("Held-out predictions")
    label = f"R {about['r']:.2f}\nRMSE {about['rmse']:.3f}"
    report.figure(plots.scatter([("Held-out cells", truth, estimate, label)], "Coarse product", "Predicted",
                                unit=_UNIT), "Coarse soil moisture of held-out cells, and what the model predicts for "
                  "them.")
    if len(story.cells.periods) > 2 and story.cells.periods[0]:
        report.figure(_by_date(story, held), "Mean over the area of held-out cells, by date.", wide=True)


def _by_date(story, held):
    dates = story.samples.date[held]
    times = [story.cells.periods[k].middle for k in np.unique(dates)]

    def means(values):
        return [values[held][dates == k].mean() for k in np.unique(dates)]
    series = [("Coarse product", times, means(story.samples.y), "truth"),
              ("Predicted", times, means(story.predictions), "fine")]
    return plots.time_series([("Area mean", series)], y_label=f"Soil moisture ({_UNIT})")


def _settings(by_method):
    """Settings as text, with the method in front where there are several."""
    return [(f"{method}: " if len(by_method) > 1 else "") + f"{name} = "
            + (f"{value:.6g}" if isinstance(value, float) else str(value))
            for method, settings in by_method.items() for name, value in settings.items()]


def _noise(found):
    """The predictors' noise, by how it is known."""
    by_source = {}
    for name, entry in found.items():
        known = entry["std"] is not None
        by_source.setdefault(entry["source"], []).append(f"{name} {entry['std']:.3g}" if known else name)
    return "; ".join(f"{', '.join(names)} ({source})" for source, names in by_source.items())


def _card(report, story):
    about = story.about
    dates = about["dates"]
    report.section("Model card", "Enough to repeat the training.")
    report.facts([
        ("Method", about["method_label"]),
        ("Settings", _settings(about["hyperparameters"])),
        ("Noise of fine pixels", _noise(about["noise"]) or "none known"),
        *([("Averaged over neighbouring pixels", [f"{name}: Gaussian of standard deviation {width:g} pixels"
                                                  for name, width in about["averaged"].items()])]
          if about.get("averaged") else []),
        ("Noise augmentation", "on" if about["pixel_noise"] else "off"),
        ("Noise of the coarse product", f"{about['product_noise']:.3f} {_UNIT}, from changes that don't last from date "
         "to date" if about["product_noise"] else "unknown"),
        ("Independent footprints", round(about["independent_footprints"])),
        ("Predictors", [f"{f.name} ({f.unit})" if f.unit else f.name for f in story.samples.features.features]),
        ("Coarse product", about["product"] or "not named"),
        ("Dates", f"{len(dates)}: {dates[0]['TIME_START'][:10]} to {dates[-1]['TIME_START'][:10]}"
         if dates else "undated"),
        ("Training values", about["samples"]),
        ("Left out", [f"{count:,} {what}" for what, count in about["dropped"].items() if count] or "none"),
        ("Footprint", f"{about['footprint_km']:g} km" if about["footprint_km"] else "mean of the cell"),
        ("Least valid share of a cell", in_percent(about["min_coverage"])),
        ("Coarse grid", story.cells.grid.describe()), ("Fine grid", story.cells.upscaling.fine.describe()),
        ("Seed", about["seed"]), ("Plugin", about["plugin_version"]),
        ("Software", [f"{name} {version}" for name, version in about["versions"].items()]),
    ])
    report.section("Limits").items([
        "The model learned from means of coarse cells. Pixels can be drier, wetter or otherwise different from any "
        "mean; Downscale Raster counts those with conditions that no pixel had in training.",
        "It can't know what its predictors don't show, such as irrigation that leaves no trace in vegetation or "
        "temperature.",
    ])
