"""What training has chosen, fitted again to rows with another noise: for whoever teaches and judges a network."""
from dataclasses import replace
from functools import partial
from typing import Any, Callable

import numpy as np

from ..downscaling.pipeline import thread_count
from ..errors import certain
from ..monitor import SILENT
from ..regression.fit import Fit
from ..regression.methods import METHODS
from ..regression.model import Model
from ..regression.recipe import Recipe
from ..samples.samples import Samples

_JUDGES = 60      # trees of a forest that judges a network


def refitted(samples: Samples, selected: Any, options: Any, noise: np.ndarray) -> Fit:
    """What was chosen, fitted to rows with another noise (columns,)."""
    augmented = [replace(recipe, noise_std=noise if recipe.noise_std is not None else None)
                 for recipe in selected.chosen.recipes]
    return replace(selected.chosen, recipes=augmented).fit(samples, options.seed, options.threads or thread_count(),
                                                           SILENT)


def without_averages(model: Model, samples: Samples, selected: Any, options: Any) -> Model:
    """The model itself, or where it averages predictors over neighbouring pixels, what was chosen without that: a
    network learns by itself what to average."""
    if not model.averaged:
        return model
    noise = certain(selected.noise_unaveraged)
    about = {name: value for name, value in model.about.items() if name != "averaged"}
    return replace(model, fit=refitted(samples, selected, options, noise),
                   about={**about, "pixel_noise": [float(std) for std in noise]})


def judge_of(samples: Samples, selected: Any, options: Any) -> Callable[[np.ndarray], Fit]:
    """As `refitted`, of a forest, which is of another family than what `auto` takes from many rows; the very same where
    there is none, or where a forest was chosen."""
    forest, refit = METHODS["random_forest"], partial(refitted, samples, selected, options)
    if not forest.present or forest.name in selected.chosen.name.split("+"):
        return refit
    settings = forest.checked({"n_estimators": _JUDGES})
    split = any(recipe.split for recipe in selected.chosen.recipes)
    return lambda noise: Recipe(forest, settings, noise, split).fit(samples, options.seed,
                                                                    options.threads or thread_count(), SILENT)
