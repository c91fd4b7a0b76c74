"""Triple collocation of a map, the reference and a third product; and which trios say nothing."""
import os
import re
from dataclasses import dataclass, replace
from typing import Any, Iterator, List, Optional, Sequence

import numpy as np

from ..errors import InputError, certain
from ..metrics.triple_collocation import TripleCollocation, TripleSums, triple_collocation
from ..monitor import Monitor
from ..rasters.reading import Raster
from ..rasters.windows import windows
from .common_grid import bring_onto
from .layers import MapLayer, best_overlap, first_names

NAMES = ("Map", "Reference", "Third product")
_TILE = (64, 64)    # pixels of a block that is drawn as a whole: neighbours are alike


@dataclass(frozen=True)
class Triple:
    """result: of all triples; dates: how many maps had all three products; names: of the three."""

    result: TripleCollocation
    dates: int
    names: Sequence[str]


def refuse_relatives(maps: Sequence[MapLayer], references: Sequence[MapLayer], thirds: Sequence[MapLayer],
                     coarse: Sequence[MapLayer]) -> None:
    """InputError when two of the three products share their errors: the map's parent, or two of one satellite.

    A map downscaled from SMAP has SMAP's errors: with SMAP as a third, a true correlation of .64 came out as .12. SMAP
    L4 assimilates SMAP's brightness temperatures: it is a relative of L3.
    """
    groups = (("RASTERS", [*maps, *coarse]), ("REFERENCE", references), ("THIRD", thirds))
    for i, (first_name, first) in enumerate(groups):
        for second_name, second in groups[i + 1:]:
            clash = _clash(first, second)
            if clash:
                raise InputError(f"Triple collocation needs three products with independent errors, but {first_name} "
                                 f"and {second_name} {clash}; give a third product of another origin (another "
                                 "satellite, a model without it), or leave out THIRD.")


def _clash(first: Sequence[MapLayer], second: Sequence[MapLayer]) -> str:
    paths = {os.path.realpath(layer.path) for layer in first} & {os.path.realpath(layer.path) for layer in second}
    if paths:
        return f"share the file {os.path.basename(sorted(paths)[0])}"
    families = [{_family(layer): layer.product for layer in layers if layer.product} for layers in (first, second)]
    for family in sorted(families[0].keys() & families[1].keys()):
        return f"are both of {family} ({families[0][family]}, {families[1][family]})"
    return ""


def _family(layer: MapLayer) -> str:
    """Origin of a product: all SMAP products are one, L4 included; else the product's own name."""
    name = layer.product.upper()
    return "SMAP" if re.match(r"SPL\d|SMAP", name) else name


def collocate(trios: Sequence[Any], thirds: List[MapLayer], folder: str, monitor: Monitor) -> Triple:
    """Triples of all pixels and dates at which map, reference and third product have values, on the comparison's grid.

    trios: `comparison.Trio`s on one grid each. Raises InputError when there are too few.
    """
    blocks, dates, used = [], 0, None
    for k, trio in enumerate(trios):
        part = monitor.part(k / len(trios), (k + 1) / len(trios))
        third = _third_of(trio, thirds)
        part.at(0.0, "Triple collocation")
        if third is None:
            continue
        used = third
        moved = bring_onto(third, trio.estimate.grid, folder, part.without_progress())
        found = [sums for sums in _blocks(trio, moved, part) if sums.n]
        blocks += found
        dates += bool(found)
        if moved.path != third.path:
            os.remove(moved.path)
    result = triple_collocation(blocks)
    if np.isnan(result.error_variance).all():
        raise InputError(f"THIRD has {result.n:,} pixels in common with maps and reference on {dates} dates, too few "
                         f"for triple collocation ({first_names([t.name for t in thirds], 3)}); check its dates, "
                         "extent and nodata, or leave it out.")
    names = [layer.product for layer in (trios[0].estimate, trios[0].reference, certain(used))]
    return Triple(result, dates, [f"{n} ({p})" if p else n for n, p in zip(NAMES, names)])


def _third_of(trio: Any, thirds: List[MapLayer]) -> Optional[MapLayer]:
    period = trio.period
    return best_overlap(replace(trio.estimate, period=period), thirds)[0]


def _blocks(trio: Any, third: MapLayer, monitor: Monitor) -> Iterator[TripleSums]:
    with Raster(trio.estimate.path) as a, Raster(trio.reference.path) as b, Raster(third.path) as c:
        for window in monitor.each(windows(trio.estimate.grid.shape, _TILE), "Triple collocation"):
            yield TripleSums().add(*(raster.read(window, [layer.band], np.float64)[0] for raster, layer in
                                     ((a, trio.estimate), (b, trio.reference), (c, third))))


def sentences(triple: Triple) -> Iterator[str]:
    """What came out, and what it rests on."""
    r = triple.result
    for name, std, interval, variance, truth, around in zip(
            triple.names, r.error_std, r.error_variance_interval, r.error_variance, r.r_truth, r.r_truth_interval):
        error = (f"random error {std:.4f} m3/m3" if np.isfinite(std) else
                 f"error variance {variance:.2e}, below 0: sampling or shared errors, no figure can be given")
        within = f" (90 % interval {_sd(interval[0])} to {_sd(interval[1])})" if np.isfinite(interval).all() else ""
        yield f"{name}: {error}{within}, correlation with the unknown truth {_number(truth)}{_between(around)}."


def _sd(variance: float) -> str:
    return f"{np.sqrt(variance):.4f}" if variance >= 0 else "below 0"


def _number(value: float) -> str:
    return f"{value:.3f}" if np.isfinite(value) else "undefined"


def _between(interval: np.ndarray) -> str:
    return f" ({interval[0]:.3f} to {interval[1]:.3f})" if np.isfinite(interval).all() else ""
