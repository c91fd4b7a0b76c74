"""Several products against one reference: the same pixels for all of them, and by how much the map is better."""
import os
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Dict, List, Mapping, Sequence

import numpy as np

from ..errors import InputError
from ..metrics.accumulate import PairSums
from ..metrics.metric import OVER
from ..metrics.moments import MetricSums
from ..metrics.table import METRICS, metrics_of_sums, shown
from ..monitor import Monitor
from ..rasters.reading import Raster
from ..rasters.windows import windows
from .common_grid import bring_onto
from .layers import MapLayer, best_overlap, open_layers, refuse_maps_in_other_units
from .products import MAP, WHAT, Product, ProductComparison, by_product, gain_of


def compare_rasters(paths: Sequence[str], trios: Sequence[Any], folder: str, monitor: Monitor) -> ProductComparison:
    """Metrics of the map and of other products, date by date, on the pixels where all have values.

    trios: `raster_comparison.Trio`s on one grid each; folder: for rasters that are brought onto it. Dates at which a
    product is missing are left out. Raises InputError: no date has all products, or a product isn't in m3/m3.
    """
    groups = by_product(open_layers(paths, WHAT, monitor.part(0.0, 0.05)))
    steps, dates = monitor.part(0.05, 1.0), []
    for k, trio in enumerate(trios):
        part = steps.part(k / len(trios), (k + 1) / len(trios))
        part.at(0.0, "Comparing other products")
        matched = {name: best_overlap(replace(trio.estimate, period=trio.period), found)[0]
                   for name, found in groups.items()}
        layers = {name: layer for name, layer in matched.items() if layer is not None}
        if len(layers) == len(groups):
            sums = _of_date(trio, layers, folder, part)
            dates += [sums] if sums[MAP].n else []
    if not dates:
        raise InputError(f"{WHAT}: no date has a pixel with a value in the map, the reference and all of "
                         f"{', '.join(groups)}; give products that share dates and area with the maps, or fewer of "
                         "them.")
    return _summary([MAP, *groups], dates)


def _of_date(trio: Any, layers: Dict[str, MapLayer], folder: str, monitor: Monitor) -> Dict[str, PairSums]:
    """Sums of the map and each product over the pixels of one date that all of them have."""
    moved = {name: bring_onto(layer, trio.estimate.grid, folder, monitor.without_progress())
             for name, layer in layers.items()}
    sums = {name: PairSums() for name in (MAP, *layers)}
    with ExitStack() as files:
        readers = [(files.enter_context(Raster(layer.path)), layer.band)
                   for layer in (trio.reference, trio.estimate, *moved.values())]
        for window in monitor.each(windows(trio.estimate.grid.shape), "Comparing other products"):
            values = np.stack([raster.read(window, [band], np.float64)[0] for raster, band in readers])
            truth, *estimates = values[:, np.isfinite(values).all(axis=0)]
            for one, estimate in zip(sums.values(), estimates):
                one.add(estimate, truth)
    for name, layer in layers.items():
        if sums[name].n:
            refuse_maps_in_other_units(float(sums[name].moments.mean_e), layer, WHAT)
        if moved[name].path != layer.path:
            os.remove(moved[name].path)
    return sums


def _summary(names: List[str], dates: Sequence[Mapping[str, PairSums]]) -> ProductComparison:
    metrics = [name for name in shown(OVER) if not METRICS[name].needs and METRICS[name].of_sums]
    own, products = {}, []
    for name in names:
        whole = PairSums()
        for date in dates:
            whole.merge(date[name])
        each = [metrics_of_sums(MetricSums(date[name].moments)) for date in dates]
        by_date = {m: np.array([one[m] for one in each]) for m in metrics}
        gain = {m: gain_of(m, own[m], by_date[m]) for m in metrics} if own else {}
        own = own or by_date
        products.append(Product(name, metrics_of_sums(MetricSums(whole.moments)), by_date, _spreads(dates, name), gain))
    return ProductComparison(products, int(products[0].pooled["n"]), len(dates), "dates", "pixels")


def _spreads(dates: Sequence[Mapping[str, PairSums]], name: str) -> np.ndarray:
    """Standard deviation of a product over that of the reference, per date."""
    found = [date[name].moments for date in dates]
    return np.array([np.sqrt(m.ee / m.tt) if m.tt > 0 else np.nan for m in found])
