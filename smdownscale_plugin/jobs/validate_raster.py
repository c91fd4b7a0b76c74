"""Validate Raster: dated maps against a reference product, with the coarse product's baselines."""
import tempfile
from dataclasses import astuple, dataclass, replace
from typing import List, Optional, Sequence

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.reading import Raster
from ..rasters.together import appear_together
from ..rasters.windows import windows
from ..rasters.writing import RasterWriter, remove_if_there
from ..reports.product_tables import product_table
from ..reports.raster_validation import maps_measured_against, raster_metric_columns, raster_metric_rows, raster_report
from ..reports.tables import write_table
from ..validation.common_grid import bring_onto, comparison_grid
from ..validation.estimates import DOWNSCALED
from ..validation.in_time import metrics_in_time, time_metadata
from ..validation.layers import (
    coarse_named,
    file_names,
    join_coarse,
    open_layers,
    pair_with_reference,
    refuse_itself,
)
from ..validation.raster_comparison import RasterComparison, Trio, compare
from ..validation.raster_products import compare_rasters
from ..validation.triple import collocate, refuse_relatives, sentences


@dataclass(frozen=True)
class RasterValidation:
    """The numbers of the downscaled map; NaN where undefined. comparison: everything else."""

    n_pairs: int
    r: float
    rmse: float
    ubrmse: float
    bias: float
    median_r: float
    skill: float
    within_cell_r: float
    comparison: RasterComparison

    @property
    def triple_error(self) -> float:
        """Random error of the map in m3/m3 by triple collocation; NaN without a third product."""
        triple = self.comparison.triple
        return float(triple.result.error_std[0]) if triple else np.nan


@dataclass(frozen=True)
class RasterValidationOutputs:
    """Files that are written when given: tables (.csv or .gpkg), rasters, the report (HTML).

    difference: raster of the mean difference; agreement: raster of each pixel's metrics over the dates.
    """

    metrics: Optional[str] = None
    difference: Optional[str] = None
    agreement: Optional[str] = None
    product_metrics: Optional[str] = None
    report: Optional[str] = None


def validate_raster(rasters: Sequence[str], reference: Sequence[str],
                    outputs: RasterValidationOutputs = RasterValidationOutputs(), *, coarse: Sequence[str] = (),
                    coarse_scale: float = 1.0, third: Sequence[str] = (), products: Sequence[str] = (),
                    monitor: Monitor = SILENT) -> RasterValidation:
    """Compare dated soil-moisture maps (m3/m3) with a reference product.

    rasters, reference, coarse: files or folders of GeoTIFFs; each raster is compared with the reference that shares
    the most time with it, on the grid of the coarser of the two. coarse_scale: turns values of coarse into m3/m3.
    third: a product of yet another origin, for triple collocation; products: other maps, compared on the same pixels.
    Raises InputError when nothing overlaps in time or space, values can't be m3/m3 or two products of a trio share
    their origin; OutputError, Cancelled.
    """
    thirds = _thirds(rasters, reference, coarse, third, monitor) if third else []
    trios = _join(rasters, reference, coarse, coarse_scale, monitor)
    if outputs.difference:
        _check_one_grid(trios)
    with tempfile.TemporaryDirectory(prefix="smdownscale_") as folder, appear_together(*astuple(outputs)) as written:
        unfinished = RasterValidationOutputs(*written)
        trios, notes = _on_one_grid(trios, folder, monitor.part(0.05, 0.30))
        comparison = compare(trios, monitor.part(0.30, 0.65))
        comparison.notes.extend(notes)
        comparison.in_time = metrics_in_time(trios, monitor.part(0.65, 0.75), unfinished.agreement)
        if thirds:
            comparison.triple = collocate(trios, thirds, folder, monitor.part(0.75, 0.80))
        if products:
            comparison.products = compare_rasters(products, trios, folder, monitor.part(0.80, 0.86))
        if unfinished.difference:
            _write_difference(unfinished.difference, trios, monitor.part(0.86, 0.93))
        result = _result(comparison)
        _log_metrics(result, monitor)
        facts = _inputs(rasters, reference, coarse, coarse_scale, third, comparison)
        _write(unfinished, comparison, facts, monitor)
    for raster in filter(None, (outputs.difference, outputs.agreement)):
        remove_if_there(raster + ".aux.xml")   # statistics of a file that was there before
    monitor.at(1.0)
    return result


def _write(outputs, comparison, facts, monitor) -> None:
    if outputs.metrics:
        write_table(outputs.metrics, raster_metric_columns(), raster_metric_rows(comparison), layer="metrics")
    if outputs.product_metrics and comparison.products:
        columns, rows = product_table(comparison.products)
        write_table(outputs.product_metrics, columns, rows, layer="products")
    if outputs.report:
        monitor.at(0.95, "Writing the report")
        raster_report(comparison, facts).write(outputs.report)


def _thirds(rasters, reference, coarse, third, monitor):
    layers = [open_layers(paths, what, monitor.without_progress()) if paths else []
              for paths, what in ((rasters, "RASTERS"), (reference, "REFERENCE"), (third, "THIRD"), (coarse, "COARSE"))]
    refuse_relatives(*layers)
    if not all(layer.product for layer in [*layers[0], *layers[1], *layers[2]]):
        monitor.warn("Not all rasters name their product (metadata PRODUCT), so it can't be checked that the three "
                     "products of the triple collocation are independent.")
    return layers[2]


def _join(rasters, reference, coarse, scale, monitor) -> List[Trio]:
    estimates = open_layers(rasters, "RASTERS", monitor.part(0.0, 0.02))
    references = open_layers(reference, "REFERENCE", monitor.part(0.02, 0.04))
    coarse_layers = open_layers(coarse, "COARSE", monitor.part(0.04, 0.05), scale) if coarse else []
    refuse_itself(estimates, references)
    pairs = pair_with_reference(estimates, references, monitor)
    joined = join_coarse([e if e.period else replace(e, period=r.period) for e, r in pairs], coarse_layers, monitor)
    return [Trio(e, r, c, e.label if e.period or not r.period else r.label) for (e, r), c in zip(pairs, joined)]


def _on_one_grid(trios, folder, monitor):
    """The trios with estimate and reference on one grid, and sentences that say how they got there."""
    out, notes = [], {}
    for trio in monitor.each(trios, "Comparing grids"):
        grid, sentence = comparison_grid(trio.estimate, trio.reference)
        if sentence and sentence not in notes:
            monitor.info(sentence)
            notes[sentence] = True
        out.append(replace(trio, estimate=bring_onto(trio.estimate, grid, folder, monitor.without_progress()),
                           reference=bring_onto(trio.reference, grid, folder, monitor.without_progress())))
    return out, list(notes)


def _check_one_grid(trios):
    first = trios[0].estimate
    for trio in trios[1:]:
        if not trio.estimate.grid.matches(first.grid):
            raise InputError(f"A difference raster needs rasters on one grid, but {first.path} "
                             f"({first.grid.describe()}) "
                             f"and {trio.estimate.path} ({trio.estimate.grid.describe()}) differ; leave out DIFFERENCE "
                             "or validate them apart.")


def _write_difference(path, trios, monitor):
    """Mean over the dates of estimate minus reference, where both have a value."""
    grid = trios[0].estimate.grid
    with RasterWriter(path, grid, ["difference"], units={"difference": "m3 m-3"},
                      metadata=time_metadata([trio.period for trio in trios])) as writer:
        parts = windows(grid.shape)
        for k, window in enumerate(parts):
            total, count = np.zeros(window.shape), np.zeros(window.shape)
            for trio in monitor.part(k / len(parts), (k + 1) / len(parts)).each(trios, "Writing the difference"):
                with Raster(trio.estimate.path) as estimate, Raster(trio.reference.path) as reference:
                    error = (estimate.read(window, [trio.estimate.band], np.float64)[0]
                             - reference.read(window, [trio.reference.band], np.float64)[0])
                known = np.isfinite(error)
                total[known] += error[known]
                count += known
            writer.write(np.where(count > 0, total / np.maximum(count, 1), np.nan), window)


def _result(comparison):
    m = comparison.overall[DOWNSCALED]
    return RasterValidation(m["n"], m["r"], m["rmse"], m["ubrmse"], m["bias"], comparison.median_r,
                            m.get("skill", np.nan), m.get("within_cell_r", np.nan), comparison)


def _log_metrics(result, monitor):
    for name, m in result.comparison.overall.items():
        within = f", within-cell R {m['within_cell_r']:.3f}" if np.isfinite(m.get("within_cell_r", np.nan)) else ""
        more = f"{within}, skill {m['skill']:.3f}" if "skill" in m else ""
        monitor.info(f"{name}: N {m['n']:,}, R {m['r']:.3f}, RMSE {m['rmse']:.4f}, ubRMSE {m['ubrmse']:.4f}, "
                     f"bias {m['bias']:+.4f} m3/m3{more}")
    if result.comparison.triple:
        monitor.info("Triple collocation: " + " ".join(sentences(result.comparison.triple)))
    if result.rmse == 0:
        monitor.warn("Maps and reference have the same value in every pixel: one is a copy of the other, and the "
                     "figures say nothing.")
    monitor.info(f"Measured against {maps_measured_against(result.comparison.dates)}")


def _inputs(rasters, reference, coarse, coarse_scale, third, comparison):
    first = comparison.dates[0].trio.estimate.grid
    yield "Maps", f"{len(comparison.dates)} compared from: {file_names(rasters)}"
    yield "Reference", file_names(reference)
    if coarse:
        yield "Coarse product", coarse_named(coarse, coarse_scale)
    if third:
        yield "Third product", file_names(third)
    yield "Grid", first.describe()
