"""Regions that somebody drew (REGIONS), for testing a model in regions that it never saw."""
from dataclasses import dataclass, replace
from typing import Any, Dict, Optional

import numpy as np

from ..drought.polygon_coverage import coverage
from ..drought.zones import read_zones
from ..errors import InputError
from ..monitor import Monitor
from ..samples.coarse_cells import CoarseCells
from ..samples.samples import Samples
from ..selection.station_folds import LEAVE_REGIONS_OUT


@dataclass(frozen=True)
class Regions:
    """A layer of polygons (None: the file's only one) and the field that names them (None: the first text field)."""

    path: str
    layer: Optional[str] = None
    field: Optional[str] = None


_MOST = 30          # regions, each of which is a fold


def with_regions(samples: Samples, cells: CoarseCells, options: Any, monitor: Monitor) -> Samples:
    """The samples with the region that each cell lies in; as they are without REGIONS.

    Polygons of one name (REGION_FIELD) are one region; a cell belongs to the region that covers most of it, if that is
    at least half of it. Raises InputError: VALIDATION leave_regions_out without REGIONS, fewer than two regions with
    cells, too many of them, and what `read_zones` refuses.
    """
    if options.regions is None:
        if options.validation == LEAVE_REGIONS_OUT:
            raise InputError("VALIDATION leave_regions_out needs REGIONS: give polygons, or choose spatial_blocks.")
        return samples
    shares = _shares(options.regions, cells, monitor)
    stacked = np.stack(list(shares.values()))[:, cells.row, cells.column]
    region = np.where(stacked.max(0) >= 0.5, stacked.argmax(0), -1)
    counts = {name: int((region == k).sum()) for k, name in enumerate(shares)}
    held = {name: count for name, count in counts.items() if count}
    if len(held) < 2:
        raise InputError(f"REGIONS: {len(held)} of {len(shares)} regions hold training cells, but at least two are "
                         "needed; give polygons that cover the area, and name their field in REGION_FIELD.")
    if len(held) > _MOST:
        raise InputError(f"REGIONS: {len(held)} regions hold training cells, more than the maximum of {_MOST} (each is "
                         "left out once); name a field in REGION_FIELD that several polygons share.")
    outside = int((region < 0).sum())
    monitor.info("Regions: " + ", ".join(f"{name} {count}" for name, count in held.items()) + " training cells"
                 + (f"; {outside} lie in none and are never held out." if outside else "."))
    return replace(samples, region=region)


def _shares(regions, cells, monitor) -> Dict[str, np.ndarray]:
    """By region: the share (rows, columns) of each coarse cell in it."""
    zones = read_zones(regions.path, regions.layer, regions.field, cells.grid, monitor, "REGION_FIELD", apart=False)
    shares: Dict[str, np.ndarray] = {}
    for zone in zones.zones:
        shares[zone.name] = shares.get(zone.name, 0.0) + coverage(zone.rings, cells.grid.shape)
    return shares
