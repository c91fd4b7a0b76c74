"""The training table: upscaled predictors beside coarse soil moisture, a row for each usable cell and date."""
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Dict, List, Optional, Sequence

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse, dates_of, find_stack
from ..rasters.stack import Stack
from ..scaling.upscaling import Upscaling
from .features import Features
from .noise import NoiseEstimate, NoiseSampler, estimate
from .pixel_sample import PixelSample
from .predictor_pass import PredictorPass, Upscaled, places

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
    """Upscale the predictors of every date that has coarse soil moisture; each stack is read once.

    Raises InputError: no date in common, no overlap in space, differing predictors, undeclared fill values, too few
    usable cells.
    """
    pairs = pair(stacks, coarse, monitor)
    first = pairs[0][0]
    for stack, _ in pairs:
        if not stack.grid.matches(first.grid):
            raise InputError(f"The predictors of {stack.label} ({stack.grid.describe()}) aren't on the grid of those "
                             f"of {first.label} ({first.grid.describe()}); run Build Predictor Stack.")
    pairs = [(stack.select(first.names), raster) for stack, raster in pairs]
    served = _dates_of_stacks(pairs)
    upscaling = Upscaling(first.grid, coarse[0].grid, footprint_km)
    reading = PredictorPass(list(served), upscaling)
    sampler = NoiseSampler(first.names, first.grid.shape, len(served))
    pixels = PixelSample(first.grid.shape, len(pairs))
    parts = {}
    for image, (stack, dates) in enumerate(served.items()):
        part = monitor.part(image / len(served), (image + 1) / len(served))
        upscaled = reading.upscale(stack, part, partial(_look, sampler, pixels, image, dates))
        parts.update((k, _rows(k, upscaled, pairs[k][1], min_coverage)) for k in dates)
    features = reading.features
    table = _joined(features, [parts[k] for k in range(len(pairs))], [raster for _, raster in pairs], upscaling)
    table = replace(table, noise=_noise(served, features, sampler), pixels=pixels.rows(features))
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


def _dates_of_stacks(pairs) -> Dict[Stack, List[int]]:
    """The dates that each stack serves: composites are of several days."""
    served: Dict[Stack, List[int]] = {}
    for k, (stack, _) in enumerate(pairs):
        served.setdefault(stack, []).append(k)
    return served


def _look(sampler, pixels, image, dates, window, values):
    sampler.add(image, window, values)
    for date in dates:
        pixels.add(date, window, values)


def _noise(served, features, sampler):
    """Noise of the continuous predictors: documented where a band says so, else estimated over the dates."""
    images = [image for _, image in sorted((k, image) for image, dates in enumerate(served.values()) for k in dates)]
    out = {}
    for place, (feature, predictor) in enumerate(zip(features.features, next(iter(served)).predictors)):
        if feature.classes is not None:
            continue
        files = {stack.predictors[place].path for stack in served}
        if predictor.band.noise_std is not None:
            out[feature.name] = NoiseEstimate(predictor.band.noise_std, "documented (NOISE_STD)")
        elif len(files) == 1 and len(images) > 1:
            out[feature.name] = NoiseEstimate(0.0, "static")
        else:
            out[feature.name] = estimate(sampler.textures(feature.name)[:, images])
    return out


def _rows(k, upscaled: Upscaled, raster, min_coverage):
    """The usable cells of one date, and how many weren't."""
    means, coverage = upscaled.means, upscaled.coverage
    has_value = np.isfinite(raster.values)
    covered = (coverage >= min_coverage - 1e-9) & np.isfinite(means).all(0)
    row, column = np.nonzero(has_value & covered)
    return {"x": means[:, row, column].T.astype(np.float32), "features": upscaled.features,
            "y": raster.values[row, column], "date": np.full(len(row), k), "row": row, "column": column,
            "coverage": coverage[row, column],
            "uncovered": int((has_value & ~covered).sum()), "touched": int((has_value & (coverage > 0)).sum()),
            "out_of_range": raster.out_of_range}


def _joined(features, parts, coarse, upscaling):
    arrays = {name: np.concatenate([p[name] for p in parts]) for name in ("y", "date", "row", "column", "coverage")}
    arrays["x"] = np.concatenate([_with_all_columns(p["x"], p["features"], features) for p in parts])
    dropped = {"cells without enough valid predictors": sum(p["uncovered"] for p in parts),
               "cells with values outside 0 to 1 m3/m3": sum(p["out_of_range"] for p in parts)}
    if not any(p["touched"] for p in parts):
        fine, grid = upscaling.fine, coarse[0].grid
        raise InputError(f"The predictors ({fine.describe()}, {fine.box()}) and the coarse rasters ({grid.describe()}, "
                         f"{grid.box()}) share no valid pixel; do they overlap, and is every predictor there?")
    return TrainingTable(features, coarse=coarse, upscaling=upscaling, dropped=dropped, **arrays)


def _with_all_columns(x, known, features):
    """Rows (n, columns) with 0 for classes that only came up at later dates."""
    if known == features:
        return x
    out = np.zeros((len(x), len(features.columns)), np.float32)
    out[:, places(known, features)] = x
    return out


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
