"""A map of where a model errs: the coarse product, held-out predictions and their difference, averaged over dates."""
import numpy as np

from ..samples.coarse_cells import CoarseCells
from . import plots
from .html import Report


def held_out_map(report: Report, cells: CoarseCells, truth: np.ndarray, predictions: np.ndarray,
                 text: str = "") -> None:
    """Add the section. truth, predictions: (n,) in m3/m3 of the cells' rows, NaN where a row was never held out."""
    held = np.isfinite(predictions)
    layers = [cells.maps(np.where(held, values, np.nan)) for values in (truth, predictions)]
    known = np.isfinite(layers[0]).any(0)
    count = np.maximum(np.isfinite(layers[0]).sum(0), 1)
    means = [np.where(known, np.nansum(values, 0) / count, np.nan) for values in layers]
    rows, columns = (np.flatnonzero(known.any(axis)) for axis in (1, 0))
    if not rows.size:
        return
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    shown = [layer[part] for layer in (*means, means[1] - means[0])]
    report.section("Map", text).note(plots.missing()).figure(
        plots.maps([("", shown)], ("Coarse product", "Model, held out", "Difference"),
                   ("soil_moisture", "soil_moisture", "difference")),
        "Means over the dates on the coarse grid; each cell was predicted without having been seen in training. "
        "Difference: model minus product, blue too wet, brown too dry.", wide=True)
