"""Soil moisture from the memory of past storms, and what satellites see of it.

Each storm wets the ground; its water is lost at a rate that depends on clay, valley position and plants (no bucket is
filled or spilled, unlike in the demo world). Truth is the saturation of a porosity that varies with clay.
"""
from dataclasses import dataclass
from typing import Dict

import numpy as np

from .fields import block_means, blurred, patches, power_law, repeated, standardised
from .situations import Situation

_MONTH, _STORMS, _SPIN_UP = 30.4, 16, 90      # days; storms a month; days before the first date
_FWHM_TO_SIGMA = 1.0 / 2.3548
_NOISE = {"ndvi": 0.03, "lst": 1.2, "vv": 1.0}


@dataclass(frozen=True)
class World:
    """truth (dates, h, w) and coarse (dates, rows, columns), m3/m3; predictors by name, (dates, h, w) or static
    (h, w), NaN under clouds."""

    truth: np.ndarray
    coarse: np.ndarray
    predictors: Dict[str, np.ndarray]


def make_world(situation: Situation, seed: int) -> World:
    """The same situation and seed give the same world."""
    random = np.random.default_rng([seed, 20_211])
    land = _land(random, situation)
    if situation.switching:
        truth, predictors = _switching(random, situation, land)
        return World(truth, _coarse(random, situation, truth), predictors)
    wet, rain = _wetness(random, situation, land)
    truth = _truth(random, situation, land, wet)
    predictors = _predictors(random, situation, land, truth, rain)
    return World(truth, _coarse(random, situation, truth), predictors)


def _land(random, situation):
    shape = (situation.cells * situation.ratio,) * 2
    unit = situation.ratio / 9.0        # what is a pixel of 1 km in the base world
    height = power_law(random, shape, 3.2, longest=2 * shape[0])
    valley = -standardised(height - blurred(height, 3 * unit))
    clay = power_law(random, shape, 2.6)
    plants = power_law(random, shape, 2.6)
    if situation.structure == "patchy":
        plants = standardised(patches(random, shape, 14.0, 7).astype(float) + 0.3 * plants)
    crops = np.zeros(shape)
    if situation.structure == "parcels rule":
        crops = standardised(patches(random, shape, 10.0, 7).astype(float))
    roughness = power_law(random, shape, 1.6)
    fields = patches(random, shape, 4 * unit, 12) == 0      # irrigated parcels
    cover = patches(random, shape, 6 * unit, 4) if situation.structure == "same" else np.zeros(shape, np.int16)
    return {"height": height, "valley": valley, "clay": clay, "plants": plants, "roughness": roughness,
            "fields": fields, "cover": cover, "crops": crops, "slope": np.hypot(*np.gradient(height)) / unit}


def _wetness(random, situation, land):
    """(wetness, rain of the last week), each (dates, h, w)."""
    shape = land["height"].shape
    dates = _SPIN_UP + _MONTH * np.arange(situation.dates)
    memory = 18.0 * np.exp(0.35 * land["clay"] + 0.3 * land["valley"] - 0.15 * land["plants"])
    wet, week = np.zeros((situation.dates, *shape)), np.zeros((situation.dates, *shape))
    count = int(_STORMS * (dates[-1] + 1) / _MONTH)
    for day in np.sort(random.uniform(0, dates[-1], count)):
        depth = 9.0 * np.exp(0.9 * power_law(random, shape, 3.4)) * (1.0 + 0.6 * np.sin(2 * np.pi * day / 365.0))
        if situation.rain == "orographic":
            depth = depth * np.exp(0.9 * land["height"])
        age = dates - day
        for k in np.nonzero(age >= 0)[0]:
            wet[k] += depth * np.exp(-age[k] / memory)
            week[k] += depth * (age[k] < 7)
    if situation.irrigated:
        wet += 60.0 * land["fields"]
    return wet, week


def _truth(random, situation, land, wet):
    """Saturation of the pores, with a texture that no predictor knows."""
    drained = wet * np.exp(0.5 * land["valley"]) if situation.rain == "orographic" else wet
    saturation = 1.0 - np.exp(-drained / (130.0 * np.exp(0.2 * land["clay"])))
    if situation.regimes:
        low = blurred(land["clay"], 1.0) < 0
        saturation = np.where(low, saturation, 0.75 - 0.6 * saturation)
    pores = 0.42 + 0.03 * land["clay"]
    truth = 0.04 + (np.clip(pores, 0.3, 0.55) - 0.04) * saturation
    truth = truth + 0.012 * power_law(random, truth.shape[1:], 1.5)
    regional = repeated(block_means(truth, situation.ratio), situation.ratio)
    regional = blurred(regional, situation.ratio / 2.0)
    if situation.texture != 1.0:
        truth = regional + np.sqrt(situation.texture) * (truth - regional)
    return np.clip(truth, 0.02, 0.55)


def _switching(random, situation, land):
    """(truth, predictors): one of two fields, by the soil."""
    shape = (situation.dates, *land["clay"].shape)
    first, second = (np.stack([power_law(random, shape[1:], 2.4) for _ in range(shape[0])]) for _ in range(2))
    truth = np.clip(0.25 + 0.05 * np.where(land["clay"] > 0, first, second), 0.02, 0.55)
    return truth, {"first": first, "second": second, "soil": land["clay"]}


def _seen(situation, truth):
    """What the predictors respond to: the truth, or with opposite relations inside cells its mirror image there."""
    if situation.within > 0:
        return truth
    regional = blurred(truth, 1.2 * situation.ratio)
    return 2.0 * regional - truth


def _predictors(random, situation, land, truth, rain):
    if not situation.signal:
        return _nothing(random, situation, truth.shape)
    seen = _seen(situation, truth)
    lagged = (seen + np.concatenate([seen[:1], seen[:-1]])) / 2
    season = np.sin(2 * np.pi * (_SPIN_UP + _MONTH * np.arange(len(truth))) / 365.0)[:, None, None]
    ndvi = 0.38 + 0.12 * land["plants"] + 0.9 * (lagged - 0.2) + 0.05 * season + 0.2 * land["crops"]
    evaporation = np.clip(2.0 * seen + 0.35 * ndvi, 0, 1)
    lst = 302.0 + 8.0 * season - 3.0 * land["height"] - 14.0 * evaporation
    vv = -15.0 + 26.0 * seen * np.exp(-1.1 * np.clip(ndvi, 0, 1)) + 3.0 * ndvi + 0.9 * land["roughness"]
    dated = {"ndvi": ndvi, "lst": lst, "vv": vv}
    dated = {name: values + _errors(random, situation, values.shape, _NOISE[name]) for name, values in dated.items()}
    dated["ndvi"] = np.clip(dated["ndvi"], -0.2, 1.0)
    dated["rain"] = _resampled(rain, _divisor(situation))
    if situation.cloudy:
        hidden = np.stack([power_law(random, truth.shape[1:], 3.0) for _ in truth])
        hidden = hidden > np.quantile(hidden, 1 - situation.cloudy)
        dated["lst"] = np.where(hidden, np.nan, dated["lst"])
        dated["ndvi"] = np.where(hidden, np.nan, dated["ndvi"])
    static = {"elevation": 500.0 + 180.0 * land["height"], "slope": land["slope"], "valley": land["valley"],
              "clay": np.clip(28.0 + 5.0 * land["clay"] + 2.0 * random.standard_normal(land["clay"].shape), 2.0, 70.0)}
    if situation.structure == "same":
        static["cover"] = land["cover"].astype(float)
    junk = {f"layer{k}": power_law(random, truth.shape[1:], random.uniform(1.0, 3.5)) for k in range(situation.useless)}
    made = {**({} if situation.static_only else dated), **static, **junk}
    return {name: values for name, values in made.items() if not situation.only or name in situation.only}


def _nothing(random, situation, shape):
    """Predictors with the usual texture that have nothing to do with the truth."""
    dated = {name: np.stack([power_law(random, shape[1:], 2.4) for _ in range(shape[0])]) for name in ("a", "b")}
    return {**dated, "c": power_law(random, shape[1:], 3.0), "d": power_law(random, shape[1:], 1.5)}


def _errors(random, situation, shape, spread):
    """Errors of retrievals (dates, h, w): white, or as the situation wants them."""
    spread = spread * situation.predictor_noise
    if situation.correlated:
        return spread * np.stack([power_law(random, shape[1:], 2.0, longest=6.0) for _ in range(shape[0])])
    if situation.striped:
        rows = random.standard_normal((shape[0], shape[1], 1))
        return spread * (0.5 * random.standard_normal(shape) + 1.5 * rows)
    errors = spread * random.standard_normal(shape)
    if situation.persistent:
        errors = np.sqrt(0.5) * (errors + spread * random.standard_normal((1, *shape[1:])))
    return errors


def _divisor(situation):
    """Pixels along one of rain's own, of those that divide the area."""
    side = situation.cells * situation.ratio
    wanted = max(1, round(situation.coarse_rain * situation.ratio / 9))
    return min((n for n in range(1, side + 1) if side % n == 0), key=lambda n: abs(n - wanted))


def _resampled(values, size):
    """A product of coarser pixels, resampled smoothly to fine ones."""
    return blurred(repeated(block_means(values, size), size), size / 2.0) if size > 1 else values


def _coarse(random, situation, truth):
    seen = truth
    if situation.footprint_cells:
        seen = blurred(truth, situation.footprint_cells * situation.ratio * _FWHM_TO_SIGMA)
    means = block_means(seen, situation.ratio)
    return np.clip(means + situation.coarse_noise * random.standard_normal(means.shape), 0.01, 0.6)
