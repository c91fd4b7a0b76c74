"""Derived predictors of a fetch, by the same code as Derive Indices."""
from typing import Dict, List, Mapping, Optional

import numpy as np

from ..predictors.from_grid import from_grid
from ..predictors.indices import FROM_GRID, INDICES, RADAR, linear_to_decibel
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.windows import Window
from .catalogue import Derived


def derived_layers(recipes: List[Derived], values: Mapping[str, np.ndarray], grid: Grid, window: Window,
                   period: Optional[Period]) -> Dict[str, np.ndarray]:
    """Indices of a window of a grid by name, each (rows, columns) float32.

    values: fetched predictors of the window by name; period: the step (its middle is the season).
    """
    needed = any(set(INDICES[recipe.formula].inputs) & set(FROM_GRID) for recipe in recipes)
    inputs = from_grid(grid, window, period) if needed else {}
    return {recipe.name: INDICES[recipe.formula]({**inputs, **_by_role(recipe, values)}) for recipe in recipes}


def _by_role(recipe: Derived, values: Mapping[str, np.ndarray]) -> Dict[str, np.ndarray]:
    found = {role: values[source] for role, source in recipe.sources.items()}
    # radar is fetched in linear units (means of decibels are wrong), the indices take decibels
    return {role: linear_to_decibel(value) if role in RADAR else value for role, value in found.items()}
