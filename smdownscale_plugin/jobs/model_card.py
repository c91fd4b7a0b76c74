"""The model card: everything that must be known to judge a training and to repeat it, as plain JSON values."""
import platform
from typing import Any, Dict, Optional

import numpy as np

from ..about import VERSION
from ..dependencies import installed_versions
from ..downscaling.correcting import automatic_correction
from ..regression.training_table import TrainingTable
from ..selection.assessment import FACTOR
from ..selection.choosing import independent_footprints, squared_errors
from ..selection.cross_validation import CrossValidation
from ..selection.folds import buffer_km


def model_card(table: TrainingTable, options, selected, product_noise: Optional[float],
               budget: Dict[str, float]) -> Dict[str, Any]:
    """The card of one training; options and selected as in `jobs.train_model`."""
    chosen, assessment = selected.chosen, selected.assessment
    return {
        **_inputs(table, options),
        "plugin_version": VERSION, "method": chosen.name, "method_label": chosen.label,
        "hyperparameters": {recipe.method.name: recipe.settings for recipe in chosen.recipes}, "seed": options.seed,
        "pixel_noise": None if selected.noise is None else [float(n) for n in selected.noise],
        "noise": {name: {"std": e.std, "source": e.source} for name, e in table.noise.items()},
        "product_noise": product_noise, "error_budget": budget,
        "validation": {"kind": options.validation, "buffer_km": buffer_km(table), **_figures(chosen.validation)},
        "random_split": _figures(selected.naive),
        "tried": [_tried(table, candidate) for candidate in _all(selected)],
        "assessment": {"factor": FACTOR, "skill": assessment.skill, "rmse": assessment.rmse, "cells": assessment.cells}
        if assessment else {},
        "auto_correction": automatic_correction(table.upscaling.footprint_km, product_noise,
                                                assessment.rmse if assessment else {})[0],
        "versions": {"python": platform.python_version(), "numpy": np.__version__, **installed_versions()},
    }


def _inputs(table, options):
    first = table.coarse[0]
    return {
        "product": first.product, "footprint_km": table.upscaling.footprint_km, "min_coverage": options.min_coverage,
        "coarse_scale": options.coarse_scale,
        "coarse_grid": {"crs": first.grid.crs, "transform": list(first.grid.transform),
                        "shape": list(first.grid.shape)},
        "fine_grid": {"crs": table.upscaling.fine.crs, "cell_size": list(table.upscaling.fine.cell_size)},
        "dates": [c.period.metadata() for c in table.coarse if c.period],
        "samples": len(table), "dropped": table.dropped,
        "independent_footprints": independent_footprints(table),
        "target": {"unit": "m3 m-3", "mean": float(table.y.mean()), "std": float(table.y.std()),
                   "min": float(table.y.min()), "max": float(table.y.max())},
    }


def _all(selected):
    """All candidates, the average of two among them where it was taken."""
    return selected.tried if selected.chosen in selected.tried else [*selected.tried, selected.chosen]


def _tried(table, candidate):
    decided_by = float(np.sqrt(np.nanmean(squared_errors(table, candidate))))
    return {"method": candidate.name, "label": candidate.label, "decided_by": decided_by,
            **_figures(candidate.validation)}


def _figures(result: CrossValidation) -> Dict[str, Any]:
    return {"r": result.r, "rmse": result.rmse, "bias": result.bias, "rows": result.rows}
