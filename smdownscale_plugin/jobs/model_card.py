"""The model card: everything that must be known to judge a training and to repeat it, as plain JSON values."""
import platform
from typing import Any, Dict, Mapping, Optional

import numpy as np

from ..about import VERSION
from ..dependencies import installed_versions
from ..downscaling.correcting import automatic_correction
from ..samples.coarse_cells import CoarseCells
from ..samples.samples import Samples
from ..scaling.corrections import FILTERED
from ..selection.choosing import squared_errors
from ..selection.coarse_product.assessment import FACTOR
from ..selection.coarse_product.fine_error import FineScale
from ..selection.coarse_product.scale_up import FACTORS, skill_with_interval
from ..selection.cross_validation import CrossValidation
from ..selection.fold import buffer_km


def model_card(samples: Samples, cells: CoarseCells, options: Any, selected: Any, product_noise: Optional[float],
               budget: Dict[str, float], expected: Mapping[str, FineScale]) -> Dict[str, Any]:
    """The card of one training; options and selected as in `jobs.train_model`; expected: by residual correction."""
    chosen, assessment = selected.chosen, selected.assessment
    return {
        **_inputs(samples, cells, options),
        "plugin_version": VERSION, "method": chosen.name, "method_label": chosen.label,
        "hyperparameters": {recipe.method.name: recipe.settings for recipe in chosen.recipes}, "seed": options.seed,
        "pixel_noise": None if selected.noise is None else [float(n) for n in selected.noise],
        "noise": {name: {"std": e.std, "source": e.source} for name, e in samples.noise.items()},
        **({"averaged": dict(selected.averaged)} if selected.averaged else {}),
        "product_noise": product_noise, "error_budget": budget,
        "validation": {"kind": options.validation, "buffer_km": buffer_km(samples), **_figures(chosen.validation)},
        "random_split": _figures(selected.naive),
        "tried": [_tried(samples, candidate) for candidate in _all(selected)],
        "assessment": {"factor": FACTOR, "skill": assessment.skill, "rmse": assessment.rmse, "cells": assessment.cells}
        if assessment else {},
        "scale_up": _scale_up(selected, samples, expected), "assumed_noise": selected.judge.noise,
        "detail_weights": _weights(selected, expected),
        "outside": outside_shares(samples), "pixel_ranges": _pixel_ranges(samples),
        "split": [recipe.split for recipe in chosen.recipes],
        **({"regional": {"width_cells": selected.width}} if selected.width else {}),
        "auto_correction": _taken(selected, expected) if selected.finished else automatic_correction(
            cells.footprint_km, product_noise, assessment.rmse if assessment else {})[0],
        "versions": {"python": platform.python_version(), "numpy": np.__version__, **installed_versions()},
    }


def expected_skill(about: Dict[str, Any]) -> float:
    """Skill expected of the map that the defaults write; NaN where not assessed."""
    return about.get("scale_up", {}).get("expected", {}).get("skill", float("nan"))


def _weights(selected, expected):
    """Weight of detail by residual correction; 0 with the one taken where no map is expected to help."""
    out = {kind: selected.doubt.trust * made.weight * (expected[kind].reach if kind in expected else 1.0)
           for kind, made in selected.judge.all(selected.chosen).items()}
    if selected.finished and _hopeless(selected, expected):
        out[FILTERED] = 0.0
    return out


def _hopeless(selected, expected):
    """Whether interpolation is expected to be the better map."""
    found = expected.get(selected.finished.kind)
    return found is not None and found.reach == 0.0


def _taken(selected, expected):
    """The residual correction that `auto` takes: with no detail, `filtered` leaves the interpolated product as it is,
    without the noise that keeping its means would sharpen."""
    return FILTERED if _hopeless(selected, expected) else selected.finished.kind


def _scale_up(selected, samples, expected):
    """How the finished map did one scale up, and what is expected of it; {} where the area is too small for it."""
    made = selected.finished
    if made is None:
        return {}
    skill, low, high = skill_with_interval(made, samples.y, selected.judge.noise, selected.folds)
    return {"skill": skill, "skill_low": low, "skill_high": high, "weight": made.weight,
            "correction": _taken(selected, expected),
            "rmse": {kind: float(np.sqrt(np.nanmean(f.squares(samples.y))))
                     for kind, f in selected.judge.all(selected.chosen).items()},
            "expected": expected[made.kind].card() if made.kind in expected else {},
            "factors": [factor for factor in made.factors if factor in FACTORS],
            "whole_area": made.factors[-1] not in FACTORS, "weights": list(made.weights),
            "weight_errors": list(made.errors)}


def _inputs(samples, cells, options):
    return {
        "product": cells.product, "footprint_km": cells.footprint_km, "min_coverage": options.min_coverage,
        "coarse_scale": options.coarse_scale, "tuned_trials": options.tune,
        "coarse_grid": {"crs": cells.grid.crs, "transform": list(cells.grid.transform),
                        "shape": list(cells.grid.shape)},
        "fine_grid": {"crs": cells.upscaling.fine.crs, "cell_size": list(cells.upscaling.fine.cell_size)},
        "dates": [p.metadata() for p in cells.periods if p],
        "samples": len(samples), "dropped": cells.dropped,
        "independent_footprints": samples.independent_rows,
        "target": {"unit": "m3 m-3", "mean": float(samples.y.mean()), "std": float(samples.y.std()),
                   "min": float(samples.y.min()), "max": float(samples.y.max())},
    }


def _all(selected):
    """All candidates, the average of two among them where it was taken."""
    return selected.tried if selected.chosen in selected.tried else [*selected.tried, selected.chosen]


def _tried(samples, candidate):
    decided_by = float(np.sqrt(np.nanmean(squared_errors(samples, candidate))))
    return {"method": candidate.name, "label": candidate.label, "decided_by": decided_by,
            **_figures(candidate.validation)}


def _figures(result: CrossValidation) -> Dict[str, Any]:
    return {"r": result.r, "rmse": result.rmse, "bias": result.bias, "rows": result.rows}


def outside_shares(samples: Samples) -> Dict[str, Any]:
    """Share of the sampled fine pixels outside the training range, by continuous predictor."""
    if not len(samples.pixels):
        return {}
    low, high = samples.learnt_x.min(0), samples.learnt_x.max(0)
    shares = ((samples.pixels < low) | (samples.pixels > high)).mean(0)
    continuous = samples.features.continuous
    return {name: float(share) for name, share, used in zip(samples.features.columns, shares, continuous) if used}


def _pixel_ranges(samples: Samples) -> Dict[str, Any]:
    """Lowest and highest value of sampled fine pixels and of the rows, by continuous predictor; {} without pixels."""
    if not len(samples.pixels):
        return {}
    low = np.minimum(samples.pixels.min(0), samples.learnt_x.min(0))
    high = np.maximum(samples.pixels.max(0), samples.learnt_x.max(0))
    return {name: [float(low[k]), float(high[k])] for k, name in enumerate(samples.features.columns)
            if samples.features.continuous[k]}
