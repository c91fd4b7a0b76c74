"""Export Model: a linear model as a formula for other programs."""
import os
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence

import numpy as np

from ..downscaling.surroundings import find_regional
from ..downscaling.window_reader import WindowReader
from ..errors import InputError, certain
from ..exports.formula import Formula, formula_of
from ..exports.formula_layers import FormulaLayers, LayerBand
from ..exports.registry import DEFAULT_FORM, EXPORT_FORMS
from ..monitor import SILENT, Monitor
from ..rasters.stack import Stack, open_stacks
from ..rasters.together import appear_together
from ..rasters.writing import RasterWriter
from ..regression.model import Model
from ..regression.model_file import read_model
from .downscale_raster import stack_of
from .outputs import refuse_overwriting


@dataclass(frozen=True)
class Exported:
    """The text that was written, its formula, and the layers that it takes."""

    text: str
    formula: Formula
    layers: FormulaLayers


def export_model(model_path: str, output: str, form: str = DEFAULT_FORM, predictors: Sequence[str] = (),
                 date: str = "", regional: Optional[str] = None, monitor: Monitor = SILENT) -> Exported:
    """Write the model's first guess in a foreign form: what Downscale Raster makes without COARSE.

    predictors: stacks whose files and bands the text names, of one date or of `date`; without them each predictor is
    the first band of a file of its name. regional: where the regional parts of these predictors are written, which
    models need that take them beside the predictors.
    Raises InputError for a model that isn't linear, that averages noisy predictors over
    neighbours, or that needs regional parts and isn't given predictors and a file
    for them; OutputError.
    """
    model = read_model(model_path)
    if model.averaged:
        raise InputError(f"The model averages {', '.join(model.averaged)} over neighbouring pixels, because they are "
                         "noisy, and a formula sees one pixel at a time; train one with METHOD linear.")
    formula = formula_of(model)
    stacks = open_stacks(predictors) if predictors else []
    refuse_overwriting([output, regional], [model_path, *(path for stack in stacks for path in stack.files)])
    stack = stack_of(stacks, None, date, monitor).select(model.features.names) if stacks else None
    layers = FormulaLayers(_own(formula, stack), _regional(formula, stack, regional))
    text = EXPORT_FORMS[form].text(formula, layers)
    with appear_together(output, regional if layers.regional else None) as (page, raster):
        if raster and stack:
            _write_regional(raster, model, stack, monitor)
        with open(certain(page), "w", encoding="utf-8") as file:
            file.write(text + "\n")
    _log_export(formula, layers, form, regional, monitor)
    return Exported(text, formula, layers)


def _own(formula: Formula, stack: Optional[Stack]) -> Dict[str, LayerBand]:
    if stack is None:
        return {name: LayerBand(f"{name}.tif") for name in formula.predictors}
    return {found.name: LayerBand(found.path, found.band.index) for found in stack.predictors
            if found.name in formula.predictors}


def _regional(formula: Formula, stack: Optional[Stack], path: Optional[str]) -> Dict[str, LayerBand]:
    if not formula.regional_columns:
        return {}
    if stack is None or not path:
        raise InputError("The model also uses the regional part of each predictor, which the formula needs as layers: "
                         "give the PREDICTORS of one date, and REGIONAL, the raster to which these layers are written.")
    return {column: LayerBand(path, k + 1) for k, column in enumerate(formula.regional_columns)}


def _write_regional(path: str, model: Model, stack: Stack, monitor: Monitor) -> None:
    """A band for the regional part of each column of the model's predictors."""
    found = find_regional(model, stack, None, monitor.part(0.0, 0.5))
    names = [f"{column}_regional" for column in model.features.columns]
    reader = WindowReader(model, stack, regional=found)
    period = stack.period.metadata() if stack.period else {}
    try:
        with RasterWriter(path, stack.grid, names, metadata=period, monitor=monitor.part(0.95, 1.0)) as writer:
            for k, window in enumerate(reader.windows):
                monitor.at(0.5 + 0.45 * k / len(reader.windows), "Writing regional parts")
                block = reader.read(window)
                values = np.full((len(names), window.height * window.width), np.nan, np.float32)
                values[:, block.pixels] = block.surroundings.T
                writer.write(values.reshape(len(names), window.height, window.width), window)
    finally:
        reader.close()


def _log_export(formula: Formula, layers: FormulaLayers, form: str, regional: Optional[str], monitor: Monitor) -> None:
    files: List[str] = list(dict.fromkeys(os.path.basename(band.path) for band in
                                          [*layers.own.values(), *layers.regional.values()]))
    monitor.info(f"A formula of {len(formula.terms)} terms over {len(formula.predictors)} predictors in "
                 f"{', '.join(files)}. {EXPORT_FORMS[form].use}")
    monitor.info("It gives the first guess, as Downscale Raster does without COARSE: no residual correction, no "
                 "interval.")
    if layers.regional:
        monitor.info(f"The regional parts in {os.path.basename(regional or '')} are for one date only: export again "
                     "for another date.")
