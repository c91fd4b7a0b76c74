"""Derived predictors of a fetch, by the same code as Derive Indices."""
from typing import Dict, List, Mapping, Optional

import numpy as np

from ...predictors.indices import FROM_GRID, INDICES, RADAR, linear_to_decibel
from ...rasters.grid import Grid
from ...rasters.period import Period
from ...sources.earth_engine.catalogue import Derived
from .terrain import latitudes


def derived_layers(recipes: List[Derived], values: Mapping[str, np.ndarray], grid: Grid,
                   period: Optional[Period]) -> Dict[str, np.ndarray]:
    """Indices of a window by name, each (rows, columns) float32.

    values: fetched predictors of the window by name; grid: the window's; period: the step (its middle is the season).
    """
    inputs = _from_grid(recipes, grid, period)
    return {recipe.name: INDICES[recipe.formula]({**inputs, **_by_role(recipe, values)}) for recipe in recipes}


def _by_role(recipe, values):
    found = {role: values[source] for role, source in recipe.sources.items()}
    # radar is fetched in linear units (means of decibels are wrong), the indices take decibels
    return {role: linear_to_decibel(value) if role in RADAR else value for role, value in found.items()}


def _from_grid(recipes, grid, period):
    wanted = {role for recipe in recipes for role in INDICES[recipe.formula].inputs} & set(FROM_GRID)
    found = {}
    if "latitude" in wanted:
        found["latitude"] = latitudes(grid)
    if "day_of_year" in wanted:
        found["day_of_year"] = np.full(grid.shape, float(period.middle.timetuple().tm_yday))
    return found
