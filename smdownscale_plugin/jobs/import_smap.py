"""Import SMAP: granules of SMAP (or AMSR-2 by LPRM) to georeferenced rasters of soil moisture, one a step of time."""
import os
from collections import Counter
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.grid import Grid, crs_wkt, window_over
from ..rasters.windows import Window, windows
from ..rasters.writing import RasterWriter
from ..sources.smap_granules.granules import Granule, open_granule
from ..sources.smap_granules.hdf5 import SUFFIXES, Hdf5File
from ..sources.smap_granules.layouts import AUTO, LISTS, QUALITIES
from ..sources.smap_granules.merging import BANDS, STEPS, UNITS, around, by_step, has_time, merge, merge_layers
from .outputs import all_or_nothing

# Cells worked on at once: the sums of a window take some 60 bytes a cell.
_WINDOW_CELLS = 2_000_000
_MOST_NAMED = 5


@dataclass(frozen=True)
class Imported:
    """Files that were written: coarse (soil moisture) and layers, both in order of time."""

    coarse: List[str]
    layers: List[str]
    skipped: int


def import_smap(granules: Sequence[str], output_folder: str, *, variable: str = AUTO, quality: str = "recommended",
                step: str = "daily", extent: Optional[Tuple[float, float, float, float]] = None,
                extent_crs: str = "EPSG:4326", layers: str = "", monitor: Monitor = SILENT) -> Imported:
    """Write `soil_moisture_YYYYMMDD.tif` for every step that has values: soil moisture (m3/m3), number of
    observations, and their mean time (hours after TIME_START) where the granules hold it.

    granules: files or folders of them; variable: see `layouts.VARIABLES`; quality: `recommended` or `successful`;
    step: see `merging.STEPS`; extent (xmin, ymin, xmax, ymax in extent_crs): all cells that it touches. layers: names
    of further layers of the granules, set apart by commas, or `all`; they go to `layers_YYYYMMDD.tif`.
    Files that can't be read are named and skipped. Raises InputError when none is left, for several products at once,
    and for an extent without data; OutputError, Cancelled. Then no file of this run is left.
    """
    _known("QUALITY", quality, QUALITIES)
    _known("STEP", step, STEPS)
    found, skipped = _open_all(_files(granules), variable, monitor.part(0.0, 0.1))
    window = _window(found, extent, extent_crs)
    grid = found[0].grid.window(window)
    wanted = _wanted_layers(found[0], layers)
    timed = has_time(found[0])
    steps = by_step(found, step)
    monitor.info(f"{found[0].layout.product}, {found[0].field.variable}: "
                 f"{len(found)} {'granule' if len(found) == 1 else 'granules'}, "
                 f"{len(steps)} {'date' if len(steps) == 1 else 'dates'}; grid: {grid.describe()}.")
    if not found[0].field.quality:
        monitor.info(f"{found[0].layout.product} carries no quality flag: QUALITY has no effect.")
    coarse, extra = [], []
    with all_or_nothing(output_folder) as written:
        for k, (period, group) in enumerate(steps.items()):
            part = monitor.part(0.1 + 0.9 * k / len(steps), 0.1 + 0.9 * (k + 1) / len(steps))
            path = os.path.join(output_folder, f"soil_moisture_{period.stamp()}.tif")
            if not _write_step(path, period, group, window, grid, quality, timed, part.part(0.0, 0.8)):
                continue
            coarse.append(path)
            written.append(path)
            if wanted:
                path = os.path.join(output_folder, f"layers_{period.stamp()}.tif")
                _write_layers(path, period, group, window, grid, wanted, part.part(0.8, 1.0))
                extra.append(path)
                written.append(path)
        if not coarse:
            raise InputError(f"No granule has values of quality {quality!r} in the extent; choose another EXTENT or "
                             "QUALITY.")
    return Imported(coarse, extra, skipped)


def _about(period, group, quality) -> Dict[str, str]:
    """Metadata of a step's files."""
    return {**period.metadata(), "PRODUCT": group[0].layout.product, "VARIABLE": group[0].field.variable,
            "GRANULES": len(group), **({"QUALITY": quality} if quality and group[0].field.quality else {})}


def _write_step(path, period, group, window, grid, quality, timed, monitor) -> bool:
    """Soil moisture of one step; a step without a value is said and left out (False)."""
    bands = BANDS if timed else BANDS[:2]
    valid = 0
    writer = RasterWriter(path, grid, bands, units={name: UNITS[name] for name in bands},
                          metadata=_about(period, group, quality))
    try:
        with writer:
            parts = _parts(grid)
            for k, local in enumerate(parts):
                monitor.at(k / len(parts), f"Importing {period.label()}")
                merged = merge(group, _in_whole(local, window), period, quality, timed)
                valid += int(np.isfinite(merged.soil_moisture).sum())
                writer.write(merged.bands(), local)
            if not valid:
                raise _NoValueError()
    except _NoValueError:
        monitor.warn(f"{period.label()}: no values of quality {quality!r} in the extent in {len(group)} granule(s); "
                     "left out.")
        return False
    return True


def _write_layers(path, period, group, window, grid, wanted: Dict[str, Tuple[str, bool]], monitor):
    """Further layers of one step, whatever the quality of its soil moisture."""
    names = list(wanted)
    classes = [name for name, (_, whole_numbers) in wanted.items() if whole_numbers]
    with RasterWriter(path, grid, names, units={name: unit for name, (unit, _) in wanted.items()},
                      metadata=_about(period, group, ""), categorical=classes) as writer:
        parts = _parts(grid)
        for k, local in enumerate(parts):
            monitor.at(k / len(parts))
            writer.write(merge_layers(group, names, _in_whole(local, window)), local)


class _NoValueError(Exception):
    """A step has nothing to write."""


def _parts(grid: Grid) -> List[Window]:
    """Windows over the whole width (rows are what files are cut into), of a bounded number of cells."""
    return windows(grid.shape, (grid.width, max(1, _WINDOW_CELLS // grid.width)))


def _in_whole(local: Window, window: Window) -> Window:
    """A window of the output as one of the product's whole grid."""
    return Window(window.column + local.column, window.row + local.row, local.width, local.height)


def _known(name, value, choices):
    if value not in choices:
        raise InputError(f"{name} {value!r} is unknown; choose one of {', '.join(choices)}.")


def _files(paths: Sequence[str]) -> List[str]:
    """Files, and what folders hold of HDF5 and netCDF files, sorted; each once."""
    found = []
    for path in paths:
        if os.path.isdir(path):
            inside = sorted(n for n in os.listdir(path) if n.lower().endswith(SUFFIXES))
            if not inside:
                raise InputError(f"The folder {path} holds no {', '.join('*' + s for s in SUFFIXES)}; choose another.")
            found.extend(os.path.join(path, n) for n in inside)
        else:
            found.append(path)
    if not found:
        raise InputError("No granules were given; choose files or a folder.")
    return list(dict.fromkeys(found))


def _open_all(paths, variable, monitor) -> Tuple[List[Granule], int]:
    """Granules of one product; what can't be read is named. Of one granule in several versions the last counts."""
    found: Dict[tuple, Granule] = {}
    refused: List[str] = []
    for path in monitor.each(paths, "Reading granules"):
        try:
            granule = open_granule(path, variable)
        except InputError as problem:
            refused.append(str(problem))
            continue
        key = (granule.layout.product, granule.period, granule.window)
        if key in found:
            monitor.warn(f"{found[key].name} and {granule.name} are two versions of one granule; the latter is used.")
        found[key] = granule
    if not found:
        raise InputError(refused[0] if len(paths) == 1 else f"None of {len(paths)} files can be imported: {refused[0]}")
    for sentence in refused[:_MOST_NAMED]:
        monitor.warn(f"Skipped: {sentence}")
    if len(refused) > _MOST_NAMED:
        monitor.warn(f"Skipped {len(refused) - _MOST_NAMED} more files.")
    granules = list(found.values())
    products = Counter(g.layout.product for g in granules)
    if len(products) > 1:
        counted = ", ".join(f"{n} of {product}" for product, n in products.most_common())
        raise InputError(f"The granules are of several products ({counted}); import one product at a time.")
    return granules, len(refused)


def _window(granules, extent, extent_crs) -> Window:
    """The cells to write: those that the extent touches, else all that any granule covers."""
    covered = around([g.window for g in granules])
    if extent is None:
        return covered
    xmin, ymin, xmax, ymax = extent
    if not (xmax > xmin and ymax > ymin):
        raise InputError(f"EXTENT {xmin:g}, {ymin:g}, {xmax:g}, {ymax:g} is empty; west must be before east (the grid "
                         "ends at 180 degrees: import the two sides of that line one after the other).")
    # A hair less, so that an extent which ends on a cell's edge doesn't touch the next cell by rounding.
    hair = 1e-9 * max(xmax - xmin, ymax - ymin)
    area = Grid(crs_wkt(extent_crs), (xmin + hair, xmax - xmin - 2 * hair, 0.0, ymax - hair, 0.0,
                                      ymin - ymax + 2 * hair), 1, 1)
    grid = granules[0].grid
    window = window_over(grid, area, margin=0)
    if window is None or window.width < 1 or window.height < 1:
        raise InputError(f"EXTENT ({area.box()}, {area.crs_name}) has no cell of {grid.describe()}; check its CRS.")
    if granules[0].layout.placing != LISTS and not any(_meet(g.window, window) for g in granules):
        raise InputError(f"EXTENT ({area.box()}, {area.crs_name}) lies outside all granules, which cover "
                         f"{grid.window(covered).box()} in {grid.crs_name}; choose another.")
    return window


def _meet(a: Window, b: Window) -> bool:
    return a.column < b.column + b.width and b.column < a.column + a.width \
        and a.row < b.row + b.height and b.row < a.row + a.height


def _wanted_layers(granule: Granule, names: str) -> Dict[str, Tuple[str, bool]]:
    """Layers that were asked for, in order: name to (unit, whether it holds whole numbers)."""
    asked = [name.strip() for name in (names or "").replace("\n", ",").split(",") if name.strip()]
    if not asked:
        return {}
    with Hdf5File(granule.path) as file:
        there = granule.layers(file)
        asked = list(there) if asked == ["all"] else asked
        missing = [name for name in asked if name not in there]
        if missing:
            raise InputError(f"{granule.name} has no layer {', '.join(missing)} besides {granule.field.variable}; it "
                             f"has {', '.join(there)}.")
        return {name: (granule.unit(file, name), file.is_whole_numbers(there[name])) for name in asked}

