"""Train Model: predictors and coarse soil moisture to a model file and a report."""
import platform
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

from ..dependencies import status
from ..downscaling.pipeline import thread_count
from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import read_all
from ..rasters.stack import open_stacks, static_files
from ..rasters.writing import atomic_path
from ..regression.method import read_hyperparameters
from ..regression.methods import AUTO
from ..regression.model import Model
from ..regression.model_file import write_model
from ..regression.training_table import TrainingTable, build_table
from ..reports.training import TrainingStory, write_training_report
from ..scaling.footprints import footprint_km as find_footprint
from ..selection.assessment import FACTOR
from ..selection.choosing import Candidate, best, candidates, explain, validate_all
from ..selection.cross_validation import CrossValidation, cross_validate
from ..selection.folds import RANDOM, SPATIAL_BLOCKS, buffer_km, folds
from ..about import VERSION


@dataclass(frozen=True)
class TrainingOptions:
    """What the user may set; the defaults are those of the tool."""

    method: str = AUTO
    footprint_km: Optional[float] = None
    validation: str = SPATIAL_BLOCKS
    min_coverage: float = 0.5
    hyperparameters: str = ""
    coarse_scale: float = 1.0
    seed: int = 0


@dataclass(frozen=True)
class Trained:
    """What Train Model tells: rows, and held-out figures at the coarse scale. cv_skill may be NaN."""

    model: Model
    n_samples: int
    cv_r: float
    cv_rmse: float
    cv_skill: float


def train_model(predictors: Sequence[str], coarse: Sequence[str], model_path: str, options: TrainingOptions = TrainingOptions(),
                report: Optional[str] = None, monitor: Monitor = SILENT) -> Trained:
    """Train on all dates that predictors and coarse rasters share; write the model file, and the report if asked.

    Raises InputError for inputs that don't fit together; OutputError when a file can't be written.
    """
    choices = candidates(options.method, read_hyperparameters(options.hyperparameters), monitor)
    table = _table(predictors, coarse, options, monitor.part(0.0, 0.3))
    threads = thread_count()
    splits = folds(table, options.validation, options.seed)
    tried = validate_all(table, choices, splits, options.validation, options.seed, threads, monitor.part(0.3, 0.75))
    chosen = best(table, splits, tried)
    naive = cross_validate(table, chosen.method, chosen.settings, folds(table, RANDOM, options.seed), RANDOM, options.seed,
                           threads, monitor.part(0.75, 0.85))
    assessment = chosen.assessment
    fit = chosen.method.fit(table.x, table.y, chosen.settings, options.seed, threads, monitor.part(0.85, 0.97))
    about = _about(table, options, tried, chosen, naive, assessment)
    model = Model(fit, table.features, np.stack([table.x.min(0), table.x.max(0)], 1).astype(float), about)
    _tell(table, tried, chosen, naive, assessment, monitor)
    _write(model_path, model, report, TrainingStory(about, table, chosen.validation.predictions))
    monitor.at(1.0, "Model written")
    cv_skill = assessment.skill[chosen.correction] if assessment else float("nan")
    return Trained(model, len(table), chosen.validation.r, chosen.validation.rmse, cv_skill)


def _write(model_path, model, report, story):
    """Both files or none."""
    if not report:
        write_model(model_path, model)
        return
    with atomic_path(report) as temporary:
        write_training_report(temporary, story)
        write_model(model_path, model)


def _table(predictors, coarse, options, monitor) -> TrainingTable:
    if not 0.0 < options.min_coverage <= 1.0:
        raise InputError(f"MIN_COVERAGE is {options.min_coverage:g} but must be over 0 and at most 1.")
    stacks = open_stacks(predictors)
    static = static_files(stacks)
    if static and stacks[0].period:
        monitor.info(f"Taken as static (no date in file or metadata): {', '.join(static)}.")
    rasters = read_all(coarse, options.coarse_scale, stacks[0].grid, monitor)
    width, reason = find_footprint(options.footprint_km, rasters[0].product, rasters[0].footprint_km)
    monitor.info(f"Footprint: {f'{width:g} km' if width else 'none, the mean of the cell'} ({reason}).")
    table = build_table(stacks, rasters, width, options.min_coverage, monitor)
    monitor.info(f"Training on {len(table)} coarse cells of {len(table.coarse)} dates and {len(table.features.names)} "
                 f"predictors: {', '.join(table.features.names)}.")
    for what, count in table.dropped.items():
        if count:
            monitor.info(f"Left out: {count} {what}.")
    return table


def _tell(table, tried: List[Candidate], chosen: Candidate, naive: CrossValidation, assessment, monitor):
    monitor.info(explain(table, tried, chosen))
    held = chosen.validation
    monitor.info(f"Held-out cells ({held.validation}, buffer {buffer_km(table):.0f} km): R {held.r:.3f}, RMSE "
                 f"{held.rmse:.4f} m3/m3 against the coarse product. The naive random split would have said R "
                 f"{naive.r:.3f}, RMSE {naive.rmse:.4f}.")
    if assessment:
        skill = assessment.skill
        monitor.info(f"One scale up (three cells to one), skill against bilinear interpolation: {skill['none']:.2f} without, "
                     f"{skill['mean_preserving']:.2f} with mean-preserving residual correction; nearest "
                     f"{skill['nearest']:.2f}.")
    else:
        monitor.warn("The area is too small for an assessment at reduced resolution; CV_SKILL is not given.")


def _about(table, options, tried, chosen, naive, assessment) -> Dict[str, Any]:
    """The model card: everything that must be known to judge and to repeat the training. Plain JSON values."""
    first = table.coarse[0]
    periods = [c.period for c in table.coarse if c.period]
    return {
        "plugin_version": VERSION, "method": chosen.method.name, "method_label": chosen.method.label,
        "hyperparameters": chosen.settings, "seed": options.seed, "product": first.product,
        "footprint_km": table.upscaling.footprint_km, "min_coverage": options.min_coverage,
        "coarse_scale": options.coarse_scale,
        "coarse_grid": {"crs": first.grid.crs, "transform": list(first.grid.transform), "shape": list(first.grid.shape)},
        "fine_grid": {"crs": table.upscaling.fine.crs, "cell_size": list(table.upscaling.fine.cell_size)},
        "dates": [p.metadata() for p in periods], "samples": len(table), "dropped": table.dropped,
        "target": {"unit": "m3 m-3", "mean": float(table.y.mean()), "std": float(table.y.std()),
                   "min": float(table.y.min()), "max": float(table.y.max())},
        "validation": {"kind": options.validation, "buffer_km": buffer_km(table), **_figures(chosen.validation)},
        "random_split": _figures(naive),
        "tried": [{"method": c.method.name, "label": c.method.label, **_figures(c.validation)} for c in tried],
        "assessment": {"factor": FACTOR, "skill": assessment.skill, "rmse": assessment.rmse, "cells": assessment.cells}
        if assessment else {},
        "versions": {"python": platform.python_version(), "numpy": np.__version__,
                     **{s.package.distribution: s.version for s in status() if s.version}},
    }


def _figures(result: CrossValidation) -> Dict[str, Any]:
    return {"r": result.r, "rmse": result.rmse, "bias": result.bias, "rows": result.rows}
