"""The training table: upscaled predictors beside coarse soil moisture, a row for each usable cell and date."""
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Callable, Dict, List, Optional, Sequence

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse, dates_of, find_stack
from ..rasters.reading import undeclared_fill
from ..rasters.stack import Stack
from ..rasters.windows import windows
from ..scaling.upscaling import Upscaling
from .features import Feature, Features, classes_of
from .noise import NoiseEstimate, NoiseSampler, estimate
from .pixel_sample import PixelSample

FEWEST_ROWS = 20


@dataclass(frozen=True)
class TrainingTable:
    """Rows of (upscaled predictors, coarse soil moisture).

    x: (n, columns) float32; y: (n,) m3/m3; date, row, column: (n,) where each row comes from;
    coarse: one per date; dropped: what was left out, with counts, for the log and the report;
    noise: of fine pixels, by predictor (continuous ones only); pixels: (m, columns) a sample of fine pixels.
    """

    features: Features
    x: np.ndarray
    y: np.ndarray
    date: np.ndarray
    row: np.ndarray
    column: np.ndarray
    coverage: np.ndarray
    coarse: List[Coarse]
    upscaling: Upscaling
    dropped: Dict[str, int] = field(default_factory=dict)
    noise: Dict[str, NoiseEstimate] = field(default_factory=dict)
    pixels: np.ndarray = field(default_factory=lambda: np.empty((0, 0), np.float32))

    def __len__(self) -> int:
        return len(self.y)

    def maps(self, values: np.ndarray) -> np.ndarray:
        """Values of the rows (n,) as maps (dates, rows, columns), NaN elsewhere."""
        out = np.full((len(self.coarse),) + self.coarse[0].grid.shape, np.nan)
        out[self.date, self.row, self.column] = values
        return out


def build_table(stacks: Sequence[Stack], coarse: Sequence[Coarse], footprint_km: float, min_coverage: float,
                monitor: Monitor = SILENT) -> TrainingTable:
    """Upscale the predictors of every date that has coarse soil moisture.

    Raises InputError: no date in common, no overlap in space, differing predictors, too few usable cells.
    """
    pairs = pair(stacks, coarse, monitor)
    refuse_fills((stack for stack, _ in pairs), monitor)
    names = pairs[0][0].names
    for stack, _ in pairs:
        if not stack.grid.matches(pairs[0][0].grid):
            raise InputError(f"The predictors of {stack.label} ({stack.grid.describe()}) aren't on the grid of those "
                             f"of {pairs[0][0].label} ({pairs[0][0].grid.describe()}); run Build Predictor Stack.")
    pairs = [(stack.select(names), raster) for stack, raster in pairs]
    features = _features([stack for stack, _ in pairs], monitor.part(0.0, 0.1))
    upscaling = Upscaling(pairs[0][0].grid, coarse[0].grid, footprint_km)
    sampler = NoiseSampler(names, pairs[0][0].grid.shape, len(pairs))
    pixels = PixelSample(features, pairs[0][0].grid.shape, len(pairs))
    parts = []
    steps = monitor.part(0.1, 1.0)
    for k, (stack, raster) in enumerate(pairs):
        part = steps.part(k / len(pairs), (k + 1) / len(pairs))
        means, coverage = upscale_stack(stack, features, upscaling, part, partial(_look, sampler, pixels, k))
        parts.append(_rows(k, means, coverage, raster, min_coverage))
    table = _joined(features, parts, [raster for _, raster in pairs], upscaling)
    table = replace(table, noise=_noise([stack for stack, _ in pairs], features, sampler), pixels=pixels.rows())
    return _without_constants(_checked(table, min_coverage), monitor)


def pair(stacks: Sequence[Stack], coarse: Sequence[Coarse], monitor: Monitor = SILENT):
    """[(stack, coarse)] by largest overlap in time; misses are logged; InputError when nothing pairs."""
    pairs, missed = [], []
    for raster in coarse:
        stack = find_stack(raster.period, stacks, raster.path, monitor)
        if stack is None:
            missed.append(raster.label)
        else:
            pairs.append((stack, raster))
    if not pairs:
        raise InputError(f"No date in common: the coarse rasters are of {missed[0]}"
                         f"{' to ' + missed[-1] if len(missed) > 1 else ''}, the predictors of {dates_of(stacks)}; "
                         "give rasters of the same dates.")
    if missed:
        monitor.warn(f"{len(missed)} coarse rasters have no predictors of their date and are left out: "
                     f"{', '.join(missed[:5])}{' ...' if len(missed) > 5 else ''}.")
    return pairs


def refuse_fills(stacks, monitor: Monitor = SILENT) -> None:
    """InputError when a predictor file holds a fill value that isn't declared as nodata."""
    for path in dict.fromkeys(p.path for stack in stacks for p in stack.predictors):
        monitor.check()
        fill = undeclared_fill(path)
        if fill:
            raise InputError(fill)


def upscale_stack(stack: Stack, features: Features, upscaling: Upscaling, monitor: Monitor = SILENT,
                  look: Callable = lambda window, values: None):
    """Upscaled columns (columns, rows, columns) and coverage (rows, columns) of one stack, read once.

    look: called with every window and its values (predictors, h, w).
    """
    sums = upscaling.sums(len(features.columns))
    with stack.open() as reader:
        for window in monitor.each(windows(stack.grid.shape), f"Upscaling predictors, {stack.label}"):
            values = reader.read(window)
            look(window, values)
            sums.add(window, features.encode(values))
    return upscaling.result(sums)


def _look(sampler, pixels, date, window, values):
    sampler.add(date, window, values)
    pixels.add(date, window, values)


def _noise(stacks, features, sampler):
    """Noise of the continuous predictors: documented where a band says so, else estimated over the dates."""
    out = {}
    for feature, predictor in zip(features.features, stacks[0].predictors):
        if feature.classes is not None:
            continue
        files = {stack.predictors[features.names.index(feature.name)].path for stack in stacks}
        if predictor.band.noise_std is not None:
            out[feature.name] = NoiseEstimate(predictor.band.noise_std, "documented (NOISE_STD)")
        elif len(files) == 1 and len(stacks) > 1:
            out[feature.name] = NoiseEstimate(0.0, "static")
        else:
            out[feature.name] = estimate(sampler.textures(feature.name))
    return out


def _features(stacks, monitor):
    """Features of the stacks; the classes of categorical ones are collected from all files (each read once)."""
    classes: Dict[str, set] = {}
    seen = set()
    todo = []
    for stack in stacks:
        for predictor in stack.predictors:
            key = predictor.path, predictor.band.index
            if predictor.band.categorical and key not in seen:
                seen.add(key)
                todo.append((stack, predictor))
    for stack, predictor in monitor.each(todo):
        with stack.select([predictor.name]).open() as reader:
            for window in windows(stack.grid.shape):
                monitor.check()
                found = classes_of(predictor.name, reader.read(window))
                classes.setdefault(predictor.name, set()).update(found)
        classes_of(predictor.name, np.array(sorted(classes.get(predictor.name, ())), float))    # not too many in all
    return Features(tuple(
        Feature(p.name, p.band.unit, tuple(sorted(classes[p.name])) if p.name in classes else None)
        for p in stacks[0].predictors))


def _rows(k, means, coverage, raster, min_coverage):
    """The usable cells of one date, and how many weren't."""
    has_value = np.isfinite(raster.values)
    covered = (coverage >= min_coverage - 1e-9) & np.isfinite(means).all(0)
    row, column = np.nonzero(has_value & covered)
    return {"x": means[:, row, column].T.astype(np.float32), "y": raster.values[row, column],
            "date": np.full(len(row), k), "row": row, "column": column, "coverage": coverage[row, column],
            "uncovered": int((has_value & ~covered).sum()), "touched": int((has_value & (coverage > 0)).sum()),
            "out_of_range": raster.out_of_range}


def _joined(features, parts, coarse, upscaling):
    arrays = {name: np.concatenate([p[name] for p in parts])
              for name in ("x", "y", "date", "row", "column", "coverage")}
    dropped = {"cells without enough valid predictors": sum(p["uncovered"] for p in parts),
               "cells with values outside 0 to 1 m3/m3": sum(p["out_of_range"] for p in parts)}
    if not any(p["touched"] for p in parts):
        fine, grid = upscaling.fine, coarse[0].grid
        raise InputError(f"The predictors ({fine.describe()}, {fine.box()}) and the coarse rasters ({grid.describe()}, "
                         f"{grid.box()}) share no valid pixel; do they overlap, and is every predictor there?")
    return TrainingTable(features, coarse=coarse, upscaling=upscaling, dropped=dropped, **arrays)


def _checked(table, min_coverage):
    if len(table) < FEWEST_ROWS:
        raise InputError(f"Only {len(table)} coarse cells are usable for training ({FEWEST_ROWS} are the least): cells "
                         f"need soil moisture and {min_coverage:.0%} valid predictors (MIN_COVERAGE); give a larger "
                         "area or more dates.")
    return table


def _without_constants(table, monitor):
    """Drop predictors whose columns are all constant, with a warning; InputError when nothing is left."""
    varies = np.ptp(table.x, axis=0) > 0
    columns = dict(zip(table.features.columns, varies))
    constant = [f.name for f in table.features.features if not any(columns[c] for c in f.columns)]
    if not constant:
        return table
    if len(constant) == len(table.features.names):
        raise InputError(f"All predictors are constant ({', '.join(constant)}); give at least one that varies.")
    monitor.warn(f"Left out because constant: {', '.join(constant)}.")
    return _with_features(table, table.features.without(constant))


def subset(table: TrainingTable, names: Optional[Sequence[str]]) -> TrainingTable:
    """The table with some of its predictors only (None: all); InputError for an unknown name."""
    if names is None:
        return table
    unknown = [n for n in names if n not in table.features.names]
    if unknown:
        raise InputError(f"There is no predictor {', '.join(map(repr, unknown))}; there are "
                         f"{', '.join(table.features.names)}.")
    return _with_features(table, table.features.without([n for n in table.features.names if n not in names]))


def _with_features(table, kept):
    """The table with the columns of these features; rows lie in one piece, so that sums over them don't depend on how
    the table came about."""
    chosen = [i for i, c in enumerate(table.features.columns) if c in set(kept.columns)]
    return replace(table, features=kept, x=np.ascontiguousarray(table.x[:, chosen]),
                   pixels=np.ascontiguousarray(table.pixels[:, chosen]),
                   noise={name: e for name, e in table.noise.items() if name in kept.names})
