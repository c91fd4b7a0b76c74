"""Soil-moisture rasters as inputs of a validation, and how they are joined in time."""
import os
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse_bands import the_soil_moisture_band
from ..rasters.fills import undeclared_fill
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.reading import Raster, RasterInfo, describe
from ..rasters.stack import expand
from ..rasters.undated import refuse_unread_dates
from ..rasters.value_sample import no_soil_moisture, value_sample
from ..rasters.windows import Window

SOIL_MOISTURE = "soil_moisture"
OBSERVATION_TIME = "observation_time"
COARSE = "COARSE"      # the input that COARSE_SCALE is for
# Names of bands that can't be soil moisture: predictors, and what the drought tools write.
OTHER_VARIABLES = frozenset(
    "ndvi evi lai fpar ndwi ndmi savi lst lst_day lst_night lst_range temperature albedo elevation slope aspect twi "
    "rain precipitation api evapotranspiration vv vh sif sand clay silt soc bulk_density land_cover landcover water "
    "percentile anomaly class difference width applicability latitude longitude observation_time".split())


@dataclass(frozen=True)
class MapLayer:
    """The band of a raster that holds soil moisture. period: None for a raster without a date.

    variable: metadata VARIABLE, '' when unknown; time_band: the band that holds hours after TIME_START at which each
    pixel was observed, 0 when there is none; scale: turns values into m3/m3; origin: the file that this one was made
    from.
    """

    path: str
    band: int
    grid: Grid
    period: Optional[Period]
    product: str
    variable: str = ""
    time_band: int = 0
    scale: float = 1.0
    origin: str = ""

    @property
    def given(self) -> str:
        """The file that the user gave, where this one was made from it on another grid."""
        return self.origin or self.path

    @property
    def overpass(self) -> Optional[str]:
        """`am` or `pm` where the product's or the variable's name ends so, else None."""
        for name in (self.product, self.variable):
            end = name.lower().rpartition("_")[2]
            if end in ("am", "pm"):
                return end
        return None

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return os.path.basename(self.given)

    @property
    def label(self) -> str:
        """The date, or the file's name where there is none."""
        return self.period.label() if self.period else os.path.splitext(self.name)[0]


def open_layers(paths: Sequence[str], what: str, monitor: Monitor = SILENT, scale: float = 1.0) -> List[MapLayer]:
    """Layers of rasters (or folders of them), in order of time.

    what: the input's name for messages; scale: turns values into m3/m3, see `read_coarse_layer`. Raises InputError:
    unreadable, or a fill value that isn't declared.
    """
    layers = []
    for path in monitor.each(dict.fromkeys(expand(list(paths))), f"Looking at {what}"):
        info = describe(path)
        refuse_unread_dates([info], f"{what}:")
        band = _soil_moisture_band(info, what, monitor)
        if info.bands[band - 1].nodata is None:
            _refuse_undeclared_fill(path, band, what)
        times = [b.index for b in info.bands if b.name == OBSERVATION_TIME]
        layers.append(MapLayer(path, band, info.grid, info.period, info.product, info.metadata.get("VARIABLE", ""),
                            times[0] if times else 0, scale))
        if what != COARSE:
            _refuse_wrong_values(layers[-1], what)
    return sorted(layers, key=lambda layer: (layer.period is not None, layer.period and layer.period.start, layer.path))


def _soil_moisture_band(info: RasterInfo, what: str, monitor: Monitor) -> int:
    first = info.bands[0].name.lower()
    if len(info.bands) == 1 and first in OTHER_VARIABLES:
        raise InputError(f"{what}: the band of {info.path} is called {first}, which isn't soil moisture; give maps of "
                         f"soil moisture, or call the band {SOIL_MOISTURE} if it holds that.")
    band = the_soil_moisture_band(info, what)
    if len(info.bands) > 1 and band.name.lower() != SOIL_MOISTURE:
        monitor.info(f"The band {band.name} of {info.path} is used.")
    return band.index


def _refuse_wrong_values(layer: MapLayer, what: str) -> None:
    """InputError for values that are no soil moisture, but not where the unit of all of them is to blame."""
    sample = value_sample(layer.path, layer.band)
    if sample.size and np.median(sample) > 1.0:
        refuse_maps_in_other_units(float(np.median(sample)), layer, what)
    problem = no_soil_moisture(layer.path, layer.band, "errors")
    if problem:
        raise InputError(f"{what}: {problem}")


def _refuse_undeclared_fill(path: str, band: int, what: str) -> None:
    problem = undeclared_fill(path, bands=[band])
    if problem:
        raise InputError(f"{what}: {problem}")


def read_coarse_layer(layer: MapLayer, window: Window) -> np.ndarray:
    """(rows, columns) float64 in m3/m3 of a coarse layer, times its scale; InputError when they can't be m3/m3.

    Exact zeros are no values, as in training.
    """
    with Raster(layer.path) as raster:
        values = raster.read(window, [layer.band], np.float64)[0] * layer.scale
    values[values == 0] = np.nan
    if np.isfinite(values).any():
        refuse_maps_in_other_units(float(np.nanmedian(values)), layer, COARSE)
    return values


def refuse_maps_in_other_units(median: float, layer: MapLayer, what: str) -> None:
    """InputError when values can't be m3/m3, with the likely cause."""
    if median <= 1.0:
        return
    cause, scale = ("percent", "0.01") if median <= 100.0 else ("thousandths of m3/m3 or millimetres", "0.001 or 1 / "
                                                                "layer depth in mm")
    remedy = f"set COARSE_SCALE to {scale}" if what == COARSE else "convert to m3/m3 with the raster calculator first"
    after = f" after COARSE_SCALE {layer.scale:g}" if layer.scale != 1 else ""
    raise InputError(f"{what}: the median of {layer.given} is {median:.3g}{after}, which can't be m3/m3 (the likely "
                     f"cause is {cause}: {remedy}).")


def best_overlap(layer: MapLayer, candidates: Sequence[MapLayer]) -> Tuple[Optional[MapLayer], bool]:
    """The candidate that shares the most time with a layer (the earliest of equals), and whether there was a tie.

    Without dates on either side everything fits everything: the only candidate, or None when there are several.
    """
    if layer.period is None:
        return (candidates[0], False) if len(candidates) == 1 else (None, len(candidates) > 1)
    shares = [(c.period.overlap(layer.period), c) for c in candidates if c.period is not None]
    longest = max((share for share, _ in shares), default=0.0)
    if longest > 0:
        best = [c for share, c in shares if share == longest]
        return best[0], len(best) > 1
    static = [c for c in candidates if c.period is None]
    return (static[0], False) if len(static) == 1 else (None, len(static) > 1)


def refuse_itself(estimates: Sequence[MapLayer], references: Sequence[MapLayer]) -> None:
    """InputError when a raster is among the rasters that it is to be measured against."""
    both = {os.path.realpath(e.path) for e in estimates} & {os.path.realpath(r.path) for r in references}
    if both:
        raise InputError(f"RASTERS and REFERENCE share {len(both)} of their files ({file_names(sorted(both), 3)}): a "
                         "map measured against itself is always perfect; give a reference of another origin.")


def pair_with_reference(estimates: Sequence[MapLayer], references: Sequence[MapLayer],
                        monitor: Monitor) -> List[Tuple[MapLayer, MapLayer]]:
    """Each estimate with the reference that shares the most time with it; misses and ties are logged.

    An estimate without a date is compared with every reference. Raises InputError when nothing fits.
    """
    pairs, alone, tied = [], [], []
    for estimate in estimates:
        if estimate.period is None and all(r.period is not None for r in references):
            pairs += [(estimate, reference) for reference in references]
            continue
        reference, tie = best_overlap(estimate, references)
        if reference is None:
            (tied if tie else alone).append(estimate.name)
            continue
        if tie:
            tied.append(estimate.name)
        pairs.append((estimate, reference))
    if not pairs:
        raise InputError(_nothing_fits(estimates, references))
    if alone:
        monitor.warn(f"{len(alone)} of {len(estimates)} rasters don't overlap a reference in time and are left out: "
                     f"{first_names(alone)}.")
    if tied:
        monitor.warn("Several references fit equally well: the earliest was used, or none where they have no date "
                     f"({first_names(tied)}).")
    return pairs


def join_coarse(estimates: Sequence[MapLayer], coarse: Sequence[MapLayer],
                monitor: Monitor) -> List[Optional[MapLayer]]:
    """For each estimate the coarse layer that shares the most time with it, or None; misses are logged."""
    joined = [best_overlap(estimate, coarse)[0] for estimate in estimates]
    missing = [e.name for e, c in zip(estimates, joined) if c is None]
    if coarse and missing:
        monitor.warn(f"{len(missing)} of {len(estimates)} rasters don't overlap the coarse product in time: they are "
                     f"validated without it ({first_names(missing)}).")
    return joined


def first_names(names: Sequence[str], limit: int = 5) -> str:
    """The first names of a list, and how many more there are."""
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def file_names(paths: Sequence[str], limit: int = 4) -> str:
    """Names of the first files or folders, without where they lie, and how many more there are."""
    return first_names([os.path.basename(os.path.normpath(path)) for path in paths], limit)


def coarse_named(paths: Sequence[str], scale: float) -> str:
    """The coarse rasters and what they were multiplied by, for a report."""
    return file_names(paths) + (f" (values times {scale:g})" if scale != 1 else "")


def _nothing_fits(estimates: Sequence[MapLayer], references: Sequence[MapLayer]) -> str:
    return (f"No raster overlaps a reference in time: RASTERS have {_dates(estimates)}, REFERENCE has "
            f"{_dates(references)}; give rasters of the same dates (TIME_START and TIME_END in the metadata, or a date "
            "in the file's name).")


def _dates(layers: Sequence[MapLayer]) -> str:
    labels = [layer.period.label() if layer.period else "no date" for layer in layers]
    return labels[0] if len(set(labels)) == 1 else f"{labels[0]} to {labels[-1]}"
