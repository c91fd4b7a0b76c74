"""Reconstruct Predictor: coarse or cloud-holed predictors made complete on the stacks' grid from the other ones."""
import os
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..downscaling.pipeline import thread_count
from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..predictors.coarse_target import CoarseTarget
from ..predictors.grid_mapping import GridMapping
from ..predictors.holed_target import HoledTarget
from ..predictors.naming import split_list
from ..predictors.reconstruction import Reconstruction, fit_reconstruction
from ..predictors.reconstruction_targets import INTERPOLATION, TargetBand
from ..rasters.fills import undeclared_fill
from ..rasters.reading import BandInfo, Raster, describe
from ..rasters.stack import Stack, expand, open_stacks, static_files
from ..rasters.unit_changes import refuse_unit_changes
from ..rasters.windows import windows
from ..rasters.writing import RasterWriter, Storage, atomic_path
from ..regression.methods import AUTO
from ..reports.reconstruction_report import MapPair, Outcome, write_reconstruction_report
from ..selection.choosing import settings_of
from .outputs import all_or_nothing, refuse_overwriting

_COARSE_FROM = 1.5     # a target with cells this many times wider than the stacks' is coarse
_UNKNOWN = 255
_MASK = Storage("uint8", _UNKNOWN)


@dataclass(frozen=True)
class Reconstructed:
    """What was made: stacks (dated ones, then copies of static files), masks of reconstructed pixels, and how well."""

    stacks: List[str]
    masks: List[str]
    reconstructions: List[Reconstruction]


def reconstruct_predictor(target: Sequence[str], stacks: Sequence[str], output_folder: str, *, bands: str = "",
                          method: str = AUTO, hyperparameters: str = "", seed: int = 0, report: Optional[str] = None,
                          monitor: Monitor = SILENT) -> Reconstructed:
    """Make the target bands complete on the grid and at the dates of the stacks.

    target: rasters (or folders) that hold the bands to reconstruct, on any grid; bands: names of those meant, set
    apart by commas (default: all). Targets are no predictors, even when the stacks hold them. Where they do, the
    output is the stacks with them replaced, else stacks of the targets alone. Masks (1 reconstructed, 0 observed) go to
    the folder `reconstructed` in the output folder.
    Raises InputError, OutputError, Cancelled; then no file of this run is left.
    """
    opened = open_stacks(stacks)
    layers = _layers(target, split_list(bands))
    predictors = [name for name in opened[0].names if name not in layers]
    if not predictors:
        raise InputError(f"All bands of the stacks ({', '.join(opened[0].names)}) are targets, so that no predictor is "
                         "left; name those to reconstruct in TARGET_BANDS.")
    reduced = [stack.select(predictors) for stack in opened]
    _check_predictors(reduced, monitor)
    settings = settings_of(method, hyperparameters)
    done: List[Reconstruction] = []
    outcomes: List[Outcome] = []
    with all_or_nothing(output_folder) as written, tempfile.TemporaryDirectory(prefix="smdownscale_") as place:
        for k, (name, of_dates) in enumerate(layers.items()):
            part = monitor.part(0.9 * k / len(layers), 0.9 * (k + 1) / len(layers))
            fitted, made, missing = _reconstruct(name, of_dates, reduced, (method, settings), seed, place, part)
            done.append(fitted)
            outcomes.append(Outcome(fitted, made, missing, len(opened) * opened[0].grid.width * opened[0].grid.height))
        files, masks = _assemble(opened, done, place, output_folder, written, monitor.part(0.9, 1.0))
        if report:
            maps = {name: _before_and_after(name, of_dates, reduced, files) for name, of_dates in layers.items()}
            write_reconstruction_report(report, outcomes, predictors, maps)
    monitor.at(1.0)
    return Reconstructed(files, masks, done)


def _layers(paths, wanted) -> Dict[str, List[TargetBand]]:
    """Target bands by name, each with its dates."""
    found: Dict[str, List[TargetBand]] = {}
    paths = list(dict.fromkeys(expand(paths)))
    if not paths:
        raise InputError("No TARGET was given; choose the rasters that hold the predictor to reconstruct.")
    for path in paths:
        info = describe(path)
        used = [band for band in info.bands if not wanted or band.name in wanted]
        for band in used:
            if band.categorical:
                raise InputError(f"{band.name} of {path} holds classes, which can't be reconstructed by a regression; "
                                 "leave it out with TARGET_BANDS.")
            found.setdefault(band.name, []).append(TargetBand(info, band.index))
        _refuse_fill(path, used)
    missing = [name for name in wanted if name not in found]
    if missing or not found:
        raise InputError(f"TARGET_BANDS: no raster of TARGET has a band {', '.join(missing)}.")
    refuse_unit_changes((layer.info.path, band) for of_dates in found.values() for layer in of_dates
                        for band in layer.info.bands if band.index == layer.band)
    for name, of_dates in found.items():
        for layer in of_dates[1:]:
            if not layer.info.grid.matches(of_dates[0].info.grid):
                raise InputError(f"The rasters of {name} aren't on one grid: {of_dates[0].info.path} has "
                                 f"{of_dates[0].info.grid.describe()}, {layer.info.path} {layer.info.grid.describe()}.")
    return found


def _check_predictors(stacks: Sequence[Stack], monitor: Monitor):
    """InputError where a predictor holds undeclared fills, or changes its unit from date to date."""
    files: Dict[str, List[BandInfo]] = {}
    for predictor in (p for stack in stacks for p in stack.predictors):
        bands = files.setdefault(predictor.path, [])
        if predictor.band not in bands:
            bands.append(predictor.band)
    for path, bands in monitor.each(files.items(), "Looking at the predictors"):
        _refuse_fill(path, bands)
    refuse_unit_changes((path, band) for path, bands in files.items() for band in bands)


def _refuse_fill(path: str, bands: Sequence[BandInfo]):
    fill = undeclared_fill(path, bands=[band.index for band in bands]) if bands else None
    if fill:
        raise InputError(fill)


def _pairs(name, layers, stacks, monitor) -> List[Tuple[Stack, Optional[TargetBand]]]:
    """Each stack with the layer that overlaps it most in time (one without a date joins all)."""
    pairs = []
    for stack in stacks:
        def shared(layer, stack=stack):
            return layer.period.overlap(stack.period) if layer.period and stack.period else 1e-9
        best = max(layers, key=shared)
        pairs.append((stack, best if shared(best) > 0 else None))
    without = [stack.label for stack, layer in pairs if layer is None]
    if len(without) == len(pairs):
        raise InputError(f"No date in common: {name} starts on {layers[0].period.label()}, the stacks on "
                         f"{stacks[0].label}; give rasters of the same dates.")
    if without:
        monitor.warn(f"{name} has no raster for {', '.join(without[:5])}{' ...' if len(without) > 5 else ''}: these "
                     "dates are reconstructed entirely.")
    return pairs


def _before_and_after(name, layers, stacks, files) -> List[MapPair]:
    """The target's raster and the finished stack of every date."""
    return [MapPair(stack.title, (layer.info.path, layer.band) if layer else None, path)
            for (stack, layer), path in zip(_pairs(name, layers, stacks, SILENT), files)]


def _reconstruct(name, layers, stacks, wanted, seed, place, monitor) -> Tuple[Reconstruction, int, int]:
    """Fit one target and write its values and masks, by number of the stack, to a place; the fit, and how many pixels
    were reconstructed and how many stay empty."""
    fine, grid = stacks[0].grid, layers[0].info.grid
    if not grid.crs:
        raise InputError(f"The raster {layers[0].info.path} has no CRS; assign the right one first.")
    pairs = _pairs(name, layers, stacks, monitor)
    coarse = GridMapping(fine, grid).coarsening() >= _COARSE_FROM
    target = CoarseTarget(name, pairs, fine) if coarse else HoledTarget(name, pairs, fine, seed)
    fitted = fit_reconstruction(target, wanted[0], wanted[1], seed, thread_count(), monitor.part(0.0, 0.7))
    _log_reconstruction(fitted, monitor)
    made = missing = 0
    for k, stack in enumerate(stacks):
        part = monitor.part(0.7 + 0.3 * k / len(stacks), 0.7 + 0.3 * (k + 1) / len(stacks))
        values, mask = (_temporary(place, kind, name, k) for kind in ("values", "mask"))
        with RasterWriter(values, fine, [name]) as writer, \
                RasterWriter(mask, fine, [name], storage=_MASK) as mask_writer:
            counts = fitted.write(stack, writer, mask_writer, part)
        made, missing = made + counts[0], missing + counts[1]
    pixels = len(stacks) * fine.width * fine.height
    monitor.info(f"{name}: {made} pixels reconstructed ({100 * made / pixels:.1f} %).")
    if missing:
        monitor.warn(f"{name}: {missing} pixels ({100 * missing / pixels:.1f} %) stay empty, because another predictor "
                     "has no value there; reconstruct that one too (TARGET_BANDS), or leave it out of STACKS.")
    return fitted, made, missing


def _temporary(place, kind, name, number):
    safe = "".join(c if c.isalnum() else "_" for c in name)
    return os.path.join(place, f"{kind}_{safe}_{number}.tif")


def _log_reconstruction(fitted: Reconstruction, monitor):
    validation, best = fitted.validation, fitted.validation.best
    tried = ", ".join(f"{label} {error:.4g}" for label, error in fitted.tried.items())
    monitor.info(f"{fitted.target.name}: {fitted.chosen.label}, trained on {fitted.samples} values; RMSE on held-out "
                 f"blocks: {tried}.")
    errors = ", ".join(f"{kind} {figures['rmse']:.4g}" for kind, figures in validation.figures.items())
    monitor.info(f"{fitted.target.name}, {validation.held_out}: RMSE of {errors}. Taken: {validation.used}, R2 "
                 f"{best['r2']:.3f}, MAE {best['mae']:.4g}, skill against interpolation {validation.skill:.2f}.")
    if validation.used == INTERPOLATION:
        monitor.warn(f"{fitted.target.name}: interpolation alone does best; the predictors say little about it.")


def _assemble(opened: Sequence[Stack], done, place, folder, written, monitor):
    """(stacks, masks): the final files."""
    names = [fitted.target.name for fitted in done]
    replacing = any(name in opened[0].names for name in names)
    static = set(static_files(opened)) if opened[0].period else set()
    stacks, masks = [], []
    refuse_overwriting([os.path.join(folder, _file("stack", stack)) for stack in opened] +
                       [os.path.join(folder, os.path.basename(path)) for path in static],
                       [p.path for stack in opened for p in stack.predictors])
    for k, stack in enumerate(opened):
        part = monitor.part(k / len(opened), (k + 1) / len(opened))
        kept = [p for p in stack.predictors if replacing and p.path not in static and p.name not in names]
        stacks.append(_write_stack(os.path.join(folder, _file("stack", stack)), stack, kept, done, place, k, part))
        written.append(stacks[-1])
        mask = os.path.join(folder, "reconstructed", _file("reconstructed", stack))
        masks.append(_write_mask(mask, stack, done, place, k))
        written.append(masks[-1])
    for path in sorted(static) if replacing and not _holds(static, names) else ():
        copy = os.path.join(folder, os.path.basename(path))
        with atomic_path(copy) as temporary:
            shutil.copyfile(path, temporary)
        stacks.append(copy)
        written.append(copy)
    return stacks, masks


def _holds(paths, names) -> bool:
    """Whether a static file holds a target: then it can't go along unchanged."""
    return any(band.name in names for path in paths for band in describe(path).bands)


def _file(kind, stack: Stack) -> str:
    return f"{kind}_{stack.period.stamp()}.tif" if stack.period else f"{kind}.tif"


def _write_stack(path, stack: Stack, kept, done, place, number, monitor) -> str:
    """Bands that are kept, and the targets, in the order of the stack."""
    about = {p.name: p.band for p in stack.predictors}
    targets = {fitted.target.name: fitted for fitted in done}
    order = [p.name for p in stack.predictors if p in kept or p.name in targets]
    order += [name for name in targets if name not in order]
    bands = {name: about[name] for name in order if name in about}
    units = {name: band.unit for name, band in bands.items()}
    for name, fitted in targets.items():
        units.setdefault(name, fitted.target.unit)
    with ExitStack() as files:
        reader = files.enter_context(stack.select([p.name for p in kept]).open()) if kept else None
        made = {name: files.enter_context(Raster(_temporary(place, "values", name, number))) for name in targets}
        writer = files.enter_context(RasterWriter(
            path, stack.grid, order, units=units, categorical=[n for n, b in bands.items() if b.categorical],
            noise_std={n: b.noise_std for n, b in bands.items() if b.noise_std is not None},
            metadata={**(stack.period.metadata() if stack.period else {}), "RECONSTRUCTED": ",".join(targets)}))
        for window in monitor.each(windows(stack.grid.shape), f"Writing {os.path.basename(path)}"):
            values = dict(zip([p.name for p in kept], reader.read(window))) if reader else {}
            values.update((name, raster.read(window)[0]) for name, raster in made.items())
            writer.write(np.stack([values[name] for name in order]), window)
    return path


def _write_mask(path, stack: Stack, done, place, number) -> str:
    """A band a target: 1 where it was reconstructed, 0 where it was observed, 255 where there is nothing."""
    names = [fitted.target.name for fitted in done]
    metadata = stack.period.metadata() if stack.period else {}
    with ExitStack() as files:
        rasters = [files.enter_context(Raster(_temporary(place, "mask", name, number))) for name in names]
        writer = files.enter_context(RasterWriter(path, stack.grid, names, storage=_MASK,
                                                  categorical=names, metadata=metadata))
        for window in windows(stack.grid.shape):
            values = np.concatenate([raster.read(window) for raster in rasters])
            writer.write(np.where(np.isfinite(values), values, _UNKNOWN).astype(np.uint8), window)
    return path
