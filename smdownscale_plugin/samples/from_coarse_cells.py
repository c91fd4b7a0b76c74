"""Samples from coarse cells: upscaled predictors beside the coarse value, a row for each usable cell and date."""
from dataclasses import replace
from functools import partial
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse, find_stack
from ..rasters.number_text import in_percent
from ..rasters.period import Period
from ..rasters.stack import Stack, dates_of, names_of_all
from ..rasters.windows import Window
from ..scaling.cell_kilometres import cell_kilometres
from ..scaling.upscaling import Upscaling
from .coarse_cells import CoarseCells
from .doubtful import warn_of_doubtful
from .features import Features
from .lattice_means import Surroundings
from .noise import STATIC, NoiseEstimate, NoiseSampler, estimated_noise, mean_squares, white_part
from .pixel_sample import PixelSample
from .predictor_pass import PredictorPass, Upscaled, places
from .regional import lattice
from .samples import Samples
from .texture_noise import rougher_than_land, texture_noise
from .textures import common_textures

FEWEST_ROWS = 20


def sample_product(stacks: Sequence[Stack], coarse: Sequence[Coarse], footprint_km: float, min_coverage: float,
                   monitor: Monitor = SILENT) -> Tuple[Samples, CoarseCells]:
    """Samples of a coarse product at every date that has predictors; each stack is read once.

    Raises InputError: no date in common, no overlap in space, differing predictors, undeclared fill values, too few
    usable cells.
    """
    pairs = pair(stacks, coarse, monitor)
    used = [stack for stack, _ in pairs]
    names_of_all(used, stacks, "the coarse rasters", monitor)
    first = on_one_grid(used)
    upscaling = Upscaling(first.grid, coarse[0].grid, footprint_km)
    samples, cells = sample_cells([(stack, raster.values) for stack, raster in pairs], upscaling, min_coverage,
                                  [raster.period for _, raster in pairs], monitor, with_surroundings=True)
    cells = replace(cells, product=coarse[0].product, dropped={
        **cells.dropped, "cells with values outside 0 to 1 m3/m3": sum(raster.out_of_range for _, raster in pairs)})
    if len(samples) < FEWEST_ROWS:
        raise InputError(f"Only {len(samples)} values of coarse cells are usable for training ({len(pairs)} "
                         f"{'date' if len(pairs) == 1 else 'dates'}), and at least {FEWEST_ROWS} are needed: cells "
                         f"must have soil moisture and {in_percent(min_coverage)} valid predictors (MIN_COVERAGE); "
                         f"give a larger area or more dates{', or a smaller FOOTPRINT_KM' if footprint_km else ''}.")
    samples = without_constants(samples, monitor)
    warn_of_doubtful(samples, monitor)
    return samples, cells


def sample_cells(pairs: Sequence[Tuple[Stack, np.ndarray]], upscaling: Upscaling, min_coverage: float,
                 periods: Sequence[Optional[Period]], monitor: Monitor = SILENT,
                 with_surroundings: bool = False) -> Tuple[Samples, CoarseCells]:
    """Samples of a target on a coarse grid: one (stack, values (rows, columns), NaN without) and period for each date.

    A cell needs a value and `min_coverage` of its area with all predictors. Stacks have the same predictors in any
    order. with_surroundings: also what regional parts are made of. Raises InputError when no cell holds a valid pixel,
    and for undeclared fill values.
    """
    names = names_of_all([stack for stack, _ in pairs], (), "")
    pairs = [(stack.select(names), values) for stack, values in pairs]
    served = _dates_of_stacks(pairs)
    shape = upscaling.fine.shape
    around = Upscaling(upscaling.fine, lattice(upscaling.coarse, upscaling.fine)) if with_surroundings else None
    reading = PredictorPass(list(served), upscaling, around)
    sampler = NoiseSampler(names, shape, len(served))
    pixels = PixelSample(shape, len(pairs))
    parts: Dict[int, Dict[str, Any]] = {}
    for image, (stack, dates) in enumerate(served.items()):
        part = monitor.part(image / len(served), (image + 1) / len(served))
        upscaled = reading.upscale(stack, part, partial(_look, sampler, pixels, image, dates))
        parts.update((k, _rows(k, upscaled, pairs[k][1], min_coverage)) for k in dates)
    features, ordered = reading.features, [parts[k] for k in range(len(pairs))]
    _refuse_apart(ordered, upscaling)
    cells = _cells(ordered, upscaling, list(periods))
    if around:
        maps = [_with_all_layers(p["around"], p["features"], features) for p in ordered]
        cells = replace(cells, surroundings=Surroundings(around.geometry, features.columns, maps, pixels.places()),
                        textures=common_textures(sampler, [f.name for f in features.features if f.classes is None]))
    x = np.concatenate([_with_all_columns(p["x"], p["features"], features) for p in ordered])
    place_km, support_km, independent = _in_space(cells)
    samples = Samples(features, x, np.concatenate([p["y"] for p in ordered]), cells.date, place_km,
                      cells.row * cells.grid.width + cells.column, support_km, dates_from(periods),
                      _noise(served, features, sampler), pixels.rows(features), independent=independent)
    return samples, cells


def pair(stacks: Sequence[Stack], coarse: Sequence[Coarse],
         monitor: Monitor = SILENT) -> List[Tuple[Stack, Coarse]]:
    """[(stack, coarse)] by largest overlap in time; misses are logged; InputError when nothing pairs."""
    pairs, missed = [], []
    for raster in coarse:
        stack = find_stack(raster.period, stacks, raster.path, monitor)
        if stack is None:
            missed.append(raster.label)
        else:
            pairs.append((stack, raster))
    if not pairs:
        raise InputError("No date in common: the coarse rasters are dated "
                         f"{missed[0]}{' to ' + missed[-1] if len(missed) > 1 else ''}, the predictors "
                         f"{dates_of(stacks)}; give rasters of the same dates.")
    if missed:
        monitor.warn(f"{len(missed)} coarse rasters have no predictors for their date and are left out: "
                     f"{', '.join(missed[:5])}{' ...' if len(missed) > 5 else ''}.")
    return pairs


def on_one_grid(stacks: Sequence[Stack]) -> Stack:
    """The first stack; InputError when another one isn't on its grid."""
    first = stacks[0]
    for stack in stacks:
        if not stack.grid.matches(first.grid):
            raise InputError(f"The predictors of {stack.label} ({stack.grid.beside(first.grid)}) aren't on the grid "
                             f"of those of {first.label} ({first.grid.beside(stack.grid)}); run Build Predictor Stack.")
    return first


def dates_from(periods: Sequence[Optional[Period]]) -> np.ndarray:
    """(dates,) datetime64: where each period starts, NaT for None."""
    return np.array([np.datetime64("NaT") if p is None else np.datetime64(p.start.replace(tzinfo=None), "s")
                     for p in periods], "datetime64[s]")


def without_constants(samples: Samples, monitor: Monitor = SILENT) -> Samples:
    """Drop predictors whose columns are all constant, with a warning; InputError when nothing is left."""
    varies = np.ptp(samples.x, axis=0) > 0
    columns = dict(zip(samples.features.columns, varies))
    constant = [f.name for f in samples.features.features if not any(columns[c] for c in f.columns)]
    if not constant:
        return samples
    if len(constant) == len(samples.features.names):
        raise InputError(f"All predictors are constant ({', '.join(constant)}); give at least one that varies.")
    monitor.warn(f"Left out because constant: {', '.join(constant)}.")
    return samples.without(constant)


def _dates_of_stacks(pairs: Sequence[Tuple[Stack, np.ndarray]]) -> Dict[Stack, List[int]]:
    """The dates that each stack serves: composites are of several days."""
    served: Dict[Stack, List[int]] = {}
    for k, (stack, _) in enumerate(pairs):
        served.setdefault(stack, []).append(k)
    return served


def _look(sampler: NoiseSampler, pixels: PixelSample, image: int, dates: Sequence[int], window: Window,
          values: np.ndarray) -> None:
    sampler.add(image, window, values)
    for date in dates:
        pixels.add(date, window, values)


def _rows(k: int, upscaled: Upscaled, target: np.ndarray, min_coverage: float) -> Dict[str, Any]:
    """The usable cells of one date, and how many weren't."""
    means, coverage = upscaled.means, upscaled.coverage
    has_value = np.isfinite(target)
    covered = (coverage >= min_coverage - 1e-9) & np.isfinite(means).all(0)
    row, column = np.nonzero(has_value & covered)
    return {"x": means[:, row, column].T.astype(np.float32), "features": upscaled.features,
            "around": upscaled.around,
            "y": target[row, column], "date": np.full(len(row), k), "row": row, "column": column,
            "coverage": coverage[row, column],
            "uncovered": int((has_value & ~covered).sum()), "touched": int((has_value & (coverage > 0)).sum())}


def _refuse_apart(parts: Sequence[Dict[str, Any]], upscaling: Upscaling) -> None:
    if not any(p["touched"] for p in parts):
        fine, grid = upscaling.fine, upscaling.coarse
        raise InputError(f"The predictors ({fine.describe()}, {fine.box()}) and the coarse rasters ({grid.describe()}, "
                         f"{grid.box()}) share no valid pixel; check that they overlap and that every predictor has "
                         "values there.")


def _cells(parts: Sequence[Dict[str, Any]], upscaling: Upscaling, periods: Sequence[Optional[Period]]) -> CoarseCells:
    arrays = {name: np.concatenate([p[name] for p in parts]) for name in ("date", "row", "column", "coverage")}
    return CoarseCells(upscaling, periods=list(periods),
                       dropped={"cells without enough valid predictors": sum(p["uncovered"] for p in parts)}, **arrays)


def _in_space(cells: CoarseCells) -> Tuple[np.ndarray, np.ndarray, float]:
    """(place_km, support_km, independent) of cells: neighbours that share a footprint count together."""
    width, height = (float(np.median(sizes)) for sizes in cell_kilometres(cells.grid))
    place_km = np.stack([cells.column * width, cells.row * height], 1)
    support_km = np.full(len(cells.row), max(cells.footprint_km, width, height))
    footprint_area = max(width * height, np.pi / 4 * cells.footprint_km ** 2)
    return place_km, support_km, len(cells.row) * (width * height) / footprint_area


def _with_all_columns(x: np.ndarray, known: Features, features: Features) -> np.ndarray:
    """Rows (n, columns) with 0 for classes that only came up at later dates."""
    if known == features:
        return x
    out = np.zeros((len(x), len(features.columns)), np.float32)
    out[:, places(known, features)] = x
    return out


def _with_all_layers(maps: np.ndarray, known: Features, features: Features) -> np.ndarray:
    """Maps (columns, rows, columns of cells) with 0 for classes that only came up at later dates."""
    if known == features:
        return maps
    out = np.where(np.isfinite(maps[:1]), np.float32(0), np.float32(np.nan)).repeat(len(features.columns), 0)
    out[places(known, features)] = maps
    return out


def _noise(served: Mapping[Stack, Sequence[int]], features: Features,
           sampler: NoiseSampler) -> Dict[str, NoiseEstimate]:
    """Noise of the continuous predictors: documented where a band says so, else estimated over the dates."""
    images = [image for _, image in sorted((k, image) for image, dates in enumerate(served.values()) for k in dates)]
    out = {}
    for place, (feature, predictor) in enumerate(zip(features.features, next(iter(served)).predictors)):
        if feature.classes is not None:
            continue
        files = {stack.predictors[place].path for stack in served}
        if predictor.band.noise_std is not None:
            found = _texture(sampler, feature.name)
            out[feature.name] = NoiseEstimate(predictor.band.noise_std, "documented (NOISE_STD)", white=min(
                predictor.band.noise_std, white_part(found) if found else 0.0))
        elif len(files) == 1 and len(images) > 1:
            out[feature.name] = NoiseEstimate(0.0, STATIC)
        else:
            out[feature.name] = estimated_noise(*(t[:, images] for t in sampler.textures(feature.name)))
    if any(found.std is None or found.source == STATIC for found in out.values()):
        texture = texture_noise({name: sampler.textures(name) for name in out})
        out = {name: texture[name] if found.std is None or found.source == STATIC
               and rougher_than_land(texture[name], _texture(sampler, name)) else found for name, found in out.items()}
    return {name: replace(found, texture=_texture(sampler, name)) if found.white else found
            for name, found in out.items()}


def _texture(sampler: NoiseSampler, name: str) -> Tuple[float, ...]:
    """Variances of second differences in the direction in which they are smaller: along stripes, not across."""
    ways = [mean_squares(t) for t in sampler.textures(name)]
    return tuple(np.min(ways, 0).tolist()) if all(ways) else ()
