"""Whether the product of a training fits its footprint; that of a product that nobody knows is found."""
from dataclasses import replace
from typing import Any, Callable, Tuple

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.number_text import in_percent
from ..samples.coarse_cells import CoarseCells
from ..samples.samples import Samples
from ..scaling.footprints import known_product
from ..selection.coarse_product.error_budget import product_noise
from ..selection.coarse_product.footprint_check import NO_DOUBT, Doubt, check_footprint


def with_plausible_footprint(samples: Samples, cells: CoarseCells, options: Any, monitor: Monitor,
                             read: Callable) -> Tuple[Samples, CoarseCells, Doubt]:
    """(samples, cells, doubt of the footprint), said in the log where the data contradict the footprint.

    options: of the training; read: footprint (km) to samples and cells. Where nobody gave one, and
    the product is unknown, the footprint that it shows is taken, provided that its noise is known: without that a
    smooth product can't be told from a blurred one.
    """
    noise = product_noise(samples, cells)
    try:
        found = check_footprint(samples, cells, noise, options.seed, SILENT)
    except InputError:                                                  # too small an area for blocks so far apart
        found = None
    unknown = options.footprint_km is None and not known_product(cells.product)
    if found and unknown and noise is None:
        found = replace(found, clear=False)
    if found and not found.clear and unknown and found.likely > found.stated == 0:
        what = "but the interval allows for it" if found.perhaps else "because so few dates also fit smooth land"
        monitor.info(f"Perhaps {found.sentence()}. This is too uncertain to be used, {what}; set FOOTPRINT_KM to "
                     f"{found.likely:.0f} if the sensor sees that far, or to 0 for means of cells.")
        return samples, cells, found.doubt
    if not found or not found.clear:
        return samples, cells, NO_DOUBT
    if found.likely > found.stated == 0 and unknown:
        monitor.warn(f"FOOTPRINT_KM isn't given and the product is unknown: {found.sentence()}. {found.likely:.0f} km "
                     "is used; set FOOTPRINT_KM to 0 for plain cell means.")
        return (*read(found.likely), NO_DOUBT)
    monitor.warn(f"The footprint is doubtful: {found.sentence()}. FOOTPRINT_KM {found.likely:.0f} fits the data; until "
                 f"it is corrected, maps use only {in_percent(found.trust)} of the detail that they would otherwise.")
    return samples, cells, found.doubt
