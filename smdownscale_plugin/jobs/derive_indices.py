"""Derive Indices: spectral, thermal, radar, rain and terrain predictors from the bands of stacks and from a DEM."""
import os
from contextlib import ExitStack
from dataclasses import dataclass
from typing import List, Mapping, Optional, Sequence

import numpy as np

from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..predictors.from_grid import from_grid
from ..predictors.indices import INDICES, antecedent_precipitation
from ..predictors.roles import AUTO, PRECIPITATION, Units, band_roles, check_values, possible
from ..predictors.terrain import TERRAIN
from ..rasters.reading import Raster
from ..rasters.stack import Stack, open_stacks
from ..rasters.windows import windows
from ..rasters.writing import RasterWriter
from ..stations.station_samples import USUAL
from .antecedent_stacks import antecedent_bands, write_antecedent_stacks
from .outputs import all_or_nothing, refuse_overwriting
from .terrain_stack import Dem, write_terrain

API = "api"
CHOICES = (*INDICES, API, *TERRAIN)
DEM_UNITS = (AUTO, "metre", "foot")
_DAY = 86400.0


@dataclass(frozen=True)
class IndexOptions:
    """What the user may set beside the inputs; the defaults are those of the tool."""

    sensor: str = AUTO
    bands: str = ""
    indices: Sequence[str] = ()
    units: Units = Units()
    dem: Optional[str] = None
    dem_unit: str = AUTO
    api_k: float = 0.9
    series: Sequence[str] = ()
    antecedent: str = USUAL


def derive_indices(stacks: Sequence[str], output_folder: str, options: IndexOptions = IndexOptions(),
                   monitor: Monitor = SILENT) -> List[str]:
    """Write `indices_YYYYMMDD.tif` for every stack, `terrain.tif` when terrain is asked for, and
    `antecedent_YYYYMMDD.tif` where a daily series is given; their paths.

    Without `indices` all that the bands allow are derived (and terrain when a DEM is given). Terrain comes from `dem`
    at its own resolution, then averaged to the stacks' grid, or from the band `elevation` of the stacks.
    Raises InputError: a band that lacks or is in another unit, a DEM that can't be one; OutputError, Cancelled. Then no
    file of this run is left.
    """
    wanted = _checked(options)
    opened = open_stacks(stacks)
    roles = [band_roles(stack.names, options.sensor, options.bands) for stack in opened]
    plans = [_plan(stack, role, wanted, options) for stack, role in zip(opened, roles)]
    terrain = [name for name in wanted if name in TERRAIN] if wanted else list(TERRAIN) if options.dem else []
    before = antecedent_bands(options.series, options.antecedent) if options.series else []
    if not terrain and not before and not any(plans):
        raise InputError(f"No index can be derived from the bands {', '.join(opened[0].names)}; choose a SENSOR, or "
                         "map them with BANDS (red=SR_B4, nir=SR_B5).")
    _log_plans(opened[0], roles[0], plans, [*terrain, *before], monitor)
    for stack, role, plan in zip(opened, roles, plans):
        check_values(stack, {r: b for r, b in role.items() if any(r in _inputs(name) for name in plan)}, options.units)
    with all_or_nothing(output_folder) as written:
        if terrain:
            written.append(write_terrain(opened[0], terrain, Dem(options.dem, options.dem_unit), output_folder,
                                         monitor.part(0.0, 0.5)))
        if before:
            write_antecedent_stacks(opened, options.series, before, output_folder, written, monitor.part(0.5, 0.7))
        _write_all(opened, roles, plans, options, output_folder, written,
                   monitor.part(0.7 if before else 0.5 if terrain else 0.0, 1.0))
    monitor.at(1.0)
    return written


def _checked(options) -> List[str]:
    unknown = [name for name in options.indices if name not in CHOICES]
    if unknown:
        raise InputError(f"INDICES: there is no {', '.join(unknown)}; choose from {', '.join(CHOICES)}.")
    if not 0.0 <= options.api_k < 1.0:
        raise InputError(f"API_K is {options.api_k:g} but must be from 0 to below 1 (0.85 to 0.95 are usual).")
    return list(dict.fromkeys(options.indices))


def _inputs(name):
    return (PRECIPITATION,) if name == API else INDICES[name].inputs


def _plan(stack: Stack, roles: Mapping[str, str], wanted, options) -> List[str]:
    """Names of what is derived from one stack; InputError for an index that was asked for and lacks a band."""
    if not wanted:
        rain = [API] if PRECIPITATION in roles and stack.period else []
        return [index.name for index in possible(roles, stack.period is not None, options.sensor)
                if set(index.inputs) - {"latitude", "day_of_year"}] + rain
    plan = [name for name in wanted if name not in TERRAIN]
    for name in plan:
        given = {*roles, "latitude", *(["day_of_year"] if stack.period else [])}
        missing = [role for role in _inputs(name) if role not in given]
        if missing == ["day_of_year"] or name == API and not missing and stack.period is None:
            raise InputError(f"{name} needs a date, but {stack.predictors[0].path} has none; put it into the file name "
                             "(stack_20200601.tif).")
        if missing:
            raise InputError(f"{name} needs {', '.join(missing)}, which the stack of {stack.label} lacks (its bands: "
                             f"{', '.join(stack.names)}); map it with BANDS ({missing[0]}=...), or leave {name} out.")
    return plan


def _log_plans(stack, roles, plans, others, monitor):
    used = {r for name in plans[0] for r in _inputs(name)}
    monitor.info("Bands: " + (", ".join(f"{role} is {band}" for role, band in roles.items() if role in used) or "none")
                 + ".")
    monitor.info(f"Deriving {', '.join(dict.fromkeys([n for plan in plans for n in plan] + others))}.")
    for name in plans[0]:
        if name != API:
            index = INDICES[name]
            monitor.info(f"{name}: {index.title} ({index.source})" + (f": {index.formula}." if index.formula else "."))
    if API in plans[0]:
        monitor.info("api: antecedent precipitation starts from zero at the first date, so its values are too low in "
                     "the first weeks.")


def _write_all(stacks, roles, plans, options, folder, written, monitor):
    previous = None
    for k, (stack, role, plan) in enumerate(zip(stacks, roles, plans)):
        if not plan:
            continue
        part = monitor.part(k / len(stacks), (k + 1) / len(stacks))
        path = os.path.join(folder, f"indices_{stack.period.stamp()}.tif" if stack.period else "indices.tif")
        refuse_overwriting([path], [p.path for p in stack.predictors])
        _write_indices(path, stack, role, plan, options, previous, part)
        written.append(path)
        previous = (path, stack.period) if API in plan else previous


def _write_indices(path, stack: Stack, roles, plan, options, previous, monitor):
    """One stack's indices, window by window."""
    needed = [role for role in roles if any(role in _inputs(name) for name in plan)]
    used = stack.select(list(dict.fromkeys(roles[role] for role in needed))) if needed else None
    units = {name: "mm" if name == API else INDICES[name].unit for name in plan}
    metadata = stack.period.metadata() if stack.period else {}
    tiles = windows(stack.grid.shape)
    with ExitStack() as files:
        reader = files.enter_context(used.open()) if used else None
        memory = files.enter_context(Raster(previous[0])) if previous and API in plan else None
        writer = files.enter_context(RasterWriter(path, stack.grid, plan, units=units, metadata=metadata))
        for k, window in enumerate(tiles):
            monitor.at(k / len(tiles), f"Deriving indices of {stack.label}")
            bands = dict(zip(certain(used).names, reader.read(window))) if reader else {}
            values = {role: options.units.converted(role, bands[roles[role]]) for role in needed}
            values.update(from_grid(stack.grid, window, stack.period))
            layers = [_rain(values, stack, previous, memory, window, options.api_k) if name == API
                      else INDICES[name](values) for name in plan]
            writer.write(np.stack(layers), window)


def _rain(values, stack: Stack, previous, memory, window, k) -> np.ndarray:
    """Antecedent precipitation at the end of a stack's period, in mm."""
    period = certain(stack.period)
    days = (period.end - period.start).total_seconds() / _DAY
    before = np.zeros(window.shape)
    if memory:
        band = memory.info.names.index(API) + 1
        dry = max(0.0, (period.start - previous[1].end).total_seconds() / _DAY)
        before = np.nan_to_num(memory.read(window, [band])[0].astype(np.float64)) * k ** dry
    return np.asarray(antecedent_precipitation(before, values[PRECIPITATION].astype(np.float64), days, k))
