"""What is said once of all maps that were made, where their inputs look wrong though nothing forbids them."""
import os
from collections import defaultdict
from typing import Dict, List, Sequence

from ..downscaling.downscale import Downscaled
from ..monitor import Monitor

_MOSTLY = 50.0       # percent of a map with conditions that no pixel had in training: more is guessed than known
_LITTLE = 25.0       # percent of a map under values of the coarse product: swaths of a day cover more


def warn_of_maps(made: Sequence[Downscaled], trained_on: str, monitor: Monitor) -> None:
    """Warn of constant predictors, of maps mostly unlike training, of maps that the coarse product hardly covers, and
    of another product than the model was trained on (`trained_on`, '' where unknown)."""
    products = {one.product for one in made if one.product}
    others = sorted(name for name in products if _without_pass(name) != _without_pass(trained_on))
    if trained_on and others:
        monitor.warn(f"The model was trained on {trained_on}, but the coarse raster is {' and '.join(others)}; "
                     "products differ in level and footprint. Give the same product, or train a model on this one.")
    constant: Dict[str, List[Downscaled]] = defaultdict(list)
    for one in made:
        for predictor in one.constant:
            constant[predictor].append(one)
    for predictor, those in constant.items():
        monitor.warn(f"The predictor {predictor} on every pixel of {_named(those)}, but it varied in training; check "
                     "whether its raster was filled with that value, or comes from a failed export.")
    new = [one for one in made if one.new_percent >= _MOSTLY]
    if new:
        worst = max(new, key=lambda one: one.new_percent)
        monitor.warn(f"{worst.new_percent:.0f} % of the pixels of {_named([worst])} have conditions that no pixel had "
                     f"in training, mostly {worst.newest or 'unknown classes'}{_and_more(new)}: the model "
                     "extrapolates there. Check the predictor's unit and source; if they are right, train on dates "
                     "and places like these.")
    little = [one for one in made if one.covered_percent < _LITTLE]
    if little:
        worst = min(little, key=lambda one: one.covered_percent)
        monitor.warn(f"The coarse raster covers only {worst.covered_percent:.0f} % of {_named([worst])}"
                     f"{_and_more(little)}; the rest is mostly the model's first guess, without residual "
                     "correction. Check the coarse raster's extent and gaps.")


def _without_pass(product: str) -> str:
    """A product without its pass."""
    return product[:-3] if product.endswith(("_AM", "_PM")) else product


def cover_in_words(result: Downscaled) -> str:
    """", 42 % of them under values of the coarse product" where that isn't nearly all."""
    return f", {result.covered_percent:.0f} % of them under values of the coarse product" \
        if result.covered_percent < 99.0 else ""


def _named(maps: Sequence[Downscaled]) -> str:
    first = os.path.basename(maps[0].path)
    return first if len(maps) == 1 else f"{len(maps)} maps ({first} ...)"


def _and_more(maps: Sequence[Downscaled]) -> str:
    more = len(maps) - 1
    return "" if not more else f" (similarly for {more} more map{'s' if more > 1 else ''})"
