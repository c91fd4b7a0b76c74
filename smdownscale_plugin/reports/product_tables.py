"""Several products at the same stations: the table that is written, and the section of the report."""
from typing import List, Tuple

import numpy as np

from ..metrics.table import METRICS
from ..validation.products import ProductComparison
from . import station_plots
from .html import Report
from .station_tables import typed
from .tables import NUMBER, TEXT, WHOLE, Columns


def product_table(comparison: ProductComparison) -> Tuple[Columns, List[list]]:
    """(columns, rows): a row a product: metrics over all shared pairs, medians over stations, gain of the map."""
    pooled, over = list(comparison.products[0].pooled), list(comparison.products[0].per_station)
    columns = [("product", TEXT), (comparison.over, WHOLE), *typed(pooled), *((f"median_{m}", NUMBER) for m in over),
               *((f"map_better_by_{m}{end}", NUMBER) for m in over for end in ("", "_low", "_high"))]
    nothing = (np.nan, np.nan, np.nan)
    rows = [[p.name, comparison.stations, *p.pooled.values(), *(_median(p.per_station[m]) for m in over),
             *(value for m in over for value in p.gain.get(m, nothing))] for p in comparison.products]
    return columns, rows


def products_section(report: Report, comparison: ProductComparison) -> None:
    """All products on the same pairs, by how much the map is better, and one Taylor diagram."""
    over = list(comparison.products[0].per_station)
    report.section("Products side by side", f"All products on the same {comparison.pairs:,} {comparison.unit} of "
                   f"{comparison.stations} {comparison.over}: those for which every product has a value.")
    report.table(["Product", *(f"{METRICS[m].heading}, median" for m in over)],
                 [[p.name, *(_median(p.per_station[m]) for m in over)] for p in comparison.products], strong=[0],
                 caption=f"Medians over the {comparison.over}.")
    report.table(["Compared with", *(METRICS[m].heading for m in over)],
                 [[p.name, *(_cell(m, p.gain[m]) for m in over)] for p in comparison.products[1:]],
                 caption=f"By how much the downscaled map is better, median over the {comparison.over} with its "
                         f"90\u00a0% interval from resampling {comparison.over}; below 0 the map is worse. Where the "
                         "interval includes 0, neither is clearly better.")
    report.figure(station_plots.taylor([(p.name, p.per_station["r"], p.spreads) for p in comparison.products]),
                  f"Taylor diagram of all products on the same {comparison.unit}; pale points are {comparison.over}, "
                  "strong ones their median.")


def _median(values):
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else np.nan


def _cell(metric, gain):
    show = METRICS[metric].format
    value, low, high = gain
    return value, f"{show(value)} [{show(low)},\u00a0{show(high)}]" if np.isfinite(low) else show(value)
